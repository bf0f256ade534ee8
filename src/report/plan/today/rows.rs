//! Planning within the day as tidy rows and JSON.

use std::sync::Arc;

use serde_json::{Map, Value, json};

use super::{
    Today,
    words::{aim, key, sentence},
};
use crate::{
    metrics::{Of, Row, headline},
    planning::intraday::{Aim, Band, Method},
    stats::Estimate,
};

/// What was counted, forecast and played, interval by interval.
#[must_use]
pub fn today_rows(today: &Today) -> Vec<Row> {
    let mut rows = Vec::new();
    let measure = headline(Aim::of(&today.model).headline).name;
    let types = today.model.call_types().len();
    let intervals = today.model.horizon().intervals();
    for of in 0..=types {
        let whose: Arc<str> = if of == types { Of::All } else { Of::CallType(of) }.key(&today.model).into();
        for i in 0..intervals {
            let period: Arc<str> = today.clock(i).into();
            let mut push = |measure: &str, value: f64| {
                rows.push(row(measure, &whose, &period, Some(Estimate::exact(value)), 0));
            };
            if i < today.from {
                let seen = |list: &Vec<f64>| list[i];
                let own = &today.morning.offered;
                push("actual_calls", if of == types { own.iter().map(seen).sum() } else { own[of][i] });
            }
            let mut band = |name: &str, band: Band| {
                push(name, band.mean);
                push(&format!("{name}.low"), band.low);
                push(&format!("{name}.high"), band.high);
            };
            band("forecast_calls", today.forecast.before[of][i]);
            if i >= today.from {
                band("updated_calls", today.forecast.after[of][i]);
            }
        }
    }
    for (of, times) in today.handle_times.iter().enumerate() {
        let whose: Arc<str> = Of::CallType(of).key(&today.model).into();
        let mut push = |measure: &str, value: Option<f64>| {
            rows.push(row(measure, &whose, &"all".into(), value.map(Estimate::exact), 0));
        };
        push("forecast_handle_time", Some(times.before));
        push("actual_handle_time", times.seen);
        push("updated_handle_time", Some(times.after));
    }
    for (group, list) in today.on_line.iter().enumerate() {
        let whose: Arc<str> = Of::AgentGroup(group).key(&today.model).into();
        for (i, agents) in list.iter().enumerate().skip(today.from) {
            let period: Arc<str> = today.clock(i).into();
            let mut push = |measure: &str, agents: u32| {
                rows.push(row(measure, &whose, &period, Some(Estimate::exact(f64::from(agents))), 0));
            };
            push("on_line", *agents);
            if let Some(best) = &today.ranking.best {
                push("on_line_with_moves", best.staffing[group][i]);
            }
        }
    }
    let outlooks =
        [("nothing", Some(&today.ranking.nothing)), ("moves", today.ranking.best.as_ref().map(|b| &b.outlook))];
    for (name, outlook) in outlooks {
        let Some(outlook) = outlook else { continue };
        let mut push = |measure: String, period: &str, estimate: Option<Estimate>| {
            rows.push(row(&measure, &"all".into(), &period.into(), estimate, today.replications));
        };
        push(format!("{name}.{measure}"), "rest", outlook.aim());
        push(format!("{name}.abandoned"), "rest", outlook.lost());
        for i in today.from..intervals {
            push(format!("{name}.{measure}"), &today.clock(i), outlook.by_interval[i]);
            push(format!("{name}.abandonment"), &today.clock(i), outlook.abandonment[i]);
        }
    }
    rows
}

fn row(measure: &str, of: &Arc<str>, period: &Arc<str>, estimate: Option<Estimate>, replications: u64) -> Row {
    Row {
        measure: measure.into(),
        of: of.clone(),
        period: period.clone(),
        estimate: estimate.map(|e| e.value),
        half_width: estimate.and_then(|e| e.half_width),
        replications,
    }
}

/// The posterior, the moves and the best of them together.
#[must_use]
pub fn today_details(today: &Today) -> Map<String, Value> {
    let estimate = |e: Option<Estimate>| e.map(|e| json!({ "estimate": e.value, "half_width": e.half_width }));
    let posterior = match &today.method {
        Method::Certain => json!({ "method": "days do not differ" }),
        Method::Gamma(gammas) => {
            let of = |(shape, rate): &(f64, f64)| json!({ "shape": shape, "rate": rate, "mean": shape / rate });
            json!({ "method": "gamma", "factors": gammas.iter().map(of).collect::<Vec<_>>() })
        }
        Method::Sampled => json!({ "method": "elliptical slice sampling" }),
    };
    let moves: Vec<Value> = today
        .ranking
        .ranked
        .iter()
        .map(|ranked| {
            json!({
                "kind": key(&ranked.of.kind),
                "says": sentence(today, &ranked.of, 1),
                "at_most": ranked.of.at_most,
                "gain": estimate(Some(ranked.gain)),
                "fewer_lost_calls": estimate(ranked.fewer_lost),
                "cost": ranked.of.cost,
                "gain_per_cost": ranked.per_cost,
            })
        })
        .collect();
    let together = today.ranking.best.as_ref().map(|best| {
        let of = |(of, agents): &(crate::planning::intraday::Move, u32)| {
            json!({ "kind": key(&of.kind), "says": sentence(today, of, *agents), "agents": agents, "cost": of.cost * f64::from(*agents) })
        };
        json!({
            "moves": best.moves.iter().map(of).collect::<Vec<_>>(),
            "cost": best.cost,
            "gain": estimate(best.outlook.gain(&today.ranking.nothing)),
            "fewer_lost_calls": estimate(best.outlook.fewer_lost(&today.ranking.nothing)),
            "bounds_missed": best.outlook.missed.0,
        })
    });
    let rest = |band: Band| json!({ "mean": band.mean, "low": band.low, "high": band.high });
    let (before, after) = today.forecast.rest;
    [
        ("from".to_owned(), json!(today.clock(today.from))),
        ("aim".to_owned(), json!(aim(today).0)),
        ("posterior".to_owned(), posterior),
        ("calls_to_come".to_owned(), json!({ "before": rest(before), "after": rest(after) })),
        ("bounds_missed".to_owned(), json!(today.ranking.nothing.missed.0)),
        ("moves".to_owned(), moves.into()),
        ("together".to_owned(), json!(together)),
    ]
    .into_iter()
    .collect()
}
