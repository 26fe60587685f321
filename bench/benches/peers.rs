//! Map operations of Skep beside the raw system call, aya and libbpf-rs, on the same map and the same keys.
//!
//! `cargo bench --features peers --bench peers`, as root. To count instructions instead of time, run the binary under
//! callgrind with `--only TYPE CONTESTANT OPERATION TIMES`, twice with different times: the difference is the operations'.

use skep::prelude::*;
use skep_bench::{Contestant, Effort, compare, raw};
use std::error::Error;
use std::hint::black_box;

const MARGIN: f64 = 0.05;
const ENTRIES: u32 = 1000;

/// One library's way to a map from `u32` to `u64`. With a part of each value for every CPU, what is got is their sum, and all of
/// them are set.
trait Table {
    fn get(&mut self, key: u32) -> Option<u64>;
    fn insert(&mut self, key: u32, value: u64);
    fn remove(&mut self, key: u32);
}

impl Table for raw::Map {
    fn get(&mut self, key: u32) -> Option<u64> {
        self.lookup(key)
    }

    fn insert(&mut self, key: u32, value: u64) {
        assert!(self.update(key, value));
    }

    fn remove(&mut self, key: u32) {
        assert!(self.delete(key));
    }
}

struct Skep(HashMap<u32, u64>);

impl Table for Skep {
    fn get(&mut self, key: u32) -> Option<u64> {
        self.0.get(&key).expect("the map is there")
    }

    fn insert(&mut self, key: u32, value: u64) {
        self.0.insert(&key, &value).expect("there is room");
    }

    fn remove(&mut self, key: u32) {
        assert!(self.0.remove(&key).expect("the map is there"));
    }
}

struct Aya(aya::maps::HashMap<aya::maps::MapData, u32, u64>);

impl Table for Aya {
    fn get(&mut self, key: u32) -> Option<u64> {
        self.0.get(&key, 0).ok()
    }

    fn insert(&mut self, key: u32, value: u64) {
        self.0.insert(key, value, 0).expect("there is room");
    }

    fn remove(&mut self, key: u32) {
        self.0.remove(&key).expect("it is there");
    }
}

struct Libbpf(libbpf_rs::MapHandle);

impl Table for Libbpf {
    fn get(&mut self, key: u32) -> Option<u64> {
        use libbpf_rs::MapCore;
        let value = self.0.lookup(&key.to_ne_bytes(), libbpf_rs::MapFlags::ANY).expect("the map is there")?;
        Some(u64::from_ne_bytes(value.try_into().expect("eight bytes")))
    }

    fn insert(&mut self, key: u32, value: u64) {
        use libbpf_rs::MapCore;
        let flags = libbpf_rs::MapFlags::ANY;
        self.0.update(&key.to_ne_bytes(), &value.to_ne_bytes(), flags).expect("there is room");
    }

    fn remove(&mut self, key: u32) {
        use libbpf_rs::MapCore;
        self.0.delete(&key.to_ne_bytes()).expect("it is there");
    }
}

struct SkepArray(Array<u64>);

impl Table for SkepArray {
    fn get(&mut self, key: u32) -> Option<u64> {
        self.0.get(key).expect("the map is there")
    }

    fn insert(&mut self, key: u32, value: u64) {
        self.0.set(key, &value).expect("it has as many");
    }

    fn remove(&mut self, _: u32) {}
}

struct AyaArray(aya::maps::Array<aya::maps::MapData, u64>);

impl Table for AyaArray {
    fn get(&mut self, key: u32) -> Option<u64> {
        self.0.get(&key, 0).ok()
    }

    fn insert(&mut self, key: u32, value: u64) {
        self.0.set(key, value, 0).expect("it has as many");
    }

    fn remove(&mut self, _: u32) {}
}

struct RawParts(raw::Map, Vec<u64>);

impl Table for RawParts {
    fn get(&mut self, key: u32) -> Option<u64> {
        self.0.lookup_parts(key, &mut self.1).then(|| self.1.iter().sum())
    }

    fn insert(&mut self, key: u32, value: u64) {
        self.1.fill(value);
        assert!(self.0.update_parts(key, &mut self.1));
    }

    fn remove(&mut self, key: u32) {
        assert!(self.0.delete(key));
    }
}

/// With parts that are made for each lookup.
struct SkepParts(PerCpuHashMap<u32, u64>, PerCpu<u64>);

impl Table for SkepParts {
    fn get(&mut self, key: u32) -> Option<u64> {
        self.0.get(&key).expect("the map is there").map(|parts| parts.sum())
    }

    fn insert(&mut self, key: u32, value: u64) {
        self.1.iter_mut().for_each(|part| *part = value);
        self.0.insert(&key, &self.1).expect("there is room");
    }

    fn remove(&mut self, key: u32) {
        assert!(self.0.remove(&key).expect("the map is there"));
    }
}

/// With parts that are there.
struct SkepRead(SkepParts);

impl Table for SkepRead {
    fn get(&mut self, key: u32) -> Option<u64> {
        let SkepParts(map, parts) = &mut self.0;
        map.read(&key, parts).expect("the map is there").then(|| parts.sum())
    }

    fn insert(&mut self, key: u32, value: u64) {
        self.0.insert(key, value);
    }

    fn remove(&mut self, key: u32) {
        self.0.remove(key);
    }
}

struct AyaParts(aya::maps::PerCpuHashMap<aya::maps::MapData, u32, u64>, usize);

impl Table for AyaParts {
    fn get(&mut self, key: u32) -> Option<u64> {
        self.0.get(&key, 0).ok().map(|parts| parts.iter().sum())
    }

    fn insert(&mut self, key: u32, value: u64) {
        let parts = aya::maps::PerCpuValues::try_from(vec![value; self.1]).expect("as many as there are");
        self.0.insert(key, parts, 0).expect("there is room");
    }

    fn remove(&mut self, key: u32) {
        self.0.remove(&key).expect("it is there");
    }
}

struct LibbpfParts(libbpf_rs::MapHandle, Vec<Vec<u8>>);

impl Table for LibbpfParts {
    fn get(&mut self, key: u32) -> Option<u64> {
        use libbpf_rs::MapCore;
        let flags = libbpf_rs::MapFlags::ANY;
        let parts = self.0.lookup_percpu(&key.to_ne_bytes(), flags).expect("the map is there")?;
        let part = |part: &Vec<u8>| u64::from_ne_bytes(part.as_slice().try_into().expect("eight bytes"));
        Some(parts.iter().map(part).sum())
    }

    fn insert(&mut self, key: u32, value: u64) {
        use libbpf_rs::MapCore;
        self.1.iter_mut().for_each(|part| part.copy_from_slice(&value.to_ne_bytes()));
        let flags = libbpf_rs::MapFlags::ANY;
        self.0.update_percpu(&key.to_ne_bytes(), &self.1, flags).expect("there is room");
    }

    fn remove(&mut self, key: u32) {
        use libbpf_rs::MapCore;
        self.0.delete(&key.to_ne_bytes()).expect("it is there");
    }
}

type Operation = (&'static str, fn(&mut dyn Table, u32));

const OPERATIONS: [Operation; 4] = [
    ("get", |table, times| {
        let sum: u64 = keys(times).map(|key| table.get(key).expect("it is there")).sum();
        black_box(sum);
    }),
    ("insert", |table, times| keys(times).for_each(|key| table.insert(key, 1))),
    ("miss", |table, times| assert!(keys(times).all(|key| table.get(key + ENTRIES).is_none()))),
    ("remove and insert", |table, times| {
        keys(times).for_each(|key| {
            table.remove(key);
            table.insert(key, 1);
        });
    }),
];

fn keys(times: u32) -> impl Iterator<Item = u32> {
    (0..times).map(|turn| turn.wrapping_mul(7919) % ENTRIES)
}

/// The contestants on maps of one type, and how many of the operations it has.
struct Contest {
    what: &'static str,
    tables: Vec<(&'static str, Box<dyn Table>)>,
    operations: &'static [Operation],
}

fn contests() -> Result<[Contest; 3], Box<dyn Error>> {
    let kernel = Kernel::host()?;
    let hash = HashMap::<u32, u64>::create(&kernel, "bench_peers", ENTRIES)?;
    let array = Array::<u64>::create(&kernel, "bench_peers", ENTRIES)?;
    let per_cpu = PerCpuHashMap::<u32, u64>::create(&kernel, "bench_peers", ENTRIES)?;
    let mut parts = PerCpu::splat(&kernel, &1_u64)?;
    for key in 0..ENTRIES {
        hash.insert(&key, &u64::from(key))?;
        per_cpu.insert(&key, &parts)?;
    }
    parts.iter_mut().for_each(|part| *part = 0);
    let cpus = parts.len();
    let raw = |map: &Map| map.clone().into_fd().map(raw::Map::new);
    let aya =
        |map: &Map| -> Result<_, Box<dyn Error>> { Ok(aya::maps::MapData::from_fd(map.clone().into_fd()?)?) };
    let libbpf = |map: &Map| libbpf_rs::MapHandle::from_map_id(map.info().id);
    let aya_hash = aya::maps::HashMap::try_from(aya::maps::Map::HashMap(aya(hash.map())?))?;
    let aya_array = aya::maps::Array::try_from(aya::maps::Map::Array(aya(array.map())?))?;
    let aya_per_cpu = aya::maps::PerCpuHashMap::try_from(aya::maps::Map::PerCpuHashMap(aya(per_cpu.map())?))?;
    let skep_parts = || SkepParts(per_cpu.clone(), parts.clone());
    Ok([
        Contest {
            what: "hash",
            tables: vec![
                ("raw bpf(2)", Box::new(raw(hash.map())?)),
                ("skep", Box::new(Skep(hash.clone()))),
                ("aya", Box::new(Aya(aya_hash))),
                ("libbpf-rs", Box::new(Libbpf(libbpf(hash.map())?))),
            ],
            operations: &OPERATIONS,
        },
        Contest {
            what: "array",
            tables: vec![
                ("raw bpf(2)", Box::new(raw(array.map())?)),
                ("skep", Box::new(SkepArray(array.clone()))),
                ("aya", Box::new(AyaArray(aya_array))),
                ("libbpf-rs", Box::new(Libbpf(libbpf(array.map())?))),
            ],
            // An index that is too large costs no call; nothing is removed.
            operations: &OPERATIONS[..2],
        },
        Contest {
            what: "per-CPU",
            tables: vec![
                ("raw bpf(2)", Box::new(RawParts(raw(per_cpu.map())?, vec![0; cpus]))),
                ("skep", Box::new(skep_parts())),
                ("skep read", Box::new(SkepRead(skep_parts()))),
                ("aya", Box::new(AyaParts(aya_per_cpu, cpus))),
                ("libbpf-rs", Box::new(LibbpfParts(libbpf(per_cpu.map())?, vec![vec![0; 8]; cpus]))),
            ],
            operations: &OPERATIONS,
        },
    ])
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut contests = contests()?;
    let arguments: Vec<String> = std::env::args().collect();
    if let [_, only, what, contestant, operation, times] = arguments.as_slice()
        && only == "--only"
    {
        let contest = contests.iter_mut().find(|contest| contest.what == what).ok_or("no such type")?;
        let table =
            contest.tables.iter_mut().find(|(name, _)| name == contestant).ok_or("no such contestant")?;
        let (_, run) =
            contest.operations.iter().find(|(name, _)| name == operation).ok_or("no such operation")?;
        run(&mut *table.1, times.parse()?);
        return Ok(());
    }
    let effort = Effort::from_arguments(20_000);
    for Contest { what, tables, operations } in &mut contests {
        for (operation, run) in *operations {
            let mut contestants: Vec<Contestant<'_>> = tables
                .iter_mut()
                .map(|(name, table)| Contestant::new(name, move |times| run(&mut **table, times)))
                .collect();
            compare(&format!("{what} {operation}"), effort, MARGIN, &mut contestants);
        }
    }
    Ok(())
}
