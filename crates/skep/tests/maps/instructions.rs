//! Where the instructions of a program are once it is loaded.

use crate::world::World;
use skep::prelude::*;
use skep::registers::*;
use skep::uapi::MapType;
use skep::{ErrorKind, Features, InstructionArray, InstructionPlace, LoadOptions, Support};
use skep_harness::{Outcome, skip};

pub(crate) fn are_found(world: &World) -> Outcome {
    let kernel = &world.kernel;
    if Features::new(kernel).map_type(MapType::INSN_ARRAY) == Support::No {
        let error = InstructionArray::create(kernel, "PLACES", &[0]).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Unsupported);
        return skip(error.to_string());
    }
    // A lookup in an array, of which the verifier makes other instructions; one that is never reached, which it takes out; and the end.
    let code = Assembler::new()
        .load_map(R1, "PLACES")
        .store(Size::Word, R10, -4, 0)
        .load_map(R1, "NUMBERS")
        .mov(R2, R10)
        .add(R2, -4)
        .call(Helper::MAP_LOOKUP_ELEM)
        .mov(R0, 0)
        .jump(Condition::Equal, R0, 0, "end")
        .mov(R0, 7)
        .label("end")
        .mov(R0, 2)
        .exit()
        .build()?;
    let [first, never, end] = [0, 10, 11];
    let spec = ObjectSpec::new("GPL")
        .with_map(InstructionArray::spec("PLACES", 3))
        .with_map(Array::<u64>::spec("NUMBERS", 1))
        .with_program(ProgramSpec::xdp("pass", code));
    // Not filled and frozen, it is for no program.
    assert!(spec.load(kernel).is_err());

    let places = InstructionArray::create(kernel, "PLACES", &[first, never, end])?;
    let before: Vec<InstructionPlace> = places.iter().collect::<Result<_>>()?;
    assert_eq!(before.iter().map(|place| place.original).collect::<Vec<_>>(), [first, never, end]);
    let object = spec.load_with(kernel, &LoadOptions::new().reuse(places.map()))?;
    let program = object.program("pass")?;
    assert_eq!(program.test_run(&TestRun::new().packet(&[0; 64]))?.result, 2);

    let [start, gone, last] = [0, 1, 2].map(|index| places.get(index).unwrap().expect("there are three"));
    assert_eq!((start.original, start.translated), (first, Some(0)));
    assert_eq!((gone.original, gone.translated), (never, None));
    let instructions = program.instructions()?;
    let (end_of_it, before_it) =
        (&instructions[instructions.len() - 1], &instructions[instructions.len() - 2]);
    assert_eq!(
        last.translated.map(|slot| slot as usize),
        Some(before_it.slot),
        "{before_it:?} {end_of_it:?}"
    );
    let machine_code = program.machine_code()?;
    if let [function] = &*machine_code {
        assert!(start.compiled < last.compiled && (last.compiled as usize) < function.bytes.len());
    }
    assert_eq!(places.get(3)?, None);
    Ok(())
}
