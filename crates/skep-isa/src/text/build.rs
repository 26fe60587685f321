//! Makes functions of the lines of a text: binds labels, and finds out what names stand for.

use super::error::{TextError, TextErrors};
use super::lines::{Reader, Statement, TEXT, What};
use super::{Assembly, AssemblyFunction, TextOptions};
use crate::table::{self, Field};
use crate::{
    Callee, Code, Immediate, Instruction, Listing, ListingLine, Location, Name, Operation, Reference, SLOT,
};
use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// The function that a text without a header is.
const MAIN: &str = "main";

pub(super) fn assembly(text: &str, options: &TextOptions<'_>) -> Result<Assembly, TextErrors> {
    let mut parser = Parser::read(text, options);
    let mut names: HashMap<Name, Location> = HashMap::new();
    let mut assembly = Assembly::default();
    if let [Function { header: None, location, .. }, _, ..] = &parser.functions[..] {
        let location = location.clone();
        parser.refuse(&location, "something before the first function", "a header: `function NAME:`");
    }
    for function in parser.take_functions() {
        let Function { header, section, location, .. } = &function;
        let name = header.clone().unwrap_or_else(|| MAIN.into());
        match names.entry(name.clone()) {
            Entry::Vacant(entry) => {
                entry.insert(location.clone());
            }
            Entry::Occupied(first) => {
                let found = format!("the function `{name}`, which stands at {} already", first.get());
                parser.refuse(location, found, "a function of another name");
            }
        }
        let (section, location) = (section.clone(), location.clone());
        let code = parser.code(function);
        assembly.functions.push(AssemblyFunction { name, section, location, code });
    }
    parser.end(assembly)
}

pub(super) fn code(text: &str, options: &TextOptions<'_>) -> Result<Code, TextErrors> {
    let mut parser = Parser::read(text, options);
    let function = parser.only_function();
    let code = parser.code(function);
    parser.end(code)
}

pub(super) fn listing(text: &str, options: &TextOptions<'_>) -> Result<Listing, TextErrors> {
    let mut parser = Parser::read(text, options);
    let function = parser.only_function();
    let listing = parser.listing(function);
    parser.end(listing)
}

/// A text whose lines have been read.
struct Parser<'o> {
    options: &'o TextOptions<'o>,
    functions: Vec<Function>,
    /// The names of all functions of the text.
    names: HashSet<Name>,
    /// The names of all variables, and the sections that they are in.
    variables: HashMap<Name, Name>,
    /// Whether it is a compiler's output: directives say which labels are functions.
    is_output: bool,
    errors: Vec<TextError>,
}

struct Function {
    /// Its name; nothing before the first header.
    header: Option<Name>,
    section: Name,
    location: Location,
    statements: Vec<Statement>,
}

/// The lines of a function, and the places of its labels in them.
#[derive(Default)]
struct Body {
    lines: Vec<(ListingLine, Location)>,
    labels: HashMap<Name, (usize, Location)>,
}

impl<'o> Parser<'o> {
    fn read(text: &str, options: &'o TextOptions<'o>) -> Self {
        let Reader { statements, errors, functions: declared, variables, .. } =
            Reader::read(text, &options.file);
        let is_output = !declared.is_empty();
        let (functions, names) = (Vec::new(), HashSet::new());
        let mut parser = Self { options, functions, names, variables, is_output, errors };
        for statement in statements {
            let header = match &statement.what {
                What::Function(name) => Some(name),
                What::Label(name) => declared.get(name),
                What::Instruction(_) | What::Raw(_) => None,
            }
            .cloned();
            if header.is_some() || parser.functions.is_empty() {
                parser.names.extend(header.clone());
                let (section, location) = (statement.section.clone(), statement.location.clone());
                parser.functions.push(Function { header, section, location, statements: Vec::new() });
            }
            if let Some(function) = parser.functions.last_mut() {
                function.statements.push(statement);
            }
        }
        parser
    }

    fn refuse(&mut self, location: &Location, found: impl Into<String>, expected: impl Into<String>) {
        let (found, expected) = (found.into(), expected.into());
        self.errors.push(TextError { location: location.clone(), found, expected });
    }

    /// What was made, if nothing was wrong.
    fn end<T>(mut self, made: T) -> Result<T, TextErrors> {
        if self.errors.is_empty() {
            return Ok(made);
        }
        self.errors.sort_by_key(|error| (error.location.line, error.location.column));
        Err(TextErrors { problems: self.errors })
    }

    /// The functions: at least one, so that a text without any is an error.
    fn take_functions(&mut self) -> Vec<Function> {
        let mut functions = std::mem::take(&mut self.functions);
        if functions.is_empty() {
            let location = Location { file: self.options.file.clone(), line: 1, column: 1, text: None };
            functions.push(Function { header: None, section: TEXT.into(), location, statements: Vec::new() });
        }
        functions
    }

    /// The first function, which must be the only one.
    fn only_function(&mut self) -> Function {
        let mut functions = self.take_functions();
        for other in functions.drain(1..) {
            if let Some(name) = &other.header {
                let found = format!("the function `{name}`, which is not the first");
                self.refuse(&other.location, found, "the text of one function");
            }
        }
        functions.remove(0)
    }

    fn code(&mut self, function: Function) -> Code {
        let Body { lines, labels } = self.body(function);
        let mut instructions = Vec::with_capacity(lines.len());
        for (line, location) in lines {
            match line {
                ListingLine::Instruction(instruction) => instructions.push(instruction),
                ListingLine::Raw(_) => {
                    self.refuse(&location, "`.insn`", "an instruction: only listings hold other bytes");
                    instructions.push(Instruction::new(Operation::Exit));
                }
            }
        }
        // Of several names of a place, the code has the first.
        let mut first: HashMap<usize, (Name, Location)> = HashMap::new();
        for (name, (place, location)) in &labels {
            match first.entry(*place) {
                Entry::Occupied(mut entry) if is_before(location, &entry.get().1) => {
                    entry.insert((name.clone(), location.clone()));
                }
                Entry::Occupied(_) => {}
                Entry::Vacant(entry) => {
                    entry.insert((name.clone(), location.clone()));
                }
            }
        }
        for instruction in &mut instructions {
            if let Some(Reference::Label(label)) = &mut instruction.reference
                && let Some((place, _)) = labels.get(label)
                && let Some((name, _)) = first.get(place)
            {
                label.clone_from(name);
            }
        }
        for (place, (name, _)) in first {
            if let Some(instruction) = instructions.get_mut(place) {
                instruction.label = Some(name);
            }
        }
        Code { instructions }
    }

    /// The lines, with labels made distances.
    fn listing(&mut self, function: Function) -> Listing {
        let Body { mut lines, labels } = self.body(function);
        let mut starts = Vec::with_capacity(lines.len());
        let mut slot: i64 = 0;
        for (line, _) in &lines {
            starts.push(slot);
            slot += match line {
                ListingLine::Instruction(instruction) if instruction.slots() == 2 => 2,
                ListingLine::Instruction(_) | ListingLine::Raw(_) => 1,
            };
        }
        let last = lines.len().saturating_sub(1);
        for (index, (line, location)) in lines.iter_mut().enumerate() {
            match line {
                ListingLine::Instruction(instruction) => {
                    let Some(Reference::Label(label)) = &instruction.reference else { continue };
                    let Some(&target) = labels.get(label).and_then(|(place, _)| starts.get(*place)) else {
                        continue;
                    };
                    let distance = target - starts[index] - 1;
                    let in_immediate =
                        table::row(instruction.operation).is_some_and(|row| row.imm == Field::Target);
                    if in_immediate {
                        instruction.imm = distance;
                    } else if let Ok(offset) = i16::try_from(distance) {
                        instruction.offset = offset;
                    } else {
                        let found = format!("the label `{label}` at a distance of {distance:+} slots");
                        let expected = format!("a distance from {} to {:+}", i16::MIN, i16::MAX);
                        self.refuse(location, found, expected);
                    }
                    instruction.reference = None;
                }
                ListingLine::Raw(bytes) if bytes.len() < SLOT && index != last => {
                    let found = format!("{} of {SLOT} bytes", bytes.len());
                    self.refuse(location, found, "all of them: only the last line can have fewer");
                }
                ListingLine::Raw(_) => {}
            }
        }
        Listing { lines: lines.into_iter().map(|(line, _)| line).collect() }
    }

    /// The lines of a function, in which names stand for what they are.
    fn body(&mut self, function: Function) -> Body {
        let mut jumps: HashMap<Name, Location> = HashMap::new();
        for Statement { what, location, name_location, .. } in &function.statements {
            if let What::Instruction(Instruction { reference: Some(Reference::Label(name)), .. }) = what {
                let location = name_location.as_ref().unwrap_or(location);
                jumps.entry(name.clone()).or_insert_with(|| location.clone());
            }
        }
        let mut body = Body::default();
        for Statement { what, location, name_location, .. } in function.statements {
            match what {
                // The header.
                What::Function(_) => {}
                What::Label(name) if Some(&name) == function.header.as_ref() && body.lines.is_empty() => {}
                // Assembly output has such labels for its own purposes.
                What::Label(name)
                    if self.is_output && name.starts_with(".L") && !jumps.contains_key(&name) => {}
                What::Label(name) => match body.labels.entry(name.clone()) {
                    Entry::Vacant(entry) => {
                        entry.insert((body.lines.len(), location));
                    }
                    Entry::Occupied(first) => {
                        let found = format!("the label `{name}`, which stands at {} already", first.get().1);
                        self.refuse(&location, found, "a label of another name");
                    }
                },
                What::Instruction(mut instruction) => {
                    self.resolve(&mut instruction, name_location.as_ref().unwrap_or(&location));
                    instruction.location = Some(Arc::new(location.clone()));
                    body.lines.push((ListingLine::Instruction(instruction), location));
                }
                What::Raw(bytes) => body.lines.push((ListingLine::Raw(bytes), location)),
            }
        }
        for (label, location) in jumps.iter().filter(|(label, _)| !body.labels.contains_key(*label)) {
            let found = format!("the label `{label}`, which stands nowhere");
            self.refuse(location, found, "a label of the function");
        }
        if body.lines.is_empty() {
            self.refuse(&function.location, "no instructions", "at least one");
            return body;
        }
        for (label, (place, location)) in &body.labels {
            if *place == body.lines.len() {
                let found = format!("the label `{label}` at the end of the function");
                self.refuse(location, found, "an instruction after it");
            }
        }
        body
    }

    /// Finds out what the name is that an instruction refers to.
    fn resolve(&mut self, instruction: &mut Instruction, location: &Location) {
        let name = match &instruction.reference {
            Some(Reference::Function(name) | Reference::Map(name)) => name.clone(),
            Some(Reference::Label(_) | Reference::Kernel(_)) | None => return,
        };
        if self.names.contains(&name) {
            if instruction.operation == Operation::LoadImmediate(Immediate::Map) {
                instruction.operation = Operation::LoadImmediate(Immediate::Function);
                instruction.reference = Some(Reference::Function(name));
            }
            return;
        }
        if let Some(section) = self.variables.get(&name).filter(|section| &***section != ".maps") {
            let found = format!("the variable `{name}` of the section `{section}`");
            self.refuse(location, found, "a map or a function: only object files give variables an address");
            return;
        }
        if instruction.operation == Operation::Call(Callee::Function)
            && let Some(id) = (self.options.helper_id)(&name)
        {
            let operation = Operation::Call(Callee::Helper);
            *instruction = Instruction { imm: id.into(), ..Instruction::new(operation) };
        }
    }
}

fn is_before(one: &Location, other: &Location) -> bool {
    (one.line, one.column) < (other.line, other.column)
}
