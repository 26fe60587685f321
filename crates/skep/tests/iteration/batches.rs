//! The commands for batches, and what is done without them.

use crate::world::World;
use skep::Reading;
use skep::prelude::*;
use skep::sim::WorldBuilder;
use skep::uapi::kernel::{MapCreate, ReadBatch};
use skep::uapi::{Errno, Handle, UpdateFlags};
use skep_harness::Outcome;
use std::collections::BTreeSet;

fn create(world: &World, map_type: MapType, key_size: u32, max_entries: u32) -> Handle {
    let request = MapCreate { map_type, key_size, value_size: 8, max_entries, ..MapCreate::default() };
    world.kernel.api().map_create(&request).unwrap()
}

/// Reads a batch with so much room: the answer, and the keys.
fn read(
    world: &World,
    map: &Handle,
    first: bool,
    cursor: &mut [u8],
    room: usize,
) -> (Result<(), Errno>, Vec<u32>) {
    let (mut keys, mut values) = (vec![0; room * 4], vec![0; room * 8]);
    let mut batch = ReadBatch { cursor, is_first: first, keys: &mut keys, values: &mut values, count: 77 };
    let answer = world.kernel.api().map_read_batch(map, &mut batch);
    let count = batch.count as usize;
    let numbers = keys.as_chunks::<4>().0.iter().take(count).map(|key| u32::from_ne_bytes(*key)).collect();
    (answer, numbers)
}

pub(crate) fn reading(world: &World) -> Outcome {
    let api = world.kernel.api();
    let hash = create(world, MapType::HASH, 4, 64);
    let mut cursor = [0; 4];
    // Nothing is in it: there is no more, and there was nothing.
    assert_eq!(read(world, &hash, true, &mut cursor, 16), (Err(Errno::ENOENT), vec![]));
    for key in 0..50_u32 {
        api.map_update(&hash, &key.to_ne_bytes(), &u64::from(key).to_ne_bytes(), UpdateFlags::ANY)?;
    }
    let (mut seen, mut first) = (BTreeSet::new(), true);
    loop {
        // No bucket of 64 for 50 keys has so many.
        let (answer, keys) = read(world, &hash, first, &mut cursor, 16);
        first = false;
        assert!(keys.iter().all(|key| seen.insert(*key)), "{keys:?}");
        match answer {
            Ok(()) => assert!(!keys.is_empty()),
            Err(errno) => {
                assert_eq!(errno, Errno::ENOENT);
                break;
            }
        }
    }
    assert_eq!(seen, (0..50).collect());
    // Behind the end there is nothing, however often it is asked.
    assert_eq!(read(world, &hash, false, &mut cursor, 16), (Err(Errno::ENOENT), vec![]));
    // An array goes by its indices.
    let array = create(world, MapType::ARRAY, 4, 5);
    let mut cursor = [0; 4];
    assert_eq!(read(world, &array, true, &mut cursor, 3), (Ok(()), vec![0, 1, 2]));
    assert_eq!(read(world, &array, false, &mut cursor, 3), (Err(Errno::ENOENT), vec![3, 4]));
    // What has no batches says so.
    let queue = create(world, MapType::QUEUE, 0, 5);
    let mut batch =
        ReadBatch { cursor: &mut cursor, is_first: true, keys: &mut [], values: &mut [], count: 0 };
    assert!(api.map_read_batch(&queue, &mut batch).is_err());
    let mut keys = [0; 12];
    let mut values = [0; 24];
    let mut batch =
        ReadBatch { cursor: &mut cursor, is_first: true, keys: &mut keys, values: &mut values, count: 9 };
    assert_eq!((api.map_take_batch(&array, &mut batch), batch.count), (Err(Errno::ENOTSUPP), 0));
    // Too little room for the values, or for where it goes on.
    let mut short =
        ReadBatch { cursor: &mut cursor, is_first: true, keys: &mut [0; 12], values: &mut [0; 16], count: 9 };
    assert_eq!(api.map_read_batch(&hash, &mut short), Err(Errno::EINVAL));
    let mut short =
        ReadBatch { cursor: &mut [0; 3], is_first: true, keys: &mut [0; 12], values: &mut [0; 24], count: 9 };
    assert_eq!(api.map_read_batch(&hash, &mut short), Err(Errno::EINVAL));
    Ok(())
}

pub(crate) fn changing(world: &World) -> Outcome {
    let api = world.kernel.api();
    let hash = create(world, MapType::HASH, 4, 4);
    let keys = |keys: &[u32]| keys.iter().flat_map(|key| key.to_ne_bytes()).collect::<Vec<u8>>();
    let mut count = 99;
    let update = |numbers: &[u32], flags, count: &mut u32| {
        api.map_update_batch(&hash, &keys(numbers), &vec![1; numbers.len() * 8], flags, count)
    };
    assert_eq!((update(&[1, 2], UpdateFlags::ANY, &mut count), count), (Ok(()), 2));
    // What is there or not is no matter of batches.
    assert_eq!((update(&[3, 2, 4], UpdateFlags::NOEXIST, &mut count), count), (Err(Errno::EINVAL), 0));
    // There is room for two more.
    assert_eq!((update(&[3, 2, 4, 5, 6], UpdateFlags::ANY, &mut count), count), (Err(Errno::E2BIG), 3));
    assert_eq!((api.map_delete_batch(&hash, &keys(&[1, 9, 2]), &mut count), count), (Err(Errno::ENOENT), 1));
    assert_eq!((api.map_delete_batch(&hash, &keys(&[2, 3, 4]), &mut count), count), (Ok(()), 3));
    assert_eq!(
        api.map_update_batch(&hash, &keys(&[1]), &[0; 7], UpdateFlags::ANY, &mut count),
        Err(Errno::EINVAL)
    );
    assert_eq!(api.map_delete_batch(&hash, &[0; 5], &mut count), Err(Errno::EINVAL));
    Ok(())
}

/// A kernel from before there were batches.
pub(crate) fn fallback() -> Outcome {
    let kernel = Kernel::clone(&Simulated::new(WorldBuilder::new().release("5.4.0").build()));
    let map = HashMap::<u32, u64>::create(&kernel, "OLD", 512)?;
    let keys: Vec<u32> = (0..500).collect();
    let values = vec![7; 500];
    let inserted = map.insert_many(keys.iter().zip(&values));
    assert_eq!((inserted.done, inserted.by), (500, Reading::OneByOne));
    let mut entries = map.iter();
    assert_eq!(entries.by_ref().count(), 500);
    assert_eq!(entries.reading(), Reading::OneByOne);
    // The one that was given out is removed each time.
    let mut seen = BTreeSet::new();
    for key in map.keys() {
        let key = key?;
        assert!(seen.insert(key) && map.remove(&key)?);
    }
    assert_eq!((seen.len(), map.iter().count()), (500, 0));
    map.insert_many(keys.iter().zip(&values)).all()?;
    assert_eq!(map.drain().take(20).count(), 20);
    assert_eq!(map.iter().count(), 480);
    let removed = map.remove_many(&keys);
    assert_eq!((removed.done, removed.by), (480, Reading::OneByOne));
    let parts = PerCpuHashMap::<u32, u64>::create(&kernel, "PARTS", 8)?;
    parts.insert(&1, &PerCpu::splat(&kernel, &2)?)?;
    assert_eq!(parts.sums::<u64>().count(), 1);
    let trie = LpmTrie::<[u8; 4], u8>::create(&kernel, "TRIE", 8)?;
    (1..=8).try_for_each(|length| trie.insert(&LpmKey::new([0; 4], length), &1))?;
    let mut lengths = Vec::new();
    for key in trie.keys() {
        let key = key?;
        lengths.push(key.prefix_length());
        trie.remove(&key)?;
    }
    assert_eq!(lengths, [8, 7, 6, 5, 4, 3, 2, 1]);
    Ok(())
}
