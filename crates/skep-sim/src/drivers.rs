//! Drivers: threads that make things happen in the simulated kernel while others wait for it.

use crate::waiting::Awaited;
use crate::world::{Shared, World};
use skep_uapi::kernel::Instant;
use std::collections::BTreeMap;
use std::panic;
use std::sync::Arc;
use std::thread::{self, JoinHandle, ThreadId};

/// The number of a driver.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) struct DriverId(u32);

/// All drivers that have not ended.
#[derive(Debug, Default)]
pub(crate) struct Drivers {
    last: u32,
    active: BTreeMap<DriverId, State>,
}

/// What is known of a driver.
#[derive(Debug, Default)]
pub(crate) struct State {
    /// Its thread, once that has started.
    thread: Option<ThreadId>,
    stop: bool,
    /// What it sleeps for, if it sleeps.
    pub(crate) blocked: Option<Blocked>,
}

/// What one who sleeps waits for.
#[derive(Debug)]
pub(crate) struct Blocked {
    pub(crate) awaited: Vec<Awaited>,
    pub(crate) deadline: Option<Instant>,
}

impl Drivers {
    fn register(&mut self) -> DriverId {
        self.last += 1;
        let id = DriverId(self.last);
        self.active.insert(id, State::default());
        id
    }

    /// The driver that this thread is.
    pub(crate) fn current(&self) -> Option<DriverId> {
        let thread = Some(thread::current().id());
        self.active.iter().find(|(_, driver)| driver.thread == thread).map(|(id, _)| *id)
    }

    /// All drivers but this one.
    pub(crate) fn others(&self, me: Option<DriverId>) -> impl Iterator<Item = &State> {
        self.active.iter().filter(move |(id, _)| Some(**id) != me).map(|(_, driver)| driver)
    }

    pub(crate) fn block(&mut self, id: DriverId, blocked: Blocked) {
        if let Some(driver) = self.active.get_mut(&id) {
            driver.blocked = Some(blocked);
        }
    }

    pub(crate) fn unblock(&mut self, id: DriverId) {
        if let Some(driver) = self.active.get_mut(&id) {
            driver.blocked = None;
        }
    }

    pub(crate) fn is_stopped(&self, id: DriverId) -> bool {
        self.active.get(&id).is_some_and(|driver| driver.stop)
    }
}

/// A driver's entry, removed when its thread ends, however it ends.
struct Registration {
    shared: Arc<Shared>,
    id: DriverId,
}

impl Drop for Registration {
    fn drop(&mut self) {
        self.shared.lock().drivers.active.remove(&self.id);
        self.shared.announce();
    }
}

impl World {
    /// Starts a thread that makes things happen: fires tracepoints, sends packets, lets time pass. As long as it is
    /// active, others can wait for what it does; it counts from now on, not from when its thread gets to run.
    ///
    /// # Panics
    /// If the operating system cannot start a thread.
    ///
    /// ```
    /// use skep_sim::World;
    /// use std::time::Duration;
    ///
    /// let world = World::new();
    /// let driver = world.drive(|world| {
    ///     let mut execs = 0;
    ///     while execs < 3 && world.sleep(Duration::from_millis(300)) {
    ///         world.fire("sched:sched_process_exec", |event| event.pid(7))?;
    ///         execs += 1;
    ///     }
    ///     Ok::<_, skep_sim::StimulusError>(execs)
    /// });
    /// assert_eq!(driver.join()?, 3);
    /// # Ok::<(), skep_sim::StimulusError>(())
    /// ```
    pub fn drive<T: Send + 'static>(&self, run: impl FnOnce(&Self) -> T + Send + 'static) -> Driver<T> {
        let id = self.shared.lock().drivers.register();
        let registration = Registration { shared: self.shared.clone(), id };
        let world = self.clone();
        let body = move || {
            if let Some(driver) = registration.shared.lock().drivers.active.get_mut(&id) {
                driver.thread = Some(thread::current().id());
            }
            let _registration = registration;
            run(&world)
        };
        let name = format!("simulation {}", id.0);
        match thread::Builder::new().name(name).spawn(body) {
            Ok(thread) => Driver { shared: self.shared.clone(), id, thread: Some(thread) },
            Err(error) => panic!("the operating system cannot start a thread: {error}"),
        }
    }

    /// Whether this thread is a driver that was asked to stop.
    pub fn is_stopped(&self) -> bool {
        let state = self.shared.lock();
        state.drivers.current().is_some_and(|me| state.drivers.is_stopped(me))
    }
}

/// A driver that was started with [`World::drive`]. Dropped, it is asked to stop and waited for.
#[derive(Debug)]
pub struct Driver<T> {
    shared: Arc<Shared>,
    id: DriverId,
    thread: Option<JoinHandle<T>>,
}

impl<T> Driver<T> {
    /// Asks it to stop: its next [`sleep`](World::sleep) ends at once.
    pub fn stop(&self) {
        if let Some(driver) = self.shared.lock().drivers.active.get_mut(&self.id) {
            driver.stop = true;
        }
        self.shared.announce();
    }

    /// Waits until it has ended by itself, and gives what it returned. If it panicked, so does this.
    pub fn join(mut self) -> T {
        let thread =
            self.thread.take().expect("invariant: only this and drop take it, and both end the driver");
        thread.join().unwrap_or_else(|payload| panic::resume_unwind(payload))
    }
}

impl<T> Drop for Driver<T> {
    fn drop(&mut self) {
        let Some(thread) = self.thread.take() else { return };
        self.stop();
        if let Err(payload) = thread.join()
            && !thread::panicking()
        {
            panic::resume_unwind(payload);
        }
    }
}
