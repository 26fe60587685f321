//! A user ring buffer: records from one process to programs.

use super::Map;
use crate::events::{Stopper, Woken};
use crate::{Error, Kernel, Operation, Result, Value, retry};
use skep_memory::{UserRingCorruption, UserRingProducer, UserRingRecord};
use skep_object::MapSpec;
use skep_uapi::kernel::{Instant, Wait};
use skep_uapi::{Handle, MapType};
use std::marker::PhantomData;
use std::sync::Arc;
use std::time::Duration;

/// The sender's end of a user ring buffer of values of one type (`BPF_MAP_TYPE_USER_RINGBUF`, Linux 6.1).
///
/// What a ring buffer is from programs to a process, this is the other way round: values are written straight into memory that the
/// kernel shares, without a system call, and programs take them out when they run, with `bpf_user_ringbuf_drain`, in the order in
/// which they were sent. Nothing wakes a program: it runs when what it is attached to happens.
///
/// There is one sender of a ring: in this process a second one is refused, however it opens the ring; one in another process is noticed,
/// and is an error of whoever sends later, since the kernel does not keep it away.
///
/// ```
/// use skep::prelude::*;
/// use skep::isa::Atomic;
/// use skep::registers::*;
///
/// // A program that drains `JOBS` and adds the numbers up in `SUM`.
/// let code = Assembler::new()
///     .load_map(R1, "JOBS").load_function(R2, "each").mov(R3, 0).mov(R4, 0)
///     .call(Helper::USER_RINGBUF_DRAIN)
///     .exit()
///     .build()?;
/// let each = Assembler::new()
///     .mov(R3, R1).mov(R1, R10).add(R1, -8).mov(R2, 8).mov(R4, 0).mov(R5, 0)
///     .call(Helper::DYNPTR_READ)
///     .store(Size::Word, R10, -12, 0)
///     .load_map(R1, "SUM").mov(R2, R10).add(R2, -12)
///     .call(Helper::MAP_LOOKUP_ELEM)
///     .jump(Condition::Equal, R0, 0, "out")
///     .load(Size::Double, R1, R10, -8)
///     .atomic(Atomic::Add, Size::Double, R0, 0, R1)
///     .label("out").mov(R0, 0).exit()
///     .build()?;
/// let spec = ObjectSpec::new("GPL")
///     .with_map(UserRingBuffer::<u64>::spec("JOBS", 4096))
///     .with_map(Array::<u64>::spec("SUM", 1))
///     .with_function("each", each)
///     .with_program(ProgramSpec::tracepoint("drain", "sched", "sched_process_exec", code));
///
/// let kernel = Kernel::simulated();
/// let object = spec.load(&kernel)?;
/// let _link = object.program("drain")?.attach()?;
/// let mut jobs = object.map::<UserRingBuffer<u64>>("JOBS")?;
/// assert!(jobs.try_send(&40)? && jobs.try_send(&2)?);
/// kernel.world().fire("sched:sched_process_exec", |event| event.pid(7))?;
/// assert_eq!(object.map::<Array<u64>>("SUM")?.get(0)?, Some(42));
/// assert_eq!(jobs.unread()?, 0);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct UserRingBuffer<T> {
    map: Map,
    producer: UserRingProducer,
    /// Ready when programs have drained the ring.
    drained: Handle,
    stop: Arc<Handle>,
    types: PhantomData<fn(T)>,
}

impl<T: Value> UserRingBuffer<T> {
    /// The specification of a user ring buffer of this size in bytes: a power of two and a multiple of the page size. Each record
    /// takes its own size, rounded up to 8 bytes, and 8 more.
    pub fn spec(name: &str, byte_size: u32) -> MapSpec {
        MapSpec::new(name, MapType::USER_RINGBUF, 0, 0, byte_size)
    }

    /// Creates a user ring buffer of this size in bytes. Needs `CAP_BPF`.
    ///
    /// # Errors
    /// If the kernel does not take the name or the size, or this process may not.
    pub fn create(kernel: &Kernel, name: &str, byte_size: u32) -> Result<Self> {
        Self::new(Map::create(kernel, &Self::spec(name, byte_size))?)
    }

    /// Becomes the sender of a user ring buffer. What was sent before and not yet drained stays in it; a record that a sender had begun
    /// when its process was killed is given up.
    ///
    /// # Errors
    /// If it is no user ring buffer, has a sender already, or what is in it makes no sense.
    pub fn new(map: Map) -> Result<Self> {
        map.expect(&[MapType::USER_RINGBUF])?;
        let (api, handle) = (map.object.kernel.api(), &map.object.handle);
        let memory =
            api.user_ring_memory(handle).map_err(|errno| map.error(Operation::MapUserRing, errno))?;
        let drained = api.drain_event(handle).map_err(|errno| map.error(Operation::Wait, errno))?;
        let stop = api.event().map_err(|errno| map.error(Operation::Wait, errno))?;
        let producer = UserRingProducer::new(memory).map_err(|corruption| corrupt(&map, corruption))?;
        Ok(Self { producer, drained, stop: Arc::new(stop), map, types: PhantomData })
    }

    /// The map, untyped: to pin it, or to ask about it.
    pub fn map(&self) -> &Map {
        &self.map
    }

    /// Sends a value if there is room for it, and says whether there was. No system call, no memory is asked for.
    ///
    /// # Errors
    /// If values of this type are longer than the whole ring, or another sender uses it.
    pub fn try_send(&mut self, value: &T) -> Result<bool> {
        self.try_send_bytes(value.as_bytes())
    }

    /// As [`try_send`](Self::try_send), for rings whose records have several sizes.
    ///
    /// # Errors
    /// If they are longer than the whole ring, or another sender uses it.
    pub fn try_send_bytes(&mut self, record: &[u8]) -> Result<bool> {
        self.check_length(record.len())?;
        self.producer.send(record).map_err(|corruption| corrupt(&self.map, corruption))
    }

    /// Sends a value, and waits for programs to make room for it if there is none. `false`: this sender was stopped meanwhile.
    ///
    /// # Errors
    /// As [`try_send`](Self::try_send). [`WaitsForever`](crate::ErrorKind::WaitsForever) on a simulated kernel where nothing
    /// could make room.
    pub fn send(&mut self, value: &T) -> Result<bool> {
        self.send_until(value.as_bytes(), None)
    }

    /// As [`send`](Self::send), and gives up after this time. `false`: there was no room until then, or this sender was stopped.
    ///
    /// # Errors
    /// As [`try_send`](Self::try_send).
    pub fn send_within(&mut self, value: &T, time: Duration) -> Result<bool> {
        let deadline = self.map.object.kernel.api().now() + time;
        self.send_until(value.as_bytes(), Some(deadline))
    }

    /// Takes a place for a record of this length in bytes, to be filled in place and submitted; `None` if there is no room for it now.
    /// A record that is dropped without that is passed over by programs. As long as there is one, programs drain nothing behind it.
    ///
    /// # Errors
    /// If it is longer than the whole ring, or another sender uses it.
    pub fn reserve(&mut self, length: usize) -> Result<Option<UserRingRecord<'_>>> {
        self.check_length(length)?;
        let Self { map, producer, .. } = self;
        producer.reserve(length).map_err(|corruption| corrupt(map, corruption))
    }

    /// The bytes that no program has drained yet, with what each record takes beside its own.
    ///
    /// # Errors
    /// If another sender uses the ring.
    pub fn unread(&self) -> Result<u64> {
        self.producer.unread().map_err(|corruption| corrupt(&self.map, corruption))
    }

    /// What ends this sender's waits from another thread.
    pub fn stopper(&self) -> Stopper {
        Stopper::new(&self.map.object.kernel, &self.stop)
    }

    fn send_until(&mut self, record: &[u8], deadline: Option<Instant>) -> Result<bool> {
        loop {
            if self.try_send_bytes(record)? {
                return Ok(true);
            }
            match self.wait_until(deadline)? {
                Woken::Ready => {}
                // Room that was made at the last moment is not left unused.
                Woken::Deadline => return self.try_send_bytes(record),
                Woken::Stopped => return Ok(false),
            }
        }
    }

    /// Waits until programs have drained the ring, also if that was before this began.
    fn wait_until(&self, deadline: Option<Instant>) -> Result<Woken> {
        let mut waits = [Wait::new(&self.stop), Wait::new(&self.drained)];
        retry::wait(&self.map.object.kernel, &mut waits, deadline)
            .map_err(|errno| self.map.error(Operation::Wait, errno))?;
        Ok(match waits.map(|wait| wait.ready) {
            [true, _] => Woken::Stopped,
            [false, true] => Woken::Ready,
            [false, false] => Woken::Deadline,
        })
    }

    fn check_length(&self, length: usize) -> Result<()> {
        let longest = self.producer.longest();
        if length <= longest {
            return Ok(());
        }
        let problem =
            format!("a record of {length} bytes never fits: this ring has room for {longest} at most");
        Err(Error::invalid(Operation::SendThroughRing, self.map.name(), problem))
    }
}

fn corrupt(map: &Map, corruption: UserRingCorruption) -> Error {
    Error::other(Operation::SendThroughRing, map.name(), corruption)
}
