//! What is done with maps.

use super::Operation;
use crate::matrix::Stage;
use skep::prelude::*;
use skep::uapi::UpdateFlags;
use skep::{DynamicMap, Holder, PerfBuffer, TaskOwner, TaskStorage};
use std::net::Ipv4Addr;
use std::time::Duration;

pub(super) const OPERATIONS: &[Operation] = &[
    Operation::new("create a hash table", |stage| create(stage, &HashMap::<u32, u64>::spec("M", 8))),
    Operation::new("create a hash table that makes room", |stage| {
        create(stage, &HashMap::<u32, u64>::lru_spec("M", 8))
    }),
    Operation::new("create an array", |stage| create(stage, &Array::<u64>::spec("M", 8))),
    Operation::new("create an array that is mapped", |stage| {
        stage.act(|| Array::<u64>::create_mapped(&stage.kernel, "M", 8)?.get(0).map(drop))
    }),
    Operation::new("create a per-CPU hash table", |stage| {
        create(stage, &PerCpuHashMap::<u32, u64>::spec("M", 8))
    }),
    Operation::new("create a per-CPU array", |stage| create(stage, &PerCpuArray::<u64>::spec("M", 8))),
    Operation::new("create a queue", |stage| create(stage, &Queue::<u64>::spec("M", 8))),
    Operation::new("create a stack", |stage| create(stage, &Stack::<u64>::spec("M", 8))),
    Operation::new("create a trie", |stage| create(stage, &LpmTrie::<[u8; 4], u64>::spec("M", 8))),
    Operation::new("create a bloom filter", |stage| create(stage, &BloomFilter::<u64>::spec("M", 8))),
    Operation::new("create a ring buffer", |stage| {
        stage.act(|| RingBuffer::<u64>::create(&stage.kernel, "M", 4096).map(drop))
    }),
    Operation::new("create an array of maps", |stage| {
        let inner = Array::<u64>::spec("INNER", 1);
        create(stage, &ArrayOfMaps::<Array<u64>>::spec("M", 2, inner))
    }),
    Operation::new("create a hash table of maps", |stage| {
        let inner = Array::<u64>::spec("INNER", 1);
        create(stage, &HashOfMaps::<u32, Array<u64>>::spec("M", 2, inner))
    }),
    Operation::new("create an array of programs", |stage| create(stage, &ProgramArray::spec("M", 2))),
    Operation::new("create a map of stacks", |stage| create(stage, &StackTrace::spec("M", 16, 8))),
    Operation::new("create local storage", |stage| {
        stage.act(|| TaskStorage::<u64>::create(&stage.kernel, "M").map(drop))
    }),
    Operation::new("get an entry", |stage| {
        let map = filled(stage)?;
        // An answer that there is none is taken for what it says.
        stage.act(|| map.get(&1)).map(|value| assert!(value.is_none_or(|value| value == 10)))
    }),
    Operation::new("insert an entry", |stage| {
        let map = filled(stage)?;
        let result = stage.act(|| map.insert(&2, &21));
        let value = map.get(&2)?.unwrap();
        assert!(if result.is_ok() { value == 21 } else { [20, 21].contains(&value) });
        result
    }),
    Operation::new("insert a new entry", |stage| {
        let map = filled(stage)?;
        let result = stage.act(|| map.insert_new(&9, &90));
        let value = map.get(&9)?;
        assert!(if result.is_ok() { value == Some(90) } else { value.is_none_or(|value| value == 90) });
        result.map(|is_new| assert!(is_new))
    }),
    Operation::new("replace an entry", |stage| {
        let map = filled(stage)?;
        stage.act(|| map.replace(&1, &11)).map(drop)
    }),
    Operation::new("remove an entry", |stage| {
        let map = filled(stage)?;
        let result = stage.act(|| map.remove(&1));
        assert!(map.get(&1)?.is_none() || !matches!(result, Ok(true)));
        assert_eq!(map.get(&2)?, Some(20));
        result.map(drop)
    }),
    Operation::new("take an entry", |stage| {
        let map = filled(stage)?;
        stage.act(|| map.take(&1)).map(drop)
    }),
    Operation::new("walk a hash table", |stage| {
        let map = filled(stage)?;
        let read = stage.act(|| map.iter().collect::<Result<Vec<_>>>())?;
        assert!(read.iter().all(|(key, value)| u64::from(*key) * 10 == *value));
        Ok(())
    }),
    Operation::new("walk the keys of a hash table", |stage| {
        let map = filled(stage)?;
        stage.act(|| map.keys().collect::<Result<Vec<_>>>()).map(drop)
    }),
    Operation::new("drain a hash table", |stage| {
        let map = filled(stage)?;
        let drained = stage.act(|| map.drain().collect::<Result<Vec<_>>>());
        // What was given is not there any more, and nothing else is gone unless an answer was lost.
        let left: Vec<u32> = map.keys().collect::<Result<_>>()?;
        if let Ok(drained) = &drained {
            assert!(drained.iter().all(|(key, _)| !left.contains(key)));
        }
        drained.map(drop)
    }),
    Operation::new("retain entries", |stage| {
        let map = filled(stage)?;
        let result = stage.act(|| map.retain(|key, _| key % 2 == 0));
        assert_eq!(map.get(&2)?, Some(20));
        result.map(drop)
    }),
    Operation::new("insert many entries", |stage| {
        let map = HashMap::<u32, u64>::create(&stage.kernel, "M", 16)?;
        let entries: Vec<(u32, u64)> = (0..8).map(|key| (key, 1)).collect();
        let many = stage.act(|| map.insert_many(entries.iter().map(|(key, value)| (key, value))));
        assert!(map.keys().count() as u64 >= many.done);
        many.all().map(|done| assert_eq!(done, 8))
    }),
    Operation::new("remove many entries", |stage| {
        let map = filled(stage)?;
        let many = stage.act(|| map.remove_many(&[1, 2, 3]));
        assert!(map.keys().count() as u64 <= 8 - many.done);
        many.all().map(drop)
    }),
    Operation::new("get many entries", |stage| {
        let map = filled(stage)?;
        stage.act(|| map.get_many(&[1, 2, 3])).map(drop)
    }),
    Operation::new("set and get an element", |stage| {
        let map = Array::<u64>::create(&stage.kernel, "M", 4)?;
        stage
            .act(|| map.set(1, &5).and_then(|()| map.get(1)))
            .map(|value| assert!(value.is_none_or(|value| value == 5)))
    }),
    Operation::new("walk an array", |stage| {
        let map = Array::<u64>::create(&stage.kernel, "M", 4)?;
        stage.act(|| map.iter().collect::<Result<Vec<_>>>()).map(drop)
    }),
    Operation::new("set and get per-CPU values", |stage| {
        let map = PerCpuArray::<u64>::create(&stage.kernel, "M", 4)?;
        stage.act(|| {
            let values = PerCpu::splat(&stage.kernel, &3)?;
            map.set(0, &values)?;
            map.get(0).map(drop)
        })
    }),
    Operation::new("walk a per-CPU hash table", |stage| {
        let map = PerCpuHashMap::<u32, u64>::create(&stage.kernel, "M", 4)?;
        map.insert(&1, &PerCpu::splat(&stage.kernel, &3)?)?;
        stage.act(|| map.sums::<u64>().collect::<Result<Vec<_>>>()).map(drop)
    }),
    Operation::new("push, peek and pop", |stage| {
        let map = Queue::<u64>::create(&stage.kernel, "M", 4)?;
        stage.act(|| {
            map.push(&1)?;
            map.push_over(&2)?;
            map.peek()?;
            map.pop().map(drop)
        })
    }),
    Operation::new("insert and find a prefix", |stage| {
        let map = LpmTrie::<[u8; 4], u64>::create(&stage.kernel, "M", 4)?;
        let key = LpmKey::from_ipv4(Ipv4Addr::new(10, 0, 0, 0), 8);
        stage.act(|| {
            map.insert(&key, &1)?;
            map.get(&key)?;
            map.iter().collect::<Result<Vec<_>>>()?;
            map.remove(&key).map(drop)
        })
    }),
    Operation::new("ask a bloom filter", |stage| {
        let map = BloomFilter::<u64>::create(&stage.kernel, "M", 4)?;
        stage.act(|| map.push(&1).and_then(|()| map.contains(&1))).map(drop)
    }),
    Operation::new("put a map into a map and get it back", |stage| {
        let inner = Array::<u64>::create(&stage.kernel, "INNER", 1)?;
        let spec = Array::<u64>::spec("INNER", 1);
        let map = ArrayOfMaps::<Array<u64>>::create(&stage.kernel, "M", 2, spec)?;
        stage.act(|| {
            map.set(0, &inner)?;
            map.get(0)?;
            map.iter().collect::<Result<Vec<_>>>()?;
            map.clear(0).map(drop)
        })
    }),
    Operation::new("put a program into an array", |stage| {
        let map = ProgramArray::create(&stage.kernel, "M", 2)?;
        let program = stage.program("xdp")?;
        stage.act(|| {
            map.set(0, program)?;
            map.get(0)?;
            map.clear(0).map(drop)
        })
    }),
    Operation::new("use local storage", |stage| {
        let map = TaskStorage::<u64>::create(&stage.kernel, "M")?;
        let process = if stage.world.is_simulated() { 1 } else { std::process::id() };
        stage.act(|| {
            let owner = TaskOwner::open(&stage.kernel, process)?;
            map.set(&owner, &1)?;
            map.get(&owner)?;
            map.remove(&owner).map(drop)
        })
    }),
    Operation::new("read a map by its types", |stage| {
        let map = filled(stage)?;
        stage.act(|| {
            let map = DynamicMap::new(map.map().clone())?;
            map.insert(&1_u32.to_ne_bytes(), &1_u64.to_ne_bytes(), UpdateFlags::ANY)?;
            map.for_each(|_, _| Ok::<_, Error>(()))
        })
    }),
    Operation::new("pin a map", |stage| {
        let map = filled(stage)?;
        let result = stage.act(|| map.map().pin(stage.pin("map")));
        unpin_if(stage, "map", result.is_ok())?;
        result
    }),
    Operation::new("open the pin of a map", |stage| {
        let map = filled(stage)?;
        map.map().pin(stage.pin("map"))?;
        let result = stage.act(|| Map::open_pin(&stage.kernel, stage.pin("map")));
        stage.kernel.unpin(stage.pin("map"))?;
        result.map(drop)
    }),
    Operation::new("open the pin of a map or create it", |stage| {
        let spec = HashMap::<u32, u64>::spec("M", 8);
        let result = stage.act(|| Map::open_pin_or_create(&stage.kernel, stage.pin("map"), &spec).map(drop));
        unpin_if(stage, "map", result.is_ok())?;
        result
    }),
    Operation::ends("remove a pin", |stage| {
        let map = filled(stage)?;
        map.map().pin(stage.pin("map"))?;
        stage.act(|| stage.kernel.unpin(stage.pin("map")))
    }),
    Operation::new("freeze a map", |stage| {
        let map = Array::<u64>::create(&stage.kernel, "M", 1)?;
        stage.act(|| map.map().freeze())
    }),
    Operation::new("ask whether a map is full or frozen", |stage| {
        let map = filled(stage)?;
        stage.act(|| map.map().is_full().and_then(|_| map.map().is_frozen())).map(drop)
    }),
    Operation::new("find maps by their name", |stage| {
        let _map = filled(stage)?;
        stage.act(|| Map::named(&stage.kernel, "M")).map(drop)
    }),
    Operation::new("read a ring buffer", |stage| {
        let mut ring = RingBuffer::<u64>::create(&stage.kernel, "M", 4096)?;
        stage.act(|| {
            ring.stopper().stop()?;
            ring.wait(Some(Duration::from_millis(1)))?;
            ring.events_within(Duration::from_millis(1)).collect::<Result<Vec<_>>>().map(drop)
        })
    }),
    Operation::new("open and read a perf buffer", |stage| {
        let spec = MapSpec::new("M", MapType::PERF_EVENT_ARRAY, 4, 4, 64);
        stage.act(|| {
            let events = Holder::<u32, u32>::new(Map::create(&stage.kernel, &spec)?)?;
            let mut buffer = PerfBuffer::<u64>::open(&events, 4096)?;
            buffer.for_each(|_, _| ()).map(drop)
        })
    }),
];

fn create(stage: &Stage<'_>, spec: &MapSpec) -> Result<()> {
    stage.act(|| Map::create(&stage.kernel, spec)).map(drop)
}

/// A hash table with eight entries.
fn filled(stage: &Stage<'_>) -> Result<HashMap<u32, u64>> {
    let map = HashMap::<u32, u64>::create(&stage.kernel, "M", 16)?;
    for key in 1..=8 {
        map.insert(&key, &(u64::from(key) * 10))?;
    }
    Ok(map)
}

/// Removes a pin that must be there.
pub(super) fn unpin_if(stage: &Stage<'_>, name: &str, is_there: bool) -> Result<()> {
    if is_there { stage.kernel.unpin(stage.pin(name)) } else { Ok(()) }
}
