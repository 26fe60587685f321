//! Any text as a module of the intermediate representation: what is read is printed and read again as the same, and the
//! verifier says what it thinks of it.
#![no_main]

use libfuzzer_sys::fuzz_target;
use skep_ir::Module;

fuzz_target!(|text: &str| {
    let Ok(module) = Module::parse(text) else { return };
    let printed = module.to_string();
    assert_eq!(Module::parse(&printed).as_ref(), Ok(&module), "{printed}");
    let _ = module.verify();
});
