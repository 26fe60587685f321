//! The floor: bpf(2) with attributes that are made once, and a ring's memory read by hand. No checks, no safety
//! beyond what this benchmark needs.

use std::os::fd::{AsRawFd, OwnedFd};
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};

/// `BPF_MAP_LOOKUP_ELEM`, `BPF_MAP_UPDATE_ELEM`, `BPF_MAP_DELETE_ELEM` (`include/uapi/linux/bpf.h`).
const LOOKUP: libc::c_int = 1;
const UPDATE: libc::c_int = 2;
const DELETE: libc::c_int = 3;

/// The attributes of the commands on elements.
#[repr(C)]
struct Element {
    map: u32,
    padding: u32,
    key: u64,
    value: u64,
    flags: u64,
}

/// A map with `u32` keys and `u64` values.
pub struct Map(OwnedFd);

impl Map {
    pub fn new(fd: OwnedFd) -> Self {
        Self(fd)
    }

    fn element(&self, command: libc::c_int, key: &u32, value: *mut u64) -> bool {
        let attributes = Element {
            map: self.0.as_raw_fd() as u32,
            padding: 0,
            key: std::ptr::from_ref(key) as u64,
            value: value as u64,
            flags: 0,
        };
        // SAFETY: the map has 4-byte keys and 8-byte values, and the pointers are to such.
        let result = unsafe {
            libc::syscall(libc::SYS_bpf, command, &raw const attributes, size_of::<Element>())
        };
        result == 0
    }

    pub fn lookup(&self, key: u32) -> Option<u64> {
        let mut value = 0;
        self.element(LOOKUP, &key, &mut value).then_some(value)
    }

    pub fn update(&self, key: u32, mut value: u64) -> bool {
        self.element(UPDATE, &key, &mut value)
    }

    pub fn delete(&self, key: u32) -> bool {
        self.element(DELETE, &key, std::ptr::null_mut())
    }
}

/// Makes a cheap system call, many times.
pub fn getppid(times: u32) {
    for _ in 0..times {
        // SAFETY: it takes nothing and cannot fail.
        unsafe { libc::getppid() };
    }
}

/// A ring's two mappings.
pub struct Ring {
    consumer: *const AtomicU64,
    producer: *const AtomicU64,
    data: *const u8,
    mask: u64,
    _fd: OwnedFd,
}

impl Ring {
    pub fn new(fd: OwnedFd, size: usize) -> Self {
        let map = |length, protection, offset| {
            // SAFETY: a new mapping at an address of the kernel's choice.
            let address = unsafe {
                libc::mmap(std::ptr::null_mut(), length, protection, libc::MAP_SHARED, fd.as_raw_fd(), offset)
            };
            assert_ne!(address, libc::MAP_FAILED, "{}", std::io::Error::last_os_error());
            address.cast_const().cast::<u8>()
        };
        let consumer = map(4096, libc::PROT_READ | libc::PROT_WRITE, 0);
        let producer = map(4096 + 2 * size, libc::PROT_READ, 4096);
        Self {
            consumer: consumer.cast(),
            producer: producer.cast(),
            // SAFETY: inside the mapping.
            data: unsafe { producer.add(4096) },
            mask: size as u64 - 1,
            _fd: fd,
        }
    }

    /// Reads all events that are there, and publishes the position once.
    pub fn consume(&mut self, mut each: impl FnMut(&[u64; 8])) -> usize {
        let mut count = 0;
        // SAFETY: the positions are at the start of the mappings; a header is inside the data, as the mask says,
        // and a finished record is not written to until its place is given back below.
        unsafe {
            let mut position = (*self.consumer).load(Ordering::Relaxed);
            let end = (*self.producer).load(Ordering::Acquire);
            while position < end {
                let header = self.data.add((position & self.mask) as usize);
                let length = (*header.cast::<AtomicU32>()).load(Ordering::Acquire);
                if length >> 31 != 0 {
                    break;
                }
                if length >> 30 & 1 == 0 {
                    each(&*header.add(8).cast());
                    count += 1;
                }
                position += u64::from(length & !(3 << 30)).next_multiple_of(8) + 8;
            }
            (*self.consumer).store(position, Ordering::Release);
        }
        count
    }
}
