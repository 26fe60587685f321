//! Functions laid out as one program: what the kernel is given.
//!
//! An [`Image`] is plain data. Only the maps' handles are missing in it, since they exist only in the process that
//! loads it; [`Image::maps`] says where they go.

use crate::bytes::SLOT;
use crate::check::reference_fits;
use crate::place::print_problems;
use crate::relax::{self, Item};
use crate::targets::Targets;
use crate::{
    Code, EncodeProblem, Endian, Instruction, Location, Name, Place, Reference, TargetProblem, table,
};
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::error::Error;
use std::fmt;
use std::sync::Arc;

/// How a program is laid out.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ImageOptions {
    /// The byte order of the machine that the program will run on.
    pub endian: Endian,
    /// Whether a jump farther than 32767 slots may become a `gotol`, which Linux has since 6.6. If not, it is an error.
    pub gotol: bool,
}

impl Default for ImageOptions {
    /// For this machine, with `gotol`, which is used only where it is needed.
    fn default() -> Self {
        Self { endian: Endian::NATIVE, gotol: true }
    }
}

/// A program: the entry function and all functions that it refers to, with every name made a number but the maps'.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Image {
    /// The byte order of [`bytes`](Self::bytes).
    pub endian: Endian,
    /// The instructions, 8 bytes a slot.
    pub bytes: Vec<u8>,
    /// The slots that wait for a map's handle, in order.
    pub maps: Vec<MapFixup>,
    /// The functions in the order in which they are laid out: the entry first.
    pub functions: Vec<ImageFunction>,
    /// What each instruction in the bytes was made from, in the order of slots. A jump that became several
    /// instructions is here several times.
    pub sources: Vec<SourceSlot>,
    /// The source positions of these instructions. Instructions in a row that share a position share a place here.
    pub locations: Vec<Arc<Location>>,
}

/// A two-slot load that waits for a map's handle.
///
/// The handle goes into `imm` of this slot. The second slot holds the offset into the map's value, if it is the address
/// of one that is loaded, and is complete.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct MapFixup {
    /// The first of the two slots.
    pub slot: usize,
    /// The name of the map.
    pub map: Name,
}

/// Where a function is in an [`Image`].
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ImageFunction {
    /// Its name.
    pub name: Name,
    /// Its first slot.
    pub first_slot: usize,
    /// The number of its slots.
    pub slots: usize,
}

/// What an instruction in an [`Image`] was made from.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SourceSlot {
    /// The instruction's first slot.
    pub slot: usize,
    /// The index of its function in [`Image::functions`].
    pub function: usize,
    /// The index of the instruction in the function's [`Code`].
    pub instruction: usize,
    /// Where in the source the instruction was written: the index in [`Image::locations`].
    pub location: Option<usize>,
}

/// What is in a slot of an [`Image`].
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct SlotSource<'a> {
    /// The function.
    pub function: &'a ImageFunction,
    /// The index of the instruction in the function's [`Code`].
    pub instruction: usize,
    /// Where in the source the instruction was written.
    pub location: Option<&'a Location>,
}

impl Image {
    /// Lays out the entry function, and after it those of the others that it refers to, directly or not, in the order
    /// of the first reference to each.
    ///
    /// Labels and functions are made distances. A jump that is too far for its 16 bits becomes a `gotol`, or a jump
    /// around one, if the options allow it. Jumps and calls by distance keep their targets when what is between
    /// becomes longer.
    ///
    /// # Errors
    /// All problems together: missing and empty functions, jumps to nowhere or too far, instructions that cannot be
    /// encoded. What [`Code::check`] looks for is not looked for here.
    pub fn link(
        entry: (&str, &Code),
        functions: &[(&str, &Code)],
        options: ImageOptions,
    ) -> Result<Self, LinkErrors> {
        Self::link_with(entry, functions, &|_| &[], options)
    }

    /// As [`link`](Self::link), with other instructions in the place of some: `replaced` gives those of a function, by
    /// their indices and in this order. They lead where the others led, and refer to no other functions.
    ///
    /// # Errors
    /// The same.
    pub fn link_with<'a>(
        entry: (&str, &'a Code),
        functions: &[(&str, &'a Code)],
        replaced: &dyn Fn(&str) -> &'a [(usize, Instruction)],
        options: ImageOptions,
    ) -> Result<Self, LinkErrors> {
        let mut problems = Vec::new();
        let chosen = reachable(entry, functions, &mut problems);
        let items = resolve(&chosen, replaced, &mut problems);
        if problems.is_empty() {
            relax::lay_out(&chosen, &items, options)
        } else {
            Err(LinkErrors { problems })
        }
    }

    /// What is in this slot, or nothing if the program does not have so many.
    pub fn at_slot(&self, slot: usize) -> Option<SlotSource<'_>> {
        if slot >= self.bytes.len() / SLOT {
            return None;
        }
        let after = self.sources.partition_point(|source| source.slot <= slot);
        let source = self.sources.get(after.checked_sub(1)?)?;
        Some(SlotSource {
            function: self.functions.get(source.function)?,
            instruction: source.instruction,
            location: self.location(source),
        })
    }

    /// Where in the source an instruction of this image was written.
    pub fn location(&self, source: &SourceSlot) -> Option<&Location> {
        Some(self.locations.get(source.location?)?)
    }
}

/// The functions of a program, in the order in which they are laid out.
pub(crate) struct Chosen<'a> {
    /// Their names and code.
    pub(crate) functions: Vec<(Name, &'a Code)>,
    numbers: HashMap<Name, usize>,
}

/// The entry, and the functions that are referred to from it on, in the order of the first reference to each.
fn reachable<'a>(
    (entry, code): (&str, &'a Code),
    functions: &[(&str, &'a Code)],
    problems: &mut Vec<LinkError>,
) -> Chosen<'a> {
    let mut known: HashMap<&str, &Code> = HashMap::from([(entry, code)]);
    for &(name, code) in functions {
        match known.entry(name) {
            Entry::Vacant(vacant) => {
                vacant.insert(code);
            }
            Entry::Occupied(_) => problems.push(LinkError {
                function: name.into(),
                place: None,
                problem: LinkProblem::DuplicateFunction,
            }),
        }
    }
    let name = Name::from(entry);
    let mut chosen = Chosen { numbers: HashMap::from([(name.clone(), 0)]), functions: vec![(name, code)] };
    let mut number = 0;
    while let Some((name, code)) = chosen.functions.get(number).cloned() {
        if code.instructions.is_empty() {
            let problem = LinkProblem::EmptyFunction;
            problems.push(LinkError { function: name.clone(), place: None, problem });
        }
        for (index, instruction) in code.instructions.iter().enumerate() {
            let Some(Reference::Function(callee)) = &instruction.reference else { continue };
            let Some(callee_code) = known.get(&**callee) else {
                let problem = LinkProblem::MissingFunction(callee.clone());
                problems.push(LinkError::at(&name, code, index, problem));
                continue;
            };
            if let Entry::Vacant(vacant) = chosen.numbers.entry(callee.clone()) {
                vacant.insert(chosen.functions.len());
                chosen.functions.push((callee.clone(), callee_code));
            }
        }
        number += 1;
    }
    chosen
}

/// All instructions of the program in a row, with the numbers in that row of those that they lead to.
fn resolve<'a>(
    chosen: &Chosen<'a>,
    replaced: &dyn Fn(&str) -> &'a [(usize, Instruction)],
    problems: &mut Vec<LinkError>,
) -> Vec<Item<'a>> {
    let mut first_items = Vec::with_capacity(chosen.functions.len());
    let mut count = 0;
    for (_, code) in &chosen.functions {
        first_items.push(count);
        count += code.instructions.len();
    }
    let mut items = Vec::with_capacity(count);
    for (function, (name, code)) in chosen.functions.iter().enumerate() {
        let targets = Targets::of(code);
        let mut found: Vec<(usize, LinkProblem)> = Vec::new();
        found.extend(
            targets.duplicates.iter().map(|&(index, first)| (index, LinkProblem::DuplicateLabel { first })),
        );
        let mut replaced = replaced(name).iter().peekable();
        for (index, instruction) in code.instructions.iter().enumerate() {
            let replacement = replaced.next_if(|(other, _)| *other == index);
            let instruction = replacement.map_or(instruction, |(_, instruction)| instruction);
            let mut refuse = |problem| found.push((index, problem));
            if instruction.encode_problem().is_some() {
                instruction.encode_problems().map(LinkProblem::Encoding).for_each(&mut refuse);
            }
            if let Some(reference) = &instruction.reference
                && let Some(row) = table::row(instruction.operation)
                && !reference_fits(row, reference)
            {
                refuse(LinkProblem::WrongReference(reference.clone()));
            }
            if let Some(reference @ Reference::Kernel(_)) = &instruction.reference {
                refuse(LinkProblem::Encoding(EncodeProblem::Unresolved(reference.clone())));
            }
            let mut leads_to = None;
            match targets.leads_to(index) {
                Some(Ok(target)) => leads_to = Some(first_items[function] + target),
                Some(Err(problem)) => refuse(LinkProblem::Target(problem)),
                None => {}
            }
            if let Some(Reference::Function(callee)) = &instruction.reference {
                leads_to = chosen.numbers.get(callee).map(|&callee| first_items[callee]);
            }
            items.push(Item { function, index, instruction, leads_to });
        }
        found.sort_by_key(|&(index, _)| index);
        problems.extend(found.into_iter().map(|(index, problem)| LinkError::at(name, code, index, problem)));
    }
    items
}

/// Everything that keeps functions from being laid out as a program.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LinkErrors {
    /// The problems, at least one.
    pub problems: Vec<LinkError>,
}

/// One thing that keeps functions from being laid out as a program.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LinkError {
    /// The function.
    pub function: Name,
    /// The instruction, if it is one that has the problem.
    pub place: Option<Place>,
    /// What is wrong.
    pub problem: LinkProblem,
}

/// The kinds of problems that [`Image::link`] finds.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum LinkProblem {
    /// Another function has the same name.
    DuplicateFunction,
    /// The function has no instructions.
    EmptyFunction,
    /// The instruction refers to a function that is not there.
    MissingFunction(Name),
    /// The instruction's label belongs to an earlier one.
    DuplicateLabel {
        /// The index of the earlier instruction.
        first: usize,
    },
    /// The instruction cannot refer to such a thing.
    WrongReference(Reference),
    /// A jump (or a call by distance) leads to no instruction.
    Target(TargetProblem),
    /// A jump is too far, and cannot be replaced.
    TooFar {
        /// The distance in slots, from the slot after the jump.
        distance: i64,
    },
    /// The instruction cannot be encoded.
    Encoding(EncodeProblem),
}

impl LinkError {
    pub(crate) fn at(function: &Name, code: &Code, index: usize, problem: LinkProblem) -> Self {
        Self { function: function.clone(), place: Some(Place::of(code, index)), problem }
    }
}

impl fmt::Display for LinkProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::DuplicateFunction => f.write_str("there are two functions of this name"),
            Self::EmptyFunction => f.write_str("the function has no instructions"),
            Self::MissingFunction(name) => write!(f, "there is no function `{name}`"),
            Self::DuplicateLabel { first } => {
                write!(f, "its label belongs to instruction {first} of the function already")
            }
            Self::WrongReference(reference) => {
                write!(f, "an instruction of this kind cannot refer to the {reference}")
            }
            Self::Target(problem) => problem.fmt(f),
            Self::TooFar { distance } => write!(
                f,
                "the jump's distance is {distance:+} slots, expected {} to {:+}; farther ones need gotol (Linux 6.6), \
                 which was not allowed",
                i16::MIN,
                i16::MAX
            ),
            Self::Encoding(problem) => problem.fmt(f),
        }
    }
}

impl fmt::Display for LinkError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "function `{}`", self.function)?;
        if let Some(place) = &self.place {
            write!(f, ", {place}")?;
        }
        write!(f, ": {}", self.problem)
    }
}

impl fmt::Display for LinkErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        print_problems(&self.problems, f)
    }
}

impl Error for LinkError {}

impl Error for LinkErrors {}

#[cfg(test)]
mod tests;
