//! Functions 240 to 279, which `cargo xtask generate-functions` has written.

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

    #[inline(never)]
    fn f240(x: usize, y: isize) -> u64 {
        let mut r: usize = x | x;
        let v1: u8 = 'done: {
            if y as u64 | u64::MAX <= (x as u64) << r as u32 {
                break 'done !(y as u8);
            }
            r *= larger(x ^ r, r | x);
            middle(r as u8, r as u8, y as u8)
        };
        let v2 = TABLE.insert((v1 as u32 & v1 as u32) & 15, larger(v1 as u64, x as u64)) as u8;
        if scattered(91, y as u64) as u16 >= v2 as u16 % x as u16 {
            let v3: u32 = match color(v2 as u64 * 53) {
                Color::Red => y as u32 ^ v1 as u32,
                Color::Green if (r as isize) < r as isize => v1 as u32 | x as u32,
                one => one as u32 as u32,
            };
        } else if v1 < v1 {
            let v4: u8 = match color((v2 as u64).wrapping_add(r as u64)) {
                Color::Red => v2 >> 3,
                Color::Green if v2 as isize > x as isize => v2 >> 4,
                one => one as u32 as u8,
            };
        }
        #[bound(7)]
        for v5 in 0..(v1 as u32 - v1 as u32) & 7 {
            for v6 in 0..3i64 {
                if v1 > u8::MIN {
                    continue;
                }
                r ^= (v2 as usize) << v1 as u32 + v6 as u32;
            }
        }
        (((r as u64 ^ v2 as u64) + v1 as u64) ^ x as u64) + y as u64
    }

    #[xdp(default = Aborted)]
    pub fn p240(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f240(given.x.get() as usize, given.y.get() as isize);
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f241(mut nest: Nest, y: isize) -> u64 {
        let mut r: u64 = (y as u64).min(y as u64);
        #[bound(7)]
        for v1 in 0..(nest.bytes[2] as u32 >> 0) & 7 {
            let mut v2: u64 = (nest.pair.left as u64).max(nest.bytes[2] as u64);
            #[bound(6)]
            while let Some(v3) = half(v2) {
                if v3 < 3 {
                    break;
                }
                v2 = v3;
            }
        }
        let mut v4 = Pair { wide: nest.pair.left as u64 & 36, left: scattered(nest.count, 21) as u32, right: y as i32 };
        let mut v5 = Nest::new(v4, nest.bytes[2] as i64 ^ nest.bytes[2] as i64);
        v5.mark(r as usize, nest.pair.left as u8 ^ 0);
        v5.pair.left = y as u32 / (nest.count as u32 | 1);
        let v6: u64 = v5.sum() ^ v4.sum();
        nest.bytes[2] += nest.pair.left as u8 * !(nest.count as u8);
        let v7: u64 = f240(scattered(r as i64, v6) as usize, nest.pair.left as isize | y);
        (((r as u64 ^ v7) + v6) ^ nest.bytes[2] as u64) + nest.count as u64
    }

    #[xdp(default = Aborted)]
    pub fn p241(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let mut pair = Pair::new(given.x.get(), given.y.get() as u32);
        pair.turn(5);
        let nest = Nest::new(pair, given.x.get() as i64);
        let result = f241(nest, given.y.get() as isize) ^ nest.sum();
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    #[inline(never)]
    fn f242(x: usize, y: i16) -> u64 {
        let mut r: usize = y as usize - x;
        let v1: usize = if half(y as u64 % (x as u64 | 1)).is_some() { r >> x as u32 } else { !x };
        if !(y as u8) == v1 as i16 as u8 {
            if color(v1 as u64 as u64) == Color::Red {
                r ^= (x & v1) << scattered(y as i64, r as u64) as u32;
            } else {
                r |= (x | r) * (r | 23);
                r += middle(v1 as i16, y, x as i16) as usize;
            }
        }
        ((r as u64 ^ v1 as u64) + x as u64) ^ y as u64
    }

    #[xdp(default = Aborted)]
    pub fn p242(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f242(given.x.get() as usize, given.y.get() as i16);
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f243(x: i64, y: i64) -> Option<u64> {
        let mut r: i64 = x >> y as u32;
        let mut v1 = (r as u32 * y as u32) & 31;
        #[bound(31)]
        while v1 > 0 {
            v1 -= 1;
            r /= 30;
        }
        if v1 != x as u32 || color(v1 as u64) == Color::Blue {
            r += middle(x, v1 as i64, x) - (x + r);
        } else if y != x {
            let mut v2: i64 = (y & -5) as i64 >> 4;
        } else {
            if let Some(v3) = half(v1 as u64 * y as u64) {
                r <<= 3;
            } else {
                r |= (x * r) as i64;
            }
            r <<= 6;
        }
        Some(((r as u64 ^ v1 as u64) + x as u64) ^ y as u64)
    }

    #[xdp(default = Aborted)]
    pub fn p243(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f243(given.x.get() as i64, given.y.get() as i64)?;
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f244(x: i64, y: i32) -> u64 {
        let mut r: i64 = scattered(x, x as u64) as i64;
        let v1: i64 = 'done: {
            if scattered(x, x as u64) != !(r as u64) {
                break 'done x / (x | 1);
            }
            r ^= x.wrapping_add(x) * (x >> r as u32);
            y as i64 - 67
        };
        let v2: u64 = match color(y as u64 / (x as u64 | 1)) {
            Color::Red => v1 as usize as u64,
            Color::Green if (r as u64) < x as u64 => middle(r as u64, u64::MAX, x as u64),
            one => one as u32 as u64,
        };
        let v3: i64 = middle(middle(r, 0, r), v2 as i64 ^ 122, v1) as i64;
        (((r as u64 ^ v3 as u64) + v2) ^ v1 as u64) + x as u64
    }

    #[xdp(default = Aborted)]
    pub fn p244(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f244(given.x.get() as i64, given.y.get() as i32);
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f245(x: u64, y: u64) -> Option<u64> {
        let mut r: u64 = !y;
        let v1: u64 = match mixed(x as u32, y as u32) as u64 {
            0 | 7 => larger(r, r),
            1..=60 => y.wrapping_mul(r),
            k if k > 90 => r % (r | 1),
            k @ 61..70 => k as u64,
            _ => y + r,
        };
        let v2: u64 = 'done: {
            if scattered(r as i64, r) != r << 0 {
                break 'done v1 + r;
            }
            r -= (x ^ 0x6b55bec8) + (x + y);
            middle(v1, y, r)
        };
        Some((((r as u64 ^ v2) + v1) ^ x) + y)
    }

    #[xdp(default = Aborted)]
    pub fn p245(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f245(given.x.get() as u64, given.y.get() as u64)?;
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f246(pair: &mut Pair, y: isize) -> u64 {
        let mut r: u64 = middle(y as u64, pair.left as u64, 90);
        if larger(r, pair.wide) < y as u64 + 0x124a9574 {
            for v1 in [pair.wide >> pair.left, pair.right as u64 | r, pair.wide] {
                pair.left <<= 1;
            }
        } else if pair.wide as i32 == r as i32 {
            #[bound(7)]
            for v2 in 0..(y as u32 >> 6) & 7 {
                r |= pair.wide / (y as u64 | 1) / (pair.wide ^ r);
            }
        }
        let mut v3 = (y as u32 * 116) & 31;
        #[bound(31)]
        while v3 > 0 {
            v3 -= 1;
            pair.right *= y as i32 % (r as i32 | 1) / (v3 as i32 & 8);
        }
        let v4: u32 = match color(pair.wide % (r | 1)) {
            Color::Red => v3.wrapping_sub(pair.left),
            Color::Green if v3 as i32 >= 114 => mixed(pair.left, pair.left),
            one => one as u32 as u32,
        };
        'outer: for v5 in 0..=1i32 {
            for v6 in 0..4u8 {
                if pair.right < v5 {
                    continue;
                }
                pair.right += v5 + pair.right - v5 as i32;
                if half(pair.wide).is_some() {
                    break;
                }
            }
            pair.wide <<= 6;
        }
        r /= 36;
        for v7 in 0..6u8 {
            let mut v8 = mixed(0x32702b1c, 111);
            #[bound(20)]
            while v8 > 3 {
                v8 >>= 1;
                r /= 40;
            }
        }
        (((r as u64 ^ v4 as u64) + v3 as u64) ^ pair.right as u64) + pair.left as u64
    }

    #[xdp(default = Aborted)]
    pub fn p246(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let mut pair = Pair::new(given.x.get(), given.y.get() as u32);
        let result = f246(&mut pair, given.y.get() as isize) ^ pair.sum();
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f247(x: isize, y: i16) -> u64 {
        let mut r: isize = x & y as isize;
        let v1: i64 = match y as u64 * y as u64 {
            0 | 7 => (y as i64) << 7,
            1..=60 => (y as i64) << 3,
            k if k > 90 => y as i64 + r as i64,
            k @ 61..70 => k as i64,
            _ => (y as i64) << 1,
        };
        let mut v2 = ((y as u32) << v1 as u32) & 7;
        #[bound(7)]
        while v2 > 0 {
            v2 -= 1;
            r >>= 0;
        }
        let mut v3: u64 = f240(v2 as usize ^ r as usize, mixed(y as u32, v1 as u32) as isize);
        let mut v4 = y as u32 | v1 as u32;
        #[bound(20)]
        while v4 > 3 {
            v4 >>= 1;
            r <<= 7;
        }
        for v5 in 0..2i64 {
            if half(!(v5 as u64)).is_some() {
                v3 >>= 1;
            } else if !(r <= r) {
                r *= middle(r * v5 as isize, v5 as isize & r, x);
            }
        }
        let v6: i8 = match color(r as u64 - 0x11ed531) {
            Color::Red => scattered(r as i64, v3) as i8,
            Color::Green if !(x == r) => v1 as i8 * y as i8,
            one => one as u32 as i8,
        };
        (((r as u64 ^ v6 as u64) + v4 as u64) ^ v3) + v2 as u64
    }

    #[xdp(default = Aborted)]
    pub fn p247(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f247(given.x.get() as isize, given.y.get() as i16);
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f248(x: i8, y: i8) -> Option<u64> {
        let mut r: i8 = x | y;
        r += middle(x * 22, x * y, 0);
        let mut v1: u32 = (x as u32 + y as u32) << 3;
        let v2: i8 = match y - i8::MIN {
            0 | 7 => y ^ 2,
            1..=60 => r ^ r,
            k if k > 90 => scattered(y as i64, v1 as u64) as i8,
            k @ 61..70 => k as i8,
            _ => larger(y, r),
        };
        let v3: isize = if half(v1 as i16 as u64).is_some() { v1 as isize >> 2 } else { y as isize * 58 };
        let v5 = Key { high: ((v1 as u16) << 5) & 3, low: (v1 as u16 * 0) & 3 };
        if let Some(mut v4) = PAIRS.get(&v5) {
            v4.left ^= x as isize as u32;
            v4.turn(v3 as u32 & v2 as u32);
        } else {
            PAIRS.insert(v5, Pair::new(!(x as u64), x as isize as u32));
        }
        let mut v6: i32 = (x as isize + v2 as isize) as i32;
        Some((((r as u64 ^ v6 as u64) + v3 as u64) ^ v2 as u64) + v1 as u64)
    }

    #[xdp(default = Aborted)]
    pub fn p248(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f248(given.x.get() as i8, given.y.get() as i8)?;
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f249(pair: &mut Pair, y: i16) -> u64 {
        let mut r: i64 = pair.wide as i64 & -51;
        for &v1 in &[pair.right + y as i32, (pair.wide as i32) << r as u32, 69] {
            pair.left = pair.wide as u32 * u32::MAX | pair.right as u32 + 0x660adff0;
        }
        for &v2 in &[r as i16 | y, (pair.right as i16).wrapping_sub(pair.left as i16), pair.left as i16] {
            pair.wide *= pair.left as u64 / (pair.wide | 1) >> y as u32;
        }
        let v3: u8 = 'done: {
            if color(mixed(7, r as u32) as u64) == Color::Red {
                break 'done pair.right as u8 / (pair.wide as u8 | 1);
            }
            pair.wide *= r as u64 + 0 & scattered(76, pair.wide);
            pair.right as u8 >> r as u32
        };
        let mut v4: u64 = v3 as u64 | u64::MAX;
        #[bound(64)]
        while let Some(v5) = half(v4) {
            if v5 < 3 {
                break;
            }
            v4 = v5;
        }
        (((r as u64 ^ v4) + v3 as u64) ^ pair.right as u64) + pair.left as u64
    }

    #[xdp(default = Aborted)]
    pub fn p249(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let mut pair = Pair::new(given.x.get(), given.y.get() as u32);
        let result = f249(&mut pair, given.y.get() as i16) ^ pair.sum();
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f250(x: u64, y: i64) -> Option<u64> {
        let mut r: u64 = x << 1;
        let v1: u32 = match y as u32 as isize {
            0 | 7 => (x as u32).max(x as u32),
            1..=60 => r as u32 ^ 42,
            k if k > 90 => !(x as u32),
            k @ 61..70 => k as u32,
            _ => x as isize as u32,
        };
        let v2: u64 = f242(y as usize + r as usize, x as i16 * x as i16);
        let v3: i64 = match color(r ^ u64::MAX) {
            Color::Red => v1 as i64 + x as i64,
            Color::Green if x as u8 != 56 => (r as i64) << x as u32,
            one => one as u32 as i64,
        };
        let v4: u64 = 'done: {
            if half(r << 7).is_some() {
                break 'done v2 ^ v2;
            }
            r >>= 2;
            !(v3 as u64)
        };
        for &v5 in &[v1 as isize % v1 as isize, v3 as isize >> v4 as u32, isize::MAX] {
            r += mixed(x as u32, 62) as u64 + !v4;
        }
        Some((((r as u64 ^ v4) + v3 as u64) ^ v2) + v1 as u64)
    }

    #[xdp(default = Aborted)]
    pub fn p250(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f250(given.x.get() as u64, given.y.get() as i64)?;
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    #[xdp(default = Aborted)]
    pub fn p251(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let x = given.x.get() as u64;
        let y = given.y.get() as isize;
        let mut r: u64 = y as u64 / (y as u64 | 1);
        let v1: u64 = (x as usize & 43) as u64;
        let mut v2: u64 = f242(y as usize ^ v1 as usize, larger(y as i16, 4));
        given.result = U64Be::new((((r as u64 ^ v2) + v1) ^ x) + y as u64);
        Some(XdpAction::Pass)
    }

    fn f252(x: u32, y: usize) -> u64 {
        let mut r: u32 = y as u32 + y as u32;
        if (r as usize as u32) < r.min(x) {
            r ^= scattered(y as i64, x as u64) as u32;
        }
        let mut v1 = Pair { wide: r as u64 + r as u64, left: x * u32::MIN, right: i32::MAX };
        v1.turn(r | u32::MAX);
        let Pair { wide: v2, right: v3, .. } = v1;
        if (x as i16) < v3 as i16 || color(r as u64) == Color::Blue {
            for &v4 in &[y >> r, v3 as usize & 0, x as usize] {
                r *= (v2 as u32 ^ r) + (y as u32 & v3 as u32);
            }
        } else {
            r &= (x as i32 | y as i32) as u32;
            let mut v5 = r.wrapping_add(0x76f9b0f5);
            #[bound(20)]
            while v5 > 3 {
                v5 >>= 1;
                r ^= v5.min(v5) ^ x & v5;
            }
        }
        if half(v2 + y as u64).is_some() {
            return v2 - y as u64;
        }
        if let Some(v6) = half(v2.min(u64::MAX)) {
            r >>= 2;
        } else {
            r ^= scattered(v3 as i64 ^ r as i64, v2 - y as u64) as u32;
        }
        let v7: i16 = if !(r as u8) == (v3 as u8).min(v2 as u8) { larger(v2 as i16, x as i16) } else { x as i16 ^ x as i16 };
        (((r as u64 ^ v7 as u64) + v3 as u64) ^ v2) + x as u64
    }

    #[xdp(default = Aborted)]
    pub fn p252(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f252(given.x.get() as u32, given.y.get() as usize);
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    #[xdp(default = Aborted)]
    pub fn p253(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let x = given.x.get() as u8;
        let y = given.y.get() as u64;
        let mut r: u8 = x >> 7;
        'outer: for v1 in 0..=2i32 {
            for v2 in 0..4u8 {
                if (v2 as u32) < 92 {
                    continue;
                }
                r ^= (v1 as u8).min(y as u8) - mixed(y as u32, 124) as u8;
                if r >= 108 {
                    break;
                }
            }
            r += (v1 as u8) << y as u32 & x + x;
        }
        let v4 = Key { high: (!(y as u16)) & 3, low: (middle(x as u16, y as u16, x as u16)) & 3 };
        if let Some(mut v3) = PAIRS.get(&v4) {
            v3.left ^= mixed(29, r as u32);
            v3.turn(y as u32 * y as u32);
        } else {
            PAIRS.insert(v4, Pair::new(x as u64 >> x as u32, mixed(29, r as u32)));
        }
        for &v5 in &[r << 3, y as u8 - r, r] {
            r += larger(v5 | r, !v5);
        }
        let mut v6: u8 = if r as u8 != r.max(x) { r << 0 } else { mixed(u32::MAX, r as u32) as u8 };
        given.result = U64Be::new(((r as u64 ^ v6 as u64) + x as u64) ^ y);
        Some(XdpAction::Pass)
    }

    fn f254(x: isize, y: u32) -> u64 {
        let mut r: isize = y as isize + y as isize;
        let v1: i64 = match color(scattered(-80, r as u64)) {
            Color::Red => r as i64 / (x as i64 | 1),
            Color::Green if r < r => (y as i64).wrapping_add(y as i64),
            one => one as u32 as i64,
        };
        if r as u64 * y as u64 == !(x as u64) {
            let v2 = match (half(mixed(y, v1 as u32) as u64), !(r as u32)) {
                (Some(0..=9), _) => v1 as u64 ^ x as u64,
                (Some(n), k @ 1..=100) => n + k as u64,
                (Some(n), _) if n & 1 == 1 => larger(x as u64, y as u64),
                (None, 0) => mixed(r as u32, u32::MIN) as u64,
                _ => v1 as u64,
            };
        } else if y == 63 {
            let mut v3 = [(x as i64) << y, y as i64, v1 - x as i64, y as i64];
            v3[(r as usize) % 4] = scattered(v1, y as u64) as i64;
            let v4: i64 = v3[(v1 as usize - v1 as usize) % 4];
        }
        r ^= larger(x, r) - (x >> 1);
        ((r as u64 ^ v1 as u64) + x as u64) ^ y as u64
    }

    #[xdp(default = Aborted)]
    pub fn p254(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f254(given.x.get() as isize, given.y.get() as u32);
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    #[xdp(default = Aborted)]
    pub fn p255(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let x = given.x.get() as i32;
        let y = given.y.get() as i64;
        let mut r: i32 = x >> 4;
        let mut v2 = 0u32;
        let v1: u16 = #[bound(4)]
        loop {
            v2 += 1;
            if x < v2 as i32 {
                break r as u16 * y as u16;
            }
            if v2 >= 3 {
                break x as u16;
            }
            r <<= 4;
        };
        let Some(v3) = half(r as u64 * 44) else { return Some(XdpAction::Tx) };
        let v4: i32 = match color((v2 as u64).max(58)) {
            Color::Red => r % (r | 1),
            Color::Green if (y as i16) <= v3 as i16 => scattered(y, u64::MIN) as i32,
            one => one as u32 as i32,
        };
        for v5 in 0..2u32 {
            let Some(v6) = half((v1 as u64).wrapping_add(v3)) else { return Some(XdpAction::Pass) };
        }
        if (v3 as usize & x as usize) < v3 as i32 as usize {
            let mut v7: i8 = y as i8 - -44 & larger(r as i8, v1 as i8);
        }
        let v8: u64 = 'done: {
            if r as isize - x as isize == v2 as isize - v3 as isize {
                break 'done !(v1 as u64);
            }
            r |= mixed(r as u32, r as u32) as i32 ^ (v4 | x);
            x as u64 - v2 as u64
        };
        given.result = U64Be::new((((r as u64 ^ v8) + v4 as u64) ^ v3) + v1 as u64);
        Some(XdpAction::Pass)
    }

    #[xdp(default = Aborted)]
    pub fn p256(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let x = given.x.get() as u32;
        let y = given.y.get() as i32;
        let mut r: u32 = x | u32::MAX;
        let v1 = match TABLE.get(&((r + x) & 15)) {
            Some(known) => *known,
            None => x as u64 * y as u64,
        };
        let v2: i64 = match color((x as u64).wrapping_add(v1)) {
            Color::Red => x as i64 | 0x37bd06a7,
            Color::Green if v1 as i32 != 27 => y as i64 >> 3,
            one => one as u32 as i64,
        };
        let mut v3 = Pair { wide: !(x as u64), left: r.wrapping_mul(r), right: r as i32 };
        let mut v4 = Nest::new(v3, (v1 as i64).wrapping_add(x as i64));
        v4.mark(r as usize, x as u8 ^ 0);
        v4.pair.left = r ^ 0;
        let mut v5: u64 = v4.sum() ^ v3.sum();
        let mut v6 = [v5 + v1, v5, v5 - u64::MIN, 0x3c970e9d];
        v6[v1 as usize | v1 as usize] = larger(v5, y as u64);
        let v7: u64 = v6[(scattered(x as i64, v5) as usize) % 4];
        given.result = U64Be::new((((r as u64 ^ v7) + v5) ^ v2 as u64) + v1);
        Some(XdpAction::Pass)
    }

    fn f257(x: u16, y: i16) -> u64 {
        let mut r: u16 = x & x;
        let v1: u8 = match (y as i8) << x as u32 {
            0 | 7 => y as u8 | x as u8,
            1..=60 => r as u8 ^ x as u8,
            k if k > 90 => !(x as u8),
            k @ 61..70 => k as u8,
            _ => x as u8 * 88,
        };
        let mut v2: i8 = (y as i8).max(-(v1 as i8) >> 3);
        let v3: u16 = !r.wrapping_mul(v1 as u16);
        (((r as u64 ^ v3 as u64) + v2 as u64) ^ v1 as u64) + x as u64
    }

    #[xdp(default = Aborted)]
    pub fn p257(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f257(given.x.get() as u16, given.y.get() as i16);
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    #[xdp(default = Aborted)]
    pub fn p258(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let x = given.x.get() as u32;
        let y = given.y.get() as usize;
        let mut r: u32 = y as u32 / (y as u32 | 1);
        let v1: u64 = f240(scattered(y as i64, r as u64) as usize, y as isize >> x);
        let v2 = packet.parse::<Udp>()?;
        let v3 = v2.dst.get();
        v2.dst = U16Be::new(v3 & v1 as u16);
        let v4: u16 = (v1 as u16 ^ y as u16) + (y as u16 & x as u16) << r - r;
        let v5 = match TABLE.get(&((middle(r, x, 67)) & 15)) {
            Some(known) => *known,
            None => v4 as u64 & u64::MIN,
        };
        given.result = U64Be::new((((r as u64 ^ v5) + v4 as u64) ^ v3 as u64) + v1);
        Some(XdpAction::Pass)
    }

    fn f259(x: u8, y: u32) -> u64 {
        let mut r: u8 = scattered(x as i64, y as u64) as u8;
        r += (r >> 5) * (r & r);
        let mut v1 = y - y;
        #[bound(20)]
        while v1 > 3 {
            v1 >>= 1;
            r ^= (x >> y) as u8;
        }
        let v2: u8 = 'done: {
            if r as i32 as u32 != !y {
                break 'done x << v1;
            }
            r <<= 3;
            larger(r, u8::MAX)
        };
        let v3 = TABLE.remove(&((y.wrapping_mul(y)) & 15)) as u32;
        let v4: u8 = if half(x as u64 ^ y as u64).is_some() { r & 0 } else { x << y };
        let mut v5: u32 = v1.min(v3 * u32::MAX % (!v1 | 1));
        (((r as u64 ^ v5 as u64) + v4 as u64) ^ v3 as u64) + v2 as u64
    }

    #[xdp(default = Aborted)]
    pub fn p259(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f259(given.x.get() as u8, given.y.get() as u32);
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f260(x: u16, y: i64) -> Option<u64> {
        let mut r: u16 = x + 94;
        let mut v1: u64 = x as isize as u64;
        #[bound(64)]
        while let Some(v2) = half(v1) {
            if v2 < 3 {
                break;
            }
            v1 = v2;
        }
        let v3: u16 = if color(r as u64) == Color::Red && !(r < r) { x.wrapping_sub(x) } else { r + u16::MIN };
        let mut v4: u64 = if x as u64 + 65 >= larger(v1, x as u64) { middle(v3 as u64, r as u64, x as u64) } else { middle(y as u64, r as u64, x as u64) };
        Some((((r as u64 ^ v4) + v3 as u64) ^ v1) + x as u64)
    }

    #[xdp(default = Aborted)]
    pub fn p260(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f260(given.x.get() as u16, given.y.get() as i64)?;
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f261(x: i8, y: i8) -> Option<u64> {
        let mut r: i8 = x % x;
        let mut v1 = (x as u32).max(r as u32);
        #[bound(20)]
        while v1 > 3 {
            v1 >>= 3;
            r *= r.wrapping_sub(y.max(84));
        }
        let v2 = match (half(!(x as u64)), x as u32 & y as u32) {
            (Some(0..=9), _) => r as u64 * 126,
            (Some(n), k @ 1..=100) => n + k as u64,
            (Some(n), _) if n & 1 == 1 => y as u64 & u64::MIN,
            (None, 0) => v1 as u64 % (y as u64 | 1),
            _ => 0x3419171b,
        };
        Some((((r as u64 ^ v2) + v1 as u64) ^ x as u64) + y as u64)
    }

    #[xdp(default = Aborted)]
    pub fn p261(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f261(given.x.get() as i8, given.y.get() as i8)?;
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f262(x: i32, y: u8) -> Option<u64> {
        let mut r: i32 = x ^ y as i32;
        let mut v1: u64 = y as u64 * x as u64;
        #[bound(64)]
        while let Some(v2) = half(v1) {
            if v2 < 3 {
                break;
            }
            v1 = v2;
        }
        let v3: u64 = f257(y as u16 - y as u16, y as i16 * r as i16);
        let mut v4: isize = if !(v3 <= x as u64) { (y as isize) << v3 as u32 } else { y as isize - r as isize };
        let v5 = TABLE.remove(&((mixed(y as u32, v3 as u32)) & 15)) as u32;
        Some((((r as u64 ^ v5 as u64) + v4 as u64) ^ v3) + v1)
    }

    #[xdp(default = Aborted)]
    pub fn p262(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f262(given.x.get() as i32, given.y.get() as u8)?;
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f263(x: i8, y: u32) -> Option<u64> {
        let mut r: i8 = y as i8 >> 0;
        let v1: u64 = f257(r as u16 >> r as u32, x as i16 / (x as i16 | 1));
        'outer: for v2 in 0..=3i32 {
            for v3 in 0..4u8 {
                if !half(v3 as u64).is_some() {
                    break;
                }
                r -= (x | v2 as i8) >> (r as u32 | x as u32);
                if v3 as i32 >= -64 {
                    break;
                }
            }
            r &= mixed(r as u32, mixed(v2 as u32, x as u32)) as i8;
        }
        let mut v4: i8 = if (r as u64) <= 60 || x as u64 >= y as u64 { x << v1 as u32 } else { mixed(x as u32, v1 as u32) as i8 };
        let mut v5 = Pair { wide: v1 ^ r as u64, left: v1 as u32, right: v1 as i32 };
        v5.turn(x as u32 - r as u32);
        let v6: u64 = v5.sum();
        Some((((r as u64 ^ v6) + v4 as u64) ^ v1) + x as u64)
    }

    #[xdp(default = Aborted)]
    pub fn p263(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f263(given.x.get() as i8, given.y.get() as u32)?;
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f264(pair: &mut Pair, y: u64) -> u64 {
        let mut r: u8 = pair.wide as u8 >> y as u32;
        let v1 = match TABLE.get(&((pair.right as u32 ^ y as u32) & 15)) {
            Some(known) => *known,
            None => y / (pair.wide | 1),
        };
        if !half(y).is_some() {
            for v2 in 0..3i64 {
                if pair.wide > v1 {
                    break;
                }
                pair.left &= !(pair.wide as u32 & 0);
            }
        }
        (((r as u64 ^ v1) + pair.right as u64) ^ pair.left as u64) + pair.wide
    }

    #[xdp(default = Aborted)]
    pub fn p264(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let mut pair = Pair::new(given.x.get(), given.y.get() as u32);
        let result = f264(&mut pair, given.y.get() as u64) ^ pair.sum();
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f265(x: i64, y: u64) -> u64 {
        let mut r: i64 = y as i64 | x;
        let v1: u64 = f257(y as u16 % (y as u16 | 1), middle(y as i16, 65, r as i16));
        if let Some(mut v2) = TABLE.get(&((y as u32 - y as u32) & 15)) {
            *v2 = !y;
        }
        ((r as u64 ^ v1) + x as u64) ^ y
    }

    #[xdp(default = Aborted)]
    pub fn p265(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f265(given.x.get() as i64, given.y.get() as u64);
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    #[xdp(default = Aborted)]
    pub fn p266(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let x = given.x.get() as i8;
        let y = given.y.get() as isize;
        let mut r: i8 = y as u32 as i8;
        let mut v1: u16 = r as u16 + y as u16 ^ mixed(r as u32, x as u32) as u16;
        let mut v2: u64 = !(r as u64).wrapping_sub(larger(v1 as u64, u64::MIN));
        v1 *= y as u16 * r as u16 | middle(v2 as u16, v1, v2 as u16);
        let mut v3: i16 = (v2 as i16).max(v1 as i16 * 0 ^ y as i16 - v1 as i16);
        given.result = U64Be::new((((r as u64 ^ v3 as u64) + v2) ^ v1 as u64) + x as u64);
        Some(XdpAction::Pass)
    }

    #[xdp(default = Aborted)]
    pub fn p267(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let x = given.x.get() as usize;
        let y = given.y.get() as i32;
        let mut r: usize = y as usize * x;
        let v1 = quarter(y as u64 + 0x1b9f6447).unwrap_or((x as u64) << 3);
        if let Some(v2) = half(y as u64 & 0) {
            r ^= larger(!(v2 as usize), scattered(-9, v1) as usize);
        } else {
            r /= 66;
        }
        let mut v3: u64 = y as u64 | u64::MAX;
        #[bound(64)]
        while let Some(v4) = half(v3) {
            if v4 < 3 {
                break;
            }
            v3 = v4;
        }
        given.result = U64Be::new((((r as u64 ^ v3) + v1) ^ x as u64) + y as u64);
        Some(XdpAction::Pass)
    }

    fn f268(x: i64, y: usize) -> u64 {
        let mut r: i64 = -(y as i64);
        for v1 in 0..6u64 {
            if (mixed(r as u32, v1 as u32) as u64) < y as u64 - x as u64 {
                r ^= r >> 2 ^ mixed(v1 as u32, r as u32) as i64;
            } else if x as i8 > v1 as i8 {
                r <<= 0;
            } else {
                r |= (x >> 2) + r.min(r);
                r *= (r - x) as i64;
            }
        }
        let v2: u64 = f259(y as u8 % (r as u8 | 1), x as u32 + y as u32);
        r &= r.wrapping_add(r) * (x & r);
        r ^= (x / (x | 1)) as i64;
        let mut v3 = Pair { wide: larger(v2, v2), left: r as u32 ^ v2 as u32, right: v2 as i32 };
        let mut v4 = Nest::new(v3, middle(r, x, r));
        v4.mark(v2 as usize, (x as u8) << 3);
        v4.pair.left = larger(v2 as u32, 0);
        let v5: u64 = v4.sum() ^ v3.sum();
        let mut v6: u64 = larger(y as u64, v5);
        #[bound(64)]
        while let Some(v7) = half(v6) {
            if v7 < 3 {
                break;
            }
            v6 = v7;
        }
        (((r as u64 ^ v6) + v5) ^ v2) + x as u64
    }

    #[xdp(default = Aborted)]
    pub fn p268(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f268(given.x.get() as i64, given.y.get() as usize);
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    #[xdp(default = Aborted)]
    pub fn p269(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let x = given.x.get() as i8;
        let y = given.y.get() as u16;
        let mut r: i8 = y as i8 - 76;
        let mut v1: i8 = if (x as u16 | r as u16) <= x as u16 + y { x % (x | 1) } else { y as i8 * x };
        let v2: usize = 'done: {
            if x | v1 < v1 % (r | 1) {
                break 'done y as usize % (y as usize | 1);
            }
            v1 &= r + 0 << 1;
            y as usize ^ y as usize
        };
        let v3: i8 = 'done: {
            if v1 as usize == v1 as usize && r as isize > v2 as isize {
                break 'done x + 93;
            }
            r *= v1 * -77 * (x << 0);
            r - 105
        };
        v1 <<= 3;
        for &v4 in &[v2 as u8 ^ 86, middle(v3 as u8, v1 as u8, y as u8), v3 as u8] {
            r ^= v3 + v3 >> (r as u32).wrapping_sub(16);
        }
        let v5 = packet.parse::<Ipv4>()?;
        let v6 = v5.src.get();
        given.result = U64Be::new((((r as u64 ^ v6 as u64) + v3 as u64) ^ v2 as u64) + v1 as u64);
        Some(XdpAction::Pass)
    }

    #[xdp(default = Aborted)]
    pub fn p270(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let x = given.x.get() as i8;
        let y = given.y.get() as i16;
        let mut r: i8 = larger(y as i8, i8::MIN);
        r &= middle(mixed(y as u32, r as u32) as i8, r + i8::MIN, x);
        for v1 in 0..2i64 {
            let v2 = TABLE.insert((r as u32 >> y as u32) & 15, v1 as u64 % (x as u64 | 1)) as u8;
        }
        let v3: i16 = match r >> r as u32 {
            0 | 7 => y - x as i16,
            1..=60 => y + 3,
            k if k > 90 => y | i16::MAX,
            k @ 61..70 => k as i16,
            _ => r as i16 + y,
        };
        let mut v4 = Pair { wide: v3 as u64 >> 2, left: y as u32 * y as u32, right: 42 };
        v4.turn(v3 as u32 * 0x6134543d);
        let Pair { wide: v5, right: v6, .. } = v4;
        let mut v7: u64 = r as u64 / (v6 as u64 | 1) << larger(v6 as u32, v6 as u32);
        let v8: i16 = if v7 > v7 || half(x as u64).is_some() { mixed(v5 as u32, u32::MAX) as i16 } else { y + y };
        given.result = U64Be::new((((r as u64 ^ v8 as u64) + v7) ^ v6 as u64) + v5);
        Some(XdpAction::Pass)
    }

    #[xdp(default = Aborted)]
    pub fn p271(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let x = given.x.get() as u16;
        let y = given.y.get() as i16;
        let mut r: u16 = y as u16 + y as u16;
        let v1: u64 = f252(r as u32 ^ r as u32, larger(y as usize, r as usize));
        let v2: u16 = 'done: {
            if (y as u64) <= v1 {
                break 'done x | r;
            }
            r &= x.max(r) | r.wrapping_add(x);
            x & r
        };
        let v3 = match TABLE.get(&((!(v2 as u32)) & 15)) {
            Some(known) => *known,
            None => larger(v2 as u64, v1),
        };
        given.result = U64Be::new((((r as u64 ^ v3) + v2 as u64) ^ v1) + x as u64);
        Some(XdpAction::Pass)
    }

    fn f272(x: isize, y: i8) -> Option<u64> {
        let mut r: isize = y as isize - x;
        let v1 = match (half(x as u64 | 1), larger(x as u32, r as u32)) {
            (Some(0..=9), _) => middle(x as u64, r as u64, u64::MIN),
            (Some(n), k @ 1..=100) => n + k as u64,
            (Some(n), _) if n & 1 == 1 => y as u64 * 39,
            (None, 0) => (r as u64).wrapping_sub(0),
            _ => r as u64,
        };
        let v2: u64 = match color(v1 & x as u64) {
            Color::Red => x as u64,
            Color::Green if color(v1) == Color::Blue => y as u64 * y as u64,
            one => one as u32 as u64,
        };
        let v3: u64 = f259(x as u8 | y as u8, (r as u32) << x as u32);
        'outer: for v4 in 0..=3i32 {
            for v5 in 0..4u8 {
                if (y as u8) < u8::MIN {
                    break 'outer;
                }
                r ^= x ^ r | x * v4 as isize;
                if v3 > u64::MIN {
                    break;
                }
            }
            r >>= 0;
        }
        let v6: u64 = 'done: {
            if !!half(v2).is_some() {
                break 'done r as u64;
            }
            r ^= (y as isize | x) & r + r;
            x as u64
        };
        let v7 = match (half(v2 - 28), v6 as u32 & r as u32) {
            (Some(0..=9), _) => v3 / (v6 | 1),
            (Some(n), k @ 1..=100) => n + k as u64,
            (Some(n), _) if n & 1 == 1 => v2 | v6,
            (None, 0) => v1 & 0,
            _ => 0x5700eb7e,
        };
        Some((((r as u64 ^ v7) + v6) ^ v3) + v2)
    }

    #[xdp(default = Aborted)]
    pub fn p272(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f272(given.x.get() as isize, given.y.get() as i8)?;
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f273(x: i16, y: u8) -> u64 {
        let mut r: i16 = x + x;
        if x >= x || color(x as u64) == Color::Green {
            for &v1 in &[x & 47, x - i16::MIN, x] {
                r *= (v1 as u8).wrapping_sub(0) as i16;
            }
        } else if x <= 0 {
            let v2: i64 = larger(r.max(r), r * x) as i64;
        }
        for &v3 in &[x as u64 >> x as u32, (x as u64).wrapping_add(r as u64), r as u64] {
            r <<= 0;
        }
        let mut v4 = [(y as usize).wrapping_sub(y as usize), 0, r as usize * r as usize, r as usize];
        v4[(x as i8 as usize) % 4] = y as usize >> y as u32;
        let v5: usize = v4[(y as usize % (x as usize | 1)) % 4];
        if let Some(mut v6) = TABLE.get(&((r as u32 * r as u32) & 15)) {
            *v6 += !(r as u64);
        }
        ((r as u64 ^ v5 as u64) + x as u64) ^ y as u64
    }

    #[xdp(default = Aborted)]
    pub fn p273(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f273(given.x.get() as i16, given.y.get() as u8);
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f274(x: u8, y: isize) -> u64 {
        let mut r: u8 = x << y as u32;
        let mut v1 = Pair { wide: r as u64, left: x as u32 & x as u32, right: 0 };
        v1.turn((y as u32).wrapping_add(r as u32));
        let mut v2: u64 = v1.sum();
        let mut v3 = Pair { wide: !v2, left: v2 as u32 / (r as u32 | 1), right: 14 };
        v3.left ^= r as u32 / (v2 as u32 | 1);
        let mut v4: u64 = exchange(&mut v3, !v2) + v3.sum();
        let v5: u64 = v2 + v2 + v4 / (v2 | 1) + ((x as u64 - x as u64) << 6);
        (((r as u64 ^ v5) + v4) ^ v2) + x as u64
    }

    #[xdp(default = Aborted)]
    pub fn p274(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f274(given.x.get() as u8, given.y.get() as isize);
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f275(x: i64, y: i16) -> Option<u64> {
        let mut r: i64 = middle(x, x, i64::MIN);
        for &v1 in &[scattered(x, 0x6fc95c55) as i64, y as usize as i64, r] {
            r <<= 7;
        }
        for v2 in 0..5u64 {
            if x as i32 >= x as i32 {
                continue;
            }
            let mut v3 = Pair { wide: x as u64 % (v2 | 1), left: x as u32, right: x as i32 };
            v3.left ^= (y as u32).wrapping_sub(x as u32);
            let mut v4: u64 = exchange(&mut v3, y as u32 as u64) + v3.sum();
        }
        let v5 = quarter(r as u64 | r as u64).unwrap_or(x as u64 | y as u64);
        if let Some(v6) = half(y as u64 ^ r as u64) {
            r /= 11;
        } else {
            r >>= 7;
        }
        if r ^ x == x.wrapping_add(r) {
            return None;
        }
        let mut v7: u64 = f259(mixed(20, 23) as u8, (v5 as u32).wrapping_sub(v5 as u32));
        Some((((r as u64 ^ v7) + v5) ^ x as u64) + y as u64)
    }

    #[xdp(default = Aborted)]
    pub fn p275(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f275(given.x.get() as i64, given.y.get() as i16)?;
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f276(x: u16, y: isize) -> u64 {
        let mut r: u16 = y as u16 * y as u16;
        let v1 = TABLE.insert((r as u32 | 46) & 15, !(y as u64)) as u8;
        let mut v3 = 0u32;
        let v2: u16 = #[bound(8)]
        loop {
            v3 += 1;
            if !half(v1 as u64).is_some() {
                break r / (v3 as u16 | 1);
            }
            if v3 >= 7 {
                break 78;
            }
            r /= 53;
        };
        let mut v4: isize = -(x as isize ^ 54);
        let v5: i32 = larger(v4 as u8, v2 as u8) as i32;
        if !(v4 <= v4) {
            return (y as u64) << 6;
        }
        (((r as u64 ^ v5 as u64) + v4 as u64) ^ v2 as u64) + v3 as u64
    }

    #[xdp(default = Aborted)]
    pub fn p276(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f276(given.x.get() as u16, given.y.get() as isize);
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    #[xdp(default = Aborted)]
    pub fn p277(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let x = given.x.get() as usize;
        let y = given.y.get() as u32;
        let mut r: usize = y as usize % (x | 1);
        let v1: usize = 'done: {
            if y as usize > r || y < x as u32 {
                break 'done r << r as u32;
            }
            r /= 17;
            x + usize::MIN
        };
        let mut v2 = [larger(x, v1), r, r + v1, y as usize];
        v2[(r.min(usize::MIN)) % 4] = v1 * x;
        let mut v3: usize = v2[(r + x) % 4];
        let v4: u64 = f273(mixed(0x6b9efd4b, v1 as u32) as i16, r as u8 & 0);
        r *= ((v4 as usize) << 6) - r % (r | 1);
        'outer: for v5 in 0..=3i32 {
            for v6 in 0..4u8 {
                if v1 as u8 == x as u8 {
                    continue 'outer;
                }
                r ^= (x << 3) + (v1 << v1 as u32);
                if (v4 as usize) <= r {
                    break;
                }
            }
            r ^= x + v1 & x.wrapping_mul(r);
        }
        given.result = U64Be::new((((r as u64 ^ v4) + v3 as u64) ^ v1 as u64) + x as u64);
        Some(XdpAction::Pass)
    }

    fn f278(x: u32, y: i32) -> Option<u64> {
        let mut r: u32 = y as u32 + 9;
        for v1 in 0..5i64 {
            if r as i32 != x as i32 {
                break;
            }
            let v2: u32 = (v1 as i16).max(v1 as i16 >> 5) as u32;
        }
        if let Some(v3) = half(r as u64 | 50) {
            r <<= 3;
        } else {
            r ^= x.max(r ^ r);
        }
        let v4: i64 = match r as u16 {
            0 | 7 => (y as i64) << 0,
            1..=60 => r as i32 as i64,
            k if k > 90 => y as i64 - y as i64,
            k @ 61..70 => k as i64,
            _ => (x as i64).wrapping_sub(x as i64),
        };
        let mut v5 = (r - 0) & 15;
        #[bound(15)]
        while v5 > 0 {
            v5 -= 1;
            r ^= y as u32 ^ x | y as u32;
        }
        let v6: i32 = match (y as u64) << r {
            0 | 7 => v5 as i32 + 96,
            1..=60 => v4 as i32 - r as i32,
            k if k > 90 => (x as i32) << 6,
            k @ 61..70 => k as i32,
            _ => scattered(x as i64, v5 as u64) as i32,
        };
        Some((((r as u64 ^ v6 as u64) + v5 as u64) ^ v4 as u64) + x as u64)
    }

    #[xdp(default = Aborted)]
    pub fn p278(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f278(given.x.get() as u32, given.y.get() as i32)?;
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f279(x: u64, y: u16) -> u64 {
        let mut r: u64 = x + u64::MIN;
        let mut v1 = Pair { wide: !x, left: x as u32 - r as u32, right: r as i32 };
        let v2 = v1;
        v1.turn(larger(x as u32, 81));
        let v3: u32 = v2.left + v1.left;
        let v4: i8 = match r as i16 | y as i16 {
            0 | 7 => x as i8 - x as i8,
            1..=60 => v3 as i8 ^ x as i8,
            k if k > 90 => v3 as i8 & 83,
            k @ 61..70 => k as i8,
            _ => y as i8 & r as i8,
        };
        let v5: u64 = 'done: {
            if x as i32 != scattered(-52, r) as i32 {
                break 'done v4 as u64 & r;
            }
            r += mixed(y as u32 ^ y as u32, y as u32 ^ r as u32) as u64;
            x + x
        };
        let mut v6: u64 = f259(x as u8 - v4 as u8, y as u32 % (r as u32 | 1));
        let v7 = match (half(v3 as u64 & u64::MIN), (r as u32).wrapping_mul(v5 as u32)) {
            (Some(0..=9), _) => x.wrapping_add(x),
            (Some(n), k @ 1..=100) => n + k as u64,
            (Some(n), _) if n & 1 == 1 => x / (v5 | 1),
            (None, 0) => scattered(v3 as i64, u64::MIN),
            _ => y as u64,
        };
        (((r as u64 ^ v7) + v6) ^ v5) + v4 as u64
    }

    #[xdp(default = Aborted)]
    pub fn p279(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f279(given.x.get() as u64, given.y.get() as u16);
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }
}
