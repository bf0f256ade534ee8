//! Colours and sizes that all pictures share. Lengths are in pixels of the SVG.

/// A colour with its opacity, 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Ink {
    pub rgb: (u8, u8, u8),
    pub opacity: f64,
}

impl Ink {
    const fn new(r: u8, g: u8, b: u8) -> Self {
        Self { rgb: (r, g, b), opacity: 1.0 }
    }

    /// The same colour, seen through.
    pub const fn fade(self, opacity: f64) -> Self {
        Self { rgb: self.rgb, opacity }
    }

    /// Dark enough to be read as text on white.
    pub fn for_text(self) -> Self {
        let darker = |c: u8| (f64::from(c) * 0.82) as u8;
        let (r, g, b) = self.rgb;
        Self::new(darker(r), darker(g), darker(b))
    }
}

pub(super) const DARK: Ink = Ink::new(0x1F, 0x24, 0x2B);
pub(super) const MUTED: Ink = Ink::new(0x55, 0x5D, 0x67);
pub(super) const GRID: Ink = Ink::new(0xE2, 0xE5, 0xE9);
pub(super) const AXIS: Ink = Ink::new(0x8A, 0x92, 0x9B);
pub(super) const WHITE: Ink = Ink::new(0xFF, 0xFF, 0xFF);

pub(super) const BLUE: Ink = Ink::new(0x00, 0x72, 0xB2);
pub(super) const VERMILLION: Ink = Ink::new(0xD5, 0x5E, 0x00);
const GREEN: Ink = Ink::new(0x00, 0x9E, 0x73);
const PURPLE: Ink = Ink::new(0xCC, 0x79, 0xA7);
const ORANGE: Ink = Ink::new(0xE6, 0x9F, 0x00);
pub(super) const SKY: Ink = Ink::new(0x56, 0xB4, 0xE9);

/// Okabe and Ito's colours, told apart by the colour-blind; yellow is left out, as it vanishes on white.
const PALETTE: [Ink; 7] = [BLUE, VERMILLION, GREEN, PURPLE, ORANGE, SKY, DARK];

/// The colour of the series at this place, starting over when all are used.
pub(super) fn series(index: usize) -> Ink {
    PALETTE[index % PALETTE.len()]
}

/// Opacity of a confidence band.
pub(super) const BAND: f64 = 0.15;

pub(super) const WIDTH: f64 = 1200.0;
pub(super) const HEIGHT: f64 = 675.0;
pub(super) const MARGIN: f64 = 40.0;

pub(super) const TITLE: f64 = 31.0;
pub(super) const SUBTITLE: f64 = 18.0;
pub(super) const HEADING: f64 = 19.0;
pub(super) const LABEL: f64 = 18.0;
pub(super) const TICK: f64 = 17.0;

pub(super) const LINE: f64 = 3.0;
pub(super) const HAIR: f64 = 1.2;
