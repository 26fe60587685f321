//! Where events come from.

use crate::events::{Event, Stopper, Woken};
use crate::{PerfBuffer, Result, RingBuffer, Value};
use skep_uapi::kernel::Instant;
use std::ops::ControlFlow;

/// Where a [`Flow`](crate::flow::Flow) gets its events: a ring buffer, a perf buffer, a recording.
pub trait EventSource {
    /// What a record is.
    type Event: Event;

    /// Calls `each` with the records that are there now, until it has enough. It does not wait. A record that `each` was called with counts
    /// as read.
    ///
    /// # Errors
    /// If nothing more can be read.
    fn read(&mut self, each: &mut dyn FnMut(&[u8]) -> ControlFlow<()>) -> Result<()>;

    /// Waits until there is something to read, or the reader is stopped.
    ///
    /// # Errors
    /// If the kernel refuses; [`WaitsForever`](crate::ErrorKind::WaitsForever) on a simulated kernel where nothing can come any more.
    fn wait(&self) -> Result<Woken>;

    /// What ends the wait from another thread; nothing if the wait ends by itself.
    fn stopper(&self) -> Option<Stopper>;

    /// How many events programs could not send so far; `None` if nobody counts them.
    ///
    /// # Errors
    /// If it cannot be read.
    fn lost(&self) -> Result<Option<u64>>;

    /// The time by the source's clock: what is read next is as old as that.
    fn now(&self) -> Instant;
}

impl<T: Event> EventSource for RingBuffer<T> {
    type Event = T;

    fn read(&mut self, each: &mut dyn FnMut(&[u8]) -> ControlFlow<()>) -> Result<()> {
        let mut batch = self.batch()?;
        while let Some(record) = batch.next_record()? {
            if each(record).is_break() {
                break;
            }
        }
        Ok(())
    }

    fn wait(&self) -> Result<Woken> {
        Self::wait(self, None)
    }

    fn stopper(&self) -> Option<Stopper> {
        Some(Self::stopper(self))
    }

    fn lost(&self) -> Result<Option<u64>> {
        Self::lost(self)
    }

    fn now(&self) -> Instant {
        self.map.object.kernel.api().now()
    }
}

/// The records without their CPUs: a program that wants them known has them in its record.
impl<T: Value + Send + 'static> EventSource for PerfBuffer<T> {
    type Event = T;

    fn read(&mut self, each: &mut dyn FnMut(&[u8]) -> ControlFlow<()>) -> Result<()> {
        for record in self.drain() {
            // What is shorter than a record is none.
            let read = record.as_ref().map_or(&[][..], |(_, record)| record.as_bytes());
            if each(read).is_break() {
                break;
            }
        }
        Ok(())
    }

    fn wait(&self) -> Result<Woken> {
        Self::wait(self, None)
    }

    fn stopper(&self) -> Option<Stopper> {
        Some(Self::stopper(self))
    }

    fn lost(&self) -> Result<Option<u64>> {
        Ok(Some(Self::lost(self)))
    }

    fn now(&self) -> Instant {
        self.map.object.kernel.api().now()
    }
}
