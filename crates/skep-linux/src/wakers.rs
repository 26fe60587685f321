//! The waker service: one thread that waits with epoll(7) for all tasks that wait without a thread of their own. It is there as long
//! as there are watches.

use crate::errno;
use rustix::event::epoll::{self, CreateFlags, EventData, EventFlags};
use rustix::event::{EventfdFlags, eventfd};
use skep_uapi::{Errno, Result};
use std::collections::BTreeMap;
use std::os::fd::{BorrowedFd, OwnedFd};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::Waker;
use std::thread;

/// How many events are taken from the kernel at once.
const EVENTS: usize = 64;
/// The number that stands for the event that ends the thread; no watch has it.
const END: u64 = 0;

/// The watches of a kernel, and the thread that serves them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Wakers(Arc<Mutex<State>>);

#[derive(Debug, Default)]
struct State {
    service: Option<Service>,
    /// The number that was given last.
    last: u64,
    /// For each watch its object, by a descriptor of its own, and the task to be woken.
    watches: BTreeMap<u64, (OwnedFd, Option<Waker>)>,
}

#[derive(Clone, Debug)]
struct Service {
    epoll: Arc<OwnedFd>,
    end: Arc<OwnedFd>,
}

/// A watch, which ends when this is dropped.
#[derive(Debug)]
pub(crate) struct Watch {
    wakers: Wakers,
    number: u64,
}

impl Wakers {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Begins to watch what this descriptor is of.
    pub(crate) fn watch(&self, object: BorrowedFd<'_>) -> Result<Watch> {
        // Numbers of descriptors are used again: the watch has one that is its own.
        let object = rustix::io::fcntl_dupfd_cloexec(object, 0).map_err(errno)?;
        let mut state = self.lock();
        let service = match &state.service {
            Some(service) => service.clone(),
            None => self.start(&mut state)?,
        };
        let number = state.last + 1;
        // Nothing is asked for yet.
        let added = epoll::add(&*service.epoll, &object, EventData::new_u64(number), EventFlags::ONESHOT);
        if added.is_ok() {
            state.last = number;
            state.watches.insert(number, (object, None));
        } else if state.watches.is_empty() {
            end(&service);
        }
        added.map_err(errno)?;
        Ok(Watch { wakers: self.clone(), number })
    }

    fn start(&self, state: &mut State) -> Result<Service> {
        let epoll = Arc::new(epoll::create(CreateFlags::CLOEXEC).map_err(errno)?);
        let end = Arc::new(eventfd(0, EventfdFlags::CLOEXEC | EventfdFlags::NONBLOCK).map_err(errno)?);
        epoll::add(&*epoll, &*end, EventData::new_u64(END), EventFlags::IN).map_err(errno)?;
        let service = Service { epoll, end };
        let (wakers, served) = (self.clone(), service.clone());
        thread::Builder::new()
            .name("skep-wakers".into())
            .spawn(move || wakers.serve(&served))
            .map_err(|error| crate::io_errno(&error))?;
        state.service = Some(service.clone());
        Ok(service)
    }

    /// What the thread does.
    fn serve(&self, service: &Service) {
        let mut events = Vec::with_capacity(EVENTS);
        loop {
            events.clear();
            match epoll::wait(&*service.epoll, rustix::buffer::spare_capacity(&mut events), None) {
                Ok(_) | Err(rustix::io::Errno::INTR) => {}
                // The arguments are its own, so nothing else can come; tasks are woken to find out for themselves.
                Err(_) => {
                    let mut state = self.lock();
                    state.service = None;
                    let all: Vec<Waker> =
                        state.watches.values_mut().filter_map(|(_, waker)| waker.take()).collect();
                    drop(state);
                    all.into_iter().for_each(Waker::wake);
                    return;
                }
            }
            let mut state = self.lock();
            if state.watches.is_empty() {
                state.service = None;
                return;
            }
            let mut ready = vec![];
            for event in &events {
                match event.data.u64() {
                    END => {
                        // Watched again meanwhile.
                        let _ = rustix::io::read(&*service.end, &mut [0; 8]);
                    }
                    number => {
                        let watch = state.watches.get_mut(&number);
                        ready.extend(watch.and_then(|(_, waker)| waker.take()));
                    }
                }
            }
            drop(state);
            // A waker is somebody else's code: nothing is locked, and its panic is not this thread's end.
            for waker in ready {
                let woken = std::panic::AssertUnwindSafe(|| waker.wake());
                drop(std::panic::catch_unwind(woken));
            }
        }
    }
}

/// Has the thread look whether it is needed.
fn end(service: &Service) {
    // Only a full counter refuses, which is signalled more than well.
    let _ = rustix::io::write(&*service.end, &1_u64.to_ne_bytes());
}

impl Watch {
    /// Wakes this task when the object is ready.
    pub(crate) fn arm(&self, waker: &Waker) -> Result<()> {
        let mut state = self.wakers.lock();
        let State { service, watches, .. } = &mut *state;
        let service = service.as_ref().ok_or(Errno::EBADF)?;
        let (object, armed) = watches.get_mut(&self.number).ok_or(Errno::EBADF)?;
        let replaced = armed.replace(waker.clone());
        // The kernel looks at the object when it is asked, so what came before is not missed.
        let flags = EventFlags::IN | EventFlags::ONESHOT;
        let asked = epoll::modify(&*service.epoll, &*object, EventData::new_u64(self.number), flags);
        drop(state);
        drop(replaced);
        asked.map_err(errno)
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        let mut state = self.wakers.lock();
        let watch = state.watches.remove(&self.number);
        if let (Some((object, _)), Some(service)) = (&watch, &state.service) {
            let _ = epoll::delete(&*service.epoll, object);
            if state.watches.is_empty() {
                end(service);
            }
        }
        drop(state);
        drop(watch);
    }
}
