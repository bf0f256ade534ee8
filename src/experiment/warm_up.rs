//! How long a steady state takes to settle, by the MSER-5 rule.

use super::{Task, companion::Companion};
use crate::{
    engine::{CallRecord, Centre, Observer, play},
    model::{Horizon, Model, WarmUp},
    stats::{MserVerdict, mser5},
    units::SimTime,
};

/// Pilot replications whose average is judged.
const PILOTS: u64 = 5;
/// Observations that a pilot is cut into.
const SLOTS: usize = 1000;

/// A model whose warm-up is known.
pub struct Settled {
    pub model: Model,
    /// Whether what is known exactly is to narrow the intervals.
    pub is_controlled: bool,
    /// What is played along for that, where something can be.
    pub companion: Option<Companion>,
    /// The warm-up that was found; `None` where none was looked for.
    pub found: Option<SimTime>,
    /// Whether the pilots never settled: half of their length is taken then.
    pub too_short: bool,
}

/// Finds the warm-up of `model` if it asks for that, from pilots of the run's own length. The
/// series is the number of calls in the centre, averaged over each slot and over the pilots.
pub fn settle(task: &Task) -> Settled {
    let settled = find(&task.model, task.study.seed());
    let is_controlled = task.study.control_variates();
    let companion = if is_controlled { Companion::of(&settled.model) } else { None };
    Settled { is_controlled, companion, ..settled }
}

fn find(model: &Model, seed: u64) -> Settled {
    let plain = |model| Settled { model, is_controlled: false, companion: None, found: None, too_short: false };
    let length = match model.horizon() {
        Horizon::SteadyState(s) if s.warm_up() == WarmUp::Mser5 => s.length(),
        _ => return plain(model.clone()),
    };
    let slot = (length.as_nanoseconds() / SLOTS as u64).max(1);
    let mut series = Series { slot, calls: vec![0; SLOTS] };
    let mut centre = Centre::default();
    // Replications that no study ever counts.
    (0..PILOTS).for_each(|pilot| play(model, seed, u64::MAX - pilot, &mut centre, &mut series));
    let means: Vec<f64> = series.calls.iter().map(|ns| *ns as f64 / (slot * PILOTS) as f64).collect();
    let (cut, too_short) = match mser5(&means) {
        MserVerdict::Cut(observations) => (observations as u64 * slot, false),
        MserVerdict::TooShort => (length.as_nanoseconds() / 2, true),
    };
    let found = SimTime::from_nanoseconds(cut);
    Settled { found: Some(found), too_short, ..plain(model.with_warm_up(found)) }
}

/// Time that calls spend in the centre, by slot, ns.
struct Series {
    slot: u64,
    calls: Vec<u128>,
}

impl Observer for Series {
    fn call(&mut self, record: &CallRecord) {
        let (mut at, end) = (record.arrived_at.as_nanoseconds(), record.finished_at.as_nanoseconds());
        while at < end {
            let index = (at / self.slot) as usize;
            let Some(slot) = self.calls.get_mut(index) else { return };
            let stop = end.min((index as u64 + 1) * self.slot);
            *slot += u128::from(stop - at);
            at = stop;
        }
    }

    fn overstay(&mut self, _: usize, _: u32, _: SimTime, _: SimTime) {}
}
