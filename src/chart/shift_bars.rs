//! Shifts as bars from start to end, with their breaks left open.

use super::axis::Axis;
use super::data::{check_filled, check_length};
use super::day::clock;
use super::frame::{Page, Plot};
use super::scene::{Align, Area, Scene, Text};
use super::theme::{self, GRID, HAIR, MUTED, TICK, WHITE};
use super::{ChartError, Rendered, Unit, canvas};

/// More bars than this are too many for a page.
const MOST_SHIFTS: usize = 120;
/// From one bar to the next.
const ROW: f64 = 24.0;
/// Room for the names.
const NAMES: f64 = 210.0;

/// Shifts of a day.
#[derive(Debug, Clone, PartialEq)]
pub struct ShiftBars {
    /// The finding, in a sentence.
    pub title: String,
    /// What was asked.
    pub subtitle: String,
    /// When each interval starts.
    pub intervals: Vec<String>,
    /// The shifts, 1 to 120, from the top down.
    pub shifts: Vec<ShiftBar>,
}

/// Agents who work the same shift.
#[derive(Debug, Clone, PartialEq)]
pub struct ShiftBar {
    /// What it is called.
    pub name: String,
    /// Which kind it is: bars of a kind have a colour.
    pub kind: usize,
    /// How many agents.
    pub agents: u32,
    /// In each interval, whether they are on the line; outside the shift and on breaks they are not.
    pub on_line: Vec<bool>,
}

impl ShiftBars {
    /// Draws the picture.
    ///
    /// # Errors
    /// Refuses no or more than 120 shifts, and lists that do not match the intervals.
    pub fn render(&self) -> Result<Rendered, ChartError> {
        canvas::render(&self.scene()?, &self.title)
    }

    pub(super) fn scene(&self) -> Result<Scene, ChartError> {
        self.check()?;
        let rows = self.shifts.len() as f64;
        let mut page = Page::new(&self.title, &self.subtitle, 0.0);
        let top = page.body.top + 12.0;
        page.scene.height = (top + rows * ROW + 84.0).ceil();
        let area = Area { left: page.body.left + NAMES, right: page.body.right - 14.0, top, bottom: top + rows * ROW };
        let x = Axis::exact(&[0.0, self.intervals.len() as f64], &Unit::Count, 2);
        let plot = Plot { area, x, y: Axis::exact(&[0.0, rows], &Unit::Count, 2) };
        let ticks = clock(&self.intervals, &plot);
        for (at, _) in &ticks {
            page.scene.stroke(vec![(plot.x_of(*at), area.top), (plot.x_of(*at), area.bottom)], GRID, HAIR);
        }
        for (index, shift) in self.shifts.iter().enumerate() {
            draw_shift(&mut page.scene, &plot, index, shift);
        }
        plot.draw_ticks(&mut page.scene, &ticks);
        plot.draw_axis_label(&mut page.scene, "gaps are breaks; the number of agents stands in the bar");
        Ok(page.scene)
    }

    fn check(&self) -> Result<(), ChartError> {
        check_filled("the list of intervals", &self.intervals)?;
        check_filled("the list of shifts", &self.shifts)?;
        if self.shifts.len() > MOST_SHIFTS {
            return Err(ChartError::senseless("the list of shifts", "has more than 120 entries"));
        }
        self.shifts.iter().try_for_each(|shift| {
            let what = format!("the intervals of \"{}\"", shift.name);
            check_length(&what, &shift.on_line, self.intervals.len())
        })
    }
}

fn draw_shift(scene: &mut Scene, plot: &Plot, index: usize, shift: &ShiftBar) {
    let top = plot.area.top + index as f64 * ROW;
    let ink = theme::series(shift.kind);
    let name = Text::new(&shift.name, (plot.area.left - 12.0, top + ROW / 2.0 + 0.36 * TICK));
    scene.text(name.em(TICK).ink(MUTED).align(Align::Right).fit(NAMES - 12.0));
    let mut is_labelled = false;
    for (from, to) in stretches(&shift.on_line) {
        let bar =
            Area { left: plot.x_of(from as f64), right: plot.x_of(to as f64), top: top + 2.0, bottom: top + ROW - 2.0 };
        scene.fill_box(bar, ink);
        if !is_labelled {
            let at = (bar.left + 8.0, top + ROW / 2.0 + 0.36 * TICK);
            scene.text(Text::new(&shift.agents.to_string(), at).em(TICK).bold().ink(WHITE).fit(bar.width() - 8.0));
            is_labelled = true;
        }
    }
}

/// Stretches of intervals on the line.
fn stretches(on_line: &[bool]) -> Vec<(usize, usize)> {
    let mut found: Vec<(usize, usize)> = Vec::new();
    for (i, _) in on_line.iter().enumerate().filter(|(_, there)| **there) {
        match found.last_mut() {
            Some(last) if last.1 == i => last.1 = i + 1,
            _ => found.push((i, i + 1)),
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn breaks_leave_gaps() {
        assert_eq!(stretches(&[false, true, true, false, true]), [(1, 3), (4, 5)]);
        assert_eq!(stretches(&[false, false]), []);
    }
}
