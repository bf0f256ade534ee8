//! Numbers as people read them: on axes and in labels.

/// What an axis counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unit {
    /// A share of a whole, 0 to 1; shown in percent.
    Share,
    /// A difference of shares; shown in percentage points.
    Points,
    /// A time in seconds; shown in seconds, minutes or hours.
    Seconds,
    /// A number of things, such as agents or calls.
    Count,
    /// Money in the currency of this code, such as "USD".
    Money(String),
}

/// Steps between ticks of a time axis, s; longer axes step by 1, 2 or 5 times a power of ten hours.
const TIME_STEPS: [f64; 12] = [10.0, 15.0, 20.0, 30.0, 60.0, 120.0, 300.0, 600.0, 900.0, 1800.0, 3600.0, 7200.0];

const MINUTE: f64 = 60.0;
const HOUR: f64 = 3600.0;

impl Unit {
    /// The smallest round step that takes at most `most` steps to cover `span`.
    pub(super) fn step(&self, span: f64, most: usize) -> f64 {
        let least = span / most.max(1) as f64;
        if *self != Self::Seconds || least <= 5.0 {
            return round_step(least);
        }
        TIME_STEPS
            .into_iter()
            // Past five minutes ticks are in minutes, so a step is whole minutes.
            .filter(|&step| span <= 5.0 * MINUTE || step >= MINUTE)
            .find(|&step| step >= least)
            .unwrap_or_else(|| HOUR * round_step(least / HOUR))
    }

    /// A tick's label, with as many decimals as the step between ticks calls for.
    pub(super) fn tick(&self, value: f64, step: f64) -> String {
        match self {
            Self::Share => signed(value, |v| format!("{}%", fixed(v * 100.0, decimals(step * 100.0)))),
            Self::Points => signed(value, |v| fixed(v * 100.0, decimals(step * 100.0))),
            Self::Count => signed(value, |v| fixed(v, decimals(step))),
            Self::Seconds => signed(value, |v| time(v, step)),
            Self::Money(code) => signed(value, |v| money_tick(code, v, step)),
        }
    }

    /// A value on its own, to about three digits.
    pub fn label(&self, value: f64) -> String {
        let step = match self {
            Self::Seconds => return signed(value, lone_time),
            Self::Money(code) => return signed(value, |v| lone_money(code, v)),
            Self::Points if value.abs() < 0.00995 => return format!("{} points", self.tick(value, 0.0001)),
            Self::Points if value.abs() < 0.0995 => return format!("{} points", self.tick(value, 0.001)),
            Self::Points => return format!("{} points", self.tick(value, 0.01)),
            Self::Share if value.abs() < 0.0995 => 0.001,
            Self::Share => 0.01,
            Self::Count if value.abs() >= 100.0 || value.fract() == 0.0 => 1.0,
            Self::Count => 0.1,
        };
        self.tick(value, step)
    }
}

/// The smallest of 1, 2, 2.5 and 5 times a power of ten that is no less than `least`.
fn round_step(least: f64) -> f64 {
    let power = 10_f64.powf(least.log10().floor());
    [1.0, 2.0, 2.5, 5.0, 10.0]
        .into_iter()
        .map(|digit| digit * power)
        .find(|&step| step >= least * (1.0 - 1e-9))
        .unwrap_or(10.0 * power)
}

/// Decimals needed to tell multiples of `step` apart.
fn decimals(step: f64) -> usize {
    (0..9)
        .find(|&n| {
            let scaled = step * 10_f64.powi(n);
            (scaled - scaled.round()).abs() < 1e-6 * scaled
        })
        .unwrap_or(9) as usize
}

/// Puts a true minus before the whole, currency sign included; what rounds to zero has no sign.
fn signed(value: f64, positive: impl Fn(f64) -> String) -> String {
    let text = positive(value.abs());
    let zero = !text.chars().any(|c| ('1'..='9').contains(&c));
    if value < 0.0 && !zero { format!("−{text}") } else { text }
}

/// A number with thousands separators.
fn fixed(value: f64, decimals: usize) -> String {
    let plain = format!("{value:.decimals$}");
    let (whole, rest) = plain.split_at(plain.find('.').unwrap_or(plain.len()));
    let mut out = String::new();
    for (i, digit) in whole.chars().enumerate() {
        if i > 0 && (whole.len() - i) % 3 == 0 {
            out.push(',');
        }
        out.push(digit);
    }
    out + rest
}

fn time(value: f64, step: f64) -> String {
    let (size, name) = match (value, step) {
        (0.0, _) => return "0".to_owned(),
        (v, s) if v >= HOUR && s >= HOUR => (HOUR, "h"),
        (v, s) if v >= MINUTE && s >= MINUTE => (MINUTE, "min"),
        _ => (1.0, "s"),
    };
    format!("{} {name}", fixed(value / size, decimals(step / size).min(3)))
}

fn lone_time(value: f64) -> String {
    let (size, name) = match value {
        v if v < 119.5 => (1.0, "s"),
        v if v < 2.0 * HOUR => (MINUTE, "min"),
        _ => (HOUR, "h"),
    };
    let amount = value / size;
    let digits = usize::from(amount < 9.95 && amount.fract() != 0.0);
    format!("{} {name}", fixed(amount, digits))
}

/// On an axis: all ticks in thousands, or all in millions, once the step is that large.
fn money_tick(code: &str, value: f64, step: f64) -> String {
    let (size, suffix) = match step {
        s if s >= 2e8 => (1e9, "bn"),
        s if s >= 2e5 => (1e6, "M"),
        s if s >= 1e4 => (1e3, "k"),
        _ => (1.0, ""),
    };
    let digits = match decimals(step / size) {
        1 if suffix.is_empty() => 2,
        n => n.min(4),
    };
    if value == 0.0 {
        return symbol(code) + "0";
    }
    symbol(code) + &fixed(value / size, digits) + suffix
}

fn lone_money(code: &str, value: f64) -> String {
    let (size, suffix, digits) = match value {
        v if v >= 1e9 => (1e9, "bn", 2),
        v if v >= 1e6 => (1e6, "M", 2),
        v if v >= 100.0 || v.fract() == 0.0 => (1.0, "", 0),
        _ => (1.0, "", 2),
    };
    symbol(code) + &fixed(value / size, digits) + suffix
}

fn symbol(code: &str) -> String {
    match code {
        "USD" => "$".to_owned(),
        "EUR" => "€".to_owned(),
        "GBP" => "£".to_owned(),
        "" => String::new(),
        other => format!("{other} "),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn usd() -> Unit {
        Unit::Money("USD".into())
    }

    #[test]
    fn ticks_read_as_people_write() {
        let cases = [
            (Unit::Share, 0.8, 0.2, "80%"),
            (Unit::Share, 0.025, 0.005, "2.5%"),
            (Unit::Points, -0.025, 0.005, "−2.5"),
            (Unit::Count, 12_500.0, 500.0, "12,500"),
            (Unit::Count, 0.25, 0.25, "0.25"),
            (Unit::Seconds, 0.0, 10.0, "0"),
            (Unit::Seconds, 0.5, 0.5, "0.5 s"),
            (Unit::Seconds, 90.0, 30.0, "90 s"),
            (Unit::Seconds, 120.0, 60.0, "2 min"),
            (Unit::Seconds, 7200.0, 3600.0, "2 h"),
            (usd(), 1250.0, 250.0, "$1,250"),
            (usd(), 0.5, 0.5, "$0.50"),
            (usd(), -500.0, 500.0, "−$500"),
            (usd(), 150_000.0, 50_000.0, "$150k"),
            (usd(), 50_000.0, 50_000.0, "$50k"),
            (usd(), 0.0, 50_000.0, "$0"),
            (usd(), 1_200_000.0, 200_000.0, "$1.2M"),
            (Unit::Money("EUR".into()), 20.0, 5.0, "€20"),
            (Unit::Money("CHF".into()), 20.0, 5.0, "CHF 20"),
            (Unit::Count, -0.0001, 1.0, "0"),
        ];
        for (unit, value, step, expected) in cases {
            assert_eq!(unit.tick(value, step), expected);
        }
    }

    #[test]
    fn labels_keep_about_three_digits() {
        let cases = [
            (Unit::Share, 0.8132, "81%"),
            (Unit::Share, 0.0123, "1.2%"),
            (Unit::Points, 0.0123, "1.2 points"),
            (Unit::Points, -0.4, "−40 points"),
            (Unit::Points, 0.0012, "0.12 points"),
            (Unit::Seconds, 81.0, "81 s"),
            (Unit::Seconds, 4.25, "4.2 s"),
            (Unit::Seconds, 750.0, "12 min"),
            (Unit::Seconds, 90.0 * 60.0, "90 min"),
            (Unit::Count, 57.0, "57"),
            (Unit::Count, 57.25, "57.2"),
            (usd(), 4.5, "$4.50"),
            (usd(), 12_345.6, "$12,346"),
            (usd(), 1_234_567.0, "$1.23M"),
        ];
        for (unit, value, expected) in cases {
            assert_eq!(unit.label(value), expected);
        }
    }

    #[test]
    fn steps_are_round_in_their_unit() {
        assert!((Unit::Share.step(1.0, 5) - 0.2).abs() < 1e-12);
        assert!((Unit::Count.step(97.0, 5) - 20.0).abs() < 1e-9);
        assert!((Unit::Seconds.step(100.0, 5) - 20.0).abs() < 1e-9);
        assert!((Unit::Seconds.step(500.0, 5) - 120.0).abs() < 1e-9);
        assert!((Unit::Seconds.step(90_000.0, 5) - 5.0 * HOUR).abs() < 1e-9);
    }
}
