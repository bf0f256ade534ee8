//! Arrivals through the day: what each day brought, and what the fit says days bring.

use super::axis::Axis;
use super::data::{check_filled, check_length, check_numbers, check_points};
use super::day::clock;
use super::frame::{self, Page, Plot};
use super::scene::{Area, Scene};
use super::series;
use super::service_curve::sensible_reach;
use super::theme::{BAND, BLUE, DARK, HEIGHT};
use super::{ChartError, Estimate, Rendered, Unit, canvas};

/// More panels would be too flat to read.
const MOST_PANELS: usize = 4;
/// Height each panel past the second adds to the page.
const PANEL_HEIGHT: f64 = 150.0;

/// Calls by interval, type by type: a dot for each day of the log, a line for the estimate, a band for the days.
#[derive(Debug, Clone, PartialEq)]
pub struct ArrivalProfiles {
    /// The finding, in a sentence.
    pub title: String,
    /// How it was found: days, what the band is.
    pub subtitle: String,
    /// When each interval starts, for example "07:00".
    pub intervals: Vec<String>,
    /// One to four call types, drawn from the top down.
    pub types: Vec<ArrivalProfile>,
}

/// The calls of one type.
#[derive(Debug, Clone, PartialEq)]
pub struct ArrivalProfile {
    /// What is counted, for example "sales: calls offered in each half-hour".
    pub name: String,
    /// The counts of each day (or week), by interval; `None` where there is none.
    pub days: Vec<Vec<Option<f64>>>,
    /// The estimated mean, and half of the band in which nineteen days in twenty lie.
    pub fitted: Vec<Option<Estimate>>,
}

impl ArrivalProfiles {
    /// Draws the picture.
    ///
    /// # Errors
    /// Refuses no intervals, no or more than four types, lists that do not match the intervals, and numbers that are
    /// not finite.
    pub fn render(&self) -> Result<Rendered, ChartError> {
        canvas::render(&self.scene()?, &self.title)
    }

    pub(super) fn scene(&self) -> Result<Scene, ChartError> {
        self.check()?;
        let extra = self.types.len().saturating_sub(2) as f64;
        let mut page = Page::new(&self.title, &self.subtitle, HEIGHT + extra * PANEL_HEIGHT);
        let plots = self.layout(&page);
        for (of, plot) in self.types.iter().zip(&plots) {
            plot.draw_frame(&mut page.scene, &of.name, 0.0);
            plot.draw_ticks(&mut page.scene, &[]);
            self.draw(&mut page.scene, plot, of);
        }
        if let Some(lowest) = plots.last() {
            lowest.draw_ticks(&mut page.scene, &clock(&self.intervals, lowest));
            lowest.draw_axis_label(&mut page.scene, "start of interval");
        }
        Ok(page.scene)
    }

    fn check(&self) -> Result<(), ChartError> {
        check_filled("the list of intervals", &self.intervals)?;
        check_filled("the list of types", &self.types)?;
        if self.types.len() > MOST_PANELS {
            return Err(ChartError::senseless("the list of types", "has more than four entries"));
        }
        for of in &self.types {
            check_points(&of.name, &of.fitted, self.intervals.len())?;
            for day in &of.days {
                check_length(&of.name, day, self.intervals.len())?;
                check_numbers(&of.name, &day.iter().flatten().copied().collect::<Vec<_>>())?;
            }
        }
        Ok(())
    }

    fn layout(&self, page: &Page) -> Vec<Plot> {
        let axis = |of: &ArrivalProfile| {
            let dots = of.days.iter().flatten().flatten().copied();
            let reach: Vec<f64> = sensible_reach(&of.fitted, &Unit::Count).into_iter().chain(dots).collect();
            Axis::round(&reach, &Unit::Count, true, 5)
        };
        let axes: Vec<Axis> = self.types.iter().map(axis).collect();
        let body =
            Area { left: page.body.left + frame::tick_room(axes.iter()), right: page.body.right - 14.0, ..page.body };
        let areas = frame::stack(body, &vec![1.0; axes.len()], 0.0);
        let x = Axis::exact(&[0.0, self.intervals.len() as f64], &Unit::Count, 2);
        areas.into_iter().zip(axes).map(|(area, y)| Plot { area, x: x.clone(), y }).collect()
    }

    fn draw(&self, scene: &mut Scene, plot: &Plot, of: &ArrivalProfile) {
        let middles: Vec<f64> = (0..self.intervals.len()).map(|i| i as f64 + 0.5).collect();
        // Half as wide as a slot: the dots of a slot's days stand side by side.
        let spread = |day: usize| 0.25 * (2.0 * (day as f64 + 0.5) / of.days.len() as f64 - 1.0);
        for (d, day) in of.days.iter().enumerate() {
            for (x, n) in middles.iter().zip(day) {
                if let Some(n) = n {
                    scene.disc(plot.point(x + spread(d), *n), 2.2, DARK.fade(0.35));
                }
            }
        }
        // The band once more under the line's own: it must be seen between the dots.
        let ends = |e: &Estimate| e.half_width.map_or((e.value, e.value), |h| ((e.value - h).max(0.0), e.value + h));
        let known: Vec<(f64, (f64, f64))> =
            middles.iter().zip(&of.fitted).filter_map(|(x, e)| Some((*x, ends(e.as_ref()?)))).collect();
        let lower = known.iter().map(|(x, (low, _))| plot.point(*x, *low));
        let upper = known.iter().rev().map(|(x, (_, high))| plot.point(*x, *high));
        if known.len() > 1 {
            scene.fill(lower.chain(upper).collect(), BLUE.fade(BAND));
        }
        let line: Vec<Option<Estimate>> =
            of.fitted.iter().map(|e| e.map(|e| Estimate { half_width: None, ..e })).collect();
        series::draw(scene, plot, &middles, &line, BLUE);
    }
}
