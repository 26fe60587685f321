//! What is staged together: one module, its maps and variables, and everything that was refused.

use super::source::{Place, Refusal, Refusals, SourceFunction};
use super::types::{KernelTypes, Types};
use super::{Argument, Builder, Entry, Kind, Layout};
use crate::bpf::Constant;
use skep_btf::Endian;
use skep_ir::{
    FileId, FunctionBuilder, FunctionId, FunctionKind, Global, GlobalId, Location, LocationId, Map, MapId,
    Module, Region, Site, Type, TypeId, Violation,
};
use skep_uapi::{AttachType, Probe, ProgramType, RegisterAbi, TracepointFormat, Version};
use std::collections::{BTreeMap, HashMap};

/// What is known of where the programs will run, as far as the source's meaning depends on it.
#[derive(Clone, Debug)]
pub struct Surroundings {
    /// In which order the machine's numbers have their bytes.
    pub endian: Endian,
    /// The formats of tracepoints' records, by `category:name`.
    pub formats: BTreeMap<String, TracepointFormat>,
    /// The version of Linux, if it is known: programs that call helpers which came later are refused.
    pub version: Option<Version>,
    /// The machine's registers, where programs of probes find what they are given.
    pub registers: Option<&'static RegisterAbi>,
}

impl Surroundings {
    /// A machine of this byte order, of which nothing else is known.
    pub const fn new(endian: Endian) -> Self {
        Self { endian, formats: BTreeMap::new(), version: None, registers: None }
    }
}

/// What a program is, while it is staged.
#[derive(Clone, Copy, Debug)]
pub struct ProgramFacts {
    /// Its type.
    pub program_type: ProgramType,
    /// What it is attached as, where that decides what it may do.
    pub attach_type: Option<AttachType>,
    /// What its attribute says it is attached to; empty if it says nothing.
    pub target: &'static str,
    /// Its arguments.
    pub arguments: &'static [Argument],
    /// The probe that it is for.
    pub probe: Option<Probe>,
}

/// A program of a module, as it is staged.
#[derive(Clone, Copy, Debug)]
pub struct Program {
    /// Its name.
    pub name: &'static str,
    /// What it is.
    pub facts: ProgramFacts,
    /// Stages it.
    pub stage: fn(&mut Staging),
    /// Whether it is not to be loaded.
    pub is_left_out: bool,
    /// Whether a load goes on without it if the kernel does not take it.
    pub is_optional: bool,
}

impl Program {
    /// The program of an entry point.
    pub fn of<E: Entry>() -> Self {
        let facts = ProgramFacts {
            program_type: E::Kind::PROGRAM_TYPE,
            attach_type: E::Kind::ATTACH_TYPE,
            target: E::TARGET,
            arguments: E::ARGUMENTS,
            probe: E::Kind::PROBE,
        };
        Self {
            name: E::NAME,
            facts,
            stage: |staging| staging.entry::<E>(),
            is_left_out: false,
            is_optional: false,
        }
    }
}

/// One call of a function that is being staged.
#[derive(Debug)]
pub(crate) struct Frame {
    pub(crate) function: &'static SourceFunction,
    /// Where it was called.
    pub(crate) called_at: Option<Place>,
    /// The position of the call, which the caller goes back to.
    pub(crate) before: Option<LocationId>,
    /// The position of the call, if its instructions are put where it was called.
    pub(crate) inlined_at: Option<LocationId>,
}

/// The name of the variable in which programs count what a map of this name did not take.
pub fn refusals(name: &str) -> String {
    format!("__refused_{name}")
}

/// In how many parts programs count what was refused or lost: a processor adds to the part of its number modulo this one, so that
/// processors that are refused at the same time do not wait for each other.
pub const COUNTER_PARTS: u32 = 64;

/// The size of a part in bytes, that of a line of the processor's cache: its first eight are the number.
pub const COUNTER_STRIDE: u32 = 64;

/// A constant that is given before the load.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ConstantId(usize);

/// What all functions of a module have in common while they are staged.
#[derive(Debug)]
pub struct Session {
    pub(crate) surroundings: Surroundings,
    pub(crate) program: Option<ProgramFacts>,
    pub(crate) licence: String,
    pub(crate) frames: Vec<Frame>,
    pub(crate) refusals: Vec<Refusal>,
    pub(crate) kernel_types: KernelTypes,
    maps: HashMap<usize, MapId>,
    globals: HashMap<usize, GlobalId>,
    constants: HashMap<(TypeId, Vec<u8>), GlobalId>,
    counters: BTreeMap<String, GlobalId>,
    /// The constants by their addresses, and their bytes.
    decided: HashMap<usize, ConstantId>,
    decided_bytes: Vec<Vec<u8>>,
    files: HashMap<&'static str, FileId>,
    locations: HashMap<Location, LocationId>,
    /// Where each position is in the source, with its function.
    sources: HashMap<LocationId, Place>,
    /// The functions of their own, by what they are made of.
    pub(crate) functions: HashMap<String, FunctionId>,
}

impl Session {
    fn new(licence: &str, surroundings: Surroundings) -> Self {
        Self {
            surroundings,
            program: None,
            licence: licence.to_owned(),
            frames: vec![],
            refusals: vec![],
            kernel_types: KernelTypes::default(),
            maps: HashMap::new(),
            globals: HashMap::new(),
            constants: HashMap::new(),
            counters: BTreeMap::new(),
            decided: HashMap::new(),
            decided_bytes: vec![],
            files: HashMap::new(),
            locations: HashMap::new(),
            sources: HashMap::new(),
            functions: HashMap::new(),
        }
    }

    /// A constant: with the bytes that were decided, or else those that are declared.
    pub(crate) fn constant(&mut self, address: usize, declared: impl FnOnce(&mut Vec<u8>)) -> ConstantId {
        *self.decided.entry(address).or_insert_with(|| {
            let mut bytes = vec![];
            declared(&mut bytes);
            self.decided_bytes.push(bytes);
            ConstantId(self.decided_bytes.len() - 1)
        })
    }

    /// The bytes of a constant.
    pub(crate) fn bytes_of(&self, constant: ConstantId) -> Vec<u8> {
        self.decided_bytes.get(constant.0).cloned().unwrap_or_default()
    }

    /// The map of a static, which is declared when it is named first.
    pub(crate) fn map(
        &mut self,
        module: &mut Module,
        address: usize,
        declare: impl FnOnce() -> Map,
    ) -> MapId {
        if let Some(&known) = self.maps.get(&address) {
            return known;
        }
        let mut map = declare();
        map.name = free_name(map.name, |name| module.map(name).is_some());
        let id = module.maps.push(map);
        self.maps.insert(address, id);
        id
    }

    /// The variable of a static.
    pub(crate) fn global(
        &mut self,
        module: &mut Module,
        address: usize,
        declare: impl FnOnce() -> Global,
    ) -> GlobalId {
        if let Some(&known) = self.globals.get(&address) {
            return known;
        }
        let mut global = declare();
        global.name = free_name(global.name, |name| module.global(name).is_some());
        let id = module.globals.push(global);
        self.globals.insert(address, id);
        id
    }

    /// Memory that is only read; one place for all of the same bytes and type.
    pub(crate) fn constant_memory(
        &mut self,
        module: &mut Module,
        bytes: Vec<u8>,
        align: u32,
        declared: TypeId,
    ) -> GlobalId {
        let globals = &mut self.constants;
        *globals.entry((declared, bytes)).or_insert_with_key(|(declared, bytes)| {
            let name = free_name("constant".to_owned(), |name| module.global(name).is_some());
            module.globals.push(Global {
                name,
                writable: false,
                align: align.max(8),
                bytes: bytes.clone(),
                declared: Some(*declared),
            })
        })
    }

    /// A number that counts from 0 for user space, in parts.
    pub(crate) fn counter(&mut self, module: &mut Module, name: &str) -> GlobalId {
        if let Some(&known) = self.counters.get(name) {
            return known;
        }
        let mut types = Types::new(module, &mut self.kernel_types);
        let number = types.integer("unsigned long", 8, false);
        let part = types.array(number, COUNTER_STRIDE / 8);
        let declared = types.array(part, COUNTER_PARTS);
        let id = module.globals.push(Global {
            name: name.to_owned(),
            writable: true,
            align: COUNTER_STRIDE,
            bytes: vec![0; (COUNTER_PARTS * COUNTER_STRIDE) as usize],
            declared: Some(declared),
        });
        self.counters.insert(name.to_owned(), id);
        id
    }

    /// The position of a place in the function that is being staged.
    pub(crate) fn location(&mut self, module: &mut Module, line: u32, column: u32) -> Option<LocationId> {
        let frame = self.frames.last()?;
        let (function, inlined_at) = (frame.function, frame.inlined_at);
        let file =
            *self.files.entry(function.file).or_insert_with(|| module.files.push(function.file.to_owned()));
        let location = Location { file, line, column, inlined_at };
        if let Some(&known) = self.locations.get(&location) {
            return Some(known);
        }
        let text = function.text_of(line);
        if !text.is_empty() {
            module.lines.entry((file, line)).or_insert_with(|| text.to_owned());
        }
        let id = module.locations.push(location);
        self.locations.insert(location, id);
        self.sources.insert(id, Place { function: Some(function), line, column });
        Some(id)
    }

    /// The place of a position.
    pub(crate) fn place(&self, location: LocationId) -> Option<Place> {
        self.sources.get(&location).copied()
    }

    pub(crate) fn refuse(&mut self, at: Option<LocationId>, message: String) {
        let at = at.and_then(|at| self.place(at));
        let called_at = self.frames.iter().filter_map(|frame| frame.called_at).collect();
        let refusal = Refusal { at, message, called_at };
        // A function that is called often is told of once.
        if !self.refusals.iter().any(|one| one.is_same(&refusal)) {
            self.refusals.push(refusal);
        }
    }
}

/// The name, or the name with a number behind it if it is taken.
fn free_name(name: String, is_taken: impl Fn(&str) -> bool) -> String {
    if !is_taken(&name) {
        return name;
    }
    let numbered = (2_u32..).map(|number| format!("{name}_{number}"));
    numbered.into_iter().find(|name| !is_taken(name)).unwrap_or(name)
}

/// A module that is being staged.
#[derive(Debug)]
pub struct Staging {
    module: Module,
    session: Session,
}

impl Staging {
    /// Nothing is staged yet.
    pub fn new(licence: &str, surroundings: Surroundings) -> Self {
        let module = Module { licence: licence.to_owned(), ..Module::default() };
        Self { module, session: Session::new(licence, surroundings) }
    }

    /// Declares maps and variables, by reading them in a function that is not kept.
    pub fn declare(&mut self, read: impl FnOnce(&mut Builder<'_>)) {
        let kept = std::mem::take(&mut self.module.functions);
        let id = self.module.declare_function("declarations", FunctionKind::Local, &[], None);
        let mut builder = Builder::new(FunctionBuilder::new(&mut self.module, id), &mut self.session);
        read(&mut builder);
        builder.function().return_nothing();
        builder.finish();
        self.module.functions = kept;
    }

    /// Gives a constant its value before the load.
    pub fn decide<T: Layout + Copy>(&mut self, constant: &Constant<T>, value: &T) {
        let mut bytes = vec![];
        value.bytes(self.session.surroundings.endian, &mut bytes);
        let ConstantId(place) = self.session.constant(constant.address(), |_| ());
        self.session.decided_bytes[place] = bytes;
    }

    /// Stages a program.
    pub fn program(&mut self, program: &Program) {
        if !program.is_left_out {
            (program.stage)(self);
        }
    }

    /// Stages the program of an entry point.
    pub fn entry<E: Entry>(&mut self) {
        let facts = Program::of::<E>().facts;
        self.session.program = Some(facts);
        // A verdict has 32 bits.
        let default = u32::try_from(E::default_verdict() & u64::from(u32::MAX)).unwrap_or(0).cast_signed();
        let kind = FunctionKind::Program {
            program_type: facts.program_type,
            attach_type: facts.attach_type,
            default,
        };
        let name = free_name(E::NAME.to_owned(), |name| self.module.function(name).is_some());
        let context = Type::pointer(Region::Context);
        let id = self.module.declare_function(&name, kind, &[context], Some(Type::I32));
        let mut builder = Builder::new(FunctionBuilder::new(&mut self.module, id), &mut self.session);
        E::stage(&mut builder);
        builder.finish();
        self.session.program = None;
    }

    /// Stages a function by itself, as one that others call: what `build` is given are its parameters, and what it returns is its
    /// result. For tests of the language.
    pub fn function(
        &mut self,
        name: &str,
        parameters: &[Type],
        result: Option<Type>,
        build: impl FnOnce(&mut Builder<'_>),
    ) -> FunctionId {
        let id = self.module.declare_function(name, FunctionKind::Local, parameters, result);
        let mut builder = Builder::new(FunctionBuilder::new(&mut self.module, id), &mut self.session);
        build(&mut builder);
        builder.finish();
        id
    }

    /// The module, which obeys the law of the intermediate representation.
    ///
    /// # Errors
    /// With everything that was refused.
    pub fn finish(mut self) -> Result<Module, Refusals> {
        if self.session.refusals.is_empty()
            && let Err(violations) = self.module.verify()
        {
            for violation in violations {
                let refusal = self.refusal(violation);
                // A reservation can be kept on many ways.
                if !self.session.refusals.iter().any(|one| one.is_same(&refusal)) {
                    self.session.refusals.push(refusal);
                }
            }
        }
        if self.session.refusals.is_empty() { Ok(self.module) } else { Err(Refusals(self.session.refusals)) }
    }

    /// What breaks the law, at its place in the source.
    fn refusal(&self, violation: Violation) -> Refusal {
        let is_kept = violation.reserved.is_some();
        let source = violation.reserved.or(violation.source.map(|(_, place)| place));
        let location = source.and_then(|place| self.session.locations.get(&place));
        let at = location.and_then(|&location| self.session.place(location));
        let mut called_at = vec![];
        let mut caller = source.and_then(|place| place.inlined_at);
        while let Some(call) = caller {
            called_at.extend(self.session.place(call));
            caller = self.module.locations.get(call).and_then(|place| place.inlined_at);
        }
        called_at.reverse();
        let name = violation.function_name.unwrap_or_default();
        let message = match (violation.rule, violation.site) {
            _ if is_kept && violation.message.starts_with("the socket") => {
                "what is looked up here is not released on some path: call `helper::sk_release` on each"
                    .to_owned()
            }
            _ if is_kept => {
                "what is reserved here is neither submitted nor discarded on some path: call `submit` or \
                 `discard` on each"
                    .to_owned()
            }
            (rule, Site::Module | Site::Function) => format!("`{name}`: {} ({rule:?})", violation.message),
            (rule, Site::Block(_) | Site::Instruction(..)) => format!("{} ({rule:?})", violation.message),
        };
        Refusal { at, message, called_at }
    }
}
