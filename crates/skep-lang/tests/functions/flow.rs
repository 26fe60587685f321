//! Control flow: `match`, every kind of loop, labels, `?`, blocks as values.

use skep::bpf::value;

#[value]
#[derive(PartialEq, Debug)]
#[repr(u32)]
pub(crate) enum Action {
    Drop = 1,
    Pass = 2,
}

#[skep::bpf]
pub(crate) fn half(n: u32) -> Option<u32> {
    if n % 2 == 1 { None } else { Some(n / 2) }
}
#[skep::bpf]
pub(crate) fn quarter(n: u32) -> Option<u32> {
    let h = half(n)?;
    let Some(q) = half(h) else { return Some(0) };
    Some(q)
}
#[skep::bpf]
pub(crate) fn classify(n: u32, a: Action) -> u32 {
    const LIMIT: u32 = 90;
    let x = match n {
        0 => 10,
        1 | 2 => 20,
        3..=9 if n != 5 => 30,
        k @ 10..20 => k,
        LIMIT => return 1,
        _ => 40,
    };
    let y = match a {
        Action::Drop => 1,
        Action::Pass => 2,
    };
    let z = match (half(n), a) {
        (Some(4), _) => 100,
        (Some(h), Action::Drop) => h,
        _ => 0,
    };
    x + y + z
}
#[skep::bpf]
pub(crate) fn loops(n: u32) -> u32 {
    let mut sum = 0;
    #[bound(100)]
    'outer: for i in 0..n {
        if i == 3 {
            continue;
        }
        #[bound(9)]
        for j in 0..=i {
            if j > 7 {
                continue 'outer;
            }
            if sum > 1000 {
                break 'outer;
            }
            sum += j;
        }
    }
    for x in [3u32, 5, 7] {
        sum += x;
    }
    let mut k = n;
    #[bound(64)]
    while let Some(h) = half(k)
        && h > 0
    {
        k = h;
    }
    let found = #[bound(10)]
    loop {
        k += 1;
        if k % 7 == 0 {
            break k;
        }
    };
    let b = 'done: {
        if found > 50 || sum == 0 && k != 9 {
            break 'done 1;
        }
        2
    };
    sum + found + b
}
