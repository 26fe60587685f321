//! `skep helpers`: the helper functions that programs can call, from the facts and from overlays.

mod one;
mod record;

use crate::failure::Failure;
use crate::nearest;
use crate::options::{Format, KernelChoice};
use crate::output::Output;
use crate::overlay::Facts;
use record::Record;
use serde::Serialize;
use skep::prelude::ProgramType;
use skep::uapi::{HelperCategory, HelperFacts, Version};
use std::path::PathBuf;

/// What `skep helpers` is asked for.
#[derive(clap::Args, Debug)]
pub(crate) struct HelpersArguments {
    /// Show all that is known of this one: its name in any spelling, or its number.
    helper: Option<String>,
    /// Only those that programs of this type can call.
    #[arg(long, value_name = "TYPE", value_parser = nearest::program_type, conflicts_with = "helper")]
    program: Option<ProgramType>,
    /// Only those that are about this.
    #[arg(long, value_parser = nearest::category, conflicts_with = "helper")]
    category: Option<HelperCategory>,
    /// Only those that this version of Linux has, such as 5.10.
    #[arg(long, value_name = "VERSION", conflicts_with = "helper")]
    linux: Option<Version>,
    /// A TOML file with facts about helpers to put over those that are known; it may be given again.
    #[arg(long, value_name = "FILE")]
    overlay: Vec<PathBuf>,
    /// Also ask this kernel in which programs the one helper can be called.
    #[arg(long, value_enum, requires = "helper")]
    kernel: Option<KernelChoice>,
    /// How to print.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

/// Shows one helper, or the table of them.
pub(crate) fn helpers(arguments: &HelpersArguments) -> Result<(), Failure> {
    let facts = Facts::with(&arguments.overlay)?;
    match &arguments.helper {
        Some(name) => one::show(find(&facts, name)?, &facts, arguments.kernel, arguments.format),
        None => table(&facts, arguments),
    }
}

fn find<'a>(facts: &'a Facts, name: &str) -> Result<&'a HelperFacts, Failure> {
    facts.helpers.find(name).ok_or_else(|| {
        if name.trim_start_matches('#').parse::<u32>().is_ok() {
            let last = facts.helpers.iter().map(|facts| facts.helper.0).max().unwrap_or_default();
            return Failure::Input(format!(
                "there is no helper {name}: they have the numbers 1 to {last}, and what came later is called by its type"
            ));
        }
        let names = facts.helpers.iter().map(|facts| &*facts.name);
        Failure::Input(nearest::unknown("helper", name, names))
    })
}

/// What the last line of the table counts.
#[derive(Serialize)]
struct Total {
    helpers: usize,
    /// How many have a sentence that says what they do.
    with_sentence: usize,
    /// How many overlays added, and how many they corrected, in all.
    added: usize,
    corrected: usize,
}

fn table(facts: &Facts, arguments: &HelpersArguments) -> Result<(), Failure> {
    let wanted = |helper: &&HelperFacts| {
        arguments.program.is_none_or(|program_type| helper.callable_in(program_type, None))
            && arguments.category.is_none_or(|category| helper.category == category)
            && arguments.linux.is_none_or(|version| helper.in_version(version) == Some(true))
    };
    let mut output = Output::of_facts(arguments.format);
    output.heading(&row(["ID", "NAME", "SINCE", "GPL", "CATEGORY", "PROGRAMS"]))?;
    let (mut count, mut with_sentence) = (0, 0);
    for helper in facts.helpers.iter().filter(wanted) {
        count += 1;
        with_sentence += usize::from(helper.says.is_some());
        let record = Record::of(helper, facts);
        output.record("helper", &record, || {
            let gpl = record::licence(helper.gpl_only).0;
            let changed = if record.overlay.is_some() { " (overlay)" } else { "" };
            let (id, programs) = (helper.helper.0.to_string(), helper.programs.len().to_string() + changed);
            row([&id, &helper.name, record.since.unwrap_or("?"), gpl, helper.category.name(), &programs])
        })?;
    }
    let (added, corrected) = facts.counts();
    let total = Total { helpers: count, with_sentence, added, corrected };
    output.record("total", &total, || {
        let overlays = match arguments.overlay.len() {
            0 => String::new(),
            _ => format!("; overlays add {added} and correct {corrected}"),
        };
        format!("{count} helpers, {with_sentence} of them with a sentence of our own{overlays}")
    })?;
    output.flush()
}

fn row(cells: [&str; 6]) -> String {
    let [id, name, since, gpl, category, programs] = cells;
    format!("{id:>4} {name:<36} {since:<6} {gpl:<8} {category:<15} {programs}")
}
