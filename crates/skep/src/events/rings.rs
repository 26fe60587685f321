//! Several rings, read in turn.

use super::{Event, Stopper, Woken};
use crate::{Error, Kernel, Operation, Result, RingBuffer, retry};
use skep_uapi::Handle;
use skep_uapi::kernel::Wait;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

/// How many events a ring may give in its turn, unless told otherwise.
const TURN: usize = 1024;

/// Several ring buffers that one thread reads: it waits for all of them at once, and reads of each at most so many events in its
/// turn, so that one that is never empty does not keep the others waiting.
///
/// ```
/// # fn show(kernel: &skep::Kernel, files: skep::RingBuffer<u64>, sockets: skep::RingBuffer<u32>) -> skep::Result<()> {
/// let mut rings = skep::Rings::new(kernel)?;
/// rings.add(files, |file| println!("file {file}"));
/// rings.add(sockets, |socket| println!("socket {socket}"));
/// while rings.read(None)? != skep::Woken::Stopped {}
/// # Ok(())
/// # }
/// ```
pub struct Rings<'a> {
    kernel: Kernel,
    stop: Arc<Handle>,
    rings: Vec<Box<dyn Turn + 'a>>,
    /// The one whose turn is first.
    first: usize,
    turn: usize,
}

impl fmt::Debug for Rings<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Rings").field("rings", &self.rings.len()).field("turn", &self.turn).finish()
    }
}

/// A ring and what is done with its events.
trait Turn: Send {
    fn handle(&self) -> &Handle;
    fn read(&mut self, most: usize) -> Result<usize>;
}

struct Handled<T, F> {
    ring: RingBuffer<T>,
    each: F,
}

impl<T: Event, F: FnMut(&T) + Send> Turn for Handled<T, F> {
    fn handle(&self) -> &Handle {
        &self.ring.map.object.handle
    }

    fn read(&mut self, most: usize) -> Result<usize> {
        self.ring.for_each_of(most, &mut self.each)
    }
}

impl<'a> Rings<'a> {
    /// No ring yet, of this kernel.
    ///
    /// # Errors
    /// If the kernel has no room for another event.
    pub fn new(kernel: &Kernel) -> Result<Self> {
        let stop =
            kernel.api().event().map_err(|errno| Error::kernel(kernel, Operation::Wait, "rings", errno))?;
        Ok(Self { kernel: kernel.clone(), stop: Arc::new(stop), rings: vec![], first: 0, turn: TURN })
    }

    /// A ring gives at most so many events in its turn (at first 1024; at least one).
    #[must_use]
    pub fn with_turn(self, events: usize) -> Self {
        Self { turn: events.max(1), ..self }
    }

    /// Adds a ring of the same kernel, and what is done with each of its events.
    pub fn add<T: Event>(&mut self, ring: RingBuffer<T>, each: impl FnMut(&T) + Send + 'a) {
        self.rings.push(Box::new(Handled { ring, each }));
    }

    /// One round: every ring has its turn, beginning with another one each time. Returns how many events there were; it does
    /// not wait.
    ///
    /// # Errors
    /// Of the first ring with a record that is no event. The others have had their turn, and the next round goes on after it.
    pub fn round(&mut self) -> Result<usize> {
        let (count, first) = (self.rings.len(), self.first);
        let mut events = 0;
        let mut failed = Ok(());
        for at in 0..count {
            match self.rings[(first + at) % count].read(self.turn) {
                Ok(read) => events += read,
                Err(error) => failed = failed.and(Err(error)),
            }
        }
        self.first = (first + 1) % count.max(1);
        failed.map(|()| events)
    }

    /// Waits until there is something to read in any ring, and has a [`round`](Self::round).
    ///
    /// # Errors
    /// As `round`; [`WaitsForever`](crate::ErrorKind::WaitsForever) on a simulated kernel where nothing could end the wait.
    pub fn read(&mut self, time: Option<Duration>) -> Result<Woken> {
        let deadline = time.map(|time| self.kernel.api().now() + time);
        let mut waits = vec![Wait::new(&self.stop)];
        waits.extend(self.rings.iter().map(|ring| Wait::new(ring.handle())));
        let any = retry::wait(&self.kernel, &mut waits, deadline)
            .map_err(|errno| Error::kernel(&self.kernel, Operation::Wait, "rings", errno))?;
        if waits[0].ready {
            return Ok(Woken::Stopped);
        }
        if !any {
            return Ok(Woken::Deadline);
        }
        self.round()?;
        Ok(Woken::Ready)
    }

    /// What ends the waits from another thread.
    pub fn stopper(&self) -> Stopper {
        Stopper::new(&self.kernel, &self.stop)
    }
}
