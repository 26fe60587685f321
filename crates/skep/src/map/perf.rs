//! Perf buffers: records that programs write, one buffer for each CPU.

use super::{Holder, Map};
use crate::events::{PerfDrain, PerfEvents, Stopper, Woken};
use crate::{Error, Operation, Result, Value, retry};
use skep_memory::PerfConsumer;
use skep_uapi::kernel::{Instant, PerfEventOpen, Wait};
use skep_uapi::{Errno, Handle, MapType, UpdateFlags};
use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;
use std::time::Duration;

/// The reader of a perf buffer: of a map with an event for each CPU, into which programs write records
/// (`BPF_MAP_TYPE_PERF_EVENT_ARRAY`, Linux 4.4). Records of one CPU come in their order, those of several CPUs do not. A
/// [`RingBuffer`](crate::RingBuffer) keeps them in order and copies less, and is there from Linux 5.8 on.
///
/// Needs `CAP_PERFMON` (before Linux 5.8 `CAP_SYS_ADMIN`).
///
/// ```no_run
/// # fn show(events: &skep::Holder<u32, u32>) -> skep::Result<()> {
/// let mut buffer = skep::PerfBuffer::<u64>::open(events, 64 << 10)?;
/// buffer.for_each(|cpu, time| println!("CPU {cpu}: {time}"))?;
/// println!("{} did not find room", buffer.lost());
/// # Ok(())
/// # }
/// ```
pub struct PerfBuffer<T> {
    pub(crate) map: Map,
    readers: Vec<Reader>,
    stop: Arc<Handle>,
    types: PhantomData<fn() -> T>,
}

/// The buffer of a CPU.
struct Reader {
    cpu: u32,
    // The memory is given back before the event is closed.
    consumer: PerfConsumer,
    event: Handle,
}

impl<T> fmt::Debug for PerfBuffer<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PerfBuffer").field("map", &self.map).field("cpus", &self.readers.len()).finish()
    }
}

impl<T: Value> PerfBuffer<T> {
    /// Opens a buffer of so many bytes for each CPU that is running: a power of two, and a multiple of the page size. From now on
    /// programs find them in the map; as long as this lives.
    ///
    /// # Errors
    /// If the map is of another type or has fewer elements than there are CPUs, the size is none of these, or this process may not.
    pub fn open(events: &Holder<u32, u32>, byte_size: usize) -> Result<Self> {
        let map = events.map().clone();
        map.expect(&[MapType::PERF_EVENT_ARRAY])?;
        let api = map.object.kernel.api();
        let error = |errno| map.error(Operation::OpenPerfBuffer, errno);
        if !byte_size.is_power_of_two() || !byte_size.is_multiple_of(api.page_size()) {
            let problem =
                format!("{byte_size} bytes are no power of two of pages of {} bytes", api.page_size());
            return Err(Error::invalid(Operation::OpenPerfBuffer, map.name(), problem));
        }
        let cpus = api.possible_cpus().map_err(error)?;
        if cpus > map.info().max_entries {
            let length = map.info().max_entries;
            let problem =
                format!("it has {length} elements, and there can be {cpus} CPUs: make it as long as that");
            return Err(Error::invalid(Operation::OpenPerfBuffer, map.name(), problem));
        }
        let mut readers = vec![];
        for cpu in 0..cpus {
            let event = match api.perf_event_open(&PerfEventOpen::Output { cpu }) {
                // The CPU is not running.
                Err(Errno::ENODEV) => continue,
                event => event.map_err(error)?,
            };
            let memory = api.perf_memory(&event, byte_size).map_err(error)?;
            let consumer = PerfConsumer::new(memory, api.page_size()).ok_or(Errno::EINVAL).map_err(error)?;
            api.map_update_object(&map.object.handle, &cpu.to_ne_bytes(), &event, UpdateFlags::ANY)
                .map_err(error)?;
            readers.push(Reader { cpu, consumer, event });
        }
        let stop = Arc::new(api.event().map_err(error)?);
        Ok(Self { map, readers, stop, types: PhantomData })
    }

    /// Calls `each` with the CPU and the record of all that are there now, and returns how many they were. It does not wait. What
    /// is behind the record in its sample (padding, or bytes of the packet) is left out.
    ///
    /// # Errors
    /// If a sample is smaller than a record: it counts as read, and the next call goes on after it.
    pub fn for_each(&mut self, mut each: impl FnMut(u32, T)) -> Result<usize> {
        let mut records = 0;
        for Reader { cpu, consumer, .. } in &mut self.readers {
            let mut too_small = None;
            let read = consumer.for_each(|bytes| match T::read_from_prefix(bytes) {
                Ok((record, _)) => {
                    records += 1;
                    each(*cpu, record);
                }
                Err(_) => too_small = Some(bytes.len()),
            });
            read.map_err(|corruption| Error::other(Operation::ReadRing, self.map.name(), corruption))?;
            if let Some(size) = too_small {
                return Err(wrong_sample::<T>(&self.map, size));
            }
        }
        Ok(records)
    }

    /// How many records found no room, as far as that was read: the kernel says so with the next one that does.
    pub fn lost(&self) -> u64 {
        self.readers.iter().fold(0, |sum, reader| sum.wrapping_add(reader.consumer.lost()))
    }

    /// Waits until there is something to read, the time is over, or the reader is stopped.
    ///
    /// # Errors
    /// If the kernel refuses.
    pub fn wait(&self, time: Option<Duration>) -> Result<Woken> {
        self.wait_until(time.map(|time| self.map.object.kernel.api().now() + time))
    }

    pub(crate) fn wait_until(&self, deadline: Option<Instant>) -> Result<Woken> {
        let mut waits = vec![Wait::new(&self.stop)];
        waits.extend(self.readers.iter().map(|reader| Wait::new(&reader.event)));
        let any = retry::wait(&self.map.object.kernel, &mut waits, deadline)
            .map_err(|errno| self.map.error(Operation::Wait, errno))?;
        Ok(match (waits[0].ready, any) {
            (true, _) => Woken::Stopped,
            (false, true) => Woken::Ready,
            (false, false) => Woken::Deadline,
        })
    }

    /// What ends waits for this buffer from another thread.
    pub fn stopper(&self) -> Stopper {
        Stopper::new(&self.map.object.kernel, &self.stop)
    }

    /// The records with their CPUs, waiting for each; of a CPU after the other, in rounds. It ends when the reader is stopped.
    pub fn events(&mut self) -> PerfEvents<'_, T> {
        PerfEvents::new(self, None)
    }

    /// The records that come within this time from now on. It ends when the time is over or the reader is stopped; records that
    /// are there by then are not left behind.
    pub fn events_within(&mut self, time: Duration) -> PerfEvents<'_, T> {
        let deadline = Some(self.map.object.kernel.api().now() + time);
        PerfEvents::new(self, deadline)
    }

    /// The records that are there now. It does not wait, and ends however fast more of them come.
    pub fn drain(&mut self) -> PerfDrain<'_, T> {
        PerfDrain::new(self)
    }

    /// Where the records of every CPU end now.
    pub(crate) fn heads(&self, heads: &mut Vec<u64>) {
        heads.clear();
        heads.extend(self.readers.iter().map(|reader| reader.consumer.head()));
    }

    /// The next record that is before these positions, from the CPU at this place on.
    pub(crate) fn next_before(&mut self, heads: &[u64], at: &mut usize) -> Result<Option<(u32, T)>> {
        let Self { map, readers, .. } = self;
        while let Some((Reader { cpu, consumer, .. }, head)) = readers.get_mut(*at).zip(heads.get(*at)) {
            match consumer.next_before(*head) {
                Ok(Some(bytes)) => match T::read_from_prefix(bytes) {
                    Ok((record, _)) => return Ok(Some((*cpu, record))),
                    Err(_) => return Err(wrong_sample::<T>(map, bytes.len())),
                },
                Ok(None) => *at += 1,
                Err(corruption) => {
                    *at += 1;
                    return Err(Error::other(Operation::ReadRing, map.name(), corruption));
                }
            }
        }
        Ok(None)
    }
}

fn wrong_sample<T>(map: &Map, size: usize) -> Error {
    let (name, expected) = (std::any::type_name::<T>(), size_of::<T>());
    let problem = format!("a sample has {size} bytes; `{name}` has {expected}");
    Error::invalid(Operation::ReadRing, map.name(), problem)
}

impl<T> Drop for PerfBuffer<T> {
    /// Programs find no event any more.
    fn drop(&mut self) {
        for reader in &self.readers {
            // What fails leaves an event that nobody reads, until the map ends.
            let _ = self.map.delete(&reader.cpu.to_ne_bytes());
        }
    }
}
