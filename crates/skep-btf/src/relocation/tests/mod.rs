//! Tests of relocations on types made for them: each rule, each kind, both byte orders.

mod bitfields;
mod choices;
mod damage;
mod enumerations;
mod fields;
mod layouts;
mod search;
mod types;

use super::{Relocation, RelocationKind, What, resolve};
use crate::{Btf, BtfBuilder, Endian, TypeId};

/// A BTF in its bytes, and the types that were named when it was made.
struct Made<const N: usize> {
    bytes: Vec<u8>,
    ids: [TypeId; N],
}

/// Makes a BTF of this byte order.
fn made<const N: usize>(endian: Endian, make: impl FnOnce(&mut BtfBuilder) -> [TypeId; N]) -> Made<N> {
    let mut builder = BtfBuilder::new();
    let ids = make(&mut builder);
    Made { bytes: builder.to_bytes(endian).unwrap(), ids }
}

/// A little-endian one.
fn little<const N: usize>(make: impl FnOnce(&mut BtfBuilder) -> [TypeId; N]) -> Made<N> {
    made(Endian::Little, make)
}

/// The answer to one relocation in words: a number, the number and the sizes of an offset, or what is missing or wrong.
fn ask<const N: usize, const M: usize>(
    local: &Made<N>,
    target: &Made<M>,
    root: usize,
    access: &str,
    kind: RelocationKind,
) -> String {
    let (ours, theirs) = (Btf::parse(&local.bytes).unwrap(), Btf::parse(&target.bytes).unwrap());
    let relocation = Relocation { type_id: local.ids[root], access, kind };
    say(&resolve(&ours, &[relocation], &theirs, &[])[0])
}

/// An answer in words.
fn say(answer: &Result<super::Resolution, super::RelocationError>) -> String {
    match answer {
        Err(error) => format!("error: {error}"),
        Ok(resolution) => match &resolution.patch.what {
            What::Immediate(number) if resolution.found => format!("{number}"),
            What::Immediate(number) => format!("{number}, not found"),
            What::Offset { bytes, target: Some(target), .. } => {
                format!("at {bytes}, {} bytes, {:?}", target.size, target.class)
            }
            What::Offset { bytes, .. } => format!("at {bytes}"),
            What::Poison(unresolved) => format!("poison: {unresolved}"),
        },
    }
}
