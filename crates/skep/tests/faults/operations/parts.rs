//! What is done with values that have a part for each CPU, with views, prefixes and maps in maps.

use super::Operation;
use crate::matrix::Stage;
use skep::prelude::*;
use skep::uapi::UpdateFlags;
use skep::{DynamicMap, Holder};
use std::net::Ipv4Addr;
use std::os::fd::AsRawFd as _;

pub(super) const OPERATIONS: &[Operation] = &[
    Operation::new("make values for each CPU", |stage| {
        stage.act(|| {
            let zeroed = PerCpu::<u64>::zeroed(&stage.kernel)?;
            let splat = PerCpu::splat(&stage.kernel, &0_u64)?;
            assert_eq!(zeroed.len(), splat.len());
            Ok(())
        })
    }),
    Operation::new("read into values that are there", |stage| {
        let map = filled(stage)?;
        let array = PerCpuArray::<u64>::create(&stage.kernel, "ARRAY", 2)?;
        let mut parts = PerCpu::zeroed(&stage.kernel)?;
        stage.act(|| map.read(&1, &mut parts).and_then(|_| array.read(1, &mut parts))).map(drop)
    }),
    Operation::new("insert, get, take and remove values with parts", |stage| {
        let map = PerCpuHashMap::<u32, u64>::create(&stage.kernel, "M", 4)?;
        let parts = PerCpu::splat(&stage.kernel, &3)?;
        stage.act(|| {
            map.insert(&1, &parts)?;
            map.insert(&2, &parts)?;
            // An answer that there is none is taken for what it says.
            map.get(&1)?;
            map.take(&1)?;
            map.remove(&2).map(drop)
        })
    }),
    Operation::new("walk a per-CPU hash table in every way", |stage| {
        let map = filled(stage)?;
        stage.act(|| {
            map.iter().collect::<Result<Vec<_>>>()?;
            map.iter().fold_parts(|parts| parts.iter().max().copied()).collect::<Result<Vec<_>>>()?;
            map.chunks(2).collect::<Result<Vec<_>>>()?;
            map.keys().collect::<Result<Vec<_>>>().map(drop)
        })
    }),
    Operation::new("walk a per-CPU array", |stage| {
        let map = PerCpuArray::<u64>::create(&stage.kernel, "M", 4)?;
        stage.act(|| {
            map.iter().collect::<Result<Vec<_>>>()?;
            map.sums::<u64>().collect::<Result<Vec<_>>>().map(drop)
        })
    }),
    Operation::new("drain a per-CPU hash table", |stage| {
        let map = filled(stage)?;
        let drained = stage.act(|| map.drain().collect::<Vec<_>>());
        drained.into_iter().collect::<Result<Vec<_>>>().map(drop)
    }),
    Operation::new("keep some entries of a per-CPU hash table", |stage| {
        let map = filled(stage)?;
        let result = stage.act(|| map.retain(|key, _| *key == 1));
        assert_eq!(map.keys().filter(|key| matches!(key, Ok(1))).count(), 1, "it was to be kept");
        result.map(drop)
    }),
    Operation::new("walk values and parts of a hash table", |stage| {
        let map = HashMap::<u32, u64>::create(&stage.kernel, "M", 4)?;
        map.insert(&1, &2)?;
        stage.act(|| {
            map.values().collect::<Result<Vec<_>>>()?;
            map.chunks(1).collect::<Result<Vec<_>>>().map(drop)
        })
    }),
    Operation::new("keep what a walk gives", |stage| {
        let map = HashMap::<u32, u64>::create(&stage.kernel, "M", 4)?;
        map.insert(&1, &2)?;
        stage.act(|| skep::Snapshot::of(map.iter()).map(drop))
    }),
    Operation::new("read and write a mapped array", |stage| {
        stage.act(|| {
            let map = Array::<u64>::create_mapped(&stage.kernel, "M", 4)?;
            map.set(1, &5)?;
            assert!(map.get(1)?.is_none_or(|value| value == 5));
            map.iter().collect::<Result<Vec<_>>>().map(drop)
        })
    }),
    Operation::new("walk and clear a trie", |stage| {
        let map = LpmTrie::<[u8; 4], u64>::create(&stage.kernel, "M", 4)?;
        map.insert(&LpmKey::from_ipv4(Ipv4Addr::new(10, 0, 0, 0), 8), &1)?;
        stage.act(|| {
            map.keys().collect::<Result<Vec<_>>>()?;
            map.values().collect::<Result<Vec<_>>>()?;
            map.retain(|_, _| false).map(drop)
        })
    }),
    Operation::new("put a map into a table of maps and get it back", |stage| {
        let inner = Array::<u64>::create(&stage.kernel, "INNER", 1)?;
        let spec = Array::<u64>::spec("INNER", 1);
        let map = HashOfMaps::<u32, Array<u64>>::create(&stage.kernel, "M", 2, spec)?;
        stage.act(|| {
            map.insert(&1, &inner)?;
            map.get(&1)?;
            map.id(&1)?;
            map.iter().collect::<Result<Vec<_>>>()?;
            map.remove(&1).map(drop)
        })
    }),
    Operation::new("ask for the number of a map in a map", |stage| {
        let inner = Array::<u64>::create(&stage.kernel, "INNER", 1)?;
        let spec = Array::<u64>::spec("INNER", 1);
        let map = ArrayOfMaps::<Array<u64>>::create(&stage.kernel, "M", 2, spec)?;
        map.set(0, &inner)?;
        stage.act(|| map.id(0)).map(drop)
    }),
    Operation::new("walk an array of programs", |stage| {
        let map = ProgramArray::create(&stage.kernel, "M", 2)?;
        map.set(0, stage.program("xdp")?)?;
        stage.act(|| map.iter().collect::<Result<Vec<_>>>()).map(drop)
    }),
    Operation::new("set, get and remove in a map of descriptors", |stage| {
        let group = std::fs::File::open(stage.group);
        stage.act(|| {
            let spec = MapSpec::new("M", MapType::CGROUP_ARRAY, 4, 4, 4);
            let map = Holder::<u32, u32>::new(Map::create(&stage.kernel, &spec)?)?;
            let group = group.as_ref().map_or(0, |group| group.as_raw_fd().cast_unsigned());
            map.set(&1, &group)?;
            // What is there cannot be read; that is said.
            assert!(map.get(&1).is_err());
            assert!(map.iter().next().is_none_or(|entry| entry.is_err()));
            map.remove(&1).map(drop)
        })
    }),
    Operation::new("change a map by its types", |stage| {
        let map = HashMap::<u32, u64>::create(&stage.kernel, "M", 4)?;
        let (key, value) = (1_u32.to_ne_bytes(), 2_u64.to_ne_bytes());
        stage.act(|| {
            let map = DynamicMap::new(map.map().clone())?;
            map.insert(&key, &value, UpdateFlags::ANY)?;
            map.get(&key)?;
            map.remove(&key).map(drop)
        })
    }),
    Operation::new("ask how full a map is", |stage| {
        let map = HashMap::<u32, u64>::create(&stage.kernel, "M", 4)?;
        stage.act(|| map.map().fill()).map(drop)
    }),
];

/// A table with two entries.
fn filled(stage: &Stage<'_>) -> Result<PerCpuHashMap<u32, u64>> {
    let map = PerCpuHashMap::create(&stage.kernel, "M", 4)?;
    for key in 1..=2 {
        map.insert(&key, &PerCpu::splat(&stage.kernel, &3)?)?;
    }
    Ok(map)
}
