//! `skep run execsnoop`: what is started is seen, with its parent and its arguments.

use super::{SKEP, json_lines, privileged, skep, text};
use rustix::process::{Pid, Signal, kill_process};
use serde_json::{Value, json};
use skep_harness::{Outcome, Stop};
use std::collections::BTreeSet;
use std::io::{BufRead as _, BufReader};
use std::os::unix::process::CommandExt as _;
use std::process::{Child, Command, Stdio};
use std::thread::JoinHandle;

/// The tool, attached to the running kernel.
struct Attached {
    skep: Child,
    lines: JoinHandle<Result<Vec<Value>, serde_json::Error>>,
}

impl Attached {
    fn start() -> Result<Self, Stop> {
        privileged()?;
        let mut skep = Command::new(SKEP)
            .args(["run", "execsnoop", "--kernel", "host", "--format", "json", "--duration", "60"])
            .stdout(Stdio::piped())
            .spawn()?;
        let stdout = skep.stdout.take().expect("it is piped");
        let lines = std::thread::spawn(move || {
            let lines = BufReader::new(stdout).lines().map_while(Result::ok);
            lines.map(|line| serde_json::from_str(&line)).collect()
        });
        // It is attached once it is seen in the list of what it does: then its descriptors hold a link.
        let descriptors = format!("/proc/{}/fd", skep.id());
        let links = || -> Result<bool, Stop> {
            let folder = std::fs::read_dir(&descriptors)?;
            let mut targets = folder.flatten().filter_map(|entry| std::fs::read_link(entry.path()).ok());
            Ok(targets.any(|target| target.as_os_str() == "anon_inode:bpf_link"))
        };
        while !links()? {
            if let Some(status) = skep.try_wait()? {
                return Err(format!("it has ended before it was attached, with {status}").into());
            }
            std::thread::yield_now();
        }
        Ok(Self { skep, lines })
    }

    /// Ends it with Ctrl-C; what it has printed, and the totals.
    fn end(mut self) -> Result<(Vec<Value>, Value), Stop> {
        let pid = Pid::from_raw(i32::try_from(self.skep.id())?).expect("a process has a number");
        kill_process(pid, Signal::INT)?;
        assert!(self.skep.wait()?.success());
        let mut lines = self.lines.join().map_err(|_| "the reading thread panicked")??;
        let end = lines.pop().expect("at least the totals");
        Ok((lines, end))
    }
}

pub(super) fn a_thousand_lines() -> Outcome {
    let attached = Attached::start()?;
    let mut pids = BTreeSet::new();
    for _ in 0..1000 {
        let mut child = Command::new("true").spawn()?;
        pids.insert(u64::from(child.id()));
        child.wait()?;
    }
    let (execs, end) = attached.end()?;
    assert_eq!(
        (&end["event"], &end["received"], &end["lost"]),
        (&"end".into(), &execs.len().into(), &0.into())
    );
    assert!(execs.iter().all(|line| line["kernel"] == "host") && end["kernel"] == "host");
    let of_ours = |line: &&Value| line["pid"].as_u64().is_some_and(|pid| pids.contains(&pid));
    let ours: Vec<&Value> = execs.iter().filter(of_ours).collect();
    assert_eq!(ours.len(), 1000);
    let user = rustix::process::getuid().as_raw();
    for line in ours {
        assert_eq!((&line["comm"], &line["uid"]), (&"true".into(), &user.into()), "{line}");
        assert_eq!((&line["ppid"], &line["args"]), (&std::process::id().into(), &json!(["true"])), "{line}");
        assert!(line["file"].as_str().is_some_and(|file| file.ends_with("/true")), "{line}");
    }
    Ok(())
}

pub(super) fn parents_and_arguments_are_shown() -> Outcome {
    let attached = Attached::start()?;
    let run = |command: &mut Command| -> Result<u32, Stop> {
        let mut child = command.spawn()?;
        child.wait()?;
        Ok(child.id())
    };
    let spaces = run(Command::new("true").args(["a b", "", "--"]))?;
    // Nothing lies behind the arguments in its memory but the path of the file.
    let bare = run(Command::new("true").env_clear())?;
    let renamed = run(Command::new("true").arg0("another name"))?;
    let long = run(Command::new("true").arg("x".repeat(600)))?;
    // What the script's interpreter is started with, not what the system call was handed.
    let folder = tempfile::tempdir()?;
    let script = folder.path().join("script");
    std::fs::write(&script, "#!/bin/sh -e\n")?;
    std::fs::set_permissions(&script, std::os::unix::fs::PermissionsExt::from_mode(0o755))?;
    let script = script.to_str().ok_or("a temporary folder whose name is not UTF-8")?.to_owned();
    let script_pid = run(Command::new(&script).arg("one"))?;
    let child = run(Command::new("sh").args(["-c", "true; /bin/true of-a-child; true"]))?;
    let (execs, _) = attached.end()?;
    let of = |pid: u32| execs.iter().find(|line| line["pid"] == pid).ok_or(format!("nothing of {pid}"));
    for (pid, args) in [
        (spaces, json!(["true", "a b", "", "--"])),
        (bare, json!(["true"])),
        (renamed, json!(["another name"])),
        (script_pid, json!(["/bin/sh", "-e", script, "one"])),
    ] {
        let line = of(pid)?;
        assert_eq!((&line["args"], &line["args_truncated"]), (&args, &false.into()), "{line}");
        assert_eq!(line["ppid"], std::process::id(), "{line}");
    }
    let line = of(long)?;
    // 512 bytes are kept, of which 5 are those of the name.
    assert_eq!((&line["args"], &line["args_truncated"]), (&json!(["true", "x".repeat(507)]), &true.into()));
    let of_a_child = json!(["/bin/true", "of-a-child"]);
    let line = execs.iter().find(|line| line["args"] == of_a_child).ok_or("nothing of the child")?;
    assert_eq!(line["ppid"], child, "{line}");
    Ok(())
}

pub(super) fn simulated() -> Outcome {
    // A slow machine misses the first ones: of five that follow each other, one is `ls`.
    let mut listing = None;
    for duration in [1, 5] {
        let arguments = format!("run execsnoop --kernel sim --format json --duration {duration}");
        let lines = json_lines(&skep(&arguments)?)?;
        listing = lines.into_iter().find(|line| line["args"][0] == "ls");
        if listing.is_some() {
            break;
        }
    }
    let listing = listing.ok_or("nobody has run `ls`")?;
    assert_eq!(
        (&listing["ppid"], &listing["args"], &listing["args_truncated"]),
        (&4000.into(), &json!(["ls", "-l", "a folder"]), &false.into())
    );
    assert_eq!(listing["pid"].as_u64().map(|pid| pid % 5), Some(0), "{listing}");
    let output = skep("run execsnoop --kernel sim --duration 2")?;
    let text = text(&output.stdout);
    let mut lines = text.lines();
    let heading = lines.next().unwrap_or_default();
    assert!(heading.contains(" PPID ") && heading.ends_with(" ARGS"), "{text}");
    let listing = lines.find(|line| line.contains(" ls ")).ok_or("nobody has run `ls`")?;
    assert!(listing.contains("    4000    1000 ls ") && listing.ends_with("ls -l \"a folder\""), "{text}");
    Ok(())
}
