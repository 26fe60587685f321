//! Which calls of a kernel are made again when a signal or the kernel itself broke them off, and how often.
//!
//! A call is repeated only if it may be made twice: because it changes nothing, or because the kernel says that it has
//! not begun. Whatever attaches, creates, removes or overwrites is made once. Every repetition has an end, on the kernel's
//! own clock.

use crate::{Error, Kernel, Result};
use skep_uapi::Errno;
use skep_uapi::kernel::{Instant, Wait};
use std::time::Duration;

/// The calls of a kernel, by what repeating them would do.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Call {
    /// A value, the next key, what an object is, a fact of the kernel.
    Read,
    /// Opening what is pinned.
    OpenPin,
    /// Having a program checked and loaded.
    LoadProgram,
}

/// When a call is made again.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Rule {
    /// After which answers.
    after: &'static [Errno],
    /// How often it is made at most.
    tries: u32,
    /// How long after the first such answer at most.
    within: Duration,
}

impl Call {
    /// | call | again after | why |
    /// |---|---|---|
    /// | reading a value, a key, an object's or the kernel's facts | `EINTR`, `EAGAIN` | it changes nothing |
    /// | opening a pin | `EINTR`, `EAGAIN` | without an answer there is no descriptor; the pin stays as it is |
    /// | loading a program | `EAGAIN`, 5 times (as libbpf) | a signal was pending while it was checked; nothing was made |
    /// | waiting | `EINTR`, until its own deadline ([`wait`]) | nothing is taken by waiting |
    /// | running a program on made-up input | never | it has run some of the times, and has changed maps |
    /// | writing an entry | never | what a program wrote since would be overwritten; a queue would have it twice |
    /// | removing or taking an entry | never | the second answer would be "not there", and a taken value be lost |
    /// | creating a map, loading types, opening an event | never | no kernel breaks these off, so there is nothing to gain |
    /// | attaching, detaching | never | the first call may have done it: programs would run twice |
    /// | pinning, removing a pin | never | the second answer would be that it is, or is not, there |
    const fn rule(self) -> Rule {
        match self {
            Self::Read | Self::OpenPin => {
                Rule { after: &[Errno::EINTR, Errno::EAGAIN], tries: 5, within: Duration::from_secs(1) }
            }
            // A large program is checked for seconds.
            Self::LoadProgram => Rule { after: &[Errno::EAGAIN], tries: 5, within: Duration::from_secs(60) },
        }
    }
}

/// Makes a call, and makes it again where its rule says so. A call that succeeds costs nothing more.
#[inline]
pub(crate) fn call<T>(
    kernel: &Kernel,
    call: Call,
    mut attempt: impl FnMut() -> Result<T, Errno>,
) -> Result<T, Errno> {
    match attempt() {
        Ok(answer) => Ok(answer),
        Err(errno) => again(kernel, call, errno, attempt),
    }
}

/// What becomes of a call that was answered with an error: it is made again where its rule says so.
#[cold]
pub(crate) fn again<T>(
    kernel: &Kernel,
    call: Call,
    mut errno: Errno,
    mut attempt: impl FnMut() -> Result<T, Errno>,
) -> Result<T, Errno> {
    let rule = call.rule();
    if !rule.after.contains(&errno) {
        return Err(errno);
    }
    let deadline = kernel.api().now() + rule.within;
    for _ in 1..rule.tries {
        if kernel.api().now() >= deadline {
            break;
        }
        match attempt() {
            Err(refusal) if rule.after.contains(&refusal) => errno = refusal,
            answer => return answer,
        }
    }
    Err(errno)
}

/// How often a wait may be broken off, or a pause be none, without any time having passed on the kernel's clock: one that stands still
/// brings no deadline.
const MOST_WITHOUT_TIME: u32 = 1000;

/// A clock that is watched.
struct Watched {
    last: Instant,
    /// How often it has been looked at since it moved.
    looks: u32,
}

impl Watched {
    fn new(kernel: &Kernel) -> Self {
        Self { last: kernel.api().now(), looks: 0 }
    }

    /// The time now, unless it is the same for too long.
    fn moves(&mut self, kernel: &Kernel) -> Option<Instant> {
        let now = kernel.api().now();
        self.looks = if now > self.last { 0 } else { self.looks + 1 };
        self.last = now;
        (self.looks < MOST_WITHOUT_TIME).then_some(now)
    }
}

/// Waits, and goes on waiting for what is left of the time after a signal.
pub(crate) fn wait(
    kernel: &Kernel,
    waits: &mut [Wait<'_>],
    deadline: Option<Instant>,
) -> Result<bool, Errno> {
    let mut clock = None;
    loop {
        match kernel.api().wait(waits, deadline) {
            Err(Errno::EINTR) => {}
            answer => return answer,
        }
        let clock = clock.get_or_insert_with(|| Watched::new(kernel));
        let now = clock.moves(kernel).ok_or(Errno::EINTR)?;
        if deadline.is_some_and(|deadline| now >= deadline) {
            waits.iter_mut().for_each(|wait| wait.ready = false);
            return Ok(false);
        }
    }
}

/// The first pause between two attempts.
const FIRST_PAUSE: Duration = Duration::from_millis(1);
/// The longest pause between two attempts.
const LONGEST_PAUSE: Duration = Duration::from_millis(256);

impl Kernel {
    /// Does something again as long as it fails for a reason that `passes`, with growing pauses, until this much time is
    /// over on the kernel's clock; then gives the last error. It is done at least once.
    ///
    /// Skep repeats by itself only what is safe to be done twice. Whether this is, the caller knows: to repeat after
    /// any reason that passes by itself, give [`Error::is_transient`]; to wait for something in use,
    /// `|error| error.kind() == ErrorKind::Busy`.
    ///
    /// ```
    /// use skep::prelude::*;
    /// use skep::ErrorKind;
    /// use std::time::Duration;
    ///
    /// let kernel = Kernel::simulated();
    /// let ring = RingBuffer::<u64>::create(&kernel, "EVENTS", 4096)?;
    /// // Another part of this program reads the ring: this one waits for its turn, but not for ever.
    /// let turn = kernel.retry_while(
    ///     |error| error.kind() == ErrorKind::Busy,
    ///     Duration::from_secs(5),
    ///     || RingBuffer::<u64>::new(ring.map().clone()),
    /// );
    /// assert_eq!(turn.map(drop).map_err(|error| error.kind()), Err(ErrorKind::Busy));
    /// # Ok::<(), skep::Error>(())
    /// ```
    ///
    /// # Errors
    /// The last one.
    pub fn retry_while<T>(
        &self,
        passes: impl Fn(&Error) -> bool,
        within: Duration,
        mut attempt: impl FnMut() -> Result<T>,
    ) -> Result<T> {
        let mut clock = Watched::new(self);
        let deadline = clock.last + within;
        let mut pause = FIRST_PAUSE;
        loop {
            let error = match attempt() {
                Err(error) if passes(&error) => error,
                answer => return answer,
            };
            let Some(now) = clock.moves(self).filter(|&now| now < deadline) else { return Err(error) };
            let end = (now + with_jitter(pause, now)).min(deadline);
            // Pausing is all there is to this wait: if the kernel does not, the next attempt comes early.
            let _ = wait(self, &mut [], Some(end));
            pause = (pause * 2).min(LONGEST_PAUSE);
        }
    }
}

/// Half to the whole of a pause, so that those who were refused together do not come again together. Nanoseconds of a
/// clock differ enough for that.
fn with_jitter(pause: Duration, now: Instant) -> Duration {
    let half = pause / 2;
    let spread = u64::try_from(half.as_nanos()).unwrap_or(u64::MAX).max(1);
    half + Duration::from_nanos(now.0.wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(32) % spread)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pause_is_shortened_by_half_at_most() {
        for now in 0..1000 {
            let pause = with_jitter(FIRST_PAUSE, Instant(now * 12_345));
            assert!(pause >= FIRST_PAUSE / 2 && pause <= FIRST_PAUSE, "{pause:?}");
        }
    }
}
