//! bpf(2), perf_event_open(2) and setsockopt(2), each command as a safe function over slices and owned descriptors.
//!
//! # Safety
//!
//! bpf(2) reads and writes memory at the addresses in its attributes. Every function here passes only addresses
//! of slices that live across the call, and lengths that are theirs. Where the kernel decides the length by
//! itself (keys, values), the slice is first compared with what the kernel will use: a [`MapFd`] carries those
//! lengths as the kernel gave them, and can be made here only.
#![allow(unsafe_code, reason = "one of the files that may: it makes the system calls")]

use crate::attr::{self, Address, Attr, BtfParts, LinkParts, LogParts, MapParts, ProgramParts, TestRunParts};
use crate::perf::PerfRequest;
use skep_uapi::kernel::{
    AttachQuery, AttachedProgram, AttachedPrograms, BtfInfo, EventFile, LinkCreate, Log, MapCreate, MapInfo,
    ProgramAttach, ProgramLoad, ReadBatch, TestRun,
};
use skep_uapi::{AttachFlags, Command, Errno, MapFlags, MapType, RegisterAbi, Result, UpdateFlags};
use std::ffi::{CStr, CString, c_long};
use std::os::fd::{AsFd, AsRawFd, BorrowedFd, FromRawFd, OwnedFd, RawFd};

/// A map's descriptor and the lengths that the kernel uses for its keys and values.
#[derive(Debug)]
pub(crate) struct MapFd {
    fd: OwnedFd,
    key_length: usize,
    /// `None` for map types whose values' length is not known here: they are not accessed.
    pub(crate) value_length: Option<usize>,
    pub(crate) map_type: MapType,
    pub(crate) max_entries: u32,
}

impl MapFd {
    pub(crate) fn fd(&self) -> BorrowedFd<'_> {
        self.fd.as_fd()
    }

    pub(crate) fn into_fd(self) -> OwnedFd {
        self.fd
    }

    /// Takes over a descriptor that the kernel says is a map.
    pub(crate) fn from_fd(fd: OwnedFd, possible_cpus: impl Fn() -> Result<u32>) -> Result<Self> {
        let info = map_info(fd.as_fd())?;
        let value_length = value_length(info.map_type, info.value_size, possible_cpus);
        Ok(Self {
            fd,
            key_length: info.key_size as usize,
            value_length,
            map_type: info.map_type,
            max_entries: info.max_entries,
        })
    }
}

/// How many bytes the kernel copies for a value (`bpf_map_value_size`, `kernel/bpf/syscall.c`): per-CPU maps
/// have one part for each possible CPU, each padded to 8 bytes. `None` if that is not known here.
fn value_length(
    map_type: MapType,
    value_size: u32,
    possible_cpus: impl Fn() -> Result<u32>,
) -> Option<usize> {
    const PER_CPU: [MapType; 4] = [
        MapType::PERCPU_HASH,
        MapType::PERCPU_ARRAY,
        MapType::LRU_PERCPU_HASH,
        MapType::PERCPU_CGROUP_STORAGE,
    ];
    map_type.name()?;
    let value_size = value_size as usize;
    if PER_CPU.contains(&map_type) {
        value_size.checked_next_multiple_of(8)?.checked_mul(possible_cpus().ok()? as usize)
    } else {
        Some(value_size)
    }
}

/// The last error of this thread: to be asked right after the call that failed.
fn last_error() -> Errno {
    // (The standard library's error would say the same at five times the cost; and that a key is not there is no error.)
    // SAFETY: it takes nothing, and gives the address of this thread's own number.
    let number = unsafe { libc::__errno_location() };
    // SAFETY: the number is there as long as its thread.
    let number = unsafe { *number };
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "there are 4095 (`MAX_ERRNO`, `include/linux/err.h`)"
    )]
    Errno(number as u16)
}

/// A descriptor as it stands in an attribute.
fn number(fd: BorrowedFd<'_>) -> u32 {
    // A descriptor that is open is not negative.
    fd.as_raw_fd().cast_unsigned()
}

/// bpf(2).
///
/// # Safety
/// The addresses in `attr` must be valid for what this command reads and writes there.
#[inline]
unsafe fn bpf<const N: usize>(command: Command, attr: &mut Attr<N>) -> Result<c_long> {
    let bytes = attr.bytes_mut();
    // SAFETY: the kernel reads and writes at most the length that is given of `bytes`; for the addresses in it
    // the caller promises.
    let result = unsafe { libc::syscall(libc::SYS_bpf, command.0, bytes.as_mut_ptr(), bytes.len()) };
    if result < 0 { Err(last_error()) } else { Ok(result) }
}

/// bpf(2) with a command of which nothing comes back in the attributes.
///
/// # Safety
/// As for [`bpf`].
#[inline]
unsafe fn bpf_by_value<const N: usize>(command: Command, attr: Attr<N>) -> Result<()> {
    let (mut bytes, length) = attr.into_parts();
    let bytes = &mut bytes[..length];
    // SAFETY: the kernel reads and writes at most the length that is given of `bytes`; for the addresses in it
    // the caller promises.
    let result = unsafe { libc::syscall(libc::SYS_bpf, command.0, bytes.as_mut_ptr(), bytes.len()) };
    if result < 0 { Err(last_error()) } else { Ok(()) }
}

/// bpf(2) with a command that opens a descriptor.
///
/// # Safety
/// As for [`bpf`].
unsafe fn bpf_open(command: Command, attr: &mut Attr) -> Result<OwnedFd> {
    // SAFETY: the caller's promise.
    let number = unsafe { bpf(command, attr) }?;
    let fd = RawFd::try_from(number).map_err(|_| Errno::EINVAL)?;
    // SAFETY: these commands return a new descriptor that nobody else owns.
    Ok(unsafe { OwnedFd::from_raw_fd(fd) })
}

/// The descriptors of the handles of a request for a map.
#[derive(Clone, Copy, Debug)]
pub(crate) struct MapHandles<'a> {
    pub(crate) inner: Option<BorrowedFd<'a>>,
    pub(crate) types: Option<BorrowedFd<'a>>,
    pub(crate) value_module: Option<BorrowedFd<'a>>,
    pub(crate) token: Option<BorrowedFd<'a>>,
}

pub(crate) fn map_create(
    request: &MapCreate<'_>,
    handles: MapHandles<'_>,
    possible_cpus: impl Fn() -> Result<u32>,
) -> Result<MapFd> {
    let MapHandles { inner, types, value_module, token } = handles;
    let parts = MapParts {
        inner: inner.map(number),
        types: types.map(number),
        value_module: value_module.map(number),
        token: token.map(number),
    };
    let mut attr = attr::map_create(request, parts)?;
    // SAFETY: the command has no addresses.
    let fd = unsafe { bpf_open(Command::MAP_CREATE, &mut attr) }?;
    let value_length = value_length(request.map_type, request.value_size, possible_cpus);
    Ok(MapFd {
        fd,
        key_length: request.key_size as usize,
        value_length,
        map_type: request.map_type,
        max_entries: request.max_entries,
    })
}

/// Refuses slices of another length than the kernel's.
fn check_lengths(map: &MapFd, key: Option<usize>, value: Option<usize>) -> Result<()> {
    if key.is_some_and(|key| key != map.key_length) {
        return Err(Errno::EINVAL);
    }
    match (value, map.value_length) {
        (None, _) => Ok(()),
        (Some(value), Some(length)) if value == length => Ok(()),
        (Some(_), Some(_)) => Err(Errno::EINVAL),
        (Some(_), None) => Err(Errno::EOPNOTSUPP),
    }
}

pub(crate) fn map_lookup(map: &MapFd, key: &[u8], value: &mut [u8]) -> Result<()> {
    check_lengths(map, Some(key.len()), Some(value.len()))?;
    let attr = attr::element(number(map.fd()), Address::of(key), Address::at(value), UpdateFlags::default());
    // SAFETY: the kernel reads a key and writes a value of the lengths just checked.
    unsafe { bpf_by_value(Command::MAP_LOOKUP_ELEM, attr) }
}

pub(crate) fn map_take(map: &MapFd, key: &[u8], value: &mut [u8]) -> Result<()> {
    check_lengths(map, Some(key.len()), Some(value.len()))?;
    let attr = attr::element(number(map.fd()), Address::of(key), Address::at(value), UpdateFlags::default());
    // SAFETY: the kernel reads a key and writes a value of the lengths just checked.
    unsafe { bpf_by_value(Command::MAP_LOOKUP_AND_DELETE_ELEM, attr) }
}

/// Reads entries, and removes them if the command does.
pub(crate) fn map_read_batch(command: Command, map: &MapFd, batch: &mut ReadBatch<'_>) -> Result<()> {
    batch.count = 0;
    let room = entries(map.key_length, batch.keys.len())?;
    let value_length = map.value_length.ok_or(Errno::ENOTSUPP)?;
    // The kernel writes a key, or the number of a bucket.
    if batch.values.len() / value_length.max(1) < room as usize || batch.cursor.len() < map.key_length.max(4)
    {
        return Err(Errno::EINVAL);
    }
    let cursor = Address::of_mut(batch.cursor);
    let parts = attr::BatchParts {
        from: if batch.is_first { Address::NONE } else { cursor },
        to: cursor,
        keys: Address::of_mut(batch.keys),
        values: Address::of_mut(batch.values),
        count: room,
    };
    let mut attr = attr::batch(number(map.fd()), parts, UpdateFlags::ANY);
    // SAFETY: the kernel reads and writes a cursor, and writes at most so many keys and values, for all of which there is room.
    let result = unsafe { bpf(command, &mut attr) };
    // Without an answer about the entries, the kernel has left the number as it was.
    let told = matches!(result, Ok(_) | Err(Errno::ENOENT | Errno::ENOSPC | Errno::EINTR | Errno::EAGAIN));
    batch.count = if told { attr.read_u32(attr::offset::batch::COUNT).min(room) } else { 0 };
    result.map(drop)
}

pub(crate) fn map_update_batch(
    map: &MapFd,
    keys: &[u8],
    values: &[u8],
    flags: UpdateFlags,
    count: &mut u32,
) -> Result<()> {
    *count = 0;
    let entries = entries(map.key_length, keys.len())?;
    let value_length = map.value_length.ok_or(Errno::ENOTSUPP)?;
    if value_length.checked_mul(entries as usize) != Some(values.len()) {
        return Err(Errno::EINVAL);
    }
    let parts = attr::BatchParts {
        from: Address::NONE,
        to: Address::NONE,
        keys: Address::of(keys),
        values: Address::of(values),
        count: entries,
    };
    let mut attr = attr::batch(number(map.fd()), parts, flags);
    // SAFETY: the kernel reads so many keys and values, which there are.
    let result = unsafe { bpf(Command::MAP_UPDATE_BATCH, &mut attr) };
    *count = done(&attr, entries, &result);
    result.map(drop)
}

pub(crate) fn map_delete_batch(map: &MapFd, keys: &[u8], count: &mut u32) -> Result<()> {
    *count = 0;
    let entries = entries(map.key_length, keys.len())?;
    let parts = attr::BatchParts {
        from: Address::NONE,
        to: Address::NONE,
        keys: Address::of(keys),
        values: Address::NONE,
        count: entries,
    };
    let mut attr = attr::batch(number(map.fd()), parts, UpdateFlags::ANY);
    // SAFETY: the kernel reads so many keys, which there are.
    let result = unsafe { bpf(Command::MAP_DELETE_BATCH, &mut attr) };
    *count = done(&attr, entries, &result);
    result.map(drop)
}

/// How many keys there are in so many bytes.
fn entries(key_length: usize, bytes: usize) -> Result<u32> {
    let is_whole = key_length > 0 && bytes.is_multiple_of(key_length);
    is_whole.then(|| u32::try_from(bytes / key_length).ok()).flatten().ok_or(Errno::EINVAL)
}

/// How many entries a batch has changed: the kernel says so, unless it has not begun; then it leaves the number as it was.
fn done(attr: &Attr, entries: u32, result: &Result<c_long>) -> u32 {
    let said = attr.read_u32(attr::offset::batch::COUNT).min(entries);
    if result.is_err() && said == entries { 0 } else { said }
}

/// Writes a value that stands for an object: its descriptor.
pub(crate) fn map_update_fd(
    map: &MapFd,
    key: &[u8],
    object: BorrowedFd<'_>,
    flags: UpdateFlags,
) -> Result<()> {
    map_update(map, key, &number(object).to_ne_bytes(), flags)
}

pub(crate) fn map_update(map: &MapFd, key: &[u8], value: &[u8], flags: UpdateFlags) -> Result<()> {
    check_lengths(map, Some(key.len()), Some(value.len()))?;
    let mut attr = attr::element(number(map.fd()), Address::of(key), Address::of(value), flags);
    // SAFETY: the kernel reads a key and a value of the lengths just checked.
    unsafe { bpf(Command::MAP_UPDATE_ELEM, &mut attr) }?;
    Ok(())
}

pub(crate) fn map_freeze(map: BorrowedFd<'_>) -> Result<()> {
    let mut attr = attr::map_freeze(number(map));
    // SAFETY: the command has no addresses.
    unsafe { bpf(Command::MAP_FREEZE, &mut attr) }?;
    Ok(())
}

pub(crate) fn map_delete(map: &MapFd, key: &[u8]) -> Result<()> {
    check_lengths(map, Some(key.len()), None)?;
    let mut attr = attr::element(number(map.fd()), Address::of(key), Address::NONE, UpdateFlags::default());
    // SAFETY: the kernel reads a key of the length just checked.
    unsafe { bpf(Command::MAP_DELETE_ELEM, &mut attr) }?;
    Ok(())
}

pub(crate) fn map_next_key(map: &MapFd, previous: Option<&[u8]>, next: &mut [u8]) -> Result<()> {
    check_lengths(map, previous.map(<[u8]>::len), None)?;
    check_lengths(map, Some(next.len()), None)?;
    let previous = previous.map_or(Address::NONE, Address::of);
    let mut attr = attr::element(number(map.fd()), previous, Address::of_mut(next), UpdateFlags::default());
    // SAFETY: the kernel reads and writes keys of the lengths just checked.
    unsafe { bpf(Command::MAP_GET_NEXT_KEY, &mut attr) }?;
    Ok(())
}

fn length(bytes: &[u8]) -> Result<u32> {
    u32::try_from(bytes.len()).map_err(|_| Errno::E2BIG)
}

fn log_parts(log: &mut Log<'_>) -> Result<LogParts> {
    Ok(LogParts { level: log.level, size: length(log.buffer)?, buffer: Address::of_mut(log.buffer) })
}

/// The descriptors of the handles of a request for a program.
#[derive(Clone, Debug)]
pub(crate) struct ProgramHandles<'a> {
    pub(crate) btf: Option<BorrowedFd<'a>>,
    pub(crate) attach_to: Option<BorrowedFd<'a>>,
    pub(crate) modules: Vec<BorrowedFd<'a>>,
    pub(crate) token: Option<BorrowedFd<'a>>,
}

/// Loads a program, with its instructions as they are: slots that name maps already hold their descriptors.
pub(crate) fn program_load(
    request: &ProgramLoad<'_>,
    instructions: &[u8],
    handles: &ProgramHandles<'_>,
    mut log: Option<&mut Log<'_>>,
) -> Result<OwnedFd> {
    let ProgramHandles { btf, attach_to, token, .. } = *handles;
    // The kernel takes the place of a module in a row of descriptors, of which 0 stands for none.
    let modules: Vec<u32> = if handles.modules.is_empty() {
        Vec::new()
    } else {
        std::iter::once(0).chain(handles.modules.iter().copied().map(number)).collect()
    };
    let modules: Vec<u8> = modules.iter().flat_map(|fd| fd.to_ne_bytes()).collect();
    let license = CString::new(request.license).map_err(|_| Errno::EINVAL)?;
    let btf = match (&request.btf, btf) {
        (Some(records), Some(fd)) => Some(BtfParts {
            fd: number(fd),
            functions: Address::of(records.functions),
            function_count: length(records.functions)? / attr::FUNCTION_RECORD,
            lines: Address::of(records.lines),
            line_count: length(records.lines)? / attr::LINE_RECORD,
        }),
        _ => None,
    };
    let parts = ProgramParts {
        instructions: Address::of(instructions),
        slots: length(instructions)? / 8,
        license: Address::of(license.as_bytes_with_nul()),
        log: log.as_deref_mut().map(log_parts).transpose()?,
        btf,
        attach_to: attach_to.map(number),
        modules: Address::of(&modules),
        token: token.map(number),
    };
    let mut attr = attr::program_load(request, &parts)?;
    // SAFETY: the kernel reads whole slots and whole records, as many as fit the slices, the licence up to its zero
    // byte, and of the modules those that instructions name: the caller has looked that there are as many. It writes the
    // log within the given length.
    let result = unsafe { bpf_open(Command::PROG_LOAD, &mut attr) };
    if let Some(log) = log {
        log.true_size = attr.read_u32(attr::offset::program_load::LOG_TRUE_SIZE);
    }
    result
}

pub(crate) fn test_run(program: BorrowedFd<'_>, run: &mut TestRun<'_>) -> Result<()> {
    // The kernel gives the context of some programs back in its place, so it is given a copy.
    let mut context = run.context.to_vec();
    let context_out = if run.context_in_place {
        (Address::NONE, 0)
    } else {
        (Address::of_mut(run.context_out), length(run.context_out)?)
    };
    let parts = TestRunParts {
        data: (Address::of(run.data), length(run.data)?),
        data_out: (Address::of_mut(run.data_out), length(run.data_out)?),
        context: (Address::of_mut(&mut context), length(run.context)?),
        context_out,
    };
    let mut attr = attr::test_run(number(program), run, &parts);
    // SAFETY: the kernel reads and writes within the given lengths. An address with the length 0 would make it write
    // without a limit; but the address of an empty slice is given as 0, and then it writes nothing.
    let result = unsafe { bpf(Command::PROG_TEST_RUN, &mut attr) };
    run.result = attr.read_u32(attr::offset::test_run::RETVAL);
    run.nanoseconds = attr.read_u32(attr::offset::test_run::DURATION);
    run.data_size = attr.read_u32(attr::offset::test_run::DATA_SIZE_OUT);
    run.context_size = attr.read_u32(attr::offset::test_run::CTX_SIZE_OUT);
    if run.context_in_place {
        let common = context.len().min(run.context_out.len());
        run.context_out[..common].copy_from_slice(&context[..common]);
        run.context_size = length(&run.context_out[..common])?;
    }
    result.map(drop)
}

pub(crate) fn raw_tracepoint_open(name: &CStr, program: BorrowedFd<'_>) -> Result<OwnedFd> {
    let address = if name.is_empty() { Address::NONE } else { Address::of(name.to_bytes_with_nul()) };
    let mut attr = attr::raw_tracepoint_open(address, number(program));
    // SAFETY: the kernel reads the name up to its zero byte, or none.
    unsafe { bpf_open(Command::RAW_TRACEPOINT_OPEN, &mut attr) }
}

pub(crate) fn btf_load(
    btf: &[u8],
    mut log: Option<&mut Log<'_>>,
    token: Option<BorrowedFd<'_>>,
) -> Result<OwnedFd> {
    let parts = log.as_deref_mut().map(log_parts).transpose()?;
    let mut attr = attr::btf_load(Address::of(btf), length(btf)?, parts.as_ref(), token.map(number));
    // SAFETY: the kernel reads the types and writes the log within the given lengths.
    let result = unsafe { bpf_open(Command::BTF_LOAD, &mut attr) };
    if let Some(log) = log {
        log.true_size = attr.read_u32(attr::offset::btf_load::LOG_TRUE_SIZE);
    }
    result
}

pub(crate) fn token_create(file_system: BorrowedFd<'_>) -> Result<OwnedFd> {
    let mut attr = attr::token_create(number(file_system));
    // SAFETY: the command has no addresses.
    unsafe { bpf_open(Command::TOKEN_CREATE, &mut attr) }
}

/// The number of the object after this one, by the command for its kind.
pub(crate) fn next_id(command: Command, start: u32) -> Result<u32> {
    let mut attr = attr::next_id(start);
    // SAFETY: the kernel reads and writes nothing but the attributes.
    unsafe { bpf(command, &mut attr) }?;
    Ok(attr.read_u32(attr::offset::next_id::NEXT_ID))
}

/// Opens an object by its number, by the command for its kind.
pub(crate) fn open_by_id(command: Command, id: u32) -> Result<OwnedFd> {
    let mut attr = attr::open_by_id(id);
    // SAFETY: the kernel reads and writes nothing but the attributes.
    unsafe { bpf_open(command, &mut attr) }
}

/// Has runs counted as long as the descriptor is open.
pub(crate) fn enable_stats() -> Result<OwnedFd> {
    let mut attr = attr::enable_stats();
    // SAFETY: the command has no addresses.
    unsafe { bpf_open(Command::ENABLE_STATS, &mut attr) }
}

/// What the kernel says of a BTF (`struct bpf_btf_info`, `include/uapi/linux/bpf.h`).
pub(crate) fn btf_info(fd: BorrowedFd<'_>) -> Result<BtfInfo> {
    // Names of modules are shorter (`MODULE_NAME_LEN`), and a longer name is not written at all.
    let mut name = [0; 64];
    let info = btf_info_into(fd, &mut [], &mut name)?;
    Ok(BtfInfo {
        id: word(&info, 12),
        size: word(&info, 8),
        name: self::name(&name),
        of_kernel: word(&info, 28) != 0,
    })
}

/// The bytes of a BTF, which never change.
pub(crate) fn btf_bytes(fd: BorrowedFd<'_>) -> Result<Vec<u8>> {
    let size = word(&btf_info_into(fd, &mut [], &mut [])?, 8);
    let mut bytes = vec![0; usize::try_from(size).map_err(|_| Errno::ENOMEM)?];
    btf_info_into(fd, &mut bytes, &mut [])?;
    Ok(bytes)
}

/// Has the kernel write a BTF's `struct bpf_btf_info`, and as much of its bytes and name as there is room for.
fn btf_info_into(fd: BorrowedFd<'_>, bytes: &mut [u8], name: &mut [u8]) -> Result<[u8; 32]> {
    let mut info = [0; 32];
    info[0..8].copy_from_slice(&Address::of_mut(bytes).0.to_ne_bytes());
    info[8..12].copy_from_slice(&length(bytes)?.to_ne_bytes());
    info[16..24].copy_from_slice(&Address::of_mut(name).0.to_ne_bytes());
    info[24..28].copy_from_slice(&length(name)?.to_ne_bytes());
    let length = length(&info)?;
    let mut attr = attr::info(number(fd), Address::of_mut(&mut info), length);
    // SAFETY: the kernel writes at most the given lengths to the structure, to the bytes and to the name.
    unsafe { bpf(Command::OBJ_GET_INFO_BY_FD, &mut attr) }?;
    Ok(info)
}

pub(crate) fn pin(fd: BorrowedFd<'_>, path: &CStr) -> Result<()> {
    let mut attr = attr::pin(Address::of(path.to_bytes_with_nul()), number(fd));
    // SAFETY: the kernel reads the path up to its zero byte.
    unsafe { bpf(Command::OBJ_PIN, &mut attr) }?;
    Ok(())
}

pub(crate) fn open_pin(path: &CStr) -> Result<OwnedFd> {
    let mut attr = attr::open_pin(Address::of(path.to_bytes_with_nul()));
    // SAFETY: the kernel reads the path up to its zero byte.
    unsafe { bpf_open(Command::OBJ_GET, &mut attr) }
}

/// What the kernel says of an object, as the bytes of its `struct bpf_…_info`.
pub(crate) fn info<const LENGTH: usize>(fd: BorrowedFd<'_>) -> Result<[u8; LENGTH]> {
    let mut buffer = [0; LENGTH];
    let length = length(&buffer)?;
    let mut attr = attr::info(number(fd), Address::of_mut(&mut buffer), length);
    // SAFETY: the kernel writes at most the given length; the addresses it reads from the buffer are zero.
    unsafe { bpf(Command::OBJ_GET_INFO_BY_FD, &mut attr) }?;
    Ok(buffer)
}

/// A part of a program's `struct bpf_prog_info` that the kernel writes to a buffer: where the structure has the buffer's address
/// and the number of its elements, and the bytes of one.
#[derive(Clone, Copy, Debug)]
pub(crate) struct InfoPart {
    pub(crate) address: usize,
    pub(crate) count: usize,
    pub(crate) element: usize,
    /// Where the structure has those bytes, if it has: the kernel compares them with its own.
    pub(crate) element_size: Option<usize>,
}

/// What the kernel says of a program, with parts of it in buffers. There is as much of each part as its buffer has room for; the
/// structure has the number that there is.
pub(crate) fn program_info<const LENGTH: usize>(
    fd: BorrowedFd<'_>,
    parts: &mut [(InfoPart, &mut Vec<u8>)],
) -> Result<[u8; LENGTH]> {
    let mut info = [0; LENGTH];
    for (part, buffer) in parts.iter_mut() {
        let count = u32::try_from(buffer.len() / part.element).map_err(|_| Errno::E2BIG)?;
        info[part.address..][..8].copy_from_slice(&Address::of_mut(buffer).0.to_ne_bytes());
        info[part.count..][..4].copy_from_slice(&count.to_ne_bytes());
        if let Some(place) = part.element_size {
            let size = u32::try_from(part.element).map_err(|_| Errno::E2BIG)?;
            info[place..][..4].copy_from_slice(&size.to_ne_bytes());
        }
    }
    let length = length(&info)?;
    let mut attr = attr::info(number(fd), Address::of_mut(&mut info), length);
    // SAFETY: the kernel writes at most the given length to the structure, and at most the given number of elements to each buffer,
    // all of which live across the call.
    unsafe { bpf(Command::OBJ_GET_INFO_BY_FD, &mut attr) }?;
    for (part, buffer) in parts {
        let count = usize::try_from(word(&info, part.count)).unwrap_or(usize::MAX);
        buffer.truncate(count.saturating_mul(part.element));
    }
    Ok(info)
}

/// `struct bpf_map_info` up to its `map_extra`, which older kernels leave zero (`include/uapi/linux/bpf.h`).
pub(crate) fn map_info(fd: BorrowedFd<'_>) -> Result<MapInfo> {
    let info = info::<88>(fd)?;
    let word = |offset: usize| word(&info, offset);
    Ok(MapInfo {
        map_type: MapType(word(0)),
        id: word(4),
        key_size: word(8),
        value_size: word(12),
        max_entries: word(16),
        flags: MapFlags(word(20)),
        name: name(&info[24..40]),
        btf_id: word(64),
        key_type: word(68),
        value_type: word(72),
        extra: long(&info, 80),
    })
}

/// The 32-bit number at an offset of an info structure.
pub(crate) fn word(info: &[u8], offset: usize) -> u32 {
    let mut word = [0; 4];
    word.copy_from_slice(&info[offset..offset + 4]);
    u32::from_ne_bytes(word)
}

/// The 64-bit number at an offset of an info structure.
pub(crate) fn long(info: &[u8], offset: usize) -> u64 {
    let mut long = [0; 8];
    long.copy_from_slice(&info[offset..offset + 8]);
    u64::from_ne_bytes(long)
}

/// A name in an info structure: up to its zero byte.
pub(crate) fn name(field: &[u8]) -> String {
    let end = field.iter().position(|&byte| byte == 0).unwrap_or(field.len());
    String::from_utf8_lossy(&field[..end]).into_owned()
}

/// Sets an option of a socket that is a number: setsockopt(2).
pub(crate) fn set_socket_option(
    socket: BorrowedFd<'_>,
    level: libc::c_int,
    option: libc::c_int,
    value: libc::c_int,
) -> Result<()> {
    let length = libc::socklen_t::try_from(size_of_val(&value)).map_err(|_| Errno::EINVAL)?;
    let place = std::ptr::from_ref(&value).cast();
    // SAFETY: the kernel reads the number, whose length it is told, and keeps nothing of its place.
    let result = unsafe { libc::setsockopt(socket.as_raw_fd(), level, option, place, length) };
    if result < 0 { Err(last_error()) } else { Ok(()) }
}

/// What a link or an attachment is made to, or put before or after.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Target<'a> {
    Descriptor(BorrowedFd<'a>),
    Number(u32),
    Nothing,
}

impl Target<'_> {
    fn number(self) -> u32 {
        match self {
            Self::Descriptor(fd) => number(fd),
            Self::Number(number) => number,
            Self::Nothing => 0,
        }
    }
}

pub(crate) fn link_create(
    request: &LinkCreate<'_>,
    program: BorrowedFd<'_>,
    target: Target<'_>,
    relative: Target<'_>,
    parts: &LinkParts,
) -> Result<OwnedFd> {
    let mut attr = attr::link_create(request, number(program), target.number(), relative.number(), parts);
    // SAFETY: the kernel reads as many numbers, and texts up to their zero bytes, as `links::create` puts at the addresses in the parts.
    unsafe { bpf_open(Command::LINK_CREATE, &mut attr) }
}

pub(crate) fn iterator_create(link: BorrowedFd<'_>) -> Result<OwnedFd> {
    let mut attr = attr::iterator_create(number(link));
    // SAFETY: the command has no addresses.
    unsafe { bpf_open(Command::ITER_CREATE, &mut attr) }
}

pub(crate) fn link_update(
    link: BorrowedFd<'_>,
    program: BorrowedFd<'_>,
    expected: Option<BorrowedFd<'_>>,
) -> Result<()> {
    let mut attr = attr::link_update(number(link), number(program), expected.map(number));
    // SAFETY: the command has no addresses.
    unsafe { bpf(Command::LINK_UPDATE, &mut attr) }?;
    Ok(())
}

pub(crate) fn link_detach(link: BorrowedFd<'_>) -> Result<()> {
    let mut attr = attr::link_detach(number(link));
    // SAFETY: the command has no addresses.
    unsafe { bpf(Command::LINK_DETACH, &mut attr) }?;
    Ok(())
}

pub(crate) fn program_attach(
    request: &ProgramAttach<'_>,
    program: BorrowedFd<'_>,
    target: Target<'_>,
    replace: Option<BorrowedFd<'_>>,
) -> Result<()> {
    let mut attr = attr::program_attach(request, number(program), target.number(), replace.map(number));
    // SAFETY: the command has no addresses.
    unsafe { bpf(Command::PROG_ATTACH, &mut attr) }?;
    Ok(())
}

pub(crate) fn program_detach(
    request: &ProgramAttach<'_>,
    program: BorrowedFd<'_>,
    target: Target<'_>,
) -> Result<()> {
    let mut attr = attr::program_detach(request, number(program), target.number());
    // SAFETY: the command has no addresses.
    unsafe { bpf(Command::PROG_DETACH, &mut attr) }?;
    Ok(())
}

/// Where the `struct bpf_link_info` of a link has the place and the length of its name.
#[derive(Clone, Copy, Debug)]
pub(crate) struct NamePlace {
    pub(crate) address: usize,
    pub(crate) length: usize,
}

/// What the kernel says of a link that has a name: its `struct bpf_link_info`.
pub(crate) fn link_info_with_name(fd: BorrowedFd<'_>, place: NamePlace, name: &mut [u8]) -> Result<[u8; 64]> {
    let mut info = [0; 64];
    info[place.address..][..8].copy_from_slice(&Address::of_mut(name).0.to_ne_bytes());
    info[place.length..][..4].copy_from_slice(&length(name)?.to_ne_bytes());
    let length = length(&info)?;
    let mut attr = attr::info(number(fd), Address::of_mut(&mut info), length);
    // SAFETY: the kernel writes at most the given lengths to the structure and to the name: all other addresses in it are zero.
    unsafe { bpf(Command::OBJ_GET_INFO_BY_FD, &mut attr) }?;
    Ok(info)
}

/// The most programs of a place that are asked for at once; a control group has 64 of a kind (`BPF_CGROUP_MAX_PROGS`,
/// `include/linux/bpf-cgroup.h`), and so many in each group above it.
const MOST_PROGRAMS: usize = 1 << 16;

/// The programs of a place. Links are asked for where the kernel tells of them.
pub(crate) fn programs_attached(
    query: &AttachQuery<'_>,
    target: Target<'_>,
    with_links: bool,
) -> Result<AttachedPrograms> {
    use attr::offset::query::{ATTACH_FLAGS, COUNT, REVISION};
    let mut room: usize = 64;
    loop {
        let mut programs = vec![0; room * 4];
        let mut links = vec![0; if with_links { room * 4 } else { 0 }];
        let count = u32::try_from(room).map_err(|_| Errno::E2BIG)?;
        let (at, links_at) = (Address::of_mut(&mut programs), Address::of_mut(&mut links));
        let mut attr = attr::programs_attached(query, target.number(), at, links_at, count);
        // SAFETY: the kernel writes at most `count` numbers to either place, which have room for them.
        let result = unsafe { bpf(Command::PROG_QUERY, &mut attr) };
        let there = usize::try_from(attr.read_u32(COUNT)).map_err(|_| Errno::E2BIG)?;
        match result {
            // There were more, and may be more still by now.
            Err(Errno::ENOSPC) if there > room && there <= MOST_PROGRAMS => room = there + 8,
            Err(errno) => return Err(errno),
            Ok(_) => {
                let program = |index: usize| AttachedProgram {
                    program_id: word(&programs, index * 4),
                    link_id: if with_links { word(&links, index * 4) } else { 0 },
                };
                return Ok(AttachedPrograms {
                    flags: AttachFlags(attr.read_u32(ATTACH_FLAGS)),
                    revision: if with_links { attr.read_u64(REVISION) } else { 0 },
                    programs: (0..there.min(room)).map(program).collect(),
                });
            }
        }
    }
}

/// The longest name of what an event is on that is asked for: that of a path (`PATH_MAX`).
const EVENT_NAME: usize = 4096;

/// A program at an event, as the kernel tells of it: its number, `enum bpf_task_fd_type`, the name, the offset and the address.
pub(crate) fn event_program(file: EventFile) -> Result<(u32, u32, Vec<u8>, u64, u64)> {
    use attr::offset::task_fd_query::{FD_TYPE, PROBE_ADDR, PROBE_OFFSET, PROG_ID};
    let mut name = vec![0; EVENT_NAME];
    let length = length(&name)?;
    let mut attr = attr::event_program(file, Address::of_mut(&mut name), length);
    // SAFETY: the kernel writes at most the given length to the name.
    let result = unsafe { bpf(Command::TASK_FD_QUERY, &mut attr) };
    match result {
        // A longer name is cut off.
        Ok(_) | Err(Errno::ENOSPC) => {}
        Err(errno) => return Err(errno),
    }
    let end = name.iter().position(|&byte| byte == 0).unwrap_or(name.len());
    name.truncate(end);
    Ok((
        attr.read_u32(PROG_ID),
        attr.read_u32(FD_TYPE),
        name,
        attr.read_u64(PROBE_OFFSET),
        attr.read_u64(PROBE_ADDR),
    ))
}

/// Whether the system calls have the numbers here that the facts give for this architecture, if they know it.
const fn numbers_are_those_of_the_facts() -> bool {
    let mut known = RegisterAbi::ALL;
    while let [abi, rest @ ..] = known {
        if same(abi.name.as_bytes(), std::env::consts::ARCH.as_bytes()) {
            // On x86_64 there is a second set of numbers (x32), which no target here uses.
            let (bpf, perf) = (abi.bpf as c_long, abi.perf_event_open as c_long);
            return libc::SYS_bpf == bpf && libc::SYS_perf_event_open == perf;
        }
        known = rest;
    }
    true
}

const fn same(mut one: &[u8], mut other: &[u8]) -> bool {
    while let ([first, one_rest @ ..], [second, other_rest @ ..]) = (one, other) {
        if *first != *second {
            return false;
        }
        (one, other) = (one_rest, other_rest);
    }
    one.is_empty() && other.is_empty()
}

// Two sources for the same numbers, compared on every target that is built or type-checked.
const _: () =
    assert!(numbers_are_those_of_the_facts(), "libc and the facts differ in a system call's number");

/// `PERF_FLAG_FD_CLOEXEC` (`include/uapi/linux/perf_event.h`).
const PERF_FLAG_FD_CLOEXEC: libc::c_ulong = 1 << 3;
/// `PERF_EVENT_IOC_ENABLE` and `PERF_EVENT_IOC_SET_BPF` (same file): no argument, and a descriptor.
const PERF_EVENT_IOC_ENABLE: rustix::ioctl::Opcode = rustix::ioctl::opcode::none(b'$', 0);
const PERF_EVENT_IOC_SET_BPF: rustix::ioctl::Opcode = rustix::ioctl::opcode::write::<u32>(b'$', 8);

/// Opens a perf event.
pub(crate) fn perf_event_open(request: &PerfRequest<'_>) -> Result<OwnedFd> {
    let no_group: libc::c_int = -1;
    // SAFETY: the kernel reads the attributes, as long as their `size` says, and a text at the address in `config1` of a probe, which
    // the request borrows.
    let result = unsafe {
        libc::syscall(
            libc::SYS_perf_event_open,
            std::ptr::from_ref(&request.attr),
            libc::pid_t::from(request.process),
            libc::c_int::from(request.cpu),
            no_group,
            PERF_FLAG_FD_CLOEXEC,
        )
    };
    let fd = if result < 0 { Err(last_error()) } else { RawFd::try_from(result).map_err(|_| Errno::EINVAL) }?;
    // SAFETY: the call returned a new descriptor that nobody else owns.
    Ok(unsafe { OwnedFd::from_raw_fd(fd) })
}

/// Has a program run on an event, for as long as the event is open.
pub(crate) fn perf_event_set_program(event: BorrowedFd<'_>, program: BorrowedFd<'_>) -> Result<()> {
    perf_event_request(event, PERF_EVENT_IOC_SET_BPF, program.as_raw_fd())?;
    perf_event_request(event, PERF_EVENT_IOC_ENABLE, 0)
}

fn perf_event_request(event: BorrowedFd<'_>, request: rustix::ioctl::Opcode, argument: RawFd) -> Result<()> {
    // The system call itself: the type of the request is another one with another library of C.
    let request = libc::c_ulong::from(request);
    // SAFETY: the requests above take a descriptor and nothing: no address.
    let result = unsafe { libc::syscall(libc::SYS_ioctl, event.as_raw_fd(), request, argument) };
    if result < 0 { Err(last_error()) } else { Ok(()) }
}
