//! Test runs: programs on made-up input, with what the kernel takes and gives.

use crate::world::World;
use skep::isa::Endian;
use skep::packet::{Ethernet, Ipv4, Packet, Udp, Vlan};
use skep::prelude::*;
use skep::registers::*;
use skep::uapi::Errno;
use skep::uapi::kernel::{ProgramLoad, TestRun as Request};
use skep::uapi::{AttachType, ProgramFlags};
use skep::zerocopy::IntoBytes as _;
use skep::{ErrorKind, SkbContext, XdpContext};
use skep_harness::{Outcome, Stop};

fn frame() -> Vec<u8> {
    Packet::new()
        .with(Ethernet::default())
        .with(Ipv4::default())
        .with(Udp::default())
        .payload([7; 30])
        .build()
}

fn load(world: &World, program: ProgramSpec) -> Result<Program, Stop> {
    let name = program.name.clone();
    Ok(ObjectSpec::new("GPL").with_program(program).load(&world.kernel)?.program(&name)?.clone())
}

/// An XDP program that makes the packet longer in front and behind.
fn stretching(world: &World, front: i32, behind: i32) -> Result<Program, Stop> {
    load(world, ProgramSpec::xdp("stretch", stretch(front, behind)?))
}

fn stretch(front: i32, behind: i32) -> Result<Code, Stop> {
    let code = Assembler::new()
        .mov(R6, R1)
        .mov(R2, -front)
        .call(Helper::XDP_ADJUST_HEAD)
        .mov(R1, R6)
        .mov(R2, behind)
        .call(Helper::XDP_ADJUST_TAIL)
        .mov(R0, 3)
        .exit()
        .build()?;
    Ok(code)
}

pub(crate) fn a_packet_comes_back_as_the_program_left_it(world: &World) -> Outcome {
    let frame = frame();
    let output = stretching(world, 20, -10)?.test_run(&TestRun::new().packet(&frame))?;
    assert_eq!(output.action(), XdpAction::TX);
    assert_eq!(output.packet.len(), frame.len() + 10);
    assert_eq!(output.packet[20..], frame[..frame.len() - 10]);
    assert!(!output.ran_twice);
    Ok(())
}

pub(crate) fn wrong_packets_are_refused(world: &World) -> Outcome {
    let pass = load(world, ProgramSpec::xdp("pass", Assembler::new().mov(R0, 2).exit().build()?))?;
    for length in [0, 1, 13] {
        let error = pass.test_run(&TestRun::new().packet(&vec![0; length])).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Invalid, "{length} bytes");
        assert!(error.to_string().contains("at least 14 bytes"), "{error}");
    }
    assert_eq!(pass.test_run(&TestRun::new().packet(&[0; 14]))?.action(), XdpAction::PASS);
    Ok(())
}

pub(crate) fn contexts_go_in_and_come_back(world: &World) -> Outcome {
    let frame = frame();
    // Returns the queue it arrived at.
    let code = Assembler::new().load(Size::Word, R0, R1, 16).exit().build()?;
    let queue = load(world, ProgramSpec::xdp("queue", code))?;
    let context = XdpContext::of(&frame);
    let output = queue.test_run(&TestRun::new().packet(&frame).context(&context))?;
    assert_eq!(output.result, 0);
    assert_eq!(output.context::<XdpContext>(), Some(context));
    let wrong = XdpContext { data_end: context.data_end + 1, ..context };
    assert!(queue.test_run(&TestRun::new().packet(&frame).context(&wrong)).is_err());

    // Adds the mark and the priority, and leaves the sum as the mark.
    let code = Assembler::new()
        .load(Size::Word, R2, R1, 8)
        .load(Size::Word, R3, R1, 32)
        .add(R2, R3)
        .store(Size::Word, R1, 8, R2)
        .mov(R0, -1)
        .exit()
        .build()?;
    let marker = load(world, ProgramSpec::sched_cls("marker", code))?;
    let mut context = SkbContext::default();
    (context.mark, context.priority, context.cb) = (40, 2, [1, 2, 3, 4, 5]);
    let output = marker.test_run(&TestRun::new().packet(&frame).context(&context))?;
    assert_eq!((output.result, output.signed()), (u32::MAX, -1));
    let left = output.context::<SkbContext>().expect("one was given");
    assert_eq!((left.mark, left.priority, left.cb), (42, 2, [1, 2, 3, 4, 5]));
    Ok(())
}

pub(crate) fn socket_filters_read_packets_the_old_way(world: &World) -> Outcome {
    // Lets a socket see as many bytes as the IP header says, of UDP only. A socket filter's packet begins with the
    // network header in a test run, although the packet is given with the Ethernet header.
    let code = Assembler::new()
        .mov(R6, R1)
        .load_packet_absolute(Size::Byte, 9)
        .jump(Condition::NotEqual, R0, 17, "none")
        .load_packet_absolute(Size::Half, 2)
        .exit()
        .label("none")
        .mov(R0, 0)
        .exit()
        .build()?;
    let filter = load(world, ProgramSpec::socket_filter("filter", code))?;
    let frame = frame();
    assert_eq!(filter.test_run(&TestRun::new().packet(&frame))?.result, 20 + 8 + 30);
    let mut tcp = frame.clone();
    tcp[14 + 9] = 6;
    assert_eq!(filter.test_run(&TestRun::new().packet(&tcp))?.result, 0);
    // A read beyond the end ends the program with 0.
    let code = Assembler::new().mov(R6, R1).load_packet_absolute(Size::Word, 55).mov(R0, 1).exit().build()?;
    let beyond = load(world, ProgramSpec::socket_filter("beyond", code))?;
    assert_eq!(beyond.test_run(&TestRun::new().packet(&frame))?.result, 0);
    assert_eq!(beyond.test_run(&TestRun::new().packet(&[&frame[..], &[0]].concat()))?.result, 1);
    Ok(())
}

/// Drops IPv4 packets of whatever is cut short, at every byte, without reading beyond the end.
pub(crate) fn packets_cut_off_at_every_byte(world: &World) -> Outcome {
    let code = Assembler::new()
        .load(Size::Word, R2, R1, 76)
        .load(Size::Word, R3, R1, 80)
        .mov(R4, R2)
        .add(R4, 14 + 20 + 8)
        .jump(Condition::Greater, R4, R3, "short")
        .load(Size::Half, R0, R2, 14 + 20 + 2)
        .to_big_endian(Size::Half, R0)
        .exit()
        .label("short")
        .mov(R0, 0)
        .exit()
        .build()?;
    let port = load(world, ProgramSpec::sched_cls("port", code))?;
    let packet = Packet::new()
        .with(Ethernet::default())
        .with(Ipv4::default())
        .with(Udp { destination: 53, ..Udp::default() });
    for cut in packet.truncations() {
        let expected = if cut.len() >= 42 { 53 } else { 0 };
        match port.test_run(&TestRun::new().packet(&cut)) {
            Ok(output) => assert_eq!(output.result, expected, "{} bytes", cut.len()),
            // The kernel makes no socket buffer without the network header that the Ethernet header announces.
            Err(error) => {
                assert!(cut.len() < 34 && error.kind() == ErrorKind::Invalid, "{} bytes: {error}", cut.len());
            }
        }
    }
    // A tag moves everything by 4 bytes.
    let tagged = Packet::new()
        .with(Ethernet::default())
        .with(Vlan { id: 7, ..Vlan::default() })
        .with(Ipv4::default())
        .with(Udp { destination: 53, ..Udp::default() })
        .build();
    assert_ne!(port.test_run(&TestRun::new().packet(&tagged))?.result, 0);
    Ok(())
}

pub(crate) fn control_groups_decide(world: &World) -> Outcome {
    // Lets packets of up to 50 bytes pass.
    let code = Assembler::new()
        .load(Size::Word, R2, R1, 0)
        .mov(R0, 1)
        .jump(Condition::LessOrEqual, R2, 50, "out")
        .mov(R0, 0)
        .label("out")
        .exit()
        .build()?;
    for program in [
        ProgramSpec::cgroup_skb_ingress("short", code.clone()),
        ProgramSpec::cgroup_skb_egress("short", code),
    ] {
        let short = load(world, program)?;
        let run = |payload| {
            let packet = Packet::new().with(Ethernet::default()).with(Ipv4::default()).with(Udp::default());
            short.test_run(&TestRun::new().packet(&packet.payload(vec![0; payload]).build()))
        };
        // The length does not count the Ethernet header.
        assert_eq!((run(22)?.result, run(23)?.result), (1, 0));
    }
    Ok(())
}

pub(crate) fn raw_tracepoints_get_arguments(world: &World) -> Outcome {
    let code = Assembler::new()
        .load(Size::Double, R0, R1, 0)
        .load(Size::Double, R2, R1, 8)
        .add(R0, R2)
        .exit()
        .build()?;
    let sum = load(world, ProgramSpec::raw_tracepoint("sum", "sched_process_exec", code))?;
    let output = sum.test_run(&TestRun::new().context(&[40_u64, 2]))?;
    assert_eq!(output.result, 42);
    assert!(sum.test_run(&TestRun::new().packet(&frame())).is_err(), "it takes no packet");
    Ok(())
}

pub(crate) fn raw_tracepoints_run(world: &World) -> Outcome {
    let code = crate::programs::count_by_user();
    let spec = ObjectSpec::new("GPL")
        .with_map(HashMap::<u32, u64>::spec("BY_USER", 64))
        .with_program(ProgramSpec::raw_tracepoint("count", "sched_process_exec", code));
    let object = spec.load(&world.kernel)?;
    let counts = object.map::<HashMap<u32, u64>>("BY_USER")?;
    let link = object.program("count")?.attach()?;
    world.run_true()?;
    let attached = counts.get(&world.user())?;
    assert!(attached.is_some());
    drop(link);
    world.run_true()?;
    assert_eq!(counts.get(&world.user())?, attached);
    let error = object.program("count")?.attach_to_raw_tracepoint("no_such_tracepoint").unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotFound);
    Ok(())
}

pub(crate) fn types_that_cannot_be_run_say_so(world: &World) -> Outcome {
    let object = crate::programs::counting_object().load(&world.kernel)?;
    let error = object.program("count")?.test_run(&TestRun::new()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unsupported);
    assert_eq!(error.errno(), Some(Errno::ENOTSUPP));
    assert!(error.to_string().contains("cannot run programs of this type on made-up input"), "{error}");
    Ok(())
}

pub(crate) fn what_does_not_fit_is_run_again_and_said(world: &World) -> Outcome {
    // More than the room that is made for what a program adds.
    let grow = stretching(world, 0, 1000)?;
    let frame = frame();
    let output = grow.test_run(&TestRun::new().packet(&frame))?;
    assert_eq!(output.packet.len(), frame.len() + 1000);
    assert!(output.ran_twice);
    assert_eq!(output.packet[..frame.len()], frame);
    let error = grow.test_run(&TestRun::new().packet(&frame).once()).unwrap_err();
    assert!(error.to_string().contains("it was to run only once"), "{error}");
    Ok(())
}

pub(crate) fn nothing_is_written_past_the_room(world: &World) -> Outcome {
    const CANARY: u8 = 0xc7;
    let api = world.kernel.api();
    let program = api.program_load(
        &ProgramLoad {
            program_type: ProgramType::XDP,
            expected_attach_type: AttachType::XDP,
            name: "grow",
            license: "MIT",
            instructions: &stretch(0, 100)?.encode(Endian::NATIVE)?,
            maps: &[],
            flags: ProgramFlags::default(),
            btf: None,
            ..ProgramLoad::default()
        },
        None,
    )?;
    let frame = frame();
    let context = XdpContext::of(&frame);
    for room in [0, 1, 10, frame.len(), frame.len() + 99, frame.len() + 100, frame.len() + 101] {
        for context_room in [0, 1, 23, 24, 25] {
            let (mut data, mut left) = ([CANARY; 400], [CANARY; 64]);
            let mut run = Request {
                data: &frame,
                data_out: &mut data[..room],
                context: context.as_bytes(),
                context_out: &mut left[..context_room],
                ..Default::default()
            };
            let answer = api.program_test_run(&program, &mut run);
            let (needed, needed_for_context) = (run.data_size as usize, run.context_size as usize);
            let fits = room == 0 || room >= needed;
            let context_fits = context_room == 0 || context_room >= 24;
            assert_eq!(answer.is_ok(), fits && context_fits, "{room} {context_room}: {answer:?}");
            assert_eq!(needed, frame.len() + 100);
            assert!(!fits || context_room == 0 || needed_for_context == 24, "{room} {context_room}");
            assert!(data[room.min(needed)..].iter().all(|byte| *byte == CANARY), "{room}");
            assert!(left[context_room.min(24)..].iter().all(|byte| *byte == CANARY), "{context_room}");
        }
    }
    Ok(())
}

/// What a verifier would have refused, a simulated kernel that is told not to finds when the program runs, and says where.
pub(crate) fn wrong_accesses_are_named() -> Outcome {
    let trusting = skep::sim::World::builder().finding_faults_when_run().build();
    let kernel = Simulated::new(trusting);
    let code = Assembler::new().load(Size::Word, R2, R1, 0).load(Size::Word, R0, R2, 40).exit().build()?;
    let loaded = ObjectSpec::new("GPL").with_program(ProgramSpec::xdp("unchecked", code)).load(&kernel)?;
    let unchecked = loaded.program("unchecked")?;
    assert!(unchecked.test_run(&TestRun::new().packet(&[0; 44])).is_ok());
    let error = unchecked.test_run(&TestRun::new().packet(&[0; 43])).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Rejected);
    let text = error.to_string();
    assert!(
        text.contains("slot 1 `w0 = *(u32 *)(r2 + 40)` of `unchecked` (crates/skep/tests/it/test_runs.rs:"),
        "{text}"
    );
    assert!(text.ends_with("read of 4 bytes at offset 40 of the packet, which has 43 bytes"), "{text}");
    Ok(())
}

/// Frames that were built here go up the network stack, which looks at every length and checksum, to a socket.
pub(crate) fn live_frames_arrive() -> Outcome {
    let world = crate::world::host()?;
    world.in_network(|_| {
        let pass = load(&world, ProgramSpec::xdp("pass", Assembler::new().mov(R0, 2).exit().build()?))?;
        // Frames come in by the loopback interface, which otherwise takes none that did not go out by it.
        for setting in ["route_localnet", "accept_local"] {
            std::fs::write(format!("/proc/sys/net/ipv4/conf/lo/{setting}"), "1")?;
        }
        let receiver = std::net::UdpSocket::bind("127.0.0.1:9999")?;
        // An emulated machine takes its time.
        receiver.set_read_timeout(Some(std::time::Duration::from_secs(5)))?;
        let send = |udp: Udp, payload: &[u8]| -> Result<(), Stop> {
            let frame =
                Packet::new().with(Ethernet::default()).with(Ipv4::default()).with(udp).payload(payload);
            pass.test_run(&TestRun::new().packet(&frame.build()).repeat(2).send_live_frames(1))?;
            Ok(())
        };
        send(Udp { source: 40_000, destination: 9999, ..Udp::default() }, b"good")?;
        send(Udp { source: 40_000, destination: 9999, checksum: Some(0x1234) }, b"wrong checksum")?;
        send(Udp { source: 40_001, destination: 9999, ..Udp::default() }, b"odd")?;
        let mut buffer = [0; 64];
        for expected in [&b"good"[..], b"good", b"odd", b"odd"] {
            let length = receiver.recv(&mut buffer)?;
            assert_eq!(&buffer[..length], expected);
        }
        // Fragments are put together again, whichever comes first.
        let packet = Packet::new()
            .with(Ethernet::default())
            .with(Ipv4 { identification: 77, ..Ipv4::default() })
            .with(Udp { source: 40_002, destination: 9999, ..Udp::default() })
            .payload(b"of several pieces, the last of which is short");
        let fragments = packet.fragments(16, 0);
        assert_eq!(fragments.len(), 4);
        for fragment in fragments.iter().rev() {
            pass.test_run(&TestRun::new().packet(fragment).send_live_frames(1))?;
        }
        let length = receiver.recv(&mut buffer)?;
        assert_eq!(&buffer[..length], b"of several pieces, the last of which is short");
        receiver.set_read_timeout(Some(std::time::Duration::from_millis(300)))?;
        assert!(receiver.recv(&mut buffer).is_err(), "nothing else arrives");
        Ok(())
    })
}
