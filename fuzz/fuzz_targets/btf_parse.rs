//! Any bytes as types: every type can be asked everything.
#![no_main]

use libfuzzer_sys::fuzz_target;
use skep_btf::{Btf, Shape};

fuzz_target!(|bytes: &[u8]| {
    let Ok(btf) = Btf::parse(bytes) else { return };
    for of in btf.types() {
        let _ = (of.name(), of.size(), of.resolve(), of.find_member("a.b"), of.to_string());
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
