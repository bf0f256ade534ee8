//! What a day does to the rates: a factor that changes at given times.

/// A factor over time: pieces from the start of the horizon, each up to its end; 1 after the last.
///
/// An empty pace is 1 throughout, and costs nothing.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Pace {
    /// End of the piece, s, and the factor within it.
    pieces: Vec<(f64, f64)>,
}

impl Pace {
    /// The factor 1 at all times.
    #[must_use]
    pub const fn even() -> Self {
        Self { pieces: Vec::new() }
    }

    /// One factor for each interval of `interval` seconds.
    #[must_use]
    pub fn by_interval(factors: &[f64], interval: f64) -> Self {
        Self { pieces: factors.iter().enumerate().map(|(i, f)| ((i + 1) as f64 * interval, *f)).collect() }
    }

    /// `factor` from `from` to `to` seconds, 1 before and after.
    #[must_use]
    pub fn between(from: f64, to: f64, factor: f64) -> Self {
        let before = (from > 0.0).then_some((from, 1.0));
        Self { pieces: before.into_iter().chain([(to, factor)]).collect() }
    }

    /// The product of two paces.
    #[must_use]
    pub fn times(&self, other: &Self) -> Self {
        let (mut mine, mut theirs, mut pieces) = (0, 0, Vec::new());
        while mine < self.pieces.len() || theirs < other.pieces.len() {
            let (my, their) = (self.piece(mine), other.piece(theirs));
            let end = my.0.min(their.0);
            pieces.push((end, my.1 * their.1));
            mine += usize::from(my.0 <= end);
            theirs += usize::from(their.0 <= end);
        }
        Self { pieces }
    }

    /// Where piece `index` ends, s, and its factor; after the last it is 1 for ever.
    #[must_use]
    #[inline]
    pub(super) fn piece(&self, index: usize) -> (f64, f64) {
        self.pieces.get(index).copied().unwrap_or((f64::INFINITY, 1.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_product_changes_wherever_one_of_its_factors_does() {
        let product = Pace::by_interval(&[2.0, 3.0], 10.0).times(&Pace::between(5.0, 25.0, 0.5));
        assert_eq!(product.pieces, [(5.0, 2.0), (10.0, 1.0), (20.0, 1.5), (25.0, 0.5)]);
        assert_eq!(Pace::even().times(&Pace::even()), Pace::even());
    }
}
