//! Two widths in one operation.
#[skep::bpf(license = "GPL")]
mod m {
    use skep::bpf::*;
    fn g(n: u32, m: u64) -> u32 {
        let z = n + m; //~ E0308 m; //~ E0277 +
        z
    }
}
fn main() {}
