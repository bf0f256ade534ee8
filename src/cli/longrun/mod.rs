//! `onering longrun`.

mod pictures;

use super::{Ending, Failure, arguments::PlayArguments, effort, output::Output, progress::Overseer, run::outcome};
use crate::{
    experiment::{Task, Watcher},
    longrun::{
        Centre, Explored, Futures, Reach, Spread, Strategy, break_even, explore, first_tasks, follow,
        is_clear_at_first, net_value, reach_needed, tornado, turn,
    },
    model::NoModel,
    report::{
        Designed, json,
        longrun::{Against, LongRunOutcome, StrategyOutcome, csv, details, findings, rows, table},
        record,
    },
    scenario::{LongRunPlan, Scenario, StrategyPlan},
    stats::Confidence,
};

/// How often a surface is made to reach farther.
const ROUNDS: usize = 6;
/// Numbers that are kept for each future, strategy and month; more would not fit into memory.
const MOST_KEPT: usize = 60_000_000;

/// Follows the strategies of a scenario through the months.
pub fn longrun(asked: &PlayArguments) -> Result<Ending, Failure> {
    let scenario = Scenario::load(&asked.file, &asked.overrides())?;
    let plan = scenario.strategies()?;
    check_size(&plan)?;
    let centres = Centres::of(&plan)?;
    let tasks = centres.first_tasks()?;
    effort::check(&tasks, asked.threads(), asked.long)?;
    let mut output = Output::open(asked)?;
    let overseer = Overseer::new(tasks.iter().map(effort::calls).sum(), asked);
    let seed = scenario.study().seed();
    let found = centres.explored(&plan, seed, asked.threads(), &overseer)?.and_then(|explored| {
        let strategies = centres.strategies(&plan, &explored);
        let stopped = || overseer.is_stopped();
        let futures = follow(&strategies, plan.baseline, seed, asked.threads(), &stopped)?;
        Some(judged(&scenario, &plan, &strategies, &futures, &explored, &centres))
    });
    if let Some(why) = overseer.finish() {
        return Err(Failure::Other(why));
    }
    let Some(found) = found else {
        return Err(Failure::Other("interrupted; nothing was written".to_owned()));
    };
    write(&scenario, &found, asked, &mut output)
}

fn write(
    scenario: &Scenario,
    found: &LongRunOutcome,
    asked: &PlayArguments,
    output: &mut Output,
) -> Result<Ending, Failure> {
    let findings = findings(found);
    let all: Vec<_> = found.strategies.iter().map(|strategy| rows(strategy, found.futures)).collect();
    let points: Vec<Designed<'_>> = found
        .strategies
        .iter()
        .zip(&all)
        .map(|(strategy, rows)| Designed { case: Some(&strategy.name), design: &strategy.design, rows })
        .collect();
    let document = json("longrun", &found.outcome, &findings, details(found), &points);
    let record = record("longrun", &asked.file.display().to_string(), &found.outcome, &scenario.resolved());
    output.write("run.toml", record.as_bytes())?;
    output.write("longrun.json", document.as_bytes())?;
    let csv = csv(found).map_err(|error| Failure::Other(error.to_string()))?;
    output.write("longrun.csv", &csv)?;
    for (name, picture) in pictures::of_long_run(found)? {
        output.write(&format!("{name}.svg"), picture.svg.as_bytes())?;
        output.write(&format!("{name}.png"), &picture.png)?;
    }
    output.tell(&document, &table(found), &found.outcome.warnings, &findings)?;
    let is_off = found.strategies.iter().any(|strategy| strategy.error.largest > found.base.error_at_most);
    Ok(if is_off { Ending::TargetMissed } else { Ending::Done })
}

fn check_size(plan: &LongRunPlan) -> Result<(), Failure> {
    let base = &plan.strategies[plan.baseline].terms.base;
    let kept = base.futures * base.months * plan.strategies.len() * (Futures::KEPT.len() + 1);
    if kept <= MOST_KEPT {
        return Ok(());
    }
    let fit = MOST_KEPT / (base.months * plan.strategies.len() * (Futures::KEPT.len() + 1));
    Err(Failure::Other(format!(
        "{} futures of {} months and {} strategies do not fit into memory\nhelp: ask for {fit} `futures` or fewer",
        base.futures,
        base.months,
        plan.strategies.len()
    )))
}

/// The different centres of the strategies: those that differ in their rules alone share one.
struct Centres<'a> {
    all: Vec<Centre<'a>>,
    /// The centre of each strategy.
    of: Vec<usize>,
}

impl<'a> Centres<'a> {
    fn of(plan: &'a LongRunPlan) -> Result<Self, Failure> {
        let mut firsts: Vec<&StrategyPlan> = Vec::new();
        let mut of = Vec::new();
        for strategy in &plan.strategies {
            let same =
                |other: &&StrategyPlan| other.centre == strategy.centre && other.terms.waits == strategy.terms.waits;
            let index = firsts.iter().position(same).unwrap_or(firsts.len());
            if index == firsts.len() {
                firsts.push(strategy);
            }
            of.push(index);
        }
        let study = &plan.strategies[plan.baseline].study;
        let centre = |s: &&'a StrategyPlan| Centre { model: &s.model, study, waits: &s.terms.waits };
        let all: Vec<Centre<'a>> = firsts.iter().map(centre).collect();
        all.iter().try_for_each(Centre::check).map_err(no_model)?;
        Ok(Self { all, of })
    }

    fn first_tasks(&self) -> Result<Vec<Task>, Failure> {
        let tasks = self.all.iter().map(|centre| first_tasks(centre, Reach::USUAL));
        Ok(tasks.collect::<Result<Vec<_>, _>>().map_err(no_model)?.concat())
    }

    /// All centres, explored as far as their strategies go.
    fn explored(
        &self,
        plan: &LongRunPlan,
        seed: u64,
        threads: usize,
        watcher: &dyn Watcher,
    ) -> Result<Option<Vec<Explored>>, Failure> {
        let bound = plan.strategies[plan.baseline].terms.base.error_at_most;
        let mut reaches = vec![Reach::USUAL; self.all.len()];
        let mut explored: Vec<Option<Explored>> = vec![None; self.all.len()];
        for _ in 0..ROUNDS {
            for ((centre, reach), known) in self.all.iter().zip(&reaches).zip(&mut explored) {
                *known = explore(centre, *reach, None, known.take(), threads, watcher).map_err(no_model)?;
            }
            let Some(all) = explored.iter().cloned().collect::<Option<Vec<_>>>() else { return Ok(None) };
            let needed = reach_needed(&self.strategies(plan, &all), plan.baseline, seed);
            let mut wider = reaches.clone();
            for (needed, centre) in needed.into_iter().zip(&self.of) {
                wider[*centre] = wider[*centre].with(needed);
            }
            if wider == reaches {
                break;
            }
            reaches = wider;
        }
        let judged = self.all.iter().zip(&reaches).zip(explored);
        let judged = judged
            .map(|((centre, reach), known)| explore(centre, *reach, Some(bound), known, threads, watcher))
            .collect::<Result<Option<Vec<_>>, _>>();
        judged.map_err(no_model)
    }

    fn strategies<'b>(&'b self, plan: &'b LongRunPlan, explored: &'b [Explored]) -> Vec<Strategy<'b>> {
        let base = &plan.strategies[plan.baseline].terms.base;
        let usual = self.all[self.of[plan.baseline]].calls_a_month(base.days_per_month);
        let strategy = |(plan, centre): (&'b StrategyPlan, &usize)| {
            self.all[*centre].strategy(&plan.terms, &explored[*centre], usual)
        };
        plan.strategies.iter().zip(&self.of).map(strategy).collect()
    }
}

fn no_model(error: NoModel) -> Failure {
    Failure::Other(error.0)
}

fn judged(
    scenario: &Scenario,
    plan: &LongRunPlan,
    strategies: &[Strategy<'_>],
    futures: &Futures,
    explored: &[Explored],
    centres: &Centres<'_>,
) -> LongRunOutcome {
    let confidence = Confidence::new(scenario.study().confidence()).unwrap_or(Confidence::NINETY_FIVE);
    let baseline = plan.baseline;
    let mean = |strategy: usize| futures.worth[strategy].iter().sum::<f64>();
    let mut by_worth: Vec<usize> = (0..strategies.len()).collect();
    by_worth.sort_by(|a, b| mean(*b).total_cmp(&mean(*a)));
    let best = match by_worth[..] {
        [best, next, ..] => Some((best, if best == baseline { next } else { baseline })),
        _ => None,
    };
    let is_best = |future: &usize| {
        let first = by_worth[0];
        (0..strategies.len()).all(|s| s == first || futures.worth[first][*future] > futures.worth[s][*future])
    };
    let mut outcome = outcome(scenario, std::iter::empty());
    let own = plan.strategies.iter().skip(1);
    outcome.warnings.extend(own.flat_map(|s| s.warnings.iter().map(move |w| format!("{}: {w}", s.name))));
    if futures.beyond > 0.0 {
        outcome.warnings.push(format!(
            "in {} of all months staff or volume went so far from the scenario's that service is taken from the edge of what was simulated",
            crate::report::percent(futures.beyond)
        ));
    }
    let of = |(index, plan): (usize, &StrategyPlan)| StrategyOutcome {
        name: plan.name.clone(),
        question: plan.question.clone(),
        design: plan.design.clone(),
        staffing: plan.terms.staffing.clone(),
        error: explored[centres.of[index]].error,
        months: months(futures, index, confidence),
        worth: Spread::of(&futures.worth[index], confidence),
        against: (index != baseline).then(|| against(futures, index, baseline, confidence)),
    };
    LongRunOutcome {
        outcome,
        base: plan.strategies[baseline].terms.base.clone(),
        strategies: plan.strategies.iter().enumerate().map(of).collect(),
        baseline,
        best,
        futures: futures.count,
        beyond: futures.beyond,
        tornado: best.map(|(best, other)| tornado(strategies, baseline, best, other)),
        surely_best: (0..futures.count).filter(is_best).count() as f64 / futures.count as f64,
    }
}

fn months(futures: &Futures, strategy: usize, confidence: Confidence) -> Vec<Vec<Spread>> {
    let month =
        |month: usize| (0..Futures::KEPT.len()).map(|kept| futures.spread(strategy, kept, month, confidence)).collect();
    (0..futures.months).map(month).collect()
}

fn against(futures: &Futures, strategy: usize, baseline: usize, confidence: Confidence) -> Against {
    let (is_dearer, break_even) = break_even(futures, strategy, confidence);
    Against {
        net: net_value(futures, strategy, baseline, confidence),
        ahead: futures.ahead[strategy].iter().map(|month| Spread::of(month, confidence)).collect(),
        is_clear_at_first: is_clear_at_first(futures, strategy),
        is_dearer,
        break_even,
        turn: turn(futures, strategy, confidence),
    }
}
