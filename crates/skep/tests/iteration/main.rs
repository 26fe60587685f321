//! Going through the entries of maps, and changing one or many of them.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking, in its helpers too")]

mod batches;
mod models;
mod single;
mod tables;
#[path = "../it/world.rs"]
#[allow(dead_code, reason = "other tests use the rest")]
mod world;

use skep::Reading;
use skep::prelude::*;
use skep_harness::{CountingAllocator, Outcome, Suite};
use std::collections::{BTreeMap, BTreeSet};
use std::net::Ipv4Addr;
use std::process::ExitCode;
use world::{World, host, simulated};

/// For the tests that say something asks for no memory.
#[global_allocator]
static ALLOCATOR: CountingAllocator = CountingAllocator;

fn main() -> ExitCode {
    Suite::new("iteration")
        .twin("batches are read as the kernel reads them", host, simulated, batches::reading)
        .twin("batches change entries up to the first that is refused", host, simulated, batches::changing)
        .twin("every entry of a hash table is seen once", host, simulated, hash_tables)
        .twin("every entry of a table with parts is seen, and folded", host, simulated, per_cpu)
        .twin("arrays are read in order", host, simulated, arrays)
        .twin("prefixes are seen once, whatever is removed meanwhile", host, simulated, tries)
        .twin(
            "what is removed while it goes on is not seen, and nothing twice",
            host,
            simulated,
            removed_meanwhile,
        )
        .twin("what is drained is gone, and what was not given out is put back", host, simulated, drained)
        .twin("entries are kept or removed", host, simulated, retained)
        .twin("many entries are changed with few calls", host, simulated, many)
        .twin("walks do as a model under random changes", host, simulated, models::walks)
        .twin(
            "a hash table is what its model says, also while it is walked through",
            host,
            simulated,
            tables::hash,
        )
        .test("a hash table that is resized is what its model says [host]", || tables::resizable(&host()?))
        .twin("a hash table that makes room has only what its model has", host, simulated, tables::lru)
        .twin(
            "a hash table with a part for each CPU is what its model says",
            host,
            simulated,
            tables::per_cpu_hash,
        )
        .twin("arrays are what their models say", host, simulated, tables::arrays)
        .twin("a trie is what its model says, also while it is walked through", host, simulated, tables::trie)
        .test("single operations ask for no memory, hit and miss alike [host]", single::no_allocation)
        .test("reused parts ask for no memory, however many there are [host]", single::reused_parts)
        .test("a million entries are walked through in less than a mebibyte [host]", single::a_million)
        .test("without batches it goes key by key, and says so", batches::fallback)
        .run()
}

/// A hash table with the numbers up to this one, and their squares.
fn squares(world: &World, count: u32) -> Result<HashMap<u32, u64>> {
    let map = HashMap::create(&world.kernel, "SQUARES", count.next_power_of_two())?;
    let keys: Vec<u32> = (0..count).collect();
    let values: Vec<u64> = keys.iter().map(|key| u64::from(*key).pow(2)).collect();
    assert_eq!(map.insert_many(keys.iter().zip(&values)).all()?, count.into());
    Ok(map)
}

fn hash_tables(world: &World) -> Outcome {
    for count in [0, 1, 7, 100, 20_000] {
        let map = squares(world, count)?;
        let mut entries = map.iter();
        let seen: BTreeMap<u32, u64> = entries.by_ref().collect::<Result<_>>()?;
        assert_eq!(entries.reading(), Reading::Batches);
        assert_eq!(map.iter().count(), count as usize, "none is seen twice");
        assert!(
            seen.len() == count as usize && seen.iter().all(|(key, value)| u64::from(*key).pow(2) == *value)
        );
        let (keys, values): (BTreeSet<u32>, u64) =
            (map.keys().collect::<Result<_>>()?, map.values().sum::<Result<u64>>()?);
        assert_eq!((keys.len(), values), (seen.len(), seen.values().sum()));
        let chunks: Vec<Vec<(u32, u64)>> = map.chunks(30).collect::<Result<_>>()?;
        assert_eq!(chunks.iter().map(Vec::len).sum::<usize>(), seen.len());
        assert!(chunks.iter().rev().skip(1).all(|chunk| chunk.len() == 30));
    }
    Ok(())
}

fn per_cpu(world: &World) -> Outcome {
    let map = PerCpuHashMap::<u32, u64>::create(&world.kernel, "PARTS", 1000)?;
    let mut parts = PerCpu::<u64>::zeroed(&world.kernel)?;
    for key in 0..1000 {
        for (cpu, part) in parts.iter_mut().enumerate() {
            *part = u64::from(key) * 10 + cpu as u64;
        }
        map.insert(&key, &parts)?;
    }
    let cpus = parts.len() as u64;
    let sums: BTreeMap<u32, u64> = map.sums().collect::<Result<_>>()?;
    assert_eq!(sums.len(), 1000);
    assert!(sums.iter().all(|(key, sum)| *sum == u64::from(*key) * 10 * cpus + cpus * (cpus - 1) / 2));
    let largest: BTreeMap<u32, Option<u64>> =
        map.iter().fold_parts(|parts| parts.iter().max().copied()).collect::<Result<_>>()?;
    assert_eq!(largest[&7], Some(70 + cpus - 1));
    assert_eq!(map.keys().count(), 1000);
    assert_eq!(map.retain(|key, _| key % 2 == 0)?, 500);
    let drained: BTreeMap<u32, PerCpu<u64>> = map.drain().collect::<Result<_>>()?;
    assert_eq!((drained.len(), map.iter().count()), (500, 0));
    assert_eq!(drained[&8].get(0), Some(&80));
    let array = PerCpuArray::<u64>::create(&world.kernel, "ARRAY", 5)?;
    array.set(3, &PerCpu::splat(&world.kernel, &4)?)?;
    let sums: Vec<u64> = array.sums().collect::<Result<_>>()?;
    assert_eq!(sums, [0, 0, 0, 4 * cpus, 0]);
    Ok(())
}

fn arrays(world: &World) -> Outcome {
    let array = Array::<u32>::create(&world.kernel, "ARRAY", 5000)?;
    (0..5000).try_for_each(|index| array.set(index, &(index * 3)))?;
    let read: Vec<u32> = array.iter().collect::<Result<_>>()?;
    assert!(read.len() == 5000 && read.iter().enumerate().all(|(index, value)| *value as usize == index * 3));
    Ok(())
}

/// Prefixes of many lengths, some of which begin with others.
fn prefixes() -> impl Iterator<Item = LpmKey<[u8; 4]>> {
    (0..3000_u32).map(|number| {
        let length = 4 + number % 29;
        let address = number.wrapping_mul(0x9e37_79b9) >> (32 - length) << (32 - length);
        LpmKey::from_ipv4(Ipv4Addr::from(address), length)
    })
}

fn tries(world: &World) -> Outcome {
    let trie = LpmTrie::<[u8; 4], u32>::create(&world.kernel, "ROUTES", 4096)?;
    let mut expected = BTreeSet::new();
    for key in prefixes() {
        trie.insert(&key, &1)?;
        expected.insert(format!("{key:?}"));
    }
    let seen: Vec<String> =
        trie.keys().map(|key| key.map(|key| format!("{key:?}"))).collect::<Result<_>>()?;
    assert_eq!(seen.len(), expected.len());
    assert_eq!(seen.iter().cloned().collect::<BTreeSet<_>>(), expected);
    // Every key is removed when it is seen: where the kernel would go on is never there any more.
    let mut twice = BTreeSet::new();
    for entry in trie.iter() {
        let (key, _) = entry?;
        assert!(twice.insert(format!("{key:?}")), "{key:?} is seen twice");
        assert!(trie.remove(&key)?);
    }
    assert_eq!(twice, expected);
    assert_eq!(trie.iter().count(), 0);
    // Others remove what is about to come.
    for key in prefixes() {
        trie.insert(&key, &1)?;
    }
    let all: Vec<LpmKey<[u8; 4]>> = trie.keys().collect::<Result<_>>()?;
    let mut seen = BTreeSet::new();
    for (at, entry) in trie.iter().enumerate() {
        let (key, _) = entry?;
        assert!(seen.insert(format!("{key:?}")), "{key:?} is seen twice");
        for later in all.iter().skip(at * 2 + 1).take(1) {
            trie.remove(later)?;
        }
    }
    assert_eq!(trie.retain(|_, value| *value == 2)?, trie_left(&all, &trie, seen.len())?);
    Ok(())
}

/// How many were left, of which none is now.
fn trie_left(all: &[LpmKey<[u8; 4]>], trie: &LpmTrie<[u8; 4], u32>, seen: usize) -> Result<u64> {
    assert_eq!(trie.iter().count(), 0);
    assert!(seen <= all.len());
    // About every second one was removed before.
    Ok((all.len() - all.len().div_ceil(2)) as u64)
}

fn removed_meanwhile(world: &World) -> Outcome {
    let map = squares(world, 20_000)?;
    let mut seen = BTreeSet::new();
    for entry in map.iter() {
        let (key, _) = entry?;
        assert!(seen.insert(key), "{key} is seen twice");
        // The one that was given out, one that may come, and a new one.
        map.remove(&key)?;
        map.remove(&(key ^ 1))?;
        map.insert(&(key + 100_000), &1)?;
        map.remove(&(key + 100_000))?;
    }
    assert!((10_000..=20_000).contains(&seen.len()), "{}", seen.len());
    assert_eq!(map.iter().count(), 0);
    Ok(())
}

fn drained(world: &World) -> Outcome {
    let map = squares(world, 5000)?;
    let all: BTreeMap<u32, u64> = map.drain().collect::<Result<_>>()?;
    assert_eq!((all.len(), map.iter().count()), (5000, 0));
    let map = squares(world, 5000)?;
    let some: Vec<(u32, u64)> = map.drain().take(10).collect::<Result<_>>()?;
    let left: BTreeMap<u32, u64> = map.iter().collect::<Result<_>>()?;
    assert_eq!((some.len(), left.len()), (10, 4990));
    assert!(some.iter().all(|(key, _)| !left.contains_key(key)));
    Ok(())
}

fn retained(world: &World) -> Outcome {
    let map = squares(world, 3000)?;
    assert_eq!(map.retain(|key, value| key % 3 == 0 && *value < 1_000_000)?, 3000 - 334);
    let left: BTreeSet<u32> = map.keys().collect::<Result<_>>()?;
    assert_eq!(left, (0..1000).filter(|key| key % 3 == 0).collect());
    Ok(())
}

fn many(world: &World) -> Outcome {
    let map = HashMap::<u32, u32>::create(&world.kernel, "MANY", 1500)?;
    let keys: Vec<u32> = (0..1600).collect();
    let inserted = map.insert_many(keys.iter().map(|key| (key, key)));
    assert_eq!((inserted.done, inserted.by), (1500, Reading::Batches));
    assert_eq!(inserted.error.unwrap().kind(), skep::ErrorKind::Full);
    assert_eq!(map.iter().count(), 1500);
    // Every fourth key is not there.
    let wanted: Vec<u32> = (0..2000).filter(|key| key % 4 != 1).collect();
    let removed = map.remove_many(&wanted);
    assert_eq!((removed.done, removed.by), (1125, Reading::Batches));
    assert!(removed.error.is_none());
    assert_eq!(map.get_many(&[0, 1, 2, 5])?, [None, Some(1), None, Some(5)]);
    Ok(())
}
