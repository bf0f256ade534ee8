//! The scenario as a tree that remembers where everything stands.

use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

use super::problem::{Place, Problem, Problems, did_you_mean};

/// A value and where it stands; `None` when it was set from outside the files.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// What it is.
    pub value: Value,
    /// Where it stands.
    pub place: Option<Place>,
}

/// What a TOML value is.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// Text.
    Text(String),
    /// A whole number.
    Integer(i64),
    /// A number with a point; NaN and infinities are possible here.
    Float(f64),
    /// True or false.
    Boolean(bool),
    /// A date or time as TOML writes it, which no key wants.
    Date(String),
    /// A list.
    List(Vec<Node>),
    /// A table.
    Table(Table),
    /// A CSV column that could not be read; that problem is noted already.
    Unreadable,
}

/// Keys and values in the order of the file.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Table {
    /// The entries.
    pub entries: Vec<Entry>,
}

/// A key and its value.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// The key.
    pub key: String,
    /// Where the key stands.
    pub key_place: Option<Place>,
    /// The value.
    pub node: Node,
}

impl Node {
    /// A value that stands in no file.
    #[must_use]
    pub const fn new(value: Value) -> Self {
        Self { value, place: None }
    }

    /// A number, written whole where it is.
    #[must_use]
    pub fn number(value: f64) -> Self {
        let whole = value.fract() == 0.0 && value.abs() < 9e15;
        Self::new(if whole { Value::Integer(value as i64) } else { Value::Float(value) })
    }

    /// The value as a number, if it is one.
    #[must_use]
    pub const fn as_number(&self) -> Option<f64> {
        match self.value {
            Value::Integer(i) => Some(i as f64),
            Value::Float(f) => Some(f),
            _ => None,
        }
    }

    /// What kind of value it is, in words.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self.value {
            Value::Text(ref text) if text.is_empty() => "empty text",
            Value::Text(_) => "text",
            Value::Integer(_) | Value::Float(_) => "a number",
            Value::Boolean(_) => "true or false",
            Value::Date(_) => "a date or time",
            Value::List(_) => "a list",
            Value::Table(_) => "a table",
            Value::Unreadable => "unreadable",
        }
    }
}

impl Table {
    /// The value of a key.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.entries.iter().find(|entry| entry.key == key).map(|entry| &entry.node)
    }

    fn get_mut(&mut self, key: &str) -> Option<&mut Node> {
        self.entries.iter_mut().find(|entry| entry.key == key).map(|entry| &mut entry.node)
    }

    /// Sets a key of this table.
    pub fn insert(&mut self, key: &str, node: Node) {
        self.insert_at(key, None, node);
    }

    /// Sets a key of this table, which stands at `key_place` where it is new.
    pub fn insert_at(&mut self, key: &str, key_place: Option<Place>, node: Node) {
        match self.get_mut(key) {
            Some(old) => *old = node,
            None => self.entries.push(Entry { key: key.to_owned(), key_place, node }),
        }
    }

    /// Removes a key of this table.
    pub fn remove(&mut self, key: &str) {
        self.entries.retain(|entry| entry.key != key);
    }

    /// Follows a key path such as `agent_group.agents.staffed`: through tables by key, through
    /// lists of tables by their `name`.
    #[must_use]
    pub fn follow_mut(&mut self, path: &str) -> Option<&mut Node> {
        let (head, rest) = split_head(self, path)?;
        let node = self.get_mut(&head)?;
        match rest {
            None => Some(node),
            Some(rest) => follow_node(node, &rest),
        }
    }

    /// All key paths that lead to a number.
    #[must_use]
    pub fn number_paths(&self) -> Vec<String> {
        let mut paths = Vec::new();
        collect_numbers(&Value::Table(self.clone()), "", &mut paths);
        paths
    }

    /// The table as TOML text, without comments.
    #[must_use]
    pub fn to_toml(&self) -> String {
        let table = match plain(&Value::Table(self.clone())) {
            toml::Value::Table(table) => table,
            _ => toml::Table::new(),
        };
        toml::to_string(&table).unwrap_or_default()
    }
}

/// The key that the path starts with, and what is left of the path. Names may hold dots.
fn split_head(table: &Table, path: &str) -> Option<(String, Option<String>)> {
    table.entries.iter().find_map(|entry| {
        let rest = path.strip_prefix(entry.key.as_str())?;
        match rest.strip_prefix('.') {
            Some(rest) => Some((entry.key.clone(), Some(rest.to_owned()))),
            None => rest.is_empty().then(|| (entry.key.clone(), None)),
        }
    })
}

fn follow_node<'a>(node: &'a mut Node, path: &str) -> Option<&'a mut Node> {
    match &mut node.value {
        Value::Table(table) => table.follow_mut(path),
        Value::List(items) => items.iter_mut().find_map(|item| {
            let Value::Table(table) = &mut item.value else { return None };
            let Some(Value::Text(name)) = table.get("name").map(|n| &n.value) else { return None };
            let rest = path.strip_prefix(name.as_str())?.strip_prefix('.')?.to_owned();
            table.follow_mut(&rest)
        }),
        _ => None,
    }
}

fn collect_numbers(value: &Value, path: &str, paths: &mut Vec<String>) {
    let join = |key: &str| if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") };
    match value {
        Value::Integer(_) | Value::Float(_) => paths.push(path.to_owned()),
        Value::Table(table) => {
            for entry in table.entries.iter().filter(|e| !matches!(e.key.as_str(), "sweep" | "seed" | "replications")) {
                collect_numbers(&entry.node.value, &join(&entry.key), paths);
            }
        }
        Value::List(items) => {
            for item in items {
                let Value::Table(table) = &item.value else { continue };
                if let Some(Value::Text(name)) = table.get("name").map(|n| &n.value) {
                    collect_numbers(&item.value, &join(name), paths);
                }
            }
        }
        _ => {}
    }
}

fn plain(value: &Value) -> toml::Value {
    match value {
        Value::Text(text) | Value::Date(text) => toml::Value::String(text.clone()),
        Value::Integer(i) => toml::Value::Integer(*i),
        Value::Float(f) => toml::Value::Float(*f),
        Value::Boolean(b) => toml::Value::Boolean(*b),
        Value::Unreadable => toml::Value::Boolean(false),
        Value::List(items) => toml::Value::Array(items.iter().map(|n| plain(&n.value)).collect()),
        Value::Table(table) => {
            toml::Value::Table(table.entries.iter().map(|e| (e.key.clone(), plain(&e.node.value))).collect())
        }
    }
}

/// Parses TOML. All syntax errors are collected, and the tree holds what could be read.
#[must_use]
pub fn parse(text: &str, problems: &mut Problems) -> Table {
    let (tree, errors) = DeTable::parse_recoverable(text);
    let mut repeated = None;
    for error in errors {
        let place = error.span().map(|range| Place { file: 0, range });
        let range = error.span().unwrap_or_default();
        let typed = text.get(range.clone()).unwrap_or("");
        if error.message() == "duplicate key" {
            // The keys of a table that is there twice are no problems of their own.
            let is_within = |from: usize| text.get(from..range.start).is_some_and(|t| !t.contains("\n["));
            if !repeated.is_some_and(is_within) {
                let problem = Problem::new(format!("the key `{typed}` is given twice")).at(place.as_ref());
                problems.push(problem.label("it stands above already"));
            }
            if text[..range.start].ends_with('[') {
                repeated = Some(range.start);
            }
            continue;
        }
        let label = advice(error.message(), text, range.start, typed);
        problems.push(Problem::new(format!("this is not TOML: {}", error.message())).at(place.as_ref()).label(label));
    }
    table(tree.get_ref(), problems)
}

/// What is usually meant where TOML cannot be read.
fn advice(message: &str, text: &str, at: usize, typed: &str) -> String {
    let (before, after) = (text.get(..at).unwrap_or(""), text.get(at..).unwrap_or(""));
    let is_digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
    if message.starts_with("string values must be quoted") {
        format!("write it in quotes: \"{typed}\"")
    } else if message.ends_with("expected `\"`") {
        "the closing quote is missing".to_owned()
    } else if after.starts_with(',') && is_digit(after.chars().nth(1)) && is_digit(before.chars().next_back()) {
        "decimals are written with a point".to_owned()
    } else {
        String::new()
    }
}

fn table(tree: &DeTable<'_>, problems: &mut Problems) -> Table {
    let mut entries: Vec<Entry> = tree
        .iter()
        .map(|(key, value)| Entry {
            key: key.get_ref().to_string(),
            key_place: Some(Place { file: 0, range: key.span() }),
            node: node(value, problems),
        })
        .collect();
    entries.sort_by_key(|entry| entry.key_place.as_ref().map(|place| place.range.start));
    Table { entries }
}

fn node(value: &Spanned<DeValue<'_>>, problems: &mut Problems) -> Node {
    let place = Some(Place { file: 0, range: value.span() });
    let value = match value.get_ref() {
        DeValue::String(text) => Value::Text(text.to_string()),
        DeValue::Integer(integer) => {
            let read = i64::from_str_radix(integer.as_str(), integer.radix());
            if read.is_err() {
                problems.push(Problem::new(format!("{integer} is too large a number")).at(place.as_ref()));
            }
            Value::Integer(read.unwrap_or(1))
        }
        DeValue::Float(float) => Value::Float(float.as_str().parse().unwrap_or(f64::NAN)),
        DeValue::Boolean(b) => Value::Boolean(*b),
        DeValue::Datetime(date) => Value::Date(date.to_string()),
        DeValue::Array(items) => Value::List(items.iter().map(|item| node(item, problems)).collect()),
        DeValue::Table(inner) => Value::Table(table(inner, problems)),
    };
    Node { value, place }
}

/// Reads the value of a key that is set from the command line: a number, true or false, a list or
/// a table in TOML, or else text.
#[must_use]
pub fn parse_value(text: &str) -> Node {
    let mut problems = Problems::default();
    let table = parse(&format!("value = {text}"), &mut problems);
    let value = match table.get("value") {
        Some(node) if problems.is_empty() => node.value.clone(),
        _ => Value::Text(text.to_owned()),
    };
    moved(Node::new(value), None)
}

/// The same node, all of it standing at `place`.
#[must_use]
pub fn moved(mut node: Node, place: Option<&Place>) -> Node {
    node.place = place.cloned();
    match &mut node.value {
        Value::List(items) => items.iter_mut().for_each(|item| {
            let taken = std::mem::replace(item, Node::new(Value::Unreadable));
            *item = moved(taken, place);
        }),
        Value::Table(table) => {
            for entry in &mut table.entries {
                entry.key_place = place.cloned();
                let taken = std::mem::replace(&mut entry.node, Node::new(Value::Unreadable));
                entry.node = moved(taken, place);
            }
        }
        _ => {}
    }
    node
}

/// Why a key path leads to no number: a sentence, and the path that was probably meant.
#[must_use]
pub fn no_number(table: &Table, path: &str) -> (String, Option<String>) {
    let mut copy = table.clone();
    let paths = table.number_paths();
    let meant = did_you_mean(path, paths.iter().map(String::as_str)).map(str::to_owned);
    match copy.follow_mut(path) {
        Some(node) => (format!("`{path}` is {}, not a number", node.kind()), None),
        None => (format!("there is no key `{path}`"), meant),
    }
}

/// Whether a table names a CSV column: the file, the column, and where the file name stands.
#[must_use]
pub fn csv_reference(table: &Table) -> Option<(&str, Option<&str>, Option<&Place>)> {
    let file = table.get("csv")?;
    let Value::Text(path) = &file.value else { return None };
    if table.entries.iter().any(|e| e.key != "csv" && e.key != "column") {
        return None;
    }
    let column = match table.get("column").map(|n| &n.value) {
        Some(Value::Text(column)) => Some(column.as_str()),
        Some(_) => return None,
        None => None,
    };
    Some((path, column, file.place.as_ref()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree(text: &str) -> Table {
        let mut problems = Problems::default();
        let table = parse(text, &mut problems);
        assert!(problems.is_empty());
        table
    }

    #[test]
    fn key_paths_go_through_tables_and_named_lists() {
        let mut table = tree("a = { b = 1 }\n[[group]]\nname = \"x.y\"\nn = 7\n");
        assert_eq!(table.follow_mut("a.b").unwrap().as_number(), Some(1.0));
        assert_eq!(table.follow_mut("group.x.y.n").unwrap().as_number(), Some(7.0));
        assert!(table.follow_mut("group.z.n").is_none());
        assert_eq!(table.number_paths(), ["a.b", "group.x.y.n"]);
    }

    #[test]
    fn places_point_at_the_text() {
        let text = "seed = 12\n";
        let table = tree(text);
        let place = table.get("seed").unwrap().place.clone().unwrap();
        assert_eq!(&text[place.range], "12");
    }

    #[test]
    fn a_tree_comes_back_as_the_same_toml() {
        let table = tree("title = \"x\"\nrate = 0.1\n[[group]]\nname = \"a\"\nlist = [1, 2.5, \"3s\"]\n");
        let again = tree(&table.to_toml());
        assert_eq!(again.to_toml(), table.to_toml());
        assert_eq!(again.get("rate").unwrap().as_number(), Some(0.1));
    }

    #[test]
    fn values_from_the_command_line_are_toml_or_text() {
        assert_eq!(parse_value("60").value, Value::Integer(60));
        assert_eq!(parse_value("4m 30s").value, Value::Text("4m 30s".to_owned()));
        assert_eq!(parse_value("\"x\"").value, Value::Text("x".to_owned()));
    }
}
