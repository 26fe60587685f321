//! Loading object files, from the path to the last program: beside libbpf-rs and aya, on the same objects (`objects/`).
//!
//! `cargo bench --features peers --bench load`, as root. Every load is the first one of a new process, as a tool's is:
//! nothing that an earlier load found out about the kernel helps, the code is not in memory yet, and the peak of the memory
//! is one load's. `again` is the mean of further loads in the same process, which read the kernel's types anew, but
//! need not ask the kernel again what it can do. The contestants take turns, and each is an executable of its own
//! (`libbpf_rs.rs`, `skep.rs`, `aya.rs`; `process.rs` is what they share), with what it needs and nothing else in it.
//! `least.rs` loads nothing: it maps the kernel's types and reads each word of them once, which whoever looks for a type
//! without knowing where it is can hardly do with less.
//!
//! What is compared is the part outside bpf(2): the processor's time from before the file is opened to after the last
//! program is loaded, less that in bpf(2) (`calls.rs`), which is the kernel's and nearly the same for all. (By the clock on
//! the wall, who takes longer would also wait more often for a processor that others use.) What closing the object takes is
//! not in it. Peak memory is the
//! process's resident pages (`VmHWM`), of which many are those of the executable and of the libraries it needs. The
//! kernel's types, where they are mapped, do not count for anyone.
//!
//! To count instructions instead of time, run an executable under callgrind: `target/release/load-skep small`.

use skep_bench::{raw, report};
use std::error::Error;
use std::path::Path;
use std::process::Command;

type Outcome<T> = Result<T, Box<dyn Error>>;

/// A difference of 5 % is what can be told apart here.
const MARGIN: f64 = 0.05;
/// How often each contestant loads each object.
const ROUNDS: usize = 41;
const OBJECTS: [&str; 3] = ["small", "middle", "big"];
/// What each is called, and its executable.
const CONTESTANTS: [(&str, &str); 4] = [
    ("libbpf-rs", env!("CARGO_BIN_EXE_load-libbpf-rs")),
    ("skep", env!("CARGO_BIN_EXE_load-skep")),
    ("aya", env!("CARGO_BIN_EXE_load-aya")),
    ("least", env!("CARGO_BIN_EXE_load-least")),
];

/// What one load took.
#[derive(Clone, Copy)]
struct Load {
    /// Nanoseconds outside bpf(2), and in it.
    outside: f64,
    inside: f64,
    calls: u64,
    /// KiB of the process at most, and how many more these are than before the load.
    peak: u64,
    growth: u64,
    /// Nanoseconds outside bpf(2) of a load after the first.
    again: f64,
    /// KiB that no file is behind, after the load, more than before it.
    own: u64,
}

fn main() -> Outcome<()> {
    let arguments: Vec<String> = std::env::args().collect();
    if !Path::new(raw::VMLINUX).exists() {
        println!("skipped: bench load: there is no {}", raw::VMLINUX);
        return Ok(());
    }
    let rounds = if arguments.iter().any(|argument| argument == "--test") { 1 } else { ROUNDS };
    for object in OBJECTS {
        let mut loads = vec![Vec::new(); CONTESTANTS.len()];
        for round in 0..rounds {
            for turn in 0..CONTESTANTS.len() {
                let index = (turn + round) % CONTESTANTS.len();
                loads[index].push(load_elsewhere(CONTESTANTS[index], object)?);
            }
        }
        let times = |time: fn(&Load) -> f64| -> Vec<Vec<f64>> {
            loads.iter().map(|loads| loads.iter().map(time).collect()).collect()
        };
        let names = CONTESTANTS.map(|(name, _)| name);
        report(&format!("{object}, outside bpf(2)"), MARGIN, &names, &times(|load| load.outside));
        report(&format!("{object}, again"), MARGIN, &names, &times(|load| load.again));
        report(&format!("{object}, in bpf(2)"), MARGIN, &names, &times(|load| load.inside));
        for (name, loads) in names.iter().zip(&loads) {
            let most = |value: fn(&Load) -> u64| loads.iter().map(value).max().unwrap_or(0);
            println!(
                "{object:<24} {name:<14} {} calls of bpf(2), {} KiB at most, {} KiB for the load, {} KiB of it its own",
                most(|load| load.calls),
                most(|load| load.peak),
                most(|load| load.growth),
                most(|load| load.own),
            );
        }
    }
    Ok(())
}

/// Loads an object in a process of its own.
fn load_elsewhere((contestant, executable): (&str, &str), object: &str) -> Outcome<Load> {
    let output = Command::new(executable).arg(object).output()?;
    let text = String::from_utf8(output.stdout)?;
    let numbers: Vec<u64> = text.split_whitespace().map_while(|number| number.parse().ok()).collect();
    let [outside, inside, calls, peak, growth, own, again] = numbers[..] else {
        return Err(format!("{contestant} on {object}: {}", String::from_utf8_lossy(&output.stderr)).into());
    };
    let [outside, inside, again] = [outside, inside, again].map(|nanoseconds| nanoseconds as f64);
    Ok(Load { outside, inside, calls, peak, growth, own, again })
}
