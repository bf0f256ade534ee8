//! Plays a centre at points of staff and volume, lays a surface through them, and holds it against direct simulation elsewhere.
//!
//! All points are played on the same callers. The points held out are on others, drawn from another seed: the error that is stated is
//! what the surface gets wrong between its points and what chance does to both. Where it is larger than wanted, points are
//! added between the others, as long as that can help.

use std::collections::BTreeMap;

use super::{RESPONSES, Service, Strategy, Surface, futures::sample, service::weights};
use crate::{
    experiment::{PointResult, Task, Watcher, run},
    metrics::Totals,
    model::{AgentGroup, Arrivals, Horizon, Model, NoModel, Replications, Study, Surge},
    units::SECONDS_PER_HOUR,
};

/// Levels are counted in parts of a doubling.
const PARTS: i32 = 24;
/// From one level of staff, and of load, to the next; made finer in this order.
const STEPS: [(i32, i32); 4] = [(12, 4), (12, 2), (6, 2), (6, 1)];
/// No strategy is followed beyond an eighth, or eight times, of the scenario's staff or load.
const FARTHEST: i32 = 3 * PARTS;
/// A point of a large volume is played this many times less often, at most.
const MOST_FEWER: f64 = 4.0;
/// Points that are held out.
const HELD_OUT: usize = 16;
/// Hours of a day of a steady state.
const HOURS_A_DAY: f64 = 24.0;

/// A centre to explore.
#[derive(Clone, Copy, Debug)]
pub struct Centre<'a> {
    /// The centre as its scenario has it.
    pub model: &'a Model,
    /// How its days are played.
    pub study: &'a Study,
    /// The points of the curve over waits, s.
    pub waits: &'a [f64],
}

/// How far staff and load go from the scenario's, in 24ths of a doubling.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reach {
    /// The least staff and the most.
    pub staff: (i32, i32),
    /// The least load and the most.
    pub load: (i32, i32),
}

impl Reach {
    /// From seven tenths to 1.4 times as much staff, from half to twice the load.
    pub const USUAL: Self = Self { staff: (-PARTS / 2, PARTS / 2), load: (-PARTS, PARTS) };

    /// What holds both.
    #[must_use]
    pub fn with(self, other: Self) -> Self {
        let both = |a: (i32, i32), b: (i32, i32)| (a.0.min(b.0), a.1.max(b.1));
        Self { staff: both(self.staff, other.staff), load: both(self.load, other.load) }
    }
}

/// How far the surface is from direct simulation, at points that it was not fitted to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SurfaceError {
    /// The largest error of any share of calls.
    pub largest: f64,
    /// The root of the mean squared error of all shares.
    pub typical: f64,
    /// The largest error that chance alone explains: half an interval of direct simulation.
    pub noise: f64,
    /// Points held out.
    pub held_out: usize,
    /// Points the surface is laid through.
    pub points: usize,
}

/// A centre that was explored.
#[derive(Clone, Debug)]
pub struct Explored {
    /// Its service.
    pub surface: Surface,
    /// How far off that is.
    pub error: SurfaceError,
    /// Where it was explored.
    pub reach: Reach,
    /// What agents cost a day, or an hour of steady state.
    pub agents_cost: f64,
    known: Known,
}

/// What was played so far, by the levels of staff and load.
type Known = BTreeMap<(i32, i32), Service>;

impl<'a> Centre<'a> {
    /// A strategy that serves its customers in this centre, once it is explored; `usual_calls` are the baseline's a month.
    #[must_use]
    pub fn strategy(&self, terms: &'a crate::model::LongRun, explored: &'a Explored, usual_calls: f64) -> Strategy<'a> {
        let month = self.units_a_month(terms.base.days_per_month);
        Strategy {
            terms,
            surface: &explored.surface,
            agents_cost: explored.agents_cost * month,
            calls: self.calls_a_month(terms.base.days_per_month),
            usual_calls,
            agents: mean_agents(self.model),
        }
    }

    /// Calls of customers of their own accord in a month.
    #[must_use]
    pub fn calls_a_month(&self, days: f64) -> f64 {
        let horizon = self.model.horizon();
        let units = match horizon {
            Horizon::Day(_) => horizon.days() as f64,
            Horizon::SteadyState(_) => {
                (horizon.measured_from() + horizon.measured_time()).as_seconds() / SECONDS_PER_HOUR
            }
        };
        self.model.expected_calls() / units * self.units_a_month(days)
    }

    /// Days, or hours of steady state, in a month of so many days.
    fn units_a_month(&self, days: f64) -> f64 {
        match self.model.horizon() {
            Horizon::Day(_) => days,
            Horizon::SteadyState(_) => days * HOURS_A_DAY,
        }
    }

    /// The centre with so many times its agents, and how many times that really is; volume goes with staff times load.
    fn at(&self, staff: f64, load: f64) -> Result<(Model, f64), NoModel> {
        let groups: Vec<AgentGroup> = self.model.agent_groups().iter().map(|group| scaled(group, staff)).collect();
        let as_it_is: Vec<AgentGroup> = self.model.agent_groups().iter().map(|group| scaled(group, 1.0)).collect();
        let sum =
            |groups: &[AgentGroup]| groups.iter().flat_map(AgentGroup::staffed).map(|n| f64::from(*n)).sum::<f64>();
        let realised = sum(&groups) / sum(&as_it_is);
        let volume = realised * load;
        let mut parts = self.model.parts();
        let horizon = self.model.horizon();
        let until = match horizon {
            Horizon::Day(_) => horizon.measured_time().as_seconds() / horizon.days() as f64,
            // A steady state goes on until its last call is decided.
            Horizon::SteadyState(_) => 1e9,
        };
        if volume != 1.0 {
            let streams = (0..parts.streams.len()).collect();
            parts.surges.push(Surge::new(0.0, until, volume, 1.0, streams)?);
        }
        parts.agent_groups = groups;
        Ok((Model::new(parts)?, realised))
    }

    /// A point to play: the larger its volume, the fewer its days, as each says more.
    fn task(&self, staff: f64, load: f64, study: &Study) -> Result<(Task, f64), NoModel> {
        let (model, realised) = self.at(staff, load)?;
        let count = study.most_replications() as f64;
        let study = match study.replications() {
            Replications::Fixed(_) => {
                let fewer = (count / (realised * load).clamp(1.0, MOST_FEWER)).ceil();
                study.with_replications((fewer as u64).max(2.min(study.most_replications())))?
            }
            Replications::Until { .. } => study.clone(),
        };
        Ok((Task { model, study }, realised))
    }

    /// Whether its volume can be multiplied.
    ///
    /// # Errors
    ///
    /// [`NoModel`] where arrivals are recorded, or nobody calls.
    pub fn check(&self) -> Result<(), NoModel> {
        if self.model.streams().iter().any(|stream| matches!(stream.arrivals, Arrivals::Replay(_))) {
            return Err(NoModel("arrivals are recorded, and do not grow with the customers; give rates".to_owned()));
        }
        if self.model.expected_calls() <= 0.0 {
            return Err(NoModel("nobody calls, so service does nothing to customers".to_owned()));
        }
        Ok(())
    }

    fn service(&self, result: &PointResult, staff: f64, agents_cost: Option<f64>) -> Service {
        let mut values = [0.0; RESPONSES];
        let sum = |of: fn(&Totals) -> f64| result.sections.iter().map(of).sum::<f64>();
        let over = |a: f64, b: f64, none: f64| if b > 0.0 { a / b } else { none };
        let attempts = sum(|t| t.calls.attempts() as f64);
        let answered = sum(|t| t.calls.answered as f64);
        let journeys = self.model.has_journeys();
        let fresh = if journeys { sum(|t| t.issues.issues as f64) } else { attempts };
        let base = sum(|t| t.base);
        values[0] = over(attempts, fresh, 1.0);
        values[1] = over(attempts - answered, attempts, 0.0);
        values[2] = if journeys { over(sum(|t| t.journeys.resolved as f64), answered, 1.0) } else { 1.0 };
        values[3] = over(sum(|t| t.calls.answered_within as f64), sum(|t| t.calls.due() as f64), 1.0);
        values[4] = over(sum(|t| t.calls.abandoned as f64), sum(|t| t.calls.offered() as f64), 0.0);
        values[5] = Service::held_wait(result.overall("average_speed_of_answer").map_or(0.0, |e| e.value));
        let agents = sum(|t| t.costs.agents) / base;
        values[6] = agents_cost.map_or(1.0, |cost| over(agents, cost * staff, 1.0));
        values[7] = over(sum(|t| t.costs.total() - t.costs.agents), fresh, 0.0);
        let waits = &result.waits;
        let mut met = weights(self.waits, 0.0).map(|weight| weight * waits.at_once as f64);
        let mut counted = waits.at_once as f64;
        for bucket in &waits.buckets {
            let of = weights(self.waits, f64::midpoint(bucket.from, bucket.to));
            met.iter_mut().zip(of).for_each(|(sum, weight)| *sum += weight * bucket.answered as f64);
            counted += bucket.answered as f64;
        }
        for (value, met) in values[8..].iter_mut().zip(met) {
            *value = over(met, counted, 0.0);
        }
        Service(values)
    }
}

/// A group of so many times its agents: at least one wherever there was one.
fn scaled(group: &AgentGroup, factor: f64) -> AgentGroup {
    let of = |count: f64| if count > 0.0 { (count * factor).round().max(1.0) as u32 } else { 0 };
    let intervals = 0..group.staffed().len();
    let staffed: Vec<u32> = intervals.clone().map(|i| of(group.mean_staffed(i))).collect();
    let paid = intervals.map(|i| of(group.mean_paid(i))).collect();
    group.clone().with_staffed(staffed).with_paid(paid)
}

/// Agents on the line, in the mean over the intervals of the day.
fn mean_agents(model: &Model) -> f64 {
    let intervals = model.horizon().intervals();
    let of = |group: &AgentGroup| (0..intervals).map(|i| group.mean_staffed(i)).sum::<f64>() / intervals as f64;
    model.agent_groups().iter().map(of).sum()
}

fn levels((from, to): (i32, i32), step: i32) -> Vec<i32> {
    (from.div_euclid(step)..=(to + step - 1).div_euclid(step)).map(|k| k * step).collect()
}

fn factor(level: i32) -> f64 {
    (f64::from(level) / f64::from(PARTS)).exp2()
}

/// What is played first, to judge how long all of it takes.
///
/// # Errors
///
/// [`NoModel`] where the centre cannot be scaled.
pub fn first_tasks(centre: &Centre<'_>, reach: Reach) -> Result<Vec<Task>, NoModel> {
    let (by_staff, by_load) = STEPS[0];
    let staff = levels(reach.staff, by_staff);
    let pairs = staff.iter().flat_map(|s| levels(reach.load, by_load).into_iter().map(move |l| (*s, l)));
    pairs.map(|(s, l)| centre.task(factor(s), factor(l), centre.study).map(|(task, _)| task)).collect()
}

/// Explores a centre within `reach`, until its surface is off by `error_at_most` at most, or more points no longer help; coarsely and
/// unjudged where no error is asked for. What was played `before` is not played again. `None` where the watcher said stop.
///
/// # Errors
///
/// [`NoModel`] where the centre cannot be scaled.
pub fn explore(
    centre: &Centre<'_>,
    reach: Reach,
    error_at_most: Option<f64>,
    before: Option<Explored>,
    threads: usize,
    watcher: &dyn Watcher,
) -> Result<Option<Explored>, NoModel> {
    let mut known = before.map_or_else(Known::new, |before| before.known);
    let judged_by = match error_at_most {
        None => Vec::new(),
        Some(_) => match held_out(centre, reach, threads, watcher)? {
            None => return Ok(None),
            Some(held_out) => held_out,
        },
    };
    let mut found = None;
    for (by_staff, by_load) in STEPS {
        let (staff, load) = (levels(reach.staff, by_staff), levels(reach.load, by_load));
        let Some(agents_cost) = play(centre, &mut known, &staff, &load, threads, watcher)? else { return Ok(None) };
        let surface = laid(centre, &known, &staff, &load)?;
        let error = judge(&surface, &judged_by, staff.len() * load.len());
        let is_enough = error_at_most.is_none_or(|most| error.largest <= most || error.largest <= error.noise);
        found = Some(Explored { surface, error, reach, agents_cost, known: known.clone() });
        if is_enough {
            break;
        }
    }
    Ok(found)
}

/// Plays what is not known yet, and gives what the agents of the centre as it is cost.
fn play(
    centre: &Centre<'_>,
    known: &mut Known,
    staff: &[i32],
    load: &[i32],
    threads: usize,
    watcher: &dyn Watcher,
) -> Result<Option<f64>, NoModel> {
    let mut open: Vec<(i32, i32)> = vec![(0, 0)];
    let others = staff.iter().flat_map(|s| load.iter().map(move |l| (*s, *l)));
    open.extend(others.filter(|at| *at != (0, 0) && !known.contains_key(at)));
    let mut tasks = Vec::new();
    let mut realised = Vec::new();
    for (s, l) in &open {
        let (task, real) = centre.task(factor(*s), factor(*l), centre.study)?;
        tasks.push(task);
        realised.push(real);
    }
    let results: Option<Vec<PointResult>> = run(&tasks, threads, watcher).into_iter().collect();
    let Some(results) = results else { return Ok(None) };
    let sum = |of: fn(&Totals) -> f64| results[0].sections.iter().map(of).sum::<f64>();
    let agents_cost = sum(|t| t.costs.agents) / sum(|t| t.base);
    for ((at, result), real) in open.iter().zip(&results).zip(&realised) {
        known.insert(*at, centre.service(result, *real, (agents_cost > 0.0).then_some(agents_cost)));
    }
    Ok(Some(agents_cost))
}

/// The surface through what is known; of levels of staff that mean the same agents the first is taken.
fn laid(centre: &Centre<'_>, known: &Known, staff: &[i32], load: &[i32]) -> Result<Surface, NoModel> {
    let mut logs: Vec<f64> = Vec::new();
    let mut rows: Vec<Vec<Service>> = Vec::new();
    for level in staff {
        let (_, realised) = centre.at(factor(*level), 1.0)?;
        let log = realised.log2();
        if logs.last().is_none_or(|last| log > last + 1e-9) {
            logs.push(log);
            rows.push(load.iter().filter_map(|l| known.get(&(*level, *l)).copied()).collect());
        }
    }
    let load: Vec<f64> = load.iter().map(|l| f64::from(*l) / f64::from(PARTS)).collect();
    Ok(Surface::through(&logs, &load, &rows))
}

/// A point held out: staff and volume in multiples of the scenario's, the service there, and half of its widest interval.
struct HeldOut {
    staff: f64,
    volume: f64,
    service: Service,
    noise: f64,
}

/// Points of Halton's sequence within the reach, played on callers of another seed.
fn held_out(
    centre: &Centre<'_>,
    reach: Reach,
    threads: usize,
    watcher: &dyn Watcher,
) -> Result<Option<Vec<HeldOut>>, NoModel> {
    let study = &centre.study;
    // Another seed has other callers; any will do.
    let seed = (study.seed() ^ 0x5851_f42d_4c95_7f2d) >> 1;
    let study = Study::new(seed, study.replications().clone(), study.confidence())?;
    let place = |(from, to): (i32, i32), share: f64| {
        ((f64::from(from) + share * f64::from(to - from)) / f64::from(PARTS)).exp2()
    };
    let mut tasks = Vec::new();
    let mut places = Vec::new();
    for index in 1..=HELD_OUT {
        let load = place(reach.load, halton(index, 3));
        let (task, realised) = centre.task(place(reach.staff, halton(index, 2)), load, &study)?;
        tasks.push(task);
        places.push((realised, realised * load));
    }
    let results: Option<Vec<PointResult>> = run(&tasks, threads, watcher).into_iter().collect();
    let Some(results) = results else { return Ok(None) };
    let held_out = |((staff, volume), result): ((f64, f64), PointResult)| {
        let half = |measure: &str| result.overall(measure).and_then(|e| e.half_width).unwrap_or(0.0);
        HeldOut {
            staff,
            volume,
            service: centre.service(&result, staff, None),
            noise: half("service_level").max(half("abandonment")),
        }
    };
    Ok(Some(places.into_iter().zip(results).map(held_out).collect()))
}

/// The `index`-th member of van der Corput's sequence in this base (Halton, *Numer. Math.* 2, 1960).
fn halton(mut index: usize, base: usize) -> f64 {
    let (mut value, mut digit) = (0.0, 1.0);
    while index > 0 {
        digit /= base as f64;
        value += digit * (index % base) as f64;
        index /= base;
    }
    value
}

fn judge(surface: &Surface, held_out: &[HeldOut], points: usize) -> SurfaceError {
    let (least, most) = surface.staff_range();
    let judged = held_out.iter().filter(|p| (least..=most).contains(&p.staff));
    let mut error = SurfaceError { largest: 0.0, typical: 0.0, noise: 0.0, held_out: 0, points };
    let (mut squares, mut count) = (0.0, 0.0);
    for point in judged {
        let found = surface.at(point.staff, point.volume);
        error.held_out += 1;
        error.noise = error.noise.max(point.noise);
        for index in (0..RESPONSES).filter(|i| Service::is_share(*i)) {
            let off = (found.0[index] - point.service.0[index]).abs();
            error.largest = error.largest.max(off);
            if found.0[index] != 0.0 || point.service.0[index] != 0.0 {
                squares += off * off;
                count += 1.0;
            }
        }
    }
    error.typical = if count > 0.0 { f64::sqrt(squares / count) } else { 0.0 };
    error
}

/// Futures by which it is judged how far the surfaces must reach.
const PILOTS: u64 = 40;

/// How far each strategy goes, in some futures; a strategy at the edge of its surface wants more.
#[must_use]
pub fn reach_needed(strategies: &[Strategy<'_>], baseline: usize, seed: u64) -> Vec<Reach> {
    let mut reaches = vec![Reach::USUAL; strategies.len()];
    for future in 0..PILOTS {
        for (reach, months) in reaches.iter_mut().zip(sample(strategies, baseline, seed, future)) {
            for month in months {
                let level = |value: f64| (value.log2() * f64::from(PARTS)).round().clamp(-1e4, 1e4) as i32;
                let (staff, load) = (level(month.staff), level(month.volume / month.staff));
                *reach = reach.with(Reach { staff: beyond(staff), load: beyond(load) });
            }
        }
    }
    reaches
}

/// A stretch that holds a level with a little room; at the edge of what was looked at, more.
fn beyond(level: i32) -> (i32, i32) {
    const ROOM: i32 = 2;
    ((level - ROOM).clamp(-FARTHEST, 0), (level + ROOM).clamp(0, FARTHEST))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_cover_the_reach_and_hold_the_scenario_itself() {
        assert_eq!(levels((-24, 24), 12), [-24, -12, 0, 12, 24]);
        assert_eq!(levels((-25, 13), 12), [-36, -24, -12, 0, 12, 24]);
    }

    #[test]
    fn halton_fills_the_unit_interval() {
        assert_eq!([1, 2, 3, 4].map(|i| halton(i, 2)), [0.5, 0.25, 0.75, 0.125]);
        assert!((halton(2, 3) - 2.0 / 3.0).abs() < 1e-15);
    }
}
