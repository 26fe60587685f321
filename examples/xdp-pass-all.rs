//! Lets every packet through: the smallest XDP program.
//!
//! `cargo run --example xdp-pass-all -- INTERFACE`

use skep::prelude::*;

#[skep::bpf(license = "GPL")]
pub mod pass_all {
    use skep::bpf::*;

    #[xdp]
    fn xdp_pass_all(_: &Xdp) -> XdpAction {
        XdpAction::Pass
    }
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let interface = std::env::args().nth(1).ok_or("usage: xdp-pass-all INTERFACE")?;
    let loaded = pass_all::load(&Kernel::host()?)?;
    let _link = loaded.xdp_pass_all.attach_to_interface(&interface, XdpMode::Auto)?;
    println!("every packet on {interface} passes; Ctrl-C ends it");
    loop {
        std::thread::park();
    }
}
