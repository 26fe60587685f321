//! `unsafe`.
#[skep::bpf(license = "GPL")]
mod m {
    use skep::bpf::*;
    fn g(n: u32) -> u32 {
        unsafe { n } //~ error unsafe
    }
}
fn main() {}
