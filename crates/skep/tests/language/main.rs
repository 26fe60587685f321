//! Programs in the language: staged, compiled, loaded and run on the running kernel and on a simulated one, by the same bodies.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking, in its helpers too")]

mod callers;
mod cgroups;
mod contexts;
mod decided;
mod every_helper;
mod functions;
mod groups;
mod guards;
mod headers;
mod helper_effects;
mod helpers;
mod kernel_types;
mod lines;
mod loops;
mod losses;
mod payloads;
mod probes;
mod races;
mod random_packets;
mod records;
mod refusals;
mod rewrites;
mod rings;
mod stores;
mod targets;
mod traced;
mod traffic;
#[path = "../it/world.rs"]
#[allow(dead_code, reason = "other suites use the rest of it")]
mod world;

use skep_harness::Suite;
use std::process::ExitCode;
use world::{host, simulated};

fn main() -> ExitCode {
    Suite::new("language")
        .test(
            "what staging refuses is told at its place, by a load and by a test",
            refusals::refusals_are_told_at_their_place,
        )
        .twin(
            "loops of many turns do as natively, by every means to count them",
            host,
            simulated,
            loops::loops_of_many_turns_do_as_natively,
        )
        .twin(
            "a kernel is asked what instructions it has",
            host,
            simulated,
            targets::a_kernel_is_asked_what_it_has,
        )
        .test("loops that nothing counts are refused", loops::loops_that_nothing_counts_are_refused)
        .twin(
            "maps are changed in place, atomically where it is asked for",
            host,
            simulated,
            stores::maps_are_changed_in_place,
        )
        .twin(
            "queues, stacks and arrays are filled by programs",
            host,
            simulated,
            stores::queues_and_arrays_are_filled,
        )
        .twin(
            "variables are structures and arrays too",
            host,
            simulated,
            stores::variables_are_structures_and_arrays,
        )
        .twin(
            "programs go on to others, which are replaced meanwhile",
            host,
            simulated,
            stores::programs_go_on_to_others,
        )
        .twin(
            "events are told or given back, and zero where nothing is written",
            host,
            simulated,
            rings::events_are_told_or_given_back,
        )
        .test("events are told natively", rings::events_are_told_natively)
        .twin(
            "losses are counted on each processor",
            host,
            simulated,
            losses::losses_are_counted_on_each_processor,
        )
        .twin(
            "several CPUs change the same numbers",
            host,
            simulated,
            rings::several_cpus_change_the_same_numbers,
        )
        .twin("tags of VLANs and ARP are taken apart", host, simulated, headers::tags_and_arp_are_taken_apart)
        .twin(
            "options and fragments are taken apart",
            host,
            simulated,
            headers::options_and_fragments_are_taken_apart,
        )
        .twin("extension headers are gone past", host, simulated, headers::extension_headers_are_gone_past)
        .twin(
            "addresses and ports are translated",
            host,
            simulated,
            rewrites::addresses_and_ports_are_translated,
        )
        .twin("headers are put on and taken off", host, simulated, rewrites::headers_are_put_on_and_taken_off)
        .twin("ends of packets are moved", host, simulated, rewrites::ends_are_moved)
        .twin(
            "checksums follow addresses of IPv6 and echoes",
            host,
            simulated,
            rewrites::checksums_follow_addresses_of_ipv6_and_echoes,
        )
        .twin("helpers translate addresses", host, simulated, traffic::helpers_translate_addresses)
        .twin(
            "tags of VLANs are pushed and taken away",
            host,
            simulated,
            traffic::tags_are_pushed_and_taken_away,
        )
        .twin(
            "both ends of a packet are moved in traffic control",
            host,
            simulated,
            traffic::both_ends_are_moved,
        )
        .twin("what is decided before a load is followed", host, simulated, decided::decisions_are_followed)
        .twin(
            "events for which there was no room are counted",
            host,
            simulated,
            decided::what_is_lost_is_counted,
        )
        .twin("optional programs may be refused", host, simulated, decided::optional_programs_may_fail)
        .twin("the verifier's log quotes the source", host, simulated, lines::the_log_quotes_the_source)
        .test("a refusal of the verifier quotes the source", lines::a_refusal_of_the_kernel_quotes_the_source)
        .twin(
            "programs of control groups see packets from the IP header on",
            host,
            simulated,
            cgroups::programs_of_control_groups_see_packets_from_the_ip_header_on,
        )
        .twin(
            "a control group sends and receives what its programs let through",
            host,
            simulated,
            cgroups::a_control_group_sends_and_receives_what_its_programs_let_through,
        )
        .twin(
            "a packet of a control group is not written",
            host,
            simulated,
            cgroups::a_packet_of_a_control_group_is_not_written,
        )
        .twin(
            "the arguments of tracepoints are read",
            host,
            simulated,
            traced::the_arguments_of_tracepoints_are_read,
        )
        .twin(
            "arguments are compared with what the kernel declares",
            host,
            simulated,
            traced::arguments_are_compared_with_what_the_kernel_declares,
        )
        .test(
            "a run of headers is one comparison with the packet's end",
            guards::a_run_of_headers_is_one_comparison,
        )
        .twin("helpers give their numbers", host, simulated, helpers::helpers_that_give_numbers)
        .twin("texts are formatted and compared", host, simulated, helpers::texts_are_formatted_and_compared)
        .twin("values are changed under a lock", host, simulated, helpers::values_are_changed_under_a_lock)
        .test(
            "dynamic pointers lead to values and records",
            helpers::dynamic_pointers_lead_to_values_and_records,
        )
        .test(
            "every helper is called in a program that the running kernel takes",
            every_helper::every_helper_is_taken_by_the_running_kernel,
        )
        .twin("lines are printed to the trace pipe", host, simulated, helpers::lines_are_printed)
        .test(
            "a structure stays whole on several processors if a lock protects it",
            races::a_lock_keeps_a_structure_whole,
        )
        .test("packets are redirected by maps, and stacks kept", helpers::packets_are_redirected_by_maps)
        .test("packets are changed by helpers", helper_effects::packets_are_changed_by_helpers)
        .test("sockets are found and released", helper_effects::sockets_are_found_and_released)
        .test("processes are looked at by helpers", helper_effects::processes_are_looked_at)
        .test("callers of helpers are told who may", callers::callers_are_told_who_may)
        .twin(
            "the kernel's types are asked by programs",
            host,
            simulated,
            kernel_types::the_kernels_types_are_asked,
        )
        .twin(
            "functions of the kernel are entered and left",
            host,
            simulated,
            functions::functions_are_entered_and_left,
        )
        .test(
            "programs on structures of the kernel are ordinary functions",
            kernel_types::programs_on_structures_of_the_kernel_are_ordinary_functions,
        )
        .twin(
            "random packets have the verdict that they have natively",
            host,
            simulated,
            random_packets::random_packets_have_the_verdict_they_have_natively,
        )
        .twin("labels are put before packets", host, simulated, rewrites::labels_are_put_before_packets)
        .twin("payloads are read", host, simulated, payloads::payloads_are_read)
        .twin(
            "places are found when a program runs",
            host,
            simulated,
            payloads::places_are_found_when_a_program_runs,
        )
        .twin("room is made between headers", host, simulated, traffic::room_is_made_between_headers)
        .twin(
            "functions of programs are entered and left",
            host,
            simulated,
            probes::functions_of_programs_are_entered_and_left,
        )
        .twin(
            "functions of libraries are found by name",
            host,
            simulated,
            probes::functions_of_libraries_are_found_by_name,
        )
        .twin(
            "probes see functions of the kernel",
            host,
            simulated,
            probes::probes_see_functions_of_the_kernel,
        )
        .twin("what is in no register is refused", host, simulated, probes::what_is_in_no_register_is_refused)
        .twin(
            "fields of contexts are read and written",
            host,
            simulated,
            contexts::fields_of_contexts_are_read_and_written,
        )
        .twin(
            "fields that a program does not have are refused",
            host,
            simulated,
            contexts::fields_that_a_program_does_not_have_are_refused,
        )
        .test("fields of contexts are there natively", contexts::fields_of_contexts_are_there_natively)
        .twin(
            "arrays and bytes of records are read",
            host,
            simulated,
            records::arrays_and_bytes_of_records_are_read,
        )
        .twin(
            "fields of records are compared with the format",
            host,
            simulated,
            records::fields_of_records_are_compared_with_the_format,
        )
        .test("a module is an object for any target", decided::a_module_is_an_object_for_any_target)
        .run()
}
