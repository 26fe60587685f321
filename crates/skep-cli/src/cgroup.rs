//! `skep cgroup`: what is attached to control groups.

use crate::attached::Programs;
use crate::choose;
use crate::failure::Failure;
use crate::options::{Format, KernelChoice};
use crate::output::Output;
use serde::Serialize;
use skep::uapi::{AttachFlags, Errno};
use skep::{CgroupHook, CgroupPrograms, Kernel};
use std::path::{Path, PathBuf};

/// What `skep cgroup` is asked for.
#[derive(clap::Args, Debug)]
pub(crate) struct CgroupArguments {
    #[command(subcommand)]
    action: Action,
    /// Which kernel to ask.
    #[arg(long, value_enum, default_value_t, global = true)]
    kernel: KernelChoice,
    /// How to print.
    #[arg(long, value_enum, default_value_t, global = true)]
    format: Format,
}

#[derive(clap::Subcommand, Debug)]
enum Action {
    /// Show the programs of a control group, in the order in which they run.
    Show {
        /// Its folder.
        path: PathBuf,
        /// Show all that run for its processes: also those of the groups above it.
        #[arg(long)]
        effective: bool,
    },
    /// Show the programs of a control group and of those below it.
    Tree {
        /// Its folder; without one, all control groups.
        path: Option<PathBuf>,
        /// Show all that run for the processes of each: also those of the groups above it.
        #[arg(long)]
        effective: bool,
    },
}

/// A program of a control group.
#[derive(Serialize)]
struct Record<'a> {
    cgroup: String,
    attach_type: String,
    program: u32,
    name: &'a str,
    /// How it goes with those of the groups below; nothing where that is not told.
    flags: Option<String>,
    effective: bool,
}

/// Carries out `skep cgroup`.
pub(crate) fn cgroup(arguments: &CgroupArguments) -> Result<(), Failure> {
    let kernel = choose::to_ask(arguments.kernel)?;
    let mut output = Output::new(arguments.format, kernel.api().kind());
    let programs = Programs::of(&kernel)?;
    output.heading(&format!(
        "{:<32}{:<28}{:<8}{:<18}GOES WITH OTHERS",
        "CONTROL GROUP", "HOOK", "PROGRAM", "NAME"
    ))?;
    match &arguments.action {
        Action::Show { path, effective } => {
            let hooks = hooks(&kernel, path, *effective)?;
            print(&mut output, &programs, path, &hooks, *effective)?;
        }
        Action::Tree { path, effective } => {
            let found = kernel.api().cgroups();
            let found = found
                .map_err(|errno| Failure::NotHere(format!("control groups cannot be listed: {errno}")))?;
            let wanted = path.as_deref().unwrap_or(Path::new("/"));
            for group in found.groups.iter().filter(|group| group.path.starts_with(wanted)) {
                match hooks(&kernel, &group.path, *effective) {
                    Ok(hooks) => print(&mut output, &programs, &group.path, &hooks, *effective)?,
                    // It was removed by now.
                    Err(Failure::Skep(error)) if error.errno() == Some(Errno::ENOENT) => {}
                    Err(failure) => return Err(failure),
                }
            }
            output.flush()?;
            for path in found.unreadable {
                anstream::eprintln!("skep: not looked at: the control groups in {}", path.display());
            }
        }
    }
    output.flush()
}

fn hooks(kernel: &Kernel, path: &Path, effective: bool) -> Result<Vec<CgroupHook>, Failure> {
    let which = if effective { CgroupPrograms::Effective } else { CgroupPrograms::Attached };
    kernel.cgroup_programs(path, which).map_err(|error| choose::on_host(error.into()))
}

fn print(
    output: &mut Output,
    programs: &Programs,
    path: &Path,
    hooks: &[CgroupHook],
    effective: bool,
) -> Result<(), Failure> {
    for CgroupHook { attach_type, flags, programs: attached, .. } in hooks {
        for &program in attached {
            let record = Record {
                cgroup: path.display().to_string(),
                attach_type: attach_type.to_string(),
                program,
                name: programs.name(program),
                flags: (!effective).then(|| sharing(*flags)),
                effective,
            };
            output.record("cgroup_program", &record, || {
                let Record { cgroup, attach_type, program, .. } = &record;
                let name = if record.name.is_empty() { "-" } else { record.name };
                let flags = record.flags.as_deref().unwrap_or("-");
                format!("{cgroup:<31} {attach_type:<28}{program:<8}{name:<18}{flags}")
            })?;
        }
    }
    Ok(())
}

/// How a group's programs go with others.
fn sharing(flags: AttachFlags) -> String {
    if flags.contains(AttachFlags::ALLOW_MULTI) {
        "several".to_owned()
    } else if flags.contains(AttachFlags::ALLOW_OVERRIDE) {
        "overridable".to_owned()
    } else {
        "alone".to_owned()
    }
}
