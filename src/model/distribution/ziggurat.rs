//! Unit exponentials and standard normals, many in a row: to the bit what `rand_distr` draws.
//!
//! Nearly all draws of a ziggurat (Marsaglia and Tsang, *J. Stat. Softw.* 5(8), 2000) take the number
//! they drew at once. That much is done here, so that a generator stays in registers while a list is
//! filled; what is refused at first is handed to `rand_distr` with the number that was drawn. The
//! layers' edges are asked of it too, so that there is one table.

use std::{convert::Infallible, sync::LazyLock};

use rand::{Rng, TryRng};
use rand_distr::{Distribution, Exp1, StandardNormal};
use rand_xoshiro::{Xoshiro256PlusPlus, rand_core::SeedableRng};

/// The edge of each layer, from the lowest to the top, where it is 0.
type Edges = [f64; 257];

/// Bits of 1, into whose fraction a draw is put: from 1 to below 2.
const ONE: u64 = 1.0_f64.to_bits();
/// The same for 2: from 2 to below 4.
const TWO: u64 = 2.0_f64.to_bits();

static EXPONENTIAL: LazyLock<Edges> = LazyLock::new(|| edges(&Exp1, 0, 2.0_f64.powi(-53)));
static NORMAL: LazyLock<Edges> = LazyLock::new(|| edges(&StandardNormal, (1 << 51) + 1, 2.0_f64.powi(-51)));

/// What a distribution makes of the layers' edges with a fraction that stands for `unit`, which is a power of two,
/// so that nothing is rounded, and so small that it is taken: by the second draw, whatever it is, in the top layer.
fn edges(of: &impl Distribution<f64>, fraction: u64, unit: f64) -> Edges {
    let edge = |layer| resume(of, fraction << 12 | layer, Xoshiro256PlusPlus::seed_from_u64(0)).0 / unit;
    std::array::from_fn(|layer| if layer < 256 { edge(layer as u64) } else { 0.0 })
}

/// A generator of which one number has been taken, and is given first. Those who draw reals ask for numbers of 64
/// bits only.
#[derive(Clone)]
struct Resumed<R> {
    first: Option<u64>,
    rng: R,
}

impl<R: Rng> TryRng for Resumed<R> {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        Ok(self.first.take().map_or_else(|| self.rng.next_u32(), |first| (first >> 32) as u32))
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        Ok(self.first.take().unwrap_or_else(|| self.rng.next_u64()))
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Infallible> {
        let (of_first, others) = bytes.split_at_mut(bytes.len().min(8));
        match self.first.take() {
            Some(first) => of_first.copy_from_slice(&first.to_le_bytes()[..of_first.len()]),
            None => self.rng.fill_bytes(of_first),
        }
        self.rng.fill_bytes(others);
        Ok(())
    }
}

/// Draws `of` from a generator that has just given `first`, and hands the generator back.
#[cold]
#[inline(never)]
fn resume<R: Rng>(of: &impl Distribution<f64>, first: u64, rng: R) -> (f64, R) {
    let mut resumed = Resumed { first: Some(first), rng };
    (of.sample(&mut resumed), resumed.rng)
}

/// `x`, which was made of `first`, where it is taken; else what `of` draws from `first` on.
#[expect(clippy::inline_always, reason = "a generator stays in registers only where this is part of a loop")]
#[inline(always)]
fn settle<R: Rng + Clone>(x: f64, is_taken: bool, of: &impl Distribution<f64>, first: u64, rng: &mut R) -> f64 {
    if is_taken {
        return x;
    }
    let (x, after) = resume(of, first, rng.clone());
    *rng = after;
    x
}

/// Draws unit exponentials.
#[derive(Clone, Copy)]
pub struct UnitExponential(&'static Edges);

impl UnitExponential {
    /// None is larger: the foot of the tail, 7.7, and the most that is added there, 53 ln 2. Once in 2^64
    /// draws it is infinite, for the logarithm of 0: where that is taken for a small time it becomes 139 years.
    pub const LARGEST: f64 = 45.0;

    pub fn new() -> Self {
        Self(&EXPONENTIAL)
    }

    /// As `Exp1.sample(rng)`.
    #[expect(clippy::inline_always, reason = "as above")]
    #[inline(always)]
    pub fn draw<R: Rng + Clone>(self, rng: &mut R) -> f64 {
        let bits = rng.next_u64();
        let layer = bits as usize & 0xff;
        let unit = f64::from_bits(bits >> 12 | ONE) - (1.0 - f64::EPSILON / 2.0);
        let x = unit * self.0[layer];
        settle(x, x < self.0[layer + 1], &Exp1, bits, rng)
    }
}

/// Draws standard normals.
#[derive(Clone, Copy)]
pub struct UnitNormal(&'static Edges);

impl UnitNormal {
    pub fn new() -> Self {
        Self(&NORMAL)
    }

    /// As `StandardNormal.sample(rng)`.
    #[expect(clippy::inline_always, reason = "as above")]
    #[inline(always)]
    pub fn draw<R: Rng + Clone>(self, rng: &mut R) -> f64 {
        let bits = rng.next_u64();
        let layer = bits as usize & 0xff;
        let unit = f64::from_bits(bits >> 12 | TWO) - 3.0;
        let x = unit * self.0[layer];
        settle(x, x.abs() < self.0[layer + 1], &StandardNormal, bits, rng)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Draws of both kinds are the same as those of `rand_distr`, and leave the generator in the same state.
    #[test]
    fn they_are_to_the_bit_what_rand_distr_draws() {
        for seed in 0..4 {
            let mut rng = Xoshiro256PlusPlus::seed_from_u64(seed);
            let mut reference = rng.clone();
            for _ in 0..500_000 {
                let expected: f64 = Exp1.sample(&mut reference);
                assert_eq!(UnitExponential::new().draw(&mut rng).to_bits(), expected.to_bits());
                let expected: f64 = StandardNormal.sample(&mut reference);
                assert_eq!(UnitNormal::new().draw(&mut rng).to_bits(), expected.to_bits());
            }
            assert_eq!(rng, reference);
        }
    }

    /// Each layer, just inside its edge and just outside.
    #[test]
    fn layers_end_where_those_of_rand_distr_do() {
        let close_to = |share: f64, layer: u64| {
            let middle = (share * (1_u64 << 52) as f64) as u64;
            let fractions = middle.saturating_sub(2)..(middle + 3).min(1 << 52);
            let rng = Xoshiro256PlusPlus::seed_from_u64(layer);
            fractions.map(move |fraction| Resumed { first: Some(fraction << 12 | layer), rng: rng.clone() })
        };
        for layer in 0..256 {
            let share = |edges: &Edges| edges[layer + 1] / edges[layer];
            for numbers in close_to(share(&EXPONENTIAL), layer as u64) {
                let expected: f64 = Exp1.sample(&mut numbers.clone());
                assert_eq!(UnitExponential::new().draw(&mut numbers.clone()).to_bits(), expected.to_bits(), "{layer}");
            }
            // Half of the fractions are of negative numbers.
            for numbers in close_to(f64::midpoint(1.0, share(&NORMAL)), layer as u64) {
                let expected: f64 = StandardNormal.sample(&mut numbers.clone());
                assert_eq!(UnitNormal::new().draw(&mut numbers.clone()).to_bits(), expected.to_bits(), "{layer}");
            }
        }
    }

    #[test]
    fn no_exponential_is_larger_than_the_largest() {
        // The foot of the tail plus -ln of the smallest uniform that is not zero.
        let largest = EXPONENTIAL[1] + 53.0 * std::f64::consts::LN_2;
        assert!(largest < UnitExponential::LARGEST, "{largest}");
    }
}
