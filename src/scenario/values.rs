//! The values that keys take: numbers with their ranges, durations, clock times, text.

use serde_json::{Value as Json, json};

use super::{
    decode::{At, FromNode, Reader},
    document::{Node, Table, Value},
    family::Series,
    problem::Problem,
};
use crate::units::text;

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
    share_label,
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

/// What a share that is out of range should have been.
pub fn share_label(number: f64) -> String {
    let percent = if (2.0..=100.0).contains(&number) { number } else { 80.0 };
    format!("must lie between 0 and 1: {percent} % is written {}", percent / 100.0)
}

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

impl FromNode for bool {
    const EXAMPLE: &'static str = "true";

    fn from_node(node: &mut Node, reader: &mut Reader) -> Option<Self> {
        match node.value {
            Value::Boolean(value) => Some(value),
            _ => reader.expected("true or false", node),
        }
    }

    fn schema() -> Json {
        json!({ "type": "boolean" })
    }
}

/// One number for all, or one for each of several names, such as `{ sales = 1.2 }`.
#[derive(Clone, Debug)]
pub enum ByName {
    /// The same for all.
    All(f64),
    /// By name, with where each name and number stands; others have the usual value.
    Each(Vec<(At<String>, At<f64>)>),
}

impl FromNode for ByName {
    const EXAMPLE: &'static str = "1";

    fn from_node(node: &mut Node, reader: &mut Reader) -> Option<Self> {
        match &mut node.value {
            Value::Integer(_) | Value::Float(_) => f64::from_node(node, reader).map(Self::All),
            Value::Table(table) => {
                let read: Vec<_> = table
                    .entries
                    .iter_mut()
                    .map(|entry| {
                        let name = At { value: entry.key.clone(), place: entry.key_place.clone() };
                        At::<f64>::from_node(&mut entry.node, reader).map(|value| (name, value))
                    })
                    .collect();
                read.into_iter().collect::<Option<Vec<_>>>().map(Self::Each)
            }
            _ => reader.expected("a number, or a table such as { sales = 1.2 }", node),
        }
    }

    fn schema() -> Json {
        json!({ "oneOf": [{ "type": "number" }, { "type": "object", "additionalProperties": { "type": "number" } }] })
    }
}

/// Agent groups in order of preference; groups in inner brackets are equally good.
#[derive(Clone, Debug)]
pub struct Groups(pub Vec<Vec<PreferredGroup>>);

/// One of them.
#[derive(Clone, Debug)]
pub struct PreferredGroup {
    /// Its name.
    pub group: At<String>,
    /// How long a call must have waited before it may take it, s.
    pub after: f64,
}

impl FromNode for Groups {
    const EXAMPLE: &'static str = "[\"agents\"]";

    fn from_node(node: &mut Node, reader: &mut Reader) -> Option<Self> {
        let what = "a list such as [\"local\", { group = \"everyone\", after = \"6s\" }]";
        let place = node.place.clone();
        let Value::List(items) = &mut node.value else { return reader.expected(what, node) };
        if items.is_empty() {
            reader
                .problems
                .push(Problem::new("this list is empty").at(place.as_ref()).label("name at least one group"));
            return None;
        }
        let tiers: Vec<Option<Vec<PreferredGroup>>> = items.iter_mut().map(|item| tier(item, reader)).collect();
        tiers.into_iter().collect::<Option<Vec<_>>>().map(Self)
    }

    fn schema() -> Json {
        let one = json!({ "oneOf": [
            { "type": "string" },
            {
                "type": "object",
                "properties": { "group": { "type": "string" }, "after": Seconds::schema() },
                "required": ["group"],
                "additionalProperties": false,
            },
        ] });
        json!({ "type": "array", "minItems": 1, "items": { "oneOf": [one, { "type": "array", "minItems": 1, "items": one }] } })
    }
}

/// One group, or several that are equally good.
fn tier(node: &mut Node, reader: &mut Reader) -> Option<Vec<PreferredGroup>> {
    match &mut node.value {
        Value::List(items) => items.iter_mut().map(|item| preferred_group(item, reader)).collect(),
        _ => preferred_group(node, reader).map(|one| vec![one]),
    }
}

fn preferred_group(node: &mut Node, reader: &mut Reader) -> Option<PreferredGroup> {
    if !matches!(node.value, Value::Table(_)) {
        return At::<String>::from_node(node, reader).map(|group| PreferredGroup { group, after: 0.0 });
    }
    let place = node.place.clone();
    let title = "a preferred group";
    let table = reader.table(node, title, &["group", "after"])?;
    let group = reader.field::<At<String>>(table, "group", None, (title, place.as_ref()));
    let after = reader.field::<Seconds>(table, "after", Some("0"), (title, place.as_ref()));
    Some(PreferredGroup { group: group?, after: after?.0 })
}

/// Names, each with a share that may change by interval.
#[derive(Clone, Debug)]
pub struct Shares(pub Vec<(At<String>, At<Series>)>);

impl FromNode for Shares {
    const EXAMPLE: &'static str = "{ sales = 0.3, service = 0.7 }";

    fn from_node(node: &mut Node, reader: &mut Reader) -> Option<Self> {
        let Value::Table(table) = &mut node.value else {
            return reader.expected("a table such as { sales = 0.3, service = 0.7 }", node);
        };
        if table.entries.is_empty() {
            let problem = Problem::new("these shares are of no call type").at(node.place.as_ref());
            reader.problems.push(problem.label(format!("write them like {}", Self::EXAMPLE)));
            return None;
        }
        let read: Vec<Option<_>> = table
            .entries
            .iter_mut()
            .map(|entry| {
                let name = At { value: entry.key.clone(), place: entry.key_place.clone() };
                At::<Series>::from_node(&mut entry.node, reader).map(|series| (name, series))
            })
            .collect();
        read.into_iter().collect::<Option<Vec<_>>>().map(Self)
    }

    fn stand_in() -> Option<Self> {
        Some(Self(Vec::new()))
    }

    fn schema() -> Json {
        json!({ "type": "object", "minProperties": 1, "additionalProperties": Series::schema() })
    }
}

/// Correlations: by one number, or a matrix of them.
#[derive(Clone, Debug, PartialEq)]
pub enum Correlations {
    /// One number.
    One(f64),
    /// Row by row.
    Matrix(Vec<Vec<f64>>),
}

impl FromNode for Correlations {
    const EXAMPLE: &'static str = "0.5";

    fn from_node(node: &mut Node, reader: &mut Reader) -> Option<Self> {
        match &node.value {
            Value::List(_) => Vec::<Vec<f64>>::from_node(node, reader).map(Self::Matrix),
            Value::Integer(_) | Value::Float(_) => f64::from_node(node, reader).map(Self::One),
            _ => reader.expected("a number from -1 to 1, or a matrix: a list with one list for each interval", node),
        }
    }

    fn schema() -> Json {
        let number = json!({ "type": "number", "minimum": -1, "maximum": 1 });
        json!({ "oneOf": [number, { "type": "array", "minItems": 1, "items": { "type": "array", "minItems": 1, "items": number } }] })
    }
}

/// Days in a row: how many, or what they are called.
#[derive(Clone, Debug, PartialEq)]
pub enum Days {
    /// So many.
    Count(u64),
    /// These.
    Named(Vec<String>),
}

impl FromNode for Days {
    const EXAMPLE: &'static str = "5";

    fn from_node(node: &mut Node, reader: &mut Reader) -> Option<Self> {
        match &node.value {
            Value::List(_) => Vec::<String>::from_node(node, reader).map(Self::Named),
            Value::Integer(_) => u64::from_node(node, reader).map(Self::Count),
            _ => reader.expected("a number of days, or their names such as [\"Mon\", \"Tue\"]", node),
        }
    }

    fn schema() -> Json {
        json!({ "oneOf": [
            { "type": "integer", "minimum": 1 },
            { "type": "array", "minItems": 1, "items": { "type": "string" } },
        ] })
    }
}
