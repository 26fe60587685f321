//! Variables that programs and user space share, without a call of the kernel.

use skep::scripted::{Fault, Faults, Method};
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
    let faults = Faults::default();
    let kernel = kernel.with_faults(&faults);
    let counter = counter::load(&kernel)?;
    let run = || counter.count.test_run(&TestRun::new().packet(&[0; 64])).map(|output| output.result);
    assert_eq!(run()?, 207);
    // What is mapped stays mapped: from now on the kernel is not asked.
    faults.set([Fault::of(Method::MapLookup).fails(Errno::EIO)]);
    let is_mapped = counter.SEEN.get().is_ok();
    if is_mapped {
        faults.set([Fault::of(Method::MapUpdate).fails(Errno::EIO)]);
    } else {
        faults.clear();
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
        assert_eq!((faults.made(Method::MapLookup), faults.made(Method::MapUpdate)), (0, 0));
    }
    Ok(())
}

#[skep::bpf(license = "GPL")]
mod levels {
    use skep::bpf::*;

    #[map]
    pub static LEVELS: Array<u64> = Array::with_length(600).mapped();

    #[map]
    pub static PORTS: Array<[u8; 5]> = Array::with_length(3).mapped();

    #[socket_filter]
    pub(super) fn count(ctx: &Skb) -> u32 {
        LEVELS.add(ctx.len(), 1);
        let Some(port) = PORTS.get(2) else { return 0 };
        u32::from(port[4])
    }
}

pub(crate) fn mapped_arrays_need_no_call(kernel: &Kernel) -> Outcome {
    let faults = Faults::default();
    let kernel = kernel.with_faults(&faults);
    let loaded = levels::load(&kernel)?;
    // A socket's filter does not see the 14 bytes of the Ethernet header.
    let run = |length: usize| {
        loaded.count.test_run(&TestRun::new().packet(&vec![0; 14 + length])).map(|output| output.result)
    };
    let is_mapped = !kernel.is_simulated();
    if is_mapped {
        let calls = [Method::MapLookup, Method::MapReadBatch, Method::MapNextKey, Method::MapUpdate];
        faults.set(calls.map(|call| Fault::of(call).fails(Errno::EIO)));
    }
    for length in [64, 64, 599, 600] {
        assert_eq!(run(length)?, 0, "{length}");
    }
    assert_eq!((loaded.LEVELS.get(64)?, loaded.LEVELS.get(599)?), (Some(2), Some(1)));
    assert_eq!((loaded.LEVELS.get(598)?, loaded.LEVELS.get(600)?), (Some(0), None));
    // Values of odd sizes are apart by multiples of 8 bytes.
    for (index, text) in (0..).zip([b"abcde", b"hijkl", b"opqrs"]) {
        loaded.PORTS.set(index, text)?;
    }
    assert_eq!(run(64)?, u32::from(b's'));
    assert_eq!(loaded.PORTS.set(3, &[0; 5]).unwrap_err().kind(), skep::ErrorKind::Invalid);
    assert_eq!(loaded.PORTS.iter().collect::<Result<Vec<_>, _>>()?, [*b"abcde", *b"hijkl", *b"opqrs"]);
    let sum: u64 = loaded.LEVELS.iter().sum::<Result<u64, _>>()?;
    assert_eq!(sum, 4);
    if is_mapped {
        assert_eq!((faults.made(Method::MapLookup), faults.made(Method::MapUpdate)), (0, 0));
    }

    // Another who has the map sees the same memory, and one who took it up frozen reads it.
    let other = skep::Array::<u64>::new(loaded.LEVELS.map().clone())?;
    other.set(1, &77)?;
    assert_eq!(loaded.LEVELS.get(1)?, Some(77));
    faults.clear();
    let map = skep::Map::create(&kernel, &skep::Array::<u32>::mapped_spec("FROZEN", 2))?;
    map.freeze()?;
    let frozen = skep::Array::<u32>::new(map)?;
    assert_eq!(frozen.get(1)?, Some(0));
    assert_eq!(frozen.set(0, &6).unwrap_err().kind(), skep::ErrorKind::Permission);
    Ok(())
}

pub(crate) fn missing_is_not_zero() -> Outcome {
    let faults = Faults::default();
    let kernel = Kernel::simulated().with_faults(&faults);
    let counter = counter::load(&kernel)?;
    // A section is an element of an array, which is always there; a kernel that says otherwise has not said that it is zeros.
    let lookup = Fault::of(Method::MapLookup);
    faults.set([lookup.clone().call(1).fails(Errno::ENOENT), lookup.call(2).fails(Errno::ENOENT)]);
    assert_eq!(counter.BEFORE.get().unwrap_err().errno(), Some(Errno::ENOENT));
    assert_eq!(counter.SEEN.set(&9).unwrap_err().errno(), Some(Errno::ENOENT));
    assert_eq!((counter.SEEN.get()?, counter.BEFORE.get()?), (0, 3), "nothing was written over those beside");
    Ok(())
}
