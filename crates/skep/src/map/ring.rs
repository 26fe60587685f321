//! A ring buffer: events from programs to one reader.

use super::{Array, Map};
use crate::events::{Batch, Drain, Event, EventStream, Events, Stopper, Woken};
use crate::{Error, Global, Kernel, Operation, Result, retry};
use skep_memory::{RingConsumer, RingCorruption};
use skep_object::MapSpec;
use skep_uapi::kernel::{Instant, Wait};
use skep_uapi::{Handle, MapType};
use std::marker::PhantomData;
use std::ops::ControlFlow;
use std::sync::Arc;
use std::time::Duration;

/// The reader's end of a ring buffer of events of one type (`BPF_MAP_TYPE_RINGBUF`, Linux 5.8).
///
/// There is one reader of a ring: in this process a second one is refused, however it opens the ring; one in another process is noticed
/// and is an error of whoever reads later, since the kernel does not keep it away. Events are read in the order in which programs reserved them, straight from the
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
    pub(crate) map: Map,
    pub(crate) consumer: RingConsumer,
    pub(crate) stop: Arc<Handle>,
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
    /// In the parts of a variable, as the code does that is generated for `reserve` and `output`.
    #[cfg(feature = "language")]
    Tally(crate::language::Tally),
}

impl<T: Event> RingBuffer<T> {
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

    #[cfg(feature = "language")]
    pub(crate) fn with_tally(self, losses: crate::language::Tally) -> Self {
        Self { losses: Some(Losses::Tally(losses)), ..self }
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
            #[cfg(feature = "language")]
            Some(Losses::Tally(lost)) => lost.total().map(Some),
            Some(Losses::Array(lost)) => {
                lost.iter().try_fold(0_u64, |sum, count| Ok(sum.wrapping_add(count?))).map(Some)
            }
        }
    }

    /// How many events programs could not send on each processor, by its number: what [`lost`](Self::lost) is the sum of. On machines
    /// with more than 64 processors, the number of a processor is that of those 64, 128 … further as well. `None` if nothing
    /// counts that: the programs of a module with `#[skep::bpf]` do.
    ///
    /// # Errors
    /// If it cannot be read.
    #[cfg(feature = "language")]
    pub fn lost_by_cpu(&self) -> Result<Option<Vec<u64>>> {
        match &self.losses {
            Some(Losses::Tally(lost)) => lost.by_cpu().map(Some),
            _ => Ok(None),
        }
    }

    /// The bytes that wait to be read.
    pub fn available(&self) -> u64 {
        self.consumer.available()
    }

    /// Calls `each` with the events that are there now, and returns how many they were. It does not wait. The
    /// event is the ring's own memory: nothing is copied. (An enumeration of [`events!`](crate::events!) is put together for the
    /// call.)
    ///
    /// # Errors
    /// If a record is no event of this type: it counts as read, and the next call goes on after it. If another reader of the same
    /// ring, in another process, has read from it.
    pub fn for_each(&mut self, each: impl FnMut(&T)) -> Result<usize> {
        self.for_each_of(usize::MAX, each)
    }

    /// As [`for_each`](Self::for_each), of at most so many events.
    pub(crate) fn for_each_of(&mut self, most: usize, mut each: impl FnMut(&T)) -> Result<usize> {
        if most == 0 {
            return Ok(0);
        }
        let mut wrong_size = None;
        let mut events = 0;
        let read = self.consumer.for_each(|record| match T::with(record, &mut each) {
            Some(()) => {
                events += 1;
                if events < most { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
            }
            None => {
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

    /// The events that are there now, lent one by one: what [`for_each`](Self::for_each) is for a loop of one's own.
    ///
    /// # Errors
    /// If another reader of the same ring, in another process, has read from it.
    pub fn batch(&mut self) -> Result<Batch<'_, T>> {
        let Self { map, consumer, .. } = self;
        match consumer.batch() {
            Ok(records) => Ok(Batch::new(map, records)),
            Err(corruption) => Err(corrupt(map, corruption)),
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

    pub(crate) fn wait_until(&self, deadline: Option<Instant>) -> Result<Woken> {
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
        Stopper::new(&self.map.object.kernel, &self.stop)
    }

    /// The events, owned, waiting for each. It ends when the reader is stopped. An event counts as read when the iterator gives it
    /// out; its place is given back some events later, or when the iterator is dropped.
    pub fn events(&mut self) -> Events<'_, T> {
        Events::new(self, None)
    }

    /// The events that come within this time from now on, owned. It ends when the time is over or the reader is
    /// stopped; events that are there by then are not left behind.
    pub fn events_within(&mut self, time: Duration) -> Events<'_, T> {
        let deadline = Some(self.map.object.kernel.api().now() + time);
        Events::new(self, deadline)
    }

    /// The events, owned, for asynchronous code. It ends when the reader is stopped.
    pub fn stream(&mut self) -> EventStream<'_, T> {
        EventStream::new(self)
    }

    /// The events that are there now, owned. It does not wait, and ends however fast more of them come.
    pub fn drain(&mut self) -> Drain<'_, T> {
        Drain::new(self)
    }

    /// The next event that is there already, owned. It does not wait. Its place is given back by the next call.
    ///
    /// # Errors
    /// If the record is no event of this type: it counts as read. If another reader has read from the ring.
    pub fn try_next(&mut self) -> Result<Option<T>> {
        let Self { map, consumer, .. } = self;
        owned(map, consumer.next_record())
    }

    /// As [`try_next`](Self::try_next), and places are given back many at a time.
    pub(crate) fn next_of_many(&mut self) -> Result<Option<T>> {
        let Self { map, consumer, .. } = self;
        owned(map, consumer.next_of_many())
    }

    /// The next event that is there already, which stays the next: to look before one decides who shall have it.
    ///
    /// # Errors
    /// As [`try_next`](Self::try_next); the record stays the next one then, too.
    pub fn peek(&mut self) -> Result<Option<T>> {
        let Self { map, consumer, .. } = self;
        owned(map, consumer.peek())
    }

    fn wrong_size(&self, size: usize) -> Error {
        wrong_record::<T>(&self.map, size)
    }

    fn corrupt(&self, corruption: RingCorruption) -> Error {
        corrupt(&self.map, corruption)
    }
}

/// The event of a record.
fn owned<T: Event>(map: &Map, record: Result<Option<&[u8]>, RingCorruption>) -> Result<Option<T>> {
    match record {
        Ok(None) => Ok(None),
        Ok(Some(record)) => match T::read(record) {
            Some(event) => Ok(Some(event)),
            None => Err(wrong_record::<T>(map, record.len())),
        },
        Err(corruption) => Err(corrupt(map, corruption)),
    }
}

pub(crate) fn wrong_record<T: Event>(map: &Map, size: usize) -> Error {
    let problem = format!("a record has {size} bytes; {}", T::expected());
    Error::invalid(Operation::ReadRing, map.name(), problem)
}

pub(crate) fn corrupt(map: &Map, corruption: RingCorruption) -> Error {
    Error::other(Operation::ReadRing, map.name(), corruption)
}
