//! A floating point parameter.
#[skep::bpf(license = "GPL")]
mod m {
    use skep::bpf::*;
    fn g(x: f32) -> u32 { //~ E0277 f32
        0
    }
}
fn main() {}
