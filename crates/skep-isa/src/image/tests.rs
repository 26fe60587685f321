//! Laying out several functions, what is left for the loader, and every refusal.

use super::*;
use crate::bytes::decode;
use crate::registers::*;
use crate::{Assembler, Callee, Condition, Immediate, Instruction, Operation, Size};

const OPTIONS: ImageOptions = ImageOptions { endian: Endian::Little, gotol: true };

/// The code without source positions.
fn code(assembler: &mut Assembler) -> Code {
    let mut code = assembler.build().unwrap();
    code.instructions.iter_mut().for_each(|instruction| instruction.location = None);
    code
}

/// The functions and the instructions of an image, numbered by their slots.
fn listing(image: &Image) -> String {
    let mut listing = String::new();
    let mut slot = 0;
    for instruction in decode(&image.bytes, image.endian).unwrap().instructions {
        for function in image.functions.iter().filter(|function| function.first_slot == slot) {
            listing.push_str(&format!("{} ({} slots):\n", function.name, function.slots));
        }
        for fixup in image.maps.iter().filter(|fixup| fixup.slot == slot) {
            listing.push_str(&format!("    waits for {}:\n", fixup.map));
        }
        listing.push_str(&format!("{slot:4} {instruction}\n"));
        slot += instruction.slots();
    }
    listing
}

fn refusal(entry: &Code, functions: &[(&str, &Code)]) -> String {
    Image::link(("main", entry), functions, OPTIONS).unwrap_err().to_string()
}

#[test]
fn functions_follow_in_the_order_of_the_first_reference_and_others_are_left_out() {
    let main = code(
        Assembler::new()
            .load_function(R2, "callback")
            .call_function("fib")
            .jump(Condition::Equal, R0, 0, "out")
            .call_function("callback")
            .label("out")
            .exit(),
    );
    let callback = code(Assembler::new().call_function("deep").call_function("main").exit());
    let fib = code(Assembler::new().mov(R0, R1).call_function("fib").exit());
    let deep = code(Assembler::new().mov(R0, 1).exit());
    let unused = code(Assembler::new().call_function("nowhere").exit());
    let functions = [("unused", &unused), ("deep", &deep), ("fib", &fib), ("callback", &callback)];
    let image = Image::link(("main", &main), &functions, OPTIONS).unwrap();
    insta::assert_snapshot!(listing(&image), @r"
    main (6 slots):
       0 ld_pseudo r2, 4, 5
       2 call +6
       3 if r0 == 0 goto +1
       4 call +1
       5 exit
    callback (3 slots):
       6 call +5
       7 call -8
       8 exit
    fib (3 slots):
       9 r0 = r1
      10 call -2
      11 exit
    deep (2 slots):
      12 r0 = 1
      13 exit
    ");
}

#[test]
fn a_map_waits_for_its_handle_and_keeps_the_offset_in_its_value() {
    let main = code(
        Assembler::new()
            .load_map(R1, "COUNTS")
            .load_map_value(R2, "GLOBALS", 0xffff_fff8)
            .push(Instruction {
                dst: R3,
                imm: 9,
                ..Instruction::new(Operation::LoadImmediate(Immediate::Map))
            })
            .exit(),
    );
    let image = Image::link(("main", &main), &[], OPTIONS).unwrap();
    insta::assert_snapshot!(listing(&image), @r"
    main (7 slots):
        waits for COUNTS:
       0 ld_pseudo r1, 1, 0
        waits for GLOBALS:
       2 ld_pseudo r2, 2, 0, 4294967288
       4 ld_pseudo r3, 1, 9
       6 exit
    ");
}

#[test]
fn a_slot_leads_back_to_function_instruction_and_position() {
    let main = Assembler::new().load_imm64(R1, 1).call_function("other").exit().build().unwrap();
    let other = Assembler::new().mov(R0, 1).exit().build().unwrap();
    let image = Image::link(("main", &main), &[("other", &other)], OPTIONS).unwrap();
    let found: Vec<(String, usize)> = (0..6)
        .map(|slot| {
            let source = image.at_slot(slot).unwrap();
            let code = if source.function.name == "main".into() { &main } else { &other };
            assert_eq!(source.location, code.instructions[source.instruction].location.as_deref());
            assert!(source.location.is_some());
            (source.function.name.to_string(), source.instruction)
        })
        .collect();
    let expected = [("main", 0), ("main", 0), ("main", 1), ("main", 2), ("other", 0), ("other", 1)];
    assert_eq!(found, expected.map(|(name, index)| (name.to_owned(), index)));
    assert_eq!(image.at_slot(6), None);
    assert_eq!(image.at_slot(usize::MAX), None);
}

/// A jump over 40000 instructions.
fn far(jump: &Instruction) -> Code {
    let mut assembler = Assembler::new();
    assembler.label("start").push(jump.clone());
    for _ in 0..40_000 {
        assembler.mov(R0, 0);
    }
    code(assembler.label("out").exit())
}

fn jump_out(operation: Operation) -> Instruction {
    Instruction { dst: R1, reference: Some(Reference::Label("out".into())), ..Instruction::new(operation) }
}

#[test]
fn far_jumps_become_gotol_or_go_around_one() {
    use crate::Source::{Immediate, Register};
    use crate::Width::{W32, W64};
    let operations = [
        Operation::Goto,
        Operation::MayGoto,
        Operation::Jump(Condition::Equal, W64, Immediate),
        Operation::Jump(Condition::SignedGreater, W32, Register),
        Operation::Jump(Condition::AnyBitSet, W64, Immediate),
    ];
    let mut report = String::new();
    for operation in operations {
        let dst = if matches!(operation, Operation::Jump(..)) { R1 } else { R0 };
        let image =
            Image::link(("main", &far(&Instruction { dst, ..jump_out(operation) })), &[], OPTIONS).unwrap();
        let lines = listing(&image);
        let first: Vec<&str> = lines.lines().skip(1).take_while(|line| !line.ends_with("r0 = 0")).collect();
        let last = lines.lines().last().unwrap();
        report.push_str(&format!("{}\n ...\n{last}\n\n", first.join("\n")));
    }
    insta::assert_snapshot!(report, @r"
       0 gotol +40000
     ...
    40001 exit

       0 may_goto +1
       1 goto +1
       2 gotol +40000
     ...
    40003 exit

       0 if r1 != 0 goto +1
       1 gotol +40000
     ...
    40002 exit

       0 if w1 s<= w0 goto +1
       1 gotol +40000
     ...
    40002 exit

       0 if r1 & 0 goto +1
       1 goto +1
       2 gotol +40000
     ...
    40003 exit
    ");
}

#[test]
fn a_far_jump_without_gotol_is_refused_with_label_and_distance() {
    let jump = Operation::Jump(Condition::Equal, crate::Width::W64, crate::Source::Immediate);
    let far = far(&jump_out(jump));
    let options = ImageOptions { gotol: false, ..OPTIONS };
    let errors = Image::link(("main", &far), &[], options).unwrap_err();
    insta::assert_snapshot!(errors, @"function `main`, instruction 0 `if r1 == 0 goto out` (at `start`): the jump's distance is +40000 slots, expected -32768 to +32767; farther ones need gotol (Linux 6.6), which was not allowed");
}

#[test]
fn distances_keep_their_targets_when_what_is_between_becomes_longer() {
    let mut far =
        far(&jump_out(Operation::Jump(Condition::Equal, crate::Width::W64, crate::Source::Immediate)));
    let call = Instruction { imm: 40_002, ..Instruction::new(Operation::Call(Callee::Function)) };
    far.instructions.insert(0, Instruction { offset: 1, ..Instruction::new(Operation::Goto) });
    far.instructions.insert(0, call);
    let image = Image::link(("main", &far), &[], OPTIONS).unwrap();
    let lines = listing(&image);
    let lines: Vec<&str> = lines.lines().take(6).chain(lines.lines().last()).collect();
    insta::assert_snapshot!(lines.join("\n"), @r"
    main (40005 slots):
       0 call +40003
       1 goto +2
       2 if r1 != 0 goto +1
       3 gotol +40000
       4 r0 = 0
    40004 exit
    ");
}

#[test]
fn missing_double_and_empty_functions_are_refused() {
    let main = code(Assembler::new().call_function("nowhere").load_function(R1, "empty").label("x").exit());
    let empty = Code::default();
    let functions = [("empty", &empty), ("same", &main), ("same", &main), ("main", &empty)];
    insta::assert_snapshot!(refusal(&main, &functions), @r"
    4 problems:
      function `same`: there are two functions of this name
      function `main`: there are two functions of this name
      function `main`, instruction 0 `call nowhere`: there is no function `nowhere`
      function `empty`: the function has no instructions
    ");
}

#[test]
fn wrong_instructions_are_refused_with_their_place() {
    let goto =
        Instruction { reference: Some(Reference::Label("out".into())), ..Instruction::new(Operation::Goto) };
    let code = Code::from_iter([
        Instruction { label: Some("start".into()), ..goto.clone() },
        Instruction { label: Some("start".into()), reference: Some(Reference::Map("M".into())), ..goto },
        Instruction { offset: 7, ..Instruction::new(Operation::Goto) },
    ]);
    insta::assert_snapshot!(refusal(&code, &[]), @r"
    4 problems:
      function `main`, instruction 0 `goto out` (at `start`): no instruction has the label `out`
      function `main`, instruction 1 `goto M` (at `start`): its label belongs to instruction 0 of the function already
      function `main`, instruction 1 `goto M` (at `start`): an instruction of this kind cannot refer to the map `M`
      function `main`, instruction 2 `goto +7` (1 after `start`): the distance +7 leads out of the code, which has 3 slots
    ");
    let code = Code::from_iter([
        Instruction { src: R1, ..Instruction::new(Operation::Exit) },
        Instruction::new(Operation::Store(Size::Byte, crate::Source::Immediate)),
        Instruction::new(Operation::LoadSignExtend(Size::Double)),
    ]);
    insta::assert_snapshot!(refusal(&code, &[]), @r"
    2 problems:
      function `main`, instruction 0 `exit`: src is r1, but the operation does not use it: r0 was expected
      function `main`, instruction 2 `LoadSignExtend(Double)`: the operation does not exist in this size or width
    ");
}

#[test]
fn names_win_over_numbers_of_any_size() {
    let refer = |operation, reference, imm| Instruction {
        imm,
        reference: Some(reference),
        ..Instruction::new(operation)
    };
    let map = Reference::Map("COUNTS".into());
    let code = Code::from_iter([
        refer(Operation::LoadImmediate(Immediate::Map), map.clone(), i64::MAX),
        refer(Operation::LoadImmediate(Immediate::MapValue), map, 4 << 32 | 9),
        refer(Operation::Call(Callee::Function), Reference::Function("main".into()), i64::MIN),
        Instruction::new(Operation::Exit),
    ]);
    assert_eq!(code.check(), Ok(()));
    let image = Image::link(("main", &code), &[], OPTIONS).unwrap();
    insta::assert_snapshot!(listing(&image), @r"
    main (6 slots):
        waits for COUNTS:
       0 ld_pseudo r0, 1, 0
        waits for COUNTS:
       2 ld_pseudo r0, 2, 0, 4
       4 call -5
       5 exit
    ");
}

#[test]
fn a_far_jump_with_an_operand_that_it_does_not_use_is_refused() {
    let far = far(&Instruction { src: R4, ..jump_out(Operation::Goto) });
    insta::assert_snapshot!(refusal(&far, &[]), @r"
    2 problems:
      function `main`, instruction 0 `goto out` (at `start`): dst is r1, but the operation does not use it: r0 was expected
      function `main`, instruction 0 `goto out` (at `start`): src is r4, but the operation does not use it: r0 was expected
    ");
}

#[test]
fn by_default_the_layout_is_for_this_machine() {
    let options = ImageOptions::default();
    assert_eq!(options, ImageOptions { endian: Endian::NATIVE, gotol: true });
}
