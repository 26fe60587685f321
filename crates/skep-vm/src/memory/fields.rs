//! The fields of a context, and which loads and stores of them there are.

use super::access::AccessProblem;
use skep_isa::Size;
use std::sync::Arc;

/// A field of a context.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Field {
    /// Its name.
    pub name: &'static str,
    /// Where it is, in bytes from the beginning of the context.
    pub offset: usize,
    /// Its size.
    pub size: Size,
    /// What a load of the whole field gives, which may be wider than the field.
    pub value: u64,
    /// Which loads there are.
    pub loads: Loads,
    /// Which stores there are.
    pub stores: Stores,
}

/// How a field can be loaded.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub enum Loads {
    /// Only the whole field.
    #[default]
    Whole,
    /// Also parts of it, aligned to their size, as they are in memory.
    Parts,
}

/// How a field can be stored to.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub enum Stores {
    /// Not at all.
    #[default]
    None,
    /// Only the whole field.
    Whole,
    /// Also parts of it, aligned to their size, as they are in memory.
    Parts,
    /// Only the whole field, which keeps no more than its lower bits. A number that is not below the limit changes
    /// nothing.
    Limited {
        /// How many bits it keeps.
        bits: u32,
        /// The limit.
        below: u64,
    },
}

impl Field {
    /// The value of the bytes that begin `within` bytes into the field, which are as many as `size` says and inside.
    pub(super) fn load(&self, within: usize, size: Size) -> u64 {
        if size == self.size { self.value } else { low(self.value >> self.shift(within, size), size) }
    }

    /// Sets those bytes.
    pub(super) fn store(&mut self, within: usize, size: Size, value: u64) {
        let shift = self.shift(within, size);
        let mask = low(u64::MAX, size) << shift;
        match self.stores {
            Stores::None => {}
            Stores::Whole | Stores::Parts => self.value = self.value & !mask | low(value, size) << shift,
            Stores::Limited { below, .. } if value >= below => {}
            Stores::Limited { bits, .. } => {
                let unused = u64::BITS.saturating_sub(bits.min(self.size.bits())).min(u64::BITS - 1);
                self.value = value << unused >> unused;
            }
        }
    }

    /// By how many bits the number in those bytes is shifted within the value.
    fn shift(&self, within: usize, size: Size) -> usize {
        let below = match cfg!(target_endian = "big") {
            false => within,
            true => self.size.bytes().saturating_sub(within + size.bytes()),
        };
        below * 8
    }
}

/// The lowest bits of a number, as many as the size has.
fn low(value: u64, size: Size) -> u64 {
    let unused = u64::BITS - size.bits();
    value << unused >> unused
}

/// Whether an access is a load or a store.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Direction {
    Load,
    Store,
}

/// The index of the field that has the bytes from this offset on, and how far into it they begin.
pub(super) fn find(
    fields: &[Field],
    region: &Arc<str>,
    offset: i64,
    size: Size,
    direction: Direction,
) -> Result<(usize, usize), AccessProblem> {
    let region = || region.clone();
    let none = AccessProblem::NoField { region: region(), offset, field: None };
    let Ok(start) = usize::try_from(offset) else { return Err(none) };
    let has = |field: &Field| (field.offset..field.offset + field.size.bytes()).contains(&start);
    let Some(index) = fields.iter().position(has) else { return Err(none) };
    let field = &fields[index];
    let within = start - field.offset;
    let whole = within == 0 && size == field.size;
    let parts = match (direction, field.stores) {
        (Direction::Store, Stores::None) => {
            return Err(AccessProblem::ReadOnlyField { region: region(), field: field.name });
        }
        (Direction::Store, stores) => stores == Stores::Parts,
        (Direction::Load, _) => field.loads == Loads::Parts,
    };
    let inside = within + size.bytes() <= field.size.bytes();
    if !(whole || parts && inside) {
        let field = Some((field.name, field.offset, field.size.bytes()));
        return Err(AccessProblem::NoField { region: region(), offset, field });
    }
    if !start.is_multiple_of(size.bytes()) {
        return Err(AccessProblem::Misaligned { region: region(), offset });
    }
    Ok((index, within))
}
