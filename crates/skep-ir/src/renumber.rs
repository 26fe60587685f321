//! Leaves out blocks that are not reached, and numbers blocks and values anew.

use crate::{Block, BlockBody, Flow, Function, Table, Value};
use std::collections::HashMap;

impl Function {
    /// Leaves out blocks that are not reached, and numbers blocks and values in the order in which they are reached. Functions that
    /// differ only in numbers are equal afterwards.
    pub fn renumber(&mut self) {
        let flow = Flow::of(self);
        let blocks: HashMap<Block, Block> = flow.order().iter().copied().zip((0..).map(Block)).collect();
        let mut old: Table<Block, Option<BlockBody>> =
            std::mem::take(&mut self.blocks).values().cloned().map(Some).collect();
        self.blocks = flow.order().iter().filter_map(|&block| old[block].take()).collect();
        let mut values: HashMap<Value, Value> = HashMap::new();
        for one in self.definitions() {
            let next = u32::try_from(values.len()).unwrap_or(u32::MAX);
            values.entry(one.value).or_insert(Value(next));
        }
        let new = |value: &mut Value| *value = values.get(value).copied().unwrap_or(*value);
        for body in self.blocks.values_mut() {
            body.parameters.iter_mut().for_each(|one| new(&mut one.value));
            for one in &mut body.instructions {
                one.operation.operands_mut().into_iter().for_each(new);
                one.result.iter_mut().for_each(|result| new(&mut result.value));
            }
            let Some(end) = &mut body.end else { continue };
            end.terminator.operands_mut().into_iter().for_each(new);
            for target in end.terminator.targets_mut() {
                target.block = blocks.get(&target.block).copied().unwrap_or(target.block);
            }
        }
    }
}
