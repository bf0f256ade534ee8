//! Tables as planners keep them: CSV and XLSX in, the same with more columns out.

use std::{io::Cursor, path::Path};

use calamine::{Data, Reader, Xlsx};
use rust_xlsxwriter::{Format, Workbook};

use crate::cli::Failure;

/// More bytes than this are no table of intervals.
const MOST_BYTES: u64 = 50 << 20;

/// A cell.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    /// Nothing.
    Empty,
    /// Text, as it stands.
    Text(String),
    /// A number.
    Number(f64),
    /// A date or time of a sheet: days.
    Days(f64),
    /// True or false.
    Flag(bool),
}

/// How it is stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// With this between fields; with semicolons decimals have commas.
    Csv(u8),
    Xlsx,
}

/// A table with a heading.
#[derive(Clone, Debug)]
pub struct Table {
    kind: Kind,
    sheet: String,
    /// The names of the columns.
    pub heading: Vec<String>,
    /// The rows.
    pub rows: Vec<Vec<Cell>>,
}

impl Table {
    /// Reads a CSV or XLSX file: of a workbook the first sheet.
    ///
    /// # Errors
    ///
    /// [`Failure`] that names the file and what is wrong with it.
    pub fn read(file: &Path) -> Result<Self, Failure> {
        let cannot = |why: String| Failure::Other(format!("cannot read {}: {why}", file.display()));
        let size = std::fs::metadata(file).map_err(|error| cannot(error.to_string()))?.len();
        if size > MOST_BYTES {
            return Err(cannot(format!("it has {} MB; a table has at most 50 MB", size >> 20)));
        }
        let bytes = std::fs::read(file).map_err(|error| cannot(error.to_string()))?;
        let is_xlsx = file.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("xlsx"));
        let table = if is_xlsx { Self::from_xlsx(bytes) } else { Self::from_csv(&bytes) };
        let table = table.map_err(cannot)?;
        if table.heading.is_empty() || table.rows.is_empty() {
            return Err(cannot("it needs a row of column names and at least one row below".to_owned()));
        }
        Ok(table)
    }

    fn from_csv(bytes: &[u8]) -> Result<Self, String> {
        let text = std::str::from_utf8(bytes).map_err(|error| {
            let line = bytes[..error.valid_up_to()].split(|b| *b == b'\n').count();
            format!("line {line} is not UTF-8; save the sheet as \"CSV UTF-8\"")
        })?;
        let text = text.trim_start_matches('\u{feff}');
        let first = text.lines().next().unwrap_or_default();
        let count = |c: char| first.matches(c).count();
        let between = [b';', b'\t'].into_iter().find(|b| count(char::from(*b)) > count(',')).unwrap_or(b',');
        let mut reader = csv::ReaderBuilder::new().delimiter(between).from_reader(text.as_bytes());
        let heading = reader.headers().map_err(|e| e.to_string())?.iter().map(str::to_owned).collect();
        let cell = |field: &str| if field.is_empty() { Cell::Empty } else { Cell::Text(field.to_owned()) };
        let rows = reader
            .records()
            .map(|record| record.map(|r| r.iter().map(cell).collect()).map_err(|e| e.to_string()))
            .collect::<Result<_, String>>()?;
        Ok(Self { kind: Kind::Csv(between), sheet: String::new(), heading, rows })
    }

    fn from_xlsx(bytes: Vec<u8>) -> Result<Self, String> {
        let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(|error| error.to_string())?;
        let sheet = book.sheet_names().first().cloned().ok_or("it has no sheet")?;
        let range = book.worksheet_range(&sheet).map_err(|error| error.to_string())?;
        let mut rows = range.rows().map(|row| row.iter().map(Cell::from).collect::<Vec<Cell>>());
        let heading = rows.next().unwrap_or_default().iter().map(Cell::text).collect();
        Ok(Self { kind: Kind::Xlsx, sheet, heading, rows: rows.collect() })
    }

    /// The index of a column, by name; letters of either case.
    pub fn column(&self, name: &str) -> Option<usize> {
        self.heading.iter().position(|heading| heading.trim().eq_ignore_ascii_case(name))
    }

    /// Whether two columns bear this column's name.
    pub fn is_ambiguous(&self, column: usize) -> bool {
        let name = self.heading[column].trim();
        self.heading.iter().filter(|heading| heading.trim().eq_ignore_ascii_case(name)).count() > 1
    }

    /// What line of the file a row is on.
    pub const fn line(row: usize) -> usize {
        row + 2
    }

    /// The same with these columns added; columns of the same names are replaced.
    pub fn with(mut self, added: Vec<(&'static str, Vec<Cell>)>) -> Self {
        for (name, cells) in added {
            let index = self.column(name).unwrap_or_else(|| {
                self.heading.push(name.to_owned());
                self.heading.len() - 1
            });
            for (row, cell) in self.rows.iter_mut().zip(cells) {
                row.resize(row.len().max(index + 1), Cell::Empty);
                row[index] = cell;
            }
        }
        self
    }

    /// The bytes of the file.
    ///
    /// # Errors
    ///
    /// [`Failure`] when a writer fails.
    pub fn bytes(&self) -> Result<Vec<u8>, Failure> {
        let written = match self.kind {
            Kind::Csv(between) => self.csv(between).map_err(|error| error.to_string()),
            Kind::Xlsx => self.xlsx().map_err(|error| error.to_string()),
        };
        written.map_err(|why| Failure::Other(format!("cannot write the table: {why}")))
    }

    fn csv(&self, between: u8) -> Result<Vec<u8>, csv::Error> {
        let mut writer = csv::WriterBuilder::new().delimiter(between).from_writer(Vec::new());
        writer.write_record(&self.heading)?;
        for row in &self.rows {
            let fields = (0..self.heading.len()).map(|i| match row.get(i) {
                Some(Cell::Number(_)) if between == b';' => row[i].text().replace('.', ","),
                cell => cell.map_or_else(String::new, Cell::text),
            });
            writer.write_record(fields)?;
        }
        writer.into_inner().map_err(|error| error.into_error().into())
    }

    fn xlsx(&self) -> Result<Vec<u8>, rust_xlsxwriter::XlsxError> {
        let mut book = Workbook::new();
        let sheet = book.add_worksheet();
        sheet.set_name(&self.sheet)?;
        let (bold, clock, date) = (
            Format::new().set_bold(),
            Format::new().set_num_format("hh:mm"),
            Format::new().set_num_format("yyyy-mm-dd hh:mm"),
        );
        for (column, name) in self.heading.iter().enumerate() {
            sheet.write_with_format(0, column as u16, name, &bold)?;
        }
        for (index, row) in self.rows.iter().enumerate() {
            for (column, cell) in row.iter().enumerate() {
                let (line, column) = (index as u32 + 1, column as u16);
                match cell {
                    Cell::Empty => continue,
                    Cell::Text(text) => sheet.write(line, column, text)?,
                    Cell::Number(number) => sheet.write(line, column, *number)?,
                    Cell::Days(days) => {
                        sheet.write_with_format(line, column, *days, if *days < 1.0 { &clock } else { &date })?
                    }
                    Cell::Flag(flag) => sheet.write(line, column, *flag)?,
                };
            }
        }
        sheet.autofit();
        book.save_to_buffer()
    }

    /// Whether decimals have commas.
    pub fn has_decimal_commas(&self) -> bool {
        self.kind == Kind::Csv(b';')
    }
}

impl From<&Data> for Cell {
    fn from(data: &Data) -> Self {
        match data {
            Data::Empty => Self::Empty,
            Data::Int(number) => Self::Number(*number as f64),
            Data::Float(number) => Self::Number(*number),
            Data::Bool(flag) => Self::Flag(*flag),
            Data::DateTime(at) => Self::Days(at.as_f64()),
            other => Self::Text(other.to_string()),
        }
    }
}

impl Cell {
    /// What it shows.
    pub fn text(&self) -> String {
        match self {
            Self::Empty => String::new(),
            Self::Text(text) => text.clone(),
            Self::Number(number) => number.to_string(),
            Self::Days(days) => crate::units::text::clock(days.fract() * 86_400.0),
            Self::Flag(flag) => flag.to_string(),
        }
    }

    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        *self == Self::Empty || self.text().trim().is_empty()
    }
}
