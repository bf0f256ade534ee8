//! From erlangs to people on the payroll: what every step adds, and what rounding adds.

/// One step of the waterfall.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// What it is.
    pub name: &'static str,
    /// What is needed after it, decimals kept all the way.
    pub exact: f64,
    /// What is needed after it where every step is rounded up to whole people.
    pub whole: u32,
    /// What this step's rounding costs: whole people over its exact need given the whole people before it.
    pub rounding: f64,
}

/// The waterfall.
#[derive(Clone, Debug, PartialEq)]
pub struct Waterfall {
    /// Its steps, from the load to the payroll.
    pub steps: Vec<Step>,
}

impl Waterfall {
    /// From `load` erlangs over `base` agents that the targets take, decimals kept, the occupancy cap `most_occupancy`
    /// (agents for a busy load of `busy` erlangs), and `shrinkage` to scheduled people: `required / (1 - shrinkage)`, never
    /// `x (1 + shrinkage)`.
    #[must_use]
    pub fn new(load: f64, base: f64, capped: Option<f64>, shrinkage: f64) -> Self {
        let mut steps = vec![Step { name: "offered load", exact: load, whole: up(load), rounding: 0.0 }];
        steps[0].whole = up(load);
        steps[0].rounding = f64::from(steps[0].whole) - load;
        let mut exact = base;
        let mut whole = up(base);
        steps.push(Step { name: "base staff", exact, whole, rounding: f64::from(whole) - exact });
        if let Some(capped) = capped {
            exact = exact.max(capped);
            whole = whole.max(up(capped));
            steps.push(Step { name: "occupancy cap", exact, whole, rounding: f64::from(whole) - exact });
        }
        let grossed = f64::from(whole) / (1.0 - shrinkage);
        let scheduled = up(grossed);
        steps.push(Step {
            name: "shrinkage",
            exact: exact / (1.0 - shrinkage),
            whole: scheduled,
            rounding: f64::from(scheduled) - grossed,
        });
        Self { steps }
    }

    /// Scheduled people, decimals kept: full-time equivalents in this interval.
    #[must_use]
    pub fn scheduled(&self) -> f64 {
        self.steps.last().map_or(0.0, |step| step.exact)
    }

    /// Scheduled people where every step was rounded up.
    #[must_use]
    pub fn scheduled_whole(&self) -> u32 {
        self.steps.last().map_or(0, |step| step.whole)
    }

    /// What rounding up at every step costs in the end.
    #[must_use]
    pub fn rounding(&self) -> f64 {
        f64::from(self.scheduled_whole()) - self.scheduled()
    }
}

/// Rounded up, what is whole but for rounding errors kept.
fn up(exact: f64) -> u32 {
    (exact - 1e-9).ceil().max(0.0) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shrinkage_divides_and_rounding_adds_up() {
        let waterfall = Waterfall::new(10.0, 13.2, Some(11.8), 0.3);
        assert_eq!(waterfall.scheduled_whole(), 20);
        assert!((waterfall.scheduled() - 13.2 / 0.7).abs() < 1e-12);
        assert!((waterfall.rounding() - (20.0 - 13.2 / 0.7)).abs() < 1e-12);
        let names: Vec<_> = waterfall.steps.iter().map(|s| s.name).collect();
        assert_eq!(names, ["offered load", "base staff", "occupancy cap", "shrinkage"]);
    }

    #[test]
    fn a_cap_that_binds_takes_its_place() {
        let waterfall = Waterfall::new(10.0, 13.2, Some(14.3), 0.0);
        assert_eq!((waterfall.steps[2].whole, waterfall.scheduled_whole()), (15, 15));
    }
}
