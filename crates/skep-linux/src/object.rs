//! What a handle of this kernel holds.

use crate::sys::MapFd;
use crate::tracefs::ProbeTracepoint;
use skep_uapi::kernel::ObjectKind;
use skep_uapi::{Errno, Handle, Result};
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};

/// An open object, by its descriptor. Dropped, it is closed.
#[derive(Debug)]
#[repr(u8)]
pub(crate) enum Object {
    Map(MapFd),
    Program(OwnedFd),
    Link(OwnedFd),
    Btf(OwnedFd),
    PerfEvent(OwnedFd),
    Event(OwnedFd),
    /// What watches a user ring buffer for being drained: an epoll(7) that tells of each time once.
    DrainEvent(OwnedFd),
    Token(OwnedFd),
    Iterator(OwnedFd),
    /// A tracepoint of a probe.
    ProbeTracepoint(ProbeTracepoint),
    /// What local storage belongs to.
    Owner(OwnedFd),
    /// What has runs of programs counted.
    Statistics(OwnedFd),
}

impl Object {
    pub(crate) fn of(handle: &Handle) -> Result<&Self> {
        handle.get().ok_or(Errno::EBADF)
    }

    pub(crate) fn fd(&self) -> BorrowedFd<'_> {
        match self {
            Self::Map(map) => map.fd(),
            Self::Program(fd)
            | Self::Link(fd)
            | Self::Btf(fd)
            | Self::PerfEvent(fd)
            | Self::Event(fd)
            | Self::DrainEvent(fd)
            | Self::Token(fd)
            | Self::Iterator(fd)
            | Self::Owner(fd)
            | Self::Statistics(fd) => fd.as_fd(),
            Self::ProbeTracepoint(probe) => probe.fd(),
        }
    }

    /// Its descriptor; nothing if it is more than one.
    pub(crate) fn into_fd(self) -> Option<OwnedFd> {
        match self {
            Self::Map(map) => Some(map.into_fd()),
            Self::Program(fd)
            | Self::Link(fd)
            | Self::Btf(fd)
            | Self::PerfEvent(fd)
            | Self::Event(fd)
            | Self::DrainEvent(fd)
            | Self::Token(fd)
            | Self::Iterator(fd)
            | Self::Owner(fd)
            | Self::Statistics(fd) => Some(fd),
            Self::ProbeTracepoint(_) => None,
        }
    }
}

impl From<Object> for Handle {
    fn from(object: Object) -> Self {
        Self::new(object)
    }
}

pub(crate) fn map(handle: &Handle) -> Result<&MapFd> {
    match Object::of(handle)? {
        Object::Map(map) => Ok(map),
        _ => Err(Errno::EINVAL),
    }
}

pub(crate) fn program(handle: &Handle) -> Result<BorrowedFd<'_>> {
    match Object::of(handle)? {
        Object::Program(fd) => Ok(fd.as_fd()),
        _ => Err(Errno::EINVAL),
    }
}

pub(crate) fn link(handle: &Handle) -> Result<BorrowedFd<'_>> {
    match Object::of(handle)? {
        Object::Link(fd) => Ok(fd.as_fd()),
        _ => Err(Errno::EINVAL),
    }
}

pub(crate) fn btf(handle: &Handle) -> Result<BorrowedFd<'_>> {
    match Object::of(handle)? {
        Object::Btf(fd) => Ok(fd.as_fd()),
        _ => Err(Errno::EINVAL),
    }
}

pub(crate) fn token(handle: &Handle) -> Result<BorrowedFd<'_>> {
    match Object::of(handle)? {
        Object::Token(fd) => Ok(fd.as_fd()),
        _ => Err(Errno::EINVAL),
    }
}

pub(crate) fn owner(handle: &Handle) -> Result<BorrowedFd<'_>> {
    match Object::of(handle)? {
        Object::Owner(fd) => Ok(fd.as_fd()),
        _ => Err(Errno::EBADF),
    }
}

/// What the kernel calls objects of this kind in `/proc/self/fd` (the names given to `anon_inode_getfd` and
/// `anon_inode_getfile` in `kernel/bpf/syscall.c`; a link has another name when it is new than when it is reopened).
pub(crate) fn anonymous_names(kind: ObjectKind) -> &'static [&'static str] {
    match kind {
        ObjectKind::Map => &["anon_inode:bpf-map"],
        ObjectKind::Program => &["anon_inode:bpf-prog"],
        ObjectKind::Link => &["anon_inode:bpf_link", "anon_inode:bpf-link"],
        ObjectKind::Types => &["anon_inode:btf"],
    }
}
