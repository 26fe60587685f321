//! Parsing what is no header.
#[skep::bpf(license = "GPL")]
mod m {
    use skep::bpf::*;
    #[xdp(default = Pass)]
    fn f(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut pkt = ctx.packet();
        let n = pkt.parse::<u32>()?; //~ E0277 u32
        None
    }
}
fn main() {}
