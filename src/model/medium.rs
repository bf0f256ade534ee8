//! How customers get in touch, as far as agents work differently with it: a call, an item that can wait,
//! or a chat.

use super::NoModel;
use crate::units::SimTime;

/// The most items of an opening backlog, and on average in a night.
const MOST_ITEMS: u32 = 1_000_000;
/// The most chats an agent may have at once.
const MOST_AT_ONCE: u32 = 100;
/// The most by which handling may slow, or quicken.
const MOST_SLOWING: f64 = 100.0;

/// How customers of a type get in touch.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Medium {
    /// They are on the line.
    #[default]
    Call,
    /// An e-mail or a piece of work that waits until somebody takes it up, over night if need be.
    Item(Item),
    /// A chat: an agent may have several.
    Chat(Chat),
}

/// Items that can wait. Their waits are counted in opening hours. No item is taken up after closing, and none is
/// interrupted: who is at one when the centre closes finishes it.
#[derive(Clone, Debug, PartialEq)]
pub struct Item {
    after_calls: bool,
    backlog: u32,
    backlog_age: SimTime,
    overnight: f64,
}

impl Item {
    /// Items that are taken up only when nothing else waits for the agent, if `after_calls`. `backlog` of them are
    /// there at the first opening, the oldest `backlog_age` old; on average `overnight` more are there at each.
    ///
    /// # Errors
    ///
    /// [`NoModel`] when there are too many, or an average is no number.
    pub fn new(after_calls: bool, backlog: u32, backlog_age: SimTime, overnight: f64) -> Result<Self, NoModel> {
        if backlog > MOST_ITEMS || !(0.0..=f64::from(MOST_ITEMS)).contains(&overnight) {
            return Err(NoModel(format!("there are from 0 to {MOST_ITEMS} items of a kind when the centre opens")));
        }
        Ok(Self { after_calls, backlog, backlog_age, overnight })
    }

    /// Whether calls that wait go first, whatever the group's rule of choice says.
    #[must_use]
    pub const fn is_after_calls(&self) -> bool {
        self.after_calls
    }

    /// How many wait when the first day opens.
    #[must_use]
    pub const fn backlog(&self) -> u32 {
        self.backlog
    }

    /// How long item `index` of the backlog has waited by then, in opening hours: the oldest is number 0, and ages are
    /// spread evenly.
    #[must_use]
    pub fn age(&self, index: u32) -> SimTime {
        self.backlog_age.times(f64::from(self.backlog - index) / f64::from(self.backlog.max(1)))
    }

    /// How many come on average between closing and opening.
    #[must_use]
    pub const fn overnight(&self) -> f64 {
        self.overnight
    }
}

/// Chats. An agent who has one may get another, up to a number; each then takes longer.
#[derive(Clone, Debug, PartialEq)]
pub struct Chat {
    at_once: u32,
    slows: Vec<f64>,
}

impl Chat {
    /// Chats of which an agent has up to `at_once`. While an agent has `m`, each takes `slows[m - 1]` times as long; the
    /// last factor goes on.
    ///
    /// # Errors
    ///
    /// [`NoModel`] when a number is out of range, or there is no factor.
    pub fn new(at_once: u32, slows: Vec<f64>) -> Result<Self, NoModel> {
        if !(1..=MOST_AT_ONCE).contains(&at_once) {
            return Err(NoModel(format!("an agent has from 1 to {MOST_AT_ONCE} chats at once, not {at_once}")));
        }
        if slows.is_empty() || !slows.iter().all(|s| (1.0 / MOST_SLOWING..=MOST_SLOWING).contains(s)) {
            return Err(NoModel(format!(
                "`slows` holds factors on handle time, from {} to {MOST_SLOWING}: 1.25 makes each chat take a quarter longer",
                1.0 / MOST_SLOWING
            )));
        }
        Ok(Self { at_once, slows })
    }

    /// The most that an agent has.
    #[must_use]
    pub const fn at_once(&self) -> u32 {
        self.at_once
    }

    /// What the handle time of each is multiplied by while its agent has `held` of them, at least one.
    #[must_use]
    pub fn slows(&self, held: usize) -> f64 {
        let index = held.clamp(1, self.slows.len()) - 1;
        self.slows[index]
    }

    /// The handle time that a chat takes of a full agent, as a share of its own.
    #[must_use]
    pub fn share_of_agent(&self) -> f64 {
        self.slows(self.at_once as usize) / f64::from(self.at_once)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ages_of_a_backlog_fall_evenly() {
        let item = Item::new(true, 4, SimTime::from_draw(400.0), 0.0).unwrap();
        assert_eq!([0, 1, 3].map(|i| item.age(i).as_seconds()), [400.0, 300.0, 100.0]);
        assert!(Item::new(true, 2_000_000, SimTime::ZERO, 0.0).is_err());
        assert!(Item::new(true, 0, SimTime::ZERO, f64::NAN).is_err());
    }

    #[test]
    fn the_last_factor_goes_on() {
        let chat = Chat::new(4, vec![1.0, 1.5]).unwrap();
        assert_eq!([1, 2, 3, 4].map(|held| chat.slows(held)), [1.0, 1.5, 1.5, 1.5]);
        assert_eq!(chat.share_of_agent(), 0.375);
        assert!(Chat::new(0, vec![1.0]).is_err() && Chat::new(2, vec![]).is_err() && Chat::new(2, vec![0.0]).is_err());
    }
}
