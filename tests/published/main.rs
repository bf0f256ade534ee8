//! Published cases that the simulator can play, against their published or recomputed values.
//!
//! The reference values are read from a folder beside the repository; where it is absent, each
//! test says that it skips. Seeds are pinned, because the pass rule's alpha of 0.001 for each case
//! would fail a run of the suite now and then; the bound comes from alpha all the same, five other
//! seeds (1 to 5) kept it in every comparison of the older cases (`days`, `steady`, `generic_simulator`), and more are tried with
//! `ONERING_PUBLISHED_SEED=7 cargo test --release --test published`. `-- --nocapture` prints every
//! comparison.
//!
//! Cases that are not played, and why:
//!
//! | case | what is missing |
//! |---|---|
//! | Teamwork, teamwork_transfer_conference | two agents with one customer at once, if the second is free; work after the call by group |
//! | SimpleMSK's occupancy | integrates to the last call of the day, our measure to closing and overtime |
//! | msk op-twoQueues' AVGQUEUESIZE | counts calls twice that wait for both groups: 2.86, where its own arrivals times its own mean wait are 2.15 |
//! | msk vq, waits of who was called back | count from another instant; its other rows are played |
//! | callback_option | no values |
//! | Erlang C rows of erlA_50_48_1_2 | at 96 % and 50 agents, 0.2 % would take three thousand million calls |
//! | Var of queue, number and waits | no such measure |
//! | fmmw_type_sinusoid | played in `tests/arrivals/published.rs` |
//! | occupancy of mgisgi_102 | given without an error; follows from the abandonment |
//! | fluid_ed, halfin_whitt, garnett_delay_function | limits, not values of a finite centre |
//! | erlang_BC_values, planner and default cases | no simulation |

#![expect(clippy::unwrap_used, reason = "all of this crate is tests")]

#[path = "../common/estimates.rs"]
mod common;
mod days;
mod generic_simulator;
mod journeys;
mod outbound;
mod reference;
mod run;
mod several_types;
mod steady;
