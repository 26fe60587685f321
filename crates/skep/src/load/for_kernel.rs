//! What a specification becomes for the kernel at hand: numbers that depend on its types, its functions and variables, its
//! configuration.

use super::modules::Modules;
use super::structures::Structure;
use super::{LoadOptions, configuration, structures, symbols};
use crate::held_types::VMLINUX;
use crate::{Error, Kernel, Operation, Result};
use skep_btf::{Btf, Kind};
use skep_isa::{Endian, Name};
use skep_object::{AttachTarget, Contents, MapSpec, ObjectSpec, PoisonedAccess, ProgramSpec, Replacements};
use skep_uapi::{AttachType, MapType, ProgramType};
use std::borrow::Cow;
use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};

/// Something that a kernel does not have.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Missing {
    pub(super) problem: String,
    /// What to do about it, where that is known.
    pub(super) remedy: Option<String>,
}

impl From<String> for Missing {
    fn from(problem: String) -> Self {
        Self { problem, remedy: None }
    }
}

/// A specification for a kernel.
pub(super) struct ForKernel<'s> {
    pub(super) spec: Cow<'s, ObjectSpec>,
    /// What instructions become that depend on its types: they are put in as programs are laid out, so that the
    /// specification need not be copied.
    pub(super) replacements: Replacements,
    /// The instructions that must not be reached.
    pub(super) poisoned: Vec<PoisonedAccess>,
    /// What the kernel does not have, by the function or program that cannot be loaded without.
    pub(super) missing: BTreeMap<Name, Vec<Missing>>,
    /// The contents of the maps of the configuration.
    pub(super) configuration: BTreeMap<Name, Vec<u8>>,
    /// The structures of functions, by map.
    pub(super) structures: BTreeMap<Name, Structure>,
    /// The members of such structures that programs are.
    pub(super) members: BTreeMap<Name, AttachType>,
    /// The functions and hooks of the kernel that programs attach to, by program.
    pub(super) attach_targets: BTreeMap<Name, AttachPlace>,
    modules: OnceCell<Modules>,
    /// The modules whose functions are called, in the order in which instructions name them, and who calls them.
    pub(super) called_modules: Vec<String>,
    pub(super) module_callers: BTreeSet<Name>,
}

/// Something of the kernel that a program attaches to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct AttachPlace {
    /// Its number among the types of the kernel, or of the module if one is named.
    pub(super) id: u32,
    pub(super) module: Option<String>,
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
            replacements: Replacements::default(),
            poisoned: Vec::new(),
            missing: BTreeMap::new(),
            configuration: BTreeMap::new(),
            structures: BTreeMap::new(),
            members: BTreeMap::new(),
            attach_targets: BTreeMap::new(),
            modules: OnceCell::new(),
            called_modules: Vec::new(),
            module_callers: BTreeSet::new(),
        };
        for_kernel.sizes(kernel, options)?;
        for_kernel.relocations(kernel, options)?;
        for_kernel.symbols(kernel)?;
        for_kernel.attach_types(kernel, options);
        for_kernel.structures(kernel, options)?;
        for_kernel.configurations(kernel, options)?;
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
        // Whoever gives other types for the kernel's gives all.
        let modules = OnceCell::new();
        let modules = || match options.target_types {
            Some(_) => &[][..],
            None => modules.get_or_init(|| self.modules(kernel, &types).types()),
        };
        let relocated = self.spec.relocated(&types, modules);
        self.replacements = relocated.replacements;
        self.poisoned = relocated.poisoned;
        if let Some(modules) = self.modules.get() {
            for poisoned in self.poisoned.iter_mut().filter(|poisoned| poisoned.is_type) {
                poisoned.message.push_str(&modules.note());
            }
        }
        for failure in relocated.failures {
            self.missing.entry(failure.function).or_default().push(failure.message.into());
        }
        Ok(())
    }

    /// The types of the kernel's modules, which are read when something is not among its own.
    fn modules(&self, kernel: &Kernel, own: &Btf<'static>) -> &Modules {
        self.modules.get_or_init(|| Modules::of(kernel, own))
    }

    /// Makes numbers of the kernel's functions, variables and symbols.
    fn symbols(&mut self, kernel: &Kernel) -> Result<()> {
        if symbols::are_named(&self.spec) {
            let given = symbols::give(self.spec.to_mut(), kernel, &self.modules)?;
            self.called_modules = given.modules;
            self.module_callers = given.callers;
            self.poisoned.extend(given.poisoned);
            for (name, missing) in given.missing {
                self.missing.entry(name).or_default().push(missing);
            }
        }
        Ok(())
    }

    /// Finds what programs attach to that are checked against it.
    fn attach_types(&mut self, kernel: &Kernel, options: &LoadOptions) {
        let wanted: Vec<(Name, Kind, String)> = options
            .wanted(&self.spec)
            .filter_map(|program| {
                attach_type_name(program).map(|(kind, name)| (program.name.clone(), kind, name))
            })
            .collect();
        for (program, kind, name) in wanted {
            match self.attach_type(kernel, kind, &name) {
                Ok(found) => {
                    self.attach_targets.insert(program, found);
                }
                Err(problem) => self.missing.entry(program).or_default().push(problem.into()),
            }
        }
    }

    /// Lays structures of functions out as the kernel has them.
    fn structures(&mut self, kernel: &Kernel, options: &LoadOptions) -> Result<()> {
        let is_made = |map: &&MapSpec| matches!(map.contents, Contents::Structure(_)) && options.makes(map);
        if !self.spec.maps.iter().any(|map| is_made(&map)) {
            return Ok(());
        }
        let types = kernel.types()?;
        for map in self.spec.maps.iter().filter(is_made) {
            let modules = || self.modules.get_or_init(|| Modules::of(kernel, &types));
            let structure = structures::lay_out(&self.spec, map, &types, modules)?;
            for (program, member) in &structure.members {
                let place = AttachPlace { id: structure.type_id, module: structure.module.clone() };
                self.attach_targets.insert(program.clone(), place);
                let other = self.members.insert(program.clone(), *member);
                if other.is_some_and(|other| other != *member) {
                    let problem =
                        "it is two different functions of structures; each needs a program of its own";
                    return Err(Error::invalid(Operation::Check, &**program, problem));
                }
            }
            self.structures.insert(map.name.clone(), structure);
        }
        for map in &mut self.spec.to_mut().maps {
            if let Some(structure) = self.structures.get(&map.name) {
                map.value_size = structure.size();
            }
        }
        Ok(())
    }

    /// Finds a function or hook among the kernel's types, or if it is none of its own in a module: in any, or in the one
    /// that is named before a colon.
    fn attach_type(
        &self,
        kernel: &Kernel,
        kind: Kind,
        name: &str,
    ) -> std::result::Result<AttachPlace, String> {
        let own = kernel.types().map_err(|error| error.to_string())?;
        let (module, function) =
            name.split_once(':').map_or((None, name), |(module, name)| (Some(module), name));
        if module.is_none_or(|module| module == VMLINUX)
            && let Some(found) = own.find(kind, function).next()
        {
            return Ok(AttachPlace { id: found.id().number(), module: None });
        }
        let absent = |note: &str| format!("the kernel has no `{name}` to attach to{note}");
        if module == Some(VMLINUX) {
            return Err(absent(""));
        }
        let modules = self.modules(kernel, &own);
        let found = modules.find(module, kind, function).ok_or_else(|| absent(&modules.note()))?;
        Ok(AttachPlace { id: found.1.id().number(), module: Some(found.0.to_owned()) })
    }

    /// Finds the values of the kernel's configuration that programs read.
    fn configurations(&mut self, kernel: &Kernel, options: &LoadOptions) -> Result<()> {
        for map in self.spec.maps.iter().filter(|map| map.contents == Contents::Configuration) {
            let values = configuration::values(map, &self.spec, kernel, options)?;
            for (name, missing) in values.missing(map, &self.spec) {
                let known = self.missing.entry(name).or_default();
                if !known.contains(&missing) {
                    known.push(missing);
                }
            }
            self.configuration.insert(map.name.clone(), values.bytes);
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
