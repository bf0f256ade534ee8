//! The search for a staffing from which no agent can be taken away.
//!
//! All staffings meet the same callers, so what an agent more or fewer does is seen in pairs. What several
//! changes do together is foretold as the sum of what each does, and then played.

use std::ops::Range;

use super::{
    judge::{Demanded, Verdict},
    provable::Unprovable,
};
use crate::{
    experiment::{Watcher, summaries, work_of_replication},
    model::Model,
    stats::Confidence,
};

/// Agents on the line by group, then interval.
pub type Staffing = Vec<Vec<u32>>;

/// An agent of a group in an interval.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cell {
    /// The group.
    pub group: usize,
    /// The interval.
    pub interval: usize,
}

/// The search was stopped, or found nothing.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoRequirement {
    /// Somebody said stop.
    #[error("interrupted; nothing was written")]
    Stopped,
    /// More agents do not help any more.
    #[error(
        "no staffing that was tried keeps {0}, and {MOST_STEP} agents more in an interval change nothing\n\
         help: promise less, or give more `replications` if the intervals are too wide to tell"
    )]
    Unreachable(String),
    /// More agents still helped when the search gave up.
    #[error("the search gave up on {0} after {MOST_RAISES} rounds, while more agents still helped")]
    GivenUp(String),
    /// Many times the agents did not help.
    #[error(
        "no staffing that was tried keeps {0}, nor does forty times what Erlang A says\nhelp: promise less, or give more `replications` if the intervals are too wide to tell"
    )]
    OutOfReach(String),
    /// So few days could not prove a promise even if it was always kept.
    #[error(transparent)]
    Unprovable(#[from] Unprovable),
    /// A staffing does not fit the centre.
    #[error("{0}")]
    NoModel(String),
}

/// How staffings are played and judged.
pub struct Bench<'a> {
    /// The centre; its staff does not matter.
    pub model: &'a Model,
    /// The seed.
    pub seed: u64,
    /// Threads.
    pub threads: usize,
    /// How sure all intervals together are to cover.
    pub confidence: Confidence,
    /// Never fewer than these.
    pub floor: Staffing,
    /// Told what is played, asked whether to stop.
    pub watcher: &'a dyn Watcher,
}

/// Most rounds of additions: each helps as many cells as it takes.
const MOST_RAISES: usize = 60;
/// Rounds of one agent more in a row that are not enough, after which the step grows.
const PATIENCE: usize = 3;
/// Most agents that are added to a cell at once.
const MOST_STEP: u32 = 256;
/// Most of the pairs and triples of a swap that are played.
const MOST_SWAPS: usize = 4;

impl Bench<'_> {
    /// What becomes of the promises under each staffing.
    ///
    /// # Errors
    ///
    /// [`NoRequirement::Stopped`].
    pub fn judge(&self, staffings: &[Staffing], replications: &Range<u64>) -> Result<Vec<Verdict>, NoRequirement> {
        let mut verdicts = Vec::with_capacity(staffings.len());
        let of_one = (replications.end - replications.start) as f64 * work_of_replication(self.model);
        // A few at a time: summaries are large.
        for some in staffings.chunks(16) {
            let models: Result<Vec<Model>, _> = some.iter().map(|staffing| self.model.with_staffed(staffing)).collect();
            let models = models.map_err(|why| NoRequirement::NoModel(why.to_string()))?;
            let is_stopped = || self.watcher.is_stopped();
            let played = summaries(&models, (self.seed, replications.clone()), self.threads, &is_stopped)
                .ok_or(NoRequirement::Stopped)?;
            self.watcher.played(0, of_one * some.len() as f64);
            verdicts.extend(models.iter().zip(&played).map(|(model, of)| Verdict::new(of, model, self.confidence)));
        }
        Ok(verdicts)
    }

    pub(super) fn judge_one(&self, staffing: &Staffing, replications: &Range<u64>) -> Result<Verdict, NoRequirement> {
        self.judge(std::slice::from_ref(staffing), replications)?.pop().ok_or(NoRequirement::Stopped)
    }

    pub(super) fn cells(&self) -> impl Iterator<Item = Cell> + use<> {
        let intervals = self.model.horizon().intervals();
        (0..self.model.agent_groups().len())
            .flat_map(move |group| (0..intervals).map(move |interval| Cell { group, interval }))
    }

    /// Cells of which an agent may be taken away.
    #[must_use]
    pub fn spare(&self, staffing: &Staffing) -> Vec<Cell> {
        self.spare_by(staffing, 1)
    }

    fn spare_by(&self, staffing: &Staffing, step: u32) -> Vec<Cell> {
        let may = |cell: &Cell| {
            let now = staffing[cell.group][cell.interval];
            // A group of nobody is no group.
            now >= self.floor[cell.group][cell.interval] + step && staffing[cell.group].iter().sum::<u32>() > step
        };
        self.cells().filter(may).collect()
    }

    /// What an agent of the cell costs, as a weight.
    pub(super) fn weight(&self, cell: Cell) -> f64 {
        let group = &self.model.agent_groups()[cell.group];
        let cost = group.paid_hours(group.cost_per_hour());
        if cost > 0.0 { cost } else { 1.0 }
    }

    /// Adds agents where they help most for their cost, until the promises are kept.
    ///
    /// # Errors
    ///
    /// [`NoRequirement`] when more agents do not help, or somebody said stop.
    pub fn raise(
        &self,
        mut staffing: Staffing,
        demanded: Demanded,
        replications: &Range<u64>,
    ) -> Result<(Staffing, Verdict), NoRequirement> {
        let mut verdict = self.judge_one(&staffing, replications)?;
        let (mut step, mut longest, mut in_vain) = (1, 1, 0);
        for _ in 0..MOST_RAISES {
            let deficit = verdict.deficit(demanded);
            if deficit == 0.0 {
                return self.lower_from(longest / 2, staffing, verdict, demanded, replications);
            }
            let cells = self.helpful(&verdict, demanded);
            let tried: Vec<Staffing> = cells.iter().map(|cell| with(&staffing, *cell, step)).collect();
            let verdicts = self.judge(&tried, replications)?;
            let mut gains: Vec<(Cell, f64)> = cells
                .iter()
                .zip(&verdicts)
                .map(|(cell, after)| (*cell, deficit - after.deficit(demanded)))
                .filter(|(_, gain)| *gain > 1e-9)
                .collect();
            gains.sort_by(|a, b| (b.1 / self.weight(b.0)).total_cmp(&(a.1 / self.weight(a.0))));
            let mut left = deficit;
            for (cell, gain) in &gains {
                if left <= 0.0 {
                    break;
                }
                staffing[cell.group][cell.interval] += step;
                left -= gain;
            }
            longest = longest.max(if gains.is_empty() { 1 } else { step });
            // Where one more does not show, more at once may; and where all that help are not enough, more at once
            // are sooner enough.
            in_vain = if left > 0.0 { in_vain + 1 } else { 0 };
            step = match (gains.is_empty(), in_vain) {
                (true, _) if step == MOST_STEP => {
                    return Err(NoRequirement::Unreachable(self.missed(&verdict, demanded)));
                }
                (true, _) => (step * 4).min(MOST_STEP),
                (false, PATIENCE..) => (step * 2).min(MOST_STEP),
                _ => 1,
            };
            verdict = self.judge_one(&staffing, replications)?;
        }
        if verdict.is_kept(demanded) {
            return self.lower_from(longest / 2, staffing, verdict, demanded, replications);
        }
        Err(NoRequirement::GivenUp(self.missed(&verdict, demanded)))
    }

    /// Where agents may help: intervals that miss and the ones before them, or all where a day misses.
    fn helpful(&self, verdict: &Verdict, demanded: Demanded) -> Vec<Cell> {
        let missed: Vec<Option<usize>> =
            verdict.deciding(demanded).iter().filter(|c| c.slack(demanded) < 0.0).map(|c| c.interval).collect();
        let is_near = |cell: &Cell| {
            missed.iter().any(|interval| interval.is_none_or(|i| cell.interval <= i && cell.interval + 2 > i))
        };
        self.cells().filter(is_near).collect()
    }

    pub(super) fn missed(&self, verdict: &Verdict, demanded: Demanded) -> String {
        let mut names: Vec<&str> = Vec::new();
        for check in verdict.deciding(demanded).iter().filter(|check| check.slack(demanded) < 0.0) {
            let name = self.model.promises()[check.promise].name();
            if !names.contains(&name) {
                names.push(name);
            }
        }
        names.iter().map(|name| format!("\"{name}\"")).collect::<Vec<_>>().join(", ")
    }

    /// Takes agents away until none can be spared.
    ///
    /// # Errors
    ///
    /// [`NoRequirement::Stopped`].
    pub fn lower(
        &self,
        staffing: Staffing,
        verdict: Verdict,
        demanded: Demanded,
        replications: &Range<u64>,
    ) -> Result<(Staffing, Verdict), NoRequirement> {
        self.lower_by(1, (staffing, verdict), demanded, replications)
    }

    /// Takes many agents at once away, then half as many, down to two: what large steps added too much.
    fn lower_from(
        &self,
        mut step: u32,
        staffing: Staffing,
        verdict: Verdict,
        demanded: Demanded,
        replications: &Range<u64>,
    ) -> Result<(Staffing, Verdict), NoRequirement> {
        let mut found = (staffing, verdict);
        while step > 1 {
            found = self.lower_by(step, found, demanded, replications)?;
            step /= 2;
        }
        Ok(found)
    }

    /// Takes `step` agents of a cell away at once until none can be spared.
    fn lower_by(
        &self,
        step: u32,
        (mut staffing, mut verdict): (Staffing, Verdict),
        demanded: Demanded,
        replications: &Range<u64>,
    ) -> Result<(Staffing, Verdict), NoRequirement> {
        let fewer = |staffing: &Staffing, cell: &Cell| fewer(staffing, *cell, step);
        let mut open = self.spare_by(&staffing, step);
        while !open.is_empty() {
            let tried: Vec<Staffing> = open.iter().map(|cell| fewer(&staffing, cell)).collect();
            let verdicts = self.judge(&tried, replications)?;
            let mut kept: Vec<(Cell, Verdict)> =
                open.into_iter().zip(verdicts).filter(|(_, after)| after.is_kept(demanded)).collect();
            if kept.is_empty() {
                break;
            }
            let loss = |after: &Verdict| (verdict.slack(demanded) - after.slack(demanded)).max(0.0);
            kept.sort_by(|a, b| (loss(&a.1) / self.weight(a.0)).total_cmp(&(loss(&b.1) / self.weight(b.0))));
            let mut batch = foretold(&verdict, &kept, demanded);
            loop {
                let left = batch.iter().fold(staffing.clone(), |staffing, cell| fewer(&staffing, cell));
                let after = self.judge_one(&left, replications)?;
                if after.is_kept(demanded) {
                    (staffing, verdict) = (left, after);
                    break;
                }
                if batch.len() == 1 {
                    // It was kept a moment ago, by the same callers.
                    break;
                }
                batch.truncate(batch.len() / 2);
            }
            // Who could not be spared with more colleagues cannot with fewer.
            let spare = self.spare_by(&staffing, step);
            open = kept.into_iter().map(|(cell, _)| cell).filter(|cell| spare.contains(cell)).collect();
        }
        Ok((staffing, verdict))
    }

    /// Two agents fewer for one more elsewhere, as long as that keeps the promises. Of promises by the day:
    /// an interval's own promise cannot be helped by others.
    ///
    /// # Errors
    ///
    /// [`NoRequirement::Stopped`].
    pub fn swap(
        &self,
        mut staffing: Staffing,
        mut verdict: Verdict,
        demanded: Demanded,
        replications: &Range<u64>,
    ) -> Result<(Staffing, Verdict), NoRequirement> {
        if verdict.checks.iter().any(|check| check.interval.is_some()) {
            return Ok((staffing, verdict));
        }
        for _ in 0..MOST_RAISES {
            let (fewer, more): (Vec<Cell>, Vec<Cell>) = (self.spare(&staffing), self.cells().collect());
            let tried: Vec<Staffing> = fewer
                .iter()
                .map(|cell| without(&staffing, *cell))
                .chain(more.iter().map(|cell| with(&staffing, *cell, 1)))
                .collect();
            let verdicts = self.judge(&tried, replications)?;
            let effects: Vec<Vec<f64>> = verdicts.iter().map(|after| verdict.effects(after)).collect();
            let moves = self.promising(&verdict, demanded, (&fewer, &more), &effects);
            let staffings: Vec<Staffing> = moves
                .iter()
                .map(|&[a, b, c]| with(&without(&without(&staffing, fewer[a]), fewer[b]), more[c], 1))
                .collect();
            let found = self.judge(&staffings, replications)?;
            match found.into_iter().zip(staffings).find(|(after, _)| after.is_kept(demanded)) {
                Some((after, better)) => (verdict, staffing) = (after, better),
                None => break,
            }
        }
        Ok((staffing, verdict))
    }

    /// The moves of which most is left above every bound, if they add up.
    fn promising(
        &self,
        verdict: &Verdict,
        demanded: Demanded,
        (fewer, more): (&[Cell], &[Cell]),
        effects: &[Vec<f64>],
    ) -> Vec<[usize; 3]> {
        let mut found: Vec<(f64, [usize; 3])> = Vec::new();
        for a in 0..fewer.len() {
            for b in a + 1..fewer.len() {
                for c in (0..more.len()).filter(|&c| more[c] != fewer[a] && more[c] != fewer[b]) {
                    let saved = self.weight(fewer[a]) + self.weight(fewer[b]) - self.weight(more[c]);
                    let left = verdict.checks.iter().enumerate().map(|(i, check)| {
                        check.slack(demanded) + effects[a][i] + effects[b][i] + effects[fewer.len() + c][i]
                    });
                    let least = left.fold(f64::INFINITY, f64::min);
                    if saved > 0.0 && least >= 0.0 {
                        found.push((least, [a, b, c]));
                    }
                }
            }
        }
        found.sort_by(|a, b| b.0.total_cmp(&a.0));
        found.into_iter().take(MOST_SWAPS).map(|(_, at)| at).collect()
    }
}

/// As many of the cells, in order, as would keep every bound if what they do adds up.
#[must_use]
pub fn foretold(verdict: &Verdict, kept: &[(Cell, Verdict)], demanded: Demanded) -> Vec<Cell> {
    let mut left: Vec<f64> = verdict.checks.iter().map(|check| check.slack(demanded)).collect();
    let mut batch = Vec::new();
    for (cell, after) in kept {
        let next: Vec<f64> = left.iter().zip(verdict.effects(after)).map(|(left, by)| left + by.min(0.0)).collect();
        let holds = |(next, left): (&f64, &f64)| *next >= 0.0 || next >= left;
        if next.iter().zip(&left).all(holds) || batch.is_empty() {
            left = next;
            batch.push(*cell);
        }
    }
    batch
}

/// One agent fewer.
#[must_use]
pub fn without(staffing: &Staffing, cell: Cell) -> Staffing {
    fewer(staffing, cell, 1)
}

/// `step` agents fewer.
fn fewer(staffing: &Staffing, cell: Cell, step: u32) -> Staffing {
    let mut fewer = staffing.clone();
    fewer[cell.group][cell.interval] -= step;
    fewer
}

/// `step` agents more.
pub(super) fn with(staffing: &Staffing, cell: Cell, step: u32) -> Staffing {
    let mut more = staffing.clone();
    more[cell.group][cell.interval] += step;
    more
}
