//! What a fit is told.

use jiff::civil::Weekday;

/// Seconds in a day.
pub const DAY: u32 = 86_400;

/// What a written scenario's `staffed` stands on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum StaffBy {
    /// The different agents seen talking in each interval: an upper bound.
    #[default]
    Seen,
    /// The number with which Erlang A loses as many calls as the log did: fewer, since nobody is there all the time.
    ErlangA,
}

/// How calls are counted, and which of them count.
#[derive(Clone, Debug, PartialEq)]
pub struct FitSettings {
    /// The planning interval, s; divides a day.
    pub interval: u32,
    /// Only these days of the week. `None`: those whose volumes are at least half of the busiest one's.
    pub weekdays: Option<Vec<Weekday>>,
    /// Only from and to these seconds after midnight, whole intervals. `None`: from the first to the last interval
    /// with at least a twentieth of the busiest one's calls.
    pub hours: Option<(u32, u32)>,
    /// Talk times below this are left out of the fit, s: no conversation takes less. 0: none are.
    pub short_calls: f64,
    /// Talk times above this are left out of the fit, s: nobody talks longer.
    pub long_calls: f64,
    /// The wait that is acceptable, s.
    pub acceptable_wait: f64,
    /// A customer who abandons and calls within this time called because of it, s.
    pub redial_window: f64,
    /// The family of talk times and after-call work; `None`: the best by Akaike's criterion.
    pub handle_family: Option<String>,
    /// The family of patience; `None`: the best by Akaike's criterion.
    pub patience_family: Option<String>,
    /// What `staffed` stands on.
    pub staff_by: StaffBy,
    /// Whether all agents are one group, whatever they serve.
    pub one_group: bool,
    /// Whether special days are set aside.
    pub sets_special_days_aside: bool,
    /// Whether each day of the week is a day of the scenario, instead of one day that stands for all.
    pub by_weekday: bool,
}

impl Default for FitSettings {
    fn default() -> Self {
        Self {
            interval: 1800,
            weekdays: None,
            hours: None,
            short_calls: 10.0,
            long_calls: 3600.0,
            acceptable_wait: 20.0,
            redial_window: 3600.0,
            handle_family: None,
            patience_family: None,
            staff_by: StaffBy::Seen,
            one_group: false,
            sets_special_days_aside: true,
            by_weekday: false,
        }
    }
}

impl FitSettings {
    /// How many intervals a day has.
    #[must_use]
    pub const fn intervals(&self) -> usize {
        (DAY / self.interval) as usize
    }

    /// Whether calls of this day of the week and second after midnight are asked for.
    #[must_use]
    pub fn asks_for(&self, weekday: Weekday, second: u32) -> bool {
        self.weekdays.as_ref().is_none_or(|days| days.contains(&weekday))
            && self.hours.is_none_or(|(open, close)| (open..close).contains(&second))
    }
}
