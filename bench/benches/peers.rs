//! Map operations of Skep beside the raw system call, aya and libbpf-rs, on the same map and the same keys.
//!
//! `cargo bench --features peers --bench peers`, as root. To count instructions instead of time, run the binary under
//! callgrind with `--only CONTESTANT OPERATION TIMES`, twice with different times: the difference is the operations'.

use skep::prelude::*;
use skep_bench::{Contestant, Effort, compare, raw};
use std::error::Error;
use std::hint::black_box;

const MARGIN: f64 = 0.05;
const ENTRIES: u32 = 1000;

/// One library's way to a hash table from `u32` to `u64`.
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

const OPERATIONS: [(&str, fn(&mut dyn Table, u32)); 4] = [
    ("get", |table, times| {
        let sum: u64 = keys(times).map(|key| table.get(key).expect("it is there")).sum();
        black_box(sum);
    }),
    ("miss", |table, times| assert!(keys(times).all(|key| table.get(key + ENTRIES).is_none()))),
    ("insert", |table, times| keys(times).for_each(|key| table.insert(key, 1))),
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

fn main() -> Result<(), Box<dyn Error>> {
    let kernel = Kernel::host()?;
    let map = HashMap::<u32, u64>::create(&kernel, "bench_peers", ENTRIES)?;
    for key in 0..ENTRIES {
        map.insert(&key, &u64::from(key))?;
    }
    let aya = aya::maps::MapData::from_fd(map.map().clone().into_fd()?)?;
    let mut tables: [(&str, Box<dyn Table>); 4] = [
        ("raw bpf(2)", Box::new(raw::Map::new(map.map().clone().into_fd()?))),
        ("skep", Box::new(Skep(map.clone()))),
        ("aya", Box::new(Aya(aya::maps::HashMap::try_from(aya::maps::Map::HashMap(aya))?))),
        ("libbpf-rs", Box::new(Libbpf(libbpf_rs::MapHandle::from_map_id(map.map().info().id)?))),
    ];
    let arguments: Vec<String> = std::env::args().collect();
    if let [_, only, contestant, operation, times] = arguments.as_slice()
        && only == "--only"
    {
        let table = tables.iter_mut().find(|(name, _)| name == contestant).ok_or("no such contestant")?;
        let (_, run) = OPERATIONS.iter().find(|(name, _)| name == operation).ok_or("no such operation")?;
        run(&mut *table.1, times.parse()?);
        return Ok(());
    }
    let effort = Effort::from_arguments(20_000);
    for (what, run) in OPERATIONS {
        let mut contestants: Vec<Contestant<'_>> = tables
            .iter_mut()
            .map(|(name, table)| Contestant::new(name, move |times| run(&mut **table, times)))
            .collect();
        compare(what, effort, MARGIN, &mut contestants);
    }
    Ok(())
}
