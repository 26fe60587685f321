//! Every type of map, on the running kernel and on a simulated one: what is put in is got back, programs see it, and what one kernel
//! refuses the other refuses with the same error number.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking, in its helpers too")]

mod arena;
mod attached;
mod bloom;
#[allow(dead_code, reason = "each family of maps uses a part of it")]
mod both;
mod checked;
mod codecs;
mod dynamic;
#[path = "../language/groups.rs"]
#[allow(dead_code, reason = "other suites use the rest of it")]
mod groups;
mod instructions;
mod lru;
mod maps_in_maps;
mod random;
mod receivers;
mod shared;
mod sockets;
mod stack_trace;
mod storage;
mod table;
#[path = "../it/world.rs"]
#[allow(dead_code, reason = "other suites use the rest of it")]
mod world;

use skep_harness::Suite;
use std::process::ExitCode;
use world::{host, simulated};

fn main() -> ExitCode {
    if let [_, command, path] = &std::env::args().collect::<Vec<_>>()[..]
        && command == shared::COMMAND
    {
        return shared::double_and_add(path);
    }
    let suite = Suite::new("maps");
    #[cfg(feature = "language")]
    let suite = suite.twin("programs ask Bloom filters", host, simulated, bloom::asked_by_programs);
    suite
        .twin(
            "maps are put into arrays and hash tables, replaced, got back and taken out",
            host,
            simulated,
            maps_in_maps::put_and_taken,
        )
        .twin("a map in a map is swapped under test runs", host, simulated, maps_in_maps::swapped)
        .twin("maps that are not alike are refused by the field", host, simulated, maps_in_maps::refused)
        .twin("an outer map keeps the maps in it, and lets go of them", host, simulated, maps_in_maps::kept)
        .test("maps of maps are alike on both kernels [host]", maps_in_maps::alike)
        .twin(
            "a Bloom filter is asked, and has as many hash functions as it is to have",
            host,
            simulated,
            bloom::asked,
        )
        .test("random operations on maps are alike on both kernels [host]", random::alike)
        .test("Bloom filters are alike on both kernels [host]", bloom::alike)
        .twin("stacks of the kernel are kept and read as frames", host, simulated, stack_trace::kernel_stacks)
        .twin(
            "stacks of user space are kept, by address or build id",
            host,
            simulated,
            stack_trace::user_stacks,
        )
        .test("described stacks have their numbers [simulated]", stack_trace::described_stacks)
        .twin("stacks are taken out in one step", host, simulated, stack_trace::taken)
        .twin(
            "maps of stacks with wrong sizes are refused by the field",
            host,
            simulated,
            stack_trace::refused,
        )
        .test("maps of stacks are alike on both kernels [host]", stack_trace::alike)
        .twin(
            "interfaces are put into maps, with programs and without",
            host,
            simulated,
            receivers::interfaces,
        )
        .twin("CPUs are put into a map, with programs and without", host, simulated, receivers::cpus)
        .twin("a map of interfaces or CPUs decides about test runs", host, simulated, receivers::test_runs)
        .twin(
            "packets go on from one interface to another by a map",
            host,
            simulated,
            receivers::from_interface_to_interface,
        )
        .twin("packets go on on another CPU by a map", host, simulated, receivers::to_a_cpu)
        .twin("sockets are put into slots and known by their cookies", host, simulated, sockets::by_index)
        .twin("sockets are put under keys and known by their cookies", host, simulated, sockets::by_key)
        .twin("a program passes bytes on to another socket of a map", host, simulated, sockets::passing_bytes)
        .twin(
            "a program selects among the sockets that share a port",
            host,
            simulated,
            sockets::that_share_a_port,
        )
        .twin("sockets of AF_XDP decide about test runs", host, simulated, sockets::of_af_xdp)
        .test(
            "another process opens a pinned map, and its pin is seen from here [host]",
            shared::by_another_process,
        )
        .twin("a pinned map is taken up again if it is as wanted", host, simulated, shared::taken_up_again)
        .twin("maps are found by name and by number", host, simulated, shared::found)
        .twin("a frozen map is changed by programs only", host, simulated, shared::frozen)
        .twin("values belong to tasks", host, simulated, storage::tasks)
        .twin("values belong to sockets", host, simulated, storage::sockets)
        .twin("values belong to files", host, simulated, storage::files)
        .twin("values belong to control groups", host, simulated, storage::groups)
        .twin("programs count in the storage of tasks", host, simulated, storage::programs_count_in_tasks)
        .twin(
            "maps of local storage that cannot be are refused by the field",
            host,
            simulated,
            storage::refused,
        )
        .test("maps of local storage are alike on both kernels [host]", storage::alike)
        .twin(
            "what is refused before a map is made, the kernel refuses",
            host,
            simulated,
            checked::as_the_kernel_does,
        )
        .test("an arena is memory that is mapped once for all who have it [host]", arena::memory)
        .test("a simulated kernel has no arenas and says so [simulated]", arena::simulated)
        .test("hash tables that make room have flags alike on both kernels [host]", lru::alike)
        .twin(
            "hash tables that make room for each CPU keep what was used",
            host,
            simulated,
            lru::for_each_cpu,
        )
        .test("instructions are found where the verifier has left them [host]", || {
            instructions::are_found(&host()?)
        })
        .twin("maps of the newest types are made and described", host, simulated, table::newest)
        .test("the table of maps is right", table::is_right)
        .test(
            "programs count in the storage of the control group they are attached to [host]",
            attached::counted,
        )
        .test(
            "programs count in the parts of the CPUs in the storage of a control group [host]",
            attached::counted_per_cpu,
        )
        .twin(
            "keys and values that mean something have the bytes of packets",
            host,
            simulated,
            codecs::have_their_bytes,
        )
        .twin(
            "maps are read and written by the types that they were made with",
            host,
            simulated,
            dynamic::by_their_types,
        )
        .run()
}
