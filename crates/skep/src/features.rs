//! What a kernel has, found by asking it: program types, map types, helpers, attach types, link types, what it knows of BTF.
//!
//! Versions do not tell: distributions give old kernels new features, and options and policies take features away. So each
//! question is put to the kernel by trying the smallest thing that needs the feature, and there are three answers: yes, no,
//! and unknown with the reason. Unknown is never fatal: whoever needs the feature tries it and sees.
//!
//! ```
//! use skep::prelude::*;
//! use skep::{Features, Support};
//!
//! let features = Features::new(&Kernel::simulated());
//! assert_eq!(features.map_type(MapType::HASH), Support::Yes);
//! assert_eq!(features.helper(Helper::KTIME_GET_NS, ProgramType::XDP), Support::Yes);
//! assert_eq!(features.helper(Helper::SKB_STORE_BYTES, ProgramType::XDP), Support::No);
//! // Anything else is refused, and what that means is said.
//! assert!(matches!(features.map_type(MapType(4000)), Support::No));
//! ```

mod attempt;
mod code;
mod evidence;
mod helpers;
mod maps;
mod places;
pub(crate) mod types;

pub use code::CodeFeature;

use crate::Kernel;
use attempt::Attempt;
use evidence::Evidence;
use helpers::Call;
use skep_btf::BtfFeature;
use skep_uapi::{AttachType, Helper, HelperTable, LinkType, MapType, ProgramType};
use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

/// Whether a kernel has something.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Support {
    /// It has it, and this process may use it.
    Yes,
    /// It does not have it.
    No,
    /// It cannot be told, for this reason: it was refused by a policy, for example.
    Unknown(String),
}

impl Support {
    /// Whether it is certain that the kernel has it.
    pub const fn is_yes(&self) -> bool {
        matches!(self, Self::Yes)
    }

    /// Whether it is certain that the kernel does not have it.
    pub const fn is_no(&self) -> bool {
        matches!(self, Self::No)
    }
}

impl fmt::Display for Support {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Yes => f.pad("yes"),
            Self::No => f.pad("no"),
            Self::Unknown(reason) => write!(f, "unknown: {reason}"),
        }
    }
}

/// What a kernel was found to have. Each question is put to the kernel once; clones share the answers.
///
/// The answers are those for this process: one that lacks a capability is told so in the reason.
#[derive(Clone, Debug)]
pub struct Features {
    kernel: Kernel,
    helpers: Arc<HelperTable>,
    known: Arc<Known>,
}

/// What is known already.
#[derive(Debug, Default)]
struct Known {
    answers: Mutex<HashMap<Feature, Support>>,
    evidence: OnceLock<Evidence>,
}

/// What a kernel can be asked here: for those who have a list of what they need.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[non_exhaustive]
pub enum Feature {
    /// A type of program ([`Features::program_type`]).
    Program(ProgramType),
    /// A type of map ([`Features::map_type`]).
    Map(MapType),
    /// A helper, for programs of this type that are attached so ([`Features::helper_at`]).
    Helper(Helper, ProgramType, AttachType),
    /// A kind of place ([`Features::attach_type`]).
    Attach(AttachType),
    /// A type of link ([`Features::link_type`]).
    Link(LinkType),
    /// Something of BTF ([`Features::types`]).
    Types(BtfFeature),
    /// Instructions ([`Features::code`]).
    Code(CodeFeature),
}

impl Features {
    /// Nothing is asked yet.
    pub fn new(kernel: &Kernel) -> Self {
        Self { kernel: kernel.clone(), helpers: Arc::default(), known: Arc::default() }
    }

    /// The same kernel, asked about helpers with what this table knows of them: what they take, whether they wait, at which
    /// attach types they can be called. Nothing is asked yet.
    #[must_use]
    pub fn with_helpers(self, helpers: HelperTable) -> Self {
        Self { kernel: self.kernel, helpers: Arc::new(helpers), known: Arc::default() }
    }

    /// What is known of the helpers, and is used to ask about them.
    pub fn helpers(&self) -> &HelperTable {
        &self.helpers
    }

    /// The kernel that is asked.
    pub const fn kernel(&self) -> &Kernel {
        &self.kernel
    }

    /// Whether the kernel has this, whichever it is.
    ///
    /// ```
    /// use skep::prelude::*;
    /// use skep::{Feature, Features};
    ///
    /// let features = Features::new(&Kernel::simulated());
    /// let needed = [Feature::Program(ProgramType::XDP), Feature::Map(MapType::ARENA)];
    /// let missing: Vec<_> = needed.into_iter().filter(|feature| !features.supports(*feature).is_yes()).collect();
    /// assert_eq!(missing, [Feature::Map(MapType::ARENA)]);
    /// ```
    pub fn supports(&self, feature: Feature) -> Support {
        match feature {
            Feature::Program(program_type) => self.program_type(program_type),
            Feature::Map(map_type) => self.map_type(map_type),
            Feature::Helper(helper, program_type, attach_type) => {
                self.helper_at(helper, program_type, attach_type)
            }
            Feature::Attach(attach_type) => self.attach_type(attach_type),
            Feature::Link(link_type) => self.link_type(link_type),
            Feature::Types(feature) => self.types(feature),
            Feature::Code(feature) => self.code(feature),
        }
    }

    /// Whether the kernel has this type of program: whether its verifier looks at one.
    pub fn program_type(&self, program_type: ProgramType) -> Support {
        self.ask(Feature::Program(program_type), || {
            let attempt = Attempt::new(program_type, usual_attach_type(program_type));
            attempt.known(&self.kernel)
        })
    }

    /// Whether the kernel has this type of map. One is made and let go; for those that need another map or types to be made,
    /// the kernel's own types tell.
    pub fn map_type(&self, map_type: MapType) -> Support {
        self.ask(Feature::Map(map_type), || maps::probe(&self.kernel, self.evidence(), map_type))
    }

    /// Whether programs of this type can call this helper: where all of them can that is attached in the usual way, and
    /// otherwise where it should be possible.
    ///
    /// A program with this one call is loaded, with arguments such as the helper takes as far as they can be made up, and
    /// the verifier's answer to the call decides.
    pub fn helper(&self, helper: Helper, program_type: ProgramType) -> Support {
        let limit = self.helpers.get(helper).and_then(|facts| facts.limit_in(program_type)?.first().copied());
        self.helper_at(helper, program_type, limit.unwrap_or_else(|| usual_attach_type(program_type)))
    }

    /// Whether programs of this type with this expected attach type can call this helper.
    pub fn helper_at(&self, helper: Helper, program_type: ProgramType, attach_type: AttachType) -> Support {
        let question = Feature::Helper(helper, program_type, attach_type);
        self.ask(question, || {
            let call = Call { helper, facts: self.helpers.get(helper), program_type, attach_type };
            call.probe(&self.kernel)
        })
    }

    /// Whether programs can be attached to this kind of place. Where the kernel looks at the attach type when it loads a
    /// program, one is loaded; otherwise its own types tell.
    pub fn attach_type(&self, attach_type: AttachType) -> Support {
        self.ask(Feature::Attach(attach_type), || places::attach_type(self, attach_type))
    }

    /// Whether the kernel has this type of link, as its own types tell.
    pub fn link_type(&self, link_type: LinkType) -> Support {
        self.ask(Feature::Link(link_type), || places::link_type(self, link_type))
    }

    /// Whether the kernel knows this of BTF: whether it takes the smallest types that have it.
    pub fn types(&self, feature: BtfFeature) -> Support {
        self.ask(Feature::Types(feature), || types::probe(&self.kernel, feature, None))
    }

    /// Whether the kernel has these instructions: whether its verifier takes a program with them.
    pub fn code(&self, feature: CodeFeature) -> Support {
        self.ask(Feature::Code(feature), || code::probe(&self.kernel, feature))
    }

    fn evidence(&self) -> &Evidence {
        self.known.evidence.get_or_init(|| Evidence::of(&self.kernel))
    }

    fn ask(&self, question: Feature, answer: impl FnOnce() -> Support) -> Support {
        let answers = || self.known.answers.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = answers().get(&question) {
            return known.clone();
        }
        // Not under the lock: one question may lead to another.
        let found = answer();
        answers().insert(question, found.clone());
        found
    }
}

/// The expected attach type that shows most of a type of program: the first it has, but for tracing the one that needs
/// no function.
fn usual_attach_type(program_type: ProgramType) -> AttachType {
    match program_type {
        ProgramType::TRACING => AttachType::TRACE_RAW_TP,
        // Most of these are attached without one, and the rest takes any; what they have are variants.
        ProgramType::KPROBE | ProgramType::SCHED_CLS | ProgramType::TRACEPOINT | ProgramType::PERF_EVENT => {
            AttachType::default()
        }
        ProgramType::STRUCT_OPS => AttachType::default(),
        other => other.attach_types().first().copied().unwrap_or_default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::Cell;

    #[test]
    fn a_question_is_put_to_the_kernel_once() {
        let features = Features::new(&Kernel::simulated());
        let asked = Cell::new(0);
        let ask = |features: &Features| {
            features.ask(Feature::Link(LinkType(4000)), || {
                asked.set(asked.get() + 1);
                Support::Unknown("it is made up".to_owned())
            })
        };
        assert_eq!(ask(&features), ask(&features.clone()));
        assert_eq!(asked.get(), 1);
        assert_eq!(ask(&features).to_string(), "unknown: it is made up");
    }

    #[test]
    fn a_simulated_kernel_has_what_it_simulates() {
        let features = Features::new(&Kernel::simulated());
        assert!(features.program_type(ProgramType::XDP).is_yes());
        assert!(features.program_type(ProgramType::LSM).is_no());
        assert!(features.program_type(ProgramType(4000)).is_no());
        assert!(features.map_type(MapType::RINGBUF).is_yes());
        assert!(features.map_type(MapType::ARENA).is_no());
        assert!(features.helper(Helper::RINGBUF_RESERVE, ProgramType::TRACEPOINT).is_yes());
        assert!(features.helper(Helper(4000), ProgramType::TRACEPOINT).is_no());
        assert!(features.link_type(LinkType::PERF_EVENT).is_yes());
        assert!(features.link_type(LinkType::RAW_TRACEPOINT).is_yes());
        assert!(features.link_type(LinkType::NETFILTER).is_no());
        assert!(features.attach_type(AttachType::CGROUP_INET4_BIND).is_no());
        assert!(features.attach_type(AttachType::PERF_EVENT).is_yes());
        // It has such links, but does not say so.
        assert!(matches!(features.link_type(LinkType::XDP), Support::Unknown(_)));
    }

    #[test]
    fn a_list_of_features_has_the_answers_of_each() {
        let features = Features::new(&Kernel::simulated());
        let none = AttachType::default();
        let needed = [
            (Feature::Program(ProgramType::XDP), true),
            (Feature::Program(ProgramType::LSM), false),
            (Feature::Map(MapType::HASH), true),
            (Feature::Helper(Helper::KTIME_GET_NS, ProgramType::TRACEPOINT, none), true),
            (Feature::Helper(Helper(4000), ProgramType::TRACEPOINT, none), false),
            (Feature::Attach(AttachType::PERF_EVENT), true),
            (Feature::Link(LinkType::NETFILTER), false),
            (Feature::Types(BtfFeature::Floats), features.types(BtfFeature::Floats).is_yes()),
            (Feature::Code(CodeFeature::MayGoto), features.code(CodeFeature::MayGoto).is_yes()),
        ];
        for (feature, expected) in needed {
            assert_eq!(features.supports(feature).is_yes(), expected, "{feature:?}");
        }
    }

    #[test]
    fn a_process_that_may_not_is_told_so() {
        let world =
            skep_sim::World::builder().capabilities(skep_uapi::kernel::CapabilitySet::default()).build();
        let features = Features::new(&crate::Simulated::new(world));
        let Support::Unknown(reason) = features.program_type(ProgramType::XDP) else {
            panic!("it may load one")
        };
        assert_eq!(reason, "refused with EPERM: this process lacks CAP_NET_ADMIN and CAP_BPF");
        let Support::Unknown(reason) = features.map_type(MapType::HASH) else { panic!("it may make one") };
        assert_eq!(reason, "refused with EPERM: this process lacks CAP_BPF");
    }
}
