//! An associated function of std without a staged form.
#[skep::bpf(license = "GPL")]
mod m {
    use skep::bpf::*;
    fn g(n: u32) -> u32 {
        u32::midpoint(n, 3) //~ E0599 midpoint
    }
}
fn main() {}
