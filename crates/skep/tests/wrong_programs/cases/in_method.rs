//! A mistake in a method.
#[skep::bpf(license = "GPL")]
mod m {
    use skep::bpf::*;
    #[event] pub struct Exec { pub pid: u32, pub uid: u32 }
    impl Exec {
        fn sum(&self, n: u64) -> u32 {
            self.pid + n //~ E0308 n //~ E0277 +
        }
    }
}
fn main() {}
