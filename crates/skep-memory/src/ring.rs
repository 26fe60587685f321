//! The ring buffer's protocol (`BPF_MAP_TYPE_RINGBUF`), both ends of it.
//!
//! The memory, as the kernel lays it out (`kernel/bpf/ringbuf.c`):
//!
//! ```text
//!   consumer region, 1 page     producer region: 1 page, then the data, mapped twice in a row
//!  ┌──────────────────┐        ┌──────────────────┬───────────────────┬───────────────────┐
//!  │ consumer position│        │ producer position│ data (a power of 2)│ the same data again│
//!  └──────────────────┘        └──────────────────┴───────────────────┴───────────────────┘
//!  written by the reader        written by the kernel, read-only to the reader
//!
//!  a record, at `position & (size − 1)`, always a multiple of 8:
//!  ┌ bit 31: busy ┬ bit 30: discarded ┬ bits 0-29: length ┬ u32: page offset ┬ the bytes, padded to 8 ┐
//! ```
//!
//! Positions only grow. A record that reaches over the end of the data goes on in the second mapping, so its
//! bytes are always in one piece.
//!
//! # Why the orderings suffice
//!
//! The producer writes a record's header with the busy bit, then the producer position (release). It fills the
//! bytes and clears the busy bit (release). The reader loads the producer position (acquire) and so sees the
//! header; it loads the header (acquire) and, if the busy bit is clear, sees all bytes. It stores its position
//! (release) only when it is done with the bytes before it; the producer loads that position (acquire) before
//! it takes their place for a new record. So bytes are never read while they are written, in either direction.
//!
//! A reader that waits stores its position, and then looks again before it sleeps; a producer that commits
//! clears the busy bit, and then looks at the reader's position to decide whether it must wake the reader.
//! Each needs its store to be visible before its load (a full barrier): the kernel's exchange is one, and
//! [`RingConsumer::release`] has a sequentially consistent fence.
//!
//! `tests/ordering.rs` has a model of this in every interleaving, and shows that each weaker ordering goes wrong.
//!
//! # Safety
//!
//! A slice into the ring is given out only for a record between the reader's published position and the
//! producer's, whose busy bit is clear; by the above, nobody writes it until the position is published, which
//! takes `&mut` of the one consumer that exists for this memory.
#![allow(unsafe_code, reason = "one of the files that may: the ring's protocol says which bytes are whose")]

use crate::region::{Region, View};
use crate::tap::RingTap;
use std::fmt;
use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering, fence};

/// The record header's bit that says that the record is still being written (`BPF_RINGBUF_BUSY_BIT`,
/// `include/uapi/linux/bpf.h`).
pub(crate) const BUSY: u32 = 1 << 31;
/// The record header's bit that says that the record was given up (`BPF_RINGBUF_DISCARD_BIT`, same file).
pub(crate) const DISCARDED: u32 = 1 << 30;
/// The bytes of a record's header (`BPF_RINGBUF_HDR_SZ`, same file).
pub(crate) const HEADER: usize = 8;

/// The reader's side of a ring buffer's memory. There is one for each ring, so it cannot be cloned.
#[derive(Debug)]
pub struct RingMemory {
    consumer: Region,
    producer: Region,
    /// The records, behind the producer's first page.
    data: Region,
    page_size: usize,
    data_size: usize,
    /// The right to be the reader, where it is given out here.
    _claim: Option<Claim>,
    /// Who else is told of what is read.
    tap: Option<RingTap>,
}

/// The right to be a ring's one reader, given back when it is dropped.
#[derive(Debug)]
pub(crate) struct Claim(Arc<AtomicBool>);

impl Claim {
    /// `None` as long as somebody else has it.
    pub(crate) fn take(claimed: &Arc<AtomicBool>) -> Option<Self> {
        let is_free = !claimed.swap(true, Ordering::AcqRel);
        is_free.then(|| Self(claimed.clone()))
    }
}

impl Drop for Claim {
    fn drop(&mut self) {
        self.0.store(false, Ordering::Release);
    }
}

impl RingMemory {
    /// Puts the two regions of a ring together.
    ///
    /// # Errors
    /// If the data's size is no power of two, or the regions are not as large as the layout wants.
    pub fn new(
        consumer: Region,
        producer: Region,
        page_size: usize,
        data_size: usize,
    ) -> Result<Self, RingLayoutError> {
        RingLayoutError::check(&consumer, &producer, page_size, data_size)?;
        let data = producer.part(page_size, 2 * data_size);
        Ok(Self { consumer, producer, data, page_size, data_size, _claim: None, tap: None })
    }

    /// The bytes of data the ring holds.
    pub fn data_size(&self) -> usize {
        self.data_size
    }

    /// The bytes of a page, which lie before the data.
    pub fn page_size(&self) -> usize {
        self.page_size
    }

    /// Has the reader's records told to somebody else as well: each before its place is given back to the producer, and those
    /// that are finished when the reader begins to read before the first of them.
    pub fn tap(&mut self, tap: RingTap) {
        self.tap = Some(tap);
    }

    #[inline]
    fn producer_position(&self) -> u64 {
        self.producer.load_u64(0, Ordering::Acquire)
    }

    /// The producer's position, if it makes sense for a reader that is at this one.
    #[inline]
    fn producer_position_from(&self, position: u64) -> Result<u64, RingCorruption> {
        let producer = self.producer_position();
        if producer.wrapping_sub(position) > self.data_size as u64 || !position.is_multiple_of(8) {
            return Err(RingCorruption::Record { position, producer, length: 0 });
        }
        Ok(producer)
    }

    fn consumer_position(&self) -> u64 {
        self.consumer.load_u64(0, Ordering::Acquire)
    }

    fn header_offset(&self, position: u64) -> usize {
        self.records().header_offset(position)
    }

    #[inline]
    fn records(&self) -> Records<'_> {
        Records { data: self.data.view(), size: self.data_size as u64 }
    }
}

/// Where the records are, as a copy: a loop that has it keeps it in registers, while what is behind a reference is loaded again after
/// each header, since a compiler moves nothing over an acquiring load.
#[derive(Clone, Copy)]
struct Records<'a> {
    /// The data, twice.
    data: View<'a>,
    size: u64,
}

impl Records<'_> {
    /// Where in the data the header of the record at this position is.
    #[inline]
    fn header_offset(self, position: u64) -> usize {
        // The mask is smaller than the data's size, a `usize`. (A position is a multiple of 8: to say so again is to have no alignment
        // looked at for each record.)
        #[expect(clippy::cast_possible_truncation, reason = "masked to less than a usize")]
        let offset = (position & (self.size - 1) & !7) as usize;
        offset
    }

    /// Whether so much was read that its places are to be given back: a quarter of the ring.
    #[inline]
    fn is_due(self, position: u64, published: u64) -> bool {
        position.wrapping_sub(published) >= self.size / 4
    }

    /// What is at a position that is no further behind than [`RingMemory::producer_position_from`] says.
    #[inline]
    fn look_at(self, position: u64, producer: u64) -> Result<Next, RingCorruption> {
        let waiting = producer.wrapping_sub(position);
        if waiting == 0 {
            return Ok(Next::Nothing);
        }
        let offset = self.header_offset(position);
        let header = self.data.load_u32(offset, Ordering::Acquire);
        if header & BUSY != 0 {
            return Ok(Next::Nothing);
        }
        let length = header & !DISCARDED;
        let whole = whole_length(length);
        if whole > waiting {
            return Err(RingCorruption::Record { position, producer, length });
        }
        Ok(Next::Record {
            offset: offset + HEADER,
            length: length as usize,
            discarded: header & DISCARDED != 0,
            end: position.wrapping_add(whole),
        })
    }
}

/// The memory that was mapped is not a ring of that size.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct RingLayoutError {
    data_size: usize,
    page_size: usize,
    consumer: usize,
    producer: usize,
}

impl RingLayoutError {
    /// Whether two regions are the memory of a ring with so many bytes of data.
    pub(crate) fn check(
        consumer: &Region,
        producer: &Region,
        page_size: usize,
        data_size: usize,
    ) -> Result<(), Self> {
        let wanted = data_size.checked_mul(2).and_then(|twice| twice.checked_add(page_size));
        let fits = data_size.is_power_of_two()
            && data_size >= HEADER
            && page_size.is_multiple_of(8)
            && consumer.len() >= 8
            && wanted.is_some_and(|wanted| producer.len() >= wanted);
        if fits {
            Ok(())
        } else {
            Err(Self { data_size, page_size, consumer: consumer.len(), producer: producer.len() })
        }
    }

    /// The two regions of a ring, on the heap.
    pub(crate) fn allocate(page_size: usize, data_size: usize) -> Result<(Region, Region), Self> {
        let length = data_size.saturating_mul(2).saturating_add(page_size);
        // What no allocation can have is not asked for, since that would abort.
        if !data_size.is_power_of_two() || length > isize::MAX as usize {
            return Err(Self { data_size, page_size, consumer: 0, producer: 0 });
        }
        Ok((Region::allocate(page_size), Region::allocate(length)))
    }
}

impl fmt::Display for RingLayoutError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { data_size, page_size, consumer, producer } = self;
        write!(
            f,
            "a ring of {data_size} bytes (which must be a power of two) with pages of {page_size} does not fit \
             mappings of {consumer} and {producer} bytes"
        )
    }
}

impl std::error::Error for RingLayoutError {}

/// The reader's end of a ring.
#[derive(Debug)]
pub struct RingConsumer {
    memory: RingMemory,
    /// The next record to look at; ahead of the published position within a batch.
    position: u64,
    published: u64,
    discarded: u64,
    /// Up to where the memory's tap was told.
    told: u64,
}

/// The ring's memory makes no sense: somebody else writes to it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum RingCorruption {
    /// A record that does not fit where it is.
    Record {
        /// The position of the record.
        position: u64,
        /// The producer's position when it was read.
        producer: u64,
        /// The length that the header gives, in bytes.
        length: u32,
    },
    /// The reader's position is not the one that this reader wrote last.
    OtherReader {
        /// What this reader wrote.
        published: u64,
        /// What is there.
        found: u64,
    },
}

impl fmt::Display for RingCorruption {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Record { position, producer, length } => write!(
                f,
                "the record at position {position} has a length of {length} bytes, which does not fit before the \
                 producer's position {producer}: is another reader using this ring?"
            ),
            Self::OtherReader { published, found } => write!(
                f,
                "another reader uses this ring: it went on from position {published} to {found}; a ring has one \
                 reader, so stop one of the two and open the ring again"
            ),
        }
    }
}

impl std::error::Error for RingCorruption {}

enum Next {
    /// Nothing finished: the ring is empty, or its oldest record is still being written.
    Nothing,
    /// A record's payload: offset in the data, and length.
    Record { offset: usize, length: usize, discarded: bool, end: u64 },
}

impl RingConsumer {
    /// Starts where the last reader of this ring stopped.
    pub fn new(memory: RingMemory) -> Self {
        let position = memory.consumer_position();
        Self { memory, position, published: position, discarded: 0, told: position }
    }

    /// Calls `each` with the records that are finished now, in order, until it breaks or none is left; returns
    /// how many records it was called with. The slice is the ring's own memory: nothing is copied.
    ///
    /// This is one batch: records that come in meanwhile wait for the next call, so it ends however fast the
    /// producer is. Places are given back to the producer a quarter of the ring at a time and at the end.
    ///
    /// # Errors
    /// If the ring's memory makes no sense. What was read before that counts as read.
    pub fn for_each(
        &mut self,
        mut each: impl FnMut(&[u8]) -> ControlFlow<()>,
    ) -> Result<usize, RingCorruption> {
        self.release();
        self.check_alone()?;
        // Gives the places back also when `each` panics: what it was called with counts as read.
        struct Batch<'a>(&'a mut RingConsumer);
        impl Drop for Batch<'_> {
            fn drop(&mut self) {
                self.0.release();
            }
        }
        // Shared, so that the records can be looked at while the consumer changes.
        let data = self.memory.data.share();
        let batch = Batch(self);
        let consumer = &mut *batch.0;
        let records = Records { data: data.view(), ..consumer.memory.records() };
        let producer = consumer.memory.producer_position_from(consumer.position)?;
        consumer.tell(producer);
        let mut position = consumer.position;
        let mut published = consumer.published;
        let mut count = 0;
        while let Next::Record { offset, length, discarded, end } = records.look_at(position, producer)? {
            consumer.position = end;
            position = end;
            if discarded {
                consumer.discarded += 1;
            } else {
                count += 1;
                // SAFETY: a finished record after the published position (see the module's documentation).
                let bytes = unsafe { records.data.bytes(offset, length) };
                if each(bytes).is_break() {
                    break;
                }
            }
            if records.is_due(position, published) {
                consumer.release();
                published = consumer.published;
            }
        }
        Ok(count)
    }

    /// The records that are finished now, lent one by one: what [`for_each`](Self::for_each) is for a caller with a loop
    /// of its own.
    ///
    /// # Errors
    /// If another reader has used this ring.
    pub fn batch(&mut self) -> Result<RingBatch<'_>, RingCorruption> {
        self.release();
        self.check_alone()?;
        let producer = self.memory.producer_position_from(self.position)?;
        self.tell(producer);
        Ok(RingBatch { consumer: self, producer })
    }

    /// The next finished record, which stays in the ring until the next call or until the consumer is dropped
    /// after [`release`](Self::release). Records that were discarded are skipped.
    ///
    /// # Errors
    /// If the ring's memory makes no sense.
    pub fn next_record(&mut self) -> Result<Option<&[u8]>, RingCorruption> {
        self.release();
        self.next_unreleased()
    }

    /// As [`next_record`](Self::next_record), but the places of earlier records are given back a quarter of the ring at a
    /// time, and before it says that there is none.
    ///
    /// # Errors
    /// If the ring's memory makes no sense.
    pub fn next_of_many(&mut self) -> Result<Option<&[u8]>, RingCorruption> {
        // What is there is read first: what is found by looking again was committed since the position was published.
        if !self.skip_discarded()? || self.is_due() {
            self.release();
        }
        self.next_unreleased()
    }

    /// The next finished record, which stays the next. Records that were discarded are skipped.
    ///
    /// # Errors
    /// If the ring's memory makes no sense.
    pub fn peek(&mut self) -> Result<Option<&[u8]>, RingCorruption> {
        self.release();
        self.skip_discarded()?;
        let Next::Record { offset, length, .. } =
            self.look(self.memory.producer_position_from(self.position)?)?
        else {
            return Ok(None);
        };
        // SAFETY: a finished record after the published position; publishing a later one takes `&mut self`.
        Ok(Some(unsafe { self.memory.data.bytes(offset, length) }))
    }

    fn next_unreleased(&mut self) -> Result<Option<&[u8]>, RingCorruption> {
        self.check_alone()?;
        if !self.skip_discarded()? {
            return Ok(None);
        }
        let Next::Record { offset, length, end, .. } =
            self.look(self.memory.producer_position_from(self.position)?)?
        else {
            return Ok(None);
        };
        self.position = end;
        // SAFETY: a finished record after the published position; publishing it takes `&mut self`.
        Ok(Some(unsafe { self.memory.data.bytes(offset, length) }))
    }

    /// Goes on to the next record that was not discarded; returns whether there is one.
    fn skip_discarded(&mut self) -> Result<bool, RingCorruption> {
        let producer = self.memory.producer_position_from(self.position)?;
        self.tell(producer);
        loop {
            match self.look(producer)? {
                Next::Nothing => return Ok(false),
                Next::Record { discarded: false, .. } => return Ok(true),
                Next::Record { end, .. } => {
                    self.position = end;
                    self.discarded += 1;
                }
            }
        }
    }

    /// Whether so much was read that its places are to be given back.
    #[inline]
    fn is_due(&self) -> bool {
        self.memory.records().is_due(self.position, self.published)
    }

    /// Nobody but this reader has moved the reader's position. A ring that is opened twice, here or in another process, can
    /// have two readers; the later of them to publish a position finds out here.
    #[inline]
    fn check_alone(&self) -> Result<(), RingCorruption> {
        let found = self.memory.consumer_position();
        if found == self.published {
            Ok(())
        } else {
            Err(RingCorruption::OtherReader { published: self.published, found })
        }
    }

    /// Gives the places of all records seen so far back to the producer; not if another reader did so meanwhile, since the
    /// producer may be writing there.
    pub fn release(&mut self) {
        if self.published != self.position && self.check_alone().is_ok() {
            self.tell(self.position);
            self.memory.consumer.store_u64(0, self.position, Ordering::Release);
            self.published = self.position;
            // A producer that commits from here on sees this position and wakes us, or we see its record.
            fence(Ordering::SeqCst);
        }
    }

    /// The bytes between the reader's position and the producer's: what is waiting, headers and records still
    /// being written included.
    pub fn available(&self) -> u64 {
        self.memory.producer_position().wrapping_sub(self.position)
    }

    /// How many records this consumer has seen that were discarded by their writer.
    pub fn discarded(&self) -> u64 {
        self.discarded
    }

    /// Tells the memory's tap, if it has one, of the finished records up to there of which it was not told.
    #[inline]
    fn tell(&mut self, end: u64) {
        if self.memory.tap.is_some() {
            self.tell_tap(end);
        }
    }

    #[cold]
    fn tell_tap(&mut self, end: u64) {
        let Some(mut tap) = self.memory.tap.take() else { return };
        let size = self.memory.data_size as u64;
        // What makes no sense is the reader's to say; and of what is after this end it may have been told already.
        while end.wrapping_sub(self.told) <= size
            && let Ok(Next::Record { offset, length, discarded, end }) = self.look_at(self.told, end)
        {
            self.told = end;
            if discarded {
                tap.tell(RingCommit::Discard, &[]);
            } else {
                // SAFETY: a finished record after the published position: what was told is never behind it, since it is told
                // before the position is published.
                tap.tell(RingCommit::Submit, unsafe { self.memory.data.bytes(offset, length) });
            }
        }
        self.memory.tap = Some(tap);
    }

    #[inline]
    fn look(&self, producer: u64) -> Result<Next, RingCorruption> {
        self.look_at(self.position, producer)
    }

    #[inline]
    fn look_at(&self, position: u64, producer: u64) -> Result<Next, RingCorruption> {
        self.memory.records().look_at(position, producer)
    }
}

impl Drop for RingConsumer {
    /// What was read stays read: the next reader of this ring starts after it.
    fn drop(&mut self) {
        self.release();
    }
}

/// The records of a ring that were finished when this was made, lent one by one. The slices are the ring's own memory. Places
/// are given back a quarter of the ring at a time, and when this is dropped; the record that was lent last counts as read.
#[derive(Debug)]
pub struct RingBatch<'a> {
    consumer: &'a mut RingConsumer,
    producer: u64,
}

impl RingBatch<'_> {
    /// The next record, until the next call.
    ///
    /// # Errors
    /// If the ring's memory makes no sense.
    #[inline]
    #[expect(clippy::should_implement_trait, reason = "an iterator cannot lend")]
    pub fn next(&mut self) -> Result<Option<&[u8]>, RingCorruption> {
        if self.consumer.is_due() {
            self.consumer.release();
        }
        loop {
            match self.consumer.look(self.producer)? {
                Next::Nothing => return Ok(None),
                Next::Record { discarded: true, end, .. } => {
                    self.consumer.position = end;
                    self.consumer.discarded += 1;
                }
                Next::Record { offset, length, end, .. } => {
                    self.consumer.position = end;
                    // SAFETY: a finished record after the published position; publishing it takes `&mut self`.
                    return Ok(Some(unsafe { self.consumer.memory.data.bytes(offset, length) }));
                }
            }
        }
    }
}

impl Drop for RingBatch<'_> {
    fn drop(&mut self) {
        self.consumer.release();
    }
}

/// The bytes a record of this length takes in the ring: its header, and padding to a multiple of 8.
#[inline]
pub(crate) fn whole_length(length: u32) -> u64 {
    (u64::from(length) + HEADER as u64 + 7) & !7
}

/// The kernel's end of a ring in memory of this process. One record may be begun before another is ended.
#[derive(Debug)]
pub struct RingProducer {
    memory: RingMemory,
    /// Whether there is a reader.
    claimed: Arc<AtomicBool>,
}

/// A record that was begun and must be ended by [`RingProducer::commit`].
#[derive(Debug)]
#[must_use = "a reservation that is never ended blocks the ring for good"]
pub struct RingReservation {
    position: u64,
    length: u32,
}

impl RingReservation {
    /// The record's length in bytes.
    pub fn length(&self) -> u32 {
        self.length
    }
}

/// How a record ends.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum RingCommit {
    /// The reader shall see it.
    Submit,
    /// The reader shall skip it.
    Discard,
}

impl RingProducer {
    /// A ring in memory of this process, for a simulated kernel.
    ///
    /// # Errors
    /// If `data_size` is no power of two.
    pub fn allocate(page_size: usize, data_size: usize) -> Result<Self, RingLayoutError> {
        let (consumer, producer) = RingLayoutError::allocate(page_size, data_size)?;
        let memory = RingMemory::new(consumer, producer, page_size, data_size)?;
        Ok(Self { memory, claimed: Arc::default() })
    }

    /// The reader's side; `None` as long as there is a reader.
    pub fn reader(&self) -> Option<RingMemory> {
        let claim = Claim::take(&self.claimed)?;
        let RingMemory { consumer, producer, data, page_size, data_size, .. } = &self.memory;
        Some(RingMemory {
            consumer: consumer.share(),
            producer: producer.share(),
            data: data.share(),
            page_size: *page_size,
            data_size: *data_size,
            _claim: Some(claim),
            tap: None,
        })
    }

    /// Takes a place for a record; `None` if the ring has no room for it. The rule is the kernel's: with its
    /// header and padding, all that is not yet read must stay below the size of the data
    /// (`__bpf_ringbuf_reserve`, `kernel/bpf/ringbuf.c`).
    pub fn reserve(&mut self, length: u32) -> Option<RingReservation> {
        if length >= DISCARDED {
            return None;
        }
        let position = self.memory.producer_position();
        let end = position.wrapping_add(whole_length(length));
        let used = end.wrapping_sub(self.memory.consumer_position());
        if used >= self.memory.data_size as u64 {
            return None;
        }
        self.memory.data.store_u32(self.memory.header_offset(position), length | BUSY, Ordering::Relaxed);
        self.memory.producer.store_u64(0, end, Ordering::Release);
        Some(RingReservation { position, length })
    }

    /// Fills and ends a record; returns whether the reader had read everything before it, which is when the
    /// kernel wakes it. Bytes beyond the reserved length are left out; missing ones stay as they are in memory.
    #[expect(clippy::needless_pass_by_value, reason = "a reservation is ended once: this takes it")]
    pub fn commit(&mut self, reservation: RingReservation, bytes: &[u8], how: RingCommit) -> bool {
        let RingReservation { position, length } = reservation;
        let offset = self.memory.header_offset(position);
        let bytes = &bytes[..bytes.len().min(length as usize)];
        if how == RingCommit::Submit {
            // SAFETY: between the reader's position and the producer's, with the busy bit set: nobody else
            // touches these bytes until the header below says so. A record that reaches over the end of the
            // data is read in one piece from the second copy, which is where this writes it.
            unsafe { self.memory.data.write(offset + HEADER, bytes) };
        }
        let header = match how {
            RingCommit::Submit => length,
            RingCommit::Discard => length | DISCARDED,
        };
        self.memory.data.store_u32(offset, header, Ordering::Release);
        fence(Ordering::SeqCst);
        self.memory.consumer_position() == position
    }

    /// The bytes that are not yet read, headers and padding included.
    pub fn unread(&self) -> u64 {
        self.memory.producer_position().wrapping_sub(self.memory.consumer_position())
    }

    /// The bytes of data the ring holds.
    pub fn data_size(&self) -> usize {
        self.memory.data_size
    }

    /// The position of the producer: all bytes ever reserved.
    pub fn producer_position(&self) -> u64 {
        self.memory.producer_position()
    }

    /// The position of the reader: all bytes ever read.
    pub fn consumer_position(&self) -> u64 {
        self.memory.consumer_position()
    }
}
