//! How control flows in a function: predecessors, an order to walk in, dominators, loops.

use crate::{Block, BlockBody, Bound, Function, Table};

/// What can be said of the flow of a function without looking at its instructions.
///
/// Targets that do not exist are left out.
#[derive(Debug)]
pub struct Flow {
    /// The predecessors of all blocks, one block's behind another's, and where each block's begin.
    predecessors: Vec<Block>,
    starts: Table<Block, u32>,
    order: Vec<Block>,
    /// The place of a block in the order, if it is reached.
    position: Table<Block, Option<usize>>,
    /// The immediate dominator of each block that is reached, but the first, whose own is itself.
    dominator: Table<Block, Option<Block>>,
    heads: Vec<Block>,
    irreducible: Vec<(Block, Block)>,
}

/// The blocks that a block goes on to, each as often as its end names it.
pub(crate) fn successors(function: &Function, block: Block) -> impl Iterator<Item = Block> {
    let end = function.blocks.get(block).and_then(|body| body.end.as_ref());
    end.into_iter()
        .flat_map(|end| end.terminator.each_target())
        .map(|target| target.block)
        .filter(|&target| function.blocks.get(target).is_some())
}

impl Flow {
    /// The flow of a function.
    pub fn of(function: &Function) -> Self {
        let order = order(function);
        let mut position: Table<Block, Option<usize>> = function.blocks.keys().map(|_| None).collect();
        for (at, &block) in order.iter().enumerate() {
            position[block] = Some(at);
        }
        let mut edges: Vec<(Block, Block)> = Vec::with_capacity(2 * order.len());
        for &block in &order {
            edges.extend(successors(function, block).map(|target| (target, block)));
        }
        let mut starts: Table<Block, u32> = function.blocks.keys().map(|_| 0).collect();
        for (target, _) in &edges {
            starts[*target] += 1;
        }
        let mut sum = 0;
        for start in starts.values_mut() {
            sum += std::mem::replace(start, sum);
        }
        let mut filled = starts.clone();
        let mut predecessors = vec![Function::ENTRY; edges.len()];
        for &(target, block) in &edges {
            // As many places as there are edges were made.
            if let Some(place) = usize::try_from(filled[target]).ok().and_then(|at| predecessors.get_mut(at))
            {
                *place = block;
            }
            filled[target] += 1;
        }
        let dominator = position.keys().map(|_| None).collect();
        let mut flow =
            Self { predecessors, starts, order, position, dominator, heads: vec![], irreducible: vec![] };
        flow.dominator = dominators(&flow);
        flow.find_loops(&edges);
        flow
    }

    fn find_loops(&mut self, edges: &[(Block, Block)]) {
        for &(target, block) in edges {
            if self.position[target] > self.position[block] {
                continue;
            }
            if self.dominates(target, block) {
                self.heads.push(target);
            } else {
                self.irreducible.push((block, target));
            }
        }
        self.heads.sort_unstable();
        self.heads.dedup();
    }

    /// The blocks that go on to a block, each as often as its end names it, if they are reached themselves.
    pub fn predecessors(&self, block: Block) -> &[Block] {
        let end = self.starts.get(Block(block.0.saturating_add(1))).copied();
        let end = end.map_or(self.predecessors.len(), |end| usize::try_from(end).unwrap_or(usize::MAX));
        let start = self.starts.get(block).and_then(|&start| usize::try_from(start).ok());
        start.and_then(|start| self.predecessors.get(start..end)).unwrap_or_default()
    }

    /// The blocks that are reached, in reverse postorder: but for loops, a block comes after those that go on to it.
    pub fn order(&self) -> &[Block] {
        &self.order
    }

    /// Whether a block can be reached from the first.
    pub fn is_reached(&self, block: Block) -> bool {
        self.position.get(block).is_some_and(Option::is_some)
    }

    /// Whether every way from the first block to the second argument leads through the first argument. A block dominates
    /// itself; blocks that are not reached neither dominate nor are dominated.
    pub fn dominates(&self, above: Block, below: Block) -> bool {
        if !self.is_reached(above) || !self.is_reached(below) {
            return false;
        }
        let mut block = below;
        loop {
            if block == above {
                return true;
            }
            match self.immediate_dominator(block) {
                Some(next) => block = next,
                None => return false,
            }
        }
    }

    /// The closest other block that dominates a block; `None` for the first and for those that are not reached.
    pub fn immediate_dominator(&self, block: Block) -> Option<Block> {
        self.dominator.get(block).copied().flatten().filter(|&above| above != block)
    }

    /// The blocks that are reached, and from which neither the end of the function nor a loop that the kernel ends can be.
    pub fn stuck(&self, function: &Function) -> Vec<Block> {
        let mut ends: Table<Block, bool> = function.blocks.keys().map(|_| false).collect();
        let last =
            |body: &BlockBody| body.end.as_ref().is_some_and(|end| end.terminator.targets().is_empty());
        let first =
            function.blocks.iter().filter(|(_, body)| last(body) || body.bound == Some(Bound::MayGoto));
        let mut waiting: Vec<Block> = first.map(|(block, _)| block).collect();
        while let Some(block) = waiting.pop() {
            if !std::mem::replace(&mut ends[block], true) {
                waiting.extend(self.predecessors(block));
            }
        }
        self.order.iter().copied().filter(|&block| !ends[block]).collect()
    }

    /// The heads of loops: blocks that are gone back to from blocks that they dominate, in order.
    pub fn loop_heads(&self) -> &[Block] {
        &self.heads
    }

    /// The ways back to a block that does not dominate where they come from: loops with several heads.
    pub fn irreducible(&self) -> &[(Block, Block)] {
        &self.irreducible
    }
}

/// Reverse postorder, without recursion.
fn order(function: &Function) -> Vec<Block> {
    let mut order = Vec::new();
    if function.blocks.is_empty() {
        return order;
    }
    let mut seen: Table<Block, bool> = function.blocks.keys().map(|_| false).collect();
    seen[Function::ENTRY] = true;
    let mut stack = vec![(Function::ENTRY, successors(function, Function::ENTRY))];
    while let Some((block, rest)) = stack.last_mut() {
        match rest.next() {
            Some(target) if !seen[target] => {
                seen[target] = true;
                stack.push((target, successors(function, target)));
            }
            Some(_) => {}
            None => {
                order.push(*block);
                stack.pop();
            }
        }
    }
    order.reverse();
    order
}

/// Immediate dominators, by the iteration of Cooper, Harvey and Kennedy ("A Simple, Fast Dominance Algorithm").
fn dominators(flow: &Flow) -> Table<Block, Option<Block>> {
    let (order, position) = (&flow.order, &flow.position);
    let mut above: Table<Block, Option<Block>> = position.keys().map(|_| None).collect();
    let Some(&first) = order.first() else { return above };
    above[first] = Some(first);
    let mut changed = true;
    while changed {
        changed = false;
        for &block in &order[1..] {
            let mut known = flow.predecessors(block).iter().copied().filter(|&one| above[one].is_some());
            let Some(mut meet) = known.next() else { continue };
            for mut other in known {
                while meet != other {
                    let lower = if position[meet] > position[other] { &mut meet } else { &mut other };
                    // Both are reached, and every reached block but the first has a dominator once it is walked over.
                    *lower = above[*lower].unwrap_or(first);
                }
            }
            if above[block] != Some(meet) {
                above[block] = Some(meet);
                changed = true;
            }
        }
    }
    above
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Module;

    fn flow(text: &str) -> Flow {
        Flow::of(Module::parse(text).unwrap().functions.values().next().unwrap())
    }

    #[test]
    fn dominators_and_loops_are_found() {
        let flow = flow(
            "function f { b0(v0: bool): branch v0, b1, b2 b1: jump b3 b2: jump b3 b3: branch v0, b1, b4 b4: return b5: return }",
        );
        assert_eq!(flow.immediate_dominator(Block(3)), Some(Block(0)));
        assert_eq!(flow.immediate_dominator(Block(0)), None);
        assert!(flow.dominates(Block(3), Block(4)) && !flow.dominates(Block(1), Block(3)));
        assert!(!flow.is_reached(Block(5)) && !flow.dominates(Block(0), Block(5)));
        assert_eq!(flow.loop_heads(), []);
        assert_eq!(flow.irreducible().len(), 1);
    }

    #[test]
    fn a_loop_has_a_head() {
        let flow = flow("function f { b0(v0: bool): jump b1 b1: branch v0, b1, b2 b2: return }");
        assert_eq!(flow.loop_heads(), [Block(1)]);
        assert_eq!(flow.irreducible(), []);
        assert_eq!(flow.predecessors(Block(1)), [Block(0), Block(1)]);
    }
}
