//! The values of the kernel's configuration that programs read (`.kconfig`).

use super::LoadOptions;
use super::for_kernel::Missing;
use crate::retry::{self, Call};
use crate::{Error, Features, Kernel, Operation, Result};
use skep_isa::{Code, Name, Reference};
use skep_object::configuration_options;
use skep_object::{Binding, ConfigurationOption, ConfigurationValue, MapSpec, ObjectSpec, VariableSpec};
use skep_uapi::{Errno, Helper, ProgramType, Version};
use std::collections::{BTreeMap, HashMap};

/// What begins the names of what is no option but follows from the kernel at hand.
const VIRTUAL: &str = "LINUX_";

/// The values of a map of configuration, and which of its variables have none, by their places.
pub(super) struct Values {
    pub(super) bytes: Vec<u8>,
    missing: BTreeMap<u32, Missing>,
}

/// Finds the values for the variables of a map.
pub(super) fn values(
    map: &MapSpec,
    spec: &ObjectSpec,
    kernel: &Kernel,
    options: &LoadOptions,
) -> Result<Values> {
    let mut values = Values { bytes: vec![0; map.value_size as usize], missing: BTreeMap::new() };
    let given = options.configuration.as_bytes();
    let mut set = set_options(given, &map.variables);
    let wants_more =
        |variable: &&VariableSpec| !variable.name.starts_with(VIRTUAL) && !set.contains_key(&*variable.name);
    // It is long, and most programs want nothing of it.
    let (text, silence) = match map.variables.iter().find(wants_more) {
        None => (Vec::new(), None),
        Some(_) => match retry::call(kernel, Call::Read, || kernel.api().configuration()) {
            Ok(text) => (text, None),
            Err(errno) => (Vec::new(), Some(errno)),
        },
    };
    for (name, option) in set_options(&text, &map.variables) {
        set.entry(name).or_insert(option);
    }
    for variable in &map.variables {
        let value = if let Some(rest) = variable.name.strip_prefix(VIRTUAL) {
            virtual_value(rest, kernel)?
        } else {
            match set.get(&*variable.name).map(ConfigurationOption::value).transpose() {
                Ok(value) => value,
                Err(error) => {
                    values.missing.insert(variable.offset, Missing::from(error.to_string()));
                    continue;
                }
            }
        };
        let problem = match value {
            Some(value) => put(&value, spec, variable, &mut values.bytes).err().map(Missing::from),
            // What a kernel says nothing of is not set in it; but not if it was only not to be read.
            None if variable.binding == Binding::Weak
                && silence.is_none_or(|errno| errno == Errno::ENOENT) =>
            {
                None
            }
            None => Some(absent(&variable.name, silence)),
        };
        if let Some(problem) = problem {
            values.missing.insert(variable.offset, problem);
        }
    }
    Ok(values)
}

impl Values {
    /// What functions and programs read of this map that has no value.
    pub(super) fn missing<'s>(
        &'s self,
        map: &'s MapSpec,
        spec: &'s ObjectSpec,
    ) -> impl Iterator<Item = (Name, Missing)> + 's {
        let functions = spec.functions.iter().map(|function| (&function.name, &function.code));
        let programs = spec.programs.iter().map(|program| (&program.name, &program.code));
        functions.chain(programs).flat_map(move |(name, code)| {
            places(code, &map.name)
                .filter_map(|place| self.missing.get(&place))
                .map(|missing| (name.clone(), missing.clone()))
        })
    }
}

/// Which places of a map's value the instructions of a function name.
fn places<'s>(code: &'s Code, map: &'s Name) -> impl Iterator<Item = u32> + 's {
    let reads = code
        .instructions
        .iter()
        .filter(move |one| matches!(&one.reference, Some(Reference::Map(other)) if other == map));
    // The offset is in the upper half.
    reads.filter_map(|one| u32::try_from(one.imm >> 32).ok())
}

/// The options among those of the variables that a text sets: the first time, if it does so twice.
fn set_options<'t>(text: &'t [u8], variables: &[VariableSpec]) -> HashMap<&'t str, ConfigurationOption<'t>> {
    let mut set = HashMap::new();
    let wanted: std::collections::HashSet<&str> = variables.iter().map(|variable| &*variable.name).collect();
    for option in configuration_options(text).filter(|option| wanted.contains(option.name)) {
        set.entry(option.name).or_insert(option);
    }
    set
}

fn put(
    value: &ConfigurationValue<'_>,
    spec: &ObjectSpec,
    variable: &VariableSpec,
    bytes: &mut [u8],
) -> std::result::Result<(), String> {
    let VariableSpec { name, offset, size, .. } = variable;
    let (Some(types), Some(type_id)) = (&spec.types, variable.type_id) else {
        return Err(format!("`{name}` of the kernel's configuration has no type"));
    };
    let place = bytes.get_mut(*offset as usize..).and_then(|rest| rest.get_mut(..*size as usize));
    let place = place.ok_or_else(|| format!("`{name}` is not within its map's value"))?;
    value.put(name, types, type_id, place).map_err(|error| error.to_string())
}

/// What a kernel is said to be without an option for it, as in libbpf (`bpf_object__resolve_externs`, `src/libbpf.c`).
fn virtual_value(name: &str, kernel: &Kernel) -> Result<Option<ConfigurationValue<'static>>> {
    let number = match name {
        "KERNEL_VERSION" => version(kernel)?.into(),
        // Whether a program can ask for the number that it was attached with.
        "HAS_BPF_COOKIE" => {
            let support = Features::new(kernel).helper(Helper::GET_ATTACH_COOKIE, ProgramType::TRACEPOINT);
            u64::from(support.is_yes())
        }
        // Whether system calls take their arguments in a structure, in functions that are named after the architecture.
        "HAS_SYSCALL_WRAPPER" => u64::from(has_syscall_wrapper(kernel)?),
        _ => return Ok(None),
    };
    Ok(Some(ConfigurationValue::Number(number)))
}

/// Whether there is such a function for bpf(2); the kernel is asked once.
fn has_syscall_wrapper(kernel: &Kernel) -> Result<bool> {
    if let Some(known) = kernel.has_syscall_wrapper().get() {
        return Ok(*known);
    }
    let error = |errno| Error::kernel(kernel, Operation::Info, "the kernel's symbols", errno);
    let machine = kernel.api().machine().map_err(error)?;
    let has = match syscall_prefix(&machine) {
        None => false,
        Some(prefix) => {
            let name = format!("__{prefix}_sys_bpf");
            let found =
                retry::call(kernel, Call::Read, || kernel.api().symbol_addresses(&[&name])).map_err(error)?;
            found.iter().any(|addresses| !addresses.is_empty())
        }
    };
    Ok(*kernel.has_syscall_wrapper().get_or_init(|| has))
}

/// What begins the names of functions of system calls, after two underscores (`arch/*/include/asm/syscall_wrapper.h`).
fn syscall_prefix(machine: &str) -> Option<&'static str> {
    Some(match machine {
        "x86_64" => "x64",
        "aarch64" => "arm64",
        "s390x" => "s390x",
        "riscv64" => "riscv",
        _ => return None,
    })
}

/// The kernel's version as one number.
fn version(kernel: &Kernel) -> Result<u32> {
    let error = |errno| Error::kernel(kernel, Operation::Info, "the release", errno);
    let release = kernel.api().release().map_err(error)?;
    let version: Version =
        release.parse().map_err(|cause| Error::other(Operation::Info, release.as_str(), cause))?;
    Ok(version.code())
}

fn absent(name: &str, silence: Option<Errno>) -> Missing {
    if name.starts_with(VIRTUAL) {
        return Missing::from(format!(
            "`{name}` is not known: there is LINUX_KERNEL_VERSION, LINUX_HAS_BPF_COOKIE and LINUX_HAS_SYSCALL_WRAPPER"
        ));
    }
    let problem = match silence {
        None => format!("`{name}` is not set in the kernel's configuration"),
        Some(Errno::ENOENT) => format!(
            "`{name}` is not known: the kernel does not say how it was configured, neither in /proc/config.gz nor in \
             /boot"
        ),
        Some(errno) => format!("`{name}` is not known: the kernel's configuration cannot be read ({errno})"),
    };
    let remedy = "declare the variable `__weak` if the program can do without (it is then 0), or give the option with \
                  `LoadOptions::configuration`";
    Missing { problem, remedy: Some(remedy.to_owned()) }
}
