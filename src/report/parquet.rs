//! Tables as Parquet files, where the program was built with the feature `parquet`.

use std::{fmt::Write as _, fs::File, io::Error, sync::Arc};

use parquet::{
    basic::Compression,
    data_type::{ByteArray, ByteArrayType, DoubleType},
    file::{properties::WriterProperties, writer::SerializedFileWriter},
    schema::parser::parse_message_type,
};

/// Rows that are held back until they are written together.
const ROWS_TOGETHER: usize = 100_000;

/// A table under way. Empty cells are absent values.
pub struct Table<'a> {
    writer: SerializedFileWriter<&'a mut File>,
    columns: Vec<Column>,
    rows: usize,
}

/// A column of the rows that are held back.
enum Column {
    Text(Vec<Option<String>>),
    Number(Vec<Option<f64>>),
}

impl<'a> Table<'a> {
    /// A table with these columns, of which `numbers` hold numbers and the others text.
    ///
    /// # Errors
    ///
    /// When the file cannot be written.
    pub fn new(file: &'a mut File, columns: &[&str], numbers: &[&str]) -> std::io::Result<Self> {
        let mut schema = "message calls {".to_owned();
        for name in columns {
            let kind = if numbers.contains(name) { "DOUBLE" } else { "BYTE_ARRAY" };
            let text = if numbers.contains(name) { "" } else { " (UTF8)" };
            let _ = write!(schema, " OPTIONAL {kind} {name}{text};");
        }
        let schema = parse_message_type(&(schema + " }")).map_err(Error::other)?;
        let properties = WriterProperties::builder().set_compression(Compression::SNAPPY).build();
        let writer = SerializedFileWriter::new(file, Arc::new(schema), Arc::new(properties)).map_err(Error::other)?;
        let column = |name: &&str| {
            if numbers.contains(name) { Column::Number(Vec::new()) } else { Column::Text(Vec::new()) }
        };
        Ok(Self { writer, columns: columns.iter().map(column).collect(), rows: 0 })
    }

    /// Adds a row.
    ///
    /// # Errors
    ///
    /// When the file cannot be written.
    pub fn add(&mut self, row: &[String]) -> std::io::Result<()> {
        for (column, cell) in self.columns.iter_mut().zip(row) {
            match column {
                Column::Text(cells) => cells.push((!cell.is_empty()).then(|| cell.clone())),
                Column::Number(cells) => cells.push(cell.parse().ok()),
            }
        }
        self.rows += 1;
        if self.rows == ROWS_TOGETHER { self.write() } else { Ok(()) }
    }

    /// Writes what is held back.
    fn write(&mut self) -> std::io::Result<()> {
        let mut group = self.writer.next_row_group().map_err(Error::other)?;
        for column in &mut self.columns {
            let Some(mut writer) = group.next_column().map_err(Error::other)? else { break };
            match column {
                Column::Text(cells) => {
                    let levels: Vec<i16> = cells.iter().map(|cell| i16::from(cell.is_some())).collect();
                    let values: Vec<ByteArray> =
                        cells.drain(..).flatten().map(|text| ByteArray::from(text.into_bytes())).collect();
                    writer.typed::<ByteArrayType>().write_batch(&values, Some(&levels), None).map_err(Error::other)?;
                }
                Column::Number(cells) => {
                    let levels: Vec<i16> = cells.iter().map(|cell| i16::from(cell.is_some())).collect();
                    let values: Vec<f64> = cells.drain(..).flatten().collect();
                    writer.typed::<DoubleType>().write_batch(&values, Some(&levels), None).map_err(Error::other)?;
                }
            }
            writer.close().map_err(Error::other)?;
        }
        self.rows = 0;
        group.close().map_err(Error::other)?;
        Ok(())
    }

    /// Writes the rest, and the end of the file.
    ///
    /// # Errors
    ///
    /// When the file cannot be written.
    pub fn finish(mut self) -> std::io::Result<()> {
        if self.rows > 0 {
            self.write()?;
        }
        self.writer.close().map(|_| ()).map_err(Error::other)
    }
}
