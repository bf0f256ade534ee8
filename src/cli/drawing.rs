//! Draws several pictures at a time.

use std::{
    num::NonZero,
    sync::{Mutex, PoisonError},
    thread,
};

use crate::chart::{ChartError, Rendered};

/// Pictures that are drawn at the same time, at most: each takes tens of megabytes while it is.
const MOST_AT_A_TIME: usize = 4;

/// A picture to draw: its file name without ending, and how.
pub struct Drawing<'a> {
    pub name: String,
    draw: Box<dyn FnOnce() -> Result<Rendered, ChartError> + Send + 'a>,
}

impl<'a> Drawing<'a> {
    pub fn new(name: impl Into<String>, draw: impl FnOnce() -> Result<Rendered, ChartError> + Send + 'a) -> Self {
        Self { name: name.into(), draw: Box::new(draw) }
    }
}

/// Draws all of them, in their order; pictures do not depend on the number of threads.
///
/// # Errors
///
/// The first that cannot be drawn.
pub fn draw_all(drawings: Vec<Drawing<'_>>) -> Result<Vec<(String, Rendered)>, ChartError> {
    let threads = thread::available_parallelism().map_or(1, NonZero::get).min(MOST_AT_A_TIME).min(drawings.len());
    let drawn: Vec<Mutex<Option<_>>> = drawings.iter().map(|_| Mutex::new(None)).collect();
    let open = Mutex::new(drawings.into_iter().zip(&drawn));
    let work = || {
        loop {
            let next = open.lock().unwrap_or_else(PoisonError::into_inner).next();
            let Some((drawing, place)) = next else { return };
            let picture = (drawing.draw)().map(|rendered| (drawing.name, rendered));
            *place.lock().unwrap_or_else(PoisonError::into_inner) = Some(picture);
        }
    };
    thread::scope(|scope| {
        (1..threads).for_each(|_| {
            scope.spawn(work);
        });
        work();
    });
    drop(open);
    drawn.into_iter().filter_map(|place| place.into_inner().unwrap_or_else(PoisonError::into_inner)).collect()
}
