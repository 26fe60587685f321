//! `skep link`: the links that a kernel holds, which are attached programs.

use crate::attached::{Attached, Record};
use crate::choose;
use crate::failure::Failure;
use crate::options::{Format, KernelChoice};
use crate::output::Output;
use serde::Serialize;
use skep::uapi::kernel::ObjectKind;
use skep::{AttachedBy, Kernel, Link, Pins};
use std::path::PathBuf;

/// What `skep link` is asked for.
#[derive(clap::Args, Debug)]
#[command(after_help = "Object files are linked by `skep object link OUT IN...`.")]
pub(crate) struct LinkArguments {
    #[command(subcommand)]
    action: Action,
    /// Which kernel to ask.
    #[arg(long, value_enum, default_value_t, global = true)]
    kernel: KernelChoice,
    /// How to print.
    #[arg(long, value_enum, default_value_t, global = true)]
    format: Format,
}

#[derive(clap::Subcommand, Debug)]
enum Action {
    /// List all links.
    List,
    /// Show what is known of a link.
    Show {
        /// Its number, or the path of a pin.
        link: String,
    },
    /// Detach a link's program, although others hold the link.
    Detach {
        /// Its number, or the path of a pin.
        link: String,
    },
    /// Keep a link by a pin: its program stays attached until the pin is removed.
    Pin {
        /// Its number, or the path of another pin.
        link: String,
        /// Where to pin it, in a bpf file system.
        path: PathBuf,
    },
}

/// A link, and what it attaches.
#[derive(Serialize)]
struct Shown<'a> {
    id: u32,
    #[serde(flatten)]
    attachment: Record<'a>,
    pins: Vec<String>,
}

/// What was done to a link.
#[derive(Serialize)]
struct Done<'a> {
    id: u32,
    done: &'a str,
}

/// Carries out `skep link`.
pub(crate) fn link(arguments: &LinkArguments) -> Result<(), Failure> {
    let kernel = choose::to_ask(arguments.kernel)?;
    let mut output = Output::new(arguments.format, kernel.api().kind());
    let done = |output: &mut Output, id: u32, done: &str| {
        output.record("link", &Done { id, done }, || format!("link {id} is {done}"))
    };
    match &arguments.action {
        Action::List => {
            output.heading(&format!(
                "{:>6}  {:<16}{:<8}{:<18}{:<44}PINNED AT",
                "NUMBER", "TYPE", "PROGRAM", "NAME", "PLACE"
            ))?;
            show(&kernel, &mut output, None)?;
        }
        Action::Show { link } => {
            let (_, id) = find(&kernel, link)?;
            show(&kernel, &mut output, Some(id))?;
        }
        Action::Detach { link } => {
            let (link, id) = find(&kernel, link)?;
            link.detach_from_all_holders().map_err(|error| choose::on_host(error.into()))?;
            done(&mut output, id, "detached")?;
        }
        Action::Pin { link, path } => {
            let (link, id) = find(&kernel, link)?;
            link.pin(path)?;
            done(&mut output, id, "pinned")?;
        }
    }
    output.flush()
}

fn show(kernel: &Kernel, output: &mut Output, wanted: Option<u32>) -> Result<(), Failure> {
    let attached = Attached::of(kernel)?;
    let Pins { pins, .. } = kernel.pins()?;
    let mut links: Vec<_> = attached.found.attachments.iter().chain(&attached.found.detached).collect();
    links.sort_by_key(|attachment| match attachment.by {
        AttachedBy::Link { id, .. } => id,
        _ => 0,
    });
    for attachment in links {
        let AttachedBy::Link { id, link_type } = attachment.by else { continue };
        if wanted.is_some_and(|wanted| wanted != id) {
            continue;
        }
        let of_link = pins.iter().filter(|pin| (pin.kind, pin.id) == (ObjectKind::Link, id));
        let pins = of_link.map(|pin| pin.path.display().to_string()).collect();
        let shown = Shown { id, attachment: Record::new(attachment, &attached.programs), pins };
        let program = attachment.program_id;
        let name = match attached.programs.name(program) {
            "" => "-",
            name => name,
        };
        output.record("link", &shown, || {
            let place = &shown.attachment.place;
            let or_none = |text: String| if text.is_empty() { "-".to_owned() } else { text };
            let pinned = or_none(shown.pins.join(", "));
            if wanted.is_none() {
                return format!("{id:>6}  {link_type:<16}{program:<8}{name:<18}{place:<43} {pinned}");
            }
            let namespace = attachment.namespace.map_or_else(|| "-".to_owned(), |inode| inode.to_string());
            [
                ("number", id.to_string()),
                ("type", link_type.to_string()),
                ("program", format!("{program} ({name})")),
                ("place", place.clone()),
                ("namespace", namespace),
                ("pinned at", pinned),
            ]
            .map(|(name, value)| format!("{name:<12}{value}"))
            .join("\n")
        })?;
    }
    Ok(())
}

/// The link of this number or pin, and its number.
fn find(kernel: &Kernel, wanted: &str) -> Result<(Link, u32), Failure> {
    let missing = || {
        Failure::Input(format!("there is no link `{wanted}`; `skep link list` shows those that there are"))
    };
    let link = if wanted.starts_with('/') {
        Link::open_pin(kernel, wanted)?
    } else {
        let id = wanted.parse().map_err(|_| missing())?;
        Link::open_id(kernel, id).map_err(|error| choose::on_host(error.into()))?.ok_or_else(missing)?
    };
    let id = link.info()?.id.ok_or_else(missing)?;
    Ok((link, id))
}
