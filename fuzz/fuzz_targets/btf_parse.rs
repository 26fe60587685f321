//! Any bytes as types: every type can be asked everything.
#![no_main]

use libfuzzer_sys::fuzz_target;
use skep_btf::{Btf, RustDeclarations, RustStyle, Shape};

fuzz_target!(|bytes: &[u8]| {
    let Ok(btf) = Btf::parse_lazily(bytes) else { return };
    assert_eq!(btf.check().is_ok(), Btf::parse(bytes).is_ok());
    let (_, _) = (btf.to_c(), btf.differences(&btf));
    let mut styles = [RustStyle::Plain, RustStyle::Values { zerocopy: "::zerocopy" }]
        .map(|style| RustDeclarations::new(&btf, style));
    for of in btf.types() {
        for declarations in &mut styles {
            let _ = declarations.declare(of.id(), "", "");
        }
        let _ = (of.name(), of.size(), of.resolve(), of.find_member("a.b"), of.to_string());
        let _ = (of.listing().to_string(), btf.c_name(of.id()), btf.format_value(of.id(), bytes));
        for member in of.members().into_iter().flatten() {
            let _ = (member.name(), member.ty(), member.bit_offset(), member.bitfield_bits());
        }
        for value in of.values().into_iter().flatten() {
            let _ = (value.name(), value.value());
        }
        if let Shape::FuncProto(prototype) = of.shape() {
            for parameter in prototype.parameters {
                let _ = (parameter.name(), parameter.ty());
            }
        }
    }
});
