//! The functions of a program: which steps each is made of, and where straight runs of them begin.

use skep_isa::{Callee, Immediate, Operation};
use skep_vm::{PlainStep, Program};
use std::collections::{BTreeMap, BTreeSet};

/// The most steps that all functions together may have. (Functions that share steps have them each for itself.)
const MOST_STEPS: usize = 1 << 17;

/// `r1` to `r5`.
pub(crate) const ARGUMENTS: u16 = 0b11_1110;

/// A function.
#[derive(Debug)]
pub(crate) struct Function {
    /// Its steps by their indices.
    pub(crate) steps: BTreeMap<usize, PlainStep>,
    /// Those that others than the one before lead to.
    pub(crate) leaders: BTreeSet<usize>,
    /// Those after which the careful loop may hand the machine back.
    pub(crate) ways_in: BTreeSet<usize>,
    /// Those at which it must be looked whether enough instructions are left: there is one on every way around, and behind each
    /// call.
    pub(crate) counted_at: BTreeSet<usize>,
    /// Whether other steps of the function than loads and stores use `r10`.
    pub(crate) address_of_stack_is_used: bool,
    /// Whether there is a step that is left to the careful loop in it, or in a function that it calls.
    pub(crate) leaves_steps: bool,
}

impl Function {
    /// Whether it uses its stack at all.
    pub(crate) fn uses_stack(&self) -> bool {
        self.address_of_stack_is_used || self.steps.values().any(|step| stack_access(step).is_some())
    }

    /// The arguments that it must be given: those that it, or what it calls, may look at.
    pub(crate) fn arguments(&self, entry: usize) -> u16 {
        let needs = self.steps.get(&entry).map_or(0, |step| step.needs);
        if self.leaves_steps { ARGUMENTS } else { needs & ARGUMENTS }
    }
}

/// The offset from `r10` of a load or store that is made there.
pub(crate) fn stack_access(step: &PlainStep) -> Option<i16> {
    let base = match step.operation {
        Operation::Load(_) | Operation::LoadSignExtend(_) => step.src,
        Operation::Store(..) => step.dst,
        _ => return None,
    };
    (base == 10).then_some(step.offset)
}

/// Whether this step is carried out by compiled code. Others are left to the careful loop.
pub(crate) fn is_compiled(program: &Program, step: &PlainStep) -> bool {
    let fits = i64::from(low(step.imm)).cast_unsigned() == step.imm;
    match step.operation {
        Operation::Arithmetic(..)
        | Operation::Negate(_)
        | Operation::Move(..)
        | Operation::Store(..)
        | Operation::Jump(..) => fits,
        Operation::MoveSignExtend(..)
        | Operation::ByteSwap(..)
        | Operation::LoadImmediate(_)
        | Operation::Load(_)
        | Operation::LoadSignExtend(_)
        | Operation::Goto
        | Operation::GotoLong
        | Operation::Exit => true,
        // The caller counts on a result, and on needing nothing that is no argument.
        Operation::Call(Callee::Function) => program
            .step(step.target)
            .is_some_and(|target| target.needs & (PlainStep::RESULT | PlainStep::IMPOSSIBLE) == 0),
        _ => false,
    }
}

#[expect(clippy::cast_possible_truncation, reason = "the upper half is cut off on purpose")]
const fn low(imm: u64) -> i32 {
    imm as i32
}

/// Whether a step changes `r10`, which no kernel lets it do.
pub(crate) fn moves_stack(program: &Program) -> bool {
    (0..).map_while(|index| program.step(index)).any(|step| step.writes & 1 << 10 != 0)
}

/// All functions by their first steps; nothing if they are too many steps.
pub(crate) fn functions(program: &Program) -> Option<BTreeMap<usize, Function>> {
    let mut found = BTreeMap::new();
    let mut waiting = vec![0];
    let mut left = MOST_STEPS;
    while let Some(entry) = waiting.pop() {
        if found.contains_key(&entry) {
            continue;
        }
        let function = function(program, entry, &mut waiting);
        left = left.checked_sub(function.steps.len())?;
        found.insert(entry, function);
    }
    // Who calls a function that leaves steps does so too.
    loop {
        let leaving: BTreeSet<usize> =
            found.iter().filter(|(_, function)| function.leaves_steps).map(|(entry, _)| *entry).collect();
        let mut changed = false;
        for function in found.values_mut().filter(|function| !function.leaves_steps) {
            let calls = |step: &PlainStep| {
                step.operation == Operation::Call(Callee::Function) && leaving.contains(&step.target)
            };
            if function.steps.values().any(calls) {
                function.leaves_steps = true;
                changed = true;
            }
        }
        if !changed {
            return Some(found);
        }
    }
}

fn function(program: &Program, entry: usize, called: &mut Vec<usize>) -> Function {
    let mut function = Function {
        steps: BTreeMap::new(),
        leaders: BTreeSet::from([entry]),
        ways_in: BTreeSet::from([entry]),
        counted_at: BTreeSet::new(),
        address_of_stack_is_used: false,
        leaves_steps: false,
    };
    let mut waiting = vec![entry];
    while let Some(index) = waiting.pop() {
        if function.steps.contains_key(&index) {
            continue;
        }
        // What goes on after the last step is left to the careful loop.
        let Some(step) = program.step(index) else { continue };
        function.steps.insert(index, step);
        let next = index + 1;
        if !is_compiled(program, &step) {
            function.leaves_steps = true;
            function.ways_in.insert(next);
            function.leaders.insert(next);
        }
        if uses_address_of_stack(&step) {
            function.address_of_stack_is_used = true;
        }
        match step.operation {
            Operation::Exit | Operation::GotoRegister | Operation::CallRegister => continue,
            Operation::Goto | Operation::GotoLong => {
                function.leaders.insert(step.target);
                waiting.push(step.target);
                continue;
            }
            Operation::Jump(..) | Operation::MayGoto => {
                function.leaders.extend([step.target, next]);
                waiting.push(step.target);
            }
            Operation::Call(Callee::Function) => {
                called.push(step.target);
                function.ways_in.insert(next);
                function.leaders.insert(next);
            }
            Operation::LoadImmediate(Immediate::Function) => called.push(step.target),
            _ => {}
        }
        waiting.push(next);
    }
    let jumps = function.steps.values().filter(|step| step.operation == Operation::MayGoto);
    let targets: Vec<usize> = jumps.map(|step| step.target).collect();
    function.ways_in.extend(targets);
    function.counted_at.clone_from(&function.ways_in);
    let backwards = function.steps.iter().filter(|(index, step)| {
        matches!(step.operation, Operation::Jump(..) | Operation::Goto | Operation::GotoLong)
            && step.target <= **index
    });
    let targets: Vec<usize> = backwards.map(|(_, step)| step.target).collect();
    function.counted_at.extend(targets);
    function.ways_in.retain(|index| function.steps.contains_key(index));
    function.leaders.retain(|index| function.steps.contains_key(index));
    function
}

/// Whether a step uses the value of `r10`, and not only what is on the stack.
fn uses_address_of_stack(step: &PlainStep) -> bool {
    match step.operation {
        Operation::Load(_) | Operation::LoadSignExtend(_) => false,
        Operation::Store(_, skep_isa::Source::Register) => step.src == 10,
        Operation::Store(_, skep_isa::Source::Immediate) => false,
        _ => step.dst == 10 || step.src == 10,
    }
}
