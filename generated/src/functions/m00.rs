//! Functions 0 to 39, which `cargo xtask generate-functions` has written.

#[skep::bpf(license = "GPL")]
pub mod programs {
    use crate::vocabulary::*;
    use skep::bpf::*;

    /// Too small for all of its keys.
    #[map]
    pub static TABLE: HashMap<u32, u64> = HashMap::with_max_entries(8);
    #[map]
    pub static PAIRS: HashMap<Key, Pair> = HashMap::with_max_entries(16);
    #[map]
    pub static NUMBERS: Array<i32> = Array::with_length(4);
    #[global]
    pub static COUNT: Global<u32> = Global::new(0);

    fn f0(x: u8, y: u32) -> Option<u64> {
        let mut r: u8 = (y as u8) << 3;
        if color(y as u64) == Color::Red && !(r as isize == y as isize) {
            return None;
        }
        r |= x >> 1 >> y / (r as u32 | 1);
        if y as i8 + -72 > y as i8 | r as i8 {
            let mut v1 = [(y as u64) << x as u32, u64::MIN, x as u64 / (y as u64 | 1), u64::MIN];
            v1[(x as usize & 61) % 4] = middle(r as u64, r as u64, r as u64);
            let v2: u64 = v1[(r as usize + 65) % 4];
        }
        r <<= 2;
        let mut v3: usize = x as u32 as usize;
        if color((r as u64).max(y as u64)) == Color::Green {
            let v4: u8 = match y as i8 - r as i8 {
                0 | 7 => r << 2,
                1..=60 => x % (x | 1),
                k if k > 90 => x << 2,
                k @ 61..70 => k as u8,
                _ => x | r,
            };
        } else if color(x as u64) == Color::Blue {
            let v5 = match (half(middle(x as u64, r as u64, v3 as u64)), scattered(r as i64, y as u64) as u32) {
                (Some(0..=9), _) => v3 as i64 as u64,
                (Some(n), k @ 1..=100) => n + k as u64,
                (Some(n), _) if n & 1 == 1 => x as i16 as u64,
                (None, 0) => y as usize as u64,
                _ => v3 as u64,
            };
        }
        Some(((r as u64 ^ v3 as u64) + x as u64) ^ y as u64)
    }

    #[xdp(default = Aborted)]
    pub fn p0(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f0(given.x.get() as u8, given.y.get() as u32)?;
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f1(x: isize, y: u64) -> Option<u64> {
        let mut r: isize = -x;
        r >>= 1;
        let v2 = Key { high: (!(r as u16)) & 3, low: (y as u16 & u16::MAX) & 3 };
        if let Some(mut v1) = PAIRS.get(&v2) {
            v1.left ^= r as u32 - r as u32;
            v1.turn(r as u32);
        } else {
            PAIRS.insert(v2, Pair::new(x as u64 + x as u64, r as u32 - r as u32));
        }
        r >>= 3;
        let mut v3 = r as u32 % (r as u32 | 1);
        #[bound(20)]
        while v3 > 3 {
            v3 >>= 1;
            r *= x / (r | 1) & middle(x, x, v3 as isize);
        }
        TABLE.add((v3 * 97) & 15, x as u64);
        for v4 in 0..4i64 {
            let v5 = match (half(y >> r as u32), (x as u32).min(x as u32)) {
                (Some(0..=9), _) => r as u64 & 68,
                (Some(n), k @ 1..=100) => n + k as u64,
                (Some(n), _) if n & 1 == 1 => y % (x as u64 | 1),
                (None, 0) => v4 as u64 >> 3,
                _ => y,
            };
        }
        Some(((r as u64 ^ v3 as u64) + x as u64) ^ y)
    }

    #[xdp(default = Aborted)]
    pub fn p1(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f1(given.x.get() as isize, given.y.get() as u64)?;
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f2(x: i8, y: i64) -> Option<u64> {
        let mut r: i8 = y as i8 ^ x;
        if half(x as u64 + y as u64).is_some() {
            TABLE.add((x as u32 >> 7) & 15, y as u64 / y as u64);
        } else if r as u16 > 99 {
            let mut v1 = Pair { wide: r as u64 >> r as u32, left: r as u32 | r as u32, right: r as i32 };
            v1.left ^= (y as u32) << 3;
            let v2: u64 = exchange(&mut v1, x as u64 - y as u64) + v1.sum();
        }
        let v3: i8 = match color((y as u64) << x as u32) {
            Color::Red => middle(x, r, 0),
            Color::Green if y > x as i64 => scattered(x as i64, x as u64) as i8,
            one => one as u32 as i8,
        };
        for &v4 in &[(x as i64) << 5, (v3 as i64).max(i64::MIN), v3 as i64] {
            r ^= -(r + x);
        }
        let mut v5 = Pair { wide: x as u64 ^ r as u64, left: mixed(v3 as u32, 33), right: r as i32 };
        v5.left ^= x as u32 + y as u32;
        let v6: u64 = exchange(&mut v5, v3 as u64 ^ y as u64) + v5.sum();
        Some((((r as u64 ^ v6) + v3 as u64) ^ x as u64) + y as u64)
    }

    #[xdp(default = Aborted)]
    pub fn p2(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f2(given.x.get() as i8, given.y.get() as i64)?;
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f3(x: u32, y: u32) -> Option<u64> {
        let mut r: u32 = y ^ y;
        r *= mixed(x, u32::MAX) * (x - x);
        let mut v1: u32 = ((r as isize & isize::MAX) << y * x) as u32;
        if -(y as isize) <= (x as isize).wrapping_add(-98) {
            return Some(v1 as u64 + v1 as u64);
        }
        let mut v2: u64 = (y as u64).min(y as u64);
        #[bound(64)]
        while let Some(v3) = half(v2) {
            if v3 < 3 {
                break;
            }
            v2 = v3;
        }
        let mut v4: u64 = (v1 as i8 / (x as i8 | 1)) as u64;
        Some((((r as u64 ^ v4) + v2) ^ v1 as u64) + x as u64)
    }

    #[xdp(default = Aborted)]
    pub fn p3(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f3(given.x.get() as u32, given.y.get() as u32)?;
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f4(x: i16, y: u8) -> u64 {
        let mut r: i16 = x << 4;
        if let Some(v1) = half(larger(r as u64, 53)) {
            r |= -r.max(x);
        } else {
            r <<= 4;
        }
        let mut v2 = [middle(x, r, 0), x, r as u8 as i16, x];
        v2[(y as usize / (y as usize | 1)) % 4] = r & r;
        let mut v3: i16 = v2[middle(y as usize, y as usize, 14)];
        let mut v4 = [y as u64 | y as u64, 91, (x as u64).wrapping_sub(x as u64), x as u64];
        v4[(mixed(r as u32, 0) as usize) % 4] = v3 as u64 - r as u64;
        let mut v5: u64 = v4[(x as usize % (y as usize | 1)) % 4];
        if v5 + y as u64 != v3 as u64 {
            let mut v6 = Pair { wide: y as u64 % (y as u64 | 1), left: v3 as u32 / (r as u32 | 1), right: y as i32 };
            v6.left ^= (v5 as u32) << v5 as u32;
            let mut v7: u64 = exchange(&mut v6, y as u64 + 9) + v6.sum();
        } else if half(x as u64).is_some() {
            let mut v8: i32 = (y as i32 | y as i32) * (x as i32 - x as i32);
        }
        for v9 in [v3.wrapping_add(x), x as i16, v3] {
            r |= (r as i8).max(v5 as i8) as i16;
        }
        let v10: u16 = 'done: {
            if r as u32 as u8 == y | y {
                break 'done (y as u16) << 6;
            }
            v3 ^= mixed(v3 as u32, r as u32) as i16 * (x >> x as u32);
            (y as u16) << y as u32
        };
        (((r as u64 ^ v10 as u64) + v5) ^ v3 as u64) + x as u64
    }

    #[xdp(default = Aborted)]
    pub fn p4(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f4(given.x.get() as i16, given.y.get() as u8);
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    #[inline(never)]
    fn f5(x: i64, y: u16) -> u64 {
        let mut r: i64 = y as i64 - y as i64;
        let v1: u16 = 'done: {
            if !(x != x) {
                break 'done (r as u16) << 1;
            }
            r -= (x | 105) - x % x;
            x as u16 * u16::MAX
        };
        let v2: isize = 'done: {
            if color(!(y as u64)) == Color::Red {
                break 'done r as isize + x as isize;
            }
            r += (y as i64).wrapping_mul(r) - y as i64;
            r as isize
        };
        let v3: u16 = if (r as i32) <= v1 as i32 || color(r as u64) == Color::Blue { v1 + x as u16 } else { y + v1 };
        (((r as u64 ^ v3 as u64) + v2 as u64) ^ v1 as u64) + x as u64
    }

    #[xdp(default = Aborted)]
    pub fn p5(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f5(given.x.get() as i64, given.y.get() as u16);
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    #[inline(never)]
    fn f6(pair: &mut Pair, y: i32) -> u64 {
        let mut r: i64 = mixed(y as u32, pair.right as u32) as i64;
        for v1 in 0..4i64 {
            let mut v2 = Pair { wide: pair.wide.wrapping_mul(pair.wide), left: pair.right as u32 - pair.right as u32, right: pair.right };
            v2.turn(pair.wide as u32 + 57);
            let mut v3: u64 = v2.sum();
        }
        for v4 in 0..6usize {
            for v5 in 0..4usize {
                r -= (pair.left as usize | usize::MIN) as i64;
            }
        }
        let mut v6 = pair.wide as u32 & y as u32;
        #[bound(20)]
        while v6 > 3 {
            v6 >>= 3;
            pair.wide >>= 0;
        }
        (((r as u64 ^ v6 as u64) + pair.right as u64) ^ pair.left as u64) + pair.wide
    }

    #[xdp(default = Aborted)]
    pub fn p6(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let mut pair = Pair::new(given.x.get(), given.y.get() as u32);
        let result = f6(&mut pair, given.y.get() as i32) ^ pair.sum();
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    #[global]
    fn f7(x: u32, y: i32) -> u64 {
        let mut r: u32 = x >> 2;
        COUNT.set(COUNT.get() + (middle(r, 75, 0x2679e9fb)));
        let v1: u32 = COUNT.get();
        for v2 in [!(x as usize), y as usize & y as usize, y as usize] {
            r |= r - r + v1 as u32;
        }
        ((r as u64 ^ v1 as u64) + x as u64) ^ y as u64
    }

    #[xdp(default = Aborted)]
    pub fn p7(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f7(given.x.get() as u32, given.y.get() as i32);
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    #[xdp(default = Aborted)]
    pub fn p8(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let x = given.x.get() as usize;
        let y = given.y.get() as isize;
        let mut r: usize = x.wrapping_mul(y as usize);
        if let Some(mut v1) = TABLE.get(&((!(y as u32)) & 15)) {
            *v1 = y as u64 >> x as u32;
        }
        for v2 in 0..1u64 {
            if y as u8 % (v2 as u8 | 1) != (x as u8).max(0) {
                r += r << y as u32 & r >> 2;
            } else {
                r >>= 0;
                r ^= x + x ^ mixed(108, 0x4c742e2e) as usize;
            }
        }
        r *= (r & 121) - (y as usize >> r as u32);
        given.result = U64Be::new((r as u64 ^ x as u64) + y as u64);
        Some(XdpAction::Pass)
    }

    fn f9(x: isize, y: u8) -> Option<u64> {
        let mut r: isize = (y as isize) << y as u32;
        let v1: i8 = match x ^ x {
            0 | 7 => r as i8 & y as i8,
            1..=60 => x as i8 * x as i8,
            k if k > 90 => scattered(-64, r as u64) as i8,
            k @ 61..70 => k as i8,
            _ => r as i8 - 62,
        };
        if color(v1 as u64 | r as u64) == Color::Red {
            for v2 in [r as u16 * 0, middle(v1 as u16, r as u16, x as u16), y as u16] {
                r <<= 3;
            }
        } else {
            let mut v3: u16 = r as i64 as u16 ^ r as u16 + v1 as u16;
            let v5 = Key { high: (v3 >> 1) & 3, low: (v3 | 8) & 3 };
            if let Some(mut v4) = PAIRS.get(&v5) {
                v4.left ^= r as u32 + 0x48e1e0fa;
                v4.turn(y as u32 % y as u32);
            } else {
                PAIRS.insert(v5, Pair::new((y as u64).wrapping_sub(y as u64), r as u32 + 0x48e1e0fa));
            }
        }
        for v6 in 0..6u32 {
            if r as u8 > x as u8 {
                break;
            }
            let v7 = match (half(v6 as u64 + r as u64), v6 - y as u32) {
                (Some(0..=9), _) => x as u64 >> v6,
                (Some(n), k @ 1..=100) => n + k as u64,
                (Some(n), _) if n & 1 == 1 => y as u64 * v6 as u64,
                (None, 0) => v1 as u64 / (v6 as u64 | 1),
                _ => 92,
            };
        }
        let mut v8 = Pair { wide: (v1 as u64).max(u64::MIN), left: v1 as i16 as u32, right: x as i32 };
        v8.turn(!(r as u32));
        let Pair { wide: v9, right: v10, .. } = v8;
        let mut v11 = middle(v9 as u32, 51, x as u32);
        #[bound(20)]
        while v11 > 3 {
            v11 /= 10;
            r <<= 1;
        }
        Some((((r as u64 ^ v11 as u64) + v10 as u64) ^ v9) + v1 as u64)
    }

    #[xdp(default = Aborted)]
    pub fn p9(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f9(given.x.get() as isize, given.y.get() as u8)?;
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f10(pair: &mut Pair, y: u32) -> u64 {
        let mut r: u16 = y as u16 * u16::MIN;
        pair.wide += (pair.right as u64).wrapping_sub(pair.wide.min(y as u64));
        let v1 = half(pair.left as u64 / (r as u64 | 1)).unwrap();
        (((r as u64 ^ v1) + pair.right as u64) ^ pair.left as u64) + pair.wide
    }

    #[xdp(default = Aborted)]
    pub fn p10(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let mut pair = Pair::new(given.x.get(), given.y.get() as u32);
        let result = f10(&mut pair, given.y.get() as u32) ^ pair.sum();
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f11(x: u64, y: usize) -> Option<u64> {
        let mut r: u64 = x >> y as u32;
        let v1: u64 = f5(-(y as i64), y as u16 | 40);
        let mut v2: u64 = x.wrapping_mul(v1.wrapping_add(115)) ^ !r.wrapping_sub(v1);
        Some((((r as u64 ^ v2) + v1) ^ x) + y as u64)
    }

    #[xdp(default = Aborted)]
    pub fn p11(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f11(given.x.get() as u64, given.y.get() as usize)?;
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f12(x: i16, y: u64) -> Option<u64> {
        let mut r: i16 = (y as i16).min(y as i16);
        if r & 101 == x & x {
            r ^= larger(x, r) - (r & r);
        } else {
            let v1 = TABLE.insert((!(r as u32)) & 15, x as u64 | 42) as u8;
            let mut v2 = [y as i16 >> r as u32, i16::MIN, x - x, -23];
            v2[(r as usize - r as usize) % 4] = v1 as i16 >> 6;
            let v3: i16 = v2[(r as usize - r as usize) % 4];
        }
        let v4: i16 = match x - r {
            0 | 7 => mixed(r as u32, r as u32) as i16,
            1..=60 => r | i16::MIN,
            k if k > 90 => x | i16::MAX,
            k @ 61..70 => k as i16,
            _ => r ^ 82,
        };
        Some(((r as u64 ^ v4 as u64) + x as u64) ^ y)
    }

    #[xdp(default = Aborted)]
    pub fn p12(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f12(given.x.get() as i16, given.y.get() as u64)?;
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f13(x: i32, y: isize) -> u64 {
        let mut r: i32 = x + 22;
        for v1 in 0..6u64 {
            let v2: usize = !(v1 as usize + 70);
        }
        let v3: u32 = match color(r as u64 & r as u64) {
            Color::Red => x as u32 | 0,
            Color::Green if color(y as u64) == Color::Blue => (y as u32).wrapping_add(r as u32),
            one => one as u32 as u32,
        };
        if !(r > y as i32) {
            let v4: isize = match (r as i8) << y as u32 {
                0 | 7 => larger(y, 88),
                1..=60 => scattered(r as i64, v3 as u64) as isize,
                k if k > 90 => (r as isize).wrapping_add(1),
                k @ 61..70 => k as isize,
                _ => v3 as isize & r as isize,
            };
        }
        #[bound(7)]
        for v5 in 0..(!v3) & 7 {
            let v6: usize = match scattered(111, 0x343bd4e3) as u32 {
                0 | 7 => r as usize ^ v3 as usize,
                1..=60 => v3 as usize / (v5 as usize | 1),
                k if k > 90 => v5 as usize * x as usize,
                k @ 61..70 => k as usize,
                _ => mixed(u32::MAX, v5) as usize,
            };
        }
        ((r as u64 ^ v3 as u64) + x as u64) ^ y as u64
    }

    #[xdp(default = Aborted)]
    pub fn p13(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f13(given.x.get() as i32, given.y.get() as isize);
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f14(mut nest: Nest, y: u16) -> u64 {
        let mut r: u8 = nest.pair.left as u8 % (y as u8 | 1);
        let mut v1: i64 = (y as i64 >> 3) * (nest.pair.left as i64).wrapping_sub(-32);
        if let Some(mut v2) = TABLE.get(&((v1 as u32 & nest.count as u32) & 15)) {
            *v2 += (nest.bytes[2] as u64) << 4;
        }
        let mut v3: i16 = if r as u16 > y { nest.pair.left as i16 ^ nest.pair.left as i16 } else { nest.count as i16 % (r as i16 | 1) };
        (((r as u64 ^ v3 as u64) + v1 as u64) ^ nest.bytes[2] as u64) + nest.count as u64
    }

    #[xdp(default = Aborted)]
    pub fn p14(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let mut pair = Pair::new(given.x.get(), given.y.get() as u32);
        pair.turn(5);
        let nest = Nest::new(pair, given.x.get() as i64);
        let result = f14(nest, given.y.get() as u16) ^ nest.sum();
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    #[xdp(default = Aborted)]
    pub fn p15(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let x = given.x.get() as u16;
        let y = given.y.get() as u32;
        let mut r: u16 = middle(y as u16, y as u16, x);
        let mut v1: i8 = if y > x as u32 && color(y as u64) == Color::Green { (x as i8) << 2 } else { r as u32 as i8 };
        let mut v3 = 0u32;
        let v2: i8 = #[bound(5)]
        loop {
            v3 += 1;
            if (r as u8) <= x as u8 {
                break scattered(i64::MIN, u64::MAX) as i8;
            }
            if v3 >= 4 {
                break i8::MAX;
            }
            r += r - r << 3;
        };
        let mut v5 = 0u32;
        let v4: i16 = #[bound(5)]
        loop {
            v5 += 1;
            if v5 as u64 == v2 as u64 {
                break larger(x as i16, v5 as i16);
            }
            if v5 >= 4 {
                break i16::MIN;
            }
            v1 = (r as i8 / (v1 | 1)) as i8;
        };
        let v7 = Key { high: (middle(x, x, 95)) & 3, low: (r & 53) & 3 };
        if let Some(mut v6) = PAIRS.get(&v7) {
            v6.left ^= v3 + 64;
            v6.turn(v5 + y);
        } else {
            PAIRS.insert(v7, Pair::new(v4 as u64 | 37, v3 + 64));
        }
        given.result = U64Be::new((((r as u64 ^ v4 as u64) + v5 as u64) ^ v2 as u64) + v3 as u64);
        Some(XdpAction::Pass)
    }

    fn f16(x: i32, y: isize) -> Option<u64> {
        let mut r: i32 = x ^ -55;
        if let Some(v1) = half(y as u64 >> y as u32) {
            r >>= 7;
        } else {
            r |= scattered(r as i64 % y as i64, y as u64 ^ 28) as i32;
        }
        let v2 = match (half(r as u64 * 13), r as u32 | 54) {
            (Some(0..=9), _) => y as u64 + r as u64,
            (Some(n), k @ 1..=100) => n + k as u64,
            (Some(n), _) if n & 1 == 1 => y as u64 | y as u64,
            (None, 0) => r as u64 * y as u64,
            _ => x as u64,
        };
        if r as u8 | u8::MAX >= r as u8 / (x as u8 | 1) {
            if v2 as u16 - 7 <= y as u16 / (v2 as u16 | 1) {
                r &= (x & v2 as i32) >> mixed(0, y as u32);
            } else if x > v2 as i32 {
                r ^= --x;
            } else {
                r += r.wrapping_add(102) << 6;
                r /= 86;
            }
        }
        for &v3 in &[-(x as i64), v2 as i64 | r as i64, v2 as i64] {
            r ^= v3 as i32 as i32 - x * v3 as i32;
        }
        if middle(x, r, 97) == v2 as i32 >> r as u32 {
            return None;
        }
        let v4: isize = match color(!(x as u64)) {
            Color::Red => mixed(x as u32, v2 as u32) as isize,
            Color::Green if !(v2 >= u64::MIN) => v2 as isize | x as isize,
            one => one as u32 as isize,
        };
        Some((((r as u64 ^ v4 as u64) + v2) ^ x as u64) + y as u64)
    }

    #[xdp(default = Aborted)]
    pub fn p16(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f16(given.x.get() as i32, given.y.get() as isize)?;
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    #[xdp(default = Aborted)]
    pub fn p17(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let x = given.x.get() as u32;
        let y = given.y.get() as isize;
        let mut r: u32 = scattered(0, x as u64) as u32;
        let mut v1: u64 = f4(r as i16 - y as i16, y as u8 / r as u8);
        let mut v2 = [v1 as usize - usize::MIN, v1 as usize, (r as usize) << r, x as usize];
        v2[(r as usize * usize::MIN) % 4] = v1 as usize >> r;
        let v3: usize = v2[v1 as usize * y as usize];
        let mut v4 = Pair { wide: x as u64 % (v3 as u64 | 1), left: x * 0, right: x as i32 };
        v4.turn(!r);
        let Pair { wide: v5, right: v6, .. } = v4;
        let v7: u32 = if half(v1 & v1).is_some() { x % v3 as u32 } else { middle(x, 96, x) };
        for v8 in 0..4u64 {
            'outer: for v9 in 0..=1i32 {
                for v10 in 0..4u8 {
                    if v7 as usize >= r as usize {
                        continue;
                    }
                    v1 &= !v8 as u64;
                    if half(v5).is_some() {
                        break;
                    }
                }
                r ^= x / (v7 | 1);
            }
        }
        given.result = U64Be::new((((r as u64 ^ v7 as u64) + v6 as u64) ^ v5) + v3 as u64);
        Some(XdpAction::Pass)
    }

    fn f18(x: u16, y: i64) -> u64 {
        let mut r: u16 = y as u16 - x;
        let v1: u16 = (x & u16::MAX ^ (x | x)) & (x % (r | 1) ^ r >> 5);
        if let Some(mut v2) = TABLE.get(&((y as u32 + 0) & 15)) {
            *v2 += larger(y as u64, r as u64);
        }
        ((r as u64 ^ v1 as u64) + x as u64) ^ y as u64
    }

    #[xdp(default = Aborted)]
    pub fn p18(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f18(given.x.get() as u16, given.y.get() as i64);
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f19(mut nest: Nest, y: u32) -> u64 {
        let mut r: usize = nest.pair.left as usize * nest.bytes[2] as usize;
        let mut v1 = Pair { wide: (nest.count as u64).wrapping_sub(0), left: y | y, right: nest.count as i32 };
        v1.turn(!y);
        let mut v2: u64 = v1.sum();
        let mut v3 = nest.pair.left ^ y;
        #[bound(20)]
        while v3 > 3 {
            v3 >>= 3;
            nest.pair.left <<= 6;
        }
        (((r as u64 ^ v3 as u64) + v2) ^ nest.bytes[2] as u64) + nest.count as u64
    }

    #[xdp(default = Aborted)]
    pub fn p19(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let mut pair = Pair::new(given.x.get(), given.y.get() as u32);
        pair.turn(5);
        let nest = Nest::new(pair, given.x.get() as i64);
        let result = f19(nest, given.y.get() as u32) ^ nest.sum();
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    #[xdp(default = Aborted)]
    pub fn p20(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let x = given.x.get() as u32;
        let y = given.y.get() as i16;
        let mut r: u32 = x ^ x;
        let mut v1 = r << x;
        #[bound(20)]
        while v1 > 3 {
            v1 >>= 1;
            r /= 51;
        }
        let v2 = TABLE.remove(&((v1 + y as u32) & 15)) as u32;
        let v3: i16 = (x as i16 | r as i16) - (x as i16 - x as i16);
        given.result = U64Be::new((((r as u64 ^ v3 as u64) + v2 as u64) ^ v1 as u64) + x as u64);
        Some(XdpAction::Pass)
    }

    fn f21(x: u16, y: i32) -> Option<u64> {
        let mut r: u16 = x * x;
        let mut v1 = [(x as u32).max(69), y as u32, scattered(-59, x as u64) as u32, u32::MIN];
        v1[(r as usize) % 4] = larger(x as u32, r as u32);
        let mut v2: u32 = v1[(scattered(0x6860ac0f, y as u64) as usize) % 4];
        let v3: i32 = (v2 as u64 | y as u64) as i32 ^ y - r as i32 + v2 as i32;
        let mut v4: u32 = v3 as u32 + v3 as u32 >> 2;
        if let Some(mut v5) = TABLE.entry((v4 >> v2) & 15).or_insert(v4 as u64 / (v2 as u64 | 1)) {
            *v5 += 1;
        }
        'outer: for v6 in 0..=3i32 {
            for v7 in 0..4u8 {
                if v2 != 46 {
                    break;
                }
                v2 -= v2.max(v4) ^ v4 as usize as u32;
                if v2 as i64 >= v3 as i64 {
                    break;
                }
            }
            v4 ^= middle(v2, v4, v4) >> 5;
        }
        let mut v8 = (!v2) & 31;
        #[bound(31)]
        while v8 > 0 {
            v8 -= 1;
            r /= 38;
        }
        Some((((r as u64 ^ v8 as u64) + v4 as u64) ^ v3 as u64) + v2 as u64)
    }

    #[xdp(default = Aborted)]
    pub fn p21(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f21(given.x.get() as u16, given.y.get() as i32)?;
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f22(x: i16, y: i8) -> Option<u64> {
        let mut r: i16 = y as i16 - 0;
        let mut v1: u64 = f7(middle(y as u32, x as u32, x as u32), r as i32 + 125);
        let v2: i8 = match color(r as u64 ^ 90) {
            Color::Red => x as i8 & 85,
            Color::Green if !(v1 as usize >= v1 as usize) => r as i8 % (v1 as i8 | 1),
            one => one as u32 as i8,
        };
        if !(v2 <= v2) || half(y as u64).is_some() {
            return Some(y as u64 & y as u64);
        }
        let v4 = Key { high: (mixed(y as u32, 25) as u16) & 3, low: ((v2 as u16) << 7) & 3 };
        if let Some(mut v3) = PAIRS.get(&v4) {
            v3.left ^= v1 as u32 * x as u32;
            v3.turn(x as u32 * 29);
        } else {
            PAIRS.insert(v4, Pair::new(scattered(v1 as i64, r as u64), v1 as u32 * x as u32));
        }
        let mut v5 = (r as u32 + v1 as u32) & 15;
        #[bound(15)]
        while v5 > 0 {
            v5 -= 1;
            r |= mixed(0, r as u32) as i16 % (r ^ r | 1);
        }
        Some((((r as u64 ^ v5 as u64) + v2 as u64) ^ v1) + x as u64)
    }

    #[xdp(default = Aborted)]
    pub fn p22(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f22(given.x.get() as i16, given.y.get() as i8)?;
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f23(x: i64, y: u16) -> u64 {
        let mut r: i64 = y as i64 + 4;
        let mut v1: u16 = !(y - y);
        if color(larger(v1 as u64, r as u64)) == Color::Red {
            return (r as u64) << 7;
        }
        let v2 = match (half(!(v1 as u64)), v1 as u32 | u32::MAX) {
            (Some(0..=9), _) => (x as u64).wrapping_mul(r as u64),
            (Some(n), k @ 1..=100) => n + k as u64,
            (Some(n), _) if n & 1 == 1 => r as u64 + 0x66c258fc,
            (None, 0) => r as u64 + v1 as u64,
            _ => v1 as u64,
        };
        let mut v3: u16 = !(x as u16).wrapping_add(u16::MAX) - (y | 3) * (y >> 7);
        let v4: i32 = larger(y as i32 >> 0, v1 as i32);
        let mut v5 = Pair { wide: v2 + r as u64, left: larger(v4 as u32, x as u32), right: 60 };
        v5.turn((r as u32).wrapping_sub(33));
        let Pair { wide: v6, right: v7, .. } = v5;
        (((r as u64 ^ v7 as u64) + v6) ^ v4 as u64) + v3 as u64
    }

    #[xdp(default = Aborted)]
    pub fn p23(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f23(given.x.get() as i64, given.y.get() as u16);
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f24(pair: &mut Pair, y: u16) -> u64 {
        let mut r: i64 = (pair.left as i64) << 7;
        pair.wide >>= 3;
        let v1 = TABLE.remove(&((pair.left * pair.wide as u32) & 15)) as u32;
        let v2: u64 = f4((pair.left as i16).wrapping_add(pair.right as i16), (pair.left as u8).max(0));
        let v3: u8 = if color(pair.wide + u64::MAX) == Color::Red { pair.right as u8 - v2 as u8 } else { y as u8 | pair.left as u8 };
        (((r as u64 ^ v3 as u64) + v2) ^ v1 as u64) + pair.right as u64
    }

    #[xdp(default = Aborted)]
    pub fn p24(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let mut pair = Pair::new(given.x.get(), given.y.get() as u32);
        let result = f24(&mut pair, given.y.get() as u16) ^ pair.sum();
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f25(x: i16, y: u16) -> Option<u64> {
        let mut r: i16 = x * y as i16;
        let mut v1 = [r % (r | 1), 9, -r, x];
        v1[(x as usize + r as usize) % 4] = middle(x, 26, x);
        let v2: i16 = v1[(r as usize ^ 89) % 4];
        let mut v3 = Pair { wide: v2 as u64 * x as u64, left: (y as u32).max(u32::MAX), right: 0 };
        let mut v4 = Nest::new(v3, scattered(r as i64, v2 as u64) as i64);
        v4.mark(v2 as usize, r as u8 * r as u8);
        v4.pair.left = v2 as u32 * 115;
        let v5: u64 = v4.sum() ^ v3.sum();
        for v6 in [v5 as u16 as i16, x & 41, x] {
            r |= middle(r, 38, x) + x.wrapping_mul(x);
        }
        let v7 = TABLE.remove(&((v5 as u32 + 17) & 15)) as u32;
        let mut v9 = 0u32;
        let v8: u32 = #[bound(4)]
        loop {
            v9 += 1;
            if v2 != r {
                break (y as u32).wrapping_mul(v7);
            }
            if v9 >= 3 {
                break r as u32;
            }
            r &= x.wrapping_mul(middle(v5 as i16, x, v2));
        };
        let v10 = match (half(v8 as u16 as u64), v7 & v8) {
            (Some(0..=9), _) => v9 as u64 * 102,
            (Some(n), k @ 1..=100) => n + k as u64,
            (Some(n), _) if n & 1 == 1 => v2 as u64 >> v7,
            (None, 0) => r as u64 - v9 as u64,
            _ => v8 as u64,
        };
        Some((((r as u64 ^ v10) + v8 as u64) ^ v9 as u64) + v7 as u64)
    }

    #[xdp(default = Aborted)]
    pub fn p25(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f25(given.x.get() as i16, given.y.get() as u16)?;
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f26(x: u8, y: u8) -> u64 {
        let mut r: u8 = middle(x, x, y);
        if r > x && x == y {
            let v1: u8 = 'done: {
                if half(y as u64).is_some() {
                    break 'done x & x;
                }
                r += !r << 2;
                x * r
            };
        } else {
            if (mixed(u32::MIN, r as u32) as u8) < r as u8 {
                r /= 33;
            } else {
                r += middle(scattered(i64::MAX, x as u64) as u8, y | r, r);
                r -= larger(r, r) - (r | x);
            }
            let v2 = match (half(y as u64 - x as u64), y as u32 >> y as u32) {
                (Some(0..=9), _) => (x as u64).max(y as u64),
                (Some(n), k @ 1..=100) => n + k as u64,
                (Some(n), _) if n & 1 == 1 => y as u64 >> 2,
                (None, 0) => (r as u64).max(r as u64),
                _ => y as u64,
            };
        }
        let mut v3: isize = -(r as isize) | (r as isize | r as isize);
        if half((y as u64) << 5).is_some() {
            return y as u64 / (v3 as u64 | 1);
        }
        let mut v4: u8 = r * r ^ r.min(115) | (y >> y as u32) % (r >> x as u32 | 1);
        v3 *= -larger(y as isize, -98);
        let v5 = quarter(r as u64 ^ 99).unwrap_or(larger(x as u64, 0));
        (((r as u64 ^ v5) + v4 as u64) ^ v3 as u64) + x as u64
    }

    #[xdp(default = Aborted)]
    pub fn p26(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f26(given.x.get() as u8, given.y.get() as u8);
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f27(x: u16, y: i64) -> Option<u64> {
        let mut r: u16 = x.min(x);
        let mut v2 = 0u32;
        let v1: usize = #[bound(3)]
        loop {
            v2 += 1;
            if v2 as u64 >= 41 {
                break larger(r as usize, r as usize);
            }
            if v2 >= 2 {
                break v2 as usize;
            }
            r ^= !x - (v2 as u16 >> 7);
        };
        r ^= r * x + !r;
        let mut v3: u16 = if (x as usize * v2 as usize) < y as i16 as usize { x & x } else { !x };
        if half(v2 as u64 * u64::MIN).is_some() {
            let mut v4 = [v2 - 31, y as u32, (r as u32).max(v3 as u32), x as u32];
            v4[r as usize >> r as u32] = r as u32 - v2;
            let v5: u32 = v4[(v3 as usize + v3 as usize) % 4];
        }
        #[bound(7)]
        for v6 in 0..(v2 << 4) & 7 {
            COUNT.set(COUNT.get() + (v6 | v2));
            let mut v7: u32 = COUNT.get();
        }
        Some((((r as u64 ^ v3 as u64) + v1 as u64) ^ v2 as u64) + x as u64)
    }

    #[xdp(default = Aborted)]
    pub fn p27(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f27(given.x.get() as u16, given.y.get() as i64)?;
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    #[global]
    fn f28(x: i32, y: i8) -> u64 {
        let mut r: i32 = x >> 6;
        let mut v1: i8 = -(x as i8 & y);
        'outer: for v2 in 0..=3i32 {
            for v3 in 0..4u8 {
                if !((y as u16) <= 106) {
                    break;
                }
                v1 &= ((v3 as i8) << r as u32) - -v1;
                if !(r > y as i32) {
                    break;
                }
            }
            v1 -= larger(y as u16, 93) as i8;
        }
        COUNT.set(COUNT.get() + (mixed(v1 as u32, 0)));
        let v4: u32 = COUNT.get();
        (((r as u64 ^ v4 as u64) + v1 as u64) ^ x as u64) + y as u64
    }

    #[xdp(default = Aborted)]
    pub fn p28(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f28(given.x.get() as i32, given.y.get() as i8);
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f29(x: u32, y: isize) -> u64 {
        let mut r: u32 = !(y as u32);
        let mut v1 = Pair { wide: r as u64 % (y as u64 | 1), left: x.wrapping_mul(r), right: x as i32 };
        let v2 = v1;
        v1.turn(mixed(y as u32, 0));
        let v3: u32 = v2.left + v1.left;
        let v4: u32 = 'done: {
            if (r as isize + v3 as isize) <= y % (y | 1) {
                break 'done x - u32::MAX;
            }
            r /= 22;
            r << r
        };
        let mut v5: isize = if !(color(v3 as u64) == Color::Green) { r as isize | 0 } else { x as isize / (v3 as isize | 1) };
        let v6: u64 = (y as u64).wrapping_sub(0x6eb4aa4a) * (v4 as u64 ^ x as u64);
        let mut v7: isize = v5 & -18 ^ y - y;
        #[bound(7)]
        for v8 in 0..(r / (v4 | 1)) & 7 {
            let v9 = match (half(v3 as u64 * y as u64), x / (v8 | 1)) {
                (Some(0..=9), _) => !(v4 as u64),
                (Some(n), k @ 1..=100) => n + k as u64,
                (Some(n), _) if n & 1 == 1 => v8 as u64 & 0x47d64af6,
                (None, 0) => v7 as u64 ^ v7 as u64,
                _ => 0x2841468b,
            };
        }
        (((r as u64 ^ v7 as u64) + v6) ^ v5 as u64) + v4 as u64
    }

    #[xdp(default = Aborted)]
    pub fn p29(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f29(given.x.get() as u32, given.y.get() as isize);
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f30(x: i16, y: u32) -> u64 {
        let mut r: i16 = (y as i16) << x as u32;
        let v1: i16 = match r + r {
            0 | 7 => r & x,
            1..=60 => middle(r, 105, x),
            k if k > 90 => x as i16,
            k @ 61..70 => k as i16,
            _ => x & x,
        };
        if color(middle(y as u64, 36, v1 as u64)) == Color::Red {
            return larger(y as u64, u64::MAX);
        }
        ((r as u64 ^ v1 as u64) + x as u64) ^ y as u64
    }

    #[xdp(default = Aborted)]
    pub fn p30(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f30(given.x.get() as i16, given.y.get() as u32);
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f31(mut nest: Nest, y: i16) -> u64 {
        let mut r: i32 = nest.bytes[2] as i32 & y as i32;
        let v1: isize = nest.pair.left as i32 as isize;
        let v2: isize = 'done: {
            if half(r as u64 & v1 as u64).is_some() {
                break 'done r as isize | y as isize;
            }
            nest.pair.left ^= (y as u32 ^ r as u32) - r as u32 / (nest.pair.left | 1);
            nest.bytes[2] as isize * y as isize
        };
        let mut v3: u64 = f18(mixed(v2 as u32, v2 as u32) as u16, (nest.pair.left as i64) << 2);
        let v4: u64 = match color(mixed(nest.pair.left, v3 as u32) as u64) {
            Color::Red => v3 / (y as u64 | 1),
            Color::Green if nest.pair.left as u64 != v3 => y as u64 + v1 as u64,
            one => one as u32 as u64,
        };
        (((r as u64 ^ v4) + v3) ^ v2 as u64) + v1 as u64
    }

    #[xdp(default = Aborted)]
    pub fn p31(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let mut pair = Pair::new(given.x.get(), given.y.get() as u32);
        pair.turn(5);
        let nest = Nest::new(pair, given.x.get() as i64);
        let result = f31(nest, given.y.get() as i16) ^ nest.sum();
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f32(x: u64, y: usize) -> u64 {
        let mut r: u64 = x | x;
        let mut v1 = [mixed(y as u32, r as u32) as u64, r, x << r as u32, x];
        v1[(r as usize ^ x as usize) % 4] = x / x;
        let mut v2: u64 = v1[(scattered(40, 97) as usize) % 4];
        let v3: usize = match color(v2 + x) {
            Color::Red => x as isize as usize,
            Color::Green if (r as u16) < 24 => !(v2 as usize),
            one => one as u32 as usize,
        };
        let v4: i64 = (y as i64 | v2 as i64) & v2 as i64 >> 7;
        let v5 = match (half(v2 | v2), mixed(u32::MIN, 0)) {
            (Some(0..=9), _) => v2 ^ 58,
            (Some(n), k @ 1..=100) => n + k as u64,
            (Some(n), _) if n & 1 == 1 => scattered(v2 as i64, r),
            (None, 0) => x + r,
            _ => y as u64,
        };
        let mut v6: usize = if y as u64 % (r | 1) < v5 & v5 { v3 * y } else { y >> 1 };
        if x + 1 == r + v5 {
            let v7 = match TABLE.get(&((v6 as u32 + v2 as u32) & 15)) {
                Some(known) => *known,
                None => middle(v2, v3 as u64, r),
            };
        }
        (((r as u64 ^ v6 as u64) + v5) ^ v4 as u64) + v3 as u64
    }

    #[xdp(default = Aborted)]
    pub fn p32(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f32(given.x.get() as u64, given.y.get() as usize);
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f33(x: u32, y: u32) -> Option<u64> {
        let mut r: u32 = x as i8 as u32;
        if half(r as u64 - y as u64).is_some() {
            if r ^ u32::MIN <= x / (x | 1) {
                r /= 56;
            } else {
                r &= mixed(middle(r, r, x), y + r);
                r &= r.wrapping_mul(scattered(x as i64, r as u64) as u32);
            }
        } else {
            let mut v1 = (x % (y | 1)) & 7;
            #[bound(7)]
            while v1 > 0 {
                v1 -= 1;
                r /= 54;
            }
            if let Some(mut v2) = NUMBERS.get((v1 << x) % 5) {
                *v2 += -(r as i32);
            }
        }
        if color(y as u64 - 0) == Color::Blue {
            if x as usize / (x as usize | 1) < x as usize ^ y as usize {
                r ^= x & u32::MIN ^ x >> 7;
            } else if (r as u16) < 95 {
                r &= scattered(r as i64, x as u64) as u32 ^ x >> r;
            }
        } else {
            let v3: u32 = 'done: {
                if !(y as i64 > r as i64) {
                    break 'done x >> 4;
                }
                r <<= 2;
                middle(y, r, y)
            };
            let mut v5 = 0u32;
            let v4: u32 = #[bound(4)]
            loop {
                v5 += 1;
                if (v3 as u64) < v5 as u64 {
                    break !y;
                }
                if v5 >= 3 {
                    break y;
                }
                r <<= 0;
            };
        }
        Some((r as u64 ^ x as u64) + y as u64)
    }

    #[xdp(default = Aborted)]
    pub fn p33(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f33(given.x.get() as u32, given.y.get() as u32)?;
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f34(x: i64, y: i32) -> u64 {
        let mut r: i64 = larger(y as i64, 0x3ba04b9);
        let mut v1: u64 = r as u64 * r as u64;
        #[bound(64)]
        while let Some(v2) = half(v1) {
            if v2 < 3 {
                break;
            }
            v1 = v2;
        }
        for &v3 in &[v1 >> y as u32, x as u64 as u64, x as u64] {
            r = larger(r - x, r % (x | 1));
        }
        ((r as u64 ^ v1) + x as u64) ^ y as u64
    }

    #[xdp(default = Aborted)]
    pub fn p34(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f34(given.x.get() as i64, given.y.get() as i32);
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f35(x: usize, y: i8) -> Option<u64> {
        let mut r: usize = y as usize & y as usize;
        if !(x as i32 > 111) {
            return Some(r as u64 - u64::MIN);
        }
        let v1: usize = match middle(y, 45, 0) {
            0 | 7 => !x,
            1..=60 => r * x,
            k if k > 90 => larger(r, x),
            k @ 61..70 => k as usize,
            _ => x * y as usize,
        };
        let v2 = TABLE.remove(&((r as u32 | 24) & 15)) as u32;
        let v3: usize = 'done: {
            if r as u16 > y as u16 {
                break 'done v1 * v1;
            }
            r = !(r & 84);
            v1 & v1
        };
        let mut v4: u64 = f26(x as i8 as u8, (v3 as u8).max(x as u8));
        let mut v5 = Pair { wide: (v2 as u64).max(v2 as u64), left: v1 as u32 >> 0, right: v2 as i32 };
        v5.left ^= v1 as u32 >> 2;
        let mut v6: u64 = exchange(&mut v5, (y as u64).wrapping_mul(r as u64)) + v5.sum();
        Some((((r as u64 ^ v6) + v4) ^ v3 as u64) + v2 as u64)
    }

    #[xdp(default = Aborted)]
    pub fn p35(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f35(given.x.get() as usize, given.y.get() as i8)?;
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f36(x: usize, y: u64) -> u64 {
        let mut r: usize = y as usize;
        if (r as i64 >> x as u32) < (x as i64) << y as u32 {
            if let Some(mut v1) = TABLE.entry((y as u32 >> x as u32) & 15).or_insert(y * y) {
                *v1 += 1;
            }
        } else {
            let mut v2: u8 = x as u8 / (r as u8 | 1) * ((x as u8) << 7);
            let mut v3 = Pair { wide: r as u64 - u64::MIN, left: mixed(y as u32, x as u32), right: 121 };
            v3.turn(r as u32 * 0x59a7baee);
            let Pair { wide: v4, right: v5, .. } = v3;
        }
        if !((r as i32) <= y as i32) {
            for &v6 in &[r - r, r | x, usize::MIN] {
                r = x.wrapping_mul(v6) << 5;
            }
        } else {
            let mut v7 = [x * r, x, r % x, 91];
            v7[(x - r) % 4] = y as usize * r;
            let v8: usize = v7[(larger(x, 124)) % 4];
            let Some(v9) = half(v8 as u64 | r as u64) else { return y.wrapping_sub(v8 as u64) };
        }
        let v10: usize = (r | x) + larger(x, x) & (x << y as u32) % (r >> 5 | 1);
        'outer: for v11 in 0..=2i32 {
            for v12 in 0..4u8 {
                if x as u32 >= 0x6303b8ce {
                    continue 'outer;
                }
                r |= middle(x % (r | 1), (y as usize) << v10 as u32, y as usize);
                if half(v12 as u64).is_some() {
                    break;
                }
            }
            r /= 13;
        }
        ((r as u64 ^ v10 as u64) + x as u64) ^ y
    }

    #[xdp(default = Aborted)]
    pub fn p36(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f36(given.x.get() as usize, given.y.get() as u64);
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f37(x: u32, y: i64) -> u64 {
        let mut r: u32 = !(y as u32);
        if (x as u64 * x as u64) < x as u64 | r as u64 {
            let v1: u32 = if half((r as u64) << r).is_some() { r - 0x6d579eee } else { x - 11 };
        }
        for &v2 in &[larger(r, 89), larger(r, x), x] {
            r *= v2 as u32 % (r - v2);
        }
        r &= scattered(x as i64, x as u64) as u32 + (x ^ u32::MAX);
        if color(x as u64 & r as u64) == Color::Blue {
            return x as u64 - 0x79332847;
        }
        for &v3 in &[(r as i64) << x, (x as i64) << 4, y] {
            r += (x | r) - (r ^ x);
        }
        'outer: for v4 in 0..=1i32 {
            for v5 in 0..4u8 {
                if r as u64 > v4 as u64 {
                    break;
                }
                r += y as u32 + x - !x;
                if (x as i32) < v5 as i32 {
                    break;
                }
            }
            r = r + 94 | r & 0;
        }
        (r as u64 ^ x as u64) + y as u64
    }

    #[xdp(default = Aborted)]
    pub fn p37(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f37(given.x.get() as u32, given.y.get() as i64);
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f38(x: i8, y: i32) -> Option<u64> {
        let mut r: i8 = x.wrapping_mul(y as i8);
        let v1: i8 = match r as i32 >> 3 {
            0 | 7 => r & x,
            1..=60 => mixed(y as u32, r as u32) as i8,
            k if k > 90 => x & r,
            k @ 61..70 => k as i8,
            _ => x | r,
        };
        COUNT.set(COUNT.get() + (scattered(110, y as u64) as u32));
        let v2: u32 = COUNT.get();
        let v3: u8 = (v1 as u8 | 89) >> 6;
        let v4 = match (half(v1 as u64 * v1 as u64), r as u32 & v2) {
            (Some(0..=9), _) => v2 as u64 | x as u64,
            (Some(n), k @ 1..=100) => n + k as u64,
            (Some(n), _) if n & 1 == 1 => y as u64,
            (None, 0) => !(x as u64),
            _ => x as u64,
        };
        for v5 in 0..3i64 {
            let v6: u8 = 'done: {
                if r >= x && v5 as u64 >= v4 {
                    break 'done r as u8 * x as u8;
                }
                r |= larger(v2 as u64 as i8, r.max(88));
                v1 as u8 | 71
            };
        }
        Some((((r as u64 ^ v4) + v3 as u64) ^ v2 as u64) + v1 as u64)
    }

    #[xdp(default = Aborted)]
    pub fn p38(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f38(given.x.get() as i8, given.y.get() as i32)?;
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f39(x: u8, y: i16) -> Option<u64> {
        let mut r: u8 = x << x as u32;
        let v1: u64 = f23(scattered(4, 45) as i64, (y as u16) << y as u32);
        if y % (r as i16 | 1) == v1 as i16 + x as i16 {
            let mut v2 = x as u32 / (x as u32 | 1);
            #[bound(20)]
            while v2 > 3 {
                v2 >>= 1;
                r += r.wrapping_sub(scattered(r as i64, 0x68defcbe) as u8);
            }
        }
        let v3: u8 = match mixed(x as u32, y as u32) as u8 {
            0 | 7 => x / r,
            1..=60 => x.wrapping_sub(x),
            k if k > 90 => x as u8,
            k @ 61..70 => k as u8,
            _ => x >> 7,
        };
        let v4: u64 = 'done: {
            if color(middle(y as u64, v1, y as u64)) == Color::Blue {
                break 'done y as u64 * x as u64;
            }
            r |= x % (r | 1) ^ r & x;
            scattered(y as i64, 58)
        };
        let v5: i16 = (v1 as i16 | x as i16) * (r as i16 + 17);
        Some((((r as u64 ^ v5 as u64) + v4) ^ v3 as u64) + v1)
    }

    #[xdp(default = Aborted)]
    pub fn p39(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f39(given.x.get() as u8, given.y.get() as i16)?;
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }
}
