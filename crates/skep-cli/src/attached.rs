//! Attached programs as they are printed, whichever subcommand shows them.

use crate::choose;
use crate::failure::Failure;
use crate::output::Output;
use serde::Serialize;
use skep::uapi::kernel::{LinkPlace, ProgramInfo};
use skep::{AttachedBy, Attachment, Attachments, Kernel};
use std::collections::BTreeMap;

/// What is attached, and the programs that there are.
pub(crate) struct Attached {
    pub(crate) found: Attachments,
    pub(crate) programs: Programs,
}

/// The programs that a kernel holds, by their numbers.
pub(crate) struct Programs(BTreeMap<u32, ProgramInfo>);

impl Programs {
    pub(crate) fn of(kernel: &Kernel) -> Result<Self, Failure> {
        let programs = kernel.programs().map_err(|error| choose::on_host(error.into()))?;
        Ok(Self(programs.into_iter().map(|program| (program.id, program)).collect()))
    }

    pub(crate) fn name(&self, id: u32) -> &str {
        self.0.get(&id).map_or("", |program| &program.name)
    }

    pub(crate) fn kind(&self, id: u32) -> String {
        self.0.get(&id).map_or_else(String::new, |program| program.program_type.to_string())
    }
}

impl Attached {
    pub(crate) fn of(kernel: &Kernel) -> Result<Self, Failure> {
        let found = kernel.attachments().map_err(|error| choose::on_host(error.into()))?;
        Ok(Self { found, programs: Programs::of(kernel)? })
    }

    /// Prints those that are wanted, and says what could not be looked at.
    pub(crate) fn print(
        &self,
        output: &mut Output,
        is_wanted: impl Fn(&Attachment) -> bool,
    ) -> Result<(), Failure> {
        output.heading(&format!("{:<44}{:<8}{:<18}{:<18}BY", "PLACE", "PROGRAM", "NAME", "TYPE"))?;
        for attachment in self.found.attachments.iter().filter(|attachment| is_wanted(attachment)) {
            let record = Record::new(attachment, &self.programs);
            output.record("attachment", &record, || record.line())?;
        }
        self.gaps(output)
    }

    /// Says what could not be looked at: on the standard error, so that it is not taken for a result.
    pub(crate) fn gaps(&self, output: &mut Output) -> Result<(), Failure> {
        output.flush()?;
        for gap in &self.found.completeness.gaps {
            anstream::eprintln!("skep: not looked at: {gap}");
        }
        Ok(())
    }
}

/// An attached program.
#[derive(Serialize)]
pub(crate) struct Record<'a> {
    program: u32,
    name: &'a str,
    #[serde(rename = "type")]
    program_type: String,
    /// The kind of place: `xdp`, `tcx_ingress`, `cgroup_inet_egress`, `tracepoint` …
    kind: String,
    /// The place in words.
    pub(crate) place: String,
    /// What attaches it, in words.
    by: String,
    link: Option<u32>,
    link_type: Option<String>,
    interface: Option<&'a str>,
    interface_index: Option<u32>,
    /// The number of the network namespace.
    namespace: Option<u64>,
    cgroup: Option<String>,
    priority: Option<i64>,
    /// The process that has the perf event, and its descriptor.
    process: Option<u32>,
    descriptor: Option<u32>,
}

impl<'a> Record<'a> {
    pub(crate) fn new(attachment: &'a Attachment, programs: &'a Programs) -> Self {
        let Attachment { program_id, place, by, .. } = attachment;
        let (link, event) = match *by {
            AttachedBy::Link { id, link_type } => (Some((id, link_type)), None),
            AttachedBy::Event(file) => (None, Some(file)),
            _ => (None, None),
        };
        Self {
            program: *program_id,
            name: programs.name(*program_id),
            program_type: programs.kind(*program_id),
            kind: kind(attachment),
            place: attachment.to_string(),
            by: by.to_string(),
            link: link.map(|(id, _)| id),
            link_type: link.map(|(_, link_type)| link_type.to_string()),
            interface: attachment.interface.as_deref(),
            interface_index: match place {
                LinkPlace::Xdp { interface }
                | LinkPlace::Traffic { interface, .. }
                | LinkPlace::Queue { interface, .. } => Some(*interface),
                LinkPlace::Filter(place) => Some(place.interface),
                _ => None,
            },
            namespace: attachment.namespace,
            cgroup: attachment.cgroup.as_ref().map(|path| path.display().to_string()),
            priority: match place {
                LinkPlace::Filter(place) => Some(place.priority.into()),
                LinkPlace::Queue { priority, .. } => Some((*priority).into()),
                LinkPlace::Netfilter(hook) => Some(hook.priority.into()),
                _ => None,
            },
            process: event.map(|file| file.process),
            descriptor: event.map(|file| file.descriptor),
        }
    }

    /// The place, and what attaches it.
    pub(crate) fn in_words(&self) -> String {
        format!("{}, by {}", self.place, self.by)
    }

    fn line(&self) -> String {
        let Self { place, program, program_type, by, .. } = self;
        let name = if self.name.is_empty() { "-" } else { self.name };
        format!("{place:<43} {program:<8}{name:<18}{program_type:<17} {by}")
    }
}

/// The kind of place in a word.
fn kind(attachment: &Attachment) -> String {
    use skep::uapi::kernel::EventPlace;
    match &attachment.place {
        LinkPlace::Xdp { .. } => "xdp".to_owned(),
        LinkPlace::Traffic { attach_type, .. }
        | LinkPlace::Cgroup { attach_type, .. }
        | LinkPlace::NetworkNamespace { attach_type, .. }
        | LinkPlace::Map { attach_type, .. }
        | LinkPlace::Tracing { attach_type, .. } => attach_type.to_string(),
        LinkPlace::Filter(_) | LinkPlace::Queue { .. } => "filter".to_owned(),
        LinkPlace::Netfilter(_) => "netfilter".to_owned(),
        LinkPlace::MapEntry { .. } => "map_entry".to_owned(),
        LinkPlace::Event(event) => match event {
            EventPlace::RawTracepoint { .. } => "raw_tracepoint",
            EventPlace::Tracepoint { .. } => "tracepoint",
            EventPlace::Kprobe { at_return: false, .. } => "kprobe",
            EventPlace::Kprobe { at_return: true, .. } => "kretprobe",
            EventPlace::Uprobe { at_return: false, .. } => "uprobe",
            EventPlace::Uprobe { at_return: true, .. } => "uretprobe",
            _ => "perf_event",
        }
        .to_owned(),
        _ => match attachment.by {
            AttachedBy::Link { link_type, .. } => link_type.to_string(),
            _ => "other".to_owned(),
        },
    }
}
