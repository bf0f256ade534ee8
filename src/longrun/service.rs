//! The service that calls meet: what the surface holds.

use crate::model::MOST_WAITS;

/// How many numbers describe the service, the points of the curve over waits included.
pub const RESPONSES: usize = 8 + MOST_WAITS;

/// The service at one level of staff and volume.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Service(pub [f64; RESPONSES]);

impl Service {
    /// Calls made / customers who called: above 1 where the scenario itself plays redials or recalls.
    #[must_use]
    pub const fn attempts(&self) -> f64 {
        self.0[0]
    }

    /// Calls not answered, whatever the reason / calls made.
    #[must_use]
    pub const fn unserved(&self) -> f64 {
        self.0[1]
    }

    /// Contacts that solved the issue / calls answered.
    #[must_use]
    pub const fn solved(&self) -> f64 {
        self.0[2]
    }

    /// Answered within the acceptable wait / offered.
    #[must_use]
    pub const fn service_level(&self) -> f64 {
        self.0[3]
    }

    /// Abandoned / offered.
    #[must_use]
    pub const fn abandonment(&self) -> f64 {
        self.0[4]
    }

    /// Mean wait of answered calls, s; its logarithm is what is interpolated.
    #[must_use]
    pub fn average_speed_of_answer(&self) -> f64 {
        self.0[5].exp_m1()
    }

    /// What agents cost / what they cost in the scenario as it is, times the staff factor: 1, but for overtime and reserves.
    #[must_use]
    pub const fn agents(&self) -> f64 {
        self.0[6]
    }

    /// Lines, waiting, abandoned calls and penalties: money for each customer who called.
    #[must_use]
    pub const fn other_cost(&self) -> f64 {
        self.0[7]
    }

    /// Of answered calls, how much of each point of the curve over waits they meet: `E[h_k(W)]`, where the curve is
    /// `sum of share_k h_k(w)` and `h_k` is 1 at the k-th point and 0 at the others, with straight lines between.
    #[must_use]
    pub fn waits(&self) -> &[f64] {
        &self.0[8..]
    }

    /// The mean wait as it is held, of seconds.
    #[must_use]
    pub fn held_wait(seconds: f64) -> f64 {
        seconds.ln_1p()
    }

    /// Numbers that are shares of calls, by their index: what the surface's error is judged by.
    #[must_use]
    pub const fn is_share(index: usize) -> bool {
        matches!(index, 1..=4) || index >= 8
    }
}

/// How much of each point of a curve over waits a wait of `wait` s meets: weights that add up to 1.
pub fn weights(points: &[f64], wait: f64) -> [f64; MOST_WAITS] {
    let mut weights = [0.0; MOST_WAITS];
    let Some(last) = points.len().checked_sub(1) else { return weights };
    match points.partition_point(|point| *point <= wait) {
        0 => weights[0] = 1.0,
        after if after > last => weights[last] = 1.0,
        after => {
            let share = (wait - points[after - 1]) / (points[after] - points[after - 1]);
            weights[after - 1] = 1.0 - share;
            weights[after] = share;
        }
    }
    weights
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_interpolate_between_points() {
        let points = [60.0, 120.0, 360.0];
        assert_eq!(weights(&points, 0.0)[..3], [1.0, 0.0, 0.0]);
        assert_eq!(weights(&points, 90.0)[..3], [0.5, 0.5, 0.0]);
        assert_eq!(weights(&points, 120.0)[..3], [0.0, 1.0, 0.0]);
        assert_eq!(weights(&points, 9999.0)[..3], [0.0, 0.0, 1.0]);
        assert_eq!(weights(&[], 5.0), [0.0; MOST_WAITS]);
    }
}
