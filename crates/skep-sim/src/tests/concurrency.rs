//! Programs on several CPUs at the same time.

use super::*;
use crate::{Attempt, Explored, FaultKind, Interleaving, StimulusError, explore};
use skep_isa::{Atomic, Condition, Size, registers::*};
use skep_uapi::Helper;

/// A world in which a program with this middle part runs on executions; it finds a value of `STATE`, of 24 bytes, in `r6`.
fn world_with(write: impl FnOnce(&mut Assembler)) -> (World, Vec<Handle>) {
    let world = World::new();
    let state = map(&world, MapType::ARRAY, "STATE", 4, 24, 1);
    let program = load(&world, &[("STATE", &state)], |asm| {
        asm.store(Size::Word, R10, -4, 0).load_map(R1, "STATE").mov(R2, R10).add(R2, -4);
        asm.call(Helper::MAP_LOOKUP_ELEM).jump(Condition::Equal, R0, 0, "out").mov(R6, R0);
        write(asm);
        asm.label("out").mov(R0, 0).exit();
    });
    let link = attach(&world, &program, EXEC).unwrap();
    (world, vec![state, program, link])
}

/// The three numbers of the value.
fn numbers(world: &World, state: &Handle) -> [u64; 3] {
    let value = lookup(world, state, &[0; 4]).unwrap();
    let (numbers, _) = value.as_chunks::<8>();
    [0, 1, 2].map(|index| u64::from_ne_bytes(numbers[index]))
}

/// One execution on each of so many CPUs.
fn run(world: &World, seed: u64, cpus: u32) -> Interleaving {
    let arranged = world.concurrently(seed, |concurrency| {
        for cpu in 0..cpus {
            concurrency.on(cpu).fire(EXEC, move |event| event.pid(100 + cpu));
        }
    });
    arranged.unwrap()
}

/// Tries so many seeds in worlds with this program, on two CPUs.
fn tried(
    seeds: u64,
    write: impl Fn(&mut Assembler),
    holds: impl Fn(&Interleaving, [u64; 3]) -> bool,
) -> Explored {
    let explored = explore(0..seeds, |seed| {
        let (world, held) = world_with(&write);
        let interleaving = run(&world, seed, 2);
        let holds = holds(&interleaving, numbers(&world, &held[0]));
        Ok::<Attempt, ()>(interleaving.expect(holds))
    });
    explored.unwrap()
}

fn load_add_store(asm: &mut Assembler) {
    asm.load(Size::Double, R1, R6, 0).add(R1, 1).store(Size::Double, R6, 0, R1);
}

#[test]
fn a_counter_that_is_not_atomic_loses_an_update_and_the_seed_gives_it_again() {
    let explored = tried(100, load_add_store, |_, [count, ..]| count == 2);
    let found = explored.found.expect("a lost update");
    let (world, held) = world_with(load_add_store);
    let again = run(&world, found.seed, 2);
    assert_eq!(again, found);
    assert_eq!(numbers(&world, &held[0])[0], 1);
    // Both have loaded before one stores.
    let of = |text: &str| -> Vec<usize> {
        let steps = found.steps.iter().enumerate();
        steps.filter(|(_, step)| step.step.instruction == text).map(|(place, _)| place).collect()
    };
    let (loads, stores) = (of("r1 = *(u64 *)(r6 + 0)"), of("*(u64 *)(r6 + 0) = r1"));
    assert!(loads.len() == 2 && stores.len() == 2 && loads[1] < stores[0], "{found}");
    let text = found.to_string();
    assert!(text.starts_with(&format!("seed {}\n", found.seed)), "{text}");
    assert!(text.contains("CPU 0  prog") && text.contains("    CPU 1  prog"), "{text}");
    assert!(text.contains("concurrency.rs:"), "the lines of the source: {text}");
}

#[test]
fn an_atomic_counter_never_loses_an_update() {
    let add = |asm: &mut Assembler| {
        asm.mov(R1, 1).atomic(Atomic::Add, Size::Double, R6, 0, R1);
    };
    let explored = tried(300, add, |_, [count, ..]| count == 2);
    assert_eq!((explored.tried, &explored.found), (300, &None));
    // Each CPU has two steps that the other can see, a call and the addition: 6 orders.
    assert_eq!(explored.different, 6, "{explored}");
}

/// Counts up the third number, the second and the first one behind each other, and stores the sum of what it saw at last.
fn count_all(asm: &mut Assembler) {
    for offset in [8, 16] {
        asm.load(Size::Double, R1, R6, offset).add(R1, 1).store(Size::Double, R6, offset, R1);
    }
}

#[test]
fn what_a_lock_protects_stays_whole() {
    let whole = |_: &Interleaving, [_, a, b]: [u64; 3]| (a, b) == (2, 2);
    let unprotected = tried(300, count_all, whole);
    assert!(unprotected.found.is_some(), "{unprotected}");
    let locked = |asm: &mut Assembler| {
        asm.mov(R1, R6).call(Helper::SPIN_LOCK);
        count_all(asm);
        asm.mov(R1, R6).call(Helper::SPIN_UNLOCK);
    };
    let protected = tried(300, locked, whole);
    assert_eq!(protected.found, None, "{protected}");
    // The other CPU tries to take the lock in all sorts of places, and waits.
    assert!(protected.different > 4, "{protected}");
}

#[test]
fn a_lock_that_is_not_given_back_is_a_fault_and_no_end_of_all() {
    let explored = tried(
        20,
        |asm| {
            asm.mov(R1, R6).call(Helper::SPIN_LOCK);
        },
        |_, _| true,
    );
    let found = explored.found.expect("a fault");
    let faults: Vec<String> = found.faults().map(|(_, fault)| fault.to_string()).collect();
    assert_eq!(faults.len(), 2, "{found}");
    assert!(faults.iter().all(|fault| fault.contains("ends with a lock taken")), "{faults:?}");
}

#[test]
fn who_waits_for_a_lock_that_nobody_gives_back_is_told_of_a_deadlock() {
    let (world, held) = world_with(|asm| {
        asm.mov(R1, R6).call(Helper::SPIN_LOCK).mov(R1, R6).call(Helper::SPIN_UNLOCK);
    });
    // Nobody holds it: user space has put it there.
    world.map_update(&held[0], &[0; 4], &[1; 24], UpdateFlags::ANY).unwrap();
    let interleaving = run(&world, 1, 3);
    let faults: Vec<_> = interleaving.faults().collect();
    assert_eq!(faults.len(), 3);
    let is_deadlock = |kind: &FaultKind| matches!(kind, FaultKind::Refused(why) if why.contains("deadlock"));
    assert!(faults.iter().all(|(_, fault)| is_deadlock(&fault.fault.kind)), "{interleaving}");
}

#[test]
fn programs_run_on_the_cpus_they_are_arranged_on_one_event_after_the_other() {
    let (world, held) = world_with(|asm| {
        // Bit n of the second number: it ran on CPU n.
        asm.call(Helper::GET_SMP_PROCESSOR_ID).mov(R1, 1).shift_left(R1, R0);
        asm.atomic(Atomic::Or, Size::Double, R6, 8, R1);
        asm.mov(R1, 1).atomic(Atomic::Add, Size::Double, R6, 0, R1);
    });
    let arranged = world.concurrently(3, |cpus| {
        cpus.on(1).fire(EXEC, |event| event).fire(EXEC, |event| event);
        cpus.on(3).fire(EXEC, |event| event).fire("no:such", |event| event).fire(EXEC, |event| event);
    });
    let interleaving = arranged.unwrap();
    assert_eq!(numbers(&world, &held[0]), [4, 0b1010, 0]);
    let results: Vec<(u32, Vec<bool>)> = interleaving
        .cpus
        .iter()
        .map(|cpu| (cpu.cpu, cpu.results.iter().map(std::result::Result::is_ok).collect()))
        .collect();
    assert_eq!(results, [(1, vec![true, true]), (3, vec![true, false, true])]);
    assert!(matches!(interleaving.cpus[1].results[1], Err(StimulusError::NoTracepoint { .. })));
    assert_eq!(interleaving.runs().map(|(cpu, _)| cpu).collect::<Vec<_>>(), [1, 1, 3, 3]);

    let missing = world.concurrently(3, |cpus| {
        cpus.on(0).fire(EXEC, |event| event);
        cpus.on(4).fire(EXEC, |event| event);
    });
    assert_eq!(
        missing.unwrap_err().to_string(),
        "4 cannot be put into cpu: expected a CPU of this world, 0 to 3"
    );
    assert_eq!(numbers(&world, &held[0])[0], 4, "nothing has happened");
    assert_eq!(world.concurrently(3, |_| ()).unwrap().cpus, []);
}

#[test]
fn functions_that_call_functions_have_their_own_stacks_on_each_cpu() {
    let explored = explore(0..50, |seed| {
        let world = World::new();
        let state = map(&world, MapType::ARRAY, "STATE", 4, 8, 4);
        // The inner function keeps the CPU's number on its stack around a call that the others see.
        let inner = assemble(|asm| {
            asm.store(Size::Double, R10, -8, R1).store(Size::Word, R10, -12, 0);
            asm.load_map(R1, "STATE").mov(R2, R10).add(R2, -12).call(Helper::MAP_LOOKUP_ELEM);
            asm.load(Size::Double, R0, R10, -8).exit();
        });
        let main = assemble(|asm| {
            asm.call(Helper::GET_SMP_PROCESSOR_ID).mov(R6, R0).mov(R1, R0).call_function("inner");
            asm.store(Size::Double, R10, -8, R0).mov(R1, R6).call_function("inner");
            asm.load(Size::Double, R1, R10, -8).add(R0, R1).exit();
        });
        let (maps, functions) = (&[("STATE", &state)][..], &[("inner", &inner)][..]);
        let program = Load { maps, functions, ..Load::default() }.load(&world, &main).unwrap();
        let _link = attach(&world, &program, EXEC).unwrap();
        let interleaving = run(&world, seed, 4);
        let returned: Vec<u64> = interleaving.runs().map(|(_, run)| run.value).collect();
        Ok::<Attempt, ()>(interleaving.expect(returned == [0, 2, 4, 6]))
    });
    let explored = explored.unwrap();
    assert_eq!(explored.found, None);
    assert!(explored.different > 40, "{explored}");
}

#[test]
fn whoever_looks_on_sees_the_steps_of_all_cpus() {
    let (world, _held) = world_with(load_add_store);
    world.trace_steps(1000);
    let interleaving = run(&world, 5, 2);
    let all = world.traced_steps();
    assert_eq!(all.iter().filter(|step| step.instruction == "exit").count(), 2);
    assert!(interleaving.steps.iter().all(|step| all.contains(&step.step)));
}

#[test]
fn a_panic_of_who_looks_on_is_passed_on_and_the_world_stays() {
    let (world, held) = world_with(load_add_store);
    world.debug(|_| panic!("as it was told to"));
    let raced = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| run(&world, 5, 3)));
    assert_eq!(*raced.unwrap_err().downcast::<&str>().unwrap(), "as it was told to");
    // The world is there as before.
    world.stop_debugging();
    assert_eq!(numbers(&world, &held[0]), [0; 3]);
    run(&world, 5, 3);
    assert_ne!(numbers(&world, &held[0]), [0; 3]);
}
