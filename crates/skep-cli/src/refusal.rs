//! Refusals of the verifier: `skep explain`, and how `skep load` shows them, with the source that they are about or as records.

use crate::failure::Failure;
use crate::options::Format;
use crate::output::Output;
use crate::program_text;
use miette::{
    Diagnostic, GraphicalReportHandler, GraphicalTheme, LabeledSpan, NamedSource, Severity, SourceCode,
    SourceOffset,
};
use serde::Serialize;
use skep::isa::Location;
use skep::{RegisterState, Step, VerifierReport};
use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;

/// What `skep explain` is asked for.
#[derive(clap::Args, Debug)]
pub(crate) struct ExplainArguments {
    /// The file with the verifier's log; `-` is the standard input.
    #[arg(default_value = "-")]
    file: PathBuf,
    /// How to print.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

/// Explains a log that any loader has got from a verifier.
pub(crate) fn explain(arguments: &ExplainArguments) -> Result<(), Failure> {
    let bytes = program_text::read(&arguments.file)?;
    let report = VerifierReport::from_log(String::from_utf8_lossy(&bytes));
    let said_nothing = report.path.is_empty() && report.rejection.is_none();
    if said_nothing {
        let problem = format!(
            "{}: no instruction and no reason of a verifier is in it: give the log as the kernel printed it",
            arguments.file.display()
        );
        return Err(Failure::Input(problem));
    }
    let mut output = Output::of_facts(arguments.format);
    output.record("refusal", &Record::from(&report), || shown(&report).trim_end().to_owned())?;
    output.flush()
}

/// A refusal as a record.
#[derive(Serialize)]
pub(crate) struct Record<'a> {
    reason: &'a str,
    /// What kind of refusal it is.
    rejection: Option<&'static str>,
    meaning: Option<&'static str>,
    hint: Option<&'a str>,
    function: Option<&'a str>,
    at: Option<RecordedStep<'a>>,
    /// What gave the register in question its value.
    origin: Option<RecordedStep<'a>>,
    registers: BTreeMap<&'a str, &'a str>,
    path: Vec<RecordedStep<'a>>,
}

/// A step as a record.
#[derive(Serialize)]
struct RecordedStep<'a> {
    slot: usize,
    instruction: &'a str,
    file: Option<&'a str>,
    line: Option<u32>,
    column: Option<u32>,
    source: Option<&'a str>,
}

impl<'a> From<&'a Step> for RecordedStep<'a> {
    fn from(step: &'a Step) -> Self {
        let location = step.location.as_ref();
        Self {
            slot: step.slot,
            instruction: &step.instruction,
            file: location.map(|location| &*location.file),
            line: location.map(|location| location.line),
            column: location.map(|location| location.column),
            source: location
                .and_then(|location| location.text.as_deref())
                .or(step.quoted.as_deref().filter(|text| !text.is_empty())),
        }
    }
}

impl<'a> From<&'a VerifierReport> for Record<'a> {
    fn from(report: &'a VerifierReport) -> Self {
        Self {
            reason: &report.reason,
            rejection: report.rejection.map(|rejection| rejection.name),
            meaning: report.rejection.map(|rejection| rejection.meaning),
            hint: report.hint.as_deref(),
            function: report.function.as_deref(),
            at: report.path.last().map(Into::into),
            origin: report.origin.as_ref().map(Into::into),
            registers: report.registers.iter().map(|known| (&*known.name, &*known.state)).collect(),
            path: report.path.iter().map(Into::into).collect(),
        }
    }
}

/// A refusal for people: the source with what is wrong there, what to do, the path and what was known; without the log.
pub(crate) fn shown(report: &VerifierReport) -> String {
    let shown = Shown::new(report);
    let handler = GraphicalReportHandler::new_themed(GraphicalTheme::unicode())
        .with_width(100)
        .with_context_lines(usize::from(shown.whole_file));
    let mut text = String::new();
    if handler.render_report(&mut text, &shown).is_err() {
        // A source that cannot be shown is no reason to say nothing.
        text = format!("{report}\n");
    }
    if !report.path.is_empty() {
        text.push_str("  the path to it:\n");
    }
    let path = &report.path[report.path.len().saturating_sub(SHOWN_STEPS)..];
    if path.len() < report.path.len() {
        text.push_str("     …\n");
    }
    for Step { slot, instruction, location, quoted } in path {
        let place = location.as_ref().map(ToString::to_string).or_else(|| quoted.clone()).unwrap_or_default();
        text.push_str(format!("  {slot:>4}: {instruction:<44}{place}").trim_end());
        text.push('\n');
    }
    if !report.registers.is_empty() {
        text.push_str("  what is known there:\n");
    }
    for RegisterState { name, state } in &report.registers {
        text.push_str(&format!("  {name:>6} = {state}\n"));
    }
    text
}

/// How many of the last steps are shown.
const SHOWN_STEPS: usize = 12;

/// A report as what is drawn.
#[derive(Debug)]
struct Shown<'a> {
    report: &'a VerifierReport,
    source: Option<NamedSource<String>>,
    labels: Vec<LabeledSpan>,
    /// Whether the source is the whole file, and not only the line that the object has of it.
    whole_file: bool,
}

impl<'a> Shown<'a> {
    fn new(report: &'a VerifierReport) -> Self {
        let mut shown = Self { report, source: None, labels: Vec::new(), whole_file: false };
        let place = report.place.as_ref().and_then(|place| place.location.as_ref());
        let Some(location) = place.or_else(|| report.path.last()?.location.as_ref()) else { return shown };
        let read = std::fs::read_to_string(&*location.file).ok();
        let line = usize::try_from(location.line).unwrap_or(usize::MAX);
        let read = read.filter(|text| text.lines().count() >= line);
        shown.whole_file = read.is_some();
        let Some(text) = read
            .or_else(|| Some("\n".repeat(line.min(LARGEST_LINE).checked_sub(1)?) + location.text.as_ref()?))
        else {
            return shown;
        };
        // Of a line alone, the whole is shown.
        let column = if shown.whole_file { location.column } else { 1 };
        shown.labels.push(label(&text, &Location { column, ..location.clone() }, report.reason.clone()));
        if let Some(origin) = report.origin.as_ref().and_then(|step| step.location.as_ref())
            && shown.whole_file
            && origin.file == location.file
            && origin.line != location.line
        {
            shown.labels.push(label(&text, origin, "what is used there is from here".to_owned()));
        }
        shown.source = Some(NamedSource::new(&*location.file, text));
        shown
    }
}

/// The largest line number that a line is shown with if the file is not there.
const LARGEST_LINE: usize = 1 << 20;

fn label(text: &str, location: &Location, said: String) -> LabeledSpan {
    let number = |number: u32| usize::try_from(number).unwrap_or(usize::MAX);
    let offset = SourceOffset::from_location(text, number(location.line), number(location.column)).offset();
    let rest = text.get(offset..).unwrap_or_default();
    let line = rest.lines().next().unwrap_or_default();
    let indent = line.len() - line.trim_start().len();
    LabeledSpan::new(Some(said), offset.min(text.len()) + indent, line.trim().len())
}

impl fmt::Display for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.report.rejection {
            Some(rejection) => f.write_str(rejection.meaning)?,
            None => f.write_str(&self.report.reason)?,
        }
        if let Some(function) = &self.report.function {
            write!(f, ", in `{function}`")?;
        }
        if self.labels.is_empty() && self.report.rejection.is_some() {
            write!(f, ": {}", self.report.reason)?;
        }
        Ok(())
    }
}

impl std::error::Error for Shown<'_> {}

impl Diagnostic for Shown<'_> {
    fn code<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        Some(Box::new(self.report.rejection?.name))
    }

    fn severity(&self) -> Option<Severity> {
        Some(Severity::Error)
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        Some(Box::new(self.report.hint.as_ref()?))
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(self.source.as_ref()?)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        Some(Box::new(self.labels.iter().cloned()))
    }
}
