//! Columns of CSV files, with the place of every value.

use super::{
    document::{Node, Value},
    problem::{Place, Problem, Problems, all_of, did_you_mean, the},
};

/// Reads one column of a CSV text: numbers where they are numbers, else text.
///
/// With `column`, the first line is the heading; without, the file has one column, whose first
/// line may be a heading if it is no number. Empty lines are passed over.
pub fn read(
    text: &str,
    file: usize,
    column: Option<&str>,
    asked_at: Option<&Place>,
    problems: &mut Problems,
) -> Vec<Node> {
    let mut reader =
        csv::ReaderBuilder::new().has_headers(false).flexible(true).trim(csv::Trim::All).from_reader(text.as_bytes());
    let mut index = None;
    let mut width = 0;
    let mut values = Vec::new();
    let mut record = csv::StringRecord::new();
    let mut starts_at = 0;
    loop {
        match reader.read_record(&mut record) {
            Ok(true) => {}
            Ok(false) => break,
            Err(error) => {
                problems.push(Problem::new(format!("this is not CSV: {error}")).at(asked_at));
                break;
            }
        }
        let ends_at = usize::try_from(reader.position().byte()).unwrap_or(text.len());
        let place = line_place(text, file, starts_at..ends_at);
        starts_at = ends_at;
        let Some(at) = index else {
            width = record.len();
            match find_column(&record, column) {
                Ok((at, is_heading)) => {
                    index = Some(at);
                    if !is_heading {
                        values.push(value(&record[at], field_place(text, &place, at)));
                    }
                }
                Err(problem) => {
                    problems.push(problem.at(asked_at));
                    return Vec::new();
                }
            }
            continue;
        };
        match record.get(at) {
            Some(field) if record.len() == width => {
                values.push(value(field, field_place(text, &place, at)));
            }
            _ => problems.push(
                Problem::new(format!("this line has {}, the first line has {width}", fields(record.len())))
                    .at(Some(&place))
                    .label("every line needs the same number of fields"),
            ),
        }
    }
    if values.is_empty() && problems.is_empty() {
        problems.push(Problem::new("the CSV file holds no values").at(asked_at));
    }
    values
}

/// Which column is wanted, and whether this first line is a heading.
fn find_column(first: &csv::StringRecord, column: Option<&str>) -> Result<(usize, bool), Problem> {
    let headings: Vec<&str> = first.iter().collect();
    match column {
        Some(name) => headings.iter().position(|h| *h == name).map(|at| (at, true)).ok_or_else(|| {
            let meant = did_you_mean(name, headings.iter().copied());
            let label = meant.map_or_else(|| the("column", &headings), |m| format!("did you mean `{m}`?"));
            let problem = Problem::new(format!("the CSV file has no column `{name}`")).label(label);
            if headings.len() == 1 && headings[0].contains([';', '\t']) {
                problem.help("the columns are to be separated by commas")
            } else {
                problem
            }
        }),
        None if first.len() > 1 => Err(Problem::new(format!("the CSV file has {} columns", first.len()))
            .label("say which one, with `column`")
            .help(format!("the first line reads {}", all_of(&headings)))),
        None => Ok((0, !first[0].starts_with(|c: char| c.is_ascii_digit() || "-+.".contains(c)))),
    }
}

fn value(field: &str, place: Place) -> Node {
    let value = match (field.parse::<i64>(), field.parse::<f64>()) {
        (Ok(i), _) => Value::Integer(i),
        (_, Ok(f)) => Value::Float(f),
        _ => Value::Text(field.to_owned()),
    };
    Node { value, place: Some(place) }
}

fn fields(count: usize) -> String {
    if count == 1 { "one field".to_owned() } else { format!("{count} fields") }
}

/// The field number `at` of the record at `record`. A comma within quotes separates nothing.
fn field_place(text: &str, record: &Place, at: usize) -> Place {
    let line = &text[record.range.clone()];
    let mut is_quoted = false;
    let mut starts = vec![0];
    for (i, byte) in line.bytes().enumerate() {
        match byte {
            b'"' => is_quoted = !is_quoted,
            b',' if !is_quoted => starts.push(i + 1),
            _ => {}
        }
    }
    let Some(start) = starts.get(at).copied() else { return record.clone() };
    let end = starts.get(at + 1).map_or(line.len(), |next| next - 1);
    line_place(text, record.file, record.range.start + start..record.range.start + end)
}

/// The line within a range that may have blank lines and line ends around it.
fn line_place(text: &str, file: usize, range: std::ops::Range<usize>) -> Place {
    let piece = text.get(range.clone()).unwrap_or("");
    let start = range.start + (piece.len() - piece.trim_start().len());
    Place { file, range: start..start + piece.trim().len() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn column(text: &str, name: Option<&str>) -> Result<Vec<Option<f64>>, Vec<String>> {
        let mut problems = Problems::default();
        let values = read(text, 1, name, None, &mut problems);
        if problems.is_empty() {
            Ok(values.iter().map(Node::as_number).collect())
        } else {
            Err(problems.iter().map(|p| p.message().to_owned()).collect())
        }
    }

    #[test]
    fn a_column_is_found_by_its_heading() {
        assert_eq!(column("start,calls\n07:00,310\n07:30,420.5\n", Some("calls")), Ok(vec![Some(310.0), Some(420.5)]));
    }

    #[test]
    fn one_column_needs_no_name_nor_heading() {
        assert_eq!(column("1\n2\n\n3\n", None), Ok(vec![Some(1.0), Some(2.0), Some(3.0)]));
        assert_eq!(column("seconds\n1\n", None), Ok(vec![Some(1.0)]));
    }

    #[test]
    fn what_is_wrong_is_said() {
        assert!(column("a,b\n1,2\n", None).is_err());
        assert!(column("a,b\n1,2\n", Some("c")).is_err());
        assert!(column("a,b\n1,2\n3\n", Some("b")).is_err());
        assert!(column("", None).is_err());
    }

    #[test]
    fn each_value_knows_its_line() {
        let text = "calls\n1\n\n22\n";
        let mut problems = Problems::default();
        let values = read(text, 1, None, None, &mut problems);
        assert_eq!(&text[values[1].place.clone().unwrap().range], "22");
    }

    #[test]
    fn each_value_knows_its_field() {
        let text = "name,calls,late\n\"a, b\", \"7\" ,1\n";
        let values = read(text, 1, Some("calls"), None, &mut Problems::default());
        assert_eq!(&text[values[0].place.clone().unwrap().range], "\"7\"");
    }
}
