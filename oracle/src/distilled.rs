//! What libbpf and Skep make of a module's types: distilled, and fitted to a kernel again.

use crate::libbpf::Types;
use skep_btf::{Array, Btf, BtfBuilder, Endian, Kind, NewMember, TypeId};
use std::error::Error;
use std::path::Path;

/// Structures of every kernel that a module could have in its own types.
const PARTS: [&str; 8] =
    ["list_head", "spinlock", "mutex", "work_struct", "timer_list", "device", "kobject", "net_device"];
/// Other types that it could refer to.
const OTHERS: [(Kind, &str); 6] = [
    (Kind::Typedef, "gfp_t"),
    (Kind::Typedef, "work_func_t"),
    (Kind::Enum, "hrtimer_restart"),
    (Kind::Union, "bpf_attr"),
    (Kind::Typedef, "atomic_t"),
    (Kind::Int, "char"),
];

/// Compares what becomes of the types of a made-up module on this kernel, and answers how many types differ.
pub(crate) fn compare(title: &str, kernel: &Path) -> Result<usize, Box<dyn Error>> {
    let kernel_bytes = crate::ours::types(kernel)?;
    let kernel = Btf::parse(kernel_bytes.as_slice())?;
    let module_bytes = module(&kernel)?;
    let module = Btf::parse_split(module_bytes.as_slice(), &kernel)?;
    let distilled = module.distilled()?;
    let base = Btf::parse(distilled.base.as_slice())?;
    let types = Btf::parse_split(distilled.types.as_slice(), &base)?;
    let fitted = types.relocated_onto(&kernel)?;
    let fitted = Btf::parse_split(fitted.as_slice(), &kernel)?;

    let their_kernel = Types::new(&kernel_bytes, None)?;
    let their_module = Types::new(&module_bytes, Some(&their_kernel))?;
    let (their_base, their_types) = their_module.distilled()?;
    let mut wrong = differences("base", &base, &Btf::parse(their_base.bytes()?)?);
    wrong += differences("types", &types, &Btf::parse_split(their_types.bytes()?, &base)?);
    // Others, which were not asked for their bytes yet.
    let (_their_base, mut their_types) = their_module.distilled()?;
    their_types.relocate(&their_kernel)?;
    wrong += differences("fitted", &fitted, &Btf::parse_split(their_types.bytes()?, &kernel)?);
    println!(
        "{title}: a module's {} types have a distilled base of {} types in {} bytes; {wrong} types differ",
        module.own_types().count(),
        base.len(),
        distilled.base.len(),
    );
    Ok(wrong)
}

/// A module that has in its types what a module may have.
fn module(kernel: &Btf<'_>) -> Result<Vec<u8>, Box<dyn Error>> {
    let mut builder = BtfBuilder::split(kernel);
    let id = |kind, name: &str| {
        kernel.find(kind, name).next().map(|ty| ty.id()).ok_or_else(|| format!("the kernel has no {name}"))
    };
    let int = id(Kind::Int, "int")?;
    for name in PARTS {
        let part = id(Kind::Struct, name)?;
        let size = u32::try_from(kernel.size_of(part)?)?;
        let pointer = builder.add_ptr(part);
        let array = builder.add_array(Array { element: part, index: int, count: 2 });
        let members = [("part", part, 0), ("pointer", pointer, size), ("array", array, size + 8)]
            .map(|(name, ty, at)| NewMember::at_byte(name, ty, at));
        builder.add_struct(&format!("module_{name}"), size * 3 + 8, &members);
    }
    for (kind, name) in OTHERS {
        let other = id(kind, name)?;
        let pointer = builder.add_ptr(other);
        let proto = builder.add_func_proto(int, &[("other", pointer), ("", TypeId::VOID)]);
        builder.add_func(&format!("module_{name}"), proto, skep_btf::Linkage::Static);
    }
    Ok(builder.to_bytes(Endian::NATIVE)?)
}

fn differences(what: &str, ours: &Btf<'_>, theirs: &Btf<'_>) -> usize {
    let list = |btf: &Btf<'_>| btf.own_types().map(|ty| ty.listing().to_string()).collect::<Vec<_>>();
    let (ours, theirs) = (list(ours), list(theirs));
    let mut wrong = ours.len().abs_diff(theirs.len());
    for (ours, theirs) in ours.iter().zip(&theirs).filter(|(ours, theirs)| ours != theirs) {
        println!("    {what}: skep {ours}    libbpf {theirs}");
        wrong += 1;
    }
    wrong
}
