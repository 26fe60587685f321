//! Hash tables and arrays, through the typed interface.

use crate::world::World;
use skep::ErrorKind;
use skep::prelude::*;
use skep_harness::Outcome;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Debug;

pub(crate) fn hash_keeps_what_is_put_in(world: &World) -> Outcome {
    let map = HashMap::<u32, u64>::create(&world.kernel, "HASH", 3)?;
    assert_eq!(map.get(&1)?, None);
    assert!(!map.remove(&1)?);
    map.insert(&1, &10)?;
    map.insert(&1, &11)?;
    assert!(map.insert_new(&2, &20)?);
    assert!(!map.insert_new(&2, &21)?);
    assert!(map.replace(&2, &22)?);
    assert!(!map.replace(&3, &30)?);
    assert_eq!((map.get(&1)?, map.get(&2)?, map.get(&3)?), (Some(11), Some(22), None));
    map.insert(&u32::MAX, &u64::MAX)?;
    let entries: BTreeMap<u32, u64> = map.iter().collect::<Result<_>>()?;
    assert_eq!(entries, BTreeMap::from([(1, 11), (2, 22), (u32::MAX, u64::MAX)]));
    assert!(map.remove(&1)?);
    assert_eq!(map.get(&1)?, None);
    Ok(())
}

pub(crate) fn full_hash_says_so(world: &World) -> Outcome {
    let map = HashMap::<u32, u64>::create(&world.kernel, "SMALL", 2)?;
    map.insert(&1, &1)?;
    map.insert(&2, &2)?;
    let error = map.insert(&3, &3).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Full);
    let message = error.to_string();
    let expected = "writing to map `SMALL`: E2BIG (7): the map is full (make it larger, or remove entries)";
    assert_eq!(message, expected);
    map.insert(&2, &22)?;
    assert_eq!(map.get(&2)?, Some(22));
    Ok(())
}

pub(crate) fn keys_may_go_while_they_are_iterated(world: &World) -> Outcome {
    let map = HashMap::<u32, u32>::create(&world.kernel, "HASH", 500)?;
    for key in 0..500 {
        map.insert(&key, &(key * 2))?;
    }
    let mut seen = BTreeSet::new();
    for entry in map.iter() {
        let (key, value) = entry?;
        assert_eq!(value, key * 2);
        assert!(seen.insert(key), "{key} came twice");
        assert!(map.remove(&key)?);
    }
    assert_eq!(seen.len(), 500);
    assert_eq!(map.iter().count(), 0);
    Ok(())
}

pub(crate) fn keys_of_any_size(world: &World) -> Outcome {
    let map = HashMap::<[u8; 5], [u16; 3]>::create(&world.kernel, "ODD", 8)?;
    map.insert(b"hello", &[1, 2, 3])?;
    map.insert(b"hellp", &[4, 5, 6])?;
    assert_eq!(map.get(b"hello")?, Some([1, 2, 3]));
    let large = HashMap::<[u8; 64], [u64; 128]>::create(&world.kernel, "LARGE", 2)?;
    large.insert(&[7; 64], &[9; 128])?;
    assert_eq!(large.get(&[7; 64])?, Some([9; 128]));
    Ok(())
}

/// Puts the numbers into a map as keys and as values, and takes them out again.
fn go_through<T: Value + Copy + Debug + PartialEq>(world: &World, numbers: &[T]) -> Outcome {
    let map = HashMap::<T, T>::create(&world.kernel, "NUMBERS", 16)?;
    for number in numbers {
        map.insert(number, number)?;
        assert_eq!(map.get(number)?, Some(*number));
    }
    assert_eq!(map.iter().count(), numbers.len());
    Ok(())
}

pub(crate) fn numbers_of_every_width(world: &World) -> Outcome {
    go_through(world, &[u8::MIN, 0x7f, 0x80, u8::MAX])?;
    go_through(world, &[i8::MIN, -1, 0, i8::MAX])?;
    go_through(world, &[u16::MIN, 0x7fff, 0x8000, u16::MAX])?;
    go_through(world, &[i16::MIN, -1, 0, i16::MAX])?;
    go_through(world, &[u32::MIN, 0x7fff_ffff, 0x8000_0000, u32::MAX])?;
    go_through(world, &[i32::MIN, -1, 0, i32::MAX])?;
    go_through(world, &[u64::MIN, i64::MAX.unsigned_abs(), 1 << 63, u64::MAX])?;
    go_through(world, &[i64::MIN, -1, 0, i64::MAX])
}

pub(crate) fn array_has_all_elements(world: &World) -> Outcome {
    let array = Array::<u64>::create(&world.kernel, "ARRAY", 4)?;
    assert_eq!(array.len(), 4);
    assert_eq!(array.get(3)?, Some(0));
    array.set(3, &33)?;
    assert_eq!(array.get(3)?, Some(33));
    assert_eq!(array.get(4)?, None);
    assert_eq!(
        array.set(4, &1).unwrap_err().to_string(),
        "writing to map `ARRAY`: index is 4; the array has 4 elements"
    );
    assert_eq!(array.iter().collect::<Result<Vec<_>>>()?, [0, 0, 0, 33]);
    Ok(())
}

pub(crate) fn wrong_types_are_named(world: &World) -> Outcome {
    let map = Map::create(&world.kernel, &MapSpec::hash("COUNTS", 4, 8, 16))?;
    let check = |error: Error, message: &str| assert_eq!(error.to_string(), message);
    check(
        HashMap::<u64, u64>::new(map.clone()).unwrap_err(),
        "checking `COUNTS`: key_size is 4; `u64` has 8 bytes",
    );
    check(
        HashMap::<u32, u32>::new(map.clone()).unwrap_err(),
        "checking `COUNTS`: value_size is 8; `u32` has 4 bytes",
    );
    check(Array::<u64>::new(map.clone()).unwrap_err(), "checking `COUNTS`: map_type is hash; expected array");
    check(RingBuffer::<u64>::new(map).unwrap_err(), "checking `COUNTS`: map_type is hash; expected ringbuf");
    Ok(())
}

pub(crate) fn wrong_sizes_are_named(world: &World) -> Outcome {
    let page = world.kernel.api().page_size();
    let size = u32::try_from(page)? * 3;
    let error = Map::create(&world.kernel, &MapSpec::ring_buffer("RING", size)).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Invalid);
    let error = Map::create(&world.kernel, &MapSpec::ring_buffer("RING", 2048)).unwrap_err();
    assert!(
        error.to_string().contains("max_entries is 2048; it must be the ring's size in bytes"),
        "{error}"
    );
    let error = Map::create(&world.kernel, &MapSpec::hash("two words", 4, 4, 1)).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Invalid, "{error}");
    Ok(())
}
