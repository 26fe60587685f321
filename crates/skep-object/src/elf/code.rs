//! Functions: from the bytes of a section to instructions that name what they refer to.

use super::error::{ElfError, ElfProblem};
use super::file::{File, Relocation, Section, Symbol, SymbolKind};
use super::source::Source;
use crate::{Binding, ExternSpec, MapSpec};
use skep_btf::TypeId;
use skep_isa::{Callee, Code, Immediate, Name, Operation, Reference, decode};
use std::collections::{BTreeMap, HashMap, HashSet};

/// Of the kinds of relocations of the BPF target, those that occur in code (`R_BPF_NONE`, `R_BPF_64_64`, `R_BPF_64_32`;
/// `Documentation/bpf/llvm_reloc.rst`).
const NONE: u32 = 0;
pub(super) const LOAD: u32 = 1;
pub(super) const CALL: u32 = 10;

/// The bytes of an instruction's slot.
const SLOT: u64 = 8;

/// A function of the file: where it is, and what it is called.
pub(super) struct Function<'a> {
    pub(super) name: Name,
    pub(super) symbol: &'a str,
    pub(super) section: usize,
    pub(super) start: u64,
    pub(super) end: u64,
    /// Which other files may call it.
    pub(super) binding: Binding,
}

/// All functions of a file, by section and place.
pub(super) struct Functions<'a>(BTreeMap<(usize, u64), Function<'a>>);

impl<'a> Functions<'a> {
    /// Finds the functions of all sections with code.
    pub(super) fn find(file: &File<'a>) -> Result<Self, ElfError> {
        let mut functions: BTreeMap<(usize, u64), Function<'a>> = BTreeMap::new();
        for symbol in file.symbols.iter().filter(|symbol| symbol.kind == SymbolKind::Function) {
            let Some(number) = symbol.section else { continue };
            let Some(section) = file.sections.get(number).filter(|section| section.is_executable) else {
                continue;
            };
            let end = symbol.value.checked_add(symbol.size).filter(|end| *end <= section.size);
            let whole =
                symbol.value.is_multiple_of(SLOT) && symbol.size.is_multiple_of(SLOT) && symbol.size > 0;
            let Some(end) = end.filter(|_| whole) else {
                let found = format!("the function `{}` of {} bytes", symbol.name, symbol.size);
                let expected = format!("whole instructions within the section's {} bytes", section.size);
                return Err(ElfError::at(section.name, symbol.value, found, expected));
            };
            let function = Function {
                name: symbol.name.into(),
                symbol: symbol.name,
                section: number,
                start: symbol.value,
                end,
                binding: symbol.binding(),
            };
            // Of several names of one function, that which others see is the one.
            let known = functions.get(&(number, symbol.value));
            if known.is_none_or(|known| known.binding == Binding::Local && !symbol.is_local) {
                functions.insert((number, symbol.value), function);
            }
        }
        let mut used: HashSet<Name> = HashSet::new();
        let mut numbers: HashMap<&str, u32> = HashMap::new();
        let mut previous: Option<(usize, u64)> = None;
        for ((number, start), function) in &mut functions {
            let section = file.sections.get(*number).map_or("", |section| section.name);
            if let Some((_, end)) = previous.filter(|&(last, end)| last == *number && end > *start) {
                let found = format!("the function `{}`", function.symbol);
                let expected = format!("it after the one before, which ends at {end}");
                return Err(ElfError::at(section, *start, found, expected));
            }
            previous = Some((*number, function.end));
            // Functions that only their own source file sees may have the names of others.
            while !used.insert(function.name.clone()) {
                let number = numbers.entry(function.symbol).or_insert(0_u32);
                *number = number.saturating_add(1);
                function.name = format!("{}.{number}", function.symbol).into();
            }
        }
        Ok(Self(functions))
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &Function<'a>> {
        self.0.values()
    }

    /// The function that begins there.
    pub(super) fn at(&self, section: usize, offset: u64) -> Option<&Function<'a>> {
        self.0.get(&(section, offset))
    }
}

/// What is in the sections besides code, for instructions to refer to.
#[derive(Default)]
pub(super) struct Places {
    /// Maps, by section and place.
    pub(super) maps: HashMap<(usize, u64), Name>,
    /// The maps that data sections become, by section.
    pub(super) data: HashMap<usize, Name>,
    /// What is not in the file, by name.
    pub(super) externs: HashMap<String, Extern>,
    /// What is said of those that are symbols.
    pub(super) symbols: Vec<ExternSpec>,
}

/// What is not in the file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Extern {
    /// A value of its configuration: where in the map of these.
    Configuration { map: Name, offset: u32 },
    /// A function.
    Function,
    /// A variable with a type.
    Variable,
    /// A symbol of which only the address is of interest.
    Address,
    /// A map of another object.
    Map(Box<MapSpec>),
    /// A variable of another object.
    Elsewhere,
}

/// A function's instructions, and its type.
pub(super) struct Body {
    pub(super) code: Code,
    pub(super) type_id: Option<TypeId>,
}

/// Reads functions.
pub(super) struct Reader<'f, 'a> {
    pub(super) file: &'f File<'a>,
    pub(super) functions: &'f Functions<'a>,
    pub(super) places: &'f Places,
    pub(super) source: Source<'f>,
    /// The data sections that code refers to.
    pub(super) used: HashSet<usize>,
}

impl Reader<'_, '_> {
    pub(super) fn read(&mut self, function: &Function<'_>) -> Result<Body, ElfError> {
        let file = self.file;
        let Some(section) = file.sections.get(function.section) else {
            return Err(ElfError::file("a function in no section", "one of the file's"));
        };
        let range = usize::try_from(function.start).ok().zip(usize::try_from(function.end).ok());
        let bytes = range.and_then(|(start, end)| section.data.get(start..end)).unwrap_or_default();
        let mut code = decode(bytes, file.endian).map_err(|error| ElfError {
            section: Some(section.name.to_owned()),
            offset: Some(function.start + error.slot as u64 * SLOT),
            problem: ElfProblem::Code { function: function.symbol.to_owned(), error },
        })?;
        let mut slots = Vec::with_capacity(code.instructions.len());
        let mut slot = 0_u32;
        for instruction in &code.instructions {
            slots.push(slot);
            slot = slot.saturating_add(if instruction.slots() == 2 { 2 } else { 1 });
        }
        let first = section.relocations.partition_point(|relocation| relocation.offset < function.start);
        for relocation in section.relocations.get(first..).unwrap_or_default() {
            if relocation.offset >= function.end {
                break;
            }
            self.relocate(section, function, relocation, &mut code, &slots)?;
        }
        self.name_functions(section, function, &mut code, &slots)?;
        let start = u32::try_from(function.start / SLOT).unwrap_or(u32::MAX);
        self.source.annotate(section.name, start, &mut code, &slots)?;
        Ok(Body { code, type_id: self.source.function_type(section.name, start) })
    }

    /// Has an instruction name what its relocation says it refers to.
    fn relocate(
        &mut self,
        section: &Section<'_>,
        function: &Function<'_>,
        relocation: &Relocation,
        code: &mut Code,
        slots: &[u32],
    ) -> Result<(), ElfError> {
        if relocation.kind == NONE {
            return Ok(());
        }
        let at = relocation.offset;
        let unexpected = |found: String, expected: &str| ElfError::at(section.name, at, found, expected);
        let symbol = self.file.symbol(section.name, relocation)?;
        let slot = u32::try_from((at - function.start) / SLOT).ok().filter(|_| at.is_multiple_of(SLOT));
        let index = slot.and_then(|slot| slots.binary_search(&slot).ok());
        let Some(instruction) = index.and_then(|index| code.instructions.get_mut(index)) else {
            return Err(unexpected(format!("a relocation of {}", what(symbol)), "an instruction there"));
        };
        match (relocation.kind, instruction.operation) {
            (CALL, Operation::Call(Callee::Function)) => {
                if symbol.section.is_none() {
                    instruction.operation = Operation::Call(Callee::Kfunc);
                    instruction.imm = 0;
                    instruction.reference = Some(Reference::Kernel(symbol.name.into()));
                    return Ok(());
                }
                // What is added counts slots, from the one after the call.
                let slots = match relocation.addend {
                    None | Some(0) => instruction.imm.saturating_add(1),
                    Some(other) => return Err(unexpected(format!("{other} added to a call"), "0")),
                };
                let target = symbol.value.checked_add_signed(slots.saturating_mul(8));
                let name = self.function_at(section, at, symbol, target)?;
                instruction.imm = 0;
                instruction.reference = Some(Reference::Function(name));
                Ok(())
            }
            (LOAD, Operation::LoadImmediate(Immediate::Value)) => {
                let addend = relocation.addend.unwrap_or(instruction.imm);
                let (immediate, imm, reference) = self.load(section, at, symbol, addend)?;
                instruction.operation = Operation::LoadImmediate(immediate);
                instruction.imm = imm;
                instruction.reference = Some(reference);
                Ok(())
            }
            (kind, _) => Err(unexpected(
                format!("a relocation of kind {kind} with {}, on `{instruction}`", what(symbol)),
                "1 (R_BPF_64_64) on a 64-bit load or 10 (R_BPF_64_32) on a call",
            )),
        }
    }

    /// What a 64-bit load of a symbol's address loads.
    fn load(
        &mut self,
        section: &Section<'_>,
        at: u64,
        symbol: &Symbol<'_>,
        addend: i64,
    ) -> Result<(Immediate, i64, Reference), ElfError> {
        let unexpected = |expected: &str| {
            let found = format!("the address of {}{}", what(symbol), plus(addend));
            ElfError::at(section.name, at, found, expected)
        };
        let Some(number) = symbol.section else {
            let Some(external) = self.places.externs.get(symbol.name) else {
                return Err(unexpected("a symbol of the file, or one that its types say is elsewhere"));
            };
            if *external == Extern::Elsewhere {
                return Ok((Immediate::Value, addend, Reference::Kernel(symbol.name.into())));
            }
            if addend != 0 {
                return Err(unexpected("nothing added to a symbol of the kernel"));
            }
            return Ok(match external {
                Extern::Configuration { map, offset } => {
                    (Immediate::MapValue, i64::from(*offset) << 32, Reference::Map(map.clone()))
                }
                Extern::Variable | Extern::Function => {
                    (Immediate::Variable, 0, Reference::Kernel(symbol.name.into()))
                }
                Extern::Address | Extern::Elsewhere => {
                    (Immediate::Value, 0, Reference::Kernel(symbol.name.into()))
                }
                Extern::Map(map) => (Immediate::Map, 0, Reference::Map(map.name.clone())),
            });
        };
        let place = symbol.value.checked_add_signed(addend);
        if let Some(map) = place.and_then(|place| self.places.maps.get(&(number, place))) {
            return Ok((Immediate::Map, 0, Reference::Map(map.clone())));
        }
        let Some(target) = self.file.sections.get(number) else {
            return Err(unexpected("a section of the file"));
        };
        if let Some(map) = self.places.data.get(&number) {
            // One past the end is an address as well.
            let place = place.filter(|place| *place <= target.size);
            let offset = place.and_then(|place| u32::try_from(place).ok());
            let Some(offset) = offset else { return Err(unexpected("one within its section")) };
            self.used.insert(number);
            let imm = i64::from(offset.cast_signed()) << 32;
            return Ok((Immediate::MapValue, imm, Reference::Map(map.clone())));
        }
        if target.is_executable {
            let name = self.function_at(section, at, symbol, place)?;
            return Ok((Immediate::Function, 0, Reference::Function(name)));
        }
        Err(unexpected("a map, a variable or a function"))
    }

    fn function_at(
        &self,
        section: &Section<'_>,
        at: u64,
        symbol: &Symbol<'_>,
        target: Option<u64>,
    ) -> Result<Name, ElfError> {
        let function =
            symbol.section.zip(target).and_then(|(number, target)| self.functions.at(number, target));
        function.map(|function| function.name.clone()).ok_or_else(|| {
            let place =
                target.map_or_else(|| "before its section".to_owned(), |target| format!("at {target}"));
            let found = format!("a reference to {}, {place}", what(symbol));
            ElfError::at(section.name, at, found, "the beginning of a function")
        })
    }

    /// Has calls and loads that lead to functions of the same section by distance name these.
    fn name_functions(
        &self,
        section: &Section<'_>,
        function: &Function<'_>,
        code: &mut Code,
        slots: &[u32],
    ) -> Result<(), ElfError> {
        for (instruction, slot) in code.instructions.iter_mut().zip(slots) {
            let refers = matches!(
                instruction.operation,
                Operation::Call(Callee::Function) | Operation::LoadImmediate(Immediate::Function)
            );
            if !refers || instruction.reference.is_some() {
                continue;
            }
            let at = function.start + u64::from(*slot) * SLOT;
            let distance = instruction.imm.saturating_add(1).saturating_mul(8);
            let target = at.checked_add_signed(distance);
            let Some(target) = target.and_then(|target| self.functions.at(function.section, target)) else {
                let found = format!("`{instruction}`");
                return Err(ElfError::at(
                    section.name,
                    at,
                    found,
                    "a distance to the beginning of a function",
                ));
            };
            instruction.imm = 0;
            instruction.reference = Some(Reference::Function(target.name.clone()));
        }
        Ok(())
    }
}

/// A symbol in words.
pub(super) fn what(symbol: &Symbol<'_>) -> String {
    match (symbol.kind, symbol.section) {
        (SymbolKind::Section, Some(number)) => format!("the section {number}"),
        (_, None) => format!("`{}`, which is not in the file", symbol.name),
        _ => format!("`{}`", symbol.name),
    }
}

fn plus(addend: i64) -> String {
    if addend == 0 { String::new() } else { format!(" {addend:+}") }
}
