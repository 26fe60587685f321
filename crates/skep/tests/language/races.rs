//! Programs that several processors run at the same time, interleaved by seeds.

use skep::prelude::*;
use skep::sim::explore;
use skep_harness::{Outcome, Stop};

#[skep::bpf(license = "GPL")]
mod totals {
    use skep::bpf::*;

    #[value]
    pub(super) struct Total {
        pub(super) lock: helper::bpf_spin_lock,
        pub(super) packets: u32,
        pub(super) bytes: u64,
    }

    #[map]
    pub(super) static TOTAL: Array<Total> = Array::with_length(1);

    #[xdp]
    pub(super) fn locked(ctx: &mut Xdp) -> XdpAction {
        let bytes = ctx.len() as u64;
        if let Some(mut total) = TOTAL.get(0) {
            helper::spin_lock(&mut total.lock);
            total.packets += 1;
            total.bytes += bytes;
            helper::spin_unlock(&mut total.lock);
        }
        XdpAction::Pass
    }

    #[xdp]
    pub(super) fn unlocked(ctx: &mut Xdp) -> XdpAction {
        let bytes = ctx.len() as u64;
        if let Some(mut total) = TOTAL.get(0) {
            total.packets += 1;
            total.bytes += bytes;
        }
        XdpAction::Pass
    }
}

pub(crate) fn a_lock_keeps_a_structure_whole() -> Outcome {
    let kernel = Kernel::simulated();
    let loaded = totals::load(&kernel)?;
    let whole = |program: &Program| -> std::result::Result<_, Stop> {
        let link = program.attach_to_interface("sim0", XdpMode::Auto)?;
        let explored = explore(0..300, |seed| {
            let before = loaded.TOTAL.get(0)?.ok_or("the element")?;
            let interleaving = kernel.world().concurrently(seed, |cpus| {
                cpus.on(0).receive("sim0", &[0; 60]).receive("sim0", &[0; 61]);
                cpus.on(2).receive("sim0", &[0; 70]);
                cpus.on(3).receive("sim0", &[0; 80]);
            })?;
            let after = loaded.TOTAL.get(0)?.ok_or("the element")?;
            let counted = (after.packets - before.packets, after.bytes - before.bytes);
            Ok::<_, Stop>(interleaving.expect(counted == (4, 271)))
        })?;
        drop(link);
        Ok(explored)
    };
    let locked = whole(&loaded.locked)?;
    assert_eq!((locked.tried, &locked.found), (300, &None));
    assert!(locked.different > 200, "{locked}");
    let unlocked = whole(&loaded.unlocked)?;
    assert!(unlocked.found.is_some(), "{unlocked}");
    Ok(())
}
