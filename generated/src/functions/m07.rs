//! Functions 280 to 319, which `cargo xtask generate-functions` has written.

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

    fn f280(mut nest: Nest, y: i8) -> u64 {
        let mut r: u8 = y as u8 ^ nest.bytes[2];
        for &v1 in &[nest.count as i32 ^ nest.bytes[2] as i32, (nest.pair.left as i32).min(nest.bytes[2] as i32), 50] {
            nest.count |= r as i64 * v1 as i64 ^ -(y as i64);
        }
        let v2: u8 = middle(r % r, nest.bytes[2].wrapping_mul(r), r);
        let mut v3 = [v2 * nest.bytes[2], nest.bytes[2], !(nest.count as u8), 0];
        v3[(y as usize % nest.bytes[2] as usize) % 4] = r - v2;
        let v4: u8 = v3[nest.count as u64 as usize];
        if (v4 as u64) <= nest.count as u64 && !(v4 >= 77) {
            return v2 as u64;
        }
        let v5: i8 = 'done: {
            if !(nest.pair.left != v2 as u32) {
                break 'done y | i8::MAX;
            }
            r ^= nest.bytes[2] / (v4 | 1) + (v4 | 113);
            nest.pair.left as i8 + 0
        };
        (((r as u64 ^ v5 as u64) + v4 as u64) ^ v2 as u64) + nest.bytes[2] as u64
    }

    #[xdp(default = Aborted)]
    pub fn p280(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let mut pair = Pair::new(given.x.get(), given.y.get() as u32);
        pair.turn(5);
        let nest = Nest::new(pair, given.x.get() as i64);
        let result = f280(nest, given.y.get() as i8) ^ nest.sum();
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f281(x: i32, y: usize) -> Option<u64> {
        let mut r: i32 = -(y as i32);
        COUNT.set(COUNT.get() + ((y as u32).max(y as u32)));
        let v1: u32 = COUNT.get();
        let v2: u64 = match r >> r as u32 {
            0 | 7 => y as u64 - u64::MAX,
            1..=60 => (v1 as u64).min(r as u64),
            k if k > 90 => y as u64 ^ r as u64,
            k @ 61..70 => k as u64,
            _ => !(v1 as u64),
        };
        let Some(v3) = half(r as usize as u64) else { return None };
        let v4: usize = match v1 / x as u32 {
            0 | 7 => y | v2 as usize,
            1..=60 => mixed(y as u32, y as u32) as usize,
            k if k > 90 => (v1 as usize) << v3 as u32,
            k @ 61..70 => k as usize,
            _ => x as usize & r as usize,
        };
        let v5: u32 = 'done: {
            if (v4 as i16) << v3 as u32 == v1 as i16 - v4 as i16 {
                break 'done middle(v3 as u32, r as u32, v3 as u32);
            }
            r ^= middle(v1 as i32, y as i32, x) / (r - v1 as i32 | 1);
            !(y as u32)
        };
        Some((((r as u64 ^ v5 as u64) + v4 as u64) ^ v3) + v2)
    }

    #[xdp(default = Aborted)]
    pub fn p281(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f281(given.x.get() as i32, given.y.get() as usize)?;
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f282(x: i32, y: isize) -> u64 {
        let mut r: i32 = y as i32 ^ y as i32;
        for v1 in 0..3u32 {
            if color(x as u64) == Color::Red {
                break;
            }
            let mut v2: i32 = if half(v1 as u64 >> 4).is_some() { x % r } else { r - x };
        }
        if y as i32 >= r || half(y as u64).is_some() {
            r |= -x ^ x >> y as u32;
        } else {
            r += x as i32 + x.wrapping_sub(11);
            'outer: for v3 in 0..=3i32 {
                for v4 in 0..4u8 {
                    if half(y as u64).is_some() {
                        break;
                    }
                    r -= v3.wrapping_mul(r + v3);
                    if (r as i64) < 112 {
                        break;
                    }
                }
                r <<= 6;
            }
        }
        let v5: i32 = match color(y as u64 + y as u64) {
            Color::Red => x | r,
            Color::Green if (y as i64) <= r as i64 => r + r,
            one => one as u32 as i32,
        };
        for v6 in [-r, larger(x, r), r] {
            r += middle(r, x, x) / (x as i32 | 1);
        }
        ((r as u64 ^ v5 as u64) + x as u64) ^ y as u64
    }

    #[xdp(default = Aborted)]
    pub fn p282(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f282(given.x.get() as i32, given.y.get() as isize);
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    #[xdp(default = Aborted)]
    pub fn p283(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let x = given.x.get() as isize;
        let y = given.y.get() as isize;
        let mut r: isize = y >> x as u32;
        let mut v1: isize = (x ^ r) - (y >> 5) << (r as u32 >> 4);
        let v2: i16 = -(r as i16 / (y as i16 | 1)) >> !(r as u32);
        let Some(v3) = half(y as u64 - v2 as u64) else { return Some(XdpAction::Tx) };
        for v4 in [y % v1, v1 ^ x, x] {
            r ^= -y >> (v4 as u32 >> v1 as u32);
        }
        let mut v5: usize = (v1 as usize | usize::MAX) >> 0;
        for &v6 in &[r / r, larger(v5 as isize, v1), v2 as isize] {
            r >>= 5;
        }
        given.result = U64Be::new((((r as u64 ^ v5 as u64) + v3) ^ v2 as u64) + v1 as u64);
        Some(XdpAction::Pass)
    }

    fn f284(pair: &mut Pair, y: u32) -> u64 {
        let mut r: u64 = y as u64 - u64::MIN;
        for v1 in [y + pair.left, pair.left as u32, y] {
            pair.left = !y * !y;
        }
        if let Some(v2) = half(pair.wide << 6) {
            pair.right /= 10;
        } else {
            r += pair.right as u64 + r >> 7;
        }
        let v3 = match (half(pair.wide as u8 as u64), y - 0) {
            (Some(0..=9), _) => pair.wide * pair.wide,
            (Some(n), k @ 1..=100) => n + k as u64,
            (Some(n), _) if n & 1 == 1 => pair.wide / (pair.wide | 1),
            (None, 0) => y as i16 as u64,
            _ => 80,
        };
        let v4: i32 = 'done: {
            if pair.wide >= y as u64 || half(v3).is_some() {
                break 'done v3 as i64 as i32;
            }
            pair.left >>= 5;
            pair.wide as i32 ^ y as i32
        };
        (((r as u64 ^ v4 as u64) + v3) ^ pair.right as u64) + pair.left as u64
    }

    #[xdp(default = Aborted)]
    pub fn p284(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let mut pair = Pair::new(given.x.get(), given.y.get() as u32);
        let result = f284(&mut pair, given.y.get() as u32) ^ pair.sum();
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f285(x: i16, y: isize) -> u64 {
        let mut r: i16 = y as i16 ^ x;
        r += r % r | x + r;
        let v2 = Key { high: (y as u16 & r as u16) & 3, low: (larger(r as u16, 51)) & 3 };
        if let Some(mut v1) = PAIRS.get(&v2) {
            v1.left ^= y as u32 & y as u32;
            v1.turn(scattered(r as i64, 0) as u32);
        } else {
            PAIRS.insert(v2, Pair::new(middle(r as u64, r as u64, y as u64), y as u32 & y as u32));
        }
        let v3: isize = (r as u16 as isize + y % (r as isize | 1)) as isize;
        let v4: isize = 'done: {
            if color(x as u32 as u64) == Color::Green {
                break 'done v3 << r as u32;
            }
            r += (x - -115) / (y as i16 - x | 1);
            v3 | v3
        };
        let mut v5 = Pair { wide: mixed(v3 as u32, u32::MIN) as u64, left: r as u64 as u32, right: y as i32 };
        v5.turn(v4 as u32 >> r as u32);
        let Pair { wide: v6, right: v7, .. } = v5;
        let mut v8 = [v3 % (v6 as isize | 1), v3, v3 - y, v3];
        v8[((v3 as usize).wrapping_mul(y as usize)) % 4] = larger(v3, 83);
        let mut v9: isize = v8[((v3 as usize).wrapping_add(v6 as usize)) % 4];
        (((r as u64 ^ v9 as u64) + v7 as u64) ^ v6) + v4 as u64
    }

    #[xdp(default = Aborted)]
    pub fn p285(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f285(given.x.get() as i16, given.y.get() as isize);
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f286(mut nest: Nest, y: u32) -> u64 {
        let mut r: i8 = (y as i8) << nest.pair.left;
        if y as u8 + nest.bytes[2] > scattered(r as i64, 124) as u8 {
            return nest.pair.left as u64;
        }
        let v1: isize = scattered(0, nest.count as u64) as isize;
        let mut v2: u64 = v1 as u64 - u64::MAX;
        #[bound(64)]
        while let Some(v3) = half(v2) {
            if v3 < 3 {
                break;
            }
            v2 = v3;
        }
        if (nest.pair.left as u16) < v2 as u16 && half(v2).is_some() {
            let mut v4 = Pair { wide: nest.pair.left as u64 | 60, left: nest.pair.left & 107, right: r as i32 };
            let mut v5 = Nest::new(v4, v2 as i64 & nest.bytes[2] as i64);
            v5.mark(v1 as usize, y as u64 as u8);
            v5.pair.left = middle(nest.bytes[2] as u32, 56, 118);
            let v6: u64 = v5.sum() ^ v4.sum();
        }
        let v7: u8 = match color(nest.bytes[2] as u64 | y as u64) {
            Color::Red => nest.pair.left as u8 * 95,
            Color::Green if v1 as i8 == nest.bytes[2] as i8 => v1 as u8 + v1 as u8,
            one => one as u32 as u8,
        };
        #[bound(7)]
        for v8 in 0..(y % v7 as u32) & 7 {
            let v9 = match (half(mixed(103, 13) as u64), v1 as u32 >> 5) {
                (Some(0..=9), _) => v7 as u64 - nest.bytes[2] as u64,
                (Some(n), k @ 1..=100) => n + k as u64,
                (Some(n), _) if n & 1 == 1 => larger(nest.pair.left as u64, r as u64),
                (None, 0) => scattered(nest.count, y as u64),
                _ => y as u64,
            };
        }
        (((r as u64 ^ v7 as u64) + v2) ^ v1 as u64) + nest.bytes[2] as u64
    }

    #[xdp(default = Aborted)]
    pub fn p286(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let mut pair = Pair::new(given.x.get(), given.y.get() as u32);
        pair.turn(5);
        let nest = Nest::new(pair, given.x.get() as i64);
        let result = f286(nest, given.y.get() as u32) ^ nest.sum();
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f287(x: u8, y: i8) -> Option<u64> {
        let mut r: u8 = (y as u8) << y as u32;
        let mut v1 = [x / x, 0, r & r, r];
        v1[(r as usize >> y as u32) % 4] = x - x;
        let mut v2: u8 = v1[(r as u32 as usize) % 4];
        TABLE.add(((x as u32).min(89)) & 15, x as i8 as u64);
        let v3 = match (half(y as u64 * 0), !(v2 as u32)) {
            (Some(0..=9), _) => v2 as u64 / (v2 as u64 | 1),
            (Some(n), k @ 1..=100) => n + k as u64,
            (Some(n), _) if n & 1 == 1 => v2 as u64 / x as u64,
            (None, 0) => y as u64 ^ 0x463005a3,
            _ => x as u64,
        };
        let v4 = match (half((v2 as u64).wrapping_sub(y as u64)), (v3 as u32) << x as u32) {
            (Some(0..=9), _) => mixed(r as u32, 0) as u64,
            (Some(n), k @ 1..=100) => n + k as u64,
            (Some(n), _) if n & 1 == 1 => r as u64,
            (None, 0) => !(r as u64),
            _ => v2 as u64,
        };
        let mut v5 = ((r as u32).wrapping_mul(r as u32)) & 31;
        #[bound(31)]
        while v5 > 0 {
            v5 -= 1;
            r += scattered(r as i64, v3) as u8 % (middle(v4 as u8, 0, x) | 1);
        }
        'outer: for v6 in 0..=2i32 {
            for v7 in 0..4u8 {
                if !(v2 as i8 == 63) {
                    continue 'outer;
                }
                r ^= !(v2 ^ x);
                if v2 >= u8::MIN {
                    break;
                }
            }
            v2 += v2 << r as u32 & mixed(0, 0x54cb0477) as u8;
        }
        Some((((r as u64 ^ v5 as u64) + v4) ^ v3) + v2 as u64)
    }

    #[xdp(default = Aborted)]
    pub fn p287(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f287(given.x.get() as u8, given.y.get() as i8)?;
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    #[inline(never)]
    fn f288(x: u8, y: u64) -> u64 {
        let mut r: u8 = !x;
        r *= mixed(x as u32, r as u32) as u8 + (r ^ r);
        if y > x as u64 || r >= x {
            r += (x ^ x) & !r;
        }
        if !half(y).is_some() {
            if !(color(x as u64) == Color::Blue) {
                r = !r * (x + u8::MAX);
            }
        } else {
            let v1 = TABLE.remove(&((scattered(0, 125) as u32) & 15)) as u32;
            'outer: for v2 in 0..=1i32 {
                for v3 in 0..4u8 {
                    if r as i16 > v1 as i16 {
                        break;
                    }
                    r -= v3 * y as u8;
                    if half(y).is_some() {
                        break;
                    }
                }
                r -= x | 0 | y as u16 as u8;
            }
        }
        let v4: usize = match color(mixed(y as u32, y as u32) as u64) {
            Color::Red => (r as usize) << 2,
            Color::Green if r == y as u8 => r as usize ^ 105,
            one => one as u32 as usize,
        };
        let mut v5: u64 = (y | 54) * !y & y.min(middle(r as u64, r as u64, r as u64));
        #[bound(7)]
        for v6 in 0..(!(v5 as u32)) & 7 {
            let mut v8 = 0u32;
            let v7: u8 = #[bound(8)]
            loop {
                v8 += 1;
                if v5 != 28 {
                    break x.max(y as u8);
                }
                if v8 >= 7 {
                    break u8::MAX;
                }
                v5 -= (v5 + 0x5bb0ce41) * (y >> 6);
            };
        }
        (((r as u64 ^ v5) + v4 as u64) ^ x as u64) + y
    }

    #[xdp(default = Aborted)]
    pub fn p288(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f288(given.x.get() as u8, given.y.get() as u64);
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    #[xdp(default = Aborted)]
    pub fn p289(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let x = given.x.get() as u8;
        let y = given.y.get() as u32;
        let mut r: u8 = !(y as u8);
        let mut v1 = (r as u32) << y;
        #[bound(20)]
        while v1 > 3 {
            v1 >>= 1;
            r -= scattered(v1 as i64 + 29, y as u64 | 0x2929e499) as u8;
        }
        let mut v2 = [r as usize / x as usize, r as usize, r as usize + x as usize, v1 as usize];
        v2[(v1 as usize + x as usize) % 4] = x as usize % (y as usize | 1);
        let mut v3: usize = v2[(r as usize * usize::MAX) % 4];
        let v4 = packet.parse::<Icmp>()?;
        let v5 = v4.rest.get();
        let Some(v6) = half(scattered(i64::MAX, u64::MIN)) else { return Some(XdpAction::Drop) };
        let mut v7 = (y.wrapping_sub(u32::MAX)) & 31;
        #[bound(31)]
        while v7 > 0 {
            v7 -= 1;
            r <<= 6;
        }
        #[bound(7)]
        for v8 in 0..(y - 0) & 7 {
            let mut v10 = 0u32;
            let v9: usize = #[bound(6)]
            loop {
                v10 += 1;
                if v7 as i8 > v5 as i8 {
                    break v5 as usize;
                }
                if v10 >= 5 {
                    break v10 as usize;
                }
                v3 >>= 7;
            };
        }
        given.result = U64Be::new((((r as u64 ^ v7 as u64) + v6) ^ v5 as u64) + v3 as u64);
        Some(XdpAction::Pass)
    }

    fn f290(x: i64, y: u8) -> Option<u64> {
        let mut r: i64 = y as i64 & 0;
        if r as i8 > r as i8 || r <= 0x1e6696d8 {
            let mut v1 = Pair { wide: r as u64 ^ y as u64, left: y as i32 as u32, right: x as i32 };
            v1.turn(y as u32 * r as u32);
            let mut v2: u64 = v1.sum();
        }
        COUNT.set(COUNT.get() + (x as u32 | 0x5dd1cdc9));
        let mut v3: u32 = COUNT.get();
        Some(((r as u64 ^ v3 as u64) + x as u64) ^ y as u64)
    }

    #[xdp(default = Aborted)]
    pub fn p290(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f290(given.x.get() as i64, given.y.get() as u8)?;
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    #[global]
    fn f291(x: isize, y: i8) -> u64 {
        let mut r: isize = x as i8 as isize;
        let mut v1 = x as u32;
        #[bound(20)]
        while v1 > 3 {
            v1 >>= 3;
            r = -(r ^ r);
        }
        let v2 = match (half(middle(x as u64, x as u64, x as u64)), y as u32 | 109) {
            (Some(0..=9), _) => (v1 as u64).wrapping_add(0x438208d1),
            (Some(n), k @ 1..=100) => n + k as u64,
            (Some(n), _) if n & 1 == 1 => mixed(105, y as u32) as u64,
            (None, 0) => r as u64 >> y as u32,
            _ => v1 as u64,
        };
        (((r as u64 ^ v2) + v1 as u64) ^ x as u64) + y as u64
    }

    #[xdp(default = Aborted)]
    pub fn p291(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f291(given.x.get() as isize, given.y.get() as i8);
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    #[xdp(default = Aborted)]
    pub fn p292(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let x = given.x.get() as usize;
        let y = given.y.get() as i32;
        let mut r: usize = mixed(x as u32, u32::MIN) as usize;
        let v1 = TABLE.insert((mixed(0, x as u32)) & 15, r as u64 | r as u64) as u8;
        let v2 = half(y as u64 ^ x as u64).unwrap();
        if color(y as u64 & r as u64) == Color::Green {
            let v3: u64 = match x as isize % (v2 as isize | 1) {
                0 | 7 => v1 as u64 * y as u64,
                1..=60 => v1 as u64 % (v1 as u64 | 1),
                k if k > 90 => (y as u64) << 5,
                k @ 61..70 => k as u64,
                _ => v2 - x as u64,
            };
        } else if half(v2).is_some() {
            if r <= v1 as usize || x >= r {
                r *= middle(x, usize::MIN, x) ^ x + x;
            } else {
                r += x & 36 ^ x >> 7;
                r ^= (x | 48) + x % (r | 1);
            }
        }
        #[bound(7)]
        for v4 in 0..(r as u32 >> 2) & 7 {
            for v5 in 0..5usize {
                r |= v5.wrapping_mul(x) << v1 as u32 * v2 as u32;
            }
        }
        given.result = U64Be::new((((r as u64 ^ v2) + v1 as u64) ^ x as u64) + y as u64);
        Some(XdpAction::Pass)
    }

    fn f293(mut nest: Nest, y: u8) -> u64 {
        let mut r: i16 = nest.count as i16 & 57;
        let Some(v1) = half(nest.pair.left as u64 / (nest.bytes[2] as u64 | 1)) else { return y as u64 * y as u64 };
        let mut v2 = [y as u64 * y as u64, nest.bytes[2] as u64, r as u64 / (nest.bytes[2] as u64 | 1), 115];
        v2[(nest.bytes[2] as usize & nest.pair.left as usize) % 4] = nest.pair.left as u64 + v1;
        let v3: u64 = v2[(nest.pair.left as usize + usize::MAX) % 4];
        r &= nest.bytes[2] as i16 - nest.bytes[2] as i16;
        let v4 = TABLE.insert((r as u16 as u32) & 15, larger(v1, v1)) as u8;
        (((r as u64 ^ v4 as u64) + v3) ^ v1) + nest.bytes[2] as u64
    }

    #[xdp(default = Aborted)]
    pub fn p293(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let mut pair = Pair::new(given.x.get(), given.y.get() as u32);
        pair.turn(5);
        let nest = Nest::new(pair, given.x.get() as i64);
        let result = f293(nest, given.y.get() as u8) ^ nest.sum();
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f294(x: u32, y: u32) -> u64 {
        let mut r: u32 = y.wrapping_mul(y);
        let v1: u32 = 'done: {
            if y as u8 >= r as u8 || color(r as u64) == Color::Green {
                break 'done y as u32;
            }
            r ^= mixed(y % (x | 1), r as u32);
            r / (y | 1)
        };
        if r ^ x <= !r {
            for v2 in 0..3u32 {
                if x < x {
                    continue;
                }
                r += scattered(i64::MIN, r as u64) as u32 & v2 / r;
            }
        } else {
            let mut v3: u32 = middle(v1 * x, x / r, x) as u32;
            let v4 = TABLE.remove(&((v1 & 67) & 15)) as u32;
        }
        ((r as u64 ^ v1 as u64) + x as u64) ^ y as u64
    }

    #[xdp(default = Aborted)]
    pub fn p294(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f294(given.x.get() as u32, given.y.get() as u32);
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    #[xdp(default = Aborted)]
    pub fn p295(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let x = given.x.get() as u64;
        let y = given.y.get() as u32;
        let mut r: u64 = x - x;
        let mut v1: u8 = y as u8 + r as u8 ^ (x as u8).wrapping_sub(85);
        let v2 = half(x - r).unwrap();
        for &v3 in &[r as i16 ^ r as i16, r as i16 / v2 as i16, i16::MAX] {
            v1 |= larger(y as u64 as u8, (r as u8).max(r as u8));
        }
        let v4: u32 = if color(v2) == Color::Red && !(v2 < x) { x as u32 - v2 as u32 } else { !(v1 as u32) };
        let v5 = packet.parse::<Given>()?;
        let v6 = v5.result.get();
        v5.result = U64Be::new(x ^ v2);
        let mut v7: u32 = mixed(v4 * 0x24f15f2d, y & 86);
        given.result = U64Be::new((((r as u64 ^ v7 as u64) + v6) ^ v4 as u64) + v2);
        Some(XdpAction::Pass)
    }

    #[inline(never)]
    fn f296(x: isize, y: i8) -> u64 {
        let mut r: isize = y as isize;
        let v1 = match (half(x as u64 ^ x as u64), scattered(y as i64, y as u64) as u32) {
            (Some(0..=9), _) => y as u64 ^ 67,
            (Some(n), k @ 1..=100) => n + k as u64,
            (Some(n), _) if n & 1 == 1 => (y as u64) << 4,
            (None, 0) => (x as u64).wrapping_mul(r as u64),
            _ => x as u64,
        };
        if (scattered(0x125ef9ec, v1) as i8) < r as i8 & r as i8 {
            'outer: for v2 in 0..=3i32 {
                for v3 in 0..4u8 {
                    if (x as u8) < v3 {
                        continue;
                    }
                    r ^= r.max(r * r);
                    if (v2 as u16) < v2 as u16 {
                        break;
                    }
                }
                r ^= scattered(0x3d3f465a, v1) as isize;
            }
        }
        let mut v4: u64 = (v1 ^ v1) & middle(x as u64, x as u64, r as u64);
        (((r as u64 ^ v4) + v1) ^ x as u64) + y as u64
    }

    #[xdp(default = Aborted)]
    pub fn p296(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f296(given.x.get() as isize, given.y.get() as i8);
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f297(pair: &mut Pair, y: i16) -> u64 {
        let mut r: usize = y as usize - 0;
        let mut v2 = 0u32;
        let v1: i16 = #[bound(4)]
        loop {
            v2 += 1;
            if pair.right as u64 == u64::MIN {
                break mixed(v2, v2) as i16;
            }
            if v2 >= 3 {
                break pair.right as i16;
            }
            r |= middle(r.max(78), r - 123, pair.wide as usize);
        };
        let v3: usize = match mixed(pair.left, u32::MIN) as i8 {
            0 | 7 => pair.right as usize - 25,
            1..=60 => v2 as usize & 37,
            k if k > 90 => (y as usize).max(v1 as usize),
            k @ 61..70 => k as usize,
            _ => pair.left as usize & pair.left as usize,
        };
        let v4: usize = 'done: {
            if y | pair.right as i16 > (pair.left as i16) << 4 {
                break 'done v2 as usize % (r | 1);
            }
            pair.left |= pair.left / (v2 | 1) << larger(v2, 0x3ecb3985);
            r.min(r)
        };
        (((r as u64 ^ v4 as u64) + v3 as u64) ^ v1 as u64) + v2 as u64
    }

    #[xdp(default = Aborted)]
    pub fn p297(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let mut pair = Pair::new(given.x.get(), given.y.get() as u32);
        let result = f297(&mut pair, given.y.get() as i16) ^ pair.sum();
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    #[xdp(default = Aborted)]
    pub fn p298(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let x = given.x.get() as i8;
        let y = given.y.get() as u32;
        let mut r: i8 = y as i8 + x;
        if (r as u64).wrapping_add(11) >= y as u64 {
            let v1 = half(r as u64 + r as u64).unwrap();
        }
        let mut v2: i32 = x as i32 + 70 << scattered(x as i64, r as u64) as u32;
        let v3: i32 = 'done: {
            if x as u64 + 98 <= middle(r as u64, y as u64, y as u64) {
                break 'done r as i32 >> 3;
            }
            r += x * x;
            x as i32 | x as i32
        };
        given.result = U64Be::new((((r as u64 ^ v3 as u64) + v2 as u64) ^ x as u64) + y as u64);
        Some(XdpAction::Pass)
    }

    fn f299(x: i64, y: u32) -> u64 {
        let mut r: i64 = mixed(x as u32, y) as i64;
        if let Some(mut v1) = NUMBERS.get((y << x as u32) % 5) {
            *v1 += x as i32 >> 7;
        }
        let v2 = match (half(mixed(y, x as u32) as u64), x as u32 | x as u32) {
            (Some(0..=9), _) => y as u64 / (y as u64 | 1),
            (Some(n), k @ 1..=100) => n + k as u64,
            (Some(n), _) if n & 1 == 1 => r as u64 >> 6,
            (None, 0) => r as u64,
            _ => 16,
        };
        let mut v4 = 0u32;
        let v3: i32 = #[bound(7)]
        loop {
            v4 += 1;
            if x <= r {
                break y as i32 >> v2 as u32;
            }
            if v4 >= 6 {
                break 32;
            }
            r <<= 1;
        };
        let mut v5: u64 = f288(y as u8 * v2 as u8, (y as u64).max(0));
        (((r as u64 ^ v5) + v3 as u64) ^ v4 as u64) + v2
    }

    #[xdp(default = Aborted)]
    pub fn p299(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f299(given.x.get() as i64, given.y.get() as u32);
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    #[xdp(default = Aborted)]
    pub fn p300(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let x = given.x.get() as i8;
        let y = given.y.get() as u64;
        let mut r: i8 = y as i8 + y as i8;
        let v2 = Key { high: ((x as u16).wrapping_sub(y as u16)) & 3, low: (y as u16 & y as u16) & 3 };
        if let Some(mut v1) = PAIRS.get(&v2) {
            v1.left ^= r as u32 - 0;
            v1.turn(!(x as u32));
        } else {
            PAIRS.insert(v2, Pair::new(y * x as u64, r as u32 - 0));
        }
        for v3 in [r as i16 * 124, larger(r as i16, x as i16), y as i16] {
            r >>= 2;
        }
        for v4 in 0..1usize {
            if v4 > r as usize {
                break;
            }
            let v5: u8 = match r as u64 + u64::MIN {
                0 | 7 => !(x as u8),
                1..=60 => r as u8 ^ u8::MAX,
                k if k > 90 => y as u8 >> y as u32,
                k @ 61..70 => k as u8,
                _ => v4 as u8 * y as u8,
            };
        }
        let mut v6 = (scattered(i64::MAX, x as u64) as u32) & 31;
        #[bound(31)]
        while v6 > 0 {
            v6 -= 1;
            r &= (x & y as i8) >> y as isize as u32;
        }
        let v7: u8 = v6 as u8 * u8::MIN >> 0;
        let v8: i8 = 'done: {
            if x + r != r.wrapping_sub(r) {
                break 'done x ^ v7 as i8;
            }
            r *= r.wrapping_mul(x + i8::MAX);
            y as i8 % (r | 1)
        };
        given.result = U64Be::new((((r as u64 ^ v8 as u64) + v7 as u64) ^ v6 as u64) + x as u64);
        Some(XdpAction::Pass)
    }

    fn f301(x: u64, y: i32) -> u64 {
        let mut r: u64 = y as u64 | u64::MIN;
        for v1 in 0..1u64 {
            for v2 in [y as i64 ^ r as i64, v1 as i64 * r as i64, r as i64] {
                r <<= 6;
            }
        }
        if half(x << 2).is_some() {
            r ^= x & 59 & x << 5;
        } else {
            let v3: isize = match color(scattered(r as i64, x)) {
                Color::Red => middle(y as isize, r as isize, y as isize),
                Color::Green if !(color(x) == Color::Green) => r as isize | 5,
                one => one as u32 as isize,
            };
            let v4: i64 = match color(x + x) {
                Color::Red => (r as i64) << 3,
                Color::Green if x < r => middle(r as i64, i64::MIN, r as i64),
                one => one as u32 as i64,
            };
        }
        (r as u64 ^ x) + y as u64
    }

    #[xdp(default = Aborted)]
    pub fn p301(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f301(given.x.get() as u64, given.y.get() as i32);
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    #[global]
    fn f302(x: i64, y: u64) -> u64 {
        let mut r: i64 = x | x;
        if x * x <= r * r {
            return x as u64 - y;
        }
        if middle(x as u64, x as u64, y) < x as u64 * r as u64 {
            return x as u64 - x as u64;
        }
        let Some(v1) = half(x as u64 & r as u64) else { return r as u64 & y };
        if let Some(mut v2) = NUMBERS.get((mixed(v1 as u32, x as u32)) % 5) {
            *v2 += r as i32 % (v1 as i32 | 1);
        }
        let v4 = Key { high: (v1 as u16 - 55) & 3, low: (x as u16 * y as u16) & 3 };
        if let Some(mut v3) = PAIRS.get(&v4) {
            v3.left ^= middle(r as u32, v1 as u32, x as u32);
            v3.turn(y as u32 ^ 29);
        } else {
            PAIRS.insert(v4, Pair::new(y.min(x as u64), middle(r as u32, v1 as u32, x as u32)));
        }
        let mut v5 = larger(y as u32, v1 as u32);
        #[bound(20)]
        while v5 > 3 {
            v5 >>= 1;
            r *= x + r >> (v5 ^ r as u32);
        }
        (((r as u64 ^ v5 as u64) + v1) ^ x as u64) + y
    }

    #[xdp(default = Aborted)]
    pub fn p302(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f302(given.x.get() as i64, given.y.get() as u64);
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    #[xdp(default = Aborted)]
    pub fn p303(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let x = given.x.get() as u64;
        let y = given.y.get() as i16;
        let mut r: u64 = y as u64 * 10;
        let v1 = packet.parse::<Ethernet>()?;
        let v2 = v1.ether_type.get();
        v1.ether_type = U16Be::new(v2 >> x as u32);
        for v3 in 0..2u64 {
            if x as u16 > x as u16 {
                break;
            }
            let mut v4: u64 = if v3 as u16 & 36 > r as u16 >> 2 { middle(r, v3, r) } else { r & x };
        }
        given.result = U64Be::new(((r as u64 ^ v2 as u64) + x) ^ y as u64);
        Some(XdpAction::Pass)
    }

    #[xdp(default = Aborted)]
    pub fn p304(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let x = given.x.get() as isize;
        let y = given.y.get() as i16;
        let mut r: isize = x ^ y as isize;
        let v1: u64 = (r as u64 & y as u64) << 6 << !(r as u32);
        let mut v2 = Pair { wide: r as u64 & r as u64, left: r as u32, right: r as i32 };
        v2.left ^= mixed(x as u32, 8);
        let mut v3: u64 = exchange(&mut v2, r as u64 + x as u64) + v2.sum();
        if let Some(mut v4) = TABLE.get(&((middle(v1 as u32, 62, 11)) & 15)) {
            *v4 = v3 - v3;
        }
        given.result = U64Be::new((((r as u64 ^ v3) + v1) ^ x as u64) + y as u64);
        Some(XdpAction::Pass)
    }

    fn f305(mut nest: Nest, y: i8) -> u64 {
        let mut r: u16 = nest.pair.left as u16 - u16::MAX;
        nest.bytes[2] -= nest.count as u8 >> 0 << 4;
        let v1: i64 = match color(nest.bytes[2] as u64 | r as u64) {
            Color::Red => nest.pair.left as i64 ^ nest.count,
            Color::Green if nest.count == r as i64 => y as i16 as i64,
            one => one as u32 as i64,
        };
        #[bound(7)]
        for v2 in 0..(scattered(v1, r as u64) as u32) & 7 {
            let mut v3: i8 = (nest.pair.left as u8 ^ u8::MIN) as i8;
        }
        let v4: u64 = f294(larger(v1 as u32, 72), v1 as u32 & r as u32);
        (((r as u64 ^ v4) + v1 as u64) ^ nest.bytes[2] as u64) + nest.count as u64
    }

    #[xdp(default = Aborted)]
    pub fn p305(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let mut pair = Pair::new(given.x.get(), given.y.get() as u32);
        pair.turn(5);
        let nest = Nest::new(pair, given.x.get() as i64);
        let result = f305(nest, given.y.get() as i8) ^ nest.sum();
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    #[xdp(default = Aborted)]
    pub fn p306(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let x = given.x.get() as i16;
        let y = given.y.get() as i8;
        let mut r: i16 = y as i16 >> y as u32;
        let v1 = match (half(!(y as u64)), larger(x as u32, 0)) {
            (Some(0..=9), _) => x as u64 ^ 74,
            (Some(n), k @ 1..=100) => n + k as u64,
            (Some(n), _) if n & 1 == 1 => r as u64 + r as u64,
            (None, 0) => mixed(22, y as u32) as u64,
            _ => y as u64,
        };
        r /= 80;
        let v2: i16 = match y.min(r as i8) {
            0 | 7 => r - x,
            1..=60 => x.wrapping_sub(x),
            k if k > 90 => middle(r, x, 75),
            k @ 61..70 => k as i16,
            _ => (y as i16) << r as u32,
        };
        let mut v3 = (scattered(x as i64, u64::MAX) as u32) & 15;
        #[bound(15)]
        while v3 > 0 {
            v3 -= 1;
            r = scattered(y as i64 % (y as i64 | 1), !v1) as i16;
        }
        let mut v4: i8 = if x as u32 / (v1 as u32 | 1) == v1 as u32 ^ y as u32 { y.wrapping_sub(x as i8) } else { (r as i8).wrapping_sub(r as i8) };
        let v5: i8 = -(v2 as usize as i8) / (y * v4 - x as i8 | 1);
        given.result = U64Be::new((((r as u64 ^ v5 as u64) + v4 as u64) ^ v3 as u64) + v2 as u64);
        Some(XdpAction::Pass)
    }

    fn f307(x: i32, y: i64) -> u64 {
        let mut r: i32 = y as i32 * 19;
        if let Some(v1) = half(y as u64 + 10) {
            r += -x | scattered(r as i64, y as u64) as i32;
        } else {
            r ^= middle(r | 9, middle(x, r, r), 35);
        }
        let mut v3 = 0u32;
        let v2: u8 = #[bound(8)]
        loop {
            v3 += 1;
            if (y as u32) < x as u32 {
                break (x as u8) << 3;
            }
            if v3 >= 7 {
                break 0;
            }
            r &= scattered(y >> y as u32, x as u64 ^ v3 as u64) as i32;
        };
        TABLE.add((v3 ^ u32::MAX) & 15, v2 as u64 & 0x2f73ecc2);
        let v4: i32 = match (r as u32) << x as u32 {
            0 | 7 => (v3 as i32) << 0,
            1..=60 => x | 8,
            k if k > 90 => x | v3 as i32,
            k @ 61..70 => k as i32,
            _ => y as i32 >> 3,
        };
        (((r as u64 ^ v4 as u64) + v2 as u64) ^ v3 as u64) + x as u64
    }

    #[xdp(default = Aborted)]
    pub fn p307(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f307(given.x.get() as i32, given.y.get() as i64);
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f308(x: u64, y: isize) -> u64 {
        let mut r: u64 = y as u64 | y as u64;
        let v1: i16 = match color(r as u64) {
            Color::Red => larger(r as i16, y as i16),
            Color::Green if x as u32 >= u32::MIN => -(y as i16),
            one => one as u32 as i16,
        };
        let v2 = match (half(mixed(x as u32, r as u32) as u64), !(y as u32)) {
            (Some(0..=9), _) => r << 6,
            (Some(n), k @ 1..=100) => n + k as u64,
            (Some(n), _) if n & 1 == 1 => (v1 as u64).min(y as u64),
            (None, 0) => x - 9,
            _ => r,
        };
        r ^= r.wrapping_mul(r % (r | 1));
        (((r as u64 ^ v2) + v1 as u64) ^ x) + y as u64
    }

    #[xdp(default = Aborted)]
    pub fn p308(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f308(given.x.get() as u64, given.y.get() as isize);
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    #[xdp(default = Aborted)]
    pub fn p309(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let x = given.x.get() as u16;
        let y = given.y.get() as usize;
        let mut r: u16 = y as u16 ^ x;
        let v2 = Key { high: (x | x) & 3, low: (x << x as u32) & 3 };
        if let Some(mut v1) = PAIRS.get(&v2) {
            v1.left ^= middle(y as u32, 73, x as u32);
            v1.turn(r as u32 | x as u32);
        } else {
            PAIRS.insert(v2, Pair::new(y as u64 * u64::MIN, middle(y as u32, 73, x as u32)));
        }
        let v3: u64 = f307((r as i32) << y as u32, r as i64 - 0);
        given.result = U64Be::new(((r as u64 ^ v3) + x as u64) ^ y as u64);
        Some(XdpAction::Pass)
    }

    fn f310(x: i32, y: u32) -> u64 {
        let mut r: i32 = y as i32 >> 0;
        if let Some(mut v1) = TABLE.entry((r as u32 & y) & 15).or_insert(x as u64) {
            *v1 += 1;
        }
        for v2 in 0..4u64 {
            if v2 as i64 != i64::MIN || color(r as u64) == Color::Blue {
                r <<= 7;
            } else if color(v2) == Color::Green {
                r /= 57;
            }
        }
        (r as u64 ^ x as u64) + y as u64
    }

    #[xdp(default = Aborted)]
    pub fn p310(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f310(given.x.get() as i32, given.y.get() as u32);
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f311(x: i16, y: u16) -> u64 {
        let mut r: i16 = y as i16 | x;
        for v1 in 0..3i64 {
            let mut v2 = x as u32 ^ r as u32;
            #[bound(20)]
            while v2 > 3 {
                v2 >>= 3;
                r ^= larger(r - 45, x * v2 as i16);
            }
        }
        for &v3 in &[x as u16 >> x as u32, !y, 0] {
            r -= (r & 89) << (x as u32).wrapping_mul(117);
        }
        let v4 = TABLE.remove(&((y as u32 ^ 76) & 15)) as u32;
        let mut v5: u64 = f288((x as u8).wrapping_mul(y as u8), !(y as u64));
        (((r as u64 ^ v5) + v4 as u64) ^ x as u64) + y as u64
    }

    #[xdp(default = Aborted)]
    pub fn p311(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f311(given.x.get() as i16, given.y.get() as u16);
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f312(x: u64, y: u8) -> Option<u64> {
        let mut r: u64 = y as u64 % y as u64;
        let mut v1: u64 = x.min(r.min(x << x as u32));
        #[bound(7)]
        for v2 in 0..(r as u32 * y as u32) & 7 {
            let mut v4 = 0u32;
            let v3: u64 = #[bound(8)]
            loop {
                v4 += 1;
                if color(x) == Color::Green {
                    break r ^ v4 as u64;
                }
                if v4 >= 7 {
                    break x;
                }
                v1 *= mixed(v4 ^ 99, v2 - x as u32) as u64;
            };
        }
        let mut v5: isize = y as isize - isize::MAX >> 2;
        let mut v7 = 0u32;
        let v6: u8 = #[bound(4)]
        loop {
            v7 += 1;
            if (x as i32) <= 93 {
                break v7 as isize as u8;
            }
            if v7 >= 3 {
                break y;
            }
            v1 &= (v5 as u64) << x as u32 | y as u64 - y as u64;
        };
        for v8 in [!v7, (r as u32).wrapping_add(v1 as u32), x as u32] {
            v1 <<= 3;
        }
        Some((((r as u64 ^ v6 as u64) + v7 as u64) ^ v5 as u64) + v1)
    }

    #[xdp(default = Aborted)]
    pub fn p312(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f312(given.x.get() as u64, given.y.get() as u8)?;
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f313(x: i16, y: i32) -> Option<u64> {
        let mut r: i16 = y as i16 >> x as u32;
        let v1 = half(y as u64 & r as u64).unwrap();
        let v2: isize = 'done: {
            if color((x as u64) << 1) == Color::Green {
                break 'done x as isize | isize::MIN;
            }
            r += r + x | middle(y as i16, x, y as i16);
            x as isize ^ x as isize
        };
        let Some(v3) = half(larger(y as u64, v1)) else { return Some(y as u64 - x as u64) };
        Some((((r as u64 ^ v3) + v2 as u64) ^ v1) + x as u64)
    }

    #[xdp(default = Aborted)]
    pub fn p313(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f313(given.x.get() as i16, given.y.get() as i32)?;
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f314(pair: &mut Pair, y: i16) -> u64 {
        let mut r: i64 = pair.left as i64 ^ pair.wide as i64;
        let mut v2 = 0u32;
        let v1: i64 = #[bound(4)]
        loop {
            v2 += 1;
            if half(pair.right as u64).is_some() {
                break y as i64 * pair.left as i64;
            }
            if v2 >= 3 {
                break pair.wide as i64;
            }
            pair.wide *= pair.right as u64 ^ pair.left as u64 & 26;
        };
        if color((pair.left as u64).min(pair.wide)) == Color::Red {
            return v1 as u64;
        }
        let mut v3 = [pair.left | 64, pair.left, v2 << 2, pair.left];
        v3[(pair.left as usize * pair.right as usize) % 4] = pair.right as u32 + r as u32;
        let v4: u32 = v3[(y as usize - v2 as usize) % 4];
        (((r as u64 ^ v4 as u64) + v1 as u64) ^ v2 as u64) + pair.right as u64
    }

    #[xdp(default = Aborted)]
    pub fn p314(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let mut pair = Pair::new(given.x.get(), given.y.get() as u32);
        let result = f314(&mut pair, given.y.get() as i16) ^ pair.sum();
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    #[xdp(default = Aborted)]
    pub fn p315(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let x = given.x.get() as u16;
        let y = given.y.get() as u32;
        let mut r: u16 = x * y as u16;
        let v1: usize = match y / x as u32 {
            0 | 7 => (r as usize) << 0,
            1..=60 => r as usize >> r as u32,
            k if k > 90 => mixed(r as u32, r as u32) as usize,
            k @ 61..70 => k as usize,
            _ => r as usize - r as usize,
        };
        let v2 = TABLE.insert((y >> x as u32) & 15, v1 as u64 & y as u64) as u8;
        let mut v3 = [r as usize | x as usize, 90, x as usize + v2 as usize, 0];
        v3[(y as usize >> v2 as u32) % 4] = x as usize - usize::MIN;
        let v4: usize = v3[(r as usize % y as usize) % 4];
        r = r.max(31) - x.wrapping_mul(x);
        if r ^ x <= x + x {
            if y as u8 & u8::MIN > y as u64 as u8 {
                r ^= middle(middle(r, r, x), r / (x | 1), r);
            } else if !((v1 as u8) < v4 as u8) {
                r &= !(r - x);
            }
        } else {
            TABLE.add((r as u32 - v4 as u32) & 15, v4 as u64 % (v2 as u64 | 1));
            let Some(v5) = half(v1 as u64 * v2 as u64) else { return Some(XdpAction::Drop) };
        }
        for v6 in [v1 ^ v1, v4 >> x as u32, v1] {
            r = r >> v6 as u32 ^ x.wrapping_sub(u16::MIN);
        }
        given.result = U64Be::new((((r as u64 ^ v4 as u64) + v2 as u64) ^ v1 as u64) + x as u64);
        Some(XdpAction::Pass)
    }

    fn f316(x: u32, y: u8) -> Option<u64> {
        let mut r: u32 = middle(y as u32, u32::MAX, x);
        if y as isize ^ x as isize != r as isize ^ isize::MIN {
            #[bound(7)]
            for v1 in 0..(r + x) & 7 {
                r <<= 0;
            }
        }
        let v2 = match (half(r as u64 - 0x65c6c973), larger(x, x)) {
            (Some(0..=9), _) => y as u64 ^ x as u64,
            (Some(n), k @ 1..=100) => n + k as u64,
            (Some(n), _) if n & 1 == 1 => y as u64 * r as u64,
            (None, 0) => y as u64 + x as u64,
            _ => y as u64,
        };
        if let Some(v3) = half((r as u64) << y as u32) {
            r += r - r ^ (y as u32).min(v3 as u32);
        } else {
            r >>= 6;
        }
        Some(((r as u64 ^ v2) + x as u64) ^ y as u64)
    }

    #[xdp(default = Aborted)]
    pub fn p316(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f316(given.x.get() as u32, given.y.get() as u8)?;
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    #[global]
    fn f317(x: usize, y: i16) -> u64 {
        let mut r: usize = y as usize;
        r &= (y as i8 - 6) as usize;
        let v1 = match (half((x as u64).wrapping_mul(26)), y as u32 - 1) {
            (Some(0..=9), _) => mixed(y as u32, u32::MAX) as u64,
            (Some(n), k @ 1..=100) => n + k as u64,
            (Some(n), _) if n & 1 == 1 => mixed(y as u32, r as u32) as u64,
            (None, 0) => (y as u64) << x as u32,
            _ => x as u64,
        };
        let mut v2 = Pair { wide: v1 * 118, left: v1 as u32 * x as u32, right: 72 };
        v2.turn((y as u32).max(v1 as u32));
        let Pair { wide: v3, right: v4, .. } = v2;
        (((r as u64 ^ v4 as u64) + v3) ^ v1) + x as u64
    }

    #[xdp(default = Aborted)]
    pub fn p317(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f317(given.x.get() as usize, given.y.get() as i16);
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f318(mut nest: Nest, y: u8) -> u64 {
        let mut r: i64 = nest.count & nest.count;
        let v1: u8 = nest.count as u64 as u8 - (nest.bytes[2] << nest.pair.left);
        let v2: u8 = if y as u32 == nest.bytes[2] as u32 { y as u8 } else { v1.wrapping_sub(0) };
        let mut v3: u64 = y as u64 | r as u64;
        #[bound(64)]
        while let Some(v4) = half(v3) {
            if v4 < 3 {
                break;
            }
            v3 = v4;
        }
        let v5: u64 = f288(r as u8 - y, r as u64 ^ v1 as u64);
        let v6: u16 = match nest.count as u8 * v2 {
            0 | 7 => y as u16 - v3 as u16,
            1..=60 => !(v1 as u16),
            k if k > 90 => (v3 as u16).max(nest.count as u16),
            k @ 61..70 => k as u16,
            _ => scattered(nest.count, 0x2d9b6dee) as u16,
        };
        (((r as u64 ^ v6 as u64) + v5) ^ v3) + v2 as u64
    }

    #[xdp(default = Aborted)]
    pub fn p318(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let mut pair = Pair::new(given.x.get(), given.y.get() as u32);
        pair.turn(5);
        let nest = Nest::new(pair, given.x.get() as i64);
        let result = f318(nest, given.y.get() as u8) ^ nest.sum();
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f319(x: i64, y: u8) -> u64 {
        let mut r: i64 = x % (x | 1);
        let mut v1: i16 = (x << 2 & y as i64 - x) as i16;
        if color(x as u64 >> 1) == Color::Blue {
            let v2: i16 = match x << v1 as u32 {
                0 | 7 => x as i16 + y as i16,
                1..=60 => v1 as u64 as i16,
                k if k > 90 => x as i16 | i16::MIN,
                k @ 61..70 => k as i16,
                _ => r as i16 * v1,
            };
        } else if x > 94 {
            let v3: u8 = match color(r as u64 | u64::MIN) {
                Color::Red => v1 as u8 >> x as u32,
                Color::Green if half(r as u64).is_some() => x as u8 / x as u8,
                one => one as u32 as u8,
            };
        } else {
            let v4: i64 = 'done: {
                if v1 as u8 >> x as u32 >= x as u8 + v1 as u8 {
                    break 'done r * x;
                }
                v1 ^= mixed(x as u32, 36) as i16;
                x + y as i64
            };
            let v5 = half(v1 as u64 & x as u64).unwrap();
        }
        let mut v6 = Pair { wide: r as u64 ^ 80, left: y as u32 >> y as u32, right: 36 };
        v6.left ^= (x as u32).wrapping_add(u32::MIN);
        let v7: u64 = exchange(&mut v6, y as u64 * v1 as u64) + v6.sum();
        let v8: i64 = match color(larger(v1 as u64, v7)) {
            Color::Red => r / (r | 1),
            Color::Green if x as i16 != v1 => y as i64 & 8,
            one => one as u32 as i64,
        };
        (((r as u64 ^ v8 as u64) + v7) ^ v1 as u64) + x as u64
    }

    #[xdp(default = Aborted)]
    pub fn p319(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f319(given.x.get() as i64, given.y.get() as u8);
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }
}
