//! CSV for spreadsheets: one tidy row per design point x measure x period.

use super::json::Designed;

/// All rows of all design points, with one column for each key that was set. Undefined is empty.
///
/// # Errors
///
/// What the CSV writer says; writing to memory does not fail.
pub fn tidy_csv(points: &[Designed<'_>]) -> Result<Vec<u8>, csv::Error> {
    let mut keys: Vec<&str> = Vec::new();
    for (key, _) in points.iter().flat_map(|p| p.design) {
        if !keys.contains(&key.as_str()) {
            keys.push(key);
        }
    }
    let has_cases = points.iter().any(|p| p.case.is_some());
    let mut writer = csv::Writer::from_writer(Vec::new());
    let mut heading: Vec<&str> = if has_cases { vec!["case"] } else { Vec::new() };
    heading.extend(&keys);
    heading.extend(["measure", "of", "period", "estimate", "half_width", "replications"]);
    writer.write_record(&heading)?;
    let written = |value: Option<f64>| value.map_or_else(String::new, |v| v.to_string());
    for point in points {
        let value_of = |key: &&str| written(point.design.iter().find(|(k, _)| k == key).map(|(_, v)| *v));
        let design: Vec<String> = keys.iter().map(value_of).collect();
        for row in point.rows {
            if has_cases {
                writer.write_field(point.case.unwrap_or(""))?;
            }
            design.iter().try_for_each(|field| writer.write_field(field))?;
            writer.write_record([
                &*row.measure,
                &*row.of,
                &*row.period,
                &written(row.estimate),
                &written(row.half_width),
                &row.replications.to_string(),
            ])?;
        }
    }
    writer.into_inner().map_err(|error| error.into_error().into())
}
