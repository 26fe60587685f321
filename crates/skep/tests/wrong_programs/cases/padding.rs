//! Padding in an event.
#[skep::bpf(license = "GPL")]
mod m {
    use skep::bpf::*;
    #[event] pub struct Exec { pub pid: u32, pub at: u64 } //~ E0080 at
}
fn main() {}
