//! A method of std without a staged form.
#[skep::bpf(license = "GPL")]
mod m {
    use skep::bpf::*;
    fn g(n: u32) -> u32 {
        n.rotate_left(3) //~ E0599 rotate_left
    }
}
fn main() {}
