//! A function of the host.
fn helper(n: u32) -> u32 { n }
#[skep::bpf(license = "GPL")]
mod m {
    use super::helper;
    fn g(n: u32) -> u32 {
        helper(n) //~ E0573 helper
    }
}
fn main() {}
