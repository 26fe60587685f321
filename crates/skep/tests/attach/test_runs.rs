//! Test runs: programs of every type, with the contexts of those that have one; and files of packets.

use crate::world::{World, host};
use skep::packet::{Ethernet, Ipv4, Packet, PcapLink, PcapPacket, PcapReader, PcapWriter, Udp};
use skep::prelude::*;
use skep::registers::*;
use skep::uapi::{AttachType, ProgramFlags};
use skep::{Change, ErrorKind, Features, FlowKeys, SkLookupContext, SkbContext, Snapshot, XdpContext};
use skep_harness::{Outcome, Stop};
use std::time::Duration;

fn datagram() -> Vec<u8> {
    let udp = Udp { source: 1000, destination: 53, ..Udp::default() };
    Packet::new().with(Ethernet::default()).with(Ipv4::default()).with(udp).payload(b"query").build()
}

/// A program of this type that returns a number.
fn returns(program_type: ProgramType, attach_type: AttachType, number: i32) -> Result<ObjectSpec> {
    let mut code = Assembler::new();
    code.mov(R0, number).exit();
    let code = code.build().expect("two instructions");
    let mut program = ProgramSpec::new("returns", program_type, attach_type, code);
    if program_type == ProgramType::SYSCALL {
        program.flags |= ProgramFlags::SLEEPABLE;
    }
    Ok(ObjectSpec::new("GPL").with_program(program))
}

pub(crate) fn every_type() -> Outcome {
    let world = host()?;
    let packet = datagram();
    let lookup = SkLookupContext::of(17, "127.0.0.1:1000".parse()?, "127.0.0.1:53".parse()?);
    let (xdp, mut skb) = (XdpContext::of(&packet), SkbContext::default());
    skb.mark = 7;
    let arguments = [1_u64, 2];
    let none = AttachType::default();
    let run = || TestRun::new().packet(&packet);
    // The types that can be run, with what they are given and what they return.
    let can: [(ProgramType, AttachType, TestRun<'_>, i32); 13] = [
        (ProgramType::SOCKET_FILTER, none, run(), 5),
        (ProgramType::SCHED_CLS, none, run().context(&skb), -1),
        (ProgramType::SCHED_ACT, none, run(), 2),
        (ProgramType::XDP, none, run().context(&xdp), 1),
        (ProgramType::CGROUP_SKB, AttachType::CGROUP_INET_INGRESS, run(), 1),
        (ProgramType::LWT_IN, none, run(), 0),
        (ProgramType::LWT_OUT, none, run(), 0),
        (ProgramType::LWT_XMIT, none, run(), 0),
        (ProgramType::FLOW_DISSECTOR, AttachType::FLOW_DISSECTOR, run(), 0),
        (ProgramType::SK_LOOKUP, AttachType::SK_LOOKUP, TestRun::new().context(&lookup), 1),
        (ProgramType::NETFILTER, AttachType::NETFILTER, run(), 1),
        (ProgramType::RAW_TRACEPOINT, none, TestRun::new().context(&arguments), 9),
        (ProgramType::SYSCALL, none, TestRun::new(), 4),
    ];
    for (program_type, attach_type, run, number) in can {
        if Features::new(&world.kernel).program_type(program_type).is_no() {
            continue;
        }
        let object = returns(program_type, attach_type, number)?.load(&world.kernel)?;
        let output = object.program("returns")?.test_run(&run);
        let output = output.map_err(|error| format!("{program_type}: {error}"))?;
        output.assert_result(number);
    }
    let cannot = [
        (ProgramType::LWT_SEG6LOCAL, none),
        (ProgramType::RAW_TRACEPOINT_WRITABLE, none),
        (ProgramType::KPROBE, none),
        (ProgramType::TRACEPOINT, none),
        (ProgramType::PERF_EVENT, none),
        (ProgramType::CGROUP_SOCK, AttachType::CGROUP_INET_SOCK_CREATE),
        (ProgramType::SOCK_OPS, AttachType::CGROUP_SOCK_OPS),
        (ProgramType::SK_SKB, AttachType::SK_SKB_STREAM_VERDICT),
        (ProgramType::CGROUP_DEVICE, AttachType::CGROUP_DEVICE),
        (ProgramType::SK_MSG, AttachType::SK_MSG_VERDICT),
        (ProgramType::CGROUP_SOCK_ADDR, AttachType::CGROUP_INET4_CONNECT),
        (ProgramType::CGROUP_SYSCTL, AttachType::CGROUP_SYSCTL),
        (ProgramType::CGROUP_SOCKOPT, AttachType::CGROUP_GETSOCKOPT),
        (ProgramType::SK_REUSEPORT, AttachType::SK_REUSEPORT_SELECT),
    ];
    for (program_type, attach_type) in cannot {
        let object = returns(program_type, attach_type, 1)?.load(&world.kernel)?;
        let error = object.program("returns")?.test_run(&run()).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Unsupported, "{program_type}: {error}");
    }
    Ok(())
}

/// What is wrong with a run is said in its words.
pub(crate) fn refused() -> Outcome {
    let world = host()?;
    let loaded = |program_type, attach_type| -> Result<Object, Stop> {
        Ok(returns(program_type, attach_type, 1)?.load(&world.kernel)?)
    };
    let said = |object: &Object, run: &TestRun<'_>| -> Result<(ErrorKind, String), Stop> {
        let error = object.program("returns")?.test_run(run).unwrap_err();
        Ok((error.kind(), error.to_string()))
    };
    let xdp = loaded(ProgramType::XDP, AttachType::default())?;
    let (kind, text) = said(&xdp, &TestRun::new().packet(&[0; 100_000]))?;
    assert_eq!(kind, ErrorKind::OutOfResources, "{text}");
    assert!(text.contains("the packet is larger than such a packet can be"), "{text}");
    let (kind, text) = said(&xdp, &TestRun::new().packet(&[0; 13]))?;
    assert_eq!(kind, ErrorKind::Invalid, "{text}");
    let lookup = loaded(ProgramType::SK_LOOKUP, AttachType::SK_LOOKUP)?;
    let mut context = SkLookupContext::of(17, "127.0.0.1:1000".parse()?, "127.0.0.1:53".parse()?);
    context.local_port = 70_000;
    let (kind, text) = said(&lookup, &TestRun::new().context(&context))?;
    assert_eq!(kind, ErrorKind::Invalid, "{text}");
    assert!(text.contains("a port of the context is larger than 65535"), "{text}");
    (context.local_port, context.family) = (53, 99);
    let (kind, text) = said(&lookup, &TestRun::new().context(&context))?;
    assert_eq!(kind, ErrorKind::Invalid, "{text}");
    assert!(text.contains("neither IPv4 nor IPv6"), "{text}");
    Ok(())
}

pub(crate) fn context_in_place() -> Outcome {
    let world = host()?;
    // Adds 1 to the first number, and returns the second.
    let mut code = Assembler::new();
    code.load(Size::Double, R2, R1, 0)
        .add(R2, 1)
        .store(Size::Double, R1, 0, R2)
        .load(Size::Word, R0, R1, 8)
        .exit();
    let mut program = ProgramSpec::new("adds", ProgramType::SYSCALL, AttachType::default(), code.build()?);
    program.flags |= ProgramFlags::SLEEPABLE;
    let object = ObjectSpec::new("GPL").with_program(program).load(&world.kernel)?;
    let context = [41_u64, 7];
    let output = object.program("adds")?.test_run(&TestRun::new().context(&context))?;
    assert_eq!(output.assert_result(7).context::<[u64; 2]>(), Some([42, 7]));
    assert_eq!(context, [41, 7], "what was given stays as it is");
    // What a dissector finds comes in place of the packet.
    let mut code = Assembler::new();
    let keys = i16::try_from(
        ProgramType::SCHED_CLS
            .context()
            .and_then(|facts| facts.field("flow_keys"))
            .map_or(0, |field| field.offset),
    )?;
    code.load(Size::Double, R2, R1, keys).store(Size::Byte, R2, 9, 17).mov(R0, 0).exit();
    let attach_type = AttachType::FLOW_DISSECTOR;
    let program = ProgramSpec::new("dissects", ProgramType::FLOW_DISSECTOR, attach_type, code.build()?);
    let object = ObjectSpec::new("GPL").with_program(program).load(&world.kernel)?;
    let output = object.program("dissects")?.test_run(&TestRun::new().packet(&datagram()))?;
    let found = output.flow_keys();
    assert_eq!(
        found.map(|FlowKeys { ip_protocol, network_offset, .. }| (ip_protocol, network_offset)),
        Some((17, 14))
    );
    Ok(())
}

pub(crate) fn files_of_packets(world: &World) -> Outcome {
    // Counts packets by their length, drops the short ones, and overwrites the first byte of the others.
    let mut code = Assembler::new();
    code.load(Size::Word, R6, R1, 0).load(Size::Word, R7, R1, 4).mov(R8, R7).sub(R8, R6);
    let key = code.stack_slot(4, 4);
    code.store(Size::Word, R10, key.offset, R8)
        .count("BY_LENGTH", key)
        .need_packet(R6, R7, 40, "short")
        .store(Size::Byte, R6, 0, 0x55)
        .mov(R0, 2)
        .exit()
        .label("short")
        .mov(R0, 1)
        .exit();
    let spec = ObjectSpec::new("GPL")
        .with_map(HashMap::<u32, u64>::spec("BY_LENGTH", 16))
        .with_program(ProgramSpec::xdp("rewrites", code.build()?));
    let object = spec.load(&world.kernel)?;
    let (program, counts) = (object.program("rewrites")?, object.map::<HashMap<u32, u64>>("BY_LENGTH")?);
    // A file of a packet cut off after each byte of which there can be a test run.
    let mut file = PcapWriter::new(Vec::new(), PcapLink::ETHERNET)?;
    let udp = Udp { destination: 53, ..Udp::default() };
    let packet = Packet::new().with(Ethernet::default()).with(Ipv4::default()).with(udp).payload(b"query");
    for (number, bytes) in (0..).zip(packet.truncations().filter(|bytes| bytes.len() >= 14)) {
        file.write(&PcapPacket::new(bytes).at(Duration::from_millis(number)))?;
    }
    let before = Snapshot::of(counts.iter())?;
    let mut passed = PcapWriter::new(Vec::new(), PcapLink::ETHERNET)?;
    let file = file.into_inner();
    for packet in PcapReader::new(&*file)? {
        let packet = packet?;
        let output = program.test_run(&TestRun::new().packet(&packet.bytes))?;
        if packet.bytes.len() < 40 {
            output.assert_action(XdpAction::DROP).assert_packet(&packet.bytes);
            continue;
        }
        let mut expected = packet.bytes.clone();
        expected[0] = 0x55;
        output.assert_action(XdpAction::PASS).assert_packet(&expected);
        passed.write(&PcapPacket::new(output.packet).at(packet.time))?;
    }
    let passed = passed.into_inner();
    let passed: Vec<PcapPacket> = PcapReader::new(&*passed)?.collect::<std::result::Result<_, _>>()?;
    let whole = u32::try_from(packet.build().len())?;
    assert_eq!(passed.len(), whole as usize - 39);
    assert!(passed.iter().all(|packet| packet.bytes[0] == 0x55));
    assert_eq!(passed[0].time, Duration::from_millis(40 - 14));
    let changes = before.changes(&Snapshot::of(counts.iter())?);
    // There is no room for all lengths.
    assert!(changes.len() <= 16 && changes.contains(&Change::Added(14, 1)), "{changes:?}");
    Ok(())
}
