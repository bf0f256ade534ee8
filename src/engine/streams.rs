//! Random streams: one for each purpose of each call type in each replication.
//!
//! Each stream is its own xoshiro256++ generator (Blackman and Vigna, *ACM TOMS* 47, 2021), seeded
//! from a hash of (seed, replication, call type, purpose), never from a thread. The k-th call of a
//! type takes the k-th draw of each of its streams, made when it arrives, whoever serves it and
//! however long it waits: two staffing levels meet the same callers.

use rand_xoshiro::{Xoshiro256PlusPlus, rand_core::SeedableRng};

/// A random stream.
pub type Stream = Xoshiro256PlusPlus;

/// What a stream is for. The numbers are part of every seeded result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u64)]
pub enum Purpose {
    Arrivals = 1,
    Talk = 2,
    Hold = 3,
    AfterCallWork = 4,
    Patience = 5,
    Balking = 6,
    Busyness = 7,
    /// All that is decided about a customer after the first call's own draws.
    Fate = 8,
    /// How many items come between closing and opening.
    Overnight = 30,
    /// Speeds of agents.
    AgentSpeed = 9,
    /// Which scheduled agents come.
    Attendance = 10,
    /// Whether an outage comes; of the outage with the index that stands in the call type's place.
    Outage = 11,
    /// How experienced agents are.
    AgentTenure = 12,
    /// What an arrival process draws once a day.
    DayOfArrivals = 20,
    /// Factors by interval.
    IntervalBusyness = 21,
    /// Which type a call is of.
    TypeOfCall = 22,
    /// How many calls come at once.
    Batch = 23,
    /// What customers of a future are like.
    Behaviour = 40,
    /// How busy the months of a future are.
    MonthlyDemand = 41,
    /// Whether a surge comes; of the surge with the index that stands in the call type's place.
    Surge = 24,
}

/// Stands for the whole centre where a stream belongs to no call type.
pub const WHOLE_CENTRE: u64 = u64::MAX;

/// Stands before the index of a stream of calls that is of no single call type.
pub const CALL_STREAMS: u64 = 1 << 32;

/// Stands before the index of a group where a stream belongs to its reserve.
pub const RESERVES: u64 = 1 << 33;

/// The stream of `purpose` for `call_type` in `replication`.
pub fn stream(seed: u64, replication: u64, call_type: u64, purpose: Purpose) -> Stream {
    Stream::seed_from_u64(stream_hash(seed, replication, call_type, purpose))
}

/// What customers are like in the future with this number.
#[must_use]
pub fn behaviour_stream(seed: u64, future: u64) -> Stream {
    stream(seed, future, WHOLE_CENTRE, Purpose::Behaviour)
}

/// How busy the months of the future with this number are.
#[must_use]
pub fn demand_stream(seed: u64, future: u64) -> Stream {
    stream(seed, future, WHOLE_CENTRE, Purpose::MonthlyDemand)
}

fn stream_hash(seed: u64, replication: u64, call_type: u64, purpose: Purpose) -> u64 {
    let mut hash = mix(seed);
    for part in [replication, call_type, purpose as u64] {
        hash = mix(hash ^ mix(part.wrapping_add(0x9e37_79b9_7f4a_7c15)));
    }
    hash
}

/// The randomness of one customer after the first call's own draws: what is drawn belongs to the
/// customer, the question and how often it was asked, so that the same customer decides alike under
/// every staffing and policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fate(u64);

/// A question to fate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u64)]
pub enum Question {
    SelfService = 1,
    SelfServiceTime = 2,
    AcceptsCallback = 3,
    IsReached = 4,
    Redials = 5,
    RedialDelay = 6,
    Patience = 7,
    Talk = 8,
    Hold = 9,
    AfterCallWork = 10,
    Transfer = 11,
    TransferTime = 12,
    IsWarm = 13,
    Together = 14,
    IsResolved = 15,
    Recalls = 16,
    RecallDelay = 17,
    Agent = 18,
    Balks = 19,
    AnswersDial = 20,
    DialTime = 21,
    RingTime = 22,
    Consults = 23,
    ConsultTime = 24,
}

impl Fate {
    /// The fate of customer number `customer` of a call type; `base` is [`fate_base`]'s.
    #[inline]
    #[must_use]
    pub const fn new(base: u64, customer: u64) -> Self {
        Self(mix(base ^ mix(customer.wrapping_add(0x9e37_79b9_7f4a_7c15))))
    }

    /// A number that is another one for every customer of a call type, and all but surely of all types.
    #[inline]
    #[must_use]
    pub const fn key(self) -> u64 {
        self.0
    }

    const fn hash(self, question: Question, time: u32) -> u64 {
        mix(self.0 ^ mix((question as u64) << 32 | time as u64))
    }

    /// A number from 0 to below 1, for the `time`-th time that the question is asked.
    #[must_use]
    pub const fn chance(self, question: Question, time: u32) -> f64 {
        (self.hash(question, time) >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// A stream of its own for a draw.
    #[must_use]
    pub fn stream(self, question: Question, time: u32) -> Stream {
        Stream::seed_from_u64(self.hash(question, time))
    }
}

/// What the fates of a call type's customers in a replication are made of.
#[must_use]
pub fn fate_base(seed: u64, replication: u64, call_type: u64) -> u64 {
    stream_hash(seed, replication, call_type, Purpose::Fate)
}

/// The finaliser of SplitMix64 (Steele, Lea and Flood, OOPSLA 2014).
const fn mix(value: u64) -> u64 {
    let value = (value ^ (value >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let value = (value ^ (value >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    value ^ (value >> 31)
}

/// The streams of one call type in one replication.
pub struct TypeStreams {
    pub talk: Stream,
    pub hold: Stream,
    pub after_call_work: Stream,
    pub patience: Stream,
    pub balking: Stream,
}

impl TypeStreams {
    pub fn new(seed: u64, replication: u64, call_type: usize) -> Self {
        let of = |purpose| stream(seed, replication, call_type as u64, purpose);
        Self {
            talk: of(Purpose::Talk),
            hold: of(Purpose::Hold),
            after_call_work: of(Purpose::AfterCallWork),
            patience: of(Purpose::Patience),
            balking: of(Purpose::Balking),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use rand_xoshiro::rand_core::Rng;

    use super::*;

    #[test]
    fn no_two_streams_of_a_study_start_alike() {
        let mut first = HashSet::new();
        for seed in 0..4 {
            for replication in 0..50 {
                for call_type in [0, 1, 2, WHOLE_CENTRE] {
                    for purpose in [Purpose::Arrivals, Purpose::Talk, Purpose::Patience, Purpose::Busyness] {
                        assert!(first.insert(stream(seed, replication, call_type, purpose).next_u64()));
                    }
                }
            }
        }
    }

    #[test]
    fn fates_of_neighbours_and_of_neighbouring_questions_do_not_move_together() {
        // As below, over customers, questions and times.
        let n = 100_000;
        let pairs: [&dyn Fn(u64) -> (f64, f64); 3] = [
            &|k| (Fate::new(7, k).chance(Question::Redials, 1), Fate::new(7, k + 1).chance(Question::Redials, 1)),
            &|k| (Fate::new(7, k).chance(Question::Redials, 1), Fate::new(7, k).chance(Question::Recalls, 1)),
            &|k| (Fate::new(7, k).chance(Question::Redials, 1), Fate::new(7, k).chance(Question::Redials, 2)),
        ];
        for pair in pairs {
            let product = |k| {
                let (a, b) = pair(k);
                (a - 0.5) * (b - 0.5)
            };
            let correlation = (0..n).map(product).sum::<f64>() * 12.0 / n as f64;
            assert!(correlation.abs() < 4.9 / (n as f64).sqrt(), "{correlation}");
        }
    }

    #[test]
    fn neighbouring_streams_do_not_move_together() {
        // Correlation of uniform draws of replications r and r + 1; sd of a correlation is 1/√n.
        let n = 200_000;
        let draw = |r| {
            f64::from(u32::try_from(stream(1, r, 0, Purpose::Talk).next_u64() >> 32).unwrap()) / 2f64.powi(32) - 0.5
        };
        let products: f64 = (0..n).map(|r| draw(r) * draw(r + 1)).sum();
        let correlation = products * 12.0 / n as f64;
        assert!(correlation.abs() < 4.9 / (n as f64).sqrt(), "{correlation}");
    }
}
