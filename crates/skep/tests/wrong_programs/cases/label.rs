//! A label that is not there.
#[skep::bpf(license = "GPL")]
mod m {
    use skep::bpf::*;
    fn g(n: u32) -> u32 {
        while n > 1 { break 'out; } //~ E0426 'out
        n
    }
}
fn main() {}
