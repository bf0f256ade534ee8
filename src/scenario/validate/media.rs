//! E-mail and other items that can wait, and chats.

use super::Checker;
use crate::{
    model::{Chat, Horizon, Item, Medium, Model},
    scenario::{
        decode::At,
        problem::{Place, Problem},
        raw,
    },
    units::{SimTime, text},
};

/// A deadline of items that was probably left at the default for calls.
const SHORT_DEADLINE: SimTime = SimTime::from_nanoseconds(60 * 1_000_000_000);

/// Where a key stands, if it was given.
fn place<T>(given: Option<&At<T>>) -> Option<&Place> {
    given.and_then(|given| given.place.as_ref())
}

impl Checker<'_> {
    /// How customers of a type get in touch.
    pub(super) fn medium(
        &mut self,
        raw: &raw::Scenario,
        of: &raw::CallType,
        horizon: Option<&Horizon>,
    ) -> Option<Medium> {
        let medium = match (&of.can_wait, &of.chat) {
            (None, None) => Some(Medium::Call),
            (Some(item), None) => self.item(item, of, horizon).map(Medium::Item),
            (None, Some(chat)) => self.chat(chat, of).map(Medium::Chat),
            (Some(_), Some(chat)) => {
                self.problem(chat.place.as_ref(), "a chat cannot wait: make chats and items two call types");
                None
            }
        };
        self.only_calls_are_passed_on(raw, of);
        medium
    }

    fn item(&mut self, raw: &At<raw::CanWait>, of: &raw::CallType, horizon: Option<&Horizon>) -> Option<Item> {
        let given = &raw.value;
        let before = self.problems.len();
        self.nothing_for_who_waits_on_the_line(of);
        for (key, place, is_given) in [
            ("backlog", &given.backlog.place, given.backlog.value > 0),
            ("overnight", &given.overnight.place, given.overnight.value.0 > 0.0),
        ] {
            if is_given && matches!(horizon, Some(Horizon::SteadyState(_))) {
                self.problem(place.as_ref(), format!("`{key}` is of days that open, and a steady state never does"));
            }
        }
        if given.backlog_age.value.0 > 0.0 && given.backlog.value == 0 && given.whole {
            self.problem(given.backlog_age.place.as_ref(), "there is no `backlog` that could be so old");
        }
        if self.problems.len() > before || !given.whole {
            return None;
        }
        let backlog = u32::try_from(given.backlog.value).unwrap_or(u32::MAX);
        let age = SimTime::from_seconds(given.backlog_age.value.0).ok()?;
        let built = Item::new(given.after_calls.value, backlog, age, given.overnight.value.0);
        self.keep(built, raw.place.as_ref())
    }

    /// What belongs to customers who hang up, or are told something while they wait.
    fn nothing_for_who_waits_on_the_line(&mut self, of: &raw::CallType) {
        let keys: [(&str, Option<&Place>); 9] = [
            ("outbound", place(of.outbound.as_ref())),
            ("patience", place(of.patience.as_ref())),
            ("patience_factor", place(of.patience_factor.as_ref())),
            ("balking", place(of.balking.as_ref())),
            ("queue_at_most", place(of.queue_at_most.as_ref())),
            ("self_service", place(of.self_service.as_ref())),
            ("announcement", place(of.announcement.as_ref())),
            ("callback", place(of.callback.as_ref())),
            ("redial", place(of.redial.as_ref())),
        ];
        for (key, place) in keys.into_iter().filter(|(_, place)| place.is_some()) {
            self.problem(
                place,
                format!("`{key}` is for customers who wait for an answer; an item waits until it is its turn"),
            );
        }
    }

    fn chat(&mut self, raw: &At<raw::Chat>, of: &raw::CallType) -> Option<Chat> {
        let given = &raw.value;
        let before = self.problems.len();
        if of.outbound.is_some() {
            self.problem(raw.place.as_ref(), "the centre dials no chats: `outbound` is for calls");
        }
        if of.transfer.as_ref().is_some_and(|transfers| !transfers.is_empty()) {
            self.problems.push(
                Problem::new("a chat is passed on to nobody: `transfer` is for calls and items")
                    .at(raw.place.as_ref())
                    .help("customers who come again are said by `recall`"),
            );
        }
        if self.problems.len() > before || !given.whole {
            return None;
        }
        let at_once = u32::try_from(given.at_once.value).unwrap_or(u32::MAX);
        let slows = given.slows.value.iter().map(|slow| slow.value.0).collect();
        self.keep(Chat::new(at_once, slows), raw.place.as_ref())
    }

    /// Who is on the line cannot become a chat; for an item nobody stays on the line, and nobody is called back.
    fn only_calls_are_passed_on(&mut self, raw: &raw::Scenario, of: &raw::CallType) {
        let named = |name: &At<String>| raw.call_type.iter().map(|t| &t.value).find(|t| t.name.value == name.value);
        let is_chat = |name: &At<String>| named(name).is_some_and(|t| t.chat.is_some());
        let is_item = |name: &At<String>| named(name).is_some_and(|t| t.can_wait.is_some());
        for transfer in of.transfer.iter().flatten().map(|t| &t.value) {
            let name = &transfer.call_type;
            if is_chat(name) {
                self.problem(
                    name.place.as_ref(),
                    format!("\"{}\" are chats, and nobody is passed on to a chat", name.value),
                );
            }
            if is_item(name) && transfer.warm.value.0 > 0.0 {
                let message = format!("\"{}\" can wait: nobody stays on the line until it is taken up", name.value);
                self.problem(transfer.warm.place.as_ref().or(name.place.as_ref()), message);
            }
        }
        let callback = of.callback.as_ref().map(|callback| &callback.value);
        let becomes =
            callback.map(|c| c.call_type.as_ref().unwrap_or(&of.name)).filter(|name| is_chat(name) || is_item(name));
        if let Some(name) = becomes.filter(|_| of.can_wait.is_none()) {
            let place = name.place.as_ref();
            self.problem(place, format!("a callback is a call, and \"{}\" is not", name.value));
        }
    }

    /// Twenty seconds, the default for calls, is no deadline.
    pub(super) fn warn_of_deadlines(&mut self, model: &Model) {
        for of in model.call_types().iter().filter(|t| t.item().is_some()) {
            let deadline = of.service_level().acceptable_wait;
            if deadline <= SHORT_DEADLINE {
                self.warnings.push(format!(
                    "the items of {} are to be taken up within {}; give them an `acceptable_wait` in opening hours, such as service_level = {{ acceptable_wait = \"4h\" }}",
                    of.name(),
                    text::duration(deadline.as_seconds())
                ));
            }
        }
    }
}
