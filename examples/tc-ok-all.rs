//! Lets every packet go on: the smallest program for traffic control, run on one packet by the kernel.
//!
//! `cargo run --example tc-ok-all`

use skep::prelude::*;

#[skep::bpf(license = "GPL")]
pub mod ok_all {
    use skep::bpf::*;

    #[sched_cls]
    fn tc_ok_all(_: &Skb) -> TcAction {
        TcAction::Ok
    }
}

fn main() -> Result<()> {
    let loaded = ok_all::load(&Kernel::host()?)?;
    let output = loaded.tc_ok_all.test_run(&TestRun::new().packet(&[0; 64]))?;
    println!("{} (0 is TC_ACT_OK) in {:?}", output.signed(), output.duration);
    Ok(())
}
