//! Maps: what programs and user space share.

mod arena;
mod array;
mod attached;
mod bloom;
mod cpus;
mod devices;
mod dynamic;
mod entries;
mod fill;
mod hash;
mod holder;
mod instructions;
mod lpm;
mod many;
mod outer;
mod per_cpu;
mod perf;
mod program_array;
mod queue;
mod ring;
mod shared;
mod sockets;
mod stack_trace;
mod storage;
mod user_ring;
mod words;

pub use arena::Arena;
pub use array::{Array, ArrayView};
pub use attached::{CgroupStorage, PerCpuCgroupStorage};
pub use bloom::BloomFilter;
pub use cpus::{CpuMap, CpuQueue};
pub use devices::{Device, DeviceHashMap, DeviceMap, Interface};
pub use dynamic::DynamicMap;
pub(crate) use entries::KeyWalk;
pub use entries::{Entries, PerCpuEntries, Reading};
pub use fill::Fill;
pub use hash::HashMap;
pub use holder::Holder;
pub use instructions::{InstructionArray, InstructionPlace};
pub use lpm::{LpmKey, LpmTrie};
pub use many::Many;
pub use outer::{ArrayOfMaps, HashOfMaps};
pub use per_cpu::{PerCpu, PerCpuArray, PerCpuHashMap};
pub use perf::PerfBuffer;
pub use program_array::ProgramArray;
pub use queue::{Queue, Stack};
pub use ring::RingBuffer;
pub(crate) use ring::{corrupt, wrong_record};
pub use sockets::{ReuseportSockets, SocketHash, SocketMap, XskMap};
pub use stack_trace::{StackFrame, StackTrace};
pub use storage::{
    CgrpOwner, CgrpStorage, InodeOwner, InodeStorage, SkOwner, SkStorage, TaskOwner, TaskStorage,
};
pub use user_ring::UserRingBuffer;

use crate::attach::is_older;
use crate::retry::{self, Call};
use crate::{Cause, Error, Kernel, Operation, Result, Value, locked_memory};
use skep_memory::Region;
use skep_object::MapSpec;
use skep_uapi::kernel::{MapCreate, MapInfo, MapTypes, ObjectKind};
use skep_uapi::{Errno, Handle, MapFlags, MapType, UpdateFlags, Version};
use std::path::Path;
use std::sync::{Arc, OnceLock};

/// An open object of a kernel, with the name it has in messages.
#[derive(Debug)]
pub(crate) struct Object {
    pub(crate) kernel: Kernel,
    pub(crate) handle: Handle,
    pub(crate) name: String,
}

impl Object {
    pub(crate) fn error(&self, operation: Operation, errno: Errno) -> Error {
        Error::kernel(&self.kernel, operation, self.name.as_str(), errno)
    }

    pub(crate) fn pin(&self, path: &Path) -> Result<()> {
        self.kernel
            .api()
            .pin(&self.handle, path)
            .map_err(|errno| Error::kernel(&self.kernel, Operation::Pin, path.display().to_string(), errno))
    }

    pub(crate) fn open_pin(kernel: &Kernel, path: &Path, kind: ObjectKind) -> Result<Self> {
        let name = path.display().to_string();
        match retry::call(kernel, Call::OpenPin, || kernel.api().open_pin(path, kind)) {
            Ok(handle) => Ok(Self { kernel: kernel.clone(), handle, name }),
            Err(errno) => Err(Error::kernel(kernel, Operation::OpenPin, name, errno)),
        }
    }

    #[cfg(unix)]
    pub(crate) fn from_fd(
        kernel: &Kernel,
        fd: std::os::fd::OwnedFd,
        kind: ObjectKind,
        what: &str,
    ) -> Result<Self> {
        match kernel.api().adopt_fd(fd, kind) {
            Ok(handle) => Ok(Self { kernel: kernel.clone(), handle, name: what.to_owned() }),
            Err(errno) => Err(Error::kernel(kernel, Operation::Descriptor, what, errno)),
        }
    }

    #[cfg(unix)]
    pub(crate) fn into_fd(self) -> Result<std::os::fd::OwnedFd> {
        let Self { kernel, handle, name } = self;
        let result = kernel.api().release_fd(handle);
        result.map_err(|errno| Error::kernel(&kernel, Operation::Descriptor, name, errno))
    }

    /// The object's descriptor if this is its only holder, otherwise a duplicate.
    #[cfg(unix)]
    pub(crate) fn shared_into_fd(object: Arc<Self>) -> Result<std::os::fd::OwnedFd> {
        match Arc::try_unwrap(object) {
            Ok(object) => object.into_fd(),
            Err(object) => {
                let error = |errno| object.error(Operation::Descriptor, errno);
                let fd = object.kernel.api().borrow_fd(&object.handle);
                let fd = fd.ok_or(Errno::EOPNOTSUPP).map_err(error)?;
                fd.try_clone_to_owned()
                    .map_err(|cause| Error::other(Operation::Descriptor, object.name.as_str(), cause))
            }
        }
    }
}

/// A map of any type, by what the kernel says of it. Typed maps are made of it: [`HashMap`], [`Array`],
/// [`RingBuffer`]. Cloning it is cheap.
#[derive(Clone, Debug)]
pub struct Map {
    pub(crate) object: Arc<Object>,
    info: MapInfo,
    /// Its values' memory, once it was asked for: none if it cannot be mapped.
    memory: Arc<OnceLock<Option<Region>>>,
    /// What the maps in it are like, if it is a map of maps that was made here: the kernel does not say.
    template: Option<Arc<MapInfo>>,
}

impl Map {
    /// Creates a map. Needs `CAP_BPF`. On a kernel before 5.11 it raises the process's limit on locked memory
    /// (`RLIMIT_MEMLOCK`) if that is in the way.
    ///
    /// # Errors
    /// If the specification is not one that the kernel takes, or this process may not.
    pub fn create(kernel: &Kernel, spec: &MapSpec) -> Result<Self> {
        // What the maps in it are like is shown by one, which is not needed any more after that.
        let inner = spec.inner.as_ref().map(|inner| Self::create(kernel, inner)).transpose()?;
        Self::create_with(kernel, spec, inner.as_ref(), MapCreate::default())
    }

    /// As [`create`](Self::create), as a typed map.
    ///
    /// ```
    /// use skep::prelude::*;
    /// use skep::uapi::MapFlags;
    ///
    /// let kernel = Kernel::simulated();
    /// let spec = HashMap::<u32, u64>::spec("COUNTS", 1024).with_flags(MapFlags::NO_PREALLOC);
    /// let counts: HashMap<u32, u64> = Map::create_as(&kernel, &spec)?;
    /// counts.insert(&7, &1)?;
    /// let wrong = Array::<u64>::spec("SUMS", 4).with_flags(MapFlags::NO_PREALLOC);
    /// let error = Map::create(&kernel, &wrong).unwrap_err();
    /// assert!(error.to_string().contains("flags is 1"), "{error}");
    /// # Ok::<(), skep::Error>(())
    /// ```
    ///
    /// # Errors
    /// As of `create`, and if the specification is of a map of another type.
    pub fn create_as<M: FromMap>(kernel: &Kernel, spec: &MapSpec) -> Result<M> {
        M::from_map(Self::create(kernel, spec)?)
    }

    /// As [`create`](Self::create), with what a specification says nothing of: a map like those that are to be in it, handles, and what
    /// they refer to.
    pub(crate) fn create_with(
        kernel: &Kernel,
        spec: &MapSpec,
        inner: Option<&Self>,
        more: MapCreate<'_>,
    ) -> Result<Self> {
        let name = spec.shown_name();
        let MapSpec { map_type, key_size, value_size, max_entries, flags, extra, .. } = *spec;
        spec.check()
            .map_err(|errors| Error::new(Operation::CreateMap, &**name, Cause::Spec(errors), None))?;
        let page_size = kernel.api().page_size();
        if map_type == MapType::RINGBUF && !(max_entries as usize).is_multiple_of(page_size) {
            let problem = format!(
                "max_entries is {max_entries}; it must be the ring's size in bytes, a power of two and a multiple \
                 of this kernel's page size of {page_size}"
            );
            return Err(Error::invalid(Operation::CreateMap, &**name, problem));
        }
        if matches!(map_type, MapType::ARRAY_OF_MAPS | MapType::HASH_OF_MAPS) && inner.is_none() {
            let problem = "inner is missing: it must say what the maps in it are like";
            return Err(Error::invalid(Operation::CreateMap, &**name, problem));
        }
        let made = match more.types {
            None if storage::needs_types(map_type) => Some(storage::types(kernel, spec)?),
            _ => None,
        };
        let made = made.as_ref().map(|(types, key, value)| MapTypes { types, key: *key, value: *value });
        let types = more.types.or(made);
        let plain = MapCreate {
            map_type,
            name,
            key_size,
            value_size,
            max_entries,
            flags,
            extra,
            types: None,
            inner: inner.map(|inner| &inner.object.handle),
            ..more
        };
        let create = |request: &MapCreate<'_>| {
            locked_memory::with_room(kernel, Operation::CreateMap, || kernel.api().map_create(request))
        };
        // The types explain the entries; a kernel that does not take them may take the map without.
        let created = match types {
            Some(_) => {
                let described = create(&MapCreate { types, ..plain });
                // A structure of functions is not made without.
                if more.kernel_value_type == 0 { described.or_else(|_| create(&plain)) } else { described }
            }
            None => create(&plain),
        };
        let handle = created.map_err(|errno| {
            let error = || Error::kernel(kernel, Operation::CreateMap, &**name, errno);
            younger_type(kernel, map_type, name, errno).unwrap_or_else(error)
        })?;
        let map = Self::from_object(Object { kernel: kernel.clone(), handle, name: name.to_string() })?;
        Ok(Self { template: inner.map(|inner| Arc::new(inner.info.clone())), ..map })
    }

    /// What the maps in it are like, if that is known.
    fn template(&self) -> Option<&MapInfo> {
        self.template.as_deref()
    }

    pub(crate) fn from_object(mut object: Object) -> Result<Self> {
        let Object { kernel, handle, .. } = &object;
        let info = retry::call(kernel, Call::Read, || kernel.api().map_info(handle))
            .map_err(|errno| object.error(Operation::Info, errno))?;
        if !info.name.is_empty() {
            object.name.clone_from(&info.name);
        }
        Ok(Self { object: Arc::new(object), info, memory: Arc::default(), template: None })
    }

    /// What the kernel said of this map when it was opened.
    pub fn info(&self) -> &MapInfo {
        &self.info
    }

    /// Its name; for a map without one, where it was found.
    pub fn name(&self) -> &str {
        &self.object.name
    }

    /// Keeps the map after this process ends, until the pin is removed. Needs a mounted bpf file system.
    ///
    /// # Errors
    /// If the path is not in one, something is there already, or this process may not.
    pub fn pin(&self, path: impl AsRef<Path>) -> Result<()> {
        self.object.pin(path.as_ref())
    }

    /// Opens a pinned map.
    ///
    /// # Errors
    /// If nothing is pinned there, or something that is no map.
    pub fn open_pin(kernel: &Kernel, path: impl AsRef<Path>) -> Result<Self> {
        Self::from_object(Object::open_pin(kernel, path.as_ref(), ObjectKind::Map)?)
    }

    /// Takes over the descriptor of a map.
    ///
    /// # Errors
    /// If it is of no map, or the kernel has no descriptors because it is simulated.
    #[cfg(unix)]
    pub fn from_fd(kernel: &Kernel, fd: std::os::fd::OwnedFd) -> Result<Self> {
        Self::from_object(Object::from_fd(kernel, fd, ObjectKind::Map, "map")?)
    }

    /// A descriptor of the map.
    ///
    /// # Errors
    /// If the kernel has no descriptors because it is simulated.
    #[cfg(unix)]
    pub fn into_fd(self) -> Result<std::os::fd::OwnedFd> {
        Object::shared_into_fd(self.object)
    }

    pub(crate) fn error(&self, operation: Operation, errno: Errno) -> Error {
        self.object.error(operation, errno)
    }

    /// Checks that this map is what a typed one takes it for.
    fn expect(&self, types: &[MapType]) -> Result<()> {
        if types.contains(&self.info.map_type) {
            return Ok(());
        }
        let expected: Vec<String> = types.iter().map(ToString::to_string).collect();
        let problem = format!("map_type is {}; expected {}", self.info.map_type, expected.join(" or "));
        Err(Error::invalid(Operation::Check, self.name(), problem))
    }

    /// The memory of its values, mapped when this is asked first: of an array that was made for it, on a kernel that can.
    pub(crate) fn memory(&self) -> Option<&Region> {
        let map = || self.object.kernel.api().array_memory(&self.object.handle).ok();
        let can_be = self.info.flags.contains(MapFlags::MMAPABLE);
        can_be.then(|| self.memory.get_or_init(map).as_ref()).flatten()
    }

    fn expect_key<K: Value>(&self) -> Result<()> {
        self.expect_size::<K>("key_size", self.info.key_size)
    }

    fn expect_value<V: Value>(&self) -> Result<()> {
        self.expect_size::<V>("value_size", self.info.value_size)
    }

    fn expect_size<T>(&self, field: &str, found: u32) -> Result<()> {
        let expected = size_of::<T>();
        if found as usize == expected {
            return Ok(());
        }
        let problem = format!("{field} is {found}; `{}` has {expected} bytes", std::any::type_name::<T>());
        Err(Error::invalid(Operation::Check, self.name(), problem))
    }
}

/// What a map can be taken for: any typed map, and [`Map`] itself. A type that is one can be in an [`ArrayOfMaps`].
pub trait FromMap: Sized {
    /// Takes a map for one of these.
    ///
    /// # Errors
    /// If it is of another type, or its keys or values have another size.
    fn from_map(map: Map) -> Result<Self>;

    /// The map, untyped.
    fn as_map(&self) -> &Map;
}

impl FromMap for Map {
    fn from_map(map: Map) -> Result<Self> {
        Ok(map)
    }

    fn as_map(&self) -> &Map {
        self
    }
}

/// Has typed maps made of untyped ones by their `new`.
macro_rules! from_map {
    ($($typed:ty, $($parameter:ident: $bound:path),*;)*) => {
        $(impl<$($parameter: $bound),*> FromMap for $typed {
            fn from_map(map: Map) -> Result<Self> {
                Self::new(map)
            }

            fn as_map(&self) -> &Map {
                self.map()
            }
        })*
    };
}

from_map! {
    HashMap<K, V>, K: Value, V: Value;
    Holder<K, V>, K: Value, V: Value;
    PerCpuHashMap<K, V>, K: Value, V: Value;
    Array<V>, V: Value;
    PerCpuArray<V>, V: Value;
    Queue<V>, V: Value;
    Stack<V>, V: Value;
    RingBuffer<T>, T: crate::Event;
    UserRingBuffer<T>, T: Value;
    ProgramArray,;
    InstructionArray,;
    Arena,;
    CgroupStorage<V>, V: Value;
    PerCpuCgroupStorage<V>, V: Value;
    BloomFilter<T>, T: Value;
    StackTrace,;
    TaskStorage<V>, V: Value;
    SkStorage<V>, V: Value;
    InodeStorage<V>, V: Value;
    CgrpStorage<V>, V: Value;
    ArrayOfMaps<M>, M: FromMap;
    HashOfMaps<K, M>, K: Value, M: FromMap;
    DeviceMap,;
    DeviceHashMap,;
    CpuMap,;
    SocketMap,;
    SocketHash<K>, K: Value;
    ReuseportSockets,;
    XskMap,;
}

impl<D: Value + Copy, V: Value> FromMap for LpmTrie<D, V>
where
    LpmKey<D>: Value,
{
    fn from_map(map: Map) -> Result<Self> {
        Self::new(map)
    }

    fn as_map(&self) -> &Map {
        self.map()
    }
}

/// The operations that typed maps are made of, on the bytes of keys and values.
impl Map {
    /// How many processors there can be: the parts of a value that each has for itself.
    pub(crate) fn possible_cpus(&self) -> Result<u32> {
        let kernel = &self.object.kernel;
        retry::call(kernel, Call::Read, || kernel.api().possible_cpus())
            .map_err(|errno| self.error(Operation::Info, errno))
    }

    /// Copies the value of a key; returns whether there is one.
    pub(crate) fn look_up(&self, key: &[u8], value: &mut [u8]) -> Result<bool> {
        let Object { kernel, handle, .. } = &*self.object;
        // Most is done here: what is rare is elsewhere.
        match kernel.api().map_lookup(handle, key, value) {
            Ok(()) => Ok(true),
            Err(Errno::ENOENT) => Ok(false),
            Err(errno) => self.look_up_again(errno, key, value),
        }
    }

    #[cold]
    fn look_up_again(&self, errno: Errno, key: &[u8], value: &mut [u8]) -> Result<bool> {
        let Object { kernel, handle, .. } = &*self.object;
        let attempt = || kernel.api().map_lookup(handle, key, value);
        self.found(Operation::Lookup, retry::again(kernel, Call::Read, errno, attempt))
    }

    pub(crate) fn update(&self, key: &[u8], value: &[u8], flags: UpdateFlags) -> Result<()> {
        self.try_update(key, value, flags).map_err(|errno| self.error(Operation::Update, errno))
    }

    /// As [`update`](Self::update), for those who make something of the answer.
    fn try_update(&self, key: &[u8], value: &[u8], flags: UpdateFlags) -> Result<(), Errno> {
        let Object { kernel, handle, .. } = &*self.object;
        kernel.api().map_update(handle, key, value, flags)
    }

    /// Removes a key; returns whether it was there.
    fn delete(&self, key: &[u8]) -> Result<bool> {
        let Object { kernel, handle, .. } = &*self.object;
        self.found(Operation::Delete, kernel.api().map_delete(handle, key))
    }

    /// Copies the value of a key and removes it; returns whether it was there.
    fn take(&self, key: &[u8], value: &mut [u8]) -> Result<bool> {
        let Object { kernel, handle, .. } = &*self.object;
        self.found(Operation::Delete, kernel.api().map_take(handle, key, value))
    }

    /// That there is no such key is an answer, and costs no error.
    fn found(&self, operation: Operation, answer: Result<(), Errno>) -> Result<bool> {
        match answer {
            Ok(()) => Ok(true),
            Err(Errno::ENOENT) => Ok(false),
            Err(errno) => Err(self.error(operation, errno)),
        }
    }

    /// Refuses an index beyond the end.
    fn check_index(&self, index: u32) -> Result<()> {
        let length = self.info.max_entries;
        if index < length {
            return Ok(());
        }
        let problem = format!("index is {index}; the array has {length} elements");
        Err(Error::invalid(Operation::Update, self.name(), problem))
    }
}

/// The size of a type as the kernel takes it. A type that does not fit 32 bits does not fit a map.
fn size<T>() -> u32 {
    const { assert!(size_of::<T>() < u32::MAX as usize, "a key or value is at most 4 GiB") };
    #[expect(clippy::cast_possible_truncation, reason = "asserted above")]
    let size = size_of::<T>() as u32;
    size
}

/// What is to be said if a kernel has no such type of maps since it is older than the type.
fn younger_type(kernel: &Kernel, map_type: MapType, name: &str, errno: Errno) -> Option<Error> {
    let since: Version = map_type.since()?.parse().ok()?;
    let release = is_older(kernel, errno, since)?;
    let instead = match map_type {
        MapType::RINGBUF | MapType::USER_RINGBUF => "use a perf buffer (`PerfBuffer`)",
        MapType::BLOOM_FILTER => "use a `HashMap` whose values are not looked at",
        MapType::TASK_STORAGE | MapType::INODE_STORAGE | MapType::CGRP_STORAGE | MapType::SK_STORAGE => {
            "use a `HashMap` by the owner's number, and remove what has gone"
        }
        MapType::ARENA => "use an array that is mapped (`Array::create_mapped`)",
        _ => "use another type of map (`skep features` shows which this kernel has)",
    };
    let what = format!("a map of type {map_type}");
    Some(Error::lacking(Operation::CreateMap, name, &what, since, &release, instead))
}
