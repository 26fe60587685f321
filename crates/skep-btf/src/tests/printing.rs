//! C declarations: what they look like, and that damage is refused.

use insta::assert_snapshot;

use crate::{Array, Btf, BtfBuilder, Endian, FwdKind, Int, Kind, NewMember, Signedness, TypeId};

fn c(build: impl FnOnce(&mut BtfBuilder)) -> String {
    let mut builder = BtfBuilder::new();
    build(&mut builder);
    let btf = Btf::parse(builder.to_bytes(Endian::Little).unwrap()).unwrap();
    match btf.to_c() {
        Ok(text) => text,
        Err(error) => error.to_string(),
    }
}

#[test]
fn what_a_type_needs_comes_before_it() {
    let text = c(|b| {
        let list = b.add_struct("list", 16, &[]);
        let next = b.add_ptr(list);
        let int = b.add_int("int", Int::signed(4));
        let count = b.add_typedef("count_t", int);
        let file = b.add_fwd("file", FwdKind::Struct);
        let file = b.add_ptr(file);
        let call = b.add_func_proto(int, &[("self", next), ("", file), ("", TypeId::VOID)]);
        let call = b.add_ptr(call);
        let calls = b.add_array(Array { element: call, index: int, count: 2 });
        let inner = b.add_struct("", 4, &[NewMember::at_byte("deep", count, 0)]);
        b.set_members(list, &[NewMember::at_byte("next", next, 0), NewMember::at_byte("", inner, 8)]);
        b.add_struct(
            "late",
            40,
            &[NewMember::at_byte("calls", calls, 0), NewMember::at_byte("list", list, 24)],
        );
        b.add_enum("", 4, Signedness::Signed, &[("LOW", -1)]);
    });
    assert_snapshot!(text.replace('\t', "  "), @r"
    struct list;

    typedef int count_t;

    struct list {
      struct list *next;
      struct {
        count_t deep;
      };
    };

    struct file;

    struct late {
      int (*calls[2])(struct list *, struct file *, ...);
      unsigned char __pad0[8];
      struct list list;
    };

    enum {
      LOW = -1,
    };
    ");
}

#[test]
fn layouts_are_forced_where_c_would_choose_others() {
    let text = c(|b| {
        let byte = b.add_int("unsigned char", Int::unsigned(1));
        let rust = b.add_int("core::u32", Int::unsigned(4));
        let bits = core::num::NonZeroU8::new(5).unwrap();
        b.add_struct("packed", 5, &[NewMember::at_byte("a", byte, 0), NewMember::at_byte("b", rust, 1)]);
        b.add_struct(
            "spaced",
            16,
            &[NewMember::at_byte("a", byte, 0), NewMember::bitfield("b", rust, 43, bits)],
        );
        b.add_struct("spaced", 4, &[NewMember::at_byte("a", rust, 0)]);
    });
    assert_snapshot!(text.replace('\t', "  "), @r"
    typedef unsigned int core__u32;

    struct packed {
      unsigned char a;
      core__u32 b;
    } __attribute__((packed));

    struct spaced {
      unsigned char a;
      unsigned char __pad0[4];
      unsigned char: 3;
      core__u32 b: 5;
      unsigned char __pad1[10];
    };

    struct spaced___2 {
      core__u32 a;
    };
    ");
}

#[test]
fn types_that_hold_each_other_too_often_are_refused() {
    let holding_itself = c(|b| {
        let id = b.add_struct("s", 8, &[]);
        b.set_members(id, &[NewMember::at_byte("s", id, 0)]);
    });
    // No C, but an end.
    assert!(holding_itself.contains("struct s s;"), "{holding_itself}");
    let deep = c(|b| {
        let mut id = b.add_int("int", Int::signed(4));
        for _ in 0..200 {
            id = b.add_struct("", 4, &[NewMember::at_byte("x", id, 0)]);
        }
        b.add_struct("top", 4, &[NewMember::at_byte("x", id, 0)]);
    });
    assert_snapshot!(deep, @"type [73] is more than 128 types deep in another, expected less or a pointer between");
    let wide = c(|b| {
        let mut id = b.add_int("int", Int::signed(4));
        for _ in 0..25 {
            id = b.add_union("", 4, &[NewMember::at_byte("x", id, 0), NewMember::at_byte("y", id, 0)]);
        }
        b.add_union("top", 4, &[NewMember::at_byte("x", id, 0)]);
    });
    assert!(wide.contains("expected types that hold each other less often"), "{} bytes", wide.len());
}

#[test]
fn a_type_without_a_declaration_is_left_out() {
    let mut b = BtfBuilder::new();
    let int = b.add_int("int", Int::signed(4));
    let var = b.add_var("v", int, crate::Linkage::Global);
    let btf = Btf::parse(b.to_bytes(Endian::Big).unwrap()).unwrap();
    assert_eq!(btf.c_declarations([int, var]), Ok(String::new()));
    assert!(btf.c_declarations([TypeId::new(9)]).is_err());
    assert_eq!(
        btf.find(Kind::Int, "int").next().unwrap().listing().to_string(),
        "[1] INT 'int' size=4 bits_offset=0 nr_bits=32 encoding=SIGNED\n"
    );
}

#[test]
fn a_member_larger_than_any_structure_is_printed_as_it_is_told() {
    let text = c(|b| {
        let char = b.add_int("char", Int::signed(1));
        let row = b.add_array(Array { element: char, index: char, count: u32::MAX });
        let rows = b.add_array(Array { element: row, index: char, count: u32::MAX });
        b.add_struct("vast", 8, &[NewMember::at_byte("rows", rows, 0), NewMember::at_byte("last", char, 4)]);
    });
    assert_snapshot!(text.replace('\t', "  "), @r"
    struct vast {
      char rows[4294967295][4294967295];
      char last;
    };
    ");
}
