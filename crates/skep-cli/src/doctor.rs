//! `skep doctor`: what this kernel and this user can do, found by trying, and what to change.

use crate::failure::Failure;
use crate::options::{Format, KernelChoice};
use crate::output::Output;
use anstyle::{AnsiColor, Style};
use serde::Serialize;
use skep::isa::{Code, Endian};
use skep::prelude::*;
use skep::registers::*;
use skep::uapi::Capability;
use skep::uapi::kernel::{Limit, Setting};
use skep::{About, Jit};
use std::path::PathBuf;

/// One thing that was tried, or asked.
#[derive(Serialize)]
struct Finding {
    ability: &'static str,
    possible: bool,
    /// What was found, or why it is not possible.
    detail: String,
    /// What to change to make it possible, if that is known.
    remedy: Option<String>,
}

/// Something the kernel says of itself or of this process.
#[derive(Serialize)]
struct Fact {
    name: &'static str,
    value: String,
}

/// Examines a kernel.
pub(crate) fn doctor(choice: KernelChoice, format: Format) -> Result<(), Failure> {
    let kernel = match choice {
        KernelChoice::Sim => Kernel::clone(&Kernel::simulated()),
        KernelChoice::Auto | KernelChoice::Host => {
            Kernel::host().map_err(|error| Failure::NotHere(error.to_string()))?
        }
    };
    let mut output = Output::new(format, kernel.api().kind());
    for fact in facts(&kernel) {
        output.record("fact", &fact, || format!("{:<34} {}", fact.name, fact.value))?;
    }
    for check in CHECKS {
        let finding = check.make(&kernel);
        output.record("ability", &finding, || line(&finding))?;
        output.flush()?;
    }
    Ok(())
}

fn line(finding: &Finding) -> String {
    let (word, color) = if finding.possible { ("yes", AnsiColor::Green) } else { ("no", AnsiColor::Red) };
    let style = Style::new().fg_color(Some(color.into())).bold();
    let Finding { ability, detail, remedy, .. } = finding;
    let remedy = remedy.as_ref().map(|remedy| format!("\n     to change that: {remedy}")).unwrap_or_default();
    format!("{style}{word:<4}{style:#} {ability}: {detail}{remedy}")
}

/// The capabilities that matter here.
const CAPABILITIES: [Capability; 5] = [
    Capability::BPF,
    Capability::PERFMON,
    Capability::NET_ADMIN,
    Capability::SYS_ADMIN,
    Capability::SYS_RESOURCE,
];

fn facts(kernel: &Kernel) -> Vec<Fact> {
    let api = kernel.api();
    let unknown = |errno: skep::uapi::Errno| format!("not known: {errno}");
    let capabilities = api.capabilities().map_or_else(unknown, |has| {
        let names: Vec<String> =
            CAPABILITIES.iter().filter(|&&one| has.contains(one)).map(ToString::to_string).collect();
        if names.is_empty() { "none that matters here".to_owned() } else { names.join(", ") }
    });
    let setting = |setting| api.setting(setting).unwrap_or_else(unknown);
    let about = kernel.about();
    let mounted = |file_system| {
        let paths: Vec<String> =
            about.mounted(file_system).map(|mount| mount.path.display().to_string()).collect();
        if paths.is_empty() { "nowhere".to_owned() } else { paths.join(", ") }
    };
    let mut facts = vec![
        Fact { name: "kernel", value: known(about.release.as_ref()) },
        Fact { name: "version", value: known(about.version.as_ref()) },
        Fact { name: "machine", value: known(about.machine.as_ref()) },
        Fact { name: "pointers", value: format!("{} bits", about.pointer_bits) },
        Fact {
            name: "byte order",
            value: match about.byte_order {
                Endian::Little => "little-endian",
                Endian::Big => "big-endian",
            }
            .to_owned(),
        },
        Fact { name: "functions of system calls", value: system_calls(&about) },
        Fact { name: "page size", value: format!("{} bytes", about.page_size) },
        Fact { name: "possible CPUs", value: known(about.possible_cpus.as_ref()) },
        Fact { name: "online CPUs", value: known(about.online_cpus.as_ref()) },
        Fact {
            name: "programs are",
            value: match about.jit {
                None => "not known",
                Some(Jit::Off) => "interpreted",
                Some(Jit::On) => "compiled",
                Some(Jit::Debug) => "compiled, and shown in the kernel's log",
            }
            .to_owned(),
        },
        Fact {
            name: "security modules",
            value: known(about.security_modules.as_ref().map(|modules| modules.join(", ")).as_ref()),
        },
        Fact { name: "user id", value: api.user_id().to_string() },
        Fact { name: "capabilities", value: capabilities },
        Fact { name: "kernel.unprivileged_bpf_disabled", value: setting(Setting::UnprivilegedBpfDisabled) },
        Fact { name: "kernel.perf_event_paranoid", value: setting(Setting::PerfEventParanoid) },
        Fact { name: "lockdown", value: setting(Setting::Lockdown) },
        Fact { name: "bpf file systems", value: mounted("bpf") },
        Fact { name: "tracefs", value: mounted("tracefs") },
        Fact { name: "cgroup2", value: mounted("cgroup2") },
    ];
    // Only where maps and programs count as locked memory.
    if let Some(Limit { soft: Some(bytes), .. }) = about.locked_memory_limit {
        facts.push(Fact { name: "locked memory (RLIMIT_MEMLOCK)", value: format!("{bytes} bytes at most") });
    }
    facts
}

fn known(value: Option<&impl ToString>) -> String {
    value.map_or_else(|| "not known".to_owned(), ToString::to_string)
}

/// How the functions of system calls are called, and whether they get their arguments like others.
fn system_calls(about: &About) -> String {
    match about.registers {
        None => "not known".to_owned(),
        Some(registers) => {
            let how = match registers.syscall_prefix {
                Some(_) => "given the caller's registers",
                None => "given their arguments",
            };
            format!("{}, {how}", registers.syscall_function("…"))
        }
    }
}

/// Something to try: what is found if it works, or the error.
struct Check {
    ability: &'static str,
    attempt: fn(&Kernel) -> Result<String>,
}

const CHECKS: [Check; 8] = [
    Check { ability: "create maps", attempt: create_map },
    Check { ability: "create and read ring buffers", attempt: create_ring },
    Check { ability: "load tracepoint programs", attempt: load_tracepoint_program },
    Check { ability: "load XDP programs", attempt: load_xdp_program },
    Check { ability: "read tracepoint formats", attempt: read_tracepoint },
    Check { ability: "attach to tracepoints", attempt: attach_to_tracepoint },
    Check { ability: "pin objects", attempt: pin },
    Check { ability: "know the kernel's types", attempt: read_types },
];

impl Check {
    fn make(&self, kernel: &Kernel) -> Finding {
        match (self.attempt)(kernel) {
            Ok(detail) => Finding { ability: self.ability, possible: true, detail, remedy: None },
            Err(error) => {
                let remedy = error.remedy().map(ToOwned::to_owned);
                Finding { ability: self.ability, possible: false, detail: error.cause().to_string(), remedy }
            }
        }
    }
}

/// The name of everything that is made only to see whether it can be; nothing of it is left.
const NAME: &str = "skep_doctor";
const TRACEPOINT: &str = "sched:sched_process_exec";

fn create_map(kernel: &Kernel) -> Result<String> {
    let map = HashMap::<u32, u64>::create(kernel, NAME, 1)?;
    map.insert(&1, &2)?;
    Ok(format!("made one, as number {}", map.map().info().id))
}

fn create_ring(kernel: &Kernel) -> Result<String> {
    let page = u32::try_from(kernel.api().page_size()).unwrap_or(1 << 16);
    RingBuffer::<u64>::create(kernel, NAME, page)?;
    Ok(format!("made one of a page ({page} bytes)"))
}

/// A program that does nothing, with the result that lets a packet pass.
fn load(kernel: &Kernel, program: impl Fn(Code) -> ProgramSpec) -> Result<Program> {
    let pass = i32::try_from(XdpAction::PASS.0).unwrap_or(0);
    let code =
        Assembler::new().mov(R0, pass).exit().build().expect("invariant: there is no label to go wrong");
    // Nothing in it needs a licence that is compatible with the GPL.
    let object = ObjectSpec::new("MIT OR Apache-2.0").with_program(program(code)).load(kernel)?;
    object.program(NAME).cloned()
}

fn loaded(program: &Program) -> Result<String> {
    Ok(format!("loaded one, as number {}", program.info()?.id))
}

fn tracepoint_program(kernel: &Kernel) -> Result<Program> {
    load(kernel, |code| ProgramSpec::tracepoint(NAME, "sched", "sched_process_exec", code))
}

fn load_tracepoint_program(kernel: &Kernel) -> Result<String> {
    loaded(&tracepoint_program(kernel)?)
}

fn load_xdp_program(kernel: &Kernel) -> Result<String> {
    loaded(&load(kernel, |code| ProgramSpec::xdp(NAME, code))?)
}

fn read_tracepoint(kernel: &Kernel) -> Result<String> {
    let format = kernel.tracepoint_format(TRACEPOINT)?;
    Ok(format!("{TRACEPOINT} is number {} and has {} fields", format.id, format.fields.len()))
}

fn attach_to_tracepoint(kernel: &Kernel) -> Result<String> {
    let link = tracepoint_program(kernel)?.attach()?;
    // Kernels without such links attach all the same.
    let by = link.info()?.id.map_or_else(String::new, |id| format!(" by link {id}"));
    link.detach()?;
    Ok(format!("attached to {TRACEPOINT}{by}, and detached"))
}

fn pin(kernel: &Kernel) -> Result<String> {
    let mounts = kernel.api().mounts().unwrap_or_default();
    let mounted = mounts.into_iter().find(|mount| mount.file_system == "bpf");
    // Without a mounted file system, this path gives the error that says so.
    let folder = mounted.map_or_else(|| PathBuf::from("/sys/fs/bpf"), |mount| mount.path);
    let path = folder.join(format!("{NAME}_{}", std::process::id()));
    let map = HashMap::<u32, u64>::create(kernel, NAME, 1)?;
    map.map().pin(&path)?;
    let reopened = Map::open_pin(kernel, &path);
    kernel.unpin(&path)?;
    reopened?;
    Ok(format!("pinned a map in {}, reopened and unpinned it", folder.display()))
}

fn read_types(kernel: &Kernel) -> Result<String> {
    let types = kernel.types()?;
    Ok(format!("{} types in {} bytes of BTF", types.len(), types.as_bytes().len()))
}
