//! The kernel's helpers, each as a function: the kernel's name without `bpf_`, its arguments in their order.
//!
//! The size of memory is that of its type, and is not handed; `()` is null. A helper that the program reaching it may not call is
//! refused when the program is staged. Natively the thread's [`World`](super::World) gives what it was told to
//! ([`World::answer`](super::World::answer)).

mod argument;
mod call;
mod elsewhere;
mod kept;
mod raw;
mod socket;

pub use argument::{
    Address, Answered, Context, ContextOrNothing, Handed, HelperMap, MemoryOrNothing, ProgramContext,
    ProgramContextRef, PtrOrNothing, StagedMap, context,
};
pub use call::{Call, Native};
pub use elsewhere::{ELSEWHERE, WITHOUT};
pub use kept::{Dynptr, RingDynptr, bpf_spin_lock, bpf_timer};
pub use raw::*;
pub use socket::{Socket, SocketLike, SocketRef};

#[cfg(test)]
#[allow(clippy::print_stdout, reason = "the tests print what they count")]
mod tests {
    use super::{CALLABLE, ELSEWHERE, WITHOUT};
    use skep_uapi::Helper;

    #[test]
    fn every_helper_can_be_called_or_the_reason_is_named() {
        let with_form = CALLABLE.iter().chain(ELSEWHERE.iter().map(|(helper, _)| helper));
        let mut found: Vec<Helper> =
            with_form.chain(WITHOUT.iter().flat_map(|(helpers, _)| *helpers)).copied().collect();
        found.sort();
        let all: Vec<Helper> = Helper::ALL.iter().copied().filter(|helper| helper.0 != 0).collect();
        let missing: Vec<_> = all.iter().filter(|helper| !found.contains(helper)).collect();
        assert!(missing.is_empty(), "neither a function nor a reason: {missing:?}");
        assert_eq!(found, all, "one is named twice");
        let without: usize = WITHOUT.iter().map(|(helpers, _)| helpers.len()).sum();
        println!(
            "{} helpers are functions, {} have another form, {without} have none",
            CALLABLE.len(),
            ELSEWHERE.len()
        );
        for (helpers, why) in WITHOUT {
            println!("{why}: {helpers:?}");
        }
        assert_eq!((CALLABLE.len(), ELSEWHERE.len(), without), (198, 5, 8));
    }
}
