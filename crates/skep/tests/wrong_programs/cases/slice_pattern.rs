//! A slice pattern.
#[skep::bpf(license = "GPL")]
mod m {
    use skep::bpf::*;
    fn g(n: u32) -> u32 {
        let [a, b] = [n, n]; //~ error [a
        a + b
    }
}
fn main() {}
