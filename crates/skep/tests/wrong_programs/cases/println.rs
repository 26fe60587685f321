//! Printing.
#[skep::bpf(license = "GPL")]
mod m {
    use skep::bpf::*;
    fn g(n: u32) {
        println!("{n}"); //~ error println
    }
}
fn main() {}
