//! The facts about registers and system calls.

use skep::btf::Kind;
use skep::prelude::*;
use skep::uapi::RegisterAbi;
use skep_harness::{Outcome, skip};

/// The names of the registers in `struct pt_regs`, in the order of the facts: arguments, result, instruction, stack and
/// frame pointer, arguments of system calls. Before Linux 6.9 some had others.
const X86_64: (&[&str], [&str; 4], &[&str]) =
    (&["di", "si", "dx", "cx", "r8", "r9"], ["ax", "ip", "sp", "bp"], &["di", "si", "dx", "r10", "r8", "r9"]);

pub(crate) fn offsets() -> Outcome {
    let kernel = Kernel::host()?;
    let machine = kernel.api().machine()?;
    let Some(abi) = RegisterAbi::of_machine(&machine) else { return skip(format!("{machine} is not known")) };
    let (arguments, single, syscall_arguments) = match abi.name {
        "x86_64" => X86_64,
        other => return skip(format!("what the registers of {other} are called is not known here")),
    };
    let Ok(types) = kernel.types() else { return skip("this kernel does not tell its types") };
    let registers = types.find(Kind::Struct, "pt_regs").next().ok_or("the kernel has no `struct pt_regs`")?;
    let at = |name: &str| -> Result<u32, Box<dyn std::error::Error>> {
        let place = types.type_by_id(registers.id())?.find_member(name)?;
        Ok(u32::try_from(place.byte_offset().ok_or("it is a bit field")?)?)
    };
    for (name, offset) in arguments.iter().zip(abi.arguments) {
        assert_eq!(at(name)?, *offset, "{name}");
    }
    for (name, offset) in syscall_arguments.iter().zip(abi.syscall_arguments) {
        assert_eq!(at(name)?, *offset, "{name}");
    }
    let offsets = [Some(abi.result), Some(abi.instruction), Some(abi.stack), abi.frame];
    for (name, offset) in single.iter().zip(offsets) {
        assert_eq!(Some(at(name)?), offset, "{name}");
    }
    assert_eq!(abi.size.map(u64::from), Some(registers.size()?));
    assert_eq!(types.find(Kind::Func, &abi.syscall_function("openat")).count(), 1);
    Ok(())
}

/// Where the headers of C have the numbers, by architecture.
const HEADERS: [(&str, &str); 2] = [
    ("x86_64", "/usr/include/x86_64-linux-gnu/asm/unistd_64.h"),
    ("x86", "/usr/include/x86_64-linux-gnu/asm/unistd_32.h"),
];

pub(crate) fn system_calls() -> Outcome {
    let mut compared = 0;
    for (name, path) in HEADERS {
        let Ok(text) = std::fs::read_to_string(path) else { continue };
        let number = |call: &str| -> Option<u32> {
            text.lines()
                .find_map(|line| line.strip_prefix(&format!("#define __NR_{call} "))?.trim().parse().ok())
        };
        let abi = RegisterAbi::named(name).ok_or("the architecture is not known")?;
        assert_eq!(
            (number("bpf"), number("perf_event_open")),
            (Some(abi.bpf), Some(abi.perf_event_open)),
            "{name}"
        );
        compared += 1;
    }
    if compared == 0 { skip("the headers of C are not installed (Debian: linux-libc-dev)") } else { Ok(()) }
}
