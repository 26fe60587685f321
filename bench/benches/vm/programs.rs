//! The four programs: as text, as the same computation in Rust, and the memory that they are given.

use std::hint::black_box;

/// A program and what it is measured against.
pub struct Program {
    /// Its name in the table.
    pub name: &'static str,
    /// Its instructions, which find the address of the memory in `r1`. Functions follow each other; the first is the program.
    pub text: &'static str,
    /// The memory.
    pub memory: fn() -> Vec<u8>,
    /// The same computation, compiled by rustc.
    pub native: fn(&[u8]) -> u64,
}

pub const PROGRAMS: [Program; 4] = [
    Program { name: "alu", text: ALU, memory: || vec![0; 8], native: alu },
    Program { name: "csum 1500 B", text: CSUM, memory: bytes, native: csum },
    Program { name: "parse", text: PARSE, memory: packet, native: parse },
    Program { name: "calls", text: CALLS, memory: || vec![0; 8], native: calls },
];

/// Numbers that chase each other through shifts, a multiplication and arithmetic of 32 bits.
const ALU: &str = "
function alu:
    r0 = 1
    r2 = 0x9e3779b97f4a7c15 ll
    r3 = 1000
again:
    r4 = r0
    r4 <<= 13
    r0 ^= r4
    r4 = r0
    r4 >>= 7
    r0 ^= r4
    r4 = r0
    r4 <<= 17
    r0 ^= r4
    r0 *= r2
    r4 = r0
    w4 ^= 7
    r5 = r4
    r5 |= r0
    r0 += r5
    r3 -= 1
    if r3 != 0 goto again
    exit
";

#[inline(never)]
fn alu(_: &[u8]) -> u64 {
    let mut a: u64 = 1;
    for _ in 0..black_box(1000) {
        a ^= a << 13;
        a ^= a >> 7;
        a ^= a << 17;
        a = a.wrapping_mul(0x9e37_79b9_7f4a_7c15);
        let b = u64::from(a as u32 ^ 7);
        a = a.wrapping_add(b | a);
    }
    a
}

/// The sum of the Internet's checksum, folded at each step.
const CSUM: &str = "
function csum:
    r0 = 0
    r2 = 750
again:
    r4 = *(u16 *)(r1 + 0)
    r0 += r4
    r4 = r0
    r4 >>= 16
    r0 &= 0xffff
    r0 += r4
    r1 += 2
    r2 -= 1
    if r2 != 0 goto again
    exit
";

fn bytes() -> Vec<u8> {
    (0..1500_u32).map(|index| (index.wrapping_mul(2_654_435_761) >> 24) as u8).collect()
}

#[inline(never)]
fn csum(bytes: &[u8]) -> u64 {
    let mut sum = 0;
    for pair in bytes.chunks_exact(2) {
        sum += u64::from(u16::from_ne_bytes([pair[0], pair[1]]));
        sum = (sum & 0xffff) + (sum >> 16);
    }
    sum
}

/// Ethernet, IPv4 with its checksum, TCP with its options one by one, and a hash of the connection, by way of the stack.
const PARSE: &str = "
function parse:
    r2 = r1
    r2 += 86
    r0 = 0
    r3 = r1
    r3 += 14
    if r3 > r2 goto out
    r4 = *(u16 *)(r1 + 12)
    r4 = be16 r4
    if r4 != 0x800 goto out
    r4 = r3
    r4 += 20
    if r4 > r2 goto out
    r5 = *(u8 *)(r3 + 0)
    r6 = r5
    r6 >>= 4
    if r6 != 4 goto out
    r5 &= 15
    r5 <<= 2
    if r5 < 20 goto out
    r6 = *(u8 *)(r3 + 9)
    if r6 != 6 goto out
    r4 = r3
    r4 += r5
    if r4 > r2 goto out
    r6 = r3
    r7 = 0
sum:
    r8 = *(u16 *)(r6 + 0)
    r7 += r8
    r6 += 2
    if r6 < r4 goto sum
    r8 = r7
    r8 >>= 16
    r7 &= 0xffff
    r7 += r8
    r8 = *(u32 *)(r3 + 12)
    *(u32 *)(r10 - 16) = r8
    r8 = *(u32 *)(r3 + 16)
    *(u32 *)(r10 - 12) = r8
    r6 = r4
    r6 += 20
    if r6 > r2 goto out
    r8 = *(u16 *)(r4 + 0)
    *(u16 *)(r10 - 8) = r8
    r8 = *(u16 *)(r4 + 2)
    *(u16 *)(r10 - 6) = r8
    *(u32 *)(r10 - 4) = 6
    r8 = *(u8 *)(r4 + 12)
    r8 >>= 4
    r8 <<= 2
    if r8 < 20 goto out
    r4 += r8
    if r4 > r2 goto out
options:
    if r6 >= r4 goto hash
    r8 = *(u8 *)(r6 + 0)
    r0 += r8
    if r8 == 0 goto hash
    if r8 == 1 goto one
    r9 = r6
    r9 += 2
    if r9 > r4 goto hash
    r8 = *(u8 *)(r6 + 1)
    if r8 < 2 goto hash
    r6 += r8
    goto options
one:
    r6 += 1
    goto options
hash:
    r6 = r10
    r6 += -16
    r5 = 0
mix:
    r8 = *(u32 *)(r6 + 0)
    r0 ^= r8
    r0 *= 16777619
    r6 += 4
    r5 += 1
    if r5 != 4 goto mix
    r0 += r7
out:
    exit
";

fn packet() -> Vec<u8> {
    let mut packet = vec![2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2, 8, 0];
    packet.extend([0x45, 0, 0, 72, 0x12, 0x34, 0x40, 0, 64, 6, 0, 0, 192, 168, 0, 1, 10, 0, 0, 7]);
    packet.extend([0x1f, 0x90, 0xc0, 0x01, 1, 2, 3, 4, 5, 6, 7, 8, 0xd0, 0x18, 0xff, 0xff, 0, 0, 0, 0]);
    // Seven options, and bytes up to the end of the header.
    packet.extend([
        2, 4, 5, 0xb4, 4, 2, 8, 10, 1, 2, 3, 4, 5, 6, 7, 8, 1, 3, 3, 7, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
    ]);
    packet
}

#[inline(never)]
fn parse(packet: &[u8]) -> u64 {
    fn half(bytes: &[u8], at: usize) -> u64 {
        u64::from(u16::from_ne_bytes([bytes[at], bytes[at + 1]]))
    }
    if packet.len() < 34 || packet[12..14] != [8, 0] {
        return 0;
    }
    let network = &packet[14..];
    let length = usize::from(network[0] & 15) << 2;
    if network[0] >> 4 != 4 || length < 20 || network[9] != 6 || network.len() < length {
        return 0;
    }
    let mut sum: u64 = network[..length].chunks_exact(2).map(|pair| half(pair, 0)).sum();
    sum = (sum & 0xffff) + (sum >> 16);
    let transport = &network[length..];
    if transport.len() < 20 {
        return 0;
    }
    let mut connection = [0; 16];
    connection[..8].copy_from_slice(&network[12..20]);
    connection[8..12].copy_from_slice(&transport[..4]);
    connection[12] = 6;
    let end = usize::from(transport[12] >> 4) << 2;
    if end < 20 || transport.len() < end {
        return 0;
    }
    let (mut at, mut result) = (20, 0_u64);
    while at < end {
        let kind = transport[at];
        result += u64::from(kind);
        match kind {
            0 => break,
            1 => at += 1,
            _ if at + 2 > end || transport[at + 1] < 2 => break,
            _ => at += usize::from(transport[at + 1]),
        }
    }
    for word in connection.chunks_exact(4) {
        result ^= u64::from(u32::from_ne_bytes([word[0], word[1], word[2], word[3]]));
        result = result.wrapping_mul(16_777_619);
    }
    result.wrapping_add(sum)
}

/// A function called five hundred times, which keeps a number on its stack.
const CALLS: &str = "
function calls:
    r6 = 500
    r7 = 1
again:
    r1 = r6
    r2 = r7
    call step
    r7 = r0
    r6 -= 1
    if r6 != 0 goto again
    r0 = r7
    exit

function step:
    r3 = r1
    r3 *= 31
    r3 ^= r2
    *(u64 *)(r10 - 8) = r3
    r2 >>= 3
    r0 = *(u64 *)(r10 - 8)
    r0 += r2
    exit
";

#[inline(never)]
fn step(number: u64, before: u64) -> u64 {
    let kept = black_box(number.wrapping_mul(31) ^ before);
    kept.wrapping_add(before >> 3)
}

#[inline(never)]
fn calls(_: &[u8]) -> u64 {
    let mut result = 1;
    for number in (1..=black_box(500)).rev() {
        result = step(number, result);
    }
    result
}
