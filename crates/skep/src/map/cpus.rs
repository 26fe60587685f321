//! Maps of CPUs, which XDP programs send packets to.

use super::Map;
use super::devices::WITH_PROGRAM;
use crate::{Error, Kernel, Operation, Program, Result};
use skep_object::MapSpec;
use skep_uapi::MapType;
use std::num::NonZeroU32;
use zerocopy::IntoBytes;

/// A CPU in a map.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct CpuQueue {
    /// How many packets may wait there; what comes more is dropped.
    pub length: u32,
    /// The id of the program that runs there on what is sent to it, if there is one.
    pub program: Option<u32>,
}

/// CPUs by their numbers, for `bpf_redirect_map` of XDP programs (`BPF_MAP_TYPE_CPUMAP`, Linux 4.15): the packet goes on into the
/// network stack there, in a thread of the kernel. Cloning it is cheap.
#[derive(Clone, Debug)]
pub struct CpuMap {
    map: Map,
}

impl CpuMap {
    /// The specification of a map for the CPUs below this number, without places for programs.
    pub fn spec(name: &str, cpus: u32) -> MapSpec {
        MapSpec::new(name, MapType::CPUMAP, 4, 4, cpus)
    }

    /// The specification of a map for the CPUs below this number, each of which can have a program, too (Linux 5.9).
    pub fn spec_with_programs(name: &str, cpus: u32) -> MapSpec {
        MapSpec::new(name, MapType::CPUMAP, 4, WITH_PROGRAM, cpus)
    }

    /// Creates a map for the CPUs below this number. Needs `CAP_BPF`.
    ///
    /// # Errors
    /// If the kernel does not take the name or the number, or this process may not.
    pub fn create(kernel: &Kernel, name: &str, cpus: u32) -> Result<Self> {
        Self::new(Map::create(kernel, &Self::spec(name, cpus))?)
    }

    /// Takes a map for a map of CPUs.
    ///
    /// # Errors
    /// If it is of another type, or its values have another size.
    pub fn new(map: Map) -> Result<Self> {
        map.expect_receivers(&[MapType::CPUMAP])?;
        Ok(Self { map })
    }

    /// The map, untyped: to pin it, or to ask about it.
    pub fn map(&self) -> &Map {
        &self.map
    }

    /// Puts a CPU into the map: at most this many packets wait there, up to 16384.
    ///
    /// # Errors
    /// If this machine can have no such CPU, or it is beyond the end of the map.
    pub fn set(&self, cpu: u32, length: NonZeroU32) -> Result<()> {
        self.put(cpu, length, None)
    }

    /// As [`set`](Self::set), with a program that runs there on each packet before it goes on. The program was loaded with the
    /// attach type `XDP_CPUMAP`. Needs Linux 5.9.
    ///
    /// # Errors
    /// If this machine can have no such CPU, the program is of another type, or the map's values have no place for it.
    pub fn set_with_program(&self, cpu: u32, length: NonZeroU32, program: &Program) -> Result<()> {
        self.put(cpu, length, Some(program))
    }

    fn put(&self, cpu: u32, length: NonZeroU32, program: Option<&Program>) -> Result<()> {
        self.check(cpu)?;
        self.map.set_receiver(cpu, length.get(), program, Operation::SetCpu)
    }

    fn check(&self, cpu: u32) -> Result<()> {
        let end = self.map.info().max_entries;
        if cpu < end {
            return Ok(());
        }
        let problem = format!("the CPU is {cpu}; the map is for those below {end}");
        Err(Error::invalid(Operation::SetCpu, self.map.name(), problem))
    }

    /// Takes a CPU out, if it is in.
    ///
    /// # Errors
    /// If it is beyond the end of the map.
    pub fn clear(&self, cpu: u32) -> Result<()> {
        self.check(cpu)?;
        self.map.delete(cpu.as_bytes()).map(drop)
    }

    /// How many packets may wait at a CPU, if it is in the map.
    ///
    /// # Errors
    /// If the kernel refuses.
    pub fn get(&self, cpu: u32) -> Result<Option<CpuQueue>> {
        let value = self.map.receiver(cpu)?;
        Ok(value.map(|value| CpuQueue { length: value.number, program: value.program_id() }))
    }

    /// The CPUs in the map.
    pub fn iter(&self) -> impl Iterator<Item = Result<(u32, CpuQueue)>> {
        (0..self.map.info().max_entries).filter_map(|cpu| match self.get(cpu) {
            Ok(queue) => queue.map(|queue| Ok((cpu, queue))),
            Err(error) => Some(Err(error)),
        })
    }
}
