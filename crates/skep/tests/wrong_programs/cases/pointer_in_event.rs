//! A reference in an event.
#[skep::bpf(license = "GPL")]
mod m {
    use skep::bpf::*;
    #[event] pub struct Exec { pub pid: u64, pub name: &'static str } //~ E0277 &
}
fn main() {}
