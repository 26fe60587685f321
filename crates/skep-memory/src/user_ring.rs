//! The user ring buffer's protocol (`BPF_MAP_TYPE_USER_RINGBUF`), both ends of it: records from a process to programs.
//!
//! The memory is that of a [ring buffer](crate::RingMemory) with the roles exchanged (`kernel/bpf/ringbuf.c`): the process
//! writes the producer's page and the data, and may only read the consumer's page, in which the kernel says how far programs
//! have drained. Records have the same headers: bit 31 says that a record is being written, bit 30 that it was given up, the
//! rest is its length.
//!
//! # Why the orderings suffice
//!
//! A producer writes a record's header with the busy bit, then its position (release). It fills the bytes and clears the busy
//! bit (release). The kernel loads the position (acquire), and then the header (acquire; `__bpf_user_ringbuf_peek`): it ends
//! at a record that is busy, and sees all bytes of one that is not. It stores its own position (release) when a program is done with a
//! record; the producer loads that (acquire) before it takes the record's place again. A producer that waits for room needs no
//! fence: the kernel stores its position before it wakes, and the producer looks again after every wake-up.
//!
//! # Safety
//!
//! Bytes are written only between the kernel's position and the producer's, into a record whose busy bit is set: the kernel
//! does not read them. There is one producer for this memory: it cannot be cloned, and writing takes `&mut` of it.
#![allow(unsafe_code, reason = "one of the files that may: the ring's protocol says which bytes are whose")]

use crate::region::Region;
use crate::ring::{BUSY, Claim, DISCARDED, HEADER, RingLayoutError, whole_length};
use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// The longest sample that a program is handed (`DYNPTR_MAX_SIZE`, `include/linux/bpf.h`: 24 bits).
const LONGEST_SAMPLE: u32 = (1 << 24) - 1;

/// The producer's side of a user ring buffer's memory. There is one for each ring, so it cannot be cloned.
#[derive(Debug)]
pub struct UserRingMemory {
    consumer: Region,
    producer: Region,
    page_size: usize,
    data_size: usize,
    /// The right to be the producer, where it is given out here.
    _claim: Option<Claim>,
}

impl UserRingMemory {
    /// Puts the two regions of a ring together: the kernel's page, and the producer's page with the data twice behind it.
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
        Ok(Self { consumer, producer, page_size, data_size, _claim: None })
    }

    /// The bytes of data the ring holds.
    pub fn data_size(&self) -> usize {
        self.data_size
    }

    fn producer_position(&self) -> u64 {
        self.producer.load_u64(0, Ordering::Acquire)
    }

    fn consumer_position(&self) -> u64 {
        self.consumer.load_u64(0, Ordering::Acquire)
    }

    /// Where in the producer region the header of the record at this position is.
    fn header_offset(&self, position: u64) -> usize {
        // The mask is smaller than `data_size`, a `usize`.
        #[expect(clippy::cast_possible_truncation, reason = "masked to less than a usize")]
        let within = (position & (self.data_size as u64 - 1)) as usize;
        self.page_size + within
    }
}

/// The ring's memory makes no sense: somebody else writes to it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum UserRingCorruption {
    /// The producer's position is not the one that this producer wrote last.
    OtherProducer {
        /// What this producer wrote.
        published: u64,
        /// What is there.
        found: u64,
    },
    /// What lies between the kernel's position and the producer's is no sequence of records.
    Records {
        /// The kernel's position.
        consumer: u64,
        /// The producer's position.
        producer: u64,
    },
}

impl fmt::Display for UserRingCorruption {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::OtherProducer { published, found } => write!(
                f,
                "another process sends through this ring: it went on from position {published} to {found}; a ring has one \
                 producer, so stop one of the two and open the ring again"
            ),
            Self::Records { consumer, producer } => write!(
                f,
                "there are no whole records between the kernel's position {consumer} and the producer's {producer}: has \
                 somebody else written to this ring? Programs cannot drain it any more; create it again"
            ),
        }
    }
}

impl std::error::Error for UserRingCorruption {}

/// The sending end of a user ring buffer.
#[derive(Debug)]
pub struct UserRingProducer {
    memory: UserRingMemory,
    /// What this producer wrote last.
    position: u64,
    abandoned: u64,
}

impl UserRingProducer {
    /// Goes on where the last producer of this ring stopped. Records that it began and never ended, since its process was
    /// killed, are given up: programs would drain nothing behind them.
    ///
    /// # Errors
    /// If what is in the ring makes no sense.
    pub fn new(memory: UserRingMemory) -> Result<Self, UserRingCorruption> {
        let (consumer, producer) = (memory.consumer_position(), memory.producer_position());
        let nonsense = UserRingCorruption::Records { consumer, producer };
        let (mut position, mut abandoned) = (consumer, 0);
        if producer.wrapping_sub(consumer) > memory.data_size as u64 || !consumer.is_multiple_of(8) {
            return Err(nonsense);
        }
        while position != producer {
            let offset = memory.header_offset(position);
            let header = memory.producer.load_u32(offset, Ordering::Acquire);
            let whole = whole_length(header & !(BUSY | DISCARDED));
            if whole > producer.wrapping_sub(position) {
                return Err(nonsense);
            }
            if header & BUSY != 0 {
                memory.producer.store_u32(offset, header & !BUSY | DISCARDED, Ordering::Release);
                abandoned += 1;
            }
            position = position.wrapping_add(whole);
        }
        Ok(Self { memory, position: producer, abandoned })
    }

    /// How many records an earlier producer had begun and not ended.
    pub fn abandoned(&self) -> u64 {
        self.abandoned
    }

    /// The longest record there is ever room for, in bytes.
    pub fn longest(&self) -> usize {
        (self.memory.data_size - HEADER).min(LONGEST_SAMPLE as usize)
    }

    /// The bytes that no program has drained yet, headers and padding included.
    ///
    /// # Errors
    /// If the ring's memory makes no sense.
    pub fn unread(&self) -> Result<u64, UserRingCorruption> {
        let (consumer, found) = (self.memory.consumer_position(), self.memory.producer_position());
        if found != self.position {
            return Err(UserRingCorruption::OtherProducer { published: self.position, found });
        }
        let unread = found.wrapping_sub(consumer);
        if unread > self.memory.data_size as u64 {
            return Err(UserRingCorruption::Records { consumer, producer: found });
        }
        Ok(unread)
    }

    /// Takes a place for a record of this length; `None` if there is no room for it now, or ever (see
    /// [`longest`](Self::longest)). It may fill the ring to its last byte.
    ///
    /// # Errors
    /// If the ring's memory makes no sense.
    pub fn reserve(&mut self, length: usize) -> Result<Option<UserRingRecord<'_>>, UserRingCorruption> {
        let room = self.memory.data_size as u64 - self.unread()?;
        let Some(length) = u32::try_from(length).ok().filter(|&length| length <= LONGEST_SAMPLE) else {
            return Ok(None);
        };
        let whole = whole_length(length);
        if whole > room {
            return Ok(None);
        }
        let offset = self.memory.header_offset(self.position);
        self.memory.producer.store_u32(offset, length | BUSY, Ordering::Relaxed);
        self.position = self.position.wrapping_add(whole);
        self.memory.producer.store_u64(0, self.position, Ordering::Release);
        Ok(Some(UserRingRecord { producer: self, offset, length }))
    }

    /// Sends a record; whether there was room for it.
    ///
    /// # Errors
    /// If the ring's memory makes no sense.
    pub fn send(&mut self, bytes: &[u8]) -> Result<bool, UserRingCorruption> {
        let Some(mut record) = self.reserve(bytes.len())? else { return Ok(false) };
        record.write(0, bytes);
        record.submit();
        Ok(true)
    }
}

/// A record that is being written. Dropped without [`submit`](Self::submit), it is given up: programs pass over it.
#[derive(Debug)]
#[must_use = "a record that is not submitted is given up"]
pub struct UserRingRecord<'a> {
    producer: &'a mut UserRingProducer,
    /// Where its header is.
    offset: usize,
    length: u32,
}

impl UserRingRecord<'_> {
    /// Its length in bytes.
    pub fn len(&self) -> usize {
        self.length as usize
    }

    /// Whether it has no bytes at all.
    pub fn is_empty(&self) -> bool {
        self.length == 0
    }

    /// Writes bytes of the record from `offset` on. What is never written is what was in the ring before.
    ///
    /// # Panics
    /// If they do not lie inside the record.
    pub fn write(&mut self, offset: usize, bytes: &[u8]) {
        let end = offset.checked_add(bytes.len());
        assert!(
            end.is_some_and(|end| end <= self.len()),
            "{} bytes at {offset} of a record of {}",
            bytes.len(),
            self.length
        );
        // SAFETY: inside a record of this producer whose busy bit is set: the kernel does not read it, and nobody else
        // writes there. One that reaches over the end of the data is written in one piece into the second mapping.
        unsafe { self.producer.memory.producer.write(self.offset + HEADER + offset, bytes) };
    }

    /// Ends it: programs that drain the ring get it.
    pub fn submit(self) {
        self.end(self.length);
        std::mem::forget(self);
    }

    fn end(&self, header: u32) {
        self.producer.memory.producer.store_u32(self.offset, header, Ordering::Release);
    }
}

impl Drop for UserRingRecord<'_> {
    fn drop(&mut self) {
        self.end(self.length | DISCARDED);
    }
}

/// The kernel's end of a user ring in memory of this process.
#[derive(Debug)]
pub struct UserRingConsumer {
    memory: UserRingMemory,
    /// Whether there is a producer.
    claimed: Arc<AtomicBool>,
}

/// What is next in a user ring.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum UserRingSample {
    /// Nothing that is finished.
    None,
    /// A record that was given up; it has been passed over.
    Discarded,
    /// A record, which stays the next until it is [released](UserRingConsumer::release).
    Bytes(Vec<u8>),
}

/// Why the kernel does not go on in a user ring: the process has written what is no record.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum UserRingRefusal {
    /// A position that is no multiple of 8, or a record that goes on behind the producer's position: `EINVAL`.
    Invalid,
    /// A record longer than the data, or than a program may be handed: `E2BIG`.
    TooLong,
}

impl UserRingConsumer {
    /// A ring in memory of this process, for a simulated kernel.
    ///
    /// # Errors
    /// If `data_size` is no power of two.
    pub fn allocate(page_size: usize, data_size: usize) -> Result<Self, RingLayoutError> {
        let (consumer, producer) = RingLayoutError::allocate(page_size, data_size)?;
        Ok(Self {
            memory: UserRingMemory::new(consumer, producer, page_size, data_size)?,
            claimed: Arc::default(),
        })
    }

    /// The producer's side; `None` as long as there is a producer.
    pub fn producer(&self) -> Option<UserRingMemory> {
        let claim = Claim::take(&self.claimed)?;
        let UserRingMemory { consumer, producer, page_size, data_size, .. } = &self.memory;
        Some(UserRingMemory {
            consumer: consumer.share(),
            producer: producer.share(),
            page_size: *page_size,
            data_size: *data_size,
            _claim: Some(claim),
        })
    }

    /// What is next, by the kernel's rules (`__bpf_user_ringbuf_peek`, `kernel/bpf/ringbuf.c`, Linux 6.18).
    ///
    /// # Errors
    /// If it is no record.
    pub fn peek(&mut self) -> Result<UserRingSample, UserRingRefusal> {
        let memory = &self.memory;
        let (producer, consumer) = (memory.producer_position(), memory.consumer_position());
        if !producer.is_multiple_of(8) {
            return Err(UserRingRefusal::Invalid);
        }
        if consumer >= producer {
            return Ok(UserRingSample::None);
        }
        let offset = memory.header_offset(consumer);
        let header = memory.producer.load_u32(offset, Ordering::Acquire);
        let length = header & !(BUSY | DISCARDED);
        let whole = whole_length(length);
        if whole > producer - consumer {
            return Err(UserRingRefusal::Invalid);
        }
        if whole > memory.data_size as u64 || length > LONGEST_SAMPLE {
            return Err(UserRingRefusal::TooLong);
        }
        if header & DISCARDED != 0 {
            self.release(length as usize);
            return Ok(UserRingSample::Discarded);
        }
        if header & BUSY != 0 {
            return Ok(UserRingSample::None);
        }
        // A copy, word by word: the process may write here whatever the protocol says.
        let mut bytes = vec![0; length as usize];
        memory.producer.load_bytes(offset + HEADER, &mut bytes);
        Ok(UserRingSample::Bytes(bytes))
    }

    /// Goes on behind a record of this length.
    pub fn release(&mut self, length: usize) {
        let length = u32::try_from(length).unwrap_or(u32::MAX);
        let position = self.memory.consumer_position().wrapping_add(whole_length(length));
        self.memory.consumer.store_u64(0, position, Ordering::Release);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ring() -> (UserRingConsumer, UserRingProducer) {
        let consumer = UserRingConsumer::allocate(4096, 64).unwrap();
        let producer = UserRingProducer::new(consumer.producer().unwrap()).unwrap();
        (consumer, producer)
    }

    fn next(consumer: &mut UserRingConsumer) -> Option<Vec<u8>> {
        match consumer.peek().unwrap() {
            UserRingSample::Bytes(bytes) => {
                consumer.release(bytes.len());
                Some(bytes)
            }
            _ => None,
        }
    }

    #[test]
    fn records_arrive_in_order_also_over_the_end_of_the_data() {
        let (mut consumer, mut producer) = ring();
        for number in 0..100_u8 {
            let record = vec![number; usize::from(number % 40)];
            assert!(producer.send(&record).unwrap());
            assert_eq!(next(&mut consumer), Some(record));
        }
        assert_eq!(next(&mut consumer), None);
    }

    #[test]
    fn a_ring_is_filled_to_its_last_byte_and_has_room_again_when_it_is_drained() {
        let (mut consumer, mut producer) = ring();
        assert_eq!(producer.longest(), 56);
        assert!(!producer.send(&[0; 57]).unwrap());
        assert!(producer.send(&[1; 24]).unwrap() && producer.send(&[2; 24]).unwrap());
        assert_eq!(producer.unread(), Ok(64));
        assert!(!producer.send(&[]).unwrap());
        assert_eq!(next(&mut consumer), Some(vec![1; 24]));
        assert!(!producer.send(&[3; 25]).unwrap() && producer.send(&[3; 24]).unwrap());
    }

    #[test]
    fn what_is_not_submitted_is_passed_over_and_what_is_being_written_holds_up() {
        let (mut consumer, mut producer) = ring();
        let mut record = producer.reserve(8).unwrap().unwrap();
        record.write(0, &[1; 8]);
        assert_eq!(consumer.peek(), Ok(UserRingSample::None));
        drop(record);
        assert!(producer.send(&[2]).unwrap());
        assert_eq!(consumer.peek(), Ok(UserRingSample::Discarded));
        assert_eq!(next(&mut consumer), Some(vec![2]));
    }

    #[test]
    fn what_a_killed_producer_had_begun_is_given_up() {
        let (mut consumer, mut producer) = ring();
        assert!(producer.send(&[1]).unwrap());
        std::mem::forget(producer.reserve(4).unwrap());
        drop(producer);
        let mut producer = UserRingProducer::new(consumer.producer().unwrap()).unwrap();
        assert_eq!(producer.abandoned(), 1);
        assert!(producer.send(&[2]).unwrap());
        assert_eq!(next(&mut consumer), Some(vec![1]));
        assert_eq!(consumer.peek(), Ok(UserRingSample::Discarded));
        assert_eq!(next(&mut consumer), Some(vec![2]));
    }

    #[test]
    fn a_ring_has_one_producer() {
        let (consumer, producer) = ring();
        assert!(consumer.producer().is_none());
        drop(producer);
        assert!(consumer.producer().is_some());
    }

    #[test]
    fn positions_and_headers_that_make_no_sense_are_errors_of_both_ends() {
        let (mut consumer, mut producer) = ring();
        assert!(producer.send(&[1; 8]).unwrap());
        let shared = producer.memory.producer.share();
        shared.store_u32(4096, 100, Ordering::Relaxed);
        assert_eq!(consumer.peek(), Err(UserRingRefusal::Invalid));
        shared.store_u64(0, 1 << 20, Ordering::Relaxed);
        assert_eq!(consumer.peek(), Err(UserRingRefusal::TooLong));
        assert_eq!(
            producer.send(&[]),
            Err(UserRingCorruption::OtherProducer { published: 16, found: 1 << 20 })
        );
        shared.store_u64(0, 12, Ordering::Relaxed);
        assert_eq!(consumer.peek(), Err(UserRingRefusal::Invalid));
        drop(producer);
        let again = UserRingProducer::new(consumer.producer().unwrap());
        assert_eq!(again.err(), Some(UserRingCorruption::Records { consumer: 0, producer: 12 }));
    }
}
