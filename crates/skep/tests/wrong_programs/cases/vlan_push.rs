//! A header kept across what pushes a tag.
#[skep::bpf(license = "GPL")]
mod m {
    use skep::bpf::*;
    #[sched_cls(default = Ok)]
    fn f(ctx: &mut Skb) -> Option<TcAction> {
        let mut pkt = ctx.packet();
        let eth = pkt.parse::<Ethernet>()?;
        ctx.vlan_push(ETH_P_8021Q, 7); //~ E0499 ctx
        if eth.is_tagged() { None } else { Some(TcAction::Shot) }
    }
}
fn main() {}
