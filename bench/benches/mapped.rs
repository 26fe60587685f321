//! Reading what programs and user space share as memory, elements of a mapped array and a global variable, beside volatile loads from
//! the same memory.
//!
//! `cargo bench --bench mapped`, as root.

use skep::prelude::*;
use skep_bench::{Contestant, Effort, compare, raw};
use std::hint::black_box;
use std::process::ExitCode;

/// A difference of 5 % is what can be told apart here.
const MARGIN: f64 = 0.05;
const ELEMENTS: u32 = 4096;

#[skep::bpf(license = "GPL")]
mod counter {
    use skep::bpf::*;

    #[global]
    pub static SEEN: Global<u64> = Global::new(7);

    #[socket_filter]
    pub(super) fn count(_ctx: &Skb) -> u32 {
        SEEN.add(1);
        0
    }
}

fn main() -> ExitCode {
    match Kernel::host().and_then(|kernel| mapped(&kernel)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) if error.kind() == skep::ErrorKind::Permission => {
            println!("skipped: bench mapped: {error}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("{error:?}");
            ExitCode::FAILURE
        }
    }
}

fn mapped(kernel: &Kernel) -> Result<()> {
    let effort = Effort::from_arguments(1_000_000);
    let array = Array::<u64>::create_mapped(kernel, "bench_mapped", ELEMENTS)?;
    for index in 0..ELEMENTS {
        array.set(index, &index.into())?;
    }
    let memory = raw::Memory::new(array.map().clone().into_fd()?, ELEMENTS as usize);
    let sum = u64::from(ELEMENTS) * u64::from(ELEMENTS - 1) / 2;
    let walks = |times: u32| 0..times.div_ceil(ELEMENTS);
    compare(
        "mapped array, in order",
        effort,
        MARGIN,
        &mut [
            Contestant::new("volatile loads", |times| {
                walks(times).for_each(|_| {
                    assert_eq!((0..ELEMENTS).map(|index| memory.load(index as usize)).sum::<u64>(), sum);
                });
            }),
            Contestant::new("skep get", |times| {
                walks(times).for_each(|_| {
                    let elements = (0..ELEMENTS).map(|index| array.get(index).ok().flatten().unwrap_or(0));
                    assert_eq!(elements.sum::<u64>(), sum);
                });
            }),
            Contestant::new("skep view", |times| {
                walks(times).for_each(|_| {
                    let view = array.view();
                    let elements = (0..ELEMENTS).map(|index| view.get(index).ok().flatten().unwrap_or(0));
                    assert_eq!(elements.sum::<u64>(), sum);
                });
            }),
            Contestant::new("skep iter", |times| {
                walks(times).for_each(|_| assert_eq!(array.iter().flatten().sum::<u64>(), sum));
            }),
        ],
    );
    let places = |times: u32| (0..times).map(|turn| turn.wrapping_mul(7919) % ELEMENTS);
    compare(
        "mapped array, anywhere",
        effort,
        MARGIN,
        &mut [
            Contestant::new("volatile loads", |times| {
                black_box(places(times).map(|index| memory.load(index as usize)).sum::<u64>());
            }),
            Contestant::new("skep get", |times| {
                let elements = places(times).map(|index| array.get(index).ok().flatten().unwrap_or(0));
                black_box(elements.sum::<u64>());
            }),
            Contestant::new("skep view", |times| {
                let view = array.view();
                let elements = places(times).map(|index| view.get(index).ok().flatten().unwrap_or(0));
                black_box(elements.sum::<u64>());
            }),
        ],
    );
    let counter = counter::load(kernel)?;
    let only = raw::Memory::new(counter.SEEN.map().clone().into_fd()?, 1);
    compare(
        "global variable",
        effort,
        MARGIN,
        &mut [
            Contestant::new("volatile loads", |times| {
                assert_eq!((0..times).map(|_| only.load(0)).sum::<u64>(), 7 * u64::from(times));
            }),
            Contestant::new("skep get", |times| {
                let values = (0..times).map(|_| counter.SEEN.get().unwrap_or(0));
                assert_eq!(values.sum::<u64>(), 7 * u64::from(times));
            }),
        ],
    );
    Ok(())
}
