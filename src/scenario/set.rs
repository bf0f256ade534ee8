//! Setting keys from outside the file: `--set KEY=VALUE`, a case of a sweep, a design point.

use super::{
    document::{Node, Table, Value, moved},
    problem::{Place, Problem, Source, did_you_mean},
};

/// Sets the key at `path` to `node`. The key may be new, but the table it stands in must exist.
///
/// `origin` names where the setting comes from, and becomes a source that problems can point into.
pub fn set(table: &mut Table, path: &str, node: Node, origin: &str, sources: &mut Vec<Source>) -> Result<(), Problem> {
    let text = format!("{path} = {}", written(&node));
    let place = Place { file: sources.len(), range: path.len() + 3..text.len() };
    let key_place = Place { file: sources.len(), range: 0..path.len() };
    sources.push(Source { path: origin.to_owned(), text });
    put(table, path, &key_place, moved(node, Some(&place)))
}

/// Puts `node` at `path`, which stands at `key_place`. The key may be new, but the table it stands in must exist.
pub fn put(table: &mut Table, path: &str, key_place: &Place, node: Node) -> Result<(), Problem> {
    if let Some(old) = table.follow_mut(path) {
        *old = node;
        return Ok(());
    }
    let missing = |table: &Table| {
        let paths = table.number_paths();
        let meant = did_you_mean(path, paths.iter().map(String::as_str));
        let problem = Problem::new(format!("there is no key `{path}`")).at(Some(key_place));
        match meant {
            Some(meant) => problem.label(format!("did you mean `{meant}`?")),
            None => problem,
        }
    };
    match path.rsplit_once('.') {
        None => table.insert_at(path, Some(key_place.clone()), node),
        // A table of the scenario that was left out, such as [lines]; if it is no such table, its
        // reading will say so.
        Some((parent, key)) if !parent.contains('.') && table.get(parent).is_none() => {
            let mut inner = Table::default();
            inner.insert(key, node);
            table.insert(parent, Node::new(Value::Table(inner)));
        }
        Some((parent, key)) => match table_at(table, parent) {
            Some(inner) => {
                let Place { file, range } = key_place;
                // Where the path stands as it is, its last part does so, too.
                let start = if range.len() == path.len() { range.end - key.len() } else { range.start };
                inner.insert_at(key, Some(Place { file: *file, range: start..range.end }), node);
            }
            None => return Err(missing(table)),
        },
    }
    Ok(())
}

/// The table that a path leads to, by keys or by the name of a list's table.
fn table_at<'a>(table: &'a mut Table, path: &str) -> Option<&'a mut Table> {
    let is_plain = matches!(table.follow_mut(path), Some(Node { value: Value::Table(_), .. }));
    if !is_plain {
        return follow_named(table, path);
    }
    match table.follow_mut(path) {
        Some(Node { value: Value::Table(inner), .. }) => Some(inner),
        _ => None,
    }
}

/// The table of a list that bears the name the path ends in: `agent_group.agents`.
fn follow_named<'a>(table: &'a mut Table, path: &str) -> Option<&'a mut Table> {
    let list = table.entries.iter_mut().find(|entry| path.starts_with(&format!("{}.", entry.key)))?;
    let name = &path[list.key.len() + 1..];
    let Value::List(items) = &mut list.node.value else { return None };
    items.iter_mut().find_map(|item| match &mut item.value {
        Value::Table(inner) if inner.get("name").is_some_and(|n| n.value == Value::Text(name.to_owned())) => {
            Some(inner)
        }
        _ => None,
    })
}

/// The value as it would be typed.
fn written(node: &Node) -> String {
    let mut table = Table::default();
    table.insert("x", node.clone());
    table.to_toml().trim().trim_start_matches("x = ").to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::{document::parse, problem::Problems};

    fn tree() -> Table {
        parse("[[group]]\nname = \"a\"\nn = 1\n[sweep]\nfrom = 1\n", &mut Problems::default())
    }

    #[test]
    fn old_and_new_keys_are_set() {
        let (mut table, mut sources) = (tree(), Vec::new());
        for path in ["group.a.n", "group.a.m", "sweep.step", "seed", "lines.count"] {
            set(&mut table, path, Node::number(7.0), "--set", &mut sources).unwrap();
            assert_eq!(table.follow_mut(path).unwrap().as_number(), Some(7.0), "{path}");
        }
        assert_eq!(sources[0].text, "group.a.n = 7");
    }

    #[test]
    fn a_key_in_no_table_is_a_problem() {
        assert!(set(&mut tree(), "group.b.n", Node::number(7.0), "--set", &mut Vec::new()).is_err());
    }
}
