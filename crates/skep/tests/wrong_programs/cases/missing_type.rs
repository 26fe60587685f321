//! A field of a type that is not there.
#[skep::bpf(license = "GPL")]
mod m {
    use skep::bpf::*;
    #[event] pub struct Exec { pub pid: u32, pub name: Nope } //~ E0425 Nope
    #[map] static EXECS: RingBuf<Exec> = RingBuf::with_byte_size(4096);
    fn g(e: &mut Exec) -> u32 {
        e.pid = 1;
        e.pid
    }
}
fn main() {}
