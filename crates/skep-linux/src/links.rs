//! Links and attachments of bpf(2): requests to descriptors, and what the kernel says of a link to what it means.

use crate::attr::{Address, LinkParts};
use crate::errno;
use crate::object::{self, Object};
use crate::sys::{self, NamePlace, Target};
use rustix::fs::{Mode, OFlags};
use skep_uapi::kernel::{
    AttachQuery, AttachedPrograms, EventFile, EventPlace, EventProgram, FunctionTargets, IteratorTarget,
    LinkCreate, LinkInfo, LinkPlace, LinkTarget, NetfilterHook, ProgramAttach, Relative, UserPlaces,
};
use skep_uapi::{AttachType, Errno, Handle, LinkType, PerfEventType, Result};
use std::ffi::{CString, OsString};
use std::os::fd::{AsFd as _, AsRawFd as _, BorrowedFd, OwnedFd};
use std::os::unix::ffi::{OsStrExt as _, OsStringExt as _};
use std::path::PathBuf;

pub(crate) fn create(request: &LinkCreate<'_>) -> Result<Handle> {
    let program = match request.target {
        LinkTarget::StructOps => object::map(request.program)?.fd(),
        _ => object::program(request.program)?,
    };
    let relative = match request.order.relative {
        None => Target::Nothing,
        Some(Relative::Program(program)) => Target::Descriptor(object::program(program)?),
        Some(Relative::Link(link)) => Target::Descriptor(object::link(link)?),
        Some(Relative::ProgramId(id) | Relative::LinkId(id)) => Target::Number(id),
    };
    let opened = open(&request.target)?;
    let target = target(&request.target, opened.as_ref())?;
    let told = Told::of(&request.target, opened.as_ref())?;
    Ok(Object::Link(sys::link_create(request, program, target, relative, &told.parts(&request.target)?)?)
        .into())
}

/// What the kernel is told of a target by addresses, kept as long as it reads it.
#[derive(Default)]
struct Told {
    names: Vec<CString>,
    /// The addresses of the names, or the offsets of places.
    addresses: Vec<u8>,
    semaphores: Vec<u8>,
    cookies: Vec<u8>,
    /// `union bpf_iter_link_info`.
    iterator: Vec<u8>,
    count: usize,
}

impl Told {
    fn of(target: &LinkTarget<'_>, opened: Option<&OwnedFd>) -> Result<Self> {
        let text = |bytes: &[u8]| CString::new(bytes).map_err(|_| Errno::EINVAL);
        match *target {
            LinkTarget::Functions(FunctionTargets { functions, cookies, .. }) => {
                let names = functions.iter().map(|name| text(name.as_bytes())).collect::<Result<Vec<_>>>()?;
                let address = |name: &CString| Address::of(name.to_bytes_with_nul()).0.to_ne_bytes();
                let (addresses, count) = (names.iter().flat_map(address).collect(), names.len());
                let cookies = numbers(count, cookies)?;
                Ok(Self { names, addresses, cookies, count, ..Self::default() })
            }
            LinkTarget::UserPlaces(UserPlaces { path, offsets, semaphores, cookies, .. }) => {
                let count = offsets.len();
                let (semaphores, cookies) = (numbers(count, semaphores)?, numbers(count, cookies)?);
                let names = vec![text(path.as_os_str().as_bytes())?];
                Ok(Self {
                    names,
                    addresses: numbers(count, offsets)?,
                    semaphores,
                    cookies,
                    count,
                    ..Self::default()
                })
            }
            LinkTarget::Iterator(iterator) => {
                let fd = |fd: BorrowedFd<'_>| fd.as_raw_fd().cast_unsigned();
                let told = match iterator {
                    IteratorTarget::All => return Ok(Self::default()),
                    IteratorTarget::Map(map) => [fd(object::map(map)?.fd()), 0, 0, 0],
                    IteratorTarget::Cgroup { order, .. } => {
                        [order, fd(opened.ok_or(Errno::EBADF)?.as_fd()), 0, 0]
                    }
                    IteratorTarget::Task { process, thread } => [thread, process, 0, 0],
                };
                let iterator: Vec<u8> = told.iter().flat_map(|word| word.to_ne_bytes()).collect();
                Ok(Self { count: iterator.len(), iterator, ..Self::default() })
            }
            _ => Ok(Self::default()),
        }
    }

    fn parts(&self, target: &LinkTarget<'_>) -> Result<LinkParts> {
        let (names, offsets) = match target {
            LinkTarget::UserPlaces(_) => {
                let path =
                    self.names.first().map_or(Address::NONE, |path| Address::of(path.to_bytes_with_nul()));
                (path, Address::of(&self.addresses))
            }
            LinkTarget::Iterator(_) => (Address::of(&self.iterator), Address::NONE),
            _ => (Address::of(&self.addresses), Address::NONE),
        };
        Ok(LinkParts {
            names,
            offsets,
            semaphores: Address::of(&self.semaphores),
            cookies: Address::of(&self.cookies),
            count: u32::try_from(self.count).map_err(|_| Errno::E2BIG)?,
        })
    }
}

/// The bytes of numbers, of which there are none or one for each place: the kernel reads so many.
fn numbers(places: usize, numbers: &[u64]) -> Result<Vec<u8>> {
    if !numbers.is_empty() && numbers.len() != places {
        return Err(Errno::EINVAL);
    }
    Ok(numbers.iter().flat_map(|number| number.to_ne_bytes()).collect())
}

pub(crate) fn iterator_read(iterator: BorrowedFd<'_>, into: &mut [u8]) -> Result<usize> {
    rustix::io::read(iterator, into).map_err(errno)
}

pub(crate) fn attach(request: &ProgramAttach<'_>) -> Result<()> {
    let opened = open(&request.target)?;
    let target = target(&request.target, opened.as_ref())?;
    let replace = request.replace.map(object::program).transpose()?;
    sys::program_attach(request, object::program(request.program)?, target, replace)
}

pub(crate) fn detach(request: &ProgramAttach<'_>) -> Result<()> {
    let opened = open(&request.target)?;
    let target = target(&request.target, opened.as_ref())?;
    sys::program_detach(request, object::program(request.program)?, target)
}

/// Opens what a target names by its path.
fn open(target: &LinkTarget<'_>) -> Result<Option<OwnedFd>> {
    let (path, flags) = match *target {
        LinkTarget::Cgroup { path } | LinkTarget::Iterator(IteratorTarget::Cgroup { path, .. }) => {
            (path, OFlags::DIRECTORY)
        }
        LinkTarget::NetworkNamespace { path } => (path, OFlags::empty()),
        _ => return Ok(None),
    };
    rustix::fs::open(path, flags | OFlags::CLOEXEC, Mode::empty()).map(Some).map_err(errno)
}

/// What the kernel is told of a target, of which `opened` is open.
fn target<'a>(target: &LinkTarget<'a>, opened: Option<&'a OwnedFd>) -> Result<Target<'a>> {
    Ok(match *target {
        LinkTarget::PerfEvent { event, .. } => Target::Descriptor(Object::of(event)?.fd()),
        LinkTarget::Interface { index } => Target::Number(index),
        LinkTarget::Map { map } => Target::Descriptor(object::map(map)?.fd()),
        LinkTarget::Cgroup { .. } | LinkTarget::NetworkNamespace { .. } => {
            Target::Descriptor(opened.ok_or(Errno::EBADF)?.as_fd())
        }
        LinkTarget::Netfilter(_)
        | LinkTarget::StructOps
        | LinkTarget::Tracing { .. }
        | LinkTarget::Functions(_)
        | LinkTarget::UserPlaces(_)
        | LinkTarget::Iterator(_) => Target::Nothing,
    })
}

/// `struct bpf_link_info` (`include/uapi/linux/bpf.h`): what depends on the link's type begins at 16.
pub(crate) fn info(link: BorrowedFd<'_>) -> Result<LinkInfo> {
    let info = sys::info::<64>(link)?;
    let link_type = LinkType(sys::word(&info, 0));
    let named = |address, length, room| named(link, NamePlace { address, length }, room);
    let place = match link_type {
        LinkType::RAW_TRACEPOINT => LinkPlace::RawTracepoint { name: sys::name(&named(16, 24, NAME)?) },
        LinkType::ITER => LinkPlace::Iterator { name: sys::name(&named(16, 24, NAME)?) },
        LinkType::PERF_EVENT => event(&info, || named(24, 32, PATH))?,
        LinkType::UPROBE_MULTI => LinkPlace::UserPlaces {
            path: path(named(16, 48, PATH)?),
            count: sys::word(&info, 52),
            at_return: sys::word(&info, 56) & AT_RETURN != 0,
            process: Some(sys::word(&info, 60)).filter(|process| *process != 0),
        },
        _ => place(link_type, &info),
    };
    Ok(LinkInfo { link_type, id: sys::word(&info, 4), program_id: sys::word(&info, 8), place })
}

/// The bytes of the name of a tracepoint or of an iterator's elements, and those of a path or of a function, with the zero byte. The
/// kernel cuts longer ones off.
const NAME: usize = 128;
const PATH: usize = 4096;

/// `BPF_F_KPROBE_MULTI_RETURN` and `BPF_F_UPROBE_MULTI_RETURN` (`include/uapi/linux/bpf.h`).
const AT_RETURN: u32 = 1;

/// The name that a link says of its place.
fn named(link: BorrowedFd<'_>, place: NamePlace, room: usize) -> Result<Vec<u8>> {
    let mut name = vec![0; room];
    match sys::link_info_with_name(link, place, &mut name) {
        // The name that is cut off ends with a zero byte too.
        Ok(_) | Err(Errno::ENOSPC) => Ok(name),
        Err(errno) => Err(errno),
    }
}

fn path(mut name: Vec<u8>) -> PathBuf {
    name.truncate(name.iter().position(|&byte| byte == 0).unwrap_or(name.len()));
    OsString::from_vec(name).into()
}

/// What a link to a perf event is on: `enum bpf_perf_event_type` at 16 (Linux 6.6), and the union at 24.
fn event(info: &[u8; 64], name: impl Fn() -> Result<Vec<u8>>) -> Result<LinkPlace> {
    let kind = sys::word(info, 16);
    let offset = u64::from(sys::word(info, 36));
    Ok(LinkPlace::Event(match kind {
        1 | 2 => EventPlace::Uprobe { path: path(name()?), offset, at_return: kind == 2 },
        3 | 4 => EventPlace::Kprobe {
            function: sys::name(&name()?),
            offset,
            address: sys::long(info, 40),
            at_return: kind == 4,
        },
        5 => EventPlace::Tracepoint { name: sys::name(&name()?) },
        6 => EventPlace::Counter {
            event_type: PerfEventType(sys::word(info, 32)),
            config: sys::long(info, 24),
        },
        _ => return Ok(LinkPlace::Other),
    }))
}

fn place(link_type: LinkType, info: &[u8; 64]) -> LinkPlace {
    let word = |offset| sys::word(info, offset);
    let attach_type = AttachType(word(20));
    match link_type {
        LinkType::XDP => LinkPlace::Xdp { interface: word(16) },
        LinkType::TCX | LinkType::NETKIT => LinkPlace::Traffic { interface: word(16), attach_type },
        LinkType::CGROUP => LinkPlace::Cgroup { id: sys::long(info, 16), attach_type: AttachType(word(24)) },
        LinkType::NETNS => LinkPlace::NetworkNamespace { inode: word(16), attach_type },
        LinkType::NETFILTER => LinkPlace::Netfilter(NetfilterHook {
            family: word(16),
            hook: word(20),
            priority: word(24).cast_signed(),
            flags: word(28),
        }),
        LinkType::SOCKMAP => LinkPlace::Map { id: word(16), attach_type },
        LinkType::STRUCT_OPS => LinkPlace::StructOps { map: word(16) },
        LinkType::TRACING => {
            LinkPlace::Tracing { attach_type: AttachType(word(16)), object: word(20), type_id: word(24) }
        }
        LinkType::KPROBE_MULTI if word(24) != 0 => {
            LinkPlace::Functions { count: word(24), at_return: word(28) & AT_RETURN != 0 }
        }
        _ => LinkPlace::Other,
    }
}

pub(crate) fn programs_attached(query: &AttachQuery<'_>) -> Result<AttachedPrograms> {
    let opened = open(&query.target)?;
    let target = target(&query.target, opened.as_ref())?;
    let with_links = matches!(query.target, LinkTarget::Interface { .. });
    sys::programs_attached(query, target, with_links)
}

/// `enum bpf_task_fd_type` (`include/uapi/linux/bpf.h`).
pub(crate) fn event_program(file: EventFile) -> Result<EventProgram> {
    let (program_id, kind, name, offset, address) = sys::event_program(file)?;
    let text = || String::from_utf8_lossy(&name).into_owned();
    let place = match kind {
        0 => EventPlace::RawTracepoint { name: text() },
        1 => EventPlace::Tracepoint { name: text() },
        2 | 3 => EventPlace::Kprobe { function: text(), offset, address, at_return: kind == 3 },
        4 | 5 => EventPlace::Uprobe { path: path(name), offset, at_return: kind == 5 },
        _ => return Err(Errno::EOPNOTSUPP),
    };
    Ok(EventProgram { program_id, place })
}
