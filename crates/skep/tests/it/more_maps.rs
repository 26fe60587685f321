//! Maps beyond hash tables, arrays and rings: each with what only it does.

use crate::world::World;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use skep::ErrorKind;
use skep::prelude::*;
use skep::registers::*;
use skep_harness::{Outcome, Stop};
use std::collections::{BTreeMap, VecDeque};
use std::net::Ipv4Addr;

fn runner() -> TestRunner {
    TestRunner::new(Config { cases: 24, failure_persistence: None, ..Config::default() })
}

pub(crate) fn lru_hash_makes_room(world: &World) -> Outcome {
    const LIMIT: u32 = 128;
    let map = Map::create(&world.kernel, &HashMap::<u32, u64>::lru_spec("LRU", LIMIT))?;
    let lru = HashMap::<u32, u64>::new(map)?;
    for key in 0..LIMIT * 10 {
        lru.insert(&key, &u64::from(key))?;
        // What was just put in is there.
        assert_eq!(lru.get(&key)?, Some(u64::from(key)));
    }
    let count = lru.iter().collect::<Result<Vec<_>>>()?.len();
    assert!(count > 0 && count <= LIMIT as usize, "{count}");
    let last = LIMIT * 10 - 1;
    assert_eq!(lru.take(&last)?, Some(u64::from(last)));
    assert_eq!(lru.take(&last)?, None);
    assert!(!lru.remove(&last)?);
    Ok(())
}

/// Values of one size, with every CPU's part different.
fn strides<V: Value + Copy + PartialEq + std::fmt::Debug>(
    world: &World,
    value: impl Fn(usize) -> V,
) -> Result<(), Stop> {
    let kernel = &world.kernel;
    let mut parts = PerCpu::<V>::zeroed(kernel)?;
    let cpus = kernel.api().possible_cpus()? as usize;
    assert_eq!(parts.len(), cpus);
    for (cpu, part) in parts.iter_mut().enumerate() {
        *part = value(cpu);
    }
    let array = PerCpuArray::<V>::create(kernel, "PARTS", 3)?;
    array.set(1, &parts)?;
    assert_eq!(array.get(1)?.as_ref(), Some(&parts));
    assert_eq!(array.get(2)?, Some(PerCpu::zeroed(kernel)?));
    assert_eq!(array.get(3)?, None);
    assert_eq!(array.set(3, &parts).unwrap_err().kind(), ErrorKind::Invalid);
    for lru in [false, true] {
        let spec = match lru {
            false => PerCpuHashMap::<[u8; 3], V>::spec("PARTS", 4),
            true => PerCpuHashMap::<[u8; 3], V>::lru_spec("PARTS", 4),
        };
        let hash = PerCpuHashMap::<[u8; 3], V>::new(Map::create(kernel, &spec)?)?;
        assert_eq!(hash.get(b"one")?, None);
        hash.insert(b"one", &parts)?;
        assert_eq!(hash.get(b"one")?.as_ref(), Some(&parts));
        let mut again = PerCpu::zeroed(kernel)?;
        assert!(hash.read(b"one", &mut again)? && again == parts);
        let entries = hash.iter().collect::<Result<Vec<_>>>()?;
        assert_eq!(entries, [(*b"one", parts.clone())]);
        assert_eq!(hash.take(b"one")?.as_ref(), Some(&parts));
        assert!(!hash.remove(b"one")?);
    }
    Ok(())
}

pub(crate) fn per_cpu_values_of_every_size(world: &World) -> Outcome {
    macro_rules! sizes {
        ($($size:literal)*) => {
            $(strides::<[u8; $size]>(world, |cpu| std::array::from_fn(|byte| u8::try_from((cpu * 64 + byte + 1) % 256).unwrap()))?;)*
        };
    }
    sizes! {
        1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30 31 32
        33 34 35 36 37 38 39 40 41 42 43 44 45 46 47 48 49 50 51 52 53 54 55 56 57 58 59 60 61 62 63 64
    }
    strides::<u64>(world, |cpu| cpu as u64)?;
    strides::<u32>(world, |cpu| u32::MAX - u32::try_from(cpu).unwrap())
}

pub(crate) fn programs_see_their_cpus_part(world: &World) -> Outcome {
    let code = Assembler::new()
        .store(Size::Word, R10, -4, 0)
        .load_map(R1, "PARTS")
        .mov(R2, R10)
        .add(R2, -4)
        .call(Helper::MAP_LOOKUP_ELEM)
        .jump(Condition::Equal, R0, 0, "out")
        // No atomic operation is needed.
        .load(Size::Double, R1, R0, 0)
        .add(R1, 1)
        .store(Size::Double, R0, 0, R1)
        .label("out")
        .mov(R0, 2)
        .exit()
        .build()?;
    let spec = ObjectSpec::new("MIT")
        .with_map(PerCpuArray::<u64>::spec("PARTS", 1))
        .with_program(ProgramSpec::xdp("count", code));
    let object = spec.load(&world.kernel)?;
    let packet = [0; 64];
    object.program("count")?.test_run(&TestRun::new().packet(&packet).repeat(1000))?;
    let parts = object.map::<PerCpuArray<u64>>("PARTS")?.get(0)?.expect("it has one element");
    assert_eq!(parts.sum::<u64>(), 1000);
    Ok(())
}

/// Per-CPU tables, also those that make room, with different parts in every value.
pub(crate) fn per_cpu_tables_do_what_models_do(world: &World) -> Outcome {
    const LIMIT: u32 = 16;
    let kernel = &world.kernel;
    let empty = PerCpu::<u32>::zeroed(kernel)?;
    let step = (0_u8..5, 0_u16..24, any::<u32>());
    let result = runner().run(&prop::collection::vec(step, 1..120), |steps| {
        let table = PerCpuHashMap::<u16, u32>::create(kernel, "TABLE", LIMIT).unwrap();
        let spec = PerCpuHashMap::<u16, u32>::lru_spec("RECENT", LIMIT);
        let recent = PerCpuHashMap::<u16, u32>::new(Map::create(kernel, &spec).unwrap()).unwrap();
        let mut model: BTreeMap<u16, PerCpu<u32>> = BTreeMap::new();
        let mut all: BTreeMap<u16, PerCpu<u32>> = BTreeMap::new();
        for (step, key, value) in steps {
            let mut parts = empty.clone();
            for (cpu, part) in (0..).zip(parts.iter_mut()) {
                *part = value.wrapping_add(cpu);
            }
            match step {
                0 | 1 => {
                    let full = model.len() == LIMIT as usize && !model.contains_key(&key);
                    match table.insert(&key, &parts) {
                        Ok(()) => {
                            prop_assert!(!full);
                            model.insert(key, parts.clone());
                        }
                        Err(error) => prop_assert!(full && error.kind() == ErrorKind::Full, "{}", error),
                    }
                    recent.insert(&key, &parts).unwrap();
                    // What was just put in is there.
                    prop_assert_eq!(recent.get(&key).unwrap(), Some(parts.clone()));
                    all.insert(key, parts);
                }
                2 => {
                    prop_assert_eq!(table.remove(&key).unwrap(), model.remove(&key).is_some());
                    let was_there = recent.remove(&key).unwrap();
                    prop_assert!(all.remove(&key).is_some() || !was_there);
                }
                3 => {
                    prop_assert_eq!(table.take(&key).unwrap(), model.remove(&key));
                    let (taken, known) = (recent.take(&key).unwrap(), all.remove(&key));
                    prop_assert!(taken.is_none() || taken == known);
                }
                _ => {
                    prop_assert_eq!(table.get(&key).unwrap(), model.get(&key).cloned());
                    let found = recent.get(&key).unwrap();
                    prop_assert!(found.is_none() || found.as_ref() == all.get(&key));
                }
            }
        }
        let found: BTreeMap<_, _> = table.iter().collect::<Result<_>>().unwrap();
        prop_assert_eq!(found, model);
        let left: BTreeMap<_, _> = recent.iter().collect::<Result<_>>().unwrap();
        prop_assert!(left.len() <= LIMIT as usize);
        prop_assert!(left.iter().all(|(key, parts)| all.get(key) == Some(parts)));
        Ok(())
    });
    Ok(result?)
}

pub(crate) fn queues_and_stacks_do_what_models_do(world: &World) -> Outcome {
    let steps = prop::collection::vec((0_u8..5, any::<u32>()), 1..80);
    let result = runner().run(&(steps, 1_u32..8), |(steps, limit)| {
        let queue = Queue::<u32>::create(&world.kernel, "QUEUE", limit).unwrap();
        let stack = Stack::<u32>::create(&world.kernel, "STACK", limit).unwrap();
        let (mut queued, mut stacked) = (VecDeque::new(), VecDeque::new());
        for (step, value) in steps {
            let full = queued.len() == limit as usize;
            let full_stack = stacked.len() == limit as usize;
            match step {
                0 | 1 => {
                    prop_assert_eq!(queue.push(&value).is_ok(), !full);
                    prop_assert_eq!(stack.push(&value).is_ok(), !full_stack);
                    if full {
                        prop_assert_eq!(queue.push(&value).unwrap_err().kind(), ErrorKind::Full);
                    } else {
                        queued.push_back(value);
                    }
                    if !full_stack {
                        stacked.push_back(value);
                    }
                }
                2 => {
                    queue.push_over(&value).unwrap();
                    stack.push_over(&value).unwrap();
                    if full {
                        queued.pop_front();
                    }
                    if full_stack {
                        stacked.pop_front();
                    }
                    queued.push_back(value);
                    stacked.push_back(value);
                }
                3 => {
                    prop_assert_eq!(queue.pop().unwrap(), queued.pop_front());
                    prop_assert_eq!(stack.pop().unwrap(), stacked.pop_back());
                }
                _ => {
                    prop_assert_eq!(queue.peek().unwrap(), queued.front().copied());
                    prop_assert_eq!(stack.peek().unwrap(), stacked.back().copied());
                }
            }
        }
        Ok(())
    });
    Ok(result?)
}

/// The entry with the longest prefix that the address begins with, by looking at all.
fn longest(model: &BTreeMap<(u32, u32), u32>, address: u32) -> Option<u32> {
    let matches = |length: u32, prefix: u32| length == 0 || (address ^ prefix) >> (32 - length) == 0;
    let found = model.iter().filter(|((length, prefix), _)| matches(*length, *prefix));
    found.max_by_key(|((length, _), _)| *length).map(|(_, value)| *value)
}

pub(crate) fn tries_find_the_longest_prefix(world: &World) -> Outcome {
    // Few different bits, so that prefixes meet.
    let address = prop::collection::vec(0_u32..4, 4).prop_map(|parts| {
        parts.iter().enumerate().fold(0, |address, (index, part)| address | (part << 6) << (8 * index))
    });
    let step = (0_u8..4, address, 0_u32..=32, any::<u32>());
    let result = runner().run(&prop::collection::vec(step, 1..120), |steps| {
        let trie = LpmTrie::<[u8; 4], u32>::create(&world.kernel, "TRIE", 64).unwrap();
        let mut model: BTreeMap<(u32, u32), u32> = BTreeMap::new();
        for (step, address, length, value) in steps {
            let prefix = if length == 0 { 0 } else { address >> (32 - length) << (32 - length) };
            let key = LpmKey::from_ipv4(Ipv4Addr::from_bits(prefix), length);
            match step {
                0 | 1 => {
                    let full = model.len() == 64 && !model.contains_key(&(length, prefix));
                    let inserted = trie.insert(&key, &value);
                    prop_assert_eq!(inserted.is_err(), full);
                    match inserted {
                        Ok(()) => drop(model.insert((length, prefix), value)),
                        Err(error) => prop_assert_eq!(error.kind(), ErrorKind::Full),
                    }
                }
                2 => prop_assert_eq!(trie.remove(&key).unwrap(), model.remove(&(length, prefix)).is_some()),
                _ => {
                    let found = trie.get(&Ipv4Addr::from_bits(address).into()).unwrap();
                    prop_assert_eq!(found, longest(&model, address));
                }
            }
        }
        let found: BTreeMap<(u32, u32), u32> = trie
            .iter()
            .map(|entry| {
                entry.map(|(key, value)| ((key.prefix_length(), u32::from_be_bytes(key.data())), value))
            })
            .collect::<Result<_>>()
            .unwrap();
        prop_assert_eq!(found, model);
        Ok(())
    });
    Ok(result?)
}

/// A chain of XDP programs: each adds its number to a sum in a map, and goes on to the slot after it.
fn link_of_a_chain(number: i32) -> Result<ObjectSpec, Stop> {
    let code = Assembler::new()
        .mov(R6, R1)
        .store(Size::Word, R10, -4, 0)
        .load_map(R1, "SUM")
        .mov(R2, R10)
        .add(R2, -4)
        .call(Helper::MAP_LOOKUP_ELEM)
        .jump(Condition::Equal, R0, 0, "last")
        .load(Size::Double, R1, R0, 0)
        .add(R1, number)
        .store(Size::Double, R0, 0, R1)
        .mov(R1, R6)
        .load_map(R2, "CHAIN")
        .mov(R3, number)
        .call(Helper::TAIL_CALL)
        .label("last")
        .mov(R0, number)
        .exit()
        .build()?;
    Ok(ObjectSpec::new("MIT")
        .with_map(ProgramArray::spec("CHAIN", 4))
        .with_map(Array::<u64>::spec("SUM", 1))
        .with_program(ProgramSpec::xdp("link", code)))
}

pub(crate) fn tail_calls_go_on_or_fall_through(world: &World) -> Outcome {
    let kernel = &world.kernel;
    let chain = ProgramArray::create(kernel, "CHAIN", 4)?;
    let sum = Array::<u64>::create(kernel, "SUM", 1)?;
    let shared = LoadOptions::new().reuse(chain.map()).reuse(sum.map());
    let mut programs = Vec::new();
    for number in 0..3 {
        let object = link_of_a_chain(number + 1)?.load_with(kernel, &shared)?;
        programs.push(object.program("link")?.clone());
    }
    let packet = [0; 64];
    let run = |expected_sum: u64| -> Result<u32, Stop> {
        sum.set(0, &0)?;
        let result = programs[0].test_run(&TestRun::new().packet(&packet))?.result;
        assert_eq!(sum.get(0)?, Some(expected_sum));
        Ok(result)
    };
    assert_eq!(run(1)?, 1, "the slot is empty");
    chain.set(1, &programs[1])?;
    chain.set(2, &programs[2])?;
    assert_eq!(run(1 + 2 + 3)?, 3, "slot 3 is empty");
    assert_eq!(chain.get(1)?, Some(programs[1].info()?.id));
    assert_eq!(chain.iter().count(), 2);
    // A program that goes on to itself is stopped by the kernel's limit of 33 tail calls.
    chain.set(3, &programs[2])?;
    assert_eq!(run(1 + 2 + 3 * 32)?, 3);
    assert!(chain.clear(1)?);
    assert!(!chain.clear(1)?);
    assert_eq!(run(1)?, 1);

    // A map is used only if it is what the specification wants.
    let small = Array::<u32>::create(kernel, "SUM", 1)?;
    let error = link_of_a_chain(1)?.load_with(kernel, &shared.clone().reuse(small.map())).unwrap_err();
    assert_eq!(
        error.to_string(),
        "creating map `SUM`: the map to be used has a value_size of 4; the specification wants 8"
    );

    let other = crate::programs::counting_object().load(kernel)?;
    let error = chain.set(1, other.program("count")?).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Invalid);
    assert!(error.to_string().starts_with("putting a program into `CHAIN`: EINVAL"), "{error}");
    assert_eq!(chain.set(4, &programs[1]).unwrap_err().kind(), ErrorKind::Invalid);
    Ok(())
}
