//! The two sums that all of Erlang's formulas are made of.
//!
//! Relative to the Poisson weight `d = y^x e^-y / Γ(x+1)` of a state `x` at load `y`,
//!
//! - [`below`]` = x/y + x(x-1)/y² + …` is the weight of the states under `x`: `Q(x,y) / d`,
//! - [`above`]` = 1 + y/(x+1) + y²/((x+1)(x+2)) + …` that of `x` and the states over it: `P(x,y) / d`,
//!
//! with the regularised incomplete gamma functions `P + Q = 1`. `x` and `y` are real, which makes
//! agents fractional. Near `x = y`, where series are slow, the uniform expansion of Temme is used
//! (Gil, Segura and Temme, *SIAM J. Sci. Comput.* 34, 2012, section 2.4), so the time does not grow with
//! `x`; elsewhere the series or the continued fraction of DLMF 8.9.2.

use std::{f64::consts::PI, sync::LazyLock};

use libm::lgamma;

use super::normal::erfcx;

/// Smallest `x` for which the uniform expansion is precise.
const UNIFORM_FROM: f64 = 30.0;
/// Where, as `y / x`, it is precise.
const UNIFORM: std::ops::Range<f64> = 0.3..2.35;
/// Terms of the expansion.
const TERMS: usize = 32;
/// Terms that are enough for a large `x` close to `y`.
const FEW_TERMS: usize = 18;
/// A term that no longer changes a sum.
const NEGLIGIBLE: f64 = 1e-17;

/// Weight of the states under `x`, relative to that of `x`. May overflow to infinity, which is right.
pub fn below(x: f64, y: f64) -> f64 {
    sums(x, y).0
}

/// Weight of `x` and the states over it, relative to that of `x`. May overflow to infinity.
pub fn above(x: f64, y: f64) -> f64 {
    sums(x, y).1
}

/// [`below`] and [`above`].
pub fn sums(x: f64, y: f64) -> (f64, f64) {
    if x >= UNIFORM_FROM && UNIFORM.contains(&(y / x)) {
        return uniform(x, y);
    }
    if y <= x + 1.0 {
        let above = series(x, y);
        return (inverse_weight(x, y) - above, above);
    }
    let below = fraction(x, y);
    (below, inverse_weight(x, y) - below)
}

/// `above` by its own series.
fn series(x: f64, y: f64) -> f64 {
    let (mut term, mut sum, mut k) = (1.0, 1.0, x);
    while term > NEGLIGIBLE * sum {
        k += 1.0;
        term *= y / k;
        sum += term;
    }
    sum
}

/// `below` by the continued fraction of the upper incomplete gamma function, after Lentz.
fn fraction(x: f64, y: f64) -> f64 {
    const TINY: f64 = 1e-300;
    let mut whole = y + 1.0 - x;
    let (mut upper, mut lower) = (1.0 / TINY, 1.0 / whole);
    let mut value = lower;
    for i in 1..500 {
        let part = f64::from(i) * (x - f64::from(i));
        whole += 2.0;
        lower = 1.0 / away_from_zero(part * lower + whole, TINY);
        upper = away_from_zero(whole + part / upper, TINY);
        value *= upper * lower;
        if (upper * lower - 1.0).abs() < 1e-16 {
            break;
        }
    }
    x * value
}

fn away_from_zero(value: f64, tiny: f64) -> f64 {
    if value.abs() < tiny { tiny } else { value }
}

/// `1 / d`: the whole weight relative to that of `x`.
fn inverse_weight(x: f64, y: f64) -> f64 {
    (-ln_weight(x, y)).exp()
}

/// `ln d` by Loader's saddle-point form (*Fast and accurate computation of binomial
/// probabilities*, 2000), precise where the logarithms of large factorials would cancel.
pub fn ln_weight(x: f64, y: f64) -> f64 {
    if x < 1e-8 {
        return -y;
    }
    -x * excess(y / x - 1.0) - stirling_error(x) - 0.5 * (2.0 * PI * x).ln()
}

/// `μ - ln(1 + μ)` without cancellation.
fn excess(mu: f64) -> f64 {
    if mu.abs() > 0.2 {
        return mu - mu.ln_1p();
    }
    // ln(1+μ) = 2(v + v³/3 + …) with v = μ/(2+μ).
    let v = mu / (2.0 + mu);
    let v2 = v * v;
    let tail = (0..14).rev().fold(0.0, |sum, k| sum * v2 + 1.0 / f64::from(2 * k + 3));
    v * mu - 2.0 * v * v2 * tail
}

/// `ln Γ(x+1) - (x+½) ln x + x - ½ ln 2π`.
fn stirling_error(x: f64) -> f64 {
    if x < 10.0 {
        return lgamma(x + 1.0) - (x + 0.5) * x.ln() + x - 0.5 * (2.0 * PI).ln();
    }
    let z = 1.0 / (x * x);
    let tail = 1.0 / 1260.0 - z * (1.0 / 1680.0 - z * (1.0 / 1188.0 - z * (691.0 / 360_360.0 - z / 156.0)));
    (1.0 / 12.0 - z * (1.0 / 360.0 - z * tail)) / x
}

/// Taylor coefficients of `η / (λ - 1)` in `η`, where `η²/2 = λ - 1 - ln λ`.
static COEFFICIENTS: LazyLock<[f64; TERMS]> = LazyLock::new(|| {
    // μ = λ - 1 obeys μ μ' = η (1 + μ): its coefficients one after the other.
    let mut m = [0.0; TERMS + 2];
    m[1] = 1.0;
    for n in 2..TERMS + 2 {
        // Of η^n: the sum of k·m_k·m_(n+1-k) over k from 1 to n is m_(n-1).
        let known: f64 = (2..n).map(|k| k as f64 * m[k] * m[n + 1 - k]).sum();
        m[n] = (m[n - 1] - known) / (n as f64 + 1.0);
    }
    let mut f = [0.0; TERMS];
    f[0] = 1.0;
    for n in 1..TERMS {
        f[n] = -(0..n).map(|k| f[k] * m[n - k + 1]).sum::<f64>();
    }
    f
});

/// Both sums by the uniform expansion:
/// `Γ*·√(πx/2)·erfcx(±η√(x/2)) ± Σ β_n ηⁿ`, with `Γ* = 1 + β_1 / x`.
fn uniform(x: f64, y: f64) -> (f64, f64) {
    let mu = (y - x) / x;
    let eta = (2.0 * excess(mu)).sqrt().copysign(mu);
    let terms = if x > 100.0 && eta.abs() < 0.3 { FEW_TERMS } else { TERMS };
    let f = &*COEFFICIENTS;
    let inverse = 1.0 / x;
    // β_(n-1) = f_n + (n+1)/x · β_(n+1), from the last down; the polynomial is summed on the way.
    let (mut next, mut after, mut sum, mut first) = (0.0, 0.0, 0.0, 0.0);
    for n in (1..terms).rev() {
        let beta = f[n] + (n as f64 + 1.0) * inverse * after;
        after = next;
        next = beta;
        sum = sum * eta + beta;
        if n == 2 {
            first = beta;
        }
    }
    let scale = (1.0 + first * inverse) * (PI * x / 2.0).sqrt();
    let z = eta * (x / 2.0).sqrt();
    let small = erfcx(z.abs());
    let large = 2.0 * (z * z).exp() - small;
    let (of_below, of_above) = if z >= 0.0 { (small, large) } else { (large, small) };
    (scale * of_below + sum, scale * of_above - sum)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `below` and `above` by direct summation with compensation, for whole `x`.
    fn summed(x: u32, y: f64) -> (f64, f64) {
        let (mut under, mut term, mut lost) = (0.0, 1.0, 0.0);
        let add = |sum: &mut f64, value: f64, lost: &mut f64| {
            let t = *sum + (value - *lost);
            *lost = (t - *sum) - (value - *lost);
            *sum = t;
        };
        for k in (1..=x).rev() {
            term *= f64::from(k) / y;
            add(&mut under, term, &mut lost);
        }
        let (mut over, mut term, mut lost, mut k) = (1.0, 1.0, 0.0, f64::from(x));
        while term > 1e-20 * over {
            k += 1.0;
            term *= y / k;
            add(&mut over, term, &mut lost);
        }
        (under, over)
    }

    #[test]
    fn both_sums_agree_with_direct_summation() {
        for x in [1_u32, 2, 5, 11, 12, 13, 20, 39, 41, 100, 500, 3000, 100_000] {
            for ratio in
                [0.01, 0.1, 0.29, 0.31, 0.5, 0.8, 0.95, 0.99, 1.0, 1.001, 1.05, 1.2, 1.5, 2.0, 2.34, 2.4, 4.0, 30.0]
            {
                let y = f64::from(x) * ratio;
                let (under, over) = summed(x, y);
                let (a, b) = sums(f64::from(x), y);
                for (name, got, want) in [("below", a, under), ("above", b, over)] {
                    if want.is_finite() && want < 1e280 {
                        // exp(u) is off by u units in the last place.
                        let off = (got / want - 1.0).abs();
                        let allowed = 2e-14 + 4e-16 * want.ln().max(0.0);
                        assert!(off < allowed * 10.0, "{name}({x}, {y}) = {got}, not {want}: off by {off:e}");
                    }
                }
            }
        }
    }

    #[test]
    fn fractional_states_obey_the_recursion() {
        // below(x+1) = (x+1)/y · (1 + below(x)).
        for x in [0.3, 0.999, 2.7, 11.5, 12.2, 57.3, 1234.5] {
            for y in [0.2, 1.0, 7.7, 40.0, 60.0, 1200.0, 1300.0] {
                let (a, b) = (below(x + 1.0, y), (x + 1.0) / y * (1.0 + below(x, y)));
                if b.is_finite() && b < 1e280 {
                    assert!((a / b - 1.0).abs() < 1e-11, "{x} {y}: {a} {b}");
                }
            }
        }
    }
}
