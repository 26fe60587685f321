//! Static linking: several objects become one.

mod code;
mod data;
mod error;
mod symbols;
mod types;

pub use error::{ObjectLinkError, ObjectLinkProblem};

use crate::elf::is_data_section;
use crate::{
    Binding, Contents, ExternKind, ExternSpec, FunctionSpec, MapSpec, ObjectSpec, ProgramSpec, Slot,
    StructureSpec,
};
use code::Renamed;
use data::Sections;
use skep_isa::{Endian, Name};
use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use symbols::Symbols;
use types::LinkedTypes;

/// Links objects into one. Each has a name, for errors.
///
/// What one object defines and another takes from elsewhere is put together: functions, maps and global variables. A weak
/// definition gives way to one that is not, or to the first weak one. Static functions of the same name stay apart; all but
/// the first get a number behind theirs. Data sections of the same name become one, in which each object's part begins
/// at a multiple of 64 bytes, so that variables stay aligned. The same values of the kernel's configuration and
/// the same functions and variables of the kernel are asked for once. Types are merged, and the same ones become one. Source
/// positions and relocations stay on their instructions.
///
/// What nobody defines is left for another link. The result is linked, written and loaded as any other object.
///
/// # Errors
/// If two objects define the same name and neither is weak, or declare it differently; if their licences, versions or byte
/// orders are not the same; or if the types of one are damaged. The error names the objects and what it is about.
///
/// ```
/// use skep_isa::{Assembler, Register::R0};
/// use skep_object::{ObjectSpec, ProgramSpec};
///
/// let program = |name| {
///     let code = Assembler::new().call_function("answer").exit().build()?;
///     let answer = Assembler::new().mov(R0, 2).exit().build()?;
///     let spec = ObjectSpec::new("GPL").with_program(ProgramSpec::xdp(name, code));
///     Ok::<_, Box<dyn std::error::Error>>(spec.with_function("answer", answer))
/// };
/// let linked = skep_object::link(&[("one", &program("first")?), ("other", &program("second")?)])?;
/// assert_eq!(linked.programs.len(), 2);
/// assert_eq!(linked.functions[1].name.as_ref(), "answer.1");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn link(objects: &[(&str, &ObjectSpec)]) -> Result<ObjectSpec, ObjectLinkError> {
    let mut inputs = Vec::with_capacity(objects.len());
    for &(name, spec) in objects {
        inputs.push(Input { name, spec: completed(name, spec)? });
    }
    let symbols = Symbols::of(&inputs)?;
    symbols.check_externs(&inputs)?;
    let sections = Sections::of(&inputs, &symbols)?;
    let types = LinkedTypes::of(&inputs, &symbols, &sections)?;
    let names = function_names(&inputs);

    let mut linked = ObjectSpec::new(
        agreed(&inputs, "the licence", |spec| (!spec.license.is_empty()).then(|| spec.license.clone()))?
            .unwrap_or_default(),
    );
    linked.kernel_version = agreed(&inputs, "the version of the kernel", |spec| spec.kernel_version)?;
    linked.endian = endian(&inputs)?;
    let mut externs: Vec<ExternSpec> = Vec::new();
    for (object, input) in inputs.iter().enumerate() {
        let renamed = Renamed {
            object,
            symbols: &symbols,
            sections: &sections,
            names: &names[object],
            types: &types,
            input,
        };
        for map in
            input.spec.maps.iter().filter(|map| !is_data(map) && map.contents != Contents::Configuration)
        {
            if !symbols.gives_way(object, &map.name, map.binding) {
                linked.maps.push(self::map(map, &renamed));
            }
        }
        for function in &input.spec.functions {
            if symbols.gives_way(object, &function.name, function.binding) {
                continue;
            }
            linked.functions.push(FunctionSpec {
                name: renamed.function(&function.name),
                binding: function.binding,
                code: renamed.code(&format!("the function `{}`", function.name), &function.code)?,
                type_id: types.get(object, function.type_id),
            });
        }
        for program in &input.spec.programs {
            linked.programs.push(ProgramSpec {
                code: renamed.code(&format!("the program `{}`", program.name), &program.code)?,
                type_id: types.get(object, program.type_id),
                ..program.clone()
            });
        }
        for external in &input.spec.externs {
            let is_defined = external.kind != ExternKind::Kernel && symbols.get(&external.name).is_some();
            match externs.iter_mut().find(|other| other.name == external.name) {
                _ if is_defined => {}
                Some(other) => other.weak &= external.weak,
                None => externs.push(ExternSpec {
                    type_id: types.get(object, external.type_id),
                    kind: match &external.kind {
                        ExternKind::Map(map) => ExternKind::Map(Box::new(self::map(map, &renamed))),
                        kind => kind.clone(),
                    },
                    ..external.clone()
                }),
            }
        }
    }
    // Programs of one section stand together, as they do in a file.
    let mut places: HashMap<Option<Name>, usize> = HashMap::new();
    linked.programs.sort_by_cached_key(|program| {
        let next = places.len();
        *places.entry(program.section.clone()).or_insert(next)
    });
    linked.externs = externs;
    linked.maps.extend(sections.finish(&types));
    linked.types = types.finish();
    Ok(linked)
}

/// An object to be linked.
struct Input<'a> {
    name: &'a str,
    spec: Cow<'a, ObjectSpec>,
}

/// An object as if it had been read from a file, so that its functions and maps have types.
fn completed<'a>(name: &str, spec: &'a ObjectSpec) -> Result<Cow<'a, ObjectSpec>, ObjectLinkError> {
    if spec.is_as_from_file() {
        return Ok(Cow::Borrowed(spec));
    }
    let write = |error| ObjectLinkError {
        objects: vec![name.to_owned()],
        part: "an object that is not from a file".to_owned(),
        problem: ObjectLinkProblem::Write(Box::new(error)),
    };
    let bytes = spec.to_elf().map_err(write)?;
    ObjectSpec::from_elf(&bytes).map(Cow::Owned).map_err(|error| {
        ObjectLinkError::of(&[name], "what was written of it", error.to_string(), "an object")
    })
}

/// Whether a map is a data section.
fn is_data(map: &MapSpec) -> bool {
    is_data_section(&map.name) && map.contents != Contents::Configuration
}

/// What all objects that say it say alike.
fn agreed<T: PartialEq + std::fmt::Debug>(
    inputs: &[Input<'_>],
    part: &str,
    of: impl Fn(&ObjectSpec) -> Option<T>,
) -> Result<Option<T>, ObjectLinkError> {
    let mut first: Option<(&str, T)> = None;
    for input in inputs {
        let Some(value) = of(&input.spec) else { continue };
        match &first {
            None => first = Some((input.name, value)),
            Some((_, there)) if *there == value => {}
            Some((name, there)) => {
                let found = format!("{there:?} and, in the other, {value:?}");
                return Err(ObjectLinkError::of(&[name, input.name], part, found, "the same in both"));
            }
        }
    }
    Ok(first.map(|(_, value)| value))
}

fn endian(inputs: &[Input<'_>]) -> Result<Option<Endian>, ObjectLinkError> {
    let endian = agreed(inputs, "the byte order", |spec| spec.endian)?;
    agreed(inputs, "the byte order of the types", |spec| Some(spec.types.as_ref()?.endian()))?;
    Ok(endian)
}

/// The names of each object's own functions where they are others now.
fn function_names(inputs: &[Input<'_>]) -> Vec<HashMap<Name, Name>> {
    let mut used: HashSet<Name> = HashSet::new();
    for input in inputs {
        let functions = input.spec.functions.iter().filter(|function| function.binding != Binding::Local);
        used.extend(functions.map(|function| function.name.clone()));
        used.extend(input.spec.programs.iter().map(|program| program.name.clone()));
    }
    let mut numbers: HashMap<Name, u32> = HashMap::new();
    let mut names = Vec::with_capacity(inputs.len());
    for input in inputs {
        let mut renamed = HashMap::new();
        for function in input.spec.functions.iter().filter(|function| function.binding == Binding::Local) {
            let mut name = function.name.clone();
            while !used.insert(name.clone()) {
                let number = numbers.entry(function.name.clone()).or_insert(0);
                *number = number.saturating_add(1);
                name = format!("{}.{number}", function.name).into();
            }
            if name != function.name {
                renamed.insert(function.name.clone(), name);
            }
        }
        names.push(renamed);
    }
    names
}

/// A map with the names and types of the whole.
fn map(map: &MapSpec, renamed: &Renamed<'_, '_>) -> MapSpec {
    let contents = match &map.contents {
        Contents::Slots(slots) => Contents::Slots(
            slots
                .iter()
                .map(|(index, slot)| {
                    let slot = match slot {
                        Slot::Program(name) => Slot::Program(renamed.function(name)),
                        Slot::Map(name) => Slot::Map(name.clone()),
                    };
                    (*index, slot)
                })
                .collect(),
        ),
        Contents::Structure(structure) => Contents::Structure(StructureSpec {
            value: structure.value.clone(),
            functions: structure
                .functions
                .iter()
                .map(|(offset, function)| (*offset, renamed.function(function)))
                .collect(),
        }),
        contents => contents.clone(),
    };
    MapSpec {
        key_type: renamed.types.get(renamed.object, map.key_type),
        value_type: renamed.types.get(renamed.object, map.value_type),
        inner: map.inner.as_deref().map(|inner| Box::new(self::map(inner, renamed))),
        contents,
        ..map.clone()
    }
}
