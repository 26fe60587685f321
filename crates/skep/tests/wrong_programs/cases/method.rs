//! A method that is not there.
#[skep::bpf(license = "GPL")]
mod m {
    use skep::bpf::*;
    #[event] pub struct Exec { pub pid: u32, pub uid: u32 }
    #[map] static EXECS: RingBuf<Exec> = RingBuf::with_byte_size(4096);
    fn g(e: &Exec) -> u32 {
        e.total() //~ E0599 total
    }
}
fn main() {}
