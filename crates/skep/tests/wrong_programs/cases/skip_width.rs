//! A step of the cursor by a number of another width.
#[skep::bpf(license = "GPL")]
mod m {
    use skep::bpf::*;
    #[xdp(default = Pass)]
    fn f(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut pkt = ctx.packet();
        let length = pkt.bytes::<1>()?[0];
        if !pkt.skip(length) { return None; } //~ E0308 length
        Some(XdpAction::Drop)
    }
}
fn main() {}
