//! Where among the programs of one place a program is put.

use super::Link;
use crate::Program;
use skep_uapi::AttachFlags;
use skep_uapi::kernel::{LinkOrder, Relative};

/// Where among the programs of one place a program is put: in traffic control (Linux 6.6), and in control groups (Linux 6.17).
#[derive(Clone, Copy, Debug, Default)]
#[non_exhaustive]
pub enum Order<'a> {
    /// After all that are there.
    #[default]
    Last,
    /// Before all that are there.
    First,
    /// Before this link's program. It must be a link of the kernel's own.
    Before(&'a Link),
    /// After this link's program. It must be a link of the kernel's own.
    After(&'a Link),
    /// Before this program. In control groups it is found only if it was attached without a link.
    BeforeProgram(&'a Program),
    /// After this program. In control groups it is found only if it was attached without a link.
    AfterProgram(&'a Program),
    /// Before the link of this number, which somebody else may hold.
    BeforeId(u32),
    /// After the link of this number, which somebody else may hold.
    AfterId(u32),
}

impl<'a> Order<'a> {
    /// Whether it is what the kernel does if nothing is said.
    pub(super) fn is_last(self) -> bool {
        matches!(self, Self::Last)
    }

    /// Whether it is before or after one that is named.
    pub(super) fn names_another(self) -> bool {
        !matches!(self, Self::Last | Self::First)
    }

    /// In the kernel's words; nothing if the link that it names is none of the kernel's.
    pub(super) fn to_kernel(self) -> Option<(AttachFlags, LinkOrder<'a>)> {
        let (flags, relative) = match self {
            Self::Last => (AttachFlags::NONE, None),
            Self::First => (AttachFlags::BEFORE, None),
            Self::Before(link) => (AttachFlags::BEFORE, Some(Relative::Link(link.handle()?))),
            Self::After(link) => (AttachFlags::AFTER, Some(Relative::Link(link.handle()?))),
            Self::BeforeProgram(program) => (AttachFlags::BEFORE, Some(Relative::Program(program.handle()))),
            Self::AfterProgram(program) => (AttachFlags::AFTER, Some(Relative::Program(program.handle()))),
            Self::BeforeId(id) => (AttachFlags::BEFORE, Some(Relative::LinkId(id))),
            Self::AfterId(id) => (AttachFlags::AFTER, Some(Relative::LinkId(id))),
        };
        Some((flags, LinkOrder { relative, revision: 0 }))
    }
}
