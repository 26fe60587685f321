//! Tells the length and the processor of each packet that arrives at an interface, through a perf buffer.
//!
//! `cargo run --example perf-event-output -- eth0`

use skep::prelude::*;
use std::time::Duration;

#[skep::bpf(license = "GPL")]
pub mod samples {
    use skep::bpf::*;

    #[event]
    pub struct Sample {
        pub time: u64,
        pub length: u32,
        pub cpu: u32,
    }

    #[map]
    pub static SAMPLES: PerfEventArray = PerfEventArray::with_length(256);
    #[global]
    pub static UNSEEN: Global<u64> = Global::new(0);

    #[xdp]
    fn perf_event_output(ctx: &mut Xdp) -> XdpAction {
        let sample = Sample { time: ktime(), length: ctx.len(), cpu: cpu() };
        if !SAMPLES.output(ctx, &sample) {
            UNSEEN.add(1);
        }
        XdpAction::Pass
    }
}

fn main() -> Result<()> {
    let interface = std::env::args().nth(1).unwrap_or_else(|| "lo".to_owned());
    let loaded = samples::load(&Kernel::host()?)?;
    let mut buffer = skep::PerfBuffer::<samples::Sample>::open(&loaded.SAMPLES, 64 << 10)?;
    let _link = loaded.perf_event_output.attach_to_interface(&interface, XdpMode::Auto)?;
    loop {
        buffer.wait(Some(Duration::from_secs(1)))?;
        buffer.for_each(|cpu, sample| println!("CPU {cpu}: {sample:?}"))?;
    }
}
