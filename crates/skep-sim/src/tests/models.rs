//! Random operations on maps, compared with models.

use super::*;
use proptest::prelude::*;
use skep_memory::{RingCommit, RingConsumer, RingProducer};
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::ops::ControlFlow;

#[derive(Clone, Debug)]
enum Step {
    Lookup(u32),
    Update(u32, u64, u64),
    Delete(u32),
    Take(u32),
    Walk,
}

/// Few keys, so that they meet.
fn step() -> impl Strategy<Value = Step> {
    let key = || 0_u32..12;
    prop_oneof![
        key().prop_map(Step::Lookup),
        (key(), any::<u64>(), 0_u64..4).prop_map(|(key, value, flags)| Step::Update(key, value, flags)),
        key().prop_map(Step::Delete),
        key().prop_map(Step::Take),
        Just(Step::Walk),
    ]
}

/// All keys, by walking from the first to the last.
fn walk(world: &World, map: &Handle) -> Vec<u32> {
    let mut keys = Vec::new();
    let mut previous = None;
    while let Ok(key) = next_key(world, map, previous) {
        keys.push(key);
        previous = Some(key);
    }
    keys
}

proptest! {
    #[test]
    fn a_hash_is_a_map_with_a_limit(
        steps in prop::collection::vec(step(), 0..80),
        max_entries in 1_u32..10,
        prealloc: bool,
    ) {
        let world = World::new();
        let flags = if prealloc { MapFlags::NONE } else { MapFlags::NO_PREALLOC };
        let sizes = MapCreate { map_type: MapType::HASH, name: "h", key_size: 4, value_size: 8, max_entries, flags, ..MapCreate::default() };
        let hash = world.map_create(&sizes).unwrap();
        let mut model = BTreeMap::new();
        for step in steps {
            match step {
                Step::Lookup(key) => {
                    let expected = model.get(&key).copied().ok_or(Errno::ENOENT);
                    prop_assert_eq!(count(&world, &hash, key), expected);
                }
                Step::Update(key, value, flags) => {
                    let there = model.contains_key(&key);
                    let expected = match flags {
                        3 => Err(Errno::EINVAL),
                        1 if there => Err(Errno::EEXIST),
                        2 if !there => Err(Errno::ENOENT),
                        _ if !there && model.len() == max_entries as usize => Err(Errno::E2BIG),
                        _ => Ok(()),
                    };
                    prop_assert_eq!(update(&world, &hash, key, value, UpdateFlags(flags)), expected);
                    if expected.is_ok() {
                        model.insert(key, value);
                    }
                }
                Step::Delete(key) => {
                    let expected = model.remove(&key).map(drop).ok_or(Errno::ENOENT);
                    prop_assert_eq!(world.map_delete(&hash, &key.to_ne_bytes()), expected);
                }
                Step::Take(key) => {
                    let mut value = [0; 8];
                    let taken = world.map_take(&hash, &key.to_ne_bytes(), &mut value);
                    let expected = model.remove(&key).ok_or(Errno::ENOENT);
                    prop_assert_eq!(taken.map(|()| u64::from_ne_bytes(value)), expected);
                }
                Step::Walk => {
                    let keys = walk(&world, &hash);
                    prop_assert_eq!(keys.len(), model.len());
                    let keys: BTreeSet<u32> = keys.into_iter().collect();
                    prop_assert!(keys.iter().eq(model.keys()));
                }
            }
        }
    }

    #[test]
    fn an_array_is_a_vector(steps in prop::collection::vec(step(), 0..80), max_entries in 1_u32..10) {
        let world = World::new();
        let array = map(&world, MapType::ARRAY, "a", 4, 8, max_entries);
        let mut model = vec![0_u64; max_entries as usize];
        for step in steps {
            match step {
                Step::Lookup(key) => {
                    let expected = model.get(key as usize).copied().ok_or(Errno::ENOENT);
                    prop_assert_eq!(count(&world, &array, key), expected);
                }
                Step::Update(key, value, flags) => {
                    let place = model.get_mut(key as usize);
                    let expected = match (flags, &place) {
                        (3, _) => Err(Errno::EINVAL),
                        (_, None) => Err(Errno::E2BIG),
                        (1, _) => Err(Errno::EEXIST),
                        _ => Ok(()),
                    };
                    prop_assert_eq!(update(&world, &array, key, value, UpdateFlags(flags)), expected);
                    if let (Ok(()), Some(place)) = (expected, place) {
                        *place = value;
                    }
                }
                Step::Delete(key) => {
                    prop_assert_eq!(world.map_delete(&array, &key.to_ne_bytes()), Err(Errno::EINVAL));
                }
                Step::Take(key) => {
                    let taken = world.map_take(&array, &key.to_ne_bytes(), &mut [0; 8]);
                    prop_assert_eq!(taken, Err(Errno::ENOTSUPP));
                }
                Step::Walk => prop_assert!(walk(&world, &array).into_iter().eq(0..max_entries)),
            }
        }
    }

    #[test]
    fn values_and_keys_of_any_length_come_back(
        entries in prop::collection::btree_map(any::<[u8; 7]>(), any::<[u8; 13]>(), 0..20),
    ) {
        let world = World::new();
        let hash = map(&world, MapType::HASH, "h", 7, 13, 20);
        for (key, value) in &entries {
            world.map_update(&hash, key, value, UpdateFlags::NOEXIST).unwrap();
        }
        for (key, value) in &entries {
            prop_assert_eq!(lookup(&world, &hash, key), Ok(value.to_vec()));
        }
    }

    /// What programs send by a ring comes out in order; what does not fit is refused, and nothing else.
    #[test]
    fn a_ring_is_a_queue_with_a_limit(
        steps in prop::collection::vec((1_usize..1500, any::<bool>(), 0_u8..4), 0..60),
    ) {
        let mut producer = RingProducer::allocate(4096, 4096).unwrap();
        let mut consumer = RingConsumer::new(producer.reader().unwrap());
        let mut model: VecDeque<Vec<u8>> = VecDeque::new();
        let mut used = 0;
        for (number, (size, submit, reads)) in steps.into_iter().enumerate() {
            let bytes = vec![number as u8; size];
            let whole = (size + 8).next_multiple_of(8);
            match producer.reserve(size as u32) {
                Some(place) => {
                    prop_assert!(used + whole < 4096);
                    used += whole;
                    let how = if submit { RingCommit::Submit } else { RingCommit::Discard };
                    producer.commit(place, &bytes, how);
                    if submit {
                        model.push_back(bytes);
                    }
                }
                None => prop_assert!(used + whole >= 4096),
            }
            if reads == 0 {
                let mut read = Vec::new();
                consumer
                    .for_each(|record| {
                        read.push(record.to_vec());
                        ControlFlow::Continue(())
                    })
                    .unwrap();
                prop_assert!(read.into_iter().eq(model.drain(..)));
                used = 0;
            }
        }
    }
}
