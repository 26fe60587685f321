//! Any bytes as types that are written again: merged, for an older kernel, and with a distilled base.
//!
//! Where the first byte cuts the rest in two, the second part is split from the first.
#![no_main]

use libfuzzer_sys::fuzz_target;
use skep_btf::{Btf, BtfBuilder, BtfFeature, BtfFeatures};

fuzz_target!(|bytes: &[u8]| {
    let Some((&first, rest)) = bytes.split_first() else { return };
    let Ok(base) = Btf::parse(rest) else { return };
    let split = rest.get(usize::from(first) * 8..).and_then(|rest| Btf::parse_split(rest, &base).ok());
    for btf in [Some(&base), split.as_ref()].into_iter().flatten() {
        let lacking: BtfFeatures = BtfFeature::ALL
            .into_iter()
            .zip(0..)
            .filter(|(_, bit)| first >> (bit % 8) & 1 != 0)
            .map(|(one, _)| one)
            .collect();
        if let Ok(replaced) = btf.without(lacking) {
            let replaced = match btf.base() {
                Some(base) => Btf::parse_split(&replaced, base),
                None => Btf::parse(&replaced),
            };
            assert!(replaced.is_ok_and(|replaced| replaced.len() >= btf.len()));
        }
        let mut builder = btf.base().map_or_else(BtfBuilder::new, BtfBuilder::split);
        if builder.append(btf).is_ok() && builder.append(btf).is_ok() {
            builder.deduplicate();
            let last = builder.last();
            builder.deduplicate();
            assert_eq!(builder.last(), last);
            assert!(builder.to_bytes(btf.endian()).is_ok());
        }
        if let Ok(distilled) = btf.distilled()
            && let Ok(small) = Btf::parse(&distilled.base)
            && let Ok(types) = Btf::parse_split(&distilled.types, &small)
        {
            let _ = types.relocated_onto(&base);
        }
    }
});
