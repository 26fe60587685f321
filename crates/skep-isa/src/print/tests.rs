//! What only our dialect shows, and what is known by name.

use super::*;
use crate::registers::*;
use crate::{Atomic, Reference, Size};

fn check(instruction: &Instruction, text: &str) {
    assert_eq!(instruction.to_string(), text);
}

#[test]
fn operands_that_llvm_leaves_out_are_shown_if_they_are_not_zero() {
    let packet = Instruction { src: R1, ..Instruction::new(Operation::LoadPacketIndirect(Size::Byte)) };
    check(&packet, "r0 = *(u8 *)skb[r1]");
    check(&Instruction { imm: 4, ..packet.clone() }, "r0 = *(u8 *)skb[r1 + 4]");
    check(&Instruction { imm: -4, ..packet }, "r0 = *(u8 *)skb[r1 - 4]");

    let value = Instruction { imm: 5, ..Instruction::new(Operation::LoadImmediate(Immediate::MapValue)) };
    check(&value, "ld_pseudo r0, 2, 5");
    check(&Instruction { imm: -1, ..value }, "ld_pseudo r0, 2, 4294967295, 4294967295");
}

#[test]
fn the_three_kinds_of_calls_read_differently() {
    let call = |callee, imm| Instruction { imm, ..Instruction::new(Operation::Call(callee)) };
    check(&call(Callee::Helper, 7), "call 7");
    check(&call(Callee::Helper, -7), "call helper -7");
    check(&call(Callee::Function, 7), "call +7");
    check(&call(Callee::Function, -7), "call -7");
    check(&call(Callee::Kfunc, 7), "call kfunc 7");
    check(&Instruction { offset: 1, ..call(Callee::Kfunc, -7) }, "call kfunc -7, module 1");
}

#[test]
fn names_win_over_numbers() {
    let refer = |operation, reference| Instruction {
        imm: 3 << 32 | 9,
        reference: Some(reference),
        ..Instruction::new(operation)
    };
    let map = Reference::Map("COUNTS".into());
    check(&refer(Operation::LoadImmediate(Immediate::Map), map.clone()), "r0 = COUNTS ll");
    check(&refer(Operation::LoadImmediate(Immediate::MapValue), map), "r0 = COUNTS+3 ll");
    let function = Reference::Function("fib".into());
    check(&refer(Operation::LoadImmediate(Immediate::Function), function.clone()), "r0 = function fib ll");
    check(&refer(Operation::Call(Callee::Function), function), "call fib");
    let label = Reference::Label("out".into());
    check(&refer(Operation::Goto, label.clone()), "goto out");
    check(&refer(Operation::GotoLong, label.clone()), "gotol out");
    check(&refer(Operation::MayGoto, label), "may_goto out");
}

#[test]
fn names_in_other_dialects() {
    let map = Reference::Map("COUNTS".into());
    let load = |what, imm, reference: &Reference| Instruction {
        imm,
        reference: Some(reference.clone()),
        ..Instruction::new(Operation::LoadImmediate(what))
    };
    let show = |instruction: &Instruction| {
        let [clang, kernel] =
            [Dialect::Clang, Dialect::Kernel].map(|dialect| instruction.display(dialect).to_string());
        format!("{clang} | {kernel}")
    };
    let function = Reference::Function("fib".into());
    let texts = [
        show(&load(Immediate::Map, 0, &map)),
        show(&load(Immediate::MapValue, 0, &map)),
        show(&load(Immediate::MapValue, 8 << 32, &map)),
        show(&load(Immediate::Function, 0, &function)),
        show(&Instruction {
            reference: Some(function),
            ..Instruction::new(Operation::Call(Callee::Function))
        }),
        show(&Instruction {
            reference: Some(Reference::Label("out".into())),
            ..Instruction::new(Operation::Goto)
        }),
    ];
    insta::assert_snapshot!(texts.join("\n"), @r"
    r0 = COUNTS ll | (18) r0 = COUNTS ll
    r0 = COUNTS ll | (18) r0 = COUNTS+0 ll
    r0 = COUNTS+8 ll | (18) r0 = COUNTS+8 ll
    r0 = fib ll | (18) r0 = function fib ll
    call fib | (85) call fib
    goto out | (05) goto out
    ");
}

#[test]
fn names_that_look_like_something_else_are_quoted() {
    let goto = |name: &str| {
        let reference = Some(Reference::Label(name.into()));
        Instruction { reference, ..Instruction::new(Operation::Goto) }.to_string()
    };
    for name in ["out", "a.b", "_$@", "rx", "r", "w1x"] {
        assert_eq!(goto(name), format!("goto {name}"));
    }
    assert_eq!(goto("r1"), "goto \"r1\"");
    assert_eq!(goto("w11"), "goto \"w11\"");
    assert_eq!(goto("7"), "goto \"7\"");
    assert_eq!(goto(""), "goto \"\"");
    assert_eq!(goto("two \"words\"\n"), "goto \"two \\\"words\\\"\\n\"");
}

#[test]
fn a_helpers_name_that_cannot_stand_in_text_is_not_shown() {
    let call = Instruction { imm: 7, ..Instruction::new(Operation::Call(Callee::Helper)) };
    let shown = call.display(Dialect::Skep).with_helper_names(&|_| Some("two words"));
    assert_eq!(shown.to_string(), "call 7");
    let negative = Instruction { imm: -7, ..call };
    let shown = negative.display(Dialect::Kernel).with_helper_names(&|_| Some("never"));
    assert_eq!(shown.to_string(), "(85) call unknown#-7");
}

#[test]
fn a_listing_for_the_kernel_has_slots_and_one_for_clang_labels() {
    let code = Code::parse("r1 = 5 ll\nout: goto out").unwrap();
    assert_eq!(code.display(Dialect::Kernel).to_string(), "   0: (18) r1 = 0x5\n   2: (05) goto out\n");
    assert_eq!(code.display(Dialect::Clang).to_string(), "    r1 = 5 ll\nout:\n    goto out\n");
}

#[test]
fn an_operation_without_an_encoding_reads_as_its_name() {
    check(&Instruction::new(Operation::Atomic(Atomic::Add, Size::Byte)), "Atomic(Add, Byte)");
}
