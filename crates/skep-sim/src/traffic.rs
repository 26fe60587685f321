//! Traffic control of interfaces: the programs of links (`kernel/bpf/tcx.c`, `kernel/bpf/mprog.c`), and those of filters of a
//! queueing discipline of type `clsact` (`net/sched/cls_api.c`, `net/sched/cls_bpf.c`).

mod filters;
mod packets;

pub use packets::{TrafficOutcome, TrafficRedirected, TrafficVerdict};

use crate::links::Place;
use crate::network::Interface;
use crate::objects::ObjectId;
use crate::state::State;
use crate::world::World;
use filters::Filter;
use skep_uapi::kernel::{
    AttachedProgram, AttachedPrograms, LinkCreate, LinkTarget, Relative, TrafficDirection,
};
use skep_uapi::{AttachFlags, AttachType, Errno, Handle, ProgramType, Result};

/// The most programs that one direction of an interface can have by links (`bpf_mprog_max`, `include/linux/bpf_mprog.h`).
const MAX_PROGRAMS: usize = 64;

/// Traffic control of an interface.
#[derive(Debug, Default)]
pub(crate) struct Traffic {
    ingress: Hooks,
    egress: Hooks,
    queue: Queue,
}

/// What runs for packets of one direction.
#[derive(Debug)]
struct Hooks {
    /// The links, in the order in which their programs run.
    links: Vec<u32>,
    /// The state of the links, which is counted.
    revision: u64,
    /// The filters, in the order in which they run.
    filters: Vec<Filter>,
}

impl Default for Hooks {
    fn default() -> Self {
        Self { links: Vec::new(), revision: 1, filters: Vec::new() }
    }
}

/// Whether there is a queueing discipline of type `clsact`.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
enum Queue {
    #[default]
    Never,
    There,
    /// There was one; the kernel answers differently then.
    Gone,
}

/// The program or link that another one goes before or after.
#[derive(Clone, Copy, Debug)]
struct Neighbour {
    program: u32,
    link: Option<u32>,
}

impl Traffic {
    fn hooks(&self, direction: TrafficDirection) -> &Hooks {
        match direction {
            TrafficDirection::Ingress => &self.ingress,
            TrafficDirection::Egress => &self.egress,
        }
    }

    fn hooks_mut(&mut self, direction: TrafficDirection) -> &mut Hooks {
        match direction {
            TrafficDirection::Ingress => &mut self.ingress,
            TrafficDirection::Egress => &mut self.egress,
        }
    }
}

/// The direction that links of an attach type are for; nothing if it is none of traffic control.
pub(crate) fn direction(attach_type: AttachType) -> Option<TrafficDirection> {
    match attach_type {
        AttachType::TCX_INGRESS => Some(TrafficDirection::Ingress),
        AttachType::TCX_EGRESS => Some(TrafficDirection::Egress),
        _ => None,
    }
}

impl World {
    /// Attaches a program to traffic control by a link (`tcx_link_attach`, `kernel/bpf/tcx.c`, Linux 6.6).
    pub(crate) fn link_traffic(
        &self,
        request: &LinkCreate<'_>,
        direction: TrafficDirection,
        program: u32,
    ) -> Result<Handle> {
        let LinkTarget::Interface { index } = request.target else { return Err(Errno::EINVAL) };
        // Handles are looked up here, and numbers in the state.
        let relative = match request.order.relative {
            Some(Relative::Program(program)) => Some((false, self.program_id(program)?)),
            Some(Relative::ProgramId(program)) => Some((false, program)),
            Some(Relative::Link(link)) => Some((true, self.link_id(link)?)),
            Some(Relative::LinkId(link)) => Some((true, link)),
            None => None,
        };
        let mut state = self.shared.lock();
        let id = state.link_traffic(request, index, direction, program, relative)?;
        Ok(self.handle(&mut state, ObjectId::Link(id)))
    }
}

impl State {
    fn link_traffic(
        &mut self,
        request: &LinkCreate<'_>,
        index: u32,
        direction: TrafficDirection,
        program: u32,
        relative: Option<(bool, u32)>,
    ) -> Result<u32> {
        let loaded = self.programs.get(program).ok_or(Errno::EBADF)?;
        if loaded.program_type != ProgramType::SCHED_CLS {
            return Err(Errno::EINVAL);
        }
        let hooks = self.hooks(index, direction).ok_or(Errno::ENODEV)?;
        let revision = request.order.revision;
        if revision != 0 && revision != hooks.revision {
            return Err(Errno::ESTALE);
        }
        let attached = self.attached_to_traffic(index, direction);
        if attached.iter().any(|one| one.program == program) {
            return Err(Errno::EEXIST);
        }
        let relative = relative.map(|(is_link, id)| self.neighbour(is_link, id)).transpose()?;
        let at = position(&attached, AttachFlags(request.flags), relative)?;
        let place = Place::Traffic { interface: Some(index), attach_type: request.attach_type };
        let id = self.link(program, place, 0);
        if let Some(hooks) = self.hooks_mut(index, direction) {
            hooks.links.insert(at, id);
            hooks.revision += 1;
        }
        Ok(id)
    }

    fn hooks(&self, index: u32, direction: TrafficDirection) -> Option<&Hooks> {
        let interface = self.interfaces.iter().find(|interface| interface.index == index)?;
        Some(interface.traffic.hooks(direction))
    }

    fn hooks_mut(&mut self, index: u32, direction: TrafficDirection) -> Option<&mut Hooks> {
        Some(self.interface_mut(Some(index))?.traffic.hooks_mut(direction))
    }

    /// The programs that are attached by links, in their order.
    fn attached_to_traffic(&self, index: u32, direction: TrafficDirection) -> Vec<Neighbour> {
        let links = self.hooks(index, direction).map(|hooks| &hooks.links).into_iter().flatten();
        let known = links.filter_map(|id| Some((*id, self.links.get(*id)?.program)));
        known.map(|(link, program)| Neighbour { program, link: Some(link) }).collect()
    }

    /// The program or link of this number (`bpf_mprog_tuple_relative`, `kernel/bpf/mprog.c`).
    fn neighbour(&self, is_link: bool, id: u32) -> Result<Neighbour> {
        let (program, link) =
            if is_link { (self.links.get(id).ok_or(Errno::ENOENT)?.program, Some(id)) } else { (id, None) };
        let loaded = self.programs.get(program).ok_or(Errno::ENOENT)?;
        if loaded.program_type != ProgramType::SCHED_CLS {
            return Err(Errno::EINVAL);
        }
        Ok(Neighbour { program, link })
    }

    /// Takes a link out of traffic control (`tcx_link_release`, `kernel/bpf/tcx.c`).
    pub(crate) fn unlink_traffic(&mut self, interface: Option<u32>, attach_type: AttachType, link: u32) {
        let Some((interface, direction)) = self.interface_mut(interface).zip(direction(attach_type)) else {
            return;
        };
        let has_queue = interface.traffic.queue == Queue::There;
        let hooks = interface.traffic.hooks_mut(direction);
        hooks.links.retain(|known| *known != link);
        // What counts the state goes with the last one.
        hooks.revision = if hooks.links.is_empty() && !has_queue { 1 } else { hooks.revision + 1 };
    }

    /// Whether another program can take the place of a link's (`tcx_link_update`, `kernel/bpf/tcx.c`); the state is counted on if so.
    pub(crate) fn may_update_traffic(
        &mut self,
        interface: Option<u32>,
        attach_type: AttachType,
        program: u32,
    ) -> Result<()> {
        let (index, direction) = interface.zip(direction(attach_type)).ok_or(Errno::ENOLINK)?;
        if self.attached_to_traffic(index, direction).iter().any(|one| one.program == program) {
            return Err(Errno::EEXIST);
        }
        let loaded = self.programs.get(program).ok_or(Errno::EBADF)?;
        if loaded.program_type != ProgramType::SCHED_CLS {
            return Err(Errno::EINVAL);
        }
        if let Some(hooks) = self.hooks_mut(index, direction) {
            hooks.revision += 1;
        }
        Ok(())
    }

    /// The programs of one direction of an interface that are attached by links (`tcx_prog_query`, `kernel/bpf/tcx.c`).
    pub(crate) fn programs_of_traffic(
        &self,
        index: u32,
        direction: TrafficDirection,
        effective: bool,
    ) -> Result<AttachedPrograms> {
        if effective {
            return Err(Errno::EINVAL);
        }
        let revision = self.hooks(index, direction).ok_or(Errno::ENODEV)?.revision;
        let attached = self.attached_to_traffic(index, direction).into_iter();
        let programs =
            attached.map(|one| AttachedProgram { program_id: one.program, link_id: one.link.unwrap_or(0) });
        Ok(AttachedPrograms { flags: AttachFlags::NONE, revision, programs: programs.collect() })
    }
}

/// The place among those that are attached (`bpf_mprog_attach`, `kernel/bpf/mprog.c`).
fn position(attached: &[Neighbour], flags: AttachFlags, relative: Option<Neighbour>) -> Result<usize> {
    // A link has no old program that it could stand for.
    if flags.contains(AttachFlags::REPLACE) {
        return Err(Errno::ENOENT);
    }
    if attached.len() >= MAX_PROGRAMS {
        return Err(Errno::ERANGE);
    }
    let find = |wanted: Neighbour| {
        let is_it = |one: &Neighbour| {
            one.program == wanted.program && (wanted.link.is_none() || one.link == wanted.link)
        };
        attached.iter().position(is_it).ok_or(Errno::ENOENT)
    };
    let found = relative.map(find);
    match (flags.contains(AttachFlags::BEFORE), flags.contains(AttachFlags::AFTER)) {
        (true, false) => found.unwrap_or(Ok(0)),
        (false, true) => found.map_or(Ok(attached.len()), |found| found.map(|at| at + 1)),
        // No place is both.
        (true, true) => found.map_or(Err(Errno::ERANGE), |found| found.and(Err(Errno::ERANGE))),
        (false, false) if relative.is_none() && flags.is_empty() => Ok(attached.len()),
        (false, false) => Err(Errno::EINVAL),
    }
}

impl Interface {
    /// Whether programs of traffic control run for packets of this direction.
    fn has_traffic(&self, direction: TrafficDirection) -> bool {
        let hooks = self.traffic.hooks(direction);
        !hooks.links.is_empty() || !hooks.filters.is_empty()
    }
}
