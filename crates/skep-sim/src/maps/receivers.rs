//! Maps of what packets are sent to: network interfaces (`BPF_MAP_TYPE_DEVMAP` and `BPF_MAP_TYPE_DEVMAP_HASH`,
//! `kernel/bpf/devmap.c`) and CPUs (`BPF_MAP_TYPE_CPUMAP`, `kernel/bpf/cpumap.c`). Each can have a program that runs there.

use super::hash::Hash;
use super::values::{Caller, Values};
use super::{index, next_index};
use skep_uapi::{AttachType, Errno, MapType, Result, UpdateFlags};
use skep_vm::Memory;
use std::collections::BTreeMap;

/// The most packets that may wait at a CPU (`cpu_map_update_elem`).
const MAX_WAITING: u32 = 16384;

/// A map of receivers. It holds their programs.
#[derive(Debug)]
pub(crate) struct Receivers {
    /// The values, as programs and user space see them: a number, and perhaps the id of a program.
    hash: Hash,
    kind: Kind,
    max_entries: u32,
    /// The programs, by the keys of their receivers.
    programs: BTreeMap<u32, u32>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Kind {
    /// Interfaces in slots.
    Interfaces,
    /// Interfaces by any number.
    NumberedInterfaces,
    Cpus,
}

/// What a packet is sent to by a map.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Receiver {
    /// The interface of this index, which sends it out.
    Interface(u32),
    /// The rest of the network stack, on this CPU.
    Cpu(u32),
}

/// What is to be put in, as far as it is known to the map: the rest the kernel looks up.
pub(crate) struct Wanted {
    /// The number in the value: the index of an interface, or how many packets may wait.
    pub(crate) number: u32,
    /// Whether there is an interface of that index.
    pub(crate) is_interface: bool,
    /// How many CPUs there can be.
    pub(crate) possible_cpus: u32,
    /// Where the program was loaded to be attached; nothing if there is none, or if it is no XDP program.
    pub(crate) attach_type: Option<AttachType>,
    pub(crate) program: Option<u32>,
}

impl Receivers {
    pub(super) fn new(map_type: MapType, values: Values, max_entries: u32, memory: &mut Memory) -> Self {
        let kind = match map_type {
            MapType::DEVMAP => Kind::Interfaces,
            MapType::DEVMAP_HASH => Kind::NumberedInterfaces,
            _ => Kind::Cpus,
        };
        values.make_read_only(memory);
        Self { hash: Hash::new(values, max_entries, None), kind, max_entries, programs: BTreeMap::new() }
    }

    pub(super) fn values(&self) -> &Values {
        self.hash.values()
    }

    pub(crate) fn find(&self, key: &[u8]) -> Option<usize> {
        self.hash.find(key)
    }

    /// Takes all programs out; gives them.
    pub(super) fn into_parts(self) -> (Values, Vec<u32>) {
        (self.hash.into_values(), self.programs.into_values().collect())
    }

    /// What the packets for this key go to, and the program that runs there.
    pub(crate) fn get(&self, key: u32, memory: &Memory) -> Option<(Receiver, Option<u32>)> {
        let place = self.hash.find(&key.to_ne_bytes())?;
        let program = self.programs.get(&key).copied();
        if self.kind == Kind::Cpus {
            return Some((Receiver::Cpu(key), program));
        }
        let address = self.hash.values().address(place, 0, memory)?;
        let number = memory.read(address, 4).ok()?.try_into().ok().map(u32::from_ne_bytes)?;
        Some((Receiver::Interface(number), program))
    }

    /// All keys that are in it.
    pub(crate) fn keys(&self) -> Vec<u32> {
        let (mut keys, mut key) = (Vec::new(), [0; 4]);
        let mut answer = self.hash.next_key(None, &mut key);
        while answer.is_ok() {
            keys.push(u32::from_ne_bytes(key));
            answer = self.hash.next_key(Some(&key.clone()), &mut key);
        }
        keys
    }

    /// Puts a receiver in, or takes one out; gives the program that was there. The errors come in the kernel's order
    /// (`__dev_map_update_elem`, `__dev_map_hash_update_elem`, `cpu_map_update_elem`).
    pub(crate) fn update(
        &mut self,
        key: &[u8],
        value: &[u8],
        wanted: &Wanted,
        flags: UpdateFlags,
        memory: &mut Memory,
    ) -> Result<Option<u32>> {
        let number = key.try_into().map(u32::from_ne_bytes).map_err(|_| Errno::EINVAL)?;
        if flags.0 > UpdateFlags::EXIST.0 {
            return Err(Errno::EINVAL);
        }
        match self.kind {
            Kind::Interfaces | Kind::Cpus => {
                index(key, self.max_entries).ok_or(Errno::E2BIG)?;
                if flags == UpdateFlags::NOEXIST {
                    return Err(Errno::EEXIST);
                }
            }
            Kind::NumberedInterfaces => {
                if wanted.number == 0 {
                    return Err(Errno::EINVAL);
                }
                if flags == UpdateFlags::NOEXIST && self.find(key).is_some() {
                    return Err(Errno::EEXIST);
                }
            }
        }
        let loaded_for =
            if self.kind == Kind::Cpus { AttachType::XDP_CPUMAP } else { AttachType::XDP_DEVMAP };
        let fits = wanted.program.is_none() || wanted.attach_type == Some(loaded_for);
        match self.kind {
            Kind::Cpus if wanted.number > MAX_WAITING => return Err(Errno::EOVERFLOW),
            Kind::Cpus if number >= wanted.possible_cpus => return Err(Errno::ENODEV),
            // Nothing else is looked at.
            Kind::Cpus if wanted.number == 0 => {}
            Kind::Interfaces if wanted.number == 0 && wanted.program.is_none() => {}
            // An entry that could not be made, whatever the reason, is told so.
            Kind::Cpus if !fits => return Err(Errno::ENOMEM),
            Kind::Cpus => {}
            Kind::Interfaces | Kind::NumberedInterfaces if wanted.is_interface && fits => {}
            Kind::Interfaces | Kind::NumberedInterfaces => return Err(Errno::EINVAL),
        }
        if wanted.number == 0 {
            return Ok(self.take_out(key, number));
        }
        self.hash.update(key, value, UpdateFlags::ANY, Caller::UserSpace, memory)?;
        let old = self.programs.remove(&number);
        self.programs.extend(wanted.program.map(|program| (number, program)));
        Ok(old)
    }

    fn take_out(&mut self, key: &[u8], number: u32) -> Option<u32> {
        // That there is none is no error.
        let _ = self.hash.delete(key);
        self.programs.remove(&number)
    }

    /// Takes a receiver out; gives its program.
    pub(crate) fn remove(&mut self, key: &[u8]) -> Result<Option<u32>> {
        let number = key.try_into().map(u32::from_ne_bytes).map_err(|_| Errno::EINVAL)?;
        match self.kind {
            Kind::NumberedInterfaces => self.hash.delete(key)?,
            Kind::Interfaces | Kind::Cpus => {
                index(key, self.max_entries).ok_or(Errno::EINVAL)?;
            }
        }
        Ok(self.take_out(key, number))
    }

    pub(super) fn next_key(&self, previous: Option<&[u8]>, next: &mut [u8]) -> Result<()> {
        match self.kind {
            Kind::NumberedInterfaces => self.hash.next_key(previous, next),
            Kind::Interfaces | Kind::Cpus => next_index(previous, self.max_entries, next),
        }
    }

    /// Whether `bpf_redirect_map` can be told to send packets to all of them.
    pub(crate) fn can_broadcast(&self) -> bool {
        self.kind != Kind::Cpus
    }
}
