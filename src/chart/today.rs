//! A day that has begun: what came, what was forecast, what is forecast now, and what the moves do.

use super::axis::Axis;
use super::data::{check_filled, check_length, check_number, check_numbers, check_points};
use super::day::{clock, steps};
use super::frame::{self, Page, Plot};
use super::scene::{Area, Scene, Text};
use super::series;
use super::service_curve::sensible_reach;
use super::theme::{BLUE, DARK, HEIGHT, Ink, LABEL, LINE, MUTED, SKY, VERMILLION};
use super::{ChartError, Estimate, Rendered, Unit, canvas};

/// More intervals would be thinner than the gaps between them.
const MOST_INTERVALS: usize = 96;
/// Room for the names of the colours.
const LEGEND: f64 = 34.0;

/// Calls through a day, and its service with and without the moves.
#[derive(Debug, Clone, PartialEq)]
pub struct Today {
    /// The finding, in a sentence.
    pub title: String,
    /// How it was found.
    pub subtitle: String,
    /// When each interval starts.
    pub intervals: Vec<String>,
    /// Calls of the intervals that are over.
    pub actual: Vec<f64>,
    /// Calls forecast before the day, of all intervals.
    pub before: Vec<f64>,
    /// Calls forecast now, of the intervals to come: mean, and where the count will lie.
    pub after: Vec<(f64, f64, f64)>,
    /// What is measured, for example "Service level".
    pub measure: String,
    /// Its unit.
    pub unit: Unit,
    /// It if nothing is done, of the intervals to come.
    pub nothing: Vec<Option<Estimate>>,
    /// With the moves; empty where there are none.
    pub moves: Vec<Option<Estimate>>,
    /// What is wanted.
    pub target: Option<f64>,
}

impl Today {
    /// Draws the picture.
    ///
    /// # Errors
    /// Refuses no or more than 96 intervals, lists that do not match them, and numbers that are not finite.
    pub fn render(&self) -> Result<Rendered, ChartError> {
        canvas::render(&self.scene()?, &self.title)
    }

    pub(super) fn scene(&self) -> Result<Scene, ChartError> {
        self.check()?;
        let mut page = Page::new(&self.title, &self.subtitle, HEIGHT + 120.0);
        let band = self.after.iter().map(|of| of.2);
        let calls: Vec<f64> = self.actual.iter().chain(&self.before).copied().chain(band).collect();
        let reach = |points: &[Option<Estimate>]| sensible_reach(points, &self.unit);
        let level: Vec<f64> = reach(&self.nothing).into_iter().chain(reach(&self.moves)).chain(self.target).collect();
        let from_zero = !matches!(self.unit, Unit::Share);
        let axes = [Axis::round(&calls, &Unit::Count, true, 5), Axis::round(&level, &self.unit, from_zero, 5)];
        let body =
            Area { left: page.body.left + frame::tick_room(axes.iter()), right: page.body.right - 14.0, ..page.body };
        let areas = frame::stack(body, &[1.0, 1.0], LEGEND);
        let x = Axis::exact(&[0.0, self.intervals.len() as f64], &Unit::Count, 2);
        let [calls, level] = axes;
        let top = Plot { area: areas[0], x: x.clone(), y: calls };
        let lower = Area { top: areas[1].top + LEGEND, ..areas[1] };
        let below = Plot { area: lower, x, y: level };
        let scene = &mut page.scene;
        top.draw_frame(scene, "Calls in each interval", LEGEND);
        self.draw_calls(scene, &top);
        top.draw_ticks(scene, &[]);
        below.draw_frame(scene, &self.measure, LEGEND);
        self.draw_service(scene, &below);
        below.draw_ticks(scene, &clock(&self.intervals, &below));
        below.draw_axis_label(scene, "start of interval");
        for plot in [&top, &below] {
            let now = plot.x_of(self.actual.len() as f64);
            scene.dashes((now, plot.area.top), (now, plot.area.bottom), MUTED, 2.0);
        }
        let mut names =
            vec![("actual", SKY), ("forecast before", MUTED), ("forecast now, and where counts will lie", BLUE)];
        legend(scene, &top, &names);
        names = vec![("if nothing is done", VERMILLION)];
        if !self.moves.is_empty() {
            names.push(("with the moves", BLUE));
        }
        legend(scene, &below, &names);
        Ok(page.scene)
    }

    fn check(&self) -> Result<(), ChartError> {
        check_filled("the list of intervals", &self.intervals)?;
        let n = self.intervals.len();
        if n > MOST_INTERVALS {
            return Err(ChartError::senseless("the list of intervals", "has more than 96 entries"));
        }
        let rest = n - self.actual.len().min(n);
        check_numbers("actual calls", &self.actual)?;
        check_length("calls forecast before", &self.before, n)?;
        check_numbers("calls forecast before", &self.before)?;
        check_length("calls forecast now", &self.after, rest)?;
        let flat: Vec<f64> = self.after.iter().flat_map(|(a, b, c)| [*a, *b, *c]).collect();
        check_numbers("calls forecast now", &flat)?;
        check_points("service if nothing is done", &self.nothing, rest)?;
        if !self.moves.is_empty() {
            check_points("service with the moves", &self.moves, rest)?;
        }
        self.target.map_or(Ok(()), |t| check_number("the target", t))
    }

    fn draw_calls(&self, scene: &mut Scene, plot: &Plot) {
        for (i, calls) in self.actual.iter().enumerate() {
            let (left, right) = (plot.x_of(i as f64) + 2.0, plot.x_of(i as f64 + 1.0) - 2.0);
            scene.fill_box(Area { left, right, top: plot.y_of(*calls), bottom: plot.y_of(0.0) }, SKY);
        }
        let first = self.actual.len();
        for (k, (_, low, high)) in self.after.iter().enumerate() {
            let at = (first + k) as f64;
            let (left, right) = (plot.x_of(at), plot.x_of(at + 1.0));
            scene.fill_box(Area { left, right, top: plot.y_of(*high), bottom: plot.y_of(*low) }, BLUE.fade(0.18));
        }
        scene.stroke(steps(plot, &self.before), MUTED, 2.0);
        let means: Vec<f64> = self.after.iter().map(|of| of.0).collect();
        let points = means
            .iter()
            .enumerate()
            .flat_map(|(k, mean)| [(first + k) as f64, (first + k) as f64 + 1.0].map(|x| plot.point(x, *mean)));
        scene.stroke(points.collect(), BLUE, LINE);
    }

    fn draw_service(&self, scene: &mut Scene, plot: &Plot) {
        let first = self.actual.len();
        let middles: Vec<f64> = (first..self.intervals.len()).map(|i| i as f64 + 0.5).collect();
        if let Some(target) = self.target {
            plot.draw_target(scene, target);
        }
        series::draw(scene, plot, &middles, &self.nothing, VERMILLION);
        if !self.moves.is_empty() {
            series::draw(scene, plot, &middles, &self.moves, BLUE);
        }
        if let Some(target) = self.target {
            let name = format!("promised {}", self.unit.label(target));
            let trace = series::trace(plot, &middles, &self.nothing);
            plot.label_target(scene, target, &name, &trace, &[]);
        }
    }
}

fn legend(scene: &mut Scene, plot: &Plot, names: &[(&str, Ink)]) {
    let mut x = plot.area.left;
    let y = plot.area.top - LEGEND / 2.0;
    for (name, ink) in names {
        scene.fill_box(Area { left: x, right: x + 24.0, top: y - 11.0, bottom: y - 3.0 }, *ink);
        let text = Text::new(name, (x + 32.0, y)).em(LABEL).ink(DARK);
        x += 32.0 + text.width() + 30.0;
        scene.text(text);
    }
}
