//! Every measure of every model against the chain, to a relative 1e-9 (and an absolute one of 1e-12, where the value itself
//! is next to nothing).

use onering::analytic::{
    Demand, ErlangA, ErlangC, GeneralPatience, Queue, Setting, Whitt, WithLines, agents_for_service_level, erlang_b,
};

use crate::chain::Chain;

const RELATIVE: f64 = 1e-9;
const NEXT_TO_NOTHING: f64 = 1e-12;

fn same(what: &str, found: f64, expected: f64) {
    let off = (found - expected).abs();
    assert!(off <= RELATIVE * expected.abs() + NEXT_TO_NOTHING, "{what}: {found} is not {expected}");
}

fn compare(what: &str, queue: &dyn Queue, chain: &Chain, within: &[f64]) {
    let (gone, speed) = chain.fate();
    same(&format!("{what}: waits"), queue.waiting_probability(), chain.waits());
    same(&format!("{what}: queue length"), queue.queue_length(), chain.queue_length());
    same(&format!("{what}: occupancy"), queue.occupancy(), chain.occupancy());
    same(&format!("{what}: abandonment"), queue.abandonment(), gone);
    same(&format!("{what}: blocked"), queue.blocked_share(), chain.blocked());
    same(&format!("{what}: speed of answer"), queue.average_speed_of_answer().unwrap(), speed);
    for wait in within {
        let (answered, gone) = chain.within(*wait);
        same(&format!("{what}: answered within {wait}"), queue.answered_within(*wait), answered);
        same(&format!("{what}: gone within {wait}"), queue.abandoned_within(*wait), gone);
        let longer = queue.waits_longer(*wait);
        // Where one more second makes a difference.
        if longer > 1e-4 && longer < queue.waiting_probability() * 0.999 {
            same(&format!("{what}: quantile"), queue.wait_quantile(1.0 - longer).unwrap(), *wait);
        }
    }
}

const HANDLE_TIME: f64 = 180.0;

fn demand(load: f64) -> Demand {
    Demand::new(load, HANDLE_TIME, HANDLE_TIME).unwrap()
}

#[test]
fn erlang_c_is_the_chain_without_patience() {
    for (agents, ratio) in [(1, 0.2), (1, 0.95), (2, 0.5), (7, 0.8), (30, 0.9), (30, 0.3), (200, 0.97)] {
        let load = f64::from(agents) * ratio;
        let queue = ErlangC::new(demand(load), f64::from(agents)).unwrap();
        let chain = Chain::new(load / HANDLE_TIME, HANDLE_TIME, agents as usize, None, None);
        compare(&format!("{agents} agents, {load} erlangs"), &queue, &chain, &[1.0, 20.0]);
    }
}

#[test]
fn erlang_a_is_the_chain_with_patience() {
    for (agents, ratio) in
        [(1, 0.1), (1, 0.9), (1, 4.0), (3, 1.0), (12, 0.7), (50, 0.96), (50, 1.3), (20, 3.0), (150, 1.02)]
    {
        for patience in [3.0, 60.0, 180.0, 1200.0] {
            let load = f64::from(agents) * ratio;
            let queue = ErlangA::new(demand(load), f64::from(agents), patience).unwrap();
            let chain = Chain::new(load / HANDLE_TIME, HANDLE_TIME, agents as usize, Some(patience), None);
            compare(
                &format!("{agents} agents, {load} erlangs, patience {patience}"),
                &queue,
                &chain,
                &[2.0, 20.0, 90.0],
            );
        }
    }
}

#[test]
fn limited_lines_are_the_chain_that_ends() {
    for (agents, lines, ratio) in
        [(1, 1, 0.5), (1, 3, 2.0), (5, 5, 1.0), (5, 12, 0.9), (5, 12, 3.0), (40, 60, 1.1), (9, 6, 1.0)]
    {
        for patience in [None, Some(60.0), Some(400.0)] {
            let load = f64::from(agents) * ratio;
            let queue = WithLines::new(demand(load), agents, patience, lines).unwrap();
            // Agents beyond the lines never have a call.
            let used = agents.min(lines) as usize;
            let chain = Chain::new(load / HANDLE_TIME, HANDLE_TIME, used, patience, Some(lines as usize));
            let what = format!("{agents} agents, {lines} lines, {load} erlangs, patience {patience:?}");
            if used == agents as usize {
                compare(&what, &queue, &chain, &[2.0, 20.0, 90.0]);
            } else {
                same(&what, queue.blocked_share(), chain.blocked());
            }
        }
    }
}

/// A hundred thousand agents, near their load and far from it: the chain takes a while, so only the means.
#[test]
fn a_hundred_thousand_agents_are_as_exact_as_one() {
    let agents = 100_000;
    for (load, patience) in
        [(99_700.0, None), (99_000.0, Some(300.0)), (100_500.0, Some(300.0)), (140_000.0, Some(60.0))]
    {
        let chain = Chain::new(load / HANDLE_TIME, HANDLE_TIME, agents, patience, None);
        let setting = Setting { patience, ..Setting::erlang_c(demand(load)) };
        compare(
            &format!("{load} erlangs, patience {patience:?}"),
            &*setting.queue(agents as f64).unwrap(),
            &chain,
            &[],
        );
    }
    for load in [1.0, 5e4, 99_990.0] {
        let queue = ErlangC::new(demand(load), agents as f64).unwrap();
        let values = [queue.waiting_probability(), queue.answered_within(20.0), queue.queue_length()];
        assert!(values.iter().all(|v| v.is_finite() && *v >= 0.0), "{load}: {values:?}");
    }
}

#[test]
fn far_above_and_far_below_the_load_nothing_breaks() {
    for agents in [1.0, 10.0, 1000.0, 1e5] {
        for ratio in [1e-6, 1e-3, 0.5, 0.999_999, 1.0, 1.000_001, 2.0, 50.0, 1e4] {
            for patience in [1e-3, 1.0, 300.0, 1e5] {
                let queue = ErlangA::new(demand(agents * ratio), agents, patience).unwrap();
                let (answered, gone) = (queue.answered_within(20.0), queue.abandoned_within(20.0));
                let shares = [
                    queue.waiting_probability(),
                    queue.abandonment(),
                    queue.occupancy(),
                    answered,
                    gone,
                    answered + gone,
                ];
                let what = format!("{agents} agents x {ratio}, patience {patience}: {shares:?}");
                assert!(shares.iter().all(|s| (0.0..=1.0 + 1e-9).contains(s)), "{what}");
                let overload = (1.0 - 1.0 / ratio).max(0.0);
                assert!(queue.abandonment() >= overload - 1e-9, "{what}");
                // Garnett, Mandelbaum and Reiman's bound: never more than with no patience at all.
                assert!(queue.abandonment() <= erlang_b(agents * ratio, agents) + 1e-12, "{what}");
            }
        }
    }
}

#[test]
fn general_patience_agrees_with_erlang_a_where_it_is_exponential() {
    for (agents, ratio, patience) in [(5.0, 0.8, 60.0), (50.0, 0.96, 120.0), (50.0, 1.4, 300.0), (400.0, 1.0, 100.0)] {
        let (calls, load) = (demand(agents * ratio), agents * ratio);
        let exact = ErlangA::new(calls, agents, patience).unwrap();
        let general = GeneralPatience::new(calls, agents, move |t| (-t / patience).exp()).unwrap();
        let pairs = [
            ("waits", general.waiting_probability(), exact.waiting_probability()),
            ("abandonment", general.abandonment(), exact.abandonment()),
            ("queue length", general.queue_length(), exact.queue_length()),
            ("speed", general.average_speed_of_answer().unwrap(), exact.average_speed_of_answer().unwrap()),
            ("answered within", general.answered_within(20.0), exact.answered_within(20.0)),
            ("gone within", general.abandoned_within(20.0), exact.abandoned_within(20.0)),
        ];
        for (what, found, expected) in pairs {
            let off = (found / expected - 1.0).abs();
            assert!(off < 1e-8, "{agents} agents, {load} erlangs: {what} {found} is not {expected}");
        }
    }
}

#[test]
fn whitt_is_exact_where_patience_is_exponential() {
    let exact = ErlangA::new(demand(51.0), 50.0, 120.0).unwrap();
    let whitt = Whitt::new(demand(51.0), 50.0, 5000, |_| 1.0 / 120.0).unwrap();
    same("abandonment", whitt.abandonment, exact.abandonment());
    same("waits", whitt.waiting_probability, exact.waiting_probability());
    same("speed", whitt.average_speed_of_answer, exact.average_speed_of_answer().unwrap());
    same("wait of the gone", whitt.mean_wait_of_abandoned.unwrap(), exact.mean_wait_of_abandoned().unwrap());
}

#[test]
fn fractional_agents_lie_between_whole_ones() {
    for tenths in 106..180 {
        let at = |n: f64| ErlangC::new(demand(10.0), n).unwrap().answered_within(20.0);
        let n = f64::from(tenths) / 10.0;
        assert!(at(n) < at(n + 0.1), "{n}");
    }
    assert_eq!(agents_for_service_level(demand(10.0), 20.0, 1.0), None);
}

#[test]
fn redials_by_fixed_point_are_close() {
    use onering::analytic::{Redial, orbit::orbit};
    for fresh in [9.0, 12.0] {
        let calls = Demand::new(fresh, 1.0, 1.0).unwrap();
        let redial = Redial::new(0.5, 0.5, None).unwrap();
        let found = Setting { redial: Some(redial), ..Setting::erlang_a(calls, 2.0) }.queue(10.0).unwrap();
        let exact = orbit(calls, 10, 2.0, 0.5, 5.0).unwrap();
        println!("{fresh}: {} by fixed point, {} exactly", found.arrival_rate(), exact.attempts);
        // With endless delays redials are Poisson: the chain must come closer and closer to the fixed point.
        let slow = orbit(calls, 10, 2.0, 0.5, 20.0).unwrap();
        let off = |attempts: f64| (attempts - found.arrival_rate()).abs();
        assert!(off(slow.attempts) < off(exact.attempts) && off(exact.attempts) < 0.01 * fresh);
    }
}
