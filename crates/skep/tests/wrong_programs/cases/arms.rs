//! Arms of different types.
#[skep::bpf(license = "GPL")]
mod m {
    use skep::bpf::*;
    fn g(n: u32, m: u64) -> u32 {
        let z = if n > 1 { n } else { m }; //~ E0308 m
        z
    }
}
fn main() {}
