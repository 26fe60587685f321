//! Rules 1 to 4, of the module: references, names, sizes, recursion.

use super::{Rule, Site, Violation};
use crate::text::is_word;
use crate::{
    Entity, FunctionId, FunctionKind, MAX_STACK, Module, Operation, Region, Table, Type, TypeDeclaration,
    TypeId,
};
use skep_uapi::{AttachType, ProgramType};
use std::collections::HashSet;

/// The largest alignment of a global variable: a page of any machine's smallest size.
const MAX_GLOBAL_ALIGN: u32 = 4096;

pub(super) fn check(module: &Module, violations: &mut Vec<Violation>) {
    let mut report = |rule, message| {
        violations.push(Violation {
            rule,
            function: None,
            function_name: None,
            site: Site::Module,
            source: None,
            reserved: None,
            message,
        });
    };
    for (id, place) in module.locations.iter() {
        if module.files.get(place.file).is_none() {
            report(Rule::References, format!("{id} is in {}, which does not exist", place.file));
        }
        if let Some(at) = place.inlined_at.filter(|at| at.index() >= id.index()) {
            report(
                Rule::References,
                format!("{id} is in a function put in at {at}, whose number is not lower"),
            );
        }
    }
    for (file, line) in module.lines.keys() {
        if module.files.get(*file).is_none() {
            report(Rule::References, format!("line {line} is of {file}, which does not exist"));
        }
    }
    for (id, one) in module.types.iter() {
        for mentioned in one.mentions() {
            if !may_mention(module, id, one, mentioned) {
                report(Rule::References, format!("{id} mentions {mentioned}, which is no earlier type"));
            }
        }
    }
    let typed = module.maps.values().flat_map(|map| map.key_type.into_iter().chain(map.value_type));
    for ty in typed.chain(module.globals.values().filter_map(|global| global.declared)) {
        if module.types.get(ty).is_none() {
            report(Rule::References, format!("{ty} does not exist"));
        }
    }
    for one in module.kernel_functions.values() {
        for ty in one.parameters.iter().copied().chain(one.result) {
            if let Type::Pointer {
                region: Region::Stack { .. } | Region::Record(_) | Region::Reserved(_) | Region::Socket { .. },
                ..
            } = ty
            {
                let name = &one.name;
                report(
                    Rule::Entry,
                    format!("the function of the kernel `{name}` takes or returns a slot or a record"),
                );
            }
            if !type_exists(module, None, ty) {
                let name = &one.name;
                report(
                    Rule::References,
                    format!(
                        "the function of the kernel `{name}` has a type that refers to what does not exist"
                    ),
                );
            }
        }
    }
    let mut check_names = |what: &str, names: &mut dyn Iterator<Item = &String>| {
        let mut seen = HashSet::new();
        for name in names {
            if !is_word(name) {
                report(
                    Rule::Names,
                    format!(
                        "`{name}` is no name of a {what}: a letter or `_`, then letters, digits, `_` and `.`"
                    ),
                );
            }
            if !seen.insert(name) {
                report(Rule::Names, format!("there is more than one {what} `{name}`"));
            }
        }
    };
    check_names("map", &mut module.maps.values().map(|one| &one.name));
    check_names("global variable", &mut module.globals.values().map(|one| &one.name));
    check_names("function", &mut module.functions.values().map(|one| &one.name));
    check_names("function of the kernel", &mut module.kernel_functions.values().map(|one| &one.name));
    for one in module.globals.values() {
        if !one.align.is_power_of_two() || one.align > MAX_GLOBAL_ALIGN {
            let (name, align) = (&one.name, one.align);
            report(
                Rule::Sizes,
                format!(
                    "the global variable `{name}` is aligned to {align}: expected 1, 2, 4 … {MAX_GLOBAL_ALIGN}"
                ),
            );
        }
    }
    for function in module.functions.values() {
        for (id, slot) in function.slots.iter() {
            if slot.size == 0 || slot.size > MAX_STACK || !matches!(slot.align, 1 | 2 | 4 | 8) {
                let (name, size, align) = (&function.name, slot.size, slot.align);
                report(
                    Rule::Sizes,
                    format!(
                        "{id} of `{name}` has {size} bytes aligned to {align}: expected 1 to {MAX_STACK}, aligned to 1, 2, 4 or 8"
                    ),
                );
            }
        }
    }
}

fn may_mention(module: &Module, id: TypeId, one: &TypeDeclaration, mentioned: TypeId) -> bool {
    let later = matches!(one, TypeDeclaration::Pointer(_))
        && matches!(module.types.get(mentioned), Some(TypeDeclaration::Composite { .. }));
    mentioned.index() < id.index() || later
}

/// Whether what a type refers to exists; a slot is asked for in the function's slots.
pub(super) fn type_exists(
    module: &Module,
    slots: Option<&Table<crate::Slot, crate::SlotDeclaration>>,
    ty: Type,
) -> bool {
    let Type::Pointer { region, .. } = ty else { return true };
    match region {
        Region::Stack { slot, .. } => slots.is_some_and(|slots| slots.get(slot).is_some()),
        Region::MapValue { map, .. } | Region::Map(map) => module.maps.get(map).is_some(),
        Region::Global { global, .. } => module.globals.get(global).is_some(),
        Region::Kernel(of) | Region::Untrusted(of) => module.types.get(of).is_some(),
        Region::Context
        | Region::Packet(_)
        | Region::PacketEnd
        | Region::Record(_)
        | Region::Reserved(_)
        | Region::User
        | Region::Memory(_)
        | Region::Constant(_)
        | Region::Socket { .. } => true,
    }
}

/// The functions that a function calls itself.
fn calls(module: &Module, id: FunctionId) -> Vec<FunctionId> {
    let blocks = module.functions.get(id).into_iter().flat_map(|function| function.blocks.values());
    let called = blocks.flat_map(|block| &block.instructions).filter_map(|one| match one.operation {
        Operation::CallFunction(callee, _) => Some(callee),
        _ => None,
    });
    called.filter(|&callee| module.functions.get(callee).is_some()).collect()
}

/// The functions that a function calls, itself or through others.
pub(super) fn reached_from(module: &Module, id: FunctionId) -> Table<FunctionId, bool> {
    let mut seen: Table<FunctionId, bool> = module.functions.keys().map(|_| false).collect();
    let mut waiting = calls(module, id);
    while let Some(callee) = waiting.pop() {
        if !std::mem::replace(&mut seen[callee], true) {
            waiting.extend(calls(module, callee));
        }
    }
    seen
}

/// The programs that run a function: itself, or those that call it.
pub(super) fn programs(module: &Module, id: FunctionId) -> Vec<(ProgramType, Option<AttachType>)> {
    let running = module.functions.iter().filter_map(|(caller, function)| match function.kind {
        FunctionKind::Program { program_type, attach_type, .. }
            if caller == id || reached_from(module, caller)[id] =>
        {
            Some((program_type, attach_type))
        }
        _ => None,
    });
    let mut found: Vec<_> = Vec::new();
    running.for_each(|one| {
        if !found.contains(&one) {
            found.push(one)
        }
    });
    found
}

/// Reports each function that can come back to itself.
pub(super) fn check_recursion(module: &Module, violations: &mut Vec<Violation>) {
    for (id, function) in module.functions.iter() {
        if reached_from(module, id)[id] {
            violations.push(Violation {
                rule: Rule::Recursion,
                function: Some(id),
                function_name: Some(function.name.clone()),
                site: Site::Function,
                source: None,
                reserved: None,
                message: "the function calls itself, or another that calls it".to_owned(),
            });
        }
    }
}
