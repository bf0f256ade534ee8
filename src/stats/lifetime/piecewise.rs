//! A hazard that is constant by pieces: as close to the data as a distribution with few numbers gets.

use super::{Family, FittedLifetime};
use crate::stats::{CensoredSample, WithError};

/// Where pieces may begin, s: times at which announcements and patience usually change.
const CUTS: [f64; 13] = [0.0, 5.0, 10.0, 20.0, 30.0, 60.0, 90.0, 120.0, 180.0, 300.0, 600.0, 1200.0, 2400.0];
/// A piece with fewer events joins the one before it.
const LEAST_EVENTS: u64 = 20;

/// Pieces begin at round times; neighbours whose hazards are alike (by Schwarz's criterion) are one piece. Beside
/// other families each piece after the first counts as two parameters: where it begins was chosen, too.
/// The hazard is `events / exposure` in each piece, with the standard error `hazard / √events`; pieces are
/// independent. After the last piece its hazard goes on.
pub struct Piecewise;

impl Family for Piecewise {
    fn name(&self) -> &'static str {
        "piecewise_hazard"
    }

    fn fit(&self, sample: &CensoredSample) -> Option<FittedLifetime> {
        let mut pieces: Vec<(f64, u64, f64)> = Vec::new();
        for (i, from) in CUTS.iter().enumerate() {
            let to = CUTS.get(i + 1).copied().unwrap_or(f64::INFINITY);
            let (events, exposure) = (events_within(sample, *from, to), exposure_within(sample, *from, to));
            match pieces.last_mut() {
                // A thin piece takes in what follows until it has enough.
                Some(last) if last.1 < LEAST_EVENTS => {
                    last.1 += events;
                    last.2 += exposure;
                }
                _ => pieces.push((*from, events, exposure)),
            }
        }
        while pieces.len() > 1 && pieces[pieces.len() - 1].1 < LEAST_EVENTS {
            let (_, events, exposure) = pieces.pop()?;
            let last = pieces.last_mut()?;
            last.1 += events;
            last.2 += exposure;
        }
        join_alike(&mut pieces);
        if pieces.len() < 2 || pieces.iter().any(|p| p.1 == 0 || p.2 <= 0.0) {
            return None;
        }
        Some(fitted(self.name(), &pieces))
    }

    fn survival(&self, at: &[f64], time: f64) -> f64 {
        let pieces = at.len() / 2;
        let reached = (0..pieces).take_while(|i| at[*i] < time);
        let cumulated = reached.map(|i| {
            let end = if i + 1 < pieces { at[i + 1].min(time) } else { time };
            at[pieces + i] * (end - at[i])
        });
        (-cumulated.sum::<f64>()).exp()
    }
}

/// Joins neighbours as long as that lowers Schwarz's criterion (*Ann. Statist.* 6, 1978), which asks more the more was seen: the
/// best of a dozen places was chosen, of which some look well by chance.
fn join_alike(pieces: &mut Vec<(f64, u64, f64)>) {
    let log_likelihood = |p: &(f64, u64, f64)| p.1 as f64 * ((p.1 as f64 / p.2).ln() - 1.0);
    let joined = |pair: &[(f64, u64, f64)]| (pair[0].0, pair[0].1 + pair[1].1, pair[0].2 + pair[1].2);
    let enough = (pieces.iter().map(|p| p.1).sum::<u64>() as f64).ln() / 2.0;
    loop {
        let loss = |pair: &[(f64, u64, f64)]| {
            log_likelihood(&pair[0]) + log_likelihood(&pair[1]) - log_likelihood(&joined(pair))
        };
        let least = pieces.windows(2).map(loss).enumerate().min_by(|a, b| a.1.total_cmp(&b.1));
        let Some((i, _)) = least.filter(|(_, loss)| *loss < enough) else { return };
        pieces[i] = joined(&pieces[i..=i + 1]);
        pieces.remove(i + 1);
    }
}

fn fitted(family: &'static str, pieces: &[(f64, u64, f64)]) -> FittedLifetime {
    let hazard = |p: &(f64, u64, f64)| p.1 as f64 / p.2;
    let starts = pieces.iter().map(|p| ("from", WithError::normal(p.0, 0.0)));
    let hazards = pieces.iter().map(|p| ("per_hour", WithError::positive(hazard(p), hazard(p) / (p.1 as f64).sqrt())));
    // A hazard is given an hour: 3,600 times that a second.
    let hazards = hazards.map(|(name, value)| (name, value.times(3600.0)));
    FittedLifetime {
        family,
        parameters: starts.chain(hazards).collect(),
        log_likelihood: pieces.iter().map(|p| p.1 as f64 * (hazard(p).ln() - 1.0)).sum(),
        free: 2 * pieces.len() - 1,
        at: pieces.iter().map(|p| p.0).chain(pieces.iter().map(hazard)).collect(),
    }
}

fn events_within(sample: &CensoredSample, from: f64, to: f64) -> u64 {
    sample.cells().iter().filter(|c| c.time > from && c.time <= to).map(|c| c.events).sum()
}

fn exposure_within(sample: &CensoredSample, from: f64, to: f64) -> f64 {
    let spent = |time: f64| (time.min(to) - from).max(0.0);
    sample.cells().iter().map(|c| spent(c.time) * (c.events + c.censored) as f64).sum()
}
