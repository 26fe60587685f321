//! The examples: each is loaded and run with packets and events on both sides of every condition, on the running kernel and on
//! a simulated one, by the same bodies.

mod coverage;
mod documents;
mod headers;
mod kernel;
mod limits;
mod races;
mod tables;
mod values;
mod verdicts;
#[path = "../../../crates/skep/tests/it/world.rs"]
#[allow(dead_code, reason = "other suites use the rest of it")]
mod world;

use skep_harness::Suite;
use std::process::ExitCode;
use world::{host, simulated};

/// The examples, as modules of this test.
macro_rules! examples {
    ($($file:literal $module:ident)*) => { $(
        #[path = $file]
        #[allow(dead_code, reason = "its main function is for people")]
        mod $module;
    )* };
}

examples! {
    "../../arithmetic-demo.rs" arithmetic_demo
    "../../bitwise-demo.rs" bitwise_demo
    "../../conditional-demo.rs" conditional_demo
    "../../exec-teller.rs" exec_teller
    "../../firewall.rs" firewall
    "../../get-cpu-id.rs" get_cpu_id
    "../../icmp-rate-limiter.rs" icmp_rate_limiter
    "../../ip-allowlist.rs" ip_allowlist
    "../../kernel-structures.rs" kernel_structures
    "../../kprobe-timestamp.rs" kprobe_timestamp
    "../../kprobe-trace-printk.rs" kprobe_trace_printk
    "../../lost-updates.rs" lost_updates
    "../../perf-event-output.rs" perf_event_output
    "../../syn-flood-protection.rs" syn_flood_protection
    "../../tc-classifier.rs" tc_classifier
    "../../tc-ok-all.rs" tc_ok_all
    "../../tc-shot-all.rs" tc_shot_all
    "../../xdp-aborted-on-error.rs" xdp_aborted_on_error
    "../../xdp-drop-all.rs" xdp_drop_all
    "../../xdp-ethernet-parser.rs" xdp_ethernet_parser
    "../../xdp-ethertype-filter.rs" xdp_ethertype_filter
    "../../xdp-ip-protocol-filter.rs" xdp_ip_protocol_filter
    "../../xdp-ipv4-parser.rs" xdp_ipv4_parser
    "../../xdp-map-counter.rs" xdp_map_counter
    "../../xdp-map-lookup.rs" xdp_map_lookup
    "../../xdp-packet-size-filter.rs" xdp_packet_size_filter
    "../../xdp-pass-all.rs" xdp_pass_all
    "../../xdp-tcp-port-filter.rs" xdp_tcp_port_filter
    "../../xdp-udp-port-range.rs" xdp_udp_port_range
}

fn main() -> ExitCode {
    Suite::new("examples")
        .test(
            "every example is in docs/examples.md, and run here",
            documents::every_example_is_listed_and_run,
        )
        .twin("xdp-pass-all lets everything through", host, simulated, verdicts::xdp_pass_all)
        .twin("xdp-drop-all drops everything", host, simulated, verdicts::xdp_drop_all)
        .twin(
            "xdp-aborted-on-error aborts on headers that are cut off",
            host,
            simulated,
            verdicts::xdp_aborted_on_error,
        )
        .twin("tc-ok-all lets everything through", host, simulated, verdicts::tc_ok_all)
        .twin("tc-shot-all drops everything", host, simulated, verdicts::tc_shot_all)
        .twin("tc-classifier sorts by length", host, simulated, verdicts::tc_classifier)
        .twin("arithmetic-demo computes 6", host, simulated, values::arithmetic_demo)
        .twin("bitwise-demo computes 47", host, simulated, values::bitwise_demo)
        .twin(
            "conditional-demo tells long packets from short ones",
            host,
            simulated,
            values::conditional_demo,
        )
        .twin("perf-event-output sends a sample of each packet", host, simulated, values::perf_event_output)
        .twin("get-cpu-id tells the processor", host, simulated, values::get_cpu_id)
        .twin(
            "xdp-packet-size-filter passes what is longer",
            host,
            simulated,
            headers::xdp_packet_size_filter,
        )
        .twin("xdp-ethernet-parser passes 14 bytes and more", host, simulated, headers::xdp_ethernet_parser)
        .twin("xdp-ethertype-filter passes IPv4", host, simulated, headers::xdp_ethertype_filter)
        .twin("xdp-ipv4-parser passes well-formed IPv4", host, simulated, headers::xdp_ipv4_parser)
        .twin("xdp-ip-protocol-filter passes TCP", host, simulated, headers::xdp_ip_protocol_filter)
        .twin("xdp-tcp-port-filter passes one port of TCP", host, simulated, headers::xdp_tcp_port_filter)
        .twin(
            "xdp-udp-port-range passes a range of ports of UDP",
            host,
            simulated,
            headers::xdp_udp_port_range,
        )
        .twin("xdp-map-lookup passes while its key is there", host, simulated, tables::xdp_map_lookup)
        .twin("xdp-map-counter counts every packet", host, simulated, tables::xdp_map_counter)
        .twin("ip-allowlist passes the addresses in its map", host, simulated, tables::ip_allowlist)
        .twin(
            "syn-flood-protection counts SYNs of each address in a window",
            host,
            simulated,
            limits::syn_flood_protection,
        )
        .twin(
            "syn-flood-protection lets SYNs through in the next window",
            host,
            simulated,
            limits::syn_flood_protection_next_window,
        )
        .twin("icmp-rate-limiter passes a burst", host, simulated, limits::icmp_rate_limiter)
        .twin("icmp-rate-limiter fills its bucket again", host, simulated, limits::icmp_rate_limiter_refills)
        .twin(
            "syn-flood-protection and icmp-rate-limiter hold on several processors",
            host,
            simulated,
            limits::limits_hold_on_several_processors,
        )
        .test("the lines of an example that packets reach are counted", coverage::by_source_line)
        .test("lost-updates finds a race and replays it from its seed", races::lost_updates)
        .test(
            "icmp-rate-limiter and syn-flood-protection hold in every interleaving that is tried",
            races::limits_hold_in_every_interleaving,
        )
        .test("icmp-rate-limiter is exact to the nanosecond", limits::icmp_rate_limiter_is_exact)
        .twin("exec-teller tells of what is started", host, simulated, kernel::exec_teller)
        .twin("exec-teller tells of no user below the smallest", host, simulated, kernel::exec_teller_by_user)
        .twin("firewall drops networks and counts addresses", host, simulated, kernel::firewall)
        .twin("kernel-structures shows who reads what", host, simulated, kernel::kernel_structures)
        .twin("kprobe-timestamp notes when files are opened", host, simulated, kernel::kprobe_timestamp)
        .twin("kprobe-trace-printk prints to the trace", host, simulated, kernel::kprobe_trace_printk)
        .run()
}

/// What an XDP program does with a packet.
fn verdict(program: &skep::Program, packet: &[u8]) -> skep::Result<skep::uapi::XdpAction> {
    Ok(program.test_run(&skep::TestRun::new().packet(packet))?.action())
}
