//! Points of staff and volume that the surface is not laid through, but held against.

use super::{
    Centre, RESPONSES, Service, Surface,
    explore::{PARTS, Reach},
};
use crate::{
    experiment::{PointResult, Watcher, run},
    model::{NoModel, Study},
    stats::Confidence,
};

/// Points that are held out.
const HELD_OUT: usize = 16;

/// How far the surface is from direct simulation, at points that it was not fitted to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SurfaceError {
    /// The largest error of any share of calls.
    pub largest: f64,
    /// The root of the mean squared error of all shares.
    pub typical: f64,
    /// What chance alone explains where the error is largest: half of an interval that holds for all points held out together, of
    /// the difference of two simulations.
    pub noise: f64,
    /// The largest error of the points where it is more than chance explains; 0 where there are none.
    pub unexplained: f64,
    /// Points held out.
    pub held_out: usize,
    /// Points the surface is laid through.
    pub points: usize,
}

/// A point held out: staff and volume in multiples of the scenario's, the service there, and how far chance may take it from the surface.
pub struct HeldOut {
    staff: f64,
    volume: f64,
    service: Service,
    noise: f64,
}

/// Points of Halton's sequence within the reach, played on callers of another seed.
pub fn held_out(
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
        let noise = half("service_level").max(half("abandonment")) * wider(&study, &result);
        HeldOut { staff, volume, service: centre.service(&result, staff, None), noise }
    };
    Ok(Some(places.into_iter().zip(results).map(held_out).collect()))
}

/// By what factor the interval of a point grows when it is to hold for all points at once, and for the difference to the surface, whose
/// own points are as uncertain.
fn wider(study: &Study, result: &PointResult) -> f64 {
    let degrees = result.sections.len().saturating_sub(1);
    let Ok(alone) = Confidence::new(study.confidence()) else { return std::f64::consts::SQRT_2 };
    let (one, all) = (alone.student_t(degrees), alone.shared_by(HELD_OUT).student_t(degrees));
    std::f64::consts::SQRT_2 * all.zip(one).map_or(1.0, |(all, one)| all / one)
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

/// Holds a surface against the points that it reaches.
pub fn judge(surface: &Surface, held_out: &[HeldOut], points: usize) -> SurfaceError {
    let (least, most) = surface.staff_range();
    let judged = held_out.iter().filter(|p| (least..=most).contains(&p.staff));
    let mut error = SurfaceError { largest: 0.0, typical: 0.0, noise: 0.0, unexplained: 0.0, held_out: 0, points };
    let (mut squares, mut count) = (0.0, 0.0);
    for point in judged {
        let found = surface.at(point.staff, point.volume);
        error.held_out += 1;
        for index in (0..RESPONSES).filter(|i| Service::is_share(*i)) {
            let off = (found.0[index] - point.service.0[index]).abs();
            if off > error.largest {
                (error.largest, error.noise) = (off, point.noise);
            }
            if off > point.noise {
                error.unexplained = error.unexplained.max(off);
            }
            if found.0[index] != 0.0 || point.service.0[index] != 0.0 {
                squares += off * off;
                count += 1.0;
            }
        }
    }
    error.typical = if count > 0.0 { f64::sqrt(squares / count) } else { 0.0 };
    error
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn halton_fills_the_unit_interval() {
        assert_eq!([1, 2, 3, 4].map(|i| halton(i, 2)), [0.5, 0.25, 0.75, 0.125]);
        assert!((halton(2, 3) - 2.0 / 3.0).abs() < 1e-15);
    }
}
