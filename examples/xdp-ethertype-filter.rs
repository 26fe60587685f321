//! Passes IPv4, and drops every other protocol that Ethernet carries.
//!
//! `cargo run --example xdp-ethertype-filter -- INTERFACE`

use skep::prelude::*;

#[skep::bpf(license = "GPL")]
pub mod ethertype_filter {
    use skep::bpf::*;

    #[xdp(default = Drop)]
    fn xdp_ethertype_filter(ctx: &mut Xdp) -> Option<XdpAction> {
        match ctx.packet().parse::<Ethernet>()?.ether_type {
            ETH_P_IP => Some(XdpAction::Pass),
            _ => None,
        }
    }
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let interface = std::env::args().nth(1).ok_or("usage: xdp-ethertype-filter INTERFACE")?;
    let loaded = ethertype_filter::load(&Kernel::host()?)?;
    let _link = loaded.xdp_ethertype_filter.attach_to_interface(&interface, XdpMode::Auto)?;
    println!("only IPv4 passes on {interface}; Ctrl-C ends it");
    loop {
        std::thread::park();
    }
}
