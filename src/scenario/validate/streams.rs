//! Where calls come from: the arrivals of call types, streams of several types, VIPs.

use super::{Checker, call_type_names};
use crate::{
    model::{Arrivals, Batches, Busyness, CallStream, Horizon, Mix, NoModel, Origin},
    scenario::{
        decode::At,
        family::{self, RawArrivals, Series},
        problem::{Place, Problem, did_you_mean, the},
        raw,
        values::Amount,
    },
};

/// A stream of calls as it was typed: the arrivals of a call type, or a `[[stream]]`.
#[derive(Clone, Copy)]
pub(super) struct Source<'r> {
    pub name: &'r str,
    pub arrivals: &'r At<RawArrivals>,
    pub busyness: Option<&'r At<raw::Busyness>>,
    batches: Option<&'r At<raw::Batches>>,
    day_factors: Option<&'r At<Vec<At<Amount>>>>,
    origin: Origin,
}

/// All of them, in the order in which the model has them: call types in file order, then streams.
pub(super) fn sources(raw: &raw::Scenario) -> Vec<Source<'_>> {
    let own = raw.call_type.iter().enumerate().filter_map(|(index, of)| {
        let of = &of.value;
        let (busyness, batches) = (of.busyness.as_ref(), of.batches.as_ref());
        let arrivals = of.arrivals.as_ref()?;
        let day_factors = of.day_factors.as_ref();
        Some(Source { name: &of.name.value, arrivals, busyness, batches, day_factors, origin: Origin::CallType(index) })
    });
    let streams = raw.stream.iter().flatten().enumerate().map(|(index, of)| {
        let of = &of.value;
        let (busyness, batches) = (of.busyness.as_ref(), of.batches.as_ref());
        let (arrivals, day_factors) = (&of.arrivals, of.day_factors.as_ref());
        Source { name: &of.name.value, arrivals, busyness, batches, day_factors, origin: Origin::Stream(index) }
    });
    own.chain(streams).collect()
}

/// The call types that callers of a type become.
fn leads_to(of: &raw::CallType) -> impl Iterator<Item = &At<String>> {
    let callback = of.callback.iter().filter_map(|c| c.value.call_type.as_ref());
    let redial = of.redial.iter().filter_map(|r| r.value.call_type.as_ref());
    let recall = of.recall.iter().filter_map(|r| r.value.call_type.as_ref());
    let transfers = of.transfer.iter().flatten().map(|t| &t.value.call_type);
    callback.chain(redial).chain(recall).chain(transfers)
}

/// The keys of a type by which more calls come of one, or calls of another kind.
fn others_of(of: &raw::CallType) -> impl Iterator<Item = (&'static str, Option<&Place>)> {
    let keys = [
        ("vip", of.vip.as_ref().map(|given| given.place.as_ref())),
        ("self_service", of.self_service.as_ref().map(|given| given.place.as_ref())),
        ("announcement", of.announcement.as_ref().map(|given| given.place.as_ref())),
        ("callback", of.callback.as_ref().map(|given| given.place.as_ref())),
        ("redial", of.redial.as_ref().map(|given| given.place.as_ref())),
        ("recall", of.recall.as_ref().map(|given| given.place.as_ref())),
        ("transfer", of.transfer.as_ref().map(|given| given.first().and_then(|first| first.place.as_ref()))),
    ];
    keys.into_iter().filter_map(|(key, place)| Some((key, place?)))
}

/// Whether anything feeds a call type. Whatever sends callers to a type by itself has its line here.
fn is_fed(of: &raw::CallType, raw: &raw::Scenario) -> bool {
    let name = &of.name.value;
    let by_stream = |s: &At<raw::Stream>| s.value.shares.value.0.iter().any(|(share, _)| share.value == *name);
    let as_vip = |t: &At<raw::CallType>| t.value.vip.as_ref().is_some_and(|v| v.value.call_type.value == *name);
    let from_a_journey = |t: &At<raw::CallType>| leads_to(&t.value).any(|other| other.value == *name);
    let is_there_already = |item: &At<raw::CanWait>| item.value.backlog.value > 0 || item.value.overnight.value.0 > 0.0;
    of.arrivals.is_some()
        || of.outbound.is_some()
        || of.can_wait.as_ref().is_some_and(is_there_already)
        || raw.stream.iter().flatten().any(by_stream)
        || raw.call_type.iter().any(as_vip)
        || raw.call_type.iter().any(from_a_journey)
}

impl Checker<'_> {
    pub(super) fn streams(&mut self, raw: &raw::Scenario, horizon: Option<&Horizon>) -> Option<Vec<CallStream>> {
        self.streams_have_names_of_their_own(raw);
        self.everyone_is_fed(raw);
        let vips = self.vips(raw);
        let streams: Vec<Option<CallStream>> =
            sources(raw).iter().map(|source| self.stream(source, raw, vips.as_deref(), horizon)).collect();
        streams.into_iter().collect()
    }

    fn streams_have_names_of_their_own(&mut self, raw: &raw::Scenario) {
        let mut taken: Vec<&str> = raw.call_type.iter().map(|t| t.value.name.value.as_str()).collect();
        for name in raw.stream.iter().flatten().map(|s| &s.value.name).filter(|name| name.place.is_some()) {
            if taken.contains(&name.value.as_str()) {
                let message = format!("\"{}\" is the name of another call type or stream", name.value);
                self.problem(name.place.as_ref(), message);
            }
            taken.push(&name.value);
        }
    }

    fn everyone_is_fed(&mut self, raw: &raw::Scenario) {
        let streams_are_known = raw.stream.iter().flatten().all(|s| s.value.whole);
        for of in raw.call_type.iter().filter(|of| of.value.whole && streams_are_known) {
            if !is_fed(&of.value, raw) {
                self.problems.push(
                    Problem::new(format!("no calls of type \"{}\" ever come", of.value.name.value))
                        .at(of.value.name.place.as_ref())
                        .label("give it `arrivals`, or `outbound`")
                        .help("or name it in the `shares` of a [[stream]], or in the `vip`, `redial`, `recall`, `callback` or `transfer` of another call type"),
                );
            }
            if of.value.arrivals.is_none() {
                let busyness = of.value.busyness.as_ref().and_then(|b| b.place.as_ref());
                let batches = of.value.batches.as_ref().and_then(|b| b.place.as_ref());
                let days = of.value.day_factors.as_ref().and_then(|d| d.place.as_ref());
                for (key, place) in [("busyness", busyness), ("batches", batches), ("day_factors", days)] {
                    if place.is_some() {
                        self.problem(place, format!("`{key}` belongs to arrivals, and this call type has none of its own; give it to the stream they come from"));
                    }
                }
            }
        }
    }

    fn stream(
        &mut self,
        source: &Source,
        raw: &raw::Scenario,
        vips: Option<&[Option<(usize, f64)>]>,
        horizon: Option<&Horizon>,
    ) -> Option<CallStream> {
        let arrivals = self.arrivals(&source.arrivals.value.0, horizon);
        let has_talk = matches!(&arrivals, Some(Arrivals::Replay(replay)) if replay.talk_times(0).is_some());
        if has_talk && !self.can_have_recorded_talk(source, raw) {
            return None;
        }
        let busyness = self.busyness(source.busyness, horizon);
        let batches = source.batches.map_or(Some(Batches::SINGLE), |b| self.batches(b));
        let mix = match source.origin {
            Origin::CallType(index) => vips.and_then(|vips| self.with_vips(vec![(index, vec![1.0])], vips, horizon)),
            Origin::Stream(index) => {
                let of = &raw.stream.as_ref()?.get(index)?.value;
                self.shares(of, raw, horizon).and_then(|shares| self.with_vips_at(of, shares, vips?, horizon))
            }
        };
        self.warn_of_busy_replay(source.name, arrivals.as_ref(), busyness.as_ref());
        let day_factors = source.day_factors.map_or(Some(Vec::new()), |given| self.day_factors(given, source, horizon));
        Some(CallStream {
            origin: source.origin,
            arrivals: arrivals?,
            batches: batches?,
            busyness,
            mix: mix?,
            day_factors: day_factors?,
        })
    }

    /// Recorded talk times belong to calls that come one by one and are of one type: whatever makes others of them is named.
    fn can_have_recorded_talk(&mut self, source: &Source, raw: &raw::Scenario) -> bool {
        let is_stream =
            matches!(source.origin, Origin::Stream(_)).then_some(("shares", source.arrivals.place.as_ref()));
        let batches = source.batches.map(|given| ("batches", given.place.as_ref()));
        let journeys = raw.call_type.iter().flat_map(|of| others_of(&of.value));
        let found: Vec<_> = is_stream.into_iter().chain(batches).chain(journeys).collect();
        for (key, place) in &found {
            let why =
                format!("`{key}` makes calls that the recorded talk times of \"{}\" know nothing of", source.name);
            self.problems.push(Problem::new(why).at(*place).help(
                "leave it out, or give the replay no `talk_times`: they belong to the calls of one type, one by one",
            ));
        }
        found.is_empty()
    }

    /// What arrivals are multiplied by, day by day.
    fn day_factors(
        &mut self,
        given: &At<Vec<At<Amount>>>,
        source: &Source,
        horizon: Option<&Horizon>,
    ) -> Option<Vec<f64>> {
        let days = horizon?.days();
        let message = if family::is_replay(&source.arrivals.value.0) {
            "recorded arrivals cannot be multiplied: leave `day_factors` out".to_owned()
        } else if given.value.len() != days || days == 1 {
            format!("`day_factors` has {} values, but the horizon has {days} `days`", given.value.len())
        } else {
            return Some(given.value.iter().map(|factor| factor.value.0).collect());
        };
        self.problem(given.place.as_ref(), message);
        None
    }

    fn warn_of_busy_replay(&mut self, name: &str, arrivals: Option<&Arrivals>, busyness: Option<&Busyness>) {
        if let (Some(Arrivals::Replay(_)), Some(_)) = (arrivals, busyness) {
            self.warnings.push(format!(
                "the `busyness` of {name} changes nothing: recorded arrivals carry their own; leave it out"
            ));
        }
    }

    fn batches(&mut self, raw: &At<raw::Batches>) -> Option<Batches> {
        let given = &raw.value;
        if !given.whole {
            return None;
        }
        let place = raw.place.as_ref();
        match (&given.constant, &given.geometric, &given.probabilities) {
            (Some(size), None, None) => self.keep(Batches::constant(size.value), size.place.as_ref()),
            (None, Some(mean), None) => self.keep(Batches::geometric(mean.value), mean.place.as_ref()),
            (None, None, Some(list)) => self.keep(Batches::probabilities(&list.value), list.place.as_ref()),
            _ => {
                self.problem(place, "batches are given by one of `constant`, `geometric` and `probabilities`");
                None
            }
        }
    }

    /// The call types of a stream, each with its share for the day or one for each interval.
    fn shares(
        &mut self,
        of: &raw::Stream,
        raw: &raw::Scenario,
        horizon: Option<&Horizon>,
    ) -> Option<Vec<(usize, Vec<f64>)>> {
        let names = call_type_names(&raw.call_type)?;
        let shares: Vec<Option<(usize, Vec<f64>)>> = of
            .shares
            .value
            .0
            .iter()
            .map(|(name, series)| {
                let index = self.named(name, &names, "call type");
                let values = match &series.value {
                    Series::One(value) => Some(vec![*value]),
                    list => self.series(list, horizon, series.place.as_ref(), &name.value),
                };
                Some((index?, values?))
            })
            .collect();
        shares.into_iter().collect()
    }

    fn with_vips_at(
        &mut self,
        of: &raw::Stream,
        shares: Vec<(usize, Vec<f64>)>,
        vips: &[Option<(usize, f64)>],
        horizon: Option<&Horizon>,
    ) -> Option<Mix> {
        let sole = |shares: &[(usize, Vec<f64>)]| -> Result<(), NoModel> {
            let (types, values): (Vec<usize>, Vec<Vec<f64>>) = shares.iter().cloned().unzip();
            Mix::several(types, &values, horizon.map(Horizon::interval).unwrap_or_default()).map(|_| ())
        };
        self.keep(sole(&shares), of.shares.place.as_ref())?;
        self.with_vips(shares, vips, horizon)
    }

    /// The mix in which a share of each type's callers is of its VIPs' type.
    fn with_vips(
        &mut self,
        shares: Vec<(usize, Vec<f64>)>,
        vips: &[Option<(usize, f64)>],
        horizon: Option<&Horizon>,
    ) -> Option<Mix> {
        if let [(only, _)] = shares.as_slice()
            && vips[*only].is_none()
        {
            return Some(Mix::One(*only));
        }
        let (mut types, mut values) = (Vec::new(), Vec::new());
        for (index, share) in shares {
            let mut give = |call_type: usize, part: f64| {
                types.push(call_type);
                values.push(share.iter().map(|s| s * part).collect());
            };
            match vips[index] {
                Some((of, part)) => {
                    give(of, part);
                    give(index, 1.0 - part);
                }
                None => give(index, 1.0),
            }
        }
        self.keep(Mix::several(types, &values, horizon?.interval()), None)
    }

    /// For each call type, which type its VIPs are of, and their share.
    fn vips(&mut self, raw: &raw::Scenario) -> Option<Vec<Option<(usize, f64)>>> {
        let names = call_type_names(&raw.call_type)?;
        let before = self.problems.len();
        let vips = raw.call_type.iter().map(|of| self.vip(&of.value, raw, &names)).collect();
        (self.problems.len() == before).then_some(vips)
    }

    fn vip(&mut self, of: &raw::CallType, raw: &raw::Scenario, names: &[&str]) -> Option<(usize, f64)> {
        let vip = &of.vip.as_ref()?.value;
        if !vip.whole {
            return None;
        }
        let index = self.named(&vip.call_type, names, "call type")?;
        let place = vip.call_type.place.as_ref();
        if vip.call_type.value == of.name.value {
            self.problem(place, "the VIPs of a call type are of another one");
        } else if raw.call_type[index].value.vip.is_some() {
            self.problem(
                place,
                format!("\"{}\" has a `vip` of its own; VIPs of VIPs are not known", vip.call_type.value),
            );
        }
        Some((index, vip.share.value.0))
    }

    /// The number of a stream by its name.
    pub(super) fn source_named(&mut self, name: &At<String>, raw: &raw::Scenario) -> Option<usize> {
        let sources = sources(raw);
        let names: Vec<&str> = sources.iter().map(|s| s.name).collect();
        let is_a_type = raw.call_type.iter().any(|t| t.value.name.value == name.value);
        if is_a_type && !names.contains(&name.value.as_str()) {
            let message = format!("\"{}\" has no arrivals of its own: name the stream that feeds it", name.value);
            self.problem(name.place.as_ref(), message);
            return None;
        }
        self.named(name, &names, "call type or stream")
    }

    /// The number of a name among `names`, which are of `what`s.
    pub(super) fn named(&mut self, name: &At<String>, names: &[&str], what: &str) -> Option<usize> {
        let found = names.iter().position(|n| *n == name.value);
        if found.is_none() && name.place.is_some() {
            let meant = did_you_mean(&name.value, names.iter().copied());
            let label = meant.map_or_else(String::new, |m| format!("did you mean \"{m}\"?"));
            self.problems.push(
                Problem::new(format!("there is no {what} \"{}\"", name.value))
                    .at(name.place.as_ref())
                    .label(label)
                    .help(the(if what == "call type" { what } else { "name" }, names)),
            );
        }
        found
    }
}
