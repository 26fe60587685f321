//! What programs are attached to that bpf(2) does not make.

use crate::object::{self, Object};
use crate::perf::{PerfRequest, ProbeSource};
use crate::tracefs::ProbeTracepoint;
use crate::{Linux, io_errno, mapping, network, sys};
use skep_memory::Region;
use skep_uapi::kernel::{
    Attachments, PerfEventOpen, RouteProgram, SocketHook, Tracepoint, TrafficDirection, TrafficFilter,
    TrafficPlace, XdpAttach,
};
use skep_uapi::{Errno, Handle, Result};
use std::ffi::CString;
use std::os::fd::{AsFd as _, BorrowedFd};
use std::os::unix::ffi::OsStrExt as _;

impl Attachments for Linux {
    fn perf_event_open(&self, request: &PerfEventOpen<'_>) -> Result<Handle> {
        let event = match *request {
            PerfEventOpen::Tracepoint { id } => sys::perf_event_open(&PerfRequest::tracepoint(id))?,
            PerfEventOpen::Kprobe { function, offset, at_return } => {
                let name = CString::new(function).map_err(|_| Errno::EINVAL)?;
                let source = source("kprobe")?;
                sys::perf_event_open(&PerfRequest::kprobe(&source, at_return, &name, offset))?
            }
            PerfEventOpen::Uprobe { path, offset, at_return, process, semaphore } => {
                let path = CString::new(path.as_os_str().as_bytes()).map_err(|_| Errno::EINVAL)?;
                let source = source("uprobe")?;
                let request = PerfRequest::uprobe(&source, at_return, &path, offset, process, semaphore)?;
                sys::perf_event_open(&request)?
            }
            PerfEventOpen::Output { cpu } => sys::perf_event_open(&PerfRequest::output(cpu)?)?,
            PerfEventOpen::Counter(counter) => sys::perf_event_open(&PerfRequest::counter(&counter)?)?,
        };
        Ok(Object::PerfEvent(event).into())
    }

    fn perf_event_set_program(&self, event: &Handle, program: &Handle) -> Result<()> {
        match Object::of(event)? {
            Object::PerfEvent(event) => sys::perf_event_set_program(event.as_fd(), object::program(program)?),
            _ => Err(Errno::EINVAL),
        }
    }

    fn probe_tracepoint(&self, request: &PerfEventOpen<'_>) -> Result<(Handle, Tracepoint)> {
        let (probe, tracepoint) = ProbeTracepoint::new(self.tracefs()?, request)?;
        Ok((Object::ProbeTracepoint(probe).into(), tracepoint))
    }

    fn perf_memory(&self, event: &Handle, byte_size: usize) -> Result<Region> {
        match Object::of(event)? {
            Object::PerfEvent(event) => mapping::perf(event.as_fd(), byte_size),
            _ => Err(Errno::EINVAL),
        }
    }

    fn xdp_attach(&self, request: &XdpAttach<'_>, said: &mut String) -> Result<()> {
        network::xdp_attach(request, said)
    }

    fn traffic_queue_add(&self, interface: u32, said: &mut String) -> Result<()> {
        network::queue_add(interface, said)
    }

    fn traffic_queue_remove(&self, interface: u32, said: &mut String) -> Result<()> {
        network::queue_remove(interface, said)
    }

    fn traffic_filter_set(&self, request: &TrafficFilter<'_>, said: &mut String) -> Result<TrafficPlace> {
        network::filter_set(request, said)
    }

    fn traffic_filter_remove(&self, place: &TrafficPlace, said: &mut String) -> Result<()> {
        network::filter_remove(place, said)
    }

    fn traffic_filters(&self, interface: u32, direction: TrafficDirection) -> Result<Vec<TrafficPlace>> {
        network::filters(interface, direction)
    }

    fn route_set(&self, request: &RouteProgram<'_>, said: &mut String) -> Result<()> {
        network::route_set(request, said)
    }

    fn route_remove(&self, request: &RouteProgram<'_>, said: &mut String) -> Result<()> {
        network::route_remove(request, said)
    }

    fn socket_program(
        &self,
        socket: BorrowedFd<'_>,
        hook: SocketHook,
        program: Option<&Handle>,
    ) -> Result<()> {
        network::socket_program(socket, hook, program)
    }
}

/// A source of probes, as the kernel describes it (`Documentation/ABI/testing/sysfs-bus-event_source-devices-*`).
fn source(name: &str) -> Result<ProbeSource> {
    let read = |file: &str| {
        std::fs::read_to_string(format!("/sys/bus/event_source/devices/{name}/{file}"))
            .map_err(|error| io_errno(&error))
    };
    let event_type = read("type")?.trim().parse().map_err(|_| Errno::EIO)?;
    // `config:0`: which bit of the attributes says that it is the end. `config:32-63`: those of a counter's place (Linux 4.20).
    let first_bit = |place: String| {
        let bits = place.trim().strip_prefix("config:")?;
        let first = bits.split_once('-').map_or(bits, |(first, _)| first);
        first.parse().ok().filter(|bit: &u32| *bit < u64::BITS)
    };
    let bit = first_bit(read("format/retprobe")?).ok_or(Errno::EIO)?;
    let semaphore_shift = read("format/ref_ctr_offset").ok().and_then(first_bit);
    Ok(ProbeSource { event_type, at_return: 1 << bit, semaphore_shift })
}
