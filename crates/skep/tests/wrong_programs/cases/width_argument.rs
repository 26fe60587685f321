//! An argument of another width.
#[skep::bpf(license = "GPL")]
mod m {
    use skep::bpf::*;
    fn g(n: u32) -> u64 {
        h(n) //~ E0308 n
    }
    fn h(n: u64) -> u64 {
        n
    }
}
fn main() {}
