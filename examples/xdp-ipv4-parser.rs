//! Passes what is IPv4 by its own header too: the version is 4, and the length at least that of a header
//! without options.
//!
//! `cargo run --example xdp-ipv4-parser -- INTERFACE`

use skep::prelude::*;

#[skep::bpf(license = "GPL")]
pub mod ipv4_parser {
    use skep::bpf::*;

    #[xdp(default = Drop)]
    fn xdp_ipv4_parser(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        if packet.parse::<Ethernet>()?.ether_type != ETH_P_IP {
            return None;
        }
        let ip = packet.parse::<Ipv4>()?;
        if ip.version() == 4 && ip.header_len() >= 20 { Some(XdpAction::Pass) } else { None }
    }
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let interface = std::env::args().nth(1).ok_or("usage: xdp-ipv4-parser INTERFACE")?;
    let loaded = ipv4_parser::load(&Kernel::host()?)?;
    let _link = loaded.xdp_ipv4_parser.attach_to_interface(&interface, XdpMode::Auto)?;
    println!("only well-formed IPv4 passes on {interface}; Ctrl-C ends it");
    loop {
        std::thread::park();
    }
}
