//! Questions about objects with yes or no for an answer. What cannot be known, because this process may not look, is an error and
//! not a no.

use super::attachments::{Gap, Unseen};
use super::pins::{Pins, number};
use crate::map::Object;
use crate::retry::{self, Call};
use crate::{Cause, Error, Kernel, Link, Map, Operation, Program, Result};
use skep_uapi::kernel::{LinkInfo, MapInfo, ObjectKind, ProgramInfo};
use skep_uapi::{AttachType, Errno, Handle, LinkType, ProgramType};

impl Kernel {
    /// Whether this program is still there, whoever holds it now: the one that the kernel told of, and not another one that has its
    /// number since. (Numbers are used again once two thousand million programs were loaded.) Needs `CAP_SYS_ADMIN`.
    ///
    /// # Errors
    /// If this process may not know.
    pub fn still_has_program(&self, known: &ProgramInfo) -> Result<bool> {
        self.still_has(ObjectKind::Program, known.id, |handle| {
            let now = self.api().program_info(handle)?;
            let same = |info: &ProgramInfo| (info.loaded_at, info.tag, info.program_type, info.user_id);
            Ok(same(&now) == same(known))
        })
    }

    /// The same of a map: its type, name, sizes and flags must be those that the kernel told.
    ///
    /// # Errors
    /// If this process may not know.
    pub fn still_has_map(&self, known: &MapInfo) -> Result<bool> {
        self.still_has(ObjectKind::Map, known.id, |handle| Ok(self.api().map_info(handle)? == *known))
    }

    /// The same of a link: its kind must be the one that the kernel told; its program may be another one, and it may be detached.
    ///
    /// # Errors
    /// If this process may not know.
    pub fn still_has_link(&self, known: &LinkInfo) -> Result<bool> {
        self.still_has(ObjectKind::Link, known.id, |handle| {
            Ok(self.api().link_info(handle)?.link_type == known.link_type)
        })
    }

    fn still_has(
        &self,
        kind: ObjectKind,
        id: u32,
        is_same: impl Fn(&Handle) -> Result<bool, Errno>,
    ) -> Result<bool> {
        let Some(object) = Object::open_id(self, kind, id)? else { return Ok(false) };
        retry::call(self, Call::Read, || is_same(&object.handle))
            .map_err(|errno| object.error(Operation::Info, errno))
    }

    fn is_pinned(&self, kind: ObjectKind, handle: &Handle, name: &str) -> Result<bool> {
        let id = retry::call(self, Call::Read, || number(self, kind, handle))
            .map_err(|errno| Error::kernel(self, Operation::Info, name, errno))?;
        let Pins { pins, unreadable } = self.pins()?;
        if pins.iter().any(|pin| (pin.kind, pin.id) == (kind, id)) {
            return Ok(true);
        }
        match unreadable.first() {
            None => Ok(false),
            Some(path) => {
                let error =
                    Error::kernel(self, Operation::FindPins, path.display().to_string(), Errno::EACCES);
                Err(error.or_remedy(
                    "it is not pinned where this process may look; run it as root to see the rest",
                ))
            }
        }
    }
}

impl Program {
    /// Whether it is pinned anywhere, by whoever it is.
    ///
    /// # Errors
    /// If no pin was found, and not everything could be looked at.
    pub fn is_pinned(&self) -> Result<bool> {
        self.kernel().is_pinned(ObjectKind::Program, self.handle(), self.name())
    }

    /// Whether it is attached anywhere, by whoever it is, of the kinds of places that programs of its type have. All that
    /// [`attachments`](Self::attachments) looks at is looked at, so that is no cheap question.
    ///
    /// # Errors
    /// If it was found nowhere, and something could not be looked at where it might be; or it cannot be found out where such programs
    /// are attached: at sockets, groups of sockets, routes and infrared receivers, as actions of filters, and in structures of
    /// functions.
    pub fn is_attached(&self) -> Result<bool> {
        let found = self.attachments()?;
        if !found.attachments.is_empty() {
            return Ok(true);
        }
        let program_type = self.program_type();
        if UNTOLD.contains(&program_type) {
            return Err(Error::unsupported(
                Operation::FindAttachments,
                self.name(),
                format!("it cannot be found out where programs of type {program_type} are attached"),
                "whoever attached it knows",
            ));
        }
        match found.completeness.gaps.iter().find(|gap| may_hide(gap, program_type)) {
            None => Ok(false),
            Some(gap) => {
                let error = Error::kernel(self.kernel(), Operation::FindAttachments, self.name(), gap.errno);
                Err(error
                    .or_remedy(format!("it is nowhere that could be looked at; what could not is {gap}")))
            }
        }
    }
}

impl Map {
    /// Whether it is pinned anywhere, by whoever it is.
    ///
    /// # Errors
    /// If no pin was found, and not everything could be looked at.
    pub fn is_pinned(&self) -> Result<bool> {
        let Object { kernel, handle, name } = &*self.object;
        kernel.is_pinned(ObjectKind::Map, handle, name)
    }
}

impl Link {
    /// Whether it is pinned anywhere, by whoever it is.
    ///
    /// # Errors
    /// If no pin was found, and not everything could be looked at; or it is not one link of the kernel's own.
    pub fn is_pinned(&self) -> Result<bool> {
        let Object { kernel, handle, name } = self.only(Operation::Info)?;
        kernel.is_pinned(ObjectKind::Link, handle, name)
    }
}

/// The types of programs that sockets and routes have (`SO_ATTACH_BPF`, `SO_ATTACH_REUSEPORT_EBPF`, `LWTUNNEL_ENCAP_BPF`), and those
/// that no other question here finds: functions of structures, actions of filters, infrared receivers.
const UNTOLD: [ProgramType; 9] = [
    ProgramType::SOCKET_FILTER,
    ProgramType::SK_REUSEPORT,
    ProgramType::LWT_IN,
    ProgramType::LWT_OUT,
    ProgramType::LWT_XMIT,
    ProgramType::LWT_SEG6LOCAL,
    ProgramType::STRUCT_OPS,
    ProgramType::SCHED_ACT,
    ProgramType::LIRC_MODE2,
];

/// Whether a program of this type may be where it could not be looked.
fn may_hide(gap: &Gap, program_type: ProgramType) -> bool {
    let at_events = [ProgramType::KPROBE, ProgramType::TRACEPOINT, ProgramType::PERF_EVENT];
    let of_network = [ProgramType::XDP, ProgramType::SCHED_CLS];
    let of_namespaces = [ProgramType::FLOW_DISSECTOR, ProgramType::SK_LOOKUP];
    let of_maps = [ProgramType::SK_SKB, ProgramType::SK_MSG];
    let of_cgroups = AttachType::ALL.iter().any(|attach_type| {
        attach_type.link_type() == Some(LinkType::CGROUP)
            && attach_type.program_types().contains(&program_type)
    });
    match &gap.what {
        Unseen::EventsOf(_) | Unseen::AllEvents => at_events.contains(&program_type),
        Unseen::Events(_) => program_type == ProgramType::PERF_EVENT,
        Unseen::NamespacesOf(_) | Unseen::Namespace(_) => {
            of_network.contains(&program_type) || of_namespaces.contains(&program_type)
        }
        Unseen::Interfaces(_) | Unseen::Filters(_) => of_network.contains(&program_type),
        Unseen::CgroupFolders(_) | Unseen::Cgroups => of_cgroups,
        Unseen::EntriesOf(_) => true,
        Unseen::Place(_) => {
            of_cgroups
                || [&of_network[..], &of_namespaces, &of_maps]
                    .iter()
                    .any(|types| types.contains(&program_type))
        }
    }
}

impl Error {
    /// The same, with something to do about it if nothing else is known.
    fn or_remedy(self, remedy: impl Into<String>) -> Self {
        let remedy = match self.remedy() {
            Some(known) => format!("{known}; {}", remedy.into()),
            None => remedy.into(),
        };
        match *self.cause() {
            Cause::Kernel { errno, means, .. } => Self::new(
                self.operation(),
                self.object(),
                Cause::Kernel { errno, means, said: None },
                Some(remedy),
            ),
            _ => self,
        }
    }
}
