//! An atomic addition to a variable of one byte.
#[skep::bpf(license = "GPL")]
mod m {
    use skep::bpf::*;
    #[global] static SEEN: Global<u8> = Global::new(0);
    fn g(n: u32) -> u32 {
        SEEN.add(1); //~ E0599 add
        n
    }
}
fn main() {}
