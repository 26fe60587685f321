//! Programs that run at the same time, on what they share and on what each CPU has to itself.

use crate::world::World;
use skep::isa::{AtomicTarget, Extreme, Register};
use skep::prelude::*;
use skep::registers::*;
use skep_harness::{Outcome, Stop, skip};

/// How many run at the same time, and how often each.
const RUNNERS: u32 = 4;
const RUNS: u32 = 16 * 1251;
/// How often all of them run: 64 times an odd number.
const TICKETS: u64 = (RUNNERS * RUNS) as u64;

/// What the program changes, 8 bytes each; where it is changed as 4 bytes, two share the place.
const PLACES: usize = 16;

/// Changes every place by another kind of atomic instruction. Each run has a number of its own, its ticket.
fn atomics() -> Result<ProgramSpec, Stop> {
    let at = |place: i16| place * 8;
    let mut asm = Assembler::new();
    let key = asm.stack_slot(4, 4);
    asm.zero_stack_slot(key)
        .call_with(Helper::MAP_LOOKUP_ELEM, (Argument::map("PLACES"), key))
        .jump(Condition::Equal, R0, 0, "out")
        .mov(R6, R0);
    // The ticket, and a bit that is chosen by it.
    asm.mov(R7, 1).atomic(Atomic::FetchAdd, Size::Double, R6, at(0), R7);
    asm.mov(R1, R7).and(R1, 63).mov(R8, 1).shift_left(R8, R1);
    asm.mov(R1, 1)
        .atomic(Atomic::Add, Size::Double, R6, at(1), R1)
        .atomic(Atomic::Add, Size::Word, R6, at(2), R1)
        .atomic(Atomic::FetchAdd, Size::Word, R6, at(2) + 4, R1);
    asm.atomic(Atomic::Or, Size::Double, R6, at(3), R8);
    // Counts in the place after it how often the chosen bit was (not) set before a change.
    let change_and_count = |asm: &mut Assembler, atomic, place, operand: Register, condition| {
        asm.mov(R1, operand).atomic(atomic, Size::Double, R6, at(place), R1).and(R1, R8);
        asm.when(condition, R1, 0, |asm| {
            asm.mov(R1, 1).atomic(Atomic::Add, Size::Double, R6, at(place + 1), R1)
        });
    };
    change_and_count(&mut asm, Atomic::FetchOr, 4, R8, Condition::Equal);
    asm.mov(R9, R8).xor(R9, -1).atomic(Atomic::And, Size::Double, R6, at(6), R9);
    change_and_count(&mut asm, Atomic::FetchAnd, 7, R9, Condition::NotEqual);
    asm.atomic(Atomic::Xor, Size::Double, R6, at(9), R8);
    change_and_count(&mut asm, Atomic::FetchXor, 10, R8, Condition::NotEqual);
    // Every ticket that was put there is taken out by one other run, but for the last.
    asm.mov(R1, R7).atomic(Atomic::Exchange, Size::Double, R6, at(12), R1).atomic(
        Atomic::Add,
        Size::Double,
        R6,
        at(13),
        R1,
    );
    // Counts by comparing and exchanging; a run that is too often too late gives up.
    for _ in 0..8 {
        asm.load(Size::Double, R0, R6, at(14))
            .mov(R9, R0)
            .mov(R1, R0)
            .add(R1, 1)
            .atomic(Atomic::CompareExchange, Size::Double, R6, at(14), R1)
            .jump(Condition::Equal, R0, R9, "counted");
    }
    asm.goto("out")
        .label("counted")
        .mov(R1, 1)
        .atomic(Atomic::Add, Size::Double, R6, at(15), R1)
        .label("out")
        .mov(R0, 2)
        .exit();
    Ok(ProgramSpec::xdp("atomics", asm.build()?))
}

pub(crate) fn atomic_instructions_lose_nothing(world: &World) -> Outcome {
    let spec =
        ObjectSpec::new("GPL").with_map(Array::<[u64; PLACES]>::spec("PLACES", 1)).with_program(atomics()?);
    let object = spec.load(&world.kernel)?;
    let program = object.program("atomics")?;
    let places = object.map::<Array<[u64; PLACES]>>("PLACES")?;
    let mut start = [0; PLACES];
    (start[6], start[7]) = (u64::MAX, u64::MAX);
    places.set(0, &start)?;
    run_at_the_same_time(program)?;
    let found = places.get(0)?.expect("it has one element");
    assert_eq!(found[0], TICKETS, "fetch and add");
    assert_eq!(found[1], TICKETS, "add");
    assert_eq!(found[2], TICKETS | TICKETS << 32, "add and fetch and add, 4 bytes wide");
    assert_eq!(found[3], u64::MAX, "or");
    assert_eq!((found[4], found[5]), (u64::MAX, 64), "fetch and or");
    assert_eq!(found[6], 0, "and");
    assert_eq!((found[7], found[8]), (0, 64), "fetch and and");
    assert_eq!(found[9], u64::MAX, "xor: each bit was turned an odd number of times");
    assert_eq!((found[10], found[11]), (u64::MAX, TICKETS / 2 - 32), "fetch and xor");
    assert_eq!(found[12] + found[13], TICKETS * (TICKETS - 1) / 2, "exchange");
    assert_eq!(found[14], found[15], "compare and exchange");
    assert!(found[14] > 0);
    Ok(())
}

/// Changes places by compare and exchange, in enough attempts for four runners, and one place not atomically.
fn updates() -> Result<ProgramSpec, Stop> {
    let target = |place: i16| AtomicTarget {
        size: Size::Double,
        base: R6,
        offset: place * 8,
        attempts: 64,
        late: "late".into(),
    };
    let mut asm = Assembler::new();
    let key = asm.stack_slot(4, 4);
    asm.zero_stack_slot(key)
        .call_with(Helper::MAP_LOOKUP_ELEM, (Argument::map("PLACES"), key))
        .jump(Condition::Equal, R0, 0, "out")
        .mov(R6, R0);
    asm.mov(R7, 1).atomic(Atomic::FetchAdd, Size::Double, R6, 0, R7);
    // A counter that stops at 1000.
    asm.atomic_update(&target(1), R1, R2, |asm| {
        asm.mov(R2, R0).when(Condition::Less, R0, 1000, |asm| asm.add(R2, 1))
    });
    asm.atomic_extreme(Extreme::Maximum, &target(2), R7, R1);
    asm.mov(R8, R7).neg(R8).atomic_extreme(Extreme::SignedMinimum, &target(3), R8, R1);
    asm.mov(R1, 3).fetch_sub(Size::Double, R6, 4 * 8, R1);
    // What must not be done.
    asm.load(Size::Double, R1, R6, 5 * 8).add(R1, 1).store(Size::Double, R6, 5 * 8, R1).goto("out");
    asm.label("late").mov(R1, 1).atomic(Atomic::Add, Size::Double, R6, 6 * 8, R1);
    asm.label("out").mov(R0, 2).exit();
    Ok(ProgramSpec::xdp("updates", asm.build()?))
}

pub(crate) fn atomic_updates_lose_nothing(world: &World) -> Outcome {
    let spec =
        ObjectSpec::new("GPL").with_map(Array::<[u64; PLACES]>::spec("PLACES", 1)).with_program(updates()?);
    let object = spec.load(&world.kernel)?;
    let (program, places) = (object.program("updates")?, object.map::<Array<[u64; PLACES]>>("PLACES")?);
    run_at_the_same_time(program)?;
    let found = places.get(0)?.expect("it has one element");
    assert_eq!(found[6], 0, "no run was too late every time");
    assert_eq!((found[0], found[1]), (TICKETS, 1000));
    assert_eq!((found[2], found[3].cast_signed()), (TICKETS - 1, -(TICKETS.cast_signed() - 1)));
    assert_eq!(found[4].cast_signed(), -3 * TICKETS.cast_signed());
    // (In a simulated kernel one runs after the other.)
    assert!(found[5] <= TICKETS);
    Ok(())
}

/// Lets the runners run the program, all together [`TICKETS`] times.
fn run_at_the_same_time(program: &Program) -> Result<(), Stop> {
    let run = || program.test_run(&TestRun::new().packet(&[0; 64]).repeat(RUNS)).map(drop);
    std::thread::scope(|scope| {
        let runners: Vec<_> = (0..RUNNERS).map(|_| scope.spawn(run)).collect();
        runners.into_iter().try_for_each(|runner| runner.join().expect("it does not panic"))
    })?;
    Ok(())
}

pub(crate) fn every_cpu_has_its_part(world: &World) -> Outcome {
    // Adds the number of its CPU and 1 to its own part, and to those of keys in tables.
    let mut asm = Assembler::new();
    let (key, value) = (asm.stack_slot(4, 4), asm.stack_slot(8, 8));
    asm.zero_stack_slot(key).call(Helper::GET_SMP_PROCESSOR_ID).mov(R6, R0).add(R6, 1);
    for map in ["PARTS", "TABLE", "RECENT"] {
        let (next, insert) = (format!("after {map}"), format!("insert {map}"));
        asm.call_with(Helper::MAP_LOOKUP_ELEM, (Argument::map(map), key))
            .jump(Condition::Equal, R0, 0, insert.clone())
            .load(Size::Double, R1, R0, 0)
            .add(R1, R6)
            .store(Size::Double, R0, 0, R1)
            .goto(next.clone())
            .label(insert)
            .store(Size::Double, R10, value.offset, R6)
            .call_with(Helper::MAP_UPDATE_ELEM, (Argument::map(map), key, value, 0))
            .label(next);
    }
    // What another CPU has.
    asm.call_with(Helper::MAP_LOOKUP_PERCPU_ELEM, (Argument::map("PARTS"), key, 0))
        .jump(Condition::Equal, R0, 0, "none")
        .load(Size::Double, R0, R0, 0)
        .label("none")
        .exit();
    let spec = ObjectSpec::new("GPL")
        .with_map(PerCpuArray::<u64>::spec("PARTS", 1))
        .with_map(PerCpuHashMap::<u32, u64>::spec("TABLE", 4))
        .with_map(PerCpuHashMap::<u32, u64>::lru_spec("RECENT", 4))
        .with_program(ProgramSpec::raw_tracepoint("count", "sched_process_exec", asm.build()?));
    let object = spec.load(&world.kernel)?;
    let program = object.program("count")?;
    let possible = world.kernel.api().possible_cpus()?;
    let mut expected = vec![0; possible as usize];
    for cpu in 0..possible {
        for _ in 0..3 {
            match program.test_run(&TestRun::new().on_cpu(cpu)) {
                Ok(output) => {
                    expected[cpu as usize] += u64::from(cpu) + 1;
                    assert_eq!(u64::from(output.result), expected[0], "what the first CPU has");
                }
                // A CPU that is possible but not there.
                Err(error) if error.errno().is_some_and(|errno| errno.name() == Some("ENXIO")) => {}
                Err(error) => return Err(error.into()),
            }
        }
    }
    if expected.iter().filter(|part| **part > 0).count() < 2 {
        return skip("this kernel runs on one CPU");
    }
    let parts = object.map::<PerCpuArray<u64>>("PARTS")?.get(0)?.expect("it has one element");
    assert_eq!(parts.iter().copied().collect::<Vec<_>>(), expected);
    for map in ["TABLE", "RECENT"] {
        let parts = object.map::<PerCpuHashMap<u32, u64>>(map)?.get(&0)?.expect("the program put it there");
        assert_eq!(parts.iter().copied().collect::<Vec<_>>(), expected, "{map}");
    }
    assert!(program.test_run(&TestRun::new().on_cpu(possible + 1000)).is_err());
    Ok(())
}
