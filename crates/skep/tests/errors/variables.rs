//! Variables that programs and user space share, without a call of the kernel.

use crate::faulty::{When, faulty};
use skep::uapi::Errno;
use skep::{Kernel, TestRun};
use skep_harness::Outcome;

#[skep::bpf(license = "GPL")]
mod counter {
    use skep::bpf::*;

    #[value]
    pub(super) struct Limits {
        pub low: u16,
        pub high: u16,
        pub name: [u8; 5],
        pub _pad: u8,
    }

    #[global]
    pub static SEEN: Global<u64> = Global::new(0);
    #[global]
    pub static BEFORE: Global<u8> = Global::new(3);
    #[global]
    pub static LIMITS: Global<Limits> = Global::new(Limits { low: 1, high: 2, name: [7; 5], _pad: 0 });

    #[socket_filter]
    pub(super) fn count(_ctx: &Skb) -> u32 {
        SEEN.add(1);
        let limits = LIMITS.get_mut();
        u32::from(limits.high) * 100 + u32::from(limits.name[4])
    }
}

pub(crate) fn variables_need_no_call(kernel: &Kernel) -> Outcome {
    let (kernel, faults) = faulty(kernel);
    let counter = counter::load(&kernel)?;
    let run = || counter.count.test_run(&TestRun::new().packet(&[0; 64])).map(|output| output.result);
    assert_eq!(run()?, 207);
    // What is mapped stays mapped: from now on the kernel is not asked.
    faults.fail("map_lookup", .., Errno::EIO, When::Instead);
    let is_mapped = counter.SEEN.get().is_ok();
    if is_mapped {
        faults.fail("map_update", .., Errno::EIO, When::Instead);
    } else {
        faults.none();
    }
    assert_eq!(is_mapped, !kernel.is_simulated(), "the memory of the simulated kernel is its own");
    assert_eq!(counter.SEEN.get()?, 1);
    assert_eq!(run()?, 207);
    assert_eq!(counter.SEEN.get()?, 2);
    counter.LIMITS.set(&counter::Limits { low: 5, high: 9, name: *b"names", _pad: 0 })?;
    counter.BEFORE.set(&200)?;
    assert_eq!(run()?, 900 + u32::from(b's'));
    let limits = counter.LIMITS.get()?;
    assert_eq!((limits.low, limits.high, &limits.name), (5, 9, b"names"));
    assert_eq!((counter.BEFORE.get()?, counter.SEEN.get()?), (200, 3));
    if is_mapped {
        assert_eq!((faults.made("map_lookup"), faults.made("map_update")), (0, 0));
    }
    Ok(())
}
