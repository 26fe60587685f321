//! The requests of the kernel trait as plain values: maps and programs to be made, links to be opened, and the rest.

use crate::argument::{Argument, path, used, word};
use crate::datum::Datum;
use crate::names::Names;
use skep_uapi::kernel::*;
use skep_uapi::{AttachFlags, AttachType};

/// A number of any width, as it is.
fn of(value: impl Into<u64>) -> Datum {
    Datum::Number(value.into())
}

/// Requests by their members.
macro_rules! requests {
    ($($type:ty: |$value:ident, $names:ident| { $($name:literal: $datum:expr,)* })*) => { $(
        impl Argument for $type {
            fn asked(&self, $names: &Names) -> Option<Datum> {
                let $value = self;
                Some(Datum::record(vec![$(($name, $datum)),*]))
            }
        }
    )* };
}

requests! {
    &MapCreate<'_>: |map, names| {
        "name": names.text(map.name),
        "type": word(map.map_type),
        "key_size": of(map.key_size),
        "value_size": of(map.value_size),
        "max_entries": of(map.max_entries),
        "flags": word(map.flags),
        "extra": of(map.extra),
        "types": map.types.map_or(Datum::None, |types| Datum::record(vec![
            ("types", names.used(types.types)),
            ("key", of(types.key)),
            ("value", of(types.value)),
        ])),
        "inner": used(map.inner, names),
        "kernel_value_type": of(map.kernel_value_type),
        "kernel_value_module": used(map.kernel_value_module, names),
        "token": used(map.token, names),
    }
    &ProgramLoad<'_>: |program, names| {
        "name": names.text(program.name),
        "type": word(program.program_type),
        "attach_type": attach_type(program.expected_attach_type),
        "license": names.text(program.license),
        "instructions": names.bytes(program.instructions),
        "maps": names.list(program.maps, |(at, map)| Datum::record(vec![("at", of(*at)), ("is", names.used(map))])),
        "flags": word(program.flags),
        "btf": program.btf.map_or(Datum::None, |btf| Datum::record(vec![
            ("types", names.used(btf.types)),
            ("functions", names.bytes(btf.functions)),
            ("lines", names.bytes(btf.lines)),
        ])),
        "attach_type_id": of(program.attach_type_id),
        "attach_to": used(program.attach_to, names),
        "modules": names.list(program.modules, |module| names.used(module)),
        "token": used(program.token, names),
    }
    &LinkCreate<'_>: |link, names| {
        "program": names.used(link.program),
        "target": target(&link.target, names),
        "attach_type": attach_type(link.attach_type),
        "flags": of(link.flags),
        "relative": link.order.relative.map_or(Datum::None, |relative| match relative {
            Relative::Program(handle) | Relative::Link(handle) => names.used(handle),
            Relative::ProgramId(id) | Relative::LinkId(id) => of(id),
        }),
        "revision": of(link.order.revision),
    }
    &ProgramAttach<'_>: |attach, names| {
        "program": names.used(attach.program),
        "target": target(&attach.target, names),
        "attach_type": attach_type(attach.attach_type),
        "flags": flags(attach.flags),
        "replace": used(attach.replace, names),
    }
    &AttachQuery<'_>: |query, names| {
        "target": target(&query.target, names),
        "attach_type": attach_type(query.attach_type),
        "effective": of(query.effective),
    }
    &XdpAttach<'_>: |attach, names| {
        "interface": of(attach.interface),
        "program": used(attach.program, names),
        "expected": used(attach.expected, names),
        "flags": word(attach.flags),
    }
    &TrafficFilter<'_>: |filter, names| {
        "name": names.text(filter.name),
        "interface": of(filter.interface),
        "direction": word(format_args!("{:?}", filter.direction)),
        "priority": of(filter.priority),
        "handle": of(filter.handle),
        "program": names.used(filter.program),
        "replace": of(filter.replace),
    }
    &RouteProgram<'_>: |route, names| {
        "name": names.text(route.name),
        "destination": Datum::Text(format!("{}/{}", route.destination, route.prefix)),
        "interface": of(route.interface),
        "program": names.used(route.program),
        "hook": word(format_args!("{:?}", route.hook)),
        "replace": of(route.replace),
    }
}

impl Argument for &PerfEventOpen<'_> {
    fn asked(&self, names: &Names) -> Option<Datum> {
        Some(Datum::record(match **self {
            PerfEventOpen::Tracepoint { id } => vec![("tracepoint", of(id))],
            PerfEventOpen::Kprobe { function, offset, at_return } => {
                vec![("function", names.text(function)), ("offset", of(offset)), ("at_return", of(at_return))]
            }
            PerfEventOpen::Output { cpu } => vec![("output_cpu", of(cpu))],
            PerfEventOpen::Uprobe { path: file, offset, at_return, process, semaphore } => vec![
                ("path", path(file, names)),
                ("offset", of(offset)),
                ("at_return", of(at_return)),
                ("process", optional(process)),
                ("semaphore", of(semaphore)),
            ],
            PerfEventOpen::Counter(counter) => counter_members(&counter),
        }))
    }
}

fn counter_members(counter: &CounterOpen) -> Vec<(&'static str, Datum)> {
    vec![
        ("event", word(counter.event_type)),
        ("config", of(counter.config)),
        (
            "breakpoint",
            counter.breakpoint.map_or(Datum::None, |one| {
                Datum::record(vec![
                    ("accesses", of(one.accesses)),
                    ("address", of(one.address)),
                    ("length", of(one.length)),
                ])
            }),
        ),
        (
            "sampling",
            match counter.sampling {
                Sampling::Period(period) => Datum::record(vec![("period", of(period))]),
                Sampling::Frequency(frequency) => Datum::record(vec![("frequency", of(frequency))]),
            },
        ),
        ("exclude_user", of(counter.exclude_user)),
        ("exclude_kernel", of(counter.exclude_kernel)),
        ("process", optional(counter.process)),
        ("cpu", optional(counter.cpu)),
    ]
}

impl Argument for &StorageOwner<'_> {
    fn asked(&self, names: &Names) -> Option<Datum> {
        Some(Datum::record(match **self {
            StorageOwner::Task { pid } => vec![("task", of(pid))],
            StorageOwner::Cgroup { path: folder } => vec![("cgroup", path(folder, names))],
            StorageOwner::File { path: file } => vec![("path", path(file, names))],
            StorageOwner::Socket { cookie } => vec![("socket", of(cookie))],
            #[cfg(unix)]
            StorageOwner::Descriptor { .. } => vec![("descriptor", Datum::None)],
        }))
    }
}

fn target(target: &LinkTarget<'_>, names: &Names) -> Datum {
    let one = |name, datum| Datum::record(vec![(name, datum)]);
    match target {
        LinkTarget::PerfEvent { event, cookie } => {
            Datum::record(vec![("event", names.used(event)), ("cookie", of(*cookie))])
        }
        LinkTarget::Interface { index } => one("interface", of(*index)),
        LinkTarget::Cgroup { path: folder } => one("cgroup", path(folder, names)),
        LinkTarget::NetworkNamespace { path: file } => one("network_namespace", path(file, names)),
        LinkTarget::Netfilter(NetfilterHook { family, hook, priority, flags }) => Datum::record(vec![
            ("family", of(*family)),
            ("hook", of(*hook)),
            ("priority", Datum::Text(priority.to_string())),
            ("flags", of(*flags)),
        ]),
        LinkTarget::Map { map } => one("map", names.used(map)),
        LinkTarget::StructOps => Datum::Text("struct_ops".to_owned()),
        LinkTarget::Tracing { cookie } => one("cookie", of(*cookie)),
        LinkTarget::Functions(targets) => Datum::record(vec![
            ("functions", names.list(targets.functions, |name| names.text(name))),
            ("cookies", names.list(targets.cookies, |cookie| of(*cookie))),
            ("at_return", of(targets.at_return)),
        ]),
        LinkTarget::UserPlaces(places) => Datum::record(vec![
            ("path", path(places.path, names)),
            ("offsets", names.list(places.offsets, |offset| of(*offset))),
            ("semaphores", names.list(places.semaphores, |one| of(*one))),
            ("cookies", names.list(places.cookies, |cookie| of(*cookie))),
            ("at_return", of(places.at_return)),
            ("process", optional(places.process)),
        ]),
        LinkTarget::Iterator(IteratorTarget::All) => Datum::Text("all".to_owned()),
        LinkTarget::Iterator(IteratorTarget::Map(map)) => one("map", names.used(map)),
        LinkTarget::Iterator(IteratorTarget::Cgroup { path: folder, order }) => {
            Datum::record(vec![("cgroup", path(folder, names)), ("order", of(*order))])
        }
        LinkTarget::Iterator(IteratorTarget::Task { process, thread }) => {
            Datum::record(vec![("process", of(*process)), ("thread", of(*thread))])
        }
    }
}

fn optional(value: Option<u32>) -> Datum {
    value.map_or(Datum::None, of)
}

fn attach_type(attach_type: AttachType) -> Datum {
    word(attach_type)
}

fn flags(flags: AttachFlags) -> Datum {
    word(flags)
}
