//! An associated function of std without a staged form.
#[skep::bpf(license = "GPL")]
mod m {
    use skep::bpf::*;
    fn g(n: u32) -> u32 {
        u32::from_be(n) //~ E0599 from_be
    }
}
fn main() {}
