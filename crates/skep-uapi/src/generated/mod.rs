//! The kernel's numbers and their names. Made by `cargo xtask codegen` from the folder `facts`. Do not edit by hand.
//!
//! Every type here is open: a number that a newer kernel gave a name to is kept and shown as a number.
//!
//! ```
//! use skep_uapi::{Errno, Helper, MapFlags, MapType};
//!
//! assert_eq!(MapType::HASH.to_string(), "hash");
//! assert_eq!(MapType::RINGBUF.since(), Some("5.8"));
//! assert_eq!(MapType(77).to_string(), "unknown map type 77");
//!
//! let flags = MapFlags::NO_PREALLOC | MapFlags(0x8000_0000);
//! assert!(flags.contains(MapFlags::NO_PREALLOC));
//! assert_eq!(flags.unknown(), MapFlags(0x8000_0000));
//! assert_eq!(flags.to_string(), "no_prealloc | 0x80000000");
//!
//! assert_eq!(Helper(1).name(), Some("bpf_map_lookup_elem"));
//! assert_eq!(Errno::ENOENT.to_string(), "ENOENT (2): nothing of this name or key exists");
//! ```

/// What is known of one number.
#[derive(Clone, Copy)]
struct Fact {
    name: &'static str,
    since: Option<&'static str>,
    gpl_only: Option<bool>,
    means: Option<&'static str>,
}

impl Fact {
    const fn named(name: &'static str) -> Self {
        Self { name, since: None, gpl_only: None, means: None }
    }

    const fn since(self, version: &'static str) -> Self {
        Self { since: Some(version), ..self }
    }

    const fn gpl_only(self, yes: bool) -> Self {
        Self { gpl_only: Some(yes), ..self }
    }

    const fn means(self, text: &'static str) -> Self {
        Self { means: Some(text), ..self }
    }
}

/// Defines the type of one kind of number, with a constant for each one that has a name.
macro_rules! numbers {
    (
        $(#[$doc:meta])*
        $type:ident($repr:ident);
        $($(#[$constant_doc:meta])* $constant:ident = $value:literal, $fact:expr;)*
    ) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $type(pub $repr);

        impl $type {
            $($(#[$constant_doc])* pub const $constant: Self = Self($value);)*

            /// Every number that has a name here, in order.
            pub const ALL: &[Self] = &[$(Self::$constant),*];

            /// The name of the number, in the kernel's words; `None` if it is not known here.
            pub const fn name(self) -> Option<&'static str> {
                match self.fact() {
                    Some(fact) => Some(fact.name),
                    None => None,
                }
            }

            const fn fact(self) -> Option<Fact> {
                match self.0 {
                    $($value => Some($fact),)*
                    _ => None,
                }
            }
        }

        impl From<$type> for $repr {
            fn from(number: $type) -> Self {
                number.0
            }
        }
    };
}

/// Adds the kernel versions to a type made by `numbers`.
macro_rules! versions {
    ($type:ident) => {
        impl $type {
            /// The first version of Linux that has it, such as `"5.8"`; `None` if that is not known here.
            /// A kernel of a distribution may have it earlier: ask the kernel, not its version.
            pub const fn since(self) -> Option<&'static str> {
                match self.fact() {
                    Some(fact) => fact.since,
                    None => None,
                }
            }
        }
    };
}

/// Adds to a type made by `numbers` a function that gives something for some of its numbers.
macro_rules! lookup {
    (
        $(#[$doc:meta])*
        $type:ident.$function:ident() -> $result:ty;
        otherwise $otherwise:expr;
        $($($known:path)|+ => $answer:expr;)*
    ) => {
        impl $type {
            $(#[$doc])*
            pub const fn $function(self) -> $result {
                match self {
                    $($($known)|+ => $answer,)*
                    _ => $otherwise,
                }
            }
        }
    };
}

/// Shows a type made by `numbers` as its name, and its meaning if that is known, or as a number.
macro_rules! shown {
    ($type:ident, $what:literal) => {
        impl core::fmt::Display for $type {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                match self.fact() {
                    Some(Fact { name, means: Some(means), .. }) => write!(f, "{name} ({}): {means}", self.0),
                    Some(Fact { name, .. }) => f.pad(name),
                    None => write!(f, concat!("unknown ", $what, " {}"), self.0),
                }
            }
        }

        impl core::fmt::Debug for $type {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                core::fmt::Display::fmt(self, f)
            }
        }
    };
}

/// Makes a type made by `numbers` a set of flags.
macro_rules! flags {
    ($type:ident) => {
        impl $type {
            /// No flag.
            pub const NONE: Self = Self(0);

            /// The flags of both.
            pub const fn union(self, other: Self) -> Self {
                Self(self.0 | other.0)
            }

            /// Whether all of these flags are set.
            pub const fn contains(self, flags: Self) -> bool {
                self.0 & flags.0 == flags.0
            }

            /// Whether no flag is set.
            pub const fn is_empty(self) -> bool {
                self.0 == 0
            }

            /// The flags that have no name here.
            pub const fn unknown(self) -> Self {
                let mut unknown = self.0;
                let mut known = Self::ALL;
                while let [flag, rest @ ..] = known {
                    unknown &= !flag.0;
                    known = rest;
                }
                Self(unknown)
            }
        }

        impl Default for $type {
            fn default() -> Self {
                Self::NONE
            }
        }

        impl core::ops::BitOr for $type {
            type Output = Self;
            fn bitor(self, other: Self) -> Self {
                self.union(other)
            }
        }

        impl core::ops::BitOrAssign for $type {
            fn bitor_assign(&mut self, other: Self) {
                *self = self.union(other);
            }
        }

        impl core::fmt::Display for $type {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                if self.is_empty() {
                    return f.write_str(self.name().unwrap_or("none"));
                }
                let mut separator = "";
                for flag in Self::ALL.iter().filter(|flag| !flag.is_empty() && self.contains(**flag)) {
                    write!(f, "{separator}{}", flag.name().unwrap_or_default())?;
                    separator = " | ";
                }
                if !self.unknown().is_empty() {
                    write!(f, "{separator}{:#x}", self.unknown().0)?;
                }
                Ok(())
            }
        }

        impl core::fmt::Debug for $type {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                write!(f, concat!(stringify!($type), "({})"), self)
            }
        }
    };
}

mod attach_flags;
mod attach_types;
mod btf_kinds;
mod capabilities;
mod commands;
mod contexts;
mod errno;
mod helper_facts;
mod helpers;
mod link_types;
mod map_flags;
mod map_types;
mod perf_event_types;
mod perf_hardware_events;
mod perf_software_events;
mod program_flags;
mod program_types;
mod registers;
mod ring_flags;
mod test_run_flags;
mod update_flags;
mod xdp_actions;
mod xdp_flags;

pub use attach_flags::AttachFlags;
pub use attach_types::AttachType;
pub use btf_kinds::BtfKind;
pub use capabilities::Capability;
pub use commands::Command;
pub(crate) use contexts::CONTEXTS;
pub use errno::Errno;
pub use helper_facts::HelperCategory;
pub(crate) use helper_facts::{ARGUMENT_MEANINGS, GROUPS, HELPER_FACTS, RESULT_MEANINGS, SOURCES};
pub use helpers::Helper;
pub use link_types::LinkType;
pub use map_flags::MapFlags;
pub use map_types::MapType;
pub use perf_event_types::PerfEventType;
pub use perf_hardware_events::HardwareEvent;
pub use perf_software_events::SoftwareEvent;
pub use program_flags::ProgramFlags;
pub use program_types::ProgramType;
pub(crate) use registers::REGISTERS;
pub use ring_flags::RingFlags;
pub use test_run_flags::TestRunFlags;
pub use update_flags::UpdateFlags;
pub use xdp_actions::XdpAction;
pub use xdp_flags::XdpFlags;
