//! Any layout: whatever order, padding and nesting the target has, the offset is where the member is.

use proptest::prelude::*;

use super::{little, say};
use crate::relocation::{Relocation, RelocationKind, resolve};
use crate::{Array, Btf, BtfBuilder, Int, NewMember, TypeId};

/// A member of the target: how many bytes of padding come before it, how wide it is, and how deep it is hidden in
/// anonymous structures.
#[derive(Clone, Debug)]
struct Placed {
    name: usize,
    padding: u32,
    width: u8,
    depth: usize,
    elements: u32,
}

fn placed() -> impl Strategy<Value = Vec<Placed>> {
    let one = (0_u32..40, prop::sample::select(vec![1_u8, 2, 4, 8]), 0_usize..4, 0_u32..5);
    prop::collection::vec(one, 1..24).prop_flat_map(|all| {
        let named: Vec<_> = all
            .into_iter()
            .enumerate()
            .map(|(name, (padding, width, depth, elements))| Placed { name, padding, width, depth, elements })
            .collect();
        Just(named).prop_shuffle()
    })
}

/// The type of a member: an integer, or an array of some.
fn scalar(b: &mut BtfBuilder, width: u8, elements: u32) -> TypeId {
    let int = b.add_int(&format!("u{width}"), Int::unsigned(width));
    match elements {
        0 => int,
        count => b.add_array(Array { element: int, index: int, count }),
    }
}

proptest! {
    #[test]
    fn the_offset_is_where_the_member_is(all in placed()) {
        let mut offsets = vec![(0_u64, 0_u8); all.len()];
        let target = little(|b| {
            // Something before it, so that numbers of types differ.
            b.add_struct("other", 4, &[]);
            let names: Vec<_> = (0..all.len()).map(|name| format!("m{name}")).collect();
            let mut end = 0_u32;
            let mut members = Vec::new();
            for one in &all {
                let start = end + one.padding;
                let size = u32::from(one.width) * one.elements.max(1);
                let mut of = scalar(b, one.width, one.elements);
                let mut name = names[one.name].as_str();
                // Each level moves what is in it by one byte.
                for _ in 0..one.depth {
                    of = b.add_struct("", size + 8, &[NewMember::at_byte(name, of, 1)]);
                    name = "";
                }
                members.push(NewMember::at_byte(name, of, start));
                offsets[one.name] = (u64::from(start) + one.depth as u64, one.width);
                end = start + size + 8;
            }
            [b.add_struct("s", end, &members)]
        });
        let local = little(|b| {
            let members: Vec<_> = (0..all.len()).map(|name| {
                let elements = all.iter().find(|one| one.name == name).map_or(0, |one| one.elements);
                (format!("m{name}"), scalar(b, 4, elements))
            }).collect();
            let members: Vec<_> =
                members.iter().zip(0..).map(|((name, of), n)| NewMember::at_byte(name, *of, n * 40)).collect();
            [b.add_struct("s___local", 4000, &members)]
        });
        let (ours, theirs) = (Btf::parse(&local.bytes).unwrap(), Btf::parse(&target.bytes).unwrap());
        let accesses: Vec<_> = (0..all.len()).map(|name| format!("0:{name}")).collect();
        let relocations: Vec<_> = accesses.iter().map(|access| Relocation {
            type_id: local.ids[0], access, kind: RelocationKind::FieldByteOffset,
        }).collect();
        let answers = resolve(&ours, &relocations, &theirs, &[]);
        for (answer, (offset, width)) in answers.iter().zip(offsets) {
            prop_assert_eq!(say(answer), format!("at {offset}, {width} bytes, Unsigned"));
        }
    }
}
