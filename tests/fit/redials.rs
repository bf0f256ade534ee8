//! Customers who call again, and how soon.

use jiff::{SignedDuration, civil::date};
use onering::calibrate::{Fit, FitSettings, LoggedCall, Outcome, Redials, Tally};
use rand::RngExt;
use rand_distr::{Distribution, Exp1};
use rand_xoshiro::{Xoshiro256PlusPlus, rand_core::SeedableRng};

/// Of those who abandon, so many call because of it, after so many seconds on average.
const SHARE: f64 = 0.4;
const DELAY: f64 = 600.0;
/// Of all others, so many call again within the hour anyway.
const ANYWAY: f64 = 0.05;
const WINDOW: f64 = 3600.0;

/// Twenty days of customers who call once, half of whom abandon, in no order of time.
fn redials(rng: &mut Xoshiro256PlusPlus, customers: u64) -> Option<Redials> {
    let mut tally = Tally::new(FitSettings { redial_window: WINDOW, short_calls: 0.0, ..FitSettings::default() });
    let mut add = |customer: u64, day: i64, second: f64, is_answered: bool| {
        let at = date(2024, 1, 1).at(8, 0, 0, 0) + SignedDuration::from_hours(24 * day);
        tally.add(&LoggedCall {
            line: 1,
            call_type: 0,
            arrival: at + SignedDuration::from_secs_f64(second),
            customer: Some(customer),
            self_service: None,
            wait: Some(20.0),
            outcome: if is_answered { Outcome::Answered } else { Outcome::Abandoned },
            talk: is_answered.then_some(60.0),
            after_call_work: None,
            agent: None,
            agent_group: None,
        });
    };
    for customer in 0..customers {
        let (day, second) = (rng.random_range(0..20), rng.random_range(0.0..36_000.0));
        let is_answered = rng.random::<bool>();
        add(customer, day, second, is_answered);
        let unit: f64 = Exp1.sample(rng);
        let (calls, delay) = match rng.random::<f64>() {
            u if u < ANYWAY => (true, rng.random_range(0.0..WINDOW)),
            u => (!is_answered && u < ANYWAY + (1.0 - ANYWAY) * SHARE, unit * DELAY),
        };
        if calls {
            add(customer, day, second + 20.0 + delay, true);
        }
    }
    Fit::of(&tally, &["a".to_owned()]).unwrap().types[0].redials.clone()
}

#[test]
fn share_and_delay_are_found_beside_those_who_call_anyway() {
    // Fresh seed: five standard errors, twice, fail less than once in a million runs. The delay's mean is seen through
    // the window, of which exp(-6) lie beyond, and beside a few who come evenly over it, which pull it up by at most
    // their share of all delays (5 %) times the difference of the means (1,200 s).
    let rng = &mut Xoshiro256PlusPlus::seed_from_u64(rand::random::<u64>());
    let found = redials(rng, 40_000).unwrap();
    let within = SHARE * (1.0 - (-WINDOW / DELAY).exp());
    // The second call of those who come anyway is answered and followed by none: half as many again are answered.
    assert!((found.share.value - within).abs() < 5.0 * found.share.standard_error + ANYWAY, "{found:?}");
    assert!(found.again_anyway < ANYWAY && found.again_anyway > 0.01, "{found:?}");
    let delay = found.delay.as_ref().unwrap().named("mean").next().unwrap();
    let most = DELAY + 0.15 * (WINDOW - DELAY);
    assert!(delay.value > DELAY - 5.0 * delay.standard_error && delay.value < most, "{delay:?}");
}

#[test]
fn nobody_is_said_to_redial_on_thin_evidence() {
    let rng = &mut Xoshiro256PlusPlus::seed_from_u64(7);
    assert_eq!(redials(rng, 40), None);
}
