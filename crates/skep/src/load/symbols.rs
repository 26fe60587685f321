//! What programs name of the kernel: its functions, its variables, and the addresses of its symbols.

use super::for_kernel::Missing;
use super::modules::Modules;
use crate::retry::{self, Call};
use crate::{Error, Kernel, Operation, Result};
use skep_btf::relocation::types_agree;
use skep_btf::{Btf, BtfError, Kind, Type};
use skep_isa::{Callee, Code, Immediate, Instruction, Name, Operation as Op, Reference};
use skep_object::{ExternKind, ExternSpec, ObjectSpec, POISON_HELPER, PoisonedAccess, Types};
use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};

/// What came of giving instructions the kernel's numbers.
#[derive(Debug, Default)]
pub(super) struct Given {
    /// Calls of functions that the kernel does not have and that need not be there: they must not be reached.
    pub(super) poisoned: Vec<PoisonedAccess>,
    /// What the kernel does not have, by the function or program that wants it.
    pub(super) missing: Vec<(Name, Missing)>,
    /// The modules whose functions are called: instructions name them by their places here, counted from 1.
    pub(super) modules: Vec<String>,
    /// The functions and programs that do so.
    pub(super) callers: BTreeSet<Name>,
}

/// Whether instructions of an object name something of the kernel.
pub(super) fn are_named(spec: &ObjectSpec) -> bool {
    let functions = spec.functions.iter().map(|function| &function.code);
    let mut codes = functions.chain(spec.programs.iter().map(|program| &program.code));
    codes.any(|code| code.instructions.iter().any(|one| named(one).is_some()))
}

fn named(instruction: &Instruction) -> Option<&Name> {
    match &instruction.reference {
        Some(Reference::Kernel(name)) => Some(name),
        _ => None,
    }
}

/// Makes numbers of what instructions name of the kernel.
pub(super) fn give(spec: &mut ObjectSpec, kernel: &Kernel, modules: &OnceCell<Modules>) -> Result<Given> {
    let mut given = Given::default();
    let symbols = Symbols {
        externs: spec.externs.iter().map(|one| (one.name.clone(), one.clone())).collect(),
        own: spec.types.clone(),
        types: if wants_types(spec) { Some(kernel.types()?) } else { None },
        addresses: addresses(spec, kernel)?,
        kernel,
        modules,
    };
    let functions = spec.functions.iter_mut().map(|function| (&function.name, &mut function.code));
    let programs = spec.programs.iter_mut().map(|program| (&program.name, &mut program.code));
    for (function, code) in functions.chain(programs) {
        for (index, instruction) in code.instructions.iter_mut().enumerate() {
            match symbols.give(instruction, &mut given.modules) {
                Ok(None) => {
                    let names_module = match instruction.operation {
                        Op::Call(Callee::Kfunc) => instruction.offset != 0,
                        Op::LoadImmediate(Immediate::Variable) => instruction.imm >> 32 != 0,
                        _ => false,
                    };
                    if names_module {
                        given.callers.insert(function.clone());
                    }
                }
                Ok(Some(message)) => {
                    given.poisoned.push(PoisonedAccess {
                        function: function.clone(),
                        instruction: index,
                        message,
                        is_type: false,
                    });
                }
                Err(problem) => given.missing.push((function.clone(), problem)),
            }
        }
    }
    Ok(given)
}

fn instructions(spec: &ObjectSpec) -> impl Iterator<Item = &Instruction> {
    let functions = spec.functions.iter().map(|function| &function.code);
    let codes = functions.chain(spec.programs.iter().map(|program| &program.code));
    codes.flat_map(|code: &Code| &code.instructions)
}

fn wants_types(spec: &ObjectSpec) -> bool {
    instructions(spec).any(|one| named(one).is_some() && !wants_address(one))
}

fn wants_address(instruction: &Instruction) -> bool {
    matches!(instruction.operation, Op::LoadImmediate(Immediate::Value))
}

/// The addresses of the symbols of which that is all that is wanted, asked for at once: the list is long.
fn addresses(spec: &ObjectSpec, kernel: &Kernel) -> Result<BTreeMap<Name, Vec<u64>>> {
    let names: BTreeSet<&Name> =
        instructions(spec).filter(|one| wants_address(one)).filter_map(named).collect();
    if names.is_empty() {
        return Ok(BTreeMap::new());
    }
    let wanted: Vec<&str> = names.iter().map(|name| &***name).collect();
    let found =
        retry::call(kernel, Call::Read, || kernel.api().symbol_addresses(&wanted)).map_err(|errno| {
            Error::kernel(kernel, Operation::Info, "the addresses of the kernel's symbols", errno)
        })?;
    Ok(names.into_iter().cloned().zip(found).collect())
}

/// What is known of the kernel and of what the object says of it.
struct Symbols<'k> {
    kernel: &'k Kernel,
    modules: &'k OnceCell<Modules>,
    externs: BTreeMap<Name, ExternSpec>,
    own: Option<Types>,
    types: Option<Btf<'static>>,
    addresses: BTreeMap<Name, Vec<u64>>,
}

impl Symbols<'_> {
    /// Makes a number of what an instruction names. If it has become a call that must not be reached, the answer says why.
    fn give(
        &self,
        instruction: &mut Instruction,
        modules: &mut Vec<String>,
    ) -> std::result::Result<Option<String>, Missing> {
        let Some(name) = named(instruction).cloned() else { return Ok(None) };
        let external = self.externs.get(&name);
        let weak = external.is_some_and(|external| external.weak);
        let is_load = !matches!(instruction.operation, Op::Call(_));
        let is_elsewhere = external.is_some_and(|external| external.kind != ExternKind::Kernel);
        if is_load && is_elsewhere {
            return Err(Missing {
                problem: format!(
                    "no part of the object defines `{name}`, which it does not say the kernel has"
                ),
                remedy: Some(
                    "link it with the object that does (`skep object link`), or declare it in `.ksyms`"
                        .to_owned(),
                ),
            });
        }
        let number = match instruction.operation {
            Op::Call(Callee::Kfunc) => self.type_id(&name, &[Kind::Func], external)?,
            Op::LoadImmediate(Immediate::Variable) => {
                self.type_id(&name, &[Kind::Var, Kind::Func], external)?
            }
            _ => self.address(&name)?,
        };
        let number = match (number, instruction.operation) {
            (None, Op::Call(_) | Op::LoadImmediate(Immediate::Variable)) => {
                let is_call = matches!(instruction.operation, Op::Call(_));
                let kinds = if is_call { &[Kind::Func][..] } else { &[Kind::Var, Kind::Func] };
                match self.in_module(&name, kinds, external)? {
                    Some((module, number)) => {
                        let place = place(modules, &module)?;
                        if is_call {
                            instruction.offset = place;
                            Some(number)
                        } else {
                            // In the second slot of the load.
                            Some(i64::from(place) << 32 | number)
                        }
                    }
                    None => None,
                }
            }
            (number, _) => number,
        };
        match (number, instruction.operation) {
            (Some(number), _) => instruction.imm = number,
            (None, _) if !weak => return Err(absent(&name, instruction.operation)),
            (None, Op::Call(_)) => {
                *instruction = Instruction {
                    imm: POISON_HELPER.into(),
                    label: instruction.label.take(),
                    location: instruction.location.take(),
                    ..Instruction::new(Op::Call(Callee::Helper))
                };
                return Ok(Some(format!("the kernel has no function `{name}`, and the program calls it")));
            }
            // The verifier knows this number, and does not look at what is behind a test for it.
            (None, _) => {
                instruction.operation = Op::LoadImmediate(Immediate::Value);
                instruction.imm = 0;
            }
        }
        instruction.reference = None;
        Ok(None)
    }

    /// The number of a function or variable among the kernel's types. What is declared otherwise than the kernel has it is
    /// an error, whether it has to be there or not.
    fn type_id(
        &self,
        name: &Name,
        kinds: &[Kind],
        external: Option<&ExternSpec>,
    ) -> std::result::Result<Option<i64>, Missing> {
        let Some(types) = &self.types else { return Ok(None) };
        let declared = external.and_then(|external| external.type_id);
        let declared = declared.zip(self.own.as_ref()).map(|(id, own)| own.type_by_id(id));
        let damaged = |error: BtfError| Missing::from(format!("the declaration of `{name}`: {error}"));
        let declared = declared.transpose().map_err(damaged)?;
        let mut other = None;
        for kind in kinds {
            for found in types.find(*kind, name) {
                match declared {
                    Some(declared) if !is_like(declared, found).map_err(damaged)? => {
                        other = Some((declared, found))
                    }
                    _ => return Ok(Some(found.id().number().into())),
                }
            }
        }
        match other {
            None => Ok(None),
            Some((declared, found)) => {
                let (declared, found) = (in_words(declared), in_words(found));
                Err(Missing {
                    problem: format!("`{name}` is declared as {declared}; the kernel has {found}"),
                    // Even a name of the same sort is another type if nothing is known of it.
                    remedy: Some(
                        "declare it as the kernel does; a structure that it takes must be defined in the program, if only \
                         with one member"
                            .to_owned(),
                    ),
                })
            }
        }
    }

    /// The module that has a function or variable, and its number there.
    fn in_module(
        &self,
        name: &Name,
        kinds: &[Kind],
        external: Option<&ExternSpec>,
    ) -> std::result::Result<Option<(String, i64)>, Missing> {
        let Some(types) = &self.types else { return Ok(None) };
        let damaged = |error: BtfError| Missing::from(format!("the declaration of `{name}`: {error}"));
        let declared = external.and_then(|external| external.type_id).zip(self.own.as_ref());
        let declared = declared.map(|(id, own)| own.type_by_id(id)).transpose().map_err(damaged)?;
        let modules = self.modules.get_or_init(|| Modules::of(self.kernel, types));
        let found = kinds.iter().find_map(|kind| modules.find(None, *kind, name));
        let Some((module, found)) = found else { return Ok(None) };
        match declared {
            Some(declared) if !is_like(declared, found).map_err(damaged)? => {
                let (declared, found) = (in_words(declared), in_words(found));
                Err(Missing::from(format!(
                    "`{name}` is declared as {declared}; the module `{module}` has {found}"
                )))
            }
            _ => Ok(Some((module.to_owned(), found.id().number().into()))),
        }
    }

    fn address(&self, name: &Name) -> std::result::Result<Option<i64>, Missing> {
        match self.addresses.get(name).map(Vec::as_slice) {
            None | Some([]) => Ok(None),
            Some([0, ..]) => Err(Missing {
                problem: format!("the kernel does not tell this process where its symbol `{name}` is"),
                remedy: Some(
                    "set `kernel.kptr_restrict` to 0 or 1 and give the process CAP_SYSLOG (or run it as root)"
                        .to_owned(),
                ),
            }),
            Some([address]) => Ok(Some(address.cast_signed())),
            Some(several) => {
                let several: Vec<String> = several.iter().map(|address| format!("{address:#x}")).collect();
                Err(Missing::from(format!(
                    "the kernel has several symbols `{name}`, at {}: which is meant cannot be told",
                    several.join(", ")
                )))
            }
        }
    }
}

/// The place of a module in the row of those that are named, counted from 1.
fn place(modules: &mut Vec<String>, module: &str) -> std::result::Result<i16, Missing> {
    let known = modules.iter().position(|known| known == module);
    let place = known.unwrap_or_else(|| {
        modules.push(module.to_owned());
        modules.len() - 1
    });
    i16::try_from(place + 1).map_err(|_| Missing::from("functions of more than 32766 modules".to_owned()))
}

/// Whether the kernel's function or variable can be used as the declared one.
fn is_like(declared: Type<'_>, found: Type<'_>) -> std::result::Result<bool, BtfError> {
    if declared.kind() != found.kind() {
        return Ok(false);
    }
    let below = |ty: Type<'_>| ty.target().map_or(Ok(ty.id()), Ok::<_, BtfError>);
    let (one, other) = (below(declared)?, below(found)?);
    types_agree(declared.btf().resolve(one)?, found.btf().resolve(other)?)
}

/// A function's prototype or a variable's type, in C.
fn in_words(ty: Type<'_>) -> String {
    let of = ty.target().unwrap_or(ty.id());
    ty.btf().c_name(of).map_or_else(|_| ty.to_string(), |name| format!("`{name}`"))
}

fn absent(name: &Name, operation: Op) -> Missing {
    let (what, otherwise) = match operation {
        Op::Call(_) => ("function", "and call it only if `bpf_ksym_exists` says that it is there"),
        Op::LoadImmediate(Immediate::Variable) => {
            ("function or variable", "and look whether its address is 0")
        }
        _ => ("symbol", "and look whether its address is 0"),
    };
    Missing {
        problem: format!("the kernel has no {what} `{name}`"),
        remedy: Some(format!("if the program can do without, declare it `__weak` {otherwise}")),
    }
}
