//! Local storage: values that belong to tasks, sockets, inodes and control groups, and end with them.

use super::{Map, size};
use crate::{Error, Kernel, Operation, Result, Value};
use skep_btf::{Array as ArrayType, BtfBuilder, Endian, Int};
use skep_object::MapSpec;
use skep_uapi::kernel::StorageOwner;
use skep_uapi::{Errno, Handle, MapFlags, MapType, UpdateFlags};
use std::fmt;
use std::marker::PhantomData;
use std::path::Path;

/// Whether a map of this type is made with a description of its entries only (`bpf_local_storage_map_alloc_check`,
/// `kernel/bpf/bpf_local_storage.c`).
pub(super) fn needs_types(map_type: MapType) -> bool {
    matches!(
        map_type,
        MapType::TASK_STORAGE | MapType::SK_STORAGE | MapType::INODE_STORAGE | MapType::CGRP_STORAGE
    )
}

/// Describes values to the kernel that nobody has described: bytes, and a descriptor as the key. Gives the types, the key's and the value's.
pub(super) fn types(kernel: &Kernel, spec: &MapSpec) -> Result<(Handle, u32, u32)> {
    let mut builder = BtfBuilder::new();
    let key = builder.add_int("int", Int::signed(4));
    let byte = builder.add_int("unsigned char", Int::unsigned(1));
    let value = builder.add_array(ArrayType { element: byte, index: key, count: spec.value_size });
    let bytes = builder
        .to_bytes(Endian::NATIVE)
        .map_err(|cause| Error::other(Operation::CreateMap, &*spec.name, cause))?;
    let handle = kernel
        .api()
        .btf_load(&bytes, None, None)
        .map_err(|errno| Error::kernel(kernel, Operation::LoadTypes, &*spec.name, errno))?;
    Ok((handle, key.number(), value.number()))
}

macro_rules! owners {
    ($($(#[$doc:meta])* $name:ident, $what:literal;)*) => { $(
        $(#[$doc])*
        #[derive(Debug)]
        pub struct $name {
            handle: Handle,
            name: String,
        }

        impl $name {
            fn opened(kernel: &Kernel, owner: &StorageOwner<'_>, name: impl fmt::Display) -> Result<Self> {
                let name = format!(concat!($what, " {}"), name);
                match kernel.api().owner_open(owner) {
                    Ok(handle) => Ok(Self { handle, name }),
                    Err(errno) => Err(Error::kernel(kernel, Operation::OpenOwner, name, errno)),
                }
            }

            #[doc = concat!("The ", $what, " that a descriptor is of, which is duplicated. That it is of one is seen when storage is asked for.")]
            ///
            /// # Errors
            /// If it cannot be duplicated, or the kernel has no descriptors because it is simulated.
            #[cfg(unix)]
            pub fn from_fd(kernel: &Kernel, fd: impl std::os::fd::AsFd) -> Result<Self> {
                use std::os::fd::AsRawFd as _;
                let fd = fd.as_fd();
                Self::opened(kernel, &StorageOwner::Descriptor { fd }, format_args!("of descriptor {}", fd.as_raw_fd()))
            }
        }

        impl Owner for $name {
            fn handle(&self) -> &Handle {
                &self.handle
            }

            fn name(&self) -> &str {
                &self.name
            }
        }
    )* };
}

/// What the four kinds of owners have in common.
trait Owner {
    fn handle(&self) -> &Handle;
    fn name(&self) -> &str;
}

owners! {
    /// A task that storage belongs to: the first thread of a process.
    TaskOwner, "process";
    /// A socket that storage belongs to.
    SkOwner, "socket";
    /// An inode that storage belongs to.
    InodeOwner, "file";
    /// A control group that storage belongs to.
    CgrpOwner, "control group";
}

impl TaskOwner {
    /// A process, by its number. Needs Linux 5.3.
    ///
    /// # Errors
    /// If there is no process of this number, or it is one of a thread that is not the first.
    pub fn open(kernel: &Kernel, pid: u32) -> Result<Self> {
        Self::opened(kernel, &StorageOwner::Task { pid }, pid)
    }
}

impl SkOwner {
    /// A socket of a simulated kernel, by its cookie. On the running kernel sockets are named by their descriptors:
    /// [`from_fd`](Self::from_fd).
    ///
    /// # Errors
    /// If there is no such socket, or the kernel is not a simulated one.
    pub fn by_cookie(kernel: &Kernel, cookie: u64) -> Result<Self> {
        Self::opened(kernel, &StorageOwner::Socket { cookie }, cookie)
    }
}

impl InodeOwner {
    /// A file, or whatever else has this path.
    ///
    /// # Errors
    /// If it is not there, or this process may not read it.
    pub fn open(kernel: &Kernel, path: impl AsRef<Path>) -> Result<Self> {
        let path = path.as_ref();
        Self::opened(kernel, &StorageOwner::File { path }, path.display())
    }
}

impl CgrpOwner {
    /// A control group, by its folder.
    ///
    /// # Errors
    /// If there is no such folder.
    pub fn open(kernel: &Kernel, folder: impl AsRef<Path>) -> Result<Self> {
        let path = folder.as_ref();
        Self::opened(kernel, &StorageOwner::Cgroup { path }, path.display())
    }
}

/// The operations on the bytes of values.
impl Map {
    fn of_owner(&self, operation: Operation, owner: &impl Owner, answer: Result<(), Errno>) -> Result<bool> {
        match answer {
            Ok(()) => Ok(true),
            Err(Errno::ENOENT) => Ok(false),
            // The descriptor is open, but of something else.
            Err(Errno::EBADF | Errno::ENOTSOCK) => {
                let problem = format!(
                    "{} is not of the kind whose storage is in maps of type {}",
                    owner.name(),
                    self.info.map_type
                );
                Err(Error::invalid(operation, self.name(), problem))
            }
            Err(errno) => Err(self.error(operation, errno)),
        }
    }

    fn owned(&self, owner: &impl Owner, value: &mut [u8]) -> Result<bool> {
        let answer = self.object.kernel.api().storage_lookup(&self.object.handle, owner.handle(), value);
        self.of_owner(Operation::Lookup, owner, answer)
    }

    /// `no` is the answer that is no error.
    fn set_owned(
        &self,
        owner: &impl Owner,
        value: &[u8],
        flags: UpdateFlags,
        no: Option<Errno>,
    ) -> Result<bool> {
        let api = self.object.kernel.api();
        match api.storage_update(&self.object.handle, owner.handle(), value, flags) {
            Err(errno) if Some(errno) == no => Ok(false),
            Err(Errno::ENOENT) => Err(self.error(Operation::Update, Errno::ENOENT)),
            answer => self.of_owner(Operation::Update, owner, answer),
        }
    }

    fn remove_owned(&self, owner: &impl Owner) -> Result<bool> {
        let answer = self.object.kernel.api().storage_delete(&self.object.handle, owner.handle());
        self.of_owner(Operation::Delete, owner, answer)
    }
}

macro_rules! storages {
    ($($(#[$doc:meta])* $name:ident, $map_type:ident, $owner:ident, $what:literal;)*) => { $(
        $(#[$doc])*
        ///
        /// A value is there as long as its owner, or until it is removed. The kernel does not go through them. Cloning this is cheap.
        #[derive(Debug)]
        pub struct $name<V> {
            map: Map,
            value: PhantomData<fn() -> V>,
        }

        impl<V> Clone for $name<V> {
            fn clone(&self) -> Self {
                Self { map: self.map.clone(), value: PhantomData }
            }
        }

        impl<V: Value> $name<V> {
            /// The specification of a map of such values, made one by one as they come.
            pub fn spec(name: &str) -> MapSpec {
                let spec = MapSpec::new(name, MapType::$map_type, 4, size::<V>(), 0);
                MapSpec { flags: MapFlags::NO_PREALLOC, ..spec }
            }

            /// Creates a map of such values. Needs `CAP_BPF`.
            ///
            /// # Errors
            /// If the kernel does not take the name or the size (at most a little less than 64 KiB), or this process may not.
            pub fn create(kernel: &Kernel, name: &str) -> Result<Self> {
                Self::new(Map::create(kernel, &Self::spec(name))?)
            }

            /// Takes a map for one of such values.
            ///
            /// # Errors
            /// If it is of another type, or its values have another size.
            pub fn new(map: Map) -> Result<Self> {
                map.expect(&[MapType::$map_type])?;
                map.expect_value::<V>()?;
                Ok(Self { map, value: PhantomData })
            }

            /// The map, untyped: to pin it, or to ask about it.
            pub fn map(&self) -> &Map {
                &self.map
            }

            #[doc = concat!("The value of a ", $what, ", if it has one.")]
            ///
            /// # Errors
            /// If the owner is of another kind, or the kernel refuses.
            pub fn get(&self, owner: &$owner) -> Result<Option<V>> {
                let mut value = V::new_zeroed();
                Ok(self.map.owned(owner, value.as_mut_bytes())?.then_some(value))
            }

            #[doc = concat!("Sets the value of a ", $what, ", whether it has one or not.")]
            ///
            /// # Errors
            /// If the owner is of another kind, or the kernel refuses.
            pub fn set(&self, owner: &$owner, value: &V) -> Result<()> {
                self.map.set_owned(owner, value.as_bytes(), UpdateFlags::ANY, None).map(drop)
            }

            #[doc = concat!("Sets the value of a ", $what, " that has none yet; returns whether it did.")]
            ///
            /// # Errors
            /// If the owner is of another kind, or the kernel refuses.
            pub fn insert_new(&self, owner: &$owner, value: &V) -> Result<bool> {
                self.map.set_owned(owner, value.as_bytes(), UpdateFlags::NOEXIST, Some(Errno::EEXIST))
            }

            #[doc = concat!("Sets the value of a ", $what, " that has one already; returns whether it did.")]
            ///
            /// # Errors
            /// If the owner is of another kind, or the kernel refuses.
            pub fn replace(&self, owner: &$owner, value: &V) -> Result<bool> {
                self.map.set_owned(owner, value.as_bytes(), UpdateFlags::EXIST, Some(Errno::ENOENT))
            }

            #[doc = concat!("Removes the value of a ", $what, "; returns whether it had one.")]
            ///
            /// # Errors
            /// If the owner is of another kind, or the kernel refuses.
            pub fn remove(&self, owner: &$owner) -> Result<bool> {
                self.map.remove_owned(owner)
            }
        }
    )* };
}

storages! {
    /// A value for each task (`BPF_MAP_TYPE_TASK_STORAGE`, Linux 5.11; programs of other types than LSM, Linux 5.13).
    TaskStorage, TASK_STORAGE, TaskOwner, "task";
    /// A value for each socket (`BPF_MAP_TYPE_SK_STORAGE`, Linux 5.2).
    SkStorage, SK_STORAGE, SkOwner, "socket";
    /// A value for each inode (`BPF_MAP_TYPE_INODE_STORAGE`, Linux 5.10, on kernels with `CONFIG_BPF_LSM`). Programs of type LSM use it.
    InodeStorage, INODE_STORAGE, InodeOwner, "file";
    /// A value for each control group (`BPF_MAP_TYPE_CGRP_STORAGE`, Linux 6.2).
    CgrpStorage, CGRP_STORAGE, CgrpOwner, "control group";
}
