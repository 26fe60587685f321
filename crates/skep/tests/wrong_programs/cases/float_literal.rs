//! A floating point number.
#[skep::bpf(license = "GPL")]
mod m {
    use skep::bpf::*;
    fn g() -> u32 {
        let x = 1.5; //~ E0277 1.5
        0
    }
}
fn main() {}
