//! The queue itself, as one thread sees it: what is taken, what is dropped, and the counts of it.

use super::bound::{Bound, WhenFull};
use super::counts::FlowCounts;
use super::spill::Spill;
use super::throttle::Throttle;
use crate::{Error, Event, Operation, Result};
use std::collections::VecDeque;

/// What became of an event that was offered.
pub(super) enum Offered<T> {
    /// It is taken care of.
    Done,
    /// There is no room, and it is to wait for some.
    Full(T),
}

/// Events that wait, each with its size.
pub(super) struct Queue<T> {
    events: VecDeque<(T, usize)>,
    bytes: usize,
    pub(super) bound: Bound,
    pub(super) when_full: WhenFull,
    spill: Option<Spill>,
    /// The events of which one of so many is taken.
    turn: u32,
    pub(super) throttle: Option<Throttle>,
    pub(super) counts: FlowCounts,
    /// The first thing that went wrong in writing a level or a file.
    pub(super) error: Option<Error>,
}

impl<T> Default for Queue<T> {
    fn default() -> Self {
        Self {
            events: VecDeque::new(),
            bytes: 0,
            bound: Bound::default(),
            when_full: WhenFull::default(),
            spill: None,
            turn: 0,
            throttle: None,
            counts: FlowCounts::default(),
            error: None,
        }
    }
}

impl<T: Event> Queue<T> {
    /// Makes ready what the first event may need.
    pub(super) fn begin(&mut self) -> Result<()> {
        if let WhenFull::Spill { folder, byte_limit } = &self.when_full {
            let opened = Spill::create(folder, *byte_limit);
            let named = || folder.display().to_string();
            self.spill = Some(opened.map_err(|error| Error::other(Operation::SpillEvents, named(), error))?);
        }
        self.throttle.as_mut().map_or(Ok(()), Throttle::begin)
    }

    /// Takes a record, as the policy has it. One that is to wait for room is counted as received, and offered again with
    /// [`offer_again`](Self::offer_again).
    pub(super) fn offer(&mut self, record: &[u8]) -> Offered<T> {
        self.counts.received += 1;
        let Some(event) = T::read(record) else {
            self.counts.malformed += 1;
            return Offered::Done;
        };
        let size = record.len();
        if let WhenFull::Sample { one_of, above } = self.when_full
            && self.bound.fullness(self.events.len(), self.bytes) >= above
        {
            self.turn = self.turn.wrapping_add(1);
            if !self.turn.is_multiple_of(one_of.max(1)) {
                self.counts.sampled_out += 1;
                return Offered::Done;
            }
        }
        // What came before it is still in the file.
        let must_spill = self.spill.as_ref().is_some_and(|spill| !spill.is_empty());
        if self.has_room(size) && !must_spill {
            self.put(event, size);
            return Offered::Done;
        }
        match self.when_full {
            WhenFull::Block => return Offered::Full(event),
            WhenFull::DropNewest | WhenFull::Sample { .. } => self.counts.dropped_newest += 1,
            WhenFull::DropOldest => {
                while !self.has_room(size) && self.pop().is_some() {
                    self.counts.dropped_oldest += 1;
                }
                self.put(event, size);
            }
            WhenFull::Spill { .. } => self.spill(record),
        }
        Offered::Done
    }

    /// Takes an event that waited for room, if there is some.
    pub(super) fn offer_again(&mut self, event: T, size: usize) -> Offered<T> {
        if !self.has_room(size) {
            return Offered::Full(event);
        }
        self.put(event, size);
        Offered::Done
    }

    fn spill(&mut self, record: &[u8]) {
        match self.spill.as_mut().map_or(Ok(false), |spill| spill.push(record)) {
            Ok(true) => {
                self.counts.spilled += 1;
                self.counts.waiting += 1;
            }
            Ok(false) => self.counts.dropped_newest += 1,
            Err(error) => {
                self.counts.dropped_newest += 1;
                self.keep(Error::other(Operation::SpillEvents, "file of events", error));
            }
        }
    }

    fn keep(&mut self, error: Error) {
        self.error.get_or_insert(error);
    }

    fn has_room(&self, size: usize) -> bool {
        self.events.is_empty()
            || self.events.len() < self.bound.events && self.bytes.saturating_add(size) <= self.bound.bytes
    }

    fn put(&mut self, event: T, size: usize) {
        self.events.push_back((event, size));
        self.bytes += size;
        self.counts.waiting += 1;
        self.adapt();
    }

    /// Takes the event out that has waited longest, which from now on counts nowhere.
    fn pop(&mut self) -> Option<T> {
        let (event, size) = self.events.pop_front()?;
        self.bytes -= size;
        self.counts.waiting -= 1;
        Some(event)
    }

    /// The next event, which is being handled from now on.
    pub(super) fn take(&mut self) -> Option<T> {
        if self.events.is_empty() {
            self.refill();
        }
        let event = self.pop()?;
        self.counts.handling += 1;
        self.adapt();
        Some(event)
    }

    /// Brings events back from the file, as many as there is room for.
    fn refill(&mut self) {
        let Some(spill) = &mut self.spill else { return };
        loop {
            match spill.pop() {
                Ok(Some(record)) => {
                    let size = record.len();
                    // Nothing that was no event went into the file.
                    let Some(event) = T::read(record) else { continue };
                    self.events.push_back((event, size));
                    self.bytes += size;
                    let has_room = self.events.len() < self.bound.events && self.bytes < self.bound.bytes;
                    if !has_room {
                        return;
                    }
                }
                Ok(None) => return,
                Err((records, error)) => {
                    self.counts.waiting -= records;
                    self.counts.dropped_oldest += records;
                    self.error.get_or_insert(Error::other(Operation::SpillEvents, "file of events", error));
                }
            }
        }
    }

    /// Gives up what waits.
    pub(super) fn abandon(&mut self) {
        self.events.clear();
        self.bytes = 0;
        self.spill = None;
        self.counts.abandoned += std::mem::take(&mut self.counts.waiting);
        self.adapt();
    }

    fn adapt(&mut self) {
        let (events, bytes) = (self.events.len(), self.bytes);
        if let Some(throttle) = &mut self.throttle {
            let adapted = throttle.adapt(&self.bound, events, bytes);
            self.counts.level = throttle.level();
            if let Err(error) = adapted {
                self.keep(error);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Events of which every seventh is no event: it has another size.
    fn record(number: u32) -> Vec<u8> {
        if number % 7 == 6 { vec![0; 3] } else { number.to_ne_bytes().to_vec() }
    }

    fn policies() -> impl Strategy<Value = WhenFull> {
        let folder = std::env::temp_dir();
        prop_oneof![
            Just(WhenFull::Block),
            Just(WhenFull::DropNewest),
            Just(WhenFull::DropOldest),
            (0_u32..5, 0_u8..=100).prop_map(|(one_of, above)| WhenFull::Sample { one_of, above }),
            (0_u64..2000).prop_map(move |byte_limit| WhenFull::Spill { folder: folder.clone(), byte_limit }),
        ]
    }

    proptest! {
        #[test]
        fn every_event_is_accounted_for_at_any_time_and_none_overtakes_another(
            when_full in policies(),
            events in 1_usize..20,
            bytes in 1_usize..100,
            steps in proptest::collection::vec(any::<bool>(), 0..600),
        ) {
            let bound = Bound::events(events).and_bytes(bytes);
            let mut queue = Queue::<u32> { bound, when_full: when_full.clone(), ..Queue::default() };
            queue.begin().unwrap();
            let (mut number, mut last, mut held) = (0, None, None);
            for is_offer in steps {
                if is_offer && held.is_none() {
                    if let Offered::Full(event) = queue.offer(&record(number)) {
                        prop_assert_eq!(&when_full, &WhenFull::Block);
                        held = Some(event);
                    }
                    number += 1;
                } else if let Some(event) = queue.take() {
                    prop_assert!(last.is_none_or(|last| last < event), "{:?} and {}", last, event);
                    last = Some(event);
                    queue.counts.handling -= 1;
                    queue.counts.delivered += 1;
                }
                if let Some(event) = held.take()
                    && let Offered::Full(event) = queue.offer_again(event, 4)
                {
                    held = Some(event);
                }
                prop_assert!(queue.events.len() <= events);
                prop_assert!(queue.events.len() <= 1 || queue.bytes <= bytes);
                prop_assert_eq!(queue.counts.received, queue.counts.accounted() + u64::from(held.is_some()));
            }
            queue.abandon();
            prop_assert_eq!(queue.counts.received, queue.counts.accounted() + u64::from(held.is_some()));
            prop_assert_eq!((queue.counts.waiting, queue.bytes), (0, 0));
        }
    }
}
