//! A constant in lower case as a pattern.
#[skep::bpf(license = "GPL")]
mod m {
    use skep::bpf::*;
    #[allow(non_upper_case_globals)]
    const five: u32 = 5;
    fn g(n: u32) -> u32 {
        match n { five => 1, _ => 2 } //~ E0308 five
    }
}
fn main() {}
