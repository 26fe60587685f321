//! Passes packets whose headers are whole, and gives up on what it cannot make sense of: `Aborted` drops a packet, and the tracepoint
//! `xdp:xdp_exception` tells of it.
//!
//! `cargo run --example xdp-aborted-on-error -- INTERFACE`

use skep::prelude::*;

#[skep::bpf(license = "GPL")]
pub mod aborted_on_error {
    use skep::bpf::*;

    /// `?` ends it with the default wherever a header does not fit.
    #[xdp(default = Aborted)]
    fn xdp_aborted_on_error(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let ethernet = packet.parse::<Ethernet>()?;
        if ethernet.ether_type == ETH_P_IP {
            packet.parse::<Ipv4>()?;
        }
        Some(XdpAction::Pass)
    }
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let interface = std::env::args().nth(1).ok_or("usage: xdp-aborted-on-error INTERFACE")?;
    let loaded = aborted_on_error::load(&Kernel::host()?)?;
    let _link = loaded.xdp_aborted_on_error.attach_to_interface(&interface, XdpMode::Auto)?;
    println!("broken packets on {interface} are dropped; Ctrl-C ends it");
    loop {
        std::thread::park();
    }
}
