//! Storage of control groups that programs are attached to.

use crate::groups::Sent;
use crate::world;
use skep::CgroupStorage;
use skep::prelude::*;
use skep::registers::*;
use skep_harness::Outcome;
use std::os::unix::fs::MetadataExt as _;

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
