//! Whatever module comes in: lawful ones become the same object every time, and others are refused, without a panic.

#[path = "../../skep-ir/tests/random/mod.rs"]
mod random;

use proptest::prelude::*;
use skep_codegen::{compile, compile_as_it_is};
use skep_ir::{Bound, Module};
use skep_uapi::{InstructionLevel, Target, TargetEndian, Version};

fn targets() -> Vec<Target> {
    let mut targets = Vec::new();
    for endian in [TargetEndian::Little, TargetEndian::Big] {
        for (major, minor) in [(4, 9), (4, 19), (5, 15), (6, 12)] {
            targets.push(Target::of_version(Version::new(major, minor), endian));
        }
    }
    targets
}

/// The text with one of its words in the place of another.
fn damaged(text: &str, from: usize, to: usize) -> String {
    let mut words: Vec<&str> = text.split_inclusive([' ', '\n']).collect();
    let (from, to) = (from % words.len(), to % words.len());
    words[to] = words[from];
    words.concat()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: (ProptestConfig::default().cases / 20).max(2), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_same_module_becomes_the_same_object(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let module = random::random_module(&bytes);
        let modern = random::modern_module(&bytes);
        for mut target in targets() {
            for unaligned in [true, false] {
                target.unaligned = unaligned;
                if target.fetching_atomics {
                    let one = compile_as_it_is(&modern, &target);
                    prop_assert!(one.is_ok(), "{one:?}");
                    prop_assert_eq!(&one, &compile_as_it_is(&modern.clone(), &target));
                    prop_assert_eq!(one.unwrap().object.check(), Ok(()));
                }
                let one = compile_as_it_is(&module, &target);
                prop_assert!(one.is_ok(), "{one:?}");
                prop_assert_eq!(&one, &compile_as_it_is(&module.clone(), &target));
                let one = one.unwrap().object;
                prop_assert_eq!(one.check(), Ok(()));
                // What a level does not have is not in it.
                let levels = [
                    (InstructionLevel::V1, skep_isa::table::Level::V1),
                    (InstructionLevel::V2, skep_isa::table::Level::V2),
                    (InstructionLevel::V3, skep_isa::table::Level::V3),
                    (InstructionLevel::V4, skep_isa::table::Level::V4),
                ];
                let (_, most) = levels.into_iter().find(|(level, _)| *level == target.level).unwrap();
                for instruction in &one.programs[0].code.instructions {
                    let row = skep_isa::table::row(instruction.operation).unwrap();
                    let arithmetic = matches!(
                        instruction.operation,
                        skep_isa::Operation::Arithmetic(_, skep_isa::Width::W32, _)
                            | skep_isa::Operation::Negate(skep_isa::Width::W32)
                            | skep_isa::Operation::Move(skep_isa::Width::W32, _)
                    );
                    prop_assert!(
                        row.level.first_kernel() <= most.first_kernel() || arithmetic && row.level == skep_isa::table::Level::V3
                            || matches!(row.level, skep_isa::table::Level::Kernel(5, 2)),
                        "{}", instruction
                    );
                }
            }
        }
        let target = &targets()[2];
        prop_assert_eq!(compile(&module, target), compile(&module, target));
        // Loops that the kernel counts, by a helper.
        let mut module = module;
        let blocks = module.functions.values_mut().flat_map(|function| function.blocks.values_mut());
        blocks.filter_map(|block| block.bound.as_mut()).for_each(|bound| *bound = Bound::MayGoto);
        let target = Target::of_version(Version::new(6, 1), TargetEndian::Little);
        for made in [compile(&module, &target), compile_as_it_is(&module, &target)] {
            prop_assert!(made.is_ok(), "{made:?}");
            prop_assert_eq!(made.unwrap().object.check(), Ok(()));
        }
    }

    #[test]
    fn a_module_that_is_not_right_is_refused(bytes in proptest::collection::vec(any::<u8>(), 0..200), from in 0..10_000_usize, to in 0..10_000_usize) {
        let text = damaged(&random::random_module(&bytes).to_string(), from, to);
        if let Ok(module) = Module::parse(&text) {
            let lawful = module.verify().is_ok();
            for target in &targets()[..4] {
                prop_assert_eq!(compile_as_it_is(&module, target).is_ok(), lawful, "{}", text);
            }
            prop_assert_eq!(compile(&module, &targets()[2]).is_ok(), lawful, "{}", text);
        }
    }
}
