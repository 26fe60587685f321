//! A name that is not there.
#[skep::bpf(license = "GPL")]
mod m {
    use skep::bpf::*;
    fn g(n: u32) -> u32 {
        n + nope //~ E0425 nope
    }
}
fn main() {}
