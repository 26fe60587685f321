//! An enum with a payload.
#[skep::bpf(license = "GPL")]
mod m {
    use skep::bpf::*;
    #[value] #[repr(u8)] pub enum Kind { A(u32), B } //~ error (u32)
}
fn main() {}
