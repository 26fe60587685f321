//! What a kernel's own types say of what it was built with.

use crate::Kernel;
use skep_btf::{Btf, Kind};
use skep_uapi::{AttachType, LinkType, MapType};
use std::collections::BTreeSet;

/// What was found in a kernel's types.
#[derive(Debug, Default)]
pub(super) struct Evidence {
    /// The enumerators that name attach types, link types and map types; none if the kernel has no such types, and so says
    /// nothing of itself.
    enumerators: BTreeSet<String>,
    /// What is there of what the facts name as evidence.
    present: BTreeSet<&'static str>,
}

/// What a kernel's types say of one thing.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Finding {
    /// It is there.
    There,
    /// It is not there.
    Missing,
    /// The kernel's types are not known.
    NotTold,
}

/// The enumerations that name what is asked for.
const ENUMERATIONS: [&str; 3] = ["bpf_attach_type", "bpf_link_type", "bpf_map_type"];

impl Evidence {
    /// Looks at a kernel's types.
    pub(super) fn of(kernel: &Kernel) -> Self {
        kernel.types().map(|types| Self::in_types(&types)).unwrap_or_default()
    }

    fn in_types(types: &Btf<'_>) -> Self {
        let mut enumerators = BTreeSet::new();
        for name in ENUMERATIONS {
            for found in types.find(Kind::Enum, name) {
                let values = found.values().into_iter().flatten();
                enumerators.extend(values.filter_map(|value| Some(value.name().ok()?.to_owned())));
            }
        }
        let named = LinkType::ALL
            .iter()
            .filter_map(|link_type| link_type.evidence())
            .chain(MapType::ALL.iter().filter_map(|map_type| map_type.evidence()));
        let there = |what: &&str| match what.split_once(' ') {
            Some(("struct", name)) => types.find(Kind::Struct, name).next().is_some(),
            Some(("func", name)) => types.find(Kind::Func, name).next().is_some(),
            _ => false,
        };
        Self { enumerators, present: named.filter(there).collect() }
    }

    /// Whether what the facts name as evidence is there.
    pub(super) fn of_what(&self, what: &'static str) -> Finding {
        self.finding(self.present.contains(what))
    }

    /// Whether the kernel names this attach type.
    pub(super) fn of_attach_type(&self, attach_type: AttachType) -> Finding {
        self.named("BPF_", attach_type.name())
    }

    /// Whether the kernel names this link type.
    pub(super) fn of_link_type(&self, link_type: LinkType) -> Finding {
        self.named("BPF_LINK_TYPE_", link_type.name())
    }

    /// Whether the kernel names this map type.
    pub(super) fn of_map_type(&self, map_type: MapType) -> Finding {
        self.named("BPF_MAP_TYPE_", map_type.name())
    }

    fn named(&self, prefix: &str, name: Option<&str>) -> Finding {
        let enumerator = name.map(|name| format!("{prefix}{}", name.to_uppercase()));
        self.finding(enumerator.is_some_and(|enumerator| self.enumerators.contains(&enumerator)))
    }

    fn finding(&self, there: bool) -> Finding {
        if self.enumerators.is_empty() {
            Finding::NotTold
        } else if there {
            Finding::There
        } else {
            Finding::Missing
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use skep_btf::{BtfBuilder, Endian, Signedness};

    #[test]
    fn types_that_name_nothing_say_nothing() {
        let evidence = Evidence::default();
        assert_eq!(evidence.of_link_type(LinkType::XDP), Finding::NotTold);
        assert_eq!(evidence.of_what("struct bpf_xdp_link"), Finding::NotTold);
    }

    #[test]
    fn what_is_not_named_is_missing() {
        let mut builder = BtfBuilder::new();
        builder.add_enum("bpf_link_type", 4, Signedness::Unsigned, &[("BPF_LINK_TYPE_XDP", 6)]);
        builder.add_struct("bpf_xdp_link", 0, &[]);
        let bytes = builder.to_bytes(Endian::NATIVE).unwrap();
        let evidence = Evidence::in_types(&Btf::parse(bytes).unwrap());
        assert_eq!(evidence.of_link_type(LinkType::XDP), Finding::There);
        assert_eq!(evidence.of_link_type(LinkType::TCX), Finding::Missing);
        assert_eq!(evidence.of_link_type(LinkType(4000)), Finding::Missing);
        assert_eq!(evidence.of_what("struct bpf_xdp_link"), Finding::There);
        assert_eq!(evidence.of_what("struct tcx_link"), Finding::Missing);
        assert_eq!(evidence.of_what("func array_of_map_alloc"), Finding::Missing);
    }
}
