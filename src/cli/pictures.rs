//! Which pictures a command draws, and from what.

use super::{
    Failure,
    drawing::{Drawing, draw_all},
};
use crate::{
    chart::{
        ChartError, CostCurve, Day, Estimate, Line, Mark, Panel, PromiseBar, Promises, Rendered, ServiceCurve, Unit,
        WaitBin, Waits,
    },
    experiment::{self, PointResult, explain::Explanation},
    metrics::Costs,
    model::{CallType, Headline, Horizon, Model},
    report::{
        CaseOutcome, Level, Money, RunOutcome, SweepOutcome, about, capital, case_finding, explain_title,
        explained_effects, level_heading, per, percent, plain, played_at_each_level, replications, seconds,
        shares_more, thousands,
    },
    stats,
};

/// File names without ending, and pictures.
pub type Pictures = Vec<(String, Rendered)>;

impl From<ChartError> for Failure {
    fn from(error: ChartError) -> Self {
        Self::Other(format!("cannot draw: {error}"))
    }
}

/// The day and the waits of a run.
pub fn of_run(run: &RunOutcome) -> Result<Pictures, Failure> {
    let mut drawings = Vec::new();
    if matches!(run.model.horizon(), Horizon::Day(_)) && run.model.horizon().intervals() <= 96 {
        drawings.push(Drawing::new("day", || day(run).render()));
    }
    if run.result.waits.offered > 0 {
        drawings.push(Drawing::new("waits", || waits(run).render()));
    }
    Ok(draw_all(drawings)?)
}

/// What each assumption makes of the difference to Erlang; `None` where nothing makes any.
pub fn of_explanation(run: &RunOutcome, explanation: &Explanation) -> Result<Option<Rendered>, Failure> {
    let points = |e: crate::stats::Estimate| (e.value * 100.0, e.half_width.map(|half| half * 100.0));
    let bar = |(title, effect): (String, crate::stats::Estimate)| {
        let (value, half_width) = points(effect);
        PromiseBar { case: title, value, half_width, text: String::new() }
    };
    let bars: Vec<PromiseBar> = explained_effects(explanation).into_iter().map(bar).collect();
    if bars.is_empty() {
        return Ok(None);
    }
    let chart = Promises {
        title: explain_title(explanation),
        subtitle: format!(
            "{}: {}",
            run.outcome.title,
            played(&run.model, &run.result, run.outcome.confidence, " played")
        ),
        bars,
        unit: Unit::Count,
        axis_label: "points of service level that it adds or takes away, each switched back alone".to_owned(),
    };
    Ok(Some(chart.render()?))
}

/// The service curve and the cost curve of each case, and with several cases the prices side by
/// side.
pub fn of_sweep(sweep: &SweepOutcome) -> Result<Pictures, Failure> {
    let mut drawings: Vec<Drawing<'_>> = Vec::new();
    for case in &sweep.cases {
        let plain = case.name.as_ref().map_or_else(String::new, |name| format!("-{}", file_name(name)));
        let is_free = |suffix: &String| drawings.iter().all(|drawing| drawing.name != format!("cost_curve{suffix}"));
        let numbered = (2..).map(|n| format!("{plain}-{n}"));
        let suffix = std::iter::once(plain.clone()).chain(numbered).find(is_free).unwrap_or_default();
        drawings.push(Drawing::new(format!("service_curve{suffix}"), || service_curve(sweep, case).render()));
        drawings.push(Drawing::new(format!("cost_curve{suffix}"), || cost_curve(sweep, case).render()));
    }
    let shares = shares_more(sweep);
    if sweep.cases.len() > 1 && !shares.is_empty() {
        drawings.push(Drawing::new("promises", || promises(sweep).render()));
    }
    Ok(draw_all(drawings)?)
}

/// A name that any file system takes.
fn file_name(name: &str) -> String {
    let plain: String = name.to_lowercase().chars().map(|c| if c.is_alphanumeric() { c } else { '-' }).collect();
    plain.split('-').filter(|part| !part.is_empty()).collect::<Vec<_>>().join("-")
}

pub fn drawn(estimate: Option<stats::Estimate>) -> Option<Estimate> {
    estimate.map(|e| Estimate { value: e.value, half_width: e.half_width })
}

/// "100 days at each level; bands are 95 % confidence intervals".
fn played(model: &Model, result: &PointResult, confidence: f64, each: &str) -> String {
    let count = replications(model, result.replications);
    format!("{count}{each}; bands are {}% confidence intervals", thousands(confidence * 100.0, 0))
}

/// " of all calls", where there are several types.
fn of_all(model: &Model) -> &'static str {
    if model.call_types().len() > 1 { " of all calls" } else { "" }
}

fn service_name(model: &Model) -> String {
    let all = of_all(model);
    let waits: Vec<f64> = model.call_types().iter().map(|t| t.service_level().acceptable_wait.as_seconds()).collect();
    if waits.iter().all(|w| *w == waits[0]) {
        format!("Service level{all}: answered within {} s", waits[0])
    } else {
        format!("Service level{all}: answered within the acceptable wait")
    }
}

fn day(run: &RunOutcome) -> Day {
    let model = &run.model;
    let intervals: Vec<String> =
        (0..model.horizon().intervals()).filter_map(|i| model.horizon().interval_label(i)).collect();
    let series = |measure: &str| -> Vec<Option<Estimate>> {
        intervals.iter().map(|at| drawn(run.result.estimate(measure, "all", at))).collect()
    };
    let staffed = model
        .agent_groups()
        .iter()
        .map(|group| (group.name().to_owned(), (0..intervals.len()).map(|i| group.mean_staffed(i)).collect()))
        .collect();
    let goals: Vec<_> = model.call_types().iter().map(CallType::service_level).collect();
    let is_one_goal =
        goals.iter().all(|g| (g.target, g.acceptable_wait) == (goals[0].target, goals[0].acceptable_wait));
    Day {
        title: day_title(run),
        subtitle: format!(
            "{}: {}{}",
            run.outcome.title,
            played(model, &run.result, run.outcome.confidence, " played"),
            blocked(run)
        ),
        offered: series("offered"),
        service_level: series("service_level"),
        service_level_name: service_name(model),
        target: goals[0].target.filter(|_| is_one_goal),
        staffed,
        intervals,
    }
}

/// How many did not get through, where it is a share that shows; they are not among the calls offered.
fn blocked(run: &RunOutcome) -> String {
    let share = run.result.overall("blocked_share").map_or(0.0, |e| e.value);
    if share < 0.005 { String::new() } else { format!("; {} of calls got no line and are not shown", percent(share)) }
}

/// "86 % are answered within 20 s over the day; the worst half-hour, 12:00, reaches 61 %".
fn day_title(run: &RunOutcome) -> String {
    let Some(level) = run.result.overall("service_level") else { return run.outcome.title.clone() };
    let of_interval =
        |row: &&crate::metrics::Row| *row.measure == *"service_level" && *row.of == *"all" && *row.period != *"all";
    let worst = run
        .result
        .rows
        .iter()
        .filter(of_interval)
        .filter_map(|row| Some((row.estimate?, &row.period)))
        .min_by(|a, b| a.0.total_cmp(&b.0));
    let over = match run.model.horizon().days() {
        1 => "the day".to_owned(),
        days => format!("the {days} days"),
    };
    let whole = format!("{} are answered in time over {over}", percent(level.value));
    match worst {
        Some((worst, at)) => format!("{whole}; the interval from {at} does worst, with {}", percent(worst)),
        None => whole,
    }
}

/// Bars of the histogram of waits.
const BINS: usize = 30;

fn waits(run: &RunOutcome) -> Waits {
    let waits = &run.result.waits;
    let offered = waits.offered as f64;
    let longest = run.result.overall("wait_p99").map_or(1.0, |e| e.value);
    let width = nice_width(longest.max(1.0) / BINS as f64);
    let count = (longest / width).ceil().max(1.0) as usize + 1;
    let mut bins: Vec<WaitBin> = (0..count)
        .map(|i| WaitBin { from: i as f64 * width, to: (i + 1) as f64 * width, answered: 0.0, abandoned: 0.0 })
        .collect();
    bins[count - 1].to = f64::INFINITY;
    for bucket in &waits.buckets {
        // A bucket is spread over the bins it overlaps, or its borders would show as a comb.
        let (first, last) = ((bucket.from / width) as usize, (bucket.to / width) as usize);
        for bin in &mut bins[first.min(count - 1)..=last.min(count - 1)] {
            let overlap = (bucket.to.min(bin.to) - bucket.from.max(bin.from)).max(0.0) / (bucket.to - bucket.from);
            bin.answered += overlap * bucket.answered as f64 / offered;
            bin.abandoned += overlap * bucket.unanswered as f64 / offered;
        }
    }
    let marks = ["wait_p50", "wait_p90"]
        .iter()
        .zip(["half", "90%"])
        .filter_map(|(measure, share)| Some((share, run.result.overall(measure)?.value)))
        .filter(|(_, wait)| *wait > 0.0)
        .map(|(share, wait)| (format!("{share} of callers wait at most {}", seconds(wait)), wait))
        .collect();
    Waits {
        title: waits_title(run),
        subtitle: format!("{}: {}", run.outcome.title, replications(&run.model, run.result.replications)),
        bins,
        at_once: waits.at_once as f64 / offered,
        marks,
    }
}

fn waits_title(run: &RunOutcome) -> String {
    let at_once = run.result.waits.at_once as f64 / run.result.waits.offered as f64;
    let tail = run.result.overall("wait_p95").map_or_else(String::new, |e| match e.value {
        0.0 => String::new(),
        wait => format!("; one in twenty waits longer than {}", seconds(wait)),
    });
    let whole = match at_once {
        0.0 => "Nobody is answered at once".to_owned(),
        share => format!("{} of callers are answered at once", percent(share)),
    };
    whole + &tail
}

/// The next width of 1, 2 or 5 times a power of ten.
fn nice_width(width: f64) -> f64 {
    let power = 10_f64.powf(width.log10().floor());
    [1.0, 2.0, 5.0, 10.0].into_iter().map(|step| step * power).find(|w| *w >= width * 0.999).unwrap_or(width)
}

/// Levels of the first key, and one group of points for each level of the second.
struct Grid<'a> {
    levels: Vec<f64>,
    lines: Vec<(String, Vec<&'a Level>)>,
}

impl<'a> Grid<'a> {
    fn new(sweep: &SweepOutcome, case: &'a CaseOutcome) -> Self {
        let mut levels: Vec<f64> = case.levels.iter().map(|l| l.values[0]).collect();
        levels.dedup();
        let Some(second) = sweep.keys.get(1) else {
            return Self { levels, lines: vec![(String::new(), case.levels.iter().collect())] };
        };
        let mut others: Vec<f64> = case.levels.iter().map(|l| l.values[1]).collect();
        others.sort_by(f64::total_cmp);
        others.dedup();
        let name = second.rsplit('.').next().unwrap_or(second);
        let line = |other: &f64| {
            let points = case.levels.iter().filter(|l| l.values[1] == *other).collect();
            (format!("{name} {other}"), points)
        };
        Self { levels, lines: others.iter().map(line).collect() }
    }

    fn lines(&self, measure: &str) -> Vec<Line> {
        let line = |(label, points): &(String, Vec<&Level>)| Line {
            label: label.clone(),
            points: points.iter().map(|l| drawn(l.result.overall(measure))).collect(),
        };
        self.lines.iter().map(line).collect()
    }
}

/// Where each promise is kept most cheaply.
fn marks(sweep: &SweepOutcome, case: &CaseOutcome) -> Vec<Mark> {
    let mut marks: Vec<Mark> = Vec::new();
    for cheapest in &case.prices.cheapest {
        let Some(level) = cheapest.level.map(|i| case.levels[i].values[0]) else { continue };
        match marks.iter_mut().find(|mark| mark.level == level) {
            Some(mark) => mark.label = format!("{}, {}", cheapest.promise, mark.label),
            None => marks.push(Mark { label: format!("{}: {}", cheapest.promise, plain(level)), level }),
        }
    }
    if sweep.keys.len() > 1 { Vec::new() } else { marks }
}

fn subtitle(sweep: &SweepOutcome, case: &CaseOutcome) -> String {
    let name = case.name.as_ref().map_or_else(|| sweep.outcome.title.clone(), |n| capital(n));
    let percent = thousands(sweep.outcome.confidence * 100.0, 0);
    format!("{name}: {}; bands are {percent}% confidence intervals", played_at_each_level(case))
}

fn service_curve(sweep: &SweepOutcome, case: &CaseOutcome) -> ServiceCurve {
    let grid = Grid::new(sweep, case);
    let name = case.levels.first().map_or_else(String::new, |l| service_name(&l.model));
    let speed = format!("Average speed of answer{}", case.levels.first().map_or("", |l| of_all(&l.model)));
    let abandons = case.levels.iter().any(|l| l.result.overall("abandonment").is_some_and(|a| a.value > 0.0));
    let mut panels = vec![
        panel(&name, Unit::Share, grid.lines("service_level"), goal(case, Headline::ServiceLevel)),
        Panel { log: true, ..panel(&speed, Unit::Seconds, grid.lines("average_speed_of_answer"), None) },
    ];
    if abandons {
        let goal = goal(case, Headline::Abandonment);
        panels.push(panel("Abandonment: share of callers who hang up", Unit::Share, grid.lines("abandonment"), goal));
    }
    ServiceCurve {
        title: service_title(sweep, case),
        subtitle: subtitle(sweep, case),
        level_label: level_heading(&sweep.keys[0]),
        levels: grid.levels,
        panels,
        marks: marks(sweep, case),
    }
}

fn panel(name: &str, unit: Unit, lines: Vec<Line>, target: Option<(String, f64)>) -> Panel {
    Panel { name: name.to_owned(), unit, lines, target, log: false }
}

/// The bound that a single promise sets for a measure; with several the marks alone tell.
fn goal(case: &CaseOutcome, of: Headline) -> Option<(String, f64)> {
    let is_single = case.levels.first().is_some_and(|l| l.model.call_types().len() == 1);
    let bounds: Vec<(String, f64)> = case
        .promises
        .iter()
        .filter(|p| p.call_type().is_none() || is_single)
        .flat_map(|p| p.goals().iter().filter(|g| g.headline() == of).map(|g| (p.name().to_owned(), g.bound())))
        .collect();
    match bounds.as_slice() {
        [only] => Some(only.clone()),
        _ => None,
    }
}

/// "One ring takes 60 agents, 81 seconds 54".
fn service_title(sweep: &SweepOutcome, case: &CaseOutcome) -> String {
    let takes = |promise: &experiment::CheapestLevel| match promise.level {
        Some(i) => format!("{} takes {}", promise.promise, crate::report::place(sweep, &case.levels[i])),
        None => format!("no level keeps {}", promise.promise),
    };
    if case.prices.cheapest.is_empty() {
        return "What every level of staffing buys".to_owned();
    }
    capital(&case.prices.cheapest.iter().map(takes).collect::<Vec<_>>().join(", "))
}

fn cost_curve(sweep: &SweepOutcome, case: &CaseOutcome) -> CostCurve {
    let grid = Grid::new(sweep, case);
    let is_single = grid.lines.len() == 1;
    let cheapest = case.prices.lowest_cost.map(|i| case.levels[i].values[0]).filter(|_| is_single);
    CostCurve {
        title: cost_title(sweep, case),
        subtitle: subtitle(sweep, case),
        level_label: level_heading(&sweep.keys[0]),
        currency: sweep.outcome.currency.clone(),
        per: case.levels.first().map_or("a day", |l| per(&l.model)).to_owned(),
        parts: if is_single { parts(case) } else { Vec::new() },
        total: if is_single {
            case.levels.iter().map(|l| drawn(l.result.overall("cost"))).collect()
        } else {
            Vec::new()
        },
        lines: if is_single { Vec::new() } else { grid.lines("cost") },
        cheapest: cheapest.map(|level| Mark { label: format!("lowest cost: {}", plain(level)), level }),
        marks: marks(sweep, case),
        levels: grid.levels,
    }
}

/// The parts of the cost that are not zero everywhere.
fn parts(case: &CaseOutcome) -> Vec<(String, Vec<f64>)> {
    Costs::default()
        .parts()
        .iter()
        .map(|(name, _)| {
            let of_level = |l: &Level| l.result.overall(&format!("cost.{name}")).map_or(0.0, |e| e.value);
            ((*name).to_owned(), case.levels.iter().map(of_level).collect::<Vec<f64>>())
        })
        .filter(|(_, costs)| costs.iter().any(|c| *c > 0.0))
        .collect()
}

/// "One ring costs $256 a day more than 81 seconds, 4 cents a call".
fn cost_title(sweep: &SweepOutcome, case: &CaseOutcome) -> String {
    let money = Money::of(&sweep.outcome.currency);
    let per = case.levels.first().map_or("a day", |l| per(&l.model));
    match case.prices.comparisons.first() {
        Some(first) => {
            let day = first.per_day.map_or_else(String::new, |d| format!(" {} {per}", money.amount(d.value)));
            let call = first.per_call.map_or_else(String::new, |c| format!(", {} a call", money.small_amount(c.value)));
            format!("{} costs{day} more than {}{call}", capital(&first.dearer), first.cheaper)
        }
        None => case_finding(sweep, &CaseOutcome { name: None, ..case.clone() }),
    }
}

fn promises(sweep: &SweepOutcome) -> Promises {
    let shares = shares_more(sweep);
    let what = sweep.price_is_in();
    let (dearer, cheaper) = shares.first().map_or_else(Default::default, |s| (s.dearer.clone(), s.cheaper.clone()));
    let bar = |case: &CaseOutcome| {
        let name = case.name.clone().unwrap_or_default();
        let share = shares.iter().find(|s| s.case == name);
        PromiseBar {
            case: capital(&name),
            value: share.map_or(0.0, |s| s.more),
            half_width: None,
            text: share.map_or_else(
                || "no level keeps both promises".to_owned(),
                |s| format!("{} against {}", s.levels.0, s.levels.1.trim_end_matches(" agents")),
            ),
        }
    };
    let bars = sweep.cases.iter().map(bar).collect();
    let (first, last) = (shares.first(), shares.last());
    let title = match (first, last) {
        (Some(a), Some(b)) => format!(
            "{} costs the {} {} more {what} than {cheaper}, the {} only {}",
            capital(&dearer),
            a.case,
            about(a.more),
            b.case,
            about(b.more)
        ),
        _ => sweep.outcome.title.clone(),
    };
    let counts: Vec<String> = sweep
        .cases
        .iter()
        .filter_map(|c| c.levels.first())
        .map(|l| replications(&l.model, l.result.replications))
        .collect();
    Promises {
        title,
        subtitle: format!("{}; simulated: {}", sweep.outcome.title, counts.join(", ")),
        bars,
        unit: Unit::Share,
        axis_label: format!("more {what} for {dearer} than for {cheaper}"),
    }
}
