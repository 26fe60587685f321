//! A header kept across what moves the packet.
#[skep::bpf(license = "GPL")]
mod m {
    use skep::bpf::*;
    #[xdp(default = Pass)]
    fn f(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut pkt = ctx.packet();
        let eth = pkt.parse::<Ethernet>()?;
        ctx.adjust_head(14); //~ E0499 ctx
        if eth.ether_type == ETH_P_IP { None } else { Some(XdpAction::Drop) }
    }
}
fn main() {}
