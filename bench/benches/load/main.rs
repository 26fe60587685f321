//! Loading object files, from the path to the last program: beside libbpf-rs and aya, on the same objects (`objects/`).
//!
//! `cargo bench --features peers --bench load`, as root. Every load is the first one of a new process, as a tool's is:
//! nothing that an earlier load found out about the kernel helps, the code is not in memory yet, and the peak of the memory
//! is one load's. `again` is the mean of further loads in the same process, which read the kernel's types anew, but
//! need not ask the kernel again what it can do. The contestants take turns.
//!
//! What is compared is the part outside bpf(2): the time from before the file is opened to after the last program is
//! loaded, less the time in bpf(2) (`calls.rs`), which is the kernel's and nearly the same for all. What the process
//! spent as a user, by getrusage(2), is a second witness; what closing the object takes is in neither. Peak memory is the
//! process's resident pages (`VmHWM`), of which many are those of the executable: all contestants are in one. The kernel's
//! types, where they are mapped, do not count for anyone.
//!
//! To count instructions instead of time, run the binary under callgrind with `--one CONTESTANT OBJECT`.

mod calls;

use skep_bench::{raw, report};
use std::error::Error;
use std::path::Path;
use std::process::Command;
use std::time::Instant;

type Outcome<T> = Result<T, Box<dyn Error>>;

/// A difference of 5 % is what can be told apart here.
const MARGIN: f64 = 0.05;
/// How often each contestant loads each object.
const ROUNDS: usize = 41;
/// How often it is loaded again in the same process.
const MORE: u64 = 5;
const OBJECTS: [&str; 3] = ["small", "middle", "big"];
const CONTESTANTS: [(&str, fn(&Path) -> Outcome<()>); 3] =
    [("libbpf-rs", libbpf), ("skep", skep), ("aya", aya)];

fn skep(path: &Path) -> Outcome<()> {
    use skep::prelude::*;
    let object = ObjectSpec::from_elf(&std::fs::read(path)?)?.load(&Kernel::host()?)?;
    keep(object)
}

fn libbpf(path: &Path) -> Outcome<()> {
    let object = libbpf_rs::ObjectBuilder::default().open_file(path)?.load()?;
    keep(object)
}

fn aya(path: &Path) -> Outcome<()> {
    let mut object = aya::Ebpf::load_file(path)?;
    for (_, program) in object.programs_mut() {
        let program: &mut aya::programs::RawTracePoint = program.try_into()?;
        program.load()?;
    }
    keep(object)
}

/// The process ends with it.
fn keep<T>(object: T) -> Outcome<()> {
    std::mem::forget(object);
    Ok(())
}

/// What one load took.
#[derive(Clone, Copy)]
struct Load {
    /// Nanoseconds outside bpf(2), and in it.
    outside: f64,
    inside: f64,
    calls: u64,
    /// Nanoseconds that the process spent as a user.
    user: f64,
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
    if let [_, one, contestant, object, ..] = arguments.as_slice()
        && one == "--one"
    {
        return load_here(contestant, object);
    }
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
                loads[index].push(load_elsewhere(CONTESTANTS[index].0, object)?);
            }
        }
        let times = |time: fn(&Load) -> f64| -> Vec<Vec<f64>> {
            loads.iter().map(|loads| loads.iter().map(time).collect()).collect()
        };
        let names = CONTESTANTS.map(|(name, _)| name);
        report(&format!("{object}, outside bpf(2)"), MARGIN, &names, &times(|load| load.outside));
        report(&format!("{object}, again"), MARGIN, &names, &times(|load| load.again));
        report(&format!("{object}, in bpf(2)"), MARGIN, &names, &times(|load| load.inside));
        report(&format!("{object}, user CPU"), MARGIN, &names, &times(|load| load.user));
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

/// Loads an object in this process, and prints what it took.
fn load_here(contestant: &str, object: &str) -> Outcome<()> {
    let (_, load) = CONTESTANTS.iter().find(|(name, _)| *name == contestant).ok_or("no such contestant")?;
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("objects").join(object).with_extension("o");
    let (peak, own, user) = (raw::peak_memory(), raw::own_memory(), raw::user_time());
    let (calls, inside) = calls::counted();
    let start = Instant::now();
    load(&path)?;
    let wall = start.elapsed().as_nanos() as u64;
    let (calls, inside) = (calls::counted().0 - calls, calls::counted().1 - inside);
    let (user, peak, before) = (raw::user_time() - user, raw::peak_memory(), peak);
    let (outside, growth) = (wall - inside, peak - before);
    let own = raw::own_memory().saturating_sub(own) / 1024;
    let (start, before) = (Instant::now(), calls::counted().1);
    for _ in 0..MORE {
        load(&path)?;
    }
    let again = (start.elapsed().as_nanos() as u64 - (calls::counted().1 - before)) / MORE;
    println!("{outside} {inside} {calls} {} {peak} {growth} {own} {again}", user.as_nanos());
    Ok(())
}

/// Loads an object in a process of its own.
fn load_elsewhere(contestant: &str, object: &str) -> Outcome<Load> {
    let output = Command::new(std::env::current_exe()?).args(["--one", contestant, object]).output()?;
    let text = String::from_utf8(output.stdout)?;
    let numbers: Vec<u64> = text.split_whitespace().map_while(|number| number.parse().ok()).collect();
    let [outside, inside, calls, user, peak, growth, own, again] = numbers[..] else {
        return Err(format!("{contestant} on {object}: {}", String::from_utf8_lossy(&output.stderr)).into());
    };
    let [outside, inside, user, again] = [outside, inside, user, again].map(|nanoseconds| nanoseconds as f64);
    Ok(Load { outside, inside, calls, user, peak, growth, own, again })
}
