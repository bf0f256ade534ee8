//! How policies differ from one of them, measure by measure, each with its interval.

use super::axis::Axis;
use super::data::{check_estimate, check_filled, check_length};
use super::font::{self, Weight};
use super::frame::{Page, Plot};
use super::scene::{Align, Area, Scene, Text};
use super::theme::{AXIS, BLUE, DARK, GRID, HAIR, HEADING, HEIGHT, Ink, LABEL, MUTED, TICK, VERMILLION};
use super::{ChartError, Estimate, Rendered, Unit, canvas};

/// A row lower than this no longer holds its label.
const ROW: f64 = 44.0;
/// More policies would make the page a scroll.
const MOST_ROWS: usize = 60;
/// More panels would be too narrow to read.
const MOST_PANELS: usize = 4;
/// Between two panels.
const GAP: f64 = 64.0;
/// Above the plots: headings in two lines. Below: tick labels and the legend.
const HEAD: f64 = 62.0;
const FOOT: f64 = 84.0;

/// Differences to a baseline: a row for each policy, a panel for each measure.
#[derive(Debug, Clone, PartialEq)]
pub struct Differences {
    /// The finding, in a sentence.
    pub title: String,
    /// How it was found: replications, confidence.
    pub subtitle: String,
    /// What the policies are held against; it is the upright line at zero.
    pub baseline: String,
    /// The policies, from the top down; at most 60.
    pub policies: Vec<String>,
    /// One to four measures, from the left.
    pub panels: Vec<DifferencePanel>,
}

/// One measure.
#[derive(Debug, Clone, PartialEq)]
pub struct DifferencePanel {
    /// The measure, for example "cost a day".
    pub name: String,
    /// The unit of the differences.
    pub unit: Unit,
    /// Whether more of it is better.
    pub more_is_better: bool,
    /// Policy less baseline, policy by policy.
    pub differences: Vec<Option<Estimate>>,
}

impl Differences {
    /// Draws the picture.
    ///
    /// # Errors
    /// Refuses no or more than 60 policies, no or more than four panels, lists that do not match, and numbers that are
    /// not finite.
    pub fn render(&self) -> Result<Rendered, ChartError> {
        canvas::render(&self.scene()?, &self.title)
    }

    pub(super) fn scene(&self) -> Result<Scene, ChartError> {
        self.check()?;
        let height = (self.policies.len() as f64 * ROW + 200.0 + HEAD + FOOT).max(HEIGHT * 0.72);
        let mut page = Page::new(&self.title, &self.subtitle, height);
        let names = self.policies.iter().map(|name| font::width(name, LABEL, Weight::Regular));
        let room = names.fold(0.0, f64::max).min(330.0) + 16.0;
        let (left, right) = (page.body.left + room, page.body.right - 14.0);
        let count = self.panels.len() as f64;
        let width = (right - left - GAP * (count - 1.0)) / count;
        let area = |i: usize| {
            let from = left + i as f64 * (width + GAP);
            Area { left: from, right: from + width, top: page.body.top + HEAD, bottom: page.body.bottom - FOOT }
        };
        let areas: Vec<Area> = (0..self.panels.len()).map(area).collect();
        self.draw_names(&mut page.scene, &areas[0], room);
        for (panel, area) in self.panels.iter().zip(areas) {
            self.draw_panel(&mut page.scene, panel, area);
        }
        self.draw_legend(&mut page.scene, left, page.body.bottom - 8.0);
        Ok(page.scene)
    }

    fn check(&self) -> Result<(), ChartError> {
        check_filled("the list of policies", &self.policies)?;
        check_filled("the list of panels", &self.panels)?;
        if self.policies.len() > MOST_ROWS {
            return Err(ChartError::senseless("the list of policies", "has more than 60 entries"));
        }
        if self.panels.len() > MOST_PANELS {
            return Err(ChartError::senseless("the list of panels", "has more than four entries"));
        }
        for panel in &self.panels {
            let what = format!("panel \"{}\"", panel.name);
            check_length(&what, &panel.differences, self.policies.len())?;
            panel.differences.iter().flatten().try_for_each(|e| check_estimate(&what, *e))?;
        }
        Ok(())
    }

    fn middle(&self, area: &Area, row: usize) -> f64 {
        area.top + area.height() * (row as f64 + 0.5) / self.policies.len() as f64
    }

    fn draw_names(&self, scene: &mut Scene, area: &Area, room: f64) {
        for (row, name) in self.policies.iter().enumerate() {
            let at = (area.left - 16.0, self.middle(area, row) + 0.36 * LABEL);
            scene.text(Text::new(name, at).align(Align::Right).fit(room - 16.0));
        }
    }

    fn draw_panel(&self, scene: &mut Scene, panel: &DifferencePanel, area: Area) {
        let ends = panel.differences.iter().flatten().flat_map(|e| [e.ends().0, e.ends().1]);
        let reach: Vec<f64> = ends.chain([0.0]).collect();
        let ticks = ((area.width() / 90.0) as usize).clamp(2, 4);
        let x = Axis::round(&reach, &panel.unit, true, ticks);
        let plot = Plot { area, x, y: Axis::exact(&[0.0, 1.0], &Unit::Count, 2) };
        for (i, line) in font::wrap_evenly(&panel.name, HEADING, Weight::Bold, area.width(), 2).iter().enumerate() {
            let at = (area.left, area.top - 36.0 + i as f64 * HEADING * 1.15);
            scene.text(Text::new(line, at).em(HEADING).bold().fit(area.width()));
        }
        for (value, _) in &plot.x.ticks {
            let x = plot.x_of(*value);
            scene.stroke(vec![(x, area.top), (x, area.bottom)], GRID, HAIR);
        }
        let zero = plot.x_of(0.0);
        scene.stroke(vec![(zero, area.top), (zero, area.bottom)], AXIS, 2.4);
        plot.draw_ticks(scene, &plot.x.ticks);
        for (row, difference) in panel.differences.iter().enumerate() {
            let Some(difference) = difference else { continue };
            let ink = ink(*difference, panel.more_is_better);
            let (y, (low, high)) = (self.middle(&area, row), difference.ends());
            scene.stroke(vec![(plot.x_of(low), y), (plot.x_of(high), y)], ink, 4.0);
            scene.disc((plot.x_of(difference.value), y), 6.0, ink);
            let label = panel.unit.label(difference.value);
            let sign = if difference.value > 0.0 { "+" } else { "" };
            let text = Text::new(&format!("{sign}{label}"), (0.0, 0.0)).em(TICK).ink(ink.for_text());
            let (after, before) = (plot.x_of(high) + 11.0, plot.x_of(low) - 11.0 - text.width());
            // Away from the line at zero, unless that leads off the panel; above the bar where both sides do.
            let fits_before = before >= area.left - 8.0;
            let fits_after = after + text.width() <= area.right + 30.0;
            let (x, rise) = match (fits_before, fits_after) {
                (true, _) if difference.value < 0.0 || !fits_after => (before, 0.0),
                (_, true) => (after, 0.0),
                _ => ((area.right + 14.0 - text.width()).max(area.left), 15.0),
            };
            scene.text_on_white(Text { at: (x, y + 0.36 * TICK - rise), ..text });
        }
    }

    fn draw_legend(&self, scene: &mut Scene, left: f64, y: f64) {
        let mut x = left;
        let against = self.baseline.clone();
        for (ink, word) in
            [(BLUE, "better"), (VERMILLION, "worse"), (UNTOLD, "cannot be told apart"), (AXIS, against.as_str())]
        {
            if ink == AXIS {
                scene.stroke(vec![(x + 6.0, y - 16.0), (x + 6.0, y + 4.0)], ink, 2.4);
            } else {
                scene.disc((x + 6.0, y - 6.0), 6.0, ink);
            }
            let text = Text::new(word, (x + 18.0, y)).em(TICK).ink(MUTED).fit(420.0);
            x += 18.0 + text.width() + 30.0;
            scene.text(text);
        }
    }
}

/// What is neither surely better nor surely worse.
const UNTOLD: Ink = DARK.fade(0.45);

fn ink(difference: Estimate, more_is_better: bool) -> Ink {
    let (low, high) = difference.ends();
    if difference.half_width.is_none() || (low <= 0.0 && high >= 0.0) {
        UNTOLD
    } else if (low > 0.0) == more_is_better {
        BLUE
    } else {
        VERMILLION
    }
}
