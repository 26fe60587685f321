//! Asking a kernel's types all that the instructions of an object want to know of them.

use crate::{ObjectSpec, RelocateError, relocate};
use skep_btf::relocation::{Reason, Relocation, RelocationError, RelocationKind, Resolution, Resolver, What};
use skep_btf::{Btf, TypeId};
use skep_isa::{Code, Instruction, Name};
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
    /// Whether it is a whole type, so that it may be elsewhere.
    pub is_type: bool,
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

/// Instructions that stand in the place of an object's own when it is laid out for a kernel, by function. The object
/// stays as it is, and need not be copied for one kernel.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Replacements(HashMap<Name, Vec<(usize, Instruction)>>);

impl Replacements {
    /// Those of a function or program, by their indices and in this order.
    pub fn of(&self, function: &str) -> &[(usize, Instruction)] {
        self.0.get(function).map(Vec::as_slice).unwrap_or_default()
    }
}

/// What becomes of an object's relocations for a kernel.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Relocated {
    /// The instructions that could be given their numbers, and those that must not be reached.
    pub replacements: Replacements,
    /// The instructions that must not be reached.
    pub poisoned: Vec<PoisonedAccess>,
    /// What could not be answered.
    pub failures: Vec<RelocationFailure>,
}

impl ObjectSpec {
    /// Whether a number in an instruction depends on a kernel's types.
    pub fn has_relocations(&self) -> bool {
        let functions = self.functions.iter().map(|function| &function.code);
        let mut codes = functions.chain(self.programs.iter().map(|program| &program.code));
        codes.any(|code| code.instructions.iter().any(|instruction| instruction.relocation.is_some()))
    }

    /// Puts in what depends on a kernel's types, as [`relocated`](Self::relocated) answers it.
    ///
    /// The answer is what the kernel does not have, and what could not be answered.
    pub fn resolve_relocations(
        &mut self,
        kernel: &Btf<'_>,
        modules: &[&Btf<'_>],
    ) -> (Vec<PoisonedAccess>, Vec<RelocationFailure>) {
        let Relocated { replacements, poisoned, failures } = self.relocated(kernel, || modules);
        self.put_in(&replacements);
        (poisoned, failures)
    }

    /// Puts instructions in the place of others.
    pub fn put_in(&mut self, replacements: &Replacements) {
        for (function, code) in codes_mut(self) {
            let replaced = replacements.of(function);
            let slots = |index: usize| code.instructions.get(index).map(Instruction::slots);
            if replaced.iter().any(|(index, one)| slots(*index).is_some_and(|slots| slots != one.slots())) {
                *code = std::mem::take(code).with_labels();
            }
            for (index, one) in replaced {
                if let Some(place) = code.instructions.get_mut(*index) {
                    *place = Instruction { label: place.label.take(), ..one.clone() };
                }
            }
        }
    }

    /// What instructions become that depend on a kernel's types: for all programs and functions together, so that never
    /// the layout of one type is mixed with that of another. What the kernel itself has its modules are not asked for, and
    /// `modules` is not called if it has everything.
    ///
    /// What the kernel does not have becomes a call that it refuses if it is reached. What could not be answered stays as
    /// it is, and cannot be laid out.
    pub fn relocated<'t>(
        &self,
        kernel: &'t Btf<'t>,
        modules: impl FnOnce() -> &'t [&'t Btf<'t>],
    ) -> Relocated {
        let mut relocated = Relocated::default();
        // All questions, each once, and for each function those of its instructions.
        let mut questions = Vec::new();
        let mut known: HashMap<&skep_isa::Relocation, usize> = HashMap::new();
        let mut asked = Vec::new();
        for (function, code) in codes(self) {
            let mut own: Vec<(usize, usize)> = Vec::new();
            for (index, one) in code.instructions.iter().enumerate() {
                let Some(relocation) = &one.relocation else { continue };
                let mut refuse =
                    |message| relocated.failures.push(RelocationFailure::of(function, index, message));
                if self.types.is_none() {
                    refuse("the object has no types of its own".to_owned());
                } else if let Some(kind) = RelocationKind::from_number(relocation.kind) {
                    let question = *known.entry(relocation).or_insert_with(|| {
                        let type_id = TypeId::new(relocation.type_id);
                        questions.push(Relocation { type_id, access: &relocation.access, kind });
                        questions.len() - 1
                    });
                    own.push((index, question));
                } else {
                    refuse(format!("its relocation is of kind {}, which is not known", relocation.kind));
                }
            }
            asked.push((function, code, own));
        }
        let Some(types) = &self.types else { return relocated };
        let mut resolver = Resolver::new(types, &questions);
        resolver.search(&[kernel]);
        if !resolver.is_complete() {
            resolver.search(modules());
        }
        let answers = resolver.resolve();
        for (function, code, own) in asked.into_iter().filter(|(_, _, own)| !own.is_empty()) {
            // Only these instructions, in a row.
            let indices: Vec<usize> = own.iter().map(|(index, _)| *index).collect();
            let index = |place: usize| indices.get(place).copied().unwrap_or(place);
            let mut changed: Code =
                indices.iter().filter_map(|&index| code.instructions.get(index).cloned()).collect();
            let places: Vec<(usize, usize)> =
                own.iter().enumerate().map(|(place, (_, question))| (place, *question)).collect();
            match relocate(&mut changed, &places, &resolver, &answers) {
                Ok(accesses) => {
                    let changed = indices.iter().copied().zip(changed.instructions);
                    let changed =
                        changed.map(|(index, one)| (index, Instruction { relocation: None, ..one }));
                    relocated.replacements.0.insert(function.clone(), changed.collect());
                    relocated.poisoned.extend(accesses.into_iter().map(|access| PoisonedAccess {
                        function: function.clone(),
                        instruction: index(access.instruction),
                        is_type: is_type(answers.get(access.relocation)),
                        message: access.message,
                    }));
                }
                Err(errors) => relocated.failures.extend(errors.into_iter().map(|error: RelocateError| {
                    let instruction = index(error.instruction);
                    let message = RelocateError { instruction, ..error }.to_string();
                    RelocationFailure::of(function, instruction, message)
                })),
            }
        }
        relocated
    }
}

/// Whether there is no answer because there is no such type at all.
fn is_type(answer: Option<&Result<Resolution, RelocationError>>) -> bool {
    let what = answer.and_then(|answer| answer.as_ref().ok()).map(|answer| &answer.patch.what);
    matches!(what, Some(What::Poison(unresolved)) if matches!(unresolved.reason, Reason::NoSuchType { .. }))
}

impl RelocationFailure {
    fn of(function: &Name, instruction: usize, message: String) -> Self {
        Self { function: function.clone(), instruction, message }
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
