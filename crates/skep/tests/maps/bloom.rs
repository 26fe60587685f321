//! Bloom filters.

use crate::both::Both;
use crate::world::World;
use skep::prelude::*;
use skep::uapi::MapFlags;
use skep::uapi::kernel::MapCreate;
use skep_harness::Outcome;

pub(crate) fn asked(world: &World) -> Outcome {
    let kernel = &world.kernel;
    let seen = BloomFilter::<u64>::create(kernel, "SEEN", 1000)?;
    assert_eq!(seen.hash_functions(), 5);
    assert!(!seen.contains(&0)?, "it is empty");
    for number in 0..1000_u64 {
        seen.push(&number)?;
    }
    for number in 0..1000_u64 {
        assert!(seen.contains(&number)?, "{number} was put in");
    }
    // With the kernel's number of bits (2048 here), about one of 20 of the others seems to be in.
    let mut wrong = 0;
    for number in 10_000..14_000_u64 {
        wrong += u32::from(seen.contains(&number)?);
    }
    assert!((20..1200).contains(&wrong), "{wrong} of 4000");
    let more = Map::create(kernel, &BloomFilter::<u64>::spec_with_hash_functions("MORE", 1000, 15))?;
    let more = BloomFilter::<u64>::new(more)?;
    assert_eq!(more.hash_functions(), 15);
    (0..1000_u64).try_for_each(|number| more.push(&number))?;
    let mut less_wrong = 0;
    for number in 10_000..14_000_u64 {
        less_wrong += u32::from(more.contains(&number)?);
    }
    assert!(less_wrong < wrong / 4, "{less_wrong} with 15 hash functions, {wrong} with 5");
    for functions in [0, 16] {
        let spec = BloomFilter::<u64>::spec_with_hash_functions("MORE", 1000, functions);
        let error = Map::create(kernel, &spec).unwrap_err().to_string();
        assert!(
            error.contains("extra is") && error.contains("the number of hash functions, 1 to 15"),
            "{error}"
        );
    }
    let error =
        Map::create(kernel, &MapSpec { key_size: 4, ..BloomFilter::<u64>::spec("KEYS", 8) }).unwrap_err();
    assert!(error.to_string().contains("key_size is 4"), "{error}");
    Ok(())
}

#[cfg(feature = "language")]
#[skep::bpf]
mod guard {
    use skep::bpf::*;

    #[map]
    pub(super) static SEEN: BloomFilter<u32> = BloomFilter::with_max_entries(64);

    /// The packet's second word is looked for; what is not there is put in if the first word is not 0.
    #[xdp(default = Aborted)]
    fn asks(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let puts = packet.at::<U32Be>(0)?.get();
        let value = packet.at::<U32Be>(4)?.get();
        if SEEN.contains(value) {
            return Some(XdpAction::Drop);
        }
        if puts != 0 {
            SEEN.push(value);
        }
        Some(XdpAction::Pass)
    }
}

#[cfg(feature = "language")]
pub(crate) fn asked_by_programs(world: &World) -> Outcome {
    let guard = guard::load(&world.kernel)?;
    let run = |puts: u32, value: u32| {
        let mut packet = [puts.to_be_bytes(), value.to_be_bytes()].concat();
        packet.resize(64, 0);
        guard.asks.test_run(&TestRun::new().packet(&packet)).map(|output| output.result)
    };
    let (drop, pass) = (1, 2);
    assert_eq!((run(0, 7)?, run(1, 7)?, run(0, 7)?, run(0, 8)?), (pass, pass, drop, pass));
    assert!(guard.SEEN.contains(&7)? && !guard.SEEN.contains(&8)?);
    guard.SEEN.push(&8)?;
    assert_eq!(run(0, 8)?, drop);
    Ok(())
}

pub(crate) fn alike() -> Outcome {
    let mut both = Both::new()?;
    let plain =
        MapCreate { map_type: MapType::BLOOM_FILTER, value_size: 8, max_entries: 16, ..MapCreate::default() };
    for key_size in [0, 4] {
        for value_size in [0, 1, 7, 8, 1 << 22, (1 << 22) + 1] {
            for max_entries in [0, 1, 100] {
                for flags in [0, 1, 0x40, 0x400] {
                    for extra in [0, 1, 15, 16, u64::MAX] {
                        let flags = MapFlags(flags);
                        let what = format!("a filter {key_size} {value_size} {max_entries} {flags} {extra}");
                        let request = MapCreate { key_size, value_size, max_entries, flags, extra, ..plain };
                        both.create(&what, &request);
                    }
                }
            }
        }
    }
    let filter = both.create("a filter", &plain).unwrap();
    for value in [[1; 8], [2; 8]] {
        for flags in [0, 1, 2, 3, 4, 8] {
            both.update("a filter", &filter, &[], &value, flags);
            both.look_up("a filter", &filter, &[], 8);
        }
        both.update("a filter", &filter, &[], &value[..4], 0);
    }
    both.update("a filter", &filter, &[0; 4], &[0; 8], 0);
    both.take("a filter", &filter, &[], 8);
    both.delete("a filter", &filter, &[]);
    both.next_key("a filter", &filter, None, 0);
    // Only filters and arenas take more than all others.
    for (map_type, key_size, value_size) in
        [(MapType::HASH, 4, 4), (MapType::ARRAY, 4, 4), (MapType::QUEUE, 0, 4)]
    {
        let request =
            MapCreate { map_type, key_size, value_size, max_entries: 1, extra: 1, ..MapCreate::default() };
        both.create(&format!("{map_type} with more"), &request);
    }
    assert!(both.compared > 700, "{}", both.compared);
    Ok(())
}
