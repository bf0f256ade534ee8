//! Who is staffed: numbers by interval, or shifts.

use serde_json::{Value as Json, json};

use super::{
    decode::{At, FromNode, Reader, table},
    document::{Node, Value},
    family::Series,
    values::{Clock, Seconds},
};

/// Agents on the line.
#[derive(Clone, Debug)]
pub enum Staffed {
    /// By interval.
    Series(Series),
    /// By the shifts that they work.
    Shifts(Vec<At<Shift>>),
}

table! {
    /// A shift, and how many work it.
    struct Shift called "a shift" {
        /// When it starts.
        start: At<Clock>,
        /// How long it lasts, breaks included.
        length: At<Seconds>,
        /// How many agents work it.
        agents: At<u64>,
        /// Times off the line; lunch is a break that is not paid.
        breaks: Option<Vec<At<Break>>>,
    }
}

table! {
    /// A break.
    struct Break called "a break" {
        /// How long after the shift began.
        after: At<Seconds>,
        /// How long it lasts.
        length: At<Seconds>,
        /// Whether it is paid.
        paid: At<bool> = "true",
    }
}

impl FromNode for Staffed {
    const EXAMPLE: &'static str = "1";

    fn from_node(node: &mut Node, reader: &mut Reader) -> Option<Self> {
        let is_shift = |item: &Node| matches!(&item.value, Value::Table(table) if table.get("start").is_some());
        if matches!(&node.value, Value::List(items) if items.first().is_some_and(is_shift)) {
            return Vec::<At<Shift>>::from_node(node, reader).map(Self::Shifts);
        }
        Series::from_node(node, reader).map(Self::Series)
    }

    fn schema() -> Json {
        json!({ "oneOf": [Series::schema(), { "type": "array", "minItems": 1, "items": Shift::schema() }] })
    }
}
