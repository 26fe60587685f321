//! What staging and compiling refuse, word for word: at the place in the source, before a load and in the test of the program.

use skep::prelude::*;
use skep::stage::{Entry, OpenModule};
use skep_harness::Outcome;

#[skep::bpf(license = "GPL")]
mod helper {
    use skep::bpf::*;

    fn sent_on(length: u32) -> u32 {
        redirect(length);
        length
    }

    #[socket_filter]
    pub(super) fn sends(ctx: &Skb) -> u32 {
        sent_on(ctx.len())
    }
}

#[skep::bpf(license = "GPL")]
mod recursion {
    use skep::bpf::*;

    #[inline(never)]
    fn deeper(number: u32) -> u32 {
        if number == 0 { 0 } else { deeper(number - 1) }
    }

    #[socket_filter]
    pub(super) fn recursive(ctx: &Skb) -> u32 {
        deeper(ctx.len())
    }
}

#[skep::bpf(license = "GPL")]
mod stack {
    use skep::bpf::*;

    #[map]
    static BLOCKS: HashMap<[u8; 320], u64> = HashMap::with_max_entries(1);

    #[inline(never)]
    fn hash(seed: u32) -> u32 {
        let mut block = [0u8; 320];
        block[(seed & 255) as usize] = 1;
        BLOCKS.insert(block, 1);
        seed
    }

    #[socket_filter]
    pub(super) fn digest(ctx: &Skb) -> u32 {
        let mut other = [0u8; 320];
        other[(ctx.len() & 255) as usize] = 1;
        BLOCKS.insert(other, 2);
        let length = hash(ctx.len());
        BLOCKS.insert(other, 3);
        length
    }
}

#[skep::bpf(license = "GPL")]
mod endless {
    use skep::bpf::*;

    #[socket_filter]
    pub(super) fn counts(ctx: &Skb) -> u32 {
        let mut length = ctx.len();
        while length > 100 {
            length >>= 1;
        }
        length
    }
}

#[skep::bpf(license = "GPL")]
mod kept {
    use skep::bpf::*;

    #[event]
    pub(super) struct Seen {
        pub length: u32,
    }

    #[map]
    static SEEN: RingBuf<Seen> = RingBuf::with_byte_size(4096);

    #[socket_filter]
    pub(super) fn keeps(ctx: &Skb) -> u32 {
        let Some(mut seen) = SEEN.reserve() else { return 0 };
        seen.length = ctx.len();
        if seen.length > 100 {
            seen.submit();
        }
        1
    }
}

/// What a load says, which the test of the program says as well.
fn check<M: OpenModule, E: Entry>(open: impl Fn() -> M, expected: &str) {
    let kernel = Kernel::simulated();
    let loaded = skep::stage::load(open(), &kernel).err().unwrap().to_string();
    assert_eq!(loaded, expected, "{loaded}");
    let formats = std::collections::BTreeMap::new();
    let object = skep::stage::spec(&open(), &kernel.target(), &formats).err().unwrap().to_string();
    assert_eq!(object, expected);
    let open = open();
    let tested = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| skep::stage::test::<M, E>(&open)));
    let panic = tested.unwrap_err().downcast::<String>().unwrap();
    assert_eq!(*panic, format!("`{}` cannot be made: {expected}", E::NAME));
}

pub(crate) fn refusals_are_told_at_their_place() -> Outcome {
    check::<_, helper::sends>(
        helper::open,
        "checking `helper`: crates/skep/tests/language/refusals.rs:12:9: `bpf_redirect` cannot be called in `sends`, a \
         program of type socket_filter: only in those of type sched_cls, sched_act, xdp, lwt_xmit\n    | redirect(length);\n    called at \
         crates/skep/tests/language/refusals.rs:18:9",
    );
    check::<_, recursion::recursive>(
        recursion::open,
        "checking `recursion`: crates/skep/tests/language/refusals.rs:28:37: `deeper` calls itself; a BPF program cannot \
         recurse: write a loop\n    | if number == 0 { 0 } else { deeper(number - 1) }\n    called at \
         crates/skep/tests/language/refusals.rs:33:9",
    );
    check::<_, stack::digest>(
        stack::open,
        "checking `stack`: crates/skep/tests/language/refusals.rs:54:9: the stack is too large: 1600 bytes of 512 that there \
         are: `digest` with 960 (other 320, array 320, array 320, array 320, array 320, u64 8, u64 8), which calls `hash` at \
         crates/skep/tests/language/refusals.rs:46:9 with 640 (block 320, array 320, array 320, u64 8); put large variables \
         into a map or a global variable\n    | let mut other = [0u8; 320];",
    );
    check::<_, endless::counts>(
        endless::open,
        "checking `endless`: crates/skep/tests/language/refusals.rs:70:9: a loop whose turns cannot be counted beforehand \
         says how many there are at most: write `#[bound(64)]` before it\n    | while length > 100 {",
    );
    check::<_, kept::keeps>(
        kept::open,
        "checking `kept`: crates/skep/tests/language/refusals.rs:91:35: what is reserved here is neither submitted nor \
         discarded on some path: call `submit` or `discard` on each\n    | let Some(mut seen) = SEEN.reserve() else { return \
         0 };",
    );
    Ok(())
}
