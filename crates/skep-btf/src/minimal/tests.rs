//! Tests of slices: whatever is asked, a slice answers as the whole does.

use core::num::NonZeroU8;

use proptest::prelude::*;

use super::Minimal;
use crate::relocation::{
    Patch, Reason, Relocation, RelocationError, RelocationKind, Resolution, Unresolved, What, resolve,
};
use crate::{Array, Btf, BtfBuilder, Endian, FwdKind, Int, NewMember, Signedness, TypeId};

/// What can be told of an answer on a BTF and on its slice alike: all but the numbers of types.
fn comparable(answer: Result<Resolution, RelocationError>) -> Option<(bool, Option<u64>, What)> {
    let Resolution { found, patch: Patch { expected, mut what }, .. } = answer.ok()?;
    if let What::Poison(Unresolved { reason, .. }) = &mut what
        && let Reason::Damaged(_) = reason
    {
        *reason = Reason::NotAnArray { target: "damaged".to_owned() };
    }
    Some((found, expected, what))
}

/// Types from bytes: few names, so that they meet; and members that refer to any type, in circles as well.
fn types(bytes: &[u8], endian: Endian) -> Vec<u8> {
    const NAMES: [&str; 6] = ["s", "s___x", "t", "u", "", "s___y"];
    const MEMBERS: [&str; 5] = ["a", "b", "", "c", "a___z"];
    let mut b = BtfBuilder::new();
    let int = b.add_int("int", Int::signed(4));
    let mut composites = Vec::new();
    let mut chunks = bytes.chunks_exact(3);
    for chunk in &mut chunks {
        let &[op, name, of] = chunk else { break };
        let name = NAMES[usize::from(name) % NAMES.len()];
        let to = TypeId::new(u32::from(of) % (b.last().number() + 1));
        match op % 14 {
            0 => b.add_int(name, Int::unsigned([1, 2, 4, 8][usize::from(of) % 4])),
            1 => b.add_ptr(to),
            2 => b.add_array(Array { element: to, index: int, count: u32::from(of) % 3 }),
            3..6 => {
                let id = b.add_struct(name, 64, &[]);
                composites.push((id, of));
                id
            }
            6 => {
                let id = b.add_union(name, 64, &[]);
                composites.push((id, of));
                id
            }
            7 => b.add_enum(
                name,
                4,
                Signedness::Signed,
                &[("A", i128::from(of)), ("B", 2)][..usize::from(of) % 3],
            ),
            8 => b.add_enum64(name, 8, Signedness::Unsigned, &[("A", 1), ("B___q", i128::from(of))]),
            9 => b.add_typedef(name, to),
            10 => b.add_const(to),
            11 => b.add_fwd(name, if of % 2 == 0 { FwdKind::Struct } else { FwdKind::Union }),
            12 => b.add_func_proto(int, &[("x", to), ("y", int)][..usize::from(of) % 3]),
            _ => b.add_float(name, 8),
        };
    }
    let last = b.last().number();
    for (id, seed) in composites {
        let seed = u32::from(seed);
        let bits = NonZeroU8::new(u8::try_from(seed % 5).unwrap()).unwrap_or(NonZeroU8::MIN);
        let members: Vec<_> = (0..seed % 4)
            .map(|number| {
                let of = TypeId::new((seed * 7 + number * 5) % (last + 1));
                let name = MEMBERS[((seed + number * 3) % 5) as usize];
                match (seed + number) % 6 {
                    0 => NewMember::bitfield(name, int, number * 32 + 3, bits),
                    _ => NewMember::at_byte(name, of, number * 8),
                }
            })
            .collect();
        b.set_members(id, &members);
    }
    b.to_bytes(endian).unwrap()
}

/// Everything that can be asked of these types in few steps, and understood.
fn questions(local: &Btf<'_>) -> Vec<(TypeId, &'static str, RelocationKind)> {
    let accesses = ["0", "1", "2", "0:0", "0:1", "0:2", "0:0:0", "0:1:0", "0:0:1", "0:1:1:0"];
    let all = local.types().flat_map(|ty| {
        accesses.iter().flat_map(move |&access| RelocationKind::ALL.map(|kind| (ty.id(), access, kind)))
    });
    let understood = |&(type_id, access, kind): &(TypeId, &'static str, RelocationKind)| {
        kind != RelocationKind::TypeIdTarget
            && resolve(local, &[Relocation { type_id, access, kind }], local, &[])[0]
                .as_ref()
                .err()
                .is_none_or(|error| matches!(error.problem, crate::relocation::Problem::Ambiguous { .. }))
    };
    all.filter(understood).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]
    #[test]
    fn a_slice_answers_as_the_whole_does(
        local in prop::collection::vec(any::<u8>(), 3..60),
        target in prop::collection::vec(any::<u8>(), 3..90),
        big in any::<bool>(),
    ) {
        let endian = if big { Endian::Big } else { Endian::Little };
        let (local, target) = (types(&local, endian), types(&target, endian));
        let (local, target) = (Btf::parse(&local).unwrap(), Btf::parse(&target).unwrap());
        let questions = questions(&local);
        let relocations: Vec<_> =
            questions.iter().map(|&(type_id, access, kind)| Relocation { type_id, access, kind }).collect();
        let mut minimal = Minimal::new(&target);
        // What leads nowhere on the way is an error here, and only there.
        if minimal.add(&local, &relocations).is_ok() && let Ok(bytes) = minimal.build() {
            let slice = Btf::parse(&bytes).unwrap();
            prop_assert!(slice.endian() == endian);
            let whole = resolve(&local, &relocations, &target, &[]);
            let sliced = resolve(&local, &relocations, &slice, &[]);
            for ((whole, sliced), relocation) in whole.into_iter().zip(sliced).zip(&relocations) {
                let detail = format!("{relocation:?}\n{whole:?}\n{sliced:?}");
                prop_assert_eq!(comparable(whole), comparable(sliced), "{}", detail);
            }
        }
    }
}

#[test]
fn a_slice_has_what_is_asked_for_and_little_else() {
    let mut b = BtfBuilder::new();
    let int = b.add_int("int", Int::signed(4));
    let big = b.add_struct("unrelated", 4, &[NewMember::at_byte("x", int, 0)]);
    let next = b.add_ptr(big);
    let anon =
        b.add_union("", 8, &[NewMember::at_byte("hidden", int, 0), NewMember::at_byte("other", int, 0)]);
    let task = b.add_struct(
        "task",
        64,
        &[
            NewMember::at_byte("pid", int, 0),
            NewMember::at_byte("next", next, 8),
            NewMember::at_byte("", anon, 16),
            NewMember::at_byte("inner", big, 24),
        ],
    );
    b.add_typedef("task_t", task);
    b.add_enum("e", 4, Signedness::Signed, &[("A", 1), ("B", 2), ("C", 3)]);
    let target = b.to_bytes(Endian::Little).unwrap();
    let target = Btf::parse(&target).unwrap();

    let mut b = BtfBuilder::new();
    let int = b.add_int("int", Int::signed(4));
    let void = b.add_ptr(TypeId::VOID);
    let task = b.add_struct(
        "task___mine",
        64,
        &[NewMember::at_byte("next", void, 0), NewMember::at_byte("hidden", int, 8)],
    );
    let e = b.add_enum("e", 4, Signedness::Signed, &[("B", 0)]);
    let local = b.to_bytes(Endian::Little).unwrap();
    let local = Btf::parse(&local).unwrap();
    let ask = |type_id, access, kind| Relocation { type_id, access, kind };
    let all = [
        ask(task, "0:0", RelocationKind::FieldByteOffset),
        ask(task, "0:1", RelocationKind::FieldExists),
        ask(e, "0", RelocationKind::EnumeratorValue),
    ];
    let mut minimal = Minimal::new(&target);
    minimal.add(&local, &all[..2]).unwrap();
    minimal.add(&local, &all[2..]).unwrap();
    let slice = minimal.build().unwrap();
    let slice = Btf::parse(&slice).unwrap();
    let listing: Vec<_> = slice
        .types()
        .map(|ty| {
            let members = ty.members().into_iter().flatten().map(|member| member.name().unwrap().to_owned());
            let values = ty.values().into_iter().flatten().map(|value| value.name().unwrap().to_owned());
            format!("{ty} {:?}", members.chain(values).collect::<Vec<_>>())
        })
        .collect();
    insta::assert_snapshot!(listing.join("\n"), @r#"
    [1] INT 'int' []
    [2] UNION (anon) ["hidden"]
    [3] STRUCT 'task' ["next", ""]
    [4] ENUM 'e' ["B"]
    [5] PTR (anon) []
    "#);
    let numbers = |btf: &Btf<'_>| -> Vec<_> {
        resolve(&local, &all, btf, &[]).into_iter().map(|answer| answer.unwrap().patch).collect()
    };
    assert_eq!(numbers(&slice), numbers(&target));
}

#[test]
fn a_relocation_that_is_not_understood_is_refused() {
    let mut b = BtfBuilder::new();
    let s = b.add_struct("s", 4, &[]);
    let bytes = b.to_bytes(Endian::Little).unwrap();
    let btf = Btf::parse(&bytes).unwrap();
    let relocation = Relocation { type_id: s, access: "0:1", kind: RelocationKind::FieldExists };
    insta::assert_snapshot!(
        Minimal::new(&btf).add(&btf, &[relocation]).unwrap_err(),
        @"field_exists of [1] STRUCT 's' (0:1): number 1 of the access string is 1, and [1] STRUCT 's' has 0"
    );
}
