//! Everything that changes in the simulated kernel, behind one lock.

use crate::cgroups::Cgroups;
use crate::clock::Clock;
use crate::drivers::Drivers;
use crate::functions::FunctionLinks;
use crate::links::{Link, PerfEvent};
use crate::locked_memory::LockedMemory;
use crate::maps::Maps;
use crate::network::Interface;
use crate::objects::{ObjectId, Table};
use crate::owners::Owner;
use crate::probes::Probe;
use crate::programs::Program;
use crate::random::Random;
use crate::trace::Trace;
use crate::tracepoints::Tracepoint;
use crate::types::LoadedTypes;
use crate::waiting::Event;
use crate::watch::Watch;
use skep_vm::Memory;
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

/// The simulated kernel's state.
#[derive(Debug)]
pub(crate) struct State {
    /// All that programs can have addresses of.
    pub(crate) memory: Memory,
    pub(crate) maps: Maps,
    pub(crate) programs: Table<Program>,
    /// The first numbers are those of the kernel's own types and its modules', which are read when somebody asks for them.
    pub(crate) btfs: Table<LoadedTypes>,
    pub(crate) links: Table<Link>,
    pub(crate) perf_events: Table<PerfEvent>,
    pub(crate) events: Table<Event>,
    /// Whoever wants runs of programs to be counted; they are as long as there is one.
    pub(crate) run_counts: Table<()>,
    pub(crate) owners: Table<Owner>,
    /// The files that there are.
    pub(crate) files: BTreeSet<PathBuf>,
    /// Each pin holds its object.
    pub(crate) pins: BTreeMap<PathBuf, ObjectId>,
    pub(crate) tracepoints: Vec<Tracepoint>,
    /// The links on functions, by their places among all.
    pub(crate) functions: BTreeMap<usize, FunctionLinks>,
    /// The programs at probes.
    pub(crate) probes: Vec<Probe>,
    pub(crate) interfaces: Vec<Interface>,
    /// The control groups that have been made or have programs, by their folders.
    pub(crate) cgroups: Cgroups,
    pub(crate) clock: Clock,
    pub(crate) random: Random,
    pub(crate) drivers: Drivers,
    pub(crate) locked_memory: LockedMemory,
    /// The lines that programs have printed.
    pub(crate) trace: Trace,
    /// Who looks on while programs run.
    pub(crate) watch: Watch,
    /// The number of the last socket there was.
    pub(crate) last_socket: u64,
    pub(crate) open_handles: usize,
}
