//! What programs of type tracing are loaded for: a tracepoint or function, by the number of its type.

use crate::functions::FUNCTIONS;
use crate::tracepoints::Tracepoint;
use crate::types;
use skep_btf::{Kind, TypeId};
use skep_uapi::kernel::ProgramLoad;
use skep_uapi::{AttachType, ProgramType};

/// What a program is attached to, as it was told at the load.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum TracingTarget {
    /// A tracepoint, by its place among all.
    Tracepoint(usize),
    /// A function, by its place among all: its beginning, or its end.
    Function { index: usize, end: bool },
}

/// What a program is loaded for, if its type must say so; otherwise why the kernel does not take it
/// (`bpf_check_attach_target`, `kernel/bpf/verifier.c`).
pub(super) fn find(
    request: &ProgramLoad<'_>,
    tracepoints: &[Tracepoint],
) -> Result<Option<TracingTarget>, String> {
    if request.program_type != ProgramType::TRACING {
        return Ok(None);
    }
    let id = request.attach_type_id;
    if id == 0 {
        return Err("Tracing programs must provide btf_id".into());
    }
    if request.attach_to.is_some() {
        return Err("the simulated kernel's modules have nothing to attach to".into());
    }
    let Some(of) = types::parsed().and_then(|btf| btf.type_by_id(TypeId::new(id)).ok()) else {
        return Err(format!("attach_btf_id {id} is not a type"));
    };
    let name = of.name().unwrap_or_default();
    if name.is_empty() {
        return Err(format!("attach_btf_id {id} doesn't have a name"));
    }
    if request.expected_attach_type == AttachType::TRACE_RAW_TP {
        if of.kind() != Kind::Typedef {
            return Err(format!("attach_btf_id {id} is not a typedef"));
        }
        let tracepoint = name.strip_prefix("btf_trace_");
        let tracepoint =
            tracepoint.ok_or_else(|| format!("attach_btf_id {id} points to wrong type name {name}"))?;
        let is_this = |known: &Tracepoint| known.arguments.is_some() && known.format.name == tracepoint;
        let found = tracepoints.iter().position(is_this);
        return found.map(|index| Some(TracingTarget::Tracepoint(index))).ok_or_else(|| format!("no {name}"));
    }
    if of.kind() != Kind::Func {
        return Err(format!("attach_btf_id {id} is not a function"));
    }
    let found = FUNCTIONS.iter().position(|function| function.name == name);
    let end = request.expected_attach_type == AttachType::TRACE_FEXIT;
    let target = found.map(|index| Some(TracingTarget::Function { index, end }));
    target.ok_or_else(|| format!("The address of function {name} cannot be found"))
}
