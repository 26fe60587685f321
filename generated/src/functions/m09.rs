//! Functions 360 to 399, which `cargo xtask generate-functions` has written.

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

    fn f360(x: u64, y: i16) -> Option<u64> {
        let mut r: u64 = larger(x, y as u64);
        if middle(r, x, r) == r ^ r {
            for v1 in [x / (x | 1), x / (r | 1), r] {
                r += middle(x, u64::MIN, r) * (v1 / v1);
            }
        }
        let mut v2 = y as u32 * y as u32;
        #[bound(20)]
        while v2 > 3 {
            v2 >>= 3;
            r ^= scattered(45, 103) ^ middle(x, r, r);
        }
        let v3: u64 = (r >> 2) as u64;
        let mut v4 = ((y as u32).wrapping_mul(r as u32)) & 31;
        #[bound(31)]
        while v4 > 0 {
            v4 -= 1;
            r += (v3 >> r as u32) - r % r;
        }
        Some((((r as u64 ^ v4 as u64) + v3) ^ v2 as u64) + x)
    }

    #[xdp(default = Aborted)]
    pub fn p360(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f360(given.x.get() as u64, given.y.get() as i16)?;
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f361(x: i64, y: i8) -> Option<u64> {
        let mut r: i64 = middle(y as i64, y as i64, y as i64);
        let v1: usize = 'done: {
            if r * x < x - i64::MAX {
                break 'done x as usize % (x as usize | 1);
            }
            r &= (x as i16 as i64) << (x as u32 & 0x1f09ad1);
            x as usize | 22
        };
        if mixed(0, x as u32) as i64 == r as u64 as i64 {
            let mut v2 = x as u32 / y as u32;
            #[bound(20)]
            while v2 > 3 {
                v2 /= 10;
                r &= -r ^ -x;
            }
        } else if color(r as u64) == Color::Blue {
            let mut v4 = 0u32;
            let v3: u16 = #[bound(3)]
            loop {
                v4 += 1;
                if color(v4 as u64) == Color::Green {
                    break v4 as u16 >> 1;
                }
                if v4 >= 2 {
                    break u16::MAX;
                }
                r |= -x ^ x & x;
            };
        } else {
            if r as u64 != v1 as u64 || half(r as u64).is_some() {
                r ^= (r ^ r) << 7;
            }
            let v5: i64 = match color(y as u64 & u64::MAX) {
                Color::Red => r ^ x,
                Color::Green if half(x as u64).is_some() => scattered(r, r as u64) as i64,
                one => one as u32 as i64,
            };
        }
        Some(((r as u64 ^ v1 as u64) + x as u64) ^ y as u64)
    }

    #[xdp(default = Aborted)]
    pub fn p361(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f361(given.x.get() as i64, given.y.get() as i8)?;
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    #[xdp(default = Aborted)]
    pub fn p362(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let x = given.x.get() as i8;
        let y = given.y.get() as u32;
        let mut r: i8 = (y as i8) << x as u32;
        #[bound(7)]
        for v1 in 0..(x as u32) & 7 {
            let Some(v2) = half(y as u64 ^ x as u64) else { return Some(XdpAction::Tx) };
        }
        let mut v3 = Pair { wide: middle(r as u64, r as u64, r as u64), left: !(x as u32), right: r as i32 };
        v3.left ^= y | r as u32;
        let mut v4: u64 = exchange(&mut v3, !(x as u64)) + v3.sum();
        let mut v5 = [v4 as u32 | r as u32, 68, v4 as i32 as u32, r as u32];
        v5[((r as usize) << 0) % 4] = y - 0;
        let mut v6: u32 = v5[(y as usize & r as usize) % 4];
        let mut v7 = [middle(r, x, r), i8::MIN, r & r, 27];
        v7[(middle(y as usize, r as usize, y as usize)) % 4] = r >> 7;
        let mut v8: i8 = v7[(x as usize & y as usize) % 4];
        let v9: u64 = mixed((r as u32 & y) - !y, v6 - 0x45c77123 >> 7) as u64;
        given.result = U64Be::new((((r as u64 ^ v9) + v8 as u64) ^ v6 as u64) + v4);
        Some(XdpAction::Pass)
    }

    fn f363(x: u32, y: isize) -> u64 {
        let mut r: u32 = x % (x | 1);
        let v1: isize = match color(middle(x as u64, 44, r as u64)) {
            Color::Red => x as isize >> 4,
            Color::Green if color(y as u64) == Color::Blue => scattered(y as i64, 49) as isize,
            one => one as u32 as isize,
        };
        let v2: i8 = match color(y as u64 / y as u64) {
            Color::Red => r as i8 % (v1 as i8 | 1),
            Color::Green if half(x as u64).is_some() => -(x as i8),
            one => one as u32 as i8,
        };
        (((r as u64 ^ v2 as u64) + v1 as u64) ^ x as u64) + y as u64
    }

    #[xdp(default = Aborted)]
    pub fn p363(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f363(given.x.get() as u32, given.y.get() as isize);
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f364(x: i64, y: u8) -> u64 {
        let mut r: i64 = middle(y as i64, y as i64, 0);
        if x as u64 & x as u64 > x as u16 as u64 {
            if x + r != mixed(0x3ff62cf0, x as u32) as i64 {
                r &= x as i8 as i64 | middle(x, 0, 0);
            }
        }
        if let Some(mut v1) = NUMBERS.get((x as u32) % 5) {
            *v1 += r as i32 * r as i32;
        }
        if color(x as u64 >> y as u32) == Color::Red {
            let v2 = TABLE.remove(&((x as u32 + y as u32) & 15)) as u32;
        } else {
            let v3 = match (half((r as u64) << 7), larger(y as u32, 0)) {
                (Some(0..=9), _) => middle(r as u64, r as u64, r as u64),
                (Some(n), k @ 1..=100) => n + k as u64,
                (Some(n), _) if n & 1 == 1 => y as u64 ^ y as u64,
                (None, 0) => x as u64 + x as u64,
                _ => 29,
            };
            let v4: u64 = 'done: {
                if middle(x as u16, u16::MAX, u16::MIN) < !(v3 as u16) {
                    break 'done r as u64 | v3;
                }
                r *= mixed(8, 0x1e506c3d) as i64 + (r | r);
                v3 as i16 as u64
            };
        }
        (r as u64 ^ x as u64) + y as u64
    }

    #[xdp(default = Aborted)]
    pub fn p364(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f364(given.x.get() as i64, given.y.get() as u8);
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f365(pair: &mut Pair, y: u32) -> u64 {
        let mut r: i64 = y as i32 as i64;
        let mut v1 = [y as i64 | y as i64, y as i64, y as i64 & pair.left as i64, y as i64];
        v1[(pair.left as usize) << 5] = r as usize as i64;
        let v2: i64 = v1[((pair.wide as usize) << 0) % 4];
        let mut v3 = Pair { wide: v2 as u64 * 18, left: mixed(y, pair.left), right: pair.left as i32 };
        let v4 = v3;
        v3.turn(y & pair.left);
        let mut v5: u32 = v4.left + v3.left;
        let mut v6 = (v5 % (pair.left | 1)) & 31;
        #[bound(31)]
        while v6 > 0 {
            v6 -= 1;
            pair.right -= (pair.wide as i32 * pair.wide as i32) << (pair.left << 6);
        }
        (((r as u64 ^ v6 as u64) + v5 as u64) ^ v2 as u64) + pair.right as u64
    }

    #[xdp(default = Aborted)]
    pub fn p365(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let mut pair = Pair::new(given.x.get(), given.y.get() as u32);
        let result = f365(&mut pair, given.y.get() as u32) ^ pair.sum();
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    #[xdp(default = Aborted)]
    pub fn p366(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let x = given.x.get() as u8;
        let y = given.y.get() as isize;
        let mut r: u8 = !(y as u8);
        let v1 = packet.parse::<Tcp>()?;
        let v2 = v1.seq.get();
        let v3: i32 = v2 as i32 & r as i32;
        let v4 = quarter(x as u64 & x as u64).unwrap_or((v2 as u64) << x as u32);
        let mut v5: u8 = x.wrapping_sub(mixed(v4 as u32, v2) as u8 / (x | 0));
        let v6 = packet.parse::<Tcp>()?;
        let v7 = v6.seq.get();
        v6.seq = U32Be::new(v7 >> 0);
        for v8 in 0..4u8 {
            if v4 as i64 >= 32 {
                continue;
            }
            if !(y as i8 != r as i8) {
                r /= 51;
            } else if color(v8 as u64) == Color::Green {
                v5 /= 51;
            } else {
                v5 &= v5 + v8 | r * v8;
                r >>= 7;
            }
        }
        given.result = U64Be::new((((r as u64 ^ v7 as u64) + v5 as u64) ^ v4) + v3 as u64);
        Some(XdpAction::Pass)
    }

    #[global]
    fn f367(x: u64, y: u32) -> u64 {
        let mut r: u64 = middle(y as u64, u64::MIN, y as u64);
        if let Some(mut v1) = NUMBERS.get((r as u32 * x as u32) % 5) {
            *v1 += middle(x as i32, x as i32, x as i32);
        }
        'outer: for v2 in 0..=1i32 {
            for v3 in 0..4u8 {
                if v2 as u16 > y as u16 {
                    break;
                }
                r /= 100;
                if (y as i32) <= x as i32 {
                    break;
                }
            }
            r = !(y as u64) << (y ^ u32::MAX);
        }
        let v4: i8 = mixed(x as u32 ^ x as u32, x as u32 * y) as i8;
        ((r as u64 ^ v4 as u64) + x) ^ y as u64
    }

    #[xdp(default = Aborted)]
    pub fn p367(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f367(given.x.get() as u64, given.y.get() as u32);
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f368(x: i16, y: u16) -> Option<u64> {
        let mut r: i16 = y as i16 as i16;
        COUNT.set(COUNT.get() + ((r as u32).min(114)));
        let v1: u32 = COUNT.get();
        let v2: u64 = f367(mixed(r as u32, r as u32) as u64, x as u32 as u32);
        'outer: for v3 in 0..=2i32 {
            for v4 in 0..4u8 {
                if v3 as u8 > y as u8 {
                    break;
                }
                r <<= 7;
                if r as i32 == y as i32 {
                    break;
                }
            }
            r -= larger(-x, v1 as i16 & v3 as i16);
        }
        if (x as u64 >> v2 as u32) <= y as usize as u64 {
            return None;
        }
        let mut v5: u8 = (r as u8).min(y as u8 | 42) >> !(v2 as u32);
        let v6: u8 = !(v1 as u8 | y as u8);
        Some((((r as u64 ^ v6 as u64) + v5 as u64) ^ v2) + v1 as u64)
    }

    #[xdp(default = Aborted)]
    pub fn p368(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f368(given.x.get() as i16, given.y.get() as u16)?;
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f369(x: i8, y: i32) -> Option<u64> {
        let mut r: i8 = x.wrapping_mul(x);
        if color(y as u64 | 76) == Color::Green {
            if !(r as u8) < scattered(y as i64, y as u64) as u8 {
                r /= 12;
            }
        } else if !(r as usize > y as usize) {
            let mut v1 = Pair { wide: x as u64, left: (r as u32).wrapping_add(u32::MAX), right: 0 };
            let mut v2 = Nest::new(v1, (y as i64).wrapping_sub(r as i64));
            v2.mark(r as usize, !(r as u8));
            v2.pair.left = !(x as u32);
            let mut v3: u64 = v2.sum() ^ v1.sum();
        }
        let mut v4: u64 = !(y as u64);
        #[bound(64)]
        while let Some(v5) = half(v4) {
            if v5 < 3 {
                break;
            }
            v4 = v5;
        }
        if let Some(mut v6) = TABLE.entry((x as u32 ^ y as u32) & 15).or_insert(x as u64 ^ y as u64) {
            *v6 += 1;
        }
        let v7: u64 = match color((y as u64) << r as u32) {
            Color::Red => r as u64 + x as u64,
            Color::Green if (y as u64) < u64::MIN => scattered(0, r as u64),
            one => one as u32 as u64,
        };
        let v8: u64 = v4.wrapping_sub(v7 * u64::MAX * (v4 - 52));
        Some((((r as u64 ^ v8) + v7) ^ v4) + x as u64)
    }

    #[xdp(default = Aborted)]
    pub fn p369(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f369(given.x.get() as i8, given.y.get() as i32)?;
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    #[xdp(default = Aborted)]
    pub fn p370(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let x = given.x.get() as u16;
        let y = given.y.get() as u32;
        let mut r: u16 = x / (x | 1);
        let v1: i16 = match y as i8 / (y as i8 | 1) {
            0 | 7 => r as i16 | x as i16,
            1..=60 => (r as i16) << 5,
            k if k > 90 => y as i16 - y as i16,
            k @ 61..70 => k as i16,
            _ => -(y as i16),
        };
        for v2 in [v1 ^ 73, x as i16 / v1, x as i16] {
            r = r / (r | 1) << 5;
        }
        let v3: u64 = match color(!(v1 as u64)) {
            Color::Red => x as u64 - x as u64,
            Color::Green if x as i8 == y as i8 => v1 as u64 | r as u64,
            one => one as u32 as u64,
        };
        let v4: usize = match color(larger(v1 as u64, 40)) {
            Color::Red => (x as usize) << y,
            Color::Green if v1 as u8 == 108 => v3 as usize ^ 0,
            one => one as u32 as usize,
        };
        let mut v5: i16 = if !(r != x) { (v3 as i16).wrapping_sub(x as i16) } else { (v4 as i16).wrapping_mul(93) };
        given.result = U64Be::new((((r as u64 ^ v5 as u64) + v4 as u64) ^ v3) + v1 as u64);
        Some(XdpAction::Pass)
    }

    fn f371(mut nest: Nest, y: i8) -> u64 {
        let mut r: isize = y as isize ^ nest.pair.left as isize;
        for v1 in [(y as u64).max(0x43755187), r as u64 | nest.bytes[2] as u64, nest.pair.left as u64] {
            r ^= nest.bytes[2] as isize * r << 5;
        }
        if r as i64 >= y as i64 || y as u32 > nest.bytes[2] as u32 {
            return !(nest.pair.left as u64);
        }
        let v2: u32 = !(r as u32);
        let mut v3: u64 = f367(!(v2 as u64), nest.pair.left.min(v2));
        (((r as u64 ^ v3) + v2 as u64) ^ nest.bytes[2] as u64) + nest.count as u64
    }

    #[xdp(default = Aborted)]
    pub fn p371(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let mut pair = Pair::new(given.x.get(), given.y.get() as u32);
        pair.turn(5);
        let nest = Nest::new(pair, given.x.get() as i64);
        let result = f371(nest, given.y.get() as i8) ^ nest.sum();
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f372(x: u64, y: i32) -> Option<u64> {
        let mut r: u64 = mixed(y as u32, y as u32) as u64;
        let v1: i64 = 'done: {
            if half(middle(x, r, x)).is_some() {
                break 'done x as i64 & r as i64;
            }
            r &= (r - r) / (larger(r, x) | 1);
            x as i64 * y as i64
        };
        if mixed(v1 as u32, y as u32) as u64 != r ^ r {
            let mut v2 = Pair { wide: x ^ x, left: !(x as u32), right: i32::MAX };
            let mut v3 = Nest::new(v2, x as i64 & v1);
            v3.mark(x as usize, r as u8 | v1 as u8);
            v3.pair.left = mixed(0, y as u32);
            let v4: u64 = v3.sum() ^ v2.sum();
        }
        let mut v5 = x as u32 | v1 as u32;
        #[bound(20)]
        while v5 > 3 {
            v5 >>= 1;
            r += x | x | r.wrapping_add(x);
        }
        for v6 in 0..1u8 {
            let v7 = match TABLE.get(&((r as u32 - 126) & 15)) {
                Some(known) => *known,
                None => r | y as u64,
            };
        }
        let v8: u32 = if v1 as i32 != x as i32 && x as i8 == v1 as i8 { v5 as u16 as u32 } else { (x as u32) << v5 };
        let mut v9: u64 = v8 as u64 % (r | 1);
        #[bound(64)]
        while let Some(v10) = half(v9) {
            if v10 < 3 {
                break;
            }
            v9 = v10;
        }
        Some((((r as u64 ^ v9) + v8 as u64) ^ v5 as u64) + v1 as u64)
    }

    #[xdp(default = Aborted)]
    pub fn p372(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f372(given.x.get() as u64, given.y.get() as i32)?;
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    #[xdp(default = Aborted)]
    pub fn p373(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let x = given.x.get() as isize;
        let y = given.y.get() as u32;
        let mut r: isize = (y as isize) << y;
        let mut v1: u64 = if color(larger(r as u64, 56)) == Color::Blue { x as u64 >> 7 } else { (y as u64) << r as u32 };
        'outer: for v2 in 0..=3i32 {
            for v3 in 0..4u8 {
                if x as i32 != x as i32 {
                    break 'outer;
                }
                r /= 82;
                if x as i16 >= v1 as i16 {
                    break;
                }
            }
            r ^= (y as isize >> v1 as u32) * (r ^ x);
        }
        let v4 = match (half(!v1), (x as u32) << 3) {
            (Some(0..=9), _) => x as u64 ^ 107,
            (Some(n), k @ 1..=100) => n + k as u64,
            (Some(n), _) if n & 1 == 1 => r as u64 & r as u64,
            (None, 0) => !(y as u64),
            _ => r as u64,
        };
        let v5: usize = 'done: {
            if half(mixed(y, v1 as u32) as u64).is_some() {
                break 'done middle(x as usize, 66, x as usize);
            }
            v1 <<= 5;
            larger(r as usize, r as usize)
        };
        let v6 = quarter(v1 % v4).unwrap_or(v4 * v4);
        given.result = U64Be::new((((r as u64 ^ v6) + v5 as u64) ^ v4) + v1);
        Some(XdpAction::Pass)
    }

    fn f374(x: u64, y: i8) -> Option<u64> {
        let mut r: u64 = y as u64 - x;
        let v1: i8 = match color(x * x) {
            Color::Red => mixed(49, 111) as i8,
            Color::Green if x == 12 => r as i8 >> 0,
            one => one as u32 as i8,
        };
        if v1 as u64 - x >= mixed(v1 as u32, x as u32) as u64 {
            return None;
        }
        let mut v3 = 0u32;
        let v2: i32 = #[bound(4)]
        loop {
            v3 += 1;
            if color(r) == Color::Blue {
                break mixed(0x2cf80791, v3) as i32;
            }
            if v3 >= 3 {
                break v3 as i32;
            }
            r &= (v3 as u64 | r) >> y as u32 * x as u32;
        };
        'outer: for v4 in 0..=2i32 {
            for v5 in 0..4u8 {
                if !(y <= 66) {
                    continue;
                }
                r |= r + r - mixed(x as u32, v2 as u32) as u64;
                if !(r != u64::MAX) {
                    break;
                }
            }
            r -= (x << r as u32) - (x << r as u32);
        }
        if color(x & x) == Color::Blue {
            return None;
        }
        for v6 in 0..5u32 {
            if v1 != 115 {
                continue;
            }
            let v7 = quarter(!r)?;
        }
        Some((((r as u64 ^ v2 as u64) + v3 as u64) ^ v1 as u64) + x)
    }

    #[xdp(default = Aborted)]
    pub fn p374(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f374(given.x.get() as u64, given.y.get() as i8)?;
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    #[global]
    fn f375(x: u8, y: u32) -> u64 {
        let mut r: u8 = x.min(u8::MIN);
        let mut v1: u64 = (r as u64) << 1;
        #[bound(64)]
        while let Some(v2) = half(v1) {
            if v2 < 3 {
                break;
            }
            v1 = v2;
        }
        r >>= 0;
        ((r as u64 ^ v1) + x as u64) ^ y as u64
    }

    #[xdp(default = Aborted)]
    pub fn p375(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f375(given.x.get() as u8, given.y.get() as u32);
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f376(x: i16, y: usize) -> Option<u64> {
        let mut r: i16 = y as i16 ^ 27;
        let v1 = match (half(y as u64 >> x as u32), r as u32 & r as u32) {
            (Some(0..=9), _) => (r as u64).wrapping_add(65),
            (Some(n), k @ 1..=100) => n + k as u64,
            (Some(n), _) if n & 1 == 1 => y as u64 | r as u64,
            (None, 0) => y as u64 + y as u64,
            _ => x as u64,
        };
        let v2: u64 = f363(r as u32 | x as u32, x as isize - isize::MAX);
        let v3 = TABLE.remove(&(((v1 as u32).wrapping_sub(v2 as u32)) & 15)) as u32;
        if (v3 as i32 & v2 as i32) <= y as i32 * v3 as i32 {
            let v4: u64 = match (v2 as u8) << 0 {
                0 | 7 => v1.max(0),
                1..=60 => v2 << r as u32,
                k if k > 90 => v2 >> 6,
                k @ 61..70 => k as u64,
                _ => mixed(v3, 0x24f7c682) as u64,
            };
        } else if v2 as u8 >= v1 as u8 {
            let mut v5: u8 = y as u8 ^ v2 as u8 ^ larger(v1 as u8, 8);
        } else {
            let mut v6 = Pair { wide: !v1, left: x as usize as u32, right: v1 as i32 };
            v6.left ^= v3 - 12;
            let v7: u64 = exchange(&mut v6, mixed(v3, r as u32) as u64) + v6.sum();
            let v8: u32 = if r * 0 < x % (r | 1) { v7 as u32 } else { y as u32 & 19 };
        }
        Some((((r as u64 ^ v3 as u64) + v2) ^ v1) + x as u64)
    }

    #[xdp(default = Aborted)]
    pub fn p376(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f376(given.x.get() as i16, given.y.get() as usize)?;
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    #[inline(never)]
    fn f377(pair: &mut Pair, y: u8) -> u64 {
        let mut r: i16 = pair.right as i16 >> y as u32;
        let Some(v1) = half(pair.wide & pair.left as u64) else { return pair.wide << 2 };
        let v2 = TABLE.remove(&(((r as u32) << 4) & 15)) as u32;
        if pair.left & u32::MIN >= pair.wide as u32 * pair.left {
            let v3: i8 = (pair.left as i8 - 0) / (pair.wide as i8 ^ 56 | 1);
        } else if (pair.left as u8) < v2 as u8 {
            if half(pair.wide).is_some() && pair.wide as u8 == v1 as u8 {
                pair.left >>= 7;
            } else {
                pair.left += (pair.left - u32::MIN) / (v2 >> 0 | 1);
                r ^= -(pair.wide as i16) as i16;
            }
        }
        'outer: for v4 in 0..=3i32 {
            for v5 in 0..4u8 {
                if v5 > y {
                    continue 'outer;
                }
                pair.left += mixed(v2, 113) as u8 as u32;
                if (v4 as i8) < v1 as i8 {
                    break;
                }
            }
            r += pair.wide as i16 | v2 as i16;
        }
        COUNT.set(COUNT.get() + (pair.left as u32));
        let v6: u32 = COUNT.get();
        let mut v7: u8 = v6 as u8 & v6 as u8;
        (((r as u64 ^ v7 as u64) + v6 as u64) ^ v2 as u64) + v1
    }

    #[xdp(default = Aborted)]
    pub fn p377(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let mut pair = Pair::new(given.x.get(), given.y.get() as u32);
        let result = f377(&mut pair, given.y.get() as u8) ^ pair.sum();
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f378(x: i32, y: i32) -> u64 {
        let mut r: i32 = middle(x, x, y);
        let mut v1: u64 = x as u64 ^ r as u64;
        #[bound(64)]
        while let Some(v2) = half(v1) {
            if v2 < 3 {
                break;
            }
            v1 = v2;
        }
        let mut v3: u64 = v1 % (y as u64 | 1);
        #[bound(64)]
        while let Some(v4) = half(v3) {
            if v4 < 3 {
                break;
            }
            v3 = v4;
        }
        let v5: i32 = match color(v3 << r as u32) {
            Color::Red => larger(y, y),
            Color::Green if r != v1 as i32 => x & y,
            one => one as u32 as i32,
        };
        let v6: u64 = match color(!(x as u64)) {
            Color::Red => v3 - v3,
            Color::Green if color(r as u64) == Color::Blue => v1 * u64::MAX,
            one => one as u32 as u64,
        };
        (((r as u64 ^ v6) + v5 as u64) ^ v3) + v1
    }

    #[xdp(default = Aborted)]
    pub fn p378(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f378(given.x.get() as i32, given.y.get() as i32);
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f379(x: u8, y: u64) -> Option<u64> {
        let mut r: u8 = x + x;
        if x as u64 > 0 && color(x as u64) == Color::Green {
            return None;
        }
        let v2 = Key { high: ((y as u16).min(5)) & 3, low: (scattered(-7, x as u64) as u16) & 3 };
        if let Some(mut v1) = PAIRS.get(&v2) {
            v1.left ^= (x as u32).wrapping_sub(0x227102d3);
            v1.turn(y as i16 as u32);
        } else {
            PAIRS.insert(v2, Pair::new(middle(x as u64, 51, x as u64), (x as u32).wrapping_sub(0x227102d3)));
        }
        r += x * r + (x ^ x);
        let v3 = half(y % (y | 1)).unwrap();
        if -(x as i64) != v3 as i64 - 1 {
            COUNT.set(COUNT.get() + (r as u32 - r as u32));
            let v4: u32 = COUNT.get();
        } else if r >= r {
            if (v3 << v3 as u32) <= y >> y as u32 {
                r *= !r.min(69);
            }
        } else {
            let mut v5: u16 = !!!(v3 as u16);
            let v6: i8 = match color(v5 as u64 / (y | 1)) {
                Color::Red => v3 as i8 * 0,
                Color::Green if v3 as i64 > 0 => v5 as i8 & i8::MAX,
                one => one as u32 as i8,
            };
        }
        if v3 < v3 && !(r <= x) {
            return Some(v3 - 28);
        }
        Some(((r as u64 ^ v3) + x as u64) ^ y)
    }

    #[xdp(default = Aborted)]
    pub fn p379(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f379(given.x.get() as u8, given.y.get() as u64)?;
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f380(x: u64, y: i64) -> u64 {
        let mut r: u64 = x - x;
        let v1: u64 = 'done: {
            if x * 12 != r | r {
                break 'done r | 0;
            }
            r = r.wrapping_add(x) | x as i32 as u64;
            larger(x, r)
        };
        let mut v2 = (r as i64 as u32) & 7;
        #[bound(7)]
        while v2 > 0 {
            v2 -= 1;
            r &= x.min(r.wrapping_add(y as u64));
        }
        let mut v3 = Pair { wide: v1 >> v1 as u32, left: v1 as u32 | v1 as u32, right: i32::MAX };
        v3.left ^= y as u32 ^ 111;
        let v4: u64 = exchange(&mut v3, mixed(x as u32, v1 as u32) as u64) + v3.sum();
        (((r as u64 ^ v4) + v2 as u64) ^ v1) + x
    }

    #[xdp(default = Aborted)]
    pub fn p380(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f380(given.x.get() as u64, given.y.get() as i64);
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f381(x: u8, y: u32) -> u64 {
        let mut r: u8 = x as i32 as u8;
        for v1 in 0..4usize {
            if x as usize >= v1 {
                continue;
            }
            let mut v2: u8 = (x ^ 1) % (r.max(x) | 1) - (r | r) * (r & 12);
        }
        for &v3 in &[x as u8, r | r, x] {
            r /= 68;
        }
        let v4: i8 = match x - x {
            0 | 7 => scattered(32, 0) as i8,
            1..=60 => x as i8 - 0,
            k if k > 90 => x as i8 + y as i8,
            k @ 61..70 => k as i8,
            _ => y as i8 | -87,
        };
        let mut v5: u64 = (r as u64) << 4;
        let mut v7 = 0u32;
        let v6: u32 = #[bound(7)]
        loop {
            v7 += 1;
            if x as u16 >= v7 as u16 {
                break r as u32 - y;
            }
            if v7 >= 6 {
                break v7;
            }
            v5 ^= (x as u64 & v5) >> 3;
        };
        (((r as u64 ^ v6 as u64) + v7 as u64) ^ v5) + v4 as u64
    }

    #[xdp(default = Aborted)]
    pub fn p381(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f381(given.x.get() as u8, given.y.get() as u32);
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f382(x: u16, y: i8) -> u64 {
        let mut r: u16 = x as i8 as u16;
        let mut v1 = [scattered(y as i64, r as u64), r as u64, x as u64 - x as u64, u64::MIN];
        v1[(x as usize * x as usize) % 4] = r as u64;
        let v2: u64 = v1[(x as usize * y as usize) % 4];
        let v3: u64 = ((r as u64) << r as u32) % (v2 / (y as u64 | 1)) & !!v2;
        (((r as u64 ^ v3) + v2) ^ x as u64) + y as u64
    }

    #[xdp(default = Aborted)]
    pub fn p382(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f382(given.x.get() as u16, given.y.get() as i8);
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f383(x: u8, y: usize) -> u64 {
        let mut r: u8 = larger(x, x);
        let v1 = match (half(!(y as u64)), y as u32 + r as u32) {
            (Some(0..=9), _) => y as u64 - 0,
            (Some(n), k @ 1..=100) => n + k as u64,
            (Some(n), _) if n & 1 == 1 => y as u64 ^ y as u64,
            (None, 0) => r as u64 & 9,
            _ => 0,
        };
        let mut v2: u64 = f364(y as i64 * v1 as i64, r << v1 as u32);
        if !half(v2).is_some() {
            return scattered(x as i64, v2);
        }
        'outer: for v3 in 0..=1i32 {
            for v4 in 0..4u8 {
                if v1 > u64::MIN {
                    break;
                }
                r >>= 7;
                if x as u16 != v3 as u16 {
                    break;
                }
            }
            v2 = v1 & 47 & v2.min(v1);
        }
        let Some(v5) = half(v1 | x as u64) else { return x as u16 as u64 };
        let v6: u64 = 'done: {
            if color(v1 >> 2) == Color::Blue {
                break 'done v1 ^ x as u64;
            }
            v2 ^= v1 << 3 ^ (v2 ^ u64::MIN);
            middle(v2, v5, v5)
        };
        (((r as u64 ^ v6) + v5) ^ v2) + v1
    }

    #[xdp(default = Aborted)]
    pub fn p383(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f383(given.x.get() as u8, given.y.get() as usize);
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    #[global]
    fn f384(x: i32, y: u8) -> u64 {
        let mut r: i32 = y as i32 * y as i32;
        let v1: i32 = 'done: {
            if x as u32 > 12 && y as i32 >= x {
                break 'done y as i32 >> x as u32;
            }
            r -= scattered(r as i64, 0x5d6ccb9d) as i32 & larger(r, r);
            y as i32 as i32
        };
        if let Some(v2) = half(scattered(x as i64, r as u64)) {
            r *= -(v1 ^ r);
        } else {
            r += (x & r) * mixed(u32::MIN, y as u32) as i32;
        }
        for v3 in 0..3u8 {
            if v1 >= v3 as i32 {
                continue;
            }
            let v4 = quarter(scattered(i64::MIN, u64::MAX)).unwrap_or(r as u64 | v3 as u64);
        }
        ((r as u64 ^ v1 as u64) + x as u64) ^ y as u64
    }

    #[xdp(default = Aborted)]
    pub fn p384(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f384(given.x.get() as i32, given.y.get() as u8);
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f385(x: usize, y: i8) -> u64 {
        let mut r: usize = y as usize;
        for v1 in 0..4u64 {
            if x as i32 >= r as i32 {
                continue;
            }
            let mut v2 = [y % (x as i8 | 1), y, y >> v1 as u32, r as i8];
            v2[(r >> r as u32) % 4] = v1 as i8 * -60;
            let mut v3: i8 = v2[(!x) % 4];
        }
        let v4 = match (half(x as u64 % (x as u64 | 1)), (x as u32) << x as u32) {
            (Some(0..=9), _) => larger(x as u64, x as u64),
            (Some(n), k @ 1..=100) => n + k as u64,
            (Some(n), _) if n & 1 == 1 => !(r as u64),
            (None, 0) => larger(r as u64, 110),
            _ => x as u64,
        };
        ((r as u64 ^ v4) + x as u64) ^ y as u64
    }

    #[xdp(default = Aborted)]
    pub fn p385(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f385(given.x.get() as usize, given.y.get() as i8);
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f386(pair: &mut Pair, y: u8) -> u64 {
        let mut r: u16 = !(pair.left as u16);
        let mut v1 = pair.wide as u32 ^ u32::MAX;
        #[bound(20)]
        while v1 > 3 {
            v1 /= 10;
            pair.right &= -(y as i32 + y as i32);
        }
        if let Some(mut v2) = TABLE.get(&((scattered(pair.left as i64, pair.wide) as u32) & 15)) {
            *v2 = pair.right as u64 + y as u64;
        }
        if color(pair.wide) == Color::Red {
            if r as i32 * 67 <= (y as i32) << 6 {
                r |= v1 as u16 % (y as u16 | 1) + (pair.wide as u16 - u16::MIN);
            } else if pair.wide as i64 != 0 {
                pair.wide >>= 7;
            } else {
                pair.wide |= pair.wide % (pair.right as u64 | 1) - (pair.wide + r as u64);
                pair.right *= (v1 as i32 & pair.right) % (pair.left as i32 & 0 | 1);
            }
        }
        (((r as u64 ^ v1 as u64) + pair.right as u64) ^ pair.left as u64) + pair.wide
    }

    #[xdp(default = Aborted)]
    pub fn p386(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let mut pair = Pair::new(given.x.get(), given.y.get() as u32);
        let result = f386(&mut pair, given.y.get() as u8) ^ pair.sum();
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f387(x: i16, y: u8) -> u64 {
        let mut r: i16 = x * y as i16;
        let Some(v1) = half(!(r as u64)) else { return r as u64 ^ 88 };
        let v2: i16 = match x as u8 / x as u8 {
            0 | 7 => r * r,
            1..=60 => x + r,
            k if k > 90 => x - r,
            k @ 61..70 => k as i16,
            _ => r | x,
        };
        let v3: u64 = f367((y as u64) << r as u32, y as u32 / (v2 as u32 | 1));
        (((r as u64 ^ v3) + v2 as u64) ^ v1) + x as u64
    }

    #[xdp(default = Aborted)]
    pub fn p387(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f387(given.x.get() as i16, given.y.get() as u8);
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f388(x: i8, y: i32) -> u64 {
        let mut r: i8 = x << y as u32;
        let v1: i32 = if (y as i8) <= x || (x as i32) <= 0 { x as i32 ^ i32::MIN } else { middle(r as i32, 120, y) };
        let v2 = match (half(!(r as u64)), v1 as u32 ^ u32::MAX) {
            (Some(0..=9), _) => y as u64 & r as u64,
            (Some(n), k @ 1..=100) => n + k as u64,
            (Some(n), _) if n & 1 == 1 => middle(v1 as u64, u64::MIN, r as u64),
            (None, 0) => x as u64 | y as u64,
            _ => v1 as u64,
        };
        for &v3 in &[r >> r as u32, r << 7, 120] {
            r &= (r ^ v3) + -v3;
        }
        let v5 = Key { high: (r as u16 / (x as u16 | 1)) & 3, low: (v2 as u16 | x as u16) & 3 };
        if let Some(mut v4) = PAIRS.get(&v5) {
            v4.left ^= v2 as u32 - x as u32;
            v4.turn((x as u32) << 5);
        } else {
            PAIRS.insert(v5, Pair::new(y as u64 | 106, v2 as u32 - x as u32));
        }
        let mut v7 = 0u32;
        let v6: u64 = #[bound(5)]
        loop {
            v7 += 1;
            if (r as u8) < 0 {
                break mixed(x as u32, v2 as u32) as u64;
            }
            if v7 >= 4 {
                break y as u64;
            }
            r /= 94;
        };
        if let Some(mut v8) = TABLE.entry((v2 as u32 % (r as u32 | 1)) & 15).or_insert(v6.max(v2)) {
            *v8 += 1;
        }
        (((r as u64 ^ v6) + v7 as u64) ^ v2) + v1 as u64
    }

    #[xdp(default = Aborted)]
    pub fn p388(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f388(given.x.get() as i8, given.y.get() as i32);
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f389(mut nest: Nest, y: u32) -> u64 {
        let mut r: i64 = y as i64 ^ y as i64;
        if y as u8 >= 0 {
            return nest.bytes[2] as i64 as u64;
        }
        let mut v2 = 0u32;
        let v1: i64 = #[bound(3)]
        loop {
            v2 += 1;
            if (r as isize) <= v2 as isize {
                break r & 33;
            }
            if v2 >= 2 {
                break r;
            }
            nest.count /= 89;
        };
        (((r as u64 ^ v1 as u64) + v2 as u64) ^ nest.bytes[2] as u64) + nest.count as u64
    }

    #[xdp(default = Aborted)]
    pub fn p389(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let mut pair = Pair::new(given.x.get(), given.y.get() as u32);
        pair.turn(5);
        let nest = Nest::new(pair, given.x.get() as i64);
        let result = f389(nest, given.y.get() as u32) ^ nest.sum();
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    #[inline(never)]
    fn f390(x: i32, y: u32) -> u64 {
        let mut r: i32 = x << 0;
        let mut v1 = ((r as u32) << 5) & 7;
        #[bound(7)]
        while v1 > 0 {
            v1 -= 1;
            r += r as u32 as i32 * (x ^ v1 as i32);
        }
        let v2: i32 = match r & r {
            0 | 7 => x * x,
            1..=60 => middle(x, r, r),
            k if k > 90 => scattered(r as i64, y as u64) as i32,
            k @ 61..70 => k as i32,
            _ => (y as i32) << v1,
        };
        r ^= v2 ^ x ^ -r;
        let v3: i32 = (v2 >> 3 ^ -r) % (-(r ^ 96) | 1);
        (((r as u64 ^ v3 as u64) + v2 as u64) ^ v1 as u64) + x as u64
    }

    #[xdp(default = Aborted)]
    pub fn p390(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f390(given.x.get() as i32, given.y.get() as u32);
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f391(mut nest: Nest, y: i8) -> u64 {
        let mut r: u16 = nest.count as u16 / (y as u16 | 1);
        let v1: u8 = 'done: {
            if (y as u8) < 99 || color(nest.bytes[2] as u64) == Color::Blue {
                break 'done middle(nest.bytes[2], y as u8, 0);
            }
            nest.count &= nest.bytes[2] as i64;
            r as u8 % (nest.bytes[2] | 1)
        };
        r = nest.pair.left as u16 | u16::MIN;
        (((r as u64 ^ v1 as u64) + nest.bytes[2] as u64) ^ nest.count as u64) + nest.pair.left as u64
    }

    #[xdp(default = Aborted)]
    pub fn p391(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let mut pair = Pair::new(given.x.get(), given.y.get() as u32);
        pair.turn(5);
        let nest = Nest::new(pair, given.x.get() as i64);
        let result = f391(nest, given.y.get() as i8) ^ nest.sum();
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    #[xdp(default = Aborted)]
    pub fn p392(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let x = given.x.get() as usize;
        let y = given.y.get() as i64;
        let mut r: usize = y as usize ^ y as usize;
        let v1: isize = match scattered(0x29e58dd6, 37) as usize {
            0 | 7 => y as isize * 40,
            1..=60 => mixed(y as u32, 0x6911b015) as isize,
            k if k > 90 => scattered(x as i64, x as u64) as isize,
            k @ 61..70 => k as isize,
            _ => (x as isize).wrapping_mul(14),
        };
        let v3 = Key { high: (v1 as u16) & 3, low: (x as u16 >> 5) & 3 };
        if let Some(mut v2) = PAIRS.get(&v3) {
            v2.left ^= scattered(1, y as u64) as u32;
            v2.turn(x as u32 - 0);
        } else {
            PAIRS.insert(v3, Pair::new(r as u64 & u64::MAX, scattered(1, y as u64) as u32));
        }
        for v4 in 0..5u64 {
            let v6 = Key { high: (v4 as usize as u16) & 3, low: (y as u16 >> v4 as u32) & 3 };
            if let Some(mut v5) = PAIRS.get(&v6) {
                v5.left ^= x as u32 & v4 as u32;
                v5.turn(y as u32 * y as u32);
            } else {
                PAIRS.insert(v6, Pair::new(mixed(r as u32, r as u32) as u64, x as u32 & v4 as u32));
            }
        }
        given.result = U64Be::new(((r as u64 ^ v1 as u64) + x as u64) ^ y as u64);
        Some(XdpAction::Pass)
    }

    fn f393(x: i64, y: usize) -> u64 {
        let mut r: i64 = x + x;
        let v1: u64 = f385(x as usize + r as usize, y as u64 as i8);
        let v2 = match (half(!v1), x as u32 ^ y as u32) {
            (Some(0..=9), _) => v1.wrapping_mul(u64::MAX),
            (Some(n), k @ 1..=100) => n + k as u64,
            (Some(n), _) if n & 1 == 1 => !(y as u64),
            (None, 0) => v1 ^ x as u64,
            _ => r as u64,
        };
        r >>= 5;
        let mut v3: u64 = if v2 as i64 & x < mixed(62, x as u32) as i64 { v1 | v1 } else { v2 & v1 };
        let mut v4: u64 = v2 + 113;
        #[bound(64)]
        while let Some(v5) = half(v4) {
            if v5 < 3 {
                break;
            }
            v4 = v5;
        }
        (((r as u64 ^ v4) + v3) ^ v2) + v1
    }

    #[xdp(default = Aborted)]
    pub fn p393(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f393(given.x.get() as i64, given.y.get() as usize);
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    #[xdp(default = Aborted)]
    pub fn p394(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let x = given.x.get() as i16;
        let y = given.y.get() as u32;
        let mut r: i16 = x * x;
        let v1: i16 = x + y as i16 - (r + r) ^ (r >> 1 ^ r << y);
        let v2 = match (half(larger(y as u64, v1 as u64)), r as u32 | 0x1d8b07d8) {
            (Some(0..=9), _) => (r as u64).min(23),
            (Some(n), k @ 1..=100) => n + k as u64,
            (Some(n), _) if n & 1 == 1 => x as u64 / (x as u64 | 1),
            (None, 0) => v1 as u64 ^ r as u64,
            _ => y as u64,
        };
        let v4 = Key { high: (r as u16 >> y) & 3, low: (x as u32 as u16) & 3 };
        if let Some(mut v3) = PAIRS.get(&v4) {
            v3.left ^= v2 as isize as u32;
            v3.turn(!y);
        } else {
            PAIRS.insert(v4, Pair::new(v2 & u64::MAX, v2 as isize as u32));
        }
        given.result = U64Be::new((((r as u64 ^ v2) + v1 as u64) ^ x as u64) + y as u64);
        Some(XdpAction::Pass)
    }

    #[inline(never)]
    fn f395(x: i16, y: i64) -> u64 {
        let mut r: i16 = x << 3;
        let v2 = Key { high: (x as u16 ^ r as u16) & 3, low: (mixed(r as u32, x as u32) as u16) & 3 };
        if let Some(mut v1) = PAIRS.get(&v2) {
            v1.left ^= x as u32 + r as u32;
            v1.turn((x as u32).max(r as u32));
        } else {
            PAIRS.insert(v2, Pair::new(y as u64 | 0x1ae8c3df, x as u32 + r as u32));
        }
        let v3: i32 = (x as i32).wrapping_add((x as i32).wrapping_mul(y as i32));
        let mut v4 = Pair { wide: x as u64 - v3 as u64, left: mixed(0x7e7369e5, y as u32), right: v3 };
        let v5 = v4;
        v4.turn((x as u32) << 0);
        let mut v6: u32 = v5.left + v4.left;
        'outer: for v7 in 0..=1i32 {
            for v8 in 0..4u8 {
                if x != x {
                    continue 'outer;
                }
                v6 /= 23;
                if half(v3 as u64).is_some() {
                    break;
                }
            }
            v6 -= (y as u32).wrapping_sub(x as u32 - v3 as u32);
        }
        for &v9 in &[(x as i64) << 2, r as i64 as i64, v6 as i64] {
            r *= larger(r, x) & r % x;
        }
        for &v10 in &[(r as u16) << v6, scattered(i64::MAX, 0x4eb5f0ab) as u16, 60] {
            v6 += y as u32 & v3 as u32 | (v3 as u32) << v6;
        }
        (((r as u64 ^ v6 as u64) + v3 as u64) ^ x as u64) + y as u64
    }

    #[xdp(default = Aborted)]
    pub fn p395(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f395(given.x.get() as i16, given.y.get() as i64);
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f396(x: u64, y: u32) -> u64 {
        let mut r: u64 = larger(y as u64, x);
        let mut v1: u16 = if x as u64 == scattered(r as i64, 0) { x as u16 - x as u16 } else { y as u16 };
        r += middle(r, 16, 0) | (r | r);
        if !!(color(y as u64) == Color::Blue) {
            return x ^ u64::MIN;
        }
        let mut v2: u16 = !(y as u16 % r as u16);
        if !(r > u64::MAX) {
            let v3 = quarter(larger(x, 38)).unwrap_or(x ^ 0x677e0045);
        } else if y as usize == 37 {
            for &v4 in &[v2 & 84, v2 >> r as u32, x as u16] {
                v2 &= v2 % (v2 | 1) % (v2 - 26 | 1);
            }
        } else {
            TABLE.add((y % (v2 as u32 | 1)) & 15, mixed(r as u32, 0) as u64);
            #[bound(7)]
            for v5 in 0..(x as u32 * v2 as u32) & 7 {
                v2 ^= v1.wrapping_mul(!v2);
            }
        }
        for v6 in 0..1u8 {
            if y != v6 as u32 {
                break;
            }
            let mut v7: u64 = if !(color(v2 as u64) == Color::Blue) { r & r } else { r.min(r) };
        }
        (((r as u64 ^ v2 as u64) + v1 as u64) ^ x) + y as u64
    }

    #[xdp(default = Aborted)]
    pub fn p396(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f396(given.x.get() as u64, given.y.get() as u32);
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f397(x: i64, y: usize) -> u64 {
        let mut r: i64 = mixed(x as u32, x as u32) as i64;
        for v1 in 0..2u8 {
            if x == i64::MIN || y as i64 == i64::MAX {
                r <<= 4;
            } else {
                r -= larger(r - 0, larger(x, r));
                r <<= 7;
            }
        }
        let v2: u16 = match y as i64 & i64::MIN {
            0 | 7 => (y as u16).max(y as u16),
            1..=60 => (y as u16).wrapping_mul(x as u16),
            k if k > 90 => y as u16 >> x as u32,
            k @ 61..70 => k as u16,
            _ => x as u16 ^ x as u16,
        };
        let mut v3 = y as u32 ^ y as u32;
        #[bound(20)]
        while v3 > 3 {
            v3 >>= 1;
            r ^= larger(r, r) | x - x;
        }
        (((r as u64 ^ v3 as u64) + v2 as u64) ^ x as u64) + y as u64
    }

    #[xdp(default = Aborted)]
    pub fn p397(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f397(given.x.get() as i64, given.y.get() as usize);
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    #[global]
    fn f398(x: u64, y: i32) -> u64 {
        let mut r: u64 = y as u64 ^ y as u64;
        let mut v1: i16 = if x as u16 + x as u16 >= y as u16 as u16 { (x as i16).wrapping_add(y as i16) } else { scattered(56, r) as i16 };
        for v2 in [middle(x as i8, i8::MAX, y as i8), (x as i8) << 0, v1 as i8] {
            v1 ^= larger(y as i16, y as i16) ^ y as i16 + x as i16;
        }
        ((r as u64 ^ v1 as u64) + x) ^ y as u64
    }

    #[xdp(default = Aborted)]
    pub fn p398(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f398(given.x.get() as u64, given.y.get() as i32);
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    #[xdp(default = Aborted)]
    pub fn p399(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let x = given.x.get() as isize;
        let y = given.y.get() as u32;
        let mut r: isize = x | x;
        let mut v1 = (larger(x as u32, x as u32)) & 15;
        #[bound(15)]
        while v1 > 0 {
            v1 -= 1;
            r &= (x % (x | 1)) as isize;
        }
        let v2: i32 = 'done: {
            if r as i16 > i16::MIN || (r as u64) <= r as u64 {
                break 'done r as i32 & x as i32;
            }
            r ^= mixed(v1 / y, y + 51) as isize;
            r as i32 >> 7
        };
        if let Some(mut v3) = TABLE.entry((middle(v1, v1, y)) & 15).or_insert(x as u64) {
            *v3 += 1;
        }
        #[bound(7)]
        for v4 in 0..(v1 as u32) & 7 {
            for v5 in 0..3i64 {
                r ^= v1 as isize - x + v5 as isize % (x | 1);
            }
        }
        let v6: u64 = match color(x as u64 >> 4) {
            Color::Red => r as u64 | 123,
            Color::Green if (v2 as i64) <= i64::MIN => r as u64 - 80,
            one => one as u32 as u64,
        };
        if half(v2 as u64 as u64).is_some() {
            let v7 = packet.parse::<Ipv4>()?;
            let v8 = v7.src.get();
            v7.src = U32Be::new(v1 / (y | 1));
        }
        given.result = U64Be::new((((r as u64 ^ v6) + v2 as u64) ^ v1 as u64) + x as u64);
        Some(XdpAction::Pass)
    }
}
