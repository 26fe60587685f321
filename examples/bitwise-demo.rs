//! Sets, clears, moves and flips bits: 47, unless somebody changes what it starts with.
//!
//! `cargo run --example bitwise-demo`

use skep::prelude::*;

#[skep::bpf(license = "GPL")]
pub mod bitwise {
    use skep::bpf::*;

    #[global]
    pub static BITS: Global<u32> = Global::new(0b11_1010);

    #[socket_filter]
    fn bitwise_demo(_: &Skb) -> u32 {
        let set = BITS.get() | 0b101;
        let cleared = set & !(1 << 4);
        cleared ^ (set >> 6)
    }
}

fn main() -> Result<()> {
    let loaded = bitwise::load(&Kernel::host()?)?;
    let output = loaded.bitwise_demo.test_run(&TestRun::new().packet(&[0; 64]))?;
    println!("{0} = {0:#b}", output.result);
    Ok(())
}
