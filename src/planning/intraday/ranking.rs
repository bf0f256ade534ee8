//! The moves by simulated effect and cost, all on the same callers, and the best of them together.

use super::{Aim, Kind, Move, Outlook, moves::is_saving};
use crate::{
    experiment::summaries,
    model::Model,
    planning::requirement::{NoRequirement, Staffing},
    stats::{Confidence, Estimate},
};

/// Replications by which all moves are sifted.
const FEW: u64 = 40;
/// Moves that are ranked on all replications.
const MOST_RANKED: usize = 24;
/// Most agents that the combination moves.
const MOST_STEPS: usize = 60;
/// Moves that are tried again at each step of the combination.
const TRIED: usize = 6;

/// A move of one agent, and what it does.
#[derive(Clone, Debug)]
pub struct Ranked {
    /// The move.
    pub of: Move,
    /// What one agent adds to the aim over the rest of the day, in pairs.
    pub gain: Estimate,
    /// Calls that are not lost then.
    pub fewer_lost: Option<Estimate>,
    /// Gain for each unit of money; `None` where the move costs nothing.
    pub per_cost: Option<f64>,
}

/// Moves together.
#[derive(Clone, Debug)]
pub struct Combination {
    /// The moves, and how many agents make each.
    pub moves: Vec<(Move, u32)>,
    /// What they do.
    pub outlook: Outlook,
    /// What they cost; negative where they save pay.
    pub cost: f64,
    /// The staffing then.
    pub staffing: Staffing,
}

/// What is left to be done.
#[derive(Clone, Debug)]
pub struct Ranking {
    /// The rest of the day if nothing is done.
    pub nothing: Outlook,
    /// The moves, the most effect for the money first; those that cost nothing and surely help before all others.
    pub ranked: Vec<Ranked>,
    /// Moves that were looked at.
    pub tried: usize,
    /// The best together; `None` where no move helps, or none is needed.
    pub best: Option<Combination>,
}

struct Desk<'a> {
    model: &'a Model,
    aim: Aim,
    from: usize,
    seed: u64,
    threads: usize,
    confidence: Confidence,
    is_stopped: &'a (dyn Fn() -> bool + Sync),
}

impl Desk<'_> {
    fn play(&self, staffings: &[Staffing], replications: u64) -> Result<Vec<Outlook>, NoRequirement> {
        let mut all = Vec::with_capacity(staffings.len());
        // A few at a time: summaries are large.
        for some in staffings.chunks(16) {
            let models: Result<Vec<Model>, _> = some.iter().map(|s| self.model.with_staffed(s)).collect();
            let models = models.map_err(|why| NoRequirement::NoModel(why.to_string()))?;
            let played = summaries(&models, (self.seed, 0..replications), self.threads, self.is_stopped)
                .ok_or(NoRequirement::Stopped)?;
            let outlook = |(model, of)| Outlook::new(of, model, self.aim, self.from, self.confidence);
            all.extend(models.iter().zip(&played).map(outlook));
        }
        Ok(all)
    }
}

/// Ranks `moves` on `replications` days, and puts the best together: agent by agent, what mends most of the promises (or of
/// the aim, where there are none) for its cost, until they are kept. Where they surely are without any move, the
/// moves that save pay are ranked instead, by pay saved for each loss of service, and put together as long as the promises
/// stay surely kept.
///
/// # Errors
///
/// [`NoRequirement::Stopped`].
#[expect(clippy::too_many_arguments, reason = "each is one thing of the day")]
pub fn rank(
    model: &Model,
    staffing: &Staffing,
    moves: &[Move],
    from: usize,
    (seed, replications): (u64, u64),
    threads: usize,
    confidence: Confidence,
    is_stopped: &(dyn Fn() -> bool + Sync),
) -> Result<Ranking, NoRequirement> {
    let desk = Desk { model, aim: Aim::of(model), from, seed, threads, confidence, is_stopped };
    let nothing = desk.play(std::slice::from_ref(staffing), replications)?.remove(0);
    let is_kept = nothing.missed.1 > 0 && nothing.slack >= 0.0;
    let wanted: Vec<&Move> = moves.iter().filter(|of| is_saving(of) == is_kept).collect();
    let few = replications.min(FEW);
    let sifted =
        if few == replications { nothing.clone() } else { desk.play(std::slice::from_ref(staffing), few)?.remove(0) };
    let mut singles = singles(&desk, staffing, &wanted, &sifted, few)?;
    singles.truncate(MOST_RANKED);
    let kept: Vec<&Move> = wanted.iter().copied().filter(|of| singles.iter().any(|s| s.of == **of)).collect();
    let ranked = self::singles(&desk, staffing, &kept, &nothing, replications)?;
    let best = if is_kept {
        together(&desk, staffing, &ranked, replications, &|outlook, _| outlook.slack >= 0.0, true)?
    } else {
        together(
            &desk,
            staffing,
            &ranked,
            replications,
            &|_, before| before.deficit > 0.0 || before.missed.1 == 0,
            false,
        )?
    };
    Ok(Ranking { nothing, ranked, tried: wanted.len(), best })
}

/// One agent of each move against nothing, the best first.
fn singles(
    desk: &Desk<'_>,
    staffing: &Staffing,
    moves: &[&Move],
    nothing: &Outlook,
    replications: u64,
) -> Result<Vec<Ranked>, NoRequirement> {
    let possible: Vec<(&Move, Staffing)> =
        moves.iter().filter_map(|of| Some((*of, of.made_by(1, staffing)?))).collect();
    let staffings: Vec<Staffing> = possible.iter().map(|(_, staffing)| staffing.clone()).collect();
    let played = desk.play(&staffings, replications)?;
    let mut ranked: Vec<Ranked> = possible
        .iter()
        .zip(&played)
        .filter_map(|((of, _), outlook)| {
            let gain = outlook.gain(nothing)?;
            let per_cost = (of.cost != 0.0).then(|| gain.value / of.cost.abs());
            Some(Ranked { of: (*of).clone(), gain, fewer_lost: outlook.fewer_lost(nothing), per_cost })
        })
        .collect();
    ranked.sort_by(|a, b| place(b).total_cmp(&place(a)));
    Ok(ranked)
}

/// Free moves that surely help stand above all that cost, those that may below; what saves most for the least loss stands first.
fn place(of: &Ranked) -> f64 {
    match of.per_cost {
        None if of.gain.half_width.is_some() && of.gain.lower() > 0.0 => 1e9 + of.gain.value,
        None if of.gain.value > 0.0 => of.gain.value * 1e-9,
        None => of.gain.value * 1e9,
        Some(per_cost) => per_cost,
    }
}

/// What a step is worth for its cost.
fn worth(of: &Move, after: &Outlook, before: &Outlook, saves: bool) -> f64 {
    if saves {
        // Pay saved for what of the room above the promises is used up.
        return -of.cost / (before.slack - after.slack).max(1e-4);
    }
    let mended = if before.missed.1 > 0 {
        before.deficit - after.deficit
    } else {
        after.gain(before).map_or(0.0, Estimate::lower)
    };
    if mended <= 1e-9 { 0.0 } else { mended / of.cost.max(1e-2) }
}

/// Agent by agent, what is worth most, as long as it `goes_on` (after, before).
fn together(
    desk: &Desk<'_>,
    staffing: &Staffing,
    ranked: &[Ranked],
    replications: u64,
    goes_on: &dyn Fn(&Outlook, &Outlook) -> bool,
    saves: bool,
) -> Result<Option<Combination>, NoRequirement> {
    let mut now = Combination {
        moves: Vec::new(),
        outlook: desk.play(std::slice::from_ref(staffing), replications)?.remove(0),
        cost: 0.0,
        staffing: staffing.clone(),
    };
    // What each was worth when it was tried last: it is seldom worth more later.
    let mut last: Vec<(usize, f64)> = (0..ranked.len()).map(|i| (i, f64::INFINITY)).collect();
    for _ in 0..MOST_STEPS {
        if !saves && !goes_on(&now.outlook, &now.outlook) {
            break;
        }
        let used = |of: &Move| now.moves.iter().find(|(m, _)| m == of).map_or(0, |(_, agents)| *agents);
        let shared = |of: &Move| of.at_most > used(of) && is_free(of, &now.moves);
        last.sort_by(|a, b| b.1.total_cmp(&a.1));
        let some: Vec<usize> = last
            .iter()
            .filter(|(i, worth)| *worth > 0.0 && shared(&ranked[*i].of))
            .take(if now.moves.is_empty() { ranked.len() } else { TRIED })
            .map(|(i, _)| *i)
            .filter(|i| ranked[*i].of.made_by(1, &now.staffing).is_some())
            .collect();
        let staffings: Vec<Staffing> = some.iter().filter_map(|i| ranked[*i].of.made_by(1, &now.staffing)).collect();
        let played = desk.play(&staffings, replications)?;
        let tried: Vec<(usize, f64)> = some
            .iter()
            .zip(&played)
            .map(|(i, after)| {
                let allowed = !saves || goes_on(after, &now.outlook);
                (*i, if allowed { worth(&ranked[*i].of, after, &now.outlook, saves) } else { 0.0 })
            })
            .collect();
        for (i, worth) in &tried {
            last.iter_mut().filter(|(index, _)| index == i).for_each(|(_, old)| *old = *worth);
        }
        let Some(k) = (0..tried.len()).filter(|k| tried[*k].1 > 0.0).max_by(|a, b| tried[*a].1.total_cmp(&tried[*b].1))
        else {
            // Those that were tried are worth nothing; others may be.
            if some.is_empty() {
                break;
            }
            continue;
        };
        let of = &ranked[tried[k].0].of;
        now.staffing.clone_from(&staffings[k]);
        now.cost += of.cost;
        now.outlook = played[k].clone();
        match now.moves.iter_mut().find(|(m, _)| m == of) {
            Some((_, agents)) => *agents += 1,
            None => now.moves.push((of.clone(), 1)),
        }
    }
    Ok((!now.moves.is_empty()).then_some(now))
}

/// Whether agents are left who can make the move: those who stay for an hour cannot also stay for two.
fn is_free(of: &Move, made: &[(Move, u32)]) -> bool {
    let same_people = |other: &Move| other.group == of.group && people(&other.kind) == people(&of.kind);
    made.iter().filter(|(other, _)| same_people(other)).map(|(_, agents)| agents).sum::<u32>() < of.at_most
}

/// Whose move it is: what kind of move, of which shift, and when that ends, begins, or has its break.
fn people(of: &Kind) -> (u8, Option<usize>, usize, usize) {
    match of {
        Kind::Overtime { shift, ends, .. } => (0, *shift, *ends, 0),
        Kind::EarlyStart { shift, starts, .. } => (1, Some(*shift), *starts, 0),
        Kind::MoveBreak { shift, began, planned, .. } => (2, Some(*shift), *began, *planned),
        Kind::SendHome { shift, until, .. } => (3, *shift, *until, 0),
        Kind::CallIn { .. } => (4, None, 0, 0),
        Kind::Switch { to, from, .. } => (5, None, *to, *from),
    }
}
