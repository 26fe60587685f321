//! What Skep makes of an object: the instructions of each program after relocation.

use object::{Object as _, ObjectSection as _, ObjectSymbol as _, SymbolKind};
use skep_btf::relocation::{Relocation, RelocationKind, Resolver};
use skep_btf::{Btf, BtfExt, Minimal};
use skep_isa::{Code, Endian};
use std::collections::HashMap;
use std::error::Error;
use std::path::Path;

/// A slot of a program.
pub(crate) struct Slot {
    pub(crate) bytes: [u8; 8],
    /// Whether a relocation is about it.
    pub(crate) relocated: bool,
    /// Whether it is the number of a type of the target, which slices number otherwise.
    pub(crate) is_type_number: bool,
    /// Whether it is where a bitfield is in a number, in types of another byte order than this machine's.
    pub(crate) is_foreign_shift: bool,
}

/// The instructions of each program, in slots.
pub(crate) fn relocated(path: &Path, target: &Path) -> Result<HashMap<String, Vec<Slot>>, Box<dyn Error>> {
    let bytes = std::fs::read(path)?;
    let elf = object::File::parse(&*bytes)?;
    let section = |name: &str| {
        elf.section_by_name(name)
            .ok_or_else(|| format!("no section {name}"))
            .and_then(|section| section.data().map_err(|error| error.to_string()))
    };
    let local = Btf::parse(section(".BTF")?)?;
    let ext = BtfExt::parse(section(".BTF.ext")?, &local)?;
    let target_bytes = types(target)?;
    let target = Btf::parse(&target_bytes)?;

    let mut relocations = Vec::new();
    let mut places: HashMap<String, Vec<(u32, usize)>> = HashMap::new();
    for section in ext.relocations() {
        let places = places.entry(section.name()?.to_owned()).or_default();
        for record in section.records() {
            let kind = RelocationKind::from_number(record.kind).ok_or("an unknown kind of relocation")?;
            places.push((record.slot, relocations.len()));
            relocations.push(Relocation {
                type_id: record.type_id,
                access: local.string(record.access)?,
                kind,
            });
        }
    }
    let start = std::time::Instant::now();
    let mut resolver = Resolver::new(&local, &relocations);
    resolver.search(&[&target]);
    let searched = start.elapsed();
    let answers = resolver.resolve();
    println!(
        "    {} relocations: search {:.3} ms, answers {:.3} ms",
        answers.len(),
        searched.as_secs_f64() * 1e3,
        (start.elapsed() - searched).as_secs_f64() * 1e3
    );

    let mut programs = HashMap::new();
    for symbol in elf.symbols().filter(|symbol| symbol.kind() == SymbolKind::Text && symbol.size() > 0) {
        let Some(index) = symbol.section_index() else { continue };
        let section = elf.section_by_index(index)?;
        let (start, end) = (symbol.address() / 8, (symbol.address() + symbol.size()) / 8);
        let bytes = section.data()?;
        let bytes = &bytes[usize::try_from(start * 8)?..usize::try_from(end * 8)?];
        let mut code = Code::decode(bytes, Endian::Little)?;
        // Places are slots of the section; instructions are counted otherwise, because some fill two.
        let mut slots = Vec::new();
        for (number, instruction) in code.instructions.iter().enumerate() {
            slots.extend(std::iter::repeat_n(number, instruction.slots()));
        }
        let mut here = Vec::new();
        for &(slot, relocation) in places.get(section.name()?).into_iter().flatten() {
            if (start..end).contains(&u64::from(slot)) {
                here.push((slots[usize::try_from(u64::from(slot) - start)?], relocation));
            }
        }
        let widths: Vec<usize> = code.instructions.iter().map(|instruction| instruction.slots()).collect();
        skep_object::relocate(&mut code, &here, &resolver, &answers)
            .map_err(|errors| errors.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))?;
        let mut out = Vec::new();
        for (number, (instruction, width)) in code.instructions.iter().zip(widths).enumerate() {
            let about = here.iter().find(|&&(place, _)| place == number).map(|&(_, relocation)| relocation);
            let relocated = about.is_some();
            let kind = about.and_then(|about| Some(relocations.get(about)?.kind));
            let is_foreign_shift =
                kind == Some(RelocationKind::FieldLeftShift) && target.endian() != skep_btf::Endian::NATIVE;
            let is_type_number = kind == Some(RelocationKind::TypeIdTarget);
            let mut instruction = instruction.clone();
            if instruction.slots() == width && instruction.reference.is_some() {
                // A jump that was given a label because a poisoned load became shorter: as it was in the object.
                instruction = Code::decode(bytes, Endian::Little)?.instructions[number].clone();
            }
            let mut bytes = Vec::new();
            instruction.encode_into(Endian::Little, &mut bytes)?;
            let slots = bytes.as_chunks::<8>().0;
            // libbpf fills both slots of a poisoned load.
            for part in 0..width {
                let bytes = slots.get(part).or(slots.first()).copied().unwrap_or_default();
                out.push(Slot { bytes, relocated, is_type_number, is_foreign_shift });
            }
        }
        programs.insert(symbol.name()?.to_owned(), out);
    }
    Ok(programs)
}

/// The part of the types in a file that an object needs.
pub(crate) fn slice(path: &Path, target: &Path) -> Result<Vec<u8>, Box<dyn Error>> {
    let bytes = std::fs::read(path)?;
    let elf = object::File::parse(&*bytes)?;
    let section = |name: &str| elf.section_by_name(name).ok_or_else(|| format!("no section {name}"));
    let local = Btf::parse(section(".BTF")?.data()?)?;
    let ext = BtfExt::parse(section(".BTF.ext")?.data()?, &local)?;
    let mut relocations = Vec::new();
    for record in ext.relocations().flat_map(|section| section.records()) {
        let kind = RelocationKind::from_number(record.kind).ok_or("an unknown kind of relocation")?;
        relocations.push(Relocation { type_id: record.type_id, access: local.string(record.access)?, kind });
    }
    let target = types(target)?;
    let target = Btf::parse(&target)?;
    let mut minimal = Minimal::new(&target);
    minimal.add(&local, &relocations)?;
    let slice = minimal.build()?;
    println!("    a slice of {} bytes of {}", slice.len(), target.as_bytes().len());
    Ok(slice)
}

/// The types in a file: an object's, or the file itself.
pub(crate) fn types(path: &Path) -> Result<Vec<u8>, Box<dyn Error>> {
    let bytes = std::fs::read(path)?;
    if !bytes.starts_with(b"\x7fELF") {
        return Ok(bytes);
    }
    let elf = object::File::parse(&*bytes)?;
    let section = elf.section_by_name(".BTF").ok_or("no section .BTF")?;
    Ok(section.data()?.to_vec())
}
