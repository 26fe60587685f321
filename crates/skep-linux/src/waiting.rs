//! Waiting by ppoll(2), events by eventfd(2), and descriptors in and out.

use crate::object::Object;
use crate::wakers::Watch;
use crate::{Linux, errno};
use rustix::event::{EventfdFlags, PollFd, PollFlags, Timespec, eventfd, poll};
use skep_uapi::kernel::{Instant, ObjectKind, Time as _, Wait, Waiting};
use skep_uapi::{Errno, Handle, Result};
use std::os::fd::{BorrowedFd, OwnedFd};
use std::task::Waker;

impl Waiting for Linux {
    fn wait(&self, waits: &mut [Wait<'_>], deadline: Option<Instant>) -> Result<bool> {
        let mut polled = Vec::with_capacity(waits.len());
        for wait in &mut *waits {
            wait.ready = false;
            polled.push(PollFd::from_borrowed_fd(Object::of(wait.handle)?.fd(), PollFlags::IN));
        }
        let timeout = deadline.map(|deadline| deadline.since(self.now()));
        // A time that does not fit is beyond what a process lives to see.
        let timeout = timeout.map(|left| Timespec {
            tv_sec: i64::try_from(left.as_secs()).unwrap_or(i64::MAX),
            tv_nsec: left.subsec_nanos().into(),
        });
        let any = poll(&mut polled, timeout.as_ref()).map_err(errno)? > 0;
        for (wait, polled) in waits.iter_mut().zip(&polled) {
            wait.ready = polled.revents().intersects(PollFlags::IN);
            if polled.revents().intersects(PollFlags::ERR | PollFlags::NVAL) {
                return Err(Errno::EBADF);
            }
        }
        Ok(any)
    }

    fn event(&self) -> Result<Handle> {
        let fd = eventfd(0, EventfdFlags::CLOEXEC | EventfdFlags::NONBLOCK).map_err(errno)?;
        Ok(Object::Event(fd).into())
    }

    fn signal(&self, event: &Handle) -> Result<()> {
        let Object::Event(fd) = Object::of(event)? else { return Err(Errno::EINVAL) };
        match rustix::io::write(fd, &1_u64.to_ne_bytes()) {
            // The counter is full: it is signalled more than well.
            Ok(_) | Err(rustix::io::Errno::AGAIN) => Ok(()),
            Err(error) => Err(errno(error)),
        }
    }

    fn watch(&self, object: &Handle) -> Result<Handle> {
        self.wakers.watch(Object::of(object)?.fd()).map(Handle::new)
    }

    fn on_ready(&self, watch: &Handle, waker: &Waker) -> Result<()> {
        watch.get::<Watch>().ok_or(Errno::EBADF)?.arm(waker)
    }

    fn borrow_fd<'a>(&self, handle: &'a Handle) -> Option<BorrowedFd<'a>> {
        Object::of(handle).ok().map(Object::fd)
    }

    fn adopt_fd(&self, fd: OwnedFd, kind: ObjectKind) -> Result<Handle> {
        self.adopt(fd, kind)
    }

    fn release_fd(&self, handle: Handle) -> Result<OwnedFd> {
        handle.into_object::<Object>().ok().and_then(Object::into_fd).ok_or(Errno::EBADF)
    }
}
