//! How long something takes: a histogram, and the curve that was fitted to it.

use super::axis::Axis;
use super::data::{check_filled, check_length, check_number, check_numbers};
use super::frame::{self, Flags, MARK, Page, Plot};
use super::scene::{Area, Scene};
use super::theme::{HEIGHT, LINE, SKY, VERMILLION};
use super::{ChartError, Mark, Rendered, Unit, canvas};

/// More panels would be too flat to read.
const MOST_PANELS: usize = 4;
/// Height each panel past the first adds to the page.
const PANEL_HEIGHT: f64 = 190.0;

/// Histograms of times with fitted curves, one panel for each kind of call, on one axis.
#[derive(Debug, Clone, PartialEq)]
pub struct Times {
    /// The finding, in a sentence.
    pub title: String,
    /// How it was found.
    pub subtitle: String,
    /// What the horizontal axis counts, for example "talk time".
    pub axis_label: String,
    /// How wide the bins are, s; the first begins at 0.
    pub bin_width: f64,
    /// One to four panels, drawn from the top down.
    pub panels: Vec<TimesPanel>,
    /// Upright lines, such as a threshold below which times are left out.
    pub marks: Vec<(String, f64)>,
}

/// The times of one kind of call.
#[derive(Debug, Clone, PartialEq)]
pub struct TimesPanel {
    /// What is counted, and the fit's name.
    pub name: String,
    /// The share of times in each bin.
    pub seen: Vec<f64>,
    /// The share that the fit puts there; as many as bins.
    pub fitted: Vec<f64>,
}

impl Times {
    /// Draws the picture.
    ///
    /// # Errors
    /// Refuses no or more than four panels, panels of different lengths, bins without width, and numbers that are not finite.
    pub fn render(&self) -> Result<Rendered, ChartError> {
        canvas::render(&self.scene()?, &self.title)
    }

    pub(super) fn scene(&self) -> Result<Scene, ChartError> {
        self.check()?;
        let extra = self.panels.len().saturating_sub(1) as f64;
        let mut page = Page::new(&self.title, &self.subtitle, HEIGHT - 60.0 + extra * PANEL_HEIGHT);
        let (plots, flags) = self.layout(&mut page);
        for (i, (panel, plot)) in self.panels.iter().zip(&plots).enumerate() {
            plot.draw_frame(&mut page.scene, &panel.name, if i == 0 { flags.room() } else { 0.0 });
            self.draw(&mut page.scene, plot, panel);
            plot.draw_ticks(&mut page.scene, &[]);
        }
        let areas: Vec<Area> = plots.iter().map(|plot| plot.area).collect();
        flags.draw(&mut page.scene, &areas);
        if let Some(lowest) = plots.last() {
            lowest.draw_foot(&mut page.scene, &self.axis_label);
        }
        Ok(page.scene)
    }

    fn check(&self) -> Result<(), ChartError> {
        check_filled("the list of panels", &self.panels)?;
        check_number("the width of a bin", self.bin_width)?;
        if self.panels.len() > MOST_PANELS {
            return Err(ChartError::senseless("the list of panels", "has more than four entries"));
        }
        if self.bin_width <= 0.0 {
            return Err(ChartError::senseless("the width of a bin", "is not above zero"));
        }
        let bins = self.panels[0].seen.len();
        for panel in &self.panels {
            check_filled(&panel.name, &panel.seen)?;
            check_length(&panel.name, &panel.seen, bins)?;
            check_length(&panel.name, &panel.fitted, bins)?;
            check_numbers(&panel.name, &panel.seen)?;
            check_numbers(&panel.name, &panel.fitted)?;
        }
        self.marks.iter().try_for_each(|(label, at)| check_number(label, *at))
    }

    fn layout(&self, page: &mut Page) -> (Vec<Plot>, Flags) {
        let axis = |panel: &TimesPanel| {
            let all: Vec<f64> = panel.seen.iter().chain(&panel.fitted).copied().collect();
            Axis::round(&all, &Unit::Share, true, 4)
        };
        let axes: Vec<Axis> = self.panels.iter().map(axis).collect();
        let (left, right) = (page.body.left + frame::tick_room(axes.iter()), page.body.right - 14.0);
        let end = self.bin_width * self.panels[0].seen.len() as f64;
        let x = Axis::exact(&[0.0, end], &Unit::Seconds, 10);
        let marks: Vec<Mark> = self
            .marks
            .iter()
            .filter(|(_, at)| (0.0..=end).contains(at))
            .map(|(label, at)| Mark { label: label.clone(), level: *at })
            .collect();
        let inked: Vec<_> = marks.iter().map(|mark| (mark, MARK)).collect();
        let flags = Flags::new(&inked, left, page.body.right, |at| left + x.place(at) * (right - left));
        page.make_room(&flags);
        let areas = frame::stack(Area { left, right, ..page.body }, &vec![1.0; axes.len()], flags.room());
        (areas.into_iter().zip(axes).map(|(area, y)| Plot { area, x: x.clone(), y }).collect(), flags)
    }

    fn draw(&self, scene: &mut Scene, plot: &Plot, panel: &TimesPanel) {
        let at = |bin: usize| plot.x_of(bin as f64 * self.bin_width);
        for (bin, share) in panel.seen.iter().enumerate() {
            let gap = ((at(bin + 1) - at(bin)) * 0.1).min(2.0);
            let bar =
                Area { left: at(bin), right: at(bin + 1) - gap, top: plot.y_of(*share), bottom: plot.area.bottom };
            scene.fill_box(bar, SKY);
        }
        let middle = |(bin, share): (usize, &f64)| plot.point((bin as f64 + 0.5) * self.bin_width, *share);
        scene.stroke(panel.fitted.iter().enumerate().map(middle).collect(), VERMILLION, LINE);
    }
}
