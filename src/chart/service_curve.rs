//! What every staffing level buys: measures over levels, one panel each.

use super::axis::Axis;
use super::data::{check_filled, check_levels, check_marks, check_number, check_points};
use super::frame::{self, Flags, MARK, Page, Plot};
use super::scene::{Area, Point, Scene};
use super::series::{self, EndLabel};
use super::theme::{BLUE, HEIGHT, WHITE};
use super::{ChartError, Estimate, Line, Mark, Rendered, Unit, canvas, theme};

/// More panels would be too flat to read.
const MOST_PANELS: usize = 4;

/// Height each panel past the second adds to the page.
const PANEL_HEIGHT: f64 = 150.0;

/// Measures over staffing levels, in panels that share the horizontal axis.
#[derive(Debug, Clone, PartialEq)]
pub struct ServiceCurve {
    /// The finding, in a sentence.
    pub title: String,
    /// How it was found: replications, confidence.
    pub subtitle: String,
    /// What the levels count, for example "agents staffed".
    pub level_label: String,
    /// The levels, rising.
    pub levels: Vec<f64>,
    /// One to four panels, drawn from the top down.
    pub panels: Vec<Panel>,
    /// Upright lines through all panels, such as the level that keeps a promise.
    pub marks: Vec<Mark>,
}

/// One measure over the levels.
#[derive(Debug, Clone, PartialEq)]
pub struct Panel {
    /// What is measured, for example "Service level: answered within 20 s".
    pub name: String,
    /// The unit of the values.
    pub unit: Unit,
    /// One line, or one per value of a second key; several are named at their ends.
    pub lines: Vec<Line>,
    /// A dashed line at a value, and its name.
    pub target: Option<(String, f64)>,
    /// Whether the axis is logarithmic; zeros then sit on its lower edge.
    pub log: bool,
}

impl Panel {
    fn check(&self, levels: usize) -> Result<(), ChartError> {
        check_filled(&format!("panel \"{}\"", self.name), &self.lines)?;
        for line in &self.lines {
            let what = format!("line \"{}\" of panel \"{}\"", line.label, self.name);
            check_points(&what, &line.points, levels)?;
        }
        match &self.target {
            Some((name, value)) => check_number(&format!("target \"{name}\""), *value),
            None => Ok(()),
        }
    }

    fn axis(&self, height: f64) -> Axis {
        let most = frame::ticks_for_height(height);
        let target = self.target.iter().map(|(_, value)| *value);
        if self.log {
            let values = self.lines.iter().flat_map(|l| series::values(&l.points));
            return Axis::log(&values.chain(target).collect::<Vec<_>>(), &self.unit, (height / 24.0) as usize + 1);
        }
        let reach = self.lines.iter().flat_map(|l| sensible_reach(&l.points, &self.unit));
        Axis::round(&reach.chain(target).collect::<Vec<_>>(), &self.unit, false, most)
    }

    /// A single line needs no name: the panel has one.
    fn end_names(&self) -> impl Iterator<Item = &str> {
        let several = self.lines.len() > 1;
        self.lines.iter().filter(move |_| several).map(|l| l.label.as_str())
    }
}

/// The reach of the intervals, but not beyond where the values could ever be: an interval around a share near 1 may
/// pass 1, and one around a short wait may pass 0.
pub(super) fn sensible_reach(points: &[Option<Estimate>], unit: &Unit) -> Vec<f64> {
    let values: Vec<f64> = series::values(points).collect();
    let below = if values.iter().all(|&v| v >= 0.0) { 0.0 } else { f64::NEG_INFINITY };
    let is_share = *unit == Unit::Share && values.iter().all(|&v| v <= 1.0);
    let above = if is_share { 1.0 } else { f64::INFINITY };
    series::reach(points).map(|v| v.clamp(below, above)).collect()
}

impl ServiceCurve {
    /// Draws the picture.
    ///
    /// # Errors
    /// Refuses no or more than four panels, levels that do not rise, lines whose length is not that of the levels, and
    /// numbers that are not finite.
    pub fn render(&self) -> Result<Rendered, ChartError> {
        canvas::render(&self.scene()?, &self.title)
    }

    pub(super) fn scene(&self) -> Result<Scene, ChartError> {
        self.check()?;
        let extra = self.panels.len().saturating_sub(2) as f64;
        let mut page = Page::new(&self.title, &self.subtitle, HEIGHT + extra * PANEL_HEIGHT);
        let names = || self.panels.iter().flat_map(Panel::end_names);
        let end_room = series::end_room(names());
        let (plots, flags) = self.layout(&mut page, end_room);
        for (i, (panel, plot)) in self.panels.iter().zip(&plots).enumerate() {
            let head_room = if i == 0 { flags.room() } else { 0.0 };
            plot.draw_frame(&mut page.scene, &panel.name, head_room);
        }
        if let Some(lowest) = plots.last() {
            lowest.draw_foot(&mut page.scene, &self.level_label);
        }
        let areas: Vec<Area> = plots.iter().map(|p| p.area).collect();
        flags.draw(&mut page.scene, &areas);
        for (panel, plot) in self.panels.iter().zip(&plots) {
            self.draw_panel(&mut page.scene, panel, plot, end_room);
        }
        Ok(page.scene)
    }

    fn check(&self) -> Result<(), ChartError> {
        check_levels("levels", &self.levels)?;
        check_filled("the list of panels", &self.panels)?;
        if self.panels.len() > MOST_PANELS {
            return Err(ChartError::senseless("the list of panels", "has more than four entries"));
        }
        check_marks(&self.marks)?;
        self.panels.iter().try_for_each(|p| p.check(self.levels.len()))
    }

    fn layout(&self, page: &mut Page, end_room: f64) -> (Vec<Plot>, Flags) {
        let weights = vec![1.0; self.panels.len()];
        // The tick labels' width depends on the height, which depends on the marks; a first guess at the height is
        // good enough to know which ticks there will be.
        let guess = frame::stack(page.body, &weights, 50.0);
        let axes = || self.panels.iter().zip(&guess).map(|(p, area)| p.axis(area.height()));
        let axes: Vec<Axis> = axes().collect();
        let body = Area {
            left: page.body.left + frame::tick_room(axes.iter()),
            right: page.body.right - end_room.max(14.0),
            ..page.body
        };
        let x = Axis::exact(&levels_and(&self.levels, &self.marks), &Unit::Count, 12);
        let marks: Vec<_> = self.marks.iter().map(|m| (m, MARK)).collect();
        let flags = Flags::new(&marks, body.left, page.body.right, |level| body.left + x.place(level) * body.width());
        page.make_room(&flags);
        let body = Area { bottom: page.body.bottom, ..body };
        let areas = frame::stack(body, &weights, flags.room());
        let plots = areas.into_iter().zip(axes).map(|(area, y)| Plot { area, x: x.clone(), y });
        (plots.collect(), flags)
    }

    fn draw_panel(&self, scene: &mut Scene, panel: &Panel, plot: &Plot, end_room: f64) {
        if let Some((_, value)) = &panel.target {
            plot.draw_target(scene, *value);
        }
        for (i, line) in panel.lines.iter().enumerate() {
            series::draw(scene, plot, &self.levels, &line.points, theme::series(i));
        }
        if let [only] = &panel.lines[..] {
            self.draw_crossings(scene, plot, only);
        } else {
            let labels = panel.lines.iter().enumerate();
            let labels: Vec<EndLabel> =
                labels.filter_map(|(i, l)| series::end_label(plot, l, theme::series(i))).collect();
            series::draw_end_labels(scene, &plot.area, labels, end_room);
        }
        if let Some((name, value)) = &panel.target {
            plot.label_target(scene, *value, name, &self.obstacles(panel, plot), &[]);
        }
    }

    /// A dot where a mark meets the line.
    fn draw_crossings(&self, scene: &mut Scene, plot: &Plot, line: &Line) {
        for mark in &self.marks {
            let at_level = self.levels.iter().position(|&l| (l - mark.level).abs() < 1e-9);
            if let Some(estimate) = at_level.and_then(|i| line.points[i]) {
                let at = plot.point(mark.level, estimate.value);
                scene.disc(at, 6.5, WHITE);
                scene.disc(at, 5.0, BLUE);
            }
        }
    }

    fn obstacles(&self, panel: &Panel, plot: &Plot) -> Vec<Point> {
        let lines = panel.lines.iter();
        let mut points: Vec<Point> = lines.flat_map(|l| series::trace(plot, &self.levels, &l.points)).collect();
        for mark in &self.marks {
            let x = plot.x_of(mark.level);
            let steps = (plot.area.height() / 4.0) as usize;
            points.extend((0..=steps).map(|i| (x, plot.area.top + 4.0 * i as f64)));
        }
        points
    }
}

/// The horizontal axis reaches marks outside the levels, too.
pub(super) fn levels_and(levels: &[f64], marks: &[Mark]) -> Vec<f64> {
    levels.iter().copied().chain(marks.iter().map(|m| m.level)).collect()
}
