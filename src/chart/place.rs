//! Where labels go so that none lies on another.

use super::scene::{Area, Point};

/// From a mark's line to the nearest letter of its label.
pub(super) const FLAG_GAP: f64 = 6.0;

/// Clear space between two labels in one row.
const CLEAR: f64 = 14.0;

/// A mark's label, flown to the right or the left of its upright line.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Flag {
    /// Rows above the plot; 0 is nearest to it.
    pub row: usize,
    pub to_the_right: bool,
}

/// Places labels of the given widths at upright lines at `xs` (rising) between `left` and `right`.
///
/// A label lies above the labels of all lines it crosses, so a line reaches its label without passing through
/// another. Labels at most half the room wide always find a place.
pub(super) fn flags(xs: &[f64], widths: &[f64], left: f64, right: f64) -> Vec<Flag> {
    let inside = |sides: &Vec<bool>| {
        (0..xs.len()).all(|i| {
            let (from, to) = span(xs[i], widths[i], sides[i]);
            left <= from && to <= right
        })
    };
    let found = sides(xs.len())
        .filter(inside)
        .filter_map(|sides| rows(xs, widths, &sides).map(|rows| (sides, rows)))
        .min_by_key(|(_, rows)| rows.iter().copied().max());
    let (sides, rows) = found.unwrap_or_else(|| one_row_each(xs, f64::midpoint(left, right)));
    let flag = |(row, to_the_right)| Flag { row, to_the_right };
    rows.into_iter().zip(sides).map(flag).collect()
}

/// Which labels fly to the right: every choice for a few, else some first ones; all to the right comes first.
fn sides(n: usize) -> Box<dyn Iterator<Item = Vec<bool>>> {
    if n <= 6 {
        let choice = move |bits: u32| (0..n).map(|i| bits >> i & 1 == 0).collect();
        return Box::new((0..1_u32 << n).map(choice));
    }
    Box::new((0..=n).rev().map(move |split| (0..n).map(|i| i < split).collect()))
}

/// From where to where a label reaches, its line included.
fn span(x: f64, width: f64, to_the_right: bool) -> (f64, f64) {
    if to_the_right { (x, x + FLAG_GAP + width) } else { (x - FLAG_GAP - width, x) }
}

/// A row for every label, for marks so dense that some line must pass behind a label.
fn one_row_each(xs: &[f64], middle: f64) -> (Vec<bool>, Vec<usize>) {
    let n = xs.len();
    let split = xs.iter().filter(|&&x| x < middle).count();
    let row = |i| if i < split { n - 1 - i } else { i - split };
    ((0..n).map(|i| i < split).collect(), (0..n).map(row).collect())
}

/// The lowest rows for labels flown to these sides; `None` where two would collide.
fn rows(xs: &[f64], widths: &[f64], sides: &[bool]) -> Option<Vec<usize>> {
    let n = xs.len();
    let mut rows = vec![0; n];
    // A chain of labels above labels is at most n long; if rows still rise after n rounds, it runs in a circle.
    for _ in 0..=n {
        let last = rows.clone();
        for i in 0..n {
            let below = (0..n).filter(|&j| j != i && is_above(xs, widths, sides, i, j));
            rows[i] = below.map(|j| rows[j] + 1).max().unwrap_or(0);
        }
        if rows == last {
            return (!any_meet(xs, widths, sides, &rows)).then_some(rows);
        }
    }
    None
}

/// Whether label i spans line j, and so must lie above label j.
fn is_above(xs: &[f64], widths: &[f64], sides: &[bool], i: usize, j: usize) -> bool {
    if (xs[i] - xs[j]).abs() < 1e-9 {
        return sides[i] == sides[j] && i < j;
    }
    let (from, to) = span(xs[i], widths[i] + CLEAR, sides[i]);
    from < xs[j] && xs[j] < to
}

/// Whether two labels flown towards each other meet in one row, though neither spans the other's line.
fn any_meet(xs: &[f64], widths: &[f64], sides: &[bool], rows: &[usize]) -> bool {
    let end = |i: usize| span(xs[i], widths[i] + CLEAR, true).1;
    let start = |j: usize| span(xs[j], widths[j], false).0;
    (0..xs.len())
        .flat_map(|i| (i + 1..xs.len()).map(move |j| (i, j)))
        .filter(|&(i, j)| sides[i] && !sides[j] && rows[i] == rows[j])
        .any(|(i, j)| end(i) > start(j))
}

/// Heights as near as can be to the wanted ones, `gap` apart and between `top` and `bottom` if all fit there.
pub(super) fn spread(wanted: &[f64], gap: f64, top: f64, bottom: f64) -> Vec<f64> {
    let mut order: Vec<usize> = (0..wanted.len()).collect();
    order.sort_by(|&a, &b| wanted[a].total_cmp(&wanted[b]));
    let mut placed = vec![0.0; wanted.len()];
    let mut least = top;
    for &i in &order {
        placed[i] = wanted[i].max(least);
        least = placed[i] + gap;
    }
    let mut most = bottom;
    for &i in order.iter().rev() {
        placed[i] = f64::min(placed[i], most);
        most = placed[i] - gap;
    }
    placed
}

/// The first of the candidate areas that covers the fewest points and none of the taken areas.
pub(super) fn freest(candidates: &[Area], points: &[Point], taken: &[Area]) -> Option<Area> {
    let cost = |area: &Area| {
        let covered = points.iter().filter(|&&p| area.holds(p)).count();
        let clashes = taken.iter().filter(|t| t.overlaps(area)).count();
        covered + clashes * 1000
    };
    candidates.iter().copied().min_by_key(cost)
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEIGHT: f64 = 24.0;

    fn boxes(xs: &[f64], widths: &[f64], flags: &[Flag]) -> Vec<Area> {
        (0..xs.len())
            .map(|i| {
                let (left, right) = span(xs[i], widths[i], flags[i].to_the_right);
                let gap = if flags[i].to_the_right { FLAG_GAP } else { 0.0 };
                let other = FLAG_GAP - gap;
                let bottom = -(flags[i].row as f64) * HEIGHT;
                Area { left: left + gap, right: right - other, top: bottom - HEIGHT + 2.0, bottom }
            })
            .collect()
    }

    fn assert_apart(xs: &[f64], widths: &[f64]) {
        let flags = flags(xs, widths, 0.0, 1000.0);
        let boxes = boxes(xs, widths, &flags);
        for i in 0..xs.len() {
            assert!(boxes[i].left >= 0.0 && boxes[i].right <= 1000.0, "{xs:?} {widths:?}");
            for j in 0..xs.len() {
                assert!(i == j || !boxes[i].overlaps(&boxes[j]), "{xs:?} {widths:?} {flags:?}");
            }
        }
    }

    /// Small, portable and the same every time.
    fn numbers(seed: u64) -> impl FnMut() -> f64 {
        let mut state = seed;
        move || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            (state >> 33) as f64 / (1_u64 << 31) as f64
        }
    }

    #[test]
    fn labels_never_overlap_wherever_the_marks_are() {
        let mut next = numbers(7);
        for _ in 0..3000 {
            let n = 1 + (next() * 7.0) as usize;
            let spread = 20.0 + 980.0 * next();
            let from = (1000.0 - spread) * next();
            let mut xs: Vec<f64> = (0..n).map(|_| from + spread * next()).collect();
            xs.sort_by(f64::total_cmp);
            let widths: Vec<f64> = (0..n).map(|_| 30.0 + 400.0 * next()).collect();
            assert_apart(&xs, &widths);
        }
    }

    #[test]
    fn marks_in_one_place_are_stacked() {
        assert_apart(&[500.0, 500.0, 500.0], &[200.0, 100.0, 300.0]);
        assert_apart(&[1000.0, 1000.0], &[200.0, 300.0]);
    }

    #[test]
    fn marks_far_apart_share_the_lowest_row() {
        let flags = flags(&[100.0, 400.0, 700.0], &[150.0; 3], 0.0, 1000.0);
        assert!(flags.iter().all(|f| f.row == 0 && f.to_the_right));
    }

    #[test]
    fn spread_keeps_order_gap_and_bounds() {
        let placed = spread(&[50.0, 52.0, 51.0, 99.0], 10.0, 0.0, 100.0);
        assert!(placed[2] - placed[0] >= 10.0 && placed[1] - placed[2] >= 10.0);
        assert!(placed.iter().all(|y| (0.0..=100.0).contains(y)));
        assert!((placed[3] - 99.0).abs() < 1e-12);
    }

    #[test]
    fn the_freest_spot_avoids_points_and_labels() {
        let at = |left: f64| Area { left, right: left + 10.0, top: 0.0, bottom: 10.0 };
        let candidates = [at(0.0), at(20.0), at(40.0)];
        let best = freest(&candidates, &[(5.0, 5.0)], &[at(15.0)]);
        assert_eq!(best, Some(at(40.0)));
    }
}
