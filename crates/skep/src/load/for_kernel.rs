//! What a specification becomes for the kernel at hand: numbers that depend on its types, its functions and variables, its
//! configuration.

use super::LoadOptions;
use crate::{Error, Kernel, Operation, Result};
use skep_btf::{Btf, Kind};
use skep_isa::{Callee, Code, Endian, Immediate, Instruction, Name, Operation as Op, Reference};
use skep_object::{AttachTarget, Contents, MapSpec, ObjectSpec, PoisonedAccess, ProgramSpec};
use skep_uapi::{AttachType, MapType, ProgramType, Version};
use std::borrow::Cow;
use std::collections::BTreeMap;

/// A specification for a kernel.
pub(super) struct ForKernel<'s> {
    pub(super) spec: Cow<'s, ObjectSpec>,
    /// The instructions that must not be reached.
    pub(super) poisoned: Vec<PoisonedAccess>,
    /// What the kernel does not have, by the function or program that cannot be loaded without.
    pub(super) missing: BTreeMap<Name, Vec<String>>,
    /// The contents of the maps of the configuration.
    pub(super) configuration: BTreeMap<Name, Vec<u8>>,
    /// The functions and hooks of the kernel that programs attach to, by program.
    pub(super) attach_type_ids: BTreeMap<Name, u32>,
}

impl<'s> ForKernel<'s> {
    pub(super) fn of(spec: &'s ObjectSpec, kernel: &Kernel, options: &LoadOptions) -> Result<Self> {
        if let Some(endian) = spec.endian.filter(|endian| *endian != Endian::NATIVE) {
            let name = spec.programs.first().map_or("object", |program| &*program.name);
            let problem =
                format!("the object is for machines of {endian:?} byte order; this one has the other");
            return Err(Error::invalid(Operation::Check, name, problem));
        }
        let mut for_kernel = Self {
            spec: Cow::Borrowed(spec),
            poisoned: Vec::new(),
            missing: BTreeMap::new(),
            configuration: BTreeMap::new(),
            attach_type_ids: BTreeMap::new(),
        };
        for_kernel.sizes(kernel, options)?;
        for_kernel.relocations(kernel, options)?;
        for_kernel.symbols(kernel)?;
        for_kernel.attach_types(kernel, options);
        for_kernel.configurations(kernel)?;
        Ok(for_kernel)
    }

    /// Puts in how much maps hold: as the options say, and for each CPU one where that is meant by none.
    fn sizes(&mut self, kernel: &Kernel, options: &LoadOptions) -> Result<()> {
        let per_cpu = |map: &MapSpec| map.map_type == MapType::PERF_EVENT_ARRAY && map.max_entries == 0;
        if options.max_entries.is_empty() && !self.spec.maps.iter().any(per_cpu) {
            return Ok(());
        }
        for map in &mut self.spec.to_mut().maps {
            if let Some(max_entries) = options.max_entries.get(&*map.name) {
                map.max_entries = *max_entries;
            } else if per_cpu(map) {
                map.max_entries = kernel
                    .api()
                    .possible_cpus()
                    .map_err(|errno| Error::kernel(kernel, Operation::Info, "the CPUs", errno))?;
            }
        }
        Ok(())
    }

    fn relocations(&mut self, kernel: &Kernel, options: &LoadOptions) -> Result<()> {
        if !self.spec.has_relocations() {
            return Ok(());
        }
        let types = types(kernel, options)?;
        let (poisoned, failures) = self.spec.to_mut().resolve_relocations(&types, &[]);
        self.poisoned = poisoned;
        for failure in failures {
            self.missing.entry(failure.function).or_default().push(failure.message);
        }
        Ok(())
    }

    /// Makes numbers of the kernel's functions and variables.
    fn symbols(&mut self, kernel: &Kernel) -> Result<()> {
        let named = |code: &Code| {
            code.instructions.iter().any(|one| matches!(one.reference, Some(Reference::Kernel(_))))
        };
        let functions = self.spec.functions.iter().map(|function| &function.code);
        if !functions.chain(self.spec.programs.iter().map(|program| &program.code)).any(named) {
            return Ok(());
        }
        let types = kernel.types()?;
        let missing = &mut self.missing;
        let spec = self.spec.to_mut();
        let functions = spec.functions.iter_mut().map(|function| (&function.name, &mut function.code));
        let programs = spec.programs.iter_mut().map(|program| (&program.name, &mut program.code));
        for (name, code) in functions.chain(programs) {
            for instruction in &mut code.instructions {
                if let Err(problem) = symbol(instruction, &types) {
                    missing.entry(name.clone()).or_default().push(problem);
                }
            }
        }
        Ok(())
    }

    /// Finds what programs attach to that are checked against it.
    fn attach_types(&mut self, kernel: &Kernel, options: &LoadOptions) {
        let wanted: Vec<(Name, Kind, String)> = self
            .spec
            .programs
            .iter()
            .filter(|program| options.wants(program))
            .filter_map(|program| {
                attach_type_name(program).map(|(kind, name)| (program.name.clone(), kind, name))
            })
            .collect();
        for (program, kind, name) in wanted {
            let found = match kernel.types() {
                Ok(types) => types
                    .find(kind, &name)
                    .next()
                    .map(|ty| ty.id().number())
                    .ok_or_else(|| format!("the kernel has no `{name}` to attach to")),
                Err(error) => Err(error.to_string()),
            };
            match found {
                Ok(id) => {
                    self.attach_type_ids.insert(program, id);
                }
                Err(problem) => self.missing.entry(program).or_default().push(problem),
            }
        }
    }

    /// Finds the values of the kernel's configuration that programs read.
    fn configurations(&mut self, kernel: &Kernel) -> Result<()> {
        let is_configuration = |map: &&MapSpec| map.contents == Contents::Configuration;
        for map in self.spec.maps.iter().filter(is_configuration) {
            let mut value = vec![0; map.value_size as usize];
            let mut unknown: Vec<(u32, &Name)> = Vec::new();
            for variable in &map.variables {
                let place = value.get_mut(variable.offset as usize..).and_then(|rest| rest.first_chunk_mut());
                match place {
                    Some(place) if &*variable.name == "LINUX_KERNEL_VERSION" && variable.size == 4 => {
                        *place = version(kernel)?.to_ne_bytes();
                    }
                    _ => unknown.push((variable.offset, &variable.name)),
                }
            }
            let functions = self.spec.functions.iter().map(|function| (&function.name, &function.code));
            let programs = self.spec.programs.iter().map(|program| (&program.name, &program.code));
            for (name, code) in functions.chain(programs) {
                let read = code.instructions.iter().filter(
                    |one| matches!(&one.reference, Some(Reference::Map(other)) if *other == map.name),
                );
                // The offset is in the upper half.
                for offset in read.map(|one| one.imm >> 32) {
                    let found = unknown.iter().find(|(other, _)| i64::from(*other) == offset);
                    if let Some((_, variable)) = found {
                        let problem = format!(
                            "`{variable}` of the kernel's configuration is not known: it is not read"
                        );
                        self.missing.entry(name.clone()).or_default().push(problem);
                    }
                }
            }
            self.configuration.insert(map.name.clone(), value);
        }
        Ok(())
    }
}

fn types(kernel: &Kernel, options: &LoadOptions) -> Result<Btf<'static>> {
    match &options.target_types {
        Some(types) => Ok(types.clone()),
        None => kernel.types(),
    }
}

/// Makes a number of what an instruction names of the kernel.
fn symbol(instruction: &mut Instruction, types: &Btf<'_>) -> Result<(), String> {
    let Some(Reference::Kernel(name)) = &instruction.reference else { return Ok(()) };
    let (kind, what) = match instruction.operation {
        Op::Call(Callee::Kfunc) => (Kind::Func, "function"),
        Op::LoadImmediate(Immediate::Variable) => (Kind::Var, "variable"),
        _ => {
            return Err(format!(
                "the address of the kernel's symbol `{name}` is not known: symbols are not read"
            ));
        }
    };
    let found = types.find(kind, name).next().ok_or_else(|| format!("the kernel has no {what} `{name}`"))?;
    instruction.imm = found.id().number().into();
    instruction.reference = None;
    Ok(())
}

/// What a program attaches to is called, in the kernel's types.
fn attach_type_name(program: &ProgramSpec) -> Option<(Kind, String)> {
    let Some(AttachTarget::Named { name }) = &program.target else { return None };
    match (program.program_type, program.expected_attach_type) {
        (ProgramType::TRACING, AttachType::TRACE_RAW_TP) => {
            Some((Kind::Typedef, format!("btf_trace_{name}")))
        }
        (ProgramType::TRACING, AttachType::TRACE_ITER) => Some((Kind::Func, format!("bpf_iter_{name}"))),
        (ProgramType::TRACING, _) => Some((Kind::Func, name.clone())),
        (ProgramType::LSM, _) => Some((Kind::Func, format!("bpf_lsm_{name}"))),
        _ => None,
    }
}

/// The kernel's version as one number.
fn version(kernel: &Kernel) -> Result<u32> {
    let error = |errno| Error::kernel(kernel, Operation::Info, "the release", errno);
    let release = kernel.api().release().map_err(error)?;
    let version: Version =
        release.parse().map_err(|cause| Error::other(Operation::Info, release.as_str(), cause))?;
    Ok(version.code())
}
