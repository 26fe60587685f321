//! Waiting on the simulated kernel's objects. There are no descriptors behind its handles.

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
        let id = state.events.insert(Event::default());
        Ok(self.handle(&mut state, ObjectId::Event(id)))
    }

    fn signal(&self, event: &Handle) -> Result<()> {
        let ObjectId::Event(id) = self.object(event)? else { return Err(Errno::EINVAL) };
        if let Some(event) = self.shared.lock().events.get_mut(id) {
            event.signalled = true;
        }
        self.shared.announce();
        Ok(())
    }

    fn watch(&self, object: &Handle) -> Result<Handle> {
        self.begin_to_watch(object)
    }

    fn on_ready(&self, watch: &Handle, waker: &Waker) -> Result<()> {
        self.wake_when_ready(watch, waker)
    }
}
