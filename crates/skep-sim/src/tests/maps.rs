//! What each kind of map answers to what. (Every answer here was compared with Linux 6.18's.)

use super::*;

fn create(world: &World, map_type: MapType, sizes: (u32, u32, u32), flags: u32) -> Result<()> {
    let (key_size, value_size, max_entries) = sizes;
    let flags = MapFlags(flags);
    let request =
        MapCreate { map_type, name: "m", key_size, value_size, max_entries, flags, ..MapCreate::default() };
    world.map_create(&request).map(drop)
}

#[test]
fn maps_are_made_of_sensible_sizes_only() {
    let world = World::new();
    let (hash, array, ring) = (MapType::HASH, MapType::ARRAY, MapType::RINGBUF);
    let refused = [
        (hash, (0, 4, 4), 0, Errno::EINVAL),
        (hash, (4, 0, 4), 0, Errno::EINVAL),
        (hash, (4, 4, 0), 0, Errno::EINVAL),
        (hash, (4 << 20, 4, 4), 0, Errno::E2BIG),
        (hash, (4, (4 << 20) - 52, 1), 0, Errno::E2BIG),
        (hash, (4, 4, 1 << 31), 0, Errno::E2BIG),
        (hash, (4, 4, (1 << 27) + 1), 0, Errno::E2BIG),
        (hash, (4, 4, 4), MapFlags::MMAPABLE.0, Errno::EINVAL),
        (hash, (4, 4, 4), 1 << 30, Errno::EINVAL),
        (array, (8, 4, 4), 0, Errno::EINVAL),
        (array, (4, 0, 4), 0, Errno::EINVAL),
        (array, (4, 4, 0), 0, Errno::EINVAL),
        (array, (4, 1 << 31, 1), 0, Errno::E2BIG),
        (array, (4, i32::MAX as u32, 1), 0, Errno::ENOMEM),
        (array, (4, 4, 4), MapFlags::NO_PREALLOC.0, Errno::EINVAL),
        (ring, (0, 0, 0), 0, Errno::EINVAL),
        (ring, (0, 0, 2048), 0, Errno::EINVAL),
        (ring, (0, 0, 6144), 0, Errno::EINVAL),
        (ring, (4, 0, 4096), 0, Errno::EINVAL),
        (ring, (0, 4, 4096), 0, Errno::EINVAL),
        (ring, (0, 0, 4096), MapFlags::NO_PREALLOC.0, Errno::EINVAL),
        (MapType::UNSPEC, (4, 4, 4), 0, Errno::EINVAL),
        (MapType::LRU_HASH, (4, 4, 4), MapFlags::NO_PREALLOC.0, Errno::ENOTSUPP),
        (MapType(4000), (4, 4, 4), 0, Errno::EINVAL),
    ];
    for (map_type, sizes, flags, errno) in refused {
        assert_eq!(create(&world, map_type, sizes, flags), Err(errno), "{map_type} {sizes:?} {flags:#x}");
    }
    let made = [
        (hash, (512, 4, 4), 0),
        (hash, (513, 4, 4), 0),
        (hash, (4, (4 << 20) - 53, 1), 0),
        (hash, (4, 4, 4), MapFlags::NO_PREALLOC.0 | MapFlags::ZERO_SEED.0),
        (array, (4, 1, 1), 0),
        (array, (4, 1 << 24, 1), 0),
        (ring, (0, 0, 4096), 0),
        (ring, (0, 0, 8192), 0),
    ];
    for (map_type, sizes, flags) in made {
        assert_eq!(create(&world, map_type, sizes, flags), Ok(()), "{map_type} {sizes:?} {flags:#x}");
    }
    assert_eq!(world.open_handles(), 0);
    assert_eq!(world.object_counts(), Default::default());
}

#[test]
fn a_ring_has_whole_pages_of_the_kernel_at_hand() {
    let world = World::builder().page_size(65536).build();
    assert_eq!(world.page_size(), 65536);
    assert_eq!(create(&world, MapType::RINGBUF, (0, 0, 4096), 0), Err(Errno::EINVAL));
    assert_eq!(create(&world, MapType::RINGBUF, (0, 0, 65536), 0), Ok(()));
}

#[test]
fn names_are_short_and_plain() {
    let world = World::new();
    let check = |name: &str| {
        let sizes = MapCreate {
            map_type: MapType::ARRAY,
            name,
            key_size: 4,
            value_size: 4,
            max_entries: 1,
            flags: MapFlags::NONE,
            ..MapCreate::default()
        };
        world.map_create(&sizes).and_then(|map| world.map_info(&map)).map(|info| info.name)
    };
    for name in ["", "a", "a.b", "a_B7", "fifteen_letters"] {
        assert_eq!(check(name).as_deref(), Ok(name));
    }
    for name in ["a-b", "a b", "sixteen_letters_", "é", "a\0"] {
        assert_eq!(check(name), Err(Errno::EINVAL), "{name:?}");
    }
}

#[test]
fn a_map_says_what_it_was_made_of() {
    let world = World::new();
    let one = map(&world, MapType::HASH, "ONE", 4, 5, 6);
    let two = map(&world, MapType::HASH, "", 4, 5, 6);
    let info = world.map_info(&one).unwrap();
    assert_eq!((info.map_type, info.key_size, info.value_size), (MapType::HASH, 4, 5));
    assert_eq!((info.max_entries, info.flags, info.name.as_str()), (6, MapFlags::NONE, "ONE"));
    let id = world.map_info(&two).unwrap().id;
    assert!(id > info.id);
    drop(two);
    let three = map(&world, MapType::HASH, "", 4, 5, 6);
    assert!(world.map_info(&three).unwrap().id > id, "numbers are not used again");
}

#[test]
fn a_hash_answers_as_the_kernels_does() {
    let world = World::new();
    let hash = map(&world, MapType::HASH, "h", 4, 8, 2);
    let set = |key, flags| update(&world, &hash, key, 1, UpdateFlags(flags));
    assert_eq!(count(&world, &hash, 1), Err(Errno::ENOENT));
    assert_eq!(next_key(&world, &hash, None), Err(Errno::ENOENT));
    assert_eq!(next_key(&world, &hash, Some(5)), Err(Errno::ENOENT));
    for flags in [3, 4, 5, 8, 1 << 32] {
        assert_eq!(set(1, flags), Err(Errno::EINVAL), "{flags}");
    }
    assert_eq!(set(1, 2), Err(Errno::ENOENT));
    assert_eq!(set(1, 1), Ok(()));
    assert_eq!(set(1, 1), Err(Errno::EEXIST));
    assert_eq!(set(1, 2), Ok(()));
    assert_eq!(set(2, 0), Ok(()));
    // Full: new keys are refused, old ones overwritten.
    assert_eq!(set(3, 0), Err(Errno::E2BIG));
    assert_eq!(set(3, 1), Err(Errno::E2BIG));
    assert_eq!(set(3, 2), Err(Errno::ENOENT));
    assert_eq!(set(2, 1), Err(Errno::EEXIST));
    assert_eq!(set(2, 0), Ok(()));
    assert_eq!(world.map_delete(&hash, &9_u32.to_ne_bytes()), Err(Errno::ENOENT));
    // A key that is not there starts again from the first.
    let first = next_key(&world, &hash, None).unwrap();
    assert_eq!(next_key(&world, &hash, Some(77)), Ok(first));
    let last = next_key(&world, &hash, Some(first)).unwrap();
    assert_eq!(next_key(&world, &hash, Some(last)), Err(Errno::ENOENT));
    assert_eq!(world.map_delete(&hash, &first.to_ne_bytes()), Ok(()));
    assert_eq!(next_key(&world, &hash, Some(first)), Ok(last));
    assert_eq!(set(3, 0), Ok(()));
}

#[test]
fn an_array_answers_as_the_kernels_does() {
    let world = World::new();
    let array = map(&world, MapType::ARRAY, "a", 4, 8, 3);
    let set = |key, flags| update(&world, &array, key, 1, UpdateFlags(flags));
    assert_eq!(count(&world, &array, 2), Ok(0));
    assert_eq!(count(&world, &array, 3), Err(Errno::ENOENT));
    assert_eq!(set(2, 0), Ok(()));
    assert_eq!(count(&world, &array, 2), Ok(1));
    assert_eq!(set(3, 0), Err(Errno::E2BIG));
    assert_eq!(set(1, 1), Err(Errno::EEXIST));
    assert_eq!(set(9, 1), Err(Errno::E2BIG));
    assert_eq!(set(1, 2), Ok(()));
    for flags in [3, 4, 8] {
        assert_eq!(set(1, flags), Err(Errno::EINVAL), "{flags}");
    }
    for key in [1_u32, 9] {
        assert_eq!(world.map_delete(&array, &key.to_ne_bytes()), Err(Errno::EINVAL));
    }
    let keys = [(None, Ok(0)), (Some(0), Ok(1)), (Some(1), Ok(2)), (Some(2), Err(Errno::ENOENT))];
    for (previous, next) in keys.into_iter().chain([(Some(3), Ok(0)), (Some(u32::MAX), Ok(0))]) {
        assert_eq!(next_key(&world, &array, previous), next, "{previous:?}");
    }
}

#[test]
fn slices_of_a_wrong_length_are_refused_and_nothing_is_done() {
    let world = World::new();
    for map_type in [MapType::HASH, MapType::ARRAY] {
        let map = map(&world, map_type, "m", 4, 8, 2);
        let key = 1_u32.to_ne_bytes();
        assert_eq!(world.map_update(&map, &key, &[7; 7], UpdateFlags::ANY), Err(Errno::EINVAL));
        assert_eq!(world.map_update(&map, &key[..3], &[7; 8], UpdateFlags::ANY), Err(Errno::EINVAL));
        assert_eq!(world.map_update(&map, &[1; 5], &[7; 8], UpdateFlags::ANY), Err(Errno::EINVAL));
        world.map_update(&map, &key, &[9; 8], UpdateFlags::ANY).unwrap();
        let mut value = [1; 9];
        assert_eq!(world.map_lookup(&map, &key, &mut value), Err(Errno::EINVAL));
        assert_eq!(world.map_lookup(&map, &[], &mut value[..8]), Err(Errno::EINVAL));
        assert_eq!(value, [1; 9]);
        assert_eq!(world.map_delete(&map, &key[..2]), Err(Errno::EINVAL));
        assert_eq!(world.map_next_key(&map, Some(&key[..2]), &mut [0; 4]), Err(Errno::EINVAL));
        assert_eq!(world.map_next_key(&map, None, &mut [0; 3]), Err(Errno::EINVAL));
    }
}

#[test]
fn a_ring_has_no_elements() {
    let world = World::new();
    let ring = map(&world, MapType::RINGBUF, "r", 0, 0, 4096);
    assert_eq!(world.map_lookup(&ring, &[], &mut []), Err(Errno::ENOTSUPP));
    assert_eq!(world.map_update(&ring, &[], &[], UpdateFlags::ANY), Err(Errno::ENOTSUPP));
    assert_eq!(world.map_delete(&ring, &[]), Err(Errno::ENOTSUPP));
    assert_eq!(world.map_next_key(&ring, None, &mut []), Err(Errno::ENOTSUPP));
    assert_eq!(world.map_lookup(&ring, &[1], &mut []), Err(Errno::EINVAL));
}

#[test]
fn only_rings_have_memory_to_be_read() {
    let world = World::new();
    let ring = map(&world, MapType::RINGBUF, "r", 0, 0, 4096);
    let memory = world.ring_memory(&ring).unwrap();
    assert_eq!(memory.data_size(), 4096);
    assert_eq!(world.ring_memory(&ring).unwrap_err(), Errno::EBUSY);
    drop(memory);
    assert!(world.ring_memory(&ring).is_ok());
    let array = map(&world, MapType::ARRAY, "a", 4, 8, 3);
    assert_eq!(world.ring_memory(&array).unwrap_err(), Errno::EINVAL);
}

#[test]
fn handles_of_other_kernels_and_of_other_kinds_are_refused() {
    let (world, other) = (World::new(), World::new());
    let array = map(&world, MapType::ARRAY, "a", 4, 8, 3);
    let event = skep_uapi::kernel::Waiting::event(&world).unwrap();
    let program = load(&world, &[], |asm| {
        asm.mov(skep_isa::Register::R0, 0).exit();
    });
    assert_eq!(other.map_info(&array), Err(Errno::EBADF));
    assert_eq!(world.map_info(&Handle::new(5_u8)), Err(Errno::EBADF));
    assert_eq!(world.map_info(&event), Err(Errno::EINVAL));
    assert_eq!(world.map_info(&program), Err(Errno::EINVAL));
    assert_eq!(world.program_info(&array), Err(Errno::EINVAL));
    assert_eq!(world.link_info(&program), Err(Errno::EINVAL));
    assert_eq!(world.link_detach(&array), Err(Errno::EINVAL));
    assert!(world.map_info(&array).is_ok());
    assert_eq!(world.clone().map_info(&array), world.map_info(&array));
}
