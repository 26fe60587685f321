//! What compiled programs are made of, one thing after another: functions and aborts, atomics, decisions, loops, tail calls, memory.

use super::{ENDIAN, check_with, compiled, module, targets};
use crate::world::World;
use skep::prelude::*;
use skep::uapi::{Target, Version};
use skep_harness::{Outcome, skip};

/// Packets that begin with these numbers.
fn beginning(numbers: &[u64]) -> Vec<Vec<u8>> {
    let packet = |number: &u64| [&number.to_ne_bytes()[..], &[0; 24]].concat();
    numbers.iter().map(packet).collect()
}

/// A program that calls `f` with the number that the packet begins with, and returns its lower half.
fn calling(result: &str, functions: &str) -> String {
    let narrowed = if result == "i32" { "" } else { "v6: i32 = trunc v5" };
    let returned = if result == "i32" { "v5" } else { "v6" };
    format!(
        "licence \"GPL\"
         program p xdp default 77 -> i32 {{
         b0(v0: ptr context): v1: ptr packet 0 = packet_start v0 v2: ptr packet_end = packet_end v0
           if_packet v1, v2, 8, b1, b2
         b1(v3: ptr packet 8): v4: i64 = load v3 v5: {result} = call function f(v4) {narrowed} return {returned}
         b2: abort
         }}
         {functions}"
    )
}

fn old_and_new() -> [Target; 2] {
    [Target::of_version(Version::new(5, 15), ENDIAN), Target::of_version(Version::new(6, 12), ENDIAN)]
}

const NUMBERS: [u64; 8] = [0, 1, 6, 7, 40, 0xffff_ffff, 1 << 40, u64::MAX];

pub(crate) fn an_abort_in_a_function_ends_the_program(world: &World) -> Outcome {
    let packets = beginning(&NUMBERS);
    for kind in ["", "global"] {
        // Half of an even number, in 32 bits; through another function; none of an odd one.
        let half = format!(
            "function f {kind} -> i32 {{ b0(v0: i64): v1: i32 = call function half(v0) v2: i32 = const 1
               v3: i32 = add v1, v2 return v3 }}
             function half -> i32 {{ b0(v0: i64): v1: i64 = const 2 v2: i64 = urem v0, v1 v3: i64 = const 0
               v4: bool = eq v2, v3 branch v4, b1, b2
             b1: v5: i64 = udiv v0, v1 v6: i32 = trunc v5 return v6
             b2: abort }}"
        );
        let verdicts = check_with(world, &calling("i32", &half), &packets, &[], &targets())?;
        assert_eq!(verdicts, [1, 77, 4, 77, 21, 77, 1, 77]);
        // All 64 bits.
        let wide = format!(
            "function f {kind} -> i64 {{ b0(v0: i64): v1: i64 = call function whole(v0) v2: i64 = const 3
               v3: i64 = mul v1, v2 return v3 }}
             function whole -> i64 {{ b0(v0: i64): v1: i64 = const 7 v2: bool = eq v0, v1 branch v2, b2, b1
             b1: v5: i64 = xor v0, v1 return v5
             b2: abort }}"
        );
        let verdicts = check_with(world, &calling("i64", &wide), &packets, &[], &targets())?;
        assert_eq!(verdicts, [21, 18, 3, 77, 141, 0xffff_ffe8, 21, 0xffff_ffe8]);
    }
    // Nothing is returned, and a bool.
    let nothing = "function f -> i32 { b0(v0: i64): call function g(v0) v1: bool = call function h(v0) v2: i32 = zext v1 return v2 }
         function g { b0(v0: i64): v1: i64 = const 6 v2: bool = ugt v0, v1 branch v2, b1, b2 b1: abort b2: return }
         function h -> bool { b0(v0: i64): v1: i64 = const 1 v2: bool = eq v0, v1 branch v2, b1, b2
         b1: abort b2: v3: i64 = const 6 v4: bool = eq v0, v3 return v4 }";
    let verdicts = check_with(world, &calling("i32", nothing), &packets, &[], &targets())?;
    assert_eq!(verdicts, [0, 77, 1, 77, 77, 77, 77, 77]);
    Ok(())
}

pub(crate) fn decisions_among_many(world: &World) -> Outcome {
    let text = |ty: &str, convert: &str, numbers: &[i64]| {
        let mut text = format!("function f -> i32 {{ b0(v0: i64): {convert}");
        let value = if convert.is_empty() { "v0" } else { "v1" };
        let cases: Vec<String> =
            numbers.iter().enumerate().map(|(at, number)| format!("{number}: b{}", at + 2)).collect();
        text += &format!(" switch {value}, [{}], b1 b1: v2: i32 = const 1000 return v2 ", cases.join(", "));
        for at in 0..numbers.len() {
            text += &format!("b{}: v{}: i32 = const {} return v{} ", at + 2, at + 3, 3 * at, at + 3);
        }
        assert!(!ty.is_empty());
        calling("i32", &(text + "}"))
    };
    let narrow = text("i8", "v1: i8 = trunc v0", &[0, 1, -1, 6, 40, 100, 7, -100, 5]);
    let word = text("i32", "v1: i32 = trunc v0", &[0, -1, 6, i64::from(i32::MIN), 7]);
    let wide = text("i64", "", &[0, 1, -1, 1 << 40, 0xffff_ffff, i64::MIN, 7]);
    let few = text("i64", "", &[1 << 40, -1]);
    let packets = beginning(&[&NUMBERS[..], &[0x1ff, 156, 1 << 63, 1 << 31, 0x1_0000_0006]].concat());
    let mut all = vec![];
    for text in [narrow, word, wide, few] {
        all.push(check_with(world, &text, &packets, &[], &targets())?);
    }
    assert_eq!(all[0], [0, 3, 9, 18, 12, 6, 0, 6, 6, 21, 0, 0, 9]);
    assert_eq!(all[2][4..8], [1000, 12, 9, 6]);
    Ok(())
}

pub(crate) fn atomics_give_what_was_there(world: &World) -> Outcome {
    let program = |ty: &str, number: &str| {
        let sum = if ty == "i32" { "" } else { "v20: i32 = trunc v11" };
        let sum = (sum, if ty == "i32" { "v11" } else { "v20" });
        calling(
            "i32",
            &format!(
                "function f -> i32 {{ slot s0 8 align 8 \"place\"
                 b0(v0: i64): v1: ptr stack s0 = slot s0 store v0, v1 {number}
                   v3: {ty} = atomic_add v2, v1 v4: {ty} = atomic_or v2, v1 v5: {ty} = atomic_and v3, v1
                   v6: {ty} = atomic_xor v4, v1 v7: {ty} = atomic_exchange v2, v1
                   v8: {ty} = compare_exchange v1, v2, v6 v9: {ty} = compare_exchange v1, v2, v3
                   v10: {ty} = xor v5, v7 v11: {ty} = add v10, v9 atomic_and v11, v1 atomic_or v8, v1 atomic_xor v2, v1
                   atomic_add v8, v1 {} v12: i64 = load v1 v13: i32 = trunc v12 v14: i32 = add {}, v13 return v14 }}",
                sum.0, sum.1
            ),
        )
    };
    let targets = old_and_new();
    let packets = beginning(&NUMBERS);
    check_with(world, &program("i64", "v2: i64 = const 0x123456789a"), &packets, &[], &targets)?;
    check_with(world, &program("i32", "v2: i32 = trunc v0"), &packets, &[], &targets)?;
    Ok(())
}

pub(crate) fn memory_is_moved_in_pieces(world: &World) -> Outcome {
    world.needs(Version::new(6, 6), "moves that extend signs")?;
    // Bytes of a slot at odd places, an element that is known at run time only, and references handed to functions.
    let text = "function f -> i32 { slot s0 32 align 8 \"text\" slot s1 24 align 2 \"other\"
         b0(v0: i64): v1: ptr stack s0 = slot s0 zero v1, 32 store v0, v1+3 v2: i32 = const 0x12345678 store v2, v1+13
           v3: ptr stack s1 = slot s1 zero v3, 24 copy v3+1, v1+3, 19 v4: i64 = load v3+1 v5: i16 = load v3+11
           v6: i64 = zext v5 v7: i64 = add v4, v6 v8: below 8 = mask v0, 8 v9: ptr memory 18 = index v1, v8, 2
           v10: i16 = load v9 v11: i64 = sext v10 v12: i64 = add v7, v11
           v13: ptr memory 16 = view v1, 16 v14: i64 = call function sum(v13, v8) v15: i64 = xor v12, v14
           v16: i64 = const 32 v17: i64 = lshr v15, v16 v18: i64 = add v15, v17 v19: i32 = trunc v18 return v19 }
         function sum -> i64 { b0(v0: ptr memory 16, v1: i64): v2: i64 = load v0 v3: i64 = load v0+8
           v4: i64 = add v2, v3 store v4, v0+8 v5: i64 = add v4, v1 return v5 }";
    check_with(world, &calling("i32", text), &beginning(&NUMBERS), &[], &targets())?;
    Ok(())
}

pub(crate) fn loops_that_the_kernel_counts(world: &World) -> Outcome {
    world.needs(Version::new(6, 9), "`may_goto`")?;
    let sum = "function f -> i32 { b0(v0: i64): v1: i64 = const 127 v2: i64 = and v0, v1 v3: i64 = const 0 jump b1(v2, v3)
         b1(v4: i64, v5: i64) bound may_goto: v6: i64 = const 0 v7: bool = eq v4, v6 branch v7, b3, b2
         b2: v8: i64 = add v5, v4 v9: i64 = const 1 v10: i64 = sub v4, v9 jump b1(v10, v8)
         b3: v11: i32 = trunc v5 return v11 }";
    let text = calling("i32", sum);
    let [old, new] = old_and_new();
    let refused = skep_codegen::compile(&module(&text), &old).unwrap_err().to_string();
    assert!(refused.contains("since 6.9"), "{refused}");
    let verdicts = check_with(world, &text, &beginning(&NUMBERS), &[], std::slice::from_ref(&new))?;
    assert_eq!(verdicts[..5], [0, 1, 21, 28, 820]);
    // One that does not end is aborted by the kernel.
    let endless = "function f -> i32 { b0(v0: i64): v1: i64 = const 0 jump b1(v1)
         b1(v2: i64) bound may_goto: v3: i64 = const 2 v4: i64 = add v2, v3 v5: bool = eq v4, v0 branch v5, b2, b1(v4)
         b2: v6: i32 = const 5 return v6 }";
    let object = compiled(&module(&calling("i32", endless)), &new).load(&world.kernel)?;
    let output = object.program("p")?.test_run(&TestRun::new().packet(&beginning(&[1])[0]))?;
    assert_eq!(output.result, 77);
    Ok(())
}

pub(crate) fn tail_calls_go_on_elsewhere(world: &World) -> Outcome {
    let module = module(
        "licence \"GPL\" map next prog_array key 4 value 4 entries 2
         program first xdp default 1 -> i32 { b0(v0: ptr context): v1: ptr map next = map next v2: i32 = const 1
           tail_call v0, v1, v2 v3: i32 = const 5 return v3 }
         program second xdp default 1 -> i32 { b0(v0: ptr context): v1: i32 = const 7 return v1 }",
    );
    for target in targets() {
        let object = compiled(&module, &target).load(&world.kernel)?;
        let run = || object.program("first")?.test_run(&TestRun::new().packet(&[0; 64]));
        assert_eq!(run()?.result, 5);
        object.map::<ProgramArray>("next")?.set(1, object.program("second")?)?;
        assert_eq!(run()?.result, 7);
    }
    Ok(())
}

pub(crate) fn functions_of_the_kernel_are_called(world: &World) -> Outcome {
    world.needs(Version::new(6, 2), "`bpf_rcu_read_lock`")?;
    if world.is_simulated() {
        return skip("the simulated kernel has no functions to be called by name");
    }
    if !world.kernel.target().kernel_functions {
        return skip(
            "this kernel has no functions to be called by name, or no JIT, without which they are not called",
        );
    }
    let module = module(
        "licence \"GPL\" kfunc bpf_rcu_read_lock() kfunc bpf_rcu_read_unlock()
         program p xdp default 1 -> i32 { b0(v0: ptr context): call kfunc bpf_rcu_read_lock()
           call kfunc bpf_rcu_read_unlock() v1: i32 = const 9 return v1 }",
    );
    let [_, new] = old_and_new();
    let object = compiled(&module, &new).load(&world.kernel)?;
    assert_eq!(object.program("p")?.test_run(&TestRun::new().packet(&[0; 64]))?.result, 9);
    Ok(())
}

pub(crate) fn the_kernels_types_are_asked(world: &World) -> Outcome {
    let text = |question: &str| {
        format!(
            "licence \"GPL\" t0 = int \"int\" 4 signed t1 = struct \"task_struct\" 8 {{ \"tgid\" t0 @0 \"no_such_field\" t0 @32 }}
             program p xdp default 1 -> i32 {{ b0(v0: ptr context): v1: i64 = relocation {question} v2: i32 = trunc v1 return v2 }}"
        )
    };
    let kernel = world.kernel.types()?;
    let task = kernel.find(skep::btf::Kind::Struct, "task_struct").next().expect("every kernel has it");
    let member = task.members()?.find(|member| member.name().is_ok_and(|name| name == "tgid"));
    let offset = member.expect("every kernel has it").bit_offset() / 8;
    let size = task.size().expect("a structure has one");
    for (question, wanted) in [
        ("field_byte_offset t1 0:0", offset),
        ("field_byte_size t1 0:0", 4),
        ("field_exists t1 0:0", 1),
        ("field_exists t1 0:1", 0),
        ("type_exists t1 0", 1),
        ("type_size t1 0", size.try_into()?),
    ] {
        let object = compiled(&module(&text(question)), &targets()[1]).load(&world.kernel)?;
        assert_eq!(
            object.program("p")?.test_run(&TestRun::new().packet(&[0; 64]))?.result,
            wanted,
            "{question}"
        );
    }
    Ok(())
}

pub(crate) fn the_verifiers_log_quotes_source_lines(world: &World) -> Outcome {
    world.needs(Version::new(6, 9), "what the verifier says of files")?;
    if world.is_simulated() {
        return skip("the simulated kernel's log has no source lines");
    }
    // It says that the loop ends, and it does not.
    let text = "licence \"GPL\" file0 = \"src/count.rs\" !0 = file0:11:5 !1 = file0:12:9 !2 = file0:13:16 !3 = file0:30:2 at !1
         line file0:11 \"    let mut count = 0;\" line file0:12 \"    while count == 0 {\" line file0:13 \"        look(count);\"
         line file0:30 \"fn look(count: u64) {\"
         program p xdp default 1 -> i32 { b0(v0: ptr context): v1: i64 = const 0 !0 jump b1(v1) !0
         b1(v2: i64) bound 9: v3: i64 = const 0 !1 v4: bool = eq v2, v3 !1 branch v4, b2, b3 !1
         b2: v5: i32 = context_load v0, rx_queue_index !2 v6: i64 = const 0 v7: i64 = and v2, v6 !3 jump b1(v7) !2
         b3: v8: i32 = const 2 return v8 }";
    let spec = match skep_codegen::compile_as_it_is(&module(text), &targets()[1]) {
        Ok(compiled) => compiled.object,
        Err(errors) => panic!("{errors}"),
    };
    let error = spec.load(&world.kernel).unwrap_err();
    let log = format!("{error:?}\n{error}");
    assert!(log.contains("while count == 0 { @ count.rs:12"), "{log}");
    assert!(log.contains("let mut count = 0; @ count.rs:11"), "{log}");
    Ok(())
}

pub(crate) fn functions_that_are_checked_alone_take_memory(world: &World) -> Outcome {
    if !world.is_simulated() && world.version()? < Version::new(6, 8) {
        return skip("before Linux 6.8 such a function cannot say that a pointer is not null");
    }
    let text = "function f -> i32 { slot s0 16 align 8 \"pair\"
         b0(v0: i64): v1: ptr stack s0 = slot s0 store v0, v1 v2: i64 = const 9 store v2, v1+8
           v3: ptr memory 16 = view v1, 16 v4: i64 = call function sum(v3) v5: i64 = load v1 v6: i64 = add v4, v5
           v7: i32 = trunc v6 return v7 }
         function sum global -> i64 { b0(v0: ptr memory 16): v1: i64 = load v0 v2: i64 = load v0+8 v3: i64 = add v1, v2
           store v3, v0 return v3 }";
    let [_, new] = old_and_new();
    check_with(world, &calling("i32", text), &beginning(&NUMBERS), &[], std::slice::from_ref(&new))?;
    Ok(())
}

pub(crate) fn fields_of_the_kernels_structures_are_read(world: &World) -> Outcome {
    if world.is_simulated() {
        return skip(
            "the simulated kernel's `task_struct` has no single bits, and no process there is scheduled otherwise",
        );
    }
    // Of each task that runs another program: the process, and whether its children are scheduled as usual, which is one bit.
    let module = module(
        "licence \"GPL\" t0 = int \"int\" 4 signed t1 = int \"unsigned int\" 4 unsigned
         t2 = struct \"task_struct\" 12 { \"tgid\" t0 @32 \"sched_reset_on_fork\" t1 @67:1 }
         map seen hash key 4 value 8 entries 1024
         program p tracing at trace_raw_tp default 0 -> i32 { slot s0 4 align 4 \"process\" slot s1 8 align 8 \"flag\"
         b0(v0: ptr context): v1: ptr kernel t2 = context_load v0, +0 v2: i32 = read_field v1, t2 0:0
           v3: ptr stack s0 = slot s0 store v2, v3 v4: i64 = read_field v1, t2 0:1 v5: ptr stack s1 = slot s1 store v4, v5
           v6: ptr map seen = map seen v7: i64 = const 0 v8: i64 = call helper bpf_map_update_elem(v6, v3, v5, v7)
           v9: i32 = const 0 return v9 }",
    );
    for target in targets() {
        let mut spec = compiled(&module, &target);
        let name = "sched_process_exec".to_owned();
        spec.programs[0].target = Some(skep::object::AttachTarget::Named { name });
        let object = spec.load(&world.kernel)?;
        let seen = object.map::<HashMap<u32, u64>>("seen")?;
        let _link = object.program("p")?.attach()?;
        let pid = world.run_true()?;
        assert_eq!(seen.get(&pid)?, Some(0));
        let other = std::process::Command::new("chrt").args(["-R", "-o", "0", crate::world::TRUE]).spawn();
        let mut other = match other {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                return skip(
                    "no process can be scheduled otherwise: `chrt` is not installed (Debian: util-linux)",
                );
            }
            other => other?,
        };
        let pid = other.id();
        other.wait()?;
        assert_eq!(seen.get(&pid)?, Some(1));
    }
    Ok(())
}
