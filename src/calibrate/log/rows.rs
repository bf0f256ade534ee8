//! The rows of a log, whatever it is packed in.

use std::{
    cell::Cell,
    fs::File,
    io::{self, BufReader, Read},
    path::Path,
    rc::Rc,
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
    Text(Box<Text>),
    /// The rows of a sheet, the next one last.
    Sheet(Vec<Vec<String>>, u64),
    #[cfg(feature = "parquet")]
    Parquet(super::parquet::ParquetRows),
}

/// Rows of a text file.
pub(super) struct Text {
    reader: csv::Reader<Box<dyn Read>>,
    /// How far the reader's lines lag behind: by one where lines end in CR and LF.
    lag: u64,
    seen: Rc<Seen>,
    /// Lines in the last cell of the row before, where it has more than one.
    long: Option<u64>,
}

/// What was read so far.
#[derive(Default)]
struct Seen {
    since_row: Cell<usize>,
    all: Cell<u64>,
    last: Cell<u8>,
}

/// No row is longer than this, in bytes.
const LONGEST_ROW: usize = 16 << 20;
/// No cell has more lines than this.
const MOST_LINES: u64 = 50;

/// Refuses to read a row without end: a quotation mark that is not closed would take the rest of the file into memory.
struct Bounded {
    bytes: Box<dyn Read>,
    seen: Rc<Seen>,
}

impl Read for Bounded {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if self.seen.since_row.get() > LONGEST_ROW {
            return Err(io::Error::other("a row without end: a quotation mark is not closed"));
        }
        let count = self.bytes.read(into)?;
        self.seen.since_row.set(self.seen.since_row.get() + count);
        self.seen.all.set(self.seen.all.get() + count as u64);
        self.seen.last.set(into[..count].last().copied().unwrap_or(self.seen.last.get()));
        Ok(count)
    }
}

impl Text {
    fn next(&mut self, row: &mut Row, file: &str) -> Result<bool, LogProblem> {
        let found = self.reader.read_record(&mut row.cells);
        self.seen.since_row.set(0);
        let before = row.line;
        let found = found.map_err(|error| csv_problem(file, &error, before + 1))?;
        if !found {
            // Whatever follows a mark that is not closed is the last cell of the last row.
            return self.long.map_or(Ok(false), |lines| Err(unclosed(file, before, lines)));
        }
        let breaks = |cell: &str| cell.bytes().filter(|byte| *byte == b'\n').count() as u64;
        let all: u64 = row.cells.iter().map(breaks).sum();
        // The reader's position is where it began to look for the row: before blank lines.
        let (from, to) = (row.cells.position().map_or(0, csv::Position::line), self.reader.position());
        // Without a line's end after it, unless that stands in a cell that is not closed.
        let is_open = row.cells.iter().next_back().is_some_and(|cell| cell.ends_with('\n'));
        let at_end = self.lag == 0 && to.byte() == self.seen.all.get();
        let is_cut = at_end && (self.seen.last.get() != b'\n' || is_open);
        let ended = to.line() + u64::from(is_cut);
        row.line = (ended + self.lag).saturating_sub(all + 1);
        row.blank_before = ended.saturating_sub(from + all + 1);
        let last = row.cells.iter().next_back().map_or(0, breaks);
        self.long = (last > 0).then_some(last + 1);
        if all >= MOST_LINES { Err(unclosed(file, row.line, all + 1)) } else { Ok(true) }
    }
}

/// What a quotation mark that is not closed does.
fn unclosed(file: &str, line: u64, lines: u64) -> LogProblem {
    LogProblem::new(
        file,
        format!("has a cell that begins here and goes on over {lines} lines: a quotation mark is not closed"),
    )
    .at(line)
    .help("close the mark, or take it out")
}

/// A header and the rows below it.
pub(super) type Opened = Result<(Vec<String>, Rows), LogProblem>;

/// A row in memory that is used again.
#[derive(Default)]
pub(super) struct Row {
    pub cells: csv::StringRecord,
    pub line: u64,
    /// Blank lines between it and the row before.
    pub blank_before: u64,
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
    let seen = Rc::new(Seen::default());
    let bytes = Bounded { bytes: decoded(opened(path, file)?, &start), seen: Rc::clone(&seen) };
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .flexible(true)
        .buffer_capacity(1 << 18)
        .from_reader(Box::new(bytes) as Box<dyn Read>);
    let header = reader.headers().map_err(|error| csv_problem(file, &error, 1))?;
    let header = header.iter().map(|name| name.trim().to_owned()).collect();
    Ok((header, Rows::Text(Box::new(Text { reader, lag, seen, long: None }))))
}

/// What stands most often between the names.
fn delimiter_of(header: &str) -> u8 {
    let count = |delimiter: &u8| header.bytes().filter(|b| b == delimiter).count();
    [b',', b';', b'\t', b'|'].into_iter().rev().max_by_key(count).unwrap_or(b',')
}

fn csv_problem(file: &str, error: &csv::Error, line: u64) -> LogProblem {
    let line = error.position().map_or(line, csv::Position::line);
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

/// A cell as a text file would have it: dates as ISO 8601, times of day as h:mm:ss, durations in seconds.
fn written(cell: &Data) -> String {
    match cell {
        Data::DateTime(at) if at.is_duration() || at.as_f64() < 1.0 => {
            let ms = (at.as_f64() * 86_400.0 * 1e3).round() as i64;
            if at.is_duration() || ms < 0 {
                return (ms as f64 / 1e3).to_string();
            }
            let (seconds, rest) = (ms / 1000, ms % 1000);
            let clock = format!("{}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60);
            if rest == 0 { clock } else { format!("{clock}.{rest:03}") }
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
            Self::Text(text) => text.next(row, file),
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
