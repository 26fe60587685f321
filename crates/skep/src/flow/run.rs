//! A flow: a reader, a queue and workers, from its start to its end.

use super::bound::{Bound, WhenFull};
use super::counts::FlowCounts;
use super::queue::Queue;
use super::shared::{Failure, FlowHandle, Handled, Shared};
use super::source::EventSource;
use super::throttle::Throttle;
use crate::events::Woken;
use crate::{Error, ErrorKind, Event, Operation, Result};
use std::fmt;
use std::ops::ControlFlow;
use std::panic::resume_unwind;
use std::sync::Arc;
use std::thread;

/// Events of a ring on their way to workers, by a bounded queue: when events come faster than they are handled, a policy says what becomes
/// of them, and all of them are counted.
///
/// ```
/// use skep::prelude::*;
/// use skep::flow::{Bound, Flow, WhenFull};
///
/// #[skep::bpf(license = "GPL")]
/// mod programs {
///     use skep::bpf::*;
///
///     #[event]
///     pub struct Seen {
///         pub bytes: u32,
///     }
///
///     #[map]
///     pub static PACKETS: RingBuf<Seen> = RingBuf::with_byte_size(4096);
///
///     #[socket_filter]
///     fn look(ctx: &Skb) -> u32 {
///         PACKETS.output(&Seen { bytes: ctx.len() });
///         0
///     }
/// }
///
/// let kernel = Kernel::simulated();
/// let programs = programs::load(&kernel)?;
/// programs.look.test_run(&TestRun::new().packet(&[0; 64]).repeat(5))?;
///
/// let flow = Flow::new(programs.PACKETS).bounded(Bound::events(3)).when_full(WhenFull::DropNewest);
/// // This thread reads until the flow is stopped; on the simulated kernel, until nothing can come any more.
/// let ended = flow.run(|packet| println!("a packet of {} bytes", packet.bytes))?;
/// assert_eq!(ended.counts.received, 5);
/// assert_eq!(ended.counts.delivered + ended.counts.dropped(), 5);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Flow<S: EventSource> {
    source: S,
    shared: Arc<Shared<S::Event>>,
    workers: usize,
    failed: Box<dyn Fn(&Failure) + Send + Sync>,
    #[cfg(feature = "metrics")]
    measure: Option<super::measure::Measure>,
}

impl<S: EventSource> fmt::Debug for Flow<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Flow").field("workers", &self.workers).finish_non_exhaustive()
    }
}

/// A flow that has ended.
#[derive(Debug)]
#[must_use = "it has the counts, and what went wrong"]
pub struct Ended<S> {
    /// The ring, with what was not read from it.
    pub source: S,
    /// What has become of the events.
    pub counts: FlowCounts,
    /// What ended the flow if it was not told to end, or could not be written meanwhile: a level or a file.
    pub error: Option<Error>,
}

impl<S: EventSource> Flow<S> {
    /// The events of this source, to one worker; the reader waits when 65 536 of them wait.
    pub fn new(source: S) -> Self {
        Self {
            source,
            shared: Arc::default(),
            workers: 1,
            failed: Box::new(|_| {}),
            #[cfg(feature = "metrics")]
            measure: None,
        }
    }

    /// How much may wait.
    #[must_use]
    pub fn bounded(self, bound: Bound) -> Self {
        self.shared.change(|queue| queue.bound = bound);
        self
    }

    /// What becomes of events when that much waits.
    #[must_use]
    pub fn when_full(self, when_full: WhenFull) -> Self {
        self.shared.change(|queue| queue.when_full = when_full);
        self
    }

    /// So many threads handle events (at least one). With several, events are begun in their order and may end in another.
    #[must_use]
    pub fn workers(self, workers: usize) -> Self {
        Self { workers: workers.max(1), ..self }
    }

    /// Has programs told how full the queue is.
    #[must_use]
    pub fn throttle(self, throttle: Throttle) -> Self {
        self.shared.change(|queue| queue.throttle = Some(throttle));
        self
    }

    /// Has this told what goes wrong in handling, by the worker that it happens to. Without it, failures are counted and nothing else.
    #[must_use]
    pub fn on_failure(self, failed: impl Fn(&Failure) + Send + Sync + 'static) -> Self {
        Self { failed: Box::new(failed), ..self }
    }

    /// Has the counts told to a recorder of the crate `metrics` under this name, which no other flow of the process should have: the recorder
    /// that is installed when this is called. (Feature `metrics`.)
    ///
    /// Told are the counters `skep_flow_received_total`, `…_delivered_total`, `…_failed_total`, `…_panicked_total`, `…_dropped_total` (with
    /// the label `policy`: `newest`, `oldest` or `sampled`), `…_spilled_total`, `…_malformed_total`, `…_abandoned_total` and `…_refused_total`, and
    /// the gauges `skep_flow_waiting`, `…_handling` and `…_level`, all with the label `flow`; what they mean is said at [`FlowCounts`]. They are
    /// told when the reader has read what there was, when it waits for room, when nothing waits any more, every 100 ms as long as events are
    /// handled, and at the end, exactly. A recorder that panics ends nothing.
    #[cfg(feature = "metrics")]
    #[must_use]
    pub fn measured(self, name: &str) -> Self {
        Self { measure: Some(super::measure::Measure::new(name)), ..self }
    }

    /// What watches the flow, and ends it.
    pub fn handle(&self) -> FlowHandle {
        FlowHandle::new(&self.shared, self.source.stopper())
    }

    /// Reads on this thread and has workers handle the events, until [`FlowHandle::stop`] is called, or the source's reader is stopped, which
    /// is as if to drain. On the simulated kernel it also ends when nothing can come any more.
    ///
    /// A handler returns nothing, or a `Result` whose error is counted. One that panics is counted, too; the other events are handled all
    /// the same.
    ///
    /// # Errors
    /// If a thread cannot be started, the file for events cannot be made, or the level cannot be written. What goes wrong later is in
    /// [`Ended::error`].
    pub fn run<R: Handled>(self, handler: impl Fn(S::Event) -> R + Sync) -> Result<Ended<S>> {
        let Self { mut source, shared, workers, failed, .. } = self;
        #[cfg(feature = "metrics")]
        shared.measured(self.measure);
        shared.change(Queue::begin)?;
        let read = thread::scope(|scope| {
            // Workers end when the queue is closed, whatever happens here.
            let closing = Closing(&shared);
            let mut threads = vec![];
            for number in 0..workers {
                let named = thread::Builder::new().name(format!("skep-worker-{number}"));
                let started = named.spawn_scoped(scope, || shared.work(&handler, &*failed));
                threads.push(started.map_err(|error| Error::other(Operation::StartThread, "worker", error))?);
            }
            let read = read(&mut source, &shared);
            drop(closing);
            // The scope alone waits for the end of their work, not for that of the threads.
            for thread in threads {
                thread.join().unwrap_or_else(|panic| resume_unwind(panic));
            }
            Ok(read)
        })?;
        shared.tell_now();
        let counts = shared.change(|queue| queue.counts);
        let error = read.err().or_else(|| shared.change(|queue| queue.error.take()));
        Ok(Ended { source, counts, error })
    }
}

struct Closing<'a, T: Event>(&'a Shared<T>);

impl<T: Event> Drop for Closing<'_, T> {
    fn drop(&mut self) {
        self.0.close();
    }
}

/// Reads until the flow is ended.
fn read<S: EventSource>(source: &mut S, shared: &Shared<S::Event>) -> Result<()> {
    loop {
        let ending = shared.ending();
        if ending == Some(ControlFlow::Break(())) {
            break;
        }
        let read = source.read(&mut |record| shared.offer(record));
        let refused = source.lost().ok().flatten();
        shared.change(|queue| queue.counts.refused = refused);
        shared.tell_now();
        read?;
        // What was there when the end was asked for has been read.
        if ending.is_some() {
            break;
        }
        match source.wait() {
            Ok(Woken::Ready | Woken::Deadline) => {}
            Ok(Woken::Stopped) => shared.drain(),
            Err(error) if error.kind() == ErrorKind::WaitsForever => break,
            Err(error) => return Err(error),
        }
    }
    Ok(())
}
