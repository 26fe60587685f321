//! `&mut` of a number.
#[skep::bpf(license = "GPL")]
mod m {
    use skep::bpf::*;
    fn g(n: u32) -> u32 {
        let mut k = n;
        h(&mut k); //~ E0277 k)
        k
    }
    fn h(p: &mut u32) {
        *p += 1;
    }
}
fn main() {}
