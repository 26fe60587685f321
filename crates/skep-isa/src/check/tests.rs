//! Every kind of mistake, and code without any.

use super::*;
use crate::registers::*;
use crate::{Assembler, Callee, Condition, Size};

/// What is said of the code. Positions are left out: they are tested with [`Place`]'s text below.
fn check(assembler: &mut Assembler) -> String {
    let mut code = assembler.build().unwrap();
    code.instructions.iter_mut().for_each(|instruction| instruction.location = None);
    code.check().map_or_else(|errors| errors.to_string(), |()| "right".to_owned())
}

fn numeric(operation: Operation) -> Instruction {
    Instruction::new(operation)
}

#[test]
fn right_code_has_no_mistakes() {
    let code = Assembler::new()
        .store(Size::Double, R10, -512, 0)
        .store(Size::Byte, R10, -1, 0)
        .mov(R2, R10)
        .add(R2, -512)
        .load_map(R1, "COUNTS")
        .call(1_u32)
        .jump(Condition::Equal, R0, 0, "out")
        .atomic(Atomic::FetchAdd, Size::Double, R0, 0, R1)
        .shift_left(R1, 63)
        .shift_right32(R1, 31)
        .div(R1, 1)
        .load_function(R1, "callback")
        .call_function("fib")
        .label("out")
        .mov(R0, 0)
        .exit()
        .build()
        .unwrap();
    assert_eq!(code.check(), Ok(()));
}

#[test]
fn empty_code_is_refused() {
    insta::assert_snapshot!(check(&mut Assembler::new()), @"the code has no instructions");
}

#[test]
fn an_unused_operand_that_is_not_zero_is_refused() {
    let move_64 = numeric(Operation::Move(Width::W64, Source::Immediate));
    let report =
        check(Assembler::new().push(Instruction { src: R3, offset: 4, ..move_64 }).push(Instruction {
            dst: R1,
            imm: 9,
            ..numeric(Operation::Exit)
        }));
    insta::assert_snapshot!(report, @r"
    4 problems:
      instruction 0 `r0 = 0`: src is r3, but the operation does not use it: r0 was expected
      instruction 0 `r0 = 0`: offset is 4, but the operation does not use it: 0 was expected
      instruction 1 `exit`: dst is r1, but the operation does not use it: r0 was expected
      instruction 1 `exit`: imm is 9, but the operation does not use it: 0 was expected
    ");
}

#[test]
fn an_immediate_of_more_than_32_bits_is_refused() {
    let move_64 = numeric(Operation::Move(Width::W64, Source::Immediate));
    let report = check(
        Assembler::new()
            .push(Instruction { imm: 0xffff_ffff, ..move_64.clone() })
            .push(Instruction { imm: i64::MIN, ..move_64 })
            .exit(),
    );
    insta::assert_snapshot!(report, @r"
    2 problems:
      instruction 0 `r0 = 4294967295`: the immediate 4294967295 is not from -2147483648 to 2147483647
      instruction 1 `r0 = -9223372036854775808`: the immediate -9223372036854775808 is not from -2147483648 to 2147483647
    ");
}

#[test]
fn writing_the_frame_pointer_is_refused() {
    let report = check(
        Assembler::new()
            .mov(R10, 0)
            .add32(R10, R1)
            .neg(R10)
            .load(Size::Word, R10, R1, 0)
            .load_map(R10, "COUNTS")
            .to_big_endian(Size::Half, R10)
            .load_acquire(Size::Word, R10, R1, 0)
            .atomic(Atomic::Exchange, Size::Double, R1, 0, R10)
            .store(Size::Double, R1, 0, R10)
            .atomic(Atomic::Add, Size::Double, R1, 0, R10)
            .atomic(Atomic::CompareExchange, Size::Double, R1, 0, R10)
            .exit(),
    );
    insta::assert_snapshot!(report, @r"
    8 problems:
      instruction 0 `r10 = 0`: writes r10, which can only be read
      instruction 1 `w10 += w1`: writes r10, which can only be read
      instruction 2 `r10 = -r10`: writes r10, which can only be read
      instruction 3 `w10 = *(u32 *)(r1 + 0)`: writes r10, which can only be read
      instruction 4 `r10 = COUNTS ll`: writes r10, which can only be read
      instruction 5 `r10 = be16 r10`: writes r10, which can only be read
      instruction 6 `w10 = load_acquire((u32 *)(r1 + 0))`: writes r10, which can only be read
      instruction 7 `r10 = xchg_64(r1 + 0, r10)`: leaves the old value in r10, which can only be read
    ");
}

#[test]
fn a_shift_by_the_width_or_more_is_refused() {
    let report = check(
        Assembler::new()
            .shift_left(R1, 64)
            .shift_right(R1, -1)
            .shift_right_signed32(R1, 32)
            .shift_left32(R1, R2)
            .exit(),
    );
    insta::assert_snapshot!(report, @r"
    3 problems:
      instruction 0 `r1 <<= 64`: shifts 64 bits by 64, expected 0 to 63
      instruction 1 `r1 >>= -1`: shifts 64 bits by -1, expected 0 to 63
      instruction 2 `w1 s>>= 32`: shifts 32 bits by 32, expected 0 to 31
    ");
}

#[test]
fn a_division_by_the_number_zero_is_refused() {
    let report =
        check(Assembler::new().div(R1, 0).sdiv32(R1, 0).modulo(R1, 0).smod(R1, 0).div(R1, R2).exit());
    insta::assert_snapshot!(report, @r"
    4 problems:
      instruction 0 `r1 /= 0`: divides by the number 0
      instruction 1 `w1 s/= 0`: divides by the number 0
      instruction 2 `r1 %= 0`: divides by the number 0
      instruction 3 `r1 s%= 0`: divides by the number 0
    ");
}

#[test]
fn a_size_that_does_not_exist_is_refused() {
    let code = Code::from_iter([
        numeric(Operation::Atomic(Atomic::Add, Size::Half)),
        numeric(Operation::LoadSignExtend(Size::Double)),
        numeric(Operation::Exit),
    ]);
    insta::assert_snapshot!(code.check().unwrap_err(), @r"
    2 problems:
      instruction 0 `Atomic(Add, Half)`: the operation does not exist in this size or width
      instruction 1 `LoadSignExtend(Double)`: the operation does not exist in this size or width
    ");
}

#[test]
fn a_cast_between_unknown_address_spaces_is_refused() {
    let cast = |imm| Instruction { imm, ..numeric(Operation::AddressSpaceCast) };
    let report = check(Assembler::new().push(cast(1)).push(cast(1 << 16)).push(cast(2)).exit());
    insta::assert_snapshot!(report, @"instruction 2 `r0 = addr_space_cast(r0, 0, 2)`: casts with imm 0x2, expected 0x1 (from address space 1 to 0) or 0x10000 (from 0 to 1)");
}

#[test]
fn a_jump_out_of_the_function_is_refused() {
    let goto = |offset| Instruction { offset, ..numeric(Operation::MayGoto) };
    let code = Code::from_iter([
        goto(-2),
        goto(5),
        goto(1),
        Instruction { imm: i64::from(i32::MAX), ..numeric(Operation::Call(Callee::Function)) },
        numeric(Operation::LoadImmediate(Immediate::Value)),
        numeric(Operation::Exit),
    ]);
    // The third one goes to the first slot of the load; one more is between its slots.
    insta::assert_snapshot!(code.check().unwrap_err(), @r"
    3 problems:
      instruction 0 `may_goto -2`: the distance -2 leads out of the code, which has 7 slots
      instruction 1 `may_goto +5`: the distance +5 leads out of the code, which has 7 slots
      instruction 3 `call +2147483647`: the distance +2147483647 leads out of the code, which has 7 slots
    ");
    let code = Code::from_iter([
        goto(1),
        numeric(Operation::LoadImmediate(Immediate::Value)),
        numeric(Operation::Exit),
    ]);
    insta::assert_snapshot!(code.check().unwrap_err(), @"instruction 0 `may_goto +1`: the distance +1 leads between the two slots of a 64-bit load");
}

#[test]
fn a_missing_or_doubled_label_is_refused() {
    let code = Code::from_iter([
        Instruction {
            label: Some("here".into()),
            reference: Some(Reference::Label("there".into())),
            ..numeric(Operation::MayGoto)
        },
        Instruction { label: Some("here".into()), ..numeric(Operation::Exit) },
    ]);
    insta::assert_snapshot!(code.check().unwrap_err(), @r"
    2 problems:
      instruction 0 `may_goto there` (at `here`): no instruction has the label `there`
      instruction 1 `exit` (at `here`): the label `here` belongs to instruction 0 already
    ");
}

#[test]
fn a_reference_of_the_wrong_kind_is_refused() {
    let refer = |operation, reference| Instruction { reference: Some(reference), ..numeric(operation) };
    let code = Code::from_iter([
        refer(Operation::Call(Callee::Function), Reference::Map("COUNTS".into())),
        refer(Operation::Call(Callee::Helper), Reference::Function("fib".into())),
        refer(Operation::MayGoto, Reference::Function("fib".into())),
        refer(Operation::Negate(Width::W64), Reference::Label("out".into())),
        numeric(Operation::Exit),
    ]);
    insta::assert_snapshot!(code.check().unwrap_err(), @r"
    4 problems:
      instruction 0 `call COUNTS`: an instruction of this kind cannot refer to the map `COUNTS`
      instruction 1 `call 0`: an instruction of this kind cannot refer to the function `fib`
      instruction 2 `may_goto fib`: an instruction of this kind cannot refer to the function `fib`
      instruction 3 `r0 = -r0`: an instruction of this kind cannot refer to the label `out`
    ");
}

#[test]
fn execution_that_leaves_the_function_is_refused() {
    let mut falls = Assembler::new();
    falls.mov(R0, 0).jump(Condition::Equal, R1, 0, "out").exit().label("out").call(5_u32);
    insta::assert_snapshot!(check(&mut falls), @"instruction 3 `call 5` (at `out`): execution goes on after this last instruction, expected exit or a jump");
    let mut conditional = Assembler::new();
    conditional.label("again").jump(Condition::Equal, R1, 0, "again");
    insta::assert_snapshot!(check(&mut conditional), @"instruction 0 `if r1 == 0 goto again` (at `again`): execution goes on after this last instruction, expected exit or a jump");
    assert_eq!(check(Assembler::new().label("again").goto("again")), "right");
}

#[test]
fn instructions_that_nothing_leads_to_are_refused() {
    let mut assembler = Assembler::new();
    assembler.goto("out").mov(R0, 1).mov(R0, 2).label("out").exit().mov(R0, 3);
    insta::assert_snapshot!(check(&mut assembler), @r"
    2 problems:
      instruction 1 `r0 = 1`: nothing leads to this instruction and the 1 after it
      instruction 4 `r0 = 3` (1 after `out`): nothing leads to this instruction
    ");
}

#[test]
fn a_function_that_is_called_by_distance_is_reached() {
    let call = Instruction { imm: 1, ..numeric(Operation::Call(Callee::Function)) };
    assert_eq!(check(Assembler::new().push(call).exit().mov(R0, 1).exit()), "right");
    let load = Instruction { imm: 2, ..numeric(Operation::LoadImmediate(Immediate::Function)) };
    assert_eq!(check(Assembler::new().push(load).exit().mov(R0, 1).exit()), "right");
}

#[test]
fn a_jump_to_an_address_can_lead_anywhere() {
    let goto = Instruction { dst: R1, ..numeric(Operation::GotoRegister) };
    assert_eq!(check(Assembler::new().push(goto).mov(R0, 1).exit()), "right");
}

#[test]
fn an_access_outside_the_stack_is_refused() {
    let report = check(
        Assembler::new()
            .store(Size::Double, R10, -513, 0)
            .store(Size::Double, R10, -7, R1)
            .load(Size::Byte, R1, R10, 0)
            .atomic(Atomic::Add, Size::Double, R10, 8, R1)
            .load_acquire(Size::Word, R1, R10, i16::MIN)
            .load(Size::Byte, R1, R2, 0)
            .store(Size::Word, R1, 0, R10)
            .exit(),
    );
    insta::assert_snapshot!(report, @r"
    5 problems:
      instruction 0 `*(u64 *)(r10 - 513) = 0`: accesses the bytes from r10-513 to r10-506, but the stack is from r10-512 to r10-1
      instruction 1 `*(u64 *)(r10 - 7) = r1`: accesses the bytes from r10-7 to r10+0, but the stack is from r10-512 to r10-1
      instruction 2 `w1 = *(u8 *)(r10 + 0)`: accesses the bytes from r10+0 to r10+0, but the stack is from r10-512 to r10-1
      instruction 3 `lock *(u64 *)(r10 + 8) += r1`: accesses the bytes from r10+8 to r10+15, but the stack is from r10-512 to r10-1
      instruction 4 `w1 = load_acquire((u32 *)(r10 - 32768))`: accesses the bytes from r10-32768 to r10-32765, but the stack is from r10-512 to r10-1
    ");
}

#[test]
fn a_problem_says_index_text_label_and_source_position() {
    let mut code =
        Assembler::new().mov(R10, 0).label("loop").mov(R10, 1).mov(R0, 0).mov(R10, 2).exit().build().unwrap();
    for (line, instruction) in (10..).zip(&mut code.instructions) {
        instruction.location =
            Some(crate::Location { file: "src/probe.rs".into(), line, column: 5, text: None }.into());
    }
    insta::assert_snapshot!(code.check().unwrap_err(), @r"
    3 problems:
      instruction 0 `r10 = 0` (src/probe.rs:10:5): writes r10, which can only be read
      instruction 1 `r10 = 1` (at `loop`, src/probe.rs:11:5): writes r10, which can only be read
      instruction 3 `r10 = 2` (2 after `loop`, src/probe.rs:13:5): writes r10, which can only be read
    ");
}
