//! `skep load` and `skep check`.

use crate::{json_lines, skep, text};
use serde_json::Value;
use skep::{Kernel, Operation};
use skep_harness::{Outcome, Stop, skip};

/// An object of clang 19.
fn object(name: &str) -> String {
    format!("{}/../skep-object/testdata/{name}.clang19.o", env!("CARGO_MANIFEST_DIR"))
}

/// Skips unless this process may load programs into the running kernel.
fn privileged() -> Result<(), Stop> {
    let kernel = Kernel::host()?;
    let operations = [Operation::CreateMap, Operation::LoadProgram(skep::uapi::ProgramType::XDP)];
    if kernel.missing_capabilities(&operations)?.is_empty() {
        return Ok(());
    }
    skip("loading programs into the running kernel takes root")
}

pub(crate) fn load_host() -> Outcome {
    privileged()?;
    let output = skep(&format!("load {} --kernel host", object("refused")))?;
    assert!(!output.status.success());
    let shown = text(&output.stdout);
    let lines: Vec<&str> = shown.lines().collect();
    assert!(lines[0].starts_with("PROGRAM"), "{shown}");
    assert!(lines[1].starts_with("reads_too_far") && lines[1].contains("not loaded: "), "{shown}");
    assert!(lines[1].contains("refused.bpf.c:9:9: `return data[3];`"), "{shown}");
    assert!(lines[2].starts_with("passes") && lines[2].ends_with("loaded"), "{shown}");
    // Below is the verifier's whole log.
    assert!(shown.contains("\nthe log:\n"), "{shown}");
    assert_eq!(text(&output.stderr), "skep: 1 of 2 programs could not be loaded\n");
    Ok(())
}

/// Of a refusal there are the source with the place, the hint, the path and what was known: for people and as a record.
pub(crate) fn refusals_are_shown() -> Outcome {
    privileged()?;
    let shown = text(&skep(&format!("load {} --kernel host", object("refused")))?.stdout);
    for part in [
        "reads_too_far: ",
        "refused.bpf.c:9:2]",
        "return data[3];",
        "╰── invalid access to packet, off=3 size=1",
        "help: compare the pointer plus offset 3 and 1 bytes with the packet's end",
        "the path to it:",
        "what is known there:",
        "R10 = fp0",
    ] {
        assert!(shown.contains(part), "{part}: {shown}");
    }
    let lines = json_lines_of(&skep(&format!("load {} --kernel host --format json", object("refused")))?)?;
    let report =
        &lines.iter().find(|line| line["program"] == "reads_too_far").expect("it is in the object")["report"];
    assert_eq!(report["rejection"], "packet-bounds", "{report}");
    assert_eq!((&report["at"]["line"], &report["at"]["source"]), (&9.into(), &"\treturn data[3];".into()));
    assert_eq!(report["registers"]["R10"], "fp0");
    assert_eq!(report["path"].as_array().and_then(|path| path.last()), Some(&report["at"]));
    Ok(())
}

/// A log of another loader is explained as well as one of our own.
pub(crate) fn logs_are_explained() -> Outcome {
    let log = |name: &str| {
        format!("{}/../skep/tests/reports/logs/linux-6.18/{name}.log", env!("CARGO_MANIFEST_DIR"))
    };
    let output = skep(&format!("explain {}", log("missing-null-check")))?;
    assert!(output.status.success());
    let shown = text(&output.stdout);
    assert!(
        shown.contains(
            "help: compare R0, which is what `call bpf_map_lookup_elem#1` at case.s:5:1 gave, with 0"
        ),
        "{shown}"
    );
    let lines = json_lines(&skep(&format!("explain --format json {}", log("too-complex")))?)?;
    assert_eq!(lines[0]["rejection"], "too-complex");
    // What is no log is said to be none.
    let output = skep(&format!("explain {}", object("refused")))?;
    assert!(!output.status.success());
    assert!(text(&output.stderr).contains("no instruction and no reason of a verifier is in it"));
    Ok(())
}

/// The records of a command that has failed.
fn json_lines_of(output: &std::process::Output) -> Result<Vec<Value>, Stop> {
    Ok(text(&output.stdout).lines().map(serde_json::from_str).collect::<Result<_, _>>()?)
}

pub(crate) fn kfuncs() -> Outcome {
    let output = skep("kfuncs --kernel host --format json")?;
    if !output.status.success() {
        return skip(text(&output.stderr).trim().to_owned());
    }
    let lines = json_lines(&output)?;
    // The same, as bpftool shows it: a tag, and the function that it is on.
    let Ok(dumped) = std::process::Command::new("bpftool")
        .args(["btf", "dump", "file", "/sys/kernel/btf/vmlinux", "format", "raw"])
        .output()
    else {
        return skip("there is no bpftool to compare with");
    };
    let dumped = text(&dumped.stdout);
    let mut tagged: Vec<&str> = dumped
        .lines()
        .filter(|line| line.contains(" DECL_TAG 'bpf_kfunc' ") && line.ends_with("component_idx=-1"))
        .filter_map(|line| line.split("type_id=").nth(1)?.split(' ').next())
        .collect();
    let mut listed: Vec<String> = lines.iter().map(|line| line["type_id"].to_string()).collect();
    tagged.sort_unstable();
    listed.sort_unstable();
    assert!(!listed.is_empty());
    assert_eq!(listed, tagged);
    let shown = text(&skep("kfuncs cpumask_weight --kernel host")?.stdout);
    assert!(shown.contains("u32 bpf_cpumask_weight(const struct cpumask *cpumask)"), "{shown}");
    let output = skep("kfuncs no_such_function --kernel host")?;
    let said = format!("skep: none of {} such functions has `no_such_function` in its name\n", lines.len());
    assert_eq!((output.status.success(), text(&output.stderr)), (false, said));
    // A simulated kernel has none, and says so.
    assert!(text(&skep("kfuncs --kernel sim")?.stderr).contains("mark no functions"));
    Ok(())
}

pub(crate) fn load_verbosely() -> Outcome {
    privileged()?;
    let load = |level: &str| skep(&format!("load {} --kernel host --only count{level}", object("counter")));
    let shown = text(&load("")?.stdout);
    assert!(!shown.contains("processed "), "{shown}");
    let shown = text(&load(" --log-level brief")?.stdout);
    assert!(shown.contains("\ncount:\n") && shown.contains("  processed "), "{shown}");
    let shown = text(&load(" --log-level full")?.stdout);
    assert!(shown.contains("  0: ("), "{shown}");
    let output = load(" --log-level statistics --format json")?;
    let lines = json_lines(&output)?;
    assert!(
        lines.iter().any(|line| line["log"].as_str().is_some_and(|log| log.contains("stack depth"))),
        "{lines:?}"
    );
    Ok(())
}

pub(crate) fn load_simulated() -> Outcome {
    let output = skep(&format!("load {} --kernel sim --format json", object("externs")))?;
    assert!(!output.status.success());
    let lines = json_lines_of(&output)?;
    assert!(lines.iter().all(|line| line["kernel"] == "simulated" && line["event"] == "program"));
    let calling = lines.iter().find(|line| line["program"] == "calling").expect("it is in the object");
    let reason = "loading xdp program `calling`: the kernel has no function `bpf_xdp_no_such_function` \
                  (if the program can do without, declare it `__weak` and call it only if `bpf_ksym_exists` says that it is \
                  there)";
    assert_eq!((&calling["loaded"], &calling["reason"]), (&false.into(), &reason.into()));
    assert_eq!(lines.iter().filter(|line| line["loaded"] == true).count(), 1);
    Ok(())
}

pub(crate) fn pinned() -> Outcome {
    privileged()?;
    let kernel = Kernel::host()?;
    let mounts = kernel.api().mounts().map_err(|errno| errno.to_string())?;
    let Some(mount) = mounts.into_iter().find(|mount| mount.file_system == "bpf") else {
        return skip("no bpf file system is mounted");
    };
    let folder = mount.path.join(format!("skep-load-{}", std::process::id()));
    std::fs::create_dir(&folder)?;
    let output =
        skep(&format!("load {} --only second --pin {} --format json", object("functions"), folder.display()));
    let there: Vec<_> =
        std::fs::read_dir(&folder)?.map(|entry| entry.map(|entry| entry.file_name())).collect();
    let program = skep::Program::open_pin(&kernel, folder.join("second"));
    std::fs::remove_dir_all(&folder)?;
    let lines = json_lines(&output?)?;
    assert_eq!(lines.len(), 1);
    assert_eq!(lines[0]["pin"], folder.join("second").display().to_string());
    assert_eq!(there.len(), 1);
    assert_eq!(program?.test_run(&skep::TestRun::new().packet(&[0; 64]))?.result, 42);
    Ok(())
}

pub(crate) fn check() -> Outcome {
    let output = skep(&format!("check {}", object("externs")))?;
    let shown = text(&output.stdout);
    assert!(shown.contains("needs bpf_xdp_no_such_function"), "{shown}");
    assert!(shown.contains("its section does not say what type of program it is"), "{shown}");
    assert_eq!(text(&output.stderr), "skep: one problem\n");
    let lines = json_lines(&skep(&format!("check {} --format json", object("core")))?)?;
    assert_eq!((&lines[0]["program"], &lines[0]["relocations"]), (&"exists".into(), &4.into()));
    let lines = json_lines(&skep(&format!("check {} --format json", object("slots")))?)?;
    let keep = lines.iter().find(|line| line["program"] == "keep").expect("it is in the object");
    assert_eq!((&keep["autoload"], &keep["section"]), (&false.into(), &"?xdp".into()));
    Ok(())
}

pub(crate) fn no_object() -> Outcome {
    let output = skep(&format!("check {}/Cargo.toml", env!("CARGO_MANIFEST_DIR")))?;
    assert!(!output.status.success());
    let said = text(&output.stderr);
    assert!(said.ends_with("Cargo.toml: found no ELF magic, expected an ELF file of 64 bits\n"), "{said}");
    let output = skep(&format!("load {} --kernel sim", object("legacy")))?;
    assert!(text(&output.stderr).contains("section `maps`: found maps that are rows of numbers"));
    let output = skep(&format!("load {} --kernel sim --legacy-maps", object("legacy")))?;
    assert!(output.status.success(), "{}", text(&output.stderr));
    Ok(())
}

pub(crate) fn linked() -> Outcome {
    privileged()?;
    let folder = tempfile::tempdir()?;
    let out = folder.path().join("linked.o").display().to_string();
    let [main, library, choice] = ["link_main", "link_library", "link_choice"].map(object);
    let output = skep(&format!("object link {out} {main} {library} {choice}"))?;
    assert!(output.status.success() && output.stderr.is_empty(), "{}", text(&output.stderr));
    let loaded = skep(&format!("load {out} --kernel host --format json"))?;
    let lines: Vec<Value> =
        text(&loaded.stdout).lines().map(serde_json::from_str).collect::<Result<_, _>>()?;
    let names: Vec<&str> = lines.iter().filter_map(|line| line["program"].as_str()).collect();
    assert_eq!(names, ["adds", "chooses", "chooses_here", "sums"]);
    assert!(lines.iter().all(|line| line["loaded"] == true), "{}", text(&loaded.stdout));

    // Without the library, the rest is left for another link.
    let output = skep(&format!("object link {out} {main} {choice}"))?;
    assert!(output.status.success());
    let left = text(&output.stderr);
    assert!(left.contains("no object defines the variable `total`"), "{left}");
    assert!(left.contains("no object defines the map `results`"), "{left}");

    let output = skep(&format!("object link {out} {main} {main}"))?;
    assert!(!output.status.success());
    let expected = format!(
        "skep: linking `{main}` and `{main}`: the function `adds`: found it in both, expected one definition, or all but \
         one weak\n"
    );
    assert_eq!(text(&output.stderr), expected);
    Ok(())
}
