//! What every staffing level costs, by part, and where it is cheapest.

use super::axis::Axis;
use super::data::{check_length, check_levels, check_marks, check_numbers, check_points};
use super::frame::{self, Flags, MARK, Page, Plot};
use super::scene::{Area, Point, Scene};
use super::series::{self, EndLabel};
use super::service_curve::levels_and;
use super::theme::{DARK, HEIGHT, Ink, VERMILLION, WHITE};
use super::{ChartError, Estimate, Line, Mark, Rendered, Unit, canvas, theme};

/// Stacked parts show through, so that the grid stays visible.
const PART_OPACITY: f64 = 0.55;

/// Cost over staffing levels: stacked parts with their total, or plain lines when a second key varies.
#[derive(Debug, Clone, PartialEq)]
pub struct CostCurve {
    /// The finding, in a sentence.
    pub title: String,
    /// How it was found: replications, confidence.
    pub subtitle: String,
    /// What the levels count, for example "agents staffed".
    pub level_label: String,
    /// The levels, rising.
    pub levels: Vec<f64>,
    /// The code of the currency all money is in, such as "USD".
    pub currency: String,
    /// What the cost is for, for example "a day".
    pub per: String,
    /// Name and cost of each part at each level, stacked from the first upwards; none may be negative.
    pub parts: Vec<(String, Vec<f64>)>,
    /// The total at each level; may be empty when there are `lines`.
    pub total: Vec<Option<Estimate>>,
    /// One line per value of a second key; `parts` is then empty.
    pub lines: Vec<Line>,
    /// The cheapest level, marked more strongly than the others.
    pub cheapest: Option<Mark>,
    /// Further levels worth a mark, such as those that keep a promise.
    pub marks: Vec<Mark>,
}

impl CostCurve {
    /// Draws the picture.
    ///
    /// # Errors
    /// Refuses a curve with neither parts, total nor lines, parts together with lines, a negative part, levels that do
    /// not rise, lists that do not match the levels, and numbers that are not finite.
    pub fn render(&self) -> Result<Rendered, ChartError> {
        canvas::render(&self.scene()?, &self.title)
    }

    pub(super) fn scene(&self) -> Result<Scene, ChartError> {
        self.check()?;
        let mut page = Page::new(&self.title, &self.subtitle, HEIGHT);
        let end_room = series::end_room(self.end_names().into_iter());
        let (plot, flags) = self.layout(&mut page, end_room);
        let scene = &mut page.scene;
        plot.draw_frame(scene, &format!("Cost {}", self.per), flags.room());
        let mut labels = self.draw_parts(scene, &plot);
        plot.draw_foot(scene, &self.level_label);
        flags.draw(scene, &[plot.area]);
        labels.extend(self.draw_total(scene, &plot));
        labels.extend(self.draw_lines(scene, &plot));
        series::draw_end_labels(scene, &plot.area, labels, end_room);
        self.draw_cheapest(scene, &plot);
        Ok(page.scene)
    }

    fn check(&self) -> Result<(), ChartError> {
        check_levels("levels", &self.levels)?;
        check_marks(&self.marks)?;
        check_marks(self.cheapest.as_slice())?;
        let n = self.levels.len();
        if self.parts.is_empty() && self.total.is_empty() && self.lines.is_empty() {
            return Err(ChartError::Empty { what: "the cost curve".into() });
        }
        if !self.parts.is_empty() && !self.lines.is_empty() {
            return Err(ChartError::senseless("the cost curve", "has both parts and lines; draw one of them"));
        }
        for (name, costs) in &self.parts {
            check_part(&format!("cost part \"{name}\""), costs, n)?;
        }
        if !self.total.is_empty() {
            check_points("the total cost", &self.total, n)?;
        }
        self.lines.iter().try_for_each(|l| check_points(&format!("line \"{}\"", l.label), &l.points, n))
    }

    fn end_names(&self) -> Vec<&str> {
        let parts = self.parts.iter().map(|(name, _)| name.as_str());
        let lines = self.lines.iter().map(|l| l.label.as_str());
        parts.chain(lines).chain(self.total_name()).collect()
    }

    /// The total needs a name only beside other things.
    fn total_name(&self) -> Option<&'static str> {
        let alone = self.parts.is_empty() && self.lines.is_empty();
        (!alone && !self.total.is_empty()).then_some("total")
    }

    fn layout(&self, page: &mut Page, end_room: f64) -> (Plot, Flags) {
        let y = self.axis();
        let body = Area {
            left: page.body.left + frame::tick_room(std::iter::once(&y)),
            right: page.body.right - end_room.max(14.0),
            ..page.body
        };
        let marks = self.marks.iter().map(|m| (m, MARK));
        let marks: Vec<(&Mark, Ink)> = marks.chain(self.cheapest.iter().map(|m| (m, cheapest_ink()))).collect();
        let all: Vec<Mark> = marks.iter().map(|(m, _)| (*m).clone()).collect();
        let x = Axis::exact(&levels_and(&self.levels, &all), &Unit::Count, 12);
        let flags = Flags::new(&marks, body.left, page.body.right, |level| body.left + x.place(level) * body.width());
        page.make_room(&flags);
        let body = Area { bottom: page.body.bottom, ..body };
        let areas = frame::stack(body, &[1.0], flags.room());
        (Plot { area: areas[0], x, y }, flags)
    }

    fn axis(&self) -> Axis {
        let stacked = self.stacks().into_iter().flatten();
        let total = series::reach(&self.total);
        let lines = self.lines.iter().flat_map(|l| series::reach(&l.points));
        let mut values: Vec<f64> = stacked.chain(total).chain(lines).collect();
        if self.parts.is_empty() {
            return Axis::round(&values, &self.unit(), false, 6);
        }
        // An interval below zero is no reason to start a stack below it.
        for value in &mut values {
            *value = value.max(0.0);
        }
        Axis::round(&values, &self.unit(), true, 6)
    }

    fn unit(&self) -> Unit {
        Unit::Money(self.currency.clone())
    }

    /// The upper edge of each part.
    fn stacks(&self) -> Vec<Vec<f64>> {
        let mut upper = vec![0.0; self.levels.len()];
        let add = |(_, costs): &(String, Vec<f64>)| {
            upper.iter_mut().zip(costs).for_each(|(u, c)| *u += c);
            upper.clone()
        };
        self.parts.iter().map(add).collect()
    }

    fn draw_parts(&self, scene: &mut Scene, plot: &Plot) -> Vec<EndLabel> {
        let mut lower = vec![0.0; self.levels.len()];
        let mut labels = Vec::new();
        for (i, upper) in self.stacks().into_iter().enumerate() {
            let ink = theme::series(i);
            scene.fill(self.ring(plot, &lower, &upper), ink.fade(PART_OPACITY));
            if let (Some(&from), Some(&to)) = (lower.last(), upper.last()) {
                let y = plot.y_of(f64::midpoint(from, to));
                labels.push(EndLabel { name: self.parts[i].0.clone(), y, ink });
            }
            lower = upper;
        }
        labels
    }

    /// The outline of a part; with a single level there is no area, so the part becomes a bar.
    fn ring(&self, plot: &Plot, lower: &[f64], upper: &[f64]) -> Vec<Point> {
        let widen = if self.levels.len() == 1 { 30.0 } else { 0.0 };
        let edge = |values: &[f64]| -> Vec<Point> {
            let points = self.levels.iter().zip(values).map(|(x, y)| plot.point(*x, *y));
            points.flat_map(|(x, y)| [(x - widen, y), (x + widen, y)]).collect()
        };
        let mut ring = edge(upper);
        ring.extend(edge(lower).into_iter().rev());
        ring
    }

    fn draw_total(&self, scene: &mut Scene, plot: &Plot) -> Option<EndLabel> {
        series::draw(scene, plot, &self.levels, &self.total, DARK);
        let line = Line { label: self.total_name()?.to_owned(), points: self.total.clone() };
        series::end_label(plot, &line, DARK)
    }

    fn draw_lines(&self, scene: &mut Scene, plot: &Plot) -> Vec<EndLabel> {
        let lines = self.lines.iter().enumerate();
        lines
            .filter_map(|(i, line)| {
                series::draw(scene, plot, &self.levels, &line.points, theme::series(i));
                series::end_label(plot, line, theme::series(i))
            })
            .collect()
    }

    /// A strong dot on the total at the cheapest level.
    fn draw_cheapest(&self, scene: &mut Scene, plot: &Plot) {
        let Some(mark) = &self.cheapest else { return };
        let at_level = self.levels.iter().position(|&l| (l - mark.level).abs() < 1e-9);
        let total = at_level.and_then(|i| self.total.get(i).copied().flatten());
        if let Some(estimate) = total {
            let at = plot.point(mark.level, estimate.value);
            scene.disc(at, 10.0, WHITE);
            scene.disc(at, 8.0, VERMILLION);
        }
    }
}

fn cheapest_ink() -> Ink {
    VERMILLION.for_text()
}

fn check_part(what: &str, costs: &[f64], expected: usize) -> Result<(), ChartError> {
    check_length(what, costs, expected)?;
    check_numbers(what, costs)?;
    if costs.iter().any(|&c| c < 0.0) {
        return Err(ChartError::senseless(what, "has a negative value, which cannot be stacked"));
    }
    Ok(())
}
