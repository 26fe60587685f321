//! A closure in a method of something else than an option.
#[skep::bpf(license = "GPL")]
mod m {
    use skep::bpf::*;
    fn g(n: [u32; 4]) -> u32 {
        n.iter().fold(0, |sum, one| sum + one) //~ error |sum
    }
}
fn main() {}
