//! What the compiler makes of six programs, beside clang: the same programs in C (`objects/codegen`, `-O2 -mcpu=v3`) and in the intermediate
//! representation (`skep-ir/tests/programs`).
//!
//! `cargo bench --bench codegen`, as root. Both are loaded into the running kernel. They must do the same: the same verdicts, packets, maps and
//! events for the same input, and the same helpers in the same order on every way through them. Then the table: instructions after the kernel's
//! rewriting and bytes of machine code, as the kernel says them; the time of a run less that of an empty program of the same type, in rounds in which
//! the contestants take turns; and how long compiling takes, with all passes.

mod behaviour;
mod helpers;
mod programs;

use programs::{Kind, PROGRAMS, Pair};
use skep::prelude::*;
use skep_bench::{Effort, median_with_interval, raw};
use skep_codegen::compile;
use skep_ir::Module;
use skep_uapi::Target;
use std::error::Error;
use std::time::Instant;

type Outcome<T> = Result<T, Box<dyn Error>>;

/// How often a packet runs through a program, or a call is made, at a time.
const TIMES: u32 = 100_000;
/// How often that is repeated in a round.
const BURSTS: usize = 5;
/// How often each module is compiled.
const COMPILED: usize = 101;

fn main() -> Outcome<()> {
    let kernel = Kernel::host()?;
    if skep::Features::new(&kernel).program_type(skep_uapi::ProgramType::XDP) != skep::Support::Yes {
        println!("skipped: bench codegen: programs cannot be loaded: run it as root");
        return Ok(());
    }
    let effort = Effort::from_arguments(TIMES);
    let empty = Pair::load(&kernel, &PROGRAMS[0])?;
    let mut ratios = [Vec::new(), Vec::new(), Vec::new()];
    println!(
        "{:<20} {:>6} {:>6} {:>6}  {:>6} {:>6} {:>6}  {:>32} {:>32}  {:>20}",
        "",
        "insns",
        "clang",
        "ratio",
        "bytes",
        "clang",
        "ratio",
        "ns over empty, least",
        "clang",
        "compile, us"
    );
    for program in PROGRAMS {
        let pair = Pair::load(&kernel, program)?;
        behaviour::compare(program, &pair)?;
        helpers::compare(program, &pair)?;
        let (own, clang) = (pair.own()?, pair.clang()?);
        let (own_lengths, clang_lengths) =
            (raw::program_lengths(own.info()?.id), raw::program_lengths(clang.info()?.id));
        let instructions = [own_lengths.translated / 8, clang_lengths.translated / 8];
        let bytes = [own_lengths.jited, clang_lengths.jited];
        let times = time(program, &pair, &empty, effort)?;
        let compiling = compiling(program.text)?;
        let ratio = |[own, clang]: [u32; 2]| f64::from(own) / f64::from(clang);
        let shown = |(low, median, high): (f64, f64, f64)| format!("{median:.1} [{low:.1}, {high:.1}]");
        println!(
            "{:<20} {:>6} {:>6} {:>6.3}  {:>6} {:>6} {:>6.3}  {:>32} {:>32}  {:>20}",
            program.name,
            instructions[0],
            instructions[1],
            ratio(instructions),
            bytes[0],
            bytes[1],
            ratio(bytes),
            format!("{} {:.1}", shown(times[0].rounds), times[0].least),
            format!("{} {:.1}", shown(times[1].rounds), times[1].least),
            shown(compiling),
        );
        ratios[0].push(ratio(instructions));
        ratios[1].push(ratio(bytes));
        if times[1].least > 20.0 {
            ratios[2].push(times[0].least / times[1].least);
        }
    }
    let mean =
        |ratios: &[f64]| (ratios.iter().map(|ratio| ratio.ln()).sum::<f64>() / ratios.len() as f64).exp();
    println!(
        "geometric means: instructions {:.3}, bytes {:.3}, least ns where clang takes more than 20: {:.3}",
        mean(&ratios[0]),
        mean(&ratios[1]),
        mean(&ratios[2])
    );
    Ok(())
}

/// The microseconds that reading none of the text, but verifying, optimizing and generating code takes.
fn compiling(text: &str) -> Outcome<(f64, f64, f64)> {
    let module = Module::parse(text)?;
    let target = Target::of_version("6.1".parse()?, skep_uapi::TargetEndian::Little);
    let mut times = Vec::new();
    for _ in 0..COMPILED {
        let start = Instant::now();
        let compiled = compile(&module, &target)?;
        times.push(start.elapsed().as_nanos() as f64 / 1000.0);
        std::hint::black_box(compiled);
    }
    Ok(median_with_interval(times))
}

/// The nanoseconds of a run over the empty program of the same type, ours and clang's.
fn time(program: &programs::Program, pair: &Pair, empty: &Pair, effort: Effort) -> Outcome<[Time; 2]> {
    let contestants = [
        pair.own()?,
        pair.clang()?,
        empty.own.program(program.kind.empty())?,
        empty.clang.program(program.kind.empty_in_c())?,
    ];
    let mut over = [Vec::new(), Vec::new()];
    let mut least = [f64::INFINITY; 4];
    for round in 0..=effort.rounds {
        let mut times = [f64::INFINITY; 4];
        for turn in 0..contestants.len() {
            let index = (turn + round) % contestants.len();
            // The least of several: what else the machine does only adds to them.
            for _ in 0..BURSTS {
                let time = once(program, contestants[index], effort.times)?;
                times[index] = f64::min(times[index], time);
                least[index] = f64::min(least[index], time);
            }
        }
        // The first round only warms up.
        if round > 0 || effort.rounds == 1 {
            let floor = (times[2] + times[3]) / 2.0;
            over[0].push(times[0] - floor);
            over[1].push(times[1] - floor);
        }
    }
    let [own, clang] = over;
    let floor = f64::min(least[2], least[3]);
    Ok([
        Time { rounds: median_with_interval(own), least: least[0] - floor },
        Time { rounds: median_with_interval(clang), least: least[1] - floor },
    ])
}

/// The nanoseconds of a run over those of the empty program.
struct Time {
    /// The median of the rounds, and between what it is.
    rounds: (f64, f64, f64),
    /// The least of all, over the least of the empty program: what a busy machine disturbs least.
    least: f64,
}

/// The nanoseconds of one run.
fn once(program: &programs::Program, contestant: &Program, times: u32) -> Outcome<f64> {
    match program.kind {
        Kind::Xdp { timed, .. } | Kind::Tc { timed, .. } => {
            let packet = timed();
            // By the kernel's clock, in whole nanoseconds: preparing the run takes milliseconds.
            let run = contestant.test_run(&TestRun::new().packet(&packet).repeat(times).once())?;
            Ok(run.duration.as_nanos() as f64)
        }
        Kind::Tracepoint { name, call, slower } => {
            let link = contestant.attach_to_tracepoint(name)?;
            let times = times / slower;
            let start = Instant::now();
            call(times);
            let taken = start.elapsed().as_nanos() as f64 / f64::from(times);
            link.detach()?;
            Ok(taken)
        }
    }
}
