//! Months one after the other: lines with what most futures hold, as a band or as a bar at the end, one panel for each measure.

use super::axis::Axis;
use super::data::{check_filled, check_length, check_number};
use super::frame::{self, Page, Plot};
use super::scene::{Area, Scene};
use super::series::{self, EndLabel};
use super::theme::{AXIS, BAND, HEIGHT, Ink, LINE};
use super::{ChartError, Rendered, Unit, canvas, theme};

/// More panels would be too flat to read.
const MOST_PANELS: usize = 4;
/// From the last month to the first bar beside it, and from bar to bar.
const BAR_STEP: f64 = 11.0;
/// Width of such a bar.
const BAR: f64 = 5.0;
/// Height each panel past the second adds to the page.
const PANEL_HEIGHT: f64 = 150.0;

/// Measures over months.
#[derive(Debug, Clone, PartialEq)]
pub struct Months {
    /// The finding, in a sentence.
    pub title: String,
    /// How it was found: futures, what the bands hold.
    pub subtitle: String,
    /// What the months count, for example "month".
    pub axis_label: String,
    /// How many months there are.
    pub months: usize,
    /// One to four panels, drawn from the top down.
    pub panels: Vec<MonthPanel>,
    /// The colour of the first line of each panel, counted from that of the first series.
    pub first_colour: usize,
    /// Where it is shown what most futures hold.
    pub spread: MonthSpread,
}

/// Where it is shown what most futures hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MonthSpread {
    /// In every month: a band for each line. Bands of lines that lie close together hide each other.
    Bands,
    /// In the last month alone: a bar for each line, side by side.
    BarsAtTheEnd,
}

/// One measure.
#[derive(Debug, Clone, PartialEq)]
pub struct MonthPanel {
    /// What is measured, for example "customers".
    pub name: String,
    /// The unit of the values.
    pub unit: Unit,
    /// One line for each strategy.
    pub lines: Vec<Course>,
    /// Whether zero is a line of its own.
    pub zero: bool,
}

/// How a measure goes on, month by month.
#[derive(Debug, Clone, PartialEq)]
pub struct Course {
    /// The name at the line's end.
    pub label: String,
    /// The value, and the lower and upper end of its band.
    pub points: Vec<[f64; 3]>,
}

impl Months {
    /// Draws the picture.
    ///
    /// # Errors
    /// Refuses no months, no or more than four panels, panels without lines, lines of another length, and numbers that are not
    /// finite.
    pub fn render(&self) -> Result<Rendered, ChartError> {
        canvas::render(&self.scene()?, &self.title)
    }

    pub(super) fn scene(&self) -> Result<Scene, ChartError> {
        self.check()?;
        let extra = self.panels.len().saturating_sub(2) as f64;
        let mut page = Page::new(&self.title, &self.subtitle, HEIGHT + extra * PANEL_HEIGHT);
        let names = self.panels.iter().flat_map(|panel| panel.lines.iter().map(|line| line.label.as_str()));
        let end_room = series::end_room(names) + self.bars_room();
        let plots = self.layout(&page, end_room);
        for (panel, plot) in self.panels.iter().zip(&plots) {
            plot.draw_frame(&mut page.scene, &panel.name, 0.0);
            self.draw_panel(&mut page.scene, panel, plot, end_room);
        }
        if let Some(lowest) = plots.last() {
            lowest.draw_foot(&mut page.scene, &self.axis_label);
        }
        Ok(page.scene)
    }

    fn check(&self) -> Result<(), ChartError> {
        if self.months == 0 {
            return Err(ChartError::senseless("the number of months", "is 0"));
        }
        check_filled("the list of panels", &self.panels)?;
        if self.panels.len() > MOST_PANELS {
            return Err(ChartError::senseless("the list of panels", "has more than four entries"));
        }
        for panel in &self.panels {
            check_filled(&format!("panel \"{}\"", panel.name), &panel.lines)?;
            for line in &panel.lines {
                let what = format!("line \"{}\" of panel \"{}\"", line.label, panel.name);
                check_length(&what, &line.points, self.months)?;
                line.points.iter().flatten().try_for_each(|value| check_number(&what, *value))?;
            }
        }
        Ok(())
    }

    fn layout(&self, page: &Page, end_room: f64) -> Vec<Plot> {
        let weights = vec![1.0; self.panels.len()];
        let guess = frame::stack(page.body, &weights, 0.0);
        let axis = |panel: &MonthPanel, area: &Area| {
            let zero = panel.zero.then_some(0.0);
            let reach: Vec<f64> = panel.lines.iter().flat_map(|line| self.shown(line)).chain(zero).collect();
            Axis::round(&reach, &panel.unit, panel.zero, frame::ticks_for_height(area.height()))
        };
        let axes: Vec<Axis> = self.panels.iter().zip(&guess).map(|(panel, area)| axis(panel, area)).collect();
        let body = Area {
            left: page.body.left + frame::tick_room(axes.iter()),
            right: page.body.right - end_room.max(14.0),
            ..page.body
        };
        let x = Axis::exact(&[1.0, self.months as f64], &Unit::Count, 12);
        let areas = frame::stack(body, &weights, 0.0);
        areas.into_iter().zip(axes).map(|(area, y)| Plot { area, x: x.clone(), y }).collect()
    }

    /// Room for the bars between the last month and the names.
    fn bars_room(&self) -> f64 {
        let most = self.panels.iter().map(|panel| panel.lines.len()).max().unwrap_or_default();
        if self.spread == MonthSpread::BarsAtTheEnd { BAR_STEP * most as f64 } else { 0.0 }
    }

    /// What is drawn of a line.
    fn shown(&self, line: &Course) -> Vec<f64> {
        match self.spread {
            MonthSpread::Bands => line.points.iter().flatten().copied().collect(),
            MonthSpread::BarsAtTheEnd => {
                let last = line.points.last().into_iter().flatten().copied();
                line.points.iter().map(|point| point[0]).chain(last).collect()
            }
        }
    }

    fn draw_panel(&self, scene: &mut Scene, panel: &MonthPanel, plot: &Plot, end_room: f64) {
        let colour = |index: usize| theme::series(self.first_colour + index);
        if panel.zero {
            let y = plot.y_of(0.0);
            scene.stroke(vec![(plot.area.left, y), (plot.area.right, y)], AXIS, 2.0);
        }
        for (index, line) in panel.lines.iter().enumerate() {
            match self.spread {
                MonthSpread::Bands => draw_band(scene, plot, line, colour(index)),
                MonthSpread::BarsAtTheEnd => draw_bar(scene, plot, line, index, colour(index)),
            }
        }
        for (index, line) in panel.lines.iter().enumerate() {
            let at = |(month, point): (usize, &[f64; 3])| plot.point((month + 1) as f64, point[0]);
            scene.stroke(line.points.iter().enumerate().map(at).collect(), colour(index), LINE);
        }
        let label = |(index, line): (usize, &Course)| EndLabel {
            name: line.label.clone(),
            y: plot.y_of(line.points[self.months - 1][0]),
            ink: colour(index),
        };
        let labels = panel.lines.iter().enumerate().filter(|(_, line)| !line.label.trim().is_empty()).map(label);
        let beside = Area { right: plot.area.right + self.bars_room(), ..plot.area };
        series::draw_end_labels(scene, &beside, labels.collect(), end_room - self.bars_room());
    }
}

/// Between which ends most futures lie in the last month; the line's own place is marked on it.
fn draw_bar(scene: &mut Scene, plot: &Plot, line: &Course, index: usize, ink: Ink) {
    let Some([value, low, high]) = line.points.last() else { return };
    let x = plot.area.right + BAR_STEP * (index as f64 + 1.0);
    scene.stroke(vec![(x, plot.y_of(*low)), (x, plot.y_of(*high))], ink.fade(0.45), BAR);
    scene.disc((x, plot.y_of(*value)), BAR * 0.8, ink);
}

fn draw_band(scene: &mut Scene, plot: &Plot, line: &Course, ink: Ink) {
    if line.points.len() < 2 || line.points.iter().all(|point| point[1] == point[2]) {
        return;
    }
    let edge = |end: usize| move |(month, point): (usize, &[f64; 3])| plot.point((month + 1) as f64, point[end]);
    let lower = line.points.iter().enumerate().map(edge(1));
    let upper = line.points.iter().enumerate().rev().map(edge(2));
    scene.fill(lower.chain(upper).collect(), ink.fade(BAND));
}
