//! What programs are given: the structures that their contexts point to, and who may do what with each field.
//!
//! ```
//! use skep_uapi::{ContextFacts, ProgramType};
//!
//! let context = ProgramType::XDP.context().ok_or("not known")?;
//! assert_eq!((context.name, context.size), ("xdp_md", 24));
//! let end = context.field("data_end").ok_or("not known")?;
//! assert_eq!((end.offset, end.size), (4, 4));
//! assert!(end.read.allows(ProgramType::XDP, None) && !end.write.allows(ProgramType::XDP, None));
//! assert_eq!(ContextFacts::ALL.len(), 13);
//! # Ok::<(), &str>(())
//! ```

use crate::generated::CONTEXTS;
use crate::{AttachType, ProgramSet, ProgramType};

/// A structure that programs are given.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ContextFacts {
    /// Its name in the kernel, such as `xdp_md`.
    pub name: &'static str,
    /// Its size in bytes; 0 if it has as many elements as there are arguments.
    pub size: u32,
    /// The types of program that are given it.
    pub programs: ProgramSet,
    /// Those of them that write the packet in place.
    pub packet_writers: ProgramSet,
    /// Its fields, in the kernel's order. Some lie over others.
    pub fields: &'static [ContextField],
    /// What it is, in a sentence.
    pub says: &'static str,
}

/// A field of what programs are given.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ContextField {
    /// Its name.
    pub name: &'static str,
    /// Where it is, in bytes.
    pub offset: u32,
    /// Its size in bytes, of one element if there are several.
    pub size: u32,
    /// How many elements it has: 1 if it is no array.
    pub count: u32,
    /// What it holds.
    pub holds: FieldKind,
    /// Who may read it.
    pub read: FieldAccess,
    /// Who may write it.
    pub write: FieldAccess,
}

/// What a field holds.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum FieldKind {
    /// A number.
    Number,
    /// The front of the packet, or of other memory that the program may access up to [`PacketEnd`](Self::PacketEnd).
    Packet,
    /// The end of the packet.
    PacketEnd,
    /// The front of the area before the packet.
    PacketMeta,
    /// The `struct bpf_flow_keys` that a flow dissector fills.
    FlowKeys,
    /// A full socket.
    Socket {
        /// Whether it may be null.
        nullable: bool,
    },
    /// A socket of any kind.
    SockCommon {
        /// Whether it may be null.
        nullable: bool,
    },
    /// A structure of the kernel of this name.
    Object(&'static str),
}

/// Who may read or write a field.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct FieldAccess {
    /// The types of program that may.
    pub programs: ProgramSet,
    /// The attach types with which they may; empty if with all.
    pub attach_types: &'static [AttachType],
}

impl FieldAccess {
    /// Nobody.
    pub const NOBODY: Self = Self { programs: ProgramSet::NONE, attach_types: &[] };

    /// Whether programs of this type, with this expected attach type, may. Without an attach type: whether there is one
    /// with which they may.
    pub fn allows(&self, program_type: ProgramType, attach_type: Option<AttachType>) -> bool {
        let limited = !self.attach_types.is_empty()
            && attach_type.is_some_and(|attach_type| !self.attach_types.contains(&attach_type));
        self.programs.contains(program_type) && !limited
    }
}

impl ContextFacts {
    /// Every structure that is known here.
    pub const ALL: &'static [Self] = CONTEXTS;

    /// The structure of this name in the kernel.
    pub fn named(name: &str) -> Option<&'static Self> {
        Self::ALL.iter().find(|context| context.name == name)
    }

    /// The field of this name.
    pub fn field(&self, name: &str) -> Option<&'static ContextField> {
        self.fields.iter().find(|field| field.name == name)
    }
}

impl ProgramType {
    /// The structure that programs of this type are given. `None` if that is no structure of one layout (kprobe and
    /// perf_event get registers, tracepoint its record, tracing and lsm arguments, syscall what its caller hands in),
    /// or is not known here.
    pub fn context(self) -> Option<&'static ContextFacts> {
        ContextFacts::ALL.iter().find(|context| context.programs.contains(self))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_lie_inside_and_are_read_by_those_who_are_given_them() {
        for context in ContextFacts::ALL {
            for field in context.fields {
                let end = field.offset + field.size * field.count;
                assert!(context.size == 0 || end <= context.size, "{}.{}", context.name, field.name);
                assert_eq!(field.offset % field.size, 0, "{}.{}", context.name, field.name);
                assert!(field.read.programs.without(context.programs).is_empty());
                assert!(field.write.programs.without(field.read.programs).is_empty());
                assert!(!field.read.programs.is_empty());
            }
        }
    }

    #[test]
    fn each_type_of_program_is_given_one_structure_at_most() {
        for program_type in ProgramType::ALL {
            let given = ContextFacts::ALL.iter().filter(|one| one.programs.contains(*program_type));
            assert!(given.count() <= 1, "{program_type}");
            if let (Some(context), Some(name)) = (program_type.context(), program_type.context_name()) {
                assert_eq!(context.name, name);
            }
        }
    }

    #[test]
    fn access_depends_on_the_program_and_the_attach_type() {
        let family = ContextFacts::named("__sk_buff").and_then(|context| context.field("mark")).unwrap();
        assert!(family.read.allows(ProgramType::SOCKET_FILTER, None));
        assert!(!family.write.allows(ProgramType::SOCKET_FILTER, None));
        assert!(family.write.allows(ProgramType::SCHED_CLS, None));
        let address =
            ProgramType::CGROUP_SOCK_ADDR.context().and_then(|context| context.field("user_ip4")).unwrap();
        assert!(address.write.allows(ProgramType::CGROUP_SOCK_ADDR, Some(AttachType::CGROUP_INET4_BIND)));
        assert!(!address.write.allows(ProgramType::CGROUP_SOCK_ADDR, Some(AttachType::CGROUP_INET6_BIND)));
    }
}
