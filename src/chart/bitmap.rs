//! Draws a scene as a PNG, strip by strip.
//!
//! Plotters smooths only some edges, so the bitmap is drawn twice as large and then halved. All of it at once would be
//! tens of megabytes, most of them white: a strip at a time stays in the processor's cache, and shapes that do not
//! reach into it are left out. The pixels are the same.

use std::collections::HashMap;
use std::convert::Infallible;
use std::io::Write;
use std::rc::Rc;

use plotters::prelude::{BitMapBackend, DrawingBackend};
use plotters::style::Color;
use plotters_backend::{BackendColor, BackendCoord, BackendStyle, DrawingErrorKind, rasterizer};

use super::ChartError;
use super::canvas::{Medium, colour, paint_shape, pieces, size_in_units};
use super::font::{self, Weight};
use super::scene::{Scene, Shape, Text};

/// PNG pixels to one SVG pixel.
const PNG_SCALE: u32 = 2;

/// How much larger the bitmap is drawn before it is halved.
const OVERSAMPLING: u32 = 2;

/// Rows of a strip, as drawn. Even.
const STRIP: u32 = 128;

const BITMAP: Medium = Medium {
    scale: (PNG_SCALE * OVERSAMPLING) as f64,
    size_per_em: font::SIZE_PER_EM,
    // plotters puts the baseline half a font size below its anchor.
    by_letter: true,
    drop: font::SIZE_PER_EM / 2.0,
};

/// The bytes of a PNG file of the scene.
pub(super) fn png(scene: &Scene) -> Result<Vec<u8>, ChartError> {
    let (width, height) = size_in_units(scene, BITMAP.scale);
    encoded(width / 2, height / 2, |out| {
        draw(scene, STRIP, |pixels| out.write_all(pixels).map_err(|e| ChartError::Drawing(e.to_string())))
    })
}

/// Draws `at_a_time` rows after the other and hands over their pixels, halved.
fn draw(
    scene: &Scene,
    at_a_time: u32,
    mut hand_over: impl FnMut(&[u8]) -> Result<(), ChartError>,
) -> Result<(), ChartError> {
    let (width, height) = size_in_units(scene, BITMAP.scale);
    let rows: Vec<(f64, f64)> = scene.shapes.iter().map(rows).collect();
    let mut letters = Letters::default();
    let mut pixels = vec![0xFF; (width * at_a_time * 3) as usize];
    let mut small = vec![0xFF; pixels.len() / 4];
    for top in (0..height).step_by(at_a_time as usize) {
        let strip = Strip { top, rows: at_a_time.min(height - top), size: (width, height) };
        let drawn = scene.shapes.iter().zip(&rows).filter(|(_, rows)| strip.reaches(**rows)).map(|(shape, _)| shape);
        let (pixels, small) = strip.buffers(&mut pixels, &mut small);
        strip.paint(drawn, pixels, &mut letters)?;
        halve(pixels, width as usize, small);
        hand_over(small)?;
    }
    Ok(())
}

/// Which rows of the scene a shape may touch, generously: from, to.
fn rows(shape: &Shape) -> (f64, f64) {
    let of = |points: &[(f64, f64)]| {
        points.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(top, foot), (_, y)| (top.min(*y), foot.max(*y)))
    };
    let ((top, foot), more) = match shape {
        Shape::Box(area, _) => ((area.top, area.bottom), 0.0),
        Shape::Fill(points, _) => (of(points), 0.0),
        // plotters lets the corners of a path reach out by twice its width.
        Shape::Stroke(points, _, width) => (of(points), 2.5 * width),
        Shape::Disc((_, y), radius, _) => ((*y, *y), *radius),
        Shape::Text(text) => ((text.at.1, text.at.1), 1.5 * text.em),
    };
    (top - more - 2.0, foot + more + 2.0)
}

/// Some rows of the bitmap.
#[derive(Clone, Copy)]
struct Strip {
    top: u32,
    rows: u32,
    /// Of the whole bitmap.
    size: (u32, u32),
}

impl Strip {
    fn reaches(&self, (from, to): (f64, f64)) -> bool {
        from * BITMAP.scale < f64::from(self.top + self.rows) && to * BITMAP.scale >= f64::from(self.top)
    }

    /// The part of the buffers that the strip fills: as drawn, and halved.
    fn buffers<'a>(&self, pixels: &'a mut [u8], small: &'a mut [u8]) -> (&'a mut [u8], &'a mut [u8]) {
        let bytes = (self.size.0 * self.rows * 3) as usize;
        (&mut pixels[..bytes], &mut small[..bytes / 4])
    }

    fn paint<'s>(
        &self,
        shapes: impl Iterator<Item = &'s Shape>,
        pixels: &mut [u8],
        letters: &mut Letters,
    ) -> Result<(), ChartError> {
        pixels.fill(0xFF);
        let inner = BitMapBackend::with_buffer(pixels, (self.size.0, self.rows));
        let mut backend = Window { inner, top: self.top as i32, size: self.size };
        for shape in shapes {
            match shape {
                Shape::Text(text) => letters.draw(text, &mut backend)?,
                shape => paint_shape(shape, &BITMAP, &mut backend)?,
            }
        }
        Ok(())
    }
}

/// The whole bitmap as plotters sees it, of which a strip is kept.
struct Window<'a> {
    inner: BitMapBackend<'a>,
    top: i32,
    size: (u32, u32),
}

impl Window<'_> {
    fn place(&self, (x, y): BackendCoord) -> BackendCoord {
        (x, y - self.top)
    }
}

type Drawn<'a> = Result<(), DrawingErrorKind<<BitMapBackend<'a> as DrawingBackend>::ErrorType>>;

impl<'a> DrawingBackend for Window<'a> {
    type ErrorType = <BitMapBackend<'a> as DrawingBackend>::ErrorType;

    fn get_size(&self) -> (u32, u32) {
        self.size
    }

    fn ensure_prepared(&mut self) -> Drawn<'a> {
        self.inner.ensure_prepared()
    }

    fn present(&mut self) -> Drawn<'a> {
        self.inner.present()
    }

    fn draw_pixel(&mut self, point: BackendCoord, color: BackendColor) -> Drawn<'a> {
        self.inner.draw_pixel(self.place(point), color)
    }

    fn draw_line<S: BackendStyle>(&mut self, from: BackendCoord, to: BackendCoord, style: &S) -> Drawn<'a> {
        if (from.0 == to.0 || from.1 == to.1) && style.stroke_width() == 1 {
            return self.inner.draw_line(self.place(from), self.place(to), style);
        }
        rasterizer::draw_line(self, from, to, style)
    }

    fn draw_rect<S: BackendStyle>(
        &mut self,
        upper_left: BackendCoord,
        bottom_right: BackendCoord,
        style: &S,
        fill: bool,
    ) -> Drawn<'a> {
        if fill {
            return self.inner.draw_rect(self.place(upper_left), self.place(bottom_right), style, true);
        }
        rasterizer::draw_rect(self, upper_left, bottom_right, style, false)
    }
}

/// Letters that were drawn before, by what makes them differ.
#[derive(Default)]
struct Letters {
    known: HashMap<(String, u64, bool), Rc<Letter>>,
}

/// How much of each pixel a letter covers, counted from where it is put.
type Letter = Vec<(BackendCoord, f32)>;

impl Letters {
    fn draw(&mut self, text: &Text, backend: &mut Window<'_>) -> Result<(), ChartError> {
        let size = text.em * BITMAP.scale * BITMAP.size_per_em;
        let ink = colour(text.ink).to_backend_color();
        for (piece, (x, y)) in pieces(text, &BITMAP) {
            let letter = self.letter(piece, size, text.weight)?;
            let at = ((x * BITMAP.scale).round() as i32, (y * BITMAP.scale).round() as i32);
            for ((right, down), covered) in letter.iter() {
                backend
                    .draw_pixel((at.0 + right, at.1 + down), ink.mix(f64::from(*covered)))
                    .map_err(|e| ChartError::Drawing(e.to_string()))?;
            }
        }
        Ok(())
    }

    fn letter(&mut self, letter: String, size: f64, weight: Weight) -> Result<Rc<Letter>, ChartError> {
        let key = (letter, size.to_bits(), weight == Weight::Bold);
        if let Some(known) = self.known.get(&key) {
            return Ok(known.clone());
        }
        let mut pixels = Letter::new();
        let note = |x, y, covered| {
            if covered > 0.0 {
                pixels.push(((x, y), covered));
            }
            Ok::<(), Infallible>(())
        };
        let drawn = font::describe(weight, size).draw(&key.0, (0, 0), note);
        drawn.map_err(|e| ChartError::Drawing(e.to_string()))?.unwrap_or_else(|never| match never {});
        let letter = Rc::new(pixels);
        self.known.insert(key, letter.clone());
        Ok(letter)
    }
}

/// Bytes of an upper and a lower row that are looked at together: 32 pixels.
const BLOCK: usize = 96;

/// Each square of four RGB pixels becomes one; width and height are even.
fn halve(pixels: &[u8], width: usize, out: &mut [u8]) {
    let row = width * 3;
    for (rows, halved) in pixels.chunks_exact(row * 2).zip(out.chunks_exact_mut(row / 2)) {
        let (upper, lower) = rows.split_at(row);
        let blocks = upper.chunks(BLOCK).zip(lower.chunks(BLOCK));
        for ((upper, lower), halved) in blocks.zip(halved.chunks_mut(BLOCK / 2)) {
            // Most of a picture is white and need not be averaged.
            let white = &[0xFF; BLOCK][..upper.len()];
            if upper != white || lower != white {
                halve_block(upper, lower, halved);
            } else {
                halved.fill(0xFF);
            }
        }
    }
}

fn halve_block(upper: &[u8], lower: &[u8], halved: &mut [u8]) {
    for (i, byte) in halved.iter_mut().enumerate() {
        let left = i / 3 * 6 + i % 3;
        let sum = [upper[left], upper[left + 3], lower[left], lower[left + 3]].map(u16::from);
        *byte = ((sum[0] + sum[1] + sum[2] + sum[3] + 2) / 4) as u8;
    }
}

/// A PNG whose pixels `fill` writes.
fn encoded(
    width: u32,
    height: u32,
    fill: impl FnOnce(&mut dyn Write) -> Result<(), ChartError>,
) -> Result<Vec<u8>, ChartError> {
    let refused = |e: png::EncodingError| ChartError::Drawing(e.to_string());
    let mut out = Vec::new();
    let mut encoder = png::Encoder::new(&mut out, width, height);
    encoder.set_color(png::ColorType::Rgb);
    // Of flat colours most rows are like the one above.
    encoder.set_filter(png::Filter::Up);
    encoder.set_deflate_compression(png::DeflateCompression::Level(EFFORT));
    let mut writer = encoder.write_header().map_err(refused)?;
    let mut stream = writer.stream_writer().map_err(refused)?;
    fill(&mut stream)?;
    stream.finish().map_err(refused)?;
    writer.finish().map_err(refused)?;
    Ok(out)
}

/// How hard the packing tries, of 9: more takes several times as long to save a few kilobytes.
const EFFORT: u8 = 2;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strips_make_the_picture_that_all_rows_at_once_do() {
        use crate::chart::theme::{DARK, WHITE};

        let mut scene = Scene::new(300.0, 200.0);
        // Sharp corners, slanted lines, a disc and letters with feet and accents, wherever a strip may end.
        for step in 0..12 {
            let y = 15.0 * f64::from(step) + 3.3;
            scene.stroke(vec![(10.0, y), (150.0, y + 31.0), (20.0, y + 2.0)], DARK, 0.5 + f64::from(step));
            scene.disc((200.0, y), 9.5, DARK.fade(0.4));
            scene.fill(vec![(220.0, y), (290.0, y + 40.0), (230.0, y + 17.0)], DARK.fade(0.3));
            scene.text_on_white(Text::new("Ågjp 81 s", (160.0, y)).bold());
        }
        scene.fill_box(scene.page().grown(-80.0), WHITE.fade(0.5));
        scene.dashes((0.0, 0.0), (300.0, 200.0), DARK, 1.0);
        let drawn = |at_a_time| {
            let mut all = Vec::new();
            draw(&scene, at_a_time, |pixels| {
                all.extend_from_slice(pixels);
                Ok(())
            })
            .unwrap();
            all
        };
        let whole = drawn(800);
        assert_eq!(whole.len(), 600 * 400 * 3);
        assert!(whole.iter().any(|byte| *byte < 0x80));
        for at_a_time in [2, 34, STRIP] {
            assert!(drawn(at_a_time) == whole, "strips of {at_a_time} rows");
        }
    }

    #[test]
    fn four_pixels_become_their_mean() {
        let pixels = [0, 0, 0, 4, 4, 4, 0, 0, 0, 4, 4, 8];
        let mut mean = [0; 3];
        halve(&pixels, 2, &mut mean);
        assert_eq!(mean, [2, 2, 3]);
    }
}
