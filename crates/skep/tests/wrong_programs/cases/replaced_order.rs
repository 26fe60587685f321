//! A checksum that follows a number of the machine's order.
#[skep::bpf(license = "GPL")]
mod m {
    use skep::bpf::*;
    #[xdp(default = Pass)]
    fn f(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut pkt = ctx.packet();
        let ip = pkt.parse::<Ipv4>()?;
        ip.check = ip.check.replaced(1_u16, 2_u16); //~ E0277 replaced
        None
    }
}
fn main() {}
