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

/// A list that may be empty, where none says something else than left out.
#[derive(Clone, Debug, Default)]
pub struct MaybeNone<T>(pub Vec<T>);

impl<T: FromNode> FromNode for MaybeNone<T> {
    const EXAMPLE: &'static str = "[]";

    fn from_node(node: &mut Node, reader: &mut Reader) -> Option<Self> {
        if matches!(&node.value, Value::List(items) if items.is_empty()) {
            return Self::stand_in();
        }
        Vec::from_node(node, reader).map(Self)
    }

    fn stand_in() -> Option<Self> {
        Some(Self(Vec::new()))
    }

    fn schema() -> Json {
        json!({ "type": "array", "items": T::schema() })
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
    pub fn keep(&mut self, read: Result<f64, String>, node: &Node) -> Option<f64> {
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
