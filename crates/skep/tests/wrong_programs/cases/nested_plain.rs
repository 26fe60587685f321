//! A structure in an event that has no attribute itself; a slice of the user's reads it.
#[skep::bpf(license = "GPL")]
mod m {
    use skep::bpf::*;
    #[derive(Clone, Copy, Debug)] pub struct Inner { pub a: u32 }
    #[event] pub struct Exec { pub pid: u32, pub inner: Inner } //~ E0277 Inner
    #[map] static EXECS: RingBuf<Exec> = RingBuf::with_byte_size(4096);
    #[map] static LAST: HashMap<u32, Exec> = HashMap::with_max_entries(8);
    fn g(n: u32) -> u32 {
        let Some(e) = LAST.get(&n) else { return 0 };
        e.inner.a + e.pid
    }
}
fn main() {}
