//! Whether the arguments that programs are written for are those that the kernel declares.

use crate::{Error, Kernel, Operation, Result};
use skep_btf::{Btf, Kind, Shape, Type};
use skep_lang::stage::{Argument, Program, ProgramFacts};
use skep_uapi::{AttachType, Probe, ProgramType};

/// Compares the arguments of programs with the kernel's types. What the kernel's own types do not tell is left to the kernel: functions
/// of modules, and those that there are not.
pub(super) fn check(programs: &[Program], kernel: &Kernel) -> Result<()> {
    let declared = |program: &&Program| !program.is_left_out && declaration(program).is_some();
    if !programs.iter().any(|program| declared(&program)) {
        return Ok(());
    }
    // A kernel that does not tell its types has nothing to compare with.
    let Ok(types) = kernel.types() else { return Ok(()) };
    for program in programs.iter().filter(declared) {
        let Some((kind, name)) = declaration(program) else { continue };
        let Some(found) = types.find(kind, &name).next() else { continue };
        let Some(given) = Given::of(&types, &found, &program.facts) else { continue };
        for (number, argument) in program.facts.arguments.iter().enumerate() {
            if let Err(problem) = given.check(number, *argument) {
                let target = program.facts.target;
                let problem = format!("argument {} of `{target}` {problem}", number + 1);
                return Err(Error::invalid(Operation::Check, program.name, problem));
            }
        }
    }
    Ok(())
}

/// What declares the arguments that a program gets, in the kernel's types.
fn declaration(program: &Program) -> Option<(Kind, String)> {
    let target = program.facts.target;
    match (program.facts.program_type, program.facts.attach_type) {
        (ProgramType::RAW_TRACEPOINT, _) | (ProgramType::TRACING, Some(AttachType::TRACE_RAW_TP)) => {
            Some((Kind::Typedef, format!("btf_trace_{target}")))
        }
        (ProgramType::TRACING, _) => Some((Kind::Func, target.to_owned())),
        // In the middle of a function the registers hold something else.
        _ if program.facts.probe.is_some_and(|probe| !probe.is_user()) => {
            (!target.contains('+')).then(|| (Kind::Func, target.to_owned()))
        }
        _ => None,
    }
}

/// The arguments that the kernel gives a program.
struct Given<'b> {
    btf: &'b Btf<'b>,
    types: Vec<Type<'b>>,
}

impl<'b> Given<'b> {
    fn of(btf: &'b Btf<'b>, declared: &Type<'b>, facts: &ProgramFacts) -> Option<Self> {
        let (prototype, hidden) = match declared.shape() {
            // A pointer to a function, whose first parameter no program gets.
            Shape::Typedef { to } => match btf.type_by_id(to).ok()?.shape() {
                Shape::Ptr { to } => (btf.type_by_id(to).ok()?.prototype().ok()?, 1),
                _ => return None,
            },
            _ => (declared.prototype().ok()?, 0),
        };
        if facts.probe.is_some_and(Probe::is_return) {
            return Some(Self { btf, types: vec![btf.resolve(prototype.returns).ok()?] });
        }
        let parameters = prototype.parameters.skip(hidden).map(|parameter| parameter.type_id());
        // At its end a function's result follows.
        let has_result = facts.attach_type == Some(AttachType::TRACE_FEXIT);
        let result = has_result.then_some(prototype.returns);
        let types = parameters.chain(result).map(|id| btf.resolve(id).ok()).collect::<Option<_>>()?;
        Some(Self { btf, types })
    }

    /// What is wrong with an argument.
    fn check(&self, number: usize, argument: Argument) -> std::result::Result<(), String> {
        let Some(declared) = self.types.get(number) else {
            return Err(format!("does not exist: it has {}", self.types.len()));
        };
        let shape = declared.shape();
        let fits = match (argument, &shape) {
            (Argument::Context, _) => true,
            (Argument::Structure(name), Shape::Ptr { to }) => {
                let target = self.btf.resolve(*to);
                // What `void *` leads to the kernel does not say.
                target.is_ok_and(|target| matches!(target.shape(), Shape::Void) || target.name() == Ok(name))
            }
            (Argument::Pointer | Argument::Number { bytes: 8 }, Shape::Ptr { .. }) => true,
            (Argument::Number { bytes }, Shape::Int(_) | Shape::Enum { .. } | Shape::Enum64 { .. }) => {
                declared.size().is_ok_and(|size| u64::from(bytes) >= size)
            }
            _ => false,
        };
        if fits { Ok(()) } else { Err(format!("is {}, not {}", self.shown(declared), written(argument))) }
    }

    /// A type as C has it.
    fn shown(&self, of: &Type<'_>) -> String {
        let name = |of: &Type<'_>| of.name().unwrap_or_default().to_owned();
        match of.shape() {
            Shape::Ptr { to } => {
                let target =
                    self.btf.resolve(to).ok().filter(|target| !matches!(target.shape(), Shape::Ptr { .. }));
                target.map_or_else(
                    || "a pointer to a pointer".to_owned(),
                    |target| format!("a pointer to {}", self.shown(&target)),
                )
            }
            Shape::Void => "anything".to_owned(),
            Shape::Struct { .. } => format!("`struct {}`", name(of)),
            Shape::Union { .. } => format!("`union {}`", name(of)),
            Shape::Enum { .. } | Shape::Enum64 { .. } => format!("`enum {}`", name(of)),
            Shape::FuncProto(_) => "a function".to_owned(),
            _ => format!("`{}`", name(of)),
        }
    }
}

fn written(argument: Argument) -> String {
    match argument {
        Argument::Context => "a context".to_owned(),
        Argument::Number { bytes } => format!("a number of {} bits", bytes.saturating_mul(8)),
        Argument::Structure(name) => format!("a pointer to `struct {name}`"),
        Argument::Pointer => "a pointer".to_owned(),
    }
}
