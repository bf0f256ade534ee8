//! Piecewise cubic interpolation that keeps what rises rising: Fritsch and Carlson, *SIAM J. Numer. Anal.* 17 (1980), with
//! the slopes of Fritsch and Butland (*SIAM J. Sci. Stat. Comput.* 5, 1984).

/// The value at `x` of the curve through the points (`xs`, `ys`), `xs` rising; constant beyond its ends.
///
/// # Panics
///
/// Where there is no point, or the lists differ in length.
pub fn pchip(xs: &[f64], ys: &[f64], x: f64) -> f64 {
    let last = xs.len() - 1;
    if x <= xs[0] || last == 0 {
        return ys[0];
    }
    if x >= xs[last] {
        return ys[last];
    }
    let left = xs.partition_point(|knot| *knot <= x) - 1;
    let (width, t) = (xs[left + 1] - xs[left], (x - xs[left]) / (xs[left + 1] - xs[left]));
    let (from, to) = (slope(xs, ys, left), slope(xs, ys, left + 1));
    let (square, cube) = (t * t, t * t * t);
    (2.0 * cube - 3.0 * square + 1.0) * ys[left]
        + (cube - 2.0 * square + t) * width * from
        + (3.0 * square - 2.0 * cube) * ys[left + 1]
        + (cube - square) * width * to
}

/// The curve's slope at a point: a weighted harmonic mean of the secants beside it, 0 where they point both ways.
fn slope(xs: &[f64], ys: &[f64], at: usize) -> f64 {
    let secant = |i: usize| (ys[i + 1] - ys[i]) / (xs[i + 1] - xs[i]);
    let last = xs.len() - 1;
    if last == 1 {
        return secant(0);
    }
    if at == 0 || at == last {
        let (near, far) = if at == 0 { (0, 1) } else { (last - 1, last - 2) };
        return end_slope(xs[near + 1] - xs[near], xs[far + 1] - xs[far], secant(near), secant(far));
    }
    let (before, after) = (secant(at - 1), secant(at));
    if before * after <= 0.0 {
        return 0.0;
    }
    let (left, right) = (xs[at] - xs[at - 1], xs[at + 1] - xs[at]);
    let (a, b) = (2.0 * right + left, right + 2.0 * left);
    (a + b) / (a / before + b / after)
}

/// Three points' slope at the end, kept from overshooting.
fn end_slope(near: f64, far: f64, first: f64, second: f64) -> f64 {
    let slope = ((2.0 * near + far) * first - near * second) / (near + far);
    if slope * first <= 0.0 {
        0.0
    } else if first * second <= 0.0 && slope.abs() > 3.0 * first.abs() {
        3.0 * first
    } else {
        slope
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_curve_meets_its_points_and_reproduces_a_line() {
        let xs = [0.0, 1.0, 2.5, 3.0];
        let ys = xs.map(|x| 2.0 - 0.5 * x);
        for i in 0..=30 {
            let x = f64::from(i) / 10.0;
            assert!((pchip(&xs, &ys, x) - (2.0 - 0.5 * x)).abs() < 1e-14, "{x}");
        }
        let ys = [0.0, 0.1, 0.9, 1.0];
        xs.iter().zip(ys).for_each(|(x, y)| assert_eq!(pchip(&xs, &ys, *x), y));
        assert_eq!((pchip(&xs, &ys, -1.0), pchip(&xs, &ys, 9.0)), (0.0, 1.0));
        assert_eq!(pchip(&[1.0], &[7.0], 3.0), 7.0);
    }

    #[test]
    fn what_rises_keeps_rising() {
        let xs = [0.0, 1.0, 2.0, 3.0, 4.0, 5.0];
        let ys = [0.0, 0.0, 0.001, 0.5, 0.99, 1.0];
        let values: Vec<f64> = (0..=500).map(|i| pchip(&xs, &ys, f64::from(i) / 100.0)).collect();
        assert!(values.windows(2).all(|pair| pair[1] >= pair[0] - 1e-15));
        assert!(values.iter().all(|v| (-1e-15..=1.0 + 1e-15).contains(v)));
    }
}
