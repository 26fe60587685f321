//! A mistake in a generic function (no probe there).
#[skep::bpf(license = "GPL")]
mod m {
    use skep::bpf::*;
    fn g<const N: usize>(a: &[u32; N], n: u64) -> u32 {
        a[0] + n //~ E0308 n //~ E0277 +
    }
}
fn main() {}
