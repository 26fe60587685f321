//! Tasks that wait without a thread: they are woken when something that happened made their object ready.

use crate::waiting::Awaited;
use crate::world::{Shared, World};
use skep_uapi::{Errno, Handle, Result};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::Waker;

/// The watches that there are, each with the task that it wakes next. Locked before the state, where both are.
#[derive(Default)]
pub(crate) struct Watches(Mutex<Table>);

#[derive(Default)]
struct Table {
    next: u64,
    waiting: BTreeMap<u64, (Awaited, Waker)>,
}

/// A watch, which ends when this is dropped.
#[derive(Debug)]
struct Watch {
    shared: Arc<Shared>,
    number: u64,
    awaited: Awaited,
}

impl Drop for Watch {
    fn drop(&mut self) {
        let waker = self.shared.watches.lock().waiting.remove(&self.number);
        // Dropping it may run code of an executor: nothing is locked then.
        drop(waker);
    }
}

impl Watches {
    fn lock(&self) -> MutexGuard<'_, Table> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Shared {
    /// Wakes the tasks whose object is ready.
    pub(crate) fn wake_tasks(&self) {
        let mut table = self.watches.lock();
        if table.waiting.is_empty() {
            return;
        }
        let state = self.lock();
        let ready: Vec<u64> = table
            .waiting
            .iter()
            .filter(|(_, (awaited, _))| state.is_found_ready(awaited))
            .map(|(number, _)| *number)
            .collect();
        drop(state);
        let ready: Vec<_> = ready.iter().filter_map(|number| table.waiting.remove(number)).collect();
        drop(table);
        for (_, waker) in ready {
            waker.wake();
        }
    }
}

impl World {
    pub(crate) fn begin_to_watch(&self, object: &Handle) -> Result<Handle> {
        let awaited = self.shared.lock().await_object(self.object(object)?)?;
        let mut table = self.shared.watches.lock();
        let number = table.next;
        table.next += 1;
        Ok(Handle::new(Watch { shared: self.shared.clone(), number, awaited }))
    }

    pub(crate) fn wake_when_ready(&self, watch: &Handle, waker: &Waker) -> Result<()> {
        let watch = watch.get::<Watch>().filter(|watch| Arc::ptr_eq(&watch.shared, &self.shared));
        let Watch { number, awaited, .. } = watch.ok_or(Errno::EBADF)?;
        let mut table = self.shared.watches.lock();
        let state = self.shared.lock();
        let is_ready = state.is_ready(awaited.object());
        let awaited = state.await_object(awaited.object())?;
        drop(state);
        let replaced = if is_ready {
            table.waiting.remove(number)
        } else {
            table.waiting.insert(*number, (awaited, waker.clone()))
        };
        drop(table);
        drop(replaced);
        if is_ready {
            waker.wake_by_ref();
        }
        Ok(())
    }
}
