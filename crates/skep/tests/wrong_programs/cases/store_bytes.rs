//! A header kept across what writes the packet by a helper, which may move it.
#[skep::bpf(license = "GPL")]
mod m {
    use skep::bpf::*;
    #[sched_cls(default = Ok)]
    fn f(ctx: &mut Skb) -> Option<TcAction> {
        let mut pkt = ctx.packet();
        let eth = pkt.parse::<Ethernet>()?;
        ctx.store_bytes(0, &eth.src, 0); //~ E0499 ctx
        eth.ether_type = ETH_P_IP;
        None
    }
}
fn main() {}
