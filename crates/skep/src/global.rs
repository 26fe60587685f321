//! Global variables of loaded programs, by their types.

use crate::{Error, Map, Operation, Result, Value};
use skep_uapi::UpdateFlags;
use std::marker::PhantomData;

/// A global variable that programs and user space read and write (`.data`, `.bss`). Cloning it is cheap.
///
/// Programs write while user space reads: a value of more than 8 bytes may be half of an older one.
#[derive(Debug)]
pub struct Global<T> {
    place: Place<T>,
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
        Self { place: self.place.clone() }
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
        self.map.look_up(&0_u32.to_ne_bytes(), &mut bytes)?;
        Ok(bytes)
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
        Ok(Self { place: Place::new(map, offset)? })
    }

    /// The value that it has now. It is copied from its map, while programs may be changing it.
    ///
    /// # Errors
    /// If the kernel refuses.
    pub fn get(&self) -> Result<T> {
        self.place.get()
    }

    /// Gives it a value. Its section is read and written as a whole, so that what programs write to other variables of the
    /// section in between is lost: this is for the time before they run.
    ///
    /// # Errors
    /// If it is one that nobody may write, or the kernel refuses.
    pub fn set(&self, value: &T) -> Result<()> {
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
