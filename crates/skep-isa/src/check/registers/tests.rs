//! Reads that are reported and reads that are right, and a comparison with every path of random programs.

use super::*;
use crate::registers::*;
use crate::{Assembler, Callee, Condition, Location, Source, Width};
use proptest::prelude::*;
use std::collections::BTreeSet;

/// What is said of a text, as that of a program.
fn check(text: &str) -> String {
    check_as(Entry::PROGRAM, text)
}

fn check_as(entry: Entry, text: &str) -> String {
    let code = Code::parse(text).unwrap();
    code.check_registers(entry).map_or_else(|errors| errors.to_string(), |()| "right".to_owned())
}

#[test]
fn registers_that_are_written_can_be_read() {
    let text = "
        r6 = r1
        r2 = r10
        r2 += -4
        *(u32 *)(r10 - 4) = r2
        r1 = COUNTS ll
        call 1
        if r0 == 0 goto out
        r1 = 1
        lock *(u64 *)(r0 + 0) += r1
        r1 = *(u32 *)(r6 + 0)
    out:
        r0 = 0
        exit
    ";
    assert_eq!(check(text), "right");
    assert_eq!(check("gotox r3"), "right");
    assert_eq!(Code::default().check_registers(Entry::PROGRAM), Ok(()));
}

#[test]
fn a_program_has_its_context_in_r1_and_returns_r0() {
    insta::assert_snapshot!(check("r2 = r1\nr3 = r10\nr4 = r5\nexit"), @r"
    2 problems:
      instruction 2 `r4 = r5` (text:3:1): reads r5, which nothing has written
      instruction 3 `exit` (text:4:1): reads r0, which nothing has written
    ");
}

#[test]
fn a_function_has_as_many_arguments_as_it_is_said_to() {
    assert_eq!(check_as(Entry::FUNCTION, "r1 += r5\nexit"), "right");
    let two = Entry { arguments: 2, returns: true };
    insta::assert_snapshot!(check_as(two, "r1 += r2\nr1 += r3\nr0 = r1\nexit"), @"instruction 1 `r1 += r3` (text:2:1): reads r3, which nothing has written");
    assert_eq!(check_as(Entry { arguments: 9, returns: false }, "r1 += r5\nexit"), "right");
    insta::assert_snapshot!(check_as(Entry { arguments: 0, returns: false }, "r6 = r1\nexit"), @"instruction 0 `r6 = r1` (text:1:1): reads r1, which nothing has written");
}

#[test]
fn a_call_leaves_nothing_in_r1_to_r5() {
    for call in ["call 5", "call f", "call kfunc 5", "callx r1"] {
        let text = format!("{call}\nr6 = r1\nr6 = r0\nexit");
        assert!(
            check(&text).ends_with(&format!("reads r1, which instruction 0 `{call}` (text:1:1) overwrote")),
            "{call}"
        );
    }
    insta::assert_snapshot!(check("
        r6 = r1
        r7 = 0
        r0 = *(u32 *)skb[r7 + 4]
        r0 += r1
        call 5
        r1 = r2
        r2 = r2
        r3 += 1
        exit
    "), @r"
    3 problems:
      instruction 3 `r0 += r1` (text:5:9): reads r1, which instruction 2 `r0 = *(u32 *)skb[r7 + 4]` (text:4:9) overwrote
      instruction 5 `r1 = r2` (text:7:9): reads r2, which instruction 4 `call 5` (text:6:9) overwrote
      instruction 7 `r3 += 1` (text:9:9): reads r3, which instruction 4 `call 5` (text:6:9) overwrote
    ");
}

#[test]
fn every_operand_that_is_read_counts() {
    insta::assert_snapshot!(check_as(Entry { arguments: 0, returns: true }, "
        r1 += 1
        r2 += r3
        r4 = -r4
        r5 = be16 r5
        r6 = *(u8 *)(r7 + 0)
        *(u8 *)(r8 + 0) = 1
        r9 = 0
        exit
    "), @r"
    8 problems:
      instruction 0 `r1 += 1` (text:2:9): reads r1, which nothing has written
      instruction 1 `r2 += r3` (text:3:9): reads r2, which nothing has written
      instruction 1 `r2 += r3` (text:3:9): reads r3, which nothing has written
      instruction 2 `r4 = -r4` (text:4:9): reads r4, which nothing has written
      instruction 3 `r5 = be16 r5` (text:5:9): reads r5, which nothing has written
      instruction 4 `w6 = *(u8 *)(r7 + 0)` (text:6:9): reads r7, which nothing has written
      instruction 5 `*(u8 *)(r8 + 0) = 1` (text:7:9): reads r8, which nothing has written
      instruction 7 `exit` (text:9:9): reads r0, which nothing has written
    ");
    insta::assert_snapshot!(check("
        *(u64 *)(r1 + 0) = r2
        r3 = xchg_64(r1 + 0, r3)
        r0 = cmpxchg_64(r1 + 0, r0, r4)
        if r5 == r6 goto +0
        if r7 == 1 goto +0
        r0 = *(u8 *)skb[4]
        exit
    "), @r"
    7 problems:
      instruction 0 `*(u64 *)(r1 + 0) = r2` (text:2:9): reads r2, which nothing has written
      instruction 1 `r3 = xchg_64(r1 + 0, r3)` (text:3:9): reads r3, which nothing has written
      instruction 2 `r0 = cmpxchg_64(r1 + 0, r0, r4)` (text:4:9): reads r4, which nothing has written
      instruction 2 `r0 = cmpxchg_64(r1 + 0, r0, r4)` (text:4:9): reads r0, which nothing has written
      instruction 3 `if r5 == r6 goto +0` (text:5:9): reads r5, which nothing has written
      instruction 3 `if r5 == r6 goto +0` (text:5:9): reads r6, which nothing has written
      instruction 4 `if r7 == 1 goto +0` (text:6:9): reads r7, which nothing has written
    ");
}

#[test]
fn a_register_that_holds_nothing_on_one_path_is_reported_as_such() {
    insta::assert_snapshot!(check("
        if r1 == 0 goto other
        r2 = 1
        goto both
    other:
        call 5
        r2 = 1
        r3 = 1
    both:
        r0 = r1
        r0 += r2
        r0 += r3
        exit
    "), @r"
    2 problems:
      instruction 6 `r0 = r1` (at `both`, text:10:9): reads r1, which on a path to here instruction 3 `call 5` (at `other`, text:6:9) overwrote
      instruction 8 `r0 += r3` (2 after `both`, text:12:9): reads r3, which on a path to here nothing has written
    ");
}

#[test]
fn what_a_loop_brings_back_counts() {
    insta::assert_snapshot!(check("
        r2 = 10
    again:
        r2 += -1
        r3 = r1
        call 5
        if r0 != 0 goto again
        exit
    "), @r"
    2 problems:
      instruction 1 `r2 += -1` (at `again`, text:4:9): reads r2, which on a path to here instruction 3 `call 5` (2 after `again`, text:6:9) overwrote
      instruction 2 `r3 = r1` (1 after `again`, text:5:9): reads r1, which on a path to here instruction 3 `call 5` (2 after `again`, text:6:9) overwrote
    ");
}

#[test]
fn functions_that_are_called_by_distance_have_their_own_arguments() {
    insta::assert_snapshot!(check("
        r0 = r2
        call +1
        exit
        r0 = r2
        r0 = r6
        exit
    "), @r"
    2 problems:
      instruction 0 `r0 = r2` (text:2:9): reads r2, which nothing has written
      instruction 4 `r0 = r6` (text:6:9): reads r6, which nothing has written
    ");
    let callback = "ld_pseudo r2, 4, 3\nr0 = 0\nexit\nr0 = r2\nr6 += 1\nexit";
    insta::assert_snapshot!(check(callback), @"instruction 4 `r6 += 1` (text:5:1): reads r6, which nothing has written");
}

#[test]
fn arguments_of_calls_are_looked_at_where_their_number_is_known() {
    let at = |line| Location { file: "probe.rs".into(), line, column: 5, text: None };
    let code = Assembler::new()
        .location(at(1))
        .mov(R6, R1)
        .call_with(1_u32, (R1, R2))
        .location(at(2))
        .call_with(1_u32, (R6, R1))
        .location(at(3))
        .call_with(9_u32, (R1, R2))
        .call_with(1_u32, (R0, R0, R0))
        .exit()
        .build()
        .unwrap();
    let arguments = |call: &Instruction| if call.imm == 1 { 2 } else { 0 };
    let errors = code.check_registers_with(Entry::PROGRAM, &arguments).unwrap_err();
    insta::assert_snapshot!(errors, @r"
    2 problems:
      instruction 1 `call 1` (probe.rs:1:5): reads r2, which nothing has written
      instruction 2 `r2 = r1` (probe.rs:2:5): reads r1, which instruction 1 `call 1` (probe.rs:1:5) overwrote
    ");
}

#[test]
fn long_code_with_many_calls_does_not_take_long() {
    let mut asm = Assembler::new();
    for _ in 0..20_000 {
        asm.call(5_u32).jump(Condition::Equal, R0, 0, "out");
    }
    asm.label("out");
    for _ in 0..20_000 {
        asm.mov(R6, R0);
    }
    let code = asm.mov(R0, R1).exit().build().unwrap();
    let errors = code.check_registers(Entry::PROGRAM).unwrap_err();
    assert_eq!(errors.problems.len(), 1);
}

/// The reads of registers that hold nothing on some path of code without loops, by walking every path.
fn on_every_path(code: &Code) -> BTreeSet<(usize, Register)> {
    let check = Check { code, targets: Targets::of(code), arguments: &|_| 0 };
    let mut reads = BTreeSet::new();
    let mut paths = vec![(0, State::at(Entry::PROGRAM))];
    while let Some((index, mut state)) = paths.pop() {
        check.step(index, Entry::PROGRAM, &mut state, |read| {
            reads.insert((index, read.register));
        });
        let Instruction { operation, offset, .. } = code.instructions[index];
        if operation != Operation::Exit {
            paths.push((index + 1, state));
        }
        if let Operation::Jump(..) = operation {
            paths.push((index + 1 + usize::try_from(offset).unwrap(), state));
        }
    }
    reads
}

fn any_step() -> impl Strategy<Value = Instruction> {
    let register = || (0..=10_u8).prop_map(|number| Register::from_number(number).unwrap());
    let operation = prop_oneof![
        Just(Operation::Move(Width::W64, Source::Immediate)),
        Just(Operation::Move(Width::W64, Source::Register)),
        Just(Operation::Call(Callee::Helper)),
        Just(Operation::Jump(Condition::Equal, Width::W64, Source::Immediate)),
        Just(Operation::Jump(Condition::Equal, Width::W64, Source::Register)),
    ];
    (operation, register(), register(), 0..4_i16).prop_map(|(operation, dst, src, offset)| {
        let row = table::row(operation).unwrap();
        let used = |field, register| if let Field::Is(_) = field { R0 } else { register };
        Instruction {
            dst: used(row.dst, dst),
            src: used(row.src, src),
            offset: if row.offset == Field::Target { offset } else { 0 },
            ..Instruction::new(operation)
        }
    })
}

proptest! {
    #[test]
    fn the_same_is_found_as_by_walking_every_path(mut instructions in prop::collection::vec(any_step(), 0..14)) {
        // Jumps past the end lead to it.
        let length = instructions.len();
        for (index, instruction) in instructions.iter_mut().enumerate() {
            instruction.offset = instruction.offset.min(i16::try_from(length - index - 1).unwrap());
        }
        instructions.push(Instruction::new(Operation::Exit));
        let code = Code { instructions };
        let found: BTreeSet<(usize, Register)> = match code.check_registers(Entry::PROGRAM) {
            Ok(()) => BTreeSet::new(),
            Err(errors) => errors
                .problems
                .iter()
                .map(|error| match &error.problem {
                    CheckProblem::Unwritten(read) => (error.place.as_ref().unwrap().index, read.register),
                    other => panic!("{other}"),
                })
                .collect(),
        };
        prop_assert_eq!(found, on_every_path(&code));
    }
}
