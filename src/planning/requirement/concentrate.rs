//! Agents of one part of the day for fewer in the others, where promises are by the day.
//!
//! The day's service level weighs calls, and is S-shaped in staff: the same agents may do more for it together than
//! spread. A staffing that serves all parts of the day alike is then one from which nobody can be spared, and yet not a cheap one. What leads
//! away from it is no single agent: many of a part of the day go at once, and some of them come elsewhere.

use std::ops::Range;

use super::{
    coarse::{Change, Found, Purse, scouted},
    judge::{Demanded, Verdict},
    search::{Bench, Cell, NoRequirement},
};

/// What of a block's agents goes.
const GOES: [f64; 3] = [1.0, 0.5, 0.2];
/// What of those who go comes elsewhere.
const COMES: [f64; 2] = [0.5, 0.85];
/// Most blocks of one length.
const MOST_BLOCKS: usize = 16;
/// Rounds, each on as large a part of the purse.
const ROUNDS: usize = 5;
/// What of the purse the rounds may take.
const SHARE: f64 = 0.25;
/// Changes of a round that are played on all callers.
const TRIED: usize = 4;

/// Takes many agents of a part of the day away and puts fewer elsewhere, as long as that keeps the promises.
pub(super) fn concentrated(
    bench: &Bench<'_>,
    mut found: Found,
    demanded: Demanded,
    callers: &Range<u64>,
    purse: &mut Purse,
) -> Result<Found, NoRequirement> {
    if bench.model.horizon().intervals() < 2 || found.1.checks.iter().any(|check| check.interval.is_some()) {
        return Ok(found);
    }
    bench.watcher.turned_to("other parts of the day");
    let (a_round, least) = (purse.left * SHARE / ROUNDS as f64, purse.left * (1.0 - SHARE));
    for _ in 0..ROUNDS {
        if purse.left < least {
            break;
        }
        let changes = changes(bench, &found);
        let scouts = (a_round / changes.len().max(1) as f64) as u64;
        // Fewer than two scouts tell nothing.
        if changes.is_empty() || scouts < 2 {
            break;
        }
        let scouts = callers.start..callers.end.min(callers.start + scouts);
        let Some(better) = step(bench, &found, changes, demanded, (callers, &scouts), purse)? else { break };
        found = better;
    }
    Ok(found)
}

/// The change that saves most of those that keep the promises.
fn step(
    bench: &Bench<'_>,
    (staffing, verdict): &Found,
    changes: Vec<Change>,
    demanded: Demanded,
    (callers, scouts): (&Range<u64>, &Range<u64>),
    purse: &mut Purse,
) -> Result<Option<Found>, NoRequirement> {
    let (before, scouted) = scouted(bench, staffing, changes, scouts, purse)?;
    let is_kept = |after: &Verdict| verdict.with_effect(&before, after).is_kept(demanded);
    let mut kept: Vec<Change> =
        scouted.into_iter().filter(|(_, after)| is_kept(after)).map(|(change, _)| change).collect();
    kept.sort_by(|a, b| b.saves.total_cmp(&a.saves));
    for change in kept.into_iter().take(TRIED) {
        let Some(after) = change.made_to(staffing, &bench.floor) else { continue };
        purse.spend(1, callers);
        let verdict = bench.judge_one(&after, callers)?;
        if verdict.is_kept(demanded) {
            return Ok(Some((after, verdict)));
        }
    }
    Ok(None)
}

/// Of each block some or all agents, of one group or of all, and a part of them elsewhere in proportion to who is there.
fn changes(bench: &Bench<'_>, (staffing, _): &Found) -> Vec<Change> {
    let groups = bench.model.agent_groups().len();
    // All of them, and each of several for itself.
    let single = (0..groups).map(|group| group..group + 1).filter(|_| groups > 1);
    let whose: Vec<Range<usize>> = std::iter::once(0..groups).chain(single).collect();
    let mut all = Vec::new();
    for block in blocks(bench.model.horizon().intervals(), bench.model.horizon().intervals_a_day()) {
        for groups in &whose {
            for (goes, comes) in GOES.iter().flat_map(|goes| COMES.iter().map(move |comes| (*goes, *comes))) {
                let of = |group: usize| of_group(&staffing[group], &bench.floor[group], &block, (goes, comes));
                let by: Vec<(Cell, i64)> = (groups.clone())
                    .flat_map(|group| of(group).into_iter().map(move |(interval, by)| (Cell { group, interval }, by)))
                    .collect();
                all.push(Change::new(bench, by));
            }
        }
    }
    all.retain(|change| change.saves > 1e-9 && change.made_to(staffing, &bench.floor).is_some());
    all
}

/// Days, or parts of a day from its halves on, down to single intervals where these are few.
fn blocks(intervals: usize, day: usize) -> Vec<Range<usize>> {
    let mut all = Vec::new();
    let mut length = if day < intervals { day } else { day.div_ceil(2) };
    loop {
        let starts =
            (0..intervals / day).flat_map(|d| (0..day).step_by(length).map(move |i| (d * day + i, (d + 1) * day)));
        let of_length: Vec<Range<usize>> = starts.map(|(from, end)| from..(from + length).min(end)).collect();
        if of_length.len() > MOST_BLOCKS {
            return all;
        }
        all.extend(of_length);
        if length == 1 {
            return all;
        }
        length = length.div_ceil(2);
    }
}

/// Agents more or fewer by interval: `goes` of the block's, and `comes` of these in the other intervals. As many come in whole
/// agents as were counted, the first of those who come to the intervals with the largest rests.
fn of_group(now: &[u32], floor: &[u32], block: &Range<usize>, (goes, comes): (f64, f64)) -> Vec<(usize, i64)> {
    let fewer = |i: usize| ((f64::from(now[i]) * goes).round() as u32).min(now[i].saturating_sub(floor[i]));
    let gone: u32 = block.clone().map(fewer).sum();
    let others: Vec<usize> = (0..now.len()).filter(|i| !block.contains(i) && now[*i] > 0).collect();
    let there: f64 = others.iter().map(|i| f64::from(now[*i])).sum();
    if gone == 0 || there == 0.0 {
        return Vec::new();
    }
    let come = (f64::from(gone) * comes).round();
    let exact = |i: usize| come * f64::from(now[i]) / there;
    let mut more: Vec<(usize, i64)> = others.iter().map(|i| (*i, exact(*i).floor() as i64)).collect();
    let left = come as i64 - more.iter().map(|(_, by)| by).sum::<i64>();
    more.sort_by(|a, b| exact(b.0).fract().total_cmp(&exact(a.0).fract()).then(a.0.cmp(&b.0)));
    more.iter_mut().take(left.max(0) as usize).for_each(|(_, by)| *by += 1);
    block.clone().map(|i| (i, -i64::from(fewer(i)))).chain(more).filter(|(_, by)| *by != 0).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn those_who_come_are_as_many_as_counted() {
        // All 10 of the second interval go but one; 0.5 of 9 is 5 after rounding, by 20 : 5 : 5 to the others.
        let mut by = of_group(&[20, 10, 5, 5], &[1; 4], &(1..2), (1.0, 0.5));
        by.sort_unstable();
        assert_eq!(by, [(0, 3), (1, -9), (2, 1), (3, 1)]);
        assert_eq!(of_group(&[20, 1], &[1, 1], &(1..2), (1.0, 0.5)), []);
    }

    #[test]
    fn blocks_end_with_the_day() {
        assert_eq!(blocks(3, 3), [0..2, 2..3, 0..1, 1..2, 2..3]);
        let week = blocks(7 * 48, 48);
        assert_eq!(week.len(), 7 + 14);
        assert_eq!(week[20], 312..336);
        assert!(blocks(48, 48).iter().all(|block| block.len() >= 3));
    }
}
