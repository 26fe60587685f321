//! Functions 480 to 519, which `cargo xtask generate-functions` has written.

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

    fn f480(x: u16, y: i8) -> u64 {
        let mut r: u16 = x ^ y as u16;
        r >>= 1;
        COUNT.set(COUNT.get() + ((y as u32).max(x as u32)));
        let v1: u32 = COUNT.get();
        let mut v2: i8 = if (scattered(v1 as i64, y as u64) as u8) < mixed(72, 51) as u8 { r as i8 - y } else { (v1 as i8) << 7 };
        let v4 = Key { high: (!(v2 as u16)) & 3, low: (scattered(y as i64, v2 as u64) as u16) & 3 };
        if let Some(mut v3) = PAIRS.get(&v4) {
            v3.left ^= x as u32 - 0;
            v3.turn((r as u32).wrapping_sub(0));
        } else {
            PAIRS.insert(v4, Pair::new(v1 as u64 ^ 56, x as u32 - 0));
        }
        (((r as u64 ^ v2 as u64) + v1 as u64) ^ x as u64) + y as u64
    }

    #[xdp(default = Aborted)]
    pub fn p480(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f480(given.x.get() as u16, given.y.get() as i8);
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    #[xdp(default = Aborted)]
    pub fn p481(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let x = given.x.get() as isize;
        let y = given.y.get() as isize;
        let mut r: isize = x & y;
        let mut v1 = [x | r, r, x as isize, x];
        v1[(x as usize * y as usize) % 4] = -y;
        let mut v2: isize = v1[y as usize * y as usize];
        let v3 = match (half((y as u64) << x as u32), larger(r as u32, 7)) {
            (Some(0..=9), _) => y as u64 - 0x50ab4f35,
            (Some(n), k @ 1..=100) => n + k as u64,
            (Some(n), _) if n & 1 == 1 => mixed(x as u32, v2 as u32) as u64,
            (None, 0) => y as u64 >> 7,
            _ => r as u64,
        };
        let v4: isize = 'done: {
            if !(r as usize) < x as usize | y as usize {
                break 'done v2.wrapping_mul(v3 as isize);
            }
            v2 /= 12;
            middle(r, v2, x)
        };
        for v5 in [v3 as i16 as i16, x as i16 & y as i16, x as i16] {
            r |= r.max(larger(y, v4));
        }
        let v6 = packet.parse::<Udp>()?;
        let v7 = v6.dst.get();
        v2 = v3 as isize as isize - r.wrapping_add(-12);
        given.result = U64Be::new((((r as u64 ^ v7 as u64) + v4 as u64) ^ v3) + v2 as u64);
        Some(XdpAction::Pass)
    }

    fn f482(x: u16, y: u8) -> u64 {
        let mut r: u16 = y as u16 | 43;
        let v1 = TABLE.remove(&((y as u32 ^ r as u32) & 15)) as u32;
        if let Some(mut v2) = TABLE.entry((r as u32 & r as u32) & 15).or_insert(r as u64 * 42) {
            *v2 += 1;
        }
        if v1 as u8 | x as u8 == scattered(i64::MIN, 0) as u8 {
            let mut v3 = Pair { wide: y as u64 % (x as u64 | 1), left: middle(r as u32, r as u32, 0x5c993e8c), right: r as i32 };
            let v4 = v3;
            v3.turn(scattered(r as i64, 122) as u32);
            let mut v5: u32 = v4.left + v3.left;
        } else if y as isize == v1 as isize {
            for v6 in 0..1i64 {
                r ^= mixed(y as u32, 122) as u16 - x.min(r);
            }
        } else {
            let mut v8 = 0u32;
            let v7: u16 = #[bound(6)]
            loop {
                v8 += 1;
                if v8 <= v8 {
                    break x << 3;
                }
                if v8 >= 5 {
                    break x;
                }
                r = larger(middle(x, x, x), x & u16::MAX);
            };
            for v9 in 0..1u32 {
                r ^= v7 + 76 << v9 + 0x741db0cb;
            }
        }
        let v10: u16 = match color(y as u64 * v1 as u64) {
            Color::Red => r ^ x,
            Color::Green if v1 as u64 > v1 as u64 => r | u16::MIN,
            one => one as u32 as u16,
        };
        for v11 in 0..2i64 {
            let v12: i64 = match color(y as u64 >> 5) {
                Color::Red => r as i64 / (v1 as i64 | 1),
                Color::Green if v10 as i64 > v1 as i64 => v10 as i64 / (v10 as i64 | 1),
                one => one as u32 as i64,
            };
        }
        if r - 126 == !r {
            let mut v13 = [larger(x, x), r, x | 57, r];
            v13[(v10 as usize) % 4] = v10 & v10;
            let mut v14: u16 = v13[(x as usize - r as usize) % 4];
        } else if r == 45 {
            let mut v15 = [-(x as i8), v10 as i8, (v1 as i8) << 6, v10 as i8];
            v15[(v10 as usize + 0) % 4] = larger(v10 as i8, r as i8);
            let mut v16: i8 = v15[(larger(r as usize, x as usize)) % 4];
        }
        (((r as u64 ^ v10 as u64) + v1 as u64) ^ x as u64) + y as u64
    }

    #[xdp(default = Aborted)]
    pub fn p482(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f482(given.x.get() as u16, given.y.get() as u8);
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    #[global]
    fn f483(x: isize, y: i32) -> u64 {
        let mut r: isize = scattered(77, u64::MIN) as isize;
        for v1 in [y as i64 - y as i64, larger(x as i64, r as i64), i64::MAX] {
            r = (v1 as i8 + 0) as isize;
        }
        if y | y > mixed(r as u32, 85) as i32 {
            let mut v2: u64 = !(r as u64) << ((y as u32) << 6);
        }
        #[bound(7)]
        for v3 in 0..(middle(r as u32, x as u32, y as u32)) & 7 {
            let mut v4 = Pair { wide: x as u64 as u64, left: y as u32 - 0x5a209916, right: r as i32 };
            v4.turn(y as u32 + r as u32);
            let v5: u64 = v4.sum();
        }
        if r * x <= r ^ x {
            return x as u64 - x as u64;
        }
        (r as u64 ^ x as u64) + y as u64
    }

    #[xdp(default = Aborted)]
    pub fn p483(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f483(given.x.get() as isize, given.y.get() as i32);
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f484(x: u16, y: u32) -> u64 {
        let mut r: u16 = x ^ y as u16;
        r ^= y as u16 | x & r;
        let mut v1 = Pair { wide: !(r as u64), left: !(x as u32), right: x as i32 };
        v1.turn(y << r as u32);
        let v2: u64 = v1.sum();
        let v3 = TABLE.remove(&((r as u32 * 88) & 15)) as u32;
        let v4 = match (half(v3 as u64 - u64::MAX), v3.wrapping_sub(0)) {
            (Some(0..=9), _) => scattered(i64::MAX, 0),
            (Some(n), k @ 1..=100) => n + k as u64,
            (Some(n), _) if n & 1 == 1 => r as u64 & 56,
            (None, 0) => y as u64 | r as u64,
            _ => v3 as u64,
        };
        (((r as u64 ^ v4) + v3 as u64) ^ v2) + x as u64
    }

    #[xdp(default = Aborted)]
    pub fn p484(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f484(given.x.get() as u16, given.y.get() as u32);
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    #[xdp(default = Aborted)]
    pub fn p485(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let x = given.x.get() as isize;
        let y = given.y.get() as i16;
        let mut r: isize = y as isize >> y as u32;
        let v1: u8 = (x as u8) << r as u32 >> y as u32 + r as u32;
        for &v2 in &[middle(r as i16, 9, -52), r as i16 * v1 as i16, x as i16] {
            r /= 47;
        }
        let v3 = TABLE.insert(((v1 as u32) << y as u32) & 15, middle(r as u64, 0, y as u64)) as u8;
        let v4: i64 = match color(v3 as u64 - r as u64) {
            Color::Red => larger(v3 as i64, 113),
            Color::Green if v3 == r as u8 => r as u64 as i64,
            one => one as u32 as i64,
        };
        given.result = U64Be::new((((r as u64 ^ v4 as u64) + v3 as u64) ^ v1 as u64) + x as u64);
        Some(XdpAction::Pass)
    }

    fn f486(pair: &mut Pair, y: u32) -> u64 {
        let mut r: i16 = (y as i16) << pair.left;
        let v1 = TABLE.insert((y | y) & 15, y as u64 + r as u64) as u8;
        let mut v2 = [larger(v1 as u64, 119), r as u64, mixed(71, 68) as u64, pair.wide];
        v2[((r as usize).max(y as usize)) % 4] = (v1 as u64) << pair.left;
        let mut v3: u64 = v2[(pair.wide as usize & 21) % 4];
        TABLE.add((scattered(-103, u64::MAX) as u32) & 15, !v3);
        let mut v4 = Pair { wide: v3 << 3, left: !y, right: pair.left as i32 };
        v4.turn(y % pair.left);
        let Pair { wide: v5, right: v6, .. } = v4;
        (((r as u64 ^ v6 as u64) + v5) ^ v3) + v1 as u64
    }

    #[xdp(default = Aborted)]
    pub fn p486(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let mut pair = Pair::new(given.x.get(), given.y.get() as u32);
        let result = f486(&mut pair, given.y.get() as u32) ^ pair.sum();
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f487(x: i16, y: u16) -> u64 {
        let mut r: i16 = y as i16 ^ y as i16;
        let Some(v1) = half(y as u64 & 0x561952e1) else { return x as u16 as u64 };
        let v2: i16 = match r as isize & r as isize {
            0 | 7 => r as i16,
            1..=60 => (y as i16) << 5,
            k if k > 90 => x % (x | 1),
            k @ 61..70 => k as i16,
            _ => x >> 6,
        };
        let mut v3: i16 = middle(r.wrapping_mul(90), v2 * r, v2);
        let v4: i16 = middle(x * 0, y as i16 | 44, y as i16);
        'outer: for v5 in 0..=3i32 {
            for v6 in 0..4u8 {
                if r as u64 >= 51 {
                    continue;
                }
                v3 -= v2 + r | larger(x, v2);
                if y as i16 >= i16::MAX {
                    break;
                }
            }
            v3 ^= (r ^ r) * (v3 - x);
        }
        (((r as u64 ^ v4 as u64) + v3 as u64) ^ v2 as u64) + v1
    }

    #[xdp(default = Aborted)]
    pub fn p487(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f487(given.x.get() as i16, given.y.get() as u16);
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f488(x: u64, y: i8) -> u64 {
        let mut r: u64 = x.min(y as u64);
        #[bound(7)]
        for v1 in 0..(scattered(i64::MIN, 0) as u32) & 7 {
            r = !r << 4;
        }
        r |= mixed(0, r as u32) as u64 + larger(x, 116);
        if !(x as u32 != 26) && (r as usize) <= r as usize {
            if let Some(mut v2) = NUMBERS.get((x as u32 | y as u32) % 5) {
                *v2 += y as i32 - i32::MAX;
            }
        }
        let v3: i64 = (y as u16).wrapping_sub(x as u16 * 0) as i64;
        let mut v4 = ((r as u32).wrapping_add(v3 as u32)) & 31;
        #[bound(31)]
        while v4 > 0 {
            v4 -= 1;
            r <<= 3;
        }
        (((r as u64 ^ v4 as u64) + v3 as u64) ^ x) + y as u64
    }

    #[xdp(default = Aborted)]
    pub fn p488(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f488(given.x.get() as u64, given.y.get() as i8);
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    #[xdp(default = Aborted)]
    pub fn p489(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let x = given.x.get() as usize;
        let y = given.y.get() as u8;
        let mut r: usize = y as usize * y as usize;
        if let Some(v1) = half(y as u64 ^ x as u64) {
            r += (y as usize | r) ^ x as u8 as usize;
        } else {
            r ^= !(r | 63);
        }
        let mut v2 = [r as u8 - y, y, y | y, u8::MIN];
        v2[(scattered(x as i64, y as u64) as usize) % 4] = x as i64 as u8;
        let mut v3: u8 = v2[x - 61];
        let v4 = packet.parse::<Ipv4>()?;
        let v5 = v4.src.get();
        v4.src = U32Be::new(v5.min(x as u32));
        given.result = U64Be::new((((r as u64 ^ v5 as u64) + v3 as u64) ^ x as u64) + y as u64);
        Some(XdpAction::Pass)
    }

    fn f490(x: i8, y: u32) -> u64 {
        let mut r: i8 = larger(x, x);
        let v1: u64 = match x as u64 & r as u64 {
            0 | 7 => r as u64,
            1..=60 => x as u64 ^ x as u64,
            k if k > 90 => (r as u64) << 6,
            k @ 61..70 => k as u64,
            _ => y as u64 % (r as u64 | 1),
        };
        if color(r as u64 ^ u64::MIN) == Color::Blue {
            let v2: u64 = match mixed(v1 as u32, v1 as u32) as i32 {
                0 | 7 => x as u64 >> 3,
                1..=60 => r as usize as u64,
                k if k > 90 => v1 + x as u64,
                k @ 61..70 => k as u64,
                _ => x as u64 / r as u64,
            };
        }
        ((r as u64 ^ v1) + x as u64) ^ y as u64
    }

    #[xdp(default = Aborted)]
    pub fn p490(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f490(given.x.get() as i8, given.y.get() as u32);
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    #[xdp(default = Aborted)]
    pub fn p491(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let x = given.x.get() as u64;
        let y = given.y.get() as u32;
        let mut r: u64 = x % y as u64;
        #[bound(7)]
        for v1 in 0..(x as u32 + 11) & 7 {
            let v2: u32 = 'done: {
                if !(x == r) && half(r).is_some() {
                    break 'done v1 + v1;
                }
                r ^= middle(r, 0, x) as u64;
                y.wrapping_mul(58)
            };
        }
        'outer: for v3 in 0..=3i32 {
            for v4 in 0..4u8 {
                if (v3 as u32) <= 16 {
                    continue;
                }
                r = larger(v4 as u64, 42) | larger(x, r);
                if color(r) == Color::Red {
                    break;
                }
            }
            r |= (x >> r as u32) << (r as u32 | y);
        }
        given.result = U64Be::new((r as u64 ^ x) + y as u64);
        Some(XdpAction::Pass)
    }

    #[xdp(default = Aborted)]
    pub fn p492(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let x = given.x.get() as i8;
        let y = given.y.get() as u32;
        let mut r: i8 = x as i8;
        let mut v1 = Pair { wide: r as u64, left: scattered(i64::MIN, y as u64) as u32, right: y as i32 };
        v1.left ^= x as u32 + r as u32;
        let mut v2: u64 = exchange(&mut v1, !(x as u64)) + v1.sum();
        let mut v3: u64 = f482(scattered(i64::MIN, r as u64) as u16, x as u8 ^ x as u8);
        let mut v4: u64 = !(v3 << x as u32);
        if !(x as i32 >= 89) {
            let mut v5 = (v4 as u32 ^ 0) & 7;
            #[bound(7)]
            while v5 > 0 {
                v5 -= 1;
                v2 &= v2 >> 0 | v3 as u64;
            }
        }
        if v3 <= 0x125f162e && v3 as usize == 63 {
            let v6 = match (half(v3 % (v4 | 1)), r as u16 as u32) {
                (Some(0..=9), _) => larger(v2, y as u64),
                (Some(n), k @ 1..=100) => n + k as u64,
                (Some(n), _) if n & 1 == 1 => v3 as u16 as u64,
                (None, 0) => r as u64 - y as u64,
                _ => v4,
            };
        } else if v3 == v3 {
            let mut v7: u64 = (v3 ^ v4) % (mixed(v2 as u32, y) as u64 | 1);
        } else {
            for v8 in 0..6u64 {
                if half(v8).is_some() {
                    continue;
                }
                v2 *= larger(larger(v8, v3), v8 ^ 50);
            }
            for v9 in 0..6u8 {
                v3 |= y as u64 * v2 << 0;
            }
        }
        given.result = U64Be::new((((r as u64 ^ v4) + v3) ^ v2) + x as u64);
        Some(XdpAction::Pass)
    }

    #[inline(never)]
    fn f493(pair: &mut Pair, y: i32) -> u64 {
        let mut r: u64 = pair.left as u64 * pair.right as u64;
        let v1 = TABLE.remove(&((pair.left * r as u32) & 15)) as u32;
        if r as i8 >= v1 as i8 && r <= pair.wide {
            let mut v2: u32 = if pair.left >> 2 <= middle(v1, pair.left, v1) { v1 + pair.left } else { v1 / v1 };
        }
        let mut v3: i16 = ((v1 as i16) << pair.left) * -(pair.wide as i16);
        pair.left <<= 7;
        let v4: u32 = if (pair.wide as i64) <= pair.wide as i64 || r as i16 >= -19 { v1 & pair.wide as u32 } else { pair.left << 5 };
        if r << pair.left >= larger(pair.wide, 27) {
            let mut v5: u16 = if v1 as usize & pair.left as usize > v4 as usize >> pair.left { (v3 as u16) << pair.left } else { y as u16 | pair.left as u16 };
        }
        (((r as u64 ^ v4 as u64) + v3 as u64) ^ v1 as u64) + pair.right as u64
    }

    #[xdp(default = Aborted)]
    pub fn p493(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let mut pair = Pair::new(given.x.get(), given.y.get() as u32);
        let result = f493(&mut pair, given.y.get() as i32) ^ pair.sum();
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f494(x: i16, y: usize) -> Option<u64> {
        let mut r: i16 = middle(x, y as i16, x);
        let v1: u16 = 'done: {
            if half((r as u64) << y as u32).is_some() {
                break 'done r as u16 ^ y as u16;
            }
            r = r * 40 + (r + -18);
            y as u16 | y as u16
        };
        if x as u16 + v1 < scattered(0, v1 as u64) as u16 {
            return Some(r as u64 + v1 as u64);
        }
        let mut v2 = x as u32 ^ x as u32;
        #[bound(20)]
        while v2 > 3 {
            v2 /= 10;
            r ^= (x ^ r) << 0;
        }
        let mut v3 = Pair { wide: y as u64 | u64::MAX, left: scattered(r as i64, r as u64) as u32, right: i32::MIN };
        v3.turn(x as u32 | v2);
        let Pair { wide: v4, right: v5, .. } = v3;
        Some((((r as u64 ^ v5 as u64) + v4) ^ v2 as u64) + v1 as u64)
    }

    #[xdp(default = Aborted)]
    pub fn p494(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f494(given.x.get() as i16, given.y.get() as usize)?;
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    #[inline(never)]
    fn f495(x: isize, y: i64) -> u64 {
        let mut r: isize = x ^ x;
        let mut v2 = 0u32;
        let v1: i64 = #[bound(8)]
        loop {
            v2 += 1;
            if y as usize == y as usize {
                break r as u8 as i64;
            }
            if v2 >= 7 {
                break y;
            }
            r += r.wrapping_sub(x * v2 as isize);
        };
        let Some(v3) = half(larger(x as u64, y as u64)) else { return v1 as isize as u64 };
        let v4: isize = match x as u64 / (y as u64 | 1) {
            0 | 7 => x - 37,
            1..=60 => r * 89,
            k if k > 90 => x & -95,
            k @ 61..70 => k as isize,
            _ => x * x,
        };
        (((r as u64 ^ v4 as u64) + v3) ^ v1 as u64) + v2 as u64
    }

    #[xdp(default = Aborted)]
    pub fn p495(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f495(given.x.get() as isize, given.y.get() as i64);
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f496(mut nest: Nest, y: i64) -> u64 {
        let mut r: usize = nest.bytes[2] as usize >> 1;
        let mut v1 = Pair { wide: !(nest.pair.left as u64), left: larger(nest.pair.left, y as u32), right: nest.pair.left as i32 };
        v1.left ^= y as u32 >> nest.pair.left;
        let mut v2: u64 = exchange(&mut v1, nest.pair.left as u64 * nest.bytes[2] as u64) + v1.sum();
        let v3: u32 = 'done: {
            if color(nest.bytes[2] as u64 & 0x5a13b793) == Color::Red {
                break 'done nest.pair.left * 42;
            }
            v2 &= !(nest.pair.left as u64);
            nest.bytes[2] as u32 ^ nest.bytes[2] as u32
        };
        if !(v2 > u64::MAX) {
            let v4 = TABLE.insert((v3 & v3) & 15, nest.pair.left as u64 >> nest.pair.left) as u8;
        } else {
            v2 /= 97;
            let v6 = Key { high: (nest.count as u16 | 122) & 3, low: (larger(v2 as u16, 25)) & 3 };
            if let Some(mut v5) = PAIRS.get(&v6) {
                v5.left ^= larger(v3, nest.pair.left);
                v5.turn(!v3);
            } else {
                PAIRS.insert(v6, Pair::new(nest.bytes[2] as u64 % v2, larger(v3, nest.pair.left)));
            }
        }
        (((r as u64 ^ v3 as u64) + v2) ^ nest.bytes[2] as u64) + nest.count as u64
    }

    #[xdp(default = Aborted)]
    pub fn p496(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let mut pair = Pair::new(given.x.get(), given.y.get() as u32);
        pair.turn(5);
        let nest = Nest::new(pair, given.x.get() as i64);
        let result = f496(nest, given.y.get() as i64) ^ nest.sum();
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f497(x: i16, y: u32) -> Option<u64> {
        let mut r: i16 = -x;
        if color(y as u64 & 0) == Color::Blue {
            let v1 = match (half(mixed(y, x as u32) as u64), mixed(22, 27)) {
                (Some(0..=9), _) => x as u64 | r as u64,
                (Some(n), k @ 1..=100) => n + k as u64,
                (Some(n), _) if n & 1 == 1 => y as u64,
                (None, 0) => y as u64 >> 5,
                _ => y as u64,
            };
        }
        let v3 = Key { high: (x as u16 % (y as u16 | 1)) & 3, low: ((x as u16) << x as u32) & 3 };
        if let Some(mut v2) = PAIRS.get(&v3) {
            v2.left ^= r as u32 ^ x as u32;
            v2.turn(y.wrapping_add(x as u32));
        } else {
            PAIRS.insert(v3, Pair::new(y as u64 * y as u64, r as u32 ^ x as u32));
        }
        let v5 = Key { high: (scattered(x as i64, y as u64) as u16) & 3, low: (x as u16 * y as u16) & 3 };
        if let Some(mut v4) = PAIRS.get(&v5) {
            v4.left ^= y - y;
            v4.turn(!(r as u32));
        } else {
            PAIRS.insert(v5, Pair::new(r as i32 as u64, y - y));
        }
        let v6 = match (half(middle(y as u64, r as u64, r as u64)), x as u32 & r as u32) {
            (Some(0..=9), _) => !(r as u64),
            (Some(n), k @ 1..=100) => n + k as u64,
            (Some(n), _) if n & 1 == 1 => x as u64 & 61,
            (None, 0) => r as u64,
            _ => x as u64,
        };
        Some(((r as u64 ^ v6) + x as u64) ^ y as u64)
    }

    #[xdp(default = Aborted)]
    pub fn p497(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f497(given.x.get() as i16, given.y.get() as u32)?;
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f498(mut nest: Nest, y: u8) -> u64 {
        let mut r: u64 = nest.bytes[2] as u64;
        let mut v1 = Pair { wide: r / (nest.bytes[2] as u64 | 1), left: y as u32 + u32::MIN, right: nest.count as i32 };
        let mut v2 = Nest::new(v1, r as i64 * nest.pair.left as i64);
        v2.mark(nest.count as usize, nest.bytes[2] + nest.bytes[2]);
        v2.pair.left = !(y as u32);
        let mut v3: u64 = v2.sum() ^ v1.sum();
        let mut v4 = [nest.count as u32 | nest.pair.left, y as u32, r as u32 / nest.count as u32, y as u32];
        v4[middle(nest.bytes[2] as usize, nest.count as usize, 0)] = nest.pair.left - nest.pair.left;
        let v5: u32 = v4[r as usize / (v3 as usize | 1)];
        let v6: u32 = match nest.bytes[2].max(4) {
            0 | 7 => nest.pair.left >> 3,
            1..=60 => nest.pair.left | v5,
            k if k > 90 => !nest.pair.left,
            k @ 61..70 => k as u32,
            _ => nest.pair.left + v5,
        };
        (((r as u64 ^ v6 as u64) + v5 as u64) ^ v3) + nest.bytes[2] as u64
    }

    #[xdp(default = Aborted)]
    pub fn p498(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let mut pair = Pair::new(given.x.get(), given.y.get() as u32);
        pair.turn(5);
        let nest = Nest::new(pair, given.x.get() as i64);
        let result = f498(nest, given.y.get() as u8) ^ nest.sum();
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f499(x: u64, y: i16) -> u64 {
        let mut r: u64 = y as u64 ^ x;
        let mut v1: usize = scattered(y as u16 as u64 as i64, (x ^ r) - !r) as usize;
        #[bound(7)]
        for v2 in 0..(x as u32 / (y as u32 | 1)) & 7 {
            let mut v3 = (!(y as u32)) & 7;
            #[bound(7)]
            while v3 > 0 {
                v3 -= 1;
                r ^= scattered(y as i64, 0) & middle(y as u64, 71, 107);
            }
        }
        let mut v4 = Pair { wide: r as u64, left: x as u32 >> r as u32, right: x as i32 };
        v4.turn(r as u32 / (v1 as u32 | 1));
        let mut v5: u64 = v4.sum();
        let v6 = half(x / (y as u64 | 1)).unwrap();
        #[bound(7)]
        for v7 in 0..(v5 as usize as u32) & 7 {
            if let Some(mut v8) = TABLE.get(&((r as isize as u32) & 15)) {
                *v8 = (v1 as u64).min(r);
            }
        }
        let v9: u64 = match r as u16 ^ 20 {
            0 | 7 => r + y as u64,
            1..=60 => v5 * x,
            k if k > 90 => v6 * 40,
            k @ 61..70 => k as u64,
            _ => r & v6,
        };
        (((r as u64 ^ v9) + v6) ^ v5) + v1 as u64
    }

    #[xdp(default = Aborted)]
    pub fn p499(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f499(given.x.get() as u64, given.y.get() as i16);
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f500(x: i32, y: u64) -> u64 {
        let mut r: i32 = x - i32::MAX;
        r *= x & x & -r;
        for v1 in [x as u64 * x as u64, (r as u64) << x as u32, r as u64] {
            r ^= x.max(x as i32);
        }
        (r as u64 ^ x as u64) + y
    }

    #[xdp(default = Aborted)]
    pub fn p500(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f500(given.x.get() as i32, given.y.get() as u64);
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f501(pair: &mut Pair, y: u16) -> u64 {
        let mut r: u64 = y as u64 % (pair.left as u64 | 1);
        for v1 in 0..2u32 {
            for v2 in 0..1u8 {
                if v1 as i8 != v1 as i8 {
                    continue;
                }
                pair.left >>= 1;
            }
        }
        for &v3 in &[r as i8 >> 6, pair.right as i8 >> y as u32, pair.left as i8] {
            r += ((v3 as u64) << r as u32) / (r - r | 1);
        }
        (((r as u64 ^ pair.right as u64) + pair.left as u64) ^ pair.wide) + y as u64
    }

    #[xdp(default = Aborted)]
    pub fn p501(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let mut pair = Pair::new(given.x.get(), given.y.get() as u32);
        let result = f501(&mut pair, given.y.get() as u16) ^ pair.sum();
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f502(pair: &mut Pair, y: u8) -> u64 {
        let mut r: i64 = pair.left as i64 & pair.right as i64;
        let mut v1 = [y as u64 * r as u64, y as u64, y as u64 | pair.right as u64, r as u64];
        v1[(pair.left as usize + y as usize) % 4] = pair.left as u64 * pair.wide;
        let mut v2: u64 = v1[(pair.right as usize | r as usize) % 4];
        if r as u32 * u32::MIN == pair.wide as u32 * pair.wide as u32 {
            if let Some(mut v3) = NUMBERS.get((y as u32 & pair.left) % 5) {
                *v3 += v2 as i32 * 68;
            }
        }
        let mut v4 = [v2 as u8 / pair.right as u8, r as u8, v2 as u8 * pair.right as u8, pair.right as u8];
        v4[(y as usize % (r as usize | 1)) % 4] = r as u8 - y;
        let mut v5: u8 = v4[(larger(r as usize, pair.right as usize)) % 4];
        if let Some(mut v6) = TABLE.get(&((v2 as u32 + v2 as u32) & 15)) {
            *v6 *= r as u64;
        }
        let v7 = match (half(v2 / (v2 | 1)), pair.wide as u32 + 0x60e393b1) {
            (Some(0..=9), _) => !pair.wide,
            (Some(n), k @ 1..=100) => n + k as u64,
            (Some(n), _) if n & 1 == 1 => pair.left as u64 & u64::MIN,
            (None, 0) => middle(v2, v2, pair.wide),
            _ => v2,
        };
        let mut v8 = (pair.left % v2 as u32) & 7;
        #[bound(7)]
        while v8 > 0 {
            v8 -= 1;
            pair.wide += v2 * u64::MIN ^ v7 >> v8;
        }
        (((r as u64 ^ v8 as u64) + v7) ^ v5 as u64) + v2
    }

    #[xdp(default = Aborted)]
    pub fn p502(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let mut pair = Pair::new(given.x.get(), given.y.get() as u32);
        let result = f502(&mut pair, given.y.get() as u8) ^ pair.sum();
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f503(x: i16, y: u8) -> u64 {
        let mut r: i16 = middle(x, x, y as i16);
        if r as u8 >= 0 && !(r as u8 != y) {
            let mut v1 = r as u32 + x as u32;
            #[bound(20)]
            while v1 > 3 {
                v1 /= 10;
                r = mixed(v1 << 3, y as u32 | 74) as i16;
            }
        } else if half(r as u64).is_some() {
            let v2: i16 = 'done: {
                if y & y < scattered(x as i64, x as u64) as u8 {
                    break 'done r * -26;
                }
                r += x.wrapping_sub(x << x as u32);
                x / (x | 1)
            };
        }
        let v3: u64 = match color(r as u64 % (r as u64 | 1)) {
            Color::Red => (y as u64) << 4,
            Color::Green if (y as u16) <= r as u16 => y as u64 | r as u64,
            one => one as u32 as u64,
        };
        ((r as u64 ^ v3) + x as u64) ^ y as u64
    }

    #[xdp(default = Aborted)]
    pub fn p503(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f503(given.x.get() as i16, given.y.get() as u8);
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    #[global]
    fn f504(x: i64, y: i32) -> u64 {
        let mut r: i64 = x - x;
        let v1: i64 = if r & y as i64 != r * x { r ^ y as i64 } else { r - r };
        if v1 >= v1 && y as u16 == u16::MIN {
            return x as u64 / r as u64;
        }
        let Some(v2) = half(v1 as u64 >> r as u32) else { return middle(r as u64, y as u64, 0x3e505a31) };
        let mut v3 = Pair { wide: r as u64 | 0x66336f3c, left: scattered(r, v1 as u64) as u32, right: 101 };
        v3.turn(v2 as u32 % (v1 as u32 | 1));
        let Pair { wide: v4, right: v5, .. } = v3;
        (((r as u64 ^ v5 as u64) + v4) ^ v2) + v1 as u64
    }

    #[xdp(default = Aborted)]
    pub fn p504(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f504(given.x.get() as i64, given.y.get() as i32);
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    #[global]
    fn f505(x: u8, y: u64) -> u64 {
        let mut r: u8 = !x;
        let v1: u64 = !(!y - (x as u64).min(86));
        for v2 in 0..3u32 {
            let v3: u8 = if (y as u16 as u64) < scattered(v2 as i64, 86) { y as u8 } else { mixed(x as u32, y as u32) as u8 };
        }
        r /= 93;
        let mut v4 = (x as u32 % (x as u32 | 1)) & 15;
        #[bound(15)]
        while v4 > 0 {
            v4 -= 1;
            r = r * r >> v1 as u32 * r as u32;
        }
        let mut v5 = [v1 as u16 - v1 as u16, 0, v1 as u16 | r as u16, v1 as u16];
        v5[(r as usize * r as usize) % 4] = !(x as u16);
        let mut v6: u16 = v5[(scattered(v1 as i64, v1) as usize) % 4];
        let v7: u8 = match color(scattered(r as i64, v1)) {
            Color::Red => v1 as u8 + v4 as u8,
            Color::Green if color(v1) == Color::Blue => v6 as u8 ^ 38,
            one => one as u32 as u8,
        };
        (((r as u64 ^ v7 as u64) + v6 as u64) ^ v4 as u64) + v1
    }

    #[xdp(default = Aborted)]
    pub fn p505(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f505(given.x.get() as u8, given.y.get() as u64);
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f506(x: u8, y: usize) -> u64 {
        let mut r: u8 = (y as u8).max(6);
        #[bound(7)]
        for v1 in 0..(r as u32 >> 4) & 7 {
            let v2: u8 = match color((v1 as u64).wrapping_sub(v1 as u64)) {
                Color::Red => x | x,
                Color::Green if (x as usize) <= 125 => middle(x, 92, r),
                one => one as u32 as u8,
            };
        }
        if x & x > r * x {
            return x as u64 & u64::MIN;
        }
        let Some(v3) = half((r as u64).wrapping_mul(r as u64)) else { return !(x as u64) };
        ((r as u64 ^ v3) + x as u64) ^ y as u64
    }

    #[xdp(default = Aborted)]
    pub fn p506(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f506(given.x.get() as u8, given.y.get() as usize);
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f507(x: i32, y: u8) -> u64 {
        let mut r: i32 = x * x;
        let v1: i8 = mixed(x as u32 | 0, (y as u32) << r as u32) as i8;
        let v2 = match (half(larger(x as u64, v1 as u64)), middle(y as u32, 123, r as u32)) {
            (Some(0..=9), _) => x as u64 & x as u64,
            (Some(n), k @ 1..=100) => n + k as u64,
            (Some(n), _) if n & 1 == 1 => x as u64 as u64,
            (None, 0) => (x as u64).min(0),
            _ => y as u64,
        };
        let v3 = match (half((y as u64) << 7), larger(r as u32, 76)) {
            (Some(0..=9), _) => middle(x as u64, 69, 0x2357351f),
            (Some(n), k @ 1..=100) => n + k as u64,
            (Some(n), _) if n & 1 == 1 => mixed(v2 as u32, 0) as u64,
            (None, 0) => r as u64 * x as u64,
            _ => y as u64,
        };
        let v5 = Key { high: (v2 as u16 as u16) & 3, low: (v2 as u16 - y as u16) & 3 };
        if let Some(mut v4) = PAIRS.get(&v5) {
            v4.left ^= v2 as u32 ^ y as u32;
            v4.turn(larger(x as u32, v3 as u32));
        } else {
            PAIRS.insert(v5, Pair::new(larger(v3, v3), v2 as u32 ^ y as u32));
        }
        let mut v6: i8 = larger(v1 + -4, y as i8 + x as i8);
        (((r as u64 ^ v6 as u64) + v3) ^ v2) + v1 as u64
    }

    #[xdp(default = Aborted)]
    pub fn p507(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f507(given.x.get() as i32, given.y.get() as u8);
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    #[inline(never)]
    fn f508(x: u8, y: i16) -> u64 {
        let mut r: u8 = y as u8 as u8;
        if r as i16 != y || r as usize >= r as usize {
            let v1: i32 = 'done: {
                if (y as u64).wrapping_sub(5) != y as u64 - 0x2ba04eaf {
                    break 'done x as i32 ^ r as i32;
                }
                r |= (x & 58) + (y as u8 - 37);
                x as i32 >> r as u32
            };
        }
        let mut v2 = !(x as u32);
        #[bound(20)]
        while v2 > 3 {
            v2 /= 10;
            r |= r | r | x << v2;
        }
        let Some(v3) = half(r as u64 * 0x16fed9e9) else { return !(v2 as u64) };
        let v5 = Key { high: (v2 as u64 as u16) & 3, low: (r as u16 | 1) & 3 };
        if let Some(mut v4) = PAIRS.get(&v5) {
            v4.left ^= !(x as u32);
            v4.turn(middle(v3 as u32, 0x7ead5799, 67));
        } else {
            PAIRS.insert(v5, Pair::new(r as u64 & 0, !(x as u32)));
        }
        if color(x as u64 - v2 as u64) == Color::Green {
            for v6 in 0..1u64 {
                r += (r ^ r) + (r - u8::MIN);
            }
        }
        (((r as u64 ^ v3) + v2 as u64) ^ x as u64) + y as u64
    }

    #[xdp(default = Aborted)]
    pub fn p508(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f508(given.x.get() as u8, given.y.get() as i16);
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f509(mut nest: Nest, y: u64) -> u64 {
        let mut r: u64 = middle(nest.pair.left as u64, nest.bytes[2] as u64, 107);
        if half(r).is_some() {
            if !!(nest.count as i16 == 77) {
                return y ^ r;
            }
        } else if (y as i32) <= nest.count as i32 {
            let mut v1: i64 = -(nest.pair.left as i16 as i64 | scattered(0, y) as i64);
        }
        let v2 = match (half(r | 53), larger(nest.count as u32, nest.pair.left)) {
            (Some(0..=9), _) => r - r,
            (Some(n), k @ 1..=100) => n + k as u64,
            (Some(n), _) if n & 1 == 1 => y & y,
            (None, 0) => larger(y, r),
            _ => nest.count as u64,
        };
        let v3: i32 = match color(y as u64) {
            Color::Red => nest.pair.left as i32 - r as i32,
            Color::Green if y as i64 >= r as i64 => y as i32 ^ nest.bytes[2] as i32,
            one => one as u32 as i32,
        };
        let mut v5 = 0u32;
        let v4: u64 = #[bound(3)]
        loop {
            v5 += 1;
            if nest.pair.left as i8 >= v3 as i8 {
                break v2 + 70;
            }
            if v5 >= 2 {
                break r;
            }
            nest.count += -(v2 as i64) - (r as i64 & y as i64);
        };
        let v6 = match (half(y * 14), v5 - v5) {
            (Some(0..=9), _) => scattered(y as i64, 12),
            (Some(n), k @ 1..=100) => n + k as u64,
            (Some(n), _) if n & 1 == 1 => r.min(u64::MAX),
            (None, 0) => y << 0,
            _ => y,
        };
        if nest.count as u16 ^ nest.count as u16 >= v5 as u16 {
            for v7 in 0..2u64 {
                nest.bytes[2] &= (v7 as u8) << nest.pair.left & (v3 as u8) << 4;
            }
        }
        (((r as u64 ^ v6) + v4) ^ v5 as u64) + v3 as u64
    }

    #[xdp(default = Aborted)]
    pub fn p509(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let mut pair = Pair::new(given.x.get(), given.y.get() as u32);
        pair.turn(5);
        let nest = Nest::new(pair, given.x.get() as i64);
        let result = f509(nest, given.y.get() as u64) ^ nest.sum();
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f510(pair: &mut Pair, y: i64) -> u64 {
        let mut r: isize = -(pair.wide as isize);
        let v1: i32 = 'done: {
            if pair.left as i8 + pair.left as i8 >= (r as i8) << r as u32 {
                break 'done middle(pair.left as i32, pair.wide as i32, pair.right);
            }
            pair.left |= pair.left.wrapping_mul(pair.left);
            r as u64 as i32
        };
        if pair.wide < pair.right as u64 && pair.left as u8 == 98 {
            return y as u64 / y as u64;
        }
        let v2: i16 = 'done: {
            if !(color(v1 as u64) == Color::Blue) {
                break 'done v1 as i16 % r as i16;
            }
            pair.right /= 99;
            pair.left as i16 % y as i16
        };
        (((r as u64 ^ v2 as u64) + v1 as u64) ^ pair.right as u64) + pair.left as u64
    }

    #[xdp(default = Aborted)]
    pub fn p510(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let mut pair = Pair::new(given.x.get(), given.y.get() as u32);
        let result = f510(&mut pair, given.y.get() as i64) ^ pair.sum();
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f511(mut nest: Nest, y: i8) -> u64 {
        let mut r: u32 = scattered(nest.bytes[2] as i64, nest.bytes[2] as u64) as u32;
        let v1: u32 = 'done: {
            if !(nest.bytes[2] as i8 > y) {
                break 'done middle(r, 100, r);
            }
            nest.count /= 56;
            r >> nest.pair.left
        };
        for &v2 in &[larger(nest.pair.left as i8, nest.count as i8), -(nest.bytes[2] as i8), r as i8] {
            r <<= 1;
        }
        (((r as u64 ^ v1 as u64) + nest.bytes[2] as u64) ^ nest.count as u64) + nest.pair.left as u64
    }

    #[xdp(default = Aborted)]
    pub fn p511(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let mut pair = Pair::new(given.x.get(), given.y.get() as u32);
        pair.turn(5);
        let nest = Nest::new(pair, given.x.get() as i64);
        let result = f511(nest, given.y.get() as i8) ^ nest.sum();
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f512(x: i16, y: u32) -> Option<u64> {
        let mut r: i16 = y as i16 - 21;
        let v1 = TABLE.remove(&((r as u32 + r as u32) & 15)) as u32;
        if let Some(v2) = half(v1 as u64 * v1 as u64) {
            r <<= 7;
        } else {
            r |= larger(r >> v1, r | i16::MIN);
        }
        let mut v3 = v1 | y;
        #[bound(20)]
        while v3 > 3 {
            v3 >>= 3;
            r *= (v3 as i16 & r) >> (v3 | y);
        }
        let v4 = match (half(v3 as u64 & r as u64), v1 >> v1) {
            (Some(0..=9), _) => y as u64,
            (Some(n), k @ 1..=100) => n + k as u64,
            (Some(n), _) if n & 1 == 1 => r as i64 as u64,
            (None, 0) => r as u64 & x as u64,
            _ => r as u64,
        };
        r ^= --x;
        Some((((r as u64 ^ v4) + v3 as u64) ^ v1 as u64) + x as u64)
    }

    #[xdp(default = Aborted)]
    pub fn p512(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f512(given.x.get() as i16, given.y.get() as u32)?;
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f513(x: i16, y: usize) -> Option<u64> {
        let mut r: i16 = x as i16;
        if !(color(y as u64) == Color::Green) {
            let v1: u64 = match y as i64 ^ x as i64 {
                0 | 7 => y as u64 * y as u64,
                1..=60 => y as u64 & 35,
                k if k > 90 => r as u64 ^ y as u64,
                k @ 61..70 => k as u64,
                _ => y as u64 ^ r as u64,
            };
        }
        let v2: usize = scattered(r as i64, 2) as usize % (y.wrapping_add(y) | 1);
        Some(((r as u64 ^ v2 as u64) + x as u64) ^ y as u64)
    }

    #[xdp(default = Aborted)]
    pub fn p513(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f513(given.x.get() as i16, given.y.get() as usize)?;
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f514(x: usize, y: u8) -> Option<u64> {
        let mut r: usize = x | y as usize;
        let mut v1 = Pair { wide: x as u64 - x as u64, left: r as i16 as u32, right: 0 };
        v1.turn(x as u32 * r as u32);
        let Pair { wide: v2, right: v3, .. } = v1;
        let mut v4: i16 = (v2 as i16 ^ 0) / ((r as i16) << 3);
        let v5 = TABLE.remove(&((y as u32 / (v4 as u32 | 1)) & 15)) as u32;
        Some((((r as u64 ^ v5 as u64) + v4 as u64) ^ v3 as u64) + v2)
    }

    #[xdp(default = Aborted)]
    pub fn p514(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f514(given.x.get() as usize, given.y.get() as u8)?;
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f515(mut nest: Nest, y: isize) -> u64 {
        let mut r: u32 = nest.pair.left + nest.bytes[2] as u32;
        let v1: u32 = nest.count as u32;
        let v2: u32 = ((v1 | r) & (v1 & r)) * !(r ^ nest.pair.left);
        (((r as u64 ^ v2 as u64) + v1 as u64) ^ nest.bytes[2] as u64) + nest.count as u64
    }

    #[xdp(default = Aborted)]
    pub fn p515(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let mut pair = Pair::new(given.x.get(), given.y.get() as u32);
        pair.turn(5);
        let nest = Nest::new(pair, given.x.get() as i64);
        let result = f515(nest, given.y.get() as isize) ^ nest.sum();
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f516(x: u32, y: i8) -> u64 {
        let mut r: u32 = x >> 3;
        if let Some(mut v1) = NUMBERS.get((x & 0) % 5) {
            *v1 += -(x as i32);
        }
        let mut v2: u64 = f484(r as u16 + x as u16, r as u64 as u32);
        let mut v3: u64 = !(x as u64);
        #[bound(64)]
        while let Some(v4) = half(v3) {
            if v4 < 3 {
                break;
            }
            v3 = v4;
        }
        v2 ^= (v3 ^ v3) << 1;
        let mut v5: isize = x as isize & v2 as isize * 0;
        (((r as u64 ^ v5 as u64) + v3) ^ v2) + x as u64
    }

    #[xdp(default = Aborted)]
    pub fn p516(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f516(given.x.get() as u32, given.y.get() as i8);
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f517(x: u64, y: u16) -> u64 {
        let mut r: u64 = y as u64 - y as u64;
        let v1: u64 = match color(r + 103) {
            Color::Red => x - x,
            Color::Green if x as u32 != y as u32 => x | 92,
            one => one as u32 as u64,
        };
        r |= (r ^ x) - !r;
        for v2 in 0..3u32 {
            r *= r.wrapping_add(0) - x as u32 as u64;
        }
        for &v3 in &[v1 / (v1 | 1), x as u64, 0] {
            r |= (v1 | x) - larger(v1, u64::MAX);
        }
        for v4 in 0..1u64 {
            let v5: u64 = v1.min(!r) << 0;
        }
        ((r as u64 ^ v1) + x) ^ y as u64
    }

    #[xdp(default = Aborted)]
    pub fn p517(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f517(given.x.get() as u64, given.y.get() as u16);
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    #[global]
    fn f518(x: usize, y: u32) -> u64 {
        let mut r: usize = x + x;
        if y as isize | 6 != x as isize - 72 {
            let mut v1: u64 = r as u64 | 72;
            #[bound(6)]
            while let Some(v2) = half(v1) {
                if v2 < 3 {
                    break;
                }
                v1 = v2;
            }
        } else if r <= r {
            let mut v3: usize = if color(mixed(r as u32, x as u32) as u64) == Color::Green { (y as usize) << r as u32 } else { x / r };
        } else {
            if x as usize != y as usize % (x | 1) {
                r &= middle(y as usize, x - x, r);
            }
            for v4 in 0..3u8 {
                r ^= r | usize::MIN | x ^ x;
            }
        }
        if half(y as u64 - r as u64).is_some() {
            let v5 = match (half(larger(r as u64, x as u64)), r as u32 - y) {
                (Some(0..=9), _) => r as u64 >> x as u32,
                (Some(n), k @ 1..=100) => n + k as u64,
                (Some(n), _) if n & 1 == 1 => y as u64 & u64::MAX,
                (None, 0) => y as i32 as u64,
                _ => 0,
            };
        } else {
            let v6: u32 = (y | x as u32) & r as u32 >> 0;
            let mut v7 = (v6.max(6)) & 7;
            #[bound(7)]
            while v7 > 0 {
                v7 -= 1;
                r ^= larger(x << v6, scattered(0, y as u64) as usize);
            }
        }
        (r as u64 ^ x as u64) + y as u64
    }

    #[xdp(default = Aborted)]
    pub fn p518(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f518(given.x.get() as usize, given.y.get() as u32);
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f519(x: u8, y: i8) -> Option<u64> {
        let mut r: u8 = !(y as u8);
        let v1 = TABLE.remove(&((y as u32 & x as u32) & 15)) as u32;
        let mut v2 = Pair { wide: r as u64 & 0, left: y as u32 * v1, right: i32::MAX };
        v2.turn((r as u32).wrapping_sub(r as u32));
        let mut v3: u64 = v2.sum();
        COUNT.set(COUNT.get() + (v1 ^ v3 as u32));
        let v4: u32 = COUNT.get();
        Some((((r as u64 ^ v4 as u64) + v3) ^ v1 as u64) + x as u64)
    }

    #[xdp(default = Aborted)]
    pub fn p519(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f519(given.x.get() as u8, given.y.get() as i8)?;
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }
}
