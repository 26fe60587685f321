//! A kernel that counts maps and programs as locked memory.

use super::*;
use skep_isa::{Endian, registers::*};
use skep_uapi::Capability;
use skep_uapi::kernel::{CapabilitySet, Limit};

fn create(world: &World, max_entries: u32) -> Result<()> {
    let flags = MapFlags::NONE;
    let request = MapCreate {
        map_type: MapType::HASH,
        name: "",
        key_size: 4,
        value_size: 4,
        max_entries,
        flags,
        ..MapCreate::default()
    };
    world.map_create(&request).map(drop)
}

fn load(world: &World, slots: usize) -> Result<()> {
    let code = assemble(|asm| {
        for _ in 1..slots {
            asm.mov(R0, 2);
        }
        asm.exit();
    });
    let request = ProgramLoad {
        program_type: ProgramType::XDP,
        expected_attach_type: AttachType::default(),
        name: "",
        license: "GPL",
        instructions: &code.encode(Endian::NATIVE).unwrap(),
        maps: &[],
        flags: Default::default(),
        btf: None,
        ..ProgramLoad::default()
    };
    world.program_load(&request, None).map(drop)
}

#[test]
fn maps_and_programs_count_as_locked_memory_as_long_as_they_are_there() {
    let page = 4096;
    let mortal = CapabilitySet::default().with(Capability::BPF).with(Capability::NET_ADMIN);
    let builder =
        World::builder().counting_locked_memory(Limit { soft: Some(3 * page), hard: Some(9 * page) });
    let world = builder.clone().capabilities(mortal).build();
    assert_eq!(world.release().as_deref(), Ok("5.10.0-simulated"));
    let rings: Vec<Handle> = (0..2).map(|_| map(&world, MapType::RINGBUF, "", 0, 0, 4096)).collect();
    // An entry of a key and a value of 4 bytes counts for 16.
    assert_eq!(create(&world, 257), Err(Errno::EPERM));
    assert_eq!(create(&world, 256), Ok(()), "and it is gone at once");
    assert_eq!(load(&world, 513), Err(Errno::EPERM));
    drop(rings);
    assert_eq!(create(&world, 768), Ok(()));
    assert_eq!(create(&world, u32::MAX), Err(Errno::EPERM));

    let set = |world: &World, soft, hard| world.set_locked_memory_limit(Limit { soft, hard });
    assert_eq!(set(&world, Some(9 * page), Some(9 * page)), Ok(()));
    assert_eq!(create(&world, 9 * 256), Ok(()));
    assert_eq!(set(&world, Some(1), Some(9 * page + 1)), Err(Errno::EPERM));
    assert_eq!(set(&world, Some(1), None), Err(Errno::EPERM));
    assert_eq!(set(&world, None, Some(1)), Err(Errno::EINVAL));
    assert_eq!(set(&world, Some(1), Some(page)), Ok(()));
    assert_eq!(set(&world, Some(1), Some(9 * page)), Err(Errno::EPERM), "what was given up is gone");
    assert_eq!(world.locked_memory_limit(), Ok(Limit { soft: Some(1), hard: Some(page) }));
    let mighty = builder.build();
    assert_eq!(set(&mighty, None, None), Ok(()));
    assert_eq!(create(&mighty, 100_000), Ok(()));

    // A newer kernel has the limit too, and does not care.
    let newer = World::new();
    assert_eq!(set(&newer, Some(0), Some(0)), Ok(()));
    assert_eq!(create(&newer, 100_000), Ok(()));
}
