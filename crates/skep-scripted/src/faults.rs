//! A kernel whose calls fail when a script says so.

use crate::answer::Answer;
use crate::layered::{Call, Layer, Layered, Verdict};
use crate::method::Method;
use skep_uapi::{Errno, KernelApi};
use std::collections::BTreeMap;
use std::ops::{Bound, RangeBounds};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// One thing that goes wrong: which calls, and how.
///
/// Calls are counted from 1, from the moment on at which the script was given.
///
/// ```
/// use skep_scripted::{Fault, Method};
/// use skep_uapi::Errno;
/// use std::time::Duration;
///
/// let script = [
///     // A signal breaks the third lookup off.
///     Fault::of(Method::MapLookup).call(3).fails(Errno::EINTR),
///     // Every tenth call of any kind takes a millisecond longer.
///     Fault::of_any().each(10).takes(Duration::from_millis(1)),
///     // The kernel makes a link, but does not come to say so.
///     Fault::of(Method::LinkCreate).loses_answer(Errno::EIO),
///     // Five entries of a batch are written, and then there is no memory.
///     Fault::of(Method::MapUpdateBatch).call(1).breaks_off_after(5, Errno::ENOMEM),
/// ];
/// # let _ = script;
/// ```
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Fault {
    method: Option<Method>,
    first: u64,
    last: u64,
    each: u64,
    effect: Effect,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Effect {
    Fails(Errno),
    LosesAnswer(Errno),
    Takes(Duration),
    Shortens { entries: u32, errno: Errno },
}

impl Fault {
    /// Calls of this method: all of them, if nothing else is said. They fail with `EIO`, if nothing else is said.
    pub fn of(method: Method) -> Self {
        Self { method: Some(method), first: 1, last: u64::MAX, each: 1, effect: Effect::Fails(Errno::EIO) }
    }

    /// Calls of any method that answers with a value or an error number, counted together.
    pub fn of_any() -> Self {
        Self { method: None, ..Self::of(Method::MapCreate) }
    }

    /// Only the call with this number.
    #[must_use]
    pub fn call(self, number: u64) -> Self {
        self.calls(number..=number)
    }

    /// Only the calls with these numbers.
    #[must_use]
    pub fn calls(self, numbers: impl RangeBounds<u64>) -> Self {
        let first = match numbers.start_bound() {
            Bound::Included(&first) => first,
            Bound::Excluded(&before) => before.saturating_add(1),
            Bound::Unbounded => 1,
        };
        let last = match numbers.end_bound() {
            Bound::Included(&last) => last,
            Bound::Excluded(&after) => after.saturating_sub(1),
            Bound::Unbounded => u64::MAX,
        };
        Self { first, last, ..self }
    }

    /// Of these calls only each with a number that this one divides. 0 stands for none.
    #[must_use]
    pub fn each(self, number: u64) -> Self {
        Self { each: number, ..self }
    }

    /// They are not made, and answered with this error. A signal is `EINTR`.
    #[must_use]
    pub fn fails(self, errno: Errno) -> Self {
        Self { effect: Effect::Fails(errno), ..self }
    }

    /// They are made, but answered with this error: what they should do is done, and what they made is closed.
    #[must_use]
    pub fn loses_answer(self, errno: Errno) -> Self {
        Self { effect: Effect::LosesAnswer(errno), ..self }
    }

    /// They are made, so much later on the kernel's own clock.
    #[must_use]
    pub fn takes(self, time: Duration) -> Self {
        Self { effect: Effect::Takes(time), ..self }
    }

    /// Of a batch that reads, the kernel is given room for no more than so many entries: the answer is its own. Of one that
    /// writes, it is given no more than so many, and the answer is `ENOMEM`, as
    /// [`breaks_off_after`](Self::breaks_off_after). Other methods go on as usual.
    #[must_use]
    pub fn shortens_to(self, entries: u32) -> Self {
        self.breaks_off_after(entries, Errno::ENOMEM)
    }

    /// A batch that writes or removes does so with so many entries, says how many it were, and answers with this error.
    #[must_use]
    pub fn breaks_off_after(self, entries: u32, errno: Errno) -> Self {
        Self { effect: Effect::Shortens { entries, errno }, ..self }
    }

    fn is_for(&self, method: Method, of_method: u64, of_any: u64) -> bool {
        let number = match self.method {
            Some(wanted) if wanted == method => of_method,
            Some(_) => return false,
            None => of_any,
        };
        (self.first..=self.last).contains(&number) && self.each != 0 && number.is_multiple_of(self.each)
    }
}

/// What goes wrong with a kernel, and how often its calls were made. Clones are of the same kernel.
#[derive(Clone, Debug, Default)]
pub struct Faults(Arc<Mutex<Plan>>);

#[derive(Debug, Default)]
struct Plan {
    script: Vec<Fault>,
    made: BTreeMap<Method, u64>,
    in_all: u64,
    struck: u64,
}

impl Faults {
    /// From now on, counted from here, this goes wrong and nothing else. Of several faults of one call, the first counts.
    pub fn set(&self, script: impl IntoIterator<Item = Fault>) {
        *self.plan() = Plan { script: script.into_iter().collect(), ..Plan::default() };
    }

    /// From now on, counted from here, nothing goes wrong.
    pub fn clear(&self) {
        self.set([]);
    }

    /// How often a method was called since the script was given, with those calls that failed.
    pub fn made(&self, method: Method) -> u64 {
        self.plan().made.get(&method).copied().unwrap_or(0)
    }

    /// How many calls were made of all methods together.
    pub fn made_in_all(&self) -> u64 {
        self.plan().in_all
    }

    /// How many calls went wrong.
    pub fn struck(&self) -> u64 {
        self.plan().struck
    }

    fn plan(&self) -> MutexGuard<'_, Plan> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// This kernel, with calls that fail when these faults say so.
pub fn with_faults(kernel: Arc<Box<dyn KernelApi>>, faults: &Faults) -> impl KernelApi + use<> {
    Layered { kernel, layer: faults.clone() }
}

impl Layer for Faults {
    type Token = ();

    fn before(&self, kernel: &dyn KernelApi, call: Call<'_>) -> (Verdict, ()) {
        let effect = {
            let mut plan = self.plan();
            plan.in_all += 1;
            let made = plan.made.entry(call.method).or_default();
            *made += 1;
            let (of_method, of_any) = (*made, plan.in_all);
            let fault = plan.script.iter().find(|fault| fault.is_for(call.method, of_method, of_any));
            let effect = fault.map(|fault| fault.effect);
            plan.struck += u64::from(effect.is_some());
            effect
        };
        let verdict = match effect {
            None => Verdict::Make,
            Some(Effect::Fails(errno)) => Verdict::Refuse(errno),
            Some(Effect::LosesAnswer(errno)) => Verdict::Lose(errno),
            Some(Effect::Shortens { entries, errno }) => Verdict::Shorten(entries, errno),
            Some(Effect::Takes(time)) => {
                // A pause that a signal breaks off is shorter; nothing depends on it.
                let _ = kernel.wait(&mut [], Some(kernel.now() + time));
                Verdict::Make
            }
        };
        (verdict, ())
    }

    fn after(&self, _: &dyn KernelApi, _: Call<'_>, (): (), _: Result<&mut dyn Answer, Errno>) {}
}
