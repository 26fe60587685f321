//! Functions 80 to 119, which `cargo xtask generate-functions` has written.

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

    #[xdp(default = Aborted)]
    pub fn p80(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let x = given.x.get() as u32;
        let y = given.y.get() as usize;
        let mut r: u32 = y as u32 >> 1;
        for v1 in 0..3usize {
            if y as u16 == v1 as u16 {
                continue;
            }
            let v2 = packet.parse::<Given>()?;
            let v3 = v2.result.get();
            v2.result = U64Be::new(scattered(y as i64, 0));
        }
        if !y == x as usize >> 5 {
            let v4: u32 = match color(y as u64 & y as u64) {
                Color::Red => r | x,
                Color::Green if x != 0x4eff3103 => r / x,
                one => one as u32 as u32,
            };
        } else if r as usize != y {
            #[bound(7)]
            for v5 in 0..(x >> x) & 7 {
                r += !(x as u32);
            }
        } else {
            for v6 in 0..3u64 {
                r <<= 1;
            }
            let v7 = match (half((x as u64).min(r as u64)), y as u32 >> 3) {
                (Some(0..=9), _) => y as u64 | x as u64,
                (Some(n), k @ 1..=100) => n + k as u64,
                (Some(n), _) if n & 1 == 1 => y as u64 / (y as u64 | 1),
                (None, 0) => y as u64 | y as u64,
                _ => x as u64,
            };
        }
        let mut v8: u32 = if (y as i8) << 3 <= middle(r as i8, 54, y as i8) { !r } else { r & r };
        if r == x || (v8 as u64) < r as u64 {
            let v9 = match (half((y as u64).wrapping_sub(r as u64)), v8 * x) {
                (Some(0..=9), _) => v8 as u64 | v8 as u64,
                (Some(n), k @ 1..=100) => n + k as u64,
                (Some(n), _) if n & 1 == 1 => larger(x as u64, u64::MAX),
                (None, 0) => r as u64 % (x as u64 | 1),
                _ => r as u64,
            };
        }
        for &v10 in &[y as u64 / (v8 as u64 | 1), x as u64 & x as u64, x as u64] {
            v8 = larger(v8, r) ^ scattered(v8 as i64, x as u64) as u32;
        }
        let v11: u32 = match y as u32 % (r | 1) {
            0 | 7 => r.wrapping_add(u32::MAX),
            1..=60 => v8 | 98,
            k if k > 90 => y as u32 + v8,
            k @ 61..70 => k as u32,
            _ => r | x,
        };
        given.result = U64Be::new((((r as u64 ^ v11 as u64) + v8 as u64) ^ x as u64) + y as u64);
        Some(XdpAction::Pass)
    }

    #[global]
    fn f81(x: u64, y: u16) -> u64 {
        let mut r: u64 = middle(y as u64, x, x);
        let v1: i64 = -(y as i64 - r as i64);
        let mut v2: u64 = scattered(scattered(r as i64, r) as i64, x >> x as u32);
        v2 |= (x >> r as u32) << larger(v1 as u32, v2 as u32);
        let v3: i8 = (v2 as i32 + x as i32) as i8;
        let mut v5 = 0u32;
        let v4: isize = #[bound(3)]
        loop {
            v5 += 1;
            if half(v2).is_some() {
                break larger(v3 as isize, 57);
            }
            if v5 >= 2 {
                break -117;
            }
            r = middle(v2.min(u64::MIN), v2 + u64::MAX, v1 as u64);
        };
        (((r as u64 ^ v4 as u64) + v5 as u64) ^ v3 as u64) + v2
    }

    #[xdp(default = Aborted)]
    pub fn p81(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f81(given.x.get() as u64, given.y.get() as u16);
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f82(mut nest: Nest, y: usize) -> u64 {
        let mut r: u16 = nest.bytes[2] as u16 + u16::MIN;
        let v1: u64 = 'done: {
            if half(r as u64 * 12).is_some() {
                break 'done nest.bytes[2] as u64 ^ nest.bytes[2] as u64;
            }
            r &= scattered(nest.count, r as u64) as u16;
            nest.pair.left as u64 + r as u64
        };
        let v2: usize = match color((nest.bytes[2] as u64) << r as u32) {
            Color::Red => larger(y, v1 as usize),
            Color::Green if !(nest.pair.left as i32 > r as i32) => nest.bytes[2] as usize ^ 100,
            one => one as u32 as usize,
        };
        let Some(v3) = half(nest.pair.left as u64 ^ nest.count as u64) else { return scattered(nest.count, y as u64) };
        for v4 in 0..5i64 {
            if !(v3 as i32 != y as i32) {
                continue;
            }
            if !v1 >= middle(v3, v3, y as u64) {
                nest.bytes[2] *= (v3 as u8).wrapping_add(y as u8);
            }
        }
        for v5 in 0..3u32 {
            if v3 as u16 != v1 as u16 {
                continue;
            }
            let v6: u8 = !(v1 as u8 - 64) + (y as u8 ^ (v2 as u8 ^ nest.bytes[2]));
        }
        (((r as u64 ^ v3) + v2 as u64) ^ v1) + nest.bytes[2] as u64
    }

    #[xdp(default = Aborted)]
    pub fn p82(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let mut pair = Pair::new(given.x.get(), given.y.get() as u32);
        pair.turn(5);
        let nest = Nest::new(pair, given.x.get() as i64);
        let result = f82(nest, given.y.get() as usize) ^ nest.sum();
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f83(pair: &mut Pair, y: isize) -> u64 {
        let mut r: u32 = !pair.left;
        for v1 in 0..1u32 {
            pair.right ^= mixed(r, 34) as i32 ^ mixed(pair.left, pair.left) as i32;
        }
        if pair.wide as isize + y >= -(pair.left as isize) {
            pair.right *= larger(pair.right, pair.left as i32) ^ r as i32 & r as i32;
        } else {
            r *= (r ^ pair.wide as u32) * (pair.left * r);
            let v2 = quarter(pair.left as u64 * 11).unwrap_or(r as u64 & 0);
        }
        let v3: i32 = pair.right << 7;
        let mut v4 = v3 as u32;
        #[bound(20)]
        while v4 > 3 {
            v4 >>= 3;
            pair.left <<= 2;
        }
        (((r as u64 ^ v4 as u64) + v3 as u64) ^ pair.right as u64) + pair.left as u64
    }

    #[xdp(default = Aborted)]
    pub fn p83(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let mut pair = Pair::new(given.x.get(), given.y.get() as u32);
        let result = f83(&mut pair, given.y.get() as isize) ^ pair.sum();
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f84(x: i64, y: u8) -> u64 {
        let mut r: i64 = x << 5;
        let v1: i64 = match r * r {
            0 | 7 => r * r,
            1..=60 => -r,
            k if k > 90 => -r,
            k @ 61..70 => k as i64,
            _ => r | -62,
        };
        for v2 in 0..4usize {
            if !((r as u8) < u8::MIN) {
                break;
            }
            let v3: i64 = 'done: {
                if half(v2 as i8 as u64).is_some() {
                    break 'done v1 ^ x;
                }
                r -= larger(y as u64, r as u64) as i64;
                v1.min(0x21954ff3)
            };
        }
        ((r as u64 ^ v1 as u64) + x as u64) ^ y as u64
    }

    #[xdp(default = Aborted)]
    pub fn p84(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f84(given.x.get() as i64, given.y.get() as u8);
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f85(x: u32, y: usize) -> Option<u64> {
        let mut r: u32 = larger(y as u32, x);
        let mut v1: u64 = f84(x as i64 + r as i64, x as u8 ^ 24);
        let v2: i8 = x as i8 & i8::MIN & y as i8 >> 6;
        if let Some(mut v3) = TABLE.get(&((middle(x, v1 as u32, x)) & 15)) {
            *v3 = v2 as u64 ^ 0x1122290b;
        }
        let v4 = TABLE.remove(&((r << 2) & 15)) as u32;
        let mut v5 = (v1 as i16 as u32) & 31;
        #[bound(31)]
        while v5 > 0 {
            v5 -= 1;
            v1 = larger(v2 as u64 >> 6, v5 as u64 / (r as u64 | 1));
        }
        Some((((r as u64 ^ v5 as u64) + v4 as u64) ^ v2 as u64) + v1)
    }

    #[xdp(default = Aborted)]
    pub fn p85(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f85(given.x.get() as u32, given.y.get() as usize)?;
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f86(pair: &mut Pair, y: i16) -> u64 {
        let mut r: i16 = y >> pair.left;
        if pair.left as i8 as u8 != r as u8 & pair.right as u8 {
            return pair.right as u64 >> pair.wide as u32;
        }
        let mut v1: u32 = if !(y as u64 != 113) { scattered(pair.left as i64, 121) as u32 } else { !pair.left };
        let v2: i32 = (v1 as i32 + i32::MIN) * (pair.wide as i32 & r as i32);
        let mut v3: i16 = larger(r, 0) - (r << pair.left);
        let v4: u16 = 'done: {
            if v1.max(pair.left) == pair.left | v1 {
                break 'done (v2 as u16).max(pair.wide as u16);
            }
            pair.right &= (v2 ^ 0) - middle(pair.right, -48, pair.right);
            v1 as u16 / (r as u16 | 1)
        };
        (((r as u64 ^ v4 as u64) + v3 as u64) ^ v2 as u64) + v1 as u64
    }

    #[xdp(default = Aborted)]
    pub fn p86(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let mut pair = Pair::new(given.x.get(), given.y.get() as u32);
        let result = f86(&mut pair, given.y.get() as i16) ^ pair.sum();
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f87(mut nest: Nest, y: isize) -> u64 {
        let mut r: u8 = nest.pair.left as u8;
        let mut v1 = y as u32 + nest.bytes[2] as u32;
        #[bound(20)]
        while v1 > 3 {
            v1 /= 10;
            nest.pair.left ^= (nest.pair.left << 6) * ((y as u32) << v1);
        }
        let mut v2: i16 = v1 as i8 as i16 ^ scattered(-28, v1 as u64) as i16;
        (((r as u64 ^ v2 as u64) + v1 as u64) ^ nest.bytes[2] as u64) + nest.count as u64
    }

    #[xdp(default = Aborted)]
    pub fn p87(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let mut pair = Pair::new(given.x.get(), given.y.get() as u32);
        pair.turn(5);
        let nest = Nest::new(pair, given.x.get() as i64);
        let result = f87(nest, given.y.get() as isize) ^ nest.sum();
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f88(x: isize, y: isize) -> u64 {
        let mut r: isize = x ^ 19;
        let v1: isize = -y + mixed(0, y as u32) as isize;
        let mut v2: isize = ((y << x as u32) - (v1 & 0)) * (r * v1 % (v1 << 6));
        let v3: u8 = 'done: {
            if color(x as u64 >> y as u32) == Color::Green {
                break 'done x as u8 / (v1 as u8 | 1);
            }
            v2 >>= 3;
            v1 as u8 * 0
        };
        (((r as u64 ^ v3 as u64) + v2 as u64) ^ v1 as u64) + x as u64
    }

    #[xdp(default = Aborted)]
    pub fn p88(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f88(given.x.get() as isize, given.y.get() as isize);
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    #[xdp(default = Aborted)]
    pub fn p89(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let x = given.x.get() as u32;
        let y = given.y.get() as i16;
        let mut r: u32 = x * y as u32;
        'outer: for v1 in 0..=1i32 {
            for v2 in 0..4u8 {
                if r != y as u32 {
                    continue;
                }
                r -= middle(x % (r | 1), v2 as u32 & 0x7153235c, 0x2419c2f9);
                if r as i8 > r as i8 {
                    break;
                }
            }
            r >>= 1;
        }
        if let Some(mut v3) = TABLE.get(&((scattered(x as i64, y as u64) as u32) & 15)) {
            *v3 *= x as u64 * r as u64;
        }
        let v4: i8 = scattered(31, y as u64) as i8 | -(r as i8);
        r <<= 0;
        given.result = U64Be::new(((r as u64 ^ v4 as u64) + x as u64) ^ y as u64);
        Some(XdpAction::Pass)
    }

    fn f90(mut nest: Nest, y: i32) -> u64 {
        let mut r: i64 = larger(y as i64, 0x4501fac4);
        if !((nest.pair.left as i64) <= i64::MAX) {
            return (nest.bytes[2] as u64).wrapping_mul(114);
        }
        let mut v2 = 0u32;
        let v1: isize = #[bound(6)]
        loop {
            v2 += 1;
            if v2 > v2 {
                break v2 as isize / (v2 as isize | 1);
            }
            if v2 >= 5 {
                break 106;
            }
            nest.count |= larger(nest.count, 91) as i64;
        };
        let v3: u64 = match color(larger(r as u64, nest.pair.left as u64)) {
            Color::Red => nest.pair.left as u64 - 91,
            Color::Green if nest.pair.left > nest.pair.left => v1 as u64 & r as u64,
            one => one as u32 as u64,
        };
        let mut v4 = [nest.count >> v2, 56, v2 as i64 & i64::MAX, r];
        v4[v3 as usize | nest.bytes[2] as usize] = r % (nest.count | 1);
        let mut v5: i64 = v4[(!(v1 as usize)) % 4];
        if (v2 << nest.bytes[2] as u32) <= nest.pair.left % v2 {
            return y as u64 | v2 as u64;
        }
        let v6: u16 = match color(nest.count as u64 & y as u64) {
            Color::Red => v3 as u16 * 29,
            Color::Green if half(nest.pair.left as u64).is_some() => v1 as u16 * y as u16,
            one => one as u32 as u16,
        };
        (((r as u64 ^ v6 as u64) + v5 as u64) ^ v3) + v1 as u64
    }

    #[xdp(default = Aborted)]
    pub fn p90(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let mut pair = Pair::new(given.x.get(), given.y.get() as u32);
        pair.turn(5);
        let nest = Nest::new(pair, given.x.get() as i64);
        let result = f90(nest, given.y.get() as i32) ^ nest.sum();
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    #[inline(never)]
    fn f91(x: u16, y: u64) -> u64 {
        let mut r: u16 = y as u16 / y as u16;
        let mut v1: u64 = !((r as u64 | 0x57af59c2) % (x as u64 ^ r as u64 | 1));
        v1 += x as u64 * r as u64 + x as u64;
        v1 *= y / (v1 | 1) << 3;
        let v2 = half(v1 as u64).unwrap();
        (((r as u64 ^ v2) + v1) ^ x as u64) + y
    }

    #[xdp(default = Aborted)]
    pub fn p91(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f91(given.x.get() as u16, given.y.get() as u64);
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f92(mut nest: Nest, y: u32) -> u64 {
        let mut r: u8 = nest.count as u8 >> 5;
        let mut v1: u64 = f81(middle(y as u64, nest.pair.left as u64, u64::MAX), nest.bytes[2] as u16 / (nest.pair.left as u16 | 1));
        COUNT.set(COUNT.get() + (y ^ y));
        let mut v2: u32 = COUNT.get();
        if v2 as u8 ^ u8::MIN < scattered(v1 as i64, 71) as u8 {
            'outer: for v3 in 0..=1i32 {
                for v4 in 0..4u8 {
                    if nest.bytes[2] == 85 {
                        continue 'outer;
                    }
                    r >>= 3;
                    if !half(v4 as u64).is_some() {
                        break;
                    }
                }
                nest.count &= -(v2 as i64).wrapping_add(r as i64);
            }
        }
        for v5 in 0..3usize {
            if r > r {
                continue;
            }
            let v6: usize = 'done: {
                if y | v2 < y - 5 {
                    break 'done v1 as usize * 75;
                }
                r ^= y as u8;
                y as usize * nest.pair.left as usize
            };
        }
        (((r as u64 ^ v2 as u64) + v1) ^ nest.bytes[2] as u64) + nest.count as u64
    }

    #[xdp(default = Aborted)]
    pub fn p92(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let mut pair = Pair::new(given.x.get(), given.y.get() as u32);
        pair.turn(5);
        let nest = Nest::new(pair, given.x.get() as i64);
        let result = f92(nest, given.y.get() as u32) ^ nest.sum();
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f93(x: u64, y: isize) -> u64 {
        let mut r: u64 = (y as u64) << 5;
        let mut v2 = 0u32;
        let v1: u64 = #[bound(4)]
        loop {
            v2 += 1;
            if (y as i8) <= y as i8 {
                break r ^ r;
            }
            if v2 >= 3 {
                break r;
            }
            r = larger(x - r, r.wrapping_add(x));
        };
        if let Some(mut v3) = TABLE.get(&((v2 ^ v2) & 15)) {
            *v3 += middle(v1, 88, v1);
        }
        let v4 = match (half(larger(x, 7)), !v2) {
            (Some(0..=9), _) => x + x,
            (Some(n), k @ 1..=100) => n + k as u64,
            (Some(n), _) if n & 1 == 1 => v1.max(u64::MAX),
            (None, 0) => !x,
            _ => 63,
        };
        let mut v5 = [r as i64 >> 5, v2 as i64, r as i64 ^ v2 as i64, x as i64];
        v5[(v4 as usize % x as usize) % 4] = y as i64 + x as i64;
        let mut v6: i64 = v5[v2 as usize / (v4 as usize | 1)];
        #[bound(7)]
        for v7 in 0..(v4 as u32 & y as u32) & 7 {
            'outer: for v8 in 0..=3i32 {
                for v9 in 0..4u8 {
                    if !(y as i64 != v7 as i64) {
                        break;
                    }
                    r -= v6 as u64 / v4 | !r;
                    if !(v9 as i64 == v2 as i64) {
                        break;
                    }
                }
                r <<= 5;
            }
        }
        (((r as u64 ^ v6 as u64) + v4) ^ v1) + v2 as u64
    }

    #[xdp(default = Aborted)]
    pub fn p93(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f93(given.x.get() as u64, given.y.get() as isize);
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f94(mut nest: Nest, y: u8) -> u64 {
        let mut r: i64 = -(nest.pair.left as i64);
        nest.pair.left += (y as u32) << 3;
        let v1 = match (half(middle(nest.count as u64, u64::MAX, nest.bytes[2] as u64)), nest.bytes[2] as u32 + nest.pair.left) {
            (Some(0..=9), _) => y as u64 & u64::MIN,
            (Some(n), k @ 1..=100) => n + k as u64,
            (Some(n), _) if n & 1 == 1 => r as u64 - 72,
            (None, 0) => nest.bytes[2] as u64 >> nest.count as u32,
            _ => nest.bytes[2] as u64,
        };
        let v2 = TABLE.remove(&((!nest.pair.left) & 15)) as u32;
        for v3 in [!nest.pair.left, nest.count as u32 ^ v2, r as u32] {
            nest.bytes[2] -= v3 as u8 * v2 as u8 & scattered(y as i64, 43) as u8;
        }
        (((r as u64 ^ v2 as u64) + v1) ^ nest.bytes[2] as u64) + nest.count as u64
    }

    #[xdp(default = Aborted)]
    pub fn p94(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let mut pair = Pair::new(given.x.get(), given.y.get() as u32);
        pair.turn(5);
        let nest = Nest::new(pair, given.x.get() as i64);
        let result = f94(nest, given.y.get() as u8) ^ nest.sum();
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f95(x: u64, y: i32) -> u64 {
        let mut r: u64 = x | x;
        let mut v1 = (x as u32 * r as u32) & 31;
        #[bound(31)]
        while v1 > 0 {
            v1 -= 1;
            r |= (r | r) ^ r & x;
        }
        let v2: i16 = r as i16 % r as i16 >> x as u32 + 69;
        let mut v3: u64 = f91(y as u16 - x as u16, scattered(v2 as i64, x));
        let v4: u32 = if !v1 >= !(v2 as u32) { v1 / (x as u32 | 1) } else { v3 as u32 / (v3 as u32 | 1) };
        (((r as u64 ^ v4 as u64) + v3) ^ v2 as u64) + v1 as u64
    }

    #[xdp(default = Aborted)]
    pub fn p95(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f95(given.x.get() as u64, given.y.get() as i32);
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f96(x: u8, y: i32) -> u64 {
        let mut r: u8 = x & x;
        let mut v1: i8 = if color(larger(x as u64, y as u64)) == Color::Red { r as i8 % (x as i8 | 1) } else { r as i8 | x as i8 };
        if let Some(mut v2) = TABLE.entry((y as u32 % y as u32) & 15).or_insert(r as u64 * u64::MIN) {
            *v2 += 1;
        }
        let v3: u8 = 'done: {
            if x >= r || !(color(x as u64) == Color::Green) {
                break 'done x >> 1;
            }
            r ^= x * x % (r + x);
            r - x
        };
        let v4: i32 = if color(x as u64) == Color::Blue || half(v3 as u64).is_some() { x as i32 >> 6 } else { (r as i32).min(v3 as i32) };
        let Some(v5) = half((r as u64).wrapping_sub(r as u64)) else { return (v3 as u64) << v3 as u32 };
        for &v6 in &[(v5 as isize) << 1, (y as isize).max(-43), 57] {
            v1 = v5 as i8 + 0 | (v1 | r as i8);
        }
        (((r as u64 ^ v5) + v4 as u64) ^ v3 as u64) + v1 as u64
    }

    #[xdp(default = Aborted)]
    pub fn p96(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f96(given.x.get() as u8, given.y.get() as i32);
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f97(x: i8, y: isize) -> Option<u64> {
        let mut r: i8 = x ^ x;
        #[bound(7)]
        for v1 in 0..(middle(r as u32, 63, x as u32)) & 7 {
            let v2: u32 = 'done: {
                if (r as isize) < y || r != i8::MAX {
                    break 'done v1 * v1;
                }
                r /= 91;
                x as u32 % (y as u32 | 1)
            };
        }
        let mut v3 = [middle(r as i64, x as i64, x as i64), i64::MIN, middle(y as i64, i64::MAX, x as i64), 0x3f87542];
        v3[((x as usize) << r as u32) % 4] = x as i64 & r as i64;
        let v4: i64 = v3[((x as usize).min(x as usize)) % 4];
        let v5 = match (half(v4 as u64 & 20), v4 as i32 as u32) {
            (Some(0..=9), _) => x as u64 & v4 as u64,
            (Some(n), k @ 1..=100) => n + k as u64,
            (Some(n), _) if n & 1 == 1 => y as u64 ^ x as u64,
            (None, 0) => (r as u64) << x as u32,
            _ => x as u64,
        };
        let v6: isize = if v4 as u64 == 73 && v4 as isize != y { scattered(i64::MAX, 110) as isize } else { y / (x as isize | 1) };
        let v7: i8 = 'done: {
            if y as i64 & v6 as i64 != v6 as i64 / (x as i64 | 1) {
                break 'done -r;
            }
            r += r / (x | 1) << !(v5 as u32);
            r ^ -5
        };
        if color(y as u64 ^ v5) == Color::Red {
            if x as i16 / (v6 as i16 | 1) <= v4 as i16 % v4 as i16 {
                r ^= (y as i8).min(v7 << 7);
            }
        } else {
            let v8 = half((y as u64) << x as u32).unwrap();
            let mut v9: i32 = if color(v5 + v5) == Color::Green { (y as i32) << 1 } else { v6 as i32 | v5 as i32 };
        }
        Some((((r as u64 ^ v7 as u64) + v6 as u64) ^ v5) + v4 as u64)
    }

    #[xdp(default = Aborted)]
    pub fn p97(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f97(given.x.get() as i8, given.y.get() as isize)?;
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f98(x: i64, y: u32) -> u64 {
        let mut r: i64 = y as i64 + y as i64;
        if let Some(v1) = half(r as u64 % (r as u64 | 1)) {
            r += (x | x) - (r + r);
        } else {
            r <<= 7;
        }
        let v2: u64 = 'done: {
            if y as u64 | x as u64 == (x as u64).wrapping_sub(y as u64) {
                break 'done x as u64 - 15;
            }
            r >>= 2;
            x as u64
        };
        ((r as u64 ^ v2) + x as u64) ^ y as u64
    }

    #[xdp(default = Aborted)]
    pub fn p98(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f98(given.x.get() as i64, given.y.get() as u32);
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f99(x: u8, y: i32) -> u64 {
        let mut r: u8 = (y as u8).max(y as u8);
        let Some(v1) = half(middle(x as u64, u64::MAX, x as u64)) else { return (r as u64).wrapping_add(x as u64) };
        let mut v3 = 0u32;
        let v2: usize = #[bound(6)]
        loop {
            v3 += 1;
            if r >= x {
                break v3 as usize >> 1;
            }
            if v3 >= 5 {
                break 0;
            }
            r &= r - y as u8 >> !(y as u32);
        };
        (((r as u64 ^ v2 as u64) + v3 as u64) ^ v1) + x as u64
    }

    #[xdp(default = Aborted)]
    pub fn p99(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f99(given.x.get() as u8, given.y.get() as i32);
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f100(pair: &mut Pair, y: u64) -> u64 {
        let mut r: usize = pair.left as usize | usize::MAX;
        for v1 in 0..2i64 {
            if half(pair.wide).is_some() {
                break;
            }
            for v2 in [r as u32 as usize, pair.right as usize / (pair.wide as usize | 1), pair.left as usize] {
                r <<= 6;
            }
        }
        let v3: u8 = 'done: {
            if (y as u32 & pair.wide as u32) < y as u32 | r as u32 {
                break 'done (pair.right as u8) << pair.wide as u32;
            }
            pair.right /= 18;
            pair.right as i64 as u8
        };
        let mut v4: u64 = f98(-(pair.right as i64), (pair.wide as u32) << y as u32);
        let v5: u16 = if color(mixed(u32::MAX, y as u32) as u64) == Color::Red { mixed(v4 as u32, 123) as u16 } else { (pair.wide as u16) << 4 };
        let mut v6: u32 = (pair.wide as i16 >> 7) as u32;
        (((r as u64 ^ v6 as u64) + v5 as u64) ^ v4) + v3 as u64
    }

    #[xdp(default = Aborted)]
    pub fn p100(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let mut pair = Pair::new(given.x.get(), given.y.get() as u32);
        let result = f100(&mut pair, given.y.get() as u64) ^ pair.sum();
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    #[xdp(default = Aborted)]
    pub fn p101(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let x = given.x.get() as isize;
        let y = given.y.get() as u64;
        let mut r: isize = -x;
        for v1 in 0..5u32 {
            if !((v1 as u8) < y as u8) {
                break;
            }
            let mut v2 = r as u32 | r as u32;
            #[bound(20)]
            while v2 > 3 {
                v2 >>= 1;
                r += (r | x) << 6;
            }
        }
        let mut v3: isize = r as i32 as isize * (r | x) ^ (y ^ x as u64) as isize;
        let mut v4 = [y as i64 as u64, v3 as u64, x as u64 + y, 0x654c43d1];
        v4[(r as usize - usize::MAX) % 4] = y + r as u64;
        let mut v5: u64 = v4[(y as usize & y as usize) % 4];
        let mut v6 = Pair { wide: y << v3 as u32, left: (v3 as u32).wrapping_sub(x as u32), right: r as i32 };
        v6.turn(v3 as u32 >> x as u32);
        let Pair { wide: v7, right: v8, .. } = v6;
        let mut v9: i8 = if color(larger(v7, v5)) == Color::Blue { (v7 as i8) << v7 as u32 } else { -(r as i8) };
        let v10: u16 = if half(v7 >> x as u32).is_some() { v8 as u16 + v8 as u16 } else { scattered(v9 as i64, 70) as u16 };
        given.result = U64Be::new((((r as u64 ^ v10 as u64) + v9 as u64) ^ v8 as u64) + v7);
        Some(XdpAction::Pass)
    }

    #[inline(never)]
    fn f102(pair: &mut Pair, y: u8) -> u64 {
        let mut r: usize = pair.right as usize ^ 0;
        let Some(v1) = half(pair.left as u64 * r as u64) else { return pair.wide | 39 };
        let mut v2: u32 = if y as u16 & 44 != pair.wide as u16 & v1 as u16 { !(y as u32) } else { scattered(y as i64, v1) as u32 };
        pair.left -= (v1 << v2) as u32;
        let v4 = Key { high: ((r as u16) << 7) & 3, low: (v2 as u16 - 70) & 3 };
        if let Some(mut v3) = PAIRS.get(&v4) {
            v3.left ^= v2 << 5;
            v3.turn(mixed(pair.left, v2));
        } else {
            PAIRS.insert(v4, Pair::new(pair.wide ^ pair.wide, v2 << 5));
        }
        'outer: for v5 in 0..=3i32 {
            for v6 in 0..4u8 {
                if (pair.wide as usize) < v6 as usize {
                    break;
                }
                pair.left &= middle(v2, v2, pair.left) / (pair.left * u32::MIN | 1);
                if v5 <= v5 {
                    break;
                }
            }
            pair.wide ^= (v2 as u64 >> 1) + scattered(y as i64, 0xb20315a);
        }
        (((r as u64 ^ v2 as u64) + v1) ^ pair.right as u64) + pair.left as u64
    }

    #[xdp(default = Aborted)]
    pub fn p102(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let mut pair = Pair::new(given.x.get(), given.y.get() as u32);
        let result = f102(&mut pair, given.y.get() as u8) ^ pair.sum();
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f103(x: i32, y: i64) -> u64 {
        let mut r: i32 = y as i32 + y as i32;
        let mut v1 = Pair { wide: r as u64 + 45, left: x as u32 * x as u32, right: x };
        v1.left ^= mixed(y as u32, y as u32);
        let mut v2: u64 = exchange(&mut v1, mixed(y as u32, x as u32) as u64) + v1.sum();
        let v3 = match (half(v2 * r as u64), (x as u32) << v2 as u32) {
            (Some(0..=9), _) => (x as u64) << 0,
            (Some(n), k @ 1..=100) => n + k as u64,
            (Some(n), _) if n & 1 == 1 => !(x as u64),
            (None, 0) => v2 << v2 as u32,
            _ => r as u64,
        };
        let mut v4 = [x as u64 ^ v2, 0x61cffc15, v2 - u64::MIN, u64::MIN];
        v4[(x as usize ^ x as usize) % 4] = v3 + v2;
        let v5: u64 = v4[(x as i8 as usize) % 4];
        (((r as u64 ^ v5) + v3) ^ v2) + x as u64
    }

    #[xdp(default = Aborted)]
    pub fn p103(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f103(given.x.get() as i32, given.y.get() as i64);
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f104(x: i32, y: u32) -> u64 {
        let mut r: i32 = y as i32 * 121;
        let mut v1 = [larger(y as i32, r), 90, middle(r, r, x), r];
        v1[(x as usize) % 4] = x % (r | 1);
        let mut v2: i32 = v1[(y as usize + 74) % 4];
        for v3 in [r as u32 - x as u32, r as u32 % (y | 1), 0] {
            r <<= 5;
        }
        let v4 = match (half(!(y as u64)), v2 as u32 & 0) {
            (Some(0..=9), _) => (y as u64) << 0,
            (Some(n), k @ 1..=100) => n + k as u64,
            (Some(n), _) if n & 1 == 1 => (r as u64).max(r as u64),
            (None, 0) => x as u64 | y as u64,
            _ => y as u64,
        };
        (((r as u64 ^ v4) + v2 as u64) ^ x as u64) + y as u64
    }

    #[xdp(default = Aborted)]
    pub fn p104(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f104(given.x.get() as i32, given.y.get() as u32);
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    #[xdp(default = Aborted)]
    pub fn p105(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let x = given.x.get() as u64;
        let y = given.y.get() as u8;
        let mut r: u64 = y as u64 >> 1;
        let mut v1 = ((y as u32) << y as u32) & 31;
        #[bound(31)]
        while v1 > 0 {
            v1 -= 1;
            r += (r << 7) / (x * 71 | 1);
        }
        let v2 = TABLE.remove(&((scattered(v1 as i64, r) as u32) & 15)) as u32;
        if scattered(0x42703d89, x) as u32 > v1 as u32 {
            let mut v3: u64 = if !(x as u16 == u16::MIN) && x <= r { y as u64 - x } else { r - x };
        } else {
            let v4 = quarter(v1 as u8 as u64).unwrap_or(r & u64::MIN);
            'outer: for v5 in 0..=1i32 {
                for v6 in 0..4u8 {
                    if v5 as i64 > x as i64 {
                        continue 'outer;
                    }
                    r += v6 as u64 | y as u64;
                    if half(r).is_some() {
                        break;
                    }
                }
                r += mixed(v2 + v1, v2 & 0x409cb665) as u64;
            }
        }
        if (v1 as u64) <= r || v1 > u32::MIN {
            let mut v8 = 0u32;
            let v7: u32 = #[bound(6)]
            loop {
                v8 += 1;
                if half(x).is_some() {
                    break v2 / (v8 | 1);
                }
                if v8 >= 5 {
                    break v1;
                }
                r >>= 0;
            };
        } else if half(r).is_some() {
            let mut v9 = [v2.wrapping_sub(x as u32), v1, scattered(v1 as i64, x) as u32, 109];
            v9[v1 as usize + 40] = larger(v2, x as u32);
            let v10: u32 = v9[v2 as usize - x as usize];
        }
        if v2 <= u32::MIN || y as i32 == r as i32 {
            let v11 = packet.parse::<Tcp>()?;
            let v12 = v11.seq.get();
        } else {
            let v13 = match (half(x ^ r), v1 | v1) {
                (Some(0..=9), _) => y as u64 & r,
                (Some(n), k @ 1..=100) => n + k as u64,
                (Some(n), _) if n & 1 == 1 => r.max(0),
                (None, 0) => !r,
                _ => u64::MAX,
            };
            let v14 = match TABLE.get(&((v1 ^ v13 as u32) & 15)) {
                Some(known) => *known,
                None => scattered(-86, x),
            };
        }
        given.result = U64Be::new((((r as u64 ^ v2 as u64) + v1 as u64) ^ x) + y as u64);
        Some(XdpAction::Pass)
    }

    #[xdp(default = Aborted)]
    pub fn p106(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let x = given.x.get() as i32;
        let y = given.y.get() as usize;
        let mut r: i32 = -(y as i32);
        let v1 = packet.parse::<Ipv4>()?;
        let v2 = v1.total_len.get();
        let mut v4 = 0u32;
        let v3: i64 = #[bound(3)]
        loop {
            v4 += 1;
            if x as u16 >= r as u16 {
                break -(y as i64);
            }
            if v4 >= 2 {
                break 0;
            }
            r &= larger(middle(r, v2 as i32, 0), r.min(x));
        };
        let mut v5 = ((r as u32) << v4) & 7;
        #[bound(7)]
        while v5 > 0 {
            v5 -= 1;
            r <<= 3;
        }
        let v6: i64 = v5 as i64 * i64::MAX - (v5 as i64 | i64::MIN);
        if y as i32 >> 3 <= -r {
            let v8 = Key { high: (v4 as u16 % (x as u16 | 1)) & 3, low: (v2 >> 2) & 3 };
            if let Some(mut v7) = PAIRS.get(&v8) {
                v7.left ^= x as u32 >> 5;
                v7.turn(r as u32 | 107);
            } else {
                PAIRS.insert(v8, Pair::new(v2 as u64 ^ x as u64, x as u32 >> 5));
            }
        }
        given.result = U64Be::new((((r as u64 ^ v6 as u64) + v5 as u64) ^ v3 as u64) + v4 as u64);
        Some(XdpAction::Pass)
    }

    fn f107(x: i8, y: u32) -> Option<u64> {
        let mut r: i8 = x - i8::MAX;
        if x == x && half(y as u64).is_some() {
            let v1: usize = match color(y as u64 >> x as u32) {
                Color::Red => r as usize & 79,
                Color::Green if x as i64 >= r as i64 => y as usize & x as usize,
                one => one as u32 as usize,
            };
        } else if r >= i8::MIN {
            r ^= x % (r | 1) / (x as i8 | 1);
        }
        if color(y as u64) == Color::Green || x as i16 == r as i16 {
            for &v2 in &[(r as u64).wrapping_sub(124), r as u64 ^ x as u64, x as u64] {
                r |= r.wrapping_mul(r + r);
            }
        } else if (y as u64) <= x as u64 {
            r ^= r - r;
        }
        for v3 in 0..6u64 {
            let v4: i8 = match (r as u64) << r as u32 {
                0 | 7 => middle(v3 as i8, 0, 107),
                1..=60 => r ^ 84,
                k if k > 90 => r + r,
                k @ 61..70 => k as i8,
                _ => x | r,
            };
        }
        TABLE.add((x as u32 | 0x70872a90) & 15, !(r as u64));
        Some((r as u64 ^ x as u64) + y as u64)
    }

    #[xdp(default = Aborted)]
    pub fn p107(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f107(given.x.get() as i8, given.y.get() as u32)?;
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    #[global]
    fn f108(x: u8, y: i16) -> u64 {
        let mut r: u8 = scattered(y as i64, x as u64) as u8;
        let mut v1: u8 = r * r * middle(r, r, 51);
        for v2 in 0..2u8 {
            if (v2 as i64) <= r as i64 {
                continue;
            }
            let v3 = match (half(x as u64 + 62), v1 as u32 % r as u32) {
                (Some(0..=9), _) => y as u64 ^ x as u64,
                (Some(n), k @ 1..=100) => n + k as u64,
                (Some(n), _) if n & 1 == 1 => y as u64 * r as u64,
                (None, 0) => scattered(v2 as i64, y as u64),
                _ => 0x295e6765,
            };
        }
        let v4: i32 = 'done: {
            if middle(x as u64, v1 as u64, 0) <= x as u64 + r as u64 {
                break 'done r as i32 + 76;
            }
            r ^= (x ^ v1) & r - v1;
            (y as i32) << 6
        };
        (((r as u64 ^ v4 as u64) + v1 as u64) ^ x as u64) + y as u64
    }

    #[xdp(default = Aborted)]
    pub fn p108(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f108(given.x.get() as u8, given.y.get() as i16);
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f109(x: u64, y: isize) -> Option<u64> {
        let mut r: u64 = y as u64 as u64;
        let mut v1 = Pair { wide: x ^ r, left: r as u32 | r as u32, right: r as i32 };
        v1.left ^= larger(x as u32, r as u32);
        let v2: u64 = exchange(&mut v1, !(y as u64)) + v1.sum();
        let mut v3 = Pair { wide: !r, left: (v2 as u32) << y as u32, right: v2 as i32 };
        let v4 = v3;
        v3.turn(x as u32 % (r as u32 | 1));
        let v5: u32 = v4.left + v3.left;
        Some((((r as u64 ^ v5 as u64) + v2) ^ x) + y as u64)
    }

    #[xdp(default = Aborted)]
    pub fn p109(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f109(given.x.get() as u64, given.y.get() as isize)?;
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f110(x: i8, y: u32) -> Option<u64> {
        let mut r: i8 = x & x;
        let mut v1 = (!y) & 7;
        #[bound(7)]
        while v1 > 0 {
            v1 -= 1;
            r += x.wrapping_sub(r) - x.wrapping_add(x);
        }
        let mut v2 = !y;
        #[bound(20)]
        while v2 > 3 {
            v2 /= 10;
            r >>= 1;
        }
        'outer: for v3 in 0..=2i32 {
            for v4 in 0..4u8 {
                if x as u32 == v2 {
                    break;
                }
                r >>= 6;
                if (r as i32) <= v2 as i32 {
                    break;
                }
            }
            r += (v3 as i16 * v3 as i16) as i8;
        }
        let v5 = TABLE.remove(&((y * v2) & 15)) as u32;
        let v6: u64 = 'done: {
            if (v5 as i32).wrapping_sub(i32::MIN) >= r as i32 | r as i32 {
                break 'done scattered(i64::MIN, x as u64);
            }
            r -= -(x | r);
            (r as u64) << y
        };
        Some((((r as u64 ^ v6) + v5 as u64) ^ v2 as u64) + v1 as u64)
    }

    #[xdp(default = Aborted)]
    pub fn p110(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f110(given.x.get() as i8, given.y.get() as u32)?;
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f111(x: usize, y: i8) -> Option<u64> {
        let mut r: usize = y as usize & x;
        let v1: u64 = f108(x as u8 + r as u8, r as i16 >> x as u32);
        let mut v2 = [y as i32 >> 4, r as i32, v1 as i8 as i32, y as i32];
        v2[(larger(x, usize::MIN)) % 4] = y as i32 & y as i32;
        let mut v3: i32 = v2[(r << r as u32) % 4];
        if y as i32 as usize >= x << 0 {
            v3 |= -(x as i32) & mixed(122, v1 as u32) as i32;
        }
        Some((((r as u64 ^ v3 as u64) + v1) ^ x as u64) + y as u64)
    }

    #[xdp(default = Aborted)]
    pub fn p111(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f111(given.x.get() as usize, given.y.get() as i8)?;
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f112(pair: &mut Pair, y: i16) -> u64 {
        let mut r: u32 = scattered(pair.wide as i64, 8) as u32;
        let v1 = match (half(!(y as u64)), !(pair.right as u32)) {
            (Some(0..=9), _) => pair.wide as u64,
            (Some(n), k @ 1..=100) => n + k as u64,
            (Some(n), _) if n & 1 == 1 => r as u64 - pair.left as u64,
            (None, 0) => (y as u64) << pair.left,
            _ => u64::MAX,
        };
        let mut v2 = [pair.wide as usize / (pair.right as usize | 1), r as usize, (y as usize).max(pair.right as usize), 51];
        v2[(pair.wide as usize) % 4] = scattered(0, pair.wide) as usize;
        let mut v3: usize = v2[(pair.left as usize ^ 105) % 4];
        if let Some(mut v4) = NUMBERS.get((r >> pair.wide as u32) % 5) {
            *v4 += scattered(104, u64::MIN) as i32;
        }
        let mut v5 = Pair { wide: v1 ^ pair.wide, left: pair.left % (pair.left | 1), right: pair.wide as i32 };
        v5.turn(r >> r);
        let Pair { wide: v6, right: v7, .. } = v5;
        for &v8 in &[(pair.right as u8) << r, mixed(120, u32::MAX) as u8, 28] {
            pair.wide *= v6.wrapping_mul(pair.wide.wrapping_sub(v1));
        }
        let v9: u64 = match v6 * 102 {
            0 | 7 => v6 + u64::MIN,
            1..=60 => v1.max(40),
            k if k > 90 => v7 as u64 % (v1 | 1),
            k @ 61..70 => k as u64,
            _ => v3 as u16 as u64,
        };
        (((r as u64 ^ v9) + v7 as u64) ^ v6) + v3 as u64
    }

    #[xdp(default = Aborted)]
    pub fn p112(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let mut pair = Pair::new(given.x.get(), given.y.get() as u32);
        let result = f112(&mut pair, given.y.get() as i16) ^ pair.sum();
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f113(mut nest: Nest, y: i16) -> u64 {
        let mut r: u32 = y as u32 >> 0;
        let v1: u64 = (nest.pair.left as u64).max(y as u64 & 79);
        for v2 in 0..6u32 {
            r <<= 2;
        }
        let mut v3 = Pair { wide: y as u64 >> 5, left: r | r, right: -15 };
        v3.turn(!nest.pair.left);
        let v4: u64 = v3.sum();
        let v5 = quarter(v4 ^ v4).unwrap_or(v1 << 6);
        if !((r as isize) <= v5 as isize) {
            let v6 = match TABLE.get(&((nest.pair.left.wrapping_mul(nest.pair.left)) & 15)) {
                Some(known) => *known,
                None => nest.bytes[2] as u64 ^ 0,
            };
        }
        let mut v7: u32 = middle(nest.pair.left, nest.pair.left, u32::MIN) << 4;
        (((r as u64 ^ v7 as u64) + v5) ^ v4) + v1
    }

    #[xdp(default = Aborted)]
    pub fn p113(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let mut pair = Pair::new(given.x.get(), given.y.get() as u32);
        pair.turn(5);
        let nest = Nest::new(pair, given.x.get() as i64);
        let result = f113(nest, given.y.get() as i16) ^ nest.sum();
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f114(pair: &mut Pair, y: i16) -> u64 {
        let mut r: i32 = (pair.left as i32).wrapping_sub(pair.left as i32);
        let mut v1 = Pair { wide: y as u64 ^ pair.right as u64, left: pair.wide as u32 / r as u32, right: 44 };
        v1.left ^= r as u32 % (pair.wide as u32 | 1);
        let mut v2: u64 = exchange(&mut v1, pair.right as u64 * y as u64) + v1.sum();
        let v3 = quarter(pair.wide >> v2 as u32).unwrap_or(v2 | v2);
        if !half(v3).is_some() {
            let mut v4 = Pair { wide: pair.right as u64 - u64::MIN, left: pair.left >> 7, right: pair.right };
            let mut v5 = Nest::new(v4, r as i64 ^ pair.right as i64);
            v5.mark(v3 as usize, middle(r as u8, u8::MIN, 117));
            v5.pair.left = mixed(v3 as u32, pair.wide as u32);
            let mut v6: u64 = v5.sum() ^ v4.sum();
        } else if pair.right != r {
            let v7: u16 = 'done: {
                if half(pair.wide ^ u64::MAX).is_some() {
                    break 'done v3 as u16 / pair.left as u16;
                }
                pair.left |= pair.wide as u32 * 112 | pair.left - v3 as u32;
                larger(v3 as u16, v3 as u16)
            };
        } else {
            if pair.right < r || color(v2) == Color::Red {
                r /= 5;
            }
            for v8 in 0..6u32 {
                pair.wide += !(pair.wide | pair.right as u64);
            }
        }
        (((r as u64 ^ v3) + v2) ^ pair.right as u64) + pair.left as u64
    }

    #[xdp(default = Aborted)]
    pub fn p114(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let mut pair = Pair::new(given.x.get(), given.y.get() as u32);
        let result = f114(&mut pair, given.y.get() as i16) ^ pair.sum();
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    #[inline(never)]
    fn f115(x: u32, y: i64) -> u64 {
        let mut r: u32 = y as u32 * 93;
        let mut v1 = r - r;
        #[bound(20)]
        while v1 > 3 {
            v1 >>= 3;
            r <<= 3;
        }
        let v2: i8 = match color(v1 as u64 + y as u64) {
            Color::Red => mixed(v1, r) as i8,
            Color::Green if (y as usize) <= 52 => r as i8 % (x as i8 | 1),
            one => one as u32 as i8,
        };
        (((r as u64 ^ v2 as u64) + v1 as u64) ^ x as u64) + y as u64
    }

    #[xdp(default = Aborted)]
    pub fn p115(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f115(given.x.get() as u32, given.y.get() as i64);
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    #[xdp(default = Aborted)]
    pub fn p116(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let x = given.x.get() as u64;
        let y = given.y.get() as usize;
        let mut r: u64 = x.wrapping_mul(x);
        let v1: u64 = !((y as u64 >> 6) / (r * r | 1));
        let v2 = match (half(r | r), y as u32 - 0x6da8b8b4) {
            (Some(0..=9), _) => x - v1,
            (Some(n), k @ 1..=100) => n + k as u64,
            (Some(n), _) if n & 1 == 1 => v1 ^ v1,
            (None, 0) => x << 3,
            _ => x,
        };
        given.result = U64Be::new((((r as u64 ^ v2) + v1) ^ x) + y as u64);
        Some(XdpAction::Pass)
    }

    fn f117(x: isize, y: i64) -> u64 {
        let mut r: isize = y as isize % (x | 1);
        let mut v1: u16 = x as u16 >> 0 & (x as u16 ^ y as u16);
        let mut v2 = (r as u32).max(x as u32);
        #[bound(20)]
        while v2 > 3 {
            v2 >>= 3;
            r ^= x.wrapping_sub(y as isize / r);
        }
        (((r as u64 ^ v2 as u64) + v1 as u64) ^ x as u64) + y as u64
    }

    #[xdp(default = Aborted)]
    pub fn p117(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f117(given.x.get() as isize, given.y.get() as i64);
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f118(x: i16, y: u16) -> Option<u64> {
        let mut r: i16 = x << x as u32;
        let v1: u64 = f84(r as i64 ^ 0x68544ea6, (r as u8).max(20));
        let v2: isize = (x as isize >> 0) - (y as isize & y as isize);
        Some((((r as u64 ^ v2 as u64) + v1) ^ x as u64) + y as u64)
    }

    #[xdp(default = Aborted)]
    pub fn p118(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f118(given.x.get() as i16, given.y.get() as u16)?;
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    #[xdp(default = Aborted)]
    pub fn p119(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let x = given.x.get() as i8;
        let y = given.y.get() as i8;
        let mut r: i8 = x.wrapping_add(i8::MAX);
        let mut v1 = (r as u32 & y as u32) & 15;
        #[bound(15)]
        while v1 > 0 {
            v1 -= 1;
            r *= x * x | x - r;
        }
        let v2 = packet.parse::<Ethernet>()?;
        let v3 = v2.ether_type.get();
        let mut v4: u16 = r as u16 ^ y as u16 | (v1 as u16).min(0);
        given.result = U64Be::new((((r as u64 ^ v4 as u64) + v3 as u64) ^ v1 as u64) + x as u64);
        Some(XdpAction::Pass)
    }
}
