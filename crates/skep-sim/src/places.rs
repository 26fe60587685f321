//! What links and perf events say of the places that they are at.

use crate::functions::FUNCTIONS;
use crate::links::{EventOn, PerfEvent, Place};
use crate::probes::ProbePlace;
use crate::state::State;
use skep_uapi::kernel::{EventPlace, EventProgram, LinkInfo, LinkPlace};
use skep_uapi::{Errno, LinkType, Result};

impl State {
    /// What an event is on; nothing if it is on nothing that programs run at.
    pub(crate) fn event_place(&self, event: u32) -> Option<EventPlace> {
        Some(match &self.perf_events.get(event)?.on {
            EventOn::Tracepoint(id) => {
                let found = self.tracepoints.iter().find(|tracepoint| tracepoint.format.id == *id)?;
                EventPlace::Tracepoint { name: found.format.name.clone() }
            }
            EventOn::Probe(ProbePlace::Kernel { index, at_return }) => EventPlace::Kprobe {
                function: FUNCTIONS.get(*index)?.name.to_owned(),
                offset: 0,
                // There is no code that has addresses.
                address: 0,
                at_return: *at_return,
            },
            EventOn::Probe(ProbePlace::User { path, offset, at_return, .. }) => {
                EventPlace::Uprobe { path: path.clone(), offset: *offset, at_return: *at_return }
            }
            EventOn::Counter(counter) => {
                EventPlace::Counter { event_type: counter.event_type, config: counter.config }
            }
            EventOn::Output(_) => return None,
        })
    }

    /// What is told of a link.
    pub(crate) fn link_info(&self, id: u32) -> Result<LinkInfo> {
        let link = self.links.get(id).ok_or(Errno::EBADF)?;
        let link_type = match link.place {
            Place::PerfEvent(_) | Place::EventAlone(_) => LinkType::PERF_EVENT,
            Place::RawTracepoint(_) => LinkType::RAW_TRACEPOINT,
            Place::Function(_) => LinkType::TRACING,
            Place::Probes { kernel: true } => LinkType::KPROBE_MULTI,
            Place::Probes { kernel: false } => LinkType::UPROBE_MULTI,
            Place::Interface(_) => LinkType::XDP,
            Place::Cgroup(_) => LinkType::CGROUP,
            Place::Traffic { .. } => LinkType::TCX,
        };
        let place = match &link.place {
            Place::RawTracepoint(index) => LinkPlace::RawTracepoint {
                name: self.tracepoints.get(*index).map(|known| known.format.name.clone()).unwrap_or_default(),
            },
            Place::Interface(index) => LinkPlace::Xdp { interface: index.unwrap_or(0) },
            Place::Cgroup(path) => LinkPlace::Cgroup {
                id: path.as_deref().map_or(0, |path| self.cgroups.number(path)),
                attach_type: self
                    .programs
                    .get(link.program)
                    .map(|one| one.expected_attach_type)
                    .unwrap_or_default(),
            },
            Place::PerfEvent(event) | Place::EventAlone(event) => {
                self.event_place(*event).map_or(LinkPlace::Other, LinkPlace::Event)
            }
            Place::Traffic { interface, attach_type } => {
                LinkPlace::Traffic { interface: interface.unwrap_or(0), attach_type: *attach_type }
            }
            Place::Probes { .. } => self.probes_place(id),
            Place::Function(_) => LinkPlace::Other,
        };
        Ok(LinkInfo { link_type, id, program_id: link.program, place })
    }

    /// The places of a link that has many.
    pub(crate) fn probes_place(&self, link: u32) -> LinkPlace {
        let mut places = self.probes.iter().filter(|probe| probe.link == link);
        let Some(first) = places.next() else { return LinkPlace::Other };
        let count = u32::try_from(1 + places.count()).unwrap_or(u32::MAX);
        match &first.place {
            ProbePlace::Kernel { at_return, .. } => LinkPlace::Functions { count, at_return: *at_return },
            ProbePlace::User { path, at_return, process, .. } => {
                LinkPlace::UserPlaces { path: path.clone(), count, at_return: *at_return, process: *process }
            }
        }
    }

    /// The program at an event (`bpf_get_perf_event_info`, `kernel/trace/bpf_trace.c`).
    pub(crate) fn program_of_event(&self, event: u32) -> Result<EventProgram> {
        let link = self.perf_events.get(event).and_then(PerfEvent::kept_link).ok_or(Errno::ENOENT)?;
        let program_id = self.links.get(link).ok_or(Errno::ENOENT)?.program;
        match self.event_place(event).ok_or(Errno::ENOENT)? {
            EventPlace::Counter { .. } => Err(Errno::EOPNOTSUPP),
            place => Ok(EventProgram { program_id, place }),
        }
    }

    /// The number of the link after this one.
    pub(crate) fn next_link(&self, mut after: u32) -> Option<u32> {
        loop {
            after = self.links.next_id(after)?;
            if self.links.get(after).is_some_and(|link| !link.is_hidden()) {
                return Some(after);
            }
        }
    }
}
