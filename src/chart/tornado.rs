//! Which assumption decides: a bar for each number, from the verdict at its lowest to that at its highest.

use super::axis::Axis;
use super::data::{check_filled, check_number};
use super::frame::{Page, Plot};
use super::scene::{Align, Area, Scene, Text};
use super::theme::{AXIS, BLUE, DARK, GRID, HAIR, HEIGHT, LABEL, MUTED, TICK, VERMILLION};
use super::{ChartError, Rendered, Unit, canvas, font};
use font::Weight;

/// A row lower than this no longer holds its label.
const ROW: f64 = 40.0;
/// More numbers would make the page a scroll.
const MOST_BARS: usize = 40;
/// Below the bars: tick labels, the axis label and the legend.
const FOOT: f64 = 96.0;
/// Above the bars: what either side of zero means.
const HEAD: f64 = 34.0;
/// The widest name.
const NAME_ROOM: f64 = 400.0;

/// What each number does to a verdict.
#[derive(Debug, Clone, PartialEq)]
pub struct Tornado {
    /// The finding, in a sentence.
    pub title: String,
    /// How it was found.
    pub subtitle: String,
    /// What the horizontal axis counts.
    pub axis_label: String,
    /// Its unit.
    pub unit: Unit,
    /// What lies left of zero, and right of it.
    pub sides: (String, String),
    /// The verdict when every number is as it is most likely.
    pub likely: f64,
    /// The numbers, the longest bar first; at most 40.
    pub bars: Vec<TornadoBar>,
}

/// One number.
#[derive(Debug, Clone, PartialEq)]
pub struct TornadoBar {
    /// What it is.
    pub name: String,
    /// Its lowest and its highest, as they are written.
    pub ends: (String, String),
    /// The verdict at either.
    pub values: (f64, f64),
}

impl Tornado {
    /// Draws the picture.
    ///
    /// # Errors
    /// Refuses no or more than 40 bars, and numbers that are not finite.
    pub fn render(&self) -> Result<Rendered, ChartError> {
        canvas::render(&self.scene()?, &self.title)
    }

    pub(super) fn scene(&self) -> Result<Scene, ChartError> {
        self.check()?;
        let height = (self.bars.len() as f64 * ROW + 170.0 + FOOT + HEAD).max(HEIGHT * 0.8);
        let mut page = Page::new(&self.title, &self.subtitle, height);
        let plot = self.layout(&page);
        self.draw_ground(&mut page.scene, &plot);
        let row = plot.area.height() / self.bars.len() as f64;
        for (index, bar) in self.bars.iter().enumerate() {
            self.draw_bar(&mut page.scene, &plot, bar, plot.area.top + row * (index as f64 + 0.5));
        }
        draw_legend(&mut page.scene, plot.area.left, page.body.bottom - 6.0);
        Ok(page.scene)
    }

    fn check(&self) -> Result<(), ChartError> {
        check_filled("the list of bars", &self.bars)?;
        if self.bars.len() > MOST_BARS {
            return Err(ChartError::senseless("the list of bars", "has more than 40 entries"));
        }
        check_number("the most likely verdict", self.likely)?;
        let ends = self.bars.iter().flat_map(|bar| [bar.values.0, bar.values.1].map(|value| (&bar.name, value)));
        ends.into_iter().try_for_each(|(name, value)| check_number(&format!("bar \"{name}\""), value))
    }

    fn layout(&self, page: &Page) -> Plot {
        let names = self.bars.iter().map(|bar| font::width(&bar.name, LABEL, Weight::Regular));
        let room = names.fold(0.0, f64::max).min(NAME_ROOM) + 16.0;
        let ends = self.bars.iter().flat_map(|bar| [&bar.ends.0, &bar.ends.1]);
        let beside = ends.map(|text| font::width(text, TICK, Weight::Regular)).fold(0.0, f64::max).min(150.0) + 10.0;
        let area = Area {
            left: page.body.left + room + beside,
            right: page.body.right - beside,
            top: page.body.top + HEAD,
            bottom: page.body.bottom - FOOT,
        };
        let reach = self.bars.iter().flat_map(|bar| [bar.values.0, bar.values.1]);
        let reach: Vec<f64> = reach.chain([self.likely, 0.0]).collect();
        Plot { area, x: Axis::round(&reach, &self.unit, true, 6), y: Axis::exact(&[0.0, 1.0], &Unit::Count, 2) }
    }

    fn draw_ground(&self, scene: &mut Scene, plot: &Plot) {
        let Area { left, right, top, bottom } = plot.area;
        for (value, _) in &plot.x.ticks {
            let x = plot.x_of(*value);
            scene.stroke(vec![(x, top), (x, bottom)], GRID, HAIR);
        }
        let (zero, likely) = (plot.x_of(0.0), plot.x_of(self.likely));
        scene.stroke(vec![(zero, top - 4.0), (zero, bottom)], AXIS, 2.4);
        scene.dashes((likely, top), (likely, bottom), DARK, 1.8);
        plot.draw_foot(scene, &self.axis_label);
        let y = top - 12.0;
        let side = |text: &str, room: f64| Text::new(text, (0.0, y)).em(TICK).bold().ink(MUTED).fit(room.max(0.0));
        if zero - left > 60.0 {
            let text = side(&self.sides.0, zero - left - 14.0);
            scene.text(Text { at: (zero - 12.0, y), ..text }.align(Align::Right));
        }
        if right - zero > 60.0 {
            let text = side(&self.sides.1, right - zero - 14.0);
            scene.text(Text { at: (zero + 12.0, y), ..text });
        }
    }

    fn draw_bar(&self, scene: &mut Scene, plot: &Plot, bar: &TornadoBar, middle: f64) {
        let name = Text::new(&bar.name, (plot.area.left - 16.0, middle + 0.36 * LABEL)).align(Align::Right);
        let beside = self.beside(plot, bar);
        let room = (plot.area.left - 16.0).min(beside - 12.0);
        let name = Text { at: (room, name.at.1), ..name };
        scene.text(name.fit(NAME_ROOM));
        let from = plot.x_of(self.likely);
        let mut ends = [(bar.values.0, &bar.ends.0, VERMILLION), (bar.values.1, &bar.ends.1, BLUE)];
        // Where both lie on one side the shorter is seen before the longer.
        ends.sort_by(|a, b| (b.0 - self.likely).abs().total_cmp(&(a.0 - self.likely).abs()));
        for (value, text, ink) in ends {
            let to = plot.x_of(value);
            let shape = Area { left: from.min(to), right: from.max(to), top: middle - 11.0, bottom: middle + 11.0 };
            scene.fill_box(shape, ink);
            let other = if value == bar.values.0 { bar.values.1 } else { bar.values.0 };
            let is_left = value < other;
            let text = Text::new(text, (0.0, middle + 0.36 * TICK)).em(TICK).ink(ink.for_text());
            let x = if is_left { shape.left.min(from) - 8.0 - text.width() } else { shape.right.max(from) + 8.0 };
            scene.text_on_white(Text { at: (x, text.at.1), ..text });
        }
    }

    /// Where the leftmost writing of a bar begins.
    fn beside(&self, plot: &Plot, bar: &TornadoBar) -> f64 {
        let left = plot.x_of(bar.values.0.min(bar.values.1).min(self.likely));
        let text = if bar.values.0 < bar.values.1 { &bar.ends.0 } else { &bar.ends.1 };
        left - 8.0 - font::width(text, TICK, Weight::Regular)
    }
}

fn draw_legend(scene: &mut Scene, left: f64, y: f64) {
    let mut x = left;
    for (ink, word) in [(VERMILLION, "lowest"), (BLUE, "highest")] {
        let mark = Area { left: x, right: x + 14.0, top: y - 13.0, bottom: y + 1.0 };
        scene.fill_box(mark, ink);
        let text = Text::new(word, (x + 22.0, y)).em(TICK).ink(MUTED);
        x += 22.0 + text.width() + 26.0;
        scene.text(text);
    }
    scene.dashes((x, y - 6.0), (x + 26.0, y - 6.0), DARK, 1.8);
    scene.text(Text::new("all numbers as they are most likely", (x + 34.0, y)).em(TICK).ink(MUTED));
}
