//! What is kept before a packet, still used behind what moves it.
#[skep::bpf(license = "GPL")]
mod m {
    use skep::bpf::*;
    #[xdp(default = Pass)]
    fn f(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut metadata = ctx.metadata();
        let word = metadata.bytes::<4>()?;
        ctx.adjust_meta(4); //~ E0499 ctx
        word[0] = 1;
        None
    }
}
fn main() {}
