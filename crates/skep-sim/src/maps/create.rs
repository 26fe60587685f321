//! What maps can be made, and of what size.
//!
//! Flags that the kernel knows and this one does not act on are `EINVAL`: maps that processes or programs may only read or write
//! (but for arrays that programs may only read). There is one node of memory, on which maps may be made.

use super::array::Array;
use super::bloom::Bloom;
use super::events::Events;
use super::hash::Hash;
use super::outer::Outer;
use super::programs::ProgramArray;
use super::queue::{Order, Queue};
use super::receivers::Receivers;
use super::ring::Ring;
use super::stacks::Stacks;
use super::storage::Storage;
use super::trie::{self, Trie};
use super::usage::Usage;
use super::user_ring::UserRing;
use super::values::{MAX_BYTES, Values};
use super::{MapKind, length};
use crate::settings::Settings;
use skep_memory::{RingProducer, UserRingConsumer};
use skep_uapi::kernel::{MapCreate, MapInfo};
use skep_uapi::{Capability, Errno, MapFlags, MapType, Result};
use skep_vm::Memory;

/// The most bytes that the kernel allocates in one piece (`KMALLOC_MAX_SIZE`, with pages of 4 KiB).
const MAX_ALLOCATION: u64 = 4 << 20;

/// The limit on a hash map's key and value together (`KMALLOC_MAX_SIZE` less the size of `struct htab_elem`, in
/// `htab_map_alloc_check`, `kernel/bpf/hashtab.c`).
const MAX_HASH_ELEMENT: u64 = MAX_ALLOCATION - 48;

/// The limit on a hash map's buckets (`U32_MAX / sizeof(struct bucket)` in `htab_map_alloc`, same file).
const MAX_HASH_BUCKETS: u64 = u32::MAX as u64 / 16;

/// The limit on a map of interfaces by any number (`dev_map_init_map`, `kernel/bpf/devmap.c`).
const MAX_BUCKETS: u32 = 1 << 31;

/// The most CPUs that a kernel is built for (`NR_CPUS` as distributions have it), which is the limit on a map of CPUs
/// (`cpu_map_alloc`, `kernel/bpf/cpumap.c`).
const MAX_CPUS: u32 = 8192;

/// The limit on one part of a value that is per CPU, filled up to 8 bytes (`PCPU_MIN_UNIT_SIZE`,
/// `include/linux/percpu.h`).
const MAX_PART: u64 = 32 << 10;

/// The most bytes of data of a trie's key, and what of a node is not its value (`LPM_DATA_SIZE_MAX` and
/// `LPM_VAL_SIZE_MAX`, `kernel/bpf/lpm_trie.c`).
const MAX_TRIE_DATA: u32 = 256;
const MAX_TRIE_VALUE: u64 = MAX_ALLOCATION - MAX_TRIE_DATA as u64 - 32;

/// The largest value of local storage (`BPF_LOCAL_STORAGE_MAX_VALUE_SIZE`, `include/linux/bpf_local_storage.h`: what is left of 64 KiB
/// by what else an element has, on Linux 6.18).
const MAX_STORAGE_VALUE: u32 = u16::MAX as u32 - 128;

/// The most frames of a stack (`sysctl_perf_event_max_stack`, `kernel/events/callchain.c`, as it is if nobody changes it).
const MAX_FRAMES: u32 = 127;

/// How many hash functions a Bloom filter may have (the lowest bits of `map_extra`, `bloom_map_alloc`, `kernel/bpf/bloom_filter.c`).
const MAX_HASH_FUNCTIONS: u64 = 0xf;

/// That a map is to be made on a node of memory. There is one, the first, which is asked for.
const NODE: MapFlags = MapFlags::NUMA_NODE;

/// Whether there are other flags than these.
fn has_others(flags: MapFlags, known: MapFlags) -> bool {
    flags.0 & !known.0 != 0
}

/// Whether its values have a part for each CPU.
fn is_per_cpu(map_type: MapType) -> bool {
    matches!(map_type, MapType::PERCPU_HASH | MapType::PERCPU_ARRAY | MapType::LRU_PERCPU_HASH)
}

/// Whether it removes a key where there would be no room for another one.
fn makes_room(map_type: MapType) -> bool {
    matches!(map_type, MapType::LRU_HASH | MapType::LRU_PERCPU_HASH)
}

/// Checks what the kernel checks before it asks who the caller is (the `map_alloc_check` of each map type).
pub(crate) fn check_early(request: &MapCreate<'_>, settings: &Settings) -> Result<()> {
    let MapCreate { map_type, key_size, value_size, max_entries, flags, .. } = *request;
    if !settings.has_since(map_type.since()) {
        return Err(Errno::EINVAL);
    }
    let takes_extra = matches!(map_type, MapType::BLOOM_FILTER | MapType::ARENA);
    if request.extra != 0 && !takes_extra {
        return Err(Errno::EINVAL);
    }
    let part = u64::from(value_size).next_multiple_of(8);
    let too_large_a_part = is_per_cpu(map_type) && part > MAX_PART;
    match map_type {
        MapType::HASH | MapType::PERCPU_HASH | MapType::LRU_HASH | MapType::LRU_PERCPU_HASH => {
            check_hash_flags(map_type, flags, settings)?;
            if key_size == 0 || value_size == 0 || max_entries == 0 {
                return Err(Errno::EINVAL);
            }
            let element = u64::from(key_size) + u64::from(value_size);
            if element >= MAX_HASH_ELEMENT || too_large_a_part { Err(Errno::E2BIG) } else { Ok(()) }
        }
        MapType::ARRAY | MapType::PERCPU_ARRAY | MapType::PROG_ARRAY | MapType::PERF_EVENT_ARRAY => {
            let holds_objects = matches!(map_type, MapType::PROG_ARRAY | MapType::PERF_EVENT_ARRAY);
            let is_value = !holds_objects || value_size == 4;
            // What user space maps is not simulated, but that it may be changes nothing else.
            let known = if map_type == MapType::ARRAY {
                MapFlags::MMAPABLE | MapFlags::RDONLY_PROG | MapFlags::INNER_MAP | NODE
            } else if map_type == MapType::PERCPU_ARRAY {
                MapFlags::NONE
            } else {
                NODE
            };
            if has_others(flags, known) || key_size != 4 || value_size == 0 || max_entries == 0 || !is_value {
                return Err(Errno::EINVAL);
            }
            let too_large = value_size > i32::MAX.unsigned_abs();
            if too_large || too_large_a_part { Err(Errno::E2BIG) } else { Ok(()) }
        }
        MapType::ARRAY_OF_MAPS => {
            if has_others(flags, NODE) || key_size != 4 || value_size != 4 || max_entries == 0 {
                return Err(Errno::EINVAL);
            }
            Ok(())
        }
        MapType::HASH_OF_MAPS => {
            if value_size != 4 {
                return Err(Errno::EINVAL);
            }
            check_hash_flags(map_type, flags, settings)?;
            if key_size == 0 || max_entries == 0 {
                return Err(Errno::EINVAL);
            }
            if u64::from(key_size) + 4 >= MAX_HASH_ELEMENT { Err(Errno::E2BIG) } else { Ok(()) }
        }
        MapType::QUEUE | MapType::STACK => {
            if has_others(flags, NODE) || key_size != 0 || value_size == 0 || max_entries == 0 {
                return Err(Errno::EINVAL);
            }
            if u64::from(value_size) > MAX_ALLOCATION { Err(Errno::E2BIG) } else { Ok(()) }
        }
        MapType::DEVMAP | MapType::DEVMAP_HASH | MapType::CPUMAP => {
            let is_value = value_size == 4 || value_size == 8;
            if has_others(flags, NODE) || key_size != 4 || !is_value || max_entries == 0 {
                return Err(Errno::EINVAL);
            }
            // The hash table has a power of two of buckets.
            let buckets = if map_type == MapType::DEVMAP_HASH { MAX_BUCKETS } else { u32::MAX };
            if max_entries > buckets { Err(Errno::EINVAL) } else { Ok(()) }
        }
        MapType::TASK_STORAGE | MapType::SK_STORAGE | MapType::INODE_STORAGE | MapType::CGRP_STORAGE => {
            check_storage(request)
        }
        // These have no such check of their own.
        MapType::RINGBUF | MapType::USER_RINGBUF | MapType::LPM_TRIE | MapType::STACK_TRACE => Ok(()),
        MapType::BLOOM_FILTER if u64::from(value_size) > MAX_ALLOCATION => Err(Errno::E2BIG),
        MapType::BLOOM_FILTER => Ok(()),
        _ => Err(Errno::EINVAL),
    }
}

/// `bpf_local_storage_map_alloc_check`, `kernel/bpf/bpf_local_storage.c`: values are made one by one, and what they are must be said.
fn check_storage(request: &MapCreate<'_>) -> Result<()> {
    let MapCreate { key_size, value_size, max_entries, flags, .. } = *request;
    let known = flags.0 & !(MapFlags::NO_PREALLOC | MapFlags::CLONE).0 == 0;
    let made_one_by_one = flags.contains(MapFlags::NO_PREALLOC) && max_entries == 0;
    let is_described = request.types.is_some_and(|types| types.key != 0 && types.value != 0);
    if !known || !made_one_by_one || key_size != 4 || value_size == 0 || !is_described {
        return Err(Errno::EINVAL);
    }
    if value_size > MAX_STORAGE_VALUE { Err(Errno::E2BIG) } else { Ok(()) }
}

/// `htab_map_alloc_check`, in its order.
fn check_hash_flags(map_type: MapType, flags: MapFlags, settings: &Settings) -> Result<()> {
    let system_admin = settings.capabilities.contains(Capability::SYS_ADMIN);
    if flags.contains(MapFlags::ZERO_SEED) && !system_admin {
        return Err(Errno::EPERM);
    }
    // There is one node of memory, and what has a part for each CPU is not made on one.
    let parted = is_per_cpu(map_type) || flags.contains(MapFlags::NO_COMMON_LRU);
    let node = if parted { MapFlags::NONE } else { MapFlags::NUMA_NODE };
    let known = MapFlags::NO_PREALLOC | MapFlags::NO_COMMON_LRU | MapFlags::ZERO_SEED | node;
    if flags.0 & !known.0 != 0 || flags.contains(MapFlags::NO_COMMON_LRU) && !makes_room(map_type) {
        return Err(Errno::EINVAL);
    }
    if flags.contains(MapFlags::NO_PREALLOC) && makes_room(map_type) {
        return Err(Errno::ENOTSUPP);
    }
    Ok(())
}

/// Makes what a map does, and says how many entries it has room for. The request passed [`check_early`].
pub(super) fn kind(
    request: &MapCreate<'_>,
    template: Option<&MapInfo>,
    label: &str,
    settings: &Settings,
    memory: &mut Memory,
) -> Result<(MapKind, u32)> {
    let MapCreate { map_type, value_size, max_entries, flags, .. } = *request;
    let cpus = settings.possible_cpus;
    let parts = is_per_cpu(map_type).then_some(cpus);
    let kind = match map_type {
        MapType::HASH | MapType::PERCPU_HASH | MapType::LRU_HASH | MapType::LRU_PERCPU_HASH => {
            let lists = if flags.contains(MapFlags::NO_COMMON_LRU) { cpus } else { 1 };
            // Each CPU's list has as much room as the others' (`htab_map_alloc`).
            let max_entries = match max_entries.checked_next_multiple_of(lists) {
                Some(rounded) => rounded,
                None => max_entries / lists * lists,
            };
            if u64::from(max_entries).next_power_of_two() > MAX_HASH_BUCKETS {
                return Err(Errno::E2BIG);
            }
            // One more than there are entries: an overwritten value is put at a new place.
            let values = Values::new(memory, label, value_size, u64::from(max_entries) + 1, parts)?;
            let usage = makes_room(map_type).then(|| Usage::new(length(lists), length(max_entries / lists)));
            return Ok((MapKind::Hash(Hash::new(values, max_entries, usage)), max_entries));
        }
        MapType::ARRAY | MapType::PERCPU_ARRAY => {
            let values = Values::new(memory, label, value_size, max_entries.into(), parts)?;
            values.grow(length(max_entries), memory);
            if flags.contains(MapFlags::RDONLY_PROG) {
                values.make_read_only(memory);
            }
            MapKind::Array(Array { values, max_entries })
        }
        MapType::LPM_TRIE => MapKind::Trie(Trie::new(trie_values(request, label, memory)?, max_entries)),
        MapType::QUEUE | MapType::STACK => {
            if u64::from(max_entries).saturating_mul(value_size.into()) > MAX_BYTES {
                return Err(Errno::ENOMEM);
            }
            let order = if map_type == MapType::QUEUE { Order::Oldest } else { Order::Newest };
            MapKind::Queue(Queue::new(max_entries, order))
        }
        MapType::PROG_ARRAY => {
            if u64::from(max_entries).saturating_mul(8) > MAX_BYTES {
                return Err(Errno::ENOMEM);
            }
            MapKind::Programs(ProgramArray::new(max_entries))
        }
        MapType::PERF_EVENT_ARRAY => {
            if u64::from(max_entries).saturating_mul(8) > MAX_BYTES {
                return Err(Errno::ENOMEM);
            }
            MapKind::Events(Events::new(max_entries))
        }
        MapType::ARRAY_OF_MAPS | MapType::HASH_OF_MAPS => {
            if u64::from(max_entries).saturating_mul(8) > MAX_BYTES {
                return Err(Errno::ENOMEM);
            }
            // Without one the kernel would take the descriptor 0.
            MapKind::Outer(Outer::new(map_type, max_entries, template.ok_or(Errno::EBADF)?)?)
        }
        MapType::BLOOM_FILTER => MapKind::Bloom(bloom(request)?),
        MapType::STACK_TRACE => MapKind::Stacks(stacks(request)?),
        MapType::DEVMAP | MapType::DEVMAP_HASH | MapType::CPUMAP => {
            if map_type == MapType::CPUMAP && max_entries > MAX_CPUS {
                return Err(Errno::E2BIG);
            }
            // One more than there are entries: an overwritten value is put at a new place.
            let values = Values::new(memory, label, value_size, u64::from(max_entries) + 1, None)?;
            MapKind::Receivers(Receivers::new(map_type, values, max_entries, memory))
        }
        MapType::TASK_STORAGE | MapType::SK_STORAGE | MapType::INODE_STORAGE | MapType::CGRP_STORAGE => {
            MapKind::Storage(Storage::new(map_type, value_size, label, memory)?)
        }
        MapType::RINGBUF => {
            let size = ring_size(request, settings.page_size)?;
            let producer = RingProducer::allocate(settings.page_size, size).map_err(|_| Errno::ENOMEM)?;
            MapKind::Ring(Ring::new(producer))
        }
        MapType::USER_RINGBUF => {
            let size = ring_size(request, settings.page_size)?;
            let consumer = UserRingConsumer::allocate(settings.page_size, size).map_err(|_| Errno::ENOMEM)?;
            MapKind::UserRing(UserRing::new(consumer))
        }
        _ => return Err(Errno::EINVAL),
    };
    Ok((kind, max_entries))
}

/// `trie_alloc`, `kernel/bpf/lpm_trie.c`.
fn trie_values(request: &MapCreate<'_>, label: &str, memory: &mut Memory) -> Result<Values> {
    let MapCreate { key_size, value_size, max_entries, flags, .. } = *request;
    let key_sizes = trie::LENGTH_SIZE + 1..=trie::LENGTH_SIZE + MAX_TRIE_DATA;
    let is_key = key_sizes.contains(&key_size);
    let is_value = (1..=MAX_TRIE_VALUE).contains(&value_size.into());
    let known = flags.contains(MapFlags::NO_PREALLOC) && !has_others(flags, MapFlags::NO_PREALLOC | NODE);
    if max_entries == 0 || !known || !is_key || !is_value {
        return Err(Errno::EINVAL);
    }
    // One more than there are entries: an overwritten value is put at a new place.
    Values::new(memory, label, value_size, u64::from(max_entries) + 1, None)
}

/// `bloom_map_alloc`, `kernel/bpf/bloom_filter.c`.
fn bloom(request: &MapCreate<'_>) -> Result<Bloom> {
    let MapCreate { key_size, value_size, max_entries, flags, extra, .. } = *request;
    let known = !has_others(flags, MapFlags::ZERO_SEED | NODE);
    if key_size != 0 || value_size == 0 || max_entries == 0 || !known || extra > MAX_HASH_FUNCTIONS {
        return Err(Errno::EINVAL);
    }
    Bloom::new(max_entries, extra, MAX_BYTES)
}

/// `stack_map_alloc`, `kernel/bpf/stackmap.c`.
fn stacks(request: &MapCreate<'_>) -> Result<Stacks> {
    let MapCreate { key_size, value_size, max_entries, flags, .. } = *request;
    let has_build_ids = flags.contains(MapFlags::STACK_BUILD_ID);
    let frame = if has_build_ids { 32 } else { 8 };
    let known = !has_others(flags, MapFlags::STACK_BUILD_ID | NODE);
    let is_value = value_size >= 8 && value_size.is_multiple_of(frame) && value_size / frame <= MAX_FRAMES;
    if key_size != 4 || max_entries == 0 || !known || !is_value {
        return Err(Errno::EINVAL);
    }
    // The number of buckets is a power of two, which must be one of 32 bits.
    if max_entries > 1 << 31 {
        return Err(Errno::E2BIG);
    }
    Stacks::new(max_entries, value_size, has_build_ids, MAX_BYTES)
}

/// The bytes of data of a ring (`ringbuf_map_alloc`, `kernel/bpf/ringbuf.c`).
fn ring_size(request: &MapCreate<'_>, page_size: usize) -> Result<usize> {
    let MapCreate { key_size, value_size, max_entries, flags, .. } = *request;
    let size = length(max_entries);
    let is_size = size.is_power_of_two() && size.is_multiple_of(page_size);
    if has_others(flags, NODE) || key_size != 0 || value_size != 0 || !is_size {
        return Err(Errno::EINVAL);
    }
    if u64::from(max_entries) > MAX_BYTES {
        return Err(Errno::ENOMEM);
    }
    Ok(size)
}
