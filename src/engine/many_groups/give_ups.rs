//! When callers who wait will have had enough.
//!
//! Nearly all are answered before that. So only those who give up soon stand in a heap; the others lie in a list, and
//! are looked at when their time comes nearer: by then most of them wait no longer.

use std::{cmp::Reverse, collections::BinaryHeap};

/// The list is looked at for those who give up in so small a part of the time that it reaches over.
const PART: u64 = 8;

/// A caller whose patience ends; at equal times the first type in the file is first, then who came first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct GiveUp {
    pub at: u64,
    pub call_type: u32,
    /// Number in the queue of the type.
    pub number: u64,
}

/// Those who may give up.
#[derive(Debug, Default)]
pub struct GiveUps {
    /// Those before `far_from`.
    near: BinaryHeap<Reverse<GiveUp>>,
    /// All others.
    far: Vec<GiveUp>,
    far_from: u64,
}

impl GiveUps {
    pub fn clear(&mut self) {
        self.near.clear();
        self.far.clear();
        self.far_from = 0;
    }

    #[inline]
    pub fn push(&mut self, one: GiveUp) {
        if one.at < self.far_from {
            self.near.push(Reverse(one));
        } else {
            self.far.push(one);
        }
    }

    /// No caller who still `waits` gives up before this; [`u64::MAX`] where none does.
    #[inline]
    pub fn next_at(&mut self, waits: impl Fn(&GiveUp) -> bool) -> u64 {
        while let Some(Reverse(first)) = self.near.peek() {
            if waits(first) {
                return first.at;
            }
            self.near.pop();
        }
        if self.far.is_empty() { u64::MAX } else { self.far_from }
    }

    /// Whoever gives up at [`GiveUps::next_at`], which was just asked for. `None` where that is not known so exactly:
    /// it is when asked for again.
    #[inline]
    pub fn take(&mut self, waits: impl Fn(&GiveUp) -> bool) -> Option<GiveUp> {
        if self.near.is_empty() {
            self.look_further(waits);
            return None;
        }
        self.near.pop().map(|Reverse(first)| first)
    }

    /// Forgets those who no longer wait, and moves the next ones from the list to the heap.
    #[cold]
    fn look_further(&mut self, waits: impl Fn(&GiveUp) -> bool) {
        self.far.retain(waits);
        let (mut first, mut last) = (u64::MAX, 0);
        for one in &self.far {
            (first, last) = (first.min(one.at), last.max(one.at));
        }
        if self.far.is_empty() {
            return;
        }
        self.far_from = first + (last - first) / PART + 1;
        let far_from = self.far_from;
        self.near.extend(self.far.extract_if(.., |one| one.at < far_from).map(Reverse));
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_sorted_list_says_the_same(steps in prop::collection::vec((0_u64..1000, 0_u32..3, 0_u8..4), 0..300)) {
            let mut give_ups = GiveUps::default();
            // Those who wait, and the latest instant that was reached.
            let (mut waiting, mut now) = (Vec::<GiveUp>::new(), 0);
            for (number, (patience, call_type, what)) in steps.into_iter().enumerate() {
                if what < 2 {
                    let one = GiveUp { at: now + patience, call_type, number: number as u64 };
                    give_ups.push(one);
                    waiting.push(one);
                } else if what == 2 && !waiting.is_empty() {
                    let place = patience as usize % waiting.len();
                    waiting.swap_remove(place);
                } else {
                    let known = waiting.iter().copied().min();
                    let found = loop {
                        let at = give_ups.next_at(|one| waiting.contains(one));
                        prop_assert!(at <= known.map_or(u64::MAX, |one| one.at));
                        if at == u64::MAX {
                            break None;
                        }
                        if let Some(one) = give_ups.take(|one| waiting.contains(one)) {
                            break Some(one);
                        }
                    };
                    prop_assert_eq!(found, known);
                    waiting.retain(|one| Some(*one) != found);
                    now = found.map_or(now, |one| one.at);
                }
            }
        }
    }
}
