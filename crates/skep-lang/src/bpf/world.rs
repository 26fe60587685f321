//! The native world: what programs that are called as ordinary functions find around them, on this thread.

use skep_uapi::Helper;
use std::any::{Any, TypeId};
use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;
use std::time::Duration;

thread_local! {
    static WORLD: RefCell<Option<State>> = const { RefCell::new(None) };
}

/// What there is in a world.
#[derive(Default)]
struct State {
    /// By the address of the static, and the type of what it keeps.
    statics: HashMap<(usize, TypeId), Rc<dyn Any>>,
    task: Task,
    time: Duration,
    /// What helpers give that were told to.
    answers: HashMap<Helper, u64>,
    /// What was printed.
    lines: Vec<String>,
    /// What the last random number was made of.
    random: u64,
}

/// The task that runs programs.
#[derive(Clone, Copy)]
pub(crate) struct Task {
    pub(crate) pid: u32,
    pub(crate) tid: u32,
    pub(crate) uid: u32,
    pub(crate) gid: u32,
    pub(crate) comm: [u8; 16],
}

impl Default for Task {
    fn default() -> Self {
        Self { pid: 1, tid: 1, uid: 0, gid: 0, comm: *b"init\0\0\0\0\0\0\0\0\0\0\0\0" }
    }
}

/// While it lives, programs can be called as ordinary functions on this thread. Maps and variables are as they were declared, and a
/// task of process 1 and user 0 runs.
///
/// ```
/// use skep_lang::bpf::{HashMap, World};
///
/// static COUNTS: HashMap<u32, u64> = HashMap::with_max_entries(8);
///
/// let _world = World::new();
/// COUNTS.add(7, 1);
/// assert_eq!(COUNTS.get(&7).map(|count| *count), Some(1));
/// ```
#[derive(Debug)]
#[must_use = "programs run natively as long as it lives"]
pub struct World(());

impl World {
    /// Begins a world.
    ///
    /// # Panics
    /// If this thread has one already.
    #[expect(clippy::new_without_default, reason = "a world is begun, not a value that is filled in")]
    pub fn new() -> Self {
        WORLD.with(|world| {
            let before = world.borrow_mut().replace(State::default());
            assert!(before.is_none(), "this thread has a World already: drop it before another begins");
        });
        Self(())
    }

    /// Has programs run in this process, and in its first thread.
    pub fn pid(&self, pid: u32) {
        change(|state| (state.task.pid, state.task.tid) = (pid, pid));
    }

    /// Has programs run in this thread.
    pub fn tid(&self, tid: u32) {
        change(|state| state.task.tid = tid);
    }

    /// Has programs run for this user.
    pub fn uid(&self, uid: u32) {
        change(|state| state.task.uid = uid);
    }

    /// Has programs run for this group.
    pub fn gid(&self, gid: u32) {
        change(|state| state.task.gid = gid);
    }

    /// Has programs run in a task of this name, of which 15 bytes are kept.
    pub fn comm(&self, comm: &str) {
        let mut bytes = [0; 16];
        for (to, &from) in bytes.iter_mut().take(15).zip(comm.as_bytes()) {
            *to = from;
        }
        change(|state| state.task.comm = bytes);
    }

    /// What time it is since the machine's start.
    pub fn time(&self, time: Duration) {
        change(|state| state.time = time);
    }

    /// The lines that programs printed since this was asked last.
    pub fn printed(&self) -> Vec<String> {
        within("printed", |state| std::mem::take(&mut state.lines))
    }

    /// Has a helper give this from now on: a number, of which an error is the one below 0. It does nothing else.
    ///
    /// ```
    /// use skep_lang::bpf::{World, helper};
    /// use skep_uapi::Helper;
    ///
    /// let world = World::new();
    /// world.answer(Helper::GET_CURRENT_CGROUP_ID, 7);
    /// assert_eq!(helper::get_current_cgroup_id(), 7);
    /// ```
    pub fn answer(&self, helper: Helper, number: i64) {
        change(|state| _ = state.answers.insert(helper, number.cast_unsigned()));
    }
}

impl Drop for World {
    fn drop(&mut self) {
        WORLD.with(|world| world.borrow_mut().take());
    }
}

fn change(change: impl FnOnce(&mut State)) {
    WORLD.with(|world| {
        if let Some(state) = world.borrow_mut().as_mut() {
            change(state);
        }
    });
}

/// The state of the thread's world, for something of this name.
fn within<T>(name: &str, look: impl FnOnce(&mut State) -> T) -> T {
    WORLD.with(|world| match world.borrow_mut().as_mut() {
        Some(state) => look(state),
        None => {
            panic!("`{name}` is used outside of a kernel: begin the test with `let _world = World::new();`")
        }
    })
}

/// The task that runs.
pub(crate) fn task(name: &str) -> Task {
    within(name, |state| state.task)
}

/// The time.
pub(crate) fn time(name: &str) -> Duration {
    within(name, |state| state.time)
}

/// What a static keeps in this thread's world; statics are told apart by their address.
pub(crate) fn kept<T: Default + 'static>(address: usize, name: &str) -> Rc<T> {
    let any = within(name, |state| {
        let key = (address, TypeId::of::<T>());
        state.statics.entry(key).or_insert_with(|| Rc::new(T::default())).clone()
    });
    // The key holds the type.
    any.downcast::<T>().unwrap_or_default()
}

/// Keeps a line that was printed.
pub(crate) fn print(line: &str) {
    within("trace_printk", |state| state.lines.push(line.to_owned()));
}

/// What a helper gives: what it was told to, or what follows from the world.
pub(crate) fn answer(helper: Helper) -> u64 {
    let name = helper.name().unwrap_or("a helper");
    let answer = within(name, |state| match state.answers.get(&helper) {
        Some(&told) => Some(told),
        None => known(state, helper),
    });
    answer.unwrap_or_else(|| {
        panic!("a world does not know what `{name}` gives: say it with `world.answer(Helper::…, …)`, or run the program in a kernel")
    })
}

/// Ends a program that calls a helper which only a kernel can do.
pub(crate) fn unanswered<T>(helper: Helper) -> T {
    let name = helper.name().unwrap_or("a helper");
    panic!(
        "only a kernel does what `{name}` does: test this program with `Kernel::simulated()` or `Kernel::host()`"
    )
}

/// What follows from the world.
fn known(state: &mut State, helper: Helper) -> Option<u64> {
    let both = |high: u32, low: u32| u64::from(high) << 32 | u64::from(low);
    Some(match helper {
        Helper::KTIME_GET_NS
        | Helper::KTIME_GET_BOOT_NS
        | Helper::KTIME_GET_COARSE_NS
        | Helper::KTIME_GET_TAI_NS => u64::try_from(state.time.as_nanos()).unwrap_or(u64::MAX),
        Helper::GET_CURRENT_PID_TGID => both(state.task.pid, state.task.tid),
        Helper::GET_CURRENT_UID_GID => both(state.task.gid, state.task.uid),
        Helper::GET_SMP_PROCESSOR_ID | Helper::GET_NUMA_NODE_ID => 0,
        Helper::GET_PRANDOM_U32 => {
            // A linear congruence with Knuth's numbers: the same in every run of a test.
            state.random =
                state.random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            state.random >> 32
        }
        _ => return None,
    })
}
