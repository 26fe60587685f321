//! What differs between two BTFs.

use insta::assert_snapshot;

use crate::{Array, Btf, BtfBuilder, Change, Endian, Int, Linkage, NewMember, Signedness};

/// What differs between two BTFs, a line for each difference.
fn differences(old: impl FnOnce(&mut BtfBuilder), new: impl FnOnce(&mut BtfBuilder)) -> String {
    let (mut before, mut after) = (BtfBuilder::new(), BtfBuilder::new());
    old(&mut before);
    new(&mut after);
    let old = Btf::parse(before.to_bytes(Endian::Little).unwrap()).unwrap();
    let new = Btf::parse(after.to_bytes(Endian::Big).unwrap()).unwrap();
    assert_eq!(old.differences(&old), Ok(Vec::new()));
    let mut lines = Vec::new();
    for difference in old.differences(&new).unwrap() {
        let (kind, name) = (difference.kind, difference.name);
        match difference.change {
            Change::Added => lines.push(format!("+ {kind} {name}")),
            Change::Removed => lines.push(format!("- {kind} {name}")),
            Change::Changed(parts) => {
                for part in parts {
                    let text = |what: Option<String>| what.unwrap_or_else(|| "nothing".to_owned());
                    lines.push(format!(
                        "{kind} {name}.{}: {} -> {}",
                        part.part,
                        text(part.old),
                        text(part.new)
                    ));
                }
            }
        }
    }
    lines.join("\n")
}

#[test]
fn types_and_members_that_differ_are_told_by_name() {
    let said = differences(
        |b| {
            let int = b.add_int("int", Int::signed(4));
            let long = b.add_int("long", Int::signed(8));
            b.add_struct("same", 4, &[NewMember::at_byte("x", int, 0)]);
            b.add_struct(
                "moved",
                16,
                &[
                    NewMember::at_byte("x", int, 0),
                    NewMember::at_byte("y", int, 4),
                    NewMember::at_byte("z", long, 8),
                ],
            );
            b.add_struct("gone", 4, &[]);
            b.add_enum("color", 4, Signedness::Signed, &[("RED", -1), ("BLUE", 2)]);
            b.add_typedef("id_t", int);
            let proto = b.add_func_proto(int, &[("x", int)]);
            b.add_func("call", proto, Linkage::Global);
            b.add_struct("twice", 4, &[]);
        },
        |b| {
            b.add_struct("twice", 4, &[]);
            let long = b.add_int("long", Int::signed(8));
            let int = b.add_int("int", Int::signed(4));
            b.add_struct("same", 4, &[NewMember::at_byte("x", int, 0)]);
            let array = b.add_array(Array { element: int, index: int, count: 2 });
            let bits = core::num::NonZeroU8::new(3).unwrap();
            b.add_struct(
                "moved",
                24,
                &[
                    NewMember::bitfield("x", int, 1, bits),
                    NewMember::at_byte("y", array, 8),
                    NewMember::at_byte("w", int, 16),
                ],
            );
            b.add_enum("color", 4, Signedness::Signed, &[("RED", 1), ("BLUE", 2), ("GREEN", 3)]);
            b.add_typedef("id_t", long);
            let proto = b.add_func_proto(int, &[("renamed", int), ("more", long)]);
            b.add_func("call", proto, Linkage::Global);
            b.add_struct("twice", 8, &[]);
        },
    );
    assert_snapshot!(said, @r"
    FUNC call.(type): int (int) -> int (int, long)
    ENUM color.RED: -1 -> 1
    ENUM color.GREEN: nothing -> 3
    - STRUCT gone
    TYPEDEF id_t.(type): int -> long
    STRUCT moved.(size): 16 bytes -> 24 bytes
    STRUCT moved.x: byte 0: int -> bit 1, 3 bits: int
    STRUCT moved.y: byte 4: int -> byte 8: int [2]
    STRUCT moved.z: byte 8: long -> nothing
    STRUCT moved.w: nothing -> byte 16: int
    + STRUCT twice
    ");
}
