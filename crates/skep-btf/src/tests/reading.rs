//! What the reader answers, and how it says what is wrong.

use core::num::NonZeroU8;

use insta::assert_snapshot;

use crate::{
    Array, Btf, BtfBuilder, BtfError, Endian, Int, Kind, Linkage, NewMember, Shape, Signedness, StringOffset,
    TypeId,
};

fn built(build: impl FnOnce(&mut BtfBuilder)) -> Btf<'static> {
    let mut builder = BtfBuilder::new();
    build(&mut builder);
    Btf::parse(builder.to_bytes(Endian::Little).unwrap()).unwrap()
}

/// A little-endian BTF of these words as records, with these strings.
fn raw(words: &[u32], strings: &[u8]) -> Vec<u8> {
    with_header(&[], words, strings)
}

/// As [`raw`], with words at the end of the header.
fn with_header(extra: &[u32], words: &[u32], strings: &[u8]) -> Vec<u8> {
    let (header, types) = (24 + extra.len() * 4, words.len() * 4);
    let mut bytes = vec![0x9f, 0xeb, 1, 0];
    for field in [header, 0, types, types, strings.len()] {
        bytes.extend(u32::try_from(field).unwrap().to_le_bytes());
    }
    for word in extra.iter().chain(words) {
        bytes.extend(word.to_le_bytes());
    }
    bytes.extend(strings);
    bytes
}

const fn info(kind: u32, vlen: u32) -> u32 {
    kind << 24 | vlen
}

fn id(number: u32) -> TypeId {
    TypeId::new(number)
}

fn refused(bytes: &[u8]) -> String {
    Btf::parse(bytes).unwrap_err().to_string()
}

#[test]
fn a_header_that_is_wrong_is_refused() {
    let good = raw(&[], b"\0");
    let with = |place: usize, value: u8| {
        let mut bytes = good.clone();
        bytes[place] = value;
        refused(&bytes)
    };
    assert_snapshot!(refused(&[]), @"header, offset 0: the header needs 24 bytes, 0 are left");
    assert_snapshot!(refused(b"\x7fELF\x02\x01\x01\0"), @"header, offset 0: found bytes 7f 45, expected 9f eb (little-endian BTF) or eb 9f (big-endian)");
    assert_snapshot!(with(2, 2), @"header, offset 2: version is 2, expected 1, the only version known");
    assert_snapshot!(with(3, 1), @"header, offset 3: flags is 1, expected 0: no flag is known");
    assert_snapshot!(with(4, 20), @"header, offset 4: hdr_len is 20, expected at least 24");
    assert_snapshot!(with(5, 1), @"header, offset 0: the header needs 280 bytes, 25 are left");
    assert_snapshot!(with(8, 2), @"header, offset 8: type_off is 2, expected a multiple of 4");
    assert_snapshot!(with(12, 8), @"type section, offset 0: the section needs 8 bytes, 1 are left");
    assert_snapshot!(with(15, 0xff), @"type section, offset 0: the section needs 4278190080 bytes, 1 are left");
    assert_snapshot!(with(16, 8), @"string section, offset 0: the section needs 1 bytes, 0 are left");
    assert_snapshot!(refused(&raw(&[], b"")), @"string section, offset 0: the empty string needs 1 bytes, 0 are left");
    assert_snapshot!(refused(&raw(&[], b"a\0")), @"string section, offset 0: found byte 61, expected 00: the first string is the empty one");
    assert_snapshot!(refused(&raw(&[], b"\0abc")), @"string section, offset 3: found byte 63, expected 00: the end of the last string");
}

#[test]
fn a_record_that_is_wrong_is_refused() {
    let ptr = [0, info(2, 0), 0];
    let after_ptr = |words: &[u32]| refused(&raw(&[&ptr, words].concat(), b"\0"));
    assert_snapshot!(after_ptr(&[0, 0]), @"type section, offset 12: the record of a type needs 12 bytes, 8 are left");
    assert_snapshot!(after_ptr(&[0, info(1, 0), 4]), @"type section, offset 12: the record of type [2] (INT, vlen 0) needs 16 bytes, 12 are left");
    assert_snapshot!(after_ptr(&[0, info(4, 0xff_ffff), 4, 1, 2, 3]), @"type section, offset 12: the record of type [2] (STRUCT, vlen 16777215) needs 201326592 bytes, 24 are left");
    assert_snapshot!(after_ptr(&[0, info(0, 0), 0]), @"type section, offset 12: the record of type [2] has kind 0, expected a kind from 1 to 19");
    assert_snapshot!(after_ptr(&[0, info(20, 0), 0]), @"type section, offset 12: the record of type [2] has kind 20, expected one from 1 to 19; without a layout section the size of a newer kind's record is not known");
}

#[test]
fn a_longer_header_is_read_as_far_as_it_is_known() {
    let bytes = with_header(&[0; 5], &[1, info(2, 0), 0], b"\0p\0");
    let btf = Btf::parse(&bytes).unwrap();
    assert_eq!(btf.type_by_id(id(1)).unwrap().to_string(), "[1] PTR 'p'");
}

#[test]
fn a_newer_kind_is_skipped_where_the_layout_section_tells_its_size() {
    // Kind 20: 4 bytes once and 8 for each of its entries.
    let mut records = vec![1, info(20, 2), 7, 0, 0, 0, 0, 0, 0, info(2, 0), 1];
    let layout: Vec<u32> = (0..21).map(|kind| if kind == 20 { 4 | 8 << 8 } else { 0 }).collect();
    let place = u32::try_from(records.len() * 4).unwrap();
    records.extend(&layout);
    let mut bytes = with_header(&[place, 84], &records, b"\0new\0");
    // The type section ends where the layout section starts.
    bytes[12..16].copy_from_slice(&place.to_le_bytes());
    let btf = Btf::parse(&bytes).unwrap();
    assert_eq!(btf.len(), 2);
    let new = btf.type_by_id(id(1)).unwrap();
    assert_eq!(new.to_string(), "[1] KIND_20 'new'");
    assert!(matches!(new.shape(), Shape::Unknown { kind: 20 }));
    assert_eq!(btf.find(Kind::Unknown(20), "new").next().unwrap().id(), id(1));
    assert_eq!(btf.type_by_id(id(2)).unwrap().resolve().unwrap().kind(), Kind::Ptr);
    assert_snapshot!(new.size().unwrap_err(), @"type [1] is of kind KIND_20, which has no size");

    bytes[24..28].copy_from_slice(&(place + 1).to_le_bytes());
    assert_snapshot!(refused(&bytes), @"header, offset 24: layout_off is 45, expected a multiple of 4");
    bytes[24..28].copy_from_slice(&place.to_le_bytes());
    bytes[28] = 82;
    assert_snapshot!(refused(&bytes), @"layout section, offset 80: the layout of a kind needs 4 bytes, 2 are left");
}

#[test]
fn what_a_record_refers_to_is_checked_when_it_is_followed() {
    let bytes = raw(&[9, info(2, 0), 5, 1, info(4, 1), 8, 2, 77, 0], b"\0\xff\0abc");
    assert!(Btf::parse(&bytes).is_err());
    let bytes = raw(&[9, info(8, 0), 5, 1, info(4, 1), 8, 2, 77, 0], b"\0a\xff\0abc\0");
    let btf = Btf::parse(&bytes).unwrap();
    let typedef = btf.type_by_id(id(1)).unwrap();
    assert_snapshot!(typedef.name().unwrap_err(), @"string section, offset 9 (referred to by type [1]): expected an offset into the 8 bytes there are");
    assert_snapshot!(typedef.resolve().unwrap_err(), @"type section: type [1] refers to type [5], expected one from [0] to [2]");
    let composite = btf.type_by_id(id(2)).unwrap();
    assert_snapshot!(composite.name().unwrap_err(), @"string section, offset 1 (referred to by type [2]): expected UTF-8, but only the first 1 bytes of the string are");
    let member = composite.members().unwrap().next().unwrap();
    assert_snapshot!(member.ty().unwrap_err(), @"type section: type [2] refers to type [77], expected one from [0] to [2]");
    assert_snapshot!(btf.type_by_id(id(3)).unwrap_err(), @"type section: there is no type [3], expected one from [0] to [2]");
    assert_snapshot!(btf.string(StringOffset::new(8)).unwrap_err(), @"string section, offset 8: expected an offset into the 8 bytes there are");
    // An offset may point into a string.
    assert_eq!(btf.string(StringOffset::new(5)).unwrap(), "bc");
}

#[test]
fn a_split_btf_must_have_the_byte_order_of_its_base() {
    let base = Btf::parse(BtfBuilder::new().to_bytes(Endian::Big).unwrap()).unwrap();
    let bytes = BtfBuilder::split(&base).to_bytes(Endian::Little).unwrap();
    assert_snapshot!(Btf::parse_split(bytes, &base).unwrap_err(), @"header, offset 0: found a little-endian BTF, expected a big-endian one as its base is");
}

#[test]
fn every_type_of_a_name_is_found() {
    let btf = built(|b| {
        b.add_struct("pair", 4, &[]);
        b.add_union("pair", 4, &[]);
        b.add_struct("pai", 4, &[]);
        b.add_struct("pairs", 4, &[]);
        b.add_struct("pair", 8, &[]);
    });
    let found = |kind, name| btf.find(kind, name).map(|ty| ty.id().number()).collect::<Vec<_>>();
    assert_eq!(found(Kind::Struct, "pair"), [1, 5]);
    assert_eq!(found(Kind::Union, "pair"), [2]);
    assert_eq!(found(Kind::Struct, "air"), [0; 0]);
    assert_eq!(found(Kind::Struct, ""), [0; 0]);
    let one = {
        let name = String::from("pairs");
        btf.find(Kind::Struct, &name).next()
    };
    assert_eq!(one.unwrap().to_string(), "[4] STRUCT 'pairs'");
}

#[test]
fn members_are_found_through_what_is_anonymous() {
    let btf = built(|b| {
        let int = b.add_int("int", Int::signed(4));
        let inner = b.add_struct(
            "",
            8,
            &[NewMember::at_byte("x", int, 0), NewMember::bitfield("y", int, 35, NonZeroU8::new(5).unwrap())],
        );
        let union = b.add_union("", 8, &[NewMember::at_byte("", inner, 0), NewMember::at_byte("z", int, 0)]);
        let union = b.add_const(union);
        let named = b.add_struct("named", 16, &[NewMember::at_byte("", union, 8)]);
        let named = b.add_typedef("named_t", named);
        let pointer = b.add_ptr(named);
        b.add_struct("outer", 32, &[NewMember::at_byte("n", named, 4), NewMember::at_byte("p", pointer, 24)]);
    });
    let outer = btf.find(Kind::Struct, "outer").next().unwrap();
    let check = |path: &str, expected: (u64, u8, Option<u64>)| {
        let place = outer.find_member(path).unwrap();
        let bits = place.bitfield_bits.map_or(0, NonZeroU8::get);
        assert_eq!((place.bit_offset, bits, place.byte_offset()), expected, "{path}");
    };
    check("n", (32, 0, Some(4)));
    check("n.x", (96, 0, Some(12)));
    check("n.y", (131, 5, None));
    check("n.z", (96, 0, Some(12)));
    check("p", (192, 0, Some(24)));
    let refused = |path: &str| outer.find_member(path).unwrap_err();
    assert_snapshot!(refused("w"), @"type [8] (STRUCT 'outer') has no member 'w'");
    assert_snapshot!(refused("n.w"), @"type [5] (STRUCT 'named') has no member 'w' (looked for 'n.w')");
    assert_snapshot!(refused("p.x"), @"type [7] is of kind PTR, expected a STRUCT or UNION, which have members");
    assert_snapshot!(refused(""), @"type [8] (STRUCT 'outer') has no member ''");
    assert_snapshot!(refused("n..x"), @"type [5] (STRUCT 'named') has no member '' (looked for 'n..x')");
    assert_eq!(outer.members().unwrap().nth(1).unwrap().name(), Ok("p"));
    assert!(outer.members().unwrap().nth(2).is_none());
}

#[test]
fn anonymous_structures_that_hold_each_other_do_not_hold_the_search() {
    // Each holds the next one twice: looked into again and again, that would be 2^64 visits.
    let deep = built(|b| {
        let mut id = b.add_struct("", 1, &[]);
        for _ in 0..64 {
            id = b.add_struct("", 1, &[NewMember::at_byte("", id, 0), NewMember::at_byte("", id, 0)]);
        }
    });
    let last = deep.type_by_id(id(deep.len())).unwrap();
    assert!(matches!(last.find_member("x"), Err(BtfError::NoMember { .. })));
    // One that holds itself.
    let bytes = raw(&[0, info(4, 1), 8, 0, 1, 0], b"\0");
    let cycle = Btf::parse(&bytes).unwrap();
    let error = cycle.type_by_id(id(1)).unwrap().find_member("x").unwrap_err();
    assert_snapshot!(error, @"type [1] (STRUCT (anon)) has no member 'x'");
}

#[test]
fn old_and_new_ways_to_place_a_member_are_told_apart() {
    let word = 3 << 24 | 40;
    let flagged = 1 << 31;
    let bytes = raw(
        &[
            0,
            info(4, 1),
            8,
            0,
            0,
            word,
            0,
            info(4, 1) | flagged,
            8,
            0,
            0,
            word,
            0,
            info(4, 1) | flagged,
            8,
            0,
            0,
            40,
        ],
        b"\0",
    );
    let btf = Btf::parse(&bytes).unwrap();
    let member = |number| {
        let member = btf.type_by_id(id(number)).unwrap().members().unwrap().next().unwrap();
        (member.bit_offset(), member.bitfield_bits().map(NonZeroU8::get))
    };
    assert_eq!(member(1), (word, None));
    assert_eq!(member(2), (40, Some(3)));
    assert_eq!(member(3), (40, None), "not a bitfield although the structure has some");
}

#[test]
fn sizes_are_found_through_what_leads_to_them() {
    let btf = built(|b| {
        let int = b.add_int("int", Int::signed(4));
        let array = b.add_array(Array { element: int, index: int, count: 3 });
        let array = b.add_const(array);
        let array = b.add_array(Array { element: array, index: int, count: 5 });
        let typedef = b.add_typedef("matrix", array);
        b.add_var("m", typedef, Linkage::Global);
        b.add_ptr(typedef);
        let function = b.add_func_proto(int, &[]);
        b.add_typedef("callback", function);
        let large = b.add_array(Array { element: int, index: int, count: u32::MAX });
        let large = b.add_array(Array { element: large, index: int, count: u32::MAX });
        b.add_array(Array { element: large, index: int, count: u32::MAX });
    });
    let size = |number| btf.size_of(id(number));
    assert_eq!(size(1), Ok(4));
    assert_eq!(size(2), Ok(12));
    assert_eq!(size(6), Ok(60));
    assert_eq!(size(7), Ok(8));
    assert_snapshot!(size(9).unwrap_err(), @"type [9] has no size, because it leads to type [8], which is of kind FUNC_PROTO");
    assert_snapshot!(size(0).unwrap_err(), @"type [0] is of kind VOID, which has no size");
    assert_snapshot!(size(12).unwrap_err(), @"type [12]: its size, or an offset in it, does not fit into 64 bits");
    assert_eq!(btf.resolve(id(5)).unwrap().array().unwrap().count, 5);
    assert_eq!(btf.resolve(id(9)).unwrap().kind(), Kind::FuncProto);
    assert_snapshot!(btf.type_by_id(id(1)).unwrap().array().unwrap_err(), @"type [1] is of kind INT, expected an ARRAY, which has elements");
}

#[test]
fn chains_are_followed_as_far_as_the_kernel_does() {
    let chain = |length: u32| {
        built(|b| {
            let mut last = b.add_int("int", Int::signed(4));
            for n in 0..length {
                last = b.add_typedef(&format!("t{n}"), last);
            }
        })
    };
    let longest = chain(32);
    assert_eq!(longest.size_of(id(33)), Ok(4));
    assert_eq!(longest.resolve(id(33)).unwrap().id(), id(1));
    let longer = chain(33);
    assert!(matches!(longer.size_of(id(34)), Err(BtfError::ChainTooLong { .. })));
    assert_snapshot!(longer.resolve(id(34)).unwrap_err(), @"type [34]: after 32 typedefs, modifiers or arrays there is no end, expected one within as many steps (the kernel's limit)");

    let bytes = raw(&[0, info(10, 0), 2, 0, info(9, 0), 1, 0, info(3, 0), 0, 3, 3, 0], b"\0");
    let cycle = Btf::parse(&bytes).unwrap();
    assert!(matches!(cycle.resolve(id(1)), Err(BtfError::ChainTooLong { .. })));
    assert!(matches!(cycle.size_of(id(3)), Err(BtfError::ChainTooLong { .. })));
}

#[test]
fn the_size_of_a_pointer_is_that_of_a_long() {
    let with = |name: &str, size| {
        let btf = built(|b| {
            b.add_int(name, Int::unsigned(size));
        });
        btf.pointer_size()
    };
    assert_eq!(with("long unsigned int", 4), 4);
    assert_eq!(with("long", 8), 8);
    assert_eq!(with("usize", 4), 4);
    assert_eq!(with("long", 3), 8, "no machine has such pointers");
    assert_eq!(with("int", 4), 8);

    let mut base = BtfBuilder::new();
    base.add_int("long", Int::signed(4));
    let base = Btf::parse(base.to_bytes(Endian::Little).unwrap()).unwrap();
    let mut split = BtfBuilder::split(&base);
    let long = split.add_int("long", Int::signed(8));
    let pointer = split.add_ptr(long);
    let split = Btf::parse_split(split.to_bytes(Endian::Little).unwrap(), &base).unwrap();
    assert_eq!(split.size_of(pointer), Ok(4));
}

#[test]
fn values_keep_their_sign() {
    let btf = built(|b| {
        b.add_enum("a", 4, Signedness::Signed, &[("MIN", i32::MIN.into()), ("ONE", 1)]);
        b.add_enum("b", 4, Signedness::Unsigned, &[("MAX", u32::MAX.into())]);
        b.add_enum64("c", 8, Signedness::Signed, &[("MIN", i64::MIN.into())]);
        b.add_enum64("d", 8, Signedness::Unsigned, &[("MAX", u64::MAX.into()), ("LOW", 1)]);
    });
    let values = |number| {
        let values = btf.type_by_id(id(number)).unwrap().values().unwrap();
        values
            .map(|value| format!("{}={}", value.name().unwrap(), value.value()))
            .collect::<Vec<_>>()
            .join(" ")
    };
    assert_eq!(values(1), "MIN=-2147483648 ONE=1");
    assert_eq!(values(2), "MAX=4294967295");
    assert_eq!(values(3), "MIN=-9223372036854775808");
    assert_eq!(values(4), "MAX=18446744073709551615 LOW=1");
}

#[test]
fn a_function_has_the_prototype_it_refers_to() {
    let btf = built(|b| {
        let int = b.add_int("int", Int::signed(4));
        let prototype = b.add_func_proto(int, &[("format", int), ("", TypeId::VOID)]);
        b.add_func("printf", prototype, Linkage::Extern);
        b.add_func("odd", int, Linkage::Global);
    });
    let function = btf.find(Kind::Func, "printf").next().unwrap();
    assert!(matches!(function.shape(), Shape::Func { linkage: Linkage::Extern, .. }));
    let prototype = function.prototype().unwrap();
    assert_eq!(prototype.returns, id(1));
    let parameters: Vec<_> = prototype.parameters.map(|p| (p.name().unwrap(), p.is_variadic())).collect();
    assert_eq!(parameters, [("format", false), ("", true)]);
    let odd = btf.find(Kind::Func, "odd").next().unwrap();
    assert_snapshot!(odd.prototype().unwrap_err(), @"type [1] is of kind INT, expected a FUNC_PROTO, or a FUNC that has one");
}

#[test]
fn a_btf_can_be_shared_by_threads() {
    fn is_shareable<T: Send + Sync + 'static>() {}
    is_shareable::<Btf<'static>>();
    is_shareable::<BtfError>();
}

#[test]
fn a_handle_outlives_the_one_it_was_cloned_from() {
    let split = {
        let base = built(|b| {
            b.add_int("int", Int::signed(4));
        });
        let mut builder = BtfBuilder::split(&base);
        builder.add_ptr(id(1));
        Btf::parse_split(builder.to_bytes(Endian::Little).unwrap(), &base).unwrap()
    };
    let clone = split.clone();
    drop(split);
    assert_eq!(clone.type_by_id(id(1)).unwrap().name(), Ok("int"));
    assert_eq!(clone.base().unwrap().len(), 1);
    assert_eq!(clone.own_types().count(), 1);
    assert_snapshot!(format!("{clone:?}"), @"Btf { endian: Little, types: 2, base_types: 1, bytes: BtfBytes(36 bytes, owned), .. }");
    assert_eq!(clone.as_bytes().len(), 36);
}
