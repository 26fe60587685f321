//! The objects of the kernel: their numbers, who holds them, and when they end.
//!
//! An object lives as long as something holds it: a handle, a pin, or another object (a link its program, a program
//! its maps). What the last holder lets go ends at once, and lets go what it held itself.

use crate::state::State;
use crate::world::{Shared, World};
use skep_uapi::{Errno, Handle, Result};
use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

/// An object: its kind, and its number among those of its kind.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(crate) enum ObjectId {
    Map(u32),
    Program(u32),
    Btf(u32),
    Link(u32),
    PerfEvent(u32),
    Event(u32),
    /// What local storage belongs to.
    Owner(u32),
    /// What has runs of programs counted.
    RunCount(u32),
}

/// All objects of one kind, by their numbers, which are never used again.
#[derive(Debug)]
pub(crate) struct Table<T> {
    last: u32,
    entries: BTreeMap<u32, Entry<T>>,
}

#[derive(Debug)]
struct Entry<T> {
    holders: usize,
    object: T,
}

impl<T> Default for Table<T> {
    fn default() -> Self {
        Self { last: 0, entries: BTreeMap::new() }
    }
}

impl<T> Table<T> {
    /// Adds an object with one holder.
    pub(crate) fn insert(&mut self, object: T) -> u32 {
        self.last += 1;
        self.entries.insert(self.last, Entry { holders: 1, object });
        self.last
    }

    /// A table whose first numbers are left for objects that are put there by [`put`](Self::put).
    pub(crate) fn after(last: u32) -> Self {
        Self { last, entries: BTreeMap::new() }
    }

    /// Puts an object with one holder at one of the numbers that were left for it.
    pub(crate) fn put(&mut self, id: u32, object: T) {
        self.entries.insert(id, Entry { holders: 1, object });
    }

    /// The number of the object after this one.
    pub(crate) fn next_id(&self, after: u32) -> Option<u32> {
        self.entries.range(after.checked_add(1)?..).next().map(|(id, _)| *id)
    }

    pub(crate) fn get(&self, id: u32) -> Option<&T> {
        self.entries.get(&id).map(|entry| &entry.object)
    }

    pub(crate) fn get_mut(&mut self, id: u32) -> Option<&mut T> {
        self.entries.get_mut(&id).map(|entry| &mut entry.object)
    }

    pub(crate) fn objects(&self) -> impl Iterator<Item = &T> {
        self.entries.values().map(|entry| &entry.object)
    }

    pub(crate) fn len(&self) -> usize {
        self.entries.len()
    }

    fn hold(&mut self, id: u32) {
        if let Some(entry) = self.entries.get_mut(&id) {
            entry.holders += 1;
        }
    }

    /// Takes one holder away; gives the object if that was the last one.
    fn release(&mut self, id: u32) -> Option<T> {
        let entry = self.entries.get_mut(&id)?;
        entry.holders -= 1;
        if entry.holders > 0 {
            return None;
        }
        self.entries.remove(&id).map(|entry| entry.object)
    }
}

impl State {
    /// One more holder of an object.
    pub(crate) fn hold(&mut self, object: ObjectId) {
        match object {
            ObjectId::Map(id) => self.maps.table.hold(id),
            ObjectId::Program(id) => self.programs.hold(id),
            ObjectId::Btf(id) => self.btfs.hold(id),
            ObjectId::Link(id) => self.links.hold(id),
            ObjectId::PerfEvent(id) => self.perf_events.hold(id),
            ObjectId::Event(id) => self.events.hold(id),
            ObjectId::Owner(id) => self.owners.hold(id),
            ObjectId::RunCount(id) => self.run_counts.hold(id),
        }
    }

    /// One holder less; with the last one the object ends.
    pub(crate) fn release(&mut self, object: ObjectId) {
        let mut waiting = vec![object];
        while let Some(object) = waiting.pop() {
            match object {
                ObjectId::Map(id) => {
                    if let Some(map) = self.maps.table.release(id) {
                        let types = map.info().btf_id;
                        waiting.extend((types != 0).then_some(ObjectId::Btf(types)));
                        waiting.extend(self.maps.forget(map, &mut self.memory));
                    }
                }
                ObjectId::Program(id) => {
                    if let Some(program) = self.programs.release(id) {
                        waiting.extend(program.maps.iter().map(|&map| ObjectId::Map(map)));
                        waiting.extend(program.btf.map(ObjectId::Btf));
                    }
                }
                ObjectId::Link(id) => {
                    if let Some(link) = self.links.release(id) {
                        waiting.extend(self.detach(id, &link));
                    }
                }
                ObjectId::Btf(id) => drop(self.btfs.release(id)),
                ObjectId::PerfEvent(id) => {
                    // A link would hold the event: what is there now is its own.
                    let kept = self.perf_events.release(id).and_then(|event| event.kept_link());
                    waiting.extend(kept.map(ObjectId::Link));
                }
                ObjectId::Event(id) => drop(self.events.release(id)),
                ObjectId::Owner(id) => drop(self.owners.release(id)),
                ObjectId::RunCount(id) => drop(self.run_counts.release(id)),
            }
        }
    }
}

/// What a handle of this kernel holds. Dropped, it is closed.
pub(crate) struct SimObject {
    shared: Arc<Shared>,
    pub(crate) id: ObjectId,
}

impl fmt::Debug for SimObject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "simulated {:?}", self.id)
    }
}

impl Drop for SimObject {
    fn drop(&mut self) {
        let mut state = self.shared.lock();
        state.open_handles -= 1;
        state.remove_user(self.id);
        state.release(self.id);
        drop(state);
        self.shared.announce();
    }
}

impl World {
    /// A handle on an object that already counts it as a holder.
    pub(crate) fn handle(&self, state: &mut State, id: ObjectId) -> Handle {
        state.open_handles += 1;
        state.add_user(id);
        Handle::new(SimObject { shared: self.shared.clone(), id })
    }

    /// The object behind a handle: `EBADF` if it is another kernel's.
    pub(crate) fn object(&self, handle: &Handle) -> Result<ObjectId> {
        let object = handle.get::<SimObject>().ok_or(Errno::EBADF)?;
        if Arc::ptr_eq(&object.shared, &self.shared) { Ok(object.id) } else { Err(Errno::EBADF) }
    }

    /// The map behind a handle: `EINVAL` if it is something else.
    pub(crate) fn map_id(&self, handle: &Handle) -> Result<u32> {
        match self.object(handle)? {
            ObjectId::Map(id) => Ok(id),
            _ => Err(Errno::EINVAL),
        }
    }

    /// The program behind a handle: `EINVAL` if it is something else.
    pub(crate) fn program_id(&self, handle: &Handle) -> Result<u32> {
        match self.object(handle)? {
            ObjectId::Program(id) => Ok(id),
            _ => Err(Errno::EINVAL),
        }
    }

    /// The link behind a handle: `EINVAL` if it is something else.
    pub(crate) fn link_id(&self, handle: &Handle) -> Result<u32> {
        match self.object(handle)? {
            ObjectId::Link(id) => Ok(id),
            _ => Err(Errno::EINVAL),
        }
    }

    /// The BTF behind a handle: `EINVAL` if it is something else.
    pub(crate) fn btf_id(&self, handle: &Handle) -> Result<u32> {
        match self.object(handle)? {
            ObjectId::Btf(id) => Ok(id),
            _ => Err(Errno::EINVAL),
        }
    }
}
