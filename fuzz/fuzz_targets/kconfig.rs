//! No configuration makes its reader panic, hang or write where a variable is not: any text, for a variable of any of the
//! types that there are.
#![no_main]

use libfuzzer_sys::fuzz_target;
use skep_btf::{Array, Btf, BtfBuilder, Endian, Int, Linkage, Signedness, TypeId};
use skep_object::configuration_options;
use std::sync::OnceLock;

fuzz_target!(|bytes: &[u8]| {
    static TYPES: OnceLock<(Btf<'static>, Vec<TypeId>)> = OnceLock::new();
    let (types, variables) = TYPES.get_or_init(types);
    // The first byte says how much room the variables have.
    let Some((&size, text)) = bytes.split_first() else { return };
    let mut room = vec![0; usize::from(size)];
    let mut last = 0;
    for option in configuration_options(text) {
        assert!(option.line > last && option.name.starts_with("CONFIG_"));
        last = option.line;
        match option.value() {
            Ok(value) => {
                for &variable in variables {
                    if let Err(error) = value.put(option.name, types, variable, &mut room) {
                        drop(error.to_string());
                    }
                }
            }
            Err(error) => drop(error.to_string()),
        }
    }
});

/// Variables of all types that an option can have, and of one that none has.
fn types() -> (Btf<'static>, Vec<TypeId>) {
    let mut builder = BtfBuilder::new();
    let mut types = vec![builder.add_int("_Bool", Int::boolean())];
    let values = [("TRI_NO", 0), ("TRI_YES", 1), ("TRI_MODULE", 2)];
    types.push(builder.add_enum("libbpf_tristate", 4, Signedness::Unsigned, &values));
    for size in [1, 2, 4, 8] {
        types.push(builder.add_int("unsigned", Int::unsigned(size)));
        types.push(builder.add_int("signed", Int::signed(size)));
    }
    let character = builder.add_int("char", Int::signed(1));
    for count in [1, 8, 16, 200] {
        types.push(builder.add_array(Array { element: character, index: character, count }));
    }
    types.push(builder.add_struct("structure", 4, &[]));
    let variables = types.iter().map(|of| builder.add_var("CONFIG", *of, Linkage::Extern)).collect();
    let bytes = builder.to_bytes(Endian::Little).expect("these types are whole");
    (Btf::parse(bytes).expect("what was built can be read"), variables)
}
