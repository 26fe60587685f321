//! A default that is no verdict.
#[skep::bpf(license = "GPL")]
mod m {
    use skep::bpf::*;
    #[xdp(default = Accept)] //~ E0599 Accept
    fn f(ctx: &mut Xdp) -> Option<XdpAction> {
        None
    }
}
fn main() {}
