//! What the kernel trait's methods answer, as plain values and back.

use crate::argument::{limit, number, traffic_place};
use crate::datum::Datum;
use crate::names::Names;
use skep_memory::{Region, RingMemory, RingTap, UserRingMemory};
use skep_uapi::kernel::*;
use skep_uapi::{AttachFlags, AttachType, Handle, LinkType, MapFlags, MapType, PerfEventType, ProgramType};
use std::path::PathBuf;
use std::sync::Arc;

/// An answer of a kernel.
pub(crate) trait Answer {
    /// It as a value; an object that it opens gets a number, and this label.
    fn datum(&self, names: &Names, label: &str) -> Datum;

    /// The memory of a ring: has it told what its reader reads.
    fn listen(&mut self, tap: &mut dyn FnMut() -> RingTap) {
        let _ = tap;
    }
}

/// An answer that can be given again.
pub(crate) trait Given: Answer + Sized {
    /// From its value. `None`: it is none of this kind.
    fn given(datum: &Datum, names: &Names) -> Option<Self>;
}

/// An object of a replayed kernel: nothing but its number.
#[derive(Debug)]
pub(crate) struct Replayed(
    #[expect(dead_code, reason = "it is shown, and gives each object a place of its own")] pub(crate) u32,
);

impl Answer for () {
    fn datum(&self, _: &Names, _: &str) -> Datum {
        Datum::None
    }
}

impl Given for () {
    fn given(_: &Datum, _: &Names) -> Option<Self> {
        Some(())
    }
}

impl Answer for Handle {
    fn datum(&self, names: &Names, label: &str) -> Datum {
        names.made(self, label)
    }
}

impl Given for Handle {
    fn given(datum: &Datum, names: &Names) -> Option<Self> {
        let Datum::Handle { number, label } = datum else { return None };
        let handle = Self::new(Replayed(*number));
        names.made_as(&handle, *number, label);
        Some(handle)
    }
}

/// Kinds of answers: to a value, and from one.
macro_rules! answers {
    ($($type:ty: |$value:ident, $names:ident| $to:expr, |$datum:ident| $from:expr;)*) => { $(
        impl Answer for $type {
            fn datum(&self, $names: &Names, _: &str) -> Datum {
                let $value = self;
                $to
            }
        }

        impl Given for $type {
            fn given($datum: &Datum, _: &Names) -> Option<Self> {
                $from
            }
        }
    )* };
}

answers! {
    bool: |value, _names| Datum::Number((*value).into()), |datum| Some(datum.number()? == 1);
    u32: |value, _names| Datum::Number((*value).into()), |datum| u32::try_from(datum.number()?).ok();
    u64: |value, _names| Datum::Number(*value), |datum| datum.number();
    usize: |value, _names| number(*value), |datum| usize::try_from(datum.number()?).ok();
    i32: |value, _names| Datum::Text(value.to_string()), |datum| datum.text()?.parse().ok();
    u16: |value, _names| Datum::Number((*value).into()), |datum| u16::try_from(datum.number()?).ok();
    String: |value, names| names.text(value), |datum| datum.text().map(ToOwned::to_owned);
    Vec<u8>: |value, names| names.bytes(value), |datum| datum.bytes().map(<[u8]>::to_vec);
    [u8; 8]: |value, names| names.bytes(value), |datum| datum.bytes()?.try_into().ok();
    SharedBytes: |value, names| names.bytes((**value).as_ref()), |datum| {
        let bytes: SharedBytes = Arc::new(datum.bytes()?.to_vec());
        Some(bytes)
    };
    PathBuf: |value, names| match value.to_str() {
        Some(text) => names.text(text),
        None => names.bytes(value.as_os_str().as_encoded_bytes()),
    }, |datum| path_of(datum);
    MapType: |value, _names| Datum::Number(value.0.into()), |datum| small(datum).map(Self);
    MapFlags: |value, _names| Datum::Number(value.0.into()), |datum| small(datum).map(Self);
    ProgramType: |value, _names| Datum::Number(value.0.into()), |datum| small(datum).map(Self);
    AttachType: |value, _names| Datum::Number(value.0.into()), |datum| small(datum).map(Self);
    LinkType: |value, _names| Datum::Number(value.0.into()), |datum| small(datum).map(Self);
    AttachFlags: |value, _names| Datum::Number(value.0.into()), |datum| small(datum).map(Self);
    PerfEventType: |value, _names| Datum::Number(value.0.into()), |datum| small(datum).map(Self);
    XdpPlace: |value, _names| Datum::Text(format!("{value:?}")), |datum| match datum.text()? {
        "Driver" => Some(Self::Driver),
        "Generic" => Some(Self::Generic),
        "Hardware" => Some(Self::Hardware),
        _ => None,
    };
    CapabilitySet: |value, _names| Datum::Number(value.0), |datum| datum.number().map(Self);
    Limit: |value, _names| limit(*value), |datum| {
        let one = |name| datum.member(name).map(Datum::number);
        Some(Self { soft: one("soft")?, hard: one("hard")? })
    };
    TrafficPlace: |value, _names| traffic_place(value), |datum| {
        let egress = datum.member("egress")?.number()? == 1;
        Some(Self {
            interface: small(datum.member("interface")?)?,
            direction: if egress { TrafficDirection::Egress } else { TrafficDirection::Ingress },
            priority: u16::try_from(datum.member("priority")?.number()?).ok()?,
            handle: small(datum.member("handle")?)?,
        })
    };
    (u32, u32): |value, _names| {
        Datum::List(vec![Datum::Number(value.0.into()), Datum::Number(value.1.into())])
    }, |datum| match datum.list()? {
        [first, second] => Some((small(first)?, small(second)?)),
        _ => None,
    };
}

impl<T: Answer> Answer for Vec<T> {
    fn datum(&self, names: &Names, label: &str) -> Datum {
        names.list(self, |one| one.datum(names, label))
    }
}

impl<T: Given> Given for Vec<T> {
    fn given(datum: &Datum, names: &Names) -> Option<Self> {
        datum.list()?.iter().map(|one| T::given(one, names)).collect()
    }
}

impl<T: Answer> Answer for Option<T> {
    fn datum(&self, names: &Names, label: &str) -> Datum {
        self.as_ref().map_or(Datum::None, |one| one.datum(names, label))
    }
}

impl<T: Given> Given for Option<T> {
    fn given(datum: &Datum, names: &Names) -> Option<Self> {
        if *datum == Datum::None { Some(None) } else { T::given(datum, names).map(Some) }
    }
}

/// Structures by their members.
macro_rules! structures {
    ($($type:ident { $($member:ident),* $(,)? })*) => { $(
        impl Answer for $type {
            fn datum(&self, names: &Names, label: &str) -> Datum {
                Datum::record(vec![$((stringify!($member), self.$member.datum(names, label))),*])
            }
        }

        impl Given for $type {
            fn given(datum: &Datum, names: &Names) -> Option<Self> {
                Some(Self { $($member: Given::given(own(datum, stringify!($member))?, names)?),* })
            }
        }
    )* };
}

structures! {
    MapInfo { map_type, id, name, key_size, value_size, max_entries, flags, extra, btf_id, key_type, value_type }
    BtfInfo { id, size, name, of_kernel }
    ProgramInfo {
        program_type, id, name, tag, loaded_at, user_id, gpl_compatible, map_ids, btf_id, translated_size,
        machine_code_size, verified_instructions, run_count, run_time, recursion_misses, attached_to,
    }
    ProgramCode {
        translated, functions, lines, machine_code, function_lengths, function_addresses, line_addresses,
    }
    LinkInfo { link_type, id, program_id, place }
    NetfilterHook { family, hook, priority, flags }
    Mount { file_system, path }
    Symbol { name, address }
    PinnedFiles { files, unreadable }
    Tracepoint { id, format }
    AttachedPrograms { flags, revision, programs }
    AttachedProgram { program_id, link_id }
    EventFile { process, descriptor }
    EventFiles { files, unreadable }
    EventProgram { program_id, place }
    InterfaceInfo { index, name, kind, xdp }
    InterfaceXdp { place, program_id }
    TrafficProgram { interface, parent, priority, handle, program_id, name }
    CgroupFolders { groups, unreadable }
    CgroupFolder { path, id }
    NetworkNamespaces { namespaces, unreadable }
    NetworkNamespace { inode, path }
}

/// An enumeration by its variants, each of which has members, or another value. It may get more, which are as the last one here.
macro_rules! variants {
    ($type:ident {
        $($variant:ident { $($member:ident),* })*;
        $($holder:ident ( $held:ident ))*;
        otherwise $otherwise:expr
    }) => {
        impl Answer for $type {
            fn datum(&self, names: &Names, label: &str) -> Datum {
                match self {
                    $(Self::$variant { $($member),* } => Datum::record(vec![(
                        stringify!($variant),
                        Datum::record(vec![$((stringify!($member), $member.datum(names, label))),*]),
                    )]),)*
                    $(Self::$holder($held) => {
                        Datum::record(vec![(stringify!($holder), $held.datum(names, label))])
                    })*
                    _ => Datum::None,
                }
            }
        }

        impl Given for $type {
            fn given(datum: &Datum, names: &Names) -> Option<Self> {
                $(if let Some(members) = own(datum, stringify!($variant)) {
                    return Some(Self::$variant { $($member: Given::given(own(members, stringify!($member))?, names)?),* });
                })*
                $(if let Some(held) = own(datum, stringify!($holder)) {
                    return Given::given(held, names).map(Self::$holder);
                })*
                $otherwise
            }
        }
    };
}

variants! {
    LinkPlace {
        Xdp { interface }
        Traffic { interface, attach_type }
        Cgroup { id, attach_type }
        NetworkNamespace { inode, attach_type }
        Map { id, attach_type }
        StructOps { map }
        RawTracepoint { name }
        Tracing { attach_type, object, type_id }
        Functions { count, at_return }
        UserPlaces { path, count, at_return, process }
        Iterator { name }
        Queue { interface, parent, priority, handle };
        Filter(place)
        Netfilter(hook)
        Event(event);
        otherwise Some(Self::Other)
    }
}

variants! {
    EventPlace {
        RawTracepoint { name }
        Tracepoint { name }
        Kprobe { function, offset, address, at_return }
        Uprobe { path, offset, at_return }
        Counter { event_type, config };
        ;
        otherwise None
    }
}

impl Answer for (Handle, Tracepoint) {
    fn datum(&self, names: &Names, label: &str) -> Datum {
        Datum::record(vec![("event", self.0.datum(names, label)), ("tracepoint", self.1.datum(names, label))])
    }
}

impl Given for (Handle, Tracepoint) {
    fn given(datum: &Datum, names: &Names) -> Option<Self> {
        let event = Given::given(own(datum, "event")?, names)?;
        Some((event, Given::given(own(datum, "tracepoint")?, names)?))
    }
}

/// What a ring's memory is: what is read from it is recorded by itself.
impl Answer for RingMemory {
    fn datum(&self, _: &Names, _: &str) -> Datum {
        Datum::record(vec![("page_size", number(self.page_size())), ("data_size", number(self.data_size()))])
    }

    fn listen(&mut self, tap: &mut dyn FnMut() -> RingTap) {
        self.tap(tap());
    }
}

/// What a process sends through a user ring is not recorded: a replayed kernel takes it as drained at once.
impl Answer for UserRingMemory {
    fn datum(&self, _: &Names, _: &str) -> Datum {
        Datum::record(vec![("data_size", number(self.data_size()))])
    }
}

/// Memory is not recorded: a kernel that records says that it has none.
impl Answer for Region {
    fn datum(&self, _: &Names, _: &str) -> Datum {
        Datum::record(vec![("length", number(self.len()))])
    }
}

impl Given for Region {
    fn given(_: &Datum, _: &Names) -> Option<Self> {
        None
    }
}

/// A member of this record itself.
fn own<'d>(datum: &'d Datum, name: &str) -> Option<&'d Datum> {
    let Datum::Record(members) = datum else { return None };
    members.iter().find(|(member, _)| member == name).map(|(_, datum)| datum)
}

fn small(datum: &Datum) -> Option<u32> {
    u32::try_from(datum.number()?).ok()
}

#[cfg(unix)]
fn path_of(datum: &Datum) -> Option<PathBuf> {
    use std::os::unix::ffi::OsStrExt;
    let bytes = datum.text().map(str::as_bytes).or_else(|| datum.bytes())?;
    Some(PathBuf::from(std::ffi::OsStr::from_bytes(bytes)))
}

#[cfg(not(unix))]
fn path_of(datum: &Datum) -> Option<PathBuf> {
    datum.text().map(PathBuf::from)
}
