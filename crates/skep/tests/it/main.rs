//! The twin tests: what Skep promises, on the running kernel and on a simulated one, by the same bodies.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking, in its helpers too")]

mod alike;
mod bpftool;
mod commands;
mod compiled;
mod concurrency;
mod events;
mod helpers_alike;
mod instructions;
mod kernel_structures;
mod killed;
mod links;
mod map_helpers;
mod maps;
mod more_maps;
mod patterns;
mod permissions;
mod pins;
mod programs;
mod random_programs;
mod test_runs;
mod tracing;
mod world;

use skep_harness::Suite;
use std::process::ExitCode;
use world::{host, simulated};

fn main() -> ExitCode {
    // What a test starts this binary as, to kill it.
    if let [_, command, path] = std::env::args().collect::<Vec<_>>().as_slice()
        && command == killed::COMMAND
    {
        return killed::read_and_hang(path);
    }
    Suite::new("skep")
        .twin(
            "compiled programs that do nothing return their verdict",
            host,
            simulated,
            compiled::empty_programs_return_their_verdict,
        )
        .twin(
            "a compiled program drops a port as the interpreter does",
            host,
            simulated,
            compiled::a_port_is_dropped,
        )
        .twin(
            "a compiled program counts packets as the interpreter does",
            host,
            simulated,
            compiled::packets_are_counted_by_source,
        )
        .twin(
            "a compiled program rewrites addresses as the interpreter does",
            host,
            simulated,
            compiled::addresses_are_rewritten,
        )
        .twin("a compiled program counts processes", host, simulated, compiled::processes_are_counted)
        .twin(
            "an abort in a function that a compiled program calls ends the program",
            host,
            simulated,
            compiled::features::an_abort_in_a_function_ends_the_program,
        )
        .twin(
            "compiled programs decide among many",
            host,
            simulated,
            compiled::features::decisions_among_many,
        )
        .twin(
            "compiled atomics give what was there",
            host,
            simulated,
            compiled::features::atomics_give_what_was_there,
        )
        .twin(
            "compiled programs move memory in pieces that kernels accept",
            host,
            simulated,
            compiled::features::memory_is_moved_in_pieces,
        )
        .twin(
            "compiled loops are counted by the kernel",
            host,
            simulated,
            compiled::features::loops_that_the_kernel_counts,
        )
        .twin(
            "compiled programs go on in others",
            host,
            simulated,
            compiled::features::tail_calls_go_on_elsewhere,
        )
        .twin(
            "compiled programs call functions of the kernel",
            host,
            simulated,
            compiled::features::functions_of_the_kernel_are_called,
        )
        .twin(
            "compiled programs ask the kernel's types",
            host,
            simulated,
            compiled::features::the_kernels_types_are_asked,
        )
        .twin(
            "the verifier's log of a compiled program quotes source lines",
            host,
            simulated,
            compiled::features::the_verifiers_log_quotes_source_lines,
        )
        .twin(
            "compiled functions that are checked alone take memory",
            host,
            simulated,
            compiled::features::functions_that_are_checked_alone_take_memory,
        )
        .twin(
            "compiled programs read fields of the kernel's structures, and single bits",
            host,
            simulated,
            compiled::features::fields_of_the_kernels_structures_are_read,
        )
        .twin(
            "random programs do on kernels what the interpreter does",
            host,
            simulated,
            compiled::random_programs_do_what_the_interpreter_does,
        )
        .twin(
            "a compiled program sends what it finds out about an execution",
            host,
            simulated,
            compiled::executions_are_sent,
        )
        .twin(
            "a hash table keeps what is put in and says what is not there",
            host,
            simulated,
            maps::hash_keeps_what_is_put_in,
        )
        .twin(
            "a full hash table says so and can still be overwritten",
            host,
            simulated,
            maps::full_hash_says_so,
        )
        .twin(
            "keys may be removed while a hash table is iterated",
            host,
            simulated,
            maps::keys_may_go_while_they_are_iterated,
        )
        .twin(
            "the least and the greatest number of every width go through a map",
            host,
            simulated,
            maps::numbers_of_every_width,
        )
        .twin("keys and values may have any size", host, simulated, maps::keys_of_any_size)
        .twin("an array has all its elements from the start", host, simulated, maps::array_has_all_elements)
        .twin(
            "a map taken for another type or size is refused with the field",
            host,
            simulated,
            maps::wrong_types_are_named,
        )
        .twin(
            "a size or name the kernel refuses is refused with the field",
            host,
            simulated,
            maps::wrong_sizes_are_named,
        )
        .twin(
            "every command answers with the kernel's error number",
            host,
            simulated,
            commands::every_command_answers_with_its_errno,
        )
        .twin(
            "a hash table does what a model does",
            host,
            simulated,
            commands::a_hash_table_does_what_a_model_does,
        )
        .twin("an array does what a model does", host, simulated, commands::an_array_does_what_a_model_does)
        .twin(
            "a ring buffer does what a model does",
            host,
            simulated,
            commands::a_ring_buffer_does_what_a_model_does,
        )
        .twin(
            "a tracepoint program counts executions by user",
            host,
            simulated,
            programs::executions_are_counted_by_user,
        )
        .twin(
            "an XDP program counts datagrams and drops those to a port",
            host,
            simulated,
            programs::datagrams_are_counted_and_dropped,
        )
        .twin(
            "a program calls a function of its own",
            host,
            simulated,
            instructions::a_program_calls_a_function,
        )
        .twin(
            "a jump too far for its field is laid out and taken",
            host,
            simulated,
            instructions::a_far_jump_is_taken,
        )
        .twin(
            "every kind of instruction computes what it should",
            host,
            simulated,
            instructions::older_compute,
        )
        .twin("newer instructions compute what they should", host, simulated, instructions::newer_compute)
        .twin(
            "a refused program is explained with its source position",
            host,
            simulated,
            programs::a_refused_program_is_explained,
        )
        .twin(
            "a load that fails leaves nothing open",
            host,
            simulated,
            programs::a_failed_load_leaves_nothing,
        )
        .twin(
            "names of programs the kernel refuses are refused with the field",
            host,
            simulated,
            programs::names_are_checked,
        )
        .twin(
            "what no kernel would take in a program is said in plain words when the kernel has refused it",
            host,
            simulated,
            programs::what_no_kernel_would_take_is_said_in_plain_words,
        )
        .twin("events arrive with all their fields", host, simulated, events::events_arrive_whole)
        .twin(
            "a full ring counts what it could not take",
            host,
            simulated,
            events::a_full_ring_counts_its_losses,
        )
        .twin(
            "events are owned, waited for and end with the time",
            host,
            simulated,
            events::owned_events_end_with_the_time,
        )
        .twin("a waiting reader is stopped from another thread", host, simulated, events::a_reader_is_stopped)
        .twin(
            "what a reader did not read is there for the next",
            host,
            simulated,
            events::the_next_reader_goes_on,
        )
        .twin("a ring buffer has one reader", host, simulated, events::one_reader)
        .twin(
            "a record of another size is an error that counts as read",
            host,
            simulated,
            events::a_record_of_another_size,
        )
        .twin("a program is detached when its link is dropped", host, simulated, links::dropped_links_detach)
        .twin("two programs run on one tracepoint", host, simulated, links::two_programs_on_one_tracepoint)
        .twin("a second XDP program on an interface is refused", host, simulated, links::one_xdp_program)
        .twin(
            "an attachment point that does not exist is named",
            host,
            simulated,
            links::missing_targets_are_named,
        )
        .twin("what kernels say of objects is what was asked for", host, simulated, links::infos)
        .twin("a pinned map is reopened with its entries", host, simulated, pins::maps)
        .twin("a pinned link stays attached until it is unpinned", host, simulated, pins::links)
        .twin("a pinned program can be attached again", host, simulated, pins::programs)
        .twin("pins that cannot be are explained", host, simulated, pins::refusals)
        .twin("descriptors go out and come in where there are any", host, simulated, pins::descriptors)
        .twin("a least-recently-used hash table makes room", host, simulated, more_maps::lru_hash_makes_room)
        .twin(
            "per-CPU values of every size keep every part",
            host,
            simulated,
            more_maps::per_cpu_values_of_every_size,
        )
        .twin(
            "programs see the part of the CPU they run on",
            host,
            simulated,
            more_maps::programs_see_their_cpus_part,
        )
        .twin(
            "per-CPU tables do what models do",
            host,
            simulated,
            more_maps::per_cpu_tables_do_what_models_do,
        )
        .twin(
            "queues and stacks do what models do",
            host,
            simulated,
            more_maps::queues_and_stacks_do_what_models_do,
        )
        .twin(
            "a trie finds the longest prefix as a model does",
            host,
            simulated,
            more_maps::tries_find_the_longest_prefix,
        )
        .twin(
            "a tail call goes on or falls through",
            host,
            simulated,
            more_maps::tail_calls_go_on_or_fall_through,
        )
        .twin(
            "atomic instructions lose nothing when four run at once",
            host,
            simulated,
            concurrency::atomic_instructions_lose_nothing,
        )
        .twin(
            "numbers are changed by compare and exchange while others change them",
            host,
            simulated,
            concurrency::atomic_updates_lose_nothing,
        )
        .twin("every CPU has its part of a value", host, simulated, concurrency::every_cpu_has_its_part)
        .twin(
            "programs push to queues and stacks and pop from them",
            host,
            simulated,
            map_helpers::programs_push_and_pop,
        )
        .twin("programs look up prefixes", host, simulated, map_helpers::programs_look_up_prefixes)
        .twin(
            "programs make room in least-recently-used tables",
            host,
            simulated,
            map_helpers::programs_make_room_in_lru_tables,
        )
        .twin(
            "packets are checked before they are read",
            host,
            simulated,
            patterns::packets_are_checked_and_read,
        )
        .twin("fields of contexts are loaded by name", host, simulated, patterns::fields_are_loaded_by_name)
        .twin("a program knows who runs", host, simulated, patterns::who_runs_is_known)
        .twin("keys are counted as long as there is room", host, simulated, patterns::keys_are_counted)
        .twin("logarithms are computed", host, simulated, patterns::logarithms_are_computed)
        .twin("one run in so many is taken", host, simulated, patterns::samples_are_taken)
        .twin(
            "a test run gives the packet as the program left it",
            host,
            simulated,
            test_runs::a_packet_comes_back_as_the_program_left_it,
        )
        .twin(
            "a packet no kernel takes is refused with what it takes",
            host,
            simulated,
            test_runs::wrong_packets_are_refused,
        )
        .twin(
            "contexts go into a test run and come back",
            host,
            simulated,
            test_runs::contexts_go_in_and_come_back,
        )
        .twin(
            "a socket filter reads packets the old way",
            host,
            simulated,
            test_runs::socket_filters_read_packets_the_old_way,
        )
        .twin(
            "a packet cut off at every byte is never read beyond its end",
            host,
            simulated,
            test_runs::packets_cut_off_at_every_byte,
        )
        .twin(
            "programs of control groups decide about packets",
            host,
            simulated,
            test_runs::control_groups_decide,
        )
        .twin(
            "a raw tracepoint gets the arguments of a test run",
            host,
            simulated,
            test_runs::raw_tracepoints_get_arguments,
        )
        .twin("a program runs on a raw tracepoint", host, simulated, test_runs::raw_tracepoints_run)
        .twin(
            "a program type that cannot be test-run says so",
            host,
            simulated,
            test_runs::types_that_cannot_be_run_say_so,
        )
        .twin(
            "what does not fit is run again and said",
            host,
            simulated,
            test_runs::what_does_not_fit_is_run_again_and_said,
        )
        .twin(
            "a test run writes nothing past the room it is given",
            host,
            simulated,
            test_runs::nothing_is_written_past_the_room,
        )
        .twin(
            "ordered loads and stores move what they should",
            host,
            simulated,
            instructions::ordered_accesses,
        )
        .test("a wrong access in a test run is named [simulated]", test_runs::wrong_accesses_are_named)
        .test(
            "what the running kernel takes of random programs, the simulated one takes [host]",
            random_programs::nothing_is_refused_wrongly,
        )
        .test(
            "programs run as machine code if the library was built for that [simulated]",
            programs::machine_code,
        )
        .test("test runs of XDP programs are alike on both kernels [host]", alike::xdp_test_runs)
        .test("test runs on socket buffers are alike on both kernels [host]", alike::skb_test_runs)
        .test("helpers on packets are alike on both kernels [host]", alike::packet_helpers)
        .test("helpers that change packets are alike on both kernels [host]", helpers_alike::changed_packets)
        .test("checksums are corrected alike on both kernels [host]", helpers_alike::checksums)
        .test("helpers of XDP programs are alike on both kernels [host]", helpers_alike::xdp)
        .test("texts are made and compared alike on both kernels [host]", helpers_alike::texts)
        .test("helpers that call functions are alike on both kernels [host]", helpers_alike::loops)
        .test("memory is copied alike on both kernels [host]", helpers_alike::copies)
        .twin(
            "processes are read from the kernel's structures",
            host,
            simulated,
            kernel_structures::processes_are_read,
        )
        .test(
            "functions and tracepoints have the arguments of the running kernel's [host]",
            kernel_structures::declared_alike,
        )
        .test("functions of the kernel are traced [simulated]", kernel_structures::functions_are_traced)
        .test(
            "processes are described with parents and arguments [simulated]",
            kernel_structures::described_processes,
        )
        .twin("programs know the time by every clock", host, simulated, helpers_alike::clocks)
        .twin("programs print into the kernel's trace", host, simulated, helpers_alike::printed)
        .twin("a lock in a map's value is taken and given back", host, simulated, helpers_alike::locks)
        .test("frames that were built here go up the network stack [host]", test_runs::live_frames_arrive)
        .test(
            "programs see functions of the kernel entered and left, with arguments and results [host]",
            tracing::functions_are_entered_and_left,
        )
        .test("a program decides what a function of the kernel returns [host]", tracing::results_are_decided)
        .test("a program denies as a security module does [host]", tracing::hooks_are_decided)
        .test(
            "a program sees a function of a module entered [host]",
            tracing::functions_of_modules_are_entered,
        )
        .test("a log of tens of megabytes is given whole [host]", programs::a_long_log_is_given_whole)
        .test(
            "a reader that is killed leaves the unread to the next [host]",
            killed::the_unread_is_left_to_the_next,
        )
        .test("bpftool reads a loaded program as it was written [host]", bpftool::a_loaded_program)
        .test("an ordinary user is told what is missing [host]", permissions::an_ordinary_user_is_told)
        .test("each missing capability is named [simulated]", permissions::each_missing_capability_is_named)
        .run()
}
