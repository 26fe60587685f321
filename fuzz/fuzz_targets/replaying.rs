//! Any text as a recording of calls: printed and read as the same; whoever runs on its replay gets answers or errors, and ends.

#![no_main]

use libfuzzer_sys::fuzz_target;
use skep::prelude::*;
use skep::registers::*;
use skep::scripted::Recording;
use std::sync::LazyLock;
use std::time::Duration;

#[path = "replaying/run.rs"]
mod run;

fuzz_target!(|text: &str| {
    let recording: Recording = match text.parse() {
        Ok(recording) => recording,
        Err(error) => {
            assert!(error.to_string().starts_with("line "), "{error}");
            return;
        }
    };
    let printed = recording.to_string();
    assert_eq!(printed.parse::<Recording>().expect("what was printed can be read"), recording);
    for part in 0..run::PARTS {
        let (kernel, replay) = Kernel::replayed(&recording);
        // Whatever it answers, it is not the library that breaks.
        let _ = run::run(&kernel, part);
        if let Err(mismatch) = replay.finish() {
            assert!(!mismatch.to_string().is_empty());
        }
    }
});
