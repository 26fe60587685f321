//! Encoding and decoding are each other's opposite, for every row and for whatever bytes there are.

use crate::samples::samples;
use proptest::prelude::*;
use skep_isa::table::{Field, TABLE};
use skep_isa::{Code, Endian, Image, ImageOptions, Instruction, Register, decode, table};
use std::collections::HashMap;

pub(crate) const BOTH: [Endian; 2] = [Endian::Little, Endian::Big];

#[test]
fn every_row_is_found_by_its_operation_and_its_code() {
    for row in TABLE {
        assert_eq!(table::row(row.operation), Some(row));
        assert!(table::rows_with_code(row.code).contains(row), "{row:?}");
    }
    let found: usize = (0..=u8::MAX).map(|code| table::rows_with_code(code).len()).sum();
    assert_eq!(found, TABLE.len());
}

#[test]
fn every_instruction_of_every_row_encodes_and_decodes_to_itself() {
    for row in TABLE {
        for instruction in samples(row) {
            for endian in BOTH {
                let mut bytes = Vec::new();
                instruction.encode_into(endian, &mut bytes).unwrap();
                assert_eq!(bytes.len(), instruction.slots() * 8, "{instruction}");
                assert_eq!(bytes[0], row.code);
                let decoded = decode(&bytes, endian).unwrap();
                assert_eq!(
                    decoded.instructions,
                    std::slice::from_ref(&instruction),
                    "{endian:?} {bytes:02x?}"
                );
            }
        }
    }
}

#[test]
fn different_instructions_read_differently() {
    let mut texts = HashMap::new();
    for instruction in TABLE.iter().flat_map(samples) {
        if let Some(other) = texts.insert(instruction.to_string(), instruction.clone()) {
            assert_eq!(other, instruction);
        }
    }
}

#[test]
fn every_operand_is_in_the_text_and_every_place_in_the_text_is_known() {
    let known = |place: &str| {
        matches!(
            place,
            "dst" | "src" | "imm" | "offset" | "target" | "low" | "high" | "plus" | "module" | "to" | "from"
        )
    };
    for row in TABLE {
        let places: Vec<&str> =
            row.text.split('{').skip(1).map(|rest| rest.split_once('}').unwrap().0).collect();
        assert!(places.iter().all(|place| known(place)), "{row:?}");
        let shows = |field, names: &[&str]| {
            let shown = names.iter().any(|name| places.contains(name));
            assert!(matches!(field, Field::Is(_)) != shown, "{row:?}");
        };
        shows(row.dst, &["dst"]);
        shows(row.src, &["src"]);
        if row.imm == Field::Target {
            assert!(places.contains(&"target"), "{row:?}");
        } else {
            shows(row.offset, &["offset", "target", "module"]);
            shows(row.imm, &["imm", "low", "plus", "to"]);
        }
    }
}

/// Any instruction that can be encoded.
pub(crate) fn any_instruction() -> impl Strategy<Value = Instruction> {
    let row = prop::sample::select(TABLE);
    (row, 0..=10u8, 0..=10u8, any::<i16>(), any::<i64>()).prop_map(|(row, dst, src, offset, imm)| {
        let register = |field, number| match field {
            Field::Is(_) => Register::R0,
            _ => Register::from_number(number).unwrap(),
        };
        Instruction {
            dst: register(row.dst, dst),
            src: register(row.src, src),
            offset: if let Field::Is(_) = row.offset { 0 } else { offset },
            imm: match row.imm {
                Field::Is(_) => 0,
                Field::Wide | Field::Pair => imm,
                _ => imm >> 32,
            },
            ..Instruction::new(row.operation)
        }
    })
}

proptest! {
    #[test]
    fn random_programs_encode_and_decode_to_themselves(
        instructions in prop::collection::vec(any_instruction(), 0..40),
        endian in prop::sample::select(&BOTH),
    ) {
        let code = Code { instructions };
        let bytes = code.encode(endian).unwrap();
        prop_assert_eq!(bytes.len(), code.slots() * 8);
        prop_assert_eq!(decode(&bytes, endian).unwrap(), code);
    }

    #[test]
    fn random_bytes_are_refused_or_encode_to_themselves(
        bytes in prop::collection::vec(any::<u8>(), 0..64),
        endian in prop::sample::select(&BOTH),
    ) {
        check_bytes(&bytes, endian);
    }

    /// Fields are mostly small or zero, so that many of these are instructions.
    #[test]
    fn bytes_like_those_of_instructions_are_refused_or_encode_to_themselves(
        slots in prop::collection::vec(
            (any::<u8>(), 0..=0xccu8, -2..=33i16, prop_oneof![Just(0), -2..=70i32, Just(0xe1), Just(0xf1), Just(0x100)]),
            0..4,
        ),
        changed in prop::option::of((any::<prop::sample::Index>(), any::<u8>())),
        endian in prop::sample::select(&BOTH),
    ) {
        let mut bytes = Vec::new();
        for (code, registers, offset, imm) in slots {
            bytes.extend([code, registers]);
            match endian {
                Endian::Little => {
                    bytes.extend(offset.to_le_bytes());
                    bytes.extend(imm.to_le_bytes());
                }
                Endian::Big => {
                    bytes.extend(offset.to_be_bytes());
                    bytes.extend(imm.to_be_bytes());
                }
            }
        }
        if let (Some((index, value)), false) = (changed, bytes.is_empty()) {
            let index = index.index(bytes.len());
            bytes[index] = value;
        }
        check_bytes(&bytes, endian);
    }

    #[test]
    fn a_program_with_one_byte_changed_is_refused_or_encodes_to_itself(
        instructions in prop::collection::vec(any_instruction(), 1..8),
        index in any::<prop::sample::Index>(),
        value in any::<u8>(),
        endian in prop::sample::select(&BOTH),
    ) {
        let mut bytes = Code { instructions }.encode(endian).unwrap();
        let index = index.index(bytes.len());
        bytes[index] = value;
        check_bytes(&bytes, endian);
    }
}

/// Nothing that is done with bytes from outside panics, and what decodes is what the bytes say.
fn check_bytes(bytes: &[u8], endian: Endian) {
    match decode(bytes, endian) {
        Ok(code) => {
            assert_eq!(code.encode(endian).unwrap(), bytes);
            let _ = code.check().map_err(|errors| errors.to_string());
            let labelled = code.clone().with_labels();
            assert_eq!(labelled.slots(), code.slots());
            let _ = Image::link(("main", &labelled), &[], ImageOptions::default())
                .map_err(|errors| errors.to_string());
        }
        Err(error) => assert!(error.to_string().starts_with(&format!("slot {}: ", error.slot))),
    }
}
