//! Work that can wait: outbound calls, e-mail, chats.

#[path = "../common/play.rs"]
mod common;
mod days;
mod log;
mod outbound;
