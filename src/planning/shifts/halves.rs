//! Rules that follow because agents are whole.
//!
//! Where rules in whole numbers add up to an odd bound, half of their sum is rounded up on both sides; that keeps every
//! answer in whole numbers and cuts off fractions. Which rules to add is looked for by elimination modulo 2 among the rules
//! that are nearly tight: Andreello, Caprara and Fischetti, *INFORMS J. on Computing* 19, 2007 (the zero-half cuts of Caprara
//! and Fischetti 1996).

use std::rc::Rc;

use super::relaxed::WholeRow;

/// Half a cut's least violation counts double: a sum of rules counts that leaves less than one by this.
const LEAST: f64 = 0.02;
/// A cut of a larger coefficient says little and costs digits.
const LARGEST: i64 = 40;
/// A value below this is none.
const NOTHING: f64 = 1e-7;

/// A sum of rules, modulo 2.
#[derive(Clone)]
struct Line {
    /// The columns in use of which there is an odd number.
    odd: Vec<u64>,
    /// Which rules.
    of: Vec<u64>,
    is_odd: bool,
    slack: f64,
}

impl Line {
    fn has(&self, column: usize) -> bool {
        self.odd[column / 64] >> (column % 64) & 1 == 1
    }

    fn add(&mut self, other: &Self) {
        self.odd.iter_mut().zip(&other.odd).for_each(|(a, b)| *a ^= b);
        self.of.iter_mut().zip(&other.of).for_each(|(a, b)| *a ^= b);
        self.is_odd ^= other.is_odd;
        self.slack += other.slack;
    }

    /// What the sum leaves above its bound once halves are rounded up; below one, rounding the bound says more.
    fn weight(&self, used: &[f64]) -> f64 {
        self.slack + members(&self.odd).map(|column| used[column]).sum::<f64>()
    }
}

fn members(bits: &[u64]) -> impl Iterator<Item = usize> + '_ {
    bits.iter().enumerate().flat_map(|(word, bits)| {
        std::iter::successors((*bits != 0).then_some(*bits), |left| {
            let left = left & (left - 1);
            (left != 0).then_some(left)
        })
        .map(move |left| word * 64 + left.trailing_zeros() as usize)
    })
}

/// Up to `most` rules that follow from `rows` in whole numbers and that `values` break, the worst broken first.
pub(super) fn halves(rows: &[Rc<WholeRow>], values: &[f64], most: usize) -> Vec<WholeRow> {
    let mut in_use: Vec<usize> = (0..values.len()).filter(|&column| values[column] > NOTHING).collect();
    in_use.sort_by(|a, b| values[*b].total_cmp(&values[*a]));
    let used: Vec<f64> = in_use.iter().map(|&column| values[column]).collect();
    let mut place = vec![usize::MAX; values.len()];
    in_use.iter().enumerate().for_each(|(at, &column)| place[column] = at);
    let mut lines: Vec<Line> = rows
        .iter()
        .enumerate()
        .filter_map(|(index, row)| {
            let slack = row.slack(values).max(0.0);
            (slack < 1.0 - LEAST).then(|| line(index, row, slack, &place, (used.len(), rows.len())))
        })
        .collect();
    let mut found: Vec<(f64, Vec<u64>)> = Vec::new();
    let mut note = |line: &Line| {
        if line.is_odd {
            let weight = line.weight(&used);
            if weight < 1.0 - LEAST {
                found.push((weight, line.of.clone()));
            }
        }
    };
    lines.iter().for_each(&mut note);
    for column in 0..used.len() {
        let with = |lines: &[Line]| -> Vec<usize> { (0..lines.len()).filter(|&at| lines[at].has(column)).collect() };
        let weight = |line: &Line| (line.slack, line.odd.iter().map(|word| word.count_ones()).sum::<u32>());
        let having = with(&lines);
        let Some(pivot) = having.into_iter().min_by(|a, b| {
            let (a, b) = (weight(&lines[*a]), weight(&lines[*b]));
            a.0.total_cmp(&b.0).then(a.1.cmp(&b.1))
        }) else {
            continue;
        };
        let pivot = lines.swap_remove(pivot);
        for at in with(&lines) {
            lines[at].add(&pivot);
            note(&lines[at]);
        }
        lines.retain(|line| line.slack < 1.0 - LEAST);
    }
    found.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    found.dedup_by(|a, b| a.1 == b.1);
    found.iter().filter_map(|(_, of)| halved(rows, of, values.len())).take(most).collect()
}

fn line(index: usize, row: &WholeRow, slack: f64, place: &[usize], (used, rows): (usize, usize)) -> Line {
    let mut line =
        Line { odd: vec![0; used.div_ceil(64)], of: vec![0; rows.div_ceil(64)], is_odd: row.least % 2 != 0, slack };
    line.of[index / 64] |= 1 << (index % 64);
    for &(column, by) in &row.terms {
        if by % 2 != 0 && place[column] != usize::MAX {
            line.odd[place[column] / 64] ^= 1 << (place[column] % 64);
        }
    }
    line
}

/// Half the sum of some rules, rounded up.
fn halved(rows: &[Rc<WholeRow>], of: &[u64], columns: usize) -> Option<WholeRow> {
    let (mut sum, mut least) = (vec![0_i64; columns], 0);
    for row in members(of) {
        rows[row].terms.iter().for_each(|&(column, by)| sum[column] += by);
        least += rows[row].least;
    }
    let half = |by: i64| (by + 1).div_euclid(2);
    let terms: Vec<(usize, i64)> = sum.into_iter().map(half).enumerate().filter(|(_, by)| *by != 0).collect();
    let is_small = terms.iter().all(|(_, by)| by.abs() <= LARGEST);
    (is_small && !terms.is_empty()).then_some(WholeRow { terms, least: half(least), is_branch: false })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_agents_of_which_any_two_cover_need_two() {
        // Each two of three columns add up to at least one: halves do, whole numbers add up to two.
        let row = |a: usize, b: usize| Rc::new(WholeRow { terms: vec![(a, 1), (b, 1)], least: 1, is_branch: false });
        let found = halves(&[row(0, 1), row(1, 2), row(0, 2)], &[0.5, 0.5, 0.5], 10);
        assert_eq!(found, [WholeRow { terms: vec![(0, 1), (1, 1), (2, 1)], least: 2, is_branch: false }]);
    }

    #[test]
    fn what_keeps_whole_numbers_is_not_cut_off() {
        let row = Rc::new(WholeRow { terms: vec![(0, 2), (1, -3)], least: 1, is_branch: false });
        for cut in halves(&[row.clone(), row], &[0.5, 0.0], 10) {
            for (a, b) in (0..6).flat_map(|a| (0..6).map(move |b| (a, b))) {
                let values = [f64::from(a), f64::from(b)];
                if 2 * a - 3 * b >= 1 {
                    assert!(cut.slack(&values) >= 0.0, "{cut:?} cuts {values:?} off");
                }
            }
        }
    }
}
