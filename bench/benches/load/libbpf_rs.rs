//! A contestant: libbpf-rs.

mod calls;
mod process;

use process::{Outcome, keep};
use std::path::Path;

fn load(path: &Path) -> Outcome {
    let object = libbpf_rs::ObjectBuilder::default().open_file(path)?.load()?;
    keep(object)
}

fn main() -> Outcome {
    process::run(load)
}
