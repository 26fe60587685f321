//! What the assembler writes, the positions it records, and every refusal to build.

use super::*;
use crate::registers::*;
use crate::{Atomic, Condition, Endian, Size, Width};

/// The messages without the directory and the lines of this file.
fn messages(errors: &AssemblerErrors) -> String {
    let text = errors.to_string();
    let mut report = String::new();
    let mut rest = text.as_str();
    while let Some((before, after)) = rest.split_once(file!()) {
        let after = after.trim_start_matches([':', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9']);
        report.push_str(before);
        report.push_str("HERE");
        rest = after;
    }
    report + rest
}

#[test]
fn every_method_writes_its_instruction() {
    let code = Assembler::new()
        .label("start")
        .add(R1, R2)
        .add32(R1, -1)
        .sub(R1, 2)
        .sub32(R1, R3)
        .mul(R1, 2)
        .mul32(R1, 2)
        .div(R1, 2)
        .div32(R1, 2)
        .sdiv(R1, 2)
        .sdiv32(R1, 2)
        .modulo(R1, 2)
        .modulo32(R1, 2)
        .smod(R1, 2)
        .smod32(R1, 2)
        .or(R1, 2)
        .or32(R1, 2)
        .and(R1, 2)
        .and32(R1, 2)
        .xor(R1, 2)
        .xor32(R1, 2)
        .shift_left(R1, 2)
        .shift_left32(R1, 2)
        .shift_right(R1, 2)
        .shift_right32(R1, 2)
        .shift_right_signed(R1, 2)
        .shift_right_signed32(R1, R2)
        .mov(R1, 2)
        .mov32(R1, R2)
        .mov_sign_extend(Width::W64, Size::Half, R1, R2)
        .neg(R1)
        .neg32(R1)
        .to_big_endian(Size::Half, R1)
        .to_little_endian(Size::Word, R1)
        .swap_bytes(Size::Double, R1)
        .load_imm64(R1, u64::MAX)
        .load_imm64(R1, i64::MIN)
        .load_map(R1, "COUNTS")
        .load_map_value(R1, "GLOBALS", 8)
        .load_function(R1, String::from("callback"))
        .load(Size::Byte, R1, R2, -1)
        .load_signed(Size::Word, R1, R2, 4)
        .store(Size::Word, R10, -4, R1)
        .store(Size::Double, R10, -8, -1)
        .atomic(Atomic::FetchAdd, Size::Double, R1, 0, R2)
        .atomic(Atomic::CompareExchange, Size::Word, R1, 0, R2)
        .load_acquire(Size::Double, R1, R2, 0)
        .store_release(Size::Word, R1, 0, R2)
        .load_packet_absolute(Size::Half, 12)
        .load_packet_indirect(Size::Byte, R7, 14)
        .load_packet_indirect(Size::Byte, R7, -14)
        .jump(Condition::Less, R1, R2, "start")
        .jump32(Condition::AnyBitSet, R1, 8, "start")
        .may_goto("start")
        .call(14_u32)
        .call_function("fib")
        .goto(Name::from("start"))
        .exit()
        .build()
        .unwrap();
    insta::assert_snapshot!(code.to_string(), @r"
    start:
        r1 += r2
        w1 += -1
        r1 -= 2
        w1 -= w3
        r1 *= 2
        w1 *= 2
        r1 /= 2
        w1 /= 2
        r1 s/= 2
        w1 s/= 2
        r1 %= 2
        w1 %= 2
        r1 s%= 2
        w1 s%= 2
        r1 |= 2
        w1 |= 2
        r1 &= 2
        w1 &= 2
        r1 ^= 2
        w1 ^= 2
        r1 <<= 2
        w1 <<= 2
        r1 >>= 2
        w1 >>= 2
        r1 s>>= 2
        w1 s>>= w2
        r1 = 2
        w1 = w2
        r1 = (s16)r2
        r1 = -r1
        w1 = -w1
        r1 = be16 r1
        r1 = le32 r1
        r1 = bswap64 r1
        r1 = -1 ll
        r1 = -9223372036854775808 ll
        r1 = COUNTS ll
        r1 = GLOBALS+8 ll
        r1 = function callback ll
        w1 = *(u8 *)(r2 - 1)
        r1 = *(s32 *)(r2 + 4)
        *(u32 *)(r10 - 4) = w1
        *(u64 *)(r10 - 8) = -1
        r2 = atomic_fetch_add((u64 *)(r1 + 0), r2)
        w0 = cmpxchg32_32(r1 + 0, w0, w2)
        r1 = load_acquire((u64 *)(r2 + 0))
        store_release((u32 *)(r1 + 0), w2)
        r0 = *(u16 *)skb[12]
        r0 = *(u8 *)skb[r7 + 14]
        r0 = *(u8 *)skb[r7 - 14]
        if r1 < r2 goto start
        if w1 & 8 goto start
        may_goto start
        call 14
        call fib
        goto start
        exit
    ");
}

#[test]
fn an_instruction_is_where_the_call_that_wrote_it_is() {
    let line = line!();
    let code = Assembler::new()
        .mov(R0, 0)
        .add(R0, 1)
        .jump(Condition::Equal, R0, 1, "out")
        .label("out")
        .exit()
        .build()
        .unwrap();
    let locations: Vec<&Location> =
        code.instructions.iter().map(|instruction| instruction.location.as_deref().unwrap()).collect();
    let lines: Vec<u32> = locations.iter().map(|location| location.line - line).collect();
    assert_eq!(lines, [2, 3, 4, 6]);
    assert!(locations.iter().all(|location| &*location.file == file!() && location.column == 10));
    assert!(
        locations.iter().all(|location| Arc::ptr_eq(&location.file, &locations[0].file)),
        "the name of the file is there once"
    );
}

#[test]
fn a_given_position_wins_until_it_is_taken_back() {
    let given = Location { file: "probe.rs".into(), line: 3, column: 9, text: None };
    let own = Location { file: "other.rs".into(), line: 1, column: 1, text: None };
    let code = Assembler::new()
        .location(given.clone())
        .mov(R0, 0)
        .push(Instruction { location: Some(Arc::new(own.clone())), ..Instruction::new(Operation::Exit) })
        .location(None)
        .exit()
        .build()
        .unwrap();
    assert_eq!(code.instructions[0].location.as_deref(), Some(&given));
    assert_eq!(code.instructions[1].location.as_deref(), Some(&own));
    assert_eq!(&*code.instructions[2].location.as_ref().unwrap().file, file!());
}

#[test]
fn two_labels_of_one_place_both_work() {
    let code = Assembler::new()
        .goto("second")
        .label("first")
        .label("second")
        .push(Instruction { label: Some("third".into()), ..Instruction::new(Operation::Goto) })
        .goto("third")
        .goto("first")
        .build()
        .unwrap();
    insta::assert_snapshot!(code.to_string(), @r"
        goto first
    first:
        goto +0
        goto first
        goto first
    ");
}

#[test]
fn fresh_labels_are_not_in_use() {
    let mut assembler = Assembler::new();
    assembler.label("loop.0").mov(R0, 0);
    let names = [assembler.fresh_label("loop"), assembler.fresh_label("loop"), assembler.fresh_label("end")];
    insta::assert_snapshot!(names.join(" "), @"loop.1 loop.2 end.2");
    for name in names {
        assembler.label(name).goto("loop.0");
    }
    assembler.build().unwrap();
}

#[test]
fn all_problems_are_reported_together() {
    let errors = Assembler::new()
        .label("twice")
        .goto("nowhere")
        .label("twice")
        .jump(Condition::Equal, R1, 0, "nowhere else")
        .atomic(Atomic::Add, Size::Byte, R1, 0, R2)
        .label("end")
        .label("also the end")
        .build()
        .unwrap_err();
    insta::assert_snapshot!(messages(&errors), @r"
    6 problems:
      the label `twice` is defined twice, first at HERE and then at HERE
      the operation `Atomic(Add, Byte)` does not exist in this size or width (HERE)
      a jump leads to the label `nowhere`, which is not defined (HERE)
      a jump leads to the label `nowhere else`, which is not defined (HERE)
      the label `end` has no instruction after it (HERE)
      the label `also the end` has no instruction after it (HERE)
    ");
}

#[test]
fn one_problem_is_one_line() {
    let errors = Assembler::new().goto("nowhere").build().unwrap_err();
    insta::assert_snapshot!(messages(&errors), @"a jump leads to the label `nowhere`, which is not defined (HERE)");
}

#[test]
fn the_assembler_can_go_on_after_building() {
    let mut assembler = Assembler::new();
    assembler.mov(R0, 2).goto("out");
    assert!(assembler.build().is_err());
    let code = assembler.label("out").exit().build().unwrap();
    assert_eq!(code.instructions.len(), 3);
    let plain = Assembler::new().mov(R0, 2).exit().build().unwrap();
    assert_eq!(plain.encode(Endian::Little).unwrap().len(), 16);
}

#[test]
fn set_takes_the_shortest_encoding_of_every_number() {
    let numbers = [
        (0, "r1 = 0"),
        (-1, "r1 = -1"),
        (0x7fff_ffff, "r1 = 2147483647"),
        (0x8000_0000, "w1 = -2147483648"),
        (0xffff_ffff, "w1 = -1"),
        (0x1_0000_0000, "r1 = 4294967296 ll"),
        (-0x8000_0000, "r1 = -2147483648"),
        (-0x8000_0001, "r1 = -2147483649 ll"),
        (i64::MIN, "r1 = -9223372036854775808 ll"),
    ];
    for (number, text) in numbers {
        let code = Assembler::new().set(R1, number).build().unwrap();
        assert_eq!(code.instructions[0].to_string(), text);
        let unsigned = Assembler::new().set(R1, number.cast_unsigned()).build().unwrap();
        assert_eq!(unsigned.instructions[0].to_string(), text);
    }
    let code = Assembler::new().zero_extend32(R3).build().unwrap();
    assert_eq!(code.instructions[0].to_string(), "w3 = w3");
}

#[test]
fn blocks_are_laid_out_with_labels_of_their_own() {
    let mut asm = Assembler::new();
    asm.mov(R0, 0);
    asm.choose(Condition::AnyBitSet, R1, 3, |asm| asm.mov(R0, 1), |asm| asm.mov(R0, 2));
    asm.repeat(R6, 3, |asm| {
        asm.when(Condition::Equal, R6, R2, |asm| asm.add(R0, 1));
        asm.repeat(R7, 0, |asm| asm.exit())
    });
    asm.select(R0, &[4], |asm, number| asm.mov(R3, number.unwrap_or(5))).exit();
    insta::assert_snapshot!(asm.build().unwrap(), @r"
        r0 = 0
        if r1 & 3 goto then.2
        goto otherwise.0
    then.2:
        r0 = 1
        goto after.1
    otherwise.0:
        r0 = 2
    after.1:
        r6 = 0
    turn.3:
        if r6 != r2 goto after.4
        r0 += 1
    after.4:
        r6 += 1
        if r6 < 3 goto turn.3
        if r0 == 4 goto case.6
        r3 = 5
        goto after.5
    case.6:
        r3 = 4
    after.5:
        exit
    ");
}

#[test]
fn an_update_is_there_once_for_each_attempt() {
    let target = AtomicTarget { size: Size::Word, base: R6, offset: 4, attempts: 2, late: "late".into() };
    let mut asm = Assembler::new();
    asm.atomic_extreme(Extreme::Minimum, &target, R2, R3).label("late").exit();
    insta::assert_snapshot!(asm.build().unwrap(), @r"
        w0 = *(u32 *)(r6 + 4)
        r3 = r0
        if w0 <= w2 goto changed.1
        w0 = cmpxchg32_32(r6 + 4, w0, w2)
        if r0 == r3 goto changed.1
        r3 = r0
        if w0 <= w2 goto changed.1
        w0 = cmpxchg32_32(r6 + 4, w0, w2)
        if r0 == r3 goto changed.1
        goto changed.1
    changed.1:
        exit
    ");
}
