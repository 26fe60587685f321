//! Programs: loaded, attached, run by what happens, and refused.

use crate::world::World;
use skep::isa::TextErrors;
use skep::prelude::*;
use skep::registers::*;
use skep::{Cause, ErrorKind};
use skep_harness::Outcome;

/// Adds one to the `u64` that a hash table has for the `u32` at `r10 - 4`. `r0` to `r5` lose their values, and so do
/// the 8 bytes at `r10 - 16`.
pub(crate) fn add_one(assembler: &mut Assembler, map: &str) {
    let (missing, done) = (assembler.fresh_label("missing"), assembler.fresh_label("done"));
    assembler
        .load_map(R1, map)
        .mov(R2, R10)
        .add(R2, -4)
        .call(Helper::MAP_LOOKUP_ELEM)
        .jump(Condition::Equal, R0, 0, missing.clone())
        .mov(R1, 1)
        .atomic(Atomic::Add, Size::Double, R0, 0, R1)
        .goto(done.clone())
        .label(missing)
        .store(Size::Double, R10, -16, 1)
        .load_map(R1, map)
        .mov(R2, R10)
        .add(R2, -4)
        .mov(R3, R10)
        .add(R3, -16)
        .mov(R4, 0)
        .call(Helper::MAP_UPDATE_ELEM)
        .label(done);
}

/// A tracepoint program that counts executions by the user who starts them.
pub(crate) fn count_by_user() -> Code {
    let mut assembler = Assembler::new();
    assembler.call(Helper::GET_CURRENT_UID_GID).store(Size::Word, R10, -4, R0);
    add_one(&mut assembler, "BY_USER");
    assembler.mov(R0, 0).exit().build().expect("every label is bound")
}

pub(crate) fn counting_object() -> ObjectSpec {
    ObjectSpec::new("GPL")
        .with_map(HashMap::<u32, u64>::spec("BY_USER", 64))
        .with_program(ProgramSpec::tracepoint("count", "sched", "sched_process_exec", count_by_user()))
}

pub(crate) fn executions_are_counted_by_user(world: &World) -> Outcome {
    let object = counting_object().load(&world.kernel)?;
    let counts = object.map::<HashMap<u32, u64>>("BY_USER")?;
    world.run_true()?;
    assert_eq!(counts.get(&world.user())?, None, "it is not attached yet");
    let _link = object.program("count")?.attach()?;
    for _ in 0..3 {
        world.run_true()?;
    }
    // Other processes of the machine are counted as well.
    assert!(counts.get(&world.user())?.is_some_and(|count| count >= 3));
    Ok(())
}

/// An XDP program that counts IPv4 datagrams by the port they are for, and drops those for port 9999.
pub(crate) fn firewall() -> Code {
    const ETHERNET: i32 = 14;
    let in_network_order = |number: u16| i32::from(number.to_be());
    let mut assembler = Assembler::new();
    assembler
        .load(Size::Word, R2, R1, 0)
        .load(Size::Word, R3, R1, 4)
        .mov(R4, R2)
        .add(R4, ETHERNET + 20 + 8)
        .jump(Condition::Greater, R4, R3, "pass")
        .load(Size::Half, R5, R2, 12)
        .jump(Condition::NotEqual, R5, in_network_order(0x0800), "pass")
        .load(Size::Byte, R5, R2, 14)
        .jump(Condition::NotEqual, R5, 0x45, "pass")
        .load(Size::Byte, R5, R2, 23)
        .jump(Condition::NotEqual, R5, 17, "pass")
        .load(Size::Half, R6, R2, 36)
        .to_big_endian(Size::Half, R6)
        .store(Size::Word, R10, -4, R6);
    add_one(&mut assembler, "BY_PORT");
    assembler
        .jump(Condition::NotEqual, R6, 9999, "pass")
        .mov(R0, 1)
        .exit()
        .label("pass")
        .mov(R0, 2)
        .exit()
        .build()
        .expect("every label is bound")
}

pub(crate) fn datagrams_are_counted_and_dropped(world: &World) -> Outcome {
    let spec = ObjectSpec::new("MIT")
        .with_map(HashMap::<u32, u64>::spec("BY_PORT", 64))
        .with_program(ProgramSpec::xdp("firewall", firewall()));
    world.in_network(|network| {
        let object = spec.load(&world.kernel)?;
        let counts = object.map::<HashMap<u32, u64>>("BY_PORT")?;
        assert!(network.send(9999, b"before")?);
        let link = object.program("firewall")?.attach_to_interface(network.interface(), XdpMode::Auto)?;
        assert!(network.send(9998, b"passes")?);
        assert!(!network.send(9999, b"is dropped")?);
        assert!(!network.send(9999, b"is dropped, too")?);
        assert_eq!(counts.get(&9998)?, Some(1));
        assert_eq!(counts.get(&9999)?, Some(2));
        link.detach()?;
        assert!(network.send(9999, b"after")?);
        assert_eq!(counts.get(&9999)?, Some(2));
        Ok(())
    })
}

pub(crate) fn a_refused_program_is_explained(world: &World) -> Outcome {
    let mut assembler = Assembler::new();
    assembler.mov(R1, R10).add(R1, -8).mov(R2, 8).mov(R3, 0);
    let line = line!() + 1;
    assembler.call(Helper::PROBE_READ_KERNEL);
    let code = assembler.mov(R0, 0).exit().build()?;
    let spec = ObjectSpec::new("Proprietary").with_program(ProgramSpec::tracepoint(
        "peek",
        "sched",
        "sched_process_exec",
        code,
    ));
    let error = spec.load(&world.kernel).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Rejected);
    let report = error.verifier_report().expect("it was the verifier");
    assert_eq!(report.reason, "cannot call GPL-restricted function from non-GPL compatible program");
    let place = report.place.as_ref().expect("the log names the instruction");
    assert_eq!((place.index, place.text.as_str()), (4, "call 113"));
    let location = place.location.as_ref().expect("the assembler knows its caller");
    assert!(location.file.ends_with("programs.rs"), "{}", location.file);
    assert_eq!(location.line, line);
    assert_eq!(report.function.as_deref(), Some("peek"));
    assert!(report.log.contains(&report.reason) && report.log_is_whole);
    let text = error.to_string();
    assert!(
        text.starts_with("loading tracepoint program `peek`: the verifier refuses it: cannot call"),
        "{text}"
    );
    assert!(!text.contains('\n') && format!("{error:#}").contains("\nthe log:\n"));
    Ok(())
}

/// The log of a long program is many times as long as the first buffer for it.
pub(crate) fn a_long_log_is_given_whole() -> Outcome {
    const LENGTH: usize = 500_000;
    let world = crate::world::host()?;
    let mut assembler = Assembler::new();
    assembler.mov(R0, 0);
    for _ in 0..LENGTH {
        assembler.add(R0, 1);
    }
    let code = assembler.call(9999_u32).exit().build()?;
    let spec = ObjectSpec::new("GPL").with_program(ProgramSpec::tracepoint(
        "long",
        "sched",
        "sched_process_exec",
        code,
    ));
    let error = spec.load(&world.kernel).unwrap_err();
    let report = error.verifier_report().expect("it was the verifier");
    assert!(report.log_is_whole);
    assert_eq!(report.reason, "invalid func unknown#9999");
    assert_eq!(report.place.as_ref().map(|place| place.index), Some(LENGTH + 1));
    // A line for each instruction, and some tens of megabytes of them.
    assert!(report.log.lines().count() > LENGTH && report.log.len() > 16 << 20, "{}", report.log.len());
    Ok(())
}

pub(crate) fn a_failed_load_leaves_nothing(world: &World) -> Outcome {
    let bad = Assembler::new().call(9999_u32).exit().build()?;
    let spec =
        counting_object().with_program(ProgramSpec::tracepoint("bad", "sched", "sched_process_exec", bad));
    let before = world.open()?;
    let error = spec.load(&world.kernel).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Rejected, "{error}");
    assert_eq!(world.open()?, before);
    Ok(())
}

pub(crate) fn what_no_kernel_would_take_is_said_in_plain_words(world: &World) -> Outcome {
    let with = |text: &str| -> Result<ObjectSpec, TextErrors> {
        let program = ProgramSpec::tracepoint("on_exec", "sched", "sched_process_exec", Code::parse(text)?);
        Ok(ObjectSpec::new("GPL").with_program(program))
    };
    let error = with("r0 = r2\nexit")?.load(&world.kernel).unwrap_err();
    assert!(matches!(error.cause(), Cause::Spec(_)), "{error}");
    assert_eq!(
        error.to_string(),
        "checking `on_exec`: program `on_exec`: instruction 0 `r0 = r2` (text:1:1): reads r2, which nothing has written"
    );
    // It is asked when a kernel has refused: a mistake on a path that is never taken is none to the kernel.
    let never = with("r0 = 0\nif r0 == 0 goto done\nr0 = r2\ndone:\nexit")?;
    assert!(never.check().is_err() && never.check_outside_code().is_ok());
    // (The simulated kernel follows both ways of every jump.)
    if !world.kernel.is_simulated() {
        assert_eq!(never.load(&world.kernel)?.program("on_exec")?.name(), "on_exec");
    }
    // One of two programs that may fail is named with what is wrong with it, and the other is there.
    let mut two = with("r0 = r2\nexit")?;
    let code = Code::parse("r0 = 0\nexit")?;
    two = two.with_program(ProgramSpec::tracepoint("good", "sched", "sched_process_exec", code));
    let object = two.load_with(&world.kernel, &LoadOptions::new().optional("on_exec"))?;
    let refused: Vec<String> = object.refused().map(|(name, error)| format!("{name}: {error}")).collect();
    assert!(
        matches!(&refused[..], [only] if only.contains("reads r2, which nothing has written")),
        "{refused:?}"
    );
    assert!(object.program("good").is_ok());
    Ok(())
}

pub(crate) fn names_are_checked(world: &World) -> Outcome {
    let code = Assembler::new().mov(R0, 0).exit().build()?;
    let program = ProgramSpec::tracepoint("on_sched_process_exec", "sched", "sched_process_exec", code);
    let error = ObjectSpec::new("GPL").with_program(program).load(&world.kernel).unwrap_err();
    assert!(matches!(error.cause(), Cause::Spec(_)));
    assert_eq!(
        error.to_string(),
        "checking `on_sched_process_exec`: program `on_sched_process_exec`: the name has 21 bytes; the kernel takes \
         at most 15"
    );
    Ok(())
}

/// So that whoever runs these suites with the feature knows that they ran so.
pub(crate) fn machine_code() -> Outcome {
    let simulated = Kernel::simulated();
    let code = Assembler::new().mov(R0, 1).add(R0, 1).exit().build()?;
    let object = ObjectSpec::new("GPL").with_program(ProgramSpec::xdp("two", code)).load(&simulated)?;
    assert_eq!(object.program("two")?.test_run(&TestRun::new().packet(&[0; 60]))?.result, 2);
    // The code generator has machine code for these.
    let machines = ["x86_64", "aarch64", "s390x", "riscv64"];
    let is_compiled = cfg!(feature = "jit") && machines.contains(&std::env::consts::ARCH);
    assert_eq!(simulated.world().compiled_programs(), usize::from(is_compiled));
    Ok(())
}
