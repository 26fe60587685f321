//! The passes over the intermediate representation, in their order.
//!
//! Each takes a lawful module to a lawful module that does the same: the same results, the same calls of helpers with the same arguments in the
//! same order, the same memory afterwards. In debug builds the law is asked after each.

mod blocks;
mod dead_code;
mod fold;

use crate::{Function, Module};

/// One pass.
#[derive(Clone, Copy, Debug)]
pub struct Pass {
    /// Its name, as file tests and reports have it.
    pub name: &'static str,
    /// What it does, in a sentence.
    pub does: &'static str,
    run: fn(&mut Function),
}

/// Every pass, in the order in which [`optimize`] runs them.
pub const PASSES: &[Pass] = &[
    Pass { name: "fold", does: "Computes what is known, and goes where that leads.", run: fold::run },
    Pass { name: "dead_code", does: "Leaves out what nobody uses.", run: dead_code::run },
    Pass {
        name: "blocks",
        does: "Joins blocks that follow each other, and goes past empty ones.",
        run: blocks::run,
    },
];

impl Pass {
    /// The pass of this name.
    pub fn named(name: &str) -> Option<&'static Self> {
        PASSES.iter().find(|pass| pass.name == name)
    }

    /// Runs the pass over every function of a module that obeys the law.
    ///
    /// # Panics
    /// In debug builds, if the module does not obey the law afterwards.
    pub fn run(&self, module: &mut Module) {
        module.functions.values_mut().for_each(self.run);
        if cfg!(debug_assertions)
            && let Err(violations) = module.verify()
        {
            let list: Vec<String> = violations.iter().map(ToString::to_string).collect();
            panic!("the pass `{}` broke the law:\n{}\n{module}", self.name, list.join("\n"));
        }
    }
}

/// Runs every pass over a module that obeys the law, until they change nothing, at most four times.
///
/// # Panics
/// In debug builds, if a pass breaks the law.
pub fn optimize(module: &mut Module) {
    for _ in 0..4 {
        let before = module.clone();
        PASSES.iter().for_each(|pass| pass.run(module));
        if *module == before {
            break;
        }
    }
}
