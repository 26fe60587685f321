//! A closure that leaves.
#[skep::bpf(license = "GPL")]
mod m {
    use skep::bpf::*;
    fn g(n: Option<u32>) -> Option<u32> {
        n.map(|n| if n > 3 { return n } else { 7 }) //~ error return
    }
}
fn main() {}
