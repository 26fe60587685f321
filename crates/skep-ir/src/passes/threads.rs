//! Goes at once where what is known will lead.
//!
//! What is known of values is what the ends of blocks found out on the way: a condition, a case of a `switch`, a pointer that is null or is not. A
//! block whose end it decides jumps. Where only some of the ways to a block decide its end, as with a flag that each of them sets, these ways go past
//! it: they get a copy of it, which jumps. A block that is the head of a loop, or that does something, is not copied.

mod known;

use super::Scope;
use super::values::is_pure;
use crate::builder::ssa::place_variables;
use crate::builder::{Draft, Step, Variable, VariableData};
use crate::{
    Block, BlockBody, Definition, End, Flow, Function, Instruction, Operation, Region, Table, Target,
    Terminator, Type, Value,
};
use known::{Edge, Known, View};
use std::collections::BTreeMap;

/// How many instructions other than constants a block that is copied has at most.
const MOST_COPIED: usize = 3;

/// How many values of a block that is copied others may use.
const MOST_USED: usize = 4;

/// How often blocks are copied in one run.
const MOST_TIMES: usize = 12;

pub(super) fn run(_: &Scope<'_>, function: &mut Function) {
    for _ in 0..MOST_TIMES {
        let known = Known::of(function);
        let jumps = decided(&known);
        let copied = if jumps.is_empty() { go_past(&known) } else { None };
        if jumps.is_empty() && copied.is_none() {
            break;
        }
        let types = known.types.values().map(|ty| ty.unwrap_or(Type::I64)).collect();
        let before = function.clone();
        for (block, target) in jumps {
            if let Some(end) = &mut function.blocks[block].end {
                end.terminator = Terminator::Jump(target);
            }
        }
        let done = copied.is_none_or(|(block, used, ways)| copy(function, block, &used, &ways, types));
        function.renumber();
        // A loop without a way out is for its author to have written.
        if !done || !Flow::of(function).stuck(function).is_empty() {
            *function = before;
            break;
        }
    }
}

/// Where an end leads, and what it proves there.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
struct Decision {
    target: usize,
    proof: Option<Value>,
}

/// The target that a decision leads to, with what it proves.
fn led_to(terminator: &Terminator, decision: Decision) -> Option<Target> {
    let target = terminator.each_target().nth(decision.target)?;
    let arguments = decision.proof.into_iter().chain(target.arguments.iter().copied()).collect();
    Some(Target { block: target.block, arguments })
}

/// The blocks whose end has one way only, and which.
fn decided(known: &Known<'_>) -> Vec<(Block, Target)> {
    let one = |&block: &Block| {
        let decision = View { known, block, edge: None }.decision()?;
        Some((block, led_to(known.terminator(block)?, decision)?))
    };
    known.flow.order().iter().filter_map(one).collect()
}

/// A block, its values that others use, and the ways that go past it, by where they lead.
type Past = (Block, Vec<Value>, BTreeMap<Decision, Vec<Edge>>);

/// The first block past which some of the ways to it can go.
fn go_past(known: &Known<'_>) -> Option<Past> {
    known.flow.order().iter().find_map(|&block| {
        let used = can_be_copied(known, block)?;
        let mut ways: BTreeMap<Decision, Vec<Edge>> = BTreeMap::new();
        let mut sources = known.flow.predecessors(block).to_vec();
        sources.sort_unstable();
        sources.dedup();
        for from in sources {
            let terminator = known.terminator(from)?;
            for (at, target) in terminator.each_target().enumerate() {
                let edge = Some((from, at));
                if target.block == block
                    && terminator.guarded() != Some(at)
                    && let Some(decision) = (View { known, block, edge }).decision()
                {
                    // What is proved is one value only for ways that hand the same.
                    ways.entry(decision).or_default().push((from, at));
                }
            }
        }
        (!ways.is_empty()).then_some((block, used, ways))
    })
}

/// The values of a block that others use, if the block can be copied.
fn can_be_copied(known: &Known<'_>, block: Block) -> Option<Vec<Value>> {
    let body = &known.function.blocks[block];
    let count =
        body.instructions.iter().filter(|one| !matches!(one.operation, Operation::Constant(_))).count();
    let short = count <= MOST_COPIED && body.instructions.iter().all(|one| is_pure(&one.operation));
    if block == Function::ENTRY
        || !short
        || body.bound.is_some()
        || known.flow.loop_heads().contains(&block)
        || known.flow.predecessors(block).len() < 2
        || body.parameters.iter().any(|one| is_of_record(one.ty))
    {
        return None;
    }
    let mut used = Vec::new();
    let mut note = |value: Value| {
        let place = known.made[value].map(|(of, _)| of).or(known.parameters[value].map(|(of, _)| of));
        if place == Some(block) && !used.contains(&value) {
            used.push(value);
        }
    };
    for (_, body) in known.function.blocks.iter().filter(|(other, _)| *other != block) {
        body.instructions.iter().flat_map(|one| one.operation.operands()).for_each(|value| note(*value));
        let Some(end) = &body.end else { continue };
        end.terminator.inspected().into_iter().for_each(|value| note(*value));
        end.terminator.each_target().flat_map(|target| &target.arguments).for_each(|value| note(*value));
    }
    used.sort_unstable();
    let counted = used.iter().filter(|value| !known.operation(**value).is_some_and(is_made_anywhere)).count();
    let fits =
        counted <= MOST_USED && used.iter().all(|&value| !known.types[value].is_some_and(is_of_record));
    fits.then_some(used)
}

const fn is_of_record(ty: Type) -> bool {
    match ty {
        Type::Pointer { region, .. } => region.is_owed() || matches!(region, Region::Reserved(_)),
        _ => false,
    }
}

/// Whether an operation makes the same wherever it stands.
const fn is_made_anywhere(operation: &Operation) -> bool {
    matches!(
        operation,
        Operation::Constant(_)
            | Operation::SlotAddress(_)
            | Operation::MapAddress(_)
            | Operation::GlobalAddress(_)
            | Operation::Relocation(..)
    )
}

/// Makes a copy of a block for each way on, and gives what it defines to those who used it; says whether that went well.
fn copy(
    function: &mut Function,
    block: Block,
    used: &[Value],
    ways: &BTreeMap<Decision, Vec<Edge>>,
    mut types: Table<Value, Type>,
) -> bool {
    let original = function.blocks[block].clone();
    let anywhere: BTreeMap<Value, Instruction> = original
        .instructions
        .iter()
        .filter_map(|one| Some((one.result?.value, one.clone())))
        .filter(|(value, one)| used.contains(value) && is_made_anywhere(&one.operation))
        .collect();
    let mut variables: Table<Variable, VariableData> = Table::new();
    let mut of: BTreeMap<Value, Variable> = BTreeMap::new();
    for &value in used.iter().filter(|value| !anywhere.contains_key(value)) {
        let variable = VariableData { name: value.to_string(), ty: types[value] };
        of.insert(value, variables.push(variable));
    }
    let own: Vec<Block> = std::iter::once(block)
        .chain(ways.iter().filter_map(|(decision, edges)| {
            let copied = copy_for(&original, *decision, &mut types)?;
            let new = function.blocks.push(copied);
            for &(from, at) in edges {
                let terminator = function.blocks[from].end.as_mut().map(|end| &mut end.terminator);
                if let Some(target) = terminator.and_then(|end| end.targets_mut().into_iter().nth(at)) {
                    target.block = new;
                }
            }
            Some(new)
        }))
        .collect();
    let mut drafts: Table<Block, Draft> = Table::new();
    for id in function.blocks.keys() {
        let body = &mut function.blocks[id];
        let mut steps = Vec::new();
        let is_own = own.contains(&id);
        // What the original calls a value, in the order of the copy's own.
        let names = original.parameters.iter().map(|one| one.value);
        let set = |original: Value, here: Value, steps: &mut Vec<Step>| {
            if let Some(&variable) = of.get(&original) {
                steps.push(Step::Set(variable, here));
            }
        };
        if is_own {
            for (name, here) in names.zip(&body.parameters) {
                set(name, here.value, &mut steps);
            }
        }
        for (at, mut one) in std::mem::take(&mut body.instructions).into_iter().enumerate() {
            if is_own {
                let name = original.instructions[at].result;
                let here = one.result;
                steps.push(Step::Instruction(one));
                if let (Some(name), Some(here)) = (name, here) {
                    set(name.value, here.value, &mut steps);
                }
                continue;
            }
            for operand in one.operation.operands_mut() {
                *operand = take(*operand, &of, &anywhere, &mut types, &mut steps);
            }
            steps.push(Step::Instruction(one));
        }
        if !is_own && let Some(end) = &mut body.end {
            for operand in end.terminator.operands_mut() {
                *operand = take(*operand, &of, &anywhere, &mut types, &mut steps);
            }
        }
        drafts.push(Draft { steps });
    }
    // Each use was dominated by the original, and every way to it is now through the original or a copy.
    place_variables(function, &drafts, &variables, &mut types).is_ok()
}

/// The value to use for one of a block that was copied.
fn take(
    value: Value,
    of: &BTreeMap<Value, Variable>,
    anywhere: &BTreeMap<Value, Instruction>,
    types: &mut Table<Value, Type>,
    steps: &mut Vec<Step>,
) -> Value {
    if let Some(&variable) = of.get(&value) {
        let new = types.push(types[value]);
        steps.push(Step::Get(variable, new));
        return new;
    }
    if let Some(one) = anywhere.get(&value) {
        let new = types.push(types[value]);
        let mut one = one.clone();
        one.result = Some(Definition { value: new, ty: types[value] });
        steps.push(Step::Instruction(one));
        return new;
    }
    value
}

/// A copy of a block with values of its own, which jumps where it is known to lead.
fn copy_for(original: &BlockBody, decision: Decision, types: &mut Table<Value, Type>) -> Option<BlockBody> {
    let mut names: BTreeMap<Value, Value> = BTreeMap::new();
    let mut renamed = |one: Definition| {
        let value = types.push(one.ty);
        names.insert(one.value, value);
        Definition { value, ty: one.ty }
    };
    let parameters: Vec<Definition> = original.parameters.iter().map(|&one| renamed(one)).collect();
    let results: Vec<Option<Definition>> =
        original.instructions.iter().map(|one| one.result.map(&mut renamed)).collect();
    let new = |value: &mut Value| *value = names.get(value).copied().unwrap_or(*value);
    let instructions = original
        .instructions
        .iter()
        .zip(results)
        .map(|(one, result)| {
            let mut one = Instruction { result, ..one.clone() };
            one.operation.operands_mut().for_each(new);
            one
        })
        .collect();
    let end = original.end.as_ref()?;
    let mut target = led_to(&end.terminator, decision)?;
    target.arguments.iter_mut().for_each(new);
    let end = Some(End { terminator: Terminator::Jump(target), location: end.location });
    Some(BlockBody { parameters, bound: None, instructions, end })
}
