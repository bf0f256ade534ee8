//! Which way a model is played.

use super::{
    centre,
    many_groups::{self, ManyGroups},
    one_group::{self, OneGroup},
    record::Observer,
};
use crate::model::Model;

/// The memory of a replication. It may be used again for any model; what it holds from before has
/// no influence.
#[derive(Default)]
pub struct Centre {
    one_group: OneGroup,
    many_groups: ManyGroups,
    general: centre::Centre,
}

/// Plays replication number `replication` of `model` and tells `observer` what happens.
///
/// A single group, and several that follow the usual rules, are played without an event calendar; the
/// records are the same either way.
pub fn play(model: &Model, seed: u64, replication: u64, centre: &mut Centre, observer: &mut impl Observer) {
    if one_group::plays(model) {
        one_group::play(model, seed, replication, &mut centre.one_group, observer);
    } else {
        play_by_groups(model, seed, replication, centre, observer);
    }
}

/// As [`play`], but never by the engine for a single group: the other side of the benches, and of the
/// tests that hold the ways to play to each other.
pub fn play_by_groups(model: &Model, seed: u64, replication: u64, centre: &mut Centre, observer: &mut impl Observer) {
    if many_groups::plays(model) {
        many_groups::play(model, seed, replication, &mut centre.many_groups, observer);
    } else {
        play_by_events(model, seed, replication, centre, observer);
    }
}

/// Whether [`play_by_groups`] plays `model` without an event calendar.
#[must_use]
pub fn is_played_by_groups(model: &Model) -> bool {
    many_groups::plays(model)
}

/// Whether two replications of `model` are played faster [side by side](play_side_by_side) than one
/// after the other. Where staff changes, they have to wait for each other at too many borders.
#[must_use]
pub fn is_faster_side_by_side(model: &Model) -> bool {
    one_group::is_first_come(model) && one_group::has_constant_staff(model)
}

/// Plays two replications of `model` and tells each of its own observer: the records are those of
/// [`play`].
pub fn play_side_by_side<O: Observer>(
    model: &Model,
    seed: u64,
    replications: [u64; 2],
    centre: &mut Centre,
    observers: [&mut O; 2],
) {
    if one_group::is_first_come(model) {
        one_group::play_side_by_side(model, seed, replications, &mut centre.one_group, observers);
    } else {
        let each = replications.into_iter().zip(observers);
        each.for_each(|(replication, observer)| play(model, seed, replication, centre, observer));
    }
}

/// As [`play`], but always by the general engine, however simple the model: the oracle of the tests
/// and the other side of the benches.
pub fn play_by_events(model: &Model, seed: u64, replication: u64, centre: &mut Centre, observer: &mut impl Observer) {
    centre::play(model, seed, replication, &mut centre.general, observer);
}

/// Whether models `a` and `b` can be played together: they meet the same callers, and differ in
/// their staff alone.
#[must_use]
pub fn can_share_callers(a: &Model, b: &Model) -> bool {
    one_group::is_first_come(a) && one_group::is_first_come(b) && one_group::meet_the_same_callers(a, b)
}

/// Plays one replication of several models that [can share callers](can_share_callers), drawing each
/// caller once for all of them. The records are those of [`play`] for each.
///
/// # Panics
///
/// When there are not as many observers as models.
pub fn play_together<O: Observer>(
    models: &[&Model],
    seed: u64,
    replication: u64,
    centre: &mut Centre,
    observers: &mut [&mut O],
) {
    assert_eq!(models.len(), observers.len(), "each model has its observer");
    one_group::play_levels(models, seed, replication, &mut centre.one_group, observers);
}
