//! A contestant: Skep.

mod calls;
mod process;

use process::{Outcome, keep};
use std::path::Path;

fn load(path: &Path) -> Outcome {
    use skep::prelude::*;
    let object = ObjectSpec::from_elf(&std::fs::read(path)?)?.load(&Kernel::host()?)?;
    keep(object)
}

fn main() -> Outcome {
    process::run(load)
}
