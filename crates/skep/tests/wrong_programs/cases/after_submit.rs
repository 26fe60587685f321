//! A reservation used after it was submitted.
#[skep::bpf(license = "GPL")]
mod m {
    use skep::bpf::*;
    #[event] pub struct Exec { pub pid: u32, pub uid: u32 }
    #[map] static EXECS: RingBuf<Exec> = RingBuf::with_byte_size(4096);
    fn g() -> u32 {
        let Some(mut e) = EXECS.reserve() else { return 0 };
        e.submit();
        e.pid = 1; //~ E0382 e.pid
        0
    }
}
fn main() {}
