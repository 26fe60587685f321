//! A contestant: aya.

mod calls;
mod process;

use process::{Outcome, keep};
use std::path::Path;

fn load(path: &Path) -> Outcome {
    let mut object = aya::Ebpf::load_file(path)?;
    for (_, program) in object.programs_mut() {
        let program: &mut aya::programs::RawTracePoint = program.try_into()?;
        program.load()?;
    }
    keep(object)
}

fn main() -> Outcome {
    process::run(load)
}
