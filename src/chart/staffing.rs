//! Required and scheduled agents through the intervals, with what exceeds and what is missing.

use super::axis::Axis;
use super::data::{check_filled, check_length, check_numbers};
use super::day::{clock, steps};
use super::frame::{self, Page, Plot};
use super::scene::{Area, Scene, Text};
use super::theme::{BLUE, DARK, HEIGHT, LABEL, LINE, SKY, VERMILLION};
use super::{ChartError, Rendered, Unit, canvas};

/// More intervals would be thinner than a line: four weeks of half-hours.
const MOST_INTERVALS: usize = 1344;
/// Room for the names of the colours.
const LEGEND: f64 = 34.0;

/// Agents required, and agents on the line by a schedule, by interval.
#[derive(Debug, Clone, PartialEq)]
pub struct Staffing {
    /// The finding, in a sentence.
    pub title: String,
    /// What was asked.
    pub subtitle: String,
    /// When each interval starts.
    pub intervals: Vec<String>,
    /// Agents required in each.
    pub required: Vec<f64>,
    /// Agents on the line by the schedule; `None` where there is none.
    pub scheduled: Option<Vec<f64>>,
}

impl Staffing {
    /// Draws the picture.
    ///
    /// # Errors
    /// Refuses no or more than 1344 intervals, lists that do not match them, and numbers that are not finite.
    pub fn render(&self) -> Result<Rendered, ChartError> {
        canvas::render(&self.scene()?, &self.title)
    }

    pub(super) fn scene(&self) -> Result<Scene, ChartError> {
        self.check()?;
        let mut page = Page::new(&self.title, &self.subtitle, HEIGHT);
        let values: Vec<f64> = self.required.iter().chain(self.scheduled.iter().flatten()).copied().collect();
        let y = Axis::round(&values, &Unit::Count, true, 6);
        let body = Area { top: page.body.top + 46.0 + LEGEND, bottom: page.body.bottom - 62.0, ..page.body };
        let area = Area { left: body.left + frame::tick_room(std::iter::once(&y)), ..body };
        let plot = Plot { area, x: Axis::exact(&[0.0, self.intervals.len() as f64], &Unit::Count, 2), y };
        plot.draw_frame(&mut page.scene, "Agents on the line", LEGEND);
        if let Some(scheduled) = &self.scheduled {
            for (i, (needed, there)) in self.required.iter().zip(scheduled).enumerate() {
                let (low, high) = (needed.min(*there), needed.max(*there));
                let (left, right) = (plot.x_of(i as f64), plot.x_of(i as f64 + 1.0));
                let bar = |from: f64, to: f64| Area { left, right, top: plot.y_of(to), bottom: plot.y_of(from) };
                page.scene.fill_box(bar(0.0, low), SKY.fade(0.3));
                page.scene.fill_box(bar(low, high), if there > needed { SKY } else { VERMILLION });
            }
            page.scene.stroke(steps(&plot, scheduled), BLUE, LINE);
        }
        page.scene.stroke(steps(&plot, &self.required), DARK, LINE);
        plot.draw_ticks(&mut page.scene, &clock(&self.intervals, &plot));
        plot.draw_axis_label(&mut page.scene, "start of interval");
        self.draw_legend(&mut page.scene, &plot);
        Ok(page.scene)
    }

    fn check(&self) -> Result<(), ChartError> {
        check_filled("the list of intervals", &self.intervals)?;
        if self.intervals.len() > MOST_INTERVALS {
            return Err(ChartError::senseless("the list of intervals", "has more than 1344 entries"));
        }
        for (what, list) in [("agents required", Some(&self.required)), ("agents scheduled", self.scheduled.as_ref())] {
            if let Some(list) = list {
                check_length(what, list, self.intervals.len())?;
                check_numbers(what, list)?;
            }
        }
        Ok(())
    }

    fn draw_legend(&self, scene: &mut Scene, plot: &Plot) {
        let mut names = vec![("required", DARK)];
        if let Some(scheduled) = &self.scheduled {
            let any =
                |is: fn(&f64, &f64) -> bool| scheduled.iter().zip(&self.required).any(|(there, of)| is(there, of));
            names.push(("scheduled", BLUE));
            names.extend(any(|there, of| there > of).then_some(("more than required", SKY)));
            names.extend(any(|there, of| there < of).then_some(("missing", VERMILLION)));
        }
        let mut x = plot.area.left;
        let y = plot.area.top - LEGEND / 2.0;
        for (name, ink) in names {
            scene.fill_box(Area { left: x, right: x + 24.0, top: y - 11.0, bottom: y - 3.0 }, ink);
            let text = Text::new(name, (x + 32.0, y)).em(LABEL);
            x += 32.0 + text.width() + 30.0;
            scene.text(text);
        }
    }
}
