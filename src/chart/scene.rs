//! A picture as a list of shapes, before any backend draws it.
//!
//! Pictures are laid out once, in pixels of the SVG; [`canvas`](super::canvas) draws the list on each backend.

use super::font::{self, Weight};
use super::theme::{DARK, Ink, LABEL, WHITE};

pub(super) type Point = (f64, f64);

/// An upright rectangle; y grows downwards.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Area {
    pub left: f64,
    pub top: f64,
    pub right: f64,
    pub bottom: f64,
}

impl Area {
    pub fn width(&self) -> f64 {
        self.right - self.left
    }

    pub fn height(&self) -> f64 {
        self.bottom - self.top
    }

    pub fn overlaps(&self, other: &Self) -> bool {
        self.left < other.right && other.left < self.right && self.top < other.bottom && other.top < self.bottom
    }

    pub fn holds(&self, (x, y): Point) -> bool {
        (self.left..=self.right).contains(&x) && (self.top..=self.bottom).contains(&y)
    }

    pub fn grown(self, by: f64) -> Self {
        Self { left: self.left - by, top: self.top - by, right: self.right + by, bottom: self.bottom + by }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Align {
    Left,
    Centre,
    Right,
}

/// One line of text; `at` is where its baseline meets the side it is aligned to.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Text {
    pub at: Point,
    pub content: String,
    pub em: f64,
    pub weight: Weight,
    pub ink: Ink,
    pub align: Align,
}

impl Text {
    pub fn new(content: &str, at: Point) -> Self {
        Self { at, content: printable(content), em: LABEL, weight: Weight::Regular, ink: DARK, align: Align::Left }
    }

    pub fn em(self, em: f64) -> Self {
        Self { em, ..self }
    }

    pub fn bold(self) -> Self {
        Self { weight: Weight::Bold, ..self }
    }

    pub fn ink(self, ink: Ink) -> Self {
        Self { ink, ..self }
    }

    pub fn align(self, align: Align) -> Self {
        Self { align, ..self }
    }

    /// Cuts the text so that it is no wider than `room`.
    pub fn fit(self, room: f64) -> Self {
        let content = font::fit(&self.content, self.em, self.weight, room);
        Self { content, ..self }
    }

    pub fn width(&self) -> f64 {
        font::width(&self.content, self.em, self.weight)
    }

    /// From the top of a capital letter to the foot of a descender.
    pub fn bounds(&self) -> Area {
        let left = match self.align {
            Align::Left => self.at.0,
            Align::Centre => self.at.0 - self.width() / 2.0,
            Align::Right => self.at.0 - self.width(),
        };
        Area { left, top: self.at.1 - 0.73 * self.em, right: left + self.width(), bottom: self.at.1 + 0.22 * self.em }
    }
}

/// XML allows no control characters, not even escaped.
fn printable(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            c if c.is_control() => ' ',
            '\u{FFFE}' | '\u{FFFF}' => '\u{FFFD}',
            c => c,
        })
        .collect()
}

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Shape {
    Box(Area, Ink),
    Fill(Vec<Point>, Ink),
    Stroke(Vec<Point>, Ink, f64),
    Disc(Point, f64, Ink),
    Text(Text),
}

/// A page of the given size with what is drawn on its white ground, first things lowest.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Scene {
    pub width: f64,
    pub height: f64,
    pub shapes: Vec<Shape>,
}

impl Scene {
    pub fn new(width: f64, height: f64) -> Self {
        Self { width, height, shapes: Vec::new() }
    }

    pub fn page(&self) -> Area {
        Area { left: 0.0, top: 0.0, right: self.width, bottom: self.height }
    }

    pub fn fill_box(&mut self, area: Area, ink: Ink) {
        self.shapes.push(Shape::Box(area, ink));
    }

    pub fn fill(&mut self, points: Vec<Point>, ink: Ink) {
        self.shapes.push(Shape::Fill(points, ink));
    }

    pub fn stroke(&mut self, points: Vec<Point>, ink: Ink, width: f64) {
        self.shapes.push(Shape::Stroke(points, ink, width));
    }

    pub fn disc(&mut self, centre: Point, radius: f64, ink: Ink) {
        self.shapes.push(Shape::Disc(centre, radius, ink));
    }

    pub fn text(&mut self, text: Text) {
        if !text.content.trim().is_empty() {
            self.shapes.push(Shape::Text(text));
        }
    }

    /// Text on a white ground, for labels that lie over lines.
    pub fn text_on_white(&mut self, text: Text) {
        if !text.content.trim().is_empty() {
            self.fill_box(text.bounds().grown(3.0), WHITE.fade(0.85));
        }
        self.text(text);
    }

    /// Dashes along a straight line.
    pub fn dashes(&mut self, from: Point, to: Point, ink: Ink, width: f64) {
        const DASH: f64 = 7.0;
        const GAP: f64 = 5.0;
        let (dx, dy) = (to.0 - from.0, to.1 - from.1);
        let length = dx.hypot(dy);
        let point = |d: f64| (from.0 + dx * d / length, from.1 + dy * d / length);
        let mut start = 0.0;
        while start < length {
            let end = (start + DASH).min(length);
            self.stroke(vec![point(start), point(end)], ink, width);
            start += DASH + GAP;
        }
    }

    #[cfg(test)]
    pub fn texts(&self) -> impl Iterator<Item = &Text> {
        self.shapes.iter().filter_map(|shape| match shape {
            Shape::Text(text) => Some(text),
            _ => None,
        })
    }
}
