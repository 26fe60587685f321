//! Attaching programs to everything there is, on the running kernel and on a simulated one: each test observes what the program does
//! there.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking, in its helpers too")]

mod cgroups;
mod chains;
mod functions;
#[path = "../language/groups.rs"]
mod groups;
mod iterators;
mod links;
mod many_places;
mod network;
mod own_code;
mod perf_events;
mod programs;
mod rounds;
mod test_runs;
mod tracepoints;
mod traffic;
mod types;
mod usdt;
mod user_probes;
#[path = "../it/world.rs"]
#[allow(dead_code, reason = "other suites use the rest of it")]
mod world;
mod xdp;

use skep_harness::Suite;
use std::process::ExitCode;
use world::{host, simulated};

/// The tests of the network and control groups, and of links as such.
fn of_network(suite: Suite) -> Suite {
    let suite = links::tests(suite);
    let suite = network::tests(cgroups::tests(traffic::tests(xdp::tests(suite))));
    rounds::tests(types::tests(suite))
}

fn main() -> ExitCode {
    // What a test starts this binary as, to kill it.
    if let [_, command, link, map] = std::env::args().collect::<Vec<_>>().as_slice()
        && command == rounds::COMMAND
    {
        return rounds::attach_and_hang(link, map);
    }
    of_network(Suite::new("attach"))
        .twin("a program samples what every CPU does", host, simulated, perf_events::every_cpu_is_sampled)
        .twin(
            "a program sees the page faults of one process",
            host,
            simulated,
            perf_events::page_faults_of_one_process,
        )
        .twin(
            "counters that a machine lacks are said to be missing",
            host,
            simulated,
            perf_events::missing_counters,
        )
        .test("a program sees a variable being written [host]", perf_events::a_variable_is_written)
        .twin("one program tells places apart by cookies", host, simulated, perf_events::cookies)
        .twin("events take programs without links", host, simulated, perf_events::without_links)
        .test("kernels without links to events attach all the same [simulated]", perf_events::on_old_kernels)
        .twin(
            "a library is found by its name, and one process is probed",
            host,
            simulated,
            user_probes::libraries_and_processes,
        )
        .twin("a program at a probe may sleep", host, simulated, user_probes::sleeping)
        .test("a probe that cannot be says why", user_probes::refusals)
        .twin("static probes give their arguments", host, simulated, usdt::arguments)
        .test("static probes that are not there are said to be missing", usdt::missing)
        .twin(
            "each stage of a chain gives its verdict, and a missing one is counted",
            host,
            simulated,
            chains::stages,
        )
        .twin(
            "a stage is exchanged under load and no packet is lost",
            host,
            simulated,
            chains::exchanged_under_load,
        )
        .twin("chains that cannot be are refused", host, simulated, chains::refusals)
        .test(
            "programs of every type are run on made-up input, or it is said that they cannot [host]",
            test_runs::every_type,
        )
        .test("a program of system calls changes its context [host]", test_runs::context_in_place)
        .twin(
            "packets of a file go through a program and into another file",
            host,
            simulated,
            test_runs::files_of_packets,
        )
        .test(
            "programs are attached to functions of a library as their sections say [host]",
            many_places::by_sections,
        )
        .test("programs are attached to static probes as their sections say [host]", usdt::by_section)
        .test("what is wrong with a test run is said in its words [host]", test_runs::refused)
        .twin(
            "many places are probed by one link, told apart by cookies",
            host,
            simulated,
            many_places::one_link,
        )
        .twin("a session sees the beginning and the end of functions", host, simulated, many_places::sessions)
        .test("a probe becomes a tracepoint, which is removed again [host]", many_places::probe_tracepoints)
        .twin("functions are probed by patterns, with a report of each", host, simulated, functions::patterns)
        .twin(
            "functions are probed one after the other where links to many are missing",
            host,
            simulated,
            functions::one_by_one,
        )
        .test("system calls are probed by their names [host]", functions::system_calls)
        .twin(
            "a system call that is none is refused by its name",
            host,
            simulated,
            functions::system_calls_that_are_none,
        )
        .twin("functions and tracepoints have cookies", host, simulated, functions::cookies)
        .test("a hook of security modules is decided for a control group [host]", functions::hook_of_a_group)
        .test("a program takes the place of another one's function [host]", functions::replaced)
        .test(
            "an iterator gives the tasks and files of one process or of all [host]",
            iterators::tasks_and_files,
        )
        .test(
            "an iterator gives elements of maps, links and programs, as records and as text [host]",
            iterators::elements_and_objects,
        )
        .test("a program writes to a tracepoint, and the kernel takes it [host]", tracepoints::written)
        .run()
}
