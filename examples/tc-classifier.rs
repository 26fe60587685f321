//! Sorts packets by their length: what is too short for Ethernet is dropped, what fits into a frame goes on, and the rest
//! is left to the next action. The kernel runs it on one packet of each kind.
//!
//! `cargo run --example tc-classifier`

use skep::prelude::*;

#[skep::bpf(license = "GPL")]
pub mod classifier {
    use skep::bpf::*;

    #[sched_cls]
    fn tc_classifier(ctx: &Skb) -> TcAction {
        match ctx.len() {
            0..64 => TcAction::Shot,
            64..=1500 => TcAction::Ok,
            _ => TcAction::Pipe,
        }
    }
}

fn main() -> Result<()> {
    let loaded = classifier::load(&Kernel::host()?)?;
    for length in [63, 64, 1500, 1501] {
        let packet = vec![0; length];
        let output = loaded.tc_classifier.test_run(&TestRun::new().packet(&packet))?;
        println!("{length} bytes: {} (0 is ok, 2 is shot, 3 is pipe)", output.signed());
    }
    Ok(())
}
