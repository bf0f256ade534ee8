//! Where the warm-up of a run ends: the MSER-5 rule.

/// What MSER-5 says of a series.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum MserVerdict {
    /// Cut this many observations from the start.
    Cut(usize),
    /// The best cut lies at the end of the first half: the run is too short to tell.
    TooShort,
}

/// The MSER-5 rule (White 1997; Spratt 1998): over batch means `Z` of five observations, the cut
/// `d` in the first half that minimises `Σ_{i>d} (Z_i - mean)² / (n - d)²`.
///
/// Observations that do not fill the last batch are left out.
///
/// # Example: a start that stands out is cut
///
/// ```
/// use onering::stats::{MserVerdict, mser5};
/// let mut series = vec![50.0; 10];
/// series.extend((0..90).map(|i| f64::from(i % 3)));
/// assert_eq!(mser5(&series), MserVerdict::Cut(10));
/// ```
#[must_use]
pub fn mser5(series: &[f64]) -> MserVerdict {
    const BATCH: usize = 5;
    let means: Vec<f64> = series.chunks_exact(BATCH).map(|batch| batch.iter().sum::<f64>() / BATCH as f64).collect();
    let half = means.len() / 2;
    let best = (0..=half).min_by(|&a, &b| standard_error(&means[a..]).total_cmp(&standard_error(&means[b..])));
    match best {
        Some(batches) if batches < half => MserVerdict::Cut(batches * BATCH),
        _ => MserVerdict::TooShort,
    }
}

/// The squared marginal standard error of what is left: `Σ(Z - mean)² / m²`.
fn standard_error(rest: &[f64]) -> f64 {
    let count = rest.len() as f64;
    let mean = rest.iter().sum::<f64>() / count;
    rest.iter().map(|z| (z - mean).powi(2)).sum::<f64>() / (count * count)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The published worked series, given as batch means.
    const MEANS: [f64; 20] =
        [9.0, 7.0, 5.0, 3.0, 1.0, 0.0, 1.0, -1.0, 0.0, 1.0, -1.0, 0.0, 1.0, 0.0, -1.0, 0.0, 1.0, -1.0, 0.0, 0.0];

    #[test]
    fn the_worked_series_is_cut_after_four_batches() {
        let series: Vec<f64> = MEANS.iter().flat_map(|&z| [z; 5]).collect();
        assert_eq!(mser5(&series), MserVerdict::Cut(20));
        assert!((standard_error(&MEANS[4..]) - 0.03491).abs() < 5e-6);
    }

    #[test]
    fn a_run_that_never_settles_is_too_short() {
        let climbing: Vec<f64> = (0..200).map(f64::from).collect();
        assert_eq!(mser5(&climbing), MserVerdict::TooShort);
        assert_eq!(mser5(&[1.0, 2.0]), MserVerdict::TooShort);
    }
}
