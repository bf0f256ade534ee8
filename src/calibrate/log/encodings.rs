//! In which encoding a log is written.

use std::io::{self, Read};

use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};
use encoding_rs_io::DecodeReaderBytesBuilder;

/// What the start of a file tells of its encoding.
pub(super) fn encoding_of(start: &[u8]) -> &'static Encoding {
    if let Some((encoding, _)) = Encoding::for_bom(start) {
        return encoding;
    }
    // The end may cut a character in two.
    match std::str::from_utf8(start) {
        Ok(_) => UTF_8,
        Err(error) if error.error_len().is_none() => UTF_8,
        Err(_) => WINDOWS_1252,
    }
}

/// The text of `bytes` as UTF-8, where `start` is how they begin: a mark there tells the encoding, else the first character
/// beyond ASCII does. What began as UTF-8 is handed on as it is, so that what is no UTF-8 is found, with its line.
pub(super) fn decoded(bytes: Box<dyn Read>, start: &[u8]) -> Box<dyn Read> {
    if Encoding::for_bom(start).is_none() {
        return Box::new(Undecided { bytes, is_decided: false });
    }
    let encoding = encoding_of(start);
    let decoder = DecodeReaderBytesBuilder::new()
        .encoding((encoding != UTF_8).then_some(encoding))
        .utf8_passthru(true)
        .strip_bom(true)
        .bom_override(true)
        .build(bytes);
    Box::new(decoder)
}

/// Whether a text looks like UTF-8 that was read as Windows-1252: "Ã¼" where "ü" was written.
pub(super) fn is_two_encodings(text: &str) -> bool {
    let (bytes, _, is_lossy) = WINDOWS_1252.encode(text);
    !text.is_ascii() && !is_lossy && std::str::from_utf8(&bytes).is_ok()
}

/// Text without a mark: its first other character tells the encoding, however late it comes.
struct Undecided {
    bytes: Box<dyn Read>,
    is_decided: bool,
}

impl Read for Undecided {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let count = self.bytes.read(into)?;
        if self.is_decided || into[..count].is_ascii() {
            return Ok(count);
        }
        let plain = into[..count].iter().take_while(|byte| byte.is_ascii()).count();
        let mut rest = into[plain..count].to_vec();
        let mut bytes = std::mem::replace(&mut self.bytes, Box::new(io::empty()));
        // A character has at most four bytes.
        bytes.by_ref().take(3).read_to_end(&mut rest)?;
        let is_utf8 = match std::str::from_utf8(&rest[..rest.len().min(4)]) {
            Ok(_) => true,
            Err(error) => error.valid_up_to() > 0,
        };
        let rest = io::Cursor::new(rest).chain(bytes);
        self.bytes = if is_utf8 {
            Box::new(rest)
        } else {
            Box::new(DecodeReaderBytesBuilder::new().encoding(Some(WINDOWS_1252)).build(rest))
        };
        self.is_decided = true;
        if plain > 0 { Ok(plain) } else { self.bytes.read(into) }
    }
}
