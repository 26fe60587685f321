//! What operations on one entry ask of the allocator.

use crate::world;
use skep::prelude::*;
use skep_harness::{CountingAllocator, Outcome};
use std::net::Ipv4Addr;

/// Does something twice, the second time with an eye on the allocator. (The first time, what is asked once and kept is kept.)
fn check(what: &str, mut work: impl FnMut()) {
    work();
    assert_eq!(CountingAllocator::count(&mut work), 0, "{what} asks for memory");
}

pub(crate) fn no_allocation() -> Outcome {
    let kernel = world::host()?.kernel;
    // The counter does count.
    assert_eq!(CountingAllocator::count(|| drop(std::hint::black_box(Box::new(1)))), 1);

    for spec in [HashMap::<u32, [u64; 4]>::spec("PLAIN", 16), HashMap::<u32, [u64; 4]>::lru_spec("LRU", 16)] {
        let hash = HashMap::<u32, [u64; 4]>::new(Map::create(&kernel, &spec)?)?;
        check("hash insert", || hash.insert(&1, &[7; 4]).unwrap());
        check("hash get", || assert_eq!(hash.get(&1).unwrap(), Some([7; 4])));
        check("hash get, a miss", || assert_eq!(hash.get(&2).unwrap(), None));
        check("hash insert_new, refused", || assert!(!hash.insert_new(&1, &[8; 4]).unwrap()));
        check("hash replace", || assert!(hash.replace(&1, &[7; 4]).unwrap()));
        check("hash replace, a miss", || assert!(!hash.replace(&2, &[7; 4]).unwrap()));
        check("hash insert_new, remove", || {
            assert!(hash.insert_new(&3, &[3; 4]).unwrap());
            assert!(hash.remove(&3).unwrap());
        });
        check("hash remove, a miss", || assert!(!hash.remove(&3).unwrap()));
        check("hash take", || {
            hash.insert(&4, &[4; 4]).unwrap();
            assert_eq!(hash.take(&4).unwrap(), Some([4; 4]));
            assert_eq!(hash.take(&4).unwrap(), None);
        });
    }

    let array = Array::<u64>::create(&kernel, "ARRAY", 4)?;
    check("array set and get", || {
        array.set(3, &11).unwrap();
        assert_eq!(array.get(3).unwrap(), Some(11));
        assert_eq!(array.get(4).unwrap(), None);
    });

    let trie = LpmTrie::<[u8; 4], u32>::create(&kernel, "TRIE", 4)?;
    let (network, other) = (LpmKey::from_ipv4(Ipv4Addr::new(10, 0, 0, 0), 8), Ipv4Addr::LOCALHOST.into());
    check("trie insert, get, remove", || {
        trie.insert(&network, &5).unwrap();
        assert_eq!(trie.get(&Ipv4Addr::new(10, 1, 2, 3).into()).unwrap(), Some(5));
        assert_eq!(trie.get(&other).unwrap(), None);
        assert!(trie.remove(&network).unwrap());
        assert!(!trie.remove(&network).unwrap());
    });

    let queue = Queue::<u64>::create(&kernel, "QUEUE", 4)?;
    check("queue push and pop", || {
        queue.push(&1).unwrap();
        assert_eq!(queue.pop().unwrap(), Some(1));
        assert_eq!(queue.pop().unwrap(), None);
    });

    let parts = PerCpu::splat(&kernel, &7_u64)?;
    let hash = PerCpuHashMap::<u32, u64>::create(&kernel, "PER_CPU", 16)?;
    check("per-CPU hash insert", || hash.insert(&1, &parts).unwrap());
    check("per-CPU hash get", || assert!(hash.get(&1).unwrap().unwrap() == parts));
    check("per-CPU hash get, a miss", || assert!(hash.get(&2).unwrap().is_none()));
    check("per-CPU hash take and remove", || {
        assert!(hash.take(&1).unwrap().unwrap() == parts);
        assert!(hash.take(&1).unwrap().is_none());
        assert!(!hash.remove(&1).unwrap());
        hash.insert(&1, &parts).unwrap();
    });
    let array = PerCpuArray::<u64>::create(&kernel, "PER_CPU_ARRAY", 4)?;
    check("per-CPU array set and get", || {
        array.set(3, &parts).unwrap();
        assert!(array.get(3).unwrap().unwrap() == parts);
        assert!(array.get(4).unwrap().is_none());
    });
    Ok(())
}

pub(crate) fn reused_parts() -> Outcome {
    type Large = [u64; 40];
    let kernel = world::host()?.kernel;
    let written = PerCpu::<Large>::splat(&kernel, &[9; 40])?;
    let mut read = PerCpu::<Large>::zeroed(&kernel)?;
    let hash = PerCpuHashMap::<u32, Large>::create(&kernel, "LARGE", 16)?;
    check("per-CPU hash insert, read, miss, remove", || {
        hash.insert(&1, &written).unwrap();
        assert!(hash.read(&1, &mut read).unwrap());
        assert!(!hash.read(&2, &mut read).unwrap());
        assert!(read == written);
        assert!(hash.remove(&1).unwrap());
    });
    // Parts that are made for each lookup have the memory of those before, also if these are of another length.
    let small = PerCpuHashMap::<u32, u64>::create(&kernel, "SMALL", 16)?;
    small.insert(&1, &PerCpu::splat(&kernel, &5)?)?;
    check("per-CPU hash get of values of two lengths, by turns", || {
        hash.insert(&1, &written).unwrap();
        assert!(hash.get(&1).unwrap().unwrap() == written);
        assert_eq!(small.get(&1).unwrap().unwrap().get(0), Some(&5));
        assert!(small.get(&2).unwrap().is_none());
        assert!(hash.take(&1).unwrap().unwrap() == written);
        assert!(hash.get(&1).unwrap().is_none());
    });
    let array = PerCpuArray::<Large>::create(&kernel, "LARGE_ARRAY", 4)?;
    check("per-CPU array set, read, miss", || {
        array.set(1, &written).unwrap();
        assert!(array.read(1, &mut read).unwrap());
        assert!(!array.read(4, &mut read).unwrap());
        assert!(read == written);
    });
    Ok(())
}

/// A million entries are inserted, walked through, and taken out with less than a mebibyte of memory.
pub(crate) fn a_million() -> Outcome {
    const ENTRIES: u32 = 1_000_000;
    const MOST: u64 = 1 << 20;
    let kernel = world::host()?.kernel;
    // The counter does count: a vector that grows has its old memory beside the new.
    let grown = CountingAllocator::most_bytes(|| {
        let mut bytes = std::hint::black_box(vec![0_u8; 1000]);
        bytes.reserve_exact(1000);
    });
    assert_eq!(grown, 3000);
    let hash = HashMap::<u32, u64>::create(&kernel, "MILLION", ENTRIES)?;
    let values: Vec<(u32, u64)> = (0..ENTRIES).map(|key| (key, u64::from(key) * 3)).collect();
    let inserted = CountingAllocator::most_bytes(|| {
        let many = hash.insert_many(values.iter().map(|(key, value)| (key, value)));
        assert!(many.error.is_none() && many.done == u64::from(ENTRIES), "{many:?}");
    });
    let (mut count, mut sum) = (0, 0);
    let walked = CountingAllocator::most_bytes(|| {
        for entry in hash.iter() {
            let (key, value) = entry.unwrap();
            assert_eq!(value, u64::from(key) * 3);
            count += 1;
            sum += u64::from(key);
        }
    });
    assert_eq!((count, sum), (ENTRIES, u64::from(ENTRIES) * u64::from(ENTRIES - 1) / 2));
    let mut taken = 0;
    let drained =
        CountingAllocator::most_bytes(|| hash.drain().for_each(|entry| taken += usize::from(entry.is_ok())));
    assert_eq!(taken, ENTRIES as usize);
    #[expect(clippy::print_stdout, reason = "how much it is is what the test is for")]
    {
        println!("bytes at most: {inserted} to insert, {walked} to walk, {drained} to take out");
    }
    assert!(inserted < MOST && walked < MOST && drained < MOST);
    Ok(())
}
