//! Loading with a token, in a user namespace.

use crate::{host, needs, objects, packet, run};
use nix::sched::{CloneFlags, unshare};
use rustix::fs::AtFlags;
use rustix::mount::{
    FsMountFlags, FsOpenFlags, MountAttrFlags, fsconfig_create, fsconfig_set_string, fsmount, fsopen,
};
use rustix::process::{Pid, PidfdFlags, PidfdGetfdFlags, pidfd_getfd, pidfd_open};

use skep::btf::Kind;
use skep::prelude::*;
use skep::{ErrorKind, Token};
use skep_harness::{Outcome, skip};
use std::io::{BufRead, BufReader, Read, Write};
use std::os::fd::AsRawFd;
use std::process::{Command, ExitCode, Stdio};

/// The argument that makes this binary one that has a user namespace of its own.
pub(crate) const COMMAND: &str = "--load-with-a-token";

/// Opens a bpf file system for a user namespace of its own, waits until something is allowed there, and loads with that.
pub(crate) fn in_a_user_namespace() -> ExitCode {
    let said = match load() {
        Ok(said) => said,
        Err(error) => format!("{error:#}"),
    };
    let _ = writeln!(std::io::stdout(), "{said}");
    ExitCode::SUCCESS
}

fn load() -> std::result::Result<String, Box<dyn std::error::Error>> {
    unshare(CloneFlags::CLONE_NEWUSER | CloneFlags::CLONE_NEWNS)?;
    let kernel = Kernel::host()?;
    let context = fsopen("bpf", FsOpenFlags::FSOPEN_CLOEXEC)?;
    writeln!(std::io::stdout(), "{}", context.as_raw_fd())?;
    std::io::stdout().flush()?;
    std::io::stdin().lock().read_line(&mut String::new())?;
    let root = fsmount(&context, FsMountFlags::FSMOUNT_CLOEXEC, MountAttrFlags::empty())?;
    rustix::fs::statat(&root, "", AtFlags::EMPTY_PATH)?;
    let token = Token::create(&kernel, format!("/proc/self/fd/{}", root.as_raw_fd()))?;
    for bytes in objects!("counter") {
        let spec = ObjectSpec::from_elf(bytes)?;
        let error = spec.load(&kernel).unwrap_err();
        if error.kind() != ErrorKind::Permission {
            return Ok(format!("without a token: {error}"));
        }
        let object = spec.load_with(&kernel, &LoadOptions::new().token(&token))?;
        if run(&object, "count", &packet(7))? != XdpAction::PASS.0 {
            return Ok("another answer".to_owned());
        }
        let counts: HashMap<u32, u64> = object.map("counts")?;
        if counts.get(&7)? != Some(1) {
            return Ok("nothing was counted".to_owned());
        }
    }
    Ok("loaded".to_owned())
}

pub(crate) fn token() -> Outcome {
    let kernel = host()?;
    needs(&kernel, Kind::Struct, "bpf_token")?;
    let error = Token::create(&kernel, "/proc").unwrap_err();
    assert_eq!(error.to_string().split(':').next(), Some("making a token of `/proc`"));
    let mut child = Command::new(std::env::current_exe()?)
        .arg(COMMAND)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()?;
    let mut output = BufReader::new(child.stdout.take().unwrap());
    let mut line = String::new();
    output.read_line(&mut line)?;
    let Ok(number) = line.trim().parse() else {
        child.wait()?;
        return skip(format!(
            "this system gives nobody a user namespace with a bpf file system: {}",
            line.trim()
        ));
    };
    // What is allowed in there is said from outside.
    let process = pidfd_open(Pid::from_child(&child), PidfdFlags::empty())?;
    let context = pidfd_getfd(&process, number, PidfdGetfdFlags::empty())?;
    for what in ["delegate_cmds", "delegate_maps", "delegate_progs", "delegate_attachs"] {
        if let Err(errno) = fsconfig_set_string(&context, what, "any") {
            child.kill()?;
            child.wait()?;
            return skip(format!("this kernel has no tokens: `{what}` is {errno}"));
        }
    }
    fsconfig_create(&context)?;
    drop(context);
    writeln!(child.stdin.take().unwrap(), "go on")?;
    let mut said = String::new();
    output.read_to_string(&mut said)?;
    child.wait()?;
    assert_eq!(said.trim(), "loaded");
    Ok(())
}
