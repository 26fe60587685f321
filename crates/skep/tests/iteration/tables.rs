//! Maps against models: whatever is inserted, removed and walked through, a map holds what its model holds; and a walk, whatever is
//! changed meanwhile, ends, misses nothing that stayed, and gives nothing twice that was not inserted again.

use crate::world::World;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use skep::prelude::*;
use skep::uapi::MapType;
use skep::{ErrorKind, Features, Support};
use skep_harness::{Outcome, skip};
use std::collections::{BTreeMap, BTreeSet};

/// Fewer than there are keys: a table can be full.
const ROOM: u32 = 48;
const KEYS: u8 = 64;

type Model = BTreeMap<u8, u64>;
type Entries<'a> = Box<dyn Iterator<Item = Result<(u8, u64)>> + 'a>;

/// What is done to a table.
#[derive(Clone, Debug)]
enum Step {
    Change(Change),
    Get(u8),
    Take(u8),
    Compare,
    /// Goes through all entries, and makes these changes: each after so many entries were given.
    Walk(BTreeMap<u8, Vec<Change>>),
    /// Inserts these keys.
    Fill(u8, u64),
}

#[derive(Clone, Debug)]
enum Change {
    Insert(u8, u64),
    Remove(u8),
    /// Removes the key that was given last.
    RemoveLast,
    /// Removes every key that was not given yet.
    RemoveRest,
}

fn change() -> impl Strategy<Value = Change> {
    prop_oneof![
        4 => (0..KEYS, any::<u64>()).prop_map(|(key, value)| Change::Insert(key, value)),
        3 => (0..KEYS).prop_map(Change::Remove),
    ]
}

fn change_of_a_walk() -> impl Strategy<Value = Change> {
    prop_oneof![8 => change(), 4 => Just(Change::RemoveLast), 1 => Just(Change::RemoveRest)]
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        6 => change().prop_map(Step::Change),
        2 => (0..KEYS).prop_map(Step::Get),
        1 => (0..KEYS).prop_map(Step::Take),
        1 => Just(Step::Compare),
        3 => proptest::collection::btree_map(0..48_u8, vec(change_of_a_walk(), 1..4), 0..12).prop_map(Step::Walk),
        1 => (0..KEYS, any::<u64>()).prop_map(|(keys, value)| Step::Fill(keys, value)),
    ]
}

/// A table from one byte to numbers, made of a map of some type.
trait Table {
    /// The key that stands for all those that the map takes for the same.
    fn canonical(key: u8) -> u8 {
        key
    }

    /// What a lookup of a key should give.
    fn expected(model: &Model, key: u8) -> Option<u64> {
        model.get(&key).copied()
    }

    /// Whether entries go by themselves.
    const FORGETS: bool = false;

    fn insert(&self, key: u8, value: u64) -> Result<()>;
    fn get(&self, key: u8) -> Result<Option<u64>>;
    fn remove(&self, key: u8) -> Result<bool>;
    /// Nothing if the map cannot.
    fn take(&self, _: u8) -> Option<Result<Option<u64>>> {
        None
    }
    fn entries(&self) -> Entries<'_>;
}

/// A value of so many words is one number, as often; wide ones make a walk read the map in several parts.
fn number<const WIDTH: usize>(value: &[u64; WIDTH]) -> u64 {
    assert_eq!(*value, [value[0]; WIDTH], "a value is torn");
    value[0]
}

impl<const WIDTH: usize> Table for HashMap<u8, [u64; WIDTH]> {
    fn insert(&self, key: u8, value: u64) -> Result<()> {
        Self::insert(self, &key, &[value; WIDTH])
    }

    fn get(&self, key: u8) -> Result<Option<u64>> {
        Ok(Self::get(self, &key)?.map(|value| number(&value)))
    }

    fn remove(&self, key: u8) -> Result<bool> {
        Self::remove(self, &key)
    }

    fn take(&self, key: u8) -> Option<Result<Option<u64>>> {
        Some(Self::take(self, &key).map(|value| value.map(|value| number(&value))))
    }

    fn entries(&self) -> Entries<'_> {
        Box::new(self.iter().map(|entry| entry.map(|(key, value)| (key, number(&value)))))
    }
}

struct Lru<const WIDTH: usize>(HashMap<u8, [u64; WIDTH]>);

impl<const WIDTH: usize> Table for Lru<WIDTH> {
    const FORGETS: bool = true;

    fn insert(&self, key: u8, value: u64) -> Result<()> {
        Table::insert(&self.0, key, value)
    }

    fn get(&self, key: u8) -> Result<Option<u64>> {
        Table::get(&self.0, key)
    }

    fn remove(&self, key: u8) -> Result<bool> {
        Table::remove(&self.0, key)
    }

    fn entries(&self) -> Entries<'_> {
        Table::entries(&self.0)
    }
}

/// A table with parts, each the number of its CPU more than the first, and the kernel they are of.
struct Parts<const WIDTH: usize>(Kernel, PerCpuHashMap<u8, [u64; WIDTH]>);

fn parts_of<const WIDTH: usize>(kernel: &Kernel, value: u64) -> Result<PerCpu<[u64; WIDTH]>> {
    let mut parts = PerCpu::zeroed(kernel)?;
    for (part, cpu) in parts.iter_mut().zip(0_u64..) {
        *part = [value.wrapping_add(cpu); WIDTH];
    }
    Ok(parts)
}

fn number_of_parts<const WIDTH: usize>(parts: &PerCpu<[u64; WIDTH]>) -> u64 {
    let numbers: Vec<u64> = parts.iter().map(number).collect();
    let expected: Vec<u64> = (0_u64..).map(|cpu| numbers[0].wrapping_add(cpu)).take(numbers.len()).collect();
    assert_eq!(numbers, expected, "parts are exchanged");
    numbers[0]
}

impl<const WIDTH: usize> Table for Parts<WIDTH> {
    fn insert(&self, key: u8, value: u64) -> Result<()> {
        self.1.insert(&key, &parts_of(&self.0, value)?)
    }

    fn get(&self, key: u8) -> Result<Option<u64>> {
        Ok(self.1.get(&key)?.map(|parts| number_of_parts(&parts)))
    }

    fn remove(&self, key: u8) -> Result<bool> {
        self.1.remove(&key)
    }

    fn take(&self, key: u8) -> Option<Result<Option<u64>>> {
        Some(self.1.take(&key).map(|parts| parts.map(|parts| number_of_parts(&parts))))
    }

    fn entries(&self) -> Entries<'_> {
        Box::new(self.1.iter().map(|entry| entry.map(|(key, parts)| (key, number_of_parts(&parts)))))
    }
}

/// Prefixes of at most 7 bits: the low three bits of a key are the length, the others the data.
struct Trie<const WIDTH: usize>(LpmTrie<[u8; 4], [u64; WIDTH]>);

fn prefix(key: u8) -> LpmKey<[u8; 4]> {
    LpmKey::new([key & !7, 0, 0, 0], u32::from(key & 7))
}

/// Whether the data of `key` begins with a prefix that is not longer than its own.
fn begins_with(key: u8, prefix: u8) -> bool {
    let (length, differing) = (prefix & 7, (key ^ prefix) & !7);
    length <= key & 7 && differing.leading_zeros() >= u32::from(length)
}

impl<const WIDTH: usize> Table for Trie<WIDTH> {
    fn canonical(key: u8) -> u8 {
        // Of 64 keys, spread over all bits.
        let key = key.wrapping_mul(0x9d) ^ key >> 3;
        let length = key & 7;
        key & !(0xff >> length) & !7 | length
    }

    fn expected(model: &Model, key: u8) -> Option<u64> {
        let found = model.iter().filter(|(prefix, _)| begins_with(key, **prefix));
        found.max_by_key(|(prefix, _)| **prefix & 7).map(|(_, value)| *value)
    }

    fn insert(&self, key: u8, value: u64) -> Result<()> {
        self.0.insert(&prefix(key), &[value; WIDTH])
    }

    fn get(&self, key: u8) -> Result<Option<u64>> {
        Ok(self.0.get(&prefix(key))?.map(|value| number(&value)))
    }

    fn remove(&self, key: u8) -> Result<bool> {
        self.0.remove(&prefix(key))
    }

    fn entries(&self) -> Entries<'_> {
        let key = |key: LpmKey<[u8; 4]>| key.data()[0] | u8::try_from(key.prefix_length()).unwrap();
        Box::new(self.0.iter().map(move |entry| entry.map(|(prefix, value)| (key(prefix), number(&value)))))
    }
}

/// The model of a table, and what happened since a walk began.
#[derive(Default)]
struct State {
    model: Model,
    /// How often each key was put where it was not, counting that it was there at the beginning.
    inserted: BTreeMap<u8, usize>,
    /// The values that each key had.
    values: BTreeMap<u8, BTreeSet<u64>>,
    removed: BTreeSet<u8>,
}

impl State {
    fn insert<T: Table>(&mut self, table: &T, key: u8, value: u64) {
        let key = T::canonical(key);
        let has_room = T::FORGETS || self.model.len() < ROOM as usize || self.model.contains_key(&key);
        match table.insert(key, value) {
            Ok(()) => assert!(has_room),
            Err(error) => {
                assert!(!has_room && error.kind() == ErrorKind::Full, "{error:?}");
                return;
            }
        }
        if T::FORGETS {
            self.forget(table);
        }
        // Whether a table that forgets had it is not known.
        if self.model.insert(key, value).is_none() || T::FORGETS {
            *self.inserted.entry(key).or_default() += 1;
        }
        self.values.entry(key).or_default().insert(value);
        assert_eq!(table.get(key).unwrap(), T::expected(&self.model, key));
    }

    /// Removes of the model what the table removed by itself.
    fn forget<T: Table>(&mut self, table: &T) {
        let found: BTreeSet<u8> = table.entries().map(|entry| entry.unwrap().0).collect();
        self.removed.extend(self.model.keys().filter(|key| !found.contains(key)));
        self.model.retain(|key, _| found.contains(key));
    }

    fn remove<T: Table>(&mut self, table: &T, key: u8) {
        assert_eq!(table.remove(key).unwrap(), self.model.remove(&key).is_some());
        self.removed.insert(key);
        assert_eq!(table.get(key).unwrap(), T::expected(&self.model, key));
    }

    fn compare<T: Table>(&self, table: &T) {
        let mut found = Model::new();
        for entry in table.entries() {
            let (key, value) = entry.unwrap();
            assert_eq!(found.insert(key, value), None, "{key} is given twice");
        }
        assert_eq!(found, self.model);
    }

    fn walk<T: Table>(&mut self, table: &T, changes: &BTreeMap<u8, Vec<Change>>) {
        self.inserted = self.model.keys().map(|&key| (key, 1)).collect();
        self.values = self.model.iter().map(|(&key, &value)| (key, BTreeSet::from([value]))).collect();
        self.removed.clear();
        let stayed: BTreeSet<u8> = self.model.keys().copied().collect();
        let mut given = BTreeMap::<u8, usize>::new();
        let mut last = None;
        let mut entries = table.entries();
        for position in 0.. {
            for change in changes.get(&position).into_iter().flatten() {
                match (change, last) {
                    (Change::Insert(key, value), _) => self.insert(table, *key, *value),
                    (Change::Remove(key), _) => self.remove(table, T::canonical(*key)),
                    (Change::RemoveLast, Some(last)) => self.remove(table, last),
                    (Change::RemoveLast, None) => {}
                    (Change::RemoveRest, _) => {
                        let rest = self.model.keys().filter(|key| !given.contains_key(key));
                        for key in rest.copied().collect::<Vec<u8>>() {
                            self.remove(table, key);
                        }
                    }
                }
            }
            let Some(entry) = entries.next() else { break };
            let (key, value) = entry.unwrap();
            let times = given.entry(key).or_default();
            *times += 1;
            let inserted = self.inserted.get(&key).copied().unwrap_or(0);
            assert!(*times <= inserted, "{key} is given {times} times, and was inserted {inserted} times");
            assert!(self.values[&key].contains(&value), "{key} never had {value}");
            last = Some(key);
        }
        assert!(entries.next().is_none(), "it goes on after its end");
        for key in stayed.difference(&self.removed) {
            assert!(given.contains_key(key), "{key} was there all the time, and is not given");
        }
    }

    fn step<T: Table>(&mut self, table: &T, step: &Step) {
        match step {
            Step::Change(Change::Insert(key, value)) => self.insert(table, *key, *value),
            Step::Change(Change::Remove(key)) => self.remove(table, T::canonical(*key)),
            Step::Change(Change::RemoveLast | Change::RemoveRest) => {}
            Step::Get(key) => {
                let key = T::canonical(*key);
                assert_eq!(table.get(key).unwrap(), T::expected(&self.model, key));
            }
            Step::Take(key) => {
                let key = T::canonical(*key);
                if let Some(taken) = table.take(key) {
                    assert_eq!(taken.unwrap(), self.model.remove(&key));
                }
            }
            Step::Compare => self.compare(table),
            Step::Walk(changes) => self.walk(table, changes),
            Step::Fill(keys, value) => (0..*keys).for_each(|key| self.insert(table, key, *value)),
        }
    }
}

fn runner(cases: u32) -> TestRunner {
    TestRunner::new(Config { cases, failure_persistence: None, ..Config::default() })
}

/// Tries one kind of table.
fn check<T: Table>(make: impl Fn() -> Result<T>) -> Outcome {
    runner(24).run(&vec(step(), 1..40), |steps| {
        let table = make().unwrap();
        let mut state = State::default();
        steps.iter().for_each(|step| state.step(&table, step));
        state.compare(&table);
        Ok(())
    })?;
    Ok(())
}

/// So wide that a few entries are as much as a walk reads at once.
const WIDE: usize = 512;

pub(crate) fn hash(world: &World) -> Outcome {
    check(|| HashMap::<u8, [u64; 1]>::create(&world.kernel, "NARROW", ROOM))?;
    check(|| HashMap::<u8, [u64; WIDE]>::create(&world.kernel, "WIDE", ROOM))
}

/// Of a table that grows and shrinks meanwhile, too.
pub(crate) fn resizable(world: &World) -> Outcome {
    fn table<const WIDTH: usize>(kernel: &Kernel) -> Result<HashMap<u8, [u64; WIDTH]>> {
        Map::create_as(kernel, &HashMap::<u8, [u64; WIDTH]>::resizable_spec("RESIZABLE", ROOM))
    }
    let kernel = &world.kernel;
    if Features::new(kernel).map_type(MapType::RHASH) == Support::No {
        assert!(table::<1>(kernel).is_err());
        return skip("this kernel has no resizable hash tables: they came with one of Linux 7.0 to 7.2");
    }
    check(|| table::<1>(kernel))?;
    check(|| table::<WIDE>(kernel))
}

pub(crate) fn lru(world: &World) -> Outcome {
    check(|| {
        let spec = HashMap::<u8, [u64; WIDE]>::lru_spec("LRU", ROOM);
        Ok(Lru(HashMap::<u8, [u64; WIDE]>::new(Map::create(&world.kernel, &spec)?)?))
    })
}

pub(crate) fn per_cpu_hash(world: &World) -> Outcome {
    let kernel = &world.kernel;
    check(|| Ok(Parts::<1>(kernel.clone(), PerCpuHashMap::create(kernel, "NARROW", ROOM)?)))?;
    check(|| Ok(Parts::<WIDE>(kernel.clone(), PerCpuHashMap::create(kernel, "WIDE", ROOM)?)))
}

pub(crate) fn trie(world: &World) -> Outcome {
    check(|| Ok(Trie::<1>(LpmTrie::create(&world.kernel, "NARROW", ROOM)?)))?;
    check(|| Ok(Trie::<WIDE>(LpmTrie::create(&world.kernel, "WIDE", ROOM)?)))
}

pub(crate) fn arrays(world: &World) -> Outcome {
    const LENGTH: u32 = 40;
    let kernel = &world.kernel;
    let index = || 0..LENGTH + 4;
    // What was never set is zero on each CPU.
    let number_of_parts = |parts: &PerCpu<[u64; WIDE]>| match parts.iter().all(|part| *part == [0; WIDE]) {
        true => 0,
        false => number_of_parts(parts),
    };
    let steps = vec((index(), any::<u64>(), prop::option::of(index())), 1..60);
    runner(24).run(&steps, |steps| {
        let plain = Array::<[u64; WIDE]>::create(kernel, "PLAIN", LENGTH).unwrap();
        let parts = PerCpuArray::<[u64; WIDE]>::create(kernel, "PARTS", LENGTH).unwrap();
        let mut model = vec![0; LENGTH as usize];
        // Each step sets an element; some begin a walk, which goes on by one element a step.
        let mut walk = plain.iter();
        let mut walked = 0;
        for (index, value, begins) in steps {
            let exists = index < LENGTH;
            for set in [plain.set(index, &[value; WIDE]), parts.set(index, &parts_of(kernel, value).unwrap())]
            {
                assert_eq!(
                    set.map_err(|error| error.kind()),
                    if exists { Ok(()) } else { Err(ErrorKind::Invalid) }
                );
            }
            if exists {
                model[index as usize] = value;
            }
            let expected = model.get(index as usize).copied();
            assert_eq!(plain.get(index).unwrap().map(|value| number(&value)), expected);
            assert_eq!(parts.get(index).unwrap().map(|value| number_of_parts(&value)), expected);
            match begins {
                Some(_) => (walk, walked) = (plain.iter(), 0),
                None => walked += usize::from(walk.next().transpose().unwrap().is_some()),
            }
        }
        // It ends after as many elements as there are.
        assert_eq!(walked + walk.count(), LENGTH as usize);
        let found: Vec<u64> = plain.iter().map(|value| number(&value.unwrap())).collect();
        assert_eq!(found, model);
        let found: Vec<u64> = parts.iter().map(|value| number_of_parts(&value.unwrap())).collect();
        assert_eq!(found, model);
        Ok(())
    })?;
    Ok(())
}
