//! Who is told of what a ring's reader reads.

use crate::RingCommit;
use std::fmt;

/// Who is told of the records that a ring's reader reads, beside the reader itself.
pub struct RingTap(Box<Each>);

type Each = dyn FnMut(RingCommit, &[u8]) + Send + Sync;

impl RingTap {
    /// Calls this with every record; of discarded ones with no bytes.
    pub fn new(each: impl FnMut(RingCommit, &[u8]) + Send + Sync + 'static) -> Self {
        Self(Box::new(each))
    }

    pub(crate) fn tell(&mut self, how: RingCommit, bytes: &[u8]) {
        (self.0)(how, bytes);
    }
}

impl fmt::Debug for RingTap {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RingTap")
    }
}
