//! The JSON Schema of scenarios, for editors that complete and check.

use serde_json::{Map, Value as Json, json};

use super::{
    decode::FromNode,
    family::{Block, kind_schema, list_or_csv},
    raw,
};
use crate::model::{
    arrivals::PROCESSES,
    distribution::FAMILIES,
    parameter::{Form, Parameter},
};

/// The JSON Schema (draft 2020-12) of a scenario.
#[must_use]
pub fn schema() -> Json {
    let mut whole = raw::Scenario::schema();
    let families: Vec<_> = FAMILIES.iter().map(|f| (f.name, f.about, f.forms)).collect();
    let processes: Vec<_> = PROCESSES.iter().map(|p| (p.name, p.about, p.forms)).collect();
    if let Some(object) = whole.as_object_mut() {
        object.insert("$schema".to_owned(), json!("https://json-schema.org/draft/2020-12/schema"));
        object.insert("title".to_owned(), json!("onering scenario"));
        object.insert(
            "$defs".to_owned(),
            json!({
                "csv": {
                    "type": "object",
                    "description": "A column of a CSV file; the path is relative to the scenario.",
                    "properties": { "csv": { "type": "string" }, "column": { "type": "string" } },
                    "required": ["csv"],
                    "additionalProperties": false,
                },
                "per_interval": {
                    "oneOf": [
                        { "type": "number" },
                        list_or_csv(&json!({ "type": "number" })),
                        { "type": "array", "minItems": 1, "items": Block::schema() },
                    ],
                },
                "distribution": one_key(&families),
                "arrivals": one_key(&processes),
            }),
        );
    }
    whole
}

/// A table with one key: the name of a family, whose value is one of its forms.
fn one_key(families: &[(&str, &str, &[Form])]) -> Json {
    let variants: Vec<Json> = families
        .iter()
        .map(|(name, about, forms)| {
            let mut ways: Vec<Json> = forms.iter().map(|form| form_schema(form)).collect();
            if let [[only]] = forms {
                ways.push(kind_schema(only.kind));
            }
            let mut value = json!({ "oneOf": ways });
            value["description"] = json!(about);
            let mut properties = Map::new();
            properties.insert((*name).to_owned(), value);
            json!({ "type": "object", "properties": properties, "required": [name], "additionalProperties": false })
        })
        .collect();
    json!({ "oneOf": variants })
}

fn form_schema(form: Form) -> Json {
    let describe = |p: &Parameter| {
        let mut schema = kind_schema(p.kind);
        schema["description"] = json!(p.about);
        if let Some(default) = p.default {
            schema["default"] = json!(default);
        }
        (p.name.to_owned(), schema)
    };
    let properties: Map<String, Json> = form.iter().map(describe).collect();
    let required: Vec<&str> = form.iter().filter(|p| p.default.is_none()).map(|p| p.name).collect();
    json!({ "type": "object", "properties": properties, "required": required, "additionalProperties": false })
}
