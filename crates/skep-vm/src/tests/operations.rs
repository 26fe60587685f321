//! Every row of the instruction table, carried out on many values and compared with a model written on its own terms:
//! in 128-bit numbers, so that no operation of the model can overflow or wrap.

use super::*;
use proptest::prelude::*;
use skep_isa::table::{Field, Row, TABLE};
use skep_isa::{
    Arithmetic, Atomic, ByteSwap, Callee, Condition, Immediate, Instruction, Operation, Size, Source, Width,
    registers::*,
};

/// What an instruction is carried out on, and what it leaves.
#[derive(Clone, PartialEq, Debug)]
struct Values {
    r0: u64,
    dst: u64,
    src: u64,
    memory: Vec<u8>,
    jumped: bool,
}

/// The offset in memory that addresses have before the instruction's own offset is added.
const MIDDLE: i16 = 16;

/// Numbers at which something changes.
const EDGES: [u64; 27] = [
    0,
    1,
    2,
    3,
    7,
    8,
    31,
    32,
    33,
    63,
    64,
    0x7f,
    0x80,
    0xff,
    0x7fff,
    0x8000,
    0x7fff_ffff,
    0x8000_0000,
    0xffff_fffe,
    0xffff_ffff,
    0x1_0000_0000,
    0x1_0000_0001,
    0x0123_4567_89ab_cdef,
    i64::MAX as u64,
    i64::MIN as u64,
    -2_i64 as u64,
    u64::MAX,
];

fn modulus(bits: u32) -> i128 {
    1 << bits
}

fn bits(width: Width) -> u32 {
    match width {
        Width::W32 => 32,
        Width::W64 => 64,
    }
}

/// The lowest bits as a number without a sign.
fn unsigned(value: i128, bits: u32) -> i128 {
    value.rem_euclid(modulus(bits))
}

/// The lowest bits as a number with a sign.
fn signed(value: i128, bits: u32) -> i128 {
    let value = unsigned(value, bits);
    if value < modulus(bits - 1) { value } else { value - modulus(bits) }
}

fn truncate(value: i128, bits: u32) -> u64 {
    u64::try_from(unsigned(value, bits)).unwrap()
}

fn model_arithmetic(operation: Arithmetic, width: Width, left: u64, right: u64) -> u64 {
    let bits = bits(width);
    let (left, right) = (i128::from(left), i128::from(right));
    let (l, r) = (unsigned(left, bits), unsigned(right, bits));
    let (sl, sr) = (signed(left, bits), signed(right, bits));
    let power = modulus(u32::try_from(r % i128::from(bits)).unwrap());
    let result = match operation {
        Arithmetic::Add => l + r,
        Arithmetic::Subtract => l - r,
        // The product of two 64-bit numbers can have 128 bits: one sign too many.
        Arithmetic::Multiply => {
            unsigned(sl, bits / 2) * r + (((l >> (bits / 2)) * (r % modulus(bits / 2))) << (bits / 2))
        }
        Arithmetic::Divide if r == 0 => 0,
        Arithmetic::Divide => l / r,
        Arithmetic::SignedDivide if r == 0 => 0,
        Arithmetic::SignedDivide => sl / sr,
        Arithmetic::Modulo if r == 0 => l,
        Arithmetic::Modulo => l % r,
        Arithmetic::SignedModulo if r == 0 => l,
        Arithmetic::SignedModulo => sl % sr,
        Arithmetic::Or => l | r,
        Arithmetic::And => l & r,
        Arithmetic::Xor => l ^ r,
        Arithmetic::ShiftLeft => return truncate((l % (modulus(bits) / power)) * power, bits),
        Arithmetic::ShiftRight => l / power,
        Arithmetic::ShiftRightSigned => sl.div_euclid(power),
    };
    truncate(result, bits)
}

fn model_condition(condition: Condition, width: Width, left: u64, right: u64) -> bool {
    let bits = bits(width);
    let (left, right) = (i128::from(left), i128::from(right));
    let (l, r) = (unsigned(left, bits), unsigned(right, bits));
    let (sl, sr) = (signed(left, bits), signed(right, bits));
    match condition {
        Condition::Equal => l == r,
        Condition::NotEqual => l != r,
        Condition::Greater => l > r,
        Condition::GreaterOrEqual => l >= r,
        Condition::Less => l < r,
        Condition::LessOrEqual => l <= r,
        Condition::SignedGreater => sl > sr,
        Condition::SignedGreaterOrEqual => sl >= sr,
        Condition::SignedLess => sl < sr,
        Condition::SignedLessOrEqual => sl <= sr,
        Condition::AnyBitSet => l & r != 0,
    }
}

/// A number in memory, byte by byte.
fn peek(memory: &[u8], at: usize, size: Size) -> u64 {
    let bytes = &memory[at..at + size.bytes()];
    let fold = |number, byte: &u8| number << 8 | u64::from(*byte);
    if cfg!(target_endian = "big") { bytes.iter().fold(0, fold) } else { bytes.iter().rev().fold(0, fold) }
}

fn poke(memory: &mut [u8], at: usize, size: Size, value: u64) {
    for index in 0..size.bytes() {
        let significance = if cfg!(target_endian = "big") { size.bytes() - 1 - index } else { index };
        memory[at + index] = (value >> (8 * significance) & 0xff) as u8;
    }
}

/// What the instruction should do; nothing for those that leave the function or need an environment.
fn model(instruction: &Instruction, mut values: Values) -> Option<Values> {
    let Values { r0, dst, src, .. } = values;
    let imm = instruction.imm as u64;
    let operand = |source| match source {
        Source::Immediate => imm,
        Source::Register => src,
    };
    let at = usize::try_from(MIDDLE + instruction.offset).unwrap();
    match instruction.operation {
        Operation::Arithmetic(operation, width, source) => {
            values.dst = model_arithmetic(operation, width, dst, operand(source));
        }
        Operation::Negate(width) => values.dst = truncate(-i128::from(dst), bits(width)),
        Operation::Move(width, source) => values.dst = truncate(operand(source).into(), bits(width)),
        Operation::MoveSignExtend(width, size) => {
            values.dst = truncate(signed(src.into(), size.bits()), bits(width));
        }
        Operation::ByteSwap(swap, size) => {
            let bytes = (0..size.bytes()).map(|index| dst >> (8 * index) & 0xff);
            let swapped = bytes.fold(0, |number, byte| number << 8 | byte);
            let swaps = match swap {
                ByteSwap::Reverse => true,
                ByteSwap::Big => cfg!(target_endian = "little"),
                ByteSwap::Little => cfg!(target_endian = "big"),
            };
            values.dst = if swaps { swapped } else { truncate(dst.into(), size.bits()) };
        }
        Operation::LoadImmediate(Immediate::Value) => values.dst = imm,
        Operation::Load(size) | Operation::LoadAcquire(size) => values.dst = peek(&values.memory, at, size),
        Operation::LoadSignExtend(size) => {
            values.dst = truncate(signed(peek(&values.memory, at, size).into(), size.bits()), 64);
        }
        Operation::Store(size, source) => poke(&mut values.memory, at, size, operand(source)),
        Operation::StoreRelease(size) => poke(&mut values.memory, at, size, src),
        Operation::Atomic(atomic, size) => {
            let old = peek(&values.memory, at, size);
            let new = match atomic {
                Atomic::Add | Atomic::FetchAdd => truncate(i128::from(old) + i128::from(src), 64),
                Atomic::Or | Atomic::FetchOr => old | src,
                Atomic::And | Atomic::FetchAnd => old & src,
                Atomic::Xor | Atomic::FetchXor => old ^ src,
                Atomic::Exchange => src,
                Atomic::CompareExchange if old == truncate(r0.into(), size.bits()) => src,
                Atomic::CompareExchange => old,
            };
            poke(&mut values.memory, at, size, new);
            match atomic {
                Atomic::Add | Atomic::Or | Atomic::And | Atomic::Xor => {}
                Atomic::CompareExchange => values.r0 = old,
                _ => values.src = old,
            }
        }
        Operation::Jump(condition, width, source) => {
            values.jumped = model_condition(condition, width, dst, operand(source));
        }
        Operation::Goto | Operation::GotoLong => values.jumped = true,
        Operation::MayGoto => {}
        Operation::AddressSpaceCast
        | Operation::LoadImmediate(_)
        | Operation::LoadPacketAbsolute(_)
        | Operation::LoadPacketIndirect(_)
        | Operation::GotoRegister
        | Operation::Call(_)
        | Operation::CallRegister
        | Operation::Exit => return None,
    }
    Some(values)
}

/// An instruction of this row with `r2` as `dst` and `r3` as `src`, as far as it has them.
fn instruction(row: &Row, offset: i16, imm: i64) -> Instruction {
    let register = |field, register| if let Field::Is(_) = field { R0 } else { register };
    Instruction {
        dst: register(row.dst, R2),
        src: register(row.src, R3),
        offset: match row.offset {
            Field::Is(_) => 0,
            Field::Target => 2,
            _ => offset,
        },
        imm: match row.imm {
            Field::Is(_) => 0,
            Field::Target => 2,
            Field::Wide => imm,
            _ => i64::from(imm as i32),
        },
        ..Instruction::new(row.operation)
    }
}

/// Carries the instruction out. An operand that is an address is put in place of the value given.
fn execute(row: &Row, instruction: &Instruction, mut values: Values) -> Values {
    let mut memory = Memory::new();
    let data = memory.add_bytes("the data", values.memory.clone()).unwrap();
    let result = memory.add_bytes("the result", vec![0; 32]).unwrap();
    let middle = memory.address(data, MIDDLE.unsigned_abs().into());
    let (given_dst, given_src) = (values.dst, values.src);
    let dst = if row.dst == Field::Address { middle } else { given_dst };
    let src = if row.src == Field::Address { middle } else { given_src };
    let code = assemble(|asm| {
        asm.load_imm64(R0, values.r0).load_imm64(R2, dst).load_imm64(R3, src);
        asm.push(instruction.clone()).mov(R5, 0).goto("end").mov(R5, 1).label("end");
        asm.load_imm64(R4, memory.address(result, 0));
        asm.store(Size::Double, R4, 0, R0).store(Size::Double, R4, 8, R2);
        asm.store(Size::Double, R4, 16, R3).store(Size::Double, R4, 24, R5);
        asm.mov(R0, 0).exit();
    });
    let program = Program::new(&code).unwrap();
    let outcome = program.run(0, &mut memory, &mut NoEnvironment, Limits::default()).unwrap();
    assert_eq!(outcome.value, 0);
    let result = memory.remove(result).unwrap();
    values.r0 = peek(&result, 0, Size::Double);
    values.dst = peek(&result, 8, Size::Double);
    values.src = peek(&result, 16, Size::Double);
    values.jumped = peek(&result, 24, Size::Double) == 1;
    values.memory = memory.remove(data).unwrap();
    // An address that was not replaced stands for the value that it replaced.
    if row.dst == Field::Address && values.dst == middle {
        values.dst = given_dst;
    }
    if row.src == Field::Address && values.src == middle {
        values.src = given_src;
    }
    values
}

fn check(row: &Row, r0: u64, dst: u64, src: u64, offset: i16, imm: i64) -> bool {
    let instruction = instruction(row, offset, imm);
    let memory: Vec<u8> = (0..32_u8).map(|index| index.wrapping_mul(0x35) ^ (dst >> 3) as u8).collect();
    let values = Values { r0, dst, src, memory, jumped: false };
    let Some(expected) = model(&instruction, values.clone()) else { return false };
    assert_eq!(
        execute(row, &instruction, values),
        expected,
        "`{instruction}` with dst {dst:#x}, src {src:#x}, r0 {r0:#x}"
    );
    true
}

#[test]
fn every_row_of_the_table_does_what_the_model_says_at_all_edges() {
    let mut other = Vec::new();
    for row in TABLE {
        let modelled = EDGES.iter().enumerate().all(|(index, &dst)| {
            EDGES.iter().all(|&src| {
                // Aligned for every size, and before as well as after the address.
                let offset = [-16, -8, 0, 8][index % 4];
                check(row, EDGES[index / 2], dst, src, offset, src as i64)
            })
        });
        if !modelled {
            other.push(row.operation);
        }
    }
    // These are tested one by one, below and in `faults`.
    let [byte, half, word] = [Size::Byte, Size::Half, Size::Word];
    assert_eq!(
        other,
        [
            Operation::AddressSpaceCast,
            Operation::LoadImmediate(Immediate::Map),
            Operation::LoadImmediate(Immediate::MapValue),
            Operation::LoadImmediate(Immediate::Variable),
            Operation::LoadImmediate(Immediate::Function),
            Operation::LoadImmediate(Immediate::MapByIndex),
            Operation::LoadImmediate(Immediate::MapValueByIndex),
            Operation::LoadPacketAbsolute(byte),
            Operation::LoadPacketAbsolute(half),
            Operation::LoadPacketAbsolute(word),
            Operation::LoadPacketIndirect(byte),
            Operation::LoadPacketIndirect(half),
            Operation::LoadPacketIndirect(word),
            Operation::GotoRegister,
            Operation::Call(Callee::Helper),
            Operation::Call(Callee::Function),
            Operation::Call(Callee::Kfunc),
            Operation::CallRegister,
            Operation::Exit,
        ]
    );
}

proptest! {
    #[test]
    fn every_row_does_what_the_model_says_on_any_values(
        row in prop::sample::select(TABLE),
        r0: u64,
        dst in prop_oneof![any::<u64>(), prop::sample::select(&EDGES[..])],
        src in prop_oneof![any::<u64>(), prop::sample::select(&EDGES[..])],
        offset in prop::sample::select(&[-16_i16, -8, 0, 8][..]),
        imm: i64,
    ) {
        check(&row, r0, dst, src, offset, imm);
    }

    #[test]
    fn plain_loads_and_stores_need_no_alignment(
        row in prop::sample::select(TABLE),
        dst: u64,
        src: u64,
        offset in -16_i16..=8,
        imm: i64,
    ) {
        if let Operation::Load(_) | Operation::LoadSignExtend(_) | Operation::Store(..) = row.operation {
            check(&row, 0, dst, src, offset, imm);
        }
    }

    #[test]
    fn the_compare_exchange_that_succeeds_is_met_too(size_is_word: bool, old: u64, new: u64, upper: u32) {
        let size = if size_is_word { Size::Word } else { Size::Double };
        let row = skep_isa::table::row(Operation::Atomic(Atomic::CompareExchange, size)).unwrap();
        let mut memory = vec![0; 32];
        poke(&mut memory, 16, size, old);
        // What is above the size in r0 is not compared.
        let r0 = if size_is_word { u64::from(upper) << 32 | old & 0xffff_ffff } else { old };
        let values = Values { r0, dst: 0, src: new, memory, jumped: false };
        let instruction = instruction(row, 0, 0);
        let expected = model(&instruction, values.clone()).unwrap();
        prop_assert_eq!(peek(&expected.memory, 16, size), truncate(new.into(), size.bits()));
        prop_assert_eq!(execute(row, &instruction, values), expected);
    }
}
