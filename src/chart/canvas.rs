//! Draws a scene on plotters' backends: once as SVG, once as PNG.

use base64::{Engine, prelude::BASE64_STANDARD};
use plotters::prelude::{BitMapBackend, DrawingBackend, SVGBackend};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{Color, RGBAColor, RGBColor, TextStyle};

use super::font;
use super::scene::{Align, Point, Scene, Shape, Text};
use super::theme::{Ink, WHITE};
use super::{ChartError, Rendered};

/// PNG pixels to one SVG pixel.
const PNG_SCALE: u32 = 2;

/// The bitmap is drawn twice as large again and then halved, since plotters smooths only some edges.
const OVERSAMPLING: u32 = 2;

/// How a backend measures, as against the scene.
struct Medium {
    /// Backend units to one SVG pixel. Backends count in whole units, so the SVG counts in tenths of a pixel.
    scale: f64,
    /// The font size plotters wants for an em of 1.
    size_per_em: f64,
    /// Whether letters are placed one by one, see [`metrics`](super::metrics).
    by_letter: bool,
    /// From the top plotters anchors text by down to the baseline, in em.
    drop: f64,
}

const SVG: Medium = Medium {
    scale: 10.0,
    // plotters-svg divides every font size by 1.24 and hangs text 0.76 em below its anchor.
    size_per_em: 1.24,
    by_letter: false,
    drop: 0.76,
};

const BITMAP: Medium = Medium {
    scale: (PNG_SCALE * OVERSAMPLING) as f64,
    size_per_em: font::SIZE_PER_EM,
    // plotters puts the baseline half a font size below its anchor.
    by_letter: true,
    drop: font::SIZE_PER_EM / 2.0,
};

/// Draws the scene twice; `title` becomes the SVG's title for those who cannot see it.
pub(super) fn render(scene: &Scene, title: &str) -> Result<Rendered, ChartError> {
    font::register()?;
    Ok(Rendered { svg: svg(scene, title)?, png: png(scene)? })
}

pub(super) fn svg(scene: &Scene, title: &str) -> Result<String, ChartError> {
    let size = size_in_units(scene, SVG.scale);
    let mut drawn = String::new();
    paint(scene, &SVG, &mut SVGBackend::with_string(&mut drawn, size))?;
    let body = drawn.split_once('\n').map_or("", |(_, body)| body);
    Ok(svg_head(scene, size, title) + body)
}

fn svg_head(scene: &Scene, (width, height): (u32, u32), title: &str) -> String {
    let title = escape(&Text::new(title, (0.0, 0.0)).content);
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" width=\"{}\" height=\"{}\" \
         viewBox=\"0 0 {width} {height}\">\n<title>{title}</title>\n<style>\n{}{}\
         text {{ font-family: Roboto, sans-serif; }}\npolyline {{ stroke-linejoin: round; }}\n</style>\n",
        scene.width,
        scene.height,
        font_face("normal", font::REGULAR),
        font_face("bold", font::BOLD),
    )
}

fn font_face(weight: &str, bytes: &[u8]) -> String {
    let data = BASE64_STANDARD.encode(bytes);
    format!(
        "@font-face {{ font-family: Roboto; font-weight: {weight}; \
         src: url(data:font/ttf;base64,{data}) format(\"truetype\"); }}\n"
    )
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

pub(super) fn png(scene: &Scene) -> Result<Vec<u8>, ChartError> {
    let (width, height) = size_in_units(scene, BITMAP.scale);
    let mut pixels = vec![0xFF; (width * height * 3) as usize];
    paint(scene, &BITMAP, &mut BitMapBackend::with_buffer(&mut pixels, (width, height)))?;
    let small = halve(&pixels, width as usize);
    encode(&small, width / 2, height / 2)
}

fn size_in_units(scene: &Scene, scale: f64) -> (u32, u32) {
    ((scene.width * scale) as u32, (scene.height * scale) as u32)
}

/// Bytes of an upper and a lower row that are looked at together: 32 pixels.
const BLOCK: usize = 96;

/// Each square of four RGB pixels becomes one; width and height are even.
fn halve(pixels: &[u8], width: usize) -> Vec<u8> {
    let row = width * 3;
    let mut out = vec![0xFF; pixels.len() / 4];
    for (rows, halved) in pixels.chunks_exact(row * 2).zip(out.chunks_exact_mut(row / 2)) {
        let (upper, lower) = rows.split_at(row);
        let blocks = upper.chunks(BLOCK).zip(lower.chunks(BLOCK));
        for ((upper, lower), halved) in blocks.zip(halved.chunks_mut(BLOCK / 2)) {
            // Most of a picture is white and need not be averaged.
            let white = &[0xFF; BLOCK][..upper.len()];
            if upper != white || lower != white {
                halve_block(upper, lower, halved);
            }
        }
    }
    out
}

fn halve_block(upper: &[u8], lower: &[u8], halved: &mut [u8]) {
    for (i, byte) in halved.iter_mut().enumerate() {
        let left = i / 3 * 6 + i % 3;
        let sum = [upper[left], upper[left + 3], lower[left], lower[left + 3]].map(u16::from);
        *byte = ((sum[0] + sum[1] + sum[2] + sum[3] + 2) / 4) as u8;
    }
}

fn encode(pixels: &[u8], width: u32, height: u32) -> Result<Vec<u8>, ChartError> {
    let mut out = Vec::new();
    let mut encoder = png::Encoder::new(&mut out, width, height);
    encoder.set_color(png::ColorType::Rgb);
    // Flat colours pack best as they are.
    encoder.set_filter(png::Filter::NoFilter);
    encoder.set_compression(png::Compression::Balanced);
    encoder
        .write_header()
        .and_then(|mut writer| {
            writer.write_image_data(pixels)?;
            writer.finish()
        })
        .map_err(|e| ChartError::Drawing(e.to_string()))?;
    Ok(out)
}

fn paint<B: DrawingBackend>(scene: &Scene, medium: &Medium, backend: &mut B) -> Result<(), ChartError> {
    let ground = Shape::Box(scene.page(), WHITE);
    for shape in std::iter::once(&ground).chain(&scene.shapes) {
        paint_shape(shape, medium, backend)?;
    }
    backend.present().map_err(|e| ChartError::Drawing(e.to_string()))
}

fn paint_shape<B: DrawingBackend>(shape: &Shape, medium: &Medium, backend: &mut B) -> Result<(), ChartError> {
    let unit = |v: f64| (v * medium.scale).round() as i32;
    let place = |&(x, y): &Point| (unit(x), unit(y));
    let done = match shape {
        Shape::Box(area, ink) => {
            backend.draw_rect(place(&(area.left, area.top)), place(&(area.right, area.bottom)), &colour(*ink), true)
        }
        Shape::Fill(points, ink) => backend.fill_polygon(points.iter().map(place), &colour(*ink)),
        Shape::Stroke(points, ink, width) => {
            let style = colour(*ink).stroke_width(unit(*width).max(1) as u32);
            backend.draw_path(points.iter().map(place), &style)
        }
        Shape::Disc(centre, radius, ink) => {
            backend.draw_circle(place(centre), unit(*radius) as u32, &colour(*ink), true)
        }
        Shape::Text(text) => pieces(text, medium)
            .iter()
            .try_for_each(|(piece, at)| backend.draw_text(piece, &text_style(text, medium), place(at))),
    };
    done.map_err(|e| ChartError::Drawing(e.to_string()))
}

/// What to hand to the backend, and where: the whole text, or letter by letter.
fn pieces(text: &Text, medium: &Medium) -> Vec<(String, Point)> {
    let top = text.at.1 - medium.drop * text.em;
    if !medium.by_letter {
        return vec![(text.content.clone(), (text.at.0, top))];
    }
    let left = text.bounds().left;
    let (letters, _) = font::letters(&text.content, text.em, text.weight);
    letters.into_iter().map(|(c, x)| (c.to_string(), (left + x, top))).collect()
}

fn colour(ink: Ink) -> RGBAColor {
    let (r, g, b) = ink.rgb;
    RGBColor(r, g, b).mix(ink.opacity)
}

fn text_style(text: &Text, medium: &Medium) -> TextStyle<'static> {
    let size = text.em * medium.scale * medium.size_per_em;
    let anchor = match text.align {
        _ if medium.by_letter => HPos::Left,
        Align::Left => HPos::Left,
        Align::Centre => HPos::Center,
        Align::Right => HPos::Right,
    };
    let mut style = TextStyle::from(font::describe(text.weight, size));
    style.color = colour(text.ink).to_backend_color();
    style.pos = Pos::new(anchor, VPos::Top);
    style
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn four_pixels_become_their_mean() {
        let pixels = [0, 0, 0, 4, 4, 4, 0, 0, 0, 4, 4, 8];
        assert_eq!(halve(&pixels, 2), [2, 2, 3]);
    }
}
