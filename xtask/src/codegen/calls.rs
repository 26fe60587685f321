//! A call of each helper in the language, as small as its arguments let it be: what is staged and loaded to test that all can be called.

use super::facts::{Fact, FactFile};
use std::fmt::Write as _;

/// The file, from the root.
pub(crate) const FILE: &str = "crates/skep/tests/language/every_helper/calls.rs";

/// What stands above the calls: the maps.
const HEAD: &str = include_str!("calls.rs.in");

/// Helpers whose maps are of other types than a hash table.
const MAPS: [(&str, &[&str]); 15] = [
    (
        "EVENTS",
        &["perf_event_read", "perf_event_read_value", "perf_event_output", "skb_output", "xdp_output"],
    ),
    ("STACKS", &["get_stackid"]),
    ("GROUPS", &["skb_under_cgroup", "current_task_under_cgroup"]),
    ("DEVICES", &["redirect_map"]),
    ("SOCKETS", &["sk_redirect_map", "sock_map_update", "msg_redirect_map"]),
    ("SOCKETS_BY_KEY", &["sk_redirect_hash", "sock_hash_update", "msg_redirect_hash"]),
    ("SHARED_PORTS", &["sk_select_reuseport"]),
    ("OF_GROUP", &["get_local_storage"]),
    ("OF_SOCKET", &["sk_storage_get", "sk_storage_delete"]),
    ("OF_INODE", &["inode_storage_get", "inode_storage_delete"]),
    ("OF_TASK", &["task_storage_get", "task_storage_delete"]),
    ("OF_CGROUP", &["cgrp_storage_get", "cgrp_storage_delete"]),
    ("QUEUE", &["map_push_elem", "map_pop_elem", "map_peek_elem"]),
    ("RING", &["ringbuf_output", "ringbuf_query"]),
    ("PER_CPU", &["map_lookup_percpu_elem"]),
];

/// The file.
pub(crate) fn render(table: &FactFile) -> String {
    let mut out = HEAD.to_string();
    let mut made = Vec::new();
    for (name, fact) in table.sorted() {
        let name = name.strip_prefix(&table.kind.constants_without).unwrap_or(name);
        if super::language::row(name, fact).is_none() {
            continue;
        }
        if let Some(call) = call(name, fact) {
            out += &call;
            made.push(name);
        }
    }
    out += "}\n\nlisted! {\n";
    for name in made {
        let _ = writeln!(out, "    {} {name};", name.to_uppercase());
    }
    out + "}\n"
}

/// A function that calls a helper; `None` if something must come before the call.
fn call(name: &str, fact: &Fact) -> Option<String> {
    let mut before = String::new();
    let mut arguments = Vec::new();
    let mut looked_up = false;
    let args = fact.args.as_deref()?;
    for text in args.split(", ").filter(|text| !text.is_empty()) {
        let (argument, kind) = text.split_once(": ")?;
        let is_mutable = kind.starts_with("out ") || kind.starts_with("inout ");
        let kind = kind.trim_start_matches("out ").trim_start_matches("inout ");
        let handed = match kind {
            "size" | "size_or_0" => continue,
            "u16" | "u32" | "u64" | "i32" | "i64" | "be16" => "0".to_string(),
            "address" => "0_u64".to_string(),
            "context" if fact.moves_packet => "&mut context()".to_string(),
            "context" | "context?" => "&context()".to_string(),
            "map" => format!("&{}", map(name)),
            "map_key" => "&0_u32".to_string(),
            "map_value" if is_mutable => memory(&mut before, argument, "0_u64; 1", true),
            "map_value" => "&0_u64".to_string(),
            "sock_common" | "socket" if name.ends_with("sockopt") => "&context()".to_string(),
            "sock_common" | "socket" => {
                looked_up = true;
                "&socket".to_string()
            }
            "release sock_common" => {
                looked_up = true;
                continue;
            }
            "const_text" => "&TEXT".to_string(),
            "*task_struct" | "*task_struct?" => {
                before += "        let task = helper::get_current_task_btf::<kernel::task_struct>();\n";
                "&task".to_string()
            }
            _ if kind.ends_with('?') && !is_mutable => "()".to_string(),
            "mem" | "mem?" => memory(&mut before, argument, "0_u8; 8", is_mutable),
            _ => {
                let bytes = kind.strip_prefix("mem[")?.strip_suffix(']')?;
                memory(&mut before, argument, &format!("0_u8; {bytes}"), is_mutable)
            }
        };
        arguments.push(handed);
    }
    let parameter = match fact.result.as_deref()?.trim_end_matches('?') {
        "map_value" | "void" => "",
        object if object.starts_with('*') => &format!("::<kernel::{}>", &object[1..]),
        _ => "",
    };
    let call = format!("helper::{name}{parameter}({})", arguments.join(", "));
    let body = if looked_up {
        before += "        let tuple = [0_u8; 12];\n";
        let between = if arguments.is_empty() { String::new() } else { format!("            {call};\n") };
        format!(
            "        if let Some(socket) = helper::skc_lookup_tcp(&context(), &tuple, 0, 0) {{\n{between}            \
             helper::sk_release(socket);\n        }}\n"
        )
    } else if name.contains("_lookup_")
        && fact.result.as_deref() != Some("map_value?")
        && name.starts_with("sk")
    {
        format!(
            "        if let Some(socket) = {call} {{\n            helper::sk_release(socket);\n        }}\n"
        )
    } else {
        format!("        {call};\n")
    };
    Some(format!("\n    pub(super) fn {name}() {{\n{before}{body}    }}\n"))
}

/// Memory that is handed: what is written has a name.
fn memory(before: &mut String, name: &str, content: &str, is_mutable: bool) -> String {
    if !is_mutable {
        return format!("&[{content}]");
    }
    let _ = writeln!(before, "        let mut {name} = [{content}];");
    format!("&mut {name}")
}

fn map(helper: &str) -> &'static str {
    MAPS.iter().find(|(_, helpers)| helpers.contains(&helper)).map_or("TABLE", |(map, _)| map)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_call_is_as_small_as_its_arguments() {
        let fact: Fact = toml::from_str(
            "value = 1\nargs = \"ctx: context, map: map, to: out mem, size: size, n: u32\"\nresult = \"i64\"",
        )
        .unwrap();
        let expected = "\n    pub(super) fn perf_event_output() {\n        let mut to = [0_u8; 8];\n        \
                        helper::perf_event_output(&context(), &EVENTS, &mut to, 0);\n    }\n";
        assert_eq!(call("perf_event_output", &fact).as_deref(), Some(expected));
    }
}
