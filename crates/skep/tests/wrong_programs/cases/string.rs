//! A string.
#[skep::bpf(license = "GPL")]
mod m {
    use skep::bpf::*;
    fn g(n: u32) -> u32 {
        let s = "text"; //~ E0277 "text"
        n
    }
}
fn main() {}
