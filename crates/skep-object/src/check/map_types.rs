//! What a kernel takes as the sizes and flags of each type of map: one row a type (`*_alloc_check` and `*_map_alloc` in `kernel/bpf` and
//! `net`, Linux 6.18). Types without a row, and flags that have no name here, are left to the kernel.

use super::SpecProblem;
use crate::MapSpec;
use skep_uapi::{MapFlags, MapType};

/// What a number may be.
#[derive(Clone, Copy, Debug)]
enum Rule {
    /// At least 1.
    Some,
    /// One of these, for this reason.
    Is(&'static [u32], &'static str),
    /// From one to another.
    Within(u32, u32, &'static str),
    /// A positive multiple.
    MultipleOf(u32, &'static str),
    /// A power of two of at least this.
    PowerOfTwo(u32, &'static str),
}

/// A row of the table.
#[derive(Clone, Copy, Debug)]
struct Row {
    types: &'static [MapType],
    key: Rule,
    value: Rule,
    entries: Rule,
    flags: MapFlags,
}

const INDEX: Rule = Rule::Is(&[4], "4, the size of an index");
const NO_KEY: Rule = Rule::Is(&[0], "0: there are no keys");
const NONE: Rule = Rule::Is(&[0], "0: there are as many values as owners");
const RECEIVER: Rule = Rule::Is(&[4, 8], "4, or 8 with a program");
const SOCKET: Rule = Rule::Is(&[4, 8], "4, or 8 to have cookies shown");
const RING: Rule = Rule::PowerOfTwo(4096, "the ring's size in bytes, a power of two of at least a page");

/// Which processes and programs may read and write (`BPF_F_ACCESS_MASK`, `include/linux/bpf.h`).
const ACCESS: u32 =
    MapFlags::RDONLY.0 | MapFlags::WRONLY.0 | MapFlags::RDONLY_PROG.0 | MapFlags::WRONLY_PROG.0;
/// Which processes may.
const BY_PROCESSES: u32 = MapFlags::RDONLY.0 | MapFlags::WRONLY.0;
const NUMA: u32 = MapFlags::NUMA_NODE.0;
const HASH: u32 = MapFlags::ZERO_SEED.0 | ACCESS;

const fn flags(bits: u32) -> MapFlags {
    MapFlags(bits)
}

const ROWS: &[Row] = &[
    row(&[MapType::HASH], Rule::Some, Rule::Some, flags(HASH | NUMA | MapFlags::NO_PREALLOC.0)),
    row(&[MapType::PERCPU_HASH], Rule::Some, Rule::Some, flags(HASH | MapFlags::NO_PREALLOC.0)),
    row(&[MapType::LRU_HASH], Rule::Some, Rule::Some, flags(HASH | NUMA | MapFlags::NO_COMMON_LRU.0)),
    row(&[MapType::LRU_PERCPU_HASH], Rule::Some, Rule::Some, flags(HASH | MapFlags::NO_COMMON_LRU.0)),
    row(
        &[MapType::ARRAY],
        INDEX,
        Rule::Some,
        flags(ACCESS | NUMA | MapFlags::MMAPABLE.0 | MapFlags::INNER_MAP.0),
    ),
    row(&[MapType::PERCPU_ARRAY], INDEX, Rule::Some, flags(ACCESS)),
    row(
        &[MapType::PROG_ARRAY],
        INDEX,
        Rule::Is(&[4], "4, the size of what stands for a program"),
        flags(BY_PROCESSES | NUMA),
    ),
    row(
        &[MapType::PERF_EVENT_ARRAY],
        INDEX,
        Rule::Is(&[4], "4, the size of what stands for an event"),
        flags(BY_PROCESSES | NUMA | MapFlags::PRESERVE_ELEMS.0),
    ),
    row(
        &[MapType::CGROUP_ARRAY],
        INDEX,
        Rule::Is(&[4], "4, the size of what stands for a control group"),
        flags(BY_PROCESSES | NUMA),
    ),
    row(&[MapType::ARRAY_OF_MAPS], INDEX, INNER, flags(BY_PROCESSES | NUMA)),
    row(&[MapType::HASH_OF_MAPS], Rule::Some, INNER, flags(HASH | NUMA | MapFlags::NO_PREALLOC.0)),
    row(&[MapType::QUEUE, MapType::STACK], NO_KEY, Rule::Some, flags(ACCESS | NUMA)),
    row(&[MapType::BLOOM_FILTER], NO_KEY, Rule::Some, flags(ACCESS | NUMA | MapFlags::ZERO_SEED.0)),
    row(
        &[MapType::STACK_TRACE],
        Rule::Is(&[4], "4, the size of a number"),
        Rule::MultipleOf(8, "a multiple of 8, the size of an address"),
        flags(BY_PROCESSES | NUMA | MapFlags::STACK_BUILD_ID.0),
    ),
    row(
        &[MapType::LPM_TRIE],
        Rule::Within(5, 260, "4 for the prefix length and 1 to 256 for the data"),
        Rule::Some,
        flags(ACCESS | NUMA | MapFlags::NO_PREALLOC.0),
    ),
    row(&[MapType::DEVMAP, MapType::DEVMAP_HASH], INDEX, RECEIVER, flags(BY_PROCESSES | NUMA)),
    row(&[MapType::CPUMAP], INDEX, RECEIVER, flags(NUMA)),
    row(
        &[MapType::XSKMAP],
        INDEX,
        Rule::Is(&[4], "4, the size of what stands for a socket"),
        flags(BY_PROCESSES | NUMA),
    ),
    row(&[MapType::SOCKMAP], INDEX, SOCKET, flags(BY_PROCESSES | NUMA)),
    row(
        &[MapType::SOCKHASH],
        Rule::Within(1, 512, "1 to 512, the bytes that a program has on its stack"),
        SOCKET,
        flags(BY_PROCESSES | NUMA),
    ),
    row(&[MapType::REUSEPORT_SOCKARRAY], INDEX, SOCKET, flags(ACCESS | NUMA)),
    Row {
        entries: RING,
        ..row(
            &[MapType::RINGBUF, MapType::USER_RINGBUF],
            Rule::Is(&[0], "0: a ring has no keys"),
            Rule::Is(&[0], "0: records have any size"),
            flags(NUMA),
        )
    },
    Row {
        entries: NONE,
        ..row(
            &[MapType::SK_STORAGE, MapType::INODE_STORAGE, MapType::TASK_STORAGE, MapType::CGRP_STORAGE],
            Rule::Is(&[4], "4, the size of a descriptor"),
            Rule::Some,
            flags(MapFlags::NO_PREALLOC.0 | MapFlags::CLONE.0),
        )
    },
    row(
        &[MapType::ARENA],
        Rule::Is(&[0], "0: an arena has no keys"),
        Rule::Is(&[0], "0: an arena has no values"),
        flags(MapFlags::MMAPABLE.0 | MapFlags::SEGV_ON_FAULT.0 | MapFlags::NO_USER_CONV.0),
    ),
];

const INNER: Rule = Rule::Is(&[4], "4, the size of what stands for a map");

/// A row for maps of at least one entry.
const fn row(types: &'static [MapType], key: Rule, value: Rule, flags: MapFlags) -> Row {
    Row { types, key, value, entries: Rule::Some, flags }
}

impl Rule {
    /// What it should have been, if it is not.
    fn broken_by(self, number: u32) -> Option<&'static str> {
        let (is_one, expected) = match self {
            Self::Some => (number > 0, "at least 1"),
            Self::Is(allowed, expected) => (allowed.contains(&number), expected),
            Self::Within(first, last, expected) => ((first..=last).contains(&number), expected),
            Self::MultipleOf(unit, expected) => (number > 0 && number.is_multiple_of(unit), expected),
            Self::PowerOfTwo(least, expected) => (number.is_power_of_two() && number >= least, expected),
        };
        (!is_one).then_some(expected)
    }
}

/// The limit on one part of a value that is per CPU, filled up to 8 bytes (`PCPU_MIN_UNIT_SIZE`, `include/linux/percpu.h`).
const MAX_PART: u32 = 32 << 10;

/// The most bytes that a kernel with pages of 4 KiB allocates in one piece (`KMALLOC_MAX_SIZE`, `include/linux/slab.h`).
const MAX_ALLOCATION: u32 = 4 << 20;

/// Looks for sizes and flags that maps of this type do not have.
pub(super) fn check(map: &MapSpec, refuse: &mut impl FnMut(SpecProblem)) {
    let Some(row) = ROWS.iter().find(|row| row.types.contains(&map.map_type)) else { return };
    let has_build_ids = map.flags.contains(MapFlags::STACK_BUILD_ID);
    let value = match map.map_type {
        MapType::STACK_TRACE if has_build_ids => {
            Rule::MultipleOf(32, "a multiple of 32, the size of a frame by its build id")
        }
        _ => row.value,
    };
    let fields = [
        ("key_size", map.key_size, row.key),
        ("value_size", map.value_size, value),
        ("max_entries", map.max_entries, row.entries),
    ];
    for (field, found, rule) in fields {
        if let Some(expected) = rule.broken_by(found) {
            refuse(SpecProblem::Field { field, found, expected });
        }
    }
    let mut wrong = |is_wrong: bool, field, found, expected| {
        if is_wrong {
            refuse(SpecProblem::Field { field, found, expected });
        }
    };
    let is_per_cpu =
        [MapType::PERCPU_ARRAY, MapType::PERCPU_HASH, MapType::LRU_PERCPU_HASH].contains(&map.map_type);
    let too_large = is_per_cpu && map.value_size > MAX_PART;
    wrong(too_large, "value_size", map.value_size, "at most 32768, the bytes that one CPU's part may have");
    let is_hash = [
        MapType::HASH,
        MapType::PERCPU_HASH,
        MapType::LRU_HASH,
        MapType::LRU_PERCPU_HASH,
        MapType::HASH_OF_MAPS,
    ]
    .contains(&map.map_type);
    let entry = u64::from(map.key_size) + u64::from(map.value_size);
    let too_large = is_hash && !too_large && entry > MAX_ALLOCATION.into();
    wrong(too_large, "value_size", map.value_size, "at most 4 MiB together with the key");
    flags_of(map, row, &mut wrong);
}

fn flags_of(map: &MapSpec, row: &Row, wrong: &mut impl FnMut(bool, &'static str, u32, &'static str)) {
    let has = |flag| map.flags.contains(flag);
    let found = map.flags.0;
    // What has no name here may be of a newer kernel.
    let named = MapFlags::ALL.iter().fold(0, |named, flag| named | flag.0);
    let strange = found & named & !row.flags.0 & !HANDLES;
    wrong(strange != 0, "flags", strange, "flags that maps of this type can have");
    let both = has(MapFlags::RDONLY) && has(MapFlags::WRONLY);
    wrong(both, "flags", found, "one of RDONLY and WRONLY: processes could do nothing");
    let both = has(MapFlags::RDONLY_PROG) && has(MapFlags::WRONLY_PROG);
    wrong(both, "flags", found, "one of RDONLY_PROG and WRONLY_PROG: programs could do nothing");
    let apart = has(MapFlags::NO_COMMON_LRU) && has(MapFlags::NUMA_NODE);
    wrong(apart, "flags", found, "one of NO_COMMON_LRU and NUMA_NODE: each CPU's list is on its own node");
    let preallocated = map.map_type == MapType::LPM_TRIE && !has(MapFlags::NO_PREALLOC);
    wrong(preallocated, "flags", found, "NO_PREALLOC: tries are never preallocated");
    let is_unmapped = map.map_type == MapType::ARENA && !has(MapFlags::MMAPABLE);
    wrong(is_unmapped, "flags", found, "MMAPABLE: an arena is memory of user space too");
    let is_storage =
        [MapType::SK_STORAGE, MapType::INODE_STORAGE, MapType::TASK_STORAGE, MapType::CGRP_STORAGE]
            .contains(&map.map_type);
    wrong(
        is_storage && !has(MapFlags::NO_PREALLOC),
        "flags",
        found,
        "NO_PREALLOC: values are made one by one",
    );
}

/// The flags that say that the request names something else besides, which whoever makes it sets.
const HANDLES: u32 = MapFlags::VTYPE_BTF_OBJ_FD.0 | MapFlags::TOKEN_FD.0;
