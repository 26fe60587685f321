//! Links: attached programs, and the perf events that some are attached to.

use crate::maps::OutputEvent;
use crate::network::XdpMode;
use crate::objects::ObjectId;
use crate::probes::{Probe, ProbePlace, many_places};
use crate::programs::{Program, TracingTarget};
use crate::state::State;
use crate::tracepoints::Tracepoint;
use skep_uapi::kernel::{CounterOpen, LinkCreate, LinkTarget};
use skep_uapi::{AttachType, Errno, ProgramType, Result, XdpFlags};
use std::path::PathBuf;
use std::sync::Arc;

/// The most programs that a tracepoint can have (`BPF_TRACE_MAX_PROGS`, `kernel/trace/bpf_trace.c`).
const MAX_PROGRAMS: usize = 64;

/// The most programs that a function can have (`BPF_MAX_TRAMP_LINKS`, `include/linux/bpf.h`).
const MAX_ON_FUNCTION: usize = 38;

/// An attached program. A link holds its program, and its perf event if it has one.
#[derive(Debug)]
pub(crate) struct Link {
    pub(crate) program: u32,
    /// What the program gets when it asks for it.
    pub(crate) cookie: u64,
    pub(crate) place: Place,
}

impl Link {
    /// Whether it is no link for users: what an event keeps of a program that it was given without one.
    pub(crate) fn is_hidden(&self) -> bool {
        matches!(self.place, Place::EventAlone(_))
    }
}

/// What a link attaches its program to.
#[derive(Clone, Debug)]
pub(crate) enum Place {
    PerfEvent(u32),
    /// The same, without a link: the event holds this, and this holds the program alone.
    EventAlone(u32),
    /// A tracepoint as such, by its index among all.
    RawTracepoint(usize),
    /// The beginning or the end of a function, by its place among all.
    Function(usize),
    /// Many places of probes, of the kernel or of user space.
    Probes {
        kernel: bool,
    },
    /// An interface, by its index; nothing once it was detached.
    Interface(Option<u32>),
    /// A control group, by its folder; nothing once it was detached.
    Cgroup(Option<PathBuf>),
    /// Traffic control of an interface, by its index; nothing once it was detached.
    Traffic {
        interface: Option<u32>,
        attach_type: AttachType,
    },
}

/// A perf event on a tracepoint or a probe, for all processes.
#[derive(Debug)]
pub(crate) struct PerfEvent {
    pub(crate) on: EventOn,
    link: Option<u32>,
}

#[derive(Debug)]
pub(crate) enum EventOn {
    /// A tracepoint, by its number.
    Tracepoint(u64),
    Probe(ProbePlace),
    /// What programs write.
    Output(Arc<OutputEvent>),
    /// Something that is counted.
    Counter(CounterOpen),
}

impl PerfEvent {
    pub(crate) fn new(tracepoint: u64) -> Self {
        Self { on: EventOn::Tracepoint(tracepoint), link: None }
    }

    pub(crate) fn on_probe(place: ProbePlace) -> Self {
        Self { on: EventOn::Probe(place), link: None }
    }

    pub(crate) fn of_counter(counter: CounterOpen) -> Self {
        Self { on: EventOn::Counter(counter), link: None }
    }

    /// What it counts, and the link of its program, if it has both.
    pub(crate) fn counted(&self) -> Option<(&CounterOpen, u32)> {
        match &self.on {
            EventOn::Counter(counter) => Some((counter, self.link?)),
            _ => None,
        }
    }

    /// What it keeps of a program that it was given.
    pub(crate) fn kept_link(&self) -> Option<u32> {
        self.link
    }

    pub(crate) fn of_output(event: OutputEvent) -> Self {
        Self { on: EventOn::Output(Arc::new(event)), link: None }
    }

    /// The buffer that programs write into, if it is such an event.
    pub(crate) fn output(&self) -> Option<&Arc<OutputEvent>> {
        match &self.on {
            EventOn::Output(event) => Some(event),
            _ => None,
        }
    }
}

impl State {
    /// Attaches a program; gives the link's number, with one holder. `program` and `event` are what the request's handles
    /// are here; `links_to_events` is whether this release has links to perf events.
    pub(crate) fn attach(
        &mut self,
        request: &LinkCreate<'_>,
        program: u32,
        event: Option<ObjectId>,
        links_to_events: bool,
    ) -> Result<u32> {
        let loaded = self.programs.get(program).ok_or(Errno::EBADF)?;
        if request.order.relative.is_some() || request.order.revision != 0 {
            return Err(Errno::EINVAL);
        }
        let place = match (loaded.program_type, request.attach_type, request.target) {
            (
                ProgramType::TRACEPOINT | ProgramType::KPROBE | ProgramType::PERF_EVENT,
                AttachType::PERF_EVENT,
                LinkTarget::PerfEvent { .. },
            ) => {
                if request.flags != 0 || !links_to_events {
                    return Err(Errno::EINVAL);
                }
                match event {
                    Some(ObjectId::PerfEvent(event)) => Place::PerfEvent(event),
                    _ => return Err(Errno::EBADF),
                }
            }
            (ProgramType::TRACING, attach_type, LinkTarget::Tracing { cookie })
                if attach_type == loaded.expected_attach_type && request.flags == 0 =>
            {
                return self.attach_tracing(program, cookie);
            }
            (ProgramType::KPROBE, attach_type, LinkTarget::Functions(_) | LinkTarget::UserPlaces(_))
                if attach_type == loaded.expected_attach_type && request.flags == 0 =>
            {
                let places = many_places(&request.target, attach_type, loaded.sleeps)?;
                return Ok(self.attach_to_many(program, attach_type, places));
            }
            (ProgramType::XDP, AttachType::XDP, LinkTarget::Interface { index }) => {
                Place::Interface(Some(index))
            }
            (ProgramType::CGROUP_SKB, attach_type, LinkTarget::Cgroup { path })
                if attach_type == loaded.expected_attach_type && request.flags == 0 =>
            {
                Place::Cgroup(Some(path.to_owned()))
            }
            _ => return Err(Errno::EINVAL),
        };
        match &place {
            Place::PerfEvent(event) => self.check_event(*event, program)?,
            Place::Interface(index) => self.check_interface(*index, program, XdpFlags(request.flags))?,
            Place::Cgroup(path) => self.cgroups.check(path.as_deref(), request.attach_type)?,
            // The others are not made here.
            _ => {}
        }
        let cookie = match request.target {
            LinkTarget::PerfEvent { cookie, .. } => cookie,
            _ => 0,
        };
        let id = self.link(program, place.clone(), cookie);
        match place {
            Place::PerfEvent(event) => {
                self.hold(ObjectId::PerfEvent(event));
                self.run_on_event(event, id);
            }
            Place::Interface(index) => {
                if let Some(interface) = self.interface_mut(index) {
                    interface.attach(id, XdpMode::of(XdpFlags(request.flags)));
                }
            }
            Place::Cgroup(path) => self.cgroups.attach(path.as_deref(), request.attach_type, id),
            // The others are not made here.
            _ => {}
        }
        Ok(id)
    }

    /// Attaches a program to many places of probes by one link.
    fn attach_to_many(
        &mut self,
        program: u32,
        attach_type: AttachType,
        places: Vec<(ProbePlace, u64)>,
    ) -> u32 {
        let kernel = matches!(places.first(), Some((ProbePlace::Kernel { .. }, _)));
        let id = self.link(program, Place::Probes { kernel }, 0);
        let session =
            [AttachType::TRACE_KPROBE_SESSION, AttachType::TRACE_UPROBE_SESSION].contains(&attach_type);
        for (place, cookie) in places {
            self.probes.push(Probe { place, link: id, cookie: Some(cookie), session });
        }
        id
    }

    /// Lets the program of a link run at what an event is on.
    fn run_on_event(&mut self, event: u32, link: u32) {
        if let Some(event) = self.perf_events.get_mut(event) {
            event.link = Some(link);
        }
        if let Some(tracepoint) = self.tracepoint_of(event) {
            tracepoint.links.push(link);
        }
        if let Some(PerfEvent { on: EventOn::Probe(place), .. }) = self.perf_events.get(event) {
            self.probes.push(Probe { place: place.clone(), link, cookie: None, session: false });
        }
    }

    /// Attaches a program to an event without a link, for as long as the event is held.
    pub(crate) fn set_program(&mut self, event: u32, program: u32) -> Result<()> {
        self.check_event(event, program)?;
        let link = self.link(program, Place::EventAlone(event), 0);
        self.run_on_event(event, link);
        Ok(())
    }

    /// A new link, which holds its program.
    pub(crate) fn link(&mut self, program: u32, place: Place, cookie: u64) -> u32 {
        self.hold(ObjectId::Program(program));
        self.links.insert(Link { program, cookie, place })
    }

    /// Attaches a program to a tracepoint as such; gives the link's number, with one holder (`bpf_raw_tp_link_attach`,
    /// `kernel/bpf/syscall.c`).
    pub(crate) fn attach_raw(&mut self, name: &str, program: u32) -> Result<u32> {
        let loaded = self.programs.get(program).ok_or(Errno::EBADF)?;
        match loaded.program_type {
            ProgramType::RAW_TRACEPOINT => {}
            // What it is attached to was said when it was loaded.
            ProgramType::TRACING if name.is_empty() => return self.attach_tracing(program, 0),
            _ => return Err(Errno::EINVAL),
        }
        let is_this = |known: &Tracepoint| known.arguments.is_some() && known.format.name == name;
        let index = self.tracepoints.iter().position(is_this).ok_or(Errno::ENOENT)?;
        let id = self.link(program, Place::RawTracepoint(index), 0);
        self.tracepoints[index].raw_links.push(id);
        Ok(id)
    }

    /// Attaches a program to the tracepoint or function that it was loaded for; gives the link's number, with one holder
    /// (`bpf_tracing_prog_attach`, `kernel/bpf/syscall.c`).
    fn attach_tracing(&mut self, program: u32, cookie: u64) -> Result<u32> {
        let target = self.programs.get(program).and_then(|program| program.target);
        match target.ok_or(Errno::EINVAL)? {
            TracingTarget::Tracepoint(index) => {
                let id = self.link(program, Place::RawTracepoint(index), cookie);
                self.tracepoints.get_mut(index).ok_or(Errno::ENOENT)?.raw_links.push(id);
                Ok(id)
            }
            TracingTarget::Function { index, end } => {
                let function = self.functions.entry(index).or_default();
                let attached = if end { &function.exit } else { &function.entry };
                let is_this = |link: &u32| self.links.get(*link).is_some_and(|link| link.program == program);
                if attached.iter().any(is_this) {
                    return Err(Errno::EBUSY);
                }
                if function.entry.len() + function.exit.len() >= MAX_ON_FUNCTION {
                    return Err(Errno::E2BIG);
                }
                let id = self.link(program, Place::Function(index), cookie);
                let function = self.functions.entry(index).or_default();
                if end {
                    function.exit.push(id)
                } else {
                    function.entry.push(id)
                }
                Ok(id)
            }
        }
    }

    fn tracepoint_of(&mut self, event: u32) -> Option<&mut Tracepoint> {
        let EventOn::Tracepoint(id) = self.perf_events.get(event)?.on else { return None };
        self.tracepoints.iter_mut().find(|tracepoint| tracepoint.format.id == id)
    }

    /// Whether a program can be attached to an event: an event has one program, and a tracepoint has a program once
    /// (`perf_event_attach_bpf_prog`, `kernel/trace/bpf_trace.c`).
    fn check_event(&mut self, event: u32, program: u32) -> Result<()> {
        let PerfEvent { on, link } = self.perf_events.get(event).ok_or(Errno::EBADF)?;
        if link.is_some() {
            return Err(Errno::EEXIST);
        }
        if matches!(on, EventOn::Output(_)) {
            return Err(Errno::EINVAL);
        }
        let runs = match on {
            EventOn::Tracepoint(_) => ProgramType::TRACEPOINT,
            EventOn::Probe(_) => ProgramType::KPROBE,
            EventOn::Counter(_) | EventOn::Output(_) => ProgramType::PERF_EVENT,
        };
        let loaded = self.programs.get(program).ok_or(Errno::EBADF)?;
        // In the kernel nobody can wait at a probe.
        let waits = loaded.sleeps && matches!(on, EventOn::Probe(ProbePlace::Kernel { .. }));
        if loaded.program_type != runs || waits {
            return Err(Errno::EINVAL);
        }
        // Each of the others is one of its own, with one program.
        if runs != ProgramType::TRACEPOINT {
            return Ok(());
        }
        let attached = self.tracepoint_of(event).ok_or(Errno::EINVAL)?.links.clone();
        if attached.len() >= MAX_PROGRAMS {
            return Err(Errno::E2BIG);
        }
        let is_this = |link: &u32| self.links.get(*link).is_some_and(|link| link.program == program);
        if attached.iter().any(is_this) { Err(Errno::EEXIST) } else { Ok(()) }
    }

    /// Whether a program can be attached to an interface (`bpf_xdp_link_attach` and `dev_xdp_attach`, `net/core/dev.c`).
    fn check_interface(&mut self, index: Option<u32>, program: u32, flags: XdpFlags) -> Result<()> {
        let loaded = self.programs.get(program).ok_or(Errno::EBADF)?;
        let elsewhere =
            [AttachType::XDP_DEVMAP, AttachType::XDP_CPUMAP].contains(&loaded.expected_attach_type);
        let interface = self.interface_mut(index).ok_or(Errno::EINVAL)?;
        let modes = XdpFlags::SKB_MODE | XdpFlags::DRV_MODE | XdpFlags::HW_MODE;
        if !modes.contains(flags) || flags.0.count_ones() > 1 {
            return Err(Errno::EINVAL);
        }
        match interface.attached() {
            _ if flags == XdpFlags::HW_MODE => Err(Errno::EOPNOTSUPP),
            Some((_, mode)) if mode == XdpMode::of(flags) => Err(Errno::EBUSY),
            Some(_) => Err(Errno::EEXIST),
            None if elsewhere => Err(Errno::EINVAL),
            None => Ok(()),
        }
    }

    /// Undoes an attachment that ended; gives what the link held.
    pub(crate) fn detach(&mut self, id: u32, link: &Link) -> Vec<ObjectId> {
        let program = ObjectId::Program(link.program);
        match &link.place {
            &(Place::PerfEvent(event) | Place::EventAlone(event)) => {
                if let Some(tracepoint) = self.tracepoint_of(event) {
                    tracepoint.links.retain(|link| *link != id);
                }
                self.probes.retain(|probe| probe.link != id);
                if let Some(event) = self.perf_events.get_mut(event) {
                    event.link = None;
                }
                // An event that had the program without a link is gone already.
                if link.is_hidden() { vec![program] } else { vec![program, ObjectId::PerfEvent(event)] }
            }
            Place::Probes { .. } => {
                self.probes.retain(|probe| probe.link != id);
                vec![program]
            }
            &Place::RawTracepoint(index) => {
                if let Some(tracepoint) = self.tracepoints.get_mut(index) {
                    tracepoint.raw_links.retain(|link| *link != id);
                }
                vec![program]
            }
            Place::Function(index) => {
                if let Some(function) = self.functions.get_mut(index) {
                    function.entry.retain(|link| *link != id);
                    function.exit.retain(|link| *link != id);
                }
                vec![program]
            }
            &Place::Interface(index) => {
                if let Some(interface) = self.interface_mut(index) {
                    interface.detach(id);
                }
                vec![program]
            }
            Place::Cgroup(path) => {
                self.cgroups.detach(path.as_deref(), id);
                vec![program]
            }
            &Place::Traffic { interface, attach_type } => {
                self.unlink_traffic(interface, attach_type, id);
                vec![program]
            }
        }
    }

    /// Detaches the program though others hold the link: `EOPNOTSUPP` for links of tracepoints and functions. Doing it twice is no
    /// error.
    pub(crate) fn detach_by_force(&mut self, id: u32) -> Result<()> {
        let link = self.links.get_mut(id).ok_or(Errno::EBADF)?;
        let index = match &mut link.place {
            Place::PerfEvent(_)
            | Place::EventAlone(_)
            | Place::RawTracepoint(_)
            | Place::Function(_)
            | Place::Probes { .. } => {
                return Err(Errno::EOPNOTSUPP);
            }
            Place::Cgroup(path) => {
                let path = path.take();
                self.cgroups.detach(path.as_deref(), id);
                return Ok(());
            }
            Place::Traffic { interface, attach_type } => {
                let (interface, attach_type) = (interface.take(), *attach_type);
                self.unlink_traffic(interface, attach_type, id);
                return Ok(());
            }
            Place::Interface(index) => index.take(),
        };
        if let Some(interface) = self.interface_mut(index) {
            interface.detach(id);
        }
        Ok(())
    }

    /// Puts another program in the place of a link's (`link_update`, `kernel/bpf/syscall.c`).
    pub(crate) fn update_link(&mut self, id: u32, program: u32, expected: Option<u32>) -> Result<()> {
        let link = self.links.get(id).ok_or(Errno::EBADF)?;
        let is_detached = match &link.place {
            Place::PerfEvent(_)
            | Place::EventAlone(_)
            | Place::RawTracepoint(_)
            | Place::Function(_)
            | Place::Probes { .. } => {
                return Err(Errno::EINVAL);
            }
            Place::Interface(index) => index.is_none(),
            Place::Cgroup(path) => path.is_none(),
            Place::Traffic { interface, .. } => interface.is_none(),
        };
        let (old, place) = (link.program, link.place.clone());
        if is_detached {
            return Err(Errno::ENOLINK);
        }
        if expected.is_some_and(|expected| expected != old) {
            return Err(Errno::EPERM);
        }
        if let Place::Traffic { interface, attach_type } = place
            && program != old
        {
            self.may_update_traffic(interface, attach_type, program)?;
            self.exchange(id, old, program);
            return Ok(());
        }
        let kind = |program| self.programs.get(program).map(Program::kind).ok_or(Errno::EBADF);
        if kind(program)? != kind(old)? {
            return Err(Errno::EINVAL);
        }
        self.exchange(id, old, program);
        Ok(())
    }

    /// Puts another program in the place of a link's.
    fn exchange(&mut self, id: u32, old: u32, program: u32) {
        self.hold(ObjectId::Program(program));
        if let Some(link) = self.links.get_mut(id) {
            link.program = program;
        }
        self.release(ObjectId::Program(old));
    }
}
