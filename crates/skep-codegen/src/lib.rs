//! The code generator: from the intermediate representation to an object of instructions.
//!
//! ```text
//!   Module ──verify, optimize──► Module ──select──► machine code over virtual registers
//!                                                        │ allocate: registers, or places in the frame
//!                                                        │ frame: where slots and saved values are
//!                                                        ▼ emit: the order of blocks, jumps, instructions
//!   ObjectSpec ◄──object, debug: maps, variables, BTF── Code
//! ```
//!
//! [`compile`] does all of it. What code is for is said by a [`Target`]; nothing asks which kernel or machine is at hand, so the
//! same module and target give the same object everywhere.
//!
//! **Aborts.** A program that is aborted returns its default verdict. A function that a program calls cannot end the program, so it
//! returns a negative number of 64 bits, where it returns at most 32 otherwise, or writes to a place in its caller's frame; callers
//! look, and are aborted as well. Only functions that can be aborted do so.
//!
//! ```
//! use skep_codegen::compile;
//! use skep_ir::Module;
//! use skep_uapi::{Target, TargetEndian};
//!
//! let module = Module::parse(
//!     "program drop_short xdp default 2 -> i32 {
//!      b0(v0: ptr context):
//!        v1: ptr packet 0 = packet_start v0
//!        v2: ptr packet_end = packet_end v0
//!        if_packet v1, v2, 60, b1, b2
//!      b1(v3: ptr packet 60):
//!        v4: i32 = const 2
//!        return v4
//!      b2:
//!        v5: i32 = const 1
//!        return v5
//!      }",
//! )?;
//! let target = Target::of_version("6.1".parse()?, TargetEndian::Little);
//! let compiled = compile(&module, &target)?;
//! let drop_short = &compiled.object.programs[0];
//! assert_eq!(drop_short.code.slots(), 8);
//! assert!(drop_short.code.to_string().ends_with("w0 = 1\n    exit\n"));
//! drop_short.code.check()?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod allocate;
mod calls;
mod debug;
mod decided;
mod emit;
mod error;
mod frame;
mod loops;
mod machine;
mod object;
mod select;
mod values;

pub use error::{ChainLink, CompileError, CompileErrors, FramePart, Where};
pub use frame::StackChain;

use frame::Frame;
use machine::{LoopBody, MachineCode};
use object::Outline;
use select::{Aborts, Context};
use skep_btf::Endian;
use skep_ir::{Function, FunctionId, Module, Table};
use skep_isa::Code;
use skep_object::ObjectSpec;
use skep_uapi::{Target, TargetEndian};

/// A compiled module.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Compiled {
    /// The object.
    pub object: ObjectSpec,
    /// What came out.
    pub report: Report,
}

/// What came out of compiling: in numbers.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Report {
    /// Each function, in the order of the module.
    pub functions: Vec<FunctionReport>,
    /// The stack that each program takes, with what it calls.
    pub chains: Vec<StackChain>,
}

/// What came out of compiling a function.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FunctionReport {
    /// Its name.
    pub name: String,
    /// How many slots of 8 bytes its instructions fill.
    pub instructions: usize,
    /// How many of them save a value in the frame or fetch it from there, since there are too few registers.
    pub spills: usize,
    /// The bytes of its frame.
    pub frame: u32,
    /// What is in the frame.
    pub parts: Vec<FramePart>,
}

/// The most instructions that the kernel takes (`BPF_COMPLEXITY_LIMIT_INSNS` of Linux).
const MAX_INSTRUCTIONS: usize = 1_000_000;

/// How many values a function takes at most.
const MAX_PARAMETERS: usize = 5;

/// Makes an object of a module, after the passes over the intermediate representation.
///
/// # Errors
/// Everything that keeps it from becoming one: what breaks the law of the representation, and if nothing does, what the target does not
/// have, too large stacks, and so on.
pub fn compile(module: &Module, target: &Target) -> Result<Compiled, CompileErrors> {
    check(module)?;
    let mut module = module.clone();
    let order = match target.endian {
        TargetEndian::Little => Endian::Little,
        TargetEndian::Big => Endian::Big,
    };
    decided::put_in(&mut module, target).map_err(|errors| CompileErrors { errors })?;
    skep_ir::passes::optimize(&mut module, Some(order));
    generate_all(module, target)
}

/// Makes an object of a module as it is, without the passes.
///
/// # Errors
/// As [`compile`].
pub fn compile_as_it_is(module: &Module, target: &Target) -> Result<Compiled, CompileErrors> {
    check(module)?;
    let mut module = module.clone();
    decided::put_in(&mut module, target).map_err(|errors| CompileErrors { errors })?;
    generate_all(module, target)
}

fn check(module: &Module) -> Result<(), CompileErrors> {
    module.verify().map_err(|violations| CompileErrors {
        errors: violations.into_iter().map(|one| CompileError::Unlawful(Box::new(one))).collect(),
    })
}

/// Makes an object of a lawful module.
fn generate_all(mut module: Module, target: &Target) -> Result<Compiled, CompileErrors> {
    let errors = loops::decide(&mut module, target);
    if !errors.is_empty() {
        return Err(CompileErrors { errors });
    }
    debug_assert_eq!(module.verify(), Ok(()), "the law holds of the loops that the kernel counts");
    let mut aborts = calls::aborts(&module);
    let (mut errors, mut machines, mut bodies) = (Vec::new(), Vec::new(), Vec::new());
    let context = Context { module: &module, target, aborts: &aborts };
    for id in module.functions.keys() {
        match selected(&context, id, &mut errors) {
            Ok(mut machine) => {
                let first = module.functions.len() + bodies.len();
                let first = FunctionId(u32::try_from(first).unwrap_or(u32::MAX));
                bodies.extend(machine.outline(first).into_iter().map(|body| (id, body)));
                machines.push(machine);
            }
            Err(error) => {
                errors.push(error);
                machines.push(MachineCode::default());
            }
        }
    }
    if !errors.is_empty() {
        // What else is wrong may follow from it.
        return Err(CompileErrors { errors });
    }
    for (id, LoopBody { code, shared }) in bodies {
        let function = calls::body_of_loop(&module, id, shared);
        module.functions.push(function);
        aborts.push(Aborts::Never);
        machines.push(code);
    }
    let outline = Outline::of(&module, target, &aborts)?;
    let mut codes = Vec::new();
    let mut frames: Table<FunctionId, Frame> = Table::new();
    let mut functions = Vec::new();
    let mut callees: Table<FunctionId, Vec<FunctionId>> = Table::new();
    for ((_, function), machine) in module.functions.iter().zip(machines) {
        callees.push(machine.callees());
        let (code, frame, spills) = match generate(&module, function, machine, &outline, target) {
            Ok(made) => made,
            Err(error) => {
                errors.push(error);
                Default::default()
            }
        };
        let (name, instructions) = (function.name.clone(), code.slots());
        let (bytes, parts) = (frame.bytes, frame.parts.clone());
        functions.push(FunctionReport { name, instructions, spills, frame: bytes, parts });
        codes.push(code);
        frames.push(frame);
    }
    let chains = frame::chains(&module, &frames, &callees, &mut errors);
    if !errors.is_empty() {
        return Err(CompileErrors { errors });
    }
    Ok(Compiled { object: outline.object(&module, codes), report: Report { functions, chains } })
}

/// The machine code of a function.
fn selected(
    context: &Context<'_>,
    id: FunctionId,
    errors: &mut Vec<CompileError>,
) -> Result<MachineCode, CompileError> {
    let function = &context.module.functions[id];
    if context.aborts[id] == Aborts::InPlace && function.parameters().len() > MAX_PARAMETERS - 1 {
        return Err(CompileError::TooManyArguments { at: Where::function(context.module, id) });
    }
    let machine = select::select(context, id, errors);
    let selected = machine.blocks.iter().map(|block| block.instructions.len()).sum::<usize>();
    if selected > MAX_INSTRUCTIONS || machine.registers > allocate::MAX_REGISTERS {
        return Err(too_many(function, selected));
    }
    Ok(machine)
}

fn too_many(function: &Function, instructions: usize) -> CompileError {
    CompileError::TooManyInstructions { function: function.name.clone(), instructions }
}

/// The code of one function, its frame, and how often values are saved or fetched.
fn generate(
    module: &Module,
    function: &Function,
    machine: MachineCode,
    outline: &Outline,
    target: &Target,
) -> Result<(Code, Frame, usize), CompileError> {
    let machine = machine.with_survivors_moved();
    let allocated = allocate::allocate(&machine)
        .map_err(|problem| CompileError::Registers { function: function.name.clone(), problem })?;
    let frame = frame::lay_out(module, function, &machine, &allocated);
    let (code, spills) = emit::emit(&machine, &allocated, &frame, outline, target);
    if code.slots() > MAX_INSTRUCTIONS {
        return Err(too_many(function, code.slots()));
    }
    Ok((code, frame, spills))
}
