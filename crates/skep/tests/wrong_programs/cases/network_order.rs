//! Network order compared with the machine's.
#[skep::bpf(license = "GPL")]
mod m {
    use skep::bpf::*;
    #[xdp(default = Pass)]
    fn f(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut pkt = ctx.packet();
        let eth = pkt.parse::<Ethernet>()?;
        if eth.ether_type == 0x0800 { None } else { Some(XdpAction::Drop) } //~ E0308 0x0800
    }
}
fn main() {}
