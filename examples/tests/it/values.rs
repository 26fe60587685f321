//! Programs that compute something and return it.

use crate::world::World;
use crate::{arithmetic_demo, bitwise_demo, conditional_demo, get_cpu_id};
use nix::sched::{CpuSet, sched_getaffinity, sched_setaffinity};
use nix::unistd::Pid;
use skep::prelude::*;
use skep_harness::{Outcome, Stop};

/// What a program returns for so many bytes.
fn result(program: &Program, length: usize) -> Result<u32, Stop> {
    Ok(program.test_run(&TestRun::new().packet(&vec![0; length]))?.result)
}

pub(crate) fn arithmetic_demo(world: &World) -> Outcome {
    let loaded = arithmetic_demo::arithmetic::load(&world.kernel)?;
    assert_eq!(result(&loaded.arithmetic_demo, 64)?, 6);
    loaded.A.set(&11)?;
    loaded.B.set(&4)?;
    // (60 - 2) / 4 - 3 - 4 + 1
    assert_eq!(result(&loaded.arithmetic_demo, 64)?, 8);
    loaded.B.set(&0)?;
    assert_eq!(result(&loaded.arithmetic_demo, 64)?, 0, "a division by zero ends it");
    Ok(())
}

pub(crate) fn bitwise_demo(world: &World) -> Outcome {
    let loaded = bitwise_demo::bitwise::load(&world.kernel)?;
    assert_eq!(result(&loaded.bitwise_demo, 64)?, 47);
    loaded.BITS.set(&u32::MAX)?;
    assert_eq!(result(&loaded.bitwise_demo, 64)?, !16 ^ (u32::MAX >> 6));
    loaded.BITS.set(&0)?;
    assert_eq!(result(&loaded.bitwise_demo, 64)?, 0b101);
    Ok(())
}

pub(crate) fn conditional_demo(world: &World) -> Outcome {
    let loaded = conditional_demo::conditional::load(&world.kernel)?;
    for (length, expected) in [(0, 0), (100, 0), (101, 1), (1000, 1)] {
        assert_eq!(result(&loaded.conditional_demo, 14 + length)?, expected, "{length} bytes");
    }
    Ok(())
}

pub(crate) fn get_cpu_id(world: &World) -> Outcome {
    let loaded = get_cpu_id::cpu_id::load(&world.kernel)?;
    if world.is_simulated() {
        assert!(result(&loaded.get_cpu_id, 64)? < 4);
        return Ok(());
    }
    // On each processor that this thread may run on.
    let thread = Pid::from_raw(0);
    let all = sched_getaffinity(thread)?;
    for cpu in (0..CpuSet::count()).filter(|&cpu| all.is_set(cpu).unwrap_or(false)) {
        let mut one = CpuSet::new();
        one.set(cpu)?;
        sched_setaffinity(thread, &one)?;
        assert_eq!(result(&loaded.get_cpu_id, 64)?, u32::try_from(cpu)?);
    }
    Ok(sched_setaffinity(thread, &all)?)
}
