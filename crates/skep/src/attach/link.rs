//! An attached program.

use super::without_link::WithoutLink;
use crate::map::Object;
use crate::retry::{self, Call};
use crate::{Error, Kernel, Operation, Program, Result};
use skep_uapi::kernel::{LinkPlace, ObjectKind};
use skep_uapi::{Errno, Handle, LinkType, Version};
use std::path::Path;

/// An attached program, wherever and however it is attached. Dropped, it is detached, unless it is pinned.
///
/// Where the kernel has links for the place, this is one; where it has none yet, the program is attached as older kernels do it
/// (by netlink, `BPF_PROG_ATTACH`, a perf event or a socket's option), and detached in the same way. An error of a drop goes to
/// [`Kernel::on_failed_drop`].
#[derive(Debug)]
#[must_use = "a link that is dropped detaches its program at once"]
pub struct Link {
    first: Held,
    /// The same program at places that belong together, such as each CPU.
    others: Vec<Held>,
}

/// What keeps a program attached.
#[derive(Debug)]
pub(crate) enum Held {
    /// A link of the kernel's own.
    Link(Object),
    /// A perf event that was given the program, where the kernel has no links to events.
    Event(Object),
    /// A tracepoint that was made of a probe, and what attaches the program to it.
    Probe {
        /// Dropped before the tracepoint, which is in use as long.
        _attached: Box<Self>,
        tracepoint: Object,
    },
    /// Nothing but what undoes it.
    Without(Box<WithoutLink>),
}

/// What is known of an attached program.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub struct LinkInfo {
    /// The kind of link; none if the program is attached without a link of the kernel's own.
    pub link_type: Option<LinkType>,
    /// The link's number; none in the same case.
    pub id: Option<u32>,
    /// The number of the attached program.
    pub program_id: u32,
    /// What it is attached to.
    pub place: LinkPlace,
}

impl Link {
    pub(crate) fn new(object: Object) -> Self {
        Self::of(Held::Link(object))
    }

    pub(super) fn without(attached: WithoutLink) -> Self {
        Self::of(Held::Without(Box::new(attached)))
    }

    pub(crate) fn of(held: Held) -> Self {
        Self { first: held, others: Vec::new() }
    }

    /// What keeps a program attached to several places that belong together; nothing if there is none.
    pub(crate) fn of_all(held: impl IntoIterator<Item = Held>) -> Option<Self> {
        let mut held = held.into_iter();
        let first = held.next()?;
        Some(Self { first, others: held.collect() })
    }

    /// The one link of the kernel's that this is.
    pub(crate) fn only(&self, operation: Operation) -> Result<&Object> {
        let unsupported =
            |name: &str, problem: &str, remedy| Err(Error::unsupported(operation, name, problem, remedy));
        match &self.first {
            Held::Link(link) if self.others.is_empty() => Ok(link),
            Held::Link(link) => {
                let problem = format!("it is attached by {} links", 1 + self.others.len());
                let remedy = "attach it to each place by itself, for example with `PerfEvent::on_cpu`";
                unsupported(&link.name, &problem, remedy)
            }
            Held::Probe { tracepoint, .. } => unsupported(
                &tracepoint.name,
                "it is attached to a tracepoint that was made for it, because this kernel has no perf events for probes",
                "they came with Linux 4.17; here it stays attached as long as this value is held",
            ),
            Held::Event(event) => unsupported(
                &event.name,
                "it is attached to a perf event, because this kernel has no links to these",
                "they came with Linux 5.15; here it stays attached as long as this value is held",
            ),
            Held::Without(attached) => unsupported(
                attached.shown(),
                "the program is attached without a link of the kernel's own",
                "`leave_attached` lets it stay when the process ends",
            ),
        }
    }

    /// The kernel's link, if it is one.
    pub(super) fn handle(&self) -> Option<&Handle> {
        self.only(Operation::Info).ok().map(|link| &link.handle)
    }

    /// Whether it is a link of the kernel's own: only these can be pinned, and end with the process that holds them, however
    /// that ends.
    pub fn is_kernel_link(&self) -> bool {
        self.handle().is_some()
    }

    /// Detaches the program now. Kinds of links that the kernel cannot detach end by being closed: such a link
    /// stays attached if it is pinned.
    ///
    /// # Errors
    /// If the kernel refuses.
    pub fn detach(self) -> Result<()> {
        let mut result = Ok(());
        for held in [self.first].into_iter().chain(self.others) {
            let detached = match held {
                // Dropped, they detach.
                Held::Event(_) | Held::Probe { .. } => Ok(()),
                Held::Without(attached) => attached.detach(),
                Held::Link(object) => match object.kernel.api().link_detach(&object.handle) {
                    Ok(()) | Err(Errno::EOPNOTSUPP) => Ok(()),
                    // Before Linux 5.9, closing is the only way: to the kernel it is a command that it does not know.
                    Err(errno) if super::is_older(&object.kernel, errno, Version::new(5, 9)).is_some() => {
                        Ok(())
                    }
                    Err(errno) => Err(object.error(Operation::Detach, errno)),
                },
            };
            result = result.and(detached);
        }
        result
    }

    /// Detaches the program although others hold the link, and keeps a link that is attached to nothing: for whoever has opened
    /// somebody else's ([`Link::open_id`], [`Link::open_pin`]). Needs Linux 5.9.
    ///
    /// # Errors
    /// If the kernel refuses, or cannot: links of tracepoints, probes, functions and iterators end with their last holder.
    pub fn detach_from_all_holders(&self) -> Result<()> {
        let object = self.only(Operation::Detach)?;
        object.kernel.api().link_detach(&object.handle).map_err(|errno| match errno {
            Errno::EOPNOTSUPP => Error::unsupported(
                Operation::Detach,
                &object.name,
                "a link of this kind ends when the last one lets it go who holds it",
                "remove its pins, and end the processes that hold it",
            ),
            errno => object.error(Operation::Detach, errno),
        })
    }

    /// Puts another program in the place of the attached one, without a moment in which neither is attached: every event is seen
    /// by the one or the other. It must be of the same type. Needs Linux 5.7, or 5.9 for an interface.
    ///
    /// # Errors
    /// If the kernel refuses, or it is attached to a tracepoint, probe or function: such a link keeps its program.
    pub fn update(&mut self, program: &Program) -> Result<()> {
        self.replace(None, program)
    }

    /// The same, if the attached program is this one: so two who update the same pinned link at the same time do not undo what
    /// the other did.
    ///
    /// # Errors
    /// As for [`update`](Self::update), and if another program is attached.
    pub fn update_from(&mut self, expected: &Program, program: &Program) -> Result<()> {
        self.replace(Some(expected), program)
    }

    fn replace(&mut self, expected: Option<&Program>, program: &Program) -> Result<()> {
        if let Held::Without(attached) = &mut self.first {
            return attached.update(expected, program);
        }
        let object = self.only(Operation::UpdateLink)?;
        let expected = expected.map(Program::handle);
        let Err(errno) = object.kernel.api().link_update(&object.handle, program.handle(), expected) else {
            return Ok(());
        };
        let keeps = [
            LinkType::PERF_EVENT,
            LinkType::RAW_TRACEPOINT,
            LinkType::TRACING,
            LinkType::KPROBE_MULTI,
            LinkType::UPROBE_MULTI,
        ];
        let of = object.kernel.api().link_info(&object.handle).map(|info| info.link_type);
        match of {
            Ok(link_type) if errno == Errno::EINVAL && keeps.contains(&link_type) => Err(Error::unsupported(
                Operation::UpdateLink,
                &object.name,
                format!("links of type {link_type} keep their program, in every version of Linux"),
                "attach the new program, and then drop the link of the old one: for a moment, both run",
            )),
            _ => Err(object.error(Operation::UpdateLink, errno)),
        }
    }

    /// Keeps the program attached when this link is dropped and the process ends, until the pin is removed.
    /// Needs a mounted bpf file system.
    ///
    /// # Errors
    /// If the path is not in one, something is there already, this process may not, or it is not one link of the kernel's own.
    pub fn pin(&self, path: impl AsRef<Path>) -> Result<()> {
        self.only(Operation::Pin)?.pin(path.as_ref())
    }

    /// Leaves the program attached when the process ends. Without a link of the kernel's own it stays until somebody detaches it, or
    /// what it is attached to is gone.
    ///
    /// # Errors
    /// If it is a link of the kernel's own, which must be [pinned](Self::pin) to stay; it is dropped then.
    pub fn leave_attached(self) -> Result<()> {
        match self.first {
            Held::Without(attached) => {
                attached.leave();
                Ok(())
            }
            Held::Link(object) | Held::Event(object) | Held::Probe { tracepoint: object, .. } => {
                let problem = "a link ends with the last process that holds it; pin it instead";
                Err(Error::invalid(Operation::Detach, object.name, problem))
            }
        }
    }

    /// Opens a pinned link: as long as it is held, the program stays attached even if the pin is removed.
    ///
    /// # Errors
    /// If nothing is pinned there, or something that is no link.
    pub fn open_pin(kernel: &Kernel, path: impl AsRef<Path>) -> Result<Self> {
        Ok(Self::new(Object::open_pin(kernel, path.as_ref(), ObjectKind::Link)?))
    }

    /// What the kernel says of this link.
    ///
    /// # Errors
    /// If the kernel refuses, or it is attached by several links, or to a perf event without one.
    pub fn info(&self) -> Result<LinkInfo> {
        if let Held::Without(attached) = &self.first {
            let program_id = attached.program().info()?.id;
            return Ok(LinkInfo { link_type: None, id: None, program_id, place: attached.place() });
        }
        let object = self.only(Operation::Info)?;
        let Object { kernel, handle, .. } = object;
        let info = retry::call(kernel, Call::Read, || kernel.api().link_info(handle))
            .map_err(|errno| object.error(Operation::Info, errno))?;
        Ok(LinkInfo {
            link_type: Some(info.link_type),
            id: Some(info.id),
            program_id: info.program_id,
            place: info.place,
        })
    }

    /// Takes over the descriptor of a link.
    ///
    /// # Errors
    /// If it is of no link, or the kernel has no descriptors because it is simulated.
    #[cfg(unix)]
    pub fn from_fd(kernel: &Kernel, fd: std::os::fd::OwnedFd) -> Result<Self> {
        Ok(Self::new(Object::from_fd(kernel, fd, ObjectKind::Link, "link")?))
    }

    /// The link's descriptor: the program stays attached as long as it is open.
    ///
    /// # Errors
    /// If the kernel has no descriptors because it is simulated, or it is not one link of the kernel's own; the program is then detached.
    #[cfg(unix)]
    pub fn into_fd(self) -> Result<std::os::fd::OwnedFd> {
        self.only(Operation::Descriptor)?;
        match self.first {
            Held::Link(object) | Held::Event(object) | Held::Probe { tracepoint: object, .. } => {
                object.into_fd()
            }
            Held::Without(attached) => attached.detach().and_then(|()| {
                let problem = "the program is attached without a link of the kernel's own";
                Err(Error::invalid(Operation::Descriptor, "the link", problem))
            }),
        }
    }
}

impl Kernel {
    /// Removes a pin. What was pinned there stays as long as something else holds it.
    ///
    /// # Errors
    /// If nothing is there, or this process may not.
    pub fn unpin(&self, path: impl AsRef<Path>) -> Result<()> {
        let path = path.as_ref();
        let name = path.display().to_string();
        self.api().unpin(path).map_err(|errno| Error::kernel(self, Operation::Unpin, name, errno))
    }
}
