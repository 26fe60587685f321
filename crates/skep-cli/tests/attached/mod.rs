//! `skep link`, `skep net`, `skep cgroup` and `skep perf`, beside bpftool.

use crate::{SKEP, json_lines, skep, text};
use nix::sched::{CloneFlags, setns, unshare};
use serde_json::Value;
use skep::prelude::*;
use skep::registers::*;
use skep::uapi::Version;
use skep::uapi::kernel::{ObjectKind, TrafficDirection};
use skep::{CgroupOptions, Means, Operation, TrafficOptions};
use skep_harness::{Outcome, Stop, skip};
use std::process::Command;

/// The running kernel, if this process may load programs and see what others made.
fn host() -> Result<Kernel, Stop> {
    let kernel = Kernel::host()?;
    let operations = [Operation::LoadProgram(ProgramType::XDP), Operation::List(ObjectKind::Link)];
    if !kernel.missing_capabilities(&operations)?.is_empty() {
        return skip("attaching programs and seeing those of others takes root");
    }
    Ok(kernel)
}

fn load(kernel: &Kernel, program: impl FnOnce(Code) -> ProgramSpec, value: i32) -> Result<Object, Stop> {
    let code = Assembler::new().mov(R0, value).exit().build()?;
    Ok(ObjectSpec::new("GPL").with_program(program(code)).load(kernel)?)
}

/// Runs a test in a thread with a network namespace of its own, whose interface `lo` is up.
fn in_network(test: impl FnOnce() -> Outcome + Send) -> Outcome {
    let in_namespace = || {
        unshare(CloneFlags::CLONE_NEWNET)?;
        match Command::new("ip").args(["link", "set", "lo", "up"]).status() {
            Err(_) => return skip("`ip` is not installed (Debian: iproute2)"),
            Ok(up) => assert!(up.success()),
        }
        test()
    };
    std::thread::scope(|scope| {
        scope.spawn(in_namespace).join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    })
}

/// What bpftool says as JSON.
fn bpftool(arguments: &str) -> Result<Value, Stop> {
    let Ok(output) = Command::new("bpftool").arg("-j").args(arguments.split(' ')).output() else {
        return skip("`bpftool` is not installed (Debian: bpftool)");
    };
    assert!(output.status.success(), "{arguments}: {}", text(&output.stderr));
    Ok(serde_json::from_slice(&output.stdout)?)
}

/// The one record of this program.
fn of_program(lines: &[Value], program: u32) -> Value {
    let mut found = lines.iter().filter(|line| line["program"] == program);
    let only = found.next().unwrap_or_else(|| panic!("no program {program} in {lines:#?}"));
    assert!(found.next().is_none(), "{lines:#?}");
    only.clone()
}

pub(crate) fn links() -> Outcome {
    let kernel = host()?;
    in_network(|| {
        let object = load(&kernel, |code| ProgramSpec::xdp("linked_by_cli", code), 2)?;
        let program = object.program("linked_by_cli")?;
        let link = program.attach_to_interface("lo", XdpMode::Generic)?;
        let (id, program_id) = (link.info()?.id.expect("it is a link"), program.info()?.id);
        let listed = text(&skep("link list")?.stdout);
        let line = listed
            .lines()
            .find(|line| line.contains(" linked_by_cli "))
            .unwrap_or_else(|| panic!("{listed}"));
        assert!(line.trim_start().starts_with(&format!("{id}  xdp ")), "{line}");
        assert!(line.contains("XDP of lo, generic"), "{line}");
        let shown = &json_lines(&skep(&format!("link show {id} --format json"))?)?[0];
        let other = bpftool(&format!("link show id {id}"))?;
        for (ours, theirs) in [("id", "id"), ("link_type", "type"), ("program", "prog_id")] {
            assert_eq!(shown[ours], other[theirs], "{shown} {other}");
        }
        assert_eq!((&shown["program"], &shown["interface"]), (&program_id.into(), &"lo".into()));

        // A pin keeps it when the one who made it lets it go; then it is detached although it is pinned.
        let folder = tempfile::tempdir()?;
        let flags = rustix::mount::MountFlags::empty();
        rustix::mount::mount("bpf", folder.path(), "bpf", flags, None)?;
        let pin = folder.path().join("link");
        let pin = pin.to_str().ok_or("a temporary folder whose name is not UTF-8")?.to_owned();
        let outcome = (|| {
            let output = skep(&format!("link pin {id} {pin}"))?;
            assert!(output.status.success(), "{}", text(&output.stderr));
            drop(link);
            let shown = text(&skep(&format!("link show {pin}"))?.stdout);
            assert!(shown.contains(&format!("pinned at   {pin}")), "{shown}");
            let output = skep(&format!("link detach {pin}"))?;
            assert!(output.status.success(), "{}", text(&output.stderr));
            assert!(program.attachments()?.attachments.iter().all(|found| found.interface.is_none()));
            let shown = text(&skep(&format!("link show {id}"))?.stdout);
            assert!(shown.contains("XDP of an interface that is gone"), "{shown}");
            kernel.unpin(&pin)?;
            Ok(())
        })();
        rustix::mount::unmount(folder.path(), rustix::mount::UnmountFlags::DETACH)?;
        outcome
    })?;
    // Some links end with their last holder only.
    let on_exec = |code| ProgramSpec::raw_tracepoint("raw_by_cli", "sched_process_exec", code);
    let object = load(&kernel, on_exec, 0)?;
    let link = object.program("raw_by_cli")?.attach()?;
    let output = skep(&format!("link detach {}", link.info()?.id.expect("it is a link")))?;
    assert_eq!(output.status.code(), Some(77));
    assert!(text(&output.stderr).contains("ends when the last one lets it go"), "{}", text(&output.stderr));
    let output = skep("link show no_such")?;
    assert!(text(&output.stderr).contains("there is no link `no_such`"));
    Ok(())
}

/// What is shown of links to traffic control and to perf events came with Linux 6.6.
fn shows_links(kernel: &Kernel) -> Outcome {
    let version: Version = kernel.api().release()?.parse()?;
    if version < Version::new(6, 6) {
        skip(format!("Linux 6.6 tells this, and this is {version}"))
    } else {
        Ok(())
    }
}

pub(crate) fn network() -> Outcome {
    let kernel = host()?;
    shows_links(&kernel)?;
    in_network(|| {
        let xdp = load(&kernel, |code| ProgramSpec::xdp("xdp_by_cli", code), 2)?;
        let traffic = load(&kernel, |code| ProgramSpec::sched_cls("tc_by_cli", code), 0)?;
        let other = load(&kernel, |code| ProgramSpec::sched_cls("tcx_by_cli", code), 0)?;
        let (xdp, traffic, other) =
            (xdp.program("xdp_by_cli")?, traffic.program("tc_by_cli")?, other.program("tcx_by_cli")?);
        let ids = [xdp.info()?.id, traffic.info()?.id, other.info()?.id];
        let held = (
            xdp.attach_to_interface("lo", XdpMode::Generic)?,
            traffic.attach_to_traffic_with(
                "lo",
                TrafficDirection::Egress,
                &TrafficOptions::new().means(Means::WithoutLink).priority(9),
            )?,
            other.attach_to_traffic("lo", TrafficDirection::Ingress)?,
        );
        let lines = json_lines(&skep("net --format json")?)?;
        let shown = ids.map(|id| of_program(&lines, id));
        assert_eq!(shown[0]["kind"], "xdp");
        assert_eq!((&shown[1]["kind"], &shown[1]["priority"]), (&"filter".into(), &9.into()));
        assert_eq!((&shown[2]["kind"], shown[2]["link"].is_number()), (&"tcx_ingress".into(), true));
        // bpftool shows the same of the same namespace.
        let theirs = &bpftool("net show")?[0];
        let is_ours = |one: &Value, ours: &Value| {
            one["id"] == ours["program"] && one["ifindex"] == ours["interface_index"]
        };
        let of = |kind: &str| theirs[kind].as_array().cloned().unwrap_or_default();
        assert!(of("xdp").iter().any(|one| is_ours(one, &shown[0])), "{theirs}");
        let filter = of("tc").into_iter().find(|one| is_ours(one, &shown[1]));
        let filter = filter.unwrap_or_else(|| panic!("{theirs}"));
        assert_eq!((&filter["kind"], &filter["name"]), (&"clsact/egress".into(), &shown[1]["name"]));
        // It says more or less of other links, by its version.
        if let Some(one) = of("tc").iter().find(|one| one["prog_id"] == ids[2]) {
            assert_eq!(one["ifindex"], shown[2]["interface_index"], "{one}");
        }
        // From another namespace it is seen by its file, or among all.
        let path =
            format!("/proc/{}/task/{}/ns/net", std::process::id(), rustix::thread::gettid().as_raw_nonzero());
        let elsewhere = |arguments: &str| -> Result<Vec<Value>, Stop> {
            let arguments = arguments.to_owned();
            let run = move || -> std::io::Result<_> {
                let first = std::fs::File::open("/proc/self/ns/net")?;
                setns(first, CloneFlags::CLONE_NEWNET)?;
                Command::new(SKEP).args(arguments.split(' ')).output()
            };
            let output = std::thread::spawn(run).join().expect("it does not panic")?;
            json_lines(&output)
        };
        let is_xdp = |line: &Value| line["program"] == ids[0];
        assert!(!elsewhere("net --format json")?.iter().any(is_xdp));
        assert!(elsewhere("net --all --format json")?.iter().any(is_xdp));
        assert!(elsewhere(&format!("net --namespace {path} --format json"))?.iter().any(is_xdp));
        drop(held);
        assert!(
            !json_lines(&skep("net --format json")?)?
                .iter()
                .any(|line| ids.iter().any(|id| line["program"] == *id))
        );
        Ok(())
    })
}

pub(crate) fn cgroups() -> Outcome {
    let kernel = host()?;
    let about = kernel.about();
    let Some(mount) = about.mounted("cgroup2").next() else {
        return skip("no file system of type cgroup2 is mounted");
    };
    let above = mount.path.join(format!("skep-cli-{}", std::process::id()));
    let below = above.join("below");
    std::fs::create_dir(&above)?;
    std::fs::create_dir(&below)?;
    let outcome = (|| {
        let object = load(&kernel, |code| ProgramSpec::cgroup_skb_egress("cg_by_cli", code), 1)?;
        let program = object.program("cg_by_cli")?;
        let other = load(&kernel, |code| ProgramSpec::cgroup_skb_egress("cg2_by_cli", code), 1)?;
        let other = other.program("cg2_by_cli")?;
        let (id, other_id) = (program.info()?.id, other.info()?.id);
        let held = (
            program.attach_to_cgroup_with(&above, &CgroupOptions::new().means(Means::WithoutLink))?,
            other.attach_to_cgroup(&below)?,
        );
        for (folder, effective, expected) in
            [(&above, false, vec![id]), (&below, false, vec![other_id]), (&below, true, vec![other_id, id])]
        {
            let path = folder.display();
            let flag = if effective { " --effective" } else { "" };
            let lines = json_lines(&skep(&format!("cgroup show {path}{flag} --format json"))?)?;
            let ours: Vec<_> = lines
                .iter()
                .filter(|line| line["attach_type"] == "cgroup_inet_egress")
                .filter_map(|line| line["program"].as_u64())
                .collect();
            // Others may be attached to the root.
            let expected: Vec<u64> = expected.into_iter().map(u64::from).collect();
            assert_eq!(ours[..expected.len()], expected, "{lines:?}");
            let word = if effective { " effective" } else { "" };
            let theirs = bpftool(&format!("cgroup show {path}{word}"))?;
            let theirs = theirs.as_array().cloned().unwrap_or_default();
            let theirs: Vec<_> = theirs
                .iter()
                .filter(|one| one["attach_type"] == "cgroup_inet_egress" || one["attach_type"] == "egress")
                .filter_map(|one| one["id"].as_u64())
                .collect();
            assert_eq!(ours, theirs);
        }
        let lines = json_lines(&skep(&format!("cgroup tree {} --format json", above.display()))?)?;
        let shown: Vec<_> = lines.iter().map(|line| line["cgroup"].as_str().unwrap_or_default()).collect();
        assert_eq!(shown, [above.display().to_string(), below.display().to_string()]);
        assert_eq!((&lines[0]["name"], &lines[0]["flags"]), (&"cg_by_cli".into(), &"several".into()));
        let people = text(&skep(&format!("cgroup tree {}", above.display()))?.stdout);
        assert!(people.starts_with("CONTROL GROUP") && people.contains("cg2_by_cli"), "{people}");
        // Without an argument, all control groups are gone through.
        let all = json_lines(&skep("cgroup tree --format json")?)?;
        assert!(all.iter().any(|line| line["program"] == id));
        drop(held);
        let lines = json_lines(&skep(&format!("cgroup tree {} --format json", above.display()))?)?;
        assert_eq!(lines, [Value::Null; 0]);
        let output = skep(&format!("cgroup show {}/none", above.display()))?;
        assert!(text(&output.stderr).contains("ENOENT"), "{}", text(&output.stderr));
        Ok(())
    })();
    std::fs::remove_dir(&below)?;
    std::fs::remove_dir(&above)?;
    outcome
}

pub(crate) fn perf() -> Outcome {
    let kernel = host()?;
    shows_links(&kernel)?;
    let on_exec = |code| ProgramSpec::tracepoint("tp_by_cli", "sched", "sched_process_exec", code);
    let object = load(&kernel, on_exec, 0)?;
    let program = object.program("tp_by_cli")?;
    let id = program.info()?.id;
    let link = program.attach()?;
    let shown = of_program(&json_lines(&skep("perf --format json")?)?, id);
    assert_eq!(
        (&shown["kind"], &shown["place"]),
        (&"tracepoint".into(), &"tracepoint sched_process_exec".into())
    );
    assert_eq!(shown["link"], link.info()?.id.expect("it is a link"));
    drop(link);
    // Without a link, it is found by the process that has the event, as bpftool finds it.
    let api = kernel.api();
    let number = api.tracepoint("sched", "sched_process_exec")?.id;
    let event = api.perf_event_open(&skep::uapi::kernel::PerfEventOpen::Tracepoint { id: number })?;
    let handle = api.open_by_id(ObjectKind::Program, id)?;
    api.perf_event_set_program(&event, &handle)?;
    let shown = of_program(&json_lines(&skep("perf --format json")?)?, id);
    assert_eq!((&shown["process"], &shown["link"]), (&std::process::id().into(), &Value::Null));
    let theirs = bpftool("perf list")?;
    let theirs = theirs.as_array().cloned().unwrap_or_default();
    let one = theirs.iter().find(|one| one["prog_id"] == id).unwrap_or_else(|| panic!("{theirs:?}"));
    assert_eq!((&one["pid"], &one["fd"]), (&shown["process"], &shown["descriptor"]));
    assert_eq!(one["tracepoint"], "sched_process_exec");
    let shown = &json_lines(&skep(&format!("prog show {id} --format json"))?)?[0];
    assert_eq!(shown["attachments"][0]["place"], "tracepoint sched_process_exec");
    let people = text(&skep(&format!("prog show {id}"))?.stdout);
    assert!(
        people.contains("attached to             tracepoint sched_process_exec, by descriptor "),
        "{people}"
    );
    drop(event);
    let people = text(&skep(&format!("prog show {id}"))?.stdout);
    assert!(people.contains("attached to             -"), "{people}");
    Ok(())
}

pub(crate) fn unprivileged() -> Outcome {
    let folder = tempfile::tempdir()?;
    let command = crate::without_privileges(&folder)?;
    for arguments in ["link list", "net", "cgroup tree", "perf"] {
        let output = Command::new(&command[0])
            .args(&command[1..])
            .args(arguments.split(' '))
            .args(["--kernel", "host"])
            .output()?;
        let stderr = text(&output.stderr);
        assert_eq!(output.status.code(), Some(77), "{arguments}: {stderr}");
        assert!(stderr.contains("CAP_SYS_ADMIN") && stderr.contains("as root"), "{arguments}: {stderr}");
    }
    Ok(())
}

pub(crate) fn simulated() -> Outcome {
    for arguments in ["link list", "net", "cgroup tree", "perf"] {
        let output = skep(&format!("{arguments} --kernel sim"))?;
        assert!(output.status.success(), "{}", text(&output.stderr));
        let text = text(&output.stdout);
        assert!(text.starts_with("KERNEL ") && text.lines().count() == 1, "{text}");
    }
    Ok(())
}
