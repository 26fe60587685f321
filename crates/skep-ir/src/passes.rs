//! The passes over the intermediate representation, in their order.
//!
//! Each takes a lawful module to a lawful module that does the same: the same results, the same calls of helpers with the same arguments in the
//! same order, the same memory afterwards. In debug builds the law is asked after each.

mod bits;
mod blocks;
mod dead_code;
mod dead_stores;
mod effects;
mod fold;
mod guards;
mod hoist;
mod in_place;
mod loads;
mod pointers;
mod simplify;
mod slots;
mod sums;
mod threads;
mod values;
mod wide_stores;

use crate::{Function, Module};
use skep_btf::Endian;

/// One pass.
#[derive(Clone, Copy, Debug)]
pub struct Pass {
    /// Its name, as file tests and reports have it.
    pub name: &'static str,
    /// What it does, in a sentence.
    pub does: &'static str,
    run: fn(&Scope<'_>, &mut Function),
}

/// What a pass may know beside the function.
struct Scope<'m> {
    /// The module, without its functions.
    module: &'m Module,
    /// The byte order of the machine, if it is known yet.
    order: Option<Endian>,
}

/// Every pass, in the order in which [`optimize`] runs them.
pub const PASSES: &[Pass] = &[
    Pass { name: "fold", does: "Computes what is known, and goes where that leads.", run: fold::run },
    Pass { name: "simplify", does: "Puts cheaper operations for dearer ones.", run: simplify::run },
    Pass { name: "bits", does: "Leaves out what makes bits that nobody looks at.", run: bits::run },
    Pass { name: "sums", does: "Lets sums share what they have in common.", run: sums::run },
    Pass { name: "hoist", does: "Computes before a branch what every way computes.", run: hoist::run },
    Pass { name: "values", does: "Computes once what is computed twice.", run: values::run },
    Pass { name: "in_place", does: "Builds what is copied where it is copied to.", run: in_place::run },
    Pass { name: "slots", does: "Makes parts of slots values.", run: slots::run },
    Pass {
        name: "loads",
        does: "Takes what was read or written before, instead of reading it.",
        run: loads::run,
    },
    Pass { name: "guards", does: "Makes one guard of the packet of several.", run: guards::run },
    Pass { name: "threads", does: "Goes at once where what is known will lead.", run: threads::run },
    Pass { name: "dead_stores", does: "Leaves out writes that nobody reads.", run: dead_stores::run },
    Pass { name: "wide_stores", does: "Makes one write of constants of several.", run: wide_stores::run },
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

    /// Runs the pass over every function of a module that obeys the law, for machines of this byte order, or of any.
    ///
    /// # Panics
    /// In debug builds, if the module does not obey the law afterwards.
    pub fn run(&self, module: &mut Module, order: Option<Endian>) {
        let mut functions = std::mem::take(&mut module.functions);
        let scope = Scope { module, order };
        functions.values_mut().for_each(|function| (self.run)(&scope, function));
        module.functions = functions;
        if cfg!(debug_assertions)
            && let Err(violations) = module.verify()
        {
            let list: Vec<String> = violations.iter().map(ToString::to_string).collect();
            panic!("the pass `{}` broke the law:\n{}\n{module}", self.name, list.join("\n"));
        }
    }
}

/// How often [`optimize`] runs the passes at most.
const ROUNDS: usize = 8;

/// Runs every pass over a module that obeys the law, until they change nothing, for machines of this byte order, or of any.
///
/// # Panics
/// In debug builds, if a pass breaks the law.
pub fn optimize(module: &mut Module, order: Option<Endian>) {
    for _ in 0..ROUNDS {
        let before = module.functions.clone();
        PASSES.iter().for_each(|pass| pass.run(module, order));
        if module.functions == before {
            break;
        }
    }
}
