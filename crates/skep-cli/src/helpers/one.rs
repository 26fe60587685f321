//! `skep helpers NAME`: all that is known of one helper, and what a kernel says of it.

use super::record::{self, Record};
use crate::choose;
use crate::failure::Failure;
use crate::options::{Format, KernelChoice};
use crate::output::Output;
use crate::overlay::Facts;
use serde::Serialize;
use skep::prelude::ProgramType;
use skep::uapi::HelperFacts;
use skep::{Features, Support};
use std::fmt::Write as _;

/// Shows a helper; a kernel that is given is asked, too.
pub(super) fn show(
    helper: &HelperFacts,
    facts: &Facts,
    kernel: Option<KernelChoice>,
    format: Format,
) -> Result<(), Failure> {
    let record = Record::of(helper, facts);
    let mut output = Output::of_facts(format);
    let end = if kernel.is_some() { "\n" } else { "" };
    output.record("helper", &record, || format!("{}{end}", text(helper, &record).trim_end()))?;
    output.flush()?;
    match kernel {
        Some(choice) => answers(helper, facts, choice, format),
        None => Ok(()),
    }
}

/// The width of the column of names.
const NAMES: usize = 13;
/// The width of a line.
const WIDTH: usize = 100;

fn text(helper: &HelperFacts, record: &Record<'_>) -> String {
    let bold = anstyle::Style::new().bold();
    let mut out = format!("{bold}{}{bold:#} ({})\n", record.name, record.id);
    if let Some(says) = record.says {
        let _ = writeln!(out, "{says}");
    }
    let _ = writeln!(out, "\n{}", record.prototype);
    for argument in &record.arguments {
        let name = format!("{}: {}", argument.name, argument.kind);
        let _ = writeln!(out, "  {name:<26} {}", argument.meaning);
    }
    if helper.signature.variadic {
        let _ = writeln!(out, "  {:<26} up to three numbers more", "...");
    }
    let _ = writeln!(out, "  {:<26} {}", format!("-> {}", record.result.kind), record.result.meaning);
    for variant in &record.variants {
        let _ = writeln!(out, "in {}:\n  {}", variant.programs.join(", "), variant.prototype);
    }
    out.push('\n');
    let mut line = |name: &str, value: &str| out += &entry(name, value);
    line("since", &record.since.map_or("not known".to_owned(), |since| format!("Linux {since}")));
    line("licence", record::licence(record.gpl_only).1);
    line("category", &format!("{}: {}", record.category, helper.category.about()));
    if record.sleeps {
        line("sleeps", "only programs that may sleep can call it");
    }
    if record.packet_memory {
        line("packet", "its memory may lie in the packet");
    }
    if record.moves_packet {
        line("packet", "pointers into the packet are of no use after it");
    }
    line("programs", &format!("{}: {}", record.programs.len(), record.programs.join(", ")));
    for (program, places) in &record.only {
        line("", &format!("{program} only at {}", places.join(", ")));
    }
    if let Some(file) = record.overlay {
        line("overlay", file);
    }
    out += "\nfrom:\n";
    for (kind, source) in &record.sources {
        out += &entry(kind, source);
    }
    out
}

/// A name and what belongs to it, broken into lines.
fn entry(name: &str, value: &str) -> String {
    let mut out = format!("{name:<NAMES$} ");
    let mut length = out.len();
    for word in value.split(' ') {
        if length + 1 + word.len() > WIDTH {
            let _ = write!(out, "\n{:NAMES$} ", "");
            length = NAMES + 1;
        } else if length > NAMES + 1 {
            out.push(' ');
            length += 1;
        }
        out += word;
        length += word.len();
    }
    out + "\n"
}

/// What a kernel says of a helper in one type of program.
#[derive(Serialize)]
struct Answer<'a> {
    name: &'a str,
    program: String,
    answer: &'static str,
    /// Why it is not known.
    reason: Option<&'a str>,
    /// Whether the facts say that programs of this type can call it, on some kernel.
    expected: bool,
}

/// Asks a kernel in which types of program the helper can be called.
fn answers(helper: &HelperFacts, facts: &Facts, choice: KernelChoice, format: Format) -> Result<(), Failure> {
    let kernel = choose::to_ask(choice)?;
    let features = Features::new(&kernel).with_helpers(facts.helpers.clone());
    let mut output = Output::new(format, kernel.api().kind());
    // For people: what is answered the same stands together, in the order of the first.
    let mut groups: Vec<(Support, Vec<String>)> = Vec::new();
    for &program_type in ProgramType::ALL.iter().filter(|one| one.0 != 0) {
        let support = features.helper(helper.helper, program_type);
        let program = program_type.to_string();
        if format == Format::Json {
            let (answer, reason) = crate::features::parts(&support);
            let expected = helper.callable_in(program_type, None);
            let answer = Answer { name: &helper.name, program, answer, reason, expected };
            output.record("answer", &answer, String::new)?;
        } else if let Some((_, programs)) = groups.iter_mut().find(|(other, _)| *other == support) {
            programs.push(program);
        } else {
            groups.push((support, vec![program]));
        }
    }
    // What is sure comes first.
    groups.sort_by_key(|(support, _)| match support {
        Support::Yes => 0,
        Support::No => 1,
        Support::Unknown(_) => 2,
    });
    let release = kernel.api().release().unwrap_or_else(|_| "unknown version".to_owned());
    let mut lines = format!("asked of this kernel ({release}):\n");
    for (support, programs) in groups {
        let (answer, reason) = crate::features::parts(&support);
        let reason = reason.map(|reason| format!(" — {reason}")).unwrap_or_default();
        lines += &entry(answer, &format!("{}{reason}", programs.join(", ")));
    }
    // Each line says so if it is from a simulated kernel.
    for line in lines.lines().filter(|_| format == Format::Text) {
        output.record("answers", &(), || line.to_owned())?;
    }
    output.flush()
}
