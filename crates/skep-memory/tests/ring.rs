//! The ring's two ends against a model, at full speed, and on memory that makes no sense.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking, in its helpers too")]

use proptest::prelude::*;
use skep_memory::{Region, RingCommit, RingConsumer, RingMemory, RingProducer, RingReservation, RingTap};
use std::collections::VecDeque;
use std::ops::ControlFlow;
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex};

const PAGE: usize = 4096;

fn ring(size: usize) -> (RingConsumer, RingProducer) {
    let producer = RingProducer::allocate(PAGE, size).unwrap();
    (RingConsumer::new(producer.reader().unwrap()), producer)
}

fn read_all(consumer: &mut RingConsumer) -> Vec<Vec<u8>> {
    let mut records = Vec::new();
    let count = consumer
        .for_each(|record| {
            records.push(record.to_vec());
            ControlFlow::Continue(())
        })
        .unwrap();
    assert_eq!(count, records.len());
    records
}

#[test]
fn a_record_that_reaches_over_the_end_is_read_in_one_piece() {
    let (mut consumer, mut producer) = ring(64);
    for round in 0..100_u8 {
        let bytes: Vec<u8> = (0..37).map(|i| round.wrapping_mul(3).wrapping_add(i)).collect();
        let reservation = producer.reserve(37).unwrap();
        let _ = producer.commit(reservation, &bytes, RingCommit::Submit);
        assert_eq!(read_all(&mut consumer), [bytes]);
    }
}

#[test]
fn the_oldest_unfinished_record_holds_back_the_later_ones() {
    let (mut consumer, mut producer) = ring(256);
    let first = producer.reserve(8).unwrap();
    let second = producer.reserve(8).unwrap();
    let _ = producer.commit(second, b"second--", RingCommit::Submit);
    assert!(read_all(&mut consumer).is_empty());
    assert_eq!(consumer.available(), 32);
    let _ = producer.commit(first, b"first---", RingCommit::Submit);
    assert_eq!(read_all(&mut consumer), [b"first---", b"second--"]);
}

#[test]
fn a_full_ring_refuses_by_the_kernels_rule() {
    let (mut consumer, mut producer) = ring(64);
    // The data never fills up completely: one byte short of 64 is the most, and records take multiples of 8.
    assert!(producer.reserve(56).is_none());
    let reservation = producer.reserve(48).unwrap();
    assert!(producer.reserve(0).is_none());
    let _ = producer.commit(reservation, &[1; 48], RingCommit::Submit);
    assert_eq!(read_all(&mut consumer).len(), 1);
    assert!(producer.reserve(48).is_some());
}

#[test]
fn the_producer_learns_whether_the_reader_may_be_asleep() {
    let (mut consumer, mut producer) = ring(256);
    let commit = |producer: &mut RingProducer| {
        let reservation = producer.reserve(8).unwrap();
        producer.commit(reservation, &[0; 8], RingCommit::Submit)
    };
    assert!(commit(&mut producer), "the ring was empty");
    assert!(!commit(&mut producer), "the reader has a record to read yet");
    read_all(&mut consumer);
    assert!(commit(&mut producer));
}

#[test]
fn a_reader_that_breaks_or_panics_has_read_what_it_was_given() {
    let (mut consumer, mut producer) = ring(256);
    for byte in 0..4 {
        let reservation = producer.reserve(1).unwrap();
        let _ = producer.commit(reservation, &[byte], RingCommit::Submit);
    }
    assert_eq!(consumer.for_each(|_| ControlFlow::Break(())), Ok(1));
    let panicking = std::panic::AssertUnwindSafe(|| consumer.for_each(|_| panic!("the reader's own bug")));
    assert!(std::panic::catch_unwind(panicking).is_err());
    assert_eq!(consumer.next_record(), Ok(Some(&[2_u8][..])));
    assert_eq!(producer.consumer_position(), 32, "the record in use is not given back");
    drop(consumer);
    assert_eq!(producer.consumer_position(), 48);
}

#[test]
fn a_batch_lends_what_was_there_and_gives_its_place_back_once() {
    let (mut consumer, mut producer) = ring(1024);
    let mut put = |bytes: &[u8], how| {
        let reservation = producer.reserve(u32::try_from(bytes.len()).unwrap()).unwrap();
        let _ = producer.commit(reservation, bytes, how);
        producer.consumer_position()
    };
    put(b"one", RingCommit::Submit);
    put(b"given up", RingCommit::Discard);
    put(b"two", RingCommit::Submit);
    assert_eq!(consumer.peek(), Ok(Some(&b"one"[..])));
    assert_eq!(consumer.peek(), Ok(Some(&b"one"[..])));
    let mut batch = consumer.batch().unwrap();
    assert_eq!(batch.next(), Ok(Some(&b"one"[..])));
    assert_eq!(batch.next(), Ok(Some(&b"two"[..])));
    assert_eq!(put(b"late", RingCommit::Submit), 0, "nothing is given back within a batch");
    assert_eq!(batch.next(), Ok(None));
    drop(batch);
    assert_eq!(consumer.discarded(), 1);
    assert_eq!(put(b"later", RingCommit::Discard), 48);
    assert_eq!(consumer.next_of_many(), Ok(Some(&b"late"[..])));
    assert_eq!(put(b"last", RingCommit::Submit), 48, "the place of a record of many is given back later");
    assert_eq!(consumer.next_of_many(), Ok(Some(&b"last"[..])));
    assert_eq!(consumer.next_of_many(), Ok(None));
    assert_eq!(put(b"", RingCommit::Discard), 96, "before it says that there is none");
    assert_eq!(consumer.peek(), Ok(None));
}

#[test]
fn a_reader_notices_that_another_one_has_read() {
    let producer = Region::allocate(PAGE + 2 * 128);
    let consumer = Region::allocate(PAGE);
    producer.store_u32(PAGE, 8, Ordering::Relaxed);
    producer.store_u64(0, 16, Ordering::Release);
    let reader =
        || RingConsumer::new(RingMemory::new(consumer.share(), producer.share(), PAGE, 128).unwrap());
    let (mut one, mut other) = (reader(), reader());
    assert!(one.next_record().unwrap().is_some());
    assert_eq!(read_all(&mut other).len(), 1);
    producer.store_u32(PAGE + 16, 0, Ordering::Relaxed);
    producer.store_u64(0, 24, Ordering::Release);
    assert_eq!(read_all(&mut other).len(), 1);
    let message = one.for_each(|_| unreachable!("it is another's")).unwrap_err().to_string();
    assert!(message.contains("went on from position 0 to 24"), "{message}");
    assert!(one.next_record().is_err() && one.batch().is_err());
    drop(one);
    assert_eq!(consumer.load_u64(0, Ordering::Acquire), 24, "the position does not go back");
}

#[test]
fn memory_that_makes_no_sense_is_an_error_and_no_panic() {
    for (position, length) in [(8, 0), (16, 4096), (u64::MAX, 8), (4, 0), (1 << 40, 8)] {
        let (consumer, producer) = (Region::allocate(PAGE), Region::allocate(PAGE + 128));
        let writer = producer.share();
        writer.store_u64(0, position, Ordering::Relaxed);
        writer.store_u32(PAGE, length, Ordering::Relaxed);
        let memory = RingMemory::new(consumer, producer, PAGE, 64).unwrap();
        let mut reader = RingConsumer::new(memory);
        let read = reader.for_each(|_| ControlFlow::Continue(()));
        if (position, length) == (8, 0) {
            assert_eq!(read, Ok(1), "a record of no bytes is a record");
        } else {
            let message = read.unwrap_err().to_string();
            assert!(message.contains("is another reader using this ring?"), "{message}");
        }
    }
}

/// The memory as the kernel writes it, laid by hand: a header of 8 bytes, whose first word is the length with a bit for
/// "busy" (31) and one for "given up" (30), then the bytes, filled up to a multiple of 8.
#[test]
fn records_that_were_written_by_hand_are_read_as_the_kernel_means_them() {
    let (consumer, producer) = (Region::allocate(PAGE), Region::allocate(PAGE + 2 * 128));
    let (position, read_up_to) = (producer.share(), consumer.share());
    let writer = producer.share();
    let store = |offset: usize, word: u32| writer.store_u32(PAGE + offset, word, Ordering::Release);
    let bytes = |offset: usize, word: u64| writer.store_u64(PAGE + offset, word, Ordering::Relaxed);
    // 5 bytes at 0; given up, of 9 bytes at 16; 8 bytes at 40; busy, of 1 byte at 56.
    store(0, 5);
    bytes(8, u64::from_ne_bytes(*b"hello\xff\xff\xff"));
    store(16, 9 | 1 << 30);
    store(40, 8);
    bytes(48, u64::from_ne_bytes(*b"8 bytes!"));
    store(56, 1 | 1 << 31);
    bytes(64, u64::from_ne_bytes(*b"x\xff\xff\xff\xff\xff\xff\xff"));
    position.store_u64(0, 72, Ordering::Release);
    let mut reader = RingConsumer::new(RingMemory::new(consumer, producer, PAGE, 128).unwrap());
    assert_eq!(read_all(&mut reader), [b"hello".to_vec(), b"8 bytes!".to_vec()]);
    assert_eq!(reader.discarded(), 1);
    // All that was before the busy record is given back, and nothing else.
    assert_eq!(read_up_to.load_u64(0, Ordering::Acquire), 56);
    store(56, 1);
    assert_eq!(read_all(&mut reader), [b"x".to_vec()]);
    assert_eq!(read_up_to.load_u64(0, Ordering::Acquire), 72);
}

#[test]
fn there_is_one_reader_at_a_time() {
    let (consumer, producer) = ring(64);
    assert!(producer.reader().is_none());
    drop(consumer);
    assert!(producer.reader().is_some_and(|memory| memory.data_size() == 64));
    assert!(producer.reader().is_some());
}

#[test]
fn mappings_that_are_too_small_are_refused() {
    for (consumer, producer, size) in
        [(8, PAGE + 127, 64), (0, PAGE + 128, 64), (8, PAGE + 128, 60), (8, 0, 0)]
    {
        let (consumer, producer) = (Region::allocate(consumer), Region::allocate(producer / 8 * 8));
        assert!(RingMemory::new(consumer, producer, PAGE, size).is_err());
    }
    assert!(RingProducer::allocate(PAGE, 1 << 62).is_err());
    assert!(RingProducer::allocate(PAGE, 48).is_err());
}

#[test]
fn two_threads_lose_nothing_and_see_every_record_whole() {
    // Miri looks at every access, which takes its time.
    const RECORDS: u64 = if cfg!(miri) { 200 } else { 200_000 };
    let (mut consumer, mut producer) = ring(1024);
    let writer = std::thread::spawn(move || {
        let mut refused = 0_u64;
        for number in 0..RECORDS {
            let length = 8 + (number % 7) * 5;
            let reservation = loop {
                match producer.reserve(u32::try_from(length).unwrap()) {
                    Some(reservation) => break reservation,
                    None => refused += 1,
                }
                std::thread::yield_now();
            };
            let mut bytes = vec![number.to_le_bytes()[0]; usize::try_from(length).unwrap()];
            bytes[..8].copy_from_slice(&number.to_le_bytes());
            let _ = producer.commit(reservation, &bytes, RingCommit::Submit);
        }
        refused
    });
    let mut expected = 0_u64;
    while expected < RECORDS {
        let read = consumer.for_each(|record| {
            assert_eq!(record[..8], expected.to_le_bytes());
            assert!(record[8..].iter().all(|&byte| byte == expected.to_le_bytes()[0]));
            expected += 1;
            ControlFlow::Continue(())
        });
        if read.unwrap() == 0 {
            std::thread::yield_now();
        }
    }
    let _refused = writer.join().unwrap();
    assert_eq!(consumer.available(), 0);
}

#[derive(Clone, Debug)]
enum Step {
    Reserve(u32),
    End { which: usize, submit: bool },
    Read,
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        3 => (0_u32..70).prop_map(Step::Reserve),
        3 => (any::<usize>(), any::<bool>()).prop_map(|(which, submit)| Step::End { which, submit }),
        1 => Just(Step::Read),
    ]
}

/// What the ring should hold: every record's length, and once it is ended its bytes if they were submitted.
#[derive(Default)]
struct Model {
    records: VecDeque<(u32, Option<Option<Vec<u8>>>)>,
    used: u64,
    first: usize,
}

proptest! {
    #[test]
    fn the_ring_does_what_a_queue_would(steps in prop::collection::vec(step(), 1..200), exponent in 4_u32..9) {
        let size = 1_usize << exponent;
        let (mut consumer, mut producer) = ring(size);
        let mut open: Vec<(usize, RingReservation)> = Vec::new();
        let mut model = Model::default();
        let mut written = 0_u8;
        for step in steps {
            match step {
                Step::Reserve(length) => {
                    let whole = u64::from(length + 8).next_multiple_of(8);
                    let reservation = producer.reserve(length);
                    prop_assert_eq!(reservation.is_some(), model.used + whole < size as u64);
                    if let Some(reservation) = reservation {
                        open.push((model.first + model.records.len(), reservation));
                        model.records.push_back((length, None));
                        model.used += whole;
                    }
                }
                Step::End { which, submit } if !open.is_empty() => {
                    let (index, reservation) = open.swap_remove(which % open.len());
                    written = written.wrapping_add(1);
                    let bytes = vec![written; reservation.length() as usize];
                    let how = if submit { RingCommit::Submit } else { RingCommit::Discard };
                    let woken = producer.commit(reservation, &bytes, how);
                    prop_assert_eq!(woken, index == model.first);
                    model.records[index - model.first].1 = Some(submit.then_some(bytes));
                }
                Step::End { .. } => {}
                Step::Read => {
                    let mut expected = Vec::new();
                    while let Some((length, Some(_))) = model.records.front() {
                        model.used -= u64::from(length + 8).next_multiple_of(8);
                        let (_, ended) = model.records.pop_front().unwrap();
                        model.first += 1;
                        expected.extend(ended.flatten());
                    }
                    prop_assert_eq!(read_all(&mut consumer), expected);
                }
            }
        }
    }
}

#[test]
fn a_tap_is_told_of_every_record_that_is_read_once_and_in_order() {
    let mut producer = RingProducer::allocate(PAGE, 4096).unwrap();
    let mut memory = producer.reader().unwrap();
    let told = Arc::new(Mutex::new(Vec::new()));
    let sink = told.clone();
    memory.tap(RingTap::new(move |how, bytes| sink.lock().unwrap().push((how, bytes.to_vec()))));
    let mut consumer = RingConsumer::new(memory);
    // More than the ring holds, read in several ways.
    for round in 0..200_u8 {
        for (byte, how) in
            [(round, RingCommit::Submit), (0, RingCommit::Discard), (round, RingCommit::Submit)]
        {
            let place = producer.reserve(1).unwrap();
            producer.commit(place, &[byte], how);
        }
        match round % 3 {
            0 => assert_eq!(read_all(&mut consumer).len(), 2),
            1 => while consumer.next_of_many().unwrap().is_some() {},
            _ => {
                assert!(consumer.peek().unwrap().is_some());
                while consumer.next_record().unwrap().is_some() {}
            }
        }
    }
    drop(consumer);
    let told = told.lock().unwrap();
    assert_eq!(told.len(), 600);
    for (round, records) in (0..).zip(told.chunks(3)) {
        let submitted = (RingCommit::Submit, vec![round]);
        assert_eq!(records, [submitted.clone(), (RingCommit::Discard, Vec::new()), submitted]);
    }
}
