//! Lines with their confidence bands, and the names at their ends.

use super::font::{self, Weight};
use super::frame::Plot;
use super::place;
use super::scene::{Area, Point, Scene, Text};
use super::theme::{BAND, Ink, LABEL, LINE};
use super::{Estimate, Line};

/// Height of a label at a line's end.
const END_ROW: f64 = 23.0;

/// From a line's end to its label.
const END_GAP: f64 = 10.0;

/// All values a panel must show, the ends of the intervals included.
pub(super) fn reach(points: &[Option<Estimate>]) -> impl Iterator<Item = f64> {
    points.iter().flatten().flat_map(|e| [e.value, e.ends().0, e.ends().1])
}

/// The values alone, without their intervals.
pub(super) fn values(points: &[Option<Estimate>]) -> impl Iterator<Item = f64> {
    points.iter().flatten().map(|e| e.value)
}

/// Draws a line over `xs` with its band; gaps stay open, and a point between two gaps becomes a dot.
pub(super) fn draw(scene: &mut Scene, plot: &Plot, xs: &[f64], points: &[Option<Estimate>], ink: Ink) {
    for run in runs(xs, points) {
        draw_band(scene, plot, &run, ink);
        if let [(x, only)] = run[..] {
            draw_dot(scene, plot, x, only, ink);
        } else {
            let line = run.iter().map(|(x, e)| plot.point(*x, e.value)).collect();
            scene.stroke(line, ink, LINE);
        }
    }
}

/// The stretches of defined points.
fn runs(xs: &[f64], points: &[Option<Estimate>]) -> Vec<Vec<(f64, Estimate)>> {
    let mut runs = vec![Vec::new()];
    for (x, point) in xs.iter().zip(points) {
        match (point, runs.last_mut()) {
            (Some(estimate), Some(run)) => run.push((*x, *estimate)),
            (_, Some(run)) if !run.is_empty() => runs.push(Vec::new()),
            _ => {}
        }
    }
    runs.retain(|run| !run.is_empty());
    runs
}

fn draw_band(scene: &mut Scene, plot: &Plot, run: &[(f64, Estimate)], ink: Ink) {
    if run.len() < 2 || run.iter().all(|(_, e)| e.half_width.is_none()) {
        return;
    }
    let lower = run.iter().map(|(x, e)| plot.point(*x, e.ends().0));
    let upper = run.iter().rev().map(|(x, e)| plot.point(*x, e.ends().1));
    scene.fill(lower.chain(upper).collect(), ink.fade(BAND));
}

fn draw_dot(scene: &mut Scene, plot: &Plot, x: f64, estimate: Estimate, ink: Ink) {
    let (low, high) = estimate.ends();
    if estimate.half_width.is_some() {
        scene.stroke(vec![plot.point(x, low), plot.point(x, high)], ink.fade(0.5), LINE);
    }
    scene.disc(plot.point(x, estimate.value), 5.0, ink);
}

/// Points along the drawn lines and the edges of their bands, a few pixels apart, for labels to keep away from.
pub(super) fn trace(plot: &Plot, xs: &[f64], points: &[Option<Estimate>]) -> Vec<Point> {
    let edges: [fn(&Estimate) -> f64; 3] = [|e| e.value, |e| e.ends().0, |e| e.ends().1];
    let mut trace = Vec::new();
    for run in runs(xs, points) {
        for edge in edges {
            let line: Vec<Point> = run.iter().map(|(x, e)| plot.point(*x, edge(e))).collect();
            trace.extend(line.first());
            trace.extend(line.windows(2).flat_map(|pair| between(pair[0], pair[1])));
        }
    }
    trace
}

/// Points of a straight line, a few pixels apart, its end included.
pub(super) fn between(from: Point, to: Point) -> impl Iterator<Item = Point> {
    let steps = ((to.0 - from.0).hypot(to.1 - from.1) / 5.0).ceil().max(1.0);
    (1..=steps as usize).map(move |i| {
        let share = i as f64 / steps;
        (from.0 + (to.0 - from.0) * share, from.1 + (to.1 - from.1) * share)
    })
}

/// A name to be written right of the plot at some height.
pub(super) struct EndLabel {
    pub name: String,
    pub y: f64,
    pub ink: Ink,
}

/// The label of a line at its last defined point; `None` if it has neither points nor a name.
pub(super) fn end_label(plot: &Plot, line: &Line, ink: Ink) -> Option<EndLabel> {
    let last = line.points.iter().rev().flatten().next()?;
    (!line.label.trim().is_empty()).then(|| EndLabel { name: line.label.clone(), y: plot.y_of(last.value), ink })
}

/// Room the names need right of the plots, at most a quarter of the page.
pub(super) fn end_room<'a>(names: impl Iterator<Item = &'a str>) -> f64 {
    let widest = names.map(|name| font::width(name, LABEL, Weight::Bold)).fold(0.0, f64::max);
    if widest > 0.0 { widest.min(290.0).ceil() + 1.0 + END_GAP } else { 0.0 }
}

/// Writes the names, moved apart where their lines end close together; of too many every so manieth is named.
pub(super) fn draw_end_labels(scene: &mut Scene, area: &Area, labels: Vec<EndLabel>, room: f64) {
    let (top, bottom) = (area.top - 2.0, area.bottom - 2.0);
    let fitting = (((bottom - top) / END_ROW) as usize + 1).max(1);
    let labels = thin(labels, fitting);
    let wanted: Vec<f64> = labels.iter().map(|l| l.y).collect();
    for (label, y) in labels.iter().zip(place::spread(&wanted, END_ROW, top, bottom)) {
        let at = (area.right + END_GAP, y + 0.36 * LABEL);
        let text = Text::new(&label.name, at).bold().ink(label.ink.for_text());
        scene.text(text.fit(room - END_GAP));
    }
}

/// At most `most` labels, the outermost kept.
fn thin(mut labels: Vec<EndLabel>, most: usize) -> Vec<EndLabel> {
    if labels.len() <= most {
        return labels;
    }
    labels.sort_by(|a, b| a.y.total_cmp(&b.y));
    let last = labels.len() - 1;
    let kept: Vec<usize> = (0..most).map(|i| i * last / (most - 1).max(1)).collect();
    let named = labels.into_iter().enumerate().filter(|(i, _)| kept.contains(i));
    named.map(|(_, label)| label).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[allow(clippy::unnecessary_wraps)] // a series holds options
    fn estimate(value: f64) -> Option<Estimate> {
        Some(Estimate { value, half_width: None })
    }

    #[test]
    fn undefined_points_split_a_line() {
        let points = [None, estimate(1.0), estimate(2.0), None, None, estimate(3.0)];
        let xs = [0.0, 1.0, 2.0, 3.0, 4.0, 5.0];
        let lengths: Vec<usize> = runs(&xs, &points).iter().map(Vec::len).collect();
        assert_eq!(lengths, [2, 1]);
        assert!(runs(&xs, &[None; 6]).is_empty());
    }

    #[test]
    fn of_too_many_labels_some_remain_and_fit() {
        let labels = |n: usize| -> Vec<EndLabel> {
            (0..n).map(|i| EndLabel { name: i.to_string(), y: i as f64, ink: crate::chart::theme::DARK }).collect()
        };
        for most in 1..9 {
            for n in 1..40 {
                let left = thin(labels(n), most).len();
                assert!(left == n.min(most), "{n} {most} {left}");
            }
        }
    }
}
