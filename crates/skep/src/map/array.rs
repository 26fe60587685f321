//! An array.

use super::{Entries, Map, size};
use crate::{Kernel, Result, Value};
use skep_memory::{Region, View};
use skep_object::MapSpec;
use skep_uapi::{MapFlags, MapType, UpdateFlags};
use std::marker::PhantomData;
use zerocopy::IntoBytes;

/// An array that programs and user space share (`BPF_MAP_TYPE_ARRAY`, Linux 3.19). All of its elements exist
/// from the start and are zero. Cloning it is cheap.
///
/// A mapped one ([`create_mapped`](Self::create_mapped)) is memory of both: reading and writing its elements costs no system call.
///
/// ```
/// use skep::prelude::*;
///
/// let kernel = Kernel::simulated();
/// let levels = Array::<u64>::create(&kernel, "LEVELS", 4)?;
/// levels.set(3, &11)?;
/// assert_eq!(levels.get(3)?, Some(11));
/// assert_eq!(levels.get(4)?, None);
/// # Ok::<(), skep::Error>(())
/// ```
#[derive(Debug)]
pub struct Array<V> {
    map: Map,
    /// The elements' memory, if it is mapped.
    memory: Option<Region>,
    types: PhantomData<fn() -> V>,
}

impl<V> Clone for Array<V> {
    fn clone(&self) -> Self {
        Self { map: self.map.clone(), memory: self.memory.as_ref().map(Region::share), types: PhantomData }
    }
}

impl<V: Value> Array<V> {
    /// Where the next element begins (`array_map_alloc`, `kernel/bpf/arraymap.c`).
    const STRIDE: usize = size_of::<V>().next_multiple_of(8);

    /// The specification of an array of these elements.
    pub fn spec(name: &str, length: u32) -> MapSpec {
        MapSpec::array(name, size::<V>(), length)
    }

    /// Creates an array of this many elements. Needs `CAP_BPF`.
    ///
    /// # Errors
    /// If the kernel does not take the name or the sizes, or this process may not.
    pub fn create(kernel: &Kernel, name: &str, length: u32) -> Result<Self> {
        Self::new(Map::create(kernel, &Self::spec(name, length))?)
    }

    /// The specification of a mapped array of these elements.
    pub fn mapped_spec(name: &str, length: u32) -> MapSpec {
        MapSpec { flags: MapFlags::MMAPABLE, ..Self::spec(name, length) }
    }

    /// Creates an array of this many elements whose memory is mapped into this process: what programs have counted is read, and what they
    /// go by is written, without a system call. Needs Linux 5.5 and `CAP_BPF`. The simulated kernel's memory is its own: there it does the
    /// same by calls.
    ///
    /// An element of 1, 2, 4 or 8 bytes is read and written as a whole; a longer one 8 bytes at a time, so that it may be one half of each of
    /// two values. As long as it is mapped for writing, such a map cannot be [frozen](Map::freeze): freeze it before it is taken for an array.
    ///
    /// ```
    /// use skep::prelude::*;
    ///
    /// let kernel = Kernel::simulated();
    /// let levels = Array::<u64>::create_mapped(&kernel, "LEVELS", 4)?;
    /// levels.set(3, &11)?;
    /// assert_eq!(levels.get(3)?, Some(11));
    /// # Ok::<(), skep::Error>(())
    /// ```
    ///
    /// # Errors
    /// If the kernel does not take the name or the sizes, cannot map arrays, or this process may not.
    pub fn create_mapped(kernel: &Kernel, name: &str, length: u32) -> Result<Self> {
        Self::new(Map::create(kernel, &Self::mapped_spec(name, length))?)
    }

    /// Takes a map for an array of these elements, and maps its memory if it was made for it.
    ///
    /// # Errors
    /// If it is of another type, or its elements have another size.
    pub fn new(map: Map) -> Result<Self> {
        map.expect(&[MapType::ARRAY])?;
        map.expect_value::<V>()?;
        // Without it there are commands, which say what is wrong if they fail as well.
        let memory = map.memory().map(Region::share);
        Ok(Self { map, memory, types: PhantomData })
    }

    /// The map, untyped: to pin it, or to ask about it.
    pub fn map(&self) -> &Map {
        &self.map
    }

    /// How many elements it has.
    #[expect(clippy::len_without_is_empty, reason = "an array map is never empty: the kernel refuses it")]
    pub fn len(&self) -> u32 {
        self.map.info().max_entries
    }

    /// The element at this index; nothing if there are not so many. Of a mapped array, this is reading memory.
    ///
    /// # Errors
    /// If the kernel is asked, and refuses.
    #[inline]
    pub fn get(&self, index: u32) -> Result<Option<V>> {
        self.view().get(index)
    }

    /// The elements, to be read in a loop: of a mapped array, an element costs little more than a load from memory.
    ///
    /// ```
    /// use skep::prelude::*;
    ///
    /// let kernel = Kernel::simulated();
    /// let levels = Array::<u64>::create_mapped(&kernel, "LEVELS", 4)?;
    /// levels.set(3, &11)?;
    /// let view = levels.view();
    /// let mut sum = 0;
    /// for index in 0..levels.len() {
    ///     sum += view.get(index)?.unwrap_or(0);
    /// }
    /// assert_eq!(sum, 11);
    /// # Ok::<(), skep::Error>(())
    /// ```
    #[inline]
    pub fn view(&self) -> ArrayView<'_, V> {
        ArrayView {
            map: &self.map,
            memory: self.memory.as_ref().map(Region::view),
            length: self.len(),
            value: PhantomData,
        }
    }

    /// Sets the element at this index. Of a mapped array, this is writing memory.
    ///
    /// # Errors
    /// If there are not so many elements, or the map may not be written.
    #[inline]
    pub fn set(&self, index: u32, value: &V) -> Result<()> {
        self.map.check_index(index)?;
        if let Some(memory) = self.memory.as_ref().filter(|memory| memory.is_writable()) {
            memory.store_bytes(index as usize * Self::STRIDE, value.as_bytes());
            return Ok(());
        }
        self.map.update(index.as_bytes(), value.as_bytes(), UpdateFlags::ANY)
    }

    /// All elements in order: from memory if it is mapped, otherwise hundreds with one call where the kernel can (Linux 5.6).
    pub fn iter(&self) -> impl Iterator<Item = Result<V>> {
        let mapped = self.memory.as_ref().map(|_| self.view());
        let asked = self.memory.is_none().then(|| Entries::<u32, V>::new(&self.map));
        let mapped = mapped.map(|view| (0..view.length).filter_map(move |index| view.get(index).transpose()));
        let asked = asked.into_iter().flatten().map(|entry| entry.map(|(_, value)| value));
        mapped.into_iter().flatten().chain(asked)
    }
}

/// The elements of an [`Array`], to be read.
#[derive(Debug)]
pub struct ArrayView<'a, V> {
    map: &'a Map,
    memory: Option<View<'a>>,
    length: u32,
    value: PhantomData<fn() -> V>,
}

impl<V> Clone for ArrayView<'_, V> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<V> Copy for ArrayView<'_, V> {}

impl<V: Value> ArrayView<'_, V> {
    /// The element at this index; nothing if there are not so many.
    ///
    /// # Errors
    /// If the array is not mapped, and the kernel refuses.
    #[inline]
    pub fn get(&self, index: u32) -> Result<Option<V>> {
        if index >= self.length {
            return Ok(None);
        }
        let Some(memory) = &self.memory else { return self.ask(index) };
        let mut value = V::new_zeroed();
        memory.load_bytes(index as usize * Array::<V>::STRIDE, value.as_mut_bytes());
        Ok(Some(value))
    }

    /// Apart from the other way, which it would make slower.
    #[inline(never)]
    fn ask(&self, index: u32) -> Result<Option<V>> {
        let mut value = V::new_zeroed();
        Ok(self.map.look_up(index.as_bytes(), value.as_mut_bytes())?.then_some(value))
    }
}
