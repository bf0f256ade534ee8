//! Durations and clock times as people write them.

use jiff::SignedDuration;

use super::SECONDS_PER_HOUR;

/// Reads a duration such as "4m 30s", "90s", "1.5h" or "2 minutes", in seconds.
///
/// # Errors
///
/// A sentence that says what is wrong and what would be right.
///
/// # Example: the usual ways to write it
///
/// ```
/// use onering::units::text::duration_in_seconds;
/// assert_eq!(duration_in_seconds("4m 30s"), Ok(270.0));
/// assert_eq!(duration_in_seconds("1.5h"), Ok(5400.0));
/// assert!(duration_in_seconds("soon").is_err());
/// ```
pub fn duration_in_seconds(text: &str) -> Result<f64, String> {
    let duration: SignedDuration = text
        .trim()
        .parse()
        .map_err(|_| format!("\"{text}\" is not a duration; write it like \"4m 30s\", \"90s\" or \"1.5h\""))?;
    if duration.is_negative() {
        return Err("a duration cannot be negative".to_owned());
    }
    Ok(duration.as_secs_f64())
}

/// Reads a share such as "30%" or "0.3", 0 to 1.
///
/// # Errors
///
/// A sentence that says what is wrong and what would be right.
///
/// # Example: the two ways to write it
///
/// ```
/// use onering::units::text::share;
/// assert_eq!(share("30%"), Ok(0.3));
/// assert_eq!(share("0.3"), Ok(0.3));
/// assert!(share("30").is_err());
/// ```
pub fn share(text: &str) -> Result<f64, String> {
    let text = text.trim();
    let number = |digits: &str| digits.trim().parse::<f64>().ok().filter(|value| value.is_finite());
    let value = match text.strip_suffix('%') {
        Some(percent) => number(percent).map(|value| value / 100.0),
        None => number(text),
    };
    let Some(value) = value else {
        return Err(format!("\"{text}\" is not a share; write it like \"30%\" or \"0.3\""));
    };
    if (0.0..=1.0).contains(&value) {
        return Ok(value);
    }
    let meant = if text.ends_with('%') || value < 0.0 { String::new() } else { format!("; did you mean \"{text}%\"?") };
    Err(format!("a share lies between 0% and 100%{meant}"))
}

/// Reads a clock time "HH:MM" or "HH:MM:SS", in seconds after midnight.
///
/// Hours go up to 47, so that a day may end after midnight: "26:00" is two in the morning.
///
/// # Errors
///
/// A sentence that says what is wrong and what would be right.
///
/// # Example: a shop that closes at two in the morning
///
/// ```
/// use onering::units::text::clock_in_seconds;
/// assert_eq!(clock_in_seconds("07:30"), Ok(27_000.0));
/// assert_eq!(clock_in_seconds("26:00"), Ok(93_600.0));
/// assert!(clock_in_seconds("7.30").is_err());
/// ```
pub fn clock_in_seconds(text: &str) -> Result<f64, String> {
    let wrong = || format!("\"{text}\" is not a clock time; write it like \"07:30\", from \"00:00\" to \"48:00\"");
    let parts: Vec<&str> = text.trim().split(':').collect();
    let number = |part: &str| -> Result<u32, String> {
        if part.is_empty() || part.len() > 2 || !part.bytes().all(|b| b.is_ascii_digit()) {
            return Err(wrong());
        }
        part.parse().map_err(|_| wrong())
    };
    let (hours, minutes, seconds) = match parts[..] {
        [hours, minutes] => (number(hours)?, number(minutes)?, 0),
        [hours, minutes, seconds] => (number(hours)?, number(minutes)?, number(seconds)?),
        _ => return Err(wrong()),
    };
    let total = hours * 3600 + minutes * 60 + seconds;
    if minutes > 59 || seconds > 59 || total > 48 * 3600 {
        return Err(wrong());
    }
    Ok(f64::from(total))
}

/// Writes seconds after midnight as "HH:MM", or "HH:MM:SS" where there are seconds.
#[must_use]
pub fn clock(seconds_after_midnight: f64) -> String {
    let total = seconds_after_midnight.round() as u64;
    let (hours, minutes, seconds) = (total / 3600, total / 60 % 60, total % 60);
    if seconds == 0 { format!("{hours:02}:{minutes:02}") } else { format!("{hours:02}:{minutes:02}:{seconds:02}") }
}

/// Writes a length of time the short way: "0.25 s", "90 s", "30 min", "15 h".
#[must_use]
pub fn duration(seconds: f64) -> String {
    let whole = |value: f64| (value - value.round()).abs() < 1e-9;
    if seconds >= SECONDS_PER_HOUR && whole(seconds / SECONDS_PER_HOUR) {
        format!("{} h", (seconds / SECONDS_PER_HOUR).round())
    } else if seconds > 90.0 && whole(seconds / 60.0) {
        format!("{} min", (seconds / 60.0).round())
    } else {
        format!("{} s", (seconds * 1000.0).round() / 1000.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_read_as_people_write_them() {
        for (text, seconds) in
            [("20s", 20.0), ("0s", 0.0), ("4m 30s", 270.0), ("2h", 7200.0), ("2.5s", 2.5), ("300 ms", 0.3)]
        {
            assert_eq!(duration_in_seconds(text), Ok(seconds), "{text}");
        }
        for text in ["", "soon", "4", "-3s", "3 fortnights"] {
            assert!(duration_in_seconds(text).is_err(), "{text}");
        }
    }

    #[test]
    fn clock_times_go_there_and_back() {
        for text in ["00:00", "07:30", "23:59", "26:00", "08:00:30"] {
            assert_eq!(clock(clock_in_seconds(text).unwrap()), text);
        }
        for text in ["7", "07:60", "48:01", "-1:00", "07:00:00:00", "+7:00", ":"] {
            assert!(clock_in_seconds(text).is_err(), "{text}");
        }
    }

    #[test]
    fn durations_are_written_in_the_unit_that_reads_best() {
        assert_eq!(duration(0.25), "0.25 s");
        assert_eq!(duration(90.0), "90 s");
        assert_eq!(duration(1800.0), "30 min");
        assert_eq!(duration(54_000.0), "15 h");
    }
}
