//! Filters of traffic control, as they are made by rtnetlink(7).

use super::Queue;
use crate::objects::ObjectId;
use crate::state::State;
use skep_uapi::kernel::{TrafficDirection, TrafficFilter, TrafficPlace, TrafficProgram};
use skep_uapi::{Errno, ProgramType, Result};

/// The parents of filters: `TC_H_MIN_INGRESS` and `TC_H_MIN_EGRESS` below `TC_H_CLSACT` (`include/uapi/linux/pkt_sched.h`).
const INGRESS: u32 = 0xffff_fff2;
const EGRESS: u32 = 0xffff_fff3;

/// What a filter's priority is if nobody says one: this, or one less than the first that is not below the half
/// (`tcf_auto_prio` and `tc_new_tfilter`, `net/sched/cls_api.c`).
const FIRST_CHOICE: u16 = 0xc000;
const HALF: u16 = 0x8000;

/// A filter, which holds its program.
#[derive(Clone, Debug)]
pub(super) struct Filter {
    priority: u16,
    handle: u32,
    pub(super) program: u32,
    name: String,
}

/// Refuses in the kernel's words.
fn refuse<T>(errno: Errno, words: &str, said: &mut String) -> Result<T> {
    said.push_str(words);
    Err(errno)
}

impl State {
    /// Makes the queueing discipline that filters need.
    pub(crate) fn add_traffic_queue(&mut self, interface: u32, said: &mut String) -> Result<()> {
        let queue = &mut self.interface_mut(Some(interface)).ok_or(Errno::ENODEV)?.traffic.queue;
        if *queue == Queue::There {
            return refuse(Errno::EEXIST, "Exclusivity flag on, cannot modify", said);
        }
        *queue = Queue::There;
        Ok(())
    }

    /// Removes it, with all filters.
    pub(crate) fn remove_traffic_queue(&mut self, interface: u32, said: &mut String) -> Result<()> {
        let traffic = &mut self.interface_mut(Some(interface)).ok_or(Errno::ENODEV)?.traffic;
        match traffic.queue {
            Queue::Never => {
                return refuse(Errno::ENOENT, "Cannot find specified qdisc on specified device", said);
            }
            Queue::Gone => return refuse(Errno::EINVAL, "Invalid handle", said),
            Queue::There => traffic.queue = Queue::Gone,
        }
        let mut removed = Vec::new();
        for hooks in [&mut traffic.ingress, &mut traffic.egress] {
            removed.append(&mut hooks.filters);
            if hooks.links.is_empty() {
                hooks.revision = 1;
            }
        }
        removed.into_iter().for_each(|filter| self.release(ObjectId::Program(filter.program)));
        Ok(())
    }

    /// The filters of one direction, if there is the queueing discipline for them.
    fn filters_mut(
        &mut self,
        interface: u32,
        direction: TrafficDirection,
        said: &mut String,
    ) -> Result<&mut Vec<Filter>> {
        let traffic = &mut self.interface_mut(Some(interface)).ok_or(Errno::ENODEV)?.traffic;
        if traffic.queue != Queue::There {
            return refuse(Errno::EINVAL, "Parent Qdisc doesn't exists", said);
        }
        Ok(&mut traffic.hooks_mut(direction).filters)
    }

    /// Makes a filter, or exchanges one (`tc_new_tfilter`, `net/sched/cls_api.c`; `cls_bpf_change`, `net/sched/cls_bpf.c`).
    pub(crate) fn set_traffic_filter(
        &mut self,
        request: &TrafficFilter<'_>,
        program: u32,
        said: &mut String,
    ) -> Result<TrafficPlace> {
        let TrafficFilter { interface, direction, mut priority, mut handle, name, replace, .. } = *request;
        let is_one = self.programs.get(program).map(|loaded| loaded.program_type == ProgramType::SCHED_CLS);
        let filters = self.filters_mut(interface, direction, said)?;
        if priority == 0 {
            let late = filters.iter().map(|filter| filter.priority).find(|priority| *priority >= HALF);
            priority = late.map_or(FIRST_CHOICE, |late| late - 1);
        }
        let same = filters.iter().filter(|filter| filter.priority == priority);
        let handles: Vec<u32> = same.map(|filter| filter.handle).collect();
        let exists = handle != 0 && handles.contains(&handle);
        if exists && !replace {
            return refuse(Errno::EEXIST, "Filter already exists", said);
        }
        if !is_one.ok_or(Errno::EBADF)? {
            return Err(Errno::EINVAL);
        }
        if handle == 0 {
            let free = (1..=i32::MAX.cast_unsigned()).find(|handle| !handles.contains(handle));
            handle = free.ok_or(Errno::ENOSPC)?;
        }
        let new = Filter { priority, handle, program, name: name.to_owned() };
        let old = if exists {
            let is_old = |filter: &&mut Filter| (filter.priority, filter.handle) == (priority, handle);
            filters.iter_mut().find(is_old).map(|old| std::mem::replace(old, new))
        } else {
            // Of those with the same priority, the newest one is the first.
            let at = filters.iter().position(|filter| filter.priority >= priority);
            filters.insert(at.unwrap_or(filters.len()), new);
            None
        };
        self.hold(ObjectId::Program(program));
        old.into_iter().for_each(|old| self.release(ObjectId::Program(old.program)));
        Ok(TrafficPlace { interface, direction, priority, handle })
    }

    /// Removes a filter, or all of a priority (`tc_del_tfilter`, `net/sched/cls_api.c`).
    pub(crate) fn remove_traffic_filter(&mut self, place: &TrafficPlace, said: &mut String) -> Result<()> {
        let TrafficPlace { interface, direction, priority, handle } = *place;
        let filters = self.filters_mut(interface, direction, said)?;
        if filters.is_empty() {
            return refuse(Errno::ENOENT, "Cannot find specified filter chain", said);
        }
        if !filters.iter().any(|filter| filter.priority == priority) {
            return refuse(Errno::ENOENT, "Filter with specified priority/protocol not found", said);
        }
        let is_it =
            |filter: &mut Filter| filter.priority == priority && (handle == 0 || filter.handle == handle);
        let removed: Vec<Filter> = filters.extract_if(.., is_it).collect();
        if removed.is_empty() {
            return refuse(Errno::ENOENT, "Specified filter handle not found", said);
        }
        removed.into_iter().for_each(|filter| self.release(ObjectId::Program(filter.program)));
        Ok(())
    }

    /// Where the filters of one direction are, in the order in which they run. Of what is not there there are none.
    pub(crate) fn traffic_filters(&self, interface: u32, direction: TrafficDirection) -> Vec<TrafficPlace> {
        let filters = self.hooks(interface, direction).map(|hooks| &hooks.filters).into_iter().flatten();
        let place = |filter: &Filter| TrafficPlace {
            interface,
            direction,
            priority: filter.priority,
            handle: filter.handle,
        };
        filters.map(place).collect()
    }

    /// The filters of all interfaces.
    pub(crate) fn traffic_programs(&self) -> Vec<TrafficProgram> {
        let mut programs = Vec::new();
        for interface in &self.interfaces {
            for (parent, hooks) in
                [(INGRESS, &interface.traffic.ingress), (EGRESS, &interface.traffic.egress)]
            {
                programs.extend(hooks.filters.iter().map(|filter| TrafficProgram {
                    interface: interface.index,
                    parent,
                    priority: filter.priority,
                    handle: filter.handle,
                    program_id: filter.program,
                    name: filter.name.clone(),
                }));
            }
        }
        programs
    }
}
