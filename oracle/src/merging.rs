//! What libbpf and Skep make of types that are merged and deduplicated: as many of each kind.

use crate::ours::types;
use libbpf_rs::libbpf_sys;
use skep_btf::{Btf, BtfBuilder, Kind};
use std::collections::BTreeMap;
use std::error::Error;
use std::ffi::c_void;
use std::path::Path;
use std::time::{Duration, Instant};

/// How many types there are of each kind.
type Kinds = BTreeMap<Kind, usize>;

/// Merges the types of these files, and answers how many kinds differ in number.
///
/// Variables and sections are not compared: libbpf leaves them alone, and Skep merges those whose place is the same.
pub(crate) fn compare(title: &str, files: &[&Path]) -> Result<usize, Box<dyn Error>> {
    let files: Vec<Vec<u8>> = files.iter().map(|file| types(file)).collect::<Result<_, _>>()?;
    let (theirs, theirs_took) = libbpf(&files)?;
    let start = Instant::now();
    let mut builder = BtfBuilder::new();
    let mut before = 0;
    for file in &files {
        let btf = Btf::parse(file.as_slice())?;
        before += btf.len();
        builder.append(&btf)?;
    }
    let appended = start.elapsed();
    builder.deduplicate();
    let ours_took = start.elapsed();
    let ours = kinds(&builder.to_bytes(skep_btf::Endian::NATIVE)?)?;
    let mut wrong = 0;
    for kind in Kind::ALL {
        let (ours, theirs) = (ours.get(&kind).unwrap_or(&0), theirs.get(&kind).unwrap_or(&0));
        if ours != theirs {
            let counts = !matches!(kind, Kind::Var | Kind::Datasec);
            println!("    {kind}: skep {ours}, libbpf {theirs}{}", if counts { "" } else { " (not compared)" });
            wrong += usize::from(counts);
        }
    }
    println!(
        "{title}: {before} types, then {} (libbpf {}), {wrong} kinds differ in number (libbpf {:.1} ms, skep {:.1} ms, of \
         these {:.1} to take them over)",
        ours.values().sum::<usize>(),
        theirs.values().sum::<usize>(),
        theirs_took.as_secs_f64() * 1e3,
        ours_took.as_secs_f64() * 1e3,
        appended.as_secs_f64() * 1e3,
    );
    Ok(wrong)
}

fn libbpf(files: &[Vec<u8>]) -> Result<(Kinds, Duration), Box<dyn Error>> {
    let start = Instant::now();
    let whole = Owned::new(|| {
        // SAFETY: it takes nothing.
        unsafe { libbpf_sys::btf__new_empty() }
    })?;
    for file in files {
        let part = Owned::new(|| {
            // SAFETY: the bytes are readable for as many as are said, and are copied.
            unsafe { libbpf_sys::btf__new(file.as_ptr().cast::<c_void>(), u32::try_from(file.len()).unwrap_or(0)) }
        })?;
        // SAFETY: both are BTFs that libbpf made and nothing has freed.
        let first = unsafe { libbpf_sys::btf__add_btf(whole.0, part.0) };
        if first < 0 {
            return Err(format!("btf__add_btf: error {}", -first).into());
        }
    }
    // SAFETY: libbpf made the BTF and nothing has freed it; no options are allowed.
    let status = unsafe { libbpf_sys::btf__dedup(whole.0, std::ptr::null()) };
    if status != 0 {
        return Err(format!("btf__dedup: error {}", -status).into());
    }
    let took = start.elapsed();
    let mut length = 0;
    // SAFETY: libbpf made the BTF, and the length is written to a variable of ours.
    let bytes = unsafe { libbpf_sys::btf__raw_data(whole.0, &mut length) };
    if bytes.is_null() {
        return Err("btf__raw_data: no data".into());
    }
    // SAFETY: libbpf keeps as many bytes as it said until the BTF is freed, which is after the copy.
    let bytes = unsafe { std::slice::from_raw_parts(bytes.cast::<u8>(), length as usize) };
    Ok((kinds(bytes)?, took))
}

fn kinds(bytes: &[u8]) -> Result<Kinds, Box<dyn Error>> {
    let mut kinds = Kinds::new();
    Btf::parse(bytes)?.types().for_each(|ty| *kinds.entry(ty.kind()).or_default() += 1);
    Ok(kinds)
}

/// A BTF of libbpf's.
struct Owned(*mut libbpf_sys::btf);

impl Owned {
    fn new(make: impl FnOnce() -> *mut libbpf_sys::btf) -> Result<Self, Box<dyn Error>> {
        let made = make();
        if made.is_null() { Err(std::io::Error::last_os_error().into()) } else { Ok(Self(made)) }
    }
}

impl Drop for Owned {
    fn drop(&mut self) {
        // SAFETY: libbpf made it, and this is the only place that frees it.
        unsafe { libbpf_sys::btf__free(self.0) }
    }
}
