//! How long callers wait, and how their waits end.

use super::axis::{Axis, Tick};
use super::data::{check_filled, check_mark_count, check_number};
use super::frame::{self, Flags, MARK, Page, Plot};
use super::scene::{Align, Area, Point, Scene, Text};
use super::theme::{BLUE, DARK, HEADING, HEIGHT, Ink, MARGIN, SKY, TICK, VERMILLION, WHITE};
use super::{ChartError, Mark, Rendered, Unit, canvas};

/// Room left of zero for the bar of the calls answered at once.
const AT_ONCE_ROOM: f64 = 150.0;

/// A bar at once so much higher than all others is cut, and says so.
const CUT_ABOVE: f64 = 1.35;

/// Waits as a histogram, answered and abandoned stacked, with the calls answered at once as a bar of their own.
#[derive(Debug, Clone, PartialEq)]
pub struct Waits {
    /// The finding, in a sentence.
    pub title: String,
    /// How it was found: replications, confidence.
    pub subtitle: String,
    /// Bins of equal width, each starting where the last one ended; the last may end at infinity.
    pub bins: Vec<WaitBin>,
    /// Share of offered calls answered without waiting; not part of any bin.
    pub at_once: f64,
    /// Upright lines at waits, s: the acceptable wait, or "90% of callers wait at most".
    pub marks: Vec<(String, f64)>,
}

/// The calls that waited between two times.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct WaitBin {
    /// The shortest wait in the bin, s.
    pub from: f64,
    /// The wait at which the next bin starts, s.
    pub to: f64,
    /// Share of offered calls answered after such a wait.
    pub answered: f64,
    /// Share of offered calls abandoned after such a wait.
    pub abandoned: f64,
}

impl Waits {
    /// Draws the picture.
    ///
    /// # Errors
    /// Refuses no bins, bins of unequal width or with gaps between them (a bar's height would mislead), shares below
    /// zero or above one, and numbers that are not finite, the end of the last bin excepted.
    pub fn render(&self) -> Result<Rendered, ChartError> {
        canvas::render(&self.scene()?, &self.title)
    }

    pub(super) fn scene(&self) -> Result<Scene, ChartError> {
        self.check()?;
        let mut page = Page::new(&self.title, &self.subtitle, HEIGHT);
        let (plot, flags) = self.layout(&mut page);
        let scene = &mut page.scene;
        plot.draw_frame(scene, "", flags.room());
        self.draw_heading(scene, plot.area.top - flags.room() - 19.0);
        for bin in &self.bins {
            self.draw_bin(scene, &plot, bin);
        }
        flags.draw(scene, &[plot.area]);
        self.draw_at_once(scene, &plot);
        let ticks = self.ticks(&plot);
        plot.draw_ticks(scene, &ticks);
        plot.draw_axis_label(scene, "wait until answered or abandoned");
        Ok(page.scene)
    }

    fn check(&self) -> Result<(), ChartError> {
        check_filled("the list of bins", &self.bins)?;
        check_share("the share answered at once", self.at_once)?;
        for bin in &self.bins {
            check_number("a bin's start", bin.from)?;
            check_share("a bin's share answered", bin.answered)?;
            check_share("a bin's share abandoned", bin.abandoned)?;
        }
        check_mark_count(&self.marks)?;
        for (label, wait) in &self.marks {
            check_number(&format!("mark \"{label}\""), *wait)?;
        }
        self.check_widths()
    }

    fn check_widths(&self) -> Result<(), ChartError> {
        let (last, others) = match self.bins.split_last() {
            Some((last, others)) if !last.to.is_finite() && last.to > 0.0 => (Some(last), others),
            _ => (None, &self.bins[..]),
        };
        let width = self.bin_width();
        check_number("a bin's width", width)?;
        let near = |a: f64, b: f64| (a - b).abs() <= 1e-6 * width;
        let even = others.iter().all(|b| near(b.to - b.from, width));
        let joined = self.bins.windows(2).all(|pair| near(pair[0].to, pair[1].from));
        let whole = width > 0.0 && even && joined && last.is_none_or(|l| l.from >= 0.0);
        if whole && self.bins[0].from >= 0.0 {
            return Ok(());
        }
        Err(ChartError::senseless("the list of bins", "must rise from zero or more in steps of one width"))
    }

    /// The width of the bins, s; a lone bin without an end is drawn as wide as it is late.
    fn bin_width(&self) -> f64 {
        let first = self.bins[0];
        if first.to.is_finite() || first.to.is_nan() { first.to - first.from } else { first.from.max(1.0) }
    }

    /// Where the last bin ends on the axis, s.
    fn end(&self) -> f64 {
        let last = self.bins[self.bins.len() - 1];
        last.from + self.bin_width()
    }

    /// The axis reaches marks a little beyond the bins; marks further out stand at its end and say so.
    fn marks_in_reach(&self) -> (Vec<Mark>, f64) {
        let furthest = self.end() * 1.5;
        let near = self.marks.iter().map(|m| m.1).filter(|&wait| wait <= furthest);
        let end = near.fold(self.end(), f64::max);
        let mark = |(label, wait): &(String, f64)| Mark {
            label: if *wait > end { format!("{label}, off the axis") } else { label.clone() },
            level: wait.clamp(0.0, end),
        };
        (self.marks.iter().map(mark).collect(), end)
    }

    fn highest(&self) -> f64 {
        let highest = self.bins.iter().map(|b| b.answered + b.abandoned).fold(0.0, f64::max);
        if highest > 0.0 { highest } else { self.at_once }
    }

    /// The height of the bar at once, cut where it would flatten all others.
    fn at_once_shown(&self) -> f64 {
        self.at_once.min(self.highest() * CUT_ABOVE)
    }

    fn layout(&self, page: &mut Page) -> (Plot, Flags) {
        let y = Axis::round(&[0.0, self.highest(), self.at_once_shown()], &Unit::Share, true, 6);
        let left = page.body.left + frame::tick_room(std::iter::once(&y));
        let (marks, end) = self.marks_in_reach();
        let (width, right) = (page.body.right - 14.0 - left, page.body.right - 14.0);
        // Zero lies right of the bar at once, so the axis starts at a wait below zero that is never written.
        let before = end * AT_ONCE_ROOM / (width - AT_ONCE_ROOM);
        let x = Axis::exact(&[-before, end], &Unit::Seconds, 10);
        let inks: Vec<(&Mark, Ink)> = marks.iter().map(|m| (m, MARK)).collect();
        let flags = Flags::new(&inks, left, page.body.right, |wait| left + x.place(wait) * width);
        page.make_room(&flags);
        let body = Area { left, right, ..page.body };
        let areas = frame::stack(body, &[1.0], flags.room());
        (Plot { area: areas[0], x, y }, flags)
    }

    /// The heading names both colours, so no legend is needed.
    fn draw_heading(&self, scene: &mut Scene, baseline: f64) {
        let after_wait: f64 = self.bins.iter().map(|b| b.answered).sum();
        let abandoned: f64 = self.bins.iter().map(|b| b.abandoned).sum();
        let share = |v: f64| Unit::Share.label(v);
        let words = [
            ("Share of offered calls: ".to_owned(), DARK),
            (format!("{} answered at once", share(self.at_once)), SKY.for_text()),
            (", ".to_owned(), DARK),
            (format!("{} after a wait", share(after_wait)), BLUE),
            (", ".to_owned(), DARK),
            (format!("{} abandoned", share(abandoned)), VERMILLION.for_text()),
        ];
        let mut x = MARGIN;
        for (word, ink) in words {
            let text = Text::new(&word, (x, baseline)).em(HEADING).bold().ink(ink);
            x += text.width();
            scene.text(text);
        }
    }

    fn draw_bin(&self, scene: &mut Scene, plot: &Plot, bin: &WaitBin) {
        let left = plot.x_of(bin.from);
        let right = plot.x_of(bin.from + self.bin_width());
        let gap = ((right - left) * 0.1).min(2.0);
        let right = right - gap;
        let (zero, middle) = (plot.y_of(0.0), plot.y_of(bin.answered));
        let top = plot.y_of(bin.answered + bin.abandoned);
        scene.fill_box(Area { left, right, top: middle, bottom: zero }, BLUE);
        scene.fill_box(Area { left, right, top, bottom: middle }, VERMILLION);
    }

    fn draw_at_once(&self, scene: &mut Scene, plot: &Plot) {
        let middle = plot.area.left + AT_ONCE_ROOM * 0.42;
        let bar = Area {
            left: middle - 36.0,
            right: middle + 36.0,
            top: plot.y_of(self.at_once_shown()),
            bottom: plot.area.bottom,
        };
        scene.fill_box(bar, SKY);
        if self.at_once > self.at_once_shown() {
            scene.stroke(tear(&bar), WHITE, 6.0);
        }
        let at = (middle, bar.top - 9.0);
        let label = Text::new(&Unit::Share.label(self.at_once), at).bold();
        scene.text_on_white(label.align(Align::Centre));
        let below = Text::new("at once", (middle, plot.area.bottom + 24.0)).em(TICK);
        scene.text(below.align(Align::Centre));
    }

    fn ticks(&self, plot: &Plot) -> Vec<Tick> {
        let mut ticks: Vec<Tick> = plot.x.ticks.iter().filter(|t| t.0 >= 0.0).cloned().collect();
        let last = self.bins[self.bins.len() - 1];
        if !last.to.is_finite() {
            ticks.retain(|t| plot.x_of(t.0) < plot.x_of(last.from) - 50.0);
            ticks.push((last.from, format!("{} +", Unit::Seconds.label(last.from))));
        }
        ticks
    }
}

/// A zigzag across the upper part of a bar that is higher than shown.
fn tear(bar: &Area) -> Vec<Point> {
    let y = bar.top + bar.height() * 0.2;
    let step = bar.width() / 6.0;
    (0..=6).map(|i| (bar.left + step * f64::from(i), y + if i % 2 == 0 { 7.0 } else { -7.0 })).collect()
}

fn check_share(what: &str, share: f64) -> Result<(), ChartError> {
    check_number(what, share)?;
    if (0.0..=1.0 + 1e-9).contains(&share) {
        return Ok(());
    }
    Err(ChartError::senseless(what, "is not between 0 and 1"))
}
