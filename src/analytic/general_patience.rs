//! Patience of any distribution, exactly: M/M/c+GI.

use super::{Demand, NoAnswer, Queue, erlang_b, halving::bracket, no_answer::positive};

/// Panels of the quadrature.
const PANELS: usize = 3000;
/// Where the density of the offered wait has fallen by `e^-40`, nothing is left.
const NOTHING: f64 = 40.0;
/// Waits beyond this many handle times are not looked for.
const LONGEST: f64 = 1e6;

/// The share of callers who would wait at least this long, s.
type Survival = Box<dyn Fn(f64) -> f64>;

/// M/M/c+GI (Baccelli and Hebuterne 1981; Zeltyn and Mandelbaum, *Queueing Systems* 51, 2005). The offered wait has for
/// `v > 0` a density in proportion to `exp(λ H(v) - cμv)`, `H(v) = ∫₀^v G`, `G` the survival function of the patience.
/// Integrals by Simpson's rule, to about ten digits where `G` is smooth.
pub struct GeneralPatience {
    demand: Demand,
    agents: f64,
    survival: Survival,
    /// Logarithm of the density at its peak, and where it begins and ends.
    peak: f64,
    from: f64,
    to: f64,
    /// `H(from)`.
    before: f64,
    all: Integrals,
    waits: f64,
}

/// Integrals over the density of the offered wait.
#[derive(Clone, Copy, Debug, Default)]
struct Integrals {
    density: f64,
    answered: f64,
    wait_of_answered: f64,
    /// Of `min(V, patience)`.
    wait: f64,
}

impl GeneralPatience {
    /// The queue of `demand` before `agents`, where a share `survival(t)` of callers would wait at least `t` seconds.
    ///
    /// # Errors
    ///
    /// [`NoAnswer`] when there are no agents, or too few for callers who never hang up.
    pub fn new(demand: Demand, agents: f64, survival: impl Fn(f64) -> f64 + 'static) -> Result<Self, NoAnswer> {
        positive("the number of agents", agents)?;
        let unstable = || NoAnswer::Unstable { load: demand.load(), agents };
        let share = agents / demand.load();
        let longest = LONGEST * demand.handle_time();
        // The density rises while more callers come, and stay, than are answered.
        let still_rises = |v: f64| survival(v) > share;
        let mode = if still_rises(0.0) { crossing(still_rises, longest).ok_or_else(unstable)? } else { 0.0 };
        let mut queue = Self {
            demand,
            agents,
            peak: 0.0,
            from: 0.0,
            to: 0.0,
            before: 0.0,
            all: Integrals::default(),
            waits: 0.0,
            survival: Box::new(survival),
        };
        let at_mode = queue.cumulative(mode);
        queue.peak = queue.exponent(mode, at_mode);
        let low = |v: f64| queue.exponent(v, queue.cumulative(v)) < queue.peak - NOTHING;
        let from = if mode > 0.0 && low(0.0) { crossing(low, mode).unwrap_or(0.0) } else { 0.0 };
        let to = mode + crossing(|past| !low(mode + past), longest).ok_or_else(unstable)?;
        (queue.from, queue.to) = (from, to);
        queue.before = queue.cumulative(from);
        queue.all = queue.integrals(to);
        let free = (1.0 / erlang_b(demand.load(), agents - 1.0).max(f64::MIN_POSITIVE)) * (-queue.peak).exp();
        let busy = demand.arrival_rate() * queue.all.density;
        queue.waits = busy / (free + busy);
        Ok(queue)
    }

    fn exponent(&self, wait: f64, cumulative: f64) -> f64 {
        self.demand.arrival_rate() * cumulative - self.agents / self.demand.handle_time() * wait
    }

    /// `H`.
    fn cumulative(&self, wait: f64) -> f64 {
        let h = wait / PANELS as f64;
        let g = &self.survival;
        let panel = |i: usize| g(i as f64 * h) + 4.0 * g((i as f64 + 0.5) * h) + g((i + 1) as f64 * h);
        (0..PANELS).map(panel).sum::<f64>() * h / 6.0
    }

    /// The integrals up to `until`.
    fn integrals(&self, until: f64) -> Integrals {
        let until = until.min(self.to);
        if until <= self.from {
            return Integrals::default();
        }
        let h = (until - self.from) / PANELS as f64;
        let (mut sums, mut cumulative) = (Integrals::default(), self.before);
        let mut g0 = (self.survival)(self.from);
        for i in 0..PANELS {
            let start = self.from + i as f64 * h;
            let (g1, g2) = ((self.survival)(start + h / 2.0), (self.survival)(start + h));
            let middle = cumulative + h / 24.0 * (5.0 * g0 + 8.0 * g1 - g2);
            let end = cumulative + h / 6.0 * (g0 + 4.0 * g1 + g2);
            sums.add(self, start, cumulative, g0, h / 6.0);
            sums.add(self, start + h / 2.0, middle, g1, 4.0 * h / 6.0);
            sums.add(self, start + h, end, g2, h / 6.0);
            (cumulative, g0) = (end, g2);
        }
        sums
    }

    /// An integral as a share of offered calls.
    fn share(&self, integral: f64) -> f64 {
        self.waits * integral / self.all.density
    }
}

impl Integrals {
    fn add(&mut self, queue: &GeneralPatience, wait: f64, cumulative: f64, survival: f64, weight: f64) {
        let density = weight * (queue.exponent(wait, cumulative) - queue.peak).exp();
        self.density += density;
        self.answered += density * survival;
        self.wait_of_answered += density * survival * wait;
        self.wait += density * cumulative;
    }
}

/// Where a condition that holds at 0 ceases to hold; `None` if it still holds at `longest`.
fn crossing(holds: impl Fn(f64) -> bool, longest: f64) -> Option<f64> {
    if holds(longest) {
        return None;
    }
    let (low, high) = bracket(longest / LONGEST / 64.0, longest, &holds).unwrap_or((0.0, longest));
    // A few digits are enough to know where nothing is left.
    let (low, high) = (0..30).fold((low, high), |(low, high), _| {
        let middle = f64::midpoint(low, high);
        if holds(middle) { (middle, high) } else { (low, middle) }
    });
    Some(f64::midpoint(low, high))
}

impl Queue for GeneralPatience {
    fn agents(&self) -> f64 {
        self.agents
    }

    fn load(&self) -> f64 {
        self.demand.load()
    }

    fn arrival_rate(&self) -> f64 {
        self.demand.arrival_rate()
    }

    fn waiting_probability(&self) -> f64 {
        self.waits
    }

    fn abandonment(&self) -> f64 {
        self.share(self.all.density - self.all.answered).max(0.0)
    }

    fn average_speed_of_answer(&self) -> Option<f64> {
        let answered = 1.0 - self.abandonment();
        (answered > 0.0).then(|| self.share(self.all.wait_of_answered) / answered)
    }

    fn queue_length(&self) -> f64 {
        self.arrival_rate() * self.share(self.all.wait)
    }

    fn answered_within(&self, wait: f64) -> f64 {
        (1.0 - self.waits + self.share(self.integrals(wait).answered)).clamp(0.0, 1.0)
    }

    fn abandoned_within(&self, wait: f64) -> f64 {
        let until = self.integrals(wait);
        let gone = until.density - until.answered;
        let later = (1.0 - (self.survival)(wait)) * (self.all.density - until.density);
        self.share(gone + later).max(0.0)
    }
}
