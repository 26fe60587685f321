//! Functions 440 to 479, which `cargo xtask generate-functions` has written.

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

    fn f440(x: i64, y: i16) -> u64 {
        let mut r: i64 = y as i64 >> 2;
        let v1: i16 = match r - i64::MIN {
            0 | 7 => -(x as i16),
            1..=60 => r as i16 ^ i16::MAX,
            k if k > 90 => x as i16,
            k @ 61..70 => k as i16,
            _ => (r as i16) << 2,
        };
        r = (x ^ x) << (v1 as u32 | y as u32);
        for &v2 in &[r >> y as u32, x * 52, x] {
            r &= v2.max(v2) * (x ^ 0x57e7d8e3);
        }
        r += (x - x) * (x % v1 as i64);
        ((r as u64 ^ v1 as u64) + x as u64) ^ y as u64
    }

    #[xdp(default = Aborted)]
    pub fn p440(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f440(given.x.get() as i64, given.y.get() as i16);
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    #[global]
    fn f441(x: usize, y: i16) -> u64 {
        let mut r: usize = y as usize >> x as u32;
        let mut v1 = Pair { wide: (y as u64) << 4, left: middle(r as u32, r as u32, r as u32), right: r as i32 };
        v1.left ^= (y as u32).wrapping_sub(x as u32);
        let mut v2: u64 = exchange(&mut v1, (x as u64).wrapping_mul(u64::MAX)) + v1.sum();
        let v3: usize = match color(r as u64 - r as u64) {
            Color::Red => r >> y as u32,
            Color::Green if (r as u64) <= y as u64 => !r,
            one => one as u32 as usize,
        };
        for v4 in [x % (x | 1), x * r, r] {
            r = v4 / v3 >> v4 as u32 / (y as u32 | 1);
        }
        for &v5 in &[y | 71, scattered(v2 as i64, 0x75280ec) as i16, x as i16] {
            r >>= 6;
        }
        (((r as u64 ^ v3 as u64) + v2) ^ x as u64) + y as u64
    }

    #[xdp(default = Aborted)]
    pub fn p441(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f441(given.x.get() as usize, given.y.get() as i16);
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    #[global]
    fn f442(x: u16, y: usize) -> u64 {
        let mut r: u16 = x - y as u16;
        for v1 in 0..4u64 {
            if y as u64 >= y as u64 {
                continue;
            }
            let mut v2 = Pair { wide: y as u64 | r as u64, left: !(x as u32), right: v1 as i32 };
            v2.turn(v1 as u32 ^ r as u32);
            let mut v3: u64 = v2.sum();
        }
        let v4: i32 = mixed(x as u32 + y as u32, y as u32 | 14) as i32;
        ((r as u64 ^ v4 as u64) + x as u64) ^ y as u64
    }

    #[xdp(default = Aborted)]
    pub fn p442(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f442(given.x.get() as u16, given.y.get() as usize);
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    #[xdp(default = Aborted)]
    pub fn p443(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let x = given.x.get() as i32;
        let y = given.y.get() as i16;
        let mut r: i32 = y as i32 + 44;
        r >>= 5;
        let v1: i16 = match r / (x | 1) {
            0 | 7 => y ^ 0,
            1..=60 => y << y as u32,
            k if k > 90 => y / (y | 1),
            k @ 61..70 => k as i16,
            _ => x as i16,
        };
        given.result = U64Be::new(((r as u64 ^ v1 as u64) + x as u64) ^ y as u64);
        Some(XdpAction::Pass)
    }

    fn f444(x: i16, y: u32) -> u64 {
        let mut r: i16 = x.min(-103);
        let mut v1: u32 = (mixed(y, 48) >> 7) % (y as i8 as u32 + !y | 1);
        let mut v2 = [!(y as usize), r as usize, mixed(v1, v1) as usize, v1 as usize];
        v2[mixed(y, u32::MAX) as usize] = y as usize;
        let mut v3: usize = v2[(v1 as usize ^ r as usize) % 4];
        (((r as u64 ^ v3 as u64) + v1 as u64) ^ x as u64) + y as u64
    }

    #[xdp(default = Aborted)]
    pub fn p444(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f444(given.x.get() as i16, given.y.get() as u32);
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f445(x: u64, y: i8) -> Option<u64> {
        let mut r: u64 = scattered(i64::MIN, u64::MAX);
        if let Some(mut v1) = TABLE.entry(((y as u32) << y as u32) & 15).or_insert(y as u64 * 80) {
            *v1 += 1;
        }
        let mut v2 = Pair { wide: r >> 6, left: x as u32 & x as u32, right: i32::MAX };
        let v3 = v2;
        v2.turn(x as u32 ^ y as u32);
        let mut v4: u32 = v3.left + v2.left;
        if !(x as i32 >= v4 as i32) {
            'outer: for v5 in 0..=3i32 {
                for v6 in 0..4u8 {
                    if x as u32 != x as u32 {
                        continue;
                    }
                    r += !x % (x << 4 | 1);
                    if color(x) == Color::Green {
                        break;
                    }
                }
                r ^= x * 0x7bfd9ee + r * r;
            }
        } else {
            let v7: u32 = match color(x ^ r) {
                Color::Red => v4 + u32::MIN,
                Color::Green if (v4 as i16) <= x as i16 => r as u32 + v4,
                one => one as u32 as u32,
            };
            v4 &= v4.max(v7) >> 6;
        }
        Some(((r as u64 ^ v4 as u64) + x) ^ y as u64)
    }

    #[xdp(default = Aborted)]
    pub fn p445(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f445(given.x.get() as u64, given.y.get() as i8)?;
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    #[inline(never)]
    fn f446(x: isize, y: u16) -> u64 {
        let mut r: isize = y as isize >> x as u32;
        let mut v1 = [r as i16 * r as i16, r as i16, x as i16 | y as i16, 65];
        v1[(y as usize & 70) % 4] = x as i16 & r as i16;
        let v2: i16 = v1[((r as usize) << 5) % 4];
        #[bound(7)]
        for v3 in 0..(y as u32 >> v2 as u32) & 7 {
            let v4: u16 = match r as u16 * 73 {
                0 | 7 => v3 as u16 * 76,
                1..=60 => !(x as u16),
                k if k > 90 => mixed(47, r as u32) as u16,
                k @ 61..70 => k as u16,
                _ => !(r as u16),
            };
        }
        let mut v5 = [scattered(v2 as i64, y as u64), r as u64, y as u64 ^ r as u64, v2 as u64];
        v5[(r as usize & r as usize) % 4] = (r as u64) << 1;
        let v6: u64 = v5[(x as usize | 87) % 4];
        let Some(v7) = half(y as u64 >> 0) else { return (r as u64) << 7 };
        (((r as u64 ^ v7) + v6) ^ v2 as u64) + x as u64
    }

    #[xdp(default = Aborted)]
    pub fn p446(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f446(given.x.get() as isize, given.y.get() as u16);
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    #[inline(never)]
    fn f447(x: u8, y: i32) -> u64 {
        let mut r: u8 = y as u8 * y as u8;
        if let Some(v1) = half(r as u64) {
            r /= 70;
        } else {
            r += x ^ 91 | r * 81;
        }
        for v2 in 0..4i64 {
            let v4 = Key { high: (r as u16 * x as u16) & 3, low: (mixed(120, x as u32) as u16) & 3 };
            if let Some(mut v3) = PAIRS.get(&v4) {
                v3.left ^= !(v2 as u32);
                v3.turn((r as u32) << x as u32);
            } else {
                PAIRS.insert(v4, Pair::new(x as u64 & 82, !(v2 as u32)));
            }
        }
        let v5: u8 = !(x << y as u32) ^ larger(r * y as u8, r as u8);
        ((r as u64 ^ v5 as u64) + x as u64) ^ y as u64
    }

    #[xdp(default = Aborted)]
    pub fn p447(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f447(given.x.get() as u8, given.y.get() as i32);
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    #[inline(never)]
    fn f448(x: u64, y: u32) -> u64 {
        let mut r: u64 = y as u64 + u64::MAX;
        r -= r.wrapping_add(x) as u64;
        if r + 11 > x | r {
            return x ^ 27;
        }
        (r as u64 ^ x) + y as u64
    }

    #[xdp(default = Aborted)]
    pub fn p448(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f448(given.x.get() as u64, given.y.get() as u32);
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    #[xdp(default = Aborted)]
    pub fn p449(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let x = given.x.get() as i32;
        let y = given.y.get() as u32;
        let mut r: i32 = scattered(i64::MIN, 23) as i32;
        if let Some(mut v1) = NUMBERS.get((y ^ x as u32) % 5) {
            *v1 += r + y as i32;
        }
        let Some(v2) = half(r as u64) else { return Some(XdpAction::Tx) };
        given.result = U64Be::new(((r as u64 ^ v2) + x as u64) ^ y as u64);
        Some(XdpAction::Pass)
    }

    #[xdp(default = Aborted)]
    pub fn p450(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let x = given.x.get() as usize;
        let y = given.y.get() as u8;
        let mut r: usize = y as usize >> 3;
        let mut v1 = [y | r as u8, x as u8, r as u8 | y, r as u8];
        v1[x.max(70)] = (r as u8).wrapping_sub(10);
        let v2: u8 = v1[middle(r, r, y as usize)];
        let v3: u64 = f440((r as i64) << 3, y as i16 | r as i16);
        let v4: u64 = match v3 as u32 | x as u32 {
            0 | 7 => scattered(-66, x as u64),
            1..=60 => x as u64 - v2 as u64,
            k if k > 90 => v2 as u64 >> 7,
            k @ 61..70 => k as u64,
            _ => v2 as u64 | r as u64,
        };
        let v5 = packet.parse::<Icmp>()?;
        let v6 = v5.rest.get();
        let v7 = packet.parse::<Tcp>()?;
        let v8 = v7.seq.get();
        given.result = U64Be::new((((r as u64 ^ v8 as u64) + v6 as u64) ^ v4) + v3);
        Some(XdpAction::Pass)
    }

    #[inline(never)]
    fn f451(pair: &mut Pair, y: usize) -> u64 {
        let mut r: u32 = mixed(pair.right as u32, y as u32);
        let mut v1: u32 = y as u32 & 90 | r + 0;
        let Some(v2) = half(pair.wide ^ pair.right as u64) else { return pair.left as u64 >> 4 };
        let v3: i32 = if half(v2 - pair.wide).is_some() { pair.right.wrapping_sub(pair.right) } else { larger(r as i32, pair.left as i32) };
        pair.right *= pair.right.min(pair.wide as i32) ^ larger(v3, pair.right);
        (((r as u64 ^ v3 as u64) + v2) ^ v1 as u64) + pair.right as u64
    }

    #[xdp(default = Aborted)]
    pub fn p451(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let mut pair = Pair::new(given.x.get(), given.y.get() as u32);
        let result = f451(&mut pair, given.y.get() as usize) ^ pair.sum();
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f452(x: u64, y: u8) -> Option<u64> {
        let mut r: u64 = mixed(y as u32, y as u32) as u64;
        let mut v1: i16 = (r - x | r / (x | 1)) as i16;
        let v2: i16 = match color(!r) {
            Color::Red => middle(r as i16, y as i16, v1),
            Color::Green if r <= r => v1 >> 7,
            one => one as u32 as i16,
        };
        let v3: isize = (x as isize | 101) & -(r as isize);
        Some((((r as u64 ^ v3 as u64) + v2 as u64) ^ v1 as u64) + x)
    }

    #[xdp(default = Aborted)]
    pub fn p452(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f452(given.x.get() as u64, given.y.get() as u8)?;
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    #[xdp(default = Aborted)]
    pub fn p453(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let x = given.x.get() as isize;
        let y = given.y.get() as isize;
        let mut r: isize = x * 0;
        for v1 in [(r as u64).min(0), (x as u64) << 1, y as u64] {
            r |= -(r ^ r);
        }
        let mut v2: u64 = f448(middle(x as u64, x as u64, u64::MIN), r as u32 * x as u32);
        let v3 = match (half(v2 * v2), x as u32 & r as u32) {
            (Some(0..=9), _) => larger(v2, v2),
            (Some(n), k @ 1..=100) => n + k as u64,
            (Some(n), _) if n & 1 == 1 => x as u64 ^ 0,
            (None, 0) => v2 | r as u64,
            _ => x as u64,
        };
        v2 >>= 3;
        let v4 = TABLE.remove(&(((x as u32) << 1) & 15)) as u32;
        given.result = U64Be::new((((r as u64 ^ v4 as u64) + v3) ^ v2) + x as u64);
        Some(XdpAction::Pass)
    }

    fn f454(x: i32, y: i8) -> u64 {
        let mut r: i32 = x ^ -17;
        if half(r as u64 >> 1).is_some() {
            let v1 = match (half(x as u64 + 0), r as u32 & 0) {
                (Some(0..=9), _) => middle(y as u64, r as u64, x as u64),
                (Some(n), k @ 1..=100) => n + k as u64,
                (Some(n), _) if n & 1 == 1 => r as u64 - x as u64,
                (None, 0) => (r as u64).wrapping_sub(x as u64),
                _ => u64::MIN,
            };
        } else if r == x {
            let mut v3 = 0u32;
            let v2: u16 = #[bound(3)]
            loop {
                v3 += 1;
                if r as usize >= y as usize {
                    break x as u16 * v3 as u16;
                }
                if v3 >= 2 {
                    break u16::MIN;
                }
                r <<= 7;
            };
        } else {
            if let Some(mut v4) = TABLE.entry((!(r as u32)) & 15).or_insert(x as u64 * 0x5b6c8cb7) {
                *v4 += 1;
            }
            r >>= 0;
        }
        let v5: u8 = if (x as isize).wrapping_sub(r as isize) >= y as u16 as isize { r as u8 + y as u8 } else { y as u8 + r as u8 };
        for v6 in [y / x as i8, r as i8 >> 5, v5 as i8] {
            r += -larger(r, 16);
        }
        let v7: i32 = 'done: {
            if (y >> y as u32) < y | x as i8 {
                break 'done v5 as i32 & 0;
            }
            r += middle(x >> y as u32, -r, 0);
            x | x
        };
        for v8 in [x % (r | 1), x | x, x] {
            r <<= 5;
        }
        (((r as u64 ^ v7 as u64) + v5 as u64) ^ x as u64) + y as u64
    }

    #[xdp(default = Aborted)]
    pub fn p454(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f454(given.x.get() as i32, given.y.get() as i8);
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f455(x: i32, y: i64) -> Option<u64> {
        let mut r: i32 = x as i64 as i32;
        let mut v1: u64 = f447((r as u8).wrapping_add(u8::MAX), r & r);
        if let Some(mut v2) = TABLE.get(&(((v1 as u32) << 7) & 15)) {
            *v2 = x as u64 | x as u64;
        }
        let v3: u8 = 'done: {
            if r as usize ^ y as usize != r as usize ^ 21 {
                break 'done !(v1 as u8);
            }
            r *= y as u8 as i32 ^ -x;
            x as u8 & 91
        };
        let v4 = match (half(r as u64 * v1), middle(r as u32, 0, v1 as u32)) {
            (Some(0..=9), _) => (x as u64) << 6,
            (Some(n), k @ 1..=100) => n + k as u64,
            (Some(n), _) if n & 1 == 1 => (y as u64) << 0,
            (None, 0) => v3 as u64 & y as u64,
            _ => y as u64,
        };
        let v5: i8 = match color(!(y as u64)) {
            Color::Red => y as i8 / (y as i8 | 1),
            Color::Green if v4 == v1 => (v1 as i8) << 6,
            one => one as u32 as i8,
        };
        Some((((r as u64 ^ v5 as u64) + v4) ^ v3 as u64) + v1)
    }

    #[xdp(default = Aborted)]
    pub fn p455(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f455(given.x.get() as i32, given.y.get() as i64)?;
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f456(x: isize, y: u8) -> u64 {
        let mut r: isize = -(y as isize);
        if y as isize ^ r != r << y as u32 {
            return y as u64 >> y as u32;
        }
        if r as u8 > r as u8 || r != 107 {
            return r as u64 | r as u64;
        }
        (r as u64 ^ x as u64) + y as u64
    }

    #[xdp(default = Aborted)]
    pub fn p456(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f456(given.x.get() as isize, given.y.get() as u8);
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f457(x: i8, y: u16) -> u64 {
        let mut r: i8 = x & y as i8;
        let mut v1: i32 = if half(y as u64 >> 6).is_some() { r as i32 - y as i32 } else { r as i32 ^ x as i32 };
        let v2: u8 = match color(x as u64 >> 3) {
            Color::Red => y as u8 + u8::MIN,
            Color::Green if r as i64 == v1 as i64 => !(v1 as u8),
            one => one as u32 as u8,
        };
        let mut v3 = Pair { wide: v2 as u64 >> v2 as u32, left: y as u32 & 0, right: x as i32 };
        let mut v4 = Nest::new(v3, y as i64 - v2 as i64);
        v4.mark(x as usize, v2 as u16 as u8);
        v4.pair.left = v1 as u32 ^ r as u32;
        let v5: u64 = v4.sum() ^ v3.sum();
        (((r as u64 ^ v5) + v2 as u64) ^ v1 as u64) + x as u64
    }

    #[xdp(default = Aborted)]
    pub fn p457(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f457(given.x.get() as i8, given.y.get() as u16);
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f458(x: usize, y: usize) -> Option<u64> {
        let mut r: usize = y - 1;
        let v1 = TABLE.remove(&((y as u32 / (r as u32 | 1)) & 15)) as u32;
        let v2: usize = r.min(larger(r, 109));
        #[bound(7)]
        for v3 in 0..(y as u32 * y as u32) & 7 {
            if color((v1 as u64) << 3) == Color::Green {
                return None;
            }
        }
        let v4: usize = if !(r as u8 > x as u8) { (v1 as usize).wrapping_sub(26) } else { x & y };
        let mut v6 = 0u32;
        let v5: u64 = #[bound(4)]
        loop {
            v6 += 1;
            if v1 != v1 {
                break r as u64 - r as u64;
            }
            if v6 >= 3 {
                break v1 as u64;
            }
            r = y - y;
        };
        Some((((r as u64 ^ v5) + v6 as u64) ^ v4 as u64) + v2 as u64)
    }

    #[xdp(default = Aborted)]
    pub fn p458(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f458(given.x.get() as usize, given.y.get() as usize)?;
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f459(mut nest: Nest, y: usize) -> u64 {
        let mut r: i8 = nest.bytes[2] as i8;
        if !((nest.count as u32) <= 0x66911693) {
            if color(y as u64 & nest.pair.left as u64) == Color::Green {
                nest.bytes[2] -= y as u8 % nest.bytes[2];
            } else {
                nest.pair.left &= r as u32 & 115;
                nest.count >>= 3;
            }
        }
        for &v1 in &[(y as u64) << nest.bytes[2] as u32, (r as u64) << nest.bytes[2] as u32, nest.pair.left as u64] {
            r += -((v1 as i8) << y as u32);
        }
        let v2: i64 = nest.bytes[2] as i64 * r as i64;
        let mut v3: u16 = r as u16 + nest.count as u16;
        let mut v4: u64 = f454(r as i32 * v3 as i32, y as i8 ^ -27);
        if half(y as u64 + 7).is_some() {
            TABLE.add((nest.bytes[2] as u32 % (r as u32 | 1)) & 15, mixed(u32::MAX, r as u32) as u64);
        }
        (((r as u64 ^ v4) + v3 as u64) ^ v2 as u64) + nest.bytes[2] as u64
    }

    #[xdp(default = Aborted)]
    pub fn p459(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let mut pair = Pair::new(given.x.get(), given.y.get() as u32);
        pair.turn(5);
        let nest = Nest::new(pair, given.x.get() as i64);
        let result = f459(nest, given.y.get() as usize) ^ nest.sum();
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    #[global]
    fn f460(x: i64, y: u64) -> u64 {
        let mut r: i64 = y as i64 + -82;
        let v1 = match (half(r as u64 + y), (x as u32).wrapping_mul(r as u32)) {
            (Some(0..=9), _) => !(x as u64),
            (Some(n), k @ 1..=100) => n + k as u64,
            (Some(n), _) if n & 1 == 1 => !y,
            (None, 0) => r as u64 / (r as u64 | 1),
            _ => u64::MIN,
        };
        #[bound(7)]
        for v2 in 0..((r as u32).min(v1 as u32)) & 7 {
            for &v3 in &[(v2 as u8) << v2, x as u8 & x as u8, r as u8] {
                r &= scattered(x * -113, y as usize as u64) as i64;
            }
        }
        ((r as u64 ^ v1) + x as u64) ^ y
    }

    #[xdp(default = Aborted)]
    pub fn p460(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f460(given.x.get() as i64, given.y.get() as u64);
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    #[global]
    fn f461(x: u64, y: usize) -> u64 {
        let mut r: u64 = y as u64 % (x | 1);
        let v1: u64 = (x >> x as u32 ^ r & r) << x as u32 - u32::MAX;
        let mut v2: u64 = if (r as usize * r as usize) <= y - x as usize { v1 + v1 } else { v1 | v1 };
        let v4 = Key { high: (mixed(30, v1 as u32) as u16) & 3, low: (r as u16 + v2 as u16) & 3 };
        if let Some(mut v3) = PAIRS.get(&v4) {
            v3.left ^= v1 as u32 * 55;
            v3.turn(r as u32 & y as u32);
        } else {
            PAIRS.insert(v4, Pair::new(r << 1, v1 as u32 * 55));
        }
        let mut v5 = v1 as u32 ^ 0x531eb12e;
        #[bound(20)]
        while v5 > 3 {
            v5 /= 10;
            v2 |= (v2 - v1) * (r % (v2 | 1));
        }
        (((r as u64 ^ v5 as u64) + v2) ^ v1) + x
    }

    #[xdp(default = Aborted)]
    pub fn p461(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f461(given.x.get() as u64, given.y.get() as usize);
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    #[xdp(default = Aborted)]
    pub fn p462(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let x = given.x.get() as i32;
        let y = given.y.get() as i32;
        let mut r: i32 = x % (x | 1);
        let v1: i32 = match middle(y as u8, y as u8, 43) {
            0 | 7 => r + 22,
            1..=60 => scattered(r as i64, r as u64) as i32,
            k if k > 90 => y & x,
            k @ 61..70 => k as i32,
            _ => scattered(y as i64, y as u64) as i32,
        };
        let v2 = packet.parse::<Icmp>()?;
        let v3 = v2.rest.get();
        given.result = U64Be::new((((r as u64 ^ v3 as u64) + v1 as u64) ^ x as u64) + y as u64);
        Some(XdpAction::Pass)
    }

    #[xdp(default = Aborted)]
    pub fn p463(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let x = given.x.get() as i64;
        let y = given.y.get() as i32;
        let mut r: i64 = y as u64 as i64;
        let v1: i32 = match color(y as u64 - x as u64) {
            Color::Red => middle(x as i32, y, y),
            Color::Green if (x as i8) <= r as i8 => x as i32 % r as i32,
            one => one as u32 as i32,
        };
        let v2: i16 = 'done: {
            if half(y as u64).is_some() || r != r {
                break 'done x as i16 % r as i16;
            }
            r |= middle(middle(r, r, v1 as i64), x - -85, 17);
            y as i16 - x as i16
        };
        if let Some(mut v3) = NUMBERS.get((!(v2 as u32)) % 5) {
            *v3 += y ^ i32::MIN;
        }
        let mut v4 = scattered(v2 as i64, v2 as u64) as u32;
        #[bound(20)]
        while v4 > 3 {
            v4 >>= 1;
            r |= x << 1 ^ (r ^ 0);
        }
        if let Some(mut v5) = TABLE.get(&((y as u32 + v4) & 15)) {
            *v5 *= !(y as u64);
        }
        given.result = U64Be::new((((r as u64 ^ v4 as u64) + v2 as u64) ^ v1 as u64) + x as u64);
        Some(XdpAction::Pass)
    }

    fn f464(pair: &mut Pair, y: i16) -> u64 {
        let mut r: u64 = scattered(pair.right as i64, pair.right as u64);
        pair.right += pair.wide as i32 - pair.right;
        'outer: for v1 in 0..=1i32 {
            for v2 in 0..4u8 {
                if pair.right >= pair.right {
                    break 'outer;
                }
                pair.left &= (pair.wide as u32 | v2 as u32) * larger(v2 as u32, r as u32);
                if pair.left as i32 != v1 {
                    break;
                }
            }
            r ^= pair.right as i8 as u64 & (v1 as u64).wrapping_mul(r);
        }
        let v3 = TABLE.remove(&((r as u32 / pair.left) & 15)) as u32;
        let v5 = Key { high: (y as u16 & r as u16) & 3, low: (middle(v3 as u16, pair.left as u16, 36)) & 3 };
        if let Some(mut v4) = PAIRS.get(&v5) {
            v4.left ^= pair.left | v3;
            v4.turn(pair.left ^ pair.left);
        } else {
            PAIRS.insert(v5, Pair::new(pair.wide.max(u64::MIN), pair.left | v3));
        }
        let mut v6: u32 = if half(v3 as u64 >> 3).is_some() { pair.left & 0 } else { !(y as u32) };
        (((r as u64 ^ v6 as u64) + v3 as u64) ^ pair.right as u64) + pair.left as u64
    }

    #[xdp(default = Aborted)]
    pub fn p464(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let mut pair = Pair::new(given.x.get(), given.y.get() as u32);
        let result = f464(&mut pair, given.y.get() as i16) ^ pair.sum();
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    #[inline(never)]
    fn f465(x: i64, y: i64) -> u64 {
        let mut r: i64 = x | x;
        if color((r as u64).wrapping_mul(13)) == Color::Blue {
            return x as u32 as u64;
        }
        if (x as u64) < u64::MIN || x as u8 >= r as u8 {
            let mut v1: i64 = -(x | r) << 4;
        } else {
            let v2: i64 = match x - r {
                0 | 7 => x | y,
                1..=60 => middle(y, y, 2),
                k if k > 90 => y - x,
                k @ 61..70 => k as i64,
                _ => middle(y, r, i64::MIN),
            };
            let v3: u16 = if v2 as i32 != y as u16 as i32 { r as u16 >> v2 as u32 } else { x as u16 & x as u16 };
        }
        (r as u64 ^ x as u64) + y as u64
    }

    #[xdp(default = Aborted)]
    pub fn p465(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f465(given.x.get() as i64, given.y.get() as i64);
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f466(x: u64, y: u32) -> u64 {
        let mut r: u64 = (y as u64).min(y as u64);
        let mut v1 = [scattered(x as i64, 0) as u16, u16::MIN, r as u16 + x as u16, r as u16];
        v1[((y as usize).wrapping_add(x as usize)) % 4] = r as u16 - x as u16;
        let mut v2: u16 = v1[(x as usize >> x as u32) % 4];
        let v3 = TABLE.insert((x as u32 / (x as u32 | 1)) & 15, r * x) as u8;
        let v4: u32 = match color(r >> 3) {
            Color::Red => v2 as u32 >> y,
            Color::Green if y as u16 != v2 => y & x as u32,
            one => one as u32 as u32,
        };
        (((r as u64 ^ v4 as u64) + v3 as u64) ^ v2 as u64) + x
    }

    #[xdp(default = Aborted)]
    pub fn p466(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f466(given.x.get() as u64, given.y.get() as u32);
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f467(mut nest: Nest, y: u32) -> u64 {
        let mut r: i16 = (nest.count as i16) << y;
        if nest.pair.left <= y {
            let mut v1 = Pair { wide: (r as u64) << 0, left: nest.count as u32 | y, right: 0 };
            v1.turn(y / r as u32);
            let Pair { wide: v2, right: v3, .. } = v1;
        } else if r as u8 > u8::MIN {
            let v4: i64 = match nest.bytes[2] as i64 * nest.bytes[2] as i64 {
                0 | 7 => r as i64 % (nest.pair.left as i64 | 1),
                1..=60 => middle(r as i64, 0x57ec0df1, 0),
                k if k > 90 => nest.pair.left as i64 + nest.bytes[2] as i64,
                k @ 61..70 => k as i64,
                _ => middle(y as i64, 0x105cb47c, nest.bytes[2] as i64),
            };
        }
        let mut v5: u64 = (nest.bytes[2] as u64).max(nest.pair.left as u64);
        #[bound(64)]
        while let Some(v6) = half(v5) {
            if v6 < 3 {
                break;
            }
            v5 = v6;
        }
        (((r as u64 ^ v5) + nest.bytes[2] as u64) ^ nest.count as u64) + nest.pair.left as u64
    }

    #[xdp(default = Aborted)]
    pub fn p467(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let mut pair = Pair::new(given.x.get(), given.y.get() as u32);
        pair.turn(5);
        let nest = Nest::new(pair, given.x.get() as i64);
        let result = f467(nest, given.y.get() as u32) ^ nest.sum();
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f468(x: usize, y: u64) -> Option<u64> {
        let mut r: usize = y as usize as usize;
        let mut v1: usize = (x ^ 57 | x & r) & (!r & y as usize >> y as u32);
        if let Some(v2) = half(y - 63) {
            r |= mixed(v2 as u32, r as u32) as usize | (v1 | 112);
        } else {
            v1 -= !(r * x);
        }
        let v3: usize = 'done: {
            if r > r || color(r as u64) == Color::Red {
                break 'done middle(r, v1, r);
            }
            v1 |= r / (r | 1) * r as usize;
            v1 - usize::MAX
        };
        Some((((r as u64 ^ v3 as u64) + v1 as u64) ^ x as u64) + y)
    }

    #[xdp(default = Aborted)]
    pub fn p468(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f468(given.x.get() as usize, given.y.get() as u64)?;
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f469(pair: &mut Pair, y: u8) -> u64 {
        let mut r: i16 = pair.wide as i16;
        if !(y as i16 > y as i16) {
            for v1 in [r as u32 | 0, r as u32 * u32::MIN, 0x3ac262a0] {
                pair.right += r as i32 * r as i32 >> larger(v1, 0x2dad13e0);
            }
        } else if (y as usize) <= y as usize {
            let mut v2 = !(r as u32);
            #[bound(20)]
            while v2 > 3 {
                v2 >>= 3;
                r ^= y as i16 / (v2 as i16 | 1);
            }
        }
        let mut v3 = [r as i32 / (pair.wide as i32 | 1), pair.left as i32, pair.left as i32 % (r as i32 | 1), i32::MIN];
        v3[((pair.wide as usize) << r as u32) % 4] = r as i32 - 85;
        let v4: i32 = v3[((pair.right as usize).wrapping_mul(pair.left as usize)) % 4];
        'outer: for v5 in 0..=3i32 {
            for v6 in 0..4u8 {
                if !(color(v5 as u64) == Color::Red) {
                    continue 'outer;
                }
                pair.left += pair.wide as u32 * u32::MAX;
                if color(pair.right as u64) == Color::Red {
                    break;
                }
            }
            r = -(y as i16) - (pair.right as i16 >> 2);
        }
        (((r as u64 ^ v4 as u64) + pair.right as u64) ^ pair.left as u64) + pair.wide
    }

    #[xdp(default = Aborted)]
    pub fn p469(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let mut pair = Pair::new(given.x.get(), given.y.get() as u32);
        let result = f469(&mut pair, given.y.get() as u8) ^ pair.sum();
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f470(x: isize, y: isize) -> Option<u64> {
        let mut r: isize = y & y;
        let mut v1 = (r as u32).wrapping_add(95);
        #[bound(20)]
        while v1 > 3 {
            v1 /= 10;
            r |= (y + 84) as isize;
        }
        let v2: isize = match color((y as u64).min(x as u64)) {
            Color::Red => mixed(r as u32, y as u32) as isize,
            Color::Green if (r as u32) <= r as u32 => y.max(0),
            one => one as u32 as isize,
        };
        for v3 in 0..4u8 {
            let v4: u32 = if (y as i64) <= 30 && v1 == u32::MAX { v2 as u32 >> 6 } else { x as u32 + y as u32 };
        }
        let v5: isize = match color((v2 as u64) << 1) {
            Color::Red => middle(x, x, x),
            Color::Green if v1 as u64 > 10 => -y,
            one => one as u32 as isize,
        };
        let mut v6: isize = if v2 * isize::MIN == x % (v5 | 1) { y.min(v2) } else { mixed(x as u32, 82) as isize };
        Some((((r as u64 ^ v6 as u64) + v5 as u64) ^ v2 as u64) + v1 as u64)
    }

    #[xdp(default = Aborted)]
    pub fn p470(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f470(given.x.get() as isize, given.y.get() as isize)?;
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f471(mut nest: Nest, y: u16) -> u64 {
        let mut r: u64 = !(nest.bytes[2] as u64);
        let v1: u16 = 'done: {
            if nest.count as u64 | nest.count as u64 >= r * u64::MIN {
                break 'done r as u16 ^ 85;
            }
            nest.pair.left += r as u32 + r as u32;
            r as u16 ^ y
        };
        if color(nest.pair.left as u64) == Color::Red || r <= y as u64 {
            if color(v1 as i64 as u64) == Color::Blue {
                return nest.count as u64 * nest.pair.left as u64;
            }
        } else {
            if color(mixed(v1 as u32, 0x29cf1b43) as u64) == Color::Blue {
                nest.bytes[2] ^= (v1 as u32 - 98) as u8;
            } else if (nest.count as i8) < nest.count as i8 {
                nest.bytes[2] += nest.bytes[2] + u8::MIN;
            }
            if y > v1 || y > y {
                return !(v1 as u64);
            }
        }
        let v2: u64 = match (nest.count as u64).wrapping_sub(r) {
            0 | 7 => v1 as u64 + y as u64,
            1..=60 => nest.bytes[2] as u64 - 45,
            k if k > 90 => nest.bytes[2] as u64 >> 0,
            k @ 61..70 => k as u64,
            _ => y as u64 | 0x3bb4578b,
        };
        (((r as u64 ^ v2) + v1 as u64) ^ nest.bytes[2] as u64) + nest.count as u64
    }

    #[xdp(default = Aborted)]
    pub fn p471(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let mut pair = Pair::new(given.x.get(), given.y.get() as u32);
        pair.turn(5);
        let nest = Nest::new(pair, given.x.get() as i64);
        let result = f471(nest, given.y.get() as u16) ^ nest.sum();
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f472(pair: &mut Pair, y: u8) -> u64 {
        let mut r: isize = pair.right as isize - 83;
        r += pair.wide as isize - pair.wide as isize;
        let v1: u64 = match color(r as u64 >> y as u32) {
            Color::Red => r as u64 % pair.left as u64,
            Color::Green if half(y as u64).is_some() => !(pair.right as u64),
            one => one as u32 as u64,
        };
        let mut v3 = 0u32;
        let v2: i32 = #[bound(8)]
        loop {
            v3 += 1;
            if pair.wide as isize == 4 {
                break pair.left as i32 + r as i32;
            }
            if v3 >= 7 {
                break 8;
            }
            pair.left <<= 4;
        };
        let mut v5 = 0u32;
        let v4: i32 = #[bound(3)]
        loop {
            v5 += 1;
            if (v5 as i16) <= pair.wide as i16 {
                break v1 as i32 % (v1 as i32 | 1);
            }
            if v5 >= 2 {
                break v2;
            }
            r <<= 3;
        };
        let v6: u64 = match color(v1 & v1) {
            Color::Red => scattered(r as i64, v1),
            Color::Green if (v5 as u8) <= pair.wide as u8 => v1 << pair.left,
            one => one as u32 as u64,
        };
        let mut v7 = Pair { wide: mixed(v3, pair.left) as u64, left: v5.wrapping_sub(u32::MAX), right: v2 };
        v7.turn(v3 | u32::MAX);
        let Pair { wide: v8, right: v9, .. } = v7;
        (((r as u64 ^ v9 as u64) + v8) ^ v6) + v4 as u64
    }

    #[xdp(default = Aborted)]
    pub fn p472(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let mut pair = Pair::new(given.x.get(), given.y.get() as u32);
        let result = f472(&mut pair, given.y.get() as u8) ^ pair.sum();
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f473(x: isize, y: u32) -> u64 {
        let mut r: isize = y as isize + x;
        if let Some(v1) = half(r as u64 - 82) {
            r /= 95;
        } else {
            r += scattered(0, y as u64) as isize * -(y as isize);
        }
        #[bound(7)]
        for v2 in 0..(x as u32 as u32) & 7 {
            for &v3 in &[v2 as u64 % (x as u64 | 1), r as u64 + 0x28cb11a, 0x2e6747b7] {
                r += (x - v3 as isize) / (x.wrapping_add(0) | 1);
            }
        }
        let mut v4 = Pair { wide: (y as u64) << r as u32, left: x as u32 + u32::MIN, right: r as i32 };
        v4.turn(x as u32 / y);
        let v5: u64 = v4.sum();
        let v6 = quarter(v5 - r as u64).unwrap_or(v5 << 1);
        (((r as u64 ^ v6) + v5) ^ x as u64) + y as u64
    }

    #[xdp(default = Aborted)]
    pub fn p473(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f473(given.x.get() as isize, given.y.get() as u32);
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f474(x: i16, y: i64) -> u64 {
        let mut r: i16 = -x;
        for v1 in [r as i64 + r as i64, y << 1, 44] {
            r >>= 5;
        }
        if x <= x && y as isize >= x as isize {
            let v2: i32 = -(x as i32 * y as i32 + x as i32 * i32::MIN);
        }
        if let Some(v3) = half(larger(r as u64, x as u64)) {
            r -= (mixed(0x73e7f332, x as u32) as i16) << y as u32 * v3 as u32;
        } else {
            r ^= r as i16 * r.wrapping_add(r);
        }
        let v4: u32 = scattered(26, 0) as u32 / x as u32 * !(x as u32 % y as u32);
        ((r as u64 ^ v4 as u64) + x as u64) ^ y as u64
    }

    #[xdp(default = Aborted)]
    pub fn p474(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f474(given.x.get() as i16, given.y.get() as i64);
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f475(x: u16, y: u16) -> u64 {
        let mut r: u16 = x * 0;
        let v1: u16 = y * x % (r >> x as u32);
        let v2 = TABLE.remove(&((v1 as u32 - u32::MAX) & 15)) as u32;
        let v3 = half((x as u64) << 1).unwrap();
        let mut v4 = Pair { wide: y as u64 + r as u64, left: (r as u32) << 6, right: v2 as i32 };
        let v5 = v4;
        v4.turn(v3 as u32 | v2);
        let v6: u32 = v5.left + v4.left;
        let mut v7: isize = (x as isize | r as isize) ^ (x as isize | y as isize);
        (((r as u64 ^ v7 as u64) + v6 as u64) ^ v3) + v2 as u64
    }

    #[xdp(default = Aborted)]
    pub fn p475(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f475(given.x.get() as u16, given.y.get() as u16);
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    #[xdp(default = Aborted)]
    pub fn p476(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let x = given.x.get() as u8;
        let y = given.y.get() as usize;
        let mut r: u8 = y as u8 >> 7;
        let v1: u16 = 'done: {
            if !!((r as isize) <= x as isize) {
                break 'done r as u16 + y as u16;
            }
            r += larger(x, x);
            x as u16 | r as u16
        };
        let v2 = packet.parse::<Udp>()?;
        let v3 = v2.dst.get();
        let v4 = match TABLE.get(&((middle(v3 as u32, v3 as u32, r as u32)) & 15)) {
            Some(known) => *known,
            None => (v3 as u64).min(x as u64),
        };
        let mut v5: u64 = (v1 as u64).wrapping_sub(v4 * y as u64);
        let v6 = match (half(v4 >> x as u32), x as u32 * v1 as u32) {
            (Some(0..=9), _) => scattered(v5 as i64, 0x1efcf580),
            (Some(n), k @ 1..=100) => n + k as u64,
            (Some(n), _) if n & 1 == 1 => x as u64,
            (None, 0) => v4 >> v3 as u32,
            _ => 85,
        };
        for v7 in 0..6u8 {
            if !(v7 < u8::MAX) {
                break;
            }
            if let Some(mut v8) = TABLE.get(&((v7 as u32 - v3 as u32) & 15)) {
                *v8 = v6 % v6;
            }
        }
        given.result = U64Be::new((((r as u64 ^ v6) + v5) ^ v4) + v3 as u64);
        Some(XdpAction::Pass)
    }

    #[inline(never)]
    fn f477(x: isize, y: u64) -> u64 {
        let mut r: isize = y as isize ^ x;
        if color(!(x as u64)) == Color::Blue {
            'outer: for v1 in 0..=2i32 {
                for v2 in 0..4u8 {
                    if x == r {
                        break;
                    }
                    r = r + isize::MIN - scattered(v1 as i64, r as u64) as isize;
                    if !half(x as u64).is_some() {
                        break;
                    }
                }
                r ^= (x ^ isize::MAX) * (r ^ x);
            }
        } else if y as u8 == 58 {
            let mut v3 = Pair { wide: y ^ 0x49bfd1b, left: middle(x as u32, 0x18a3cbc2, r as u32), right: -21 };
            v3.turn(y as u32 + y as u32);
            let mut v4: u64 = v3.sum();
        }
        let v5: i8 = if !(y as isize >= r) { y as i8 - r as i8 } else { x as i8 - y as i8 };
        let v6: u64 = (r as u64 >> 2) * (x as u64).wrapping_mul(x as u64);
        if let Some(mut v7) = TABLE.get(&((r as u32 >> y as u32) & 15)) {
            *v7 *= v6 / v6;
        }
        (((r as u64 ^ v6) + v5 as u64) ^ x as u64) + y
    }

    #[xdp(default = Aborted)]
    pub fn p477(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f477(given.x.get() as isize, given.y.get() as u64);
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f478(x: i8, y: usize) -> u64 {
        let mut r: i8 = x - x;
        let v1: i64 = 'done: {
            if ((y as i8) << x as u32) < middle(x, 47, r) {
                break 'done -(x as i64);
            }
            r -= r << y as u32 >> 4;
            r as i64 & x as i64
        };
        let mut v3 = 0u32;
        let v2: i64 = #[bound(4)]
        loop {
            v3 += 1;
            if v3 >= 121 {
                break -(y as i64);
            }
            if v3 >= 3 {
                break r as i64;
            }
            r += (r + x) / (middle(x, v1 as i8, -117) | 1);
        };
        let v4: u64 = f456(v1 as isize % x as isize, y as u8 ^ 41);
        (((r as u64 ^ v4) + v2 as u64) ^ v3 as u64) + v1 as u64
    }

    #[xdp(default = Aborted)]
    pub fn p478(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f478(given.x.get() as i8, given.y.get() as usize);
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    #[inline(never)]
    fn f479(x: u16, y: u64) -> u64 {
        let mut r: u16 = x | y as u16;
        let v1: u8 = match r as u64 * u64::MAX {
            0 | 7 => (x as u8) << r as u32,
            1..=60 => !(x as u8),
            k if k > 90 => x as u8 & r as u8,
            k @ 61..70 => k as u8,
            _ => r as u8 | r as u8,
        };
        for &v2 in &[r as i16 + 0, r as i16 | r as i16, r as i16] {
            r ^= x.wrapping_sub(x * 78);
        }
        let mut v4 = 0u32;
        let v3: i8 = #[bound(7)]
        loop {
            v4 += 1;
            if x >= v4 as u16 {
                break scattered(v4 as i64, v4 as u64) as i8;
            }
            if v4 >= 6 {
                break 67;
            }
            r /= 56;
        };
        if (v1 as i8) <= v3 || color(y) == Color::Red {
            let v5 = TABLE.remove(&(((r as u32) << 5) & 15)) as u32;
        } else {
            let v6 = match (half(v4 as u64 + 79), x as u32 & 27) {
                (Some(0..=9), _) => y & u64::MIN,
                (Some(n), k @ 1..=100) => n + k as u64,
                (Some(n), _) if n & 1 == 1 => r as u64 ^ r as u64,
                (None, 0) => v3 as u64 / (r as u64 | 1),
                _ => r as u64,
            };
            if let Some(mut v7) = TABLE.get(&((v4 + v1 as u32) & 15)) {
                *v7 *= v1 as u64 / (y | 1);
            }
        }
        let mut v9 = 0u32;
        let v8: u16 = #[bound(3)]
        loop {
            v9 += 1;
            if !(v9 > v9) {
                break r as i8 as u16;
            }
            if v9 >= 2 {
                break r;
            }
            r ^= (x as usize).max(0) as u16;
        };
        (((r as u64 ^ v8 as u64) + v9 as u64) ^ v3 as u64) + v4 as u64
    }

    #[xdp(default = Aborted)]
    pub fn p479(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f479(given.x.get() as u16, given.y.get() as u64);
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }
}
