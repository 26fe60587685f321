//! Helpers of the simulated kernel beside the running one's: the same questions to both.

use crate::alike::Both;
use crate::world::World;
use skep::packet::{Ethernet, Ipv4, Ipv6, Packet, Tcp, Udp};
use skep::prelude::*;
use skep::registers::*;
use skep::uapi::MapFlags;
use skep_harness::{Outcome, Stop};

/// A packet each of UDP over IPv4, TCP over IPv6, something with a tag, and something unknown.
fn packets() -> [Vec<u8>; 4] {
    let v4 = Packet::new().with(Ethernet::default()).with(Ipv4::default()).with(Udp::default());
    let v6 = Packet::new().with(Ethernet::default()).with(Ipv6::default()).with(Tcp::default());
    let (v4, v6) = (v4.payload([9; 30]).build(), v6.payload([7; 30]).build());
    let mut tagged = v4.clone();
    tagged.splice(12..12, [0x81, 0x00, 0x20, 0x05]);
    let mut unknown = v4.clone();
    unknown[12..14].copy_from_slice(&[0x12, 0x34]);
    [v4, v6, tagged, unknown]
}

/// Adds to `r8` what is in some fields of the context in `r6`, each time after a turn of the bits.
fn gather_fields(asm: &mut Assembler) {
    for field in ["len", "protocol", "vlan_present", "vlan_tci", "vlan_proto", "pkt_type"] {
        asm.load_context(ProgramType::SCHED_CLS, R6, R1, field).mul(R8, 31).add(R8, R1);
    }
}

/// Runs a program of traffic control that makes calls, each with the context in `r1`, on every packet; its result is made of all
/// that the calls answer and of fields of the context after them.
fn check_calls(both: &mut Both, calls: &[(Helper, Vec<i64>)]) -> Outcome {
    let mut asm = Assembler::new();
    asm.mov(R6, R1).mov(R8, 0);
    for (helper, arguments) in calls {
        asm.mov(R1, R6);
        for (register, argument) in [R2, R3, R4, R5].into_iter().zip(arguments) {
            asm.load_imm64(register, *argument);
        }
        asm.call(*helper).mul(R8, 31).add(R8, R0);
    }
    gather_fields(&mut asm);
    asm.mov(R0, R8).exit();
    let programs = both.load(&ProgramSpec::sched_cls("calls", asm.build()?))?;
    let programs = programs.unwrap_or_else(|| panic!("both refuse {calls:?}"));
    for packet in packets() {
        both.run(&programs, &TestRun::new().packet(&packet), &format!("{calls:?} on {packet:02x?}"));
    }
    Ok(())
}

pub(crate) fn changed_packets() -> Outcome {
    let mut both = Both::new()?;
    let lengths = [0, 1, 13, 14, 15, 33, 34, 42, 60, 72, 73, 100, 1500, 65_549, 65_550, 65_551, 70_000, -1];
    for length in lengths {
        check_calls(&mut both, &[(Helper::SKB_PULL_DATA, vec![length])])?;
        for flags in [0, 1] {
            // What the kernel's pages do not have room for is another matter.
            if length < 3000 {
                check_calls(&mut both, &[(Helper::SKB_CHANGE_TAIL, vec![length, flags])])?;
            }
            if length < 200 {
                check_calls(&mut both, &[(Helper::SKB_CHANGE_HEAD, vec![length, flags])])?;
            }
        }
    }
    for wanted in [0x0800_u16, 0x86dd, 0x1234] {
        for flags in [0, 1] {
            check_calls(&mut both, &[(Helper::SKB_CHANGE_PROTO, vec![wanted.to_be().into(), flags])])?;
        }
    }
    let room = |by: i64, mode: i64, flags: i64| (Helper::SKB_ADJUST_ROOM, vec![by, mode, flags]);
    let (wraps_4, wraps_6, gre, udp, ethernet) = (2, 4, 8, 16, 64 | 14 << 56);
    for mode in [0, 1, 2] {
        for by in [
            0, 1, 4, 20, 40, 200, 0xfff, 0x1000, -1, -4, -8, -18, -20, -38, -40, -58, -59, -78, -0xfff,
            -0x1000,
        ] {
            for flags in [0, 1, 32, 128, 256, 384, 512] {
                check_calls(&mut both, &[room(by, mode, flags)])?;
            }
        }
        for flags in [
            wraps_4,
            wraps_6,
            6,
            wraps_4 | gre,
            wraps_4 | udp,
            wraps_6 | gre | udp,
            wraps_4 | udp | ethernet,
            66,
            gre,
            64,
        ] {
            check_calls(&mut both, &[room(10, mode, flags)])?;
            check_calls(&mut both, &[room(40, mode, flags)])?;
            check_calls(&mut both, &[room(40, mode, flags), room(20, mode, wraps_4)])?;
            check_calls(&mut both, &[room(40, mode, flags), room(-40, mode, 128)])?;
            check_calls(&mut both, &[room(-20, mode, flags)])?;
        }
    }
    for wanted in [0, 1, 2, 3, 4, 5, -1] {
        check_calls(&mut both, &[(Helper::SKB_CHANGE_TYPE, vec![wanted])])?;
    }
    let push = |protocol: u16, tag| (Helper::SKB_VLAN_PUSH, vec![i64::from(protocol.to_be()), tag]);
    let pop = || (Helper::SKB_VLAN_POP, vec![]);
    check_calls(&mut both, &[pop()])?;
    check_calls(&mut both, &[pop(), pop()])?;
    for protocol in [0x8100, 0x88a8, 0x1234] {
        for tag in [0, 5, 0x2005, 0xffff, 0x1_0007] {
            check_calls(&mut both, &[push(protocol, tag)])?;
            check_calls(&mut both, &[push(protocol, tag), push(0x88a8, 9)])?;
            check_calls(&mut both, &[push(protocol, tag), pop()])?;
            check_calls(&mut both, &[push(protocol, tag), push(0x8100, 7), push(0x88a8, 1)])?;
            check_calls(&mut both, &[push(protocol, tag), push(0x8100, 7), pop()])?;
            check_calls(&mut both, &[push(protocol, tag), push(0x8100, 7), pop(), pop(), pop()])?;
        }
    }
    for offset in [0, 1, 13, 14, 20, 26, 27, 28, 40, 58, 59, 72, 1000, 65_535, 65_536, -1] {
        for (size, from) in [(1, 0), (1, 1), (8, 0), (8, 1), (16, 1), (4, 2), (4, 7)] {
            for make in [ProgramSpec::sched_cls, ProgramSpec::socket_filter] {
                let mut asm = Assembler::new();
                let buffer = asm.stack_slot(16, 8);
                asm.mov(R6, R1)
                    .store(Size::Double, R10, buffer.offset, -1)
                    .store(Size::Double, R10, buffer.offset + 8, -1)
                    .call_with(Helper::SKB_LOAD_BYTES_RELATIVE, (R6, offset, buffer, size, from))
                    .load(Size::Double, R1, R10, buffer.offset)
                    .load(Size::Double, R2, R10, buffer.offset + 8)
                    .mul(R0, 31)
                    .add(R0, R1)
                    .mul(R0, 31)
                    .add(R0, R2)
                    .mov(R1, R0)
                    .shift_right(R1, 32)
                    .xor(R0, R1)
                    .exit();
                let programs = both.load(&make("relative", asm.build()?))?.expect("it is right");
                for packet in packets() {
                    let what = format!("{size} bytes at {offset} from {from}");
                    both.run(&programs, &TestRun::new().packet(&packet), &what);
                }
            }
        }
    }
    // A hash is chance, but there is one, and it stays until it is forgotten or set.
    let code = Assembler::new()
        .mov(R6, R1)
        .call_with(Helper::GET_HASH_RECALC, (R6,))
        .mov(R7, R0)
        .call_with(Helper::GET_HASH_RECALC, (R6,))
        .sub(R7, R0)
        .load_context(ProgramType::SCHED_CLS, R6, R8, "hash")
        .sub(R8, R0)
        .call_with(Helper::SET_HASH_INVALID, (R6,))
        .load_context(ProgramType::SCHED_CLS, R6, R9, "hash")
        .call_with(Helper::SET_HASH, (R6, 1234))
        .add(R9, R0)
        .call_with(Helper::GET_HASH_RECALC, (R6,))
        .add(R0, R7)
        .add(R0, R8)
        .add(R0, R9)
        .exit()
        .build()?;
    let programs = both.load(&ProgramSpec::sched_cls("hash", code))?.expect("it is right");
    both.run(&programs, &TestRun::new().packet(&packets()[0]), "hash");
    // So is the number of a socket.
    let code = Assembler::new()
        .mov(R6, R1)
        .call_with(Helper::GET_SOCKET_COOKIE, (R6,))
        .mov(R7, R0)
        .call_with(Helper::GET_SOCKET_COOKIE, (R6,))
        .sub(R0, R7)
        .jump(Condition::Equal, R7, 0, "none")
        .add(R0, 1)
        .label("none")
        .exit()
        .build()?;
    for make in [ProgramSpec::sched_cls, ProgramSpec::socket_filter] {
        let programs = both.load(&make("cookie", code.clone()))?.expect("it is right");
        both.run(&programs, &TestRun::new().packet(&packets()[0]), "cookie");
    }
    for (interface, flags) in [(1, 0), (0, 0), (-1, 0), (1, 1), (1, 2), (1, 3), (1, -1)] {
        let code = Assembler::new().call_with(Helper::REDIRECT, (interface, flags)).exit().build()?;
        for make in [ProgramSpec::sched_cls, ProgramSpec::xdp] {
            let programs = both.load(&make("redirect", code.clone()))?.expect("it is right");
            both.run(
                &programs,
                &TestRun::new().packet(&packets()[0]),
                &format!("redirect {interface} {flags}"),
            );
        }
    }
    assert!(both.compared > 1000, "{}", both.compared);
    Ok(())
}

pub(crate) fn checksums() -> Outcome {
    let mut both = Both::new()?;
    for helper in [Helper::L3_CSUM_REPLACE, Helper::L4_CSUM_REPLACE] {
        let check = |both: &mut Both, arguments: [i64; 4]| check_calls(both, &[(helper, arguments.to_vec())]);
        for offset in [0, 1, 24, 40, 57, 58, 70, 71, 72, 65_534, 65_536, -2] {
            for size in [0, 2, 4, 1, 15] {
                check(&mut both, [offset, 0, 0x1234_5678, size])?;
                check(&mut both, [offset, 0x1_0000, 0x3412, size])?;
            }
        }
        let numbers = [0, 1, 0xff, 0xffff, 0x1_0000, 0x1234_ffff, 0xffff_ffff, 0x12_3456_789a];
        for flags in [2, 4, 0x12, 0x14, 0x22, 0x24, 0x32, 0x62, 0x44, 0x82, 0x102] {
            for from in numbers {
                for to in numbers {
                    check(&mut both, [24, from, to, flags])?;
                }
            }
        }
        for to in numbers {
            // A checksum of UDP that is zero is none, unless it is to be one.
            for flags in [0, 0x10, 0x20, 0x30, 0x60] {
                check(&mut both, [24, 0, to, flags])?;
                let zero = (Helper::SKB_CHANGE_TAIL, vec![200, 0]);
                check_calls(&mut both, &[zero, (helper, vec![150, 0, to, flags])])?;
            }
        }
    }
    let words = [0_u32, 1, 0xffff, 0xffff_0000, 0xffff_ffff, 0x1234_5678, 0x8000_0001];
    for from_size in [0, 4, 8, 3] {
        for to_size in [0, 4, 8, 6] {
            for (one, other) in words.into_iter().flat_map(|one| words.map(|other| (one, other))) {
                for seed in [0, 1, -1, 0x1234_5678] {
                    let mut asm = Assembler::new();
                    let (from, to) = (asm.stack_slot(8, 8), asm.stack_slot(8, 8));
                    asm.store(Size::Word, R10, from.offset, one.cast_signed())
                        .store(Size::Word, R10, from.offset + 4, other.cast_signed())
                        .store(Size::Word, R10, to.offset, other.cast_signed())
                        .store(Size::Word, R10, to.offset + 4, 77)
                        .call_with(Helper::CSUM_DIFF, (from, from_size, to, to_size, seed))
                        .exit();
                    // The verifier takes so many; one in a few is enough.
                    if (from_size + to_size + i32::from(one == other) + seed) % 3 != 0 {
                        continue;
                    }
                    let programs = both.load(&ProgramSpec::xdp("diff", asm.build()?))?.expect("it is right");
                    let what = format!("{one:#x} {other:#x} {from_size} {to_size} {seed}");
                    both.run(&programs, &TestRun::new().packet(&[0; 64]), &what);
                }
            }
        }
    }
    check_calls(&mut both, &[(Helper::CSUM_UPDATE, vec![5])])?;
    assert!(both.compared > 5000, "{}", both.compared);
    Ok(())
}

pub(crate) fn xdp() -> Outcome {
    let mut both = Both::new()?;
    let moves =
        [0, 1, 2, 4, -1, -4, -8, -32, -100, -212, -216, -217, -220, -252, -256, -260, i32::MIN, i32::MAX];
    for first in moves {
        for second in [0, 4, -4, -128] {
            for front in [0, 20, -20] {
                let mut asm = Assembler::new();
                asm.mov(R6, R1)
                    .call_with(Helper::XDP_ADJUST_HEAD, (R6, front))
                    .call_with(Helper::XDP_ADJUST_META, (R6, first))
                    .mov(R7, R0)
                    .call_with(Helper::XDP_ADJUST_META, (R6, second))
                    .mul(R7, 31)
                    .add(R0, R7)
                    .load(Size::Word, R1, R6, 8)
                    .load(Size::Word, R2, R6, 0)
                    .sub(R2, R1)
                    .shift_left(R2, 16)
                    .add(R0, R2)
                    .exit();
                let programs = both.load(&ProgramSpec::xdp("meta", asm.build()?))?.expect("it is right");
                let run = TestRun::new().packet(&[3; 80]);
                both.run(&programs, &run, &format!("metadata {first} {second} after {front}"));
            }
        }
    }
    for (offset, size) in
        [0, 1, 50, 63, 64, 65, 70_000, -1].into_iter().flat_map(|at| [1, 8, 16].map(|n| (at, n)))
    {
        for helper in [Helper::XDP_LOAD_BYTES, Helper::XDP_STORE_BYTES] {
            let mut asm = Assembler::new();
            let buffer = asm.stack_slot(16, 8);
            asm.mov(R6, R1)
                .zero_stack_slot(buffer)
                .store(Size::Word, R10, buffer.offset, 0x0102_0304)
                .call_with(helper, (R6, offset, buffer, size))
                .mov(R7, R0)
                .load(Size::Word, R1, R10, buffer.offset)
                .xor(R7, R1)
                .call_with(Helper::XDP_GET_BUFF_LEN, (R6,))
                .shift_left(R0, 32)
                .xor(R0, R7)
                .exit();
            let programs = both.load(&ProgramSpec::xdp("bytes", asm.build()?))?.expect("it is right");
            let packet: Vec<u8> = (0..64).collect();
            both.run(&programs, &TestRun::new().packet(&packet), &format!("{helper} {offset} {size}"));
        }
    }
    assert!(both.compared > 200, "{}", both.compared);
    Ok(())
}

/// Text that no program changes, and room for what one makes.
fn text_maps(texts: &[u8]) -> [MapSpec; 2] {
    let mut constant = Array::<[u8; 512]>::spec("TEXTS", 1);
    let mut value = [0; 512];
    value[..texts.len()].copy_from_slice(texts);
    constant.flags |= MapFlags::RDONLY_PROG;
    constant.contents = skep::object::Contents::Value(value.to_vec().into());
    constant.frozen = true;
    [constant, Array::<[u8; 256]>::spec("OUT", 1)]
}

/// Runs a program on a raw tracepoint with some arguments on both kernels: what it returns, and what it leaves in `OUT`.
fn answers(
    both: &mut Both,
    maps: &[MapSpec],
    functions: &[(&str, Code)],
    code: &Code,
    arguments: impl Fn(&World) -> [u64; 4],
    what: &str,
) -> Outcome {
    let mut spec = ObjectSpec::new("GPL").with_program(ProgramSpec::raw_tracepoint(
        "ask",
        "sched_process_exec",
        code.clone(),
    ));
    for map in maps {
        spec = spec.with_map(map.clone());
    }
    for (name, function) in functions {
        spec = spec.with_function(*name, function.clone());
    }
    let mut answers = Vec::new();
    for world in &both.worlds {
        let object = match spec.load(&world.kernel) {
            Ok(object) => object,
            // The kernel's verifier looks at formats, too.
            Err(error) if error.to_string().contains("Invalid format string") => continue,
            Err(error) => panic!("{what}: {error:#}"),
        };
        let out = object.map::<Array<[u8; 256]>>("OUT")?;
        out.set(0, &[0xa5; 256])?;
        let run = TestRun::new();
        let arguments = arguments(world);
        let result = object.program("ask")?.test_run(&run.context(&arguments))?.result;
        answers.push((result.cast_signed(), out.get(0)?.expect("it is an array")));
    }
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).replace('\u{fffd}', "·");
    both.compared += 1;
    let [(host, host_out), (simulated, simulated_out)] = &answers[..] else {
        assert_eq!(
            answers[0].0,
            -i32::from(skep::uapi::Errno::EINVAL.0),
            "{what}: only the running kernel refuses it"
        );
        return Ok(());
    };
    assert_eq!((host, text(host_out), host_out), (simulated, text(simulated_out), simulated_out), "{what}");
    Ok(())
}

pub(crate) fn texts() -> Outcome {
    let mut both = Both::new()?;
    let formats = [
        "",
        "plain",
        "%d",
        "%i|%u",
        "%x %X",
        "%ld %lu %lx",
        "%lld %llu %llx",
        "%5d|",
        "%-5d|",
        "%05d|",
        "%+d",
        "% d",
        "%+5d|",
        "%-05d|",
        "%0-5d|",
        "%020lx",
        "%d%d%d%d",
        "%d%d%d%d%d",
        "100%%",
        "%% %d %%",
        "%c",
        "%5c|",
        "%-5c|",
        "%s",
        "%",
        "%q",
        "%.3d",
        "%#x",
        "%hd",
        "%lld%",
        "%l",
        "%lc",
        "%ls",
        "%sx",
        "%s.",
        "tab\there",
        "bell\x07",
        "umlaut\u{e4}",
        "%px",
        "%20px|",
        "%pI4",
        "%pi4",
        "%pI6",
        "%pi6",
        "%pI5",
        "%pz",
        "%pks",
        "%pus",
        "%pks!",
        "%pksx",
        "%llld",
        "%5u|%-8x|",
        "%08x",
        "%8s|",
        "%-8s|",
        "%3s|",
        "%d\n",
    ];
    for format in formats {
        // Long ones are read with an offset of their own, so that nothing else is in the map.
        let mut texts = format.as_bytes().to_vec();
        texts.push(0);
        for size in [256, 8, 1, 0] {
            for count in [4, 1, 0] {
                let mut asm = Assembler::new();
                let numbers = asm.stack_slot(32, 8);
                for (index, register) in [R6, R7, R8, R9].into_iter().enumerate() {
                    let offset = i16::try_from(index)? * 8;
                    asm.load(Size::Double, register, R1, offset);
                    asm.store(Size::Double, R10, numbers.offset + offset, register);
                }
                // Texts and addresses are read from a map's value here.
                if format.contains("%p") || format.contains('s') {
                    asm.load_map_value(R6, "TEXTS", 0).store(Size::Double, R10, numbers.offset, R6);
                }
                asm.load_map_value(R1, "OUT", 0).mov(R2, size).load_map_value(R3, "TEXTS", 0);
                asm.mov(R4, R10).add(R4, i32::from(numbers.offset)).mov(R5, count * 8);
                asm.call(Helper::SNPRINTF).exit();
                // An address is another on each kernel.
                if ["%px", "%20px|"].contains(&format) || format.starts_with("%pus") {
                    continue;
                }
                let numbers = |_: &World| [0x1234_5678_9abc_def0, u64::MAX, 65, 1 << 40];
                let what = format!("{format:?} into {size} bytes of {count} numbers");
                answers(&mut both, &text_maps(&texts), &[], &asm.build()?, numbers, &what)?;
            }
        }
    }
    for (one, other, size) in [
        ("abc", "abc", 3),
        ("abc", "abd", 3),
        ("abd", "abc", 3),
        ("abc", "abcd", 3),
        ("abc", "abcd", 4),
        ("abcd", "abc", 8),
        ("", "", 8),
        ("", "a", 8),
        ("a", "", 1),
        ("\u{e4}", "a", 8),
        ("a", "\u{e4}", 8),
        ("abc", "xbc", 1),
    ] {
        let mut texts = [0; 32];
        texts[..other.len()].copy_from_slice(other.as_bytes());
        let mut asm = Assembler::new();
        let buffer = asm.stack_slot(8, 8);
        asm.zero_stack_slot(buffer);
        for (byte, offset) in one.bytes().zip(buffer.offset..) {
            asm.store(Size::Byte, R10, offset, i32::from(byte));
        }
        asm.mov(R1, R10).add(R1, i32::from(buffer.offset)).mov(R2, size).load_map_value(R3, "TEXTS", 0);
        asm.call(Helper::STRNCMP);
        // Only the sign is promised.
        asm.jump(Condition::Equal, R0, 0, "out")
            .jump(Condition::SignedGreater, R0, 0, "more")
            .mov(R0, -1)
            .exit();
        asm.label("more").mov(R0, 1).label("out").exit();
        let what = format!("{one:?} and {other:?}, {size} bytes");
        answers(&mut both, &text_maps(&texts), &[], &asm.build()?, |_| [0; 4], &what)?;
    }
    assert!(both.compared > 500, "{}", both.compared);
    Ok(())
}

pub(crate) fn loops() -> Outcome {
    let mut both = Both::new()?;
    // The function adds its first argument to what its second one points to, and stops at a number.
    let adding = |last: i32| {
        let mut asm = Assembler::new();
        asm.load(Size::Double, R3, R2, 0).mul(R3, 3).add(R3, R1).store(Size::Double, R2, 0, R3).mov(R0, 0);
        asm.jump(Condition::NotEqual, R1, last, "on").mov(R0, 1).label("on").exit().build()
    };
    for count in [0, 1, 2, 10, 1000, 8 << 10, (8 << 20) + 1, -1] {
        for (last, flags) in [(-1, 0), (0, 0), (5, 0), (999, 0), (-1, 1)] {
            let mut asm = Assembler::new();
            let sum = asm.stack_slot(8, 8);
            asm.zero_stack_slot(sum)
                .mov(R1, count)
                .load_function(R2, "adding")
                .mov(R3, R10)
                .add(R3, i32::from(sum.offset))
                .mov(R4, flags)
                .call(Helper::LOOP)
                .load(Size::Double, R1, R10, sum.offset)
                .mul(R0, 31)
                .add(R0, R1)
                .exit();
            let functions = [("adding", adding(last)?)];
            let what = format!("{count} times, at most up to {last}, flags {flags}");
            answers(&mut both, &text_maps(b""), &functions, &asm.build()?, |_| [0; 4], &what)?;
        }
    }
    // The same over maps: the keys and values of all entries, in whatever order.
    let visiting = |stops: bool| {
        let mut asm = Assembler::new();
        asm.load(Size::Word, R2, R2, 0)
            .load(Size::Double, R3, R3, 0)
            .mul(R2, R3)
            .load(Size::Double, R5, R4, 0)
            .add(R5, R2)
            .add(R5, R3)
            .store(Size::Double, R4, 0, R5)
            .mov(R0, i32::from(stops))
            .exit()
            .build()
    };
    let maps = [Array::<u64>::spec("ENTRIES", 20), HashMap::<u32, u64>::spec("ENTRIES", 20)];
    for (map, stops, flags) in maps.iter().flat_map(|map| [(map, false, 0), (map, true, 0), (map, false, 2)])
    {
        let mut asm = Assembler::new();
        let (sum, key) = (asm.stack_slot(8, 8), asm.stack_slot(8, 8));
        // As many entries as the first argument says, each with a square.
        asm.mov(R6, 1).label("next").mov(R7, R6).mul(R7, R6).zero_stack_slot(sum);
        asm.store(Size::Word, R10, key.offset, R6).store(Size::Double, R10, sum.offset, R7);
        asm.load_map(R1, "ENTRIES").mov(R2, R10).add(R2, i32::from(key.offset));
        asm.mov(R3, R10).add(R3, i32::from(sum.offset)).mov(R4, 0).call(Helper::MAP_UPDATE_ELEM);
        asm.add(R6, 1).jump(Condition::NotEqual, R6, 11, "next").zero_stack_slot(sum);
        asm.load_map(R1, "ENTRIES").load_function(R2, "visiting").mov(R3, R10).add(R3, i32::from(sum.offset));
        asm.mov(R4, flags).call(Helper::FOR_EACH_MAP_ELEM).load(Size::Double, R1, R10, sum.offset);
        if !stops || map.map_type == MapType::ARRAY {
            asm.mul(R0, 31).add(R0, R1);
        }
        asm.exit();
        let mut all = text_maps(b"").to_vec();
        all.push(map.clone());
        let what = format!("each of {}, stops: {stops}, flags {flags}", map.map_type);
        answers(&mut both, &all, &[("visiting", visiting(stops)?)], &asm.build()?, |_| [0; 4], &what)?;
    }
    assert!(both.compared > 40, "{}", both.compared);
    Ok(())
}

/// Copies of texts and bytes of user space, of the kernel, and of nothing.
pub(crate) fn copies() -> Outcome {
    let mut both = Both::new()?;
    let mut page = Box::new([0x41_u8; 64]);
    (page[5], page[8], page[40], page[63]) = (0, 0, 0, 0);
    let Some(simulated) = both.worlds[1].simulated() else { panic!("the second one is simulated") };
    let memory = simulated.world().user_memory(&*page)?;
    let (host_address, simulated_address) = (page.as_ptr() as u64, memory.address());
    let helpers = [
        Helper::PROBE_READ,
        Helper::PROBE_READ_STR,
        Helper::PROBE_READ_USER,
        Helper::PROBE_READ_USER_STR,
        Helper::PROBE_READ_KERNEL,
        Helper::PROBE_READ_KERNEL_STR,
    ];
    let code = |helper, size: i32, from_map: bool| {
        let mut asm = Assembler::new();
        asm.load(Size::Double, R6, R1, 0).load(Size::Double, R7, R1, 8);
        asm.load_map_value(R1, "OUT", 0).mov(R2, size).mov(R3, R6);
        if from_map {
            asm.and(R7, 31).load_map_value(R3, "TEXTS", 0).add(R3, R7);
        }
        asm.call(helper).exit().build()
    };
    let maps = text_maps(b"a text\0of the kernel, and more of it\0");
    for helper in helpers {
        for size in [0, 1, 2, 5, 6, 7, 8, 9, 15, 16, 24, 33] {
            for offset in [0, 1, 5, 6, 9, 30, 31] {
                let of = |world: &World| {
                    let address = if world.is_simulated() { simulated_address } else { host_address };
                    [address + offset, 0, 0, 0]
                };
                // What `page` has at its end is the host's affair.
                if offset + u64::try_from(size)? < 64 {
                    let what = format!("{helper} of {size} bytes of user space from {offset} on");
                    answers(&mut both, &maps, &[], &code(helper, size, false)?, of, &what)?;
                }
                let what = format!("{helper} of {size} bytes of a map from {offset} on");
                answers(&mut both, &maps, &[], &code(helper, size, true)?, |_| [0, offset, 0, 0], &what)?;
            }
            for address in
                [0, 8, 0x1000, 0x7fff_ffff_0000, 0x8000_0000_0000, 0xffff_ff00_0000_0000, u64::MAX - 4096]
            {
                let what = format!("{helper} of {size} bytes of {address:#x}");
                answers(&mut both, &maps, &[], &code(helper, size, false)?, |_| [address, 0, 0, 0], &what)?;
            }
        }
    }
    assert!(both.compared > 1000, "{}", both.compared);
    Ok(())
}

/// What every clock shows, in one run: what belongs together is close together.
pub(crate) fn clocks(world: &World) -> Outcome {
    let helpers = [
        Helper::KTIME_GET_COARSE_NS,
        Helper::KTIME_GET_NS,
        Helper::KTIME_GET_BOOT_NS,
        Helper::KTIME_GET_TAI_NS,
        Helper::JIFFIES64,
        Helper::GET_NUMA_NODE_ID,
    ];
    let mut asm = Assembler::new();
    asm.load_map_value(R6, "SHOWN", 0);
    for (helper, index) in helpers.into_iter().zip(0_i16..) {
        asm.call(helper).store(Size::Double, R6, index * 8, R0);
    }
    asm.mov(R0, 0).exit();
    let group = Assembler::new()
        .call(Helper::GET_CURRENT_CGROUP_ID)
        .mov(R6, R0)
        .call_with(Helper::GET_CURRENT_ANCESTOR_CGROUP_ID, (0,))
        .jump(Condition::NotEqual, R6, 0, "in one")
        .mov(R0, 0)
        .label("in one")
        .exit()
        .build()?;
    let spec = ObjectSpec::new("GPL")
        .with_map(Array::<[u64; 6]>::spec("SHOWN", 1))
        .with_program(ProgramSpec::xdp("clocks", asm.build()?))
        .with_program(ProgramSpec::raw_tracepoint("group", "sched_process_exec", group));
    let object = spec.load(&world.kernel)?;
    let root = object.program("group")?.test_run(&TestRun::new())?.result;
    assert_eq!(root, 1, "the root of all control groups");
    let show = || -> Result<[u64; 6], Stop> {
        object.program("clocks")?.test_run(&TestRun::new().packet(&[0; 64]))?;
        Ok(object.map::<Array<[u64; 6]>>("SHOWN")?.get(0)?.expect("it is an array"))
    };
    let mut looks = 0;
    loop {
        let first = show()?;
        world.wait_a_little(std::time::Duration::from_millis(100))?;
        let second = show()?;
        let [coarse, now, boot, tai, ticks, node] = first;
        assert!(coarse <= now && boot >= now, "{coarse} {now} {boot}");
        let since_1970 = u64::try_from(world.kernel.api().wall_clock().as_nanos())?;
        assert!(tai.abs_diff(since_1970) <= 60_000_000_000, "{tai} {since_1970}");
        assert!(node < 64, "{node}");
        let passed = second[1] - now;
        assert!((100_000_000..20_000_000_000).contains(&passed), "{passed}");
        let per_second = (second[4] - ticks) * 1_000_000_000 / passed;
        // A virtual machine that does not run for a while has its ticks late, and all at once.
        if now - coarse <= 100_000_000 && (50..=1500).contains(&per_second) {
            return Ok(());
        }
        looks += 1;
        assert!(looks < 20, "{} ns behind, {per_second} ticks a second", now - coarse);
    }
}

pub(crate) fn printed(world: &World) -> Outcome {
    let mut asm = Assembler::new();
    let numbers = asm.stack_slot(32, 8);
    asm.load_map_value(R1, "TEXTS", 0).mov(R2, 16).mov(R3, 7).mov(R4, -1).mov(R5, 0xbeef);
    asm.call(Helper::TRACE_PRINTK).mov(R6, R0);
    for (number, index) in (1..).zip(0_i16..4) {
        asm.store(Size::Double, R10, numbers.offset + index * 8, number);
    }
    asm.load_map_value(R1, "TEXTS", 32)
        .mov(R2, 24)
        .mov(R3, R10)
        .add(R3, i32::from(numbers.offset))
        .mov(R4, 32);
    asm.call(Helper::TRACE_VPRINTK).shift_left(R6, 8).or(R0, R6).exit();
    let mut texts = b"skep %d %ld %x\n".to_vec();
    texts.resize(32, 0);
    texts.extend(b"skep %d-%d-%d-%d");
    texts.resize(64, 0);
    let [texts, _] = text_maps(&texts);
    let spec = ObjectSpec::new("GPL").with_map(texts).with_program(ProgramSpec::raw_tracepoint(
        "print",
        "sched_process_exec",
        asm.build()?,
    ));
    let object = spec.load(&world.kernel)?;
    let trace = world.trace()?;
    let lengths = ("skep 7 -1 beef\n".len() << 8) | "skep 1-2-3-4".len();
    assert_eq!(object.program("print")?.test_run(&TestRun::new())?.result as usize, lengths);
    let printed = trace.read(&["skep 7 -1 beef", "skep 1-2-3-4"])?;
    assert!(printed.contains("skep 7 -1 beef\n"), "{printed}");
    assert!(printed.contains("skep 1-2-3-4"), "{printed}");
    Ok(())
}

/// Programs of clang's that hold a lock while they change two numbers.
const LOCKS: &[u8] = if cfg!(target_endian = "big") {
    include_bytes!("../../../skep-object/testdata/locks.clang19.be.o")
} else {
    include_bytes!("../../../skep-object/testdata/locks.clang19.o")
};

pub(crate) fn locks(world: &World) -> Outcome {
    let object = ObjectSpec::from_elf(LOCKS)?.load(&world.kernel)?;
    for _ in 0..3 {
        assert_eq!(object.program("add")?.test_run(&TestRun::new().packet(&[0; 64]))?.result, 2);
    }
    let value = object.map::<Array<[u32; 4]>>("LOCKED")?.get(0)?.expect("it is an array");
    assert_eq!(value[1..3], [3, 6]);
    assert_eq!(value[0], 0, "nobody sees the lock");
    Ok(())
}
