//! Agents of one group for cheaper ones of another.

use std::ops::Range;

use super::{
    judge::{Demanded, Verdict},
    search::{Bench, Cell, NoRequirement, Staffing, with, without},
};

/// Most rounds of trades.
const MOST_ROUNDS: usize = 40;

/// Trades of an interval that are played: of those that would be kept by the sum of effects, and of the nearest others.
const TRIED: usize = 4;

/// Who goes and who comes, and the pay an hour that it saves.
#[derive(Clone, Debug)]
struct Trade {
    goes: Vec<Cell>,
    comes: Vec<Cell>,
    saves: f64,
}

impl Trade {
    fn of(&self, staffing: &Staffing) -> Option<Staffing> {
        let there = |cell: &Cell| staffing[cell.group][cell.interval];
        if self.goes.iter().any(|cell| there(cell) < self.goes.iter().filter(|c| *c == cell).count() as u32) {
            return None;
        }
        let fewer = self.goes.iter().fold(staffing.clone(), |staffing, cell| without(&staffing, *cell));
        Some(self.comes.iter().fold(fewer, |staffing, cell| with(&staffing, *cell, 1)))
    }
}

impl Bench<'_> {
    /// One agent for a cheaper one, two for one, or one for two cheaper ones, of other groups in the same interval, as
    /// long as that keeps the promises.
    ///
    /// # Errors
    ///
    /// [`NoRequirement::Stopped`].
    pub fn trade(
        &self,
        mut staffing: Staffing,
        mut verdict: Verdict,
        demanded: Demanded,
        replications: &Range<u64>,
    ) -> Result<(Staffing, Verdict), NoRequirement> {
        for _ in 0..MOST_ROUNDS {
            let trades = self.trades(&staffing, &verdict, demanded, replications)?;
            let mut tried: Vec<(Trade, Staffing)> =
                trades.into_iter().filter_map(|trade| trade.of(&staffing).map(|after| (trade, after))).collect();
            let staffings: Vec<Staffing> = tried.iter().map(|(_, after)| after.clone()).collect();
            let verdicts = self.judge(&staffings, replications)?;
            let mut kept = verdicts.into_iter().map(|after| after.is_kept(demanded));
            tried.retain(|_| kept.next().unwrap_or(false));
            tried.sort_by(|a, b| b.0.saves.total_cmp(&a.0.saves));
            let mut is_better = false;
            while !tried.is_empty() {
                let all = tried.iter().try_fold(staffing.clone(), |staffing, (trade, _)| trade.of(&staffing));
                let after = all.clone().map(|all| self.judge_one(&all, replications)).transpose()?;
                if let Some((all, after)) = all.zip(after).filter(|(_, after)| after.is_kept(demanded)) {
                    (staffing, verdict, is_better) = (all, after, true);
                    break;
                }
                tried.truncate(tried.len() / 2);
            }
            if !is_better {
                break;
            }
        }
        Ok((staffing, verdict))
    }

    /// For each interval the trades that save most among those that keep every bound if what each agent does adds up.
    fn trades(
        &self,
        staffing: &Staffing,
        verdict: &Verdict,
        demanded: Demanded,
        replications: &Range<u64>,
    ) -> Result<Vec<Trade>, NoRequirement> {
        let (fewer, more): (Vec<Cell>, Vec<Cell>) = (self.spare(staffing), self.cells().collect());
        let tried: Vec<Staffing> = (fewer.iter().map(|cell| without(staffing, *cell)))
            .chain(more.iter().map(|cell| with(staffing, *cell, 1)))
            .collect();
        let verdicts = self.judge(&tried, replications)?;
        let effects: Vec<Vec<f64>> = verdicts.iter().map(|after| verdict.effects(after)).collect();
        let goes: Vec<(Cell, &Vec<f64>)> = fewer.into_iter().zip(&effects).collect();
        let comes: Vec<(Cell, &Vec<f64>)> = more.into_iter().zip(&effects[goes.len()..]).collect();
        let mut best = Vec::new();
        for interval in 0..self.model.horizon().intervals() {
            let of = |cells: &[(Cell, &Vec<f64>)]| -> Vec<usize> {
                (0..cells.len()).filter(|&i| cells[i].0.interval == interval).collect()
            };
            let mut found: Vec<(Trade, f64)> = Vec::new();
            for (out, into) in moves(&of(&goes), &of(&comes)) {
                let weight = |cells: &[(Cell, &Vec<f64>)], at: &[usize]| -> f64 {
                    at.iter().map(|&i| self.weight(cells[i].0)).sum()
                };
                let saves = weight(&goes, &out) - weight(&comes, &into);
                let is_itself = out.iter().any(|&o| into.iter().any(|&i| goes[o].0 == comes[i].0));
                if saves <= 1e-9 || is_itself {
                    continue;
                }
                let left = (0..verdict.checks.len()).map(|check| {
                    let sum = |cells: &[(Cell, &Vec<f64>)], at: &[usize]| -> f64 {
                        at.iter().map(|&i| cells[i].1[check]).sum()
                    };
                    verdict.checks[check].slack(demanded) + sum(&goes, &out) + sum(&comes, &into)
                });
                let cells = |cells: &[(Cell, &Vec<f64>)], at: &[usize]| at.iter().map(|&i| cells[i].0).collect();
                let trade = Trade { goes: cells(&goes, &out), comes: cells(&comes, &into), saves };
                found.push((trade, left.fold(f64::INFINITY, f64::min)));
            }
            // Of those that would be kept the ones that save most; then the nearest to it, for sums of effects are near
            // the truth, not it.
            let (mut foretold, mut doubtful): (Vec<_>, Vec<_>) = found.into_iter().partition(|(_, left)| *left >= 0.0);
            foretold.sort_by(|a, b| b.0.saves.total_cmp(&a.0.saves).then(b.1.total_cmp(&a.1)));
            doubtful.sort_by(|a, b| b.1.total_cmp(&a.1));
            let chosen = foretold.into_iter().take(TRIED).chain(doubtful.into_iter().take(TRIED));
            best.extend(chosen.map(|(trade, _)| trade));
        }
        Ok(best)
    }
}

/// One for one, two for one, one for two.
fn moves(goes: &[usize], comes: &[usize]) -> Vec<(Vec<usize>, Vec<usize>)> {
    let pairs = |of: &[usize]| -> Vec<Vec<usize>> {
        of.iter().flat_map(|&a| of.iter().filter(move |&&b| a <= b).map(move |&b| vec![a, b])).collect()
    };
    let single = |of: &[usize]| -> Vec<Vec<usize>> { of.iter().map(|&a| vec![a]).collect() };
    let each = |out: Vec<Vec<usize>>, into: Vec<Vec<usize>>| -> Vec<(Vec<usize>, Vec<usize>)> {
        out.iter().flat_map(|o| into.iter().map(move |i| (o.clone(), i.clone()))).collect()
    };
    let mut all = each(single(goes), single(comes));
    all.extend(each(pairs(goes), single(comes)));
    all.extend(each(single(goes), pairs(comes)));
    all
}
