//! Where in the frame of a function its slots and saved values are, and how much of the stack calls in one another take.

mod sharing;

use crate::allocate::Allocated;
use crate::error::{ChainLink, CompileError, FramePart, Where};
use crate::machine::{Action, Base, MachineCode, Spot};
use skep_ir::{Function, FunctionId, FunctionKind, MAX_STACK, Module, Operation, Table};
use std::collections::BTreeMap;

/// The frame of a function. Offsets are from its end (`r10`), and so negative.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Frame {
    spots: BTreeMap<Spot, i32>,
    saved: i32,
    /// The bytes in use.
    pub(crate) bytes: u32,
    /// What they are.
    pub(crate) parts: Vec<FramePart>,
}

impl Frame {
    /// Where a spot is.
    pub(crate) fn spot(&self, spot: Spot) -> i32 {
        self.spots.get(&spot).copied().unwrap_or(0)
    }

    /// Where a saved value is.
    pub(crate) fn saved(&self, number: usize) -> i32 {
        self.saved
            .saturating_sub(i32::try_from(number).unwrap_or(i32::MAX).saturating_add(1).saturating_mul(8))
    }
}

/// The bytes in which the kernel counts a loop's turns.
const TURNS: u32 = 16;

/// Lays out a frame. What is not used takes no place.
pub(crate) fn lay_out(
    module: &Module,
    function: &Function,
    code: &MachineCode,
    allocated: &Allocated<'_>,
) -> Frame {
    let mut used: Vec<(u32, Spot, u32, String)> = Vec::new();
    for spot in spots(code) {
        let (size, align, name) = match spot {
            Spot::Slot(slot) => {
                let declared = &function.slots[slot];
                (declared.size, declared.align, declared.name.clone().unwrap_or_else(|| slot.to_string()))
            }
            Spot::Loop(_) => {
                (code.shared.get(&spot).copied().unwrap_or(0), 8, "what a loop shares".to_owned())
            }
            Spot::Aborted => (8, 8, "whether a function was aborted".to_owned()),
        };
        used.push((align, spot, size, name));
    }
    // What wants to be aligned most comes first, so that little is lost between.
    used.sort_by_key(|&(align, spot, size, _)| (std::cmp::Reverse((align, size)), spot));
    let returns_address = |action: &Action| match action {
        Action::Function(callee) => {
            matches!(module.functions[*callee].result, Some(skep_ir::Type::Pointer { .. }))
        }
        // Helpers and functions of the kernel forget addresses in the frame when they return.
        _ => false,
    };
    let conflicts = sharing::conflicts(code, &returns_address);
    let mut frame = Frame::default();
    // What has a place already: which, and from where to where, counted from the end of the frame.
    let mut placed: Vec<(Spot, u32, u32)> = Vec::new();
    let mut at = 0_u32;
    for (align, spot, size, name) in used {
        let conflicting = |other: Spot| conflicts.contains(&(spot.min(other), spot.max(other)));
        let mut taken: Vec<(u32, u32)> = placed
            .iter()
            .filter(|(other, ..)| conflicting(*other))
            .map(|&(_, start, end)| (start, end))
            .collect();
        taken.sort_unstable();
        // The first gap between what is in use at the same time that is large enough.
        let mut end = size.next_multiple_of(align.max(1));
        for (start, until) in taken {
            if end.saturating_sub(size) < until && start < end {
                end = until.saturating_add(size).next_multiple_of(align.max(1));
            }
        }
        placed.push((spot, end.saturating_sub(size), end));
        at = at.max(end);
        frame.spots.insert(spot, -i32::try_from(end).unwrap_or(i32::MAX));
        frame.parts.push(FramePart { name, bytes: size });
    }
    if allocated.saved > 0 {
        at = at.next_multiple_of(8);
        frame.saved = -i32::try_from(at).unwrap_or(i32::MAX);
        let bytes = u32::try_from(allocated.saved).unwrap_or(u32::MAX).saturating_mul(8);
        at = at.saturating_add(bytes);
        frame.parts.push(FramePart { name: "values saved".to_owned(), bytes });
    }
    if code.counts_turns {
        at = at.next_multiple_of(8).saturating_add(TURNS);
        frame.parts.push(FramePart { name: "turns of loops".to_owned(), bytes: TURNS });
    }
    frame.bytes = at;
    frame
}

/// Which parts of the frame are used, in order.
fn spots(code: &MachineCode) -> Vec<Spot> {
    let mut found: Vec<Spot> = code
        .blocks
        .iter()
        .flat_map(|block| &block.instructions)
        .filter_map(|one| match one.action {
            Action::FrameAddress(spot, _) => Some(spot),
            Action::Load { place, .. } | Action::Store { place, .. } | Action::Atomic { place, .. } => {
                match place.base {
                    Base::Frame(spot) => Some(spot),
                    Base::Operand(_) => None,
                }
            }
            _ => None,
        })
        .collect();
    found.sort_unstable();
    found.dedup();
    found
}

/// A chain of calls, and how much of the stack it takes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct StackChain {
    /// The bytes of all frames, as the kernel counts them.
    pub bytes: u32,
    /// The program, and the functions in the order of the calls.
    pub chain: Vec<ChainLink>,
}

/// How many functions may be called in one another, the program included (`MAX_CALL_FRAMES` of Linux).
const MAX_FRAMES: usize = 8;

/// How large the frames in front of a function that does a tail call may be.
const MAX_BEFORE_TAIL_CALL: u32 = 256;

/// The largest chain of each program (and of each function that the kernel checks by itself), or what is wrong with it.
pub(crate) fn chains(
    module: &Module,
    frames: &Table<FunctionId, Frame>,
    calls: &Table<FunctionId, Vec<FunctionId>>,
    errors: &mut Vec<CompileError>,
) -> Vec<StackChain> {
    // The most that a function and what it calls takes, and which of them is called for that. No function calls itself (rule 4),
    // so after as many rounds as there are functions nothing changes any more.
    let counted = |id: FunctionId| frames[id].bytes.max(1).next_multiple_of(32);
    let mut most: Table<FunctionId, (u32, Option<FunctionId>)> =
        module.functions.keys().map(|id| (counted(id), None)).collect();
    let mut deepest: Table<FunctionId, (usize, Option<FunctionId>)> =
        module.functions.keys().map(|_| (1, None)).collect();
    for _ in module.functions.keys() {
        for id in module.functions.keys() {
            for &callee in &calls[id] {
                let bytes = counted(id).saturating_add(most[callee].0);
                if bytes > most[id].0 {
                    most[id] = (bytes, Some(callee));
                }
                if deepest[callee].0 + 1 > deepest[id].0 {
                    deepest[id] = (deepest[callee].0 + 1, Some(callee));
                }
            }
        }
    }
    let follow = |first: FunctionId, next: &dyn Fn(FunctionId) -> Option<FunctionId>| {
        let mut chain = vec![first];
        while let Some(callee) = chain.last().and_then(|&last| next(last)) {
            chain.push(callee);
        }
        chain
    };
    let link = |id: FunctionId| ChainLink {
        function: module.functions[id].name.clone(),
        at: Where::function(module, id),
        bytes: counted(id),
        parts: frames[id].parts.clone(),
    };
    let mut found = Vec::new();
    for (id, function) in module.functions.iter() {
        if function.kind == FunctionKind::Local {
            continue;
        }
        let chain: Vec<ChainLink> = follow(id, &|function| most[function].1).into_iter().map(link).collect();
        let bytes = most[id].0;
        if bytes > MAX_STACK {
            errors.push(CompileError::StackTooLarge { bytes, limit: MAX_STACK, chain: chain.clone() });
        }
        if deepest[id].0 > MAX_FRAMES {
            let names = follow(id, &|function| deepest[function].1);
            let chain = names.into_iter().map(|id| module.functions[id].name.clone()).collect();
            errors.push(CompileError::TooManyCalls { chain });
        }
        found.push(StackChain { bytes, chain });
    }
    before_tail_calls(module, frames, calls, errors);
    found
}

/// The kernel wants at most 256 bytes in front of a called function that does a tail call.
fn before_tail_calls(
    module: &Module,
    frames: &Table<FunctionId, Frame>,
    calls: &Table<FunctionId, Vec<FunctionId>>,
    errors: &mut Vec<CompileError>,
) {
    let does = |id: FunctionId| {
        let mut all = module.functions[id].blocks.values().flat_map(|block| &block.instructions);
        all.any(|one| matches!(one.operation, Operation::TailCall { .. }))
    };
    let counted = |id: FunctionId| frames[id].bytes.max(1).next_multiple_of(32);
    let mut before: Table<FunctionId, Vec<FunctionId>> = module.functions.keys().map(|_| vec![]).collect();
    let bytes = |chain: &[FunctionId]| chain.iter().fold(0_u32, |sum, &id| sum.saturating_add(counted(id)));
    for _ in module.functions.keys() {
        for id in module.functions.keys() {
            for &callee in &calls[id] {
                let mut chain = before[id].clone();
                chain.push(id);
                if bytes(&chain) > bytes(&before[callee]) {
                    before[callee] = chain;
                }
            }
        }
    }
    for id in module.functions.keys().filter(|&id| does(id)) {
        let total = bytes(&before[id]);
        if total >= MAX_BEFORE_TAIL_CALL {
            let chain = before[id].iter().map(|&id| ChainLink {
                function: module.functions[id].name.clone(),
                at: Where::function(module, id),
                bytes: counted(id),
                parts: frames[id].parts.clone(),
            });
            let chain = chain.collect();
            errors.push(CompileError::StackTooLarge { bytes: total, limit: MAX_BEFORE_TAIL_CALL, chain });
        }
    }
}
