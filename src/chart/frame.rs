//! What all pictures have in common: the page with its title, panels with their axes, and marks.

use super::Mark;
use super::axis::{Axis, Tick};
use super::font::{self, Weight};
use super::place::{self, FLAG_GAP};
use super::scene::{Align, Area, Point, Scene, Text};
use super::theme::{AXIS, DARK, GRID, HAIR, HEADING, Ink, LABEL, MARGIN, MUTED, SUBTITLE, TICK, TITLE, WIDTH};

/// Height of a row of mark labels.
const FLAG_ROW: f64 = 25.0;

/// Rows of mark labels the usual page has room for.
const USUAL_ROWS: f64 = 3.0;

/// From a panel's heading line to its plot.
const HEADING_ROOM: f64 = 41.0;

/// Below the lowest plot: tick labels and the axis label.
const FOOT: f64 = 62.0;

/// A page with its title drawn; `body` is what is left for the picture.
pub(super) struct Page {
    pub scene: Scene,
    pub body: Area,
}

impl Page {
    pub fn new(title: &str, subtitle: &str, height: f64) -> Self {
        let mut scene = Scene::new(WIDTH, height);
        let room = WIDTH - 2.0 * MARGIN;
        let mut y = MARGIN - 8.0;
        let clean = Text::new(title, (0.0, 0.0)).content;
        for line in font::wrap_evenly(&clean, TITLE, Weight::Bold, room, 2) {
            y += TITLE * 1.2;
            scene.text(Text::new(&line, (MARGIN, y)).em(TITLE).bold());
        }
        if !subtitle.trim().is_empty() {
            y += SUBTITLE * 1.65;
            let text = Text::new(subtitle, (MARGIN, y)).em(SUBTITLE).ink(MUTED);
            scene.text(text.fit(room));
        }
        let body = Area { left: MARGIN, top: y + 20.0, right: WIDTH - MARGIN, bottom: height - 22.0 };
        Self { scene, body }
    }

    /// Makes the page taller where the labels of many marks would squeeze the plots.
    pub fn make_room(&mut self, flags: &Flags) {
        let extra = (flags.room() - USUAL_ROWS * FLAG_ROW).max(0.0);
        self.scene.height += extra;
        self.body.bottom += extra;
    }
}

/// A panel's plot with both of its axes.
pub(super) struct Plot {
    pub area: Area,
    pub x: Axis,
    pub y: Axis,
}

impl Plot {
    pub fn x_of(&self, value: f64) -> f64 {
        self.area.left + self.x.place(value) * self.area.width()
    }

    pub fn y_of(&self, value: f64) -> f64 {
        self.area.bottom - self.y.place(value) * self.area.height()
    }

    pub fn point(&self, x: f64, y: f64) -> Point {
        (self.x_of(x), self.y_of(y))
    }

    /// Grid lines, tick labels to their left and the heading above `head_room` pixels of space.
    pub fn draw_frame(&self, scene: &mut Scene, heading: &str, head_room: f64) {
        self.draw_heading(scene, heading, head_room);
        let Area { left, right, .. } = self.area;
        let mut free_below = f64::INFINITY;
        for (value, label) in &self.y.ticks {
            let y = self.y_of(*value);
            if y > free_below {
                continue;
            }
            free_below = y - 1.1 * TICK;
            scene.stroke(vec![(left, y), (right, y)], GRID, HAIR);
            let at = (left - 10.0, y + 0.36 * TICK);
            scene.text(Text::new(label, at).em(TICK).ink(MUTED).align(Align::Right));
        }
    }

    fn draw_heading(&self, scene: &mut Scene, heading: &str, head_room: f64) {
        let at = (MARGIN, self.area.top - head_room - 19.0);
        let text = Text::new(heading, at).em(HEADING).bold();
        scene.text(text.fit(WIDTH - 2.0 * MARGIN));
    }

    /// The horizontal axis with its ticks and what it counts.
    pub fn draw_foot(&self, scene: &mut Scene, label: &str) {
        self.draw_ticks(scene, &self.x.ticks);
        self.draw_axis_label(scene, label);
    }

    pub fn draw_ticks(&self, scene: &mut Scene, ticks: &[Tick]) {
        let Area { left, right, bottom, .. } = self.area;
        scene.stroke(vec![(left, bottom), (right, bottom)], AXIS, 1.5);
        let mut free_from = f64::NEG_INFINITY;
        for (value, label) in ticks {
            let x = self.x_of(*value);
            let text = Text::new(label, (x, bottom + 24.0)).em(TICK).ink(MUTED);
            let text = text.align(Align::Centre);
            scene.stroke(vec![(x, bottom), (x, bottom + 6.0)], AXIS, 1.5);
            if text.bounds().left > free_from {
                free_from = text.bounds().right + 6.0;
                scene.text(text);
            }
        }
    }

    pub fn draw_axis_label(&self, scene: &mut Scene, label: &str) {
        let middle = f64::midpoint(self.area.left, self.area.right);
        let text = Text::new(label, (middle, self.area.bottom + 50.0)).align(Align::Centre);
        scene.text(text.em(LABEL).fit(self.area.width()));
    }

    /// A dashed line at a target; `label_at` is where the label starts, or ends when aligned right.
    pub fn draw_target(&self, scene: &mut Scene, value: f64) {
        let y = self.y_of(value);
        scene.dashes((self.area.left, y), (self.area.right, y), MUTED, 1.8);
    }

    /// Writes a target's name where it hides the least of the `points` already drawn.
    pub fn label_target(&self, scene: &mut Scene, value: f64, label: &str, points: &[Point], taken: &[Area]) {
        let y = self.y_of(value);
        let text = Text::new(label, (0.0, 0.0)).em(TICK).fit(self.area.width() * 0.6);
        let text = text.ink(MUTED);
        let spots = (0..=12).flat_map(|i| {
            let x = self.area.left + 8.0 + (self.area.width() - text.width() - 16.0) * f64::from(i) / 12.0;
            [y - 8.0, y + 0.73 * TICK + 8.0].map(|baseline| (x, baseline))
        });
        let inside = |t: &Text| t.bounds().top >= self.area.top - 4.0 && t.bounds().bottom <= self.area.bottom;
        let texts: Vec<Text> = spots.map(|at| Text { at, ..text.clone() }).collect();
        let inner: Vec<&Text> = texts.iter().filter(|t| inside(t)).collect();
        let candidates: Vec<Area> = inner.iter().map(|t| t.bounds().grown(8.0)).collect();
        let best = place::freest(&candidates, points, taken);
        if let Some(i) = candidates.iter().position(|c| Some(*c) == best) {
            scene.text_on_white(inner[i].clone());
        }
    }
}

/// Room the tick labels of these axes need to the left of the plots.
pub(super) fn tick_room<'a>(axes: impl Iterator<Item = &'a Axis>) -> f64 {
    axes.flat_map(|axis| &axis.ticks).map(|(_, label)| font::width(label, TICK, Weight::Regular)).fold(0.0, f64::max)
        + 10.0
}

/// As many plots as there are weights, stacked in the body; `flag_room` is kept free above the first.
pub(super) fn stack(body: Area, weights: &[f64], flag_room: f64) -> Vec<Area> {
    const GAP: f64 = 16.0;
    let n = weights.len() as f64;
    let room = body.height() - n * HEADING_ROOM - (n - 1.0) * GAP - FOOT - flag_room;
    let total: f64 = weights.iter().sum();
    let mut top = body.top + flag_room;
    weights
        .iter()
        .map(|weight| {
            top += HEADING_ROOM;
            let bottom = top + room * weight / total;
            let area = Area { top, bottom, ..body };
            top = bottom + GAP;
            area
        })
        .collect()
}

/// How many ticks a vertical axis of this height takes.
pub(super) fn ticks_for_height(height: f64) -> usize {
    ((height / 44.0) as usize).clamp(2, 6)
}

/// Upright lines with their labels, laid out before the plots are, since they decide how much room is left.
pub(super) struct Flags {
    marks: Vec<(f64, Text, usize, Ink)>,
}

impl Flags {
    /// Lays out `marks` (with the ink of each) between `left` and `right`, with `place` giving their x.
    pub fn new(marks: &[(&Mark, Ink)], left: f64, right: f64, place: impl Fn(f64) -> f64) -> Self {
        let mut marks: Vec<(f64, &Mark, Ink)> = marks.iter().map(|(m, ink)| (place(m.level), *m, *ink)).collect();
        marks.sort_by(|a, b| a.0.total_cmp(&b.0));
        let room = (right - left) / 2.0 - FLAG_GAP;
        let texts: Vec<Text> = marks.iter().map(|(_, mark, ink)| flag_text(mark, *ink, room)).collect();
        let xs: Vec<f64> = marks.iter().map(|m| m.0).collect();
        let widths: Vec<f64> = texts.iter().map(Text::width).collect();
        let flags = place::flags(&xs, &widths, left, right);
        let marks = marks.iter().zip(texts).zip(flags).map(|((&(x, _, ink), text), flag)| {
            let (at, align) =
                if flag.to_the_right { (x + FLAG_GAP, Align::Left) } else { (x - FLAG_GAP, Align::Right) };
            (x, Text { at: (at, 0.0), align, ..text }, flag.row, ink)
        });
        Self { marks: marks.collect() }
    }

    /// Height the labels take above the first plot.
    pub fn room(&self) -> f64 {
        let rows = self.marks.iter().map(|m| m.2 + 1).max().unwrap_or(0);
        rows as f64 * FLAG_ROW
    }

    /// Lines through all the plots and up to the labels above the first.
    pub fn draw(&self, scene: &mut Scene, plots: &[Area]) {
        for (x, _, row, ink) in &self.marks {
            for (i, area) in plots.iter().enumerate() {
                let up = if i == 0 { (*row as f64 + 0.8) * FLAG_ROW } else { 0.0 };
                scene.stroke(vec![(*x, area.top - up), (*x, area.bottom)], ink.fade(0.75), 1.6);
            }
        }
        let top = plots.first().map_or(0.0, |area| area.top);
        for (_, text, row, _) in &self.marks {
            let baseline = top - *row as f64 * FLAG_ROW - 7.0;
            scene.text_on_white(Text { at: (text.at.0, baseline), ..text.clone() });
        }
    }
}

fn flag_text(mark: &Mark, ink: Ink, room: f64) -> Text {
    let text = Text::new(&mark.label, (0.0, 0.0)).em(TICK).ink(ink).bold();
    text.fit(room)
}

/// The ink of ordinary marks.
pub(super) const MARK: Ink = DARK;
