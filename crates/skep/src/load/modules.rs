//! The types of the kernel's modules, for what its own do not have.

use crate::Kernel;
use crate::retry::{self, Call};
use skep_btf::{Btf, BtfBytes, Kind, Type};

/// The types of the modules that are loaded.
#[derive(Debug, Default)]
pub(super) struct Modules {
    /// By the modules' names.
    known: Vec<(String, Btf<'static>)>,
    /// What is wrong with those that cannot be read. That fails no load: what is asked for may be elsewhere.
    damaged: Vec<String>,
}

impl Modules {
    /// Reads them. They are split from the kernel's own types.
    pub(super) fn of(kernel: &Kernel, own: &Btf<'static>) -> Self {
        let mut modules = Self::default();
        let names = match retry::call(kernel, Call::Read, || kernel.api().modules_with_btf()) {
            Ok(names) => names,
            Err(errno) => {
                modules.damaged.push(format!("the kernel does not say which modules it has: {errno}"));
                return modules;
            }
        };
        for name in names {
            let bytes = retry::call(kernel, Call::Read, || kernel.api().module_btf(&name));
            let read = bytes.map_err(|errno| errno.to_string()).and_then(|bytes| {
                Btf::parse_split(BtfBytes::shared(bytes), own).map_err(|error| error.to_string())
            });
            match read {
                Ok(types) => modules.known.push((name, types)),
                Err(problem) => {
                    modules
                        .damaged
                        .push(format!("the types of the module `{name}` cannot be read: {problem}"));
                }
            }
        }
        modules
    }

    /// All that can be read.
    pub(super) fn types(&self) -> Vec<&Btf<'static>> {
        self.known.iter().map(|(_, types)| types).collect()
    }

    /// The first module that has a type of this kind and name of its own, in this module if one is given.
    pub(super) fn find(&self, module: Option<&str>, kind: Kind, name: &str) -> Option<(&str, Type<'_>)> {
        let wanted = self.known.iter().filter(|(own, _)| module.is_none_or(|module| module == own));
        wanted.into_iter().find_map(|(own, types)| {
            let base = types.base().map_or(0, Btf::len);
            let found = types.find(kind, name).find(|ty| ty.id().number() > base);
            found.map(|ty| (own.as_str(), ty))
        })
    }

    /// What is said behind a message that something was not found: which modules were not looked at.
    pub(super) fn note(&self) -> String {
        self.damaged.iter().map(|problem| format!(" ({problem})")).collect()
    }
}
