//! Events for tasks: a stream, which the kernel's waker service wakes.

use super::Event;
use crate::{Operation, Result, RingBuffer, retry};
use skep_uapi::kernel::Wait;
use skep_uapi::{Errno, Handle};
use std::future::poll_fn;
use std::task::{Context, Poll};

/// The events of a ring, owned, for asynchronous code under any executor. It ends when the reader is stopped.
///
/// Nothing is lost when a future is dropped before it is ready: an event is read from the ring when it is given out. On the running
/// kernel one thread waits for all streams of a [`Kernel`](crate::Kernel), as long as there are any that have waited. With the
/// feature `stream` this is a `Stream` of `futures-core`.
#[derive(Debug)]
pub struct EventStream<'a, T: Event> {
    ring: &'a mut RingBuffer<T>,
    /// Watches of the reader's stop event and of the ring, once there was nothing to read.
    watches: Option<[Handle; 2]>,
    ended: bool,
}

impl<'a, T: Event> EventStream<'a, T> {
    pub(crate) fn new(ring: &'a mut RingBuffer<T>) -> Self {
        Self { ring, watches: None, ended: false }
    }

    /// The next event, when there is one; `None` after the reader was stopped and what came before was read. It can be dropped
    /// at any time.
    pub async fn next(&mut self) -> Option<Result<T>> {
        poll_fn(|context| self.poll_next_event(context)).await
    }

    /// As [`next`](Self::next), for implementations of futures.
    pub fn poll_next_event(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<T>>> {
        if let Some(event) = self.ring.next_of_many().transpose() {
            return Poll::Ready(Some(event));
        }
        if self.ended {
            return Poll::Ready(None);
        }
        match self.wait(context) {
            Ok(false) => Poll::Pending,
            Ok(true) => {
                // What came in just before is still read.
                self.ended = true;
                Poll::Ready(self.ring.next_of_many().transpose())
            }
            Err(errno) => {
                self.ended = true;
                Poll::Ready(Some(Err(self.ring.map.error(Operation::Wait, errno))))
            }
        }
    }

    /// Has the task woken when there is something; returns whether the reader was stopped.
    fn wait(&mut self, context: &Context<'_>) -> Result<bool, Errno> {
        let (object, stop) = (&self.ring.map.object, &self.ring.stop);
        let api = object.kernel.api();
        let watches = match &self.watches {
            Some(watches) => watches,
            None => self.watches.insert([api.watch(stop)?, api.watch(&object.handle)?]),
        };
        for watch in watches {
            api.on_ready(watch, context.waker())?;
        }
        // A signal that comes from here on wakes the task.
        retry::wait(&object.kernel, &mut [Wait::new(stop)], Some(api.now()))
    }
}

impl<T: Event> Drop for EventStream<'_, T> {
    fn drop(&mut self) {
        self.ring.consumer.release();
    }
}

#[cfg(feature = "stream")]
impl<T: Event> futures_core::Stream for EventStream<'_, T> {
    type Item = Result<T>;

    fn poll_next(mut self: std::pin::Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<T>>> {
        self.poll_next_event(context)
    }
}
