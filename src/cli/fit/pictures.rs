//! The pictures of a fit.

use jiff::{ToSpan, civil::Date};

use crate::{
    calibrate::{Fit, Handling, TypeFit},
    chart::{
        ArrivalProfile, ArrivalProfiles, DailyVolumes, DayKind, DayVolume, Estimate, Rendered, Survival, Times,
        TimesPanel,
    },
    cli::{
        Failure,
        drawing::{Drawing, draw_all},
    },
    report::{percent, thousands},
    stats::{NORMAL_95, lifetime::FittedLifetime},
    units::text,
};

/// Types that are drawn, at most: the busiest.
const MOST_TYPES: usize = 4;
/// Bins of a histogram.
const BINS: usize = 60;
/// Days on one page, at most: more bars are too thin.
const MOST_DAYS: usize = 800;

/// Daily volumes, arrivals, talk times and patience.
pub fn of_fit(fit: &Fit, source: &str) -> Result<Vec<(String, Rendered)>, Failure> {
    let types = busiest(fit);
    let mut drawings = vec![
        Drawing::new("daily_volumes", || daily_volumes(fit, source).render()),
        Drawing::new("arrivals", || arrivals(fit, &types, source).render()),
    ];
    if types.iter().any(|of| of.talk.as_ref().is_some_and(|talk| talk.best().is_some())) {
        drawings.push(Drawing::new("talk_times", || talk_times(fit, &types, source).render()));
    }
    // A report by interval knows a mean patience and no waits.
    let has_curve = |of: &&TypeFit| of.patience.best().is_some() && !of.patience.curve.steps().is_empty();
    for of in types.iter().copied().filter(has_curve) {
        let name =
            if fit.types.len() > 1 { format!("patience-{}", file_name(&of.name)) } else { "patience".to_owned() };
        drawings.push(Drawing::new(name, move || patience(fit, of, source).render()));
    }
    Ok(draw_all(drawings)?)
}

/// A name that any file system takes.
fn file_name(name: &str) -> String {
    name.chars().map(|c| if c.is_alphanumeric() { c } else { '-' }).collect()
}

fn busiest(fit: &Fit) -> Vec<&TypeFit> {
    let mut types: Vec<&TypeFit> = fit.types.iter().collect();
    types.sort_by(|a, b| b.arrivals.a_day().total_cmp(&a.arrivals.a_day()));
    types.truncate(MOST_TYPES);
    types
}

/// "sales: ", where there are several types.
fn prefix(fit: &Fit, of: &TypeFit) -> String {
    if fit.types.len() > 1 { format!("{}: ", of.name) } else { String::new() }
}

fn daily_volumes(fit: &Fit, source: &str) -> DailyVolumes {
    let volumes = &fit.days.volumes;
    let mut days = Vec::new();
    let mut next = volumes.keys().next().copied();
    while let Some(day) = next.filter(|day| Some(day) <= volumes.keys().last() && days.len() < MOST_DAYS) {
        days.push(DayVolume {
            name: day.strftime("%-d %b").to_string(),
            offered: volumes.get(&day).copied(),
            kind: kind(fit, day),
        });
        next = day.checked_add(1.day()).ok();
    }
    let a_day: f64 = fit.types.iter().map(|of| of.arrivals.a_day()).sum();
    let special = match fit.days.special.len() {
        0 => String::new(),
        1 => "; one is not like others".to_owned(),
        n => format!("; {n} are not like others"),
    };
    DailyVolumes {
        title: format!("{} days of about {} calls are used{special}", fit.days.used.len(), thousands(a_day, 0)),
        subtitle: source.to_owned(),
        days,
    }
}

fn kind(fit: &Fit, day: Date) -> DayKind {
    if fit.days.used.contains(&day) {
        DayKind::Used
    } else if fit.days.special.iter().any(|special| special.day == day) {
        DayKind::Special
    } else {
        DayKind::OtherWeekday
    }
}

fn arrivals(fit: &Fit, types: &[&TypeFit], source: &str) -> ArrivalProfiles {
    let (length, intervals) = (f64::from(fit.settings.interval), fit.labels());
    let profile = |of: &&TypeFit| {
        // Nineteen days in twenty: Poisson counts whose mean is itself a gamma factor's.
        let of_day = of.arrivals.busyness_cv().map_or(0.0, |cv| cv.value);
        let cv = of_day.hypot(of.arrivals.by_itself().map_or(0.0, |parts| parts.interval_cv.value));
        let band = |mean: f64| NORMAL_95 * (mean + (cv * mean).powi(2)).sqrt();
        let fitted =
            of.arrivals.by_interval.iter().map(|n| Some(Estimate { value: n.value, half_width: Some(band(n.value)) }));
        ArrivalProfile {
            name: format!("{}calls offered in each interval of {}", prefix(fit, of), text::duration(length)),
            days: rows(fit, of),
            fitted: fitted.collect(),
        }
    };
    let peak = (0..intervals.len()).max_by(|a, b| all_calls(fit, *a).total_cmp(&all_calls(fit, *b))).unwrap_or(0);
    ArrivalProfiles {
        title: format!(
            "The busiest interval begins at {}, with {} calls",
            intervals[peak],
            thousands(all_calls(fit, peak), 0)
        ),
        subtitle: format!(
            "{source}: a dot for each of {} days; in the band lie 95% of days, if the fit is right",
            fit.days.used.len()
        ),
        intervals,
        types: types.iter().map(profile).collect(),
    }
}

/// The counts of the log in rows as long as the scenario's: of a week the first of each weekday, the second, and so on.
fn rows(fit: &Fit, of: &TypeFit) -> Vec<Vec<Option<f64>>> {
    let most = fit.days.row.iter().map(|day| day.days.len()).max().unwrap_or(0);
    let count = |nth: usize| {
        let counts = fit.days.row_intervals().map(|(day, i)| day.days.get(nth).map(|d| of.arrivals.counts[*d][i]));
        counts.collect()
    };
    (0..most).map(count).collect()
}

fn all_calls(fit: &Fit, interval: usize) -> f64 {
    fit.types.iter().map(|of| of.arrivals.by_interval[interval].value).sum()
}

fn talk_times(fit: &Fit, types: &[&TypeFit], source: &str) -> Times {
    let known: Vec<(&TypeFit, &Handling, &FittedLifetime)> =
        types.iter().filter_map(|of| Some((*of, of.talk.as_ref()?, of.talk.as_ref()?.best()?))).collect();
    // Nineteen in twenty of the longest kind are on the axis.
    let end = known.iter().filter_map(|(_, talk, _)| talk.sample.quantile(0.95)).fold(1.0, f64::max);
    let width = (end / BINS as f64).ceil().max(1.0);
    let panel = |(of, talk, best): &(&TypeFit, &Handling, &FittedLifetime)| {
        let edge = |bin: usize| bin as f64 * width;
        // A time that is told as 60 s was 60 to 61, or 59.5 to 60.5: whole seconds belong to the bin they begin.
        let n = talk.sample.events() as f64;
        let mut seen = vec![0.0; BINS];
        for cell in talk.sample.cells() {
            if let Some(share) = seen.get_mut((cell.time / width) as usize) {
                *share += cell.events as f64 / n;
            }
        }
        let fitted = (0..BINS).map(|bin| best.survival(edge(bin)) - best.survival(edge(bin + 1))).collect();
        TimesPanel {
            name: format!("{}share of talk times in bins of {width} s; {} fitted", prefix(fit, of), best.family),
            seen,
            fitted,
        }
    };
    let title = known.first().map_or_else(String::new, |(of, talk, _)| {
        format!("{}agents talk {} s on average", prefix(fit, of), thousands(talk.mean.value, 0))
    });
    let short = fit.settings.short_calls;
    Times {
        title,
        subtitle: format!("{source}: bars are the log, the line is the fit"),
        axis_label: "talk time".to_owned(),
        bin_width: width,
        panels: known.iter().map(panel).collect(),
        marks: if short > 0.0 { vec![(format!("left out below {short} s"), short)] } else { Vec::new() },
    }
}

fn patience(fit: &Fit, of: &TypeFit, source: &str) -> Survival {
    let (curve, found) = (&of.patience.curve, &of.patience);
    // Where fewer than fifty are left the curve says nothing any more.
    let sure = curve.steps().iter().rfind(|step| step.at_risk >= 50);
    let end = sure.or(curve.steps().last()).map_or(60.0, |step| step.time).max(1.0);
    let line = |fitted: &FittedLifetime| {
        let points = (0..=200).map(|i| f64::from(i) / 200.0 * end).map(|t| (t, fitted.survival(t))).collect();
        (fitted.family.replace('_', " "), points)
    };
    let title = match curve.quantile(0.5) {
        Some(median) => format!(
            "{}half of those who have to wait would wait longer than {} s",
            prefix(fit, of),
            thousands(median, 0)
        ),
        None => format!(
            "{}after {} s {} would still wait",
            prefix(fit, of),
            thousands(end, 0),
            percent(curve.survival(end))
        ),
    };
    Survival {
        title,
        subtitle: format!(
            "{source}: {} abandoned, {} were answered first; the band is the curve's 95% interval",
            thousands(found.sample.events() as f64, 0),
            thousands(found.sample.censored() as f64, 0)
        ),
        heading: "Share of callers who would still wait".to_owned(),
        axis_label: "wait".to_owned(),
        curve_name: "seen".to_owned(),
        steps: curve.steps().iter().map(|step| [step.time, step.survival, step.low, step.high]).collect(),
        fits: found.families.iter().map(line).collect(),
        end,
    }
}
