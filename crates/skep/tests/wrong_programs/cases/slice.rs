//! A slice.
#[skep::bpf(license = "GPL")]
mod m {
    use skep::bpf::*;
    fn g(n: u32) -> u32 {
        let a = [n, n, n];
        let b = &a[1..]; //~ error 1..
        n
    }
}
fn main() {}
