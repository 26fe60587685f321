//! A number of the machine's order, which cannot lie anywhere, at an offset.
#[skep::bpf(license = "GPL")]
mod m {
    use skep::bpf::*;
    #[xdp(default = Pass)]
    fn f(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut pkt = ctx.packet();
        if *pkt.at::<u32>(3)? == 7 { Some(XdpAction::Drop) } else { None } //~ E0277 u32
    }
}
fn main() {}
