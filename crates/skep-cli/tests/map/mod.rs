//! `skep map`.

use crate::{SKEP, json_lines, skep, text};
use skep::btf::{BtfBuilder, Endian, Int, NewMember};
use skep::object::Types;
use skep::prelude::*;
use skep::{Operation, uapi::kernel::ObjectKind};
use skep_harness::{Outcome, Stop, skip};
use std::process::{Command, Output};

/// A map in the running kernel whose values are structures of a sum and a change, and its name.
fn made() -> Result<(Map, String), Stop> {
    let kernel = Kernel::host()?;
    let operations = [Operation::CreateMap, Operation::List(ObjectKind::Map)];
    if !kernel.missing_capabilities(&operations)?.is_empty() {
        return skip("making maps and seeing those of others takes root");
    }
    let mut types = BtfBuilder::new();
    let number = types.add_int("unsigned int", Int::unsigned(4));
    let signed = types.add_int("int", Int::signed(4));
    let members = [NewMember::at_byte("sum", number, 0), NewMember::at_byte("change", signed, 4)];
    let value = types.add_struct("record", 8, &members);
    let endian = if cfg!(target_endian = "big") { Endian::Big } else { Endian::Little };
    let name = format!("M{}", std::process::id());
    let mut map = MapSpec::hash(name.as_str(), 4, 8, 8);
    (map.key_type, map.value_type) = (Some(number), Some(value));
    let mut spec = ObjectSpec::new("GPL").with_map(map);
    spec.types = Some(Types::new(types.to_bytes(endian)?)?);
    Ok((spec.load(&kernel)?.map(&name)?, name))
}

fn run(arguments: &[&str]) -> Result<Output, Stop> {
    Ok(Command::new(SKEP).arg("map").args(arguments).output()?)
}

/// What a command that succeeds says.
fn says(arguments: &[&str]) -> Result<String, Stop> {
    let output = run(arguments)?;
    assert!(output.status.success(), "{arguments:?}: {}", text(&output.stderr));
    Ok(text(&output.stdout))
}

/// Why a command fails.
fn fails(arguments: &[&str]) -> Result<String, Stop> {
    let output = run(arguments)?;
    assert!(!output.status.success(), "{arguments:?}: {}", text(&output.stdout));
    Ok(text(&output.stderr))
}

/// A map is shown and changed by its types; entries are those that bpftool shows.
pub(crate) fn maps_are_shown_and_changed() -> Outcome {
    let (map, name) = made()?;
    let id = map.info().id.to_string();
    says(&["update", &name, "7", "{ sum: 4000000000, change: -3 }"])?;
    says(&["update", &id, "8", "{ sum: 1 }", "--new"])?;
    assert!(fails(&["update", &name, "8", "{ sum: 2 }", "--new"])?.contains("EEXIST"));
    assert!(fails(&["update", &name, "9", "{ sum: 2 }", "--existing"])?.contains("ENOENT"));
    assert_eq!(says(&["lookup", &name, "0x7"])?, "7: { sum: 4000000000, change: -3 }\n");
    assert!(fails(&["lookup", &name, "9"])?.contains(&format!("the map `{name}` has no key `9`")));
    assert!(
        fails(&["update", &name, "9", "{ sum: x }"])?.contains("at byte 7 of the value: expected a number")
    );
    let mut lines: Vec<String> = says(&["dump", &name])?.lines().map(ToOwned::to_owned).collect();
    lines.sort();
    assert_eq!(lines, ["7: { sum: 4000000000, change: -3 }", "8: { sum: 1, change: 0 }"]);

    let listed = says(&["list"])?;
    let line = listed.lines().find(|line| line.contains(&format!(" {name} "))).expect("it is listed");
    assert!(line.trim_start().starts_with(&format!("{id}  hash ")), "{line}");
    let shown = &json_lines(&skep(&format!("map show {name} --format json"))?)?[0];
    for (field, value) in [("id", map.info().id), ("key_size", 4), ("value_size", 8), ("max_entries", 8)] {
        assert_eq!(shown[field], serde_json::json!(value), "{shown}");
    }
    assert_eq!(shown["types"], serde_json::json!(map.info().btf_id));
    assert!(fails(&["show", "no_such_map"])?.contains("there is no map `no_such_map`"));

    let ours = json_lines(&skep(&format!("map dump {id} --format json"))?)?;
    match Command::new("bpftool").args(["-j", "map", "dump", "id", &id]).output() {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            return skip("`bpftool` is not installed (Debian: bpftool)");
        }
        output => {
            let theirs: serde_json::Value = serde_json::from_slice(&output?.stdout)?;
            let theirs = theirs.as_array().expect("it is a list of entries");
            assert_eq!(ours.len(), theirs.len());
            // Both go through the map in the kernel's order.
            for (ours, theirs) in ours.iter().zip(theirs) {
                let formatted = &theirs["formatted"];
                assert_eq!(ours["key"], formatted["key"].to_string(), "{theirs}");
                let value = &formatted["value"];
                let expected = format!("{{ sum: {}, change: {} }}", value["sum"], value["change"]);
                assert_eq!(ours["value"], expected, "{theirs}");
                for (field, bytes) in [("key", "key_bytes"), ("value", "value_bytes")] {
                    let hex: Vec<String> = ours[bytes]
                        .as_array()
                        .expect("it is a list of bytes")
                        .iter()
                        .map(|byte| format!("0x{:02x}", byte.as_u64().unwrap_or(u64::MAX)))
                        .collect();
                    assert_eq!(serde_json::json!(hex), theirs[field], "{field}");
                }
            }
        }
    }

    says(&["delete", &name, "8"])?;
    assert!(fails(&["delete", &name, "8"])?.contains("has no key `8`"));
    let folder = tempfile::Builder::new().prefix("skep-pins-").tempdir()?;
    rustix::mount::mount("bpf", folder.path(), "bpf", rustix::mount::MountFlags::empty(), None)?;
    let pin = folder.path().join("kept").display().to_string();
    let pinned = (|| -> Outcome {
        says(&["pin", &name, &pin])?;
        assert_eq!(says(&["dump", &pin])?, "7: { sum: 4000000000, change: -3 }\n");
        assert!(says(&["show", &name])?.contains(&format!("pinned at   {pin}")));
        assert!(says(&["freeze", &pin])?.contains("is frozen"));
        assert!(fails(&["update", &pin, "7", "{ }"])?.contains("frozen"));
        Ok(())
    })();
    rustix::mount::unmount(folder.path(), rustix::mount::UnmountFlags::DETACH)?;
    pinned
}

/// A simulated kernel has no maps of others, and says that it is one.
pub(crate) fn maps_of_a_simulated_kernel() -> Outcome {
    let output = run(&["list", "--kernel", "sim"])?;
    assert!(output.status.success(), "{}", text(&output.stderr));
    assert!(text(&output.stdout).contains("NUMBER"), "{}", text(&output.stdout));
    assert!(fails(&["dump", "1", "--kernel", "sim"])?.contains("there is no map `1`"));
    Ok(())
}
