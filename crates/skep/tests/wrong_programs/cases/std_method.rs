//! A method of std without a staged form.
#[skep::bpf(license = "GPL")]
mod m {
    use skep::bpf::*;
    fn g(n: u32) -> u32 {
        n.isqrt() //~ E0599 isqrt
    }
}
fn main() {}
