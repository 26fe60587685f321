//! What the running kernel and the simulated one answer to the same questions about test runs, compared.

use crate::world::{self, World};
use skep::packet::{Ethernet, Ipv4, Ipv6, Packet, Udp};
use skep::prelude::*;
use skep::registers::*;
use skep::uapi::{Errno, FieldKind};
use skep::{ErrorKind, SkbContext, XdpContext};
use skep_harness::{Outcome, Stop, skip};

/// What one kernel answers: the result, the packet and the context, or the error's name.
type Answer = std::result::Result<(u32, Vec<u8>, Vec<u8>), &'static str>;

pub(crate) struct Both {
    pub(crate) worlds: [World; 2],
    pub(crate) compared: usize,
}

impl Both {
    pub(crate) fn new() -> Result<Self, Stop> {
        let worlds = [world::host()?, world::simulated()?];
        let [host, simulated] = [worlds[0].version()?, worlds[1].version()?];
        if (host.major, host.minor) != (simulated.major, simulated.minor) {
            return skip(format!(
                "the simulated kernel answers as Linux {simulated} does, and this is {host}"
            ));
        }
        Ok(Self { worlds, compared: 0 })
    }

    /// Loads a program on both. What one of them does not take, neither does the other.
    pub(crate) fn load(&self, program: &ProgramSpec) -> Result<Option<[Program; 2]>, Stop> {
        let spec = ObjectSpec::new("GPL").with_program(program.clone());
        let [host, simulated] = [0, 1].map(|world| spec.load(&self.worlds[world].kernel));
        match (host, simulated) {
            (Ok(host), Ok(simulated)) => {
                let name = &program.name;
                Ok(Some([host.program(name)?.clone(), simulated.program(name)?.clone()]))
            }
            (Err(_), Err(_)) => Ok(None),
            // The simulated kernel finds most mistakes when the program runs.
            (Err(host), Ok(simulated)) => {
                let run = simulated.program(&program.name)?.test_run(&TestRun::new().packet(&[0; 64]));
                let found = run.is_err_and(|error| error.kind() == ErrorKind::Rejected);
                assert!(found, "only the running kernel refuses it: {host:#}");
                Ok(None)
            }
            (Ok(_), Err(simulated)) => panic!("only the simulated kernel refuses it: {simulated:#}"),
        }
    }

    /// Runs a program on both, and compares.
    pub(crate) fn run(&mut self, programs: &[Program; 2], run: &TestRun<'_>, what: &str) {
        let answer = |program: &Program| -> Answer {
            match program.test_run(run) {
                Ok(output) => Ok((output.result, output.packet, output.context)),
                Err(error) => Err(error.errno().and_then(Errno::name).unwrap_or("no number")),
            }
        };
        let [host, simulated] = [answer(&programs[0]), answer(&programs[1])];
        if host != simulated {
            panic!("{what}\n{}", difference(&host, &simulated));
        }
        self.compared += 1;
    }
}

/// Where two answers differ.
fn difference(host: &Answer, simulated: &Answer) -> String {
    let (host, simulated) = match (host, simulated) {
        (Ok(host), Ok(simulated)) => (host, simulated),
        _ => {
            let short = |answer: &Answer| answer.as_ref().map(|(result, ..)| *result).map_err(|errno| *errno);
            return format!("host {:?}, simulated {:?}", short(host), short(simulated));
        }
    };
    let bytes = |host: &[u8], simulated: &[u8]| {
        let places: Vec<_> =
            host.iter().zip(simulated).enumerate().filter(|(_, (a, b))| a != b).take(8).collect();
        format!("{} and {} bytes, different at {places:?}", host.len(), simulated.len())
    };
    format!(
        "results {:#x} and {:#x}\npackets of {}\ncontexts of {}",
        host.0,
        simulated.0,
        bytes(&host.1, &simulated.1),
        bytes(&host.2, &simulated.2)
    )
}

/// An XDP program that moves the packet's ends, and returns whether it could: 16 times for the first, once for the second.
fn moving(front: i32, behind: i32) -> Result<ProgramSpec, Stop> {
    let mut asm = Assembler::new();
    asm.mov(R6, R1)
        .call_with(Helper::XDP_ADJUST_HEAD, (R6, front))
        .mov(R7, R0)
        .call_with(Helper::XDP_ADJUST_TAIL, (R6, behind))
        .shift_left(R7, 16)
        .and32(R0, 0xffff)
        .or(R0, R7);
    Ok(ProgramSpec::xdp("moving", asm.exit().build()?))
}

pub(crate) fn xdp_test_runs() -> Outcome {
    let mut both = Both::new()?;
    let moves =
        [0, 1, -1, 4, -4, 14, -14, 50, -50, 100, -100, 215, -215, -216, -217, 256, -256, -257, 3000, -3000];
    for front in moves {
        for behind in moves {
            let programs = both.load(&moving(front, behind)?)?.expect("it is right");
            for length in [14, 15, 64, 1500] {
                let packet: Vec<u8> = (0..length).map(|byte| u8::try_from(byte % 251).unwrap()).collect();
                let what = format!("{front} {behind} {length}");
                both.run(&programs, &TestRun::new().packet(&packet), &what);
            }
        }
    }
    // Each run goes on with what the last one left.
    let programs = both.load(&moving(-1, -2)?)?.expect("it is right");
    for repeat in [0, 1, 2, 3, 30] {
        let run = TestRun::new().packet(&[7; 60]).repeat(repeat);
        both.run(&programs, &run, &format!("repeated {repeat} times"));
    }
    // How much it sees of packets of any length, and what is refused.
    let code = Assembler::new()
        .load(Size::Word, R2, R1, 0)
        .load(Size::Word, R0, R1, 4)
        .load(Size::Word, R3, R1, 8)
        .sub(R0, R2)
        .sub(R2, R3)
        .shift_left(R2, 16)
        .or(R0, R2)
        .exit()
        .build()?;
    let programs = both.load(&ProgramSpec::xdp("length", code))?.expect("it is right");
    let lengths = [0, 1, 13, 14, 3519, 3520, 3521, 4096, 9000, 60_000, 65_536, 73_152, 73_153, 80_000];
    for length in lengths {
        let packet = vec![3; length];
        both.run(&programs, &TestRun::new().packet(&packet), &format!("{length} bytes"));
    }
    let packet = [5; 400];
    let base = XdpContext::of(&packet);
    let mut contexts =
        vec![base, XdpContext { egress_ifindex: 1, ..base }, XdpContext { data_meta: 4, ..base }];
    for data in [1, 2, 4, 8, 32, 100, 200, 212, 216, 220, 224, 248, 252, 256, 260, 300] {
        contexts.push(XdpContext { data, ..base });
    }
    for data_end in [0, 4, 13, 14, 50, 399, 400, 401] {
        contexts.push(XdpContext { data_end, ..base });
        contexts.push(XdpContext { data_end, data: 8, ..base });
    }
    for (ingress_ifindex, rx_queue_index) in [(0, 1), (1, 0), (99_999, 0)] {
        contexts.push(XdpContext { ingress_ifindex, rx_queue_index, ..base });
    }
    for context in contexts {
        let run = TestRun::new().packet(&packet).context(&context);
        both.run(&programs, &run, &format!("{context:?}"));
    }
    assert!(both.compared > 1600, "{}", both.compared);
    Ok(())
}

pub(crate) fn skb_test_runs() -> Outcome {
    let mut both = Both::new()?;
    let udp = Udp { source: 1000, destination: 2000, ..Udp::default() };
    let v4 = Packet::new().with(Ethernet::default()).with(Ipv4::default()).with(udp).payload([9; 40]).build();
    let v6 = Packet::new().with(Ethernet::default()).with(Ipv6::default()).with(udp).payload([9; 40]).build();
    let mut broadcast = v4.clone();
    broadcast[..6].fill(0xff);
    let mut group = v4.clone();
    group[0] = 1;
    let mut other = v4.clone();
    other[3] = 1;
    let mut unknown = v4.clone();
    unknown[12..14].copy_from_slice(&[0x12, 0x34]);
    let mut length = v4.clone();
    length[12..14].copy_from_slice(&[0, 46]);
    let packets = [&v4, &v6, &broadcast, &group, &other, &unknown, &length];

    let types: [fn(&str, Code) -> ProgramSpec; 4] = [
        |name, code| ProgramSpec::socket_filter(name, code),
        |name, code| ProgramSpec::sched_cls(name, code),
        |name, code| ProgramSpec::cgroup_skb_ingress(name, code),
        |name, code| ProgramSpec::cgroup_skb_egress(name, code),
    ];
    let context = SkbContext::default();
    let mut full = SkbContext::default();
    (full.mark, full.priority, full.cb) = (1, 2, [3, 4, 5, 6, 7]);
    (full.ingress_ifindex, full.ifindex) = (1, 1);
    (full.tstamp, full.hwtstamp) = (8, 9);
    (full.wire_len, full.gso_segs, full.gso_size) = (1000, 2, 10);
    let facts = ProgramType::SCHED_CLS.context().expect("it is known");
    for make in types {
        // Every number of the context, 16 bits at a time, added to the mark where that may be written.
        for field in facts.fields.iter().filter(|field| field.holds == FieldKind::Number) {
            for element in 0..field.count {
                let offset = i16::try_from(field.offset + element * field.size)?;
                let size = match field.size {
                    1 => Size::Byte,
                    8 => Size::Double,
                    _ => Size::Word,
                };
                let is_cgroup = make("field", Code::default()).program_type == ProgramType::CGROUP_SKB;
                for half in 0..2 {
                    let mut asm = Assembler::new();
                    asm.load(size, R0, R1, offset).shift_right(R0, 16 * half).and(R0, 0xffff);
                    if is_cgroup {
                        // These cannot return any number; the packet's mark can be any.
                        asm.store(Size::Word, R1, 8, R0).mov(R0, 1);
                    }
                    let program = make("field", asm.exit().build()?);
                    let Some(programs) = both.load(&program)? else { continue };
                    for packet in packets {
                        for context in [&context, &full] {
                            let run = TestRun::new().packet(packet).context(context);
                            let what = format!("{} of {}, {context:?}", field.name, program.program_type);
                            both.run(&programs, &run, &what);
                        }
                    }
                }
            }
        }
        // Packets cut off anywhere, and the longest.
        let program = make("short", Assembler::new().load(Size::Word, R0, R1, 0).and(R0, 1).exit().build()?);
        let programs = both.load(&program)?.expect("it is right");
        for packet in packets {
            for end in 0..packet.len() {
                let run = TestRun::new().packet(&packet[..end]);
                both.run(&programs, &run, &format!("{end} bytes of {}", program.program_type));
            }
        }
        for length in [3000, 3711, 3712, 3713, 4000] {
            let mut packet = unknown.clone();
            packet.resize(length, 1);
            both.run(&programs, &TestRun::new().packet(&packet), &format!("{length} bytes"));
        }
        // What a test run does not take.
        let mut wrong = vec![full; 12];
        wrong[0].ifindex = 77_777;
        wrong[1].wire_len = 10;
        wrong[2].wire_len = 65_536;
        wrong[3].wire_len = 65_537;
        wrong[4].gso_segs = 65_535;
        wrong[5].gso_segs = 65_536;
        wrong[6].gso_size = 1 << 20;
        wrong[7].ifindex = 0;
        wrong[8].ingress_ifindex = 4;
        for context in wrong {
            both.run(&programs, &TestRun::new().packet(&v4).context(&context), &format!("{context:?}"));
        }
        for byte in 0..size_of::<SkbContext>() {
            let mut bytes = [0; size_of::<SkbContext>()];
            bytes[byte] = 1;
            // An interface or a length on the wire of such a number there is not.
            let run = TestRun::new().packet(&v4).context(&bytes);
            both.run(&programs, &run, &format!("byte {byte} of the context"));
        }
    }
    assert!(both.compared > 1600, "{}", both.compared);
    Ok(())
}

/// Reads and writes of packets by helpers, at any place and of any length.
pub(crate) fn packet_helpers() -> Outcome {
    let mut both = Both::new()?;
    let packet = Packet::new().with(Ethernet::default()).with(Ipv4::default()).with(Udp::default()).build();
    for offset in [0, 1, 13, 14, 26, 27, 28, 34, 35, 40, 41, 42, 43, 1000, -1, i32::MIN] {
        for size in [1, 2, 8, 16] {
            for make in [ProgramSpec::sched_cls, ProgramSpec::socket_filter] {
                let mut asm = Assembler::new();
                let buffer = asm.stack_slot(16, 8);
                asm.mov(R6, R1)
                    .zero_stack_slot(buffer)
                    .call_with(Helper::SKB_LOAD_BYTES, (R6, offset, buffer, size))
                    .load(Size::Word, R1, R10, buffer.offset)
                    .xor(R0, R1)
                    .exit();
                let programs = both.load(&make("load", asm.build()?))?.expect("it is right");
                both.run(&programs, &TestRun::new().packet(&packet), &format!("load {offset} {size}"));
            }
            for flags in [0, 1, 2, 4] {
                let mut asm = Assembler::new();
                let buffer = asm.stack_slot(16, 8);
                asm.mov(R6, R1)
                    .zero_stack_slot(buffer)
                    .call_with(Helper::SKB_STORE_BYTES, (R6, offset, buffer, size, flags))
                    .exit();
                let programs =
                    both.load(&ProgramSpec::sched_cls("store", asm.build()?))?.expect("it is right");
                both.run(
                    &programs,
                    &TestRun::new().packet(&packet),
                    &format!("store {offset} {size} {flags}"),
                );
            }
        }
        for size in [Size::Byte, Size::Half, Size::Word] {
            for base in [0, -0x10_0000, -0x20_0000] {
                let Some(place) = offset.checked_add(base).filter(|_| offset >= 0) else { continue };
                for make in [ProgramSpec::sched_cls, ProgramSpec::socket_filter] {
                    let mut asm = Assembler::new();
                    asm.mov(R6, R1).load_packet_absolute(size, place).xor(R0, 0x55).exit();
                    let programs = both.load(&make("old", asm.build()?))?.expect("it is right");
                    both.run(
                        &programs,
                        &TestRun::new().packet(&packet),
                        &format!("old load {place} {size:?}"),
                    );
                }
            }
        }
    }
    assert!(both.compared > 500, "{}", both.compared);
    Ok(())
}
