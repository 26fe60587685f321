//! The simulated kernel as its users hold it.

use crate::builder::WorldBuilder;
use crate::settings::Settings;
use crate::state::State;
use crate::watches::Watches;
use std::fmt;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// A simulated kernel, and what happens in it.
///
/// It is a kernel for those who load programs ([`KernelApi`](skep_uapi::KernelApi)), and a stage for those who make
/// things happen: [`fire`](Self::fire) a tracepoint, let an interface [`receive`](Self::receive) a packet, let time pass
/// ([`advance`](Self::advance), [`sleep`](Self::sleep)), do all that in a thread ([`drive`](Self::drive)).
///
/// Cloning it is cheap: all clones are the same kernel.
#[derive(Clone)]
pub struct World {
    pub(crate) shared: Arc<Shared>,
}

/// What all clones of a world share.
pub(crate) struct Shared {
    pub(crate) settings: Arc<Settings>,
    state: Mutex<State>,
    /// Told whenever something happened that a wait could be waiting for.
    pub(crate) changed: Condvar,
    pub(crate) watches: Watches,
}

impl fmt::Debug for Shared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Shared").field("settings", &self.settings).finish_non_exhaustive()
    }
}

impl Shared {
    /// Tells all who wait, in a thread or without one, that something happened. The state is not locked by the caller.
    pub(crate) fn announce(&self) {
        self.changed.notify_all();
        self.wake_tasks();
    }

    pub(crate) fn lock(&self) -> MutexGuard<'_, State> {
        // A panic while the state was locked is a bug here; whoever sees the state next is not better off for
        // panicking too.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl World {
    /// A world with everything at its defaults, which [`WorldBuilder`] names.
    pub fn new() -> Self {
        WorldBuilder::new().build()
    }

    /// A world to be built to one's own wishes.
    pub fn builder() -> WorldBuilder {
        WorldBuilder::new()
    }

    pub(crate) fn from_parts(settings: impl Into<Arc<Settings>>, state: State) -> Self {
        Self {
            shared: Arc::new(Shared {
                settings: settings.into(),
                state: Mutex::new(state),
                changed: Condvar::new(),
                watches: Watches::default(),
            }),
        }
    }

    /// Puts the clock forward, whether time is virtual or real. Waits whose deadline is reached end.
    pub fn advance(&self, duration: Duration) {
        self.shared.lock().clock.advance(duration);
        self.shared.announce();
    }

    /// How many handles are open: what a test expects to be 0 at its end.
    pub fn open_handles(&self) -> usize {
        self.shared.lock().open_handles
    }

    /// How many objects of each kind there are, held by handles, by pins, or by each other.
    pub fn object_counts(&self) -> ObjectCounts {
        let state = self.shared.lock();
        ObjectCounts {
            maps: state.maps.table.len(),
            programs: state.programs.len(),
            btfs: state.btfs.len() - state.kernel_types(),
            links: state.links.objects().filter(|link| !link.is_hidden()).count(),
            perf_events: state.perf_events.len(),
        }
    }

    /// How many of the loaded programs run as machine code: with the feature `jit` all that can be compiled on this machine, none
    /// without it.
    pub fn compiled_programs(&self) -> usize {
        self.shared.lock().programs.objects().filter(|program| program.program.is_compiled()).count()
    }
}

impl Default for World {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for World {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("World").field("open_handles", &self.open_handles()).finish_non_exhaustive()
    }
}

/// How many objects a world has.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct ObjectCounts {
    /// Maps.
    pub maps: usize,
    /// Loaded programs.
    pub programs: usize,
    /// Types that programs were loaded with, or are to be.
    pub btfs: usize,
    /// Links: attached programs.
    pub links: usize,
    /// Perf events, which programs of tracepoints are attached to.
    pub perf_events: usize,
}
