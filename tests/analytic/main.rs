//! Erlang's formulas against an independent computation, against published values, and there and back.
//!
//! The independent computation sums the birth-death chain state by state in double-double arithmetic (32 digits)
//! and shares no code with the formulas. The published values are read from a folder beside the repository; where
//! it is absent, the tests that need it say that they skip.

#![expect(clippy::unwrap_used, reason = "all of this crate is tests")]

mod chain;
mod closed_forms;
mod inverses;
mod published;
