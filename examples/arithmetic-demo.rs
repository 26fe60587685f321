//! Computes with numbers that user space gives: 6, unless somebody changes them.
//!
//! In a kernel a number that is too large wraps, and a division by zero ends the program with its default.
//!
//! `cargo run --example arithmetic-demo`

use skep::prelude::*;

#[skep::bpf(license = "GPL")]
pub mod arithmetic {
    use skep::bpf::*;

    #[global]
    pub static A: Global<u32> = Global::new(5);
    #[global]
    pub static B: Global<u32> = Global::new(3);

    #[socket_filter]
    fn arithmetic_demo(_: &Skb) -> u32 {
        let (a, b) = (A.get(), B.get());
        let sum = a + b;
        let product = sum * 4;
        (product - 2) / b - a % b - b + 1
    }
}

fn main() -> Result<()> {
    let loaded = arithmetic::load(&Kernel::host()?)?;
    let output = loaded.arithmetic_demo.test_run(&TestRun::new().packet(&[0; 64]))?;
    println!("{}", output.result);
    Ok(())
}
