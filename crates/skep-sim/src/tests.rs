//! Tests of the simulated kernel as a whole, through the kernel trait.
#![allow(clippy::cast_possible_truncation, reason = "tests cut numbers to size on purpose")]

mod concurrency;
mod faults;
mod links;
mod load;
mod locked_memory;
mod maps;
mod models;
mod packets;
mod permissions;
mod programs;
mod random;
mod raw_tracepoints;
mod rings;
mod tail_calls;
mod traffic;
mod usage;
mod waiting;
mod watch;

use crate::World;
use skep_btf::{BtfBuilder, FuncInfo, Int, LineColumn, LineInfo, Linkage};
use skep_isa::{Assembler, Code, Image, ImageOptions};
use skep_uapi::kernel::{
    Attachments, Commands, Facts, LinkCreate, LinkTarget, Log, MapCreate, PerfEventOpen, ProgramBtf,
    ProgramLoad,
};
use skep_uapi::{AttachType, Errno, Handle, MapFlags, MapType, ProgramType, Result, UpdateFlags};

/// A world whose programs may be wrong, and are found out when they run.
fn trusting() -> World {
    World::builder().finding_faults_when_run().build()
}

/// The tracepoint that most tests use.
const EXEC: &str = "sched:sched_process_exec";

/// Makes a map without flags.
fn map(
    world: &World,
    map_type: MapType,
    name: &str,
    key_size: u32,
    value_size: u32,
    max_entries: u32,
) -> Handle {
    let flags = MapFlags::NONE;
    world
        .map_create(&MapCreate {
            map_type,
            name,
            key_size,
            value_size,
            max_entries,
            flags,
            ..MapCreate::default()
        })
        .unwrap()
}

fn lookup(world: &World, map: &Handle, key: &[u8]) -> Result<Vec<u8>> {
    let mut value = vec![0; world.map_info(map)?.value_size as usize];
    world.map_lookup(map, key, &mut value)?;
    Ok(value)
}

/// The value of a 4-byte key in a map of 8-byte values.
fn count(world: &World, map: &Handle, key: u32) -> Result<u64> {
    Ok(u64::from_ne_bytes(lookup(world, map, &key.to_ne_bytes())?.try_into().unwrap()))
}

fn update(world: &World, map: &Handle, key: u32, value: u64, flags: UpdateFlags) -> Result<()> {
    world.map_update(map, &key.to_ne_bytes(), &value.to_ne_bytes(), flags)
}

fn next_key(world: &World, map: &Handle, previous: Option<u32>) -> Result<u32> {
    let mut next = [0; 4];
    world.map_next_key(map, previous.map(u32::to_ne_bytes).as_ref().map(<[u8; 4]>::as_slice), &mut next)?;
    Ok(u32::from_ne_bytes(next))
}

/// The code of one function that `write` writes.
fn assemble(write: impl FnOnce(&mut Assembler)) -> Code {
    let mut assembler = Assembler::new();
    write(&mut assembler);
    assembler.build().unwrap()
}

/// How a program is loaded, if not in the usual way.
struct Load<'a> {
    program_type: ProgramType,
    license: &'a str,
    name: &'a str,
    maps: &'a [(&'a str, &'a Handle)],
    functions: &'a [(&'a str, &'a Code)],
}

impl Default for Load<'_> {
    fn default() -> Self {
        Self {
            program_type: ProgramType::TRACEPOINT,
            license: "GPL",
            name: "prog",
            maps: &[],
            functions: &[],
        }
    }
}

impl Load<'_> {
    /// Loads the code; with the log, if it is refused and there is one.
    fn load(&self, world: &World, code: &Code) -> std::result::Result<Handle, (Errno, String)> {
        let image = Image::link((self.name, code), self.functions, ImageOptions::default()).unwrap();
        let maps: Vec<(u32, &Handle)> = image
            .maps
            .iter()
            .map(|fixup| {
                let (_, handle) = self.maps.iter().find(|(name, _)| *name == &*fixup.map).unwrap();
                (fixup.slot as u32, *handle)
            })
            .collect();

        // What a loader gives along: the functions' names and the source of each instruction.
        let mut builder = BtfBuilder::new();
        let int = builder.add_int("int", Int::signed(4));
        let prototype = builder.add_func_proto(int, &[]);
        let functions: Vec<FuncInfo> = image
            .functions
            .iter()
            .map(|function| FuncInfo {
                slot: function.first_slot as u32,
                type_id: builder.add_func(&function.name, prototype, Linkage::Static),
            })
            .collect();
        let mut lines = Vec::new();
        for source in &image.sources {
            let location = image.location(source).unwrap();
            lines.push(LineInfo {
                slot: source.slot as u32,
                file: builder.add_string(&location.file),
                text: builder.add_string("the line"),
                position: LineColumn::new(location.line, location.column),
            });
        }
        let endian = crate::programs::BTF_ENDIAN;
        let types = world.btf_load(&builder.to_bytes(endian).unwrap(), None, None).unwrap();
        let (functions, lines) = (FuncInfo::encode(&functions, endian), LineInfo::encode(&lines, endian));

        let request = ProgramLoad {
            program_type: self.program_type,
            expected_attach_type: AttachType::default(),
            name: self.name,
            license: self.license,
            instructions: &image.bytes,
            maps: &maps,
            flags: Default::default(),
            btf: Some(ProgramBtf { types: &types, functions: &functions, lines: &lines }),
            ..ProgramLoad::default()
        };
        let mut buffer = vec![0; 1 << 16];
        let mut log = Log { level: 1, buffer: &mut buffer, true_size: 0 };
        world.program_load(&request, Some(&mut log)).map_err(|errno| (errno, log.text()))
    }
}

/// Loads a tracepoint program that may name these maps.
fn load(world: &World, maps: &[(&str, &Handle)], write: impl FnOnce(&mut Assembler)) -> Handle {
    Load { maps, ..Load::default() }.load(world, &assemble(write)).unwrap()
}

/// Attaches a program to a tracepoint, written `category:name`.
fn attach(world: &World, program: &Handle, tracepoint: &str) -> Result<Handle> {
    let (category, name) = tracepoint.split_once(':').unwrap();
    let id = world.tracepoint(category, name)?.id;
    let event = world.perf_event_open(&PerfEventOpen::Tracepoint { id })?;
    link(world, program, &event)
}

fn link(world: &World, program: &Handle, event: &Handle) -> Result<Handle> {
    world.link_create(&LinkCreate {
        program,
        target: LinkTarget::PerfEvent { event, cookie: 0 },
        attach_type: AttachType::PERF_EVENT,
        flags: 0,
        order: Default::default(),
    })
}

fn link_xdp(world: &World, program: &Handle, index: u32, flags: u32) -> Result<Handle> {
    world.link_create(&LinkCreate {
        program,
        target: LinkTarget::Interface { index },
        attach_type: AttachType::XDP,
        flags,
        order: Default::default(),
    })
}

/// Where a field is in a tracepoint's record.
fn offset(world: &World, tracepoint: &str, field: &str) -> i16 {
    let (category, name) = tracepoint.split_once(':').unwrap();
    let text = world.tracepoint(category, name).unwrap().format;
    let format = skep_uapi::TracepointFormat::parse(&text).unwrap();
    i16::try_from(format.field(field).unwrap().offset).unwrap()
}
