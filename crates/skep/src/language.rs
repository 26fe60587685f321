//! The user-space side of modules with `#[skep::bpf]`: what is decided of one before its load, and what there is after it.
//!
//! The attribute makes a structure `Open` of a module's maps, variables and programs, and a structure `Loaded`. What their fields are
//! follows from the types of the statics ([`Declared`]) and the kinds of the programs. In between a module is staged, compiled for the
//! kernel at hand, and loaded as any other object.

mod declared;
mod program;

pub use declared::{Declared, OpenConstant, OpenVariable};
pub use program::{LoadedProgram, OpenProgram};

use crate::skeleton::Decision;
use crate::{Error, Kernel, Load as _, LoadOptions, Object, Operation, Result};
use skep_codegen::CompileErrors;
use skep_lang::stage::{Entry, Program, ProgramFacts, Refusals, Staging, Surroundings};
use skep_object::{AttachTarget, ObjectSpec};
use skep_uapi::{ProgramType, Target, TargetEndian, TracepointFormat, Version};
use std::collections::BTreeMap;

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
    let problem = |error| Error::other(Operation::Check, M::NAME, error);
    let staged = stage(open, target, formats, &open.programs()).map_err(problem)?;
    let mut spec =
        compile(&staged, target).map_err(|error| Error::other(Operation::Check, M::NAME, error))?;
    // Both have the programs in the order in which they were staged.
    let staged = open.programs().into_iter().filter(|program| !program.is_left_out);
    for (spec, program) in spec.programs.iter_mut().zip(staged) {
        spec.target = attach_target(&program.facts);
    }
    Ok(spec)
}

/// Loads a module.
///
/// # Errors
/// As [`spec`], or as [`Load::load_with`](crate::Load::load_with).
pub fn load<M: OpenModule>(open: M, kernel: &Kernel) -> Result<M::Loaded> {
    let formats = formats(&open.programs(), |tracepoint| kernel.tracepoint_format(tracepoint))?;
    let mut spec = spec(&open, &target(kernel), &formats)?;
    let mut options = open.options().clone();
    for decision in open.decisions() {
        options = decision.apply(&mut spec, options)?;
    }
    let object = spec.load_with(kernel, &options)?;
    open.loaded(&object)
}

/// Stages and compiles a program for the simulated kernel, as a test of its own.
///
/// # Panics
/// If it cannot be staged or compiled: with everything that is wrong, each with its place in the source.
pub fn test<M: OpenModule, E: Entry>(open: &M) {
    let kernel = Kernel::simulated();
    let program = Program::of::<E>();
    let of_kernel = |tracepoint: &str| {
        let host = |_| Kernel::host().and_then(|host| host.tracepoint_format(tracepoint));
        kernel.tracepoint_format(tracepoint).or_else(host)
    };
    // Of a tracepoint that neither kernel knows, nothing can be said here.
    let Ok(formats) = formats(&[program], of_kernel) else { return };
    let target = target(&kernel);
    let staged = stage(open, &target, &formats, &[program]);
    let compiled = staged.map(|module| compile(&module, &target));
    match compiled {
        Ok(Ok(_)) => {}
        Ok(Err(problems)) => panic!("`{}` cannot be compiled:\n{problems}", E::NAME),
        Err(refusals) => panic!("`{}` cannot be staged:\n{refusals}", E::NAME),
    }
}

impl Kernel {
    /// What programs for this kernel are compiled to. The instructions are those of its release, which may have fewer than it: what a
    /// distribution added is not relied on.
    pub fn target(&self) -> Target {
        target(self)
    }
}

fn target(kernel: &Kernel) -> Target {
    let endian = if cfg!(target_endian = "big") { TargetEndian::Big } else { TargetEndian::Little };
    // A kernel that does not say its release is taken for the oldest that is supported.
    let version = kernel.about().version.unwrap_or(Version::new(4, 18));
    Target::of_version(version, endian)
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
    let mut staging = Staging::new(M::LICENSE, Surroundings { endian, formats: formats.clone() });
    open.declare(&mut staging);
    for program in programs {
        staging.program(program);
    }
    staging.finish()
}

fn compile(module: &skep_lang::ir::Module, target: &Target) -> Result<ObjectSpec, CompileErrors> {
    skep_codegen::compile(module, target).map(|compiled| compiled.object)
}

/// The formats of the tracepoints whose records the programs read.
fn formats(programs: &[Program], format: impl Fn(&str) -> Result<TracepointFormat>) -> Result<Formats> {
    programs
        .iter()
        .filter(|program| program.facts.program_type == ProgramType::TRACEPOINT && !program.is_left_out)
        .map(|program| Ok((program.facts.target.to_owned(), format(program.facts.target)?)))
        .collect()
}

/// What a program is attached to by itself.
fn attach_target(facts: &ProgramFacts) -> Option<AttachTarget> {
    let name = facts.target.to_owned();
    match facts.program_type {
        _ if name.is_empty() => None,
        ProgramType::TRACEPOINT => {
            let (category, name) = name.split_once(':')?;
            Some(AttachTarget::Tracepoint { category: category.to_owned(), name: name.to_owned() })
        }
        ProgramType::RAW_TRACEPOINT => Some(AttachTarget::RawTracepoint { name }),
        _ => Some(AttachTarget::Named { name }),
    }
}
