//! Loops that the kernel counts by `bpf_loop`: their bodies become functions of their own.
//!
//! Loops in one another become one function, which begins with one of the heads; a call in a call would be too much for the verifier.
//! A turn goes from a head to the next. It and what is around it share a place in the caller's frame, whose address the body is given:
//!
//! ```text
//!   which way the loop was left │ the next head │ what goes in, from turn to turn, and out │ addresses │ what goes with the way
//! ```
//!
//! A turn that goes on returns 0; one that leaves the loop writes what is wanted there and the number of the way, and returns 1. Where
//! the kernel's patience ended, the number is still 0, and the program is aborted. Everything is of 8 bytes, so that the kernel still
//! knows of pointers what they are.

mod filling;

use super::{Action, Base, Block, BlockId, Edge, Instruction, MachineCode, Operand, Role, Spot, Virtual};
use filling::{Filling, edge_to, equals, jump};
use skep_ir::{FunctionId, LocationId};
use skep_isa::Register;
use skep_uapi::Helper;
use std::collections::{BTreeMap, BTreeSet};

/// The most turns that the kernel takes (`BPF_MAX_LOOPS` of Linux).
const MOST_TURNS: i64 = 8 << 20;

/// A loop whose turns the kernel counts with a helper.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct CountedLoop {
    /// Its head.
    pub(crate) head: BlockId,
    /// Where it is gone to if there are too many.
    pub(crate) exhausted: BlockId,
}

/// The body of a loop as a function.
#[derive(Debug)]
pub(crate) struct LoopBody {
    pub(crate) code: MachineCode,
    /// The bytes that it shares with what is around it.
    pub(crate) shared: u32,
}

/// A way out of a loop.
struct Exit {
    from: BlockId,
    /// Which of the block's successors it is.
    successor: usize,
    edge: Edge,
}

/// What of a function has to do with one loop, and those inside of it.
struct Loop {
    /// The heads, of which the first is that of the whole.
    heads: Vec<BlockId>,
    blocks: BTreeSet<BlockId>,
    /// Everything that is made in it.
    defined: BTreeSet<Virtual>,
    /// What it makes and what is read behind it.
    made: BTreeSet<Virtual>,
    /// Where in the shared place registers are that go in, from turn to turn, and out.
    places: BTreeMap<Virtual, i16>,
    /// The places of the frame that it accesses, and where their addresses are.
    spots: BTreeMap<Spot, i16>,
    exits: Vec<Exit>,
    /// Where it shares values with what is around it, and how many bytes these are.
    spot: Spot,
    size: i16,
    /// What each block wants to be there when it begins.
    wanted: Vec<BTreeSet<Virtual>>,
    location: Option<LocationId>,
}

/// Where in the shared place is the number of the way by which the loop was left.
const EXIT: i16 = 0;
/// Where is the number of the head with which the next turn begins.
const HEAD: i16 = 8;
/// Where the rest begins.
const REST: usize = 2;

/// Where the value of this number is. A frame has at most 512 bytes; that it has more is found when it is laid out.
fn place(number: usize) -> i16 {
    i16::try_from(number.saturating_mul(8)).unwrap_or(i16::MAX)
}

impl Loop {
    /// How many bytes are shared.
    fn bytes(&self) -> u32 {
        u32::try_from(self.size).unwrap_or(0)
    }

    /// The arguments of a way out that the loop makes, and where they are.
    fn made_arguments<'l>(&'l self, edge: &'l Edge) -> impl Iterator<Item = (Virtual, i16)> + 'l {
        let made = edge.arguments.iter().copied().filter(|one| self.defined.contains(one));
        made.enumerate()
            .map(|(number, one)| (one, place(REST + self.places.len() + self.spots.len() + number)))
    }
}

impl MachineCode {
    /// Makes a function of each loop that is counted and in no other such loop. They have numbers from this one on.
    pub(crate) fn outline(&mut self, first: FunctionId) -> Vec<LoopBody> {
        let mut bodies: Vec<LoopBody> = Vec::new();
        if self.counted.is_empty() {
            return bodies;
        }
        let mut waiting = std::mem::take(&mut self.counted);
        // What is never gone back to is no loop.
        waiting.retain(|one| self.is_loop(one.head));
        while !waiting.is_empty() {
            // What is around another loop has more blocks than it.
            let sizes = waiting.iter().map(|one| self.blocks_of(one.head).len());
            let Some((at, _)) = sizes.enumerate().max_by_key(|&(_, size)| size) else { break };
            let CountedLoop { head, exhausted } = waiting.swap_remove(at);
            let blocks = self.blocks_of(head);
            let mut heads = vec![head];
            waiting.retain(|one| {
                let is_inside = blocks.contains(&one.head);
                heads.extend(is_inside.then_some(one.head));
                !is_inside
            });
            let number = u32::try_from(bodies.len()).unwrap_or(u32::MAX);
            let found = self.examine(heads, blocks, Spot::Loop(number));
            bodies.push(LoopBody { code: self.body(&found), shared: found.bytes() });
            self.call_instead(&found, FunctionId(first.0.saturating_add(number)), exhausted);
        }
        self.leave_out_unreached();
        self.split_edges();
        bodies
    }

    /// The blocks of the loop with this head, which dominates them.
    fn blocks_of(&self, head: BlockId) -> BTreeSet<BlockId> {
        let (all, past) = (self.reached_past(None), self.reached_past(Some(head)));
        let inside = |block: &BlockId| all.contains(block) && !past.contains(block);
        let predecessors = self.predecessors();
        let mut blocks = BTreeSet::from([head]);
        let mut waiting: Vec<BlockId> = predecessors[head.0].iter().copied().filter(inside).collect();
        while let Some(block) = waiting.pop() {
            if blocks.insert(block) {
                waiting.extend(predecessors[block.0].iter().copied().filter(inside));
            }
        }
        blocks
    }

    fn is_loop(&self, head: BlockId) -> bool {
        let is_own = |edge: &Edge| edge.to == head;
        self.blocks_of(head).len() > 1 || self.blocks[head.0].successors.iter().any(is_own)
    }

    /// What is reached from the start without this block.
    fn reached_past(&self, without: Option<BlockId>) -> BTreeSet<BlockId> {
        let mut reached = BTreeSet::new();
        let mut waiting = vec![BlockId(0)];
        while let Some(block) = waiting.pop() {
            if Some(block) != without && reached.insert(block) {
                waiting.extend(self.blocks[block.0].successors.iter().map(|edge| edge.to));
            }
        }
        reached
    }

    /// What each block wants to be there when it begins, without its parameters.
    fn wanted(&self) -> Vec<BTreeSet<Virtual>> {
        let mut wanted: Vec<BTreeSet<Virtual>> = vec![BTreeSet::new(); self.blocks.len()];
        loop {
            let mut grows = false;
            for (number, block) in self.blocks.iter().enumerate().rev() {
                let mut live: BTreeSet<Virtual> = BTreeSet::new();
                for edge in &block.successors {
                    live.extend(&wanted[edge.to.0]);
                    live.extend(&edge.arguments);
                }
                for one in block.instructions.iter().rev() {
                    one.written().for_each(|register| _ = live.remove(&register));
                    live.extend(one.read());
                }
                block.parameters.iter().for_each(|parameter| _ = live.remove(parameter));
                grows |= live != wanted[number];
                wanted[number] = live;
            }
            if !grows {
                return wanted;
            }
        }
    }

    fn examine(&self, heads: Vec<BlockId>, blocks: BTreeSet<BlockId>, spot: Spot) -> Loop {
        let (mut defined, mut used, mut spots) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
        for block in blocks.iter().map(|block| &self.blocks[block.0]) {
            defined.extend(block.parameters.iter().copied());
            for one in &block.instructions {
                used.extend(one.read());
                defined.extend(one.written());
                spots.extend(one.spot());
            }
            // What is handed to what is behind the loop is wanted there.
            let inner = block.successors.iter().filter(|edge| blocks.contains(&edge.to));
            used.extend(inner.flat_map(|edge| edge.arguments.iter().copied()));
        }
        let wanted = self.wanted();
        let (mut exits, mut made) = (Vec::new(), BTreeSet::new());
        for &from in &blocks {
            for (successor, edge) in self.blocks[from.0].successors.iter().enumerate() {
                if !blocks.contains(&edge.to) {
                    made.extend(wanted[edge.to.0].intersection(&defined).copied());
                    exits.push(Exit { from, successor, edge: edge.clone() });
                }
            }
        }
        let mut kept: BTreeSet<Virtual> = made.union(&used).copied().collect();
        kept.retain(|one| made.contains(one) || !defined.contains(one));
        for head in &heads {
            kept.extend(self.blocks[head.0].parameters.iter().copied());
            kept.extend(wanted[head.0].intersection(&defined).copied());
        }
        let places: BTreeMap<Virtual, i16> =
            kept.into_iter().enumerate().map(|(number, one)| (one, place(REST + number))).collect();
        let count = REST + places.len();
        let spots: BTreeMap<Spot, i16> =
            spots.into_iter().enumerate().map(|(number, one)| (one, place(count + number))).collect();
        let location = self.blocks[heads[0].0].instructions.first().and_then(|one| one.location);
        let mut found =
            Loop { heads, blocks, defined, made, places, spots, exits, spot, size: 0, wanted, location };
        let most = found.exits.iter().map(|exit| found.made_arguments(&exit.edge).count()).max();
        found.size = place(count + found.spots.len() + most.unwrap_or(0));
        found
    }

    /// The function that does one turn: from one of the heads to one of them or out of the loop.
    fn body(&self, found: &Loop) -> Self {
        let mut body = Self { registers: self.registers, ..Self::default() };
        let (number, shared) = (body.new_register(), body.new_register());
        let mut entry = Filling::new(found.location);
        let given = [(number, Register::R1), (shared, Register::R2)];
        let given = given.map(|(register, place)| Operand { register, role: Role::DefineIn(place) });
        entry.push(Action::Parameters, given.to_vec());
        let head = body.new_register();
        if found.heads.len() > 1 {
            entry.load(Base::Operand(0), Some(shared), HEAD, head);
        }
        body.blocks.push(entry.block);
        let mut here = BlockId(0);
        for number in 0..found.heads.len() {
            let turn = body.turn(self, found, number, shared);
            if number + 1 == found.heads.len() {
                body.blocks[here.0].instructions.push(jump(found.location));
                body.blocks[here.0].successors = vec![edge_to(turn)];
            } else {
                let next = BlockId(body.blocks.len());
                body.blocks.push(Block::default());
                let number = i32::try_from(number).unwrap_or(i32::MAX);
                body.blocks[here.0].instructions.push(equals(head, number, found.location));
                body.blocks[here.0].successors = vec![edge_to(turn), edge_to(next)];
                here = next;
            }
        }
        body.leave_out_unreached();
        body.split_edges();
        body
    }

    /// Adds a turn that begins with the head of this number. It has its own registers: what two turns make never meets.
    fn turn(&mut self, from: &Self, found: &Loop, number: usize, shared: Virtual) -> BlockId {
        let head = found.heads[number];
        let mut blocks = BTreeSet::new();
        let mut waiting = vec![head];
        while let Some(block) = waiting.pop() {
            if blocks.insert(block) {
                let next = from.blocks[block.0].successors.iter().map(|edge| edge.to);
                waiting.extend(next.filter(|to| found.blocks.contains(to) && !found.heads.contains(to)));
            }
        }
        let mut names: BTreeMap<Virtual, Virtual> = BTreeMap::new();
        for block in blocks.iter().map(|block| &from.blocks[block.0]) {
            let written = block.instructions.iter().flat_map(Instruction::written);
            for register in block.parameters.iter().copied().chain(written) {
                names.entry(register).or_insert_with(|| self.new_register());
            }
        }
        let made: BTreeSet<Virtual> = names.keys().copied().collect();

        let mut entry = Filling::new(found.location);
        let load = |entry: &mut Filling, place, register| {
            entry.load(Base::Operand(0), Some(shared), place, register);
        };
        for (register, &place) in &found.places {
            if found.wanted[head.0].contains(register) {
                let name = self.new_register();
                names.insert(*register, name);
                load(&mut entry, place, name);
            }
        }
        let mut addresses: BTreeMap<Spot, Virtual> = BTreeMap::new();
        let accessed = blocks.iter().flat_map(|block| &from.blocks[block.0].instructions);
        for spot in accessed.filter_map(Instruction::spot).collect::<BTreeSet<_>>() {
            let address = self.new_register();
            load(&mut entry, found.spots[&spot], address);
            addresses.insert(spot, address);
        }
        let mut arguments = Vec::new();
        for parameter in &from.blocks[head.0].parameters {
            let register = self.new_register();
            load(&mut entry, found.places[parameter], register);
            arguments.push(register);
        }
        let first = self.blocks.len();
        let numbers: BTreeMap<BlockId, BlockId> =
            blocks.iter().enumerate().map(|(at, &block)| (block, BlockId(first + 1 + at))).collect();
        self.blocks.push(entry.jump(Edge { to: numbers[&head], arguments }));
        for block in &blocks {
            let mut copy = from.blocks[block.0].clone();
            copy.instructions.iter_mut().for_each(|one| one.reach(&addresses));
            copy.rename(&names);
            self.blocks.push(copy);
        }
        for (&old, &new) in &numbers {
            for successor in 0..self.blocks[new.0].successors.len() {
                let edge = self.blocks[new.0].successors[successor].clone();
                let next = found.heads.iter().position(|&one| one == edge.to);
                if let (Some(&to), None) = (numbers.get(&edge.to), next) {
                    self.blocks[new.0].successors[successor].to = to;
                    continue;
                }
                let mut end = Filling::new(found.location);
                let store = |end: &mut Filling, register: Virtual, place| {
                    let register = names.get(&register).copied().unwrap_or(register);
                    end.store(register, Base::Operand(1), Some(shared), place);
                };
                // What was made in this turn and is wanted later; the rest is there already.
                let wanted = found.wanted[edge.to.0].iter().filter(|one| made.contains(one));
                for (register, &place) in wanted.filter_map(|one| found.places.get_key_value(one)) {
                    store(&mut end, *register, place);
                }
                let original = &from.blocks[old.0].successors[successor];
                if let Some(next) = next {
                    let parameters = &from.blocks[original.to.0].parameters;
                    for (&argument, parameter) in original.arguments.iter().zip(parameters) {
                        store(&mut end, argument, found.places[parameter]);
                    }
                    if next != number {
                        let next = end.number(self, i64::try_from(next).unwrap_or(0));
                        end.store(next, Base::Operand(1), Some(shared), HEAD);
                    }
                } else {
                    for (argument, place) in found.made_arguments(original) {
                        store(&mut end, argument, place);
                    }
                    let way =
                        found.exits.iter().position(|one| (one.from, one.successor) == (old, successor));
                    let way = way.and_then(|way| i64::try_from(way + 1).ok()).unwrap_or(0);
                    let way = end.number(self, way);
                    end.store(way, Base::Operand(1), Some(shared), EXIT);
                }
                let result = end.number(self, i64::from(next.is_none()));
                end.push(Action::Return, vec![Operand { register: result, role: Role::UseIn(Register::R0) }]);
                self.blocks[new.0].successors[successor] = edge_to(BlockId(self.blocks.len()));
                self.blocks.push(end.block);
            }
        }
        BlockId(first)
    }

    /// Calls the function that the loop became, and goes on where that says.
    fn call_instead(&mut self, found: &Loop, function: FunctionId, exhausted: BlockId) {
        let call = BlockId(self.blocks.len());
        let (head, frame) = (found.heads[0], Base::Frame(found.spot));
        let parameters = std::mem::take(&mut self.blocks[head.0].parameters);
        found.blocks.iter().for_each(|block| self.blocks[block.0] = Block::default());
        for edge in self.blocks.iter_mut().flat_map(|block| &mut block.successors) {
            if edge.to == head {
                edge.to = call;
            }
        }
        let mut filling = Filling::new(found.location);
        let given: Vec<Virtual> = parameters.iter().map(|_| self.new_register()).collect();
        // The kernel wants memory to be written before it is read, on every way that it can think of.
        let zero = filling.number(self, 0);
        filling.store(zero, frame, None, EXIT);
        filling.store(zero, frame, None, HEAD);
        for (register, &place) in &found.places {
            let value = match parameters.iter().position(|one| one == register) {
                Some(number) => given[number],
                None if found.defined.contains(register) => zero,
                None => *register,
            };
            filling.store(value, frame, None, place);
        }
        for (&spot, &place) in &found.spots {
            let address = filling.make(self, Action::FrameAddress(spot, 0));
            filling.store(address, frame, None, place);
        }
        let places: BTreeSet<i16> = found
            .exits
            .iter()
            .flat_map(|exit| found.made_arguments(&exit.edge))
            .map(|(_, place)| place)
            .collect();
        places.into_iter().for_each(|place| filling.store(zero, frame, None, place));

        let turns = filling.number(self, MOST_TURNS);
        let body = filling.make(self, Action::FunctionAddress(function));
        let shared = filling.make(self, Action::FrameAddress(found.spot, 0));
        let flags = filling.number(self, 0);
        let arguments = [turns, body, shared, flags].into_iter().zip(&Register::ALL[1..]);
        let arguments = arguments.map(|(register, &place)| Operand { register, role: Role::UseIn(place) });
        filling.push(Action::Helper(Helper::LOOP), arguments.collect());
        for register in &found.made {
            filling.load(frame, None, found.places[register], *register);
        }
        let way = self.new_register();
        filling.load(frame, None, EXIT, way);
        self.blocks.push(Block { parameters: given, ..filling.block });
        let mut here = call;
        for (number, exit) in found.exits.iter().enumerate() {
            let (taken, next) = (BlockId(self.blocks.len()), BlockId(self.blocks.len() + 1));
            let mut filling = Filling::new(found.location);
            let mut edge = exit.edge.clone();
            let mut made = found.made_arguments(&exit.edge);
            for argument in edge.arguments.iter_mut().filter(|one| found.defined.contains(*one)) {
                *argument = self.new_register();
                let place = made.next().map_or(EXIT, |(_, place)| place);
                filling.load(frame, None, place, *argument);
            }
            self.blocks.push(filling.jump(edge));
            self.blocks.push(Block::default());
            let number = i32::try_from(number + 1).unwrap_or(i32::MAX);
            self.blocks[here.0].instructions.push(equals(way, number, found.location));
            self.blocks[here.0].successors = vec![edge_to(taken), edge_to(next)];
            here = next;
        }
        self.blocks[here.0].instructions.push(jump(found.location));
        self.blocks[here.0].successors = vec![edge_to(exhausted)];
        self.shared.insert(found.spot, found.bytes());
    }

    fn new_register(&mut self) -> Virtual {
        let register = Virtual(self.registers);
        self.registers = self.registers.saturating_add(1);
        register
    }

    /// Leaves out the blocks that are not reached; the others keep their order.
    fn leave_out_unreached(&mut self) {
        let reached = self.reached_past(None);
        let numbers: BTreeMap<BlockId, BlockId> =
            reached.iter().enumerate().map(|(at, &block)| (block, BlockId(at))).collect();
        let mut number = 0;
        self.blocks.retain(|_| {
            number += 1;
            reached.contains(&BlockId(number - 1))
        });
        for edge in self.blocks.iter_mut().flat_map(|block| &mut block.successors) {
            edge.to = numbers[&edge.to];
        }
    }
}
