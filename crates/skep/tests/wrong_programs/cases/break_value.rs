//! A value out of `while`.
#[skep::bpf(license = "GPL")]
mod m {
    use skep::bpf::*;
    fn g(n: u32) -> u32 {
        while n > 1 { break 3; } //~ E0571 break
        n
    }
}
fn main() {}
