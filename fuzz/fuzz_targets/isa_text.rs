//! Any text as code: what is read is printed, in every dialect, and read again as the same. And any bytes as a listing,
//! which is printed and read without a loss.
#![no_main]

use libfuzzer_sys::fuzz_target;
use skep_isa::{Assembly, Code, Dialect, Endian, Entry, Listing, disassemble};

/// The code without the places where it was read.
fn without_locations(mut code: Code) -> Code {
    code.instructions.iter_mut().for_each(|instruction| instruction.location = None);
    code
}

fuzz_target!(|bytes: &[u8]| {
    if let Ok(text) = str::from_utf8(bytes) {
        if let Ok(code) = Code::parse(text) {
            let _ = code.check();
            let _ = code.check_registers(Entry::PROGRAM);
            for dialect in [Dialect::Clang, Dialect::Kernel] {
                let _ = code.display(dialect).to_string();
            }
            let again = Code::parse(&code.to_string()).expect("what is printed can be read");
            assert_eq!(without_locations(again), without_locations(code));
        }
        if let Ok(assembly) = Assembly::parse(text) {
            let again = Assembly::parse(&assembly.to_string()).expect("what is printed can be read");
            assert_eq!(again.to_string(), assembly.to_string());
        }
    }
    if bytes.is_empty() {
        return;
    }
    for endian in [Endian::Little, Endian::Big] {
        let listing = disassemble(bytes, endian);
        let again = Listing::parse(&listing.to_string()).expect("what is printed can be read");
        assert_eq!(again.encode(endian).as_deref(), Ok(bytes));
    }
});
