//! A `match` that leaves something out.
#[skep::bpf(license = "GPL")]
mod m {
    use skep::bpf::*;
    fn g(n: u32) -> u32 {
        match n { 0 => 1, 1..=9 => 2 } //~ E0004 n
    }
}
fn main() {}
