//! What can be wrong with a scenario, and where.

use std::{fmt::Write as _, ops::Range};

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet, renderer::DecorStyle};
use serde_json::{Value as Json, json};

/// A stretch of one of the files that make up a scenario.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// Which file: 0 is the scenario itself, the others are the CSV files it names.
    pub file: usize,
    /// Bytes of that file.
    pub range: Range<usize>,
}

/// A file as it was read.
#[derive(Clone, Debug)]
pub struct Source {
    /// Its path, as it was given.
    pub path: String,
    /// Its text.
    pub text: String,
}

/// One thing that is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    message: String,
    label: String,
    help: Option<String>,
    place: Option<Place>,
}

impl Problem {
    /// Something is wrong, and `message` says what.
    pub fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), label: String::new(), help: None, place: None }
    }

    /// It stands here.
    #[must_use]
    pub fn at(mut self, place: Option<&Place>) -> Self {
        self.place = place.cloned();
        self
    }

    /// What to write under the underlined text.
    #[must_use]
    pub fn label(mut self, label: impl Into<String>) -> Self {
        self.label = label.into();
        self
    }

    /// What would be right.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// What is wrong.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.message
    }
}

/// Everything that is wrong, and the files it is wrong in. Never empty when it is an error.
#[derive(Clone, Debug, Default)]
pub struct Problems {
    list: Vec<Problem>,
    sources: Vec<Source>,
}

/// After this many, the rest are counted only.
const MOST_SHOWN: usize = 50;
/// Longer lines are cut down to the neighbourhood of the problem, or they would fill the screen.
const LONGEST_LINE: usize = 200;

impl Problems {
    /// A single problem that has no place in a file.
    #[must_use]
    pub fn single(problem: Problem) -> Self {
        Self { list: vec![problem], sources: Vec::new() }
    }

    /// Notes a problem.
    pub fn push(&mut self, problem: Problem) {
        if !self.list.contains(&problem) {
            self.list.push(problem);
        }
    }

    /// Whether nothing is wrong.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// How many things are wrong.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.list.len()
    }

    /// The problems, in the order of the files.
    pub fn iter(&self) -> impl Iterator<Item = &Problem> {
        self.list.iter()
    }

    /// Gives the problems the texts they point into, and puts them in the order of the text.
    #[must_use]
    pub fn in_sources(mut self, sources: &[Source]) -> Self {
        self.sources = sources.to_vec();
        self.list.sort_by_key(|p| p.place.as_ref().map(|place| (place.file, place.range.start)));
        self
    }

    /// Draws all problems: message, file, line, column, the text underlined, and help.
    #[must_use]
    pub fn render(&self, coloured: bool) -> String {
        let renderer = if coloured { Renderer::styled() } else { Renderer::plain() };
        let renderer = renderer.decor_style(DecorStyle::Ascii);
        let mut text = String::new();
        for problem in self.list.iter().take(MOST_SHOWN) {
            let report = self.report(problem);
            let _ = writeln!(text, "{}\n", renderer.render(&report));
        }
        let _ = match self.list.len() {
            n if n > MOST_SHOWN => writeln!(text, "{n} problems, of which the first {MOST_SHOWN} are shown"),
            1 => writeln!(text, "1 problem"),
            n => writeln!(text, "{n} problems"),
        };
        text
    }

    /// The problems for programs: a list of objects with `message`, `label`, `help`, `file`, and
    /// `line` and `column` from 1 (columns in characters); what is not known is `null`.
    #[must_use]
    pub fn to_json(&self) -> Json {
        let one = |problem: &Problem| {
            let place = problem.place.as_ref().and_then(|place| Some((place, self.sources.get(place.file)?)));
            let position = place.map(|(place, source)| position(&source.text, place.range.start));
            json!({
                "message": problem.message,
                "label": Some(&problem.label).filter(|label| !label.is_empty()),
                "help": problem.help,
                "file": place.map(|(_, source)| &source.path),
                "line": position.map(|(line, _)| line),
                "column": position.map(|(_, column)| column),
            })
        };
        self.list.iter().map(one).collect()
    }

    fn report<'a>(&'a self, problem: &'a Problem) -> Vec<Group<'a>> {
        let title = Level::ERROR.primary_title(&problem.message);
        let mut group = match problem.place.as_ref().and_then(|place| Some((place, self.sources.get(place.file)?))) {
            Some((place, source)) => {
                let excerpt = Excerpt::around(&source.text, &place.range);
                let annotation = AnnotationKind::Primary.span(excerpt.range).label(&problem.label);
                let snippet =
                    Snippet::source(excerpt.text).path(&source.path).line_start(excerpt.line).annotation(annotation);
                Group::with_title(title).element(snippet)
            }
            None => Group::with_title(title),
        };
        if let Some(help) = &problem.help {
            group = group.element(Level::HELP.message(help));
        }
        vec![group]
    }
}

/// The lines that a range touches, at most three of them, and the range within them.
struct Excerpt<'a> {
    text: std::borrow::Cow<'a, str>,
    line: usize,
    range: Range<usize>,
}

impl<'a> Excerpt<'a> {
    fn around(text: &'a str, range: &Range<usize>) -> Self {
        let start = floor(text, range.start.min(text.len()));
        let end = floor(text, range.end.clamp(start, text.len()));
        let first = text[..start].rfind('\n').map_or(0, |i| i + 1);
        let line = text[..first].matches('\n').count() + 1;
        let stop = text[first..].match_indices('\n').nth(2).map_or(text.len(), |(i, _)| first + i);
        let end = end.min(stop).max(start);
        let last = text[end..].find('\n').map_or(text.len(), |i| end + i);
        // A line end of Windows is no part of the line.
        let last = if last > end && text[..last].ends_with('\r') { last - 1 } else { last };
        if last - first <= LONGEST_LINE {
            return Self { text: text[first..last].into(), line, range: start - first..end - first };
        }
        let (from, to) = (floor(text, start.saturating_sub(60).max(first)), floor(text, (start + 100).min(last)));
        let cut = format!("...{}...", &text[from..to]);
        let range = start - from + 3..end.clamp(start, to) - from + 3;
        Self { text: cut.into(), line, range }
    }
}

/// Line and column of a byte, from 1; the column in characters.
fn position(text: &str, at: usize) -> (usize, usize) {
    let before = &text[..floor(text, at.min(text.len()))];
    let line_start = before.rfind('\n').map_or(0, |i| i + 1);
    (before.matches('\n').count() + 1, before[line_start..].chars().count() + 1)
}

/// The last character border at or before `index`.
fn floor(text: &str, index: usize) -> usize {
    (0..=index).rev().find(|i| text.is_char_boundary(*i)).unwrap_or(0)
}

/// The allowed word that was probably meant.
#[must_use]
pub fn did_you_mean<'a>(word: &str, allowed: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    allowed
        .into_iter()
        .map(|candidate| (strsim::jaro_winkler(&word.to_lowercase(), candidate), candidate))
        .filter(|(score, _)| *score > 0.8)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, candidate)| candidate)
}

/// "the keys are `a`, `b` and `c`", "the only key is `a`".
#[must_use]
pub fn the(what: &str, words: &[&str]) -> String {
    if words.len() == 1 {
        format!("the only {what} is {}", all_of(words))
    } else {
        let several = what.strip_suffix("cy").map_or_else(|| format!("{what}s"), |stem| format!("{stem}cies"));
        format!("the {several} are {}", all_of(words))
    }
}

/// "`a`, `b` and `c`".
#[must_use]
pub fn all_of(words: &[&str]) -> String {
    joined(words, "and")
}

/// "`a`, `b` or `c`".
#[must_use]
pub fn one_of(words: &[&str]) -> String {
    joined(words, "or")
}

fn joined(words: &[&str], last_word: &str) -> String {
    let quoted: Vec<String> = words.iter().map(|w| format!("`{w}`")).collect();
    match quoted.split_last() {
        None => String::new(),
        Some((only, [])) => only.clone(),
        Some((last, rest)) => format!("{} {last_word} {last}", rest.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_word_is_offered_and_a_far_one_is_not() {
        assert_eq!(did_you_mean("talk_tme", ["patience", "talk_time"]), Some("talk_time"));
        assert_eq!(did_you_mean("zebra", ["patience", "talk_time"]), None);
    }

    #[test]
    fn programs_are_told_line_and_column_in_characters() {
        let text = "a = 1\nb = \"é\" 2\n";
        let place = Place { file: 0, range: 15..16 };
        let mut problems = Problems::default();
        problems.push(Problem::new("wrong").at(Some(&place)));
        let source = Source { path: "x.toml".to_owned(), text: text.to_owned() };
        let json = problems.in_sources(&[source]).to_json();
        assert_eq!((&json[0]["file"], &json[0]["line"], &json[0]["column"]), (&json!("x.toml"), &json!(2), &json!(9)));
        assert_eq!(json[0]["help"], Json::Null);
    }

    #[test]
    fn an_excerpt_survives_any_range() {
        let text = "a = \"é\"\nb = 2\n";
        for start in 0..20 {
            for end in 0..20 {
                let excerpt = Excerpt::around(text, &(start..end));
                assert!(excerpt.range.end <= excerpt.text.len());
            }
        }
    }
}
