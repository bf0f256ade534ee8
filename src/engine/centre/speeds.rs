//! How fast each agent is.

use rand::RngExt;
use rand_distr::{Distribution as _, LogNormal};

use super::super::streams::{Purpose, RESERVES, stream};
use crate::model::{GroupWork, Reserve};

/// Where the speeds of a group's agents come from.
#[derive(Clone, Copy, Debug)]
pub struct Draw {
    pub group: usize,
    pub seed: u64,
    pub replication: u64,
}

/// The fractional part of the golden ratio: its multiples fill the range from 0 to 1 as evenly as any sequence does.
const GOLDEN: f64 = 0.618_033_988_749_894_9;

impl Draw {
    /// Speeds of the scheduled agents: how experienced they are, and how they differ.
    pub fn of_crews<'a>(self, work: &GroupWork, speeds: impl Iterator<Item = &'a mut f64>) {
        let mut speeds: Vec<&mut f64> = speeds.collect();
        self.spread(self.group as u64, work.speed_spread, &mut speeds);
        self.tenure(work, &mut speeds);
    }

    /// Speeds of the reserve.
    pub fn of_reserve<'a>(self, work: &GroupWork, reserve: Reserve, speeds: impl Iterator<Item = &'a mut f64>) {
        let mut speeds: Vec<&mut f64> = speeds.collect();
        self.spread(RESERVES | self.group as u64, work.speed_spread, &mut speeds);
        speeds.iter_mut().for_each(|speed| **speed *= reserve.speed);
    }

    /// Speeds of mean 1, lognormal: `exp(scale · Z - scale²/2)` with `scale² = ln(1 + spread²)`.
    fn spread(self, whose: u64, spread: f64, speeds: &mut [&mut f64]) {
        if spread <= 0.0 {
            return;
        }
        let variance = (spread * spread).ln_1p();
        let mut stream = stream(self.seed, self.replication, whose, Purpose::AgentSpeed);
        if let Ok(distribution) = LogNormal::new(-variance / 2.0, variance.sqrt()) {
            speeds.iter_mut().for_each(|speed| **speed = distribution.sample(&mut stream));
        }
    }

    /// The k-th seat is of the stage in whose part of the range from 0 to 1 the number `u + k · GOLDEN` falls, its whole
    /// part left out, with one uniform `u` a replication: each seat is of a stage with the stage's share as its
    /// probability, and of the first seats, however many work, a stage has its share as nearly as can be.
    fn tenure(self, work: &GroupWork, speeds: &mut [&mut f64]) {
        if work.tenure.is_empty() {
            return;
        }
        let start: f64 = stream(self.seed, self.replication, self.group as u64, Purpose::AgentTenure).random();
        for (seat, speed) in speeds.iter_mut().enumerate() {
            let mut place = (seat as f64).mul_add(GOLDEN, start).fract();
            let stage = work.tenure.iter().find(|stage| {
                let falls = place < stage.share;
                place -= stage.share;
                falls
            });
            **speed *= stage.map_or(1.0, |stage| stage.speed);
        }
    }
}
