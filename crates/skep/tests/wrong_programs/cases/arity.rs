//! Too few arguments.
#[skep::bpf(license = "GPL")]
mod m {
    use skep::bpf::*;
    fn g(n: u32) -> u32 {
        h(n) //~ E0061 h
    }
    fn h(n: u32, m: u32) -> u32 {
        n + m
    }
}
fn main() {}
