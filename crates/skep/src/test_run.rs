//! Running programs on made-up input, once or many times.

use crate::{Cause, Error, Operation, Program, Result};
use skep_uapi::kernel::TestRun as Request;
use skep_uapi::{Errno, ProgramType, TestRunFlags, XdpAction};
use std::net::{IpAddr, SocketAddr};
use std::time::Duration;
use zerocopy::{FromBytes, Immutable, IntoBytes, KnownLayout};

/// A run of a program on made-up input.
///
/// ```
/// use skep::packet::{Ethernet, Ipv4, Packet, Udp};
/// use skep::prelude::*;
/// use skep::registers::*;
///
/// // Drops packets of less than 60 bytes.
/// let code = Assembler::new()
///     .load(Size::Word, R2, R1, 0)
///     .load(Size::Word, R3, R1, 4)
///     .add(R2, 60)
///     .mov(R0, 2)
///     .jump(Condition::LessOrEqual, R2, R3, "out")
///     .mov(R0, 1)
///     .label("out")
///     .exit()
///     .build()?;
/// let spec = ObjectSpec::new("MIT").with_program(ProgramSpec::xdp("no_runts", code));
/// let object = spec.load(&Kernel::simulated())?;
///
/// let packet = Packet::new().with(Ethernet::default()).with(Ipv4::default()).with(Udp::default());
/// let run = |payload: usize| {
///     let frame = packet.clone().payload(vec![0; payload]).build();
///     object.program("no_runts")?.test_run(&TestRun::new().packet(&frame))
/// };
/// assert_eq!(run(10)?.action(), XdpAction::DROP);
/// assert_eq!(run(18)?.action(), XdpAction::PASS);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, Default)]
pub struct TestRun<'a> {
    packet: &'a [u8],
    context: &'a [u8],
    repeat: u32,
    cpu: Option<u32>,
    live_frames: Option<u32>,
    once: bool,
}

impl<'a> TestRun<'a> {
    /// A run without any input.
    pub fn new() -> Self {
        Self::default()
    }

    /// With this packet, from its Ethernet header on: at least 14 bytes.
    #[must_use]
    pub fn packet(self, packet: &'a [u8]) -> Self {
        Self { packet, ..self }
    }

    /// With this context: an [`XdpContext`], an [`SkbContext`], or for a raw tracepoint its arguments, as `[u64; N]`.
    #[must_use]
    pub fn context(self, context: &'a (impl IntoBytes + Immutable)) -> Self {
        Self { context: context.as_bytes(), ..self }
    }

    /// This often. The packet and the context that a run leaves are the next run's; live frames begin anew.
    #[must_use]
    pub fn repeat(self, times: u32) -> Self {
        Self { repeat: times, ..self }
    }

    /// On this CPU. Only for raw tracepoints; needs Linux 5.10.
    #[must_use]
    pub fn on_cpu(self, cpu: u32) -> Self {
        Self { cpu: Some(cpu), ..self }
    }

    /// Never runs the program twice: if what it leaves does not fit, that is an error instead.
    #[must_use]
    pub fn once(self) -> Self {
        Self { once: true, ..self }
    }

    /// Sends the packets for real: what the program passes goes up the network stack, what it transmits or redirects
    /// goes out, at most this many at a time (0 for the kernel's choice). Only for XDP; needs Linux 5.18.
    #[must_use]
    pub fn send_live_frames(self, at_a_time: u32) -> Self {
        Self { live_frames: Some(at_a_time), ..self }
    }
}

/// What came of a run.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TestOutput {
    /// What the program returned, the last time it ran.
    pub result: u32,
    /// The packet as the program left it.
    pub packet: Vec<u8>,
    /// The context as the program left it, if one was given.
    pub context: Vec<u8>,
    /// How long it ran on average. The kernel gives whole nanoseconds.
    pub duration: Duration,
    /// Whether the program had to be run a second time because what it left did not fit the first time: it has then
    /// changed maps twice.
    pub ran_twice: bool,
}

impl TestOutput {
    /// The result of an XDP program.
    pub fn action(&self) -> XdpAction {
        XdpAction(self.result)
    }

    /// The result as a signed number: a program that returned −1 has the result 4294967295.
    pub fn signed(&self) -> i32 {
        self.result.cast_signed()
    }

    /// What a program that dissects packets found: a test run gives it in place of the packet.
    pub fn flow_keys(&self) -> Option<FlowKeys> {
        FlowKeys::read_from_bytes(&self.packet).ok()
    }

    /// The context as the program left it; nothing if none was given, or one of another size.
    pub fn context<C: FromBytes>(&self) -> Option<C> {
        C::read_from_bytes(&self.context).ok()
    }
}

/// The room for what a program may put in front of a packet or behind it.
const GROWTH: usize = 512;

impl Program {
    /// Runs the program on made-up input. Nothing is attached, and but for
    /// [`send_live_frames`](TestRun::send_live_frames) nothing leaves; but the program's maps change.
    ///
    /// # Errors
    /// [`Unsupported`](crate::ErrorKind::Unsupported) for types of programs that the kernel cannot run so, such as
    /// tracepoints. An error also if the packet or the context is not one that the kernel takes. On a simulated kernel,
    /// [`Rejected`](crate::ErrorKind::Rejected) if the program does something wrong, with the instruction and the source
    /// line.
    pub fn test_run(&self, run: &TestRun<'_>) -> Result<TestOutput> {
        let mut packet = vec![0; if run.packet.is_empty() { 0 } else { run.packet.len() + GROWTH }];
        match self.try_run(run, &mut packet) {
            (Ok(output), _) => Ok(output),
            (Err(Failure { errno: Errno::ENOSPC, .. }), needed)
                if !run.once && needed as usize > packet.len() =>
            {
                packet.resize(needed as usize, 0);
                let output = self.try_run(run, &mut packet).0.map_err(|failure| self.run_error(failure))?;
                Ok(TestOutput { ran_twice: true, ..output })
            }
            (Err(failure), _) => Err(self.run_error(failure)),
        }
    }

    /// Runs it with this room for the packet; gives also the size that the packet needs.
    fn try_run(&self, run: &TestRun<'_>, packet: &mut [u8]) -> (Result<TestOutput, Failure>, u32) {
        let live = run.live_frames.is_some();
        // The arguments of a raw tracepoint are not given back.
        let no_context = live || self.program_type() == ProgramType::RAW_TRACEPOINT;
        let mut context = vec![0; if no_context { 0 } else { run.context.len() }];
        let mut flags = TestRunFlags::NONE;
        if run.cpu.is_some() {
            flags |= TestRunFlags::RUN_ON_CPU;
        }
        if live {
            flags |= TestRunFlags::XDP_LIVE_FRAMES;
        }
        // What socket lookup and netfilter are asked about comes not back.
        let no_packet =
            live || [ProgramType::SK_LOOKUP, ProgramType::NETFILTER].contains(&self.program_type());
        let mut request = Request {
            data: run.packet,
            data_out: if no_packet { &mut [] } else { packet },
            context: run.context,
            context_out: &mut context,
            context_in_place: self.program_type() == ProgramType::SYSCALL,
            repeat: run.repeat,
            flags,
            cpu: run.cpu.unwrap_or(0),
            batch_size: run.live_frames.unwrap_or(0),
            ..Request::default()
        };
        let answer = self.kernel().api().program_test_run(self.handle(), &mut request);
        let Request { result, nanoseconds, data_size, context_size, fault, .. } = request;
        let output = answer.map_err(|errno| Failure { errno, fault }).map(|()| {
            let packet = packet.get(..data_size as usize).unwrap_or_default().to_vec();
            context.truncate(context_size as usize);
            let duration = Duration::from_nanos(nanoseconds.into());
            TestOutput { result, packet, context, duration, ran_twice: false }
        });
        (output, data_size)
    }

    fn run_error(&self, failure: Failure) -> Error {
        match failure.fault {
            Some(fault) => Error::new(Operation::TestRun, self.name(), Cause::Fault(fault), None),
            None => Error::kernel(self.kernel(), Operation::TestRun, self.name(), failure.errno),
        }
    }
}

/// Why a program was not run, or not to its end.
struct Failure {
    errno: Errno,
    /// What it did wrong.
    fault: Option<String>,
}

/// The context of an XDP program (`struct xdp_md`, `include/uapi/linux/bpf.h`) as a test run takes and gives it:
/// offsets in the packet's bytes instead of addresses.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, FromBytes, IntoBytes, Immutable, KnownLayout)]
#[repr(C)]
pub struct XdpContext {
    /// Where the packet begins: after the metadata.
    pub data: u32,
    /// Where the packet ends: the length of what is given as the packet.
    pub data_end: u32,
    /// Where the metadata begins: 0.
    pub data_meta: u32,
    /// The index of the interface it arrived at.
    pub ingress_ifindex: u32,
    /// The queue of that interface.
    pub rx_queue_index: u32,
    /// The index of the interface it leaves by; 0 but for programs that are run on the way out.
    pub egress_ifindex: u32,
}

impl XdpContext {
    /// The context of this packet, from nowhere in particular.
    pub fn of(packet: &[u8]) -> Self {
        // A longer packet is refused by the kernel in any case.
        Self { data_end: u32::try_from(packet.len()).unwrap_or(u32::MAX), ..Self::default() }
    }
}

/// The context of programs on socket buffers (`struct __sk_buff`, `include/uapi/linux/bpf.h`). Only the public fields
/// can be given to a test run, and are given back.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, FromBytes, IntoBytes, Immutable, KnownLayout)]
#[repr(C)]
pub struct SkbContext {
    len: u32,
    pkt_type: u32,
    /// The mark.
    pub mark: u32,
    queue_mapping: u32,
    protocol: u32,
    vlan_present: u32,
    vlan_tci: u32,
    vlan_proto: u32,
    /// The priority.
    pub priority: u32,
    /// The index of the interface it arrived at.
    pub ingress_ifindex: u32,
    /// The index of the interface it is on.
    pub ifindex: u32,
    tc_index: u32,
    /// Room for the programs' own use.
    pub cb: [u32; 5],
    hash: u32,
    tc_classid: u32,
    data: u32,
    data_end: u32,
    napi_id: u32,
    family: u32,
    remote_ip4: u32,
    local_ip4: u32,
    remote_ip6: [u32; 4],
    local_ip6: [u32; 4],
    remote_port: u32,
    local_port: u32,
    data_meta: u32,
    flow_keys: [u32; 2],
    /// The time it was sent or received, in nanoseconds.
    pub tstamp: u64,
    /// Its length on the wire.
    pub wire_len: u32,
    /// How many segments it stands for.
    pub gso_segs: u32,
    sk: [u32; 2],
    /// The size of those segments.
    pub gso_size: u32,
    tstamp_type: u8,
    padding: [u8; 3],
    /// The time the card stamped it, in nanoseconds.
    pub hwtstamp: u64,
}

/// The context of programs that choose the socket of a packet (`struct bpf_sk_lookup`, `include/uapi/linux/bpf.h`, Linux 5.9).
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, FromBytes, IntoBytes, Immutable, KnownLayout)]
#[repr(C)]
pub struct SkLookupContext {
    /// The cookie of the socket that the program chose; 0 if it chose none. To be given as 0.
    pub cookie: u64,
    /// The protocol family: 2 for IPv4 (`AF_INET`), 10 for IPv6.
    pub family: u32,
    /// The protocol: 6 for TCP, 17 for UDP.
    pub protocol: u32,
    /// The sender's address, in network order.
    pub remote_ip4: [u8; 4],
    /// The sender's address, in network order.
    pub remote_ip6: [u8; 16],
    /// The sender's port, in network order.
    pub remote_port: [u8; 2],
    padding: [u8; 2],
    /// The address that the packet was sent to, in network order.
    pub local_ip4: [u8; 4],
    /// The address that the packet was sent to, in network order.
    pub local_ip6: [u8; 16],
    /// The port that the packet was sent to, as a number.
    pub local_port: u32,
    /// The index of the interface it arrived at.
    pub ingress_ifindex: u32,
    padding_at_end: [u8; 4],
}

impl SkLookupContext {
    /// A packet of this protocol (6 for TCP, 17 for UDP) from an address to another one. Addresses of IPv4 and IPv6 do not mix: then the
    /// family is that of the second.
    pub fn of(protocol: u32, remote: SocketAddr, local: SocketAddr) -> Self {
        let mut context = Self {
            protocol,
            family: if local.is_ipv4() { 2 } else { 10 },
            remote_port: remote.port().to_be_bytes(),
            local_port: local.port().into(),
            ..Self::default()
        };
        match remote.ip() {
            IpAddr::V4(address) => context.remote_ip4 = address.octets(),
            IpAddr::V6(address) => context.remote_ip6 = address.octets(),
        }
        match local.ip() {
            IpAddr::V4(address) => context.local_ip4 = address.octets(),
            IpAddr::V6(address) => context.local_ip6 = address.octets(),
        }
        context
    }
}

/// What programs that dissect packets find (`struct bpf_flow_keys`, `include/uapi/linux/bpf.h`): a test run of one gives these in place
/// of the packet.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, FromBytes, IntoBytes, Immutable, KnownLayout)]
#[repr(C)]
pub struct FlowKeys {
    /// Where the header of the network layer begins.
    pub network_offset: u16,
    /// Where the header of the transport layer begins.
    pub transport_offset: u16,
    /// The protocol of the addresses, by the number that Ethernet has for it.
    pub address_protocol: u16,
    /// Whether it is a part of a packet: 0 or 1.
    pub is_fragment: u8,
    /// Whether it is the first part: 0 or 1.
    pub is_first_fragment: u8,
    /// Whether it is in another packet: 0 or 1.
    pub is_encapsulated: u8,
    /// The protocol of the transport layer.
    pub ip_protocol: u8,
    /// The protocol of the network layer, in network order.
    pub network_protocol: [u8; 2],
    /// The port of the sender, in network order.
    pub source_port: [u8; 2],
    /// The port it was sent to, in network order.
    pub destination_port: [u8; 2],
    /// The addresses of sender and receiver: of 4 bytes each, or of 16.
    pub addresses: [u8; 32],
    /// What was asked for (`BPF_FLOW_DISSECTOR_F_…`).
    pub flags: u32,
    /// The flow label of IPv6, in network order.
    pub flow_label: [u8; 4],
}

const _: () = assert!(size_of::<SkLookupContext>() == 72 && size_of::<FlowKeys>() == 56);
const _: () = assert!(size_of::<XdpContext>() == 24 && size_of::<SkbContext>() == 192);
