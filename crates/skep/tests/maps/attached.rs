//! Storage of control groups that programs are attached to.

use crate::groups::Sent;
use crate::world;
use skep::prelude::*;
use skep::registers::*;
use skep::{CgroupStorage, PerCpuCgroupStorage};
use skep_harness::Outcome;
use std::os::unix::fs::MetadataExt as _;

pub(crate) fn counted_per_cpu() -> Outcome {
    let world = world::host()?;
    let mut asm = Assembler::new();
    asm.call_with(Helper::GET_LOCAL_STORAGE, (Argument::map("GROUPS"), 0))
        .load(Size::Double, R1, R0, 0)
        .add(R1, 1)
        .store(Size::Double, R0, 0, R1)
        .mov(R0, 1)
        .exit();
    let program = ProgramSpec::cgroup_skb_egress("counting", asm.build()?);
    let map = PerCpuCgroupStorage::<u64>::spec("GROUPS");
    let spec = ObjectSpec::new("GPL").with_map(map).with_program(program);
    world.in_cgroup(|group| {
        let object = spec.load(&world.kernel)?;
        let storage = object.map::<PerCpuCgroupStorage<u64>>("GROUPS")?;
        let number = std::fs::metadata(group.folder())?.ino();
        let hundred = PerCpu::splat(&world.kernel, &100_u64)?;
        assert!(storage.get(number)?.is_none() && !storage.replace(number, &hundred)?, "nothing is attached");
        let link = object.program("counting")?.attach_to_cgroup(group.folder())?;
        let sum = |storage: &PerCpuCgroupStorage<u64>| -> Result<Option<u64>> {
            Ok(storage.get(number)?.map(|parts| parts.sum()))
        };
        assert_eq!(sum(&storage)?, Some(0));
        assert_eq!(group.send(7001, b"hello")?, Sent::Arrived);
        assert_eq!(sum(&storage)?, Some(1));
        assert!(storage.replace(number, &hundred)?);
        assert_eq!(group.send(7001, b"hello")?, Sent::Arrived);
        let all = storage.iter().collect::<Result<Vec<_>>>()?;
        let [(group, parts)] = &all[..] else { panic!("{all:?}") };
        let expected = 100 * parts.len() as u64 + 1;
        assert_eq!((*group, parts.sum::<u64>()), (number, expected));
        assert_eq!(parts.iter().filter(|part| **part == 101).count(), 1, "one CPU has sent it");
        link.detach()?;
        Ok(())
    })
}

pub(crate) fn counted() -> Outcome {
    let world = world::host()?;
    let mut asm = Assembler::new();
    asm.call_with(Helper::GET_LOCAL_STORAGE, (Argument::map("GROUPS"), 0))
        .mov(R1, 1)
        .atomic(Atomic::Add, Size::Double, R0, 0, R1)
        .mov(R0, 1)
        .exit();
    let program = ProgramSpec::cgroup_skb_egress("counting", asm.build()?);
    let spec = ObjectSpec::new("GPL").with_map(CgroupStorage::<u64>::spec("GROUPS")).with_program(program);
    world.in_cgroup(|group| {
        let object = spec.load(&world.kernel)?;
        let storage = object.map::<CgroupStorage<u64>>("GROUPS")?;
        let number = std::fs::metadata(group.folder())?.ino();
        assert!(storage.get(number)?.is_none() && !storage.replace(number, &1)?, "nothing is attached");
        assert_eq!(storage.iter().count(), 0);
        let link = object.program("counting")?.attach_to_cgroup(group.folder())?;
        assert_eq!(storage.get(number)?, Some(0));
        assert_eq!(group.send(7001, b"hello")?, Sent::Arrived);
        assert_eq!(storage.get(number)?, Some(1));
        assert!(storage.replace(number, &40)?);
        assert_eq!(group.send(7001, b"hello")?, Sent::Arrived);
        assert_eq!(storage.iter().collect::<Result<Vec<_>>>()?, [(number, 41)]);
        assert_eq!(storage.get(number + 1)?, None);
        link.detach()?;
        Ok(())
    })
}
