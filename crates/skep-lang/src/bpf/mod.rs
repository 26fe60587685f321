//! What programs are written with: maps, events, variables, contexts, packets, structures of the kernel, helpers. In a module with
//! `#[skep::bpf]`: `use skep::bpf::*;`.
//!
//! Each type is there in both forms, side by side: natively it works in the [`World`] of the thread, and staged it builds what a
//! kernel does.

mod action;
mod arguments;
mod array;
mod atomic;
mod bloom;
mod checksum;
mod coded;
mod context_fields;
mod headers;
pub mod helper;
mod helpers;
mod holders;
mod kernel;
mod kernel_field;
mod kernel_question;
mod keyed;
mod lpm;
mod network_order;
mod packet;
mod payload;
pub(crate) mod print;
mod program_array;
mod queue;
mod record;
mod ring;
mod room;
mod skb;
mod statics;
mod user;
mod variables;
mod world;
mod xdp;

pub use action::{CgroupAction, TcAction, XdpAction};
pub use array::{Array, ArrayRef, PerCpuArray};
pub use atomic::{Atomic, AtomicNs, AtomicRef};
pub use bloom::{BloomFilter, BloomRef};
pub use checksum::{Checksummed, csum_diff};
pub use coded::{Coded, Enumeration};
pub use headers::{
    Arp, ETH_P_8021AD, ETH_P_8021Q, ETH_P_ARP, ETH_P_IP, ETH_P_IPV6, ETH_P_LLDP, ETH_P_MPLS_UC, Ethernet,
    EthernetBpf, ICMP_DEST_UNREACH, ICMP_ECHO, ICMP_ECHOREPLY, ICMP_PARAMETERPROB, ICMP_REDIRECT,
    ICMP_TIME_EXCEEDED, ICMP_TIMESTAMP, ICMP_TIMESTAMPREPLY, ICMPV6_DEST_UNREACH, ICMPV6_ECHO_REPLY,
    ICMPV6_ECHO_REQUEST, ICMPV6_NEIGHBOUR_ADVERTISEMENT, ICMPV6_NEIGHBOUR_SOLICITATION, ICMPV6_PARAMPROB,
    ICMPV6_PKT_TOOBIG, ICMPV6_REDIRECT, ICMPV6_ROUTER_ADVERTISEMENT, ICMPV6_ROUTER_SOLICITATION,
    ICMPV6_TIME_EXCEED, IPPROTO_AH, IPPROTO_DSTOPTS, IPPROTO_ESP, IPPROTO_FRAGMENT, IPPROTO_GRE,
    IPPROTO_HOPOPTS, IPPROTO_ICMP, IPPROTO_ICMPV6, IPPROTO_IGMP, IPPROTO_IPIP, IPPROTO_IPV6, IPPROTO_NONE,
    IPPROTO_ROUTING, IPPROTO_SCTP, IPPROTO_TCP, IPPROTO_UDP, Icmp, IcmpBpf, Icmpv6, Icmpv6Bpf, Ipv4, Ipv4Bpf,
    Ipv6, Ipv6Authentication, Ipv6Bpf, Ipv6Extension, Ipv6Fragment, Ipv6FragmentBpf, MOST_EXTENSIONS,
    TCP_ACK, TCP_CWR, TCP_ECE, TCP_FIN, TCP_PSH, TCP_RST, TCP_SYN, TCP_URG, Tcp, TcpBpf, Udp, UdpBpf, Vlan,
    VlanBpf, behind_extensions,
};
pub use helper::{Context, ProgramContext, context};
pub use helpers::{
    boot_time, coarse_time, cpu, current_cgroup_id, current_comm, current_gid, current_pid, current_tid,
    current_uid, ktime, numa_node, random_u32, redirect, signal_current, tai_time,
};
pub use holders::{
    CgroupArray, CgroupStorage, CgrpStorage, CpuMap, DevMap, DevMapHash, HolderRef, InodeStorage,
    PerfEventArray, ReusePortSockArray, SkStorage, SockHash, SockMap, StackTrace, TaskStorage, XskMap,
};
pub use kernel::{KernelPath, KernelPtr, KernelStruct, Ptr, current_task};
pub use kernel_field::{
    Bits, BitsRef, KernelField, KernelFieldType, KernelMember, KernelPlace, field_zero, readable,
};
pub use kernel_question::{Enumerator, KernelEnum, kernel_has, kernel_size};
pub use keyed::{
    Addend, Entry, EntryRef, HashMap, KeyedMap, LruHashMap, LruPerCpuHashMap, MapRef, PerCpuHashMap, ValueMut,
};
pub use lpm::{LpmKey, LpmKeyNs, LpmRef, LpmTrie};
pub use network_order::{U16Be, U32Be, U64Be};
pub use packet::{Header, Length, Packet, PacketRef, Skb, SkbRef, Xdp, XdpRef};
pub use payload::{Anywhere, PayloadRef};
pub use print::{Printed, print_natively};
pub use program_array::{GoesOn, ProgramArray, ProgramArrayRef};
pub use queue::{Queue, QueueRef, Stack};
pub use record::{DataLoc, DataLocRef, Record, RecordField, RecordPlace, RecordRef, tracepoint_field};
pub use ring::{Reserved, ReservedRef, RingBuf, RingRef};
pub use room::{
    BPF_F_ADJ_ROOM_DECAP_L3_IPV4, BPF_F_ADJ_ROOM_DECAP_L3_IPV6, BPF_F_ADJ_ROOM_ENCAP_L3_IPV4,
    BPF_F_ADJ_ROOM_ENCAP_L3_IPV6, BPF_F_ADJ_ROOM_ENCAP_L4_GRE, BPF_F_ADJ_ROOM_ENCAP_L4_UDP,
    BPF_F_ADJ_ROOM_FIXED_GSO, BPF_F_ADJ_ROOM_NO_CSUM_RESET, RoomMode,
};
pub use skb::{
    BPF_F_INVALIDATE_HASH, BPF_F_MARK_ENFORCE, BPF_F_MARK_MANGLED_0, BPF_F_PSEUDO_HDR, BPF_F_RECOMPUTE_CSUM,
};
pub use user::{RawPtr, RawRef, UserPtr, UserRef, read_user_bytes};
pub use variables::{Constant, ConstantRef, Global, GlobalRef};
pub use world::World;

pub use crate::trace_printk;

pub use crate::stage::{Event, Int, Layout, Scalar, Stored, kind};
pub use skep_macros::{event, global, kernel_type, map, tracepoint_fields, value};
