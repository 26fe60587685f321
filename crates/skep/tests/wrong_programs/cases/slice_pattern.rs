//! A slice pattern whose rest is not at the end.
#[skep::bpf(license = "GPL")]
mod m {
    use skep::bpf::*;
    fn g(n: u32) -> u32 {
        let [.., a] = [n, n]; //~ error [..
        a
    }
}
fn main() {}
