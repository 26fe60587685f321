//! Iterators: tasks, elements of maps, files, links and programs, read as records and as text.

use crate::world::host;
use skep::object::AttachTarget;
use skep::prelude::*;
use skep::registers::*;
use skep::uapi::AttachType;
use skep::zerocopy::FromBytes;
use skep::{ErrorKind, IterateOver};
use skep_harness::{Outcome, Stop};
use std::os::fd::AsRawFd as _;

/// An iterator of a kind, which writes for each thing what `writes` puts into so many bytes of the stack. `r6` is the context, and `r7`
/// the pointer in it that is not 0 if there is such a thing.
fn iterator(
    kind: &str,
    pointer: i16,
    bytes: usize,
    writes: impl FnOnce(&mut Assembler, i16),
) -> Result<ObjectSpec, Stop> {
    let mut code = Assembler::new();
    let record = code.stack_slot(bytes, 8);
    code.mov(R6, R1).load(Size::Double, R7, R6, pointer).jump(Condition::Equal, R7, 0, "out");
    writes(&mut code, record.offset);
    // `meta->seq` is what is written to.
    code.load(Size::Double, R1, R6, 0)
        .load(Size::Double, R1, R1, 0)
        .mov(R2, R10)
        .add(R2, i32::from(record.offset))
        .mov(R3, i32::try_from(bytes)?)
        .call(Helper::SEQ_WRITE)
        .label("out")
        .mov(R0, 0)
        .exit();
    let mut program =
        ProgramSpec::new("goes_on", ProgramType::TRACING, AttachType::TRACE_ITER, code.build()?);
    program.target = Some(AttachTarget::Named { name: kind.into() });
    Ok(ObjectSpec::new("GPL").with_program(program))
}

/// Where a member of a structure of the kernel's is.
fn member(kernel: &Kernel, structure: &str, path: &str) -> Result<i16, Stop> {
    let types = kernel.types()?;
    let found = types.find(skep::btf::Kind::Struct, structure).next().ok_or("no such structure")?;
    Ok(i16::try_from(found.find_member(path)?.bit_offset / 8)?)
}

fn read<T: FromBytes>(kernel: &Kernel, spec: &ObjectSpec, over: IterateOver<'_>) -> Result<Vec<T>, Stop> {
    let object = spec.load(kernel)?;
    let link = object.program("goes_on")?.attach_to_iterator(over)?;
    Ok(link.iterate()?.records().collect::<Result<_>>()?)
}

pub(crate) fn tasks_and_files() -> Outcome {
    let kernel = &host()?.kernel;
    let (pid, tgid) = (member(kernel, "task_struct", "pid")?, member(kernel, "task_struct", "tgid")?);
    let tasks = iterator("task", 8, 8, |code, record| {
        for (place, offset) in [(0, tgid), (4, pid)] {
            code.load(Size::Word, R1, R7, offset).store(Size::Word, R10, record + place, R1);
        }
    })?;
    let own = std::process::id();
    let thread = rustix::thread::gettid().as_raw_nonzero().get().cast_unsigned();
    let all: Vec<[u32; 2]> = read(kernel, &tasks, IterateOver::All)?;
    assert!(all.len() > 1 && all.contains(&[own, thread]), "{all:?}");
    let of_process: Vec<[u32; 2]> = read(kernel, &tasks, IterateOver::Process(own))?;
    assert!(of_process.contains(&[own, thread]) && of_process.iter().all(|[process, _]| *process == own));
    let alone: Vec<[u32; 2]> = read(kernel, &tasks, IterateOver::Thread(thread))?;
    assert_eq!(alone, [[own, thread]]);
    // The descriptors of this process's files.
    let files = iterator("task_file", 24, 8, |code, record| {
        code.load(Size::Word, R1, R6, 16).store(Size::Double, R10, record, R1);
    })?;
    let file = tempfile::tempfile()?;
    let open: Vec<u64> = read(kernel, &files, IterateOver::Process(own))?;
    assert!(open.contains(&u64::try_from(file.as_raw_fd())?), "{open:?}");
    // Records of another size do not come out even.
    let error = {
        let object = tasks.load(kernel)?;
        let link = object.program("goes_on")?.attach_to_iterator(IterateOver::Thread(thread))?;
        link.iterate()?.records::<[u8; 5]>().collect::<Result<Vec<_>>>().unwrap_err()
    };
    assert!(error.to_string().contains("3 bytes are left, and a record has 5"), "{error}");
    Ok(())
}

pub(crate) fn elements_and_objects() -> Outcome {
    let kernel = &host()?.kernel;
    // `bpf_iter__bpf_map_elem`: meta, map, key, value.
    let elements = iterator("bpf_map_elem", 16, 16, |code, record| {
        code.load(Size::Double, R8, R6, 24)
            .jump(Condition::Equal, R8, 0, "out")
            .load(Size::Word, R1, R7, 0)
            .store(Size::Double, R10, record, R1)
            .load(Size::Double, R1, R8, 0)
            .store(Size::Double, R10, record + 8, R1);
    })?;
    let map = HashMap::<u32, u64>::create(kernel, "ELEMENTS", 64)?;
    for key in 0..50 {
        map.insert(&key, &(1000 + u64::from(key)))?;
    }
    let mut found: Vec<[u64; 2]> = read(kernel, &elements, IterateOver::Map(map.map()))?;
    found.sort_unstable();
    assert_eq!(found, (0..50).map(|key| [key, 1000 + key]).collect::<Vec<_>>());
    // The iterator's own link and program are among those that there are.
    let id = member(kernel, "bpf_link", "id")?;
    let links = iterator("bpf_link", 8, 8, |code, record| {
        code.load(Size::Word, R1, R7, id).store(Size::Double, R10, record, R1);
    })?;
    let object = links.load(kernel)?;
    let link = object.program("goes_on")?.attach_to_iterator(IterateOver::All)?;
    let found: Vec<u64> = link.iterate()?.records().collect::<Result<_>>()?;
    let own = link.info()?;
    assert!(own.id.is_some_and(|id| found.contains(&id.into())), "{found:?} {own:?}");
    let (aux, id) = (member(kernel, "bpf_prog", "aux")?, member(kernel, "bpf_prog_aux", "id")?);
    let programs = iterator("bpf_prog", 8, 8, |code, record| {
        code.load(Size::Double, R1, R7, aux).load(Size::Word, R1, R1, id).store(
            Size::Double,
            R10,
            record,
            R1,
        );
    })?;
    let found: Vec<u64> = read(kernel, &programs, IterateOver::All)?;
    assert!(found.contains(&own.program_id.into()), "{found:?}");
    // As text: a line for each map.
    let maps = iterator("bpf_map", 8, 8, |code, record| {
        code.load_imm64(R1, u64::from_ne_bytes(*b"a map.\n\n")).store(Size::Double, R10, record, R1);
    })?;
    let object = maps.load(kernel)?;
    let link = object.program("goes_on")?.attach_to_iterator(IterateOver::All)?;
    let text = link.iterate()?.text()?;
    assert!(text.lines().any(|line| line == "a map."), "{text}");
    // It can be read again, and what is no iterator cannot.
    assert!(!link.iterate()?.text()?.is_empty());
    let error = elements.load(kernel)?.program("goes_on")?.attach_to_iterator(IterateOver::All).unwrap_err();
    assert_ne!(error.kind(), ErrorKind::Other, "{error}");
    Ok(())
}
