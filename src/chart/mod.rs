//! Pictures of what staffing buys, each drawn twice from one layout: as SVG and as PNG.
//!
//! A picture is a plain struct of names and numbers; `render` turns it into bytes. Nothing here reads or writes a file,
//! and no font of the machine is used: the fonts are part of the program, so the same input gives the same bytes
//! everywhere.
//!
//! | picture | shows |
//! |---|---|
//! | [`ServiceCurve`] | measures over staffing levels, with intervals, targets and promises |
//! | [`CostCurve`] | what each level costs, by part, and the cheapest |
//! | [`Day`] | calls offered, agents staffed and service level through the intervals of a day |
//! | [`DayGrid`] | the service of each interval, policy by policy |
//! | [`Differences`] | how policies differ from one of them, with intervals |
//! | [`Tradeoff`] | cost against service, with the region of each policy and the frontier |
//! | [`Waits`] | how long callers wait, and how the waits end |
//! | [`Waterfall`] | from erlangs to people on the payroll, and what rounding adds |
//! | [`ArrivalProfiles`] | calls by interval on each day of a log, and what was fitted to them |
//! | [`DailyVolumes`] | the days of a log: used, of other weekdays, special |
//! | [`Survival`] | how many would still wait, and the fits |
//! | [`Times`] | histograms of times, and the fits |
//! | [`Staffing`] | agents required and scheduled by interval, what exceeds and what is missing |
//! | [`ShiftBars`] | shifts from start to end, breaks left open |
//! | [`Months`] | months one after the other, with where most futures lie |
//! | [`Tornado`] | what each assumption does to a verdict |
//! | [`Promises`] | what one promise costs over another, case by case |
//!
//! A new picture is one new file and one line in this table of contents: lay out a page, fill its scene, hand it to the
//! canvas.
//!
//! Refused, with a [`ChartError`] that names the part: empty series, numbers that are not finite or beyond 1e15 in size,
//! more marks, bars, panels or intervals than a page can hold, lists that do not match in length, levels that do not rise, and values without sense in the picture (a negative cost
//! part cannot be stacked). An undefined estimate is `None` and leaves a gap; it is never drawn as zero.

mod arrivals;
mod axis;
mod bitmap;
mod canvas;
mod cost_curve;
mod daily_volumes;
mod data;
mod day;
mod day_grid;
mod differences;
mod error;
mod font;
mod format;
mod frame;
mod metrics;
mod months;
mod place;
mod promises;
mod scene;
mod series;
mod service_curve;
mod shift_bars;
mod staffing;
mod survival;
mod theme;
mod times;
mod today;
mod tornado;
mod tradeoff;
mod waits;
mod waterfall;

#[cfg(test)]
mod tests;

pub use arrivals::{ArrivalProfile, ArrivalProfiles};
pub use cost_curve::CostCurve;
pub use daily_volumes::{DailyVolumes, DayKind, DayVolume};
pub use data::{Estimate, Line, Mark};
pub use day::Day;
pub use day_grid::DayGrid;
pub use differences::{DifferencePanel, Differences};
pub use error::ChartError;
pub use format::Unit;
pub use months::{Course, MonthPanel, MonthSpread, Months};
pub use promises::{PromiseBar, Promises};
pub use service_curve::{Panel, ServiceCurve};
pub use shift_bars::{ShiftBar, ShiftBars};
pub use staffing::Staffing;
pub use survival::Survival;
pub use times::{Times, TimesPanel};
pub use today::Today;
pub use tornado::{Tornado, TornadoBar};
pub use tradeoff::{Tradeoff, TradeoffPoint};
pub use waits::{WaitBin, Waits};
pub use waterfall::{Waterfall, WaterfallStep};

/// A finished picture in both of its forms.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rendered {
    /// The text of an SVG file, font included.
    pub svg: String,
    /// The bytes of a PNG file, twice the SVG's size in pixels.
    pub png: Vec<u8>,
}
