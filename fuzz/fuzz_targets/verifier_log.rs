//! Any text as what a kernel's verifier said of a program: a report is made of it, and can be shown.
#![no_main]

use libfuzzer_sys::fuzz_target;
use skep::{Rejection, VerifierReport};

fuzz_target!(|log: &str| {
    let report = VerifierReport::from_log(log);
    assert_eq!(report.log, log);
    assert!(report.path.len() <= 256);
    assert_eq!(report.rejection.is_some(), report.hint.is_some());
    let (short, long) = (report.to_string(), format!("{report:#}"));
    assert!(!short.is_empty() && !short.contains('\n') && long.len() >= short.len());
    if let Some(rejection) = report.rejection {
        assert_eq!(Rejection::of(&report.reason).map(|(kind, _)| kind.name), Some(rejection.name));
    }
});
