//! A number as a condition.
#[skep::bpf(license = "GPL")]
mod m {
    use skep::bpf::*;
    fn g(n: u32) -> u32 {
        if n { 1 } else { 2 } //~ E0308 n
    }
}
fn main() {}
