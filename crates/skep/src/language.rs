//! The user-space side of modules with `#[skep::bpf]`: what is decided of one before its load, and what there is after it.
//!
//! The attribute makes a structure `Open` of a module's maps, variables and programs, and a structure `Loaded`. What their fields are
//! follows from the types of the statics ([`Declared`]) and the kinds of the programs. In between a module is staged, compiled for the
//! kernel at hand, and loaded as any other object.

mod arguments;
mod counted;
mod declared;
mod program;
mod tally;

pub use counted::{Counted, ProgramSlots};
pub use declared::{Declared, OpenConstant, OpenVariable};
pub use program::{LoadedProgram, OpenProgram};
pub(crate) use tally::Tally;

use crate::skeleton::Decision;
use crate::{Error, Kernel, Load as _, LoadOptions, Object, Operation, Result};
use skep_lang::stage::{Entry, Program, ProgramFacts, Refusals, Staging, Surroundings};
use skep_object::{AttachTarget, ObjectSpec};
use skep_uapi::{ProgramType, Target, TargetEndian, TracepointFormat};
use std::collections::BTreeMap;
use std::io::Write as _;

/// A module before its load: what `#[skep::bpf]` implements for its `Open`.
pub trait OpenModule {
    /// The name of the module, for messages.
    const NAME: &'static str;
    /// Its licence.
    const LICENSE: &'static str;
    /// What there is after the load.
    type Loaded;

    /// How it is loaded.
    fn options(&self) -> &LoadOptions;
    /// Declares its maps and variables, and says what constants were given.
    fn declare(&self, staging: &mut Staging);
    /// Its programs.
    fn programs(&self) -> Vec<Program>;
    /// What was decided of its parts.
    fn decisions(&self) -> Vec<&dyn Decision>;
    /// What was loaded, by its types.
    ///
    /// # Errors
    /// If a map is not of the type that its static has.
    fn loaded(self, object: &Object) -> Result<Self::Loaded>;
}

/// The formats of tracepoints' records, by `category:name`.
pub type Formats = BTreeMap<String, TracepointFormat>;

/// The module as an object for a target. Where its programs read tracepoints' records, their formats must be among `formats`
/// ([`Kernel::tracepoint_format`]).
///
/// # Errors
/// With everything that cannot be staged or compiled, each with its place in the source.
pub fn spec<M: OpenModule>(open: &M, target: &Target, formats: &Formats) -> Result<ObjectSpec> {
    object(open, target, formats, &open.programs())
}

/// Loads a module.
///
/// # Errors
/// As [`spec`], or as [`Load::load_with`](crate::Load::load_with).
pub fn load<M: OpenModule>(open: M, kernel: &Kernel) -> Result<M::Loaded> {
    let mut programs = open.programs();
    let formats = formats(&mut programs, |tracepoint| kernel.tracepoint_format(tracepoint))?;
    arguments::check(&programs, kernel)?;
    let mut spec = object(&open, &kernel.target(), &formats, &programs)?;
    let mut options = open.options().clone();
    for decision in open.decisions() {
        options = decision.apply(&mut spec, options)?;
    }
    for program in programs.iter().filter(|program| program.is_optional && !program.is_left_out) {
        options = options.optional(program.name);
    }
    let object = spec.load_with(kernel, &options)?;
    open.loaded(&object)
}

/// Stages and compiles a program for the simulated kernel, as a test of its own. Where neither that nor the running kernel tells the
/// format of the tracepoint whose record it reads, it says so on the standard error, past what a test runner keeps to itself.
///
/// # Panics
/// If it cannot be staged or compiled: with everything that is wrong, each with its place in the source.
pub fn test<M: OpenModule, E: Entry>(open: &M) {
    let kernel = Kernel::simulated();
    let mut programs = [Program::of::<E>()];
    let told = formats(&mut programs, |tracepoint| {
        let host = |_| Kernel::host().and_then(|host| host.tracepoint_format(tracepoint));
        kernel.tracepoint_format(tracepoint).or_else(host)
    });
    let target = kernel.target();
    let problem = match told.map(|formats| object(open, &target, &formats, &programs)) {
        Ok(Ok(_)) => return,
        Ok(Err(problem)) => problem,
        Err(unknown) => {
            // Nobody is left to be told if it cannot be written.
            _ = writeln!(std::io::stderr(), "skipped: the test that stages `{}`: {unknown}", E::NAME);
            return;
        }
    };
    panic!("`{}` cannot be made: {problem}", E::NAME);
}

/// The object of these programs of a module.
fn object<M: OpenModule>(
    open: &M,
    target: &Target,
    formats: &Formats,
    programs: &[Program],
) -> Result<ObjectSpec> {
    let staged = stage(open, target, formats, programs)
        .map_err(|refusals| Error::other(Operation::Check, M::NAME, refusals))?;
    let compiled = skep_codegen::compile(&staged, target)
        .map_err(|problems| Error::other(Operation::Check, M::NAME, problems))?;
    let mut spec = compiled.object;
    // Both have the programs in the order in which they were staged.
    let staged = programs.iter().filter(|program| !program.is_left_out);
    for (spec, program) in spec.programs.iter_mut().zip(staged) {
        spec.target = attach_target(&program.facts);
    }
    Ok(spec)
}

fn stage<M: OpenModule>(
    open: &M,
    target: &Target,
    formats: &Formats,
    programs: &[Program],
) -> Result<skep_lang::ir::Module, Refusals> {
    let endian = match target.endian {
        TargetEndian::Little => skep_btf::Endian::Little,
        TargetEndian::Big => skep_btf::Endian::Big,
    };
    let (version, registers) = (target.version, target.registers);
    let surroundings = Surroundings { endian, formats: formats.clone(), version, registers };
    let mut staging = Staging::new(M::LICENSE, surroundings);
    open.declare(&mut staging);
    for program in programs {
        staging.program(program);
    }
    staging.finish()
}

/// The formats of the tracepoints of programs. A program that is optional is left out if there is no such tracepoint.
fn formats(programs: &mut [Program], format: impl Fn(&str) -> Result<TracepointFormat>) -> Result<Formats> {
    let mut formats = Formats::new();
    for program in programs.iter_mut() {
        if program.is_left_out || program.facts.program_type != ProgramType::TRACEPOINT {
            continue;
        }
        match format(program.facts.target) {
            Ok(format) => _ = formats.insert(program.facts.target.to_owned(), format),
            Err(error) if program.is_optional && error.is_not_found() => program.is_left_out = true,
            Err(error) => return Err(error),
        }
    }
    Ok(formats)
}

/// What a program is attached to by itself.
fn attach_target(facts: &ProgramFacts) -> Option<AttachTarget> {
    let name = facts.target.to_owned();
    match facts.program_type {
        _ if name.is_empty() => None,
        ProgramType::KPROBE => facts.probe.map(|probe| AttachTarget::Probe { probe, target: name }),
        ProgramType::TRACEPOINT => {
            let (category, name) = name.split_once(':')?;
            Some(AttachTarget::Tracepoint { category: category.to_owned(), name: name.to_owned() })
        }
        ProgramType::RAW_TRACEPOINT => Some(AttachTarget::RawTracepoint { name }),
        _ => Some(AttachTarget::Named { name }),
    }
}
