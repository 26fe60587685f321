//! What a kernel says of the objects that it holds, whoever made them.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking, in its helpers too")]

mod attached;
#[path = "../language/groups.rs"]
#[allow(dead_code, reason = "other tests use the rest")]
mod groups;
#[path = "../attach/own_code.rs"]
mod own_code;
mod predicates;
#[path = "../it/world.rs"]
#[allow(dead_code, reason = "other tests use the rest")]
mod world;

use skep::isa::ListingLine;
use skep::prelude::*;
use skep::registers::*;
use skep::sim::WorldBuilder;
use skep::uapi::kernel::ObjectKind;
use skep::{ErrorKind, LoadedInstruction, Operation};
use skep_harness::{Outcome, Stop, Suite, skip};
use std::process::ExitCode;
use std::time::Duration;
use world::{World, host, simulated};

fn main() -> ExitCode {
    let suite = Suite::new("objects")
        .twin("programs and maps are listed and opened by number", host, simulated, by_number)
        .twin("a link that is opened by number keeps its program attached", host, simulated, links)
        .twin("all is said of a program that the kernel knows", host, simulated, program_info)
        .twin("runs are counted as long as somebody wants it", host, simulated, counted_runs)
        .twin(
            "the instructions of a loaded program have names and source lines",
            host,
            simulated,
            instructions,
        )
        .twin("pins are found wherever they are, and not after they are gone", host, simulated, pins)
        .test("objects are not shown to whoever may not see them [simulated]", refused)
        // They count what others make.
        .serial();
    predicates::tests(attached::tests(suite)).run()
}

/// A program that counts packets, and its map.
fn counter() -> Result<ObjectSpec, Stop> {
    let code = Code::parse(
        "*(u32 *)(r10 - 4) = 0
         r1 = COUNTS ll
         r2 = r10
         r2 += -4
         call 1
         if r0 == 0 goto out
         r1 = 1
         lock *(u64 *)(r0 + 0) += r1
         out: r0 = 2
         exit",
    )?;
    Ok(ObjectSpec::new("GPL")
        .with_map(MapSpec::new("COUNTS", MapType::ARRAY, 4, 8, 1))
        .with_program(ProgramSpec::xdp("counts", code)))
}

/// Runs an XDP program on an empty packet.
fn run(program: &Program) -> Outcome {
    assert_eq!(program.test_run(&TestRun::new().packet(&[0; 64]))?.result, 2);
    Ok(())
}

/// Skips unless this process may see what others have made.
fn may_walk(world: &World) -> Outcome {
    let missing = world.kernel.missing_capabilities(&[Operation::List(ObjectKind::Program)])?;
    if missing.is_empty() { Ok(()) } else { skip("going through all objects takes CAP_SYS_ADMIN") }
}

/// Waits until there is no such object any more: what a program held goes some time after it.
fn gone(world: &World, kind: ObjectKind, id: u32) -> Outcome {
    let deadline = std::time::Instant::now() + Duration::from_secs(20);
    while world.kernel.exists(kind, id)? {
        assert!(std::time::Instant::now() < deadline, "{kind:?} {id} is still there");
        world.wait_a_little(Duration::from_millis(20))?;
    }
    Ok(())
}

fn by_number(world: &World) -> Outcome {
    may_walk(world)?;
    let kernel = &world.kernel;
    let object = counter()?.load(kernel)?;
    let (program, map) = (object.program("counts")?, object.map::<Map>("COUNTS")?);
    let (program_id, map_id) = (program.info()?.id, map.info().id);
    let programs = kernel.programs()?;
    assert!(programs.is_sorted_by_key(|program| program.id));
    let found: Vec<_> =
        programs.iter().filter(|found| found.id == program_id).map(|found| &*found.name).collect();
    assert_eq!(found, ["counts"]);
    assert!(kernel.maps()?.iter().any(|found| found.id == map_id && found.name == "COUNTS"));
    // What is opened by number is the same object.
    let opened = Program::open_id(kernel, program_id)?.unwrap();
    assert_eq!((opened.name(), opened.info()?.tag), ("counts", program.info()?.tag));
    run(&opened)?;
    let counts = Array::<u64>::new(Map::open_id(kernel, map_id)?.unwrap())?;
    assert_eq!(counts.get(0)?, Some(1));
    drop((object, map, opened));
    // The map is still held.
    assert!(kernel.exists(ObjectKind::Map, map_id)?);
    gone(world, ObjectKind::Program, program_id)?;
    drop(counts);
    gone(world, ObjectKind::Map, map_id)?;
    assert!(
        Program::open_id(kernel, u32::MAX >> 1)?.is_none() && Map::open_id(kernel, u32::MAX >> 1)?.is_none()
    );
    Ok(())
}

fn links(world: &World) -> Outcome {
    may_walk(world)?;
    let kernel = &world.kernel;
    let code = Assembler::new().mov(R0, 0).exit().build()?;
    let spec = ObjectSpec::new("GPL").with_program(ProgramSpec::tracepoint(
        "on_exec",
        "sched",
        "sched_process_exec",
        code,
    ));
    let object = spec.load(kernel)?;
    let program = object.program("on_exec")?;
    let counting = kernel.count_runs()?;
    let link = program.attach()?;
    let (program_id, link_id) = (program.info()?.id, link.info()?.id.unwrap());
    assert!(kernel.links()?.iter().any(|found| found.id == link_id && found.program_id == program_id));
    let held = Link::open_id(kernel, link_id)?.unwrap();
    drop(link);
    // It is attached as long as anybody holds the link.
    let before = program.info()?.run_count;
    world.run_true()?;
    let after = program.info()?.run_count;
    assert!(after > before);
    drop(held);
    gone(world, ObjectKind::Link, link_id)?;
    let detached = program.info()?.run_count;
    world.run_true()?;
    assert_eq!(program.info()?.run_count, detached);
    drop(counting);
    Ok(())
}

fn program_info(world: &World) -> Outcome {
    let kernel = &world.kernel;
    let before = kernel.api().now();
    let object = counter()?.load(kernel)?;
    let info = object.program("counts")?.info()?;
    let map = object.map::<Map>("COUNTS")?.info().id;
    assert_eq!((info.program_type, &*info.name), (ProgramType::XDP, "counts"));
    assert_eq!(
        (&*info.map_ids, info.gpl_compatible, info.user_id),
        (&[map][..], true, kernel.api().user_id())
    );
    // The kernel's clock for this goes on while the machine sleeps.
    assert!(info.loaded_at >= before.0);
    assert!(info.btf_id != 0 && info.verified_instructions > 0 && info.translated_size > 0);
    assert_eq!((info.run_count, info.run_time, info.attached_to), (0, 0, (0, 0)));
    let proprietary = ObjectSpec { license: "Proprietary".into(), ..counter()? }.load(kernel)?;
    assert!(!proprietary.program("counts")?.info()?.gpl_compatible);
    Ok(())
}

fn counted_runs(world: &World) -> Outcome {
    may_walk(world)?;
    let object = counter()?.load(&world.kernel)?;
    let program = object.program("counts")?;
    run(program)?;
    assert_eq!(program.info()?.run_count, 0);
    let counting = world.kernel.count_runs()?;
    for _ in 0..3 {
        run(program)?;
    }
    let info = program.info()?;
    assert_eq!(info.run_count, 3);
    assert_eq!(info.run_time == 0, world.kernel.is_simulated());
    drop(counting);
    run(program)?;
    assert_eq!(program.info()?.run_count, 3);
    Ok(())
}

fn instructions(world: &World) -> Outcome {
    may_walk(world)?;
    let line = line!();
    let code = Assembler::new()
        .load_map(R1, "COUNTS")
        .mov(R2, R10)
        .add(R2, -4)
        .store(Size::Word, R10, -4, 0)
        .mov(R3, R10)
        .add(R3, -4)
        .mov(R4, 0)
        .call(Helper::MAP_UPDATE_ELEM)
        .mov(R0, 2)
        .exit()
        .build()?;
    let spec = ObjectSpec::new("GPL")
        .with_map(MapSpec::new("COUNTS", MapType::HASH, 4, 4, 1))
        .with_program(ProgramSpec::xdp("sets", code));
    let object = spec.load(&world.kernel)?;
    let program = object.program("sets")?;
    let listed = program.instructions()?;
    let text = |found: &LoadedInstruction| match &found.instruction {
        ListingLine::Instruction(instruction) => instruction.to_string(),
        ListingLine::Raw(bytes) => format!("{bytes:x?}"),
    };
    assert_eq!(text(&listed[0]), "r1 = COUNTS ll");
    assert_eq!((listed[0].slot, listed[1].slot, text(&listed[1])), (0, 2, "r2 = r10".to_owned()));
    let call = listed.iter().find(|found| text(found).starts_with("call ")).unwrap();
    let called = call.calls.as_deref();
    if world.kernel.is_simulated() {
        assert_eq!(called, Some("bpf_map_update_elem"));
    } else {
        // The verifier has put in the function for hash tables.
        assert_eq!(called, Some("htab_map_update_elem"));
    }
    let location = call.location.as_ref().unwrap();
    assert!(location.file.ends_with("objects/main.rs") && location.line == line + 9, "{location}");
    assert_eq!(program.code()?.translated.len(), program.info()?.translated_size as usize);
    let machine_code = program.code()?;
    assert_eq!(machine_code.machine_code.len(), program.info()?.machine_code_size as usize);
    assert_eq!(
        machine_code.function_lengths.iter().map(|length| *length as usize).sum::<usize>(),
        machine_code.machine_code.len()
    );
    Ok(())
}

fn pins(world: &World) -> Outcome {
    let folder = world.pins()?;
    let object = counter()?.load(&world.kernel)?;
    let program = object.program("counts")?;
    let map = object.map::<Map>("COUNTS")?;
    assert_eq!((program.pins()?, map.pins()?), (vec![], vec![]));
    let (first, second, third) =
        (folder.path().join("first"), folder.path().join("second"), folder.path().join("third"));
    // By whoever it is: here by another handle on the same program.
    program.pin(&first)?;
    Program::open_pin(&world.kernel, &first)?.pin(&second)?;
    map.pin(&third)?;
    assert_eq!((program.pins()?, map.pins()?), (vec![first.clone(), second.clone()], vec![third.clone()]));
    let all = world.kernel.pins()?;
    assert!(
        all.pins
            .iter()
            .any(|pin| pin.path == third && pin.kind == ObjectKind::Map && pin.id == map.info().id)
    );
    world.kernel.unpin(&first)?;
    assert_eq!(program.pins()?, vec![second.clone()]);
    world.kernel.unpin(&second)?;
    world.kernel.unpin(&third)?;
    assert_eq!((program.pins()?, map.pins()?), (vec![], vec![]));
    Ok(())
}

fn refused() -> Outcome {
    let kernel = Kernel::clone(&Simulated::new(WorldBuilder::new().ordinary_user().build()));
    let refused = kernel.programs().unwrap_err();
    assert_eq!(refused.kind(), ErrorKind::Permission);
    assert!(refused.to_string().contains("going through the programs of kernel `simulated`"), "{refused}");
    assert_eq!(kernel.exists(ObjectKind::Map, 1).unwrap_err().kind(), ErrorKind::Permission);
    assert_eq!(kernel.count_runs().unwrap_err().kind(), ErrorKind::Permission);
    Ok(())
}
