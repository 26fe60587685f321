//! Maps of maps.

use crate::both::Both;
use crate::world::World;
use skep::prelude::*;
use skep::registers::*;
use skep::uapi::MapFlags;
use skep::uapi::kernel::{MapCreate, ObjectKind};
use skep_harness::{Outcome, Stop};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

type Counts = HashMap<u32, u64>;

fn like() -> MapSpec {
    Counts::spec("COUNTS", 8)
}

pub(crate) fn put_and_taken(world: &World) -> Outcome {
    let kernel = &world.kernel;
    let array = ArrayOfMaps::<Counts>::create(kernel, "EPOCHS", 2, like())?;
    assert_eq!(
        (array.len(), array.id(0)?, array.get(0)?.is_some()),
        (2, None, false),
        "the template is not in it"
    );
    let (one, two) = (Counts::create(kernel, "ONE", 8)?, Counts::create(kernel, "TWO", 16)?);
    one.insert(&1, &10)?;
    two.insert(&1, &20)?;
    array.set(1, &one)?;
    assert_eq!(array.id(1)?, Some(one.map().info().id));
    assert_eq!(array.get(1)?.unwrap().get(&1)?, Some(10));
    array.set(1, &two)?;
    let again = array.get(1)?.unwrap();
    assert_eq!((again.get(&1)?, again.map().name()), (Some(20), "TWO"));
    // What is written through one handle is seen through the other.
    again.insert(&2, &21)?;
    assert_eq!(two.get(&2)?, Some(21));
    assert_eq!(array.iter().map(|entry| Ok(entry?.0)).collect::<Result<Vec<_>>>()?, [1]);
    assert!(array.clear(1)? && !array.clear(1)? && !array.clear(2)?);
    assert!(array.get(1)?.is_none() && array.get(9)?.is_none());
    let error = array.set(2, &one).unwrap_err();
    assert_eq!(error.to_string(), "writing to map `EPOCHS`: index is 2; the array has 2 elements");

    let table = HashOfMaps::<[u8; 6], Counts>::create(kernel, "BY_MAC", 2, like())?;
    let (a, b, c) = ([1; 6], [2; 6], [3; 6]);
    table.insert(&a, &one)?;
    table.insert(&b, &two)?;
    assert_eq!(table.insert(&c, &one).unwrap_err().kind(), skep::ErrorKind::Full);
    table.insert(&a, &two)?;
    assert_eq!((table.id(&a)?, table.id(&c)?), (Some(two.map().info().id), None));
    assert_eq!(table.get(&a)?.unwrap().get(&2)?, Some(21));
    let mut keys = table.iter().map(|entry| Ok(entry?.0)).collect::<Result<Vec<_>>>()?;
    keys.sort_unstable();
    assert_eq!(keys, [a, b]);
    assert!(table.remove(&a)? && !table.remove(&a)?);
    Ok(())
}

/// A program that counts, under the key 0, in the map that is in slot 0; returns what was there before it, or -1 if there is no map
/// and -2 if there is no value.
fn counting() -> Result<ProgramSpec, Stop> {
    let mut asm = Assembler::new();
    let (slot, key) = (asm.stack_slot(4, 4), asm.stack_slot(4, 4));
    asm.store(Size::Word, R10, slot.offset, 0)
        .store(Size::Word, R10, key.offset, 0)
        .call_with(Helper::MAP_LOOKUP_ELEM, (Argument::map("EPOCHS"), slot))
        .jump(Condition::NotEqual, R0, 0, "inner")
        .mov(R0, -1)
        .exit()
        .label("inner")
        .mov(R1, R0)
        .mov(R2, R10)
        .add(R2, i32::from(key.offset))
        .call(Helper::MAP_LOOKUP_ELEM)
        .jump(Condition::NotEqual, R0, 0, "value")
        .mov(R0, -2)
        .exit()
        .label("value")
        .mov(R1, 1)
        .atomic(Atomic::FetchAdd, Size::Double, R0, 0, R1)
        .mov(R0, R1)
        .exit();
    Ok(ProgramSpec::xdp("counting", asm.build()?))
}

pub(crate) fn swapped(world: &World) -> Outcome {
    let outer = ArrayOfMaps::<Counts>::spec("EPOCHS", 1, like());
    let object = ObjectSpec::new("MIT").with_map(outer).with_program(counting()?).load(&world.kernel)?;
    let (program, epochs) = (object.program("counting")?, object.map::<ArrayOfMaps<Counts>>("EPOCHS")?);
    let run = || program.test_run(&TestRun::new().packet(&[0; 64])).map(|output| output.signed());
    assert_eq!(run()?, -1, "there is no map");
    let maps = [Counts::create(&world.kernel, "EVEN", 8)?, Counts::create(&world.kernel, "ODD", 8)?];
    epochs.set(0, &maps[0])?;
    assert_eq!(run()?, -2, "the map is empty");
    maps.iter().try_for_each(|map| map.insert(&0, &0))?;
    assert_eq!((run()?, run()?), (0, 1));
    // Counts while the maps are swapped: each run counts in one of them, and nothing is lost.
    let (stop, runs) = (AtomicBool::new(false), AtomicU64::new(2));
    let some_more = || {
        let (wanted, deadline) = (runs.load(Ordering::Relaxed) + 5, Instant::now() + Duration::from_secs(20));
        while runs.load(Ordering::Relaxed) < wanted {
            assert!(Instant::now() < deadline, "the program does not run");
            std::thread::yield_now();
        }
    };
    std::thread::scope(|scope| {
        let counter = scope.spawn(|| {
            let deadline = Instant::now() + Duration::from_secs(60);
            while !stop.load(Ordering::Relaxed) && Instant::now() < deadline {
                assert!(run()? >= 0);
                runs.fetch_add(1, Ordering::Relaxed);
            }
            Ok::<_, Error>(())
        });
        for turn in 0..20 {
            some_more();
            let (new, old) = (&maps[(turn + 1) % 2], &maps[turn % 2]);
            epochs.set(0, new)?;
            // Nobody counts in the old one any more: what it says stays.
            let counted = old.get(&0)?;
            some_more();
            assert_eq!(old.get(&0)?, counted, "the map that was taken out still counts");
        }
        stop.store(true, Ordering::Relaxed);
        counter.join().unwrap()
    })?;
    let counted = maps[0].get(&0)?.unwrap() + maps[1].get(&0)?.unwrap();
    assert_eq!(counted, runs.into_inner(), "each run has counted once");
    assert!(maps.iter().all(|map| map.get(&0).unwrap() > Some(0)));
    Ok(())
}

pub(crate) fn refused(world: &World) -> Outcome {
    let kernel = &world.kernel;
    let array = ArrayOfMaps::<Map>::create(kernel, "OUTER", 1, Array::<u64>::spec("LIKE", 4))?;
    let refusal = |spec: &MapSpec| array.set(0, &Map::create(kernel, spec).unwrap()).unwrap_err().to_string();
    assert_eq!(
        refusal(&Array::<u32>::spec("SMALL", 4)),
        "writing to map `OUTER`: the value_size of the map that is to be put in is 4; that of the maps in this one is 8"
    );
    assert!(
        refusal(&Array::<u64>::spec("LONG", 5))
            .contains("the max_entries of the map that is to be put in is 5")
    );
    assert!(refusal(&HashMap::<u32, u64>::spec("HASH", 4)).contains("the map_type of"));
    // An array that was made for it may have maps of other lengths.
    let like = MapSpec { flags: MapFlags::INNER_MAP, ..Array::<u64>::spec("LIKE", 4) };
    let any = ArrayOfMaps::<Array<u64>>::create(kernel, "OUTER", 1, like.clone())?;
    let long = Array::new(Map::create(kernel, &MapSpec { max_entries: 9, ..like })?)?;
    any.set(0, &long)?;
    assert_eq!(any.get(0)?.unwrap().map().info().max_entries, 9);
    // One level, and not of all types.
    for inner in
        [ArrayOfMaps::<Map>::spec("INNER", 1, MapSpec::array("X", 4, 1)), ProgramArray::spec("INNER", 1)]
    {
        let error = ArrayOfMaps::<Map>::create(kernel, "OUTER", 1, inner).unwrap_err();
        assert!(error.to_string().contains("inner.map_type"), "{error}");
    }
    let error = Map::create(kernel, &MapSpec::new("OUTER", MapType::HASH_OF_MAPS, 4, 4, 1)).unwrap_err();
    assert_eq!(
        error.to_string(),
        "creating map `OUTER`: inner is missing: it must say what the maps in it are like"
    );
    // A map of another type than it is taken for.
    let wrong = ArrayOfMaps::<HashMap<u32, u64>>::new(any.map().clone())?;
    assert!(wrong.get(0).unwrap_err().to_string().contains("map_type is array; expected hash or lru_hash"));
    Ok(())
}

/// Whether a map is still there when a kernel has had the time to end it.
fn stays(world: &World, id: u32) -> Result<bool, Stop> {
    for _ in 0..200 {
        if world.kernel.api().open_by_id(ObjectKind::Map, id).is_err() {
            return Ok(false);
        }
        world.wait_a_little(Duration::from_millis(5))?;
    }
    Ok(true)
}

pub(crate) fn kept(world: &World) -> Outcome {
    let kernel = &world.kernel;
    let array = ArrayOfMaps::<Counts>::create(kernel, "OUTER", 2, like())?;
    let counts = Counts::create(kernel, "INNER", 8)?;
    counts.insert(&1, &11)?;
    let id = counts.map().info().id;
    array.set(0, &counts)?;
    array.set(1, &counts)?;
    drop(counts);
    assert_eq!(array.get(0)?.unwrap().get(&1)?, Some(11), "nobody else holds it");
    array.clear(0)?;
    assert_eq!(array.id(1)?, Some(id));
    assert!(kernel.api().open_by_id(ObjectKind::Map, id).is_ok());
    array.clear(1)?;
    assert!(!stays(world, id)?, "the last slot was emptied, and the map is still there");
    let counts = Counts::create(kernel, "INNER", 8)?;
    let id = counts.map().info().id;
    array.set(0, &counts)?;
    drop((counts, array));
    assert!(!stays(world, id)?, "the outer map is gone, and the map in it is still there");
    Ok(())
}

pub(crate) fn alike() -> Outcome {
    let mut both = Both::new()?;
    let request = |map_type, key_size, value_size, max_entries, flags| MapCreate {
        map_type,
        key_size,
        value_size,
        max_entries,
        flags: MapFlags(flags),
        ..MapCreate::default()
    };
    let hash = both.create("a template", &request(MapType::HASH, 4, 8, 4, 0)).unwrap();
    let larger = both.create("a larger one", &request(MapType::HASH, 4, 8, 8, 0)).unwrap();
    let other = both.create("another one", &request(MapType::HASH, 4, 16, 4, 0)).unwrap();
    let on_demand = both.create("one of other flags", &request(MapType::HASH, 4, 8, 4, 1)).unwrap();
    for map_type in [MapType::ARRAY_OF_MAPS, MapType::HASH_OF_MAPS] {
        // What is made of it.
        for key_size in [0, 1, 4, 8] {
            for value_size in [0, 4, 8] {
                for max_entries in [0, 3] {
                    for flags in [0, 1, 2, 0x1000, 0x2000] {
                        let what = format!("{map_type} {key_size} {value_size} {max_entries} {flags:#x}");
                        let request = request(map_type, key_size, value_size, max_entries, flags);
                        both.create_with(&what, &request, Some(&hash));
                    }
                }
            }
        }
        let outer = both.create_with("an outer map", &request(map_type, 4, 4, 2, 0), Some(&hash)).unwrap();
        let what = &map_type.to_string();
        assert!(both.create_with("two levels", &request(map_type, 4, 4, 2, 0), Some(&outer)).is_none());
        // What is in it.
        let keys = [0_u32, 1, 2, 7].map(u32::to_ne_bytes);
        for (number, key) in keys.iter().enumerate() {
            both.is_there(what, &outer, key, 4);
            both.delete(what, &outer, key);
            for flags in [0, 1, 2, 3, 4, 8] {
                for inner in [&hash, &larger, &other, &on_demand, &outer] {
                    both.put(&format!("{what}, key {number}, flags {flags}"), &outer, key, inner, flags);
                    both.is_there(what, &outer, key, 4);
                }
            }
            both.take(what, &outer, key, 4);
            both.update(what, &outer, key, &u32::MAX.to_ne_bytes(), 0);
            both.update(what, &outer, key, &[0; 8], 0);
        }
        if map_type == MapType::ARRAY_OF_MAPS {
            let previous = [None, Some(&keys[0][..]), Some(&keys[1][..]), Some(&keys[3][..])];
            previous.into_iter().for_each(|previous| drop(both.next_key(what, &outer, previous, 4)));
        }
        keys.iter().for_each(|key| _ = both.delete(what, &outer, key));
        both.next_key(what, &outer, None, 4);
        both.delete(what, &outer, &[0; 8]);
    }
    // What can be a template, and how alike a map must be.
    for (map_type, key, value, entries, flags) in [
        (MapType::ARRAY, 4, 8, 4, 0),
        (MapType::ARRAY, 4, 8, 4, 0x1000),
        (MapType::PERCPU_ARRAY, 4, 8, 4, 0),
        (MapType::LRU_HASH, 4, 8, 4, 0),
        (MapType::PERCPU_HASH, 4, 8, 4, 0),
        (MapType::LRU_PERCPU_HASH, 4, 8, 4, 0),
        (MapType::QUEUE, 0, 8, 4, 0),
        (MapType::STACK, 0, 8, 4, 0),
        (MapType::LPM_TRIE, 8, 8, 4, 1),
        (MapType::RINGBUF, 0, 0, 4096, 0),
        (MapType::PROG_ARRAY, 4, 4, 4, 0),
        (MapType::PERF_EVENT_ARRAY, 4, 4, 4, 0),
    ] {
        let what = map_type.to_string();
        let template = both.create(&what, &request(map_type, key, value, entries, flags)).unwrap();
        let twice = both.create(&what, &request(map_type, key, value, entries * 2, flags)).unwrap();
        let outer = request(MapType::ARRAY_OF_MAPS, 4, 4, 1, 0);
        let Some(outer) = both.create_with(&format!("an array of {what}"), &outer, Some(&template)) else {
            continue;
        };
        both.put(&format!("an array of {what}"), &outer, &[0; 4], &twice, 0);
        both.put(&format!("an array of {what}"), &outer, &[0; 4], &template, 0);
        both.put(&format!("an array of {what}"), &outer, &[0; 4], &hash, 0);
    }
    // Numbers that no map has.
    for id in [0, u32::MAX] {
        let answers = (
            both.host.api().open_by_id(ObjectKind::Map, id).err(),
            both.simulated.api().open_by_id(ObjectKind::Map, id).err(),
        );
        both.same("opening by number", answers.0, &answers.1);
    }
    assert!(both.compared > 500, "{}", both.compared);
    Ok(())
}
