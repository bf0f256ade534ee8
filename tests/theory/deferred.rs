//! Several chats at once, and items that wait behind calls.

use crate::{
    birth_death::{Chain, erlang_c},
    case::{Case, desk},
};

const HOUR: f64 = 3600.0;

/// Without a slow-down each of `c · k` places serves at its own pace: M/M/15 of five agents with three places.
#[test]
fn chats_that_do_not_slow_are_as_many_agents() {
    let (per_hour, talk, patience) = (150.0, 360.0, 240.0);
    let chain = Chain::open(per_hour / HOUR, 15, 1.0 / talk, 1.0 / patience);
    let keys = "chat = { at_once = 3 }\npatience = { exponential = { mean = 240 } }";
    let offered = chain.offered();
    Case::new("chats, M/M/15+M", desk(per_hour, 5, "{ exponential = { mean = 360 } }", keys, 50_000.0))
        .within(0.0, chain.at_once())
        .is("mean_wait", offered.wait_all)
        .is("abandonment", 1.0 - offered.answered / chain.offered_rate())
        .is("queue_length", chain.queue_length())
        .is("average_handle_time", talk)
        .check();
}

/// One agent's chats: states and their probabilities, where `n` chats end at the rate `ends(n)` and `most` are served.
struct Alone {
    most: usize,
    p: Vec<f64>,
}

impl Alone {
    fn new(arrival: f64, most: usize, ends: impl Fn(usize) -> f64) -> Self {
        let mut p = vec![1.0];
        while p.len() < 2000 && p[p.len() - 1] > 1e-300 {
            p.push(p[p.len() - 1] * arrival / ends(p.len()));
        }
        let all: f64 = p.iter().sum();
        p.iter_mut().for_each(|p| *p /= all);
        Self { most, p }
    }

    fn mean(&self, of: impl Fn(usize) -> f64) -> f64 {
        self.p.iter().enumerate().map(|(n, p)| p * of(n)).sum()
    }

    fn engaged(&self) -> f64 {
        1.0 - self.p[0]
    }

    fn chats(&self) -> f64 {
        self.mean(|n| n.min(self.most) as f64)
    }

    fn queue(&self) -> f64 {
        self.mean(|n| n.saturating_sub(self.most) as f64)
    }
}

/// With `m` chats each takes `slows[m - 1]` times as long: a birth-death chain.
#[test]
fn one_agents_chats_slow_each_other_down() {
    let (per_hour, talk, patience, slows) = (30.0, 300.0, 200.0, [1.0, 1.4, 2.1]);
    let rate = per_hour / HOUR;
    let chain = Alone::new(rate, 3, |n| {
        let held = n.min(3);
        held as f64 / (talk * slows[held - 1]) + (n - held) as f64 / patience
    });
    let abandoned = chain.queue() / patience / rate;
    let keys = "chat = { at_once = 3, slows = [1, 1.4, 2.1] }\npatience = { exponential = { mean = 200 } }";
    Case::new("chats of one agent", desk(per_hour, 1, "{ exponential = { mean = 300 } }", keys, 20_000.0))
        .is("occupancy", chain.engaged())
        .is("concurrency", chain.chats() / chain.engaged())
        .is("queue_length", chain.queue())
        .is("mean_wait", chain.queue() / rate)
        .is("abandonment", abandoned)
        .is("average_handle_time", chain.chats() / (rate * (1.0 - abandoned)))
        .check();
}

/// An agent whose chats share her time alike is a processor that is shared: the number of chats is geometric whatever the
/// distribution of the work (Kleinrock, *Queueing Systems* 2, 1976, 4.4), here lognormal with a standard deviation of twice the mean.
#[test]
fn chats_that_share_an_agent_alike_do_not_feel_the_distribution() {
    let (per_hour, talk) = (14.0, 180.0);
    let load: f64 = per_hour / HOUR * talk;
    let slows: Vec<String> = (1..=100).map(|held| held.to_string()).collect();
    let keys = format!("chat = {{ at_once = 100, slows = [{}] }}", slows.join(", "));
    Case::new("M/G/1-PS", desk(per_hour, 1, "{ lognormal = { mean = 180, cv = 2 } }", &keys, 40_000.0))
        .is("occupancy", load)
        .is("concurrency", 1.0 / (1.0 - load))
        .is("average_handle_time", talk / (1.0 - load))
        .is("mean_wait", 0.0)
        .check();
}

/// Two agents with up to two chats each, by how many each has: (0,0), (1,0), (1,1), (2,0), (2,1), (2,2), and those who wait.
/// A new chat goes to who has fewer, and nobody hands one over.
struct Two {
    /// Of the six states; the last with any number waiting.
    p: [f64; 6],
    queue: f64,
}

const HELD: [(usize, usize); 6] = [(0, 0), (1, 0), (1, 1), (2, 0), (2, 1), (2, 2)];

impl Two {
    fn new(arrival: f64, talk: f64, slows: [f64; 2], patience: f64) -> Self {
        // Chats of an agent with m of them end at this rate together.
        let ends = |m: usize| if m == 0 { 0.0 } else { m as f64 / (talk * slows[m - 1]) };
        let state = |a: usize, b: usize| HELD.iter().position(|s| *s == (a.max(b), a.min(b))).unwrap();
        let mut rates = [[0.0; 6]; 6];
        for (from, &(a, b)) in HELD.iter().enumerate() {
            if b < 2 {
                rates[from][state(a, b + 1)] += arrival;
            }
            if a > 0 {
                rates[from][state(a - 1, b)] += ends(a);
            }
            if b > 0 {
                rates[from][state(a, b - 1)] += ends(b);
            }
        }
        // The chain of those who wait hangs on the last state, and does not move the others.
        let mut p = stationary(&rates);
        let (mut tail, mut queue, mut weight) = (0.0, 0.0, p[5]);
        for waiting in 1..2000 {
            weight *= arrival / (2.0 * ends(2) + f64::from(waiting) / patience);
            tail += weight;
            queue += weight * f64::from(waiting);
        }
        p[5] += tail;
        p.iter_mut().for_each(|p| *p /= 1.0 + tail);
        Self { p, queue: queue / (1.0 + tail) }
    }

    fn mean(&self, of: impl Fn(usize, usize) -> f64) -> f64 {
        HELD.iter().zip(&self.p).map(|(&(a, b), p)| p * of(a, b)).sum()
    }
}

/// The stationary probabilities of a chain of six states: Gauss's elimination in Grassmann, Taksar and Heyman's form, which
/// subtracts nothing (*Oper. Res.* 33, 1985).
fn stationary(rates: &[[f64; 6]; 6]) -> [f64; 6] {
    let mut r = *rates;
    for last in (1..6).rev() {
        let out: f64 = r[last][..last].iter().sum();
        for from in 0..last {
            r[from][last] /= out;
            for to in 0..last {
                r[from][to] += r[from][last] * r[last][to];
            }
        }
    }
    let mut p = [1.0, 0.0, 0.0, 0.0, 0.0, 0.0];
    for state in 1..6 {
        p[state] = (0..state).map(|from| p[from] * r[from][state]).sum();
    }
    let all: f64 = p.iter().sum();
    p.map(|p| p / all)
}

#[test]
fn two_agents_chats_go_to_who_has_fewer() {
    let (per_hour, talk, patience, slows) = (44.0, 200.0, 150.0, [1.0, 1.5]);
    let rate = per_hour / HOUR;
    let chain = Two::new(rate, talk, slows, patience);
    let chats = chain.mean(|a, b| (a + b) as f64);
    let engaged = chain.mean(|a, b| (a.min(1) + b.min(1)) as f64);
    let keys = "chat = { at_once = 2, slows = [1, 1.5] }\npatience = { exponential = { mean = 150 } }";
    Case::new("chats of two agents", desk(per_hour, 2, "{ exponential = { mean = 200 } }", keys, 50_000.0))
        .is("occupancy", engaged / 2.0)
        .is("concurrency", chats / engaged)
        .is("queue_length", chain.queue)
        .is("mean_wait", chain.queue / rate)
        .is("abandonment", chain.queue / patience / rate)
        .check();
}

/// Items that wait behind calls and interrupt nobody are a second class of priority (Cobham, as in `priorities.rs`),
/// whatever `priority` says.
#[test]
fn items_wait_behind_calls() {
    let (talk, agents, per_hour) = (300.0, 6_u32, [36.0, 24.0]);
    let load = |per_hour: f64| per_hour / HOUR * talk / f64::from(agents);
    let (calls, both) = (load(per_hour[0]), load(per_hour[0] + per_hour[1]));
    let first = erlang_c(both * f64::from(agents), agents) * talk / f64::from(agents);
    let (wait, wait_of_items) = (first / (1.0 - calls), first / ((1.0 - calls) * (1.0 - both)));
    let scenario = format!(
        "horizon = {{ steady_state = {{ length = \"800h\", warm_up = \"80h\" }} }}\n\
         agent_group = [{{ name = \"agents\", skills = [\"calls\", \"mail\"], staffed = {agents} }}]\n\
         [[call_type]]\nname = \"calls\"\ntalk_time = {{ exponential = {{ mean = {talk} }} }}\narrivals = {{ poisson = {{ per_hour = {} }} }}\n\
         [[call_type]]\nname = \"mail\"\npriority = 9\ntalk_time = {{ exponential = {{ mean = {talk} }} }}\narrivals = {{ poisson = {{ per_hour = {} }} }}\n\
         can_wait = {{}}\nservice_level = {{ acceptable_wait = \"4h\" }}\n",
        per_hour[0], per_hour[1]
    );
    Case::new("M/M/6, items behind calls", scenario)
        .of("call_type.calls", "mean_wait", wait)
        .of("call_type.mail", "mean_wait", wait_of_items)
        .of("call_type.mail", "queue_length", per_hour[1] / HOUR * wait_of_items)
        .is("occupancy", both)
        .check();
}
