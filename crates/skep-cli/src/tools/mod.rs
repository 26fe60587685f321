//! The built-in tools.

mod execsnoop;

use crate::failure::Failure;
use crate::options::Format;
use crate::output::Output;
use crate::run::Interrupt;
use serde::Serialize;
use skep::sim::World;
use skep::{Kernel, Operation};
use std::time::Duration;

/// A built-in tool.
pub(crate) struct Tool {
    pub(crate) name: &'static str,
    /// What it shows, in a few words.
    pub(crate) about: &'static str,
    /// What it does to a kernel, which tells the capabilities it needs.
    pub(crate) needs: &'static [Operation],
    pub(crate) run: fn(Watching<'_>) -> Result<(), Failure>,
    /// Makes something happen in a simulated kernel that the tool shows; called again and again, with the number
    /// of the turn.
    pub(crate) happen: fn(&World, u32),
}

/// What a tool works with.
pub(crate) struct Watching<'a> {
    pub(crate) kernel: &'a Kernel,
    pub(crate) output: Output,
    /// How long; without it, until it is stopped.
    pub(crate) duration: Option<Duration>,
    pub(crate) interrupt: &'a Interrupt,
}

/// All of them.
pub(crate) static TOOLS: [Tool; 1] = [execsnoop::TOOL];

impl std::fmt::Debug for Tool {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name)
    }
}

// The command line's parser wants its values to be cloneable and shareable; a reference to a tool is.
const _: fn() = || {
    fn shareable<T: Clone + Send + Sync + 'static>() {}
    shareable::<&'static Tool>();
};

/// `skep tools`.
pub(crate) fn list(format: Format) -> Result<(), Failure> {
    #[derive(Serialize)]
    struct Entry {
        name: &'static str,
        about: &'static str,
    }
    let mut output = Output::new(format, "host");
    output.heading("TOOL            WHAT IT SHOWS")?;
    for tool in &TOOLS {
        let entry = Entry { name: tool.name, about: tool.about };
        output.record("tool", &entry, || format!("{:<15} {}", tool.name, tool.about))?;
    }
    output.flush()
}
