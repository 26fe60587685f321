//! A verdict of another kind.
#[skep::bpf(license = "GPL")]
mod m {
    use skep::bpf::*;
    #[xdp(default = Pass)]
    fn f(ctx: &mut Xdp) -> Option<u32> { //~ E0277 Option
        None
    }
}
fn main() {}
