//! A ring of what is not an event.
#[skep::bpf(license = "GPL")]
mod m {
    use skep::bpf::*;
    #[value] pub struct Exec { pub pid: u64 }
    #[map] static EXECS: RingBuf<Exec> = RingBuf::with_byte_size(4096); //~ E0277 RingBuf::with
}
fn main() {}
