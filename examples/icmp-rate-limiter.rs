//! Limits ICMP with a token bucket: every packet takes a token, and without one it is dropped. Tokens come in at a steady rate,
//! and the bucket holds no more than a burst.
//!
//! ICMPv6 passes: it finds neighbours, and without it IPv6 does not work.
//!
//! `cargo run --example icmp-rate-limiter -- INTERFACE`

use skep::prelude::*;

#[skep::bpf(license = "GPL")]
pub mod icmp_rate_limiter {
    use skep::bpf::*;

    /// After how many nanoseconds there is one token more.
    #[global]
    pub static INTERVAL: Constant<u64> = Constant::new(100_000_000);
    /// How many tokens the bucket holds.
    #[global]
    pub static BURST: Constant<u64> = Constant::new(20);

    /// The bucket: when it will be full again, which is all there is to know of it.
    #[map]
    pub static FULL_AT: Array<Atomic<u64>> = Array::with_length(1);

    #[xdp(default = Pass)]
    fn limit(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        if packet.parse::<Ethernet>()?.ether_type != ETH_P_IP
            || packet.parse::<Ipv4>()?.protocol != IPPROTO_ICMP
        {
            return None;
        }
        let mut bucket = FULL_AT.get(0)?;
        let now = ktime();
        // Another processor may take a token at the same time: then it is tried again.
        for _ in 0..8 {
            let full_at = bucket.get();
            // A token less: full an interval later. It is empty if that takes longer than to fill a whole bucket.
            let later = full_at.max(now) + INTERVAL.get();
            if later - now > BURST.get() * INTERVAL.get() {
                return Some(XdpAction::Drop);
            }
            if bucket.compare_and_swap(full_at, later) == full_at {
                return None;
            }
        }
        Some(XdpAction::Drop)
    }
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let interface = std::env::args().nth(1).ok_or("usage: icmp-rate-limiter INTERFACE")?;
    let loaded = icmp_rate_limiter::load(&Kernel::host()?)?;
    let _link = loaded.limit.attach_to_interface(&interface, XdpMode::Auto)?;
    println!("10 ICMP packets pass in a second on {interface}; Ctrl-C ends it");
    loop {
        std::thread::park();
    }
}
