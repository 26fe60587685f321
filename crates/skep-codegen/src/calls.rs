//! Who calls whom, and which functions can be aborted.

use crate::select::Aborts;
use skep_ir::{
    Block, BlockBody, Bound, Definition, Function, FunctionId, FunctionKind, Module, Operation, Region,
    Table, Terminator, Type, Value,
};

/// The functions that a function calls, each once, in order.
pub(crate) fn callees(module: &Module, function: FunctionId) -> Vec<FunctionId> {
    let blocks = module.functions[function].blocks.values();
    let mut found: Vec<FunctionId> = blocks
        .flat_map(|block| &block.instructions)
        .filter_map(|one| match one.operation {
            Operation::CallFunction(callee, _) => Some(callee),
            _ => None,
        })
        .collect();
    found.sort_unstable();
    found.dedup();
    found
}

/// The functions that call a function, each once, in order.
pub(crate) fn callers(module: &Module, function: FunctionId) -> Vec<FunctionId> {
    module.functions.keys().filter(|&caller| callees(module, caller).contains(&function)).collect()
}

/// How each function says that it was aborted.
pub(crate) fn aborts(module: &Module) -> Table<FunctionId, Aborts> {
    let calls: Table<FunctionId, Vec<FunctionId>> =
        module.functions.keys().map(|function| callees(module, function)).collect();
    let mut can: Table<FunctionId, bool> = module
        .functions
        .values()
        .map(|function| {
            function.blocks.values().any(|block| {
                let aborts = block.end.as_ref().is_some_and(|end| end.terminator == Terminator::Abort);
                aborts || block.bound == Some(Bound::MayGoto)
            })
        })
        .collect();
    loop {
        let more: Vec<FunctionId> = module
            .functions
            .keys()
            .filter(|&function| !can[function] && calls[function].iter().any(|&callee| can[callee]))
            .collect();
        if more.is_empty() {
            break;
        }
        more.into_iter().for_each(|function| can[function] = true);
    }
    let how = |(id, function): (FunctionId, &Function)| match (function.kind, function.result) {
        _ if !can[id] => Aborts::Never,
        (FunctionKind::Program { .. }, _) => Aborts::Never,
        (_, None | Some(Type::Bool | Type::I8 | Type::I16 | Type::I32)) => Aborts::InResult,
        _ => Aborts::InPlace,
    };
    module.functions.iter().map(how).collect()
}

/// What is declared of the body of a loop that is a function: the helper gives it the number of the turn, and what it shares.
pub(crate) fn body_of_loop(module: &Module, outer: FunctionId, shared: u32) -> Function {
    let outer = &module.functions[outer].name;
    let name = (1_u32..).map(|number| format!("{outer}_loop_{number}"));
    let name = name.into_iter().find(|name| module.function(name).is_none()).unwrap_or_default();
    let parameter = |number, ty| Definition { value: Value(number), ty };
    let parameters = vec![parameter(0, Type::I64), parameter(1, Type::pointer(Region::Memory(shared)))];
    let entry = BlockBody { parameters, ..BlockBody::default() };
    Function {
        name,
        kind: FunctionKind::Local,
        result: Some(Type::I64),
        slots: Table::new(),
        blocks: std::iter::once(entry).collect::<Table<Block, _>>(),
    }
}
