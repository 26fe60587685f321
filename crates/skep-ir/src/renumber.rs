//! Leaves out blocks that are not reached, and numbers blocks and values anew.

use crate::{Block, BlockBody, Flow, Function, Table, Value};

impl Function {
    /// Leaves out blocks that are not reached, and numbers blocks and values in the order in which they are reached. Functions that
    /// differ only in numbers are equal afterwards.
    pub fn renumber(&mut self) {
        let flow = Flow::of(self);
        let mut blocks: Table<Block, Block> = self.blocks.keys().collect();
        flow.order().iter().zip((0..).map(Block)).for_each(|(&old, new)| blocks[old] = new);
        let mut old: Table<Block, Option<BlockBody>> =
            std::mem::take(&mut self.blocks).into_iter().map(Some).collect();
        self.blocks = flow.order().iter().filter_map(|&block| old[block].take()).collect();
        let mut values: Table<Value, Option<Value>> = self.types().keys().map(|_| None).collect();
        let mut next = 0;
        for one in self.definitions() {
            if let Some(place @ None) = values.get_mut(one.value) {
                *place = Some(Value(next));
                next += 1;
            }
        }
        let new = |value: &mut Value| *value = values.get(*value).copied().flatten().unwrap_or(*value);
        for body in self.blocks.values_mut() {
            body.parameters.iter_mut().for_each(|one| new(&mut one.value));
            for one in &mut body.instructions {
                one.operation.operands_mut().for_each(new);
                one.result.iter_mut().for_each(|result| new(&mut result.value));
            }
            let Some(end) = &mut body.end else { continue };
            end.terminator.operands_mut().into_iter().for_each(new);
            for target in end.terminator.targets_mut() {
                target.block = blocks.get(target.block).copied().unwrap_or(target.block);
            }
        }
    }
}
