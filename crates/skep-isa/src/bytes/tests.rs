//! The bytes of chosen instructions, and every refusal to encode or decode.

use super::*;
use crate::registers::*;
use crate::{Arithmetic, Assembler, Atomic, ByteSwap, Callee, Condition, Immediate, Size, Source, Width};

/// The bytes of what was assembled, in both orders. In text, so that a difference is easy to see.
fn check(assembler: &mut Assembler, little: &str, big: &str) {
    let code = assembler.build().unwrap();
    for (endian, expected) in [(Endian::Little, little), (Endian::Big, big)] {
        let bytes = code.encode(endian).unwrap();
        let slots: Vec<String> = bytes
            .chunks(8)
            .map(|slot| slot.iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().join(" "))
            .collect();
        assert_eq!(slots.join(", "), expected, "{endian:?}\n{code}");
    }
}

fn numeric(operation: Operation) -> Instruction {
    Instruction::new(operation)
}

#[test]
fn registers_change_places_and_numbers_their_bytes_with_the_byte_order() {
    check(Assembler::new().mov(R1, R2), "bf 21 00 00 00 00 00 00", "bf 12 00 00 00 00 00 00");
    check(Assembler::new().mov32(R10, -2), "b4 0a 00 00 fe ff ff ff", "b4 a0 00 00 ff ff ff fe");
    check(
        Assembler::new().load(Size::Word, R3, R1, 0x102),
        "61 13 02 01 00 00 00 00",
        "61 31 01 02 00 00 00 00",
    );
    check(
        Assembler::new().store(Size::Double, R10, -8, 0x0102_0304),
        "7a 0a f8 ff 04 03 02 01",
        "7a a0 ff f8 01 02 03 04",
    );
    check(
        Assembler::new().push(Instruction {
            dst: R4,
            imm: 7,
            offset: -3,
            ..numeric(Operation::Jump(Condition::SignedLess, Width::W32, Source::Immediate))
        }),
        "c6 04 fd ff 07 00 00 00",
        "c6 40 ff fd 00 00 00 07",
    );
}

#[test]
fn a_64_bit_load_has_its_lower_half_in_the_first_slot_in_both_orders() {
    check(
        Assembler::new().load_imm64(R1, 0x1122_3344_5566_7788_u64),
        "18 01 00 00 88 77 66 55, 00 00 00 00 44 33 22 11",
        "18 10 00 00 55 66 77 88, 00 00 00 00 11 22 33 44",
    );
    check(
        Assembler::new().load_imm64(R1, 0xffff_ffff_u32).load_imm64(R2, -1),
        "18 01 00 00 ff ff ff ff, 00 00 00 00 00 00 00 00, 18 02 00 00 ff ff ff ff, 00 00 00 00 ff ff ff ff",
        "18 10 00 00 ff ff ff ff, 00 00 00 00 00 00 00 00, 18 20 00 00 ff ff ff ff, 00 00 00 00 ff ff ff ff",
    );
    let load = |immediate, imm| Instruction { dst: R1, imm, ..numeric(Operation::LoadImmediate(immediate)) };
    check(
        Assembler::new().push(load(Immediate::Map, 5)).push(load(Immediate::MapValue, 8 << 32 | 5)),
        "18 11 00 00 05 00 00 00, 00 00 00 00 00 00 00 00, 18 21 00 00 05 00 00 00, 00 00 00 00 08 00 00 00",
        "18 11 00 00 00 00 00 05, 00 00 00 00 00 00 00 00, 18 12 00 00 00 00 00 05, 00 00 00 00 00 00 00 08",
    );
    check(
        Assembler::new().push(load(Immediate::Function, -2)),
        "18 41 00 00 fe ff ff ff, 00 00 00 00 00 00 00 00",
        "18 14 00 00 ff ff ff fe, 00 00 00 00 00 00 00 00",
    );
}

#[test]
fn atomic_operations_of_64_bits_have_another_code_than_those_of_32() {
    check(
        Assembler::new().atomic(Atomic::Add, Size::Double, R1, 8, R2).atomic(
            Atomic::Add,
            Size::Word,
            R1,
            8,
            R2,
        ),
        "db 21 08 00 00 00 00 00, c3 21 08 00 00 00 00 00",
        "db 12 00 08 00 00 00 00, c3 12 00 08 00 00 00 00",
    );
    check(
        Assembler::new()
            .atomic(Atomic::FetchXor, Size::Word, R1, 0, R2)
            .atomic(Atomic::Exchange, Size::Double, R1, 0, R2)
            .atomic(Atomic::CompareExchange, Size::Double, R1, 0, R2),
        "c3 21 00 00 a1 00 00 00, db 21 00 00 e1 00 00 00, db 21 00 00 f1 00 00 00",
        "c3 12 00 00 00 00 00 a1, db 12 00 00 00 00 00 e1, db 12 00 00 00 00 00 f1",
    );
    check(
        Assembler::new().load_acquire(Size::Byte, R1, R2, 4).store_release(Size::Half, R1, 4, R2),
        "d3 21 04 00 00 01 00 00, cb 21 04 00 10 01 00 00",
        "d3 12 00 04 00 00 01 00, cb 12 00 04 00 00 01 10",
    );
}

#[test]
fn to_little_is_d4_to_big_is_dc_and_the_unconditional_swap_d7() {
    check(
        Assembler::new()
            .to_little_endian(Size::Half, R1)
            .to_big_endian(Size::Word, R1)
            .swap_bytes(Size::Double, R1),
        "d4 01 00 00 10 00 00 00, dc 01 00 00 20 00 00 00, d7 01 00 00 40 00 00 00",
        "d4 10 00 00 00 00 00 10, dc 10 00 00 00 00 00 20, d7 10 00 00 00 00 00 40",
    );
}

#[test]
fn signed_division_and_sign_extending_moves_are_told_by_the_offset() {
    check(
        Assembler::new().div(R1, 3).sdiv(R1, 3).smod32(R1, R2),
        "37 01 00 00 03 00 00 00, 37 01 01 00 03 00 00 00, 9c 21 01 00 00 00 00 00",
        "37 10 00 00 00 00 00 03, 37 10 00 01 00 00 00 03, 9c 12 00 01 00 00 00 00",
    );
    check(
        Assembler::new()
            .mov_sign_extend(Width::W64, Size::Word, R1, R2)
            .mov_sign_extend(Width::W32, Size::Byte, R1, R2)
            .push(Instruction { dst: R1, src: R2, imm: 1, ..numeric(Operation::AddressSpaceCast) }),
        "bf 21 20 00 00 00 00 00, bc 21 08 00 00 00 00 00, bf 21 01 00 01 00 00 00",
        "bf 12 00 20 00 00 00 00, bc 12 00 08 00 00 00 00, bf 12 00 01 00 00 00 01",
    );
}

#[test]
fn jumps_and_calls_are_told_by_code_and_source() {
    let jump = |operation| Instruction { offset: 2, ..numeric(operation) };
    check(
        Assembler::new()
            .push(jump(Operation::Goto))
            .push(Instruction { imm: 2, ..numeric(Operation::GotoLong) })
            .push(jump(Operation::MayGoto))
            .push(Instruction { dst: R5, ..numeric(Operation::GotoRegister) }),
        "05 00 02 00 00 00 00 00, 06 00 00 00 02 00 00 00, e5 00 02 00 00 00 00 00, 0d 05 00 00 00 00 00 00",
        "05 00 00 02 00 00 00 00, 06 00 00 00 00 00 00 02, e5 00 00 02 00 00 00 00, 0d 50 00 00 00 00 00 00",
    );
    let call = |callee, offset| Instruction { imm: 6, offset, ..numeric(Operation::Call(callee)) };
    check(
        Assembler::new()
            .push(call(Callee::Helper, 0))
            .push(call(Callee::Function, 0))
            .push(call(Callee::Kfunc, 1)),
        "85 00 00 00 06 00 00 00, 85 10 00 00 06 00 00 00, 85 20 01 00 06 00 00 00",
        "85 00 00 00 00 00 00 06, 85 01 00 00 00 00 00 06, 85 02 00 01 00 00 00 06",
    );
    check(Assembler::new().exit(), "95 00 00 00 00 00 00 00", "95 00 00 00 00 00 00 00");
}

#[test]
fn what_cannot_be_encoded_is_refused_and_appends_nothing() {
    let move_64 = numeric(Operation::Move(Width::W64, Source::Immediate));
    let cases = [
        numeric(Operation::Atomic(Atomic::Add, Size::Byte)),
        numeric(Operation::LoadSignExtend(Size::Double)),
        numeric(Operation::MoveSignExtend(Width::W32, Size::Word)),
        numeric(Operation::ByteSwap(ByteSwap::Big, Size::Byte)),
        numeric(Operation::LoadPacketAbsolute(Size::Double)),
        Instruction { imm: 1 << 31, ..move_64.clone() },
        Instruction { src: R3, ..move_64.clone() },
        Instruction { offset: 1, ..move_64 },
        Instruction {
            imm: -1,
            ..numeric(Operation::Arithmetic(Arithmetic::Add, Width::W64, Source::Register))
        },
        Instruction { imm: 1 << 32, ..numeric(Operation::LoadImmediate(Immediate::Map)) },
        Instruction { reference: Some(Reference::Label("out".into())), ..numeric(Operation::Goto) },
    ];
    let mut report = String::new();
    for instruction in cases {
        let mut bytes = Vec::new();
        let error = instruction.encode_into(Endian::Little, &mut bytes).unwrap_err();
        assert!(bytes.is_empty());
        report.push_str(&format!("{error}\n"));
    }
    insta::assert_snapshot!(report, @r"
    `Atomic(Add, Byte)` cannot be encoded: the operation does not exist in this size or width
    `LoadSignExtend(Double)` cannot be encoded: the operation does not exist in this size or width
    `MoveSignExtend(W32, Word)` cannot be encoded: the operation does not exist in this size or width
    `ByteSwap(Big, Byte)` cannot be encoded: the operation does not exist in this size or width
    `LoadPacketAbsolute(Double)` cannot be encoded: the operation does not exist in this size or width
    `r0 = 2147483648` cannot be encoded: the immediate 2147483648 is not from -2147483648 to 2147483647
    `r0 = 0` cannot be encoded: src is r3, but the operation does not use it: r0 was expected
    `r0 = 0` cannot be encoded: offset is 1, but the operation does not use it: 0 was expected
    `r0 += r0` cannot be encoded: imm is -1, but the operation does not use it: 0 was expected
    `ld_pseudo r0, 1, 0` cannot be encoded: the immediate 4294967296 is not from -2147483648 to 2147483647
    `goto out` cannot be encoded: the label `out` has not been made a number
    ");
}

/// What is said of these bytes, in little-endian order.
fn refusal(bytes: &[u8]) -> String {
    decode(bytes, Endian::Little).unwrap_err().to_string()
}

#[test]
fn bytes_that_are_no_instructions_are_refused_with_the_slot_and_what_was_expected() {
    let exit = [0x95, 0, 0, 0, 0, 0, 0, 0];
    let load = [0x18, 0x01, 0, 0, 5, 0, 0, 0];
    let after_exit = |slot: [u8; 8]| refusal(&[exit, slot].concat());
    let after_load = |slot: [u8; 8]| refusal(&[exit, load, slot].concat());
    let report = [
        refusal(&exit[..5]),
        refusal(&[&exit[..], &exit[..1]].concat()),
        after_exit([0xff, 0, 0, 0, 0, 0, 0, 0]),
        after_exit([0x00, 0, 0, 0, 0, 0, 0, 0]),
        after_exit([0xb7, 0x21, 0, 0, 0, 0, 0, 0]),
        after_exit([0xb7, 0x0b, 0, 0, 0, 0, 0, 0]),
        after_exit([0xbf, 0xc1, 0, 0, 0, 0, 0, 0]),
        after_exit([0xbf, 0x21, 2, 0, 0, 0, 0, 0]),
        after_exit([0xbf, 0x21, 8, 0, 1, 0, 0, 0]),
        after_exit([0x3f, 0x21, 0xff, 0xff, 0, 0, 0, 0]),
        after_exit([0xd4, 0x01, 0, 0, 8, 0, 0, 0]),
        after_exit([0xdb, 0x21, 0, 0, 0xe0, 0, 0, 0]),
        after_exit([0xd3, 0x21, 0, 0, 0, 0, 0, 0]),
        after_exit([0x85, 0x30, 0, 0, 0, 0, 0, 0]),
        after_exit([0x95, 0x01, 0, 0, 0, 0, 0, 0]),
        after_exit(load),
        after_exit([0x18, 0x71, 0, 0, 0, 0, 0, 0]),
        after_load([0x18, 0, 0, 0, 0, 0, 0, 0]),
        after_load([0, 0x10, 0, 0, 0, 0, 0, 0]),
        after_load([0, 0, 1, 0, 0, 0, 0, 0]),
        refusal(&[[0x18, 0x11, 0, 0, 5, 0, 0, 0], [0, 0, 0, 0, 1, 0, 0, 0]].concat()),
    ];
    insta::assert_snapshot!(report.join("\n"), @r"
    slot 0: the bytes end after 5 of the slot's 8
    slot 1: the bytes end after 1 of the slot's 8
    slot 1: no instruction has the code 0xff
    slot 1: no instruction has the code 0x00
    slot 1: in an instruction with the code 0xb7 src is 2, expected 0
    slot 1: in an instruction with the code 0xb7 dst is register 11, expected 0 to 10
    slot 1: in an instruction with the code 0xbf src is register 12, expected 0 to 10
    slot 1: in an instruction with the code 0xbf offset is 2, expected 0, 1, 8, 16 or 32
    slot 1: in an instruction with the code 0xbf imm is 1, expected 0
    slot 1: in an instruction with the code 0x3f offset is -1, expected 0 or 1
    slot 1: in an instruction with the code 0xd4 imm is 8, expected 16, 32 or 64
    slot 1: in an instruction with the code 0xdb imm is 224, expected 0, 1, 64, 65, 80, 81, 160, 161, 225, 241, 256 or 272
    slot 1: in an instruction with the code 0xd3 imm is 0, expected 256 or 272
    slot 1: in an instruction with the code 0x85 src is 3, expected 0, 1 or 2
    slot 1: in an instruction with the code 0x95 dst is 1, expected 0
    slot 1: the bytes end after the first of the two slots of a 64-bit load
    slot 1: in an instruction with the code 0x18 src is 7, expected 0, 1, 2, 3, 4, 5 or 6
    slot 2: in the second slot of a 64-bit load code is 24, expected 0
    slot 2: in the second slot of a 64-bit load src is 1, expected 0
    slot 2: in the second slot of a 64-bit load offset is 1, expected 0
    slot 1: in the second slot of a 64-bit load imm is 1, expected 0
    ");
}

#[test]
fn no_bytes_are_no_instructions() {
    assert_eq!(decode(&[], Endian::Little).unwrap(), Code::default());
}
