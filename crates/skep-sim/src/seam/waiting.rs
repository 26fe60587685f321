//! Waiting on the simulated kernel's objects. There are no descriptors behind its handles.

use crate::maps::MapKind;
use crate::objects::ObjectId;
use crate::waiting::Event;
use crate::world::World;
use skep_uapi::kernel::{Instant, Wait, Waiting};
use skep_uapi::{Errno, Handle, Result};
use std::task::Waker;

impl Waiting for World {
    fn wait(&self, waits: &mut [Wait<'_>], deadline: Option<Instant>) -> Result<bool> {
        self.wait_for(waits, deadline)
    }

    fn event(&self) -> Result<Handle> {
        let mut state = self.shared.lock();
        let id = state.events.insert(Event::Signal { signalled: false });
        Ok(self.handle(&mut state, ObjectId::Event(id)))
    }

    fn signal(&self, event: &Handle) -> Result<()> {
        let ObjectId::Event(id) = self.object(event)? else { return Err(Errno::EINVAL) };
        match self.shared.lock().events.get_mut(id) {
            Some(Event::Signal { signalled }) => *signalled = true,
            _ => return Err(Errno::EINVAL),
        }
        self.shared.announce();
        Ok(())
    }

    fn drain_event(&self, map: &Handle) -> Result<Handle> {
        let ObjectId::Map(map) = self.object(map)? else { return Err(Errno::EINVAL) };
        let mut state = self.shared.lock();
        let MapKind::UserRing(ring) = &state.maps.get(map)?.kind else { return Err(Errno::EINVAL) };
        let told = ring.wakes;
        let id = state.events.insert(Event::Drained { map, told });
        Ok(self.handle(&mut state, ObjectId::Event(id)))
    }

    fn watch(&self, object: &Handle) -> Result<Handle> {
        self.begin_to_watch(object)
    }

    fn on_ready(&self, watch: &Handle, waker: &Waker) -> Result<()> {
        self.wake_when_ready(watch, waker)
    }
}
