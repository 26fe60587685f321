//! Functions in the language that a generator has written, and what is needed to run them natively, in the interpreter and in kernels.
//!
//! `cargo xtask generate-functions` writes [`functions`]; `cargo test` here runs all of them everywhere and compares. [`vocabulary`] is
//! what they are made of.

#![allow(
    warnings,
    unconditional_panic,
    arithmetic_overflow,
    reason = "the functions are written by a generator to be compiled, not to be read as examples"
)]

use skep::bpf::{Xdp, XdpAction};
use skep::stage::{OpenModule, Staging, Surroundings};

macro_rules! modules {
    ($($module:ident: $($program:ident)*;)*) => {
        $(pub mod $module;)*

        /// All modules.
        pub const MODULES: &[crate::Module] = &[$(crate::Module {
            name: stringify!($module),
            programs: &[$((stringify!($program), $module::programs::$program)),*],
            staged: || crate::staged(&$module::programs::open()),
            kept: || crate::kept!($module::programs),
        }),*];
    };
}

/// What the maps and the variable of a module hold in this thread's world, as [`Kept`].
macro_rules! kept {
    ($($module:tt)*) => {{
        use $($module)*::{COUNT, NUMBERS, PAIRS, TABLE};
        let keys = (0..4).flat_map(|low| (0..4).map(move |high| crate::vocabulary::Key { high, low }));
        crate::Kept {
            table: (0..16).filter_map(|key| Some((key, *TABLE.get(&key)?))).collect(),
            pairs: keys.filter_map(|key| Some(((key.high, key.low), crate::parts(&*PAIRS.get(&key)?)))).collect(),
            numbers: (0..4).filter_map(|index| NUMBERS.get(index).map(|number| *number)).collect(),
            count: COUNT.get(),
        }
    }};
}
pub(crate) use kept;

pub mod functions;
pub mod vocabulary;

pub use functions::MODULES;
use std::collections::BTreeMap;

/// A module of generated functions.
pub struct Module {
    pub name: &'static str,
    /// The programs by name, as ordinary functions.
    pub programs: &'static [(&'static str, fn(&mut Xdp) -> Option<XdpAction>)],
    /// The module in the intermediate representation.
    pub staged: fn() -> skep_ir::Module,
    /// What its maps and its variable hold natively.
    pub kept: fn() -> Kept,
}

/// What the maps and the variable of a module hold.
#[derive(PartialEq, Debug)]
pub struct Kept {
    pub table: BTreeMap<u32, u64>,
    pub pairs: BTreeMap<(u16, u16), (u64, u32, i32)>,
    pub numbers: Vec<i32>,
    pub count: u32,
}

/// The parts of a pair.
pub fn parts(pair: &vocabulary::Pair) -> (u64, u32, i32) {
    (pair.wide, pair.left, pair.right)
}

fn staged<M: OpenModule>(open: &M) -> skep_ir::Module {
    let mut staging = Staging::new(M::LICENSE, Surroundings::new(skep_btf::Endian::NATIVE));
    open.declare(&mut staging);
    for program in open.programs() {
        staging.program(&program);
    }
    staging.finish().unwrap_or_else(|refusals| panic!("{} is refused: {refusals}", M::NAME))
}
