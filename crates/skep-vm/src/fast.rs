//! The fast loop: what programs mostly consist of, with checks that only say whether all is well.
//!
//! ```text
//!            ┌────────── a step for which it has no code, or a check that does not say yes ──────────┐
//!            │                                                                                       ▼
//!   the fast loop                                                                       the careful loop (run.rs)
//!            ▲                                                                                       │
//!            └── no register can be read before it is written; no pointer of the kernel's is about ──┘
//! ```
//!
//! A check here has no words: where it fails, the step is left to the careful loop, which carries it out or says what is
//! wrong. So there is one place that knows what is right, and nothing is done twice: a step that is left has done nothing yet.
//!
//! Instructions are counted at jumps: from where the last one led to, to where this one is. While more are left than the
//! program has, no way from one jump to the next can use them up.

mod code;

use crate::MAX_FRAMES;
use crate::arithmetic::{arithmetic, holds, low, negate, sign_extend};
use crate::compiled::Machine;
use crate::operands::Registers;
use crate::run::{Frame, R6, R10, leave};
use code::{FastCode, with_codes};
pub(crate) use code::{FastStep, fast_steps};
use skep_isa::{Arithmetic, Condition, Register, Size, Width};

/// Carries out steps from one on; returns the one that the careful loop must carry out.
#[inline(never)]
#[expect(clippy::too_many_lines, clippy::cognitive_complexity, reason = "a table: what each code does")]
pub(crate) fn run(steps: &[FastStep], first: usize, machine: Machine<'_>) -> usize {
    let Machine { registers, written, left, frames, memory, limits, program } = machine;
    let mut ever_written = *written;
    let mut remaining = *left;
    // Where the last jump led to.
    let mut counted = first;
    let mut rest = steps.get(first..).unwrap_or_default().iter();
    let enough = steps.len() as u64;

    macro_rules! table {
        (arithmetic; $($operation:ident($x64:ident, $k64:ident, $x32:ident, $k32:ident, $moved_x:ident, $moved_k:ident))*
         ; conditions; $($condition:ident($cx64:ident, $ck64:ident, $cx32:ident, $ck32:ident))*) => {
            loop {
                let Some(step) = rest.next() else { break steps.len() };
                // The index of the step.
                macro_rules! here { () => { steps.len() - rest.len() - 1 }; }
                // It is the careful loop's.
                macro_rules! careful { () => { break here!() }; }
                macro_rules! imm { () => { i64::from(step.imm).cast_unsigned() }; }
                macro_rules! dst { () => { registers[step.dst as usize] }; }
                macro_rules! src { () => { registers[step.src as usize] }; }
                macro_rules! go {
                    () => { go!(here!(), step.target as usize) };
                    ($from:expr, $to:expr) => {{
                        // Both ends belong to the same run of steps.
                        remaining -= ($from + 1 - counted) as u64;
                        counted = $to;
                        if remaining < enough {
                            break counted;
                        }
                        rest = steps.get(counted..).unwrap_or_default().iter();
                        continue;
                    }};
                }
                macro_rules! load {
                    ($type:ty) => {{
                        let address = src!().wrapping_add_signed(step.offset.into());
                        let Some(bytes) = memory.quick_load(address) else { careful!() };
                        <$type>::from_ne_bytes(bytes)
                    }};
                }
                macro_rules! store {
                    ($type:ty, $value:expr) => {{
                        let address = dst!().wrapping_add_signed(step.offset.into());
                        #[allow(clippy::cast_possible_truncation, reason = "the upper bytes are cut off on purpose")]
                        let value = $value as $type;
                        if !memory.quick_store(address, value.to_ne_bytes()) {
                            careful!();
                        }
                    }};
                }
                match step.code {
                    $(
                    FastCode::$x64 => dst!() = arithmetic(Arithmetic::$operation, Width::W64, dst!(), src!()),
                    FastCode::$k64 => dst!() = arithmetic(Arithmetic::$operation, Width::W64, dst!(), imm!()),
                    FastCode::$x32 => dst!() = arithmetic(Arithmetic::$operation, Width::W32, dst!(), src!()),
                    FastCode::$k32 => dst!() = arithmetic(Arithmetic::$operation, Width::W32, dst!(), imm!()),
                    FastCode::$moved_x => {
                        dst!() = arithmetic(Arithmetic::$operation, Width::W64, src!(), registers[step.second as usize]);
                        rest.next();
                    }
                    FastCode::$moved_k => {
                        dst!() = arithmetic(Arithmetic::$operation, Width::W64, src!(), imm!());
                        rest.next();
                    }
                    )*
                    $(
                    FastCode::$cx64 => if holds(Condition::$condition, Width::W64, dst!(), src!()) { go!() },
                    FastCode::$ck64 => if holds(Condition::$condition, Width::W64, dst!(), imm!()) { go!() },
                    FastCode::$cx32 => if holds(Condition::$condition, Width::W32, dst!(), src!()) { go!() },
                    FastCode::$ck32 => if holds(Condition::$condition, Width::W32, dst!(), imm!()) { go!() },
                    )*
                    FastCode::Move64X => dst!() = src!(),
                    FastCode::Move64K => dst!() = imm!(),
                    FastCode::Move32X => dst!() = low(src!()).into(),
                    FastCode::Move32K => dst!() = low(imm!()).into(),
                    FastCode::Load8 => dst!() = load!(u8).into(),
                    FastCode::Load16 => dst!() = load!(u16).into(),
                    FastCode::Load32 => dst!() = load!(u32).into(),
                    FastCode::Load64 => dst!() = load!(u64),
                    FastCode::LoadSigned8 => dst!() = i64::from(load!(i8)).cast_unsigned(),
                    FastCode::LoadSigned16 => dst!() = i64::from(load!(i16)).cast_unsigned(),
                    FastCode::LoadSigned32 => dst!() = i64::from(load!(i32)).cast_unsigned(),
                    FastCode::Store8X => store!(u8, src!()),
                    FastCode::Store16X => store!(u16, src!()),
                    FastCode::Store32X => store!(u32, src!()),
                    FastCode::Store64X => store!(u64, src!()),
                    FastCode::Store8K => store!(u8, imm!()),
                    FastCode::Store16K => store!(u16, imm!()),
                    FastCode::Store32K => store!(u32, imm!()),
                    FastCode::Store64K => store!(u64, imm!()),
                    FastCode::Number => dst!() = u64::from(step.target) << 32 | u64::from(low(imm!())),
                    FastCode::Negate64 => dst!() = negate(Width::W64, dst!()),
                    FastCode::Negate32 => dst!() = negate(Width::W32, dst!()),
                    FastCode::Extend8To64 => dst!() = sign_extend(Width::W64, Size::Byte, src!()),
                    FastCode::Extend16To64 => dst!() = sign_extend(Width::W64, Size::Half, src!()),
                    FastCode::Extend32To64 => dst!() = sign_extend(Width::W64, Size::Word, src!()),
                    FastCode::Extend8To32 => dst!() = sign_extend(Width::W32, Size::Byte, src!()),
                    FastCode::Extend16To32 => dst!() = sign_extend(Width::W32, Size::Half, src!()),
                    FastCode::Reverse16 => dst!() = dst!().swap_bytes() >> 48,
                    FastCode::Reverse32 => dst!() = dst!().swap_bytes() >> 32,
                    FastCode::Reverse64 => dst!() = dst!().swap_bytes(),
                    FastCode::Keep16 => dst!() &= 0xffff,
                    FastCode::Keep32 => dst!() &= 0xffff_ffff,
                    FastCode::Keep64 => {}
                    FastCode::Goto => go!(),
                    FastCode::CountTo => {
                        let counted_to = dst!().wrapping_add(imm!());
                        dst!() = counted_to;
                        rest.next();
                        if counted_to != i64::from(step.offset).cast_unsigned() {
                            ever_written = ever_written.with(step.writes);
                            go!();
                        }
                    }
                    FastCode::Call => {
                        if frames.len() == MAX_FRAMES {
                            careful!();
                        }
                        let Ok(top) = memory.enter_function() else { careful!() };
                        let mut saved = [0; 5];
                        saved.copy_from_slice(&registers[R6..=R10]);
                        frames.push(Frame {
                            program,
                            entry: step.target as usize,
                            may_goto: limits.may_goto,
                            call: here!(),
                            saved,
                            saved_written: ever_written.only(Registers::SAVED),
                            saved_kernel: Registers::default(),
                            left_before: None,
                            quick: true,
                        });
                        registers[R10] = top;
                        ever_written =
                            ever_written.only(Registers::ARGUMENTS).with(Registers::of(Register::R10));
                        go!();
                    }
                    FastCode::Exit => {
                        // Where the careful loop has called, more may be needed than is written.
                        let Some(frame) = frames.last() else { careful!() };
                        if !frame.quick {
                            careful!();
                        }
                        let after = frame.call + 1;
                        let mut kernel = Registers::default();
                        leave(frames, memory, registers, &mut ever_written, &mut kernel);
                        go!(here!(), after);
                    }
                    FastCode::Careful => careful!(),
                }
                ever_written = ever_written.with(step.writes);
            }
        };
    }
    let next = with_codes!(table);

    *left = remaining - (next - counted) as u64;
    *written = ever_written;
    next
}
