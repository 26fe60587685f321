//! Tells the processor that it runs on.
//!
//! `cargo run --example get-cpu-id`

use skep::prelude::*;

#[skep::bpf(license = "GPL")]
pub mod cpu_id {
    use skep::bpf::*;

    #[socket_filter]
    fn get_cpu_id(_: &Skb) -> u32 {
        helper::get_smp_processor_id()
    }
}

fn main() -> Result<()> {
    let loaded = cpu_id::load(&Kernel::host()?)?;
    let output = loaded.get_cpu_id.test_run(&TestRun::new().packet(&[0; 64]))?;
    println!("processor {}", output.result);
    Ok(())
}
