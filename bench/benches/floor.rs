//! Map operations beside the raw system call.
//!
//! `cargo bench` in this folder, as root; `cargo bench -- --test` runs everything once.

use skep::prelude::*;
use skep_bench::{Contestant, Effort, compare, raw};
use std::hint::black_box;
use std::process::ExitCode;

/// A difference of 5 % is what can be told apart here.
const MARGIN: f64 = 0.05;
const ENTRIES: u32 = 1000;

fn main() -> ExitCode {
    let result = Kernel::host().and_then(|kernel| maps(&kernel));
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) if error.kind() == skep::ErrorKind::Permission => {
            println!("skipped: bench floor: {error}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("{error:?}");
            ExitCode::FAILURE
        }
    }
}

fn maps(kernel: &Kernel) -> Result<()> {
    let effort = Effort::from_arguments(20_000);
    let hash = HashMap::<u32, u64>::create(kernel, "bench_hash", ENTRIES)?;
    for key in 0..ENTRIES {
        hash.insert(&key, &u64::from(key))?;
    }
    let raw_hash = raw::Map::new(hash.map().clone().into_fd()?);
    let keys = |times: u32| (0..times).map(|turn| turn.wrapping_mul(7919) % ENTRIES);
    compare(
        "hash get",
        effort,
        MARGIN,
        &mut [
            Contestant::new("raw bpf(2)", |times| {
                let mut sum = 0_u64;
                keys(times).for_each(|key| sum += raw_hash.lookup(key).unwrap_or(0));
                black_box(sum);
            }),
            Contestant::new("skep", |times| {
                let mut sum = 0_u64;
                keys(times).for_each(|key| sum += hash.get(&key).ok().flatten().unwrap_or(0));
                black_box(sum);
            }),
        ],
    );
    compare(
        "hash get, a miss",
        effort,
        MARGIN,
        &mut [
            Contestant::new("raw bpf(2)", |times| {
                assert!(keys(times).all(|key| raw_hash.lookup(key + ENTRIES).is_none()));
            }),
            Contestant::new("skep", |times| {
                assert!(keys(times).all(|key| matches!(hash.get(&(key + ENTRIES)), Ok(None))));
            }),
        ],
    );
    compare(
        "hash insert",
        effort,
        MARGIN,
        &mut [
            Contestant::new("raw bpf(2)", |times| assert!(keys(times).all(|key| raw_hash.update(key, 1)))),
            Contestant::new("skep", |times| assert!(keys(times).all(|key| hash.insert(&key, &1).is_ok()))),
        ],
    );
    compare(
        "hash insert and remove",
        effort,
        MARGIN,
        &mut [
            Contestant::new("raw bpf(2)", |times| {
                assert!(keys(times).all(|key| raw_hash.delete(key) && raw_hash.update(key, 1)));
            }),
            Contestant::new("skep", |times| {
                assert!(keys(times).all(|key| hash.remove(&key).is_ok() && hash.insert(&key, &1).is_ok()));
            }),
        ],
    );
    let array = Array::<u64>::create(kernel, "bench_array", ENTRIES)?;
    let raw_array = raw::Map::new(array.map().clone().into_fd()?);
    compare(
        "array get",
        effort,
        MARGIN,
        &mut [
            Contestant::new("raw bpf(2)", |times| {
                let mut sum = 0_u64;
                keys(times).for_each(|key| sum += raw_array.lookup(key).unwrap_or(0));
                black_box(sum);
            }),
            Contestant::new("skep", |times| {
                let mut sum = 0_u64;
                keys(times).for_each(|key| sum += array.get(key).ok().flatten().unwrap_or(0));
                black_box(sum);
            }),
        ],
    );
    Ok(())
}
