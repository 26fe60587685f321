//! `execsnoop`: every program that is started, as it is started.
//!
//! A program on the tracepoint `sched:sched_process_exec` sends one record for each execution. All columns come
//! from it: the time and the ids from helpers, the file from the tracepoint's record.

use super::{Tool, Watching};
use crate::failure::Failure;
use jiff::{Timestamp, tz::TimeZone};
use serde::Serialize;
use skep::prelude::*;
use skep::registers::*;
use skep::sim::World;
use skep::uapi::{TracepointFieldKind, TracepointFormat};
use skep::zerocopy::{FromBytes, Immutable, IntoBytes, KnownLayout};
use skep::{Operation, Woken};
use std::time::Duration;

pub(super) const TOOL: Tool = Tool {
    name: "execsnoop",
    about: "programs that are started: time, process, user, command, file",
    needs: &[
        Operation::ReadTracepoint,
        Operation::LoadProgram(ProgramType::TRACEPOINT),
        Operation::AttachTracepoint,
    ],
    run,
    happen,
};

const TRACEPOINT: (&str, &str) = ("sched", "sched_process_exec");
/// The ring's size in bytes: some 3600 executions that wait to be printed.
const RING_SIZE: u32 = 1 << 20;
/// The bytes of a file's path that are kept, with its zero byte.
const FILE_SIZE: u16 = 252;

/// One execution, as the program sends it.
#[derive(FromBytes, IntoBytes, Immutable, KnownLayout)]
#[zerocopy(crate = "skep::zerocopy")]
#[repr(C)]
struct Exec {
    /// Nanoseconds since boot.
    time: u64,
    pid: u32,
    uid: u32,
    /// The length of the file's path with its zero byte, of which `file` has as much as fits.
    file_size: u32,
    comm: [u8; 16],
    file: [u8; FILE_SIZE as usize],
}

/// The program and its maps, for the record of the tracepoint on this kernel.
fn spec(format: &TracepointFormat) -> Result<ObjectSpec, Failure> {
    let filename = format
        .field("filename")
        .filter(|field| field.kind == TracepointFieldKind::DataLoc)
        .and_then(|field| i16::try_from(field.offset).ok());
    let Some(filename) = filename else {
        let problem = "this kernel's record of sched:sched_process_exec has no `__data_loc` field `filename`";
        return Err(Failure::NotHere(problem.to_owned()));
    };
    let code = Assembler::new()
        .mov(R6, R1)
        .reserve_or_count("EXECS", size_of::<Exec>(), "LOST", -4, "out")
        .mov(R7, R0)
        .call(Helper::KTIME_GET_NS)
        .store(Size::Double, R7, field_offset!(Exec, time), R0)
        // The process's id is in the upper half: what user space calls a pid.
        .call(Helper::GET_CURRENT_PID_TGID)
        .shift_right(R0, 32)
        .store(Size::Word, R7, field_offset!(Exec, pid), R0)
        .call(Helper::GET_CURRENT_UID_GID)
        .store(Size::Word, R7, field_offset!(Exec, uid), R0)
        .mov(R1, R7)
        .add(R1, i32::from(field_offset!(Exec, comm)))
        .mov(R2, 16)
        .call(Helper::GET_CURRENT_COMM)
        // A `__data_loc`: the offset of the path in the record, and in the upper half its length.
        .load(Size::Word, R3, R6, filename)
        .mov(R2, R3)
        .shift_right(R2, 16)
        .store(Size::Word, R7, field_offset!(Exec, file_size), R2)
        .and(R3, 0xffff)
        .add(R3, R6)
        .mov(R1, R7)
        .add(R1, i32::from(field_offset!(Exec, file)))
        .mov(R2, i32::from(FILE_SIZE))
        .call(Helper::PROBE_READ_KERNEL_STR)
        .mov(R1, R7)
        .mov(R2, 0)
        .call(Helper::RINGBUF_SUBMIT)
        .label("out")
        .mov(R0, 0)
        .exit()
        .build()
        .expect("invariant: every label is bound once");
    let (category, name) = TRACEPOINT;
    Ok(ObjectSpec::new("Dual MIT/GPL")
        .with_map(RingBuffer::<Exec>::spec("EXECS", RING_SIZE))
        .with_map(Array::<u64>::spec("LOST", 1))
        .with_program(ProgramSpec::tracepoint("on_exec", category, name, code)))
}

fn run(mut watching: Watching<'_>) -> Result<(), Failure> {
    let kernel = watching.kernel;
    let (category, name) = TRACEPOINT;
    let object = spec(&kernel.tracepoint_format(&format!("{category}:{name}"))?)?.load(kernel)?;
    let mut execs = object.map::<RingBuffer<Exec>>("EXECS")?.with_losses(object.map("LOST")?);
    watching.interrupt.stops(execs.stopper());
    let start = kernel.api().now();
    let link = object.program("on_exec")?.attach()?;

    let clock = Clock::new(kernel);
    let output = &mut watching.output;
    output.heading(HEADING)?;
    output.flush()?;
    let mut received = 0;
    let mut print_all = |execs: &mut RingBuffer<Exec>| -> Result<(), Failure> {
        let mut printed = Ok(());
        received += execs.for_each(|exec| {
            if printed.is_ok() {
                printed = print(output, &clock, exec);
            }
        })?;
        printed?;
        output.flush()
    };
    loop {
        let left = watching.duration.map(|duration| duration.saturating_sub(kernel.api().now().since(start)));
        let woken = execs.wait(left)?;
        print_all(&mut execs)?;
        if woken != Woken::Ready || left == Some(Duration::ZERO) {
            break;
        }
    }
    // Nothing comes in any more; what came in since is still printed.
    link.detach()?;
    print_all(&mut execs)?;

    let seconds = kernel.api().now().since(start).as_secs_f64();
    let totals = Totals { received, lost: execs.lost()?.unwrap_or(0), seconds };
    watching.output.record("end", &totals, || {
        format!("{received} executions received, {} lost, in {seconds:.1} s", totals.lost)
    })?;
    watching.output.flush()
}

const HEADING: &str = "TIME             PID     UID COMM             FILE";

#[derive(Serialize)]
struct Record<'a> {
    time: String,
    pid: u32,
    uid: u32,
    comm: &'a str,
    file: &'a str,
    /// Whether the path is longer than what is shown of it.
    file_truncated: bool,
}

#[derive(Serialize)]
struct Totals {
    received: usize,
    /// Executions that could not be sent because the ring was full.
    lost: u64,
    seconds: f64,
}

fn print(output: &mut crate::output::Output, clock: &Clock, exec: &Exec) -> Result<(), Failure> {
    let time = clock.wall(exec.time);
    let (comm, file) = (text(&exec.comm), text(&exec.file));
    let record = Record {
        time: time.to_string(),
        pid: exec.pid,
        uid: exec.uid,
        comm: &comm,
        file: &file,
        file_truncated: exec.file_size > FILE_SIZE.into(),
    };
    output.record("exec", &record, || {
        let time = time.to_zoned(clock.zone.clone()).strftime("%H:%M:%S%.3f");
        let more = if record.file_truncated { "…" } else { "" };
        format!(
            "{time} {:>7} {:>7} {:<16} {}{more}",
            record.pid,
            record.uid,
            printable(&comm),
            printable(&file)
        )
    })
}

/// A C string in an array that may hold anything after its zero byte.
fn text(bytes: &[u8]) -> std::borrow::Cow<'_, str> {
    let end = bytes.iter().position(|&byte| byte == 0).unwrap_or(bytes.len());
    String::from_utf8_lossy(&bytes[..end])
}

/// Names of files and commands may contain anything, also what a terminal would obey.
fn printable(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { char::REPLACEMENT_CHARACTER } else { c }).collect()
}

/// Turns a kernel's time since boot into the time of day.
struct Clock {
    /// Nanoseconds from 1970 to the beginning of the kernel's clock.
    boot: i128,
    zone: TimeZone,
}

impl Clock {
    fn new(kernel: &Kernel) -> Self {
        let wall = i128::try_from(kernel.api().wall_clock().as_nanos()).unwrap_or(i128::MAX);
        Self { boot: wall.saturating_sub(kernel.api().now().0.into()), zone: TimeZone::system() }
    }

    /// Times that no calendar has are shown as its end.
    fn wall(&self, nanoseconds: u64) -> Timestamp {
        Timestamp::from_nanosecond(self.boot.saturating_add(nanoseconds.into())).unwrap_or(Timestamp::MAX)
    }
}

/// What is started in a simulated kernel, over and over: user, command, file.
const SIMULATED: [(u32, &str, &str); 5] = [
    (1000, "ls", "/usr/bin/ls"),
    (0, "cron", "/usr/sbin/cron"),
    (1000, "cargo", "/usr/local/bin/cargo"),
    (1000, "rustc", "/usr/local/bin/rustc"),
    (33, "sh", "/bin/sh"),
];

fn happen(world: &World, turn: u32) {
    let (uid, comm, file) = SIMULATED[turn as usize % SIMULATED.len()];
    let fired = world.fire("sched:sched_process_exec", |event| {
        event.pid(4200 + turn).uid(uid).comm(comm).field("filename", file)
    });
    // A program that faults is a bug of ours, and the tool shows nothing then: say why.
    if let Err(error) = fired {
        anstream::eprintln!("skep: {error}");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_record_has_the_size_that_the_documentation_counts_with() {
        assert_eq!(size_of::<Exec>(), 288);
        assert!(RING_SIZE as usize / (size_of::<Exec>() + 8) > 3500);
    }

    #[test]
    fn text_ends_at_its_zero_byte_and_never_reaches_the_terminal_raw() {
        assert_eq!(text(b"ls\0garbage"), "ls");
        assert_eq!(text(b"full"), "full");
        assert_eq!(printable("a\x1b[31mb\n"), "a\u{fffd}[31mb\u{fffd}");
    }
}
