//! Looking on while programs run: steps, breakpoints on maps, traces, coverage.

use super::*;
use crate::{Resume, Stop, StopReason};
use skep_isa::{Condition, Size, registers::*};
use skep_uapi::Helper;
use std::sync::{Arc, Mutex};

/// A world in which a program counts executions in the map `COUNTS`, by a key of 0, with what must be kept for it.
fn counting() -> (World, Vec<Handle>) {
    let world = World::new();
    let counts = map(&world, MapType::ARRAY, "COUNTS", 4, 8, 1);
    let other = map(&world, MapType::ARRAY, "OTHER", 4, 8, 1);
    let program = load(&world, &[("COUNTS", &counts), ("OTHER", &other)], |asm| {
        asm.store(Size::Word, R10, -4, 0);
        asm.load_map(R1, "OTHER").mov(R2, R10).add(R2, -4).call(Helper::MAP_LOOKUP_ELEM);
        asm.load_map(R1, "COUNTS").mov(R2, R10).add(R2, -4).call(Helper::MAP_LOOKUP_ELEM);
        asm.jump(Condition::Equal, R0, 0, "out");
        asm.load(Size::Double, R1, R0, 0).add(R1, 1).store(Size::Double, R0, 0, R1);
        asm.label("out").mov(R0, 0).exit();
    });
    let link = attach(&world, &program, EXEC).unwrap();
    (world, vec![counts, other, program, link])
}

/// Keeps what `describe` makes of each stop, and goes on as `resume` says for its number.
fn stops(
    resume: impl Fn(usize) -> Resume + Send + 'static,
) -> (Arc<Mutex<Vec<Stop>>>, impl FnMut(&Stop) -> Resume + Send + 'static) {
    let kept = Arc::new(Mutex::new(Vec::new()));
    let to = Arc::clone(&kept);
    (kept, move |stop: &Stop| {
        let mut stops = to.lock().unwrap();
        stops.push(stop.clone());
        resume(stops.len())
    })
}

#[test]
fn a_program_is_stepped_through_with_its_registers() {
    let (world, _held) = counting();
    let (kept, at_stop) = stops(|number| if number < 4 { Resume::Step } else { Resume::Continue });
    world.debug(at_stop);
    let runs = world.fire(EXEC, |event| event).unwrap();
    let stops = std::mem::take(&mut *kept.lock().unwrap());
    let texts: Vec<&str> = stops.iter().map(|stop| stop.step.instruction.as_str()).collect();
    assert_eq!(texts[0], "*(u32 *)(r10 - 4) = 0");
    assert_eq!(&texts[2..], ["r2 = r10", "r2 += -4"], "the fourth stop was the last");
    assert!(stops.iter().all(|stop| stop.reason == StopReason::Step && stop.step.program == "prog"));
    let registers = stops[3].step.registers;
    assert_eq!(registers[2], registers[10], "before 4 is taken off");
    // What was looked at did the same as ever.
    assert_eq!(runs[0].value, 0);
    world.stop_debugging();
    world.fire(EXEC, |event| event).unwrap();
    assert!(kept.lock().unwrap().is_empty());
}

#[test]
fn a_breakpoint_on_a_map_stops_at_each_use_of_it_and_of_no_other() {
    let (world, held) = counting();
    let (kept, at_stop) = stops(|_| Resume::Continue);
    world.break_on_maps(["COUNTS"], at_stop);
    world.fire(EXEC, |event| event).unwrap();
    let map = || "map COUNTS".to_owned();
    let reasons: Vec<StopReason> = kept.lock().unwrap().iter().map(|stop| stop.reason.clone()).collect();
    assert_eq!(
        reasons,
        [
            StopReason::MapHelper { map: map(), helper: Helper::MAP_LOOKUP_ELEM.0 },
            StopReason::MapLoad { map: map() },
            StopReason::MapStore { map: map() },
        ]
    );
    let stops = kept.lock().unwrap();
    assert_eq!(stops[2].step.registers[1], 1, "what is about to be stored");
    assert_eq!(lookup(&world, &held[0], &[0; 4]), Ok(1_u64.to_ne_bytes().to_vec()));
}

#[test]
fn calls_are_stepped_over() {
    let world = World::new();
    let step = assemble(|asm| {
        asm.mov(R0, 5).exit();
    });
    let main = assemble(|asm| {
        asm.call_function("step").add(R0, 1).mov(R0, 0).exit();
    });
    let functions = &[("step", &step)][..];
    let program = Load { functions, ..Load::default() }.load(&world, &main).unwrap();
    let _link = attach(&world, &program, EXEC).unwrap();
    let depths = |resume: Resume| {
        let (kept, at_stop) = stops(move |_| resume);
        world.debug(at_stop);
        world.fire(EXEC, |event| event).unwrap();
        let stops = kept.lock().unwrap();
        stops.iter().map(|stop| stop.step.depth).collect::<Vec<_>>()
    };
    assert_eq!(depths(Resume::Step), [1, 2, 2, 1, 1, 1]);
    assert_eq!(depths(Resume::StepOver), [1, 1, 1, 1]);
}

#[test]
fn the_last_steps_are_traced() {
    let (world, _held) = counting();
    world.trace_steps(3);
    world.fire(EXEC, |event| event).unwrap();
    let steps = world.traced_steps();
    let texts: Vec<&str> = steps.iter().map(|step| step.instruction.as_str()).collect();
    assert_eq!(texts, ["*(u64 *)(r0 + 0) = r1", "r0 = 0", "exit"]);
    assert!(steps[2].to_string().starts_with("prog "), "{}", steps[2]);
    assert!(steps[2].location.is_some(), "{}", steps[2]);
    assert_eq!(world.traced_steps(), []);
}

#[test]
fn lines_are_counted_and_told_in_the_format_of_lcov() {
    let world = World::new();
    let program = load(&world, &[], |asm| {
        let at = |line| skep_isa::Location { file: "p.rs".into(), line, column: 1, text: None };
        asm.location(at(10)).mov(R6, 3);
        asm.location(at(11)).label("again").add(R6, -1);
        asm.location(at(12)).jump(Condition::NotEqual, R6, 0, "again");
        asm.location(at(13)).jump(Condition::Equal, R6, 0, "out");
        asm.location(at(14)).mov(R6, 1);
        asm.location(at(15)).label("out").mov(R0, 0).exit();
    });
    let _link = attach(&world, &program, EXEC).unwrap();
    world.count_coverage();
    world.fire(EXEC, |event| event).unwrap();
    let coverage = world.coverage();
    let lines: Vec<(u32, u64)> = coverage.files["p.rs"].iter().map(|(line, count)| (*line, *count)).collect();
    assert_eq!(lines, [(10, 1), (11, 3), (12, 3), (13, 1), (14, 0), (15, 1)]);
    assert_eq!(coverage.lines(), (6, 5));
    let lcov = coverage.to_lcov();
    assert!(lcov.starts_with("TN:\nSF:p.rs\n"), "{lcov}");
    assert!(lcov.ends_with("DA:14,0\nDA:15,1\nLF:6\nLH:5\nend_of_record\n"), "{lcov}");
    // Another run adds to it.
    world.fire(EXEC, |event| event).unwrap();
    assert_eq!(world.coverage().files["p.rs"][&11], 6);
}
