//! Random operations on maps of every type that both kernels have: each answer, each value and what is left is the same on both.

use crate::both::{Both, Maps};
use crate::world;
use skep::prelude::*;
use skep::uapi::kernel::{MapCreate, ReadBatch};
use skep::uapi::{Errno, MapFlags, UpdateFlags, Version};
use skep_harness::{Outcome, Stop, skip};
use std::collections::BTreeMap;
use std::io::Write as _;

/// How many sequences there are in a usual run, the same ones each time. `SKEP_SEQUENCES` says how many others there are to be instead.
const SEQUENCES: u64 = 600;

/// Numbers that are the same each time (SplitMix64).
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ mixed >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ mixed >> 31
    }

    fn below(&mut self, end: u64) -> u64 {
        self.next() % end
    }

    fn small(&mut self, end: u32) -> u32 {
        u32::try_from(self.below(end.into())).unwrap()
    }

    fn one_of<T: Copy>(&mut self, all: &[T]) -> T {
        all[usize::try_from(self.below(all.len() as u64)).unwrap()]
    }

    fn is_rare(&mut self) -> bool {
        self.below(8) == 0
    }

    fn bytes(&mut self, count: usize) -> Vec<u8> {
        (0..count).map(|_| self.next().to_le_bytes()[0]).collect()
    }
}

/// The types that are compared here. Those whose entries are programs, interfaces, sockets, stacks or belong to something are compared
/// by tests of their own.
const TYPES: [MapType; 13] = [
    MapType::HASH,
    MapType::ARRAY,
    MapType::PERCPU_HASH,
    MapType::PERCPU_ARRAY,
    MapType::LRU_HASH,
    MapType::LRU_PERCPU_HASH,
    MapType::LPM_TRIE,
    MapType::QUEUE,
    MapType::STACK,
    MapType::BLOOM_FILTER,
    MapType::ARRAY_OF_MAPS,
    MapType::HASH_OF_MAPS,
    MapType::RINGBUF,
];

/// A map as it was made.
#[derive(Clone, Copy, Debug)]
struct Shape {
    map_type: MapType,
    key_size: usize,
    /// What is read and written of a key's value.
    value_size: usize,
    max_entries: u32,
}

impl Shape {
    fn is(&self, types: &[MapType]) -> bool {
        types.contains(&self.map_type)
    }

    fn has_maps(&self) -> bool {
        self.is(&[MapType::ARRAY_OF_MAPS, MapType::HASH_OF_MAPS])
    }

    /// Whether keys have an order that both kernels must have.
    fn is_ordered(&self) -> bool {
        self.is(&[MapType::ARRAY, MapType::PERCPU_ARRAY, MapType::ARRAY_OF_MAPS, MapType::LPM_TRIE])
    }
}

/// What was done, and what was said.
struct Sequence<'b> {
    both: &'b mut Both,
    random: Random,
    cpus: usize,
    inner: &'b Maps,
    operations: u32,
    /// How many of the answers were refusals, by their number.
    refusals: &'b mut BTreeMap<Errno, u32>,
}

impl Sequence<'_> {
    /// What a map is asked to be: right in most cases.
    fn request(&mut self, map_type: MapType) -> MapCreate<'static> {
        let random = &mut self.random;
        let (key, value, flags) = match map_type {
            MapType::ARRAY | MapType::PERCPU_ARRAY => (4, random.one_of(&[1, 4, 8, 12, 100]), 0),
            MapType::ARRAY_OF_MAPS => (4, 4, 0),
            MapType::HASH_OF_MAPS => (random.one_of(&[1, 4, 6]), 4, 0),
            MapType::LPM_TRIE => (random.one_of(&[5, 8, 20]), random.one_of(&[1, 4, 8]), NO_PREALLOC),
            MapType::QUEUE | MapType::STACK | MapType::BLOOM_FILTER => (0, random.one_of(&[1, 4, 8, 12]), 0),
            MapType::RINGBUF => (0, 0, 0),
            MapType::HASH | MapType::PERCPU_HASH => (
                random.one_of(&[1, 2, 4, 8, 13]),
                random.one_of(&[1, 4, 8, 12, 100]),
                random.one_of(&[0, NO_PREALLOC]),
            ),
            _ => (random.one_of(&[1, 4, 8]), random.one_of(&[1, 4, 8, 12]), 0),
        };
        let mut entries = match map_type {
            MapType::RINGBUF => 1 << 16,
            MapType::LRU_HASH | MapType::LRU_PERCPU_HASH => 4096,
            _ => random.one_of(&[1, 2, 5, 8, 16]),
        };
        let (mut key_size, mut value_size, mut flags) = (key, value, MapFlags(flags));
        // Sometimes something is wrong with it.
        match random.below(40) {
            0 => key_size = random.small(5),
            1 => value_size = random.small(3),
            // Of a full table that makes room nobody says which entry is thrown out.
            2 => entries = if entries == 4096 { 0 } else { random.one_of(&[0, 3]) },
            3 => flags = MapFlags(1 << random.below(19) & !NOT_SIMULATED),
            4 => flags = MapFlags(flags.0 | random.one_of(&[ZERO_SEED, NUMA_NODE])),
            _ => {}
        }
        let extra = if map_type == MapType::BLOOM_FILTER { random.below(18) } else { 0 };
        MapCreate {
            map_type,
            name: "RANDOM",
            key_size,
            value_size,
            max_entries: entries,
            flags,
            extra,
            ..MapCreate::default()
        }
    }

    /// A key of few, so that they meet.
    fn key(&mut self, shape: &Shape) -> Vec<u8> {
        let range = shape.max_entries.min(20) + 3;
        let number = self.random.small(range);
        if shape.map_type == MapType::LPM_TRIE {
            let bits = u32::try_from((shape.key_size - 4) * 8).unwrap();
            let length =
                if self.random.is_rare() { self.random.small(bits + 9) } else { self.random.small(bits + 1) };
            let mut data = vec![0; shape.key_size - 4];
            data[0] = u8::try_from(number % 3 * 0x55).unwrap();
            return [length.to_ne_bytes().to_vec(), data].concat();
        }
        let mut key = number.to_ne_bytes().to_vec();
        key.resize(shape.key_size, 0);
        if cfg!(target_endian = "big") && shape.key_size < 4 {
            key.fill(u8::try_from(number).unwrap());
        }
        key
    }

    /// The flags of an update, most of which are known.
    fn flags(&mut self) -> UpdateFlags {
        UpdateFlags(if self.random.is_rare() { self.random.below(20) } else { self.random.below(3) })
    }

    /// Notes and compares what both have said.
    fn said<T: PartialEq + std::fmt::Debug>(
        &mut self,
        what: &str,
        host: Result<T, Errno>,
        simulated: &Result<T, Errno>,
    ) -> Option<T> {
        self.operations += 1;
        if let Err(errno) = host {
            *self.refusals.entry(errno).or_default() += 1;
        }
        self.both.same(what, host, simulated).ok()
    }

    /// One operation.
    fn step(&mut self, shape: &Shape, maps: &Maps) {
        let key = self.key(shape);
        let what = format!("{shape:?}, {key:?}");
        let (host, simulated) = (self.both.host.clone(), self.both.simulated.clone());
        let (host, simulated) = (host.api(), simulated.api());
        match self.random.below(14) {
            0..=4 if shape.has_maps() => {
                let flags = self.flags();
                let one = host.map_update_object(&maps.host, &key, &self.inner.host, flags);
                let other = simulated.map_update_object(&maps.simulated, &key, &self.inner.simulated, flags);
                self.said(&format!("putting a map, {flags:?}, {what}"), one, &other);
            }
            0..=4 => {
                let (value, flags) = (self.random.bytes(shape.value_size), self.flags());
                let one = host.map_update(&maps.host, &key, &value, flags);
                let other = simulated.map_update(&maps.simulated, &key, &value, flags);
                self.said(&format!("updating, {flags:?}, {what}"), one, &other);
            }
            5 | 6 if shape.map_type == MapType::BLOOM_FILTER => self.ask_bloom(shape, maps, &what),
            5 | 6 => {
                let (mut value, mut simulated_value) = (vec![0; shape.value_size], vec![0; shape.value_size]);
                let one = host.map_lookup(&maps.host, &key, &mut value);
                let other = simulated.map_lookup(&maps.simulated, &key, &mut simulated_value);
                if shape.has_maps() {
                    // Each kernel has its own number for the map.
                    (value, simulated_value) = (vec![], vec![]);
                }
                self.said(
                    &format!("looking up, {what}"),
                    one.map(|()| value),
                    &other.map(|()| simulated_value),
                );
            }
            7 | 8 => {
                let one = host.map_delete(&maps.host, &key);
                let other = simulated.map_delete(&maps.simulated, &key);
                self.said(&format!("deleting, {what}"), one, &other);
            }
            9 => {
                let (mut value, mut simulated_value) = (vec![0; shape.value_size], vec![0; shape.value_size]);
                let one = host.map_take(&maps.host, &key, &mut value);
                let other = simulated.map_take(&maps.simulated, &key, &mut simulated_value);
                self.said(&format!("taking, {what}"), one.map(|()| value), &other.map(|()| simulated_value));
            }
            10 => self.next(shape, maps, &key, &what),
            11 => self.update_many(shape, maps, &what),
            12 => self.delete_many(shape, maps, &what),
            _ if self.random.below(40) == 0 => {
                let (one, other) = (host.map_freeze(&maps.host), simulated.map_freeze(&maps.simulated));
                self.said(&format!("freezing, {what}"), one, &other);
            }
            _ => self.read_all(shape, maps, &what),
        }
    }

    /// What was pushed is found; what was not may be.
    fn ask_bloom(&mut self, shape: &Shape, maps: &Maps, what: &str) {
        let value = self.random.bytes(shape.value_size);
        let pushed = [
            self.both.host.api().map_update(&maps.host, &[], &value, UpdateFlags::ANY),
            self.both.simulated.api().map_update(&maps.simulated, &[], &value, UpdateFlags::ANY),
        ];
        if self.said(&format!("pushing, {what}"), pushed[0], &pushed[1]).is_some() {
            let one = self.both.host.api().map_lookup(&maps.host, &[], &mut value.clone());
            let other = self.both.simulated.api().map_lookup(&maps.simulated, &[], &mut value.clone());
            self.said(&format!("asking, {what}"), one, &other);
        }
    }

    /// The next key; of a table without an order, whether there is one.
    fn next(&mut self, shape: &Shape, maps: &Maps, key: &[u8], what: &str) {
        let previous = (self.random.below(3) != 0).then_some(key);
        if previous.is_some() && !shape.is_ordered() {
            return;
        }
        let (mut key, mut simulated_key) = (vec![0; shape.key_size], vec![0; shape.key_size]);
        let one = self.both.host.api().map_next_key(&maps.host, previous, &mut key);
        let other = self.both.simulated.api().map_next_key(&maps.simulated, previous, &mut simulated_key);
        if !shape.is_ordered() {
            (key, simulated_key) = (vec![], vec![]);
        }
        self.said(
            &format!("the key after {previous:?}, {what}"),
            one.map(|()| key),
            &other.map(|()| simulated_key),
        );
    }

    fn update_many(&mut self, shape: &Shape, maps: &Maps, what: &str) {
        if shape.has_maps() || shape.key_size == 0 {
            return;
        }
        let count = 1 + self.random.small(4);
        let keys: Vec<u8> = (0..count).flat_map(|_| self.key(shape)).collect();
        let values = self.random.bytes(shape.value_size * count as usize);
        let flags = if self.random.is_rare() { self.flags() } else { UpdateFlags::ANY };
        let (mut done, mut simulated_done) = (count, count);
        let one = self.both.host.api().map_update_batch(&maps.host, &keys, &values, flags, &mut done);
        let other = self.both.simulated.api().map_update_batch(
            &maps.simulated,
            &keys,
            &values,
            flags,
            &mut simulated_done,
        );
        let what = format!("updating {count}, {flags:?}, {keys:?}, {what}");
        self.said(&what, one, &other);
        if one.is_ok() || is_of_an_entry(one) {
            self.both.same(&what, done, &simulated_done);
        }
    }

    fn delete_many(&mut self, shape: &Shape, maps: &Maps, what: &str) {
        if shape.has_maps() || shape.key_size == 0 {
            return;
        }
        let count = 1 + self.random.small(4);
        let keys: Vec<u8> = (0..count).flat_map(|_| self.key(shape)).collect();
        let (mut done, mut simulated_done) = (count, count);
        let one = self.both.host.api().map_delete_batch(&maps.host, &keys, &mut done);
        let other = self.both.simulated.api().map_delete_batch(&maps.simulated, &keys, &mut simulated_done);
        let what = format!("deleting {count}, {keys:?}, {what}");
        self.said(&what, one, &other);
        if one.is_ok() || is_of_an_entry(one) {
            self.both.same(&what, done, &simulated_done);
        }
    }

    /// All entries at once, in whatever order; sometimes they are taken out.
    fn read_all(&mut self, shape: &Shape, maps: &Maps, what: &str) {
        if shape.has_maps() || shape.key_size == 0 {
            return;
        }
        let takes = self.random.below(4) == 0;
        let (host, simulated) = (self.both.host.clone(), self.both.simulated.clone());
        let read = |api: &dyn skep::uapi::KernelApi, map| {
            let room = (shape.max_entries as usize).min(64);
            let (mut keys, mut values) = (vec![0; shape.key_size * room], vec![0; shape.value_size * room]);
            let mut cursor = vec![0; shape.key_size.max(4)];
            let (keys_room, values_room) = (&mut keys[..], &mut values[..]);
            let mut batch = ReadBatch {
                cursor: &mut cursor,
                is_first: true,
                keys: keys_room,
                values: values_room,
                count: 0,
            };
            let answer =
                if takes { api.map_take_batch(map, &mut batch) } else { api.map_read_batch(map, &mut batch) };
            let count = if answer.is_ok() || answer == Err(Errno::ENOENT) { batch.count as usize } else { 0 };
            let entries: BTreeMap<Vec<u8>, Vec<u8>> = keys
                .chunks(shape.key_size)
                .zip(values.chunks(shape.value_size))
                .take(count)
                .map(|(key, value)| (key.to_vec(), value.to_vec()))
                .collect();
            (answer, entries)
        };
        let (one, other) = (read(host.api(), &maps.host), read(simulated.api(), &maps.simulated));
        self.said(&format!("reading all, {what}"), one.0, &other.0);
        self.both.same(&format!("what was read, {what}"), one.1, &other.1);
    }

    /// Makes a map and does some operations on it.
    fn run(&mut self) -> Result<(), Stop> {
        let map_type = self.random.one_of(&TYPES);
        let request = self.request(map_type);
        let inner = matches!(map_type, MapType::ARRAY_OF_MAPS | MapType::HASH_OF_MAPS).then_some(self.inner);
        let what = format!("{request:?}");
        let Some(maps) = self.both.create_with(&what, &request, inner) else { return Ok(()) };
        let info = self.both.host.api().map_info(&maps.host)?;
        let simulated = self.both.simulated.api().map_info(&maps.simulated)?;
        let fields = [info, simulated].map(|info| {
            (info.map_type, info.key_size, info.value_size, info.max_entries, info.flags, info.extra)
        });
        let [host, simulated] = fields;
        self.both.same(&format!("what is said of {what}"), host, &simulated);
        let parts = [MapType::PERCPU_HASH, MapType::PERCPU_ARRAY, MapType::LRU_PERCPU_HASH];
        let value_size = request.value_size as usize;
        let value_size =
            if parts.contains(&map_type) { value_size.next_multiple_of(8) * self.cpus } else { value_size };
        let (key_size, max_entries) = (request.key_size as usize, request.max_entries);
        let shape = Shape { map_type, key_size, value_size, max_entries };
        for _ in 0..10 + self.random.below(40) {
            self.step(&shape, &maps);
        }
        // What is left.
        if shape.key_size > 0 {
            self.read_all(&shape, &maps, &format!("at the end, {shape:?}"));
        }
        Ok(())
    }
}

/// Whether a batch was broken off at an entry, so that how many there were before it is said.
fn is_of_an_entry(answer: Result<(), Errno>) -> bool {
    matches!(answer, Err(Errno::ENOENT | Errno::EEXIST | Errno::E2BIG | Errno::ENOSPC))
}

const NO_PREALLOC: u32 = MapFlags::NO_PREALLOC.0;
const ZERO_SEED: u32 = MapFlags::ZERO_SEED.0;
const NUMA_NODE: u32 = MapFlags::NUMA_NODE.0;

/// What is known to differ: who may only read or write a map is not simulated, and such a map refused (`EINVAL`).
const NOT_SIMULATED: u32 =
    MapFlags::RDONLY.0 | MapFlags::WRONLY.0 | MapFlags::RDONLY_PROG.0 | MapFlags::WRONLY_PROG.0;

pub(crate) fn alike() -> Outcome {
    let host = world::host()?.kernel;
    let cpus = host.api().possible_cpus()?;
    let simulated = Simulated::new(skep::sim::World::builder().possible_cpus(cpus).build());
    let version = |kernel: &Kernel| kernel.api().release().map(|release| release.parse::<Version>());
    let (here, there) = (version(&host)??, version(&simulated)??);
    if (here.major, here.minor) != (there.major, there.minor) {
        return skip(format!("the simulated kernel answers as Linux {there} does, and this is {here}"));
    }
    let mut both = Both { host, simulated: Kernel::clone(&simulated), compared: 0 };
    let like = MapCreate {
        map_type: MapType::HASH,
        key_size: 4,
        value_size: 4,
        max_entries: 4,
        ..MapCreate::default()
    };
    let inner = both.create("a map for maps", &like).ok_or("no map is made")?;
    let wanted =
        std::env::var_os("SKEP_SEQUENCES").map(|count| count.to_str().unwrap().parse::<u64>().unwrap());
    // Others each time are begun somewhere else.
    let first = if wanted.is_some() { u64::from(std::process::id()) << 32 } else { 0 };
    let sequences = wanted.unwrap_or(SEQUENCES);
    let (mut operations, mut refusals, mut differences) = (0, BTreeMap::new(), Vec::new());
    for seed in first..first + sequences {
        let random = Random(seed);
        let cpus = cpus as usize;
        let mut sequence =
            Sequence { both: &mut both, random, cpus, inner: &inner, operations: 0, refusals: &mut refusals };
        let run = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| sequence.run()));
        operations += u64::from(sequence.operations);
        match run {
            Ok(outcome) => outcome?,
            Err(panic) => {
                let said = panic.downcast_ref::<String>().map_or("it panicked", String::as_str);
                differences.push(format!("sequence {seed}: {said}"));
            }
        }
    }
    let refused: u32 = refusals.values().sum();
    let kinds: Vec<&str> = refusals.keys().filter_map(|errno| errno.name()).collect();
    writeln!(
        std::io::stderr(),
        "{sequences} sequences on maps of {} types, {operations} operations, {refused} of them refused ({}), {} answers and contents \
         compared: {} sequences differ",
        TYPES.len(),
        kinds.join(", "),
        both.compared,
        differences.len()
    )?;
    assert!(differences.is_empty(), "{}", differences.join("\n"));
    Ok(())
}
