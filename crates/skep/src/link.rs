//! An attached program.

use crate::map::Object;
use crate::retry::{self, Call};
use crate::{Error, Kernel, Operation, Result};
use skep_uapi::Errno;
use skep_uapi::kernel::{LinkInfo, ObjectKind};
use std::path::Path;

/// An attached program. Dropped, it is detached, unless it is pinned.
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
    /// A link of the kernel's.
    Link(Object),
    /// A perf event that was given the program, where the kernel has no links to events.
    Event(Object),
}

impl Held {
    fn object(&self) -> &Object {
        match self {
            Self::Link(object) | Self::Event(object) => object,
        }
    }
}

impl Link {
    pub(crate) fn new(object: Object) -> Self {
        Self::of(Held::Link(object))
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
    fn only(&self, operation: Operation) -> Result<&Object> {
        let object = self.first.object();
        let unsupported =
            |problem: &str, remedy| Err(Error::unsupported(operation, &object.name, problem, remedy));
        match &self.first {
            Held::Link(link) if self.others.is_empty() => Ok(link),
            Held::Link(_) => {
                let problem = format!("it is attached by {} links", 1 + self.others.len());
                unsupported(
                    &problem,
                    "attach it to each place by itself, for example with `PerfEvent::on_cpu`",
                )
            }
            Held::Event(_) => unsupported(
                "it is attached to a perf event, because this kernel has no links to these",
                "they came with Linux 5.15; here it stays attached as long as this value is held",
            ),
        }
    }

    pub(crate) fn object(&self) -> &Object {
        self.first.object()
    }

    /// Detaches the program now. Kinds of links that the kernel cannot detach end by being closed: such a link
    /// stays attached if it is pinned.
    ///
    /// # Errors
    /// If the kernel refuses.
    pub fn detach(self) -> Result<()> {
        let mut result = Ok(());
        for held in [self.first].into_iter().chain(self.others) {
            let Held::Link(object) = held else { continue };
            let detached = match object.kernel.api().link_detach(&object.handle) {
                Ok(()) | Err(Errno::EOPNOTSUPP) => Ok(()),
                Err(errno) => Err(object.error(Operation::Detach, errno)),
            };
            result = result.and(detached);
        }
        result
    }

    /// Keeps the program attached when this link is dropped and the process ends, until the pin is removed.
    /// Needs a mounted bpf file system.
    ///
    /// # Errors
    /// If the path is not in one, something is there already, this process may not, or it is attached by several links or none.
    pub fn pin(&self, path: impl AsRef<Path>) -> Result<()> {
        self.only(Operation::Pin)?.pin(path.as_ref())
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
    /// If the kernel refuses, or it is attached by several links or none.
    pub fn info(&self) -> Result<LinkInfo> {
        let object = self.only(Operation::Info)?;
        let Object { kernel, handle, .. } = object;
        retry::call(kernel, Call::Read, || kernel.api().link_info(handle))
            .map_err(|errno| object.error(Operation::Info, errno))
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
    /// If the kernel has no descriptors because it is simulated, or it is attached by several links or none; it is then dropped.
    #[cfg(unix)]
    pub fn into_fd(self) -> Result<std::os::fd::OwnedFd> {
        self.only(Operation::Descriptor)?;
        match self.first {
            Held::Link(object) | Held::Event(object) => object.into_fd(),
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
