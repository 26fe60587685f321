//! What helpers keep in slots and what must be given back to them: sockets that are looked up, and dynamic pointers.

use skep_ir::{Module, Rule};

/// A program of traffic control that has a tuple of 12 bytes in `v2` and looks a socket up: it is `v5`.
const LOOKUP: &str = "program p sched_cls -> i32 { slot s0 12 align 4 slot s1 16 align 8 b0(v0: ptr context): \
    v9: i32 = const 0 v3: i32 = const 12 v4: i64 = const 0 v2: ptr stack s0 = slot s0 zero v2, 12 \
    v5: ptr? owned_socket full = call helper bpf_sk_lookup_tcp(v0, v2, v3, v4, v4)";

/// The rules that a program breaks behind the lookup, and the first message.
fn broken(body: &str) -> (Vec<Rule>, String) {
    let text = format!("{LOOKUP} {body} }}");
    let module = Module::parse(&text).unwrap_or_else(|error| panic!("{error}: {text}"));
    assert_eq!(Module::parse(&module.to_string()).as_ref(), Ok(&module), "what is printed is read back");
    let violations = module.verify().err().unwrap_or_default();
    let first = violations.first().map(ToString::to_string).unwrap_or_default();
    (violations.iter().map(|one| one.rule).collect(), first)
}

fn check(body: &str, rules: &[Rule], words: &str) {
    let (found, first) = broken(body);
    assert_eq!(found, rules, "{body}: {first}");
    assert!(first.contains(words), "{first}");
}

#[test]
fn sockets_that_were_looked_up_are_released_once() {
    let release = "v8: i64 = call helper bpf_sk_release(v6)";
    let guard = "if_null v5, b1, b2 b1: return v9 b2(v6: ptr owned_socket full):";
    check(&format!("{guard} {release} return v9"), &[], "");
    check("return v9", &[Rule::Records], "the socket v5 has not been given back");
    check(&format!("{guard} return v9"), &[Rule::Records], "the socket v6 has not been given back");
    check(
        &format!("{guard} {release} v7: i64 = call helper bpf_sk_release(v6) return v9"),
        &[Rule::Records],
        "v6 was given back",
    );
    let derived = "v7: ptr? socket tcp = call helper bpf_tcp_sock(v6)";
    check(&format!("{guard} {derived} {release} return v9"), &[], "");
    check(
        &format!(
            "{guard} {derived} {release} if_null v7, b3, b4 b3: return v9 b4(v10: ptr socket tcp): v11: i64 = call helper bpf_sk_release(v10) return v9"
        ),
        &[Rule::Helpers],
        "expected a socket that was looked up",
    );
}

#[test]
fn dynamic_pointers_are_in_slots_of_their_size() {
    let guard = "if_null v5, b1, b2 b1: return v9 b2(v6: ptr owned_socket full): v8: i64 = call helper bpf_sk_release(v6)";
    let write = "v12: i64 = call helper bpf_dynptr_write(v11, v4, v2, v3, v4) return v9";
    check(&format!("{guard} v11: ptr stack s1 = slot s1 {write}"), &[], "");
    check(&format!("{guard} v11: ptr stack s0 = slot s0 {write}"), &[Rule::Bounds], "16 bytes");
    check(&format!("{guard} v11: i64 = const 0 {write}"), &[Rule::Helpers], "expected memory of a slot");
}
