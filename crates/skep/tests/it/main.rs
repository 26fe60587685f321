//! The twin tests: what Skep promises, on the running kernel and on a simulated one, by the same bodies.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking, in its helpers too")]

mod bpftool;
mod commands;
mod events;
mod killed;
mod links;
mod maps;
mod permissions;
mod pins;
mod programs;
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
        .twin("a program calls a function of its own", host, simulated, programs::a_program_calls_a_function)
        .twin(
            "a jump too far for its field is laid out and taken",
            host,
            simulated,
            programs::a_far_jump_is_taken,
        )
        .twin(
            "every kind of instruction computes what it should",
            host,
            simulated,
            programs::instructions_compute,
        )
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
        .test(
            "a reader that is killed leaves the unread to the next [host]",
            killed::the_unread_is_left_to_the_next,
        )
        .test("bpftool reads a loaded program as it was written [host]", bpftool::a_loaded_program)
        .test("an ordinary user is told what is missing [host]", permissions::an_ordinary_user_is_told)
        .test("each missing capability is named [simulated]", permissions::each_missing_capability_is_named)
        .run()
}
