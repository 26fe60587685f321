//! Going through all places. What a link attaches is found a second time at its place: that tells the place's name, and is no
//! second attachment.

use super::{AttachedBy, Attachment, Attachments, Gap, Unseen};
use crate::retry::{self, Call};
use crate::{CpuMap, DeviceHashMap, DeviceMap, Kernel, Map, ProgramArray, Result, XdpMode, permission};
use skep_uapi::kernel::{
    AttachQuery, AttachedPrograms, InterfaceInfo, LinkInfo, LinkPlace, LinkTarget, MapInfo, NetworkNamespace,
    ObjectKind, TrafficDirection, TrafficPlace, TrafficProgram, XdpPlace,
};
use skep_uapi::{AttachType, Capability, Errno, LinkType, MapType};

pub(super) fn all(kernel: &Kernel) -> Result<Attachments> {
    let links = match kernel.links() {
        // There are none before Linux 5.8.
        Err(error) if error.errno() == Some(Errno::EINVAL) => Vec::new(),
        links => links?,
    };
    let maps = kernel.maps()?;
    let mut walk = Walk { kernel, found: links.into_iter().map(Seen::of_link).collect(), gaps: Vec::new() };
    walk.namespaces();
    walk.cgroups();
    walk.maps(&maps);
    walk.entries(&maps.into_iter().filter(has_programs).collect::<Vec<_>>());
    walk.events();
    let mut found = Attachments::default();
    let all = walk.found.into_iter().map(|seen| seen.attachment);
    (found.detached, found.attachments) = all.partition(Attachment::is_detached);
    found.completeness.gaps = walk.gaps;
    Ok(found)
}

/// An attachment, and whether its place has told of it too.
struct Seen {
    attachment: Attachment,
    at_place: bool,
}

impl Seen {
    fn of_link(link: LinkInfo) -> Self {
        let LinkInfo { link_type, id, program_id, place } = link;
        Self {
            attachment: Attachment::new(program_id, place, AttachedBy::Link { id, link_type }),
            at_place: false,
        }
    }
}

impl Attachment {
    /// Whether it is a link that attaches nothing any more: its place has no number then.
    fn is_detached(&self) -> bool {
        match &self.place {
            LinkPlace::Xdp { interface } | LinkPlace::Traffic { interface, .. } => *interface == 0,
            LinkPlace::Cgroup { id, .. } => *id == 0,
            LinkPlace::NetworkNamespace { inode, .. } => *inode == 0,
            LinkPlace::Map { id, .. } => *id == 0,
            LinkPlace::StructOps { map } => *map == 0,
            _ => false,
        }
    }

    fn new(program_id: u32, place: LinkPlace, by: AttachedBy) -> Self {
        Self {
            program_id,
            place,
            by,
            interface: None,
            mode: None,
            cgroup: None,
            namespace: None,
            label: None,
        }
    }
}

struct Walk<'k> {
    kernel: &'k Kernel,
    found: Vec<Seen>,
    gaps: Vec<Gap>,
}

impl Walk<'_> {
    fn gap(&mut self, what: Unseen, errno: Errno, needed: Capability) {
        let refused = matches!(errno, Errno::EPERM | Errno::EACCES);
        // Where it is not known what the process has, or it has it, nothing is said of it.
        let lacks = || self.kernel.api().capabilities().is_ok_and(|has| !permission::suffices(has, needed));
        let capability = (refused && lacks()).then_some(needed);
        self.gaps.push(Gap { what, errno, capability });
    }

    /// What a place tells of: the attachment of a link that fits, or a new one.
    fn at_place(&mut self, told: Attachment, is_links: impl Fn(&Attachment) -> bool) -> &mut Attachment {
        let is_this = |seen: &Seen| {
            !seen.at_place && seen.attachment.program_id == told.program_id && is_links(&seen.attachment)
        };
        let index = self.found.iter().position(is_this).unwrap_or_else(|| {
            self.found.push(Seen { attachment: told, at_place: true });
            self.found.len() - 1
        });
        let seen = &mut self.found[index];
        seen.at_place = true;
        &mut seen.attachment
    }

    /// The programs of a place; nothing if there is no such place any more, or the kernel has none of that kind.
    fn query(
        &mut self,
        target: LinkTarget<'_>,
        attach_type: AttachType,
        shown: &dyn Fn() -> String,
    ) -> Query {
        let query = AttachQuery { target, attach_type, effective: false };
        let api = self.kernel.api();
        match retry::call(self.kernel, Call::Read, || api.programs_attached(&query)) {
            Ok(programs) => Query::Told(programs),
            Err(Errno::ENOENT | Errno::ENODEV | Errno::ESRCH | Errno::EBADF) => Query::Gone,
            Err(Errno::EINVAL | Errno::EOPNOTSUPP | Errno::ENOTSUPP) => Query::NotHere,
            Err(errno) => {
                self.gap(
                    Unseen::Place(format!("{attach_type} of {}", shown())),
                    errno,
                    Capability::NET_ADMIN,
                );
                Query::NotHere
            }
        }
    }

    fn namespaces(&mut self) {
        let kernel = self.kernel;
        let found = match retry::call(kernel, Call::Read, || kernel.api().network_namespaces()) {
            Ok(found) => found,
            Err(errno) => {
                let what = Unseen::Namespace("/proc/thread-self/ns/net".into());
                return self.gap(what, errno, Capability::SYS_PTRACE);
            }
        };
        if !found.unreadable.is_empty() {
            self.gap(Unseen::NamespacesOf(found.unreadable), Errno::EACCES, Capability::SYS_PTRACE);
        }
        for (index, namespace) in found.namespaces.iter().enumerate() {
            if index == 0 {
                self.namespace(namespace);
                continue;
            }
            let entered =
                kernel.api().in_network_namespace(&namespace.path, &mut || self.namespace(namespace));
            match entered {
                // It is gone by now.
                Ok(()) | Err(Errno::ENOENT | Errno::ESRCH) => {}
                Err(errno) => {
                    self.gap(Unseen::Namespace(namespace.path.clone()), errno, Capability::SYS_ADMIN);
                }
            }
        }
    }

    /// What is in the network namespace of this thread.
    fn namespace(&mut self, namespace: &NetworkNamespace) {
        let api = self.kernel.api();
        let path = &namespace.path;
        for attach_type in [AttachType::FLOW_DISSECTOR, AttachType::SK_LOOKUP] {
            let target = LinkTarget::NetworkNamespace { path };
            let Query::Told(told) = self.query(target, attach_type, &|| path.display().to_string()) else {
                continue;
            };
            // Links have 32 bits for it.
            let inode = u32::try_from(namespace.inode).unwrap_or(u32::MAX);
            let place = LinkPlace::NetworkNamespace { inode, attach_type };
            for program in told.programs {
                let told = Attachment::new(program.program_id, place.clone(), AttachedBy::Place);
                self.at_place(told, |link| link.place == place).namespace = Some(namespace.inode);
            }
        }
        let interfaces = match retry::call(self.kernel, Call::Read, || api.interfaces()) {
            Ok(interfaces) => interfaces,
            Err(errno) => {
                return self.gap(Unseen::Interfaces(path.clone()), errno, Capability::NET_ADMIN);
            }
        };
        for interface in &interfaces {
            self.interface(namespace, interface);
        }
        match retry::call(self.kernel, Call::Read, || api.traffic_programs()) {
            Ok(filters) => {
                for filter in filters {
                    self.filter(namespace, &interfaces, filter);
                }
            }
            Err(errno) => self.gap(Unseen::Filters(path.clone()), errno, Capability::NET_ADMIN),
        }
    }

    fn interface(&mut self, namespace: &NetworkNamespace, interface: &InterfaceInfo) {
        let index = interface.index;
        for xdp in &interface.xdp {
            let place = LinkPlace::Xdp { interface: index };
            let told = Attachment::new(xdp.program_id, place.clone(), AttachedBy::Netlink);
            let attachment = self.at_place(told, |link| link.place == place);
            attachment.interface = Some(interface.name.clone());
            attachment.namespace = Some(namespace.inode);
            attachment.mode = Some(match xdp.place {
                XdpPlace::Driver => XdpMode::Native,
                XdpPlace::Generic => XdpMode::Generic,
                XdpPlace::Hardware => XdpMode::Offloaded,
            });
        }
        let tcx = [AttachType::TCX_INGRESS, AttachType::TCX_EGRESS];
        let netkit = [AttachType::NETKIT_PRIMARY, AttachType::NETKIT_PEER];
        let netkit = netkit.into_iter().filter(|_| interface.kind == "netkit");
        for attach_type in tcx.into_iter().chain(netkit) {
            let target = LinkTarget::Interface { index };
            let Query::Told(told) = self.query(target, attach_type, &|| interface.name.clone()) else {
                continue;
            };
            for program in told.programs {
                let place = LinkPlace::Traffic { interface: index, attach_type };
                let told = Attachment::new(program.program_id, place, AttachedBy::Place);
                let attachment = self.at_place(
                    told,
                    |link| matches!(link.by, AttachedBy::Link { id, .. } if id == program.link_id),
                );
                attachment.interface = Some(interface.name.clone());
                attachment.namespace = Some(namespace.inode);
            }
        }
    }

    fn filter(&mut self, namespace: &NetworkNamespace, interfaces: &[InterfaceInfo], filter: TrafficProgram) {
        let TrafficProgram { interface, parent, priority, handle, program_id, name } = filter;
        // A filter of the older kind has no program of this one.
        if program_id == 0 {
            return;
        }
        // `TC_H_MIN_INGRESS` and `TC_H_MIN_EGRESS` of `TC_H_CLSACT` (`include/uapi/linux/pkt_sched.h`).
        let direction = match parent {
            0xffff_fff2 => Some(TrafficDirection::Ingress),
            0xffff_fff3 => Some(TrafficDirection::Egress),
            _ => None,
        };
        let place = match direction {
            Some(direction) => LinkPlace::Filter(TrafficPlace { interface, direction, priority, handle }),
            None => LinkPlace::Queue { interface, parent, priority, handle },
        };
        let mut attachment = Attachment::new(program_id, place, AttachedBy::Netlink);
        let found = interfaces.iter().find(|known| known.index == interface);
        attachment.interface = found.map(|found| found.name.clone());
        attachment.namespace = Some(namespace.inode);
        attachment.label = Some(name).filter(|name| !name.is_empty());
        self.found.push(Seen { attachment, at_place: true });
    }

    fn cgroups(&mut self) {
        let api = self.kernel.api();
        let found = match retry::call(self.kernel, Call::Read, || api.cgroups()) {
            Ok(found) => found,
            Err(errno) => return self.gap(Unseen::Cgroups, errno, Capability::DAC_READ_SEARCH),
        };
        if !found.unreadable.is_empty() {
            let what = Unseen::CgroupFolders(found.unreadable);
            self.gap(what, Errno::EACCES, Capability::DAC_READ_SEARCH);
        }
        let is_cgroup = |attach_type: &&AttachType| attach_type.link_type() == Some(LinkType::CGROUP);
        let mut attach_types: Vec<AttachType> = AttachType::ALL.iter().filter(is_cgroup).copied().collect();
        for group in &found.groups {
            let mut here = Vec::with_capacity(attach_types.len());
            for attach_type in attach_types {
                let target = LinkTarget::Cgroup { path: &group.path };
                match self.query(target, attach_type, &|| group.path.display().to_string()) {
                    Query::Told(told) => {
                        here.push(attach_type);
                        for program in told.programs {
                            let place = LinkPlace::Cgroup { id: group.id, attach_type };
                            let told = Attachment::new(program.program_id, place.clone(), AttachedBy::Place);
                            let attachment = self.at_place(told, |link| link.place == place);
                            attachment.cgroup = Some(group.path.clone());
                        }
                    }
                    Query::Gone => here.push(attach_type),
                    // Neither has any other group.
                    Query::NotHere => {}
                }
            }
            attach_types = here;
        }
    }

    fn maps(&mut self, maps: &[MapInfo]) {
        let of_sockets = |map: &&MapInfo| matches!(map.map_type, MapType::SOCKMAP | MapType::SOCKHASH);
        for map in maps.iter().filter(of_sockets) {
            let api = self.kernel.api();
            let opened = retry::call(self.kernel, Call::Read, || api.open_by_id(ObjectKind::Map, map.id));
            // It is gone by now.
            let Ok(handle) = opened else { continue };
            for attach_type in AttachType::ALL {
                if attach_type.link_type() != Some(LinkType::SOCKMAP) {
                    continue;
                }
                let target = LinkTarget::Map { map: &handle };
                let Query::Told(told) = self.query(target, *attach_type, &|| format!("map {}", map.id))
                else {
                    continue;
                };
                for program in told.programs {
                    let place = LinkPlace::Map { id: map.id, attach_type: *attach_type };
                    let told = Attachment::new(program.program_id, place.clone(), AttachedBy::Place);
                    self.at_place(told, |link| link.place == place);
                }
            }
        }
    }

    /// Programs that are entries of maps.
    fn entries(&mut self, maps: &[MapInfo]) {
        for info in maps {
            // It may be gone by now.
            let Ok(Some(map)) = Map::open_id(self.kernel, info.id) else { continue };
            match programs_in(map) {
                Ok(programs) => self.found.extend(programs.into_iter().map(|(key, program)| {
                    let place = LinkPlace::MapEntry { map: info.id, key };
                    Seen { attachment: Attachment::new(program, place, AttachedBy::Map), at_place: true }
                })),
                Err(error) => {
                    let errno = error.errno().unwrap_or(Errno::EIO);
                    self.gaps.push(Gap { what: Unseen::EntriesOf(info.id), errno, capability: None });
                }
            }
        }
    }

    fn events(&mut self) {
        let api = self.kernel.api();
        let found = match retry::call(self.kernel, Call::Read, || api.event_files()) {
            Ok(found) => found,
            Err(errno) => return self.gap(Unseen::AllEvents, errno, Capability::SYS_PTRACE),
        };
        if !found.unreadable.is_empty() {
            self.gap(Unseen::EventsOf(found.unreadable), Errno::EACCES, Capability::SYS_PTRACE);
        }
        let mut untold = Vec::new();
        for file in found.files {
            let told = match retry::call(self.kernel, Call::Read, || api.event_program(file)) {
                Ok(told) => told,
                Err(Errno::ENOENT | Errno::ESRCH | Errno::EBADF) => continue,
                Err(Errno::EOPNOTSUPP | Errno::ENOTSUPP) => {
                    untold.push(file);
                    continue;
                }
                Err(errno) => return self.gap(Unseen::AllEvents, errno, Capability::SYS_ADMIN),
            };
            let place = LinkPlace::Event(told.place);
            // Older kernels say nothing of the place of a link.
            let is_links = |seen: &&mut Seen| {
                let Attachment { program_id, place: of, by, .. } = &seen.attachment;
                let is_event = matches!(by, AttachedBy::Link { link_type: LinkType::PERF_EVENT, .. });
                is_event && *program_id == told.program_id && (*of == place || *of == LinkPlace::Other)
            };
            match self.found.iter_mut().find(is_links) {
                Some(link) => link.attachment.place = place,
                None => {
                    let attachment = Attachment::new(told.program_id, place, AttachedBy::Event(file));
                    self.found.push(Seen { attachment, at_place: true });
                }
            }
        }
        // What links tell of such programs is no less than what the events would.
        let is_counter = |seen: &&Seen| {
            matches!(seen.attachment.place, LinkPlace::Event(skep_uapi::kernel::EventPlace::Counter { .. }))
        };
        if untold.len() > self.found.iter().filter(is_counter).count() {
            self.gaps.push(Gap { what: Unseen::Events(untold), errno: Errno::EOPNOTSUPP, capability: None });
        }
    }
}

/// Whether the entries of such a map may be programs.
fn has_programs(map: &MapInfo) -> bool {
    // Without room for programs, the values of the last three are 4 bytes.
    match map.map_type {
        MapType::PROG_ARRAY => true,
        MapType::DEVMAP | MapType::DEVMAP_HASH | MapType::CPUMAP => map.value_size > 4,
        _ => false,
    }
}

/// The programs that are entries of a map, by their keys.
fn programs_in(map: Map) -> Result<Vec<(u32, u32)>> {
    let with_program = |key: u32, program: Option<u32>| program.map(|program| (key, program));
    match map.info().map_type {
        MapType::PROG_ARRAY => ProgramArray::new(map)?.iter().collect(),
        MapType::CPUMAP => {
            let map = CpuMap::new(map)?;
            let found = map.iter().map(|entry| entry.map(|(cpu, queue)| with_program(cpu, queue.program)));
            found.filter_map(Result::transpose).collect()
        }
        MapType::DEVMAP => {
            let map = DeviceMap::new(map)?;
            let found =
                map.iter().map(|entry| entry.map(|(slot, device)| with_program(slot, device.program)));
            found.filter_map(Result::transpose).collect()
        }
        MapType::DEVMAP_HASH => {
            let map = DeviceHashMap::new(map)?;
            let found = map.iter().map(|entry| entry.map(|(key, device)| with_program(key, device.program)));
            found.filter_map(Result::transpose).collect()
        }
        _ => Ok(Vec::new()),
    }
}

/// The answer about a place.
enum Query {
    Told(AttachedPrograms),
    /// There is no such place any more.
    Gone,
    /// It cannot be asked: the kernel has no such kind of place, or a gap says why.
    NotHere,
}
