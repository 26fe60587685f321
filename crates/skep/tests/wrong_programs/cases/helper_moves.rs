//! A header is used after a helper that moves the packet.
#[skep::bpf(license = "GPL")]
mod m {
    use skep::bpf::*;
    #[sched_cls(default = Ok)]
    fn f(ctx: &mut Skb) -> Option<TcAction> {
        let mut packet = ctx.packet();
        let ethernet = packet.parse::<Ethernet>()?;
        helper::skb_vlan_pop(ctx); //~ E0499 ctx
        ethernet.dst[0] = 1;
        Some(TcAction::Ok)
    }
}
fn main() {}
