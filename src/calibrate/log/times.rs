//! Dates, times of day and durations, in the ways that telephone systems write them.

use std::cell::Cell;

use jiff::{
    Timestamp,
    civil::{Date, DateTime, Time},
    tz::TimeZone,
};

/// What comes first in a date of three numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// 31/12/1999
    DayFirst,
    /// 12/31/1999
    MonthFirst,
    /// 1999-12-31
    YearFirst,
}

/// How the dates of a log are written.
#[derive(Clone, Debug)]
pub(super) struct Dates {
    pub order: Order,
    pub pattern: Option<String>,
    /// The centre's zone, and that of the log.
    pub zones: Option<(TimeZone, TimeZone)>,
    /// Whether a time of no clock was taken as one of the centre's: seconds since 1970, or a Z.
    pub took_universal: Cell<bool>,
}

/// An instant as logged: on a clock, in time that all clocks share, or on a clock that says how far it is off that.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Instant {
    Local(DateTime),
    Universal(Timestamp),
    Offset(DateTime, Timestamp),
}

/// An instant as the centre's clock has it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Moment {
    pub at: DateTime,
    /// In time that all clocks share, where that is known.
    pub universal: Option<Timestamp>,
    /// Whether the clock showed that time twice, or never.
    pub is_doubtful: bool,
}

impl Moment {
    /// Seconds since `earlier`: through a change of clocks, where both are known in time that all clocks share.
    pub(super) fn since(&self, earlier: &Self) -> f64 {
        match (self.universal, earlier.universal) {
            (Some(to), Some(from)) => to.duration_since(from).as_secs_f64(),
            _ => self.at.duration_since(earlier.at).as_secs_f64(),
        }
    }
}

impl Dates {
    /// A date.
    pub(super) fn date(&self, text: &str) -> Option<Date> {
        // A workbook has dates at midnight.
        let text = text.trim();
        let midnight = ["T00:00:00", " 00:00:00"].iter().find_map(|midnight| text.strip_suffix(midnight));
        date(midnight.unwrap_or(text), self.order)
    }

    /// Date and time, on the centre's clock.
    pub(super) fn date_time(&self, text: &str) -> Option<Moment> {
        if let Some(pattern) = &self.pattern {
            return self.on_the_clock(Instant::Local(DateTime::strptime(pattern, text.trim()).ok()?));
        }
        self.on_the_clock(instant(text, self.order)?)
    }

    /// A local date and time of the log, on the centre's clock.
    pub(super) fn local(&self, at: DateTime) -> Option<Moment> {
        self.on_the_clock(Instant::Local(at))
    }

    fn on_the_clock(&self, at: Instant) -> Option<Moment> {
        let universal =
            |universal: Timestamp, at: DateTime| Moment { at, universal: Some(universal), is_doubtful: false };
        Some(match (at, &self.zones) {
            (Instant::Local(at), None) => Moment { at, universal: None, is_doubtful: false },
            (Instant::Offset(at, time), None) => universal(time, at),
            (Instant::Universal(time), None) => {
                self.took_universal.set(true);
                universal(time, time.to_zoned(TimeZone::UTC).datetime())
            }
            (Instant::Universal(time) | Instant::Offset(_, time), Some((centre, _))) => {
                universal(time, time.to_zoned(centre.clone()).datetime())
            }
            (Instant::Local(at), Some((centre, log))) => {
                let ambiguous = log.to_ambiguous_zoned(at);
                let is_doubtful = ambiguous.is_ambiguous();
                let zoned = ambiguous.compatible().ok()?;
                let at = zoned.with_time_zone(centre.clone()).datetime();
                Moment { at, universal: Some(zoned.timestamp()), is_doubtful }
            }
        })
    }
}

/// The order that these dates of three numbers allow: both, where they leave it open.
pub(super) fn orders<'a>(samples: impl Iterator<Item = &'a str>) -> (bool, bool, u64) {
    let (mut day_first, mut month_first, mut count) = (true, true, 0);
    for [a, b, _] in samples.filter_map(|text| three(text.split([' ', 'T']).next().unwrap_or(text))) {
        if a.1 > 2 {
            continue;
        }
        count += 1;
        day_first &= b.0 <= 12 && a.0 <= 31;
        month_first &= a.0 <= 12 && b.0 <= 31;
    }
    (day_first, month_first, count)
}

/// Three numbers between dots, strokes or hyphens, each with how many digits it has.
fn three(text: &str) -> Option<[(i16, usize); 3]> {
    let mut parts = text.trim().split(['/', '.', '-']);
    let mut next = || {
        let part = parts.next()?.trim();
        let is_number = !part.is_empty() && part.len() <= 4 && part.bytes().all(|b| b.is_ascii_digit());
        is_number.then(|| Some((part.parse().ok()?, part.len())))?
    };
    let found = [next()?, next()?, next()?];
    parts.next().is_none().then_some(found)
}

fn date(text: &str, order: Order) -> Option<Date> {
    let text = text.trim();
    if let Some([a, b, c]) = three(text) {
        let (year, month, day) = match order {
            _ if a.1 > 2 => (a, b, c),
            Order::YearFirst => (a, b, c),
            Order::DayFirst => (c, b, a),
            Order::MonthFirst => (c, a, b),
        };
        return Date::new(full_year(year.0, year.1), month.0 as i8, day.0 as i8).ok();
    }
    let digits = text.bytes().all(|b| b.is_ascii_digit());
    let number = |range: std::ops::Range<usize>| text.get(range)?.parse::<i16>().ok();
    match text.len() {
        6 if digits => Date::new(full_year(number(0..2)?, 2), number(2..4)? as i8, number(4..6)? as i8).ok(),
        8 if digits => Date::new(number(0..4)?, number(4..6)? as i8, number(6..8)? as i8).ok(),
        _ => None,
    }
}

/// Years of two digits lie between 1970 and 2069.
const fn full_year(year: i16, digits: usize) -> i16 {
    match year {
        _ if digits > 2 => year,
        0..=69 => year + 2000,
        _ => year + 1900,
    }
}

/// "8:05", "08:05:30", "8:05:30 pm", "080530", "08:05:30.25".
pub(super) fn time_of_day(text: &str) -> Option<Time> {
    let text = text.trim();
    let lower = text.to_ascii_lowercase();
    let (clock, afternoon) = match (lower.strip_suffix("pm").or(lower.strip_suffix("p.m.")), lower.strip_suffix("am")) {
        (Some(clock), _) => (clock.trim(), Some(true)),
        (None, Some(clock)) => (clock.trim(), Some(false)),
        (None, None) => (lower.as_str(), None),
    };
    let (hours, minutes, seconds) = if clock.contains(':') {
        let mut parts = clock.split(':');
        let hours: i8 = parts.next()?.trim().parse().ok()?;
        let minutes: i8 = parts.next()?.parse().ok()?;
        let seconds: f64 = parts.next().map_or(Some(0.0), |s| s.replace(',', ".").parse().ok())?;
        if parts.next().is_some() {
            return None;
        }
        (hours, minutes, seconds)
    } else if clock.len() == 6 && clock.bytes().all(|b| b.is_ascii_digit()) {
        (clock[..2].parse().ok()?, clock[2..4].parse().ok()?, f64::from(clock[4..].parse::<u8>().ok()?))
    } else {
        return None;
    };
    let hours = match afternoon {
        Some(true) if hours < 12 => hours + 12,
        Some(false) if hours == 12 => 0,
        _ => hours,
    };
    if !(0.0..60.0).contains(&seconds) {
        return None;
    }
    let nanoseconds = ((seconds.fract() * 1e9).round() as i32).min(999_999_999);
    Time::new(hours, minutes, seconds as i8, nanoseconds).ok()
}

/// ISO 8601 with or without a zone, a date and a time of day in any of their ways, seconds or
/// milliseconds since 1970.
pub(super) fn instant(text: &str, order: Order) -> Option<Instant> {
    let text = text.trim();
    if let Some(universal) = since_1970(text) {
        return Some(universal);
    }
    // The common form, read without asking for others.
    if text.len() == 19
        && text.as_bytes()[4] == b'-'
        && let Ok(at) = text.parse::<DateTime>()
    {
        return Some(Instant::Local(at));
    }
    let has_zone = text.ends_with('Z') || text.get(19..).is_some_and(|rest| rest.contains(['+', '-']));
    if has_zone && let Ok(universal) = text.parse::<Timestamp>() {
        let at = text.parse::<DateTime>();
        return Some(at.map_or(Instant::Universal(universal), |at| Instant::Offset(at, universal)));
    }
    let at = text.find([' ', 'T', '\t'])?;
    let (day, clock) = (date(&text[..at], order)?, time_of_day(&text[at + 1..])?);
    Some(Instant::Local(day.to_datetime(clock)))
}

/// Date and time in twelve or fourteen digits; seconds since 1970 (nine digits until 2001, then ten, with a fraction or
/// not), or milliseconds (twelve or thirteen).
fn since_1970(text: &str) -> Option<Instant> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    if whole.is_empty() || !whole.bytes().chain(fraction.bytes()).all(|b| b.is_ascii_digit()) {
        return None;
    }
    if let (12 | 14, "") = (whole.len(), fraction) {
        let clock = format!("{}00", &whole[8..]);
        let at = date(&whole[..8], Order::YearFirst).zip(time_of_day(clock.get(..6)?));
        if let Some((day, clock)) = at.filter(|(day, _)| (1970..2100).contains(&day.year())) {
            return Some(Instant::Local(day.to_datetime(clock)));
        }
    }
    let scale = match whole.len() {
        9 | 10 => 1.0,
        12 | 13 => 1e-3,
        _ => return None,
    };
    let seconds = text.parse::<f64>().ok()? * scale;
    Timestamp::from_nanosecond((seconds * 1e9).round() as i128).ok().map(Instant::Universal)
}

/// Whether a number may mean thousands: "1,234", which could be 1.234 or 1234.
pub(super) fn is_of_thousands(text: &str, mark: char) -> bool {
    let is_number = |part: &str, digits: std::ops::RangeInclusive<usize>| {
        digits.contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit())
    };
    let mut parts = text.trim().split(mark);
    parts.next().is_some_and(|first| is_number(first, 1..=3) && first != "0")
        && text.contains(mark)
        && parts.all(|part| is_number(part, 3..=3))
}

/// A duration in seconds: "153", "12.5", "2:33", "0:02:33"; with a sign.
pub(super) fn duration(text: &str) -> Option<f64> {
    let text = text.trim();
    if let Ok(seconds) = text.parse::<f64>() {
        return seconds.is_finite().then_some(seconds);
    }
    if is_of_thousands(text, ',') {
        return None;
    }
    if !text.contains(':') {
        return text.replacen(',', ".", 1).parse().ok().filter(|s: &f64| s.is_finite());
    }
    let (sign, text) = text.strip_prefix('-').map_or((1.0, text), |rest| (-1.0, rest));
    let mut seconds = 0.0;
    let mut parts = 0;
    for part in text.split(':') {
        let number: f64 = part.trim().replace(',', ".").parse().ok().filter(|n: &f64| *n >= 0.0)?;
        seconds = seconds * 60.0 + number;
        parts += 1;
    }
    (parts <= 3).then_some(sign * seconds)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn local(text: &str, order: Order) -> Option<String> {
        match instant(text, order)? {
            Instant::Local(at) => Some(at.to_string()),
            Instant::Universal(at) => Some(at.to_string()),
            Instant::Offset(at, universal) => Some(format!("{at} {universal}")),
        }
    }

    #[test]
    fn dates_and_times_are_read_in_the_usual_ways() {
        let new_year = "1999-12-31T13:05:09";
        for (text, order) in [
            ("1999-12-31T13:05:09", Order::YearFirst),
            ("1999-12-31 13:05:09", Order::DayFirst),
            ("31/12/1999 13:05:09", Order::DayFirst),
            ("31.12.99 13:05:09", Order::DayFirst),
            ("12/31/1999 1:05:09 PM", Order::MonthFirst),
            ("19991231 130509", Order::YearFirst),
            ("991231 13:05:09", Order::YearFirst),
        ] {
            assert_eq!(local(text, order).as_deref(), Some(new_year), "{text}");
        }
        assert_eq!(local("946645509", Order::YearFirst).as_deref(), Some("1999-12-31T13:05:09Z"));
        assert_eq!(local("946645509000", Order::YearFirst).as_deref(), Some("1999-12-31T13:05:09Z"));
        assert_eq!(local("1999123113", Order::YearFirst).as_deref(), Some("2033-05-11T19:05:13Z"));
        assert_eq!(local("199912311305", Order::YearFirst).as_deref(), Some("1999-12-31T13:05:00"));
        assert_eq!(local("19991231130509", Order::YearFirst).as_deref(), Some(new_year));
        let with_offset = "1999-12-31T14:05:09 1999-12-31T13:05:09Z";
        assert_eq!(local("1999-12-31T14:05:09+01:00", Order::YearFirst).as_deref(), Some(with_offset));
        for wrong in ["", "soon", "1999-13-01 10:00", "31/12/1999 25:00", "10:00"] {
            assert_eq!(local(wrong, Order::DayFirst), None, "{wrong}");
        }
    }

    #[test]
    fn durations_are_seconds_or_minutes_and_seconds() {
        for (text, seconds) in [("153", 153.0), ("2:33", 153.0), ("0:02:33", 153.0), ("12,5", 12.5), ("-3", -3.0)] {
            assert_eq!(duration(text), Some(seconds), "{text}");
        }
        assert_eq!(duration("SERVED"), None);
        assert_eq!(duration("1:2:3:4"), None);
        assert_eq!((duration("1,234"), duration("0,234"), duration("1234,5")), (None, Some(0.234), Some(1234.5)));
    }

    proptest::proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "\\PC{0,30}", digits in "[0-9/.:T Z+-]{0,30}") {
            for text in [text, digits] {
                for order in [Order::DayFirst, Order::MonthFirst, Order::YearFirst] {
                    let _ = (instant(&text, order), date(&text, order));
                }
                let _ = (time_of_day(&text), duration(&text));
            }
        }
    }

    #[test]
    fn the_day_may_come_first_or_second() {
        assert_eq!(orders(["31/12/1999", "01/02/1999"].into_iter()), (true, false, 2));
        assert_eq!(orders(["12/31/1999 10:00", "01/02/1999"].into_iter()), (false, true, 2));
        assert_eq!(orders(["01/02/1999"].into_iter()), (true, true, 1));
        assert_eq!(orders(["1999-02-01"].into_iter()), (true, true, 0));
    }
}
