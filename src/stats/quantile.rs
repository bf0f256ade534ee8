//! Quantiles with intervals, by sectioning.

use super::{Confidence, Estimate, Histogram, histogram::Cumulated};

/// Counts of durations from which any number of quantiles are told, each with its interval.
///
/// An interval is what the spread of the sections' own quantiles around it gives:
/// `t · sqrt(Σ(q_i - q)² / (k (k - 1)))` over the `k` sections that counted anything (sectioning; Asmussen and Glynn,
/// *Stochastic Simulation*, 2007, III.5).
#[derive(Clone, Debug)]
pub struct Quantiles {
    sections: Vec<Cumulated>,
    pooled: Cumulated,
}

impl Quantiles {
    /// Those of everything that the sections counted.
    #[must_use]
    pub fn new(sections: &[Histogram]) -> Self {
        let mut pooled = Histogram::default();
        sections.iter().for_each(|section| pooled.merge(section));
        Self { sections: sections.iter().map(Histogram::cumulated).collect(), pooled: pooled.cumulated() }
    }

    /// The `p`-quantile, in seconds; `None` when nothing was counted.
    #[must_use]
    pub fn at(&self, p: f64, confidence: Confidence) -> Option<Estimate> {
        let value = self.pooled.quantile(p)?;
        let (mut counted, mut squares) = (0_usize, 0.0);
        for own in self.sections.iter().filter_map(|section| section.quantile(p)) {
            counted += 1;
            squares += (own - value).powi(2);
        }
        let half_width = counted
            .checked_sub(1)
            .and_then(|degrees| Some(confidence.student_t(degrees)? * (squares / (counted * degrees) as f64).sqrt()));
        Some(Estimate { value, half_width })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::SimTime;

    #[test]
    fn equal_sections_have_no_spread_and_one_section_no_interval() {
        let mut one = Histogram::default();
        (1..=100).for_each(|s| one.record(SimTime::from_draw(f64::from(s))));
        let median = |sections: &[Histogram]| Quantiles::new(sections).at(0.5, Confidence::NINETY_FIVE);
        let both = median(&[one.clone(), one.clone()]).unwrap();
        assert!((both.value - 50.0).abs() < 0.5);
        assert_eq!(both.half_width, Some(0.0));
        assert_eq!(median(&[one]).unwrap().half_width, None);
        assert_eq!(median(&[]), None);
    }
}
