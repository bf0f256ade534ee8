//! Plays a centre at points of staff and volume, lays a surface through them, and holds it against direct simulation elsewhere.
//!
//! All points are played on the same callers. The points held out are on others, drawn from another seed: the error that is stated is
//! what the surface gets wrong between its points and what chance does to both. Where it is larger than wanted, points are
//! added between the others, as long as that can help.

use std::collections::BTreeMap;

use super::{
    Centre, Service, Strategy, Surface,
    futures::sample,
    held_out::{SurfaceError, held_out, judge},
};
use crate::{
    experiment::{PointResult, Task, Watcher, run},
    metrics::Totals,
    model::NoModel,
};

/// Levels are counted in parts of a doubling.
pub(super) const PARTS: i32 = 24;
/// From one level of staff, and of load, to the next; made finer in this order.
const STEPS: [(i32, i32); 4] = [(12, 4), (12, 2), (6, 2), (6, 1)];
/// No strategy is followed beyond an eighth, or eight times, of the scenario's staff or load.
const FARTHEST: i32 = 3 * PARTS;

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
        let is_enough = error_at_most.is_none_or(|most| error.unexplained <= most);
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
}
