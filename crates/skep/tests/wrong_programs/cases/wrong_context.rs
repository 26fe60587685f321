//! A context of another kind.
#[skep::bpf(license = "GPL")]
mod m {
    use skep::bpf::*;
    #[xdp(default = Pass)]
    fn f(ctx: &mut Skb) -> Option<XdpAction> { //~ E0277 &mut
        None
    }
}
fn main() {}
