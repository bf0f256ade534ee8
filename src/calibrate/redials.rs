//! Customers who call again.

use std::collections::BTreeMap;

use jiff::{
    SignedDuration,
    civil::{Date, DateTime},
};

use super::{days::Days, tally::second_of_day};
use crate::stats::{
    CensoredCounts, CensoredSample, WithError,
    lifetime::{FittedLifetime, fit_all},
};

/// Calls of customers that are kept, at most.
const MOST_KEPT: usize = 1_000_000;

/// Calls of customers: of all of them, or of a share that is drawn by customer once there are too many.
#[derive(Clone, Debug, Default)]
pub(super) struct Customers {
    calls: Vec<Kept>,
    /// Only customers whose hash ends in so many zero bits are kept.
    zero_bits: u32,
    /// When the last of them came on each day.
    last_of_day: BTreeMap<Date, f64>,
}

#[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
struct Kept {
    customer: u64,
    /// Seconds on the centre's clock.
    at: f64,
    left_at: f64,
    call_type: u32,
    is_answered: bool,
}

/// How callers of a type come again.
#[derive(Clone, Debug, PartialEq)]
pub struct Redials {
    /// Abandoned calls of known customers, but for those whose window ends after the day's last call.
    pub abandoned: u64,
    /// The share of them after which the customer called again within the window.
    pub again: WithError,
    /// The same after answered calls: what would have come anyway.
    pub again_anyway: f64,
    /// The share that calls because of having abandoned, those beyond the window included.
    pub share: WithError,
    /// How long they wait before, an exponential time.
    pub delay: Option<FittedLifetime>,
    /// The share of the type's calls that are such redials.
    pub share_of_calls: f64,
    /// The share of customers that were looked at.
    pub looked_at: f64,
}

/// Calls of a type that are redials, by day and interval of the day.
#[derive(Clone, Debug, Default)]
pub(super) struct RedialCalls(BTreeMap<Date, Vec<f64>>);

impl RedialCalls {
    fn add(&mut self, at: f64, calls: f64, interval: u32) {
        let intervals = (86_400 / interval) as usize;
        let Some((day, second)) = day_and_second(at) else { return };
        self.0.entry(day).or_insert_with(|| vec![0.0; intervals])[(second / f64::from(interval)) as usize] += calls;
    }

    /// The calls of the open intervals of `day` that are no redials, of `all`.
    pub fn taken_off(&self, day: Date, days: &Days, all: &[f64]) -> Vec<f64> {
        let Some(redials) = self.0.get(&day) else { return all.to_vec() };
        all.iter().zip(&redials[days.first..days.end]).map(|(all, redials)| (all - redials).max(0.0)).collect()
    }
}

impl Customers {
    /// Takes down a call.
    pub fn add(&mut self, customer: u64, call_type: u32, at: DateTime, wait: f64, is_answered: bool) {
        let day = at.date();
        let at = seconds(at);
        let last = self.last_of_day.entry(day).or_insert(at);
        *last = last.max(at);
        if hash(customer).trailing_zeros() < self.zero_bits {
            return;
        }
        self.calls.push(Kept { customer, at, left_at: at + wait, call_type, is_answered });
        if self.calls.len() > MOST_KEPT {
            self.zero_bits += 1;
            let bits = self.zero_bits;
            self.calls.retain(|call| hash(call.customer).trailing_zeros() >= bits);
        }
    }

    /// How callers of each type come again, as the same type, within `window` seconds of hanging up, and which calls of
    /// each type are such ones; `all` has the offered and the abandoned calls of each type, customers known or not.
    /// `None` for a type with fewer than 30 abandoned calls of known customers, and where no more come again
    /// than would have anyway.
    pub fn redials(&self, all: &[[u64; 2]], window: f64, interval: u32) -> (Vec<Option<Redials>>, Vec<RedialCalls>) {
        let mut calls = self.calls.clone();
        calls.sort_by(|a, b| (a.customer, a.at).partial_cmp(&(b.customer, b.at)).unwrap_or(std::cmp::Ordering::Equal));
        let mut counts = vec![Counts::default(); all.len()];
        // What a call was followed by within the window. A customer who comes back for another need is a new caller.
        let again = |i: usize| {
            let is_same = |next: &&Kept| next.customer == calls[i].customer && next.call_type == calls[i].call_type;
            let next = calls.get(i + 1).filter(is_same)?;
            (0.0..=window).contains(&(next.at - calls[i].left_at)).then_some(next)
        };
        for (i, call) in calls.iter().enumerate() {
            let of = &mut counts[call.call_type as usize];
            of.known += u64::from(!call.is_answered);
            // Whoever called in the last window of the day may have wanted to call after its end.
            let last = day_and_second(call.at).and_then(|(day, _)| self.last_of_day.get(&day));
            if last.is_some_and(|last| call.left_at + window <= *last) {
                of.add(call.is_answered, again(i).map(|next| next.at - call.left_at));
            }
        }
        let looked_at = 0.5_f64.powi(self.zero_bits as i32);
        let mut found: Vec<Option<Redials>> = counts.iter().map(|of| of.redials(window, looked_at)).collect();
        let (mut redials, mut sums) = (vec![RedialCalls::default(); all.len()], vec![0.0; all.len()]);
        for (i, call) in calls.iter().enumerate().filter(|(_, call)| !call.is_answered) {
            let of = call.call_type as usize;
            if let (Some(found), Some(next)) = (&found[of], again(i)) {
                // Some would have come anyway, others come beyond the window, or are not known.
                let stands_for = found.share.value / found.again.value * all[of][1] as f64 / counts[of].known as f64;
                redials[of].add(next.at, stands_for, interval);
                sums[of] += stands_for;
            }
        }
        for ((of, sum), [offered, _]) in found.iter_mut().zip(sums).zip(all) {
            if let Some(of) = of {
                of.share_of_calls = sum / *offered as f64;
            }
        }
        (found, redials)
    }
}

#[derive(Clone, Debug, Default)]
struct Counts {
    /// Abandoned calls of known customers, however late in the day.
    known: u64,
    abandoned: u64,
    again: u64,
    answered: u64,
    again_anyway: u64,
    delays: CensoredCounts,
}

/// Too few to say anything.
const LEAST_ABANDONED: u64 = 30;

impl Counts {
    fn add(&mut self, is_answered: bool, delay: Option<f64>) {
        if is_answered {
            self.answered += 1;
            self.again_anyway += u64::from(delay.is_some());
            return;
        }
        self.abandoned += 1;
        if let Some(delay) = delay {
            self.again += 1;
            self.delays.event(delay.max(1e-3));
        }
    }

    /// `share = (again - anyway) / (1 - anyway)`, since whoever would have called anyway is not counted twice, over the
    /// share of delays that lie within the window.
    fn redials(&self, window: f64, looked_at: f64) -> Option<Redials> {
        if self.abandoned < LEAST_ABANDONED || self.answered == 0 {
            return None;
        }
        let (n, m) = (self.abandoned as f64, self.answered as f64);
        let (p, q) = (self.again as f64 / n, self.again_anyway as f64 / m);
        let (of_p, of_q) = ((p * (1.0 - p) / n).sqrt(), (q * (1.0 - q) / m).sqrt());
        let within = (p - q) / (1.0 - q);
        let error = (of_p / (1.0 - q)).hypot(of_q * (1.0 - p) / (1.0 - q).powi(2));
        if within <= 2.0 * error || self.again == 0 {
            return None;
        }
        let sample = self.delays.sample();
        let delay = delay(&sample, window);
        // ln F = ln(1 - exp(-window/mean)), and what the mean's error makes of it.
        let (seen, of_seen) = delay.as_ref().and_then(|of| of.named("mean").next()).map_or((1.0, 0.0), |mean| {
            let beyond = (-window / mean.value).exp();
            let slope = window / mean.value.powi(2) * beyond / (1.0 - beyond);
            (1.0 - beyond, slope * mean.standard_error)
        });
        let share = within / seen;
        Some(Redials {
            abandoned: self.abandoned,
            again: WithError::share(p, of_p),
            again_anyway: q,
            share: WithError::share(share.min(1.0), share * (error / within).hypot(of_seen)),
            delay,
            share_of_calls: 0.0,
            looked_at,
        })
    }
}

/// An exponential delay, of which only those within the window are seen: its mean `m` solves
/// `mean seen = m - window / (exp(window/m) - 1)`, which is the maximum of the likelihood.
fn delay(sample: &CensoredSample, window: f64) -> Option<FittedLifetime> {
    let mut fitted = fit_all(sample, &["exponential"]).pop()?;
    let seen = sample.mean()?;
    let expected = |m: f64| m - window / (window / m).exp_m1();
    // Seen delays as long as half the window or longer do not tell a mean.
    if seen >= 0.45 * window {
        return Some(fitted);
    }
    let (mut low, mut high) = (seen, 100.0 * window);
    for _ in 0..200 {
        let middle = (low * high).sqrt();
        if expected(middle) < seen { low = middle } else { high = middle }
    }
    let slope = (expected(high * 1.0001) - expected(high * 0.9999)) / (0.0002 * high);
    let spread = sample.standard_deviation().unwrap_or(seen) / (sample.events() as f64).sqrt();
    fitted.parameters = vec![("mean", WithError::positive(high, spread / slope))];
    Some(fitted)
}

const EPOCH: DateTime = DateTime::constant(1970, 1, 1, 0, 0, 0, 0);

fn seconds(at: DateTime) -> f64 {
    at.duration_since(EPOCH).as_secs_f64()
}

fn day_and_second(at: f64) -> Option<(Date, f64)> {
    let at = EPOCH.checked_add(SignedDuration::try_from_secs_f64(at).ok()?).ok()?;
    Some((at.date(), second_of_day(at)))
}

/// SplitMix64's last step: customers' numbers may be in any order.
fn hash(customer: u64) -> u64 {
    let mut x = customer.wrapping_add(0x9e37_79b9_7f4a_7c15);
    x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    x ^ (x >> 31)
}
