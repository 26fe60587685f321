//! Events that are owned: iterators over a ring.

use super::{Batch, Event, Woken};
use crate::{Result, RingBuffer};
use skep_uapi::kernel::Instant;

/// The events of a ring, owned, as they come.
#[derive(Debug)]
pub struct Events<'a, T: Event> {
    ring: &'a mut RingBuffer<T>,
    deadline: Option<Instant>,
    ended: bool,
}

impl<'a, T: Event> Events<'a, T> {
    pub(crate) fn new(ring: &'a mut RingBuffer<T>, deadline: Option<Instant>) -> Self {
        Self { ring, deadline, ended: false }
    }
}

impl<T: Event> Iterator for Events<'_, T> {
    type Item = Result<T>;

    fn next(&mut self) -> Option<Result<T>> {
        loop {
            match self.ring.next_of_many() {
                Ok(None) if self.ended => return None,
                Ok(None) => {}
                Ok(Some(event)) => return Some(Ok(event)),
                Err(error) => return Some(Err(error)),
            }
            match self.ring.wait_until(self.deadline) {
                Ok(Woken::Ready) => {}
                // What came in just before is still read.
                Ok(Woken::Deadline | Woken::Stopped) => self.ended = true,
                Err(error) => {
                    self.ended = true;
                    return Some(Err(error));
                }
            }
        }
    }
}

impl<T: Event> Drop for Events<'_, T> {
    fn drop(&mut self) {
        self.ring.consumer.release();
    }
}

/// The events that were in a ring when [`RingBuffer::drain`] was called, owned.
#[derive(Debug)]
pub struct Drain<'a, T> {
    /// `Err` before it was given out.
    batch: Result<Batch<'a, T>, Option<crate::Error>>,
}

impl<'a, T: Event> Drain<'a, T> {
    pub(crate) fn new(ring: &'a mut RingBuffer<T>) -> Self {
        Self { batch: ring.batch().map_err(Some) }
    }
}

impl<T: Event> Iterator for Drain<'_, T> {
    type Item = Result<T>;

    fn next(&mut self) -> Option<Result<T>> {
        match &mut self.batch {
            Ok(batch) => batch.next_owned().transpose(),
            Err(error) => error.take().map(Err),
        }
    }
}
