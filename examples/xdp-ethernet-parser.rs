//! Passes what has an Ethernet header: 14 bytes or more.
//!
//! `cargo run --example xdp-ethernet-parser -- INTERFACE`

use skep::prelude::*;

#[skep::bpf(license = "GPL")]
pub mod ethernet_parser {
    use skep::bpf::*;

    #[xdp(default = Drop)]
    fn xdp_ethernet_parser(ctx: &mut Xdp) -> Option<XdpAction> {
        ctx.packet().parse::<Ethernet>()?;
        Some(XdpAction::Pass)
    }
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let interface = std::env::args().nth(1).ok_or("usage: xdp-ethernet-parser INTERFACE")?;
    let loaded = ethernet_parser::load(&Kernel::host()?)?;
    let _link = loaded.xdp_ethernet_parser.attach_to_interface(&interface, XdpMode::Auto)?;
    println!("frames without a header on {interface} are dropped; Ctrl-C ends it");
    loop {
        std::thread::park();
    }
}
