//! A scenario, loaded.

use std::{
    fs,
    path::{Path, PathBuf},
};

use super::{
    csv_column,
    decode::{FromNode, Reader},
    document::{Node, Table, Value, csv_reference, parse, parse_value},
    problem::{Place, Problem, Problems, Source},
    raw,
    set::set,
    sweep::check_sweep,
    validate::{Validated, validate},
};
use crate::model::{LongRun, Model, PlanTerms, Study};

/// The largest scenario file that is read, in bytes.
const LARGEST_SCENARIO: u64 = 10 << 20;
/// The largest CSV file that is read, in bytes.
const LARGEST_CSV: u64 = 1 << 30;

/// What the command line says over what the file says.
#[derive(Clone, Debug, Default)]
pub struct Overrides {
    /// `--seed`.
    pub seed: Option<u64>,
    /// `--replications`.
    pub replications: Option<u64>,
    /// `--set KEY=VALUE`, in order.
    pub set: Vec<(String, String)>,
}

/// A scenario that was read and found right.
#[derive(Clone, Debug)]
pub struct Scenario {
    pub(super) tree: Table,
    pub(super) sources: Vec<Source>,
    pub(super) raw: raw::Scenario,
    title: String,
    currency: String,
    model: Model,
    study: Study,
    terms: PlanTerms,
    long_run: Option<LongRun>,
    warnings: Vec<String>,
}

impl Scenario {
    /// Reads and checks the scenario at `path`.
    ///
    /// # Errors
    ///
    /// All [`Problems`] that were found: with the file itself, its TOML, its keys and values, the
    /// CSV files it names, or what it means.
    pub fn load(path: &Path, overrides: &Overrides) -> Result<Self, Problems> {
        let text = read_text(path, LARGEST_SCENARIO, "a scenario").map_err(Problems::single)?;
        let folder = path.parent().map(Path::to_path_buf).unwrap_or_default();
        Self::from_text(&path.display().to_string(), &text, &folder, overrides)
    }

    /// Checks a scenario's `text`, which messages call `name`; CSV files are looked for in
    /// `folder`.
    ///
    /// # Errors
    ///
    /// As [`Scenario::load`].
    pub fn from_text(name: &str, text: &str, folder: &Path, overrides: &Overrides) -> Result<Self, Problems> {
        let mut sources = vec![Source { path: name.to_owned(), text: text.to_owned() }];
        let mut problems = Problems::default();
        let mut tree = parse(text, &mut problems);
        if !problems.is_empty() {
            return Err(problems.in_sources(&sources));
        }
        apply(overrides, &mut tree, &mut sources, &mut problems);
        insert_columns(&mut tree, folder, &mut sources, &mut problems);
        Self::from_tree(tree, sources, problems, true)
    }

    /// Reads and checks a tree whose CSV columns are in place. Where there is a problem, and the
    /// tree is a whole file's, its sweep is checked along.
    pub(super) fn from_tree(
        tree: Table,
        sources: Vec<Source>,
        problems: Problems,
        is_file: bool,
    ) -> Result<Self, Problems> {
        let whole = Place { file: 0, range: 0..0 };
        let mut node = Node { value: Value::Table(tree), place: Some(whole) };
        let mut reader = Reader { problems };
        let raw = raw::Scenario::from_node(&mut node, &mut reader);
        let mut problems = reader.problems;
        let validated = raw.as_ref().and_then(|raw| validate(raw, &mut problems));
        match (raw, validated, node.value) {
            (Some(raw), Some(Validated { model, study, terms, long_run, warnings }), Value::Table(tree))
                if problems.is_empty() =>
            {
                let title = raw.title.as_ref().map_or_else(|| "A call centre".to_owned(), |t| t.value.clone());
                let currency = raw.currency.value.clone();
                Ok(Self { tree, sources, raw, title, currency, model, study, terms, long_run, warnings })
            }
            (Some(raw), _, Value::Table(tree)) if is_file => {
                check_sweep(&tree, &raw, &mut problems);
                Err(problems.in_sources(&sources))
            }
            _ => Err(problems.in_sources(&sources)),
        }
    }

    /// The heading of tables and charts.
    #[must_use]
    pub fn title(&self) -> &str {
        &self.title
    }

    /// The currency's code.
    #[must_use]
    pub fn currency(&self) -> &str {
        &self.currency
    }

    /// The centre.
    #[must_use]
    pub const fn model(&self) -> &Model {
        &self.model
    }

    /// What is asked of it.
    #[must_use]
    pub const fn study(&self) -> &Study {
        &self.study
    }

    /// What may be scheduled; the defaults where it has no `plan` table.
    #[must_use]
    pub const fn plan_terms(&self) -> &PlanTerms {
        &self.terms
    }

    /// What it says of the long run, if anything.
    #[must_use]
    pub const fn long_run(&self) -> Option<&LongRun> {
        self.long_run.as_ref()
    }

    /// Whether it has a `sweep` table.
    #[must_use]
    pub const fn asks_for_sweep(&self) -> bool {
        self.raw.sweep.is_some()
    }

    /// What is allowed but probably not meant, each ending in advice.
    #[must_use]
    pub fn warnings(&self) -> &[String] {
        &self.warnings
    }

    /// The whole resolved scenario as TOML: defaults, overrides and CSV columns included.
    #[must_use]
    pub fn resolved(&self) -> String {
        self.tree.to_toml()
    }
}

/// Reads a text file that must not be huge and must be UTF-8.
fn read_text(path: &Path, largest: u64, what: &str) -> Result<String, Problem> {
    let shown = path.display();
    let cannot = |error: std::io::Error| Problem::new(format!("cannot read {shown}: {}", plainly(&error)));
    let size = fs::metadata(path).map_err(cannot)?;
    if size.is_dir() {
        return Err(Problem::new(format!("{shown} is a folder; {what} is a file")));
    }
    if size.len() > largest {
        return Err(Problem::new(format!(
            "{shown} has {} MB; {what} has at most {} MB",
            size.len() >> 20,
            largest >> 20
        ))
        .help("long lists belong in a CSV file, named by { csv = \"file.csv\", column = \"name\" }"));
    }
    let bytes = fs::read(path).map_err(cannot)?;
    let text = String::from_utf8(bytes).map_err(|error| {
        let good = error.utf8_error().valid_up_to();
        let before = &error.as_bytes()[..good];
        let line = before.split(|b| *b == b'\n').count();
        let column = before.iter().rev().take_while(|b| **b != b'\n').count() + 1;
        Problem::new(format!("{shown}:{line}:{column}: the byte 0x{:02x} is no UTF-8 text", error.as_bytes()[good]))
            .help("save the file with the encoding UTF-8")
    })?;
    // Spreadsheets put a mark before the first heading, which is no part of it.
    Ok(text.strip_prefix('\u{feff}').map_or(text.clone(), str::to_owned))
}

/// What the operating system says, in words that do not change with the system.
fn plainly(error: &std::io::Error) -> String {
    match error.kind() {
        std::io::ErrorKind::NotFound => "there is no such file".to_owned(),
        std::io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
        _ => error.to_string(),
    }
}

fn apply(overrides: &Overrides, tree: &mut Table, sources: &mut Vec<Source>, problems: &mut Problems) {
    for (key, value) in &overrides.set {
        if let Err(problem) = set(tree, key, parse_value(value), "--set", sources) {
            problems.push(problem);
        }
    }
    if let Some(seed) = overrides.seed {
        match i64::try_from(seed) {
            Ok(seed) => tree.insert("seed", Node::new(Value::Integer(seed))),
            Err(_) => problems.push(Problem::new(format!("--seed {seed} is too large; the most is {}", i64::MAX))),
        }
    }
    if let Some(replications) = overrides.replications {
        tree.insert("replications", Node::number(replications as f64));
        tree.remove("precision");
    }
}

/// Puts the values of CSV columns in the place of the tables that name them.
fn insert_columns(table: &mut Table, folder: &Path, sources: &mut Vec<Source>, problems: &mut Problems) {
    table.entries.iter_mut().for_each(|entry| insert_column(&mut entry.node, folder, sources, problems));
}

fn insert_column(node: &mut Node, folder: &Path, sources: &mut Vec<Source>, problems: &mut Problems) {
    match &mut node.value {
        Value::List(items) => items.iter_mut().for_each(|item| insert_column(item, folder, sources, problems)),
        Value::Table(table) => match csv_reference(table) {
            None => insert_columns(table, folder, sources, problems),
            Some((path, column, place)) => {
                let values = read_column(path, column, place, folder, sources, problems);
                node.value = values.map_or(Value::Unreadable, Value::List);
            }
        },
        _ => {}
    }
}

fn read_column(
    path: &str,
    column: Option<&str>,
    place: Option<&Place>,
    folder: &Path,
    sources: &mut Vec<Source>,
    problems: &mut Problems,
) -> Option<Vec<Node>> {
    let full: PathBuf = folder.join(path);
    let file = match sources.iter().position(|s| s.path == full.display().to_string()) {
        Some(file) => file,
        None => match read_text(&full, LARGEST_CSV, "a CSV file") {
            Ok(text) => {
                sources.push(Source { path: full.display().to_string(), text });
                sources.len() - 1
            }
            Err(problem) => {
                let problem = problem.at(place);
                problems.push(if full.exists() {
                    problem
                } else {
                    problem.help("the path is relative to the scenario's folder")
                });
                return None;
            }
        },
    };
    let mut own = Problems::default();
    let values = csv_column::read(&sources[file].text, file, column, place, &mut own);
    let readable = own.is_empty();
    own.iter().for_each(|problem| problems.push(problem.clone()));
    readable.then_some(values)
}
