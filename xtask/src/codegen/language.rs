//! The helpers as functions of the language: one row each, in Rust, for what has a form there.

use super::facts::{Fact, FactFile};
use std::fmt::Write as _;

/// The file, from the root.
pub(crate) const FILE: &str = "crates/skep-lang/src/bpf/helper/raw.rs";

const HEAD: &str = "\
//! Every helper that has a form in the language, as a function of the kernel's name.
//!
//! Made by `cargo xtask codegen` from `facts/helpers.toml`. Do not edit by hand.

use super::argument::*;
use super::call::raw;
use crate::bpf::ValueMut;

raw! {
";

/// What is an instruction of its own in the intermediate representation, and no call.
const INSTRUCTIONS: [&str; 1] = ["tail_call"];

/// What has a type of its own in the language, by which it is given back.
const TYPED: [&str; 3] = ["ringbuf_reserve", "ringbuf_submit", "ringbuf_discard"];

/// Words of Rust that are names of helpers' arguments.
const KEYWORDS: [&str; 2] = ["type", "loop"];

/// The file.
pub(crate) fn render(table: &FactFile) -> String {
    let mut out = HEAD.to_string();
    let mut separator = "";
    for (name, fact) in table.sorted() {
        let name = name.strip_prefix(&table.kind.constants_without).unwrap_or(name);
        if let Some(row) = row(name, fact) {
            out += separator;
            out += &row;
            separator = "\n";
        }
    }
    out + "}\n"
}

/// An argument or a result: its type for rustc, and its type where it is staged.
type Form = (String, String);

/// One helper; `None` if an argument or the result has no form.
pub(super) fn row(name: &str, fact: &Fact) -> Option<String> {
    if INSTRUCTIONS.contains(&name) || TYPED.contains(&name) {
        return None;
    }
    let (args, result) = (fact.args.as_deref()?, fact.result.as_deref()?);
    let mut natives = Vec::new();
    let mut staged = Vec::new();
    let texts: Vec<&str> = args.split(", ").filter(|text| !text.is_empty()).collect();
    for text in texts {
        let (argument, kind) = text.split_once(": ")?;
        // The size of memory is that of its type.
        if let "size" | "size_or_0" | "const_size" = kind {
            continue;
        }
        let (native, form) = argument_form(kind, fact.moves_packet, result.starts_with("map_value"))?;
        let raw = if KEYWORDS.contains(&argument) { "r#" } else { "" };
        natives.push(format!("{raw}{argument}: {native}"));
        staged.push(form);
    }
    let (native_result, staged_result) = result_form(result)?;
    let parameters = |of: &[(&str, &str)]| -> String {
        let named = of.iter().filter(|(name, _)| {
            let all = natives.iter().chain(&staged).chain([&native_result, &staged_result]);
            all.into_iter().any(|ty| ty.contains(name))
        });
        named.map(|(_, bound)| *bound).collect::<Vec<_>>().join(", ")
    };
    let native =
        parameters(&[("&M", "M: HelperMap"), ("Ptr<T>", "T: KernelStruct"), ("mut T>", "T: Layout")]);
    let form = parameters(&[
        ("M::Value", "M: StagedMap"),
        ("Ptr<T>", "T: KernelStruct"),
        ("Opt<Ref<T>>", "T: Layout"),
    ]);
    let mut out = super::wrapped("    /// ", fact.says.as_deref()?);
    out += "    ///\n";
    out += &super::wrapped("    /// ", &format!("{}.", about(name, fact)));
    let constant = name.to_uppercase();
    let raw = if KEYWORDS.contains(&name) { "r#" } else { "" };
    let _ = write!(
        out,
        "    fn {raw}{name}[{native}]({}) -> {native_result};\n    staged [{form}]({}) -> {staged_result} as {constant};\n",
        natives.join(", "),
        staged.join(", ")
    );
    Some(out)
}

/// Its name, version and licence, and whether it waits.
fn about(name: &str, fact: &Fact) -> String {
    let mut out = format!("`bpf_{name}`");
    if let Some(since) = &fact.since {
        let _ = write!(out, ", Linux {since}");
    }
    match fact.gpl_only {
        Some(true) => out += ", under a licence that goes with the GPL",
        Some(false) => {}
        None => out += ", in some types of program under a licence that goes with the GPL",
    }
    if fact.sleeps {
        out += ", where programs may sleep";
    }
    out
}

fn number(kind: &str) -> Option<&str> {
    match kind {
        "u16" | "u32" | "u64" | "i32" | "i64" => Some(kind),
        "be16" => Some("u16"),
        _ => None,
    }
}

fn argument_form(kind: &str, moves_packet: bool, gives_value: bool) -> Option<Form> {
    let form = |native: &str, staged: &str| Some((native.to_owned(), staged.to_owned()));
    if let Some(number) = number(kind) {
        return form(number, &format!("Val<{number}>"));
    }
    let (kind, may_be_null) = kind.strip_suffix('?').map_or((kind, false), |kind| (kind, true));
    let (kind, reference) = match kind.split_once(' ') {
        Some(("out" | "inout", kind)) => (kind, "&mut "),
        Some(("release", "sock_common")) => return form("Socket", "SocketRef"),
        Some(("release", kind)) => (kind, "&mut "),
        Some(_) => return None,
        None => (kind, "&"),
    };
    match kind {
        "context" if may_be_null => form("impl ContextOrNothing", "impl Handed"),
        "context" if moves_packet => form("&mut impl Context", "impl Handed"),
        "context" => form("&impl Context", "impl Handed"),
        "address" => form("impl Address", "impl Handed"),
        "map" if gives_value => form("&M", "M"),
        "map" => form("&impl HelperMap", "impl StagedMap"),
        "mem" | "map_value" if may_be_null => form("impl MemoryOrNothing", "impl Handed"),
        "map_key" | "map_value" | "mem" => form(&format!("{reference}impl Layout"), "Ref<impl Layout>"),
        _ if kind.starts_with("mem[") => form(&format!("{reference}impl Layout"), "Ref<impl Layout>"),
        "sock_common" | "socket" => form("&impl SocketLike", "impl Handed"),
        "const_text" => form("&'static impl Layout", "Ref<impl Layout>"),
        "dynptr" => form(&format!("{reference}Dynptr"), "Ref<Dynptr>"),
        "ring_dynptr" => form(&format!("{reference}RingDynptr"), "Ref<RingDynptr>"),
        "spin_lock" => form("&mut bpf_spin_lock", "Ref<bpf_spin_lock>"),
        "timer" => form("&mut bpf_timer", "Ref<bpf_timer>"),
        "*any" => None,
        _ if kind.starts_with('*') && may_be_null => form("impl PtrOrNothing", "impl Handed"),
        _ if kind.starts_with('*') => form("&Ptr<impl KernelStruct>", "KernelPtr<impl KernelStruct>"),
        _ => None,
    }
}

/// The types of a result.
fn result_form(kind: &str) -> Option<Form> {
    let form = |native: &str, staged: &str| Some((native.to_owned(), staged.to_owned()));
    if let Some(number) = number(kind) {
        return form(number, &format!("Val<{number}>"));
    }
    let (kind, may_be_null) = kind.strip_suffix('?').map_or((kind, false), |kind| (kind, true));
    match kind {
        "void" => form("()", "()"),
        "socket" | "sock_common" | "tcp_sock" if may_be_null => form("Option<Socket>", "Opt<SocketRef>"),
        "map_value" if may_be_null => form("Option<ValueMut<M::Value>>", "Opt<Ref<M::Value>>"),
        "map_value" => form("ValueMut<M::Value>", "Ref<M::Value>"),
        "mem" if may_be_null => form("Option<&'static mut T>", "Opt<Ref<T>>"),
        "*any" => None,
        _ if kind.starts_with('*') && may_be_null => form("Option<Ptr<T>>", "Opt<KernelPtr<T>>"),
        _ if kind.starts_with('*') => form("Ptr<T>", "KernelPtr<T>"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row_of(name: &str, fields: &str) -> Option<String> {
        let fact: Fact = toml::from_str(&format!("value = 1\nsays = \"Does it.\"\n{fields}")).unwrap();
        row(name, &fact)
    }

    #[test]
    fn a_size_is_that_of_the_memory_before_it() {
        let made = row_of(
            "read",
            "since = \"5.5\"\ngpl_only = true\nargs = \"dst: out mem, size: size_or_0, type: u32\"\nresult = \"i64\"",
        );
        let expected = "    /// Does it.\n    ///\n    /// `bpf_read`, Linux 5.5, under a licence that goes with the GPL.\n    \
                        fn read[](dst: &mut impl Layout, r#type: u32) -> i64;\n    \
                        staged [](Ref<impl Layout>, Val<u32>) -> Val<i64> as READ;\n";
        assert_eq!(made.as_deref(), Some(expected));
    }

    #[test]
    fn what_has_no_form_has_no_row() {
        assert_eq!(row_of("lock", "args = \"lock: no_such_kind\"\nresult = \"void\""), None);
        assert_eq!(row_of("get", "args = \"\"\nresult = \"no_such_kind\""), None);
    }
}
