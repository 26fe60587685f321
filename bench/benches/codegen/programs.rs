//! The six programs: where they are, and what they are run on.

use crate::Outcome;
use skep::packet::{Ethernet, Ipv4, Ipv6, Packet, Tcp, Udp, Vlan};
use skep::prelude::*;
use skep_bench::raw;
use skep_codegen::compile;
use skep_ir::Module;
use skep_uapi::Target;
use std::path::Path;

/// A program in both forms.
pub struct Program {
    /// Its name in the table.
    pub name: &'static str,
    /// The object file of the C program, and the program's name in it.
    pub object: &'static str,
    pub in_c: &'static str,
    /// The module, and the program's name in it.
    pub text: &'static str,
    pub own: &'static str,
    pub kind: Kind,
}

/// What a program is run on.
#[derive(Clone, Copy)]
pub enum Kind {
    Xdp {
        packets: fn() -> Vec<Vec<u8>>,
        timed: fn() -> Vec<u8>,
    },
    Tc {
        packets: fn() -> Vec<Vec<u8>>,
        timed: fn() -> Vec<u8>,
    },
    /// A tracepoint, the call that passes it, and how many times slower that is than a packet's run.
    Tracepoint {
        name: &'static str,
        call: fn(u32),
        slower: u32,
    },
}

impl Kind {
    /// The empty program of the same type.
    pub fn empty(self) -> &'static str {
        match self {
            Self::Xdp { .. } => "empty_xdp",
            Self::Tc { .. } => "empty_tc",
            Self::Tracepoint { .. } => "empty_tp",
        }
    }

    /// Its name in C.
    pub fn empty_in_c(self) -> &'static str {
        self.empty()
    }
}

pub const PROGRAMS: &[Program] = &[
    Program {
        name: "empty",
        object: "empty",
        in_c: "empty_xdp",
        text: include_str!("../../../crates/skep-ir/tests/programs/empty.ir"),
        own: "empty_xdp",
        kind: Kind::Xdp { packets: headers, timed: || udp(5000, 53) },
    },
    Program {
        name: "xdp_drop_port",
        object: "xdp_drop_port",
        in_c: "cq_xdp_drop_port",
        text: include_str!("../../../crates/skep-ir/tests/programs/xdp_drop_port.ir"),
        own: "xdp_drop_port",
        kind: Kind::Xdp { packets: headers, timed: || udp(5000, 53) },
    },
    Program {
        name: "tracepoint_counter",
        object: "tp_counter",
        in_c: "cq_tp_counter",
        text: include_str!("../../../crates/skep-ir/tests/programs/tracepoint_counter.ir"),
        own: "tracepoint_counter",
        kind: Kind::Tracepoint { name: "syscalls:sys_enter_getppid", call: raw::getppid, slower: 1 },
    },
    Program {
        name: "tc_lru",
        object: "tc_lru",
        in_c: "cq_tc_lru",
        text: include_str!("../../../crates/skep-ir/tests/programs/tc_lru.ir"),
        own: "tc_lru",
        kind: Kind::Tc { packets: headers, timed: || udp(5000, 53) },
    },
    Program {
        name: "exec_event",
        object: "exec_event",
        in_c: "cq_exec_event",
        text: include_str!("../../../crates/skep-ir/tests/programs/exec_event.ir"),
        own: "exec_event",
        kind: Kind::Tracepoint { name: "syscalls:sys_enter_execve", call: raw::fail_to_execute, slower: 10 },
    },
    Program {
        name: "xdp_nat",
        object: "nat",
        in_c: "cq_nat",
        text: include_str!("../../../crates/skep-ir/tests/programs/xdp_nat.ir"),
        own: "xdp_nat",
        kind: Kind::Xdp { packets: headers, timed: || tcp(40000, TRANSLATED_TO_ITSELF) },
    },
];

/// The port whose entry leaves address and port as they are.
pub const TRANSLATED_TO_ITSELF: u16 = 81;
/// The destination of every packet.
pub const DESTINATION: [u8; 4] = [10, 0, 0, 2];

fn ipv4() -> Ipv4 {
    Ipv4 { source: [10, 0, 0, 1].into(), destination: DESTINATION.into(), ..Ipv4::default() }
}

fn tcp(source: u16, destination: u16) -> Vec<u8> {
    let tcp = Tcp { source, destination, ..Tcp::default() };
    Packet::new().with(Ethernet::default()).with(ipv4()).with(tcp).payload(vec![1; 30]).build()
}

fn udp(source: u16, destination: u16) -> Vec<u8> {
    let udp = Udp { source, destination, ..Udp::default() };
    Packet::new().with(Ethernet::default()).with(ipv4()).with(udp).payload(vec![1; 22]).build()
}

/// Packets that take every way through the programs, and all their beginnings from the Ethernet header on.
fn headers() -> Vec<Vec<u8>> {
    let mut packets = vec![udp(5000, 53), udp(5000, 9999), tcp(40000, 80), tcp(40000, 9999)];
    packets.extend([tcp(40000, TRANSLATED_TO_ITSELF), udp(1, 53)]);
    let mut unchecked = udp(1, 53);
    unchecked[40..42].fill(0);
    packets.push(unchecked);
    for destination in [80, 9999] {
        let tcp = Tcp { destination, ..Tcp::default() };
        let ethernet = Packet::new().with(Ethernet::default());
        packets.push(ethernet.clone().with(Ipv6::default()).with(tcp.clone()).build());
        packets.push(ethernet.clone().with(Vlan::default()).with(ipv4()).with(tcp.clone()).build());
        packets.push(ethernet.clone().with(Vlan::default()).with(Ipv6::default()).with(tcp).build());
    }
    // A fragment, options, a header length that cannot be, other protocols.
    for (at, byte) in [(20, 0x20), (21, 1), (14, 0x46), (14, 0x44), (23, 1), (12, 0x88)] {
        let mut packet = tcp(40000, 9999);
        packet[at] = byte;
        packets.push(packet);
    }
    for length in 14..60 {
        packets.push(tcp(40000, 9999)[..length].to_vec());
        packets.push(udp(1, 53)[..length].to_vec());
    }
    packets
}

/// A program in both forms, loaded.
pub struct Pair {
    pub own: Object,
    pub clang: Object,
    pub specs: [ObjectSpec; 2],
    names: [&'static str; 2],
}

impl Pair {
    pub fn load(kernel: &Kernel, program: &Program) -> Outcome<Self> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("objects/codegen");
        let path = folder.join(program.object).with_extension("o");
        let in_c = ObjectSpec::from_elf(&std::fs::read(path)?)?;
        let target = Target::of_version("6.1".parse()?, skep_uapi::TargetEndian::Little);
        let own = compile(&Module::parse(program.text)?, &target)?.object;
        Ok(Self {
            own: own.load(kernel)?,
            clang: in_c.load(kernel)?,
            specs: [own, in_c],
            names: [program.own, program.in_c],
        })
    }

    pub fn own(&self) -> skep::Result<&skep::Program> {
        self.own.program(self.names[0])
    }

    pub fn clang(&self) -> skep::Result<&skep::Program> {
        self.clang.program(self.names[1])
    }

    /// Our code, and clang's.
    pub fn codes(&self) -> Outcome<[&skep::isa::Code; 2]> {
        let code = |at: usize| {
            let program = self.specs[at].programs.iter().find(|one| *one.name == *self.names[at]);
            program.map(|program| &program.code).ok_or("no such program")
        };
        Ok([code(0)?, code(1)?])
    }
}
