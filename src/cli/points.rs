//! Finished design points of a sweep, saved as they end, so that an interrupted sweep goes on where
//! it stopped.

use std::{
    fs,
    path::{Path, PathBuf},
};

use super::{Failure, output::warn};
use crate::{
    experiment::PointResult,
    report::{WriteError, write_whole},
};

/// The folder of a sweep's finished points. Beside them stands the record of the sweep they belong
/// to: points of another sweep are never taken for these.
pub struct Points {
    folder: PathBuf,
    count: usize,
}

const FOLDER: &str = "points";
const RECORD: &str = "sweep.toml";

impl Points {
    /// Starts a new sweep: finished points of an earlier one are removed.
    ///
    /// # Errors
    ///
    /// [`Failure`] when the folder cannot be written.
    pub fn start(output: &Path, record: &str, count: usize) -> Result<Self, Failure> {
        let points = Self { folder: output.join(FOLDER), count };
        let lost = Self::discard(output);
        if lost > 0 {
            warn(&format!(
                "{lost} finished levels of an interrupted sweep were thrown away; --resume would have kept them"
            ));
        }
        write_whole(&points.folder.join(RECORD), record.as_bytes())?;
        Ok(points)
    }

    /// Goes on with an interrupted sweep: its finished points, by index.
    ///
    /// # Errors
    ///
    /// [`Failure`] when there is none to go on with, or it was another sweep.
    pub fn resume(output: &Path, record: &str, count: usize) -> Result<(Self, Vec<Option<PointResult>>), Failure> {
        let points = Self { folder: output.join(FOLDER), count };
        let Ok(earlier) = fs::read_to_string(points.folder.join(RECORD)) else {
            return Err(Failure::Other(format!(
                "there is no interrupted sweep in {}\nhelp: start it without --resume",
                output.display()
            )));
        };
        if earlier != record {
            return Err(Failure::Other(format!(
                "the interrupted sweep in {} was of another scenario, seed or version\n\
                 help: start anew without --resume, or give another folder with --out",
                output.display()
            )));
        }
        let finished = (0..count).map(|index| points.read(index)).collect();
        Ok((points, finished))
    }

    /// How many points the sweep has.
    #[must_use]
    pub const fn count(&self) -> usize {
        self.count
    }

    /// Saves a finished point.
    ///
    /// # Errors
    ///
    /// [`WriteError`] when it cannot be written.
    pub fn save(&self, index: usize, result: &PointResult) -> Result<(), WriteError> {
        let bytes = serde_json::to_vec(result).unwrap_or_default();
        write_whole(&self.path(index), &bytes)
    }

    /// Removes the points in `output`, once the sweep's results are written or a new one starts;
    /// how many there were. Nothing that onering did not write is touched.
    pub fn discard(output: &Path) -> usize {
        let folder = output.join(FOLDER);
        let Ok(entries) = fs::read_dir(&folder) else { return 0 };
        let is_point = |path: &PathBuf| {
            let stem = path.file_stem().and_then(|s| s.to_str()).unwrap_or_default();
            path.extension().is_some_and(|e| e == "json") && stem.len() == 5 && stem.bytes().all(|b| b.is_ascii_digit())
        };
        let points: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).filter(is_point).collect();
        // What cannot be removed does no harm: the record decides what is resumed.
        for path in &points {
            let _ = fs::remove_file(path);
        }
        let _ = fs::remove_file(folder.join(RECORD));
        let _ = fs::remove_dir(&folder);
        points.len()
    }

    fn read(&self, index: usize) -> Option<PointResult> {
        serde_json::from_slice(&fs::read(self.path(index)).ok()?).ok()
    }

    fn path(&self, index: usize) -> PathBuf {
        self.folder.join(format!("{index:05}.json"))
    }
}
