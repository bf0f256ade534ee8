//! A response surface: service at any level of staff and volume, from some levels at which it is known.
//!
//! Its axes are the logarithm (base 2) of the staff, in multiples of the scenario's, and that of the load: volume over staff,
//! in multiples of the scenario's. Service hangs most on the load and only gently on the size, so its steep edge runs along
//! one axis. Through the known points goes a cubic that keeps what rises rising ([`pchip`](super::pchip)), first along the
//! load, then along the staff; it is tabulated finely, and between the entries of that table lines are straight.

use super::{RESPONSES, Service, pchip::pchip};

/// Entries of the table for each doubling of the load, and of the staff.
const LOAD_ENTRIES: f64 = 64.0;
const STAFF_ENTRIES: f64 = 16.0;

/// Service over staff and load.
#[derive(Clone, Debug, PartialEq)]
pub struct Surface {
    staff: Grid,
    load: Grid,
    /// Load by load within staff by staff.
    table: Vec<Service>,
}

/// Equally spaced entries.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Grid {
    from: f64,
    step: f64,
    count: usize,
}

impl Grid {
    fn over(levels: &[f64], entries: f64) -> Self {
        let (from, to) = (levels[0], levels[levels.len() - 1]);
        let steps = ((to - from) * entries).ceil().max(1.0);
        Self { from, step: ((to - from) / steps).max(f64::MIN_POSITIVE), count: steps as usize + 1 }
    }

    fn value(&self, index: usize) -> f64 {
        self.from + self.step * index as f64
    }

    fn to(&self) -> f64 {
        self.value(self.count - 1)
    }

    /// The entry below a value, and how far beyond it that lies; values beyond an end lie on it.
    fn find(&self, value: f64) -> (usize, f64) {
        let place = ((value - self.from) / self.step).clamp(0.0, (self.count - 1) as f64);
        let below = (place as usize).min(self.count - 2);
        (below, place - below as f64)
    }
}

impl Surface {
    /// The surface through known points: `known[i][j]` at the logarithms `staff[i]` and `load[j]`, which rise.
    ///
    /// # Panics
    ///
    /// Where a list is empty or does not fit.
    #[must_use]
    pub fn through(staff: &[f64], load: &[f64], known: &[Vec<Service>]) -> Self {
        assert!(staff.len() == known.len() && known.iter().all(|row| row.len() == load.len()), "a full grid");
        let (staff_grid, load_grid) = (Grid::over(staff, STAFF_ENTRIES), Grid::over(load, LOAD_ENTRIES));
        let mut table = vec![Service([0.0; RESPONSES]); staff_grid.count * load_grid.count];
        for response in 0..RESPONSES {
            let along_load = |row: &Vec<Service>| -> Vec<f64> {
                let values: Vec<f64> = row.iter().map(|service| service.0[response]).collect();
                (0..load_grid.count).map(|j| pchip(load, &values, load_grid.value(j))).collect()
            };
            let rows: Vec<Vec<f64>> = known.iter().map(along_load).collect();
            for j in 0..load_grid.count {
                let column: Vec<f64> = rows.iter().map(|row| row[j]).collect();
                for i in 0..staff_grid.count {
                    table[i * load_grid.count + j].0[response] = pchip(staff, &column, staff_grid.value(i));
                }
            }
        }
        Self { staff: staff_grid, load: load_grid, table }
    }

    /// The same service whatever the staff and the volume, between a 1/1024 and 1024 times the scenario's.
    #[must_use]
    pub fn constant(service: Service) -> Self {
        let ends = [-10.0, 10.0];
        let grid = Grid { from: -10.0, step: ends[1] - ends[0], count: 2 };
        Self { staff: grid, load: grid, table: vec![service; 4] }
    }

    /// The service at `staff` times the scenario's staff and `volume` times its volume; beyond the surface that at its edge.
    #[must_use]
    pub fn at(&self, staff: f64, volume: f64) -> Service {
        let (row, right) = self.staff.find(staff.log2());
        let (column, up) = self.load.find((volume / staff).log2());
        let corner = |row: usize, column: usize| &self.table[row * self.load.count + column].0;
        let corners =
            [corner(row, column), corner(row, column + 1), corner(row + 1, column), corner(row + 1, column + 1)];
        let shares = [(1.0 - right) * (1.0 - up), (1.0 - right) * up, right * (1.0 - up), right * up];
        let of = |response: usize| {
            let met = corners.map(|corner| corner[response]);
            // Where nothing changes, nothing is rounded.
            if met.iter().all(|value| *value == met[0]) {
                return met[0];
            }
            met.iter().zip(shares).map(|(value, share)| value * share).sum()
        };
        Service(std::array::from_fn(of))
    }

    /// The least and the most staff, in multiples of the scenario's.
    #[must_use]
    pub fn staff_range(&self) -> (f64, f64) {
        (self.staff.from.exp2(), self.staff.to().exp2())
    }

    /// Whether it says something of this staff and volume, or only of its own edge.
    #[must_use]
    pub fn holds(&self, staff: f64, volume: f64) -> bool {
        let is_in = |grid: &Grid, value: f64| (grid.from - 1e-9..=grid.to() + 1e-9).contains(&value);
        is_in(&self.staff, staff.log2()) && is_in(&self.load, (volume / staff).log2())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn service(value: f64) -> Service {
        Service([value; RESPONSES])
    }

    #[test]
    fn the_surface_meets_its_points_and_stays_at_its_edges() {
        let (staff, load) = ([-1.0, 0.0, 1.0], [-1.0, 0.0, 0.5, 1.0]);
        let value = |s: f64, l: f64| (3.0 * l).exp() + s;
        let known: Vec<Vec<Service>> =
            staff.iter().map(|s| load.iter().map(|l| service(value(*s, *l))).collect()).collect();
        let surface = Surface::through(&staff, &load, &known);
        for s in staff {
            for l in load {
                let found = surface.at(s.exp2(), (s + l).exp2()).0[1];
                assert!((found - value(s, l)).abs() < 1e-9, "{s} {l} {found}");
            }
        }
        assert!((surface.at(8.0, 8.0 * 8.0).0[0] - value(1.0, 1.0)).abs() < 1e-9);
        assert!(surface.holds(1.0, 2.0) && !surface.holds(1.0, 2.1) && !surface.holds(2.1, 2.1));
    }

    #[test]
    fn a_constant_surface_is_constant_to_the_bit() {
        let surface = Surface::constant(service(0.1));
        for staff in [0.3, 1.0, 1.7] {
            assert_eq!(surface.at(staff, 0.77), service(0.1));
        }
    }
}
