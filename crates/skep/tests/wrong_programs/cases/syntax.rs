//! A syntax error of Rust.
#[skep::bpf(license = "GPL")]
mod m {
    use skep::bpf::*;
    fn g(n: u32) -> u32 {
        let x = n +; //~ error ;
        x
    }
}
fn main() {}
