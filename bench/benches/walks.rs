//! Going through all entries of a hash table: Skep beside raw batches and, with `--features peers`, aya and libbpf-rs; and the memory
//! that it takes.
//!
//! `cargo bench --features peers --bench walks`, as root.

use skep::prelude::*;
use skep_bench::{Contestant, Effort, compare, raw};
use std::error::Error;
use std::process::ExitCode;

/// A difference of 5 % is what can be told apart here.
const MARGIN: f64 = 0.05;
/// How many entries the raw calls read at once at most.
const ROOM: usize = 4096;
/// What a walk may take of memory.
const MOST_MEMORY: usize = 1 << 20;

fn main() -> ExitCode {
    let result = [100_000, 1_000_000].into_iter().try_for_each(|entries| {
        let effort = Effort::from_arguments(entries);
        walks(Effort { rounds: effort.rounds.min(15), ..effort })
    });
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error)
            if error
                .downcast_ref()
                .is_some_and(|error: &skep::Error| error.kind() == skep::ErrorKind::Permission) =>
        {
            println!("skipped: bench walks: {error}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("{error:?}");
            ExitCode::FAILURE
        }
    }
}

fn value(key: u32) -> u64 {
    u64::from(key).wrapping_mul(7919)
}

/// Compares walks through as many entries as the work is to be done times.
fn walks(effort: Effort) -> Result<(), Box<dyn Error>> {
    let entries = effort.times;
    let kernel = Kernel::host()?;
    let map = HashMap::<u32, u64>::create(&kernel, "bench_walks", entries)?;
    for key in 0..entries {
        map.insert(&key, &value(key))?;
    }
    let sum = (0..entries).map(|key| u64::from(key) + value(key)).sum::<u64>();
    let expected = (entries as usize, sum);
    let take = |(count, sum): (usize, u64), (key, value): (u32, u64)| {
        (count + 1, sum.wrapping_add(u64::from(key)).wrapping_add(value))
    };
    memory(&map)?;

    #[cfg(feature = "peers")]
    let peers = {
        let aya = aya::maps::MapData::from_fd(map.map().clone().into_fd()?)?;
        let aya = aya::maps::HashMap::<_, u32, u64>::try_from(aya::maps::Map::HashMap(aya))?;
        (aya, libbpf_rs::MapHandle::from_map_id(map.map().info().id)?)
    };
    let raw_map = raw::Map::new(map.map().clone().into_fd()?);
    let (mut keys, mut values) = (vec![0; ROOM], vec![0; ROOM]);
    let mut contestants = vec![
        Contestant::new("raw batches", |_| assert_eq!(raw_map.sum_batches(&mut keys, &mut values), expected)),
        Contestant::new("skep iter", |_| {
            let walked = map.iter().map(|entry| entry.expect("the map is there")).fold((0, 0), take);
            assert_eq!(walked, expected);
        }),
    ];
    #[cfg(feature = "peers")]
    {
        use libbpf_rs::{MapCore, MapFlags};
        let (aya, libbpf) = &peers;
        contestants.push(Contestant::new("aya iter", |_| {
            let walked = aya.iter().map(|entry| entry.expect("the map is there")).fold((0, 0), take);
            assert_eq!(walked, expected);
        }));
        contestants.push(Contestant::new("libbpf-rs keys", |_| {
            let walked = libbpf.keys().map(|key| {
                let value =
                    libbpf.lookup(&key, MapFlags::ANY).expect("the map is there").expect("it is there");
                let key = u32::from_ne_bytes(key.try_into().expect("four bytes"));
                (key, u64::from_ne_bytes(value.try_into().expect("eight bytes")))
            });
            assert_eq!(walked.fold((0, 0), take), expected);
        }));
    }
    compare(&format!("walk, {entries}"), effort, MARGIN, &mut contestants);
    Ok(())
}

/// Looks how much memory a walk takes, at every entry of a power of two.
fn memory(map: &HashMap<u32, u64>) -> Result<(), Box<dyn Error>> {
    let before = raw::own_memory();
    let mut most = 0;
    let mut count = 0_u32;
    for entry in map.iter() {
        entry?;
        count += 1;
        if count.is_power_of_two() {
            most = most.max(raw::own_memory().saturating_sub(before));
        }
    }
    println!("walk, {count}: at most {} KiB of memory", most / 1024);
    assert!(most < MOST_MEMORY, "{most}");
    Ok(())
}
