//! Maps of a module, with what programs count of them.

use crate::{ProgramArray, Result};
use skep_lang::stage::Kind;
use std::fmt;
use std::marker::PhantomData;
use std::ops::Deref;

use super::LoadedProgram;
use super::tally::Tally;

/// A map of a module. It is the map itself ([`HashMap`](crate::HashMap), [`Queue`](crate::Queue) …), and knows how often a program wanted to
/// put something in and was refused, which is when the map is full.
#[derive(Clone, Debug)]
pub struct Counted<M> {
    map: M,
    /// What programs count; none if none of them can be refused.
    refusals: Option<Tally>,
}

impl<M> Counted<M> {
    pub(super) const fn new(map: M, refusals: Option<Tally>) -> Self {
        Self { map, refusals }
    }

    /// How often the kernel refused what a program wanted to put in with `insert`, `add`, `or_insert` or `push`.
    ///
    /// # Errors
    /// If the kernel refuses to be asked.
    pub fn refused(&self) -> Result<u64> {
        self.refusals.as_ref().map_or(Ok(0), Tally::total)
    }

    /// What [`refused`](Self::refused) is the sum of: how often on each processor, by its number. On machines with more than 64
    /// processors, the number of a processor is that of those 64, 128 … further as well. Empty if no program can be refused.
    ///
    /// # Errors
    /// If the kernel refuses to be asked.
    pub fn refused_by_cpu(&self) -> Result<Vec<u64>> {
        self.refusals.as_ref().map_or_else(|| Ok(vec![]), Tally::by_cpu)
    }
}

impl<M> Deref for Counted<M> {
    type Target = M;

    fn deref(&self) -> &M {
        &self.map
    }
}

/// The slots of a module's program array, which take programs of one kind.
pub struct ProgramSlots<K> {
    array: ProgramArray,
    kind: PhantomData<fn() -> K>,
}

impl<K> fmt::Debug for ProgramSlots<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("ProgramSlots").field(&self.array).finish()
    }
}

impl<K: Kind> ProgramSlots<K> {
    pub(super) const fn new(array: ProgramArray) -> Self {
        Self { array, kind: PhantomData }
    }

    /// Puts a program in a slot, in place of one that is there: programs that are about to go on find the one or the other.
    ///
    /// # Errors
    /// If there are not so many slots, or the program is not loaded.
    pub fn set(&self, slot: u32, program: &LoadedProgram<K>) -> Result<()> {
        self.array.set(slot, program.program()?)
    }
}

impl<K> Deref for ProgramSlots<K> {
    type Target = ProgramArray;

    /// The array, to empty slots, and to see what is in them.
    fn deref(&self) -> &ProgramArray {
        &self.array
    }
}
