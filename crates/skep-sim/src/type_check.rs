//! Whether this kernel takes the types that somebody gives it: what its version does not know of BTF, it refuses.

use crate::settings::Settings;
use skep_btf::{Btf, BtfFeature, BtfFeatures, Kind};
use skep_uapi::{BtfKind, Version};

impl Settings {
    /// Nothing, or what the kernel says of types that it does not take.
    pub(crate) fn check_types(&self, types: &Btf<'_>) -> Result<(), String> {
        // Whoever gives a release of his own that is no version means none that is old.
        let version: Version = self.release.parse().unwrap_or(Version::new(u32::MAX, 0));
        for ty in types.own_types() {
            let since = |kind: Kind| BtfKind(kind.number().into()).since()?.parse::<Version>().ok();
            if matches!(ty.kind(), Kind::Unknown(_)) || since(ty.kind()).is_some_and(|since| since > version)
            {
                // `btf_check_meta`, `kernel/bpf/btf.c`.
                return Err(format!("[{}] Unknown kind:{}", ty.id().number(), ty.kind().number()));
            }
        }
        let used = types.features().map_err(|error| error.to_string())?;
        let refused = used.intersection(unknown_to(version)).iter().next();
        refused.map_or(Ok(()), |feature| Err(format!("Invalid types: this kernel does not know {feature}")))
    }
}

/// What a kernel of this version does not know of BTF.
fn unknown_to(version: Version) -> BtfFeatures {
    let is_known = |feature: &BtfFeature| {
        feature.since().is_some_and(|(major, minor)| Version::new(major.into(), minor.into()) <= version)
    };
    BtfFeature::ALL.into_iter().filter(|feature| !is_known(feature)).collect()
}

#[cfg(test)]
mod tests {
    use super::{BtfFeature, Kind, Version, unknown_to};
    use skep_uapi::BtfKind;

    #[test]
    fn features_that_are_kinds_have_the_versions_of_the_kinds() {
        for (feature, kinds) in [
            (BtfFeature::Functions, &[Kind::Func, Kind::FuncProto][..]),
            (BtfFeature::Sections, &[Kind::Var, Kind::Datasec]),
            (BtfFeature::Floats, &[Kind::Float]),
            (BtfFeature::DeclTags, &[Kind::DeclTag]),
            (BtfFeature::TypeTags, &[Kind::TypeTag]),
            (BtfFeature::Enum64, &[Kind::Enum64]),
        ] {
            for kind in kinds {
                let since =
                    BtfKind(kind.number().into()).since().map(|since| since.parse::<Version>().unwrap());
                let (major, minor) = feature.since().unwrap();
                assert_eq!(since, Some(Version::new(major.into(), minor.into())), "{kind}");
            }
        }
    }

    #[test]
    fn every_kind_has_its_number_and_name() {
        for kind in Kind::ALL {
            let name = BtfKind(kind.number().into()).name().unwrap();
            assert_eq!(name.to_uppercase(), kind.to_string());
        }
        assert_eq!(BtfKind::ALL.len(), Kind::ALL.len());
    }

    #[test]
    fn an_older_kernel_does_not_know_more() {
        let all = [Version::new(5, 0), Version::new(5, 10), Version::new(6, 1), Version::new(6, 18)];
        let unknown: Vec<usize> = all.map(|version| unknown_to(version).iter().count()).into();
        assert_eq!(unknown, [14, 12, 6, 2]);
    }
}
