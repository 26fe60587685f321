//! The boundary to machine code: the memory that it shares with this crate, the way into it, and what it calls.
//!
//! # Safety
//!
//! The machine code was made by `translate.rs` for exactly these structures. It gets one pointer, to a [`Context`] that lives on
//! the stack of [`enter`] until it returns. In it are pointers to the stacks and windows of the run's memory; they were made from
//! unique references to bytes on the heap, which stay where they are as long as no region comes, goes or is changed by
//! its environment, and nothing but the slow ways here touches memory while the machine code runs. The machine code compares
//! every access with a window's or a stack's bounds before it makes it.

#![allow(unsafe_code, reason = "one of the files that may: machine code is entered and shares memory here")]

use cranelift_jit::JITModule;
use skep_isa::Size;
use skep_vm::{Machine, StackParts, Window};
use std::ffi::c_void;
use std::fmt;
use std::mem::MaybeUninit;
use std::ptr;

/// As many functions as call each other.
pub(crate) const LEVELS: usize = skep_vm::MAX_FRAMES;
/// A window for loads and one for stores through each register.
pub(crate) const WINDOWS: usize = 22;

/// What machine code sees.
#[repr(C)]
pub(crate) struct Context {
    pub(crate) registers: [u64; 11],
    /// How many instructions may still be carried out.
    pub(crate) left: i64,
    /// The step at which it stopped.
    pub(crate) next: u64,
    /// The registers that are written, in the function that begins or in the one that stopped.
    pub(crate) written: u64,
    /// The level of the function that begins or stopped.
    pub(crate) level: *mut Level,
    machine: *mut c_void,
    pub(crate) levels: [MaybeUninit<Level>; LEVELS],
    pub(crate) windows: [MaybeUninit<Reach>; WINDOWS],
}

/// A function that has been called and has not returned: its stack, and its caller.
#[derive(Clone, Copy)]
#[repr(C)]
pub(crate) struct Level {
    pub(crate) bytes: *mut u8,
    pub(crate) written: *mut u64,
    pub(crate) uses: *mut u16,
    pub(crate) slot: u64,
    /// Who called the function, if machine code has.
    pub(crate) frame: Frame,
}

/// A function that machine code has called.
#[derive(Clone, Copy)]
#[repr(C)]
pub(crate) struct Frame {
    /// The step that called in the lower half, and the first one of the function in the upper half.
    pub(crate) call_and_entry: u64,
    /// The caller's `r6` to `r9`, as far as they are of use.
    pub(crate) saved: [u64; 4],
    /// Which of them are written.
    pub(crate) written: u64,
}

/// Bytes that can be accessed without further checks.
#[derive(Clone, Copy)]
#[repr(C)]
pub(crate) struct Reach {
    /// The address of the first byte.
    pub(crate) start: u64,
    /// What is added to an address to get where the byte is.
    pub(crate) distance: u64,
    /// For accesses of 1, 2, 4 and 8 bytes, how far from the start they can begin; 0 if there are none.
    pub(crate) limits: [u64; 4],
}

/// What a slow way gives: a number, and whether the access was made.
#[repr(C)]
pub(crate) struct Slow {
    value: u64,
    made: u64,
}

/// Machine code of a whole program.
pub(crate) struct Code {
    /// Nothing is taken from it any more; when it goes, its memory goes.
    module: Option<JITModule>,
    /// The ways in: the step that each begins with, in order, the number that its function knows it by, and the function.
    pub(crate) ways_in: Vec<(usize, u32, *const u8)>,
    /// How many stacks it uses.
    pub(crate) levels: usize,
    /// Which windows are used: whether each is for stores.
    pub(crate) windows: Vec<bool>,
}

// SAFETY: the machine code is never changed, and the module is only used to free it.
unsafe impl Send for Code {}
// SAFETY: as above.
unsafe impl Sync for Code {}

impl Code {
    pub(crate) fn new(module: JITModule, levels: usize, windows: Vec<bool>) -> Self {
        Self { module: Some(module), ways_in: Vec::new(), levels, windows }
    }
}

impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Code").field("ways_in", &self.ways_in.len()).finish_non_exhaustive()
    }
}

impl Drop for Code {
    fn drop(&mut self) {
        if let Some(module) = self.module.take() {
            // SAFETY: whoever runs the code borrows `self`, and the ways in are not handed out.
            unsafe { module.free_memory() };
        }
    }
}

impl Reach {
    const NONE: Self = Self { start: 0, distance: 0, limits: [0; 4] };

    fn of(window: &mut Window<'_>) -> Self {
        let length = window.bytes.len() as u64;
        let limits = [1, 2, 4, 8].map(|size| (length + 1).saturating_sub(size));
        let distance = (window.bytes.as_mut_ptr().expose_provenance() as u64).wrapping_sub(window.start);
        Self { start: window.start, distance, limits }
    }
}

/// Machine code's ways in.
type Function = extern "C" fn(*mut Context, u64, i64);

/// Enters machine code, if there is a way in at this step; returns the step at which it stopped.
pub(crate) fn enter(code: &Code, first: usize, machine: &mut Machine<'_>) -> Option<usize> {
    let found = code.ways_in.binary_search_by_key(&first, |(step, ..)| *step).ok()?;
    let (_, number, function) = code.ways_in[found];
    let depth = machine.depth();
    let left = i64::try_from(*machine.left).unwrap_or(i64::MAX);
    let mut context = Context {
        registers: [0; 11],
        left,
        next: first as u64,
        written: machine.written().into(),
        level: ptr::null_mut(),
        machine: ptr::null_mut(),
        levels: [MaybeUninit::uninit(); LEVELS],
        windows: [MaybeUninit::uninit(); WINDOWS],
    };
    context.registers.copy_from_slice(&machine.registers[..11]);
    let innermost = depth.checked_sub(1)?;
    for level in innermost..(innermost + code.levels).min(LEVELS) {
        let StackParts { bytes, written, uses, slot } = machine.stack(level)?;
        let (bytes, written) = (bytes.as_mut_ptr(), written.as_mut_ptr());
        let frame = Frame { call_and_entry: 0, saved: [0; 4], written: 0 };
        context.levels[level].write(Level { bytes, written, uses, slot: slot.into(), frame });
    }
    // What the first argument points to is most likely what is loaded.
    let near = if first == 0 { machine.registers[1] } else { 0 };
    let mut reach = |stores| {
        let window = machine.memory.window(near, stores);
        window.map_or(Reach::NONE, |mut window| Reach::of(&mut window))
    };
    let loads = reach(false);
    let stores = if code.windows.contains(&true) { reach(true) } else { Reach::NONE };
    for (place, &for_stores) in context.windows.iter_mut().zip(&code.windows) {
        place.write(if for_stores { stores } else { loads });
    }
    let base: *mut Level = context.levels.as_mut_ptr().cast();
    context.level = base.wrapping_add(innermost);
    context.machine = ptr::from_mut(machine).cast();
    // SAFETY: all ways in have this signature, and the code is there as long as `code`.
    let function = unsafe { std::mem::transmute::<*const u8, Function>(function) };
    function(&raw mut context, number.into(), left);

    let stopped = (context.level.addr() - base.addr()) / size_of::<Level>();
    for level in depth..=stopped {
        // SAFETY: machine code only moves to levels that were written, and writes the frame of each it moves to.
        let Level { frame, .. } = unsafe { context.levels[level].assume_init() };
        let caller = machine.stack(level - 1)?;
        let r10 = StackParts::address_of(*caller.uses, caller.slot);
        let [r6, r7, r8, r9] = frame.saved;
        let call = usize::try_from(frame.call_and_entry & u64::from(u32::MAX)).ok()?;
        let entry = usize::try_from(frame.call_and_entry >> 32).ok()?;
        machine.enter(call, entry, [r6, r7, r8, r9, r10], u16::try_from(frame.written).ok()?);
    }
    machine.registers[..11].copy_from_slice(&context.registers);
    // What was too much to be counted is still there.
    *machine.left -= u64::try_from(left - context.left).unwrap_or_default();
    machine.set_written(u16::try_from(context.written).unwrap_or_default());
    usize::try_from(context.next).ok()
}

/// The size of an access, by its number in [`Reach::limits`].
fn size(number: u64) -> Size {
    match number & 3 {
        0 => Size::Byte,
        1 => Size::Half,
        2 => Size::Word,
        _ => Size::Double,
    }
}

/// A load that is not in its window. `what` is the number of the window, times 4, and that of the size.
pub(crate) extern "C" fn slow_load(context: *mut Context, address: u64, what: u64) -> Slow {
    // SAFETY: machine code passes the context it was given, and does not touch it until this returns.
    let context = unsafe { &mut *context };
    // SAFETY: `enter` has put the machine there, which it borrows, and does not touch until machine code returns.
    let machine = unsafe { &mut *context.machine.cast::<Machine<'_>>() };
    let Some(value) = machine.memory.checked_load(address, size(what)) else {
        return Slow { value: 0, made: 0 };
    };
    look(context, machine, address, what, false);
    Slow { value, made: 1 }
}

/// A store that is not in its window; returns whether it was made.
pub(crate) extern "C" fn slow_store(context: *mut Context, address: u64, value: u64, what: u64) -> u64 {
    // SAFETY: as for a load.
    let context = unsafe { &mut *context };
    // SAFETY: as for a load.
    let machine = unsafe { &mut *context.machine.cast::<Machine<'_>>() };
    if !machine.memory.checked_store(address, size(what), value) {
        return 0;
    }
    look(context, machine, address, what, true);
    1
}

/// Puts a window where an access was.
fn look(context: &mut Context, machine: &mut Machine<'_>, address: u64, what: u64, stores: bool) {
    let place = usize::try_from(what >> 2).ok().and_then(|index| context.windows.get_mut(index));
    if let Some(place) = place
        && let Some(mut window) = machine.memory.window(address, stores)
    {
        place.write(Reach::of(&mut window));
    }
}
