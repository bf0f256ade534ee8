//! From erlangs to people on the payroll: a bar for each step, on top of the one before.

use super::axis::Axis;
use super::data::{check_filled, check_number};
use super::frame::{self, Page, Plot};
use super::scene::{Align, Area, Scene, Text};
use super::theme::{AXIS, BLUE, DARK, HEIGHT, LABEL, MUTED, SKY, TICK, VERMILLION};
use super::{ChartError, Rendered, Unit, canvas};

/// More steps would be too thin to read.
const MOST_STEPS: usize = 10;
/// Below the bars: their names.
const FOOT: f64 = 40.0;
/// Size of the number over a bar.
const VALUE: f64 = 26.0;

/// Steps of a sum, each what it adds to the one before.
#[derive(Debug, Clone, PartialEq)]
pub struct Waterfall {
    /// The finding, in a sentence.
    pub title: String,
    /// What was asked.
    pub subtitle: String,
    /// What the bars count, for example "agents".
    pub unit_name: String,
    /// The steps, 1 to 10.
    pub steps: Vec<WaterfallStep>,
}

/// A step.
#[derive(Debug, Clone, PartialEq)]
pub struct WaterfallStep {
    /// What it is.
    pub name: String,
    /// The sum after it, no less than before it.
    pub exact: f64,
    /// The sum after it where it is rounded up, no less than `exact`.
    pub rounded: f64,
}

impl Waterfall {
    /// Draws the picture.
    ///
    /// # Errors
    /// Refuses no or more than 10 steps, and numbers that are not finite or fall.
    pub fn render(&self) -> Result<Rendered, ChartError> {
        canvas::render(&self.scene()?, &self.title)
    }

    pub(super) fn scene(&self) -> Result<Scene, ChartError> {
        self.check()?;
        let mut page = Page::new(&self.title, &self.subtitle, HEIGHT);
        let body = Area { top: page.body.top + 50.0, bottom: page.body.bottom - FOOT, ..page.body };
        let values: Vec<f64> = self.steps.iter().map(|s| s.rounded).collect();
        let y = Axis::round(&values, &Unit::Count, true, 6);
        let area = Area { left: body.left + frame::tick_room(std::iter::once(&y)), ..body };
        let plot = Plot { area, x: Axis::exact(&[0.0, self.steps.len() as f64], &Unit::Count, 2), y };
        let heading = format!("{}: decimals kept, and in orange what rounding up at every step adds", self.unit_name);
        plot.draw_frame(&mut page.scene, &heading, 0.0);
        let mut before = 0.0;
        for (i, step) in self.steps.iter().enumerate() {
            draw_step(&mut page.scene, &plot, i, before, step);
            before = step.exact;
        }
        let (left, right) = (plot.area.left, plot.area.right);
        page.scene.stroke(vec![(left, plot.area.bottom), (right, plot.area.bottom)], AXIS, 1.5);
        Ok(page.scene)
    }

    fn check(&self) -> Result<(), ChartError> {
        check_filled("the list of steps", &self.steps)?;
        if self.steps.len() > MOST_STEPS {
            return Err(ChartError::senseless("the list of steps", "has more than 10 entries"));
        }
        let mut before = 0.0;
        for step in &self.steps {
            let what = format!("step \"{}\"", step.name);
            check_number(&what, step.exact)?;
            check_number(&what, step.rounded)?;
            if step.exact < before || step.rounded < step.exact {
                return Err(ChartError::senseless(&what, "must not fall below the step before it"));
            }
            before = step.exact;
        }
        Ok(())
    }
}

/// What was there in pale, what the step adds in full, what rounding adds in orange; both numbers over the bar.
fn draw_step(scene: &mut Scene, plot: &Plot, index: usize, before: f64, step: &WaterfallStep) {
    let (from, to) = (plot.x_of(index as f64), plot.x_of(index as f64 + 1.0));
    let gap = (to - from) * 0.18;
    let bar =
        |low: f64, high: f64| Area { left: from + gap, right: to - gap, top: plot.y_of(high), bottom: plot.y_of(low) };
    scene.fill_box(bar(0.0, before), SKY.fade(0.35));
    scene.fill_box(bar(before, step.exact), BLUE);
    scene.fill_box(bar(step.exact, step.rounded), VERMILLION);
    let middle = f64::midpoint(from, to);
    let top = plot.y_of(step.rounded);
    let whole = Text::new(&format!("{}", step.rounded), (middle, top - 12.0)).em(VALUE).bold().ink(DARK);
    scene.text(whole.align(Align::Centre).fit(to - from));
    let note = format!("{:.2}", step.exact);
    let note = Text::new(&note, (middle, top - 14.0 - VALUE)).em(TICK).ink(MUTED).align(Align::Centre);
    scene.text(note.fit(to - from));
    let name = Text::new(&step.name, (middle, plot.area.bottom + 28.0)).em(LABEL).align(Align::Centre);
    scene.text(name.fit(to - from - 8.0));
}
