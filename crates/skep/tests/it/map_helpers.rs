//! Maps as programs use them.

use crate::world::World;
use skep::prelude::*;
use skep::registers::*;
use skep_harness::{Outcome, Stop};
use std::net::Ipv4Addr;

/// Runs an XDP program with these maps, on a packet of 64 bytes that begins with these.
fn run(object: &Object, packet: &[u8]) -> Result<i32, Stop> {
    let mut whole = packet.to_vec();
    whole.resize(64, 0);
    Ok(object.program("prog")?.test_run(&TestRun::new().packet(&whole))?.signed())
}

fn load(world: &World, maps: Vec<MapSpec>, code: Code) -> Result<Object, Stop> {
    let spec = ObjectSpec::new("MIT").with_program(ProgramSpec::xdp("prog", code));
    let spec = maps.into_iter().fold(spec, ObjectSpec::with_map);
    Ok(spec.load(&world.kernel)?)
}

/// Begins a program that looks at the first 16 bytes of its packet, whose address is in `r6` then.
fn packet_program() -> Assembler {
    let mut asm = Assembler::new();
    asm.load(Size::Word, R6, R1, 0)
        .load(Size::Word, R2, R1, 4)
        .mov(R1, R6)
        .add(R1, 16)
        .jump(Condition::LessOrEqual, R1, R2, "whole")
        .mov(R0, 0)
        .exit()
        .label("whole");
    asm
}

pub(crate) fn programs_push_and_pop(world: &World) -> Outcome {
    // Pushes the second word of the packet, pops or peeks, as the first word says; returns what it got, or the error.
    let mut asm = packet_program();
    let value = asm.stack_slot(4, 4);
    asm.store(Size::Word, R10, value.offset, -1)
        .load(Size::Word, R7, R6, 0)
        .load(Size::Word, R8, R6, 4)
        .jump(Condition::Equal, R7, 1, "pop")
        .jump(Condition::Equal, R7, 2, "peek")
        .store(Size::Word, R10, value.offset, R8)
        .load(Size::Word, R9, R6, 8)
        .call_with(Helper::MAP_PUSH_ELEM, (Argument::map("VALUES"), value, R9))
        .exit()
        .label("pop")
        .call_with(Helper::MAP_POP_ELEM, (Argument::map("VALUES"), value))
        .goto("got")
        .label("peek")
        .call_with(Helper::MAP_PEEK_ELEM, (Argument::map("VALUES"), value))
        .label("got")
        .jump(Condition::NotEqual, R0, 0, "out")
        .load(Size::Word, R0, R10, value.offset)
        .label("out")
        .exit();
    let code = asm.build()?;
    let (enoent, e2big, einval) = (-2, -7, -22);
    for (spec, expected) in [
        (Queue::<u32>::spec("VALUES", 2), [10, 10, 20, 30]),
        (Stack::<u32>::spec("VALUES", 2), [20, 20, 30, 20]),
    ] {
        let is_queue = expected[0] == 10;
        let object = load(world, vec![spec], code.clone())?;
        let run = |what: u32, value: u32, flags: u32| {
            run(&object, &[what, value, flags].map(u32::to_ne_bytes).concat())
        };
        assert_eq!((run(1, 0, 0)?, run(2, 0, 0)?), (enoent, enoent));
        assert_eq!((run(0, 10, 0)?, run(0, 20, 0)?), (0, 0));
        assert_eq!(run(0, 30, 0)?, e2big);
        assert_eq!(run(0, 30, 1)?, einval, "there are no keys that could be there already");
        assert_eq!((run(2, 0, 0)?, run(2, 0, 0)?), (expected[0], expected[0]));
        // In the place of the oldest.
        if is_queue {
            assert_eq!((run(1, 0, 0)?, run(0, 30, 0)?), (expected[1], 0));
        } else {
            assert_eq!(run(0, 30, 2)?, 0);
            assert_eq!((run(1, 0, 0)?, run(1, 0, 0)?), (expected[2], expected[3]));
            continue;
        }
        assert_eq!((run(1, 0, 0)?, run(1, 0, 0)?, run(1, 0, 0)?), (expected[2], expected[3], enoent));
    }
    Ok(())
}

pub(crate) fn programs_look_up_prefixes(world: &World) -> Outcome {
    // Looks up the first 4 bytes of the packet.
    let mut asm = packet_program();
    let key = asm.stack_slot(8, 4);
    asm.store(Size::Word, R10, key.offset, 32)
        .load(Size::Word, R1, R6, 0)
        .store(Size::Word, R10, key.offset + 4, R1)
        .call_with(Helper::MAP_LOOKUP_ELEM, (Argument::map("ROUTES"), key))
        .jump(Condition::Equal, R0, 0, "out")
        .load(Size::Word, R0, R0, 0)
        .label("out")
        .exit();
    let object = load(world, vec![LpmTrie::<[u8; 4], u32>::spec("ROUTES", 8)], asm.build()?)?;
    let routes = object.map::<LpmTrie<[u8; 4], u32>>("ROUTES")?;
    for (address, length, value) in [([10, 0, 0, 0], 8, 1), ([10, 1, 0, 0], 16, 2), ([10, 1, 2, 3], 32, 3)] {
        routes.insert(&LpmKey::from_ipv4(Ipv4Addr::from(address), length), &value)?;
    }
    for (address, expected) in
        [([10, 9, 9, 9], 1), ([10, 1, 9, 9], 2), ([10, 1, 2, 3], 3), ([11, 1, 2, 3], 0)]
    {
        assert_eq!(run(&object, &address)?, expected, "{address:?}");
    }
    Ok(())
}

pub(crate) fn programs_make_room_in_lru_tables(world: &World) -> Outcome {
    const LIMIT: u32 = 64;
    // Puts the first word of the packet into the table, as key and value; returns what the helper says.
    let mut asm = packet_program();
    let key = asm.stack_slot(4, 4);
    asm.load(Size::Word, R1, R6, 0)
        .store(Size::Word, R10, key.offset, R1)
        .call_with(Helper::MAP_UPDATE_ELEM, (Argument::map("RECENT"), key, key, 0))
        .exit();
    let object = load(world, vec![HashMap::<u32, u32>::lru_spec("RECENT", LIMIT)], asm.build()?)?;
    let recent = object.map::<HashMap<u32, u32>>("RECENT")?;
    for key in 0..LIMIT * 8 {
        assert_eq!(run(&object, &key.to_ne_bytes())?, 0);
        assert_eq!(recent.get(&key)?, Some(key));
    }
    let left = recent.iter().collect::<Result<Vec<_>>>()?;
    assert!(left.len() <= LIMIT as usize && left.iter().all(|(key, value)| key == value));
    Ok(())
}
