//! Places of instructions.

use super::{Map, size};
use crate::{Error, Kernel, Operation, Result};
use skep_object::MapSpec;
use skep_uapi::{MapType, UpdateFlags};
use zerocopy::{FromBytes, FromZeros as _, Immutable, IntoBytes, KnownLayout};

/// Where instructions of a program are once it is loaded (`BPF_MAP_TYPE_INSN_ARRAY`, Linux 6.19): the verifier takes instructions out and puts
/// others in, and the kernel follows those that are named here. One program at a time can have such an array, which is filled and
/// frozen before that program is loaded; it is reached by a load of the map's address. Cloning it is cheap.
///
/// ```
/// use skep::{ErrorKind, InstructionArray, Kernel};
///
/// // The simulated kernel is older than these arrays.
/// let kernel = Kernel::simulated();
/// let error = InstructionArray::create(&kernel, "PLACES", &[0, 5]).unwrap_err();
/// assert_eq!(error.kind(), ErrorKind::Unsupported);
/// ```
#[derive(Clone, Debug)]
pub struct InstructionArray {
    map: Map,
}

/// Where an instruction is. Instructions that load 64 bits count as two.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub struct InstructionPlace {
    /// Its number in the program as it was given to the kernel.
    pub original: u32,
    /// Its number in the program that the verifier made of it; `None` if it was taken out, because it is never reached. Before a
    /// program is loaded it is 0.
    pub translated: Option<u32>,
    /// The bytes of machine code before it in its function; 0 if the program is interpreted or the instruction was taken out.
    pub compiled: u32,
}

/// `struct bpf_insn_array_value` (`include/uapi/linux/bpf.h`, Linux 6.19).
#[derive(Clone, Copy, FromBytes, IntoBytes, Immutable, KnownLayout)]
#[repr(C)]
struct Element {
    original: u32,
    translated: u32,
    compiled: u32,
    padding: u32,
}

/// What the kernel writes for an instruction that was taken out (`INSN_DELETED`, `kernel/bpf/bpf_insn_array.c`).
const TAKEN_OUT: u32 = u32::MAX;

impl InstructionArray {
    /// The specification of an array of so many places. A program whose object makes it cannot be loaded, because it is not filled then:
    /// the map is made with [`create`](Self::create), and named with [`LoadOptions::reuse`](crate::LoadOptions::reuse).
    pub fn spec(name: &str, length: u32) -> MapSpec {
        MapSpec::new(name, MapType::INSN_ARRAY, 4, size::<Element>(), length)
    }

    /// Creates an array with the places of these instructions, by their numbers in the program that is to be loaded, and freezes it. Needs
    /// `CAP_BPF`.
    ///
    /// # Errors
    /// If there are none, the kernel does not have such arrays, or this process may not.
    pub fn create(kernel: &Kernel, name: &str, instructions: &[u32]) -> Result<Self> {
        let length = u32::try_from(instructions.len()).map_err(|_| {
            Error::invalid(Operation::CreateMap, name, "more instructions are named than a map has elements")
        })?;
        let array = Self::new(Map::create(kernel, &Self::spec(name, length))?)?;
        for (index, &original) in (0_u32..).zip(instructions) {
            let element = Element { original, ..Element::new_zeroed() };
            array.map.update(index.as_bytes(), element.as_bytes(), UpdateFlags::ANY)?;
        }
        array.map.freeze()?;
        Ok(array)
    }

    /// Takes a map for places of instructions.
    ///
    /// # Errors
    /// If it is of another type.
    pub fn new(map: Map) -> Result<Self> {
        map.expect(&[MapType::INSN_ARRAY])?;
        map.expect_key::<u32>()?;
        map.expect_value::<[u8; size_of::<Element>()]>()?;
        Ok(Self { map })
    }

    /// The map, untyped: to pin it, or to ask about it.
    pub fn map(&self) -> &Map {
        &self.map
    }

    /// Where the instruction is that was named at this index; `None` behind the last.
    ///
    /// # Errors
    /// If the kernel refuses.
    pub fn get(&self, index: u32) -> Result<Option<InstructionPlace>> {
        let mut element = Element::new_zeroed();
        let found = self.map.look_up(index.as_bytes(), element.as_mut_bytes())?;
        Ok(found.then_some(InstructionPlace {
            original: element.original,
            translated: (element.translated != TAKEN_OUT).then_some(element.translated),
            compiled: element.compiled,
        }))
    }

    /// Where all of them are, in the order in which they were named.
    pub fn iter(&self) -> impl Iterator<Item = Result<InstructionPlace>> {
        (0..self.map.info().max_entries).map_while(|index| self.get(index).transpose())
    }
}
