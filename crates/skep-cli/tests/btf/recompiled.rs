//! The kernel's types as C, compiled: clang's types have the layouts of the kernel's.

use crate::{skep, text};
use skep::btf::{Btf, Kind, Type};
use skep::object::TypeSections;
use skep_harness::{Outcome, Stop, skip};
use std::collections::{HashMap, HashSet};
use std::fmt::Write as _;
use std::num::NonZero;
use std::path::Path;
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

const KERNEL: &str = "/sys/kernel/btf/vmlinux";

/// The structures and unions by their names, where nothing else has that: structures, unions and enumerations share theirs.
fn named<'b>(btf: &'b Btf<'_>) -> HashMap<&'b str, Type<'b>> {
    let composite = |ty: &Type<'_>| matches!(ty.kind(), Kind::Struct | Kind::Union);
    let has_tag = |ty: &Type<'_>| composite(ty) || matches!(ty.kind(), Kind::Enum | Kind::Enum64);
    let mut all = HashMap::<_, Vec<_>>::new();
    for ty in btf.types().filter(|ty| has_tag(ty) && !ty.is_anonymous()) {
        all.entry(ty.name().expect("the names are whole")).or_default().push(ty);
    }
    let only = |types: Vec<Type<'b>>| types.first().copied().filter(|ty| types.len() == 1 && composite(ty));
    all.into_iter().filter_map(|(name, types)| Some((name, only(types)?))).collect()
}

/// A layout: the size, and of each member with a name where it is and of how many bits. What another type does not
/// have is left out: C has to fill gaps with members.
fn layout(ty: Type<'_>, other: Type<'_>) -> Result<String, Stop> {
    let names: HashSet<_> = other.members()?.map(|member| member.name()).collect::<Result<_, _>>()?;
    let mut said = format!("{} bytes", ty.size()?);
    for member in ty.members()? {
        if !member.is_anonymous() && names.contains(member.name()?) {
            let bits = member.bitfield_bits().map_or(0, NonZero::get);
            write!(said, "; {} at {}:{bits}", member.name()?, member.bit_offset())?;
        }
    }
    Ok(said)
}

/// How many parts there are: clang's time for the types of variables grows with the square of their number.
const PARTS: usize = 8;

/// The types of what is declared, and of variables of these types, as clang has them.
fn types_of_clang(
    clang: &str,
    declarations: &str,
    variables: &[(&str, Type<'_>)],
    folder: &Path,
) -> Result<Vec<u8>, Stop> {
    let mut source = declarations.to_owned();
    // Clang writes the types of what is there.
    for (number, (name, ty)) in variables.iter().enumerate() {
        let keyword = if ty.kind() == Kind::Struct { "struct" } else { "union" };
        writeln!(source, "{keyword} {name} skep_variable_{number};")?;
    }
    let folder = tempfile::tempdir_in(folder)?;
    let (file, object) = (folder.path().join("types.c"), folder.path().join("types.o"));
    std::fs::write(&file, source)?;
    let output = Command::new(clang)
        .args(["-target", "bpf", "-g", "-Wno-everything", "-ferror-limit=20", "-c"])
        .arg(&file)
        .arg("-o")
        .arg(&object)
        .output()?;
    assert!(output.status.success(), "{}", text(&output.stderr));
    Ok(std::fs::read(&object)?)
}

/// How many of the kernel's structures and unions have the same layout after C is made of them and compiled, and the names
/// of the others.
fn compiled(kernel: &Btf<'_>, declarations: &[u8], folder: &Path) -> Result<(usize, Vec<String>), Stop> {
    let Some(clang) =
        ["clang-19", "clang"].into_iter().find(|name| Command::new(name).arg("--version").output().is_ok())
    else {
        skip("there is no clang")?;
        return Ok((0, Vec::new()));
    };
    let known: Vec<_> = named(kernel).into_iter().collect();
    let declarations = text(declarations);
    let next = AtomicUsize::new(0);
    let parts: Vec<_> = known.chunks(known.len().div_ceil(PARTS)).collect();
    let work = || -> Result<(usize, Vec<String>), Stop> {
        let (mut same, mut others) = (0, Vec::new());
        while let Some(part) = parts.get(next.fetch_add(1, Ordering::Relaxed)) {
            let bytes = types_of_clang(clang, &declarations, part, folder)?;
            let again = Btf::parse(TypeSections::find(&bytes)?.types)?;
            let again = named(&again);
            for (name, ty) in part.iter() {
                match again.get(name) {
                    Some(&compiled) if layout(compiled, *ty)? == layout(*ty, *ty)? => same += 1,
                    _ => others.push((*name).to_owned()),
                }
            }
        }
        Ok((same, others))
    };
    let threads = thread::available_parallelism().map_or(1, NonZero::get);
    let (mut same, mut others) = (0, Vec::new());
    thread::scope(|scope| -> Result<(), Stop> {
        let running: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        for thread in running {
            let (more, different) = thread.join().expect("it does not panic")?;
            same += more;
            others.extend(different);
        }
        Ok(())
    })?;
    others.sort();
    Ok((same, others))
}

pub(crate) fn kernel_is_compiled_again() -> Outcome {
    if !Path::new(KERNEL).exists() {
        return skip("this kernel does not tell its types");
    }
    let kernel = Btf::parse(std::fs::read(KERNEL)?)?;
    let folder = tempfile::tempdir()?;
    let output = skep("btf dump c")?;
    assert!(output.status.success(), "{}", text(&output.stderr));
    let (same, others) = compiled(&kernel, &output.stdout, folder.path())?;
    assert!(others.is_empty(), "{same} are the same, {} are not: {others:?}", others.len());
    assert!(same > 5000, "{same} structures and unions");
    Ok(())
}
