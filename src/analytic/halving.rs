//! Where a condition ceases to hold, by halving.

/// The two neighbouring numbers between which `holds` ceases to hold: it holds at `low` and not at `high`.
pub fn halve(mut low: f64, mut high: f64, holds: impl Fn(f64) -> bool) -> (f64, f64) {
    for _ in 0..200 {
        let middle = f64::midpoint(low, high);
        if middle <= low || middle >= high {
            break;
        }
        if holds(middle) {
            low = middle;
        } else {
            high = middle;
        }
    }
    (low, high)
}

/// From 0, where `holds` holds, to `first` and on in doubling steps until it does not: the last two numbers; `None` if it still holds
/// beyond `most`.
pub fn bracket(first: f64, most: f64, holds: impl Fn(f64) -> bool) -> Option<(f64, f64)> {
    let (mut low, mut high) = (0.0, first);
    while holds(high) {
        (low, high) = (high, high * 2.0);
        if high > most {
            return None;
        }
    }
    Some((low, high))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_root_of_two_is_found_to_the_last_digit() {
        let (low, high) = bracket(1.0, 1e9, |x| x * x < 2.0).unwrap();
        let (low, high) = halve(low, high, |x| x * x < 2.0);
        assert!(low * low < 2.0 && high * high >= 2.0 && high - low < 4e-16);
        assert_eq!(bracket(1.0, 1e3, |_| true), None);
    }
}
