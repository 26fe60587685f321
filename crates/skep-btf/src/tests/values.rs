//! Values as text.

use core::num::NonZeroU8;

use insta::assert_snapshot;

use crate::{Array, Btf, BtfBuilder, Endian, Int, Kind, NewMember, Signedness};

fn types(endian: Endian) -> Btf<'static> {
    let mut b = BtfBuilder::new();
    let int = b.add_int("int", Int::signed(4));
    let byte = b.add_int("char", Int::signed(1));
    let bool = b.add_int("_Bool", Int::boolean());
    let name = b.add_array(Array { element: byte, index: int, count: 4 });
    let pair = b.add_array(Array { element: int, index: int, count: 2 });
    let nothing = b.add_struct("nothing", 0, &[]);
    let nothings = b.add_array(Array { element: nothing, index: int, count: u32::MAX });
    let state = b.add_enum("state", 4, Signedness::Signed, &[("DEAD", -1), ("ALIVE", 1)]);
    let double = b.add_float("double", 8);
    let pointer = b.add_ptr(int);
    let inner =
        b.add_union("", 8, &[NewMember::at_byte("real", double, 0), NewMember::at_byte("at", pointer, 0)]);
    let inner = b.add_const(inner);
    let bits = |count| NonZeroU8::new(count).unwrap();
    let members = [
        NewMember::at_byte("pid", int, 0),
        NewMember::at_byte("name", name, 4),
        NewMember::at_byte("", inner, 8),
        NewMember::at_byte("pair", pair, 16),
        NewMember::at_byte("state", state, 24),
        NewMember::bitfield("low", int, 224, bits(3)),
        NewMember::bitfield("high", int, 227, bits(10)),
        NewMember::at_byte("on", bool, 30),
        NewMember::at_byte("none", nothings, 31),
    ];
    b.add_struct("event", 32, &members);
    Btf::parse(b.to_bytes(endian).unwrap()).unwrap()
}

#[test]
fn a_value_is_shown_by_its_type_in_both_byte_orders() {
    let check = |endian: Endian| {
        let word = |number: u32| endian.encode(number);
        let mut bytes =
            [word(7), *b"init", [0; 4], [0; 4], word(1), word(u32::MAX), word(u32::MAX), [0; 4]].concat();
        let half = 0.5_f64.to_bits();
        bytes[8..16].copy_from_slice(&match endian {
            Endian::Little => half.to_le_bytes(),
            Endian::Big => half.to_be_bytes(),
        });
        // Three bits that are 5, ten that are -2.
        let fields: u16 = match endian {
            Endian::Little => 5 | 0x3fe << 3,
            Endian::Big => 5 << 13 | 0x3fe << 3,
        };
        bytes[28..30].copy_from_slice(&match endian {
            Endian::Little => fields.to_le_bytes(),
            Endian::Big => fields.to_be_bytes(),
        });
        bytes[30] = 1;
        let btf = types(endian);
        let event = btf.find(Kind::Struct, "event").next().unwrap().id();
        (
            btf.format_value(event, &bytes).unwrap(),
            btf.format_value(event, &bytes[..31]).unwrap_err().to_string(),
        )
    };
    let (text, short) = check(Endian::Little);
    assert_snapshot!(text, @r#"{ pid: 7, name: "init", real: 0.5, at: 0x3fe0000000000000, pair: [1, -1], state: DEAD, low: -3, high: -2, on: true, none: [] }"#);
    assert_snapshot!(short, @"a value of type [13] needs 32 bytes, found 31");
    assert_eq!(check(Endian::Big), (text, short));
}

#[test]
fn a_value_of_a_damaged_type_has_an_end() {
    let mut b = BtfBuilder::new();
    let mut id = b.add_struct("", 4, &[]);
    for _ in 0..31 {
        id = b.add_union("", 4, &[NewMember::at_byte("", id, 0), NewMember::at_byte("", id, 0)]);
    }
    let btf = Btf::parse(b.to_bytes(Endian::Little).unwrap()).unwrap();
    assert!(btf.format_value(id, &[0; 4]).is_err());
}
