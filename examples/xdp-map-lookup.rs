//! Passes packets while the key 42 is in a map: user space opens and closes the door while the program runs.
//!
//! `cargo run --example xdp-map-lookup -- INTERFACE`

use skep::prelude::*;

#[skep::bpf(license = "GPL")]
pub mod map_lookup {
    use skep::bpf::*;

    #[map]
    pub static DOORS: HashMap<u32, u8> = HashMap::with_max_entries(16);

    #[xdp]
    fn xdp_map_lookup(_: &Xdp) -> XdpAction {
        if DOORS.get(&42).is_some() { XdpAction::Pass } else { XdpAction::Drop }
    }
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let interface = std::env::args().nth(1).ok_or("usage: xdp-map-lookup INTERFACE")?;
    let loaded = map_lookup::load(&Kernel::host()?)?;
    let _link = loaded.xdp_map_lookup.attach_to_interface(&interface, XdpMode::Auto)?;
    println!("{interface} is closed; Enter opens or closes it, Ctrl-C ends it");
    for line in std::io::stdin().lines() {
        line?;
        if loaded.DOORS.remove(&42)? {
            println!("closed");
        } else {
            loaded.DOORS.insert(&42, &1)?;
            println!("open");
        }
    }
    Ok(())
}
