//! Maps of network interfaces, which XDP programs send packets to: by an index, or by any number.

use super::{KeyWalk, Map};
use crate::retry::{self, Call};
use crate::{Error, Kernel, Operation, Program, Result};
use skep_object::MapSpec;
use skep_uapi::{Errno, MapType, UpdateFlags};
use zerocopy::{FromBytes, Immutable, IntoBytes, KnownLayout};

/// A network interface, by its name or its index in this process's network namespace.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Interface<'a> {
    /// Its name.
    Name(&'a str),
    /// Its index, which is not 0.
    Index(u32),
}

impl<'a> From<&'a str> for Interface<'a> {
    fn from(name: &'a str) -> Self {
        Self::Name(name)
    }
}

impl From<u32> for Interface<'_> {
    fn from(index: u32) -> Self {
        Self::Index(index)
    }
}

impl Interface<'_> {
    /// The index that it has in this process's network namespace.
    fn index(self, kernel: &Kernel) -> Result<u32> {
        match self {
            Self::Index(index) => Ok(index),
            Self::Name(name) => retry::call(kernel, Call::Read, || kernel.api().interface_index(name))
                .map_err(|errno| Error::kernel(kernel, Operation::FindInterface, name, errno)),
        }
    }
}

/// An interface in a map.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Device {
    /// The interface's index.
    pub index: u32,
    /// The id of the program that runs there on what is sent to it, if there is one.
    pub program: Option<u32>,
}

/// `struct bpf_devmap_val` and `struct bpf_cpumap_val` (`include/uapi/linux/bpf.h`): a number, and a program by its descriptor or its
/// id. The second half is there since Linux 5.8.
#[derive(Clone, Copy, PartialEq, Eq, Debug, FromBytes, IntoBytes, Immutable, KnownLayout)]
#[repr(C)]
pub(super) struct WithProgram {
    pub(super) number: u32,
    program: u32,
}

/// The bytes of a value that has no place for a program.
const PLAIN: u32 = 4;

/// The bytes of a value with a place for a program.
pub(super) const WITH_PROGRAM: u32 = 8;

impl WithProgram {
    /// The id of its program.
    pub(super) fn program_id(self) -> Option<u32> {
        (self.program != 0).then_some(self.program)
    }
}

impl Map {
    /// Reads a number with a program, or without one if the map's values have no place for it.
    pub(super) fn receiver(&self, key: u32) -> Result<Option<WithProgram>> {
        let mut value = WithProgram { number: 0, program: 0 };
        let length = value.as_bytes().len().min(self.info().value_size as usize);
        Ok(self.look_up(key.as_bytes(), &mut value.as_mut_bytes()[..length])?.then_some(value))
    }

    /// Writes a number, with or without a program.
    pub(super) fn set_receiver(
        &self,
        key: u32,
        number: u32,
        program: Option<&Program>,
        operation: Operation,
    ) -> Result<()> {
        let (object, size) = (&self.object, self.info().value_size);
        let value = WithProgram { number, program: 0 };
        let bytes = &value.as_bytes()[..value.as_bytes().len().min(size as usize)];
        let (key, flags) = (key.as_bytes(), UpdateFlags::ANY);
        let api = object.kernel.api();
        let answer = match program {
            None => api.map_update(&object.handle, key, bytes, flags),
            Some(_) if size == PLAIN => {
                let problem = "value_size is 4; a value with a program has 8 bytes: make the map with `spec_with_programs`";
                return Err(Error::invalid(operation, self.name(), problem));
            }
            Some(program) => {
                api.map_update_with_program(&object.handle, key, bytes, (PLAIN, program.handle()), flags)
            }
        };
        answer.map_err(|errno| match (program, operation, errno) {
            // The kernel says no more of a program that does not fit (`cpu_map_update_elem`).
            (Some(program), Operation::SetCpu, Errno::ENOMEM) => {
                let problem = format!(
                    "the program `{}` is not for CPUs in maps, or the kernel could not get enough memory; such programs are \
                     loaded with the attach type `XDP_CPUMAP`",
                    program.name()
                );
                Error::invalid(operation, self.name(), problem)
            }
            _ => self.error(operation, errno),
        })
    }

    /// Checks that keys and values are numbers, the latter with a place for a program or without.
    pub(super) fn expect_receivers(&self, types: &[MapType]) -> Result<()> {
        self.expect(types)?;
        self.expect_key::<u32>()?;
        match self.info().value_size {
            PLAIN | WITH_PROGRAM => Ok(()),
            found => {
                let problem = format!("value_size is {found}; expected 4, or 8 with a program");
                Err(Error::invalid(Operation::Check, self.name(), problem))
            }
        }
    }
}

/// Network interfaces by an index, for `bpf_redirect_map` of XDP programs (`BPF_MAP_TYPE_DEVMAP`, Linux 4.14). Cloning it is cheap.
///
/// A packet that is sent to an empty slot is dropped, or passed on if the program says so in the flags of the call. A frame leaves by the
/// driver's own way: the other end of a veth pair gets it only if that has an XDP program too, or `gro` switched on. When
/// an interface goes away, the kernel takes it out.
#[derive(Clone, Debug)]
pub struct DeviceMap {
    map: Map,
}

impl DeviceMap {
    /// The specification of a map of this many slots, without places for programs.
    pub fn spec(name: &str, length: u32) -> MapSpec {
        MapSpec::new(name, MapType::DEVMAP, 4, PLAIN, length)
    }

    /// The specification of a map of this many slots, each of which can have a program, too (Linux 5.8).
    pub fn spec_with_programs(name: &str, length: u32) -> MapSpec {
        MapSpec::new(name, MapType::DEVMAP, 4, WITH_PROGRAM, length)
    }

    /// Creates a map of this many slots. Needs `CAP_BPF` and `CAP_NET_ADMIN`.
    ///
    /// # Errors
    /// If the kernel does not take the name or the sizes, or this process may not.
    pub fn create(kernel: &Kernel, name: &str, length: u32) -> Result<Self> {
        Self::new(Map::create(kernel, &Self::spec(name, length))?)
    }

    /// Takes a map for a map of interfaces.
    ///
    /// # Errors
    /// If it is of another type, or its values have another size.
    pub fn new(map: Map) -> Result<Self> {
        map.expect_receivers(&[MapType::DEVMAP])?;
        Ok(Self { map })
    }

    /// The map, untyped: to pin it, or to ask about it.
    pub fn map(&self) -> &Map {
        &self.map
    }

    /// How many slots it has.
    #[expect(clippy::len_without_is_empty, reason = "a map without slots is refused by the kernel")]
    pub fn len(&self) -> u32 {
        self.map.info().max_entries
    }

    /// Puts an interface in a slot, in place of one that is there.
    ///
    /// # Errors
    /// If there is no such interface, or there are not so many slots.
    pub fn set<'i>(&self, slot: u32, interface: impl Into<Interface<'i>>) -> Result<()> {
        self.put(slot, interface.into(), None)
    }

    /// As [`set`](Self::set), with a program that runs on each packet when it is about to leave there. The program was loaded
    /// with the attach type `XDP_DEVMAP`. Needs Linux 5.8.
    ///
    /// # Errors
    /// If there is no such interface, the program is of another type, or the map's values have no place for it.
    pub fn set_with_program<'i>(
        &self,
        slot: u32,
        interface: impl Into<Interface<'i>>,
        program: &Program,
    ) -> Result<()> {
        self.put(slot, interface.into(), Some(program))
    }

    fn put(&self, slot: u32, interface: Interface<'_>, program: Option<&Program>) -> Result<()> {
        self.map.check_index(slot)?;
        let index = known(&self.map, interface)?;
        self.map.set_receiver(slot, index, program, Operation::SetInterface)
    }

    /// Empties a slot, if there is something in it.
    ///
    /// # Errors
    /// If there are not so many slots.
    pub fn clear(&self, slot: u32) -> Result<()> {
        self.map.check_index(slot)?;
        self.map.delete(slot.as_bytes()).map(drop)
    }

    /// The interface in a slot, if there is one.
    ///
    /// # Errors
    /// If the kernel refuses.
    pub fn get(&self, slot: u32) -> Result<Option<Device>> {
        device(&self.map, slot)
    }

    /// The slots that have an interface.
    pub fn iter(&self) -> impl Iterator<Item = Result<(u32, Device)>> {
        (0..self.len()).filter_map(|slot| match self.get(slot) {
            Ok(device) => device.map(|device| Ok((slot, device))),
            Err(error) => Some(Err(error)),
        })
    }
}

/// Network interfaces by any number, for `bpf_redirect_map` of XDP programs (`BPF_MAP_TYPE_DEVMAP_HASH`, Linux 5.4): as a
/// [`DeviceMap`] otherwise. Cloning it is cheap.
#[derive(Clone, Debug)]
pub struct DeviceHashMap {
    map: Map,
}

impl DeviceHashMap {
    /// The specification of a map for at most this many interfaces, without places for programs.
    pub fn spec(name: &str, max_entries: u32) -> MapSpec {
        MapSpec::new(name, MapType::DEVMAP_HASH, 4, PLAIN, max_entries)
    }

    /// The specification of a map for at most this many interfaces, each of which can have a program, too (Linux 5.8).
    pub fn spec_with_programs(name: &str, max_entries: u32) -> MapSpec {
        MapSpec::new(name, MapType::DEVMAP_HASH, 4, WITH_PROGRAM, max_entries)
    }

    /// Creates a map for at most this many interfaces. Needs `CAP_BPF` and `CAP_NET_ADMIN`.
    ///
    /// # Errors
    /// If the kernel does not take the name or the sizes, or this process may not.
    pub fn create(kernel: &Kernel, name: &str, max_entries: u32) -> Result<Self> {
        Self::new(Map::create(kernel, &Self::spec(name, max_entries))?)
    }

    /// Takes a map for a map of interfaces.
    ///
    /// # Errors
    /// If it is of another type, or its values have another size.
    pub fn new(map: Map) -> Result<Self> {
        map.expect_receivers(&[MapType::DEVMAP_HASH])?;
        Ok(Self { map })
    }

    /// The map, untyped: to pin it, or to ask about it.
    pub fn map(&self) -> &Map {
        &self.map
    }

    /// Puts an interface under a number, in place of one that is there.
    ///
    /// # Errors
    /// If there is no such interface; [`Full`](crate::ErrorKind::Full) if there is no room for more.
    pub fn insert<'i>(&self, number: u32, interface: impl Into<Interface<'i>>) -> Result<()> {
        self.put(number, interface.into(), None)
    }

    /// As [`insert`](Self::insert), with a program that runs on each packet when it is about to leave there. The program was
    /// loaded with the attach type `XDP_DEVMAP`. Needs Linux 5.8.
    ///
    /// # Errors
    /// If there is no such interface, the program is of another type, or the map's values have no place for it.
    pub fn insert_with_program<'i>(
        &self,
        number: u32,
        interface: impl Into<Interface<'i>>,
        program: &Program,
    ) -> Result<()> {
        self.put(number, interface.into(), Some(program))
    }

    fn put(&self, number: u32, interface: Interface<'_>, program: Option<&Program>) -> Result<()> {
        let index = known(&self.map, interface)?;
        self.map.set_receiver(number, index, program, Operation::SetInterface)
    }

    /// Removes a number; returns whether it was there.
    ///
    /// # Errors
    /// If the kernel refuses.
    pub fn remove(&self, number: u32) -> Result<bool> {
        self.map.delete(number.as_bytes())
    }

    /// The interface under a number, if there is one.
    ///
    /// # Errors
    /// If the kernel refuses.
    pub fn get(&self, number: u32) -> Result<Option<Device>> {
        device(&self.map, number)
    }

    /// All numbers with their interfaces. This is no snapshot.
    pub fn iter(&self) -> impl Iterator<Item = Result<(u32, Device)>> {
        KeyWalk::new(&self.map).entries(|number| self.get(*number))
    }
}

/// The index of an interface that is to be put into a map: 0 would take out what is there.
fn known(map: &Map, interface: Interface<'_>) -> Result<u32> {
    match interface.index(&map.object.kernel)? {
        0 => Err(Error::invalid(
            Operation::SetInterface,
            map.name(),
            "the index is 0; interfaces are counted from 1",
        )),
        index => Ok(index),
    }
}

fn device(map: &Map, key: u32) -> Result<Option<Device>> {
    let value = map.receiver(key)?;
    Ok(value.map(|value| Device { index: value.number, program: value.program_id() }))
}
