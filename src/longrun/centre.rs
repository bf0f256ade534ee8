//! A centre at other levels of staff and volume, and the service that was simulated there.

use super::{RESPONSES, Service, Strategy, explore::Explored, service::weights};
use crate::{
    experiment::{PointResult, Task},
    metrics::Totals,
    model::{AgentGroup, Arrivals, Horizon, LongRun, Model, NoModel, Replications, Study, Surge},
    units::SECONDS_PER_HOUR,
};

/// A point of a large volume is played this many times less often, at most.
const MOST_FEWER: f64 = 4.0;

/// Hours of a day of a steady state.
const HOURS_A_DAY: f64 = 24.0;

/// A centre to explore.
#[derive(Clone, Copy, Debug)]
pub struct Centre<'a> {
    /// The centre as its scenario has it.
    pub model: &'a Model,
    /// How its days are played.
    pub study: &'a Study,
    /// The points of the curve over waits, s.
    pub waits: &'a [f64],
}

impl<'a> Centre<'a> {
    /// A strategy that serves its customers in this centre, once it is explored; `usual_calls` are the baseline's a month.
    #[must_use]
    pub fn strategy(&self, terms: &'a LongRun, explored: &'a Explored, usual_calls: f64) -> Strategy<'a> {
        let month = self.units_a_month(terms.base.days_per_month);
        Strategy {
            terms,
            surface: &explored.surface,
            agents_cost: explored.agents_cost * month,
            calls: self.calls_a_month(terms.base.days_per_month),
            usual_calls,
            agents: mean_agents(self.model),
        }
    }

    /// Calls of customers of their own accord in a month.
    #[must_use]
    pub fn calls_a_month(&self, days: f64) -> f64 {
        let horizon = self.model.horizon();
        let units = match horizon {
            Horizon::Day(_) => horizon.days() as f64,
            Horizon::SteadyState(_) => {
                (horizon.measured_from() + horizon.measured_time()).as_seconds() / SECONDS_PER_HOUR
            }
        };
        self.model.expected_calls() / units * self.units_a_month(days)
    }

    /// Days, or hours of steady state, in a month of so many days.
    fn units_a_month(&self, days: f64) -> f64 {
        match self.model.horizon() {
            Horizon::Day(_) => days,
            Horizon::SteadyState(_) => days * HOURS_A_DAY,
        }
    }

    /// The centre with so many times its agents, and how many times that really is; volume goes with staff times load.
    pub(super) fn at(&self, staff: f64, load: f64) -> Result<(Model, f64), NoModel> {
        let groups: Vec<AgentGroup> = self.model.agent_groups().iter().map(|group| scaled(group, staff)).collect();
        let as_it_is: Vec<AgentGroup> = self.model.agent_groups().iter().map(|group| scaled(group, 1.0)).collect();
        let sum =
            |groups: &[AgentGroup]| groups.iter().flat_map(AgentGroup::staffed).map(|n| f64::from(*n)).sum::<f64>();
        let realised = sum(&groups) / sum(&as_it_is);
        let volume = realised * load;
        let mut parts = self.model.parts();
        let horizon = self.model.horizon();
        let until = match horizon {
            Horizon::Day(_) => horizon.measured_time().as_seconds() / horizon.days() as f64,
            // A steady state goes on until its last call is decided.
            Horizon::SteadyState(_) => 1e9,
        };
        if volume != 1.0 {
            let streams = (0..parts.streams.len()).collect();
            parts.surges.push(Surge::new(0.0, until, volume, 1.0, streams)?);
        }
        parts.agent_groups = groups;
        Ok((Model::new(parts)?, realised))
    }

    /// A point to play: the larger its volume, the fewer its days, as each says more.
    pub(super) fn task(&self, staff: f64, load: f64, study: &Study) -> Result<(Task, f64), NoModel> {
        let (model, realised) = self.at(staff, load)?;
        let count = study.most_replications() as f64;
        let study = match study.replications() {
            Replications::Fixed(_) => {
                let fewer = (count / (realised * load).clamp(1.0, MOST_FEWER)).ceil();
                study.with_replications((fewer as u64).max(2.min(study.most_replications())))?
            }
            Replications::Until { .. } => study.clone(),
        };
        Ok((Task { model, study }, realised))
    }

    /// Whether its volume can be multiplied.
    ///
    /// # Errors
    ///
    /// [`NoModel`] where arrivals are recorded, or nobody calls.
    pub fn check(&self) -> Result<(), NoModel> {
        if self.model.streams().iter().any(|stream| matches!(stream.arrivals, Arrivals::Replay(_))) {
            return Err(NoModel("arrivals are recorded, and do not grow with the customers; give rates".to_owned()));
        }
        if self.model.expected_calls() <= 0.0 {
            return Err(NoModel("nobody calls, so service does nothing to customers".to_owned()));
        }
        Ok(())
    }

    pub(super) fn service(&self, result: &PointResult, staff: f64, agents_cost: Option<f64>) -> Service {
        let mut values = [0.0; RESPONSES];
        let sum = |of: fn(&Totals) -> f64| result.sections.iter().map(of).sum::<f64>();
        let over = |a: f64, b: f64, none: f64| if b > 0.0 { a / b } else { none };
        let attempts = sum(|t| t.calls.attempts() as f64);
        let answered = sum(|t| t.calls.answered as f64);
        let journeys = self.model.has_journeys();
        let fresh = if journeys { sum(|t| t.issues.issues as f64) } else { attempts };
        let base = sum(|t| t.base);
        values[0] = over(attempts, fresh, 1.0);
        values[1] = over(attempts - answered, attempts, 0.0);
        values[2] = if journeys { over(sum(|t| t.journeys.resolved as f64), answered, 1.0) } else { 1.0 };
        values[3] = over(sum(|t| t.calls.answered_within as f64), sum(|t| t.calls.due() as f64), 1.0);
        values[4] = over(sum(|t| t.calls.abandoned as f64), sum(|t| t.calls.offered() as f64), 0.0);
        values[5] = Service::held_wait(result.overall("average_speed_of_answer").map_or(0.0, |e| e.value));
        let agents = sum(|t| t.costs.agents) / base;
        values[6] = agents_cost.map_or(1.0, |cost| over(agents, cost * staff, 1.0));
        values[7] = over(sum(|t| t.costs.total() - t.costs.agents), fresh, 0.0);
        let waits = &result.waits;
        let mut met = weights(self.waits, 0.0).map(|weight| weight * waits.at_once as f64);
        let mut counted = waits.at_once as f64;
        for bucket in &waits.buckets {
            let of = weights(self.waits, f64::midpoint(bucket.from, bucket.to));
            met.iter_mut().zip(of).for_each(|(sum, weight)| *sum += weight * bucket.answered as f64);
            counted += bucket.answered as f64;
        }
        for (value, met) in values[8..].iter_mut().zip(met) {
            *value = over(met, counted, 0.0);
        }
        Service(values)
    }
}

/// A group of so many times its agents: at least one wherever there was one.
fn scaled(group: &AgentGroup, factor: f64) -> AgentGroup {
    let of = |count: f64| if count > 0.0 { (count * factor).round().max(1.0) as u32 } else { 0 };
    let intervals = 0..group.staffed().len();
    let staffed: Vec<u32> = intervals.clone().map(|i| of(group.mean_staffed(i))).collect();
    let paid = intervals.map(|i| of(group.mean_paid(i))).collect();
    group.clone().with_staffed(staffed).with_paid(paid)
}

/// Agents on the line, in the mean over the intervals of the day.
fn mean_agents(model: &Model) -> f64 {
    let intervals = model.horizon().intervals();
    let of = |group: &AgentGroup| (0..intervals).map(|i| group.mean_staffed(i)).sum::<f64>() / intervals as f64;
    model.agent_groups().iter().map(of).sum()
}
