//! A record as 32-bit words: which of them are names, and which are the numbers of other types.
//!
//! ```text
//! word 0   name
//! word 1   info
//! word 2   size, or the number of a type
//! word 3…  what the kind adds
//! ```

use core::iter::StepBy;
use core::ops::Range;

use crate::raw::{Info, Kind};
use crate::view::Type;

/// Places of words in a record: one, perhaps, and then some at equal distances.
pub(crate) type Places = core::iter::Chain<core::option::IntoIter<usize>, StepBy<Range<usize>>>;

/// The kind of a record.
pub(crate) fn kind(record: &[u32]) -> Kind {
    record.get(1).map_or(Kind::Void, |&info| Info(info).kind())
}

/// Where in a record the numbers of other types are.
pub(crate) fn references(record: &[u32]) -> Places {
    let end = record.len();
    let (head, tail, step) = match kind(record) {
        Kind::Ptr
        | Kind::Typedef
        | Kind::Volatile
        | Kind::Const
        | Kind::Restrict
        | Kind::Func
        | Kind::Var
        | Kind::DeclTag
        | Kind::TypeTag => (Some(2), 0..0, 1),
        Kind::FuncProto => (Some(2), 4..end, 2),
        Kind::Array => (None, 3..end.min(5), 1),
        Kind::Struct | Kind::Union => (None, 4..end, 3),
        Kind::Datasec => (None, 3..end, 3),
        Kind::Void | Kind::Int | Kind::Enum | Kind::Fwd | Kind::Float | Kind::Enum64 | Kind::Unknown(_) => {
            (None, 0..0, 1)
        }
    };
    head.into_iter().chain(tail.step_by(step))
}

/// Where in a record names are.
pub(crate) fn names(record: &[u32]) -> Places {
    let end = record.len();
    let (tail, step) = match kind(record) {
        Kind::Struct | Kind::Union | Kind::Enum64 => (3..end, 3),
        Kind::Enum | Kind::FuncProto => (3..end, 2),
        Kind::Void
        | Kind::Int
        | Kind::Ptr
        | Kind::Array
        | Kind::Fwd
        | Kind::Typedef
        | Kind::Volatile
        | Kind::Const
        | Kind::Restrict
        | Kind::Func
        | Kind::Var
        | Kind::Datasec
        | Kind::Float
        | Kind::DeclTag
        | Kind::TypeTag
        | Kind::Unknown(_) => (0..0, 1),
    };
    Some(0).into_iter().chain(tail.step_by(step))
}

impl Type<'_> {
    /// Puts the words of the record behind those that are there.
    pub(crate) fn append_words(&self, words: &mut Vec<u32>) {
        words.extend(self.head_words());
        let (tail, _) = self.tail().as_chunks::<4>();
        let endian = self.btf().endian();
        words.extend(tail.iter().map(|&word| endian.decode(word)));
    }
}
