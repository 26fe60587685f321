//! The protocol of a perf event's buffer, both ends of it (perf_event_open(2)).
//!
//! The memory, as the kernel lays it out (`struct perf_event_mmap_page`, `include/uapi/linux/perf_event.h` of Linux 6.18):
//!
//! ```text
//!   1 page                                                   the data (a power of 2 of pages)
//!  ┌ … ┬ 1024: data_head (kernel) ┬ 1032: data_tail (reader) ┬───────────────────────────────┐
//!  └───┴──────────────────────────┴──────────────────────────┴───────────────────────────────┘
//!
//!  a record, at `position & (size − 1)`, always a multiple of 8, and going on at the start behind the end:
//!  ┌ u32: type ┬ u16: misc ┬ u16: length with this header ┬ the rest ┐
//! ```
//!
//! The kernel writes a record and then `data_head` (release); the reader loads that (acquire), copies what is before it, and stores
//! `data_tail` (release), before which the kernel writes nothing new. Records are copied, since they may go over the end.

use crate::region::Region;
use std::fmt;
use std::sync::atomic::Ordering;

/// Where the kernel's position is (`data_head`).
const HEAD: usize = 1024;
/// Where the reader's position is (`data_tail`).
const TAIL: usize = 1032;
/// The bytes of a record's header (`struct perf_event_header`).
const HEADER: usize = 8;
/// `PERF_RECORD_LOST` (`enum perf_event_type`): two numbers of 8 bytes, of which the second is how many records were lost.
const LOST: u32 = 2;
/// `PERF_RECORD_SAMPLE`: with raw data alone a length of 4 bytes, and so many bytes.
const SAMPLE: u32 = 9;

/// The reader of a perf event's buffer.
#[derive(Debug)]
pub struct PerfConsumer {
    memory: Region,
    page_size: usize,
    data_size: usize,
    lost: u64,
    record: Vec<u8>,
}

/// The memory of a perf event's buffer makes no sense.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct PerfCorruption {
    /// The position of the record.
    pub position: u64,
    /// The kernel's position.
    pub head: u64,
    /// The length that the record says it has.
    pub length: u16,
}

impl fmt::Display for PerfCorruption {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { position, head, length } = self;
        write!(
            f,
            "the perf buffer's record at {position} says that it has {length} bytes, and the kernel is at {head}"
        )
    }
}

impl std::error::Error for PerfCorruption {}

impl PerfConsumer {
    /// Reads from this mapping: a page, and a power of two of pages with data behind it. `None`: it is not as large as that.
    pub fn new(memory: Region, page_size: usize) -> Option<Self> {
        let data_size = memory.len().checked_sub(page_size)?;
        let fits = data_size.is_power_of_two()
            && data_size >= HEADER
            && page_size >= TAIL + 8
            && page_size.is_multiple_of(8);
        fits.then_some(Self { memory, page_size, data_size, lost: 0, record: vec![] })
    }

    /// Calls `each` with the raw data of the samples that are there now, and returns how many they were. What the kernel had no
    /// room for is counted in [`lost`](Self::lost). Behind the bytes that a program handed there may be up to 7 more.
    ///
    /// # Errors
    /// If the memory makes no sense; what was read before that counts as read.
    pub fn for_each(&mut self, mut each: impl FnMut(&[u8])) -> Result<usize, PerfCorruption> {
        let head = self.head();
        let mut samples = 0;
        while let Some(sample) = self.next_before(head)? {
            samples += 1;
            each(sample);
        }
        Ok(samples)
    }

    /// The kernel's position: where the samples end that are there now.
    pub fn head(&self) -> u64 {
        self.memory.load_u64(HEAD, Ordering::Acquire)
    }

    /// The raw data of the next sample before this position of the kernel, copied, until the next call. It counts as read.
    ///
    /// # Errors
    /// If the memory makes no sense.
    pub fn next_before(&mut self, head: u64) -> Result<Option<&[u8]>, PerfCorruption> {
        loop {
            let position = self.memory.load_u64(TAIL, Ordering::Relaxed);
            if position == head {
                return Ok(None);
            }
            let mut header = [0; HEADER];
            self.copy(position, &mut header);
            let [a, b, c, d, _, _, e, f] = header;
            let (kind, length) = (u32::from_ne_bytes([a, b, c, d]), u16::from_ne_bytes([e, f]));
            let waiting = head.wrapping_sub(position);
            let is_whole =
                usize::from(length) >= HEADER && length.is_multiple_of(8) && u64::from(length) <= waiting;
            if !is_whole || waiting > self.data_size as u64 {
                return Err(PerfCorruption { position, head, length });
            }
            let mut record = std::mem::take(&mut self.record);
            record.resize(usize::from(length) - HEADER, 0);
            self.copy(position.wrapping_add(HEADER as u64), &mut record);
            self.record = record;
            // It is copied: its place is free.
            self.memory.store_u64(TAIL, position.wrapping_add(u64::from(length)), Ordering::Release);
            match kind {
                SAMPLE if self.record.len() >= 4 => break,
                LOST => {
                    if let Some(lost) = self.record.get(8..16).and_then(|bytes| bytes.first_chunk::<8>()) {
                        self.lost = self.lost.wrapping_add(u64::from_ne_bytes(*lost));
                    }
                }
                _ => {}
            }
        }
        let Some((size, rest)) = self.record.split_first_chunk::<4>() else { return Ok(None) };
        let size = usize::try_from(u32::from_ne_bytes(*size)).unwrap_or(usize::MAX);
        Ok(Some(rest.get(..size).unwrap_or(rest)))
    }

    /// How many records were lost, as far as that was read: the kernel says so with the next record that finds room.
    pub fn lost(&self) -> u64 {
        self.lost
    }

    /// Copies data from a position on, around the end.
    fn copy(&self, position: u64, to: &mut [u8]) {
        #[expect(clippy::cast_possible_truncation, reason = "masked to less than a usize")]
        let within = (position & (self.data_size as u64 - 1)) as usize;
        let (first, second) = to.split_at_mut(to.len().min(self.data_size - within));
        self.memory.load_bytes(self.page_size + within, first);
        self.memory.load_bytes(self.page_size, second);
    }
}

/// The kernel's side of a perf event's buffer in memory of this process, for one reader.
#[derive(Debug)]
pub struct PerfProducer {
    memory: Region,
    page_size: usize,
    data_size: usize,
    /// How many records found no room since one did.
    lost: u64,
}

impl PerfProducer {
    /// A buffer with so many bytes of data. `None`: they are no power of two.
    pub fn allocate(page_size: usize, data_size: usize) -> Option<Self> {
        let fits = data_size.is_power_of_two() && data_size >= HEADER && page_size >= TAIL + 8;
        fits.then(|| Self { memory: Region::allocate(page_size + data_size), page_size, data_size, lost: 0 })
    }

    /// The memory for the reader.
    pub fn reader(&self) -> Region {
        self.memory.share()
    }

    /// Whether the reader has something to read.
    pub fn is_readable(&self) -> bool {
        self.memory.load_u64(HEAD, Ordering::Relaxed) != self.memory.load_u64(TAIL, Ordering::Acquire)
    }

    /// Writes a sample with these bytes as raw data, filled up to a multiple of 8; `false` if there is no room, which the reader is told
    /// of before the next sample (`perf_output_begin`, `kernel/events/ring_buffer.c` of Linux 6.18).
    pub fn sample(&mut self, bytes: &[u8]) -> bool {
        let size = (bytes.len() + 4).next_multiple_of(8) - 4;
        let mut raw = Vec::with_capacity(size + 4);
        raw.extend(u32::try_from(size).unwrap_or(u32::MAX).to_ne_bytes());
        raw.extend(bytes);
        raw.resize(size + 4, 0);
        let news = [0_u64.to_ne_bytes(), self.lost.to_ne_bytes()].concat();
        let mut records = vec![];
        if self.lost > 0 {
            records.push((LOST, news));
        }
        records.push((SAMPLE, raw));
        let needed: usize = records.iter().map(|(_, rest)| HEADER + rest.len()).sum();
        let head = self.memory.load_u64(HEAD, Ordering::Relaxed);
        let used = head.wrapping_sub(self.memory.load_u64(TAIL, Ordering::Acquire));
        // A byte always stays free: a full buffer would look like an empty one to the kernel.
        let free = (self.data_size as u64).saturating_sub(used).saturating_sub(1);
        let lengths = records.iter().map(|(_, rest)| u16::try_from(HEADER + rest.len()));
        let Ok(lengths) = lengths.collect::<Result<Vec<_>, _>>() else { return false };
        if needed as u64 > free {
            self.lost += 1;
            return false;
        }
        let mut position = head;
        for ((kind, rest), length) in records.iter().zip(lengths) {
            let header = [&kind.to_ne_bytes()[..], &[0; 2], &length.to_ne_bytes()].concat();
            self.put(position, &header);
            self.put(position.wrapping_add(HEADER as u64), rest);
            position = position.wrapping_add(u64::from(length));
        }
        self.memory.store_u64(HEAD, position, Ordering::Release);
        self.lost = 0;
        true
    }

    /// Writes data from a position on, around the end.
    fn put(&self, position: u64, from: &[u8]) {
        #[expect(clippy::cast_possible_truncation, reason = "masked to less than a usize")]
        let within = (position & (self.data_size as u64 - 1)) as usize;
        let (first, second) = from.split_at(from.len().min(self.data_size - within));
        self.memory.store_bytes(self.page_size + within, first);
        self.memory.store_bytes(self.page_size, second);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: usize = 4096;
    const DATA: usize = 64;

    fn read(consumer: &mut PerfConsumer) -> Vec<Vec<u8>> {
        let mut all = vec![];
        assert_eq!(consumer.for_each(|bytes| all.push(bytes.to_vec())), Ok(all.len()));
        all
    }

    #[test]
    fn samples_are_read_around_the_end_and_losses_are_counted() {
        let mut producer = PerfProducer::allocate(PAGE, DATA).unwrap();
        let mut consumer = PerfConsumer::new(producer.reader(), PAGE).unwrap();
        for round in 0..20_u8 {
            assert!(!producer.is_readable());
            assert!(producer.sample(&[round; 12]) && producer.sample(&[round, 1, 2]));
            assert!(producer.is_readable());
            assert_eq!(read(&mut consumer), [vec![round; 12], vec![round, 1, 2, 0]], "round {round}");
            assert_eq!(read(&mut consumer), Vec::<Vec<u8>>::new());
        }
        let told: Vec<_> = (0..7).map(|_| producer.sample(&[5; 12])).collect();
        assert_eq!(told, [true, true, false, false, false, false, false]);
        assert_eq!((read(&mut consumer).len(), consumer.lost()), (2, 0));
        assert!(producer.sample(&[6; 4]));
        assert_eq!((read(&mut consumer), consumer.lost()), (vec![vec![6; 4]], 5));
        assert!(!producer.sample(&[0; 100]), "it is larger than the buffer");
    }

    #[test]
    fn memory_that_makes_no_sense_is_an_error() {
        for (head, length) in [(8, 0_u16), (8, 7), (16, 24), (8, 12), (128, 16)] {
            let memory = Region::allocate(PAGE + DATA);
            memory.store_bytes(PAGE + 6, &length.to_ne_bytes());
            memory.store_u64(HEAD, head, Ordering::Release);
            let mut consumer = PerfConsumer::new(memory.share(), PAGE).unwrap();
            assert_eq!(consumer.for_each(|_| ()), Err(PerfCorruption { position: 0, head, length }));
        }
        for length in [PAGE, PAGE + 24, 0] {
            assert!(PerfConsumer::new(Region::allocate(length), PAGE).is_none(), "{length}");
        }
    }
}
