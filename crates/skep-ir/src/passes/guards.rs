//! Makes one guard of the packet of several.
//!
//! A guard of bytes that one before it has seen already goes on at once, with the pointer that the other yielded. And a guard asks for as many bytes
//! as those behind it, if whatever way is taken from it leads, without any effect, to one of those or to where it leads itself when there are fewer
//! bytes: then a packet that is too short for them ends in the same place with the same values, only sooner.

use super::Scope;
use super::dead_code::has_effect;
use super::pointers::{Place, Pointers, Root};
use crate::{
    Block, Definition, Flow, Function, Instruction, Operation, Region, Table, Target, Terminator, Type, Value,
};

/// The most blocks that are walked over from one guard.
const MOST_BLOCKS: usize = 24;

/// How many bytes a guard can see (`MAX_PACKET_OFF` of Linux).
const MOST_BYTES: u32 = 0xffff;

/// A guard of the packet.
#[derive(Clone, Debug)]
struct Guard {
    /// The block that it ends.
    block: Block,
    place: Place,
    end: Value,
    size: u32,
    fits: Target,
    short: Target,
}

impl Guard {
    /// Whether both look from the same pointer on, and at the same end.
    fn is_beside(&self, other: &Self) -> bool {
        self.place.root == other.place.root
            && self.place.anchor == other.place.anchor
            && self.end == other.end
    }

    /// The byte behind the last that it asks for.
    const fn reach(&self) -> u32 {
        self.place.offset.saturating_add(self.size)
    }
}

pub(super) fn run(_: &Scope<'_>, function: &mut Function) {
    let flow = Flow::of(function);
    let pointers = Pointers::of(function, &flow);
    let constants = constants(function);
    let mut guards: Vec<Guard> =
        flow.order().iter().filter_map(|&block| guard(function, &pointers, block)).collect();
    if guards.len() < 2 {
        return;
    }
    for at in 0..guards.len() {
        let first = guards[at].clone();
        let walk = Walk { function, guards: &guards, first: &first, constants: &constants };
        let Some(reach) = walk.common_reach(&flow) else { continue };
        let size = reach.saturating_sub(first.place.offset);
        if size > MOST_BYTES {
            continue;
        }
        guards[at].size = size;
        if let Some(Terminator::IfPacket { size: asked, .. }) =
            function.blocks[first.block].end.as_mut().map(|end| &mut end.terminator)
        {
            *asked = size;
        }
        if let Some(proved) = function.blocks[first.fits.block].parameters.first_mut() {
            proved.ty = Type::pointer(Region::Packet(size));
        }
    }
    let before = function.clone();
    if !leave_out(function, &flow, &guards) {
        return;
    }
    if !Flow::of(function).stuck(function).is_empty() {
        *function = before;
    }
    function.renumber();
}

fn constants(function: &Function) -> Table<Value, Option<i64>> {
    crate::verify::constants(function, &function.types())
}

/// The guard of the packet that a block ends in.
fn guard(function: &Function, pointers: &Pointers, block: Block) -> Option<Guard> {
    match &function.blocks[block].end.as_ref()?.terminator {
        Terminator::IfPacket { pointer, end, size, fits, short } => {
            let place = pointers.get(*pointer).filter(|place| matches!(place.root, Root::Packet(_)))?;
            Some(Guard { block, place, end: *end, size: *size, fits: fits.clone(), short: short.clone() })
        }
        _ => None,
    }
}

/// Leaves out the guards of what another has seen before; says whether there were any.
fn leave_out(function: &mut Function, flow: &Flow, guards: &[Guard]) -> bool {
    let mut found = false;
    let mut next = function.next_value();
    for guard in guards {
        let Some((seen, further)) = guards.iter().find_map(|above| {
            let seen = &function.blocks[above.fits.block].parameters.first()?;
            let further = guard.place.offset.checked_sub(above.place.offset)?;
            let holds = above.is_beside(guard)
                && is_only_way(flow, above)
                && flow.dominates(above.fits.block, guard.block)
                && matches!(seen.ty, Type::Pointer { region: Region::Packet(have), .. } if further.saturating_add(guard.size) <= have);
            holds.then_some((**seen, further))
        }) else {
            continue;
        };
        let body = &mut function.blocks[guard.block];
        let Some(end) = &mut body.end else { continue };
        let mut pointer = seen.value;
        if let (1.., Type::Pointer { region: Region::Packet(have), .. }) = (further, seen.ty) {
            pointer = next;
            next = Value(next.0.saturating_add(1));
            let ty = Type::pointer(Region::Packet(have - further));
            let operation = Operation::Offset(seen.value, further);
            let result = Some(Definition { value: pointer, ty });
            body.instructions.push(Instruction { result, operation, location: end.location });
        }
        let arguments = [pointer].into_iter().chain(guard.fits.arguments.iter().copied()).collect();
        end.terminator = Terminator::Jump(Target { block: guard.fits.block, arguments });
        found = true;
    }
    found
}

/// Whether the block behind a guard is come to by it alone.
fn is_only_way(flow: &Flow, guard: &Guard) -> bool {
    flow.predecessors(guard.fits.block).len() == 1 && guard.fits.block != guard.short.block
}

/// A walk over what is behind a guard.
struct Walk<'m> {
    function: &'m Function,
    guards: &'m [Guard],
    first: &'m Guard,
    constants: &'m Table<Value, Option<i64>>,
}

impl Walk<'_> {
    /// Up to where the packet must reach on every way that does not lead where the guard leads for a packet that is too short;
    /// `None` if that is no further than the guard asks for.
    fn common_reach(&self, flow: &Flow) -> Option<u32> {
        if !is_only_way(flow, self.first) {
            return None;
        }
        let mut least: Option<u32> = None;
        let mut seen = vec![self.first.fits.block];
        let mut at = 0;
        while let Some(&block) = seen.get(at) {
            at += 1;
            let body = &self.function.blocks[block];
            if body.bound.is_some() || body.instructions.iter().any(|one| has_effect(&one.operation)) {
                return None;
            }
            let terminator = &body.end.as_ref()?.terminator;
            let further = self.guards.iter().find(|guard| guard.block == block);
            if let Some(guard) = further
                && guard.is_beside(self.first)
                && guard.reach() > self.first.reach()
                && self.is_the_same(&guard.short)
            {
                least = Some(least.map_or(guard.reach(), |least| least.min(guard.reach())));
                continue;
            }
            let targets = terminator.targets();
            if targets.is_empty() {
                return None;
            }
            for target in targets {
                if self.is_the_same(target) || seen.contains(&target.block) {
                    continue;
                }
                if seen.len() == MOST_BLOCKS {
                    return None;
                }
                seen.push(target.block);
            }
        }
        least
    }

    /// Whether a target is where the guard leads for a packet that is too short, with the same values.
    fn is_the_same(&self, target: &Target) -> bool {
        let short = &self.first.short;
        let constant = |value: Value| self.constants.get(value).copied().flatten();
        let same = |(&one, &other): (&Value, &Value)| {
            one == other || constant(one).is_some() && constant(one) == constant(other)
        };
        target.block == short.block && target.arguments.iter().zip(&short.arguments).all(same)
    }
}
