//! Functions 160 to 199, which `cargo xtask generate-functions` has written.

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

    fn f160(mut nest: Nest, y: isize) -> u64 {
        let mut r: u8 = y as u8 / (nest.bytes[2] | 1);
        let v1 = match (half(r as u64 ^ 0), r as u32 - y as u32) {
            (Some(0..=9), _) => r as u64 ^ nest.count as u64,
            (Some(n), k @ 1..=100) => n + k as u64,
            (Some(n), _) if n & 1 == 1 => r as u64 * nest.count as u64,
            (None, 0) => (nest.pair.left as u64).wrapping_add(nest.bytes[2] as u64),
            _ => y as u64,
        };
        r = nest.bytes[2] * nest.bytes[2] & (r ^ 30);
        let mut v2: i64 = if nest.pair.left as u64 == u64::MIN && r < 28 { (y as i64) << y as u32 } else { nest.bytes[2] as i64 - i64::MAX };
        (((r as u64 ^ v2 as u64) + v1) ^ nest.bytes[2] as u64) + nest.count as u64
    }

    #[xdp(default = Aborted)]
    pub fn p160(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let mut pair = Pair::new(given.x.get(), given.y.get() as u32);
        pair.turn(5);
        let nest = Nest::new(pair, given.x.get() as i64);
        let result = f160(nest, given.y.get() as isize) ^ nest.sum();
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    #[xdp(default = Aborted)]
    pub fn p161(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let x = given.x.get() as usize;
        let y = given.y.get() as u8;
        let mut r: usize = x.max(x);
        for v1 in 0..3usize {
            let mut v2 = (y as u32 >> y as u32) & 7;
            #[bound(7)]
            while v2 > 0 {
                v2 -= 1;
                r &= mixed(v2 | x as u32, x as u32) as usize;
            }
        }
        let mut v3 = (r as u32 + r as u32) & 15;
        #[bound(15)]
        while v3 > 0 {
            v3 -= 1;
            r ^= (r & x) - (x | r);
        }
        let Some(v4) = half(v3 as u64 ^ r as u64) else { return Some(XdpAction::Drop) };
        for v5 in 0..1usize {
            COUNT.set(COUNT.get() + (r as u32 | 0));
            let v6: u32 = COUNT.get();
        }
        let v7 = TABLE.remove(&((x as u32 - 125) & 15)) as u32;
        given.result = U64Be::new((((r as u64 ^ v7 as u64) + v4) ^ v3 as u64) + x as u64);
        Some(XdpAction::Pass)
    }

    #[global]
    fn f162(x: usize, y: i64) -> u64 {
        let mut r: usize = x | 65;
        let v1: i8 = if x | 10 > middle(r, x, 79) { -(r as i8) } else { x as i8 - y as i8 };
        let v2 = TABLE.remove(&((r as u32 >> x as u32) & 15)) as u32;
        'outer: for v3 in 0..=1i32 {
            for v4 in 0..4u8 {
                if half(r as u64).is_some() {
                    break 'outer;
                }
                r ^= r + x - (r | r);
                if (x as i16) < y as i16 {
                    break;
                }
            }
            r >>= 5;
        }
        let mut v5 = y as u32 - r as u32;
        #[bound(20)]
        while v5 > 3 {
            v5 >>= 1;
            r ^= x - 121 << v5.max(v2);
        }
        let mut v6 = [!(r as u64), u64::MIN, (v2 as u64) << v5, 35];
        v6[(middle(r, x, usize::MIN)) % 4] = v1 as u64 * x as u64;
        let mut v7: u64 = v6[(r as u16 as usize) % 4];
        v7 ^= !v7 * (y as u64 / v5 as u64);
        (((r as u64 ^ v7) + v5 as u64) ^ v2 as u64) + v1 as u64
    }

    #[xdp(default = Aborted)]
    pub fn p162(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f162(given.x.get() as usize, given.y.get() as i64);
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    #[global]
    fn f163(x: i64, y: usize) -> u64 {
        let mut r: i64 = y as u64 as i64;
        let v1: isize = scattered(x << x as u32, x as u64 & 0) as isize;
        let mut v2 = Pair { wide: v1 as u64 as u64, left: r as u32 | v1 as u32, right: r as i32 };
        v2.turn(!(y as u32));
        let v3: u64 = v2.sum();
        r ^= (r ^ y as i64) % (r | i64::MAX | 1);
        for v4 in 0..2u64 {
            let Some(v5) = half(v3 ^ v3) else { return y as u64 >> 3 };
        }
        let mut v6 = Pair { wide: r as u64 >> r as u32, left: !(v3 as u32), right: r as i32 };
        let v7 = v6;
        v6.turn(x as u32 - u32::MIN);
        let v8: u32 = v7.left + v6.left;
        (((r as u64 ^ v8 as u64) + v3) ^ v1 as u64) + x as u64
    }

    #[xdp(default = Aborted)]
    pub fn p163(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f163(given.x.get() as i64, given.y.get() as usize);
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f164(x: isize, y: i16) -> Option<u64> {
        let mut r: isize = y as isize / (y as isize | 1);
        if color(y as u64) == Color::Blue {
            return Some(!(y as u64));
        }
        let mut v1 = Pair { wide: r as u64 * u64::MAX, left: x as u32, right: x as i32 };
        v1.left ^= !(x as u32);
        let v2: u64 = exchange(&mut v1, y as u64 & r as u64) + v1.sum();
        let v4 = Key { high: (mixed(64, v2 as u32) as u16) & 3, low: (scattered(i64::MAX, y as u64) as u16) & 3 };
        if let Some(mut v3) = PAIRS.get(&v4) {
            v3.left ^= x as u32 % (v2 as u32 | 1);
            v3.turn(x as u32 ^ y as u32);
        } else {
            PAIRS.insert(v4, Pair::new((r as u64).wrapping_mul(y as u64), x as u32 % (v2 as u32 | 1)));
        }
        Some(((r as u64 ^ v2) + x as u64) ^ y as u64)
    }

    #[xdp(default = Aborted)]
    pub fn p164(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f164(given.x.get() as isize, given.y.get() as i16)?;
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f165(x: u16, y: isize) -> u64 {
        let mut r: u16 = y as u16 - x;
        if color(x as u64) == Color::Blue || r < 57 {
            for v1 in 0..4u8 {
                if x >= r {
                    continue;
                }
                r >>= 4;
            }
        } else if y as i32 == 66 {
            if let Some(mut v2) = TABLE.get(&((r as u32 * r as u32) & 15)) {
                *v2 *= x as u64 & u64::MIN;
            }
        } else {
            let v3: usize = (r as usize + r as usize) * mixed(x as u32, 47) as usize;
            if !((y as u8) <= u8::MAX) {
                r <<= 6;
            }
        }
        if half((x as u64) << x as u32).is_some() {
            let v4: isize = if x * x < r >> 5 { (x as isize) << x as u32 } else { r as isize - x as isize };
        } else if color(y as u64) == Color::Green {
            let mut v5: u64 = y as u64 + x as u64;
            #[bound(6)]
            while let Some(v6) = half(v5) {
                if v6 < 3 {
                    break;
                }
                v5 = v6;
            }
        }
        let v7: isize = 'done: {
            if y as usize >= 89 || y as i8 > y as i8 {
                break 'done y | -59;
            }
            r += (x ^ 73) + r % (r | 1);
            x as isize as isize
        };
        let mut v8: i64 = if half(x as u64 & r as u64).is_some() { x as i64 >> 5 } else { v7 as i64 >> 2 };
        (((r as u64 ^ v8 as u64) + v7 as u64) ^ x as u64) + y as u64
    }

    #[xdp(default = Aborted)]
    pub fn p165(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f165(given.x.get() as u16, given.y.get() as isize);
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f166(x: u64, y: i64) -> u64 {
        let mut r: u64 = x - u64::MAX;
        let v1 = match (half(x >> x as u32), scattered(0x8768bc7, u64::MAX) as u32) {
            (Some(0..=9), _) => !x,
            (Some(n), k @ 1..=100) => n + k as u64,
            (Some(n), _) if n & 1 == 1 => middle(r, x, r),
            (None, 0) => larger(r, x),
            _ => x,
        };
        let mut v2: i16 = ((r as i16) << 7) * (v1 as i16 ^ y as i16);
        let v3: i16 = (x as i16).max(v2 % (v2 | 1));
        COUNT.set(COUNT.get() + (x as u32 ^ v3 as u32));
        let mut v4: u32 = COUNT.get();
        let mut v5 = Pair { wide: x + x, left: (v2 as u32) << v1 as u32, right: i32::MAX };
        let mut v6 = Nest::new(v5, y >> 7);
        v6.mark(v1 as usize, v4 as u8 - v1 as u8);
        v6.pair.left = larger(x as u32, v1 as u32);
        let v7: u64 = v6.sum() ^ v5.sum();
        let Some(v8) = half(x - v1) else { return mixed(r as u32, u32::MIN) as u64 };
        (((r as u64 ^ v8) + v7) ^ v4 as u64) + v3 as u64
    }

    #[xdp(default = Aborted)]
    pub fn p166(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f166(given.x.get() as u64, given.y.get() as i64);
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f167(x: i8, y: i32) -> u64 {
        let mut r: i8 = x.max(0);
        for &v1 in &[r as usize >> 5, larger(x as usize, y as usize), r as usize] {
            r += r.min(r) ^ r * 1;
        }
        let v2: u32 = 'done: {
            if y & x as i32 == larger(r as i32, y) {
                break 'done r as u32 | y as u32;
            }
            r -= scattered(0, x as u64) as i8 - (y as i8 & r);
            r as u32 - 35
        };
        let v3: i8 = 'done: {
            if !(x == r) {
                break 'done x | i8::MAX;
            }
            r -= r.wrapping_add(r) / (r * y as i8);
            v2 as i8
        };
        if let Some(mut v4) = TABLE.entry((v3 as u32 >> 3) & 15).or_insert((y as u64).max(y as u64)) {
            *v4 += 1;
        }
        if (r as u32).max(0x14277b7e) <= !(y as u32) {
            let mut v5 = [y << v3 as u32, y, (v3 as i32).wrapping_mul(77), v3 as i32];
            v5[(larger(y as usize, v3 as usize)) % 4] = x as i32 ^ 0;
            let mut v6: i32 = v5[(v2 as usize & y as usize) % 4];
        } else {
            'outer: for v7 in 0..=2i32 {
                for v8 in 0..4u8 {
                    if !(v2 as u16 > y as u16) {
                        break 'outer;
                    }
                    r /= 54;
                    if v7 >= y {
                        break;
                    }
                }
                r ^= v2 as i8 + v3 >> (x as u32).wrapping_mul(v3 as u32);
            }
            let v9: i32 = match color(x as u64 | v2 as u64) {
                Color::Red => r as i32 | y,
                Color::Green if y as i8 >= x => v2 as i32 | v2 as i32,
                one => one as u32 as i32,
            };
        }
        let v10: u64 = f162(r as usize, (r as i64).wrapping_mul(v2 as i64));
        (((r as u64 ^ v10) + v3 as u64) ^ v2 as u64) + x as u64
    }

    #[xdp(default = Aborted)]
    pub fn p167(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f167(given.x.get() as i8, given.y.get() as i32);
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f168(pair: &mut Pair, y: u16) -> u64 {
        let mut r: u16 = mixed(y as u32, pair.right as u32) as u16;
        let mut v1 = [y - y, r, r % (pair.right as u16 | 1), y];
        v1[pair.wide as usize % y as usize] = pair.left as u16 + r;
        let mut v2: u16 = v1[(pair.wide as usize ^ pair.right as usize) % 4];
        let mut v3 = (pair.wide as u32 * 115) & 15;
        #[bound(15)]
        while v3 > 0 {
            v3 -= 1;
            pair.wide &= !(v2 as u64 / (y as u64 | 1));
        }
        (((r as u64 ^ v3 as u64) + v2 as u64) ^ pair.right as u64) + pair.left as u64
    }

    #[xdp(default = Aborted)]
    pub fn p168(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let mut pair = Pair::new(given.x.get(), given.y.get() as u32);
        let result = f168(&mut pair, given.y.get() as u16) ^ pair.sum();
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f169(pair: &mut Pair, y: u64) -> u64 {
        let mut r: u32 = pair.right as u32 + u32::MIN;
        let v1: u64 = f166(y % (y | 1), pair.wide as i64 / (y as i64 | 1));
        let v3 = Key { high: (y as u16 & 109) & 3, low: (mixed(pair.left, u32::MIN) as u16) & 3 };
        if let Some(mut v2) = PAIRS.get(&v3) {
            v2.left ^= pair.left - 44;
            v2.turn(mixed(r, pair.left));
        } else {
            PAIRS.insert(v3, Pair::new(pair.wide & 52, pair.left - 44));
        }
        for v4 in 0..3u64 {
            let mut v6 = 0u32;
            let v5: usize = #[bound(5)]
            loop {
                v6 += 1;
                if (r as i32) < v4 as i32 {
                    break pair.left as usize & pair.right as usize;
                }
                if v6 >= 4 {
                    break 53;
                }
                r <<= 5;
            };
        }
        if pair.left as i32 | 0 <= (r as i32).wrapping_mul(y as i32) {
            return y & v1;
        }
        (((r as u64 ^ v1) + pair.right as u64) ^ pair.left as u64) + pair.wide
    }

    #[xdp(default = Aborted)]
    pub fn p169(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let mut pair = Pair::new(given.x.get(), given.y.get() as u32);
        let result = f169(&mut pair, given.y.get() as u64) ^ pair.sum();
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    #[xdp(default = Aborted)]
    pub fn p170(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let x = given.x.get() as isize;
        let y = given.y.get() as u16;
        let mut r: isize = y as isize & -15;
        let v1 = packet.parse::<Ethernet>()?;
        let v2 = v1.ether_type.get();
        let mut v4 = 0u32;
        let v3: u64 = #[bound(5)]
        loop {
            v4 += 1;
            if !(x as u16 != u16::MIN) {
                break (r as u64).min(v2 as u64);
            }
            if v4 >= 4 {
                break y as u64;
            }
            r |= scattered(0, y as u64) as isize | v2 as isize as isize;
        };
        given.result = U64Be::new((((r as u64 ^ v3) + v4 as u64) ^ v2 as u64) + x as u64);
        Some(XdpAction::Pass)
    }

    #[xdp(default = Aborted)]
    pub fn p171(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let x = given.x.get() as i16;
        let y = given.y.get() as u8;
        let mut r: i16 = mixed(x as u32, u32::MIN) as i16;
        let v1 = quarter(y as u64 ^ x as u64).unwrap_or(r as u64 | x as u64);
        let v2 = packet.parse::<Udp>()?;
        let v3 = v2.dst.get();
        v2.dst = U16Be::new(y as u64 as u16);
        TABLE.add(((y as u32).wrapping_sub(v1 as u32)) & 15, v1 << x as u32);
        let mut v4 = [v3 / (v3 | 1), v3, r as u16 % (x as u16 | 1), 37];
        v4[(x as usize ^ v1 as usize) % 4] = (v1 as u16) << 1;
        let v5: u16 = v4[((y as usize) << v1 as u32) % 4];
        given.result = U64Be::new((((r as u64 ^ v5 as u64) + v3 as u64) ^ v1) + x as u64);
        Some(XdpAction::Pass)
    }

    #[global]
    fn f172(x: u32, y: i64) -> u64 {
        let mut r: u32 = x as i64 as u32;
        #[bound(7)]
        for v1 in 0..(mixed(r, x)) & 7 {
            let Some(v2) = half(!(r as u64)) else { return v1 as u64 + r as u64 };
        }
        for &v3 in &[r & u32::MIN, y as u32 ^ u32::MIN, x] {
            r += !(v3 % (r | 1));
        }
        let v4: i32 = if r as isize & x as isize >= r as u64 as isize { scattered(y, y as u64) as i32 } else { (x as i32).min(r as i32) };
        r += ((y as u32) << x) - (r ^ 91);
        ((r as u64 ^ v4 as u64) + x as u64) ^ y as u64
    }

    #[xdp(default = Aborted)]
    pub fn p172(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f172(given.x.get() as u32, given.y.get() as i64);
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    #[xdp(default = Aborted)]
    pub fn p173(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let x = given.x.get() as u64;
        let y = given.y.get() as i32;
        let mut r: u64 = scattered(y as i64, y as u64);
        if color(x << 5) == Color::Green {
            r ^= (x & x) - r * x;
        }
        if -(x as i32) < y % r as i32 {
            let mut v1 = Pair { wide: r / (x | 1), left: x as i32 as u32, right: r as i32 };
            let mut v2 = Nest::new(v1, scattered(x as i64, 72) as i64);
            v2.mark(x as usize, (r as u8).min(x as u8));
            v2.pair.left = (r as u32).wrapping_mul(y as u32);
            let mut v3: u64 = v2.sum() ^ v1.sum();
        }
        given.result = U64Be::new((r as u64 ^ x) + y as u64);
        Some(XdpAction::Pass)
    }

    #[xdp(default = Aborted)]
    pub fn p174(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let x = given.x.get() as isize;
        let y = given.y.get() as i32;
        let mut r: isize = scattered(x as i64, y as u64) as isize;
        let mut v1 = Pair { wide: middle(r as u64, r as u64, 124), left: y as u32 - x as u32, right: x as i32 };
        v1.turn((y as u32) << 6);
        let Pair { wide: v2, right: v3, .. } = v1;
        let mut v4: i64 = -x as i64;
        let mut v5 = [-(r as i8), y as i8, v4 as i8 - 54, 81];
        v5[(v3 as usize & 35) % 4] = middle(v4 as i8, 44, -43);
        let mut v6: i8 = v5[(scattered(i64::MIN, u64::MIN) as usize) % 4];
        given.result = U64Be::new((((r as u64 ^ v6 as u64) + v4 as u64) ^ v3 as u64) + v2);
        Some(XdpAction::Pass)
    }

    fn f175(x: i64, y: isize) -> u64 {
        let mut r: i64 = -(y as i64);
        let v1 = TABLE.remove(&((x as u32 + 94) & 15)) as u32;
        let mut v2 = x as u32 ^ y as u32;
        #[bound(20)]
        while v2 > 3 {
            v2 >>= 1;
            r ^= scattered(v1 as i64 * r, x as u64) as i64;
        }
        if r as i16 ^ r as i16 == y as i16 ^ 69 {
            return v2 as u64 & r as u64;
        }
        (((r as u64 ^ v2 as u64) + v1 as u64) ^ x as u64) + y as u64
    }

    #[xdp(default = Aborted)]
    pub fn p175(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f175(given.x.get() as i64, given.y.get() as isize);
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    #[inline(never)]
    fn f176(x: usize, y: i64) -> u64 {
        let mut r: usize = y as usize - y as usize;
        let v1 = quarter(x as i8 as u64).unwrap_or(y as u64 & r as u64);
        let v2: isize = 'done: {
            if half(y as i8 as u64).is_some() {
                break 'done r as isize | r as isize;
            }
            r ^= r * r ^ x >> y as u32;
            y as isize * x as isize
        };
        if half(v1 << x as u32).is_some() {
            return larger(v2 as u64, v2 as u64);
        }
        let mut v3 = [x as u8 / r as u8, u8::MIN, y as u8 - 0, y as u8];
        v3[(x - x) % 4] = y as u8 - v1 as u8;
        let mut v4: u8 = v3[(x - x) % 4];
        v4 *= y as u8 - v1 as u8 >> mixed(y as u32, v2 as u32);
        (((r as u64 ^ v4 as u64) + v2 as u64) ^ v1) + x as u64
    }

    #[xdp(default = Aborted)]
    pub fn p176(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f176(given.x.get() as usize, given.y.get() as i64);
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f177(x: u8, y: i64) -> Option<u64> {
        let mut r: u8 = x * x;
        let v1: u8 = (r & x) as u8 / (r.max(x % (x | 1)) | 1);
        let v2 = quarter(!(y as u64))?;
        Some((((r as u64 ^ v2) + v1 as u64) ^ x as u64) + y as u64)
    }

    #[xdp(default = Aborted)]
    pub fn p177(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f177(given.x.get() as u8, given.y.get() as i64)?;
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f178(x: u64, y: i32) -> u64 {
        let mut r: u64 = y as u64 >> 6;
        let v1 = match (half(x ^ x), !(y as u32)) {
            (Some(0..=9), _) => y as u64 + r,
            (Some(n), k @ 1..=100) => n + k as u64,
            (Some(n), _) if n & 1 == 1 => r ^ r,
            (None, 0) => scattered(r as i64, r),
            _ => x,
        };
        if half(r | 0x5a7b98ca).is_some() {
            if r + x <= x >> 6 {
                r <<= 7;
            }
        } else {
            let mut v2 = [y as u64 ^ r, 38, v1 << r as u32, u64::MAX];
            v2[(!(v1 as usize)) % 4] = middle(x, r, v1);
            let mut v3: u64 = v2[(mixed(14, v1 as u32) as usize) % 4];
            r <<= 2;
        }
        if v1 - v1 >= x % y as u64 {
            let mut v4: u64 = x + x;
            #[bound(6)]
            while let Some(v5) = half(v4) {
                if v5 < 3 {
                    break;
                }
                v4 = v5;
            }
        } else if x as i64 == 0 {
            let v7 = Key { high: (v1 as u16 / v1 as u16) & 3, low: (middle(r as u16, y as u16, x as u16)) & 3 };
            if let Some(mut v6) = PAIRS.get(&v7) {
                v6.left ^= (y as u32).wrapping_sub(66);
                v6.turn(larger(v1 as u32, v1 as u32));
            } else {
                PAIRS.insert(v7, Pair::new(v1 + u64::MIN, (y as u32).wrapping_sub(66)));
            }
        }
        if half(larger(x, v1)).is_some() {
            let v9 = Key { high: (x as u16) & 3, low: (v1 as u16 + r as u16) & 3 };
            if let Some(mut v8) = PAIRS.get(&v9) {
                v8.left ^= (x as u32) << v1 as u32;
                v8.turn(y as u32 + r as u32);
            } else {
                PAIRS.insert(v9, Pair::new(v1 ^ y as u64, (x as u32) << v1 as u32));
            }
        } else {
            #[bound(7)]
            for v10 in 0..(r as u32 & 126) & 7 {
                r |= r + 0 << 2;
            }
            let v11: u64 = 'done: {
                if color(v1 ^ r) == Color::Blue {
                    break 'done v1 % (r | 1);
                }
                r <<= 5;
                x.wrapping_add(x)
            };
        }
        let mut v12: i32 = x as u64 as i32;
        let v13: i32 = if larger(y, v12) < v12 ^ v12 { x as i32 | y } else { y ^ x as i32 };
        (((r as u64 ^ v13 as u64) + v12 as u64) ^ v1) + x
    }

    #[xdp(default = Aborted)]
    pub fn p178(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f178(given.x.get() as u64, given.y.get() as i32);
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f179(x: i16, y: i8) -> u64 {
        let mut r: i16 = -(y as i16);
        r *= r / r ^ x.wrapping_add(26);
        TABLE.add((r as u32 + r as u32) & 15, larger(y as u64, y as u64));
        let v2 = Key { high: (y as u16 * y as u16) & 3, low: ((r as u16) << 7) & 3 };
        if let Some(mut v1) = PAIRS.get(&v2) {
            v1.left ^= x as u32 + x as u32;
            v1.turn((x as u32) << y as u32);
        } else {
            PAIRS.insert(v2, Pair::new(x as u64 ^ r as u64, x as u32 + x as u32));
        }
        if x ^ r > x ^ x {
            let mut v3: i16 = x % (x | 1) << 0 & larger(x, -88) >> (x as u32 & r as u32);
        } else {
            let mut v4 = (y as u32 ^ y as u32) & 31;
            #[bound(31)]
            while v4 > 0 {
                v4 -= 1;
                r <<= 7;
            }
            if let Some(mut v5) = TABLE.get(&((x as u32 & x as u32) & 15)) {
                *v5 ^= (y as u64) << 5;
            }
        }
        for v6 in 0..3u64 {
            let v7: usize = !!(x as usize - 55);
        }
        (r as u64 ^ x as u64) + y as u64
    }

    #[xdp(default = Aborted)]
    pub fn p179(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f179(given.x.get() as i16, given.y.get() as i8);
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f180(x: u16, y: u32) -> Option<u64> {
        let mut r: u16 = x * 0;
        let mut v1 = [r as u32, 0, r as u32 + y, 2];
        v1[(x as usize >> 4) % 4] = r as u32;
        let v2: u32 = v1[((x as usize).wrapping_sub(r as usize)) % 4];
        if color(scattered(r as i64, u64::MIN)) == Color::Red {
            for v3 in 0..6usize {
                r *= (v2 * u32::MIN) as u16;
            }
        } else {
            if let Some(mut v4) = NUMBERS.get((v2 ^ y) % 5) {
                *v4 += (y as i32) << y;
            }
            #[bound(7)]
            for v5 in 0..(x as u32 & 25) & 7 {
                r *= !r * y as usize as u16;
            }
        }
        let v6: isize = match color(x as u64 >> y) {
            Color::Red => middle(x as isize, v2 as isize, 36),
            Color::Green if !(r != 108) => middle(y as isize, v2 as isize, 0),
            one => one as u32 as isize,
        };
        if let Some(mut v7) = TABLE.entry((y ^ 0x56d3b60e) & 15).or_insert(y as u64 + 0x7daf8f95) {
            *v7 += 1;
        }
        let v8: isize = --(x as isize);
        Some((((r as u64 ^ v8 as u64) + v6 as u64) ^ v2 as u64) + x as u64)
    }

    #[xdp(default = Aborted)]
    pub fn p180(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f180(given.x.get() as u16, given.y.get() as u32)?;
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    #[global]
    fn f181(x: u16, y: u32) -> u64 {
        let mut r: u16 = x - x;
        for v1 in 0..1u32 {
            r >>= 7;
        }
        for &v2 in &[r / (r | 1), x - 0, x] {
            r -= (v2 >> v2 as u32) / (v2 * u16::MIN | 1);
        }
        let v3: i16 = 'done: {
            if (x as i32) << x as u32 != r as i32 % (r as i32 | 1) {
                break 'done y as i16 * x as i16;
            }
            r <<= 0;
            r as i16 | 50
        };
        #[bound(7)]
        for v4 in 0..(!(x as u32)) & 7 {
            let mut v5: i8 = if v4 | v4 <= v4 * y { v3 as i8 + i8::MAX } else { -(v3 as i8) };
        }
        let mut v6 = [(y as u16) << 0, u16::MIN, r | x, 95];
        v6[x as usize ^ 125] = x ^ r;
        let v7: u16 = v6[(middle(v3 as usize, x as usize, y as usize)) % 4];
        (((r as u64 ^ v7 as u64) + v3 as u64) ^ x as u64) + y as u64
    }

    #[xdp(default = Aborted)]
    pub fn p181(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f181(given.x.get() as u16, given.y.get() as u32);
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f182(x: u64, y: isize) -> u64 {
        let mut r: u64 = y as u64 + y as u64;
        if let Some(mut v1) = TABLE.get(&((r as u32 - 107) & 15)) {
            *v1 = x * u64::MAX;
        }
        if color(x) == Color::Blue && r >= 2 {
            return r - 0x46333001;
        }
        let v2 = quarter(r.wrapping_mul(y as u64)).unwrap_or(middle(r, x, u64::MAX));
        let mut v3 = Pair { wide: y as u64 + x, left: v2 as u32 % x as u32, right: 93 };
        v3.turn(scattered(r as i64, x) as u32);
        let Pair { wide: v4, right: v5, .. } = v3;
        let v6: u8 = 'done: {
            if r as i8 / y as i8 != mixed(x as u32, u32::MIN) as i8 {
                break 'done v2 as u8 % (v5 as u8 | 1);
            }
            r ^= !!v2;
            v2 as u8 - u8::MAX
        };
        (((r as u64 ^ v6 as u64) + v5 as u64) ^ v4) + v2
    }

    #[xdp(default = Aborted)]
    pub fn p182(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f182(given.x.get() as u64, given.y.get() as isize);
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f183(mut nest: Nest, y: i8) -> u64 {
        let mut r: usize = nest.bytes[2] as usize >> 6;
        let v1: u64 = nest.count as u64 + y as u64;
        if let Some(mut v2) = TABLE.get(&((r as u32 | nest.pair.left) & 15)) {
            *v2 = nest.count as u64 & 79;
        }
        (((r as u64 ^ v1) + nest.bytes[2] as u64) ^ nest.count as u64) + nest.pair.left as u64
    }

    #[xdp(default = Aborted)]
    pub fn p183(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let mut pair = Pair::new(given.x.get(), given.y.get() as u32);
        pair.turn(5);
        let nest = Nest::new(pair, given.x.get() as i64);
        let result = f183(nest, given.y.get() as i8) ^ nest.sum();
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f184(x: usize, y: usize) -> u64 {
        let mut r: usize = x & 30;
        #[bound(7)]
        for v1 in 0..(x as u32 * r as u32) & 7 {
            let v2 = match (half(mixed(23, y as u32) as u64), x as u32 * y as u32) {
                (Some(0..=9), _) => (y as u64) << v1,
                (Some(n), k @ 1..=100) => n + k as u64,
                (Some(n), _) if n & 1 == 1 => (y as u64) << v1,
                (None, 0) => v1 as u64 ^ r as u64,
                _ => v1 as u64,
            };
        }
        let v3 = match (half(middle(r as u64, x as u64, y as u64)), !(x as u32)) {
            (Some(0..=9), _) => middle(r as u64, r as u64, r as u64),
            (Some(n), k @ 1..=100) => n + k as u64,
            (Some(n), _) if n & 1 == 1 => larger(r as u64, x as u64),
            (None, 0) => y as u64 & x as u64,
            _ => y as u64,
        };
        if y as u64 + 35 > y as u64 & 0x6107002f {
            return y as u64 >> 1;
        }
        let v4: u64 = 'done: {
            if middle(x, 86, x) <= x ^ r {
                break 'done v3 / r as u64;
            }
            r *= !(x + x);
            scattered(r as i64, v3)
        };
        for v5 in 0..6usize {
            if v3 > v4 {
                continue;
            }
            if color(v3 & 0) == Color::Green {
                r |= mixed(!(v5 as u32), v4 as u32 + 0x17ed0bf6) as usize;
            }
        }
        let mut v6: u64 = r as i8 as u64;
        #[bound(64)]
        while let Some(v7) = half(v6) {
            if v7 < 3 {
                break;
            }
            v6 = v7;
        }
        (((r as u64 ^ v6) + v4) ^ v3) + x as u64
    }

    #[xdp(default = Aborted)]
    pub fn p184(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f184(given.x.get() as usize, given.y.get() as usize);
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f185(x: usize, y: u32) -> u64 {
        let mut r: usize = !(y as usize);
        for v1 in 0..4u64 {
            let v2 = match TABLE.get(&((v1 as u32 + r as u32) & 15)) {
                Some(known) => *known,
                None => y as u64 + 122,
            };
        }
        let v4 = Key { high: (r as u16 - u16::MAX) & 3, low: (r as u16 ^ r as u16) & 3 };
        if let Some(mut v3) = PAIRS.get(&v4) {
            v3.left ^= !(x as u32);
            v3.turn(y - 0x4236dbad);
        } else {
            PAIRS.insert(v4, Pair::new(x as u64 | x as u64, !(x as u32)));
        }
        let mut v6 = 0u32;
        let v5: usize = #[bound(4)]
        loop {
            v6 += 1;
            if r as u64 == 0 {
                break x * r;
            }
            if v6 >= 3 {
                break r;
            }
            r |= mixed(y & v6, y ^ v6) as usize;
        };
        if v5 as i8 % (v5 as i8 | 1) != v5 as i8 - r as i8 {
            return r as u64 / (y as u64 | 1);
        }
        if !x > x.min(v5) {
            let v7: usize = match color((r as u64).wrapping_mul(r as u64)) {
                Color::Red => r + x,
                Color::Green if r <= r => r >> 6,
                one => one as u32 as usize,
            };
        } else if r > v5 {
            let v8 = half(larger(y as u64, r as u64)).unwrap();
        }
        #[bound(7)]
        for v9 in 0..(y >> v6) & 7 {
            let v10: u8 = match color(larger(y as u64, 0)) {
                Color::Red => y as u8 + r as u8,
                Color::Green if x >= y as usize => x as u8 ^ u8::MAX,
                one => one as u32 as u8,
            };
        }
        (((r as u64 ^ v5 as u64) + v6 as u64) ^ x as u64) + y as u64
    }

    #[xdp(default = Aborted)]
    pub fn p185(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f185(given.x.get() as usize, given.y.get() as u32);
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    #[global]
    fn f186(x: usize, y: isize) -> u64 {
        let mut r: usize = !(y as usize);
        let v1 = TABLE.insert((!(x as u32)) & 15, larger(x as u64, r as u64)) as u8;
        let mut v2: i32 = if y as i64 > v1 as i64 && v1 as i8 >= y as i8 { x as i32 * v1 as i32 } else { v1 as i32 ^ y as i32 };
        let mut v3 = [v1 & v2 as u8, y as u8, r as u8 ^ x as u8, v1];
        v3[(!x) % 4] = larger(y as u8, y as u8);
        let mut v4: u8 = v3[(x & 7) % 4];
        let Some(v5) = half(x as u64 * v2 as u64) else { return larger(y as u64, u64::MIN) };
        let mut v7 = 0u32;
        let v6: usize = #[bound(4)]
        loop {
            v7 += 1;
            if v2 as isize > -35 {
                break x * v4 as usize;
            }
            if v7 >= 3 {
                break 88;
            }
            v4 <<= 4;
        };
        (((r as u64 ^ v6 as u64) + v7 as u64) ^ v5) + v4 as u64
    }

    #[xdp(default = Aborted)]
    pub fn p186(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f186(given.x.get() as usize, given.y.get() as isize);
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    #[xdp(default = Aborted)]
    pub fn p187(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let x = given.x.get() as i64;
        let y = given.y.get() as u16;
        let mut r: i64 = x as u16 as i64;
        let mut v1: u32 = (r as u32).wrapping_mul((x as u32 + 12) % (!(x as u32) | 1));
        let v2: i64 = match v1 as u16 ^ v1 as u16 {
            0 | 7 => y as i64 >> 3,
            1..=60 => r % (v1 as i64 | 1),
            k if k > 90 => v1 as i64 * x,
            k @ 61..70 => k as i64,
            _ => scattered(x, v1 as u64) as i64,
        };
        'outer: for v3 in 0..=2i32 {
            for v4 in 0..4u8 {
                if !(color(r as u64) == Color::Blue) {
                    continue 'outer;
                }
                r ^= -(mixed(v2 as u32, 11) as i64);
                if (v3 as u32) < r as u32 {
                    break;
                }
            }
            v1 += (y as u32).wrapping_add(r as u32 ^ r as u32);
        }
        let mut v5: u64 = if -v2 > scattered(v2, v1 as u64) as i64 { v1 as u64 * u64::MIN } else { v2 as u64 };
        let v6 = half(v5 % (v2 as u64 | 1)).unwrap();
        let mut v7: u64 = if (y as i8 + x as i8) <= scattered(x, 30) as i8 { v5 + v5 } else { v5.wrapping_sub(v6) };
        given.result = U64Be::new((((r as u64 ^ v7) + v6) ^ v5) + v2 as u64);
        Some(XdpAction::Pass)
    }

    #[xdp(default = Aborted)]
    pub fn p188(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let x = given.x.get() as i64;
        let y = given.y.get() as u64;
        let mut r: i64 = y as i64 ^ x;
        let v1: u64 = f176(x as usize / y as usize, r | x);
        if let Some(mut v2) = TABLE.entry(((v1 as u32) << y as u32) & 15).or_insert(!y) {
            *v2 += 1;
        }
        for v3 in 0..1i64 {
            if let Some(mut v4) = NUMBERS.get((v1 as u32 * 88) % 5) {
                *v4 += -(v1 as i32);
            }
        }
        for v5 in [y % (v1 | 1), v1 | v1, 37] {
            r <<= 3;
        }
        let mut v6 = Pair { wide: r as u64 ^ y, left: x as u32 >> 2, right: i32::MAX };
        let v7 = v6;
        v6.turn(v1 as u32 + v1 as u32);
        let v8: u32 = v7.left + v6.left;
        given.result = U64Be::new((((r as u64 ^ v8 as u64) + v1) ^ x as u64) + y);
        Some(XdpAction::Pass)
    }

    #[global]
    fn f189(x: isize, y: u16) -> u64 {
        let mut r: isize = x >> 5;
        let v1: isize = 'done: {
            if x as u16 >= r as u16 || (y as usize) <= 15 {
                break 'done larger(r, x);
            }
            r >>= 0;
            r % (x | 1)
        };
        let v2: u16 = 'done: {
            if larger(v1, -98) <= x / (x | 1) {
                break 'done (v1 as u16).wrapping_mul(y);
            }
            r /= 86;
            y >> y as u32
        };
        if r as u16 != !(x as u16) {
            let v3 = match (half(r as u64 % r as u64), y as u32 + v2 as u32) {
                (Some(0..=9), _) => larger(x as u64, 82),
                (Some(n), k @ 1..=100) => n + k as u64,
                (Some(n), _) if n & 1 == 1 => !(v1 as u64),
                (None, 0) => v1 as u64,
                _ => y as u64,
            };
        } else {
            r += v1 - isize::MIN ^ -v1;
            let v4: u16 = match color(v1 as u64 - v2 as u64) {
                Color::Red => larger(v2, 107),
                Color::Green if r != 107 => y | y,
                one => one as u32 as u16,
            };
        }
        let Some(v5) = half((v1 as u64) << 6) else { return v2 as u64 - y as u64 };
        (((r as u64 ^ v5) + v2 as u64) ^ v1 as u64) + x as u64
    }

    #[xdp(default = Aborted)]
    pub fn p189(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f189(given.x.get() as isize, given.y.get() as u16);
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    #[xdp(default = Aborted)]
    pub fn p190(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let x = given.x.get() as usize;
        let y = given.y.get() as i32;
        let mut r: usize = y as usize + 97;
        let v1: usize = !(y as u64 as usize + r as i8 as usize);
        let mut v2 = Pair { wide: v1 as u64 - v1 as u64, left: (x as u32) << v1 as u32, right: x as i32 };
        v2.left ^= y as u32 % (x as u32 | 1);
        let mut v3: u64 = exchange(&mut v2, (v1 as u64) << 2) + v2.sum();
        if v3 ^ y as u64 >= r as u64 + y as u64 {
            let v4 = TABLE.remove(&((y as u32 >> v3 as u32) & 15)) as u32;
        } else {
            for v5 in [v1 | v1, v1 ^ v1, x] {
                v3 /= 70;
            }
            for v6 in [v1 as i64 & i64::MAX, x as i64 + r as i64, x as i64] {
                v3 += (v1 as u64 - x as u64) << 2;
            }
        }
        if let Some(mut v7) = TABLE.get(&((mixed(u32::MIN, u32::MAX)) & 15)) {
            *v7 *= y as u64 - 45;
        }
        let v8: i64 = match scattered(0x286fb429, r as u64) as i8 {
            0 | 7 => -(x as i64),
            1..=60 => r as i64 ^ y as i64,
            k if k > 90 => v3 as i64 >> 1,
            k @ 61..70 => k as i64,
            _ => mixed(r as u32, r as u32) as i64,
        };
        given.result = U64Be::new((((r as u64 ^ v8 as u64) + v3) ^ v1 as u64) + x as u64);
        Some(XdpAction::Pass)
    }

    fn f191(x: u64, y: u8) -> u64 {
        let mut r: u64 = y as u64 % (y as u64 | 1);
        if color(r.max(0x77e4bd28)) == Color::Red {
            let Some(v1) = half(mixed(r as u32, r as u32) as u64) else { return middle(x, x, 93) };
        } else {
            let mut v3 = 0u32;
            let v2: i8 = #[bound(4)]
            loop {
                v3 += 1;
                if !((v3 as u8) <= x as u8) {
                    break v3 as i8 ^ x as i8;
                }
                if v3 >= 3 {
                    break y as i8;
                }
                r >>= 4;
            };
            'outer: for v4 in 0..=3i32 {
                for v5 in 0..4u8 {
                    if y as u64 == u64::MIN {
                        break 'outer;
                    }
                    r ^= (x | 110) & x as u64;
                    if y == v3 as u8 {
                        break;
                    }
                }
                r *= !(v2 as u64) + (v3 as u64 | 0);
            }
        }
        for v6 in 0..4usize {
            if color(x) == Color::Blue {
                break;
            }
            let v7: isize = match color(r << 7) {
                Color::Red => x as isize & -1,
                Color::Green if r >= u64::MIN => (x as isize).wrapping_sub(120),
                one => one as u32 as isize,
            };
        }
        (r as u64 ^ x) + y as u64
    }

    #[xdp(default = Aborted)]
    pub fn p191(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f191(given.x.get() as u64, given.y.get() as u8);
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    #[xdp(default = Aborted)]
    pub fn p192(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let x = given.x.get() as u16;
        let y = given.y.get() as usize;
        let mut r: u16 = y as u16 & 108;
        let mut v1 = Pair { wide: y as u64 >> 3, left: x as u32 % (y as u32 | 1), right: y as i32 };
        let v2 = v1;
        v1.turn(x as u32 - u32::MAX);
        let v3: u32 = v2.left + v1.left;
        for v4 in 0..6usize {
            let v5 = half(larger(r as u64, x as u64)).unwrap();
        }
        let v6: u32 = (r as u32).wrapping_sub(0);
        given.result = U64Be::new((((r as u64 ^ v6 as u64) + v3 as u64) ^ x as u64) + y as u64);
        Some(XdpAction::Pass)
    }

    fn f193(x: u64, y: usize) -> u64 {
        let mut r: u64 = x & 0;
        r &= (x << x as u32) + (x | 0x566d456e);
        for v1 in 0..4u32 {
            let v3 = Key { high: (scattered(64, x) as u16) & 3, low: (r as u16 * y as u16) & 3 };
            if let Some(mut v2) = PAIRS.get(&v3) {
                v2.left ^= r as u32 | y as u32;
                v2.turn(r as u32 + v1);
            } else {
                PAIRS.insert(v3, Pair::new(x & x, r as u32 | y as u32));
            }
        }
        let mut v4 = (x as u32 & u32::MIN) & 7;
        #[bound(7)]
        while v4 > 0 {
            v4 -= 1;
            r += (x << 6) - (v4 as u64).min(r);
        }
        ((r as u64 ^ v4 as u64) + x) ^ y as u64
    }

    #[xdp(default = Aborted)]
    pub fn p193(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f193(given.x.get() as u64, given.y.get() as usize);
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    #[xdp(default = Aborted)]
    pub fn p194(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let x = given.x.get() as i8;
        let y = given.y.get() as u8;
        let mut r: i8 = y as i8 ^ 23;
        let mut v1 = Pair { wide: x as u64 & y as u64, left: r as u32 * 105, right: x as i32 };
        let v2 = v1;
        v1.turn(r as u32 % (r as u32 | 1));
        let mut v3: u32 = v2.left + v1.left;
        let v4 = packet.parse::<Ipv4>()?;
        let v5 = v4.src.get();
        #[bound(7)]
        for v6 in 0..(mixed(v5, v3)) & 7 {
            let v8 = Key { high: (x as u16 | 78) & 3, low: (scattered(r as i64, x as u64) as u16) & 3 };
            if let Some(mut v7) = PAIRS.get(&v8) {
                v7.left ^= v5 >> v5;
                v7.turn(v3 / x as u32);
            } else {
                PAIRS.insert(v8, Pair::new(scattered(0x4330432c, u64::MAX), v5 >> v5));
            }
        }
        given.result = U64Be::new((((r as u64 ^ v5 as u64) + v3 as u64) ^ x as u64) + y as u64);
        Some(XdpAction::Pass)
    }

    #[xdp(default = Aborted)]
    pub fn p195(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let x = given.x.get() as i8;
        let y = given.y.get() as usize;
        let mut r: i8 = scattered(i64::MIN, y as u64) as i8;
        let Some(v1) = half(x as u64 % (y as u64 | 1)) else { return Some(XdpAction::Drop) };
        if let Some(mut v2) = TABLE.entry((x as u32 ^ r as u32) & 15).or_insert(x as u64 - x as u64) {
            *v2 += 1;
        }
        let v3 = packet.parse::<Given>()?;
        let v4 = v3.result.get();
        let v5: i32 = match v4 as u32 as usize {
            0 | 7 => v1 as i32 + -62,
            1..=60 => y as i32 * r as i32,
            k if k > 90 => r as i32 & v4 as i32,
            k @ 61..70 => k as i32,
            _ => v4 as i32 + v1 as i32,
        };
        given.result = U64Be::new((((r as u64 ^ v5 as u64) + v4) ^ v1) + x as u64);
        Some(XdpAction::Pass)
    }

    #[xdp(default = Aborted)]
    pub fn p196(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let x = given.x.get() as u64;
        let y = given.y.get() as usize;
        let mut r: u64 = y as u64 + x;
        COUNT.set(COUNT.get() + (x as u32 & u32::MIN));
        let v1: u32 = COUNT.get();
        let v2: u64 = 'done: {
            if (x + v1 as u64) < x.min(r) {
                break 'done r << r as u32;
            }
            r >>= 3;
            mixed(6, v1) as u64
        };
        let v3: u32 = if y.wrapping_mul(y) < v2 as usize - y { x as u32 } else { v2 as u32 + v1 };
        if v3 << v1 == v1 >> 0 {
            r -= x.wrapping_sub(r.max(r));
        } else if color(r) == Color::Green {
            let v4: usize = 'done: {
                if v3 * v1 == v1 + v1 {
                    break 'done (v2 as usize).max(v3 as usize);
                }
                r += larger(r + y as u64, v2 | r);
                v2 as usize - x as usize
            };
        }
        let mut v5: usize = mixed(v1.max(v1), v1 - x as u32) as usize;
        let v6 = match (half(!(v3 as u64)), larger(v1, v3)) {
            (Some(0..=9), _) => v2 * r,
            (Some(n), k @ 1..=100) => n + k as u64,
            (Some(n), _) if n & 1 == 1 => !v2,
            (None, 0) => r & 0x5657a619,
            _ => u64::MIN,
        };
        given.result = U64Be::new((((r as u64 ^ v6) + v5 as u64) ^ v3 as u64) + v2);
        Some(XdpAction::Pass)
    }

    fn f197(x: i64, y: u32) -> u64 {
        let mut r: i64 = x % (y as i64 | 1);
        let mut v1: u64 = f165(x as u16 % (x as u16 | 1), (r as isize).max(98));
        let v2: i64 = match r as u32 / (r as u32 | 1) {
            0 | 7 => r | 0x69a1dfd8,
            1..=60 => r.wrapping_sub(x),
            k if k > 90 => middle(x, r, r),
            k @ 61..70 => k as i64,
            _ => r * x,
        };
        'outer: for v3 in 0..=2i32 {
            for v4 in 0..4u8 {
                if v4 as isize == r as isize {
                    continue 'outer;
                }
                r ^= (v2 & r) - mixed(82, 12) as i64;
                if (y as u64) <= y as u64 {
                    break;
                }
            }
            r ^= (v3 as isize + v2 as isize) as i64;
        }
        let mut v5: u64 = !(mixed(u32::MIN, 15) as u64);
        let v6: usize = match color(v1 * u64::MIN) {
            Color::Red => x as usize ^ y as usize,
            Color::Green if v5 <= v1 => y as usize * x as usize,
            one => one as u32 as usize,
        };
        (((r as u64 ^ v6 as u64) + v5) ^ v2 as u64) + v1
    }

    #[xdp(default = Aborted)]
    pub fn p197(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f197(given.x.get() as i64, given.y.get() as u32);
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f198(mut nest: Nest, y: u64) -> u64 {
        let mut r: i8 = nest.count as i8 | i8::MIN;
        let v1: u64 = f165(nest.bytes[2] as u32 as u16, middle(nest.pair.left as isize, y as isize, r as isize));
        let v2: i8 = match color(v1 - v1) {
            Color::Red => (nest.pair.left as i8).wrapping_add(i8::MAX),
            Color::Green if half(y).is_some() => -r,
            one => one as u32 as i8,
        };
        let v3 = TABLE.insert((nest.pair.left % (r as u32 | 1)) & 15, v1 >> 7) as u8;
        (((r as u64 ^ v3 as u64) + v2 as u64) ^ v1) + nest.bytes[2] as u64
    }

    #[xdp(default = Aborted)]
    pub fn p198(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let mut pair = Pair::new(given.x.get(), given.y.get() as u32);
        pair.turn(5);
        let nest = Nest::new(pair, given.x.get() as i64);
        let result = f198(nest, given.y.get() as u64) ^ nest.sum();
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    #[global]
    fn f199(x: i16, y: u8) -> u64 {
        let mut r: i16 = x | y as i16;
        for v1 in 0..1u8 {
            if r as u64 != v1 as u64 {
                break;
            }
            if half(y as u64).is_some() || !(r > 64) {
                r *= (v1 as i16 | r) - r * x;
            }
        }
        let v2 = TABLE.remove(&((y as u32 | u32::MAX) & 15)) as u32;
        let v3: isize = v2 as isize * 0 & (y as isize).min(r as isize);
        (((r as u64 ^ v3 as u64) + v2 as u64) ^ x as u64) + y as u64
    }

    #[xdp(default = Aborted)]
    pub fn p199(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f199(given.x.get() as i16, given.y.get() as u8);
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }
}
