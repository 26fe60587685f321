//! Whose types `skep btf` is about: the running kernel's, a module's, some that it holds, or those in a file.

use crate::choose;
use crate::failure::Failure;
use skep::Kernel;
use skep::btf::{Btf, BtfError};
use skep::object::TypeSections;
use std::fmt::Display;
use std::path::{Path, PathBuf};

/// Where the kernel has its types and its modules'.
const KERNEL: &str = "/sys/kernel/btf";

/// Whose types.
#[derive(clap::Args, Debug)]
pub(crate) struct Source {
    /// The types in this file, instead of the running kernel's: a file of types, or an ELF file with them: a kernel
    /// (vmlinux), a module (.ko), separate debug information, an object.
    #[arg(long, value_name = "FILE")]
    file: Option<PathBuf>,
    /// What the file is split from. A module's types in /sys/kernel/btf are split from the kernel's without being told.
    #[arg(long, value_name = "FILE", requires = "file")]
    base: Option<PathBuf>,
    /// The types of a module of the running kernel, by its name; `vmlinux` is the kernel itself.
    #[arg(long, value_name = "NAME", conflicts_with = "file")]
    module: Option<String>,
    /// The types that the running kernel holds under this number, as `skep btf list` shows it.
    #[arg(long, value_name = "NUMBER", conflicts_with_all = ["file", "module"])]
    id: Option<u32>,
}

impl Source {
    pub(crate) fn read(&self) -> Result<Btf<'static>, Failure> {
        if let Some(id) = self.id {
            let kernel = Kernel::host().map_err(|error| Failure::NotHere(error.to_string()))?;
            return kernel.types_by_id(id).map_err(|error| choose::on_host(error.into()));
        }
        match (&self.file, &self.module) {
            (Some(file), _) => read(file, self.base.as_deref()),
            (None, Some(name)) if name.contains('/') => {
                Err(Failure::Input(format!("--module: found `{name}`, expected a name; files are --file")))
            }
            (None, Some(name)) => read(&Path::new(KERNEL).join(name), None),
            (None, None) => Ok(Kernel::host()?.types()?),
        }
    }
}

/// The types in a file.
pub(crate) fn read(file: &Path, base: Option<&Path>) -> Result<Btf<'static>, Failure> {
    let of_kernel = file.parent() == Some(Path::new(KERNEL)) && !file.ends_with("vmlinux");
    let base = match base {
        Some(base) => Some(read(base, None)?),
        None if of_kernel => Some(Kernel::host()?.types()?),
        None => None,
    };
    let failed = |error: &dyn Display| Failure::Input(format!("{}: {error}", file.display()));
    let bytes = std::fs::read(file).map_err(|error| failed(&error))?;
    let found = TypeSections::find(&bytes).map_err(|error| failed(&error))?;
    let types = found.types.to_vec();
    match (&base, found.base) {
        // What the module keeps of its base is looked up in the base that is given.
        (Some(base), Some(distilled)) => {
            let distilled = Btf::parse(distilled.to_vec()).map_err(|error| failed(&error))?;
            let module = Btf::parse_split(types, &distilled).map_err(|error| failed(&error))?;
            let types = module.relocated_onto(base).map_err(|error| failed(&error))?;
            Btf::parse_split(types, base)
        }
        (Some(base), None) => Btf::parse_split(types, base),
        (None, Some(distilled)) => {
            let distilled = Btf::parse(distilled.to_vec()).map_err(|error| failed(&error))?;
            Btf::parse_split(types, &distilled)
        }
        (None, None) => return Btf::parse(types).map_err(|error| alone(file, &error)),
    }
    .map_err(|error| failed(&error))
}

/// Types that cannot be read on their own may be a module's.
fn alone(file: &Path, error: &BtfError) -> Failure {
    let is_module = file.extension().is_some_and(|extension| extension == "ko");
    let hint = if is_module { "; a module's types are split from its kernel's: --base VMLINUX" } else { "" };
    Failure::Input(format!("{}: {error}{hint}", file.display()))
}
