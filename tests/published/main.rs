//! Published cases that the simulator can play, against their published or recomputed values.
//!
//! The reference values are read from a folder beside the repository; where it is absent, each
//! test says that it skips. Seeds are pinned, because the pass rule's alpha of 0.001 for each case
//! would fail a run of the suite now and then; the bound comes from alpha all the same, five other
//! seeds (1 to 5) kept it in every comparison, and more are tried with
//! `ONERING_PUBLISHED_SEED=7 cargo test --release --test published`. `-- --nocapture` prints every
//! comparison.
//!
//! Cases that are not played, and why:
//!
//! | case | what is missing |
//! |---|---|
//! | Bilingual, bilingual_retrial, redial_orbit | redial after abandoning |
//! | msk mskInOutSim, its second dialler | not found: see `outbound.rs` |
//! | Teamwork, teamwork_transfer_conference, msk callTransfers | transfers, conferences, work after the call by group |
//! | SimpleMSK, simple_msk, msk mskSimple | handle time and patience that change with the interval |
//! | msk singleQueueDelays | delays before a second group is tried |
//! | msk vq, msk op-twoQueues, callback_option | callbacks, outbound calls |
//! | bench ms20, msk mskccParamsThreeTypes | general routing; the latter's centre is played against its exact values |
//! | pooling_can_hurt, two-way overflow | a preference of groups by call type |
//! | Erlang C rows of erlA_50_48_1_2 | at 96 % and 50 agents, 0.2 % would take three thousand million calls |
//! | Var of queue, number and waits | no such measure |
//! | fmmw_type_sinusoid | a smooth rate, and a day that starts in its periodic state |
//! | occupancy of mgisgi_102 | given without an error; follows from the abandonment |
//! | fluid_ed, halfin_whitt, garnett_delay_function | limits, not values of a finite centre |
//! | erlang_BC_values, planner and default cases | no simulation |

#![expect(clippy::unwrap_used, reason = "all of this crate is tests")]

#[path = "../common/estimates.rs"]
mod common;
mod days;
mod generic_simulator;
mod outbound;
mod reference;
mod run;
mod steady;
