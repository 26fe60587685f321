//! A kernel that gives the answers of a recording.

use crate::answer::Given;
use crate::argument::Argument;
use crate::datum::Datum;
use crate::layered::{Call, Members};
use crate::method::{Method, every_method};
use crate::names::Names;
use crate::record::{Event, Recorded, Recording, question};
use crate::threads::Threads;
use skep_memory::{
    Region, RingCommit, RingMemory, RingProducer, UserRingConsumer, UserRingMemory, UserRingSample,
};
use skep_uapi::kernel::*;
use skep_uapi::{Errno, Handle, KernelApi, Result, UpdateFlags};
use std::collections::{BTreeMap, VecDeque};
use std::fmt;
#[cfg(unix)]
use std::os::fd::{BorrowedFd, OwnedFd};
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::Waker;
use std::time::Duration;

/// The answer to a call that the recording does not have here, and to every call after it.
const NOT_RECORDED: Errno = Errno::EBADMSG;

/// The most bytes of an empty ring's data: larger ones are as large as what was read of them.
const LARGEST_RING: usize = 64 << 20;

/// What is left of a recording that is replayed. Clones are of the same kernel.
#[derive(Clone, Debug)]
pub struct Replay(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    kind: &'static str,
    page_size: usize,
    user_id: u32,
    names: Names,
    threads: Threads,
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    /// What comes in each thread.
    left: BTreeMap<u32, VecDeque<(usize, Event)>>,
    /// The rings that were handed out.
    rings: BTreeMap<u32, RingProducer>,
    /// The user rings that were handed out.
    user_rings: Vec<UserRingConsumer>,
    /// How many bytes of records each ring gets, with headers and padding.
    sizes: BTreeMap<u32, usize>,
    now: u64,
    wall_clock: u64,
    mismatch: Option<Mismatch>,
}

/// A replayed kernel was asked something else than its recording has.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Mismatch {
    /// Which call of the recording, from 1; behind the last if there are no more in this thread.
    pub call: usize,
    /// The call there; `None` if there are no more in this thread.
    pub recorded: Option<String>,
    /// What was asked; `None` if nothing was, and there is more in the recording.
    pub asked: Option<String>,
}

impl fmt::Display for Mismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { call, recorded, asked } = self;
        match recorded {
            Some(recorded) => write!(f, "call {call} of the recording is `{recorded}`")?,
            None => f.write_str("the recording has no more calls of this thread")?,
        }
        match asked {
            Some(asked) => write!(f, ", but `{asked}` was asked"),
            None => f.write_str(", but nothing more was asked"),
        }
    }
}

impl std::error::Error for Mismatch {}

impl Replay {
    /// Whether everything was asked that is in the recording, and nothing else.
    ///
    /// # Errors
    /// The first call that was not, or the first that was left.
    pub fn finish(&self) -> core::result::Result<(), Mismatch> {
        let state = self.0.state();
        if let Some(mismatch) = &state.mismatch {
            return Err(mismatch.clone());
        }
        let calls = state.left.values().flatten().filter_map(|(number, event)| match event {
            Event::Call(call) => Some((*number, call)),
            Event::Time(..) | Event::Ring { .. } => None,
        });
        match calls.min_by_key(|(number, _)| *number) {
            None => Ok(()),
            Some((call, left)) => {
                let recorded = Some(question(left.method, &left.asked));
                Err(Mismatch { call, recorded, asked: None })
            }
        }
    }
}

/// A kernel that gives a recording's answers, without the kernel that it was recorded of, and what is left of it.
///
/// Each thread must ask what it asked when it was recorded, in the same order; threads are told apart by the order in which they
/// first ask something. The records of a ring are there as soon as the last call before they were read was made. A call that the
/// recording does not have is answered with `EBADMSG`, as is every later one; [`Facts::refusal`] and [`Replay::finish`] say why.
pub fn replayed(recording: &Recording) -> (impl KernelApi + use<>, Replay) {
    let mut state = State {
        left: BTreeMap::new(),
        rings: BTreeMap::new(),
        user_rings: Vec::new(),
        sizes: BTreeMap::new(),
        now: 0,
        wall_clock: 0,
        mismatch: None,
    };
    let mut calls = 0;
    for entry in &recording.entries {
        match &entry.event {
            Event::Call(_) => calls += 1,
            Event::Time(..) => {}
            Event::Ring { ring, bytes, .. } => {
                let size = state.sizes.entry(*ring).or_default();
                // A header, and padding to the next multiple of 8.
                *size = size.saturating_add(bytes.len()).saturating_add(16);
            }
        }
        state.left.entry(entry.thread).or_default().push_back((calls, entry.event.clone()));
    }
    let shared = Shared {
        kind: if recording.kind == "host" { "host" } else { "simulated" },
        page_size: usize::try_from(recording.page_size).unwrap_or(usize::MAX),
        user_id: recording.user_id,
        names: Names::new(usize::MAX),
        threads: Threads::default(),
        state: Mutex::new(state),
    };
    let replay = Replay(Arc::new(shared));
    (replay.clone(), replay)
}

impl Shared {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What is recorded of this call, if it is the next one.
    fn next(&self, call: Call<'_>) -> Result<Recorded> {
        let asked = call.asked(&self.names);
        let thread = self.threads.current();
        let mut state = self.state();
        if state.mismatch.is_some() {
            return Err(NOT_RECORDED);
        }
        let found = state.next_call(thread);
        match found {
            Some((_, recorded)) if recorded.method == call.method && recorded.asked == asked => {
                // What was read of a ring that is just now handed out is put there when it is.
                if recorded.method != Method::RingMemory {
                    state.fill_rings();
                }
                state.drain_user_rings();
                Ok(recorded)
            }
            found => {
                let number = found.as_ref().map_or(0, |(number, _)| *number);
                let recorded = found.map(|(_, recorded)| question(recorded.method, &recorded.asked));
                let asked = Some(question(call.method, &asked));
                state.mismatch = Some(Mismatch { call: number, recorded, asked });
                Err(NOT_RECORDED)
            }
        }
    }

    /// The recording's answer to this call is none for this method.
    fn is_none(&self, recorded: &Recorded) -> Errno {
        let asked = Some(question(recorded.method, &recorded.asked));
        let recorded = Some(recorded.to_string());
        self.state().mismatch.get_or_insert(Mismatch { call: 0, recorded, asked });
        NOT_RECORDED
    }

    fn time(&self, method: Method) -> u64 {
        let thread = self.threads.current();
        let mut state = self.state();
        // How often a time is asked may differ: it goes on when the recording does.
        if let Some(left) = state.left.get_mut(&thread)
            && let Some(&(_, Event::Time(told, time))) = left.front()
            && told == method
        {
            left.pop_front();
            state.set_time(told, time);
        }
        if method == Method::Now { state.now } else { state.wall_clock }
    }
}

impl State {
    fn set_time(&mut self, method: Method, time: u64) {
        if method == Method::Now {
            self.now = self.now.max(time);
        } else {
            self.wall_clock = time;
        }
    }

    /// The next call of a thread, which goes past the times that were told before it.
    fn next_call(&mut self, thread: u32) -> Option<(usize, Recorded)> {
        loop {
            match self.left.get_mut(&thread)?.pop_front()? {
                (number, Event::Call(call)) => {
                    self.now = self.now.max(call.at.0.saturating_add(call.took));
                    return Some((number, call));
                }
                (_, Event::Time(method, time)) => self.set_time(method, time),
                // Its ring was not handed out before: a recording that was changed.
                (_, Event::Ring { .. }) => {}
            }
        }
    }

    /// What the next call of a thread is answered, if there is one.
    fn next_answer(&self, thread: u32) -> Option<&Result<Datum>> {
        self.left.get(&thread)?.iter().find_map(|(_, event)| match event {
            Event::Call(call) => Some(&call.answer),
            Event::Time(..) | Event::Ring { .. } => None,
        })
    }

    /// Puts into the rings what was read before the next call of each thread.
    fn fill_rings(&mut self) {
        let Self { left, rings, .. } = self;
        for left in left.values_mut() {
            let until =
                left.iter().position(|(_, event)| matches!(event, Event::Call(_))).unwrap_or(left.len());
            let mut at = 0;
            for _ in 0..until {
                let is_put = match left.get(at) {
                    Some((_, Event::Ring { ring, is_discarded, bytes })) => {
                        rings.get_mut(ring).is_some_and(|ring| put_record(ring, *is_discarded, bytes))
                    }
                    _ => false,
                };
                if is_put {
                    left.remove(at);
                } else {
                    at += 1;
                }
            }
        }
    }

    /// The memory of the next ring: as large as the recorded one, and large enough for all that is put there.
    fn hand_out_ring(&mut self, page_size: usize, data_size: usize) -> Option<RingMemory> {
        let number = u32::try_from(self.rings.len()).ok()?.checked_add(1)?;
        let size =
            self.sizes.get(&number).copied().unwrap_or(0).checked_add(8)?.checked_next_power_of_two()?;
        // What a text says of a size is not believed beyond what is needed.
        let size = data_size.min(LARGEST_RING).max(size);
        let producer = RingProducer::allocate(page_size, size).ok()?;
        let memory = producer.reader();
        self.rings.insert(number, producer);
        self.fill_rings();
        memory
    }

    /// The memory of a user ring, as large as the recorded one, or as the largest that is handed out.
    fn hand_out_user_ring(&mut self, page_size: usize, data_size: usize) -> Option<UserRingMemory> {
        let consumer = UserRingConsumer::allocate(page_size, data_size.min(LARGEST_RING)).ok()?;
        let memory = consumer.producer();
        self.user_rings.push(consumer);
        memory
    }

    /// What was sent since the last call has been drained.
    fn drain_user_rings(&mut self) {
        self.user_rings.iter_mut().for_each(drain);
    }
}

/// Takes all that was sent through a user ring.
fn drain(ring: &mut UserRingConsumer) {
    loop {
        match ring.peek() {
            Ok(UserRingSample::Bytes(bytes)) => ring.release(bytes.len()),
            Ok(UserRingSample::Discarded) => {}
            Ok(UserRingSample::None) | Err(_) => return,
        }
    }
}

/// Puts a record into a ring, which was made large enough for all of them; returns whether there was room.
fn put_record(ring: &mut RingProducer, is_discarded: bool, bytes: &[u8]) -> bool {
    let place = u32::try_from(bytes.len()).ok().and_then(|length| ring.reserve(length));
    let how = if is_discarded { RingCommit::Discard } else { RingCommit::Submit };
    place.map(|place| ring.commit(place, bytes, how)).is_some()
}

/// A call by its arguments' names.
macro_rules! call {
    ($method:ident($($argument:ident),*)) => {
        Call { method: Method::$method, arguments: &[$((stringify!($argument), &$argument as &dyn Argument)),*] }
    };
}

/// Methods that give the recorded answer.
macro_rules! methods {
    ($(
        $(#[$meta:meta])*
        $variant:ident $method:ident($($argument:ident: $type:ty),*) -> $result:ty;
    )*) => { $(
        $(#[$meta])*
        #[allow(unused_mut, reason = "only some arguments are written to")]
        fn $method(&self $(, mut $argument: $type)*) -> Result<$result> {
            let recorded = self.0.next(call!($variant($($argument),*)))?;
            $(if !put(&recorded.answered, stringify!($argument), &mut $argument) {
                return Err(self.0.is_none(&recorded));
            })*
            let answer = recorded.answer.as_ref().map_err(|errno| *errno)?;
            <$result as Given>::given(answer, &self.0.names).ok_or_else(|| self.0.is_none(&recorded))
        }
    )* };
}

fn put(answered: &Members, name: &str, argument: &mut dyn Argument) -> bool {
    let found = answered.iter().find(|(answered, _)| answered == name);
    found.is_none_or(|(_, datum)| argument.put(datum))
}

macro_rules! implement {
    (
        commands { $($commands:tt)* }
        by_hand { $($by_hand:tt)* }
        ring { $($ring:tt)* }
        attachments { $($attachments:tt)* }
        queries { $($queries:tt)* }
        facts { $($facts:tt)* }
        waiting { $($waiting:tt)* }
        named { $($named:tt)* }
    ) => {
        impl Commands for Replay {
            methods! { $($commands)* }
            methods! { $($by_hand)* }

            fn ring_memory(&self, map: &Handle) -> Result<RingMemory> {
                let recorded = self.0.next(call!(RingMemory(map)))?;
                let answer = recorded.answer.as_ref().map_err(|errno| *errno)?;
                let size = |name| answer.member(name).and_then(Datum::number).and_then(|size| usize::try_from(size).ok());
                let memory = size("data_size").and_then(|size| self.0.state().hand_out_ring(self.0.page_size, size));
                memory.ok_or_else(|| self.0.is_none(&recorded))
            }

            fn user_ring_memory(&self, map: &Handle) -> Result<UserRingMemory> {
                let recorded = self.0.next(call!(UserRingMemory(map)))?;
                let answer = recorded.answer.as_ref().map_err(|errno| *errno)?;
                let size = answer.member("data_size").and_then(Datum::number).and_then(|size| usize::try_from(size).ok());
                let memory = size.and_then(|size| self.0.state().hand_out_user_ring(self.0.page_size, size));
                memory.ok_or_else(|| self.0.is_none(&recorded))
            }
        }

        impl Attachments for Replay {
            methods! { $($attachments)* }
        }

        impl Queries for Replay {
            methods! { $($queries)* }

            fn in_network_namespace(&self, path: &Path, act: &mut (dyn FnMut() + Send)) -> Result<()> {
                // What is done there was answered before this was: it comes first in a thread of its own.
                let thread = self.0.threads.current();
                if self.0.state().next_answer(thread).is_some_and(|answer| answer.is_ok()) {
                    std::thread::scope(|scope| drop(scope.spawn(act)));
                }
                self.0.next(call!(InNetworkNamespace(path)))?.answer.map(drop)
            }
        }

        impl Facts for Replay {
            methods! { $($facts)* }

            fn kind(&self) -> &'static str {
                self.0.kind
            }

            fn page_size(&self) -> usize {
                self.0.page_size
            }

            fn user_id(&self) -> u32 {
                self.0.user_id
            }

            fn refusal(&self) -> Option<String> {
                self.0.state().mismatch.as_ref().map(ToString::to_string)
            }
        }

        impl Waiting for Replay {
            methods! { $($waiting)* }

            fn on_ready(&self, watch: &Handle, waker: &Waker) -> Result<()> {
                let answer = self.0.next(call!(OnReady(watch)))?.answer.map(drop);
                waker.wake_by_ref();
                answer
            }

            #[cfg(unix)]
            fn adopt_fd(&self, fd: OwnedFd, kind: ObjectKind) -> Result<Handle> {
                drop(fd);
                let recorded = self.0.next(call!(AdoptFd(kind)))?;
                Err(recorded.answer.err().unwrap_or(Errno::EOPNOTSUPP))
            }

            #[cfg(unix)]
            fn release_fd(&self, handle: Handle) -> Result<OwnedFd> {
                drop(handle);
                let recorded = self.0.next(Call { method: Method::ReleaseFd, arguments: &[] })?;
                Err(recorded.answer.err().unwrap_or(Errno::EOPNOTSUPP))
            }
        }
    };
}

every_method!(implement);

impl Time for Replay {
    fn now(&self) -> Instant {
        Instant(self.0.time(Method::Now))
    }

    fn wall_clock(&self) -> Duration {
        Duration::from_nanos(self.0.time(Method::WallClock))
    }
}
