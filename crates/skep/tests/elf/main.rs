//! Objects of clang, loaded and run: the same bodies on the running kernel and on a simulated one. The objects and their sources
//! are in `crates/skep-object/testdata`.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking, in its helpers too")]

mod externs;
mod held_types;
mod kernel;
mod linked;
mod maps;
mod modules;
mod older;
mod programs;
mod skeletons;
mod structures;
mod token;
mod written;

use skep::Operation;
use skep::btf::Kind;
use skep::prelude::*;
use skep_harness::{Outcome, Stop, Suite, skip};
use std::process::ExitCode;

fn main() -> ExitCode {
    // What a test starts this binary as, to give it a user namespace.
    if std::env::args().nth(1).is_some_and(|argument| argument == token::COMMAND) {
        return token::in_a_user_namespace();
    }
    Suite::new("skep-elf")
        .twin("a program of clang counts packets in its map", host, simulated, maps::counter)
        .twin("an object that bpf-linker made of Rust counts packets and weighs them", host, simulated, maps::of_rust)
        .twin("an object's types, maps and programs are given to a kernel in an order that works", host, simulated, programs::order)
        .twin("the kernel's list of symbols is read once, and only if it is asked for", host, simulated, programs::symbols_are_read_once)
        .twin("global variables have their values and change", host, simulated, maps::globals)
        .twin(
            "a constant is given its value before the load and never after",
            host,
            simulated,
            maps::constants,
        )
        .twin("a map is as large as it is asked to be, or another one", host, simulated, maps::options)
        .twin("maps that are rows of numbers are loaded if it is asked for", host, simulated, maps::legacy)
        .twin("functions are shared by the programs of a section", host, simulated, programs::functions)
        .twin(
            "a program goes on to the one that its array has from the start",
            host,
            simulated,
            programs::tail_call,
        )
        .twin(
            "a program is loaded or not as the object and the caller say",
            host,
            simulated,
            programs::chosen,
        )
        .twin(
            "one program's refusal leaves the others be, if that is allowed",
            host,
            simulated,
            programs::optional,
        )
        .twin("what a kernel does not have is named with the program", host, simulated, kernel::externs)
        .twin(
            "options of the kernel's configuration are what variables are declared as",
            host,
            simulated,
            externs::configured,
        )
        .test(
            "the kernel's configuration is said by the kernel or by the caller [simulated]",
            externs::silent,
        )
        .test(
            "programs read the configuration that the kernel says it has [host]",
            externs::configuration_of_the_kernel,
        )
        .test(
            "programs call functions of the kernel, and do without those it does not have [host]",
            externs::functions,
        )
        .test(
            "programs are a congestion control that sockets choose, with a link and without [host]",
            structures::congestion,
        )
        .twin(
            "structures that are not made with the object are made if that is asked for",
            host,
            simulated,
            structures::optional,
        )
        .test("addresses of modules' variables are found [simulated]", modules::variables_of_modules)
        .test("structures of functions are found in modules [simulated]", modules::structures_of_modules)
        .twin(
            "a structure's member that a kernel does not have is named if it has a value",
            host,
            simulated,
            structures::unknown_members,
        )
        .twin("the verifier says as much as it is asked for", host, simulated, structures::logs)
        .test("a process without capabilities loads what a token allows [host]", token::token)
        .twin("a type of programs that a kernel does not have is said to be missing", host, simulated, kernel::lacking)
        .test(
            "a member that is missing is named where it is read, and does not keep programs that ask from loading [host]",
            kernel::missing_members,
        )
        .test("programs are attached to the tracepoints that their sections name [host]", kernel::attached)
        .test("functions are found in modules, and compared with their declarations [simulated]", modules::functions_of_modules)
        .test(
            "programs call functions of the kernel's connection tracking, in a module or not [host]",
            externs::connections,
        )
        .test("programs know where a symbol of the kernel is [host]", externs::addresses)
        .test("programs read a variable of the kernel [host]", externs::variables)
        .test(
            "a function of the kernel is what it is declared as, and named if it is missing [host]",
            externs::declared_otherwise,
        )
        .twin("what depends on a kernel's types follows them", host, simulated, kernel::relocations)
        .twin(
            "what is missing from a kernel's types is named if it is reached",
            host,
            simulated,
            kernel::missing_field,
        )
        .twin(
            "relocations need no file, and follow other types than the kernel's",
            host,
            simulated,
            modules::without_a_file,
        )
        .twin("the types that a kernel holds are listed and opened by number", host, simulated, held_types::listed)
        .test(
            "modules' types are listed with the kernel's, and opened on them [simulated]",
            held_types::of_modules,
        )
        .test("what the kernel's types lack is looked for in its modules' [simulated]", modules::of_modules)
        .test("a module whose types are damaged fails no load, and is named [simulated]", modules::damaged)
        .test("programs attach to functions of modules [simulated]", modules::attached)
        .test(
            "programs attach to functions of the kernel, which has a name beside its modules [host]",
            modules::attached_by_module,
        )
        .test("what is missing may be asked for behind a guard [host]", kernel::guarded)
        .test("programs are checked against what they attach to [host]", kernel::attach_types)
        .twin(
            "a load ends with the first call that fails, but for those that only explain",
            host,
            simulated,
            kernel::faults,
        )
        .twin("a frozen map is not changed by processes any more", host, simulated, kernel::frozen)
        .twin("a kernel takes the types of objects", host, simulated, kernel::types)
        .twin(
            "keys, values, events and variables have the types of the object in a module that was made of it",
            host,
            simulated,
            skeletons::values,
        )
        .twin(
            "variables of every section are set before the load and read after it",
            host,
            simulated,
            skeletons::sections,
        )
        .twin(
            "a module's maps are replaced and its programs left out by field",
            host,
            simulated,
            skeletons::choices,
        )
        .twin("an optional program of a module is there or has a reason", host, simulated, skeletons::refused)
        .twin(
            "the kernel's configuration is read by type, and set by field",
            host,
            simulated,
            skeletons::configuration,
        )
        .twin("every kind of map has its own type in a module", host, simulated, skeletons::kinds)
        .twin(
            "what only attributes lay out so is read and written by a module",
            host,
            simulated,
            skeletons::odd_layouts,
        )
        .twin("without types, a module's variables are bytes", host, simulated, skeletons::without_types)
        .twin("a module with the object's bytes in it needs no file", host, simulated, skeletons::inline)
        .twin(
            "a module attaches the programs that say what they attach to",
            skeletons::host_world,
            skeletons::simulated_world,
            skeletons::attached,
        )
        .test("a module registers a structure of functions [host]", skeletons::registered)
        .test("a module of another object says what does not fit", skeletons::other_object)
        .twin(
            "instructions of the first and the fourth version do what they say",
            host,
            simulated,
            programs::fourth_version,
        )
        .twin("two objects that were linked into one do what they say", host, simulated, linked::two)
        .test(
            "three objects that were linked into one do what they do if bpftool links them [host]",
            linked::three,
        )
        .test("bpftool loads and runs what was written as what it was read from [host]", written::by_bpftool)
        .test("types that an older kernel does not know are replaced [simulated]", older::simulated_releases)
        .twin("a kernel takes types without what it does not know", host, simulated, older::taken)
        .twin("a kernel takes types in which all is replaced", host, simulated, older::everything_replaced)
        .test("objects that bpftool linked into one are loaded and run [host]", programs::linked)
        .test("a function is handed to a helper [host]", programs::callback)
        .test("a refusal shows the line of the C source [host]", programs::refusal)
        .test("maps are in a map from the start [host]", maps::nested)
        .test("a map is shared by its name, and unpinned if the load fails [host]", maps::pinned)
        .run()
}

/// Both compilers' objects of a source.
macro_rules! objects {
    ($name:literal) => {
        [
            &include_bytes!(concat!("../../../skep-object/testdata/", $name, ".clang14.o"))[..],
            &include_bytes!(concat!("../../../skep-object/testdata/", $name, ".clang19.o"))[..],
        ]
    };
}
pub(crate) use objects;

/// A packet, of which the first byte counts.
pub(crate) fn packet(first: u8) -> [u8; 64] {
    let mut packet = [0; 64];
    packet[0] = first;
    packet
}

/// What a program of an object returns for a packet.
pub(crate) fn run(object: &Object, program: &str, packet: &[u8]) -> Result<u32> {
    Ok(object.program(program)?.test_run(&TestRun::new().packet(packet))?.result)
}

/// Skips what needs objects for this machine where there are none.
pub(crate) fn fits_this_machine() -> Outcome {
    if cfg!(target_endian = "big") {
        return skip("the objects of these tests are for machines of little byte order");
    }
    Ok(())
}

/// The running kernel, if this process may use it.
pub(crate) fn host() -> Result<Kernel, Stop> {
    fits_this_machine()?;
    let kernel = Kernel::host()?;
    let operations = [Operation::CreateMap, Operation::LoadProgram(ProgramType::XDP)];
    match kernel.missing_capabilities(&operations)?.as_slice() {
        [] => Ok(kernel),
        missing => {
            let names: Vec<String> = missing.iter().map(ToString::to_string).collect();
            skip(format!("the running kernel needs {} for this; run the tests as root", names.join(", ")))
        }
    }
}

/// Skips a test on a kernel that lacks what it is about: its types have none of this name.
pub(crate) fn needs(kernel: &Kernel, kind: Kind, name: &str) -> Outcome {
    match kernel.types()?.find(kind, name).next() {
        Some(_) => Ok(()),
        None => skip(format!("this kernel has no `{name}`")),
    }
}

fn simulated() -> Result<Kernel, Stop> {
    Ok(Kernel::clone(&Kernel::simulated()))
}
