//! Random changes while a walk goes on, beside a model.

use crate::world::World;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use skep::prelude::*;
use skep_harness::Outcome;
use std::collections::{BTreeMap, BTreeSet};

/// What is done between two entries.
#[derive(Clone, Debug)]
enum Change {
    Insert(u16, u64),
    Remove(u16),
    /// Nothing for so many entries.
    Go(u8),
}

fn change() -> impl Strategy<Value = Change> {
    let key = 0..600_u16;
    prop_oneof![
        (key.clone(), any::<u64>()).prop_map(|(key, value)| Change::Insert(key, value)),
        key.prop_map(Change::Remove),
        any::<u8>().prop_map(Change::Go),
    ]
}

/// Of what was there all the time, everything is seen; of what was never there, nothing; and nothing twice that was not put in again.
pub(crate) fn walks(world: &World) -> Outcome {
    let start = proptest::collection::btree_map(0..600_u16, any::<u64>(), 0..400);
    let changes = proptest::collection::vec(change(), 0..60);
    let mut runner = TestRunner::new(Config { cases: 64, failure_persistence: None, ..Config::default() });
    let result = runner.run(&(start, changes), |(start, changes)| {
        let map = HashMap::<u16, u64>::create(&world.kernel, "MODEL", 1024).unwrap();
        start.iter().for_each(|(key, value)| map.insert(key, value).unwrap());
        let mut model: BTreeMap<u16, BTreeSet<u64>> =
            start.iter().map(|(key, value)| (*key, BTreeSet::from([*value]))).collect();
        let mut always: BTreeSet<u16> = start.keys().copied().collect();
        let (mut again, mut seen) = (BTreeSet::new(), BTreeSet::new());
        let (mut changes, mut wait) = (changes.into_iter(), 0);
        for entry in map.iter() {
            let (key, value) = entry.unwrap();
            prop_assert!(seen.insert(key) || again.contains(&key), "{key} is seen twice");
            prop_assert!(model.get(&key).is_some_and(|values| values.contains(&value)), "{key}: {value}");
            while wait == 0 {
                match changes.next() {
                    Some(Change::Insert(key, value)) => {
                        map.insert(&key, &value).unwrap();
                        model.entry(key).or_default().insert(value);
                        again.insert(key);
                    }
                    Some(Change::Remove(key)) => {
                        map.remove(&key).unwrap();
                        always.remove(&key);
                    }
                    Some(Change::Go(count)) => wait = u32::from(count) + 1,
                    None => wait = u32::MAX,
                }
            }
            wait -= 1;
        }
        prop_assert!(always.is_subset(&seen), "not seen: {:?}", always.difference(&seen).collect::<Vec<_>>());
        Ok(())
    });
    result.map_err(|error| error.to_string().into())
}
