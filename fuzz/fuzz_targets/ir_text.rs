//! Any text as a module of the intermediate representation: what is read is printed and read again as the same, and what
//! obeys the law can be run.
#![no_main]

use libfuzzer_sys::fuzz_target;
use skep_btf::Endian;
use skep_ir::Module;
use skep_ir::interpret::{Word, World};

fuzz_target!(|text: &str| {
    let Ok(module) = Module::parse(text) else { return };
    let printed = module.to_string();
    assert_eq!(Module::parse(&printed).as_ref(), Ok(&module), "{printed}");
    let Ok(mut world) = World::new(&module, Endian::Little) else { return };
    let _ = world.set_packet(text.as_bytes());
    for id in module.functions.keys() {
        let arguments: Vec<Word> = match module.functions[id].parameters().len() {
            1 => vec![Word::Context],
            count => vec![Word::Integer(1); count],
        };
        let _ = world.run(id, &arguments, &mut (), 1000);
    }
});
