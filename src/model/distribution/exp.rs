//! The exponential function, the same on every machine.

/// Rounds to a whole number when added and subtracted again: 1.5 · 2^52.
const ROUND: f64 = 6_755_399_441_055_744.0;
/// ln 2 in two parts, the first with enough zeros at its end that whole multiples of it are exact.
const LN_2: (f64, f64) = (6.931_471_803_691_238e-1, 1.908_214_929_270_587_7e-10);
/// Beyond this, on either side, the result is that of this: 1e304, or nothing to speak of.
const LARGEST: f64 = 700.0;

/// 1/n! for n from 13 down to 2.
const INVERSE_FACTORIALS: [f64; 12] = [
    1.0 / 6_227_020_800.0,
    1.0 / 479_001_600.0,
    1.0 / 39_916_800.0,
    1.0 / 3_628_800.0,
    1.0 / 362_880.0,
    1.0 / 40_320.0,
    1.0 / 5_040.0,
    1.0 / 720.0,
    1.0 / 120.0,
    1.0 / 24.0,
    1.0 / 6.0,
    1.0 / 2.0,
];

/// `e^x`, to within two units of the last place.
///
/// Made of additions and multiplications alone, which every machine rounds alike (IEEE 754), unlike
/// the mathematics libraries of operating systems; and it is several times faster where many are
/// computed in a row. `x = k ln 2 + r` with `|r| <= ln 2 / 2`, then the series of `e^r` to the 13th
/// power, whose remainder is below 5e-18.
#[inline]
pub fn exp(x: f64) -> f64 {
    let x = if x < LARGEST { x } else { LARGEST };
    let x = if x > -LARGEST { x } else { -LARGEST };
    let shifted = x * std::f64::consts::LOG2_E + ROUND;
    let k = shifted - ROUND;
    let r = (x - k * LN_2.0) - k * LN_2.1;
    let [c13, c12, c11, c10, c9, c8, c7, c6, c5, c4, c3, c2] = INVERSE_FACTORIALS;
    // Estrin's scheme: short chains that run side by side.
    let (r2, r4) = (r * r, (r * r) * (r * r));
    let low = (c2 + c3 * r) * r2 + (c4 + c5 * r) * r4;
    let high = (c6 + c7 * r) + (c8 + c9 * r) * r2 + ((c10 + c11 * r) + (c12 + c13 * r) * r2) * r4;
    let series = 1.0 + (r + (low + high * (r2 * r4)));
    // 2^k by its exponent's bits: k stands in the lowest bits of `shifted`.
    series * f64::from_bits((shifted.to_bits() << 52).wrapping_add(1.0_f64.to_bits()))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(20_000))]

        #[test]
        fn it_is_within_two_units_of_the_last_place(x in -700.0_f64..700.0) {
            let (found, known) = (exp(x), x.exp());
            // The library's own value may be half a unit off and more.
            prop_assert!((found / known - 1.0).abs() <= 3.0 * f64::EPSILON, "{x}: {found:e}, {known:e}");
        }
    }

    #[test]
    fn its_ends_are_tiny_and_very_large() {
        assert!(exp(-1e6) < 1e-300);
        assert!(exp(1e6) > 1e300 && exp(1e6).is_finite());
        assert_eq!(exp(0.0), 1.0);
    }
}
