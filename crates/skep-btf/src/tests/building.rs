//! What the builder writes, byte by byte, and what it refuses.

use core::num::NonZeroU8;

use insta::assert_snapshot;

use crate::{Array, Btf, BtfBuilder, Endian, Int, Linkage, NewMember, SectionVariable, Signedness, TypeId};

#[test]
fn the_bytes_are_those_of_the_format() {
    let mut builder = BtfBuilder::new();
    let int = builder.add_int("int", Int::signed(4));
    builder.add_ptr(int);
    let little = [
        0x9f, 0xeb, 1, 0, 24, 0, 0, 0, // magic, version, flags, hdr_len
        0, 0, 0, 0, 28, 0, 0, 0, // type_off, type_len
        28, 0, 0, 0, 5, 0, 0, 0, // str_off, str_len
        1, 0, 0, 0, 0, 0, 0, 1, 4, 0, 0, 0, 32, 0, 0, 1, // [1] INT 'int' size=4 nr_bits=32 SIGNED
        0, 0, 0, 0, 0, 0, 0, 2, 1, 0, 0, 0, // [2] PTR type_id=1
        0, b'i', b'n', b't', 0,
    ];
    assert_eq!(builder.to_bytes(Endian::Little).unwrap(), little);
    let big = [
        0xeb, 0x9f, 1, 0, 0, 0, 0, 24, //
        0, 0, 0, 0, 0, 0, 0, 28, //
        0, 0, 0, 28, 0, 0, 0, 5, //
        0, 0, 0, 1, 1, 0, 0, 0, 0, 0, 0, 4, 1, 0, 0, 32, //
        0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 1, //
        0, b'i', b'n', b't', 0,
    ];
    assert_eq!(builder.to_bytes(Endian::Big).unwrap(), big);
}

#[test]
fn types_that_say_the_same_are_written_once() {
    let mut builder = BtfBuilder::new();
    let mut both = |add: &dyn Fn(&mut BtfBuilder) -> TypeId| (add(&mut builder), add(&mut builder));
    let mut once = |add: &dyn Fn(&mut BtfBuilder) -> TypeId| {
        let (first, second) = both(add);
        assert_eq!(first, second);
        first
    };
    let int = once(&|b| b.add_int("int", Int::signed(4)));
    once(&|b| b.add_ptr(int));
    once(&|b| b.add_array(Array { element: int, index: int, count: 3 }));
    once(&|b| b.add_enum("e", 4, Signedness::Signed, &[("A", 1)]));
    let proto = once(&|b| b.add_func_proto(int, &[("x", int)]));
    let mut twice = |add: &dyn Fn(&mut BtfBuilder) -> TypeId| {
        let (first, second) = both(add);
        assert_ne!(first, second);
    };
    twice(&|b| b.add_struct("s", 0, &[]));
    twice(&|b| b.add_func("f", proto, Linkage::Static));
    // What differs in anything is another type.
    assert_ne!(builder.add_int("int", Int::unsigned(4)), int);
    assert_ne!(builder.add_int("s32", Int::signed(4)), int);
}

#[test]
fn a_structure_can_refer_to_itself() {
    let mut builder = BtfBuilder::new();
    let node = builder.add_struct("node", 16, &[]);
    let next = builder.add_ptr(node);
    builder.set_members(node, &[NewMember::at_byte("next", next, 0), NewMember::at_byte("prev", next, 8)]);
    let btf = Btf::parse(builder.to_bytes(Endian::Little).unwrap()).unwrap();
    let prev = btf.type_by_id(node).unwrap().find_member("prev").unwrap();
    assert_eq!((prev.byte_offset(), prev.type_id), (Some(8), next));
    assert_eq!(btf.type_by_id(next).unwrap().target(), Some(node));
}

#[test]
fn strings_of_line_info_are_read_where_they_were_put() {
    let mut builder = BtfBuilder::new();
    let file = builder.add_string("src/main.rs");
    let text = builder.add_string("    let x = 1;");
    assert_eq!(builder.add_string("src/main.rs"), file);
    let btf = Btf::parse(builder.to_bytes(Endian::Big).unwrap()).unwrap();
    assert_eq!(btf.string(file).unwrap(), "src/main.rs");
    assert_eq!(btf.string(text).unwrap(), "    let x = 1;");
    assert!(btf.is_empty());
}

fn refused(add: impl FnOnce(&mut BtfBuilder)) -> String {
    let mut builder = BtfBuilder::new();
    builder.add_int("int", Int::signed(4));
    add(&mut builder);
    // The first error stays, whatever follows.
    builder.add_int("a\0b", Int::signed(4));
    builder.to_bytes(Endian::Little).unwrap_err().to_string()
}

#[test]
fn what_cannot_be_written_is_refused() {
    let int = TypeId::new(1);
    let absent = TypeId::new(2);
    assert_snapshot!(
        refused(|b| { b.add_typedef("x\0", int); }),
        @r#"the string "x\0" holds a NUL byte, expected none"#
    );
    assert_snapshot!(
        refused(|b| { b.add_ptr(absent); }),
        @"type [2] refers to type [2], expected one from [0] to [1]"
    );
    assert_snapshot!(
        refused(|b| { b.add_func_proto(int, &[("a", TypeId::new(9))]); }),
        @"type [2] refers to type [9], expected one from [0] to [1]"
    );
    assert_snapshot!(
        refused(|b| {
            let id = b.add_struct("s", 4, &[]);
            b.set_members(id, &[NewMember::at_byte("m", TypeId::new(3), 0)]);
        }),
        @"type [2] refers to type [3], expected one from [0] to [2]"
    );
    assert_snapshot!(
        refused(|b| b.set_members(int, &[])),
        @"type [1] cannot be given members: expected a STRUCT or UNION added to this builder"
    );
    assert_snapshot!(
        refused(|b| b.set_members(TypeId::VOID, &[])),
        @"type [0] cannot be given members: expected a STRUCT or UNION added to this builder"
    );
    assert_snapshot!(
        refused(|b| { b.add_struct("s", 4, &[NewMember::at_byte("m", int, 0x2000_0000)]); }),
        @"type [2]: the bit offset of a member is 4294967296, expected 0 to 4294967295"
    );
    assert_snapshot!(
        refused(|b| {
            let bitfield = NewMember::bitfield("b", int, 0x100_0000, NonZeroU8::MIN);
            b.add_struct("s", 4, &[bitfield]);
        }),
        @"type [2]: the bit offset of a member is 16777216, expected 0 to 16777215"
    );
    assert_snapshot!(
        refused(|b| { b.add_enum("e", 4, Signedness::Unsigned, &[("A", -1)]); }),
        @"type [2]: an enumeration's value is -1, expected 0 to 4294967295"
    );
    assert_snapshot!(
        refused(|b| { b.add_enum64("e", 8, Signedness::Signed, &[("A", 1 << 63)]); }),
        @"type [2]: an enumeration's value is 9223372036854775808, expected -9223372036854775808 to 9223372036854775807"
    );
    assert_snapshot!(
        refused(|b| { b.add_var("v", int, Linkage::Other(3)); }),
        @"type [2]: the linkage is 3, expected 0 to 2"
    );
    assert_snapshot!(
        refused(|b| { b.add_decl_tag("t", int, Some(u32::MAX)); }),
        @"type [2]: the component of a tag is 4294967295, expected 0 to 2147483647"
    );
    assert_snapshot!(
        refused(|b| {
            let entry = SectionVariable { variable: int, offset: 0, size: 0 };
            b.add_datasec(".data", 0, &vec![entry; 0x1_0000]);
        }),
        @"type [2] has 65536 entries, expected at most 65535"
    );
}
