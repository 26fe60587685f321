//! `skep net`: what is attached to the network.

use crate::attached::Attached;
use crate::choose;
use crate::failure::Failure;
use crate::options::{Format, KernelChoice};
use crate::output::Output;
use skep::Attachment;
use skep::uapi::kernel::LinkPlace;
use std::path::{Path, PathBuf};

/// What `skep net` is asked for.
#[derive(clap::Args, Debug)]
pub(crate) struct NetArguments {
    /// What is in this network namespace, by its file (`/run/netns/name`); without it, in that of the command.
    #[arg(long, value_name = "FILE", conflicts_with = "all")]
    namespace: Option<PathBuf>,
    /// What is in any network namespace.
    #[arg(long)]
    all: bool,
    /// Which kernel to ask.
    #[arg(long, value_enum, default_value_t)]
    kernel: KernelChoice,
    /// How to print.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

/// Carries out `skep net`.
pub(crate) fn net(arguments: &NetArguments) -> Result<(), Failure> {
    let kernel = choose::to_ask(arguments.kernel)?;
    let mut output = Output::new(arguments.format, kernel.api().kind());
    let wanted = match &arguments.namespace {
        _ if arguments.all => None,
        Some(path) => Some(number(path)?),
        None => {
            let found = kernel.api().network_namespaces();
            found.ok().and_then(|found| found.namespaces.first().map(|namespace| namespace.inode))
        }
    };
    let attached = Attached::of(&kernel)?;
    attached.print(&mut output, |attachment| {
        // Of hooks of netfilter, the kernel does not say in which namespace they are.
        is_network(attachment)
            && (attachment.namespace.is_none()
                || wanted.is_none_or(|wanted| attachment.namespace == Some(wanted)))
    })
}

fn is_network(attachment: &Attachment) -> bool {
    matches!(
        attachment.place,
        LinkPlace::Xdp { .. }
            | LinkPlace::Traffic { .. }
            | LinkPlace::Filter(_)
            | LinkPlace::Queue { .. }
            | LinkPlace::NetworkNamespace { .. }
            | LinkPlace::Netfilter(_)
    )
}

/// The number of a network namespace, which is that of its file.
#[cfg(unix)]
fn number(path: &Path) -> Result<u64, Failure> {
    use std::os::unix::fs::MetadataExt as _;
    let metadata = std::fs::metadata(path);
    Ok(metadata.map_err(|error| Failure::Input(format!("{}: {error}", path.display())))?.ino())
}

#[cfg(not(unix))]
fn number(path: &Path) -> Result<u64, Failure> {
    Err(Failure::NotHere(format!("{}: this system has no network namespaces", path.display())))
}
