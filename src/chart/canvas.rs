//! Draws a scene twice: as SVG here, as PNG in [`bitmap`](super::bitmap).

use base64::{Engine, prelude::BASE64_STANDARD};
use plotters::prelude::{DrawingBackend, SVGBackend};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{Color, RGBAColor, RGBColor, TextStyle};

use super::bitmap::png;
use super::font;
use super::scene::{Align, Point, Scene, Shape, Text};
use super::theme::{Ink, WHITE};
use super::{ChartError, Rendered};

/// How a backend measures, as against the scene.
pub(super) struct Medium {
    /// Backend units to one SVG pixel. Backends count in whole units, so the SVG counts in tenths of a pixel.
    pub scale: f64,
    /// The font size plotters wants for an em of 1.
    pub size_per_em: f64,
    /// Whether letters are placed one by one, see [`metrics`](super::metrics).
    pub by_letter: bool,
    /// From the top plotters anchors text by down to the baseline, in em.
    pub drop: f64,
}

const SVG: Medium = Medium {
    scale: 10.0,
    // plotters-svg divides every font size by 1.24 and hangs text 0.76 em below its anchor.
    size_per_em: 1.24,
    by_letter: false,
    drop: 0.76,
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

pub(super) fn size_in_units(scene: &Scene, scale: f64) -> (u32, u32) {
    ((scene.width * scale) as u32, (scene.height * scale) as u32)
}

fn paint<B: DrawingBackend>(scene: &Scene, medium: &Medium, backend: &mut B) -> Result<(), ChartError> {
    let ground = Shape::Box(scene.page(), WHITE);
    for shape in std::iter::once(&ground).chain(&scene.shapes) {
        paint_shape(shape, medium, backend)?;
    }
    backend.present().map_err(|e| ChartError::Drawing(e.to_string()))
}

pub(super) fn paint_shape<B: DrawingBackend>(
    shape: &Shape,
    medium: &Medium,
    backend: &mut B,
) -> Result<(), ChartError> {
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
pub(super) fn pieces(text: &Text, medium: &Medium) -> Vec<(String, Point)> {
    let top = text.at.1 - medium.drop * text.em;
    if !medium.by_letter {
        return vec![(text.content.clone(), (text.at.0, top))];
    }
    let left = text.bounds().left;
    let (letters, _) = font::letters(&text.content, text.em, text.weight);
    letters.into_iter().map(|(c, x)| (c.to_string(), (left + x, top))).collect()
}

pub(super) fn colour(ink: Ink) -> RGBAColor {
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
