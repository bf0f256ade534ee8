//! Reading distributions and arrival processes: `{ family = { parameter = value, … } }`.

use serde_json::{Value as Json, json};

use super::{
    decode::{At, FromNode, Reader},
    document::{Node, Table, Value},
    problem::{Place, Problem, Problems, all_of, did_you_mean, the},
    values::{Clock, Seconds},
};
use crate::model::{
    Distribution,
    arrivals::PROCESSES,
    distribution::FAMILIES,
    parameter::{Arguments, Form, Kind, Parameter, Refusal, Value as Argument},
};

/// A family that was chosen, with what was given for the parameters of one of its forms.
#[derive(Clone, Debug)]
pub struct Chosen {
    /// Number of the family in its registry.
    pub family: usize,
    /// Number of the form.
    pub form: usize,
    /// The parameters of the form and what was given.
    pub given: Vec<(&'static Parameter, Given)>,
    /// Where each given key stands.
    pub places: Vec<(&'static str, Option<Place>)>,
    /// Where the whole stands.
    pub place: Option<Place>,
}

/// What was given for one parameter.
#[derive(Clone, Debug)]
pub enum Given {
    /// A number or duration.
    One(f64),
    /// A list of them.
    Many(Vec<f64>),
    /// One for each interval.
    Series(Series),
    /// Rates at clock times.
    Timed(Vec<Timed>),
    /// Instants.
    Instants(Vec<At<String>>),
}

/// One number for the whole day, one per interval, or blocks of hours.
#[derive(Clone, Debug)]
pub enum Series {
    /// The same all day.
    One(f64),
    /// One for each interval.
    Each(Vec<At<f64>>),
    /// From and to a clock time.
    Blocks(Vec<Block>),
}

/// A value from one clock time to another.
#[derive(Clone, Debug)]
pub struct Block {
    /// From.
    pub from: f64,
    /// To.
    pub to: f64,
    /// The value.
    pub value: At<f64>,
    /// Where the block stands.
    pub place: Option<Place>,
}

/// A rate an hour at, or from, a clock time.
#[derive(Clone, Debug)]
pub struct Timed {
    /// The clock time, s after midnight.
    pub clock: f64,
    /// Calls an hour.
    pub per_hour: At<f64>,
    /// Where it stands.
    pub place: Option<Place>,
}

/// A distribution: the family's own checks need nothing else, and are made at once.
#[derive(Clone, Debug)]
pub struct RawDistribution(pub Distribution);

/// An arrival process as it was typed.
#[derive(Clone, Debug)]
pub struct RawArrivals(pub Chosen);

impl FromNode for RawDistribution {
    const EXAMPLE: &'static str = "{ exponential = { mean = \"4m\" } }";

    fn from_node(node: &mut Node, reader: &mut Reader) -> Option<Self> {
        let families: Vec<(&str, &[Form])> = FAMILIES.iter().map(|f| (f.name, f.forms)).collect();
        let chosen = choose(node, reader, "a distribution", &families, Self::EXAMPLE)?;
        let mut given = Arguments::new();
        for (parameter, value) in &chosen.given {
            match value {
                Given::One(value) => given.give(parameter.name, Argument::One(*value)),
                Given::Many(values) => given.give(parameter.name, Argument::Many(values.clone())),
                Given::Series(_) | Given::Timed(_) | Given::Instants(_) => {}
            }
        }
        let family = &FAMILIES[chosen.family];
        chosen.accept((family.build)(chosen.form, &given), family.name, &mut reader.problems).map(Self)
    }

    fn schema() -> Json {
        json!({ "$ref": "#/$defs/distribution" })
    }
}

impl FromNode for RawArrivals {
    const EXAMPLE: &'static str = "{ poisson = { per_hour = 120 } }";

    fn from_node(node: &mut Node, reader: &mut Reader) -> Option<Self> {
        let processes: Vec<(&str, &[Form])> = PROCESSES.iter().map(|p| (p.name, p.forms)).collect();
        choose(node, reader, "an arrival process", &processes, Self::EXAMPLE).map(Self)
    }

    fn schema() -> Json {
        json!({ "$ref": "#/$defs/arrivals" })
    }
}

impl Chosen {
    /// What the family made of it; its refusal becomes a problem at the parameter's place.
    pub fn accept<T>(&self, built: Result<T, Refusal>, name: &str, problems: &mut Problems) -> Option<T> {
        match built {
            Ok(built) => Some(built),
            Err(refusal) => {
                let place = self.places.iter().find(|(parameter, _)| *parameter == refusal.parameter);
                let place = place.and_then(|(_, place)| place.as_ref()).or(self.place.as_ref());
                let message = format!("`{}` of this {name} {}", refusal.parameter, refusal.why);
                problems.push(Problem::new(message).at(place));
                None
            }
        }
    }
}

/// Which family a table names, and what it gives.
fn choose(
    node: &mut Node,
    reader: &mut Reader,
    what: &str,
    families: &[(&str, &'static [Form])],
    example: &str,
) -> Option<Chosen> {
    let place = node.place.clone();
    let names: Vec<&str> = families.iter().map(|(name, _)| *name).collect();
    let table = match &mut node.value {
        Value::Table(table) if table.entries.len() == 1 => table,
        Value::Table(_) => {
            let problem = Problem::new(format!("{what} is a table with one key, its name"));
            reader.problems.push(problem.at(place.as_ref()).label(format!("write it like {example}")));
            return None;
        }
        Value::Unreadable => return None,
        _ => {
            let problem = Problem::new(format!("expected {what}, found {}", node.kind())).at(place.as_ref());
            reader.problems.push(problem.label(format!("write it like {example}")).help(the("name", &names)));
            return None;
        }
    };
    let entry = &mut table.entries[0];
    let Some(family) = names.iter().position(|name| *name == entry.key) else {
        let meant = did_you_mean(&entry.key, names.iter().copied());
        let label = meant.map_or_else(String::new, |m| format!("did you mean `{m}`?"));
        let problem = Problem::new(format!("`{}` is no name of {what}", entry.key)).at(entry.key_place.as_ref());
        reader.problems.push(problem.label(label).help(the("name", &names)));
        return None;
    };
    let (name, forms) = families[family];
    let key_place = entry.key_place.clone();
    spell_out(&mut entry.node, forms);
    let table = reader.table(&mut entry.node, name, &parameter_names(forms))?;
    let form = choose_form(table, name, forms, key_place.as_ref(), reader)?;
    read_parameters(table, family, form, forms[form], place, reader)
}

/// `constant = "30s"` means `constant = { value = "30s" }`, for families with one parameter.
fn spell_out(node: &mut Node, forms: &[Form]) {
    let [[only]] = forms else { return };
    let is_table = matches!(&node.value, Value::Table(table) if table.get("from").is_none());
    if !is_table {
        let place = node.place.clone();
        let mut table = Table::default();
        table.insert(only.name, std::mem::replace(node, Node::new(Value::Boolean(false))));
        *node = Node { value: Value::Table(table), place };
    }
}

fn parameter_names(forms: &[Form]) -> Vec<&'static str> {
    let mut names = Vec::new();
    for parameter in forms.iter().copied().flatten() {
        if !names.contains(&parameter.name) {
            names.push(parameter.name);
        }
    }
    names
}

/// The form whose required parameters are those that were given.
fn choose_form(table: &Table, name: &str, forms: &[Form], at: Option<&Place>, reader: &mut Reader) -> Option<usize> {
    let known = parameter_names(forms);
    let given: Vec<&str> = table.entries.iter().map(|e| e.key.as_str()).filter(|k| known.contains(k)).collect();
    let required = |form: &Form| form.iter().filter(|p| p.default.is_none()).map(|p| p.name).collect::<Vec<_>>();
    let fits = |form: &Form| {
        let names: Vec<&str> = form.iter().map(|p| p.name).collect();
        given.iter().all(|g| names.contains(g)) && required(form).iter().all(|r| given.contains(r))
    };
    forms.iter().position(fits).or_else(|| {
        let ways: Vec<String> = forms
            .iter()
            .map(|form| required(form).iter().map(|r| format!("`{r}`")).collect::<Vec<_>>().join(" and "))
            .collect();
        let needed = forms.iter().flat_map(required).any(|name| given.contains(&name));
        let message = if needed {
            let alone = if given.len() == 1 { " alone" } else { "" };
            format!("{name} cannot be given by {}{alone}", all_of(&given))
        } else {
            format!("{name} needs {}", ways.join(", or "))
        };
        reader.problems.push(Problem::new(message).at(at).label(format!("give {}", ways.join(", or "))));
        None
    })
}

fn read_parameters(
    table: &mut Table,
    family: usize,
    form: usize,
    parameters: Form,
    place: Option<Place>,
    reader: &mut Reader,
) -> Option<Chosen> {
    let mut chosen = Chosen { family, form, given: Vec::new(), places: Vec::new(), place };
    let mut complete = true;
    for parameter in parameters {
        if let (None, Some(default)) = (table.get(parameter.name), parameter.default) {
            table.insert(parameter.name, Node::number(default));
        }
        let Some(entry) = table.entries.iter_mut().find(|e| e.key == parameter.name) else { continue };
        match read_given(&mut entry.node, parameter.kind, reader) {
            Some(given) => {
                chosen.places.push((parameter.name, entry.node.place.clone()));
                chosen.given.push((parameter, given));
            }
            None => complete = false,
        }
    }
    complete.then_some(chosen)
}

fn read_given(node: &mut Node, kind: Kind, reader: &mut Reader) -> Option<Given> {
    match kind {
        Kind::Duration => Seconds::from_node(node, reader).map(|s| Given::One(s.0)),
        Kind::Number => f64::from_node(node, reader).map(Given::One),
        Kind::Count => u64::from_node(node, reader).map(|n| Given::One(n as f64)),
        Kind::Durations => {
            Vec::<Seconds>::from_node(node, reader).map(|list| Given::Many(list.iter().map(|s| s.0).collect()))
        }
        Kind::Numbers => Vec::<f64>::from_node(node, reader).map(Given::Many),
        Kind::PerInterval => Series::from_node(node, reader).map(Given::Series),
        Kind::Changes => timed(node, "from", reader).map(Given::Timed),
        Kind::Points => timed(node, "at", reader).map(Given::Timed),
        Kind::Instants => Vec::<At<Instant>>::from_node(node, reader).map(|list| {
            Given::Instants(list.into_iter().map(|at| At { value: at.value.0, place: at.place }).collect())
        }),
    }
}

/// A list of `{ KEY = "HH:MM", per_hour = N }`.
fn timed(node: &mut Node, key: &str, reader: &mut Reader) -> Option<Vec<Timed>> {
    let example = format!("a list such as [{{ {key} = \"09:12\", per_hour = 300 }}, ...]");
    let Value::List(items) = &mut node.value else { return reader.expected(&example, node) };
    if items.is_empty() {
        return Vec::<f64>::from_node(node, reader).map(|_| Vec::new());
    }
    let read: Vec<Option<Timed>> = items.iter_mut().map(|item| one_timed(item, key, reader)).collect();
    read.into_iter().collect()
}

fn one_timed(node: &mut Node, key: &str, reader: &mut Reader) -> Option<Timed> {
    let place = node.place.clone();
    let table = reader.table(node, "a rate", &[key, "per_hour"])?;
    let clock = reader.field::<Clock>(table, key, None, ("a rate", place.as_ref()));
    let per_hour = reader.field::<At<f64>>(table, "per_hour", None, ("a rate", place.as_ref()));
    Some(Timed { clock: clock?.0, per_hour: per_hour?, place })
}

fn timed_schema(key: &str) -> Json {
    let item = json!({
        "type": "object",
        "properties": { key: Clock::schema(), "per_hour": { "type": "number", "minimum": 0 } },
        "required": [key, "per_hour"],
        "additionalProperties": false,
    });
    json!({ "type": "array", "minItems": 1, "items": item })
}

/// An instant, as text: seconds after opening are written as numbers.
struct Instant(String);

impl FromNode for Instant {
    const EXAMPLE: &'static str = "0";

    fn from_node(node: &mut Node, reader: &mut Reader) -> Option<Self> {
        match &node.value {
            Value::Text(text) => Some(Self(text.clone())),
            _ => f64::from_node(node, reader).map(|seconds| Self(seconds.to_string())),
        }
    }

    fn schema() -> Json {
        json!({ "type": ["number", "string"] })
    }
}

impl FromNode for Series {
    const EXAMPLE: &'static str = "1";

    fn from_node(node: &mut Node, reader: &mut Reader) -> Option<Self> {
        let is_blocks = matches!(&node.value, Value::List(items) if matches!(items.first().map(|n| &n.value), Some(Value::Table(_))));
        match &node.value {
            Value::List(_) if is_blocks => Vec::<Block>::from_node(node, reader).map(Self::Blocks),
            Value::List(_) => Vec::<At<f64>>::from_node(node, reader).map(Self::Each),
            Value::Integer(_) | Value::Float(_) => f64::from_node(node, reader).map(Self::One),
            Value::Table(table) if table.get("csv").is_some() => {
                let before = reader.problems.len();
                reader.table(node, "a CSV column", &["csv", "column"]);
                if reader.problems.len() > before {
                    None
                } else {
                    reader.expected("texts for `csv` and `column`", node)
                }
            }
            _ => reader.expected(
                "a number, a list with one number per interval, or { csv = \"file\", column = \"name\" }",
                node,
            ),
        }
    }

    fn schema() -> Json {
        json!({ "$ref": "#/$defs/per_interval" })
    }
}

impl FromNode for Block {
    const EXAMPLE: &'static str = "{ from = \"08:00\", to = \"09:00\", value = 1 }";

    fn from_node(node: &mut Node, reader: &mut Reader) -> Option<Self> {
        let place = node.place.clone();
        let table = reader.table(node, "a block of hours", &["from", "to", "value"])?;
        let at = ("a block of hours", place.as_ref());
        let from = reader.field::<Clock>(table, "from", None, at);
        let to = reader.field::<Clock>(table, "to", None, at);
        let value = reader.field::<At<f64>>(table, "value", None, at);
        Some(Self { from: from?.0, to: to?.0, value: value?, place })
    }

    fn schema() -> Json {
        json!({
            "type": "object",
            "properties": { "from": Clock::schema(), "to": Clock::schema(), "value": { "type": "number" } },
            "required": ["from", "to", "value"],
            "additionalProperties": false,
        })
    }
}

impl Series {
    /// The values and where each stands; a single one stands at `place`.
    #[must_use]
    pub fn values<'a>(&'a self, place: Option<&'a Place>) -> Vec<(f64, Option<&'a Place>)> {
        let at = |at: &'a At<f64>| (at.value, at.place.as_ref());
        match self {
            Self::One(value) => vec![(*value, place)],
            Self::Each(values) => values.iter().map(at).collect(),
            Self::Blocks(blocks) => blocks.iter().map(|block| at(&block.value)).collect(),
        }
    }
}

/// The schema of one kind of parameter.
pub fn kind_schema(kind: Kind) -> Json {
    match kind {
        Kind::Duration => Seconds::schema(),
        Kind::Number => f64::schema(),
        Kind::Count => json!({ "type": "integer", "minimum": 1 }),
        Kind::Durations => list_or_csv(&Seconds::schema()),
        Kind::Numbers => json!({ "type": "array", "minItems": 1, "items": { "type": "number" } }),
        Kind::PerInterval => Series::schema(),
        Kind::Changes => timed_schema("from"),
        Kind::Points => timed_schema("at"),
        Kind::Instants => list_or_csv(&Instant::schema()),
    }
}

/// A list of something, or a column of a CSV file.
pub fn list_or_csv(item: &Json) -> Json {
    json!({ "oneOf": [{ "type": "array", "minItems": 1, "items": item }, { "$ref": "#/$defs/csv" }] })
}

/// Whether arrivals are recorded ones.
pub fn is_replay(chosen: &Chosen) -> bool {
    PROCESSES[chosen.family].name == "replay"
}
