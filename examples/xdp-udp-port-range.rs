//! Passes UDP to the ports 1024 to 2048, over IPv4 and IPv6.
//!
//! `cargo run --example xdp-udp-port-range -- INTERFACE`

use skep::prelude::*;

#[skep::bpf(license = "GPL")]
pub mod udp_port_range {
    use skep::bpf::*;

    #[xdp(default = Drop)]
    fn xdp_udp_port_range(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let protocol = match packet.parse::<Ethernet>()?.ether_type {
            ETH_P_IP => {
                let ip = packet.parse::<Ipv4>()?;
                if !ip.is_first_fragment() {
                    return None;
                }
                ip.protocol
            }
            ETH_P_IPV6 => {
                let next = packet.parse::<Ipv6>()?.next_header;
                packet.behind_extensions(next)?
            }
            _ => return None,
        };
        if protocol != IPPROTO_UDP {
            return None;
        }
        match packet.parse::<Udp>()?.dst.get() {
            1024..=2048 => Some(XdpAction::Pass),
            _ => None,
        }
    }
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let interface = std::env::args().nth(1).ok_or("usage: xdp-udp-port-range INTERFACE")?;
    let loaded = udp_port_range::load(&Kernel::host()?)?;
    let _link = loaded.xdp_udp_port_range.attach_to_interface(&interface, XdpMode::Auto)?;
    println!("only UDP to the ports 1024 to 2048 passes on {interface}; Ctrl-C ends it");
    loop {
        std::thread::park();
    }
}
