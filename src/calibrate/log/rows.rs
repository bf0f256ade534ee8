//! The rows of a log, whatever it is packed in.

use std::{
    fs::File,
    io::{BufReader, Read},
    path::Path,
};

use calamine::{Data, Reader as _};
use flate2::read::MultiGzDecoder;

use super::{
    LogProblem,
    encodings::{decoded, encoding_of},
};

/// How much of a file is looked at to tell how it is written.
const LOOKED_AT: usize = 64 << 10;

/// Rows of text, one after the other.
pub(super) enum Rows {
    /// And how far the reader's lines lag behind: by one where lines end in CR and LF.
    Text(Box<csv::Reader<Box<dyn Read>>>, u64),
    /// The rows of a sheet, the next one last.
    Sheet(Vec<Vec<String>>, u64),
    #[cfg(feature = "parquet")]
    Parquet(super::parquet::ParquetRows),
}

/// A header and the rows below it.
pub(super) type Opened = Result<(Vec<String>, Rows), LogProblem>;

/// A row in memory that is used again.
#[derive(Default)]
pub(super) struct Row {
    pub cells: csv::StringRecord,
    pub line: u64,
}

impl Row {
    /// The cell of a column, trimmed; empty where there is none.
    pub(super) fn cell(&self, column: Option<usize>) -> &str {
        column.and_then(|index| self.cells.get(index)).map_or("", str::trim)
    }
}

/// Opens a log: its header, and its rows.
pub(super) fn open(path: &Path, delimiter: Option<u8>) -> Opened {
    let file = path.display().to_string();
    let name = file.to_lowercase();
    let ends = |ending: &str| name.ends_with(ending);
    if ends(".xlsx") || ends(".xls") || ends(".ods") {
        return sheet(path, &file);
    }
    if ends(".parquet") {
        return parquet(path, &file);
    }
    text(path, &file, delimiter)
}

#[cfg(feature = "parquet")]
fn parquet(path: &Path, file: &str) -> Opened {
    super::parquet::open(path, file)
}

#[cfg(not(feature = "parquet"))]
fn parquet(_: &Path, file: &str) -> Opened {
    let help = "build onering with `--features parquet`, or save the log as CSV, such as with DuckDB: COPY (FROM 'calls.parquet') TO 'calls.csv'";
    Err(LogProblem::new(file, "Parquet is not read by this build").help(help))
}

fn opened(path: &Path, file: &str) -> Result<Box<dyn Read>, LogProblem> {
    let opened = File::open(path).map_err(|error| LogProblem::new(file, format!("cannot be read: {error}")))?;
    let mut reader = BufReader::with_capacity(1 << 20, opened);
    let packed = std::io::BufRead::fill_buf(&mut reader).is_ok_and(|bytes| bytes.starts_with(&[0x1f, 0x8b]));
    Ok(if packed { Box::new(BufReader::with_capacity(1 << 18, MultiGzDecoder::new(reader))) } else { Box::new(reader) })
}

fn text(path: &Path, file: &str, delimiter: Option<u8>) -> Opened {
    let mut start = Vec::new();
    opened(path, file)?
        .take(LOOKED_AT as u64)
        .read_to_end(&mut start)
        .map_err(|error| LogProblem::new(file, format!("cannot be unpacked: {error}")))?;
    if start.is_empty() {
        return Err(LogProblem::new(file, "is empty").help("a log has a line of names and a line for each call"));
    }
    let (beginning, ..) = encoding_of(&start).decode(&start);
    let first = beginning.lines().next().unwrap_or("").to_owned();
    let lag = u64::from(beginning.get(first.len()..).is_some_and(|rest| rest.starts_with("\r\n")));
    if first.contains('\0') {
        return Err(LogProblem::new(file, "is no text").help("logs are CSV, TSV (also packed with gzip) or XLSX"));
    }
    let delimiter = delimiter.unwrap_or_else(|| delimiter_of(&first));
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .flexible(true)
        .buffer_capacity(1 << 18)
        .from_reader(decoded(opened(path, file)?, &start));
    let header = reader.headers().map_err(|error| csv_problem(file, &error))?;
    let header = header.iter().map(|name| name.trim().to_owned()).collect();
    Ok((header, Rows::Text(Box::new(reader), lag)))
}

/// What stands most often between the names.
fn delimiter_of(header: &str) -> u8 {
    let count = |delimiter: &u8| header.bytes().filter(|b| b == delimiter).count();
    [b',', b';', b'\t', b'|'].into_iter().rev().max_by_key(count).unwrap_or(b',')
}

fn csv_problem(file: &str, error: &csv::Error) -> LogProblem {
    let line = error.position().map_or(1, csv::Position::line);
    match error.kind() {
        csv::ErrorKind::Utf8 { .. } => {
            LogProblem::new(file, "has bytes that are no UTF-8, though it began as UTF-8: two encodings in one file")
                .at(line)
                .help("save the whole file in one encoding, UTF-8 or Windows-1252")
        }
        csv::ErrorKind::Io(error) => LogProblem::new(file, format!("cannot be read further: {error}")).at(line),
        _ => LogProblem::new(file, error.to_string()).at(line),
    }
}

fn sheet(path: &Path, file: &str) -> Opened {
    let wrong =
        |error: &dyn std::fmt::Display| LogProblem::new(file, format!("is no workbook that can be read: {error}"));
    let mut book = calamine::open_workbook_auto(path).map_err(|error| wrong(&error))?;
    let Some(range) = book.worksheet_range_at(0) else {
        return Err(LogProblem::new(file, "has no sheet"));
    };
    let range = range.map_err(|error| wrong(&error))?;
    let mut rows: Vec<Vec<String>> = range.rows().map(|row| row.iter().map(written).collect()).collect();
    rows.reverse();
    let Some(header) = rows.pop() else { return Err(LogProblem::new(file, "is empty")) };
    Ok((header.iter().map(|name| name.trim().to_owned()).collect(), Rows::Sheet(rows, 1)))
}

/// A cell as a text file would have it: dates as ISO 8601, times of day and durations in seconds.
fn written(cell: &Data) -> String {
    match cell {
        Data::DateTime(at) if at.is_duration() || at.as_f64() < 1.0 => {
            let seconds = (at.as_f64() * 86_400.0 * 1e3).round() / 1e3;
            seconds.to_string()
        }
        Data::DateTime(at) => {
            // Day 25569 of sheets is 1 January 1970.
            let seconds = ((at.as_f64() - 25_569.0) * 86_400.0 * 1e3).round() / 1e3;
            let since = jiff::SignedDuration::from_secs_f64(seconds);
            let epoch = jiff::civil::date(1970, 1, 1).at(0, 0, 0, 0);
            epoch.checked_add(since).map_or_else(|_| String::new(), |at| at.to_string())
        }
        Data::Empty => String::new(),
        other => other.to_string(),
    }
}

impl Rows {
    /// Reads the next row into `row`: whether there was one.
    pub(super) fn next(&mut self, row: &mut Row, file: &str) -> Result<bool, LogProblem> {
        match self {
            Self::Text(reader, lag) => {
                let found = reader.read_record(&mut row.cells).map_err(|error| csv_problem(file, &error))?;
                row.line = row.cells.position().map_or(0, csv::Position::line) + *lag;
                Ok(found)
            }
            Self::Sheet(rows, line) => {
                let Some(cells) = rows.pop() else { return Ok(false) };
                *line += 1;
                row.line = *line;
                row.cells = csv::StringRecord::from(cells);
                Ok(true)
            }
            #[cfg(feature = "parquet")]
            Self::Parquet(rows) => {
                let Some((cells, line)) = rows.next(file)? else { return Ok(false) };
                row.line = line;
                row.cells = csv::StringRecord::from(cells);
                Ok(true)
            }
        }
    }
}
