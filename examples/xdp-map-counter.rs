//! Counts packets, each processor for itself: no packet waits for another one, and none is forgotten.
//!
//! `cargo run --example xdp-map-counter -- INTERFACE`

use skep::prelude::*;
use std::time::Duration;

#[skep::bpf(license = "GPL")]
pub mod map_counter {
    use skep::bpf::*;

    /// How many packets came, in its one element, which every processor has of its own.
    #[map]
    pub static PACKETS: PerCpuArray<u64> = PerCpuArray::with_length(1);

    #[xdp]
    fn xdp_map_counter(_: &Xdp) -> XdpAction {
        if let Some(mut packets) = PACKETS.get(0) {
            *packets += 1;
        }
        XdpAction::Pass
    }
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let interface = std::env::args().nth(1).ok_or("usage: xdp-map-counter INTERFACE")?;
    let loaded = map_counter::load(&Kernel::host()?)?;
    let _link = loaded.xdp_map_counter.attach_to_interface(&interface, XdpMode::Auto)?;
    loop {
        std::thread::park_timeout(Duration::from_secs(1));
        let packets: u64 = loaded.PACKETS.get(0)?.iter().flat_map(|each| each.iter()).sum();
        println!("{packets} packets on {interface}");
    }
}
