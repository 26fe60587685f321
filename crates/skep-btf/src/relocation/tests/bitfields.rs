//! Bitfields: the integer that holds one, and the shifts that take it out, in both byte orders.

use core::num::NonZeroU8;

use proptest::prelude::*;

use super::{Made, ask, made};
use crate::relocation::RelocationKind::{
    FieldByteOffset, FieldByteSize, FieldExists, FieldLeftShift, FieldRightShift, FieldSigned,
};
use crate::{Endian, Int, NewMember};

/// A structure with an integer of this size that has this many bits at this place; a plain one if it has none.
fn field(endian: Endian, int: Int, bit_offset: u32, bits: u8) -> Made<1> {
    made(endian, |b| {
        let int = b.add_int("int", int);
        let member = match NonZeroU8::new(bits) {
            Some(bits) => NewMember::bitfield("f", int, bit_offset, bits),
            None => NewMember::at_byte("f", int, bit_offset / 8),
        };
        [b.add_struct("s", 64, &[member])]
    })
}

fn number(local: &Made<1>, target: &Made<1>, kind: crate::relocation::RelocationKind) -> u64 {
    let answer = ask(local, target, 0, "0:0", kind);
    answer
        .trim_start_matches("at ")
        .split(',')
        .next()
        .unwrap()
        .parse()
        .unwrap_or_else(|_| panic!("{kind}: {answer}"))
}

/// What a program computes by the answers, of a structure of these bytes.
fn read(local: &Made<1>, target: &Made<1>, endian: Endian, bytes: &[u8; 64]) -> i128 {
    let offset = usize::try_from(number(local, target, FieldByteOffset)).unwrap();
    let size = usize::try_from(number(local, target, FieldByteSize)).unwrap();
    let mut wide = [0_u8; 8];
    let loaded = &bytes[offset..offset + size];
    let register = match endian {
        Endian::Little => {
            wide[..size].copy_from_slice(loaded);
            u64::from_le_bytes(wide)
        }
        Endian::Big => {
            wide[8 - size..].copy_from_slice(loaded);
            u64::from_be_bytes(wide)
        }
    };
    let left = register << number(local, target, FieldLeftShift);
    let right = number(local, target, FieldRightShift);
    match number(local, target, FieldSigned) {
        0 => i128::from(left >> right),
        _ => i128::from(left.cast_signed() >> right),
    }
}

/// Puts the low bits of a value where a compiler of this byte order puts a bitfield.
fn put(endian: Endian, bytes: &mut [u8; 64], bit_offset: u32, bits: u32, value: u64) {
    for bit in 0..bits {
        let set = value >> bit & 1 != 0;
        // In big-endian memory the first bit of a structure is the highest of its first byte, and of a field too.
        let (byte, mask) = match endian {
            Endian::Little => ((bit_offset + bit) / 8, 1_u8 << ((bit_offset + bit) % 8)),
            Endian::Big => {
                let place = bit_offset + bits - 1 - bit;
                (place / 8, 0x80 >> (place % 8))
            }
        };
        if set {
            bytes[byte as usize] |= mask;
        } else {
            bytes[byte as usize] &= !mask;
        }
    }
}

#[test]
fn the_integer_that_holds_a_bitfield_grows_where_the_bitfield_crosses_its_end() {
    let check = |size, bit_offset, bits, expected: (u64, u64)| {
        let field = field(Endian::Little, Int::unsigned(size), bit_offset, bits);
        let found = (number(&field, &field, FieldByteOffset), number(&field, &field, FieldByteSize));
        assert_eq!(found, expected, "{bits} bits at {bit_offset} of {size} bytes");
    };
    check(4, 3, 5, (0, 4));
    check(4, 33, 7, (4, 4));
    check(4, 30, 4, (0, 8));
    check(1, 6, 4, (0, 2));
    check(2, 30, 4, (0, 8));
    check(8, 64, 64, (8, 8));
}

#[test]
fn a_bitfield_that_no_integer_holds_is_missing() {
    let target = field(Endian::Little, Int::unsigned(4), 60, 8);
    assert_eq!(
        ask(&field(Endian::Little, Int::unsigned(4), 0, 8), &target, 0, "0:0", FieldByteOffset),
        "poison: field_byte_offset of s.f (0:0): no integer of at most 8 bytes holds the target's bitfield of 8 bits"
    );
}

#[test]
fn a_plain_field_can_have_become_a_bitfield_and_the_other_way_round() {
    for endian in [Endian::Little, Endian::Big] {
        let (plain, bits) = (field(endian, Int::signed(4), 64, 0), field(endian, Int::signed(4), 37, 7));
        let mut bytes = [0xa5; 64];
        put(endian, &mut bytes, 37, 7, (-3_i64).cast_unsigned());
        assert_eq!(read(&plain, &bits, endian, &bytes), -3);
        put(endian, &mut bytes, 64, 32, 77);
        assert_eq!(read(&bits, &plain, endian, &bytes), 77);
        assert_eq!(ask(&bits, &plain, 0, "0:0", FieldExists), "1");
    }
}

proptest! {
    #[test]
    fn what_is_put_into_a_bitfield_is_what_the_answers_take_out(
        big in any::<bool>(),
        signed in any::<bool>(),
        size in prop::sample::select(vec![1_u8, 2, 4, 8]),
        unit in 0_u32..4,
        start in 0_u32..64,
        bits in 1_u8..=64,
        value in any::<u64>(),
        noise in any::<u8>(),
    ) {
        // A compiler never lets a bitfield cross the end of its declared integer.
        let width = u32::from(size) * 8;
        let bits = u32::from(bits).min(width);
        let bit_offset = unit * width + start % (width - bits + 1);
        let endian = if big { Endian::Big } else { Endian::Little };
        let int = if signed { Int::signed(size) } else { Int::unsigned(size) };
        let target = field(endian, int, bit_offset, u8::try_from(bits).unwrap());
        let local = field(endian, Int::signed(4), 0, 0);
        let mut bytes = [noise; 64];
        put(endian, &mut bytes, bit_offset, bits, value);
        let low = value << (64 - bits);
        let expected = if signed {
            i128::from(low.cast_signed() >> (64 - bits))
        } else {
            i128::from(low >> (64 - bits))
        };
        prop_assert_eq!(read(&local, &target, endian, &bytes), expected);
    }
}
