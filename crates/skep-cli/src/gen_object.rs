//! `skep gen`: an object file as a typed Rust module.

mod bytes;
mod parts;
mod skeleton;
#[cfg(test)]
mod tests;

use crate::failure::Failure;
use crate::program_text;
use bytes::Embedded;
use parts::Wishes;
use skep::object::{ElfOptions, ObjectSpec};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// What `skep gen` is asked for.
#[derive(clap::Args, Debug)]
pub(crate) struct GenArguments {
    /// The object file; `-` is the standard input.
    file: PathBuf,
    /// The file to write the module to. The module includes the object file by its path from there; without this option, by its
    /// name, as if both were in one folder.
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Write nothing: fail unless the output file is what would be written.
    #[arg(long, requires = "output")]
    check: bool,
    /// Put the object's bytes into the module, which then needs no other file.
    #[arg(long)]
    inline: bool,
    /// The type of a ring buffer's records, by its name in C: objects do not say it.
    #[arg(long, value_name = "MAP=TYPE", value_parser = event)]
    event: Vec<(String, String)>,
    /// A program that may be left out, or that the kernel may refuse. Those of sections that begin with `?` always may be.
    #[arg(long, value_name = "NAME")]
    optional: Vec<String>,
    /// Also read maps that are declared as rows of numbers, as they were before BTF.
    #[arg(long)]
    legacy_maps: bool,
}

/// Reads `MAP=TYPE`.
fn event(text: &str) -> Result<(String, String), String> {
    let (map, of) = text.split_once('=').ok_or("expected MAP=TYPE, such as events=event")?;
    Ok((map.to_owned(), of.strip_prefix("struct ").unwrap_or(of).to_owned()))
}

/// `skep gen`.
pub(crate) fn generate(arguments: &GenArguments) -> Result<(), Failure> {
    let GenArguments { file, output, check, inline, .. } = arguments;
    let bytes = program_text::read(file)?;
    let options = ElfOptions { legacy_maps: arguments.legacy_maps };
    let failed = |problem: &dyn std::fmt::Display| Failure::Input(format!("{}: {problem}", file.display()));
    let spec = ObjectSpec::from_elf_with(&bytes, options).map_err(|error| failed(&error))?;
    let embedded = match (inline, file.to_str()) {
        (true, _) => Embedded::Inline(&bytes),
        (false, Some("-")) => {
            return Err(failed(&"the standard input has no path to include: use --inline, or a file"));
        }
        (false, _) => Embedded::Path(included(file, output.as_deref())?),
    };
    let wishes = Wishes { events: &arguments.event, optional: &arguments.optional };
    let parts = parts::Parts::of(&spec, &wishes)?;
    let text = skeleton::Skeleton {
        parts: &parts,
        name: &file.file_name().unwrap_or(file.as_os_str()).to_string_lossy(),
        command: &command(arguments),
        embedded,
        legacy_maps: arguments.legacy_maps,
    }
    .text();
    match output {
        None => {
            let mut stdout = io::stdout().lock();
            stdout.write_all(text.as_bytes())?;
            Ok(stdout.flush()?)
        }
        Some(output) if *check => compare(output, &text),
        Some(output) => std::fs::write(output, text)
            .map_err(|error| Failure::Input(format!("{} cannot be written: {error}", output.display()))),
    }
}

/// Fails unless the file has this text.
fn compare(output: &Path, text: &str) -> Result<(), Failure> {
    if program_text::read_text(output)? == text {
        return Ok(());
    }
    let problem = "is not what would be written now: run the command without --check";
    Err(Failure::Input(format!("{} {problem}", output.display())))
}

/// The path of the object file from the folder of the module.
fn included(file: &Path, output: Option<&Path>) -> Result<String, Failure> {
    let whole = |path: &Path| {
        path.canonicalize()
            .map_err(|error| Failure::Input(format!("{} cannot be found: {error}", path.display())))
    };
    let path = match output {
        None => PathBuf::from(file.file_name().unwrap_or_default()),
        Some(output) => {
            let folder = output.parent().filter(|folder| !folder.as_os_str().is_empty());
            bytes::relative(&whole(folder.unwrap_or(Path::new(".")))?, &whole(file)?)
        }
    };
    path.to_str().map(ToOwned::to_owned).ok_or_else(|| {
        let problem = "its path is not UTF-8, so no Rust text can have it: use --inline";
        Failure::Input(format!("{}: {problem}", file.display()))
    })
}

/// The command that makes the same module again, from the folder of the object.
fn command(arguments: &GenArguments) -> String {
    let file = arguments.file.file_name().unwrap_or_default().to_string_lossy();
    let mut command = format!("skep gen {file}");
    if arguments.inline {
        command.push_str(" --inline");
    }
    if arguments.legacy_maps {
        command.push_str(" --legacy-maps");
    }
    for (map, of) in &arguments.event {
        command.push_str(&format!(" --event {map}={of}"));
    }
    for program in &arguments.optional {
        command.push_str(&format!(" --optional {program}"));
    }
    // It becomes a comment of one line.
    command.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}
