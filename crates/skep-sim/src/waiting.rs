//! Waiting, and who can end a wait.
//!
//! Nothing happens in the simulated kernel by itself: only [drivers](crate::drivers) and callers make it happen. So a
//! wait that nothing can end is known for one, as soon as no driver is active (every one has ended, or waits itself):
//! then time jumps to the next deadline, or, if there is none, the wait is a deadlock.

use crate::drivers::{Blocked, DriverId};
use crate::links::PerfEvent;
use crate::maps::MapKind;
use crate::objects::ObjectId;
use crate::state::State;
use crate::world::World;
use skep_uapi::kernel::{Instant, Wait};
use skep_uapi::{Errno, Result};
use std::sync::{MutexGuard, PoisonError};
use std::time::Duration;

/// An event.
#[derive(Debug)]
pub(crate) enum Event {
    /// Once signalled, it stays so.
    Signal { signalled: bool },
    /// A user ring is drained: how often that had been when somebody was told of it last.
    Drained { map: u32, told: u64 },
}

/// Something that is waited for, and how often its waiters had been woken when the wait began.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Awaited {
    object: ObjectId,
    wakes: u64,
}

impl Awaited {
    pub(crate) fn object(&self) -> ObjectId {
        self.object
    }
}

impl State {
    /// Whether it is ready: what a poll finds when it looks.
    pub(crate) fn is_ready(&self, object: ObjectId) -> bool {
        match object {
            ObjectId::Event(id) => match self.events.get(id) {
                Some(Event::Signal { signalled }) => *signalled,
                Some(Event::Drained { map, told }) => self.maps.drains(*map) != *told,
                None => false,
            },
            ObjectId::Map(id) => match self.maps.get(id).map(|map| &map.kind) {
                Ok(MapKind::Ring(ring)) => ring.is_readable(),
                _ => false,
            },
            ObjectId::PerfEvent(id) => {
                let output = self.perf_events.get(id).and_then(PerfEvent::output);
                output.is_some_and(|event| event.is_readable())
            }
            _ => false,
        }
    }

    /// Whoever waits for these has been told of them.
    fn take_notice(&mut self, waits: &[Wait<'_>], awaited: &[Awaited]) {
        for (_, awaited) in waits.iter().zip(awaited).filter(|(wait, _)| wait.ready) {
            if let ObjectId::Event(id) = awaited.object
                && let Some(Event::Drained { map, told }) = self.events.get_mut(id)
            {
                *told = self.maps.drains(*map);
            }
        }
    }

    /// How often those who wait for it were woken.
    fn wakes(&self, object: ObjectId) -> u64 {
        match object {
            ObjectId::Map(id) => match self.maps.get(id).map(|map| &map.kind) {
                Ok(MapKind::Ring(ring)) => ring.wakes,
                _ => 0,
            },
            _ => 0,
        }
    }

    /// A wait for this object that begins now. `EBADF` if it never gets ready.
    pub(crate) fn await_object(&self, object: ObjectId) -> Result<Awaited> {
        let can_be_ready = match object {
            ObjectId::Event(_) => true,
            ObjectId::PerfEvent(id) => self.perf_events.get(id).is_some_and(|event| event.output().is_some()),
            ObjectId::Map(id) => matches!(self.maps.get(id)?.kind, MapKind::Ring(_)),
            _ => false,
        };
        if can_be_ready { Ok(Awaited { object, wakes: self.wakes(object) }) } else { Err(Errno::EBADF) }
    }

    /// Whether one who sleeps finds it ready: a ring is only looked at again when its waiters are woken.
    pub(crate) fn is_found_ready(&self, awaited: &Awaited) -> bool {
        let woken = match awaited.object {
            ObjectId::Map(_) => self.wakes(awaited.object) != awaited.wakes,
            _ => true,
        };
        woken && self.is_ready(awaited.object)
    }

    /// Whether a driver that sleeps will go on as soon as it is its turn.
    fn will_go_on(&self, blocked: &Blocked) -> bool {
        blocked.deadline.is_some_and(|deadline| deadline <= self.clock.now())
            || blocked.awaited.iter().any(|awaited| self.is_found_ready(awaited))
    }

    /// Whether a driver other than this one is active, or will be as soon as it is its turn.
    fn another_is_active(&self, me: Option<DriverId>) -> bool {
        self.drivers.others(me).any(|driver| match &driver.blocked {
            Some(blocked) => self.will_go_on(blocked),
            None => true,
        })
    }

    /// The first deadline among those of sleeping drivers and this one.
    fn next_deadline(&self, me: Option<DriverId>, mine: Option<Instant>) -> Option<Instant> {
        let others = self.drivers.others(me).filter_map(|driver| driver.blocked.as_ref()?.deadline);
        others.chain(mine).min()
    }
}

impl World {
    pub(crate) fn wait_for(&self, waits: &mut [Wait<'_>], deadline: Option<Instant>) -> Result<bool> {
        let mut state = self.shared.lock();
        let mut awaited = Vec::with_capacity(waits.len());
        for wait in &mut *waits {
            wait.ready = false;
            let object = self.object(wait.handle)?;
            awaited.push(state.await_object(object)?);
        }
        let me = state.drivers.current();
        let mut slept = false;
        loop {
            let mut any = false;
            for (wait, awaited) in waits.iter_mut().zip(&awaited) {
                wait.ready =
                    if slept { state.is_found_ready(awaited) } else { state.is_ready(awaited.object) };
                any |= wait.ready;
            }
            if any {
                state.take_notice(waits, &awaited);
            }
            let now = state.clock.now();
            if any || deadline.is_some_and(|deadline| deadline <= now) {
                return Ok(any);
            }
            if !state.another_is_active(me) {
                match state.next_deadline(me, deadline) {
                    None => return Err(Errno::EDEADLK),
                    Some(next) if state.clock.is_virtual() => {
                        state.clock.advance_to(next);
                        self.shared.changed.notify_all();
                        continue;
                    }
                    // Real time brings it.
                    Some(_) => {}
                }
            }
            let blocked = Blocked { awaited: awaited.clone(), deadline };
            state = self.sleep_until_changed(state, me, blocked);
            slept = true;
        }
    }

    /// Sleeps until something changes, or the deadline comes by itself.
    fn sleep_until_changed<'w>(
        &'w self,
        mut state: MutexGuard<'w, State>,
        me: Option<DriverId>,
        blocked: Blocked,
    ) -> MutexGuard<'w, State> {
        let timeout = match blocked.deadline {
            Some(deadline) if !state.clock.is_virtual() => Some(deadline.since(state.clock.now())),
            _ => None,
        };
        if let Some(me) = me {
            state.drivers.block(me, blocked);
            // Others may wait for this one alone.
            self.shared.changed.notify_all();
        }
        let mut state = self.doze(state, timeout);
        if let Some(me) = me {
            state.drivers.unblock(me);
        }
        state
    }

    fn doze<'w>(&'w self, state: MutexGuard<'w, State>, timeout: Option<Duration>) -> MutexGuard<'w, State> {
        let changed = &self.shared.changed;
        match timeout {
            Some(timeout) => changed.wait_timeout(state, timeout).unwrap_or_else(PoisonError::into_inner).0,
            None => changed.wait(state).unwrap_or_else(PoisonError::into_inner),
        }
    }

    /// Lets time pass: virtual time is put forward, real time is slept through. Returns whether all of it passed: a
    /// [driver](Self::drive) that is asked to stop does not sleep on.
    ///
    /// A driver makes its pauses with this. (In virtual time it does not wait for others: two drivers that sleep a
    /// second each put the clock forward by two.)
    pub fn sleep(&self, duration: Duration) -> bool {
        let mut state = self.shared.lock();
        let me = state.drivers.current();
        let stopped = |state: &State| me.is_some_and(|me| state.drivers.is_stopped(me));
        if stopped(&state) {
            return false;
        }
        if state.clock.is_virtual() {
            state.clock.advance(duration);
            self.shared.changed.notify_all();
            return true;
        }
        let end = state.clock.now() + duration;
        loop {
            let left = end.since(state.clock.now());
            if left.is_zero() {
                return true;
            }
            state = self.doze(state, Some(left));
            if stopped(&state) {
                return false;
            }
        }
    }
}
