//! Chains of programs that go on in one another by tail calls: stages that are written, loaded and put in place together, and can be
//! exchanged one by one while packets pass.

use crate::{
    Array, Error, Kernel, Link, Load as _, LoadOptions, Object, Operation, Program, ProgramArray, Result,
};
use skep_isa::registers::{R0, R1, R6};
use skep_isa::{Argument, Assembler, Atomic, Condition, Register, Size};
use skep_object::{MapSpec, ObjectSpec, ProgramSpec};
use skep_uapi::{AttachType, Helper, ProgramType};
use std::fmt;
use std::ops::{Deref, DerefMut};

/// The most tail calls of one run (`MAX_TAIL_CALL_CNT`, `include/linux/bpf.h`): a chain has at most as many stages, because the first
/// is reached by one too.
pub const MOST_STAGES: usize = 33;

/// The array of the stages, and the counters of stages that were not there.
const STAGES: &str = "chain_stages";
const MISSES: &str = "chain_misses";
/// The program that is attached, which goes on in the first stage.
const ENTRY: &str = "chain_entry";

type Body = Box<dyn FnOnce(&mut StageCode<'_>) + Send>;

/// A chain that is being put together: see [`TailCallChain`].
#[must_use = "a chain is loaded by `load`"]
pub struct ChainBuilder {
    program_type: ProgramType,
    attach_type: AttachType,
    license: String,
    fallback: i32,
    maps: Vec<MapSpec>,
    stages: Vec<(String, Body)>,
}

impl fmt::Debug for ChainBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let stages: Vec<&String> = self.stages.iter().map(|(name, _)| name).collect();
        f.debug_struct("ChainBuilder")
            .field("program_type", &self.program_type)
            .field("stages", &stages)
            .finish()
    }
}

/// The code of a stage: an [`Assembler`] with the ways to go on. The context is in `r1` and `r6`; `r6` must keep it for
/// [`next_stage`](Self::next_stage).
#[derive(Debug)]
pub struct StageCode<'a> {
    assembler: &'a mut Assembler,
    names: &'a [String],
    number: usize,
    fallback: i32,
}

impl Deref for StageCode<'_> {
    type Target = Assembler;

    fn deref(&self) -> &Assembler {
        self.assembler
    }
}

impl DerefMut for StageCode<'_> {
    fn deref_mut(&mut self) -> &mut Assembler {
        self.assembler
    }
}

impl StageCode<'_> {
    /// Where the context is kept.
    pub const CONTEXT: Register = R6;

    /// Goes on in the next stage; behind the last one ends with the fallback. If the stage is not there, that is counted, and the
    /// program ends with the fallback too. What is in registers and on the stack is lost.
    #[track_caller]
    pub fn next_stage(&mut self) -> &mut Self {
        let next = self.number + 1;
        if next < self.names.len() {
            tail_call(self.assembler, next, self.fallback);
        } else {
            self.assembler.mov(R0, self.fallback).exit();
        }
        self
    }

    /// The same, with a later stage by its name. (Chains only go forward, so they end.)
    #[track_caller]
    pub fn go_on_in(&mut self, stage: &str) -> &mut Self {
        match self.names.iter().position(|name| name == stage) {
            Some(number) if number > self.number => tail_call(self.assembler, number, self.fallback),
            Some(_) => {
                let problem = format!("`{stage}` does not come after `{}`", self.names[self.number]);
                self.assembler.problem(problem);
            }
            None => {
                self.assembler
                    .problem(format!("there is no stage `{stage}`; there is {}", self.names.join(", ")));
            }
        }
        self
    }

    /// Ends with this verdict.
    #[track_caller]
    pub fn verdict(&mut self, verdict: i32) -> &mut Self {
        self.assembler.mov(R0, verdict).exit();
        self
    }
}

/// Goes on in a stage; if it is not there, counts that and ends.
fn tail_call(assembler: &mut Assembler, stage: usize, fallback: i32) {
    let (number, counted) = (i32::try_from(stage).unwrap_or(i32::MAX), assembler.fresh_label("counted"));
    let key = assembler.stack_slot(4, 4);
    let stages = (R6, Argument::Map(STAGES.into()), number);
    assembler
        .call_with(Helper::TAIL_CALL, stages)
        .store(Size::Word, skep_isa::registers::R10, key.offset, number)
        .call_with(Helper::MAP_LOOKUP_ELEM, (Argument::Map(MISSES.into()), key))
        .jump(Condition::Equal, R0, 0, counted.clone())
        .mov(R1, 1)
        .atomic(Atomic::Add, Size::Double, R0, 0, R1)
        .label(counted)
        .mov(R0, fallback)
        .exit()
        .free_stack_slot(key);
}

impl ChainBuilder {
    /// What the programs are told they will be attached as, for the types that are checked against it.
    pub fn attach_type(mut self, attach_type: AttachType) -> Self {
        self.attach_type = attach_type;
        self
    }

    /// The licence; `GPL` if none is said.
    pub fn license(mut self, license: impl Into<String>) -> Self {
        self.license = license.into();
        self
    }

    /// What the chain answers behind its last stage, and where a stage is missing.
    pub fn fallback(mut self, verdict: i32) -> Self {
        self.fallback = verdict;
        self
    }

    /// A map that stages use: also for what they tell each other, since nothing else is kept from one to the next.
    pub fn map(mut self, map: MapSpec) -> Self {
        self.maps.push(map);
        self
    }

    /// One more stage, behind the others. Every path of its code ends with [`StageCode::next_stage`], [`StageCode::go_on_in`],
    /// [`StageCode::verdict`] or an `exit` of its own.
    pub fn stage(
        mut self,
        name: impl Into<String>,
        body: impl FnOnce(&mut StageCode<'_>) + Send + 'static,
    ) -> Self {
        self.stages.push((name.into(), Box::new(body)));
        self
    }

    /// Loads the stages and puts them in place, the last one first. Nothing is attached yet.
    ///
    /// # Errors
    /// If there is no stage, more than [`MOST_STAGES`], or two of one name; or if the stages cannot be loaded.
    pub fn load(self, kernel: &Kernel) -> Result<TailCallChain> {
        let Self { program_type, attach_type, license, fallback, maps, stages } = self;
        let invalid = |problem: String| Err(Error::invalid(Operation::Check, "the chain", problem));
        let names: Vec<String> = stages.iter().map(|(name, _)| name.clone()).collect();
        if names.is_empty() || names.len() > MOST_STAGES {
            let problem = format!(
                "it has {} stages: a run goes on in other programs at most {MOST_STAGES} times, and once is least",
                names.len()
            );
            return invalid(problem);
        }
        if let Some(twice) = names.iter().enumerate().find(|(number, name)| names[..*number].contains(name)) {
            return invalid(format!("two stages are called `{}`", twice.1));
        }
        let count = u32::try_from(names.len()).unwrap_or(u32::MAX);
        let mut spec = ObjectSpec::new(license)
            .with_map(ProgramArray::spec(STAGES, count))
            .with_map(Array::<u64>::spec(MISSES, count));
        for map in maps {
            spec = spec.with_map(map);
        }
        let mut entry = Assembler::new();
        entry.mov(R6, R1);
        tail_call(&mut entry, 0, fallback);
        let program = |name: &str, assembler: Assembler| -> Result<ProgramSpec> {
            let code = assembler.build().map_err(|error| Error::other(Operation::Check, name, error))?;
            Ok(ProgramSpec::new(name, program_type, attach_type, code))
        };
        spec = spec.with_program(program(ENTRY, entry)?);
        for (number, (name, body)) in stages.into_iter().enumerate() {
            let assembler = staged(&names, number, fallback, body);
            spec = spec.with_program(program(&name, assembler)?);
        }
        let object = spec.load(kernel)?;
        let chain = TailCallChain {
            entry: object.program(ENTRY)?.clone(),
            array: object.map(STAGES)?,
            misses: object.map(MISSES)?,
            object,
            spec,
            names,
            fallback,
        };
        for (number, name) in chain.names.iter().enumerate().rev() {
            chain.put(number, chain.object.program(name)?)?;
        }
        Ok(chain)
    }
}

/// The code of a stage.
fn staged(
    names: &[String],
    number: usize,
    fallback: i32,
    body: impl FnOnce(&mut StageCode<'_>),
) -> Assembler {
    let mut assembler = Assembler::new();
    assembler.mov(R6, R1);
    body(&mut StageCode { assembler: &mut assembler, names, number, fallback });
    assembler
}

/// Programs that go on in one another by tail calls: a short one that is attached, and the stages, each of which goes on in the next or
/// ends with a verdict.
///
/// The kernel empties an array of programs when its last holder outside of programs is gone, and then the chain ends at its first
/// stage although it is still attached. So the chain keeps the array, and what is attached ([`AttachedChain`]) keeps the chain.
///
/// ```
/// use skep::prelude::*;
/// use skep::registers::*;
/// use skep::TailCallChain;
///
/// // Drops short packets, and then those of another kind than IPv4.
/// let chain = TailCallChain::builder(ProgramType::XDP)
///     .fallback(2)
///     .stage("length", |code| {
///         code.load(Size::Word, R2, R1, 0).load(Size::Word, R3, R1, 4).add(R2, 34).jump(Condition::Greater, R2, R3, "short");
///         code.next_stage().label("short");
///         code.verdict(1);
///     })
///     .stage("kind", |code| {
///         code.load(Size::Word, R2, R1, 0).load(Size::Word, R3, R1, 4).need_packet(R2, R3, 14, "other");
///         code.load_big_endian(Size::Half, R4, R2, 12).jump(Condition::NotEqual, R4, 0x800, "other");
///         code.next_stage().label("other");
///         code.verdict(1);
///     })
///     .load(&Kernel::simulated())?;
/// assert_eq!(chain.entry().test_run(&TestRun::new().packet(&[0; 20]))?.action(), XdpAction::DROP);
/// assert_eq!(chain.misses("kind")?, 0);
/// # Ok::<(), skep::Error>(())
/// ```
#[derive(Debug)]
pub struct TailCallChain {
    object: Object,
    spec: ObjectSpec,
    entry: Program,
    array: ProgramArray,
    misses: Array<u64>,
    names: Vec<String>,
    fallback: i32,
}

impl TailCallChain {
    /// A chain of programs of this type. If nothing else is said, its fallback is 0.
    pub fn builder(program_type: ProgramType) -> ChainBuilder {
        ChainBuilder {
            program_type,
            attach_type: AttachType::default(),
            license: "GPL".to_owned(),
            fallback: 0,
            maps: Vec::new(),
            stages: Vec::new(),
        }
    }

    /// The program that goes on in the first stage: to test it, or to attach it while the chain is kept.
    pub fn entry(&self) -> &Program {
        &self.entry
    }

    /// The maps that the stages use.
    pub fn object(&self) -> &Object {
        &self.object
    }

    /// The names of the stages, in order.
    pub fn stages(&self) -> &[String] {
        &self.names
    }

    /// The array of the stages: pinned, it outlives the process, as a link that is pinned does.
    pub fn array(&self) -> &ProgramArray {
        &self.array
    }

    /// How often a stage was to be gone on in and was not there.
    ///
    /// # Errors
    /// If there is no such stage, or the kernel refuses.
    pub fn misses(&self, stage: &str) -> Result<u64> {
        let number = u32::try_from(self.number(stage)?).unwrap_or(u32::MAX);
        Ok(self.misses.get(number)?.unwrap_or(0))
    }

    /// Loads other code for a stage and puts it in the stage's place. Each run goes on either in the old code or in the new one.
    ///
    /// # Errors
    /// If there is no such stage, or the code cannot be loaded: then the old one stays.
    pub fn replace(&self, stage: &str, body: impl FnOnce(&mut StageCode<'_>)) -> Result<()> {
        let number = self.number(stage)?;
        let assembler = staged(&self.names, number, self.fallback, body);
        let code = assembler.build().map_err(|error| Error::other(Operation::Check, stage, error))?;
        let mut spec = ObjectSpec { programs: Vec::new(), ..self.spec.clone() };
        let of = &self.spec.programs[0];
        spec.programs.push(ProgramSpec::new(stage, of.program_type, of.expected_attach_type, code));
        let mut options = LoadOptions::new();
        for map in &spec.maps {
            options = options.reuse_as(map.name.to_string(), &self.object.map(&map.name)?);
        }
        let object = spec.load_with(self.entry.kernel(), &options)?;
        self.put(number, object.program(stage)?)
    }

    /// Puts a loaded program in a stage's place. It must be of the chain's type and be told the same about what it is attached as; where
    /// it goes on is its own business.
    ///
    /// # Errors
    /// If there is no such stage, or the program does not go with the chain.
    pub fn replace_with(&self, stage: &str, program: &Program) -> Result<()> {
        let of = &self.spec.programs[0];
        if program.program_type() != of.program_type {
            let problem = format!(
                "it is a program of type {}, and those of the chain are of type {}",
                program.program_type(),
                of.program_type
            );
            return Err(Error::invalid(Operation::SetProgram, program.name(), problem));
        }
        self.put(self.number(stage)?, program)
    }

    /// Takes a stage out: runs that get there end with the fallback, and are counted.
    ///
    /// # Errors
    /// If there is no such stage, or the kernel refuses.
    pub fn remove(&self, stage: &str) -> Result<bool> {
        let number = self.number(stage)?;
        self.array.clear(u32::try_from(number).unwrap_or(u32::MAX))
    }

    /// Puts back the code that a stage was loaded with.
    ///
    /// # Errors
    /// If there is no such stage, or the kernel refuses.
    pub fn restore(&self, stage: &str) -> Result<()> {
        self.put(self.number(stage)?, self.object.program(stage)?)
    }

    /// Attaches the entry: last, when all stages are in place. What comes of it keeps the chain.
    ///
    /// # Errors
    /// Those of attaching it; the chain is then gone too.
    pub fn attach(self, attach: impl FnOnce(&Program) -> Result<Link>) -> Result<AttachedChain> {
        let link = attach(&self.entry)?;
        Ok(AttachedChain { link, chain: self })
    }

    fn number(&self, stage: &str) -> Result<usize> {
        self.names.iter().position(|name| name == stage).ok_or_else(|| {
            let problem = format!("the chain has no such stage; it has {}", self.names.join(", "));
            Error::invalid(Operation::Find, stage, problem)
        })
    }

    fn put(&self, number: usize, program: &Program) -> Result<()> {
        self.array.set(u32::try_from(number).unwrap_or(u32::MAX), program)
    }
}

/// A chain whose entry is attached. Dropped, it is detached first and then gone.
#[derive(Debug)]
#[must_use = "a chain that is dropped detaches its entry at once"]
pub struct AttachedChain {
    // Dropped in this order.
    link: Link,
    chain: TailCallChain,
}

impl Deref for AttachedChain {
    type Target = TailCallChain;

    fn deref(&self) -> &TailCallChain {
        &self.chain
    }
}

impl AttachedChain {
    /// The link that attaches the entry.
    pub fn link(&self) -> &Link {
        &self.link
    }

    /// Detaches the entry and gives the chain back.
    ///
    /// # Errors
    /// If the kernel refuses.
    pub fn detach(self) -> Result<TailCallChain> {
        self.link.detach()?;
        Ok(self.chain)
    }
}
