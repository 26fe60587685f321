//! `skep perf`: what is attached to perf events.

use crate::attached::Attached;
use crate::choose;
use crate::failure::Failure;
use crate::options::{Format, KernelChoice};
use crate::output::Output;
use skep::uapi::kernel::LinkPlace;

/// What `skep perf` is asked for.
#[derive(clap::Args, Debug)]
pub(crate) struct PerfArguments {
    /// Which kernel to ask.
    #[arg(long, value_enum, default_value_t)]
    kernel: KernelChoice,
    /// How to print.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

/// Carries out `skep perf`.
pub(crate) fn perf(arguments: &PerfArguments) -> Result<(), Failure> {
    let kernel = choose::to_ask(arguments.kernel)?;
    let mut output = Output::new(arguments.format, kernel.api().kind());
    Attached::of(&kernel)?.print(&mut output, |attachment| {
        matches!(
            attachment.place,
            LinkPlace::Event(_)
                | LinkPlace::RawTracepoint { .. }
                | LinkPlace::Functions { .. }
                | LinkPlace::UserPlaces { .. }
        )
    })
}
