//! Programs from text files, as `skep asm` and `skep test-run` read them.

use crate::failure::Failure;
use skep::isa::{Assembly, TextOptions};
use skep::uapi::Helper;
use std::io::Read;
use std::path::Path;

/// The bytes of a file; `-` is the standard input.
pub(crate) fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    let read = match path.to_str() {
        Some("-") => std::io::stdin().lock().read_to_end(&mut bytes).map(drop),
        _ => std::fs::read(path).map(|all| bytes = all),
    };
    match read {
        Ok(()) => Ok(bytes),
        Err(error) => Err(Failure::Input(format!("{} cannot be read: {error}", path.display()))),
    }
}

/// The text of a file.
pub(crate) fn read_text(path: &Path) -> Result<String, Failure> {
    String::from_utf8(read(path)?)
        .map_err(|error| Failure::Input(format!("{} is no text: {error}", path.display())))
}

/// How texts are read: with the helpers' names, in any spelling.
pub(crate) fn options(path: &Path) -> TextOptions<'static> {
    TextOptions { helper_id: &helper_id, ..TextOptions::new(path.display().to_string()) }
}

fn helper_id(name: &str) -> Option<u32> {
    Helper::named(name).map(|helper| helper.0)
}

/// The functions in a text, the first of which is the program.
pub(crate) fn functions(text: &str, path: &Path) -> Result<Assembly, Failure> {
    let assembly =
        Assembly::parse_with(text, &options(path)).map_err(|errors| Failure::Input(errors.to_string()))?;
    if assembly.functions.is_empty() {
        return Err(Failure::Input(format!("{} has no instructions", path.display())));
    }
    Ok(assembly)
}
