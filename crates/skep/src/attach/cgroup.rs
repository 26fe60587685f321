//! Attaching programs to control groups.

use super::without_link::{Place, WithoutLink};
use super::{Link, Means, Order, is_older};
use crate::{Error, Operation, Program, Result};
use skep_uapi::kernel::{LinkTarget, ProgramAttach};
use skep_uapi::{AttachFlags, AttachType, Errno, Version};
use std::path::Path;

/// How a program goes with those of other control groups, and with others of the same one.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub enum Sharing {
    /// A group has several, and all of them run, with those of the groups above it (`BPF_F_ALLOW_MULTI`, Linux 4.15).
    #[default]
    Several,
    /// A group has one, which runs for those below as well, unless they have one of their own (`BPF_F_ALLOW_OVERRIDE`, Linux
    /// 4.11). Attaching another replaces it. There are no links of this kind.
    Overridable,
    /// A group has one, and those below can have none (Linux 4.10). There are no links of this kind.
    Alone,
}

/// How a program is attached to a control group.
#[derive(Clone, Copy, Debug, Default)]
pub struct CgroupOptions<'a> {
    order: Order<'a>,
    before_groups_below: bool,
    sharing: Sharing,
    means: Means,
    attach_type: Option<AttachType>,
}

impl<'a> CgroupOptions<'a> {
    /// After all that are there, with those of the groups above, as what the program was loaded for.
    pub fn new() -> Self {
        Self::default()
    }

    /// Where among the group's own programs (Linux 6.17).
    pub fn order(self, order: Order<'a>) -> Self {
        Self { order, ..self }
    }

    /// Has it run before the programs of the groups below, and not after them (`BPF_F_PREORDER`, Linux 6.15).
    pub fn before_groups_below(self) -> Self {
        Self { before_groups_below: true, ..self }
    }

    /// How it goes with other programs.
    pub fn sharing(self, sharing: Sharing) -> Self {
        Self { sharing, ..self }
    }

    /// By what means.
    pub fn means(self, means: Means) -> Self {
        Self { means, ..self }
    }

    /// As what: for programs that were opened by a pin, of which that is not known.
    pub fn attach_type(self, attach_type: AttachType) -> Self {
        Self { attach_type: Some(attach_type), ..self }
    }
}

impl Program {
    /// Attaches it to a control group, by its folder in a file system of type `cgroup2`: it sees what processes of the group, or of
    /// one below it, do with their sockets, devices or settings, as its type and attach type say. Needs Linux 4.10 (4.15 to be
    /// one of several) and `CAP_NET_ADMIN`; it is a link since Linux 5.7.
    ///
    /// # Errors
    /// If there is no such group, the program is of another type, or this process may not.
    pub fn attach_to_cgroup(&self, folder: impl AsRef<Path>) -> Result<Link> {
        self.attach_to_cgroup_with(folder, &CgroupOptions::new())
    }

    /// The same, as these options say.
    ///
    /// # Errors
    /// As for [`attach_to_cgroup`](Self::attach_to_cgroup), and if this kernel cannot do what is asked for.
    pub fn attach_to_cgroup_with(
        &self,
        folder: impl AsRef<Path>,
        options: &CgroupOptions<'_>,
    ) -> Result<Link> {
        let (kernel, path) = (self.kernel(), folder.as_ref());
        let shown = path.display().to_string();
        let attach_type = options.attach_type.unwrap_or_else(|| self.attached_as());
        let Some((mut flags, order)) = options.order.to_kernel() else {
            return Err(super::neighbour_without_link(Operation::AttachCgroup, shown));
        };
        if options.before_groups_below {
            flags |= AttachFlags::PREORDER;
        }
        let error = |errno| {
            let (what, since) = if !options.order.is_last() {
                ("an order among the programs of a control group", Version::new(6, 17))
            } else if options.before_groups_below {
                ("running before the programs of the groups below", Version::new(6, 15))
            } else {
                ("a link to a control group", Version::new(5, 7))
            };
            let instead = "attach them in the order in which they are to run, the first one first";
            is_older(kernel, errno, since)
                .map(|release| {
                    Error::lacking(Operation::AttachCgroup, &shown, what, since, &release, instead)
                })
                .unwrap_or_else(|| Error::kernel(kernel, Operation::AttachCgroup, &shown, errno))
        };
        let by_link = options.sharing == Sharing::Several && options.means != Means::WithoutLink;
        if by_link {
            match self.link_in_order(LinkTarget::Cgroup { path }, attach_type, flags.0, order) {
                Ok(link) => return Ok(Link::new(link)),
                // To a kernel without such links, they are a command or a place that it does not know.
                Err(Errno::EINVAL) if options.means == Means::Best && flags.is_empty() => {}
                Err(errno) => return Err(error(errno)),
            }
        } else if options.means == Means::Link {
            let problem = "links let a group have several programs; others are attached without a link";
            return Err(Error::invalid(Operation::AttachCgroup, shown, problem));
        } else if !options.order.is_last() {
            let problem = "without a link, a program is put after all that are there";
            return Err(Error::invalid(Operation::AttachCgroup, shown, problem));
        }
        let flags = flags
            | match options.sharing {
                Sharing::Several => AttachFlags::ALLOW_MULTI,
                Sharing::Overridable => AttachFlags::ALLOW_OVERRIDE,
                Sharing::Alone => AttachFlags::NONE,
            };
        let target = LinkTarget::Cgroup { path };
        let request = ProgramAttach { program: self.handle(), target, attach_type, flags, replace: None };
        kernel.api().program_attach(&request).map_err(error)?;
        let place = Place::Cgroup { path: path.to_owned(), attach_type, flags };
        Ok(Link::without(WithoutLink::new(self, place, shown)))
    }
}
