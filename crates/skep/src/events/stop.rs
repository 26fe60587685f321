//! What ends a wait, and who ends it from elsewhere.

use crate::{Error, Kernel, Operation, Result};
use skep_uapi::{Errno, Handle};
use std::sync::Arc;

/// What ended a wait.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Woken {
    /// There is something to read.
    Ready,
    /// The deadline has come.
    Deadline,
    /// The reader was stopped.
    Stopped,
}

/// Ends the waits of a reader, from any thread, once and for all.
#[derive(Clone, Debug)]
pub struct Stopper {
    kernel: Kernel,
    event: Arc<Handle>,
}

impl Stopper {
    pub(crate) fn new(kernel: &Kernel, event: &Arc<Handle>) -> Self {
        Self { kernel: kernel.clone(), event: event.clone() }
    }

    /// Ends the wait that is under way, if there is one, and every later one.
    ///
    /// # Errors
    /// If the kernel refuses.
    pub fn stop(&self) -> Result<()> {
        self.kernel
            .api()
            .signal(&self.event)
            .map_err(|errno: Errno| Error::kernel(&self.kernel, Operation::Wait, "stop", errno))
    }
}
