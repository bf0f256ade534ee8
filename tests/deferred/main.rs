//! Work that can wait: outbound calls, e-mail, chats.

mod chats;
#[path = "../common/play.rs"]
mod common;
mod days;
mod items;
mod log;
mod outbound;
