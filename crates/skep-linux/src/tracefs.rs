//! Tracefs, where the kernel describes its tracepoints: found where it is mounted, or mounted for us alone.

use crate::errno;
use rustix::fs::{Mode, OFlags, openat};
use rustix::mount::{FsMountFlags, FsOpenFlags, MountAttrFlags, fsconfig_create, fsmount, fsopen};
use skep_uapi::kernel::{Mount, PerfEventOpen, Tracepoint};
use skep_uapi::{Errno, Result};
use std::fs::File;
use std::io::{Read, Write};
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};

/// Opens the root of tracefs: a mount of it, or one that is attached to no path (fsmount(2), Linux 5.2), which
/// nobody else sees and which ends with its descriptor. That needs `CAP_SYS_ADMIN`.
pub(crate) fn open(mounts: &[Mount]) -> Result<OwnedFd> {
    let mut refusal = None;
    for mount in mounts.iter().filter(|mount| mount.file_system == "tracefs") {
        match events(&mount.path) {
            Ok(root) => return Ok(root),
            Err(error) => refusal = Some(error),
        }
    }
    detached().map_err(|error| refusal.unwrap_or(error))
}

fn events(mount: &Path) -> Result<OwnedFd> {
    let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
    let root = rustix::fs::open(mount, flags, Mode::empty()).map_err(errno)?;
    openat(&root, "events", flags, Mode::empty()).map_err(errno)
}

fn detached() -> Result<OwnedFd> {
    let context = fsopen("tracefs", FsOpenFlags::FSOPEN_CLOEXEC).map_err(errno)?;
    fsconfig_create(context.as_fd()).map_err(errno)?;
    let root =
        fsmount(context.as_fd(), FsMountFlags::FSMOUNT_CLOEXEC, MountAttrFlags::empty()).map_err(errno)?;
    let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
    openat(&root, "events", flags, Mode::empty()).map_err(errno)
}

/// A tracepoint's number and format, from its folder.
pub(crate) fn tracepoint(events: &OwnedFd, category: &str, name: &str) -> Result<Tracepoint> {
    // They become parts of a path: nothing but a name of the folder's own may be in them.
    let is_name = |part: &str| !part.is_empty() && !part.starts_with('.') && !part.contains(['/', '\0']);
    if !is_name(category) || !is_name(name) {
        return Err(Errno::ENOENT);
    }
    let id = read(events.as_fd(), &format!("{category}/{name}/id"))?;
    let format = read(events.as_fd(), &format!("{category}/{name}/format"))?;
    Ok(Tracepoint { id: id.trim().parse().map_err(|_| Errno::EIO)?, format })
}

fn read(events: BorrowedFd<'_>, path: &str) -> Result<String> {
    let fd = openat(events, path, OFlags::RDONLY | OFlags::CLOEXEC, Mode::empty()).map_err(errno)?;
    let mut text = String::new();
    File::from(fd).read_to_string(&mut text).map_err(|error| crate::io_errno(&error))?;
    Ok(text)
}

/// A tracepoint that was made of a probe. Dropped, it is removed.
#[derive(Debug)]
pub(crate) struct ProbeTracepoint {
    events: OwnedFd,
    /// The file that says which there are.
    file: &'static str,
    name: String,
}

/// The category of the tracepoints that are made here.
const CATEGORY: &str = "skep";

impl ProbeTracepoint {
    /// Makes one of what the kernel documents in `Documentation/trace/kprobetrace.rst` and `uprobetracer.rst`.
    pub(crate) fn new(events: &OwnedFd, request: &PerfEventOpen<'_>) -> Result<(Self, Tracepoint)> {
        static NUMBER: AtomicU64 = AtomicU64::new(0);
        let name = format!("p{}_{}", std::process::id(), NUMBER.fetch_add(1, Ordering::Relaxed));
        let (file, at_return, place) = match *request {
            PerfEventOpen::Kprobe { function, offset, at_return } => {
                let plus = if offset == 0 { String::new() } else { format!("+{offset:#x}") };
                ("kprobe_events", at_return, format!("{function}{plus}"))
            }
            // Such a probe is for all processes.
            PerfEventOpen::Uprobe { process: Some(_), .. } => return Err(Errno::EOPNOTSUPP),
            PerfEventOpen::Uprobe { path, offset, at_return, semaphore, process: None } => {
                let path = path.to_str().ok_or(Errno::EINVAL)?;
                let counter = if semaphore == 0 { String::new() } else { format!("({semaphore:#x})") };
                ("uprobe_events", at_return, format!("{path}:{offset:#x}{counter}"))
            }
            _ => return Err(Errno::EINVAL),
        };
        // It becomes a word of a line.
        if place.is_empty() || place.contains([' ', '\t', '\n', '\0', ';', '#']) {
            return Err(Errno::EINVAL);
        }
        let kind = if at_return { 'r' } else { 'p' };
        write(events, file, &format!("{kind}:{CATEGORY}/{name} {place}\n"))?;
        let events = rustix::io::fcntl_dupfd_cloexec(events, 0).map_err(errno)?;
        let made = Self { events, file, name };
        let found = tracepoint(&made.events, CATEGORY, &made.name)?;
        Ok((made, found))
    }

    pub(crate) fn fd(&self) -> BorrowedFd<'_> {
        self.events.as_fd()
    }
}

impl Drop for ProbeTracepoint {
    fn drop(&mut self) {
        // It cannot be removed while a program is attached to it: who holds both drops that first. Nobody can be told of another reason.
        let _ = write(&self.events, self.file, &format!("-:{CATEGORY}/{}\n", self.name));
    }
}

/// Adds a line to a file beside the folder of all tracepoints.
fn write(events: &OwnedFd, file: &str, line: &str) -> Result<()> {
    let flags = OFlags::WRONLY | OFlags::APPEND | OFlags::CLOEXEC;
    let fd = openat(events, format!("../{file}"), flags, Mode::empty()).map_err(errno)?;
    File::from(fd).write_all(line.as_bytes()).map_err(|error| crate::io_errno(&error))
}
