//! What the running kernel has, as found here and as found by `bpftool feature probe full`, with a reason for each
//! difference: `cargo run --example beside_bpftool`, as root. It takes bpftool.

#[path = "../tests/facts/beside.rs"]
mod beside;

use beside::Comparison;
use skep::prelude::*;
use std::error::Error;
use std::io::Write;
use std::process::Command;

fn main() -> std::result::Result<(), Box<dyn Error>> {
    let features = skep::Features::new(&Kernel::host()?);
    let output = Command::new("bpftool").args(["feature", "probe", "full"]).output()?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into());
    }
    let comparison = Comparison::of(&features, &String::from_utf8(output.stdout)?);
    write!(std::io::stdout().lock(), "{comparison}")?;
    match comparison.pairs.iter().filter(|pair| pair.unexplained()).count() {
        0 => Ok(()),
        count => Err(format!("{count} differences for no known reason").into()),
    }
}
