//! Parquet files, where the program was built with the feature `parquet`.

use std::{fs::File, path::Path};

use parquet::{
    file::reader::{FileReader, SerializedFileReader},
    record::{Field, reader::RowIter},
};

use super::{LogProblem, rows::Opened};

/// The rows of a Parquet file, read as they are asked for.
pub(in crate::calibrate) struct ParquetRows {
    rows: RowIter<'static>,
    line: u64,
}

/// Opens a Parquet file: the names of its columns, and its rows.
pub(super) fn open(path: &Path, file: &str) -> Opened {
    let wrong =
        |error: &dyn std::fmt::Display| LogProblem::new(file, format!("is no Parquet file that can be read: {error}"));
    let opened = File::open(path).map_err(|error| LogProblem::new(file, format!("cannot be read: {error}")))?;
    let reader = SerializedFileReader::new(opened).map_err(|error| wrong(&error))?;
    let schema = reader.metadata().file_metadata().schema_descr_ptr();
    let header = schema.columns().iter().map(|column| column.name().to_owned()).collect();
    let rows = RowIter::from_file_into(Box::new(reader));
    Ok((header, super::rows::Rows::Parquet(ParquetRows { rows, line: 1 })))
}

impl ParquetRows {
    /// The next row, as text, with its number below the header that other files have.
    pub(super) fn next(&mut self, file: &str) -> Result<Option<(Vec<String>, u64)>, LogProblem> {
        self.line += 1;
        let Some(row) = self.rows.next() else { return Ok(None) };
        let row =
            row.map_err(|error| LogProblem::new(file, format!("cannot be read further: {error}")).at(self.line))?;
        Ok(Some((row.get_column_iter().map(|(_, field)| written(field)).collect(), self.line)))
    }
}

/// A value as a text file would have it.
fn written(field: &Field) -> String {
    let at = |nanoseconds: i128| {
        jiff::Timestamp::from_nanosecond(nanoseconds).map_or_else(|_| String::new(), |at| at.to_string())
    };
    match field {
        Field::Null => String::new(),
        Field::Str(text) => text.clone(),
        Field::Bytes(bytes) => String::from_utf8_lossy(bytes.data()).into_owned(),
        Field::TimestampMillis(since) => at(i128::from(*since) * 1_000_000),
        Field::TimestampMicros(since) => at(i128::from(*since) * 1_000),
        Field::Date(days) => {
            let epoch = jiff::civil::date(1970, 1, 1);
            let days = jiff::Span::new().days(i64::from(*days));
            epoch.checked_add(days).map_or_else(|_| String::new(), |date| date.to_string())
        }
        other => other.to_string(),
    }
}
