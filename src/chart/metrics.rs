//! Advance widths and side bearings, read from a TrueType font's own tables.
//!
//! Plotters sets every letter with its ink at the pen, dropping the bearing to its left; with the numbers from here the
//! canvas puts it back. Source: the OpenType specification, tables `cmap` (format 4), `hhea` and `hmtx`.

/// How a letter is set, in units of the font.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Letter {
    /// From this letter's pen to the next one's.
    pub advance: i32,
    /// From the pen to the letter's ink.
    pub bearing: i32,
}

/// A font's tables; reading past their end gives `None`.
pub(super) struct Metrics {
    bytes: &'static [u8],
    characters: usize,
    widths: usize,
    width_count: usize,
    glyph_count: usize,
}

impl Metrics {
    pub fn read(bytes: &'static [u8]) -> Option<Self> {
        let table = |tag: &[u8; 4]| {
            let count = u16_at(bytes, 4)? as usize;
            let entry = (0..count).map(|i| 12 + 16 * i).find(|&at| bytes.get(at..at + 4) == Some(tag));
            u32_at(bytes, entry? + 8)
        };
        Some(Self {
            bytes,
            characters: format_4(bytes, table(b"cmap")?)?,
            widths: table(b"hmtx")?,
            width_count: u16_at(bytes, table(b"hhea")? + 34)? as usize,
            glyph_count: u16_at(bytes, table(b"maxp")? + 4)? as usize,
        })
    }

    /// The letter for a character, or the box that stands for characters the font lacks.
    pub fn letter(&self, character: char) -> Option<Letter> {
        let glyph = self.glyph(character).filter(|&g| g < self.glyph_count).unwrap_or(0);
        // Glyphs past the last width share it and have only a bearing.
        let last = self.width_count.checked_sub(1)?;
        let advance = u16_at(self.bytes, self.widths + 4 * glyph.min(last))?;
        let bearing = if glyph <= last {
            self.widths + 4 * glyph + 2
        } else {
            self.widths + 4 * self.width_count + 2 * (glyph - self.width_count)
        };
        Some(Letter { advance: i32::from(advance), bearing: i32::from(u16_at(self.bytes, bearing)?.cast_signed()) })
    }

    fn glyph(&self, character: char) -> Option<usize> {
        let code = u16::try_from(u32::from(character)).ok()?;
        let word = |at: usize| u16_at(self.bytes, self.characters + at);
        let twice = word(6)? as usize;
        let segment = (0..twice).step_by(2).find(|&s| word(14 + s).is_some_and(|end| end >= code))?;
        let start = word(16 + twice + segment)?;
        if start > code {
            return None;
        }
        let delta = word(16 + 2 * twice + segment)?;
        let offset_at = 16 + 3 * twice + segment;
        let glyph = match word(offset_at)? {
            0 => code.wrapping_add(delta),
            offset => match word(offset_at + offset as usize + 2 * (code - start) as usize)? {
                0 => 0,
                glyph => glyph.wrapping_add(delta),
            },
        };
        Some(glyph as usize)
    }
}

/// Where the subtable of format 4 starts, which holds the characters up to U+FFFF.
fn format_4(bytes: &[u8], cmap: usize) -> Option<usize> {
    let count = u16_at(bytes, cmap + 2)? as usize;
    (0..count)
        .filter_map(|i| Some(cmap + u32_at(bytes, cmap + 4 + 8 * i + 4)?))
        .find(|&at| u16_at(bytes, at) == Some(4))
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    let word = bytes.get(at..at + 2)?;
    Some(u16::from_be_bytes([word[0], word[1]]))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<usize> {
    Some((u16_at(bytes, at)? as usize) << 16 | u16_at(bytes, at + 2)? as usize)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::font::{BOLD, REGULAR};

    #[test]
    fn the_tables_say_what_fonttools_reads_from_them() {
        let regular = Metrics::read(REGULAR).unwrap();
        let bold = Metrics::read(BOLD).unwrap();
        assert_eq!(regular.letter('n'), Some(Letter { advance: 1131, bearing: 141 }));
        assert_eq!(regular.letter('ï'), Some(Letter { advance: 507, bearing: -70 }));
        assert_eq!(regular.letter('1'), Some(Letter { advance: 1151, bearing: 171 }));
        assert_eq!(regular.letter('≤'), Some(Letter { advance: 1041, bearing: 61 }));
        assert_eq!(regular.letter('€'), Some(Letter { advance: 1151, bearing: 95 }));
        assert_eq!(regular.letter('Ω'), Some(Letter { advance: 1362, bearing: 114 }));
        assert_eq!(bold.letter('n'), Some(Letter { advance: 1147, bearing: 106 }));
        assert_eq!(bold.letter('ï'), Some(Letter { advance: 561, bearing: -103 }));
        assert_eq!(bold.letter('1'), Some(Letter { advance: 1175, bearing: 168 }));
        assert_eq!(bold.letter('≤'), Some(Letter { advance: 1043, bearing: 55 }));
        assert_eq!(bold.letter('€'), Some(Letter { advance: 1175, bearing: 90 }));
        assert_eq!(bold.letter('Ω'), Some(Letter { advance: 1376, bearing: 103 }));
    }

    #[test]
    fn a_character_the_font_lacks_is_a_box() {
        let metrics = Metrics::read(REGULAR).unwrap();
        let lacking = metrics.letter('待');
        assert!(lacking.is_some());
        assert_eq!(lacking, metrics.letter('\u{1F4DE}'));
        assert_ne!(lacking, metrics.letter('n'));
    }

    #[test]
    fn a_damaged_font_is_no_font() {
        assert!(Metrics::read(&REGULAR[..100]).is_none());
        assert!(Metrics::read(&[]).is_none());
    }
}
