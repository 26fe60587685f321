//! Functions 400 to 439, which `cargo xtask generate-functions` has written.

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

    fn f400(x: u8, y: u32) -> u64 {
        let mut r: u8 = middle(y as u8, x, x);
        let mut v1 = Pair { wide: x as u64 & r as u64, left: r as u32 | 0, right: y as i32 };
        let mut v2 = Nest::new(v1, mixed(r as u32, y) as i64);
        v2.mark(x as usize, r & 115);
        v2.pair.left = y.wrapping_sub(r as u32);
        let v3: u64 = v2.sum() ^ v1.sum();
        let v4 = TABLE.remove(&((y + 59) & 15)) as u32;
        if x as i8 >= i8::MIN && r == v3 as u8 {
            let v5: i8 = match (v4 as isize) << v4 {
                0 | 7 => y as i8 & r as i8,
                1..=60 => -(x as i8),
                k if k > 90 => x as i8 | x as i8,
                k @ 61..70 => k as i8,
                _ => y as i8 / y as i8,
            };
        }
        let v6 = TABLE.insert(((x as u32).max(y)) & 15, (y as u64).max(y as u64)) as u8;
        let mut v7 = [v6 >> v4, 55, r >> 0, x];
        v7[(x as u32 as usize) % 4] = v6 * r;
        let mut v8: u8 = v7[(y as usize >> v4) % 4];
        let v9: u64 = match mixed(v4, 0) as u8 {
            0 | 7 => (v4 as u64) << v4,
            1..=60 => mixed(59, 0) as u64,
            k if k > 90 => v4 as u64 - x as u64,
            k @ 61..70 => k as u64,
            _ => y as u64 + r as u64,
        };
        (((r as u64 ^ v9) + v8 as u64) ^ v6 as u64) + v4 as u64
    }

    #[xdp(default = Aborted)]
    pub fn p400(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f400(given.x.get() as u8, given.y.get() as u32);
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    #[inline(never)]
    fn f401(x: u8, y: u32) -> u64 {
        let mut r: u8 = x as isize as u8;
        r /= 39;
        for &v1 in &[y as u64 | u64::MIN, r as i32 as u64, x as u64] {
            r *= x - 44 >> 5;
        }
        (r as u64 ^ x as u64) + y as u64
    }

    #[xdp(default = Aborted)]
    pub fn p401(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f401(given.x.get() as u8, given.y.get() as u32);
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f402(x: u16, y: u16) -> u64 {
        let mut r: u16 = !x;
        if y != 81 || y == r {
            let v1 = TABLE.remove(&((y as u32 - 18) & 15)) as u32;
        }
        let mut v3 = 0u32;
        let v2: u16 = #[bound(8)]
        loop {
            v3 += 1;
            if half(v3 as u64).is_some() {
                break x % x;
            }
            if v3 >= 7 {
                break r;
            }
            r += y + y << 5;
        };
        (((r as u64 ^ v2 as u64) + v3 as u64) ^ x as u64) + y as u64
    }

    #[xdp(default = Aborted)]
    pub fn p402(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f402(given.x.get() as u16, given.y.get() as u16);
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f403(x: u8, y: u32) -> Option<u64> {
        let mut r: u8 = x & 17;
        let mut v1: u32 = (r as i16 ^ x as i16) as u32;
        if !(r <= x) && r as u32 != 0x576cdbea {
            return None;
        }
        Some(((r as u64 ^ v1 as u64) + x as u64) ^ y as u64)
    }

    #[xdp(default = Aborted)]
    pub fn p403(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f403(given.x.get() as u8, given.y.get() as u32)?;
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f404(x: u8, y: isize) -> Option<u64> {
        let mut r: u8 = (y as u8) << y as u32;
        let v1: u8 = match r as i32 & r as i32 {
            0 | 7 => r / x,
            1..=60 => r + r,
            k if k > 90 => x as u8,
            k @ 61..70 => k as u8,
            _ => r | 85,
        };
        let mut v2 = Pair { wide: (v1 as u64) << r as u32, left: scattered(r as i64, x as u64) as u32, right: y as i32 };
        let v3 = v2;
        v2.turn((v1 as u32) << 1);
        let mut v4: u32 = v3.left + v2.left;
        let v5: u64 = f402(v4 as u16 * 102, v1 as u16 * u16::MAX);
        Some((((r as u64 ^ v5) + v4 as u64) ^ v1 as u64) + x as u64)
    }

    #[xdp(default = Aborted)]
    pub fn p404(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f404(given.x.get() as u8, given.y.get() as isize)?;
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    #[xdp(default = Aborted)]
    pub fn p405(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let x = given.x.get() as i8;
        let y = given.y.get() as u32;
        let mut r: i8 = x.wrapping_add(x);
        if (r as u32).wrapping_add(0x490c523) > y | x as u32 {
            r /= 88;
        } else if x as u32 > 4 {
            r -= r - 108 << 1;
        } else {
            let mut v1 = Pair { wide: r as u64 % (r as u64 | 1), left: !(r as u32), right: r as i32 };
            let mut v2 = Nest::new(v1, mixed(x as u32, r as u32) as i64);
            v2.mark(x as usize, !(x as u8));
            v2.pair.left = r as u32 * r as u32;
            let mut v3: u64 = v2.sum() ^ v1.sum();
            let mut v4: i8 = if (y as u64) << x as u32 == v3 - 0 { v3 as i8 >> y } else { x | -80 };
        }
        let v5 = TABLE.insert((x as u32 - 51) & 15, x as u64 - 0x6b05a7d1) as u8;
        if y as isize > x as isize && y != x as u32 {
            let mut v7 = 0u32;
            let v6: i8 = #[bound(7)]
            loop {
                v7 += 1;
                if v7 > 109 {
                    break v7 as i8 - v7 as i8;
                }
                if v7 >= 6 {
                    break v5 as i8;
                }
                r /= 49;
            };
        } else {
            let v8 = quarter(!(y as u64)).unwrap_or(x as u64 + r as u64);
            for v9 in [r.max(0), r << 4, r] {
                r <<= 7;
            }
        }
        'outer: for v10 in 0..=1i32 {
            for v11 in 0..4u8 {
                if (r as u32) <= 59 {
                    break 'outer;
                }
                r /= 84;
                if half(r as u64).is_some() {
                    break;
                }
            }
            r *= (x | 0) & r >> 0;
        }
        let v12: i8 = 'done: {
            if !(x as isize > y as isize) {
                break 'done x - r;
            }
            r += v5 as i8 ^ i8::MAX | x - r;
            r - r
        };
        given.result = U64Be::new((((r as u64 ^ v12 as u64) + v5 as u64) ^ x as u64) + y as u64);
        Some(XdpAction::Pass)
    }

    fn f406(mut nest: Nest, y: isize) -> u64 {
        let mut r: u8 = scattered(y as i64, nest.count as u64) as u8;
        let mut v2 = 0u32;
        let v1: isize = #[bound(3)]
        loop {
            v2 += 1;
            if r as isize != r as isize {
                break y - nest.count as isize;
            }
            if v2 >= 2 {
                break nest.count as isize;
            }
            r += r - nest.bytes[2] & r.wrapping_mul(119);
        };
        let mut v3: u32 = if color(nest.bytes[2] as u64) == Color::Green { mixed(v2, 0x22b9e930) } else { nest.pair.left + nest.pair.left };
        (((r as u64 ^ v3 as u64) + v1 as u64) ^ v2 as u64) + nest.bytes[2] as u64
    }

    #[xdp(default = Aborted)]
    pub fn p406(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let mut pair = Pair::new(given.x.get(), given.y.get() as u32);
        pair.turn(5);
        let nest = Nest::new(pair, given.x.get() as i64);
        let result = f406(nest, given.y.get() as isize) ^ nest.sum();
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f407(mut nest: Nest, y: u16) -> u64 {
        let mut r: u32 = (nest.bytes[2] as u32).min(50);
        let v1: isize = 'done: {
            if !(nest.pair.left as i16 == nest.pair.left as i16) {
                break 'done y as isize;
            }
            nest.count |= nest.pair.left as i64 - nest.count | r as i64 * 0x48217d40;
            -(nest.count as isize)
        };
        let mut v2 = Pair { wide: (nest.count as u64).wrapping_sub(0), left: nest.pair.left ^ r, right: nest.bytes[2] as i32 };
        v2.turn(r ^ nest.bytes[2] as u32);
        let v3: u64 = v2.sum();
        (((r as u64 ^ v3) + v1 as u64) ^ nest.bytes[2] as u64) + nest.count as u64
    }

    #[xdp(default = Aborted)]
    pub fn p407(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let mut pair = Pair::new(given.x.get(), given.y.get() as u32);
        pair.turn(5);
        let nest = Nest::new(pair, given.x.get() as i64);
        let result = f407(nest, given.y.get() as u16) ^ nest.sum();
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f408(mut nest: Nest, y: u16) -> u64 {
        let mut r: u8 = nest.bytes[2];
        let mut v1 = mixed(y as u32, 11);
        #[bound(20)]
        while v1 > 3 {
            v1 /= 10;
            r = r.wrapping_add(96) & nest.bytes[2] % (r | 1);
        }
        let mut v2 = [larger(v1, nest.pair.left), v1, !v1, 0x34b3b72d];
        v2[(nest.count as usize + r as usize) % 4] = v1 + v1;
        let mut v3: u32 = v2[(larger(nest.count as usize, usize::MAX)) % 4];
        (((r as u64 ^ v3 as u64) + v1 as u64) ^ nest.bytes[2] as u64) + nest.count as u64
    }

    #[xdp(default = Aborted)]
    pub fn p408(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let mut pair = Pair::new(given.x.get(), given.y.get() as u32);
        pair.turn(5);
        let nest = Nest::new(pair, given.x.get() as i64);
        let result = f408(nest, given.y.get() as u16) ^ nest.sum();
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f409(x: isize, y: i64) -> u64 {
        let mut r: isize = x | y as isize;
        let v1 = match (half(x as u64 & x as u64), r as u32 & 6) {
            (Some(0..=9), _) => x as u64,
            (Some(n), k @ 1..=100) => n + k as u64,
            (Some(n), _) if n & 1 == 1 => (y as u64) << 6,
            (None, 0) => y as u64 * 0x22efdf3b,
            _ => u64::MIN,
        };
        let mut v2: i32 = (y as i32 % v1 as i32) << (v1 as u32 | 60);
        let Some(v3) = half(y as u64 - 22) else { return (r as u64).min(72) };
        for v4 in 0..6i64 {
            let v6 = Key { high: (v1 as u16 / (x as u16 | 1)) & 3, low: (!(v1 as u16)) & 3 };
            if let Some(mut v5) = PAIRS.get(&v6) {
                v5.left ^= r as u32 & x as u32;
                v5.turn(larger(x as u32, 15));
            } else {
                PAIRS.insert(v6, Pair::new(v3 | v3, r as u32 & x as u32));
            }
        }
        #[bound(7)]
        for v7 in 0..(v2 as u32 + x as u32) & 7 {
            if let Some(mut v8) = NUMBERS.get((v7 ^ v3 as u32) % 5) {
                *v8 += v1 as i32 | r as i32;
            }
        }
        if color(v3 | u64::MIN) == Color::Red {
            return v2 as u8 as u64;
        }
        (((r as u64 ^ v3) + v2 as u64) ^ v1) + x as u64
    }

    #[xdp(default = Aborted)]
    pub fn p409(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f409(given.x.get() as isize, given.y.get() as i64);
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f410(x: isize, y: i8) -> u64 {
        let mut r: isize = y as isize / y as isize;
        let v1: i8 = 'done: {
            if r != x || y as u8 == r as u8 {
                break 'done (x as i8).wrapping_mul(y);
            }
            r = x as u64 as isize >> y as u32 + 0;
            y << 3
        };
        let v2: isize = if (r as i32 & y as i32) <= middle(x as i32, 125, 120) { scattered(30, y as u64) as isize } else { scattered(44, r as u64) as isize };
        (((r as u64 ^ v2 as u64) + v1 as u64) ^ x as u64) + y as u64
    }

    #[xdp(default = Aborted)]
    pub fn p410(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f410(given.x.get() as isize, given.y.get() as i8);
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f411(x: i8, y: i32) -> u64 {
        let mut r: i8 = mixed(u32::MAX, y as u32) as i8;
        #[bound(7)]
        for v1 in 0..(!(y as u32)) & 7 {
            for &v2 in &[v1 as i8 - x, x / (r | 1), 10] {
                r ^= (v2 | v2) % (-r | 1);
            }
        }
        let v3: u8 = match (r as i32) << 2 {
            0 | 7 => mixed(u32::MIN, 0) as u8,
            1..=60 => r as u8 >> x as u32,
            k if k > 90 => r as u8 ^ r as u8,
            k @ 61..70 => k as u8,
            _ => x as u8 & y as u8,
        };
        let v4: u16 = match x.max(x) {
            0 | 7 => x as u16 * v3 as u16,
            1..=60 => x as u16 | x as u16,
            k if k > 90 => (r as u16).max(r as u16),
            k @ 61..70 => k as u16,
            _ => r as u16 ^ x as u16,
        };
        (((r as u64 ^ v4 as u64) + v3 as u64) ^ x as u64) + y as u64
    }

    #[xdp(default = Aborted)]
    pub fn p411(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f411(given.x.get() as i8, given.y.get() as i32);
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f412(x: u64, y: u32) -> u64 {
        let mut r: u64 = y as u64 + u64::MIN;
        let v2 = Key { high: (!(x as u16)) & 3, low: (middle(x as u16, r as u16, x as u16)) & 3 };
        if let Some(mut v1) = PAIRS.get(&v2) {
            v1.left ^= r as u32 + 0x765d0f6e;
            v1.turn(y.wrapping_mul(94));
        } else {
            PAIRS.insert(v2, Pair::new(x + 85, r as u32 + 0x765d0f6e));
        }
        let mut v3 = [r as i32 ^ x as i32, x as i32, r as i32 - x as i32, r as i32];
        v3[(!(y as usize)) % 4] = x as i32 * i32::MIN;
        let mut v4: i32 = v3[(x as i8 as usize) % 4];
        if color(r as u64) == Color::Blue {
            return r - r;
        }
        let v5: u64 = match r as u8 + v4 as u8 {
            0 | 7 => x >> y,
            1..=60 => larger(y as u64, u64::MAX),
            k if k > 90 => x + 5,
            k @ 61..70 => k as u64,
            _ => r - 0x650761ca,
        };
        COUNT.set(COUNT.get() + (x as u32 ^ 28));
        let mut v6: u32 = COUNT.get();
        let v7: u16 = match v6 & u32::MIN {
            0 | 7 => v6 as u16 / (v6 as u16 | 1),
            1..=60 => v4 as u16 * 59,
            k if k > 90 => y as u16 % r as u16,
            k @ 61..70 => k as u16,
            _ => y as u16 & 0,
        };
        (((r as u64 ^ v7 as u64) + v6 as u64) ^ v5) + v4 as u64
    }

    #[xdp(default = Aborted)]
    pub fn p412(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f412(given.x.get() as u64, given.y.get() as u32);
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    #[global]
    fn f413(x: i8, y: u32) -> u64 {
        let mut r: i8 = mixed(y, y) as i8;
        let mut v1 = Pair { wide: x as u64 * y as u64, left: r as u32 ^ 0x5b9ac03, right: r as i32 };
        v1.left ^= scattered(0, 0) as u32;
        let mut v2: u64 = exchange(&mut v1, (x as u64).wrapping_mul(0x2d48d600)) + v1.sum();
        let v3 = match (half(x as u64 * y as u64), y * 63) {
            (Some(0..=9), _) => v2 + 0,
            (Some(n), k @ 1..=100) => n + k as u64,
            (Some(n), _) if n & 1 == 1 => v2 ^ y as u64,
            (None, 0) => y as u64 ^ r as u64,
            _ => v2,
        };
        let mut v4: u32 = if half(v3.max(x as u64)).is_some() { y | v2 as u32 } else { y & x as u32 };
        let mut v6 = 0u32;
        let v5: u64 = #[bound(4)]
        loop {
            v6 += 1;
            if v2 >= v2 {
                break v6 as u64 + u64::MAX;
            }
            if v6 >= 3 {
                break v2;
            }
            r *= (r << v4) * -(y as i8);
        };
        (((r as u64 ^ v5) + v6 as u64) ^ v4 as u64) + v3
    }

    #[xdp(default = Aborted)]
    pub fn p413(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f413(given.x.get() as i8, given.y.get() as u32);
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f414(mut nest: Nest, y: i16) -> u64 {
        let mut r: i16 = y + y;
        let v1: i16 = 'done: {
            if !((nest.pair.left as u16) < nest.pair.left as u16) {
                break 'done mixed(0, nest.count as u32) as i16;
            }
            r += y * r % (r & 89 | 1);
            r * r
        };
        let v3 = Key { high: (nest.count as u16 * v1 as u16) & 3, low: (y as u16 - 30) & 3 };
        if let Some(mut v2) = PAIRS.get(&v3) {
            v2.left ^= mixed(112, 32);
            v2.turn(nest.bytes[2] as u32 % nest.pair.left);
        } else {
            PAIRS.insert(v3, Pair::new(v1 as u64 - nest.count as u64, mixed(112, 32)));
        }
        if half(v1 as u64 >> nest.pair.left).is_some() {
            return (nest.count as u64) << y as u32;
        }
        let mut v4: i16 = (nest.count as u64 >> 1) as i16;
        for v5 in 0..4u32 {
            let v6 = match (half(nest.bytes[2] as u64 | v5 as u64), middle(nest.count as u32, v5, u32::MAX)) {
                (Some(0..=9), _) => (y as u64) << v5,
                (Some(n), k @ 1..=100) => n + k as u64,
                (Some(n), _) if n & 1 == 1 => v1 as u64 ^ 71,
                (None, 0) => nest.pair.left as u64 ^ nest.bytes[2] as u64,
                _ => 10,
            };
        }
        if -r >= r % (y | 1) {
            return (v4 as u64).min(v1 as u64);
        }
        (((r as u64 ^ v4 as u64) + v1 as u64) ^ nest.bytes[2] as u64) + nest.count as u64
    }

    #[xdp(default = Aborted)]
    pub fn p414(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let mut pair = Pair::new(given.x.get(), given.y.get() as u32);
        pair.turn(5);
        let nest = Nest::new(pair, given.x.get() as i64);
        let result = f414(nest, given.y.get() as i16) ^ nest.sum();
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f415(x: i16, y: u32) -> u64 {
        let mut r: i16 = middle(x, i16::MIN, x);
        let mut v2 = 0u32;
        let v1: u32 = #[bound(6)]
        loop {
            v2 += 1;
            if half(r as u64).is_some() {
                break v2 - y;
            }
            if v2 >= 5 {
                break 0x52e12d52;
            }
            r += (v2 as i32 - -103) as i16;
        };
        if v1 as i64 >> v1 < x as i64 & v1 as i64 {
            'outer: for v3 in 0..=2i32 {
                for v4 in 0..4u8 {
                    if v3 >= r as i32 {
                        continue 'outer;
                    }
                    r += v4 as i16 / (y as i16 | 1) / (-x | 1);
                    if color(x as u64) == Color::Red {
                        break;
                    }
                }
                r = -x % (scattered(v1 as i64, 0x5e88515f) as i16 | 1);
            }
        }
        let mut v5 = [r.wrapping_mul(r), x, r ^ r, r];
        v5[(y as usize - x as usize) % 4] = r | r;
        let mut v6: i16 = v5[((v1 as usize) << r as u32) % 4];
        let v7: i16 = v6.wrapping_mul(v6 & v6) - (v1 as usize | 7) as i16;
        (((r as u64 ^ v7 as u64) + v6 as u64) ^ v1 as u64) + v2 as u64
    }

    #[xdp(default = Aborted)]
    pub fn p415(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f415(given.x.get() as i16, given.y.get() as u32);
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    #[inline(never)]
    fn f416(x: i64, y: i16) -> u64 {
        let mut r: i64 = scattered(0x32ba7caa, y as u64) as i64;
        if y as usize == r as usize || (y as i64) < r {
            return x as u64 >> 7;
        }
        if let Some(v1) = half(x as u64 - y as u64) {
            r <<= 7;
        } else {
            r = r + 0 - y as u32 as i64;
        }
        let v2 = quarter(r as u64 - y as u64).unwrap_or(y as u8 as u64);
        let v3: u64 = match color(scattered(56, r as u64)) {
            Color::Red => larger(x as u64, r as u64),
            Color::Green if (y as u64) <= r as u64 => (y as u64).wrapping_mul(x as u64),
            one => one as u32 as u64,
        };
        let mut v4 = Pair { wide: v3 as i16 as u64, left: v2 as u32 >> y as u32, right: v2 as i32 };
        let v5 = v4;
        v4.turn(larger(v2 as u32, 12));
        let v6: u32 = v5.left + v4.left;
        (((r as u64 ^ v6 as u64) + v3) ^ v2) + x as u64
    }

    #[xdp(default = Aborted)]
    pub fn p416(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f416(given.x.get() as i64, given.y.get() as i16);
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    #[global]
    fn f417(x: u64, y: u8) -> u64 {
        let mut r: u64 = middle(y as u64, x, x);
        let mut v1: isize = (x as isize).max(x as isize & x as isize) >> 1;
        let mut v2 = Pair { wide: x.wrapping_mul(r), left: x as u32 & y as u32, right: y as i32 };
        v2.turn(larger(y as u32, x as u32));
        let Pair { wide: v3, right: v4, .. } = v2;
        let mut v5 = ((x as u32) << r as u32) & 15;
        #[bound(15)]
        while v5 > 0 {
            v5 -= 1;
            v1 ^= v1.max(isize::MAX) / ((v4 as isize).wrapping_add(v1) | 1);
        }
        let mut v7 = 0u32;
        let v6: u64 = #[bound(8)]
        loop {
            v7 += 1;
            if !half(v3).is_some() {
                break mixed(v5, v5) as u64;
            }
            if v7 >= 7 {
                break x;
            }
            r <<= 7;
        };
        let mut v8 = Pair { wide: r << 3, left: x as u32 ^ v7, right: v3 as i32 };
        v8.turn(scattered(v7 as i64, v1 as u64) as u32);
        let mut v9: u64 = v8.sum();
        (((r as u64 ^ v9) + v6) ^ v7 as u64) + v5 as u64
    }

    #[xdp(default = Aborted)]
    pub fn p417(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f417(given.x.get() as u64, given.y.get() as u8);
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f418(mut nest: Nest, y: i16) -> u64 {
        let mut r: u8 = nest.pair.left as u8 | y as u8;
        if r ^ r == middle(r, nest.bytes[2], 30) {
            if r > r {
                return nest.count as u64 * 104;
            }
        }
        let mut v1 = Pair { wide: (r as u64).min(y as u64), left: (nest.bytes[2] as u32).wrapping_add(nest.count as u32), right: 14 };
        v1.turn((nest.bytes[2] as u32).wrapping_mul(y as u32));
        let mut v2: u64 = v1.sum();
        let mut v3 = Pair { wide: !v2, left: scattered(nest.bytes[2] as i64, r as u64) as u32, right: i32::MIN };
        let mut v4 = Nest::new(v3, nest.count.wrapping_sub(y as i64));
        v4.mark(nest.bytes[2] as usize, v2 as u8 ^ nest.bytes[2]);
        v4.pair.left = nest.count as u32 / (nest.pair.left | 1);
        let mut v5: u64 = v4.sum() ^ v3.sum();
        let mut v6 = [y as u32 | y as u32, v5 as u32, larger(nest.pair.left, 0), y as u32];
        v6[(nest.count as u16 as usize) % 4] = nest.count as u32 / (nest.count as u32 | 1);
        let v7: u32 = v6[(r as usize % (r as usize | 1)) % 4];
        for v8 in 0..4u32 {
            if v5 as i32 > nest.pair.left as i32 {
                break;
            }
            let v9: u32 = larger(r as u32 - u32::MAX, nest.bytes[2] as u32 >> 6);
        }
        (((r as u64 ^ v7 as u64) + v5) ^ v2) + nest.bytes[2] as u64
    }

    #[xdp(default = Aborted)]
    pub fn p418(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let mut pair = Pair::new(given.x.get(), given.y.get() as u32);
        pair.turn(5);
        let nest = Nest::new(pair, given.x.get() as i64);
        let result = f418(nest, given.y.get() as i16) ^ nest.sum();
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    #[xdp(default = Aborted)]
    pub fn p419(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let x = given.x.get() as i16;
        let y = given.y.get() as usize;
        let mut r: i16 = x as usize as i16;
        let mut v1 = [-(x as isize), r as isize, mixed(85, y as u32) as isize, r as isize];
        v1[(!(r as usize)) % 4] = (r as isize).max(y as isize);
        let v2: isize = v1[(larger(x as usize, 28)) % 4];
        let mut v4 = 0u32;
        let v3: isize = #[bound(8)]
        loop {
            v4 += 1;
            if v4 > v2 as u32 {
                break x as isize * 57;
            }
            if v4 >= 7 {
                break 0;
            }
            r /= 75;
        };
        given.result = U64Be::new((((r as u64 ^ v3 as u64) + v4 as u64) ^ v2 as u64) + x as u64);
        Some(XdpAction::Pass)
    }

    #[xdp(default = Aborted)]
    pub fn p420(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let x = given.x.get() as i16;
        let y = given.y.get() as i16;
        let mut r: i16 = y | 98;
        'outer: for v1 in 0..=2i32 {
            for v2 in 0..4u8 {
                if x as u16 >= u16::MIN {
                    break;
                }
                r |= v2 as i16 + 3 + (r - v2 as i16);
                if x <= y {
                    break;
                }
            }
            r |= r << v1 as u32 >> ((x as u32) << 7);
        }
        let mut v3 = (r as u32 >> y as u32) & 31;
        #[bound(31)]
        while v3 > 0 {
            v3 -= 1;
            r ^= mixed((x as u32).min(y as u32), v3 << x as u32) as i16;
        }
        let v4 = quarter((y as u64) << 3).unwrap_or(!(x as u64));
        let v5: u32 = match color(y as u64 * r as u64) {
            Color::Red => (r as u32) << v3,
            Color::Green if !(r != y) => x as i32 as u32,
            one => one as u32 as u32,
        };
        given.result = U64Be::new((((r as u64 ^ v5 as u64) + v4) ^ v3 as u64) + x as u64);
        Some(XdpAction::Pass)
    }

    fn f421(x: i16, y: u64) -> u64 {
        let mut r: i16 = x / (y as i16 | 1);
        let v1: usize = if !!half(y).is_some() { r as usize | 90 } else { x as usize % (x as usize | 1) };
        let v2: u8 = !((x as u8).min(0) << 2);
        'outer: for v3 in 0..=1i32 {
            for v4 in 0..4u8 {
                if (v4 as u64) < v4 as u64 {
                    continue 'outer;
                }
                r ^= r.wrapping_sub(v3 as i16) >> 0;
                if half(y).is_some() {
                    break;
                }
            }
            r = x - v2 as i16 & r - 66;
        }
        let mut v5 = [y as i64 >> v1 as u32, r as i64, -(r as i64), y as i64];
        v5[(v2 as usize & y as usize) % 4] = x as i64 / (r as i64 | 1);
        let mut v6: i64 = v5[v2 as usize | v1];
        (((r as u64 ^ v6 as u64) + v2 as u64) ^ v1 as u64) + x as u64
    }

    #[xdp(default = Aborted)]
    pub fn p421(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f421(given.x.get() as i16, given.y.get() as u64);
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f422(x: u64, y: u8) -> Option<u64> {
        let mut r: u64 = x.wrapping_sub(83);
        if color(scattered(r as i64, 52)) == Color::Red {
            let mut v1 = [r | r, y as u64, r + r, x];
            v1[(y as usize | y as usize) % 4] = x ^ r;
            let mut v2: u64 = v1[x as usize - 65];
        }
        let mut v3: u64 = larger(!x, (y as u64) << 1);
        let mut v4 = Pair { wide: x << y as u32, left: (y as u32) << v3 as u32, right: v3 as i32 };
        let v5 = v4;
        v4.turn((r as u32) << x as u32);
        let mut v6: u32 = v5.left + v4.left;
        if let Some(v7) = half(r % x) {
            r -= (x | 19) * (v3 + r);
        } else {
            r >>= 0;
        }
        if color(mixed(r as u32, v6) as u64) == Color::Red {
            return Some(r << x as u32);
        }
        let v8 = TABLE.insert((middle(x as u32, u32::MIN, x as u32)) & 15, x * 0x11f05374) as u8;
        Some((((r as u64 ^ v8 as u64) + v6 as u64) ^ v3) + x)
    }

    #[xdp(default = Aborted)]
    pub fn p422(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f422(given.x.get() as u64, given.y.get() as u8)?;
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    #[xdp(default = Aborted)]
    pub fn p423(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let x = given.x.get() as u64;
        let y = given.y.get() as i64;
        let mut r: u64 = x / (y as u64 | 1);
        let mut v1: u8 = r as u8 >> 7 << !(x as u32);
        let v2 = match (half(!x), !(r as u32)) {
            (Some(0..=9), _) => middle(r, r, r),
            (Some(n), k @ 1..=100) => n + k as u64,
            (Some(n), _) if n & 1 == 1 => r % (x | 1),
            (None, 0) => x.max(u64::MIN),
            _ => 0,
        };
        'outer: for v3 in 0..=3i32 {
            for v4 in 0..4u8 {
                if color(r) == Color::Red {
                    break 'outer;
                }
                r &= r / (x | 1) << (x as u32 ^ v2 as u32);
                if (y as usize) < usize::MAX {
                    break;
                }
            }
            r += mixed(x as u32, x as u32) as u64 + (v3 as u64 + x);
        }
        given.result = U64Be::new((((r as u64 ^ v2) + v1 as u64) ^ x) + y as u64);
        Some(XdpAction::Pass)
    }

    #[xdp(default = Aborted)]
    pub fn p424(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let x = given.x.get() as i64;
        let y = given.y.get() as i8;
        let mut r: i64 = -x;
        let mut v1 = Pair { wide: (r as u64) << 0, left: !(y as u32), right: y as i32 };
        v1.turn(x as u32 + y as u32);
        let Pair { wide: v2, right: v3, .. } = v1;
        let mut v4 = [v2 as i16 - v2 as i16, x as i16, mixed(y as u32, v2 as u32) as i16, x as i16];
        v4[(middle(x as usize, usize::MIN, v2 as usize)) % 4] = x as i16 - i16::MIN;
        let v5: i16 = v4[(v3 as usize ^ v3 as usize) % 4];
        given.result = U64Be::new((((r as u64 ^ v5 as u64) + v3 as u64) ^ v2) + x as u64);
        Some(XdpAction::Pass)
    }

    fn f425(x: u32, y: u8) -> u64 {
        let mut r: u32 = scattered(x as i64, y as u64) as u32;
        #[bound(7)]
        for v1 in 0..(x - r) & 7 {
            for v2 in 0..4i64 {
                r <<= 4;
            }
        }
        let v3: u64 = (r as u64 + r as u64) / (!(y as u64) | 1) >> (x | u32::MIN);
        let v4 = TABLE.remove(&((x.wrapping_mul(x)) & 15)) as u32;
        for v5 in 0..2u32 {
            if v3 as i8 > v4 as i8 {
                break;
            }
            let mut v7 = 0u32;
            let v6: u64 = #[bound(6)]
            loop {
                v7 += 1;
                if half(v5 as u64).is_some() {
                    break (x as u64) << 2;
                }
                if v7 >= 5 {
                    break u64::MAX;
                }
                r ^= v4 + v5 & middle(v5, 0x5e9e1cac, v7);
            };
        }
        let v8: u32 = 'done: {
            if half((y as u64) << r).is_some() {
                break 'done x - r;
            }
            r &= x.min(r) % (v4 | 0 | 1);
            !(y as u32)
        };
        (((r as u64 ^ v8 as u64) + v4 as u64) ^ v3) + x as u64
    }

    #[xdp(default = Aborted)]
    pub fn p425(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f425(given.x.get() as u32, given.y.get() as u8);
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f426(x: u32, y: u16) -> u64 {
        let mut r: u32 = mixed(x, x);
        let mut v1 = Pair { wide: middle(x as u64, u64::MAX, r as u64), left: !x, right: r as i32 };
        let mut v2 = Nest::new(v1, x as i64 - r as i64);
        v2.mark(x as usize, y as u8 & r as u8);
        v2.pair.left = scattered(x as i64, x as u64) as u32;
        let mut v3: u64 = v2.sum() ^ v1.sum();
        let v4 = match (half(r as u64 - 0), larger(r, 116)) {
            (Some(0..=9), _) => (x as u64) << 0,
            (Some(n), k @ 1..=100) => n + k as u64,
            (Some(n), _) if n & 1 == 1 => r as u64 + v3,
            (None, 0) => mixed(r, r) as u64,
            _ => r as u64,
        };
        for &v5 in &[v3.wrapping_sub(0), x as u64 * 0, x as u64] {
            r += larger(r >> x, !r);
        }
        (((r as u64 ^ v4) + v3) ^ x as u64) + y as u64
    }

    #[xdp(default = Aborted)]
    pub fn p426(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f426(given.x.get() as u32, given.y.get() as u16);
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f427(mut nest: Nest, y: u32) -> u64 {
        let mut r: isize = nest.bytes[2] as isize & y as isize;
        let mut v1 = nest.pair.left & 123;
        #[bound(20)]
        while v1 > 3 {
            v1 >>= 1;
            r >>= 2;
        }
        let mut v2: u64 = nest.pair.left as u64 | nest.bytes[2] as u64;
        #[bound(64)]
        while let Some(v3) = half(v2) {
            if v3 < 3 {
                break;
            }
            v2 = v3;
        }
        #[bound(7)]
        for v4 in 0..(mixed(0x74428f39, nest.pair.left)) & 7 {
            let v5: u8 = match color(scattered(v2 as i64, 116)) {
                Color::Red => v1 as u8,
                Color::Green if color(v4 as u64) == Color::Green => nest.count as u8 - y as u8,
                one => one as u32 as u8,
            };
        }
        (((r as u64 ^ v2) + v1 as u64) ^ nest.bytes[2] as u64) + nest.count as u64
    }

    #[xdp(default = Aborted)]
    pub fn p427(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let mut pair = Pair::new(given.x.get(), given.y.get() as u32);
        pair.turn(5);
        let nest = Nest::new(pair, given.x.get() as i64);
        let result = f427(nest, given.y.get() as u32) ^ nest.sum();
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    #[xdp(default = Aborted)]
    pub fn p428(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let x = given.x.get() as i8;
        let y = given.y.get() as u32;
        let mut r: i8 = y as i32 as i8;
        for v1 in [r as i32 ^ r as i32, scattered(y as i64, y as u64) as i32, r as i32] {
            r *= -(r * r);
        }
        'outer: for v2 in 0..=3i32 {
            for v3 in 0..4u8 {
                if x as i32 == v2 {
                    continue 'outer;
                }
                r += r >> y >> !y;
                if r as u8 != y as u8 {
                    break;
                }
            }
            r = middle(middle(x, i8::MAX, i8::MAX), r - x, -12);
        }
        let v4: i8 = match y - x as u32 {
            0 | 7 => middle(x, 51, 53),
            1..=60 => x & -11,
            k if k > 90 => r / x,
            k @ 61..70 => k as i8,
            _ => r & x,
        };
        if (x as u64 & r as u64) <= (x as u64) << v4 as u32 {
            for v5 in [v4 as i16, y as i16 >> 7, x as i16] {
                r /= 81;
            }
        } else if !(color(r as u64) == Color::Green) {
            let mut v6 = [larger(x as u64, 26), v4 as u64, r as u64 | y as u64, x as u64];
            v6[((v4 as usize) << 6) % 4] = r as u64 ^ 0x5076bb03;
            let mut v7: u64 = v6[(!(v4 as usize)) % 4];
        }
        given.result = U64Be::new(((r as u64 ^ v4 as u64) + x as u64) ^ y as u64);
        Some(XdpAction::Pass)
    }

    fn f429(mut nest: Nest, y: usize) -> u64 {
        let mut r: u16 = y as u16 % (nest.pair.left as u16 | 1);
        let v1: i16 = match color(r as u64 + r as u64) {
            Color::Red => (y as i16) << 2,
            Color::Green if y != nest.count as usize => y as i16 >> 0,
            one => one as u32 as i16,
        };
        let mut v2: isize = -(nest.count as isize);
        (((r as u64 ^ v2 as u64) + v1 as u64) ^ nest.bytes[2] as u64) + nest.count as u64
    }

    #[xdp(default = Aborted)]
    pub fn p429(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let mut pair = Pair::new(given.x.get(), given.y.get() as u32);
        pair.turn(5);
        let nest = Nest::new(pair, given.x.get() as i64);
        let result = f429(nest, given.y.get() as usize) ^ nest.sum();
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    #[inline(never)]
    fn f430(x: i64, y: i32) -> u64 {
        let mut r: i64 = -(y as i64);
        for &v1 in &[x as u8 / x as u8, x as u8 >> x as u32, y as u8] {
            r = x >> 2 ^ -x;
        }
        if !(color(r as u64) == Color::Green) {
            let mut v2: u64 = r as u64 >> y as u32;
            #[bound(6)]
            while let Some(v3) = half(v2) {
                if v3 < 3 {
                    break;
                }
                v2 = v3;
            }
        }
        let v4: i64 = match (y as isize).wrapping_add(r as isize) {
            0 | 7 => x.min(r),
            1..=60 => y as i64 % r,
            k if k > 90 => x / r,
            k @ 61..70 => k as i64,
            _ => -r,
        };
        let mut v5: u64 = r as u64 * r as u64;
        #[bound(64)]
        while let Some(v6) = half(v5) {
            if v6 < 3 {
                break;
            }
            v5 = v6;
        }
        let v7 = match (half(y as u64 & r as u64), larger(v5 as u32, 0x5d83f8e5)) {
            (Some(0..=9), _) => v4 as u64 + u64::MIN,
            (Some(n), k @ 1..=100) => n + k as u64,
            (Some(n), _) if n & 1 == 1 => v5 ^ y as u64,
            (None, 0) => middle(x as u64, 93, 0x14be6f6c),
            _ => r as u64,
        };
        (((r as u64 ^ v7) + v5) ^ v4 as u64) + x as u64
    }

    #[xdp(default = Aborted)]
    pub fn p430(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f430(given.x.get() as i64, given.y.get() as i32);
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    #[xdp(default = Aborted)]
    pub fn p431(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let x = given.x.get() as u64;
        let y = given.y.get() as u8;
        let mut r: u64 = x & x;
        let v1 = match (half(r / (x | 1)), (x as u32) << 7) {
            (Some(0..=9), _) => x - x,
            (Some(n), k @ 1..=100) => n + k as u64,
            (Some(n), _) if n & 1 == 1 => middle(r, 114, r),
            (None, 0) => y as i32 as u64,
            _ => r,
        };
        let v2 = packet.parse::<Icmp>()?;
        let v3 = v2.rest.get();
        given.result = U64Be::new((((r as u64 ^ v3 as u64) + v1) ^ x) + y as u64);
        Some(XdpAction::Pass)
    }

    fn f432(x: usize, y: u16) -> Option<u64> {
        let mut r: usize = scattered(92, y as u64) as usize;
        let v1: u64 = f402(x as u16 >> 0, r as u16 | x as u16);
        if x & x > x >> v1 as u32 {
            return None;
        }
        Some(((r as u64 ^ v1) + x as u64) ^ y as u64)
    }

    #[xdp(default = Aborted)]
    pub fn p432(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f432(given.x.get() as usize, given.y.get() as u16)?;
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f433(x: i8, y: i64) -> Option<u64> {
        let mut r: i8 = x << 6;
        let mut v1: u64 = x as u64 * x as u64;
        #[bound(64)]
        while let Some(v2) = half(v1) {
            if v2 < 3 {
                break;
            }
            v1 = v2;
        }
        if x as u64 & 6 <= x as u64 * y as u64 {
            if color(y as u64 & y as u64) == Color::Green {
                v1 ^= mixed(x as u32 & v1 as u32, v1 as u32 * v1 as u32) as u64;
            } else if v1 as usize != y as usize {
                r = r * r | x as i8;
            }
        }
        if half(!v1).is_some() {
            'outer: for v3 in 0..=1i32 {
                for v4 in 0..4u8 {
                    if y != 37 {
                        continue 'outer;
                    }
                    r -= -x + v1 as i32 as i8;
                    if !(v4 as i64 != i64::MAX) {
                        break;
                    }
                }
                v1 ^= (v3 as u64).wrapping_sub(64) ^ y as u64 + 75;
            }
        } else {
            v1 >>= 6;
            let v5: i64 = match r % (r | 1) {
                0 | 7 => x as i64 | y,
                1..=60 => y + r as i64,
                k if k > 90 => -y,
                k @ 61..70 => k as i64,
                _ => v1 as i64 | x as i64,
            };
        }
        let v6: i32 = 'done: {
            if y - r as i64 > (v1 as i64) << 3 {
                break 'done v1 as i32 >> 3;
            }
            r ^= larger(x % (r | 1), r * 37);
            x as i32 ^ 109
        };
        Some((((r as u64 ^ v6 as u64) + v1) ^ x as u64) + y as u64)
    }

    #[xdp(default = Aborted)]
    pub fn p433(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f433(given.x.get() as i8, given.y.get() as i64)?;
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f434(x: i16, y: u32) -> Option<u64> {
        let mut r: i16 = larger(x, x);
        let mut v1: isize = mixed(101, u32::MAX) as isize / (-(r as isize) | 1);
        let mut v2 = Pair { wide: y as u64 * x as u64, left: !y, right: v1 as i32 };
        v2.turn((r as u32).min(r as u32));
        let v3: u64 = v2.sum();
        Some((((r as u64 ^ v3) + v1 as u64) ^ x as u64) + y as u64)
    }

    #[xdp(default = Aborted)]
    pub fn p434(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f434(given.x.get() as i16, given.y.get() as u32)?;
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f435(x: i64, y: isize) -> Option<u64> {
        let mut r: i64 = y as i64 + 0;
        let mut v1 = Pair { wide: scattered(i64::MAX, x as u64), left: y as u32 + r as u32, right: y as i32 };
        v1.turn(x as u32 % y as u32);
        let mut v2: u64 = v1.sum();
        for v3 in 0..2usize {
            if x < r {
                break;
            }
            #[bound(7)]
            for v4 in 0..((v3 as u32) << v2 as u32) & 7 {
                r >>= 4;
            }
        }
        let v5 = TABLE.remove(&((v2 as u32 >> y as u32) & 15)) as u32;
        Some((((r as u64 ^ v5 as u64) + v2) ^ x as u64) + y as u64)
    }

    #[xdp(default = Aborted)]
    pub fn p435(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f435(given.x.get() as i64, given.y.get() as isize)?;
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f436(x: u64, y: u32) -> u64 {
        let mut r: u64 = y as u64 * y as u64;
        let v1: u64 = f409(x as isize ^ y as isize, x as i64);
        if !v1 <= scattered(y as i64, x) {
            return x as u8 as u64;
        }
        for v2 in 0..1i64 {
            let mut v4 = 0u32;
            let v3: i32 = #[bound(8)]
            loop {
                v4 += 1;
                if v4 as i8 != v4 as i8 {
                    break middle(x as i32, v2 as i32, -73);
                }
                if v4 >= 7 {
                    break r as i32;
                }
                r >>= 1;
            };
        }
        let v5: isize = match color(v1 as isize as u64) {
            Color::Red => (x as isize).min(y as isize),
            Color::Green if r >= 29 => -(x as isize),
            one => one as u32 as isize,
        };
        (((r as u64 ^ v5 as u64) + v1) ^ x) + y as u64
    }

    #[xdp(default = Aborted)]
    pub fn p436(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f436(given.x.get() as u64, given.y.get() as u32);
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    #[xdp(default = Aborted)]
    pub fn p437(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let x = given.x.get() as u16;
        let y = given.y.get() as i64;
        let mut r: u16 = y as u16 - 55;
        r >>= 1;
        let v1: u32 = match color(r as u64 as u64) {
            Color::Red => y as i8 as u32,
            Color::Green if x as i8 != x as i8 => x as u32 % (x as u32 | 1),
            one => one as u32 as u32,
        };
        let mut v2 = [x as u32 * 125, x as u32, scattered(0, v1 as u64) as u32, 0x6755e06c];
        v2[(x as usize * x as usize) % 4] = middle(x as u32, y as u32, v1);
        let mut v3: u32 = v2[(r as usize).wrapping_add(r as usize)];
        if v1 / (x as u32 | 1) > v1 | u32::MIN {
            v3 ^= v1.max(middle(v3, 0x2d76320, 0));
        } else if r as i64 > v3 as i64 {
            if r + r > r.max(x) {
                v3 -= !((x as u32) << x as u32);
            } else {
                v3 *= (v1 & 0) - (v1 ^ v1);
                v3 <<= 0;
            }
        }
        given.result = U64Be::new((((r as u64 ^ v3 as u64) + v1 as u64) ^ x as u64) + y as u64);
        Some(XdpAction::Pass)
    }

    fn f438(x: u64, y: u32) -> Option<u64> {
        let mut r: u64 = larger(y as u64, x);
        let v1: i8 = 'done: {
            if x == r || half(r).is_some() {
                break 'done r as i8 * y as i8;
            }
            r -= !x + (x >> x as u32);
            r as i8 ^ r as i8
        };
        let mut v2 = Pair { wide: !x, left: r as u32 >> v1 as u32, right: r as i32 };
        v2.left ^= x as u32 - r as u32;
        let mut v3: u64 = exchange(&mut v2, v1 as u64 + u64::MAX) + v2.sum();
        Some((((r as u64 ^ v3) + v1 as u64) ^ x) + y as u64)
    }

    #[xdp(default = Aborted)]
    pub fn p438(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f438(given.x.get() as u64, given.y.get() as u32)?;
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f439(x: usize, y: i8) -> u64 {
        let mut r: usize = y as usize - x;
        let mut v1: i8 = if !((x as i16) <= 126) && (r as i32) < x as i32 { y / (x as i8 | 1) } else { y << y as u32 };
        if x as isize != y as isize || color(v1 as u64) == Color::Red {
            return v1 as u64;
        }
        let v2: i64 = ((r as i64 ^ r as i64) - v1 as i64 * x as i64) << 1;
        (((r as u64 ^ v2 as u64) + v1 as u64) ^ x as u64) + y as u64
    }

    #[xdp(default = Aborted)]
    pub fn p439(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f439(given.x.get() as usize, given.y.get() as i8);
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }
}
