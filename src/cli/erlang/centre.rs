//! What one interval takes and gives: shared by scenarios and tables.

use crate::{
    analytic::{Demand, Goal, NoAnswer, Plan, Queue, Rule, Setting},
    report::erlang::{Figure, IntervalFigures, figures},
};

/// An abandonment within this is a short one where nothing else is said, s.
pub const SHORT: f64 = 5.0;

/// What is asked of every interval.
pub struct Question {
    /// The length of an interval, s.
    pub per: f64,
    /// What is aimed at.
    pub plan: Option<Plan>,
    /// How the service level is counted.
    pub rule: Rule,
    /// The acceptable wait, s.
    pub wait: f64,
    /// A short abandonment, s.
    pub short: f64,
}

/// Who calls in an interval, and who is there.
pub struct Given {
    /// When it starts, or its line.
    pub label: String,
    /// Calls.
    pub calls: f64,
    /// Average handle time, s.
    pub handle_time: f64,
    /// Agents on the line.
    pub agents: Option<u32>,
}

impl Question {
    /// The measures of a queue.
    pub fn figures(&self, queue: &dyn Queue) -> Vec<Figure> {
        figures(queue, self.rule, self.wait, self.short)
    }

    /// Answers for one interval; `setting` is what callers are like, whatever its demand.
    ///
    /// # Errors
    ///
    /// [`NoAnswer`] for numbers that no formula takes.
    pub fn answer(&self, given: Given, like: &Setting) -> Result<IntervalFigures, NoAnswer> {
        let Given { label, calls, handle_time, agents } = given;
        let nobody = IntervalFigures {
            label,
            calls,
            handle_time: None,
            staffing: None,
            given: agents,
            figures: None,
            kept: None,
        };
        if calls == 0.0 {
            return Ok(nobody);
        }
        let setting = Setting { demand: Demand::new(calls, self.per, handle_time)?, ..*like };
        let staffing = self.plan.as_ref().map(|plan| plan.staffing(&setting));
        let on_the_line = agents.or_else(|| staffing.as_ref()?.as_ref().ok().map(|found| found.agents));
        let queue = on_the_line.filter(|n| *n > 0).map(|n| setting.queue(f64::from(n)));
        let goals: Vec<Goal> = self.plan.iter().flat_map(Plan::all_goals).collect();
        let kept = agents.filter(|_| !goals.is_empty()).map(|_| {
            queue.as_ref().is_some_and(|q| q.as_ref().is_ok_and(|q| goals.iter().all(|goal| goal.is_met(&**q))))
        });
        let figures = queue.map(|queue| queue.map(|queue| self.figures(&*queue)));
        Ok(IntervalFigures { handle_time: Some(handle_time), staffing, figures, kept, ..nobody })
    }
}
