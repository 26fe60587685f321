//! Passes IPv4 from the addresses in a map, and drops everything else.
//!
//! `cargo run --example ip-allowlist -- INTERFACE ADDRESS…`

use skep::bpf::U32Be;
use skep::prelude::*;
use std::net::Ipv4Addr;

#[skep::bpf(license = "GPL")]
pub mod allowlist {
    use skep::bpf::*;

    /// Who may send. The value is not looked at.
    #[map]
    pub static ALLOWED: HashMap<U32Be, u8> = HashMap::with_max_entries(1024);

    #[xdp(default = Drop)]
    fn ip_allowlist(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        if packet.parse::<Ethernet>()?.ether_type != ETH_P_IP {
            return None;
        }
        let ip = packet.parse::<Ipv4>()?;
        ALLOWED.get(&ip.src)?;
        Some(XdpAction::Pass)
    }
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let interface = arguments.next().ok_or("usage: ip-allowlist INTERFACE ADDRESS…")?;
    let loaded = allowlist::load(&Kernel::host()?)?;
    for address in arguments {
        loaded.ALLOWED.insert(&U32Be::from(address.parse::<Ipv4Addr>()?), &0)?;
    }
    let _link = loaded.ip_allowlist.attach_to_interface(&interface, XdpMode::Auto)?;
    println!("only IPv4 from these addresses passes on {interface}; Ctrl-C ends it");
    loop {
        std::thread::park();
    }
}
