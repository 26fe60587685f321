//! The objects that a kernel holds, whoever made them: programs, maps and links by their numbers, and where they are
//! pinned and attached.

mod attachments;
mod code;
mod pins;
mod predicates;

pub use attachments::{
    AttachedBy, Attachment, Attachments, CgroupHook, CgroupPrograms, Completeness, Gap, Unseen,
};
pub use code::{LoadedInstruction, MachineFunction};
pub use pins::{Pin, Pins};

use crate::map::Object;
use crate::retry::{self, Call};
use crate::{Error, Kernel, Link, Map, Operation, Program, Result};
use skep_uapi::kernel::{LinkInfo, MapInfo, ObjectKind, ProgramInfo};
use skep_uapi::{Errno, Handle};

impl Kernel {
    /// All programs that the kernel holds, by their numbers. Needs Linux 4.13 and `CAP_SYS_ADMIN`.
    ///
    /// ```
    /// use skep::prelude::*;
    ///
    /// let kernel = Kernel::simulated();
    /// let code = Assembler::new().mov(R0, 2).exit().build()?;
    /// let object = ObjectSpec::new("GPL").with_program(ProgramSpec::xdp("passes", code)).load(&kernel)?;
    /// let programs = kernel.programs()?;
    /// assert_eq!(programs.iter().map(|program| &*program.name).collect::<Vec<_>>(), ["passes"]);
    /// assert!(kernel.exists(ObjectKind::Program, programs[0].id)?);
    /// # use skep::registers::R0; use skep::uapi::kernel::ObjectKind;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// If this process may not.
    pub fn programs(&self) -> Result<Vec<ProgramInfo>> {
        self.list(ObjectKind::Program, |handle| self.api().program_info(handle))
    }

    /// All maps that the kernel holds, by their numbers. Needs Linux 4.13 and `CAP_SYS_ADMIN`.
    ///
    /// # Errors
    /// If this process may not.
    pub fn maps(&self) -> Result<Vec<MapInfo>> {
        self.list(ObjectKind::Map, |handle| self.api().map_info(handle))
    }

    /// All links that the kernel holds, by their numbers. Needs Linux 5.8 and `CAP_SYS_ADMIN`.
    ///
    /// # Errors
    /// If this process may not.
    pub fn links(&self) -> Result<Vec<LinkInfo>> {
        self.list(ObjectKind::Link, |handle| self.api().link_info(handle))
    }

    /// Whether there is an object of this kind and number. A number is not used again as long as the machine runs.
    ///
    /// # Errors
    /// If this process may not know: that takes `CAP_SYS_ADMIN`.
    pub fn exists(&self, kind: ObjectKind, id: u32) -> Result<bool> {
        Ok(Object::open_id(self, kind, id)?.is_some())
    }

    /// From now on until what is returned is dropped, runs of programs are counted, and the time that they take
    /// ([`ProgramInfo::run_count`]). That costs some tens of nanoseconds a run. Needs Linux 5.8 and `CAP_SYS_ADMIN`.
    ///
    /// # Errors
    /// If this process may not.
    pub fn count_runs(&self) -> Result<RunCount> {
        match self.api().count_runs() {
            Ok(handle) => Ok(RunCount(handle)),
            Err(errno) => Err(Error::kernel(self, Operation::CountRuns, "all programs", errno)),
        }
    }

    fn list<T>(
        &self,
        kind: ObjectKind,
        info: impl Fn(&Handle) -> std::result::Result<T, Errno>,
    ) -> Result<Vec<T>> {
        let mut all = Vec::new();
        let walked: std::result::Result<Option<()>, Errno> = each(self, kind, |handle| {
            all.push(retry::call(self, Call::Read, || info(handle))?);
            Ok(None)
        });
        walked.map_err(|errno| Error::kernel(self, Operation::List(kind), self.api().kind(), errno))?;
        Ok(all)
    }
}

/// What has runs of programs counted, until it is dropped.
#[derive(Debug)]
#[must_use = "runs are counted until this is dropped"]
pub struct RunCount(#[expect(dead_code, reason = "it is held for what dropping it does")] Handle);

/// Opens one after the other of the objects of a kind, up to the first for which there is an answer.
pub(crate) fn each<T>(
    kernel: &Kernel,
    kind: ObjectKind,
    mut visit: impl FnMut(&Handle) -> std::result::Result<Option<T>, Errno>,
) -> std::result::Result<Option<T>, Errno> {
    let api = kernel.api();
    let mut id = 0;
    loop {
        let next = match retry::call(kernel, Call::Read, || api.next_id(kind, id)) {
            // Numbers only grow.
            Ok(next) if next > id => next,
            Ok(_) | Err(Errno::ENOENT) => return Ok(None),
            Err(errno) => return Err(errno),
        };
        id = next;
        let handle = match retry::call(kernel, Call::Read, || api.open_by_id(kind, id)) {
            Ok(handle) => handle,
            // It is gone by now; or it is a link that somebody is only making, which attaches nothing yet (`bpf_link_by_id`,
            // `kernel/bpf/syscall.c`).
            Err(Errno::ENOENT | Errno::EAGAIN) => continue,
            Err(errno) => return Err(errno),
        };
        if let Some(answer) = visit(&handle)? {
            return Ok(Some(answer));
        }
    }
}

impl Object {
    /// The object of this kind and number, if there is one.
    pub(crate) fn open_id(kernel: &Kernel, kind: ObjectKind, id: u32) -> Result<Option<Self>> {
        let name = format!("number {id}");
        match retry::call(kernel, Call::Read, || kernel.api().open_by_id(kind, id)) {
            Ok(handle) => Ok(Some(Self { kernel: kernel.clone(), handle, name })),
            Err(Errno::ENOENT) => Ok(None),
            Err(errno) => Err(Error::kernel(kernel, Operation::OpenById(kind), name, errno)),
        }
    }
}

impl Program {
    /// The program of this number, if there is one. What it attaches to is not known then: it must be named. Needs Linux 4.13 and
    /// `CAP_SYS_ADMIN`.
    ///
    /// # Errors
    /// If this process may not.
    pub fn open_id(kernel: &Kernel, id: u32) -> Result<Option<Self>> {
        Object::open_id(kernel, ObjectKind::Program, id)?.map(Self::from_object).transpose()
    }
}

impl Map {
    /// The map of this number, if there is one. Needs Linux 4.13 and `CAP_SYS_ADMIN`.
    ///
    /// # Errors
    /// If this process may not.
    pub fn open_id(kernel: &Kernel, id: u32) -> Result<Option<Self>> {
        Object::open_id(kernel, ObjectKind::Map, id)?.map(Self::from_object).transpose()
    }
}

impl Link {
    /// The link of this number, if there is one: as long as it is held, the program stays attached. Needs Linux 5.8 and
    /// `CAP_SYS_ADMIN`.
    ///
    /// # Errors
    /// If this process may not.
    pub fn open_id(kernel: &Kernel, id: u32) -> Result<Option<Self>> {
        Ok(Object::open_id(kernel, ObjectKind::Link, id)?.map(Self::new))
    }
}
