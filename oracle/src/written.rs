//! Compares what libbpf and aya make of objects that Skep wrote with what they make of those that they were read from: each
//! program is loaded by itself and run twice on a packet, and what it returns must be the same.

use aya::programs::{Program, TestRun as _, TestRunOptions};
use libbpf_rs::{MapCore as _, MapFlags, MapType, ObjectBuilder, ProgramInput};
use skep_object::{ElfOptions, ObjectSpec};
use std::error::Error;
use std::path::Path;

/// What each of the libraries does with one program of an object.
type Peer = fn(&[u8], &str, &Path) -> Result<String, Box<dyn Error>>;

/// Compares all fixtures, and answers how many programs differ.
pub(crate) fn compare(data: &Path) -> Result<usize, Box<dyn Error>> {
    let mount = Path::new("/sys/fs/bpf");
    let pins = mount.join(format!("skep-oracle-{}", std::process::id()));
    let mut wrong = 0;
    let peers: [(&str, Peer); 2] = [("libbpf", by_libbpf), ("aya", by_aya)];
    for (peer, run) in peers {
        let (mut objects, mut same, mut neither, mut more) = (0, 0, 0, 0);
        for folder in [data, &data.join("relocations")] {
            let mut entries: Vec<_> =
                std::fs::read_dir(folder)?.filter_map(|entry| Some(entry.ok()?.path())).collect();
            entries.sort();
            for path in entries.iter().filter(|path| path.extension().is_some_and(|one| one == "o")) {
                let bytes = std::fs::read(path)?;
                let Ok(spec) = ObjectSpec::from_elf_with(&bytes, ElfOptions { legacy_maps: true }) else {
                    continue;
                };
                let written = spec.to_elf()?;
                let mut loaded = false;
                for program in &spec.programs {
                    let found = |bytes: &[u8]| {
                        std::fs::create_dir(&pins)?;
                        let found = run(bytes, &program.name, &pins);
                        std::fs::remove_dir_all(&pins)?;
                        found
                    };
                    let (before, after) = (found(&bytes), found(&written));
                    let title = format!("{peer}, {}, {}", path.display(), program.name);
                    match (before, after) {
                        (Ok(before), Ok(after)) if before == after => {
                            same += 1;
                            loaded = true;
                        }
                        (Ok(before), Ok(after)) => {
                            println!("{title}: {before}, and as it was written {after}");
                            wrong += 1;
                        }
                        (Ok(_), Err(error)) => {
                            println!("{title}: only what was written is refused: {error}");
                            wrong += 1;
                        }
                        (Err(_), Ok(_)) => more += 1,
                        (Err(_), Err(_)) => neither += 1,
                    }
                }
                objects += usize::from(loaded);
            }
        }
        println!(
            "{peer}: {same} programs of {objects} objects do the same when they were written here; {neither} are refused in \
             both forms, {more} only in that of the compiler"
        );
    }
    Ok(wrong)
}

const PACKET: [u8; 64] = [7; 64];

fn by_libbpf(bytes: &[u8], name: &str, pins: &Path) -> Result<String, Box<dyn Error>> {
    libbpf_rs::set_print(None);
    let mut builder = ObjectBuilder::default();
    builder.pin_root_path(pins)?;
    let mut open = builder.open_memory(bytes)?;
    for mut program in open.progs_mut() {
        let wanted = program.name() == name;
        program.set_autoload(wanted);
    }
    let object = open.load()?;
    let mut found = String::new();
    for program in object.progs_mut().filter(|program| program.name() == name) {
        for _ in 0..2 {
            let input = ProgramInput { data_in: Some(&PACKET), ..ProgramInput::default() };
            match program.test_run(input) {
                Ok(output) => found.push_str(&format!("returns {}, ", output.return_value)),
                Err(error) => found.push_str(&format!("cannot be run: {error}, ")),
            }
        }
    }
    let mut maps: Vec<String> = Vec::new();
    for map in object.maps().filter(|map| map.map_type() == MapType::Array) {
        let value = map.lookup(&0_u32.to_ne_bytes(), MapFlags::ANY)?;
        // Before the dot of a data section is the name of the object, which is the place of its bytes in memory.
        let name = map.name().to_string_lossy();
        maps.push(format!("{}: {value:02x?}", name.find('.').map_or(&*name, |dot| &name[dot..])));
    }
    maps.sort();
    Ok(found + &maps.join(", "))
}

fn by_aya(bytes: &[u8], name: &str, pins: &Path) -> Result<String, Box<dyn Error>> {
    let mut object = aya::EbpfLoader::new().default_map_pin_directory(pins).load(bytes)?;
    let program = object.program_mut(name).ok_or("no such program")?;
    let mut found = String::new();
    match program {
        Program::Xdp(program) => {
            program.load()?;
            for _ in 0..2 {
                let options = TestRunOptions { data_in: Some(&PACKET), ..TestRunOptions::new() };
                found.push_str(&format!("returns {}, ", program.test_run(options)?.return_value));
            }
        }
        Program::SchedClassifier(program) => {
            program.load()?;
            for _ in 0..2 {
                let options = TestRunOptions { data_in: Some(&PACKET), ..TestRunOptions::new() };
                found.push_str(&format!("returns {}, ", program.test_run(options)?.return_value));
            }
        }
        _ => return Err("a program of another type".into()),
    }
    Ok(found)
}
