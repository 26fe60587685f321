//! Text is read as what was printed: every row of the table in every dialect, random programs, random names, and any
//! bytes.

use crate::round_trip::{BOTH, any_instruction};
use crate::samples::samples;
use proptest::prelude::*;
use skep_isa::table::{self, Field, TABLE};
use skep_isa::{
    Assembly, AssemblyFunction, Callee, Code, Dialect, Immediate, Instruction, Listing, ListingLine,
    Location, Operation, Reference, disassemble,
};

/// The code without what a text adds.
fn without_locations(mut code: Code) -> Code {
    code.instructions.iter_mut().for_each(|instruction| instruction.location = None);
    code
}

/// Whether the dialect's text says everything of the instruction.
fn says_all(dialect: Dialect, instruction: &Instruction) -> bool {
    let row = table::row(instruction.operation).unwrap();
    match (dialect, instruction.operation) {
        (Dialect::Skep, _) => true,
        (Dialect::Clang, Operation::Call(Callee::Function | Callee::Kfunc)) => false,
        (Dialect::Clang, Operation::Call(Callee::Helper)) => instruction.imm >= 0,
        (Dialect::Clang, Operation::LoadPacketIndirect(_)) => instruction.imm == 0,
        (Dialect::Clang, _) => row.imm != Field::Pair || instruction.imm >> 32 == 0,
        (Dialect::Kernel, Operation::Call(Callee::Kfunc)) => instruction.offset == 0,
        (Dialect::Kernel, Operation::LoadImmediate(what)) => {
            !matches!(what, Immediate::Variable | Immediate::MapByIndex)
        }
        (Dialect::Kernel, _) => true,
    }
}

#[test]
fn every_instruction_of_every_row_is_read_as_it_is_printed_in_every_dialect() {
    for dialect in [Dialect::Skep, Dialect::Clang, Dialect::Kernel] {
        for instruction in TABLE.iter().flat_map(samples) {
            let text = instruction.display(dialect).to_string();
            let parsed = without_locations(Code::parse(&text).unwrap_or_else(|error| panic!("{error}")));
            let same = parsed.instructions == [instruction.clone()];
            assert!(same || !says_all(dialect, &instruction), "{text}\n{instruction:?}\n{parsed:?}");
            if same {
                for endian in BOTH {
                    let mut bytes = Vec::new();
                    instruction.encode_into(endian, &mut bytes).unwrap();
                    assert_eq!(parsed.encode(endian).unwrap(), bytes);
                }
            }
        }
    }
}

#[test]
fn every_instruction_with_any_name_is_read_as_it_is_printed() {
    for name in
        ["out", "COUNTS", ".L1", "a.b$c@d", "ll", "pc", "helper", "kfunc", "function", "if", "s", "map"]
    {
        check_name(name);
    }
    for name in ["", "two words", "r1", "w10", "r11", "1", "-1", "a+b", "\"\\\n\u{0}'", "\u{1f41d}", "#", ";"]
    {
        check_name(name);
    }
}

fn check_name(name: &str) {
    for row in TABLE {
        let mut references = Vec::new();
        if row.offset == Field::Target || row.imm == Field::Target {
            references.push(Reference::Label(name.into()));
        }
        if row.imm == Field::Function {
            references.push(Reference::Function(name.into()));
        }
        if let Operation::LoadImmediate(Immediate::Map | Immediate::MapValue) = row.operation {
            references.push(Reference::Map(name.into()));
        }
        for reference in references {
            let imm = match (row.imm, row.operation) {
                (Field::Pair, _) => 0xffff_fffe << 32,
                (_, Operation::Jump(..)) if row.imm == Field::Number => 7,
                _ => 0,
            };
            let instruction = Instruction {
                label: Some(name.into()),
                reference: Some(reference),
                imm,
                ..Instruction::new(row.operation)
            };
            let code = Code { instructions: vec![instruction] };
            let parsed = Code::parse(&code.to_string()).unwrap_or_else(|error| panic!("{code}{error}"));
            assert_eq!(without_locations(parsed), code, "{code}");
        }
    }
}

proptest! {
    #[test]
    fn random_programs_are_read_as_they_are_printed(
        instructions in prop::collection::vec(any_instruction(), 1..40),
        dialect in prop::sample::select(&[Dialect::Skep, Dialect::Clang, Dialect::Kernel]),
    ) {
        let code = Code { instructions };
        let text = code.display(dialect).to_string();
        let parsed = without_locations(Code::parse(&text).unwrap());
        prop_assert_eq!(parsed.instructions.len(), code.instructions.len());
        for (parsed, printed) in parsed.instructions.iter().zip(&code.instructions) {
            prop_assert!(parsed == printed || !says_all(dialect, printed), "{} {:?}", printed, parsed);
        }
    }

    #[test]
    fn labels_with_random_names_are_read_as_they_are_printed(name in any::<String>()) {
        check_name(&name);
    }

    #[test]
    fn programs_with_labels_are_read_as_they_are_printed(
        instructions in prop::collection::vec(any_instruction(), 1..40),
        offsets in prop::collection::vec(-20..20i16, 40),
    ) {
        let near = instructions.into_iter().zip(offsets).map(|(mut instruction, offset)| {
            let row = table::row(instruction.operation).unwrap();
            if row.offset == Field::Target {
                instruction.offset = offset;
            } else if row.imm == Field::Target {
                instruction.imm = offset.into();
            }
            instruction
        });
        let code = near.collect::<Code>().with_labels();
        let parsed = without_locations(Code::parse(&code.to_string()).unwrap());
        prop_assert_eq!(parsed, code);
    }

    #[test]
    fn any_bytes_are_listed_and_read_without_a_loss(
        bytes in prop::collection::vec(any::<u8>(), 0..100),
        endian in prop::sample::select(&BOTH),
    ) {
        check_bytes(&bytes, endian);
    }

    /// Most of these slots are instructions, or differ from one in a byte.
    #[test]
    fn programs_with_changed_bytes_are_listed_and_read_without_a_loss(
        instructions in prop::collection::vec(any_instruction(), 1..10),
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..4),
        endian in prop::sample::select(&BOTH),
    ) {
        let mut bytes = Code { instructions }.encode(endian).unwrap();
        for (index, value) in changes {
            let index = index.index(bytes.len());
            bytes[index] = value;
        }
        check_bytes(&bytes, endian);
    }

    #[test]
    fn no_text_panics(text in "(r1|w2|=|\\+|-|7|0x|ll|:|;|#|\"|\\\\|\\.|goto|call|if|function|\\(|\\)|\\*|\n| ){0,30}") {
        check_text(&text);
    }

    #[test]
    fn several_functions_are_read_as_they_are_printed(
        functions in prop::collection::vec(
            ("[a-z]{1,3}|.{0,4}", "xdp|tc|\\.text|a \"b", prop::collection::vec(any_instruction(), 1..5)),
            1..5,
        ),
    ) {
        let mut assembly = Assembly::default();
        for (number, (name, section, instructions)) in functions.into_iter().enumerate() {
            let name = format!("{name}{number}").into();
            let location = Location { file: "text".into(), line: 0, column: 1, text: None };
            let code = Code { instructions };
            assembly.functions.push(AssemblyFunction { name, section: section.into(), location, code });
        }
        let mut parsed = Assembly::parse(&assembly.to_string()).unwrap();
        for function in &mut parsed.functions {
            function.location.line = 0;
            function.code = without_locations(function.code.clone());
        }
        prop_assert_eq!(parsed, assembly);
    }
}

/// Nothing that is done with a text from outside panics, and what is read is read again as it is printed.
fn check_text(text: &str) {
    if let Ok(listing) = Listing::parse(text) {
        let lines = |listing: &Listing| -> Vec<String> {
            listing
                .lines
                .iter()
                .map(|line| format!("{line:?}").split("location").next().unwrap().to_owned())
                .collect()
        };
        let again = Listing::parse(&listing.to_string()).unwrap();
        assert_eq!(lines(&again), lines(&listing));
    }
    let _ = Assembly::parse(text).map_err(|errors| errors.to_string());
    if let Ok(code) = Code::parse(text) {
        let again = Code::parse(&code.to_string()).unwrap();
        assert_eq!(without_locations(again), without_locations(code));
    }
}

fn check_bytes(bytes: &[u8], endian: skep_isa::Endian) {
    let listing = disassemble(bytes, endian);
    assert_eq!(listing.encode(endian).unwrap(), bytes);
    match skep_isa::decode(bytes, endian) {
        Err(_) if !bytes.len().is_multiple_of(8) => assert_eq!(listing.code(), None),
        Ok(code) => assert_eq!(listing.code(), Some(code)),
        Err(error) => {
            assert_eq!(listing.code(), None);
            let slots = listing.lines.iter().map(|line| match line {
                ListingLine::Instruction(instruction) => instruction.slots(),
                ListingLine::Raw(_) => 0,
            });
            let first: usize = slots.take_while(|&slots| slots > 0).sum();
            // A wrong second slot is found in the second slot, but the first one is then listed as bytes too.
            assert!(error.slot == first || error.slot == first + 1, "{error}");
        }
    }
    if !bytes.is_empty() {
        let text = listing.to_string();
        let parsed = Listing::parse(&text).unwrap_or_else(|error| panic!("{text}{error}"));
        assert_eq!(parsed.encode(endian).unwrap(), bytes, "{text}");
    }
}
