//! Every case of the collection is in the table of `docs/verification.md`, with a test that exists, or the reason why none is.

use std::{fs, path::Path};

use crate::reference::file;

/// Sources of tests that the table may name.
fn tests() -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folders = ["tests/published", "tests/analytic", "tests/arrivals", "src/stats", "src/stats/selection"];
    let files = folders.iter().flat_map(|folder| fs::read_dir(root.join(folder)).unwrap()).map(|e| e.unwrap().path());
    files.filter(|p| p.extension().is_some_and(|e| e == "rs")).map(|p| fs::read_to_string(p).unwrap()).collect()
}

#[test]
fn every_case_is_tested_or_has_its_reason() {
    let Some(literature) = file("literature.json") else { return };
    let ids = literature.as_array().unwrap().iter().map(|case| case["id"].as_str().unwrap().to_owned());
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/validation/contactcenters");
    let models = fs::read_dir(folder).unwrap().map(|e| e.unwrap().path().file_stem().unwrap().display().to_string());
    let docs = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/verification.md")).unwrap();
    let tests = tests();
    // What is common to all of them is no case.
    for case in ids.chain(models).filter(|case| case != "SEMANTICS") {
        let row = docs.lines().find(|line| line.starts_with(&format!("| `{case}` |")));
        let row = row.unwrap_or_else(|| panic!("docs/verification.md has no row for {case}"));
        let cells: Vec<&str> = row.split('|').map(str::trim).collect();
        let [_, _, test, what, _] = cells.as_slice() else { panic!("{row}") };
        assert!(!what.is_empty(), "{row}");
        if let Some((_, name)) = test.trim_matches('`').split_once("::") {
            assert!(tests.contains(&format!("fn {name}()")), "there is no test {name}: {row}");
        } else {
            assert!(["none", "the same", "theory"].contains(&test.trim_matches('`')), "{row}");
        }
    }
}
