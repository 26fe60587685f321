//! Where functions of programs and libraries are in their files: what probes in user space are attached to.

use object::{Object as _, ObjectSegment as _, ObjectSymbol as _};
use std::collections::BTreeMap;
use std::error::Error;
use std::fmt;

/// Why a function is not found in a file.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum FunctionError {
    /// It is no program or library.
    Unreadable {
        /// What is wrong with it.
        problem: String,
    },
    /// It has no such function.
    NoFunction {
        /// What was looked for.
        name: String,
        /// How many functions it says the names of.
        known: usize,
    },
    /// The function's address is in no part of the file.
    NoCode {
        /// What was looked for.
        name: String,
        /// Its address.
        address: u64,
    },
}

impl fmt::Display for FunctionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreadable { problem } => write!(f, "it is no program or library: {problem}"),
            Self::NoFunction { name, known: 0 } => {
                write!(f, "it names no functions, so `{name}` is not found: it was stripped")
            }
            Self::NoFunction { name, known } => {
                write!(f, "none of the {known} functions that it names is `{name}`")
            }
            Self::NoCode { name, address } => {
                write!(f, "`{name}` is at the address {address:#x}, which is in none of its segments")
            }
        }
    }
}

impl Error for FunctionError {}

/// How many bytes behind the beginning of a file the code of a function begins. Its name is the one that the linker knows: those of
/// Rust's functions are mangled, unless they say otherwise.
///
/// # Errors
/// If the file is no ELF file, or names no such function.
pub fn function_offset(file: &[u8], name: &str) -> Result<u64, FunctionError> {
    let object = object::File::parse(file).map_err(unreadable)?;
    let found = functions(&object).find(|(other, _)| *other == name);
    let Some((_, address)) = found else {
        return Err(FunctionError::NoFunction { name: name.to_owned(), known: functions(&object).count() });
    };
    place(&object, address).ok_or_else(|| FunctionError::NoCode { name: name.to_owned(), address })
}

/// The functions whose names are wanted, as [`function_offset`] gives them, in the order of their names. Of several names of one function it
/// is the first.
///
/// # Errors
/// If the file is no ELF file.
pub fn function_offsets(
    file: &[u8],
    is_wanted: impl Fn(&str) -> bool,
) -> Result<Vec<(String, u64)>, FunctionError> {
    let object = object::File::parse(file).map_err(unreadable)?;
    let wanted = functions(&object).filter(|(name, _)| is_wanted(name));
    let places = wanted.filter_map(|(name, address)| Some((place(&object, address)?, name.to_owned())));
    let mut names: BTreeMap<u64, String> = BTreeMap::new();
    for (offset, name) in places {
        let known = names.entry(offset).or_insert_with(|| name.clone());
        if name < *known {
            *known = name;
        }
    }
    let mut found: Vec<(String, u64)> = names.into_iter().map(|(offset, name)| (name, offset)).collect();
    found.sort();
    Ok(found)
}

fn unreadable(error: object::Error) -> FunctionError {
    FunctionError::Unreadable { problem: error.to_string() }
}

/// The names and addresses of the functions that a file has.
fn functions<'f>(object: &'f object::File<'_>) -> impl Iterator<Item = (&'f str, u64)> {
    let symbols = object.symbols().chain(object.dynamic_symbols());
    symbols
        .filter(|symbol| symbol.is_definition() && symbol.kind() == object::SymbolKind::Text)
        .filter_map(|symbol| Some((symbol.name().ok()?, symbol.address())))
}

/// Where in the file an address is.
fn place(object: &object::File<'_>, address: u64) -> Option<u64> {
    object.segments().find_map(|segment| {
        let (start, (offset, length)) = (segment.address(), segment.file_range());
        let inside = address.checked_sub(start).filter(|inside| *inside < length)?;
        offset.checked_add(inside)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn functions_are_found_where_their_code_is() {
        // This program, and a text.
        let file = std::fs::read(std::env::current_exe().unwrap()).unwrap();
        if object::File::parse(&*file).is_ok() {
            assert!(matches!(
                function_offset(&file, "no such function"),
                Err(FunctionError::NoFunction { known: 1.., .. })
            ));
            let main = function_offset(&file, "main").unwrap();
            assert!(usize::try_from(main).is_ok_and(|main| main < file.len() && main > 64));
            let found = function_offsets(&file, |name| name == "main").unwrap();
            assert_eq!(found, [("main".to_owned(), main)]);
            assert_eq!(function_offsets(&file, |_| false), Ok(vec![]));
        }
        let error = function_offset(b"a text", "main").unwrap_err();
        assert!(error.to_string().starts_with("it is no program or library"), "{error}");
        // Cut off wherever: an error, or still an answer.
        for length in (0..file.len().min(4096)).step_by(7) {
            let _ = function_offset(&file[..length], "main");
        }
    }
}
