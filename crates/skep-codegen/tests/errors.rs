//! What keeps a module from becoming an object, in words; and that nothing else does.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking, in its helpers too")]

use skep_codegen::{CompileError, compile, compile_as_it_is};
use skep_ir::Module;
use skep_uapi::{Target, TargetEndian};

fn target(version: &str) -> Target {
    Target::of_version(version.parse().unwrap(), TargetEndian::Little)
}

/// What is said of a module that becomes no object.
fn refusal(text: &str, version: &str) -> String {
    let module = Module::parse(text).unwrap_or_else(|error| panic!("{error}"));
    compile(&module, &target(version)).unwrap_err().to_string()
}

#[test]
fn a_stack_that_is_too_large_names_functions_and_variables() {
    let text = r#"licence "GPL"
        program main_one xdp default 1 -> i32 { slot s0 200 align 8 "event" slot s1 40 align 8 "key"
        b0(v0: ptr context): v1: ptr stack s0 = slot s0 zero v1, 200 v2: ptr memory 200 = view v1, 200
          v3: i32 = call function middle(v2) v4: ptr stack s1 = slot s1 zero v4, 40 v5: ptr memory 40 = view v4, 40
          v6: i32 = call function last(v5) v7: i32 = add v3, v6 return v7 }
        function middle -> i32 { slot s0 100 align 4 "name"
        b0(v0: ptr memory 200): v1: ptr stack s0 = slot s0 zero v1, 100 v2: ptr memory 40 = view v1, 40
          v3: i32 = call function last(v2) v4: i32 = load v0 v5: i32 = xor v3, v4 return v5 }
        function last -> i32 { slot s0 180 align 4
        b0(v0: ptr memory 40): v1: ptr stack s0 = slot s0 zero v1, 180 copy v1, v0, 40 v2: i32 = load volatile v1 return v2 }"#;
    let module = Module::parse(text).unwrap();
    let Err(errors) = compile_as_it_is(&module, &target("6.1")) else { panic!("it fits") };
    insta::assert_snapshot!(errors, @"the stack is too large: 544 bytes of 512 that there are: `main_one` with 224 (event 200, key 40), which calls `middle` with 128 (name 100), which calls `last` with 192 (s0 180); put large variables into a map or a global variable");
    let [CompileError::StackTooLarge { bytes, limit: 512, chain }] = &*errors.errors else {
        panic!("{errors}")
    };
    assert_eq!(chain.iter().map(|link| link.bytes).sum::<u32>(), *bytes);
    assert_eq!(chain[0].parts[0].name, "event");
}

#[test]
fn what_the_target_has_not_is_named_with_its_place_and_version() {
    insta::assert_snapshot!(refusal(
        r#"licence "GPL" file0 = "src/main.rs" !0 = file0:3:9 !1 = file0:20:5 at !0 kfunc bpf_rcu_read_lock()
        global sum writable align 8 "0000000000000000"
        program p xdp default 1 -> i32 { b0(v0: ptr context): v1: ptr global sum = global sum v2: i64 = const 1
          v3: i64 = atomic_add v2, v1 !1 call kfunc bpf_rcu_read_lock() !0 jump b1
        b1 bound may_goto: v4: i64 = load volatile v1 v5: bool = eq v4, v3 branch v5, b2, b1 !0
        b2: v6: i32 = const 2 return v6 }"#,
        "5.4"
    ), @r"
    src/main.rs:20:5: `p`: an atomic operation that gives what was there, or is no sum is in Linux since 5.12, and not in the target
        called at src/main.rs:3:9
    src/main.rs:3:9: `p`: the call of a function of the kernel (`bpf_rcu_read_lock`) is in Linux since 5.18, and not in the target
    `p`: a loop whose turns the kernel counts (`bpf_loop`, or `may_goto`, since 6.9) is in Linux since 5.17, and not in the target
    ");
}

#[test]
fn calls_that_are_too_deep_are_named() {
    let mut text = "licence \"GPL\" program p xdp default 1 -> i32 { b0(v0: ptr context): call function f1() v1: i32 = const 2 return v1 }".to_owned();
    for number in 1..9 {
        text += &match number {
            8 => "function f8 { b0: v0: i64 = call helper bpf_ktime_get_ns() return }".to_owned(),
            _ => format!("function f{number} {{ b0: call function f{}() return }}", number + 1),
        };
    }
    insta::assert_snapshot!(refusal(&text, "6.1"), @"9 functions call each other in a row, and there are frames for 8: p calls f1 calls f2 calls f3 calls f4 calls f5 calls f6 calls f7 calls f8; inline some of them");
}

#[test]
fn a_function_without_a_place_for_its_abort_is_refused() {
    insta::assert_snapshot!(refusal(
        "licence \"GPL\" program p xdp default 1 -> i32 { b0(v0: ptr context): v1: i64 = const 1
           v2: i64 = call function f(v1, v1, v1, v1, v1) v3: i32 = trunc v2 return v3 }
         function f -> i64 { b0(v0: i64, v1: i64, v2: i64, v3: i64, v4: i64): v5: bool = eq v0, v4 branch v5, b1, b2
         b1: abort b2: return v3 }",
        "6.1"
    ), @"`f`: a function that can be aborted and returns 64 bits or an address takes at most 4 values; hand it a reference to a structure, or return 32 bits");
}

#[test]
fn what_breaks_the_law_is_refused_before_anything_else() {
    let text = "program p xdp default 1 -> i32 { b0(v0: ptr context): v1: ptr packet 0 = packet_start v0 v2: i8 = load v1
         v3: i32 = zext v2 return v9 }";
    insta::assert_snapshot!(refusal(text, "6.1"), @"p b0.3: v9 is not defined (rule 7: Definitions)");
    let text = text.replace("v9", "v3");
    insta::assert_snapshot!(refusal(&text, "6.1"), @"p b0.1: 1 bytes at v1 reach beyond the 0 that there are behind `ptr packet 0` (rule 14: Bounds)");
}

#[test]
fn what_a_decided_constant_makes_unreachable_is_left_out() {
    let text = r#"licence "GPL" global limit constant align 4 "0000000007000000" global count writable align 4 "00000000"
        program p xdp default 1 -> i32 { b0(v0: ptr context): v1: ptr global limit = global limit v2: i32 = load volatile v1+4
          v3: i32 = const 7 v4: bool = eq v2, v3 branch v4, b1, b2
        b1: v5: i32 = call function f() return v5
        b2: v6: i32 = const 2 return v6 }
        function f -> i32 { b0: v0: i32 = call helper bpf_get_prandom_u32() return v0 }"#;
    let module = Module::parse(text).unwrap();
    let mut decided = target("6.1");
    let calls = |target: &Target| {
        compile(&module, target).unwrap().object.programs[0].code.to_string().contains("call f")
    };
    assert!(calls(&decided));
    decided.decided.insert("limit".to_owned(), [0, 0, 0, 0, 7, 0, 0, 0].to_vec());
    assert!(calls(&decided));
    decided.decided.insert("limit".to_owned(), [0, 0, 0, 0, 8, 0, 0, 0].to_vec());
    assert!(!calls(&decided));
    decided.decided = [("limit", 4), ("count", 4), ("other", 1)]
        .map(|(name, size)| (name.to_owned(), vec![0; size]))
        .into();
    insta::assert_snapshot!(compile(&module, &decided).unwrap_err(), @r"
    the value of `count` cannot be put into the code: it is no constant: programs may write it
    the value of `limit` cannot be put into the code: it has 8 bytes, and is given 4
    the value of `other` cannot be put into the code: the module has no such variable
    ");
}

#[test]
fn slots_that_are_never_in_use_together_lie_over_each_other() {
    let text = r#"licence "GPL" map counts hash key 4 value 8 entries 4
        program p xdp default 1 -> i32 { slot s0 300 align 8 "first" slot s1 280 align 8 "second" slot s2 4 align 4 "key"
        b0(v0: ptr context): v1: ptr stack s0 = slot s0 zero v1, 300 v2: ptr memory 300 = view v1, 300
          v3: i32 = call function f(v2) v4: ptr stack s2 = slot s2 store v3, v4
          v5: ptr stack s1 = slot s1 zero v5, 280 v6: ptr memory 280 = view v5, 280 v7: i32 = call function f(v6)
          v8: ptr map counts = map counts v9: i64 = call helper bpf_map_delete_elem(v8, v4) return v7 }
        function f -> i32 { b0(v0: ptr memory 280): v1: i32 = load volatile v0+8 return v1 }"#;
    let compiled = compile_as_it_is(&Module::parse(text).unwrap(), &target("6.1")).unwrap();
    let report = &compiled.report.functions[0];
    assert_eq!(report.frame, 304);
    assert_eq!(report.parts.iter().map(|part| part.bytes).sum::<u32>(), 584);
}

#[test]
fn the_report_says_what_is_in_frames() {
    let text = r#"licence "GPL" program p xdp default 1 -> i32 { slot s0 20 align 4 "record" slot s1 8 align 8 "unused"
        b0(v0: ptr context): v1: ptr stack s0 = slot s0 zero v1, 20 v2: i32 = load volatile v1+4 return v2 }"#;
    let compiled = compile_as_it_is(&Module::parse(text).unwrap(), &target("6.1")).unwrap();
    let report = &compiled.report.functions[0];
    assert_eq!((report.frame, report.spills, &*report.parts[0].name), (20, 0, "record"));
    assert_eq!(report.instructions, compiled.object.programs[0].code.slots());
    assert_eq!(compiled.report.chains[0].bytes, 32);
}
