//! Which pictures `longrun` draws, and from what.

use crate::{
    chart::{Course, MonthPanel, MonthSpread, Months, Tornado, TornadoBar, Unit},
    cli::{
        Failure,
        drawing::{Drawing, draw_all},
        pictures::Pictures,
    },
    longrun::{Bar, Spread},
    model::Number,
    report::{
        longrun::{LongRunOutcome, deciding, kept, title, turning},
        percent, thousands,
    },
};

/// Lines beyond these would hide each other.
const MOST_LINES: usize = 7;
/// Bars that move the verdict less than this share of the longest are left out.
const LEAST_SWING: f64 = 0.005;

/// The months, who is ahead, and what decides.
pub fn of_long_run(found: &LongRunOutcome) -> Result<Pictures, Failure> {
    let mut drawings = vec![Drawing::new("months", || months(found).render())];
    if found.strategies.len() > 1 {
        drawings.push(Drawing::new("break_even", || ahead(found).render()));
    }
    if let Some(tornado) = tornado(found) {
        drawings.push(Drawing::new("tornado", move || tornado.render()));
    }
    Ok(draw_all(drawings)?)
}

fn subtitle(found: &LongRunOutcome, shown: &str) -> String {
    format!(
        "{}: means of {} futures, {shown} hold {}% of them",
        found.outcome.title,
        thousands(found.futures as f64, 0),
        found.outcome.confidence * 100.0
    )
}

fn course(label: &str, spreads: impl Iterator<Item = Spread>) -> Course {
    Course { label: label.to_owned(), points: spreads.map(|s| [s.mean.value, s.lower, s.upper]).collect() }
}

/// Strategies that are drawn: the first ones, the baseline and the best in any case.
fn drawn(found: &LongRunOutcome) -> Vec<usize> {
    let must = |index: &usize| *index == found.baseline || found.best.is_some_and(|(best, _)| *index == best);
    let mut chosen: Vec<usize> = (0..found.strategies.len()).filter(must).collect();
    let others = (0..found.strategies.len()).filter(|index| !must(index));
    chosen.extend(others.take(MOST_LINES - chosen.len()));
    chosen.sort_unstable();
    chosen
}

fn months(found: &LongRunOutcome) -> Months {
    let money = || Unit::Money(found.outcome.currency.clone());
    let panel = |measure: &str, name: &str, unit: Unit| MonthPanel {
        name: name.to_owned(),
        unit,
        lines: drawn(found)
            .into_iter()
            .map(|index| &found.strategies[index])
            .map(|strategy| course(&strategy.name, strategy.months.iter().map(|month| month[kept(measure)])))
            .collect(),
        zero: false,
    };
    Months {
        title: title(found),
        subtitle: subtitle(found, "bars at the end"),
        axis_label: "month".to_owned(),
        months: found.base.months,
        panels: vec![
            panel("customers", "customers", Unit::Count),
            panel("service_level", "service level", Unit::Share),
            panel("profit", "profit a month: margin less the cost of service", money()),
        ],
        first_colour: 0,
        spread: MonthSpread::BarsAtTheEnd,
    }
}

fn ahead(found: &LongRunOutcome) -> Months {
    let baseline = &found.strategies[found.baseline].name;
    let others = drawn(found).into_iter().filter(|index| *index != found.baseline);
    let lines = others.filter_map(|index| {
        let strategy = &found.strategies[index];
        Some(course(&strategy.name, strategy.against.as_ref()?.ahead.iter().copied()))
    });
    let panel = MonthPanel {
        name: format!("profits so far, discounted, less those of {baseline}"),
        unit: Unit::Money(found.outcome.currency.clone()),
        lines: lines.collect(),
        zero: true,
    };
    Months {
        title: turning(found),
        subtitle: format!("{}; above the line: more than {baseline}", subtitle(found, "bands")),
        axis_label: "month".to_owned(),
        months: found.base.months,
        panels: vec![panel],
        first_colour: 1,
        spread: MonthSpread::Bands,
    }
}

fn tornado(found: &LongRunOutcome) -> Option<Tornado> {
    let (best, other) = found.best?;
    let (likely, bars) = found.tornado.as_ref()?;
    let longest = bars.first()?.swing();
    let names = (&found.strategies[best].name, &found.strategies[other].name);
    let shown = bars.iter().filter(|bar| bar.swing() >= LEAST_SWING * longest);
    Some(Tornado {
        title: deciding(found)?,
        subtitle: format!(
            "{}: one number at a time at its lowest or highest; * no bounds stated: half, and half as much again",
            found.outcome.title
        ),
        axis_label: format!("what {} is worth more than {} over {} months", names.0, names.1, found.base.months),
        unit: Unit::Money(found.outcome.currency.clone()),
        sides: (format!("{} is worth more", names.1), format!("{} is worth more", names.0)),
        likely: *likely,
        bars: shown.map(|bar| tornado_bar(bar, &found.outcome.currency)).collect(),
    })
}

fn tornado_bar(bar: &Bar, currency: &str) -> TornadoBar {
    let written = |value: f64| match bar.number {
        Number::Margin => Unit::Money(currency.to_owned()).label(value),
        Number::ToldWhenSolved | Number::ToldWhenNot => thousands(value, 2),
        _ => percent(value),
    };
    let star = if bar.is_stated { "" } else { " *" };
    TornadoBar {
        name: format!("{}{star}", bar.number.title()),
        ends: (written(bar.range.0), written(bar.range.1)),
        values: bar.ends,
    }
}
