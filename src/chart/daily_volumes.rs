//! How many calls each day of a log brought, and which days are like others.

use super::axis::{Axis, Tick};
use super::data::{check_filled, check_number};
use super::font::{self, Weight};
use super::frame::{self, Page, Plot};
use super::scene::{Area, Scene, Text};
use super::theme::{AXIS, BLUE, DARK, HEADING, HEIGHT, MARGIN, SKY, TICK, VERMILLION};
use super::{ChartError, Rendered, Unit, canvas};

/// A bar for each day, coloured by what became of it.
#[derive(Debug, Clone, PartialEq)]
pub struct DailyVolumes {
    /// The finding, in a sentence.
    pub title: String,
    /// How it was found.
    pub subtitle: String,
    /// The days in order, gaps included as days without a volume.
    pub days: Vec<DayVolume>,
}

/// A day.
#[derive(Debug, Clone, PartialEq)]
pub struct DayVolume {
    /// Its name on the axis, for example "4 Jan".
    pub name: String,
    /// Calls offered; `None` where the log has nothing of it.
    pub offered: Option<f64>,
    /// What became of it.
    pub kind: DayKind,
}

/// What became of a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DayKind {
    /// It is used.
    Used,
    /// Its day of the week is not.
    OtherWeekday,
    /// It is not like others.
    Special,
}

impl DailyVolumes {
    /// Draws the picture.
    ///
    /// # Errors
    /// Refuses no days, and numbers that are not finite.
    pub fn render(&self) -> Result<Rendered, ChartError> {
        canvas::render(&self.scene()?, &self.title)
    }

    pub(super) fn scene(&self) -> Result<Scene, ChartError> {
        check_filled("the list of days", &self.days)?;
        self.days.iter().filter_map(|day| day.offered).try_for_each(|n| check_number("a day's calls", n))?;
        let mut page = Page::new(&self.title, &self.subtitle, HEIGHT - 90.0);
        let volumes: Vec<f64> = self.days.iter().filter_map(|day| day.offered).collect();
        let y = Axis::round(&volumes, &Unit::Count, true, 6);
        let left = page.body.left + frame::tick_room(std::iter::once(&y));
        let area = frame::stack(Area { left, right: page.body.right - 14.0, ..page.body }, &[1.0], 0.0)[0];
        let plot = Plot { area, x: Axis::exact(&[0.0, self.days.len() as f64], &Unit::Count, 2), y };
        plot.draw_frame(&mut page.scene, "", 0.0);
        self.draw_heading(&mut page.scene, area.top - 19.0);
        let slot = area.width() / self.days.len() as f64;
        for (i, day) in self.days.iter().enumerate() {
            let Some(offered) = day.offered else { continue };
            let from = area.left + slot * i as f64;
            let gap = (slot * 0.15).min(5.0);
            let bar = Area {
                left: from + gap / 2.0,
                right: from + slot - gap / 2.0,
                top: plot.y_of(offered),
                bottom: area.bottom,
            };
            page.scene.fill_box(bar, ink(day.kind));
        }
        let ticks = self.ticks(&plot);
        plot.draw_ticks(&mut page.scene, &ticks);
        Ok(page.scene)
    }

    /// The heading names the colours, so no legend is needed.
    fn draw_heading(&self, scene: &mut Scene, baseline: f64) {
        let kinds = [
            (DayKind::Used, "days used", BLUE),
            (DayKind::OtherWeekday, "other days of the week", AXIS.for_text()),
            (DayKind::Special, "set aside as special", VERMILLION.for_text()),
        ];
        let mut words = vec![("Calls offered: ".to_owned(), DARK)];
        for (kind, name, ink) in kinds {
            if self.days.iter().any(|day| day.kind == kind && day.offered.is_some()) {
                if words.len() > 1 {
                    words.push((", ".to_owned(), DARK));
                }
                words.push((name.to_owned(), ink));
            }
        }
        let mut x = MARGIN;
        for (word, ink) in words {
            let text = Text::new(&word, (x, baseline)).em(HEADING).bold().ink(ink);
            x += text.width();
            scene.text(text);
        }
    }

    /// As many names as fit, a whole number of weeks apart where there are many.
    fn ticks(&self, plot: &Plot) -> Vec<Tick> {
        let widest =
            self.days.iter().map(|day| font::width(&day.name, TICK, Weight::Regular)).fold(1.0, f64::max) + 12.0;
        let least = (self.days.len() as f64 * widest / plot.area.width()).ceil().max(1.0) as usize;
        let every = if least <= 1 { 1 } else { least.div_ceil(7) * 7 };
        let named = self.days.iter().enumerate().step_by(every);
        named.map(|(i, day)| (i as f64 + 0.5, day.name.clone())).collect()
    }
}

const fn ink(kind: DayKind) -> super::theme::Ink {
    match kind {
        DayKind::Used => SKY,
        DayKind::OtherWeekday => super::theme::GRID,
        DayKind::Special => VERMILLION,
    }
}
