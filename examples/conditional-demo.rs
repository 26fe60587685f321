//! Decides: 1 for a packet of more than 100 bytes, 0 for another. A test run gives a program on a socket what is behind the
//! Ethernet header.
//!
//! `cargo run --example conditional-demo`

use skep::prelude::*;

#[skep::bpf(license = "GPL")]
pub mod conditional {
    use skep::bpf::*;

    #[socket_filter]
    fn conditional_demo(ctx: &Skb) -> u32 {
        if ctx.len() > 100 { 1 } else { 0 }
    }
}

fn main() -> Result<()> {
    let loaded = conditional::load(&Kernel::host()?)?;
    for length in [100, 101] {
        let packet = vec![0; 14 + length];
        let output = loaded.conditional_demo.test_run(&TestRun::new().packet(&packet))?;
        println!("{length} bytes: {}", output.result);
    }
    Ok(())
}
