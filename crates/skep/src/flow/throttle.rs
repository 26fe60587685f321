//! How programs are told to send less.

use super::bound::Bound;
use crate::{Global, Result};

/// A level that programs read from a global variable, to send less when their events are not handled as fast as they come: 0 when all is
/// well, and one more for each pair of marks that the fullness of the queue has passed.
///
/// A level is entered when the queue is as full as its high mark, and left when it is as empty as its low one, so that it does not change
/// with every event.
///
/// ```
/// # fn show(ring: skep::RingBuffer<u64>, level: skep::Global<u32>) -> skep::Result<()> {
/// use skep::flow::{Flow, Throttle};
/// let flow = Flow::new(ring).throttle(Throttle::new(level).with_level(75, 50).with_level(95, 75));
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct Throttle {
    variable: Global<u32>,
    /// For each level from 1 on: the fullness in percent at which it is entered and left.
    marks: Vec<(u8, u8)>,
    level: usize,
}

impl Throttle {
    /// A level in this variable. Without [`with_level`](Self::with_level) there is one: from 75 percent on, until 50.
    pub fn new(variable: Global<u32>) -> Self {
        Self { variable, marks: vec![], level: 0 }
    }

    /// Adds a level, which is entered at `high` percent of the bound and left at `low`. Levels are added from the lowest on.
    #[must_use]
    pub fn with_level(mut self, high: u8, low: u8) -> Self {
        self.marks.push((high, low.min(high)));
        self
    }

    /// The level that there is.
    pub(super) fn level(&self) -> u32 {
        u32::try_from(self.level).unwrap_or(u32::MAX)
    }

    /// Writes what the level is at first.
    pub(super) fn begin(&mut self) -> Result<()> {
        if self.marks.is_empty() {
            self.marks.push((75, 50));
        }
        self.level = 0;
        self.variable.set(&0)
    }

    /// Looks whether another level is right for a queue that has so much.
    pub(super) fn adapt(&mut self, bound: &Bound, events: usize, bytes: usize) -> Result<()> {
        let fullness = bound.fullness(events, bytes);
        let before = self.level;
        while self.marks.get(self.level).is_some_and(|&(high, _)| fullness >= high) {
            self.level += 1;
        }
        while self.level > 0
            && self.marks[self.level - 1].1 >= fullness
            && fullness < self.marks[self.level - 1].0
        {
            self.level -= 1;
        }
        if self.level == before { Ok(()) } else { self.variable.set(&self.level()) }
    }
}
