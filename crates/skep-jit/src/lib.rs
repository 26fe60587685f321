//! Programs of `skep-vm` compiled to machine code, with every memory access checked.
//!
//! ```text
//!   skep_vm::Program ──compile──► machine code ──set_compiled──► the same Program, whose runs are faster
//! ```
//!
//! The machine code takes the place of the interpreter's fast loop ([`skep_vm::Compiled`]) and has the same duty: what is not
//! plainly right, and every step that it has no code for, it leaves to the careful loop. So results, faults, the number of
//! instructions and all of memory are the same with and without it; helpers are called by the interpreter.
//!
//! Every load and store compares its address with a *window*, bytes that were found to be good the last time, in line:
//! `address - start < length - size`; what is outside goes a slow way, out of line. Bytes of a function's own stack are reached
//! without a window, with the bits that say which were written. Instructions are counted at each straight run of them.
//!
//! ```
//! use skep_isa::{Assembler, registers::*};
//! use skep_vm::{Limits, Memory, NoEnvironment, Program};
//!
//! let code = Assembler::new().mov(R0, 40).add(R0, 2).exit().build()?;
//! let mut program = Program::new(&code)?;
//! skep_jit::compile(&mut program)?;
//! assert!(program.is_compiled());
//! let outcome = program.run(0, &mut Memory::new(), &mut NoEnvironment, Limits::default())?;
//! assert_eq!((outcome.value, outcome.instructions), (42, 3));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod arithmetic;
mod functions;
mod native;
#[cfg(test)]
mod tests;
mod translate;

use cranelift_codegen::ir::types::I64;
use cranelift_codegen::ir::{AbiParam, Signature, UserFuncName};
use cranelift_codegen::settings::{self, Configurable};
use cranelift_frontend::{FunctionBuilder, FunctionBuilderContext};
use cranelift_jit::{JITBuilder, JITModule};
use cranelift_module::{FuncId, Linkage, Module, ModuleError};
use functions::Function;
use native::Code;
use skep_isa::{Callee, Operation};
use skep_vm::{Compiled, Machine, Program};
use std::collections::BTreeMap;
use std::error::Error;
use std::fmt;
use std::sync::Arc;
use translate::{Callees, Form, Translator, Windows, parameters};

/// Compiles a program, and lets its runs use the machine code from now on.
///
/// # Errors
/// If this machine or this program cannot be compiled for. The program stays as it was then, and runs all the same.
pub fn compile(program: &mut Program) -> Result<(), Uncompiled> {
    let code = code(program)?;
    program.set_compiled(Arc::new(Native(code)));
    Ok(())
}

/// The machine code of a program.
#[derive(Debug)]
struct Native(Code);

impl Compiled for Native {
    fn run(&self, first: usize, machine: &mut Machine<'_>) -> Option<usize> {
        native::enter(&self.0, first, machine)
    }
}

/// Why a program has no machine code.
#[derive(Debug)]
#[non_exhaustive]
pub enum Uncompiled {
    /// There is no code generator for this machine.
    Machine(String),
    /// The program's functions are too many steps.
    TooLong,
    /// The program writes to `r10`.
    MovesStack,
    /// The code generator refused.
    Generator(String),
}

impl fmt::Display for Uncompiled {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Machine(reason) => write!(f, "programs cannot be compiled on this machine: {reason}"),
            Self::MovesStack => f.write_str("the program writes to r10, and cannot be compiled"),
            Self::TooLong => f.write_str("the program is too long to be compiled"),
            Self::Generator(reason) => write!(f, "the program cannot be compiled: {reason}"),
        }
    }
}

impl Error for Uncompiled {}

impl From<ModuleError> for Uncompiled {
    fn from(error: ModuleError) -> Self {
        Self::Generator(error.to_string())
    }
}

/// An empty module for this machine, which knows the slow ways.
fn module() -> Result<JITModule, Uncompiled> {
    if cfg!(windows) || cfg!(not(target_pointer_width = "64")) {
        return Err(Uncompiled::Machine("the slow ways' results have another form there".into()));
    }
    let mut flags = settings::builder();
    let verifier = if cfg!(debug_assertions) { "true" } else { "false" };
    for (name, value) in [
        ("use_colocated_libcalls", "false"),
        ("is_pic", "false"),
        ("opt_level", "speed"),
        ("enable_verifier", verifier),
    ] {
        flags.set(name, value).map_err(|error| Uncompiled::Machine(error.to_string()))?;
    }
    let target = cranelift_native::builder().map_err(|reason| Uncompiled::Machine(reason.to_owned()))?;
    let target = target.finish(settings::Flags::new(flags));
    let target = target.map_err(|error| Uncompiled::Machine(error.to_string()))?;
    let mut builder = JITBuilder::with_isa(target, cranelift_module::default_libcall_names());
    builder.symbol("slow_load", native::slow_load as *const u8);
    builder.symbol("slow_store", native::slow_store as *const u8);
    Ok(JITModule::new(builder))
}

/// A function in one form, as the module knows it.
struct Declared {
    entry: usize,
    form: Form,
    id: FuncId,
    signature: Signature,
}

fn code(program: &Program) -> Result<Code, Uncompiled> {
    if functions::moves_stack(program) {
        return Err(Uncompiled::MovesStack);
    }
    let functions = functions::functions(program).ok_or(Uncompiled::TooLong)?;
    let mut module = module()?;
    let declare = |module: &mut JITModule, name: &str, linkage, parameters: usize, results: usize| {
        let mut signature = module.make_signature();
        signature.params.resize(parameters, AbiParam::new(I64));
        signature.returns.resize(results, AbiParam::new(I64));
        let id = module.declare_function(name, linkage, &signature).map_err(Uncompiled::from)?;
        Ok::<_, Uncompiled>((id, signature))
    };
    let (slow_load, _) = declare(&mut module, "slow_load", Linkage::Import, 3, 2)?;
    let (slow_store, _) = declare(&mut module, "slow_store", Linkage::Import, 4, 1)?;
    let mut declared = Vec::new();
    for (&entry, function) in &functions {
        for (form, name, results) in [(Form::Called, "called", 2), (Form::Outermost, "outermost", 0)] {
            let parameters = parameters(form, function.arguments(entry)).len();
            let name = format!("{name}{entry}");
            let (id, signature) = declare(&mut module, &name, Linkage::Local, parameters, results)?;
            declared.push(Declared { entry, form, id, signature });
        }
    }
    let target = module.target_config();
    let mut windows = Windows::default();
    let mut builder_context = FunctionBuilderContext::new();
    let mut context = module.make_context();
    for Declared { entry, form, id, signature } in &declared {
        context.func.signature = signature.clone();
        context.func.name = UserFuncName::user(0, id.as_u32());
        let called = declared.iter().filter(|declared| declared.form == Form::Called);
        let callees = Callees {
            functions: called
                .map(|called| (called.entry, module.declare_func_in_func(called.id, &mut context.func)))
                .collect(),
            slow_load: module.declare_func_in_func(slow_load, &mut context.func),
            slow_store: module.declare_func_in_func(slow_store, &mut context.func),
        };
        let builder = FunctionBuilder::new(&mut context.func, &mut builder_context);
        let Some(function) = functions.get(entry) else { continue };
        let translator = Translator {
            program,
            functions: &functions,
            function,
            entry: *entry,
            form: *form,
            windows: &mut windows,
            callees,
            builder,
            target,
        };
        translator.translate();
        module.define_function(*id, &mut context)?;
        module.clear_context(&mut context);
    }
    module.finalize_definitions()?;
    let windows = windows.0.iter().map(|(_, stores)| *stores).collect();
    let mut ways_in = Vec::new();
    for declared in declared.iter().filter(|declared| declared.form == Form::Outermost) {
        let address = module.get_finalized_function(declared.id);
        let Some(function) = functions.get(&declared.entry) else { continue };
        ways_in.extend((0..).zip(&function.ways_in).map(|(number, index)| (*index, number, address)));
    }
    // Of functions that share steps, any one knows them.
    ways_in.sort_by_key(|(index, ..)| *index);
    ways_in.dedup_by_key(|(index, ..)| *index);
    let mut code = Code::new(module, levels(&functions), windows);
    code.ways_in = ways_in;
    Ok(code)
}

/// How many functions can have called each other: as many stacks are needed.
fn levels(functions: &BTreeMap<usize, Function>) -> usize {
    // Whoever calls at all may do so in circles.
    let call = Operation::Call(Callee::Function);
    let mut steps = functions.values().flat_map(|function| function.steps.values());
    let calls = steps.any(|step| step.operation == call);
    if calls { native::LEVELS } else { 1 }
}
