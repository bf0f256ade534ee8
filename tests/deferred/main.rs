//! Work that can wait: outbound calls, e-mail, chats.

#[path = "../common/play.rs"]
mod common;
mod log;
mod outbound;
