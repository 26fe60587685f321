//! What programs run in: maps, global variables, a packet, a context, ring buffers, and what others provide.

use super::memory::{Memory, MemoryFault, Pointer};
use crate::{Access, GlobalId, KernelFunctionId, MapId, Module, Table, Violation};
use skep_btf::Endian;
use skep_btf::relocation::RelocationKind;
use skep_uapi::{Errno, Helper, MapType};
use std::collections::BTreeMap;

/// What a value is while a program runs.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Word {
    /// An integer or a `bool`, with zeros above its width; 0 is also the null pointer.
    Integer(u64),
    /// A pointer to memory.
    Pointer(Pointer),
    /// The context.
    Context,
    /// A map.
    Map(MapId),
}

/// What the interpreter has no meaning for by itself. What answers `None` is not there: the program traps.
pub trait Environment {
    /// What a helper does that is not about maps or rings, and what it returns.
    fn helper(&mut self, helper: Helper, arguments: &[Word], memory: &mut Memory) -> Option<u64> {
        let _ = (helper, arguments, memory);
        None
    }

    /// What a function of the kernel does and returns.
    fn kernel_function(
        &mut self,
        function: KernelFunctionId,
        arguments: &[Word],
        memory: &mut Memory,
    ) -> Option<u64> {
        let _ = (function, arguments, memory);
        None
    }

    /// What the kernel says of a type, a field or an enumerator. The offsets of fields are asked for here as well.
    fn relocation(&mut self, kind: RelocationKind, access: &Access) -> Option<u64> {
        let _ = (kind, access);
        None
    }

    /// So many bytes of the kernel's memory at an address, as an integer.
    fn read_kernel(&mut self, address: u64, size: u32) -> Option<u64> {
        let _ = (address, size);
        None
    }

    /// Whether there is a program in this place of a program array, so that it goes on there.
    fn tail_call(&mut self, map: MapId, index: u32) -> bool {
        let _ = (map, index);
        false
    }
}

/// Nothing is provided.
impl Environment for () {}

/// What a module's programs run in. It stays from run to run.
#[derive(Debug)]
pub struct World<'m> {
    pub(super) module: &'m Module,
    pub(super) endian: Endian,
    pub(super) memory: Memory,
    entries: Table<MapId, BTreeMap<Vec<u8>, Pointer>>,
    pub(super) globals: Table<GlobalId, Pointer>,
    pub(super) packet: Pointer,
    pub(super) fields: BTreeMap<(String, u32), u64>,
    pub(super) context: Pointer,
    /// The records that are reserved, and of which ring.
    reserved: Vec<(Pointer, MapId)>,
    records: Vec<(MapId, Vec<u8>)>,
}

/// What cannot be made a world of.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum WorldError {
    /// The module breaks the law.
    Unlawful(Vec<Violation>),
    /// There is too much of it.
    Memory(MemoryFault),
}

impl std::fmt::Display for WorldError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Unlawful(violations) => {
                f.write_str("the module breaks the law")?;
                violations.iter().try_for_each(|one| write!(f, "\n{one}"))
            }
            Self::Memory(fault) => fault.fmt(f),
        }
    }
}

impl std::error::Error for WorldError {}

impl From<MemoryFault> for WorldError {
    fn from(fault: MemoryFault) -> Self {
        Self::Memory(fault)
    }
}

/// How many bytes a context without named fields has.
const CONTEXT_BYTES: usize = 512;

impl<'m> World<'m> {
    /// A world for a module that obeys the law: maps are empty, global variables as they begin, there is no packet, and the context is all
    /// zeros.
    ///
    /// # Errors
    /// If the module breaks the law, or its global variables do not fit in [`Memory::LIMIT`].
    pub fn new(module: &'m Module, endian: Endian) -> Result<Self, WorldError> {
        module.verify().map_err(WorldError::Unlawful)?;
        let mut memory = Memory::default();
        let mut globals = Table::new();
        for global in module.globals.values() {
            let pointer = memory.add(global.bytes.len(), 0)?;
            memory.write(pointer, global.bytes.len())?.copy_from_slice(&global.bytes);
            globals.push(pointer);
        }
        Ok(Self {
            module,
            endian,
            packet: memory.add(0, 0)?,
            context: memory.add(CONTEXT_BYTES, 0)?,
            memory,
            entries: module.maps.values().map(|_| BTreeMap::new()).collect(),
            globals,
            fields: BTreeMap::new(),
            reserved: Vec::new(),
            records: Vec::new(),
        })
    }

    /// Gives the next runs this packet.
    ///
    /// # Errors
    /// If it does not fit in memory.
    pub fn set_packet(&mut self, bytes: &[u8]) -> Result<(), MemoryFault> {
        self.memory.remove(self.packet);
        self.packet = self.memory.add(bytes.len(), 0)?;
        self.memory.write(self.packet, bytes.len())?.copy_from_slice(bytes);
        Ok(())
    }

    /// The packet as the last run left it.
    pub fn packet(&self) -> &[u8] {
        self.memory.whole(self.packet)
    }

    /// Makes an element of a named field of the context this number. Others are 0.
    pub fn set_field(&mut self, name: &str, element: u32, number: u64) {
        self.fields.insert((name.to_owned(), element), number);
    }

    /// An element of a named field of the context.
    pub fn field(&self, name: &str, element: u32) -> u64 {
        self.fields.get(&(name.to_owned(), element)).copied().unwrap_or(0)
    }

    /// Writes a context without named fields, from a byte on.
    ///
    /// # Errors
    /// If it is longer than 512 bytes.
    pub fn set_context(&mut self, offset: u64, bytes: &[u8]) -> Result<(), MemoryFault> {
        self.memory.write(self.context.behind(offset), bytes.len())?.copy_from_slice(bytes);
        Ok(())
    }

    /// The bytes of a global variable.
    pub fn global(&self, global: GlobalId) -> &[u8] {
        self.globals.get(global).map_or(&[], |&pointer| self.memory.whole(pointer))
    }

    /// The entries of a map, in the order of their keys; of an array, those that were touched.
    pub fn entries(&self, map: MapId) -> impl Iterator<Item = (&[u8], &[u8])> {
        let entries = self.entries.get(map).into_iter().flatten();
        entries.map(|(key, &value)| (&**key, self.memory.whole(value)))
    }

    /// The records that were given to readers, with their rings, in order.
    pub fn records(&self) -> &[(MapId, Vec<u8>)] {
        &self.records
    }

    /// Sets an entry of a map, as `bpf_map_update_elem` does without flags, and answers as it does: 0, or the kernel's error number with
    /// a minus sign; that is `EINVAL` too for a key or a value of another size than the map's.
    ///
    /// # Errors
    /// If the entry does not fit in memory.
    pub fn insert(&mut self, map: MapId, key: &[u8], value: &[u8]) -> Result<i64, MemoryFault> {
        let sizes = self.module.maps.get(map).map(|one| (size(one.key_size), size(one.value_size)));
        if sizes != Some((key.len(), value.len())) {
            return Ok(-i64::from(Errno::EINVAL.0));
        }
        self.update(map, key, value, 0)
    }

    /// The value of a key, if there is one.
    pub(super) fn lookup(&mut self, map: MapId, key: &[u8]) -> Result<Option<Pointer>, MemoryFault> {
        let declared = &self.module.maps[map];
        if let Some(&found) = self.entries[map].get(key) {
            return Ok(Some(found));
        }
        if !is_array(declared.map_type) || self.number(key) >= u64::from(declared.max_entries) {
            return Ok(None);
        }
        let value = self.memory.add(size(declared.value_size), 0)?;
        self.entries[map].insert(key.to_vec(), value);
        Ok(Some(value))
    }

    /// Sets an entry, and answers as the kernel does.
    pub(super) fn update(
        &mut self,
        map: MapId,
        key: &[u8],
        value: &[u8],
        flags: u64,
    ) -> Result<i64, MemoryFault> {
        let declared = &self.module.maps[map];
        let array = is_array(declared.map_type);
        if array && self.number(key) >= u64::from(declared.max_entries) {
            return Ok(-i64::from(Errno::E2BIG.0));
        }
        let found = if array { self.lookup(map, key)? } else { self.entries[map].get(key).copied() };
        match (flags, found) {
            (0 | 2, Some(pointer)) => {
                self.memory.write(pointer, value.len())?.copy_from_slice(value);
                return Ok(0);
            }
            (1, Some(_)) => return Ok(-i64::from(Errno::EEXIST.0)),
            (2, None) => return Ok(-i64::from(Errno::ENOENT.0)),
            (0 | 1, None) => {}
            _ => return Ok(-i64::from(Errno::EINVAL.0)),
        }
        if self.entries[map].len() >= size(declared.max_entries) {
            if !matches!(declared.map_type, MapType::LRU_HASH | MapType::LRU_PERCPU_HASH) {
                return Ok(-i64::from(Errno::E2BIG.0));
            }
            // Which entry makes room is the kernel's choice; here it is that of the lowest key.
            self.entries[map].pop_first();
        }
        let pointer = self.memory.add(value.len(), 0)?;
        self.memory.write(pointer, value.len())?.copy_from_slice(value);
        self.entries[map].insert(key.to_vec(), pointer);
        Ok(0)
    }

    /// Removes an entry, and answers as the kernel does.
    pub(super) fn delete(&mut self, map: MapId, key: &[u8]) -> i64 {
        if is_array(self.module.maps[map].map_type) {
            return -i64::from(Errno::EINVAL.0);
        }
        // Its value stays for whoever still has a pointer to it.
        if self.entries[map].remove(key).is_some() { 0 } else { -i64::from(Errno::ENOENT.0) }
    }

    /// Reserves a record, if the ring has room for it and its header.
    pub(super) fn reserve(&mut self, map: MapId, bytes: u64) -> Result<Option<Pointer>, MemoryFault> {
        let taken = |size: usize| (size as u64).saturating_add(8).next_multiple_of(8);
        let given =
            self.records.iter().filter(|(ring, _)| *ring == map).map(|(_, record)| taken(record.len()));
        let open = self.reserved.iter().filter(|(_, ring)| *ring == map);
        let open = open.map(|(record, _)| taken(self.memory.whole(*record).len()));
        let used: u64 = given.chain(open).sum();
        let Ok(size) = usize::try_from(bytes) else { return Ok(None) };
        if used.saturating_add(taken(size)) > u64::from(self.module.maps[map].max_entries) {
            return Ok(None);
        }
        let record = self.memory.add(size, 0)?;
        self.reserved.push((record, map));
        Ok(Some(record))
    }

    /// Gives a record back, to the readers or to nobody.
    pub(super) fn give_back(&mut self, record: Pointer, to_readers: bool) {
        let place = self.reserved.iter().position(|(reserved, _)| *reserved == record);
        let Some((record, map)) = place.map(|place| self.reserved.remove(place)) else { return };
        if to_readers {
            self.records.extend(self.memory.take(record).map(|bytes| (map, bytes)));
        } else {
            self.memory.remove(record);
        }
    }

    /// Gives readers a record of these bytes, if the ring has room.
    pub(super) fn output(&mut self, map: MapId, bytes: &[u8]) -> Result<i64, MemoryFault> {
        let Some(record) = self.reserve(map, bytes.len() as u64)? else {
            return Ok(-i64::from(Errno::EAGAIN.0));
        };
        self.memory.write(record, bytes.len())?.copy_from_slice(bytes);
        self.give_back(record, true);
        Ok(0)
    }

    /// Bytes of memory as an integer, of up to 8 bytes.
    pub(super) fn number(&self, bytes: &[u8]) -> u64 {
        let digit = |number: u64, &byte: &u8| number << 8 | u64::from(byte);
        match self.endian {
            Endian::Little => bytes.iter().rev().fold(0, digit),
            Endian::Big => bytes.iter().fold(0, digit),
        }
    }

    /// An integer as so many bytes of memory, up to 8.
    pub(super) fn bytes(&self, number: u64, size: usize) -> Vec<u8> {
        let mut bytes: Vec<u8> = number.to_le_bytes().into_iter().take(size).collect();
        if self.endian == Endian::Big {
            bytes.reverse();
        }
        bytes
    }
}

/// Whether every index of the map has an entry.
fn is_array(map_type: MapType) -> bool {
    matches!(map_type, MapType::ARRAY | MapType::PERCPU_ARRAY)
}

pub(super) fn size(size: u32) -> usize {
    usize::try_from(size).unwrap_or(usize::MAX)
}
