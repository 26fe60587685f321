//! Waiting for an object to be ready, and descriptors for those who wait elsewhere.

#[cfg(unix)]
use crate::Errno;
use crate::kernel::Instant;
#[cfg(unix)]
use crate::kernel::ObjectKind;
use crate::{Handle, Result};
#[cfg(unix)]
use std::os::fd::{BorrowedFd, OwnedFd};
use std::task::Waker;

/// Waiting on a kernel's objects.
pub trait Waiting {
    /// Waits until one of these is ready or the deadline has come, and marks those that are. Returns whether
    /// any is. A ring buffer is ready when it holds bytes that were not read, an event when it was signalled.
    ///
    /// `EINTR` if a signal came that the process handles. `EDEADLK` from a simulated kernel if nothing could ever end
    /// it. With nothing to wait for, it is a pause until the deadline.
    fn wait(&self, waits: &mut [Wait<'_>], deadline: Option<Instant>) -> Result<bool>;

    /// Makes an event that another thread can signal to end a wait.
    fn event(&self) -> Result<Handle>;

    /// Signals an event: from now on it is ready.
    fn signal(&self, event: &Handle) -> Result<()>;

    /// Makes an event for a user ring buffer map. It is ready when programs have drained the ring since it was last waited for, unless
    /// they drained it with `BPF_RB_NO_WAKEUP`; the first time also without that.
    fn drain_event(&self, map: &Handle) -> Result<Handle>;

    /// Begins to watch an object that can be waited for, for those who wait without a thread. The answer is the watch, which
    /// ends when it is dropped.
    fn watch(&self, object: &Handle) -> Result<Handle>;

    /// Wakes this task, once, when the object of a watch is ready, at once if it is so already. It takes the place of the one
    /// that was to be woken before. The task looks for itself; it may be woken for nothing.
    fn on_ready(&self, watch: &Handle, waker: &Waker) -> Result<()>;

    /// The descriptor behind a handle, for use with other event loops; `None` where there is none, as on a
    /// simulated kernel.
    #[cfg(unix)]
    fn borrow_fd<'a>(&self, handle: &'a Handle) -> Option<BorrowedFd<'a>> {
        let _ = handle;
        None
    }

    /// Takes over a descriptor that came from elsewhere. `EINVAL` if it is no object of that kind,
    /// `EOPNOTSUPP` on a kernel without descriptors.
    #[cfg(unix)]
    fn adopt_fd(&self, fd: OwnedFd, kind: ObjectKind) -> Result<Handle> {
        let _ = (fd, kind);
        Err(Errno::EOPNOTSUPP)
    }

    /// Gives a handle's descriptor away. `EOPNOTSUPP` on a kernel without descriptors; the object is then
    /// closed.
    #[cfg(unix)]
    fn release_fd(&self, handle: Handle) -> Result<OwnedFd> {
        drop(handle);
        Err(Errno::EOPNOTSUPP)
    }
}

/// One of the things that are waited for.
#[derive(Debug)]
pub struct Wait<'a> {
    /// The object.
    pub handle: &'a Handle,
    /// Whether it is ready, as the last wait found it.
    pub ready: bool,
}

impl<'a> Wait<'a> {
    /// A wait for this object.
    pub fn new(handle: &'a Handle) -> Self {
        Self { handle, ready: false }
    }
}
