//! A checksum that follows a change from an address to a port.
#[skep::bpf(license = "GPL")]
mod m {
    use skep::bpf::*;
    #[xdp(default = Pass)]
    fn f(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut pkt = ctx.packet();
        let ip = pkt.parse::<Ipv4>()?;
        ip.check = ip.check.replaced(ip.src, U16Be::new(80)); //~ E0308 U16Be::new
        None
    }
}
fn main() {}
