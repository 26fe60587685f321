//! What is checked before a map is made: what is refused here, the kernel refuses, and what is not, it makes.

use crate::world::World;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::{Config, TestRunner};
use skep::prelude::*;
use skep::uapi::kernel::MapCreate;
use skep::uapi::{Errno, MapFlags};
use skep_harness::Outcome;
use std::cell::Cell;

/// The types whose sizes and flags are known, but for those that are made with types.
const TYPES: [MapType; 23] = [
    MapType::HASH,
    MapType::PERCPU_HASH,
    MapType::LRU_HASH,
    MapType::LRU_PERCPU_HASH,
    MapType::ARRAY,
    MapType::PERCPU_ARRAY,
    MapType::PROG_ARRAY,
    MapType::PERF_EVENT_ARRAY,
    MapType::CGROUP_ARRAY,
    MapType::ARRAY_OF_MAPS,
    MapType::HASH_OF_MAPS,
    MapType::QUEUE,
    MapType::STACK,
    MapType::BLOOM_FILTER,
    MapType::STACK_TRACE,
    MapType::LPM_TRIE,
    MapType::DEVMAP,
    MapType::DEVMAP_HASH,
    MapType::CPUMAP,
    MapType::XSKMAP,
    MapType::SOCKMAP,
    MapType::SOCKHASH,
    MapType::REUSEPORT_SOCKARRAY,
];

/// Specifications of which about every second one is a map.
fn specs() -> impl Strategy<Value = MapSpec> {
    // Those two say that the request names something else, which it does here not.
    let flag = MapFlags::ALL.iter().copied();
    let flag = flag.filter(|flag| ![MapFlags::VTYPE_BTF_OBJ_FD, MapFlags::TOKEN_FD].contains(flag));
    let flag = select(flag.collect::<Vec<_>>());
    let flags = prop_oneof![
        4 => Just(MapFlags::NONE),
        2 => Just(MapFlags::NO_PREALLOC),
        4 => flag.clone(),
        2 => (flag.clone(), flag).prop_map(|(one, other)| one | other),
    ];
    let key = select(vec![0_u32, 1, 4, 4, 4, 4, 5, 8, 260, 261, 512, 513]);
    let value = select(vec![0_u32, 1, 4, 4, 4, 8, 8, 16, 33, 32, 64, 32_768, 32_769]);
    let entries = select(vec![0_u32, 1, 1, 2, 3, 4096]);
    let types = TYPES.iter().copied().chain([MapType::RINGBUF, MapType::USER_RINGBUF]);
    (select(types.collect::<Vec<_>>()), key, value, entries, flags).prop_map(
        |(map_type, key_size, value_size, max_entries, flags)| {
            // These are mostly made without one or the other.
            let is_ring = [MapType::RINGBUF, MapType::USER_RINGBUF].contains(&map_type);
            let has_no_key = [MapType::QUEUE, MapType::STACK, MapType::BLOOM_FILTER].contains(&map_type);
            let key_size = if (is_ring || has_no_key) && key_size == 4 { 0 } else { key_size };
            let value_size = if is_ring && value_size <= 8 { 0 } else { value_size };
            // Not so large that the machine feels it.
            let max_entries = if value_size > 64 { max_entries.min(3) } else { max_entries };
            let mut spec = MapSpec::new("CHECKED", map_type, key_size, value_size, max_entries);
            spec.flags = flags;
            spec
        },
    )
}

pub(crate) fn as_the_kernel_does(world: &World) -> Outcome {
    let api = world.kernel.api();
    let inner = Array::<u64>::spec("INNER", 1);
    let inner = api.map_create(&MapCreate {
        map_type: inner.map_type,
        key_size: inner.key_size,
        value_size: inner.value_size,
        max_entries: inner.max_entries,
        ..MapCreate::default()
    })?;
    let possible = api.possible_cpus()?;
    let (made, refused) = (Cell::new(0), Cell::new(0));
    let cases = 4096;
    let mut runner = TestRunner::new(Config { cases, failure_persistence: None, ..Config::default() });
    runner.run(&specs(), |spec| {
        let MapSpec { map_type, key_size, value_size, max_entries, flags, .. } = spec;
        // How many CPUs a kernel is built for is not known.
        prop_assume!(map_type != MapType::CPUMAP || max_entries <= possible);
        // How many frames a stack may have is a setting.
        prop_assume!(map_type != MapType::STACK_TRACE || value_size <= 64);
        // Types with flags that a simulated kernel does not act on are not simulated, nor are others at all.
        let request = MapCreate {
            map_type,
            key_size,
            value_size,
            max_entries,
            flags,
            inner: map_type.to_string().ends_with("_of_maps").then_some(&inner),
            ..MapCreate::default()
        };
        let kernel = api.map_create(&request).map(drop);
        prop_assume!(kernel != Err(Errno::ENOMEM));
        let ours = spec.check();
        match (&ours, kernel) {
            (Ok(()), Ok(())) => made.set(made.get() + 1),
            (Err(errors), Err(_)) => {
                prop_assert!(errors.to_string().contains(" is "), "{errors}");
                refused.set(refused.get() + 1);
            }
            (Ok(()), Err(_)) if world.is_simulated() => {}
            (Ok(()), Err(errno)) => prop_assert!(false, "{spec:?}: the kernel says {errno}, and we nothing"),
            (Err(errors), Ok(())) => {
                prop_assert!(false, "{spec:?}: the kernel makes it, and we say {errors}")
            }
        }
        Ok(())
    })?;
    assert!(made.get() > 100 && refused.get() > 500, "{made:?} {refused:?}");
    Ok(())
}
