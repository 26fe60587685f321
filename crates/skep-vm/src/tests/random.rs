//! Random programs: whatever is carried out, nothing panics and every run ends, by the fast loop as by the careful one.

use super::programs::{Meddler, code, instruction, likely_instruction, result, second_value};
use super::*;
use crate::{Field, Loads, Stores};
use proptest::prelude::*;
use skep_isa::{Endian, Size};

proptest! {
    #![proptest_config(ProptestConfig { cases: 4000, ..ProptestConfig::default() })]

    #[test]
    fn the_fast_loop_does_what_the_careful_one_does(
        body in prop::collection::vec(prop_oneof![6 => likely_instruction(), 1 => instruction()], 0..40),
        instructions in 10_u64..600,
    ) {
        let code = code(body);
        let program = Program::link(&code, |_, _| second_value()).unwrap();
        let limits = Limits { instructions, may_goto: 10, loops: 500 };
        let fast = result(&program, limits);
        prop_assert_eq!(fast, result(&program.carefully(), limits));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, ..ProptestConfig::default() })]

    #[test]
    fn no_program_panics_or_runs_on(body in prop::collection::vec(instruction(), 0..24)) {
        let code = code(body);
        let mut memory = Memory::new();
        let packet = memory.add_bytes("the packet", vec![7; 64]).unwrap();
        let values = memory.add_elements("a value", 8, 4).unwrap();
        memory.grow_elements(values, 3);
        let data = Field { name: "data", offset: 0, size: Size::Word, value: memory.address(packet, 0), loads: Loads::Parts, stores: Stores::Parts };
        let context = memory.add_fields("the context", vec![data]).unwrap();
        let value = memory.element_address(values, 1);
        let program = Program::link(&code, |_, _| value).unwrap();
        let limits = Limits { instructions: 500, may_goto: 10, loops: 500 };
        match program.run(memory.address(context, 0), &mut memory, &mut Meddler, limits) {
            Ok(outcome) => prop_assert!(outcome.instructions <= 500),
            Err(fault) => {
                prop_assert!(!fault.frames.is_empty());
                prop_assert!(!fault.to_string().is_empty());
            }
        }
        // What the functions had as stack is gone, whatever happened.
        prop_assert!(memory.remove(packet).is_some());
        prop_assert_eq!(memory.add_bytes("next", Vec::new()).unwrap().slot(), packet.slot());
    }

    #[test]
    fn bytes_that_decode_are_refused_or_run(bytes in prop::collection::vec(any::<[u8; 8]>(), 0..6)) {
        if let Ok(code) = skep_isa::decode(&bytes.concat(), Endian::NATIVE)
            && let Ok(program) = Program::link(&code, |_, _| Some(0))
        {
            let limits = Limits { instructions: 100, may_goto: 10, loops: 100 };
            let _ = program.run(0, &mut Memory::new(), &mut Meddler, limits);
        }
    }
}
