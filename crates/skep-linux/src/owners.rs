//! The objects that local storage belongs to, as descriptors.

use crate::errno;
use crate::object;
use crate::sys::MapFd;
use rustix::fs::{Mode, OFlags};
use rustix::process::{Pid, PidfdFlags, pidfd_open};
use skep_uapi::kernel::StorageOwner;
use skep_uapi::{Errno, Handle, MapType, Result};
use std::os::fd::{AsRawFd, OwnedFd};

/// Opens an object. (A control group's folder is read, and a file need not be readable: pidfd_open(2), open(2).)
pub(crate) fn open(owner: &StorageOwner<'_>) -> Result<OwnedFd> {
    match *owner {
        StorageOwner::Task { pid } => {
            let pid = i32::try_from(pid).ok().and_then(Pid::from_raw).ok_or(Errno::EINVAL)?;
            pidfd_open(pid, PidfdFlags::empty()).map_err(errno)
        }
        StorageOwner::Cgroup { path } => {
            rustix::fs::open(path, OFlags::DIRECTORY | OFlags::CLOEXEC, Mode::empty()).map_err(errno)
        }
        StorageOwner::File { path } => {
            rustix::fs::open(path, OFlags::RDONLY | OFlags::NONBLOCK | OFlags::CLOEXEC, Mode::empty())
                .map_err(errno)
        }
        // No call of the kernel gives a socket of another process by its cookie.
        StorageOwner::Socket { .. } => Err(Errno::EOPNOTSUPP),
        StorageOwner::Descriptor { fd } => rustix::io::fcntl_dupfd_cloexec(fd, 0).map_err(errno),
    }
}

/// A map of local storage, and an object as a key of it.
pub(crate) fn storage<'a>(map: &'a Handle, owner: &Handle) -> Result<(&'a MapFd, [u8; 4])> {
    let (map, owner) = (object::map(map)?, object::owner(owner)?);
    match map.map_type {
        MapType::TASK_STORAGE | MapType::SK_STORAGE | MapType::INODE_STORAGE | MapType::CGRP_STORAGE => {
            Ok((map, owner.as_raw_fd().to_ne_bytes()))
        }
        _ => Err(Errno::EINVAL),
    }
}
