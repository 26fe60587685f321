//! Everything that changes in the simulated kernel, behind one lock.

use crate::cgroups::Cgroups;
use crate::clock::Clock;
use crate::concurrency::Turns;
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
use skep_uapi::kernel::Limit;
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
    /// While programs run on several CPUs: who goes on.
    pub(crate) turns: Option<Box<Turns>>,
    /// The number of the last socket there was.
    pub(crate) last_socket: u64,
    pub(crate) open_handles: usize,
}

impl State {
    /// A state in which there is nothing: no types, tracepoints or interfaces either.
    pub(crate) fn nothing() -> Self {
        Self {
            memory: Memory::new(),
            maps: Maps::default(),
            programs: Table::default(),
            btfs: Table::default(),
            links: Table::default(),
            perf_events: Table::default(),
            events: Table::default(),
            run_counts: Table::default(),
            owners: Table::default(),
            files: BTreeSet::new(),
            pins: BTreeMap::new(),
            tracepoints: Vec::new(),
            functions: BTreeMap::new(),
            probes: Vec::new(),
            interfaces: Vec::new(),
            cgroups: Cgroups::default(),
            clock: Clock::virtual_time(),
            random: Random::new(0),
            drivers: Drivers::default(),
            locked_memory: LockedMemory::new(Limit::NONE),
            trace: Trace::default(),
            watch: Watch::default(),
            turns: None,
            last_socket: 0,
            open_handles: 0,
        }
    }

    /// The CPU that things happen on if nothing else is said.
    pub(crate) fn cpu(&self) -> u32 {
        self.turns.as_ref().map_or(0, |turns| turns.cpu())
    }
}
