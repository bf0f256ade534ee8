//! A day through its intervals: what came, who was there, how it went.

use super::axis::{Axis, Tick};
use super::data::{check_filled, check_length, check_number, check_numbers, check_points};
use super::font::{self, Weight};
use super::frame::{self, Page, Plot};
use super::scene::{Area, Point, Scene};
use super::series::{self, EndLabel};
use super::service_curve::sensible_reach;
use super::theme::{BLUE, HEIGHT, LINE, SKY, TICK};
use super::{ChartError, Estimate, Rendered, Unit, canvas, theme};

/// More intervals would be thinner than the gaps between them.
const MOST_INTERVALS: usize = 96;

/// Calls offered, agents staffed and service level by interval, in three panels on one clock.
#[derive(Debug, Clone, PartialEq)]
pub struct Day {
    /// The finding, in a sentence.
    pub title: String,
    /// How it was found: replications, confidence.
    pub subtitle: String,
    /// When each interval starts, for example "07:00"; 1 to 96 of them.
    pub intervals: Vec<String>,
    /// Calls offered in each interval.
    pub offered: Vec<Option<Estimate>>,
    /// Each agent group with its agents staffed in each interval.
    pub staffed: Vec<(String, Vec<f64>)>,
    /// Service level of each interval, a share.
    pub service_level: Vec<Option<Estimate>>,
    /// What the service level counts, for example "Service level: answered within 20 s".
    pub service_level_name: String,
    /// The service level wanted, a share.
    pub target: Option<f64>,
}

impl Day {
    /// Draws the picture.
    ///
    /// # Errors
    /// Refuses no or more than 96 intervals, lists that do not match the intervals, and numbers that are not finite.
    pub fn render(&self) -> Result<Rendered, ChartError> {
        canvas::render(&self.scene()?, &self.title)
    }

    pub(super) fn scene(&self) -> Result<Scene, ChartError> {
        self.check()?;
        let mut page = Page::new(&self.title, &self.subtitle, HEIGHT + 165.0);
        let names = self.group_names();
        let end_room = series::end_room(names.iter().copied());
        let [calls, agents, level] = self.layout(&page, end_room);
        let scene = &mut page.scene;
        calls.draw_frame(scene, "Calls offered in each interval", 0.0);
        self.draw_offered(scene, &calls);
        calls.draw_ticks(scene, &[]);
        agents.draw_frame(scene, &self.agents_heading(), 0.0);
        agents.draw_ticks(scene, &[]);
        self.draw_staffed(scene, &agents, end_room);
        level.draw_frame(scene, &self.service_level_name, 0.0);
        level.draw_ticks(scene, &clock(&self.intervals, &level));
        level.draw_axis_label(scene, "start of interval");
        self.draw_service_level(scene, &level);
        Ok(page.scene)
    }

    fn check(&self) -> Result<(), ChartError> {
        check_filled("the list of intervals", &self.intervals)?;
        let n = self.intervals.len();
        if n > MOST_INTERVALS {
            return Err(ChartError::senseless("the list of intervals", "has more than 96 entries"));
        }
        check_points("calls offered", &self.offered, n)?;
        check_points("service level", &self.service_level, n)?;
        for (group, agents) in &self.staffed {
            let what = format!("agents staffed of \"{group}\"");
            check_length(&what, agents, n)?;
            check_numbers(&what, agents)?;
        }
        self.target.map_or(Ok(()), |t| check_number("the target service level", t))
    }

    /// Several groups are named at the ends of their steps, a single one in the heading.
    fn group_names(&self) -> Vec<&str> {
        let several = self.staffed.len() > 1;
        let groups = self.staffed.iter().filter(|_| several);
        groups.map(|(name, _)| name.as_str()).collect()
    }

    fn agents_heading(&self) -> String {
        match &self.staffed[..] {
            [(only, _)] if !only.trim().is_empty() && only != "agents" => {
                format!("Agents staffed: {only}")
            }
            _ => "Agents staffed".to_owned(),
        }
    }

    fn layout(&self, page: &Page, end_room: f64) -> [Plot; 3] {
        let axes = self.axes();
        let body = Area {
            left: page.body.left + frame::tick_room(axes.iter()),
            right: page.body.right - end_room.max(14.0),
            ..page.body
        };
        let areas = frame::stack(body, &[1.0, 0.8, 1.1], 0.0);
        let x = Axis::exact(&[0.0, self.intervals.len() as f64], &Unit::Count, 2);
        let plot = |area: Area, y: Axis| Plot { area, x: x.clone(), y };
        let [calls, agents, level] = axes;
        [plot(areas[0], calls), plot(areas[1], agents), plot(areas[2], level)]
    }

    fn axes(&self) -> [Axis; 3] {
        let offered = sensible_reach(&self.offered, &Unit::Count);
        let staffed: Vec<f64> = self.staffed.iter().flat_map(|(_, agents)| agents).copied().collect();
        let level = sensible_reach(&self.service_level, &Unit::Share);
        let level: Vec<f64> = level.into_iter().chain(self.target).collect();
        [
            Axis::round(&offered, &Unit::Count, true, 4),
            Axis::round(&staffed, &Unit::Count, true, 3),
            Axis::round(&level, &Unit::Share, false, 4),
        ]
    }

    fn draw_offered(&self, scene: &mut Scene, plot: &Plot) {
        let slot = plot.area.width() / self.intervals.len() as f64;
        let gap = (slot * 0.12).min(6.0);
        for (i, estimate) in self.offered.iter().enumerate() {
            let Some(estimate) = estimate else { continue };
            let left = plot.area.left + slot * i as f64;
            let (y, zero) = (plot.y_of(estimate.value), plot.y_of(0.0));
            let bar =
                Area { left: left + gap / 2.0, right: left + slot - gap / 2.0, top: y.min(zero), bottom: y.max(zero) };
            scene.fill_box(bar, SKY);
            draw_whisker(scene, plot, left + slot / 2.0, *estimate);
        }
    }

    fn draw_staffed(&self, scene: &mut Scene, plot: &Plot, end_room: f64) {
        let mut labels = Vec::new();
        for (i, (name, agents)) in self.staffed.iter().enumerate() {
            let ink = theme::series(i);
            scene.stroke(steps(plot, agents), ink, LINE);
            if let (Some(&last), true) = (agents.last(), self.staffed.len() > 1) {
                labels.push(EndLabel { name: name.clone(), y: plot.y_of(last), ink });
            }
        }
        series::draw_end_labels(scene, &plot.area, labels, end_room);
    }

    fn draw_service_level(&self, scene: &mut Scene, plot: &Plot) {
        let middles: Vec<f64> = (0..self.intervals.len()).map(|i| i as f64 + 0.5).collect();
        if let Some(target) = self.target {
            plot.draw_target(scene, target);
        }
        series::draw(scene, plot, &middles, &self.service_level, BLUE);
        if let Some(target) = self.target {
            let name = format!("target {}", Unit::Share.label(target));
            let trace = series::trace(plot, &middles, &self.service_level);
            plot.label_target(scene, target, &name, &trace, &[]);
        }
    }
}

/// As many starts of `intervals` as fit, on full hours where there are any.
pub(super) fn clock(intervals: &[String], plot: &Plot) -> Vec<Tick> {
    let widths = intervals.iter().map(|name| font::width(name, TICK, Weight::Regular));
    let widest = widths.fold(1.0, f64::max) + 16.0;
    let fitting = (plot.area.width() / widest).max(1.0);
    let least = (intervals.len() as f64 / fitting).ceil() as usize;
    let every = [1, 2, 3, 4, 6, 8, 12, 16, 24, 48].into_iter().find(|&e| e >= least).unwrap_or(96);
    let full = intervals.iter().position(|name| name.ends_with(":00")).unwrap_or(0);
    let starts = intervals.iter().enumerate().skip(full % every).step_by(every);
    starts.map(|(i, name)| (i as f64, font::fit(name, TICK, Weight::Regular, plot.area.width() / 2.0))).collect()
}

/// A stair over the intervals.
pub(super) fn steps(plot: &Plot, agents: &[f64]) -> Vec<Point> {
    let stair = |(i, &n): (usize, &f64)| [plot.point(i as f64, n), plot.point(i as f64 + 1.0, n)];
    agents.iter().enumerate().flat_map(stair).collect()
}

fn draw_whisker(scene: &mut Scene, plot: &Plot, x: f64, estimate: Estimate) {
    if estimate.half_width.is_some() {
        let (low, high) = estimate.ends();
        scene.stroke(vec![(x, plot.y_of(low)), (x, plot.y_of(high))], BLUE, 2.0);
    }
}
