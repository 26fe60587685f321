//! An atomic number of two bytes.
#[skep::bpf(license = "GPL")]
mod m {
    use skep::bpf::*;
    #[value] pub struct Counts { pub small: Atomic<u16>, pub other: u16 } //~ E0277 Atomic
}
fn main() {}
