//! What rtnetlink(7) lists: interfaces with their XDP programs, and the filters of traffic control. Pure: nothing is sent here.

use super::{
    EGRESS, HEADER, INGRESS, Message, TRAFFIC_HEADER, attribute, flag, number, short, traffic_header,
};
use skep_uapi::kernel::{
    InterfaceInfo, InterfaceXdp, TrafficDirection, TrafficPlace, TrafficProgram, XdpPlace,
};

/// `struct ifinfomsg` (`include/uapi/linux/rtnetlink.h`).
const LINK_HEADER: usize = 16;
/// `IFLA_XDP_ATTACHED`, `IFLA_XDP_PROG_ID`, and what there is instead of the latter since Linux 4.19: `IFLA_XDP_DRV_PROG_ID`,
/// `IFLA_XDP_SKB_PROG_ID`, `IFLA_XDP_HW_PROG_ID` (`include/uapi/linux/if_link.h`).
const XDP_ATTACHED: u16 = 2;
const XDP_PROGRAM: u16 = 4;
const XDP_DRIVER: u16 = 5;
const XDP_GENERIC: u16 = 6;
const XDP_HARDWARE: u16 = 7;
/// `TCA_BPF_NAME`, `TCA_BPF_ID` (`include/uapi/linux/pkt_cls.h`).
const FILTER_NAME: u16 = 7;
const FILTER_PROGRAM: u16 = 11;

const DUMP: u16 = flag(libc::NLM_F_REQUEST) | flag(libc::NLM_F_DUMP);

/// A queueing discipline.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Queue {
    pub(crate) interface: u32,
    pub(crate) handle: u32,
    pub(crate) kind: String,
}

impl Queue {
    /// What filters at it belong to. (`ingress` takes either of the two names for its one direction.)
    pub(crate) fn parents(&self) -> Vec<u32> {
        match &*self.kind {
            "clsact" => vec![INGRESS, EGRESS],
            "ingress" => vec![INGRESS],
            // A queue without a handle was made by the kernel and has no filters.
            _ => Some(self.handle).filter(|handle| *handle != 0).into_iter().collect(),
        }
    }
}

/// A class of a queueing discipline.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Class {
    pub(crate) interface: u32,
    pub(crate) handle: u32,
}

pub(crate) fn interfaces() -> Vec<u8> {
    Message::new(libc::RTM_GETLINK, DUMP, &[0; LINK_HEADER]).finish()
}

pub(crate) fn queues() -> Vec<u8> {
    Message::new(libc::RTM_GETQDISC, DUMP, &traffic_header(0, 0, 0, 0)).finish()
}

pub(crate) fn classes(interface: u32) -> Vec<u8> {
    Message::new(libc::RTM_GETTCLASS, DUMP, &traffic_header(interface, 0, 0, 0)).finish()
}

pub(crate) fn filters_of(interface: u32, parent: u32) -> Vec<u8> {
    Message::new(libc::RTM_GETTFILTER, DUMP, &traffic_header(interface, 0, parent, 0)).finish()
}

pub(super) fn interface(message: &[u8]) -> Option<InterfaceInfo> {
    let attributes = message.get(HEADER + LINK_HEADER..)?;
    let kind = attribute(attributes, libc::IFLA_LINKINFO)
        .and_then(|information| attribute(information, libc::IFLA_INFO_KIND))
        .map(text)
        .unwrap_or_default();
    let xdp = attribute(attributes, libc::IFLA_XDP).map(xdp_programs).unwrap_or_default();
    Some(InterfaceInfo {
        index: number(message, HEADER + 4)?,
        name: text(attribute(attributes, libc::IFLA_IFNAME)?),
        kind,
        xdp,
    })
}

fn xdp_programs(attributes: &[u8]) -> Vec<InterfaceXdp> {
    let program = |kind| attribute(attributes, kind).and_then(|id| number(id, 0));
    let each = [
        (XDP_DRIVER, XdpPlace::Driver),
        (XDP_GENERIC, XdpPlace::Generic),
        (XDP_HARDWARE, XdpPlace::Hardware),
    ];
    let found = each.into_iter().filter_map(|(kind, place)| {
        Some(InterfaceXdp { place, program_id: program(kind).filter(|id| *id != 0)? })
    });
    let found: Vec<_> = found.collect();
    if !found.is_empty() {
        return found;
    }
    // `enum` of `XDP_ATTACHED_NONE` and the others: older kernels have one number for them all.
    let place = match attribute(attributes, XDP_ATTACHED) {
        Some([1, ..]) => XdpPlace::Driver,
        Some([2, ..]) => XdpPlace::Generic,
        Some([3, ..]) => XdpPlace::Hardware,
        _ => return Vec::new(),
    };
    program(XDP_PROGRAM).map(|program_id| InterfaceXdp { place, program_id }).into_iter().collect()
}

pub(super) fn queue(message: &[u8]) -> Option<Queue> {
    let attributes = message.get(HEADER + TRAFFIC_HEADER..)?;
    Some(Queue {
        interface: number(message, HEADER + 4)?,
        handle: number(message, HEADER + 8)?,
        kind: text(attribute(attributes, libc::TCA_KIND)?),
    })
}

pub(super) fn class(message: &[u8]) -> Option<Class> {
    Some(Class { interface: number(message, HEADER + 4)?, handle: number(message, HEADER + 8)? })
}

/// A filter that is a program. The first message about a priority names no filter, and its handle is 0.
pub(super) fn filter(message: &[u8]) -> Option<TrafficProgram> {
    let attributes = message.get(HEADER + TRAFFIC_HEADER..)?;
    let handle = number(message, HEADER + 8)?;
    if attribute(attributes, libc::TCA_KIND)? != b"bpf\0" || handle == 0 {
        return None;
    }
    let options = attribute(attributes, libc::TCA_OPTIONS).unwrap_or_default();
    Some(TrafficProgram {
        interface: number(message, HEADER + 4)?,
        parent: number(message, HEADER + 12)?,
        priority: u16::try_from(number(message, HEADER + 16)? >> 16).ok()?,
        handle,
        program_id: attribute(options, FILTER_PROGRAM).and_then(|id| number(id, 0)).unwrap_or(0),
        name: attribute(options, FILTER_NAME).map(text).unwrap_or_default(),
    })
}

/// Where a filter is, if it is one of `clsact`.
pub(crate) fn place(filter: &TrafficProgram) -> Option<TrafficPlace> {
    let direction = match filter.parent {
        INGRESS => TrafficDirection::Ingress,
        EGRESS => TrafficDirection::Egress,
        _ => return None,
    };
    let TrafficProgram { interface, priority, handle, .. } = *filter;
    Some(TrafficPlace { interface, direction, priority, handle })
}

/// Whether what was listed has changed meanwhile: then it may lack something (`NLM_F_DUMP_INTR`).
pub(super) fn is_interrupted(message: &[u8]) -> bool {
    short(message, 6).is_some_and(|flags| flags & flag(libc::NLM_F_DUMP_INTR) != 0)
}

fn text(bytes: &[u8]) -> String {
    let end = bytes.iter().position(|&byte| byte == 0).unwrap_or(bytes.len());
    String::from_utf8_lossy(&bytes[..end]).into_owned()
}
