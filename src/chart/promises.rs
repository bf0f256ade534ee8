//! What one promise costs over another, case by case; or what each cause makes of a difference.

use super::axis::Axis;
use super::data::{check_estimate, check_filled};
use super::frame::{Page, Plot};
use super::scene::{Align, Area, Scene, Text};
use super::theme::{AXIS, BLUE, DARK, HEIGHT, Ink, MUTED, VERMILLION};
use super::{ChartError, Estimate, Rendered, Unit, canvas, font};
use font::Weight;

/// A row lower than this no longer holds its label.
const LEAST_ROW: f64 = 42.0;

/// More cases would make the page a scroll.
const MOST_BARS: usize = 40;

/// Size of a bar's own value.
const VALUE: f64 = 28.0;

/// A shorter whisker would be taken for a speck of dust.
const LEAST_WHISKER: f64 = 6.0;

/// Below the bars: tick labels and the axis label.
const FOOT: f64 = 62.0;

/// One bar per case, as long as what the promise costs there.
#[derive(Debug, Clone, PartialEq)]
pub struct Promises {
    /// The finding, in a sentence.
    pub title: String,
    /// How it was found: replications, confidence.
    pub subtitle: String,
    /// The cases, from the top down; at most 40.
    pub bars: Vec<PromiseBar>,
    /// The unit of the values.
    pub unit: Unit,
    /// What the bars' length means, for example "extra agents for one ring".
    pub axis_label: String,
}

/// What a promise costs in one case.
#[derive(Debug, Clone, PartialEq)]
pub struct PromiseBar {
    /// The case, for example "small desk, 50 calls an hour".
    pub case: String,
    /// What it costs, in the chart's unit.
    pub value: f64,
    /// Half of the confidence interval, in the chart's unit.
    pub half_width: Option<f64>,
    /// What stands behind the value, for example "6 agents against 4".
    pub text: String,
}

impl PromiseBar {
    fn estimate(&self) -> Estimate {
        Estimate { value: self.value, half_width: self.half_width }
    }
}

impl Promises {
    /// Draws the picture.
    ///
    /// # Errors
    /// Refuses no or more than 40 bars, and numbers that are not finite.
    pub fn render(&self) -> Result<Rendered, ChartError> {
        canvas::render(&self.scene()?, &self.title)
    }

    pub(super) fn scene(&self) -> Result<Scene, ChartError> {
        self.check()?;
        let crowded = self.bars.len() as f64 * LEAST_ROW + 260.0;
        let mut page = Page::new(&self.title, &self.subtitle, HEIGHT.max(crowded));
        let plot = self.layout(&page);
        self.draw_axes(&mut page.scene, &plot);
        let row = plot.area.height() / self.bars.len() as f64;
        for (i, bar) in self.bars.iter().enumerate() {
            let middle = plot.area.top + row * (i as f64 + 0.5);
            self.draw_bar(&mut page.scene, &plot, bar, middle, row);
        }
        Ok(page.scene)
    }

    fn check(&self) -> Result<(), ChartError> {
        check_filled("the list of bars", &self.bars)?;
        if self.bars.len() > MOST_BARS {
            return Err(ChartError::senseless("the list of bars", "has more than 40 entries"));
        }
        self.bars.iter().try_for_each(|b| check_estimate(&format!("bar \"{}\"", b.case), b.estimate()))
    }

    /// The names take the left, the labels at the bars' ends the right; the bars get what is between.
    fn layout(&self, page: &Page) -> Plot {
        let names = self.bars.iter().map(|b| font::width(&b.case, NAME, Weight::Regular));
        let labels = self.bars.iter().map(|b| self.end_labels(b).1);
        let name_room = names.fold(0.0, f64::max).min(360.0) + 14.0;
        let label_room = labels.fold(0.0, f64::max).min(400.0) + 12.0;
        let negative = self.bars.iter().any(|b| b.value < 0.0);
        let area = Area {
            left: page.body.left + name_room,
            right: page.body.right - label_room,
            top: page.body.top + 6.0,
            bottom: page.body.bottom - FOOT,
        };
        let reach = self.bars.iter().flat_map(|b| {
            let (low, high) = b.estimate().ends();
            [b.value, if negative { low } else { low.max(0.0) }, high]
        });
        let reach: Vec<f64> = reach.collect();
        let x = Axis::round(&reach, &self.unit, true, 5);
        Plot { area, y: Axis::exact(&[0.0, 1.0], &Unit::Count, 2), x }
    }

    /// The two labels of a bar and the width of both together.
    fn end_labels(&self, bar: &PromiseBar) -> ((Text, Text), f64) {
        let value = Text::new(&self.unit.label(bar.value), (0.0, 0.0)).em(VALUE).bold();
        let text = Text::new(&bar.text, (0.0, 0.0)).em(NAME).ink(MUTED);
        let text = text.fit(390.0 - value.width());
        let width = value.width() + 12.0 + text.width();
        ((value, text), width)
    }

    fn draw_axes(&self, scene: &mut Scene, plot: &Plot) {
        let zero = plot.x_of(0.0);
        scene.stroke(vec![(zero, plot.area.top), (zero, plot.area.bottom)], AXIS, 1.8);
        plot.draw_foot(scene, &self.axis_label);
    }

    fn draw_bar(&self, scene: &mut Scene, plot: &Plot, bar: &PromiseBar, middle: f64, row: f64) {
        let name = Text::new(&bar.case, (plot.area.left - 14.0, middle + 0.36 * NAME));
        let name = name.em(NAME).align(Align::Right);
        scene.text(name.fit(360.0));
        let (zero, end) = (plot.x_of(0.0), plot.x_of(bar.value));
        let half = (row * 0.34).min(34.0);
        let shape = Area { left: zero.min(end), right: zero.max(end), top: middle - half, bottom: middle + half };
        scene.fill_box(shape, self.ink(bar));
        self.draw_end(scene, plot, bar, middle);
    }

    /// What reaches farthest from zero stands out, unless all do.
    fn ink(&self, bar: &PromiseBar) -> Ink {
        let sizes = || self.bars.iter().map(|b| b.value.abs());
        let most = sizes().fold(0.0, f64::max);
        let stands_out = bar.value.abs() >= most && sizes().any(|v| v < most);
        if stands_out { VERMILLION } else { BLUE }
    }

    /// The interval as a whisker, and the labels past it.
    fn draw_end(&self, scene: &mut Scene, plot: &Plot, bar: &PromiseBar, middle: f64) {
        let (low, high) = bar.estimate().ends();
        if plot.x_of(high) - plot.x_of(low) > LEAST_WHISKER {
            scene.stroke(vec![(plot.x_of(low), middle), (plot.x_of(high), middle)], DARK, 2.5);
        }
        let ((value, text), _) = self.end_labels(bar);
        // A bar to the left of zero has its labels to the right of zero, where no name is.
        let x = plot.x_of(high.max(0.0)) + 12.0;
        let baseline = middle + 0.36 * VALUE;
        let after = x + value.width() + 12.0;
        scene.text(Text { at: (x, baseline), ..value });
        scene.text(Text { at: (after, baseline), ..text });
    }
}

/// Size of a case's name and of the text behind a value.
const NAME: f64 = 19.0;
