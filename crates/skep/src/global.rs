//! Global variables of loaded programs, by their types.

use crate::{Error, Map, Operation, Result, Value};
use skep_memory::Region;
use skep_uapi::{Errno, UpdateFlags};
use std::marker::PhantomData;

/// A global variable that programs and user space read and write (`.data`, `.bss`). Cloning it is cheap.
///
/// Programs write while user space reads: a value of more than 8 bytes may be half of an older one.
#[derive(Debug)]
pub struct Global<T> {
    place: Place<T>,
    /// The variable's memory, if it can be mapped.
    memory: Option<Region>,
}

/// A global variable that nobody writes once the programs are loaded: constants (`.rodata`), and what a kernel's
/// configuration says (`.kconfig`). Cloning it is cheap.
#[derive(Debug)]
pub struct Constant<T> {
    place: Place<T>,
}

/// Where a variable is: a part of the only value of a map.
#[derive(Debug)]
struct Place<T> {
    map: Map,
    offset: usize,
    value: PhantomData<fn() -> T>,
}

impl<T> Clone for Place<T> {
    fn clone(&self) -> Self {
        Self { map: self.map.clone(), offset: self.offset, value: PhantomData }
    }
}

impl<T> Clone for Global<T> {
    fn clone(&self) -> Self {
        Self { place: self.place.clone(), memory: self.memory.as_ref().map(Region::share) }
    }
}

impl<T> Clone for Constant<T> {
    fn clone(&self) -> Self {
        Self { place: self.place.clone() }
    }
}

impl<T: Value> Place<T> {
    /// The variable at this offset of the map's value, if it is within.
    fn new(map: Map, offset: usize) -> Result<Self> {
        let end = offset.checked_add(size_of::<T>());
        if end.is_none_or(|end| end > map.info().value_size as usize) {
            let (name, size) = (std::any::type_name::<T>(), map.info().value_size);
            let problem = format!("its value has {size} bytes; a `{name}` at byte {offset} is not within");
            return Err(Error::invalid(Operation::Check, map.name(), problem));
        }
        Ok(Self { map, offset, value: PhantomData })
    }

    /// The whole section.
    fn section(&self) -> Result<Vec<u8>> {
        let mut bytes = vec![0; self.map.info().value_size as usize];
        if self.map.look_up(&0_u32.to_ne_bytes(), &mut bytes)? {
            return Ok(bytes);
        }
        // Variables are always there: whoever takes them for zeros would write these over those beside.
        Err(self.map.error(Operation::Lookup, Errno::ENOENT))
    }

    fn get(&self) -> Result<T> {
        let bytes = self.section()?;
        let value = bytes.get(self.offset..).and_then(|rest| T::read_from_prefix(rest).ok());
        // That it is within was looked at when it was made, and a map's size never changes.
        Ok(value.map_or_else(T::new_zeroed, |(value, _)| value))
    }
}

impl<T: Value> Global<T> {
    pub(crate) fn new(map: Map, offset: usize) -> Result<Self> {
        let place = Place::new(map, offset)?;
        // Without it there are commands, which say what is wrong if they fail as well.
        let memory = place.map.memory().map(|section| section.part(offset, size_of::<T>()));
        Ok(Self { place, memory })
    }

    /// The map that has the variable, with the others of its section.
    pub fn map(&self) -> &Map {
        &self.place.map
    }

    /// The value that it has now: read from memory that is shared with the programs, without a system call. Of kernels whose
    /// arrays cannot be mapped (the simulated one, and Linux before 5.5) it is asked for.
    ///
    /// # Errors
    /// If it is asked for, and the kernel refuses.
    #[inline]
    pub fn get(&self) -> Result<T> {
        let Some(memory) = &self.memory else { return self.place.get() };
        let mut value = T::new_zeroed();
        memory.load_bytes(0, value.as_mut_bytes());
        Ok(value)
    }

    /// Gives it a value, which programs see at once, without a system call. On kernels whose arrays cannot be mapped its section is
    /// read and written as a whole, so that what programs write to other variables of the section in between is lost.
    ///
    /// # Errors
    /// If the kernel is asked, and refuses.
    #[inline]
    pub fn set(&self, value: &T) -> Result<()> {
        if let Some(memory) = self.memory.as_ref().filter(|memory| memory.is_writable()) {
            memory.store_bytes(0, value.as_bytes());
            return Ok(());
        }
        let mut bytes = self.place.section()?;
        if let Some(place) =
            bytes.get_mut(self.place.offset..).and_then(|rest| rest.get_mut(..size_of::<T>()))
        {
            place.copy_from_slice(value.as_bytes());
        }
        self.place.map.update(&0_u32.to_ne_bytes(), &bytes, UpdateFlags::ANY)
    }
}

impl<T: Value> Constant<T> {
    pub(crate) fn new(map: Map, offset: usize) -> Result<Self> {
        Ok(Self { place: Place::new(map, offset)? })
    }

    /// The value that it was loaded with.
    ///
    /// # Errors
    /// If the kernel refuses.
    pub fn get(&self) -> Result<T> {
        self.place.get()
    }
}
