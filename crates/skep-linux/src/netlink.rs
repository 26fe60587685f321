//! rtnetlink(7): the few messages that attach and list programs, as bytes, and what the kernel answers. Pure: nothing is sent here.
//!
//! Numbers that libc has are taken from it; the others are those of the header that is named.

mod dump;

use dump::{Class, Queue, class, filter, interface, is_interrupted, queue};
pub(crate) use dump::{classes, filters_of, interfaces, place, queues};
use skep_uapi::Errno;
use skep_uapi::kernel::{
    InterfaceInfo, RouteHook, RouteProgram, TrafficDirection, TrafficFilter, TrafficPlace, TrafficProgram,
    XdpAttach,
};
use std::net::IpAddr;

/// `struct nlmsghdr`.
const HEADER: usize = 16;
/// `struct tcmsg` (`include/uapi/linux/rtnetlink.h`).
const TRAFFIC_HEADER: usize = 20;

/// `IFLA_XDP_FD`, `IFLA_XDP_FLAGS`, `IFLA_XDP_EXPECTED_FD` (`include/uapi/linux/if_link.h`).
const XDP_FD: u16 = 1;
const XDP_FLAGS: u16 = 3;
const XDP_EXPECTED_FD: u16 = 8;
/// `TC_H_CLSACT`, and the places of filters below it: `TC_H_MIN_INGRESS`, `TC_H_MIN_EGRESS` (`include/uapi/linux/pkt_sched.h`).
const CLSACT: u32 = 0xffff_fff1;
const CLSACT_HANDLE: u32 = 0xffff_0000;
const INGRESS: u32 = 0xffff_fff2;
const EGRESS: u32 = 0xffff_fff3;
/// `TCA_BPF_FD`, `TCA_BPF_NAME`, `TCA_BPF_FLAGS`, `TCA_BPF_FLAG_ACT_DIRECT` (`include/uapi/linux/pkt_cls.h`).
const FILTER_FD: u16 = 6;
const FILTER_NAME: u16 = 7;
const FILTER_FLAGS: u16 = 8;
const ACT_DIRECT: u32 = 1;
/// `RTA_ENCAP_TYPE`, `RTA_ENCAP` (`include/uapi/linux/rtnetlink.h`); not every libc has them.
const ROUTE_ENCAP_TYPE: u16 = 21;
const ROUTE_ENCAP: u16 = 22;
/// `LWTUNNEL_ENCAP_BPF`, `LWT_BPF_IN`, `LWT_BPF_OUT`, `LWT_BPF_XMIT`, `LWT_BPF_PROG_FD`, `LWT_BPF_PROG_NAME`
/// (`include/uapi/linux/lwtunnel.h`).
const ENCAP_BPF: u16 = 6;
const ROUTE_IN: u16 = 1;
const ROUTE_OUT: u16 = 2;
const ROUTE_XMIT: u16 = 3;
const ROUTE_FD: u16 = 1;
const ROUTE_NAME: u16 = 2;
/// `NLMSGERR_ATTR_MSG` (`include/uapi/linux/netlink.h`).
const ERROR_MESSAGE: u16 = 1;
/// `NLA_TYPE_MASK` (same file).
const TYPE_MASK: u16 = 0x3fff;

/// The numbers in libc are of the types of C's macros; all of them fit.
const fn flag(number: libc::c_int) -> u16 {
    (number & 0xffff) as u16
}

const REQUEST: u16 = flag(libc::NLM_F_REQUEST) | flag(libc::NLM_F_ACK);
const ADD: u16 = REQUEST | flag(libc::NLM_F_CREATE) | flag(libc::NLM_F_EXCL);
const REPLACE: u16 = REQUEST | flag(libc::NLM_F_CREATE) | flag(libc::NLM_F_REPLACE);
const NESTED: u16 = flag(libc::NLA_F_NESTED);

/// A message that is being written.
struct Message(Vec<u8>);

impl Message {
    /// With the header of its own that this kind of message has.
    fn new(kind: u16, flags: u16, header: &[u8]) -> Self {
        let mut bytes = vec![0; HEADER];
        bytes[4..6].copy_from_slice(&kind.to_ne_bytes());
        bytes[6..8].copy_from_slice(&flags.to_ne_bytes());
        bytes.extend_from_slice(header);
        Self(bytes)
    }

    /// An attribute: its length, its kind and its bytes, which end at a multiple of 4.
    fn attribute(mut self, kind: u16, bytes: &[u8]) -> Self {
        let begin = self.0.len();
        self.0.extend_from_slice(&[0; 2]);
        self.0.extend_from_slice(&kind.to_ne_bytes());
        self.0.extend_from_slice(bytes);
        self.end(begin);
        self
    }

    fn u32(self, kind: u16, number: u32) -> Self {
        self.attribute(kind, &number.to_ne_bytes())
    }

    fn text(self, kind: u16, text: &str) -> Self {
        let end = text.find('\0').unwrap_or(text.len()).min(255);
        let text: Vec<u8> = text.as_bytes()[..end].iter().copied().chain([0]).collect();
        self.attribute(kind, &text)
    }

    /// An attribute of attributes.
    fn nested(mut self, kind: u16, write: impl FnOnce(Self) -> Self) -> Self {
        let begin = self.0.len();
        self.0.extend_from_slice(&[0; 2]);
        self.0.extend_from_slice(&kind.to_ne_bytes());
        let mut whole = write(self);
        whole.end(begin);
        whole
    }

    /// Writes an attribute's length, and fills up to the next one.
    fn end(&mut self, begin: usize) {
        let length = u16::try_from(self.0.len() - begin).unwrap_or(u16::MAX);
        self.0[begin..begin + 2].copy_from_slice(&length.to_ne_bytes());
        self.0.resize(self.0.len().next_multiple_of(4), 0);
    }

    fn finish(mut self) -> Vec<u8> {
        let length = u32::try_from(self.0.len()).unwrap_or(u32::MAX);
        self.0[..4].copy_from_slice(&length.to_ne_bytes());
        self.0
    }
}

/// `program` and `expected` are descriptors.
pub(crate) fn xdp(request: &XdpAttach<'_>, program: Option<i32>, expected: Option<i32>) -> Vec<u8> {
    // `struct ifinfomsg`: family, padding, type, index, flags, change.
    let mut header = [0; 16];
    header[4..8].copy_from_slice(&request.interface.to_ne_bytes());
    Message::new(libc::RTM_SETLINK, REQUEST, &header)
        .nested(libc::IFLA_XDP | NESTED, |xdp| {
            let xdp = xdp.u32(XDP_FD, program.unwrap_or(-1).cast_unsigned());
            let xdp = match expected {
                Some(fd) => xdp.u32(XDP_EXPECTED_FD, fd.cast_unsigned()),
                None => xdp,
            };
            if request.flags.is_empty() { xdp } else { xdp.u32(XDP_FLAGS, request.flags.0) }
        })
        .finish()
}

/// `struct tcmsg`: family, padding, index, handle, parent, info.
fn traffic_header(interface: u32, handle: u32, parent: u32, info: u32) -> [u8; TRAFFIC_HEADER] {
    let mut header = [0; TRAFFIC_HEADER];
    header[4..8].copy_from_slice(&interface.to_ne_bytes());
    header[8..12].copy_from_slice(&handle.to_ne_bytes());
    header[12..16].copy_from_slice(&parent.to_ne_bytes());
    header[16..20].copy_from_slice(&info.to_ne_bytes());
    header
}

pub(crate) fn queue_add(interface: u32) -> Vec<u8> {
    Message::new(libc::RTM_NEWQDISC, ADD, &traffic_header(interface, CLSACT_HANDLE, CLSACT, 0))
        .text(libc::TCA_KIND, "clsact")
        .finish()
}

pub(crate) fn queue_remove(interface: u32) -> Vec<u8> {
    Message::new(libc::RTM_DELQDISC, REQUEST, &traffic_header(interface, CLSACT_HANDLE, CLSACT, 0))
        .text(libc::TCA_KIND, "clsact")
        .finish()
}

const fn parent(direction: TrafficDirection) -> u32 {
    match direction {
        TrafficDirection::Ingress => INGRESS,
        TrafficDirection::Egress => EGRESS,
    }
}

/// A filter's priority, and the protocol that it is for, which is all.
fn information(priority: u16) -> u32 {
    u32::from(priority) << 16 | u32::from(flag(libc::ETH_P_ALL).to_be())
}

pub(crate) fn filter_set(request: &TrafficFilter<'_>, program: i32) -> Vec<u8> {
    let flags = if request.replace { REPLACE } else { ADD } | flag(libc::NLM_F_ECHO);
    let TrafficFilter { interface, direction, priority, handle, .. } = *request;
    let header = traffic_header(interface, handle, parent(direction), information(priority));
    Message::new(libc::RTM_NEWTFILTER, flags, &header)
        .text(libc::TCA_KIND, "bpf")
        .nested(libc::TCA_OPTIONS | NESTED, |options| {
            options
                .u32(FILTER_FD, program.cast_unsigned())
                .text(FILTER_NAME, request.name)
                .u32(FILTER_FLAGS, ACT_DIRECT)
        })
        .finish()
}

pub(crate) fn filter_remove(place: &TrafficPlace) -> Vec<u8> {
    let TrafficPlace { interface, direction, priority, handle } = *place;
    let header = traffic_header(interface, handle, parent(direction), information(priority));
    Message::new(libc::RTM_DELTFILTER, REQUEST, &header).text(libc::TCA_KIND, "bpf").finish()
}

pub(crate) fn filters(interface: u32, direction: TrafficDirection) -> Vec<u8> {
    filters_of(interface, parent(direction))
}

pub(crate) fn route_set(request: &RouteProgram<'_>, program: i32) -> Vec<u8> {
    let hook = match request.hook {
        RouteHook::In => ROUTE_IN,
        RouteHook::Out => ROUTE_OUT,
        RouteHook::Xmit => ROUTE_XMIT,
    };
    route(libc::RTM_NEWROUTE, if request.replace { REPLACE } else { ADD }, request)
        .attribute(ROUTE_ENCAP_TYPE, &ENCAP_BPF.to_ne_bytes())
        .nested(ROUTE_ENCAP | NESTED, |encap| {
            encap.nested(hook | NESTED, |one| {
                one.u32(ROUTE_FD, program.cast_unsigned()).text(ROUTE_NAME, request.name)
            })
        })
        .finish()
}

pub(crate) fn route_remove(request: &RouteProgram<'_>) -> Vec<u8> {
    route(libc::RTM_DELROUTE, REQUEST, request).finish()
}

fn route(kind: u16, flags: u16, request: &RouteProgram<'_>) -> Message {
    let (family, address) = match request.destination {
        IpAddr::V4(address) => (libc::AF_INET, address.octets().to_vec()),
        IpAddr::V6(address) => (libc::AF_INET6, address.octets().to_vec()),
    };
    let scope = if family == libc::AF_INET { libc::RT_SCOPE_LINK } else { libc::RT_SCOPE_UNIVERSE };
    // `struct rtmsg`: family, bits of the destination and the source, kind of service, table, who made it, scope, type, flags.
    let header = [
        family.to_le_bytes()[0],
        request.prefix,
        0,
        0,
        libc::RT_TABLE_MAIN,
        libc::RTPROT_STATIC,
        scope,
        libc::RTN_UNICAST,
        0,
        0,
        0,
        0,
    ];
    Message::new(kind, flags, &header)
        .attribute(libc::RTA_DST, &address)
        .u32(libc::RTA_OIF, request.interface)
}

/// What the kernel answered, message by message.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Answer {
    /// It is done, or all was said.
    Done,
    /// It is refused, for this reason, and in these words.
    Refused(Errno, String),
    /// It was listed while it changed, and is not whole.
    Interrupted,
    /// A filter of traffic control.
    Filter(TrafficProgram),
    /// An interface.
    Interface(InterfaceInfo),
    /// A queueing discipline.
    Queue(Queue),
    /// A class of one.
    Class(Class),
    /// Something else.
    Other,
}

/// The messages of an answer. What is cut off or of no sensible length ends them.
pub(crate) fn answers(mut bytes: &[u8]) -> Vec<Answer> {
    let mut answers = Vec::new();
    while let Some(length) = number(bytes, 0).and_then(|length| usize::try_from(length).ok()) {
        let Some(message) = bytes.get(..length).filter(|message| message.len() >= HEADER) else { break };
        answers.push(answer(message));
        bytes = bytes.get(length.next_multiple_of(4)..).unwrap_or_default();
    }
    answers
}

fn answer(message: &[u8]) -> Answer {
    let (kind, flags) = (short(message, 4).unwrap_or(0), short(message, 6).unwrap_or(0));
    if is_interrupted(message) {
        return Answer::Interrupted;
    }
    match i32::from(kind) {
        libc::NLMSG_DONE | libc::NLMSG_ERROR => {
            let errno = number(message, HEADER).map_or(0, u32::cast_signed).unsigned_abs();
            let errno = Errno(u16::try_from(errno).unwrap_or(Errno::EIO.0));
            if errno == Errno(0) { Answer::Done } else { Answer::Refused(errno, words(message, flags)) }
        }
        _ if kind == libc::RTM_NEWTFILTER => filter(message).map_or(Answer::Other, Answer::Filter),
        _ if kind == libc::RTM_NEWLINK => interface(message).map_or(Answer::Other, Answer::Interface),
        _ if kind == libc::RTM_NEWQDISC => queue(message).map_or(Answer::Other, Answer::Queue),
        _ if kind == libc::RTM_NEWTCLASS => class(message).map_or(Answer::Other, Answer::Class),
        _ => Answer::Other,
    }
}

/// What an error says in words, behind the message that it answers.
fn words(message: &[u8], flags: u16) -> String {
    let has = |mask: libc::c_int| flags & flag(mask) != 0;
    if !has(libc::NLM_F_ACK_TLVS) {
        return String::new();
    }
    let answered = if has(libc::NLM_F_CAPPED) {
        HEADER
    } else {
        number(message, HEADER + 4).and_then(|length| usize::try_from(length).ok()).unwrap_or(HEADER)
    };
    let begin = (HEADER + 4).saturating_add(answered.next_multiple_of(4));
    let text = attribute(message.get(begin..).unwrap_or_default(), ERROR_MESSAGE).unwrap_or_default();
    let end = text.iter().position(|&byte| byte == 0).unwrap_or(text.len());
    String::from_utf8_lossy(&text[..end]).into_owned()
}

/// The bytes of the first attribute of this kind.
fn attribute(mut bytes: &[u8], kind: u16) -> Option<&[u8]> {
    loop {
        let length = usize::from(short(bytes, 0)?);
        let found = bytes.get(4..length)?;
        if short(bytes, 2)? & TYPE_MASK == kind {
            return Some(found);
        }
        bytes = bytes.get(length.next_multiple_of(4)..)?;
    }
}

fn number(bytes: &[u8], offset: usize) -> Option<u32> {
    Some(u32::from_ne_bytes(*bytes.get(offset..)?.first_chunk()?))
}

fn short(bytes: &[u8], offset: usize) -> Option<u16> {
    Some(u16::from_ne_bytes(*bytes.get(offset..)?.first_chunk()?))
}

#[cfg(test)]
mod tests;
