//! From targets to people on the payroll.

use super::{Goal, NoAnswer, Required, Setting, required, waterfall::Waterfall};

/// What is aimed at, and who is away from the line.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    /// The targets, at least one.
    pub goals: Vec<Goal>,
    /// The most that agents may be busy, a share of their staffed time.
    pub most_occupancy: Option<f64>,
    /// Share of paid time away from the line, below 1.
    pub shrinkage: f64,
}

/// What a plan takes.
#[derive(Clone, Debug, PartialEq)]
pub struct Staffing {
    /// What the targets alone take.
    pub base: Required,
    /// Agents on the line, the occupancy cap included.
    pub agents: u32,
    /// From the load to the payroll.
    pub waterfall: Waterfall,
}

impl Plan {
    /// The targets and, where there is one, the cap on the occupancy.
    pub fn all_goals(&self) -> impl Iterator<Item = Goal> + '_ {
        self.goals.iter().copied().chain(self.most_occupancy.map(Goal::Occupancy))
    }

    /// What the plan takes in `setting`.
    ///
    /// # Errors
    ///
    /// [`NoAnswer`] when no staffing keeps a target.
    pub fn staffing(&self, setting: &Setting) -> Result<Staffing, NoAnswer> {
        let base = required(setting, &self.goals)?;
        let capped = match self.most_occupancy {
            Some(most) => Some(required(setting, &[Goal::Occupancy(most)])?),
            None => None,
        };
        let agents = base.agents.max(capped.as_ref().map_or(0, |cap| cap.agents));
        let waterfall = Waterfall::new(setting.demand.load(), base.exact, capped.map(|cap| cap.exact), self.shrinkage);
        Ok(Staffing { base, agents, waterfall })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analytic::{Demand, Rule};

    #[test]
    fn a_cap_on_the_occupancy_takes_more_agents_than_the_target() {
        let setting = Setting::erlang_c(Demand::new(6000.0, 3600.0, 300.0).unwrap());
        let level = Goal::ServiceLevel { rule: Rule::Offered, wait: 20.0, share: 0.8 };
        let plan = Plan { goals: vec![level], most_occupancy: Some(0.85), shrinkage: 0.3 };
        let staffing = plan.staffing(&setting).unwrap();
        // 513 and 589: the values of docs on capped occupancy.
        assert_eq!((staffing.base.agents, staffing.agents), (513, 589));
        assert_eq!(staffing.waterfall.scheduled_whole(), 842);
    }
}
