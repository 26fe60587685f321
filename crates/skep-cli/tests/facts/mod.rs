//! `skep helpers` and `skep features`.

use super::{json_lines, privileged, skep, text, without_privileges};
use serde_json::Value;
use skep::Kernel;
use skep_harness::{Outcome, Stop, skip};
use std::collections::BTreeMap;
use std::process::Command;

/// The records of one kind.
fn events<'a>(lines: &'a [Value], event: &str) -> Vec<&'a Value> {
    lines.iter().filter(|line| line["event"] == event).collect()
}

pub(super) fn helpers_are_listed() -> Outcome {
    let listed = text(&skep("helpers")?.stdout);
    let lines: Vec<&str> = listed.lines().collect();
    assert_eq!(lines.len(), 1 + 211 + 1);
    assert!(lines[0].starts_with("  ID NAME"), "{}", lines[0]);
    let row = "   1 bpf_map_lookup_elem                  3.19   no       map             31";
    assert_eq!(lines[1], row);
    assert_eq!(lines[212], "211 helpers, 211 of them with a sentence of our own");

    let count = |filters: &str| -> Result<(usize, Value), Stop> {
        let lines = json_lines(&skep(&format!("helpers --format json {filters}"))?)?;
        let helpers = events(&lines, "helper").len();
        assert_eq!(events(&lines, "total")[0]["helpers"], helpers);
        assert!(lines.iter().all(|line| line.get("kernel").is_none()), "no kernel was asked");
        Ok((helpers, lines[0].clone()))
    };
    assert_eq!(count("--category ring")?.0, 9);
    let (in_xdp, first) = count("--program xdp")?;
    assert!((80..211).contains(&in_xdp), "{in_xdp}");
    assert_eq!((&first["id"], &first["name"]), (&1.into(), &"bpf_map_lookup_elem".into()));
    assert_eq!(count("--linux 3.19")?.0, 3);
    assert_eq!(count("--linux 4.1 --category time")?.0, 1);
    let refused = text(&skep("helpers --program xpd")?.stderr);
    assert!(refused.contains("there is no program type `xpd`; near to it: xdp"), "{refused}");
    Ok(())
}

pub(super) fn one_helper() -> Outcome {
    let shown = text(&skep("helpers get_socket_cookie")?.stdout);
    for part in [
        "bpf_get_socket_cookie (46)\n",
        "\nbpf_get_socket_cookie(ctx: context) -> u64\n",
        "\n  ctx: context               the context of the program\n",
        "\nin tracing, lsm, syscall:\n  bpf_get_socket_cookie(ctx: sock_common?) -> u64\n",
        "\nsince         Linux 4.12\n",
        "\nlicence       any\n",
        "\ncategory      socket: sockets\n",
        "\nprograms      12: socket_filter, sched_cls",
        "\nnumbers       the BPF_FUNC_ enumerators in the BTF of Linux",
    ] {
        assert!(shown.contains(part), "{part}\n{shown}");
    }
    // By number, as a record, and with the answers of a kernel.
    let lines = json_lines(&skep("helpers 64 --format json --kernel sim")?)?;
    let (bind, answers) = lines.split_first().expect("the helper");
    assert_eq!(bind["name"], "bpf_bind");
    assert_eq!(bind["only"]["cgroup_sock_addr"][0], "cgroup_inet4_connect");
    assert_eq!(bind["arguments"][1]["kind"], "mem");
    assert_eq!(answers.len(), 32);
    // Of programs that must say what they are attached to, no kernel tells without.
    let expected = |answer: &Value| if answer["program"] == "tracing" { "unknown" } else { "no" };
    assert!(
        answers.iter().all(|answer| answer["kernel"] == "simulated" && answer["answer"] == expected(answer))
    );
    let expected: Vec<&Value> = answers.iter().filter(|answer| answer["expected"] == true).collect();
    assert_eq!((expected.len(), &expected[0]["program"]), (1, &"cgroup_sock_addr".into()));
    // For people, every line of a simulated kernel says so.
    let shown = text(&skep("helpers ktime_get_ns --kernel sim")?.stdout);
    let (_, answers) = shown.split_once("\nsimulated asked of this kernel (").ok_or(shown.clone())?;
    assert!(answers.lines().skip(1).all(|line| line.starts_with("simulated ")), "{shown}");
    assert!(answers.contains("simulated yes           socket_filter, "), "{shown}");
    Ok(())
}

pub(super) fn no_such_helper() -> Outcome {
    for (name, message) in [
        ("redirct", "skep: there is no helper `redirct`; near to it: bpf_redirect"),
        ("4000", "skep: there is no helper 4000: they have the numbers 1 to 211"),
        ("zzzzzzzz", "skep: there is no helper `zzzzzzzz`\n"),
    ] {
        let output = skep(&format!("helpers {name}"))?;
        assert_eq!(output.status.code(), Some(1));
        let said = text(&output.stderr);
        assert!(said.starts_with(message), "{said}");
    }
    Ok(())
}

const OVERLAY: &str = "
[source]
args = \"a kernel of tomorrow\"

[facts.bpf_weather]
value = 212
since = \"9.9\"
category = \"cpu\"
args = \"buf: out mem, size: size\"
result = \"i64\"
in = [\"xdp\", \"tc\"]

[facts.bpf_copy_from_user]
sleeps = false
";

/// A file with this text, and the path of it.
fn file(text: &str) -> Result<(tempfile::TempDir, String), Stop> {
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("overlay.toml");
    std::fs::write(&path, text)?;
    let path = path.to_str().ok_or("a temporary folder whose name is not UTF-8")?.to_owned();
    Ok((folder, path))
}

pub(super) fn overlay() -> Outcome {
    let (_folder, path) = file(OVERLAY)?;
    let shown = text(&skep(&format!("helpers weather --overlay {path}"))?.stdout);
    for part in [
        "bpf_weather (212)\n",
        "\nbpf_weather(buf: out mem, size: size) -> i64\n",
        "\n  buf: out mem               memory of the size that the next argument says; it is filled\n",
        "\nprograms      3: sched_cls, sched_act, xdp\n",
        &format!("\noverlay       {path}\n"),
        "overlay.toml: a kernel of tomorrow\n",
    ] {
        assert!(shown.contains(part), "{part}\n{shown}");
    }
    let without = text(&skep("helpers copy_from_user")?.stdout);
    let with = text(&skep(&format!("helpers copy_from_user --overlay {path}"))?.stdout);
    let sleeps = "only programs that may sleep can call it";
    assert!(without.contains(sleeps) && !with.contains(sleeps), "{with}");

    let listed = text(&skep(&format!("helpers --overlay {path}"))?.stdout);
    let end = "212 helpers, 211 of them with a sentence of our own; overlays add 1 and correct 1\n";
    assert!(listed.ends_with(end), "{listed}");
    assert!(listed.contains(
        "\n 212 bpf_weather                          9.9    by type  cpu             3 (overlay)\n"
    ));
    // A kernel that has it not is asked all the same.
    let asked =
        json_lines(&skep(&format!("features --helpers xdp --overlay {path} --kernel sim --format json"))?)?;
    let weather = asked.iter().find(|line| line["name"] == "bpf_weather").ok_or("it was not asked for")?;
    assert_eq!((&weather["answer"], &weather["since"]), (&"no".into(), &"9.9".into()));
    Ok(())
}

pub(super) fn wrong_overlay() -> Outcome {
    for (found, instead, message) in [
        ("value = 212", "value = 1", ":6: `bpf_weather`: `value`: 1 is the number of bpf_map_lookup_elem\n"),
        (
            "sleeps = false",
            "sleeps = 0",
            ":14: `bpf_copy_from_user`: `sleeps`: invalid type: integer `0`, expected a boolean\n",
        ),
        (
            "sleeps = false",
            "sleep = true",
            ":14: `bpf_copy_from_user`: unknown field `sleep`; near to it: sleeps\n",
        ),
        (
            "\"xdp\", \"tc\"",
            "\"xpd\"",
            ":11: `bpf_weather`: `in`: `xpd` is neither a program type nor a group; near to it: xdp\n",
        ),
    ] {
        let (_folder, path) = file(&OVERLAY.replace(found, instead))?;
        let output = skep(&format!("helpers --overlay {path}"))?;
        assert_eq!((output.status.code(), text(&output.stdout)), (Some(1), String::new()));
        assert_eq!(text(&output.stderr), format!("skep: {path}{message}"));
    }
    let output = skep("helpers --overlay no-such-file")?;
    assert!(text(&output.stderr).starts_with("skep: no-such-file cannot be read: "));
    Ok(())
}

/// The answers for a helper, by the type of program.
fn answers(arguments: &str) -> Result<BTreeMap<String, String>, Stop> {
    let lines = json_lines(&skep(arguments)?)?;
    let word = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    Ok(events(&lines, "answer")
        .into_iter()
        .map(|one| (word(&one["program"]), word(&one["answer"])))
        .collect())
}

pub(super) fn overlay_asks() -> Outcome {
    privileged()?;
    let arguments = "helpers copy_from_user --kernel host --format json";
    let known = answers(arguments)?;
    if known["kprobe"] != "yes" {
        return skip("this kernel has no programs that may sleep at functions of processes");
    }
    // Taken for one that does not wait, it is tried in a program that may not sleep, and the kernel refuses it there.
    let (_folder, path) = file(OVERLAY)?;
    let corrected = answers(&format!("{arguments} --overlay {path}"))?;
    assert_eq!(corrected["kprobe"], "no");
    assert_eq!((&known["syscall"], &corrected["syscall"]), (&"yes".to_owned(), &"yes".to_owned()));
    Ok(())
}

pub(super) fn features_simulated() -> Outcome {
    let lines = json_lines(&skep("features --kernel sim --format json --helpers xdp")?)?;
    assert!(lines.iter().all(|line| line["kernel"] == "simulated"));
    let totals = events(&lines, "total");
    let kinds: Vec<&str> = totals.iter().filter_map(|total| total["kind"].as_str()).collect();
    assert_eq!(kinds, ["program type", "map type", "attach type", "link type", "type feature", "helper"]);
    for total in totals {
        let of_kind = |answer: &str| {
            let features = events(&lines, "feature").into_iter();
            features.filter(|one| one["kind"] == total["kind"] && one["answer"] == answer).count()
        };
        for answer in ["yes", "no", "unknown"] {
            assert_eq!(total[answer], of_kind(answer), "{total}");
        }
    }
    let shown = text(&skep("features --kernel sim")?.stdout);
    let mut lines = shown.lines();
    assert_eq!(lines.next(), Some("KERNEL    ANSWER  SINCE  FEATURE"));
    assert!(lines.all(|line| line.starts_with("simulated ")), "{shown}");
    assert!(shown.contains("simulated yes     4.8    program type xdp\n"), "{shown}");
    Ok(())
}

pub(super) fn features_host() -> Outcome {
    privileged()?;
    let shown = text(&skep("features --helpers xdp")?.stdout);
    let names: Vec<&str> =
        shown.lines().filter(|line| line.starts_with("yes ")).filter_map(|line| line.get(15..)).collect();
    for name in [
        "program type xdp",
        "map type ringbuf",
        "type feature functions (FUNC)",
        "link type xdp",
        "helper bpf_redirect in xdp",
    ] {
        assert!(names.contains(&name), "{name}\n{shown}");
    }
    let totals: Vec<&str> = shown.lines().filter(|line| line.ends_with(" unknown")).collect();
    assert_eq!(totals.len(), 6, "{totals:?}");
    assert!(totals[5].starts_with("helpers in xdp: "), "{totals:?}");
    // What programs at packets never could is left out for people, and counted.
    assert!(!shown.contains("helper bpf_override_return in xdp"));
    Ok(())
}

/// The answers of every kind, by what was asked.
fn all_answers(command: &mut Command) -> Result<BTreeMap<String, (String, String)>, Stop> {
    let lines = json_lines(&command.args(["features", "--helpers", "--format", "json"]).output()?)?;
    let features = events(&lines, "feature").into_iter();
    let asked = features.map(|one| {
        let word = |field: &str| one[field].as_str().unwrap_or_default().to_owned();
        let name = format!("{} {} {}", word("kind"), word("name"), word("program"));
        (name, (word("answer"), word("reason")))
    });
    Ok(asked.collect())
}

pub(super) fn features_unprivileged() -> Outcome {
    let folder = tempfile::tempdir()?;
    let command = without_privileges(&folder)?;
    let found = all_answers(Command::new(&command[0]).args(&command[1..]))?;
    assert!(found.len() > 6_000);
    for (name, (answer, reason)) in &found {
        assert_eq!(answer == "unknown", !reason.is_empty(), "{name}: {answer}: {reason}");
    }
    let (answer, reason) = &found["program type xdp "];
    assert_eq!(
        (&**answer, &**reason),
        ("unknown", "refused with EPERM: this process lacks CAP_NET_ADMIN and CAP_BPF")
    );
    // What the kernel's own types say needs no privilege.
    if Kernel::host()?.types().is_ok() {
        assert_ne!(found["link type xdp "].0, "unknown");
    }
    privileged()?;
    // Whoever may everything is not told otherwise.
    let by_root = all_answers(&mut Command::new(super::SKEP))?;
    for (name, (answer, _)) in &found {
        let (of_root, _) = &by_root[name];
        let same = answer == of_root || answer == "unknown" || of_root == "unknown";
        assert!(same, "{name}: {answer}, but for root {of_root}");
    }
    Ok(())
}
