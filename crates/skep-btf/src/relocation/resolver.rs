//! All relocations of an object at once: the roots' candidates are found in one pass over each target, and each root
//! is then answered by one candidate for all its relocations.

use std::collections::HashMap;

use super::access::{Access, Found, Relocation, Step};
use super::candidates::Wanted as Names;
use super::error::{Problem, Reason, RelocationError, Unresolved};
use super::kind::RelocationKind;
use super::matching::find;
use super::name::{essential_bytes, type_name};
use super::value::{Answer, NoAnswer, Patch, What, answer};
use crate::id::TypeId;
use crate::read::Btf;
use crate::view::Type;

/// What a relocation wants of a candidate, and the candidates.
pub(crate) type Wanted<'r, 'l, 't> = (Wants<'r, 'l>, Vec<Type<'t>>);

/// What of a type decides about the answer to a relocation.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Wants<'r, 'l> {
    /// The members and elements on the way to a field.
    Steps(&'r [Step<'l>]),
    /// An enumerator of this name.
    Enumerator(&'l str),
    /// Kinds, as far as pointers, arrays and prototypes go.
    Sort,
    /// What this type says of it.
    Shape(Type<'l>),
}

/// How many types of one name are compared. Linux 6.18 has at most a few dozen.
const MAX_CANDIDATES: usize = 1000;

/// The answer to a relocation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resolution {
    /// Whether the target has what the relocation names. Where it has not, `field_exists` and the kinds about types
    /// are answered with 0, and the others not at all.
    pub found: bool,
    /// The type that stands for the root, if any does.
    pub target: Option<TargetType>,
    /// How the instruction has to be changed.
    pub patch: Patch,
}

/// A type of one of the targets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct TargetType {
    /// Which target, counted from 0 in the order they were searched.
    pub target: usize,
    /// The number of the type in it.
    pub type_id: TypeId,
}

/// Answers relocations of one local BTF.
///
/// Give it the targets with [`search`](Self::search), the kernel's BTF first and then, unless it
/// [is complete](Self::is_complete), those of its modules; then ask for the [answers](Self::resolve).
#[derive(Debug)]
pub struct Resolver<'l, 't> {
    accesses: Vec<Result<Access<'l>, RelocationError>>,
    roots: Vec<Root<'l, 't>>,
    targets: usize,
}

/// A local type, and the relocations about it.
#[derive(Debug)]
struct Root<'l, 't> {
    ty: Type<'l>,
    /// Its name without its flavor.
    name: &'l [u8],
    /// Which of the accesses are about it.
    accesses: Vec<usize>,
    candidates: Vec<(usize, Type<'t>)>,
    too_many: bool,
}

impl<'l, 't> Resolver<'l, 't> {
    /// Reads relocations of this BTF. What is wrong with one is the answer to it, and leaves the others be.
    pub fn new(local: &'l Btf<'l>, relocations: &[Relocation<'l>]) -> Self {
        let mut accesses = Vec::with_capacity(relocations.len());
        let mut roots: Vec<Root<'l, 't>> = Vec::new();
        let mut by_id: HashMap<TypeId, usize> = HashMap::new();
        for relocation in relocations {
            let access = Access::read(local, relocation);
            if let Ok(access) = &access
                && access.kind != RelocationKind::TypeIdLocal
                && let Ok(name) = type_name(access.root)
                && !name.is_empty()
            {
                let root = *by_id.entry(relocation.type_id).or_insert_with(|| {
                    roots.push(Root {
                        ty: access.root,
                        name: essential_bytes(name),
                        accesses: Vec::new(),
                        candidates: Vec::new(),
                        too_many: false,
                    });
                    roots.len() - 1
                });
                if let Some(root) = roots.get_mut(root) {
                    root.accesses.push(accesses.len());
                }
            }
            accesses.push(access);
        }
        Self { accesses, roots, targets: 0 }
    }

    /// Searches targets for types that can stand for the roots, in one pass over the own types of each. Roots that
    /// have some from an earlier call are not looked for again: what the kernel has, its modules are not asked for.
    pub fn search(&mut self, targets: &[&'t Btf<'t>]) {
        let missing = self.roots.iter().enumerate().filter(|(_, root)| root.candidates.is_empty());
        let wanted = Names::new(missing.map(|(number, root)| (root.name, root.ty.kind(), number)));
        for (target, number) in targets.iter().zip(self.targets..) {
            if wanted.is_empty() {
                break;
            }
            wanted.search(target, |root, ty| {
                let Some(root) = self.roots.get_mut(root) else { return };
                if root.candidates.len() < MAX_CANDIDATES {
                    root.candidates.push((number, ty));
                } else {
                    root.too_many = true;
                }
            });
        }
        self.targets = self.targets.saturating_add(targets.len());
    }

    /// Whether every root has a type that could stand for it, so that no more targets need be searched.
    pub fn is_complete(&self) -> bool {
        self.roots.iter().all(|root| !root.candidates.is_empty())
    }

    /// What the relocation of this number is about, in words: `task_struct.real_parent (0:58)`.
    pub fn describe(&self, relocation: usize) -> Option<String> {
        Some(match self.accesses.get(relocation)? {
            Ok(access) => access.to_string(),
            Err(error) => error.access.clone(),
        })
    }

    /// What is wanted of the types found, for a slice of the target: of each relocation that asks it, and its candidates.
    pub(crate) fn wants(&self) -> impl Iterator<Item = Result<Wanted<'_, 'l, 't>, RelocationError>> {
        let refused = self.accesses.iter().filter_map(|access| Some(Err(access.as_ref().err()?.clone())));
        let found = self.roots.iter().flat_map(|root| {
            let candidates: Vec<_> = root.candidates.iter().map(|&(_, ty)| ty).collect();
            let accesses =
                root.accesses.iter().filter_map(|&number| self.accesses.get(number)?.as_ref().ok());
            accesses.map(move |access| {
                let wants = match access.found {
                    Found::Field(_) => Wants::Steps(&access.steps),
                    Found::Enumerator(value) => Wants::Enumerator(value.name().unwrap_or_default()),
                    Found::Type(local) if access.kind == RelocationKind::TypeMatches => Wants::Shape(local),
                    Found::Type(_) => Wants::Sort,
                };
                Ok((wants, candidates.clone()))
            })
        });
        refused.chain(found)
    }

    /// The answers, in the order of the relocations.
    ///
    /// For each root, the candidate that has the most of what the relocations name answers all of them; so an offset in
    /// one type never goes with one in another. Where several have equally much, their answers have to be the same.
    ///
    /// # Errors
    ///
    /// Of a relocation, when it is not understood, or when candidates differ.
    pub fn resolve(&self) -> Vec<Result<Resolution, RelocationError>> {
        let mut answers: Vec<_> = self.accesses.iter().map(without_candidates).collect();
        for root in &self.roots {
            for (&number, answer) in root.accesses.iter().zip(self.root(root)) {
                if let Some(place) = answers.get_mut(number) {
                    *place = answer;
                }
            }
        }
        answers
    }

    /// The answers to what is asked about a root.
    fn root(&self, root: &Root<'l, 't>) -> Vec<Result<Resolution, RelocationError>> {
        let accesses: Vec<&Access<'l>> =
            root.accesses.iter().filter_map(|&number| self.accesses.get(number)?.as_ref().ok()).collect();
        if root.too_many {
            let problem = Problem::TooManyCandidates { limit: MAX_CANDIDATES };
            return accesses.iter().map(|access| Err(fail(access, problem.clone()))).collect();
        }
        let mut best: Option<Choice<'t>> = None;
        for &(target, candidate) in &root.candidates {
            let choice = Choice::of(&accesses, target, candidate);
            match &mut best {
                Some(best) if best.found > choice.found => {}
                Some(best) if best.found == choice.found => best.compare(choice),
                _ => best = Some(choice),
            }
        }
        match best {
            Some(best) => best.answers(&accesses),
            None => {
                let root = kind_and_name_of_root(root);
                accesses
                    .iter()
                    .map(|access| missing(access, Reason::NoSuchType { root: root.clone() }, None))
                    .collect()
            }
        }
    }
}

/// Answers relocations of `local` from the types of a kernel and, for roots that it has no type for, of its modules.
/// [`Resolver`] does so step by step.
///
/// # Errors
///
/// As [`Resolver::resolve`].
pub fn resolve(
    local: &Btf<'_>,
    relocations: &[Relocation<'_>],
    kernel: &Btf<'_>,
    modules: &[&Btf<'_>],
) -> Vec<Result<Resolution, RelocationError>> {
    let mut resolver = Resolver::new(local, relocations);
    resolver.search(&[kernel]);
    if !resolver.is_complete() {
        resolver.search(modules);
    }
    resolver.resolve()
}

/// `STRUCT 'task_struct'`, without the flavor.
fn kind_and_name_of_root(root: &Root<'_, '_>) -> String {
    format!("{} '{}'", root.ty.kind(), String::from_utf8_lossy(root.name))
}

/// What one candidate answers.
struct Choice<'t> {
    target: TargetType,
    candidate: Type<'t>,
    answers: Vec<Result<Answer, NoAnswer>>,
    /// How many relocations it has something for.
    found: usize,
    /// For each relocation, another candidate with another answer.
    others: Vec<Option<(Type<'t>, Option<u64>)>>,
}

impl<'t> Choice<'t> {
    fn of(accesses: &[&Access<'_>], target: usize, candidate: Type<'t>) -> Self {
        let endian = candidate.btf().endian();
        let answers: Vec<_> = accesses
            .iter()
            .map(|access| answer(access.kind, &find(access, candidate).map_err(NoAnswer::Reason)?, endian))
            .collect();
        let found = answers.iter().filter(|answer| answer.is_ok()).count();
        let others = vec![None; answers.len()];
        Self { target: TargetType { target, type_id: candidate.id() }, candidate, answers, found, others }
    }

    /// Notes where a candidate that has as much answers otherwise.
    fn compare(&mut self, other: Self) {
        for ((ours, theirs), place) in self.answers.iter().zip(other.answers).zip(&mut self.others) {
            let same = match (ours, &theirs) {
                (Ok(ours), Ok(theirs)) => ours == theirs,
                (Err(_), Err(_)) => true,
                _ => false,
            };
            if !same && place.is_none() {
                *place = Some((other.candidate, theirs.ok().map(|answer| answer.number)));
            }
        }
    }

    fn answers(self, accesses: &[&Access<'_>]) -> Vec<Result<Resolution, RelocationError>> {
        let Self { target, candidate, answers, others, .. } = self;
        let each = accesses.iter().zip(answers).zip(others);
        each.map(|((access, answer), other)| {
            if let Some((other, number)) = other {
                let one = given(candidate, answer.ok().map(|answer| answer.number));
                return Err(fail(access, Problem::Ambiguous { one, other: given(other, number) }));
            }
            match answer {
                Ok(answer) => {
                    let local = local(access).map_err(|problem| fail(access, problem))?;
                    Ok(resolved(access.kind, local, answer, target))
                }
                Err(NoAnswer::Reason(reason)) => missing(access, reason, Some(target)),
                Err(NoAnswer::Element) => Err(fail(access, Problem::Element)),
            }
        })
        .collect()
    }
}

/// `[12] STRUCT 'file' gives 16`
fn given(candidate: Type<'_>, number: Option<u64>) -> String {
    match number {
        Some(number) => format!("{candidate} gives {number}"),
        None => format!("{candidate} has no answer"),
    }
}

fn fail(access: &Access<'_>, problem: Problem) -> RelocationError {
    RelocationError { kind: Some(access.kind), access: access.to_string(), problem }
}

/// What the local types answer: what the compiler wrote.
fn local(access: &Access<'_>) -> Result<Answer, Problem> {
    answer(access.kind, &access.found, access.root.btf().endian()).map_err(|error| match error {
        NoAnswer::Element => Problem::Element,
        NoAnswer::Reason(Reason::Damaged(error)) => Problem::Local(error),
        NoAnswer::Reason(_) => Problem::BadAccess { expected: "one of a bitfield of at most 64 bits" },
    })
}

fn resolved(kind: RelocationKind, local: Answer, answer: Answer, target: TargetType) -> Resolution {
    let what = match kind {
        RelocationKind::FieldByteOffset => {
            What::Offset { bytes: answer.number, local: local.scalar, target: answer.scalar }
        }
        _ => What::Immediate(answer.number),
    };
    let expected = local.certain.then_some(local.number);
    Resolution { found: true, target: Some(target), patch: Patch { expected, what } }
}

/// The answer where the target has nothing of the kind.
fn missing(
    access: &Access<'_>,
    reason: Reason,
    target: Option<TargetType>,
) -> Result<Resolution, RelocationError> {
    let local = local(access).map_err(|problem| fail(access, problem))?;
    let what = match access.kind.value_if_missing() {
        Some(number) => What::Immediate(number),
        None => What::Poison(Unresolved { kind: access.kind, access: access.to_string(), reason }),
    };
    let expected = local.certain.then_some(local.number);
    Ok(Resolution { found: false, target, patch: Patch { expected, what } })
}

/// The answer to what has no root to look for.
fn without_candidates(access: &Result<Access<'_>, RelocationError>) -> Result<Resolution, RelocationError> {
    let access = access.as_ref().map_err(Clone::clone)?;
    if access.kind == RelocationKind::TypeIdLocal {
        let number = access.root.id().number().into();
        let patch = Patch { expected: None, what: What::Immediate(number) };
        return Ok(Resolution { found: true, target: None, patch });
    }
    match type_name(access.root) {
        Err(error) => Err(fail(access, Problem::Local(error))),
        Ok(_) => Err(fail(access, Problem::Anonymous)),
    }
}
