//! Several places that are assigned to at once.
#[skep::bpf(license = "GPL")]
mod m {
    use skep::bpf::*;
    #[xdp]
    fn f(ctx: &mut Xdp) -> XdpAction {
        let mut a = 1;
        let mut b = 2;
        (a, b) = (b, a); //~ error (
        if a > b { XdpAction::Pass } else { XdpAction::Drop }
    }
}
fn main() {}
