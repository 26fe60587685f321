//! Any bytes as a program: what decodes can be checked, printed, laid out, and encodes to the same bytes.
#![no_main]

use libfuzzer_sys::fuzz_target;
use skep_isa::{Endian, Image, ImageOptions, decode};

fuzz_target!(|bytes: &[u8]| {
    for endian in [Endian::Little, Endian::Big] {
        let Ok(code) = decode(bytes, endian) else { continue };
        let _ = code.check();
        let _ = code.to_string();
        assert_eq!(code.encode(endian).as_deref(), Ok(bytes));
        let labelled = code.with_labels();
        let _ = Image::link(("main", &labelled), &[], ImageOptions { endian, gotol: true });
    }
});
