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
pub struct Link(Object);

impl Link {
    pub(crate) fn new(object: Object) -> Self {
        Self(object)
    }

    /// Detaches the program now. Kinds of links that the kernel cannot detach end by being closed: such a link
    /// stays attached if it is pinned.
    ///
    /// # Errors
    /// If the kernel refuses.
    pub fn detach(self) -> Result<()> {
        match self.0.kernel.api().link_detach(&self.0.handle) {
            Ok(()) | Err(Errno::EOPNOTSUPP) => Ok(()),
            Err(errno) => Err(self.0.error(Operation::Detach, errno)),
        }
    }

    /// Keeps the program attached when this link is dropped and the process ends, until the pin is removed.
    /// Needs a mounted bpf file system.
    ///
    /// # Errors
    /// If the path is not in one, something is there already, or this process may not.
    pub fn pin(&self, path: impl AsRef<Path>) -> Result<()> {
        self.0.pin(path.as_ref())
    }

    /// Opens a pinned link: as long as it is held, the program stays attached even if the pin is removed.
    ///
    /// # Errors
    /// If nothing is pinned there, or something that is no link.
    pub fn open_pin(kernel: &Kernel, path: impl AsRef<Path>) -> Result<Self> {
        Ok(Self(Object::open_pin(kernel, path.as_ref(), ObjectKind::Link)?))
    }

    /// What the kernel says of this link.
    ///
    /// # Errors
    /// If the kernel refuses.
    pub fn info(&self) -> Result<LinkInfo> {
        let Object { kernel, handle, .. } = &self.0;
        retry::call(kernel, Call::Read, || kernel.api().link_info(handle))
            .map_err(|errno| self.0.error(Operation::Info, errno))
    }

    /// Takes over the descriptor of a link.
    ///
    /// # Errors
    /// If it is of no link, or the kernel has no descriptors because it is simulated.
    #[cfg(unix)]
    pub fn from_fd(kernel: &Kernel, fd: std::os::fd::OwnedFd) -> Result<Self> {
        Ok(Self(Object::from_fd(kernel, fd, ObjectKind::Link, "link")?))
    }

    /// The link's descriptor: the program stays attached as long as it is open.
    ///
    /// # Errors
    /// If the kernel has no descriptors because it is simulated; the link is then dropped.
    #[cfg(unix)]
    pub fn into_fd(self) -> Result<std::os::fd::OwnedFd> {
        self.0.into_fd()
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
