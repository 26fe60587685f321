//! Programs that run: what happens reaches them, and what they do can be seen.

use super::*;
use crate::{PacketCounters, ProgramRun, StimulusError};
use skep_isa::{Atomic, Condition, Register, Size, registers::*};
use skep_memory::RingConsumer;
use skep_uapi::{Helper, XdpAction};

/// Counts in a map, by the key that is on the stack at −4: adds 1, or puts 1 if the key is new. Then `r0` is 0.
fn count_key(asm: &mut Assembler, map: &str) {
    let (new, out) = (asm.fresh_label("new"), asm.fresh_label("out"));
    asm.load_map(R1, map).mov(R2, R10).add(R2, -4).call(Helper::MAP_LOOKUP_ELEM);
    asm.jump(Condition::Equal, R0, 0, new.clone());
    asm.mov(R1, 1).atomic(Atomic::Add, Size::Double, R0, 0, R1).goto(out.clone()).label(new);
    asm.store(Size::Double, R10, -16, 1).load_map(R1, map).mov(R2, R10).add(R2, -4);
    asm.mov(R3, R10).add(R3, -16).mov(R4, 0).call(Helper::MAP_UPDATE_ELEM).label(out).mov(R0, 0);
}

#[test]
fn executions_are_counted_by_user() {
    let world = World::new();
    let by_user = map(&world, MapType::HASH, "BY_USER", 4, 8, 16);
    let program = load(&world, &[("BY_USER", &by_user)], |asm| {
        asm.call(Helper::GET_CURRENT_UID_GID).store(Size::Word, R10, -4, R0);
        count_key(asm, "BY_USER");
        asm.exit();
    });
    let link = attach(&world, &program, EXEC).unwrap();
    for uid in [1000, 0, 1000, 1000] {
        let runs = world.fire(EXEC, |event| event.pid(7).uid(uid).field("filename", "/bin/true")).unwrap();
        assert_eq!(runs.len(), 1);
        assert_eq!((runs[0].value, runs[0].program.as_str()), (0, "prog"));
    }
    assert_eq!((count(&world, &by_user, 1000), count(&world, &by_user, 0)), (Ok(3), Ok(1)));
    drop(link);
    assert_eq!(world.fire(EXEC, |event| event), Ok(vec![]));
    assert_eq!(count(&world, &by_user, 1000), Ok(3));
}

#[test]
fn an_execution_is_sent_with_everything_that_is_known_of_it() {
    let world = World::builder().possible_cpus(8).build();
    let ring = map(&world, MapType::RINGBUF, "EXECS", 0, 0, 4096);
    let filename = offset(&world, EXEC, "filename");
    let pid = offset(&world, EXEC, "pid");
    let program = load(&world, &[("EXECS", &ring)], |asm| {
        asm.mov(R6, R1).load_map(R1, "EXECS").mov(R2, 104).mov(R3, 0).call(Helper::RINGBUF_RESERVE);
        asm.jump(Condition::Equal, R0, 0, "out").mov(R7, R0);
        asm.call(Helper::KTIME_GET_NS).store(Size::Double, R7, 0, R0);
        asm.call(Helper::GET_CURRENT_PID_TGID).store(Size::Double, R7, 8, R0);
        asm.call(Helper::GET_CURRENT_UID_GID).store(Size::Double, R7, 16, R0);
        asm.call(Helper::GET_SMP_PROCESSOR_ID).store(Size::Word, R7, 24, R0);
        asm.load(Size::Word, R1, R6, pid).store(Size::Word, R7, 28, R1);
        asm.mov(R1, R7).add(R1, 32).mov(R2, 16).call(Helper::GET_CURRENT_COMM);
        // The lower half of the field says where the text is.
        asm.load(Size::Word, R3, R6, filename).and(R3, 0xffff).add(R3, R6);
        asm.mov(R1, R7).add(R1, 56).mov(R2, 48).call(Helper::PROBE_READ_KERNEL_STR);
        asm.store(Size::Double, R7, 48, R0);
        asm.mov(R1, R7).mov(R2, 0).call(Helper::RINGBUF_SUBMIT).label("out").mov(R0, 0).exit();
    });
    let _link = attach(&world, &program, EXEC).unwrap();
    world
        .fire(EXEC, |event| {
            event
                .pid(71)
                .tgid(70)
                .uid(1000)
                .gid(50)
                .comm("true")
                .cpu(5)
                .field("filename", "/bin/true")
                .field("pid", 72)
        })
        .unwrap();

    let mut consumer = RingConsumer::new(world.ring_memory(&ring).unwrap());
    let record = consumer.next_record().unwrap().unwrap();
    let number = |at| u64::from_ne_bytes(record[at..at + 8].try_into().unwrap());
    assert_eq!(number(0), 1_000_000_000_000);
    assert_eq!(number(8), 70 << 32 | 71);
    assert_eq!(number(16), 50 << 32 | 1000);
    assert_eq!(record[24..32], [5_u32.to_ne_bytes(), 72_u32.to_ne_bytes()].concat());
    assert_eq!(record[32..48], *b"true\0\0\0\0\0\0\0\0\0\0\0\0");
    assert_eq!(number(48), 10, "with the zero byte");
    assert_eq!(record[56..66], *b"/bin/true\0");
    assert_eq!(record[66], 0xa5, "a record is not cleared");
    assert_eq!(consumer.next_record().unwrap(), None);
}

/// Loads a program that returns a field, and fires its tracepoint.
fn field_value(
    tracepoint: &str,
    field: &str,
    size: Size,
    describe: impl FnOnce(crate::TracepointEvent) -> crate::TracepointEvent,
) -> u64 {
    let world = World::new();
    let offset = offset(&world, tracepoint, field);
    let program = load(&world, &[], |asm| {
        asm.load(size, R0, R1, offset).exit();
    });
    let _link = attach(&world, &program, tracepoint).unwrap();
    world.fire(tracepoint, describe).unwrap()[0].value
}

#[test]
fn fields_are_where_the_format_says_and_tell_of_the_task_by_default() {
    let exit = "sched:sched_process_exit";
    assert_eq!(field_value(EXEC, "pid", Size::Word, |event| event.pid(9)), 9);
    assert_eq!(field_value(EXEC, "old_pid", Size::Word, |event| event.pid(9)), 9);
    assert_eq!(field_value(EXEC, "pid", Size::Word, |event| event), 4000);
    assert_eq!(field_value(EXEC, "old_pid", Size::Word, |event| event.field("old_pid", 5)), 5);
    assert_eq!(field_value(exit, "prio", Size::Word, |event| event), 0);
    assert_eq!(field_value(exit, "prio", Size::Word, |event| event.field("prio", -2)), 0xffff_fffe);
    assert_eq!(field_value(exit, "group_dead", Size::Byte, |event| event.field("group_dead", true)), 1);
    assert_eq!(field_value(exit, "comm", Size::Byte, |event| event.comm("sh")), u64::from(b's'));
    assert_eq!(
        field_value(exit, "comm", Size::Byte, |event| event.comm("sh").field("comm", "x")),
        u64::from(b'x')
    );
    let fork = "sched:sched_process_fork";
    assert_eq!(field_value(fork, "parent_pid", Size::Word, |event| event.pid(3)), 3);
    assert_eq!(field_value(fork, "child_pid", Size::Word, |event| event.field("child_pid", 4)), 4);
    let enter = "raw_syscalls:sys_enter";
    assert_eq!(field_value(enter, "id", Size::Double, |event| event.field("id", 59)), 59);
    let arguments = |event: crate::TracepointEvent| event.field("args", [7_u64, 8, u64::MAX]);
    assert_eq!(field_value(enter, "args", Size::Double, arguments), 7);
    let execve = "syscalls:sys_enter_execve";
    let address = |event: crate::TracepointEvent| event.field("filename", 0x7fff_0000_1000_u64);
    assert_eq!(field_value(execve, "filename", Size::Double, address), 0x7fff_0000_1000);
}

#[test]
fn what_cannot_happen_is_refused_with_what_could() {
    let world = World::new();
    let fire = |tracepoint, field: &str, value: crate::FieldValue| {
        world.fire(tracepoint, |event| event.field(field, value)).unwrap_err().to_string()
    };
    insta::assert_snapshot!(fire("sched:nothing", "x", 1.into()), @"the simulated kernel has no tracepoint `sched:nothing`; it has raw_syscalls:sys_enter, raw_syscalls:sys_exit, sched:sched_switch, sched:sched_process_exec, sched:sched_process_exit, sched:sched_process_fork, syscalls:sys_enter_execve, syscalls:sys_enter_openat, syscalls:sys_exit_execve, syscalls:sys_exit_openat");
    insta::assert_snapshot!(fire(EXEC, "file", "x".into()), @"the record of sched:sched_process_exec has no field `file`; it has old_pid, pid, filename");
    insta::assert_snapshot!(fire(EXEC, "common_pid", 1.into()), @"the record of sched:sched_process_exec has no field `common_pid`; it has old_pid, pid, filename");
    insta::assert_snapshot!(fire(EXEC, "pid", (1_i64 << 31).into()), @"2147483648 cannot be put into field pid of sched:sched_process_exec: expected from -2147483648 to 2147483647");
    insta::assert_snapshot!(fire(EXEC, "pid", "x".into()), @r#""x" cannot be put into field pid of sched:sched_process_exec: expected a number"#);
    insta::assert_snapshot!(fire(EXEC, "filename", 7.into()), @"7 cannot be put into field filename of sched:sched_process_exec: expected a text or bytes");
    insta::assert_snapshot!(fire("sched:sched_process_exit", "comm", "sixteen letters.".into()), @r#""sixteen letters." cannot be put into field comm of sched:sched_process_exit: expected a text of at most 15 bytes"#);
    insta::assert_snapshot!(fire("sched:sched_process_exit", "comm", 7.into()), @"7 cannot be put into field comm of sched:sched_process_exit: expected a text of at most 15 bytes");
    insta::assert_snapshot!(fire("raw_syscalls:sys_enter", "args", [1; 7].into()), @"[1, 1, 1, 1, 1, 1, 1] cannot be put into field args of raw_syscalls:sys_enter: expected at most 6 numbers");
    insta::assert_snapshot!(fire("raw_syscalls:sys_enter", "args", [-1].into()), @"[-1] cannot be put into field args of raw_syscalls:sys_enter: expected numbers, each from 0 to 18446744073709551615");
    let long = world.fire(EXEC, |event| event.field("filename", "x".repeat(9000))).unwrap_err().to_string();
    assert!(long.ends_with("expected data of at most 8172 bytes, which the record has room for"), "{long}");
    assert!(world.fire(EXEC, |event| event.field("filename", "x".repeat(8171))).is_ok());
    let comm = world.fire(EXEC, |event| event.comm("sixteen letters.")).unwrap_err();
    insta::assert_snapshot!(comm, @r#""sixteen letters." cannot be put into comm: expected at most 15 bytes, none of them zero"#);
    let cpu = world.fire(EXEC, |event| event.cpu(4)).unwrap_err();
    insta::assert_snapshot!(cpu, @"4 cannot be put into cpu: expected a CPU of this world, 0 to 3");
    let interface = world.receive("eth7", &[]).unwrap_err();
    insta::assert_snapshot!(interface, @"the simulated kernel has no interface `eth7`; it has sim0");
}

#[test]
fn several_programs_run_in_the_order_in_which_they_were_attached() {
    let world = World::new();
    let program = |value: i32| {
        load(&world, &[], |asm| {
            asm.mov(R0, value).exit();
        })
    };
    let programs = [program(1), program(2), program(3)];
    let links: Vec<Handle> =
        [1, 0, 2].iter().map(|&index: &usize| attach(&world, &programs[index], EXEC).unwrap()).collect();
    let values =
        || -> Vec<u64> { world.fire(EXEC, |event| event).unwrap().iter().map(|run| run.value).collect() };
    assert_eq!(values(), [2, 1, 3]);
    let mut links = links.into_iter();
    drop(links.next());
    assert_eq!(values(), [1, 3]);
    drop(links);
    assert_eq!(values(), [0; 0]);
}

/// A frame of Ethernet and IPv4 with this protocol.
fn packet(protocol: u8) -> Vec<u8> {
    let mut packet = vec![0; 34];
    packet[12..14].copy_from_slice(&[8, 0]);
    packet[14] = 0x45;
    packet[23] = protocol;
    packet
}

fn packet_counter(asm: &mut Assembler) {
    asm.load(Size::Word, R6, R1, 0).load(Size::Word, R7, R1, 4);
    asm.mov(R0, 2).mov(R2, R6).add(R2, 34).jump(Condition::Greater, R2, R7, "out");
    asm.load(Size::Half, R3, R6, 12).to_big_endian(Size::Half, R3).jump(
        Condition::NotEqual,
        R3,
        0x0800,
        "out",
    );
    asm.load(Size::Byte, R8, R6, 23).store(Size::Word, R10, -4, R8);
    count_key(asm, "PROTOCOLS");
    // UDP is dropped, ICMP answered where it came from.
    asm.mov(R0, 1).jump(Condition::Equal, R8, 17, "out");
    asm.mov(R0, 3).jump(Condition::Equal, R8, 1, "reply").mov(R0, 2).goto("out");
    asm.label("reply").store(Size::Byte, R6, 0, 0xee).label("out").exit();
}

#[test]
fn packets_are_counted_by_protocol_and_some_are_dropped() {
    let world = World::builder().interface("sim1").build();
    let protocols = map(&world, MapType::HASH, "PROTOCOLS", 4, 8, 256);
    let load = Load { program_type: ProgramType::XDP, maps: &[("PROTOCOLS", &protocols)], ..Load::default() };
    let program = load.load(&world, &assemble(packet_counter)).unwrap();
    let link = link_xdp(&world, &program, world.interface_index("sim0").unwrap(), 0).unwrap();
    let mut actions = Vec::new();
    for protocol in [6, 17, 6, 1, 6] {
        let outcome = world.receive("sim0", &packet(protocol)).unwrap();
        assert_eq!(outcome.packet[0], if protocol == 1 { 0xee } else { 0 });
        assert_eq!(outcome.packet.len(), 34);
        actions.push(outcome.action);
    }
    let (pass, drop_it, send) = (XdpAction::PASS, XdpAction::DROP, XdpAction::TX);
    assert_eq!(actions, [pass, drop_it, pass, send, pass]);
    // Too short to have a protocol.
    assert_eq!(world.receive("sim0", &[0; 33]).unwrap().action, pass);
    assert_eq!(world.receive("sim0", &[]).unwrap().action, pass);
    assert_eq!([1, 6, 17].map(|protocol| count(&world, &protocols, protocol)), [Ok(1), Ok(3), Ok(1)]);
    let counters = PacketCounters { passed: 5, dropped: 1, transmitted: 1, redirected: 0 };
    assert_eq!(world.packet_counters("sim0"), Some(counters));

    let other = world.receive("sim1", &packet(17)).unwrap();
    assert_eq!((other.action, other.run), (pass, None));
    assert_eq!(world.packet_counters("sim1"), Some(PacketCounters { passed: 1, ..Default::default() }));
    assert_eq!(world.packet_counters("sim2"), None);
    drop(link);
    assert_eq!(world.receive("sim0", &packet(17)).unwrap().action, pass);
}

#[test]
fn a_packet_knows_where_it_came_in() {
    let world = World::new();
    let check = |offset, expected: u64| {
        let code = assemble(|asm| {
            asm.load(Size::Word, R0, R1, offset).exit();
        });
        let program = Load { program_type: ProgramType::XDP, ..Load::default() }.load(&world, &code).unwrap();
        let link = link_xdp(&world, &program, 7, 0).unwrap();
        let run = world.receive("sim0", &[1; 20]).unwrap().run.unwrap();
        drop(link);
        assert_eq!(run.value, expected, "{offset}");
    };
    check(12, 7);
    check(16, 0);
}

#[test]
fn an_action_that_is_none_drops_the_packet() {
    let world = World::new();
    for (value, dropped) in [(0, true), (77, true), (4, true), (2, false)] {
        let code = assemble(|asm| {
            asm.mov(R0, value).exit();
        });
        let program = Load { program_type: ProgramType::XDP, ..Load::default() }.load(&world, &code).unwrap();
        let _link = link_xdp(&world, &program, 7, 0).unwrap();
        let before = world.packet_counters("sim0").unwrap().dropped;
        assert_eq!(world.receive("sim0", &[]).unwrap().action, XdpAction(value as u32));
        assert_eq!(world.packet_counters("sim0").unwrap().dropped - before, u64::from(dropped));
    }
    // While packets arrive, nobody in particular runs.
    let code = assemble(|asm| {
        asm.call(Helper::GET_CURRENT_PID_TGID).exit();
    });
    let program = Load { program_type: ProgramType::XDP, ..Load::default() }.load(&world, &code).unwrap();
    let _link = link_xdp(&world, &program, 7, 0).unwrap();
    assert_eq!(world.receive("sim0", &[]).unwrap().run.map(|run| run.value), Some(0));
}

/// What a program returns on the simplest occasion.
fn run(
    world: &World,
    maps: &[(&str, &Handle)],
    write: impl FnOnce(&mut Assembler),
) -> std::result::Result<u64, StimulusError> {
    let program = load(world, maps, write);
    let _link = attach(world, &program, EXEC).unwrap();
    let runs = world.fire(EXEC, |event| event.field("filename", "/usr/bin/env"))?;
    let [ProgramRun { value, .. }] = runs[..] else { panic!("{runs:?}") };
    Ok(value)
}

fn negative(errno: Errno) -> u64 {
    -i64::from(errno.0) as u64
}

#[test]
fn map_helpers_answer_as_the_kernels_do() {
    let world = World::new();
    let (hash, array) = (map(&world, MapType::HASH, "m", 4, 8, 1), map(&world, MapType::ARRAY, "m", 4, 8, 3));
    let call = |map: &Handle, helper: Helper, key: i32, flags: i32| {
        run(&world, &[("m", map)], |asm| {
            asm.store(Size::Word, R10, -4, key).store(Size::Double, R10, -16, 5);
            asm.load_map(R1, "m").mov(R2, R10).add(R2, -4).mov(R3, R10).add(R3, -16).mov(R4, flags);
            asm.call(helper).exit();
        })
        .unwrap()
    };
    let (find, set, delete) = (Helper::MAP_LOOKUP_ELEM, Helper::MAP_UPDATE_ELEM, Helper::MAP_DELETE_ELEM);
    assert_eq!(call(&hash, find, 1, 0), 0);
    assert_eq!(call(&hash, delete, 1, 0), negative(Errno::ENOENT));
    assert_eq!(call(&hash, set, 1, 2), negative(Errno::ENOENT));
    assert_eq!(call(&hash, set, 1, 0), 0);
    assert_eq!(call(&hash, set, 1, 1), negative(Errno::EEXIST));
    assert_eq!(call(&hash, set, 2, 0), negative(Errno::E2BIG));
    assert_eq!(call(&hash, set, 1, 9), negative(Errno::EINVAL));
    assert_ne!(call(&hash, find, 1, 0), 0);
    assert_eq!(count(&world, &hash, 1), Ok(5));
    assert_eq!(call(&hash, delete, 1, 0), 0);
    assert_eq!(call(&array, find, 3, 0), 0);
    assert_ne!(call(&array, find, 2, 0), 0);
    assert_eq!(call(&array, set, 3, 0), negative(Errno::E2BIG));
    assert_eq!(call(&array, set, 2, 1), negative(Errno::EEXIST));
    assert_eq!(call(&array, delete, 2, 0), negative(Errno::EINVAL));
}

#[test]
fn a_value_stays_where_it_is_and_an_overwritten_one_does_not_change() {
    // That the value is there, it does not ask.
    let world = trusting();
    let hash = map(&world, MapType::HASH, "m", 4, 8, 4);
    update(&world, &hash, 1, 10, UpdateFlags::ANY).unwrap();
    let old = run(&world, &[("m", &hash)], |asm| {
        asm.store(Size::Word, R10, -4, 1).store(Size::Double, R10, -16, 20);
        asm.load_map(R1, "m").mov(R2, R10).add(R2, -4).call(Helper::MAP_LOOKUP_ELEM).mov(R6, R0);
        asm.load_map(R1, "m").mov(R2, R10).add(R2, -4).mov(R3, R10).add(R3, -16).mov(R4, 0);
        asm.call(Helper::MAP_UPDATE_ELEM).load(Size::Double, R0, R6, 0).exit();
    });
    assert_eq!(old, Ok(10));
    assert_eq!(count(&world, &hash, 1), Ok(20));
}

#[test]
fn the_only_value_of_an_array_is_a_variable() {
    let world = World::new();
    let array = map(&world, MapType::ARRAY, "m", 4, 16, 1);
    let add = |asm: &mut Assembler| {
        asm.load_map_value(R1, "m", 8)
            .load(Size::Double, R0, R1, 0)
            .add(R0, 5)
            .store(Size::Double, R1, 0, R0)
            .exit();
    };
    assert_eq!(run(&world, &[("m", &array)], add), Ok(5));
    assert_eq!(run(&world, &[("m", &array)], add), Ok(10));
    let value = lookup(&world, &array, &0_u32.to_ne_bytes()).unwrap();
    assert_eq!(value[8..], 10_u64.to_ne_bytes());
}

/// Puts 8 bytes of 7 on the stack at −8, reads into them, and returns the result of the helper or those bytes.
fn read_kernel(helper: Helper, size: i32, from: impl Fn(&mut Assembler), bytes: bool) -> u64 {
    run(&World::new(), &[], |asm| {
        asm.mov(R6, R1).load_imm64(R7, 0x0707_0707_0707_0707_i64).store(Size::Double, R10, -8, R7);
        asm.mov(R1, R10).add(R1, -8).mov(R2, size);
        from(asm);
        asm.call(helper);
        if bytes {
            asm.load(Size::Double, R0, R10, -8);
        }
        asm.exit();
    })
    .unwrap()
}

/// Puts the address of the file's name, `/usr/bin/env`, and this much more, into `r3`.
fn filename(asm: &mut Assembler, more: i32) {
    let offset = offset(&World::new(), EXEC, "filename");
    asm.load(Size::Word, R3, R6, offset).and(R3, 0xffff).add(R3, R6).add(R3, more);
}

#[test]
fn kernel_memory_is_read_whole_or_not_at_all() {
    let bytes = |text: &[u8; 8]| u64::from_ne_bytes(*text);
    let name = |asm: &mut Assembler| filename(asm, 0);
    let null = |asm: &mut Assembler| drop(asm.mov(R3, 0).build());
    let (read, read_str) = (Helper::PROBE_READ_KERNEL, Helper::PROBE_READ_KERNEL_STR);
    assert_eq!(read_kernel(read, 8, name, false), 0);
    assert_eq!(read_kernel(read, 8, name, true), bytes(b"/usr/bin"));
    assert_eq!(read_kernel(read, 4, name, true), bytes(b"/usr\x07\x07\x07\x07"));
    let none = |asm: &mut Assembler| drop(asm.load_imm64(R3, 0xffff_8000_0000_0000_u64 as i64).build());
    assert_eq!(read_kernel(read, 0, null, true), bytes(&[7; 8]));
    assert_eq!(read_kernel(read, 0, null, false), negative(Errno::ERANGE));
    assert_eq!(read_kernel(read, 0, name, false), 0);
    assert_eq!(read_kernel(read, 8, null, false), negative(Errno::ERANGE));
    assert_eq!(read_kernel(read, 8, none, false), negative(Errno::EFAULT));
    assert_eq!(read_kernel(read, 8, null, true), 0);
    assert_eq!(read_kernel(read, 4, null, true), bytes(b"\0\0\0\0\x07\x07\x07\x07"));
    // What is after the record is there as well, and is chance.
    let after = |asm: &mut Assembler| filename(asm, 13);
    assert_eq!(read_kernel(read, 8, after, true), bytes(&[0xa5; 8]));
    // And what programs may not load.
    let first = |asm: &mut Assembler| drop(asm.mov(R3, R6).build());
    assert_eq!(read_kernel(read, 8, first, false), 0);

    assert_eq!(read_kernel(read_str, 8, name, false), 8);
    assert_eq!(read_kernel(read_str, 8, name, true), bytes(b"/usr/bi\0"));
    let end = |asm: &mut Assembler| filename(asm, 9);
    assert_eq!(read_kernel(read_str, 8, end, false), 4);
    assert_eq!(read_kernel(read_str, 8, end, true), bytes(b"env\0\x07\x07\x07\x07"));
    assert_eq!(read_kernel(read_str, 0, name, false), 0);
    assert_eq!(read_kernel(read_str, 1, name, true), bytes(b"\0\x07\x07\x07\x07\x07\x07\x07"));
    assert_eq!(read_kernel(read_str, 0, null, false), 0);
    assert_eq!(read_kernel(read_str, 8, null, false), negative(Errno::ERANGE));
    assert_eq!(read_kernel(read_str, 8, none, false), negative(Errno::EFAULT));
    assert_eq!(read_kernel(read_str, 8, null, true), 0);
}

#[test]
fn a_name_is_cut_to_fit_and_filled_up() {
    let world = World::new();
    let check = |comm: &str, size: i32, expected: &[u8; 8]| {
        let program = load(&world, &[], |asm| {
            asm.load_imm64(R7, -1_i64).store(Size::Double, R10, -8, R7);
            asm.mov(R1, R10).add(R1, -8).mov(R2, size).call(Helper::GET_CURRENT_COMM);
            asm.load(Size::Double, R0, R10, -8).exit();
        });
        let _link = attach(&world, &program, EXEC).unwrap();
        let runs = world.fire(EXEC, |event| event.comm(comm)).unwrap();
        assert_eq!(runs[0].value.to_ne_bytes(), *expected, "{comm} {size}");
    };
    check("sh", 8, b"sh\0\0\0\0\0\0");
    check("a-long-name", 8, b"a-long-\0");
    check("sh", 2, b"s\0\xff\xff\xff\xff\xff\xff");
    check("", 4, b"\0\0\0\0\xff\xff\xff\xff");
}

#[test]
fn random_numbers_are_the_same_in_each_world_that_begins_with_the_same_seed() {
    let numbers = |seed| {
        let world = World::builder().random_seed(seed).build();
        let draw = |asm: &mut Assembler| drop(asm.call(Helper::GET_PRANDOM_U32).exit().build());
        [(); 4].map(|()| run(&world, &[], draw).unwrap())
    };
    let one = numbers(1);
    assert_eq!(one, numbers(1));
    assert_ne!(one, numbers(2));
    assert!(one.iter().all(|number| *number <= u64::from(u32::MAX)));
    assert!(one.windows(2).all(|pair| pair[0] != pair[1]));
}

#[test]
fn a_program_may_have_functions() {
    let world = World::new();
    let square = assemble(|asm| {
        asm.mov(R0, R1).mul(R0, R1).exit();
    });
    let main = assemble(|asm| {
        asm.mov(R1, 3)
            .call_function("square")
            .mov(R6, R0)
            .mov(R1, 4)
            .call_function("square")
            .add(R0, R6)
            .exit();
    });
    let program = Load { functions: &[("square", &square)], ..Load::default() }.load(&world, &main).unwrap();
    let _link = attach(&world, &program, EXEC).unwrap();
    assert_eq!(world.fire(EXEC, |event| event).unwrap()[0].value, 25);
    assert_eq!(Register::ALL.len(), 11);
}
