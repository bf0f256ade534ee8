//! What the pictures are made of, and the checks every picture makes first.

use super::ChartError;

/// Beyond this size differences between neighbouring pixels drown in rounding.
const LARGEST: f64 = 1e15;

/// A measured value with half of its confidence interval, both in the unit of the axis it is drawn on.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Estimate {
    /// The point estimate.
    pub value: f64,
    /// Half of the confidence interval; `None` where no interval is known.
    pub half_width: Option<f64>,
}

impl Estimate {
    /// The interval's ends, or the value twice where no interval is known.
    pub(super) fn ends(self) -> (f64, f64) {
        let half = self.half_width.unwrap_or(0.0);
        (self.value - half, self.value + half)
    }
}

/// A named place on the horizontal axis, such as the level that keeps a promise.
#[derive(Debug, Clone, PartialEq)]
pub struct Mark {
    /// What it says, for example "one ring: 57".
    pub label: String,
    /// Where it stands, in the unit of the horizontal axis.
    pub level: f64,
}

/// A named series over the levels; an undefined point leaves a gap.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// The name written at the line's end when a panel has several lines.
    pub label: String,
    /// One estimate per level, `None` where the measure is undefined.
    pub points: Vec<Option<Estimate>>,
}

pub(super) fn check_number(what: &str, value: f64) -> Result<(), ChartError> {
    if value.is_finite() && value.abs() <= LARGEST {
        return Ok(());
    }
    Err(ChartError::Number { what: what.to_owned(), value })
}

pub(super) fn check_numbers(what: &str, values: &[f64]) -> Result<(), ChartError> {
    values.iter().try_for_each(|&v| check_number(what, v))
}

pub(super) fn check_filled<T>(what: &str, values: &[T]) -> Result<(), ChartError> {
    if values.is_empty() {
        return Err(ChartError::Empty { what: what.to_owned() });
    }
    Ok(())
}

pub(super) fn check_length<T>(what: &str, values: &[T], expected: usize) -> Result<(), ChartError> {
    if values.len() == expected {
        return Ok(());
    }
    Err(ChartError::Length { what: what.to_owned(), found: values.len(), expected })
}

pub(super) fn check_points(what: &str, points: &[Option<Estimate>], expected: usize) -> Result<(), ChartError> {
    check_length(what, points, expected)?;
    points.iter().flatten().try_for_each(|&e| check_estimate(what, e))
}

pub(super) fn check_estimate(what: &str, estimate: Estimate) -> Result<(), ChartError> {
    check_number(what, estimate.value)?;
    let half = estimate.half_width.unwrap_or(0.0);
    check_number(what, half)?;
    if half < 0.0 {
        return Err(ChartError::senseless(what, "has a negative half-width"));
    }
    Ok(())
}

pub(super) fn check_levels(what: &str, levels: &[f64]) -> Result<(), ChartError> {
    check_filled(what, levels)?;
    check_numbers(what, levels)?;
    if levels.windows(2).any(|pair| pair[0] >= pair[1]) {
        return Err(ChartError::senseless(what, "must rise from left to right"));
    }
    Ok(())
}

/// More marks would leave no room for the plots below their labels.
const MOST_MARKS: usize = 24;

pub(super) fn check_mark_count<T>(marks: &[T]) -> Result<(), ChartError> {
    if marks.len() > MOST_MARKS {
        return Err(ChartError::senseless("the list of marks", "has more than 24 entries"));
    }
    Ok(())
}

pub(super) fn check_marks(marks: &[Mark]) -> Result<(), ChartError> {
    check_mark_count(marks)?;
    marks.iter().try_for_each(|mark| check_number(&format!("mark \"{}\"", mark.label), mark.level))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_no_axis_can_show_are_refused() {
        for bad in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, 1e16] {
            assert!(check_number("x", bad).is_err(), "{bad}");
        }
        assert_eq!(check_number("x", -1e15), Ok(()));
    }

    #[test]
    fn levels_must_rise() {
        assert!(check_levels("levels", &[1.0, 1.0]).is_err());
        assert!(check_levels("levels", &[]).is_err());
        assert_eq!(check_levels("levels", &[1.0, 1.5]), Ok(()));
    }

    #[test]
    fn the_message_names_the_part() {
        let error = check_numbers("levels", &[f64::NAN]).unwrap_err();
        assert_eq!(error.to_string(), "levels holds NaN, which no axis can show");
    }
}
