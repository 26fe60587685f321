//! Functions that are generic or of their own, variables that get their value later, loops with a bound, panics.

use skep::bpf::Int;

#[skep::bpf]
pub(crate) fn larger<T: Int + PartialOrd>(a: T, b: T) -> T {
    if a > b { a } else { b }
}
#[skep::bpf]
#[inline(never)]
pub(crate) fn mixed(a: u32, b: u32) -> u32 {
    a.wrapping_mul(3) ^ b
}
#[skep::bpf]
pub(crate) fn late(n: u32, k: u32) -> u32 {
    let x;
    let y: u64;
    if n > 5 {
        x = n;
        y = 2;
    } else {
        x = k;
        y = 3;
    }
    assert!(x < 100);
    let mut left = x;
    let mut turns = 0u32;
    #[bound(7)]
    while left > 1 {
        left = if left % 2 == 0 { left / 2 } else { left + 1 };
        turns += 1;
    }
    let sum = match (Some(n), larger(n, k)) {
        (Some(1 | 2), _) => 1,
        (Some(v), 7..) if v > 3 => v,
        (None, _) => panic!("there is one"),
        (Some(_), m) => m,
    };
    let mut total = 0u8;
    for &b in &[1u8, 2, 3] {
        total += b;
    }
    sum + turns + mixed(x, y as u32) + larger(total, 2) as u32
}
#[skep::bpf]
pub(crate) fn halves(n: u32) -> u32 {
    let mut left = n;
    #[bound(3)]
    while let Some(half) = crate::flow::half(left) {
        if half == 0 {
            break;
        }
        left = half;
    }
    left
}
