//! What the reader, the workers and those who watch them share.

use super::counts::FlowCounts;
use super::queue::{Offered, Queue};
use crate::events::Stopper;
use crate::{Event, Result};
use std::any::Any;
use std::fmt;
use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind};
#[cfg(feature = "metrics")]
use std::sync::OnceLock;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// How a flow is ended.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Stop {
    /// What is in the ring and in the queue is handled first.
    Drain,
    /// The same, for so long at most; then what is left is abandoned.
    DrainFor(Duration),
    /// What is being handled is handled, and nothing else: what waits is abandoned, what is in the ring stays there.
    Abandon,
}

/// What went wrong in handling an event. The next event is handled all the same.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Failure {
    /// The handler returned this error.
    Error(String),
    /// The handler panicked with this message.
    Panic(String),
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Error(message) => f.write_str(message),
            Self::Panic(message) => write!(f, "panicked: {message}"),
        }
    }
}

/// What a handler returns: nothing, or a `Result`, of which only the error matters.
pub trait Handled {
    /// What went wrong.
    fn failure(self) -> Option<String>;
}

impl Handled for () {
    fn failure(self) -> Option<String> {
        None
    }
}

impl<T, E: fmt::Display> Handled for std::result::Result<T, E> {
    fn failure(self) -> Option<String> {
        self.err().map(|error| error.to_string())
    }
}

/// Calls what may fail or panic.
pub(super) fn isolated<R: Handled>(work: impl FnOnce() -> R) -> Option<Failure> {
    match catch_unwind(AssertUnwindSafe(work)) {
        Ok(handled) => handled.failure().map(Failure::Error),
        Err(panic) => Some(Failure::Panic(message(&*panic))),
    }
}

pub(super) fn message(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    text.or_else(|| panic.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "a value that is no text".to_owned())
}

/// Watches a flow and ends it, from any thread.
#[derive(Clone)]
pub struct FlowHandle {
    control: Arc<dyn Control>,
    stopper: Option<Stopper>,
}

impl fmt::Debug for FlowHandle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FlowHandle").field("counts", &self.counts()).finish()
    }
}

impl FlowHandle {
    pub(super) fn new<T: Event>(shared: &Arc<Shared<T>>, stopper: Option<Stopper>) -> Self {
        Self { control: shared.clone(), stopper }
    }

    /// What has become of the events so far.
    pub fn counts(&self) -> FlowCounts {
        self.control.counts()
    }

    /// Ends the flow: [`Flow::run`](crate::flow::Flow::run) returns when it has ended. A later call can only hurry it.
    ///
    /// # Errors
    /// If the kernel does not let the reader be woken.
    pub fn stop(&self, how: Stop) -> Result<()> {
        self.control.stop(how);
        self.stopper.as_ref().map_or(Ok(()), Stopper::stop)
    }
}

trait Control: Send + Sync {
    fn counts(&self) -> FlowCounts;
    fn stop(&self, how: Stop);
}

/// The queue, and who waits for it.
pub(super) struct Shared<T> {
    state: Mutex<State<T>>,
    /// There is something to handle, or nothing will come any more.
    work: Condvar,
    /// There is room.
    room: Condvar,
    #[cfg(feature = "metrics")]
    measure: OnceLock<super::measure::Measure>,
}

struct State<T> {
    queue: Queue<T>,
    ending: Ending,
    /// Nothing more is offered.
    is_closed: bool,
    idle: usize,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Ending {
    Not,
    Draining(Option<Instant>),
    Abandoned,
}

impl<T: Event> State<T> {
    /// Whether what waits is given up, now or before.
    fn is_abandoned(&mut self) -> bool {
        if let Ending::Draining(Some(deadline)) = self.ending
            && Instant::now() >= deadline
        {
            self.abandon();
        }
        self.ending == Ending::Abandoned
    }

    fn abandon(&mut self) {
        self.ending = Ending::Abandoned;
        self.queue.abandon();
    }

    fn deadline(&self) -> Option<Instant> {
        match self.ending {
            Ending::Draining(deadline) => deadline,
            Ending::Not | Ending::Abandoned => None,
        }
    }
}

impl<T> Default for Shared<T> {
    fn default() -> Self {
        let state = State { queue: Queue::default(), ending: Ending::Not, is_closed: false, idle: 0 };
        Self {
            state: Mutex::new(state),
            work: Condvar::new(),
            room: Condvar::new(),
            #[cfg(feature = "metrics")]
            measure: OnceLock::new(),
        }
    }
}

impl<T: Event> Shared<T> {
    fn lock(&self) -> MutexGuard<'_, State<T>> {
        // Handlers run without the lock, and nothing that runs with it panics half way.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits until something changes or the deadline of the end has come.
    fn wait<'a>(changed: &Condvar, state: MutexGuard<'a, State<T>>) -> MutexGuard<'a, State<T>> {
        match state.deadline() {
            None => changed.wait(state).unwrap_or_else(PoisonError::into_inner),
            Some(deadline) => {
                let time = deadline.saturating_duration_since(Instant::now());
                changed.wait_timeout(state, time).unwrap_or_else(PoisonError::into_inner).0
            }
        }
    }

    /// Takes a record from the reader, waiting for room if the policy is to wait. `Break`: nothing more is wanted.
    pub(super) fn offer(&self, record: &[u8]) -> ControlFlow<()> {
        let mut state = self.lock();
        if state.is_abandoned() {
            // It has been read, all the same.
            state.queue.counts.received += 1;
            state.queue.counts.abandoned += 1;
            return ControlFlow::Break(());
        }
        let mut offered = state.queue.offer(record);
        #[cfg(feature = "metrics")]
        if matches!(offered, Offered::Full(_)) {
            // The wait may be long.
            drop(state);
            self.tell();
            state = self.lock();
        }
        while let Offered::Full(event) = offered {
            if !state.is_abandoned() {
                state = Self::wait(&self.room, state);
            }
            // Giving up makes room, which is not for this one.
            if state.is_abandoned() {
                state.queue.counts.abandoned += 1;
                return ControlFlow::Break(());
            }
            offered = state.queue.offer_again(event, record.len());
        }
        let (is_wanted, is_awaited) = (!state.is_abandoned(), state.idle > 0);
        drop(state);
        if is_awaited {
            self.work.notify_one();
        }
        if is_wanted { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    }

    /// The next event for a worker; none if there will be no more.
    fn take(&self) -> Option<T> {
        let mut state = self.lock();
        loop {
            state.is_abandoned();
            if let Some(event) = state.queue.take() {
                drop(state);
                self.room.notify_one();
                return Some(event);
            }
            if state.is_closed {
                return None;
            }
            state.idle += 1;
            state = Self::wait(&self.work, state);
            state.idle -= 1;
        }
    }

    /// Handles events until there will be no more.
    pub(super) fn work<R: Handled>(
        &self,
        handler: &(impl Fn(T) -> R + Sync),
        failed: &(dyn Fn(&Failure) + Sync),
    ) {
        while let Some(event) = self.take() {
            let failure = isolated(|| handler(event));
            let is_quiet = {
                let counts = &mut self.lock().queue.counts;
                counts.handling -= 1;
                counts.delivered += 1;
                match &failure {
                    None => {}
                    Some(Failure::Error(_)) => counts.failed += 1,
                    Some(Failure::Panic(_)) => counts.panicked += 1,
                }
                counts.waiting == 0 && counts.handling == 0
            };
            if is_quiet {
                self.tell_now();
            } else {
                self.tell();
            }
            if let Some(failure) = failure {
                // Whoever is told may panic, too.
                let _ = catch_unwind(AssertUnwindSafe(|| failed(&failure)));
            }
        }
    }

    /// Has a recorder told what becomes of the events.
    #[cfg(feature = "metrics")]
    pub(super) fn measured(&self, measure: Option<super::measure::Measure>) {
        if let Some(measure) = measure {
            // A flow runs once.
            let _ = self.measure.set(measure);
        }
    }

    /// Tells the recorder, if there is one and that was not done a moment ago. The lock is not held.
    fn tell(&self) {
        #[cfg(feature = "metrics")]
        if let Some(measure) = self.measure.get() {
            measure.tell(|| self.counts());
        }
    }

    /// Tells the recorder, if there is one. The lock is not held.
    pub(super) fn tell_now(&self) {
        #[cfg(feature = "metrics")]
        if let Some(measure) = self.measure.get() {
            measure.tell_now(|| self.counts());
        }
    }

    /// Whether the flow is being ended, and whether the rest of the ring is still wanted.
    pub(super) fn ending(&self) -> Option<ControlFlow<()>> {
        let mut state = self.lock();
        if state.is_abandoned() {
            return Some(ControlFlow::Break(()));
        }
        (state.ending != Ending::Not).then_some(ControlFlow::Continue(()))
    }

    /// As if [`Stop::Drain`] had been asked for.
    pub(super) fn drain(&self) {
        self.stop(Stop::Drain);
    }

    /// Looks at the queue, or changes it.
    pub(super) fn change<R>(&self, change: impl FnOnce(&mut Queue<T>) -> R) -> R {
        change(&mut self.lock().queue)
    }

    /// Nothing more is offered.
    pub(super) fn close(&self) {
        self.lock().is_closed = true;
        self.work.notify_all();
    }
}

impl<T: Event> Control for Shared<T> {
    fn counts(&self) -> FlowCounts {
        self.lock().queue.counts
    }

    fn stop(&self, how: Stop) {
        let mut state = self.lock();
        match (how, state.ending) {
            (_, Ending::Abandoned) => {}
            (Stop::Abandon, _) => state.abandon(),
            (Stop::Drain, Ending::Not) => state.ending = Ending::Draining(None),
            (Stop::Drain, Ending::Draining(_)) => {}
            (Stop::DrainFor(time), Ending::Not | Ending::Draining(None)) => {
                state.ending = Ending::Draining(Instant::now().checked_add(time));
            }
            (Stop::DrainFor(time), Ending::Draining(Some(deadline))) => {
                let sooner = Instant::now().checked_add(time).map_or(deadline, |other| other.min(deadline));
                state.ending = Ending::Draining(Some(sooner));
            }
        }
        drop(state);
        self.room.notify_all();
        self.work.notify_all();
    }
}
