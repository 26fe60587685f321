//! What generated functions are made of, besides the language: structures, an enumeration, and small functions of every kind.

use skep::bpf::{Header, Int, U64Be, value};

/// What each packet begins with: two numbers, and room for the result.
#[value]
pub struct Given {
    pub x: U64Be,
    pub y: U64Be,
    pub result: U64Be,
}

impl Header for Given {}

/// A structure that is a value in a map, an argument, and a part of another structure.
#[value]
#[derive(PartialEq, Debug)]
pub struct Pair {
    pub wide: u64,
    pub left: u32,
    pub right: i32,
}

/// A structure with a structure and an array in it.
#[value]
pub struct Nest {
    pub pair: Pair,
    pub bytes: [u8; 8],
    pub count: i64,
}

/// The key of a map.
#[value]
#[derive(PartialEq, Debug)]
pub struct Key {
    pub high: u16,
    pub low: u16,
}

/// Numbers with names.
#[value]
#[derive(PartialEq, Debug)]
#[repr(u32)]
pub enum Color {
    Red = 1,
    Green = 2,
    Blue = 7,
}

#[skep::bpf]
impl Pair {
    pub fn new(wide: u64, left: u32) -> Self {
        Pair { wide, left, right: -1 }
    }

    /// Moves its parts on.
    pub fn turn(&mut self, by: u32) {
        self.right = (self.left ^ by) as i32;
        self.left = self.wide as u32;
        self.wide = self.wide * 3 + by as u64;
    }

    pub fn sum(&self) -> u64 {
        self.wide + self.left as u64 + self.right as u64
    }
}

#[skep::bpf]
impl Nest {
    pub fn new(pair: Pair, count: i64) -> Self {
        Nest { pair, bytes: [7u8; 8], count }
    }

    /// Sets one of its bytes.
    pub fn mark(&mut self, index: usize, byte: u8) {
        self.bytes[index % 8] = byte;
        self.count += 1;
        self.pair.turn(byte as u32);
    }

    pub fn sum(&self) -> u64 {
        let mut sum = self.pair.sum() ^ self.count as u64;
        for byte in self.bytes {
            sum = sum * 31 + byte as u64;
        }
        sum
    }
}

#[skep::bpf]
pub fn color(number: u64) -> Color {
    match number % 3 {
        0 => Color::Red,
        1 => Color::Green,
        _ => Color::Blue,
    }
}

#[skep::bpf]
pub fn half(number: u64) -> Option<u64> {
    if number % 3 == 0 { None } else { Some(number / 2) }
}

#[skep::bpf]
pub fn quarter(number: u64) -> Option<u64> {
    let half = half(number)?;
    if half > 1 << 40 {
        return None;
    }
    Some(half / 2)
}

#[skep::bpf]
pub fn larger<T: Int + PartialOrd>(one: T, other: T) -> T {
    if one > other { one } else { other }
}

#[skep::bpf]
pub fn middle<T: Int + PartialOrd>(one: T, two: T, three: T) -> T {
    let (low, high) = if one > two { (two, one) } else { (one, two) };
    larger(low, if three > high { high } else { three })
}

/// A function that the kernel verifies with its callers.
#[skep::bpf]
#[inline(never)]
pub fn mixed(one: u32, other: u32) -> u32 {
    one * 3 ^ other / ((one & 7) + 1)
}

/// A function that the kernel verifies by itself.
#[skep::bpf]
#[global]
pub fn scattered(one: i64, other: u64) -> u64 {
    let mut sum = other;
    for turn in 0..4u32 {
        if sum & 1 == 1 {
            sum += one as u64;
        }
        sum = sum >> 1 ^ (one << turn) as u64;
    }
    sum
}

/// A function of its own that writes through a reference.
#[skep::bpf]
#[inline(never)]
pub fn exchange(pair: &mut Pair, wide: u64) -> u64 {
    let before = pair.wide;
    pair.wide = wide;
    before
}
