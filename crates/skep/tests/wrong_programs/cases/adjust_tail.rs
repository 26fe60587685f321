//! A cursor used behind what moves the packet's end.
#[skep::bpf(license = "GPL")]
mod m {
    use skep::bpf::*;
    #[xdp(default = Pass)]
    fn f(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut pkt = ctx.packet();
        pkt.parse::<Ethernet>()?;
        ctx.adjust_tail(-4); //~ E0499 ctx
        pkt.parse::<Ipv4>()?;
        None
    }
}
fn main() {}
