//! The fault matrix: every operation of the library with a failure at each of its calls in turn.

use crate::operations::{Operation, all, programs};
use crate::world::World;
use skep::prelude::*;
use skep::scripted::{Fault, Faults};
use skep::sim::ObjectCounts;
use skep::uapi::kernel::{
    AttachQuery, InterfaceInfo, LinkTarget, ObjectKind, ProgramAttach, TrafficProgram, XdpAttach,
};
use skep::uapi::{AttachFlags, AttachType, Errno, XdpFlags};
use skep_harness::{Outcome, Stop};
use std::cell::Cell;
use std::io::Write as _;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// What calls are answered with.
const ERRNOS: [Errno; 12] = [
    Errno::EPERM,
    Errno::ENOENT,
    Errno::EINTR,
    Errno::EIO,
    Errno::E2BIG,
    Errno::EAGAIN,
    Errno::ENOMEM,
    Errno::EBUSY,
    Errno::EINVAL,
    Errno::ENOSPC,
    Errno::EOPNOTSUPP,
    Errno::ENOTSUPP,
];

/// No operation makes so many calls.
const MOST_CALLS: u64 = 5000;

/// Where operations act.
pub(crate) struct Stage<'s> {
    pub(crate) world: &'s World,
    /// The kernel whose calls fail. It has not been asked anything yet.
    pub(crate) kernel: Kernel,
    /// A program of each kind, loaded into such a kernel.
    pub(crate) object: &'s Object,
    /// A control group.
    pub(crate) group: &'s Path,
    /// Where pins go.
    pub(crate) pins: &'s Path,
    faults: &'s Faults,
    fault: Cell<Option<Fault>>,
    progress: Cell<Progress>,
    /// How many calls were made.
    made: Cell<u64>,
}

/// How far an operation has come.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Progress {
    Preparing,
    Acted,
    Struck,
    /// In the operation, or in what looks at what became of it.
    Panicked,
}

impl Stage<'_> {
    /// Does what an operation is about: in this, calls fail.
    pub(crate) fn act<T>(&self, act: impl FnOnce() -> T) -> T {
        self.faults.set(self.fault.take());
        let result = act();
        self.made.set(self.faults.made_in_all());
        self.progress.set(if self.faults.struck() > 0 { Progress::Struck } else { Progress::Acted });
        self.faults.clear();
        result
    }

    pub(crate) fn interface(&self) -> &'static str {
        if self.world.is_simulated() { "sim0" } else { "lo" }
    }

    pub(crate) fn program(&self, name: &str) -> Result<&Program> {
        self.object.program(name)
    }

    pub(crate) fn pin(&self, name: &str) -> PathBuf {
        self.pins.join(name)
    }
}

/// All of a matrix but its operations.
struct Matrix<'s> {
    world: &'s World,
    object: &'s Object,
    /// The kernel that the object was loaded into.
    of_object: &'s Kernel,
    group: &'s Path,
    pins: &'s Path,
    faults: &'s Faults,
}

impl Matrix<'_> {
    /// Makes an operation with this fault.
    fn run(&self, operation: &Operation, fault: Option<Fault>) -> Run {
        let Self { world, object, group, pins, faults, .. } = *self;
        let kernel = world.kernel.with_faults(faults);
        let progress = Cell::new(Progress::Preparing);
        let (fault, made) = (Cell::new(fault), Cell::default());
        let stage = Stage { world, kernel, object, group, pins, faults, fault, progress, made };
        let result = catch_unwind(AssertUnwindSafe(|| operation.perform(&stage)));
        faults.clear();
        let (progress, result) = match result {
            Ok(result) => (stage.progress.get(), result),
            Err(_) => (Progress::Panicked, Ok(())),
        };
        let mut drops = stage.kernel.take_failed_drops();
        drops.extend(self.of_object.take_failed_drops());
        Run { progress, result, drops, made: stage.made.get() }
    }

    /// What there is apart from what is held.
    fn left(&self) -> Result<Left, Stop> {
        let api = self.world.kernel.api();
        let mut pins = api.pinned_files()?.files;
        pins.retain(|file| file.starts_with(self.pins));
        pins.sort();
        let mut attached = Vec::new();
        for attach_type in OF_GROUP {
            let target = LinkTarget::Cgroup { path: self.group };
            let query = AttachQuery { target, attach_type, effective: false };
            let programs = api.programs_attached(&query)?.programs;
            attached.extend(programs.iter().map(|program| (attach_type, program.program_id)));
        }
        Ok(Left {
            pins,
            attached,
            interfaces: api.interfaces()?,
            filters: api.traffic_programs()?,
            counts: self.world.simulated().map(|simulated| simulated.world().object_counts()),
            open: self.world.open()?,
        })
    }

    /// What is left, once it is this or has not become it for a second: the running kernel ends things a little later.
    fn settled(&self, expected: &Left) -> Result<Left, Stop> {
        let mut left = self.left()?;
        for _ in 0..100 {
            if left == *expected || self.world.is_simulated() {
                break;
            }
            self.world.wait_a_little(Duration::from_millis(10))?;
            left = self.left()?;
        }
        Ok(left)
    }

    /// Takes away what is attached without a link, and the pins that were not there before.
    fn clean(&self, before: &Left) -> Outcome {
        let api = self.world.kernel.api();
        let left = self.left()?;
        for pin in left.pins.iter().filter(|pin| !before.pins.contains(pin)) {
            api.unpin(pin)?;
        }
        for (attach_type, program) in left.attached {
            let program = api.open_by_id(ObjectKind::Program, program)?;
            let target = LinkTarget::Cgroup { path: self.group };
            let (flags, replace) = (AttachFlags::NONE, None);
            api.program_detach(&ProgramAttach { program: &program, target, attach_type, flags, replace })?;
        }
        let mut said = String::new();
        for interface in left.interfaces.iter().filter(|interface| !interface.xdp.is_empty()) {
            let flags = XdpFlags::SKB_MODE;
            let detach = XdpAttach { interface: interface.index, program: None, expected: None, flags };
            api.xdp_attach(&detach, &mut said)?;
        }
        if !left.filters.is_empty() {
            let _ = api.traffic_queue_remove(left.filters[0].interface, &mut said);
        }
        Ok(())
    }

    /// An operation with a failure at each of its calls in turn, of which it makes so many.
    fn each_call(&self, operation: &Operation, calls: u64, before: &Left, size: &mut Size) -> Outcome {
        let mut before = before.clone();
        // Where a call takes its time, hundreds that only ask the same of one thing after the other are not all struck.
        let stride = if self.world.is_simulated() { 1 } else { (calls / 8).max(1) };
        let mut number = 0;
        loop {
            number += if number < 16 { 1 } else { stride };
            let mut struck = false;
            for errno in self.errnos(number) {
                let call = Fault::of_any().call(number);
                // It is not made; it is made, but not answered; no call is made from there on.
                let once = [(call.clone().fails(errno), false), (call.loses_answer(errno), true)];
                let from_there = (Fault::of_any().calls(number..).fails(errno), true);
                let from_there = self.world.is_simulated().then_some(from_there);
                for (fault, may_leave) in once.into_iter().chain(from_there) {
                    let what = format!("`{}` by {fault:?}", operation.title());
                    let Run { progress, result, drops, .. } = self.run(operation, Some(fault));
                    match progress {
                        Progress::Preparing => return Err(format!("{what}: not prepared: {result:?}").into()),
                        Progress::Acted => continue,
                        Progress::Panicked => size.wrong.push(format!("{what} panicked")),
                        Progress::Struck => {}
                    }
                    struck = true;
                    size.runs += 1;
                    size.refused += u64::from(result.is_err());
                    // What ends something, and what is told of a drop, may leave it; so may what was done and not
                    // said, or could not be undone.
                    let is_said = may_leave || !drops.is_empty() || (operation.ends && result.is_err());
                    let after = if is_said { self.left()? } else { self.settled(&before)? };
                    if after != before {
                        if !is_said {
                            size.wrong
                                .push(format!("{what} left something: {result:?}\n{before:?}\n{after:?}"));
                        }
                        self.clean(&before)?;
                        let after = self.settled(&before)?;
                        if after != before {
                            size.wrong.push(format!("{what} left more: {result:?}\n{before:?}\n{after:?}"));
                            before = after;
                        }
                    }
                }
            }
            size.struck += u64::from(struck);
            if !struck {
                return Ok(());
            }
            assert!(number < MOST_CALLS, "{} does not end", operation.title());
        }
    }

    /// What a call with this number is answered with: on the running kernel, where making and ending things takes its time, a third of
    /// all, which come in turn.
    fn errnos(&self, number: u64) -> impl Iterator<Item = Errno> {
        let every = if self.world.is_simulated() { 1 } else { 3 };
        ERRNOS.into_iter().zip(number..).filter(move |(_, index)| index % every == 0).map(|(errno, _)| errno)
    }
}

/// A run of an operation.
struct Run {
    progress: Progress,
    result: Result<()>,
    /// Why drops failed.
    drops: Vec<Error>,
    /// How many calls it made.
    made: u64,
}

/// As what programs are attached to the control group.
const OF_GROUP: [AttachType; 2] = [AttachType::CGROUP_INET_INGRESS, AttachType::CGROUP_INET_EGRESS];

/// What there is in a kernel apart from what this process holds.
#[derive(Clone, PartialEq, Debug)]
struct Left {
    pins: Vec<PathBuf>,
    attached: Vec<(AttachType, u32)>,
    interfaces: Vec<InterfaceInfo>,
    filters: Vec<TrafficProgram>,
    counts: Option<ObjectCounts>,
    open: usize,
}

/// How large the matrix was.
#[derive(Default)]
struct Size {
    operations: u64,
    calls: u64,
    /// How many of the calls were made to fail.
    struck: u64,
    longest: u64,
    runs: u64,
    refused: u64,
    /// What must not be.
    wrong: Vec<String>,
}

pub(crate) fn matrix(world: &World) -> Outcome {
    world.in_cgroup(|group| {
        let pins = world.pins()?;
        let faults = Faults::default();
        let of_object = world.kernel.with_faults(&faults);
        let object = programs().load_with(&of_object, &LoadOptions::new().all_optional())?;
        let (object, of_object, faults) = (&object, &of_object, &faults);
        let matrix = Matrix { world, object, of_object, group: group.folder(), pins: pins.path(), faults };
        let mut size = Size::default();
        let (mut missing, mut slowest) = (Vec::new(), (Duration::ZERO, String::new()));
        let mut before = matrix.left()?;
        for operation in all() {
            let began = Instant::now();
            // What works without faults is known after it was tried.
            let Run { progress, result, made, .. } = matrix.run(&operation, None);
            if let Err(error) = result {
                missing.push(format!("{}: {error}", operation.title()));
                matrix.clean(&before)?;
                continue;
            }
            assert!(progress == Progress::Acted, "`{}` does nothing", operation.title());
            assert!(made > 0, "`{}` makes no call", operation.title());
            // Threads that the last operation has started may end a little later than it.
            before = matrix.settled(&before)?;
            let outcome = matrix.each_call(&operation, made, &before, &mut size);
            outcome.map_err(|stop| format!("`{}`: {stop:?}", operation.title()))?;
            size.operations += 1;
            size.calls += made;
            size.longest = size.longest.max(made);
            slowest = slowest.max((began.elapsed(), operation.title()));
        }
        let Size { operations, calls, struck, longest, runs, refused, wrong } = size;
        let mut output = std::io::stderr();
        writeln!(
            output,
            "fault matrix [{}]: {operations} operations with {calls} calls (at most {longest}), {struck} of them struck, each before and after it was made, \
             with {} error numbers: {runs} runs, of which {refused} were refused and {} went another way; the slowest was `{}` with {:?}; not here: {missing:#?}",
            world.kernel.api().kind(),
            matrix.errnos(0).count(),
            runs - refused,
            slowest.1,
            slowest.0
        )?;
        if wrong.is_empty() { Ok(()) } else { Err(format!("{} times: {}", wrong.len(), wrong.join("\n")).into()) }
    })
}
