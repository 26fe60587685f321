//! Loading: a specification becomes maps and programs of a kernel.

mod configuration;
mod for_kernel;
mod maps;
mod modules;
mod options;
mod programs;
mod structures;
mod symbols;
mod token;
pub(crate) mod types;

pub use options::{LoadOptions, LogLevel};
pub use structures::Registration;
pub use token::Token;

use crate::{Cause, Constant, Error, FromMap, Global, Kernel, Map, Operation, Program, Result, Value};
use for_kernel::ForKernel;
use maps::Maps;
use programs::Loader;
use skep_object::{Contents, Object as Part, ObjectSpec, ProgramSpec, Slot, SpecErrors};
use skep_uapi::UpdateFlags;
use std::collections::BTreeMap;
use structures::Structure;

/// Loading of specifications.
///
/// ```no_run
/// use skep::prelude::*;
///
/// let bytes = std::fs::read("counter.bpf.o")?;
/// let object = ObjectSpec::from_elf(&bytes)?.load(&Kernel::host()?)?;
/// let _link = object.program("count")?.attach_to_interface("eth0", XdpMode::Auto)?;
/// let counts: HashMap<u32, u64> = object.map("counts")?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub trait Load {
    /// Creates the maps, puts into them what is in them from the start, and loads the programs. If one part fails, all is
    /// undone.
    ///
    /// Programs that are not to be loaded with the object ([`ProgramSpec::autoload`](skep_object::ProgramSpec::autoload))
    /// are left out. Programs are not attached yet: [`Program::attach`] does that.
    ///
    /// # Errors
    /// If the specification is not well-formed, a map cannot be created, the verifier refuses a program, the kernel does
    /// not have what a program needs of it, or this process may not.
    fn load(&self, kernel: &Kernel) -> Result<Object> {
        self.load_with(kernel, &LoadOptions::new())
    }

    /// As [`load`](Self::load), with options.
    ///
    /// # Errors
    /// Also if a map to be used is not what the specification wants, or an option names something that is not there.
    fn load_with(&self, kernel: &Kernel, options: &LoadOptions) -> Result<Object>;
}

impl Load for ObjectSpec {
    fn load_with(&self, kernel: &Kernel, options: &LoadOptions) -> Result<Object> {
        options.check(self)?;
        let for_kernel = ForKernel::of(self, kernel, options)?;
        let spec = &*for_kernel.spec;
        let wanted: Vec<&ProgramSpec> = options.wanted(spec).collect();
        let mut object = Object::default();
        for (name, problems) in by_program(spec, &wanted, spec.check_outside_code())? {
            object.refuse(options, &name, not_well_formed(&name, problems))?;
        }
        let types = spec.shared_types();
        let token = options.token.as_ref().map(Token::handle);
        let loaded = types.as_ref().and_then(|types| types::load(kernel, &types.bytes, token));
        let types = types.as_ref().zip(loaded.as_ref());
        let mut maps = Maps::new(kernel, spec, options, types.map(|(_, loaded)| &loaded.handle));
        maps.create(&for_kernel)?;
        let mut problems = None;
        for &program in &wanted {
            if object.refused.contains_key(&*program.name) {
                continue;
            }
            let loader = Loader {
                kernel,
                for_kernel: &for_kernel,
                types,
                maps: &maps.created,
                program,
                token,
                log_level: options.log_level,
                replaced: options.replaced.get(&*program.name),
            };
            match loader.load() {
                Ok((loaded, log)) => {
                    object.logs.extend(log.map(|log| (program.name.to_string(), log)));
                    object.programs.insert(program.name.to_string(), loaded);
                }
                Err(error) => {
                    // What no kernel would take is said in plainer words than a kernel's. That takes a look at every
                    // instruction, as the kernel's own, so it is left until something is wrong.
                    if problems.is_none() {
                        problems = Some(by_program(spec, &wanted, spec.check())?);
                    }
                    let found = problems.as_ref().and_then(|problems| problems.get(&*program.name));
                    let error =
                        found.cloned().map_or(error, |problems| not_well_formed(&program.name, problems));
                    object.refuse(options, &program.name, error)?;
                }
            }
        }
        fill_program_arrays(spec, &maps.created, &object)?;
        for map in &spec.maps {
            for variable in &map.variables {
                let place = Place { map: map.name.to_string(), offset: variable.offset, size: variable.size };
                object.globals.insert(variable.name.to_string(), place);
            }
        }
        object.maps = maps.keep();
        let structures = for_kernel.structures.into_iter();
        object.structures = structures.map(|(name, structure)| (name.to_string(), structure)).collect();
        Ok(object)
    }
}

/// What was found to be wrong with each program that is to be loaded. What is wrong with anything else is an error.
fn by_program(
    spec: &ObjectSpec,
    wanted: &[&ProgramSpec],
    checked: std::result::Result<(), SpecErrors>,
) -> Result<BTreeMap<String, SpecErrors>> {
    let Err(SpecErrors { problems }) = checked else { return Ok(BTreeMap::new()) };
    let mut of_programs: BTreeMap<String, SpecErrors> = BTreeMap::new();
    let mut of_all = Vec::new();
    for problem in problems {
        match &problem.object {
            Part::Program(name) => {
                if wanted.iter().any(|program| program.name == *name) {
                    let errors = of_programs.entry(name.to_string());
                    errors.or_insert_with(|| SpecErrors { problems: Vec::new() }).problems.push(problem);
                }
            }
            Part::Map(_) | Part::Function(_) | Part::Licence => of_all.push(problem),
        }
    }
    if of_all.is_empty() {
        return Ok(of_programs);
    }
    let name = spec.programs.first().map_or("object", |program| &*program.name);
    Err(not_well_formed(name, SpecErrors { problems: of_all }))
}

fn not_well_formed(name: &str, problems: SpecErrors) -> Error {
    Error::new(Operation::Check, name, Cause::Spec(problems), None)
}

/// Puts programs into the arrays that have them from the start.
fn fill_program_arrays(spec: &ObjectSpec, maps: &BTreeMap<String, Map>, object: &Object) -> Result<()> {
    for map in &spec.maps {
        let (Contents::Slots(slots), Some(array)) = (&map.contents, maps.get(&*map.name)) else { continue };
        for (index, slot) in slots {
            let Slot::Program(name) = slot else { continue };
            // Programs that may be missing are missing here as well.
            let Some(program) = object.programs.get(&**name) else { continue };
            let api = array.object.kernel.api();
            api.map_update_object(
                &array.object.handle,
                &index.to_ne_bytes(),
                program.handle(),
                UpdateFlags::ANY,
            )
            .map_err(|errno| array.object.error(Operation::SetProgram, errno))?;
        }
    }
    Ok(())
}

/// Loaded maps and programs, by name. Dropped, all that nothing else holds goes.
#[derive(Debug, Default)]
pub struct Object {
    maps: BTreeMap<String, Map>,
    programs: BTreeMap<String, Program>,
    refused: BTreeMap<String, Error>,
    globals: BTreeMap<String, Place>,
    structures: BTreeMap<String, Structure>,
    logs: BTreeMap<String, String>,
}

/// Where a global variable is.
#[derive(Debug)]
struct Place {
    map: String,
    offset: u32,
    size: u32,
}

impl Object {
    /// The program of this name.
    ///
    /// # Errors
    /// If there is none.
    pub fn program(&self, name: &str) -> Result<&Program> {
        self.programs.get(name).ok_or_else(|| missing("program", name, self.programs.keys()))
    }

    /// The map of this name, as what it is: `object.map::<HashMap<u32, u64>>("COUNTS")`, or as a [`Map`] of any type.
    ///
    /// # Errors
    /// If there is no map of this name, or one of another type or with keys or values of another size; for a ring
    /// buffer also if it has a reader already.
    pub fn map<T: FromMap>(&self, name: &str) -> Result<T> {
        let map = self.maps.get(name).ok_or_else(|| missing("map", name, self.maps.keys()))?;
        T::from_map(map.clone())
    }

    /// The programs that were loaded, by their names.
    pub fn programs(&self) -> impl Iterator<Item = (&str, &Program)> {
        self.programs.iter().map(|(name, program)| (&**name, program))
    }

    /// The maps, by their names.
    pub fn maps(&self) -> impl Iterator<Item = (&str, &Map)> {
        self.maps.iter().map(|(name, map)| (&**name, map))
    }

    /// The programs that were not loaded although they were wanted, since that was allowed
    /// ([`LoadOptions::optional`]), and why.
    pub fn refused(&self) -> impl Iterator<Item = (&str, &Error)> {
        self.refused.iter().map(|(name, error)| (&**name, error))
    }

    /// What the kernel's verifier said of a program that it took, if it was asked to ([`LoadOptions::log_level`]). What it said of
    /// one that it did not take is in the error's [`VerifierReport`](crate::VerifierReport).
    pub fn log(&self, program: &str) -> Option<&str> {
        self.logs.get(program).map(String::as_str)
    }

    /// The global variable of this name, to be read and written by its type: `object.global_variable::<u64>("total")`.
    ///
    /// # Errors
    /// If there is no variable of this name or it has another size.
    pub fn global_variable<T: Value>(&self, name: &str) -> Result<Global<T>> {
        let (map, offset) = self.place::<T>(name)?;
        Global::new(map.clone(), offset)
    }

    /// The constant of this name, to be read by its type.
    ///
    /// # Errors
    /// If there is no variable of this name or it has another size.
    pub fn constant<T: Value>(&self, name: &str) -> Result<Constant<T>> {
        let (map, offset) = self.place::<T>(name)?;
        Constant::new(map.clone(), offset)
    }

    /// The value that a global variable has now; see [`Global::get`].
    ///
    /// # Errors
    /// If there is no variable of this name or it has another size, or the kernel refuses.
    pub fn global<T: Value>(&self, name: &str) -> Result<T> {
        self.global_variable(name)?.get()
    }

    /// Gives a global variable a value; see [`Global::set`].
    ///
    /// # Errors
    /// If there is no variable of this name or it has another size, or it is a constant.
    pub fn set_global<T: Value>(&self, name: &str, value: &T) -> Result<()> {
        self.global_variable(name)?.set(value)
    }

    fn place<T: Value>(&self, name: &str) -> Result<(&Map, usize)> {
        let place = self.globals.get(name).ok_or_else(|| missing("variable", name, self.globals.keys()))?;
        let (found, expected) = (place.size as usize, size_of::<T>());
        if found != expected {
            let wanted = std::any::type_name::<T>();
            let problem = format!("the variable has {found} bytes; `{wanted}` has {expected}");
            return Err(Error::invalid(Operation::Check, name, problem));
        }
        let map = self.maps.get(&place.map).ok_or_else(|| missing("map", &place.map, self.maps.keys()))?;
        Ok((map, place.offset as usize))
    }

    /// Notes why a program is not loaded, if that is allowed.
    fn refuse(&mut self, options: &LoadOptions, name: &str, error: Error) -> Result<()> {
        if !options.is_optional(name) {
            return Err(error);
        }
        self.refused.insert(name.to_owned(), error);
        Ok(())
    }
}

fn missing<'a>(kind: &str, name: &str, there: impl Iterator<Item = &'a String>) -> Error {
    let there: Vec<String> = there.map(|name| format!("`{name}`")).collect();
    let there = if there.is_empty() { "none".to_owned() } else { there.join(", ") };
    Error::invalid(Operation::Find, name, format!("there is no {kind} of that name; there is {there}"))
}
