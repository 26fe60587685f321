//! A ring buffer: events from programs to one reader.

use super::{Array, Map};
use crate::{Error, Global, Kernel, Operation, Result, Value, retry};
use skep_memory::{RingConsumer, RingCorruption};
use skep_object::MapSpec;
use skep_uapi::kernel::{Instant, Wait};
use skep_uapi::{Errno, Handle, MapType};
use std::marker::PhantomData;
use std::ops::ControlFlow;
use std::sync::Arc;
use std::time::Duration;

/// The reader's end of a ring buffer of events of one type (`BPF_MAP_TYPE_RINGBUF`, Linux 5.8).
///
/// There is one reader of a ring. Events are read in the order in which programs reserved them, straight from the
/// memory that the kernel shares: reading one makes no system call. When the ring is full, programs cannot
/// reserve: such losses are known only to the program, which counts them in an array that
/// [`with_losses`](Self::with_losses) names.
///
/// ```
/// use skep::prelude::*;
/// use skep::registers::*;
///
/// // A program that sends the number of whatever process runs `true`.
/// let code = Assembler::new()
///     .call(Helper::GET_CURRENT_PID_TGID)
///     .store(Size::Double, R10, -8, R0)
///     .load_map(R1, "PIDS")
///     .mov(R2, R10)
///     .add(R2, -8)
///     .mov(R3, 8)
///     .mov(R4, 0)
///     .call(Helper::RINGBUF_OUTPUT)
///     .mov(R0, 0)
///     .exit()
///     .build()?;
/// let spec = ObjectSpec::new("GPL")
///     .with_map(RingBuffer::<u64>::spec("PIDS", 4096))
///     .with_program(ProgramSpec::tracepoint("on_exec", "sched", "sched_process_exec", code));
///
/// let kernel = Kernel::simulated();
/// let object = spec.load(&kernel)?;
/// let _link = object.program("on_exec")?.attach()?;
/// let mut pids = object.map::<RingBuffer<u64>>("PIDS")?;
///
/// kernel.world().fire("sched:sched_process_exec", |event| event.pid(7))?;
/// let mut seen = Vec::new();
/// pids.for_each(|pid| seen.push(*pid >> 32))?;
/// assert_eq!(seen, [7]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct RingBuffer<T> {
    map: Map,
    consumer: RingConsumer,
    stop: Arc<Handle>,
    losses: Option<Losses>,
    types: PhantomData<fn() -> T>,
}

/// Where programs count the events that they could not send.
#[derive(Debug)]
enum Losses {
    /// In the elements of an array.
    Array(Array<u64>),
    /// In a variable.
    Variable(Global<u64>),
}

/// What ended a wait.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Woken {
    /// There is something to read.
    Ready,
    /// The deadline has come.
    Deadline,
    /// The reader was stopped.
    Stopped,
}

impl<T: Value> RingBuffer<T> {
    /// The specification of a ring buffer of this size in bytes: a power of two and a multiple of the page size.
    /// Each event takes its own size, rounded up to 8 bytes, and 8 more.
    pub fn spec(name: &str, byte_size: u32) -> MapSpec {
        MapSpec::ring_buffer(name, byte_size)
    }

    /// Creates a ring buffer of this size in bytes. Needs `CAP_BPF`.
    ///
    /// # Errors
    /// If the kernel does not take the name or the size, or this process may not.
    pub fn create(kernel: &Kernel, name: &str, byte_size: u32) -> Result<Self> {
        Self::new(Map::create(kernel, &Self::spec(name, byte_size))?)
    }

    /// Becomes the reader of a ring buffer. What was read before stays read.
    ///
    /// # Errors
    /// If it is no ring buffer, or has a reader already.
    pub fn new(map: Map) -> Result<Self> {
        const { assert!(align_of::<T>() <= 8, "a ring buffer's records are aligned to 8 bytes") };
        map.expect(&[MapType::RINGBUF])?;
        let api = map.object.kernel.api();
        let memory =
            api.ring_memory(&map.object.handle).map_err(|errno| map.error(Operation::MapRing, errno))?;
        let stop = api.event().map_err(|errno| map.error(Operation::Wait, errno))?;
        Ok(Self {
            consumer: RingConsumer::new(memory),
            stop: Arc::new(stop),
            losses: None,
            map,
            types: PhantomData,
        })
    }

    /// Names the array in which programs count the events they could not send.
    #[must_use]
    pub fn with_losses(self, losses: Array<u64>) -> Self {
        Self { losses: Some(Losses::Array(losses)), ..self }
    }

    /// Names the variable in which programs count the events they could not send.
    #[must_use]
    pub fn with_lost(self, losses: Global<u64>) -> Self {
        Self { losses: Some(Losses::Variable(losses)), ..self }
    }

    /// The map, untyped: to pin it, or to ask about it.
    pub fn map(&self) -> &Map {
        &self.map
    }

    /// How many events programs could not send because the ring was full: the sum of the array that
    /// [`with_losses`](Self::with_losses) named, or the variable that [`with_lost`](Self::with_lost) did. `None` if there is
    /// neither. Programs of a module with `#[skep::bpf]` count by themselves.
    ///
    /// # Errors
    /// If it cannot be read.
    pub fn lost(&self) -> Result<Option<u64>> {
        match &self.losses {
            None => Ok(None),
            Some(Losses::Variable(lost)) => lost.get().map(Some),
            Some(Losses::Array(lost)) => {
                lost.iter().try_fold(0_u64, |sum, count| Ok(sum.wrapping_add(count?))).map(Some)
            }
        }
    }

    /// The bytes that wait to be read.
    pub fn available(&self) -> u64 {
        self.consumer.available()
    }

    /// Calls `each` with the events that are there now, and returns how many they were. It does not wait. The
    /// event is the ring's own memory: nothing is copied.
    ///
    /// # Errors
    /// If a record is not of the size of an event: it counts as read, and the next call goes on after it.
    pub fn for_each(&mut self, mut each: impl FnMut(&T)) -> Result<usize> {
        let mut wrong_size = None;
        let mut events = 0;
        let read = self.consumer.for_each(|record| match T::ref_from_bytes(record) {
            Ok(event) => {
                each(event);
                events += 1;
                ControlFlow::Continue(())
            }
            Err(_) => {
                wrong_size = Some(record.len());
                ControlFlow::Break(())
            }
        });
        read.map_err(|corruption| self.corrupt(corruption))?;
        match wrong_size {
            Some(size) => Err(self.wrong_size(size)),
            None => Ok(events),
        }
    }

    /// As [`for_each`](Self::for_each), for rings whose records have several sizes: `each` gets their bytes.
    ///
    /// # Errors
    /// If the ring's memory makes no sense.
    pub fn for_each_record(&mut self, mut each: impl FnMut(&[u8])) -> Result<usize> {
        let read = self.consumer.for_each(|record| {
            each(record);
            ControlFlow::Continue(())
        });
        read.map_err(|corruption| self.corrupt(corruption))
    }

    /// Waits until there is something to read, the time is over, or the reader is stopped.
    ///
    /// # Errors
    /// [`WaitsForever`](crate::ErrorKind::WaitsForever) on a simulated kernel where nothing could end the wait.
    pub fn wait(&self, time: Option<Duration>) -> Result<Woken> {
        let deadline = time.map(|time| self.map.object.kernel.api().now() + time);
        self.wait_until(deadline)
    }

    fn wait_until(&self, deadline: Option<Instant>) -> Result<Woken> {
        let object = &self.map.object;
        let mut waits = [Wait::new(&self.stop), Wait::new(&object.handle)];
        retry::wait(&object.kernel, &mut waits, deadline)
            .map_err(|errno| self.map.error(Operation::Wait, errno))?;
        Ok(match waits.map(|wait| wait.ready) {
            [true, _] => Woken::Stopped,
            [false, true] => Woken::Ready,
            [false, false] => Woken::Deadline,
        })
    }

    /// What ends waits for this ring from another thread.
    pub fn stopper(&self) -> Stopper {
        Stopper { kernel: self.map.object.kernel.clone(), event: self.stop.clone() }
    }

    /// The events, owned, waiting for each. It ends when the reader is stopped.
    pub fn events(&mut self) -> Events<'_, T> {
        Events { ring: self, deadline: None, ended: false }
    }

    /// The events that come within this time from now on, owned. It ends when the time is over or the reader is
    /// stopped; events that are there by then are not left behind.
    pub fn events_within(&mut self, time: Duration) -> Events<'_, T> {
        let deadline = Some(self.map.object.kernel.api().now() + time);
        Events { ring: self, deadline, ended: false }
    }

    /// The next event that is there already, owned. It does not wait.
    ///
    /// # Errors
    /// If the record is not of the size of an event: it counts as read.
    pub fn try_next(&mut self) -> Result<Option<T>> {
        let read = match self.consumer.next_record() {
            Ok(None) => return Ok(None),
            Ok(Some(record)) => Ok(T::read_from_bytes(record).map_err(|_| record.len())),
            Err(corruption) => Err(corruption),
        };
        match read {
            Ok(Ok(event)) => Ok(Some(event)),
            Ok(Err(size)) => Err(self.wrong_size(size)),
            Err(corruption) => Err(self.corrupt(corruption)),
        }
    }

    fn wrong_size(&self, size: usize) -> Error {
        let (name, expected) = (std::any::type_name::<T>(), size_of::<T>());
        let problem = format!("a record has {size} bytes; `{name}` has {expected}");
        Error::invalid(Operation::ReadRing, self.map.name(), problem)
    }

    fn corrupt(&self, corruption: RingCorruption) -> Error {
        Error::other(Operation::ReadRing, self.map.name(), corruption)
    }
}

/// The events of a ring, owned.
#[derive(Debug)]
pub struct Events<'a, T> {
    ring: &'a mut RingBuffer<T>,
    deadline: Option<Instant>,
    ended: bool,
}

impl<T: Value> Iterator for Events<'_, T> {
    type Item = Result<T>;

    fn next(&mut self) -> Option<Result<T>> {
        loop {
            match self.ring.try_next() {
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

/// Ends the waits for a ring, from any thread, once and for all.
#[derive(Clone, Debug)]
pub struct Stopper {
    kernel: Kernel,
    event: Arc<Handle>,
}

impl Stopper {
    /// Ends the wait that is under way, if there is one, and every later one.
    ///
    /// # Errors
    /// If the kernel refuses.
    pub fn stop(&self) -> Result<()> {
        self.kernel
            .api()
            .signal(&self.event)
            .map_err(|errno: Errno| Error::kernel(&self.kernel, Operation::Wait, "stop", errno))
    }
}
