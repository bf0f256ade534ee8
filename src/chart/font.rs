//! The fonts inside the program, and how wide their words are.

use std::sync::OnceLock;

use plotters::style::{FontDesc, FontFamily, FontStyle, register_font};

use super::ChartError;
use super::metrics::{Letter, Metrics};

pub(super) const REGULAR: &[u8] = include_bytes!("fonts/Roboto-Regular.ttf");
pub(super) const BOLD: &[u8] = include_bytes!("fonts/Roboto-Bold.ttf");

const FAMILY: &str = "Roboto";

/// Plotters' font size counts from Roboto's highest to its lowest point (1900 + 500 of 2048 units to an em).
pub(super) const SIZE_PER_EM: f64 = 2400.0 / UNITS_PER_EM;

/// Units of the font to an em.
const UNITS_PER_EM: f64 = 2048.0;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Weight {
    Regular,
    Bold,
}

impl Weight {
    fn style(self) -> FontStyle {
        match self {
            Self::Regular => FontStyle::Normal,
            Self::Bold => FontStyle::Bold,
        }
    }
}

/// Both fonts as far as their letters' widths go; `None` if a font's bytes are damaged.
fn fonts() -> Option<&'static (Metrics, Metrics)> {
    static FONTS: OnceLock<Option<(Metrics, Metrics)>> = OnceLock::new();
    let read = || {
        register_font(FAMILY, FontStyle::Normal, REGULAR).ok()?;
        register_font(FAMILY, FontStyle::Bold, BOLD).ok()?;
        Some((Metrics::read(REGULAR)?, Metrics::read(BOLD)?))
    };
    FONTS.get_or_init(read).as_ref()
}

/// Makes both weights known to plotters, once.
pub(super) fn register() -> Result<(), ChartError> {
    fonts().map(|_| ()).ok_or_else(|| ChartError::Drawing("the built-in font is damaged".into()))
}

pub(super) fn describe(weight: Weight, size: f64) -> FontDesc<'static> {
    FontDesc::new(FontFamily::Name(FAMILY), size, weight.style())
}

/// Each letter of `text` with the place of its ink, from the start of the text, and the width of the whole.
pub(super) fn letters(text: &str, em: f64, weight: Weight) -> (Vec<(char, f64)>, f64) {
    // Half an em a letter keeps a layout sane should the font be damaged; drawing then reports it.
    let guess = Letter { advance: 1024, bearing: 0 };
    let letter = |c| {
        let (regular, bold) = fonts()?;
        if weight == Weight::Bold { bold.letter(c) } else { regular.letter(c) }
    };
    let mut pen = 0;
    let place = |c| {
        let letter = letter(c).unwrap_or(guess);
        let ink = pen + letter.bearing;
        pen += letter.advance;
        (c, f64::from(ink) * em / UNITS_PER_EM)
    };
    let places = text.chars().map(place).collect();
    (places, f64::from(pen) * em / UNITS_PER_EM)
}

/// The width of `text` at `em` pixels.
pub(super) fn width(text: &str, em: f64, weight: Weight) -> f64 {
    letters(text, em, weight).1
}

/// `text`, cut with an ellipsis where it is wider than `room`.
pub(super) fn fit(text: &str, em: f64, weight: Weight, room: f64) -> String {
    if width(text, em, weight) <= room {
        return text.to_owned();
    }
    let letters: Vec<char> = text.chars().collect();
    let cut = |n: usize| letters[..n].iter().collect::<String>().trim_end().to_owned() + "…";
    let fits = |n: &usize| width(&cut(*n), em, weight) <= room;
    let most = partition(letters.len(), fits);
    cut(most)
}

/// The largest number up to `limit` that passes, where all below it pass too.
fn partition(limit: usize, passes: impl Fn(&usize) -> bool) -> usize {
    let (mut low, mut high) = (0, limit);
    while low < high {
        let middle = (low + high).div_ceil(2);
        if passes(&middle) {
            low = middle;
        } else {
            high = middle - 1;
        }
    }
    low
}

/// Like [`wrap`], with lines of about the same length, so that no single word is left over.
pub(super) fn wrap_evenly(text: &str, em: f64, weight: Weight, room: f64, lines: usize) -> Vec<String> {
    let widest = wrap(text, em, weight, room, lines);
    let is_cut = |lines: &[String]| lines.iter().any(|l| l.ends_with('…'));
    // Half of the room cannot hold what more than half of the lines did.
    let tried = (0..10).map(|i| wrap(text, em, weight, room * (0.5 + 0.05 * f64::from(i)), lines));
    tried.into_iter().find(|even| even.len() == widest.len() && !is_cut(even)).unwrap_or(widest)
}

/// `text` broken at spaces into at most `lines` lines no wider than `room`; what is left over ends in an ellipsis.
pub(super) fn wrap(text: &str, em: f64, weight: Weight, room: f64, lines: usize) -> Vec<String> {
    let mut done: Vec<String> = Vec::new();
    let mut open = String::new();
    for word in text.split_whitespace() {
        let longer = format!("{open}{}{word}", if open.is_empty() { "" } else { " " });
        let full = done.len() + 1 < lines && !open.is_empty() && width(&longer, em, weight) > room;
        open = if full {
            done.push(std::mem::take(&mut open));
            word.to_owned()
        } else {
            longer
        };
        // A title of a million words ends here rather than being measured a million times.
        if open.len() > 2000 {
            break;
        }
    }
    if !open.is_empty() {
        done.push(open);
    }
    done.iter().map(|l| fit(l, em, weight, room)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn width_grows_with_size_and_weight() {
        let word = "Service level";
        assert!((width(word, 40.0, Weight::Regular) / width(word, 20.0, Weight::Regular) - 2.0).abs() < 1e-9);
        assert!(width(word, 20.0, Weight::Bold) > width(word, 20.0, Weight::Regular));
        // Roboto's digits are all 1150 of 2048 units wide.
        assert!((width("00", 20.0, Weight::Regular) - 2.0 * 20.0 * 1150.0 / 2048.0).abs() < 0.05);
    }

    #[test]
    fn cut_text_fits_and_says_so() {
        let cut = fit("a very long label indeed", 18.0, Weight::Regular, 100.0);
        assert!(cut.ends_with('…') && width(&cut, 18.0, Weight::Regular) <= 100.0, "{cut}");
        assert_eq!(fit("short", 18.0, Weight::Regular, 100.0), "short");
        assert_eq!(fit("short", 18.0, Weight::Regular, 0.0), "…");
    }

    #[test]
    fn a_title_wraps_into_two_lines_that_fit() {
        let lines = wrap(&"word ".repeat(60), 31.0, Weight::Bold, 1000.0, 2);
        assert_eq!(lines.len(), 2);
        assert!(lines.iter().all(|l| width(l, 31.0, Weight::Bold) <= 1000.0));
        assert!(lines[1].ends_with('…'));
        let even = wrap_evenly("Answering one ring takes two more agents", 31.0, Weight::Bold, 500.0, 2);
        assert_eq!(even, ["Answering one ring", "takes two more agents"]);
        assert_eq!(wrap("two words", 31.0, Weight::Bold, 1000.0, 2), ["two words"]);
        assert!(wrap("  ", 31.0, Weight::Bold, 1000.0, 2).is_empty());
    }
}
