//! Functions 320 to 359, which `cargo xtask generate-functions` has written.

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

    #[global]
    fn f320(x: i16, y: i8) -> u64 {
        let mut r: i16 = scattered(y as i64, 43) as i16;
        let mut v2 = 0u32;
        let v1: u64 = #[bound(7)]
        loop {
            v2 += 1;
            if r == 89 {
                break middle(x as u64, 68, x as u64);
            }
            if v2 >= 6 {
                break x as u64;
            }
            r -= (x - r) / (r + r);
        };
        let v3: i64 = match color(x as u64 % (v2 as u64 | 1)) {
            Color::Red => y as i64 * x as i64,
            Color::Green if !(r < v2 as i16) => y as i64 - v1 as i64,
            one => one as u32 as i64,
        };
        r ^= -(r >> y as u32);
        (((r as u64 ^ v3 as u64) + v1) ^ v2 as u64) + x as u64
    }

    #[xdp(default = Aborted)]
    pub fn p320(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f320(given.x.get() as i16, given.y.get() as i8);
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f321(x: u32, y: i64) -> u64 {
        let mut r: u32 = x ^ y as u32;
        let v1 = match (half(r as u64 & y as u64), x.wrapping_add(r)) {
            (Some(0..=9), _) => r as u64 % r as u64,
            (Some(n), k @ 1..=100) => n + k as u64,
            (Some(n), _) if n & 1 == 1 => scattered(y, r as u64),
            (None, 0) => (x as u64) << 3,
            _ => r as u64,
        };
        for v2 in 0..6u64 {
            if x as i64 >= v2 as i64 {
                break;
            }
            r -= x * r * r.min(x);
        }
        if (x as u64) <= y as u64 || half(r as u64).is_some() {
            return y as u64 ^ y as u64;
        }
        let mut v4 = 0u32;
        let v3: u16 = #[bound(7)]
        loop {
            v4 += 1;
            if x >= x {
                break v4 as u16 - v1 as u16;
            }
            if v4 >= 6 {
                break v1 as u16;
            }
            r &= v4 - 95 - (x ^ 70);
        };
        let v6 = Key { high: (x as u16 ^ v4 as u16) & 3, low: (v3 << 1) & 3 };
        if let Some(mut v5) = PAIRS.get(&v6) {
            v5.left ^= x as i64 as u32;
            v5.turn(v4 + v4);
        } else {
            PAIRS.insert(v6, Pair::new((x as u64).wrapping_sub(v4 as u64), x as i64 as u32));
        }
        if !(r as usize != 48) {
            let mut v7: u64 = if x as i64 / (y | 1) > x as i64 | r as i64 { r as u64 | y as u64 } else { v4 as u16 as u64 };
        }
        (((r as u64 ^ v3 as u64) + v4 as u64) ^ v1) + x as u64
    }

    #[xdp(default = Aborted)]
    pub fn p321(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f321(given.x.get() as u32, given.y.get() as i64);
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f322(pair: &mut Pair, y: i32) -> u64 {
        let mut r: isize = y as u64 as isize;
        let v1: u64 = 'done: {
            if (pair.wide as u8) << 5 < (pair.left as u8) << 2 {
                break 'done larger(pair.right as u64, u64::MIN);
            }
            pair.right += pair.right.wrapping_sub(y) | pair.right >> y as u32;
            larger(y as u64, pair.right as u64)
        };
        let v2: u32 = match color(v1 & pair.right as u64) {
            Color::Red => (r as u32) << 1,
            Color::Green if !(y as u32 >= r as u32) => pair.wide as u32 - pair.right as u32,
            one => one as u32 as u32,
        };
        COUNT.set(COUNT.get() + (!pair.left));
        let mut v3: u32 = COUNT.get();
        (((r as u64 ^ v3 as u64) + v2 as u64) ^ v1) + pair.right as u64
    }

    #[xdp(default = Aborted)]
    pub fn p322(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let mut pair = Pair::new(given.x.get(), given.y.get() as u32);
        let result = f322(&mut pair, given.y.get() as i32) ^ pair.sum();
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f323(x: isize, y: isize) -> u64 {
        let mut r: isize = x | y;
        #[bound(7)]
        for v1 in 0..(x as u32 | 113) & 7 {
            let mut v2: u64 = !larger(y as u64 >> v1, !(v1 as u64));
        }
        let v3 = TABLE.remove(&((!(y as u32)) & 15)) as u32;
        for &v4 in &[y as i64 >> 1, v3 as isize as i64, r as i64] {
            r += v4 as isize + isize::MIN & x * x;
        }
        COUNT.set(COUNT.get() + (r as u32 | y as u32));
        let v5: u32 = COUNT.get();
        (((r as u64 ^ v5 as u64) + v3 as u64) ^ x as u64) + y as u64
    }

    #[xdp(default = Aborted)]
    pub fn p323(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f323(given.x.get() as isize, given.y.get() as isize);
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f324(x: u32, y: u32) -> Option<u64> {
        let mut r: u32 = x << 0;
        let mut v1: u64 = (x as u64) << y;
        #[bound(64)]
        while let Some(v2) = half(v1) {
            if v2 < 3 {
                break;
            }
            v1 = v2;
        }
        let mut v3: i64 = y as i64 >> x << 4;
        if half(v3 as u64 * v3 as u64).is_some() {
            if y as isize + v3 as isize > v1 as isize ^ y as isize {
                v3 ^= larger(y as i64 ^ 57, (y as i64) << 3);
            } else if v3 as u32 != 0x6490d8d9 {
                v3 &= r as i64 + v1 as i64 + (v1 as i64).wrapping_sub(v1 as i64);
            }
        } else {
            let mut v4 = (y ^ 0) & 15;
            #[bound(15)]
            while v4 > 0 {
                v4 -= 1;
                r /= 91;
            }
            let mut v5 = (!y) & 31;
            #[bound(31)]
            while v5 > 0 {
                v5 -= 1;
                v3 >>= 4;
            }
        }
        if v3 as u64 != x as u64 || y as u64 >= y as u64 {
            let mut v6 = Pair { wide: v1 - x as u64, left: x.wrapping_mul(r), right: y as i32 };
            v6.turn(x - x);
            let Pair { wide: v7, right: v8, .. } = v6;
        } else {
            if color(middle(v1, v1, y as u64)) == Color::Red {
                v1 += (r as u64).min(109) * larger(v1, 69);
            }
            for &v9 in &[y as u8 as i64, v1 as i64 | y as i64, i64::MIN] {
                v1 ^= r as u64 / y as u64 >> r.wrapping_sub(y);
            }
        }
        if let Some(v10) = half(y as u64 as u64) {
            v1 *= v1.wrapping_mul(v1 & v10);
        } else {
            r = mixed(y, v3 as u32) >> 1;
        }
        let v11: i32 = match color(x as u64 * v1) {
            Color::Red => v3 as i32 ^ v3 as i32,
            Color::Green if x == y => v3 as i32 ^ 85,
            one => one as u32 as i32,
        };
        Some((((r as u64 ^ v11 as u64) + v3 as u64) ^ v1) + x as u64)
    }

    #[xdp(default = Aborted)]
    pub fn p324(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f324(given.x.get() as u32, given.y.get() as u32)?;
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    #[xdp(default = Aborted)]
    pub fn p325(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let x = given.x.get() as i16;
        let y = given.y.get() as usize;
        let mut r: i16 = y as i16 % (y as i16 | 1);
        let v1 = packet.parse::<Given>()?;
        let v2 = v1.result.get();
        for &v3 in &[v2 as u64, r as u64 ^ y as u64, u64::MAX] {
            r ^= r - x << 0;
        }
        given.result = U64Be::new(((r as u64 ^ v2) + x as u64) ^ y as u64);
        Some(XdpAction::Pass)
    }

    fn f326(x: u8, y: isize) -> u64 {
        let mut r: u8 = !(y as u8);
        let mut v1: u64 = f320(y as i16 + 20, y as i8 & y as i8);
        let v2: isize = (y as i16 % (x as i16 | 1)) as isize;
        (((r as u64 ^ v2 as u64) + v1) ^ x as u64) + y as u64
    }

    #[xdp(default = Aborted)]
    pub fn p326(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f326(given.x.get() as u8, given.y.get() as isize);
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f327(mut nest: Nest, y: i32) -> u64 {
        let mut r: u64 = !(nest.count as u64);
        let mut v1 = [r << nest.count as u32, 0x67f4fbad, nest.pair.left as u64, 120];
        v1[(nest.count as usize + r as usize) % 4] = nest.bytes[2] as u64 * nest.pair.left as u64;
        let mut v2: u64 = v1[(nest.count as usize / (nest.count as usize | 1)) % 4];
        let Some(v3) = half(r - r) else { return nest.count as u8 as u64 };
        let v4 = quarter(v3 & v2).unwrap_or(nest.count as u64 * v2);
        let v5: u64 = match color(v2 - v2) {
            Color::Red => v3 & nest.count as u64,
            Color::Green if r >= v3 => r + r,
            one => one as u32 as u64,
        };
        let mut v6: u64 = f320(-(v4 as i16), r as i8 / (v3 as i8 | 1));
        (((r as u64 ^ v6) + v5) ^ v4) + v3
    }

    #[xdp(default = Aborted)]
    pub fn p327(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let mut pair = Pair::new(given.x.get(), given.y.get() as u32);
        pair.turn(5);
        let nest = Nest::new(pair, given.x.get() as i64);
        let result = f327(nest, given.y.get() as i32) ^ nest.sum();
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f328(x: i64, y: isize) -> u64 {
        let mut r: i64 = scattered(y as i64, x as u64) as i64;
        for &v1 in &[(y as u8).wrapping_sub(43), (r as u8).wrapping_mul(2), x as u8] {
            r |= r * r << (y as u32 & 0x13f3c9a9);
        }
        let v2: u64 = f323(y << y as u32, y * isize::MIN);
        let v3: u32 = scattered(r & x, r as u64 & r as u64) as u32 >> 5;
        r *= mixed(v2 as i8 as u32, v3 | v2 as u32) as i64;
        (((r as u64 ^ v3 as u64) + v2) ^ x as u64) + y as u64
    }

    #[xdp(default = Aborted)]
    pub fn p328(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f328(given.x.get() as i64, given.y.get() as isize);
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f329(x: u32, y: usize) -> Option<u64> {
        let mut r: u32 = x ^ 0;
        let v2 = Key { high: ((x as u16).min(x as u16)) & 3, low: (r as u16 ^ u16::MAX) & 3 };
        if let Some(mut v1) = PAIRS.get(&v2) {
            v1.left ^= r >> x;
            v1.turn(y as u32 & y as u32);
        } else {
            PAIRS.insert(v2, Pair::new(r as u64 % (r as u64 | 1), r >> x));
        }
        let mut v3: i64 = (r as i64 & r as i64 ^ y as i64 - -108) << 0;
        let mut v4: u64 = !(v3 as u64 | 0 | v3 as u64 ^ x as u64);
        Some((((r as u64 ^ v4) + v3 as u64) ^ x as u64) + y as u64)
    }

    #[xdp(default = Aborted)]
    pub fn p329(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f329(given.x.get() as u32, given.y.get() as usize)?;
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f330(x: i64, y: u8) -> Option<u64> {
        let mut r: i64 = x * x;
        COUNT.set(COUNT.get() + (x as u32 | x as u32));
        let v1: u32 = COUNT.get();
        let mut v2 = (v1 << 1) & 15;
        #[bound(15)]
        while v2 > 0 {
            v2 -= 1;
            r ^= (v2 as u8 - u8::MIN) as i64;
        }
        r <<= 4;
        Some((((r as u64 ^ v2 as u64) + v1 as u64) ^ x as u64) + y as u64)
    }

    #[xdp(default = Aborted)]
    pub fn p330(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f330(given.x.get() as i64, given.y.get() as u8)?;
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    #[xdp(default = Aborted)]
    pub fn p331(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let x = given.x.get() as isize;
        let y = given.y.get() as usize;
        let mut r: isize = middle(x, 121, 33);
        for &v1 in &[x as usize * x as usize, y.min(r as usize), 104] {
            r /= 74;
        }
        let v2 = match (half((y as u64).wrapping_sub(0)), (y as u32).wrapping_add(0x542bd27b)) {
            (Some(0..=9), _) => x as u64 - x as u64,
            (Some(n), k @ 1..=100) => n + k as u64,
            (Some(n), _) if n & 1 == 1 => (y as u64).max(y as u64),
            (None, 0) => r as u64 >> 0,
            _ => y as u64,
        };
        let v3: isize = 'done: {
            if (y as i32 as isize) < mixed(18, v2 as u32) as isize {
                break 'done -x;
            }
            r ^= r + r >> 3;
            larger(x, r)
        };
        let mut v5 = 0u32;
        let v4: isize = #[bound(8)]
        loop {
            v5 += 1;
            if r as u64 > 0x3defcf3a {
                break v3 & -26;
            }
            if v5 >= 7 {
                break x;
            }
            r /= 51;
        };
        let v6 = packet.parse::<Given>()?;
        let v7 = v6.result.get();
        v6.result = U64Be::new(v7 - v7);
        let v8: u64 = 'done: {
            if v5 as u16 % (v5 as u16 | 1) >= v2 as u16 & 2 {
                break 'done x as u64 & u64::MIN;
            }
            r /= 80;
            v2 % (y as u64 | 1)
        };
        given.result = U64Be::new((((r as u64 ^ v8) + v7) ^ v4 as u64) + v5 as u64);
        Some(XdpAction::Pass)
    }

    fn f332(x: i8, y: i8) -> Option<u64> {
        let mut r: i8 = y << 3;
        let mut v1: usize = y as usize % (y as usize | 1) + (y as usize - 9);
        if x as isize as i16 == (y as i16) << 0 {
            if x - -49 <= x * 98 {
                r *= y as i8 ^ x + -33;
            } else {
                r *= (y as i8) << (x as u32).wrapping_sub(r as u32);
                r -= mixed(r as u32, 3) as i8 >> !(x as u32);
            }
        } else {
            for &v2 in &[larger(x, 53), x ^ y, x] {
                v1 += ((r as usize) << v1 as u32) + !(x as usize);
            }
            if r - y < r + 117 {
                v1 &= v1 - v1 >> 5;
            }
        }
        let v3: i8 = v1 as i8 / (y | 1) - (y + 35);
        let mut v4 = (r as u32 | 0) & 31;
        #[bound(31)]
        while v4 > 0 {
            v4 -= 1;
            r &= -(v3 << 7);
        }
        if color(v4 as u64) == Color::Green || v3 >= i8::MIN {
            return Some(x as u64 & v1 as u64);
        }
        Some((((r as u64 ^ v4 as u64) + v3 as u64) ^ v1 as u64) + x as u64)
    }

    #[xdp(default = Aborted)]
    pub fn p332(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f332(given.x.get() as i8, given.y.get() as i8)?;
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    #[xdp(default = Aborted)]
    pub fn p333(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let x = given.x.get() as u32;
        let y = given.y.get() as isize;
        let mut r: u32 = y as u32 >> 7;
        if let Some(v1) = half(y as u64 >> r) {
            r += (x << 4) + x * x;
        } else {
            r >>= 6;
        }
        let mut v2: u64 = (r as u64).wrapping_add(y as u64);
        #[bound(64)]
        while let Some(v3) = half(v2) {
            if v3 < 3 {
                break;
            }
            v2 = v3;
        }
        let Some(v4) = half(y as u64 + x as u64) else { return Some(XdpAction::Drop) };
        let v5: u64 = match x + x {
            0 | 7 => v2 & v4,
            1..=60 => v2 ^ v2,
            k if k > 90 => v4 | r as u64,
            k @ 61..70 => k as u64,
            _ => v4 << 7,
        };
        for &v6 in &[(v4 as isize) << r, -y, -7] {
            r <<= 3;
        }
        let mut v7 = Pair { wide: v2 - v4, left: x % (x | 1), right: v5 as i32 };
        let v8 = v7;
        v7.turn(middle(x, v5 as u32, r));
        let v9: u32 = v8.left + v7.left;
        given.result = U64Be::new((((r as u64 ^ v9 as u64) + v5) ^ v4) + v2);
        Some(XdpAction::Pass)
    }

    fn f334(x: u64, y: usize) -> Option<u64> {
        let mut r: u64 = (y as u64) << 2;
        r -= mixed((y as u32) << y as u32, x as u32 * 0) as u64;
        let v1: i8 = match color(y as u64 >> x as u32) {
            Color::Red => x as i8 | y as i8,
            Color::Green if color(r) == Color::Blue => x as i8 * r as i8,
            one => one as u32 as i8,
        };
        Some(((r as u64 ^ v1 as u64) + x) ^ y as u64)
    }

    #[xdp(default = Aborted)]
    pub fn p334(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f334(given.x.get() as u64, given.y.get() as usize)?;
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    #[inline(never)]
    fn f335(x: u16, y: i8) -> u64 {
        let mut r: u16 = mixed(x as u32, y as u32) as u16;
        let v1: u16 = match !(y as u64) {
            0 | 7 => x >> 1,
            1..=60 => larger(r, x),
            k if k > 90 => r / (r | 1),
            k @ 61..70 => k as u16,
            _ => x & 67,
        };
        if x * r >= y as u16 * v1 {
            if v1 + x >= larger(x, r) {
                r |= v1.wrapping_add(!x);
            } else {
                r &= (v1 >> 2) + larger(r, x);
                r &= r * r >> 4;
            }
        } else if half(v1 as u64).is_some() {
            let mut v2: u64 = !(r as u64);
            #[bound(6)]
            while let Some(v3) = half(v2) {
                if v3 < 3 {
                    break;
                }
                v2 = v3;
            }
        } else {
            let v4: i8 = match v1 & u16::MIN {
                0 | 7 => y - v1 as i8,
                1..=60 => x as i8 % (v1 as i8 | 1),
                k if k > 90 => larger(v1 as i8, x as i8),
                k @ 61..70 => k as i8,
                _ => x as i8 - v1 as i8,
            };
            let v5: i32 = match color((x as u64).wrapping_sub(u64::MIN)) {
                Color::Red => r as i32,
                Color::Green if v1 >= v4 as u16 => v1 as i32 >> v4 as u32,
                one => one as u32 as i32,
            };
        }
        ((r as u64 ^ v1 as u64) + x as u64) ^ y as u64
    }

    #[xdp(default = Aborted)]
    pub fn p335(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f335(given.x.get() as u16, given.y.get() as i8);
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f336(mut nest: Nest, y: u32) -> u64 {
        let mut r: i64 = scattered(nest.bytes[2] as i64, nest.bytes[2] as u64) as i64;
        #[bound(7)]
        for v1 in 0..(y % (r as u32 | 1)) & 7 {
            let mut v2 = [r >> 2, y as i64, r - nest.bytes[2] as i64, r];
            v2[nest.pair.left as usize * 76] = r ^ nest.count;
            let mut v3: i64 = v2[(mixed(0x361be86e, nest.pair.left) as usize) % 4];
        }
        let v4: u64 = f320(-(nest.count as i16), mixed(nest.pair.left, nest.pair.left) as i8);
        let v5: u8 = 'done: {
            if color(nest.bytes[2] as u64 | v4) == Color::Green {
                break 'done r as u8 ^ nest.pair.left as u8;
            }
            r -= r ^ -47 ^ scattered(r, nest.pair.left as u64) as i64;
            nest.pair.left as u8 * nest.pair.left as u8
        };
        let mut v7 = 0u32;
        let v6: u32 = #[bound(4)]
        loop {
            v7 += 1;
            if half(v4).is_some() {
                break !y;
            }
            if v7 >= 3 {
                break v5 as u32;
            }
            r >>= 3;
        };
        let v8 = match (half(nest.count as u64 + 111), y.min(nest.pair.left)) {
            (Some(0..=9), _) => larger(v5 as u64, nest.bytes[2] as u64),
            (Some(n), k @ 1..=100) => n + k as u64,
            (Some(n), _) if n & 1 == 1 => nest.pair.left as u64 - y as u64,
            (None, 0) => nest.count as u64 + r as u64,
            _ => 14,
        };
        (((r as u64 ^ v8) + v6 as u64) ^ v7 as u64) + v5 as u64
    }

    #[xdp(default = Aborted)]
    pub fn p336(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let mut pair = Pair::new(given.x.get(), given.y.get() as u32);
        pair.turn(5);
        let nest = Nest::new(pair, given.x.get() as i64);
        let result = f336(nest, given.y.get() as u32) ^ nest.sum();
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    #[xdp(default = Aborted)]
    pub fn p337(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let x = given.x.get() as u8;
        let y = given.y.get() as isize;
        let mut r: u8 = mixed(92, x as u32) as u8;
        let mut v1: u8 = if r.wrapping_add(r) == x ^ u8::MAX { x << 7 } else { r >> 0 };
        for v2 in [r + x, (y as u8).wrapping_mul(u8::MIN), r] {
            r = !(x as u8);
        }
        let v3: u8 = match x & x {
            0 | 7 => larger(x, 89),
            1..=60 => r >> 1,
            k if k > 90 => scattered(r as i64, x as u64) as u8,
            k @ 61..70 => k as u8,
            _ => v1 * x,
        };
        let v4: u8 = match color(larger(x as u64, x as u64)) {
            Color::Red => !v1,
            Color::Green if v1 < v3 => v3 as i8 as u8,
            one => one as u32 as u8,
        };
        let mut v5: u8 = (!(v1 as u64) << 7) as u8;
        let mut v6: u32 = v3 as u32 >> 7;
        given.result = U64Be::new((((r as u64 ^ v6 as u64) + v5 as u64) ^ v4 as u64) + v3 as u64);
        Some(XdpAction::Pass)
    }

    fn f338(x: i16, y: usize) -> u64 {
        let mut r: i16 = larger(x, x);
        let v1: i16 = if x as usize + y < !(r as usize) { scattered(r as i64, x as u64) as i16 } else { y as i16 ^ r };
        let mut v3 = 0u32;
        let v2: i16 = #[bound(3)]
        loop {
            v3 += 1;
            if y as i64 >= 75 {
                break r - v3 as i16;
            }
            if v3 >= 2 {
                break -54;
            }
            r ^= x.min(i16::MIN) - mixed(0x70ca7b28, r as u32) as i16;
        };
        let mut v4 = Pair { wide: v1 as u64 | 71, left: (x as u32).min(0x30d5384c), right: 80 };
        v4.left ^= !v3;
        let mut v5: u64 = exchange(&mut v4, y as u64 >> 0) + v4.sum();
        let mut v6: u32 = if v1 <= v1 && v3 != u32::MAX { y as u32 | v5 as u32 } else { (x as u32).max(77) };
        let Some(v7) = half(y as u64 >> 4) else { return y as u64 as u64 };
        (((r as u64 ^ v7) + v6 as u64) ^ v5) + v2 as u64
    }

    #[xdp(default = Aborted)]
    pub fn p338(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f338(given.x.get() as i16, given.y.get() as usize);
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f339(mut nest: Nest, y: i32) -> u64 {
        let mut r: u16 = (nest.pair.left as u16) << 1;
        for v1 in [r as i32 & 0, r as i32 ^ nest.bytes[2] as i32, r as i32] {
            nest.count |= -(nest.pair.left as i64 * v1 as i64);
        }
        if r as i64 >= y as i64 {
            return nest.bytes[2] as u64 * nest.bytes[2] as u64;
        }
        let mut v2: i16 = if nest.bytes[2] + nest.pair.left as u8 >= r as u8 ^ u8::MIN { (r as i16) << 6 } else { (nest.bytes[2] as i16) << 4 };
        let mut v3: u8 = if !(nest.bytes[2] as u32 != v2 as u32) { y as u8 % (y as u8 | 1) } else { v2 as u8 ^ y as u8 };
        if color(y as u64 >> nest.pair.left) == Color::Blue {
            #[bound(7)]
            for v4 in 0..(nest.pair.left << 5) & 7 {
                nest.pair.left += nest.pair.left - 0 << (nest.pair.left << 0);
            }
        } else if nest.count as i8 >= nest.pair.left as i8 {
            if let Some(mut v5) = NUMBERS.get((v2 as u32 >> 7) % 5) {
                *v5 += r as i32 - i32::MAX;
            }
        } else {
            let mut v6: u32 = middle(v3 as u32, 68, nest.bytes[2] as u32);
            for v7 in [nest.bytes[2] as i16 as u16, v6 as u16 / (nest.pair.left as u16 | 1), nest.pair.left as u16] {
                nest.bytes[2] &= v3.wrapping_add(nest.bytes[2]) << 2;
            }
        }
        if half(v3 as u64 - v3 as u64).is_some() {
            'outer: for v8 in 0..=3i32 {
                for v9 in 0..4u8 {
                    if v9 > v9 {
                        continue 'outer;
                    }
                    v3 = v9 / (v3 | 1) & nest.bytes[2] * nest.bytes[2];
                    if nest.bytes[2] as i32 >= v8 {
                        break;
                    }
                }
                nest.count >>= 5;
            }
        }
        (((r as u64 ^ v3 as u64) + v2 as u64) ^ nest.bytes[2] as u64) + nest.count as u64
    }

    #[xdp(default = Aborted)]
    pub fn p339(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let mut pair = Pair::new(given.x.get(), given.y.get() as u32);
        pair.turn(5);
        let nest = Nest::new(pair, given.x.get() as i64);
        let result = f339(nest, given.y.get() as i32) ^ nest.sum();
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f340(pair: &mut Pair, y: u32) -> u64 {
        let mut r: i64 = pair.wide as i64 * pair.left as i64;
        let v1: i64 = y as i64 * i64::MAX;
        let v2: i32 = match color(y as u64 >> 1) {
            Color::Red => pair.right * pair.wide as i32,
            Color::Green if color(pair.right as u64) == Color::Blue => r as i32 & pair.right,
            one => one as u32 as i32,
        };
        let v3 = match (half(pair.wide - 19), middle(y, 27, 7)) {
            (Some(0..=9), _) => larger(pair.right as u64, v1 as u64),
            (Some(n), k @ 1..=100) => n + k as u64,
            (Some(n), _) if n & 1 == 1 => pair.wide % (pair.right as u64 | 1),
            (None, 0) => y as u64 ^ v1 as u64,
            _ => pair.wide,
        };
        (((r as u64 ^ v3) + v2 as u64) ^ v1 as u64) + pair.right as u64
    }

    #[xdp(default = Aborted)]
    pub fn p340(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let mut pair = Pair::new(given.x.get(), given.y.get() as u32);
        let result = f340(&mut pair, given.y.get() as u32) ^ pair.sum();
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    #[xdp(default = Aborted)]
    pub fn p341(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let x = given.x.get() as isize;
        let y = given.y.get() as isize;
        let mut r: isize = mixed(x as u32, 42) as isize;
        let v1 = quarter(y as u64 | r as u64).unwrap_or(x as u64 + u64::MAX);
        let mut v2: u64 = v1 & v1;
        #[bound(64)]
        while let Some(v3) = half(v2) {
            if v3 < 3 {
                break;
            }
            v2 = v3;
        }
        given.result = U64Be::new((((r as u64 ^ v2) + v1) ^ x as u64) + y as u64);
        Some(XdpAction::Pass)
    }

    fn f342(x: isize, y: u64) -> u64 {
        let mut r: isize = scattered(57, 96) as isize;
        let v1: isize = 'done: {
            if x <= y as isize || half(y).is_some() {
                break 'done x + isize::MIN;
            }
            r = middle(x * -24, r >> 3, y as isize);
            x.min(r)
        };
        let mut v2 = [r * r, x, middle(y as isize, r, v1), x];
        v2[(v1 as usize >> 3) % 4] = v1 ^ 0;
        let v3: isize = v2[(y as usize % x as usize) % 4];
        if v1 * v3 > v1 & y as isize {
            if !((y as u32) <= v3 as u32) {
                return scattered(0x4ab112a6, u64::MAX);
            }
        } else if x as u16 > x as u16 {
            for v4 in 0..2u32 {
                if x as u64 > y {
                    continue;
                }
                r += mixed(v1 as u32 * v3 as u32, x as u32 | u32::MAX) as isize;
            }
        } else {
            if let Some(v5) = half(scattered(v3 as i64, y)) {
                r &= x % (r | 1) / (v5 as isize >> 0 | 1);
            } else {
                r *= v1 + r - middle(v3, 80, 101);
            }
            let Some(v6) = half(x as u64 & u64::MIN) else { return v1 as u64 >> y as u32 };
        }
        'outer: for v7 in 0..=2i32 {
            for v8 in 0..4u8 {
                if r < 0 {
                    continue;
                }
                r >>= 5;
                if !(r == 31) {
                    break;
                }
            }
            r |= x - 0;
        }
        for v9 in 0..5u8 {
            if (r as usize) <= x as usize {
                break;
            }
            if half(v1 as u64).is_some() || half(v1 as u64).is_some() {
                return v3 as u64 & x as u64;
            }
        }
        let mut v11 = 0u32;
        let v10: isize = #[bound(6)]
        loop {
            v11 += 1;
            if y as i8 == r as i8 {
                break r + v3;
            }
            if v11 >= 5 {
                break 80;
            }
            r = middle(-r, v1 ^ x, isize::MAX);
        };
        (((r as u64 ^ v10 as u64) + v11 as u64) ^ v3 as u64) + v1 as u64
    }

    #[xdp(default = Aborted)]
    pub fn p342(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f342(given.x.get() as isize, given.y.get() as u64);
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    #[xdp(default = Aborted)]
    pub fn p343(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let x = given.x.get() as i8;
        let y = given.y.get() as i32;
        let mut r: i8 = -x;
        let v1: i8 = if !!half(x as u64).is_some() { x as i32 as i8 } else { r & 71 };
        let v2: u64 = match color(!(x as u64)) {
            Color::Red => (v1 as u64) << v1 as u32,
            Color::Green if half(v1 as u64).is_some() => (y as u64) << 3,
            one => one as u32 as u64,
        };
        for v3 in [(v2 as i32) << y as u32, y / (r as i32 | 1), r as i32] {
            r ^= (v3 / (v3 | 1)) as i8;
        }
        if (r as u16) << 5 == v2 as u16 & 55 {
            if color(v1 as u64 % (x as u64 | 1)) == Color::Blue {
                r = r.wrapping_mul(v2 as i8) as i8;
            } else {
                r *= ((v2 as i32) << 4) as i8;
                r |= r ^ i8::MIN | scattered(x as i64, y as u64) as i8;
            }
        } else {
            let v4: u64 = (v1 as u64 & 78) - larger(y as u64, y as u64);
            #[bound(7)]
            for v5 in 0..(v2 as u32 ^ u32::MAX) & 7 {
                r += (r | v4 as i8) * (r + r);
            }
        }
        r -= mixed(v1 as u32 + v1 as u32, !(y as u32)) as i8;
        given.result = U64Be::new((((r as u64 ^ v2) + v1 as u64) ^ x as u64) + y as u64);
        Some(XdpAction::Pass)
    }

    #[global]
    fn f344(x: i64, y: u32) -> u64 {
        let mut r: i64 = scattered(0x22dd4b2c, y as u64) as i64;
        let v2 = Key { high: (x as u32 as u16) & 3, low: (y as u16 | x as u16) & 3 };
        if let Some(mut v1) = PAIRS.get(&v2) {
            v1.left ^= x as u32 + u32::MIN;
            v1.turn(y - y);
        } else {
            PAIRS.insert(v2, Pair::new((r as u64) << 7, x as u32 + u32::MIN));
        }
        let v3: usize = if x as u32 / y <= !y { x as usize + 52 } else { x as usize * y as usize };
        let mut v4: u8 = !!(r as u8);
        let mut v5 = (r as u32 ^ 61) & 15;
        #[bound(15)]
        while v5 > 0 {
            v5 -= 1;
            r ^= middle(x, x, 0) ^ v5 as i64 >> y;
        }
        let mut v6 = (y.wrapping_add(v5)) & 15;
        #[bound(15)]
        while v6 > 0 {
            v6 -= 1;
            v4 <<= 3;
        }
        r /= 29;
        (((r as u64 ^ v6 as u64) + v5 as u64) ^ v4 as u64) + v3 as u64
    }

    #[xdp(default = Aborted)]
    pub fn p344(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f344(given.x.get() as i64, given.y.get() as u32);
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f345(pair: &mut Pair, y: u64) -> u64 {
        let mut r: i32 = pair.right ^ 16;
        let mut v2 = 0u32;
        let v1: i64 = #[bound(6)]
        loop {
            v2 += 1;
            if pair.wide <= v2 as u64 {
                break pair.wide as i64 - pair.wide as i64;
            }
            if v2 >= 5 {
                break 34;
            }
            pair.right += r.max(18);
        };
        let mut v3 = Pair { wide: r as u64, left: pair.left << v2, right: i32::MIN };
        v3.left ^= pair.wide as u32 - 28;
        let v4: u64 = exchange(&mut v3, pair.wide | 0x5311a9d0) + v3.sum();
        let v5: i32 = if half(pair.wide ^ v4).is_some() { pair.right | r } else { -r };
        let v6 = match (half(v4 << 5), v2 << v2) {
            (Some(0..=9), _) => (v2 as u64) << 2,
            (Some(n), k @ 1..=100) => n + k as u64,
            (Some(n), _) if n & 1 == 1 => pair.wide << pair.left,
            (None, 0) => scattered(i64::MIN, pair.wide),
            _ => v4,
        };
        let v7: i32 = match color(larger(v6, v4)) {
            Color::Red => pair.right & pair.right,
            Color::Green if half(v4).is_some() => v5 << 1,
            one => one as u32 as i32,
        };
        let mut v8: i64 = (pair.left as i64).max(v2 as i64 + 0x77711650);
        (((r as u64 ^ v8 as u64) + v7 as u64) ^ v6) + v5 as u64
    }

    #[xdp(default = Aborted)]
    pub fn p345(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let mut pair = Pair::new(given.x.get(), given.y.get() as u32);
        let result = f345(&mut pair, given.y.get() as u64) ^ pair.sum();
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f346(x: i32, y: u64) -> Option<u64> {
        let mut r: i32 = x + x;
        let v1: u64 = if x as u8 >> 7 >= r as u8 % (y as u8 | 1) { r as u64 ^ y } else { larger(r as u64, u64::MAX) };
        if v1 as u16 / (r as u16 | 1) > y as u16 ^ v1 as u16 {
            let mut v2 = (!(y as u32)) & 7;
            #[bound(7)]
            while v2 > 0 {
                v2 -= 1;
                r += (r & 3) - (x ^ 74);
            }
        }
        Some(((r as u64 ^ v1) + x as u64) ^ y)
    }

    #[xdp(default = Aborted)]
    pub fn p346(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f346(given.x.get() as i32, given.y.get() as u64)?;
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f347(mut nest: Nest, y: usize) -> u64 {
        let mut r: usize = nest.count as usize + y;
        #[bound(7)]
        for v1 in 0..(nest.pair.left * y as u32) & 7 {
            let v2: u64 = (v1 as u64).wrapping_add(29) / ((y as u64) << v1 | 1);
        }
        nest.bytes[2] ^= !larger(r as u8, 24);
        (((r as u64 ^ nest.bytes[2] as u64) + nest.count as u64) ^ nest.pair.left as u64) + y as u64
    }

    #[xdp(default = Aborted)]
    pub fn p347(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let mut pair = Pair::new(given.x.get(), given.y.get() as u32);
        pair.turn(5);
        let nest = Nest::new(pair, given.x.get() as i64);
        let result = f347(nest, given.y.get() as usize) ^ nest.sum();
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f348(x: u16, y: i64) -> Option<u64> {
        let mut r: u16 = y as u16 * y as u16;
        let mut v1 = Pair { wide: r as u64 % (y as u64 | 1), left: !(r as u32), right: y as i32 };
        v1.left ^= r as u32 + y as u32;
        let v2: u64 = exchange(&mut v1, x as u64 * x as u64) + v1.sum();
        let v3: u64 = (y as i8 as u64 ^ v2 as u16 as u64) >> 7;
        let mut v4: u32 = (r as u32).max(middle(r as u32, x as u32, 12));
        let mut v5 = [scattered(v2 as i64, v3) as i64, v4 as i64, y | v3 as i64, v4 as i64];
        v5[(v2 as usize - y as usize) % 4] = v2 as i64 | v3 as i64;
        let v6: i64 = v5[v3 as usize | v3 as usize];
        Some((((r as u64 ^ v6 as u64) + v4 as u64) ^ v3) + v2)
    }

    #[xdp(default = Aborted)]
    pub fn p348(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f348(given.x.get() as u16, given.y.get() as i64)?;
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f349(x: u64, y: u32) -> Option<u64> {
        let mut r: u64 = y as u64 - x;
        let v1: u64 = match color(mixed(x as u32, y) as u64) {
            Color::Red => y as u64 as u64,
            Color::Green if r as u32 != x as u32 => r >> 0,
            one => one as u32 as u64,
        };
        let v2: u64 = 'done: {
            if x.max(v1) >= x * v1 {
                break 'done v1.wrapping_mul(u64::MIN);
            }
            r *= x << 0 >> 4;
            v1 << 3
        };
        if let Some(mut v3) = TABLE.entry((r as u32 / x as u32) & 15).or_insert(x as i16 as u64) {
            *v3 += 1;
        }
        let mut v4 = (v1 as u32 % (v2 as u32 | 1)) & 31;
        #[bound(31)]
        while v4 > 0 {
            v4 -= 1;
            r &= (r >> 3) + (x & x);
        }
        Some((((r as u64 ^ v4 as u64) + v2) ^ v1) + x)
    }

    #[xdp(default = Aborted)]
    pub fn p349(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f349(given.x.get() as u64, given.y.get() as u32)?;
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f350(x: u32, y: i8) -> u64 {
        let mut r: u32 = y as u32 as u32;
        for &v1 in &[(x as u64).min(x as u64), y as u64, r as u64] {
            r += x & 0 | !(y as u32);
        }
        let v2: isize = (r as u64 + r as u64) as isize;
        let Some(v3) = half(x as u64 ^ y as u64) else { return (y as u64) << 3 };
        if v3 != x as u64 || r as i8 != 76 {
            let mut v5 = 0u32;
            let v4: u32 = #[bound(8)]
            loop {
                v5 += 1;
                if color(y as u64) == Color::Blue {
                    break r << 7;
                }
                if v5 >= 7 {
                    break x;
                }
                r >>= 6;
            };
        }
        let v6: u32 = match v3 as u16 as u16 {
            0 | 7 => mixed(r, r),
            1..=60 => v2 as u32 + 75,
            k if k > 90 => x.wrapping_sub(r),
            k @ 61..70 => k as u32,
            _ => v2 as u32 ^ v2 as u32,
        };
        let v7: isize = if half(r as u64 + x as u64).is_some() { -(r as isize) } else { y as isize >> 6 };
        (((r as u64 ^ v7 as u64) + v6 as u64) ^ v3) + v2 as u64
    }

    #[xdp(default = Aborted)]
    pub fn p350(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f350(given.x.get() as u32, given.y.get() as i8);
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f351(x: usize, y: i8) -> Option<u64> {
        let mut r: usize = y as usize + 0;
        let v1: u64 = f320(y as i16 % (r as i16 | 1), x as i8 & r as i8);
        r ^= x.wrapping_add(x) & (x ^ 0);
        Some(((r as u64 ^ v1) + x as u64) ^ y as u64)
    }

    #[xdp(default = Aborted)]
    pub fn p351(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f351(given.x.get() as usize, given.y.get() as i8)?;
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    #[global]
    fn f352(x: u16, y: i16) -> u64 {
        let mut r: u16 = y as u16 * y as u16;
        let mut v1: u16 = !!r >> 7;
        let mut v2: i16 = r as i16 >> 5 ^ (r as i16).min(x as i16);
        let v3: u32 = match x as u8 * y as u8 {
            0 | 7 => v2 as u32 * x as u32,
            1..=60 => r as u32 + 0,
            k if k > 90 => v1 as u32 + 40,
            k @ 61..70 => k as u32,
            _ => (x as u32) << r as u32,
        };
        let v4: u16 = match color(x as u64) {
            Color::Red => x as u8 as u16,
            Color::Green if r == 88 => r ^ 114,
            one => one as u32 as u16,
        };
        (((r as u64 ^ v4 as u64) + v3 as u64) ^ v2 as u64) + v1 as u64
    }

    #[xdp(default = Aborted)]
    pub fn p352(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f352(given.x.get() as u16, given.y.get() as i16);
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    #[xdp(default = Aborted)]
    pub fn p353(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let x = given.x.get() as i16;
        let y = given.y.get() as u32;
        let mut r: i16 = x & y as i16;
        let v1: u8 = match x as u32 & y {
            0 | 7 => y as u8 | r as u8,
            1..=60 => x as i64 as u8,
            k if k > 90 => r as u8 + y as u8,
            k @ 61..70 => k as u8,
            _ => scattered(32, 102) as u8,
        };
        COUNT.set(COUNT.get() + (x as u32 * y));
        let mut v2: u32 = COUNT.get();
        let mut v3 = Pair { wide: r as u64 as u64, left: y - x as u32, right: v1 as i32 };
        v3.turn(y & u32::MAX);
        let Pair { wide: v4, right: v5, .. } = v3;
        if !(v5 as u8 != v4 as u8) || r > x {
            for v6 in 0..6i64 {
                r >>= 7;
            }
        } else {
            let mut v7 = ((x as u32) << v2) & 7;
            #[bound(7)]
            while v7 > 0 {
                v7 -= 1;
                v2 |= r as u8 as u32 & v2 >> v7;
            }
            let mut v8: i32 = mixed(0x67cf2d91, v7) as i32 + v4 as i32 * i32::MAX;
        }
        v2 = (v1 as u64 + v4) as u32;
        #[bound(7)]
        for v9 in 0..(y * 0) & 7 {
            if x.max(x) != r | 117 {
                r ^= x - x;
            }
        }
        given.result = U64Be::new((((r as u64 ^ v5 as u64) + v4) ^ v2 as u64) + v1 as u64);
        Some(XdpAction::Pass)
    }

    #[inline(never)]
    fn f354(x: i8, y: isize) -> u64 {
        let mut r: i8 = x & 101;
        let mut v1 = [(r as i64).wrapping_mul(y as i64), x as i64, y as i64 / (y as i64 | 1), x as i64];
        v1[r as usize % (y as usize | 1)] = y as i64 - 0;
        let v2: i64 = v1[(larger(x as usize, x as usize)) % 4];
        let mut v3: i64 = if color(v2 as u64 >> 4) == Color::Red { r as i64 - -32 } else { y as i64 >> y as u32 };
        if v3 > i64::MAX || !((x as i16) <= v3 as i16) {
            return v2 as u64 & v3 as u64;
        }
        let v4 = match (half(mixed(88, u32::MAX) as u64), mixed(v2 as u32, 10)) {
            (Some(0..=9), _) => x as u64 ^ u64::MAX,
            (Some(n), k @ 1..=100) => n + k as u64,
            (Some(n), _) if n & 1 == 1 => v3 as u64 | x as u64,
            (None, 0) => x as u64 + y as u64,
            _ => u64::MIN,
        };
        let v5: u16 = match (r as u16) << v3 as u32 {
            0 | 7 => !(x as u16),
            1..=60 => !(x as u16),
            k if k > 90 => v3 as u16 >> 3,
            k @ 61..70 => k as u16,
            _ => y as u16 % (y as u16 | 1),
        };
        (((r as u64 ^ v5 as u64) + v4) ^ v3 as u64) + v2 as u64
    }

    #[xdp(default = Aborted)]
    pub fn p354(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f354(given.x.get() as i8, given.y.get() as isize);
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f355(x: isize, y: u32) -> u64 {
        let mut r: isize = x >> 0;
        if (r as i16) << r as u32 != y as i16 >> 0 {
            if !(y as i64 >= r as i64) {
                return x as u64 * r as u64;
            }
        } else if x as u8 >= 18 {
            let v1: u64 = if x == r && y as i32 != -15 { x as u64 >> x as u32 } else { x as u64 };
        }
        let v2: isize = if half((x as u64).min(r as u64)).is_some() { -x } else { r & x };
        let v4 = Key { high: (v2 as u8 as u16) & 3, low: (y as u16 >> 2) & 3 };
        if let Some(mut v3) = PAIRS.get(&v4) {
            v3.left ^= r as u32 | 0;
            v3.turn(!(r as u32));
        } else {
            PAIRS.insert(v4, Pair::new(x as u64 % (r as u64 | 1), r as u32 | 0));
        }
        r |= (y as isize).min(larger(v2, isize::MIN));
        for v5 in 0..2u32 {
            if half(v5 as u64).is_some() {
                break;
            }
            'outer: for v6 in 0..=1i32 {
                for v7 in 0..4u8 {
                    if !(r < 25) {
                        break;
                    }
                    r += r >> y ^ -x;
                    if v5 > 95 {
                        break;
                    }
                }
                r += larger(x.min(77), r ^ isize::MIN);
            }
        }
        let mut v8 = [(v2 as u32).max(v2 as u32), r as u32, middle(v2 as u32, 63, u32::MAX), r as u32];
        v8[((y as usize) << x as u32) % 4] = v2 as u32 * x as u32;
        let mut v9: u32 = v8[(larger(x as usize, v2 as usize)) % 4];
        (((r as u64 ^ v9 as u64) + v2 as u64) ^ x as u64) + y as u64
    }

    #[xdp(default = Aborted)]
    pub fn p355(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f355(given.x.get() as isize, given.y.get() as u32);
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f356(x: i16, y: usize) -> Option<u64> {
        let mut r: i16 = x | y as i16;
        let v1 = quarter(larger(r as u64, x as u64)).unwrap_or(x as u64);
        if !(color(v1) == Color::Green) {
            if let Some(v2) = half(middle(x as u64, x as u64, x as u64)) {
                r ^= middle(r, x, r);
            } else {
                r /= 1;
            }
        } else if !(x as i32 == r as i32) {
            let mut v3: i16 = if r <= x || !(v1 as u32 > 55) { -r } else { r - r };
        }
        Some(((r as u64 ^ v1) + x as u64) ^ y as u64)
    }

    #[xdp(default = Aborted)]
    pub fn p356(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f356(given.x.get() as i16, given.y.get() as usize)?;
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f357(pair: &mut Pair, y: u16) -> u64 {
        let mut r: i8 = pair.right as i8 & y as i8;
        let mut v1 = [mixed(y as u32, pair.left) as u64, pair.left as u64, scattered(-26, pair.left as u64), r as u64];
        v1[(r as usize - pair.left as usize) % 4] = r as u64 ^ pair.right as u64;
        let mut v2: u64 = v1[(larger(pair.right as usize, pair.right as usize)) % 4];
        let v3: i64 = 'done: {
            if (v2 as u32) << 3 > pair.left * 17 {
                break 'done pair.wide as i64 - pair.left as i64;
            }
            v2 >>= 2;
            larger(pair.wide as i64, pair.left as i64)
        };
        (((r as u64 ^ v3 as u64) + v2) ^ pair.right as u64) + pair.left as u64
    }

    #[xdp(default = Aborted)]
    pub fn p357(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let mut pair = Pair::new(given.x.get(), given.y.get() as u32);
        let result = f357(&mut pair, given.y.get() as u16) ^ pair.sum();
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f358(x: i16, y: i32) -> u64 {
        let mut r: i16 = (y as i16) << 3;
        let mut v1: u64 = r as u64 & r as u64;
        #[bound(64)]
        while let Some(v2) = half(v1) {
            if v2 < 3 {
                break;
            }
            v1 = v2;
        }
        let v3 = match TABLE.get(&((scattered(x as i64, u64::MAX) as u32) & 15)) {
            Some(known) => *known,
            None => x as u64,
        };
        (((r as u64 ^ v3) + v1) ^ x as u64) + y as u64
    }

    #[xdp(default = Aborted)]
    pub fn p358(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f358(given.x.get() as i16, given.y.get() as i32);
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f359(x: i32, y: i64) -> Option<u64> {
        let mut r: i32 = y as i32 ^ y as i32;
        let v1: i64 = 'done: {
            if half(larger(r as u64, y as u64)).is_some() {
                break 'done x as i64 | x as i64;
            }
            r += r % (x | 1) % mixed(y as u32, r as u32) as i32;
            x as i64 >> x as u32
        };
        let mut v2 = [y as i32 >> v1 as u32, 93, r << 3, x];
        v2[(r as u32 as usize) % 4] = r | r;
        let v3: i32 = v2[(y as u8 as usize) % 4];
        let mut v4 = v1 as u32 - x as u32;
        #[bound(20)]
        while v4 > 3 {
            v4 /= 10;
            r *= -v3 / (r % (v4 as i32 | 1) | 1);
        }
        let mut v5 = middle(v4, 83, x as u32);
        #[bound(20)]
        while v5 > 3 {
            v5 >>= 3;
            r ^= larger(x ^ v3, -r);
        }
        let v6 = quarter(r as u64 % (v5 as u64 | 1))?;
        let mut v7 = [v5 % (v4 | 1), v4, v5.wrapping_mul(v5), 0];
        v7[(middle(v3 as usize, 126, v4 as usize)) % 4] = v5 + v4;
        let mut v8: u32 = v7[(v4 as usize + v6 as usize) % 4];
        Some((((r as u64 ^ v8 as u64) + v6) ^ v5 as u64) + v4 as u64)
    }

    #[xdp(default = Aborted)]
    pub fn p359(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f359(given.x.get() as i32, given.y.get() as i64)?;
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }
}
