//! Attachments and gaps in words.

use super::{AttachedBy, Attachment, Gap, Unseen};
use crate::XdpMode;
use skep_uapi::AttachType;
use skep_uapi::kernel::{EventPlace, LinkPlace, NetfilterHook, TrafficDirection, TrafficPlace};
use std::fmt;

/// The place in a few words: `interface eth0, in the driver`, `cgroup_inet_egress of /sys/fs/cgroup/web`.
impl fmt::Display for Attachment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.place {
            LinkPlace::Xdp { interface } => {
                let mode = match self.mode {
                    Some(XdpMode::Generic) => ", generic",
                    Some(XdpMode::Native) => ", in the driver",
                    Some(XdpMode::Offloaded) => ", in the card",
                    Some(XdpMode::Auto) | None => "",
                };
                write!(f, "XDP of {}{mode}", self.interface(*interface))
            }
            LinkPlace::Traffic { interface, attach_type } => {
                write!(f, "{attach_type} of {}", self.interface(*interface))
            }
            LinkPlace::Filter(TrafficPlace { interface, direction, priority, handle }) => {
                let direction = match direction {
                    TrafficDirection::Ingress => "ingress",
                    TrafficDirection::Egress => "egress",
                };
                let interface = self.interface(*interface);
                write!(f, "{direction} filter of {interface}, priority {priority}, handle {handle:#x}")
            }
            LinkPlace::Queue { interface, parent, priority, handle } => {
                let (major, minor) = (parent >> 16, parent & 0xffff);
                let interface = self.interface(*interface);
                write!(
                    f,
                    "filter of {interface} at {major:x}:{minor:x}, priority {priority}, handle {handle:#x}"
                )
            }
            LinkPlace::Cgroup { id, attach_type } => match &self.cgroup {
                Some(path) => write!(f, "{attach_type} of {}", path.display()),
                None if *id == 0 => write!(f, "{attach_type} of a control group that is gone"),
                None => write!(f, "{attach_type} of control group {id}"),
            },
            LinkPlace::NetworkNamespace { inode: 0, attach_type } => {
                write!(f, "{attach_type} of a network namespace that is gone")
            }
            LinkPlace::NetworkNamespace { inode, attach_type } => {
                write!(f, "{attach_type} of network namespace {inode}")
            }
            LinkPlace::Netfilter(NetfilterHook { family, hook, priority, .. }) => {
                let family = match family {
                    2 => "IPv4",
                    10 => "IPv6",
                    _ => "another family",
                };
                let hooks = ["prerouting", "input", "forward", "output", "postrouting"];
                let hook = usize::try_from(*hook).ok().and_then(|hook| hooks.get(hook)).unwrap_or(&"?");
                write!(f, "netfilter {hook} of {family}, priority {priority}")
            }
            LinkPlace::Map { id, attach_type } => write!(f, "{attach_type} of map {id}"),
            LinkPlace::MapEntry { map, key } => write!(f, "entry {key} of map {map}"),
            LinkPlace::StructOps { map } => write!(f, "structure of functions, map {map}"),
            LinkPlace::RawTracepoint { name } => write!(f, "raw tracepoint {name}"),
            // Replacements of other programs' functions have no attach type.
            LinkPlace::Tracing { attach_type, object, type_id } if *attach_type == AttachType::default() => {
                write!(f, "replacement of function {type_id} of program {object}")
            }
            LinkPlace::Tracing { attach_type, object, type_id } => {
                write!(f, "{attach_type} of function {type_id}, object {object}")
            }
            LinkPlace::Event(event) => shown_event(event, f),
            LinkPlace::Functions { count, at_return } => {
                let end = if *at_return { "the ends of " } else { "" };
                write!(f, "{end}{count} function{}", if *count == 1 { "" } else { "s" })
            }
            LinkPlace::UserPlaces { path, count, at_return, process } => {
                let end = if *at_return { " at functions' ends" } else { "" };
                let places = if *count == 1 { "place" } else { "places" };
                write!(f, "{count} {places}{end} in {}", path.display())?;
                process.map_or(Ok(()), |process| write!(f, ", process {process}"))
            }
            LinkPlace::Iterator { name } => write!(f, "iterator of {name}"),
            _ => match self.by {
                AttachedBy::Link { link_type, .. } => write!(f, "{link_type}"),
                AttachedBy::Place | AttachedBy::Netlink | AttachedBy::Map | AttachedBy::Event(_) => {
                    f.write_str("a place that is not told")
                }
            },
        }
    }
}

fn shown_event(event: &EventPlace, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    match event {
        EventPlace::RawTracepoint { name } => write!(f, "raw tracepoint {name}"),
        EventPlace::Tracepoint { name } => write!(f, "tracepoint {name}"),
        EventPlace::Kprobe { function, offset, address, at_return } => {
            f.write_str(if *at_return { "kretprobe " } else { "kprobe " })?;
            match (function.is_empty(), offset) {
                (true, _) => write!(f, "{address:#x}"),
                (false, 0) => f.write_str(function),
                (false, offset) => write!(f, "{function}+{offset:#x}"),
            }
        }
        EventPlace::Uprobe { path, offset, at_return } => {
            let kind = if *at_return { "uretprobe" } else { "uprobe" };
            write!(f, "{kind} {}+{offset:#x}", path.display())
        }
        EventPlace::Counter { event_type, config } => write!(f, "perf event {event_type}, {config:#x}"),
        _ => f.write_str("a perf event"),
    }
}

impl Attachment {
    fn interface(&self, index: u32) -> String {
        match &self.interface {
            Some(name) => name.clone(),
            None if index == 0 => "an interface that is gone".to_owned(),
            None => format!("interface {index}"),
        }
    }
}

impl fmt::Display for AttachedBy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Link { id, .. } => write!(f, "link {id}"),
            Self::Place => f.write_str("no link"),
            Self::Netlink => f.write_str("netlink"),
            Self::Map => f.write_str("the map"),
            Self::Event(file) => write!(f, "descriptor {} of process {}", file.descriptor, file.process),
        }
    }
}

impl fmt::Display for Gap {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.what {
            Unseen::EventsOf(processes) => write!(f, "the perf events of {}", several("process", processes))?,
            Unseen::Events(files) => {
                let files: Vec<String> = files
                    .iter()
                    .map(|file| format!("{} of process {}", file.descriptor, file.process))
                    .collect();
                write!(f, "the programs of perf events, {}", several("descriptor", &files))?;
            }
            Unseen::NamespacesOf(processes) => {
                write!(f, "the network namespaces of {}", several("process", processes))?;
            }
            Unseen::Namespace(path) => write!(f, "the network namespace {}", path.display())?,
            Unseen::Interfaces(path) => write!(f, "the interfaces of {}", path.display())?,
            Unseen::Filters(path) => write!(f, "the filters of traffic control of {}", path.display())?,
            Unseen::EntriesOf(map) => write!(f, "the programs in map {map}")?,
            Unseen::Place(place) => write!(f, "{place}")?,
            Unseen::CgroupFolders(paths) => {
                let paths: Vec<_> = paths.iter().map(|path| path.display()).collect();
                write!(f, "the control groups in {}", several("folder", &paths))?;
            }
            Unseen::Cgroups => f.write_str("the control groups")?,
            Unseen::AllEvents => f.write_str("the perf events")?,
        }
        write!(f, ": {}", self.errno)?;
        match self.capability {
            Some(capability) => write!(f, " (this takes {capability})"),
            None => Ok(()),
        }
    }
}

/// `process 7`, or `12 processes, the first of them 7`.
fn several<T: fmt::Display>(what: &str, which: &[T]) -> String {
    let plural = if what.ends_with('s') { "es" } else { "s" };
    match which {
        [] => format!("no {what}"),
        [one] => format!("{what} {one}"),
        [first, ..] => format!("{} {what}{plural}, the first of them {first}", which.len()),
    }
}
