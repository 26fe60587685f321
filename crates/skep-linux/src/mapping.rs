//! Memory that the kernel shares by mmap(2): the two mappings of a ring buffer, the values of an array, and its own types.
//!
//! # Safety
//!
//! A mapping is given back when its owner is dropped, and every [`Region`] over it holds that owner. What the
//! kernel writes to a ring's memory follows the ring's protocol, on which `skep_memory` rests; that there is one
//! reader of a map in this process is kept by its claim.
//!
//! What is read as plain bytes is a file of sysfs that the kernel maps read-only from a constant of its own: nobody can
//! write it, and it does not get shorter.
#![allow(unsafe_code, reason = "one of the files that may: it maps memory")]

use crate::sys::{MapFd, map_info};
use rustix::mm::{MapFlags, ProtFlags};
use skep_memory::{Access, Owner, Region, RingMemory, UserRingMemory};
use skep_uapi::{Errno, MapType, Result};
use std::collections::BTreeSet;
use std::ffi::c_void;
use std::fs::File;
use std::os::fd::BorrowedFd;
use std::ptr::NonNull;
use std::sync::{Arc, Mutex, PoisonError};

/// The file system type of sysfs (`include/uapi/linux/magic.h`, Linux 6.18).
const SYSFS_MAGIC: rustix::fs::FsWord = 0x6265_6572;

/// The numbers of the rings that have a reader or a producer in this process. A number names one map for as long as the machine runs, whichever
/// descriptor, pin or copy it is reached by.
static CLAIMED: Mutex<BTreeSet<u32>> = Mutex::new(BTreeSet::new());

/// The right to be a ring's reader, or a user ring's producer, in this process, given back when it is dropped.
struct Claim(u32);

impl Claim {
    fn take(id: u32) -> Result<Self> {
        let is_new = CLAIMED.lock().unwrap_or_else(PoisonError::into_inner).insert(id);
        if is_new { Ok(Self(id)) } else { Err(Errno::EBUSY) }
    }
}

impl Drop for Claim {
    fn drop(&mut self) {
        CLAIMED.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.0);
    }
}

/// A mapping, and what must live as long.
struct Mapping {
    start: NonNull<u8>,
    length: usize,
    _claim: Option<Arc<Claim>>,
}

// SAFETY: the mapping is only an address and a length here; access to it is the region's business.
unsafe impl Send for Mapping {}
// SAFETY: as above.
unsafe impl Sync for Mapping {}

impl Drop for Mapping {
    fn drop(&mut self) {
        // SAFETY: mapped here, unmapped only here, and no region over it is left: each holds its owner.
        // A failure would mean that the address is no mapping, which nothing can be done about.
        let _ = unsafe { rustix::mm::munmap(self.start.as_ptr().cast::<c_void>(), self.length) };
    }
}

fn map(
    fd: BorrowedFd<'_>,
    offset: usize,
    length: usize,
    access: Access,
    claim: Option<Arc<Claim>>,
) -> Result<Region> {
    let protection = match access {
        Access::ReadOnly => ProtFlags::READ,
        Access::ReadWrite => ProtFlags::READ | ProtFlags::WRITE,
    };
    // SAFETY: a new mapping at an address of the kernel's choice touches no memory that is in use.
    let start = unsafe {
        rustix::mm::mmap(std::ptr::null_mut(), length, protection, MapFlags::SHARED, fd, offset as u64)
    }
    .map_err(crate::errno)?;
    let start = NonNull::new(start.cast::<u8>()).ok_or(Errno::ENOMEM)?;
    let owner: Owner = Arc::new(Mapping { start, length, _claim: claim });
    // SAFETY: a mapping starts at a page, is `length` bytes long, has this access and lives as long as `owner`;
    // the kernel writes a ring by its protocol, and of an array only whole words are looked at.
    Ok(unsafe { Region::from_raw(start, length, access, owner) })
}

/// Maps a ring: the reader's page for writing, the producer's page and the data (twice) for reading only.
pub(crate) fn ring(map_fd: &MapFd) -> Result<RingMemory> {
    if map_fd.map_type != MapType::RINGBUF {
        return Err(Errno::EINVAL);
    }
    let (page_size, data_size, length) = ring_sizes(map_fd)?;
    let claim = Arc::new(Claim::take(map_info(map_fd.fd())?.id)?);
    let consumer = map(map_fd.fd(), 0, page_size, Access::ReadWrite, Some(claim.clone()))?;
    let producer = map(map_fd.fd(), page_size, length, Access::ReadOnly, Some(claim))?;
    RingMemory::new(consumer, producer, page_size, data_size).map_err(|_| Errno::EINVAL)
}

/// Maps a user ring: the producer's page and the data (twice) for writing, the kernel's page for reading only
/// (`ringbuf_map_mmap_user`, `kernel/bpf/ringbuf.c`).
pub(crate) fn user_ring(map_fd: &MapFd) -> Result<UserRingMemory> {
    if map_fd.map_type != MapType::USER_RINGBUF {
        return Err(Errno::EINVAL);
    }
    let (page_size, data_size, length) = ring_sizes(map_fd)?;
    let claim = Arc::new(Claim::take(map_info(map_fd.fd())?.id)?);
    let consumer = map(map_fd.fd(), 0, page_size, Access::ReadOnly, Some(claim.clone()))?;
    let producer = map(map_fd.fd(), page_size, length, Access::ReadWrite, Some(claim))?;
    UserRingMemory::new(consumer, producer, page_size, data_size).map_err(|_| Errno::EINVAL)
}

/// The bytes of a page, of a ring's data, and of the mapping that has the data twice.
fn ring_sizes(map_fd: &MapFd) -> Result<(usize, usize, usize)> {
    let page_size = rustix::param::page_size();
    let data_size = map_fd.max_entries as usize;
    let length = data_size.checked_mul(2).and_then(|twice| twice.checked_add(page_size));
    Ok((page_size, data_size, length.ok_or(Errno::ENOMEM)?))
}

/// Maps the values of an array: as many pages as `array_map_mmap` in `kernel/bpf/arraymap.c` of Linux 6.18 lets be mapped.
/// For reading only, if it may not be written from here. Of an arena all pages, as its own `arena_map_mmap` (`kernel/bpf/arena.c`) does.
pub(crate) fn array(map_fd: &MapFd) -> Result<Region> {
    if map_fd.map_type == MapType::ARENA {
        let pages = map_fd.max_entries as usize;
        let length = pages.checked_mul(rustix::param::page_size()).ok_or(Errno::ENOMEM)?;
        return map(map_fd.fd(), 0, length, Access::ReadWrite, None);
    }
    let value = map_fd.value_length.filter(|_| map_fd.map_type == MapType::ARRAY).ok_or(Errno::EINVAL)?;
    let length = value.next_multiple_of(8).checked_mul(map_fd.max_entries as usize).ok_or(Errno::ENOMEM)?;
    let length = length.checked_next_multiple_of(rustix::param::page_size()).ok_or(Errno::ENOMEM)?;
    match map(map_fd.fd(), 0, length, Access::ReadWrite, None) {
        // A frozen map, and one that was opened for reading.
        Err(Errno::EPERM | Errno::EACCES) => map(map_fd.fd(), 0, length, Access::ReadOnly, None),
        mapped => mapped,
    }
}

/// Maps the buffer of a perf event, for one reader at a time: a page for the positions, and the data.
pub(crate) fn perf(event: BorrowedFd<'_>, byte_size: usize) -> Result<Region> {
    let length = byte_size.checked_add(rustix::param::page_size()).ok_or(Errno::ENOMEM)?;
    map(event, 0, length, Access::ReadWrite, None)
}

/// A file of sysfs, mapped.
pub(crate) struct SysfsFile(Mapping);

impl AsRef<[u8]> for SysfsFile {
    fn as_ref(&self) -> &[u8] {
        // SAFETY: the mapping is `length` bytes long, readable, lives as long as `self`, and nobody writes to what it
        // shows: `sysfs_file` made sure that it is sysfs's, whose files can be mapped only where they are constants.
        unsafe { std::slice::from_raw_parts(self.0.start.as_ptr(), self.0.length) }
    }
}

/// Maps a file of sysfs for reading. `EINVAL` if it is another file system's or empty; the kernel's error if it cannot
/// be mapped.
pub(crate) fn sysfs_file(file: &File) -> Result<SysfsFile> {
    // A file of another kind, bound over it, could be changed or cut short by others.
    if rustix::fs::fstatfs(file).map_err(crate::errno)?.f_type != SYSFS_MAGIC {
        return Err(Errno::EINVAL);
    }
    let size = rustix::fs::fstat(file).map_err(crate::errno)?.st_size;
    let length = usize::try_from(size).ok().filter(|&length| length > 0).ok_or(Errno::EINVAL)?;
    // SAFETY: a new mapping at an address of the kernel's choice touches no memory that is in use.
    let start = unsafe {
        rustix::mm::mmap(std::ptr::null_mut(), length, ProtFlags::READ, MapFlags::PRIVATE, file, 0)
    }
    .map_err(crate::errno)?;
    let start = NonNull::new(start.cast::<u8>()).ok_or(Errno::ENOMEM)?;
    Ok(SysfsFile(Mapping { start, length, _claim: None }))
}

#[cfg(test)]
mod tests {
    use super::sysfs_file;
    use skep_uapi::Errno;
    use std::fs::File;

    #[test]
    fn only_files_of_sysfs_are_mapped_as_bytes() {
        let own = File::open(concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml")).unwrap();
        assert_eq!(sysfs_file(&own).err(), Some(Errno::EINVAL));
    }
}
