//! Which lines of an example were carried out, by packets that reach some of them.

use crate::{verdict, xdp_tcp_port_filter};
use skep::packet::{Ethernet, Ipv4, Ipv6, Packet, Tcp};
use skep::prelude::*;
use skep_harness::Outcome;

const FILE: &str = "xdp-tcp-port-filter.rs";

/// The number of the one line of the example with this text.
fn line(text: &str) -> u32 {
    let source = include_str!("../../xdp-tcp-port-filter.rs");
    let mut lines = (1..).zip(source.lines()).filter(|(_, line)| line.contains(text));
    let (number, _) = lines.next().expect(text);
    assert!(lines.next().is_none(), "{text}");
    number
}

pub(crate) fn by_source_line() -> Outcome {
    let kernel = Kernel::simulated();
    let loaded = xdp_tcp_port_filter::tcp_port_filter::load(&kernel)?;
    let tcp = Tcp { destination: 80, ..Tcp::default() };
    let ipv4 = Packet::new().with(Ethernet::default()).with(Ipv4::default()).with(tcp.clone()).build();
    let ipv6 = Packet::new().with(Ethernet::default()).with(Ipv6::default()).with(tcp).build();
    let count = |text: &str| {
        let coverage = kernel.world().coverage();
        let (_, lines) = coverage.files.iter().find(|(file, _)| file.ends_with(FILE)).expect(FILE);
        lines.get(&line(text)).copied()
    };

    kernel.world().count_coverage();
    for _ in 0..3 {
        assert_eq!(verdict(&loaded.xdp_tcp_port_filter, &ipv4)?, XdpAction::PASS);
    }
    assert_eq!(count("if !ip.is_first_fragment()"), Some(3));
    assert_eq!(count("packet.parse::<Ipv6>()?"), Some(0), "no packet of IPv6 was there");
    assert_eq!(verdict(&loaded.xdp_tcp_port_filter, &ipv6)?, XdpAction::PASS);
    assert!(count("packet.parse::<Ipv6>()?") > Some(0));
    assert_eq!(count("if !ip.is_first_fragment()"), Some(3));

    let lcov = kernel.world().coverage().to_lcov();
    let reached = format!("\nDA:{},3\n", line("if !ip.is_first_fragment()"));
    assert!(lcov.contains(&reached) && lcov.ends_with("end_of_record\n"), "{lcov}");
    Ok(())
}
