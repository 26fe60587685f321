//! What programs are attached to that bpf(2) does not make.

use crate::object::Object;
use crate::sys::{self, ProbeSource};
use crate::{Linux, io_errno, mapping};
use skep_memory::Region;
use skep_uapi::kernel::{Attachments, PerfEventOpen};
use skep_uapi::{Errno, Handle, Result};
use std::ffi::CString;
use std::os::fd::AsFd as _;
use std::os::unix::ffi::OsStrExt as _;

impl Attachments for Linux {
    fn perf_event_open(&self, request: &PerfEventOpen<'_>) -> Result<Handle> {
        let event = match *request {
            PerfEventOpen::Tracepoint { id } => sys::tracepoint_event(id)?,
            PerfEventOpen::Kprobe { function, offset, at_return } => {
                let name = CString::new(function).map_err(|_| Errno::EINVAL)?;
                sys::probe_event(&source("kprobe")?, at_return, &name, offset)?
            }
            PerfEventOpen::Uprobe { path, offset, at_return } => {
                let path = CString::new(path.as_os_str().as_bytes()).map_err(|_| Errno::EINVAL)?;
                sys::probe_event(&source("uprobe")?, at_return, &path, offset)?
            }
            PerfEventOpen::Output { cpu } => sys::output_event(cpu)?,
        };
        Ok(Object::PerfEvent(event).into())
    }

    fn perf_memory(&self, event: &Handle, byte_size: usize) -> Result<Region> {
        match Object::of(event)? {
            Object::PerfEvent(event) => mapping::perf(event.as_fd(), byte_size),
            _ => Err(Errno::EINVAL),
        }
    }
}

/// A source of probes, as the kernel describes it (`Documentation/ABI/testing/sysfs-bus-event_source-devices-*`).
fn source(name: &str) -> Result<ProbeSource> {
    let read = |file: &str| {
        std::fs::read_to_string(format!("/sys/bus/event_source/devices/{name}/{file}"))
            .map_err(|error| io_errno(&error))
    };
    let event_type = read("type")?.trim().parse().map_err(|_| Errno::EIO)?;
    // `config:0`: which bit of the attributes says that it is the end.
    let place = read("format/retprobe")?;
    let bit = place.trim().strip_prefix("config:").and_then(|bit| bit.parse().ok());
    let bit: u32 = bit.filter(|bit| *bit < u64::BITS).ok_or(Errno::EIO)?;
    Ok(ProbeSource { event_type, at_return: 1 << bit })
}
