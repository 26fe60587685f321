//! The seam itself: error numbers, and maps against models, with the same requests to both kernels.

use crate::world::World;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use skep::uapi::kernel::{Instant, Log, MapCreate, ObjectKind, ProgramLoad, Wait};
use skep::uapi::{
    AttachType, Errno, Handle, KernelApi, MapFlags, MapType, ProgramFlags, ProgramType, UpdateFlags, Version,
};
use skep_harness::Outcome;
use std::collections::BTreeMap;
use std::path::Path;

fn map(map_type: MapType, key_size: u32, value_size: u32, max_entries: u32) -> MapCreate<'static> {
    MapCreate {
        map_type,
        name: "",
        key_size,
        value_size,
        max_entries,
        flags: MapFlags::default(),
        ..MapCreate::default()
    }
}

/// How many tests a property gets on this kernel.
fn runner() -> TestRunner {
    TestRunner::new(Config { cases: 48, failure_persistence: None, ..Config::default() })
}

pub(crate) fn every_command_answers_with_its_errno(world: &World) -> Outcome {
    let api = world.kernel.api();
    creation(api)?;
    elements(api)?;
    programs_and_links(api)?;
    foreign_handles(api)
}

/// What the kernel takes for a map, and what not.
fn creation(api: &dyn KernelApi) -> Outcome {
    let page = u32::try_from(api.page_size())?;
    let check = |request: MapCreate<'_>, expected: Result<(), Errno>| {
        assert_eq!(api.map_create(&request).map(drop), expected, "{request:?}");
    };
    check(map(MapType::HASH, 4, 8, 1), Ok(()));
    check(map(MapType::HASH, 0, 8, 1), Err(Errno::EINVAL));
    check(map(MapType::HASH, 4, 0, 1), Err(Errno::EINVAL));
    check(map(MapType::HASH, 4, 8, 0), Err(Errno::EINVAL));
    check(map(MapType::ARRAY, 4, 8, 1), Ok(()));
    check(map(MapType::ARRAY, 8, 8, 1), Err(Errno::EINVAL));
    check(map(MapType::ARRAY, 4, 0, 1), Err(Errno::EINVAL));
    check(map(MapType::ARRAY, 4, 8, 0), Err(Errno::EINVAL));
    check(map(MapType::RINGBUF, 0, 0, page), Ok(()));
    check(map(MapType::RINGBUF, 0, 0, page + page / 2), Err(Errno::EINVAL));
    check(map(MapType::RINGBUF, 0, 0, page / 2), Err(Errno::EINVAL));
    check(map(MapType::RINGBUF, 4, 0, page), Err(Errno::EINVAL));
    check(map(MapType::RINGBUF, 0, 8, page), Err(Errno::EINVAL));
    check(map(MapType(4000), 4, 8, 1), Err(Errno::EINVAL));
    check(MapCreate { flags: MapFlags(1 << 30), ..map(MapType::HASH, 4, 8, 1) }, Err(Errno::EINVAL));
    check(MapCreate { name: "two words", ..map(MapType::HASH, 4, 8, 1) }, Err(Errno::EINVAL));
    check(MapCreate { name: "sixteen_letters_", ..map(MapType::HASH, 4, 8, 1) }, Err(Errno::EINVAL));
    check(MapCreate { name: "fifteen_letters", ..map(MapType::HASH, 4, 8, 1) }, Ok(()));
    Ok(())
}

/// What becomes of requests for elements.
fn elements(api: &dyn KernelApi) -> Outcome {
    let any = UpdateFlags::ANY;
    let mut value = [0; 8];
    let mut key = [0; 4];

    let hash = api.map_create(&map(MapType::HASH, 4, 8, 1))?;
    assert_eq!(api.map_next_key(&hash, None, &mut key), Err(Errno::ENOENT));
    assert_eq!(api.map_lookup(&hash, &[1; 4], &mut value), Err(Errno::ENOENT));
    assert_eq!(api.map_delete(&hash, &[1; 4]), Err(Errno::ENOENT));
    assert_eq!(api.map_update(&hash, &[1; 4], &[1; 8], UpdateFlags::EXIST), Err(Errno::ENOENT));
    assert_eq!(api.map_update(&hash, &[1; 4], &[1; 8], UpdateFlags::NOEXIST), Ok(()));
    assert_eq!(api.map_update(&hash, &[1; 4], &[1; 8], UpdateFlags::NOEXIST), Err(Errno::EEXIST));
    assert_eq!(api.map_update(&hash, &[2; 4], &[1; 8], any), Err(Errno::E2BIG));
    assert_eq!(api.map_update(&hash, &[1; 4], &[2; 8], any), Ok(()));
    assert_eq!(api.map_update(&hash, &[1; 4], &[2; 8], UpdateFlags(3)), Err(Errno::EINVAL));
    assert_eq!(api.map_next_key(&hash, None, &mut key), Ok(()));
    assert_eq!(key, [1; 4]);
    assert_eq!(api.map_next_key(&hash, Some(&[1; 4]), &mut key), Err(Errno::ENOENT));
    // A key that is not there leads to the first one.
    assert_eq!(api.map_next_key(&hash, Some(&[9; 4]), &mut key), Ok(()));
    // Slices of another length than the map's never reach the kernel.
    assert_eq!(api.map_lookup(&hash, &[1; 3], &mut value), Err(Errno::EINVAL));
    assert_eq!(api.map_lookup(&hash, &[1; 4], &mut value[..7]), Err(Errno::EINVAL));
    assert_eq!(api.map_update(&hash, &[1; 4], &[2; 9], any), Err(Errno::EINVAL));
    assert_eq!(api.map_delete(&hash, &[1; 5]), Err(Errno::EINVAL));
    assert_eq!(api.map_next_key(&hash, Some(&[1; 5]), &mut key), Err(Errno::EINVAL));
    assert_eq!(api.map_next_key(&hash, None, &mut key[..3]), Err(Errno::EINVAL));

    let array = api.map_create(&map(MapType::ARRAY, 4, 8, 2))?;
    let index = u32::to_ne_bytes;
    assert_eq!(api.map_lookup(&array, &index(1), &mut value), Ok(()));
    assert_eq!(api.map_lookup(&array, &index(2), &mut value), Err(Errno::ENOENT));
    assert_eq!(api.map_update(&array, &index(2), &[1; 8], any), Err(Errno::E2BIG));
    assert_eq!(api.map_update(&array, &index(0), &[1; 8], UpdateFlags::NOEXIST), Err(Errno::EEXIST));
    assert_eq!(api.map_update(&array, &index(0), &[1; 8], UpdateFlags::EXIST), Ok(()));
    assert_eq!(api.map_delete(&array, &index(0)), Err(Errno::EINVAL));
    for (previous, next) in [(None, Ok(0)), (Some(0), Ok(1)), (Some(1), Err(Errno::ENOENT)), (Some(7), Ok(0))]
    {
        let previous = previous.map(index);
        let answer = api.map_next_key(&array, previous.as_ref().map(|key| &key[..]), &mut key);
        assert_eq!(answer.map(|()| u32::from_ne_bytes(key)), next, "after {previous:?}");
    }

    let page = u32::try_from(api.page_size())?;
    let ring = api.map_create(&map(MapType::RINGBUF, 0, 0, page))?;
    assert_eq!(api.map_lookup(&ring, &[], &mut []), Err(Errno::ENOTSUPP));
    assert_eq!(api.map_update(&ring, &[], &[], any), Err(Errno::ENOTSUPP));
    assert_eq!(api.map_delete(&ring, &[]), Err(Errno::ENOTSUPP));
    assert_eq!(api.map_next_key(&ring, None, &mut []), Err(Errno::ENOTSUPP));
    let memory = api.ring_memory(&ring)?;
    assert_eq!(api.ring_memory(&ring).err(), Some(Errno::EBUSY));
    drop(memory);
    drop(api.ring_memory(&ring)?);
    assert_eq!(api.ring_memory(&hash).err(), Some(Errno::EINVAL));
    Ok(())
}

/// `r0 = 0`, `exit`, in this machine's byte order.
fn nothing() -> Vec<u8> {
    use skep::isa::{Assembler, Endian, registers::R0};
    let code = Assembler::new().mov(R0, 0).exit().build().expect("there is no label");
    code.encode(Endian::NATIVE).expect("small numbers")
}

fn programs_and_links(api: &dyn KernelApi) -> Outcome {
    let nothing = nothing();
    let request = ProgramLoad {
        program_type: ProgramType::TRACEPOINT,
        expected_attach_type: AttachType::default(),
        name: "nothing",
        license: "GPL",
        instructions: &nothing,
        maps: &[],
        flags: ProgramFlags::default(),
        btf: None,
        ..ProgramLoad::default()
    };
    let check = |request: &ProgramLoad<'_>, expected: Result<(), Errno>| {
        assert_eq!(api.program_load(request, None).map(drop), expected, "{request:?}");
    };
    check(&request, Ok(()));
    check(&ProgramLoad { instructions: &[], ..request }, Err(Errno::E2BIG));
    check(&ProgramLoad { instructions: &nothing[..8], ..request }, Err(Errno::EINVAL));
    check(&ProgramLoad { instructions: &[0xff; 16], ..request }, Err(Errno::EINVAL));
    check(&ProgramLoad { program_type: ProgramType(4000), ..request }, Err(Errno::EINVAL));
    check(&ProgramLoad { name: "no/thing", ..request }, Err(Errno::EINVAL));
    check(&ProgramLoad { flags: ProgramFlags(1 << 30), ..request }, Err(Errno::EINVAL));

    // A log that is too small says how large it should be. (Older kernels take none of less than 128 bytes.)
    let mut buffer = [0; 8];
    let mut log = Log { level: 1, buffer: &mut buffer, true_size: 0 };
    let refused = ProgramLoad { instructions: &nothing[..8], ..request };
    let answer = api.program_load(&refused, Some(&mut log)).err();
    if api.release()?.parse::<Version>()? < Version::new(6, 4) {
        assert_eq!(answer, Some(Errno::EINVAL));
    } else {
        assert_eq!(answer, Some(Errno::ENOSPC));
        assert!(log.true_size > 8);
    }

    let program = api.program_load(&request, None)?;
    assert_eq!(api.map_info(&program).err(), Some(Errno::EINVAL));
    assert_eq!(api.link_detach(&program), Err(Errno::EINVAL));
    assert_eq!(
        api.open_pin(Path::new("/sys/fs/bpf/skep_nothing"), ObjectKind::Map).err(),
        Some(Errno::ENOENT)
    );
    assert_eq!(api.tracepoint("sched", "no_such_tracepoint").err(), Some(Errno::ENOENT));
    assert_eq!(api.tracepoint("..", "sched").err(), Some(Errno::ENOENT));
    assert_eq!(api.interface_index("no_such_if").err(), Some(Errno::ENODEV));

    let event = api.event()?;
    let mut waits = [Wait::new(&event)];
    assert!(!api.wait(&mut waits, Some(Instant(0)))?);
    api.signal(&event)?;
    api.signal(&event)?;
    assert!(api.wait(&mut waits, None)?);
    assert!(waits[0].ready);
    Ok(())
}

/// A handle of another kernel is as bad as a closed one.
fn foreign_handles(api: &dyn KernelApi) -> Outcome {
    let foreign = Handle::new("a handle of no kernel");
    assert_eq!(api.map_lookup(&foreign, &[], &mut []), Err(Errno::EBADF));
    assert_eq!(api.map_info(&foreign).err(), Some(Errno::EBADF));
    assert_eq!(api.program_info(&foreign).err(), Some(Errno::EBADF));
    assert_eq!(api.link_detach(&foreign), Err(Errno::EBADF));
    assert_eq!(api.ring_memory(&foreign).err(), Some(Errno::EBADF));
    assert_eq!(api.signal(&foreign), Err(Errno::EBADF));
    assert_eq!(api.pin(&foreign, Path::new("/sys/fs/bpf/skep_foreign")), Err(Errno::EBADF));
    assert_eq!(api.wait(&mut [Wait::new(&foreign)], Some(Instant(0))), Err(Errno::EBADF));
    Ok(())
}

#[derive(Clone, Debug)]
enum Step {
    Update(u8, u8, u64),
    Lookup(u8),
    Delete(u8),
    Keys,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        4 => (0_u8..24, 0_u8..4, any::<u64>()).prop_map(|(key, flags, value)| Step::Update(key, flags, value)),
        2 => (0_u8..24).prop_map(Step::Lookup),
        2 => (0_u8..24).prop_map(Step::Delete),
        1 => Just(Step::Keys),
    ];
    prop::collection::vec(step, 1..120)
}

fn keys(api: &dyn KernelApi, map: &Handle) -> Vec<[u8; 4]> {
    let mut keys = Vec::new();
    let mut key = [0; 4];
    let mut previous: Option<[u8; 4]> = None;
    while api.map_next_key(map, previous.as_ref().map(|key| &key[..]), &mut key).is_ok() {
        keys.push(key);
        previous = Some(key);
    }
    keys
}

pub(crate) fn a_hash_table_does_what_a_model_does(world: &World) -> Outcome {
    let api = world.kernel.api();
    let result = runner().run(&(steps(), 1_u32..20), |(steps, max_entries)| {
        let map = api.map_create(&map(MapType::HASH, 4, 8, max_entries)).expect("a good request");
        let mut model: BTreeMap<[u8; 4], [u8; 8]> = BTreeMap::new();
        for step in steps {
            match step {
                Step::Update(key, flags, value) => {
                    let (key, value) = ([key; 4], value.to_ne_bytes());
                    let full = model.len() >= max_entries as usize;
                    let expected = match (flags, model.contains_key(&key)) {
                        (3, _) => Err(Errno::EINVAL),
                        (1, true) => Err(Errno::EEXIST),
                        (2, false) => Err(Errno::ENOENT),
                        (_, false) if full => Err(Errno::E2BIG),
                        _ => Ok(()),
                    };
                    let answer = api.map_update(&map, &key, &value, UpdateFlags(flags.into()));
                    prop_assert_eq!(answer, expected);
                    if expected.is_ok() {
                        model.insert(key, value);
                    }
                }
                Step::Lookup(key) => {
                    let mut value = [0; 8];
                    let answer = api.map_lookup(&map, &[key; 4], &mut value).map(|()| value);
                    prop_assert_eq!(answer, model.get(&[key; 4]).copied().ok_or(Errno::ENOENT));
                }
                Step::Delete(key) => {
                    let expected = model.remove(&[key; 4]).map(drop).ok_or(Errno::ENOENT);
                    prop_assert_eq!(api.map_delete(&map, &[key; 4]), expected);
                }
                Step::Keys => {
                    let mut keys = keys(api, &map);
                    keys.sort_unstable();
                    prop_assert_eq!(keys, model.keys().copied().collect::<Vec<_>>());
                }
            }
        }
        Ok(())
    });
    Ok(result?)
}

pub(crate) fn an_array_does_what_a_model_does(world: &World) -> Outcome {
    let api = world.kernel.api();
    let result = runner().run(&(steps(), 1_u32..20), |(steps, length)| {
        let map = api.map_create(&map(MapType::ARRAY, 4, 8, length)).expect("a good request");
        let mut model = vec![[0; 8]; length as usize];
        for step in steps {
            match step {
                Step::Update(index, flags, value) => {
                    let inside = u32::from(index) < length;
                    let expected = match flags {
                        3 => Err(Errno::EINVAL),
                        _ if !inside => Err(Errno::E2BIG),
                        1 => Err(Errno::EEXIST),
                        _ => Ok(()),
                    };
                    let key = u32::from(index).to_ne_bytes();
                    let answer = api.map_update(&map, &key, &value.to_ne_bytes(), UpdateFlags(flags.into()));
                    prop_assert_eq!(answer, expected);
                    if expected.is_ok() {
                        model[usize::from(index)] = value.to_ne_bytes();
                    }
                }
                Step::Lookup(index) => {
                    let mut value = [0; 8];
                    let answer =
                        api.map_lookup(&map, &u32::from(index).to_ne_bytes(), &mut value).map(|()| value);
                    prop_assert_eq!(answer, model.get(usize::from(index)).copied().ok_or(Errno::ENOENT));
                }
                Step::Delete(index) => {
                    prop_assert_eq!(
                        api.map_delete(&map, &u32::from(index).to_ne_bytes()),
                        Err(Errno::EINVAL)
                    );
                }
                Step::Keys => {
                    let expected: Vec<[u8; 4]> = (0..length).map(u32::to_ne_bytes).collect();
                    prop_assert_eq!(keys(api, &map), expected);
                }
            }
        }
        Ok(())
    });
    Ok(result?)
}

pub(crate) fn a_ring_buffer_does_what_a_model_does(world: &World) -> Outcome {
    crate::events::a_ring_buffer_does_what_a_model_does(world)
}
