//! `skep btf list`: the types that a kernel holds.

use crate::choose;
use crate::failure::Failure;
use crate::options::{Format, KernelChoice};
use crate::output::Output;
use serde::Serialize;
use skep::{HeldTypes, TypesOwner};

#[derive(Serialize)]
struct Record<'a> {
    id: u32,
    owner: &'static str,
    name: &'a str,
    /// In bytes.
    size: u32,
}

/// Lists them.
pub(crate) fn list(choice: KernelChoice, format: Format) -> Result<(), Failure> {
    let kernel = choose::to_ask(choice)?;
    let held = kernel.held_types().map_err(|error| choose::on_host(error.into()))?;
    let mut output = Output::new(format, kernel.api().kind());
    output.heading("NUMBER  OWNER        SIZE  NAME")?;
    for HeldTypes { id, owner, name, size, .. } in &held {
        let owner = match owner {
            TypesOwner::Kernel => "kernel",
            TypesOwner::Module => "module",
            _ => "program",
        };
        output.record("types", &Record { id: *id, owner, name, size: *size }, || {
            let name = if name.is_empty() { "-" } else { name };
            format!("{id:>6}  {owner:<7} {size:>9}  {name}")
        })?;
    }
    output.flush()
}
