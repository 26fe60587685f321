//! Closures in an `Option`'s methods, macros, arrays' methods, constants in memory, operators on references.

use skep::bpf::{U16Be, value};

#[value]
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Point {
    pub(crate) x: u32,
    pub(crate) y: u32,
    pub(crate) name: [u8; 11],
    pub(crate) _pad: u8,
}

const ORIGIN: Point = Point { x: 0, y: 7, name: *b"the origin!", _pad: 0 };
const PRIMES: [u16; 8] = [2, 3, 5, 7, 11, 13, 17, 19];

#[skep::bpf]
pub(crate) fn odd(n: u32) -> Option<u32> {
    if n % 2 == 1 { Some(n) } else { None }
}

#[skep::bpf]
pub(crate) fn closures(which: u32, n: u32) -> u64 {
    let offset = n / 2;
    let got = match which {
        0 => odd(n).map(|n| n + offset),
        1 => odd(n).and_then(|n| odd(n / 2)),
        2 => Some(odd(n).map_or(5, |n| n * 2)),
        3 => Some(odd(n).map_or_else(|| offset, |n: u32| n + 1)),
        4 => Some(odd(n).is_some_and(|n| n > 10) as u32),
        5 => Some(odd(n).is_none_or(|n| n > 10) as u32),
        6 => Some(odd(n).unwrap_or_else(|| offset + 100)),
        7 => odd(n).or_else(|| odd(n + 1)),
        8 => odd(n).filter(|n| *n > 9),
        9 => (n > 9).then(|| n * 3),
        _ => None,
    };
    got.map_or(1 << 40, |n| n as u64)
}

#[skep::bpf]
pub(crate) fn macros(n: u32, m: u32) -> u64 {
    let class = if matches!(n, 1..=50 | 77) { 1_u64 } else { 2 };
    let odd = matches!(odd(n), Some(k) if k > 9);
    assert_eq!(n % 7 == 3, m == 4, "only natively there is a message: {n}");
    assert_ne!(n, 11);
    debug_assert!(m < 9);
    class * 2 + odd as u64
}

#[skep::bpf]
pub(crate) fn sum_of(all: &[u32; 6]) -> u32 {
    let mut sum = 0;
    for one in all {
        // Of references, as of numbers.
        if one % 2 == 0 && *one > 3 {
            sum += one * 2;
        }
    }
    sum
}

#[skep::bpf]
pub(crate) fn arrays(n: u32, i: usize) -> u64 {
    let mut all = [n; 6];
    for (number, one) in all.iter_mut().enumerate() {
        *one += number as u32;
    }
    all[3] = 1;
    let mut sum = sum_of(&all) as u64 + all.len() as u64;
    for number in (0..6_usize).rev() {
        sum = sum * 3 + all[number] as u64;
    }
    for number in (1..=250_u8).step_by(49) {
        sum = sum * 5 + number as u64;
    }
    for number in (-100..120_i8).step_by(150) {
        sum = sum.wrapping_mul(7).wrapping_add(number as u64);
    }
    let found = all.get(i).map_or(0, |one| *one as u64);
    let mut bytes = [0_u8; 5];
    bytes.fill(n as u8);
    bytes.swap(0, i % 5);
    if all.contains(&9) && !all.is_empty() && bytes.starts_with(b"\x05\x05") {
        sum += 1000;
    }
    let twice = [bytes, bytes];
    if let Some(last) = twice.last()
        && last.ends_with(&[6])
    {
        sum += 3000;
    }
    sum.wrapping_add(found).wrapping_add(PRIMES[i] as u64)
}

#[skep::bpf]
pub(crate) fn constants(n: u32) -> u64 {
    let near = Point { y: n, ..ORIGIN };
    let mut other = ORIGIN;
    other.y = 7 + n / 100;
    let mut result = 0;
    if near == ORIGIN {
        result += 1;
    }
    if near.name == *b"the origin!" && PRIMES[0] == 2 {
        result += 2;
    }
    if other != ORIGIN {
        result += 4;
    }
    if PRIMES.contains(&(n as u16)) {
        result += 8;
    }
    result + near.y as u64 * 16 + ORIGIN.y as u64
}

/// The bounds that a user would write.
#[skep::bpf]
pub(crate) fn largest<T: Copy + PartialOrd>(a: T, b: T) -> T {
    if a > b { a } else { b }
}

#[skep::bpf]
pub(crate) fn generic(a: u32, b: u32) -> u64 {
    let triple = (largest(a, b), largest(a as u8, b as u8), a == b);
    let (wide, narrow, same) = if triple.2 { (0, 1, true) } else { triple };
    wide as u64 * 1000 + narrow as u64 * 2 + same as u64
}

/// A structure around one number is that number.
#[value]
#[derive(PartialEq, Eq, PartialOrd)]
pub(crate) struct Meters(pub(crate) u32);

#[skep::bpf]
pub(crate) fn farther(one: Meters, other: Meters) -> Meters {
    let Meters(length) = other;
    Meters(one.0.wrapping_add(length / 2))
}

#[skep::bpf]
pub(crate) fn parts(a: u32, b: u32) -> u64 {
    let mut way = Meters(a);
    way.0 += 3;
    let far = farther(way, Meters(b));
    let mut pair = (a, far);
    pair.0 += 1;
    pair = (pair.0 * 2, pair.1);
    let (twice, Meters(length)) = pair;
    let [first, second, ..] = [twice, length, 9];
    let close = match [a % 3, b % 4] {
        [0, _] => 1,
        [_, 2 | 3] => 2,
        [one, two] if one == two => 3,
        _ => 4,
    };
    first as u64 * 100 + second as u64 * 3 + (far > way) as u64 + close * 7
}

#[skep::bpf]
pub(crate) fn network(port: u16, is_odd: bool) -> u64 {
    let one: U16Be = port.into();
    let other = U16Be::from(port.wrapping_add(1));
    let wide: u64 = other.get().into();
    let odd: u32 = is_odd.into();
    (one == U16Be::new(22)) as u64
        + (one != other) as u64 * 2
        + wide * 4
        + u64::from(odd) * 3
        + one.raw() as u64 * 1_000_000
}

/// A structure that comes from several ways, and one that gets its value later.
#[skep::bpf]
pub(crate) fn ways(n: u32, m: u32) -> u64 {
    let point = match n % 4 {
        0 => Point { x: n, ..ORIGIN },
        1 => {
            let near = Point { y: m, ..ORIGIN };
            if m > 5 { near } else { Point { x: m, ..near } }
        }
        2 => return 9,
        _ => ORIGIN,
    };
    let later: Point;
    if m == 3 {
        later = point;
    } else {
        later = Point { y: 50, ..point };
    }
    let maybe = if n > 60 { Some(later) } else { None };
    let last = maybe.unwrap_or(point);
    (point.x + later.y) as u64 * 1000 + last.y as u64 + last.name[3] as u64
}
