//! The commands, carried out: requests to descriptors and slices, descriptors to handles.

use crate::object::{self, Object};
use crate::sys::{self, MapFd, MapHandles, ProgramHandles, Target};
use crate::{Linux, errno, io_errno, mapping};
use rustix::fs::{Mode, OFlags};
use skep_memory::RingMemory;
use skep_uapi::kernel::Facts as _;
use skep_uapi::kernel::{
    BtfInfo, Commands, LinkCreate, LinkInfo, LinkTarget, Log, MapCreate, MapInfo, ObjectKind, ProgramInfo,
    ProgramLoad, TestRun,
};
use skep_uapi::{Errno, Handle, LinkType, MapType, ProgramType, Result, UpdateFlags};
use std::ffi::CString;
use std::os::fd::{AsFd, AsRawFd, OwnedFd};
use std::os::unix::ffi::OsStrExt;
use std::path::Path;

impl Commands for Linux {
    fn map_create(&self, request: &MapCreate<'_>) -> Result<Handle> {
        let inner = request.inner.map(object::map).transpose()?.map(MapFd::fd);
        let types = request.types.as_ref().map(|types| object::btf(types.types)).transpose()?;
        let token = request.token.map(object::token).transpose()?;
        let handles = MapHandles { inner, types, token };
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

    fn map_next_key(&self, map: &Handle, previous: Option<&[u8]>, next: &mut [u8]) -> Result<()> {
        sys::map_next_key(object::map(map)?, previous, next)
    }

    fn ring_memory(&self, map: &Handle) -> Result<RingMemory> {
        mapping::ring(object::map(map)?)
    }

    fn program_load(&self, request: &ProgramLoad<'_>, log: Option<&mut Log<'_>>) -> Result<Handle> {
        let instructions = with_maps(request.instructions, request.maps)?;
        if !names_modules(&instructions, request.modules.len()) {
            return Err(Errno::EINVAL);
        }
        let handles = ProgramHandles {
            btf: request.btf.as_ref().map(|btf| object::btf(btf.types)).transpose()?,
            attach_to: request.attach_to.map(Object::of).transpose()?.map(Object::fd),
            modules: request.modules.iter().map(|types| object::btf(types)).collect::<Result<_>>()?,
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

    fn btf_next_id(&self, after: u32) -> Result<u32> {
        sys::btf_next(after)
    }

    fn btf_open(&self, id: u32) -> Result<Handle> {
        Ok(Object::Btf(sys::btf_open(id)?).into())
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

    /// `struct bpf_prog_info` up to its name (`include/uapi/linux/bpf.h`).
    fn program_info(&self, program: &Handle) -> Result<ProgramInfo> {
        let info = sys::info::<80>(object::program(program)?)?;
        let mut tag = [0; 8];
        tag.copy_from_slice(&info[8..16]);
        Ok(ProgramInfo {
            program_type: ProgramType(sys::word(&info, 0)),
            id: sys::word(&info, 4),
            name: sys::name(&info[64..80]),
            tag,
        })
    }

    /// `struct bpf_link_info` up to the fields that depend on its type (`include/uapi/linux/bpf.h`).
    fn link_info(&self, link: &Handle) -> Result<LinkInfo> {
        let info = sys::info::<12>(object::link(link)?)?;
        Ok(LinkInfo {
            link_type: LinkType(sys::word(&info, 0)),
            id: sys::word(&info, 4),
            program_id: sys::word(&info, 8),
        })
    }

    fn link_create(&self, request: &LinkCreate<'_>) -> Result<Handle> {
        let program = match request.target {
            LinkTarget::StructOps => object::map(request.program)?.fd(),
            LinkTarget::PerfEvent { .. } | LinkTarget::Interface { .. } => object::program(request.program)?,
        };
        let target = match request.target {
            LinkTarget::PerfEvent { event, .. } => Target::Event(Object::of(event)?.fd()),
            LinkTarget::Interface { index } => Target::Interface(index),
            LinkTarget::StructOps => Target::Nothing,
        };
        Ok(Object::Link(sys::link_create(request, program, target)?).into())
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
        };
        Ok(object.into())
    }
}

fn c_path(path: &Path) -> Result<CString> {
    CString::new(path.as_os_str().as_bytes()).map_err(|_| Errno::EINVAL)
}

/// Whether every place in the row of modules that an instruction names is in it: the kernel does not know how long it is.
fn names_modules(instructions: &[u8], modules: usize) -> bool {
    /// A call (`BPF_JMP | BPF_CALL`) of a function of the kernel (`BPF_PSEUDO_KFUNC_CALL` as the source register).
    const CALL: u8 = 0x85;
    const KFUNC: u8 = 2;
    /// Loads of 64 bits take a map by its place in the same row (`BPF_PSEUDO_MAP_IDX`, `BPF_PSEUDO_MAP_IDX_VALUE`).
    const LOAD: u8 = 0x18;
    const BY_PLACE: [u8; 2] = [5, 6];
    // Without a row, the kernel refuses such instructions itself.
    modules == 0
        || instructions.as_chunks::<8>().0.iter().all(|slot| {
            let source = if cfg!(target_endian = "little") { slot[1] >> 4 } else { slot[1] & 0xf };
            match slot[0] {
                CALL if source == KFUNC => {
                    let place = i16::from_ne_bytes([slot[2], slot[3]]);
                    usize::try_from(place).is_ok_and(|place| place <= modules)
                }
                LOAD => !BY_PLACE.contains(&source),
                _ => true,
            }
        })
}

/// The value of a structure with the programs' descriptors where its functions are.
fn with_programs(value: &[u8], programs: &[(u32, &Handle)]) -> Result<Vec<u8>> {
    let mut value = value.to_vec();
    for &(offset, handle) in programs {
        // The kernel reads an address there, of which it takes the number of a descriptor.
        let fd = u64::from(object::program(handle)?.as_raw_fd().cast_unsigned());
        let place = value.get_mut(offset as usize..).and_then(|rest| rest.get_mut(..size_of::<u64>()));
        place.ok_or(Errno::EINVAL)?.copy_from_slice(&fd.to_ne_bytes());
    }
    Ok(value)
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
