//! `execsnoop`: every program that is started, as it is started.
//!
//! A program on the tracepoint `sched:sched_process_exec` sends one record for each execution. The time and the ids come from
//! helpers, the parent from the task, the file from the tracepoint's record. The arguments are read where the kernel has put them for
//! the new program: between `arg_start` and `arg_end` of its memory. What the system call was handed would be the wrong place to look:
//! it may not be in memory yet, the caller can change it meanwhile, and it is not what an interpreter of a script is given.

use super::{Tool, Watching};
use crate::failure::Failure;
use jiff::{Timestamp, tz::TimeZone};
use serde::Serialize;
use skep::prelude::*;
use skep::sim::World;
use skep::{Operation, Woken, text};
use std::borrow::Cow;
use std::time::Duration;

pub(super) const TOOL: Tool = Tool {
    name: "execsnoop",
    about: "programs that are started: time, process, parent, user, command, file, arguments",
    needs: &[
        Operation::ReadTracepoint,
        Operation::LoadProgram(ProgramType::TRACEPOINT),
        Operation::AttachTracepoint,
    ],
    run,
    happen,
};

/// What runs in the kernel.
#[skep::bpf(license = "Dual MIT/GPL")]
#[expect(clippy::use_self, reason = "the structures are written as the kernel has them")]
#[expect(clippy::cast_possible_truncation, reason = "the kernel starts nothing with 4 GiB of arguments")]
mod probe {
    use skep::bpf::*;

    #[tracepoint_fields]
    pub(super) struct SchedProcessExec {
        pub(super) filename: DataLoc<str>,
    }

    #[kernel_type]
    pub(super) struct mm_struct {
        pub(super) arg_start: u64,
        pub(super) arg_end: u64,
    }

    #[kernel_type]
    pub(super) struct task_struct {
        pub(super) tgid: i32,
        pub(super) real_parent: Ptr<task_struct>,
        pub(super) mm: Ptr<mm_struct>,
    }

    /// One execution.
    #[event]
    pub(super) struct Exec {
        /// Nanoseconds since boot.
        pub(super) time: u64,
        pub(super) pid: u32,
        pub(super) ppid: u32,
        pub(super) uid: u32,
        /// The length of the arguments with their zero bytes, of which `args` has as much as fits; 0 if they cannot be read.
        pub(super) args_size: u32,
        pub(super) comm: [u8; 16],
        /// The file's path, cut off where it does not fit.
        pub(super) file: [u8; 256],
        /// The arguments, each with a zero byte behind it.
        pub(super) args: [u8; 512],
    }

    /// Some 1200 executions that wait to be printed.
    #[map]
    pub(super) static EXECS: RingBuf<Exec> = RingBuf::with_byte_size(1 << 20);

    #[tracepoint("sched:sched_process_exec")]
    fn on_exec(ctx: &SchedProcessExec) {
        let Some(mut exec) = EXECS.reserve() else { return };
        let task = current_task::<task_struct>();
        let (start, end) = (task.mm.arg_start, task.mm.arg_end);
        exec.time = ktime();
        exec.pid = current_pid();
        exec.ppid = task.real_parent.tgid as u32;
        exec.uid = current_uid();
        exec.comm = current_comm();
        exec.file = ctx.filename.read_str();
        let size = end.saturating_sub(start);
        if read_user_bytes(&mut exec.args, start, size) {
            exec.args_size = size as u32;
        }
        exec.submit();
    }
}

fn run(mut watching: Watching<'_>) -> Result<(), Failure> {
    let kernel = watching.kernel;
    let mut probe = probe::load(kernel)?;
    let execs = &mut probe.EXECS;
    watching.interrupt.stops(execs.stopper());
    let start = kernel.api().now();
    let link = probe.on_exec.attach()?;

    let clock = Clock::new(kernel);
    let output = &mut watching.output;
    output.heading(HEADING)?;
    output.flush()?;
    let mut received = 0;
    let mut print_all = |execs: &mut RingBuffer<probe::Exec>| -> Result<(), Failure> {
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
        print_all(execs)?;
        if woken != Woken::Ready || left == Some(Duration::ZERO) {
            break;
        }
    }
    // Nothing comes in any more; what came in since is still printed.
    link.detach()?;
    print_all(execs)?;

    let seconds = kernel.api().now().since(start).as_secs_f64();
    let totals = Totals { received, lost: execs.lost()?.unwrap_or(0), seconds };
    watching.output.record("end", &totals, || {
        format!("{received} executions received, {} lost, in {seconds:.1} s", totals.lost)
    })?;
    watching.output.flush()
}

const HEADING: &str = "TIME             PID    PPID     UID COMM             FILE                     ARGS";

#[derive(Serialize)]
struct Record<'a> {
    time: String,
    pid: u32,
    ppid: u32,
    uid: u32,
    comm: &'a str,
    file: &'a str,
    /// Whether the path is longer than what is shown of it.
    file_truncated: bool,
    args: Vec<Cow<'a, str>>,
    /// Whether there are more arguments, or more of the last one, than are shown.
    args_truncated: bool,
}

#[derive(Serialize)]
struct Totals {
    received: usize,
    /// Executions that could not be sent because the ring was full.
    lost: u64,
    seconds: f64,
}

fn print(output: &mut crate::output::Output, clock: &Clock, exec: &probe::Exec) -> Result<(), Failure> {
    let time = clock.wall(exec.time);
    let (comm, (file, file_truncated)) = (text(&exec.comm), path(&exec.file));
    let (args, args_truncated) = arguments(&exec.args, exec.args_size);
    let record = Record {
        time: time.to_string(),
        pid: exec.pid,
        ppid: exec.ppid,
        uid: exec.uid,
        comm: &comm,
        file: &file,
        file_truncated,
        args,
        args_truncated,
    };
    output.record("exec", &record, || {
        let time = time.to_zoned(clock.zone.clone()).strftime("%H:%M:%S%.3f");
        let args: Vec<String> = record.args.iter().map(|argument| quoted(argument)).collect();
        format!(
            "{time} {:>7} {:>7} {:>7} {:<16} {:<24} {}{}",
            record.pid,
            record.ppid,
            record.uid,
            printable(&comm),
            printable(&file) + more(file_truncated),
            args.join(" "),
            more(args_truncated),
        )
    })
}

/// What stands for the rest.
fn more(is_truncated: bool) -> &'static str {
    if is_truncated { "…" } else { "" }
}

/// A path, and whether there is more of it. What fills all but its zero byte may have been cut off: of that the last byte is not shown,
/// so that no path is said to be longer than it is.
fn path(bytes: &[u8]) -> (Cow<'_, str>, bool) {
    let most = bytes.len().saturating_sub(2);
    match bytes.get(most) {
        Some(&last) if last != 0 && !bytes[..most].contains(&0) => (text(&bytes[..most]), true),
        _ => (text(bytes), false),
    }
}

/// The arguments, each with a zero byte behind it, of so many bytes in all; and whether that is more than there are.
fn arguments(bytes: &[u8], size: u32) -> (Vec<Cow<'_, str>>, bool) {
    let size = usize::try_from(size).unwrap_or(usize::MAX);
    let shown = &bytes[..size.min(bytes.len())];
    let is_truncated = size > bytes.len();
    // What is cut off has no zero byte behind it, and may be empty.
    let ended = shown.strip_suffix(&[0]).unwrap_or(shown);
    if shown.is_empty() {
        return (Vec::new(), is_truncated);
    }
    (ended.split(|&byte| byte == 0).map(String::from_utf8_lossy).collect(), is_truncated)
}

/// Names of files and commands may contain anything, also what a terminal would obey.
fn printable(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { char::REPLACEMENT_CHARACTER } else { c }).collect()
}

/// An argument, in quotes if it would not be seen as one without.
fn quoted(argument: &str) -> String {
    let shown = printable(argument);
    if shown.is_empty() || shown.contains([' ', '\'', '"']) { format!("{shown:?}") } else { shown }
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

/// What is started in a simulated kernel, over and over: user, command, file, arguments.
const SIMULATED: [(u32, &str, &str, &[&str]); 5] = [
    (1000, "ls", "/usr/bin/ls", &["ls", "-l", "a folder"]),
    (0, "cron", "/usr/sbin/cron", &["cron", "-f"]),
    (1000, "cargo", "/usr/local/bin/cargo", &["cargo", "build"]),
    (1000, "rustc", "/usr/local/bin/rustc", &["rustc", "--crate-name", "skep"]),
    (33, "sh", "/bin/sh", &["sh", "-c", "exit"]),
];

fn happen(world: &World, turn: u32) {
    let (uid, comm, file, arguments) = SIMULATED[turn as usize % SIMULATED.len()];
    let fired = world.fire("sched:sched_process_exec", |event| {
        let event = event.pid(4200 + turn).parent(4000).uid(uid).comm(comm);
        event.arguments(arguments.iter().copied()).field("filename", file)
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
        assert_eq!(size_of::<probe::Exec>(), 808);
        assert!((1 << 20) / (size_of::<probe::Exec>() + 8) > 1200);
    }

    #[test]
    fn text_never_reaches_the_terminal_raw() {
        assert_eq!(printable("a\x1b[31mb\n"), "a\u{fffd}[31mb\u{fffd}");
    }

    #[test]
    fn a_path_that_may_be_cut_off_is_marked() {
        assert_eq!(path(b"/ab\0\0\0"), ("/ab".into(), false));
        assert_eq!(path(b"/abc\0\0"), ("/abc".into(), false));
        assert_eq!(path(b"/abcd\0"), ("/abc".into(), true));
        assert_eq!(path(b""), ("".into(), false));
    }

    #[test]
    fn arguments_end_where_the_program_said() {
        let check = |bytes: &[u8], size, expected: &[&str], more| {
            assert_eq!(
                arguments(bytes, size),
                (expected.iter().map(|&text| Cow::from(text)).collect(), more),
                "{bytes:?} {size}"
            );
        };
        check(b"ls\0-l\0\0\0", 6, &["ls", "-l"], false);
        check(b"ls\0\0-l\0\0", 7, &["ls", "", "-l"], false);
        check(b"ls\0", 3, &["ls"], false);
        check(b"ls\0-l", 6, &["ls", "-l"], true);
        check(b"ls\0-l\0", 9, &["ls", "-l"], true);
        check(b"ls\0", 0, &[], false);
        check(b"\0\0\0", 1, &[""], false);
        check(b"abc", u32::MAX, &["abc"], true);
        assert_eq!(
            [quoted("-l"), quoted("a b"), quoted(""), quoted("\x1b")],
            ["-l", "\"a b\"", "\"\"", "\u{fffd}"]
        );
    }
}
