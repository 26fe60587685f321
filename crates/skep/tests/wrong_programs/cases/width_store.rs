//! A field of another width.
#[skep::bpf(license = "GPL")]
mod m {
    use skep::bpf::*;
    #[event] pub struct Exec { pub pid: u32, pub uid: u32 }
    #[map] static EXECS: RingBuf<Exec> = RingBuf::with_byte_size(4096);
    fn g(e: &mut Exec, n: u64) {
        e.pid = n; //~ E0308 n
    }
}
fn main() {}
