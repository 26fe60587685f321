//! An object's types without what only the object has use for: declarations of what is the kernel's own, which no kernel
//! takes among the types that it is given (`btf_func_check_meta`, `btf_var_check_meta` and `btf_datasec_resolve`,
//! `kernel/bpf/btf.c`).
//!
//! | declared | given instead | as |
//! |---|---|---|
//! | `extern` function | a name for `void`, of the same number | kernels know functions as static and global |
//! | `extern` variable | a global variable of the same number | the same |
//! | `extern const void` | an integer, of the same number | a variable has a size |
//! | section with functions or such variables in it | an empty section | its entries are variables with a place |

use crate::Types;
use crate::types::{RECORD_HEAD, record_tail};
use skep_btf::{Endian, Kind, Linkage, Shape, Type};

/// The `info` words that the records get: the kind, and how many entries follow.
const TYPEDEF: u32 = 8 << 24;
const INT: u32 = 1 << 24;
const DATASEC: u32 = 15 << 24;
/// What follows the head of an integer's record: 32 bits.
const BITS: u32 = 32;
/// The linkage of a variable that others see.
const GLOBAL: u32 = 1;

/// The records of the types as kernels take them, if they have to be others.
pub(crate) fn without_externs(types: &Types, records: &[u8]) -> Option<Vec<u8>> {
    if !types.own_types().any(|ty| is_external(ty)) {
        return None;
    }
    let endian = types.endian();
    let mut given = Vec::with_capacity(records.len());
    let mut rest = records;
    for ty in types.own_types() {
        let info = word(rest, 4, endian)?;
        let length = RECORD_HEAD + record_tail(ty.kind(), (info & 0xffff) as usize);
        let (record, after) = rest.split_at_checked(length)?;
        rest = after;
        let name = word(record, 0, endian)?;
        let mut put = |words: &[u32]| words.iter().for_each(|word| given.extend(bytes(*word, endian)));
        match ty.shape() {
            Shape::Func { linkage: Linkage::Extern, .. } => put(&[name, TYPEDEF, 0]),
            Shape::Var { linkage: Linkage::Extern, .. } if is_void(ty) => put(&[name, INT, BITS / 8, BITS]),
            Shape::Var { of, linkage: Linkage::Extern } => put(&[name, info, of.number(), GLOBAL]),
            Shape::Datasec { .. } if is_external(ty) => put(&[name, DATASEC, 1]),
            _ => given.extend(record),
        }
    }
    Some(given)
}

/// Whether a type has to be another for a kernel.
fn is_external(ty: Type<'_>) -> bool {
    match ty.shape() {
        Shape::Func { linkage: Linkage::Extern, .. } | Shape::Var { linkage: Linkage::Extern, .. } => true,
        Shape::Datasec { variables, .. } => variables.into_iter().any(|entry| {
            let variable = ty.btf().type_by_id(entry.variable);
            variable.is_ok_and(|variable| variable.kind() != Kind::Var || is_void(variable))
        }),
        _ => false,
    }
}

fn is_void(variable: Type<'_>) -> bool {
    let of = variable.target().map(|of| variable.btf().resolve(of));
    of.is_some_and(|of| of.is_ok_and(|of| of.kind() == Kind::Void))
}

fn word(record: &[u8], at: usize, endian: Endian) -> Option<u32> {
    let word = *record.get(at..)?.first_chunk::<4>()?;
    Some(match endian {
        Endian::Little => u32::from_le_bytes(word),
        Endian::Big => u32::from_be_bytes(word),
    })
}

fn bytes(word: u32, endian: Endian) -> [u8; 4] {
    match endian {
        Endian::Little => word.to_le_bytes(),
        Endian::Big => word.to_be_bytes(),
    }
}
