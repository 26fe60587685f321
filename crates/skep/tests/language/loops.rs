//! Loops of many turns: what the kernel counts, by each of its means, does what the loop does natively.

use crate::world::World;
use skep::prelude::*;
use skep::uapi::{Target, TargetEndian, Version};
use skep_harness::Outcome;

#[skep::bpf(license = "GPL")]
mod loops {
    use skep::bpf::*;

    /// Limits, by number.
    #[map]
    pub static LIMITS: Array<u64> = Array::with_length(4);
    /// What was found.
    #[map]
    pub static FOUND: HashMap<u32, u64> = HashMap::with_max_entries(64);

    /// How many steps lead from a number to 1, as Collatz had it.
    pub(super) fn collatz(number: u32) -> u32 {
        let mut number = number;
        let mut steps = 0;
        #[bound(20_000)]
        while number != 1 {
            if number & 1 == 0 {
                number /= 2;
            } else {
                number = number * 3 + 1;
            }
            steps += 1;
        }
        steps
    }

    /// The first divisor from 2 on, and how far it went, in the upper half.
    pub(super) fn divisor(number: u32) -> u64 {
        let mut candidate = 1u64;
        let found = #[bound(100_000)]
        loop {
            candidate += 1;
            let rest = number as u64 % candidate;
            if rest == 0 {
                break candidate;
            }
            if candidate * candidate > number as u64 {
                break number as u64;
            }
        };
        candidate << 32 | found
    }

    /// Two numbers from 1 on whose product is this one, the lower first; a loop in a loop, which are left in four ways.
    pub(super) fn factors(product: u32) -> Option<u64> {
        let mut seen = [0u32; 8];
        let mut low = 2u32;
        #[bound(30_000)]
        'low: while low < product {
            let mut high = low;
            #[bound(30_000)]
            loop {
                if low * high == product {
                    return Some((low as u64) << 32 | high as u64);
                }
                if low * high > product {
                    seen[(high & 7) as usize] += 1;
                    low += 1;
                    continue 'low;
                }
                if high > 150 {
                    break 'low;
                }
                high += 1;
            }
        }
        if seen[3] > 100 { None } else { Some(seen[3] as u64) }
    }

    #[socket_filter]
    fn steps(ctx: &Skb) -> u32 {
        collatz(ctx.len())
    }

    #[socket_filter(default = 7)]
    fn divides(ctx: &Skb) -> Option<u32> {
        // A pointer from before the loop is there behind it.
        let limit = LIMITS.get(1)?;
        let divisor = divisor(ctx.len());
        let mut turns = 0u64;
        #[bound(50_000)]
        while turns < *limit {
            turns += 3;
        }
        FOUND.insert(ctx.len(), turns << 48 | divisor);
        Some((divisor & 0xFFFF) as u32)
    }

    #[socket_filter(default = 9)]
    fn parts(ctx: &Skb) -> Option<u32> {
        let found = factors(ctx.len())?;
        FOUND.insert(ctx.len(), found);
        Some(1)
    }

    /// Goes on until it has had enough, which is always too late.
    #[socket_filter(default = 13)]
    fn too_many(ctx: &Skb) -> u32 {
        let mut number = ctx.len() as u64;
        #[bound(40_000)]
        while number != 0 {
            number += 2;
            number |= 1;
        }
        1
    }
}

/// The kernel's own target, and that without means to count turns, one after another.
fn targets(kernel: &Kernel) -> [(&'static str, Target); 2] {
    let own = kernel.target();
    let by_helper = Target { may_goto: false, ..own.clone() };
    [("may_goto", own), ("bpf_loop", by_helper)]
}

pub(crate) fn loops_of_many_turns_do_as_natively(world: &World) -> Outcome {
    world.needs(Version::new(6, 9), "`may_goto`")?;
    for (means, target) in targets(&world.kernel) {
        let object = loops::spec(&target)?.load(&world.kernel)?;
        object.map::<Array<u64>>("LIMITS")?.set(1, &1000)?;
        let found: HashMap<u32, u64> = object.map("FOUND")?;
        for length in [1, 2, 3, 7, 13, 27, 97, 113, 128, 169, 221, 703, 1021] {
            // The header is taken off.
            let run = |name: &str| {
                let packet = vec![0; length + 14];
                Ok::<_, Error>(object.program(name)?.test_run(&TestRun::new().packet(&packet))?.result)
            };
            let number = u32::try_from(length).unwrap();
            let at = format!("{number} by {means}");
            assert_eq!(run("steps")?, loops::collatz(number), "{at}");
            let divisor = loops::divisor(number);
            assert_eq!(u64::from(run("divides")?), divisor & 0xFFFF, "{at}");
            assert_eq!(found.get(&number)?, Some(1002 << 48 | divisor), "{at}");
            let factors = loops::factors(number);
            assert_eq!(run("parts")?, if factors.is_some() { 1 } else { 9 }, "{at}");
            if let Some(factors) = factors {
                assert_eq!(found.get(&number)?, Some(factors), "{at}");
            }
            assert_eq!(run("too_many")?, 13, "{at}");
        }
    }
    Ok(())
}

pub(crate) fn loops_that_nothing_counts_are_refused() -> Outcome {
    let target = Target::of_version(Version::new(5, 15), TargetEndian::Little);
    let error = loops::spec(&target).unwrap_err().to_string();
    assert_eq!(
        error,
        "checking `loops`: crates/skep/tests/language/loops.rs:38:9: `divides`: a loop of up to 100000 turns, which are more \
         than the verifier walks through, and so counted by the kernel (`bpf_loop`, or `may_goto`, since 6.9), is in Linux \
         since 5.17, and not in the target\n    | let found = #[bound(100_000)]\n    called at \
         crates/skep/tests/language/loops.rs:87:23\ncrates/skep/tests/language/loops.rs:57:21: `parts`: a loop of up to 30000 \
         turns, which are more than the verifier walks through, and so counted by the kernel (`bpf_loop`, or `may_goto`, since \
         6.9), is in Linux since 5.17, and not in the target\n    | 'low: while low < product {\n    called at \
         crates/skep/tests/language/loops.rs:99:21",
        "{error}"
    );
    Ok(())
}
