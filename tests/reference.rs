//! `docs/scenario.md` and `docs/scenario.schema.json` are made from the program, and say what it says.
//!
//! After a change of keys: `UPDATE_DOCS=1 cargo test --release --test reference`.

#![allow(clippy::unwrap_used, reason = "a test that cannot read the repository has failed")]

use std::{fmt::Write as _, fs, path::Path};

use onering::{
    model::{arrivals::PROCESSES, distribution::FAMILIES, parameter::Form},
    scenario::schema,
};
use serde_json::Value;

fn check(name: &str, expected: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs").join(name);
    if std::env::var_os("UPDATE_DOCS").is_some() {
        fs::write(&path, expected).unwrap();
    }
    let found = fs::read_to_string(&path).unwrap_or_default();
    assert!(found == expected, "docs/{name} is out of date: UPDATE_DOCS=1 cargo test --release --test reference");
}

#[test]
fn the_published_schema_is_the_programs() {
    check("scenario.schema.json", &format!("{}\n", serde_json::to_string_pretty(&schema()).unwrap()));
}

#[test]
fn the_key_reference_is_the_programs() {
    check("scenario.md", &reference());
}

fn reference() -> String {
    let schema = schema();
    let mut text = String::from(
        "# The scenario, key by key\n\n\
         Made from the program: `onering schema` prints the same as a JSON Schema. Durations are seconds, or text such as \"4m 30s\"; \
         clock times are \"HH:MM\"; shares are 0 to 1. A **list or CSV** may be written `{ csv = \"file.csv\", column = \"name\" }`, \
         with the path relative to the scenario.\n\n\
         A value **per interval** is one number for the whole day, a list with one number per interval, a CSV column, or blocks of \
         hours: `[{ from = \"08:00\", to = \"12:00\", value = 14 }, …]`.\n",
    );
    table(&mut text, "The scenario itself", &schema);
    families(
        &mut text,
        "Arrivals",
        "arrivals = { NAME = { … } }",
        &PROCESSES.iter().map(|p| (p.name, p.about, p.forms)).collect::<Vec<_>>(),
    );
    families(
        &mut text,
        "Distributions",
        "talk_time = { NAME = { … } }",
        &FAMILIES.iter().map(|f| (f.name, f.about, f.forms)).collect::<Vec<_>>(),
    );
    text
}

/// A table's keys, then the tables within it.
fn table(text: &mut String, title: &str, schema: &Value) {
    let required: Vec<&str> = schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    let _ = write!(text, "\n## {title}\n\n");
    if let Some(about) = schema["description"].as_str() {
        let _ = write!(text, "{about}\n\n");
    }
    text.push_str("| key | meaning | default |\n|---|---|---|\n");
    let mut inner = Vec::new();
    for (key, value) in schema["properties"].as_object().into_iter().flatten() {
        let default = match (&value["default"], required.contains(&key.as_str())) {
            (_, true) => "must be given".to_owned(),
            (Value::Null, false) => String::new(),
            (default, false) => format!("`{}`", default_text(default)),
        };
        let about = value["description"].as_str().unwrap_or_default();
        let _ = writeln!(text, "| `{key}` | {about} | {default} |");
        let of_list = &value["items"];
        if value["properties"].is_object() {
            inner.push((format!("`{key}`"), value.clone()));
        } else if of_list["properties"].is_object() {
            inner.push((format!("`{key}`, each"), of_list.clone()));
        }
    }
    for (title, schema) in inner {
        table(text, &title, &schema);
    }
}

fn default_text(default: &Value) -> String {
    match default {
        Value::Object(map) => {
            let pairs: Vec<String> = map.iter().map(|(k, v)| format!("{k} = {v}")).collect();
            format!("{{ {} }}", pairs.join(", "))
        }
        other => other.to_string(),
    }
}

fn families(text: &mut String, title: &str, usage: &str, families: &[(&str, &str, &[Form])]) {
    let _ = write!(text, "\n## {title}\n\n`{usage}`\n\n| name | what it is | given by |\n|---|---|---|\n");
    for (name, about, forms) in families {
        let ways: Vec<String> = forms
            .iter()
            .map(|form| {
                let parameters = form.iter().map(|p| match p.default {
                    Some(default) => format!("`{}` ({}; default {default})", p.name, p.about.trim_end_matches('.')),
                    None => format!("`{}` ({})", p.name, p.about.trim_end_matches('.')),
                });
                parameters.collect::<Vec<_>>().join(", ")
            })
            .collect();
        let _ = writeln!(text, "| `{name}` | {about} | {} |", ways.join("; or "));
    }
}
