//! Functions 200 to 239, which `cargo xtask generate-functions` has written.

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

    fn f200(mut nest: Nest, y: i8) -> u64 {
        let mut r: u32 = y as u32;
        let v1: i8 = match y as i64 as u64 {
            0 | 7 => nest.pair.left as i8 & nest.pair.left as i8,
            1..=60 => y + nest.pair.left as i8,
            k if k > 90 => y * 25,
            k @ 61..70 => k as i8,
            _ => nest.count as i8 - i8::MIN,
        };
        let v2: usize = match y.wrapping_add(v1) {
            0 | 7 => nest.bytes[2] as usize | r as usize,
            1..=60 => nest.bytes[2] as usize >> 3,
            k if k > 90 => v1 as usize >> 3,
            k @ 61..70 => k as usize,
            _ => !(r as usize),
        };
        COUNT.set(COUNT.get() + (nest.pair.left << 0));
        let mut v3: u32 = COUNT.get();
        let mut v4: i32 = (y as i32 - 105) * (v3 as i32 | 0);
        let v6 = Key { high: ((r as u16).wrapping_mul(v4 as u16)) & 3, low: (v4 as u16 - nest.pair.left as u16) & 3 };
        if let Some(mut v5) = PAIRS.get(&v6) {
            v5.left ^= r - nest.pair.left;
            v5.turn(r ^ r);
        } else {
            PAIRS.insert(v6, Pair::new(v3 as u64 - v1 as u64, r - nest.pair.left));
        }
        (((r as u64 ^ v4 as u64) + v3 as u64) ^ v2 as u64) + v1 as u64
    }

    #[xdp(default = Aborted)]
    pub fn p200(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let mut pair = Pair::new(given.x.get(), given.y.get() as u32);
        pair.turn(5);
        let nest = Nest::new(pair, given.x.get() as i64);
        let result = f200(nest, given.y.get() as i8) ^ nest.sum();
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f201(mut nest: Nest, y: i8) -> u64 {
        let mut r: u16 = nest.bytes[2] as u16 ^ y as u16;
        let v1: i64 = match color(y as u64 / (y as u64 | 1)) {
            Color::Red => nest.count & r as i64,
            Color::Green if (y as u8) < 45 => -(nest.pair.left as i64),
            one => one as u32 as i64,
        };
        let mut v2 = (nest.bytes[2] as u32 * y as u32) & 15;
        #[bound(15)]
        while v2 > 0 {
            v2 -= 1;
            nest.pair.left <<= 0;
        }
        let mut v3 = [!(v1 as u64), 90, y as u64 >> 7, 126];
        v3[(nest.count as usize | 43) % 4] = y as u64 ^ y as u64;
        let mut v4: u64 = v3[(scattered(nest.count, nest.count as u64) as usize) % 4];
        for v5 in 0..2u32 {
            v4 -= y as u64 + 55;
        }
        let v6: i64 = v1 >> 0 | v1 - nest.count;
        (((r as u64 ^ v6 as u64) + v4) ^ v2 as u64) + v1 as u64
    }

    #[xdp(default = Aborted)]
    pub fn p201(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let mut pair = Pair::new(given.x.get(), given.y.get() as u32);
        pair.turn(5);
        let nest = Nest::new(pair, given.x.get() as i64);
        let result = f201(nest, given.y.get() as i8) ^ nest.sum();
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    #[xdp(default = Aborted)]
    pub fn p202(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let x = given.x.get() as i16;
        let y = given.y.get() as i64;
        let mut r: i16 = x - -116;
        for v1 in [r - x, x | r, x] {
            r += x * r + (r << v1 as u32);
        }
        if color(x as u64 ^ y as u64) == Color::Red {
            let v2: u64 = match x as i32 ^ r as i32 {
                0 | 7 => x as u64 ^ y as u64,
                1..=60 => y as u64 + x as u64,
                k if k > 90 => r as u64 + r as u64,
                k @ 61..70 => k as u64,
                _ => (y as u64).min(0),
            };
        } else {
            let v3: u32 = match x << y as u32 {
                0 | 7 => x as u32 + r as u32,
                1..=60 => x as u32 ^ 36,
                k if k > 90 => r as u32 | y as u32,
                k @ 61..70 => k as u32,
                _ => (r as u32).max(u32::MAX),
            };
            let mut v4: u64 = x as u64 ^ 54;
            #[bound(6)]
            while let Some(v5) = half(v4) {
                if v5 < 3 {
                    break;
                }
                v4 = v5;
            }
        }
        given.result = U64Be::new((r as u64 ^ x as u64) + y as u64);
        Some(XdpAction::Pass)
    }

    #[xdp(default = Aborted)]
    pub fn p203(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let x = given.x.get() as u32;
        let y = given.y.get() as u16;
        let mut r: u32 = x.max(y as u32);
        let v1 = match TABLE.get(&((x / (x | 1)) & 15)) {
            Some(known) => *known,
            None => scattered(109, r as u64),
        };
        let v2: i16 = match !(y as u32) {
            0 | 7 => y as i16 | i16::MAX,
            1..=60 => middle(y as i16, y as i16, y as i16),
            k if k > 90 => (v1 as i16) << 7,
            k @ 61..70 => k as i16,
            _ => scattered(x as i64, y as u64) as i16,
        };
        given.result = U64Be::new((((r as u64 ^ v2 as u64) + v1) ^ x as u64) + y as u64);
        Some(XdpAction::Pass)
    }

    #[inline(never)]
    fn f204(pair: &mut Pair, y: u32) -> u64 {
        let mut r: i16 = pair.wide as u32 as i16;
        'outer: for v1 in 0..=2i32 {
            for v2 in 0..4u8 {
                if half(pair.right as u64).is_some() {
                    break 'outer;
                }
                pair.left >>= 2;
                if y as u64 > u64::MAX {
                    break;
                }
            }
            pair.wide &= (y as u64 >> 1) / ((y as u64) << 3 | 1);
        }
        let v3 = TABLE.insert((pair.left << y) & 15, pair.right as u64 - pair.left as u64) as u8;
        let v4 = match TABLE.get(&((y.wrapping_mul(6)) & 15)) {
            Some(known) => *known,
            None => (pair.right as u64) << 4,
        };
        if !half(v4).is_some() {
            let v5 = half(pair.wide.wrapping_sub(v4)).unwrap();
        } else if half(pair.wide).is_some() {
            pair.left ^= middle(y, pair.right as u32, 0) ^ pair.left.min(y);
        }
        for &v6 in &[r + i16::MAX, pair.wide as u16 as i16, pair.left as i16] {
            pair.right -= (v3 as i32 & i32::MAX) + scattered(0, 0x53a7e623) as i32;
        }
        if pair.right | i32::MAX > pair.left as i32 * y as i32 {
            let mut v7 = (!y) & 31;
            #[bound(31)]
            while v7 > 0 {
                v7 -= 1;
                r /= 4;
            }
        }
        (((r as u64 ^ v4) + v3 as u64) ^ pair.right as u64) + pair.left as u64
    }

    #[xdp(default = Aborted)]
    pub fn p204(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let mut pair = Pair::new(given.x.get(), given.y.get() as u32);
        let result = f204(&mut pair, given.y.get() as u32) ^ pair.sum();
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f205(x: u32, y: u64) -> Option<u64> {
        let mut r: u32 = y as u32 >> 5;
        let v1: u32 = 'done: {
            if half(x as u64).is_some() && y as u8 != x as u8 {
                break 'done r.min(0);
            }
            r &= mixed(r * r, y as u32 * x);
            r - r
        };
        let v2 = TABLE.insert((r / v1) & 15, v1 as u64 >> 2) as u8;
        let v3: u32 = match color(x as u64 ^ x as u64) {
            Color::Red => v1 & r,
            Color::Green if half(v1 as u64).is_some() => larger(v1, 101),
            one => one as u32 as u32,
        };
        Some((((r as u64 ^ v3 as u64) + v2 as u64) ^ v1 as u64) + x as u64)
    }

    #[xdp(default = Aborted)]
    pub fn p205(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f205(given.x.get() as u32, given.y.get() as u64)?;
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f206(x: u8, y: i8) -> u64 {
        let mut r: u8 = x.max(x);
        r /= 30;
        if r / (r | 1) < r - x {
            let mut v1 = [r as i8 / (r as i8 | 1), x as i8, -y, 0];
            v1[(y as usize - r as usize) % 4] = r as i8 as i8;
            let mut v2: i8 = v1[scattered(y as i64, r as u64) as usize];
        }
        let mut v4 = 0u32;
        let v3: i8 = #[bound(3)]
        loop {
            v4 += 1;
            if r > u8::MAX {
                break y.wrapping_mul(i8::MIN);
            }
            if v4 >= 2 {
                break 18;
            }
            r += r << v4 ^ middle(r, 51, 33);
        };
        let v5: u32 = match color(v4 as u64 - v3 as u64) {
            Color::Red => v4 + y as u32,
            Color::Green if x > 64 => x as i32 as u32,
            one => one as u32 as u32,
        };
        (((r as u64 ^ v5 as u64) + v3 as u64) ^ v4 as u64) + x as u64
    }

    #[xdp(default = Aborted)]
    pub fn p206(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f206(given.x.get() as u8, given.y.get() as i8);
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f207(x: u32, y: i64) -> Option<u64> {
        let mut r: u32 = x & x;
        let v1: usize = 'done: {
            if color(x as u64) == Color::Blue && r != x {
                break 'done y as usize * x as usize;
            }
            r ^= mixed(44, r) & (x | u32::MIN);
            scattered(r as i64, x as u64) as usize
        };
        let v2 = match (half(r as u64 ^ v1 as u64), r | 0x5889f513) {
            (Some(0..=9), _) => v1 as u64 | 104,
            (Some(n), k @ 1..=100) => n + k as u64,
            (Some(n), _) if n & 1 == 1 => v1 as u64 % (v1 as u64 | 1),
            (None, 0) => mixed(r, 125) as u64,
            _ => x as u64,
        };
        let v3: u64 = f206((x as u8).max(0), v1 as i8 - v1 as i8);
        r <<= 4;
        for v4 in 0..1usize {
            let mut v5 = [r as i32 / (x as i32 | 1), v1 as i32, v4 as u64 as i32, v3 as i32];
            v5[(v4 | v4) % 4] = larger(x as i32, v2 as i32);
            let mut v6: i32 = v5[(v4 ^ 0) % 4];
        }
        Some((((r as u64 ^ v3) + v2) ^ v1 as u64) + x as u64)
    }

    #[xdp(default = Aborted)]
    pub fn p207(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f207(given.x.get() as u32, given.y.get() as i64)?;
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f208(x: u32, y: u32) -> Option<u64> {
        let mut r: u32 = x << 3;
        let v1: i16 = 'done: {
            if !half(r as u64).is_some() {
                break 'done r as i16 / (x as i16 | 1);
            }
            r -= (y as u8 - 53) as u32;
            scattered(y as i64, u64::MAX) as i16
        };
        r <<= 3;
        if let Some(mut v2) = TABLE.get(&((x % (r | 1)) & 15)) {
            *v2 *= x as u64 - 89;
        }
        let v4 = Key { high: (middle(x as u16, v1 as u16, v1 as u16)) & 3, low: ((x as u16).wrapping_sub(26)) & 3 };
        if let Some(mut v3) = PAIRS.get(&v4) {
            v3.left ^= y | 35;
            v3.turn(x + y);
        } else {
            PAIRS.insert(v4, Pair::new((v1 as u64).wrapping_mul(y as u64), y | 35));
        }
        Some(((r as u64 ^ v1 as u64) + x as u64) ^ y as u64)
    }

    #[xdp(default = Aborted)]
    pub fn p208(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f208(given.x.get() as u32, given.y.get() as u32)?;
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    #[xdp(default = Aborted)]
    pub fn p209(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let x = given.x.get() as i16;
        let y = given.y.get() as i8;
        let mut r: i16 = y as i16 as i16;
        let v1 = match TABLE.get(&((y as u32 ^ r as u32) & 15)) {
            Some(known) => *known,
            None => y as u64 * x as u64,
        };
        let mut v2 = v1 as i8 as u32;
        #[bound(20)]
        while v2 > 3 {
            v2 /= 10;
            r >>= 1;
        }
        given.result = U64Be::new((((r as u64 ^ v2 as u64) + v1) ^ x as u64) + y as u64);
        Some(XdpAction::Pass)
    }

    #[xdp(default = Aborted)]
    pub fn p210(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let x = given.x.get() as i8;
        let y = given.y.get() as u16;
        let mut r: i8 = y as i8 - x;
        let v1: i8 = 'done: {
            if x as u64 - 8 <= scattered(63, x as u64) {
                break 'done r.min(0);
            }
            r = (x | 60) + larger(x, r);
            -r
        };
        if !y != r as u16 | y {
            for v2 in 0..5u32 {
                if half(v2 as u64).is_some() {
                    continue;
                }
                r ^= -x | r as u64 as i8;
            }
        } else {
            r <<= 6;
            r |= r.min(x as u16 as i8);
        }
        for v3 in 0..3u64 {
            if color(y as u64) == Color::Green {
                break;
            }
            let v4: u64 = 'done: {
                if (v3 as usize as i8) < v1 ^ x {
                    break 'done v3 ^ 9;
                }
                r ^= (r >> 7) % (v1.wrapping_sub(v1) | 1);
                y as u64 >> 6
            };
        }
        let mut v5: i16 = if half(y as u64 % (y as u64 | 1)).is_some() { y as i16 + v1 as i16 } else { y as i16 + i16::MAX };
        let Some(v6) = half(v5 as u64 as u64) else { return Some(XdpAction::Drop) };
        let mut v7: u64 = (v5 as u64 & 84) << 0;
        given.result = U64Be::new((((r as u64 ^ v7) + v6) ^ v5 as u64) + v1 as u64);
        Some(XdpAction::Pass)
    }

    #[xdp(default = Aborted)]
    pub fn p211(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let x = given.x.get() as i32;
        let y = given.y.get() as usize;
        let mut r: i32 = y as i32 + x;
        let mut v1 = ((r as u32).min(x as u32)) & 15;
        #[bound(15)]
        while v1 > 0 {
            v1 -= 1;
            r <<= 5;
        }
        let mut v2 = r as u32 >> 2;
        #[bound(20)]
        while v2 > 3 {
            v2 >>= 1;
            r = v1 as i32 / (y as i32 | 1) - y as i64 as i32;
        }
        let v3: i64 = match color(r as u64 + v1 as u64) {
            Color::Red => v2 as i64 | i64::MAX,
            Color::Green if r >= r => (x as i64) << v1,
            one => one as u32 as i64,
        };
        let Some(v4) = half((r as u64).wrapping_sub(v2 as u64)) else { return Some(XdpAction::Drop) };
        TABLE.add((mixed(r as u32, v1)) & 15, y as u64 >> v4 as u32);
        given.result = U64Be::new((((r as u64 ^ v4) + v3 as u64) ^ v2 as u64) + v1 as u64);
        Some(XdpAction::Pass)
    }

    fn f212(x: i16, y: isize) -> Option<u64> {
        let mut r: i16 = x | x;
        if !(r > 18) {
            if !!(x > x) {
                r *= r.wrapping_add(x) * (x & x);
            }
        }
        let mut v1: u64 = f206(r as u8 | x as u8, mixed(x as u32, y as u32) as i8);
        Some(((r as u64 ^ v1) + x as u64) ^ y as u64)
    }

    #[xdp(default = Aborted)]
    pub fn p212(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f212(given.x.get() as i16, given.y.get() as isize)?;
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f213(mut nest: Nest, y: u16) -> u64 {
        let mut r: i32 = nest.count as i32 - 0;
        let mut v1 = (r as u32 ^ 115) & 31;
        #[bound(31)]
        while v1 > 0 {
            v1 -= 1;
            nest.count = r as i64 >> 1;
        }
        if color(r as u64 & 0x6984dafe) == Color::Red {
            return nest.pair.left as u64 - nest.bytes[2] as u64;
        }
        let mut v2 = (nest.pair.left * nest.pair.left) & 31;
        #[bound(31)]
        while v2 > 0 {
            v2 -= 1;
            nest.count &= middle(nest.count, v1 as i64, v2 as i64);
        }
        let v3: u32 = match color(nest.pair.left as u64 | v2 as u64) {
            Color::Red => nest.pair.left + 102,
            Color::Green if half(r as u64).is_some() => scattered(v2 as i64, nest.count as u64) as u32,
            one => one as u32 as u32,
        };
        let v4: u32 = match color(y as u64 ^ 63) {
            Color::Red => nest.pair.left + v1,
            Color::Green if (nest.bytes[2] as u16) < y => v1 - v1,
            one => one as u32 as u32,
        };
        (((r as u64 ^ v4 as u64) + v3 as u64) ^ v2 as u64) + v1 as u64
    }

    #[xdp(default = Aborted)]
    pub fn p213(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let mut pair = Pair::new(given.x.get(), given.y.get() as u32);
        pair.turn(5);
        let nest = Nest::new(pair, given.x.get() as i64);
        let result = f213(nest, given.y.get() as u16) ^ nest.sum();
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    #[inline(never)]
    fn f214(pair: &mut Pair, y: u64) -> u64 {
        let mut r: usize = y as usize >> 4;
        let v1: u64 = match color(pair.wide - y) {
            Color::Red => !y,
            Color::Green if y <= 38 => pair.left as i8 as u64,
            one => one as u32 as u64,
        };
        let mut v3 = 0u32;
        let v2: usize = #[bound(7)]
        loop {
            v3 += 1;
            if pair.left >= 112 {
                break pair.right as usize | v3 as usize;
            }
            if v3 >= 6 {
                break v1 as usize;
            }
            pair.right ^= v1 as i32;
        };
        let mut v4: usize = if y & u64::MIN != pair.wide - y { v1 as usize } else { r / (r | 1) };
        (((r as u64 ^ v4 as u64) + v2 as u64) ^ v3 as u64) + v1
    }

    #[xdp(default = Aborted)]
    pub fn p214(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let mut pair = Pair::new(given.x.get(), given.y.get() as u32);
        let result = f214(&mut pair, given.y.get() as u64) ^ pair.sum();
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    #[xdp(default = Aborted)]
    pub fn p215(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let x = given.x.get() as i8;
        let y = given.y.get() as u8;
        let mut r: i8 = y as i8 ^ 94;
        let v1: i8 = match color(r as u64 * y as u64) {
            Color::Red => larger(r, 0),
            Color::Green if (y as i64) < y as i64 => x | x,
            one => one as u32 as i8,
        };
        #[bound(7)]
        for v2 in 0..(mixed(v1 as u32, v1 as u32)) & 7 {
            #[bound(7)]
            for v3 in 0..(v2.wrapping_mul(x as u32)) & 7 {
                r += (v3 as i8).max(101) + (r - v3 as i8);
            }
        }
        if half(x as u64 - x as u64).is_some() {
            if y as u32 * 126 > !(x as u32) {
                r >>= 6;
            } else {
                r <<= 6;
                r &= x << y as u32 ^ r + i8::MIN;
            }
        } else if (x as u64) <= 77 {
            let v5 = Key { high: ((v1 as u16) << y as u32) & 3, low: (y as u16 - y as u16) & 3 };
            if let Some(mut v4) = PAIRS.get(&v5) {
                v4.left ^= (x as u32).wrapping_sub(y as u32);
                v4.turn(scattered(v1 as i64, u64::MAX) as u32);
            } else {
                PAIRS.insert(v5, Pair::new(x as u64 & x as u64, (x as u32).wrapping_sub(y as u32)));
            }
        } else {
            let v6: i8 = r.wrapping_add(v1.wrapping_add(x));
            let v7 = match (half(r as u64 + v6 as u64), !(v6 as u32)) {
                (Some(0..=9), _) => middle(v6 as u64, v1 as u64, r as u64),
                (Some(n), k @ 1..=100) => n + k as u64,
                (Some(n), _) if n & 1 == 1 => (x as u64).max(0x4d410f3f),
                (None, 0) => (y as u64) << 3,
                _ => v1 as u64,
            };
        }
        let v8 = quarter(r as u64 >> 2).unwrap_or((r as u64).max(y as u64));
        given.result = U64Be::new((((r as u64 ^ v8) + v1 as u64) ^ x as u64) + y as u64);
        Some(XdpAction::Pass)
    }

    #[xdp(default = Aborted)]
    pub fn p216(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let x = given.x.get() as u32;
        let y = given.y.get() as i64;
        let mut r: u32 = x & x;
        let mut v1: u32 = r.wrapping_add(r.wrapping_add(y as u32 ^ x));
        let mut v2: u64 = f206(r as u8 ^ 44, middle(x as i8, y as i8, 113));
        let mut v3 = (r - r) & 7;
        #[bound(7)]
        while v3 > 0 {
            v3 -= 1;
            r = r * 0 | r >> v1;
        }
        let v4 = half(y as u64 * r as u64).unwrap();
        if color(v4 + v4) == Color::Green {
            if color(!v4) == Color::Red {
                v2 ^= v2.wrapping_sub(!v2);
            } else if v2 as usize == v3 as usize {
                v1 &= !v3 as u32;
            } else {
                r <<= 3;
                v2 -= mixed(v2 as i16 as u32, r ^ v3) as u64;
            }
        } else {
            let Some(v5) = half(v2 & v2) else { return Some(XdpAction::Tx) };
            let v6 = match (half(v4 ^ 33), x.max(v1)) {
                (Some(0..=9), _) => mixed(v3, r) as u64,
                (Some(n), k @ 1..=100) => n + k as u64,
                (Some(n), _) if n & 1 == 1 => v4.max(v5),
                (None, 0) => v4 * v4,
                _ => v4,
            };
        }
        let mut v7 = [v2 << x, r as u64, v3 as u16 as u64, v4];
        v7[(x as usize >> y as u32) % 4] = mixed(v3, r) as u64;
        let v8: u64 = v7[(v4 as usize % (v1 as usize | 1)) % 4];
        given.result = U64Be::new((((r as u64 ^ v8) + v4) ^ v3 as u64) + v2);
        Some(XdpAction::Pass)
    }

    #[xdp(default = Aborted)]
    pub fn p217(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let x = given.x.get() as u64;
        let y = given.y.get() as u8;
        let mut r: u64 = y as u64 & 76;
        if let Some(mut v1) = NUMBERS.get((r as u32 * 0x3a74e24f) % 5) {
            *v1 += r as i32 >> r as u32;
        }
        let v2: u64 = !x ^ mixed(0, r as u32) as u64 ^ r.max(x as i32 as u64);
        let Some(v3) = half(x / (x | 1)) else { return Some(XdpAction::Pass) };
        for &v4 in &[x as usize % (v2 as usize | 1), (v2 as usize).wrapping_sub(v3 as usize), v3 as usize] {
            r >>= 7;
        }
        if x & y as u64 >= x * v2 {
            for v5 in 0..3u8 {
                if v3 <= v5 as u64 {
                    break;
                }
                r <<= 2;
            }
        }
        given.result = U64Be::new((((r as u64 ^ v3) + v2) ^ x) + y as u64);
        Some(XdpAction::Pass)
    }

    #[inline(never)]
    fn f218(pair: &mut Pair, y: i16) -> u64 {
        let mut r: isize = pair.left as isize | y as isize;
        let v1: u32 = (pair.left << pair.left) / (!pair.left | 1) << !pair.left;
        for v2 in 0..2u8 {
            let mut v3 = pair.right as u32 | v1;
            #[bound(20)]
            while v3 > 3 {
                v3 >>= 3;
                pair.left <<= 1;
            }
        }
        for v4 in [pair.wide as isize / r, v1 as isize % pair.wide as isize, r] {
            r /= 57;
        }
        (((r as u64 ^ v1 as u64) + pair.right as u64) ^ pair.left as u64) + pair.wide
    }

    #[xdp(default = Aborted)]
    pub fn p218(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let mut pair = Pair::new(given.x.get(), given.y.get() as u32);
        let result = f218(&mut pair, given.y.get() as i16) ^ pair.sum();
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f219(x: u8, y: u32) -> Option<u64> {
        let mut r: u8 = x ^ y as u8;
        for v1 in 0..6u32 {
            let mut v3 = 0u32;
            let v2: u8 = #[bound(7)]
            loop {
                v3 += 1;
                if r as isize >= 34 {
                    break v1 as u8 | 76;
                }
                if v3 >= 6 {
                    break v1 as u8;
                }
                r = scattered(v3 as i64, v1 as u64) as u8 | x / (r | 1);
            };
        }
        let v4 = match (half(r as u64 >> 0), x as u32 & x as u32) {
            (Some(0..=9), _) => x as u64 - y as u64,
            (Some(n), k @ 1..=100) => n + k as u64,
            (Some(n), _) if n & 1 == 1 => scattered(r as i64, u64::MIN),
            (None, 0) => x as u64 & y as u64,
            _ => y as u64,
        };
        let v5 = match (half(r as u64 | x as u64), middle(r as u32, r as u32, y)) {
            (Some(0..=9), _) => x as u64 / (v4 | 1),
            (Some(n), k @ 1..=100) => n + k as u64,
            (Some(n), _) if n & 1 == 1 => r as u64 & u64::MAX,
            (None, 0) => mixed(v4 as u32, 4) as u64,
            _ => x as u64,
        };
        for &v6 in &[v4 << v4 as u32, v4 + u64::MIN, r as u64] {
            r >>= 3;
        }
        Some((((r as u64 ^ v5) + v4) ^ x as u64) + y as u64)
    }

    #[xdp(default = Aborted)]
    pub fn p219(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f219(given.x.get() as u8, given.y.get() as u32)?;
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    #[xdp(default = Aborted)]
    pub fn p220(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let x = given.x.get() as u64;
        let y = given.y.get() as i32;
        let mut r: u64 = larger(x, y as u64);
        let v1 = match TABLE.get(&((x as u32 & u32::MAX) & 15)) {
            Some(known) => *known,
            None => x | x,
        };
        r ^= scattered(-37, 41) & r * y as u64;
        let mut v2 = (r as u32 + y as u32) & 15;
        #[bound(15)]
        while v2 > 0 {
            v2 -= 1;
            r |= x & y as u64 ^ r - y as u64;
        }
        'outer: for v3 in 0..=1i32 {
            for v4 in 0..4u8 {
                if color(r) == Color::Blue {
                    continue 'outer;
                }
                r *= (v2 as u64 & 114) + x as u64;
                if color(x) == Color::Blue {
                    break;
                }
            }
            r >>= 5;
        }
        let v5: u32 = if half(x).is_some() && color(x) == Color::Blue { v2 & u32::MAX } else { r as u32 >> 6 };
        if (v5 as u8) << v5 < v5 as u8 % (v1 as u8 | 1) {
            if let Some(mut v6) = TABLE.entry((v5 / (v2 | 1)) & 15).or_insert(r >> 5) {
                *v6 += 1;
            }
        } else {
            for v7 in 0..2i64 {
                r <<= 7;
            }
            #[bound(7)]
            for v8 in 0..(middle(v5, v5, v2)) & 7 {
                r &= middle(x * 0, v2 as u64 & x, x);
            }
        }
        given.result = U64Be::new((((r as u64 ^ v5 as u64) + v2 as u64) ^ v1) + x);
        Some(XdpAction::Pass)
    }

    fn f221(x: usize, y: i64) -> Option<u64> {
        let mut r: usize = y as usize % (y as usize | 1);
        let v1: usize = match color(y as u64 ^ 0x4c4d165a) {
            Color::Red => x as usize,
            Color::Green if half(x as u64).is_some() => r << 7,
            one => one as u32 as usize,
        };
        let mut v2 = Pair { wide: r as u64 & 112, left: v1 as u32 + r as u32, right: x as i32 };
        let v3 = v2;
        v2.turn((v1 as u32) << 3);
        let mut v4: u32 = v3.left + v2.left;
        Some((((r as u64 ^ v4 as u64) + v1 as u64) ^ x as u64) + y as u64)
    }

    #[xdp(default = Aborted)]
    pub fn p221(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f221(given.x.get() as usize, given.y.get() as i64)?;
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    #[xdp(default = Aborted)]
    pub fn p222(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let x = given.x.get() as usize;
        let y = given.y.get() as u8;
        let mut r: usize = x >> y as u32;
        let v1 = match (half(r as u64 + r as u64), larger(x as u32, 0)) {
            (Some(0..=9), _) => (r as u64) << y as u32,
            (Some(n), k @ 1..=100) => n + k as u64,
            (Some(n), _) if n & 1 == 1 => y as u64 >> r as u32,
            (None, 0) => (x as u64).wrapping_mul(y as u64),
            _ => 43,
        };
        let v2 = packet.parse::<Ipv4>()?;
        let v3 = v2.src.get();
        v2.src = U32Be::new((r as u32) << v3);
        given.result = U64Be::new((((r as u64 ^ v3 as u64) + v1) ^ x as u64) + y as u64);
        Some(XdpAction::Pass)
    }

    fn f223(pair: &mut Pair, y: u8) -> u64 {
        let mut r: i8 = pair.left as i8 * pair.right as i8;
        if let Some(mut v1) = TABLE.entry((pair.left / (pair.wide as u32 | 1)) & 15).or_insert(pair.left as u64 - y as u64) {
            *v1 += 1;
        }
        let v2: u64 = f206(r as u8 | pair.right as u8, pair.wide as u8 as i8);
        (((r as u64 ^ v2) + pair.right as u64) ^ pair.left as u64) + pair.wide
    }

    #[xdp(default = Aborted)]
    pub fn p223(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let mut pair = Pair::new(given.x.get(), given.y.get() as u32);
        let result = f223(&mut pair, given.y.get() as u8) ^ pair.sum();
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f224(x: isize, y: isize) -> Option<u64> {
        let mut r: isize = x - 53;
        #[bound(7)]
        for v1 in 0..(x as i64 as u32) & 7 {
            if x + 0 < y * x {
                return Some(v1 as u64 / (v1 as u64 | 1));
            }
        }
        let v2: u64 = 'done: {
            if x as u64 > u64::MIN || x < r {
                break 'done y as u64 - y as u64;
            }
            r += r >> 5;
            r as u64 * r as u64
        };
        let v3: i16 = match r as i32 ^ 124 {
            0 | 7 => v2 as i16 >> v2 as u32,
            1..=60 => r as i16 % (x as i16 | 1),
            k if k > 90 => y as i16 ^ x as i16,
            k @ 61..70 => k as i16,
            _ => r as i16 / r as i16,
        };
        let mut v4 = (larger(x as u32, x as u32)) & 15;
        #[bound(15)]
        while v4 > 0 {
            v4 -= 1;
            r -= y << v2 as u32 ^ -r;
        }
        Some((((r as u64 ^ v4 as u64) + v3 as u64) ^ v2) + x as u64)
    }

    #[xdp(default = Aborted)]
    pub fn p224(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f224(given.x.get() as isize, given.y.get() as isize)?;
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    #[xdp(default = Aborted)]
    pub fn p225(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let x = given.x.get() as i64;
        let y = given.y.get() as isize;
        let mut r: i64 = y as i64 - i64::MIN;
        let v2 = Key { high: (y as u16 % (y as u16 | 1)) & 3, low: (x as u16 >> x as u32) & 3 };
        if let Some(mut v1) = PAIRS.get(&v2) {
            v1.left ^= y as u32 - u32::MAX;
            v1.turn(x as u32 - x as u32);
        } else {
            PAIRS.insert(v2, Pair::new((x as u64) << x as u32, y as u32 - u32::MAX));
        }
        for &v3 in &[r.wrapping_add(r), scattered(43, 0x626c776b) as i64, x] {
            r <<= 1;
        }
        'outer: for v4 in 0..=1i32 {
            for v5 in 0..4u8 {
                if !(x as i8 != v4 as i8) {
                    break 'outer;
                }
                r -= r >> 5 ^ (r ^ 4);
                if (x as i8) < 23 {
                    break;
                }
            }
            r /= 18;
        }
        let v6: u64 = f206(x as u8 & r as u8, -(r as i8));
        given.result = U64Be::new(((r as u64 ^ v6) + x as u64) ^ y as u64);
        Some(XdpAction::Pass)
    }

    fn f226(x: i8, y: u32) -> u64 {
        let mut r: i8 = x & 106;
        let v1: i8 = 'done: {
            if -x > x as i64 as i8 {
                break 'done r - r;
            }
            r += middle(x + r, r * r, r);
            r + r
        };
        let v2: usize = match mixed(x as u32, 17) as u64 {
            0 | 7 => v1 as usize + v1 as usize,
            1..=60 => x as usize & 0,
            k if k > 90 => v1 as usize % (r as usize | 1),
            k @ 61..70 => k as usize,
            _ => y as usize | y as usize,
        };
        let mut v4 = 0u32;
        let v3: u8 = #[bound(4)]
        loop {
            v4 += 1;
            if r as u8 > 43 {
                break x as u8 + y as u8;
            }
            if v4 >= 3 {
                break 7;
            }
            r ^= middle(r, 13, x) - v4 as i8 * 113;
        };
        let v5: u8 = match color(v3 as u64 ^ y as u64) {
            Color::Red => (y as u8) << 0,
            Color::Green if r as isize >= v4 as isize => !(y as u8),
            one => one as u32 as u8,
        };
        (((r as u64 ^ v5 as u64) + v3 as u64) ^ v4 as u64) + v2 as u64
    }

    #[xdp(default = Aborted)]
    pub fn p226(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f226(given.x.get() as i8, given.y.get() as u32);
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f227(x: u64, y: u8) -> Option<u64> {
        let mut r: u64 = x >> y as u32;
        let Some(v1) = half(r / (r | 1)) else { return Some(middle(x, r, r)) };
        let mut v2 = [v1 as u8 & y, r as u8, r as u8, 82];
        v2[(middle(v1 as usize, usize::MIN, x as usize)) % 4] = v1 as u8 >> x as u32;
        let mut v3: u8 = v2[(v1 as usize & x as usize) % 4];
        let v5 = Key { high: (v3 as u16 | 0) & 3, low: (x as u16 & v1 as u16) & 3 };
        if let Some(mut v4) = PAIRS.get(&v5) {
            v4.left ^= r as u32 | v3 as u32;
            v4.turn(scattered(v3 as i64, r) as u32);
        } else {
            PAIRS.insert(v5, Pair::new(v1 as u64, r as u32 | v3 as u32));
        }
        if let Some(v6) = half(x as u64) {
            v3 ^= (v3 & y) << larger(r as u32, v6 as u32);
        } else {
            v3 <<= 2;
        }
        let mut v7 = v1 as u32 & x as u32;
        #[bound(20)]
        while v7 > 3 {
            v7 >>= 1;
            r += larger(x + v7 as u64, middle(v1, r, v1));
        }
        if scattered(i64::MIN, x) as i8 >= x as i8 - v1 as i8 {
            let v8: u16 = (v3 as u16).max(x as u16 + v7 as u16);
        }
        Some((((r as u64 ^ v7 as u64) + v3 as u64) ^ v1) + x)
    }

    #[xdp(default = Aborted)]
    pub fn p227(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f227(given.x.get() as u64, given.y.get() as u8)?;
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f228(x: u8, y: isize) -> Option<u64> {
        let mut r: u8 = x & 57;
        let mut v1: isize = (x as isize).wrapping_mul(r as isize & r as isize);
        for v2 in [y + 0, -y, y] {
            r |= (v2 as u8 - x) * x as u8;
        }
        let mut v3 = [v1 - y, 85, y & x as isize, v1];
        v3[(x as usize - y as usize) % 4] = -v1;
        let mut v4: isize = v3[scattered(v1 as i64, v1 as u64) as usize];
        let mut v5: u64 = y as u64 - v4 as u64;
        #[bound(64)]
        while let Some(v6) = half(v5) {
            if v6 < 3 {
                break;
            }
            v5 = v6;
        }
        let mut v7 = v1 as u32 / (v1 as u32 | 1);
        #[bound(20)]
        while v7 > 3 {
            v7 >>= 1;
            r += (v1 as u8 >> x as u32) + !x;
        }
        Some((((r as u64 ^ v7 as u64) + v5) ^ v4 as u64) + v1 as u64)
    }

    #[xdp(default = Aborted)]
    pub fn p228(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f228(given.x.get() as u8, given.y.get() as isize)?;
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f229(x: i64, y: i64) -> u64 {
        let mut r: i64 = y ^ x;
        for v1 in 0..3u32 {
            r -= -(r >> 2);
        }
        if r >> 5 == x / y {
            return x as u64 % (x as u64 | 1);
        }
        let mut v3 = 0u32;
        let v2: i64 = #[bound(8)]
        loop {
            v3 += 1;
            if y as u8 == 0 {
                break r.wrapping_mul(r);
            }
            if v3 >= 7 {
                break r;
            }
            r -= larger(y.wrapping_add(0), -x);
        };
        'outer: for v4 in 0..=3i32 {
            for v5 in 0..4u8 {
                if color(v2 as u64) == Color::Blue {
                    continue 'outer;
                }
                r -= r as u64 as i64 & v2.min(v2);
                if x < r {
                    break;
                }
            }
            r <<= 7;
        }
        if x as i16 + 0 > v2 as i16 + 113 {
            let v6: u64 = (v2 as u64).wrapping_mul((v2 as u64) << 6 << 5);
        }
        let mut v7 = [v2 as i16, 34, v2 as i16 * 55, y as i16];
        v7[(y as usize >> 7) % 4] = x as i16;
        let v8: i16 = v7[(x as usize - x as usize) % 4];
        (((r as u64 ^ v8 as u64) + v2 as u64) ^ v3 as u64) + x as u64
    }

    #[xdp(default = Aborted)]
    pub fn p229(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f229(given.x.get() as i64, given.y.get() as i64);
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f230(x: isize, y: i64) -> Option<u64> {
        let mut r: isize = y as i32 as isize;
        let mut v1 = [x.wrapping_sub(0), x, x.min(x), 0];
        v1[(y as usize & usize::MAX) % 4] = y as isize ^ 16;
        let mut v2: isize = v1[(x as usize * y as usize) % 4];
        if x & isize::MAX == r + v2 {
            r -= (y as isize >> 5) + (y as isize & r);
        }
        let mut v4 = 0u32;
        let v3: isize = #[bound(8)]
        loop {
            v4 += 1;
            if half(x as u64).is_some() {
                break x * 61;
            }
            if v4 >= 7 {
                break v2;
            }
            v2 *= r.wrapping_mul(v4 as isize) + x * x;
        };
        #[bound(7)]
        for v5 in 0..(mixed(123, y as u32)) & 7 {
            r -= (x as i64 >> v5) as isize;
        }
        let mut v6: u64 = if v2 as u8 | v3 as u8 > v2 as u8 + 85 { v4 as usize as u64 } else { v4 as u64 % r as u64 };
        Some((((r as u64 ^ v6) + v3 as u64) ^ v4 as u64) + v2 as u64)
    }

    #[xdp(default = Aborted)]
    pub fn p230(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f230(given.x.get() as isize, given.y.get() as i64)?;
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f231(x: usize, y: isize) -> Option<u64> {
        let mut r: usize = (y as usize).wrapping_mul(x);
        let mut v1: usize = (y as usize & 45) << 2 << 7;
        for v2 in [x / (r | 1), y as usize / (x | 1), v1] {
            r /= 20;
        }
        let v3 = match (half(y as u64 ^ u64::MAX), y as u32 ^ x as u32) {
            (Some(0..=9), _) => (y as u64).max(54),
            (Some(n), k @ 1..=100) => n + k as u64,
            (Some(n), _) if n & 1 == 1 => r as u64 - r as u64,
            (None, 0) => r as u64 + x as u64,
            _ => y as u64,
        };
        let v4: u64 = f226(-(y as i8), y as u32 + 0);
        let mut v5 = middle(v1 as u32, 115, v1 as u32);
        #[bound(20)]
        while v5 > 3 {
            v5 /= 10;
            r |= x.wrapping_sub(v1) * !x;
        }
        Some((((r as u64 ^ v5 as u64) + v4) ^ v3) + v1 as u64)
    }

    #[xdp(default = Aborted)]
    pub fn p231(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f231(given.x.get() as usize, given.y.get() as isize)?;
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    #[inline(never)]
    fn f232(x: u64, y: u8) -> u64 {
        let mut r: u64 = y as u64 + y as u64;
        let v1 = quarter(r - r).unwrap_or(x | u64::MIN);
        let v2: u64 = 'done: {
            if !(x != x) || !(color(r) == Color::Green) {
                break 'done r.min(u64::MIN);
            }
            r *= larger(r / (x | 1), x >> 4);
            larger(x, r)
        };
        (((r as u64 ^ v2) + v1) ^ x) + y as u64
    }

    #[xdp(default = Aborted)]
    pub fn p232(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f232(given.x.get() as u64, given.y.get() as u8);
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    #[xdp(default = Aborted)]
    pub fn p233(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let x = given.x.get() as u64;
        let y = given.y.get() as u16;
        let mut r: u64 = (y as u64) << y as u32;
        let mut v1: u64 = f206(scattered(y as i64, 88) as u8, r as i8 + x as i8);
        let v2 = match (half(r * u64::MIN), v1 as u32 >> 1) {
            (Some(0..=9), _) => y as u64,
            (Some(n), k @ 1..=100) => n + k as u64,
            (Some(n), _) if n & 1 == 1 => y as u64 & r,
            (None, 0) => middle(r, v1, v1),
            _ => r,
        };
        'outer: for v3 in 0..=1i32 {
            for v4 in 0..4u8 {
                if half(r).is_some() {
                    break;
                }
                v1 >>= 5;
                if color(v2) == Color::Red {
                    break;
                }
            }
            r *= v2 << 3 << 7;
        }
        given.result = U64Be::new((((r as u64 ^ v2) + v1) ^ x) + y as u64);
        Some(XdpAction::Pass)
    }

    fn f234(x: i64, y: i64) -> Option<u64> {
        let mut r: i64 = y.min(0x22dfc7bf);
        for v1 in 0..5u8 {
            let mut v2: i64 = (mixed(y as u32, v1 as u32) as i64 & y + r) as i64;
        }
        if y % (y | 1) < x >> x as u32 {
            let mut v3 = (middle(r as u32, r as u32, r as u32)) & 31;
            #[bound(31)]
            while v3 > 0 {
                v3 -= 1;
                r |= r % (x | 1) - x as u8 as i64;
            }
        } else if (x as u64) < u64::MIN {
            let v4 = TABLE.insert(((r as u32) << 5) & 15, scattered(y, x as u64)) as u8;
        }
        Some((r as u64 ^ x as u64) + y as u64)
    }

    #[xdp(default = Aborted)]
    pub fn p234(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f234(given.x.get() as i64, given.y.get() as i64)?;
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f235(x: i32, y: u32) -> u64 {
        let mut r: i32 = y as i32 * x;
        for v1 in [r.max(r), (y as i32) << 5, r] {
            r /= 95;
        }
        let v2: i32 = match x as u32 % (r as u32 | 1) {
            0 | 7 => x.max(41),
            1..=60 => x * 125,
            k if k > 90 => -x,
            k @ 61..70 => k as i32,
            _ => r << 0,
        };
        let v3: i32 = r - 0 + (r - v2) >> y * y;
        let mut v5 = 0u32;
        let v4: i32 = #[bound(8)]
        loop {
            v5 += 1;
            if v2 <= 105 {
                break larger(x, x);
            }
            if v5 >= 7 {
                break y as i32;
            }
            r += x * v5 as i32 + r * v2;
        };
        (((r as u64 ^ v4 as u64) + v5 as u64) ^ v3 as u64) + v2 as u64
    }

    #[xdp(default = Aborted)]
    pub fn p235(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f235(given.x.get() as i32, given.y.get() as u32);
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f236(x: u64, y: u32) -> Option<u64> {
        let mut r: u64 = y as u64 * 0;
        if let Some(mut v1) = NUMBERS.get((r as u32 + r as u32) % 5) {
            *v1 += y as i32 >> x as u32;
        }
        let v2: u32 = 'done: {
            if r + 117 <= middle(x, x, r) {
                break 'done x as u32 + 17;
            }
            r >>= 7;
            scattered(i64::MIN, r) as u32
        };
        let v3: i8 = 'done: {
            if y >= y && y >= v2 {
                break 'done r as i8 / (y as i8 | 1);
            }
            r |= x + 0 + (r + r);
            v2 as i8 + 77
        };
        let mut v4: u64 = x >> 5;
        #[bound(64)]
        while let Some(v5) = half(v4) {
            if v5 < 3 {
                break;
            }
            v4 = v5;
        }
        Some((((r as u64 ^ v4) + v3 as u64) ^ v2 as u64) + x)
    }

    #[xdp(default = Aborted)]
    pub fn p236(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f236(given.x.get() as u64, given.y.get() as u32)?;
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    #[xdp(default = Aborted)]
    pub fn p237(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let x = given.x.get() as u16;
        let y = given.y.get() as i8;
        let mut r: u16 = x.wrapping_mul(y as u16);
        for v1 in 0..2usize {
            if r == 63 || v1 as u64 > u64::MIN {
                r += r.min(r) >> 6;
            } else {
                r -= (x as u16) << 3;
                r += (r | 30) >> (v1 as u32).min(x as u32);
            }
        }
        if let Some(v2) = half(!(x as u64)) {
            r -= r << 4 ^ (r ^ u16::MIN);
        } else {
            r ^= mixed(25, 0) as u16 * (y as u16 + x);
        }
        let mut v3: u16 = if color(y as u64 | u64::MAX) == Color::Red { x - r } else { scattered(-51, r as u64) as u16 };
        if r * 0 <= !x {
            for v4 in 0..6u32 {
                v3 = (x << 6) % (x ^ v3 | 1);
            }
        } else if (x as i16) < i16::MAX {
            let mut v5 = (r as u32) << x as u32;
            #[bound(20)]
            while v5 > 3 {
                v5 /= 10;
                v3 |= v3.wrapping_mul(!(v5 as u16));
            }
        } else {
            let mut v6 = (y as i64 as u32) & 7;
            #[bound(7)]
            while v6 > 0 {
                v6 -= 1;
                v3 -= (x | v3) / !x;
            }
            let v7: u16 = match v3 as u32 >> 7 {
                0 | 7 => x % (v3 | 1),
                1..=60 => v3 as u16,
                k if k > 90 => v3 ^ u16::MIN,
                k @ 61..70 => k as u16,
                _ => !v3,
            };
        }
        given.result = U64Be::new(((r as u64 ^ v3 as u64) + x as u64) ^ y as u64);
        Some(XdpAction::Pass)
    }

    fn f238(mut nest: Nest, y: i8) -> u64 {
        let mut r: u32 = nest.count as u32 - nest.count as u32;
        for v1 in [y as u32 * r, !r, u32::MAX] {
            nest.bytes[2] += (nest.count as u8).wrapping_sub(0);
        }
        if nest.bytes[2] as i8 > 57 && nest.pair.left > nest.pair.left {
            for &v2 in &[y as i64 >> 0, (nest.bytes[2] as i64) << 7, -95] {
                nest.count ^= v2 * nest.count;
            }
        } else {
            let v3 = match TABLE.get(&((nest.pair.left << y as u32) & 15)) {
                Some(known) => *known,
                None => y as u64 + nest.bytes[2] as u64,
            };
            if r as u64 > 39 {
                nest.pair.left <<= 6;
            } else {
                nest.count ^= nest.count as i8 as i64 ^ v3 as i64 - nest.pair.left as i64;
                nest.pair.left = r | r;
            }
        }
        let mut v4: u8 = if color(mixed(r, r) as u64) == Color::Blue { (nest.pair.left as u8).max(nest.count as u8) } else { y as u8 - nest.bytes[2] };
        let Some(v5) = half(nest.count as u64 ^ r as u64) else { return r as u64 * y as u64 };
        let v6: u8 = match color(v5 % v5) {
            Color::Red => nest.count as u8 >> v4 as u32,
            Color::Green if half(nest.pair.left as u64).is_some() => larger(nest.bytes[2], nest.bytes[2]),
            one => one as u32 as u8,
        };
        let mut v7 = Pair { wide: (v4 as u64) << 1, left: middle(v4 as u32, nest.bytes[2] as u32, 0), right: 0 };
        let v8 = v7;
        v7.turn(r * nest.pair.left);
        let mut v9: u32 = v8.left + v7.left;
        (((r as u64 ^ v9 as u64) + v6 as u64) ^ v5) + v4 as u64
    }

    #[xdp(default = Aborted)]
    pub fn p238(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let mut pair = Pair::new(given.x.get(), given.y.get() as u32);
        pair.turn(5);
        let nest = Nest::new(pair, given.x.get() as i64);
        let result = f238(nest, given.y.get() as i8) ^ nest.sum();
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f239(x: u16, y: u64) -> u64 {
        let mut r: u16 = middle(y as u16, 0, x);
        'outer: for v1 in 0..=3i32 {
            for v2 in 0..4u8 {
                if x >= v2 as u16 {
                    break 'outer;
                }
                r |= middle(r as u16, r >> r as u32, y as u16);
                if v1 as usize >= r as usize {
                    break;
                }
            }
            r &= (y as u16 >> 5) * (r | 37);
        }
        let v3: i32 = match color(y | 0xbbfefba) {
            Color::Red => y as i32 | x as i32,
            Color::Green if color(x as u64) == Color::Red => y as i32 % (y as i32 | 1),
            one => one as u32 as i32,
        };
        ((r as u64 ^ v3 as u64) + x as u64) ^ y
    }

    #[xdp(default = Aborted)]
    pub fn p239(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f239(given.x.get() as u16, given.y.get() as u64);
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }
}
