//! Messages of rtnetlink(7), sent: each on a socket of its own, in the network namespace of the calling thread.

use crate::netlink::{self, Answer};
use crate::{errno, object, sys};
use rustix::net::{AddressFamily, RecvFlags, SendFlags, SocketFlags, SocketType};
use skep_uapi::kernel::{
    InterfaceInfo, RouteProgram, SocketHook, TrafficDirection, TrafficFilter, TrafficPlace, TrafficProgram,
    XdpAttach,
};
use skep_uapi::{Errno, Handle, Result};
use std::os::fd::{AsFd as _, AsRawFd as _, BorrowedFd};

/// Room for an answer: the kernel sends at most this much at once (`NLMSG_GOODSIZE`; dumps grow to 32 KiB).
const ROOM: usize = 32 << 10;

pub(crate) fn xdp_attach(request: &XdpAttach<'_>, said: &mut String) -> Result<()> {
    let program = request.program.map(descriptor).transpose()?;
    let expected = request.expected.map(descriptor).transpose()?;
    ask(&netlink::xdp(request, program, expected), said).map(drop)
}

pub(crate) fn queue_add(interface: u32, said: &mut String) -> Result<()> {
    ask(&netlink::queue_add(interface), said).map(drop)
}

pub(crate) fn queue_remove(interface: u32, said: &mut String) -> Result<()> {
    ask(&netlink::queue_remove(interface), said).map(drop)
}

pub(crate) fn filter_set(request: &TrafficFilter<'_>, said: &mut String) -> Result<TrafficPlace> {
    let message = netlink::filter_set(request, descriptor(request.program)?);
    // The kernel says where it is, before it says that it is there.
    let answers = ask(&message, said)?;
    filters_in(answers).filter_map(|filter| netlink::place(&filter)).last().ok_or(Errno::EIO)
}

pub(crate) fn filter_remove(place: &TrafficPlace, said: &mut String) -> Result<()> {
    ask(&netlink::filter_remove(place), said).map(drop)
}

pub(crate) fn filters(interface: u32, direction: TrafficDirection) -> Result<Vec<TrafficPlace>> {
    let found = ask(&netlink::filters(interface, direction), &mut String::new())?;
    Ok(filters_in(found)
        .filter_map(|filter| netlink::place(&filter))
        .filter(|place| (place.interface, place.direction) == (interface, direction))
        .collect())
}

pub(crate) fn interfaces() -> Result<Vec<InterfaceInfo>> {
    let found = ask(&netlink::interfaces(), &mut String::new())?.into_iter();
    Ok(found
        .filter_map(|answer| match answer {
            Answer::Interface(interface) => Some(interface),
            _ => None,
        })
        .collect())
}

/// What is at each queueing discipline and at each class of those that have some.
pub(crate) fn traffic_programs() -> Result<Vec<TrafficProgram>> {
    let mut places = Vec::new();
    for answer in ask(&netlink::queues(), &mut String::new())? {
        if let Answer::Queue(queue) = answer {
            places.extend(queue.parents().into_iter().map(|parent| (queue.interface, parent)));
        }
    }
    let mut with_queues: Vec<u32> = places.iter().map(|(interface, _)| *interface).collect();
    with_queues.sort_unstable();
    with_queues.dedup();
    for interface in with_queues {
        for answer in gone_is_none(ask(&netlink::classes(interface), &mut String::new()))? {
            if let Answer::Class(class) = answer {
                places.push((class.interface, class.handle));
            }
        }
    }
    places.sort_unstable();
    places.dedup();
    let mut found = Vec::new();
    for (interface, parent) in places {
        let answers = gone_is_none(ask(&netlink::filters_of(interface, parent), &mut String::new()))?;
        // Of a block that several interfaces share, the kernel names none of them.
        found.extend(filters_in(answers).map(|filter| TrafficProgram { interface, parent, ..filter }));
    }
    Ok(found)
}

/// Interfaces and queues may be gone by the time that they are asked about.
fn gone_is_none(answers: Result<Vec<Answer>>) -> Result<Vec<Answer>> {
    match answers {
        Err(Errno::ENODEV | Errno::ENOENT | Errno::EINVAL) => Ok(Vec::new()),
        answers => answers,
    }
}

fn filters_in(answers: Vec<Answer>) -> impl Iterator<Item = TrafficProgram> {
    answers.into_iter().filter_map(|answer| match answer {
        Answer::Filter(filter) => Some(filter),
        _ => None,
    })
}

pub(crate) fn route_set(request: &RouteProgram<'_>, said: &mut String) -> Result<()> {
    ask(&netlink::route_set(request, descriptor(request.program)?), said).map(drop)
}

pub(crate) fn route_remove(request: &RouteProgram<'_>, said: &mut String) -> Result<()> {
    ask(&netlink::route_remove(request), said).map(drop)
}

/// `SO_ATTACH_BPF` (`include/uapi/asm-generic/socket.h`), which libc does not name, and its neighbours.
const ATTACH_FILTER: libc::c_int = 50;

pub(crate) fn socket_program(
    socket: BorrowedFd<'_>,
    hook: SocketHook,
    program: Option<&Handle>,
) -> Result<()> {
    let (attach, detach) = match hook {
        SocketHook::Filter => (ATTACH_FILTER, libc::SO_DETACH_FILTER),
        SocketHook::Reuseport => (libc::SO_ATTACH_REUSEPORT_EBPF, libc::SO_DETACH_REUSEPORT_BPF),
    };
    match program {
        Some(program) => sys::set_socket_option(socket, libc::SOL_SOCKET, attach, descriptor(program)?),
        None => sys::set_socket_option(socket, libc::SOL_SOCKET, detach, 0),
    }
}

fn descriptor(program: &Handle) -> Result<i32> {
    Ok(object::program(program)?.as_raw_fd())
}

/// Sends a message and reads what comes until the kernel says that this was all; gives what it told of.
fn ask(message: &[u8], said: &mut String) -> Result<Vec<Answer>> {
    let socket = rustix::net::socket_with(
        AddressFamily::NETLINK,
        SocketType::RAW,
        SocketFlags::CLOEXEC,
        // `NETLINK_ROUTE` is protocol 0, the default.
        None,
    )
    .map_err(errno)?;
    // Kernels before 4.12 know no words, and the numbers do without.
    let _ = sys::set_socket_option(socket.as_fd(), libc::SOL_NETLINK, libc::NETLINK_EXT_ACK, 1);
    rustix::net::send(&socket, message, SendFlags::empty()).map_err(errno)?;
    let (mut buffer, mut found) = (vec![0; ROOM], Vec::new());
    loop {
        let (length, _) = match rustix::net::recv(&socket, &mut buffer[..], RecvFlags::empty()) {
            // The answer is there already or comes; nothing was read.
            Err(rustix::io::Errno::INTR) => continue,
            received => received.map_err(errno)?,
        };
        for answer in netlink::answers(buffer.get(..length).unwrap_or_default()) {
            match answer {
                Answer::Done => return Ok(found),
                Answer::Refused(errno, words) => {
                    *said = words;
                    return Err(errno);
                }
                // What it lists after this is of another state.
                Answer::Interrupted => return Err(Errno::EINTR),
                Answer::Other => {}
                listed => found.push(listed),
            }
        }
        // An answer without an end is none.
        if length == 0 {
            return Err(Errno::EIO);
        }
    }
}
