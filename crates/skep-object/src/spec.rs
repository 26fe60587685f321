//! The waist of Skep: programs, maps and functions as plain values that anyone can make, print, compare and edit.

use crate::{MapSpec, Types};
use skep_btf::TypeId;
use skep_isa::{Code, Endian, Name};
use skep_uapi::{AttachType, Probe, ProgramFlags, ProgramType};

/// Programs with the maps and functions they refer to by name, and the licence they are under. Nothing in it
/// depends on a kernel.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ObjectSpec {
    /// The licence of the programs, in the kernel's words: "GPL", "Dual MIT/GPL", "Dual BSD/GPL" … Some helpers
    /// are only for licences that are compatible with the GPL. It is never assumed.
    pub license: String,
    /// The programs.
    pub programs: Vec<ProgramSpec>,
    /// The maps.
    pub maps: Vec<MapSpec>,
    /// The functions that programs call, or whose addresses they hand to helpers.
    pub functions: Vec<FunctionSpec>,
    /// What is to be found elsewhere: in the kernel, or in another object that this one is [linked](crate::link()) with.
    pub externs: Vec<ExternSpec>,
    /// The types that functions, maps, variables and relocations refer to by number.
    pub types: Option<Types>,
    /// The byte order of what is in the maps from the start, if it is from a file: an object is loaded only on machines
    /// of the same.
    pub endian: Option<Endian>,
    /// The kernel's version that the programs say they are for (`KERNEL_VERSION`), if they say so. Only kernels before
    /// 5.0 look at it, and only for probes.
    pub kernel_version: Option<u32>,
}

impl ObjectSpec {
    /// An object with nothing in it.
    pub fn new(license: impl Into<String>) -> Self {
        Self {
            license: license.into(),
            programs: Vec::new(),
            maps: Vec::new(),
            functions: Vec::new(),
            externs: Vec::new(),
            types: None,
            endian: None,
            kernel_version: None,
        }
    }

    /// This object with one more program.
    #[must_use]
    pub fn with_program(mut self, program: ProgramSpec) -> Self {
        self.programs.push(program);
        self
    }

    /// This object with one more map.
    #[must_use]
    pub fn with_map(mut self, map: MapSpec) -> Self {
        self.maps.push(map);
        self
    }

    /// This object with one more function.
    #[must_use]
    pub fn with_function(mut self, name: impl Into<Name>, code: Code) -> Self {
        self.functions.push(FunctionSpec { name: name.into(), binding: Binding::Local, code, type_id: None });
        self
    }

    /// The program of this name.
    pub fn program(&self, name: &str) -> Option<&ProgramSpec> {
        self.programs.iter().find(|program| &*program.name == name)
    }

    /// What the object says of something that is elsewhere.
    pub fn external(&self, name: &str) -> Option<&ExternSpec> {
        self.externs.iter().find(|external| &*external.name == name)
    }

    /// The map of this name.
    pub fn map(&self, name: &str) -> Option<&MapSpec> {
        self.maps.iter().find(|map| &*map.name == name)
    }
}

/// A program: what it is, where it attaches, and its code.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ProgramSpec {
    /// Its name, by which it is found.
    pub name: Name,
    /// The name under which the kernel shows it, if that is another one: at most 15 letters, digits, `_`, `.`.
    pub kernel_name: Option<Name>,
    /// The section of an object file that it is from, as it is written there.
    pub section: Option<Name>,
    /// Its type; [`ProgramType::UNSPEC`] if it is not known.
    pub program_type: ProgramType,
    /// Where the kernel is told it will be attached, for the types that are checked against it; otherwise
    /// `AttachType(0)`.
    pub expected_attach_type: AttachType,
    /// What it attaches to by itself, if its type says so.
    pub target: Option<AttachTarget>,
    /// How it is checked and run.
    pub flags: ProgramFlags,
    /// Whether it is loaded with the object, unless the one who loads it says otherwise.
    pub autoload: bool,
    /// Its instructions.
    pub code: Code,
    /// Its type, a FUNC of the object's [`types`](ObjectSpec::types).
    pub type_id: Option<TypeId>,
}

/// What a program attaches to by itself.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum AttachTarget {
    /// A tracepoint.
    Tracepoint {
        /// The tracepoint's category, such as `sched`.
        category: String,
        /// Its name in the category, such as `sched_process_exec`.
        name: String,
    },
    /// A tracepoint, with its own arguments instead of a record.
    RawTracepoint {
        /// Its name, without the category.
        name: String,
    },
    /// A probe.
    Probe {
        /// What it is on.
        probe: Probe,
        /// The function of the kernel, with `+` and how many bytes behind its beginning if it is not that; in user space the file, a
        /// colon and the function. In place of a function there may be a pattern.
        target: String,
    },
    /// A static probe of a program or library (USDT).
    StaticProbe {
        /// The file, a colon, the provider, a colon and the probe's name.
        target: String,
    },
    /// Something else that has a name: a function or a hook of the kernel, an iterator …
    /// What it is follows from the program's type and expected attach type.
    Named {
        /// The name, as it is written in the object.
        name: String,
    },
}

impl ProgramSpec {
    /// The name under which the kernel shows it.
    pub fn shown_name(&self) -> &Name {
        self.kernel_name.as_ref().unwrap_or(&self.name)
    }

    /// A program that runs whenever a tracepoint is passed. Its context is the tracepoint's record; what it
    /// returns does not matter.
    pub fn tracepoint(
        name: impl Into<Name>,
        category: impl Into<String>,
        tracepoint: impl Into<String>,
        code: Code,
    ) -> Self {
        let target = AttachTarget::Tracepoint { category: category.into(), name: tracepoint.into() };
        Self { target: Some(target), ..Self::new(name, ProgramType::TRACEPOINT, AttachType::default(), code) }
    }

    /// A program that runs whenever a tracepoint is passed. Its context are the tracepoint's own arguments, 8 bytes
    /// each; what it returns does not matter.
    pub fn raw_tracepoint(name: impl Into<Name>, tracepoint: impl Into<String>, code: Code) -> Self {
        let target = AttachTarget::RawTracepoint { name: tracepoint.into() };
        Self {
            target: Some(target),
            ..Self::new(name, ProgramType::RAW_TRACEPOINT, AttachType::default(), code)
        }
    }

    /// A program that decides how much of each packet a socket gets to see. Its context is an `__sk_buff`; it returns a
    /// number of bytes, 0 for none.
    pub fn socket_filter(name: impl Into<Name>, code: Code) -> Self {
        Self::new(name, ProgramType::SOCKET_FILTER, AttachType::default(), code)
    }

    /// A program of the traffic control (`tc`). Its context is an `__sk_buff`; it returns a `TC_ACT_…` number.
    pub fn sched_cls(name: impl Into<Name>, code: Code) -> Self {
        Self::new(name, ProgramType::SCHED_CLS, AttachType::default(), code)
    }

    /// A program that decides about the packets that the processes of a control group receive. Its context is an
    /// `__sk_buff`; it returns 1 to let the packet pass and 0 to drop it.
    pub fn cgroup_skb_ingress(name: impl Into<Name>, code: Code) -> Self {
        Self::new(name, ProgramType::CGROUP_SKB, AttachType::CGROUP_INET_INGRESS, code)
    }

    /// A program that decides about the packets that the processes of a control group send. Its context is an
    /// `__sk_buff`; it returns 1 to let the packet pass and 0 to drop it.
    pub fn cgroup_skb_egress(name: impl Into<Name>, code: Code) -> Self {
        Self::new(name, ProgramType::CGROUP_SKB, AttachType::CGROUP_INET_EGRESS, code)
    }

    /// A program that decides about every packet that arrives at a network interface. Its context is an
    /// `xdp_md`; it returns an [`XdpAction`](skep_uapi::XdpAction).
    pub fn xdp(name: impl Into<Name>, code: Code) -> Self {
        Self::new(name, ProgramType::XDP, AttachType::XDP, code)
    }

    /// A program of any type.
    pub fn new(
        name: impl Into<Name>,
        program_type: ProgramType,
        expected_attach_type: AttachType,
        code: Code,
    ) -> Self {
        Self {
            name: name.into(),
            kernel_name: None,
            section: None,
            program_type,
            expected_attach_type,
            target: None,
            flags: ProgramFlags::default(),
            autoload: true,
            code,
            type_id: None,
        }
    }
}

/// A function that programs can refer to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FunctionSpec {
    /// Its name.
    pub name: Name,
    /// Which objects see it when several are linked into one.
    pub binding: Binding,
    /// Its instructions.
    pub code: Code,
    /// Its type, a FUNC of the object's [`types`](ObjectSpec::types).
    pub type_id: Option<TypeId>,
}

/// Which objects see a function, a variable or a map of another one when they are linked into one.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub enum Binding {
    /// None but its own (`static` in C).
    Local,
    /// All; no other may have one of the same name.
    #[default]
    Global,
    /// All, unless another has one of the same name that is not weak.
    Weak,
}

/// Something that is not in the object, but that its programs or maps refer to by name.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ExternSpec {
    /// Its name.
    pub name: Name,
    /// What it is.
    pub kind: ExternKind,
    /// Whether a kernel without it will do (`__weak` in C): its address is then 0, and a call of it must not be reached.
    pub weak: bool,
    /// How it is declared: a FUNC or a VAR of the object's [`types`](ObjectSpec::types). What is found must be like it.
    pub type_id: Option<TypeId>,
}

/// Where something that is not in the object is to be found.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ExternKind {
    /// In the kernel: a function or a variable that it exports to programs (`__ksym`).
    Kernel,
    /// It is a function of another object, or of the kernel if no object has it.
    Function,
    /// It is a global variable of another object. [`Reference::Kernel`](skep_isa::Reference) names it, and `imm` is what is
    /// added to its address.
    Variable,
    /// It is a map of another object, which is to be like this one.
    Map(Box<MapSpec>),
}
