//! How many replications a wanted precision takes.

use super::Estimate;

/// "Until the half-width is at most this much", in the measure's unit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Precision {
    wanted: f64,
}

/// What a precision says of the replications made so far.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Need {
    Reached,
    Total(u64),
}

impl Precision {
    /// Stop when the half-width is at most `half_width`, which must be positive and finite.
    #[must_use]
    pub fn new(half_width: f64) -> Option<Self> {
        (half_width > 0.0 && half_width.is_finite()).then_some(Self { wanted: half_width })
    }

    /// The half-width that is wanted.
    #[must_use]
    pub const fn half_width(self) -> f64 {
        self.wanted
    }

    /// How many replications in all to aim for after `done` of them gave `estimate`; `None` when
    /// the precision is reached.
    ///
    /// The half-width shrinks with the square root of the replications, so the aim is
    /// `done · (half-width / wanted)²`, at least a tenth more and at most ten times as many as
    /// there are: the spread itself is only estimated (after Law and Kelton's sequential
    /// procedure; Hoad, Robinson and Davies, *J. Oper. Res. Soc.* 61, 2010).
    #[must_use]
    pub fn replications_needed(self, estimate: Option<Estimate>, done: u64) -> Option<u64> {
        match self.need(estimate, done) {
            Need::Reached => None,
            Need::Total(total) => Some(total.clamp(done + done.div_ceil(10), done.saturating_mul(10))),
        }
    }

    /// How many replications in all the precision will take, as far as `done` of them can tell;
    /// `None` when it is reached, or nothing can be told yet.
    #[must_use]
    pub fn projection(self, estimate: Option<Estimate>, done: u64) -> Option<u64> {
        match (self.need(estimate, done), estimate.and_then(|e| e.half_width)) {
            (Need::Total(total), Some(_)) => Some(total),
            _ => None,
        }
    }

    fn need(self, estimate: Option<Estimate>, done: u64) -> Need {
        match estimate.and_then(|e| e.half_width) {
            Some(half_width) if half_width <= self.wanted => Need::Reached,
            Some(half_width) => Need::Total((done as f64 * (half_width / self.wanted).powi(2)).ceil() as u64),
            None => Need::Total(done * 2),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn estimate(half_width: f64) -> Estimate {
        Estimate { value: 1.0, half_width: Some(half_width) }
    }

    #[test]
    fn half_the_half_width_takes_four_times_the_replications() {
        let precision = Precision::new(0.5).unwrap();
        assert_eq!(precision.replications_needed(Some(estimate(1.0)), 20), Some(80));
        assert_eq!(precision.replications_needed(Some(estimate(0.5)), 20), None);
    }

    #[test]
    fn the_aim_is_neither_timid_nor_wild() {
        let precision = Precision::new(0.5).unwrap();
        assert_eq!(precision.replications_needed(Some(estimate(0.501)), 100), Some(110));
        assert_eq!(precision.replications_needed(Some(estimate(500.0)), 100), Some(1000));
        assert_eq!(precision.replications_needed(None, 10), Some(20));
        assert_eq!(precision.projection(Some(estimate(500.0)), 100), Some(100_000_000));
        assert_eq!(precision.projection(None, 10), None);
    }

    #[test]
    fn a_precision_of_nothing_is_refused() {
        assert!(Precision::new(0.0).is_none());
        assert!(Precision::new(f64::NAN).is_none());
    }
}
