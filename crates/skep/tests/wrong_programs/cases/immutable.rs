//! A store to what is not `mut`.
#[skep::bpf(license = "GPL")]
mod m {
    use skep::bpf::*;
    fn g(n: u32) -> u32 {
        let x = 1;
        x = n; //~ E0384 x
        x
    }
}
fn main() {}
