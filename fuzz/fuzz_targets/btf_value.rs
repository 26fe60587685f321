//! Any bytes as types, and any text as values of them: what is taken has the type's size, and can be shown; what is shown of any bytes
//! is taken again and shown as the same, where a text can say it.
#![no_main]

use libfuzzer_sys::fuzz_target;
use skep_btf::Btf;

fuzz_target!(|input: (u16, &str, &[u8])| {
    let (split, text, bytes) = input;
    let (types, value) = bytes.split_at(usize::from(split).min(bytes.len()));
    let Ok(btf) = Btf::parse(types) else { return };
    for of in btf.types() {
        if let Ok(taken) = btf.parse_value(of.id(), text) {
            assert_eq!(Ok(taken.len() as u64), of.size());
            let _ = btf.format_value(of.id(), &taken);
        }
        if let Ok(shown) = btf.format_value(of.id(), value) {
            let _ = btf.parse_value(of.id(), &shown);
        }
    }
});
