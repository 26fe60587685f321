//! A typed map, there and back.

use skep::prelude::*;
use skep::zerocopy::{FromBytes, Immutable, IntoBytes, KnownLayout};

#[derive(FromBytes, IntoBytes, Immutable, KnownLayout, Clone, Copy, Debug, PartialEq)]
#[zerocopy(crate = "skep::zerocopy")]
#[repr(C)]
struct Traffic {
    packets: u64,
    bytes: u64,
}

fn main() -> Result<()> {
    let kernel = Kernel::simulated(); // or, as root: Kernel::host()?
    let traffic = HashMap::<[u8; 4], Traffic>::create(&kernel, "TRAFFIC", 1024)?;
    traffic.insert(&[127, 0, 0, 1], &Traffic { packets: 2, bytes: 120 })?;
    traffic.insert(&[10, 0, 0, 1], &Traffic { packets: 1, bytes: 60 })?;
    assert_eq!(traffic.get(&[10, 0, 0, 1])?.map(|one| one.bytes), Some(60));
    assert_eq!(traffic.get(&[10, 0, 0, 2])?, None); // a miss is no error
    let sum = traffic.iter().try_fold(0, |sum, entry| Ok::<_, Error>(sum + entry?.1.bytes))?;
    assert_eq!(sum, 180);
    assert!(traffic.remove(&[10, 0, 0, 1])?);
    Ok(())
}
