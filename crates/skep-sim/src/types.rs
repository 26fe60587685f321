//! The kernel's own types, as BTF.
//!
//! The places of members are no real kernel's, on purpose: a program that has not been told them by the BTF of the
//! kernel it runs on is found out. (What programs share with the kernel by contract, `struct xdp_md`, is as it must be.)

use crate::helpers;
use crate::maps::length;
use crate::programs::BTF_ENDIAN;
use crate::settings::Settings;
use crate::state::State;
use crate::tracepoints::{self, Tracepoint};
use skep_btf::{Array, Btf, BtfBuilder, BuildError, Int, IntEncoding, NewMember, Signedness, TypeId};
use skep_uapi::{TracepointField, TracepointFieldKind};
use std::collections::HashMap;

/// Types that the kernel holds.
#[derive(Debug)]
pub(crate) struct LoadedTypes {
    pub(crate) btf: Btf<'static>,
    /// What they are called, if they are the kernel's own or a module's.
    pub(crate) name: Option<String>,
}

/// The number of the kernel's own types; those of its modules come after it.
pub(crate) const KERNEL_TYPES: u32 = 1;

/// How many numbers are left for the kernel's own types and those of its modules.
pub(crate) fn of_kernel(settings: &Settings) -> u32 {
    u32::try_from(settings.modules.len()).map_or(u32::MAX, |modules| modules.saturating_add(KERNEL_TYPES))
}

impl State {
    /// How many of the types that there are are the kernel's own or a module's.
    pub(crate) fn kernel_types(&self) -> usize {
        self.btfs.objects().filter(|types| types.name.is_some()).count()
    }

    /// Reads the kernel's own types and those of its modules, which it holds from the start, if that was not done yet.
    /// What it cannot read of modules it does not hold.
    pub(crate) fn hold_kernel_types(&mut self, settings: &Settings) {
        if self.btfs.get(KERNEL_TYPES).is_some() {
            return;
        }
        // A test makes sure that they can be built and read.
        let Some(kernel) = kernel_btf().ok().and_then(|bytes| Btf::parse(bytes).ok()) else { return };
        for ((name, bytes), id) in settings.modules.iter().zip(KERNEL_TYPES + 1..) {
            if let Ok(btf) = Btf::parse_split(bytes.clone(), &kernel) {
                self.btfs.put(id, LoadedTypes { btf, name: Some(name.clone()) });
            }
        }
        self.btfs.put(KERNEL_TYPES, LoadedTypes { btf: kernel, name: Some("vmlinux".to_owned()) });
    }
}

/// The integers of C, in this kernel.
const INTEGERS: &[(&str, Int)] = &[
    ("char", Int { size: 1, bits: 8, bit_offset: 0, encoding: IntEncoding::SIGNED }),
    ("unsigned char", Int::unsigned(1)),
    ("short", Int::signed(2)),
    ("unsigned short", Int::unsigned(2)),
    ("int", Int::signed(4)),
    ("unsigned int", Int::unsigned(4)),
    ("long", Int::signed(8)),
    ("unsigned long", Int::unsigned(8)),
    ("long long", Int::signed(8)),
    ("unsigned long long", Int::unsigned(8)),
    ("_Bool", Int::boolean()),
];

/// Other names of types, each after the one that it is made from.
const TYPEDEFS: &[(&str, &str)] = &[
    ("__u32", "unsigned int"),
    ("u32", "__u32"),
    ("__u64", "unsigned long long"),
    ("u64", "__u64"),
    ("bool", "_Bool"),
    ("__kernel_pid_t", "int"),
    ("pid_t", "__kernel_pid_t"),
    ("__kernel_uid32_t", "unsigned int"),
    ("uid_t", "__kernel_uid32_t"),
    ("__kernel_gid32_t", "unsigned int"),
    ("gid_t", "__kernel_gid32_t"),
];

/// A structure: its name, its bytes, and its members with their types and the bytes before them.
type Struct = (&'static str, u32, &'static [(&'static str, &'static str, u32)]);

const STRUCTS: &[Struct] = &[
    (
        "task_struct",
        3264,
        &[
            ("exit_state", "int", 16),
            ("tgid", "pid_t", 40),
            ("pid", "pid_t", 52),
            ("flags", "unsigned int", 60),
            ("start_time", "u64", 200),
            ("group_leader", "struct task_struct *", 328),
            ("parent", "struct task_struct *", 336),
            ("real_parent", "struct task_struct *", 344),
            ("comm", "char[16]", 712),
            ("cred", "struct cred *", 1040),
            ("real_cred", "struct cred *", 1048),
            ("exit_code", "int", 2200),
        ],
    ),
    (
        "cred",
        208,
        &[
            ("euid", "struct kuid_t", 24),
            ("egid", "struct kgid_t", 28),
            ("gid", "struct kgid_t", 44),
            ("uid", "struct kuid_t", 48),
        ],
    ),
    ("kuid_t", 4, &[("val", "uid_t", 0)]),
    ("kgid_t", 4, &[("val", "gid_t", 0)]),
    (
        "trace_entry",
        8,
        &[
            ("type", "unsigned short", 0),
            ("flags", "unsigned char", 2),
            ("preempt_count", "unsigned char", 3),
            ("pid", "int", 4),
        ],
    ),
    (
        "xdp_md",
        24,
        &[
            ("data", "__u32", 0),
            ("data_end", "__u32", 4),
            ("data_meta", "__u32", 8),
            ("ingress_ifindex", "__u32", 12),
            ("rx_queue_index", "__u32", 16),
            ("egress_ifindex", "__u32", 20),
        ],
    ),
];

/// The categories whose records have a structure of their own in the kernel's types. (Those of single system calls share
/// one.)
const CATEGORIES_WITH_STRUCTS: [&str; 2] = ["raw_syscalls", "sched"];

/// The bytes of the kernel's BTF.
pub(crate) fn kernel_btf() -> Result<Vec<u8>, BuildError> {
    let mut types = Types { builder: BtfBuilder::new(), by_name: HashMap::new() };
    for (name, int) in INTEGERS {
        let id = types.builder.add_int(name, *int);
        types.by_name.insert((*name).to_owned(), id);
    }
    for (name, of) in TYPEDEFS {
        let of = types.named(of);
        let id = types.builder.add_typedef(name, of);
        types.by_name.insert((*name).to_owned(), id);
    }
    // Structures refer to each other, so all are there before any has members.
    for (name, size, _) in STRUCTS {
        let id = types.builder.add_struct(name, *size, &[]);
        types.by_name.insert(format!("struct {name}"), id);
    }
    for (name, _, members) in STRUCTS {
        let members: Vec<NewMember<'_>> = members
            .iter()
            .map(|(member, of, offset)| NewMember::at_byte(member, types.named(of), *offset))
            .collect();
        let id = types.named(&format!("struct {name}"));
        types.builder.set_members(id, &members);
    }
    for tracepoint in tracepoints::known() {
        if CATEGORIES_WITH_STRUCTS.contains(&tracepoint.category) {
            types.add_record(&tracepoint);
        }
    }
    types.add_helpers();
    types.builder.to_bytes(BTF_ENDIAN)
}

struct Types {
    builder: BtfBuilder,
    by_name: HashMap<String, TypeId>,
}

impl Types {
    /// The type that is written so in C: a name, with ` *` for a pointer to it or `[n]` for an array of it.
    fn named(&mut self, name: &str) -> TypeId {
        if let Some(&id) = self.by_name.get(name) {
            return id;
        }
        let id = if let Some(to) = name.strip_suffix('*') {
            let to = self.named(to.trim_end());
            self.builder.add_ptr(to)
        } else if let Some((element, count)) = name.strip_suffix(']').and_then(|array| array.rsplit_once('['))
        {
            let (element, index) = (self.named(element), self.named("unsigned int"));
            self.builder.add_array(Array { element, index, count: count.parse().unwrap_or(0) })
        } else {
            // `void`, and what nobody has said more of.
            TypeId::new(0)
        };
        self.by_name.insert(name.to_owned(), id);
        id
    }

    /// The structure of a tracepoint's record, which has the name and the members that the kernel's macros give it.
    fn add_record(&mut self, tracepoint: &Tracepoint) {
        let own = tracepoint.format.fields.iter().filter(|field| !field.name.starts_with("common_"));
        let members: Vec<(String, TypeId, u32)> = own.map(|field| self.member(field)).collect();
        let fixed = tracepoint.format.fixed_size();
        let (entry, data) = (self.named("struct trace_entry"), self.named("char[0]"));
        let mut new = vec![NewMember::at_byte("ent", entry, 0)];
        new.extend(members.iter().map(|(name, id, offset)| NewMember::at_byte(name, *id, *offset)));
        new.push(NewMember::at_byte("__data", data, fixed));
        let name = format!("trace_event_raw_{}", tracepoint.format.name);
        self.builder.add_struct(&name, fixed.next_multiple_of(8), &new);
    }

    fn member(&mut self, field: &TracepointField) -> (String, TypeId, u32) {
        let TracepointField { name, type_name, offset, .. } = field;
        match field.kind {
            TracepointFieldKind::Scalar => (name.clone(), self.named(type_name), *offset),
            TracepointFieldKind::Array { length: count } => {
                (name.clone(), self.named(&format!("{type_name}[{}]", length(count))), *offset)
            }
            TracepointFieldKind::DataLoc => (format!("__data_loc_{name}"), self.named("u32"), *offset),
            TracepointFieldKind::RelLoc => (format!("__rel_loc_{name}"), self.named("u32"), *offset),
        }
    }

    /// `enum bpf_func_id`: the helpers that there are here.
    fn add_helpers(&mut self) {
        let name =
            |helper: skep_uapi::Helper| Some(format!("BPF_FUNC_{}", helper.name()?.strip_prefix("bpf_")?));
        let helpers: Vec<(String, i128)> =
            helpers::known().filter_map(|helper| Some((name(helper)?, helper.0.into()))).collect();
        let last = helpers.iter().map(|(_, number)| *number).max().unwrap_or(0);
        let mut values = vec![("BPF_FUNC_unspec", 0)];
        values.extend(helpers.iter().map(|(name, number)| (name.as_str(), *number)));
        values.push(("__BPF_FUNC_MAX_ID", last + 1));
        self.builder.add_enum("bpf_func_id", 4, Signedness::Unsigned, &values);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use skep_btf::Kind;
    use skep_uapi::Helper;

    #[test]
    fn the_types_can_be_read_and_say_what_the_formats_say() {
        let btf = Btf::parse(kernel_btf().unwrap()).unwrap();
        let find = |kind, name: &str| btf.find(kind, name).next().unwrap_or_else(|| panic!("{name}"));
        let task = find(Kind::Struct, "task_struct");
        assert_eq!(task.size().unwrap(), 3264);
        assert_eq!(task.find_member("pid").unwrap().byte_offset(), Some(52));
        let exec = find(Kind::Struct, "trace_event_raw_sched_process_exec");
        for (member, offset) in [("ent.type", 0), ("__data_loc_filename", 16), ("pid", 12), ("__data", 20)] {
            assert_eq!(exec.find_member(member).unwrap().byte_offset(), Some(offset), "{member}");
        }
        let ids = find(Kind::Enum, "bpf_func_id");
        let value =
            |name: &str| ids.values().unwrap().find(|value| value.name() == Ok(name)).unwrap().value();
        assert_eq!(value("BPF_FUNC_map_lookup_elem"), 1);
        assert_eq!(value("__BPF_FUNC_MAX_ID"), i128::from(Helper::KTIME_GET_TAI_NS.0) + 1);
    }

    #[test]
    fn every_type_that_is_named_is_there_and_every_member_is_inside() {
        let btf = Btf::parse(kernel_btf().unwrap()).unwrap();
        for found in btf.types().filter(|found| found.kind() == Kind::Struct) {
            let size = found.size().unwrap();
            for member in found.members().unwrap() {
                assert_ne!(member.type_id(), TypeId::new(0), "{found}: {:?}", member.name());
                let end = u64::from(member.bit_offset() / 8) + btf.size_of(member.type_id()).unwrap();
                assert!(end <= size, "{found}: {:?}", member.name());
            }
        }
    }
}
