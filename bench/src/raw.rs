//! The floor: bpf(2) with attributes that are made once, and a ring's memory read by hand. No checks, no safety
//! beyond what this benchmark needs.

use std::os::fd::{AsRawFd, OwnedFd};
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};
use std::time::Duration;

/// `BPF_MAP_LOOKUP_ELEM`, `BPF_MAP_UPDATE_ELEM`, `BPF_MAP_DELETE_ELEM`, `BPF_MAP_LOOKUP_BATCH` (`include/uapi/linux/bpf.h`).
const LOOKUP: libc::c_int = 1;
const UPDATE: libc::c_int = 2;
const DELETE: libc::c_int = 3;
const LOOKUP_BATCH: libc::c_int = 24;

/// The attributes of the commands on elements.
#[repr(C)]
struct Element {
    map: u32,
    padding: u32,
    key: u64,
    value: u64,
    flags: u64,
}

/// The attributes of the commands on batches.
#[repr(C)]
struct Batch {
    begin: u64,
    end: u64,
    keys: u64,
    values: u64,
    count: u32,
    map: u32,
    element_flags: u64,
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
        let result =
            unsafe { libc::syscall(libc::SYS_bpf, command, &raw const attributes, size_of::<Element>()) };
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

    /// Looks up a value with a part for each CPU; there must be as many parts as the machine may have CPUs.
    pub fn lookup_parts(&self, key: u32, parts: &mut [u64]) -> bool {
        self.element(LOOKUP, &key, parts.as_mut_ptr())
    }

    /// Writes a value with a part for each CPU; there must be as many parts as the machine may have CPUs.
    pub fn update_parts(&self, key: u32, parts: &mut [u64]) -> bool {
        self.element(UPDATE, &key, parts.as_mut_ptr())
    }

    /// Reads all entries, so many at a time at most, and gives how many there were and the sum of their keys and values.
    pub fn sum_batches(&self, keys: &mut [u32], values: &mut [u64]) -> (usize, u64) {
        let mut cursor = [0_u64; 1];
        let (mut seen, mut sum, mut begins) = (0, 0_u64, true);
        loop {
            let address = &raw mut cursor as u64;
            let mut batch = Batch {
                begin: if begins { 0 } else { address },
                end: address,
                keys: keys.as_mut_ptr() as u64,
                values: values.as_mut_ptr() as u64,
                count: keys.len().min(values.len()) as u32,
                map: self.0.as_raw_fd() as u32,
                element_flags: 0,
                flags: 0,
            };
            // SAFETY: the map has 4-byte keys and 8-byte values, of which there is room for as many as is said.
            let result =
                unsafe { libc::syscall(libc::SYS_bpf, LOOKUP_BATCH, &raw mut batch, size_of::<Batch>()) };
            let count = batch.count as usize;
            let last = result != 0;
            assert!(!last || std::io::Error::last_os_error().raw_os_error() == Some(libc::ENOENT));
            for (key, value) in keys[..count].iter().zip(&values[..count]) {
                sum = sum.wrapping_add(u64::from(*key)).wrapping_add(*value);
            }
            seen += count;
            begins = false;
            if last {
                return (seen, sum);
            }
        }
    }
}

/// Makes a cheap system call, many times.
pub fn getppid(times: u32) {
    for _ in 0..times {
        // SAFETY: it takes nothing and cannot fail.
        unsafe { libc::getppid() };
    }
}

/// Tries to execute what is not there, many times.
pub fn fail_to_execute(times: u32) {
    let path = c"/nonexistent/program";
    let arguments = [path.as_ptr(), std::ptr::null()];
    for _ in 0..times {
        // SAFETY: texts that end with a NUL byte, and arrays that end with a null pointer; it fails, and leaves the process as it was.
        unsafe { libc::execve(path.as_ptr(), arguments.as_ptr(), arguments[1..].as_ptr()) };
    }
}

/// How many bytes the kernel made of a program.
#[derive(Clone, Copy, Debug)]
pub struct Lengths {
    /// Of machine code.
    pub jited: u32,
    /// Of instructions, after it rewrote them.
    pub translated: u32,
}

/// How many bytes the kernel made of the program with this number.
pub fn program_lengths(id: u32) -> Lengths {
    /// `BPF_PROG_GET_FD_BY_ID`, `BPF_OBJ_GET_INFO_BY_FD`.
    const OPEN: libc::c_int = 13;
    const INFO: libc::c_int = 15;
    #[repr(C)]
    struct Info {
        kind: u32,
        id: u32,
        tag: [u8; 8],
        jited: u32,
        translated: u32,
    }
    #[repr(C)]
    struct Ask {
        fd: u32,
        length: u32,
        info: u64,
    }
    let mut info = Info { kind: 0, id: 0, tag: [0; 8], jited: 0, translated: 0 };
    let by_id = [id, 0, 0];
    // SAFETY: attributes of the sizes that are said, and a structure that is as long as the attributes say.
    unsafe {
        let fd = libc::syscall(libc::SYS_bpf, OPEN, by_id.as_ptr(), size_of_val(&by_id));
        assert!(fd >= 0, "{}", std::io::Error::last_os_error());
        let ask = Ask { fd: fd as u32, length: size_of::<Info>() as u32, info: &raw mut info as u64 };
        let done = libc::syscall(libc::SYS_bpf, INFO, &raw const ask, size_of::<Ask>());
        assert_eq!(done, 0, "{}", std::io::Error::last_os_error());
        libc::close(fd as libc::c_int);
    }
    Lengths { jited: info.jited, translated: info.translated }
}

/// The 8-byte elements of an array, mapped.
pub struct Memory {
    start: *const u64,
    length: usize,
}

impl Memory {
    /// Maps them; the mapping stays.
    pub fn new(fd: OwnedFd, length: usize) -> Self {
        // SAFETY: a new mapping at an address of the kernel's choice.
        let start = unsafe {
            libc::mmap(std::ptr::null_mut(), length * 8, libc::PROT_READ, libc::MAP_SHARED, fd.as_raw_fd(), 0)
        };
        assert_ne!(start, libc::MAP_FAILED, "{}", std::io::Error::last_os_error());
        Self { start: start.cast_const().cast(), length }
    }

    /// An element, by one volatile load.
    #[inline]
    pub fn load(&self, index: usize) -> u64 {
        debug_assert!(index < self.length);
        // SAFETY: inside the mapping, as the callers see to.
        unsafe { self.start.add(index).read_volatile() }
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

/// The running kernel's types.
pub const VMLINUX: &str = "/sys/kernel/btf/vmlinux";

/// A mapping of the running kernel's types, which are `length` bytes.
fn map_types() -> (*const u8, usize) {
    let file = std::fs::File::open(VMLINUX).expect("it is there");
    let length = file.metadata().expect("it is open").len() as usize;
    // SAFETY: a new mapping at an address of the kernel's choice.
    let start = unsafe {
        libc::mmap(std::ptr::null_mut(), length, libc::PROT_READ, libc::MAP_PRIVATE, file.as_raw_fd(), 0)
    };
    assert_ne!(start, libc::MAP_FAILED, "{}", std::io::Error::last_os_error());
    (start.cast_const().cast(), length)
}

/// Reads each word of the running kernel's types once, and gives their sum. The mapping stays.
pub fn sum_of_types() -> u32 {
    let (start, length) = map_types();
    // SAFETY: the mapping stays as it is until the process ends.
    let bytes = unsafe { std::slice::from_raw_parts(start, length) };
    let (words, _) = bytes.as_chunks::<4>();
    let header: Vec<usize> = words[..6].iter().map(|&word| u32::from_ne_bytes(word) as usize).collect();
    let types = (header[1] + header[2]) / 4..(header[1] + header[2] + header[3]) / 4;
    words[types].iter().fold(0_u32, |sum, &word| sum.wrapping_add(u32::from_ne_bytes(word)))
}

/// The first structure of each name, by one pass over the kernel's types that trusts them entirely.
pub fn find_structures(names: &[&str]) -> Vec<u32> {
    const STRUCT: u32 = 4;
    let (start, length) = map_types();
    // SAFETY (here and below): the kernel's own BTF is well-formed, in the machine's byte order, and its records are
    // aligned.
    let word = |address: *const u8| unsafe { *address.cast::<u32>() };
    let at = |offset: u32| unsafe { start.add(word(start.wrapping_add(4)) as usize + offset as usize) };
    let field = |offset: usize| word(start.wrapping_add(offset));
    let (mut record, strings) = (at(field(8)), at(field(16)));
    let end = record.wrapping_add(field(12) as usize);

    let hash =
        |name: &[u8]| name.iter().fold(5381_u32, |hash, &byte| hash.wrapping_mul(33) ^ u32::from(byte));
    let mut slots = [usize::MAX; 256];
    for (index, name) in names.iter().enumerate() {
        let mut slot = hash(name.as_bytes()) as usize % 256;
        while slots[slot] != usize::MAX {
            slot = (slot + 1) % 256;
        }
        slots[slot] = index;
    }
    let (mut found, mut left, mut id) = (vec![0; names.len()], names.len(), 1);
    while record < end && left > 0 {
        let info = word(record.wrapping_add(4));
        let (kind, count) = (info >> 24 & 0x1f, info & 0xffff);
        if kind == STRUCT {
            // SAFETY: a name ends with a NUL byte.
            let name =
                unsafe { std::ffi::CStr::from_ptr(strings.add(word(record) as usize).cast()) }.to_bytes();
            let mut slot = hash(name) as usize % 256;
            while slots[slot] != usize::MAX {
                let index = slots[slot];
                if found[index] == 0 && names[index].as_bytes() == name {
                    found[index] = id;
                    left -= 1;
                }
                slot = (slot + 1) % 256;
            }
        }
        let tail = match kind {
            1 | 14 | 17 => 4,
            3 => 12,
            4 | 5 | 15 | 19 => 12 * count,
            6 | 13 => 8 * count,
            _ => 0,
        };
        record = record.wrapping_add(12 + tail as usize);
        id += 1;
    }
    // SAFETY: mapped above, and not used below.
    unsafe { libc::munmap(start.cast_mut().cast(), length) };
    found
}

/// The bytes of this process's memory that no file is behind (`RssAnon`).
pub fn own_memory() -> usize {
    status("RssAnon:") * 1024
}

/// The most KiB that this process had resident (`VmHWM`).
pub fn peak_memory() -> u64 {
    status("VmHWM:") as u64
}

fn status(field: &str) -> usize {
    let status = std::fs::read_to_string("/proc/self/status").expect("proc is mounted");
    let line = status.lines().find_map(|line| line.strip_prefix(field)).expect("it says so");
    line.trim().trim_end_matches(" kB").parse().expect("a number")
}

/// For how long this thread has had a processor.
pub fn cpu_time() -> Duration {
    let mut time = libc::timespec { tv_sec: 0, tv_nsec: 0 };
    // SAFETY: the pointer is to such a structure.
    let result = unsafe { libc::clock_gettime(libc::CLOCK_THREAD_CPUTIME_ID, &raw mut time) };
    assert_eq!(result, 0);
    Duration::new(time.tv_sec as u64, time.tv_nsec as u32)
}
