//! Maps that make room by themselves: which key goes.

use super::*;

fn lru(world: &World, flags: MapFlags, max_entries: u32) -> Handle {
    let request = MapCreate {
        map_type: MapType::LRU_HASH,
        name: "LRU",
        key_size: 4,
        value_size: 8,
        max_entries,
        flags,
        ..MapCreate::default()
    };
    world.map_create(&request).unwrap()
}

fn keys(world: &World, map: &Handle) -> Vec<u32> {
    let mut keys = Vec::new();
    while let Ok(key) = next_key(world, map, keys.last().copied()) {
        keys.push(key);
    }
    keys.sort_unstable();
    keys
}

#[test]
fn the_key_that_was_not_used_for_longest_goes() {
    let world = World::new();
    let map = lru(&world, MapFlags::NONE, 3);
    for key in [1, 2, 3] {
        update(&world, &map, key, 0, UpdateFlags::ANY).unwrap();
    }
    // Overwriting is a use; looking from user space is none.
    update(&world, &map, 1, 5, UpdateFlags::EXIST).unwrap();
    assert_eq!(count(&world, &map, 2), Ok(0));
    update(&world, &map, 4, 0, UpdateFlags::ANY).unwrap();
    assert_eq!(keys(&world, &map), [1, 3, 4]);
    world.map_delete(&map, &3_u32.to_ne_bytes()).unwrap();
    update(&world, &map, 5, 0, UpdateFlags::NOEXIST).unwrap();
    assert_eq!(keys(&world, &map), [1, 4, 5]);
    update(&world, &map, 6, 0, UpdateFlags::ANY).unwrap();
    assert_eq!(keys(&world, &map), [4, 5, 6]);
}

#[test]
fn with_a_list_for_each_cpu_only_its_own_keys_go() {
    let world = World::builder().possible_cpus(4).build();
    let map = lru(&world, MapFlags::NO_COMMON_LRU, 6);
    // Each CPU's list has as much room as the others'.
    assert_eq!(world.map_info(&map).unwrap().max_entries, 8);
    for key in 0..5 {
        update(&world, &map, key, 0, UpdateFlags::ANY).unwrap();
    }
    assert_eq!(keys(&world, &map), [3, 4]);
}
