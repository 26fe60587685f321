//! The commands, carried out: requests to descriptors and slices, descriptors to handles.

use crate::object::{self, Object};
use crate::owners;
use crate::sys::{self, MapFd, MapHandles, ProgramHandles};
use crate::{Linux, errno, info, io_errno, links, mapping};
use rustix::fs::{Mode, OFlags};
use skep_memory::{Region, RingMemory, UserRingMemory};
use skep_uapi::kernel::Facts as _;
use skep_uapi::kernel::{
    BtfInfo, Commands, LinkCreate, LinkInfo, Log, MapCreate, MapInfo, ObjectKind, ProgramAttach, ProgramCode,
    ProgramInfo, ProgramLoad, ReadBatch, StorageOwner, TestRun,
};
use skep_uapi::{Command, Errno, Handle, MapType, Result, UpdateFlags};
use std::ffi::CString;
use std::os::fd::{AsFd, AsRawFd, BorrowedFd, OwnedFd};
use std::os::unix::ffi::OsStrExt;
use std::path::Path;

impl Commands for Linux {
    fn map_create(&self, request: &MapCreate<'_>) -> Result<Handle> {
        let inner = request.inner.map(object::map).transpose()?.map(MapFd::fd);
        let types = request.types.as_ref().map(|types| object::btf(types.types)).transpose()?;
        let token = request.token.map(object::token).transpose()?;
        let value_module = request.kernel_value_module.map(object::btf).transpose()?;
        let handles = MapHandles { inner, types, value_module, token };
        Ok(Object::Map(sys::map_create(request, handles, || self.possible_cpus())?).into())
    }

    fn map_lookup(&self, map: &Handle, key: &[u8], value: &mut [u8]) -> Result<()> {
        sys::map_lookup(object::map(map)?, key, value)
    }

    fn map_update(&self, map: &Handle, key: &[u8], value: &[u8], flags: UpdateFlags) -> Result<()> {
        sys::map_update(object::map(map)?, key, value, flags)
    }

    fn map_delete(&self, map: &Handle, key: &[u8]) -> Result<()> {
        sys::map_delete(object::map(map)?, key)
    }

    fn map_take(&self, map: &Handle, key: &[u8], value: &mut [u8]) -> Result<()> {
        sys::map_take(object::map(map)?, key, value)
    }

    fn map_update_object(&self, map: &Handle, key: &[u8], object: &Handle, flags: UpdateFlags) -> Result<()> {
        sys::map_update_fd(object::map(map)?, key, Object::of(object)?.fd(), flags)
    }

    fn map_update_with_program(
        &self,
        map: &Handle,
        key: &[u8],
        value: &[u8],
        (offset, program): (u32, &Handle),
        flags: UpdateFlags,
    ) -> Result<()> {
        let mut value = value.to_vec();
        let fd = object::program(program)?.as_raw_fd();
        put(&mut value, offset, &fd.to_ne_bytes())?;
        sys::map_update(object::map(map)?, key, &value, flags)
    }

    fn map_update_fd(&self, map: &Handle, key: &[u8], fd: BorrowedFd<'_>, flags: UpdateFlags) -> Result<()> {
        let (map, fd) = (object::map(map)?, fd.as_raw_fd().cast_unsigned());
        match map.value_length {
            Some(8) => sys::map_update(map, key, &u64::from(fd).to_ne_bytes(), flags),
            _ => sys::map_update(map, key, &fd.to_ne_bytes(), flags),
        }
    }

    fn map_read_batch(&self, map: &Handle, batch: &mut ReadBatch<'_>) -> Result<()> {
        sys::map_read_batch(Command::MAP_LOOKUP_BATCH, object::map(map)?, batch)
    }

    fn map_take_batch(&self, map: &Handle, batch: &mut ReadBatch<'_>) -> Result<()> {
        sys::map_read_batch(Command::MAP_LOOKUP_AND_DELETE_BATCH, object::map(map)?, batch)
    }

    fn map_update_batch(
        &self,
        map: &Handle,
        keys: &[u8],
        values: &[u8],
        flags: UpdateFlags,
        count: &mut u32,
    ) -> Result<()> {
        sys::map_update_batch(object::map(map)?, keys, values, flags, count)
    }

    fn map_delete_batch(&self, map: &Handle, keys: &[u8], count: &mut u32) -> Result<()> {
        sys::map_delete_batch(object::map(map)?, keys, count)
    }

    fn struct_ops_update(&self, map: &Handle, value: &[u8], programs: &[(u32, &Handle)]) -> Result<()> {
        let map = object::map(map)?;
        if map.map_type != MapType::STRUCT_OPS {
            return Err(Errno::EINVAL);
        }
        let value = with_programs(value, programs)?;
        sys::map_update(map, &0_u32.to_ne_bytes(), &value, UpdateFlags::ANY)
    }

    fn map_freeze(&self, map: &Handle) -> Result<()> {
        sys::map_freeze(object::map(map)?.fd())
    }

    fn owner_open(&self, owner: &StorageOwner<'_>) -> Result<Handle> {
        Ok(Object::Owner(owners::open(owner)?).into())
    }

    fn storage_lookup(&self, map: &Handle, owner: &Handle, value: &mut [u8]) -> Result<()> {
        let (map, owner) = owners::storage(map, owner)?;
        sys::map_lookup(map, &owner, value)
    }

    fn storage_update(&self, map: &Handle, owner: &Handle, value: &[u8], flags: UpdateFlags) -> Result<()> {
        let (map, owner) = owners::storage(map, owner)?;
        sys::map_update(map, &owner, value, flags)
    }

    fn storage_delete(&self, map: &Handle, owner: &Handle) -> Result<()> {
        let (map, owner) = owners::storage(map, owner)?;
        sys::map_delete(map, &owner)
    }

    fn map_next_key(&self, map: &Handle, previous: Option<&[u8]>, next: &mut [u8]) -> Result<()> {
        sys::map_next_key(object::map(map)?, previous, next)
    }

    fn ring_memory(&self, map: &Handle) -> Result<RingMemory> {
        mapping::ring(object::map(map)?)
    }

    fn user_ring_memory(&self, map: &Handle) -> Result<UserRingMemory> {
        mapping::user_ring(object::map(map)?)
    }

    fn array_memory(&self, map: &Handle) -> Result<Region> {
        mapping::array(object::map(map)?)
    }

    fn program_load(&self, request: &ProgramLoad<'_>, log: Option<&mut Log<'_>>) -> Result<Handle> {
        let mut instructions = with_maps(request.instructions, request.maps)?;
        let modules: Vec<BorrowedFd<'_>> =
            request.modules.iter().map(|types| object::btf(types)).collect::<Result<_>>()?;
        put_modules(&mut instructions, &modules)?;
        let handles = ProgramHandles {
            btf: request.btf.as_ref().map(|btf| object::btf(btf.types)).transpose()?,
            attach_to: request.attach_to.map(Object::of).transpose()?.map(Object::fd),
            modules,
            token: request.token.map(object::token).transpose()?,
        };
        Ok(Object::Program(sys::program_load(request, &instructions, &handles, log)?).into())
    }

    fn program_test_run(&self, program: &Handle, run: &mut TestRun<'_>) -> Result<()> {
        sys::test_run(object::program(program)?, run)
    }

    fn raw_tracepoint_open(&self, name: &str, program: &Handle) -> Result<Handle> {
        let name = CString::new(name).map_err(|_| Errno::EINVAL)?;
        Ok(Object::Link(sys::raw_tracepoint_open(&name, object::program(program)?)?).into())
    }

    fn btf_load(&self, btf: &[u8], log: Option<&mut Log<'_>>, token: Option<&Handle>) -> Result<Handle> {
        let token = token.map(object::token).transpose()?;
        Ok(Object::Btf(sys::btf_load(btf, log, token)?).into())
    }

    fn token_create(&self, file_system: &Path) -> Result<Handle> {
        let root = rustix::fs::open(file_system, OFlags::DIRECTORY | OFlags::CLOEXEC, Mode::empty())
            .map_err(errno)?;
        Ok(Object::Token(sys::token_create(root.as_fd())?).into())
    }

    fn next_id(&self, kind: ObjectKind, after: u32) -> Result<u32> {
        let command = match kind {
            ObjectKind::Map => Command::MAP_GET_NEXT_ID,
            ObjectKind::Program => Command::PROG_GET_NEXT_ID,
            ObjectKind::Link => Command::LINK_GET_NEXT_ID,
            ObjectKind::Types => Command::BTF_GET_NEXT_ID,
        };
        sys::next_id(command, after)
    }

    fn open_by_id(&self, kind: ObjectKind, id: u32) -> Result<Handle> {
        let open = |command| sys::open_by_id(command, id);
        let object = match kind {
            ObjectKind::Map => {
                Object::Map(MapFd::from_fd(open(Command::MAP_GET_FD_BY_ID)?, || self.possible_cpus())?)
            }
            ObjectKind::Program => Object::Program(open(Command::PROG_GET_FD_BY_ID)?),
            ObjectKind::Link => Object::Link(open(Command::LINK_GET_FD_BY_ID)?),
            ObjectKind::Types => Object::Btf(open(Command::BTF_GET_FD_BY_ID)?),
        };
        Ok(object.into())
    }

    fn count_runs(&self) -> Result<Handle> {
        Ok(Object::Statistics(sys::enable_stats()?).into())
    }

    fn btf_info(&self, btf: &Handle) -> Result<BtfInfo> {
        sys::btf_info(object::btf(btf)?)
    }

    fn btf_bytes(&self, btf: &Handle) -> Result<Vec<u8>> {
        sys::btf_bytes(object::btf(btf)?)
    }

    fn pin(&self, object: &Handle, path: &Path) -> Result<()> {
        sys::pin(Object::of(object)?.fd(), &c_path(path)?)
    }

    fn open_pin(&self, path: &Path, kind: ObjectKind) -> Result<Handle> {
        self.adopt(sys::open_pin(&c_path(path)?)?, kind)
    }

    fn unpin(&self, path: &Path) -> Result<()> {
        std::fs::remove_file(path).map_err(|error| io_errno(&error))
    }

    fn map_info(&self, map: &Handle) -> Result<MapInfo> {
        sys::map_info(object::map(map)?.fd())
    }

    fn program_info(&self, program: &Handle) -> Result<ProgramInfo> {
        info::program(object::program(program)?)
    }

    fn program_code(&self, program: &Handle) -> Result<ProgramCode> {
        info::program_code(object::program(program)?)
    }

    fn link_info(&self, link: &Handle) -> Result<LinkInfo> {
        links::info(object::link(link)?)
    }

    fn link_create(&self, request: &LinkCreate<'_>) -> Result<Handle> {
        links::create(request)
    }

    fn link_update(&self, link: &Handle, program: &Handle, expected: Option<&Handle>) -> Result<()> {
        let expected = expected.map(object::program).transpose()?;
        sys::link_update(object::link(link)?, object::program(program)?, expected)
    }

    fn program_attach(&self, request: &ProgramAttach<'_>) -> Result<()> {
        links::attach(request)
    }

    fn program_detach(&self, request: &ProgramAttach<'_>) -> Result<()> {
        links::detach(request)
    }

    fn iterator_create(&self, link: &Handle) -> Result<Handle> {
        Ok(Object::Iterator(sys::iterator_create(object::link(link)?)?).into())
    }

    fn iterator_read(&self, iterator: &Handle, into: &mut [u8]) -> Result<usize> {
        match Object::of(iterator)? {
            Object::Iterator(fd) => links::iterator_read(fd.as_fd(), into),
            _ => Err(Errno::EINVAL),
        }
    }

    fn link_detach(&self, link: &Handle) -> Result<()> {
        sys::link_detach(object::link(link)?)
    }
}

impl Linux {
    /// Makes a handle of a descriptor, after asking the kernel whether it is of that kind: bpf(2) has no such
    /// question, but the link in `/proc/self/fd` tells.
    pub(crate) fn adopt(&self, fd: OwnedFd, kind: ObjectKind) -> Result<Handle> {
        let link = std::fs::read_link(format!("/proc/self/fd/{}", fd.as_fd().as_raw_fd()))
            .map_err(|error| io_errno(&error))?;
        if !object::anonymous_names(kind).iter().any(|&name| link.as_os_str() == name) {
            return Err(Errno::EINVAL);
        }
        let object = match kind {
            ObjectKind::Map => Object::Map(MapFd::from_fd(fd, || self.possible_cpus())?),
            ObjectKind::Program => Object::Program(fd),
            ObjectKind::Link => Object::Link(fd),
            ObjectKind::Types => Object::Btf(fd),
        };
        Ok(object.into())
    }
}

fn c_path(path: &Path) -> Result<CString> {
    CString::new(path.as_os_str().as_bytes()).map_err(|_| Errno::EINVAL)
}

/// Looks whether every place in the row of modules that an instruction names is in it, since the kernel does not know how long
/// the row is, and puts the descriptors of modules' types into loads of the addresses of what they have.
fn put_modules(instructions: &mut [u8], modules: &[BorrowedFd<'_>]) -> Result<()> {
    /// A call (`BPF_JMP | BPF_CALL`) of a function of the kernel (`BPF_PSEUDO_KFUNC_CALL` as the source register).
    const CALL: u8 = 0x85;
    const KFUNC: u8 = 2;
    /// Loads of 64 bits take a variable of a module by the descriptor of its types (`BPF_PSEUDO_BTF_ID`), and a map by its
    /// place in the row of descriptors (`BPF_PSEUDO_MAP_IDX`, `BPF_PSEUDO_MAP_IDX_VALUE`).
    const LOAD: u8 = 0x18;
    const VARIABLE: u8 = 3;
    const BY_PLACE: [u8; 2] = [5, 6];
    let mut slots = instructions.as_chunks_mut::<8>().0.iter_mut();
    while let Some(slot) = slots.next() {
        let source = if cfg!(target_endian = "little") { slot[1] >> 4 } else { slot[1] & 0xf };
        match slot[0] {
            // Without a row, the kernel refuses such instructions itself.
            CALL if source == KFUNC && !modules.is_empty() => {
                let place = i16::from_ne_bytes([slot[2], slot[3]]);
                if usize::try_from(place).is_ok_and(|place| place > modules.len()) || place < 0 {
                    return Err(Errno::EINVAL);
                }
            }
            LOAD if BY_PLACE.contains(&source) && !modules.is_empty() => return Err(Errno::EINVAL),
            LOAD => {
                let Some([_, _, _, _, place @ ..]) = slots.next() else { return Ok(()) };
                if source == VARIABLE && *place != [0; 4] {
                    let number = usize::try_from(u32::from_ne_bytes(*place)).unwrap_or(usize::MAX);
                    let types = modules.get(number - 1).ok_or(Errno::EINVAL)?;
                    *place = types.as_raw_fd().to_ne_bytes();
                }
            }
            _ => {}
        }
    }
    Ok(())
}

/// The value of a structure with the programs' descriptors where its functions are.
fn with_programs(value: &[u8], programs: &[(u32, &Handle)]) -> Result<Vec<u8>> {
    let mut value = value.to_vec();
    for &(offset, handle) in programs {
        // The kernel reads an address there, of which it takes the number of a descriptor.
        let fd = u64::from(object::program(handle)?.as_raw_fd().cast_unsigned());
        put(&mut value, offset, &fd.to_ne_bytes())?;
    }
    Ok(value)
}

/// Puts bytes at an offset of a value. `EINVAL` if they are not within it.
fn put(value: &mut [u8], offset: u32, bytes: &[u8]) -> Result<()> {
    let place = value.get_mut(offset as usize..).and_then(|rest| rest.get_mut(..bytes.len()));
    place.ok_or(Errno::EINVAL)?.copy_from_slice(bytes);
    Ok(())
}

/// The instructions with the maps' descriptors in the slots that name them.
fn with_maps(instructions: &[u8], maps: &[(u32, &Handle)]) -> Result<Vec<u8>> {
    /// Where a slot's immediate is.
    const IMMEDIATE: usize = 4;
    let mut instructions = instructions.to_vec();
    for &(slot, handle) in maps {
        let fd = object::map(handle)?.fd().as_raw_fd();
        let start = (slot as usize).checked_mul(8).and_then(|start| start.checked_add(IMMEDIATE));
        let place = start.and_then(|start| instructions.get_mut(start..start.checked_add(4)?));
        place.ok_or(Errno::EINVAL)?.copy_from_slice(&fd.to_ne_bytes());
    }
    Ok(instructions)
}

#[cfg(test)]
mod tests {
    use super::put_modules;
    use skep_uapi::Errno;
    use std::os::fd::{AsFd, AsRawFd};

    /// A slot: its code, the register that says what is meant, its offset and its immediate.
    fn slot(code: u8, source: u8, offset: i16, imm: u32) -> Vec<u8> {
        let registers = if cfg!(target_endian = "little") { source << 4 } else { source };
        [&[code, registers][..], &offset.to_ne_bytes(), &imm.to_ne_bytes()].concat()
    }

    #[test]
    fn places_in_the_row_of_modules_become_descriptors_and_are_within() {
        let (first, second) = (std::io::stdin(), std::io::stderr());
        let modules = [first.as_fd(), second.as_fd()];
        let fd = second.as_fd().as_raw_fd().cast_unsigned();
        let load = |kind, place| [slot(0x18, kind, 0, 7), slot(0, 0, 0, place)].concat();
        let check = |given: Vec<u8>, expected: Result<Vec<u8>, Errno>| {
            let mut bytes = given.clone();
            assert_eq!(put_modules(&mut bytes, &modules).map(|()| bytes), expected, "{given:?}");
        };
        check(load(3, 2), Ok(load(3, fd)));
        check(load(3, 0), Ok(load(3, 0)));
        check(load(3, 3), Err(Errno::EINVAL));
        check(load(3, u32::MAX), Err(Errno::EINVAL));
        // A number, and not a place.
        check(load(0, 2), Ok(load(0, 2)));
        check(load(5, 0), Err(Errno::EINVAL));
        let call = |place| slot(0x85, 2, place, 7);
        check(call(2), Ok(call(2)));
        for place in [3, -1, i16::MIN, i16::MAX] {
            check(call(place), Err(Errno::EINVAL));
        }
        // A load that is cut off is the kernel's to refuse.
        check(slot(0x18, 3, 0, 7), Ok(slot(0x18, 3, 0, 7)));
        // Descriptors that were not given as handles are nobody's to name.
        assert_eq!(put_modules(&mut load(3, 5), &[]), Err(Errno::EINVAL));
    }
}
