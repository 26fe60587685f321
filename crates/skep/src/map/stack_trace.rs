//! Stacks of calls that programs kept.

use super::{KeyWalk, Map};
use crate::{Error, Kernel, Operation, Result};
use skep_object::MapSpec;
use skep_uapi::{MapFlags, MapType};
use zerocopy::IntoBytes;

/// The bytes of a frame that is an address, and of one by its build id (`struct bpf_stack_build_id`, `include/uapi/linux/bpf.h`: `status`,
/// `build_id[20]`, `offset` or `ip`).
const ADDRESS_SIZE: u32 = 8;
const BUILD_ID_SIZE: u32 = 32;
/// Its states: nothing, a build id and an offset, an address (`BPF_STACK_BUILD_ID_*`, same file).
const EMPTY: u32 = 0;
const VALID: u32 = 1;
const ONLY_ADDRESS: u32 = 2;

/// Stacks of calls, by the numbers that they have (`BPF_MAP_TYPE_STACK_TRACE`, Linux 4.6). Programs keep them (`bpf_get_stackid`), user
/// space reads and removes them. Cloning it is cheap.
///
/// The same stack has the same number each time. Different ones may have the same too, by chance: then the second is refused, so a map for
/// few stacks loses some before it is full.
#[derive(Clone, Debug)]
pub struct StackTrace {
    map: Map,
}

/// A call of a stack.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum StackFrame {
    /// Where it is in memory: the address behind the call, or for the innermost frame where it was.
    Address(u64),
    /// Where it is in a file, wherever that is mapped (Linux 4.17).
    File {
        /// The file's build id; those that are shorter are filled up with zeros.
        build_id: [u8; 20],
        /// Where in the file, in bytes.
        offset: u64,
    },
}

impl StackFrame {
    /// The address, if it is one.
    pub fn address(&self) -> Option<u64> {
        match self {
            Self::Address(address) => Some(*address),
            Self::File { .. } => None,
        }
    }
}

impl StackTrace {
    /// The specification of a map of so many stacks, each of at most `depth` frames, which are addresses: what calls the rest is cut off. The
    /// kernel takes at most 127 frames, or the setting `kernel.perf_event_max_stack`.
    pub fn spec(name: &str, depth: u32, max_entries: u32) -> MapSpec {
        MapSpec::new(name, MapType::STACK_TRACE, 4, depth.saturating_mul(ADDRESS_SIZE), max_entries)
    }

    /// The same for frames of user space by the build ids of files, as far as these are known (Linux 4.17).
    pub fn spec_with_build_ids(name: &str, depth: u32, max_entries: u32) -> MapSpec {
        let size = depth.saturating_mul(BUILD_ID_SIZE);
        let spec = MapSpec::new(name, MapType::STACK_TRACE, 4, size, max_entries);
        MapSpec { flags: MapFlags::STACK_BUILD_ID, ..spec }
    }

    /// Creates a map as [`spec`](Self::spec) says. Needs `CAP_BPF` and `CAP_PERFMON`.
    ///
    /// # Errors
    /// If the kernel does not take the name or the sizes, or this process may not.
    pub fn create(kernel: &Kernel, name: &str, depth: u32, max_entries: u32) -> Result<Self> {
        Self::new(Map::create(kernel, &Self::spec(name, depth, max_entries))?)
    }

    /// Takes a map for one of stacks.
    ///
    /// # Errors
    /// If it is of another type.
    pub fn new(map: Map) -> Result<Self> {
        map.expect(&[MapType::STACK_TRACE])?;
        Ok(Self { map })
    }

    /// The map, untyped: to pin it, or to ask about it.
    pub fn map(&self) -> &Map {
        &self.map
    }

    fn has_build_ids(&self) -> bool {
        self.map.info().flags.contains(MapFlags::STACK_BUILD_ID)
    }

    /// How many frames a stack may have.
    pub fn depth(&self) -> u32 {
        self.map.info().value_size / if self.has_build_ids() { BUILD_ID_SIZE } else { ADDRESS_SIZE }
    }

    /// The frames of the stack of a number, the innermost first, if it is there.
    ///
    /// # Errors
    /// If the kernel refuses.
    pub fn get(&self, number: u32) -> Result<Option<Vec<StackFrame>>> {
        let mut bytes = vec![0; self.map.info().value_size as usize];
        if self.map.look_up(number.as_bytes(), &mut bytes)? {
            self.frames(&bytes).map(Some)
        } else {
            Ok(None)
        }
    }

    /// The frames of the stack of a number, which is removed, as one step, if it is there. Needs Linux 6.18.
    ///
    /// # Errors
    /// If the kernel refuses.
    pub fn take(&self, number: u32) -> Result<Option<Vec<StackFrame>>> {
        let mut bytes = vec![0; self.map.info().value_size as usize];
        if self.map.take(number.as_bytes(), &mut bytes)? { self.frames(&bytes).map(Some) } else { Ok(None) }
    }

    fn frames(&self, bytes: &[u8]) -> Result<Vec<StackFrame>> {
        if self.has_build_ids() {
            let frames = bytes.chunks_exact(BUILD_ID_SIZE as usize);
            return frames.filter_map(|frame| self.by_build_id(frame).transpose()).collect();
        }
        // What follows the last frame is zero.
        let addresses = bytes.chunks_exact(ADDRESS_SIZE as usize).map(word::<8>).map(u64::from_ne_bytes);
        Ok(addresses.take_while(|address| *address != 0).map(StackFrame::Address).collect())
    }

    /// Removes a stack, so that there is room for another; returns whether it was there.
    ///
    /// # Errors
    /// If the kernel refuses.
    pub fn remove(&self, number: u32) -> Result<bool> {
        // The kernel has a power of two of numbers, and says of others that they are too large.
        let numbers = u64::from(self.map.info().max_entries).next_power_of_two();
        if u64::from(number) >= numbers { Ok(false) } else { self.map.delete(number.as_bytes()) }
    }

    /// All stacks and their numbers, read one by one as they are asked for. This is no snapshot.
    pub fn iter(&self) -> impl Iterator<Item = Result<(u32, Vec<StackFrame>)>> {
        KeyWalk::new(&self.map).entries(|number: &u32| self.get(*number))
    }

    /// A frame by its build id; nothing behind the last one.
    fn by_build_id(&self, frame: &[u8]) -> Result<Option<StackFrame>> {
        let (status, rest) = frame.split_at(4);
        let (build_id, place) = rest.split_at(20);
        let place = u64::from_ne_bytes(word::<8>(place));
        match u32::from_ne_bytes(word::<4>(status)) {
            EMPTY => Ok(None),
            VALID => Ok(Some(StackFrame::File { build_id: word::<20>(build_id), offset: place })),
            ONLY_ADDRESS => Ok(Some(StackFrame::Address(place))),
            other => {
                let problem = format!("a frame has the unknown state {other}");
                Err(Error::invalid(Operation::Lookup, self.map.name(), problem))
            }
        }
    }
}

/// The first bytes, which are there.
fn word<const N: usize>(bytes: &[u8]) -> [u8; N] {
    let mut word = [0; N];
    word.copy_from_slice(&bytes[..N]);
    word
}
