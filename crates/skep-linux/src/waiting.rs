//! Waiting by ppoll(2), events by eventfd(2), and descriptors in and out.

use crate::object::{self, Object};
use crate::wakers::Watch;
use crate::{Linux, errno};
use rustix::event::epoll::{self, CreateFlags, EventData, EventFlags};
use rustix::event::{EventfdFlags, PollFd, PollFlags, Timespec, eventfd, poll};
use skep_uapi::kernel::{Instant, ObjectKind, Time as _, Wait, Waiting};
use skep_uapi::{Errno, Handle, MapType, Result};
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
            if wait.ready
                && let Object::DrainEvent(watch) = Object::of(wait.handle)?
            {
                take_notice(watch)?;
            }
        }
        Ok(any)
    }

    fn drain_event(&self, map: &Handle) -> Result<Handle> {
        let map = object::map(map)?;
        if map.map_type != MapType::USER_RINGBUF {
            return Err(Errno::EINVAL);
        }
        let watch = epoll::create(CreateFlags::CLOEXEC).map_err(errno)?;
        // The kernel says of a ring that is not quite full that it can be written (`ringbuf_map_poll_user`, `kernel/bpf/ringbuf.c`),
        // so only the moments in which it wakes are of use.
        epoll::add(&watch, map.fd(), EventData::new_u64(0), EventFlags::OUT | EventFlags::ET)
            .map_err(errno)?;
        Ok(Object::DrainEvent(watch).into())
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

/// Has an epoll(7) tell what it has to tell, so that it is ready only with the next.
fn take_notice(watch: &OwnedFd) -> Result<()> {
    let mut told = Vec::with_capacity(1);
    let at_once = Timespec { tv_sec: 0, tv_nsec: 0 };
    epoll::wait(watch, rustix::buffer::spare_capacity(&mut told), Some(&at_once)).map_err(errno).map(drop)
}
