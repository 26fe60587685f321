//! The programs of one control group, by hooks.

use crate::retry::{self, Call};
use crate::{Error, Kernel, Operation, Result};
use skep_uapi::kernel::{AttachQuery, LinkTarget};
use skep_uapi::{AttachFlags, AttachType, Errno, LinkType};
use std::path::Path;

/// The programs at one hook of a control group.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub struct CgroupHook {
    /// The hook.
    pub attach_type: AttachType,
    /// How the group's programs go with those of the groups below; not told of those that run.
    pub flags: AttachFlags,
    /// The numbers of the programs, in the order in which they run.
    pub programs: Vec<u32>,
}

/// Which programs of a control group are meant.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum CgroupPrograms {
    /// Those that are attached to the group itself.
    Attached,
    /// Those that run for its processes: also the programs of the groups above it (`BPF_F_QUERY_EFFECTIVE`).
    Effective,
}

impl Kernel {
    /// The programs of a control group, by its folder: the hooks that have some. Needs Linux 4.15 and `CAP_NET_ADMIN`.
    ///
    /// # Errors
    /// If there is no such group, or this process may not.
    pub fn cgroup_programs(
        &self,
        folder: impl AsRef<Path>,
        which: CgroupPrograms,
    ) -> Result<Vec<CgroupHook>> {
        let path = folder.as_ref();
        let effective = which == CgroupPrograms::Effective;
        let mut hooks = Vec::new();
        for &attach_type in AttachType::ALL {
            if attach_type.link_type() != Some(LinkType::CGROUP) {
                continue;
            }
            let query = AttachQuery { target: LinkTarget::Cgroup { path }, attach_type, effective };
            match retry::call(self, Call::Read, || self.api().programs_attached(&query)) {
                Ok(found) if found.programs.is_empty() => {}
                Ok(found) => hooks.push(CgroupHook {
                    attach_type,
                    flags: found.flags,
                    programs: found.programs.iter().map(|program| program.program_id).collect(),
                }),
                // This kernel has no such hook, or does not tell what runs there.
                Err(Errno::EINVAL | Errno::EOPNOTSUPP) => {}
                Err(errno) => {
                    let shown = path.display().to_string();
                    return Err(Error::kernel(self, Operation::ReadCgroup, shown, errno));
                }
            }
        }
        Ok(hooks)
    }
}
