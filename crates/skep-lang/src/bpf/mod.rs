//! What programs are written with: maps, events, variables, contexts, packets, structures of the kernel, helpers. In a module with
//! `#[skep::bpf]`: `use skep::bpf::*;`.
//!
//! Each type is there in both forms, side by side: natively it works in the [`World`] of the thread, and staged it builds what a
//! kernel does.

mod action;
mod array;
mod headers;
mod helpers;
mod kernel;
mod keyed;
mod lpm;
mod network_order;
mod packet;
mod record;
mod ring;
mod statics;
mod user;
mod variables;
mod world;

pub use action::{TcAction, XdpAction};
pub use array::{Array, ArrayRef, PerCpuArray};
pub use headers::{
    ETH_P_IP, ETH_P_IPV6, Ethernet, IPPROTO_ICMP, IPPROTO_ICMPV6, IPPROTO_TCP, IPPROTO_UDP, Icmp, Ipv4, Ipv6,
    Tcp, Udp,
};
pub use helpers::{current_comm, current_gid, current_pid, current_tid, current_uid, ktime, redirect};
pub use kernel::{
    KernelField, KernelFieldType, KernelPath, KernelPtr, KernelStruct, Ptr, current_task, field_zero,
    readable,
};
pub use keyed::{Addend, Entry, EntryRef, HashMap, KeyedMap, LruHashMap, MapRef, PerCpuHashMap, ValueMut};
pub use lpm::{LpmKey, LpmKeyNs, LpmRef, LpmTrie};
pub use network_order::{U16Be, U32Be, U64Be};
pub use packet::{Header, Packet, PacketRef, Skb, SkbRef, Xdp, XdpRef};
pub use record::{DataLoc, DataLocRef, Record, RecordField, RecordPlace, RecordRef, tracepoint_field};
pub use ring::{Reserved, ReservedRef, RingBuf, RingRef};
pub use user::{UserPtr, UserRef};
pub use variables::{Constant, ConstantRef, Global, GlobalRef};
pub use world::World;

pub use crate::stage::{Event, Int, Layout, Scalar};
pub use skep_macros::{event, global, kernel_type, map, tracepoint_fields, value};
