//! The day by interval for each policy: a row of cells, coloured by a share.

use super::data::{check_filled, check_length, check_number};
use super::font::{self, Weight};
use super::frame::Page;
use super::scene::{Align, Area, Scene, Text};
use super::theme::{BLUE, DARK, Ink, LABEL, MUTED, TICK, VERMILLION, WHITE};
use super::{ChartError, Rendered, Unit, canvas};

/// A row lower than this no longer holds its name.
const ROW: f64 = 42.0;
/// More rows would make the page a scroll.
const MOST_ROWS: usize = 60;
/// More cells would be thinner than the gaps between them.
const MOST_INTERVALS: usize = 96;
/// Below the cells: clock and legend.
const FOOT: f64 = 84.0;

/// A share by policy and interval.
#[derive(Debug, Clone, PartialEq)]
pub struct DayGrid {
    /// The finding, in a sentence.
    pub title: String,
    /// How it was found: replications, and what the share is.
    pub subtitle: String,
    /// When each interval starts; 1 to 96 of them.
    pub intervals: Vec<String>,
    /// The policies, from the top down; at most 60.
    pub rows: Vec<(String, Vec<Option<f64>>)>,
    /// The share that is aimed at: cells below it are warm, cells above it cool.
    pub target: f64,
}

impl DayGrid {
    /// Draws the picture.
    ///
    /// # Errors
    /// Refuses no or more than 60 rows, no or more than 96 intervals, rows that do not match the intervals, and numbers
    /// that are not finite.
    pub fn render(&self) -> Result<Rendered, ChartError> {
        canvas::render(&self.scene()?, &self.title)
    }

    pub(super) fn scene(&self) -> Result<Scene, ChartError> {
        self.check()?;
        let height = self.rows.len() as f64 * ROW + 170.0 + FOOT;
        let mut page = Page::new(&self.title, &self.subtitle, height.max(420.0));
        let names = self.rows.iter().map(|(name, _)| font::width(name, LABEL, Weight::Regular));
        let room = names.fold(0.0, f64::max).min(330.0) + 16.0;
        let body = page.body;
        let area = Area { left: body.left + room, right: body.right, top: body.top, bottom: body.bottom - FOOT };
        let (width, row) = (area.width() / self.intervals.len() as f64, area.height() / self.rows.len() as f64);
        for (i, (name, shares)) in self.rows.iter().enumerate() {
            let top = area.top + row * i as f64;
            let at = (area.left - 16.0, top + row / 2.0 + 0.36 * LABEL);
            page.scene.text(Text::new(name, at).align(Align::Right).fit(room - 16.0));
            for (j, share) in shares.iter().enumerate() {
                let left = area.left + width * j as f64;
                let cell =
                    Area { left: left + 1.0, right: left + width - 1.0, top: top + 2.0, bottom: top + row - 2.0 };
                if let Some(share) = share {
                    self.draw_cell(&mut page.scene, cell, *share);
                }
            }
        }
        self.draw_clock(&mut page.scene, &area, width);
        self.draw_legend(&mut page.scene, area.left, body.bottom - 8.0);
        Ok(page.scene)
    }

    fn check(&self) -> Result<(), ChartError> {
        check_filled("the list of policies", &self.rows)?;
        check_filled("the list of intervals", &self.intervals)?;
        if self.rows.len() > MOST_ROWS || self.intervals.len() > MOST_INTERVALS {
            return Err(ChartError::senseless("the grid", "has more than 60 rows or 96 intervals"));
        }
        check_number("the target", self.target)?;
        for (name, shares) in &self.rows {
            let what = format!("row \"{name}\"");
            check_length(&what, shares, self.intervals.len())?;
            shares.iter().flatten().try_for_each(|share| check_number(&what, *share))?;
        }
        Ok(())
    }

    fn draw_cell(&self, scene: &mut Scene, cell: Area, share: f64) {
        scene.fill_box(cell, self.ink(share));
        let text = format!("{:.0}", share * 100.0);
        let text = Text::new(&text, (0.0, 0.0)).em(TICK * 0.92).align(Align::Centre);
        if text.width() + 6.0 <= cell.width() {
            let at = (f64::midpoint(cell.left, cell.right), f64::midpoint(cell.top, cell.bottom) + 0.36 * TICK);
            let strong = self.strength(share) > 0.6;
            scene.text(Text { at, ..text }.ink(if strong { WHITE } else { DARK }));
        }
    }

    /// How far from the target: 0 at it, 1 at the ends.
    fn strength(&self, share: f64) -> f64 {
        let room = if share < self.target { self.target } else { 1.0 - self.target };
        if room > 0.0 { ((share - self.target).abs() / room).min(1.0) } else { 0.0 }
    }

    fn ink(&self, share: f64) -> Ink {
        let base = if share < self.target { VERMILLION } else { BLUE };
        base.fade(0.12 + 0.85 * self.strength(share))
    }

    fn draw_clock(&self, scene: &mut Scene, area: &Area, width: f64) {
        let mut free_from = f64::NEG_INFINITY;
        for (i, label) in self.intervals.iter().enumerate() {
            let at = (area.left + width * i as f64 + 1.0, area.bottom + 22.0);
            let text = Text::new(label, at).em(TICK).ink(MUTED);
            if text.bounds().left > free_from && text.bounds().right <= area.right + 20.0 {
                free_from = text.bounds().right + 10.0;
                scene.text(text);
            }
        }
    }

    fn draw_legend(&self, scene: &mut Scene, left: f64, y: f64) {
        let mut x = left;
        let words = [
            (0.0, "0%".to_owned()),
            (self.target * 0.75, Unit::Share.label(self.target * 0.75)),
            (self.target, format!("{}, the aim", Unit::Share.label(self.target))),
            (1.0, "100%".to_owned()),
        ];
        for (share, word) in words {
            scene.fill_box(Area { left: x, right: x + 26.0, top: y - 16.0, bottom: y + 2.0 }, self.ink(share));
            let text = Text::new(&word, (x + 34.0, y)).em(TICK).ink(MUTED);
            x += 34.0 + text.width() + 28.0;
            scene.text(text);
        }
    }
}
