//! Quantiles with intervals, by sectioning.

use super::{Confidence, Estimate, Histogram};

/// The `p`-quantile of everything counted, in seconds, with the interval that the spread of the
/// sections' own quantiles around it gives: `t · sqrt(Σ(q_i - q)² / (k (k - 1)))` over the `k`
/// sections that counted anything (sectioning; Asmussen and Glynn, *Stochastic Simulation*, 2007,
/// III.5). `None` when nothing was counted.
#[must_use]
pub fn quantile(sections: &[Histogram], p: f64, confidence: Confidence) -> Option<Estimate> {
    let mut pooled = Histogram::default();
    sections.iter().for_each(|section| pooled.merge(section));
    let value = pooled.quantile(p)?;
    let own: Vec<f64> = sections.iter().filter_map(|section| section.quantile(p)).collect();
    let half_width = own.len().checked_sub(1).and_then(|degrees| {
        let squares: f64 = own.iter().map(|q| (q - value).powi(2)).sum();
        Some(confidence.student_t(degrees)? * (squares / (own.len() * degrees) as f64).sqrt())
    });
    Some(Estimate { value, half_width })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::SimTime;

    #[test]
    fn equal_sections_have_no_spread_and_one_section_no_interval() {
        let mut one = Histogram::default();
        (1..=100).for_each(|s| one.record(SimTime::from_draw(f64::from(s))));
        let both = quantile(&[one.clone(), one.clone()], 0.5, Confidence::NINETY_FIVE).unwrap();
        assert!((both.value - 50.0).abs() < 0.5);
        assert_eq!(both.half_width, Some(0.0));
        assert_eq!(quantile(&[one], 0.5, Confidence::NINETY_FIVE).unwrap().half_width, None);
        assert_eq!(quantile(&[], 0.5, Confidence::NINETY_FIVE), None);
    }
}
