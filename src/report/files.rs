//! Files that are written whole or not at all.

use std::{
    fs,
    io::Write,
    path::{Path, PathBuf},
};

use tempfile::NamedTempFile;

/// A file that could not be written.
#[derive(Debug, thiserror::Error)]
#[error("cannot write {path}: {source}", path = path.display())]
pub struct WriteError {
    path: PathBuf,
    source: std::io::Error,
}

/// Writes `bytes` to `path` through a temporary file beside it, so that nobody ever meets half a
/// file. Missing folders are made.
///
/// # Errors
///
/// [`WriteError`] when the folder or the file cannot be written.
pub fn write_whole(path: &Path, bytes: &[u8]) -> Result<(), WriteError> {
    write_through(path, |file| file.write_all(bytes))
}

/// The same for what is written bit by bit, by `write`: what that gives.
///
/// # Errors
///
/// [`WriteError`] when the folder or the file cannot be written; nothing is there then.
pub fn write_through<T>(path: &Path, write: impl FnOnce(&mut fs::File) -> std::io::Result<T>) -> Result<T, WriteError> {
    let fail = |source| WriteError { path: path.to_path_buf(), source };
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or_else(|| Path::new("."));
    fs::create_dir_all(folder).map_err(fail)?;
    let mut file = NamedTempFile::new_in(folder).map_err(fail)?;
    let written = write(file.as_file_mut()).map_err(fail)?;
    let persisted = file.persist(path).map_err(|e| fail(e.error))?;
    make_readable(&persisted);
    Ok(written)
}

/// Temporary files are private; results are not.
#[cfg(unix)]
fn make_readable(file: &fs::File) {
    use std::os::unix::fs::PermissionsExt;
    // Where this is refused the file is still there, only private.
    let _ = file.set_permissions(fs::Permissions::from_mode(0o644));
}

#[cfg(not(unix))]
fn make_readable(_: &fs::File) {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_replaced_whole_and_folders_are_made() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a/b.txt");
        write_whole(&path, b"one").unwrap();
        write_whole(&path, b"two").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"two");
        assert_eq!(fs::read_dir(path.parent().unwrap()).unwrap().count(), 1);
    }

    #[test]
    fn a_folder_that_is_a_file_is_an_error_that_names_it() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("a"), b"").unwrap();
        let error = write_whole(&folder.path().join("a/b.txt"), b"").unwrap_err();
        assert!(error.to_string().contains("b.txt"));
    }
}
