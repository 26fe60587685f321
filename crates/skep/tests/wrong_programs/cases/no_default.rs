//! An Option without a default.
#[skep::bpf(license = "GPL")]
mod m {
    use skep::bpf::*;
    #[xdp]
    fn f(ctx: &mut Xdp) -> Option<XdpAction> { //~ E0277 Option
        None
    }
}
fn main() {}
