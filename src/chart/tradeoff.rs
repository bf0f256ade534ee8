//! What service costs: each policy as a point, with the region it may lie in, and the frontier.

use super::axis::Axis;
use super::data::{check_filled, check_number};
use super::frame::{self, Page, Plot};
use super::place;
use super::scene::{Area, Point, Scene, Text};
use super::series;
use super::theme::{BLUE, DARK, HAIR, HEADING, HEIGHT, Ink, LABEL, MUTED, VERMILLION};
use super::{ChartError, Rendered, Unit, canvas};

/// More policies would hide each other.
const MOST: usize = 60;
/// A name this far from its dot needs a line to it.
const LEADER_FROM: f64 = 16.0;
/// Below the plot: tick labels and the axis label.
const FOOT: f64 = 62.0;

/// Policies by what they give (to the right) and what they cost (upwards).
#[derive(Debug, Clone, PartialEq)]
pub struct Tradeoff {
    /// The finding, in a sentence.
    pub title: String,
    /// How it was found: replications, confidence.
    pub subtitle: String,
    /// The horizontal measure, and its unit.
    pub across: (String, Unit),
    /// The upright measure, and its unit.
    pub up: (String, Unit),
    /// The policies; at most 60.
    pub policies: Vec<TradeoffPoint>,
    /// An upright line, such as the service level that must be reached.
    pub at_least: Option<(String, f64)>,
}

/// One policy.
#[derive(Debug, Clone, PartialEq)]
pub struct TradeoffPoint {
    /// What it is called.
    pub name: String,
    /// Where it lies.
    pub at: (f64, f64),
    /// Corners of the region it may lie in.
    pub region: Vec<(f64, f64)>,
    /// Whether none other gives more for less.
    pub is_on_frontier: bool,
    /// Whether it is out: it misses what must be kept.
    pub is_out: bool,
}

impl Tradeoff {
    /// Draws the picture.
    ///
    /// # Errors
    /// Refuses no or more than 60 policies, and numbers that are not finite.
    pub fn render(&self) -> Result<Rendered, ChartError> {
        canvas::render(&self.scene()?, &self.title)
    }

    pub(super) fn scene(&self) -> Result<Scene, ChartError> {
        self.check()?;
        let mut page = Page::new(&self.title, &self.subtitle, HEIGHT + 60.0);
        let plot = self.layout(&page);
        plot.draw_frame(&mut page.scene, &self.up.0, 0.0);
        plot.draw_foot(&mut page.scene, &self.across.0);
        if let Some((name, value)) = &self.at_least {
            let x = plot.x_of(*value);
            page.scene.dashes((x, plot.area.top), (x, plot.area.bottom), MUTED, 1.8);
            let text = Text::new(name, (x + 6.0, plot.area.top + 16.0)).ink(MUTED).fit(220.0);
            page.scene.text(text);
        }
        let frontier = self.frontier(&plot);
        if frontier.len() > 1 {
            page.scene.stroke(frontier.clone(), BLUE.fade(0.55), 2.2);
        }
        for policy in &self.policies {
            let corners: Vec<Point> = policy.region.iter().map(|(x, y)| plot.point(*x, *y)).collect();
            if corners.len() > 2 {
                page.scene.fill(corners, ink(policy).fade(0.22));
            }
            page.scene.disc(plot.point(policy.at.0, policy.at.1), 6.0, ink(policy));
        }
        self.draw_names(&mut page.scene, &plot, &frontier);
        Ok(page.scene)
    }

    fn check(&self) -> Result<(), ChartError> {
        check_filled("the list of policies", &self.policies)?;
        if self.policies.len() > MOST {
            return Err(ChartError::senseless("the list of policies", "has more than 60 entries"));
        }
        for policy in &self.policies {
            let corners = policy.region.iter().chain([&policy.at]);
            let what = format!("policy \"{}\"", policy.name);
            corners.flat_map(|(x, y)| [*x, *y]).try_for_each(|v| check_number(&what, v))?;
        }
        self.at_least.iter().try_for_each(|(name, value)| check_number(name, *value))
    }

    fn layout(&self, page: &Page) -> Plot {
        let all = || self.policies.iter().flat_map(|p| p.region.iter().chain([&p.at]));
        let xs: Vec<f64> = all().map(|p| p.0).chain(self.at_least.iter().map(|a| a.1)).collect();
        let is_share = self.across.1 == Unit::Share;
        let xs: Vec<f64> = xs.into_iter().map(|x| if is_share { x.clamp(0.0, 1.0) } else { x }).collect();
        let ys: Vec<f64> = all().map(|p| p.1).collect();
        let y = Axis::round(&ys, &self.up.1, false, 6);
        let area = Area {
            left: page.body.left + frame::tick_room([&y].into_iter()),
            right: page.body.right - 20.0,
            top: page.body.top + HEADING + 22.0,
            bottom: page.body.bottom - FOOT,
        };
        Plot { area, x: Axis::round(&xs, &self.across.1, false, 8), y }
    }

    /// From the least service to the most: the cheapest way to each.
    fn frontier(&self, plot: &Plot) -> Vec<Point> {
        let mut frontier: Vec<&TradeoffPoint> = self.policies.iter().filter(|p| p.is_on_frontier).collect();
        frontier.sort_by(|a, b| a.at.0.total_cmp(&b.at.0));
        let mut line: Vec<Point> = Vec::new();
        for policy in frontier {
            let at = plot.point(policy.at.0, policy.at.1);
            if let Some(last) = line.last() {
                // What lies below is given by the next one, at its cost.
                line.push((last.0, at.1));
            }
            line.push(at);
        }
        line
    }

    fn draw_names(&self, scene: &mut Scene, plot: &Plot, frontier: &[Point]) {
        let dots: Vec<Point> = self.policies.iter().map(|p| plot.point(p.at.0, p.at.1)).collect();
        let around = |at: &Point| {
            (0..16)
                .map(move |i| {
                    let (sin, cos) = (std::f64::consts::TAU * f64::from(i) / 16.0).sin_cos();
                    (at.0 + 6.0 * cos, at.1 + 6.0 * sin)
                })
                .collect::<Vec<_>>()
        };
        let line = frontier.windows(2).flat_map(|pair| series::between(pair[0], pair[1]));
        let obstacles: Vec<Point> = dots.iter().flat_map(around).chain(line).collect();
        let mut taken: Vec<Area> = Vec::new();
        for (policy, dot) in self.policies.iter().zip(&dots) {
            let text = Text::new(&policy.name, (0.0, 0.0)).em(LABEL).ink(ink(policy).for_text()).fit(300.0);
            let (width, gap) = (text.width(), 11.0);
            let rises = [
                0.36 * LABEL,
                -12.0,
                12.0 + 0.73 * LABEL,
                -30.0,
                30.0 + 0.73 * LABEL,
                -48.0,
                66.0,
                -74.0,
                92.0,
                -100.0,
                118.0,
                -126.0,
                144.0,
            ];
            let spots =
                rises.iter().flat_map(|rise| [(dot.0 + gap, dot.1 + rise), (dot.0 - gap - width, dot.1 + rise)]);
            let inside = |t: &Text| {
                let bounds = t.bounds();
                bounds.left >= plot.area.left - 4.0
                    && bounds.right <= plot.area.right + 16.0
                    && bounds.top >= plot.area.top - 8.0
                    && bounds.bottom <= plot.area.bottom
            };
            let texts: Vec<Text> = spots.map(|at| Text { at, ..text.clone() }).filter(inside).collect();
            let areas: Vec<Area> = texts.iter().map(|t| t.bounds().grown(2.0)).collect();
            if let Some(best) = place::freest(&areas, &obstacles, &taken)
                && let Some(i) = areas.iter().position(|area| *area == best)
            {
                taken.push(best);
                draw_leader(scene, *dot, &texts[i].bounds(), ink(policy));
                scene.text_on_white(texts[i].clone());
            }
        }
    }
}

/// A line from a dot to its name, where that does not stand right beside it.
fn draw_leader(scene: &mut Scene, dot: Point, name: &Area, ink: Ink) {
    let end = (dot.0.clamp(name.left, name.right), dot.1.clamp(name.top, name.bottom));
    let distance = (end.0 - dot.0).hypot(end.1 - dot.1);
    if distance > LEADER_FROM {
        let start = (dot.0 + (end.0 - dot.0) * 6.0 / distance, dot.1 + (end.1 - dot.1) * 6.0 / distance);
        scene.stroke(vec![start, end], ink.fade(0.7), HAIR);
    }
}

/// On the frontier, beaten, or out.
fn ink(policy: &TradeoffPoint) -> Ink {
    match (policy.is_out, policy.is_on_frontier) {
        (true, _) => VERMILLION,
        (false, true) => BLUE,
        (false, false) => DARK.fade(0.6),
    }
}
