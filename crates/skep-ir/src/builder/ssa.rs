//! Turns the variables of a function that was built into values and parameters of blocks.
//!
//! A block where several ways meet gets a parameter for each variable that is read behind it before it is set again. Then parameters that are
//! given the same value on every way are replaced by it, until there are none (as in Braun et al., "Simple and Efficient Construction of Static
//! Single Assignment Form", but with the whole flow known).

use super::{BuildError, Draft, Step, Variable, VariableData};
use crate::flow::{Flow, successors};
use crate::substitute::{replace, resolve};
use crate::{Block, Definition, Entity, Function, Table, Type, Value};
use std::collections::BTreeMap;

/// Variables of a function, one bit each.
#[derive(Clone, PartialEq, Default)]
struct Set(Vec<u64>);

impl Set {
    fn insert(&mut self, variable: Variable) -> bool {
        let (word, bit) = (variable.index() / 64, 1 << (variable.index() % 64));
        if self.0.len() <= word {
            self.0.resize(word + 1, 0);
        }
        let new = self.0[word] & bit == 0;
        self.0[word] |= bit;
        new
    }

    fn contains(&self, variable: Variable) -> bool {
        self.0.get(variable.index() / 64).is_some_and(|word| word & (1 << (variable.index() % 64)) != 0)
    }
}

pub(crate) fn place_variables(
    function: &mut Function,
    drafts: &Table<Block, Draft>,
    variables: &Table<Variable, VariableData>,
    types: &mut Table<Value, Type>,
) -> Result<(), BuildError> {
    let flow = Flow::of(function);
    let live = live_at_start(function, &flow, drafts, variables);
    if let Some(unset) = variables.keys().find(|&one| live[Function::ENTRY].contains(one)) {
        let variable = variables[unset].name.clone();
        return Err(BuildError::NotSet { function: function.name.clone(), variable });
    }
    let mut placed: Table<Block, Vec<Variable>> = function.blocks.keys().map(|_| vec![]).collect();
    // What each variable is at the end of a block.
    let mut after: Table<Block, BTreeMap<Variable, Value>> =
        function.blocks.keys().map(|_| BTreeMap::new()).collect();
    let mut same: Table<Value, Value> = types.keys().collect();
    for &block in flow.order() {
        let mut now = match flow.predecessors(block) {
            [one] => after[*one].clone(),
            _ => BTreeMap::new(),
        };
        if flow.predecessors(block).len() != 1 {
            for variable in variables.keys().filter(|&one| live[block].contains(one)) {
                let ty = variables[variable].ty;
                let value = types.push(ty);
                same.push(value);
                function.blocks[block].parameters.push(Definition { value, ty });
                placed[block].push(variable);
                now.insert(variable, value);
            }
        }
        for step in &drafts[block].steps {
            match step {
                Step::Instruction(instruction) => {
                    function.blocks[block].instructions.push(instruction.clone())
                }
                Step::Get(variable, value) => {
                    // Every variable that is live at the start of a block has a value there.
                    if let Some(&known) = now.get(variable) {
                        same[*value] = known;
                    }
                }
                Step::Set(variable, value) => {
                    now.insert(*variable, *value);
                }
                // It became an instruction and a `Set` before.
                Step::SetNull(..) => {}
            }
        }
        after[block] = now;
    }
    for &block in flow.order() {
        let Some(end) = &mut function.blocks[block].end else { continue };
        for target in end.terminator.targets_mut() {
            let values = placed[target.block].iter().filter_map(|variable| after[block].get(variable));
            target.arguments.extend(values);
        }
    }
    replace(function, &mut same);
    remove_trivial(function, &flow, &placed, &mut same);
    Ok(())
}

/// The variables that are read before they are set, from the start of each block on.
fn live_at_start(
    function: &Function,
    flow: &Flow,
    drafts: &Table<Block, Draft>,
    variables: &Table<Variable, VariableData>,
) -> Table<Block, Set> {
    let mut live: Table<Block, Set> = function.blocks.keys().map(|_| Set::default()).collect();
    let mut set: Table<Block, Set> = function.blocks.keys().map(|_| Set::default()).collect();
    for &block in flow.order() {
        for step in &drafts[block].steps {
            match step {
                Step::Get(variable, _) if !set[block].contains(*variable) => {
                    _ = live[block].insert(*variable)
                }
                Step::Set(variable, _) | Step::SetNull(variable, _) => _ = set[block].insert(*variable),
                Step::Get(..) | Step::Instruction(_) => {}
            }
        }
    }
    let mut changed = true;
    while changed {
        changed = false;
        for &block in flow.order().iter().rev() {
            for target in successors(function, block).collect::<Vec<_>>() {
                for variable in variables.keys() {
                    if live[target].contains(variable) && !set[block].contains(variable) {
                        changed |= live[block].insert(variable);
                    }
                }
            }
        }
    }
    live
}

/// Removes the parameters of variables that are given one value only, beside themselves.
fn remove_trivial(
    function: &mut Function,
    flow: &Flow,
    placed: &Table<Block, Vec<Variable>>,
    same: &mut Table<Value, Value>,
) {
    let mut changed = true;
    while changed {
        changed = false;
        for &block in flow.order() {
            let own = function.blocks[block].parameters.len();
            let count = placed[block].len();
            for at in (own - count..own).rev() {
                let Some(&Definition { value: parameter, .. }) = function.blocks[block].parameters.get(at)
                else {
                    continue;
                };
                if same[parameter] != parameter {
                    continue;
                }
                let mut only = None;
                let mut several = false;
                for (target, missing) in given(function, flow, block) {
                    // A way that gives too little is for the verifier to name.
                    let Some(&argument) = at.checked_sub(missing).and_then(|at| target.get(at)) else {
                        several = true;
                        continue;
                    };
                    let argument = resolve(same, argument);
                    if argument != parameter && only.is_none_or(|one| one == argument) {
                        only = Some(argument);
                    } else if argument != parameter {
                        several = true;
                    }
                }
                if let (Some(only), false) = (only, several) {
                    same[parameter] = only;
                    changed = true;
                }
            }
        }
    }
    for &block in flow.order() {
        let parameters = &function.blocks[block].parameters;
        let kept: Vec<bool> = parameters.iter().map(|one| same[one.value] == one.value).collect();
        let mut keep = kept.iter();
        function.blocks[block].parameters.retain(|_| *keep.next().unwrap_or(&true));
        let mut sources = flow.predecessors(block).to_vec();
        sources.sort_unstable();
        sources.dedup();
        for from in sources {
            let Some(end) = &mut function.blocks[from].end else { continue };
            let guarded = end.terminator.guarded();
            for (at, target) in end.terminator.targets_mut().into_iter().enumerate() {
                if target.block == block {
                    let mut keep = kept.iter().skip(usize::from(guarded == Some(at)));
                    target.arguments.retain(|_| *keep.next().unwrap_or(&true));
                }
            }
        }
    }
    replace(function, same);
}

/// What a block is given, on each way; and how many parameters before that a guard gives it.
fn given(function: &Function, flow: &Flow, block: Block) -> Vec<(Vec<Value>, usize)> {
    let mut sources = flow.predecessors(block).to_vec();
    sources.sort_unstable();
    sources.dedup();
    let mut found = Vec::new();
    for from in sources {
        let Some(end) = &function.blocks[from].end else { continue };
        let guarded = end.terminator.guarded();
        for (at, target) in end.terminator.targets().into_iter().enumerate() {
            if target.block == block {
                found.push((target.arguments.clone(), usize::from(guarded == Some(at))));
            }
        }
    }
    found
}
