//! The functions of a kernel that programs can call by their types (kfuncs), as the kernel's own types list them.

use crate::{Error, Kernel, Operation, Result};
use skep_btf::{BtfError, Kind, Shape, Type};

/// What the kernel's types mark such functions with (a declaration tag, since Linux 6.10 and pahole 1.27).
const TAG: &str = "bpf_kfunc";
/// What they mark those with that leave the caller's registers be.
const FAST_CALL: &str = "bpf_fastcall";

/// A function of a kernel that programs can call by its type. Which types of programs may is not in the kernel's types.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub struct Kfunc {
    /// Its name.
    pub name: String,
    /// Its number among the kernel's types.
    pub type_id: u32,
    /// How it is declared in C: `u32 bpf_cpumask_weight(const struct cpumask *cpumask)`.
    pub declaration: String,
    /// Whether a call leaves those of the caller's registers be that it has no use for (`bpf_fastcall`).
    pub fast_call: bool,
}

impl Kernel {
    /// The functions that programs can call by their types, by name. Those of modules are not among them.
    ///
    /// The list is empty for a kernel whose types do not mark them (those before Linux 6.10): that says nothing of whether
    /// it has any.
    ///
    /// # Errors
    /// If the kernel has no types, or they cannot be read.
    pub fn kfuncs(&self) -> Result<Vec<Kfunc>> {
        let types = self.types()?;
        let damaged = |error: BtfError| Error::other(Operation::ReadTypes, "the kernel", error);
        let tagged = |tag: &str| {
            let tags = types.find(Kind::DeclTag, tag).filter_map(|tag| match tag.shape() {
                Shape::DeclTag { on, component: None } => Some(on),
                _ => None,
            });
            tags.collect::<Vec<_>>()
        };
        let fast = tagged(FAST_CALL);
        let mut kfuncs = Vec::new();
        for id in tagged(TAG) {
            let function = types.type_by_id(id).map_err(damaged)?;
            if function.kind() == Kind::Func {
                kfuncs.push(Kfunc {
                    name: function.name().map_err(damaged)?.to_owned(),
                    type_id: id.number(),
                    declaration: declaration(function).map_err(damaged)?,
                    fast_call: fast.contains(&id),
                });
            }
        }
        kfuncs.sort_by(|one, other| one.name.cmp(&other.name));
        Ok(kfuncs)
    }
}

/// A function's declaration in C.
fn declaration(function: Type<'_>) -> std::result::Result<String, BtfError> {
    let types = function.btf();
    let prototype = function.prototype()?;
    let mut parameters = Vec::new();
    for parameter in prototype.parameters {
        if parameter.is_variadic() {
            parameters.push("...".to_owned());
            continue;
        }
        let (of, name) = (types.c_name(parameter.type_id())?, parameter.name()?);
        let space = if name.is_empty() || of.ends_with('*') { "" } else { " " };
        parameters.push(format!("{of}{space}{name}"));
    }
    let parameters = if parameters.is_empty() { "void".to_owned() } else { parameters.join(", ") };
    let returns = types.c_name(prototype.returns)?;
    let space = if returns.ends_with('*') { "" } else { " " };
    Ok(format!("{returns}{space}{}({parameters})", function.name()?))
}
