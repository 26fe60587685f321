//! The baton: the whole state, which only one thread has at a time, and who waits for it.

use crate::state::State;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

/// The seats in which threads wait for the state, one for each.
#[derive(Debug)]
pub(super) struct Baton {
    seats: Vec<Seat>,
}

#[derive(Debug, Default)]
struct Seat {
    handed: Mutex<Option<Box<State>>>,
    changed: Condvar,
}

impl Seat {
    fn lock(&self) -> MutexGuard<'_, Option<Box<State>>> {
        self.handed.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Baton {
    pub(super) fn with_seats(count: usize) -> Self {
        Self { seats: std::iter::repeat_with(Seat::default).take(count).collect() }
    }

    pub(super) fn hand_to(&self, seat: usize, state: Box<State>) {
        if let Some(seat) = self.seats.get(seat) {
            *seat.lock() = Some(state);
            seat.changed.notify_one();
        }
    }

    /// Waits for the state.
    pub(super) fn wait(&self, seat: usize) -> Box<State> {
        // Everybody has a seat.
        let Some(seat) = self.seats.get(seat) else { return Box::new(State::nothing()) };
        let mut handed = seat.lock();
        loop {
            match handed.take() {
                Some(state) => return state,
                None => handed = seat.changed.wait(handed).unwrap_or_else(PoisonError::into_inner),
            }
        }
    }
}
