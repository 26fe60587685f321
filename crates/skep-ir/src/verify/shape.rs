//! Rules 1 and 5 to 11, of the shape of a function: references, ends, entry, definitions, reach, loops, arguments, dominance.

use super::module::type_exists;
use super::{Checker, Rule, Site};
use crate::{
    Block, Definition, Function, FunctionKind, LocationId, Operation, Region, Target, Terminator, Type, Value,
};

/// How many values a function can take: the registers `r1` to `r5`.
const MAX_PARAMETERS: usize = 5;

pub(super) fn check(checker: &mut Checker<'_>) {
    let before = checker.violations.len();
    let function = checker.function;
    check_ends(checker);
    for (block, body) in function.blocks.iter() {
        for one in &body.parameters {
            checker.check_type_reference(Site::Block(block), one.ty);
        }
        for (at, one) in body.instructions.iter().enumerate() {
            let site = Site::Instruction(block, at);
            one.result.inspect(|result| checker.check_type_reference(site, result.ty));
            checker.check_location(site, one.location);
            checker.check_operation_references(site, &one.operation);
        }
        let Some(end) = &body.end else { continue };
        let site = Site::Instruction(block, body.instructions.len());
        checker.check_location(site, end.location);
        for target in end.terminator.targets() {
            if function.blocks.get(target.block).is_none() {
                checker.report(Rule::References, site, format!("{} does not exist", target.block));
            }
        }
    }
    if let Some(ty) = function.result {
        checker.check_type_reference(Site::Function, ty);
    }
    check_definitions(checker);
    if checker.violations.len() > before {
        return;
    }
    check_entry(checker);
    check_reach(checker);
    check_loops(checker);
    check_arguments(checker);
    check_dominance(checker);
}

impl Checker<'_> {
    fn check_location(&mut self, site: Site, location: Option<LocationId>) {
        if let Some(id) = location.filter(|&id| self.module.locations.get(id).is_none()) {
            self.report(Rule::References, site, format!("the place {id} does not exist"));
        }
    }

    fn check_type_reference(&mut self, site: Site, ty: Type) {
        if !type_exists(self.module, Some(&self.function.slots), ty) {
            let text = self.text(ty);
            self.report(Rule::References, site, format!("`{text}` refers to what does not exist"));
        }
    }

    fn check_operation_references(&mut self, site: Site, operation: &Operation) {
        let module = self.module;
        let exists = match operation {
            Operation::SlotAddress(slot) => self.function.slots.get(*slot).is_some(),
            Operation::MapAddress(map) => module.maps.get(*map).is_some(),
            Operation::GlobalAddress(global) => module.globals.get(*global).is_some(),
            Operation::CallFunction(callee, _) => module.functions.get(*callee).is_some(),
            Operation::CallKernel(callee, _) => module.kernel_functions.get(*callee).is_some(),
            Operation::Relocation(_, access)
            | Operation::ReadField(_, access)
            | Operation::FieldAddress(_, access) => module.types.get(access.root).is_some(),
            _ => true,
        };
        if !exists {
            self.report(Rule::References, site, "the operation refers to what does not exist".to_owned());
        }
    }

    /// The instruction behind the last of a block: its end.
    pub(super) fn end_site(&self, block: Block) -> Site {
        Site::Instruction(block, self.function.blocks[block].instructions.len())
    }
}

fn check_ends(checker: &mut Checker<'_>) {
    let function = checker.function;
    if function.blocks.is_empty() {
        checker.report(Rule::Ends, Site::Function, "the function has no block".to_owned());
    }
    for (block, body) in function.blocks.iter() {
        if body.end.is_none() {
            checker.report(Rule::Ends, checker.end_site(block), "the block has no end".to_owned());
        }
    }
}

fn check_definitions(checker: &mut Checker<'_>) {
    let mut defined: crate::Table<Value, bool> = checker.types.keys().map(|_| false).collect();
    let function = checker.function;
    let mut define = |checker: &mut Checker<'_>, site, Definition { value, .. }: Definition| match defined
        .get_mut(value)
    {
        Some(seen) if !*seen => *seen = true,
        Some(_) => checker.report(Rule::Definitions, site, format!("{value} is defined again")),
        None => checker.report(
            Rule::Definitions,
            site,
            format!("{value} has a number far above how many values there are: number them from 0"),
        ),
    };
    for (block, body) in function.blocks.iter() {
        for &one in &body.parameters {
            define(checker, Site::Block(block), one);
        }
        for (at, one) in body.instructions.iter().enumerate() {
            one.result.inspect(|&result| define(checker, Site::Instruction(block, at), result));
        }
    }
    for_each_use(function, &mut |site, value| {
        if !defined.get(value).copied().unwrap_or(false) {
            checker.report(Rule::Definitions, site, format!("{value} is not defined"));
        }
    });
}

/// Calls the function with every use of a value and its place.
fn for_each_use(function: &Function, found: &mut dyn FnMut(Site, Value)) {
    for (block, body) in function.blocks.iter() {
        for (at, one) in body.instructions.iter().enumerate() {
            one.operation.operands().for_each(|&value| found(Site::Instruction(block, at), value));
        }
        let Some(end) = &body.end else { continue };
        let site = Site::Instruction(block, body.instructions.len());
        end.terminator.inspected().into_iter().for_each(|&value| found(site, value));
        for target in end.terminator.targets() {
            target.arguments.iter().for_each(|&value| found(site, value));
        }
    }
}

fn check_entry(checker: &mut Checker<'_>) {
    let function = checker.function;
    for &from in checker.flow.predecessors(Function::ENTRY).to_vec().iter() {
        let site = checker.end_site(from);
        checker.report(Rule::Entry, site, "it goes back to the first block of the function".to_owned());
    }
    let parameters = function.parameters();
    if let FunctionKind::Program { .. } = function.kind {
        let context = Type::pointer(Region::Context);
        if parameters.len() != 1 || parameters[0].ty != context {
            let message = "a program takes one value, a `ptr context`".to_owned();
            checker.report(Rule::Entry, Site::Function, message);
        }
        if function.result != Some(Type::I32) {
            checker.report(Rule::Entry, Site::Function, "a program returns an `i32`".to_owned());
        }
    } else if parameters.len() > MAX_PARAMETERS {
        let message =
            format!("the function takes {} values, and can take {MAX_PARAMETERS}", parameters.len());
        checker.report(Rule::Entry, Site::Function, message);
    }
    for ty in parameters.iter().map(|one| one.ty).chain(function.result) {
        if let Type::Pointer {
            region:
                Region::Stack { .. }
                | Region::Record(_)
                | Region::Reserved(_)
                | Region::Socket { owned: true, .. },
            ..
        } = ty
        {
            let text = checker.text(ty);
            checker.report(
                Rule::Entry,
                Site::Function,
                format!("a function neither takes nor returns a `{text}`"),
            );
        }
    }
    for (block, body) in function.blocks.iter() {
        let Some(Terminator::Return(returned)) = body.end.as_ref().map(|end| &end.terminator) else {
            continue;
        };
        let site = checker.end_site(block);
        match (returned.map(|value| checker.type_of(value)), function.result) {
            (None, None) => {}
            (Some(ty), Some(wanted)) if ty.serves(wanted) => {}
            (found, wanted) => {
                let text = |checker: &Checker<'_>, ty: Option<Type>| {
                    ty.map_or("nothing".to_owned(), |ty| format!("`{}`", checker.text(ty)))
                };
                let message = format!(
                    "it returns {}, and the function returns {}",
                    text(checker, found),
                    text(checker, wanted)
                );
                checker.report(Rule::Ends, site, message);
            }
        }
    }
}

fn check_reach(checker: &mut Checker<'_>) {
    let function = checker.function;
    let stuck = checker.flow.stuck(function);
    for block in function.blocks.keys() {
        if !checker.flow.is_reached(block) {
            checker.report(
                Rule::Reach,
                Site::Block(block),
                "the block is not reached from the first".to_owned(),
            );
        } else if stuck.contains(&block) {
            let message = "from the block the end of the function cannot be reached".to_owned();
            checker.report(Rule::Reach, Site::Block(block), message);
        }
    }
}

fn check_loops(checker: &mut Checker<'_>) {
    for (from, to) in checker.flow.irreducible().to_vec() {
        let message =
            format!("it goes back to {to}, which is not on every way to it: the loop has more than one head");
        checker.report(Rule::Loops, checker.end_site(from), message);
    }
    for head in checker.flow.loop_heads().to_vec() {
        if checker.function.blocks[head].bound.is_none() {
            let message = "the block is the head of a loop and says no bound".to_owned();
            checker.report(Rule::Loops, Site::Block(head), message);
        }
    }
}

fn check_arguments(checker: &mut Checker<'_>) {
    let function = checker.function;
    for (block, body) in function.blocks.iter() {
        let Some(end) = &body.end else { continue };
        let site = checker.end_site(block);
        let guarded = end.terminator.guarded();
        for (at, target) in end.terminator.targets().into_iter().enumerate() {
            let proved = if guarded == Some(at) { proved_type(checker, &end.terminator) } else { None };
            check_target(checker, site, target, proved);
        }
    }
}

/// What a guard proves: the type of the first parameter of its block.
fn proved_type(checker: &Checker<'_>, guard: &Terminator) -> Option<Type> {
    match guard {
        Terminator::IfNull { pointer, .. } => match checker.type_of(*pointer) {
            Type::Pointer { region, .. } => Some(Type::pointer(region)),
            other => Some(other),
        },
        Terminator::IfPacket { size, .. } => Some(Type::pointer(Region::Packet(*size))),
        Terminator::IfBelow { bound, .. } => Some(Type::Below(*bound)),
        _ => None,
    }
}

fn check_target(checker: &mut Checker<'_>, site: Site, target: &Target, proved: Option<Type>) {
    let Target { block, arguments } = target;
    let parameters = &checker.function.blocks[*block].parameters;
    let given: Vec<Type> =
        proved.into_iter().chain(arguments.iter().map(|&value| checker.type_of(value))).collect();
    if given.len() != parameters.len() {
        let message = format!("{block} has {} parameters, and is given {}", parameters.len(), given.len());
        return checker.report(Rule::Arguments, site, message);
    }
    for (Definition { value, ty }, given) in parameters.iter().zip(given) {
        if !given.serves(*ty) {
            let (wanted, given) = (checker.text(*ty), checker.text(given));
            checker.report(
                Rule::Arguments,
                site,
                format!("{value} of {block} is a `{wanted}`, and is given a `{given}`"),
            );
        }
        if let Type::Pointer { region: Region::Reserved(_), .. } = ty {
            let message = format!("{block} is given a part of a record");
            checker.report(Rule::Arguments, site, message);
        }
    }
}

fn check_dominance(checker: &mut Checker<'_>) {
    let function = checker.function;
    // Where each value is defined: the block, and behind how many of its instructions.
    let mut places: crate::Table<Value, (Block, usize)> =
        checker.types.keys().map(|_| (Function::ENTRY, 0)).collect();
    for (block, body) in function.blocks.iter() {
        for one in &body.parameters {
            places[one.value] = (block, 0);
        }
        for (at, one) in body.instructions.iter().enumerate() {
            one.result.inspect(|result| places[result.value] = (block, at + 1));
        }
    }
    for_each_use(function, &mut |site, value| {
        let Site::Instruction(block, at) = site else { return };
        let (defined, behind) = places[value];
        let before = if defined == block { behind <= at } else { checker.flow.dominates(defined, block) };
        if !before && checker.flow.is_reached(block) {
            checker.report(Rule::Dominance, site, format!("{value} is not defined on every way to here"));
        }
    });
}
