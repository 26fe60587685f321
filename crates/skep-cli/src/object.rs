//! `skep load` and `skep check`: the programs of an object file, in a kernel or looked at without one.

use crate::choose;
use crate::failure::Failure;
use crate::options::{Format, KernelChoice};
use crate::output::Output;
use crate::program_text;
use crate::refusal;
use serde::Serialize;
use skep::isa::{ImageOptions, Reference};
use skep::object::{AttachTarget, ElfOptions};
use skep::prelude::*;
use skep::{LogLevel, Operation, Program};
use std::path::{Path, PathBuf};

/// What `skep load` is asked for.
#[derive(clap::Args, Debug)]
pub(crate) struct LoadArguments {
    #[command(flatten)]
    object: ObjectArguments,
    /// Load this program, and no others but those that are named so as well.
    #[arg(long, value_name = "NAME")]
    only: Vec<String>,
    /// Keep what was loaded: pin each program under its name in this folder of a bpf file system, and maps that are shared
    /// by name as well. Without it, everything goes when the command ends.
    #[arg(long, value_name = "DIR")]
    pin: Option<PathBuf>,
    /// Show what the verifier says of the programs that it takes, too.
    #[arg(long, value_enum, value_name = "LEVEL")]
    log_level: Option<Level>,
    /// Which kernel to load it into.
    #[arg(long, value_enum, default_value_t)]
    kernel: KernelChoice,
}

/// How much the verifier says.
#[derive(clap::ValueEnum, Clone, Copy, Debug)]
enum Level {
    /// How much work a program was.
    Brief,
    /// Every instruction that it looks at, with what it knows of the registers.
    Full,
    /// As brief, with the time and the stack that it took.
    Statistics,
}

impl From<Level> for LogLevel {
    fn from(level: Level) -> Self {
        match level {
            Level::Brief => Self::Brief,
            Level::Full => Self::Full,
            Level::Statistics => Self::Statistics,
        }
    }
}

/// What `skep check` is asked for.
#[derive(clap::Args, Debug)]
pub(crate) struct ObjectArguments {
    /// The object file; `-` is the standard input.
    file: PathBuf,
    /// Also read maps that are declared as rows of numbers, as they were before BTF.
    #[arg(long)]
    legacy_maps: bool,
    /// How to print.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

impl ObjectArguments {
    fn read(&self) -> Result<ObjectSpec, Failure> {
        let bytes = program_text::read(&self.file)?;
        let options = ElfOptions { legacy_maps: self.legacy_maps };
        ObjectSpec::from_elf_with(&bytes, options)
            .map_err(|error| Failure::Input(format!("{}: {error}", self.file.display())))
    }
}

/// What became of a program.
#[derive(Serialize)]
struct Loaded<'a> {
    program: &'a str,
    #[serde(rename = "type")]
    program_type: String,
    loaded: bool,
    /// Why it is not loaded.
    reason: Option<String>,
    /// All that is known of that, if it is more than the reason: the verifier's log.
    details: Option<String>,
    /// What the verifier's refusal means, if it was the verifier.
    report: Option<refusal::Record<'a>>,
    /// Where it is pinned.
    pin: Option<String>,
    /// What the verifier said of it, if it was asked to and has taken it.
    log: Option<&'a str>,
}

/// Loads the programs of an object, and says of each what became of it.
pub(crate) fn load(arguments: &LoadArguments) -> Result<(), Failure> {
    let spec = arguments.object.read()?;
    let mut options = LoadOptions::new().all_optional();
    for name in &arguments.only {
        options = options.only(name);
    }
    if let Some(folder) = &arguments.pin {
        options = options.pins(folder);
    }
    if let Some(level) = arguments.log_level {
        options = options.log_level(level.into());
    }
    let kernel = kernel(arguments, &spec)?;
    let object = spec.load_with(&kernel, &options)?;
    let mut pins = Pins { kernel: &kernel, made: Vec::new() };
    let mut output = Output::new(arguments.object.format, kernel.api().kind());
    output.heading(&format!("{:<32}{:<20}RESULT", "PROGRAM", "TYPE"))?;
    let (mut all, mut missing, mut details) = (0, 0, String::new());
    for program in &spec.programs {
        let refused = object.refused().find(|(name, _)| *name == &*program.name).map(|(_, error)| error);
        let loaded = object.programs().find(|(name, _)| *name == &*program.name);
        if refused.is_none() && loaded.is_none() {
            continue;
        }
        all += 1;
        let pin = match (loaded, &arguments.pin) {
            (Some((name, program)), Some(folder)) => Some(pins.make(program, &folder.join(name))?),
            _ => None,
        };
        let reason = refused.map(|error| error.to_string());
        let whole = refused.map(|error| format!("{error:#}")).filter(|whole| Some(whole) != reason.as_ref());
        let record = Loaded {
            program: &program.name,
            program_type: program.program_type.to_string(),
            loaded: refused.is_none(),
            reason,
            details: whole,
            report: refused.and_then(Error::verifier_report).map(Into::into),
            pin,
            log: object.log(&program.name),
        };
        output.record("program", &record, || {
            let result = match (refused, &record.pin) {
                (Some(error), _) => format!("not loaded: {}", reason_alone(error)),
                (None, Some(pin)) => format!("loaded, pinned at {pin}"),
                (None, None) => "loaded".to_owned(),
            };
            format!("{:<31} {:<19} {result}", record.program, record.program_type)
        })?;
        if let Some(report) = refused.and_then(Error::verifier_report) {
            details.push_str(&format!("\n{}: {}", program.name, refusal::shown(report).trim_start()));
            details.push_str("the log:\n");
            report.log.lines().for_each(|line| details.push_str(&format!("  {line}\n")));
        } else if let Some(more) = &record.details {
            details.push_str(&format!("\n{more}\n"));
        }
        if let Some(log) = record.log {
            details.push_str(&format!("\n{}:\n", program.name));
            log.lines().for_each(|line| details.push_str(&format!("  {line}\n")));
        }
        missing += usize::from(!record.loaded);
    }
    output.flush()?;
    if arguments.object.format == Format::Text {
        anstream::print!("{details}");
    }
    pins.keep();
    if missing == 0 {
        return Ok(());
    }
    Err(Failure::Input(format!("{missing} of {all} programs could not be loaded")))
}

/// The kernel to load into, if this process may do there what is needed.
fn kernel(arguments: &LoadArguments, spec: &ObjectSpec) -> Result<Kernel, Failure> {
    let mut needs = vec![Operation::CreateMap];
    needs.extend(spec.programs.iter().map(|program| Operation::LoadProgram(program.program_type)));
    match arguments.kernel {
        KernelChoice::Sim => Ok(Kernel::clone(&Kernel::simulated())),
        KernelChoice::Auto | KernelChoice::Host => match choose::host("load", &needs) {
            Err(Failure::NotHere(why)) if choose::falls_back(arguments.kernel) => {
                anstream::eprintln!("skep: {why}. What follows is a simulated kernel.");
                Ok(Kernel::clone(&Kernel::simulated()))
            }
            kernel => kernel,
        },
    }
}

/// The pins of programs, which go unless they are kept.
struct Pins<'k> {
    kernel: &'k Kernel,
    made: Vec<PathBuf>,
}

impl Pins<'_> {
    fn make(&mut self, program: &Program, path: &Path) -> Result<String, Failure> {
        program.pin(path)?;
        self.made.push(path.to_owned());
        Ok(path.display().to_string())
    }

    fn keep(mut self) {
        self.made.clear();
    }
}

impl Drop for Pins<'_> {
    fn drop(&mut self) {
        for path in &self.made {
            // The error that led here is the one to be told.
            let _ = self.kernel.api().unpin(path);
        }
    }
}

/// Why a program is not loaded, in a line that has its name and type already.
fn reason_alone(error: &Error) -> String {
    let cause = error.cause().to_string();
    let line = cause.lines().next().unwrap_or_default();
    match error.remedy() {
        Some(remedy) => format!("{line} ({remedy})"),
        None => line.to_owned(),
    }
}

/// What is known of a program without a kernel.
#[derive(Serialize)]
struct Checked<'a> {
    program: &'a str,
    section: Option<&'a str>,
    #[serde(rename = "type")]
    program_type: String,
    attaches_to: Option<String>,
    autoload: bool,
    /// Its instructions and those of the functions it refers to, in slots.
    slots: Option<usize>,
    /// What of it depends on the kernel that it will be loaded into.
    relocations: usize,
    kernel_symbols: Vec<&'a str>,
    problems: Vec<String>,
}

/// Says what is in an object, and what no kernel would take.
pub(crate) fn check(arguments: &ObjectArguments) -> Result<(), Failure> {
    let spec = arguments.read()?;
    let problems = spec.check().err().map_or_else(Vec::new, |errors| errors.problems);
    let mut output = Output::of_facts(arguments.format);
    output.heading(&format!("{:<32}{:<24}{:<20}RESULT", "PROGRAM", "SECTION", "TYPE"))?;
    let mut found = 0;
    for program in &spec.programs {
        let checked = checked(&spec, program, &problems);
        found += checked.problems.len();
        output.record("program", &checked, || {
            let result = match checked.problems.as_slice() {
                [] => format!("{} slots{}", checked.slots.unwrap_or(0), needs(&checked)),
                problems => problems.join("; "),
            };
            let section = checked.section.unwrap_or("");
            format!("{:<31} {section:<23} {:<19} {result}", checked.program, checked.program_type)
        })?;
    }
    output.flush()?;
    let others: Vec<String> = problems
        .iter()
        .filter(|problem| !matches!(problem.object, skep::object::Object::Program(_)))
        .map(ToString::to_string)
        .collect();
    if !others.is_empty() {
        return Err(Failure::Input(others.join("; ")));
    }
    match found {
        0 => Ok(()),
        1 => Err(Failure::Input("one problem".to_owned())),
        _ => Err(Failure::Input(format!("{found} problems"))),
    }
}

fn checked<'a>(
    spec: &'a ObjectSpec,
    program: &'a ProgramSpec,
    problems: &[skep::object::SpecError],
) -> Checked<'a> {
    let own = problems.iter().filter(
        |problem| matches!(&problem.object, skep::object::Object::Program(name) if *name == program.name),
    );
    let mut problems: Vec<String> = own.map(|problem| problem.problem.to_string()).collect();
    if program.program_type == ProgramType::UNSPEC {
        problems.push("its section does not say what type of program it is".to_owned());
    }
    let instructions = &program.code.instructions;
    let kernel_symbols: Vec<&str> = instructions
        .iter()
        .filter_map(|one| match &one.reference {
            Some(Reference::Kernel(name)) => Some(&**name),
            _ => None,
        })
        .collect();
    let relocations = instructions.iter().filter(|one| one.relocation.is_some()).count();
    // What waits for a kernel cannot be laid out without one.
    let slots = match spec.image(program, ImageOptions::default()) {
        Ok(image) => Some(image.bytes.len() / 8),
        Err(_) if relocations > 0 || !kernel_symbols.is_empty() => Some(program.code.slots()),
        Err(_) if spec.has_relocations() => Some(program.code.slots()),
        Err(error) => {
            problems.push(error.to_string());
            None
        }
    };
    Checked {
        program: &program.name,
        section: program.section.as_deref(),
        program_type: program.program_type.to_string(),
        attaches_to: program.target.as_ref().map(|target| match target {
            AttachTarget::Tracepoint { category, name } => format!("{category}:{name}"),
            AttachTarget::RawTracepoint { name }
            | AttachTarget::Named { name }
            | AttachTarget::Probe { target: name, .. }
            | AttachTarget::StaticProbe { target: name } => name.clone(),
        }),
        autoload: program.autoload,
        slots,
        relocations,
        kernel_symbols,
        problems,
    }
}

/// What a program needs of a kernel, in words.
fn needs(checked: &Checked<'_>) -> String {
    let mut words = String::new();
    match checked.relocations {
        0 => {}
        1 => words.push_str(", 1 number from the kernel's types"),
        count => words.push_str(&format!(", {count} numbers from the kernel's types")),
    }
    if !checked.kernel_symbols.is_empty() {
        words.push_str(&format!(", needs {}", checked.kernel_symbols.join(", ")));
    }
    if !checked.autoload {
        words.push_str(", not loaded by itself");
    }
    words
}
