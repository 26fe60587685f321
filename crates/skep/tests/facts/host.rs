//! The running kernel, and programs of a few instructions to be loaded into it.

use skep::prelude::*;
use skep::registers::*;
use skep::uapi::kernel::{Log, ProgramLoad};
use skep::uapi::{AttachType, Errno, ProgramFlags, Version};
use skep_harness::{Stop, skip};

/// The running kernel, if this process may load programs of every type into it.
pub(crate) fn kernel() -> Result<Kernel, Stop> {
    let kernel = Kernel::host()?;
    let operations = [
        skep::Operation::LoadProgram(ProgramType::TRACEPOINT),
        skep::Operation::LoadProgram(ProgramType::XDP),
        skep::Operation::CreateMap,
    ];
    let missing = kernel.missing_capabilities(&operations)?;
    if !missing.is_empty() {
        let names: Vec<String> = missing.iter().map(ToString::to_string).collect();
        return skip(format!(
            "the running kernel needs {} for this; run the tests as root",
            names.join(", ")
        ));
    }
    Ok(kernel)
}

/// The running kernel's version.
pub(crate) fn version(kernel: &Kernel) -> Result<Version, Stop> {
    Ok(kernel.api().release()?.parse()?)
}

/// Loads a program, and gives what the verifier says if it is refused.
pub(crate) fn load(
    kernel: &Kernel,
    program_type: ProgramType,
    attach_type: AttachType,
    build: impl Fn(&mut Assembler),
) -> Result<(), (Errno, String)> {
    let mut assembler = Assembler::new();
    build(&mut assembler);
    let code = assembler.build().unwrap();
    let image = skep::isa::Image::link(("facts", &code), &[], skep::isa::ImageOptions::default()).unwrap();
    let request = ProgramLoad {
        program_type,
        expected_attach_type: attach_type,
        name: "skep_facts",
        license: "GPL",
        instructions: &image.bytes,
        maps: &[],
        flags: if program_type == ProgramType::SYSCALL {
            ProgramFlags::SLEEPABLE
        } else {
            ProgramFlags::NONE
        },
        btf: None,
        ..ProgramLoad::default()
    };
    let mut buffer = vec![0; 64 << 10];
    let mut log = Log { level: 1, buffer: &mut buffer, true_size: 0 };
    match kernel.api().program_load(&request, Some(&mut log)) {
        Ok(_) => Ok(()),
        Err(errno) => Err((errno, log.text())),
    }
}

/// The attach types that programs of this type are tried with: those they have, or none.
pub(crate) fn attach_types(program_type: ProgramType) -> Vec<AttachType> {
    match program_type.attach_types() {
        [] => vec![AttachType::default()],
        attach_types if program_type.checks_attach_type() => attach_types.to_vec(),
        // These take any; what they are attached as in most ways is none.
        attach_types => {
            attach_types.iter().copied().chain([AttachType::default()]).filter(own(program_type)).collect()
        }
    }
}

/// For the types that take any attach type, 0 stands for none; but it is the number of one that belongs to a cgroup, and some
/// helpers go by that.
fn own(program_type: ProgramType) -> impl Fn(&AttachType) -> bool {
    let of_cgroups = [ProgramType::CGROUP_DEVICE, ProgramType::CGROUP_SYSCTL, ProgramType::SOCK_OPS];
    move |attach_type| *attach_type != AttachType::default() || !of_cgroups.contains(&program_type)
}

/// Ends a program with a result that every type of program may return.
pub(crate) fn end(assembler: &mut Assembler) {
    assembler.mov(R0, 1).exit();
}
