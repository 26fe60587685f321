//! Drops IPv4 from whole networks, and counts what it dropped of each address.
//!
//! `cargo run --example firewall -- INTERFACE ADDRESS/LENGTH…`

use skep::bpf::U32Be;
use skep::prelude::*;
use std::net::Ipv4Addr;
use std::time::Duration;

#[skep::bpf(license = "GPL")]
pub mod firewall {
    use skep::bpf::*;

    /// Networks: the longest prefix that fits an address is found.
    #[map]
    pub static BLOCKED: LpmTrie<U32Be, u8> = LpmTrie::with_max_entries(1024);
    #[map]
    pub static DROPS: HashMap<U32Be, u64> = HashMap::with_max_entries(1024);

    #[xdp(default = Pass)]
    fn firewall(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        if packet.parse::<Ethernet>()?.ether_type != ETH_P_IP {
            return None;
        }
        let ip = packet.parse::<Ipv4>()?;
        BLOCKED.get(LpmKey::from(ip.src))?;
        DROPS.add(ip.src, 1);
        Some(XdpAction::Drop)
    }
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let usage = "usage: firewall INTERFACE ADDRESS/LENGTH…";
    let mut arguments = std::env::args().skip(1);
    let interface = arguments.next().ok_or(usage)?;
    let loaded = firewall::load(&Kernel::host()?)?;
    for network in arguments {
        let (address, length) = network.split_once('/').ok_or(usage)?;
        let key = LpmKey::new(U32Be::from(address.parse::<Ipv4Addr>()?), length.parse()?);
        loaded.BLOCKED.insert(&key, &1)?;
    }
    let _link = loaded.firewall.attach_to_interface(&interface, XdpMode::Auto)?;
    loop {
        std::thread::park_timeout(Duration::from_secs(1));
        for entry in loaded.DROPS.iter() {
            let (address, packets) = entry?;
            println!("{packets} packets of {}", Ipv4Addr::from(address.get()));
        }
    }
}
