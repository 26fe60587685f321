//! What an instruction does, without its operands: the key of the instruction table.
//!
//! An [`Operation`] says everything that the meaning of an instruction depends on but the registers, the
//! offset and the immediate. Whoever gives instructions a meaning (an interpreter, a verifier, a printer)
//! matches on it, and the compiler says where a new one is missing.

/// One operation of the instruction set: those of RFC 9669 and those the kernel added later.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Operation {
    /// `dst op= operand`. A 32-bit form works on the lower halves and clears the upper half of `dst`.
    Arithmetic(Arithmetic, Width, Source),
    /// `dst = -dst`.
    Negate(Width),
    /// `dst = operand`.
    Move(Width, Source),
    /// `dst = src`, of which the lowest bits of this size are sign-extended.
    MoveSignExtend(Width, Size),
    /// `dst = src` in another address space; `imm` is `destination space << 16 | source space`.
    AddressSpaceCast,
    /// The lowest bits of this size of `dst` brought into an order (or swapped), the others cleared.
    ByteSwap(ByteSwap, Size),
    /// `dst = ` a 64-bit value that fills two slots.
    LoadImmediate(Immediate),
    /// `r0 = ` a big-endian value at `imm` in the packet (classic BPF's access; socket filters and `tc`).
    LoadPacketAbsolute(Size),
    /// `r0 = ` a big-endian value at `src + imm` in the packet.
    LoadPacketIndirect(Size),
    /// `dst = *(src + offset)`, zero-extended.
    Load(Size),
    /// `dst = *(src + offset)`, sign-extended.
    LoadSignExtend(Size),
    /// `*(dst + offset) = operand`.
    Store(Size, Source),
    /// `*(dst + offset) op= src` as one step; some forms give the old value.
    Atomic(Atomic, Size),
    /// `dst = *(src + offset)` with acquire ordering.
    LoadAcquire(Size),
    /// `*(dst + offset) = src` with release ordering.
    StoreRelease(Size),
    /// Jumps if `dst condition operand`.
    Jump(Condition, Width, Source),
    /// Jumps, by at most 32767 slots (`offset`).
    Goto,
    /// Jumps, by at most 2^31 − 1 slots (`imm`).
    GotoLong,
    /// Jumps to the address in `dst`, one of an instruction array's.
    GotoRegister,
    /// Jumps out of a loop once the kernel's budget of iterations is used up.
    MayGoto,
    /// Calls something by number.
    Call(Callee),
    /// Calls the function whose address is in a register. (No kernel accepts it; compilers emit it.)
    CallRegister,
    /// Returns `r0` to the caller, or from the program.
    Exit,
}

/// The two-operand arithmetic operations.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Arithmetic {
    /// Wrapping addition.
    Add,
    /// Wrapping subtraction.
    Subtract,
    /// Wrapping multiplication.
    Multiply,
    /// Unsigned division; by zero it gives 0.
    Divide,
    /// Signed division, rounding to zero; by zero it gives 0, and the least value by −1 gives itself.
    SignedDivide,
    /// Unsigned remainder; by zero it leaves `dst`.
    Modulo,
    /// Signed remainder, with the sign of the dividend; by zero it leaves `dst`.
    SignedModulo,
    /// Bitwise or.
    Or,
    /// Bitwise and.
    And,
    /// Bitwise exclusive or.
    Xor,
    /// Shift left; the amount is taken modulo the width.
    ShiftLeft,
    /// Shift right, filling with zeros; the amount is taken modulo the width.
    ShiftRight,
    /// Shift right, filling with the sign; the amount is taken modulo the width.
    ShiftRightSigned,
}

/// How much of the registers an arithmetic operation or a comparison uses.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Width {
    /// The lower 32 bits.
    W32,
    /// All 64 bits.
    W64,
}

/// Where the second operand comes from.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Source {
    /// The instruction's sign-extended 32-bit immediate.
    Immediate,
    /// The register `src`.
    Register,
}

/// The size of a value in memory.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Size {
    /// One byte, `u8`.
    Byte,
    /// Two bytes, `u16`.
    Half,
    /// Four bytes, `u32`.
    Word,
    /// Eight bytes, `u64`.
    Double,
}

impl Size {
    /// The size in bytes.
    pub const fn bytes(self) -> usize {
        match self {
            Self::Byte => 1,
            Self::Half => 2,
            Self::Word => 4,
            Self::Double => 8,
        }
    }

    /// The size in bits.
    pub const fn bits(self) -> u32 {
        match self {
            Self::Byte => 8,
            Self::Half => 16,
            Self::Word => 32,
            Self::Double => 64,
        }
    }
}

/// What a byte swap does.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum ByteSwap {
    /// From the machine's order to little-endian, or back.
    Little,
    /// From the machine's order to big-endian, or back.
    Big,
    /// Reverses the bytes, whatever the machine's order.
    Reverse,
}

/// What the 64 bits of a two-slot load stand for. All but [`Immediate::Value`] are given their number when
/// the program is loaded.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Immediate {
    /// A plain number.
    Value,
    /// A map, by the loading process's file descriptor.
    Map,
    /// The address of a byte in a map's first value: descriptor in the lower half, offset in the upper.
    MapValue,
    /// A kernel variable, by its BTF id, and in the upper half the descriptor of its module's BTF.
    Variable,
    /// A function of the same program, by its distance in slots: an address to hand to a helper.
    Function,
    /// A map, by its place in the array of descriptors given at load.
    MapByIndex,
    /// The address of a byte in the first value of a map given by its place in that array.
    MapValueByIndex,
}

/// What an atomic operation does with the value in memory.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Atomic {
    /// Adds `src`.
    Add,
    /// Ors `src` in.
    Or,
    /// Ands `src` in.
    And,
    /// Exclusive-ors `src` in.
    Xor,
    /// Adds `src`, which then holds the old value.
    FetchAdd,
    /// Ors `src` in; `src` then holds the old value.
    FetchOr,
    /// Ands `src` in; `src` then holds the old value.
    FetchAnd,
    /// Exclusive-ors `src` in; `src` then holds the old value.
    FetchXor,
    /// Swaps it with `src`.
    Exchange,
    /// Sets it to `src` if it equals `r0`; `r0` then holds the old value either way.
    CompareExchange,
}

/// The comparison of a conditional jump.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Condition {
    /// `dst == operand`.
    Equal,
    /// `dst != operand`.
    NotEqual,
    /// `dst > operand`, unsigned.
    Greater,
    /// `dst >= operand`, unsigned.
    GreaterOrEqual,
    /// `dst < operand`, unsigned.
    Less,
    /// `dst <= operand`, unsigned.
    LessOrEqual,
    /// `dst > operand`, signed.
    SignedGreater,
    /// `dst >= operand`, signed.
    SignedGreaterOrEqual,
    /// `dst < operand`, signed.
    SignedLess,
    /// `dst <= operand`, signed.
    SignedLessOrEqual,
    /// `dst & operand != 0`.
    AnyBitSet,
}

impl Condition {
    /// The condition that holds when this one does not; there is none for [`AnyBitSet`](Self::AnyBitSet).
    pub const fn opposite(self) -> Option<Self> {
        Some(match self {
            Self::Equal => Self::NotEqual,
            Self::NotEqual => Self::Equal,
            Self::Greater => Self::LessOrEqual,
            Self::LessOrEqual => Self::Greater,
            Self::Less => Self::GreaterOrEqual,
            Self::GreaterOrEqual => Self::Less,
            Self::SignedGreater => Self::SignedLessOrEqual,
            Self::SignedLessOrEqual => Self::SignedGreater,
            Self::SignedLess => Self::SignedGreaterOrEqual,
            Self::SignedGreaterOrEqual => Self::SignedLess,
            Self::AnyBitSet => return None,
        })
    }
}

/// What a call names with its number.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Callee {
    /// A helper of the kernel, by its id.
    Helper,
    /// A function of the same program, by its distance in slots.
    Function,
    /// A kernel function, by its BTF id; `offset` is the place of its module's BTF in the array of
    /// descriptors given at load, or 0.
    Kfunc,
}
