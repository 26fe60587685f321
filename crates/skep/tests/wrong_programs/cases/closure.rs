//! A closure.
#[skep::bpf(license = "GPL")]
mod m {
    use skep::bpf::*;
    fn g(n: u32) -> u32 {
        let g = |x: u32| x + n; //~ error |x
        n
    }
}
fn main() {}
