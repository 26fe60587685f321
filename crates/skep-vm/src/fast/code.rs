//! The steps of the fast loop: what a step does is one byte, so that the loop has one jump for it.

use crate::arithmetic::reverses;
use crate::operands::Registers;
use crate::program::Step;
use skep_isa::{Arithmetic, Callee, Condition, Operation, Register, Size, Source, Width};

/// Calls a macro with all there is of arithmetic and of comparisons: for each what it is, and its codes with 64 and 32 bits, with
/// a register and with an immediate; and those of arithmetic with 64 bits after a move from another register.
macro_rules! with_codes {
    ($macro:ident) => {
        $macro! {
            arithmetic;
                Add(Add64X, Add64K, Add32X, Add32K, MovedAddX, MovedAddK)
                Subtract(Subtract64X, Subtract64K, Subtract32X, Subtract32K, MovedSubtractX, MovedSubtractK)
                Multiply(Multiply64X, Multiply64K, Multiply32X, Multiply32K, MovedMultiplyX, MovedMultiplyK)
                Divide(Divide64X, Divide64K, Divide32X, Divide32K, MovedDivideX, MovedDivideK)
                SignedDivide(SignedDivide64X, SignedDivide64K, SignedDivide32X, SignedDivide32K, MovedSignedDivideX, MovedSignedDivideK)
                Modulo(Modulo64X, Modulo64K, Modulo32X, Modulo32K, MovedModuloX, MovedModuloK)
                SignedModulo(SignedModulo64X, SignedModulo64K, SignedModulo32X, SignedModulo32K, MovedSignedModuloX, MovedSignedModuloK)
                Or(Or64X, Or64K, Or32X, Or32K, MovedOrX, MovedOrK)
                And(And64X, And64K, And32X, And32K, MovedAndX, MovedAndK)
                Xor(Xor64X, Xor64K, Xor32X, Xor32K, MovedXorX, MovedXorK)
                ShiftLeft(ShiftLeft64X, ShiftLeft64K, ShiftLeft32X, ShiftLeft32K, MovedShiftLeftX, MovedShiftLeftK)
                ShiftRight(ShiftRight64X, ShiftRight64K, ShiftRight32X, ShiftRight32K, MovedShiftRightX, MovedShiftRightK)
                ShiftRightSigned(ShiftRightSigned64X, ShiftRightSigned64K, ShiftRightSigned32X, ShiftRightSigned32K, MovedShiftRightSignedX, MovedShiftRightSignedK)
            ; conditions;
                Equal(Equal64X, Equal64K, Equal32X, Equal32K)
                NotEqual(NotEqual64X, NotEqual64K, NotEqual32X, NotEqual32K)
                Greater(Greater64X, Greater64K, Greater32X, Greater32K)
                GreaterOrEqual(GreaterOrEqual64X, GreaterOrEqual64K, GreaterOrEqual32X, GreaterOrEqual32K)
                Less(Less64X, Less64K, Less32X, Less32K)
                LessOrEqual(LessOrEqual64X, LessOrEqual64K, LessOrEqual32X, LessOrEqual32K)
                SignedGreater(SignedGreater64X, SignedGreater64K, SignedGreater32X, SignedGreater32K)
                SignedGreaterOrEqual(
                    SignedGreaterOrEqual64X,
                    SignedGreaterOrEqual64K,
                    SignedGreaterOrEqual32X,
                    SignedGreaterOrEqual32K
                )
                SignedLess(SignedLess64X, SignedLess64K, SignedLess32X, SignedLess32K)
                SignedLessOrEqual(
                    SignedLessOrEqual64X,
                    SignedLessOrEqual64K,
                    SignedLessOrEqual32X,
                    SignedLessOrEqual32K
                )
                AnyBitSet(AnyBitSet64X, AnyBitSet64K, AnyBitSet32X, AnyBitSet32K)
        }
    };
}
pub(super) use with_codes;

macro_rules! define {
    (arithmetic; $($operation:ident($x64:ident, $k64:ident, $x32:ident, $k32:ident, $moved_x:ident, $moved_k:ident))*
     ; conditions; $($condition:ident($cx64:ident, $ck64:ident, $cx32:ident, $ck32:ident))*) => {
        /// What a step of the fast loop does. `X` is an operand in a register, `K` one in the instruction.
        #[derive(Clone, Copy, PartialEq, Eq, Debug)]
        #[repr(u8)]
        pub(crate) enum FastCode {
            /// What the careful loop does.
            Careful,
            $($x64, $k64, $x32, $k32, $moved_x, $moved_k,)*
            $($cx64, $ck64, $cx32, $ck32,)*
            Move64X,
            Move64K,
            Move32X,
            Move32K,
            Load8,
            Load16,
            Load32,
            Load64,
            LoadSigned8,
            LoadSigned16,
            LoadSigned32,
            Store8X,
            Store16X,
            Store32X,
            Store64X,
            Store8K,
            Store16K,
            Store32K,
            Store64K,
            Number,
            Negate64,
            Negate32,
            Extend8To64,
            Extend16To64,
            Extend32To64,
            Extend8To32,
            Extend16To32,
            Reverse16,
            Reverse32,
            Reverse64,
            Keep16,
            Keep32,
            Keep64,
            Goto,
            /// An addition, and a jump if the sum is not the number in `offset`.
            CountTo,
            Call,
            Exit,
        }

        fn arithmetic(operation: Arithmetic, width: Width, source: Source) -> FastCode {
            match (operation, width, source) {
                $((Arithmetic::$operation, Width::W64, Source::Register) => FastCode::$x64,
                  (Arithmetic::$operation, Width::W64, Source::Immediate) => FastCode::$k64,
                  (Arithmetic::$operation, Width::W32, Source::Register) => FastCode::$x32,
                  (Arithmetic::$operation, Width::W32, Source::Immediate) => FastCode::$k32,)*
            }
        }

        /// What a move from another register and then this are together.
        fn moved(code: FastCode) -> Option<FastCode> {
            match code {
                $(FastCode::$x64 => Some(FastCode::$moved_x),
                  FastCode::$k64 => Some(FastCode::$moved_k),)*
                _ => None,
            }
        }

        fn jump(condition: Condition, width: Width, source: Source) -> FastCode {
            match (condition, width, source) {
                $((Condition::$condition, Width::W64, Source::Register) => FastCode::$cx64,
                  (Condition::$condition, Width::W64, Source::Immediate) => FastCode::$ck64,
                  (Condition::$condition, Width::W32, Source::Register) => FastCode::$cx32,
                  (Condition::$condition, Width::W32, Source::Immediate) => FastCode::$ck32,)*
            }
        }
    };
}
with_codes!(define);

/// A step as the fast loop carries it out, in 16 bytes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct FastStep {
    pub(super) code: FastCode,
    pub(super) dst: Register,
    pub(super) src: Register,
    /// The operand of an operation after a move.
    pub(super) second: Register,
    pub(super) offset: i16,
    pub(super) writes: Registers,
    pub(super) imm: i32,
    /// The index of the step that a jump or call leads to; the upper half of a number of 64 bits.
    pub(super) target: u32,
}

impl FastStep {
    pub(crate) fn new(step: &Step) -> Self {
        let (imm, upper) = halves(step.imm);
        let wide = matches!(step.operation, Operation::LoadImmediate(_));
        // No encoding has such an operand, but code that was not encoded can.
        let fits = wide || i64::from(imm).cast_unsigned() == step.imm;
        Self {
            code: if fits { code(step.operation) } else { FastCode::Careful },
            dst: register(step.dst),
            src: register(step.src),
            second: Register::R0,
            offset: step.offset,
            writes: step.writes,
            imm,
            target: if wide { upper } else { step.target },
        }
    }
}

/// The steps as the fast loop carries them out. Two that often follow each other are one step where the first of them is; the
/// second stays where it is, for jumps that lead there.
pub(crate) fn fast_steps(steps: &[Step]) -> Vec<FastStep> {
    let mut fast: Vec<FastStep> = steps.iter().map(FastStep::new).collect();
    for index in 1..fast.len() {
        if let Some(both) = together(&fast[index - 1], &fast[index]) {
            fast[index - 1] = both;
        }
    }
    fast
}

fn together(first: &FastStep, then: &FastStep) -> Option<FastStep> {
    if first.dst != then.dst {
        return None;
    }
    match (first.code, then.code) {
        // An operand that is the register itself was moved there too.
        (FastCode::Move64X, code) => {
            let second = if then.src == first.dst { first.src } else { then.src };
            Some(FastStep { code: moved(code)?, second, imm: then.imm, ..*first })
        }
        (FastCode::Add64K | FastCode::Subtract64K, FastCode::NotEqual64K) => {
            let imm = match first.code {
                FastCode::Add64K => first.imm,
                _ => first.imm.checked_neg()?,
            };
            let offset = i16::try_from(then.imm).ok()?;
            Some(FastStep { code: FastCode::CountTo, imm, offset, target: then.target, ..*first })
        }
        _ => None,
    }
}

/// The halves of a number, the lower one first.
#[expect(clippy::cast_possible_truncation, reason = "halves are taken")]
fn halves(number: u64) -> (i32, u32) {
    (number as i32, (number >> 32) as u32)
}

fn register(number: u8) -> Register {
    Register::ALL.get(usize::from(number)).copied().unwrap_or_default()
}

fn code(operation: Operation) -> FastCode {
    match operation {
        Operation::Arithmetic(operation, width, source) => arithmetic(operation, width, source),
        Operation::Jump(condition, width, source) => jump(condition, width, source),
        Operation::Move(Width::W64, Source::Register) => FastCode::Move64X,
        Operation::Move(Width::W64, Source::Immediate) => FastCode::Move64K,
        Operation::Move(Width::W32, Source::Register) => FastCode::Move32X,
        Operation::Move(Width::W32, Source::Immediate) => FastCode::Move32K,
        Operation::Load(Size::Byte) => FastCode::Load8,
        Operation::Load(Size::Half) => FastCode::Load16,
        Operation::Load(Size::Word) => FastCode::Load32,
        Operation::Load(Size::Double) => FastCode::Load64,
        Operation::LoadSignExtend(Size::Byte) => FastCode::LoadSigned8,
        Operation::LoadSignExtend(Size::Half) => FastCode::LoadSigned16,
        Operation::LoadSignExtend(Size::Word) => FastCode::LoadSigned32,
        Operation::Store(Size::Byte, Source::Register) => FastCode::Store8X,
        Operation::Store(Size::Half, Source::Register) => FastCode::Store16X,
        Operation::Store(Size::Word, Source::Register) => FastCode::Store32X,
        Operation::Store(Size::Double, Source::Register) => FastCode::Store64X,
        Operation::Store(Size::Byte, Source::Immediate) => FastCode::Store8K,
        Operation::Store(Size::Half, Source::Immediate) => FastCode::Store16K,
        Operation::Store(Size::Word, Source::Immediate) => FastCode::Store32K,
        Operation::Store(Size::Double, Source::Immediate) => FastCode::Store64K,
        Operation::LoadImmediate(_) => FastCode::Number,
        Operation::Negate(Width::W64) => FastCode::Negate64,
        Operation::Negate(Width::W32) => FastCode::Negate32,
        Operation::MoveSignExtend(Width::W64, Size::Byte) => FastCode::Extend8To64,
        Operation::MoveSignExtend(Width::W64, Size::Half) => FastCode::Extend16To64,
        Operation::MoveSignExtend(Width::W64, Size::Word) => FastCode::Extend32To64,
        Operation::MoveSignExtend(Width::W32, Size::Byte) => FastCode::Extend8To32,
        Operation::MoveSignExtend(Width::W32, Size::Half) => FastCode::Extend16To32,
        Operation::ByteSwap(swap, size) => match (reverses(swap), size) {
            (true, Size::Half) => FastCode::Reverse16,
            (true, Size::Word) => FastCode::Reverse32,
            (true, Size::Double) => FastCode::Reverse64,
            (false, Size::Half) => FastCode::Keep16,
            (false, Size::Word) => FastCode::Keep32,
            (false, Size::Double) => FastCode::Keep64,
            (_, Size::Byte) => FastCode::Careful,
        },
        Operation::Goto | Operation::GotoLong => FastCode::Goto,
        Operation::Call(Callee::Function) => FastCode::Call,
        Operation::Exit => FastCode::Exit,
        Operation::MoveSignExtend(..)
        | Operation::LoadSignExtend(Size::Double)
        | Operation::AddressSpaceCast
        | Operation::LoadAcquire(_)
        | Operation::StoreRelease(_)
        | Operation::Atomic(..)
        | Operation::GotoRegister
        | Operation::MayGoto
        | Operation::Call(Callee::Helper | Callee::Kfunc)
        | Operation::CallRegister
        | Operation::LoadPacketAbsolute(_)
        | Operation::LoadPacketIndirect(_) => FastCode::Careful,
    }
}
