//! Numbers as people read them.

use crate::stats::Estimate;

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
        let sign = if value < 0.0 { "-" } else { "" };
        let digits = if value.abs() >= 99.995 { thousands(value.abs(), 0) } else { thousands(value.abs(), 2) };
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
        "staffed" if value == 1.0 => format!("{digits} agent"),
        "staffed" => format!("{digits} agents"),
        "count" if key == "lines.count" => format!("{digits} lines"),
        _ => format!("{last} {digits}"),
    }
}

/// The heading of a column, or the label of an axis, of levels of `key`.
#[must_use]
pub fn level_heading(key: &str) -> String {
    let parts: Vec<&str> = key.split('.').collect();
    match parts[..] {
        ["agent_group", "agents", "staffed"] => "agents staffed".to_owned(),
        ["agent_group", name, "staffed"] => format!("agents staffed ({name})"),
        ["agent_group", name, "staffed_offset"] => format!("agents added in each interval ({name})"),
        _ => key.to_owned(),
    }
}

/// An estimate with its half-width; a dash where it is undefined. A half-width that is too small to
/// be seen at the digits shown is left out.
#[must_use]
pub fn with_interval(
    estimate: Option<Estimate>,
    write: impl Fn(f64) -> String,
    write_half: impl Fn(f64) -> String,
) -> String {
    match estimate {
        None => "-".to_owned(),
        Some(Estimate { value, half_width: None }) => format!("{} ± ?", write(value)),
        Some(Estimate { value, half_width: Some(0.0) }) => write(value),
        Some(Estimate { value, half_width: Some(half) }) => match write_half(half) {
            unseen if unseen.chars().all(|c| "0.".contains(c)) => write(value),
            half => format!("{} ± {half}", write(value)),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
        let write = |e| with_interval(e, seconds, short);
        assert_eq!(write(None), "-");
        assert_eq!(write(Some(Estimate::without_interval(5.9))), "5.9 s ± ?");
        assert_eq!(write(Some(Estimate { value: 5.86, half_width: Some(0.12) })), "5.9 s ± 0.12");
    }
}
