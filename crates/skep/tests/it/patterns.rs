//! Pieces of programs that consist of several instructions: what they do.

use crate::world::World;
use skep::packet::{Ethernet, Ipv4, Packet, Udp};
use skep::prelude::*;
use skep::registers::*;
use skep_harness::{Outcome, Stop};
use std::num::NonZeroU32;

fn load(world: &World, maps: Vec<MapSpec>, program: ProgramSpec) -> Result<Object, Stop> {
    let spec = ObjectSpec::new("GPL").with_program(program);
    Ok(maps.into_iter().fold(spec, ObjectSpec::with_map).load(&world.kernel)?)
}

/// The verdicts of two types of program that need the first bytes of a UDP packet: its port, or 0.
pub(crate) fn packets_are_checked_and_read(world: &World) -> Outcome {
    let code = |program_type| {
        Assembler::new()
            .load_packet(program_type, R1, R1, R2)
            .need_packet(R1, R2, 14 + 20 + 8, "short")
            .load_big_endian(Size::Half, R0, R1, 14 + 20 + 2)
            .exit()
            .label("short")
            .mov(R0, 0)
            .exit()
            .build()
    };
    let programs = [
        ProgramSpec::xdp("port", code(ProgramType::XDP)?),
        ProgramSpec::sched_cls("port", code(ProgramType::SCHED_CLS)?),
    ];
    let udp = Udp { destination: 0x1234, ..Udp::default() };
    let packet = Packet::new().with(Ethernet::default()).with(Ipv4::default()).with(udp).build();
    for program in programs {
        let object = load(world, Vec::new(), program)?;
        let run = |packet: &[u8]| object.program("port")?.test_run(&TestRun::new().packet(packet));
        assert_eq!((run(&packet)?.result, run(&packet[..41])?.result), (0x1234, 0));
    }
    Ok(())
}

pub(crate) fn fields_are_loaded_by_name(world: &World) -> Outcome {
    let code = Assembler::new().load_context(ProgramType::SCHED_CLS, R1, R0, "priority").exit().build()?;
    let object = load(world, Vec::new(), ProgramSpec::sched_cls("priority", code))?;
    let mut context = skep::SkbContext::default();
    context.priority = 77;
    let output = object.program("priority")?.test_run(&TestRun::new().packet(&[0; 64]).context(&context))?;
    assert_eq!(output.result, 77);
    let wrong = |program_type, field| {
        let mut asm = Assembler::new();
        asm.load_context(program_type, R1, R0, field).exit().build().unwrap_err().to_string()
    };
    let text = wrong(ProgramType::SOCKET_FILTER, "data");
    assert!(text.contains("programs of type socket_filter cannot read `data` of struct __sk_buff"), "{text}");
    assert!(text.contains("they can read len, pkt_type, mark"), "{text}");
    assert!(text.contains("patterns.rs:"), "{text}");
    assert!(wrong(ProgramType::KPROBE, "data").contains("are given no structure"));
    Ok(())
}

/// Counts by the process, the thread, the user and the group that run it, and returns nothing.
pub(crate) fn who_runs_is_known(world: &World) -> Outcome {
    let mut asm = Assembler::new();
    let key = asm.stack_slot(4, 4);
    let count = |asm: &mut Assembler, map: &str| {
        asm.store(Size::Word, R10, key.offset, R6).count(map, key);
    };
    count(asm.current_process(R6), "PROCESSES");
    count(asm.current_thread(R6), "THREADS");
    count(asm.current_user(R6), "USERS");
    count(asm.current_group(R6), "GROUPS");
    asm.mov(R0, 0).exit();
    let names = ["PROCESSES", "THREADS", "USERS", "GROUPS"];
    let maps = names.map(|name| HashMap::<u32, u64>::spec(name, 8)).into();
    let program = ProgramSpec::tracepoint("who", "sched", "sched_process_exec", asm.build()?);
    let object = load(world, maps, program)?;
    let link = object.program("who")?.attach()?;
    let pid = world.run_true()?;
    link.detach()?;
    let group = if world.is_simulated() { 1000 } else { rustix::process::getgid().as_raw() };
    for (name, key) in names.into_iter().zip([pid, pid, world.user(), group]) {
        let count = object.map::<HashMap<u32, u64>>(name)?.get(&key)?;
        assert!(count.is_some_and(|count| count >= 1), "{name} {key}: {count:?}");
    }
    Ok(())
}

pub(crate) fn keys_are_counted(world: &World) -> Outcome {
    let mut asm = Assembler::new();
    let key = asm.stack_slot(4, 4);
    asm.load_packet(ProgramType::XDP, R1, R6, R7)
        .need_packet(R6, R7, 4, "out")
        .load(Size::Word, R1, R6, 0)
        .store(Size::Word, R10, key.offset, R1)
        .count("COUNTS", key)
        .label("out")
        .mov(R0, 2)
        .exit();
    let maps = vec![HashMap::<u32, u64>::spec("COUNTS", 2)];
    let object = load(world, maps, ProgramSpec::xdp("count", asm.build()?))?;
    let program = object.program("count")?;
    // There is no room for a third key, and a full table goes on counting those that it has.
    for (key, times) in [(1_u32, 3), (2, 1), (3, 5), (1, 4)] {
        let mut packet = [0; 64];
        packet[..4].copy_from_slice(&key.to_ne_bytes());
        program.test_run(&TestRun::new().packet(&packet).repeat(times))?;
    }
    let counts = object.map::<HashMap<u32, u64>>("COUNTS")?;
    assert_eq!([counts.get(&1)?, counts.get(&2)?, counts.get(&3)?], [Some(7), Some(1), None]);
    Ok(())
}

pub(crate) fn logarithms_are_computed(world: &World) -> Outcome {
    let code = Assembler::new().load(Size::Double, R6, R1, 0).log2(R0, R6, R7).exit().build()?;
    let object = load(world, Vec::new(), ProgramSpec::raw_tracepoint("log2", "sched_process_exec", code))?;
    let program = object.program("log2")?;
    let powers = (0..64).flat_map(|bit| [1_u64 << bit, (1 << bit) | 1, (1_u64 << bit).wrapping_sub(1)]);
    for number in powers.chain([0, 3, 1000, u64::MAX]) {
        let output = program.test_run(&TestRun::new().context(&[number]))?;
        assert_eq!(output.result, number.checked_ilog2().unwrap_or(0), "{number}");
    }
    Ok(())
}

pub(crate) fn samples_are_taken(world: &World) -> Outcome {
    const RUNS: u32 = 20_000;
    let one_in = NonZeroU32::new(10).expect("it is not 0");
    let mut asm = Assembler::new();
    let key = asm.stack_slot(4, 4);
    asm.zero_stack_slot(key).sample(one_in, "others").count("TAKEN", key).label("others").mov(R0, 2).exit();
    let maps = vec![Array::<u64>::spec("TAKEN", 1)];
    let object = load(world, maps, ProgramSpec::xdp("sample", asm.build()?))?;
    object.program("sample")?.test_run(&TestRun::new().packet(&[0; 64]).repeat(RUNS))?;
    let taken = object.map::<Array<u64>>("TAKEN")?.get(0)?.expect("it has one element");
    // Nine standard deviations around the mean.
    assert!((1600..2400).contains(&taken), "{taken}");
    Ok(())
}
