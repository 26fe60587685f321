//! Drops every packet that arrives: nothing of an interface reaches the network stack.
//!
//! `cargo run --example xdp-drop-all -- INTERFACE`

use skep::prelude::*;

#[skep::bpf(license = "GPL")]
pub mod drop_all {
    use skep::bpf::*;

    #[xdp]
    fn xdp_drop_all(_: &Xdp) -> XdpAction {
        XdpAction::Drop
    }
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let interface = std::env::args().nth(1).ok_or("usage: xdp-drop-all INTERFACE")?;
    let loaded = drop_all::load(&Kernel::host()?)?;
    let _link = loaded.xdp_drop_all.attach_to_interface(&interface, XdpMode::Auto)?;
    println!("every packet on {interface} is dropped; Ctrl-C ends it");
    loop {
        std::thread::park();
    }
}
