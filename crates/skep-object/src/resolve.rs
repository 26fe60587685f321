//! Asking a kernel's types all that the instructions of an object want to know of them.

use crate::{ObjectSpec, RelocateError, relocate};
use skep_btf::relocation::{Relocation, RelocationKind, Resolver};
use skep_btf::{Btf, TypeId};
use skep_isa::{Code, Name};
use std::collections::HashMap;

/// An instruction that must not be reached, since a kernel does not have what it is about.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PoisonedAccess {
    /// The function or program.
    pub function: Name,
    /// The index of the instruction.
    pub instruction: usize,
    /// What is missing.
    pub message: String,
}

/// An instruction that could not be given its number.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RelocationFailure {
    /// The function or program.
    pub function: Name,
    /// The index of the instruction.
    pub instruction: usize,
    /// Why.
    pub message: String,
}

impl ObjectSpec {
    /// Whether a number in an instruction depends on a kernel's types.
    pub fn has_relocations(&self) -> bool {
        let functions = self.functions.iter().map(|function| &function.code);
        let mut codes = functions.chain(self.programs.iter().map(|program| &program.code));
        codes.any(|code| code.instructions.iter().any(|instruction| instruction.relocation.is_some()))
    }

    /// Puts in what depends on a kernel's types: for all programs and functions together, so that never the layout of
    /// one type is mixed with that of another. What the kernel itself has its modules are not asked for.
    ///
    /// The answer is what the kernel does not have (the instructions are then calls that it refuses, if they are
    /// reached), and what could not be answered (these instructions stay as they are, and cannot be laid out).
    pub fn resolve_relocations(
        &mut self,
        kernel: &Btf<'_>,
        modules: &[&Btf<'_>],
    ) -> (Vec<PoisonedAccess>, Vec<RelocationFailure>) {
        let mut poisoned = Vec::new();
        let mut failures = Vec::new();
        let Some(types) = self.types.clone() else {
            for (function, code) in codes(self) {
                for (instruction, one) in code.instructions.iter().enumerate() {
                    if one.relocation.is_some() {
                        let message = "the object has no types of its own".to_owned();
                        failures.push(RelocationFailure { function: function.clone(), instruction, message });
                    }
                }
            }
            return (poisoned, failures);
        };
        // All questions, and for each function those of its instructions.
        let wanted: Vec<(Name, usize, skep_isa::Relocation)> = codes(self)
            .flat_map(|(function, code)| {
                let instructions = code.instructions.iter().enumerate();
                instructions
                    .filter_map(|(index, one)| Some((function.clone(), index, one.relocation.clone()?)))
            })
            .collect();
        let mut questions = Vec::with_capacity(wanted.len());
        let mut places: HashMap<&Name, Vec<(usize, usize)>> = HashMap::new();
        for (function, instruction, relocation) in &wanted {
            let Some(kind) = RelocationKind::from_number(relocation.kind) else {
                let message = format!("its relocation is of kind {}, which is not known", relocation.kind);
                failures.push(RelocationFailure {
                    function: function.clone(),
                    instruction: *instruction,
                    message,
                });
                continue;
            };
            places.entry(function).or_default().push((*instruction, questions.len()));
            questions.push(Relocation {
                type_id: TypeId::new(relocation.type_id),
                access: &relocation.access,
                kind,
            });
        }
        let mut resolver = Resolver::new(&types, &questions);
        resolver.search(&[kernel]);
        if !resolver.is_complete() {
            resolver.search(modules);
        }
        let answers = resolver.resolve();
        for (function, code) in codes_mut(self) {
            let Some(own) = places.get(function) else { continue };
            match relocate(code, own, &resolver, &answers) {
                Ok(accesses) => {
                    for &(instruction, _) in own {
                        if let Some(one) = code.instructions.get_mut(instruction) {
                            one.relocation = None;
                        }
                    }
                    poisoned.extend(accesses.into_iter().map(|access| PoisonedAccess {
                        function: function.clone(),
                        instruction: access.instruction,
                        message: access.message,
                    }));
                }
                Err(errors) => failures.extend(errors.into_iter().map(|error: RelocateError| {
                    let instruction = error.instruction;
                    RelocationFailure { function: function.clone(), instruction, message: error.to_string() }
                })),
            }
        }
        (poisoned, failures)
    }
}

fn codes(spec: &ObjectSpec) -> impl Iterator<Item = (&Name, &Code)> {
    let functions = spec.functions.iter().map(|function| (&function.name, &function.code));
    functions.chain(spec.programs.iter().map(|program| (&program.name, &program.code)))
}

fn codes_mut(spec: &mut ObjectSpec) -> impl Iterator<Item = (&Name, &mut Code)> {
    let functions = spec.functions.iter_mut().map(|function| (&function.name, &mut function.code));
    functions.chain(spec.programs.iter_mut().map(|program| (&program.name, &mut program.code)))
}
