//! Any text as a tracepoint's format.
#![no_main]

use libfuzzer_sys::fuzz_target;
use skep_uapi::TracepointFormat;

fuzz_target!(|text: &str| {
    match TracepointFormat::parse(text) {
        Ok(format) => drop((format.fixed_size(), format.field("pid").cloned())),
        Err(error) => drop(error.to_string()),
    }
});
