//! What becomes of the errors of drops: nobody is there to whom they could be returned.

use crate::{Error, Kernel};
use std::fmt;
use std::mem;
use std::sync::{Arc, Mutex, PoisonError};

/// The most errors that are kept until somebody takes them.
const KEPT: usize = 64;

/// Where errors of drops go.
#[derive(Default)]
pub(crate) struct FailedDrops(Mutex<Where>);

enum Where {
    Kept(Vec<Error>),
    Told(Arc<dyn Fn(Error) + Send + Sync>),
}

impl Default for Where {
    fn default() -> Self {
        Self::Kept(Vec::new())
    }
}

impl fmt::Debug for FailedDrops {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("FailedDrops(..)")
    }
}

impl FailedDrops {
    pub(crate) fn report(&self, error: Error) {
        let mut place = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let hook = match &mut *place {
            Where::Kept(errors) => {
                if errors.len() < KEPT {
                    errors.push(error);
                }
                return;
            }
            Where::Told(hook) => Arc::clone(hook),
        };
        // It may drop links itself.
        drop(place);
        hook(error);
    }
}

impl Kernel {
    /// Tells this function of every drop that failed: a program that was attached without a link, and could not be detached when its
    /// [`Link`](crate::Link) was dropped, or a structure of functions that was registered without one. It is told for all clones of this `Kernel`, in the thread of the drop, and first what
    /// was kept before. (A link of the kernel's own ends with its descriptor, which cannot fail.)
    pub fn on_failed_drop(&self, hook: impl Fn(Error) + Send + Sync + 'static) {
        let hook: Arc<dyn Fn(Error) + Send + Sync> = Arc::new(hook);
        let place = &self.failed_drops().0;
        let before = mem::replace(
            &mut *place.lock().unwrap_or_else(PoisonError::into_inner),
            Where::Told(Arc::clone(&hook)),
        );
        if let Where::Kept(errors) = before {
            errors.into_iter().for_each(|error| hook(error));
        }
    }

    /// Takes the errors of drops that nobody was told of: the first 64 since the last time.
    pub fn take_failed_drops(&self) -> Vec<Error> {
        match &mut *self.failed_drops().0.lock().unwrap_or_else(PoisonError::into_inner) {
            Where::Kept(errors) => mem::take(errors),
            Where::Told(_) => Vec::new(),
        }
    }
}
