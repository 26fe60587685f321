//! Functions 120 to 159, which `cargo xtask generate-functions` has written.

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
    pub fn p120(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let x = given.x.get() as u64;
        let y = given.y.get() as u16;
        let mut r: u64 = y as u64 ^ 88;
        for v1 in 0..6u32 {
            let v3 = Key { high: (x as u16) & 3, low: (v1 as u16 ^ u16::MAX) & 3 };
            if let Some(mut v2) = PAIRS.get(&v3) {
                v2.left ^= larger(x as u32, u32::MAX);
                v2.turn(r as u32 | 20);
            } else {
                PAIRS.insert(v3, Pair::new(y as u64 / r, larger(x as u32, u32::MAX)));
            }
        }
        let v4: u64 = if x - r < x & 0 { r & x } else { r << 4 };
        let mut v5 = (v4 as u32 >> y as u32) & 7;
        #[bound(7)]
        while v5 > 0 {
            v5 -= 1;
            r = !(v4 + 52);
        }
        let v6: u32 = match x as u32 & x as u32 {
            0 | 7 => r as u32 % (y as u32 | 1),
            1..=60 => v5 << y as u32,
            k if k > 90 => r as u32 - y as u32,
            k @ 61..70 => k as u32,
            _ => larger(y as u32, 0),
        };
        for v7 in [mixed(v6, v5) as usize, (v5 as usize) << 5, 9] {
            r >>= 5;
        }
        'outer: for v8 in 0..=1i32 {
            for v9 in 0..4u8 {
                if v6 as u8 > x as u8 {
                    continue 'outer;
                }
                r = (v4 | v4) + r.min(v4);
                if (r as i32) < v4 as i32 {
                    break;
                }
            }
            r /= 52;
        }
        given.result = U64Be::new((((r as u64 ^ v6 as u64) + v5 as u64) ^ v4) + x);
        Some(XdpAction::Pass)
    }

    fn f121(x: i32, y: i64) -> Option<u64> {
        let mut r: i32 = x * x;
        let mut v1: isize = (x as isize & y as isize) + larger(y as isize, r as isize);
        let mut v2: i64 = if -(r as isize) < v1 ^ x as isize { -(x as i64) } else { y as isize as i64 };
        let mut v3 = Pair { wide: (r as u64).min(v1 as u64), left: v1 as u32 ^ u32::MIN, right: 69 };
        let mut v4 = Nest::new(v3, -y);
        v4.mark(r as usize, (r as u8) << v2 as u32);
        v4.pair.left = (v2 as u32).wrapping_mul(v1 as u32);
        let mut v5: u64 = v4.sum() ^ v3.sum();
        for v6 in [larger(v1 as u8, u8::MIN), mixed(0, 0x6c504780) as u8, 121] {
            v2 ^= v6 as i32 as i32 as i64;
        }
        Some((((r as u64 ^ v5) + v2 as u64) ^ v1 as u64) + x as u64)
    }

    #[xdp(default = Aborted)]
    pub fn p121(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f121(given.x.get() as i32, given.y.get() as i64)?;
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f122(x: isize, y: u32) -> Option<u64> {
        let mut r: isize = y as isize ^ 0;
        if color(y as u64 >> y) == Color::Green {
            let v1: u64 = if (r as u8).min(r as u8) >= r as u8 ^ r as u8 { x as u64 % y as u64 } else { x as u64 + r as u64 };
        } else if r >= r {
            let v2: u32 = match (r as u8) << r as u32 {
                0 | 7 => y + x as u32,
                1..=60 => r as u32,
                k if k > 90 => y ^ u32::MAX,
                k @ 61..70 => k as u32,
                _ => x as u32 % (r as u32 | 1),
            };
        } else {
            let v3: i32 = match color(y as u64) {
                Color::Red => x as i32 % (r as i32 | 1),
                Color::Green if x < 120 => r as i32 * 6,
                one => one as u32 as i32,
            };
            for v4 in [-v3, x as i32 % v3, 83] {
                r -= -r & x >> v3 as u32;
            }
        }
        let v5: isize = (y * x as u32 & mixed(0, u32::MIN)) as isize;
        Some(((r as u64 ^ v5 as u64) + x as u64) ^ y as u64)
    }

    #[xdp(default = Aborted)]
    pub fn p122(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f122(given.x.get() as isize, given.y.get() as u32)?;
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f123(x: u32, y: u32) -> Option<u64> {
        let mut r: u32 = x as u32;
        r <<= 6;
        let mut v1 = y + 0x6a86b42f;
        #[bound(20)]
        while v1 > 3 {
            v1 /= 10;
            r -= mixed(r >> 1, y & 95);
        }
        #[bound(7)]
        for v2 in 0..(x >> y) & 7 {
            let mut v3: u64 = v1 as u64 - x as u64;
            #[bound(6)]
            while let Some(v4) = half(v3) {
                if v4 < 3 {
                    break;
                }
                v3 = v4;
            }
        }
        Some(((r as u64 ^ v1 as u64) + x as u64) ^ y as u64)
    }

    #[xdp(default = Aborted)]
    pub fn p123(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f123(given.x.get() as u32, given.y.get() as u32)?;
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f124(x: i32, y: u32) -> Option<u64> {
        let mut r: i32 = -(y as i32);
        r *= (x | i32::MAX) >> x as u32;
        for v1 in 0..3u64 {
            if half(y as u64).is_some() {
                continue;
            }
            let v2: i32 = 'done: {
                if r as u64 >> 1 == x as u64 * u64::MIN {
                    break 'done r & y as i32;
                }
                r = x.min(r ^ 123);
                middle(r, x, r)
            };
        }
        let v3 = match (half(y as u64 | r as u64), y ^ r as u32) {
            (Some(0..=9), _) => y as u64 + x as u64,
            (Some(n), k @ 1..=100) => n + k as u64,
            (Some(n), _) if n & 1 == 1 => (r as u64) << 7,
            (None, 0) => (x as u64) << 6,
            _ => y as u64,
        };
        if r as u16 != x as u16 && half(y as u64).is_some() {
            let v5 = Key { high: (x as u16 >> r as u32) & 3, low: ((v3 as u16) << v3 as u32) & 3 };
            if let Some(mut v4) = PAIRS.get(&v5) {
                v4.left ^= (x as u32) << 0;
                v4.turn(!(r as u32));
            } else {
                PAIRS.insert(v5, Pair::new(r as u64 & r as u64, (x as u32) << 0));
            }
        } else {
            if color(x as u64 | v3) == Color::Green {
                r ^= x % (r | 1) ^ y as i8 as i32;
            } else {
                r = (r as u64 >> 7) as i32;
                r /= 72;
            }
            let Some(v6) = half((r as u64).wrapping_add(r as u64)) else { return None };
        }
        let mut v7: u64 = scattered(48, 7);
        #[bound(64)]
        while let Some(v8) = half(v7) {
            if v8 < 3 {
                break;
            }
            v7 = v8;
        }
        r *= (r % (x | 1)) as i32;
        Some((((r as u64 ^ v7) + v3) ^ x as u64) + y as u64)
    }

    #[xdp(default = Aborted)]
    pub fn p124(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f124(given.x.get() as i32, given.y.get() as u32)?;
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f125(x: u8, y: i8) -> Option<u64> {
        let mut r: u8 = x % y as u8;
        let v1: i8 = if color(x as u64 + r as u64) == Color::Blue { y & r as i8 } else { scattered(x as i64, y as u64) as i8 };
        let mut v3 = 0u32;
        let v2: u8 = #[bound(4)]
        loop {
            v3 += 1;
            if color(r as u64) == Color::Blue {
                break larger(r, v1 as u8);
            }
            if v3 >= 3 {
                break r;
            }
            r &= larger(x + u8::MAX, r % (r | 1));
        };
        let mut v5 = 0u32;
        let v4: u64 = #[bound(3)]
        loop {
            v5 += 1;
            if v3 as u8 != v1 as u8 {
                break !(y as u64);
            }
            if v5 >= 2 {
                break 80;
            }
            r -= v2 % (v2 | 1) << 1;
        };
        Some((((r as u64 ^ v4) + v5 as u64) ^ v2 as u64) + v3 as u64)
    }

    #[xdp(default = Aborted)]
    pub fn p125(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f125(given.x.get() as u8, given.y.get() as i8)?;
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f126(pair: &mut Pair, y: u64) -> u64 {
        let mut r: i16 = pair.wide as i16 ^ pair.right as i16;
        let v1: u64 = y.wrapping_sub(middle(y & 1, y | 83, pair.wide));
        if -(pair.wide as i16) >= y as i16 % (v1 as i16 | 1) {
            return middle(v1, pair.wide, v1);
        }
        let v2: u64 = !v1 * (r as u64).min(pair.wide);
        pair.right <<= 6;
        (((r as u64 ^ v2) + v1) ^ pair.right as u64) + pair.left as u64
    }

    #[xdp(default = Aborted)]
    pub fn p126(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let mut pair = Pair::new(given.x.get(), given.y.get() as u32);
        let result = f126(&mut pair, given.y.get() as u64) ^ pair.sum();
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    #[global]
    fn f127(x: u32, y: u32) -> u64 {
        let mut r: u32 = y / (x | 1);
        let Some(v1) = half(x as u64 | x as u64) else { return (r as u64).wrapping_mul(r as u64) };
        let v2 = quarter(x as u64 * y as u64).unwrap_or(y as u64 & r as u64);
        let v3 = quarter(v1 | v2).unwrap_or(v2 ^ 0x22b7a843);
        if x >> x >= v2 as u32 ^ y {
            let mut v4 = (r >> x) & 31;
            #[bound(31)]
            while v4 > 0 {
                v4 -= 1;
                r ^= mixed(x, x) * y.wrapping_mul(v4);
            }
        } else {
            r ^= mixed(y - r, x.wrapping_sub(u32::MAX));
            let mut v5 = Pair { wide: !v3, left: (v1 as u32).max(u32::MAX), right: v2 as i32 };
            v5.left ^= r - r;
            let v6: u64 = exchange(&mut v5, v1 << 6) + v5.sum();
        }
        let v7: u64 = match color(scattered(i64::MAX, v2)) {
            Color::Red => v2 << 2,
            Color::Green if color(v3) == Color::Red => v3 << 6,
            one => one as u32 as u64,
        };
        let v8: isize = match -(v1 as isize) {
            0 | 7 => -(v7 as isize),
            1..=60 => v2 as isize / (r as isize | 1),
            k if k > 90 => (x as isize).wrapping_add(89),
            k @ 61..70 => k as isize,
            _ => (v2 as isize).wrapping_add(isize::MIN),
        };
        (((r as u64 ^ v8 as u64) + v7) ^ v3) + v2
    }

    #[xdp(default = Aborted)]
    pub fn p127(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f127(given.x.get() as u32, given.y.get() as u32);
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f128(x: u32, y: u64) -> Option<u64> {
        let mut r: u32 = x << 2;
        if color(x as u64 - 10) == Color::Green {
            let v1: i16 = if y as u32 as u32 > r | x { r as i16 + i16::MIN } else { r as i16 ^ -18 };
        }
        for v2 in 0..1u64 {
            r &= mixed(r.wrapping_mul(x), v2 as u32 as u32);
        }
        Some((r as u64 ^ x as u64) + y)
    }

    #[xdp(default = Aborted)]
    pub fn p128(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f128(given.x.get() as u32, given.y.get() as u64)?;
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f129(pair: &mut Pair, y: usize) -> u64 {
        let mut r: i64 = (pair.left as i64) << pair.right as u32;
        let mut v1 = Pair { wide: pair.left as u64 & y as u64, left: r as u32 + 0x140c0538, right: r as i32 };
        v1.turn(middle(pair.wide as u32, pair.wide as u32, u32::MAX));
        let Pair { wide: v2, right: v3, .. } = v1;
        let v4 = match TABLE.get(&(((r as u32) << pair.wide as u32) & 15)) {
            Some(known) => *known,
            None => v2 + 76,
        };
        let mut v5 = y as u32 + 27;
        #[bound(20)]
        while v5 > 3 {
            v5 >>= 3;
            pair.wide ^= pair.wide >> 3 << 0;
        }
        let mut v6: u64 = f127(pair.left + u32::MIN, pair.left + pair.right as u32);
        if !((pair.right as i8) < pair.right as i8) {
            return v6 & v6;
        }
        let v7: usize = match color(scattered(v2 as i64, v2)) {
            Color::Red => v6 as usize >> 0,
            Color::Green if v5 as i64 >= v2 as i64 => v5 as usize | pair.right as usize,
            one => one as u32 as usize,
        };
        (((r as u64 ^ v7 as u64) + v6) ^ v5 as u64) + v4
    }

    #[xdp(default = Aborted)]
    pub fn p129(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let mut pair = Pair::new(given.x.get(), given.y.get() as u32);
        let result = f129(&mut pair, given.y.get() as usize) ^ pair.sum();
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f130(x: i16, y: isize) -> u64 {
        let mut r: i16 = y as i16 | -67;
        let mut v1 = x as u32 + 75;
        #[bound(20)]
        while v1 > 3 {
            v1 /= 10;
            r /= 85;
        }
        if color(v1 as u64) == Color::Blue || x as u32 != y as u32 {
            return scattered(i64::MIN, r as u64);
        }
        if larger(y, y) != x as isize * 46 {
            let v2: usize = match color(!(x as u64)) {
                Color::Red => r as usize,
                Color::Green if (v1 as i64) < r as i64 => y as usize * r as usize,
                one => one as u32 as usize,
            };
        } else if (r as isize) <= r as isize {
            r /= 38;
        } else {
            let v3: u32 = 'done: {
                if r as isize != v1 as isize || r as u64 == v1 as u64 {
                    break 'done r as u32 >> 6;
                }
                r |= v1 as i16 * x.wrapping_mul(24);
                v1 & v1
            };
            #[bound(7)]
            for v4 in 0..(r as u32 & v1) & 7 {
                r >>= 4;
            }
        }
        'outer: for v5 in 0..=3i32 {
            for v6 in 0..4u8 {
                if v5 as u16 >= v5 as u16 {
                    break 'outer;
                }
                r -= mixed((x as u32).max(u32::MIN), r as usize as u32) as i16;
                if v5 as isize != r as isize {
                    break;
                }
            }
            r += mixed(0x44109e94, y as u32) as i16 * (r * r);
        }
        if y as u32 == x as u32 || v1 as u8 != u8::MAX {
            if larger(r as i64, v1 as i64) > y as i64 >> x as u32 {
                return r as u64;
            }
        } else if y as u32 != x as u32 {
            let v7 = match (half(x as u64 & 79), (r as u32).max(v1)) {
                (Some(0..=9), _) => (y as u64) << 4,
                (Some(n), k @ 1..=100) => n + k as u64,
                (Some(n), _) if n & 1 == 1 => middle(r as u64, y as u64, v1 as u64),
                (None, 0) => v1 as u64 & 42,
                _ => r as u64,
            };
        } else {
            for v8 in 0..1u64 {
                r += x.wrapping_add(x & x);
            }
            if x | r < x + 0 {
                return y as u32 as u64;
            }
        }
        ((r as u64 ^ v1 as u64) + x as u64) ^ y as u64
    }

    #[xdp(default = Aborted)]
    pub fn p130(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f130(given.x.get() as i16, given.y.get() as isize);
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f131(x: u64, y: u32) -> u64 {
        let mut r: u64 = x as u8 as u64;
        let v1 = match (half(r << y), y | y) {
            (Some(0..=9), _) => r % r,
            (Some(n), k @ 1..=100) => n + k as u64,
            (Some(n), _) if n & 1 == 1 => x >> 6,
            (None, 0) => r & x,
            _ => y as u64,
        };
        let v2: u64 = match color(r - u64::MIN) {
            Color::Red => middle(v1, x, 0x19724f8f),
            Color::Green if (x as isize) <= r as isize => r - r,
            one => one as u32 as u64,
        };
        let mut v3 = (r as u32).wrapping_add(v1 as u32);
        #[bound(20)]
        while v3 > 3 {
            v3 >>= 1;
            r <<= 5;
        }
        (((r as u64 ^ v3 as u64) + v2) ^ v1) + x
    }

    #[xdp(default = Aborted)]
    pub fn p131(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f131(given.x.get() as u64, given.y.get() as u32);
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f132(x: isize, y: u8) -> u64 {
        let mut r: isize = y as isize ^ y as isize;
        let mut v1 = r as u32 >> r as u32;
        #[bound(20)]
        while v1 > 3 {
            v1 >>= 1;
            r >>= 3;
        }
        let v2 = match (half(r as u64 - 0x18a4ff2), middle(x as u32, r as u32, y as u32)) {
            (Some(0..=9), _) => y as u64 ^ x as u64,
            (Some(n), k @ 1..=100) => n + k as u64,
            (Some(n), _) if n & 1 == 1 => r as u64 ^ v1 as u64,
            (None, 0) => (r as u64) << r as u32,
            _ => 0,
        };
        let mut v3: u64 = f131(v1 as u64 % (v1 as u64 | 1), v2 as u32 - y as u32);
        (((r as u64 ^ v3) + v2) ^ v1 as u64) + x as u64
    }

    #[xdp(default = Aborted)]
    pub fn p132(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f132(given.x.get() as isize, given.y.get() as u8);
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f133(pair: &mut Pair, y: i8) -> u64 {
        let mut r: u64 = pair.wide & pair.wide;
        if let Some(mut v1) = TABLE.entry(((r as u32).wrapping_add(62)) & 15).or_insert(mixed(0x1428d927, pair.right as u32) as u64) {
            *v1 += 1;
        }
        let v3 = Key { high: (middle(pair.left as u16, 56, 0)) & 3, low: (pair.left as u16 | pair.left as u16) & 3 };
        if let Some(mut v2) = PAIRS.get(&v3) {
            v2.left ^= pair.wide as u32 * pair.wide as u32;
            v2.turn(y as u32 * u32::MAX);
        } else {
            PAIRS.insert(v3, Pair::new(r ^ 0x1dd1e9b3, pair.wide as u32 * pair.wide as u32));
        }
        let v4: u64 = r << 1 << 0;
        let Some(v5) = half(v4 * 5) else { return r << 5 };
        (((r as u64 ^ v5) + v4) ^ pair.right as u64) + pair.left as u64
    }

    #[xdp(default = Aborted)]
    pub fn p133(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let mut pair = Pair::new(given.x.get(), given.y.get() as u32);
        let result = f133(&mut pair, given.y.get() as i8) ^ pair.sum();
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f134(x: u64, y: isize) -> u64 {
        let mut r: u64 = !x;
        let mut v2 = 0u32;
        let v1: isize = #[bound(5)]
        loop {
            v2 += 1;
            if v2 < r as u32 {
                break v2 as isize | x as isize;
            }
            if v2 >= 4 {
                break r as isize;
            }
            r ^= (r - 46) * r.min(x);
        };
        let v3 = match (half(v2 as u64 - x), r as i64 as u32) {
            (Some(0..=9), _) => mixed(v2, r as u32) as u64,
            (Some(n), k @ 1..=100) => n + k as u64,
            (Some(n), _) if n & 1 == 1 => r * r,
            (None, 0) => r * x,
            _ => r,
        };
        (((r as u64 ^ v3) + v1 as u64) ^ v2 as u64) + x
    }

    #[xdp(default = Aborted)]
    pub fn p134(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f134(given.x.get() as u64, given.y.get() as isize);
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    #[xdp(default = Aborted)]
    pub fn p135(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let x = given.x.get() as i64;
        let y = given.y.get() as u16;
        let mut r: i64 = (y as i64).max(0x3c518d9e);
        let mut v1 = Pair { wide: x as u64 * 57, left: (x as u32) << 6, right: y as i32 };
        v1.left ^= x as u32 >> x as u32;
        let mut v2: u64 = exchange(&mut v1, x as u64) + v1.sum();
        let mut v4 = 0u32;
        let v3: i64 = #[bound(6)]
        loop {
            v4 += 1;
            if half(y as u64).is_some() {
                break x + 0;
            }
            if v4 >= 5 {
                break 119;
            }
            v2 >>= 1;
        };
        given.result = U64Be::new((((r as u64 ^ v3 as u64) + v4 as u64) ^ v2) + x as u64);
        Some(XdpAction::Pass)
    }

    fn f136(x: u64, y: u16) -> u64 {
        let mut r: u64 = y as u64 / x;
        let v1: i32 = (x as i64 / (y as i64 | 1)) as i32;
        if v1 as u16 - u16::MIN > middle(v1 as u16, 123, y) {
            for v2 in [(v1 as u16) << 0, x as u16 + v1 as u16, v1 as u16] {
                r &= x - r >> middle(r as u32, 4, 30);
            }
        } else {
            let v3 = half(r / (y as u64 | 1)).unwrap();
            let v4: u16 = (v1 as u16).wrapping_mul(v3 as u16 | v3 as u16);
        }
        if !((r as u16) <= r as u16) && x as i16 > y as i16 {
            for v5 in 0..2u8 {
                r -= (v5 as u64) << r as u32 ^ x * r;
            }
        } else if (v1 as u16) < v1 as u16 {
            for v6 in 0..5u8 {
                r &= !r.max(0);
            }
        }
        let v7: isize = if color(x + 97) == Color::Green { y as isize % (v1 as isize | 1) } else { scattered(x as i64, r) as isize };
        r >>= 1;
        (((r as u64 ^ v7 as u64) + v1 as u64) ^ x) + y as u64
    }

    #[xdp(default = Aborted)]
    pub fn p136(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f136(given.x.get() as u64, given.y.get() as u16);
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f137(x: i8, y: u16) -> Option<u64> {
        let mut r: i8 = -(y as i8);
        if x / (x | 1) >= r.min(x) {
            r /= 70;
        }
        if color(r as u64 >> 6) == Color::Red {
            return None;
        }
        if color(y as u64) == Color::Blue && r == x {
            return None;
        }
        let mut v1: i8 = (r << 6 >> !(x as u32)) - (x | r) % (y as i8 % (r | 1) | 1);
        let mut v2 = [x as u16 ^ r as u16, u16::MAX, y >> y as u32, x as u16];
        v2[(r as usize >> 6) % 4] = y.min(x as u16);
        let mut v3: u16 = v2[(middle(y as usize, y as usize, 70)) % 4];
        let v4 = TABLE.insert(((y as u32).wrapping_sub(r as u32)) & 15, y as u64 ^ x as u64) as u8;
        Some((((r as u64 ^ v4 as u64) + v3 as u64) ^ v1 as u64) + x as u64)
    }

    #[xdp(default = Aborted)]
    pub fn p137(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f137(given.x.get() as i8, given.y.get() as u16)?;
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f138(x: u64, y: u8) -> u64 {
        let mut r: u64 = y as u64 ^ u64::MIN;
        let v1: u8 = 'done: {
            if r as i8 - x as i8 != r as i8 ^ 15 {
                break 'done !y;
            }
            r &= r / (x | 1) << scattered(i64::MIN, x) as u32;
            (r as u8).wrapping_sub(59)
        };
        let mut v2 = [!y, v1, mixed(88, 98) as u8, x as u8];
        v2[((v1 as usize).wrapping_add(91)) % 4] = mixed(x as u32, r as u32) as u8;
        let mut v3: u8 = v2[(r as usize + 34) % 4];
        for &v4 in &[y - x as u8, v3 | v3, y] {
            r = (v3 as i32 as u64) << v3 as u32 - y as u32;
        }
        let mut v5: u64 = f130((v1 as i16) << r as u32, v3 as isize ^ y as isize);
        for v6 in [r as u8 & v1, !v3, u8::MIN] {
            r /= 39;
        }
        (((r as u64 ^ v5) + v3 as u64) ^ v1 as u64) + x
    }

    #[xdp(default = Aborted)]
    pub fn p138(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f138(given.x.get() as u64, given.y.get() as u8);
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    #[global]
    fn f139(x: u32, y: u64) -> u64 {
        let mut r: u32 = y as u32 + y as u32;
        if y < x as u64 && r as u16 > u16::MAX {
            let v1: i64 = 'done: {
                if half(r as u64).is_some() && x >= 0x371b082f {
                    break 'done larger(r as i64, r as i64);
                }
                r += (r << r) - (x ^ 0);
                y as i64 & 0xde6fe1a
            };
        } else if (r as u64) <= x as u64 {
            let mut v2 = Pair { wide: r as u64 & x as u64, left: r + r, right: x as i32 };
            let mut v3 = Nest::new(v2, r as i64 / x as i64);
            v3.mark(x as usize, (y as u8).wrapping_add(r as u8));
            v3.pair.left = x + u32::MIN;
            let mut v4: u64 = v3.sum() ^ v2.sum();
        }
        let mut v5 = Pair { wide: r as i8 as u64, left: !r, right: y as i32 };
        let v6 = v5;
        v5.turn(x | 54);
        let mut v7: u32 = v6.left + v5.left;
        ((r as u64 ^ v7 as u64) + x as u64) ^ y
    }

    #[xdp(default = Aborted)]
    pub fn p139(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f139(given.x.get() as u32, given.y.get() as u64);
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f140(x: i8, y: u8) -> Option<u64> {
        let mut r: i8 = -x;
        if x as u8 * x as u8 > x as u8 | x as u8 {
            let mut v1: u32 = y as u32 * 0x5522d636 - larger(y as u32, x as u32);
        } else {
            let v2: i32 = x as i32 - x as i32 >> x as u32 - y as u32;
            'outer: for v3 in 0..=2i32 {
                for v4 in 0..4u8 {
                    if y < v4 {
                        continue 'outer;
                    }
                    r += mixed(x as u32, x as u32) as i8 as i8;
                    if color(r as u64) == Color::Red {
                        break;
                    }
                }
                r |= middle(-x, larger(r, x), x);
            }
        }
        let mut v6 = 0u32;
        let v5: isize = #[bound(4)]
        loop {
            v6 += 1;
            if v6 as u8 == x as u8 {
                break y as u64 as isize;
            }
            if v6 >= 3 {
                break r as isize;
            }
            r = (x | y as i8) % (x.min(r) | 1);
        };
        let v7: i64 = 'done: {
            if x & 39 >= r.min(-59) {
                break 'done x as i64 - x as i64;
            }
            r -= -(mixed(r as u32, v5 as u32) as i8);
            x as i64 >> 1
        };
        for &v8 in &[v6 as i64 - i64::MAX, v7 * 74, x as i64] {
            r += (r | v7 as i8) ^ y as u64 as i8;
        }
        let v9 = match (half(y as u64 / (v7 as u64 | 1)), y as u32 % (x as u32 | 1)) {
            (Some(0..=9), _) => (r as u64) << v7 as u32,
            (Some(n), k @ 1..=100) => n + k as u64,
            (Some(n), _) if n & 1 == 1 => v6 as u64 - y as u64,
            (None, 0) => y as u64 | v5 as u64,
            _ => v6 as u64,
        };
        let v10: i16 = 'done: {
            if color(x as u64 - v7 as u64) == Color::Red {
                break 'done y as i16 * r as i16;
            }
            r /= 96;
            middle(v6 as i16, v9 as i16, v6 as i16)
        };
        Some((((r as u64 ^ v10 as u64) + v9) ^ v7 as u64) + v5 as u64)
    }

    #[xdp(default = Aborted)]
    pub fn p140(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f140(given.x.get() as i8, given.y.get() as u8)?;
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f141(x: u8, y: u64) -> Option<u64> {
        let mut r: u8 = middle(x, y as u8, y as u8);
        let v1: u64 = f130(y as i16 + 40, y as isize & x as isize);
        let mut v2 = r as u32 / (x as u32 | 1);
        #[bound(20)]
        while v2 > 3 {
            v2 >>= 1;
            r ^= v1 as u8 >> 6;
        }
        let mut v3 = Pair { wide: x as u64 * y, left: scattered(38, y) as u32, right: y as i32 };
        v3.left ^= (y as u32) << 5;
        let v4: u64 = exchange(&mut v3, y.max(y)) + v3.sum();
        let v5: i8 = match v1 >> 3 {
            0 | 7 => scattered(v2 as i64, v4) as i8,
            1..=60 => -(r as i8),
            k if k > 90 => x as i8 >> r as u32,
            k @ 61..70 => k as i8,
            _ => r as i8 * v1 as i8,
        };
        Some((((r as u64 ^ v5 as u64) + v4) ^ v2 as u64) + v1)
    }

    #[xdp(default = Aborted)]
    pub fn p141(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f141(given.x.get() as u8, given.y.get() as u64)?;
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f142(pair: &mut Pair, y: u32) -> u64 {
        let mut r: i8 = pair.wide as i8 | 53;
        let mut v1 = (scattered(pair.left as i64, pair.wide) as u32) & 15;
        #[bound(15)]
        while v1 > 0 {
            v1 -= 1;
            pair.wide /= 83;
        }
        let v2 = match TABLE.get(&((!v1) & 15)) {
            Some(known) => *known,
            None => v1 as u64 / (pair.wide | 1),
        };
        let v3: u32 = 'done: {
            if !!(pair.wide > u64::MIN) {
                break 'done pair.left % (v1 | 1);
            }
            pair.right <<= 7;
            y ^ v1
        };
        (((r as u64 ^ v3 as u64) + v2) ^ v1 as u64) + pair.right as u64
    }

    #[xdp(default = Aborted)]
    pub fn p142(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let mut pair = Pair::new(given.x.get(), given.y.get() as u32);
        let result = f142(&mut pair, given.y.get() as u32) ^ pair.sum();
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f143(pair: &mut Pair, y: u32) -> u64 {
        let mut r: isize = pair.wide as isize | -38;
        let v1: u64 = f127(y + y, pair.left - y);
        if color(v1 % pair.wide) == Color::Green {
            let v3 = Key { high: (larger(pair.right as u16, pair.wide as u16)) & 3, low: (!(v1 as u16)) & 3 };
            if let Some(mut v2) = PAIRS.get(&v3) {
                v2.left ^= pair.left & pair.left;
                v2.turn(scattered(v1 as i64, pair.right as u64) as u32);
            } else {
                PAIRS.insert(v3, Pair::new(scattered(63, 0x124a8272), pair.left & pair.left));
            }
        } else if y as usize == usize::MIN {
            let v4: u32 = match color(pair.wide | v1) {
                Color::Red => y % (pair.left | 1),
                Color::Green if pair.left as u16 >= pair.right as u16 => pair.right as u32,
                one => one as u32 as u32,
            };
        } else {
            if let Some(mut v5) = NUMBERS.get((y & r as u32) % 5) {
                *v5 += pair.wide as i32;
            }
            let v6 = match TABLE.get(&((pair.left >> 7) & 15)) {
                Some(known) => *known,
                None => pair.wide + 0,
            };
        }
        (((r as u64 ^ v1) + pair.right as u64) ^ pair.left as u64) + pair.wide
    }

    #[xdp(default = Aborted)]
    pub fn p143(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let mut pair = Pair::new(given.x.get(), given.y.get() as u32);
        let result = f143(&mut pair, given.y.get() as u32) ^ pair.sum();
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f144(x: isize, y: u8) -> Option<u64> {
        let mut r: isize = x / (x | 1);
        let v1: isize = match color(x as u64 * x as u64) {
            Color::Red => r & r,
            Color::Green if y <= u8::MIN => x ^ x,
            one => one as u32 as isize,
        };
        let v2: isize = if x != 47 || (r as u32) <= u32::MIN { x >> 0 } else { scattered(v1 as i64, r as u64) as isize };
        let v3: isize = match color(r as u64 | 63) {
            Color::Red => mixed(r as u32, v2 as u32) as isize,
            Color::Green if (r as u8) < y => x + v1,
            one => one as u32 as isize,
        };
        Some((((r as u64 ^ v3 as u64) + v2 as u64) ^ v1 as u64) + x as u64)
    }

    #[xdp(default = Aborted)]
    pub fn p144(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f144(given.x.get() as isize, given.y.get() as u8)?;
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f145(x: i16, y: usize) -> u64 {
        let mut r: i16 = x * y as i16;
        let v1: i16 = (x & i16::MIN) - -x;
        for &v2 in &[v1 & 17, v1 ^ r, v1] {
            r >>= 7;
        }
        for v3 in 0..6u32 {
            if r as i32 > i32::MAX {
                break;
            }
            let v4: i16 = match color(x as u64 >> 0) {
                Color::Red => r << 5,
                Color::Green if v3 as i8 == r as i8 => r - 63,
                one => one as u32 as i16,
            };
        }
        let v5: u8 = if color(x as u64 & 0) == Color::Blue { (r as u8).max(v1 as u8) } else { r as u8 | x as u8 };
        #[bound(7)]
        for v6 in 0..(x as u32 >> r as u32) & 7 {
            #[bound(7)]
            for v7 in 0..(x as u32 % (x as u32 | 1)) & 7 {
                r ^= (x as u16 * v5 as u16) as i16;
            }
        }
        let mut v8 = (x as u32) & 7;
        #[bound(7)]
        while v8 > 0 {
            v8 -= 1;
            r &= (r ^ r) + v1 / (x | 1);
        }
        (((r as u64 ^ v8 as u64) + v5 as u64) ^ v1 as u64) + x as u64
    }

    #[xdp(default = Aborted)]
    pub fn p145(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f145(given.x.get() as i16, given.y.get() as usize);
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f146(x: u64, y: i32) -> Option<u64> {
        let mut r: u64 = x - x;
        let v1 = quarter(y as isize as u64).unwrap_or(mixed(r as u32, y as u32) as u64);
        let v2: u32 = 'done: {
            if x & r == x + r {
                break 'done (x as u32).wrapping_mul(y as u32);
            }
            r += (v1 << x as u32) / (y as u64 * r | 1);
            r as u32 ^ r as u32
        };
        let v3: i16 = match color(v1 & u64::MAX) {
            Color::Red => (y as i16).wrapping_sub(v2 as i16),
            Color::Green if v2 as i16 != 16 => v1 as i16 ^ y as i16,
            one => one as u32 as i16,
        };
        Some((((r as u64 ^ v3 as u64) + v2 as u64) ^ v1) + x)
    }

    #[xdp(default = Aborted)]
    pub fn p146(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f146(given.x.get() as u64, given.y.get() as i32)?;
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f147(mut nest: Nest, y: u64) -> u64 {
        let mut r: i16 = -(nest.count as i16);
        #[bound(7)]
        for v1 in 0..(!(r as u32)) & 7 {
            if let Some(mut v2) = TABLE.get(&(((y as u32) << 4) & 15)) {
                *v2 = y | 106;
            }
        }
        if let Some(v3) = half(nest.bytes[2] as u64 | 71) {
            nest.bytes[2] >>= 7;
        } else {
            nest.count /= 16;
        }
        let v4: u64 = match (r as i64).max(-68) {
            0 | 7 => nest.count as u64 - nest.pair.left as u64,
            1..=60 => r as u64 >> nest.bytes[2] as u32,
            k if k > 90 => !(r as u64),
            k @ 61..70 => k as u64,
            _ => r as u64 + nest.count as u64,
        };
        (((r as u64 ^ v4) + nest.bytes[2] as u64) ^ nest.count as u64) + nest.pair.left as u64
    }

    #[xdp(default = Aborted)]
    pub fn p147(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let mut pair = Pair::new(given.x.get(), given.y.get() as u32);
        pair.turn(5);
        let nest = Nest::new(pair, given.x.get() as i64);
        let result = f147(nest, given.y.get() as u64) ^ nest.sum();
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f148(x: u64, y: u8) -> Option<u64> {
        let mut r: u64 = x & x;
        if !(y as i32 != y as i32) {
            if color(r) == Color::Blue || !(x == r) {
                return Some(r ^ 54);
            }
        } else {
            for v1 in [!(r as u8), (x as u8) << x as u32, r as u8] {
                r += (x ^ 15) - mixed(x as u32, r as u32) as u64;
            }
            let mut v2 = Pair { wide: x - r, left: y as u32 >> 1, right: x as i32 };
            v2.turn(middle(x as u32, 0, 0));
            let Pair { wide: v3, right: v4, .. } = v2;
        }
        let mut v5 = [r ^ x, r, r.max(0x6030c2c0), r];
        v5[(y as usize + usize::MIN) % 4] = mixed(x as u32, 79) as u64;
        let v6: u64 = v5[(r as usize % r as usize) % 4];
        Some(((r as u64 ^ v6) + x) ^ y as u64)
    }

    #[xdp(default = Aborted)]
    pub fn p148(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f148(given.x.get() as u64, given.y.get() as u8)?;
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    #[xdp(default = Aborted)]
    pub fn p149(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let x = given.x.get() as i32;
        let y = given.y.get() as i32;
        let mut r: i32 = y >> 1;
        for v1 in 0..6u64 {
            let mut v2: u64 = (x as u64) << 4;
            #[bound(6)]
            while let Some(v3) = half(v2) {
                if v3 < 3 {
                    break;
                }
                v2 = v3;
            }
        }
        let mut v4 = Pair { wide: (y as u64) << x as u32, left: (r as u32) << y as u32, right: r };
        let v5 = v4;
        v4.turn(y as u32);
        let mut v6: u32 = v5.left + v4.left;
        let mut v7: u16 = (v6 as u16 ^ v6 as u16) % (v6 as u16 >> 1 | 1);
        let v8: u32 = match color(r as u64 | x as u64) {
            Color::Red => v7 as u32 >> 2,
            Color::Green if v6 == x as u32 => (r as u32).wrapping_mul(y as u32),
            one => one as u32 as u32,
        };
        given.result = U64Be::new((((r as u64 ^ v8 as u64) + v7 as u64) ^ v6 as u64) + x as u64);
        Some(XdpAction::Pass)
    }

    fn f150(x: u64, y: u32) -> u64 {
        let mut r: u64 = y as u64 + y as u64;
        'outer: for v1 in 0..=3i32 {
            for v2 in 0..4u8 {
                if x as u32 >= x as u32 {
                    continue;
                }
                r |= r as u64 & r / r;
                if half(y as u64).is_some() {
                    break;
                }
            }
            r = x.max(r >> v1 as u32);
        }
        let v3: i16 = 'done: {
            if half(scattered(r as i64, r)).is_some() {
                break 'done r as i16;
            }
            r >>= 4;
            y as i16 ^ -97
        };
        #[bound(7)]
        for v4 in 0..(scattered(y as i64, r) as u32) & 7 {
            let v5 = quarter(x >> v4).unwrap_or(r.wrapping_sub(0));
        }
        let v6: i64 = 'done: {
            if half(!r).is_some() {
                break 'done mixed(r as u32, 51) as i64;
            }
            r <<= 5;
            y as i64 / (r as i64 | 1)
        };
        (((r as u64 ^ v6 as u64) + v3 as u64) ^ x) + y as u64
    }

    #[xdp(default = Aborted)]
    pub fn p150(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f150(given.x.get() as u64, given.y.get() as u32);
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f151(x: i8, y: usize) -> u64 {
        let mut r: i8 = x.wrapping_mul(y as i8);
        let mut v1 = (x as u32 - y as u32) & 7;
        #[bound(7)]
        while v1 > 0 {
            v1 -= 1;
            r ^= larger(v1 as i8, r) >> 6;
        }
        'outer: for v2 in 0..=3i32 {
            for v3 in 0..4u8 {
                if half(v2 as u64).is_some() {
                    break 'outer;
                }
                r *= (x + x) % (x * 70 | 1);
                if r > 58 {
                    break;
                }
            }
            r &= -r as i8;
        }
        if r as u16 as u32 >= larger(y as u32, 0) {
            return y as u64 & 76;
        }
        let v4 = match (half(y as u64 * v1 as u64), !(y as u32)) {
            (Some(0..=9), _) => v1 as usize as u64,
            (Some(n), k @ 1..=100) => n + k as u64,
            (Some(n), _) if n & 1 == 1 => larger(r as u64, u64::MIN),
            (None, 0) => x as u64 | v1 as u64,
            _ => r as u64,
        };
        (((r as u64 ^ v4) + v1 as u64) ^ x as u64) + y as u64
    }

    #[xdp(default = Aborted)]
    pub fn p151(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f151(given.x.get() as i8, given.y.get() as usize);
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    #[inline(never)]
    fn f152(pair: &mut Pair, y: u64) -> u64 {
        let mut r: u32 = pair.left as i8 as u32;
        #[bound(7)]
        for v1 in 0..(pair.left >> 3) & 7 {
            let v2 = match (half(pair.wide.min(104)), v1 + 0) {
                (Some(0..=9), _) => middle(pair.right as u64, pair.right as u64, pair.wide),
                (Some(n), k @ 1..=100) => n + k as u64,
                (Some(n), _) if n & 1 == 1 => pair.wide << r,
                (None, 0) => pair.wide << v1,
                _ => 41,
            };
        }
        pair.right += y as i32 - 34 << 3;
        if let Some(mut v3) = TABLE.get(&((!(pair.wide as u32)) & 15)) {
            *v3 += y | 0x4f815d90;
        }
        for v4 in 0..1u32 {
            let mut v5 = (r ^ pair.left) & 31;
            #[bound(31)]
            while v5 > 0 {
                v5 -= 1;
                r += pair.left - v5 - y as u32 * pair.left;
            }
        }
        let mut v6: u64 = y.wrapping_sub(!(y << 5));
        #[bound(7)]
        for v7 in 0..(!pair.left) & 7 {
            r ^= pair.left >> 4 >> pair.left % (pair.left | 1);
        }
        (((r as u64 ^ v6) + pair.right as u64) ^ pair.left as u64) + pair.wide
    }

    #[xdp(default = Aborted)]
    pub fn p152(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let mut pair = Pair::new(given.x.get(), given.y.get() as u32);
        let result = f152(&mut pair, given.y.get() as u64) ^ pair.sum();
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    #[inline(never)]
    fn f153(x: usize, y: u8) -> u64 {
        let mut r: usize = larger(y as usize, x);
        let v1 = match TABLE.get(&((x as u32 + r as u32) & 15)) {
            Some(known) => *known,
            None => (x as u64).min(28),
        };
        let mut v2 = ((r as u32).wrapping_add(v1 as u32)) & 7;
        #[bound(7)]
        while v2 > 0 {
            v2 -= 1;
            r += y as usize - 0 | r << 6;
        }
        let v3: usize = 'done: {
            if y as i32 & 0 >= (r as i32).wrapping_mul(31) {
                break 'done x + x;
            }
            r ^= x as usize + r % (x | 1);
            larger(x, usize::MIN)
        };
        let v4 = half(v2 as u64 % (r as u64 | 1)).unwrap();
        (((r as u64 ^ v4) + v3 as u64) ^ v2 as u64) + v1
    }

    #[xdp(default = Aborted)]
    pub fn p153(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f153(given.x.get() as usize, given.y.get() as u8);
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    #[xdp(default = Aborted)]
    pub fn p154(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let x = given.x.get() as u8;
        let y = given.y.get() as i64;
        let mut r: u8 = y as u8;
        let Some(v1) = half(y as u64 - x as u64) else { return Some(XdpAction::Drop) };
        let mut v2 = [x as u64 * r as u64, x as u64, !(y as u64), 0];
        v2[(y as usize ^ v1 as usize) % 4] = y as u64 * v1;
        let mut v3: u64 = v2[(x as usize & x as usize) % 4];
        let v4: u64 = f130(middle(v1 as i16, r as i16, i16::MAX), v3 as isize + r as isize);
        given.result = U64Be::new((((r as u64 ^ v4) + v3) ^ v1) + x as u64);
        Some(XdpAction::Pass)
    }

    fn f155(x: u8, y: u64) -> Option<u64> {
        let mut r: u8 = mixed(x as u32, 56) as u8;
        let mut v2 = 0u32;
        let v1: u8 = #[bound(3)]
        loop {
            v2 += 1;
            if (v2 as u64) < r as u64 {
                break larger(r, x);
            }
            if v2 >= 2 {
                break 0;
            }
            r >>= 4;
        };
        if x as u8 != v1 % (v2 as u8 | 1) {
            let v3: u64 = match v2 as u8 - 0 {
                0 | 7 => v2 as u64 & r as u64,
                1..=60 => x as u32 as u64,
                k if k > 90 => (v1 as u64) << 6,
                k @ 61..70 => k as u64,
                _ => r as u64 | v1 as u64,
            };
        } else {
            let mut v4: i64 = -((x as i64) << x as u32) | (x as i64).min(r as i64 & 0);
            if color(larger(x as u64, v2 as u64)) == Color::Blue {
                return None;
            }
        }
        let mut v5: u8 = (v1 as u64 / y | v2 as u64 + v1 as u64) as u8;
        for v6 in 0..6u8 {
            if half(x as u64).is_some() {
                continue;
            }
            let mut v7 = y as u32 - 0x3ee652e;
            #[bound(20)]
            while v7 > 3 {
                v7 >>= 3;
                r *= mixed(r as u32, v2) as u8 + r * v5;
            }
        }
        let Some(v8) = half(scattered(v5 as i64, v1 as u64)) else { return Some(r as u16 as u64) };
        Some((((r as u64 ^ v8) + v5 as u64) ^ v1 as u64) + v2 as u64)
    }

    #[xdp(default = Aborted)]
    pub fn p155(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f155(given.x.get() as u8, given.y.get() as u64)?;
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f156(x: usize, y: u32) -> Option<u64> {
        let mut r: usize = y as usize & y as usize;
        if scattered(46, y as u64) as u16 == mixed(y, 23) as u16 {
            let v1 = match (half(y as u64 / (y as u64 | 1)), x as u32 + y) {
                (Some(0..=9), _) => larger(x as u64, r as u64),
                (Some(n), k @ 1..=100) => n + k as u64,
                (Some(n), _) if n & 1 == 1 => x as u64 * r as u64,
                (None, 0) => r as u64 as u64,
                _ => x as u64,
            };
        } else if color(x as u64) == Color::Blue {
            let Some(v2) = half(r as u64 | r as u64) else { return None };
        } else {
            let mut v3: usize = !(y as u8) as usize;
            if let Some(mut v4) = TABLE.get(&((larger(r as u32, u32::MAX)) & 15)) {
                *v4 *= x as u64 ^ v3 as u64;
            }
        }
        let mut v5: u64 = mixed(x as u32, x as u32) as u64;
        #[bound(64)]
        while let Some(v6) = half(v5) {
            if v6 < 3 {
                break;
            }
            v5 = v6;
        }
        let v7: u32 = 'done: {
            if color(v5 + 62) == Color::Red {
                break 'done x as u32 - 102;
            }
            r -= mixed(v5 as u32 | 80, v5 as usize as u32) as usize;
            !(r as u32)
        };
        let mut v8 = Pair { wide: !(r as u64), left: v7 ^ y, right: x as i32 };
        v8.turn(y | 20);
        let Pair { wide: v9, right: v10, .. } = v8;
        let mut v11 = Pair { wide: v5 ^ v9, left: v5 as u8 as u32, right: x as i32 };
        v11.turn(larger(v7, v7));
        let mut v12: u64 = v11.sum();
        let mut v14 = 0u32;
        let v13: i8 = #[bound(6)]
        loop {
            v14 += 1;
            if v14 as u64 > v9 {
                break y as i8 + 76;
            }
            if v14 >= 5 {
                break i8::MIN;
            }
            v5 >>= 6;
        };
        Some((((r as u64 ^ v13 as u64) + v14 as u64) ^ v12) + v10 as u64)
    }

    #[xdp(default = Aborted)]
    pub fn p156(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f156(given.x.get() as usize, given.y.get() as u32)?;
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f157(x: i16, y: i32) -> u64 {
        let mut r: i16 = y as i16 % (y as i16 | 1);
        COUNT.set(COUNT.get() + (x as u32 + x as u32));
        let v1: u32 = COUNT.get();
        for v2 in [r << 3, x - x, 81] {
            r >>= 6;
        }
        let v3: u64 = f136(r as u64 + y as u64, !(v1 as u16));
        let v4: u64 = 'done: {
            if v1 as usize >> 2 <= r as usize >> 3 {
                break 'done scattered(v1 as i64, u64::MAX);
            }
            r |= (x + x) / (r + 0 | 1);
            v1 as u64 & y as u64
        };
        (((r as u64 ^ v4) + v3) ^ v1 as u64) + x as u64
    }

    #[xdp(default = Aborted)]
    pub fn p157(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f157(given.x.get() as i16, given.y.get() as i32);
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    #[inline(never)]
    fn f158(x: i64, y: usize) -> u64 {
        let mut r: i64 = -x;
        for &v1 in &[x as u32 >> 4, !(x as u32), x as u32] {
            r *= mixed(23, v1) as i64 as i64;
        }
        let v2: usize = match color(r as u64 % (y as u64 | 1)) {
            Color::Red => !y,
            Color::Green if !(y >= x as usize) => larger(x as usize, r as usize),
            one => one as u32 as usize,
        };
        if half(v2 as u64).is_some() {
            let v3 = match (half(r as u64 % (v2 as u64 | 1)), r as u32 | v2 as u32) {
                (Some(0..=9), _) => x as u64 >> 7,
                (Some(n), k @ 1..=100) => n + k as u64,
                (Some(n), _) if n & 1 == 1 => (v2 as u64).min(v2 as u64),
                (None, 0) => x as u64 >> v2 as u32,
                _ => u64::MIN,
            };
        } else if v2 == y {
            if let Some(mut v4) = TABLE.get(&((middle(y as u32, x as u32, 99)) & 15)) {
                *v4 = r as u64 * 77;
            }
        }
        'outer: for v5 in 0..=3i32 {
            for v6 in 0..4u8 {
                if (v6 as usize) < usize::MAX {
                    break;
                }
                r = r as i64 & x >> 2;
                if v2 != v2 {
                    break;
                }
            }
            r *= mixed(x as u32 + r as u32, mixed(121, v5 as u32)) as i64;
        }
        ((r as u64 ^ v2 as u64) + x as u64) ^ y as u64
    }

    #[xdp(default = Aborted)]
    pub fn p158(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f158(given.x.get() as i64, given.y.get() as usize);
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f159(x: u16, y: u16) -> Option<u64> {
        let mut r: u16 = x as usize as u16;
        let v1: u64 = match color(y as u64 + u64::MIN) {
            Color::Red => mixed(u32::MIN, x as u32) as u64,
            Color::Green if half(r as u64).is_some() => r as u64 | u64::MIN,
            one => one as u32 as u64,
        };
        for v2 in [r + u16::MAX, y.wrapping_mul(y), x] {
            r ^= (y & x) * !r;
        }
        let v3: u16 = match x as u8 % (r as u8 | 1) {
            0 | 7 => y | v1 as u16,
            1..=60 => mixed(r as u32, v1 as u32) as u16,
            k if k > 90 => r | x,
            k @ 61..70 => k as u16,
            _ => x >> x as u32,
        };
        let mut v5 = 0u32;
        let v4: i16 = #[bound(8)]
        loop {
            v5 += 1;
            if (y as i16) <= v3 as i16 {
                break larger(r as i16, x as i16);
            }
            if v5 >= 7 {
                break x as i16;
            }
            r = middle(larger(v3, x), y - 3, v3);
        };
        Some((((r as u64 ^ v4 as u64) + v5 as u64) ^ v3 as u64) + v1)
    }

    #[xdp(default = Aborted)]
    pub fn p159(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f159(given.x.get() as u16, given.y.get() as u16)?;
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }
}
