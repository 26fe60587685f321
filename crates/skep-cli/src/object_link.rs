//! `skep object link`: several object files become one, and one that every loader reads.

use crate::failure::Failure;
use crate::program_text;
use skep::object::{ElfOptions, ExternKind, link as link_objects};
use skep::prelude::*;
use std::path::PathBuf;

/// What `skep object` is asked for.
#[derive(clap::Args, Debug)]
pub(crate) struct ObjectFileArguments {
    #[command(subcommand)]
    action: Action,
}

#[derive(clap::Subcommand, Debug)]
enum Action {
    /// Link object files into one, which every loader reads.
    Link(LinkArguments),
}

/// What `skep object link` is asked for.
#[derive(clap::Args, Debug)]
struct LinkArguments {
    /// The object file to write.
    #[arg(value_name = "OUT")]
    output: PathBuf,
    /// The object files to link. A single one is written anew.
    #[arg(value_name = "IN", required = true)]
    inputs: Vec<PathBuf>,
    /// Also read maps that are declared as rows of numbers, as they were before BTF. They are declared by types in what is
    /// written.
    #[arg(long)]
    legacy_maps: bool,
}

/// Carries out `skep object`.
pub(crate) fn object_file(arguments: &ObjectFileArguments) -> Result<(), Failure> {
    match &arguments.action {
        Action::Link(arguments) => link(arguments),
    }
}

/// Links objects, and says what is left for another link.
fn link(arguments: &LinkArguments) -> Result<(), Failure> {
    let mut specs = Vec::with_capacity(arguments.inputs.len());
    for path in &arguments.inputs {
        let bytes = program_text::read(path)?;
        let options = ElfOptions { legacy_maps: arguments.legacy_maps };
        let spec = ObjectSpec::from_elf_with(&bytes, options)
            .map_err(|error| Failure::Input(format!("{}: {error}", path.display())))?;
        specs.push((path.display().to_string(), spec));
    }
    let objects: Vec<(&str, &ObjectSpec)> = specs.iter().map(|(name, spec)| (&**name, spec)).collect();
    let linked = match &objects[..] {
        [(_, spec)] => ObjectSpec::clone(spec),
        objects => link_objects(objects).map_err(|error| Failure::Input(error.to_string()))?,
    };
    let bytes = linked.to_elf().map_err(|error| Failure::Input(error.to_string()))?;
    std::fs::write(&arguments.output, bytes)
        .map_err(|error| Failure::Input(format!("{}: {error}", arguments.output.display())))?;
    let open =
        linked.externs.iter().filter(|one| matches!(one.kind, ExternKind::Variable | ExternKind::Map(_)));
    for external in open {
        let what = if external.kind == ExternKind::Variable { "variable" } else { "map" };
        anstream::eprintln!(
            "skep: no object defines the {what} `{}`: nobody can load this before it is linked",
            external.name
        );
    }
    Ok(())
}
