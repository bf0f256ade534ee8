//! The centre on the rest of a day whose morning has happened.

use super::{Morning, Posterior};
use crate::model::{
    Arrivals, Batches, CallStream, GivenDays, Mix, Model, NoModel, Origin,
    arrivals::{Counts, Process},
    parameter::{Arguments, Value},
};

/// The centre with the morning's counts, and days of the posterior for the rest: each interval that is over brings exactly
/// the calls that were counted, at instants of their own in each replication; handle times are multiplied by
/// `handle_factors`, by call type.
///
/// # Errors
///
/// [`NoModel`] for numbers that cannot be.
pub fn today(
    model: &Model,
    morning: &Morning,
    posterior: &Posterior,
    handle_factors: &[f64],
) -> Result<Model, NoModel> {
    let mut parts = model.parts();
    let (intervals, own) = (model.horizon().intervals(), parts.streams.len());
    let index_of = |stream: &CallStream| if let Origin::Stream(index) = stream.origin { index + 1 } else { 0 };
    let first = parts.streams.iter().map(index_of).max().unwrap_or(0);
    // A stream brings a call at some time: of a type that nobody called there is none.
    let called = || morning.offered.iter().enumerate().filter(|(_, offered)| offered.iter().any(|calls| *calls > 0.0));
    for (call_type, offered) in called() {
        parts.streams.push(CallStream {
            origin: Origin::Stream(first + call_type),
            arrivals: counts(model, offered)?,
            batches: Batches::SINGLE,
            busyness: None,
            mix: Mix::One(call_type),
            day_factors: Vec::new(),
        });
    }
    let rest = |factors: &Vec<f64>| {
        let of = |(i, factor): (usize, &f64)| if i < morning.from { 0.0 } else { *factor };
        factors.iter().enumerate().map(of).collect::<Vec<f64>>()
    };
    let counted = vec![vec![1.0; intervals]; called().count()];
    let day = |day: &Vec<Vec<f64>>| day[..own].iter().map(rest).chain(counted.iter().cloned()).collect();
    parts.given_days = Some(GivenDays::new(posterior.days.iter().map(day).collect(), model.horizon())?);
    parts.busyness = None;
    parts.correlation = None;
    parts.streams.iter_mut().for_each(|stream| stream.busyness = None);
    for (of, factor) in parts.call_types.iter_mut().zip(handle_factors).filter(|(_, factor)| **factor != 1.0) {
        let before = |i: usize| {
            let list = of.handle_time_factor.as_deref();
            list.and_then(|list| list.get(i).or(list.last())).copied().unwrap_or(1.0)
        };
        of.handle_time_factor = Some((0..intervals).map(|i| before(i) * factor).collect());
    }
    Model::new(parts)
}

fn counts(model: &Model, offered: &[f64]) -> Result<Arrivals, NoModel> {
    let mut list = offered.to_vec();
    list.resize(model.horizon().intervals(), 0.0);
    let mut given = Arguments::new();
    given.give("per_interval", Value::Many(list));
    given.give("multiplier", Value::One(1.0));
    let built = Counts::build(0, &given, model.horizon());
    built.map(Arrivals::Counts).map_err(|_| NoModel("a count of calls is a number from 0 on".to_owned()))
}

/// The handle time of a call type, before and after the morning.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct HandleTime {
    /// As forecast, before the scenario's own factors of intervals, s.
    pub before: f64,
    /// What that is of the morning's calls, with those factors, s.
    pub foretold: f64,
    /// The mean of the morning's answered calls, s; `None` where it is not known.
    pub seen: Option<f64>,
    /// How many they were.
    pub calls: f64,
    /// What is expected of the rest of the day, before those factors again, s.
    pub after: f64,
}

/// The mean handle time of the rest of the day: forecast and morning, each weighted by how sharp it is. Days differ from
/// the forecast by `day_cv`, the coefficient of variation of a day's mean; the morning's mean differs from the day's by the
/// spread of single calls over the root of their number (the credibility of Bühlmann, *ASTIN Bulletin* 4, 1967). What the
/// scenario's factors of the intervals that are over foretold is no news: the morning is held against the forecast with them.
#[must_use]
pub fn updated_handle_time(
    model: &Model,
    call_type: usize,
    morning: &Morning,
    seen: Option<(f64, f64)>,
    day_cv: f64,
) -> HandleTime {
    let of = &model.call_types()[call_type];
    let before = of.mean_handle_time();
    let offered = || morning.offered[call_type].iter().enumerate();
    let all: f64 = offered().map(|(_, calls)| calls).sum();
    let foretold = offered().map(|(i, calls)| calls * of.handle_time_factor(i)).sum::<f64>() / all;
    let foretold = if foretold.is_finite() && foretold > 0.0 { foretold } else { 1.0 };
    let Some((mean, calls)) = seen.filter(|(mean, calls)| *calls > 0.0 && *mean > 0.0 && before > 0.0) else {
        return HandleTime { before, foretold: before * foretold, seen: None, calls: 0.0, after: before };
    };
    let parts = [Some(of.talk_time()), of.hold_time(), of.after_call_work()];
    let variance: f64 = parts.into_iter().flatten().map(|part| part.standard_deviation().powi(2)).sum();
    let (of_days, of_calls) = ((day_cv * before).powi(2), variance / calls);
    let weight = if of_days + of_calls > 0.0 { of_days / (of_days + of_calls) } else { 0.0 };
    let news = mean / foretold - before;
    HandleTime { before, foretold: before * foretold, seen: Some(mean), calls, after: before + weight * news }
}
