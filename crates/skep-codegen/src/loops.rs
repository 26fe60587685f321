//! Which loops the kernel counts while they run, and which its verifier walks through, turn by turn.
//!
//! The verifier looks at a million instructions at most (`BPF_COMPLEXITY_LIMIT_INSNS` of Linux), and a loop costs its turns times its
//! body. One that costs much is counted (`may_goto`, or `bpf_loop`), and then walked through until the verifier knows nothing new. For
//! that it must not know with which numbers the loop begins: it would follow them from turn to turn.

use crate::CompileError;
use crate::error::Where;
use skep_ir::{
    Address, BinaryOperator, Block, Bound, Conversion, Definition, Flow, Function, FunctionId, Global,
    GlobalId, Instruction, LocationId, Module, Operation, Ordering, Region, Type, Value,
};
use skep_uapi::Target;
use std::collections::{BTreeMap, BTreeSet};

/// How many instructions the verifier may walk through in one loop, if there is another way.
const CHEAP: u64 = 100_000;

/// How many instructions the verifier walks through at all.
const MOST: u64 = 1_000_000;

/// The name of the variable that is always zero, which the verifier does not know.
const ZERO: &str = "zero_that_is_not_known";

/// Decides for each loop of a lawful module.
///
/// # Errors
/// If a loop is too much for the verifier, and the target has no means to count its turns.
pub(crate) fn decide(module: &mut Module, target: &Target) -> Vec<CompileError> {
    let mut errors = Vec::new();
    let mut counted: Vec<(FunctionId, Vec<Block>)> = Vec::new();
    for id in module.functions.keys().collect::<Vec<_>>() {
        let (heads, dear) = decide_function(&mut module.functions[id], target);
        for (block, turns) in dear {
            let body = &module.functions[id].blocks[block];
            let location = body.instructions.first().map(|one| one.location);
            let location = location.or(body.end.as_ref().map(|end| end.location)).flatten();
            let at = Where::of(module, id, location);
            let what = format!(
                "a loop of up to {turns} turns, which are more than the verifier walks through, and so counted by the \
                 kernel (`bpf_loop`, or `may_goto`, since 6.9),"
            );
            errors.push(CompileError::NotInTarget { what, since: "5.17", at });
        }
        if !heads.is_empty() {
            counted.push((id, heads));
        }
    }
    if !counted.is_empty() && errors.is_empty() {
        let zero = module.globals.push(Global {
            name: ZERO.to_owned(),
            writable: true,
            align: 8,
            bytes: vec![0; 8],
            declared: None,
        });
        for (id, heads) in counted {
            blur(&mut module.functions[id], &heads, zero);
        }
    }
    errors
}

/// The heads of the loops that are counted, and of those that cannot be, with their turns.
fn decide_function(function: &mut Function, target: &Target) -> (Vec<Block>, Vec<(Block, u32)>) {
    let flow = Flow::of(function);
    let mut loops: Vec<(Block, BTreeSet<Block>)> =
        flow.loop_heads().iter().map(|&head| (head, body_of(&flow, head))).collect();
    // The inner ones first: they have fewer blocks.
    loops.sort_by_key(|(head, blocks)| (blocks.len(), *head));
    // What the verifier walks through in each block, with all turns of the loops that are only around it and not counted.
    let mut costs: BTreeMap<Block, u64> = flow
        .order()
        .iter()
        .map(|&block| {
            let length = function.blocks[block].instructions.len();
            (block, u64::try_from(length).unwrap_or(u64::MAX).saturating_add(1))
        })
        .collect();
    let (mut counted, mut dear) = (Vec::new(), Vec::new());
    for (head, blocks) in loops {
        let once = blocks
            .iter()
            .filter_map(|block| costs.get(block))
            .fold(0_u64, |sum, one| sum.saturating_add(*one));
        let turns = match function.blocks[head].bound {
            Some(Bound::Times(turns)) => u64::from(turns),
            Some(Bound::MayGoto) => u64::MAX,
            None => 1,
        };
        let cost = once.saturating_mul(turns.max(1));
        let can_be = target.may_goto || target.bpf_loop;
        // A function that is called for a turn cannot be in the midst of a loop that is not called so.
        let is_around = !target.may_goto && counted.iter().any(|inner| blocks.contains(inner));
        let turns = if (cost > CHEAP || is_around) && can_be {
            function.blocks[head].bound = Some(Bound::MayGoto);
            counted.push(head);
            // Until nothing new is known, which is soon.
            3
        } else {
            if let (Some(Bound::Times(turns)), true) = (function.blocks[head].bound, cost > MOST) {
                dear.push((head, turns.saturating_sub(1)));
            }
            turns.max(1)
        };
        for block in blocks {
            costs.entry(block).and_modify(|cost| *cost = cost.saturating_mul(turns));
        }
    }
    (counted, dear)
}

/// The blocks of the loop with this head.
fn body_of(flow: &Flow, head: Block) -> BTreeSet<Block> {
    let mut blocks = BTreeSet::from([head]);
    let mut waiting: Vec<Block> =
        flow.predecessors(head).iter().copied().filter(|&block| flow.dominates(head, block)).collect();
    while let Some(block) = waiting.pop() {
        if blocks.insert(block) {
            waiting.extend(flow.predecessors(block));
        }
    }
    blocks
}

/// Lets the numbers with which these loops begin be such that the verifier does not know them.
fn blur(function: &mut Function, heads: &[Block], zero: GlobalId) {
    let flow = Flow::of(function);
    let mut next = function.next_value();
    let mut new = |ty| {
        let value = next;
        next = Value(next.0.saturating_add(1));
        Definition { value, ty }
    };
    for &head in heads {
        let parameters: Vec<Type> = function.blocks[head].parameters.iter().map(|one| one.ty).collect();
        let before: BTreeSet<Block> =
            flow.predecessors(head).iter().copied().filter(|&block| !flow.dominates(head, block)).collect();
        for block in before {
            let body = &mut function.blocks[block];
            let Some(end) = &mut body.end else { continue };
            let location = end.location;
            let mut made: Vec<(Option<Definition>, Operation)> = Vec::new();
            let mut place = None;
            for target in end.terminator.targets_mut().into_iter().filter(|target| target.block == head) {
                for (argument, &ty) in target.arguments.iter_mut().zip(&parameters) {
                    if !matches!(ty, Type::I8 | Type::I16 | Type::I32 | Type::I64) {
                        continue;
                    }
                    let place = *place.get_or_insert_with(|| {
                        let place = new(Type::pointer(Region::Global { global: zero, offset: 0 }));
                        made.push((Some(place), Operation::GlobalAddress(zero)));
                        place.value
                    });
                    // Each is read by itself: of numbers that were one once, the verifier knows how far they are from each other.
                    let whole = new(Type::I64);
                    let address = Address { base: place, offset: 0 };
                    made.push((Some(whole), Operation::Load(address, Ordering::Volatile)));
                    let none = if ty == Type::I64 {
                        whole
                    } else {
                        let narrow = new(ty);
                        made.push((Some(narrow), Operation::Convert(Conversion::Truncate, whole.value)));
                        narrow
                    };
                    let sum = new(ty);
                    made.push((Some(sum), Operation::Binary(BinaryOperator::Add, *argument, none.value)));
                    *argument = sum.value;
                }
            }
            let made = made.into_iter().map(|(result, operation)| instruction(result, operation, location));
            body.instructions.extend(made);
        }
    }
}

const fn instruction(
    result: Option<Definition>,
    operation: Operation,
    location: Option<LocationId>,
) -> Instruction {
    Instruction { result, operation, location }
}
