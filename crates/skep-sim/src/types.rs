//! The kernel's own types, as BTF.
//!
//! The places of members are no real kernel's, on purpose: a program that has not been told them by the BTF of the
//! kernel it runs on is found out. (What programs share with the kernel by contract, `struct xdp_md`, is as it must be.)

mod layouts;

use crate::functions::FUNCTIONS;
use crate::helpers;
use crate::maps::length;
use crate::programs::BTF_ENDIAN;
use crate::settings::Settings;
use crate::state::State;
use crate::tracepoints::{self, Tracepoint};
use layouts::{INTEGERS, STRUCTS, TYPEDEFS};
use skep_btf::{Array, Btf, BtfBuilder, BuildError, Linkage, NewMember, Signedness, TypeId};
use skep_uapi::{TracepointField, TracepointFieldKind};
use std::collections::HashMap;
use std::sync::OnceLock;

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
    types.add_parts_of_addresses();
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
    for tracepoint in tracepoints::known() {
        types.add_arguments(&tracepoint);
    }
    for function in FUNCTIONS {
        let parameters: Vec<(&str, TypeId)> =
            function.arguments.iter().map(|(name, of)| (*name, types.named(of))).collect();
        let returns = types.named(function.returns);
        let prototype = types.builder.add_func_proto(returns, &parameters);
        types.builder.add_func(function.name, prototype, Linkage::Static);
    }
    types.add_helpers();
    types.builder.to_bytes(BTF_ENDIAN)
}

/// The kernel's types, to be looked up; nothing if they cannot be built, which a test makes sure of.
pub(crate) fn parsed() -> Option<&'static Btf<'static>> {
    static PARSED: OnceLock<Option<Btf<'static>>> = OnceLock::new();
    PARSED.get_or_init(|| Btf::parse(kernel_btf().ok()?).ok()).as_ref()
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
        let id = if let Some(of) = name.strip_prefix("const ").filter(|of| !of.ends_with('*')) {
            let of = self.named(of);
            self.builder.add_const(of)
        } else if let Some(to) = name.strip_suffix('*') {
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

    /// An address of IPv6 as bytes, halves and words.
    fn add_parts_of_addresses(&mut self) {
        let parts = [("u6_addr8", "__u8[16]"), ("u6_addr16", "__be16[8]"), ("u6_addr32", "__be32[4]")];
        let members: Vec<NewMember<'_>> =
            parts.iter().map(|(name, of)| NewMember::at_byte(name, self.named(of), 0)).collect();
        let id = self.builder.add_union("", 16, &members);
        self.by_name.insert("union in6_u".to_owned(), id);
    }

    /// The type of the functions that a tracepoint calls, by which programs with typed arguments name it.
    fn add_arguments(&mut self, tracepoint: &Tracepoint) {
        let Some(arguments) = tracepoint.arguments else { return };
        // The first one is the kernel's own.
        let mut parameters = vec![("", self.named("void *"))];
        parameters.extend(arguments.iter().map(|(_, of)| ("", self.named(of))));
        let prototype = self.builder.add_func_proto(TypeId::new(0), &parameters);
        let pointer = self.builder.add_ptr(prototype);
        self.builder.add_typedef(&format!("btf_trace_{}", tracepoint.format.name), pointer);
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
        assert_eq!(value("__BPF_FUNC_MAX_ID"), i128::from(Helper::USER_RINGBUF_DRAIN.0) + 1);
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
