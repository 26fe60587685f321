//! Enumerators, by name.

use super::{Made, ask, little, made};
use crate::relocation::RelocationKind::{EnumeratorExists, EnumeratorValue};
use crate::{Endian, Int, Signedness};

fn enumeration(values: &[(&str, i128)]) -> Made<2> {
    little(|b| {
        let e = b.add_enum("state___mine", 4, Signedness::Signed, values);
        [e, b.add_typedef("state_t", e)]
    })
}

#[test]
fn an_enumerator_is_found_by_its_name_whatever_its_place() {
    let local = enumeration(&[("RUNNING", 0), ("STOPPED___v2", 1), ("GONE", 2)]);
    let target = enumeration(&[("NEW", 7), ("STOPPED", -4), ("RUNNING", 1)]);
    let check =
        |root, access, kind, expected: &str| assert_eq!(ask(&local, &target, root, access, kind), expected);
    check(0, "0", EnumeratorValue, "1");
    check(0, "1", EnumeratorValue, &u64::MAX.wrapping_sub(3).to_string());
    check(1, "0", EnumeratorValue, "1");
    check(0, "0", EnumeratorExists, "1");
    check(0, "2", EnumeratorExists, "0, not found");
    check(
        0,
        "2",
        EnumeratorValue,
        "poison: enumval_value of state___mine::GONE (2): the target's 'state___mine' has no enumerator 'GONE'",
    );
}

#[test]
fn an_enumeration_may_have_become_one_of_64_bits() {
    let local = enumeration(&[("A", 0)]);
    for endian in [Endian::Little, Endian::Big] {
        let target = made(endian, |b| {
            [b.add_enum64("state", 8, Signedness::Unsigned, &[("A", 0xffff_ffff_0000_0001)])]
        });
        assert_eq!(ask(&local, &target, 0, "0", EnumeratorValue), "18446744069414584321");
    }
}

#[test]
fn an_enumerator_of_32_bits_is_sign_extended_whether_it_is_said_to_be_signed_or_not() {
    let local = enumeration(&[("A", 0)]);
    for (size, signedness, value) in [
        (4, Signedness::Signed, -7),
        (4, Signedness::Unsigned, 0xffff_fff9),
        // As kernels before 6.0 have enumerators of 64 bits.
        (8, Signedness::Unsigned, 0xffff_fff9),
    ] {
        let target = little(|b| [b.add_enum("state", size, signedness, &[("A", value)])]);
        assert_eq!(ask(&local, &target, 0, "0", EnumeratorValue), u64::MAX.wrapping_sub(6).to_string());
    }
}

#[test]
fn what_is_no_enumeration_in_the_target_is_said() {
    let local = enumeration(&[("A", 0)]);
    let target = little(|b| {
        let int = b.add_int("int", Int::signed(4));
        [b.add_typedef("state_t", int)]
    });
    assert_eq!(
        ask(&local, &target, 1, "0", EnumeratorValue),
        "poison: enumval_value of state_t::A (0): the program expects an enumeration, which in the target is INT 'int'"
    );
    assert_eq!(
        ask(&local, &target, 0, "0", EnumeratorValue),
        "poison: enumval_value of state___mine::A (0): the target has no ENUM 'state'"
    );
}
