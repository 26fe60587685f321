//! A result of another width.
#[skep::bpf(license = "GPL")]
mod m {
    use skep::bpf::*;
    fn g(n: u64) -> u32 {
        n //~ E0308 n
    }
}
fn main() {}
