//! Finds out, without a kernel, that a counter which two processors share loses packets, and in which order of their instructions.
//!
//! Needs no privileges and no Linux: the programs run on several processors of a simulated kernel, interleaved as a seed says.
//!
//! `cargo run --example lost-updates`

use skep::prelude::*;
use skep::sim::{Explored, explore};

#[skep::bpf(license = "GPL")]
pub mod counters {
    use skep::bpf::*;

    #[map]
    pub static PACKETS: Array<u64> = Array::with_length(1);
    #[map]
    pub static PACKETS_IN_ONE_STEP: Array<Atomic<u64>> = Array::with_length(1);

    /// Loads the number, adds one, and stores it: another processor may do the same in between.
    #[xdp]
    fn careless(_: &Xdp) -> XdpAction {
        if let Some(mut packets) = PACKETS.get(0) {
            *packets += 1;
        }
        XdpAction::Pass
    }

    /// Adds one in one step.
    #[xdp]
    fn careful(_: &Xdp) -> XdpAction {
        if let Some(mut packets) = PACKETS_IN_ONE_STEP.get(0) {
            packets.fetch_add(1);
        }
        XdpAction::Pass
    }
}

/// Has each of two processors receive a packet, in the interleavings of these seeds, until one of the two is not counted.
pub fn explored(seeds: std::ops::Range<u64>, careful: bool) -> Result<Explored, Box<dyn std::error::Error>> {
    let kernel = Kernel::simulated();
    let loaded = counters::load(&kernel)?;
    let program = if careful { &loaded.careful } else { &loaded.careless };
    let _link = program.attach_to_interface("sim0", XdpMode::Auto)?;
    explore(seeds, |seed| {
        loaded.PACKETS.set(0, &0)?;
        loaded.PACKETS_IN_ONE_STEP.set(0, &skep::bpf::Atomic::new(0))?;
        let interleaving = kernel.world().concurrently(seed, |cpus| {
            cpus.on(0).receive("sim0", &[0; 64]);
            cpus.on(1).receive("sim0", &[0; 64]);
        })?;
        let counted = match careful {
            false => loaded.PACKETS.get(0)?,
            true => loaded.PACKETS_IN_ONE_STEP.get(0)?.map(|packets| packets.get()),
        };
        Ok(interleaving.expect(counted == Some(2)))
    })
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    println!("careless: {}", explored(0..1000, false)?);
    println!("careful: {}", explored(0..1000, true)?);
    Ok(())
}
