//! What is attached where, and by what, whoever did it.

mod cgroup;
mod shown;
mod walk;

pub use cgroup::{CgroupHook, CgroupPrograms};

use crate::{Kernel, Program, Result, XdpMode};
use skep_uapi::kernel::{EventFile, LinkPlace};
use skep_uapi::{Capability, Errno, LinkType};
use std::path::PathBuf;

/// What is attached, as far as this process may see it.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
#[non_exhaustive]
pub struct Attachments {
    /// Each program at each place, those that links attach first, and then by the kind of place.
    pub attachments: Vec<Attachment>,
    /// Links that somebody still holds although they attach nothing any more: they were detached, or the place is gone.
    pub detached: Vec<Attachment>,
    /// What could not be seen: without it, the list would not say that it may lack something.
    pub completeness: Completeness,
}

/// A program at a place.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub struct Attachment {
    /// The program's number; 0 for a structure of functions, which has several.
    pub program_id: u32,
    /// What it is attached to, in the kernel's numbers.
    pub place: LinkPlace,
    /// What attaches it, and how that was found.
    pub by: AttachedBy,
    /// The interface's name, if it is attached to one that this process sees.
    pub interface: Option<String>,
    /// Where an XDP program runs, where the kernel says it.
    pub mode: Option<XdpMode>,
    /// The control group's folder, if it is attached to one that this process sees.
    pub cgroup: Option<PathBuf>,
    /// The number of the network namespace, where it is known.
    pub namespace: Option<u64>,
    /// The name that a filter of traffic control is shown with.
    pub label: Option<String>,
}

/// What attaches a program.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[non_exhaustive]
pub enum AttachedBy {
    /// A link, which was found by going through all links (`BPF_LINK_GET_NEXT_ID`).
    Link {
        /// Its number.
        id: u32,
        /// Its kind.
        link_type: LinkType,
    },
    /// The place itself (`BPF_PROG_ATTACH`), which was asked (`BPF_PROG_QUERY`).
    Place,
    /// The interface itself, which netlink lists.
    Netlink,
    /// A map that has it as an entry, which was read.
    Map,
    /// A perf event that a process has open, which was asked about it (`BPF_TASK_FD_QUERY`). An event that several have open is there
    /// for each.
    Event(EventFile),
}

/// Whether everything could be looked at.
///
/// Some things no kernel tells of, whatever the rights: the programs of sockets (`SO_ATTACH_BPF` and
/// `SO_ATTACH_REUSEPORT_EBPF`), the numbers of those at routes (only their names), and perf events that nobody has open as a
/// descriptor. Of a structure of functions there is its link, without the numbers of its programs. Not asked here are infrared receivers, programs that are actions of filters (`act_bpf`), and structures of functions that
/// were registered without a link.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
#[non_exhaustive]
pub struct Completeness {
    /// What could not be looked at; empty if everything could.
    pub gaps: Vec<Gap>,
}

impl Completeness {
    /// Whether everything could be looked at.
    pub fn is_complete(&self) -> bool {
        self.gaps.is_empty()
    }

    /// The capabilities that would have shown more.
    pub fn missing_capabilities(&self) -> Vec<Capability> {
        let mut missing: Vec<_> = self.gaps.iter().filter_map(|gap| gap.capability).collect();
        missing.sort_unstable();
        missing.dedup();
        missing
    }
}

/// Something that could not be looked at.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub struct Gap {
    /// What.
    pub what: Unseen,
    /// The kernel's answer.
    pub errno: Errno,
    /// What this process lacks for it, if that is the reason.
    pub capability: Option<Capability>,
}

/// What could not be looked at.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum Unseen {
    /// The perf events of processes.
    EventsOf(Vec<u32>),
    /// Programs at perf events of which the kernel tells nothing: those of type `perf_event`, without a link that tells of them.
    Events(Vec<EventFile>),
    /// Which network namespaces processes are in.
    NamespacesOf(Vec<u32>),
    /// What is in a network namespace.
    Namespace(PathBuf),
    /// The interfaces of a network namespace, and their XDP programs.
    Interfaces(PathBuf),
    /// The filters of traffic control in a network namespace.
    Filters(PathBuf),
    /// The programs of a place without a link.
    Place(String),
    /// The programs that are entries of a map.
    EntriesOf(u32),
    /// Folders of control groups.
    CgroupFolders(Vec<PathBuf>),
    /// Control groups at all.
    Cgroups,
    /// Perf events at all.
    AllEvents,
}

impl Kernel {
    /// What is attached where, by whoever it is: by links, at control groups, interfaces (tcx, netkit, XDP and the filters of traffic
    /// control), network namespaces and maps of sockets, at the perf events that processes have open, and as entries of maps for tail calls,
    /// interfaces and CPUs. All network namespaces
    /// are looked at that this process may see. Each entry says how it was found.
    ///
    /// It is no moment's picture: what comes and goes meanwhile may be there or not. Needs `CAP_SYS_ADMIN`, and for all of it
    /// `CAP_NET_ADMIN` and `CAP_SYS_PTRACE`; what these would have shown is said in [`Completeness`].
    ///
    /// ```
    /// use skep::prelude::*;
    ///
    /// let kernel = Kernel::simulated();
    /// let code = Assembler::new().mov(R0, 2).exit().build()?;
    /// let object = ObjectSpec::new("GPL").with_program(ProgramSpec::xdp("passes", code)).load(&kernel)?;
    /// let link = object.program("passes")?.attach_to_interface("sim0", XdpMode::Auto)?;
    /// let found = kernel.attachments()?;
    /// assert!(found.completeness.is_complete());
    /// assert_eq!(found.attachments[0].interface.as_deref(), Some("sim0"));
    /// # link.detach()?; use skep::registers::R0;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// If this process may not go through the links and maps of others: that they are attached cannot be denied then.
    pub fn attachments(&self) -> Result<Attachments> {
        walk::all(self)
    }
}

impl Program {
    /// Where it is attached and by what, whoever did it: as [`Kernel::attachments`], of this program alone.
    ///
    /// # Errors
    /// As there.
    pub fn attachments(&self) -> Result<Attachments> {
        let id = self.info()?.id;
        let mut found = self.kernel().attachments()?;
        found.attachments.retain(|attachment| attachment.program_id == id);
        found.detached.retain(|attachment| attachment.program_id == id);
        Ok(found)
    }
}
