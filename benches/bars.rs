//! The bars of speed, as ratios measured in one run: what is compared takes turns, and the median
//! over the rounds counts. `cargo bench --bench bars`; `-- 1 4` measures bars 1 and 4 only.

#[path = "common/cases.rs"]
mod cases;
#[path = "common/clock.rs"]
mod clock;
#[path = "common/engines.rs"]
mod engines;
#[path = "common/ruler.rs"]
mod ruler;
#[path = "common/textbook.rs"]
mod textbook;

use std::process::{Command, Stdio};

use clock::{at_least, at_most, measure};
use onering::{
    experiment::{Task, Unwatched, run},
    model::Model,
};

const CALLS: u32 = 200_000;
const ROUNDS: usize = 7;

fn main() {
    let wanted: Vec<String> = std::env::args().skip(1).filter(|a| a.parse::<u32>().is_ok()).collect();
    let bars: [(&str, fn()); 7] =
        [("1", bar_1), ("2", bar_2), ("3", bar_3), ("4", bar_4), ("5", bar_5), ("6", bar_6), ("7", bar_7)];
    for (name, bar) in bars {
        if wanted.is_empty() || wanted.iter().any(|w| w == name) {
            bar();
        }
    }
}

fn bar_1() {
    let calls = u64::from(CALLS);
    let model = cases::markov(100, CALLS / 2);
    let times = measure(
        ROUNDS,
        &mut [&mut || engines::chosen(&model, 2), &mut || ruler::exponential_draws(calls), &mut || {
            ruler::textbook(100, calls)
        }],
    );
    println!("M/M/100+M: {:.1} ns a call, draws {:.1} ns, textbook {:.1} ns", times.of(0), times.of(1), times.of(2));
    at_most("1a", "M/M/100+M with all measures / bare draws", times.ratio(0, 1), 2.5);
    at_least("1b", "textbook / M/M/100+M with all measures", times.ratio(2, 0), 6.0);
    let sizes = [10, 100, 1000, 10_000];
    let models = sizes.map(|agents| cases::markov(agents, CALLS / 2));
    let [a, b, c, d] = &models;
    let times = measure(
        ROUNDS,
        &mut [&mut || engines::chosen(a, 2), &mut || engines::chosen(b, 2), &mut || engines::chosen(c, 2), &mut || {
            engines::chosen(d, 2)
        }],
    );
    for (index, agents) in sizes.iter().enumerate() {
        println!("M/M/{agents}+M: {:.1} ns a call", times.of(index));
    }
    let worst = (0..4).flat_map(|i| (0..4).map(move |j| (i, j))).map(|(i, j)| times.ratio(i, j)).fold(0.0, f64::max);
    at_most("1c", "dearest / cheapest of 10, 100, 1000 and 10,000 agents", worst, 2.0);
}

fn bar_2() {
    let model = cases::day();
    let calls = model.expected_calls() as u64 * 14;
    let times = measure(ROUNDS, &mut [&mut || engines::chosen(&model, 14), &mut || ruler::lognormal_draws(calls)]);
    println!("lognormal day: {:.1} ns a call, draws {:.1} ns", times.of(0), times.of(1));
    at_most("2", "lognormal times, rates and staff by half-hour / bare draws", times.ratio(0, 1), 3.0);
}

fn bar_3() {
    let tasks = cases::levels();
    let models: Vec<&Model> = tasks.iter().map(|task| &task.model).collect();
    let times = measure(
        ROUNDS,
        &mut [&mut || engines::together(&models, 2), &mut || models.iter().map(|m| engines::chosen(m, 2)).sum()],
    );
    println!("21 levels: {:.1} ns a call and level together, {:.1} ns apart", times.of(0), times.of(1));
    at_most("3", "21 levels together / 21 runs, engine and measures", times.ratio(0, 1), 0.6);
    let calls = |tasks: &[Task]| tasks.iter().map(|t| t.model.expected_calls() as u64 * 200).sum::<u64>();
    let times = measure(
        3,
        &mut [
            &mut || {
                run(&tasks, 1, &Unwatched);
                calls(&tasks)
            },
            &mut || {
                tasks.iter().for_each(|task| drop(run(std::slice::from_ref(task), 1, &Unwatched)));
                calls(&tasks)
            },
        ],
    );
    at_most("3", "the same through the experiment, estimates included", times.ratio(0, 1), 0.6);
}

/// Centres of several groups, which have an engine of their own; and the one with an event calendar, which
/// plays what that one does not.
fn bar_4() {
    let calls = u64::from(CALLS);
    let models = [cases::markov(100, CALLS), cases::two_types(), cases::twenty_types(), cases::sixty_five_types()];
    let [markov, two, twenty, sixty_five] = &models;
    let times = measure(
        ROUNDS,
        &mut [
            &mut || engines::by_groups(markov, 1),
            &mut || ruler::textbook(100, calls),
            &mut || engines::by_groups(two, 16),
            &mut || engines::by_groups(twenty, 5),
            &mut || engines::by_groups(sixty_five, 2),
            &mut || engines::general(markov, 1),
            &mut || engines::general(two, 16),
            &mut || engines::general(twenty, 5),
            &mut || engines::general(sixty_five, 2),
        ],
    );
    for (name, index) in [("M/M/100+M", 0), ("two types", 2), ("20 types x 35 groups", 3), ("65 x 89", 4)] {
        let by_events = if index == 0 { 5 } else { index + 4 };
        println!("{name}: {:.1} ns a call; with an event calendar {:.1} ns", times.of(index), times.of(by_events));
    }
    at_least("4a", "textbook / several groups on M/M/100+M", times.ratio(1, 0), 2.0);
    at_least("4b", "textbook / several groups on two types, 40/40/20", times.ratio(1, 2), 2.0);
    at_most("4c", "20 types x 35 groups x 323 agents / two types", times.ratio(3, 2), 2.5);
    at_least("4d", "speed of 65 x 89 / speed of 20 x 35", times.ratio(3, 4), 1.0 / 3.0);
}

/// Two threads on one sweep; and, for what the machine gives, two sweeps at once on a thread each, which
/// have nothing to do with each other.
fn bar_5() {
    let tasks = cases::levels();
    let calls: u64 = tasks.iter().map(|t| t.model.expected_calls() as u64 * 200).sum();
    let sweep = |threads| drop(run(&tasks, threads, &Unwatched));
    let both = || {
        std::thread::scope(|scope| {
            scope.spawn(|| sweep(1));
            sweep(1);
        });
    };
    let round = |_| {
        let one = clock::seconds(3, || sweep(1));
        (one / clock::seconds(3, || sweep(2)), 2.0 * one / clock::seconds(3, both))
    };
    let (shared, apart): (Vec<f64>, Vec<f64>) = (0..5).map(round).unzip();
    let best = shared.iter().copied().fold(0.0, f64::max);
    println!("a sweep of {calls} calls on one thread over two, five times: {shared:.2?}");
    println!("two such sweeps one after the other over both at once:       {apart:.2?}");
    at_least("5", "one thread / two threads on a sweep of 21 levels, best of five", best, 1.9);
}

/// Runs the program with these arguments, its output thrown away.
fn onering(arguments: &[&str]) {
    let out = std::env::temp_dir().join("onering-bars");
    let status = Command::new(env!("CARGO_BIN_EXE_onering"))
        .args(arguments)
        .args(["--quiet", "--out"])
        .arg(&out)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .stdout(Stdio::null())
        .status();
    assert!(status.expect("the program runs").code().is_some_and(|code| code < 2));
}

fn bar_6() {
    let sweep = clock::seconds(3, || onering(&["sweep", "scenarios/fedex.toml"]));
    at_most("6a", "onering sweep scenarios/fedex.toml, s", sweep, 3.0);
    let run = clock::seconds(9, || onering(&["run", "scenarios/busy-monday.toml", "--replications", "20"]));
    at_most("6b", "onering run scenarios/busy-monday.toml --replications 20, s", run, 0.1);
}

fn bar_7() {
    let run = clock::seconds(3, || onering(&["run", "scenarios/bench/m-m-100-m.toml", "--threads", "1"]));
    println!(
        "bar 7   ten million calls of M/M/100+M, whole process: {run:.2} s, {:.1} million calls a second",
        10.0 / run
    );
    println!("        (the bar is 12 times ContactCenters on the same machine; 0.8 million where it was measured)");
}
