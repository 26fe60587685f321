//! Numbers for threads, in the order in which they come.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::thread::ThreadId;

/// The threads that have come so far.
#[derive(Debug, Default)]
pub(crate) struct Threads(Mutex<HashMap<ThreadId, u32>>);

impl Threads {
    /// The number of this thread, from 1.
    pub(crate) fn current(&self) -> u32 {
        let mut threads = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let next = u32::try_from(threads.len()).map_or(u32::MAX, |before| before.saturating_add(1));
        *threads.entry(std::thread::current().id()).or_insert(next)
    }
}
