//! Methods of numbers, each under a number of its own, for every width and sign.

/// What there is, as a number; what is not is one that no narrower type has.
const NOTHING: u64 = 0x1234_5678_9abc_def0;

macro_rules! of_both {
    ($($number:ident)*) => { $(
        pub(crate) mod $number {
            use super::NOTHING;

            /// Arithmetic that does not panic.
            #[skep::bpf]
            pub(crate) fn arithmetic(which: u32, a: $number, b: $number) -> u64 {
                match which {
                    0 => a.wrapping_add(b) as u64,
                    1 => a.wrapping_sub(b) as u64,
                    2 => a.wrapping_mul(b) as u64,
                    3 => a.checked_add(b).map_or(NOTHING, |sum| sum as u64),
                    4 => a.checked_sub(b).map_or(NOTHING, |rest| rest as u64),
                    5 => a.checked_mul(b).map_or(NOTHING, |product| product as u64),
                    6 => a.checked_div(b).map_or(NOTHING, |quotient| quotient as u64),
                    7 => a.checked_rem(b).map_or(NOTHING, |rest| rest as u64),
                    8 => a.saturating_add(b) as u64,
                    9 => a.saturating_sub(b) as u64,
                    10 => a.saturating_mul(b) as u64,
                    11 => {
                        let (sum, wrapped) = a.overflowing_add(b);
                        if wrapped { NOTHING } else { sum as u64 }
                    }
                    12 => a.min(b) as u64,
                    13 => a.max(b) as u64,
                    14 => a.abs_diff(b) as u64,
                    15 => a.wrapping_pow(b as u32 % 77) as u64,
                    16 => a.wrapping_neg() as u64,
                    17 => a.clamp(3, 100) as u64,
                    _ => 0,
                }
            }

            /// What panics for some.
            #[skep::bpf]
            pub(crate) fn panicking(which: u32, a: $number, b: $number) -> u64 {
                match which {
                    0 => a.rem_euclid(b) as u64,
                    1 => a.ilog2() as u64,
                    2 => a.clamp(b, 100) as u64,
                    3 => a.checked_sub(b).unwrap() as u64,
                    _ => 0,
                }
            }

            /// Bits and bytes.
            #[skep::bpf]
            pub(crate) fn bits(which: u32, a: $number, b: $number) -> u64 {
                match which {
                    0 => a.count_ones() as u64,
                    1 => a.count_zeros() as u64,
                    2 => a.leading_zeros() as u64,
                    3 => a.trailing_zeros() as u64,
                    4 => a.leading_ones() as u64,
                    5 => a.trailing_ones() as u64,
                    6 => a.rotate_left(b as u32 % 64) as u64,
                    7 => a.rotate_right(b as u32 % 64) as u64,
                    8 => a.swap_bytes() as u64,
                    9 => a.to_be() as u64,
                    10 => a.to_le() as u64,
                    11 => $number::from_be(a) as u64,
                    12 => {
                        let bytes = a.to_be_bytes();
                        bytes[0] as u64 * 256 + bytes[bytes.len() - 1] as u64
                    }
                    13 => $number::from_le_bytes(a.to_be_bytes()) as u64,
                    14 => $number::from_ne_bytes(a.to_ne_bytes()) as u64,
                    15 => a.checked_ilog2().map_or(NOTHING, |place| place as u64),
                    16 => a.wrapping_shl(b as u32) as u64,
                    17 => a.wrapping_shr(b as u32) as u64,
                    _ => 0,
                }
            }
        }
    )* };
}
of_both! { u8 u32 u64 i16 i64 }

/// What only numbers with a sign have.
#[skep::bpf]
pub(crate) fn signed(which: u32, a: i32, b: i32) -> u64 {
    match which {
        0 => a.wrapping_abs() as u64,
        1 => a.unsigned_abs() as u64,
        2 => a.signum() as u64,
        3 => a.is_negative() as u64,
        4 => b.is_positive() as u64,
        _ => 0,
    }
}

/// What only numbers without a sign have, and conversions.
#[skep::bpf]
pub(crate) fn unsigned(which: u32, a: u16, b: u16) -> u64 {
    match which {
        0 => a.is_power_of_two() as u64,
        1 => a.is_multiple_of(b) as u64,
        2 => a.into(),
        3 => (a > b).then_some(a).map_or(NOTHING, |larger| larger.into()),
        _ => 0,
    }
}
