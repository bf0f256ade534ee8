//! Simulates call centres and prices their service promises.
//!
//! The way through the house: a [`scenario`] (TOML) becomes a [`model`], the [`engine`] plays it,
//! [`metrics`] and [`stats`] turn what happened into estimates, an [`experiment`] does that for
//! many replications and staffing levels, [`report`] and [`chart`] show what was found, and
//! [`cli`] is the command line. The arrow never turns back: a test holds each room to the rooms it
//! may use.
//!
//! # Example: a small desk, in the library
//!
//! ```
//! use std::path::Path;
//! use onering::{experiment, scenario::{Overrides, Scenario}};
//!
//! let text = r#"
//!     replications = 20
//!     horizon = { open = "08:00", close = "12:00" }
//!     [[call_type]]
//!     name = "service"
//!     arrivals = { poisson = { per_hour = 60 } }
//!     talk_time = { exponential = { mean = "4m" } }
//!     [[agent_group]]
//!     name = "agents"
//!     skills = ["service"]
//!     staffed = 6
//! "#;
//! let scenario = Scenario::from_text("desk.toml", text, Path::new("."), &Overrides::default())
//!     .map_err(|problems| problems.render(false))?;
//! let task = experiment::Task { model: scenario.model().clone(), study: scenario.study().clone() };
//! let result = experiment::run(&[task], 1, &experiment::Unwatched).remove(0).expect("nobody stops it");
//! let answered_in_time = result.overall("service_level").expect("somebody called");
//! assert!(answered_in_time.value > 0.5);
//! # Ok::<(), String>(())
//! ```

pub mod analytic;
pub mod calibrate;
pub mod chart;
pub mod cli;
pub mod engine;
pub mod experiment;
pub mod longrun;
pub mod metrics;
pub mod model;
pub mod planning;
pub mod report;
pub mod scenario;
pub mod stats;
pub mod units;
