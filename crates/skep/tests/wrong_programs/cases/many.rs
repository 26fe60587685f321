//! Five mistakes in one function: five errors.
#[skep::bpf(license = "GPL")]
mod m {
    use skep::bpf::*;
    #[event] pub struct Exec { pub pid: u32, pub uid: u32 }
    #[map] static EXECS: RingBuf<Exec> = RingBuf::with_byte_size(4096);
    #[map] static COUNTS: HashMap<u32, u64> = HashMap::with_max_entries(8);
    fn g(e: &mut Exec, n: u32, m: u64) -> u32 {
        let a = n + m; //~ E0308 m; //~ E0277 +
        e.pidd = 3; //~ E0609 pidd
        let v = COUNTS.get(&m); //~ E0308 &m
        nope(); //~ E0425 nope //~ E0425 nope
        m //~ E0308 m
    }
}
fn main() {}
