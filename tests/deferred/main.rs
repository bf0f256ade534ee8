//! Work that can wait: outbound calls, e-mail, chats.

#![expect(clippy::unwrap_used, reason = "all of this crate is tests")]

#[path = "../common/play.rs"]
mod common;
mod log;
mod outbound;
