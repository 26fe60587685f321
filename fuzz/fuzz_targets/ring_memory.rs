//! Any bytes in the memory that a kernel and a process share, ring buffers of all kinds: whatever is in it, and however it changes
//! between two calls, readers and senders end, stay inside it, and agree with each other on what is there.
#![no_main]

use libfuzzer_sys::fuzz_target;
use skep_memory::{
    PerfConsumer, PerfCorruption, Region, RingCommit, RingConsumer, RingCorruption, RingMemory, RingTap,
    UserRingMemory, UserRingProducer,
};
use std::ops::ControlFlow;
use std::sync::atomic::Ordering::Relaxed;
use std::sync::mpsc;

/// The page before the data of rings: the layout asks only for a multiple of 8.
const PAGE: usize = 16;
/// The page before the data of a perf event's buffer, in which the positions are.
const PERF_PAGE: usize = 2048;
/// Where the kernel's position and the reader's are in it (`struct perf_event_mmap_page`).
const PERF_POSITIONS: [usize; 2] = [1024, 1032];
/// The bits of a record's header in a ring (`BPF_RINGBUF_BUSY_BIT`, `BPF_RINGBUF_DISCARD_BIT`).
const BUSY: u32 = 1 << 31;
const DISCARDED: u32 = 1 << 30;

/// What the fuzzer gave, of which one thing after the other is taken. Behind its end there are zeros.
#[derive(Clone)]
struct Given<'a>(&'a [u8]);

impl Given<'_> {
    fn bytes<const N: usize>(&mut self) -> [u8; N] {
        let mut bytes = [0; N];
        let (here, rest) = self.0.split_at(self.0.len().min(N));
        bytes[..here.len()].copy_from_slice(here);
        self.0 = rest;
        bytes
    }

    fn byte(&mut self) -> u8 {
        self.bytes::<1>()[0]
    }

    fn number(&mut self) -> u64 {
        u64::from_ne_bytes(self.bytes())
    }

    /// Two positions: mostly as far from each other as they may be in so much data, both at multiples of 8.
    fn positions(&mut self, data: usize) -> [u64; 2] {
        let (kind, first, apart) = (self.byte(), self.number(), self.number());
        match kind % 8 {
            0 => [first, apart],
            1 => [first, first.wrapping_add(apart % (2 * data as u64))],
            // Small ones, which a user ring's kernel compares as numbers.
            2..=4 => [first % (1 << 20) & !7, (first % (1 << 20) & !7) + (apart % (data as u64 + 1) & !7)],
            _ => [first & !7, (first & !7).wrapping_add(apart % (data as u64 + 1) & !7)],
        }
    }

    /// Something to be written into shared memory, a word of 4 bytes: where, and what.
    fn word(&mut self, length: usize) -> (usize, u32) {
        let place = usize::from(u16::from_ne_bytes(self.bytes())) * 4 % length;
        (place, u32::from_ne_bytes(self.bytes()))
    }
}

/// Two regions as a ring has them: the page of one side, and the page of the other with the data, which are in it twice.
struct Pages {
    alone: Region,
    with_data: Region,
    data: usize,
}

impl Pages {
    fn new(mut given: Given<'_>, data: usize) -> Self {
        let (alone, with_data) = (Region::allocate(PAGE), Region::allocate(PAGE + 2 * data));
        let [consumer, producer] = given.positions(data);
        alone.store_u64(0, consumer, Relaxed);
        with_data.store_u64(0, producer, Relaxed);
        let content = &given.0[..given.0.len().min(data)];
        with_data.store_bytes(PAGE, content);
        with_data.store_bytes(PAGE + data, content);
        Self { alone, with_data, data }
    }

    /// A reader, and what others are told of its records.
    fn reader(&self) -> (RingConsumer, mpsc::Receiver<(RingCommit, Vec<u8>)>) {
        let memory = RingMemory::new(self.alone.share(), self.with_data.share(), PAGE, self.data);
        let mut memory = memory.expect("the regions have these sizes");
        let (tell, told) = mpsc::channel();
        memory.tap(RingTap::new(move |how, record| drop(tell.send((how, record.to_vec())))));
        (RingConsumer::new(memory), told)
    }

    fn sender(&self) -> Option<UserRingProducer> {
        let memory = UserRingMemory::new(self.alone.share(), self.with_data.share(), PAGE, self.data);
        UserRingProducer::new(memory.expect("the regions have these sizes")).ok()
    }

    /// Changes a word of one of the pages or of the data: this is what a kernel or another process may do meanwhile.
    fn change(&self, given: &mut Given<'_>) {
        let region = if given.byte() % 4 == 0 { &self.alone } else { &self.with_data };
        let (place, word) = given.word(region.len());
        region.store_u32(place, word, Relaxed);
    }
}

/// What a reader found.
#[derive(PartialEq, Debug)]
struct Found<E> {
    records: Vec<Vec<u8>>,
    error: Option<E>,
    /// Those that were discarded, or lost.
    missing: u64,
    /// Where the reader's position is afterwards.
    position: u64,
}

impl<E> Found<E> {
    fn nothing() -> Self {
        Self { records: vec![], error: None, missing: 0, position: 0 }
    }
}

type Way = fn(&mut RingConsumer, &mut Vec<Vec<u8>>) -> Result<(), RingCorruption>;

/// All the ways to read what is in a ring, each of which ends.
const WAYS: [Way; 4] = [
    |reader, records| {
        let each = |record: &[u8]| {
            records.push(record.to_vec());
            ControlFlow::Continue(())
        };
        reader.for_each(each).map(drop)
    },
    |reader, records| {
        let mut batch = reader.batch()?;
        while let Some(record) = batch.next()? {
            records.push(record.to_vec());
        }
        Ok(())
    },
    |reader, records| {
        while let Some(peeked) = reader.peek()?.map(<[u8]>::to_vec) {
            assert_eq!(reader.next_record()?, Some(&*peeked));
            records.push(peeked);
        }
        Ok(())
    },
    |reader, records| {
        while let Some(record) = reader.next_of_many()? {
            records.push(record.to_vec());
        }
        Ok(())
    },
];

/// The bytes that these records have with their headers and padding.
fn taken(records: &[Vec<u8>]) -> usize {
    records.iter().map(|record| (8 + record.len()).next_multiple_of(8)).sum()
}

fn ring(mut given: Given<'_>, data: usize) {
    let pages = Pages::new(given.clone(), data);
    let [begin, end] = [&pages.alone, &pages.with_data].map(|page| page.load_u64(0, Relaxed));
    let mut agreed = None;
    for way in WAYS {
        let mut found = Found::nothing();
        let (mut reader, told) = pages.reader();
        found.error = way(&mut reader, &mut found.records).err();
        found.missing = reader.discarded();
        drop(reader);
        let (submitted, discarded): (Vec<_>, Vec<_>) =
            told.iter().partition(|(how, _)| *how == RingCommit::Submit);
        assert!(submitted.iter().map(|(_, record)| record).eq(&found.records), "{submitted:?}: {found:?}");
        assert_eq!(discarded.len() as u64, found.missing);
        found.position = pages.alone.load_u64(0, Relaxed);
        let passed = found.position.wrapping_sub(begin);
        assert!(passed <= end.wrapping_sub(begin) && passed <= data as u64, "{passed} bytes: {found:?}");
        assert!(taken(&found.records) as u64 <= passed, "{passed} bytes: {found:?}");
        pages.alone.store_u64(0, begin, Relaxed);
        match &agreed {
            None => agreed = Some(found),
            Some(agreed) => assert_eq!(*agreed, found),
        }
    }
    // One reader of memory that changes.
    let (mut reader, _told) = pages.reader();
    for _ in 0..16 {
        pages.change(&mut given);
        let mut records = vec![];
        let way = WAYS[usize::from(given.byte()) % WAYS.len()];
        let result = way(&mut reader, &mut records);
        assert!(taken(&records) <= data, "{result:?}: {records:?}");
    }
}

fn perf(mut given: Given<'_>, data: usize) {
    let memory = Region::allocate(PERF_PAGE + data);
    let [tail, head] = given.positions(data);
    let rewind = || {
        PERF_POSITIONS
            .into_iter()
            .zip([head, tail])
            .for_each(|(at, position)| memory.store_u64(at, position, Relaxed))
    };
    memory.store_bytes(PERF_PAGE, &given.0[..given.0.len().min(data)]);
    let ways: [fn(&mut PerfConsumer, &mut Vec<Vec<u8>>) -> Result<(), PerfCorruption>; 2] = [
        |reader, records| reader.for_each(|sample| records.push(sample.to_vec())).map(drop),
        |reader, records| {
            let head = reader.head();
            while let Some(sample) = reader.next_before(head)? {
                records.push(sample.to_vec());
            }
            Ok(())
        },
    ];
    let reader = || PerfConsumer::new(memory.share(), PERF_PAGE).expect("the region has this size");
    let mut agreed = None;
    for way in ways {
        rewind();
        let (mut reader, mut found) = (reader(), Found::nothing());
        found.error = way(&mut reader, &mut found.records).err();
        found.missing = reader.lost();
        found.position = memory.load_u64(PERF_POSITIONS[1], Relaxed);
        let passed = found.position.wrapping_sub(tail);
        assert!(passed <= head.wrapping_sub(tail) && passed <= data as u64, "{passed} bytes: {found:?}");
        // Each has a header, and its size in 4 bytes.
        assert!(
            found.records.iter().map(|sample| 12 + sample.len()).sum::<usize>() as u64 <= passed,
            "{found:?}"
        );
        match &agreed {
            None => agreed = Some(found),
            Some(agreed) => assert_eq!(*agreed, found),
        }
    }
    rewind();
    let mut reader = reader();
    for _ in 0..16 {
        let (place, word) = given.word(memory.len());
        memory.store_u32(place, word, Relaxed);
        let mut records = vec![];
        let result = ways[usize::from(given.byte()) % ways.len()](&mut reader, &mut records);
        assert!(
            records.iter().map(|sample| 12 + sample.len()).sum::<usize>() <= data,
            "{result:?}: {records:?}"
        );
    }
}

/// What programs would drain from a user ring, by the kernel's rules (`__bpf_user_ringbuf_peek`, `kernel/bpf/ringbuf.c`); `None` if there is what they refuse, or wait for.
fn drained(pages: &Pages) -> Option<Vec<Vec<u8>>> {
    let [mut position, end] = [&pages.alone, &pages.with_data].map(|page| page.load_u64(0, Relaxed));
    let mut records = vec![];
    while position != end {
        let offset =
            PAGE + usize::try_from(position % pages.data as u64).expect("it is smaller than the data");
        let header = pages.with_data.load_u32(offset, Relaxed);
        let length = header & !(BUSY | DISCARDED);
        let whole = (u64::from(length) + 8).next_multiple_of(8);
        if header & BUSY != 0 || whole > end.wrapping_sub(position) {
            return None;
        }
        if header & DISCARDED == 0 {
            let mut record = vec![0; length as usize];
            pages.with_data.load_bytes(offset + 8, &mut record);
            records.push(record);
        }
        position = position.wrapping_add(whole);
    }
    Some(records)
}

fn user(mut given: Given<'_>, data: usize) {
    let pages = Pages::new(given.clone(), data);
    if let Some(mut sender) = pages.sender() {
        let mut expected = drained(&pages).expect("a sender leaves nothing that programs refuse");
        for _ in 0..16 {
            let record = vec![given.byte(); usize::from(given.byte()) % (data + 1)];
            let unread = sender.unread().expect("nobody else writes here");
            let room = data as u64 - unread;
            let sent = sender.send(&record).expect("nobody else writes here");
            assert_eq!(
                sent,
                (8 + record.len()).next_multiple_of(8) as u64 <= room,
                "{unread} bytes are unread"
            );
            if sent {
                expected.push(record);
            }
            if let Some(mut record) = sender.reserve(0).expect("nobody else writes here") {
                record.write(0, &[]);
            }
        }
        let found = drained(&pages).expect("a sender sends nothing that programs refuse");
        assert_eq!(found, expected);
    }
    // A sender in memory that changes.
    let mut sender = pages.sender();
    for _ in 0..16 {
        pages.change(&mut given);
        match &mut sender {
            Some(sender) => {
                let result = sender.send(&vec![1; usize::from(given.byte())]);
                assert!(result != Ok(true) || sender.unread().is_ok_and(|unread| unread <= data as u64));
            }
            None => sender = pages.sender(),
        }
    }
}

fuzz_target!(|bytes: &[u8]| {
    let mut given = Given(bytes);
    let (kind, size) = (given.byte(), given.byte());
    let data = 8 << (size % 8);
    match kind % 3 {
        0 => ring(given, data),
        1 => perf(given, data),
        _ => user(given, data),
    }
});
