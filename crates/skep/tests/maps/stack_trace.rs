//! Stacks of calls that programs keep.

use crate::both::Both;
use crate::world::World;
use skep::StackFrame;
use skep::prelude::*;
use skep::registers::*;
use skep::uapi::kernel::MapCreate;
use skep::uapi::{Errno, MapFlags};
use skep_harness::{Outcome, Stop, skip};

const BPF_F_USER_STACK: i32 = 0x100;

/// A program that keeps the stack of whoever runs a program, with these flags, and its number (or the error).
fn keeping(flags: i32, stacks: MapSpec) -> Result<ObjectSpec, Stop> {
    let mut asm = Assembler::new();
    let key = asm.stack_slot(4, 4);
    asm.call_with(Helper::GET_STACKID, (R1, Argument::map("STACKS"), flags))
        .mov(R6, R0)
        .store(Size::Word, R10, key.offset, 0)
        .call_with(Helper::MAP_LOOKUP_ELEM, (Argument::map("NUMBER"), key))
        .jump(Condition::Equal, R0, 0, "out")
        .store(Size::Double, R0, 0, R6)
        .label("out")
        .mov(R0, 0)
        .exit();
    let program = ProgramSpec::tracepoint("keeping", "sched", "sched_process_exec", asm.build()?);
    let spec = ObjectSpec::new("GPL").with_map(stacks).with_map(Array::<i64>::spec("NUMBER", 1));
    Ok(spec.with_program(program))
}

/// Has the program keep a stack; gives its number.
fn kept(world: &World, spec: &ObjectSpec) -> Result<(Object, i64), Stop> {
    let object = spec.load(&world.kernel)?;
    let link = object.program("keeping")?.attach()?;
    world.run_true()?;
    link.detach()?;
    let number = object.map::<Array<i64>>("NUMBER")?.get(0)?.unwrap();
    Ok((object, number))
}

pub(crate) fn kernel_stacks(world: &World) -> Outcome {
    let (object, number) = kept(world, &keeping(0, StackTrace::spec("STACKS", 8, 64))?)?;
    let stacks = object.map::<StackTrace>("STACKS")?;
    let number = u32::try_from(number).expect("there is a stack");
    assert_eq!(stacks.depth(), 8);
    let frames = stacks.get(number)?.unwrap();
    assert!((1..=8).contains(&frames.len()), "{frames:x?}");
    assert!(frames.iter().all(|frame| frame.address() > Some(1 << 63)), "{frames:x?}");
    assert_eq!(stacks.iter().collect::<Result<Vec<_>>>()?, [(number, frames.clone())]);
    if !world.is_simulated() && number != 0 {
        assert!(stacks.get(number - 1)?.is_none());
    }
    assert!(stacks.remove(number)? && !stacks.remove(number)? && !stacks.remove(u32::MAX)?);
    assert!(stacks.get(number)?.is_none() && stacks.get(u32::MAX)?.is_none());
    Ok(())
}

/// Linux 6.18.
pub(crate) fn taken(world: &World) -> Outcome {
    if !world.is_simulated() && world.version()? < "6.18".parse()? {
        return skip("this kernel takes no stacks out of a map in one step; Linux 6.18 does");
    }
    let (object, number) = kept(world, &keeping(0, StackTrace::spec("STACKS", 8, 64))?)?;
    let stacks = object.map::<StackTrace>("STACKS")?;
    let number = u32::try_from(number).expect("there is a stack");
    let frames = stacks.get(number)?;
    assert!(frames.is_some());
    assert_eq!(stacks.take(number)?, frames);
    assert!(stacks.take(number)?.is_none() && stacks.get(number)?.is_none());
    Ok(())
}

pub(crate) fn user_stacks(world: &World) -> Outcome {
    let (object, number) = kept(world, &keeping(BPF_F_USER_STACK, StackTrace::spec("STACKS", 4, 64))?)?;
    let stacks = object.map::<StackTrace>("STACKS")?;
    let frames = stacks.get(u32::try_from(number).expect("there is a stack"))?.unwrap();
    assert!(frames.iter().all(|frame| frame.address() < Some(1 << 63)), "{frames:x?}");
    // With build ids: what is not known of a file is an address.
    let spec = keeping(BPF_F_USER_STACK, StackTrace::spec_with_build_ids("STACKS", 4, 64))?;
    let (object, number) = kept(world, &spec)?;
    let stacks = object.map::<StackTrace>("STACKS")?;
    assert_eq!((stacks.depth(), stacks.map().info().value_size), (4, 128));
    let frames = stacks.get(u32::try_from(number).expect("there is a stack"))?.unwrap();
    assert!(!frames.is_empty());
    for frame in &frames {
        match frame {
            StackFrame::File { build_id, .. } => assert_ne!(build_id, &[0; 20]),
            StackFrame::Address(address) => assert!(*address > 0),
        }
    }
    Ok(())
}

pub(crate) fn described_stacks() -> Outcome {
    let kernel = Kernel::simulated();
    let object = keeping(0, StackTrace::spec("STACKS", 3, 4))?.load(&kernel)?;
    let _link = object.program("keeping")?.attach()?;
    let stacks = object.map::<StackTrace>("STACKS")?;
    let number = object.map::<Array<i64>>("NUMBER")?;
    let fire = |addresses: &[u64]| {
        let process = skep::sim::Process::new(7).kernel_stack(addresses.to_vec());
        kernel.world().fire("sched:sched_process_exec", |event| event.process(process))?;
        Ok::<_, Stop>(number.get(0)?.unwrap())
    };
    let first = fire(&[1, 2, 3, 4])?;
    assert_eq!(fire(&[1, 2, 3, 4])?, first, "the same stack has the same number");
    assert_eq!(fire(&[1, 2, 3, 9])?, first, "the frame that differs is cut off");
    let frames = stacks.get(u32::try_from(first)?)?.unwrap();
    assert_eq!(frames, [1, 2, 3].map(StackFrame::Address));
    let efault = -14;
    assert_eq!(fire(&[])?, efault);
    // Others have the number of one that is there, or there is no room.
    let answers = (10..60_u64).map(|address| fire(&[address])).collect::<Result<Vec<_>, _>>()?;
    let (eexist, enomem) = (-17, -12);
    assert!(
        answers.iter().all(|answer| *answer >= 0 || *answer == eexist || *answer == enomem),
        "{answers:?}"
    );
    assert!(answers.contains(&eexist));
    assert_eq!(stacks.iter().count(), 4);
    Ok(())
}

pub(crate) fn refused(world: &World) -> Outcome {
    let refusal = |spec: MapSpec| Map::create(&world.kernel, &spec).unwrap_err().to_string();
    let plain = StackTrace::spec("STACKS", 4, 16);
    assert_eq!(plain.value_size, 32);
    let error = refusal(MapSpec { value_size: 12, ..plain.clone() });
    assert!(
        error.contains("value_size is 12; it must be a multiple of 8, the size of an address"),
        "{error}"
    );
    let error = refusal(MapSpec { value_size: 40, flags: MapFlags::STACK_BUILD_ID, ..plain.clone() });
    assert!(error.contains("value_size is 40; it must be a multiple of 32"), "{error}");
    assert!(refusal(MapSpec { key_size: 8, ..plain }).contains("key_size is 8; it must be 4"));
    Ok(())
}

pub(crate) fn alike() -> Outcome {
    let mut both = Both::new()?;
    let plain = MapCreate {
        map_type: MapType::STACK_TRACE,
        key_size: 4,
        value_size: 16,
        max_entries: 3,
        ..MapCreate::default()
    };
    for key_size in [0, 4, 8] {
        for value_size in [0, 4, 8, 12, 16, 32, 64, 127 * 8, 128 * 8, 127 * 32, 128 * 32] {
            for max_entries in [0, 1, 3] {
                for flags in [0, 1, 0x20, 0x40, 0x400] {
                    let flags = MapFlags(flags);
                    let what = format!("a map of stacks {key_size} {value_size} {max_entries} {flags}");
                    both.create(&what, &MapCreate { key_size, value_size, max_entries, flags, ..plain });
                }
            }
        }
    }
    let stacks = both.create("a map of stacks", &plain).unwrap();
    // Older kernels take none out in one step, and say so of every number.
    let taken = both.host.api().map_take(&stacks.host, &[0; 4], &mut [0; 16]);
    // There are four numbers for three stacks.
    for number in [0_u32, 2, 3, 4, u32::MAX] {
        let (what, key) = (format!("stack {number}"), number.to_ne_bytes());
        both.look_up(&what, &stacks, &key, 16);
        both.update(&what, &stacks, &key, &[1; 16], 0);
        if taken.as_ref().err() != Some(&Errno::ENOTSUPP) {
            both.take(&what, &stacks, &key, 16);
        }
        both.delete(&what, &stacks, &key);
        both.next_key(&what, &stacks, Some(&key), 4);
    }
    both.next_key("stacks", &stacks, None, 4);
    assert!(both.compared > 500, "{}", both.compared);
    Ok(())
}
