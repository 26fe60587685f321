//! Padding at the end of a key.
#[skep::bpf(license = "GPL")]
mod m {
    use skep::bpf::*;
    #[value] pub struct Key { pub addr: u32, pub port: u16 } //~ E0080 port
}
fn main() {}
