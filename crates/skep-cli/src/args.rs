//! What the command line says.

use crate::tools::{self, Tool};
use clap::builder::{PossibleValue, TypedValueParser};
use clap::error::ErrorKind;
use clap::{Parser, Subcommand, ValueEnum};
use std::time::Duration;

/// eBPF for Rust with nothing but Cargo: tools that watch the running kernel.
#[derive(Parser, Debug)]
#[command(name = "skep", version, max_term_width = 100)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Subcommand, Debug)]
pub(crate) enum Command {
    /// Run a built-in tool until Ctrl-C, or for a time.
    Run {
        /// The tool; `skep tools` lists them.
        #[arg(value_parser = ToolParser)]
        tool: &'static Tool,
        #[command(flatten)]
        watch: Watch,
    },
    /// List the built-in tools.
    Tools {
        /// How to print.
        #[arg(long, value_enum, default_value_t)]
        format: Format,
    },
    /// Say what this kernel and this user can do, and what to change.
    Doctor {
        /// Which kernel to examine.
        #[arg(long, value_enum, default_value_t)]
        kernel: KernelChoice,
        /// How to print.
        #[arg(long, value_enum, default_value_t)]
        format: Format,
    },
}

/// How to watch a kernel.
#[derive(clap::Args, Debug)]
pub(crate) struct Watch {
    /// Which kernel to watch.
    #[arg(long, value_enum, default_value_t)]
    pub(crate) kernel: KernelChoice,
    /// How to print.
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: Format,
    /// Stop after this many seconds.
    #[arg(long, value_name = "SECONDS", value_parser = seconds)]
    pub(crate) duration: Option<Duration>,
}

/// Which kernel is meant.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) enum KernelChoice {
    /// The running kernel; on a terminal, a simulated one if that is not possible, and it says so.
    #[default]
    Auto,
    /// The running kernel.
    Host,
    /// A simulated kernel, where nothing is real.
    Sim,
}

/// How results are printed.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) enum Format {
    /// For people.
    #[default]
    Text,
    /// For programs: one JSON object a line.
    Json,
}

/// A number of seconds, such as 4 or 0.5.
fn seconds(text: &str) -> Result<Duration, String> {
    let seconds: f64 =
        text.parse().map_err(|_| "expected a number of seconds, such as 4 or 0.5".to_owned())?;
    Duration::try_from_secs_f64(seconds).map_err(|error| error.to_string())
}

/// Finds a tool by its name.
#[derive(Clone)]
struct ToolParser;

impl TypedValueParser for ToolParser {
    type Value = &'static Tool;

    fn parse_ref(
        &self,
        command: &clap::Command,
        _: Option<&clap::Arg>,
        value: &std::ffi::OsStr,
    ) -> Result<Self::Value, clap::Error> {
        tools::TOOLS.iter().find(|tool| tool.name == value).ok_or_else(|| {
            let names: Vec<&str> = tools::TOOLS.iter().map(|tool| tool.name).collect();
            let value = value.to_string_lossy();
            let message = format!("there is no tool `{value}`; there is {}\n", names.join(", "));
            clap::Error::raw(ErrorKind::InvalidValue, message).with_cmd(command)
        })
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        Some(Box::new(tools::TOOLS.iter().map(|tool| PossibleValue::new(tool.name).help(tool.about))))
    }
}
