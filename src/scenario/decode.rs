//! Reading typed values out of the tree, collecting problems instead of stopping at the first.
//!
//! [`table!`] declares a table once: from it come the struct, its reading (unknown keys, missing
//! keys, defaults) and its JSON Schema. A default is put into the tree where a key is missing, so
//! that the tree ends up holding the whole resolved scenario.

use serde_json::{Value as Json, json};

use super::{
    document::{Node, Table, Value, parse_value},
    problem::{Place, Problem, Problems, did_you_mean, the},
};
use crate::units::text;

/// Collects the problems of one reading.
#[derive(Default)]
pub struct Reader {
    /// What was wrong so far.
    pub problems: Problems,
}

/// A type that can be read from a node of the tree.
pub trait FromNode: Sized {
    /// Reads it, or notes what is wrong.
    fn from_node(node: &mut Node, reader: &mut Reader) -> Option<Self>;

    /// A value that is right, as TOML.
    const EXAMPLE: &'static str;

    /// What a missing key means, where it may be missing.
    #[must_use]
    fn absent() -> Option<Self> {
        None
    }

    /// Stands where a value could not be read, so that all else can still be checked. It has no
    /// place, and never reaches a model: the reading has a problem.
    #[must_use]
    fn stand_in() -> Option<Self> {
        Self::from_node(&mut parse_value(Self::EXAMPLE), &mut Reader::default())
    }

    /// Its JSON Schema.
    fn schema() -> Json;
}

/// A value and where it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct At<T> {
    /// The value.
    pub value: T,
    /// Where it stands.
    pub place: Option<Place>,
}

impl<T: FromNode> FromNode for At<T> {
    const EXAMPLE: &'static str = T::EXAMPLE;

    fn from_node(node: &mut Node, reader: &mut Reader) -> Option<Self> {
        let place = node.place.clone();
        T::from_node(node, reader).map(|value| Self { value, place })
    }

    fn stand_in() -> Option<Self> {
        T::stand_in().map(|value| Self { value, place: None })
    }

    fn schema() -> Json {
        T::schema()
    }
}

impl<T: FromNode> FromNode for Option<T> {
    const EXAMPLE: &'static str = T::EXAMPLE;

    fn from_node(node: &mut Node, reader: &mut Reader) -> Option<Self> {
        T::from_node(node, reader).map(Some)
    }

    fn absent() -> Option<Self> {
        Some(None)
    }

    fn stand_in() -> Option<Self> {
        Some(None)
    }

    fn schema() -> Json {
        T::schema()
    }
}

/// A list that was read is never empty; its stand-in is.
impl<T: FromNode> FromNode for Vec<T> {
    const EXAMPLE: &'static str = "[]";

    fn from_node(node: &mut Node, reader: &mut Reader) -> Option<Self> {
        let place = node.place.clone();
        let Value::List(items) = &mut node.value else {
            let is_of_tables = T::schema()["type"] == "object";
            let label = match node.value {
                Value::Table(_) if is_of_tables => "a list of tables has two brackets, like [[this]]",
                Value::Text(_) => "write it in brackets, like [\"this\"]",
                _ => "",
            };
            return reader.expected_like("a list", node, label);
        };
        if items.is_empty() {
            reader.problems.push(Problem::new("this list is empty").at(place.as_ref()).label("give at least one"));
            return None;
        }
        let read: Vec<Option<T>> = items.iter_mut().map(|item| T::from_node(item, reader)).collect();
        read.into_iter().collect()
    }

    fn stand_in() -> Option<Self> {
        Some(Self::new())
    }

    fn schema() -> Json {
        json!({ "type": "array", "minItems": 1, "items": T::schema() })
    }
}

impl FromNode for String {
    const EXAMPLE: &'static str = "\"text\"";

    fn from_node(node: &mut Node, reader: &mut Reader) -> Option<Self> {
        match &node.value {
            Value::Text(text) if !text.trim().is_empty() => Some(text.clone()),
            Value::Text(_) => {
                reader.problems.push(Problem::new("this text is empty").at(node.place.as_ref()));
                None
            }
            _ => reader.expected("text", node),
        }
    }

    fn schema() -> Json {
        json!({ "type": "string" })
    }
}

impl FromNode for f64 {
    const EXAMPLE: &'static str = "1";

    fn from_node(node: &mut Node, reader: &mut Reader) -> Option<Self> {
        match node.as_number() {
            Some(number) if number.is_finite() => Some(number),
            Some(number) => {
                let what = if number.is_nan() { "this is nan, which is no number" } else { "this number is infinite" };
                reader.problems.push(Problem::new(what).at(node.place.as_ref()).label("must be a finite number"));
                None
            }
            None => reader.expected("a number", node),
        }
    }

    fn schema() -> Json {
        json!({ "type": "number" })
    }
}

/// A whole number from 0.
impl FromNode for u64 {
    const EXAMPLE: &'static str = "1";

    fn from_node(node: &mut Node, reader: &mut Reader) -> Option<Self> {
        let number = f64::from_node(node, reader)?;
        if number < 0.0 || number.fract() != 0.0 {
            let what = if number < 0.0 { "negative" } else { "not a whole number" };
            reader.problems.push(
                Problem::new(format!("{number} is {what}"))
                    .at(node.place.as_ref())
                    .label("must be a whole number, and not negative"),
            );
            return None;
        }
        match node.value {
            Value::Integer(i) => Self::try_from(i).ok(),
            _ => Some(number as Self),
        }
    }

    fn schema() -> Json {
        json!({ "type": "integer", "minimum": 0 })
    }
}

/// A whole number.
impl FromNode for i64 {
    const EXAMPLE: &'static str = "1";

    fn from_node(node: &mut Node, reader: &mut Reader) -> Option<Self> {
        let number = f64::from_node(node, reader)?;
        if number.fract() != 0.0 || number.abs() > 1e9 {
            let what = if number.fract() == 0.0 { "is out of range" } else { "is not a whole number" };
            reader.problems.push(
                Problem::new(format!("{number} {what}"))
                    .at(node.place.as_ref())
                    .label("must be a whole number from -1000000000 to 1000000000"),
            );
            return None;
        }
        Some(number as Self)
    }

    fn schema() -> Json {
        json!({ "type": "integer" })
    }
}

macro_rules! bounded {
    ($(#[doc = $about:literal])+ $name:ident, $holds:expr, $label:expr, $schema:expr) => {
        $(#[doc = $about])+
        #[derive(Clone, Copy, Debug, PartialEq)]
        pub struct $name(pub f64);

        impl FromNode for $name {
            const EXAMPLE: &'static str = "0.5";

            fn from_node(node: &mut Node, reader: &mut Reader) -> Option<Self> {
                let number = f64::from_node(node, reader)?;
                let holds: fn(f64) -> bool = $holds;
                if holds(number) {
                    return Some(Self(number));
                }
                let label: fn(f64) -> String = $label;
                let problem = Problem::new(format!("{number} is out of range")).at(node.place.as_ref());
                reader.problems.push(problem.label(label(number)));
                None
            }

            fn schema() -> Json {
                $schema
            }
        }
    };
}

bounded!(
    /// A share, from 0 to 1.
    Share,
    |n| (0.0..=1.0).contains(&n),
    |n| {
        let percent = if (2.0..=100.0).contains(&n) { n } else { 80.0 };
        format!("must lie between 0 and 1: {percent} % is written {}", percent / 100.0)
    },
    json!({ "type": "number", "minimum": 0, "maximum": 1 })
);
bounded!(
    /// An amount of money, not negative.
    Amount,
    |n| (0.0..=1e15).contains(&n),
    |n| if n < 0.0 { "must be 0 or more" } else { "must be at most 1e15" }.to_owned(),
    json!({ "type": "number", "minimum": 0 })
);
bounded!(
    /// A number above zero.
    Positive,
    |n| n > 0.0,
    |_| "must be above 0".to_owned(),
    json!({ "type": "number", "exclusiveMinimum": 0 })
);

/// The longest duration that is read, s; simulated time ends not much later.
const LONGEST: f64 = 1e10;

/// A duration, in seconds: a number, or text such as "4m 30s".
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Seconds(pub f64);

impl FromNode for Seconds {
    const EXAMPLE: &'static str = "60";

    fn from_node(node: &mut Node, reader: &mut Reader) -> Option<Self> {
        let read = match &node.value {
            Value::Text(text) => text::duration_in_seconds(text),
            Value::Integer(_) | Value::Float(_) => match f64::from_node(node, reader)? {
                seconds if seconds < 0.0 => Err("a duration cannot be negative".to_owned()),
                seconds => Ok(seconds),
            },
            _ => return reader.expected("a duration such as \"4m 30s\", or a number of seconds", node),
        };
        let read = read.and_then(|seconds| match seconds {
            _ if seconds > LONGEST => Err("this duration is longer than three hundred years".to_owned()),
            _ => Ok(seconds),
        });
        reader.keep(read, node).map(Self)
    }

    fn schema() -> Json {
        json!({ "oneOf": [{ "type": "number", "minimum": 0 }, { "type": "string", "examples": ["20s", "4m 30s", "1.5h"] }] })
    }
}

/// A clock time, in seconds after midnight.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Clock(pub f64);

impl FromNode for Clock {
    const EXAMPLE: &'static str = "\"07:30\"";

    fn from_node(node: &mut Node, reader: &mut Reader) -> Option<Self> {
        match &node.value {
            Value::Text(text) => {
                let read = text::clock_in_seconds(text);
                reader.keep(read, node).map(Self)
            }
            Value::Date(_) => reader.expected_like("a clock time such as \"07:30\"", node, "write it in quotes"),
            _ => reader.expected("a clock time such as \"07:30\"", node),
        }
    }

    fn schema() -> Json {
        json!({ "type": "string", "pattern": "^[0-9]{1,2}:[0-9]{2}(:[0-9]{2})?$" })
    }
}

/// A table of free keys, read elsewhere.
#[derive(Clone, Debug)]
pub struct Free(pub Table);

impl FromNode for Free {
    const EXAMPLE: &'static str = "{}";

    fn from_node(node: &mut Node, reader: &mut Reader) -> Option<Self> {
        match &node.value {
            Value::Table(table) => Some(Self(table.clone())),
            _ => reader.expected("a table", node),
        }
    }

    fn schema() -> Json {
        json!({ "type": "object" })
    }
}

impl Reader {
    /// Notes that `node` should have been something else.
    pub fn expected<T>(&mut self, what: &str, node: &Node) -> Option<T> {
        let label = match &node.value {
            Value::Text(text) if what.starts_with("a number") && text.trim().parse::<f64>().is_ok() => {
                format!("write it without quotes: {}", text.trim())
            }
            _ => String::new(),
        };
        self.expected_like(what, node, &label)
    }

    /// Notes that `node` should have been something else, and how to write that.
    pub fn expected_like<T>(&mut self, what: &str, node: &Node, label: &str) -> Option<T> {
        if node.value != Value::Unreadable {
            let problem = Problem::new(format!("expected {what}, found {}", node.kind()));
            self.problems.push(problem.at(node.place.as_ref()).label(label));
        }
        None
    }

    /// The value, or the problem at `node`.
    fn keep(&mut self, read: Result<f64, String>, node: &Node) -> Option<f64> {
        match read {
            Ok(value) => Some(value),
            Err(why) => {
                self.problems.push(Problem::new(why).at(node.place.as_ref()));
                None
            }
        }
    }

    /// The entries of a table called `title`, whose keys are `keys`; others are noted. One that is
    /// nearly a key is then read as that key, so that what it holds is checked as well.
    pub fn table<'n>(&mut self, node: &'n mut Node, title: &str, keys: &[&str]) -> Option<&'n mut Table> {
        if !matches!(node.value, Value::Table(_)) {
            let what = match keys.first() {
                Some(key) if !title.starts_with('[') => format!("a table such as {{ {key} = ... }}"),
                _ => format!("a table ({title})"),
            };
            return self.expected(&what, node);
        }
        let Value::Table(table) = &mut node.value else { return None };
        for i in 0..table.entries.len() {
            let entry = &table.entries[i];
            if !keys.contains(&entry.key.as_str()) {
                let meant = did_you_mean(&entry.key, keys.iter().copied());
                let label = meant.map_or_else(String::new, |m| format!("did you mean `{m}`?"));
                self.problems.push(
                    Problem::new(format!("unknown key `{}` in {title}", entry.key))
                        .at(entry.key_place.as_ref())
                        .label(label)
                        .help(the("key", keys)),
                );
                if let Some(meant) = meant.filter(|meant| table.get(meant).is_none()) {
                    meant.clone_into(&mut table.entries[i].key);
                }
            }
        }
        Some(table)
    }

    /// The value of a key: read, or its default (which the tree then holds), or what its absence
    /// means, or a problem at the table.
    pub fn field<T: FromNode>(
        &mut self,
        table: &mut Table,
        key: &str,
        default: Option<&str>,
        (title, place): (&str, Option<&Place>),
    ) -> Option<T> {
        if let Some(entry) = table.entries.iter_mut().find(|entry| entry.key == key) {
            return T::from_node(&mut entry.node, self);
        }
        if let Some(default) = default {
            let mut node = parse_value(default);
            let value = T::from_node(&mut node, self);
            table.insert(key, node);
            return value;
        }
        T::absent().or_else(|| {
            let label = match T::schema()["type"].as_str() {
                Some("object") if title == "the scenario" => format!("add a table [{key}]"),
                Some("array") if title == "the scenario" => format!("add a table [[{key}]]"),
                _ => String::new(),
            };
            self.problems.push(Problem::new(format!("{title} needs the key `{key}`")).at(place).label(label));
            None
        })
    }
}

/// The description, default and requirement of a key, added to the schema of its type.
pub fn key_schema(mut schema: Json, docs: &[&str], default: Option<&str>) -> Json {
    let description = docs.iter().map(|line| line.trim()).collect::<Vec<_>>().join(" ");
    if let Some(object) = schema.as_object_mut() {
        if !description.is_empty() {
            object.insert("description".to_owned(), json!(description));
        }
        if let Some(default) = default {
            object.insert("default".to_owned(), as_json(&parse_value(default).value));
        }
    }
    schema
}

fn as_json(value: &Value) -> Json {
    match value {
        Value::Text(text) | Value::Date(text) => json!(text),
        Value::Integer(i) => json!(i),
        Value::Float(f) => json!(f),
        Value::Boolean(b) => json!(b),
        Value::Unreadable => Json::Null,
        Value::List(items) => items.iter().map(|n| as_json(&n.value)).collect(),
        Value::Table(table) => {
            Json::Object(table.entries.iter().map(|e| (e.key.clone(), as_json(&e.node.value))).collect())
        }
    }
}

/// Declares a table of the scenario: its keys, their types, defaults (TOML, in quotes) and docs.
macro_rules! table {
    (
        $(#[doc = $about:literal])+
        struct $name:ident called $title:literal {
            $( $(#[doc = $doc:literal])+ $field:ident: $type:ty $(= $default:literal)?, )+
        }
    ) => {
        $(#[doc = $about])+
        #[derive(Clone, Debug)]
        pub struct $name {
            $( $(#[doc = $doc])+ pub $field: $type, )+
            /// Where the table stands.
            pub place: Option<$crate::scenario::problem::Place>,
            /// Whether each of its keys could be read; else some hold stand-ins.
            pub whole: bool,
        }

        impl $crate::scenario::decode::FromNode for $name {
            const EXAMPLE: &'static str = "{}";

            fn from_node(
                node: &mut $crate::scenario::document::Node,
                reader: &mut $crate::scenario::decode::Reader,
            ) -> Option<Self> {
                let place = node.place.clone();
                let table = reader.table(node, $title, &[$(stringify!($field)),+])?;
                $( let $field = reader.field::<$type>(
                    table,
                    stringify!($field),
                    None $(.or(Some($default)))?,
                    ($title, place.as_ref()),
                ); )+
                let whole = true $( && $field.is_some() )+;
                Some(Self { $( $field: $field.or_else(<$type as $crate::scenario::decode::FromNode>::stand_in)?, )+ place, whole })
            }

            fn stand_in() -> Option<Self> {
                let mut node = $crate::scenario::document::parse_value(Self::EXAMPLE);
                let read = Self::from_node(&mut node, &mut $crate::scenario::decode::Reader::default())?;
                Some(Self { whole: false, ..read })
            }

            fn schema() -> serde_json::Value {
                let mut properties = serde_json::Map::new();
                let mut required: Vec<&str> = Vec::new();
                $(
                    let default: Option<&str> = None $(.or(Some($default)))?;
                    properties.insert(
                        stringify!($field).to_owned(),
                        $crate::scenario::decode::key_schema(
                            <$type as $crate::scenario::decode::FromNode>::schema(), &[$($doc),+], default,
                        ),
                    );
                    if default.is_none() && <$type as $crate::scenario::decode::FromNode>::absent().is_none() {
                        required.push(stringify!($field));
                    }
                )+
                serde_json::json!({
                    "type": "object",
                    "description": ([$($about),+].map(str::trim).join(" ")),
                    "properties": properties,
                    "required": required,
                    "additionalProperties": false,
                })
            }
        }
    };
}
pub(super) use table;
