//! The workbook in a spreadsheet program: `LibreOffice`, without a window, computes every formula anew. Where it is not installed the
//! test says so and ends.

use std::{
    fs,
    io::Cursor,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use calamine::{Reader, Xlsx};
use rust_xlsxwriter::{Formula, Workbook};

use super::program::{SCENARIO, number, onering};

/// A profile that computes what it loads, whatever values stand in the file.
const PROFILE: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"#;
/// CSV with commas, numbers as they are and not as they are shown, one file for each sheet.
const AS_CSV: &str = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,false,false,false,false,-1";

fn is_installed() -> bool {
    let is_there = Command::new("soffice").arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status();
    is_there.is_ok_and(|status| status.success())
}

/// The cells of each sheet, as the program computes them.
fn computed(folder: &Path, book: &Path, sheets: &[&str]) -> Vec<Vec<csv::StringRecord>> {
    let profile = folder.join("profile");
    fs::create_dir_all(profile.join("user")).unwrap();
    fs::write(profile.join("user/registrymodifications.xcu"), PROFILE).unwrap();
    let done = Command::new("soffice")
        .arg(format!("-env:UserInstallation=file://{}", profile.display()))
        .args(["--headless", "--convert-to", AS_CSV, "--outdir"])
        .arg(folder)
        .arg(book)
        .output()
        .unwrap();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    let stem = book.file_stem().unwrap().to_str().unwrap().to_owned();
    let read = |sheet: &&str| {
        let path: PathBuf = folder.join(format!("{stem}-{sheet}.csv"));
        let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_path(path).unwrap();
        reader.records().map(Result::unwrap).collect()
    };
    sheets.iter().map(read).collect()
}

#[test]
fn a_spreadsheet_program_computes_what_the_workbook_says() {
    if !is_installed() {
        println!("skipped: there is no soffice (LibreOffice)");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    // Does it compute anew? The value in this file is wrong.
    let mut wrong = Workbook::new();
    let sheet = wrong.add_worksheet().set_name("wrong").unwrap();
    sheet.write_formula(0, 0, Formula::new("=1+1").set_result("7")).unwrap();
    wrong.save(folder.path().join("wrong.xlsx")).unwrap();
    let found = computed(folder.path(), &folder.path().join("wrong.xlsx"), &["wrong"]);
    assert_eq!(&found[0][0][0], "2");

    fs::write(folder.path().join("orders.toml"), SCENARIO).unwrap();
    onering(folder.path(), &["plan", "orders.toml", "--no-volumes"]);
    let path = folder.path().join("output/orders/plan.xlsx");
    let names = ["intervals", "shifts", "costs"];
    let sheets = computed(folder.path(), &path, &names);
    let mut book = Xlsx::new(Cursor::new(fs::read(&path).unwrap())).unwrap();
    let mut formulas = 0;
    for (name, cells) in names.iter().zip(&sheets) {
        for cell in cells.iter().flat_map(csv::StringRecord::iter) {
            assert!(!cell.starts_with('#') && !cell.starts_with("Err:"), "{name}: {cell}");
        }
        let stated = book.worksheet_range(name).unwrap();
        let texts = book.worksheet_formula(name).unwrap();
        let (top, left) = texts.start().unwrap();
        for (row, column, text) in texts.used_cells() {
            let (row, column) = (top as usize + row, left as usize + column);
            let value: f64 = cells[row][column].parse().unwrap_or_else(|_| panic!("{name}: {:?}", cells[row]));
            let stated = number(stated.get_value((row as u32, column as u32)).unwrap());
            assert!((value - stated).abs() <= 1e-9 * stated.abs().max(1.0), "{name} {text}: {value} {stated}");
            formulas += 1;
        }
    }
    // Five for each of eight intervals, one for each shift, five or more of costs.
    assert!(formulas >= 8 * 5 + 2 + 5, "{formulas} formulas");
}
