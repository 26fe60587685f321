//! Random programs: whatever is loaded, fired and received, nothing panics, and nothing is left behind.

use super::*;
use crate::ObjectCounts;
use proptest::prelude::*;
use skep_isa::table::{Row, TABLE};
use skep_isa::{Endian, Instruction, Register, registers::*};
use skep_uapi::Helper;

/// Any instruction; calls are mostly of helpers that there are.
fn instruction() -> impl Strategy<Value = Instruction> {
    let register = || prop::sample::select(&Register::ALL[..]);
    let helper = prop::sample::select(crate::helpers::known().collect::<Vec<Helper>>());
    let imm =
        prop_oneof![-20_i64..20, any::<i32>().prop_map(i64::from), helper.prop_map(|helper| helper.0.into())];
    (prop::sample::select(TABLE), register(), register(), -20_i16..20, imm).prop_map(
        |(row, dst, src, offset, imm): (Row, _, _, _, _)| {
            let used = |field| !matches!(field, skep_isa::table::Field::Is(_));
            Instruction {
                dst: if used(row.dst) { dst } else { R0 },
                src: if used(row.src) { src } else { R0 },
                offset: if used(row.offset) { offset } else { 0 },
                imm: if used(row.imm) { imm } else { 0 },
                ..Instruction::new(row.operation)
            }
        },
    )
}

fn load_bytes(
    world: &World,
    program_type: ProgramType,
    bytes: &[u8],
    maps: &[(u32, &Handle)],
) -> Result<Handle> {
    let request = ProgramLoad {
        program_type,
        expected_attach_type: AttachType::default(),
        name: "",
        license: "GPL",
        instructions: bytes,
        maps,
        flags: Default::default(),
        btf: None,
        ..ProgramLoad::default()
    };
    let mut buffer = [0; 64];
    // Mostly too short: then the program is loaded without.
    let mut log = Log { level: 2, buffer: &mut buffer, true_size: 0 };
    let with_log = world.program_load(&request, Some(&mut log));
    with_log.or_else(|_| world.program_load(&request, None))
}

fn happen(world: &World, program_type: ProgramType, program: &Handle) {
    let link = match program_type {
        ProgramType::XDP => link_xdp(world, program, 7, 0).unwrap(),
        _ => attach(world, program, EXEC).unwrap(),
    };
    let _ = world.fire(EXEC, |event| event.field("filename", "/bin/true"));
    let _ = world.receive("sim0", &[8; 60]);
    drop(link);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn a_program_that_is_loaded_can_do_nothing_to_the_world(
        body in prop::collection::vec(instruction(), 0..12),
        xdp: bool,
    ) {
        let world = World::new();
        let maps = [
            map(&world, MapType::HASH, "H", 4, 8, 4),
            map(&world, MapType::ARRAY, "A", 4, 8, 1),
            map(&world, MapType::RINGBUF, "R", 0, 0, 4096),
        ];
        let mut code = assemble(|asm| {
            asm.mov(R6, R1).load_map(R1, "m").load_map(R7, "m").load_map(R8, "m");
            asm.store(skep_isa::Size::Double, R10, -8, 1).mov(R2, R10).add(R2, -8).mov(R3, R2).mov(R4, 0).mov(R5, 0).mov(R0, 0);
        });
        code.instructions.extend(body);
        code.instructions.extend(assemble(|asm| { asm.mov(R0, 0).exit(); }).instructions);
        for instruction in &mut code.instructions {
            instruction.reference = None;
        }
        if let Ok(bytes) = code.encode(Endian::NATIVE) {
            let program_type = if xdp { ProgramType::XDP } else { ProgramType::TRACEPOINT };
            let at = [(1, &maps[0]), (3, &maps[1]), (5, &maps[2])];
            if let Ok(program) = load_bytes(&world, program_type, &bytes, &at) {
                happen(&world, program_type, &program);
            }
        }
        drop(maps);
        prop_assert_eq!(world.object_counts(), ObjectCounts::default());
        prop_assert_eq!(world.open_handles(), 0);
    }

    #[test]
    fn bytes_that_are_no_program_are_refused(bytes in prop::collection::vec(any::<u8>(), 0..80), tables in any::<[u8; 24]>()) {
        let world = World::new();
        if let Ok(program) = load_bytes(&world, ProgramType::TRACEPOINT, &bytes, &[]) {
            happen(&world, ProgramType::TRACEPOINT, &program);
        }
        let _ = world.btf_load(&bytes, None, None);
        let types = world.btf_load(&crate::types::kernel_btf().unwrap(), None, None).unwrap();
        let request = ProgramLoad {
            program_type: ProgramType::XDP,
            expected_attach_type: AttachType::default(),
            name: "",
            license: "",
            instructions: &bytes,
            maps: &[],
            flags: Default::default(),
            btf: Some(ProgramBtf { types: &types, functions: &tables, lines: &tables }), ..ProgramLoad::default() };
        let _ = world.program_load(&request, None);
    }
}
