//! What several subcommands have in common: which kernel, how to print, how long.

use clap::ValueEnum;
use std::time::Duration;

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

/// The byte order of a machine.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) enum ByteOrder {
    /// That of this machine.
    #[default]
    Native,
    /// The least significant byte first.
    Little,
    /// The most significant byte first.
    Big,
}

/// In whose words instructions are shown.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) enum TextDialect {
    /// Skep's: LLVM's, and without ambiguity.
    #[default]
    Skep,
    /// Clang's assembly output.
    Clang,
    /// The kernel's verifier's.
    Kernel,
}

/// A number of seconds, such as 4 or 0.5.
fn seconds(text: &str) -> Result<Duration, String> {
    let seconds: f64 =
        text.parse().map_err(|_| "expected a number of seconds, such as 4 or 0.5".to_owned())?;
    Duration::try_from_secs_f64(seconds).map_err(|error| error.to_string())
}
