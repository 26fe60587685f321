//! A mistake in a function and in a method that are called: who calls them is right.
#[skep::bpf(license = "GPL")]
mod m {
    use skep::bpf::*;
    #[value]
    struct Pair {
        left: u32,
        right: u32,
    }
    impl Pair {
        fn sum(&self) -> u32 {
            let sum = |n: u32| n + self.right; //~ error |n
            self.left
        }
    }
    fn g(n: u32) -> u32 {
        let g = |x: u32| x + n; //~ error |x
        n
    }
    #[xdp]
    fn p(_: &Xdp) -> XdpAction {
        let pair = Pair { left: g(3), right: 2 };
        if pair.sum() > 2 { XdpAction::Drop } else { XdpAction::Pass }
    }
}
fn main() {}
