//! Drops every packet in traffic control, run on one packet by the kernel.
//!
//! `cargo run --example tc-shot-all`

use skep::prelude::*;

#[skep::bpf(license = "GPL")]
pub mod shot_all {
    use skep::bpf::*;

    #[sched_cls]
    fn tc_shot_all(_: &Skb) -> TcAction {
        TcAction::Shot
    }
}

fn main() -> Result<()> {
    let loaded = shot_all::load(&Kernel::host()?)?;
    let output = loaded.tc_shot_all.test_run(&TestRun::new().packet(&[0; 64]))?;
    println!("{} (2 is TC_ACT_SHOT) in {:?}", output.signed(), output.duration);
    Ok(())
}
