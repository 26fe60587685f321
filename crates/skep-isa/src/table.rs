//! The table of instructions: one row for each encoding. Encoding, decoding, printing, the checks and the
//! exhaustive tests are all made from it.
//!
//! The facts are from [RFC 9669], and for what is newer from the kernel's `include/uapi/linux/bpf.h`,
//! `include/linux/filter.h` and `kernel/bpf/verifier.c` (which says what the fields that an instruction does not use
//! must hold); the text is that of LLVM's assembler.
//!
//! An instruction fills 8 bytes, a *slot*; a load of a 64-bit immediate fills two:
//!
//! ```text
//!   byte 0    byte 1                2 and 3     4 to 7
//! ┌─────────┬──────────┬──────────┬───────────┬────────────────────┐
//! │  code   │ src:4    │ dst:4    │  offset   │  imm               │   little-endian
//! │  code   │ dst:4    │ src:4    │  offset   │  imm               │   big-endian
//! └─────────┴──────────┴──────────┴───────────┴────────────────────┘
//!             high bits  low bits   i16         i32, in the byte order
//! ```
//!
//! [RFC 9669]: https://www.rfc-editor.org/rfc/rfc9669.html

use crate::operation::Arithmetic::*;
use crate::operation::Condition::*;
use crate::operation::Operation::*;
use crate::operation::Size::*;
use crate::operation::Source::{Immediate as K, Register as X};
use crate::operation::Width::*;
use crate::operation::{Atomic, ByteSwap, Callee, Immediate, Operation};
use Field::*;
use Level::*;
use std::fmt;

/// One encoding: what the code byte and the four fields are, and how it reads.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Row {
    /// What the instruction does.
    pub operation: Operation,
    /// The first byte.
    pub code: u8,
    /// Which instruction set has it.
    pub level: Level,
    /// How the field `dst` is used.
    pub dst: Field,
    /// How the field `src` is used.
    pub src: Field,
    /// How the field `offset` is used.
    pub offset: Field,
    /// How the field `imm` is used.
    pub imm: Field,
    /// The text, with a place in braces for each operand: `{dst}`, `{src}` (a register's number), `{imm}`,
    /// `{offset}` (`+ 4`), `{target}` (`+4`), `{low}` (the lower half of `imm`, unsigned), `{to}` and `{from}` (address
    /// spaces), and `{high}`, `{plus}` and `{module}`, which LLVM's text leaves out and ours does if they are 0.
    pub text: &'static str,
}

/// What one field of an encoded instruction holds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Field {
    /// No operand: always this number.
    Is(i32),
    /// A register that is read.
    Read,
    /// A register that is written.
    Write,
    /// A register that is read and written.
    Update,
    /// A register that is read as the address of memory.
    Address,
    /// The distance in bytes from the address in a register.
    Bytes,
    /// The distance of a jump in slots, from the slot after this one.
    Target,
    /// The distance in slots, from the slot after this one, of a function in the same program. (For a two-slot
    /// load too it is counted from the slot after the *first* one.) `imm` of the second slot is 0.
    Function,
    /// A signed number. In a two-slot load it is in the first slot, and `imm` of the second is 0.
    Number,
    /// A number of 64 bits: the lower half in the first slot's `imm`, the upper half in the second's.
    Wide,
    /// Two numbers of 32 bits, the first in the first slot's `imm`, which is the lower half of
    /// [`Instruction::imm`](crate::Instruction::imm), the second in the second's.
    Pair,
}

/// Which instruction set an instruction belongs to.
///
/// The numbered levels are those of LLVM's `-mcpu`. (Two things differ: LLVM counts the atomic operations of
/// Linux 5.12 to its level 3, and uses the store of an immediate, which every kernel has, only from its level 4 on.)
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Level {
    /// Linux 3.18: the original set.
    V1,
    /// Linux 4.14: the four "less" comparisons.
    V2,
    /// Linux 5.1: comparisons of 32 bits. And the arithmetic of 32 bits, which is older, but which the verifiers
    /// of older kernels follow badly.
    V3,
    /// Linux 6.6: signed division, sign-extending moves and loads, unconditional byte swaps, long jumps.
    V4,
    /// Not part of a numbered level: the kernel has it since this version, major and minor.
    Kernel(u8, u8),
}

impl Level {
    /// The major and minor version of the first kernel that has it, according to the mainline kernel's history.
    /// (Distributions carry features back, so a kernel of an older version can have it all the same.)
    pub const fn first_kernel(self) -> (u8, u8) {
        match self {
            Self::V1 => (3, 18),
            Self::V2 => (4, 14),
            Self::V3 => (5, 1),
            Self::V4 => (6, 6),
            Self::Kernel(major, minor) => (major, minor),
        }
    }
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::V1 => f.write_str("v1"),
            Self::V2 => f.write_str("v2"),
            Self::V3 => f.write_str("v3"),
            Self::V4 => f.write_str("v4"),
            Self::Kernel(major, minor) => write!(f, "Linux {major}.{minor}"),
        }
    }
}

/// The row of an operation, or nothing if the operation has no encoding (there is no atomic operation on a byte).
#[inline]
pub const fn row(operation: Operation) -> Option<&'static Row> {
    match INDEX[key(operation)] {
        ABSENT => None,
        number => Some(&TABLE[number as usize]),
    }
}

/// The rows whose first byte is this: none, one, or several that their other fields tell apart.
pub fn rows_with_code(code: u8) -> &'static [Row] {
    let (first, end) = BY_CODE[usize::from(code)];
    &TABLE[usize::from(first)..usize::from(end)]
}

macro_rules! table {
    ($(($operation:expr, $code:literal, $level:expr, $dst:expr, $src:expr, $offset:expr, $imm:expr, $text:literal),)*) => {
        &[$(Row {
            operation: $operation,
            code: $code,
            level: $level,
            dst: $dst,
            src: $src,
            offset: $offset,
            imm: $imm,
            text: $text,
        }),*]
    };
}

/// All rows. Those with the same code stand together.
///
/// `K` and `X` are the kernel's names for an immediate and a register as the second operand.
#[rustfmt::skip]
pub static TABLE: &[Row] = table![
    // operation                                code  level          dst      src      offset  imm        text

    // Arithmetic of 64 bits.
    (Arithmetic(Add, W64, K),                   0x07, V1,            Update,  Is(0),   Is(0),  Number,    "r{dst} += {imm}"),
    (Arithmetic(Add, W64, X),                   0x0f, V1,            Update,  Read,    Is(0),  Is(0),     "r{dst} += r{src}"),
    (Arithmetic(Subtract, W64, K),              0x17, V1,            Update,  Is(0),   Is(0),  Number,    "r{dst} -= {imm}"),
    (Arithmetic(Subtract, W64, X),              0x1f, V1,            Update,  Read,    Is(0),  Is(0),     "r{dst} -= r{src}"),
    (Arithmetic(Multiply, W64, K),              0x27, V1,            Update,  Is(0),   Is(0),  Number,    "r{dst} *= {imm}"),
    (Arithmetic(Multiply, W64, X),              0x2f, V1,            Update,  Read,    Is(0),  Is(0),     "r{dst} *= r{src}"),
    (Arithmetic(Divide, W64, K),                0x37, V1,            Update,  Is(0),   Is(0),  Number,    "r{dst} /= {imm}"),
    (Arithmetic(SignedDivide, W64, K),          0x37, V4,            Update,  Is(0),   Is(1),  Number,    "r{dst} s/= {imm}"),
    (Arithmetic(Divide, W64, X),                0x3f, V1,            Update,  Read,    Is(0),  Is(0),     "r{dst} /= r{src}"),
    (Arithmetic(SignedDivide, W64, X),          0x3f, V4,            Update,  Read,    Is(1),  Is(0),     "r{dst} s/= r{src}"),
    (Arithmetic(Or, W64, K),                    0x47, V1,            Update,  Is(0),   Is(0),  Number,    "r{dst} |= {imm}"),
    (Arithmetic(Or, W64, X),                    0x4f, V1,            Update,  Read,    Is(0),  Is(0),     "r{dst} |= r{src}"),
    (Arithmetic(And, W64, K),                   0x57, V1,            Update,  Is(0),   Is(0),  Number,    "r{dst} &= {imm}"),
    (Arithmetic(And, W64, X),                   0x5f, V1,            Update,  Read,    Is(0),  Is(0),     "r{dst} &= r{src}"),
    (Arithmetic(ShiftLeft, W64, K),             0x67, V1,            Update,  Is(0),   Is(0),  Number,    "r{dst} <<= {imm}"),
    (Arithmetic(ShiftLeft, W64, X),             0x6f, V1,            Update,  Read,    Is(0),  Is(0),     "r{dst} <<= r{src}"),
    (Arithmetic(ShiftRight, W64, K),            0x77, V1,            Update,  Is(0),   Is(0),  Number,    "r{dst} >>= {imm}"),
    (Arithmetic(ShiftRight, W64, X),            0x7f, V1,            Update,  Read,    Is(0),  Is(0),     "r{dst} >>= r{src}"),
    (Negate(W64),                               0x87, V1,            Update,  Is(0),   Is(0),  Is(0),     "r{dst} = -r{dst}"),
    (Arithmetic(Modulo, W64, K),                0x97, V1,            Update,  Is(0),   Is(0),  Number,    "r{dst} %= {imm}"),
    (Arithmetic(SignedModulo, W64, K),          0x97, V4,            Update,  Is(0),   Is(1),  Number,    "r{dst} s%= {imm}"),
    (Arithmetic(Modulo, W64, X),                0x9f, V1,            Update,  Read,    Is(0),  Is(0),     "r{dst} %= r{src}"),
    (Arithmetic(SignedModulo, W64, X),          0x9f, V4,            Update,  Read,    Is(1),  Is(0),     "r{dst} s%= r{src}"),
    (Arithmetic(Xor, W64, K),                   0xa7, V1,            Update,  Is(0),   Is(0),  Number,    "r{dst} ^= {imm}"),
    (Arithmetic(Xor, W64, X),                   0xaf, V1,            Update,  Read,    Is(0),  Is(0),     "r{dst} ^= r{src}"),
    (Move(W64, K),                              0xb7, V1,            Write,   Is(0),   Is(0),  Number,    "r{dst} = {imm}"),
    (Move(W64, X),                              0xbf, V1,            Write,   Read,    Is(0),  Is(0),     "r{dst} = r{src}"),
    (MoveSignExtend(W64, Byte),                 0xbf, V4,            Write,   Read,    Is(8),  Is(0),     "r{dst} = (s8)r{src}"),
    (MoveSignExtend(W64, Half),                 0xbf, V4,            Write,   Read,    Is(16), Is(0),     "r{dst} = (s16)r{src}"),
    (MoveSignExtend(W64, Word),                 0xbf, V4,            Write,   Read,    Is(32), Is(0),     "r{dst} = (s32)r{src}"),
    (AddressSpaceCast,                          0xbf, Kernel(6, 9),  Write,   Read,    Is(1),  Number,    "r{dst} = addr_space_cast(r{src}, {to}, {from})"),
    (Arithmetic(ShiftRightSigned, W64, K),      0xc7, V1,            Update,  Is(0),   Is(0),  Number,    "r{dst} s>>= {imm}"),
    (Arithmetic(ShiftRightSigned, W64, X),      0xcf, V1,            Update,  Read,    Is(0),  Is(0),     "r{dst} s>>= r{src}"),

    // Arithmetic of 32 bits: the upper half of `dst` is cleared.
    (Arithmetic(Add, W32, K),                   0x04, V3,            Update,  Is(0),   Is(0),  Number,    "w{dst} += {imm}"),
    (Arithmetic(Add, W32, X),                   0x0c, V3,            Update,  Read,    Is(0),  Is(0),     "w{dst} += w{src}"),
    (Arithmetic(Subtract, W32, K),              0x14, V3,            Update,  Is(0),   Is(0),  Number,    "w{dst} -= {imm}"),
    (Arithmetic(Subtract, W32, X),              0x1c, V3,            Update,  Read,    Is(0),  Is(0),     "w{dst} -= w{src}"),
    (Arithmetic(Multiply, W32, K),              0x24, V3,            Update,  Is(0),   Is(0),  Number,    "w{dst} *= {imm}"),
    (Arithmetic(Multiply, W32, X),              0x2c, V3,            Update,  Read,    Is(0),  Is(0),     "w{dst} *= w{src}"),
    (Arithmetic(Divide, W32, K),                0x34, V3,            Update,  Is(0),   Is(0),  Number,    "w{dst} /= {imm}"),
    (Arithmetic(SignedDivide, W32, K),          0x34, V4,            Update,  Is(0),   Is(1),  Number,    "w{dst} s/= {imm}"),
    (Arithmetic(Divide, W32, X),                0x3c, V3,            Update,  Read,    Is(0),  Is(0),     "w{dst} /= w{src}"),
    (Arithmetic(SignedDivide, W32, X),          0x3c, V4,            Update,  Read,    Is(1),  Is(0),     "w{dst} s/= w{src}"),
    (Arithmetic(Or, W32, K),                    0x44, V3,            Update,  Is(0),   Is(0),  Number,    "w{dst} |= {imm}"),
    (Arithmetic(Or, W32, X),                    0x4c, V3,            Update,  Read,    Is(0),  Is(0),     "w{dst} |= w{src}"),
    (Arithmetic(And, W32, K),                   0x54, V3,            Update,  Is(0),   Is(0),  Number,    "w{dst} &= {imm}"),
    (Arithmetic(And, W32, X),                   0x5c, V3,            Update,  Read,    Is(0),  Is(0),     "w{dst} &= w{src}"),
    (Arithmetic(ShiftLeft, W32, K),             0x64, V3,            Update,  Is(0),   Is(0),  Number,    "w{dst} <<= {imm}"),
    (Arithmetic(ShiftLeft, W32, X),             0x6c, V3,            Update,  Read,    Is(0),  Is(0),     "w{dst} <<= w{src}"),
    (Arithmetic(ShiftRight, W32, K),            0x74, V3,            Update,  Is(0),   Is(0),  Number,    "w{dst} >>= {imm}"),
    (Arithmetic(ShiftRight, W32, X),            0x7c, V3,            Update,  Read,    Is(0),  Is(0),     "w{dst} >>= w{src}"),
    (Negate(W32),                               0x84, V3,            Update,  Is(0),   Is(0),  Is(0),     "w{dst} = -w{dst}"),
    (Arithmetic(Modulo, W32, K),                0x94, V3,            Update,  Is(0),   Is(0),  Number,    "w{dst} %= {imm}"),
    (Arithmetic(SignedModulo, W32, K),          0x94, V4,            Update,  Is(0),   Is(1),  Number,    "w{dst} s%= {imm}"),
    (Arithmetic(Modulo, W32, X),                0x9c, V3,            Update,  Read,    Is(0),  Is(0),     "w{dst} %= w{src}"),
    (Arithmetic(SignedModulo, W32, X),          0x9c, V4,            Update,  Read,    Is(1),  Is(0),     "w{dst} s%= w{src}"),
    (Arithmetic(Xor, W32, K),                   0xa4, V3,            Update,  Is(0),   Is(0),  Number,    "w{dst} ^= {imm}"),
    (Arithmetic(Xor, W32, X),                   0xac, V3,            Update,  Read,    Is(0),  Is(0),     "w{dst} ^= w{src}"),
    (Move(W32, K),                              0xb4, V3,            Write,   Is(0),   Is(0),  Number,    "w{dst} = {imm}"),
    (Move(W32, X),                              0xbc, V3,            Write,   Read,    Is(0),  Is(0),     "w{dst} = w{src}"),
    (MoveSignExtend(W32, Byte),                 0xbc, V4,            Write,   Read,    Is(8),  Is(0),     "w{dst} = (s8)w{src}"),
    (MoveSignExtend(W32, Half),                 0xbc, V4,            Write,   Read,    Is(16), Is(0),     "w{dst} = (s16)w{src}"),
    (Arithmetic(ShiftRightSigned, W32, K),      0xc4, V3,            Update,  Is(0),   Is(0),  Number,    "w{dst} s>>= {imm}"),
    (Arithmetic(ShiftRightSigned, W32, X),      0xcc, V3,            Update,  Read,    Is(0),  Is(0),     "w{dst} s>>= w{src}"),

    // Byte order. The size is in `imm`; the bits above it are cleared.
    (ByteSwap(ByteSwap::Little, Half),          0xd4, V1,            Update,  Is(0),   Is(0),  Is(16),    "r{dst} = le16 r{dst}"),
    (ByteSwap(ByteSwap::Little, Word),          0xd4, V1,            Update,  Is(0),   Is(0),  Is(32),    "r{dst} = le32 r{dst}"),
    (ByteSwap(ByteSwap::Little, Double),        0xd4, V1,            Update,  Is(0),   Is(0),  Is(64),    "r{dst} = le64 r{dst}"),
    (ByteSwap(ByteSwap::Big, Half),             0xdc, V1,            Update,  Is(0),   Is(0),  Is(16),    "r{dst} = be16 r{dst}"),
    (ByteSwap(ByteSwap::Big, Word),             0xdc, V1,            Update,  Is(0),   Is(0),  Is(32),    "r{dst} = be32 r{dst}"),
    (ByteSwap(ByteSwap::Big, Double),           0xdc, V1,            Update,  Is(0),   Is(0),  Is(64),    "r{dst} = be64 r{dst}"),
    (ByteSwap(ByteSwap::Reverse, Half),         0xd7, V4,            Update,  Is(0),   Is(0),  Is(16),    "r{dst} = bswap16 r{dst}"),
    (ByteSwap(ByteSwap::Reverse, Word),         0xd7, V4,            Update,  Is(0),   Is(0),  Is(32),    "r{dst} = bswap32 r{dst}"),
    (ByteSwap(ByteSwap::Reverse, Double),       0xd7, V4,            Update,  Is(0),   Is(0),  Is(64),    "r{dst} = bswap64 r{dst}"),

    // Loads of 64 bits, in two slots. What they stand for is in `src`.
    (LoadImmediate(Immediate::Value),           0x18, V1,            Write,   Is(0),   Is(0),  Wide,      "r{dst} = {imm} ll"),
    (LoadImmediate(Immediate::Map),             0x18, V1,            Write,   Is(1),   Is(0),  Number,    "ld_pseudo r{dst}, 1, {low}"),
    (LoadImmediate(Immediate::MapValue),        0x18, Kernel(5, 2),  Write,   Is(2),   Is(0),  Pair,      "ld_pseudo r{dst}, 2, {low}{high}"),
    (LoadImmediate(Immediate::Variable),        0x18, Kernel(5, 10), Write,   Is(3),   Is(0),  Pair,      "ld_pseudo r{dst}, 3, {low}{high}"),
    (LoadImmediate(Immediate::Function),        0x18, Kernel(5, 13), Write,   Is(4),   Is(0),  Function,  "ld_pseudo r{dst}, 4, {low}"),
    (LoadImmediate(Immediate::MapByIndex),      0x18, Kernel(5, 14), Write,   Is(5),   Is(0),  Number,    "ld_pseudo r{dst}, 5, {low}"),
    (LoadImmediate(Immediate::MapValueByIndex), 0x18, Kernel(5, 14), Write,   Is(6),   Is(0),  Pair,      "ld_pseudo r{dst}, 6, {low}{high}"),

    // Classic BPF's loads from a packet, into `r0`; the socket buffer is in `r6`.
    (LoadPacketAbsolute(Byte),                  0x30, V1,            Is(0),   Is(0),   Is(0),  Number,    "r0 = *(u8 *)skb[{imm}]"),
    (LoadPacketAbsolute(Half),                  0x28, V1,            Is(0),   Is(0),   Is(0),  Number,    "r0 = *(u16 *)skb[{imm}]"),
    (LoadPacketAbsolute(Word),                  0x20, V1,            Is(0),   Is(0),   Is(0),  Number,    "r0 = *(u32 *)skb[{imm}]"),
    (LoadPacketIndirect(Byte),                  0x50, V1,            Is(0),   Read,    Is(0),  Number,    "r0 = *(u8 *)skb[r{src}{plus}]"),
    (LoadPacketIndirect(Half),                  0x48, V1,            Is(0),   Read,    Is(0),  Number,    "r0 = *(u16 *)skb[r{src}{plus}]"),
    (LoadPacketIndirect(Word),                  0x40, V1,            Is(0),   Read,    Is(0),  Number,    "r0 = *(u32 *)skb[r{src}{plus}]"),

    // Loads and stores.
    (Load(Byte),                                0x71, V1,            Write,   Address, Bytes,  Is(0),     "w{dst} = *(u8 *)(r{src} {offset})"),
    (Load(Half),                                0x69, V1,            Write,   Address, Bytes,  Is(0),     "w{dst} = *(u16 *)(r{src} {offset})"),
    (Load(Word),                                0x61, V1,            Write,   Address, Bytes,  Is(0),     "w{dst} = *(u32 *)(r{src} {offset})"),
    (Load(Double),                              0x79, V1,            Write,   Address, Bytes,  Is(0),     "r{dst} = *(u64 *)(r{src} {offset})"),
    (LoadSignExtend(Byte),                      0x91, V4,            Write,   Address, Bytes,  Is(0),     "r{dst} = *(s8 *)(r{src} {offset})"),
    (LoadSignExtend(Half),                      0x89, V4,            Write,   Address, Bytes,  Is(0),     "r{dst} = *(s16 *)(r{src} {offset})"),
    (LoadSignExtend(Word),                      0x81, V4,            Write,   Address, Bytes,  Is(0),     "r{dst} = *(s32 *)(r{src} {offset})"),
    (Store(Byte, K),                            0x72, V1,            Address, Is(0),   Bytes,  Number,    "*(u8 *)(r{dst} {offset}) = {imm}"),
    (Store(Half, K),                            0x6a, V1,            Address, Is(0),   Bytes,  Number,    "*(u16 *)(r{dst} {offset}) = {imm}"),
    (Store(Word, K),                            0x62, V1,            Address, Is(0),   Bytes,  Number,    "*(u32 *)(r{dst} {offset}) = {imm}"),
    (Store(Double, K),                          0x7a, V1,            Address, Is(0),   Bytes,  Number,    "*(u64 *)(r{dst} {offset}) = {imm}"),
    (Store(Byte, X),                            0x73, V1,            Address, Read,    Bytes,  Is(0),     "*(u8 *)(r{dst} {offset}) = w{src}"),
    (Store(Half, X),                            0x6b, V1,            Address, Read,    Bytes,  Is(0),     "*(u16 *)(r{dst} {offset}) = w{src}"),
    (Store(Word, X),                            0x63, V1,            Address, Read,    Bytes,  Is(0),     "*(u32 *)(r{dst} {offset}) = w{src}"),
    (Store(Double, X),                          0x7b, V1,            Address, Read,    Bytes,  Is(0),     "*(u64 *)(r{dst} {offset}) = r{src}"),

    // Atomic operations. Which one is in `imm`.
    (LoadAcquire(Byte),                         0xd3, Kernel(6, 15), Write,   Address, Bytes,  Is(0x100), "w{dst} = load_acquire((u8 *)(r{src} {offset}))"),
    (StoreRelease(Byte),                        0xd3, Kernel(6, 15), Address, Read,    Bytes,  Is(0x110), "store_release((u8 *)(r{dst} {offset}), w{src})"),
    (LoadAcquire(Half),                         0xcb, Kernel(6, 15), Write,   Address, Bytes,  Is(0x100), "w{dst} = load_acquire((u16 *)(r{src} {offset}))"),
    (StoreRelease(Half),                        0xcb, Kernel(6, 15), Address, Read,    Bytes,  Is(0x110), "store_release((u16 *)(r{dst} {offset}), w{src})"),
    (Atomic(Atomic::Add, Word),                 0xc3, V1,            Address, Read,    Bytes,  Is(0x00),  "lock *(u32 *)(r{dst} {offset}) += w{src}"),
    (Atomic(Atomic::Or, Word),                  0xc3, Kernel(5, 12), Address, Read,    Bytes,  Is(0x40),  "lock *(u32 *)(r{dst} {offset}) |= w{src}"),
    (Atomic(Atomic::And, Word),                 0xc3, Kernel(5, 12), Address, Read,    Bytes,  Is(0x50),  "lock *(u32 *)(r{dst} {offset}) &= w{src}"),
    (Atomic(Atomic::Xor, Word),                 0xc3, Kernel(5, 12), Address, Read,    Bytes,  Is(0xa0),  "lock *(u32 *)(r{dst} {offset}) ^= w{src}"),
    (Atomic(Atomic::FetchAdd, Word),            0xc3, Kernel(5, 12), Address, Update,  Bytes,  Is(0x01),  "w{src} = atomic_fetch_add((u32 *)(r{dst} {offset}), w{src})"),
    (Atomic(Atomic::FetchOr, Word),             0xc3, Kernel(5, 12), Address, Update,  Bytes,  Is(0x41),  "w{src} = atomic_fetch_or((u32 *)(r{dst} {offset}), w{src})"),
    (Atomic(Atomic::FetchAnd, Word),            0xc3, Kernel(5, 12), Address, Update,  Bytes,  Is(0x51),  "w{src} = atomic_fetch_and((u32 *)(r{dst} {offset}), w{src})"),
    (Atomic(Atomic::FetchXor, Word),            0xc3, Kernel(5, 12), Address, Update,  Bytes,  Is(0xa1),  "w{src} = atomic_fetch_xor((u32 *)(r{dst} {offset}), w{src})"),
    (Atomic(Atomic::Exchange, Word),            0xc3, Kernel(5, 12), Address, Update,  Bytes,  Is(0xe1),  "w{src} = xchg32_32(r{dst} {offset}, w{src})"),
    (Atomic(Atomic::CompareExchange, Word),     0xc3, Kernel(5, 12), Address, Read,    Bytes,  Is(0xf1),  "w0 = cmpxchg32_32(r{dst} {offset}, w0, w{src})"),
    (LoadAcquire(Word),                         0xc3, Kernel(6, 15), Write,   Address, Bytes,  Is(0x100), "w{dst} = load_acquire((u32 *)(r{src} {offset}))"),
    (StoreRelease(Word),                        0xc3, Kernel(6, 15), Address, Read,    Bytes,  Is(0x110), "store_release((u32 *)(r{dst} {offset}), w{src})"),
    (Atomic(Atomic::Add, Double),               0xdb, V1,            Address, Read,    Bytes,  Is(0x00),  "lock *(u64 *)(r{dst} {offset}) += r{src}"),
    (Atomic(Atomic::Or, Double),                0xdb, Kernel(5, 12), Address, Read,    Bytes,  Is(0x40),  "lock *(u64 *)(r{dst} {offset}) |= r{src}"),
    (Atomic(Atomic::And, Double),               0xdb, Kernel(5, 12), Address, Read,    Bytes,  Is(0x50),  "lock *(u64 *)(r{dst} {offset}) &= r{src}"),
    (Atomic(Atomic::Xor, Double),               0xdb, Kernel(5, 12), Address, Read,    Bytes,  Is(0xa0),  "lock *(u64 *)(r{dst} {offset}) ^= r{src}"),
    (Atomic(Atomic::FetchAdd, Double),          0xdb, Kernel(5, 12), Address, Update,  Bytes,  Is(0x01),  "r{src} = atomic_fetch_add((u64 *)(r{dst} {offset}), r{src})"),
    (Atomic(Atomic::FetchOr, Double),           0xdb, Kernel(5, 12), Address, Update,  Bytes,  Is(0x41),  "r{src} = atomic_fetch_or((u64 *)(r{dst} {offset}), r{src})"),
    (Atomic(Atomic::FetchAnd, Double),          0xdb, Kernel(5, 12), Address, Update,  Bytes,  Is(0x51),  "r{src} = atomic_fetch_and((u64 *)(r{dst} {offset}), r{src})"),
    (Atomic(Atomic::FetchXor, Double),          0xdb, Kernel(5, 12), Address, Update,  Bytes,  Is(0xa1),  "r{src} = atomic_fetch_xor((u64 *)(r{dst} {offset}), r{src})"),
    (Atomic(Atomic::Exchange, Double),          0xdb, Kernel(5, 12), Address, Update,  Bytes,  Is(0xe1),  "r{src} = xchg_64(r{dst} {offset}, r{src})"),
    (Atomic(Atomic::CompareExchange, Double),   0xdb, Kernel(5, 12), Address, Read,    Bytes,  Is(0xf1),  "r0 = cmpxchg_64(r{dst} {offset}, r0, r{src})"),
    (LoadAcquire(Double),                       0xdb, Kernel(6, 15), Write,   Address, Bytes,  Is(0x100), "r{dst} = load_acquire((u64 *)(r{src} {offset}))"),
    (StoreRelease(Double),                      0xdb, Kernel(6, 15), Address, Read,    Bytes,  Is(0x110), "store_release((u64 *)(r{dst} {offset}), r{src})"),

    // Jumps.
    (Goto,                                      0x05, V1,            Is(0),   Is(0),   Target, Is(0),     "goto {target}"),
    (GotoLong,                                  0x06, V4,            Is(0),   Is(0),   Is(0),  Target,    "gotol {target}"),
    (GotoRegister,                              0x0d, Kernel(6, 19), Read,    Is(0),   Is(0),  Is(0),     "gotox r{dst}"),
    (MayGoto,                                   0xe5, Kernel(6, 9),  Is(0),   Is(0),   Target, Is(0),     "may_goto {target}"),
    (Jump(Equal, W64, K),                       0x15, V1,            Read,    Is(0),   Target, Number,    "if r{dst} == {imm} goto {target}"),
    (Jump(Equal, W64, X),                       0x1d, V1,            Read,    Read,    Target, Is(0),     "if r{dst} == r{src} goto {target}"),
    (Jump(Greater, W64, K),                     0x25, V1,            Read,    Is(0),   Target, Number,    "if r{dst} > {imm} goto {target}"),
    (Jump(Greater, W64, X),                     0x2d, V1,            Read,    Read,    Target, Is(0),     "if r{dst} > r{src} goto {target}"),
    (Jump(GreaterOrEqual, W64, K),              0x35, V1,            Read,    Is(0),   Target, Number,    "if r{dst} >= {imm} goto {target}"),
    (Jump(GreaterOrEqual, W64, X),              0x3d, V1,            Read,    Read,    Target, Is(0),     "if r{dst} >= r{src} goto {target}"),
    (Jump(AnyBitSet, W64, K),                   0x45, V1,            Read,    Is(0),   Target, Number,    "if r{dst} & {imm} goto {target}"),
    (Jump(AnyBitSet, W64, X),                   0x4d, V1,            Read,    Read,    Target, Is(0),     "if r{dst} & r{src} goto {target}"),
    (Jump(NotEqual, W64, K),                    0x55, V1,            Read,    Is(0),   Target, Number,    "if r{dst} != {imm} goto {target}"),
    (Jump(NotEqual, W64, X),                    0x5d, V1,            Read,    Read,    Target, Is(0),     "if r{dst} != r{src} goto {target}"),
    (Jump(SignedGreater, W64, K),               0x65, V1,            Read,    Is(0),   Target, Number,    "if r{dst} s> {imm} goto {target}"),
    (Jump(SignedGreater, W64, X),               0x6d, V1,            Read,    Read,    Target, Is(0),     "if r{dst} s> r{src} goto {target}"),
    (Jump(SignedGreaterOrEqual, W64, K),        0x75, V1,            Read,    Is(0),   Target, Number,    "if r{dst} s>= {imm} goto {target}"),
    (Jump(SignedGreaterOrEqual, W64, X),        0x7d, V1,            Read,    Read,    Target, Is(0),     "if r{dst} s>= r{src} goto {target}"),
    (Jump(Less, W64, K),                        0xa5, V2,            Read,    Is(0),   Target, Number,    "if r{dst} < {imm} goto {target}"),
    (Jump(Less, W64, X),                        0xad, V2,            Read,    Read,    Target, Is(0),     "if r{dst} < r{src} goto {target}"),
    (Jump(LessOrEqual, W64, K),                 0xb5, V2,            Read,    Is(0),   Target, Number,    "if r{dst} <= {imm} goto {target}"),
    (Jump(LessOrEqual, W64, X),                 0xbd, V2,            Read,    Read,    Target, Is(0),     "if r{dst} <= r{src} goto {target}"),
    (Jump(SignedLess, W64, K),                  0xc5, V2,            Read,    Is(0),   Target, Number,    "if r{dst} s< {imm} goto {target}"),
    (Jump(SignedLess, W64, X),                  0xcd, V2,            Read,    Read,    Target, Is(0),     "if r{dst} s< r{src} goto {target}"),
    (Jump(SignedLessOrEqual, W64, K),           0xd5, V2,            Read,    Is(0),   Target, Number,    "if r{dst} s<= {imm} goto {target}"),
    (Jump(SignedLessOrEqual, W64, X),           0xdd, V2,            Read,    Read,    Target, Is(0),     "if r{dst} s<= r{src} goto {target}"),
    (Jump(Equal, W32, K),                       0x16, V3,            Read,    Is(0),   Target, Number,    "if w{dst} == {imm} goto {target}"),
    (Jump(Equal, W32, X),                       0x1e, V3,            Read,    Read,    Target, Is(0),     "if w{dst} == w{src} goto {target}"),
    (Jump(Greater, W32, K),                     0x26, V3,            Read,    Is(0),   Target, Number,    "if w{dst} > {imm} goto {target}"),
    (Jump(Greater, W32, X),                     0x2e, V3,            Read,    Read,    Target, Is(0),     "if w{dst} > w{src} goto {target}"),
    (Jump(GreaterOrEqual, W32, K),              0x36, V3,            Read,    Is(0),   Target, Number,    "if w{dst} >= {imm} goto {target}"),
    (Jump(GreaterOrEqual, W32, X),              0x3e, V3,            Read,    Read,    Target, Is(0),     "if w{dst} >= w{src} goto {target}"),
    (Jump(AnyBitSet, W32, K),                   0x46, V3,            Read,    Is(0),   Target, Number,    "if w{dst} & {imm} goto {target}"),
    (Jump(AnyBitSet, W32, X),                   0x4e, V3,            Read,    Read,    Target, Is(0),     "if w{dst} & w{src} goto {target}"),
    (Jump(NotEqual, W32, K),                    0x56, V3,            Read,    Is(0),   Target, Number,    "if w{dst} != {imm} goto {target}"),
    (Jump(NotEqual, W32, X),                    0x5e, V3,            Read,    Read,    Target, Is(0),     "if w{dst} != w{src} goto {target}"),
    (Jump(SignedGreater, W32, K),               0x66, V3,            Read,    Is(0),   Target, Number,    "if w{dst} s> {imm} goto {target}"),
    (Jump(SignedGreater, W32, X),               0x6e, V3,            Read,    Read,    Target, Is(0),     "if w{dst} s> w{src} goto {target}"),
    (Jump(SignedGreaterOrEqual, W32, K),        0x76, V3,            Read,    Is(0),   Target, Number,    "if w{dst} s>= {imm} goto {target}"),
    (Jump(SignedGreaterOrEqual, W32, X),        0x7e, V3,            Read,    Read,    Target, Is(0),     "if w{dst} s>= w{src} goto {target}"),
    (Jump(Less, W32, K),                        0xa6, V3,            Read,    Is(0),   Target, Number,    "if w{dst} < {imm} goto {target}"),
    (Jump(Less, W32, X),                        0xae, V3,            Read,    Read,    Target, Is(0),     "if w{dst} < w{src} goto {target}"),
    (Jump(LessOrEqual, W32, K),                 0xb6, V3,            Read,    Is(0),   Target, Number,    "if w{dst} <= {imm} goto {target}"),
    (Jump(LessOrEqual, W32, X),                 0xbe, V3,            Read,    Read,    Target, Is(0),     "if w{dst} <= w{src} goto {target}"),
    (Jump(SignedLess, W32, K),                  0xc6, V3,            Read,    Is(0),   Target, Number,    "if w{dst} s< {imm} goto {target}"),
    (Jump(SignedLess, W32, X),                  0xce, V3,            Read,    Read,    Target, Is(0),     "if w{dst} s< w{src} goto {target}"),
    (Jump(SignedLessOrEqual, W32, K),           0xd6, V3,            Read,    Is(0),   Target, Number,    "if w{dst} s<= {imm} goto {target}"),
    (Jump(SignedLessOrEqual, W32, X),           0xde, V3,            Read,    Read,    Target, Is(0),     "if w{dst} s<= w{src} goto {target}"),

    // Calls. What `imm` numbers is in `src`.
    (Call(Callee::Helper),                      0x85, V1,            Is(0),   Is(0),   Is(0),  Number,    "call {imm}"),
    (Call(Callee::Function),                    0x85, Kernel(4, 16), Is(0),   Is(1),   Is(0),  Function,  "call {imm}"),
    (Call(Callee::Kfunc),                       0x85, Kernel(5, 13), Is(0),   Is(2),   Number, Number,    "call {imm}{module}"),
    (CallRegister,                              0x8d, V1,            Read,    Is(0),   Is(0),  Is(0),     "callx r{dst}"),
    (Exit,                                      0x95, V1,            Is(0),   Is(0),   Is(0),  Is(0),     "exit"),
];

/// Stands in [`INDEX`] for an operation without a row.
const ABSENT: u8 = u8::MAX;

/// The number of each operation's row, by its [`key`].
static INDEX: [u8; 32 << 6] = {
    assert!(TABLE.len() < ABSENT as usize, "the rows' numbers do not fit in a byte");
    let mut index = [ABSENT; 32 << 6];
    let mut number = 0;
    while (number as usize) < TABLE.len() {
        let key = key(TABLE[number as usize].operation);
        assert!(index[key] == ABSENT, "two rows for one operation");
        index[key] = number;
        number += 1;
    }
    index
};

/// The numbers of the first row with each code and of the row after the last.
static BY_CODE: [(u8, u8); 256] = {
    let mut ranges = [(0, 0); 256];
    let mut number = 0;
    while (number as usize) < TABLE.len() {
        let row = &TABLE[number as usize];
        let (first, end) = ranges[row.code as usize];
        if end == 0 {
            ranges[row.code as usize] = (number, number + 1);
        } else {
            assert!(end == number, "rows with the same code do not stand together");
            let mut other = first;
            while other < number {
                assert!(row.is_told_apart_from(&TABLE[other as usize]), "bytes that fit two rows");
                other += 1;
            }
            ranges[row.code as usize] = (first, number + 1);
        }
        number += 1;
    }
    ranges
};

impl Row {
    /// Whether some field must hold one number here and another one there, so that no bytes fit both.
    const fn is_told_apart_from(&self, other: &Self) -> bool {
        const fn differ(one: Field, other: Field) -> bool {
            match (one, other) {
                (Is(one), Is(other)) => one != other,
                _ => false,
            }
        }
        differ(self.dst, other.dst)
            || differ(self.src, other.src)
            || differ(self.offset, other.offset)
            || differ(self.imm, other.imm)
    }
}

/// A small number that no other operation has: which kind it is in the upper bits, what it holds in the lower six.
#[inline]
const fn key(operation: Operation) -> usize {
    let (kind, held) = match operation {
        Arithmetic(arithmetic, width, source) => {
            (0, (arithmetic as usize * 2 + width as usize) * 2 + source as usize)
        }
        Negate(width) => (1, width as usize),
        Move(width, source) => (2, width as usize * 2 + source as usize),
        MoveSignExtend(width, size) => (3, width as usize * 4 + size as usize),
        AddressSpaceCast => (4, 0),
        ByteSwap(swap, size) => (5, swap as usize * 4 + size as usize),
        LoadImmediate(immediate) => (6, immediate as usize),
        LoadPacketAbsolute(size) => (7, size as usize),
        LoadPacketIndirect(size) => (8, size as usize),
        Load(size) => (9, size as usize),
        LoadSignExtend(size) => (10, size as usize),
        Store(size, source) => (11, size as usize * 2 + source as usize),
        Atomic(atomic, size) => (12, atomic as usize * 4 + size as usize),
        LoadAcquire(size) => (13, size as usize),
        StoreRelease(size) => (14, size as usize),
        Jump(condition, width, source) => {
            (15, (condition as usize * 2 + width as usize) * 2 + source as usize)
        }
        Goto => (16, 0),
        GotoLong => (17, 0),
        GotoRegister => (18, 0),
        MayGoto => (19, 0),
        Call(callee) => (20, callee as usize),
        CallRegister => (21, 0),
        Exit => (22, 0),
    };
    assert!(held < 64, "invariant: what an operation holds fits in six bits");
    kind << 6 | held
}
