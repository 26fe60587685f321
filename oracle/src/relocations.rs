//! Compares relocations: every slot of every program of the objects that have some, on every target.
//!
//! Skep may have an instruction where libbpf has its poison, because it also follows the width of signed numbers; how many
//! there are is said. Slices are compared as well: ours with bpftool's of the same types, by what libbpf makes of both.

use crate::{libbpf, name_of, ours};
use std::error::Error;
use std::ops::AddAssign;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

/// Objects that are compared on the kernels' types. Those made of members whose width libbpf does not follow begin with
/// `widths`.
const PROGRAMS: [&str; 14] = [
    "relocations/program",
    "relocations/program.v4",
    "relocations/kernel",
    "relocations/kernel.v4",
    "relocations/versions",
    "relocations/versions.v4",
    "relocations/several",
    "relocations/several.v4",
    "relocations/ambiguous",
    "relocations/widths",
    "relocations/widths_kernel",
    "relocations/widths_kernel.v4",
    "core.clang14",
    "core.clang19",
];

/// Objects that are compared on types made for them, and these types.
const OWN: ([&str; 4], [&str; 4]) = (
    ["program", "program.v4", "widths", "widths.v4"],
    ["target_same", "target_moved", "target_poor", "target_widths"],
);

/// How many slots there were.
#[derive(Clone, Copy, Default, Debug)]
struct Counts {
    compared: usize,
    /// That a relocation is about.
    relocated: usize,
    /// That both poison.
    poisoned: usize,
    /// That only libbpf poisons.
    more: usize,
    /// Where bitfields are in types of the other byte order: libbpf takes this machine's.
    other_order: usize,
    differ: usize,
    /// Objects that both refuse as a whole.
    refused: usize,
}

impl AddAssign for Counts {
    fn add_assign(&mut self, other: Self) {
        self.compared += other.compared;
        self.relocated += other.relocated;
        self.poisoned += other.poisoned;
        self.more += other.more;
        self.other_order += other.other_order;
        self.differ += other.differ;
        self.refused += other.refused;
    }
}

impl std::fmt::Display for Counts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { compared, relocated, poisoned, more, other_order, differ, refused } = self;
        write!(
            f,
            "{compared} slots compared, {relocated} of them relocated, {poisoned} poisoned by both; {more} that libbpf poisons \
             have an answer; {other_order} shifts of bitfields in the other byte order; {differ} differ; {refused} objects \
             refused by both"
        )
    }
}

/// Compares the objects in `data` on the types made for them, on the slices in `data`, and on `targets`; answers
/// how much differs.
pub(crate) fn compare_all(data: &Path, targets: &[PathBuf]) -> Result<usize, Box<dyn Error>> {
    let mut total = Counts::default();
    for target in OWN.1.map(|target| data.join("relocations").join(target).with_extension("o")) {
        for program in OWN.0 {
            total += compare_with_slice(&data.join("relocations").join(format!("{program}.o")), &target)?;
        }
    }
    println!("on types made for it: {total}");
    let mut all = total.differ;
    let mut slices: Vec<PathBuf> = std::fs::read_dir(data.join("kernels"))?
        .map(|entry| Ok(entry?.path()))
        .collect::<Result<_, std::io::Error>>()?;
    slices.retain(|path| path.extension().is_some_and(|extension| extension == "btf"));
    slices.sort();
    let mut on_kernels = Counts::default();
    for (target, is_whole) in
        slices.iter().map(|slice| (slice, false)).chain(targets.iter().map(|whole| (whole, true)))
    {
        let mut total = Counts::default();
        for program in PROGRAMS {
            let object = data.join(format!("{program}.o"));
            if is_whole {
                total += compare_with_slice(&object, target)?;
                total += compare_slices(&object, target)?;
            } else {
                total += compare(&format!("{} on {}", name_of(&object), name_of(target)), &object, target)?;
            }
        }
        println!("on {}: {total}", name_of(target));
        on_kernels += total;
    }
    println!("on {} kernels: {on_kernels}", slices.len() + targets.len());
    all += on_kernels.differ;
    Ok(all)
}

/// Compares an object on a target and on a slice of it. Types' numbers are others in a slice, so that both are asked on it.
fn compare_with_slice(object: &Path, target: &Path) -> Result<Counts, Box<dyn Error>> {
    let title = format!("{} on {}", name_of(object), name_of(target));
    let mut counts = compare(&title, object, target)?;
    let directory = Scratch::new()?;
    let slice = directory.0.join("slice.btf");
    std::fs::write(&slice, ours::slice(object, target)?)?;
    let title = format!("{} on a slice of {}", name_of(object), name_of(target));
    counts += compare(&title, object, &slice)?;
    Ok(counts)
}

/// Compares what libbpf makes of an object on bpftool's slice of a target and on ours. Only types' numbers may differ.
fn compare_slices(object: &Path, target: &Path) -> Result<Counts, Box<dyn Error>> {
    let title = format!("{} on the slices of {} by bpftool and by skep", name_of(object), name_of(target));
    let directory = Scratch::new()?;
    let (bpftools, own) = (directory.0.join("bpftool.btf"), directory.0.join("skep.btf"));
    let output =
        Command::new("bpftool").args(["gen", "min_core_btf"]).args([target, &bpftools, object]).output()?;
    if !output.status.success() {
        let error = String::from_utf8_lossy(&output.stderr);
        println!("{title}: bpftool makes none: {}", error.trim());
        // What cannot be answered has no slice there; ours says the same as the whole.
        let refused = usize::from(error.contains("ambiguity") && libbpf::relocated(object, target).is_err());
        return Ok(Counts { refused, differ: 1 - refused, ..Counts::default() });
    }
    let slice = ours::slice(object, target)?;
    std::fs::write(&own, &slice)?;
    println!("{title}: {} and {} bytes", std::fs::metadata(&bpftools)?.len(), slice.len());
    let (theirs, ours) = match (libbpf::relocated(object, &bpftools), libbpf::relocated(object, &own)) {
        (Ok(theirs), Ok(ours)) => (theirs, ours),
        (Err(_), Err(_)) => return Ok(Counts { refused: 1, ..Counts::default() }),
        (theirs, ours) => {
            println!("{title}: {:?} and {:?}", theirs.err(), ours.err());
            return Ok(Counts { differ: 1, ..Counts::default() });
        }
    };
    let about = ours::relocated(object, &own)?;
    let mut counts = Counts::default();
    for (name, slots) in &about {
        let (Some(theirs), Some(ours)) = (theirs.get(name), ours.get(name)) else {
            println!("{title}: there is no program {name}");
            counts.differ += 1;
            continue;
        };
        for (slot, (about, (theirs, ours))) in slots.iter().zip(theirs.iter().zip(ours)).enumerate() {
            counts.compared += 1;
            counts.relocated += usize::from(about.relocated);
            counts.poisoned += usize::from(theirs == &libbpf::POISON && ours == theirs);
            if theirs != ours && !about.is_type_number {
                println!("{title}: {name}, slot {slot}: {theirs:02x?} and {ours:02x?}");
                counts.differ += 1;
            }
        }
    }
    Ok(counts)
}

/// Compares one object on one target.
fn compare(title: &str, object: &Path, target: &Path) -> Result<Counts, Box<dyn Error>> {
    let start = Instant::now();
    let theirs = libbpf::relocated(object, target);
    let theirs_took = start.elapsed();
    let start = Instant::now();
    let ours = ours::relocated(object, target);
    let ours_took = start.elapsed();
    let (theirs, ours) = match (theirs, ours) {
        (Ok(theirs), Ok(ours)) => (theirs, ours),
        (Err(theirs), Err(ours)) => {
            println!("{title}: both refuse\n    libbpf: {theirs}\n    skep:   {ours}");
            return Ok(Counts { refused: 1, ..Counts::default() });
        }
        (theirs, ours) => {
            let (theirs, ours) = (theirs.err(), ours.err());
            println!("{title}: only one refuses\n    libbpf: {theirs:?}\n    skep:   {ours:?}");
            return Ok(Counts { differ: 1, ..Counts::default() });
        }
    };
    let mut counts = Counts::default();
    for (name, ours) in &ours {
        let Some(theirs) = theirs.get(name) else {
            println!("{title}: libbpf has no program {name}");
            counts.differ += 1;
            continue;
        };
        if theirs.len() != ours.len() {
            println!("{title}: {name} has {} slots, libbpf's {}", ours.len(), theirs.len());
            counts.differ += 1;
            continue;
        }
        for (slot, (ours, theirs)) in ours.iter().zip(theirs).enumerate() {
            let is_poison = theirs == &libbpf::POISON;
            counts.compared += 1;
            counts.relocated += usize::from(ours.relocated);
            if &ours.bytes == theirs {
                counts.poisoned += usize::from(is_poison);
            } else if is_poison && ours.relocated && title.starts_with("widths") {
                counts.more += 1;
            } else if ours.is_foreign_shift {
                counts.other_order += 1;
            } else {
                println!("{title}: {name}, slot {slot}: skep {:02x?}, libbpf {theirs:02x?}", ours.bytes);
                counts.differ += 1;
            }
        }
    }
    println!(
        "{title}: {counts} (libbpf {:.1} ms, skep {:.1} ms)",
        theirs_took.as_secs_f64() * 1e3,
        ours_took.as_secs_f64() * 1e3,
    );
    Ok(counts)
}

/// A folder that goes when it is dropped.
struct Scratch(PathBuf);

impl Scratch {
    fn new() -> Result<Self, std::io::Error> {
        let path = std::env::temp_dir().join(format!("skep-oracle-{}", std::process::id()));
        std::fs::create_dir_all(&path)?;
        Ok(Self(path))
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // What is left in the system's folder for such files does no harm.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
