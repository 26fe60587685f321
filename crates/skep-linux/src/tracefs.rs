//! Tracefs, where the kernel describes its tracepoints: found where it is mounted, or mounted for us alone.

use crate::errno;
use rustix::fs::{Mode, OFlags, openat};
use rustix::mount::{FsMountFlags, FsOpenFlags, MountAttrFlags, fsconfig_create, fsmount, fsopen};
use skep_uapi::kernel::{Mount, Tracepoint};
use skep_uapi::{Errno, Result};
use std::fs::File;
use std::io::Read;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::path::Path;

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
