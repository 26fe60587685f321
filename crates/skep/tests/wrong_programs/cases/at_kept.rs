//! What lies at an offset, kept across a step of the cursor.
#[skep::bpf(license = "GPL")]
mod m {
    use skep::bpf::*;
    #[xdp(default = Pass)]
    fn f(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut pkt = ctx.packet();
        let byte = pkt.at::<[u8; 1]>(3)?;
        pkt.parse::<Ethernet>()?; //~ E0499 pkt
        if byte[0] == 1 { Some(XdpAction::Drop) } else { None }
    }
}
fn main() {}
