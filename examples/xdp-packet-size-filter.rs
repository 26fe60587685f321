//! Passes packets of more than 60 bytes.
//!
//! `cargo run --example xdp-packet-size-filter -- INTERFACE`

use skep::prelude::*;

#[skep::bpf(license = "GPL")]
pub mod packet_size_filter {
    use skep::bpf::*;

    /// The length of the longest packet that is dropped, in bytes. It is given before the load, and is a number in the program.
    #[global]
    pub static TOO_SHORT: Constant<u32> = Constant::new(60);

    #[xdp]
    fn xdp_packet_size_filter(ctx: &Xdp) -> XdpAction {
        if ctx.len() > TOO_SHORT.get() { XdpAction::Pass } else { XdpAction::Drop }
    }
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let interface = std::env::args().nth(1).ok_or("usage: xdp-packet-size-filter INTERFACE")?;
    let loaded = packet_size_filter::load(&Kernel::host()?)?;
    let _link = loaded.xdp_packet_size_filter.attach_to_interface(&interface, XdpMode::Auto)?;
    println!("packets of up to 60 bytes on {interface} are dropped; Ctrl-C ends it");
    loop {
        std::thread::park();
    }
}
