//! Numbers as people read them.

use crate::{metrics::Unit, stats::Estimate};

/// Money of one currency.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Money {
    currency: String,
}

impl Money {
    /// Money of the currency with this code.
    #[must_use]
    pub fn of(currency: &str) -> Self {
        Self { currency: currency.to_owned() }
    }

    const fn symbols(&self) -> Option<(&'static str, &'static str)> {
        match self.currency.as_bytes() {
            b"USD" => Some(("$", "cents")),
            b"EUR" => Some(("€", "cents")),
            b"GBP" => Some(("£", "pence")),
            _ => None,
        }
    }

    /// "$1,824", "$3.86", "PLN 1,824".
    #[must_use]
    pub fn amount(&self, value: f64) -> String {
        self.digits(value, if value.abs() >= 99.995 { 0 } else { 2 })
    }

    /// An amount with this many decimals.
    #[must_use]
    pub fn digits(&self, value: f64, decimals: usize) -> String {
        let sign = if value < 0.0 { "-" } else { "" };
        let digits = thousands(value.abs(), decimals);
        match self.symbols() {
            Some((symbol, _)) => format!("{sign}{symbol}{digits}"),
            None => format!("{sign}{} {digits}", self.currency),
        }
    }

    /// The same, small amounts in cents: "4 cents", "0.3 cents".
    #[must_use]
    pub fn small_amount(&self, value: f64) -> String {
        match self.symbols() {
            Some((_, cents)) if value.abs() < 0.995 => {
                let hundredths = value * 100.0;
                let digits = if hundredths.abs() >= 0.995 { thousands(hundredths, 0) } else { short(hundredths) };
                let unit = if digits == "1" { cents.trim_end_matches('s') } else { cents };
                format!("{digits} {unit}")
            }
            _ => self.amount(value),
        }
    }
}

/// A number with thousands separators.
#[must_use]
pub fn thousands(value: f64, decimals: usize) -> String {
    let text = format!("{:.decimals$}", value.abs());
    let (whole, fraction) = text.split_once('.').map_or((text.as_str(), None), |(w, f)| (w, Some(f)));
    let mut grouped = String::new();
    for (i, digit) in whole.chars().enumerate() {
        if i > 0 && (whole.len() - i).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    let is_zero = text.chars().all(|c| c == '0' || c == '.');
    let sign = if value < 0.0 && !is_zero { "-" } else { "" };
    match fraction {
        Some(fraction) => format!("{sign}{grouped}.{fraction}"),
        None => format!("{sign}{grouped}"),
    }
}

/// About three digits: "0.31", "5.9", "81", "1,240".
#[must_use]
pub fn short(value: f64) -> String {
    let decimals = match value.abs() {
        v if v >= 9.95 => 0,
        v if v >= 0.995 => 1,
        _ => 2,
    };
    thousands(value, decimals)
}

/// "83.2%", "99.97%", "50%": shares near 0 and 1 keep a second digit, whole ones need none.
#[must_use]
pub fn percent(share: f64) -> String {
    let value = share * 100.0;
    let near_an_end = value.abs() > 0.0 && value.abs() < 1.0 || value > 99.0 && value < 100.0;
    let is_whole = (value - value.round()).abs() < 1e-9;
    let decimals = match (is_whole, near_an_end) {
        (true, _) => 0,
        (false, true) => 2,
        (false, false) => 1,
    };
    format!("{value:.decimals$}%")
}

/// "0.31 s", "5.9 s", "81 s".
#[must_use]
pub fn seconds(value: f64) -> String {
    format!("{} s", short(value))
}

/// A level: whole numbers with thousands separators, others as they are.
#[must_use]
pub fn plain(value: f64) -> String {
    if value.fract() == 0.0 { thousands(value, 0) } else { value.to_string() }
}

/// The way to name a level of the key `key`: "57 agents" for staff, else "per_hour = 57".
#[must_use]
pub fn level_name(key: &str, value: f64) -> String {
    let digits = plain(value);
    let last = key.rsplit('.').next().unwrap_or(key);
    match last {
        "staffed" => agents(value, ""),
        "staffed_offset" if value < 0.0 => agents(-value, " fewer"),
        "staffed_offset" => agents(value, " more"),
        "count" if key == "lines.count" => format!("{digits} lines"),
        _ => format!("{last} {digits}"),
    }
}

/// "1 agent", "57 agents", "2 agents fewer".
fn agents(count: f64, than_now: &str) -> String {
    format!("{} agent{}{than_now}", plain(count), if count == 1.0 { "" } else { "s" })
}

/// The heading of a column, or the label of an axis, of levels of `key`.
#[must_use]
pub fn level_heading(key: &str) -> String {
    let parts: Vec<&str> = key.split('.').collect();
    match parts[..] {
        ["agent_group", "agents", "staffed"] => "agents staffed".to_owned(),
        ["agent_group", name, "staffed"] => format!("agents staffed ({name})"),
        ["agent_group", "agents", "staffed_offset"] => "agents added in each interval".to_owned(),
        ["agent_group", name, "staffed_offset"] => format!("agents added in each interval ({name})"),
        _ => key.to_owned(),
    }
}

/// How many decimals show the first digit of a half-width.
fn decimals(half_width: f64) -> usize {
    (-half_width.log10().floor()).clamp(0.0, 3.0) as usize
}

/// An estimate with its half-width, both to the first digit of the half-width: "83.2% ± 0.4". A
/// dash where it is undefined, a question mark where its half-width is unknown; a half-width of
/// nothing is left out.
#[must_use]
pub fn with_interval(estimate: Option<Estimate>, unit: Unit, money: &Money) -> String {
    let Some(Estimate { value, half_width }) = estimate else { return "-".to_owned() };
    let usual = match unit {
        Unit::Share => percent(value),
        Unit::Seconds => seconds(value),
        Unit::Money => money.amount(value),
        Unit::Calls | Unit::Hours | Unit::Times | Unit::Length => thousands(value, usize::from(value.abs() < 99.95)),
    };
    let Some(half) = half_width else { return format!("{usual} ± ?") };
    let scale = if unit == Unit::Share { 100.0 } else { 1.0 };
    let (value, half) = (value * scale, half * scale);
    // What would read as 0.000 is no half-width to speak of.
    if half < 0.0005 {
        return usual;
    }
    let places = decimals(half);
    match unit {
        Unit::Share => format!("{value:.places$}% ± {half:.places$}"),
        Unit::Seconds => format!("{} s ± {half:.places$}", thousands(value, places)),
        Unit::Money if half < 0.005 => usual,
        Unit::Money => {
            let places = if places == 0 { 0 } else { 2 };
            format!("{} ± {}", money.digits(value, places), thousands(half, places))
        }
        Unit::Calls | Unit::Hours | Unit::Times | Unit::Length => {
            format!("{} ± {}", thousands(value, places), thousands(half, places))
        }
    }
}

/// A difference with its half-width, as [`with_interval`]: with its sign, and shares in percentage points.
#[must_use]
pub fn difference_with_interval(difference: Option<Estimate>, unit: Unit, money: &Money) -> String {
    let sign = if difference.is_some_and(|d| d.value > 0.0) { "+" } else { "" };
    let text = with_interval(difference, unit, money);
    if unit == Unit::Share { format!("{sign}{}", text.replace('%', " points")) } else { format!("{sign}{text}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_difference_of_shares_is_in_points() {
        let write = |value, unit| {
            let difference = Estimate { value, half_width: Some(0.004) };
            difference_with_interval(Some(difference), unit, &Money::of("USD"))
        };
        assert_eq!(write(0.032, Unit::Share), "+3.2 points ± 0.4");
        assert_eq!(write(-0.032, Unit::Share), "-3.2 points ± 0.4");
        assert_eq!(write(0.032, Unit::Seconds), "+0.032 s ± 0.004");
        assert_eq!(difference_with_interval(None, Unit::Share, &Money::of("USD")), "-");
    }

    #[test]
    fn money_reads_as_people_write_it() {
        let dollars = Money::of("USD");
        assert_eq!(dollars.amount(1824.0), "$1,824");
        assert_eq!(dollars.amount(3.857), "$3.86");
        assert_eq!(dollars.amount(-256.4), "-$256");
        assert_eq!(dollars.small_amount(0.041), "4 cents");
        assert_eq!(dollars.small_amount(0.0031), "0.31 cents");
        assert_eq!(dollars.small_amount(0.01), "1 cent");
        assert_eq!(Money::of("PLN").amount(1_234_567.0), "PLN 1,234,567");
    }

    #[test]
    fn shares_near_the_ends_keep_a_digit() {
        assert_eq!(percent(0.832), "83.2%");
        assert_eq!(percent(0.9997), "99.97%");
        assert_eq!(percent(0.0), "0%");
        assert_eq!(percent(0.5), "50%");
        assert_eq!(percent(1.0), "100%");
    }

    #[test]
    fn undefined_is_a_dash_and_an_unknown_interval_a_question() {
        let write = |e| with_interval(e, Unit::Seconds, &Money::of("USD"));
        assert_eq!(write(None), "-");
        assert_eq!(write(Some(Estimate::without_interval(5.9))), "5.9 s ± ?");
        assert_eq!(write(Some(Estimate::exact(81.0))), "81 s");
    }

    #[test]
    fn an_estimate_shows_as_many_digits_as_it_knows() {
        let write = |value, half, unit| {
            with_interval(Some(Estimate { value, half_width: Some(half) }), unit, &Money::of("USD"))
        };
        assert_eq!(write(5.8573, 0.0213, Unit::Seconds), "5.86 s ± 0.02");
        assert_eq!(write(1234.5, 48.0, Unit::Seconds), "1,234 s ± 48");
        assert_eq!(write(0.8321, 0.0042, Unit::Share), "83.2% ± 0.4");
        assert_eq!(write(0.99871, 0.00021, Unit::Share), "99.87% ± 0.02");
        assert_eq!(write(2061.9, 0.41, Unit::Money), "$2,061.90 ± 0.41");
        assert_eq!(write(39163.0, 29.9, Unit::Money), "$39,163 ± 30");
        assert_eq!(write(2.55, 0.001, Unit::Money), "$2.55");
    }
}
