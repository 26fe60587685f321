//! `skep prog`: the programs that a kernel holds.

use crate::attached::{self, Attached};
use crate::choose;
use crate::failure::Failure;
use crate::machine_code;
use crate::options::{Format, KernelChoice};
use crate::output::Output;
use jiff::{Timestamp, tz::TimeZone};
use serde::Serialize;
use skep::isa::ListingLine;
use skep::uapi::kernel::{LinkInfo, ObjectKind, ProgramInfo};
use skep::{Kernel, LoadedInstruction, Pins, Program};
use std::fmt::Write as _;

/// What `skep prog` is asked for.
#[derive(clap::Args, Debug)]
pub(crate) struct ProgramArguments {
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
    /// List all programs.
    List,
    /// Show all that is known of a program.
    Show {
        /// Its number, its name, or the path of a pin.
        program: String,
    },
    /// Show a program's instructions as the kernel has them, with their source lines.
    Dump {
        /// Its number, its name, or the path of a pin.
        program: String,
        /// Show the machine code instead, with the source lines that it is from; on x86_64 as instructions.
        #[arg(long, visible_alias = "jited")]
        machine_code: bool,
    },
}

/// A program.
#[derive(Serialize)]
struct Record<'a> {
    id: u32,
    #[serde(rename = "type")]
    program_type: String,
    name: &'a str,
    tag: String,
    uid: u32,
    /// When it was loaded.
    loaded_at: String,
    gpl_compatible: bool,
    maps: &'a [u32],
    types: Option<u32>,
    /// In bytes.
    translated: u32,
    machine_code: u32,
    verified_instructions: u32,
    runs: u64,
    run_nanoseconds: u64,
    recursion_misses: u64,
    pins: Vec<String>,
    links: Vec<u32>,
    /// Where it is attached; not told in lists.
    #[serde(skip_serializing_if = "Option::is_none")]
    attachments: Option<Vec<attached::Record<'a>>>,
}

impl<'a> Record<'a> {
    fn new(kernel: &Kernel, info: &'a ProgramInfo, pins: &Pins, links: &[LinkInfo]) -> Self {
        let pins = pins.pins.iter().filter(|pin| (pin.kind, pin.id) == (ObjectKind::Program, info.id));
        Self {
            id: info.id,
            program_type: info.program_type.to_string(),
            name: &info.name,
            tag: info.tag.iter().fold(String::new(), |text, byte| text + &format!("{byte:02x}")),
            uid: info.user_id,
            loaded_at: moment(kernel, info.loaded_at),
            gpl_compatible: info.gpl_compatible,
            maps: &info.map_ids,
            types: Some(info.btf_id).filter(|id| *id != 0),
            translated: info.translated_size,
            machine_code: info.machine_code_size,
            verified_instructions: info.verified_instructions,
            runs: info.run_count,
            run_nanoseconds: info.run_time,
            recursion_misses: info.recursion_misses,
            pins: pins.map(|pin| pin.path.display().to_string()).collect(),
            links: links.iter().filter(|link| link.program_id == info.id).map(|link| link.id).collect(),
            attachments: None,
        }
    }

    fn line(&self) -> String {
        let Self { id, program_type, name, tag, uid, loaded_at, .. } = self;
        let name = if name.is_empty() { "-" } else { name };
        let kept = match (self.links.len(), self.pins.first()) {
            (0, None) => "-".to_owned(),
            (0, Some(pin)) => format!("pinned at {pin}"),
            (count, None) => format!("{count} link{}", if count == 1 { "" } else { "s" }),
            (count, Some(pin)) => {
                format!("{count} link{}, pinned at {pin}", if count == 1 { "" } else { "s" })
            }
        };
        format!(
            "{id:>6}  {program_type:<20}{name:<17}{tag}  {uid:>5}  {loaded_at}  {:>6}  {kept}",
            self.translated
        )
    }

    fn all(&self) -> String {
        let mut text = String::new();
        let mut row = |name: &str, value: String| {
            // Writing to a string does not fail.
            let _ = writeln!(text, "{name:<24}{value}");
        };
        let ids = |ids: &[u32]| match ids {
            [] => "-".to_owned(),
            ids => ids.iter().map(ToString::to_string).collect::<Vec<_>>().join(", "),
        };
        row("number", self.id.to_string());
        row("type", self.program_type.clone());
        row("name", if self.name.is_empty() { "-" } else { self.name }.to_owned());
        row("tag", self.tag.clone());
        row("loaded", format!("{} by user {}", self.loaded_at, self.uid));
        row("compatible with the GPL", if self.gpl_compatible { "yes" } else { "no" }.to_owned());
        row("maps", ids(self.maps));
        row("types", self.types.map_or_else(|| "-".to_owned(), |id| id.to_string()));
        row(
            "instructions",
            format!("{} bytes; {} looked at by the verifier", self.translated, self.verified_instructions),
        );
        row(
            "machine code",
            match self.machine_code {
                0 => "-".to_owned(),
                bytes => format!("{bytes} bytes"),
            },
        );
        row(
            "runs",
            match self.run_nanoseconds.checked_div(self.runs) {
                None => "not counted: `kernel.bpf_stats_enabled` is 0, or it has not run".to_owned(),
                Some(each) => format!(
                    "{} in {} ns, {each} ns each; {} left out while it ran",
                    self.runs, self.run_nanoseconds, self.recursion_misses
                ),
            },
        );
        row("links", ids(&self.links));
        for (index, attachment) in self.attachments.iter().flatten().enumerate() {
            row(if index == 0 { "attached to" } else { "" }, attachment.in_words());
        }
        if self.attachments.as_ref().is_some_and(Vec::is_empty) {
            row("attached to", "-".to_owned());
        }
        row("pinned at", if self.pins.is_empty() { "-".to_owned() } else { self.pins.join(", ") });
        text.trim_end().to_owned()
    }
}

/// A moment since boot as the time of day.
fn moment(kernel: &Kernel, since_boot: u64) -> String {
    let now = kernel.api().wall_clock().as_nanos();
    let before = u128::from(kernel.api().now().0.saturating_sub(since_boot));
    let moment = i128::try_from(now.saturating_sub(before)).unwrap_or(i128::MAX);
    let moment = Timestamp::from_nanosecond(moment).unwrap_or(Timestamp::MAX).to_zoned(TimeZone::system());
    moment.strftime("%Y-%m-%d %H:%M:%S").to_string()
}

#[derive(Serialize)]
struct Line<'a> {
    slot: usize,
    instruction: String,
    calls: Option<&'a str>,
    file: Option<&'a str>,
    line: Option<u32>,
    source: Option<&'a str>,
}

/// Carries out `skep prog`.
pub(crate) fn program(arguments: &ProgramArguments) -> Result<(), Failure> {
    let kernel = choose::to_ask(arguments.kernel)?;
    let mut output = Output::new(arguments.format, kernel.api().kind());
    match &arguments.action {
        Action::List => {
            let programs = kernel.programs().map_err(|error| choose::on_host(error.into()))?;
            let (pins, links) = (kernel.pins()?, kernel.links()?);
            output.heading(&format!(
                "{:>6}  {:<20}{:<17}{:<18}{:>5}  {:<19}  {:>6}  HELD BY",
                "NUMBER", "TYPE", "NAME", "TAG", "UID", "LOADED", "BYTES"
            ))?;
            for info in &programs {
                let record = Record::new(&kernel, info, &pins, &links);
                output.record("program", &record, || record.line())?;
            }
        }
        Action::Show { program } => {
            let info = find(&kernel, program)?.info()?;
            let mut record = Record::new(&kernel, &info, &kernel.pins()?, &kernel.links()?);
            let attached = Attached::of(&kernel)?;
            let here = attached.found.attachments.iter().filter(|found| found.program_id == info.id);
            record.attachments =
                Some(here.map(|found| attached::Record::new(found, &attached.programs)).collect());
            output.record("program", &record, || record.all())?;
            attached.gaps(&mut output)?;
        }
        Action::Dump { program, machine_code: false } => {
            let instructions = find(&kernel, program)?.instructions()?;
            dump(&mut output, &instructions)?;
        }
        Action::Dump { program, machine_code: true } => {
            let program = find(&kernel, program)?;
            machine_code::print(&mut output, &program)?;
        }
    }
    output.flush()
}

/// The program of this number, name or pin.
fn find(kernel: &Kernel, wanted: &str) -> Result<Program, Failure> {
    let missing = || {
        Failure::Input(format!("there is no program `{wanted}`; `skep prog list` shows those that there are"))
    };
    if wanted.starts_with('/') {
        return Ok(Program::open_pin(kernel, wanted)?);
    }
    let id = match wanted.parse() {
        Ok(id) => id,
        Err(_) => {
            let programs = kernel.programs().map_err(|error| choose::on_host(error.into()))?;
            let mut named =
                programs.iter().filter(|program| program.name == wanted).map(|program| program.id);
            let id = named.next().ok_or_else(missing)?;
            let others: Vec<String> = named.map(|id| id.to_string()).collect();
            if !others.is_empty() {
                let problem = format!(
                    "there are several programs `{wanted}`: name one by its number, {id} or {}",
                    others.join(" or ")
                );
                return Err(Failure::Input(problem));
            }
            id
        }
    };
    Program::open_id(kernel, id).map_err(|error| choose::on_host(error.into()))?.ok_or_else(missing)
}

fn dump(output: &mut Output, instructions: &[LoadedInstruction]) -> Result<(), Failure> {
    let mut last = None;
    for LoadedInstruction { slot, instruction, location, calls, .. } in instructions {
        let text = match instruction {
            ListingLine::Instruction(instruction) => instruction.to_string(),
            ListingLine::Raw(bytes) => {
                let hex: Vec<String> = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
                format!("{}  (only the kernel has this one)", hex.join(" "))
            }
        };
        let record = Line {
            slot: *slot,
            calls: calls.as_deref(),
            file: location.as_ref().map(|location| &*location.file),
            line: location.as_ref().map(|location| location.line),
            source: location.as_ref().and_then(|location| location.text.as_deref()),
            instruction: text,
        };
        output.record("instruction", &record, || {
            let place = location.as_ref().map(|location| match &location.text {
                Some(text) => format!("; {location}: {}\n", text.trim()),
                None => format!("; {location}\n"),
            });
            let place = place.filter(|place| last.as_ref() != Some(place));
            let called = calls.as_ref().map(|name| format!("  ({name})")).unwrap_or_default();
            let line =
                format!("{}{slot:>5}: {}{called}", place.as_deref().unwrap_or_default(), record.instruction);
            if place.is_some() {
                last = place;
            }
            line
        })?;
    }
    Ok(())
}
