//! Functions 40 to 79, which `cargo xtask generate-functions` has written.

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

    fn f40(x: isize, y: u32) -> u64 {
        let mut r: isize = y as isize + x;
        let mut v1 = x as u32 % (y | 1);
        #[bound(20)]
        while v1 > 3 {
            v1 /= 10;
            r <<= 6;
        }
        let v2: u32 = !(y << 3) - larger(v1 ^ v1, y & 116);
        let mut v3 = scattered(v2 as i64, 78) as u32;
        #[bound(20)]
        while v3 > 3 {
            v3 /= 10;
            r |= -r / (r ^ 59);
        }
        let v4: i32 = match r >> v3 {
            0 | 7 => y as i32 & v3 as i32,
            1..=60 => v3 as i32 - 117,
            k if k > 90 => v3 as i32 - -17,
            k @ 61..70 => k as i32,
            _ => v2 as i32 * i32::MAX,
        };
        let v6 = Key { high: (mixed(v2, v2) as u16) & 3, low: (scattered(r as i64, v3 as u64) as u16) & 3 };
        if let Some(mut v5) = PAIRS.get(&v6) {
            v5.left ^= v2 | 0;
            v5.turn(v3 | v2);
        } else {
            PAIRS.insert(v6, Pair::new(v4 as isize as u64, v2 | 0));
        }
        (((r as u64 ^ v4 as u64) + v3 as u64) ^ v2 as u64) + v1 as u64
    }

    #[xdp(default = Aborted)]
    pub fn p40(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f40(given.x.get() as isize, given.y.get() as u32);
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f41(x: i64, y: isize) -> u64 {
        let mut r: i64 = x + x;
        r += x >> 2;
        for v1 in 0..6u32 {
            if color(x as u64) == Color::Red {
                continue;
            }
            let mut v2 = ((y as u32) << 1) & 7;
            #[bound(7)]
            while v2 > 0 {
                v2 -= 1;
                r &= r * 108 << 4;
            }
        }
        let v3 = TABLE.insert((r as u32) & 15, y as u64 & u64::MAX) as u8;
        ((r as u64 ^ v3 as u64) + x as u64) ^ y as u64
    }

    #[xdp(default = Aborted)]
    pub fn p41(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f41(given.x.get() as i64, given.y.get() as isize);
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f42(mut nest: Nest, y: u16) -> u64 {
        let mut r: u64 = nest.bytes[2] as u64 >> nest.count as u32;
        let mut v1: u64 = nest.bytes[2] as u64 ^ u64::MAX;
        #[bound(64)]
        while let Some(v2) = half(v1) {
            if v2 < 3 {
                break;
            }
            v1 = v2;
        }
        let v3: u64 = if !(nest.count != r as i64) { r - v1 } else { r * 98 };
        let v4 = match (half(nest.count as u64 ^ 0), larger(nest.bytes[2] as u32, 0)) {
            (Some(0..=9), _) => mixed(v1 as u32, u32::MAX) as u64,
            (Some(n), k @ 1..=100) => n + k as u64,
            (Some(n), _) if n & 1 == 1 => v1.max(v3),
            (None, 0) => v3 >> nest.bytes[2] as u32,
            _ => 31,
        };
        let v5: i64 = match v4 as u64 {
            0 | 7 => v3 as i64,
            1..=60 => scattered(v1 as i64, 11) as i64,
            k if k > 90 => nest.count - nest.pair.left as i64,
            k @ 61..70 => k as i64,
            _ => nest.pair.left as i64 - nest.pair.left as i64,
        };
        (((r as u64 ^ v5 as u64) + v4) ^ v3) + v1
    }

    #[xdp(default = Aborted)]
    pub fn p42(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let mut pair = Pair::new(given.x.get(), given.y.get() as u32);
        pair.turn(5);
        let nest = Nest::new(pair, given.x.get() as i64);
        let result = f42(nest, given.y.get() as u16) ^ nest.sum();
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    #[xdp(default = Aborted)]
    pub fn p43(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let x = given.x.get() as usize;
        let y = given.y.get() as isize;
        let mut r: usize = y as usize + y as usize;
        let mut v1 = ((y as u32).wrapping_sub(y as u32)) & 15;
        #[bound(15)]
        while v1 > 0 {
            v1 -= 1;
            r >>= 3;
        }
        TABLE.add((r as u32 | 0) & 15, v1 as u64 ^ v1 as u64);
        if !(r <= x) {
            if x > x || x as isize >= r as isize {
                r *= v1 as usize % r + larger(x, x);
            } else if y <= y {
                r *= middle(x, 17, x);
            }
        } else if half(v1 as u64).is_some() {
            let v2: usize = x.min(middle(!x, (v1 as usize) << y as u32, usize::MAX));
        } else {
            r ^= x.min(x as u64 as usize);
            let mut v3 = [mixed(56, 0x427093d3), r as u32, y as u32 + u32::MAX, r as u32];
            v3[(r | x) % 4] = x as u32 | x as u32;
            let v4: u32 = v3[y as usize >> 0];
        }
        let v5: u64 = f40(x as isize | 73, v1.wrapping_add(x as u32));
        let mut v6 = Pair { wide: v5 >> v1, left: v5 as u32 - x as u32, right: v5 as i32 };
        v6.turn(v5 as u32 - 82);
        let mut v7: u64 = v6.sum();
        given.result = U64Be::new((((r as u64 ^ v7) + v5) ^ v1 as u64) + x as u64);
        Some(XdpAction::Pass)
    }

    #[xdp(default = Aborted)]
    pub fn p44(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let x = given.x.get() as i16;
        let y = given.y.get() as u32;
        let mut r: i16 = x >> x as u32;
        let v1: u32 = if color((y as u64).wrapping_add(y as u64)) == Color::Green { (r as u32) << 6 } else { (x as u32) << y };
        let v2: i16 = match larger(r, 5) {
            0 | 7 => r * x,
            1..=60 => y as i16 >> v1,
            k if k > 90 => r as u16 as i16,
            k @ 61..70 => k as i16,
            _ => r >> v1,
        };
        let v3: i16 = match color(mixed(y, v1) as u64) {
            Color::Red => x.wrapping_mul(i16::MAX),
            Color::Green if half(r as u64).is_some() => x >> 6,
            one => one as u32 as i16,
        };
        if let Some(mut v4) = TABLE.entry((v1 - y) & 15).or_insert(v2 as u64 | v2 as u64) {
            *v4 += 1;
        }
        if let Some(v5) = half(v1 as u64 >> v2 as u32) {
            r >>= 7;
        } else {
            r += v3 >> y ^ r >> 2;
        }
        given.result = U64Be::new((((r as u64 ^ v3 as u64) + v2 as u64) ^ v1 as u64) + x as u64);
        Some(XdpAction::Pass)
    }

    #[xdp(default = Aborted)]
    pub fn p45(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let x = given.x.get() as u16;
        let y = given.y.get() as u8;
        let mut r: u16 = y as u16 >> y as u32;
        if let Some(mut v1) = NUMBERS.get((x as u32 - r as u32) % 5) {
            *v1 += x as isize as i32;
        }
        let mut v2 = [mixed(22, 66) as u16, x, scattered(0x41772704, y as u64) as u16, r];
        v2[r as usize * x as usize] = !x;
        let mut v3: u16 = v2[(y as usize & r as usize) % 4];
        let mut v4: u64 = f40(-(x as isize), y as u32 / y as u32);
        if v4 as u8 ^ y < !y {
            let mut v5: u64 = y as u64 - y as u64;
            #[bound(6)]
            while let Some(v6) = half(v5) {
                if v6 < 3 {
                    break;
                }
                v5 = v6;
            }
        } else {
            let v7: u16 = (r >> 3) - (v3 & 55) | r as i64 as u16 & v3 + r;
            let v8: u64 = match v7 >> v7 as u32 {
                0 | 7 => v4 - u64::MIN,
                1..=60 => !(v7 as u64),
                k if k > 90 => x as u64 | v4,
                k @ 61..70 => k as u64,
                _ => mixed(v4 as u32, r as u32) as u64,
            };
        }
        let Some(v9) = half(v4 + u64::MAX) else { return Some(XdpAction::Tx) };
        let mut v10 = ((x as u32).min(y as u32)) & 7;
        #[bound(7)]
        while v10 > 0 {
            v10 -= 1;
            v3 >>= 1;
        }
        given.result = U64Be::new((((r as u64 ^ v10 as u64) + v9) ^ v4) + v3 as u64);
        Some(XdpAction::Pass)
    }

    fn f46(x: i32, y: usize) -> Option<u64> {
        let mut r: i32 = x / (x | 1);
        for v1 in [x as u64 + 96, (y as u64) << y as u32, u64::MIN] {
            r |= mixed(v1 as u32 & 0, y as u32 + x as u32) as i32;
        }
        if !(y as i8 == x as i8) {
            let mut v2 = [(r as usize) << 2, y, y | r as usize, r as usize];
            v2[x as usize & r as usize] = !(x as usize);
            let v3: usize = v2[x as usize >> 7];
        } else {
            r ^= x as i32 ^ r % (y as i32 | 1);
            let mut v4 = Pair { wide: !(x as u64), left: r as u32 & r as u32, right: x };
            v4.left ^= r as u32 % (x as u32 | 1);
            let v5: u64 = exchange(&mut v4, r as u64 * y as u64) + v4.sum();
        }
        let v6 = match TABLE.get(&((scattered(0x5c326334, x as u64) as u32) & 15)) {
            Some(known) => *known,
            None => larger(r as u64, 0),
        };
        Some(((r as u64 ^ v6) + x as u64) ^ y as u64)
    }

    #[xdp(default = Aborted)]
    pub fn p46(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f46(given.x.get() as i32, given.y.get() as usize)?;
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f47(mut nest: Nest, y: u32) -> u64 {
        let mut r: usize = y as usize ^ nest.bytes[2] as usize;
        let v1: i8 = -(nest.count as i8) >> 2;
        let v2: i64 = 'done: {
            if color((nest.pair.left as u64) << 3) == Color::Green {
                break 'done y as i64 + y as i64;
            }
            r /= 74;
            nest.bytes[2] as i64 & 0
        };
        let v4 = Key { high: (scattered(v2, 0) as u16) & 3, low: ((nest.count as u16) << y) & 3 };
        if let Some(mut v3) = PAIRS.get(&v4) {
            v3.left ^= y ^ nest.bytes[2] as u32;
            v3.turn(nest.pair.left * nest.pair.left);
        } else {
            PAIRS.insert(v4, Pair::new(v2 as u64 >> 7, y ^ nest.bytes[2] as u32));
        }
        'outer: for v5 in 0..=3i32 {
            for v6 in 0..4u8 {
                if r as i64 == 0x69ae5938 {
                    break;
                }
                r ^= scattered(-106, y as u64) as usize - (v6 as usize >> 5);
                if y <= y {
                    break;
                }
            }
            r -= !!(v2 as usize);
        }
        let mut v7 = (y & 0x650863db) & 15;
        #[bound(15)]
        while v7 > 0 {
            v7 -= 1;
            nest.bytes[2] &= middle(v2 as u8, u8::MAX, u8::MIN) << (v7 | v7);
        }
        let v9 = Key { high: (nest.bytes[2] as u16 & y as u16) & 3, low: (v7 as u16 >> 6) & 3 };
        if let Some(mut v8) = PAIRS.get(&v9) {
            v8.left ^= nest.bytes[2] as u32 - u32::MIN;
            v8.turn((v2 as u32).wrapping_mul(v7));
        } else {
            PAIRS.insert(v9, Pair::new(nest.pair.left as u64 - nest.bytes[2] as u64, nest.bytes[2] as u32 - u32::MIN));
        }
        (((r as u64 ^ v7 as u64) + v2 as u64) ^ v1 as u64) + nest.bytes[2] as u64
    }

    #[xdp(default = Aborted)]
    pub fn p47(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let mut pair = Pair::new(given.x.get(), given.y.get() as u32);
        pair.turn(5);
        let nest = Nest::new(pair, given.x.get() as i64);
        let result = f47(nest, given.y.get() as u32) ^ nest.sum();
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f48(x: i32, y: usize) -> u64 {
        let mut r: i32 = -(y as i32);
        r ^= (r - x) * (r * r);
        let mut v1 = ((y as u32).wrapping_mul(13)) & 7;
        #[bound(7)]
        while v1 > 0 {
            v1 -= 1;
            r *= v1 as i32 % x - -r;
        }
        let mut v2: u64 = f41(v1 as i64 >> r as u32, r as isize >> r as u32);
        let mut v3: u64 = !(r as u64);
        #[bound(64)]
        while let Some(v4) = half(v3) {
            if v4 < 3 {
                break;
            }
            v3 = v4;
        }
        (((r as u64 ^ v3) + v2) ^ v1 as u64) + x as u64
    }

    #[xdp(default = Aborted)]
    pub fn p48(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f48(given.x.get() as i32, given.y.get() as usize);
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    #[xdp(default = Aborted)]
    pub fn p49(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let x = given.x.get() as u64;
        let y = given.y.get() as usize;
        let mut r: u64 = y as u64 + y as u64;
        let mut v1 = [r as usize / (y | 1), r as usize, r as usize / (x as usize | 1), y];
        v1[(y + r as usize) % 4] = r as usize as usize;
        let mut v2: usize = v1[(mixed(r as u32, x as u32) as usize) % 4];
        let mut v3 = Pair { wide: larger(r, 0x1667bfab), left: y as u32 >> y as u32, right: r as i32 };
        v3.turn(r as u32 + v2 as u32);
        let Pair { wide: v4, right: v5, .. } = v3;
        let mut v6: u64 = x / (v4 | 1);
        #[bound(64)]
        while let Some(v7) = half(v6) {
            if v7 < 3 {
                break;
            }
            v6 = v7;
        }
        let v8 = packet.parse::<Tcp>()?;
        let v9 = v8.seq.get();
        given.result = U64Be::new((((r as u64 ^ v9 as u64) + v6) ^ v5 as u64) + v4);
        Some(XdpAction::Pass)
    }

    fn f50(pair: &mut Pair, y: u16) -> u64 {
        let mut r: usize = pair.wide as usize ^ pair.wide as usize;
        let v1: u64 = match y | 63 {
            0 | 7 => pair.right as u64 - pair.right as u64,
            1..=60 => pair.right as u64 >> y as u32,
            k if k > 90 => (y as u64).min(y as u64),
            k @ 61..70 => k as u64,
            _ => y as u64 * pair.left as u64,
        };
        let v2: u16 = if v1 << 4 > pair.wide.wrapping_sub(69) { !(pair.wide as u16) } else { (pair.right as u16).wrapping_sub(98) };
        let Some(v3) = half(scattered(pair.wide as i64, v1)) else { return v1 & 43 };
        for v4 in 0..4i64 {
            if v3 >= u64::MIN {
                continue;
            }
            let v5 = match (half(y as u64 as u64), (v1 as u32).wrapping_mul(r as u32)) {
                (Some(0..=9), _) => v3 << 7,
                (Some(n), k @ 1..=100) => n + k as u64,
                (Some(n), _) if n & 1 == 1 => !pair.wide,
                (None, 0) => pair.left as u64 - pair.wide,
                _ => u64::MIN,
            };
        }
        let mut v6 = [!(pair.wide as u32), v2 as u32, (pair.wide as u32) << pair.wide as u32, 92];
        v6[((y as usize) << r as u32) % 4] = v1 as u32 >> pair.left;
        let mut v7: u32 = v6[(pair.wide as usize + 74) % 4];
        pair.left += pair.left.wrapping_add(pair.left) + (v7 ^ 7);
        (((r as u64 ^ v7 as u64) + v3) ^ v2 as u64) + v1
    }

    #[xdp(default = Aborted)]
    pub fn p50(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let mut pair = Pair::new(given.x.get(), given.y.get() as u32);
        let result = f50(&mut pair, given.y.get() as u16) ^ pair.sum();
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f51(x: u16, y: u32) -> u64 {
        let mut r: u16 = x ^ y as u16;
        let mut v1: u64 = f41(x as i64 >> r as u32, x as isize | r as isize);
        let v2: u32 = match x as isize - v1 as isize {
            0 | 7 => (r as u32).max(56),
            1..=60 => mixed(y, x as u32),
            k if k > 90 => x as u32 + x as u32,
            k @ 61..70 => k as u32,
            _ => y << 5,
        };
        let mut v3: u64 = v2 as u64 - v2 as u64;
        #[bound(64)]
        while let Some(v4) = half(v3) {
            if v4 < 3 {
                break;
            }
            v3 = v4;
        }
        if let Some(mut v5) = TABLE.entry((x as u32 & 28) & 15).or_insert(v3 | v3) {
            *v5 += 1;
        }
        if let Some(v6) = half(v1 << y) {
            v1 /= 6;
        } else {
            r <<= 0;
        }
        (((r as u64 ^ v3) + v2 as u64) ^ v1) + x as u64
    }

    #[xdp(default = Aborted)]
    pub fn p51(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f51(given.x.get() as u16, given.y.get() as u32);
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    #[xdp(default = Aborted)]
    pub fn p52(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let x = given.x.get() as i32;
        let y = given.y.get() as usize;
        let mut r: i32 = x.max(x);
        for &v1 in &[r as u64 + r as u64, y as u64 - 72, r as u64] {
            r &= -x as i32;
        }
        for v2 in 0..3u8 {
            if let Some(mut v3) = NUMBERS.get((v2 as u32 * x as u32) % 5) {
                *v3 += scattered(-120, v2 as u64) as i32;
            }
        }
        let v4: i32 = 'done: {
            if y as i32 % (x | 1) < middle(x, i32::MAX, r) {
                break 'done r as usize as i32;
            }
            r >>= 4;
            r << 2
        };
        if half(mixed(y as u32, y as u32) as u64).is_some() {
            let mut v5: i32 = ((y as u16).min(v4 as u16) >> 4) as i32;
        }
        given.result = U64Be::new(((r as u64 ^ v4 as u64) + x as u64) ^ y as u64);
        Some(XdpAction::Pass)
    }

    #[global]
    fn f53(x: u64, y: u8) -> u64 {
        let mut r: u64 = !(y as u64);
        if x as usize | y as usize >= x as usize - y as usize {
            let v1 = half(x << x as u32).unwrap();
        } else if (x as u8) < r as u8 {
            r |= r / (r | 1) & r.wrapping_sub(x);
        }
        let v2: u64 = match x | r {
            0 | 7 => x | x,
            1..=60 => r as u64,
            k if k > 90 => r ^ x,
            k @ 61..70 => k as u64,
            _ => r >> 3,
        };
        let v3 = match (half(x + v2), x as u32 * r as u32) {
            (Some(0..=9), _) => x.max(x),
            (Some(n), k @ 1..=100) => n + k as u64,
            (Some(n), _) if n & 1 == 1 => v2 & v2,
            (None, 0) => r ^ u64::MIN,
            _ => x,
        };
        let v5 = Key { high: (r as u16 ^ 85) & 3, low: (r as u16 | x as u16) & 3 };
        if let Some(mut v4) = PAIRS.get(&v5) {
            v4.left ^= y as u32 >> 5;
            v4.turn(r as u32);
        } else {
            PAIRS.insert(v5, Pair::new(r * v2, y as u32 >> 5));
        }
        (((r as u64 ^ v3) + v2) ^ x) + y as u64
    }

    #[xdp(default = Aborted)]
    pub fn p53(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f53(given.x.get() as u64, given.y.get() as u8);
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    #[xdp(default = Aborted)]
    pub fn p54(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let x = given.x.get() as i64;
        let y = given.y.get() as u16;
        let mut r: i64 = y as i64 & x;
        let mut v1 = (r as u32) << y as u32;
        #[bound(20)]
        while v1 > 3 {
            v1 >>= 3;
            r ^= r * i64::MAX | x & 40;
        }
        if color(r as u64 ^ 30) == Color::Green {
            r &= (x << 2) * v1 as u16 as i64;
        }
        let mut v2 = v1 + r as u32;
        #[bound(20)]
        while v2 > 3 {
            v2 >>= 1;
            r += ((v1 as u16) << x as u32) as i64;
        }
        let v3: i64 = match -(y as i64) {
            0 | 7 => x << v2,
            1..=60 => v1 as i64,
            k if k > 90 => r / x,
            k @ 61..70 => k as i64,
            _ => r - y as i64,
        };
        let v4: u64 = match color(y as u64 >> 1) {
            Color::Red => v3 as u64 >> 7,
            Color::Green if r == v2 as i64 => v1 as u64 | 65,
            one => one as u32 as u64,
        };
        for &v5 in &[y as i8 as u64, r as u64 >> 3, 0x142f1bbd] {
            r += (y as i8 / x as i8) as i64;
        }
        given.result = U64Be::new((((r as u64 ^ v4) + v3 as u64) ^ v2 as u64) + v1 as u64);
        Some(XdpAction::Pass)
    }

    #[xdp(default = Aborted)]
    pub fn p55(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let x = given.x.get() as i16;
        let y = given.y.get() as i8;
        let mut r: i16 = middle(y as i16, x, y as i16);
        let v1: i16 = 'done: {
            if color(y as u64 * x as u64) == Color::Red {
                break 'done x - 0;
            }
            r -= --x;
            -r
        };
        let v2: u8 = 'done: {
            if (y as u64).wrapping_add(42) == (r as u64) << 4 {
                break 'done x as u8 * u8::MAX;
            }
            r /= 46;
            x as u8 ^ y as u8
        };
        given.result = U64Be::new((((r as u64 ^ v2 as u64) + v1 as u64) ^ x as u64) + y as u64);
        Some(XdpAction::Pass)
    }

    fn f56(x: i32, y: i16) -> Option<u64> {
        let mut r: i32 = x >> 0;
        let v1: i64 = match r as isize as u32 {
            0 | 7 => larger(r as i64, i64::MAX),
            1..=60 => x as i64 | x as i64,
            k if k > 90 => r as i64 | r as i64,
            k @ 61..70 => k as i64,
            _ => r as i64 % (y as i64 | 1),
        };
        let mut v2: u64 = f41(larger(y as i64, i64::MIN), (y as isize) << v1 as u32);
        v2 |= mixed(29, v2 as u32) as u64 * (y as u64 % y as u64);
        let v3: u64 = match -(y as i64) {
            0 | 7 => x as usize as u64,
            1..=60 => x as u64,
            k if k > 90 => y as u64 - 0,
            k @ 61..70 => k as u64,
            _ => !(v1 as u64),
        };
        if !(r < v1 as i32) {
            return Some(scattered(x as i64, v3));
        }
        Some((((r as u64 ^ v3) + v2) ^ v1 as u64) + x as u64)
    }

    #[xdp(default = Aborted)]
    pub fn p56(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f56(given.x.get() as i32, given.y.get() as i16)?;
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    #[xdp(default = Aborted)]
    pub fn p57(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let x = given.x.get() as usize;
        let y = given.y.get() as u64;
        let mut r: usize = x >> x as u32;
        let mut v1 = [-(y as i32), r as i32, y as i32 + r as i32, r as i32];
        v1[(x ^ r) % 4] = (y as i32) << 2;
        let v2: i32 = v1[(x & 81) % 4];
        let mut v3: u64 = if v2 as usize ^ r <= x.wrapping_mul(r) { x as u64 ^ u64::MIN } else { y | y };
        if (y as i8) < x as i8 && half(y).is_some() {
            let mut v4 = [v2 | i32::MIN, i32::MIN, y as i32, x as i32];
            v4[mixed(u32::MAX, r as u32) as usize] = v2 as i64 as i32;
            let v5: i32 = v4[(x % (r | 1)) % 4];
        } else if v3 <= u64::MAX {
            let v6 = quarter(x as u64 | v3).unwrap_or(y - u64::MIN);
        }
        if r as u32 >= x as u32 || y as isize != v3 as isize {
            for v7 in 0..3usize {
                r -= (v7 >> x as u32) - (v7 << v3 as u32);
            }
        }
        let v8: usize = 'done: {
            if !(x as u32 >= 1) && v3 as i32 > 39 {
                break 'done r.wrapping_mul(v3 as usize);
            }
            r |= larger(r % r, x & 0);
            x.wrapping_mul(r)
        };
        given.result = U64Be::new((((r as u64 ^ v8 as u64) + v3) ^ v2 as u64) + x as u64);
        Some(XdpAction::Pass)
    }

    fn f58(x: i8, y: usize) -> u64 {
        let mut r: i8 = mixed(x as u32, 0xa16c29d) as i8;
        let v1: u64 = 'done: {
            if color(r as u64 >> x as u32) == Color::Green {
                break 'done r as u64 ^ x as u64;
            }
            r += x * 79 ^ mixed(u32::MAX, y as u32) as i8;
            y as u64 | r as u64
        };
        let mut v2: u64 = y as u64 - v1;
        #[bound(64)]
        while let Some(v3) = half(v2) {
            if v3 < 3 {
                break;
            }
            v2 = v3;
        }
        if v1 as i32 >> v1 as u32 > r as i32 >> 4 {
            return v1 & v1;
        }
        (((r as u64 ^ v2) + v1) ^ x as u64) + y as u64
    }

    #[xdp(default = Aborted)]
    pub fn p58(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f58(given.x.get() as i8, given.y.get() as usize);
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f59(pair: &mut Pair, y: u16) -> u64 {
        let mut r: isize = pair.left as isize | pair.right as isize;
        let mut v2 = 0u32;
        let v1: i32 = #[bound(3)]
        loop {
            v2 += 1;
            if y as isize == isize::MAX {
                break r as i32 & -101;
            }
            if v2 >= 2 {
                break pair.left as i32;
            }
            pair.wide ^= !((pair.right as u64) << 3);
        };
        let v3: i64 = 'done: {
            if v2 >= 49 {
                break 'done v2 as i64 ^ i64::MAX;
            }
            pair.left += v2 & pair.left ^ pair.wide as u32 >> v2;
            v1 as i64 >> 1
        };
        if !(y as isize >= pair.left as isize) {
            pair.left -= pair.left.wrapping_sub(v2) + !(r as u32);
        } else {
            let mut v4: u64 = pair.left as u64 >> 0;
            #[bound(6)]
            while let Some(v5) = half(v4) {
                if v5 < 3 {
                    break;
                }
                v4 = v5;
            }
            let v7 = Key { high: (v4 as u16 / (y | 1)) & 3, low: (pair.wide as u16 * pair.left as u16) & 3 };
            if let Some(mut v6) = PAIRS.get(&v7) {
                v6.left ^= pair.left >> 6;
                v6.turn(pair.left - pair.left);
            } else {
                PAIRS.insert(v7, Pair::new(mixed(u32::MIN, pair.left) as u64, pair.left >> 6));
            }
        }
        let mut v8: isize = if v2 % (pair.left | 1) >= !v2 { pair.right as isize | pair.left as isize } else { larger(pair.left as isize, isize::MAX) };
        #[bound(7)]
        for v9 in 0..(v2 << v8 as u32) & 7 {
            let v10 = TABLE.insert((v2 - pair.left) & 15, pair.right as u64 >> 6) as u8;
        }
        let Some(v11) = half(y as u64) else { return pair.wide * 122 };
        (((r as u64 ^ v11) + v8 as u64) ^ v3 as u64) + v1 as u64
    }

    #[xdp(default = Aborted)]
    pub fn p59(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let mut pair = Pair::new(given.x.get(), given.y.get() as u32);
        let result = f59(&mut pair, given.y.get() as u16) ^ pair.sum();
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f60(x: i8, y: i32) -> u64 {
        let mut r: i8 = larger(x, y as i8);
        if half(y as u64).is_some() || (y as i64) < r as i64 {
            return x as u64 * x as u64;
        }
        let mut v2 = 0u32;
        let v1: i8 = #[bound(7)]
        loop {
            v2 += 1;
            if (x as i32) <= y {
                break middle(v2 as i8, x, x);
            }
            if v2 >= 6 {
                break r;
            }
            r |= larger(x * x, r / (r | 1));
        };
        for v3 in [v1 as i32 as u32, v1 as u32, v2] {
            r += (v1 >> v3) * (r - v1);
        }
        let v4: i8 = -(x + i8::MAX ^ y as i8 + 4);
        let mut v5 = x as u32 ^ v4 as u32;
        #[bound(20)]
        while v5 > 3 {
            v5 >>= 1;
            r >>= 7;
        }
        let mut v6: i32 = (-v4 / (v2 as i8 % (r | 1))) as i32;
        (((r as u64 ^ v6 as u64) + v5 as u64) ^ v4 as u64) + v1 as u64
    }

    #[xdp(default = Aborted)]
    pub fn p60(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f60(given.x.get() as i8, given.y.get() as i32);
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f61(x: i64, y: u8) -> u64 {
        let mut r: i64 = scattered(y as i64, y as u64) as i64;
        let v1: usize = match r as u32 & r as u32 {
            0 | 7 => r as usize >> 1,
            1..=60 => y as usize + y as usize,
            k if k > 90 => x as usize + y as usize,
            k @ 61..70 => k as usize,
            _ => x as usize * 0,
        };
        let v2: u64 = f41(x % r, x as isize & y as isize);
        let mut v3: u64 = y as u64 ^ y as u64;
        #[bound(64)]
        while let Some(v4) = half(v3) {
            if v4 < 3 {
                break;
            }
            v3 = v4;
        }
        (((r as u64 ^ v3) + v2) ^ v1 as u64) + x as u64
    }

    #[xdp(default = Aborted)]
    pub fn p61(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f61(given.x.get() as i64, given.y.get() as u8);
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f62(x: u64, y: u8) -> Option<u64> {
        let mut r: u64 = x | y as u64;
        COUNT.set(COUNT.get() + ((y as u32).max(r as u32)));
        let mut v1: u32 = COUNT.get();
        let v2: usize = 'done: {
            if y < y && r >= r {
                break 'done y as usize + r as usize;
            }
            r /= 58;
            v1 as usize ^ 92
        };
        for v3 in [-(x as isize), (v1 as isize).wrapping_mul(y as isize), -73] {
            r += (v1 as i32 ^ v2 as i32) as u64;
        }
        let mut v4 = [v1 as usize as usize, 31, v1 as usize ^ v2, 69];
        v4[(y as usize ^ r as usize) % 4] = (x as usize).wrapping_mul(y as usize);
        let v5: usize = v4[(v2 - 16) % 4];
        let v6: i8 = match !(v5 as u32) {
            0 | 7 => x as i8 | 32,
            1..=60 => v2 as i8 + x as i8,
            k if k > 90 => r as i8 * v1 as i8,
            k @ 61..70 => k as i8,
            _ => v5 as i8 >> y as u32,
        };
        let mut v7: i64 = mixed(73, y as u32) as i64 - ((v6 as i64) << r as u32);
        Some((((r as u64 ^ v7 as u64) + v6 as u64) ^ v5 as u64) + v2 as u64)
    }

    #[xdp(default = Aborted)]
    pub fn p62(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f62(given.x.get() as u64, given.y.get() as u8)?;
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f63(x: usize, y: usize) -> Option<u64> {
        let mut r: usize = x >> 7;
        let mut v1: usize = y | usize::MAX | scattered(x as i64, 120) as usize;
        let v2 = quarter(mixed(x as u32, 0x6f205ec4) as u64)?;
        Some((((r as u64 ^ v2) + v1 as u64) ^ x as u64) + y as u64)
    }

    #[xdp(default = Aborted)]
    pub fn p63(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f63(given.x.get() as usize, given.y.get() as usize)?;
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    #[xdp(default = Aborted)]
    pub fn p64(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let x = given.x.get() as u16;
        let y = given.y.get() as isize;
        let mut r: u16 = scattered(0, 0) as u16;
        let mut v1: u64 = f60(r as i8 + 0, x as isize as i32);
        let v2: u16 = match color(y as u64 - 104) {
            Color::Red => y as u16 ^ r,
            Color::Green if r != r => (y as u16).wrapping_mul(r),
            one => one as u32 as u16,
        };
        let v3 = TABLE.insert(((x as u32).wrapping_sub(83)) & 15, v2 as u8 as u64) as u8;
        let v4: u16 = 'done: {
            if !((y as i8) < 0) {
                break 'done y as u16 ^ v2;
            }
            v1 *= y as u64 + 0x10bcd426 | v3 as u64 >> r as u32;
            !x
        };
        let mut v5: u64 = y as u64 & x as u64;
        #[bound(64)]
        while let Some(v6) = half(v5) {
            if v6 < 3 {
                break;
            }
            v5 = v6;
        }
        let v7: u64 = 'done: {
            if !(v1 > v1) {
                break 'done !v1;
            }
            r ^= (v2 >> v5 as u32) * !x;
            !v5
        };
        given.result = U64Be::new((((r as u64 ^ v7) + v5) ^ v4 as u64) + v3 as u64);
        Some(XdpAction::Pass)
    }

    fn f65(pair: &mut Pair, y: u32) -> u64 {
        let mut r: u16 = pair.right as u16 | u16::MIN;
        for v1 in 0..1u64 {
            if pair.right as i64 * 0 < y as i64 ^ i64::MAX {
                pair.left += pair.left.max(28) % (pair.right as u32 / (y | 1) | 1);
            } else if pair.wide as u8 != u8::MAX {
                pair.right = pair.right - y as i32 - (r as i32 - pair.wide as i32);
            } else {
                pair.left *= (pair.left - y) % r as i64 as u32;
                r -= pair.left as i8 as u16;
            }
        }
        let mut v2 = pair.left | 55;
        #[bound(20)]
        while v2 > 3 {
            v2 >>= 1;
            pair.right |= r as i32 - v2 as i32 - (pair.left as i32 - pair.right);
        }
        (((r as u64 ^ v2 as u64) + pair.right as u64) ^ pair.left as u64) + pair.wide
    }

    #[xdp(default = Aborted)]
    pub fn p65(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let mut pair = Pair::new(given.x.get(), given.y.get() as u32);
        let result = f65(&mut pair, given.y.get() as u32) ^ pair.sum();
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f66(pair: &mut Pair, y: i64) -> u64 {
        let mut r: isize = y as isize * y as isize;
        let mut v2 = 0u32;
        let v1: u8 = #[bound(7)]
        loop {
            v2 += 1;
            if v2 as i16 >= pair.left as i16 {
                break !(y as u8);
            }
            if v2 >= 6 {
                break r as u8;
            }
            pair.right |= pair.right - 75 << pair.right as usize as u32;
        };
        #[bound(7)]
        for v3 in 0..(v2 & v2) & 7 {
            let mut v5 = 0u32;
            let v4: isize = #[bound(4)]
            loop {
                v5 += 1;
                if half(v2 as u64).is_some() {
                    break (pair.wide as isize).wrapping_mul(y as isize);
                }
                if v5 >= 3 {
                    break isize::MIN;
                }
                pair.right &= pair.wide as i32 - pair.right + (v3 as i32 + v5 as i32);
            };
        }
        for &v6 in &[r as u8 | y as u8, mixed(pair.left, pair.wide as u32) as u8, y as u8] {
            pair.right /= 98;
        }
        let mut v7 = [middle(v2, 72, u32::MAX), v2, middle(pair.wide as u32, pair.left, 46), 0];
        v7[(r as usize ^ y as usize) % 4] = v2 >> 4;
        let mut v8: u32 = v7[(pair.left as usize) % 4];
        (((r as u64 ^ v8 as u64) + v1 as u64) ^ v2 as u64) + pair.right as u64
    }

    #[xdp(default = Aborted)]
    pub fn p66(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let mut pair = Pair::new(given.x.get(), given.y.get() as u32);
        let result = f66(&mut pair, given.y.get() as i64) ^ pair.sum();
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    #[global]
    fn f67(x: i32, y: u8) -> u64 {
        let mut r: i32 = mixed(y as u32, x as u32) as i32;
        let v1 = match (half(r as u64 >> y as u32), r as u32 & x as u32) {
            (Some(0..=9), _) => middle(r as u64, x as u64, x as u64),
            (Some(n), k @ 1..=100) => n + k as u64,
            (Some(n), _) if n & 1 == 1 => r as u64 ^ x as u64,
            (None, 0) => middle(r as u64, 0, x as u64),
            _ => r as u64,
        };
        r ^= x - r | x % (x | 1);
        let v2: u64 = match x as u8 >> 5 {
            0 | 7 => (y as u64) << 0,
            1..=60 => v1 >> 4,
            k if k > 90 => v1 % (y as u64 | 1),
            k @ 61..70 => k as u64,
            _ => x as u64 * x as u64,
        };
        let mut v3: u64 = (v1 >> 7) % (v1 ^ 67 | 1);
        for v4 in 0..2u32 {
            if v3 as u32 > 0 {
                break;
            }
            for v5 in 0..6u32 {
                r *= x.wrapping_sub(x - 92);
            }
        }
        let mut v6: u64 = if larger(r, x) == x % v2 as i32 { x as u64 } else { !v3 };
        (((r as u64 ^ v6) + v3) ^ v2) + v1
    }

    #[xdp(default = Aborted)]
    pub fn p67(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f67(given.x.get() as i32, given.y.get() as u8);
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f68(x: u64, y: i32) -> u64 {
        let mut r: u64 = x * x;
        let v1 = match (half(r - r), r as u32 ^ 103) {
            (Some(0..=9), _) => x & u64::MAX,
            (Some(n), k @ 1..=100) => n + k as u64,
            (Some(n), _) if n & 1 == 1 => r + x,
            (None, 0) => r ^ 42,
            _ => r,
        };
        COUNT.set(COUNT.get() + (x as u32 + x as u32));
        let mut v2: u32 = COUNT.get();
        if larger(x as i32, 76) <= larger(r as i32, i32::MIN) {
            if (v1 as u32).min(15) < v2.min(y as u32) {
                v2 -= (r as u32).wrapping_add(u32::MIN);
            } else if (v1 as i32) < i32::MAX {
                r ^= x ^ 0x64cdf294 ^ larger(v1, u64::MIN);
            } else {
                v2 += y as u32 + v1 as u32 | (x as u32 | u32::MIN);
                r += (y as u64).max(!r);
            }
        } else if y as i8 == 8 {
            let mut v3 = [y as u8 - 0, u8::MAX, v1 as u8 * v1 as u8, 13];
            v3[(v1 as usize & x as usize) % 4] = v2 as u8 / (y as u8 | 1);
            let mut v4: u8 = v3[x as usize];
        }
        if color(larger(v1, 0)) == Color::Blue {
            r += (r * r) as u64;
        }
        #[bound(7)]
        for v5 in 0..(v1 as u32 + 104) & 7 {
            v2 += v5 << 2 << (v5 >> v5);
        }
        (((r as u64 ^ v2 as u64) + v1) ^ x) + y as u64
    }

    #[xdp(default = Aborted)]
    pub fn p68(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f68(given.x.get() as u64, given.y.get() as i32);
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f69(x: u16, y: u32) -> Option<u64> {
        let mut r: u16 = (y as u16).wrapping_mul(x);
        if let Some(mut v1) = TABLE.entry((r as u32 - 47) & 15).or_insert(r as u64 + r as u64) {
            *v1 += 1;
        }
        let Some(v2) = half(r as u64 / (y as u64 | 1)) else { return Some(x as u64) };
        let mut v3 = Pair { wide: x as u64 - v2, left: x as u32 % (x as u32 | 1), right: v2 as i32 };
        let v4 = v3;
        v3.turn(r as u32 >> 3);
        let v5: u32 = v4.left + v3.left;
        let v6 = match (half(r as u64), y / (y | 1)) {
            (Some(0..=9), _) => v5 as u64 ^ u64::MAX,
            (Some(n), k @ 1..=100) => n + k as u64,
            (Some(n), _) if n & 1 == 1 => y as u64 ^ x as u64,
            (None, 0) => y as u64 * 83,
            _ => v5 as u64,
        };
        for &v7 in &[-(v5 as i32), v5 as i32 - v6 as i32, x as i32] {
            r >>= 2;
        }
        Some((((r as u64 ^ v6) + v5 as u64) ^ v2) + x as u64)
    }

    #[xdp(default = Aborted)]
    pub fn p69(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f69(given.x.get() as u16, given.y.get() as u32)?;
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    #[global]
    fn f70(x: usize, y: usize) -> u64 {
        let mut r: usize = y / (y | 1);
        let mut v2 = 0u32;
        let v1: i16 = #[bound(7)]
        loop {
            v2 += 1;
            if y as i64 == r as i64 {
                break middle(r as i16, 48, i16::MIN);
            }
            if v2 >= 6 {
                break v2 as i16;
            }
            r -= !r ^ mixed(r as u32, y as u32) as usize;
        };
        let mut v3: usize = (v1 as u32 as usize) << (v2 & x as u32);
        (((r as u64 ^ v3 as u64) + v1 as u64) ^ v2 as u64) + x as u64
    }

    #[xdp(default = Aborted)]
    pub fn p70(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f70(given.x.get() as usize, given.y.get() as usize);
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    #[xdp(default = Aborted)]
    pub fn p71(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let x = given.x.get() as u16;
        let y = given.y.get() as u64;
        let mut r: u16 = y as u16 + u16::MIN;
        let mut v1 = mixed(94, 32);
        #[bound(20)]
        while v1 > 3 {
            v1 >>= 3;
            r ^= r & x | mixed(x as u32, v1) as u16;
        }
        if !(v1 as i64 >= y as i64) {
            let v2: u32 = match v1 as i8 + v1 as i8 {
                0 | 7 => y as u32 | u32::MAX,
                1..=60 => x as u32 & x as u32,
                k if k > 90 => y as u32 >> y as u32,
                k @ 61..70 => k as u32,
                _ => y as u32 + v1,
            };
        }
        let v3: u64 = 'done: {
            if y as u32 * x as u32 != x as u32 * y as u32 {
                break 'done x as u64 % v1 as u64;
            }
            r += v1 as u16 * r >> 7;
            y * r as u64
        };
        given.result = U64Be::new((((r as u64 ^ v3) + v1 as u64) ^ x as u64) + y);
        Some(XdpAction::Pass)
    }

    fn f72(pair: &mut Pair, y: i16) -> u64 {
        let mut r: u64 = larger(pair.right as u64, pair.wide);
        for &v1 in &[-(pair.wide as i32), pair.wide as i32 >> 6, pair.right] {
            pair.right |= -v1 | v1 + i32::MIN;
        }
        let mut v3 = 0u32;
        let v2: i16 = #[bound(5)]
        loop {
            v3 += 1;
            if (pair.left as i32) <= i32::MIN {
                break r as i16 >> 3;
            }
            if v3 >= 4 {
                break pair.left as i16;
            }
            pair.left >>= 1;
        };
        let v4: i16 = match -v2 {
            0 | 7 => pair.right as i16 - y,
            1..=60 => v2 << 2,
            k if k > 90 => pair.left as i16,
            k @ 61..70 => k as i16,
            _ => y * y,
        };
        (((r as u64 ^ v4 as u64) + v2 as u64) ^ v3 as u64) + pair.right as u64
    }

    #[xdp(default = Aborted)]
    pub fn p72(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let mut pair = Pair::new(given.x.get(), given.y.get() as u32);
        let result = f72(&mut pair, given.y.get() as i16) ^ pair.sum();
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f73(pair: &mut Pair, y: isize) -> u64 {
        let mut r: i32 = y as i32 + pair.wide as i32;
        pair.right >>= 0;
        pair.right <<= 7;
        if (r as i32) <= pair.right - pair.right {
            return pair.wide & 122;
        }
        'outer: for v1 in 0..=1i32 {
            for v2 in 0..4u8 {
                if v1 < pair.left as i32 {
                    continue 'outer;
                }
                pair.right += pair.right / (pair.right | 1) << 7;
                if r as i16 != 0 {
                    break;
                }
            }
            pair.left >>= 6;
        }
        let v3: u64 = if pair.left as i16 * 3 >= pair.wide as i16 & r as i16 { (pair.right as u64).wrapping_mul(y as u64) } else { (pair.right as u64) << pair.wide as u32 };
        let mut v5 = 0u32;
        let v4: u64 = #[bound(3)]
        loop {
            v5 += 1;
            if r >= r {
                break pair.wide + v3;
            }
            if v5 >= 2 {
                break 38;
            }
            pair.wide = scattered(pair.wide as i64, v3) | y as u64;
        };
        (((r as u64 ^ v4) + v5 as u64) ^ v3) + pair.right as u64
    }

    #[xdp(default = Aborted)]
    pub fn p73(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let mut pair = Pair::new(given.x.get(), given.y.get() as u32);
        let result = f73(&mut pair, given.y.get() as isize) ^ pair.sum();
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    #[inline(never)]
    fn f74(x: isize, y: u32) -> u64 {
        let mut r: isize = y as isize / x;
        let v1 = match (half(x as u64 ^ x as u64), y & r as u32) {
            (Some(0..=9), _) => r as u64 + r as u64,
            (Some(n), k @ 1..=100) => n + k as u64,
            (Some(n), _) if n & 1 == 1 => r as u64 / (y as u64 | 1),
            (None, 0) => y as u64 & 125,
            _ => r as u64,
        };
        let v2: u64 = match color(x as u64 * v1) {
            Color::Red => larger(x as u64, 22),
            Color::Green if y as u64 >= 14 => scattered(x as i64, v1),
            one => one as u32 as u64,
        };
        let mut v3 = Pair { wide: v2 - 0x2ad9ca87, left: mixed(r as u32, x as u32), right: y as i32 };
        let mut v4 = Nest::new(v3, x as i64 % (y as i64 | 1));
        v4.mark(x as usize, v2 as u8 >> v2 as u32);
        v4.pair.left = y & 0;
        let v5: u64 = v4.sum() ^ v3.sum();
        if r as u64 | v5 > x as u64 as u64 {
            let v6: u64 = v5 % (v2 | 1) << 2;
        }
        let v7: usize = match v2 % (v1 | 1) {
            0 | 7 => x as usize,
            1..=60 => v5 as usize ^ v1 as usize,
            k if k > 90 => mixed(v2 as u32, u32::MAX) as usize,
            k @ 61..70 => k as usize,
            _ => !(r as usize),
        };
        let mut v8 = Pair { wide: v5 / v1, left: r as u32 - 63, right: 69 };
        v8.left ^= (v1 as u32).wrapping_add(121);
        let v9: u64 = exchange(&mut v8, v2.wrapping_add(r as u64)) + v8.sum();
        (((r as u64 ^ v9) + v7 as u64) ^ v5) + v2
    }

    #[xdp(default = Aborted)]
    pub fn p74(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f74(given.x.get() as isize, given.y.get() as u32);
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    #[xdp(default = Aborted)]
    pub fn p75(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let x = given.x.get() as usize;
        let y = given.y.get() as u64;
        let mut r: usize = y as usize * y as usize;
        for v1 in [r as u64 * 0x7bb73963, y + r as u64, x as u64] {
            r -= x as usize + x as i8 as usize;
        }
        let mut v2 = r as u32 >> 2;
        #[bound(20)]
        while v2 > 3 {
            v2 >>= 1;
            r |= x.wrapping_add(x >> 0);
        }
        given.result = U64Be::new(((r as u64 ^ v2 as u64) + x as u64) ^ y);
        Some(XdpAction::Pass)
    }

    #[global]
    fn f76(x: usize, y: i16) -> u64 {
        let mut r: usize = x ^ y as usize;
        let v1: u16 = match y as u32 & r as u32 {
            0 | 7 => larger(y as u16, y as u16),
            1..=60 => !(x as u16),
            k if k > 90 => r as u16 & 69,
            k @ 61..70 => k as u16,
            _ => r as u16 * y as u16,
        };
        for v2 in [y as u8 + v1 as u8, x as u8, v1 as u8] {
            r &= r + r | x & r;
        }
        for v3 in [y as isize >> 7, (r as isize).wrapping_sub(41), y as isize] {
            r = larger(x, 19) + (r & x);
        }
        if let Some(mut v4) = TABLE.get(&((y as u16 as u32) & 15)) {
            *v4 ^= y as u64 - r as u64;
        }
        ((r as u64 ^ v1 as u64) + x as u64) ^ y as u64
    }

    #[xdp(default = Aborted)]
    pub fn p76(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f76(given.x.get() as usize, given.y.get() as i16);
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    #[xdp(default = Aborted)]
    pub fn p77(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let x = given.x.get() as i16;
        let y = given.y.get() as u16;
        let mut r: i16 = larger(x, y as i16);
        let mut v1: i16 = if y | 115 > y << r as u32 { r / x } else { x | 97 };
        let v2 = TABLE.remove(&((r as u32 - 120) & 15)) as u32;
        let mut v3: u8 = v2 as u8 ^ r as u8;
        let v4: i16 = if !(y as i8 == v2 as i8) { r as u8 as i16 } else { r << y as u32 };
        given.result = U64Be::new((((r as u64 ^ v4 as u64) + v3 as u64) ^ v2 as u64) + v1 as u64);
        Some(XdpAction::Pass)
    }

    fn f78(x: usize, y: u16) -> Option<u64> {
        let mut r: usize = y as usize * y as usize;
        let mut v1 = Pair { wide: y as u64 ^ x as u64, left: x as u32 >> 0, right: -95 };
        v1.turn((y as u32).wrapping_sub(r as u32));
        let v2: u64 = v1.sum();
        'outer: for v3 in 0..=1i32 {
            for v4 in 0..4u8 {
                if half(r as u64).is_some() {
                    break 'outer;
                }
                r ^= r.wrapping_add(x & r);
                if v2 as i32 > y as i32 {
                    break;
                }
            }
            r |= (r ^ x) + !r;
        }
        Some(((r as u64 ^ v2) + x as u64) ^ y as u64)
    }

    #[xdp(default = Aborted)]
    pub fn p78(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f78(given.x.get() as usize, given.y.get() as u16)?;
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }

    fn f79(x: i64, y: i32) -> u64 {
        let mut r: i64 = y as i64 * x;
        let v1: u16 = match color(larger(y as u64, x as u64)) {
            Color::Red => r as u16 + x as u16,
            Color::Green if half(x as u64).is_some() => !(y as u16),
            one => one as u32 as u16,
        };
        for v2 in 0..3u8 {
            if r as isize != r as isize {
                continue;
            }
            let v3: usize = match color(mixed(52, y as u32) as u64) {
                Color::Red => (r as usize).wrapping_add(v1 as usize),
                Color::Green if x != r => r as usize - x as usize,
                one => one as u32 as usize,
            };
        }
        let mut v4: i32 = scattered(x | r, y as u64 + 69) as u16 as i32;
        if color(x as u64 - y as u64) == Color::Red {
            let v5: i32 = match color(y as u64 & 0) {
                Color::Red => x as i32 & -14,
                Color::Green if (v4 as u64) <= y as u64 => y + i32::MIN,
                one => one as u32 as i32,
            };
        }
        (((r as u64 ^ v4 as u64) + v1 as u64) ^ x as u64) + y as u64
    }

    #[xdp(default = Aborted)]
    pub fn p79(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let given = packet.parse::<Given>()?;
        let result = f79(given.x.get() as i64, given.y.get() as i32);
        given.result = U64Be::new(result);
        Some(XdpAction::Pass)
    }
}
