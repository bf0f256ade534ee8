//! How many would still wait: the survival curve with its interval, and the curves fitted to it.

use super::axis::Axis;
use super::data::{check_filled, check_number, check_numbers};
use super::frame::{self, Page, Plot};
use super::scene::{Area, Point, Scene};
use super::series::{self, EndLabel};
use super::theme::{BAND, DARK, HEIGHT, LINE};
use super::{ChartError, Rendered, Unit, canvas, theme};

/// A survival curve and its fits.
#[derive(Debug, Clone, PartialEq)]
pub struct Survival {
    /// The finding, in a sentence.
    pub title: String,
    /// How it was found.
    pub subtitle: String,
    /// What the vertical axis counts, for example "Share of callers who would still wait".
    pub heading: String,
    /// What the horizontal axis counts.
    pub axis_label: String,
    /// The name of the step curve.
    pub curve_name: String,
    /// Steps: time, share that lasts longer, and the ends of its interval; times rise.
    pub steps: Vec<[f64; 4]>,
    /// Fitted curves: a name, and points of time and share.
    pub fits: Vec<(String, Vec<(f64, f64)>)>,
    /// Where the axis ends, s.
    pub end: f64,
}

impl Survival {
    /// Draws the picture.
    ///
    /// # Errors
    /// Refuses no steps, an axis without length, and numbers that are not finite.
    pub fn render(&self) -> Result<Rendered, ChartError> {
        canvas::render(&self.scene()?, &self.title)
    }

    pub(super) fn scene(&self) -> Result<Scene, ChartError> {
        self.check()?;
        let mut page = Page::new(&self.title, &self.subtitle, HEIGHT);
        let names = self.fits.iter().map(|(name, _)| name.as_str()).chain([self.curve_name.as_str()]);
        let room = series::end_room(names);
        let y = Axis::round(&[0.0, 1.0], &Unit::Share, true, 6);
        let left = page.body.left + frame::tick_room(std::iter::once(&y));
        let body = Area { left, right: page.body.right - room, ..page.body };
        let area = frame::stack(body, &[1.0], 0.0)[0];
        let plot = Plot { area, x: Axis::exact(&[0.0, self.end], &Unit::Seconds, 10), y };
        plot.draw_frame(&mut page.scene, &self.heading, 0.0);
        self.draw(&mut page.scene, &plot, room);
        plot.draw_foot(&mut page.scene, &self.axis_label);
        Ok(page.scene)
    }

    fn check(&self) -> Result<(), ChartError> {
        check_filled("the survival curve", &self.steps)?;
        self.steps.iter().try_for_each(|step| check_numbers("the survival curve", step))?;
        for (name, points) in &self.fits {
            points.iter().try_for_each(|(t, s)| check_numbers(&format!("fit \"{name}\""), &[*t, *s]))?;
        }
        check_number("the end of the axis", self.end)?;
        if self.end > 0.0 { Ok(()) } else { Err(ChartError::senseless("the end of the axis", "is not above zero")) }
    }

    fn draw(&self, scene: &mut Scene, plot: &Plot, room: f64) {
        let inner: Vec<&[f64; 4]> = self.steps.iter().filter(|step| step[0] <= self.end).collect();
        let stair = |which: usize| self.stair(plot, &inner, which);
        let mut band = stair(2);
        band.extend(stair(3).into_iter().rev());
        scene.fill(band, DARK.fade(BAND));
        let last = inner.last().map_or(1.0, |step| step[1]);
        let mut labels = vec![EndLabel { name: self.curve_name.clone(), y: plot.y_of(last), ink: DARK }];
        for (i, (name, points)) in self.fits.iter().enumerate() {
            let ink = theme::series(i);
            let line: Vec<Point> = points.iter().filter(|p| p.0 <= self.end).map(|(t, s)| plot.point(*t, *s)).collect();
            if let Some(end) = line.last() {
                labels.push(EndLabel { name: name.clone(), y: end.1, ink });
                scene.stroke(line, ink, if i == 0 { LINE } else { LINE * 0.6 });
            }
        }
        scene.stroke(stair(1), DARK, LINE * 0.8);
        series::draw_end_labels(scene, &plot.area, labels, room);
    }

    /// The stair of the value at place `which` of each step, from 1 at 0 to the end of the axis.
    fn stair(&self, plot: &Plot, steps: &[&[f64; 4]], which: usize) -> Vec<Point> {
        let mut before = 1.0;
        let mut points = vec![plot.point(0.0, before)];
        for step in steps {
            points.push(plot.point(step[0], before));
            before = step[which];
            points.push(plot.point(step[0], before));
        }
        points.push(plot.point(self.end, before));
        points
    }
}
