//! Objects that clang made, against types in other layouts that clang made too. That libbpf comes to the same
//! instructions is what `oracle/` compares; here is that what it found stays so.

use skep_object::ObjectSpec;

/// An object of `testdata/relocations`.
fn object(name: &str) -> ObjectSpec {
    let path = format!("{}/testdata/relocations/{name}.o", env!("CARGO_MANIFEST_DIR"));
    ObjectSpec::from_elf(&std::fs::read(path).expect("the object is checked in")).expect("clang made it")
}

/// A program of an object after relocation against the types of another, and what is missing in all of them.
fn relocated(name: &str, program: &str, target: &str) -> (String, Vec<String>) {
    let mut spec = object(name);
    let target = object(target).types.expect("it has types");
    let (poisoned, failures) = spec.resolve_relocations(&target, &[]);
    assert!(failures.is_empty(), "{failures:?}");
    let listing =
        spec.programs.iter().find(|one| &*one.name == program).expect("the object has it").code.to_string();
    let missing =
        poisoned.into_iter().filter(|one| &*one.function == program).map(|one| one.message).collect();
    (listing, missing)
}

#[test]
fn stores_go_where_the_targets_fields_are_in_their_width() {
    let (listing, missing) = relocated("program", "stores", "target_moved");
    insta::assert_snapshot!(listing, @r"
    w2 = 1
    *(u16 *)(r1 + 8) = w2
    *(u32 *)(r1 + 152) = w1
    w2 = 7
    *(u64 *)(r1 + 144) = r2
    r2 = 48
    r3 = r1
    r3 += r2
    *(u32 *)(r3 + 4) = w1
    w2 = 9
    *(u8 *)(r1 + 16) = w2
    *(u64 *)(r1 + 216) = r1
    w0 = 0
    exit
    ");
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn what_a_poor_target_lacks_is_named() {
    let (_, missing) = relocated("program", "loads", "target_poor");
    insta::assert_snapshot!(missing.join("\n"), @r"
    field_byte_offset of everything___local.next (0:3): the target's 'everything___a' has no member 'next'
    field_byte_offset of everything___local.ptr (0:13): 'ptr' is INT 'unsigned int' in the target, and the program expects PTR (anon)
    field_byte_offset of everything___local.fwd (0:14): the target's 'everything___a' has no member 'fwd'
    field_byte_offset of everything___local.a (0:0): 'a' is PTR (anon) in the target, and the program expects INT 'unsigned int'
    field_byte_offset of everything___local.c (0:2): the target's 'everything___a' has no member 'c'
    field_byte_offset of everything___local.in.x (0:4:0): 'x' is PTR (anon) in the target, and the program expects INT 'unsigned short'
    field_byte_offset of everything___local.in.rows[1] (0:4:1:1): the target's 'inner' has no member 'rows'
    field_byte_offset of everything___local.hidden (0:5:0): the target's 'everything___a' has no member 'hidden'
    field_byte_offset of everything___local.one (0:5:1:0): the target's 'everything___a' has no member 'one'
    field_byte_offset of everything___local.other (0:5:1:1): the target's 'everything___a' has no member 'other'
    field_byte_offset of everything___local.shorts[5] (0:6:5): the target's array has 2 elements, none with index 5
    field_byte_offset of everything___local.state (0:7): the target's 'everything___a' has no member 'state'
    field_byte_offset of everything___local.rest[3] (0:16:3): the target's 'everything___a' has no member 'rest'
    field_byte_offset of everything___local[1].a (1:0): 'a' is PTR (anon) in the target, and the program expects INT 'unsigned int'
    ");
}

#[test]
fn signed_fields_are_read_in_another_width_by_sign_extending_loads() {
    let all = ["signed_double", "unsigned_in_signed", "signed_word", "stored", "wider", "other_sign"];
    let listings = all.map(|program| relocated("widths.v4", program, "target_widths").0);
    insta::assert_snapshot!(listings.concat(), @r"
    r0 = *(s32 *)(r1 + 4)
    exit
    w0 = *(u16 *)(r1 + 8)
    exit
    r0 = *(s16 *)(r1 + 10)
    exit
    *(u8 *)(r1 + 12) = w1
    w0 = 0
    exit
    r0 = *(u64 *)(r1 + 16)
    exit
    call 195896080
    exit
    ");
}
