//! What libbpf and Skep make of types that are merged and deduplicated: as many of each kind.

use crate::libbpf::Types;
use crate::ours::types;
use skep_btf::{Btf, BtfBuilder, Kind};
use std::collections::BTreeMap;
use std::error::Error;
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
            println!(
                "    {kind}: skep {ours}, libbpf {theirs}{}",
                if counts { "" } else { " (not compared)" }
            );
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
    let mut whole = Types::empty()?;
    for file in files {
        whole.add(&Types::new(file, None)?)?;
    }
    whole.deduplicate()?;
    let took = start.elapsed();
    Ok((kinds(whole.bytes()?)?, took))
}

fn kinds(bytes: &[u8]) -> Result<Kinds, Box<dyn Error>> {
    let mut kinds = Kinds::new();
    Btf::parse(bytes)?.types().for_each(|ty| *kinds.entry(ty.kind()).or_default() += 1);
    Ok(kinds)
}
