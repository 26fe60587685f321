//! The interpreter runs the programs of `programs/` on packets and events, before and after the passes, and traps where a run cannot go on.

use skep_btf::{Endian, relocation::RelocationKind};
use skep_ir::interpret::{Environment, Memory, Outcome, Word, World};
use skep_ir::{Access, FunctionId, MapId, Module};
use skep_uapi::Helper;

fn read(text: &str) -> Module {
    Module::parse(text).unwrap_or_else(|error| panic!("{error}"))
}

/// The module as it is written, and as the passes make it.
fn both(text: &str) -> [Module; 2] {
    let mut optimized = read(text);
    skep_ir::passes::optimize(&mut optimized, Some(Endian::Little));
    [read(text), optimized]
}

const PROGRAM: FunctionId = FunctionId(0);

/// Runs the first program of a world, and gives its verdict.
fn verdict(world: &mut World<'_>, environment: &mut dyn Environment) -> u64 {
    match world.run(PROGRAM, &[Word::Context], environment, 10_000) {
        Ok(Outcome::Returned(Some(Word::Integer(verdict)))) => verdict,
        other => panic!("{other:?}"),
    }
}

/// A process that makes calls, as the programs ask about it.
struct Process {
    time: u64,
}

const PID: u64 = 4321;
const TASK: u64 = 0xffff_8880_0000_1000;
const PARENT: u64 = 0xffff_8880_0000_2000;

impl Environment for Process {
    fn helper(&mut self, helper: Helper, arguments: &[Word], memory: &mut Memory) -> Option<u64> {
        match (helper, arguments) {
            (Helper::GET_CURRENT_PID_TGID, _) => Some(PID << 32 | (PID + 1)),
            (Helper::GET_CURRENT_UID_GID, _) => Some(100 << 32 | 1000),
            (Helper::GET_CURRENT_TASK, _) => Some(TASK),
            (Helper::KTIME_GET_NS, _) => {
                self.time += 1;
                Some(self.time)
            }
            (Helper::GET_CURRENT_COMM, &[Word::Pointer(to), Word::Integer(size)]) => {
                let to = memory.write(to, usize::try_from(size).ok()?).ok()?;
                to.fill(0);
                to[..5].copy_from_slice(b"shell");
                Some(0)
            }
            (Helper::PROBE_READ_KERNEL, &[Word::Pointer(to), Word::Integer(size), Word::Integer(from)]) => {
                let number = self.read_kernel(from, u32::try_from(size).ok()?)?;
                let to = memory.write(to, usize::try_from(size).ok()?).ok()?;
                to.copy_from_slice(&number.to_le_bytes()[..to.len()]);
                Some(0)
            }
            (
                Helper::PROBE_READ_USER_STR,
                &[Word::Pointer(to), Word::Integer(128), Word::Integer(0x7fff_0000)],
            ) => {
                memory.write(to, 10).ok()?.copy_from_slice(b"/bin/true\0");
                Some(10)
            }
            _ => None,
        }
    }

    fn relocation(&mut self, kind: RelocationKind, access: &Access) -> Option<u64> {
        // In this kernel the fields are elsewhere than the program says.
        match (kind, &*access.path) {
            (RelocationKind::FieldByteOffset, [0, 0]) => Some(1200),
            (RelocationKind::FieldByteOffset, [0, 1]) => Some(1296),
            _ => None,
        }
    }

    fn read_kernel(&mut self, address: u64, size: u32) -> Option<u64> {
        match (address, size) {
            (address, 8) if address == TASK + 1296 => Some(PARENT),
            (address, 4) if address == PARENT + 1200 => Some(77),
            _ => None,
        }
    }
}

#[test]
fn an_empty_program_gives_its_verdict() {
    for module in both(include_str!("programs/empty.ir")) {
        let mut world = World::new(&module, Endian::Little).unwrap();
        for (number, verdict) in [(0, 2), (1, 0), (2, 0)] {
            let outcome = world.run(FunctionId(number), &[Word::Context], &mut (), 2);
            assert_eq!(outcome, Ok(Outcome::Returned(Some(Word::Integer(verdict)))));
        }
    }
}

#[test]
fn a_tracepoint_counts() {
    for module in both(include_str!("programs/tracepoint_counter.ir")) {
        let mut world = World::new(&module, Endian::Little).unwrap();
        for count in 1..=3_u64 {
            assert_eq!(verdict(&mut world, &mut Process { time: 0 }), 0);
            let entries: Vec<_> = world.entries(MapId(0)).collect();
            let pid = u32::try_from(PID).unwrap().to_le_bytes();
            assert_eq!(entries, [(&pid[..], &count.to_le_bytes()[..])]);
        }
    }
}

/// An Ethernet frame of this type, with what follows.
fn frame(ether_type: u16, rest: &[u8]) -> Vec<u8> {
    let mut bytes = vec![2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2];
    bytes.extend(ether_type.to_be_bytes());
    bytes.extend(rest);
    bytes
}

/// An IPv4 header with so many words of options, and what follows.
fn ipv4(protocol: u8, options: u8, fragment: u16, rest: &[u8]) -> Vec<u8> {
    let mut bytes = vec![0x45 + options, 0, 0, 0, 0, 0];
    bytes.extend(fragment.to_be_bytes());
    bytes.extend([64, protocol, 0, 0, 10, 0, 0, 1, 10, 0, 0, 2]);
    bytes.extend(vec![1; usize::from(options) * 4]);
    let length = bytes.len() + rest.len();
    bytes[2..4].copy_from_slice(&length.to_be_bytes()[6..]);
    let sum = checksum(&bytes);
    bytes[10..12].copy_from_slice(&sum.to_be_bytes());
    bytes.extend(rest);
    bytes
}

/// The internet checksum of bytes.
fn checksum(bytes: &[u8]) -> u16 {
    let words =
        bytes.chunks(2).map(|pair| u32::from(pair[0]) << 8 | pair.get(1).copied().map_or(0, u32::from));
    let mut sum: u32 = words.sum();
    while sum > 0xffff {
        sum = (sum & 0xffff) + (sum >> 16);
    }
    u16::MAX ^ u16::from_be_bytes([sum.to_be_bytes()[2], sum.to_be_bytes()[3]])
}

/// A TCP (20 bytes) or UDP (8 bytes) header to a port, without a checksum.
fn ports(length: usize, destination: u16) -> Vec<u8> {
    let mut bytes = vec![0; length];
    bytes[..2].copy_from_slice(&40000_u16.to_be_bytes());
    bytes[2..4].copy_from_slice(&destination.to_be_bytes());
    bytes
}

#[test]
fn packets_and_bytes_of_each_source_are_counted() {
    for module in both(include_str!("programs/tc_lru.ir")) {
        let mut world = World::new(&module, Endian::Little).unwrap();
        for (packet, length) in [
            (frame(0x0800, &ipv4(17, 0, 0, &ports(8, 53))), 42_u64),
            (frame(0x0800, &ipv4(17, 0, 0, &ports(8, 53))), 60),
            (frame(0x86dd, &[0; 40]), 54),
            (frame(0x0800, &[0; 19]), 33),
        ] {
            world.set_packet(&packet).unwrap();
            world.set_field("len", 0, length);
            assert_eq!(verdict(&mut world, &mut ()), 0);
        }
        let mut counts = 2_u64.to_le_bytes().to_vec();
        counts.extend(102_u64.to_le_bytes());
        assert_eq!(world.entries(MapId(0)).collect::<Vec<_>>(), [(&[10, 0, 0, 1][..], &counts[..])]);
    }
}

#[test]
fn an_execve_becomes_an_event() {
    for module in both(include_str!("programs/exec_event.ir")) {
        let mut world = World::new(&module, Endian::Little).unwrap();
        world.set_context(16, &0x7fff_0000_u64.to_le_bytes()).unwrap();
        assert_eq!(verdict(&mut world, &mut Process { time: 41 }), 0);
        let [(ring, record)] = world.records() else { panic!("{:?}", world.records()) };
        assert_eq!((*ring, record.len()), (MapId(0), 168));
        let word = |at: usize| u32::from_le_bytes(record[at..at + 4].try_into().unwrap());
        assert_eq!([word(0), word(4), word(8), word(12), word(16), word(20)], [4321, 77, 1000, 0, 42, 0]);
        assert_eq!(&record[24..40], b"shell\0\0\0\0\0\0\0\0\0\0\0");
        assert_eq!(&record[40..50], b"/bin/true\0");
    }
}

#[test]
fn packets_to_one_port_are_dropped() {
    for module in both(include_str!("programs/xdp_drop_port.ir")) {
        let vlan = |rest: &[u8]| frame(0x8100, &[&[0, 5, 8, 0][..], rest].concat());
        let ipv6 = |next: u8, rest: &[u8]| {
            frame(0x86dd, &[&[0x60, 0, 0, 0, 0, 0, next, 64][..], &[0; 32], rest].concat())
        };
        let (tcp, udp, other) = (ports(20, 9999), ports(8, 9999), ports(20, 9998));
        for (packet, expected, name) in [
            (frame(0x0800, &ipv4(6, 0, 0, &tcp)), 1, "TCP"),
            (frame(0x0800, &ipv4(6, 0, 0, &other)), 2, "another port"),
            (frame(0x0800, &ipv4(17, 0, 0, &udp)), 1, "UDP"),
            (frame(0x0800, &ipv4(6, 0, 0, &udp)), 2, "TCP cut off"),
            (frame(0x0800, &ipv4(6, 10, 0, &tcp)), 1, "options"),
            (frame(0x0800, &ipv4(6, 0, 1, &tcp)), 2, "fragment"),
            (frame(0x0800, &ipv4(1, 0, 0, &tcp)), 2, "ICMP"),
            (vlan(&ipv4(17, 3, 0, &udp)), 1, "VLAN"),
            (vlan(&[]), 2, "VLAN cut off"),
            (ipv6(6, &tcp), 1, "IPv6"),
            (ipv6(58, &tcp), 2, "ICMPv6"),
            (frame(0x0806, &[0; 28]), 2, "ARP"),
            (vec![0; 13], 2, "cut off"),
            (vec![], 2, "nothing"),
        ] {
            let mut world = World::new(&module, Endian::Little).unwrap();
            world.set_packet(&packet).unwrap();
            assert_eq!(verdict(&mut world, &mut ()), expected, "{name}");
            assert_eq!(world.packet(), packet, "{name}");
        }
    }
}

#[test]
fn addresses_and_ports_are_rewritten_with_their_checksums() {
    for module in both(include_str!("programs/xdp_nat.ir")) {
        for (protocol, length, place) in [(6_u8, 20, 16), (17, 8, 6)] {
            // The checksum covers the addresses, the protocol and the length before the header.
            let sum = |ip: &[u8]| {
                let mut covered = ip[12..20].to_vec();
                covered.extend([0, protocol]);
                covered.extend(u16::try_from(length).unwrap().to_be_bytes());
                covered.extend(&ip[20..]);
                checksum(&covered)
            };
            let mut ip = ipv4(protocol, 0, 0, &ports(length, 80));
            let first = sum(&ip);
            ip[20 + place..22 + place].copy_from_slice(&first.to_be_bytes());
            assert_eq!(sum(&ip), 0);
            let packet = frame(0x0800, &ip);
            let mut world = World::new(&module, Endian::Little).unwrap();
            world.set_packet(&packet).unwrap();
            assert_eq!(verdict(&mut world, &mut ()), 2, "there is no entry yet");
            let mut key = vec![10, 0, 0, 2];
            key.extend(80_u16.to_be_bytes());
            key.extend([protocol, 0]);
            let mut real = vec![192, 168, 7, 9];
            real.extend(8080_u16.to_be_bytes());
            real.extend([0, 0]);
            assert_eq!(world.insert(MapId(0), &key, &real), Ok(0));
            assert_eq!(verdict(&mut world, &mut ()), 3);
            let after = world.packet();
            assert_eq!((&after[..6], &after[6..12]), (&packet[6..12], &packet[..6]));
            assert_eq!(after[30..34], [192, 168, 7, 9]);
            assert_eq!(after[36..38], 8080_u16.to_be_bytes());
            assert_eq!(checksum(&after[14..34]), 0, "the header's checksum");
            assert_eq!(sum(&after[14..]), 0, "the checksum of protocol {protocol}");
        }
    }
}

/// Runs the first function of a text without arguments.
fn run(text: &str, steps: u64) -> Result<Outcome, String> {
    let module = read(text);
    let mut world = World::new(&module, Endian::Little).map_err(|error| error.to_string())?;
    world.run(FunctionId(0), &[], &mut (), steps).map_err(|trap| trap.to_string())
}

#[test]
fn a_run_that_cannot_go_on_says_where_and_why() {
    for (text, message) in [
        (
            "function f { b0: jump b1 b1 bound may_goto: jump b1 }",
            "f b1.0: the run took more steps than it was allowed",
        ),
        (
            "function f { b0: v0: i64 = const 0 jump b1(v0) b1(v1: i64) bound 3: v2: i64 = const 5 v3: bool = ult v1, v2 \
             branch v3, b2, b3 b2: v4: i64 = const 1 v5: i64 = add v1, v4 jump b1(v5) b3: return }",
            "f b2.2: the loop was gone round more than 3 times (rule 9: Loops)",
        ),
        ("function f { b0: unreachable }", "f b0.0: it was reached, and is said never to be"),
        (
            "function f { b0: v0: i64 = call helper bpf_ktime_get_ns() return }",
            "f b0.0: the environment has no helper `bpf_ktime_get_ns`",
        ),
        (
            "function f { b0: call function g() return } function g { b0: unreachable }",
            "f b0.0: g b0.0: it was reached, and is said never to be",
        ),
        ("function f { b0(v0: i8): return }", "f b0.0: v0 is not of its type (rule 12: Types)"),
        ("function f -> i8 { b0: return }", "the module breaks the law"),
    ] {
        let error = run(text, 1000).unwrap_err();
        assert!(error.starts_with(message), "{error}");
    }
    assert_eq!(run("function f { b0: abort }", 1), Ok(Outcome::Aborted));
}

#[test]
fn an_abort_in_a_function_ends_the_program() {
    let text = "program p xdp default 1 -> i32 { b0(v0: ptr context): call function g() v1: i32 = const 2 return v1 } \
                function g { b0: abort }";
    let module = read(text);
    let mut world = World::new(&module, Endian::Little).unwrap();
    assert_eq!(world.run(PROGRAM, &[Word::Context], &mut (), 100), Ok(Outcome::Aborted));
}

#[test]
fn a_record_that_does_not_fit_is_refused_and_one_that_is_discarded_is_not_seen() {
    let text = "map r ringbuf key 0 value 0 entries 4096 program p xdp default 2 -> i32 { b0(v0: ptr context): \
                v1: ptr map r = map r v2: i64 = const 3000 v3: i64 = const 0 v4: i32 = const 1 v5: i32 = const 2 \
                v6: ptr? record 3000 = call helper bpf_ringbuf_reserve(v1, v2, v3) if_null v6, b1, b2 b1: return v4 \
                b2(v7: ptr record 3000): v8: i32 = context_load v0, rx_queue_index v9: bool = eq v8, v4 branch v9, b3, b4 \
                b3: call helper bpf_ringbuf_submit(v7, v3) return v5 b4: call helper bpf_ringbuf_discard(v7, v3) return v5 }";
    let module = read(text);
    let mut world = World::new(&module, Endian::Little).unwrap();
    for (queue, expected, records) in [(0, 2, 0), (1, 2, 1), (0, 1, 1)] {
        world.set_field("rx_queue_index", 0, queue);
        assert_eq!(verdict(&mut world, &mut ()), expected);
        assert_eq!(world.records().len(), records);
    }
}

#[test]
fn memory_has_the_byte_order_of_the_machine() {
    let text = "function f -> i32 { slot s0 4 align 4 b0: v0: i32 = const 0x01020304 v1: ptr stack s0 = slot s0 store v0, v1 \
                v2: i8 = load v1 v3: i32 = zext v2 v4: i32 = to_be v0 v5: i32 = const 24 v6: i32 = lshr v4, v5 \
                v7: i32 = const 8 v8: i32 = shl v3, v7 v9: i32 = or v8, v6 return v9 }";
    let module = read(text);
    for (endian, expected) in [(Endian::Little, 0x0404), (Endian::Big, 0x0101)] {
        let mut world = World::new(&module, endian).unwrap();
        let outcome = world.run(FunctionId(0), &[], &mut (), 100);
        assert_eq!(outcome, Ok(Outcome::Returned(Some(Word::Integer(expected)))));
    }
}
