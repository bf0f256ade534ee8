//! The shifts as an iCalendar file (RFC 5545), in local time without a time zone.

use jiff::civil::Date;

use super::{PlanOutcome, Scheduled};
use crate::model::Horizon;

/// One event for each kind of shift and day, from `first_day` on.
#[must_use]
pub fn shifts_calendar(plan: &PlanOutcome, scheduled: &Scheduled, first_day: Date) -> String {
    let Horizon::Day(day) = plan.model.horizon() else { return String::new() };
    let interval = day.interval().as_seconds();
    let at = |of_day: usize, index: usize| -> String {
        let seconds = day.open_at() + index as f64 * interval + of_day as f64 * 86_400.0;
        let midnight = first_day.at(0, 0, 0, 0);
        let at = midnight.saturating_add(jiff::SignedDuration::from_secs(seconds as i64));
        at.strftime("%Y%m%dT%H%M%S").to_string()
    };
    let mut lines: Vec<String> =
        ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//onering//plan//EN", "CALSCALE:GREGORIAN"]
            .map(str::to_owned)
            .into();
    for (index, shift) in scheduled.proved.schedule.shifts.iter().enumerate() {
        let of = &plan.terms.shift_types[shift.shift_type];
        let (_, breaks) = plan.times(shift);
        lines.push("BEGIN:VEVENT".to_owned());
        lines.push(format!("UID:shift-{}-{}@onering", shift.day + 1, index + 1));
        lines.push(format!("DTSTAMP:{}Z", first_day.strftime("%Y%m%dT000000")));
        lines.push(format!("DTSTART:{}", at(shift.day, shift.start)));
        lines.push(format!("DTEND:{}", at(shift.day, shift.start + of.length)));
        let group = plan.model.agent_groups()[of.group].name();
        lines.push(format!("SUMMARY:{}", escaped(&format!("{} × {group}: {}", shift.agents, of.name))));
        if !breaks.is_empty() {
            lines.push(format!("DESCRIPTION:{}", escaped(&format!("breaks: {breaks}"))));
        }
        lines.push("END:VEVENT".to_owned());
    }
    lines.push("END:VCALENDAR".to_owned());
    lines.iter().map(|line| folded(line)).collect()
}

/// Text as the standard writes it.
fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace(';', "\\;").replace(',', "\\,").replace('\n', "\\n")
}

/// A line of at most 75 bytes, continued on the next after a space.
fn folded(line: &str) -> String {
    let (mut text, mut length) = (String::new(), 0);
    for c in line.chars() {
        if length + c.len_utf8() > 75 {
            text += "\r\n ";
            length = 1;
        }
        text.push(c);
        length += c.len_utf8();
    }
    text + "\r\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_lines_are_folded_between_characters() {
        let line = folded(&"ü".repeat(60));
        assert_eq!(line.replace("\r\n ", "").trim_end(), "ü".repeat(60));
        assert!(line.split("\r\n").all(|part| part.len() <= 75));
        assert_eq!(escaped("a, b; c\\"), "a\\, b\\; c\\\\");
    }
}
