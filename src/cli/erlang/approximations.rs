//! What other formulas say of the same interval: large-centre limits, and times that are not exponential.

use super::ErlangArguments;
use crate::{
    analytic::{Chat, Demand, GeneralPatience, NoAnswer, Queue, Setting, Whitt, allen_cunneen, fluid, square_root},
    model::{
        Distribution,
        distribution::FAMILIES,
        parameter::{Arguments, Value},
    },
    report::erlang::{Approximation, decimals},
};

/// The formulas that have something to say, `agents` being on the line.
pub fn approximations(asked: &ErlangArguments, setting: &Setting, agents: u32) -> Vec<Approximation> {
    let mut found = Vec::new();
    if asked.approximations || asked.patience_cv.is_some() || asked.handle_cv.is_some() {
        let queue = setting.queue(f64::from(agents));
        found.push(Approximation::of_queue(setting.model(), agents, "exact for what it assumes", queue.as_deref()));
    }
    if asked.approximations {
        found.push(square_root(setting, agents));
        found.extend(overloaded(asked, setting, agents));
    }
    if let (Some(cv), Some(mean)) = (asked.patience_cv, setting.patience) {
        found.extend(general_patience(setting.demand, agents, mean, cv));
    }
    if let Some(cv) = asked.handle_cv {
        found.push(general_handling(setting.demand, agents, cv));
    }
    if let Some(times) = &asked.chats {
        found.push(chats(asked, setting, agents, &times.0));
    }
    found
}

/// Halfin and Whitt, or Garnett, Mandelbaum and Reiman where callers hang up.
fn square_root(setting: &Setting, agents: u32) -> Approximation {
    let (load, n) = (setting.demand.load(), f64::from(agents));
    let beta = (n - load) / load.sqrt();
    let mut found = Approximation::new("square root", agents, regime(load, n));
    match setting.patience {
        Some(patience) => {
            let relative = patience / setting.demand.handle_time();
            found.waiting_probability = Some(square_root::garnett(beta, relative));
            found.abandonment = Some(square_root::garnett_abandonment(beta, relative) / n.sqrt());
        }
        None if beta > 0.0 => found.waiting_probability = Some(square_root::halfin_whitt(beta)),
        None => found.says = NoAnswer::Unstable { load, agents: n }.to_string(),
    }
    found
}

fn regime(load: f64, agents: f64) -> String {
    use square_root::Regime;
    match Regime::of(load, agents) {
        Regime::QualityAndEfficiencyDriven { beta } => {
            format!("{} {} {} · √load: some wait, all are busy", decimals(load), sign(beta), decimals(beta.abs()))
        }
        Regime::QualityDriven { gamma } => format!("{:.0}% above the load: hardly anybody waits", gamma * 100.0),
        Regime::EfficiencyDriven { gamma } => {
            format!("{:.0}% below the load: so many hang up, nearly all wait", gamma * 100.0)
        }
    }
}

const fn sign(value: f64) -> char {
    if value < 0.0 { '-' } else { '+' }
}

/// The fluid limit, where there is more work than agents.
fn overloaded(asked: &ErlangArguments, setting: &Setting, agents: u32) -> Option<Approximation> {
    let patience = setting.patience?;
    let rho = setting.demand.load() / f64::from(agents);
    let own = Patience::new(patience, asked.patience_cv.unwrap_or(1.0)).ok()?;
    let fluid = fluid::fluid(rho, setting.demand.handle_time(), move |t| own.survival(t)).ok()?;
    let mut found = Approximation::new("fluid limit", agents, "everybody waits so long; chance is left out".to_owned());
    found.average_speed_of_answer = Some(fluid.wait);
    found.abandonment = Some(fluid.abandonment);
    found.waiting_probability = Some(1.0);
    found.queue_length = Some(fluid.queue_per_agent * f64::from(agents));
    Some(found)
}

/// A patience with this spread: exactly where handle times are exponential, and by Whitt.
fn general_patience(demand: Demand, agents: u32, mean: f64, cv: f64) -> Vec<Approximation> {
    let patience = match Patience::new(mean, cv) {
        Ok(patience) => patience,
        Err(why) => return vec![Approximation::new("M/M/c+GI", agents, why)],
    };
    let (survives, n) = (patience.clone(), f64::from(agents));
    let exact = GeneralPatience::new(demand, n, move |t| survives.survival(t));
    let says = format!("exact for Weibull patience with cv {}", decimals(cv));
    let exact = exact.as_ref().map(|queue| queue as &dyn Queue).map_err(Clone::clone);
    let exact = Approximation::of_queue("M/M/c+GI", agents, &says, exact.as_ref().map(|q| *q));
    let mut whitt = Approximation::new("Whitt", agents, "approximates M/GI/s/r+GI".to_owned());
    match Whitt::new(demand, n, usize::MAX - 1, |t| patience.hazard(t)) {
        Ok(found) => {
            whitt.waiting_probability = Some(found.waiting_probability);
            whitt.average_speed_of_answer = Some(found.average_speed_of_answer);
            whitt.abandonment = Some(found.abandonment);
            whitt.queue_length = Some(found.queue_length);
            whitt.occupancy = Some(found.occupancy);
        }
        Err(why) => whitt.says = why.to_string(),
    }
    vec![exact, whitt]
}

/// A handle time with this spread, nobody hanging up: Allen and Cunneen.
fn general_handling(demand: Demand, agents: u32, cv: f64) -> Approximation {
    let says = format!("Erlang C's wait times (1 + cv²) / 2, cv {}; nobody hangs up", decimals(cv));
    let mut found = Approximation::new("Allen-Cunneen", agents, says);
    match crate::analytic::ErlangC::new(demand, f64::from(agents)) {
        Ok(queue) => {
            let wait = allen_cunneen(&queue, cv);
            found.waiting_probability = Some(queue.waiting_probability());
            found.average_speed_of_answer = Some(wait);
            found.queue_length = Some(wait * demand.arrival_rate());
            found.occupancy = Some(queue.occupancy());
        }
        Err(why) => found.says = why.to_string(),
    }
    found
}

/// Chats: several at once before an agent, who slows down.
fn chats(asked: &ErlangArguments, setting: &Setting, agents: u32, times: &[f64]) -> Approximation {
    let mut found = Approximation::new("chats", agents, String::new());
    match Chat::new(setting.demand.arrival_rate(), agents, times, setting.patience) {
        Ok(chat) => {
            found.waiting_probability = Some(chat.waiting_probability());
            found.average_speed_of_answer = Some(chat.mean_wait());
            found.abandonment = Some(chat.abandonment());
            found.queue_length = Some(chat.queue_length());
            found.occupancy = Some(chat.occupancy());
            found.says = format!(
                "up to {} at once, {} on average before who has any; the wait is of all",
                times.len(),
                decimals(chat.concurrency())
            );
        }
        Err(why) => found.says = why.to_string(),
    }
    if let Some(waiting) = asked.max_waiting {
        found.says += &match Chat::required(setting.demand.arrival_rate(), times, setting.patience, waiting) {
            Ok(agents) => format!("; {agents} agents keep the waiting probability"),
            Err(why) => format!("; {why}"),
        };
    }
    found
}

/// A Weibull patience, which is the exponential where its cv is 1.
#[derive(Clone)]
struct Patience {
    of: Distribution,
    /// `d ln H / d ln t`, the same everywhere.
    shape: f64,
}

impl Patience {
    fn new(mean: f64, cv: f64) -> Result<Self, String> {
        let mut given = Arguments::new();
        given.give("mean", Value::One(mean));
        given.give("cv", Value::One(cv));
        let family = FAMILIES.iter().find(|family| family.name == "weibull").ok_or("there is no weibull")?;
        let form = family.forms.iter().position(|form| form.iter().any(|p| p.name == "cv")).unwrap_or_default();
        let of = (family.build)(form, &given).map_err(|refusal| format!("{refusal:?}"))?;
        let hazard = |t: f64| of.cumulative_hazard(t).unwrap_or(0.0);
        let shape = (hazard(2.0 * mean) / hazard(mean)).log2();
        Ok(Self { of, shape })
    }

    fn cumulative_hazard(&self, t: f64) -> f64 {
        self.of.cumulative_hazard(t).unwrap_or(0.0)
    }

    fn survival(&self, t: f64) -> f64 {
        (-self.cumulative_hazard(t)).exp()
    }

    fn hazard(&self, t: f64) -> f64 {
        self.shape * self.cumulative_hazard(t) / t
    }
}
