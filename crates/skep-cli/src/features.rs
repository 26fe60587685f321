//! `skep features`: what a kernel has, found by asking it.

use crate::choose;
use crate::failure::Failure;
use crate::nearest;
use crate::options::{Format, KernelChoice};
use crate::output::Output;
use crate::overlay::Facts;
use anstyle::{AnsiColor, Style};
use serde::Serialize;
use skep::btf::BtfFeature;
use skep::prelude::{MapType, ProgramType};
use skep::uapi::{AttachType, HelperFacts, LinkType};
use skep::{Features, Support};
use std::path::PathBuf;

/// What `skep features` is asked for.
#[derive(clap::Args, Debug)]
pub(crate) struct FeaturesArguments {
    /// Also ask for every helper in programs of this type, or of all types.
    #[arg(long, value_name = "TYPE", num_args = 0..=1, default_missing_value = "all", value_parser = programs)]
    helpers: Option<Programs>,
    /// A TOML file with facts about helpers to put over those that are known; it may be given again.
    #[arg(long, value_name = "FILE", requires = "helpers")]
    overlay: Vec<PathBuf>,
    /// Which kernel to ask.
    #[arg(long, value_enum, default_value_t)]
    kernel: KernelChoice,
    /// How to print.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

/// The types of program that are meant.
#[derive(Clone, Copy, Debug)]
enum Programs {
    All,
    One(ProgramType),
}

fn programs(text: &str) -> Result<Programs, String> {
    if text == "all" { Ok(Programs::All) } else { nearest::program_type(text).map(Programs::One) }
}

/// Something that was asked for.
#[derive(Serialize)]
struct Feature<'a> {
    kind: &'static str,
    name: &'a str,
    number: u32,
    /// The first version of Linux that should have it.
    since: Option<&'a str>,
    /// Of a helper: the type of program.
    #[serde(skip_serializing_if = "Option::is_none")]
    program: Option<&'a str>,
    answer: &'static str,
    /// Why it is not known.
    reason: Option<&'a str>,
}

/// How often there was each answer.
#[derive(Serialize, Default)]
struct Total {
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    program: Option<String>,
    yes: usize,
    no: usize,
    unknown: usize,
}

/// Asks a kernel for everything.
pub(crate) fn features(arguments: &FeaturesArguments) -> Result<(), Failure> {
    let facts = Facts::with(&arguments.overlay)?;
    let kernel = choose::to_ask(arguments.kernel)?;
    let features = Features::new(&kernel).with_helpers(facts.helpers);
    let mut output = Output::new(arguments.format, kernel.api().kind());
    output.heading("ANSWER  SINCE  FEATURE")?;

    // The number 0 of each kind but attach types is the number of none.
    let list = ProgramType::ALL.iter().filter(|one| one.0 != 0);
    let list = list.map(|&one| (one.name(), one.0, one.since(), features.program_type(one)));
    kind("program type", list, &mut output)?;
    let list = MapType::ALL.iter().filter(|one| one.0 != 0);
    let list = list.map(|&one| (one.name(), one.0, one.since(), features.map_type(one)));
    kind("map type", list, &mut output)?;
    let list = AttachType::ALL.iter();
    let list = list.map(|&one| (one.name(), one.0, one.since(), features.attach_type(one)));
    kind("attach type", list, &mut output)?;
    let list = LinkType::ALL.iter().filter(|one| one.0 != 0);
    let list = list.map(|&one| (one.name(), one.0, one.since(), features.link_type(one)));
    kind("link type", list, &mut output)?;
    types(&features, &mut output)?;

    let programs: Vec<ProgramType> = match arguments.helpers {
        None => Vec::new(),
        Some(Programs::One(program_type)) => vec![program_type],
        Some(Programs::All) => ProgramType::ALL.iter().copied().filter(|one| one.0 != 0).collect(),
    };
    for program_type in programs {
        helpers(&features, program_type, arguments.format, &mut output)?;
    }
    output.flush()
}

/// The name of something, its number, since when it should be there, and whether it is.
type Asked = (Option<&'static str>, u32, Option<&'static str>, Support);

fn kind(kind: &'static str, list: impl Iterator<Item = Asked>, output: &mut Output) -> Result<(), Failure> {
    let mut total = Total { kind, ..Total::default() };
    for (name, number, since, support) in list {
        total.count(&support);
        let (answer, reason) = parts(&support);
        let name = name.unwrap_or_default();
        let feature = Feature { kind, name, number, since, program: None, answer, reason };
        output.record("feature", &feature, || feature.line())?;
    }
    total.print(output)
}

/// What the kernel knows of BTF, but for what none does.
fn types(features: &Features, output: &mut Output) -> Result<(), Failure> {
    let kind = "type feature";
    let mut total = Total { kind, ..Total::default() };
    for (number, feature) in (1..).zip(BtfFeature::ALL) {
        let Some((major, minor)) = feature.since() else { continue };
        let support = features.types(feature);
        total.count(&support);
        let (answer, reason) = parts(&support);
        let (name, since) = (feature.to_string(), format!("{major}.{minor}"));
        let feature =
            Feature { kind, name: &name, number, since: Some(&since), program: None, answer, reason };
        output.record("feature", &feature, || feature.line())?;
    }
    total.print(output)
}

/// Asks for every helper in programs of one type. People are not shown what is missing as it should be.
fn helpers(
    features: &Features,
    program_type: ProgramType,
    format: Format,
    output: &mut Output,
) -> Result<(), Failure> {
    let kind = "helper";
    let program = program_type.to_string();
    let mut total = Total { kind, program: Some(program.clone()), ..Total::default() };
    for helper in features.helpers().iter() {
        let support = features.helper(helper.helper, program_type);
        total.count(&support);
        if format == Format::Text && support.is_no() && !helper.callable_in(program_type, None) {
            continue;
        }
        let (answer, reason) = parts(&support);
        let HelperFacts { name, since, .. } = helper;
        let (number, program) = (helper.helper.0, Some(&*program));
        let feature = Feature { kind, name, number, since: since.as_deref(), program, answer, reason };
        output.record("feature", &feature, || feature.line())?;
    }
    total.print(output)
}

impl Feature<'_> {
    fn line(&self) -> String {
        let color = match self.answer {
            "yes" => AnsiColor::Green,
            "no" => AnsiColor::Red,
            _ => AnsiColor::Yellow,
        };
        let style = Style::new().fg_color(Some(color.into())).bold();
        let Self { kind, name, answer, .. } = self;
        let since = self.since.unwrap_or_default();
        let program = self.program.map(|program| format!(" in {program}")).unwrap_or_default();
        let reason = self.reason.map(|reason| format!(": {reason}")).unwrap_or_default();
        format!("{style}{answer:<7}{style:#} {since:<6} {kind} {name}{program}{reason}")
    }
}

impl Total {
    fn count(&mut self, support: &Support) {
        match support {
            Support::Yes => self.yes += 1,
            Support::No => self.no += 1,
            Support::Unknown(_) => self.unknown += 1,
        }
    }

    fn print(&self, output: &mut Output) -> Result<(), Failure> {
        let Self { kind, yes, no, unknown, .. } = self;
        let program = self.program.as_ref().map(|program| format!(" in {program}")).unwrap_or_default();
        output
            .record("total", self, || format!("{kind}s{program}: {yes} yes, {no} no, {unknown} unknown"))?;
        output.flush()
    }
}

/// The word for an answer, and the reason if it is not known.
pub(crate) fn parts(support: &Support) -> (&'static str, Option<&str>) {
    match support {
        Support::Yes => ("yes", None),
        Support::No => ("no", None),
        Support::Unknown(reason) => ("unknown", Some(reason)),
    }
}
