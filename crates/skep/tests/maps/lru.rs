//! Hash tables that make room by themselves, and their flags.

use crate::both::Both;
use crate::world::World;
use skep::prelude::*;
use skep::uapi::MapFlags;
use skep::uapi::kernel::MapCreate;
use skep_harness::Outcome;

pub(crate) fn alike() -> Outcome {
    let mut both = Both::new()?;
    let types = [MapType::HASH, MapType::LRU_HASH, MapType::PERCPU_HASH, MapType::LRU_PERCPU_HASH];
    let (no_preallocation, no_common, node, zero_seed) = (1, 2, 4, 0x40);
    for map_type in types {
        for flags in [
            0,
            no_preallocation,
            no_common,
            node,
            zero_seed,
            no_common | node,
            no_common | zero_seed,
            no_common | node | zero_seed,
            no_preallocation | no_common,
            no_preallocation | zero_seed,
            0x20,
            0x400,
            0x1000,
        ] {
            for key_size in [0, 4] {
                for max_entries in [0, 48] {
                    let flags = MapFlags(flags);
                    let what = format!("{map_type}, keys of {key_size}, {max_entries} entries, {flags}");
                    let (value_size, default) = (8, MapCreate::default());
                    let request = MapCreate { map_type, key_size, value_size, max_entries, flags, ..default };
                    both.create(&what, &request);
                }
            }
        }
    }
    assert!(both.compared > 200, "{}", both.compared);
    Ok(())
}

pub(crate) fn for_each_cpu(world: &World) -> Outcome {
    let cpus = world.kernel.api().possible_cpus()?;
    for flags in [MapFlags::NONE, MapFlags::NO_COMMON_LRU, MapFlags::NO_COMMON_LRU | MapFlags::ZERO_SEED] {
        let limit = 128 * cpus;
        let spec = MapSpec { flags, ..PerCpuHashMap::<u32, u64>::lru_spec("LRU", limit) };
        let map = PerCpuHashMap::<u32, u64>::new(Map::create(&world.kernel, &spec)?)?;
        // Each CPU's share of the entries is whole.
        assert_eq!((map.map().info().max_entries, map.map().info().flags), (limit, flags));
        for key in 0..4 * limit {
            let mut values = PerCpu::<u64>::zeroed(&world.kernel)?;
            (0..).zip(values.iter_mut()).for_each(|(cpu, value)| *value = u64::from(key) * 100 + cpu);
            map.insert(&key, &values)?;
            let sum = map.get(&key)?.expect("what was put in last is there").iter().sum::<u64>();
            assert_eq!(sum, u64::from(key) * 100 * u64::from(cpus) + (0..u64::from(cpus)).sum::<u64>());
        }
        let kept = (0..4 * limit).filter(|key| map.get(key).is_ok_and(|values| values.is_some())).count();
        assert!(kept > 0 && kept <= limit as usize, "{kept} of {limit} with {flags}");
    }
    Ok(())
}
