//! Every rule of the law has modules that break it, and the verifier says so.

use skep_ir::{Module, Rule};

/// The numbers of the rules that a text breaks, and the first message.
fn broken(text: &str) -> (Vec<Rule>, String) {
    let module = Module::parse(text).unwrap_or_else(|error| panic!("{error}: {text}"));
    let violations = module.verify().err().unwrap_or_default();
    let first = violations.first().map(ToString::to_string).unwrap_or_default();
    (violations.iter().map(|one| one.rule).collect(), first)
}

/// Each text breaks the rule, only that, and as often as it says; the message contains the words.
fn check(rule: Rule, cases: &[(&str, usize, &str)]) {
    for (text, times, words) in cases {
        let (rules, first) = broken(text);
        assert_eq!(rules, vec![rule; *times], "{text}: {first}");
        assert!(first.contains(words), "{first}");
    }
}

/// The instructions and ends of an XDP program behind its start.
fn xdp(body: &str) -> String {
    format!("map m hash key 4 value 8 entries 1 program p xdp default 2 -> i32 {{ {body} }}")
}

/// As [`check`], with what follows the head of an XDP program.
fn check_xdp(rule: Rule, cases: &[(&str, usize, &str)]) {
    for (body, times, words) in cases {
        check(rule, &[(&xdp(body), *times, words)]);
    }
}

#[test]
fn rule_1_what_is_referred_to_exists() {
    check(
        Rule::References,
        &[
            ("!0 = file0:1:1", 1, "!0 is in file0, which does not exist"),
            ("line file0:1 \"a\"", 1, "line 1 is of file0, which does not exist"),
            ("file0 = \"a\" !0 = file0:1:1 at !0", 1, "whose number is not lower"),
            ("t0 = array t1 2 t1 = int \"int\" 4 signed", 1, "t0 mentions t1, which is no earlier type"),
            ("t0 = struct \"s\" 4 { \"self\" t0 @0 }", 1, "t0 mentions t0"),
            ("map m hash key 4 value 8 entries 1 key_type t0", 1, "t0 does not exist"),
            ("kfunc f(ptr kernel t0)", 1, "refers to what does not exist"),
            ("function f { b0: jump b1 }", 1, "f b0.0: b1 does not exist"),
            (
                "function f { b0: v0: ptr stack s0 = slot s0 return }",
                2,
                "`ptr stack s0` refers to what does not exist",
            ),
            (
                "function f { b0: call function #7() return }",
                1,
                "the operation refers to what does not exist",
            ),
            ("function f { b0: return !3 }", 1, "the place !3 does not exist"),
        ],
    );
}

#[test]
fn rule_2_names_are_words_each_once() {
    check(
        Rule::Names,
        &[
            ("function \"a b\" { b0: return }", 1, "`a b` is no name of a function"),
            ("function a { b0: return } function a { b0: return }", 1, "there is more than one function `a`"),
        ],
    );
}

#[test]
fn rule_3_sizes_are_possible() {
    check(
        Rule::Sizes,
        &[
            ("function f { slot s0 513 align 8 b0: return }", 1, "s0 of `f` has 513 bytes"),
            ("function f { slot s0 4 align 3 b0: return }", 1, "aligned to 3"),
            ("global g writable align 3 \"00\"", 1, "is aligned to 3"),
        ],
    );
}

#[test]
fn rule_4_no_function_calls_itself() {
    check(
        Rule::Recursion,
        &[
            ("function f { b0: call function f() return }", 1, "f: the function calls itself"),
            (
                "function f { b0: call function g() return } function g { b0: call function f() return }",
                2,
                "f: ",
            ),
        ],
    );
}

#[test]
fn rule_5_blocks_end() {
    check(
        Rule::Ends,
        &[
            ("function f { }", 1, "the function has no block"),
            ("function f { b0: v0: i8 = const 1 }", 1, "f b0.1: the block has no end"),
            ("function f -> i8 { b0: return }", 1, "it returns nothing, and the function returns `i8`"),
            ("function f -> i8 { b0(v0: i16): return v0 }", 1, "it returns `i16`"),
        ],
    );
}

#[test]
fn rule_6_functions_begin_once() {
    let (rules, _) = broken("function f { b0(v0: bool) bound 4: branch v0, b1, b0(v0) b1: return }");
    assert_eq!(rules, [Rule::Entry]);
    check(
        Rule::Entry,
        &[
            ("program p xdp -> i32 { b0: v0: i32 = const 1 return v0 }", 1, "a program takes one value"),
            ("program p xdp { b0(v0: ptr context): return }", 1, "a program returns an `i32`"),
            ("function f { b0(v0: i8, v1: i8, v2: i8, v3: i8, v4: i8, v5: i8): return }", 1, "can take 5"),
            ("kfunc f(ptr record 8)", 1, "takes or returns a slot or a record"),
            (
                "function f { slot s0 1 b0(v0: ptr stack s0): return }",
                1,
                "neither takes nor returns a `ptr stack s0`",
            ),
        ],
    );
}

#[test]
fn rule_7_values_are_defined_once() {
    check(
        Rule::Definitions,
        &[
            ("function f { b0: v0: i8 = const 1 v0: i8 = const 2 return }", 1, "v0 is defined again"),
            ("function f -> i8 { b0: return v3 }", 1, "v3 is not defined"),
            ("function f { b0: v4000000000: i8 = const 1 return }", 1, "has a number far above"),
        ],
    );
}

#[test]
fn rule_8_blocks_are_reached_and_reach_an_end() {
    check(
        Rule::Reach,
        &[
            ("function f { b0: return b1: return }", 1, "f b1: the block is not reached"),
            (
                "function f { b0: jump b1 b1 bound 9: jump b1 }",
                2,
                "the end of the function cannot be reached",
            ),
        ],
    );
    assert_eq!(broken("function f { b0: jump b1 b1 bound may_goto: jump b1 }").0, []);
}

#[test]
fn rule_9_loops_are_bounded_and_have_one_head() {
    check(
        Rule::Loops,
        &[
            ("function f { b0(v0: bool): jump b1 b1: branch v0, b1, b2 b2: return }", 1, "says no bound"),
            (
                "function f { b0(v0: bool): branch v0, b1, b2 b1: branch v0, b2, b3 b2: branch v0, b1, b3 b3: return }",
                1,
                "more than one head",
            ),
        ],
    );
}

#[test]
fn rule_10_blocks_are_given_what_they_take() {
    check(
        Rule::Arguments,
        &[
            ("function f { b0: jump b1 b1(v0: i8): return }", 1, "b1 has 1 parameters, and is given 0"),
            (
                "function f { b0(v0: i8): jump b1(v0) b1(v1: i16): return }",
                1,
                "is a `i16`, and is given a `i8`",
            ),
            (
                "function f { b0(v0: i64): if_below v0, 8, b1, b2 b1(v1: below 7): return b2: return }",
                1,
                "v1 of b1 is a `below 7`, and is given a `below 8`",
            ),
            (
                "function f { b0: call function g() return } function g { b0(v0: i8): return }",
                1,
                "`g` takes 1 values",
            ),
            (
                "map m hash key 4 value 8 entries 1 function f { b0(v0: ptr? map_value m): if_null v0, b1, b1 b1: return }",
                1,
                "b1 has 0 parameters, and is given 1",
            ),
        ],
    );
}

#[test]
fn rule_11_definitions_come_before_uses() {
    check(
        Rule::Dominance,
        &[
            (
                "function f -> i8 { b0(v0: bool): branch v0, b1, b2 b1: v1: i8 = const 1 jump b2 b2: return v1 }",
                1,
                "v1 is not defined on every way",
            ),
            (
                "function f { b0: v0: i8 = neg v1 v1: i8 = const 1 return }",
                1,
                "v1 is not defined on every way",
            ),
        ],
    );
}

#[test]
fn rule_12_types_are_what_operations_want() {
    check(
        Rule::Types,
        &[
            ("function f { b0(v0: i8, v1: i16): v2: i8 = add v0, v1 return }", 1, "a `i8` and a `i16`"),
            (
                "function f { b0(v0: i8): v1: i16 = add v0, v0 return }",
                1,
                "the result is a `i8`, and is said to be a `i16`",
            ),
            ("function f { b0: v0: i8 = const 256 return }", 1, "256 is no constant of its type"),
            ("function f { b0(v0: i8): v1: i8 = zext v0 return }", 1, "does not become this type"),
            ("function f { b0(v0: i8): v1: i8 = to_be v0 return }", 1, "has no bytes to put in order"),
            ("function f { b0(v0: i64): v1: below 6 = mask v0, 6 return }", 1, "a power of two"),
            ("function f { b0(v0: i8): branch v0, b1, b1 b1: return }", 1, "v0 is no `bool`"),
            (
                "function f { b0(v0: i8): switch v0, [1: b1, 1: b1], b1 b1: return }",
                1,
                "more than one case 1",
            ),
            (
                "function f { b0(v0: ptr memory 8, v1: i64): v2: ptr memory 0 = index v0, v1, 8 return }",
                1,
                "v1 has no bound",
            ),
            (
                "function f { b0(v0: ptr memory 8): v1: bool = load v0 return }",
                1,
                "an integer of 8, 16, 32 or 64 bits",
            ),
            ("function f { b0(v0: ptr user): v1: i8 = load v0 return }", 1, "which is not accessed directly"),
            (
                "t0 = int \"int\" 4 signed function f { b0: v1: i64 = relocation field_byte_offset t0 0:1 return }",
                1,
                "names nothing",
            ),
        ],
    );
}

#[test]
fn rule_13_null_is_not_followed() {
    check_xdp(
        Rule::Null,
        &[(
            "slot s0 4 align 4 b0(v0: ptr context): v1: ptr map m = map m v2: ptr stack s0 = slot s0 zero v2, 4 \
             v3: ptr? map_value m = call helper bpf_map_lookup_elem(v1, v2) v4: i32 = load v3 return v4",
            1,
            "v3 may be null",
        )],
    );
}

#[test]
fn rule_14_accesses_stay_inside() {
    check_xdp(
        Rule::Bounds,
        &[
            (
                "b0(v0: ptr context): v1: ptr packet 0 = packet_start v0 v2: ptr packet_end = packet_end v0 \
                 if_packet v1, v2, 14, b1, b2 b1(v3: ptr packet 14): v4: i32 = load v3+12 return v4 \
                 b2: v5: i32 = const 1 return v5",
                1,
                "4 bytes at v3+12 reach beyond the 14 that there are",
            ),
            (
                "slot s0 4 b0(v0: ptr context): v1: ptr stack s0 = slot s0 zero v1, 5 v2: i32 = const 1 return v2",
                1,
                "5 bytes",
            ),
        ],
    );
    check(
        Rule::Bounds,
        &[
            ("function f { b0(v0: ptr memory 8): v1: i64 = load v0+1 return }", 1, "8 bytes at v0+1"),
            (
                "function f { b0(v0: ptr memory 30, v1: below 9): v2: ptr memory 1 = index v0, v1, 4 return }",
                1,
                "byte 32 is beyond",
            ),
        ],
    );
}

#[test]
fn rule_15_what_is_only_for_reading_is_not_written() {
    check(
        Rule::Writing,
        &[
            (
                "function f { b0(v0: ptr constant 8): zero v0, 8 return }",
                1,
                "`ptr constant 8` is only for reading",
            ),
            (
                "global g constant align 1 \"00\" function f { b0: v0: ptr global g = global g zero v0, 1 return }",
                1,
                "only for reading",
            ),
            (
                "program p cgroup_skb -> i32 { b0(v0: ptr context): v1: ptr packet 0 = packet_start v0 \
                 v2: ptr packet_end = packet_end v0 v3: i32 = const 1 if_packet v1, v2, 4, b1, b2 \
                 b1(v4: ptr packet 4): store v3, v4 jump b2 b2: return v3 }",
                1,
                "programs of type cgroup_skb do not write the packet",
            ),
        ],
    );
}

#[test]
fn rule_16_the_context_has_the_fields_of_the_facts() {
    check_xdp(
        Rule::Context,
        &[
            (
                "b0(v0: ptr context): v1: i32 = context_load v0, mark return v1",
                1,
                "`xdp_md` has no field `mark`",
            ),
            ("b0(v0: ptr context): v1: i32 = context_load v0, data return v1", 1, "`data` holds no number"),
            (
                "b0(v0: ptr context): v1: i32 = context_load v0, rx_queue_index[1] return v1",
                1,
                "has 1 elements",
            ),
            (
                "b0(v0: ptr context): v1: i32 = const 1 context_store v1, v0, rx_queue_index return v1",
                1,
                "do not write",
            ),
            (
                "b0(v0: ptr context): v1: i32 = context_load v0, +12 return v1",
                1,
                "by the names of its fields",
            ),
        ],
    );
    check(
        Rule::Context,
        &[
            (
                "program p tracepoint -> i32 { b0(v0: ptr context): v1: i32 = context_load v0, +2 return v1 }",
                1,
                "no multiple",
            ),
            (
                "program p tracepoint -> i32 { b0(v0: ptr context): v1: ptr packet 0 = packet_start v0 v2: i32 = const 0 return v2 }",
                1,
                "given no packet",
            ),
        ],
    );
}

#[test]
fn rule_17_atomics_are_wide_and_aligned() {
    check(
        Rule::Atomics,
        &[
            (
                "function f { b0(v0: ptr memory 8, v1: i16): atomic_add v1, v0 return }",
                1,
                "a `i16` is not changed atomically",
            ),
            (
                "global g writable align 8 \"000000000000\" function f { b0(v0: i32): v1: ptr global g = global g atomic_or v0, v1+2 return }",
                1,
                "byte 2 is no multiple",
            ),
            (
                "function f { b0(v0: ptr packet 8, v1: i32): atomic_add v1, v0 return }",
                1,
                "the packet is not changed atomically",
            ),
        ],
    );
}

#[test]
fn rule_18_helpers_are_called_by_their_signatures() {
    check_xdp(
        Rule::Helpers,
        &[
            (
                "b0(v0: ptr context): v1: i64 = call helper #5000() v2: i32 = const 1 return v2",
                1,
                "helper 5000 is not known",
            ),
            (
                "b0(v0: ptr context): v1: i64 = call helper bpf_get_current_uid_gid(v0) v2: i32 = const 1 return v2",
                1,
                "and is given 1 values",
            ),
            (
                "b0(v0: ptr context): v1: i64 = call helper bpf_skb_pull_data(v0, v0) v2: i32 = const 1 return v2",
                2,
                "programs of type xdp do not call",
            ),
            (
                "b0(v0: ptr context): v1: i64 = call helper bpf_map_delete_elem(v0, v0) v2: i32 = const 1 return v2",
                2,
                "`map` of `bpf_map_delete_elem`: expected a map, found v0, a `ptr context`",
            ),
            (
                "b0(v0: ptr context): v1: i32 = context_load v0, rx_queue_index v2: ptr map m = map m \
                 v3: i64 = zext v1 v4: i64 = call helper bpf_csum_diff(v3, v1, v3, v1, v1) return v1",
                2,
                "how many bytes there are must be a constant",
            ),
        ],
    );
}

#[test]
fn rule_19_slots_are_written_before_they_are_read() {
    check_xdp(
        Rule::Slots,
        &[
            (
                "slot s0 4 b0(v0: ptr context): v1: ptr stack s0 = slot s0 v2: i32 = load v1 return v2",
                1,
                "byte 0 of s0 is read",
            ),
            (
                "slot s0 8 b0(v0: ptr context): v1: ptr stack s0 = slot s0 v2: i32 = const 1 store v2, v1 \
                 v3: bool = eq v2, v2 branch v3, b1, b2 b1: store v2, v1+4 jump b2 b2: v4: i32 = load v1+4 return v4",
                1,
                "byte 4 of s0",
            ),
            (
                "slot s0 4 b0(v0: ptr context): v1: ptr stack s0 = slot s0 v2: ptr map m = map m \
                 v3: i64 = call helper bpf_map_delete_elem(v2, v1) v4: i32 = const 1 return v4",
                1,
                "byte 0 of s0",
            ),
            (
                "slot s0 4 b0(v0: ptr context): v1: ptr stack s0 = slot s0 v2: ptr memory 4 = view v1, 4 v4: i32 = const 1 return v4",
                1,
                "byte 0",
            ),
        ],
    );
}

#[test]
fn rule_20_pointers_into_a_packet_that_moved_are_not_used() {
    let moved = "b0(v0: ptr context): v1: ptr packet 0 = packet_start v0 v2: ptr packet_end = packet_end v0 v9: i32 = const 0 \
                 if_packet v1, v2, 14, b1, b2 b1(v3: ptr packet 14): v4: i64 = call helper bpf_xdp_adjust_head(v0, v9)";
    check_xdp(
        Rule::Packet,
        &[
            (
                &format!("{moved} v5: i32 = load v3 jump b2 b2: return v9"),
                1,
                "v3 is used after something that may have moved",
            ),
            (
                &format!(
                    "{moved} if_packet v1, v2, 14, b3, b2 b2: return v9 b3(v6: ptr packet 14): return v9"
                ),
                2,
                "v1 is used",
            ),
        ],
    );
    let through = "function move -> i64 { b0(v0: ptr context): v1: i32 = const 0 v2: i64 = call helper bpf_xdp_adjust_head(v0, v1) return v2 }";
    let caller = xdp(
        "b0(v0: ptr context): v1: ptr packet 0 = packet_start v0 v2: ptr packet_end = packet_end v0 v9: i32 = const 0 \
                      if_packet v1, v2, 14, b1, b2 b1(v3: ptr packet 14): v4: i64 = call function move(v0) v5: i32 = load v3 jump b2 b2: return v9",
    );
    check(Rule::Packet, &[(&format!("{caller} {through}"), 1, "v3 is used")]);
}

#[test]
fn a_null_instead_of_a_record_is_not_to_be_given_back() {
    let module = Module::parse(
        "program p xdp -> i32 { b0(v0: ptr context): v1: ptr? record 8 = const 0 v2: i32 = const 1 jump b1(v1) \
         b1(v3: ptr? record 8): if_null v3, b2, b3 b2: return v2 \
         b3(v4: ptr record 8): v5: i64 = const 0 call helper bpf_ringbuf_discard(v4, v5) return v2 }",
    );
    assert_eq!(module.unwrap().verify(), Ok(()));
}

#[test]
fn rule_21_records_are_given_back_once() {
    let start = "map r ringbuf key 0 value 0 entries 4096 program p xdp -> i32 { b0(v0: ptr context): v1: ptr map r = map r v2: i64 = const 8 \
                 v3: i64 = const 0 v9: i32 = const 1 v4: ptr? record 8 = call helper bpf_ringbuf_reserve(v1, v2, v3)";
    let submit = "call helper bpf_ringbuf_submit";
    check(
        Rule::Records,
        &[
            (&format!("{start} return v9 }}"), 1, "v4 has not been given back"),
            (
                &format!("{start} if_null v4, b1, b2 b1: return v9 b2(v5: ptr record 8): return v9 }}"),
                1,
                "v5 has not been given back",
            ),
            (
                &format!(
                    "{start} if_null v4, b1, b2 b1: return v9 b2(v5: ptr record 8): {submit}(v5, v3) {submit}(v5, v3) return v9 }}"
                ),
                1,
                "v5 was given back before",
            ),
            (
                &format!(
                    "{start} if_null v4, b1, b2 b1: return v9 b2(v5: ptr record 8): v6: ptr reserved 4 = offset v5, 4 {submit}(v5, v3) \
                     store v9, v6 return v9 }}"
                ),
                1,
                "v5 was given back before",
            ),
            (
                &format!(
                    "{start} if_null v4, b1, b2 b1: return v9 b2(v5: ptr record 8): jump b3(v5, v5) \
                     b3(v6: ptr record 8, v7: ptr record 8): {submit}(v6, v3) {submit}(v7, v3) return v9 }}"
                ),
                1,
                "v5 is handed on more than once",
            ),
        ],
    );
    let given = format!(
        "{start} if_null v4, b1, b2 b1: return v9 b2(v5: ptr record 8): store v3, v5 {submit}(v5, v3) return v9 }}"
    );
    assert_eq!(broken(&given).0, []);
}

#[test]
fn every_violation_is_reported_with_its_place() {
    let text = "file0 = \"src/main.rs\" !0 = file0:12:5 function f { b0(v0: i8, v1: i16): v2: i8 = add v0, v1 !0 \
                v3: i16 = neg v0 return }";
    let violations = Module::parse(text).unwrap().verify().unwrap_err();
    let shown: Vec<_> = violations.iter().map(ToString::to_string).collect();
    assert_eq!(
        shown,
        [
            "src/main.rs:12:5: f b0.0: a `i8` and a `i16` are not what the operation takes (rule 12: Types)",
            "f b0.1: the result is a `i8`, and is said to be a `i16` (rule 12: Types)",
        ]
    );
}
