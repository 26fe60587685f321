//! No contestant: the file is read, and each word of the kernel's types once. Nothing is loaded.

mod calls;
mod process;

use process::{Outcome, keep};
use skep_bench::raw;
use std::path::Path;

fn load(path: &Path) -> Outcome {
    keep(std::hint::black_box((std::fs::read(path)?, raw::sum_of_types())))
}

fn main() -> Outcome {
    process::run(load)
}
