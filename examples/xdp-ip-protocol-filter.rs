//! Passes TCP, over IPv4 and IPv6, also behind extension headers.
//!
//! `cargo run --example xdp-ip-protocol-filter -- INTERFACE`

use skep::prelude::*;

#[skep::bpf(license = "GPL")]
pub mod ip_protocol_filter {
    use skep::bpf::*;

    #[xdp(default = Drop)]
    fn xdp_ip_protocol_filter(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let protocol = match packet.parse::<Ethernet>()?.ether_type {
            ETH_P_IP => packet.parse::<Ipv4>()?.protocol,
            ETH_P_IPV6 => {
                let next = packet.parse::<Ipv6>()?.next_header;
                packet.behind_extensions(next)?
            }
            _ => return None,
        };
        if protocol == IPPROTO_TCP { Some(XdpAction::Pass) } else { None }
    }
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let interface = std::env::args().nth(1).ok_or("usage: xdp-ip-protocol-filter INTERFACE")?;
    let loaded = ip_protocol_filter::load(&Kernel::host()?)?;
    let _link = loaded.xdp_ip_protocol_filter.attach_to_interface(&interface, XdpMode::Auto)?;
    println!("only TCP passes on {interface}; Ctrl-C ends it");
    loop {
        std::thread::park();
    }
}
